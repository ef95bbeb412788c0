//! Reading blobs: as a stream of chunks, from wherever they are, or as a file of this machine for programs that need one.

use super::bucket::Download;
use super::hex;
use crate::error::{Error, Result};
use bytes::{Buf, Bytes};
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use tempfile::TempPath;

/// Read from a folder at a time.
const CHUNK_BYTES: u64 = 64 * 1024;

/// A blob, or a part of one, that is being read. Blocking.
pub struct Blob {
    /// Of the whole blob, also where only a part is read.
    pub size_bytes: u64,
    pub(super) source: Source,
    /// What a caller of [`Read`] has not taken yet.
    pub(super) rest: Bytes,
}

pub(super) enum Source {
    /// And how much of the part is left.
    File(File, u64),
    Bucket(Download),
}

impl Blob {
    /// The next bytes; `None` at the end. One that ends too early is a failure.
    pub fn next_chunk(&mut self) -> Result<Option<Bytes>> {
        match &mut self.source {
            Source::File(_, 0) => Ok(None),
            Source::File(file, left) => {
                let mut chunk = Vec::new();
                match file.by_ref().take(CHUNK_BYTES.min(*left)).read_to_end(&mut chunk) {
                    Ok(0) => Err(Error::internal("reading a stored file", "it is shorter than it was when it was opened")),
                    Ok(count) => {
                        *left = left.saturating_sub(count as u64);
                        Ok(Some(chunk.into()))
                    }
                    Err(error) => Err(Error::internal("reading a stored file", error)),
                }
            }
            Source::Bucket(download) => download.next_chunk(),
        }
    }

    /// Reads to the end; whether the bytes have this hash.
    pub fn has_hash(mut self, sha256: &str) -> Result<bool> {
        let mut hash = ring::digest::Context::new(&ring::digest::SHA256);
        while let Some(chunk) = self.next_chunk()? {
            hash.update(&chunk);
        }
        Ok(hex(hash.finish().as_ref()) == sha256)
    }
}

impl Read for Blob {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.rest.is_empty() {
            match self.next_chunk().map_err(io::Error::other)? {
                Some(chunk) => self.rest = chunk,
                None => return Ok(0),
            }
        }
        let count = buffer.len().min(self.rest.len());
        let (to, _) = buffer.split_at_mut_checked(count).ok_or(ErrorKind::InvalidInput)?;
        self.rest.copy_to_slice(to);
        Ok(count)
    }
}

/// A blob as a file of this machine. One that was fetched for it goes when this is dropped.
#[derive(Debug)]
pub struct LocalCopy(pub(super) Copy);

#[derive(Debug)]
pub(super) enum Copy {
    InPlace(PathBuf),
    Fetched(TempPath),
}

impl LocalCopy {
    pub fn path(&self) -> &Path {
        match &self.0 {
            Copy::InPlace(path) => path,
            Copy::Fetched(path) => path,
        }
    }
}

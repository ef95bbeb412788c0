//! Receiving a file: its bytes go to a temporary file as they come, are hashed and counted on the way, and stop at the limit.

use super::{failed, hex};
use crate::config::show_size;
use crate::error::{Error, Result};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use tempfile::TempPath;

/// Bytes are handed on in pieces of this size: another thread writes and hashes them, and to wake it costs more than a small piece is worth.
const PIECE_BYTES: usize = 256 * 1024;

/// A file that is still arriving. Dropped before its end, it leaves nothing behind.
pub struct Spool {
    folder: PathBuf,
    /// What came since the last piece was handed on.
    piece: Vec<u8>,
    /// Made with the first piece; lost with a piece that could not be written.
    arrived: Option<Arrived>,
    size_bytes: u64,
    limit_bytes: u64,
}

/// What has reached the temporary file.
struct Arrived {
    file: File,
    path: TempPath,
    hash: ring::digest::Context,
    size_bytes: u64,
}

/// A file that has arrived whole. Its bytes are gone when this is dropped, unless [`super::Store::keep`] stored them.
pub struct Spooled {
    /// In lower-case hex.
    pub sha256: String,
    pub size_bytes: u64,
    pub(super) file: File,
    pub(super) path: TempPath,
}

impl Spool {
    pub(super) fn begin(folder: PathBuf, limit_bytes: u64) -> Self {
        Self { folder, piece: Vec::new(), arrived: None, size_bytes: 0, limit_bytes }
    }

    /// Takes the next bytes. Once they are too many nothing more is taken, so that the caller can stop reading.
    pub async fn write(&mut self, chunk: &[u8]) -> Result<()> {
        let size_bytes = self.size_bytes.saturating_add(chunk.len() as u64);
        if size_bytes > self.limit_bytes {
            return Err(too_large(self.limit_bytes));
        }
        self.size_bytes = size_bytes;
        self.piece.extend_from_slice(chunk);
        if self.piece.len() >= PIECE_BYTES { self.hand_on().await } else { Ok(()) }
    }

    pub async fn finish(mut self) -> Result<Spooled> {
        self.hand_on().await?;
        let whole = self.arrived.filter(|arrived| arrived.size_bytes == self.size_bytes);
        let whole = whole.ok_or_else(|| Error::internal("receiving a file", "a piece of it was not written"))?;
        Ok(whole.whole())
    }

    async fn hand_on(&mut self) -> Result<()> {
        let (folder, arrived, mut piece) = (self.folder.clone(), self.arrived.take(), std::mem::take(&mut self.piece));
        let work = move || -> io::Result<(Arrived, Vec<u8>)> {
            let mut arrived = arrived.map_or_else(|| Arrived::begin(&folder), Ok)?;
            arrived.take(&piece)?;
            piece.clear();
            Ok((arrived, piece))
        };
        let done = tokio::task::spawn_blocking(work).await.map_err(|error| Error::internal("receiving a file", error))?;
        let (arrived, piece) = done.map_err(|error| failed("receiving a file", error))?;
        (self.arrived, self.piece) = (Some(arrived), piece);
        Ok(())
    }
}

/// Receives a file from a reader, for a thread that may block.
pub(super) fn receive(folder: &Path, source: &mut dyn Read, limit_bytes: u64) -> Result<Spooled> {
    let write = |error| failed("receiving a file", error);
    let mut arrived = Arrived::begin(folder).map_err(write)?;
    let mut piece = vec![0; PIECE_BYTES];
    loop {
        let count = match source.read(&mut piece) {
            Ok(0) => return Ok(arrived.whole()),
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(super::unreadable("reading a file that is to be stored", error)),
        };
        if arrived.size_bytes.saturating_add(count as u64) > limit_bytes {
            return Err(too_large(limit_bytes));
        }
        arrived.take(piece.get(..count).unwrap_or_default()).map_err(write)?;
    }
}

/// Receives a file that is written by the caller, in whatever order.
pub(super) fn receive_written(folder: &Path, write: impl FnOnce(&mut File) -> Result<()>) -> Result<Spooled> {
    let failed = |error| failed("writing a file", error);
    let mut arrived = Arrived::begin(folder).map_err(failed)?;
    write(&mut arrived.file)?;
    arrived.file.seek(SeekFrom::Start(0)).map_err(failed)?;
    let mut piece = vec![0; PIECE_BYTES];
    loop {
        let count = arrived.file.read(&mut piece).map_err(failed)?;
        if count == 0 {
            return Ok(arrived.whole());
        }
        arrived.hash.update(piece.get(..count).unwrap_or_default());
        arrived.size_bytes += count as u64;
    }
}

fn too_large(limit_bytes: u64) -> Error {
    Error::TooLarge { message: format!("The file is larger than {}, which is the most that one file may have.", show_size(limit_bytes)) }
}

impl Arrived {
    fn whole(self) -> Spooled {
        Spooled { sha256: hex(self.hash.finish().as_ref()), size_bytes: self.size_bytes, file: self.file, path: self.path }
    }

    fn begin(folder: &Path) -> io::Result<Self> {
        let (file, path) = tempfile::Builder::new().prefix("upload-").rand_bytes(16).tempfile_in(folder)?.into_parts();
        Ok(Self { file, path, hash: ring::digest::Context::new(&ring::digest::SHA256), size_bytes: 0 })
    }

    fn take(&mut self, piece: &[u8]) -> io::Result<()> {
        self.file.write_all(piece)?;
        self.hash.update(piece);
        self.size_bytes += piece.len() as u64;
        Ok(())
    }
}

impl Spooled {
    /// Where the bytes are for now.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

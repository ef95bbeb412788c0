//! Receiving a file: its bytes go to a temporary file as they come, are hashed and counted on the way, and stop at the limit.

use super::{failed, hex};
use crate::config::show_size;
use crate::error::{Error, Result};
use std::fs::File;
use std::path::{Path, PathBuf};
use tempfile::TempPath;
use tokio::io::AsyncWriteExt;

/// A file that is still arriving. Dropped before its end, it leaves nothing behind.
pub struct Spool {
    file: tokio::fs::File,
    path: TempPath,
    hash: ring::digest::Context,
    size_bytes: u64,
    limit_bytes: u64,
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
    pub(super) async fn begin(folder: PathBuf, limit_bytes: u64) -> Result<Self> {
        let begin = move || tempfile::Builder::new().prefix("upload-").rand_bytes(16).tempfile_in(folder);
        let (file, path) = match tokio::task::spawn_blocking(begin).await {
            Ok(made) => made.map_err(|error| failed("receiving a file", error))?.into_parts(),
            Err(error) => return Err(Error::internal("receiving a file", error)),
        };
        let hash = ring::digest::Context::new(&ring::digest::SHA256);
        Ok(Self { file: tokio::fs::File::from_std(file), path, hash, size_bytes: 0, limit_bytes })
    }

    /// Takes the next bytes. Once they are too many nothing more is taken, so that the caller can stop reading.
    pub async fn write(&mut self, chunk: &[u8]) -> Result<()> {
        let size_bytes = self.size_bytes.saturating_add(chunk.len() as u64);
        if size_bytes > self.limit_bytes {
            let message = format!("The file is larger than {}, which is the most that one file may have.", show_size(self.limit_bytes));
            return Err(Error::TooLarge { message });
        }
        self.file.write_all(chunk).await.map_err(|error| failed("receiving a file", error))?;
        self.hash.update(chunk);
        self.size_bytes = size_bytes;
        Ok(())
    }

    pub async fn finish(mut self) -> Result<Spooled> {
        // The last write may still be on its way, and may fail.
        self.file.flush().await.map_err(|error| failed("receiving a file", error))?;
        let sha256 = hex(self.hash.finish().as_ref());
        Ok(Spooled { sha256, size_bytes: self.size_bytes, file: self.file.into_std().await, path: self.path })
    }
}

impl Spooled {
    /// Where the bytes are for now.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

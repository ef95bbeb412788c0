//! Where an export goes: a folder, or an archive (zip).

use crate::config::make_private_folder;
use crate::error::{Context, Error, Result};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

pub enum Sink<'a> {
    Folder(PathBuf),
    Archive(Box<ZipWriter<&'a mut File>>),
}

impl<'a> Sink<'a> {
    /// A folder that is made; one with something in it is refused.
    pub fn folder(path: &Path) -> Result<Self> {
        let unusable = |error: io::Error| Error::invalid("export", format!("{} can not be written: {error}", path.display()));
        make_private_folder(path).map_err(unusable)?;
        if std::fs::read_dir(path).map_err(unusable)?.next().is_some() {
            return Err(Error::invalid("export", format!("{} is not empty; name a new folder", path.display())));
        }
        Ok(Self::Folder(path.to_owned()))
    }

    pub fn archive(file: &'a mut File) -> Self {
        Self::Archive(Box::new(ZipWriter::new(file)))
    }

    /// Writes a file. The name is one that the export gave, and has no way out of the folder.
    pub fn add(&mut self, name: &str, source: &mut dyn Read, is_text: bool) -> Result<()> {
        match self {
            Self::Folder(folder) => {
                let path = folder.join(name);
                if let Some(parent) = path.parent() {
                    std::fs::create_dir_all(parent).context("making a folder of the export")?;
                }
                let mut file = File::create_new(path).context("writing the export")?;
                io::copy(source, &mut file).map_err(failed)?;
                file.sync_all().context("writing the export")
            }
            Self::Archive(zip) => {
                // Documents are compressed already.
                let method = if is_text { CompressionMethod::Deflated } else { CompressionMethod::Stored };
                let options = SimpleFileOptions::default().compression_method(method).large_file(true);
                zip.start_file(name, options).context("writing the export")?;
                io::copy(source, zip).map_err(failed)?;
                Ok(())
            }
        }
    }

    pub fn finish(self) -> Result<()> {
        if let Self::Archive(zip) = self {
            let file = zip.finish().context("writing the export")?;
            file.sync_all().context("writing the export")?;
        }
        Ok(())
    }
}

/// What stopped a reader of a stored file says so in our own words; they are kept.
fn failed(error: io::Error) -> Error {
    error.downcast::<Error>().unwrap_or_else(|error| Error::internal("writing the export", error))
}

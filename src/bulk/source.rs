//! Where an import comes from: a folder, an archive (zip), or a table alone. Files are asked for by the names that the table gives them. A name
//! is looked up and is never a path that leads out of the folder; entries of an archive are read as streams, within bounds, and never unpacked.

use crate::error::{Context, Error, Result};
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::{Component, Path, PathBuf};
use zip::ZipArchive;

/// A table with more is taken for something else.
const MAX_TABLE_BYTES: u64 = 64 << 20;
/// Entries of an archive: as many as fit into the memory of a small machine.
const MAX_ENTRIES: u64 = 200_000;
/// The names of tables that are known, in the order in which they are looked for.
const TABLES: &[&str] = &["resources.csv", "metadata.csv", "documents.csv"];
/// Profiles of organizations, beside the table.
pub const ORGANIZATIONS: &str = "organizations.csv";

pub enum Source {
    Folder(PathBuf),
    Archive(Archive),
    /// A table without files.
    Table(PathBuf),
}

pub struct Archive {
    zip: ZipArchive<BufReader<File>>,
    /// Places of entries by their names, composed, below the folder of the table.
    entries: HashMap<String, usize>,
}

impl Source {
    pub fn open(path: &Path) -> Result<Self> {
        let unusable = |error: std::io::Error| refused(format!("{} can not be read: {error}", path.display()));
        if path.metadata().map_err(unusable)?.is_dir() {
            return Ok(Self::Folder(path.canonicalize().map_err(unusable)?));
        }
        let mut file = File::open(path).map_err(unusable)?;
        let mut head = [0; 4];
        let is_archive = file.read_exact(&mut head).is_ok() && matches!(&head, b"PK\x03\x04" | b"PK\x05\x06");
        if is_archive { Archive::open(file).map(Self::Archive) } else { Ok(Self::Table(path.to_owned())) }
    }

    /// The table of the documents.
    pub fn table(&mut self) -> Result<Vec<u8>> {
        let name = match self {
            Self::Folder(folder) => {
                let entries = std::fs::read_dir(folder).context("reading the folder of an import")?;
                let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
                choose(names.collect())?
            }
            Self::Archive(archive) => choose(archive.entries.keys().filter(|name| !name.contains('/')).cloned().collect())?,
            Self::Table(path) => {
                let mut file = File::open(&*path).context("reading the table of an import")?;
                return read_table(&mut file, &path.display().to_string());
            }
        };
        self.optional_table(&name)?.ok_or_else(none)
    }

    /// A table beside that of the documents, where there is one.
    pub fn optional_table(&mut self, name: &str) -> Result<Option<Vec<u8>>> {
        if self.size_of(name).is_err() {
            return Ok(None);
        }
        let mut reader = self.open_file(name)?;
        read_table(&mut *reader, name).map(Some)
    }

    /// The size of a file, or a sentence that says why there is none.
    pub fn size_of(&mut self, name: &str) -> Result<u64, String> {
        match self {
            Self::Folder(folder) => {
                let path = find(folder, name)?;
                path.metadata().map(|found| found.len()).map_err(|error| format!("{name} can not be read: {error}"))
            }
            Self::Archive(archive) => {
                let index = archive.find(name)?;
                let entry = archive.zip.by_index(index).map_err(|fault| told(name, &fault))?;
                if entry.is_dir() { Err(format!("{name} is a folder")) } else { Ok(entry.size()) }
            }
            Self::Table(_) => Err("names a file, but only a table was given; give the folder or archive that holds both".to_owned()),
        }
    }

    /// Begins to read a file. What an archive says of its size is not to be relied upon.
    pub fn open_file(&mut self, name: &str) -> Result<Box<dyn Read + '_>> {
        let unreadable = |message: String| Error::invalid("files", message);
        match self {
            Self::Folder(folder) => {
                let path = find(folder, name).map_err(unreadable)?;
                Ok(Box::new(File::open(path).map_err(|error| unreadable(format!("{name} can not be read: {error}")))?))
            }
            Self::Archive(archive) => {
                let index = archive.find(name).map_err(unreadable)?;
                Ok(Box::new(archive.zip.by_index(index).map_err(|fault| unreadable(told(name, &fault)))?))
            }
            Self::Table(_) => Err(unreadable(format!("{name} is not there: only a table was given"))),
        }
    }
}

fn refused(message: String) -> Error {
    Error::invalid("import", message)
}

fn none() -> Error {
    refused(format!("holds no table: name it {}, or let it be the only file that ends in .csv", TABLES.join(" or ")))
}

fn choose(names: Vec<String>) -> Result<String> {
    if let Some(known) = TABLES.iter().find_map(|table| names.iter().find(|name| name.eq_ignore_ascii_case(table))) {
        return Ok(known.clone());
    }
    let mut tables: Vec<_> =
        names.into_iter().filter(|name| is_table(name) && !name.starts_with('.') && !name.eq_ignore_ascii_case(ORGANIZATIONS)).collect();
    match (tables.pop(), tables.is_empty()) {
        (Some(only), true) => Ok(only),
        (None, _) => Err(none()),
        (Some(_), false) => Err(refused(format!("holds several tables: name that of the documents {}", TABLES.join(" or ")))),
    }
}

fn is_table(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("csv") || ending.eq_ignore_ascii_case("tsv"))
}

fn read_table(source: &mut dyn Read, name: &str) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(MAX_TABLE_BYTES + 1).read_to_end(&mut bytes).map_err(|error| refused(format!("{name} can not be read: {error}")))?;
    if bytes.len() as u64 > MAX_TABLE_BYTES {
        return Err(refused(format!("{name} is larger than {} MiB; import it in parts", MAX_TABLE_BYTES >> 20)));
    }
    Ok(bytes)
}

fn composed(name: &str) -> String {
    ComposingNormalizerBorrowed::new_nfc().normalize(name).into_owned()
}

/// The name as folders are written everywhere: with slashes, and without a dot before them.
fn with_slashes(name: &str) -> String {
    let name = name.replace('\\', "/");
    name.strip_prefix("./").unwrap_or(&name).to_owned()
}

/// The file of a folder, whichever way its accents are stored. Nothing outside the folder is found, links included.
fn find(folder: &Path, name: &str) -> Result<PathBuf, String> {
    let refused = || format!("{name} leads out of the folder; name files by their places below it");
    let (composed, decomposed) = (composed(name), DecomposingNormalizerBorrowed::new_nfd().normalize(name).into_owned());
    for spelling in [name.to_owned(), with_slashes(name), composed.clone(), with_slashes(&composed), with_slashes(&decomposed)] {
        let relative = Path::new(&spelling);
        if relative.components().any(|part| !matches!(part, Component::Normal(_) | Component::CurDir)) {
            return Err(refused());
        }
        let Ok(path) = folder.join(relative).canonicalize() else { continue };
        if !path.starts_with(folder) {
            return Err(refused());
        }
        return if path.is_file() { Ok(path) } else { Err(format!("{name} is no file")) };
    }
    Err(format!("{name} is not there"))
}

fn told(name: &str, fault: &zip::result::ZipError) -> String {
    format!("{name} can not be read from the archive: {fault}")
}

impl Archive {
    fn open(mut file: File) -> Result<Self> {
        let damaged = |fault: &dyn std::fmt::Display| refused(format!("is no archive that can be read: {fault}"));
        if count_entries(&mut file).context("reading an archive")? > MAX_ENTRIES {
            return Err(refused(format!("holds more than {MAX_ENTRIES} files; import it in parts")));
        }
        file.seek(SeekFrom::Start(0)).context("reading an archive")?;
        let zip = ZipArchive::new(BufReader::new(file)).map_err(|fault| damaged(&fault))?;
        let mut entries = HashMap::new();
        for index in 0..zip.len() {
            let Some(Ok(name)) = zip.name_for_index(index) else { continue };
            if !name.starts_with("__MACOSX/") && !name.ends_with('/') {
                entries.insert(composed(&with_slashes(&name)), index);
            }
        }
        // Whoever packs a folder rather than what is in it gets one more level.
        let top = entries.keys().next().and_then(|name| name.split_once('/')).map(|(top, _)| format!("{top}/"));
        if let Some(top) = top.filter(|top| entries.keys().all(|name| name.starts_with(top.as_str()))) {
            entries = entries.into_iter().filter_map(|(name, index)| Some((name.strip_prefix(&top)?.to_owned(), index))).collect();
        }
        Ok(Self { zip, entries })
    }

    fn find(&self, name: &str) -> Result<usize, String> {
        let wanted = composed(&with_slashes(name));
        self.entries.get(&wanted).copied().ok_or_else(|| format!("{name} is not in the archive"))
    }
}

/// How many entries an archive says it has, before any memory is set aside for them: from its last record (APPNOTE 4.3.16), or the one of 64 bits
/// that stands before that (4.3.14).
fn count_entries(file: &mut File) -> std::io::Result<u64> {
    const END: &[u8] = b"PK\x05\x06";
    const END_64: &[u8] = b"PK\x06\x06";
    let length = file.seek(SeekFrom::End(0))?;
    let tail_length = length.min(u64::from(u16::MAX) + 22 + 20 + 56);
    file.seek(SeekFrom::Start(length - tail_length))?;
    let mut tail = Vec::new();
    file.take(tail_length).read_to_end(&mut tail)?;
    let at = |signature: &[u8]| tail.windows(4).rposition(|window| window == signature);
    let number = |start: usize, bytes: usize| {
        tail.get(start..start + bytes).map_or(u64::MAX, |bytes| bytes.iter().rev().fold(0_u64, |sum, &byte| (sum << 8) | u64::from(byte)))
    };
    let Some(end) = at(END) else { return Ok(0) };
    let short = number(end + 10, 2);
    Ok(if short == u64::from(u16::MAX) { at(END_64).map_or(short, |end| number(end + 32, 8)) } else { short })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_the_folder_is_found_whatever_the_name() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("import");
        std::fs::create_dir_all(folder.join("docs")).unwrap();
        std::fs::write(place.path().join("secret"), "x").unwrap();
        std::fs::write(folder.join("docs/guía.pdf"), "x").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(place.path().join("secret"), folder.join("link")).unwrap();
        let mut source = Source::open(&folder).unwrap();

        for name in ["docs/guía.pdf", "docs\\guía.pdf", "./docs/guía.pdf", "docs/gui\u{301}a.pdf"] {
            assert_eq!(source.size_of(name), Ok(1), "{name}");
        }
        for name in ["../secret", "docs/../../secret", "/etc/passwd", "..\\secret", "link"] {
            assert!(source.size_of(name).unwrap_err().contains("leads out of the folder"), "{name}");
        }
        assert!(source.size_of("docs").unwrap_err().contains("no file"));
        assert!(source.size_of("docs/other.pdf").unwrap_err().contains("is not there"));
    }

    #[test]
    fn the_table_is_chosen_by_its_name_or_because_it_is_the_only_one() {
        let chosen = |names: &[&str]| choose(names.iter().map(|name| (*name).to_owned()).collect());
        assert_eq!(chosen(&["a.csv", "Metadata.csv", "b.csv"]).unwrap(), "Metadata.csv");
        assert_eq!(chosen(&["export.CSV", "organizations.csv", "x.pdf"]).unwrap(), "export.CSV");
        assert!(chosen(&["a.csv", "b.csv"]).is_err() && chosen(&["x.pdf"]).is_err());
    }
}

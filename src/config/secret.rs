//! Values that must not be seen: they print as stars wherever a configuration is printed. And the one secret that the program makes for
//! itself when it needs one.

use super::{Config, make_private_folder, sync_folder_of};
use crate::error::{Context, Error, Result};
use base64::Engine;
use figment::Figment;
use figment::providers::{Format, Toml};
use ring::rand::{SecureRandom, SystemRandom};
use std::fmt;
use std::io::{ErrorKind, Write};
use std::path::Path;

pub const MASK: &str = "********";
pub const MIN_CHARS: usize = 32;
const FILE: &str = "secret.key";

/// A password, a key, or an address that may hold one.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The value itself, for the one place that uses it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

impl Config {
    /// What everything is signed with: the setting, or else the key in `data_dir`, which is made now if this is the first start.
    pub fn secret(&self) -> Result<Secret> {
        if let Some(secret) = &self.secret_key {
            return Ok(secret.clone());
        }
        make_private_folder(&self.data_dir)
            .map_err(|error| Error::invalid("data_dir", format!("the folder {} can not be made: {error}", self.data_dir.display())))?;
        let path = self.data_dir.join(FILE);
        match std::fs::read_to_string(&path) {
            Ok(text) => checked(&path, text.trim()),
            Err(error) if error.kind() == ErrorKind::NotFound => make(&self.data_dir, &path),
            Err(error) => Err(Error::invalid("secret_key", format!("the file {} can not be read: {error}", path.display()))),
        }
    }
}

impl Config {
    /// Puts the key that stands among these settings into `data_dir`; false where there is none, or a key is there already.
    pub fn put_secret_of(&self, settings: &str) -> Result<bool> {
        let settings = Figment::from(Toml::string(settings));
        let Ok(key) = settings.extract_inner::<String>("secret_key") else { return Ok(false) };
        let path = self.data_dir.join(FILE);
        if path.exists() {
            return Ok(false);
        }
        write(&self.data_dir, &path, &key).map(|written| written.is_some())
    }
}

fn checked(path: &Path, text: &str) -> Result<Secret> {
    if text.chars().count() < MIN_CHARS {
        let message =
            format!("the file {} holds fewer than {MIN_CHARS} characters; restore it, or remove it to get a new one", path.display());
        return Err(Error::invalid("secret_key", message));
    }
    Ok(Secret::new(text))
}

/// Written aside and then linked into place: a reader sees the whole key or none, and of two processes that start together one key wins.
fn make(data_dir: &Path, path: &Path) -> Result<Secret> {
    let mut bytes = [0_u8; 32];
    SystemRandom::new().fill(&mut bytes).map_err(|_| Error::internal("making a secret key", "the machine gives no random numbers"))?;
    let key = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes);

    match write(data_dir, path, &key)? {
        Some(secret) => Ok(secret),
        None => checked(path, std::fs::read_to_string(path).context("reading the secret key")?.trim()),
    }
}

/// `None` where another key came first.
fn write(data_dir: &Path, path: &Path, key: &str) -> Result<Option<Secret>> {
    // Temporary files have mode 600 from the start.
    let mut file = tempfile::NamedTempFile::new_in(data_dir).context("making a secret key")?;
    writeln!(file, "{key}").context("writing the secret key")?;
    file.as_file().sync_all().context("writing the secret key")?;
    match file.persist_noclobber(path) {
        Ok(_) => {
            sync_folder_of(path).context("writing the secret key")?;
            Ok(Some(Secret::new(key)))
        }
        Err(failed) if failed.error.kind() == ErrorKind::AlreadyExists => Ok(None),
        Err(failed) => Err(Error::internal("writing the secret key", failed.error)),
    }
}

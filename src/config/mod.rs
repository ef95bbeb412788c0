//! What the operator decided, in two types: [`RawConfig`] is what was typed, [`Config`] is what was checked. It is plain data and opens
//! nothing. Invariant: nothing else in the program reads the environment, and a `Config` exists only when every setting is sound.

mod check;
mod files;
mod folder;
mod raw;
mod secret;
mod show;
mod size;

pub use files::{Bucket, Files, S3};
pub use folder::{make_private_folder, sync_folder, sync_folder_of};
pub use raw::RawConfig;
pub use secret::Secret;
pub use show::{Setting, settings_table};
pub use size::{parse_size, show_size};

use crate::domain::language::LanguageTag;
use crate::domain::text::EmailAddress;
use crate::error::Result;
use ipnet::IpNet;
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use url::Url;

/// The settings in force. What each means, and its default, stands on the field of the same name in [`RawConfig`].
#[derive(Clone, Debug)]
pub struct Config {
    pub data_dir: PathBuf,
    pub listen: SocketAddr,
    /// Scheme, host and port; its path is always `/`.
    pub public_url: Url,
    pub site_name: String,
    pub language: LanguageTag,
    pub database: Database,
    pub files: Files,
    /// In use where `files` is in a bucket, or is being moved there.
    pub s3: S3,
    pub backup_folder: Option<PathBuf>,
    /// Seconds after midnight, UTC.
    pub backup_at_seconds: i64,
    pub backup_keep: usize,
    /// As typed; what to sign with is [`Config::secret`].
    pub secret_key: Option<Secret>,
    pub smtp_url: Option<Secret>,
    /// One mailbox, such as `The library <library@example.org>`.
    pub mail_from: String,
    pub mail_reply_to: Option<EmailAddress>,
    pub max_upload_bytes: u64,
    pub max_import_bytes: u64,
    pub max_files: usize,
    pub decision_hold_seconds: i64,
    pub extractor: PathBuf,
    pub extract_workers: usize,
    pub job_lease_seconds: i64,
    pub metrics_token: Option<Secret>,
    pub trusted_proxies: Vec<IpNet>,
    /// How many times the usual rates; 0 for none.
    pub rates: u32,
    /// Directives of `tracing_subscriber::EnvFilter`, known to parse.
    pub log: String,
    pub log_format: LogFormat,
    /// Whom addresses that people typed may lead to. No setting: for tests, whose servers are on this machine.
    pub outgoing: Reach,
}

/// Which database, and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Database {
    Sqlite(PathBuf),
    /// An address for libpq. It may carry a password.
    Postgres(Secret),
}

/// How far the requests reach that this program makes to addresses which people typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// To the open internet, and never into the network that this machine stands in.
    Internet,
    /// To this machine and no other.
    ThisMachine,
    /// Nobody is asked.
    Nowhere,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}

impl Config {
    /// Reads the file, where one is given, and the environment of this process, which wins. Fails with every fault at once.
    pub fn load(file: Option<&Path>) -> Result<Self> {
        Self::read(file, std::env::vars_os())
    }

    /// The same with an environment of the caller's choice.
    pub fn read(file: Option<&Path>, environment: impl IntoIterator<Item = (OsString, OsString)>) -> Result<Self> {
        check::check(raw::read(file, environment)?)
    }

    /// Defaults with everything below `data_dir`, on a free port of this machine. A test changes fields as it needs.
    pub fn for_tests(data_dir: &Path) -> Result<Self> {
        let mut config = check::check(raw::Read::default())?.moved_to(data_dir);
        config.listen.set_port(0);
        config.outgoing = Reach::Nowhere;
        // A test asks for more in a second than people do in an hour.
        config.rates = 0;
        Ok(config)
    }

    /// This configuration with a library of its own in another folder: database and files there, a secret of its own, mail to a folder. What
    /// it was pointed at before, it can no longer touch.
    #[must_use]
    pub fn moved_to(mut self, data_dir: &Path) -> Self {
        self.database = Database::Sqlite(data_dir.join(DATABASE_FILE));
        self.files = Files::Folder(data_dir.join(FILES_FOLDER));
        self.data_dir = data_dir.to_owned();
        self.backup_folder = None;
        self.secret_key = None;
        self.smtp_url = None;
        self
    }

    /// Where uploads wait until they are whole.
    pub fn spool_dir(&self) -> PathBuf {
        self.data_dir.join("spool")
    }

    /// Where the search index lives. It can be deleted: the database makes it anew.
    pub fn index_dir(&self) -> PathBuf {
        self.data_dir.join("index")
    }

    /// Where mail is written while no `smtp_url` is set.
    pub fn mail_dir(&self) -> PathBuf {
        self.data_dir.join("mail")
    }

    /// Where admins put further catalogues of what mail says, and rewordings of ours.
    pub fn catalogues_dir(&self) -> PathBuf {
        self.data_dir.join("catalogues")
    }

    /// Where copies of a SQLite database are put before it is migrated.
    pub fn snapshots_dir(&self) -> PathBuf {
        self.data_dir.join("snapshots")
    }
}

const DATABASE_FILE: &str = "commonshelf.sqlite";
const FILES_FOLDER: &str = "files";

#[cfg(test)]
mod tests;

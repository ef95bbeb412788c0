//! Settings as typed: every key there is, and where each value came from. Nothing is judged here but whether a key exists.

use crate::error::{Error, FieldError, Result};
use figment::Figment;
use figment::providers::{Format, Serialized, Toml};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

pub const PREFIX: &str = "COMMONSHELF_";
/// Variables of the test suite share the prefix and are none of the server's business.
const OF_THE_TESTS: &str = "COMMONSHELF_TEST_";

/// A value as it was typed, and under which name, so that a fault can be told in the operator's own words.
#[derive(Clone, Debug)]
pub struct Typed {
    pub text: String,
    pub name: String,
}

/// What a setting is when nobody sets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Default {
    /// This text, read as if it had been typed.
    Text(&'static str),
    /// What these words describe.
    Words(&'static str),
}

pub struct Described {
    pub key: &'static str,
    pub default: Default,
    pub description: &'static str,
}

/// Makes the type and the list of its fields from one text, so that the documentation can't drift from either.
macro_rules! settings {
    ($($(#[doc = $doc:literal])+ $key:ident: $kind:ident($default:literal),)+) => {
        /// The settings as typed, each described where it stands. Keys are the same in the file and, after `COMMONSHELF_` and in capitals,
        /// in the environment. An empty value is the same as none.
        #[derive(Clone, Debug, Default)]
        pub struct RawConfig {$(
            $(#[doc = $doc])+
            #[doc = concat!("\n\nDefault: ", $default)]
            pub $key: Option<Typed>,
        )+}

        pub const DESCRIBED: &[Described] = &[$(
            Described { key: stringify!($key), default: Default::$kind($default), description: concat!($($doc),+) },
        )+];

        impl RawConfig {
            fn slot(&mut self, key: &str) -> Option<&mut Option<Typed>> {
                match key {
                    $(stringify!($key) => Some(&mut self.$key),)+
                    _ => None,
                }
            }
        }
    };
}

settings! {
    /// The folder of everything that this node keeps: database file, files, spool, index, secret key, mail.
    data_dir: Text("./data"),
    /// The address and port to listen on. Put a web server with TLS before it to serve the world.
    listen: Text("127.0.0.1:8080"),
    /// The address that people use, without a path, such as `https://library.example.org`. Links in mail begin with it.
    public_url: Words("`http://` and the address listened on"),
    /// The name of the library, on pages and in mail.
    site_name: Text("Commonshelf"),
    /// The language of pages and mail for those who have chosen none (BCP 47).
    language: Text("en"),
    /// The database: `sqlite:PATH` or `postgres://user:password@host/name`.
    database_url: Words("a SQLite file in `data_dir`"),
    /// Where uploaded files are: a folder, or `s3://bucket/prefix` in an S3-compatible object storage.
    files: Words("the folder `files` in `data_dir`"),
    /// The address of the object storage, such as `https://s3.example.org`; plain `http://` only within a private network.
    s3_endpoint: Words("Amazon's"),
    /// The region of the bucket.
    s3_region: Text("us-east-1"),
    /// The access key of the object storage.
    s3_access_key: Words("none; required for files in a bucket"),
    /// The secret key that belongs to it.
    s3_secret_key: Words("none; required for files in a bucket"),
    /// The folder into which the server backs the library up once a day; best on another disk. All nodes that have it see the same folder.
    backup_folder: Words("none; nothing is backed up by itself"),
    /// The time of day of that backup, in UTC.
    backup_at: Text("02:30"),
    /// How many backups are kept in that folder; older ones go.
    backup_keep: Text("14"),
    /// What sessions and links are signed with: at least 32 characters, the same on all nodes. Required with PostgreSQL.
    secret_key: Words("made at the first start and kept in `secret.key` in `data_dir`"),
    /// The mail server: `smtp://user:password@host:port` (STARTTLS) or `smtps://…` (TLS from the start).
    smtp_url: Words("none; mail is written to files in `mail` in `data_dir`"),
    /// The sender of mail, such as `The library <library@example.org>`.
    mail_from: Words("the site's name and `library@` the host of `public_url`"),
    /// Where answers to mail are read, if not at `mail_from`: an address alone.
    mail_reply_to: Words("none; answers go to `mail_from`"),
    /// The most that one file may have, such as `100 MB` or `64 MiB`.
    max_upload: Text("100 MB"),
    /// How many files one submission may have.
    max_files: Text("20"),
    /// The most that an archive to import over the API may have; the command `import` takes any.
    max_import: Text("2 GB"),
    /// For how many seconds a decision can be undone before it takes effect, at most 3600.
    decision_hold: Text("0"),
    /// The program that reads uploaded files, run as `PROGRAM extract` for each.
    extractor: Words("the running program"),
    /// How many files this node reads at once; 0 leaves them to other nodes.
    extract_workers: Text("2"),
    /// After how many seconds without a sign of life a node's work in hand is done by another, at least 2.
    job_lease: Text("60"),
    /// Who sends it as a bearer token may read `/metrics`; at least 16 characters.
    metrics_token: Words("none; `/metrics` answers this machine only"),
    /// The proxies before this server, by address or network (`127.0.0.1, 10.0.0.0/8`): what they say of who asks is believed, nobody else's word is.
    trusted_proxies: Words("none; whoever connects is who asks"),
    /// How many times the usual rates anyone may ask for something, a whole number; 0 sets no limits.
    rates: Text("1"),
    /// What is logged: `error`, `warn`, `info`, `debug`, or directives such as `info,commonshelf::jobs=debug`.
    log: Text("info"),
    /// How it is logged: `text` or `json`.
    log_format: Text("text"),
}

/// What was read, and the faults found so far: they are told together with those that the check finds.
#[derive(Default)]
pub struct Read {
    pub raw: RawConfig,
    pub faults: Vec<FieldError>,
}

/// Merges the file and the environment. Only a file that can't be read at all ends it here.
pub fn read(file: Option<&Path>, environment: impl IntoIterator<Item = (OsString, OsString)>) -> Result<Read> {
    let mut read = Read::default();
    let variables = variables(environment, &mut read.faults);
    let mut figment = Figment::new();
    if let Some(path) = file {
        let text = std::fs::read_to_string(path)
            .map_err(|error| Error::invalid("--config", format!("the file {} can not be read: {error}", path.display())))?;
        figment = figment.merge(Toml::string(&text));
    }
    let merged: BTreeMap<String, serde_json::Value> =
        figment.merge(Serialized::defaults(&variables)).extract().map_err(|error| Error::invalid("--config", without_excerpt(&error)))?;

    for (key, value) in merged {
        let name = if variables.contains_key(&key) { variable_of(&key) } else { key.clone() };
        match (read.raw.slot(&key), text_of(value)) {
            (None, _) => read.faults.push(FieldError::new(name, unknown())),
            (Some(_), None) => read.faults.push(FieldError::new(name, "must be a text, a number, true or false")),
            (Some(slot), Some(text)) => *slot = Some(Typed { text, name }).filter(|typed| !typed.text.is_empty()),
        }
    }
    Ok(read)
}

/// The name of a setting in the environment.
pub fn variable_of(key: &str) -> String {
    format!("{PREFIX}{}", key.to_uppercase())
}

/// The variables that are ours, by key. Always text: a site named `007` is no number. Empty ones count as not set.
fn variables(environment: impl IntoIterator<Item = (OsString, OsString)>, faults: &mut Vec<FieldError>) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for (name, value) in environment {
        let Some(name) = name.to_str().filter(|name| name.starts_with(PREFIX) && !name.starts_with(OF_THE_TESTS)) else { continue };
        let Some(described) = DESCRIBED.iter().find(|described| variable_of(described.key) == name) else {
            faults.push(FieldError::new(name, unknown()));
            continue;
        };
        match value.into_string() {
            Ok(value) if value.is_empty() => {}
            Ok(value) => {
                found.insert(described.key.to_owned(), value);
            }
            Err(_) => faults.push(FieldError::new(name, "must be UTF-8")),
        }
    }
    found
}

fn unknown() -> String {
    let keys: Vec<_> = DESCRIBED.iter().map(|described| described.key).collect();
    format!("is no setting; correct its spelling or remove it. There are {}", keys.join(", "))
}

fn text_of(value: serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(text) => Some(text),
        serde_json::Value::Number(number) => Some(number.to_string()),
        serde_json::Value::Bool(truth) => Some(truth.to_string()),
        serde_json::Value::Null | serde_json::Value::Array(_) | serde_json::Value::Object(_) => None,
    }
}

/// The message of a TOML fault without the line that it quotes: a secret may stand in it.
fn without_excerpt(error: &figment::Error) -> String {
    let message = error.to_string();
    let kept: Vec<_> = message.lines().map(str::trim).filter(|line| !line.contains('|') && !line.is_empty()).collect();
    format!("the file is not valid TOML: {}", kept.join("; "))
}

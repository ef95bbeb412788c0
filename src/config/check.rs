//! From what was typed to what is sound. Every fault is collected with its remedy; what a secret looks like is never part of one.

use super::files::endpoint;
use super::raw::{DESCRIBED, Default, RawConfig, Read, Typed};
use super::{Config, DATABASE_FILE, Database, FILES_FOLDER, Files, LogFormat, Reach, S3, Secret, size};
use crate::domain::language::LanguageTag;
use crate::domain::text::{self, EmailAddress};
use crate::error::{Error, FieldError, Result};
use ipnet::IpNet;
use lettre::message::Mailbox;
use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use tracing_subscriber::EnvFilter;
use url::{Host, Url};

type Checked<T> = std::result::Result<T, String>;

pub fn check(read: Read) -> Result<Config> {
    let Read { raw, faults } = read;
    let mut check = Check { faults };
    match check.config(raw) {
        Some(config) if check.faults.is_empty() => Ok(config),
        _ => Err(Error::Invalid(check.faults)),
    }
}

struct Check {
    faults: Vec<FieldError>,
}

impl Check {
    /// `None` as soon as something is missing for good; the reason is then among the faults. Everything is looked at before that.
    fn config(&mut self, raw: RawConfig) -> Option<Config> {
        let data_dir = self.settled(raw.data_dir, "data_dir", folder);
        let listen = self.settled(raw.listen, "listen", listen);
        let public_url = self.typed(raw.public_url, public_url);
        let site_name = self.settled(raw.site_name, "site_name", |typed| text::line(typed, 100));
        let language = self.settled(raw.language, "language", LanguageTag::parse);
        let database = self.typed(raw.database_url, database);
        let files = self.typed(raw.files, Files::parse);
        let s3_keys = [raw.s3_access_key, raw.s3_secret_key];
        let s3 = self.s3(raw.s3_endpoint, raw.s3_region, s3_keys, matches!(files, Some(Files::Bucket(_))));
        let backup_folder = self.typed(raw.backup_folder, folder);
        let backup_at_seconds = self.settled(raw.backup_at, "backup_at", time_of_day);
        let backup_keep = self.settled(raw.backup_keep, "backup_keep", |typed| within(number(typed)?, 1..=10_000));
        let has_secret_key = raw.secret_key.is_some();
        let secret_key = self.typed(raw.secret_key, |typed| secret(typed, super::secret::MIN_CHARS));
        let smtp_url = self.typed(raw.smtp_url, smtp_url);
        let mail_from = self.typed(raw.mail_from, mail_from);
        let mail_reply_to = self.typed(raw.mail_reply_to, EmailAddress::parse);
        let max_upload_bytes = self.settled(raw.max_upload, "max_upload", |typed| within(size::parse_size(typed)?, 1..=1 << 40));
        let max_import_bytes = self.settled(raw.max_import, "max_import", |typed| within(size::parse_size(typed)?, 1..=1 << 40));
        let max_files = self.settled(raw.max_files, "max_files", |typed| within(number(typed)?, 1..=1_000));
        let decision_hold_seconds = self.settled(raw.decision_hold, "decision_hold", |typed| within(number(typed)?, 0..=3_600));
        let extractor = self.typed(raw.extractor, |typed| Ok(PathBuf::from(typed)));
        let extract_workers = self.settled(raw.extract_workers, "extract_workers", |typed| within(number(typed)?, 0..=64));
        let job_lease_seconds = self.settled(raw.job_lease, "job_lease", |typed| within(number(typed)?, 2..=3_600));
        let metrics_token = self.typed(raw.metrics_token, |typed| secret(typed, 16));
        let trusted_proxies = self.typed(raw.trusted_proxies, networks);
        let rates = self.settled(raw.rates, "rates", |typed| within(number(typed)?, 0..=1_000));
        let log = self.settled(raw.log, "log", log);
        let log_format = self.settled(raw.log_format, "log_format", log_format);

        if matches!(database, Some(Database::Postgres(_))) && !has_secret_key {
            let remedy = "is required with PostgreSQL, because all nodes share it; take what `openssl rand -hex 32` prints";
            self.faults.push(FieldError::new("secret_key", remedy));
        }
        let extractor = extractor.or_else(|| self.running_program());
        let (data_dir, listen, site_name) = (data_dir?, listen?, site_name?);
        let public_url = public_url.or_else(|| default_public_url(listen))?;
        Some(Config {
            database: database.unwrap_or_else(|| Database::Sqlite(data_dir.join(DATABASE_FILE))),
            files: files.unwrap_or_else(|| Files::Folder(data_dir.join(FILES_FOLDER))),
            s3: s3?,
            mail_from: mail_from.or_else(|| default_mail_from(&site_name, &public_url))?,
            data_dir,
            listen,
            public_url,
            site_name,
            language: language?,
            backup_folder,
            backup_at_seconds: backup_at_seconds?,
            backup_keep: backup_keep?,
            secret_key,
            smtp_url,
            mail_reply_to,
            max_upload_bytes: max_upload_bytes?,
            max_import_bytes: max_import_bytes?,
            max_files: max_files?,
            decision_hold_seconds: decision_hold_seconds?,
            extractor: extractor?,
            extract_workers: extract_workers?,
            job_lease_seconds: job_lease_seconds?,
            metrics_token,
            trusted_proxies: trusted_proxies.unwrap_or_default(),
            rates: rates?,
            log: log?,
            log_format: log_format?,
            outgoing: Reach::Internet,
        })
    }

    fn s3(&mut self, at: Option<Typed>, region: Option<Typed>, keys: [Option<Typed>; 2], is_in_use: bool) -> Option<S3> {
        let is_typed = keys.each_ref().map(Option::is_some);
        let endpoint = self.typed(at, endpoint);
        let region = self.settled(region, "s3_region", |typed| text::line(typed, 100));
        let [access_key, secret_key] = keys.map(|key| self.typed(key, |typed| secret(typed, 1)));
        let s3 = S3 { endpoint, region: region?, access_key, secret_key };
        if is_in_use && is_typed.contains(&false) {
            self.faults.extend(s3.keys().err().into_iter().flatten());
        }
        Some(s3)
    }

    /// The value typed, where one was typed and is sound.
    fn typed<T>(&mut self, typed: Option<Typed>, parse: impl Fn(&str) -> Checked<T>) -> Option<T> {
        let Typed { text, name } = typed?;
        parse(&text).map_err(|message| self.faults.push(FieldError::new(name, message))).ok()
    }

    /// The same for a setting whose default is a text.
    fn settled<T>(&mut self, typed: Option<Typed>, key: &str, parse: impl Fn(&str) -> Checked<T>) -> Option<T> {
        let default = || match DESCRIBED.iter().find(|described| described.key == key)?.default {
            Default::Text(text) => Some(Typed { text: text.to_owned(), name: key.to_owned() }),
            Default::Words(_) => None,
        };
        self.typed(typed.or_else(default), parse)
    }

    fn running_program(&mut self) -> Option<PathBuf> {
        let refused = |error| FieldError::new("extractor", format!("must be given, since the running program can not be found: {error}"));
        std::env::current_exe().map_err(|error| self.faults.push(refused(error))).ok()
    }
}

fn folder(typed: &str) -> Checked<PathBuf> {
    match typed.split_once("://") {
        Some(_) => Err("must be the path of a folder, such as /var/lib/commonshelf, and no address".to_owned()),
        None => Ok(PathBuf::from(typed)),
    }
}

fn listen(typed: &str) -> Checked<SocketAddr> {
    let numeric = match typed.strip_prefix("localhost:") {
        Some(port) => format!("127.0.0.1:{port}"),
        None => typed.to_owned(),
    };
    numeric.parse().map_err(|_| "must be an address and a port, such as 127.0.0.1:8080, 0.0.0.0:80 or [::1]:8080".to_owned())
}

fn public_url(typed: &str) -> Checked<Url> {
    let url = Url::parse(typed).map_err(|_| "must be an address, such as https://library.example.org".to_owned())?;
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return Err("must begin with https:// or http:// and a host".to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("must hold no user and no password: everyone sees it".to_owned());
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Err("must end after host and port: the library lives at the root of its address".to_owned());
    }
    Ok(url)
}

/// Nobody can open "any address", so a server that listens on all of them is called by the name of its machine.
fn default_public_url(listen: SocketAddr) -> Option<Url> {
    let address = if listen.ip().is_unspecified() { format!("localhost:{}", listen.port()) } else { listen.to_string() };
    Url::parse(&format!("http://{address}")).ok()
}

fn database(typed: &str) -> Checked<Database> {
    if typed.starts_with("postgres://") || typed.starts_with("postgresql://") {
        return Ok(Database::Postgres(Secret::new(typed)));
    }
    match typed.strip_prefix("sqlite:") {
        Some(path) => match path.strip_prefix("//").unwrap_or(path) {
            "" | ":memory:" => Err("must name a file, such as sqlite:/var/lib/commonshelf/commonshelf.sqlite".to_owned()),
            path => Ok(Database::Sqlite(Path::new(path).to_owned())),
        },
        None => Err("must begin with sqlite: (and the path of a file) or postgres://".to_owned()),
    }
}

fn secret(typed: &str, min_chars: usize) -> Checked<Secret> {
    match typed.chars().count() {
        _ if typed.chars().any(|c| c.is_whitespace() || c.is_control()) => Err("must hold no spaces and no control characters".to_owned()),
        count if count < min_chars => Err(format!("has {count} characters and needs {min_chars}; take what `openssl rand -hex 32` prints")),
        _ => Ok(Secret::new(typed)),
    }
}

fn smtp_url(typed: &str) -> Checked<Secret> {
    match Url::parse(typed) {
        Ok(url) if matches!(url.scheme(), "smtp" | "smtps") && url.host_str().is_some_and(|host| !host.is_empty()) => {
            Ok(Secret::new(typed))
        }
        _ => Err("must be smtp://user:password@host:port or smtps://…, with special characters of the password percent-encoded".to_owned()),
    }
}

fn mail_from(typed: &str) -> Checked<String> {
    let refused = |_| "must be one mailbox, such as The library <library@example.org>".to_owned();
    Mailbox::from_str(typed).map(|mailbox| mailbox.to_string()).map_err(refused)
}

fn default_mail_from(site_name: &str, public_url: &Url) -> Option<String> {
    let host = match public_url.host() {
        Some(Host::Domain(domain)) => domain,
        _ => "localhost",
    };
    let address = lettre::Address::new("library", host).ok()?;
    Some(Mailbox::new(Some(site_name.to_owned()), address).to_string())
}

/// Seconds after midnight.
/// Addresses and networks between commas.
fn networks(typed: &str) -> Checked<Vec<IpNet>> {
    let network = |text: &str| text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
    let remedy = "must be addresses or networks between commas, such as 127.0.0.1, 10.0.0.0/8";
    typed.split(',').map(str::trim).filter(|text| !text.is_empty()).map(|text| network(text).map_err(|_| remedy.to_owned())).collect()
}

fn time_of_day(typed: &str) -> Checked<i64> {
    let time = chrono::NaiveTime::parse_from_str(typed.trim(), "%H:%M");
    time.map(|time| chrono::Timelike::num_seconds_from_midnight(&time).into())
        .map_err(|_| "must be a time of day in UTC, such as 02:30".to_owned())
}

fn number(typed: &str) -> Checked<u64> {
    typed.trim().parse().map_err(|_| "must be a whole number".to_owned())
}

fn within<T: TryFrom<u64>>(number: u64, bounds: RangeInclusive<u64>) -> Checked<T> {
    let refused = || format!("must be from {} to {}", bounds.start(), bounds.end());
    if bounds.contains(&number) { T::try_from(number).map_err(|_| refused()) } else { Err(refused()) }
}

fn log(typed: &str) -> Checked<String> {
    let refused = |_| "must be error, warn, info, debug, trace or directives such as info,commonshelf::jobs=debug".to_owned();
    EnvFilter::try_new(typed).map(|_| typed.to_owned()).map_err(refused)
}

fn log_format(typed: &str) -> Checked<LogFormat> {
    match typed {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err("must be text or json".to_owned()),
    }
}

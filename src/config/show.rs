//! The settings as people see them: those in force, for `commonshelf config`, and the table of the README. Secrets are masked here.

use super::raw::{DESCRIBED, Default, variable_of};
use super::secret::MASK;
use super::{Config, Database, LogFormat, Secret, size};
use crate::error::Result;
use std::path::Path;

/// One setting: what it is, and what it is set to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    pub key: &'static str,
    /// Its name in the environment.
    pub env: String,
    /// In words, with values in backquotes.
    pub default: String,
    pub description: String,
    /// What is in force; `None` where nothing is.
    pub value_masked: Option<String>,
}

impl Config {
    /// Every setting there is, in the order of the documentation.
    pub fn settings(&self) -> Vec<Setting> {
        let setting = |(key, env, default, description)| Setting { key, env, default, description, value_masked: self.value_masked(key) };
        described().map(setting).collect()
    }

    /// The settings in force as a TOML file that explains itself. Masked secrets do not work when read back, and are meant not to.
    pub fn to_masked_toml(&self) -> String {
        let mut out = String::new();
        for setting in self.settings() {
            out += &format!("# {} Default: {}.\n", setting.description, setting.default);
            out += &match setting.value_masked {
                Some(value) => format!("{} = {}\n\n", setting.key, toml_text(&value)),
                None => format!("# {} is not set\n\n", setting.key),
            };
        }
        out.trim_end().to_owned() + "\n"
    }

    /// The same for whoever keeps a copy of it: what is a secret stands there as a comment.
    pub fn to_toml_without_secrets(&self) -> String {
        let without =
            |line: &str| if line.contains(MASK) { format!("# a secret: {}\n", line.trim_start_matches("# ")) } else { format!("{line}\n") };
        self.to_masked_toml().lines().map(without).collect()
    }

    /// The secrets alone, unmasked, as settings.
    pub fn secrets_to_toml(&self) -> Result<String> {
        let database = match &self.database {
            Database::Sqlite(_) => None,
            Database::Postgres(url) => Some(url),
        };
        let key = self.secret()?;
        let secrets = [
            ("secret_key", Some(&key)),
            ("database_url", database),
            ("smtp_url", self.smtp_url.as_ref()),
            ("metrics_token", self.metrics_token.as_ref()),
            ("s3_access_key", self.s3.access_key.as_ref()),
            ("s3_secret_key", self.s3.secret_key.as_ref()),
        ];
        let line = |(key, secret): (&str, Option<&Secret>)| Some(format!("{key} = {}\n", toml_text(secret?.expose())));
        Ok(secrets.into_iter().filter_map(line).collect())
    }

    fn value_masked(&self, key: &str) -> Option<String> {
        let path = |path: &Path| path.display().to_string();
        match key {
            "data_dir" => Some(path(&self.data_dir)),
            "listen" => Some(self.listen.to_string()),
            "public_url" => Some(self.public_url.as_str().trim_end_matches('/').to_owned()),
            "site_name" => Some(self.site_name.clone()),
            "language" => Some(self.language.to_string()),
            "database_url" => Some(match &self.database {
                Database::Sqlite(file) => format!("sqlite:{}", file.display()),
                Database::Postgres(url) => masked_url(url.expose()),
            }),
            "files" => Some(self.files.to_string()),
            "s3_endpoint" => self.s3.endpoint.as_ref().map(|url| url.as_str().trim_end_matches('/').to_owned()),
            "s3_region" => Some(self.s3.region.clone()),
            "s3_access_key" => self.s3.access_key.as_ref().map(|_| MASK.to_owned()),
            "s3_secret_key" => self.s3.secret_key.as_ref().map(|_| MASK.to_owned()),
            "backup_folder" => self.backup_folder.as_deref().map(path),
            "backup_at" => Some(format!("{:02}:{:02}", self.backup_at_seconds / 3_600, self.backup_at_seconds / 60 % 60)),
            "backup_keep" => Some(self.backup_keep.to_string()),
            "secret_key" => self.secret_key.as_ref().map(|_| MASK.to_owned()),
            "smtp_url" => self.smtp_url.as_ref().map(|url| masked_url(url.expose())),
            "mail_from" => Some(self.mail_from.clone()),
            "mail_reply_to" => self.mail_reply_to.as_ref().map(|address| address.as_str().to_owned()),
            "max_upload" => Some(size::show_size(self.max_upload_bytes)),
            "max_import" => Some(size::show_size(self.max_import_bytes)),
            "max_files" => Some(self.max_files.to_string()),
            "decision_hold" => Some(self.decision_hold_seconds.to_string()),
            "extractor" => Some(path(&self.extractor)),
            "extract_workers" => Some(self.extract_workers.to_string()),
            "job_lease" => Some(self.job_lease_seconds.to_string()),
            "metrics_token" => self.metrics_token.as_ref().map(|_| MASK.to_owned()),
            "trusted_proxies" => {
                let networks: Vec<_> = self.trusted_proxies.iter().map(ToString::to_string).collect();
                (!networks.is_empty()).then(|| networks.join(", "))
            }
            "rates" => Some(self.rates.to_string()),
            "log" => Some(self.log.clone()),
            "log_format" => Some(
                match self.log_format {
                    LogFormat::Text => "text",
                    LogFormat::Json => "json",
                }
                .to_owned(),
            ),
            _ => None,
        }
    }
}

/// The settings and their defaults as a Markdown table, for the README.
pub fn settings_table() -> String {
    let mut out = "| setting | in the environment | default | what it is |\n| --- | --- | --- | --- |\n".to_owned();
    for (key, env, default, description) in described() {
        out += &format!("| `{key}` | `{env}` | {default} | {description} |\n");
    }
    out
}

fn described() -> impl Iterator<Item = (&'static str, String, String, String)> {
    DESCRIBED.iter().map(|described| {
        let default = match described.default {
            Default::Text(text) => format!("`{text}`"),
            Default::Words(words) => words.to_owned(),
        };
        // Lines of a comment begin with a space.
        let description = described.description.split_whitespace().collect::<Vec<_>>().join(" ");
        (described.key, variable_of(described.key), default, description)
    })
}

/// Hides the password of an address, also one that holds an `@` or a `/` of its own, and one given as a parameter.
fn masked_url(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let rest = match rest.rsplit_once('@') {
        Some((before, after)) => match before.split_once(':') {
            Some((user, _)) => format!("{user}:{MASK}@{after}"),
            None => rest.to_owned(),
        },
        None => rest.to_owned(),
    };
    let Some((address, query)) = rest.split_once('?') else { return format!("{scheme}://{rest}") };
    let hidden = |parameter: &str| match parameter.split_once('=') {
        Some((name, _)) if name.contains("password") => format!("{name}={MASK}"),
        _ => parameter.to_owned(),
    };
    format!("{scheme}://{address}?{}", query.split('&').map(hidden).collect::<Vec<_>>().join("&"))
}

/// A basic string of TOML; JSON's escapes are among its own.
fn toml_text(value: &str) -> String {
    serde_json::Value::from(value).to_string()
}

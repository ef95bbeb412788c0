//! The commands that back up, restore and prove that a backup is one. They say at the end what is to be done next.

use super::say;
use crate::app::open_database;
use crate::backup::{self, Restored, Source, Wishes};
use crate::config::{Config, show_size};
use crate::db::{Db, Target};
use crate::domain::time::Clock;
use crate::error::{Context, Error, Result};
use crate::files::Store;
use crate::jobs::{check, follow};
use crate::progress::Progress;
use crate::search::Index;
use std::path::{Path, PathBuf};

/// What `backup` is asked for.
pub struct BackupWishes {
    pub folder: PathBuf,
    pub keep: Option<usize>,
    pub with_secrets: bool,
}

/// What `restore` is asked for.
pub struct RestoreWishes {
    pub folder: PathBuf,
    pub backup: Option<String>,
    pub purges: Option<PathBuf>,
}

/// Backs the library up, beside a running server or without one.
pub fn backup(config: Config, wishes: BackupWishes) -> Result<()> {
    let BackupWishes { folder, keep, with_secrets } = wishes;
    let clock = Clock::system();
    expect_library(&config)?;
    let db = open_database(&config, clock.clone())?;
    let store = Store::open(&config)?;
    let made = backup::make(&config, &db, &store, &folder, &Wishes { keep, with_secrets }, &mut Progress::on_stderr(), &clock)?;
    let files = &made.manifest.files;
    let (count, size, copied) = (files.count, show_size(files.size_bytes), made.copied);
    let mut text = format!("Backed up into {}: {count} files ({size}), of which {copied} were new.\n", folder.join(&made.name).display());
    if made.gone > 0 {
        text += &format!("{} files were removed from the library meanwhile and are not in it.\n", made.gone);
    }
    if made.destroyed > 0 {
        text += &format!("{} files that were purged were destroyed in older backups.\n", made.destroyed);
    }
    if !files.missing.is_empty() {
        text += &format!("{} files are missing or damaged in the library itself: see `commonshelf check`.\n", files.missing.len());
    }
    for name in &made.pruned {
        text += &format!("Removed {name}.\n");
    }
    text += match with_secrets {
        true => "It holds the secret key and passwords in secrets.toml: whoever reads that file can act as anyone. Lock it away.\n",
        false => "It holds no secrets: keep the secret key elsewhere, or everyone signs in again after a restore.\n",
    };
    say(&text)
}

/// A typing error in the settings must not make an empty library and back that up.
fn expect_library(config: &Config) -> Result<()> {
    if Target::of(&config.database)?.is_empty()? {
        let setting = "names an empty database, and there is nothing to back up; correct the settings";
        return Err(Error::invalid("database_url", setting));
    }
    Ok(())
}

/// Restores, and makes the index.
pub fn restore(config: Config, wishes: RestoreWishes) -> Result<()> {
    let RestoreWishes { folder, backup: name, purges } = wishes;
    let clock = Clock::system();
    let had_key = config.secret_key.is_some() || config.data_dir.join("secret.key").exists();
    let restored = backup::restore(&config, &Source { folder: folder.clone(), name, purges }, &mut Progress::on_stderr(), &clock)?;
    let held = index(&config, &open_database(&config, clock)?)?;
    let at = restored.manifest.at;
    let mut text = format!("Restored {} of {at}: {} files, and {held} public resources in a new index.\n", restored.name, restored.files);
    text += &told(&restored);
    text += match (restored.has_key, had_key) {
        (true, _) => "The secret key came with it: links in mail that was sent before stay good. ",
        (false, true) => "The secret key is the one in the settings: if it is the old one, links in mail that was sent before stay good. ",
        (false, false) => {
            "The backup has no secret key, and a new one is made at the next start: links in mail that was sent before no longer work. "
        }
    };
    text += "Everyone signs in again.\n";
    text += &format!(
        "Other settings are in {}; passwords stand there as comments and must be set. Other nodes of this library need an empty `index` folder.\n",
        folder.join(&restored.name).join("settings.toml").display()
    );
    say(&text)
}

fn told(restored: &Restored) -> String {
    let mut text = String::new();
    if restored.purged > 0 {
        text += &format!("{} resources that were purged after this backup were purged again.\n", restored.purged);
    }
    if !restored.missing.is_empty() {
        text += &format!("{} files were missing or damaged in the library already when it was backed up.\n", restored.missing.len());
    }
    text
}

fn index(config: &Config, db: &Db) -> Result<usize> {
    let index = Index::open(&config.index_dir())?;
    follow::rebuild_index(db, &index)?;
    Ok(index.view().ids()?.len())
}

/// Proves a backup: restores it into a temporary place and runs `check` there.
pub fn verify_backup(config: Config, folder: &Path, name: Option<String>) -> Result<()> {
    let source = Source { folder: folder.to_owned(), name, purges: None };
    let mut progress = Progress::on_stderr();
    let (name, manifest) = backup::verify_whole(&source, &mut progress)?;
    let whole = format!("{name} of {} is whole: every hash fits.\n", manifest.at);
    let place = tempfile::tempdir().context("making a temporary folder to restore into")?;
    let mut trial = config.clone().moved_to(&place.path().join("library"));
    if manifest.database == Target::of(&trial.database)?.kind() {
        return say(&whole).and_then(|()| try_out(&trial, &source, &mut progress));
    }
    let server = Target::of(&config.database)?;
    let database = format!("commonshelf_trial_{}", uuid::Uuid::now_v7().simple());
    let Some(beside) = server.make_beside(&database)? else {
        let limits = "It was not restored for a trial: that takes a PostgreSQL in database_url whose role may create databases (ALTER ROLE … CREATEDB).\n";
        return say(&(whole + limits));
    };
    say(&whole)?;
    trial.database = beside.to_setting();
    let tried = try_out(&trial, &source, &mut progress);
    let dropped = server.drop_beside(&database);
    tried.and(dropped)
}

fn try_out(trial: &Config, source: &Source, progress: &mut Progress) -> Result<()> {
    let clock = Clock::system();
    let restored = backup::restore(trial, source, progress, &clock)?;
    let db = open_database(trial, clock)?;
    index(trial, &db)?;
    let report = check::run(trial, &db)?;
    let known: Vec<_> =
        report.differences.iter().filter(|difference| !restored.missing.iter().any(|sha256| difference.contains(sha256))).collect();
    for difference in &report.differences {
        say(&format!("{difference}\n"))?;
    }
    if !known.is_empty() {
        return Err(Error::conflict("differences", format!("the restored library has {} differences: take another backup", known.len())));
    }
    let (files, resources) = (report.blobs, report.resources);
    say(&(told(&restored)
        + &format!("Restored into a temporary place: {files} files and {resources} public resources, nothing differs.\n")))
}

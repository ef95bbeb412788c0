//! What the database and the machine say of themselves, read without judging it.

use crate::config::{Config, Files};
use crate::db::backups::{self, BackupRow};
use crate::db::{AnyConn, dialect, events, jobs, settings, users};
use crate::domain::settings::{Settings, orphans};
use crate::domain::time::Timestamp;
use crate::domain::words::{SiteRole, TextPage};
use crate::error::Result;
use crate::files::free_bytes;
use crate::library::notices::MAIL_JOB;
use crate::library::pages::History;
use std::path::{Path, PathBuf};

/// What there is to judge.
#[derive(Clone)]
pub struct Facts {
    pub settings: Settings,
    /// What was chosen for settings that this program does not know.
    pub orphans: Vec<String>,
    /// The database's own clock, where it has one.
    pub database_clock: Option<Timestamp>,
    /// When the newest event was, by the clocks of all nodes.
    pub newest_event: Option<Timestamp>,
    pub admins: usize,
    /// When an admin last signed in.
    pub admin_seen: Option<Timestamp>,
    pub mail_parked: i64,
    pub jobs_parked: i64,
    pub last_backup: Option<BackupRow>,
    pub last_good_backup: Option<BackupRow>,
    /// What the admins of the database should change about it.
    pub advice: Vec<String>,
    /// The pages that nobody has written yet.
    pub unwritten: Vec<TextPage>,
    /// Folders of the library with the room that is left on their disks.
    pub room: Vec<(PathBuf, Option<u64>)>,
    /// Files and folders that others on this machine may look into, with their modes.
    pub open_to_others: Vec<(PathBuf, u32)>,
}

impl Facts {
    pub fn read(c: &mut AnyConn, config: &Config) -> Result<Self> {
        let admins = users::list_by_role(c, &[SiteRole::Admin])?;
        let imprint = History::read(c, TextPage::Imprint)?;
        let newest = events::search(c, &events::Filter::default(), None, 1)?;
        Ok(Self {
            settings: settings::in_force(c)?,
            orphans: orphans(&settings::find(c)?.chosen),
            database_clock: dialect::clock(c)?,
            newest_event: newest.first().map(|event| event.at),
            admin_seen: admins.iter().filter_map(|admin| admin.last_login_at).max(),
            admins: admins.len(),
            mail_parked: jobs::count_parked_of(c, MAIL_JOB)?,
            jobs_parked: jobs::count_parked(c)?,
            last_backup: backups::get_last(c)?,
            last_good_backup: backups::get_last_good(c)?,
            advice: dialect::advice(c)?,
            unwritten: if imprint.last() == 1 { vec![TextPage::Imprint] } else { Vec::new() },
            room: room(config),
            open_to_others: open_to_others(config),
        })
    }
}

fn room(config: &Config) -> Vec<(PathBuf, Option<u64>)> {
    let mut folders = vec![config.data_dir.clone()];
    if let Files::Folder(files) = &config.files {
        folders.push(files.clone());
    }
    folders.extend(config.backup_folder.clone());
    folders.retain(|folder| folder.exists());
    folders.into_iter().map(|folder| (folder.clone(), free_bytes(&folder))).collect()
}

/// The secret key where the program made it, and the folder that holds what nobody has reviewed.
fn open_to_others(config: &Config) -> Vec<(PathBuf, u32)> {
    let paths = [config.data_dir.join("secret.key"), config.data_dir.clone()];
    let with_mode = paths.into_iter().filter_map(|path| mode(&path).map(|mode| (path, mode)));
    with_mode.filter(|(_, mode)| mode & 0o077 != 0).collect()
}

#[cfg(unix)]
fn mode(path: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    Some(path.metadata().ok()?.permissions().mode() & 0o777)
}

#[cfg(not(unix))]
fn mode(_: &Path) -> Option<u32> {
    None
}

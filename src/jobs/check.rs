//! Compares database, files and index, and says in sentences what differs. It changes nothing.

use crate::config::Config;
use crate::db::editions::{self, Visibility};
use crate::db::{Db, blobs, changes, dialect, resources};
use crate::domain::ids::ResourceId;
use crate::error::{Context, Error, Result};
use crate::files::{Store, Stored};
use crate::jobs::follow::rebuild_index;
use crate::search::{Index, View};
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, SystemTime};

const PAGE: i64 = 500;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What a check looked at, and what it found wrong.
#[derive(Default)]
pub struct Report {
    pub blobs: usize,
    pub resources: usize,
    pub differences: Vec<String>,
    /// What is worth knowing and is no difference.
    pub notes: Vec<String>,
}

pub fn run(config: &Config, db: &Db) -> Result<Report> {
    let mut report = Report::default();
    for damage in db.read_blocking(dialect::damages)? {
        report.differences.push(format!("the database is damaged ({damage}); stop the server and restore the library from a backup"));
    }
    if !report.differences.is_empty() {
        // What such a database says of files and index is worth nothing.
        return Ok(report);
    }
    let store = Store::open(config)?;
    compare_files(db, &store, &mut report)?;
    compare_index(db, config, &mut report)?;
    Ok(report)
}

/// Every blob of the database is in the store, whole, and the store holds no others.
fn compare_files(db: &Db, store: &Store, report: &mut Report) -> Result<()> {
    // Listed before the rows are read: what has a row by then is found to have one.
    let listed = store.list()?.map(|stored| stored.map(|stored| (stored.sha256.clone(), stored)));
    let mut unnamed: BTreeMap<String, Stored> = listed.collect::<Result<_>>()?;
    let mut after = String::new();
    loop {
        let page = db.read_blocking(|c| blobs::list(c, &after, PAGE))?;
        let Some(last) = page.last() else { break };
        after.clone_from(&last.sha256);
        for blob in page {
            report.blobs += 1;
            // One that was stored since the listing is looked for by its name.
            let is_there = unnamed.remove(&blob.sha256).is_some() || store.contains(&blob.sha256)?;
            if !is_there && blob.condemned_at.is_some() {
                continue;
            }
            if !is_there {
                report.differences.push(format!("file {} is missing; restore it from a backup", blob.sha256));
            } else if !store.verify(&blob.sha256)? {
                report
                    .differences
                    .push(format!("file {} is damaged: its bytes no longer fit its name; restore it from a backup", blob.sha256));
            }
        }
    }
    tell_unnamed(unnamed.values(), report);
    Ok(())
}

/// Stored files without a row take room and do no harm. An upload under way has stored its file and not yet written its row.
fn tell_unnamed<'a>(unnamed: impl Iterator<Item = &'a Stored>, report: &mut Report) {
    let now = SystemTime::now();
    let (old, young): (Vec<_>, Vec<_>) = unnamed.partition(|stored| now.duration_since(stored.modified_at).is_ok_and(|age| age > DAY));
    for stored in old {
        let sha256 = &stored.sha256;
        report.differences.push(format!("file {sha256} is stored and nothing names it; a running server removes it within three days"));
    }
    if !young.is_empty() {
        report.notes.push(format!("{} files of the last day are stored and not yet named: uploads under way, or cut off", young.len()));
    }
}

/// The index holds the public resources and no others, up to the newest change.
fn compare_index(db: &Db, config: &Config, report: &mut Report) -> Result<()> {
    let opened = Index::open_read_only(&config.index_dir());
    if let Err(failure @ Error::Internal { .. }) = &opened {
        let remedy = "a running server makes it anew within seconds; without one, run `commonshelf reindex`";
        report.differences.push(format!("the index can't be read ({failure}); {remedy}"));
        return Ok(());
    }
    let Some(view) = opened? else {
        let head = db.read_blocking(changes::head)?;
        if head > 0 {
            report.differences.push("there is no index; start the server or run `commonshelf reindex`".to_owned());
        }
        return Ok(());
    };
    let indexed: BTreeSet<ResourceId> = view.ids()?.into_iter().collect();
    let (head, public) = db.read_blocking(|c| Ok((changes::head(c)?, public_ids(c)?)))?;
    report.resources = public.len();
    if view.seq() != head {
        report.differences.push(format!("the index holds changes up to {} of {head}; a running server catches up by itself", view.seq()));
    }
    for id in public.difference(&indexed) {
        report.differences.push(format!("resource {id} is public and not in the index; run `commonshelf reindex`"));
    }
    for id in indexed.difference(&public) {
        report.differences.push(format!("resource {id} is in the index and not public; run `commonshelf reindex`"));
    }
    if view.seq() == head && indexed == public {
        compare_words(db, &view, report)?;
    }
    Ok(())
}

/// The index is a function of the database: one made afresh, aside, has the same documents and the same words.
fn compare_words(db: &Db, view: &View, report: &mut Report) -> Result<()> {
    let folder = tempfile::tempdir().context("making a folder for a second index")?;
    let afresh = Index::open(folder.path())?;
    let head = rebuild_index(db, &afresh)?;
    if head == view.seq() && afresh.view().fingerprint()? != view.fingerprint()? {
        report.differences.push("the index holds other words than the database; run `commonshelf reindex`".to_owned());
    }
    Ok(())
}

fn public_ids(c: &mut crate::db::AnyConn) -> Result<BTreeSet<ResourceId>> {
    let mut public = BTreeSet::new();
    let mut after = None;
    loop {
        let page = resources::list_public_ids(c, after, PAGE)?;
        let Some(last) = page.last() else {
            return Ok(public);
        };
        after = Some(*last);
        for id in page {
            if matches!(editions::look(c, id)?, Visibility::Public(_)) {
                public.insert(id);
            }
        }
    }
}

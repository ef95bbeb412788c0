//! The index follows the change feed: it is a function of the database and nothing else.
//!
//! Each step reads the changes after the index's own `seq`, the truth about their subjects in the same snapshot, and commits both together.
//! Numbers must follow each other by one: a gap would mean that a change was missed, and stops the follower rather than passing it over.

use crate::app::App;
use crate::db::changes::{self, ChangeRow};
use crate::db::editions::{self, PublicResource, Visibility};
use crate::db::{AnyConn, resources, texts, tombstones};
use crate::domain::ids::{OrganizationId, ResourceId};
use crate::domain::language::LanguageTag;
use crate::domain::words::ChangeKind;
use crate::error::{Error, Result};
use crate::search::{Document, Index, Organization, Update};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How often the feed is looked at when no bell rings: other nodes' changes ring none.
const POLL: Duration = Duration::from_millis(100);
/// Changes taken in one commit.
const BATCH: i64 = 500;
/// Pause after a failure, so that a broken disk does not fill the log.
const AFTER_FAILURE: Duration = Duration::from_secs(2);
/// How much of the following a power loss may undo, at most.
const SYNC_EVERY: Duration = Duration::from_secs(30);

/// How often the files of the index are looked at: one that is gone may not be missed before the next start.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// Follows until told to stop.
pub fn run(app: &App, stopping: &AtomicBool) {
    while !stopping.load(Ordering::Relaxed) {
        let rings = app.db.changed().rings();
        let stepped = step(app);
        // A database that is away says nothing about the index.
        if !matches!(stepped, Err(Error::Unavailable { .. })) {
            app.index_fails.send_if_modified(|fails| std::mem::replace(fails, stepped.is_err()) != stepped.is_err());
        }
        match stepped {
            Ok(true) => {}
            Ok(false) => app.db.changed().wait(rings, POLL),
            Err(failure) => {
                // That the database is gone is said once, by the one who listens to it.
                if !app.db.reach().is_lost() {
                    tracing::error!(error = %failure, "the index could not follow the change feed; it tries again");
                }
                if !mend(app) {
                    app.db.changed().wait(rings, AFTER_FAILURE);
                }
            }
        }
    }
}

/// Makes the index anew where its files are gone or damaged, beside what is left of them; meanwhile searches are answered from the files that
/// are still open. Gives whether it did.
pub fn mend(app: &App) -> bool {
    if app.index.is_whole() {
        return false;
    }
    tracing::warn!("files of the search index are gone or damaged: it is made anew from the database");
    rebuild(app).inspect_err(|failure| tracing::error!(error = %failure, "the index could not be made anew")).is_ok()
}

/// Brings the index to the disk now and then, and sees that its files are still there, until told to stop; then to the disk once more, so that
/// the next start need not compare checksums. On a thread of its own, since a slow disk must not keep what was approved from being found.
pub fn keep_on_disk(app: &App, stopping: &AtomicBool) {
    let (mut synced, mut looked) = (Instant::now(), Instant::now());
    loop {
        let is_last = stopping.load(Ordering::Relaxed);
        if is_last || synced.elapsed() >= SYNC_EVERY {
            if let Err(failure) = app.index.sync() {
                tracing::error!(error = %failure, "after a power loss the index would be made anew");
            }
            synced = Instant::now();
        }
        if is_last {
            return;
        }
        if looked.elapsed() >= LOOK_EVERY {
            mend(app);
            looked = Instant::now();
        }
        let rings = app.db.changed().rings();
        app.db.changed().wait(rings, Duration::from_secs(1));
    }
}

/// Takes the next changes into the index; false when there are none.
pub fn step(app: &App) -> Result<bool> {
    let seq = app.index.seq();
    // One state of the database for both: the feed, and the truth about its subjects.
    let (head, changes, updates, has_purge) = app.db.read_blocking(|c| {
        let (head, changes) = (changes::head(c)?, changes::list_after(c, seq, BATCH)?);
        expect_gapless(seq, &changes)?;
        let updates = updates(c, &changes)?;
        let has_purge = has_purge(c, &changes)?;
        Ok((head, changes, updates, has_purge))
    })?;
    if seq > head {
        tracing::warn!(seq, head, "the index is ahead of the database, which was restored: making the index anew");
        rebuild(app)?;
        return Ok(true);
    }
    let Some(last) = changes.last().map(|change| change.seq) else {
        tell(app, seq);
        return Ok(false);
    };
    app.index.apply(updates, last)?;
    if has_purge && let Err(failure) = app.index.expunge() {
        tracing::warn!(error = %failure, "what was purged could not be taken out of the index files: making the index anew");
        rebuild(app)?;
    }
    metrics::gauge!("commonshelf_index_seq").set(last as f64);
    if last >= head {
        tell(app, last);
    }
    Ok(true)
}

/// Lets those who wait know that the index has caught up. The first time, what it took the place of is not needed any more.
fn tell(app: &App, seq: i64) {
    app.level.is_now();
    let mut is_first = false;
    app.indexed.send_if_modified(|indexed| {
        is_first = indexed.is_none();
        indexed.replace(seq) != Some(seq)
    });
    if is_first {
        app.index.remove_other_versions();
    }
}

fn expect_gapless(seq: i64, changes: &[ChangeRow]) -> Result<()> {
    match changes.iter().zip(seq + 1..).find(|(change, expected)| change.seq != *expected) {
        None => Ok(()),
        Some((change, expected)) => {
            Err(Error::internal("following the change feed", format!("change {} came where {expected} was due", change.seq)))
        }
    }
}

/// Whether one of the changes is a purge, which must leave nothing on the disk.
fn has_purge(c: &mut AnyConn, changes: &[ChangeRow]) -> Result<bool> {
    for change in changes.iter().filter(|change| change.kind == ChangeKind::Resource) {
        if tombstones::get(c, ResourceId::parse(&change.subject_id)?)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What the changed subjects are now, each once.
fn updates(c: &mut AnyConn, changes: &[ChangeRow]) -> Result<Vec<Update>> {
    let mut subjects: Vec<ResourceId> = Vec::new();
    for change in changes {
        match change.kind {
            ChangeKind::Resource => subjects.push(ResourceId::parse(&change.subject_id)?),
            ChangeKind::Organization => {
                subjects.extend(resources::list_public_of_organization(c, OrganizationId::parse(&change.subject_id)?)?)
            }
            // Nothing in the index depends on them yet; what will, is read from here.
            ChangeKind::Topic | ChangeKind::Synonym | ChangeKind::Pin => {}
        }
    }
    subjects.sort_unstable();
    subjects.dedup();
    let update = |id| match editions::look(c, id)? {
        Visibility::Public(resource) => Ok(Update::Put(Box::new(document(c, &resource)?))),
        Visibility::Withdrawn { .. } | Visibility::Hidden { .. } | Visibility::Unknown => Ok(Update::Remove(id)),
    };
    subjects.into_iter().map(update).collect()
}

/// What the index holds of a public resource: made of its edition and of the text of the files that the public may have.
pub fn document(c: &mut AnyConn, resource: &PublicResource) -> Result<Document> {
    let metadata = resource.metadata();
    let mut body = Vec::new();
    for (_, blob) in resource.files() {
        if let Some(version) = blob.extractor_version {
            body.extend(texts::list(c, &blob.sha256, version)?.into_iter().map(|(_, text)| text));
        }
    }
    let translations = metadata
        .translations
        .iter()
        .filter_map(|(tag, translation)| Some((LanguageTag::parse(tag).ok()?, translation.title.clone(), translation.summary.clone())));
    Ok(Document {
        id: resource.id(),
        title: metadata.title_or_placeholder().to_owned(),
        summary: metadata.summary.clone().unwrap_or_default(),
        body,
        authors: metadata.authors.clone(),
        author_organization: metadata.author_organization.clone(),
        owner: resource.owner(),
        organization: resource.organization().map(|organization| Organization {
            id: organization.id,
            name: organization.name.to_owned(),
            status: organization.status,
        }),
        section: resource.edition().section,
        kind: metadata.kind.clone().unwrap_or_default(),
        language: metadata.language.clone().unwrap_or_else(LanguageTag::undetermined),
        translations: translations.collect(),
        topics: metadata.topics.clone(),
        audiences: metadata.audiences.clone(),
        countries: metadata.countries.clone(),
        year: metadata.year,
        published_at: resource.published_at(),
    })
}

/// Makes the index anew from the database, beside the one in use, and swaps it in. The snapshot's head is the new index's `seq`.
pub fn rebuild(app: &App) -> Result<i64> {
    rebuild_index(&app.db, &app.index)
}

pub fn rebuild_index(db: &crate::db::Db, index: &Index) -> Result<i64> {
    db.read_blocking(|c| {
        let head = changes::head(c)?;
        index.rebuild(Documents { c, waiting: Vec::new(), last: None, is_over: false }, head)?;
        Ok(head)
    })
}

/// Every public resource as a document, read a page of ids at a time.
struct Documents<'a> {
    c: &'a mut AnyConn,
    waiting: Vec<ResourceId>,
    last: Option<ResourceId>,
    is_over: bool,
}

impl Documents<'_> {
    fn advance(&mut self) -> Result<Option<Document>> {
        loop {
            if self.waiting.is_empty() && !self.is_over {
                self.waiting = resources::list_public_ids(self.c, self.last, BATCH)?;
                self.waiting.reverse();
                self.is_over = self.waiting.is_empty();
            }
            let Some(id) = self.waiting.pop() else {
                return Ok(None);
            };
            self.last = Some(id);
            if let Visibility::Public(resource) = editions::look(self.c, id)? {
                return document(self.c, &resource).map(Some);
            }
        }
    }
}

impl Iterator for Documents<'_> {
    type Item = Result<Document>;

    fn next(&mut self) -> Option<Self::Item> {
        self.advance().transpose()
    }
}

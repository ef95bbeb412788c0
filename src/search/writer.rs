//! The one that changes the index. Updates come in batches, and each batch is one commit that carries the `seq` it reflects, so that documents
//! and `seq` cannot disagree. Merging is done on threads of its own and never waited for. It decides nothing about what belongs in the index.

use super::collect::Names;
use super::disk::Disk;
use super::fields::Fields;
use super::folder::{Folder, open_beside, patiently};
use super::view::View;
use super::{Document, Update};
use crate::error::{Context, Error, Result};
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy};
use tantivy::{IndexReader, IndexWriter, ReloadPolicy, TantivyError};

/// A little over the least that tantivy takes: it sets a part of it aside at each commit, however small. What does not fit is flushed early and
/// committed with the rest.
const HEAP_BYTES: usize = 16_000_000;
const REBUILD_HEAP_BYTES: usize = 128_000_000;

/// The search index of this process: one writer, any number of views.
pub struct Index {
    fields: Arc<Fields>,
    folder: Folder,
    writing: Mutex<Writing>,
    view: RwLock<View>,
}

struct Writing {
    /// Absent after a failure that it could not be brought back from; the next batch tries again.
    writer: Option<IndexWriter>,
    index: tantivy::Index,
    disk: Disk,
    reader: IndexReader,
    names: Arc<Names>,
}

#[derive(Serialize, Deserialize)]
struct Payload {
    seq: i64,
}

impl Index {
    /// Opens the index in `folder`, or creates it empty. What is there and cannot be read is set aside; the caller sees `seq` 0 and fills it
    /// again. Fails with [`Error::Unavailable`] while another process has it open for writing.
    pub fn open(folder: &Path) -> Result<Self> {
        let fields = Arc::new(Fields::new());
        let folder = Folder::lock(folder)?;
        let (index, disk) = folder.open(&fields)?;
        let writing = Writing::new(index, disk)?;
        let view = writing.view(&fields)?;
        Ok(Self { fields, folder, writing: Mutex::new(writing), view: RwLock::new(view) })
    }

    /// A view of the index that another process may be writing, for `check`. None where no index of this version was ever made.
    pub fn open_read_only(folder: &Path) -> Result<Option<View>> {
        let fields = Arc::new(Fields::new());
        let Some(index) = open_beside(folder, &fields)? else { return Ok(None) };
        let reader = reader(&index)?;
        // The writer may commit between the two reads: only a seq that stands before and after is that of the documents.
        for _ in 0..100 {
            let before = seq_of(&index).context("reading the state of the search index")?;
            reader.reload().context("opening the search index")?;
            if seq_of(&index).context("reading the state of the search index")? == before {
                return View::new(fields, reader.searcher(), before, Arc::default()).map(Some);
            }
        }
        Err(Error::Unavailable {
            code: "index_busy",
            message: "the search index is changing too fast to be read".to_owned(),
            retry_after_seconds: 1,
        })
    }

    /// The last change that the index reflects; 0 where it holds nothing yet.
    pub fn seq(&self) -> i64 {
        self.view.read().unwrap_or_else(PoisonError::into_inner).seq()
    }

    /// A moment of the index. Take it before reading the change feed: what changed since its `seq` is then known.
    pub fn view(&self) -> View {
        self.view.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Commits a batch with its `seq` and makes it visible; [`Self::sync`] makes it durable. Either all of it is in the index afterwards, or nothing and this failed.
    pub fn apply(&self, updates: Vec<Update>, seq: i64) -> Result<()> {
        let mut writing = self.lock();
        if let Err(failure) = writing.apply(&self.fields, &updates, seq) {
            writing.recover();
            return Err(failure);
        }
        self.show(writing.view(&self.fields)?);
        Ok(())
    }

    /// Rewrites what still holds removed documents, so that nothing of them is left on the disk. Otherwise they stay, unfindable, until a merge
    /// happens to take them. A view in use keeps its files until it goes.
    pub fn expunge(&self) -> Result<()> {
        let mut writing = self.lock();
        writing.merge_deleted()?;
        self.show(writing.view(&self.fields)?);
        writing.collect_garbage()
    }

    /// Fills a new index beside the one in use and lets it take over; searches go on over the old one meanwhile, and batches wait. On failure
    /// the old one stays.
    pub fn rebuild(&self, documents: impl Iterator<Item = Result<Document>>, seq: i64) -> Result<()> {
        let mut writing = self.lock();
        let (name, index, disk) = self.folder.create(&self.fields)?;
        let filled = fill(&self.fields, &index, documents, seq).and_then(|()| Writing::new(index, disk)).and_then(|next| {
            let view = next.view(&self.fields)?;
            self.folder.use_from_now_on(&name, &next.disk)?;
            Ok((next, view))
        });
        let (next, view) = match filled {
            Ok(filled) => filled,
            Err(failure) => {
                self.folder.discard(&name);
                return Err(failure);
            }
        };
        let mut old = std::mem::replace(&mut *writing, next);
        self.show(view);
        // Files of the old index stay readable for the views that still have them open.
        if let Some(Err(cause)) = old.writer.take().map(IndexWriter::wait_merging_threads) {
            tracing::warn!(%cause, "the replaced search index did not close in order");
        }
        self.folder.remove_others_than(&name);
        Ok(())
    }

    /// Waits until what was committed is on the disk, so that a power loss costs nothing of it. Batches go on meanwhile.
    pub fn sync(&self) -> Result<()> {
        let disk = self.lock().disk.clone();
        disk.sync().context("bringing the search index to the disk")
    }

    /// Whether all files of the index are there and can be opened.
    pub fn is_whole(&self) -> bool {
        let _nobody_swaps_it = self.lock();
        self.folder.is_whole(&self.fields)
    }

    /// Removes the indexes of other versions of the fields, once this one is complete. One that a process still writes stays.
    pub fn remove_other_versions(&self) {
        self.folder.remove_other_versions();
    }

    fn lock(&self) -> MutexGuard<'_, Writing> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn show(&self, view: View) {
        *self.view.write().unwrap_or_else(PoisonError::into_inner) = view;
    }
}

impl Writing {
    fn new(index: tantivy::Index, disk: Disk) -> Result<Self> {
        let reader = reader(&index)?;
        let writer = Some(writer(&index, HEAP_BYTES)?);
        Ok(Self { writer, index, disk, reader, names: Arc::default() })
    }

    fn apply(&mut self, fields: &Fields, updates: &[Update], seq: i64) -> Result<()> {
        let writer = match &mut self.writer {
            Some(writer) => writer,
            none => none.insert(writer(&self.index, HEAP_BYTES)?),
        };
        for update in updates {
            match update {
                Update::Put(document) => {
                    writer.delete_term(fields.id_term(document.id));
                    writer.add_document(fields.write(document)?).context("adding a document to the search index")?;
                }
                Update::Remove(id) => {
                    writer.delete_term(fields.id_term(*id));
                }
            }
        }
        commit(writer, seq)?;
        self.reader.reload().context("opening the committed search index")
    }

    fn merge_deleted(&mut self) -> Result<()> {
        let metas = self.index.searchable_segment_metas().context("reading the state of the search index")?;
        let holding: Vec<_> = metas.iter().filter(|meta| meta.has_deletes()).map(|meta| meta.id()).collect();
        if let (Some(writer), false) = (&mut self.writer, holding.is_empty()) {
            writer.merge(&holding).wait().context("rewriting the search index without what was removed")?;
        }
        self.reader.reload().context("opening the rewritten search index")
    }

    fn collect_garbage(&mut self) -> Result<()> {
        if let Some(writer) = &self.writer {
            writer.garbage_collect_files().wait().context("removing the replaced files of the search index")?;
        }
        Ok(())
    }

    /// Forgets what was not committed, or the writer altogether where even that fails.
    fn recover(&mut self) {
        if let Some(mut writer) = self.writer.take()
            && writer.rollback().is_ok()
            && forget_uncommitted(&writer).is_ok()
        {
            self.writer = Some(writer);
        }
    }

    /// Pairs the documents with their seq: nobody commits meanwhile, and merges change neither.
    fn view(&self, fields: &Arc<Fields>) -> Result<View> {
        let searcher = self.reader.searcher();
        self.names.keep(searcher.segment_readers());
        let seq = seq_of(&self.index).context("reading the state of the search index")?;
        View::new(fields.clone(), searcher, seq, self.names.clone())
    }
}

fn fill(fields: &Fields, index: &tantivy::Index, documents: impl Iterator<Item = Result<Document>>, seq: i64) -> Result<()> {
    let mut writer = writer(index, REBUILD_HEAP_BYTES)?;
    for document in documents {
        writer.add_document(fields.write(&document?)?).context("adding a document to the new search index")?;
    }
    commit(&mut writer, seq)?;
    writer.wait_merging_threads().context("completing the new search index")
}

fn commit(writer: &mut IndexWriter, seq: i64) -> Result<()> {
    let payload = serde_json::to_string(&Payload { seq }).context("writing the state of the search index")?;
    let mut commit = writer.prepare_commit().context("preparing a commit of the search index")?;
    commit.set_payload(&payload);
    commit.commit().context("committing the search index")?;
    Ok(())
}

/// One indexing thread and one that merges: commits are small and frequent, and a second thread would make a second segment of each.
fn writer(index: &tantivy::Index, heap_bytes: usize) -> Result<IndexWriter> {
    let options = || IndexWriterOptions::builder().num_worker_threads(1).memory_budget_per_thread(heap_bytes).num_merge_threads(1).build();
    let opened = patiently(|| index.writer_with_options(options()), |cause| matches!(cause, TantivyError::LockFailure(..)));
    let writer: IndexWriter = opened.map_err(|cause| match cause {
        TantivyError::LockFailure(..) => {
            let message = "another process is writing the search index; stop it first".to_owned();
            Error::Unavailable { code: "index_in_use", message, retry_after_seconds: 5 }
        }
        cause => Error::internal("opening the search index for writing", cause),
    })?;
    let mut merging = LogMergePolicy::default();
    merging.set_del_docs_ratio_before_merge(0.3);
    writer.set_merge_policy(Box::new(merging));
    forget_uncommitted(&writer)?;
    Ok(writer)
}

/// Whoever was stopped between writing a file and committing it left one that no commit names, and whose name the next commit wants.
fn forget_uncommitted(writer: &IndexWriter) -> Result<()> {
    writer.garbage_collect_files().wait().map(drop).context("removing what was never committed to the search index")
}

fn reader(index: &tantivy::Index) -> Result<IndexReader> {
    index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().context("opening the search index")
}

/// The seq of the last commit; an index without commits has 0.
pub fn seq_of(index: &tantivy::Index) -> tantivy::Result<i64> {
    match index.load_metas()?.payload {
        None => Ok(0),
        Some(payload) => serde_json::from_str::<Payload>(&payload)
            .map(|payload| payload.seq)
            .map_err(|cause| TantivyError::InternalError(format!("its payload is not ours: {cause}"))),
    }
}

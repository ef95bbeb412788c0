//! Blobs in a bucket of an S3-compatible object storage: what is asked of it, how often, and what its failures mean.
//!
//! A put is all or nothing, so nothing has to be renamed: under the name of a blob there are never fewer bytes. Each request carries the SHA-256
//! of its bytes, which the storage compares. At most [`MEMORY_BYTES`] of all uploads together are in memory at once.
//!
//! Requests run on threads of their own, so that a connection outlives whoever asked first; whoever asks waits on a thread that may block.

use super::{Stored, hex, is_hash, unreadable};
use crate::config::{Bucket as Address, S3};
use crate::error::{Context, Error, Result};
use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use object_store::aws::{AmazonS3, AmazonS3Builder, Checksum};
use object_store::multipart::{MultipartStore, PartId};
use object_store::path::Path;
use object_store::{BackoffConfig, ClientOptions, GetOptions, GetRange, ObjectMeta, ObjectStore, ObjectStoreExt, PutPayload, RetryConfig};
use std::collections::VecDeque;
use std::io::Read;
use std::ops::Range;
use std::sync::Arc;
use std::sync::mpsc;
use std::time::{Duration, SystemTime};
use tokio::runtime::Runtime;
use tokio::sync::Semaphore;

/// A larger file is sent in parts of this size (S3 takes parts from 5 MiB on), a smaller one in a single request.
const PART_BYTES: u64 = 8 << 20;
/// S3 takes no more parts than these: those of a huge file are larger.
const MAX_PARTS: u64 = 10_000;
/// What all uploads together may have in memory, in units of [`UNIT`].
const MEMORY_BYTES: u64 = 64 << 20;
const UNIT: u64 = 1 << 20;
/// A request that gets no byte for so long has failed. A part must be sent and acknowledged within it.
const SILENCE: Duration = Duration::from_secs(30);
/// How long a question about the state of the storage may take.
const PROBE: Duration = Duration::from_secs(4);
const CONNECT: Duration = Duration::from_secs(3);
/// Objects that a listing fetches ahead.
const LISTED: usize = 1_000;
/// An object that is there while the storage is ours: it proves that we may write, and its reading that the storage answers.
const MARKER: &str = "commonshelf.txt";
const MARKER_TEXT: &str = "Files of a Commonshelf library, each named by its SHA-256. Change nothing here by hand.\n";

/// A handle to the part of a bucket that is below a prefix.
#[derive(Debug)]
pub struct Bucket {
    client: Arc<AmazonS3>,
    /// The same without patience: it asks once.
    prober: Arc<AmazonS3>,
    prefix: Path,
    memory: Arc<Semaphore>,
    runtime: Arc<Threads>,
}

/// The threads on which requests run.
#[derive(Debug)]
struct Threads(Option<Runtime>);

impl Drop for Threads {
    fn drop(&mut self) {
        // Waiting for threads is forbidden where an async thread drops the last handle.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl Threads {
    /// Runs requests to their end while this thread waits.
    fn wait<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> Result<T> {
        let (done, finished) = mpsc::sync_channel(1);
        let runtime = self.0.as_ref().ok_or_else(|| Error::internal("asking the object storage", "its threads were stopped"))?;
        runtime.spawn(async move {
            // Nobody waits any more only when the one who asked has died.
            let _gone = done.send(work.await);
        });
        finished.recv().context("asking the object storage")
    }
}

impl Bucket {
    /// Proves that the bucket can be written. One that refuses us is an error of the settings; one that does not answer may do so later.
    pub fn open(address: &Address, s3: &S3) -> Result<Self> {
        // The client is built also for plain HTTP, and a program that uses this crate may not have chosen. It is the only one there is.
        let _chosen_already = rustls::crypto::ring::default_provider().install_default();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).thread_name("bucket").enable_all().build();
        let bucket = Self {
            client: Arc::new(client(address, s3, SILENCE, patient())?),
            prober: Arc::new(client(address, s3, PROBE, RetryConfig { max_retries: 0, ..patient() })?),
            prefix: Path::from(address.prefix.as_str()),
            memory: Arc::new(Semaphore::new(usize::try_from(MEMORY_BYTES / UNIT).unwrap_or(1))),
            runtime: Arc::new(Threads(Some(runtime.context("starting the threads of the object storage")?))),
        };
        match bucket.mark() {
            Ok(()) => {}
            Err(failure) => match refusal(&failure, address) {
                Some(refused) => return Err(refused),
                None => tracing::warn!(cause = cause_of(&failure), "the object storage does not answer; the library goes on without it"),
            },
        }
        Ok(bucket)
    }

    fn mark(&self) -> object_store::Result<()> {
        let (prober, marker) = (Arc::clone(&self.prober), self.prefix.clone().join(MARKER));
        let marked = self.runtime.wait(async move { prober.put(&marker, PutPayload::from_static(MARKER_TEXT.as_bytes())).await });
        marked.unwrap_or_else(|failure| Err(object_store::Error::Generic { store: "S3", source: failure.into() })).map(drop)
    }

    /// Asks once whether the storage answers, within [`PROBE`].
    pub fn probe(&self) -> Result<()> {
        let (prober, marker) = (Arc::clone(&self.prober), self.prefix.clone().join(MARKER));
        let asked = self.runtime.wait(async move { prober.get(&marker).await.map(drop) })?;
        match asked {
            // Somebody removed the marker. The bucket is there, or it would be said to be missing.
            Err(failure @ object_store::Error::NotFound { .. }) if !failure.to_string().contains("NoSuchBucket") => Ok(()),
            asked => asked.map_err(|failure| down("probing", &failure)),
        }
    }

    /// Its size, if it is there.
    pub fn size_of(&self, sha256: &str) -> Result<Option<u64>> {
        let (client, key) = (Arc::clone(&self.client), self.key(sha256)?);
        match self.runtime.wait(async move { client.head(&key).await })? {
            Ok(meta) => Ok(Some(meta.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(failure) => Err(down("looking for a file", &failure)),
        }
    }

    /// Begins to read a blob, or a part of it. Gives the size of the whole.
    pub fn open_blob(&self, sha256: &str, part: Option<Range<u64>>) -> Result<(u64, Download)> {
        let (client, key) = (Arc::clone(&self.client), self.key(sha256)?);
        let options = GetOptions { range: part.map(GetRange::Bounded), ..GetOptions::default() };
        let got = match self.runtime.wait(async move { client.get_opts(&key, options).await })? {
            Ok(got) => got,
            Err(object_store::Error::NotFound { .. }) => return Err(Error::NotFound("file")),
            // We ask for what there should be: a part beyond the end, or another than we asked for, means that bytes are missing.
            Err(failure) if is_short(&failure) => return Err(super::damaged(sha256)),
            Err(failure) => return Err(down("reading a file", &failure)),
        };
        let (size_bytes, left) = (got.meta.size, got.range.end.saturating_sub(got.range.start));
        Ok((size_bytes, Download { stream: Some(got.into_stream()), left, runtime: Arc::clone(&self.runtime) }))
    }

    /// Stores what the source gives, which must have this hash and this size. In one request, or in parts that are checked one by one.
    pub fn put(&self, sha256: &str, size_bytes: u64, source: &mut dyn Read) -> Result<()> {
        let key = self.key(sha256)?;
        let mut source = Checked { source, hash: ring::digest::Context::new(&ring::digest::SHA256) };
        if size_bytes <= PART_BYTES {
            let held = self.hold(size_bytes)?;
            let bytes = source.read(size_bytes)?;
            source.finish(sha256)?;
            let client = Arc::clone(&self.client);
            let stored = self.runtime.wait(async move {
                let stored = client.put(&key, PutPayload::from(bytes)).await;
                drop(held);
                stored
            })?;
            return stored.map(drop).map_err(|failure| down("storing a file", &failure));
        }
        let (client, to) = (Arc::clone(&self.client), key.clone());
        let begun = self.runtime.wait(async move { client.create_multipart(&to).await })?;
        let id = begun.map_err(|failure| down("storing a file", &failure))?;
        let stored = self.put_parts(&key, &id, size_bytes, &mut source).and_then(|parts| {
            source.finish(sha256)?;
            let (client, to, id) = (Arc::clone(&self.client), key.clone(), id.clone());
            let completed = self.runtime.wait(async move { client.complete_multipart(&to, &id, parts).await })?;
            completed.map(drop).map_err(|failure| down("storing a file", &failure))
        });
        if stored.is_err() {
            // Parts that stay behind cost money. That it can't be said now is no second failure: a rule of the bucket clears them away.
            let prober = Arc::clone(&self.prober);
            let aborted = self.runtime.wait(async move { prober.abort_multipart(&key, &id).await })?;
            if let Err(failure) = aborted {
                tracing::warn!(cause = cause_of(&failure), "the parts of an upload that failed are left in the bucket");
            }
        }
        stored?;
        match self.size_of(sha256)? {
            Some(stored) if stored == size_bytes => Ok(()),
            other => Err(Error::internal("storing a file", format!("the object storage holds {other:?} bytes of {size_bytes}"))),
        }
    }

    fn put_parts(&self, key: &Path, id: &str, size_bytes: u64, source: &mut Checked) -> Result<Vec<PartId>> {
        let part_bytes = PART_BYTES.max(size_bytes.div_ceil(MAX_PARTS));
        let mut parts = Vec::new();
        let mut left = size_bytes;
        while left > 0 {
            let length = left.min(part_bytes);
            let held = self.hold(length)?;
            let bytes = source.read(length)?;
            let (client, to, id, place) = (Arc::clone(&self.client), key.clone(), id.to_owned(), parts.len());
            let sent = self.runtime.wait(async move {
                let sent = client.put_part(&to, &id, place, PutPayload::from(bytes)).await;
                drop(held);
                sent
            })?;
            parts.push(sent.map_err(|failure| down("storing a file", &failure))?);
            left -= length;
        }
        Ok(parts)
    }

    /// Waits for room in memory, and holds it until dropped.
    fn hold(&self, bytes: u64) -> Result<tokio::sync::OwnedSemaphorePermit> {
        let units = bytes.min(MEMORY_BYTES).div_ceil(UNIT);
        let (memory, units) = (Arc::clone(&self.memory), u32::try_from(units).unwrap_or(1));
        self.runtime.wait(async move { memory.acquire_many_owned(units).await })?.context("waiting for room to send a file")
    }

    pub fn list(&self) -> Listing {
        let prefix = (!self.prefix.is_root()).then_some(&self.prefix);
        Listing { stream: Some(self.client.list(prefix)), ready: VecDeque::new(), runtime: Arc::clone(&self.runtime) }
    }

    /// One that is gone already is no failure. It is asked for once, within [`PROBE`]: a lock may be held for so long.
    pub fn remove(&self, sha256: &str) -> Result<()> {
        let (prober, key) = (Arc::clone(&self.prober), self.key(sha256)?);
        match self.runtime.wait(async move { prober.delete(&key).await })? {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(failure) => Err(down("removing a file", &failure)),
        }
    }

    /// What isn't a hash in lower-case hex names nothing. The shelves are those of a folder, so that either can be copied by other tools.
    fn key(&self, sha256: &str) -> Result<Path> {
        let shelf = sha256.get(..2).filter(|_| is_hash(sha256)).ok_or(Error::NotFound("file"))?;
        Ok(self.prefix.clone().join(shelf).join(sha256))
    }
}

fn client(address: &Address, s3: &S3, silence: Duration, retry: RetryConfig) -> Result<AmazonS3> {
    let (access, secret) = s3.keys().map_err(Error::Invalid)?;
    let options = ClientOptions::new().with_timeout_disabled().with_read_timeout(silence).with_connect_timeout(CONNECT);
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&address.name)
        .with_region(&s3.region)
        .with_access_key_id(access.expose())
        .with_secret_access_key(secret.expose())
        .with_checksum_algorithm(Checksum::SHA256)
        // Not every storage knows how to delete many at once, and we delete one at a time.
        .with_disable_bulk_delete(true)
        .with_retry(retry);
    let mut is_plain = false;
    if let Some(endpoint) = &s3.endpoint {
        is_plain = endpoint.scheme() == "http";
        builder = builder.with_endpoint(endpoint.as_str().trim_end_matches('/'));
    }
    let built = builder.with_client_options(options.with_allow_http(is_plain)).build();
    built.map_err(|failure| Error::invalid("files", format!("the client for {address} can not be made: {}", cause_of(&failure))))
}

/// Temporary failures are tried again for some seconds: whoever uploads waits for it.
fn patient() -> RetryConfig {
    let backoff = BackoffConfig { init_backoff: Duration::from_millis(100), max_backoff: Duration::from_secs(2), base: 2.0 };
    RetryConfig { backoff, max_retries: 5, retry_timeout: Duration::from_secs(15) }
}

/// What the storage refuses for good, by the setting that is to be corrected; `None` for what may pass.
fn refusal(failure: &object_store::Error, address: &Address) -> Option<Error> {
    let (told, cause) = (failure.to_string(), cause_of(failure));
    let message = match failure {
        object_store::Error::PermissionDenied { .. } | object_store::Error::Unauthenticated { .. } => format!(
            "{address} refuses us ({cause}); correct s3_access_key and s3_secret_key, or allow them to get, put, delete and list objects there"
        ),
        object_store::Error::NotFound { .. } => {
            format!("there is no bucket {} ({cause}); make it, or correct files, s3_endpoint or s3_region", address.name)
        }
        // Only in these words: what is told names the address too, and the digits of a port are no status.
        _ if ["redirect without LOCATION", "status code: 301", "AuthorizationHeaderMalformed"].iter().any(|sign| told.contains(sign)) => {
            format!("{address} is elsewhere ({cause}); correct s3_region or s3_endpoint")
        }
        _ => return None,
    };
    Some(Error::invalid("files", message))
}

fn is_short(failure: &object_store::Error) -> bool {
    let told = failure.to_string();
    told.contains("InvalidRange") || told.contains("Requested ")
}

/// The storage can't be asked now. Whoever wanted something is told so in words; the reason goes to the log.
fn down(doing: &'static str, failure: &object_store::Error) -> Error {
    tracing::error!(doing, cause = cause_of(failure), "the object storage failed");
    super::down()
}

/// What happened, in few words. The answer of a storage is cut down to its code: it may repeat what was signed, and with which key.
fn cause_of(failure: &object_store::Error) -> String {
    let told = failure.to_string();
    let code = told.split_once("<Code>").and_then(|(_, rest)| rest.split_once("</Code>")).map(|(code, _)| code);
    match code {
        Some(code) => format!("the object storage answered {code}"),
        None => told.split('<').next().unwrap_or_default().chars().take(500).collect(),
    }
}

/// A blob that is being read.
pub struct Download {
    stream: Option<BoxStream<'static, object_store::Result<Bytes>>>,
    left: u64,
    runtime: Arc<Threads>,
}

impl Download {
    /// The next bytes, as they come; `None` at the end. An answer that ends too early is a failure.
    pub fn next_chunk(&mut self) -> Result<Option<Bytes>> {
        let Some(mut stream) = self.stream.take().filter(|_| self.left > 0) else { return Ok(None) };
        let (next, stream) = self.runtime.wait(async move { (stream.next().await, stream) })?;
        match next {
            Some(Ok(chunk)) => {
                self.left = self.left.saturating_sub(chunk.len() as u64);
                self.stream = Some(stream);
                Ok(Some(chunk))
            }
            Some(Err(failure)) => Err(down("reading a file", &failure)),
            None => Err(Error::internal("reading a file", format!("the object storage sent {} bytes too few", self.left))),
        }
    }
}

/// The blobs below the prefix, in no order.
pub struct Listing {
    stream: Option<BoxStream<'static, object_store::Result<ObjectMeta>>>,
    ready: VecDeque<object_store::Result<ObjectMeta>>,
    runtime: Arc<Threads>,
}

impl Listing {
    /// Fetches many at once: each fetch is a way to another thread and back.
    fn fetch(&mut self) -> Result<()> {
        let Some(mut stream) = self.stream.take() else { return Ok(()) };
        let fetching = async move {
            let mut fetched = VecDeque::new();
            while fetched.len() < LISTED {
                match stream.next().await {
                    Some(listed) => fetched.push_back(listed),
                    None => return (fetched, None),
                }
            }
            (fetched, Some(stream))
        };
        (self.ready, self.stream) = self.runtime.wait(fetching)?;
        Ok(())
    }
}

impl Iterator for Listing {
    type Item = Result<Stored>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if self.ready.is_empty()
                && let Err(failure) = self.fetch()
            {
                return Some(Err(failure));
            }
            match self.ready.pop_front()? {
                Ok(meta) => {
                    let Some(sha256) = meta.location.filename().filter(|name| is_hash(name)) else { continue };
                    let modified_at = SystemTime::from(meta.last_modified);
                    return Some(Ok(Stored { sha256: sha256.to_owned(), size_bytes: meta.size, modified_at }));
                }
                Err(failure) => {
                    self.stream = None;
                    return Some(Err(down("listing the files", &failure)));
                }
            }
        }
    }
}

/// A source that is hashed while it is read.
struct Checked<'a> {
    source: &'a mut dyn Read,
    hash: ring::digest::Context,
}

impl Checked<'_> {
    /// Exactly so many bytes.
    fn read(&mut self, length: u64) -> Result<Vec<u8>> {
        let mut bytes = vec![0; usize::try_from(length).context("reading a file that is to be stored")?];
        self.source.read_exact(&mut bytes).map_err(|error| unreadable("reading a file that is to be stored", error))?;
        self.hash.update(&bytes);
        Ok(bytes)
    }

    /// Nothing is stored under a name that it does not have.
    fn finish(&self, sha256: &str) -> Result<()> {
        if hex(self.hash.clone().finish().as_ref()) == sha256 {
            return Ok(());
        }
        Err(Error::internal("storing a file", "its bytes do not fit its name any more"))
    }
}

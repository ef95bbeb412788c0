//! The one place where the parts of a running library are put together.

pub mod public_search;
mod visits;

use crate::auth::attempts::Attempts;
use crate::auth::keys::Keys;
use crate::auth::passwords::Passwords;
use crate::auth::tokens::Tokens;
use crate::blocking::Pool;
use crate::config::{Config, make_private_folder};
use crate::db::nodes::{self, NodeRow};
use crate::db::{Db, Target, vocabularies};
use crate::domain::ids::OrganizationId;
use crate::domain::time::{Clock, Timestamp};
use crate::error::{Context, Error, Result};
use crate::extract::{Extractor, Limits};
use crate::files::Store;
use crate::mail::{Catalogues, Mailer, Site};
use crate::outgoing::Outgoing;
use crate::search::Index;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::watch;

pub use visits::{DOUBLE_CLICK_SECONDS, Empty, Taken, Visits};

/// Searches that may wait for a processor at once.
const SEARCH_LINE: usize = 500;
/// Comparisons of texts that may wait for the one that is made.
const COMPARISON_LINE: usize = 20;

/// A running library.
pub struct App {
    pub config: Config,
    /// The name under which this data folder leases jobs, the same after a restart.
    pub node: String,
    pub db: Db,
    pub files: Store,
    pub index: Index,
    pub mailer: Mailer,
    pub outgoing: Outgoing,
    pub site: Site,
    pub clock: Clock,
    pub keys: Keys,
    pub tokens: Tokens,
    pub passwords: Passwords,
    pub extractor: Extractor,
    pub searches: Pool,
    /// For telling two texts apart, which takes long: searches don't wait for it.
    pub comparisons: Pool,
    pub organization_names: OrganizationNames,
    pub vocabularies: vocabularies::Remembered,
    pub visits: Visits,
    pub logins: Attempts,
    /// The last change that this node's index holds, for those who wait for one; `None` until the index is complete.
    pub indexed: watch::Sender<Option<i64>>,
    /// Whether the last try to bring the index up to date failed.
    pub index_fails: watch::Sender<bool>,
    /// When the index last held all that there was.
    pub level: Level,
}

impl App {
    /// Opens everything, and brings the database to this version's schema.
    pub fn open(config: Config, clock: Clock) -> Result<Self> {
        let db = open_database(&config, clock.clone())?;
        let keys = Keys::new(config.secret()?.expose());
        let node = node_name(&config)?;
        join(&config, &db, &node, &keys, clock.now())?;
        let (catalogues, warnings) = Catalogues::open(&config.catalogues_dir());
        for warning in warnings {
            tracing::warn!(folder = %config.catalogues_dir().display(), "{warning}");
        }
        let smtp_url = config.smtp_url.as_ref().map(|url| url.expose().to_owned());
        Ok(Self {
            node,
            files: Store::open(&config)?,
            index: Index::open(&config.index_dir())?,
            mailer: Mailer::open(smtp_url.as_deref(), &config.mail_dir(), &config.mail_from)?,
            outgoing: Outgoing::new(&config),
            site: Site { name: config.site_name.clone(), public_url: config.public_url.clone(), catalogues },
            tokens: Tokens::new(&keys),
            passwords: Passwords::new()?,
            extractor: Extractor::new(config.extractor.clone(), Limits::default()),
            searches: Pool::with_a_worker_per_core(SEARCH_LINE),
            comparisons: Pool::new(1, COMPARISON_LINE),
            organization_names: OrganizationNames::default(),
            vocabularies: vocabularies::Remembered::default(),
            visits: Visits::new(&keys.derive("searches without results")),
            logins: Attempts::new()?,
            indexed: watch::Sender::new(None),
            index_fails: watch::Sender::new(false),
            level: Level::default(),
            config,
            db,
            clock,
            keys,
        })
    }
}

/// Reads the node's name from its folder, or gives it one.
fn node_name(config: &Config) -> Result<String> {
    let path = config.data_dir.join("node");
    match std::fs::read_to_string(&path) {
        Ok(name) if !name.trim().is_empty() => Ok(name.trim().to_owned()),
        _ => {
            let name = uuid::Uuid::now_v7().to_string();
            // With PostgreSQL and a key of the operator's, nothing has made the folder yet.
            make_private_folder(&config.data_dir).context("making the data folder")?;
            std::fs::write(&path, &name).context("writing the node's name into the data folder")?;
            Ok(name)
        }
    }
}

/// Writes this node down as one that lives, unless one that lives signs with another key: neither would know the other's sessions and links,
/// and people would be thrown out from one request to the next.
fn join(config: &Config, db: &Db, name: &str, keys: &Keys, now: Timestamp) -> Result<()> {
    let node = NodeRow {
        name: name.to_owned(),
        key_fingerprint: keys.fingerprint(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        started_at: now,
        seen_at: now,
    };
    db.write_blocking(|tx| nodes::replace(tx, &node))?;
    // In a transaction after that of the writing: of two that start at once, at least one sees the other.
    let alive_since = now.plus_seconds(-config.job_lease_seconds);
    let Some(other) = db.read_blocking(|c| nodes::get_with_other_key(c, &node, alive_since))? else { return Ok(()) };
    db.write_blocking(|tx| nodes::delete(tx, name))?;
    let seen = other.seen_at;
    let message = format!(
        "differs from that of another node of this library (seen at {seen}); all nodes take the same. To change it, stop them all, wait for          {} seconds and start them with the new one: people then sign in again, and links in mail that is out stop working",
        config.job_lease_seconds
    );
    Err(Error::invalid("secret_key", message))
}

/// The database alone, migrated: all that a command beside a running server may open.
pub fn open_database(config: &Config, clock: Clock) -> Result<Db> {
    let db = Db::open(Target::of(&config.database)?, clock)?;
    db.migrate(&config.snapshots_dir())?;
    Ok(db)
}

/// The names of organizations as of a change, for the facets of searches: each lists every organization, and none of them is renamed often. A
/// rename is a change, so that what is known as of another one is forgotten.
#[derive(Default)]
pub struct OrganizationNames(Mutex<Named>);

#[derive(Default)]
struct Named {
    change: i64,
    /// None for one that is not named.
    names: HashMap<OrganizationId, Option<String>>,
}

impl OrganizationNames {
    /// The names of all of them as of the change, where all are known.
    pub fn get(&self, change: i64, ids: &[OrganizationId]) -> Option<HashMap<OrganizationId, String>> {
        let named = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if named.change != change || !ids.iter().all(|id| named.names.contains_key(id)) {
            return None;
        }
        Some(ids.iter().filter_map(|id| Some((*id, named.names.get(id)?.clone()?))).collect())
    }

    /// Keeps what was read of these; who has no name among them is not named. Nothing may have changed an organization since the change.
    pub fn keep(&self, change: i64, ids: &[OrganizationId], names: &HashMap<OrganizationId, String>) {
        let mut named = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if named.change != change {
            *named = Named { change, names: HashMap::new() };
        }
        named.names.extend(ids.iter().map(|id| (*id, names.get(id).cloned())));
    }
}

/// When this node's index was last level with the head of the change feed. A clock that is set plays no part in it.
pub struct Level(Mutex<Instant>);

impl Default for Level {
    fn default() -> Self {
        Self(Mutex::new(Instant::now()))
    }
}

impl Level {
    /// The index holds every change that there was when it was looked at.
    pub fn is_now(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    /// For how long it has not.
    pub fn behind(&self) -> Duration {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).elapsed()
    }
}

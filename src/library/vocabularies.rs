//! The vocabularies that admins edit: topics, audiences, licenses. A value once given is never taken away, since documents, addresses and other
//! libraries name it: it can be hidden, or merged into another, and is understood ever after.
//!
//! A merge holds at once: whoever filters by either value finds what has either. Behind it [`MOVE_JOB`] renames the value in everything that
//! has it, one document in one transaction, and each tells the change feed, so that every index follows.

use crate::auth::Admin;
use crate::db::events::{self, Event};
use crate::db::vocabularies as rows;
use crate::db::{AnyConn, Tx, follows, jobs, resources, submissions};
use crate::domain::ids::{EditionId, OrganizationId, ResourceId, SubmissionId};
use crate::domain::metadata::Metadata;
use crate::domain::time::Timestamp;
use crate::domain::vocabularies::in_force::{ByLanguage, Term, Terms};
use crate::domain::words::{ChangeKind, FollowKind, Vocabulary};
use crate::error::{Context, Error, Result};
use serde_json::{Value, json};

/// The job that renames a merged value wherever it is used; its subject is `vocabulary/value`.
pub const MOVE_JOB: &str = "move_term";

/// A checked change of a term: what is absent stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// Laid over those that there are; an empty text takes one away.
    pub labels: ByLanguage,
    pub plain: ByLanguage,
    /// Under which topic it stands; `Some(None)`: at the top.
    pub parent: Option<Option<String>>,
    pub is_adaptable: Option<bool>,
    pub is_sellable: Option<bool>,
    pub url: Option<Option<String>>,
    pub position: Option<i32>,
    pub is_hidden: Option<bool>,
}

impl Change {
    fn apply(&self, mut term: Term) -> Term {
        let lay = |over: &ByLanguage, texts: &mut ByLanguage| {
            texts.extend(over.clone());
            texts.retain(|_, text| !text.is_empty());
        };
        lay(&self.labels, &mut term.labels);
        lay(&self.plain, &mut term.plain);
        if let Some(parent) = &self.parent {
            term.parent.clone_from(parent);
        }
        if let Some(url) = &self.url {
            term.url.clone_from(url);
        }
        term.is_adaptable = self.is_adaptable.unwrap_or(term.is_adaptable);
        term.is_sellable = self.is_sellable.unwrap_or(term.is_sellable);
        term.position = self.position.unwrap_or(term.position);
        term.is_hidden = self.is_hidden.unwrap_or(term.is_hidden);
        term
    }
}

/// Adds a term.
pub fn add(tx: &mut Tx, admin: &Admin, vocabulary: Vocabulary, value: &str, change: &Change, now: Timestamp) -> Result<Term> {
    rows::begin_change(tx)?;
    let terms = rows::in_force(tx)?.get(vocabulary).clone();
    if terms.find(value).is_some() {
        return Err(Error::conflict("already_exists", format!("There is a value {value} already; values that were merged stay taken.")));
    }
    let last = terms.all().last().map_or(0, |term| term.position);
    let empty = Term {
        value: value.to_owned(),
        labels: ByLanguage::new(),
        parent: None,
        plain: ByLanguage::new(),
        is_adaptable: false,
        is_sellable: false,
        url: None,
        position: last.saturating_add(10),
        is_hidden: false,
        merged_into: None,
        version: 0,
    };
    save(tx, admin, "vocabulary.add_term", vocabulary, &terms, change.apply(empty), now)
}

/// Changes a term: its labels, its place, whether it is offered.
pub fn change(
    tx: &mut Tx,
    admin: &Admin,
    vocabulary: Vocabulary,
    value: &str,
    change: &Change,
    version: i64,
    now: Timestamp,
) -> Result<Term> {
    rows::begin_change(tx)?;
    let terms = rows::in_force(tx)?.get(vocabulary).clone();
    let term = expect(&terms, value, version)?;
    if term.merged_into.is_some() {
        return Err(Error::conflict("term_merged", "It was merged into another; change that one."));
    }
    let term = change.apply(term.clone());
    save(tx, admin, "vocabulary.change_term", vocabulary, &terms, term, now)
}

fn expect<'t>(terms: &'t Terms, value: &str, version: i64) -> Result<&'t Term> {
    let term = terms.find(value).ok_or(Error::NotFound("term"))?;
    if term.version == version {
        return Ok(term);
    }
    let message = format!("The term was changed meanwhile: it is at version {} now, and you named {version}.", term.version);
    Err(Error::conflict("version_conflict", message))
}

fn save(
    tx: &mut Tx,
    admin: &Admin,
    act: &'static str,
    vocabulary: Vocabulary,
    terms: &Terms,
    mut term: Term,
    now: Timestamp,
) -> Result<Term> {
    if term.labels.is_empty() {
        return Err(Error::invalid("labels", "must have a label in at least one language"));
    }
    check_parent(vocabulary, terms, &term)?;
    if vocabulary == Vocabulary::Licenses && term.plain.is_empty() {
        return Err(Error::invalid("plain", "must say in plain words, in at least one language, what the license allows"));
    }
    term.version += 1;
    rows::replace(tx, vocabulary, &term, now)?;
    let before = terms.find(&term.value);
    record(tx, admin, act, vocabulary, &term.value, json!({"version": term.version, "changes": differences(before, &term)}), now)?;
    tx.change(ChangeKind::Topic, &term.value);
    Ok(term)
}

/// The tree of topics has two levels.
fn check_parent(vocabulary: Vocabulary, terms: &Terms, term: &Term) -> Result<()> {
    let Some(parent) = &term.parent else { return Ok(()) };
    let refused = |message: &str| Err(Error::invalid("parent", message));
    if vocabulary != Vocabulary::Topics {
        return refused("is for topics only");
    }
    let is_at_the_top = terms.find(parent).is_some_and(|parent| parent.parent.is_none() && parent.merged_into.is_none());
    if !is_at_the_top || *parent == term.value {
        return refused("must be a topic at the top, which /api/v1/topics lists without a parent");
    }
    if terms.all().iter().any(|other| other.parent.as_ref() == Some(&term.value)) {
        return refused("can't be given: other topics stand under this one, and the tree has two levels");
    }
    Ok(())
}

/// The old and the new value of each field that differs.
fn differences(before: Option<&Term>, after: &Term) -> Value {
    let fields = |term: &Term| {
        json!({
            "labels": term.labels, "plain": term.plain, "parent": term.parent, "is_adaptable": term.is_adaptable,
            "is_sellable": term.is_sellable, "url": term.url,
            "position": term.position, "is_hidden": term.is_hidden,
        })
    };
    let (old, new) = (before.map(fields).unwrap_or_default(), fields(after));
    let differing = new.as_object().into_iter().flatten().filter(|(name, new)| old.get(name) != Some(new));
    differing.map(|(name, new)| (name.clone(), json!({"old": old.get(name), "new": new}))).collect::<serde_json::Map<_, _>>().into()
}

fn record(
    tx: &mut Tx,
    admin: &Admin,
    act: &'static str,
    vocabulary: Vocabulary,
    value: &str,
    details: Value,
    now: Timestamp,
) -> Result<()> {
    let subject = format!("{vocabulary}/{value}");
    events::record(tx, &Event { actor: Some(admin.id()), act, subject_kind: "term", subject: &subject, details, personal: &[] }, now)
}

/// Merges a term into another, which from now on it stands for.
pub fn merge(tx: &mut Tx, admin: &Admin, vocabulary: Vocabulary, value: &str, into: &str, version: i64, now: Timestamp) -> Result<Term> {
    if vocabulary == Vocabulary::Licenses {
        return Err(Error::conflict("license_merge", "A license is what its holder said; hide it where it is not to be offered any more."));
    }
    rows::begin_change(tx)?;
    let terms = rows::in_force(tx)?.get(vocabulary).clone();
    let term = expect(&terms, value, version)?;
    if term.merged_into.is_some() {
        return Err(Error::conflict("term_merged", "It was merged already."));
    }
    let target = terms.find(into).filter(|target| target.merged_into.is_none() && target.value != value);
    let target = target.ok_or_else(|| Error::invalid("into", "must be another value of this vocabulary that was not merged itself"))?;
    let mut children: Vec<Term> = terms.all().iter().filter(|child| child.parent.as_deref() == Some(value)).cloned().collect();
    if target.parent.is_some() && !children.is_empty() {
        let message = "must be a topic at the top: others stand under the one to be merged, and would stand under nothing";
        return Err(Error::invalid("into", message));
    }
    for child in &mut children {
        child.parent = Some(into.to_owned());
    }
    let merged_before = terms.all().iter().filter(|other| other.merged_into.as_deref() == Some(value));
    let merged = merged_before.chain([term]).map(|term| Term { merged_into: Some(into.to_owned()), ..term.clone() });
    for changed in merged.chain(children) {
        rows::replace(tx, vocabulary, &Term { version: changed.version + 1, ..changed }, now)?;
    }
    record(tx, admin, "vocabulary.merge_term", vocabulary, value, json!({"into": into}), now)?;
    jobs::enqueue(tx, MOVE_JOB, &format!("{vocabulary}/{value}"), now, now)?;
    tx.change(ChangeKind::Topic, value);
    rows::in_force(tx)?.get(vocabulary).find(value).cloned().ok_or(Error::NotFound("term"))
}

/// One value that is to have another's name.
#[derive(Clone, Debug)]
pub struct Move {
    vocabulary: Vocabulary,
    from: String,
    to: String,
}

impl Move {
    /// What a job's subject asks for, as the vocabularies are now; none where nothing was merged.
    pub fn of_job(c: &mut AnyConn, subject: &str) -> Result<Option<Self>> {
        let Some((Ok(vocabulary), from)) = subject.split_once('/').map(|(name, from)| (name.parse::<Vocabulary>(), from)) else {
            return Ok(None);
        };
        let to = rows::in_force(c)?.get(vocabulary).meaning(from).to_owned();
        Ok((to != from).then(|| Self { vocabulary, from: from.to_owned(), to }))
    }

    /// Renames the value in a list; false where it is not in it.
    fn rename(&self, values: &mut Vec<String>) -> bool {
        let Some(place) = values.iter().position(|value| *value == self.from) else { return false };
        if values.contains(&self.to) {
            values.remove(place);
        } else {
            values[place].clone_from(&self.to);
        }
        true
    }

    fn rename_in(&self, metadata: &mut Metadata) -> bool {
        match self.vocabulary {
            Vocabulary::Topics => self.rename(&mut metadata.topics),
            Vocabulary::Audiences => self.rename(&mut metadata.audiences),
            Vocabulary::Licenses => false,
        }
    }

    pub fn submissions(&self, c: &mut AnyConn, after: Option<SubmissionId>, limit: i64) -> Result<Vec<SubmissionId>> {
        rows::submissions_with(c, &self.from, after, limit)
    }

    pub fn in_submission(&self, tx: &mut Tx, id: SubmissionId) -> Result<()> {
        match submissions::lock(tx, id) {
            Err(Error::NotFound(_)) => return Ok(()),
            locked => locked?,
        };
        let Some(mut metadata) = rows::submission_metadata(tx, id)? else { return Ok(()) };
        if self.rename_in(&mut metadata) { rows::set_submission_metadata(tx, id, &metadata) } else { Ok(()) }
    }

    pub fn editions(&self, c: &mut AnyConn, after: Option<EditionId>, limit: i64) -> Result<Vec<(EditionId, ResourceId)>> {
        rows::editions_with(c, &self.from, after, limit)
    }

    pub fn in_edition(&self, tx: &mut Tx, id: EditionId, resource: ResourceId) -> Result<()> {
        match resources::lock(tx, resource) {
            Err(Error::NotFound(_)) => return Ok(()),
            locked => locked?,
        };
        let Some(mut metadata) = rows::edition_metadata(tx, id)? else { return Ok(()) };
        if self.rename_in(&mut metadata) {
            rows::set_edition_metadata(tx, id, &metadata)?;
            tx.change(ChangeKind::Resource, resource);
        }
        Ok(())
    }

    /// Whoever follows a topic.
    pub fn in_follows(&self, tx: &mut Tx) -> Result<()> {
        if self.vocabulary == Vocabulary::Topics { follows::replace(tx, FollowKind::Topic, &self.from, &self.to) } else { Ok(()) }
    }

    /// The organizations that name a topic: few enough for one look.
    pub fn organizations(&self, c: &mut AnyConn) -> Result<Vec<(OrganizationId, String)>> {
        if self.vocabulary == Vocabulary::Topics { rows::organizations_with(c, &self.from) } else { Ok(Vec::new()) }
    }

    pub fn in_organization(&self, tx: &mut Tx, id: OrganizationId) -> Result<()> {
        crate::db::organizations::lock(tx, id)?;
        let Some((_, topics)) = rows::organizations_with(tx, &self.from)?.into_iter().find(|(naming, _)| *naming == id) else {
            return Ok(());
        };
        let mut topics: Vec<String> = serde_json::from_str(&topics).context("reading the topics of an organization")?;
        if self.rename(&mut topics) {
            let topics = serde_json::to_string(&topics).context("writing down the topics of an organization")?;
            rows::set_organization_topics(tx, id, &topics)?;
            tx.change(ChangeKind::Organization, id);
        }
        Ok(())
    }
}

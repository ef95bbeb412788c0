//! Takes people, organizations and documents in as a library does: by the acts, with the inspection of each file before it is published.

use super::PASSWORD;
use super::content::{self, Item, Library, State};
use crate::app::App;
use crate::auth::passwords::{self, Password};
use crate::auth::{Admin, Reviewer, User};
use crate::db::memberships::{self, MembershipRow};
use crate::db::submissions as rows;
use crate::db::{Tx, jobs};
use crate::domain::ids::{OrganizationId, ResourceId, SubmissionId, UserId};
use crate::domain::metadata::{Metadata, RelationInput};
use crate::domain::organization::ApplicationInput;
use crate::domain::text::{EmailAddress, FileName};
use crate::domain::words::{OrganizationStatus, SiteRole};
use crate::error::{Context, Error, Result};
use crate::extract;
use crate::library::accounts::{self, NewUser};
use crate::library::inspection::INSPECT_JOB;
use crate::library::keeping;
use crate::library::review::{self, Decision};
use crate::library::submissions::{self, NewSubmission, StoredFile, Terms};
use crate::library::{organizations, resources};
use std::collections::BTreeMap;
use std::time::Duration;

const REVIEW_DAYS: i64 = 2;
const DAYS_UNTIL_WITHDRAWN: i64 = 90;

/// All of it. The workers must run: they read the files meanwhile, and a document waits for them before it is published.
pub fn fill(app: &App, library: &Library) -> Result<()> {
    let hash = passwords::hash(&Password::parse(PASSWORD).map_err(|message| Error::internal("the demo's password", message))?)?;
    let people = make_people(app, library, &hash)?;
    let organizations = make_organizations(app, library, &people)?;
    let mut drafts = Vec::new();
    for item in &library.items {
        let organization = *organizations.get(&item.organization).ok_or_else(|| unknown(&item.organization))?;
        drafts.push((item, draft(app, item, organization, &people)?));
    }
    wait_for_inspections(app)?;
    let mut published = BTreeMap::new();
    for (item, id) in drafts {
        if let Some(resource) = finish(app, item, id, &people, &published)? {
            published.insert(item.key.as_str(), resource);
        }
    }
    Ok(())
}

fn unknown(key: &str) -> Error {
    Error::internal("reading the sample content", format!("nothing has the key {key}"))
}

/// The sample people, each with a token: acts want proof of who acts, the demo's too.
struct People(BTreeMap<String, String>);

impl People {
    fn get(&self, app: &App, key: &str) -> Result<User> {
        let token = self.0.get(key).ok_or_else(|| unknown(key))?;
        app.db.read_blocking(|c| User::authenticate(c, &app.tokens, token, app.clock.now()))
    }
}

fn make_people(app: &App, library: &Library, hash: &str) -> Result<People> {
    let mut tokens = BTreeMap::new();
    for person in &library.people {
        let email = EmailAddress::parse(&person.email).map_err(|message| Error::internal("a sample address", message))?;
        let language = person.language.parse().map_err(|message: String| Error::internal("a sample language", message))?;
        let new = NewUser { email: &email, name: &person.name, role: person.role, language: &language, password_hash: hash };
        let make = |tx: &mut Tx| {
            let user = accounts::create(tx, &new, app.clock.now())?;
            accounts::sign_in(tx, &app.tokens, user.id, app.clock.now())
        };
        tokens.insert(person.key.clone(), app.db.write_blocking(make)?.access_token);
    }
    Ok(People(tokens))
}

fn make_organizations(app: &App, library: &Library, people: &People) -> Result<BTreeMap<String, OrganizationId>> {
    let admin = library.people.iter().find(|person| person.role == SiteRole::Admin).ok_or_else(|| unknown("admin"))?;
    let admin = Admin::of(people.get(app, &admin.key)?)?;
    let mut ids = BTreeMap::new();
    for sample in &library.organizations {
        let application = ApplicationInput {
            name: Some(sample.name.clone()),
            summary: Some(sample.summary.clone()),
            country: Some(sample.country.clone()),
            website: Some(sample.website.clone()),
            languages: Some(sample.languages.clone()),
            contact_name: Some(sample.contact_name.clone()),
            contact_email: Some(sample.contact_email.clone()),
            language: None,
            message: None,
        };
        let application = application.check().map_err(Error::Invalid)?;
        let now = app.clock.now();
        let id = app.db.write_blocking(|tx| {
            let organization = organizations::apply(tx, &application, now)?;
            organizations::confirm(tx, organization.id, now)?;
            if sample.status == OrganizationStatus::Active {
                organizations::decide(tx, &admin, organization.id, true, None, now)?;
            }
            Ok(organization.id)
        })?;
        ids.insert(sample.key.clone(), id);
    }
    for person in &library.people {
        let user_id: UserId = people.get(app, &person.key)?.id();
        for belonging in &person.memberships {
            let organization_id = *ids.get(&belonging.organization).ok_or_else(|| unknown(&belonging.organization))?;
            let membership = MembershipRow { user_id, organization_id, role: belonging.role, created_at: app.clock.now() };
            app.db.write_blocking(|tx| memberships::insert(tx, &membership))?;
        }
    }
    Ok(ids)
}

/// A draft with its files, which puts them in line to be read.
fn draft(app: &App, item: &Item, organization: OrganizationId, people: &People) -> Result<SubmissionId> {
    let submitter = people.get(app, &item.submitted_by)?;
    let metadata = checked(app, item, &BTreeMap::new())?;
    let files = item.files.iter().map(|name| store(app, name)).collect::<Result<Vec<_>>>()?;
    let terms = Terms { max_files: 20, extractor_version: extract::VERSION };
    let new = NewSubmission { organization_id: Some(organization), resource_id: None, metadata: &metadata, files: &files, submit: false };
    let at = item.submitted_at(app.clock.now());
    Ok(app.db.write_blocking(|tx| submissions::create(tx, &submitter, &new, terms, at))?.id)
}

/// What is said of it, with its relations to those that are published already.
fn checked(app: &App, item: &Item, published: &BTreeMap<&str, ResourceId>) -> Result<Metadata> {
    let relation = |sample: &content::SampleRelation| {
        let resource_id = *published.get(sample.key.as_str())?;
        Some(RelationInput { kind: sample.kind.to_string(), resource_id, changed: None, note: None })
    };
    let mut input = item.metadata.clone();
    input.relations = Some(item.relations.iter().filter_map(relation).collect());
    input.check(app.clock.now().year()).map_err(Error::Invalid)
}

/// Puts a sample file where an upload would put it.
fn store(app: &App, name: &str) -> Result<StoredFile> {
    let bytes = content::file(name)?;
    let runtime = tokio::runtime::Builder::new_current_thread().build().context("storing the sample files")?;
    let spooled = runtime.block_on(async {
        let mut spool = app.files.spool(app.config.max_upload_bytes).await?;
        spool.write(&bytes).await?;
        spool.finish().await
    })?;
    keeping::keep(&app.db, &app.files, &spooled)?;
    let size_bytes = i64::try_from(spooled.size_bytes).unwrap_or(i64::MAX);
    Ok(StoredFile { sha256: spooled.sha256.clone(), size_bytes, name: FileName::clean(name), language: None })
}

fn wait_for_inspections(app: &App) -> Result<()> {
    loop {
        let rings = app.db.jobs().rings();
        if app.db.read_blocking(|c| jobs::count_waiting(c, INSPECT_JOB))? == 0 {
            return Ok(());
        }
        app.db.jobs().wait(rings, Duration::from_millis(50));
    }
}

/// Takes a draft on to the state in which the sample shows it, in one transaction. Gives its resource, where it has one.
fn finish(app: &App, item: &Item, id: SubmissionId, people: &People, published: &BTreeMap<&str, ResourceId>) -> Result<Option<ResourceId>> {
    if item.state == State::Draft {
        return Ok(None);
    }
    let now = app.clock.now();
    let submitted_at = item.submitted_at(now);
    let decided_at = submitted_at.plus_days(REVIEW_DAYS).min(now);
    let withdrawn_at = submitted_at.plus_days(DAYS_UNTIL_WITHDRAWN).min(now);
    let submitter = people.get(app, &item.submitted_by)?;
    let metadata = checked(app, item, published)?;
    let decision = match &item.decision {
        Some(sample) => Some((Reviewer::of(people.get(app, &sample.by)?)?, sample)),
        None => None,
    };
    let withdrawal = match &item.withdrawal {
        Some(sample) => Some((Admin::of(people.get(app, &sample.by)?)?, sample)),
        None => None,
    };
    app.db.write_blocking(|tx| {
        let mut version = rows::find(tx, id)?.version;
        if !metadata.relations.is_empty() {
            version = submissions::edit(tx, &submitter, id, &metadata, version, submitted_at)?.version;
        }
        let version = submissions::submit(tx, &submitter, id, version, submitted_at)?.version;
        if item.state == State::Canceled {
            submissions::cancel(tx, &submitter, id, version, submitted_at)?;
        }
        let Some((reviewer, sample)) = &decision else { return Ok(None) };
        let decision = Decision {
            verdict: sample.verdict,
            section: None,
            reason: sample.reason.clone(),
            note: sample.note.clone(),
            version,
            override_reason: None,
            hold_seconds: 0,
        };
        review::decide(tx, reviewer, id, &decision, decided_at)?;
        let resource = rows::find(tx, id)?.resource_id;
        if let (Some((admin, sample)), Some(resource)) = (&withdrawal, resource) {
            resources::withdraw(tx, admin, resource, sample.reason, sample.note.as_deref(), withdrawn_at)?;
        }
        Ok(resource)
    })
}

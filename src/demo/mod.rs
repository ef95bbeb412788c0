//! A library full of sample content, to look around in: made by the same acts as a real one, in a folder of its own.
//!
//! The content is in `library/`, which says how it is built; it travels inside the binary.

use crate::app::App;
use crate::auth::passwords::{self, Password};
use crate::auth::{Admin, Reviewer, User};
use crate::cli;
use crate::config::Config;
use crate::db::memberships::{self, MembershipRow};
use crate::db::{Tx, jobs, users};
use crate::domain::ids::{OrganizationId, ResourceId, SubmissionId, UserId};
use crate::domain::metadata::MetadataInput;
use crate::domain::organization::ApplicationInput;
use crate::domain::text::{EmailAddress, FileName};
use crate::domain::time::Clock;
use crate::domain::words::{MembershipRole, OrganizationStatus, SiteRole, Verdict, WithdrawalReason};
use crate::error::{Context, Error, Result};
use crate::extract;
use crate::http;
use crate::jobs::{Workers, follow};
use crate::library::accounts::{self, NewUser};
use crate::library::inspection::INSPECT_JOB;
use crate::library::keeping;
use crate::library::review::{self, Decision};
use crate::library::submissions::{self, NewSubmission, StoredFile, Terms};
use crate::library::{organizations, resources};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// Known to everyone: the demo answers this machine only.
const PASSWORD: &str = "sample-library";
const SITE_NAME: &str = "Commonshelf (sample library)";

#[derive(rust_embed::RustEmbed)]
#[folder = "src/demo/library"]
#[include = "library.json"]
#[include = "files/*"]
struct Content;

#[derive(Deserialize)]
struct Library {
    organizations: Vec<SampleOrganization>,
    people: Vec<Person>,
    items: Vec<Item>,
}

#[derive(Deserialize)]
struct SampleOrganization {
    key: String,
    name: String,
    summary: String,
    country: String,
    website: String,
    languages: Vec<String>,
    contact_name: String,
    contact_email: String,
    status: OrganizationStatus,
}

#[derive(Deserialize)]
struct Person {
    key: String,
    name: String,
    email: String,
    role: SiteRole,
    language: String,
    memberships: Vec<Belonging>,
}

#[derive(Deserialize)]
struct Belonging {
    organization: String,
    role: MembershipRole,
}

#[derive(Deserialize)]
struct Item {
    organization: String,
    submitted_by: String,
    state: State,
    files: Vec<String>,
    decision: Option<SampleDecision>,
    withdrawal: Option<SampleWithdrawal>,
    metadata: MetadataInput,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum State {
    Published,
    Withdrawn,
    Draft,
    Submitted,
    ChangesRequested,
    Rejected,
    Canceled,
}

#[derive(Deserialize)]
struct SampleDecision {
    by: String,
    verdict: Verdict,
    reason: Option<String>,
    note: Option<String>,
}

#[derive(Deserialize)]
struct SampleWithdrawal {
    by: String,
    reason: WithdrawalReason,
    note: Option<String>,
}

/// Fills the library where it is empty, says how to look around, and serves it.
pub fn run(mut config: Config) -> Result<()> {
    if !config.listen.ip().is_loopback() {
        return Err(Error::invalid(
            "listen",
            "must be an address of this machine only (127.0.0.1): everyone knows the passwords of the demo",
        ));
    }
    config.site_name = SITE_NAME.to_owned();
    let listener = http::bind(config.listen)?;
    let app = Arc::new(App::open(config, Clock::system())?);
    fill(&app)?;
    cli::say(&welcome(&app)?)?;
    cli::run(app, listener)
}

fn welcome(app: &App) -> Result<String> {
    let library = library()?;
    let base = &app.config.public_url;
    let mut text = format!(
        "\nA sample library is ready at {base}\n\n  The API, to try out   {base}docs\n  A search              {base}api/v1/resources?q=facilitation\n\n"
    );
    text.push_str(&format!("Sign in (POST {base}api/v1/auth/login) with the password {PASSWORD} as\n"));
    for person in library.people.iter().filter(|person| person.role != SiteRole::User || person.key == "ana") {
        text.push_str(&format!("  {:<34} {}, {}\n", person.email, person.name, person.role));
    }
    text.push_str("\nStop it with Ctrl-C.\n\n");
    Ok(text)
}

fn library() -> Result<Library> {
    serde_json::from_slice(&content("library.json")?).context("reading the sample content")
}

fn content(name: &str) -> Result<Vec<u8>> {
    Content::get(name)
        .map(|file| file.data.into_owned())
        .ok_or_else(|| Error::internal("reading the sample content", format!("{name} is missing")))
}

/// Makes people, organizations and documents; does nothing in a library that has people already.
pub fn fill(app: &Arc<App>) -> Result<()> {
    if !app.db.read_blocking(|c| users::list(c, None, 1))?.is_empty() {
        return Ok(());
    }
    let library = library()?;
    let workers = Workers::start(app)?;
    let filled = fill_with(app, &library);
    workers.stop();
    filled?;
    // Whoever reads the address in the terminal searches at once, and is to find all of it.
    while follow::step(app)? {}
    Ok(())
}

fn fill_with(app: &App, library: &Library) -> Result<()> {
    let hash = passwords::hash(&Password::parse(PASSWORD).map_err(|message| Error::internal("the demo's password", message))?)?;
    let people = make_people(app, library, &hash)?;
    let organizations = make_organizations(app, library, &people)?;
    let mut waiting = Vec::new();
    for item in &library.items {
        let organization = *organizations.get(&item.organization).ok_or_else(|| unknown(&item.organization))?;
        let submitter = people.get(&item.submitted_by).ok_or_else(|| unknown(&item.submitted_by))?.user(app)?;
        waiting.push((item, submit(app, item, organization, &submitter)?));
    }
    wait_for_inspections(app)?;
    for (item, id) in waiting {
        finish(app, item, id, &people)?;
    }
    Ok(())
}

fn unknown(key: &str) -> Error {
    Error::internal("reading the sample content", format!("nobody has the key {key}"))
}

/// A sample person with a token: acts want proof of who acts, the demo's too.
struct Login {
    token: String,
}

impl Login {
    fn user(&self, app: &App) -> Result<User> {
        app.db.read_blocking(|c| User::authenticate(c, &app.tokens, &self.token, app.clock.now()))
    }
}

fn make_people(app: &App, library: &Library, hash: &str) -> Result<BTreeMap<String, Login>> {
    let mut logins = BTreeMap::new();
    for person in &library.people {
        let email = EmailAddress::parse(&person.email).map_err(|message| Error::internal("a sample address", message))?;
        let language = person.language.parse().map_err(|message: String| Error::internal("a sample language", message))?;
        let new = NewUser { email: &email, name: &person.name, role: person.role, language: &language, password_hash: hash };
        let make = |tx: &mut Tx| {
            let user = accounts::create(tx, &new, app.clock.now())?;
            accounts::sign_in(tx, &app.tokens, user.id, app.clock.now())
        };
        logins.insert(person.key.clone(), Login { token: app.db.write_blocking(make)?.access_token });
    }
    Ok(logins)
}

fn make_organizations(app: &App, library: &Library, people: &BTreeMap<String, Login>) -> Result<BTreeMap<String, OrganizationId>> {
    let admin_key =
        library.people.iter().find(|person| person.role == SiteRole::Admin).map(|person| person.key.as_str()).unwrap_or_default();
    let admin = Admin::of(people.get(admin_key).ok_or_else(|| unknown("admin"))?.user(app)?)?;
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
        let user_id: UserId = people.get(&person.key).ok_or_else(|| unknown(&person.key))?.user(app)?.id();
        for belonging in &person.memberships {
            let organization_id = *ids.get(&belonging.organization).ok_or_else(|| unknown(&belonging.organization))?;
            let membership = MembershipRow { user_id, organization_id, role: belonging.role, created_at: app.clock.now() };
            app.db.write_blocking(|tx| memberships::insert(tx, &membership))?;
        }
    }
    Ok(ids)
}

fn submit(app: &App, item: &Item, organization: OrganizationId, submitter: &User) -> Result<SubmissionId> {
    let now = app.clock.now();
    let metadata = item.metadata.clone().check(now.year()).map_err(Error::Invalid)?;
    let files = item.files.iter().map(|name| store(app, name)).collect::<Result<Vec<_>>>()?;
    let terms = Terms { max_files: 20, extractor_version: extract::VERSION };
    let new = NewSubmission {
        organization_id: Some(organization),
        resource_id: None,
        metadata: &metadata,
        files: &files,
        submit: item.state != State::Draft,
    };
    Ok(app.db.write_blocking(|tx| submissions::create(tx, submitter, &new, terms, now))?.id)
}

/// Puts a sample file where an upload would put it.
fn store(app: &App, name: &str) -> Result<StoredFile> {
    let bytes = content(&format!("files/{name}"))?;
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

/// Takes a submission on to the state in which the sample shows it.
fn finish(app: &App, item: &Item, id: SubmissionId, people: &BTreeMap<String, Login>) -> Result<()> {
    let person = |key: &str| people.get(key).ok_or_else(|| unknown(key))?.user(app);
    let now = app.clock.now();
    let version = app.db.read_blocking(|c| crate::db::submissions::find(c, id))?.version;
    if item.state == State::Canceled {
        let submitter = person(&item.submitted_by)?;
        app.db.write_blocking(|tx| submissions::cancel(tx, &submitter, id, version, now))?;
    }
    let Some(sample) = item.decision.as_ref().filter(|_| !matches!(item.state, State::Draft | State::Submitted | State::Canceled)) else {
        return Ok(());
    };
    let reviewer = Reviewer::of(person(&sample.by)?)?;
    let decision = Decision {
        verdict: sample.verdict,
        section: None,
        reason: sample.reason.clone(),
        note: sample.note.clone(),
        version,
        override_reason: None,
        hold_seconds: 0,
    };
    let resource: Option<ResourceId> = app.db.write_blocking(|tx| {
        review::decide(tx, &reviewer, id, &decision, now)?;
        Ok(crate::db::submissions::find(tx, id)?.resource_id)
    })?;
    if let (Some(withdrawal), Some(resource)) = (&item.withdrawal, resource) {
        let admin = Admin::of(person(&withdrawal.by)?)?;
        app.db.write_blocking(|tx| resources::withdraw(tx, &admin, resource, withdrawal.reason, withdrawal.note.as_deref(), now))?;
    }
    Ok(())
}

//! The library that is measured: filled through the same acts and the same feed as any other, and kept for the next run. Only two things are
//! passed over: nobody extracts the text of a sample, since it is known, and nobody mails those who sent it.

use super::corpus::{self, Sample};
use crate::app::App;
use crate::auth::passwords::{self, Password};
use crate::auth::{Reviewer, User};
use crate::config::Config;
use crate::db::blobs::Findings;
use crate::db::memberships::{self, MembershipRow};
use crate::db::organizations::{self, OrganizationRow};
use crate::db::queue::{self, QueueFilter};
use crate::db::{Tx, jobs, users};
use crate::domain::ids::{OrganizationId, SubmissionId};
use crate::domain::language::LanguageTag;
use crate::domain::metadata::{Metadata, MetadataInput};
use crate::domain::organization::folded_name;
use crate::domain::review::Reads;
use crate::domain::text::{EmailAddress, FileName};
use crate::domain::time::Clock;
use crate::domain::vocabularies::{AUDIENCES, Entry};
use crate::domain::words::{FileStatus, MembershipRole, OrganizationStatus, Section, SiteRole, Verdict};
use crate::error::{Context, Error, Result};
use crate::extract;
use crate::jobs::follow;
use crate::library::accounts::{self, NewUser};
use crate::library::keeping;
use crate::library::review::{self, Decision};
use crate::library::reviewers::{self, ProfileChange};
use crate::library::submissions::{self, NewSubmission, StoredFile, Terms};
use crate::library::{inspection, notices};
use std::collections::HashMap;

/// Documents in one transaction, and changes in one commit of the index.
const BATCH: usize = 500;
const WORDS_OF_A_PAGE: usize = 350;

pub const UPLOADER: &str = "rosa@example.org";
pub const ADMIN: &str = "ingrid@example.org";
/// Reads one section in two languages.
pub const REVIEWER: &str = "ruth@example.org";
pub const PASSWORD: &str = "measured by the clock";

/// A library that is open for filling, by nobody else at this time.
pub struct Filling {
    app: App,
    uploader: User,
    reviewer: Reviewer,
    organizations: HashMap<String, OrganizationId>,
}

/// A submission that waits for its decision; `word` stands in its file and nowhere else.
pub struct Waiting {
    pub id: SubmissionId,
    pub version: i64,
    pub word: String,
}

/// A sample whose bytes are stored.
struct Stored {
    metadata: Metadata,
    organization: OrganizationId,
    file: StoredFile,
    pages: Vec<(i32, String)>,
}

impl Filling {
    pub fn open(config: Config) -> Result<Self> {
        let app = App::open(config, Clock::system())?;
        let hash = passwords::hash(&Password::parse(PASSWORD).map_err(|message| Error::internal("the password", message))?)?;
        person(&app, UPLOADER, SiteRole::User, &hash)?;
        let reviewer = Reviewer::of(person(&app, ADMIN, SiteRole::Admin, &hash)?)?;
        let active = app.db.read_blocking(|c| organizations::list(c, &[OrganizationStatus::Active], None, 10_000))?;
        let organizations = active.into_iter().map(|organization| (organization.name, organization.id)).collect();
        let uploader = person(&app, UPLOADER, SiteRole::User, &hash)?;
        Ok(Self { app, uploader, reviewer, organizations })
    }

    /// Publishes samples. Says after each transaction how many are in.
    pub fn publish(&mut self, samples: &[Sample], mut done: impl FnMut(usize) -> Result<()>) -> Result<()> {
        let mut published = 0;
        for batch in samples.chunks(BATCH) {
            self.found_organizations(batch)?;
            let stored = self.store(batch)?;
            let now = self.app.clock.now();
            self.app.db.write_blocking(|tx| {
                for sample in &stored {
                    let waiting = self.submit(tx, sample)?;
                    let decision = Decision {
                        verdict: Verdict::Approve,
                        section: None,
                        reason: None,
                        note: None,
                        version: waiting.1,
                        override_reason: None,
                        hold_seconds: 0,
                    };
                    review::decide(tx, &self.reviewer, waiting.0, &decision, now)?;
                }
                self.forget_jobs(tx)
            })?;
            while follow::step(&self.app)? {}
            published += batch.len();
            done(published)?;
        }
        self.app.index.sync()
    }

    /// Leaves samples of these numbers in the queue.
    pub fn queue(&mut self, numbers: std::ops::Range<usize>) -> Result<Vec<Waiting>> {
        let mut waiting = Vec::new();
        for first in numbers.clone().step_by(BATCH) {
            let batch: Vec<usize> = (first..numbers.end.min(first + BATCH)).collect();
            let samples: Vec<Sample> = batch.iter().map(|number| with_unique_word(*number)).collect();
            self.found_organizations(&samples)?;
            let stored = self.store(&samples)?;
            let ids = self.app.db.write_blocking(|tx| {
                let ids = stored.iter().map(|sample| self.submit(tx, sample)).collect::<Result<Vec<_>>>()?;
                self.forget_jobs(tx)?;
                Ok(ids)
            })?;
            let with_word = |((id, version), number): ((SubmissionId, i64), usize)| Waiting { id, version, word: corpus::unique(number) };
            waiting.extend(ids.into_iter().zip(batch).map(with_word));
        }
        Ok(waiting)
    }

    /// Leaves links in the queue, until so many wait; reviewers read some of them each.
    pub fn queue_up_to(&mut self, count: usize) -> Result<()> {
        let waiting = self.app.db.read_blocking(|c| queue::count(c, &QueueFilter::waiting(self.app.clock.now())))?;
        let there = usize::try_from(waiting).unwrap_or_default();
        for first in (there..count).step_by(BATCH) {
            let samples: Vec<Sample> = (first..count.min(first + BATCH)).map(corpus::sample).collect();
            self.found_organizations(&samples)?;
            let year = self.app.clock.now().year();
            self.app.db.write_blocking(|tx| {
                for sample in &samples {
                    let input = MetadataInput { link_url: Some("https://example.org/document".to_owned()), ..metadata(sample) };
                    let metadata = input.check(year).map_err(Error::Invalid)?;
                    let organization_id = self.organizations.get(&sample.organization).copied();
                    let new = NewSubmission { organization_id, resource_id: None, metadata: &metadata, files: &[], submit: true };
                    let terms = Terms { max_files: 20, extractor_version: extract::VERSION };
                    submissions::create(tx, &self.uploader, &new, terms, self.app.clock.now())?;
                }
                self.forget_jobs(tx)
            })?;
        }
        self.route(&self.reviewer, &[], &["en"])?;
        let hash = passwords::hash(&Password::parse(PASSWORD).map_err(|message| Error::internal("the password", message))?)?;
        let reviewer = Reviewer::of(person(&self.app, REVIEWER, SiteRole::Reviewer, &hash)?)?;
        self.route(&reviewer, &[Section::Learn], &["es", "fr"])
    }

    fn route(&self, reviewer: &Reviewer, sections: &[Section], languages: &[&str]) -> Result<()> {
        let languages = languages.iter().filter_map(|tag| LanguageTag::parse(tag).ok()).collect();
        let reads = Reads { sections: sections.to_vec(), languages };
        let now = self.app.clock.now();
        self.app.db.write_blocking(|tx| {
            let version = reviewers::profile(tx, reviewer, now)?.version;
            reviewers::change(tx, reviewer, &ProfileChange { version, reads: reads.clone(), away_until: None }, now).map(drop)
        })
    }

    /// The bytes of each sample, durable as those of an upload are.
    fn store(&self, samples: &[Sample]) -> Result<Vec<Stored>> {
        let runtime = tokio::runtime::Builder::new_current_thread().build().context("storing the samples")?;
        let year = self.app.clock.now().year();
        samples
            .iter()
            .map(|sample| {
                let spooled = runtime.block_on(async {
                    let mut spool = self.app.files.spool(self.app.config.max_upload_bytes).await?;
                    spool.write(sample.body.as_bytes()).await?;
                    spool.finish().await
                })?;
                keeping::keep(&self.app.db, &self.app.files, &spooled)?;
                let size_bytes = i64::try_from(spooled.size_bytes).unwrap_or(i64::MAX);
                let file = StoredFile { sha256: spooled.sha256.clone(), size_bytes, name: FileName::clean("document.txt"), language: None };
                let organization = *self.organizations.get(&sample.organization).ok_or(Error::NotFound("organization"))?;
                let metadata = metadata(sample).check(year).map_err(Error::Invalid)?;
                Ok(Stored { metadata, organization, file, pages: pages(&sample.body) })
            })
            .collect()
    }

    /// Submits a sample, and writes down what a reader would have found in its file.
    fn submit(&self, tx: &mut Tx, sample: &Stored) -> Result<(SubmissionId, i64)> {
        let now = self.app.clock.now();
        let new = NewSubmission {
            organization_id: Some(sample.organization),
            resource_id: None,
            metadata: &sample.metadata,
            files: std::slice::from_ref(&sample.file),
            submit: true,
        };
        let terms = Terms { max_files: 20, extractor_version: extract::VERSION };
        let row = submissions::create(tx, &self.uploader, &new, terms, now)?;
        let findings = Findings {
            status: FileStatus::Ok,
            media_type: "text/plain",
            page_count: None,
            language: None,
            title: None,
            detail: None,
            extractor_version: extract::VERSION,
        };
        let pages: Vec<(i32, &str)> = sample.pages.iter().map(|(number, text)| (*number, text.as_str())).collect();
        inspection::record(tx, &sample.file.sha256, &findings, &pages, now)?;
        Ok((row.id, row.version))
    }

    /// The files are read, and the letters are not worth writing.
    fn forget_jobs(&self, tx: &mut Tx) -> Result<()> {
        let now = self.app.clock.now();
        for kind in [notices::MAIL_JOB, inspection::INSPECT_JOB] {
            while let Some(job) = jobs::lease(tx, kind, &self.app.node, now, now.plus_seconds(60))? {
                jobs::finish(tx, &job)?;
            }
        }
        Ok(())
    }

    /// Makes those organizations that samples name and that are not there, with the uploader as a member.
    fn found_organizations(&mut self, samples: &[Sample]) -> Result<()> {
        let now = self.app.clock.now();
        let mut names: Vec<&String> =
            samples.iter().map(|sample| &sample.organization).filter(|name| !self.organizations.contains_key(*name)).collect();
        names.sort_unstable();
        names.dedup();
        if names.is_empty() {
            return Ok(());
        }
        let made: Vec<OrganizationRow> = names.into_iter().map(|name| organization(name, now)).collect();
        let user_id = self.uploader.id();
        self.app.db.write_blocking(|tx| {
            made.iter().try_for_each(|organization| {
                organizations::insert(tx, organization)?;
                let role = MembershipRole::Uploader;
                memberships::insert(tx, &MembershipRow { user_id, organization_id: organization.id, role, created_at: now })
            })
        })?;
        self.organizations.extend(made.into_iter().map(|organization| (organization.name, organization.id)));
        // Memberships are part of who somebody is.
        self.uploader = signed_in(&self.app, user_id)?;
        Ok(())
    }
}

/// A library with an uploader of one organization, for uploads.
pub fn prepare_for_uploads(config: Config) -> Result<()> {
    let mut filling = Filling::open(config)?;
    let one = Sample { organization: "Organization 1".to_owned(), ..corpus::sample(0) };
    filling.found_organizations(&[one])
}

fn person(app: &App, email: &str, role: SiteRole, password_hash: &str) -> Result<User> {
    let email = EmailAddress::parse(email).map_err(|message| Error::internal("an address", message))?;
    let now = app.clock.now();
    let language = LanguageTag::english();
    let new = NewUser { email: &email, name: "Somebody", role, language: &language, password_hash };
    let id = app.db.write_blocking(|tx| match users::get_by_email(tx, &email)? {
        Some(user) => Ok(user.id),
        None => Ok(accounts::create(tx, &new, now)?.id),
    })?;
    signed_in(app, id)
}

/// Acts want proof of who acts, the benchmark's too.
fn signed_in(app: &App, id: crate::domain::ids::UserId) -> Result<User> {
    let now = app.clock.now();
    let token = app.db.write_blocking(|tx| accounts::sign_in(tx, &app.tokens, id, now))?.access_token;
    app.db.read_blocking(|c| User::authenticate(c, &app.tokens, &token, now))
}

fn with_unique_word(number: usize) -> Sample {
    let sample = corpus::sample(number);
    Sample { body: format!("{} {}", corpus::unique(number), sample.body), ..sample }
}

fn metadata(sample: &Sample) -> MetadataInput {
    let text = |text: &str| Some(text.to_owned());
    MetadataInput {
        title: text(&sample.title),
        summary: text(&sample.summary),
        section: text(&sample.section),
        // A website is an address alone, and this one has a file.
        kind: text(if sample.kind == "website" { "guide" } else { &sample.kind }),
        audiences: Some(vec![AUDIENCES[0].value().to_owned()]),
        author_organization: text(&sample.organization),
        language: text(&sample.language),
        topics: Some(sample.topics.clone()),
        countries: Some(vec![sample.country.clone()]),
        year: Some(sample.year),
        license: text("CC-BY-4.0"),
        rights: text("ours"),
        people_shown: text("none"),
        ..MetadataInput::default()
    }
}

fn pages(body: &str) -> Vec<(i32, String)> {
    let words: Vec<&str> = body.split_whitespace().collect();
    (1..).zip(words.chunks(WORDS_OF_A_PAGE)).map(|(number, words)| (number, words.join(" "))).collect()
}

/// An active organization of which nothing is known but the name.
pub fn organization(name: &str, now: crate::domain::time::Timestamp) -> OrganizationRow {
    OrganizationRow {
        id: OrganizationId::new(),
        name: name.to_owned(),
        folded_name: folded_name(name),
        status: OrganizationStatus::Active,
        summary: "Made for measuring.".to_owned(),
        country: None,
        hides_country: false,
        is_unlisted: false,
        website: None,
        languages: "[\"en\"]".to_owned(),
        topics: "[]".to_owned(),
        translations: "{}".to_owned(),
        contact_name: "Somebody".to_owned(),
        contact_email: UPLOADER.to_owned(),
        contact_language: LanguageTag::english(),
        message: None,
        version: 1,
        created_at: now,
        updated_at: now,
        email_confirmed_at: Some(now),
        decided_at: Some(now),
        decided_by: None,
        decision_note: None,
        last_active_at: None,
        status_reason: None,
        status_changed_at: None,
        merged_into: None,
        quota_bytes: None,
        warned_at: None,
        logo_sha256: None,
    }
}

//! Five people and what they may do next: acts over HTTP, each with what it means for the [`Model`].

mod after;

use super::model::{Content, FileModel, Model, Pending, Resource, Status, Submission};
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};
use crate::support::files;
use crate::support::wait::wait_until;
use commonshelf::domain::ids::{OrganizationId, ResourceId, UserId};
use commonshelf::domain::words::{MembershipRole, SiteRole};
use commonshelf::library::accounts;
use fastrand::Rng;
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

const HOLD_SECONDS: i64 = 3_600;
const PEOPLE: [&str; 4] = ["rosa", "leo", "ruth", "ingrid"];

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Act {
    Create { submit: bool },
    Edit,
    Fix,
    Attach,
    Detach,
    Submit,
    Cancel,
    Delete,
    Decide { verdict: &'static str, hold_seconds: i64 },
    Undo,
    LetTimePass,
    Revise,
    Withdraw,
    Restore,
    Report,
    Hide,
    EndHiding,
    TellUse,
    DecideUse,
    Meddle,
}

const APPROVE: Act = Act::Decide { verdict: "approve", hold_seconds: 0 };

/// What people try, the likelier the more often it stands here.
const ACTS: &[Act] = &[
    Act::Create { submit: false },
    Act::Create { submit: true },
    Act::Create { submit: true },
    Act::Edit,
    Act::Fix,
    Act::Attach,
    Act::Detach,
    Act::Submit,
    Act::Submit,
    Act::Cancel,
    Act::Delete,
    APPROVE,
    APPROVE,
    APPROVE,
    APPROVE,
    APPROVE,
    Act::Decide { verdict: "approve", hold_seconds: HOLD_SECONDS },
    Act::Decide { verdict: "request_changes", hold_seconds: 0 },
    Act::Decide { verdict: "request_changes", hold_seconds: HOLD_SECONDS },
    Act::Decide { verdict: "reject", hold_seconds: 0 },
    Act::Undo,
    Act::LetTimePass,
    Act::Revise,
    Act::Revise,
    Act::Withdraw,
    Act::Restore,
    Act::Report,
    Act::Hide,
    Act::EndHiding,
    Act::TellUse,
    Act::TellUse,
    Act::DecideUse,
    Act::DecideUse,
    Act::Meddle,
];

pub struct World<'a> {
    pub app: &'a TestApp,
    pub rng: RefCell<Rng>,
    pub model: Model,
    /// Two uploaders, a reviewer, an admin.
    pub people: Vec<Client>,
    users: Vec<UserId>,
    pub organizations: [String; 2],
    pub visitor: Client,
    pub asked: Cell<usize>,
    /// The words that no answer may hold now.
    pub forbidden: BTreeSet<String>,
    story: Vec<String>,
    published: usize,
}

impl<'a> World<'a> {
    pub async fn new(app: &'a TestApp, seed: u64) -> Self {
        let uploader = MembershipRole::Uploader;
        let people = vec![
            app.member(PEOPLE[0], SiteRole::User, "Casa Abierta", uploader).await,
            app.member(PEOPLE[1], SiteRole::User, "Grupo Luna", uploader).await,
            app.reviewer(PEOPLE[2]).await,
            app.admin(PEOPLE[3]).await,
        ];
        let mut users = Vec::new();
        for person in &people {
            users.push(UserId::parse(&person.get("/api/v1/me").await.expect(200).id()).unwrap());
        }
        let name = |id: OrganizationId| id.to_string();
        let organizations = [name(app.organization("Casa Abierta").await), name(app.organization("Grupo Luna").await)];
        Self {
            app,
            rng: RefCell::new(Rng::with_seed(seed)),
            model: Model::default(),
            people,
            users,
            organizations,
            visitor: app.visitor(),
            asked: Cell::new(0),
            forbidden: BTreeSet::new(),
            story: Vec::new(),
            published: 0,
        }
    }

    /// What was done, an act a line.
    pub fn story(&self) -> String {
        self.story.join("\n")
    }

    pub fn requests(&self) -> usize {
        self.asked.get()
    }

    pub fn published(&self) -> usize {
        self.published
    }

    /// Does one of the things that can be done now; gives the submissions and resources that it touched by their words.
    pub async fn act(&mut self) -> Vec<String> {
        loop {
            let act = ACTS[self.rng.get_mut().usize(..ACTS.len())];
            if let Some(words) = self.try_act(act).await {
                return words;
            }
        }
    }

    async fn try_act(&mut self, act: Act) -> Option<Vec<String>> {
        use Status::{Approved, ChangesRequested, Draft, Rejected, Submitted};
        let settled = |submission: &Submission| submission.pending.is_none();
        let editable = |submission: &Submission| matches!(submission.status, Draft | ChangesRequested) && settled(submission);
        let open = |submission: &Submission| matches!(submission.status, Draft | Submitted | ChangesRequested) && settled(submission);
        let words = match act {
            Act::Create { submit } => self.create(submit, None).await,
            Act::Edit => self.edit(self.pick(editable)?, false).await,
            Act::Fix => self.edit(self.pick(|s| s.status == Submitted)?, true).await,
            Act::Attach => self.attach(self.pick(|s| editable(s) && s.content.files.len() < 4)?).await,
            Act::Detach => self.detach(self.pick(|s| editable(s) && !s.content.files.is_empty())?).await,
            Act::Submit => self.move_to(self.pick(editable)?, "submit", Submitted).await,
            Act::Cancel => self.move_to(self.pick(open)?, "cancel", Status::Canceled).await,
            Act::Delete => self.delete(self.pick(|s| s.status == Draft)?).await,
            Act::Decide { verdict, hold_seconds } => self.decide(self.pick(|s| s.status == Submitted)?, verdict, hold_seconds).await,
            Act::Undo => self.undo(self.pick(|s| s.pending.is_some() && matches!(s.status, Approved | ChangesRequested | Rejected))?).await,
            Act::LetTimePass => {
                self.pick(|s| s.pending.is_some())?;
                self.let_time_pass().await
            }
            Act::Revise => {
                let model = &self.model;
                let revisable: Vec<usize> =
                    (0..model.resources.len()).filter(|&at| model.resources[at].is_public && !model.open_revision_of(at)).collect();
                let resource = *revisable.get(self.chance(revisable.len())?)?;
                let submit = self.rng.get_mut().bool();
                self.create(submit, Some(resource)).await
            }
            Act::Withdraw => self.withdraw(self.pick_resource(|r| r.is_public)?).await,
            Act::Restore => self.restore(self.pick_resource(|r| !r.is_public && !r.is_hidden)?).await,
            Act::Report => self.report(self.pick_resource(|r| r.is_public)?).await,
            Act::Hide => self.hide(self.pick_resource(|r| r.is_public)?).await,
            Act::EndHiding => self.end_hiding(self.pick_resource(|r| r.is_hidden)?).await,
            Act::TellUse => self.tell_use(self.pick_resource(|r| r.is_public)?).await,
            Act::DecideUse => self.decide_use(self.pick_resource(|r| !r.uses.is_empty())?).await,
            Act::Meddle => self.meddle(self.pick(|s| s.status != Status::Deleted)?).await,
        };
        Some(words)
    }

    /// A number below `of`; none below nothing.
    fn chance(&self, of: usize) -> Option<usize> {
        (of > 0).then(|| self.rng.borrow_mut().usize(..of))
    }

    fn pick(&self, fits: impl Fn(&Submission) -> bool) -> Option<usize> {
        let fitting: Vec<usize> = (0..self.model.submissions.len()).filter(|&at| fits(&self.model.submissions[at])).collect();
        Some(fitting[self.chance(fitting.len())?])
    }

    fn pick_resource(&self, fits: impl Fn(&Resource) -> bool) -> Option<usize> {
        let fitting: Vec<usize> = (0..self.model.resources.len()).filter(|&at| fits(&self.model.resources[at])).collect();
        Some(fitting[self.chance(fitting.len())?])
    }

    fn tell(&mut self, what: String) {
        self.story.push(format!("{:>3}. {what}", self.story.len() + 1));
    }

    /// A word that stands nowhere else, whatever stemming and folding do.
    fn word(&mut self) -> String {
        loop {
            let letters = |rng: &mut Rng, from: &[u8]| char::from(from[rng.usize(..from.len())]);
            let word: String = (0..5)
                .flat_map(|_| [letters(self.rng.get_mut(), b"bdfgkmpvz"), letters(self.rng.get_mut(), b"aou")])
                .chain(['x'])
                .collect();
            if self.model.words.insert(word.clone()) {
                return word;
            }
        }
    }

    fn content(&mut self) -> Content {
        let one_of = |rng: &mut Rng, values: &[&'static str]| values[rng.usize(..values.len())];
        let embargo = self.rng.get_mut().u8(..6) == 0;
        let related = self.chance(self.model.resources.len() * 2).and_then(|at| self.model.resources.get(at));
        let related = related.map(|resource| resource.id.clone());
        Content {
            title: self.word(),
            summary: self.word(),
            author: self.word(),
            section: one_of(self.rng.get_mut(), &["learn", "promote", "take_action"]),
            kind: one_of(self.rng.get_mut(), &["guide", "report", "story"]),
            topic: one_of(self.rng.get_mut(), &["facilitation", "planning", "conflict"]),
            audience: one_of(self.rng.get_mut(), &["trainers", "peer_supporters"]),
            language: one_of(self.rng.get_mut(), &["en", "es", "fr"]),
            country: one_of(self.rng.get_mut(), &["MX", "KE", "NZ"]),
            embargo_until: embargo.then(|| self.app.app.clock.now().plus_seconds(HOLD_SECONDS * 3 / 2)),
            related,
            files: Vec::new(),
        }
    }

    /// Files to be sent, and the same as the model will know them.
    fn new_files(&mut self, count: usize) -> (Vec<(String, Vec<u8>)>, Vec<FileModel>) {
        let models: Vec<FileModel> = (0..count).map(|_| FileModel { id: String::new(), name: self.word(), text: self.word() }).collect();
        let sent =
            models.iter().map(|file| (format!("{}.pdf", file.name), files::pdf(&[&format!("A page about {}", file.text)]))).collect();
        (sent, models)
    }

    async fn create(&mut self, submit: bool, revises: Option<usize>) -> Vec<String> {
        let owner = revises.map_or_else(|| self.rng.get_mut().usize(..2), |resource| self.model.resources[resource].owner);
        let mut content = self.content();
        let count = self.rng.get_mut().usize(..3);
        let (sent, models) = self.new_files(count);
        let mut metadata = content.metadata();
        if let Some(resource) = revises {
            metadata["resource_id"] = Value::from(self.model.resources[resource].id.clone());
        }
        let sent: Vec<(&str, Vec<u8>)> = sent.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
        let path = format!("/api/v1/submissions?submit={submit}");
        let answer = self.people[owner].upload(&path, Some(&metadata), &sent).await.expect(201);
        content.files = with_ids(models, &answer);
        let status = if submit { Status::Submitted } else { Status::Draft };
        self.tell(format!("{} makes {} ({status:?}, revises {revises:?}, {count} files)", PEOPLE[owner], answer.id()));
        let words = content.words();
        self.model.submissions.push(Submission {
            id: answer.id(),
            owner,
            version: answer.version(),
            status,
            content,
            resource: revises,
            pending: None,
        });
        words
    }

    async fn edit(&mut self, at: usize, as_reviewer: bool) -> Vec<String> {
        let new = self.content();
        let old = self.model.submissions[at].clone();
        let content = Content { files: old.content.files.clone(), ..new };
        let person = if as_reviewer { 2 } else { old.owner };
        let body = json!({"version": old.version, "metadata": content.metadata()});
        let answer = self.people[person].patch(&format!("/api/v1/submissions/{}", old.id), body).await.expect(200);
        self.tell(format!("{} edits {}", PEOPLE[person], old.id));
        let words = old.content.words().into_iter().chain(content.words()).collect();
        let submission = &mut self.model.submissions[at];
        (submission.content, submission.version) = (content, answer.version());
        words
    }

    async fn attach(&mut self, at: usize) -> Vec<String> {
        let (sent, models) = self.new_files(1);
        let submission = &self.model.submissions[at];
        let path = format!("/api/v1/submissions/{}/files", submission.id);
        let answer = self.people[submission.owner].upload(&path, None, &[(&sent[0].0, sent[0].1.clone())]).await.expect(201);
        self.tell(format!("{} attaches {}", PEOPLE[self.model.submissions[at].owner], sent[0].0));
        let submission = &mut self.model.submissions[at];
        submission.content.files.extend(models);
        submission.content.files = with_ids(std::mem::take(&mut submission.content.files), &answer);
        submission.version = answer.version();
        submission.content.words()
    }

    async fn detach(&mut self, at: usize) -> Vec<String> {
        let submission = &self.model.submissions[at];
        let path = format!("/api/v1/submissions/{}/files/{}", submission.id, submission.content.files[0].id);
        let answer = self.people[submission.owner].delete(&path).await.expect(200);
        self.tell(format!("{} detaches a file of {}", PEOPLE[self.model.submissions[at].owner], self.model.submissions[at].id));
        let submission = &mut self.model.submissions[at];
        let words = submission.content.words();
        submission.content.files.remove(0);
        submission.version = answer.version();
        words
    }

    async fn move_to(&mut self, at: usize, act: &str, status: Status) -> Vec<String> {
        let submission = &self.model.submissions[at];
        let path = format!("/api/v1/submissions/{}/{act}", submission.id);
        let answer = self.people[submission.owner].post(&path, json!({"version": submission.version})).await.expect(200);
        self.tell(format!("{} does {act} with {}", PEOPLE[self.model.submissions[at].owner], self.model.submissions[at].id));
        let submission = &mut self.model.submissions[at];
        (submission.status, submission.version) = (status, answer.version());
        submission.content.words()
    }

    async fn delete(&mut self, at: usize) -> Vec<String> {
        let submission = &self.model.submissions[at];
        self.people[submission.owner].delete(&format!("/api/v1/submissions/{}", submission.id)).await.expect(204);
        self.tell(format!("{} deletes {}", PEOPLE[self.model.submissions[at].owner], self.model.submissions[at].id));
        self.model.submissions[at].status = Status::Deleted;
        self.model.submissions[at].content.words()
    }

    async fn decide(&mut self, at: usize, verdict: &str, hold_seconds: i64) -> Vec<String> {
        self.app.wait_for_inspections().await;
        let person = 2 + self.rng.get_mut().usize(..2);
        let submission = &self.model.submissions[at];
        let now = self.app.app.clock.now();
        let body = json!({"decision": verdict, "version": submission.version, "hold_seconds": hold_seconds, "note": "As agreed."});
        let answer = self.people[person].post(&format!("/api/v1/submissions/{}/decision", submission.id), body).await.expect(200);
        self.tell(format!("{} does {verdict} with {} (hold {hold_seconds})", PEOPLE[person], self.model.submissions[at].id));
        let approves = verdict == "approve";
        let submission = &mut self.model.submissions[at];
        submission.version = answer.version();
        submission.status = match verdict {
            "approve" => Status::Approved,
            "reject" => Status::Rejected,
            _ => Status::ChangesRequested,
        };
        let hold_until = now.plus_seconds(hold_seconds);
        let effective_at = submission.content.embargo_until.filter(|_| approves).map_or(hold_until, |embargo| embargo.max(hold_until));
        if effective_at > now {
            submission.pending = Some(Pending { approves, effective_at });
        } else if approves {
            self.publish(at, answer.body["resource_id"].as_str().unwrap());
        }
        self.model.submissions[at].content.words()
    }

    /// What an edition means to the public.
    fn publish(&mut self, at: usize, resource_id: &str) {
        self.published += 1;
        let submission = &mut self.model.submissions[at];
        match submission.resource {
            Some(resource) => self.model.resources[resource].content = submission.content.clone(),
            None => {
                submission.resource = Some(self.model.resources.len());
                let (id, owner, content) = (resource_id.to_owned(), submission.owner, submission.content.clone());
                self.model.resources.push(Resource {
                    id,
                    owner,
                    is_public: true,
                    is_hidden: false,
                    content,
                    files: BTreeMap::new(),
                    uses: Vec::new(),
                });
            }
        }
    }

    async fn undo(&mut self, at: usize) -> Vec<String> {
        let path = format!("/api/v1/submissions/{}/decision/undo", self.model.submissions[at].id);
        let answer = self.people[2].post(&path, Value::Null).await.expect(200);
        self.tell(format!("ruth takes the decision on {} back", self.model.submissions[at].id));
        let submission = &mut self.model.submissions[at];
        (submission.status, submission.version, submission.pending) = (Status::Submitted, answer.version(), None);
        submission.content.words()
    }

    /// An hour and a second go by: holds and embargoes that end in it take effect, and everyone signs in again.
    async fn let_time_pass(&mut self) -> Vec<String> {
        self.app.app.clock.advance_seconds(HOLD_SECONDS + 1);
        let now = self.app.app.clock.now();
        self.tell("an hour passes".to_owned());
        for (person, &user) in self.people.iter_mut().zip(&self.users) {
            let tokens = self.app.app.tokens.clone();
            let sign_in = self.app.app.db.write(move |tx| accounts::sign_in(tx, &tokens, user, now)).await.unwrap();
            *person = Client::new(&self.app.base, Some(&sign_in.access_token));
        }
        self.app.app.db.jobs().ring();
        let mut words = Vec::new();
        for at in 0..self.model.submissions.len() {
            let Some(pending) = self.model.submissions[at].pending.clone().filter(|pending| pending.effective_at <= now) else { continue };
            let (path, reviewer) = (format!("/api/v1/submissions/{}", self.model.submissions[at].id), self.people[2].clone());
            wait_until("a decision to take effect", async || !reviewer.get(&path).await.body["decision"]["carried_out_at"].is_null()).await;
            self.model.submissions[at].pending = None;
            if pending.approves {
                let answer = reviewer.get(&path).await.expect(200);
                self.publish(at, answer.body["resource_id"].as_str().unwrap());
            }
            words.extend(self.model.submissions[at].content.words());
        }
        words
    }

    async fn withdraw(&mut self, at: usize) -> Vec<String> {
        let path = format!("/api/v1/resources/{}/withdraw", self.model.resources[at].id);
        self.people[3].post(&path, json!({"reason": "privacy", "note": "Someone asked us to."})).await.expect(200);
        self.tell(format!("ingrid withdraws {}", self.model.resources[at].id));
        self.model.resources[at].is_public = false;
        self.model.resources[at].content.words()
    }

    async fn restore(&mut self, at: usize) -> Vec<String> {
        let path = format!("/api/v1/resources/{}/restore", self.model.resources[at].id);
        self.people[3].post(&path, Value::Null).await.expect(200);
        self.tell(format!("ingrid restores {}", self.model.resources[at].id));
        self.model.resources[at].is_public = true;
        self.model.resources[at].content.words()
    }

    /// Someone tries what they may not.
    async fn meddle(&mut self, at: usize) -> Vec<String> {
        let submission = self.model.submissions[at].clone();
        let stranger = &self.people[1 - submission.owner];
        let path = format!("/api/v1/submissions/{}", submission.id);
        let decision = json!({"decision": "approve", "version": submission.version});
        for person in [stranger, &self.visitor, &self.people[submission.owner]] {
            let answer = person.post(&format!("{path}/decision"), decision.clone()).await;
            assert!(matches!(answer.status, 401 | 403), "{}", answer.text);
        }
        let edit = json!({"version": submission.version, "metadata": {"title": "Meddled"}});
        stranger.patch(&path, edit).await.expect(404);
        for resource in &self.model.resources {
            let restore = format!("/api/v1/resources/{}/restore", resource.id);
            stranger.post(&restore, Value::Null).await.expect(403);
        }
        self.tell(format!("{} meddles with {}", PEOPLE[1 - submission.owner], submission.id));
        submission.content.words()
    }
}

/// Steps for the tests that plant a leak.
impl World<'_> {
    pub async fn publish_one(&mut self) {
        self.create(true, None).await;
        let at = self.model.submissions.len() - 1;
        // Certainly with a file and without an embargo.
        self.decide(at, "request_changes", 0).await;
        self.edit_without_embargo(at).await;
        self.attach(at).await;
        self.move_to(at, "submit", Status::Submitted).await;
        self.decide(at, "approve", 0).await;
    }

    async fn edit_without_embargo(&mut self, at: usize) {
        let submission = self.model.submissions[at].clone();
        let content = Content { embargo_until: None, ..submission.content };
        let body = json!({"version": submission.version, "metadata": content.metadata()});
        let answer = self.people[submission.owner].patch(&format!("/api/v1/submissions/{}", submission.id), body).await.expect(200);
        let changed = &mut self.model.submissions[at];
        (changed.content, changed.version) = (content, answer.version());
    }

    pub async fn withdraw_first(&mut self) {
        self.withdraw(0).await;
    }

    pub async fn draft_one(&mut self) {
        self.create(false, None).await;
        self.attach(self.model.submissions.len() - 1).await;
        self.app.wait_for_inspections().await;
    }

    /// The word of the draft's title, and its id.
    pub fn draft(&self) -> (String, String) {
        let draft = self.model.submissions.last().unwrap();
        (draft.content.title.clone(), draft.id.clone())
    }

    /// The id and the title's word of a public resource.
    pub fn public(&self) -> (ResourceId, String) {
        let resource = self.model.public().next().unwrap();
        (ResourceId::parse(&resource.id).unwrap(), resource.content.title.clone())
    }

    pub fn withdrawn(&self) -> String {
        self.model.resources[0].id.clone()
    }
}

/// The ids that the server gave to files, in their order.
fn with_ids(models: Vec<FileModel>, answer: &Answer) -> Vec<FileModel> {
    let ids: Vec<String> = answer.body["files"].as_array().unwrap().iter().map(|file| file["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids.len(), models.len(), "{}", answer.text);
    models.into_iter().zip(ids).map(|(model, id)| FileModel { id, ..model }).collect()
}

//! Six people in a library, what they did so far, and whether all is as it must be.

use super::Tally;
use super::model::{ANA, MEMBERS, Model, PEOPLE, Person, RENE, Status};
use super::replay;
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};
use crate::support::wait::wait_until;
use commonshelf::domain::ids::UserId;
use commonshelf::domain::time::Timestamp;
use commonshelf::domain::words::{MembershipRole, SiteRole};
use commonshelf::library::accounts;
use fastrand::Rng;
use serde_json::Value;

/// A sign-in is renewed before it ends.
const SIGNED_IN_SECONDS: i64 = 10 * 60;

pub struct World<'a> {
    pub app: &'a TestApp,
    pub rng: Rng,
    pub model: Model,
    pub people: Vec<Client>,
    pub users: Vec<UserId>,
    pub began: Timestamp,
    signed_in_at: i64,
    /// The last notification of the sequences before.
    last_mail: String,
    pub story: Vec<String>,
    pub tally: Tally,
    pub published: usize,
    /// Each text is said once.
    pub words: usize,
}

impl<'a> World<'a> {
    pub async fn new(app: &'a TestApp) -> Self {
        let uploader = MembershipRole::Uploader;
        let people = vec![
            app.member(PEOPLE[0], SiteRole::User, "Casa Abierta", uploader).await,
            app.member(PEOPLE[1], SiteRole::User, "Grupo Luna", uploader).await,
            app.reviewer(PEOPLE[2]).await,
            app.reviewer(PEOPLE[3]).await,
            app.member(PEOPLE[4], SiteRole::Reviewer, "Casa Abierta", uploader).await,
            app.admin(PEOPLE[5]).await,
        ];
        let mut users = Vec::new();
        for person in &people {
            users.push(UserId::parse(&person.get("/api/v1/me").await.expect(200).id()).unwrap());
        }
        Self {
            app,
            rng: Rng::with_seed(0),
            model: Model::default(),
            people,
            users,
            began: app.app.clock.now(),
            signed_in_at: 0,
            last_mail: String::new(),
            story: Vec::new(),
            tally: Tally::new(),
            published: 0,
            words: 0,
        }
    }

    /// Begins another sequence: nothing that was made before is touched again, and no decision of before still waits to take effect. Nobody is
    /// away any more.
    pub async fn begin(&mut self, seed: u64) {
        let held = self.model.submissions.iter().filter_map(|submission| submission.decisions.last()?.held_until).max();
        if let Some(until) = held.filter(|until| *until >= self.model.now) {
            self.let_time_pass(until - self.model.now + 1).await;
        }
        for person in ANA..PEOPLE.len() {
            if self.model.is_away(person) {
                self.be_away(person, None).await;
            }
        }
        self.rng = Rng::with_seed(seed);
        self.model = Model::default();
        self.began = self.app.app.clock.now();
        self.story.clear();
        self.last_mail = replay::last_notification(self.app).await;
        self.sign_in().await;
    }

    async fn sign_in(&mut self) {
        self.signed_in_at = self.model.now;
        let now = self.app.app.clock.now();
        for (person, &user) in self.people.iter_mut().zip(&self.users) {
            let tokens = self.app.app.tokens.clone();
            let sign_in = self.app.app.db.write(move |tx| accounts::sign_in(tx, &tokens, user, now)).await.unwrap();
            *person = Client::new(&self.app.base, Some(&sign_in.access_token));
        }
    }

    pub fn story(&self) -> String {
        self.story.join("\n")
    }

    pub fn tally(&self) -> Tally {
        self.tally.clone()
    }

    pub fn published(&self) -> usize {
        self.published
    }

    pub fn word(&mut self) -> String {
        self.words += 1;
        format!("word {}", self.words)
    }

    /// An answer that must be this one.
    pub fn answered(&mut self, act: &'static str, person: Person, what: &str, answer: &Answer, expected: u16) {
        self.story.push(format!("{} does {act} {what}: {}", PEOPLE[person], answer.summary()));
        *self.tally.entry((act, answer.status)).or_default() += 1;
        assert_eq!(answer.status, expected, "{act} was to be answered {expected}: {}\n{}", answer.text, self.story());
    }

    pub fn path(&self, at: usize, act: &str) -> String {
        format!("/api/v1/submissions/{}{act}", self.model.submissions[at].id)
    }

    pub async fn let_time_pass(&mut self, seconds: i64) {
        self.app.app.clock.advance_seconds(seconds);
        self.model.now += seconds;
        self.story.push(format!("{seconds} seconds pass"));
        if self.model.now - self.signed_in_at > SIGNED_IN_SECONDS {
            self.sign_in().await;
        }
        self.app.app.db.jobs().ring();
        for at in 0..self.model.submissions.len() {
            let held_until = self.model.submissions[at].decisions.last().and_then(|decision| decision.held_until);
            if held_until.is_none_or(|until| until > self.model.now) {
                continue;
            }
            let (path, ingrid) = (self.path(at, ""), self.people[5].clone());
            let is_done = async || !ingrid.get(&path).await.body["decision"]["carried_out_at"].is_null();
            wait_until("a decision to take effect", is_done).await;
            let seen = ingrid.get(&path).await.expect(200);
            self.carried_out(at, seen.body["resource_id"].as_str());
        }
    }

    pub fn carried_out(&mut self, at: usize, resource_id: Option<&str>) {
        self.published += usize::from(self.model.submissions[at].status == Status::Approved);
        self.model.carry_out(at, resource_id);
    }

    /// Everything that is not as the model, or the audit trail, says.
    pub async fn faults(&mut self) -> Vec<String> {
        if self.model.now - self.signed_in_at > SIGNED_IN_SECONDS / 2 {
            self.sign_in().await;
        }
        let mut faults = Vec::new();
        for at in 0..self.model.submissions.len() {
            faults.extend(self.faults_of_submission(at).await);
        }
        for resource in &self.model.resources {
            let seen = self.app.visitor().get(&format!("/api/v1/resources/{}", resource.id)).await;
            let expected = if resource.is_public { 200 } else { 410 };
            if seen.status != expected {
                faults.push(format!("resource {} is answered {} and not {expected}", resource.id, seen.status));
            } else if expected == 200 && (seen.body["edition"] != resource.edition || seen.body["section"] != resource.section) {
                faults.push(format!(
                    "resource {} should be edition {} in {}: {}",
                    resource.id, resource.edition, resource.section, seen.text
                ));
            }
        }
        faults.extend(self.faults_of_mail().await);
        faults.extend(replay::faults(self.app).await);
        faults
    }

    async fn faults_of_submission(&self, at: usize) -> Vec<String> {
        let submission = &self.model.submissions[at];
        let mut faults = Vec::new();
        let owner = MEMBERS[submission.organization][0];
        let told = if submission.is_held() { Status::Submitted } else { submission.status };
        for (person, status) in
            [(owner, told), (RENE, if submission.organization == 0 { told } else { submission.status }), (ANA, submission.status)]
        {
            let seen = self.people[person].get(&self.path(at, "")).await;
            if !submission.is_seen_by(person) {
                if seen.status != 404 {
                    faults.push(format!("{} sees {}: {}", PEOPLE[person], submission.id, seen.text));
                }
                continue;
            }
            if seen.body["status"] != status.word() || seen.body["version"] != submission.version {
                let expected = format!("{} at version {}", status.word(), submission.version);
                faults.push(format!("{} should see {} as {expected}: {}", PEOPLE[person], submission.id, seen.text));
            }
            faults.extend(self.faults_of_review(at, person, &seen.body["review"]));
            let expected: Vec<&str> =
                submission.comments.iter().filter(|c| !c.is_internal || submission.reviews(person)).map(|c| c.text.as_str()).collect();
            let heard = self.people[person].get(&self.path(at, "/comments?limit=100")).await;
            let texts: Vec<&str> = heard.body["items"].as_array().unwrap().iter().map(|item| item["text"].as_str().unwrap()).collect();
            if texts != expected {
                faults.push(format!("{} should read the comments {expected:?} and reads {texts:?}", PEOPLE[person]));
            }
        }
        faults
    }

    fn faults_of_review(&self, at: usize, person: Person, review: &Value) -> Option<String> {
        let submission = &self.model.submissions[at];
        if !submission.reviews(person) {
            return (!review.is_null()).then(|| format!("{} sees what reviewers do: {review}", PEOPLE[person]));
        }
        let claimed_by = review["claim"]["reviewer"]["name"].as_str();
        let is_parked = !review["parked"].is_null();
        let expected = submission.claimed_by(self.model.now).map(|holder| PEOPLE[holder]);
        let open_looks = review["second_looks"].as_array().unwrap().iter().filter(|look| look["answered_at"].is_null()).count();
        let should = (expected, submission.parked_until.is_some_and(|until| until > self.model.now));
        let looks = submission.looks.iter().filter(|look| !look.is_answered).count();
        ((claimed_by, is_parked) != should || open_looks != looks)
            .then(|| format!("{} should stand as {should:?} with {looks} open looks: {review}", submission.id))
    }

    async fn faults_of_mail(&self) -> Vec<String> {
        let found = replay::notifications_after(self.app, &self.last_mail).await;
        let mut faults = Vec::new();
        let mut expected = self.model.mail.clone();
        for ((kind, email, subject), count) in found {
            let reader = PEOPLE.iter().position(|name| email == format!("{name}@example.org")).unwrap();
            let due = expected.remove(&(kind.clone(), reader, subject.clone())).unwrap_or(0);
            if due != count {
                faults.push(format!("{count} notifications {kind} of {subject} to {email}, and {due} due"));
            }
        }
        faults.extend(
            expected
                .iter()
                .map(|((kind, reader, subject), due)| format!("0 notifications {kind} of {subject} to {}, and {due} due", PEOPLE[*reader])),
        );
        faults
    }
}

//! What people try, and what each is answered by the model's book.

use super::model::{ANA, CLAIM_SECONDS, Comment, Decision, INGRID, Look, PEOPLE, Person, RENE, ROSA, Status, Submission, is_reviewer};
use super::world::World;
use crate::support::client::{Answer, link};
use serde_json::{Value, json};

/// Steps of time, and what they are compared with, lie so far apart that it does not matter how long a sequence takes by the clock on the wall.
const HOLD_SECONDS: i64 = 3_000;
const STEPS: [i64; 3] = [HOLD_SECONDS + 1, 1_000, CLAIM_SECONDS + 1];
const AWHILE_SECONDS: i64 = 2_500;
const SECTIONS: [&str; 3] = ["learn", "promote", "take_action"];
const VERDICTS: [&str; 3] = ["approve", "request_changes", "reject"];

#[derive(Clone, Copy, Debug)]
enum Act {
    Create,
    Revise,
    Edit,
    Submit,
    Cancel,
    Delete,
    Decide,
    DecideMany,
    Undo,
    Claim,
    Release,
    Park,
    Unpark,
    Comment,
    Ask,
    Answer,
    BeAway,
    Refile,
    Withdraw,
    Restore,
    LetTimePass,
}

/// The likelier the more often it stands here.
const ACTS: &[Act] = {
    use Act::*;
    &[
        Create,
        Create,
        Revise,
        Revise,
        Edit,
        Edit,
        Submit,
        Submit,
        Submit,
        Cancel,
        Delete,
        Decide,
        Decide,
        Decide,
        Decide,
        DecideMany,
        Undo,
        Undo,
        Claim,
        Claim,
        Claim,
        Release,
        Park,
        Unpark,
        Comment,
        Comment,
        Comment,
        Ask,
        Ask,
        Answer,
        Answer,
        BeAway,
        Refile,
        Withdraw,
        Restore,
        LetTimePass,
        LetTimePass,
    ]
};

/// A decision as it is about to be made.
#[derive(Clone, Copy)]
struct Making {
    verdict: &'static str,
    version: i64,
    hold_seconds: i64,
}

impl World<'_> {
    pub async fn act(&mut self) {
        let act = ACTS[self.rng.usize(..ACTS.len())];
        let person = self.rng.usize(..PEOPLE.len());
        let (submissions, resources) = (self.model.submissions.len(), self.model.resources.len());
        // Newer ones more often: the old are mostly at an end.
        let at = (submissions > 0).then(|| submissions - 1 - self.rng.usize(..submissions.min(4)));
        let resource = (resources > 0).then(|| self.rng.usize(..resources));
        match (act, at, resource) {
            (Act::LetTimePass, ..) => {
                let seconds = STEPS[self.rng.usize(..STEPS.len())];
                self.let_time_pass(seconds).await;
            }
            (Act::BeAway, ..) => {
                let until = self.rng.bool().then_some(self.model.now + AWHILE_SECONDS);
                let reviewer = ANA + self.rng.usize(..4);
                self.be_away(reviewer, until).await;
            }
            (Act::Revise, _, Some(resource)) => self.create(person, Some(resource)).await,
            (Act::Refile, _, Some(resource)) => self.refile(person, resource).await,
            (Act::Withdraw | Act::Restore, _, Some(resource)) => {
                let person = if self.rng.bool() { INGRID } else { person };
                self.withdraw(person, resource, matches!(act, Act::Withdraw)).await;
            }
            (Act::Create | Act::Revise | Act::Refile | Act::Withdraw | Act::Restore, ..) | (_, None, _) => self.create(person, None).await,
            (act, Some(at), _) => self.act_on(act, person, at).await,
        }
    }

    async fn act_on(&mut self, act: Act, person: Person, at: usize) {
        match act {
            Act::Edit => self.edit(person, at).await,
            Act::Submit => self.submit(person, at).await,
            Act::Cancel => self.cancel(person, at).await,
            Act::Delete => self.delete(person, at).await,
            Act::Decide => {
                let making = self.making(at);
                self.decide(person, at, making).await;
            }
            Act::DecideMany => self.decide_many(person, at).await,
            Act::Undo => self.undo(person, at).await,
            Act::Claim => self.claim(person, at).await,
            Act::Release => self.release(person, at).await,
            Act::Park => self.park(person, at).await,
            Act::Unpark => self.unpark(person, at).await,
            Act::Comment => self.comment(person, at).await,
            Act::Ask => self.ask(person, at).await,
            _ => self.answer_look(person, at).await,
        }
    }

    /// The version that someone names: now and then an old one.
    fn named_version(&mut self, at: usize) -> i64 {
        self.model.submissions[at].version - i64::from(self.rng.u8(..8) == 0)
    }

    async fn create(&mut self, person: Person, revises: Option<usize>) {
        let organization = if person == 1 { 1 } else { 0 };
        let is_member = matches!(person, ROSA | 1 | RENE);
        let (submit, section, title) = (self.rng.bool(), SECTIONS[self.rng.usize(..3)], self.word());
        let mut metadata = link(&title);
        metadata["section"] = json!(section);
        if let Some(resource) = revises {
            metadata["resource_id"] = json!(self.model.resources[resource].id);
        }
        let refusal = match revises.map(|resource| (resource, &self.model.resources[resource])) {
            _ if !is_member => Some(403),
            Some((_, resource)) if resource.organization != organization => Some(422),
            Some((_, resource)) if !resource.is_public => Some(409),
            Some((resource, _)) if self.model.has_open_revision(resource) => Some(409),
            _ => None,
        };
        let answer = self.people[person].post(&format!("/api/v1/submissions?submit={submit}"), metadata).await;
        self.answered("create", person, &format!("{title}, submit {submit}, revises {revises:?}"), &answer, refusal.unwrap_or(201));
        if refusal.is_some() {
            return;
        }
        let submission = Submission {
            id: answer.id(),
            organization,
            creator: person,
            version: answer.version(),
            status: if submit { Status::Submitted } else { Status::Draft },
            was_submitted: submit,
            section,
            resource: revises,
            decisions: Vec::new(),
            claim: None,
            parked_until: None,
            comments: Vec::new(),
            looks: Vec::new(),
        };
        if submit {
            self.model.tell("submission_received", person, &submission.id);
        }
        self.model.submissions.push(submission);
    }

    async fn edit(&mut self, person: Person, at: usize) {
        let version = self.named_version(at);
        let (s, now) = (&self.model.submissions[at], self.model.now);
        let fixes = s.status == Status::Submitted && s.reviews(person);
        let told_editable = !s.is_held() && matches!(s.status, Status::Draft | Status::ChangesRequested);
        let refusal = match () {
            () if !s.is_seen_by(person) => Some(404),
            () if version != s.version => Some(409),
            () if fixes && s.is_claimed_by_another(person, now) => Some(409),
            () if fixes => None,
            () if !s.is_member(person) => Some(403),
            () if !told_editable => Some(409),
            () => None,
        };
        let year = 1990 + self.rng.i32(0..30);
        let answer = self.people[person].patch(&self.path(at, ""), json!({"version": version, "metadata": {"year": year}})).await;
        self.answered("edit", person, &self.path(at, ""), &answer, refusal.unwrap_or(200));
        if refusal.is_none() {
            self.model.submissions[at].version += 1;
            if fixes {
                self.worked(person, at);
            }
        }
    }

    /// Work holds an own claim longer.
    fn worked(&mut self, person: Person, at: usize) {
        let now = self.model.now;
        let submission = &mut self.model.submissions[at];
        if submission.claimed_by(now) == Some(person) {
            submission.claim = Some((person, now + CLAIM_SECONDS));
        }
    }

    async fn submit(&mut self, person: Person, at: usize) {
        let version = self.named_version(at);
        let s = &self.model.submissions[at];
        let can = !s.is_held() && matches!(s.status, Status::Draft | Status::ChangesRequested);
        let refusal = s.refusal_of_members(person).or((version != s.version || !can).then_some(409));
        let answer = self.people[person].post(&self.path(at, "/submit"), json!({"version": version})).await;
        self.answered("submit", person, &self.path(at, ""), &answer, refusal.unwrap_or(200));
        if refusal.is_none() {
            let s = &mut self.model.submissions[at];
            (s.status, s.was_submitted, s.version) = (Status::Submitted, true, s.version + 1);
            let (creator, id) = (s.creator, s.id.clone());
            self.model.tell("submission_received", creator, &id);
        }
    }

    async fn cancel(&mut self, person: Person, at: usize) {
        let version = self.named_version(at);
        let s = &self.model.submissions[at];
        let can = !s.is_held() && s.status.is_open();
        let refusal = s.refusal_of_members(person).or((version != s.version || !can).then_some(409));
        let answer = self.people[person].post(&self.path(at, "/cancel"), json!({"version": version})).await;
        self.answered("cancel", person, &self.path(at, ""), &answer, refusal.unwrap_or(200));
        if refusal.is_none() {
            let s = &mut self.model.submissions[at];
            (s.status, s.version) = (Status::Canceled, s.version + 1);
        }
    }

    async fn delete(&mut self, person: Person, at: usize) {
        let s = &self.model.submissions[at];
        let can = s.status == Status::Draft && !s.was_submitted;
        let refusal = s.refusal_of_members(person).or((!can).then_some(409));
        let answer = self.people[person].delete(&self.path(at, "")).await;
        self.answered("delete", person, &self.path(at, ""), &answer, refusal.unwrap_or(204));
        if refusal.is_none() {
            self.model.submissions[at].status = Status::Deleted;
        }
    }

    fn making(&mut self, at: usize) -> Making {
        let verdict = VERDICTS[[0, 0, 0, 1, 2][self.rng.usize(..5)]];
        Making { verdict, version: self.named_version(at), hold_seconds: if self.rng.bool() { 0 } else { HOLD_SECONDS } }
    }

    fn refusal_of_decision(&self, person: Person, at: usize, making: Making) -> Option<u16> {
        let s = &self.model.submissions[at];
        let is_in_the_way = making.version != s.version || s.is_claimed_by_another(person, self.model.now);
        s.refusal_of_review(person).or(is_in_the_way.then_some(409))
    }

    async fn decide(&mut self, person: Person, at: usize, making: Making) {
        let refusal = self.refusal_of_decision(person, at, making);
        let Making { verdict, version, hold_seconds } = making;
        let body = json!({"decision": verdict, "version": version, "hold_seconds": hold_seconds, "note": "As agreed."});
        let answer = self.people[person].post(&self.path(at, "/decision"), body).await;
        self.answered("decide", person, &format!("{verdict} {} (hold {hold_seconds})", self.path(at, "")), &answer, refusal.unwrap_or(200));
        if refusal.is_none() {
            let id = answer.body["decision"]["id"].as_str().unwrap().to_owned();
            self.decided(person, at, making, id, answer.body["resource_id"].as_str());
        }
    }

    fn decided(&mut self, by: Person, at: usize, making: Making, id: String, resource_id: Option<&str>) {
        let held_until = (making.hold_seconds > 0).then_some(self.model.now + making.hold_seconds);
        let s = &mut self.model.submissions[at];
        s.status = match making.verdict {
            "approve" => Status::Approved,
            "reject" => Status::Rejected,
            _ => Status::ChangesRequested,
        };
        (s.version, s.claim, s.parked_until) = (s.version + 1, None, None);
        s.decisions.push(Decision { id, by, verdict: making.verdict, held_until });
        if held_until.is_none() {
            self.carried_out(at, resource_id);
        }
    }

    async fn decide_many(&mut self, person: Person, at: usize) {
        let mut chosen = vec![(at, self.making(at))];
        for other in 0..self.model.submissions.len() {
            if other != at && self.rng.u8(..3) == 0 {
                let making = self.making(other);
                chosen.push((other, making));
            }
        }
        let one = |(at, making): &(usize, Making)| json!({"submission_id": self.model.submissions[*at].id, "decision": making.verdict, "version": making.version, "note": "As agreed."});
        let (dry_run, decisions) = (self.rng.u8(..4) == 0, chosen.iter().map(one).collect::<Vec<_>>());
        let body = json!({"decisions": decisions, "dry_run": dry_run, "hold_seconds": HOLD_SECONDS});
        let answer = self.people[person].post("/api/v1/reviews/decisions", body).await;
        let expected = if is_reviewer(person) { 200 } else { 403 };
        self.answered("decide many", person, &format!("{} of them, dry run {dry_run}", chosen.len()), &answer, expected);
        for (place, (at, making)) in chosen.into_iter().enumerate().filter(|_| expected == 200) {
            let result = &answer.body["results"][place];
            let refusal = self.refusal_of_decision(person, at, making);
            assert_eq!(result["problem"]["status"].as_u64(), refusal.map(u64::from), "{result}\n{}", self.story());
            if refusal.is_none() && !dry_run {
                let making = Making { hold_seconds: HOLD_SECONDS, ..making };
                self.decided(person, at, making, result["decision_id"].as_str().unwrap().to_owned(), None);
            }
        }
    }

    async fn undo(&mut self, person: Person, at: usize) {
        let s = &self.model.submissions[at];
        let refusal = match () {
            () if !is_reviewer(person) => Some(403),
            () if s.status == Status::Deleted || !s.was_submitted => Some(404),
            () if !s.is_held() => Some(409),
            () if s.is_member(person) => Some(403),
            () => None,
        };
        let answer = self.people[person].post(&self.path(at, "/decision/undo"), Value::Null).await;
        self.answered("undo", person, &self.path(at, ""), &answer, refusal.unwrap_or(200));
        if refusal.is_none() {
            let s = &mut self.model.submissions[at];
            (s.status, s.version) = (Status::Submitted, s.version + 1);
            s.decisions.pop();
        }
    }

    async fn claim(&mut self, person: Person, at: usize) {
        let (now, take_over) = (self.model.now, self.rng.u8(..3) == 0);
        let s = &self.model.submissions[at];
        let holder = s.claimed_by(now).filter(|holder| *holder != person);
        let refusal = s.refusal_of_review(person).or((holder.is_some() && !take_over).then_some(409));
        let answer = self.people[person].post(&self.path(at, &format!("/claim?take_over={take_over}")), Value::Null).await;
        self.answered("claim", person, &format!("{} (take over {take_over})", self.path(at, "")), &answer, refusal.unwrap_or(200));
        if refusal.is_none() {
            let s = &mut self.model.submissions[at];
            s.claim = Some((person, now + CLAIM_SECONDS));
            let id = s.id.clone();
            holder.into_iter().for_each(|holder| self.model.tell("claim_taken", holder, &id));
        }
    }

    /// What is refused of letting go, whatever the status.
    fn refusal_of_release(&self, person: Person, at: usize) -> Option<u16> {
        let refusal = self.model.submissions[at].refusal_of_review(person);
        refusal.filter(|status| *status != 409)
    }

    async fn release(&mut self, person: Person, at: usize) {
        let s = &self.model.submissions[at];
        let refusal = self.refusal_of_release(person, at).or(s.is_claimed_by_another(person, self.model.now).then_some(409));
        let answer = self.people[person].delete(&self.path(at, "/claim")).await;
        self.answered("release", person, &self.path(at, ""), &answer, refusal.unwrap_or(204));
        if refusal.is_none() {
            self.model.submissions[at].claim = None;
        }
    }

    async fn park(&mut self, person: Person, at: usize) {
        let (now, until) = (self.model.now, self.model.now + AWHILE_SECONDS);
        let s = &self.model.submissions[at];
        let refusal = s.refusal_of_review(person).or(s.is_claimed_by_another(person, now).then_some(409));
        let body = json!({"reason": "waiting_for_expert", "until": self.began.plus_seconds(until)});
        let answer = self.people[person].post(&self.path(at, "/park"), body).await;
        self.answered("park", person, &self.path(at, ""), &answer, refusal.unwrap_or(200));
        if refusal.is_none() {
            let s = &mut self.model.submissions[at];
            (s.parked_until, s.claim) = (Some(until), None);
        }
    }

    async fn unpark(&mut self, person: Person, at: usize) {
        let refusal = self.refusal_of_release(person, at);
        let answer = self.people[person].delete(&self.path(at, "/park")).await;
        self.answered("unpark", person, &self.path(at, ""), &answer, refusal.unwrap_or(204));
        if refusal.is_none() {
            self.model.submissions[at].parked_until = None;
        }
    }

    async fn comment(&mut self, person: Person, at: usize) {
        let (is_internal, text) = (self.rng.u8(..3) == 0, self.word());
        let s = &self.model.submissions[at];
        let of_reviewers = s.reviews(person);
        let refusal = match () {
            () if !s.is_seen_by(person) => Some(404),
            () if is_internal && !of_reviewers => Some(403),
            () if !s.was_submitted => Some(409),
            () => None,
        };
        let answer = self.people[person].post(&self.path(at, "/comments"), json!({"text": text, "is_internal": is_internal})).await;
        self.answered("comment", person, &format!("{} (internal {is_internal})", self.path(at, "")), &answer, refusal.unwrap_or(201));
        if refusal.is_some() {
            return;
        }
        self.worked(person, at);
        let (id, creator) = (answer.id(), self.model.submissions[at].creator);
        match (of_reviewers, is_internal) {
            (_, true) => {}
            (true, false) => self.model.tell("comment_of_reviewers", creator, &id),
            (false, false) => {
                for reader in self.model.reviewers_concerned(at, person) {
                    self.model.tell("comment_of_submitter", reader, &id);
                }
            }
        }
        self.model.submissions[at].comments.push(Comment { text, by: person, is_internal, of_reviewers });
    }

    async fn ask(&mut self, person: Person, at: usize) {
        let of = ANA + self.rng.usize(..4);
        let s = &self.model.submissions[at];
        let is_nobody = of == person || s.is_member(of) || of == s.creator || self.model.is_away(of);
        let is_open = s.looks.iter().any(|look| look.of == of && !look.is_answered);
        let refusal = s.refusal_of_review(person).or(is_nobody.then_some(422)).or(is_open.then_some(409));
        let answer = self.people[person].post(&self.path(at, "/second-looks"), json!({"reviewer_id": self.users[of]})).await;
        self.answered("ask", person, &format!("{} for {}", PEOPLE[of], self.path(at, "")), &answer, refusal.unwrap_or(201));
        if refusal.is_none() {
            self.worked(person, at);
            self.model.tell("second_look_asked", of, &answer.id());
            self.model.submissions[at].looks.push(Look { id: answer.id(), by: person, of, is_answered: false });
        }
    }

    async fn answer_look(&mut self, person: Person, at: usize) {
        let looks = &self.model.submissions[at].looks;
        if looks.is_empty() {
            return self.ask(person, at).await;
        }
        let place = self.rng.usize(..looks.len());
        let look = looks[place].clone();
        let person = if self.rng.bool() { look.of } else { person };
        let (is_other, is_answered) = ((look.of != person).then_some(403), look.is_answered.then_some(409));
        let refusal = self.refusal_of_release(person, at).or(is_other).or(is_answered);
        let answer = self.people[person].post(&self.path(at, &format!("/second-looks/{}/answer", look.id)), json!({"note": "Fine."})).await;
        self.answered("answer", person, &self.path(at, ""), &answer, refusal.unwrap_or(200));
        if refusal.is_none() {
            self.model.submissions[at].looks[place].is_answered = true;
            self.model.tell("second_look_answered", look.by, &look.id);
        }
    }

    /// A reviewer goes away, or is back with `None`.
    pub async fn be_away(&mut self, person: Person, until: Option<i64>) {
        let version = self.people[person].get("/api/v1/reviews/me").await.expect(200).version();
        let body = json!({"version": version, "away_until": until.map(|until| self.began.plus_seconds(until))});
        let answer = self.people[person].put("/api/v1/reviews/me", body).await;
        self.answered("be away", person, &format!("{until:?}"), &answer, 200);
        match until {
            Some(until) => {
                self.model.away_until.insert(person, until);
                for submission in &mut self.model.submissions {
                    submission.claim = submission.claim.filter(|(holder, _)| *holder != person);
                }
            }
            None => drop(self.model.away_until.remove(&person)),
        }
    }

    async fn refile(&mut self, person: Person, at: usize) {
        let (section, is_old) = (SECTIONS[self.rng.usize(..3)], self.rng.u8(..8) == 0);
        let resource = &self.model.resources[at];
        let edition = resource.edition - i64::from(is_old);
        let is_member = super::model::MEMBERS[resource.organization].contains(&person);
        let in_the_way = is_old || resource.section == section || self.model.has_pending_decision(at);
        let refusal = match () {
            () if !is_reviewer(person) => Some(403),
            () if !resource.is_public => Some(409),
            () if is_member => Some(403),
            () if in_the_way => Some(409),
            () => None,
        };
        let path = format!("/api/v1/resources/{}/refile", resource.id);
        let answer = self.people[person].post(&path, json!({"section": section, "edition": edition})).await;
        self.answered("refile", person, &format!("{path} to {section}"), &answer, refusal.unwrap_or(200));
        if refusal.is_none() {
            self.refiled(person, at, section).await;
        }
    }

    async fn refiled(&mut self, by: Person, at: usize, section: &'static str) {
        let resource = &mut self.model.resources[at];
        let (before, source) = (resource.section, resource.source);
        (resource.edition, resource.section) = (resource.edition + 1, section);
        let id = super::replay::last_decision_of(self.app, &resource.id).await;
        for submission in self.model.submissions.iter_mut().filter(|s| s.resource == Some(at) && s.status.is_open()) {
            submission.version += 1;
            if submission.section == before {
                submission.section = section;
            }
        }
        let submission = &mut self.model.submissions[source];
        submission.decisions.push(Decision { id: id.clone(), by, verdict: "approve", held_until: None });
        let sender = submission.creator;
        self.model.tell("resource_refiled", sender, &id);
    }

    async fn withdraw(&mut self, person: Person, at: usize, away: bool) {
        let resource = &self.model.resources[at];
        let refusal = if person != INGRID { Some(403) } else { (resource.is_public != away).then_some(409) };
        let act = if away { "withdraw" } else { "restore" };
        let path = format!("/api/v1/resources/{}/{act}", resource.id);
        let answer: Answer = self.people[person].post(&path, if away { json!({"reason": "mistake"}) } else { Value::Null }).await;
        self.answered(act, person, &path, &answer, refusal.unwrap_or(200));
        if refusal.is_none() {
            self.model.resources[at].is_public = !away;
        }
    }

    /// A public resource, a withdrawn one, one that waits, a word of each side: for the tests that plant a fault.
    pub async fn prepare(&mut self) {
        for at in 0..3 {
            while self.model.submissions.len() <= at || self.model.submissions[at].status != Status::Submitted {
                self.model.submissions.truncate(at);
                self.create(1, None).await;
            }
        }
        for at in 0..2 {
            let making = Making { verdict: "approve", version: self.model.submissions[at].version, hold_seconds: 0 };
            self.decide(ANA, at, making).await;
        }
        self.withdraw(INGRID, 1, true).await;
        while self.model.submissions[2].comments.iter().all(|comment| comment.is_internal) {
            self.comment(ANA, 2).await;
        }
        self.comment(1, 2).await;
    }
}

//! What people may do and what comes of it: bookkeeping in plain values. Times are seconds since the sequence began.

use std::collections::BTreeMap;

/// In the order of [`PEOPLE`].
pub type Person = usize;
pub const PEOPLE: [&str; 6] = ["rosa", "leo", "ana", "ben", "rene", "ingrid"];
pub const ROSA: Person = 0;
pub const ANA: Person = 2;
pub const RENE: Person = 4;
pub const INGRID: Person = 5;
/// The members of the two organizations; Rene is a reviewer as well.
pub const MEMBERS: [&[Person]; 2] = [&[ROSA, RENE], &[1]];
pub const CLAIM_SECONDS: i64 = 30 * 60;

pub fn is_reviewer(person: Person) -> bool {
    person >= ANA
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    Draft,
    Submitted,
    ChangesRequested,
    Approved,
    Rejected,
    Canceled,
    Deleted,
}

impl Status {
    pub fn is_open(self) -> bool {
        matches!(self, Self::Draft | Self::Submitted | Self::ChangesRequested)
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::ChangesRequested => "changes_requested",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Canceled => "canceled",
            Self::Deleted => "deleted",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Decision {
    pub id: String,
    pub by: Person,
    pub verdict: &'static str,
    /// Until when it can be taken back; none once it has taken effect.
    pub held_until: Option<i64>,
}

#[derive(Clone, Debug)]
pub struct Comment {
    pub text: String,
    pub by: Person,
    pub is_internal: bool,
    pub of_reviewers: bool,
}

#[derive(Clone, Debug)]
pub struct Look {
    pub id: String,
    pub by: Person,
    pub of: Person,
    pub is_answered: bool,
}

#[derive(Clone, Debug)]
pub struct Submission {
    pub id: String,
    pub organization: usize,
    pub creator: Person,
    pub version: i64,
    pub status: Status,
    pub was_submitted: bool,
    pub section: &'static str,
    /// Its place among the resources.
    pub resource: Option<usize>,
    /// Those that were not taken back, oldest first.
    pub decisions: Vec<Decision>,
    /// Who holds it, and until when.
    pub claim: Option<(Person, i64)>,
    pub parked_until: Option<i64>,
    pub comments: Vec<Comment>,
    pub looks: Vec<Look>,
}

impl Submission {
    pub fn is_member(&self, person: Person) -> bool {
        MEMBERS[self.organization].contains(&person)
    }

    /// Looks at it as a reviewer, and not as one of its own people.
    pub fn reviews(&self, person: Person) -> bool {
        is_reviewer(person) && !self.is_member(person)
    }

    pub fn is_seen_by(&self, person: Person) -> bool {
        self.status != Status::Deleted && (self.is_member(person) || (self.was_submitted && is_reviewer(person)))
    }

    pub fn is_held(&self) -> bool {
        self.decisions.last().is_some_and(|decision| decision.held_until.is_some())
    }

    pub fn claimed_by(&self, now: i64) -> Option<Person> {
        self.claim.filter(|(_, until)| *until > now).map(|(person, _)| person)
    }

    pub fn is_claimed_by_another(&self, person: Person, now: i64) -> bool {
        self.claimed_by(now).is_some_and(|holder| holder != person)
    }

    /// What a reviewer's act upon one that waits is refused with, before anything about the act itself.
    pub fn refusal_of_review(&self, person: Person) -> Option<u16> {
        match () {
            () if !is_reviewer(person) => Some(403),
            () if self.status == Status::Deleted || !self.was_submitted => Some(404),
            () if self.is_member(person) => Some(403),
            () if self.status != Status::Submitted => Some(409),
            () => None,
        }
    }

    /// What an act of its own people is refused with.
    pub fn refusal_of_members(&self, person: Person) -> Option<u16> {
        match () {
            () if !self.is_seen_by(person) => Some(404),
            () if !self.is_member(person) => Some(403),
            () => None,
        }
    }
}

#[derive(Clone, Debug)]
pub struct Resource {
    pub id: String,
    pub organization: usize,
    pub is_public: bool,
    pub edition: i64,
    pub section: &'static str,
    /// The submission that the content of the current edition came from.
    pub source: usize,
}

/// A mail that must have been left: kind, reader, subject.
pub type Mail = (String, Person, String);

#[derive(Default)]
pub struct Model {
    pub submissions: Vec<Submission>,
    pub resources: Vec<Resource>,
    pub mail: BTreeMap<Mail, usize>,
    pub away_until: BTreeMap<Person, i64>,
    pub now: i64,
}

impl Model {
    pub fn tell(&mut self, kind: &str, reader: Person, subject: &str) {
        *self.mail.entry((kind.to_owned(), reader, subject.to_owned())).or_default() += 1;
    }

    pub fn is_away(&self, person: Person) -> bool {
        self.away_until.get(&person).is_some_and(|until| *until > self.now)
    }

    /// Whether a revision is open, or decided and not yet carried out.
    pub fn has_open_revision(&self, resource: usize) -> bool {
        self.submissions.iter().any(|s| s.resource == Some(resource) && (s.status.is_open() || s.is_held()))
    }

    pub fn has_pending_decision(&self, resource: usize) -> bool {
        self.submissions.iter().any(|s| s.resource == Some(resource) && s.is_held())
    }

    /// Whom a word of the submitter's side reaches.
    pub fn reviewers_concerned(&self, at: usize, author: Person) -> Vec<Person> {
        let submission = &self.submissions[at];
        let may_hear = |person: &Person| submission.reviews(*person) && *person != author && *person != submission.creator;
        let spoke = submission.comments.iter().filter(|comment| comment.of_reviewers).map(|comment| comment.by);
        let decided = submission.decisions.last().map(|decision| decision.by);
        let mut engaged: Vec<Person> = spoke.chain(submission.claimed_by(self.now)).chain(decided).filter(may_hear).collect();
        engaged.sort_unstable();
        engaged.dedup();
        if engaged.is_empty() { (ANA..PEOPLE.len()).filter(|person| !self.is_away(*person)).filter(may_hear).collect() } else { engaged }
    }

    /// A decision has taken effect: what it means to the public.
    pub fn carry_out(&mut self, at: usize, resource_id: Option<&str>) {
        let submission = &mut self.submissions[at];
        let Some(decision) = submission.decisions.last_mut() else { return };
        decision.held_until = None;
        let (creator, id, verdict) = (submission.creator, decision.id.clone(), decision.verdict);
        let section = submission.section;
        if verdict == "approve" {
            match submission.resource {
                Some(place) => {
                    let resource = &mut self.resources[place];
                    (resource.edition, resource.section, resource.source) = (resource.edition + 1, section, at);
                }
                None => {
                    submission.resource = Some(self.resources.len());
                    let id = resource_id.expect("an approved submission has a resource").to_owned();
                    let organization = submission.organization;
                    self.resources.push(Resource { id, organization, is_public: true, edition: 1, section, source: at });
                }
            }
        }
        self.tell("decision", creator, &id);
    }
}

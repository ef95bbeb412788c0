//! A library in a folder of its own, the people who work with it, and the book of what they were told.

use super::ledger::Ledger;
use crate::support::client::{Answer, Client};
use crate::support::people::{self, PASSWORD};
use crate::support::process::{Place, Serving};
use crate::support::smtp::{Options, SmtpSink};
use commonshelf::app;
use commonshelf::db::{Db, Target};
use commonshelf::domain::time::Clock;
use commonshelf::domain::words::{MembershipRole, SiteRole};
use fastrand::Rng;
use reqwest::RequestBuilder;
use serde_json::json;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::time::{Duration, Instant};

pub const UPLOADERS: usize = 4;
pub const REVIEWERS: usize = 2;
pub const READERS: usize = 8;
/// Access tokens are good for fifteen minutes.
const SIGN_IN_EVERY: Duration = Duration::from_secs(10 * 60);

pub struct World {
    pub place: Place,
    pub sink: SmtpSink,
    pub ledger: RefCell<Ledger>,
    pub rng: RefCell<Rng>,
    pub people: HashMap<String, Client>,
    pub is_killed: Cell<bool>,
    in_flight: Cell<usize>,
    /// Requests sent so far.
    pub asked: Cell<usize>,
    signed_in: Option<Instant>,
    words: Cell<usize>,
    /// The last change of the feed that was looked at.
    pub seen_change: Cell<i64>,
}

impl World {
    pub async fn make(seed: u64) -> Self {
        let place = Place::new();
        let db = app::open_database(&place.config(), Clock::system()).unwrap();
        let now = Clock::system().now();
        for number in 0..UPLOADERS {
            let (name, organization) = (format!("uploader{number}"), format!("Group {}", number / 2));
            people::make_member(&db, &name, SiteRole::User, &organization, MembershipRole::Uploader, now).await;
        }
        for number in 0..REVIEWERS {
            people::make_user(&db, &format!("reviewer{number}"), SiteRole::Reviewer, now).await;
        }
        for number in 0..READERS {
            people::make_user(&db, &format!("reader{number}"), SiteRole::User, now).await;
        }
        people::make_user(&db, "admin", SiteRole::Admin, now).await;
        Self {
            place,
            sink: SmtpSink::start(Options::default()),
            ledger: RefCell::default(),
            rng: RefCell::new(Rng::with_seed(seed)),
            people: HashMap::new(),
            is_killed: Cell::new(false),
            in_flight: Cell::new(0),
            asked: Cell::new(0),
            signed_in: None,
            words: Cell::new(0),
            seen_change: Cell::new(0),
        }
    }

    /// Starts the server on the same folder, database and port as ever.
    pub async fn start(&self) -> Serving {
        let mut command = self.place.command(&["serve"]);
        command.env("COMMONSHELF_SMTP_URL", format!("smtp://127.0.0.1:{}", self.sink.port)).env("COMMONSHELF_LOG", "warn,commonshelf=info");
        let server = self.place.start(command).await;
        self.is_killed.set(false);
        server
    }

    /// The library's database, for as long as the value lives. Never while the server is killed: whoever had it open would spare the next
    /// server the recovery.
    pub fn database(&self) -> Db {
        Db::open(Target::of(&self.place.config().database).unwrap(), Clock::system()).unwrap()
    }

    pub async fn sign_everyone_in(&mut self) {
        if self.signed_in.is_some_and(|at| at.elapsed() < SIGN_IN_EVERY) {
            return;
        }
        let uploaders = (0..UPLOADERS).map(|number| format!("uploader{number}"));
        let reviewers = (0..REVIEWERS).map(|number| format!("reviewer{number}"));
        for name in uploaders.chain(reviewers).chain(["admin".to_owned()]) {
            let login = json!({"email": format!("{name}@example.org"), "password": PASSWORD});
            let tokens = self.visitor().post("/api/v1/auth/login", login).await.expect(200);
            self.people.insert(name, Client::new(&self.place.base(), tokens.body["access_token"].as_str()));
        }
        self.signed_in = Some(Instant::now());
    }

    pub fn visitor(&self) -> Client {
        Client::new(&self.place.base(), None)
    }

    pub fn person(&self, name: &str) -> &Client {
        &self.people[name]
    }

    pub fn uploader(&self, number: usize) -> &Client {
        self.person(&format!("uploader{number}"))
    }

    pub fn choose(&self, range: std::ops::Range<u64>) -> u64 {
        self.rng.borrow_mut().u64(range)
    }

    pub fn one_in(&self, count: u64) -> bool {
        self.choose(0..count) == 0
    }

    /// A word that stands nowhere else.
    pub fn word(&self) -> String {
        self.words.set(self.words.get() + 1);
        format!("z{:06}q", self.words.get())
    }

    /// Requests under way at this moment, which is the server's last.
    pub fn is_about_to_be_killed(&self) -> usize {
        self.is_killed.set(true);
        self.ledger.borrow_mut().in_flight += self.in_flight.get();
        self.in_flight.get()
    }

    /// Sends a request that the server may not live to answer. What never reached it is told apart from what was not answered.
    pub async fn attempt(&self, request: RequestBuilder) -> Heard {
        self.asked.set(self.asked.get() + 1);
        self.in_flight.set(self.in_flight.get() + 1);
        let sent = Client::try_send(request).await;
        self.in_flight.set(self.in_flight.get() - 1);
        match sent {
            Ok(answer) => Heard::Answer(answer),
            Err(failure) => {
                if !self.is_killed.get() {
                    self.ledger.borrow_mut().surprises.push(format!("no answer, and nobody was killed: {failure:?}"));
                }
                if failure.is_connect() {
                    return Heard::NothingSent;
                }
                self.ledger.borrow_mut().unanswered += 1;
                Heard::NoAnswer
            }
        }
    }

    /// Counts an answer; gives it where it acknowledges. Refusals that are part of life (someone was first, too many sign-ins) are passed over.
    pub fn count(&self, kind: &'static str, answer: Answer) -> Option<Answer> {
        let mut ledger = self.ledger.borrow_mut();
        match answer.status {
            200..300 => {
                *ledger.acknowledged.entry(kind).or_default() += 1;
                return Some(answer);
            }
            409 | 429 => {}
            status => ledger.surprises.push(format!("{kind}: {status} {}", answer.text)),
        }
        None
    }
}

pub enum Heard {
    Answer(Answer),
    NoAnswer,
    NothingSent,
}

//! The comparison: of the book with what the library has after it was killed and started again.

use super::acts::sha256;
use super::ledger::{Item, Settled, State};
use super::world::{UPLOADERS, World};
use crate::support::process::Serving;
use crate::support::wait::wait_until;
use commonshelf::db::{Db, changes, jobs};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use futures_util::stream::{self, StreamExt};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Requests of one comparison under way at once.
const AT_ONCE: usize = 4;

/// A row of `notifications`.
#[derive(QueryableByName)]
struct Notice {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    subject_id: String,
    #[diesel(sql_type = Bool)]
    is_sent: bool,
}

impl World {
    /// After a start: everything that was touched since the last one is as acknowledged, or as asked for where no answer came.
    pub async fn settle(&self) -> String {
        let items = std::mem::take(&mut self.ledger.borrow_mut().items);
        let (touched, rest): (Vec<Item>, Vec<Item>) = items.into_iter().partition(|item| item.is_touched);
        self.ledger.borrow_mut().items = rest;
        let count = touched.len();
        let settled = self.compare(touched).await;
        self.refresh_touched_sessions().await;
        let db = self.database();
        let head = self.expect_gapless_feed(&db).await;
        self.expect_index_at(head, &settled).await;
        let mut ledger = self.ledger.borrow_mut();
        assert!(ledger.surprises.is_empty(), "{:#?}", ledger.surprises);
        let of = |wanted: Settled| settled.iter().filter(|(_, what)| *what == wanted).count();
        let (done, not_done) = (of(Settled::Done), of(Settled::NotDone));
        (ledger.done, ledger.not_done) = (ledger.done + done, ledger.not_done + not_done);
        ledger.items.extend(settled.into_iter().map(|(item, _)| item).filter(|item| item.acknowledged.is_some()));
        let total = ledger.total();
        format!("{count} submissions compared, unanswered changes: {done} done and {not_done} not; {total} writes acknowledged so far")
    }

    async fn compare(&self, items: Vec<Item>) -> Vec<(Item, Settled)> {
        let lists = self.lists_of_uploaders(&items).await;
        let compared = stream::iter(items).map(|item| self.compare_one(item, &lists)).buffer_unordered(AT_ONCE);
        compared.collect().await
    }

    /// The newest submissions of those who don't know whether theirs arrived.
    async fn lists_of_uploaders(&self, items: &[Item]) -> HashMap<usize, Vec<Value>> {
        let mut lists = HashMap::new();
        for number in 0..UPLOADERS {
            if items.iter().any(|item| item.owner == number && item.id.is_none()) {
                let list = self.uploader(number).get("/api/v1/submissions?limit=100").await.expect(200);
                lists.insert(number, list.body["items"].as_array().unwrap().clone());
            }
        }
        lists
    }

    async fn compare_one(&self, mut item: Item, lists: &HashMap<usize, Vec<Value>>) -> (Item, Settled) {
        let found = match &item.id {
            Some(id) => {
                let answer = self.uploader(item.owner).get(&format!("/api/v1/submissions/{id}")).await;
                (answer.status == 200).then_some(answer.body)
            }
            None => {
                let is_it = |submission: &&Value| submission["metadata"]["title"].as_str().is_some_and(|title| title.ends_with(&item.word));
                lists[&item.owner].iter().find(is_it).cloned()
            }
        };
        let mut seen = None;
        if let Some(submission) = &found {
            self.expect_whole_files(&item, submission).await;
            let resource = submission["resource_id"].as_str().map(str::to_owned);
            let is_public = self.is_public(resource.as_deref()).await;
            (item.id, item.resource) = (submission["id"].as_str().map(str::to_owned), resource);
            seen = Some((State::of(submission, is_public), submission["version"].as_i64().unwrap()));
        }
        let settled = item.settle(seen).unwrap_or_else(|fault| panic!("{fault}"));
        item.is_touched = false;
        (item, settled)
    }

    /// Every file that a row names is there with all its bytes, whether or not its upload was answered.
    async fn expect_whole_files(&self, item: &Item, submission: &Value) {
        let id = submission["id"].as_str().unwrap();
        for file in submission["files"].as_array().unwrap() {
            let path = format!("/api/v1/submissions/{id}/files/{}", file["id"].as_str().unwrap());
            let bytes = self.uploader(item.owner).get(&path).await.expect(200).bytes;
            assert_eq!(sha256(&bytes), file["sha256"].as_str().unwrap(), "a file of {} holds other bytes", item.word);
            assert_eq!(bytes.len() as u64, file["size_bytes"].as_u64().unwrap());
        }
    }

    async fn is_public(&self, resource: Option<&str>) -> Option<bool> {
        let answer = self.visitor().get(&format!("/api/v1/resources/{}", resource?)).await;
        match answer.status {
            200 => Some(true),
            410 => Some(false),
            _ => panic!("resource {resource:?}: {}", answer.summary()),
        }
    }

    async fn refresh_touched_sessions(&self) {
        let count = self.ledger.borrow().sessions.len();
        for place in 0..count {
            if self.ledger.borrow().sessions[place].is_touched {
                self.refresh(place).await;
                self.ledger.borrow_mut().sessions[place].is_touched = false;
            }
        }
    }

    /// The numbers since the last look follow each other by one, up to the counter.
    async fn expect_gapless_feed(&self, db: &Db) -> i64 {
        let seen = self.seen_change.get();
        let (head, changes) = db.read(move |c| Ok((changes::head(c)?, changes::list_after(c, seen, 1_000_000)?))).await.unwrap();
        let seqs: Vec<i64> = changes.iter().map(|change| change.seq).collect();
        assert_eq!(seqs, (seen + 1..=head).collect::<Vec<_>>(), "the feed has gaps");
        self.seen_change.set(head);
        head
    }

    /// The index has caught up, and holds of what was touched what is public and nothing else.
    async fn expect_index_at(&self, head: i64, settled: &[(Item, Settled)]) {
        let visitor = self.visitor();
        wait_until("the index has caught up", async || {
            visitor.get("/health/ready").await.body["checks"]["index"]["seq"].as_i64() == Some(head)
        })
        .await;
        for (item, _) in settled {
            let is_public = item.acknowledged.as_ref().is_some_and(|state| state.is_public == Some(true));
            let found = visitor.search(&item.word).await.body["total"].as_u64();
            assert_eq!(found, Some(u64::from(is_public)), "{item:?}");
        }
    }

    /// Once more from the beginning: every submission with every byte, every session, and all mail.
    pub async fn look_at_everything(&self, server: &Serving) {
        let mut items = std::mem::take(&mut self.ledger.borrow_mut().items);
        items.iter_mut().for_each(|item| item.is_touched = true);
        self.ledger.borrow_mut().items = items;
        self.ledger.borrow_mut().sessions.iter_mut().for_each(|session| session.is_touched = true);
        self.settle().await;
        let db = self.database();
        for kind in ["mail", "inspect"] {
            let waiting = async || db.read(move |c| jobs::count_waiting(c, kind)).await.unwrap();
            let mut before = i64::MAX;
            while before > 0 {
                let fewer = async || waiting().await < before;
                wait_until(&format!("fewer {kind} jobs wait, which were {before}"), fewer).await;
                before = waiting().await;
            }
        }
        self.expect_all_mail(&db).await;
        assert!(!server.log().contains("ERROR"), "{}", server.log());
    }

    /// Every notice was mailed at least once, always under its own Message-ID, and nobody was told of what has no notice.
    async fn expect_all_mail(&self, db: &Db) {
        let query = "SELECT id, kind, subject_id, sent_at IS NOT NULL AS is_sent FROM notifications";
        let notices: Vec<Notice> = db.read(move |c| Ok(diesel::sql_query(query).load(c)?)).await.unwrap();
        let mut letters: BTreeMap<String, usize> = BTreeMap::new();
        for message in self.sink.messages() {
            let id = message.data.lines().find_map(|line| line.strip_prefix("Message-ID: <")).unwrap().to_owned();
            *letters.entry(id.split('@').next().unwrap().to_owned()).or_default() += 1;
        }
        let mut told: BTreeSet<(&str, &str)> = BTreeSet::new();
        for notice in &notices {
            let is_mailed = letters.contains_key(&notice.id) || is_overtaken(notice, &notices);
            assert!(notice.is_sent && is_mailed, "{} {} was never mailed", notice.kind, notice.id);
            told.insert((notice.kind.as_str(), notice.subject_id.as_str()));
        }
        assert!(letters.keys().all(|id| notices.iter().any(|notice| notice.id == *id)), "a letter without a notice");
        let ledger = self.ledger.borrow();
        for item in &ledger.items {
            let id = item.id.as_deref().unwrap();
            assert!(!item.was_submitted || told.contains(&("submission_received", id)), "nobody was told of {item:?}");
            for decision in &item.decisions {
                assert!(told.contains(&("decision", decision)), "nobody was told of the decision on {item:?}");
            }
        }
        let twice = letters.values().filter(|count| **count > 1).count();
        super::say(&format!("mail: {} notices, each mailed; {twice} of them more than once, under the same Message-ID", notices.len()));
    }

    /// The operator's own comparison finds nothing.
    pub async fn check(&self) {
        let checked = self.place.run(&["check"]).expect(0);
        super::say(checked.out.trim_end());
    }

    pub fn figures(&self) -> String {
        let ledger = self.ledger.borrow();
        let kinds: Vec<_> = ledger.acknowledged.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        format!(
            "acknowledged: {} writes ({})\nin flight at the kills: {}; without an answer: {} (of changes to submissions, {} were done and {} were not)",
            ledger.total(),
            kinds.join(", "),
            ledger.in_flight,
            ledger.unanswered,
            ledger.done,
            ledger.not_done,
        )
    }
}

/// Of what was withdrawn and restored again (or the other way) before its letter was written, nothing is said: it is no longer so.
fn is_overtaken(notice: &Notice, notices: &[Notice]) -> bool {
    const KINDS: [&str; 2] = ["resource_withdrawn", "resource_restored"];
    let is_later = |other: &Notice| other.subject_id == notice.subject_id && KINDS.contains(&other.kind.as_str()) && other.id > notice.id;
    KINDS.contains(&notice.kind.as_str()) && notices.iter().any(is_later)
}

//! What was acknowledged, and what was asked for and never answered: the book that the library is compared with.

use serde_json::Value;
use std::collections::BTreeMap;

/// All that a member can see of a submission, as far as these tests change it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    pub status: String,
    pub summary: String,
    /// SHA-256 and size of each file.
    pub files: BTreeMap<String, u64>,
    /// Whether visitors may see it; `None` for what was never published.
    pub is_public: Option<bool>,
}

impl State {
    /// From a submission as the API shows it. Whether it is public does not stand there.
    pub fn of(submission: &Value, is_public: Option<bool>) -> Self {
        let files = submission["files"].as_array().unwrap().iter();
        let file = |file: &Value| (file["sha256"].as_str().unwrap().to_owned(), file["size_bytes"].as_u64().unwrap());
        Self {
            status: submission["status"].as_str().unwrap().to_owned(),
            summary: submission["metadata"]["summary"].as_str().unwrap().to_owned(),
            files: files.map(file).collect(),
            is_public,
        }
    }
}

/// A submission that was sent, and perhaps arrived.
#[derive(Clone, Debug)]
pub struct Item {
    /// Stands in its title and nowhere else.
    pub word: String,
    /// The number of the uploader.
    pub owner: usize,
    pub id: Option<String>,
    pub resource: Option<String>,
    pub version: i64,
    /// As the last answer had it; `None` while there was none.
    pub acknowledged: Option<State>,
    /// What a request that got no answer would have made of it.
    pub asked: Option<State>,
    /// Since the last comparison.
    pub is_touched: bool,
    /// Decisions that were acknowledged.
    pub decisions: Vec<String>,
    pub was_submitted: bool,
}

/// What became of a request without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    Certain,
    Done,
    NotDone,
}

impl Item {
    pub fn is(&self, statuses: &[&str]) -> bool {
        self.asked.is_none() && self.acknowledged.as_ref().is_some_and(|state| statuses.contains(&state.status.as_str()))
    }

    pub fn state(&self) -> &State {
        self.acknowledged.as_ref().expect("taken for having one")
    }

    /// An answer to a request that was to make it so.
    pub fn acknowledge(&mut self, state: State, version: i64) {
        self.was_submitted |= state.status == "submitted";
        (self.acknowledged, self.version, self.asked) = (Some(state), version, None);
    }

    /// Compares with what is there. A request without an answer was done or was not: anything between is a fault, and so is any difference
    /// from what was acknowledged.
    pub fn settle(&mut self, found: Option<(State, i64)>) -> Result<Settled, String> {
        let asked = self.asked.take();
        let is_as_acknowledged = match (&found, &self.acknowledged) {
            (Some((found, version)), Some(acknowledged)) => found == acknowledged && *version == self.version,
            (None, None) => true,
            _ => false,
        };
        match (asked, found) {
            (None, _) if is_as_acknowledged => Ok(Settled::Certain),
            (Some(_), _) if is_as_acknowledged => Ok(Settled::NotDone),
            (Some(asked), Some((found, version))) if found == asked => {
                self.acknowledge(found, version);
                Ok(Settled::Done)
            }
            (asked, found) => Err(format!(
                "{}: found {found:?}, acknowledged {:?} in version {}, asked for {asked:?}",
                self.word, self.acknowledged, self.version
            )),
        }
    }
}

/// A sign-in that was acknowledged.
#[derive(Clone, Debug)]
pub struct Session {
    pub refresh_token: String,
    pub is_touched: bool,
}

#[derive(Default)]
pub struct Ledger {
    pub items: Vec<Item>,
    pub sessions: Vec<Session>,
    /// Acknowledged writes by kind.
    pub acknowledged: BTreeMap<&'static str, usize>,
    /// Answers that should not have been.
    pub surprises: Vec<String>,
    /// Requests that got no answer.
    pub unanswered: usize,
    pub done: usize,
    pub not_done: usize,
    pub in_flight: usize,
}

impl Ledger {
    /// Takes an item out of the book while someone works on it: two never do.
    pub fn take(&mut self, rng: &mut fastrand::Rng, suits: impl Fn(&Item) -> bool) -> Option<Item> {
        let suitable: Vec<usize> = (0..self.items.len()).filter(|place| suits(&self.items[*place])).collect();
        let place = rng.choice(suitable)?;
        Some(self.items.swap_remove(place))
    }

    pub fn put(&mut self, item: Item) {
        self.items.push(item);
    }

    pub fn total(&self) -> usize {
        self.acknowledged.values().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(status: &str) -> State {
        State { status: status.to_owned(), summary: String::new(), files: BTreeMap::new(), is_public: None }
    }

    fn item(acknowledged: Option<State>, asked: Option<State>) -> Item {
        Item {
            word: "word".to_owned(),
            owner: 0,
            id: None,
            resource: None,
            version: 1,
            acknowledged,
            asked,
            is_touched: true,
            decisions: Vec::new(),
            was_submitted: false,
        }
    }

    #[test]
    fn what_was_acknowledged_must_be_there_and_what_was_not_answered_may_be_but_whole() {
        let (draft, submitted, other) = (state("draft"), state("submitted"), state("rejected"));
        let settle = |acknowledged: Option<&State>, asked: Option<&State>, found: Option<(&State, i64)>| {
            item(acknowledged.cloned(), asked.cloned()).settle(found.map(|(state, version)| (state.clone(), version)))
        };

        assert_eq!(settle(Some(&draft), None, Some((&draft, 1))), Ok(Settled::Certain));
        assert_eq!(settle(Some(&draft), Some(&submitted), Some((&draft, 1))), Ok(Settled::NotDone));
        assert_eq!(settle(Some(&draft), Some(&submitted), Some((&submitted, 2))), Ok(Settled::Done));
        assert_eq!(settle(None, Some(&submitted), None), Ok(Settled::NotDone));
        assert_eq!(settle(None, Some(&submitted), Some((&submitted, 1))), Ok(Settled::Done));
        for (acknowledged, asked, found) in [
            (Some(&draft), None, None),
            (Some(&draft), None, Some((&draft, 2))),
            (Some(&draft), None, Some((&submitted, 1))),
            (Some(&draft), Some(&submitted), Some((&other, 2))),
            (Some(&draft), Some(&submitted), None),
            (None, Some(&submitted), Some((&draft, 1))),
        ] {
            assert!(settle(acknowledged, asked, found).is_err(), "{acknowledged:?} {asked:?} {found:?}");
        }
    }
}

//! What readers do, counted in memory until [`crate::jobs::visits`] writes the sums down. No address is kept: who asked is a mark, made with a
//! salt that this process makes anew each day and tells nobody, and no mark leaves the memory or lives longer than that day.
//!
//! # Definitions
//!
//! **A view** is a resource that was read, **a download** a file that was sent from its first byte on. Two of the same by the same visitor within
//! 30 seconds count as one: the double-click rule of the COUNTER Code of Practice (release 5.1, section 7.2).
//!
//! **A search that found nothing** is counted under a keyed hash of its words, so that the database does not tell them. The words are written
//! down with a search that comes when enough different people have asked already; before that they are nowhere but in the request. Visitors
//! are told apart within one day only. So of two nodes, and of a process before and after a restart, the larger number counts and not the sum:
//! one visitor can never pass for several.

use crate::domain::time::Timestamp;
use crate::domain::words::{Counted, Visitor};
use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The same by the same visitor within so many seconds is one (COUNTER 5.1, section 7.2).
pub const DOUBLE_CLICK_SECONDS: i64 = 30;
/// Marks that are remembered at most: beyond it a double click counts twice.
const MAX_RECENT: usize = 200_000;
/// Different searches without results that are remembered in a day, and different visitors of each.
const MAX_EMPTY: usize = 5_000;
const MAX_VISITORS: usize = 1_000;
/// Longer ones, or with more words, are sentences: they may be about someone.
const MAX_WORDS_CHARS: usize = 60;
const MAX_WORDS: usize = 6;

/// Who asked, as far as it has to be known to count them once: nothing that could be turned back.
type Mark = [u8; 16];

/// A sum to be added to what is written down.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Sum {
    /// `2026-11-22`, UTC.
    pub day: String,
    pub kind: Counted,
    pub subject: String,
    pub visitor: Visitor,
}

/// A search that found nothing, since the last time that the sums were taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Empty {
    pub query_hash: String,
    pub day: String,
    /// Different ones on that day, as far as this process knows.
    pub visitors: i64,
    pub times: i64,
    /// To be written down only if enough others asked.
    pub words: String,
}

/// What was counted since the last time.
#[derive(Default)]
pub struct Taken {
    pub sums: HashMap<Sum, i64>,
    pub empty: Vec<Empty>,
}

pub struct Visits {
    state: Mutex<State>,
    /// Keeps the words of searches from being read out of their hashes by whoever has the database alone.
    hashing: hmac::Key,
}

#[derive(Default)]
struct State {
    day: String,
    salt: Option<hmac::Key>,
    recent: HashMap<Mark, i64>,
    sums: HashMap<Sum, i64>,
    visitors: HashMap<String, HashSet<Mark>>,
    /// By hash and day.
    empty: HashMap<(String, String), Empty>,
}

impl Visits {
    pub fn new(key: &[u8; 32]) -> Self {
        Self { state: Mutex::default(), hashing: hmac::Key::new(hmac::HMAC_SHA256, key) }
    }

    fn today(&self, now: Timestamp) -> MutexGuard<'_, State> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let day = now.day();
        if state.day != day {
            state.begin(day);
        }
        state
    }

    /// Counts what someone asked for, `who` being all that is known of them.
    pub fn count(&self, kind: Counted, subject: &str, visitor: Visitor, who: &str, now: Timestamp) {
        let mut state = self.today(now);
        let second = now.unix_seconds();
        if kind != Counted::Search && state.is_double_click(&[kind.as_str(), subject, visitor.as_str(), who], second) {
            return;
        }
        let sum = Sum { day: state.day.clone(), kind, subject: subject.to_owned(), visitor };
        *state.sums.entry(sum).or_default() += 1;
    }

    /// Counts a search that found nothing.
    pub fn count_empty(&self, query: &str, who: &str, now: Timestamp) {
        let Some(words) = plain_words(query) else { return };
        let tag = hmac::sign(&self.hashing, words.as_bytes());
        let query_hash: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        let mut state = self.today(now);
        let is_known = state.visitors.contains_key(&query_hash);
        let Some(mark) = state.mark(&[who]).filter(|_| is_known || state.visitors.len() < MAX_EMPTY) else { return };
        let visitors = state.visitors.entry(query_hash.clone()).or_default();
        if visitors.len() < MAX_VISITORS {
            visitors.insert(mark);
        }
        let visitors = i64::try_from(visitors.len()).unwrap_or(i64::MAX);
        let day = state.day.clone();
        let empty = state.empty.entry((query_hash.clone(), day.clone())).or_insert(Empty { query_hash, day, visitors, times: 0, words });
        empty.visitors = visitors;
        empty.times += 1;
    }

    /// Takes what was counted, to write it down.
    pub fn take(&self, now: Timestamp) -> Taken {
        let mut state = self.today(now);
        let oldest = now.unix_seconds() - DOUBLE_CLICK_SECONDS;
        state.recent.retain(|_, second| *second > oldest);
        let empty = std::mem::take(&mut state.empty).into_values().collect();
        Taken { sums: std::mem::take(&mut state.sums), empty }
    }

    /// Puts back what could not be written down.
    pub fn put_back(&self, taken: Taken) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        for (sum, times) in taken.sums {
            *state.sums.entry(sum).or_default() += times;
        }
        for empty in taken.empty {
            let times = empty.times;
            let there = state.empty.entry((empty.query_hash.clone(), empty.day.clone())).or_insert(Empty { times: 0, ..empty });
            there.times += times;
        }
    }
}

impl State {
    /// A new day: nobody of yesterday is known any more.
    fn begin(&mut self, day: String) {
        let mut salt = [0; 32];
        // Without random bytes nobody is told apart, and nothing that depends on it is counted.
        self.salt = SystemRandom::new().fill(&mut salt).ok().map(|()| hmac::Key::new(hmac::HMAC_SHA256, &salt));
        self.day = day;
        self.recent.clear();
        self.visitors.clear();
    }

    fn mark(&self, parts: &[&str]) -> Option<Mark> {
        let mut context = hmac::Context::with_key(self.salt.as_ref()?);
        for part in parts {
            context.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
            context.update(part.as_bytes());
        }
        context.sign().as_ref().get(..16)?.try_into().ok()
    }

    fn is_double_click(&mut self, click: &[&str], second: i64) -> bool {
        let Some(mark) = self.mark(click) else { return false };
        if self.recent.len() >= MAX_RECENT && !self.recent.contains_key(&mark) {
            return false;
        }
        // Each click begins the thirty seconds anew, as the rule has it.
        self.recent.insert(mark, second).is_some_and(|before| second - before < DOUBLE_CLICK_SECONDS)
    }
}

/// The words of a search in one spelling; none where they may tell of someone: addresses, numbers, sentences.
fn plain_words(query: &str) -> Option<String> {
    let words = query.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    let digits = words.chars().filter(char::is_ascii_digit).count();
    let is_plain = !words.is_empty()
        && words.chars().count() <= MAX_WORDS_CHARS
        && words.split(' ').count() <= MAX_WORDS
        && !words.contains('@')
        && !words.contains("://")
        && digits < 5
        && !words.chars().any(char::is_control);
    is_plain.then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::parse("2026-11-22T09:30:00Z").unwrap().plus_seconds(second)
    }

    fn visits() -> Visits {
        Visits::new(&[7; 32])
    }

    fn views(visits: &Visits) -> i64 {
        visits.take(at(0)).sums.values().sum()
    }

    #[test]
    fn a_double_click_counts_once_and_a_later_one_again() {
        let visits = visits();

        for second in [0, 10, 39, 69, 100] {
            visits.count(Counted::View, "a", Visitor::Public, "ana", at(second));
        }
        visits.count(Counted::View, "a", Visitor::Public, "another", at(10));
        visits.count(Counted::View, "b", Visitor::Public, "ana", at(10));
        visits.count(Counted::Download, "a", Visitor::Public, "ana", at(10));

        // At 0, 69 (30 after 39) and 100 by ana; and the three others.
        assert_eq!(views(&visits), 6);
        assert_eq!(views(&visits), 0, "taken is taken");
    }

    #[test]
    fn the_same_person_counts_once_a_day_for_a_search_however_often_they_ask() {
        let visits = visits();
        for _ in 0..9 {
            visits.count_empty("  Walking  FOOTBALL ", "ana", at(0));
        }
        visits.count_empty("walking football", "another", at(0));

        let taken = visits.take(at(0));

        let [empty] = taken.empty.as_slice() else { panic!("{:?}", taken.empty) };
        assert_eq!((empty.words.as_str(), empty.visitors, empty.times), ("walking football", 2, 10));
        assert!(!empty.query_hash.contains("walking") && empty.query_hash.len() == 64);
    }

    #[test]
    fn nobody_is_known_on_the_next_day() {
        let visits = visits();
        visits.count_empty("walking football", "ana", at(0));
        visits.take(at(0));

        visits.count_empty("walking football", "ana", at(86_400));

        assert_eq!(visits.take(at(86_400)).empty[0].visitors, 1);
        let salts = || visits.state.lock().unwrap().mark(&["ana"]);
        let before = salts();
        visits.take(at(2 * 86_400));
        assert_ne!(before, salts());
    }

    #[test]
    fn what_may_tell_of_someone_is_not_even_hashed() {
        for query in
            ["ana@example.org", "+52 55 1234 5678", "my friend ana lives in oaxaca and needs", "", "https://example.org", &"x".repeat(61)]
        {
            assert_eq!(plain_words(query), None, "{query}");
        }
        assert_eq!(plain_words("  Suicidio  JUVENIL 2024 ").as_deref(), Some("suicidio juvenil 2024"));
    }

    #[test]
    fn what_could_not_be_written_down_is_counted_with_the_next() {
        let visits = visits();
        visits.count(Counted::View, "a", Visitor::Public, "ana", at(0));
        visits.count_empty("walking football", "ana", at(0));

        visits.put_back(visits.take(at(0)));
        visits.count_empty("walking football", "ana", at(0));

        let taken = visits.take(at(0));
        assert_eq!((taken.sums.values().sum::<i64>(), taken.empty[0].times), (1, 2));
    }
}

//! A library to measure with, and what is asked of it: made of syllables by chance with a fixed seed, with the word frequencies, lengths, topics
//! and languages of a real one. It says nothing about how good answers are, only what they cost.

use super::dice::Dice;
use crate::domain::vocabularies::{Entry, TOPICS, TYPES};

/// Distinct words, before names and numbers, of which every text brings its own.
const WORDS: usize = 60_000;
/// Words that belong to one topic: a window of the less common ones.
const WORDS_OF_A_TOPIC: usize = 400;
#[rustfmt::skip]
const SYLLABLES: [&str; 54] = [
    "ka", "lo", "mi", "ren", "tu", "sa", "vel", "do", "na", "ri", "pe", "sol", "ta", "mar", "gi", "no", "len", "fa", "ru", "bi", "con", "de", "per", "li", "sta", "tro", "mo", "ve", "ca", "pre", "ni", "ter",
    "su", "pla", "or", "ga", "den", "ti", "ra", "me", "bo", "lan", "qui", "fe", "cho", "lu", "dan", "sin", "vo", "ber", "ha", "jo", "ze", "wi",
];
const LANGUAGES: [(&str, usize); 5] = [("en", 60), ("es", 78), ("fr", 88), ("pt", 95), ("de", 100)];
const COUNTRIES: [&str; 12] = ["MX", "US", "IN", "BR", "GB", "KE", "ES", "FR", "DE", "PH", "ZA", "AR"];
pub const ORGANIZATIONS: usize = 120;

/// A document as its submitter would send it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    pub title: String,
    pub summary: String,
    pub body: String,
    pub section: String,
    pub kind: String,
    pub topics: Vec<String>,
    pub language: String,
    pub organization: String,
    pub country: String,
    pub year: i32,
}

/// What a visitor types, and a filter that some choose beside it: a parameter of the search and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub text: String,
    pub filter: Option<(String, String)>,
}

/// The document of this number: always the same.
pub fn sample(number: usize) -> Sample {
    let mut dice = Dice::new(0x5eed_0000_0000 + number as u64);
    let topic = dice.rank(TOPICS.len());
    let spread = dice.below(100);
    let (tongue, (language, _)) = LANGUAGES.iter().enumerate().find(|(_, (_, most))| spread < *most).unwrap_or((0, &LANGUAGES[0]));
    let mut prose = Prose { dice, topic, tongue };
    let title_words = prose.dice.between(3, 8);
    let summary_words = prose.dice.between(40, 100);
    // Many short documents and few long ones.
    let body_words = 500 + (2_500.0 * prose.dice.fraction().powi(2)) as usize;
    let title = capitalized(&(0..title_words).map(|_| prose.topical_word()).collect::<Vec<_>>().join(" "));
    let summary = prose.text(summary_words);
    let body = prose.text(body_words);
    let dice = &mut prose.dice;
    let mut topics = vec![TOPICS[topic].value().to_owned()];
    if dice.percent(40) {
        topics.push(TOPICS[dice.rank(TOPICS.len())].value().to_owned());
    }
    topics.dedup();
    Sample {
        title,
        summary,
        body,
        section: dice.pick(&["learn", "learn", "promote", "take_action"]).to_owned(),
        kind: TYPES[dice.rank(TYPES.len())].value().to_owned(),
        topics,
        language: (*language).to_owned(),
        organization: format!("Organization {}", dice.rank(ORGANIZATIONS) + 1),
        country: dice.pick(&COUNTRIES).to_owned(),
        year: 2026 - dice.rank(30) as i32,
    }
}

/// What is asked of a library of `size` samples: one to four words of one of the first thousand documents, one in ten with a typing error, one in
/// ten as a phrase, one in five with a filter.
pub fn questions(count: usize, size: usize) -> Vec<Question> {
    (0..count).map(|number| question(number, size.min(1_000))).collect()
}

fn question(number: usize, size: usize) -> Question {
    let mut dice = Dice::new(0xa5c_0000_0000 + number as u64);
    let sample = sample(dice.below(size));
    let source = if dice.percent(35) { &sample.title } else { &sample.body };
    let words: Vec<&str> = source.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 3).collect();
    let many = dice.pick(&[&1, &1, &1, &2, &2, &2, &2, &3, &3, &4]);
    let text = match dice.below(10) {
        0 => {
            let at = dice.below(words.len().saturating_sub(1).max(1));
            format!("\"{}\"", words[at..(at + 2).min(words.len())].join(" "))
        }
        1 => mistyped(&mut dice, words[0]),
        _ => (0..*many).map(|_| words[dice.below(words.len())]).collect::<Vec<_>>().join(" "),
    };
    let filters = [("section", &sample.section), ("topic", &sample.topics[0]), ("type", &sample.kind), ("language", &sample.language)];
    let (name, value) = filters[dice.below(filters.len())];
    Question { text: text.to_lowercase(), filter: dice.percent(20).then(|| (name.to_owned(), value.clone())) }
}

/// Two letters in each other's place.
fn mistyped(dice: &mut Dice, word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = dice.between(1, letters.len().saturating_sub(2).max(1));
    if at + 1 < letters.len() {
        letters.swap(at, at + 1);
    }
    letters.into_iter().collect()
}

/// A word that stands in one document only, far from all others, since search forgives typing errors.
pub fn unique(number: usize) -> String {
    let scattered = (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (0..12).map(|place| char::from(b'a' + ((scattered >> (5 * place)) & 15) as u8)).collect()
}

/// Text of about so many bytes, for uploads.
pub fn text_of_bytes(number: usize, bytes: usize) -> Vec<u8> {
    let mut prose = Prose { dice: Dice::new(0x7e47_0000_0000 + number as u64), topic: number % TOPICS.len(), tongue: 0 };
    let mut text = String::with_capacity(bytes + 2_000);
    while text.len() < bytes {
        text.push_str(&prose.text(200));
        text.push('\n');
    }
    text.truncate(bytes);
    text.into_bytes()
}

struct Prose {
    dice: Dice,
    topic: usize,
    tongue: usize,
}

impl Prose {
    fn word(&mut self) -> String {
        match self.dice.below(1_000) {
            0..250 => self.topical_word(),
            // A name or a number that hardly anybody else has.
            990..995 => capitalized(&spelled(self.dice.below(40_000_000) + WORDS, self.tongue)),
            995..1000 => self.dice.below(100_000).to_string(),
            _ => spelled(self.dice.rank(WORDS), self.tongue),
        }
    }

    fn topical_word(&mut self) -> String {
        let first = 300 + self.topic * WORDS_OF_A_TOPIC;
        spelled(first + self.dice.rank(WORDS_OF_A_TOPIC), self.tongue)
    }

    fn text(&mut self, words: usize) -> String {
        let mut text = String::with_capacity(words * 7);
        let mut written = 0;
        while written < words {
            let length = self.dice.between(6, 20).min(words - written);
            let sentence: Vec<String> = (0..length).map(|_| self.word()).collect();
            text.push_str(&capitalized(&sentence.join(" ")));
            text.push_str(". ");
            written += length;
        }
        text.truncate(text.trim_end().len());
        text
    }
}

/// The word of a rank: the common ones are short. Each language has its own.
fn spelled(rank: usize, tongue: usize) -> String {
    let (mut rest, mut word) = (rank, String::new());
    loop {
        word.push_str(SYLLABLES[(rest + tongue * 11) % SYLLABLES.len()]);
        rest /= SYLLABLES.len();
        if rest == 0 {
            return word;
        }
        rest -= 1;
    }
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{HashMap, HashSet};

    #[test]
    fn samples_come_out_the_same_and_differ_from_each_other() {
        assert_eq!(sample(7), sample(7));
        let titles: HashSet<String> = (0..500).map(|number| sample(number).title).collect();
        assert!(titles.len() > 490, "{}", titles.len());
        assert_eq!((questions(50, 100), text_of_bytes(3, 5_000)), (questions(50, 100), text_of_bytes(3, 5_000)));
    }

    #[test]
    fn lengths_and_frequencies_are_those_of_a_library() {
        let samples: Vec<Sample> = (0..200).map(sample).collect();
        let mut counts: HashMap<String, usize> = HashMap::new();
        for sample in &samples {
            let words = sample.body.split_whitespace().count();
            assert!((500..=3_000).contains(&words) && sample.title.chars().count() < 200, "{words}: {}", sample.title);
            for word in sample.body.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
                *counts.entry(word.to_owned()).or_default() += 1;
            }
        }
        let total: usize = counts.values().sum();
        let most = counts.values().max().copied().unwrap();
        let once = counts.values().filter(|count| **count == 1).count();
        assert!(most * 100 / total >= 1 && most * 100 / total <= 10, "the commonest word is {most} of {total}");
        assert!(once * 3 > counts.len(), "{once} of {} words stand once", counts.len());
    }

    #[test]
    fn questions_are_of_every_kind() {
        let questions = questions(400, 1_000);
        let share = |of: &dyn Fn(&&Question) -> bool| questions.iter().filter(of).count();
        assert!((20..60).contains(&share(&|question| question.text.starts_with('"'))));
        assert!((50..110).contains(&share(&|question| question.filter.is_some())));
        assert!(questions.iter().all(|question| !question.text.trim().is_empty()));
    }
}

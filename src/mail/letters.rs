//! What a letter consists of, and how a [`Notice`] becomes one: the plan of its kind ([`plans`](super::plans)), its sentences from the catalogue
//! of the reader's language, a text part always and HTML beside it. Nothing in a letter is loaded from elsewhere, and it has at most one button;
//! beside that only the items of a list are links, and the way out of messages that one may choose.

use super::catalogue::{Catalogue, Catalogues, one_line};
use super::notice::Notice;
use super::plans::plan;
use crate::domain::language::LanguageTag;
use crate::domain::time::Timestamp;
use crate::domain::vocabularies::{self, Entry, LANGUAGES};
use crate::domain::words::Section;
use askama::Template;
use chrono::{Datelike, Timelike};
use url::Url;

/// Long titles are cut in a subject, which clients show in one short line; the letter itself has them whole.
const MAX_SUBJECT_VALUE_CHARS: usize = 100;

/// The library that writes.
#[derive(Debug, Clone)]
pub struct Site {
    pub name: String,
    pub public_url: Url,
    pub catalogues: Catalogues,
}

/// A letter ready to be sent, without addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// One line without control characters.
    pub subject: String,
    pub text: String,
    pub html: String,
    /// Where its button leads.
    pub link: Option<Url>,
}

/// What a letter consists of, in the order in which it is read.
#[derive(Default)]
pub(super) struct Letter {
    subject: String,
    before: Vec<String>,
    lists: Vec<List>,
    quote: Option<Quote>,
    action: Option<Action>,
    after: Vec<String>,
}

/// Some lines under a heading, or under none.
pub(super) struct List {
    pub heading: Option<String>,
    pub items: Vec<Item>,
}

pub(super) struct Item {
    pub text: String,
    pub link: Option<Url>,
}

impl Letter {
    pub fn listing(mut self, list: List) -> Self {
        self.lists.push(list);
        self
    }

    pub fn adding(mut self, paragraph: impl Into<Option<String>>) -> Self {
        self.before.extend(paragraph.into());
        self
    }

    pub fn quoting(self, quote: Option<Quote>) -> Self {
        Self { quote, ..self }
    }

    pub fn leading_to(self, action: Action) -> Self {
        Self { action: Some(action), ..self }
    }

    pub fn ending(mut self, paragraph: String) -> Self {
        self.after.push(paragraph);
        self
    }
}

/// What someone else wrote, marked as theirs.
pub(super) struct Quote {
    intro: String,
    text: String,
}

pub(super) struct Action {
    label: String,
    link: Url,
}

#[derive(Template)]
#[template(path = "letter.txt", config = "src/mail/askama.toml", escape = "none")]
struct TextPart<'a> {
    letter: &'a Letter,
    greeting: &'a str,
    footer: &'a str,
    stop: Option<&'a Stop<'a>>,
}

#[derive(Template)]
#[template(path = "letter.html", config = "src/mail/askama.toml")]
struct HtmlPart<'a> {
    letter: &'a Letter,
    greeting: &'a str,
    footer: &'a str,
    no_button: &'a str,
    stop: Option<&'a Stop<'a>>,
    language: &'a str,
    direction: &'a str,
    /// Where a line begins.
    side: &'a str,
}

/// The way out of messages that one may choose.
struct Stop<'a> {
    sentence: String,
    link: &'a Url,
}

/// Writes a notice in the reader's language; in English where we do not have it. `stop` leads out of such messages, where that is possible.
pub fn render(notice: &Notice, language: &LanguageTag, site: &Site, stop: Option<&Url>) -> Rendered {
    let words = Words { catalogue: site.catalogues.of(language), section: notice.section(), site: &site.name };
    let letter = plan(notice, &words);
    let greeting = words.common("greeting", &[]);
    let footer = words.common("footer", &[("url", site.public_url.as_str())]);
    let no_button = words.common("no_button", &[]);
    let stop = stop.map(|link| Stop { sentence: words.common("stop", &[]), link });
    let language = &words.catalogue.language;
    let (direction, side) = if language.is_right_to_left() { ("rtl", "right") } else { ("ltr", "left") };
    let text = TextPart { letter: &letter, greeting: &greeting, footer: &footer, stop: stop.as_ref() };
    let html = HtmlPart {
        letter: &letter,
        greeting: &greeting,
        footer: &footer,
        no_button: &no_button,
        stop: stop.as_ref(),
        language: language.as_str(),
        direction,
        side,
    };
    // Writing to a string does not fail, and no filter of these templates does.
    let (text, html) = (text.render().unwrap_or_default(), html.render().unwrap_or_default());
    Rendered { subject: letter.subject, text, html, link: letter.action.map(|action| action.link) }
}

/// The sentences of one kind of letter.
pub(super) struct Words<'a> {
    catalogue: Catalogue,
    section: &'static str,
    site: &'a str,
}

impl Words<'_> {
    pub fn say(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.from(self.section, key, values)
    }

    /// The form of a sentence that a number wants; the number is not among the values by itself.
    pub fn say_for(&self, key: &str, count: usize, values: &[(&str, &str)]) -> String {
        self.catalogue.say_for(self.section, key, count, &self.with_site(values))
    }

    fn common(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.from("common", key, values)
    }

    pub fn from(&self, section: &str, key: &str, values: &[(&str, &str)]) -> String {
        self.catalogue.say(section, key, &self.with_site(values))
    }

    fn with_site<'v>(&'v self, values: &[(&'v str, &'v str)]) -> Vec<(&'v str, &'v str)> {
        values.iter().copied().chain([("site", self.site)]).collect()
    }

    /// Subject and first paragraph.
    pub fn letter(&self, values: &[(&str, &str)]) -> Letter {
        self.letter_of("subject", "body", values)
    }

    pub fn letter_of(&self, subject: &str, body: &str, values: &[(&str, &str)]) -> Letter {
        let short = shortened(values);
        Letter { subject: self.say(subject, &borrowed(&short)), before: vec![self.say(body, values)], ..Letter::default() }
    }

    /// The usual subject over a paragraph that was put together elsewhere.
    pub fn letter_saying(&self, body: String, values: &[(&str, &str)]) -> Letter {
        let short = shortened(values);
        Letter { subject: self.say("subject", &borrowed(&short)), before: vec![body], ..Letter::default() }
    }

    /// The same, where the subject has a form for a number.
    pub fn letter_for(&self, count: usize, body: String, values: &[(&str, &str)]) -> Letter {
        let short = shortened(values);
        Letter { subject: self.say_for("subject", count, &borrowed(&short)), before: vec![body], ..Letter::default() }
    }

    pub fn action(&self, link: &Url) -> Action {
        Action { label: self.say("action", &[]), link: link.clone() }
    }

    pub fn note(&self, note: &Option<String>) -> Option<Quote> {
        self.quote_after(self.common("note", &[]), note.as_deref())
    }

    /// As [`Self::note`], introduced by a sentence of this kind of letter.
    pub fn note_of(&self, intro: &str, note: &Option<String>) -> Option<Quote> {
        self.quote_after(self.say(intro, &[]), note.as_deref())
    }

    /// What someone else wrote, with the letter's own words before it.
    pub fn quote(&self, text: &str) -> Option<Quote> {
        self.quote_after(self.say("quote", &[]), Some(text))
    }

    fn quote_after(&self, intro: String, text: Option<&str>) -> Option<Quote> {
        let text = text.iter().flat_map(|text| text.lines()).map(one_line).collect::<Vec<_>>().join("\n");
        let text = text.trim().to_owned();
        (!text.is_empty()).then_some(Quote { intro, text })
    }

    /// A reason by its slug; one that the catalogue does not know is shown as it is.
    pub fn reason(&self, slug: &Option<String>) -> Option<String> {
        let slug = slug.as_deref().filter(|slug| !slug.trim().is_empty())?;
        let reason = self.catalogue.get("reasons", slug).unwrap_or(slug);
        Some(self.common("reason", &[("reason", reason)]))
    }

    pub fn section(&self, section: Section) -> String {
        self.from("sections", section.as_str(), &[])
    }

    /// The heading of a group of messages.
    pub fn group(&self, group: &str) -> String {
        self.from("groups", group, &[])
    }

    /// A sentence that not every letter of this plan has.
    pub fn if_said(&self, key: &str, values: &[(&str, &str)]) -> Option<String> {
        self.catalogue.get(self.section, key).map(|_| self.say(key, values))
    }

    /// What someone wrote, after a sentence that says who; of its own kind where the letter has one.
    pub fn quote_note(&self, note: &Option<String>) -> Option<Quote> {
        let Quote { intro, text } = self.note(note)?;
        Some(Quote { intro: self.if_said("note", &[]).unwrap_or(intro), text })
    }

    pub fn valid_until(&self, time: Timestamp) -> String {
        self.common("valid_until", &[("time", &self.time(time))])
    }

    pub fn time(&self, time: Timestamp) -> String {
        let clock = format!("{:02}:{:02}", time.naive().hour(), time.naive().minute());
        self.on_the_calendar("time", time, &[("clock", &clock)])
    }

    pub fn date(&self, time: Timestamp) -> String {
        self.on_the_calendar("date", time, &[])
    }

    fn on_the_calendar(&self, key: &str, time: Timestamp, more: &[(&str, &str)]) -> String {
        let time = time.naive();
        let month = self.from("months", &time.month().to_string(), &[]);
        let (day, year) = (time.day().to_string(), time.year().to_string());
        let ours = [("day", day.as_str()), ("month", month.as_str()), ("year", year.as_str())];
        // Some languages have a word of their own for the first of a month.
        let first = format!("{key}_first");
        let is_first = time.day() == 1 && self.catalogue.get("common", &first).is_some();
        self.common(if is_first { &first } else { key }, &[ours.as_slice(), more].concat())
    }

    /// What a language is called in the reader's own, or else in itself.
    pub fn language(&self, tag: &LanguageTag) -> String {
        let Some(known) = vocabularies::find(LANGUAGES, tag.as_str()).or_else(|| vocabularies::find(LANGUAGES, tag.primary())) else {
            return tag.to_string();
        };
        let reader = &self.catalogue.language;
        let own = known.own_name.filter(|_| !matches!(reader.primary(), "en" | "es"));
        own.unwrap_or_else(|| known.label(reader)).to_owned()
    }

    /// A line about something that waits.
    pub fn waiting_item(&self, values: &[(&str, &str)]) -> String {
        self.common("waiting_item", values)
    }

    /// That there are so many beside those that are named.
    pub fn more(&self, count: usize) -> String {
        self.catalogue.say_for("common", "more", count, &[("more", &count.to_string())])
    }

    pub fn age(&self, days: u32) -> String {
        match days {
            0 => self.common("age_none", &[]),
            _ => self.catalogue.say_for("common", "age", days as usize, &[("days", &days.to_string())]),
        }
    }
}

fn shortened<'v>(values: &[(&'v str, &str)]) -> Vec<(&'v str, String)> {
    values.iter().map(|(name, value)| (*name, cut(value))).collect()
}

fn borrowed<'v>(values: &'v [(&'v str, String)]) -> Vec<(&'v str, &'v str)> {
    values.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

fn cut(value: &str) -> String {
    let value = one_line(value);
    match value.char_indices().nth(MAX_SUBJECT_VALUE_CHARS) {
        Some((end, _)) => format!("{}…", value[..end].trim_end()),
        None => value,
    }
}

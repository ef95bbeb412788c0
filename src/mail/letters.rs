//! Puts a [`Notice`] into words: one plan of a letter for all kinds, its sentences from the catalogue of the reader's language, a text part
//! always and HTML beside it. Nothing in a letter is loaded from elsewhere, and it has at most one link to press.

mod after;

use super::catalogue::{Catalogue, one_line};
use super::notice::{Notice, WaitingItem};
use crate::domain::language::LanguageTag;
use crate::domain::time::Timestamp;
use crate::domain::vocabularies::{self, Entry, LANGUAGES, SECTIONS};
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
}

/// A letter ready to be sent, without addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// One line without control characters.
    pub subject: String,
    pub text: String,
    pub html: String,
    /// Where an answer goes, if not where the letter comes from.
    pub reply_to: Option<String>,
}

/// What a letter consists of, in the order in which it is read.
#[derive(Default)]
struct Letter {
    subject: String,
    before: Vec<String>,
    items: Vec<String>,
    quote: Option<Quote>,
    action: Option<Action>,
    after: Vec<String>,
}

impl Letter {
    fn adding(mut self, paragraph: impl Into<Option<String>>) -> Self {
        self.before.extend(paragraph.into());
        self
    }

    fn quoting(self, quote: Option<Quote>) -> Self {
        Self { quote, ..self }
    }

    fn leading_to(self, action: Action) -> Self {
        Self { action: Some(action), ..self }
    }

    fn ending(mut self, paragraph: String) -> Self {
        self.after.push(paragraph);
        self
    }
}

/// What someone else wrote, marked as theirs.
struct Quote {
    intro: String,
    text: String,
}

struct Action {
    label: String,
    link: Url,
}

#[derive(Template)]
#[template(path = "letter.txt", config = "src/mail/askama.toml", escape = "none")]
struct TextPart<'a> {
    letter: &'a Letter,
    greeting: &'a str,
    footer: &'a str,
}

#[derive(Template)]
#[template(path = "letter.html", config = "src/mail/askama.toml")]
struct HtmlPart<'a> {
    letter: &'a Letter,
    greeting: &'a str,
    footer: &'a str,
    no_button: &'a str,
    language: &'a str,
    direction: &'a str,
}

/// Writes a notice in the reader's language; in English where we do not have it.
pub fn render(notice: &Notice, language: &LanguageTag, site: &Site) -> Rendered {
    let words = Words { catalogue: Catalogue::of(language), section: notice.kind(), site: &site.name };
    let letter = plan(notice, &words);
    let greeting = words.common("greeting", &[]);
    let footer = words.common("footer", &[("url", site.public_url.as_str())]);
    let no_button = words.common("no_button", &[]);
    let language = &words.catalogue.language;
    let direction = if language.is_right_to_left() { "rtl" } else { "ltr" };
    let text = TextPart { letter: &letter, greeting: &greeting, footer: &footer };
    let html =
        HtmlPart { letter: &letter, greeting: &greeting, footer: &footer, no_button: &no_button, language: language.as_str(), direction };
    // Writing to a string does not fail, and no filter of these templates does.
    let (text, html) = (text.render().unwrap_or_default(), html.render().unwrap_or_default());
    Rendered { subject: letter.subject, text, html, reply_to: notice.reply_to().map(str::to_owned) }
}

/// The sentences of one kind of letter.
struct Words<'a> {
    catalogue: Catalogue,
    section: &'static str,
    site: &'a str,
}

impl Words<'_> {
    fn say(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.from(self.section, key, values)
    }

    fn common(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.from("common", key, values)
    }

    fn from(&self, section: &str, key: &str, values: &[(&str, &str)]) -> String {
        let mut all = values.to_vec();
        all.push(("site", self.site));
        self.catalogue.say(section, key, &all)
    }

    /// Subject and first paragraph.
    fn letter(&self, values: &[(&str, &str)]) -> Letter {
        self.letter_of("subject", "body", values)
    }

    fn letter_of(&self, subject: &str, body: &str, values: &[(&str, &str)]) -> Letter {
        let short: Vec<_> = values.iter().map(|(name, value)| (*name, cut(value))).collect();
        let short: Vec<_> = short.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Letter { subject: self.say(subject, &short), before: vec![self.say(body, values)], ..Letter::default() }
    }

    fn action(&self, link: &Url) -> Action {
        Action { label: self.say("action", &[]), link: link.clone() }
    }

    fn note(&self, note: &Option<String>) -> Option<Quote> {
        self.quote_after(self.common("note", &[]), note.as_deref())
    }

    /// As [`Self::note`], introduced by a sentence of this kind of letter.
    fn note_of(&self, intro: &str, note: &Option<String>) -> Option<Quote> {
        self.quote_after(self.say(intro, &[]), note.as_deref())
    }

    /// What someone else wrote, with the letter's own words before it.
    fn quote(&self, text: &str) -> Option<Quote> {
        self.quote_after(self.say("quote", &[]), Some(text))
    }

    fn quote_after(&self, intro: String, text: Option<&str>) -> Option<Quote> {
        let text = text.iter().flat_map(|text| text.lines()).map(one_line).collect::<Vec<_>>().join("\n");
        let text = text.trim().to_owned();
        (!text.is_empty()).then_some(Quote { intro, text })
    }

    /// A reason by its slug; one that the catalogue does not know is shown as it is.
    fn reason(&self, slug: &Option<String>) -> Option<String> {
        let slug = slug.as_deref().filter(|slug| !slug.trim().is_empty())?;
        let reason = self.catalogue.get("reasons", slug).unwrap_or(slug);
        Some(self.common("reason", &[("reason", reason)]))
    }

    fn valid_until(&self, time: Timestamp) -> String {
        self.common("valid_until", &[("time", &self.time(time))])
    }

    fn time(&self, time: Timestamp) -> String {
        let clock = format!("{:02}:{:02}", time.naive().hour(), time.naive().minute());
        self.on_the_calendar("time", time, &[("clock", &clock)])
    }

    fn date(&self, time: Timestamp) -> String {
        self.on_the_calendar("date", time, &[])
    }

    fn on_the_calendar(&self, key: &str, time: Timestamp, more: &[(&str, &str)]) -> String {
        let time = time.naive();
        let month = self.from("months", &time.month().to_string(), &[]);
        let (day, year) = (time.day().to_string(), time.year().to_string());
        let ours = [("day", day.as_str()), ("month", month.as_str()), ("year", year.as_str())];
        self.common(key, &[ours.as_slice(), more].concat())
    }

    /// What a language is called in the reader's own, or else in itself.
    fn language(&self, tag: &LanguageTag) -> String {
        let Some(known) = vocabularies::find(LANGUAGES, tag.as_str()).or_else(|| vocabularies::find(LANGUAGES, tag.primary())) else {
            return tag.to_string();
        };
        let reader = &self.catalogue.language;
        let own = known.own_name.filter(|_| !matches!(reader.primary(), "en" | "es"));
        own.unwrap_or_else(|| known.label(reader)).to_owned()
    }

    fn age(&self, days: u32) -> String {
        match days {
            0 => self.common("days_none", &[]),
            1 => self.common("days_one", &[]),
            _ => self.common("days_many", &[("days", &days.to_string())]),
        }
    }
}

fn cut(value: &str) -> String {
    let value = one_line(value);
    match value.char_indices().nth(MAX_SUBJECT_VALUE_CHARS) {
        Some((end, _)) => format!("{}…", value[..end].trim_end()),
        None => value,
    }
}

fn plan(notice: &Notice, words: &Words<'_>) -> Letter {
    match notice {
        Notice::ConfirmApplication { organization, link } => {
            let letter = words.letter(&[("organization", organization)]).adding(words.say("ask", &[]));
            letter.leading_to(words.action(link)).ending(words.say("ignore", &[]))
        }
        Notice::ApplicationReceived { organization } => words.letter(&[("organization", organization)]).adding(words.say("next", &[])),
        Notice::ApplicationWaiting { organization, link } => words.letter(&[("organization", organization)]).leading_to(words.action(link)),
        Notice::ApplicationAccepted { organization, link, note } => {
            let letter = words.letter(&[("organization", organization)]).adding(words.say("next", &[]));
            letter.quoting(words.note(note)).leading_to(words.action(link))
        }
        Notice::ApplicationDeclined { organization, note } => words.letter(&[("organization", organization)]).quoting(words.note(note)),
        Notice::Invitation { organization, inviter, link, expires_at } => {
            let letter = invitation(organization.as_deref(), inviter.as_deref(), words).adding(words.say("next", &[]));
            letter.leading_to(words.action(link)).ending(words.valid_until(*expires_at))
        }
        Notice::SubmissionReceived { title, link } => {
            words.letter(&[("title", title)]).leading_to(words.action(link)).ending(words.say("next", &[]))
        }
        Notice::DecisionApproved { title, link, section, note } => {
            let section = vocabularies::label(SECTIONS, section.as_str(), &words.catalogue.language);
            words.letter(&[("title", title), ("section", section)]).quoting(words.note(note)).leading_to(words.action(link))
        }
        Notice::DecisionChangesRequested { title, reason, note, link } => {
            let letter = words.letter(&[("title", title)]).adding(words.reason(reason));
            letter.quoting(words.note(note)).leading_to(words.action(link))
        }
        Notice::DecisionRejected { title, reason, note } => {
            words.letter(&[("title", title)]).adding(words.reason(reason)).quoting(words.note(note))
        }
        Notice::PasswordReset { link, expires_at } => {
            words.letter(&[]).leading_to(words.action(link)).ending(words.valid_until(*expires_at)).ending(words.say("ignore", &[]))
        }
        Notice::ReviewDigest { waiting, oldest_days, link, items } => {
            digest(*waiting, *oldest_days, items, words).leading_to(words.action(link))
        }
        Notice::ContactMessage { name, email, message, link } => {
            let values = [("name", name.as_str()), ("email", email.as_str())];
            let letter = words.letter(&values).adding(words.say("next", &values));
            letter.quoting(words.quote_after(words.say("message", &[]), Some(message))).leading_to(words.action(link))
        }
        Notice::WebhookDisabled { url, since, failure, link } => {
            let letter = words.letter(&[("url", url), ("time", &words.time(*since))]);
            let failure = failure.as_ref().map(|failure| words.say("failure", &[("failure", failure)]));
            letter.adding(failure).adding(words.say("next", &[])).leading_to(words.action(link))
        }
        Notice::ApprovedUnderEmbargo { title, until, link } => {
            let letter = words.letter(&[("title", title), ("time", &words.time(*until))]).adding(words.say("lift", &[]));
            letter.leading_to(words.action(link))
        }
        Notice::ReviewOverdue { waiting, promised_days, link, items } => {
            overdue(*waiting, *promised_days, items, words).leading_to(words.action(link))
        }
        Notice::ResourceBorrowed { title, organization, is_translation, made, note, link } => {
            let body = if *is_translation { "body_translation" } else { "body_adaptation" };
            let letter = words.letter_of("subject", body, &[("title", title), ("organization", organization), ("made", made)]);
            letter.quoting(words.note_of("what_changed", note)).leading_to(words.action(link))
        }
        Notice::TranslationWanted { title, language, link } => {
            let letter = words.letter(&[("title", title), ("language", &words.language(language))]).adding(words.say("next", &[]));
            letter.leading_to(words.action(link))
        }
        Notice::TranslationThere { title, language, made, link } => {
            words.letter(&[("title", title), ("language", &words.language(language)), ("made", made)]).leading_to(words.action(link))
        }
        after => after::plan(after, words),
    }
}

fn overdue(waiting: usize, promised_days: i64, items: &[WaitingItem], words: &Words<'_>) -> Letter {
    let (subject, body) = if waiting == 1 { ("subject_one", "body_one") } else { ("subject_many", "body_many") };
    let letter = words.letter_of(subject, body, &[("waiting", &waiting.to_string()), ("days", &promised_days.to_string())]);
    Letter { items: waiting_items(waiting, items, words), ..letter }
}

fn invitation(organization: Option<&str>, inviter: Option<&str>, words: &Words<'_>) -> Letter {
    let (subject, body) = match (organization, inviter) {
        (None, None) => ("subject", "body"),
        (None, Some(_)) => ("subject", "body_by"),
        (Some(_), None) => ("subject_of", "body_of"),
        (Some(_), Some(_)) => ("subject_of", "body_of_by"),
    };
    words.letter_of(subject, body, &[("organization", organization.unwrap_or_default()), ("inviter", inviter.unwrap_or_default())])
}

fn digest(waiting: usize, oldest_days: u32, items: &[WaitingItem], words: &Words<'_>) -> Letter {
    let (subject, body) = if waiting == 1 { ("subject_one", "body_one") } else { ("subject_many", "body_many") };
    let letter = words.letter_of(subject, body, &[("waiting", &waiting.to_string()), ("age", &words.age(oldest_days))]);
    Letter { items: waiting_items(waiting, items, words), ..letter }
}

/// A line for each, and how many more there are.
fn waiting_items(waiting: usize, items: &[WaitingItem], words: &Words<'_>) -> Vec<String> {
    let line = |item: &WaitingItem| {
        let values = [("title", item.title.as_str()), ("organization", &item.organization), ("age", &words.age(item.days))];
        words.from("review_digest", "item", &values)
    };
    let unnamed = waiting.saturating_sub(items.len());
    let more = (unnamed > 0 && !items.is_empty()).then(|| words.from("review_digest", "more", &[("more", &unnamed.to_string())]));
    items.iter().map(line).chain(more).collect()
}

//! Letters about what happens after publication: reports, hiding and withdrawing, dates, links, uses.

use super::super::letters::{Item, Letter, Words};
use super::super::notice::{DatedItem, Notice};
use super::listing;

/// The plan of a letter of these kinds; an empty one for a notice of another.
pub(super) fn plan(notice: &Notice, words: &Words<'_>) -> Letter {
    match notice {
        Notice::ReportReceived { title, number, link } => {
            let letter = words.letter(&[("title", title), ("number", number)]);
            letter.leading_to(words.action(link)).ending(words.say("ignore", &[]))
        }
        Notice::ReportWaiting { title, what, link } => {
            let what = words.from("report_kinds", what.as_str(), &[]);
            let letter = words.letter(&[("title", title), ("what", &what)]).adding(words.say("next", &[]));
            letter.leading_to(words.action(link))
        }
        Notice::ReportAnswered { title, number, answer, link } => {
            let body = if answer.is_some() { "body_answered" } else { "body_closed" };
            let letter = words.letter_of("subject", body, &[("title", title), ("number", number)]);
            letter.quoting(words.note(answer)).leading_to(words.action(link))
        }
        Notice::ReportForOrganization { title, organization, what, message, link } => {
            let what = words.from("report_kinds", what.as_str(), &[]);
            let letter = words.letter(&[("title", title), ("organization", organization), ("what", &what)]);
            letter.quoting(words.quote(message)).leading_to(words.action(link)).ending(words.say("next", &[]))
        }
        Notice::RemovalRequested { title, organization, reason, link } => {
            let letter = words.letter(&[("title", title), ("organization", organization)]);
            letter.quoting(words.quote(reason)).leading_to(words.action(link))
        }
        Notice::RemovalDecided { title, is_granted, note } => {
            let (subject, body) = if *is_granted { ("subject_granted", "body_granted") } else { ("subject_refused", "body_refused") };
            words.letter_of(subject, body, &[("title", title)]).quoting(words.note(note))
        }
        Notice::ReviewDates { organization, count, items, is_asleep, link } => {
            dates(organization, *count, items, *is_asleep, words).leading_to(words.action(link)).ending(words.say("next", &[]))
        }
        Notice::DeadLink { title, url, link } => {
            let letter = words.letter(&[("title", title), ("url", url)]);
            letter.leading_to(words.action(link)).ending(words.say("next", &[]))
        }
        Notice::UseWaiting { title, organization, link } => {
            words.letter(&[("title", title), ("organization", organization)]).leading_to(words.action(link))
        }
        Notice::UseDecided { title, is_approved, note, link } => {
            let (subject, body) = if *is_approved { ("subject_approved", "body_approved") } else { ("subject_declined", "body_declined") };
            let letter = words.letter_of(subject, body, &[("title", title)]).quoting(words.note(note));
            if *is_approved { letter.leading_to(words.action(link)) } else { letter }
        }
        Notice::UseShared { title, organization, text, link } => {
            let letter = words.letter(&[("title", title), ("organization", organization)]);
            letter.quoting(words.quote(text)).leading_to(words.action(link))
        }
        other => taken_down(other, words),
    }
}

/// Hidden, withdrawn, and back again.
fn taken_down(notice: &Notice, words: &Words<'_>) -> Letter {
    match notice {
        Notice::ResourceHidden { title, reason, note, link } => {
            let reason = words.from("withdrawal_reasons", reason.as_str(), &[]);
            let letter = words.letter(&[("title", title), ("reason", &reason)]).quoting(words.quote(note));
            letter.leading_to(words.action(link)).ending(words.say("next", &[]))
        }
        Notice::HidingWaiting { title, organization, reason, days, link } => {
            let (reason, age) = (words.from("withdrawal_reasons", reason.as_str(), &[]), words.age(*days));
            let values =
                [("title", title.as_str()), ("organization", organization.as_str()), ("reason", reason.as_str()), ("age", age.as_str())];
            words.letter(&values).leading_to(words.action(link))
        }
        Notice::HidingStatement { title, organization, statement, link } => {
            let letter = words.letter(&[("title", title), ("organization", organization)]);
            letter.quoting(words.quote(statement)).leading_to(words.action(link))
        }
        Notice::ResourceWithdrawn { title, reason, note } => {
            let reason = words.from("withdrawal_reasons", reason.as_str(), &[]);
            words.letter(&[("title", title), ("reason", &reason)]).quoting(words.note(note))
        }
        Notice::ResourceRestored { title, note, link } => {
            words.letter(&[("title", title)]).quoting(words.note(note)).leading_to(words.action(link))
        }
        _ => Letter::default(),
    }
}

fn dates(organization: &str, count: usize, items: &[DatedItem], is_asleep: bool, words: &Words<'_>) -> Letter {
    let number = count.to_string();
    let values = [("organization", organization), ("count", number.as_str())];
    let body = words.say(if is_asleep { "body_asleep" } else { "body" }, &values);
    let item = |item: &DatedItem| Item { text: words.say("item", &[("title", &item.title), ("date", &words.date(item.date))]), link: None };
    listing(words.letter_for(count, body, &values), items.iter().map(item).collect(), count, words)
}

//! What each kind of letter says: an arm for each kind, its sentences under the name of the kind in the catalogues.

mod accounts;
mod after;
mod review;

use super::letters::{Item, Letter, List, Words};
use super::notice::{DigestGroup, NewItem, Notice, WaitingItem};

#[allow(clippy::too_many_lines, reason = "one arm for each kind of letter")]
pub(super) fn plan(notice: &Notice, words: &Words<'_>) -> Letter {
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
        Notice::Invitation { organization, inviter, has_account, link, expires_at } => {
            let next = if *has_account { "next_with_account" } else { "next" };
            let letter = invitation(organization.as_deref(), inviter.as_deref(), words).adding(words.say(next, &[]));
            letter.leading_to(words.action(link)).ending(words.valid_until(*expires_at))
        }
        Notice::SubmissionReceived { title, link } => {
            words.letter(&[("title", title)]).leading_to(words.action(link)).ending(words.say("next", &[]))
        }
        Notice::DecisionApproved { title, link, section, is_refiled, note } => {
            let section = words.section(*section);
            let letter = words.letter(&[("title", title), ("section", &section)]).adding(is_refiled.then(|| words.say("refiled", &[])));
            letter.quoting(words.note(note)).leading_to(words.action(link))
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
        Notice::SleepingDraft { title, days, link } => {
            let body = words.say_for("body", *days as usize, &[("title", title), ("days", &days.to_string())]);
            words.letter_saying(body, &[("title", title)]).leading_to(words.action(link)).ending(words.say("next", &[]))
        }
        Notice::Digest { groups, link } => summary(groups, words).leading_to(words.action(link)),
        Notice::Following { count, items, link } => news(*count, items, &[], words).leading_to(words.action(link)),
        Notice::SavedSearch { name, count, items, link } => news(*count, items, &[("name", name)], words).leading_to(words.action(link)),
        Notice::ContactMessage { name, email, message, link } => {
            let values = [("name", name.as_str()), ("email", email.as_str())];
            let letter = words.letter(&values).adding(words.say("next", &values));
            letter.quoting(words.note_of("message", &Some(message.clone()))).leading_to(words.action(link))
        }
        Notice::WebhookDisabled { url, since, failure, link } => {
            let letter = words.letter(&[("url", url), ("time", &words.time(*since))]);
            let failure = failure.as_ref().map(|failure| words.say("failure", &[("failure", failure)]));
            letter.adding(failure).adding(words.say("next", &[])).leading_to(words.action(link))
        }
        Notice::ConfirmAddress { link } => words.letter(&[]).leading_to(words.action(link)).ending(words.say("ignore", &[])),
        Notice::Test => words.letter(&[]),
        Notice::ApprovedUnderEmbargo { title, until, link } => {
            let letter = words.letter(&[("title", title), ("time", &words.time(*until))]).adding(words.say("lift", &[]));
            letter.leading_to(words.action(link))
        }
        Notice::ReviewOverdue { waiting, promised_days, link, items } => {
            let values: [(&str, &str); 2] = [("waiting", &waiting.to_string()), ("days", &promised_days.to_string())];
            let letter = words.letter_for(*waiting, words.say_for("body", *waiting, &values), &values);
            listing(letter, items.iter().map(|item| waiting_item(item, words)).collect(), *waiting, words).leading_to(words.action(link))
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
        Notice::DormancyAhead { organization, at, link } => {
            let (at, values) = (words.time(*at), [("organization", organization.as_str())]);
            words.letter(&[values[0], ("at", &at)]).adding(words.say("next", &[])).leading_to(words.action(link))
        }
        Notice::OrganizationNews { organization, other, person, note, link, .. } => {
            let (other, person) = (other.as_deref().unwrap_or_default(), person.as_deref().unwrap_or_default());
            let letter = words.letter(&[("organization", organization), ("other", other), ("person", person)]);
            let letter = letter.adding(words.if_said("next", &[])).quoting(words.quote_note(note));
            match link {
                Some(link) => letter.leading_to(words.action(link)),
                None => letter,
            }
        }
        Notice::CommentOfReviewers { .. }
        | Notice::CommentOfSubmitter { .. }
        | Notice::ClaimTaken { .. }
        | Notice::SecondLookAsked { .. }
        | Notice::SecondLookAnswered { .. }
        | Notice::ResourceRefiled { .. } => review::plan(notice, words),
        Notice::NewSignIn { .. }
        | Notice::PasswordChanged { .. }
        | Notice::ConfirmNewAddress { .. }
        | Notice::AddressChange { .. }
        | Notice::SecondFactorOn { .. }
        | Notice::SecondFactorOff { .. }
        | Notice::SecondFactorReset { .. }
        | Notice::RecoveryCodeUsed { .. }
        | Notice::TokenCreated { .. }
        | Notice::AccountDeactivated
        | Notice::AccountReactivated { .. }
        | Notice::AccountDeleted
        | Notice::SuccessorNamed { .. }
        | Notice::SuccessionAhead { .. }
        | Notice::SuccessionDone { .. }
        | Notice::MadeAdmin { .. }
        | Notice::AdminsFew { .. } => accounts::plan(notice, words),
        after => after::plan(after, words),
    }
}

/// The letters of a day, each by its subject, under the headings of their groups.
fn summary(groups: &[DigestGroup], words: &Words<'_>) -> Letter {
    let count = groups.iter().map(|group| group.items.len()).sum();
    let letter = words.letter_for(count, words.say("body", &[]), &[("count", &*count.to_string())]);
    groups.iter().fold(letter, |letter, group| {
        let items = group.items.iter().map(|(text, link)| Item { text: text.clone(), link: link.clone() }).collect();
        letter.listing(List { heading: Some(words.group(group.group)), items })
    })
}

/// New resources, each with its link.
fn news(count: usize, items: &[NewItem], values: &[(&str, &str)], words: &Words<'_>) -> Letter {
    let number = count.to_string();
    let all: Vec<_> = values.iter().copied().chain([("count", number.as_str())]).collect();
    let letter = words.letter_for(count, words.say("body", &all), &all);
    let item = |item: &NewItem| Item {
        text: match &item.organization {
            Some(organization) => words.say("item", &[("title", &item.title), ("organization", organization)]),
            None => words.say("item_of_a_member", &[("title", &item.title)]),
        },
        link: Some(item.link.clone()),
    };
    listing(letter, items.iter().map(item).collect(), count, words)
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
    let values = [("waiting", &*waiting.to_string()), ("age", &words.age(oldest_days))];
    let letter = words.letter_for(waiting, words.say_for("body", waiting, &values), &values);
    listing(letter, items.iter().map(|item| waiting_item(item, words)).collect(), waiting, words)
}

fn waiting_item(item: &WaitingItem, words: &Words<'_>) -> Item {
    let values = [("title", &*item.title), ("organization", &item.organization), ("age", &words.age(item.days))];
    Item { text: words.waiting_item(&values), link: None }
}

/// Adds the named ones of so many, and how many there are beside them.
fn listing(letter: Letter, mut items: Vec<Item>, count: usize, words: &Words<'_>) -> Letter {
    if items.is_empty() {
        return letter;
    }
    let unnamed = count.saturating_sub(items.len());
    if unnamed > 0 {
        items.push(Item { text: words.more(unnamed), link: None });
    }
    letter.listing(List { heading: None, items })
}

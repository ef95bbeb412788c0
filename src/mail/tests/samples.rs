//! A notice of each kind, as a job would make it.

use super::super::{Notice, Site, WaitingItem, render};
use crate::domain::{language::LanguageTag, time::Timestamp, words::Section};
use url::Url;

pub fn site() -> Site {
    Site { name: "Sharing Center".to_owned(), public_url: Url::parse("https://library.example.org/").unwrap() }
}

/// Subject and text part, as the reader of this language gets them.
pub fn shown(notice: &Notice, language: &str) -> String {
    let letter = render(notice, &LanguageTag::parse(language).unwrap(), &site());
    format!("Subject: {}\n\n{}", letter.subject, letter.text)
}

/// One of each kind.
pub fn all() -> Vec<Notice> {
    vec![
        confirm_application(),
        application_received(),
        application_waiting(),
        application_accepted(),
        application_declined(),
        invitation(),
        submission_received(),
        decision_approved(),
        decision_changes_requested(),
        decision_rejected(),
        password_reset(),
        review_digest(),
        contact_message(),
        webhook_disabled(),
        approved_under_embargo(),
        review_overdue(),
        resource_borrowed(),
        translation_wanted(),
        translation_there(),
    ]
}

fn link(path: &str) -> Url {
    site().public_url.join(path).unwrap()
}

fn organization() -> String {
    "Casa Abierta".to_owned()
}

fn title() -> String {
    "Facilitator's handbook".to_owned()
}

fn soon() -> Timestamp {
    Timestamp::parse("2026-11-29T09:05:00Z").unwrap()
}

pub fn confirm_application() -> Notice {
    Notice::ConfirmApplication { organization: organization(), link: link("confirm?token=abc") }
}

pub fn application_received() -> Notice {
    Notice::ApplicationReceived { organization: organization() }
}

pub fn application_waiting() -> Notice {
    Notice::ApplicationWaiting { organization: organization(), link: link("admin/organizations/1") }
}

pub fn application_accepted() -> Notice {
    Notice::ApplicationAccepted {
        organization: organization(),
        link: link("invitations?token=abc"),
        note: Some("Good to have you.\n\nSee you in March.".to_owned()),
    }
}

pub fn application_declined() -> Notice {
    Notice::ApplicationDeclined { organization: organization(), note: Some("The network is for peer support only.".to_owned()) }
}

pub fn invitation() -> Notice {
    Notice::Invitation {
        organization: Some(organization()),
        inviter: Some("Rosa Díaz".to_owned()),
        link: link("invitations?token=abc"),
        expires_at: soon(),
    }
}

pub fn bare_invitation() -> Notice {
    Notice::Invitation { organization: None, inviter: None, link: link("invitations?token=abc"), expires_at: soon() }
}

pub fn submission_received() -> Notice {
    Notice::SubmissionReceived { title: title(), link: link("submissions/1") }
}

pub fn decision_approved() -> Notice {
    Notice::DecisionApproved { title: title(), link: link("resources/1"), section: Section::TakeAction, note: None }
}

pub fn decision_changes_requested() -> Notice {
    Notice::DecisionChangesRequested {
        title: title(),
        reason: Some("people_identifiable".to_owned()),
        note: Some("Page 3 shows faces.\nPlease blur them.".to_owned()),
        link: link("submissions/1"),
    }
}

pub fn decision_rejected() -> Notice {
    Notice::DecisionRejected { title: title(), reason: Some("not_peer_support".to_owned()), note: None }
}

pub fn password_reset() -> Notice {
    Notice::PasswordReset { link: link("reset?token=abc"), expires_at: soon() }
}

pub fn review_digest() -> Notice {
    let item = |title: &str, days| WaitingItem { title: title.to_owned(), organization: organization(), days };
    Notice::ReviewDigest {
        waiting: 5,
        oldest_days: 12,
        link: link("reviews"),
        items: vec![item("Group agreements", 12), item("A first meeting", 1), item("Why peers?", 0)],
    }
}

pub fn small_digest() -> Notice {
    Notice::ReviewDigest { waiting: 1, oldest_days: 0, link: link("reviews"), items: Vec::new() }
}

pub fn contact_message() -> Notice {
    let (name, email) = ("Ana Sol".to_owned(), "ana@visitors.example".to_owned());
    Notice::ContactMessage { name, email, message: "How do we join?\nThank you!".to_owned(), link: link("/") }
}

pub fn webhook_disabled() -> Notice {
    let (url, failure) = ("https://hooks.example.org/library".to_owned(), Some("It answered 500.".to_owned()));
    Notice::WebhookDisabled { url, since: soon(), failure, link: link("/") }
}

pub fn approved_under_embargo() -> Notice {
    Notice::ApprovedUnderEmbargo { title: title(), until: soon(), link: link("submissions/1") }
}

pub fn review_overdue() -> Notice {
    let items = vec![WaitingItem { title: "Group agreements".to_owned(), organization: organization(), days: 16 }];
    Notice::ReviewOverdue { waiting: 2, promised_days: 14, link: link("reviews"), items }
}

pub fn resource_borrowed() -> Notice {
    Notice::ResourceBorrowed {
        title: title(),
        organization: organization(),
        is_translation: false,
        made: "A shorter handbook".to_owned(),
        note: Some("Cut to two hours.".to_owned()),
        link: link("resources/2"),
    }
}

pub fn translation_wanted() -> Notice {
    Notice::TranslationWanted { title: title(), language: french(), link: link("resources/1") }
}

pub fn translation_there() -> Notice {
    Notice::TranslationThere { title: title(), language: french(), made: "Manuel d’animation".to_owned(), link: link("resources/2") }
}

fn french() -> LanguageTag {
    LanguageTag::parse("fr").unwrap()
}

//! The kinds of mail there are, and what each needs to be written. A notice is made from the database when it is sent, never kept: what it
//! says is true at that time.

use crate::domain::{language::LanguageTag, time::Timestamp, words::Section};
use url::Url;

/// One mail, before it is put into words.
#[derive(Debug, Clone, serde::Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Notice {
    /// To the address given in an application: is it yours?
    ConfirmApplication {
        organization: String,
        link: Url,
    },
    ApplicationReceived {
        organization: String,
    },
    /// To the admins.
    ApplicationWaiting {
        organization: String,
        link: Url,
    },
    /// `link` leads to the invitation of its contact.
    ApplicationAccepted {
        organization: String,
        link: Url,
        note: Option<String>,
    },
    ApplicationDeclined {
        organization: String,
        note: Option<String>,
    },
    Invitation {
        organization: Option<String>,
        inviter: Option<String>,
        link: Url,
        expires_at: Timestamp,
    },
    SubmissionReceived {
        title: String,
        link: Url,
    },
    DecisionApproved {
        title: String,
        link: Url,
        section: Section,
        note: Option<String>,
    },
    DecisionChangesRequested {
        title: String,
        reason: Option<String>,
        note: Option<String>,
        link: Url,
    },
    DecisionRejected {
        title: String,
        reason: Option<String>,
        note: Option<String>,
    },
    PasswordReset {
        link: Url,
        expires_at: Timestamp,
    },
    /// To reviewers, once a day while something waits. `items` are the oldest first, and may be fewer than `waiting`.
    ReviewDigest {
        waiting: usize,
        oldest_days: u32,
        link: Url,
        items: Vec<WaitingItem>,
    },
    /// To reviewers: so much has waited for too long. `items` are the oldest first, and may be fewer.
    AgingQueue {
        count: usize,
        oldest_days: u32,
        link: Url,
        items: Vec<WaitingItem>,
    },
    /// To whoever began a submission and has not touched it for so many days.
    SleepingDraft {
        title: String,
        days: u32,
        link: Url,
    },
    /// The one summary of the day.
    Digest {
        groups: Vec<DigestGroup>,
        link: Url,
    },
    /// News of what someone follows. `items` are the newest first, and may be fewer than `count`.
    Following {
        count: usize,
        items: Vec<NewItem>,
        link: Url,
    },
    /// New results of a search that someone has saved.
    SavedSearch {
        name: String,
        count: usize,
        items: Vec<NewItem>,
        link: Url,
    },
    /// To an address from which mail came back, because its owner asks for it.
    ConfirmAddress {
        link: Url,
    },
    /// To the submitter: approved, and public only at the end of the embargo.
    ApprovedUnderEmbargo {
        title: String,
        until: Timestamp,
        link: Url,
    },
    /// To reviewers and admins: what has waited longer than was promised. `items` are the oldest first, and may be fewer than `waiting`.
    ReviewOverdue {
        waiting: usize,
        promised_days: i64,
        link: Url,
        items: Vec<WaitingItem>,
    },
    /// To the organization of the original.
    ResourceBorrowed {
        title: String,
        organization: String,
        is_translation: bool,
        /// What the new work is called.
        made: String,
        note: Option<String>,
        link: Url,
    },
    /// To the organization that shares it.
    TranslationWanted {
        title: String,
        language: LanguageTag,
        link: Url,
    },
    /// To whoever wished for it.
    TranslationThere {
        title: String,
        language: LanguageTag,
        made: String,
        link: Url,
    },
    /// What `commonshelf mail test` sends.
    Test,
}

/// What a summary says of one group of mail.
#[derive(Debug, Clone, serde::Serialize)]
pub struct DigestGroup {
    /// A word of [`MailGroup`](crate::domain::words::MailGroup).
    pub group: &'static str,
    /// For each letter its subject, and where its button leads.
    pub items: Vec<(String, Option<Url>)>,
}

/// A resource that is new in the library.
#[derive(Debug, Clone, serde::Serialize)]
pub struct NewItem {
    pub title: String,
    pub organization: String,
    pub link: Url,
}

/// A submission that waits for review.
#[derive(Debug, Clone, serde::Serialize)]
pub struct WaitingItem {
    pub title: String,
    pub organization: String,
    /// Whole days since it was submitted.
    pub days: u32,
}

impl Notice {
    /// The kind as it stands in rows and logs.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::ConfirmApplication { .. } => "confirm_application",
            Self::ApplicationReceived { .. } => "application_received",
            Self::ApplicationWaiting { .. } => "application_waiting",
            Self::ApplicationAccepted { .. } => "application_accepted",
            Self::ApplicationDeclined { .. } => "application_declined",
            Self::Invitation { .. } => "invitation",
            Self::SubmissionReceived { .. } => "submission_received",
            Self::DecisionApproved { .. } => "decision_approved",
            Self::DecisionChangesRequested { .. } => "decision_changes_requested",
            Self::DecisionRejected { .. } => "decision_rejected",
            Self::PasswordReset { .. } => "password_reset",
            Self::ReviewDigest { .. } => "review_digest",
            Self::AgingQueue { .. } => "aging_queue",
            Self::SleepingDraft { .. } => "sleeping_draft",
            Self::Digest { .. } => "digest",
            Self::Following { .. } => "following",
            Self::SavedSearch { .. } => "saved_search",
            Self::ConfirmAddress { .. } => "confirm_address",
            Self::Test => "test",
            Self::ApprovedUnderEmbargo { .. } => "approved_under_embargo",
            Self::ReviewOverdue { .. } => "review_overdue",
            Self::ResourceBorrowed { .. } => "resource_borrowed",
            Self::TranslationWanted { .. } => "translation_wanted",
            Self::TranslationThere { .. } => "translation_there",
        }
    }
}

//! The kinds of mail there are, and what each needs to be written. A notice is made from the database when it is sent, never kept: what it
//! says is true at that time.

use crate::domain::language::LanguageTag;
use crate::domain::time::Timestamp;
use crate::domain::words::{ReportKind, Section, WithdrawalReason};
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
    /// To admins: what a visitor wrote. An answer to the letter goes to the visitor.
    ContactMessage {
        name: String,
        email: String,
        message: String,
        link: Url,
    },
    /// To admins: nothing has arrived at a webhook since a time, and it was switched off.
    WebhookDisabled {
        url: String,
        since: Timestamp,
        failure: Option<String>,
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
    /// To whoever reported something and left an address.
    ReportReceived {
        title: String,
        number: String,
        link: Url,
    },
    /// To reviewers. What the report says stands behind the link only: it may be about a person.
    ReportWaiting {
        title: String,
        what: ReportKind,
        link: Url,
    },
    /// To whoever reported; without an answer it was closed.
    ReportAnswered {
        title: String,
        number: String,
        answer: Option<String>,
        link: Url,
    },
    ReportForOrganization {
        title: String,
        organization: String,
        what: ReportKind,
        message: String,
        link: Url,
    },
    ResourceHidden {
        title: String,
        reason: WithdrawalReason,
        note: String,
        link: Url,
    },
    /// To admins, at once and then every few days.
    HidingWaiting {
        title: String,
        organization: String,
        reason: WithdrawalReason,
        days: u32,
        link: Url,
    },
    HidingStatement {
        title: String,
        organization: String,
        statement: String,
        link: Url,
    },
    ResourceWithdrawn {
        title: String,
        reason: WithdrawalReason,
        note: Option<String>,
    },
    ResourceRestored {
        title: String,
        note: Option<String>,
        link: Url,
    },
    RemovalRequested {
        title: String,
        organization: String,
        reason: String,
        link: Url,
    },
    RemovalDecided {
        title: String,
        is_granted: bool,
        note: Option<String>,
    },
    /// What an organization shares that is to be looked at again, the most urgent first; `items` may be fewer than `count`. Where nobody there
    /// can look (`is_asleep`), to the reviewers.
    ReviewDates {
        organization: String,
        count: usize,
        items: Vec<DatedItem>,
        is_asleep: bool,
        link: Url,
    },
    DeadLink {
        title: String,
        url: String,
        link: Url,
    },
    UseWaiting {
        title: String,
        organization: String,
        link: Url,
    },
    UseDecided {
        title: String,
        is_approved: bool,
        note: Option<String>,
        link: Url,
    },
    /// To the organization whose resource was used.
    UseShared {
        title: String,
        organization: String,
        text: String,
        link: Url,
    },
}

/// A resource that is to be looked at by a date.
#[derive(Debug, Clone, serde::Serialize)]
pub struct DatedItem {
    pub title: String,
    pub date: Timestamp,
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
    /// Where an answer to the letter goes, if not to the library.
    pub fn reply_to(&self) -> Option<&str> {
        match self {
            Self::ContactMessage { email, .. } => Some(email),
            _ => None,
        }
    }

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
            Self::ContactMessage { .. } => "contact_message",
            Self::WebhookDisabled { .. } => "webhook_disabled",
            Self::ApprovedUnderEmbargo { .. } => "approved_under_embargo",
            Self::ReviewOverdue { .. } => "review_overdue",
            Self::ResourceBorrowed { .. } => "resource_borrowed",
            Self::TranslationWanted { .. } => "translation_wanted",
            Self::TranslationThere { .. } => "translation_there",
            Self::ReportReceived { .. } => "report_received",
            Self::ReportWaiting { .. } => "report_waiting",
            Self::ReportAnswered { .. } => "report_answered",
            Self::ReportForOrganization { .. } => "report_for_organization",
            Self::ResourceHidden { .. } => "resource_hidden",
            Self::HidingWaiting { .. } => "hiding_waiting",
            Self::HidingStatement { .. } => "hiding_statement",
            Self::ResourceWithdrawn { .. } => "resource_withdrawn",
            Self::ResourceRestored { .. } => "resource_restored",
            Self::RemovalRequested { .. } => "removal_requested",
            Self::RemovalDecided { .. } => "removal_decided",
            Self::ReviewDates { .. } => "review_dates",
            Self::DeadLink { .. } => "dead_link",
            Self::UseWaiting { .. } => "use_waiting",
            Self::UseDecided { .. } => "use_decided",
            Self::UseShared { .. } => "use_shared",
        }
    }
}

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
        /// Whether the reader has an account already, and need not make one.
        has_account: bool,
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
        /// The reviewers put it into another section than the submitter had.
        is_refiled: bool,
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
    /// To the owner of an account that was used from somewhere new.
    NewSignIn {
        /// What with, in words; empty where it did not say.
        device: String,
        at: Timestamp,
        link: Url,
    },
    PasswordChanged {
        link: Url,
    },
    /// To the new address: is it yours?
    ConfirmNewAddress {
        email: String,
        link: Url,
        expires_at: Timestamp,
    },
    /// To the old address; `link` leads to where it is stopped.
    AddressChange {
        email: String,
        link: Url,
    },
    SecondFactorOn {
        link: Url,
    },
    SecondFactorOff {
        link: Url,
    },
    SecondFactorReset {
        link: Url,
    },
    RecoveryCodeUsed {
        left: i64,
        link: Url,
    },
    TokenCreated {
        name: String,
        link: Url,
    },
    AccountDeactivated,
    AccountReactivated {
        link: Url,
    },
    AccountDeleted,
    SuccessorNamed {
        admin: String,
    },
    /// To the admins, before their successors take over.
    SuccessionAhead {
        last_seen: Timestamp,
        due_at: Timestamp,
        names: Vec<String>,
        link: Url,
    },
    /// To the admins, when they have.
    SuccessionDone {
        link: Url,
    },
    MadeAdmin {
        link: Url,
    },
    /// To the admins: a single one is left, or none was there for long.
    AdminsFew {
        is_alone: bool,
        /// Where none was there for long.
        away_since: Option<Timestamp>,
        link: Url,
    },
    /// The organization will be put to sleep at this time, unless someone of it is seen.
    DormancyAhead {
        organization: String,
        at: Timestamp,
        link: Url,
    },
    /// `link` only where there is something to do.
    OrganizationNews {
        news: OrganizationNews,
        organization: String,
        other: Option<String>,
        person: Option<String>,
        note: Option<String>,
        link: Option<Url>,
    },
    /// To reviewers, once a day while something waits. `items` are the oldest first, and may be fewer than `waiting`.
    ReviewDigest {
        waiting: usize,
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
    /// To the submitter; reviewers speak as one.
    CommentOfReviewers {
        title: String,
        text: String,
        link: Url,
    },
    /// To reviewers.
    CommentOfSubmitter {
        title: String,
        author: String,
        organization: String,
        text: String,
        link: Url,
    },
    /// To the reviewer who had claimed it.
    ClaimTaken {
        title: String,
        link: Url,
    },
    /// `reviewer` asks.
    SecondLookAsked {
        title: String,
        reviewer: String,
        question: Option<String>,
        link: Url,
    },
    /// `reviewer` answers.
    SecondLookAnswered {
        title: String,
        reviewer: String,
        answer: String,
        link: Url,
    },
    /// To the managers of its organization and to who sent it.
    ResourceRefiled {
        title: String,
        section: Section,
        note: Option<String>,
        link: Url,
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
    /// What `commonshelf mail test` sends.
    Test,
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
    /// Nothing, where it is a group that does not want to be named.
    pub organization: Option<String>,
    pub link: Url,
}

/// A resource that is to be looked at by a date.
#[derive(Debug, Clone, serde::Serialize)]
pub struct DatedItem {
    pub title: String,
    pub date: Timestamp,
}

/// What is to be said of an organization, where that is all there is to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OrganizationNews {
    /// `note`: why.
    Suspended,
    Reinstated,
    /// To the managers of either; `other` is the one that it became a part of.
    Merged,
    Closed,
    /// To the managers of `other`, which took over what `organization` shared.
    HandedOver,
    Dormant,
    /// To an admin: a change of the profile waits.
    EditWaiting,
    EditAccepted,
    EditDeclined,
    /// From the admins: `note` is what they ask.
    Question,
    /// To the admins: `note` is the answer.
    Answer,
    /// To those who answer; `person` asks, and `note` is what they say.
    JoinRequestWaiting,
    /// To the one who asked.
    JoinRequestAccepted,
    JoinRequestDeclined,
    /// To the member.
    MadeManager,
    MadeUploader,
    Removed,
    /// To the managers who stay.
    MemberLeft,
    /// To the one who invited.
    InvitationAccepted,
    InvitationDeclined,
}

impl OrganizationNews {
    pub const ALL: &'static [Self] = &[
        Self::Suspended,
        Self::Reinstated,
        Self::Merged,
        Self::Closed,
        Self::HandedOver,
        Self::Dormant,
        Self::EditWaiting,
        Self::EditAccepted,
        Self::EditDeclined,
        Self::Question,
        Self::Answer,
        Self::JoinRequestWaiting,
        Self::JoinRequestAccepted,
        Self::JoinRequestDeclined,
        Self::MadeManager,
        Self::MadeUploader,
        Self::Removed,
        Self::MemberLeft,
        Self::InvitationAccepted,
        Self::InvitationDeclined,
    ];

    /// Its section of the catalogues.
    pub fn section(self) -> &'static str {
        match self {
            Self::Suspended => "organization_suspended",
            Self::Reinstated => "organization_reinstated",
            Self::Merged => "organization_merged",
            Self::Closed => "organization_closed",
            Self::HandedOver => "resources_handed_over",
            Self::Dormant => "organization_dormant",
            Self::EditWaiting => "edit_waiting",
            Self::EditAccepted => "edit_accepted",
            Self::EditDeclined => "edit_declined",
            Self::Question => "organization_question",
            Self::Answer => "organization_answer",
            Self::JoinRequestWaiting => "join_request_waiting",
            Self::JoinRequestAccepted => "join_request_accepted",
            Self::JoinRequestDeclined => "join_request_declined",
            Self::MadeManager => "made_manager",
            Self::MadeUploader => "made_uploader",
            Self::Removed => "membership_removed",
            Self::MemberLeft => "member_left",
            Self::InvitationAccepted => "invitation_accepted",
            Self::InvitationDeclined => "invitation_declined",
        }
    }
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
    /// The section of the catalogues that has its sentences.
    pub fn section(&self) -> &'static str {
        match self {
            Self::OrganizationNews { news, .. } => news.section(),
            _ => self.kind(),
        }
    }

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
            Self::DormancyAhead { .. } => "dormancy_ahead",
            Self::OrganizationNews { .. } => "organization_news",
            Self::ReviewDigest { .. } => "review_digest",
            Self::NewSignIn { .. } => "new_sign_in",
            Self::PasswordChanged { .. } => "password_changed",
            Self::ConfirmNewAddress { .. } => "confirm_new_address",
            Self::AddressChange { .. } => "address_change",
            Self::SecondFactorOn { .. } => "second_factor_on",
            Self::SecondFactorOff { .. } => "second_factor_off",
            Self::SecondFactorReset { .. } => "second_factor_reset",
            Self::RecoveryCodeUsed { .. } => "recovery_code_used",
            Self::TokenCreated { .. } => "token_created",
            Self::AccountDeactivated => "account_deactivated",
            Self::AccountReactivated { .. } => "account_reactivated",
            Self::AccountDeleted => "account_deleted",
            Self::SuccessorNamed { .. } => "successor_named",
            Self::SuccessionAhead { .. } => "succession_ahead",
            Self::SuccessionDone { .. } => "succession_done",
            Self::MadeAdmin { .. } => "made_admin",
            Self::AdminsFew { .. } => "admins_few",
            Self::SleepingDraft { .. } => "sleeping_draft",
            Self::Digest { .. } => "digest",
            Self::Following { .. } => "following",
            Self::SavedSearch { .. } => "saved_search",
            Self::ConfirmAddress { .. } => "confirm_address",
            Self::Test => "test",
            Self::CommentOfReviewers { .. } => "comment_of_reviewers",
            Self::CommentOfSubmitter { .. } => "comment_of_submitter",
            Self::ClaimTaken { .. } => "claim_taken",
            Self::SecondLookAsked { .. } => "second_look_asked",
            Self::SecondLookAnswered { .. } => "second_look_answered",
            Self::ResourceRefiled { .. } => "resource_refiled",
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

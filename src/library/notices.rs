//! Whom to tell of what. A notice is a row and a job in the transaction of the act; the job writes the mail from what is true when it runs.

use crate::db::notifications::{self, NotificationRow};
use crate::db::users::{self, UserRow};
use crate::db::{Tx, jobs, memberships, organizations};
use crate::domain::ids::{NotificationId, OrganizationId, UserId};
use crate::domain::language::LanguageTag;
use crate::domain::time::Timestamp;
use crate::domain::words::{MembershipRole, OrganizationStatus, SiteRole, UserStatus};
use crate::error::Result;

/// The job that sends a notification.
pub const MAIL_JOB: &str = "mail";

/// One kind of mail, and what its `subject_id` names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// An organization: its contact is asked to confirm the address.
    ConfirmApplication,
    /// An organization: its contact is told that the application is in.
    ApplicationReceived,
    /// An organization: admins are told that it waits.
    ApplicationWaiting,
    /// An invitation: the accepted organization's contact.
    ApplicationAccepted,
    /// An organization.
    ApplicationDeclined,
    /// An invitation.
    Invitation,
    /// A submission.
    SubmissionReceived,
    /// A decision.
    Decision,
    /// A password reset.
    PasswordReset,
    /// A reviewer: what waits in the queue.
    ReviewDigest,
    /// A report: whoever reported gets the number.
    ReportReceived,
    /// A report: reviewers are told that it waits.
    ReportWaiting,
    /// A report: whoever reported is answered.
    ReportAnswered,
    /// A report: the organization that shares the resource.
    ReportForOrganization,
    /// A hiding: the organization whose resource it is.
    ResourceHidden,
    /// A hiding: admins are told that it waits, and reminded.
    HidingWaiting,
    /// A hiding: what the organization says to it, for those who decide.
    HidingStatement,
    /// A resource: the organization and whoever hid it.
    ResourceWithdrawn,
    /// A resource: the same.
    ResourceRestored,
    /// A removal request: admins are told that it waits.
    RemovalRequested,
    /// A removal request: the organization.
    RemovalDecided,
    /// An organization: what it shares that is to be looked at again.
    ReviewDates,
    /// A resource whose link leads nowhere.
    DeadLink,
    /// A use report: reviewers are told that it waits.
    UseWaiting,
    /// A use report: whoever wrote it.
    UseDecided,
    /// A use report that was approved: the organization whose resource was used.
    UseShared,
    /// A message that a visitor wrote to the admins.
    ContactMessage,
    /// A webhook at which nothing arrived for days.
    WebhookDisabled,
    /// A decision: approved, and public only when an embargo ends.
    ApprovedUnderEmbargo,
    /// A reviewer or an admin: what has waited longer than was promised.
    ReviewOverdue,
    /// A relation: the organization of the original is told that it was translated or adapted.
    ResourceBorrowed,
    /// A wish: the organization is told of the first one for a language.
    TranslationWanted,
    /// A wish: whoever had it is told that it is fulfilled.
    TranslationThere,
}

impl Kind {
    pub const ALL: &'static [Self] = &[
        Self::ConfirmApplication,
        Self::ApplicationReceived,
        Self::ApplicationWaiting,
        Self::ApplicationAccepted,
        Self::ApplicationDeclined,
        Self::Invitation,
        Self::SubmissionReceived,
        Self::Decision,
        Self::PasswordReset,
        Self::ReviewDigest,
        Self::ReportReceived,
        Self::ReportWaiting,
        Self::ReportAnswered,
        Self::ReportForOrganization,
        Self::ResourceHidden,
        Self::HidingWaiting,
        Self::HidingStatement,
        Self::ResourceWithdrawn,
        Self::ResourceRestored,
        Self::RemovalRequested,
        Self::RemovalDecided,
        Self::ReviewDates,
        Self::DeadLink,
        Self::UseWaiting,
        Self::UseDecided,
        Self::UseShared,
        Self::ContactMessage,
        Self::WebhookDisabled,
        Self::ApprovedUnderEmbargo,
        Self::ReviewOverdue,
        Self::ResourceBorrowed,
        Self::TranslationWanted,
        Self::TranslationThere,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::ConfirmApplication => "confirm_application",
            Self::ApplicationReceived => "application_received",
            Self::ApplicationWaiting => "application_waiting",
            Self::ApplicationAccepted => "application_accepted",
            Self::ApplicationDeclined => "application_declined",
            Self::Invitation => "invitation",
            Self::SubmissionReceived => "submission_received",
            Self::Decision => "decision",
            Self::PasswordReset => "password_reset",
            Self::ReviewDigest => "review_digest",
            Self::ReportReceived => "report_received",
            Self::ReportWaiting => "report_waiting",
            Self::ReportAnswered => "report_answered",
            Self::ReportForOrganization => "report_for_organization",
            Self::ResourceHidden => "resource_hidden",
            Self::HidingWaiting => "hiding_waiting",
            Self::HidingStatement => "hiding_statement",
            Self::ResourceWithdrawn => "resource_withdrawn",
            Self::ResourceRestored => "resource_restored",
            Self::RemovalRequested => "removal_requested",
            Self::RemovalDecided => "removal_decided",
            Self::ReviewDates => "review_dates",
            Self::DeadLink => "dead_link",
            Self::UseWaiting => "use_waiting",
            Self::UseDecided => "use_decided",
            Self::UseShared => "use_shared",
            Self::ContactMessage => "contact_message",
            Self::WebhookDisabled => "webhook_disabled",
            Self::ApprovedUnderEmbargo => "approved_under_embargo",
            Self::ReviewOverdue => "review_overdue",
            Self::ResourceBorrowed => "resource_borrowed",
            Self::TranslationWanted => "translation_wanted",
            Self::TranslationThere => "translation_there",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == text)
    }
}

/// Tells someone with a login, in their language.
pub fn tell_user(tx: &mut Tx, user: &UserRow, kind: Kind, subject: &dyn ToString, now: Timestamp) -> Result<()> {
    enqueue(tx, kind, Some(user), &user.email, &user.language, subject, now)
}

/// Tells someone who has no login yet.
pub fn tell_address(tx: &mut Tx, email: &str, language: &LanguageTag, kind: Kind, subject: &dyn ToString, now: Timestamp) -> Result<()> {
    enqueue(tx, kind, None, email, language, subject, now)
}

/// Tells each active admin.
pub fn tell_admins(tx: &mut Tx, kind: Kind, subject: &dyn ToString, now: Timestamp) -> Result<()> {
    tell_other_admins(tx, None, kind, subject, now)
}

/// Tells each active admin but the one who did it.
pub fn tell_other_admins(tx: &mut Tx, but: Option<UserId>, kind: Kind, subject: &dyn ToString, now: Timestamp) -> Result<()> {
    let admins = users::list_by_role(tx, &[SiteRole::Admin])?;
    tell_each(tx, admins, but, kind, subject, now)
}

/// Tells several people of one thing, each once; not those who have no login any more, and not the one who did it.
pub fn tell_each(
    tx: &mut Tx,
    mut people: Vec<UserRow>,
    but: Option<UserId>,
    kind: Kind,
    subject: &dyn ToString,
    now: Timestamp,
) -> Result<()> {
    people.sort_by_key(|user| user.id);
    people.dedup_by_key(|user| user.id);
    people.retain(|user| user.status == UserStatus::Active && Some(user.id) != but);
    people.iter().try_for_each(|user| tell_user(tx, user, kind, subject, now))
}

/// Those who answer for what an organization shares: its managers, or all members where none is one.
pub fn people_of(tx: &mut Tx, organization: OrganizationId) -> Result<Vec<UserRow>> {
    let people = memberships::list_users(tx, organization)?;
    let has_manager = people.iter().any(|(role, _)| *role == MembershipRole::Manager);
    Ok(people.into_iter().filter(|(role, _)| !has_manager || *role == MembershipRole::Manager).map(|(_, user)| user).collect())
}

/// Tells those who answer for an organization, whether it sleeps or not: what happens to its own.
pub fn tell_organization(
    tx: &mut Tx,
    organization: OrganizationId,
    but: Option<UserId>,
    kind: Kind,
    subject: &dyn ToString,
    now: Timestamp,
) -> Result<()> {
    let people = people_of(tx, organization)?;
    tell_each(tx, people, but, kind, subject, now)
}

/// Tells those who can do something about it: the organization's people, or where it sleeps or nobody is left, the reviewers.
pub fn tell_caretakers(tx: &mut Tx, organization: OrganizationId, kind: Kind, subject: &dyn ToString, now: Timestamp) -> Result<()> {
    let is_awake = organizations::find(tx, organization)?.status == OrganizationStatus::Active;
    let people = if is_awake { people_of(tx, organization)? } else { Vec::new() };
    if people.is_empty() { tell_reviewers(tx, None, kind, subject, now) } else { tell_each(tx, people, None, kind, subject, now) }
}

/// Tells reviewers and admins; not those who belong to an organization that must not learn of it or does not decide.
pub fn tell_reviewers(tx: &mut Tx, not_of: Option<OrganizationId>, kind: Kind, subject: &dyn ToString, now: Timestamp) -> Result<()> {
    let mut reviewers = users::list_by_role(tx, &[SiteRole::Reviewer, SiteRole::Admin])?;
    if let Some(organization) = not_of {
        let members: Vec<_> = memberships::list_users(tx, organization)?.into_iter().map(|(_, user)| user.id).collect();
        reviewers.retain(|reviewer| !members.contains(&reviewer.id));
    }
    tell_each(tx, reviewers, None, kind, subject, now)
}

fn enqueue(
    tx: &mut Tx,
    kind: Kind,
    user: Option<&UserRow>,
    email: &str,
    language: &LanguageTag,
    subject: &dyn ToString,
    now: Timestamp,
) -> Result<()> {
    let notification = NotificationRow {
        id: NotificationId::new(),
        kind: kind.as_str().to_owned(),
        user_id: user.map(|user| user.id),
        email: email.to_owned(),
        language: language.clone(),
        subject_id: subject.to_string(),
        created_at: now,
        sent_at: None,
    };
    notifications::insert(tx, &notification)?;
    jobs::enqueue(tx, MAIL_JOB, &notification.id, now, now)
}

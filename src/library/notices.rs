//! Whom to tell of what. A notice is a row and a job in the transaction of the act; the job writes the mail from what is true when it runs.

use crate::db::notifications::{self, NotificationRow};
use crate::db::users::{self, UserRow};
use crate::db::{Tx, jobs, memberships};
use crate::domain::ids::{NotificationId, OrganizationId, UserId};
use crate::domain::language::LanguageTag;
use crate::domain::time::Timestamp;
use crate::domain::words::{MembershipRole, SiteRole};
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
    /// A comment: the submitter reads it.
    CommentOfReviewers,
    /// A comment: reviewers read it.
    CommentOfSubmitter,
    /// A submission: another reviewer has taken it over.
    ClaimTaken,
    /// A second look.
    SecondLookAsked,
    /// A second look.
    SecondLookAnswered,
    /// A decision.
    ResourceRefiled,
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
        Self::CommentOfReviewers,
        Self::CommentOfSubmitter,
        Self::ClaimTaken,
        Self::SecondLookAsked,
        Self::SecondLookAnswered,
        Self::ResourceRefiled,
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
            Self::CommentOfReviewers => "comment_of_reviewers",
            Self::CommentOfSubmitter => "comment_of_submitter",
            Self::ClaimTaken => "claim_taken",
            Self::SecondLookAsked => "second_look_asked",
            Self::SecondLookAnswered => "second_look_answered",
            Self::ResourceRefiled => "resource_refiled",
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
    for admin in users::list_by_role(tx, &[SiteRole::Admin])? {
        tell_user(tx, &admin, kind, subject, now)?;
    }
    Ok(())
}

/// Tells those who manage an organization; where nobody does, everyone who belongs to it. Who did it is not told.
pub fn tell_organization(
    tx: &mut Tx,
    organization: OrganizationId,
    except: Option<UserId>,
    kind: Kind,
    subject: &dyn ToString,
    now: Timestamp,
) -> Result<()> {
    let mut people = memberships::list_users(tx, organization)?;
    if people.iter().any(|(role, _)| *role == MembershipRole::Manager) {
        people.retain(|(role, _)| *role == MembershipRole::Manager);
    }
    for (_, person) in people.iter().filter(|(_, person)| Some(person.id) != except) {
        tell_user(tx, person, kind, subject, now)?;
    }
    Ok(())
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

//! Whom to tell of what. A notice is a row and a job in the transaction of the act; the job writes the mail from what is true when it runs.

use super::mail_choices;
use crate::db::notifications::{self, NotificationRow};
use crate::db::submissions::SubmissionRow;
use crate::db::users::{self, UserRow};
use crate::db::{Tx, jobs, memberships};
use crate::domain::ids::{NotificationId, OrganizationId, UserId};
use crate::domain::language::LanguageTag;
use crate::domain::time::Timestamp;
use crate::domain::words::{MailDelivery, MailGroup, MembershipRole, SiteRole, UserStatus};
use crate::error::Result;

/// The job that sends a notification.
pub const MAIL_JOB: &str = "mail";

/// Makes the enum and all that is said of its kinds from one list.
macro_rules! kinds {
    ($($(#[$doc:meta])+ $kind:ident = $word:literal in $group:ident,)+) => {
        /// One kind of mail: what its `subject_id` names, the word that stands in rows, and the group that it belongs to, which says whether
        /// people may choose how it comes ([`MailGroup`]).
        ///
        /// **A new kind** is a line here; a variant of [`Notice`](crate::mail::Notice), with its word; an arm in the plans of letters
        /// (`mail/plans.rs`), with sentences under its word in the four catalogues (`mail/catalogues`); an arm in [`jobs::mail`](crate::jobs)
        /// that makes the notice of what is true then; a sample (`mail/tests/samples.rs`) and its snapshot in each language. What is missing
        /// of these does not compile or fails a test.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Kind { $($(#[$doc])+ $kind,)+ }

        impl Kind {
            pub const ALL: &'static [Self] = &[$(Self::$kind,)+];

            pub fn as_str(self) -> &'static str {
                match self { $(Self::$kind => $word,)+ }
            }

            pub fn group(self) -> MailGroup {
                match self { $(Self::$kind => MailGroup::$group,)+ }
            }

            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.as_str() == text)
            }
        }
    };
}

kinds! {
    /// An organization: its contact is asked to confirm the address.
    ConfirmApplication = "confirm_application" in Security,
    /// An organization: its contact is told that the application is in.
    ApplicationReceived = "application_received" in Security,
    /// An organization: admins are told that it waits.
    ApplicationWaiting = "application_waiting" in Administration,
    /// An invitation: the accepted organization's contact.
    ApplicationAccepted = "application_accepted" in Decisions,
    /// An organization.
    ApplicationDeclined = "application_declined" in Decisions,
    /// An invitation.
    Invitation = "invitation" in Security,
    /// A submission.
    SubmissionReceived = "submission_received" in Submissions,
    /// A decision.
    Decision = "decision" in Decisions,
    /// A password reset.
    PasswordReset = "password_reset" in Security,
    /// A reviewer: what waits in the queue.
    ReviewDigest = "review_digest" in Review,
    /// A reviewer: what has waited in the queue for too long.
    AgingQueue = "aging_queue" in Review,
    /// A submission that its submitter has not gone on with.
    SleepingDraft = "sleeping_draft" in Submissions,
    /// A user: all that waits for the one summary of the day, of whatever group.
    Digest = "digest" in Submissions,
    /// A user: what is new in what they follow.
    Following = "following" in Following,
    /// A saved search: what it finds that is new.
    SavedSearch = "saved_search" in SavedSearches,
    /// A user: mail to their address came back, and they ask to try again.
    ConfirmAddress = "confirm_address" in Security,
    /// A decision: approved, and public only when an embargo ends.
    ApprovedUnderEmbargo = "approved_under_embargo" in Decisions,
    /// A reviewer or an admin: what has waited longer than was promised.
    ReviewOverdue = "review_overdue" in Review,
    /// A relation: the organization of the original is told that it was translated or adapted.
    ResourceBorrowed = "resource_borrowed" in Organization,
    /// A wish: the organization is told of the first one for a language.
    TranslationWanted = "translation_wanted" in Organization,
    /// A wish: whoever had it is told that it is fulfilled.
    TranslationThere = "translation_there" in Following,
}

/// Tells someone with a login, in their language and in the way that they have chosen for such mail: at once, in the summary of the day, or not
/// at all. Whoever was deactivated hears of their account and of nothing else.
pub fn tell_user(tx: &mut Tx, user: &UserRow, kind: Kind, subject: &dyn ToString, now: Timestamp) -> Result<()> {
    if user.status != UserStatus::Active && kind.group() != MailGroup::Security {
        return Ok(());
    }
    match mail_choices::delivery(tx, user.id, kind.group())? {
        MailDelivery::AtOnce => tell_user_at_once(tx, user, kind, subject, now),
        MailDelivery::Daily => notifications::insert(tx, &NotificationRow { waits_for_digest: true, ..row_for(user, kind, subject, now) }),
        MailDelivery::Never => Ok(()),
    }
}

/// Tells someone whatever they have chosen: for what comes round by itself, and has looked at their choice.
pub fn tell_user_at_once(tx: &mut Tx, user: &UserRow, kind: Kind, subject: &dyn ToString, now: Timestamp) -> Result<()> {
    enqueue(tx, &row_for(user, kind, subject, now), now)
}

/// Tells someone who has no login yet, or at an address that is not (or not any more) the one of their login.
pub fn tell_address(tx: &mut Tx, email: &str, language: &LanguageTag, kind: Kind, subject: &dyn ToString, now: Timestamp) -> Result<()> {
    enqueue(tx, &row(None, email, language, kind, subject, now), now)
}

/// Tells each active admin.
pub fn tell_admins(tx: &mut Tx, kind: Kind, subject: &dyn ToString, now: Timestamp) -> Result<()> {
    for admin in users::list_by_role(tx, &[SiteRole::Admin])? {
        tell_user(tx, &admin, kind, subject, now)?;
    }
    Ok(())
}

/// Tells whoever made a submission. Where they have left the organization or were deactivated, its managers hear of it in their place: somebody
/// has to, and not somebody who has no more to do with it.
pub fn tell_submitter(tx: &mut Tx, submission: &SubmissionRow, kind: Kind, subject: &dyn ToString, now: Timestamp) -> Result<()> {
    let submitter = users::find(tx, submission.created_by)?;
    let belongs = memberships::get(tx, submitter.id, submission.organization_id)?.is_some();
    if belongs && submitter.status == UserStatus::Active {
        return tell_user(tx, &submitter, kind, subject, now);
    }
    tell_organization(tx, submission.organization_id, None, kind, subject, now)
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

fn row_for(user: &UserRow, kind: Kind, subject: &dyn ToString, now: Timestamp) -> NotificationRow {
    row(Some(user.id), &user.email, &user.language, kind, subject, now)
}

fn row(user: Option<UserId>, email: &str, language: &LanguageTag, kind: Kind, subject: &dyn ToString, now: Timestamp) -> NotificationRow {
    NotificationRow {
        id: NotificationId::new(),
        kind: kind.as_str().to_owned(),
        user_id: user,
        email: email.to_owned(),
        language: language.clone(),
        subject_id: subject.to_string(),
        created_at: now,
        sent_at: None,
        waits_for_digest: false,
        bounced_at: None,
    }
}

fn enqueue(tx: &mut Tx, notification: &NotificationRow, now: Timestamp) -> Result<()> {
    notifications::insert(tx, notification)?;
    jobs::enqueue(tx, MAIL_JOB, &notification.id, now, now)
}

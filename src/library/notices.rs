//! Whom to tell of what. A notice is a row and a job in the transaction of the act; the job writes the mail from what is true when it runs.

use super::mail_choices;
use crate::db::notifications::{self, NotificationRow};
use crate::db::organizations::OrganizationRow;
use crate::db::submissions::SubmissionRow;
use crate::db::users::{self, UserRow};
use crate::db::{Tx, jobs, memberships, organizations};
use crate::domain::ids::{NotificationId, OrganizationId, UserId};
use crate::domain::language::LanguageTag;
use crate::domain::time::Timestamp;
use crate::domain::words::{MailDelivery, MailGroup, MembershipRole, OrganizationStatus, SiteRole, UserStatus};
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
    /// A session: its account was used from somewhere new.
    NewSignIn = "new_sign_in" in Security,
    /// A user.
    PasswordChanged = "password_changed" in Security,
    /// A change of address: the new one is asked to confirm.
    ConfirmNewAddress = "confirm_new_address" in Security,
    /// A change of address: the old one may stop it.
    AddressChange = "address_change" in Security,
    /// A user.
    SecondFactorOn = "second_factor_on" in Security,
    /// A user.
    SecondFactorOff = "second_factor_off" in Security,
    /// A user: an admin did it.
    SecondFactorReset = "second_factor_reset" in Security,
    /// A user.
    RecoveryCodeUsed = "recovery_code_used" in Security,
    /// A token for programs.
    TokenCreated = "token_created" in Security,
    /// A user.
    AccountDeactivated = "account_deactivated" in Security,
    /// A user.
    AccountReactivated = "account_reactivated" in Security,
    /// A user who is no more: the row goes when the letter is sent.
    AccountDeleted = "account_deleted" in Security,
    /// An admin: whom they named is told.
    SuccessorNamed = "successor_named" in Security,
    /// An admin: successors are about to take over.
    SuccessionAhead = "succession_ahead" in Security,
    /// An admin: they have.
    SuccessionDone = "succession_done" in Security,
    /// A user who took over.
    MadeAdmin = "made_admin" in Security,
    /// An admin: few are left, or none was there for long.
    AdminsFew = "admins_few" in Security,
    /// A comment: the submitter reads it.
    CommentOfReviewers = "comment_of_reviewers" in Submissions,
    /// A comment: reviewers read it.
    CommentOfSubmitter = "comment_of_submitter" in Review,
    /// A submission: another reviewer has taken it over.
    ClaimTaken = "claim_taken" in Review,
    /// A second look.
    SecondLookAsked = "second_look_asked" in Review,
    /// A second look.
    SecondLookAnswered = "second_look_answered" in Review,
    /// A decision.
    ResourceRefiled = "resource_refiled" in Decisions,
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
    /// An organization.
    OrganizationSuspended = "organization_suspended" in Decisions,
    /// An organization whose suspension was lifted.
    OrganizationReinstated = "organization_reinstated" in Decisions,
    /// An organization of which nobody was seen for long.
    DormancyAhead = "dormancy_ahead" in Organization,
    /// An organization that was put to sleep.
    OrganizationDormant = "organization_dormant" in Organization,
    /// The organization that became a part of another.
    OrganizationMerged = "organization_merged" in Decisions,
    /// An organization.
    OrganizationClosed = "organization_closed" in Decisions,
    /// The organization that was closed and, after a space, the one that took its resources over: whose managers are told.
    ResourcesHandedOver = "resources_handed_over" in Organization,
    /// An edit: admins are told that it waits.
    EditWaiting = "edit_waiting" in Administration,
    /// An edit: whoever proposed it.
    EditDecided = "edit_decided" in Decisions,
    /// A message of an admin to an organization.
    OrganizationQuestion = "organization_question" in Organization,
    /// A message of an organization to the admins.
    OrganizationAnswer = "organization_answer" in Administration,
    /// A request to join: the managers, or where there are none the admins.
    JoinRequestWaiting = "join_request_waiting" in Organization,
    /// A request to join: whoever asked.
    JoinRequestAnswered = "join_request_answered" in Decisions,
    /// An organization: the member whose role there changed, or who was removed.
    MembershipChanged = "membership_changed" in Decisions,
    /// An organization and a user, with a space between: the managers who stay.
    MemberLeft = "member_left" in Organization,
    /// An invitation: whoever sent it.
    InvitationAnswered = "invitation_answered" in Organization,
    /// A report: whoever reported gets the number.
    ReportReceived = "report_received" in Takedown,
    /// A report: reviewers are told that it waits.
    ReportWaiting = "report_waiting" in Review,
    /// A report: whoever reported is answered.
    ReportAnswered = "report_answered" in Takedown,
    /// A report: the organization that shares the resource.
    ReportForOrganization = "report_for_organization" in Takedown,
    /// A hiding: the organization whose resource it is.
    ResourceHidden = "resource_hidden" in Takedown,
    /// A hiding: admins are told that it waits, and reminded.
    HidingWaiting = "hiding_waiting" in Takedown,
    /// A hiding: what the organization says to it, for those who decide.
    HidingStatement = "hiding_statement" in Takedown,
    /// A resource: the organization and whoever hid it.
    ResourceWithdrawn = "resource_withdrawn" in Takedown,
    /// A resource: the same.
    ResourceRestored = "resource_restored" in Takedown,
    /// A removal request: admins are told that it waits.
    RemovalRequested = "removal_requested" in Takedown,
    /// A removal request: the organization.
    RemovalDecided = "removal_decided" in Takedown,
    /// An organization: what it shares that is to be looked at again.
    ReviewDates = "review_dates" in Organization,
    /// A resource whose link leads nowhere.
    DeadLink = "dead_link" in Organization,
    /// A use report: reviewers are told that it waits.
    UseWaiting = "use_waiting" in Review,
    /// A use report: whoever wrote it.
    UseDecided = "use_decided" in Decisions,
    /// A use report that was approved: the organization whose resource was used.
    UseShared = "use_shared" in Organization,
    /// A message that a visitor wrote to the admins.
    ContactMessage = "contact_message" in Administration,
    /// A webhook at which nothing arrived for days.
    WebhookDisabled = "webhook_disabled" in Administration,
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

/// Tells someone with a login at another address than the account's, whatever they have chosen: for what concerns the account.
pub fn tell_user_at(tx: &mut Tx, user: &UserRow, email: &str, kind: Kind, subject: &dyn ToString, now: Timestamp) -> Result<()> {
    enqueue(tx, &row(Some(user.id), email, &user.language, kind, subject, now), now)
}

/// Tells someone who has no login yet, or at an address that is not (or not any more) the one of their login.
pub fn tell_address(tx: &mut Tx, email: &str, language: &LanguageTag, kind: Kind, subject: &dyn ToString, now: Timestamp) -> Result<()> {
    enqueue(tx, &row(None, email, language, kind, subject, now), now)
}

/// Tells each active admin.
pub fn tell_admins(tx: &mut Tx, kind: Kind, subject: &dyn ToString, now: Timestamp) -> Result<()> {
    tell_other_admins(tx, None, kind, subject, now)
}

/// Tells these people, but not the one who did it.
pub fn tell_others(
    tx: &mut Tx,
    people: &[UserRow],
    actor: Option<UserId>,
    kind: Kind,
    subject: &dyn ToString,
    now: Timestamp,
) -> Result<()> {
    tell_each(tx, people.to_vec(), actor, kind, subject, now)
}

/// Tells those who manage an organization; its contact, as long as nobody does. Never the one who did it.
pub fn tell_managers(
    tx: &mut Tx,
    organization: &OrganizationRow,
    actor: Option<UserId>,
    kind: Kind,
    subject: &dyn ToString,
    now: Timestamp,
) -> Result<()> {
    let managers = memberships::list_people(tx, organization.id, &[MembershipRole::Manager])?;
    if managers.is_empty() && !organization.contact_email.is_empty() {
        return tell_address(tx, &organization.contact_email, &organization.contact_language, kind, subject, now);
    }
    tell_each(tx, managers, actor, kind, subject, now)
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

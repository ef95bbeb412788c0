//! What mail says of organizations and of the people in them. Where the world has moved on since it was left to be written, nothing is said.

use super::{link, page};
use crate::app::App;
use crate::auth::keys::LinkPurpose;
use crate::db::notifications::NotificationRow;
use crate::db::{AnyConn, invitations, join_requests, memberships, organization_edits, organization_messages, organizations, users};
use crate::domain::ids::{EditId, InvitationId, JoinRequestId, MessageId, OrganizationId, UserId};
use crate::domain::words::{EditStatus, InvitationStatus, JoinRequestStatus, MembershipRole, OrganizationStatus};
use crate::error::{Error, Result};
use crate::library::notices::Kind;
use crate::library::organizations::standing;
use crate::mail::{Notice, OrganizationNews as News};

/// News of which not every part is always there.
struct Told {
    news: News,
    organization: String,
    other: Option<String>,
    person: Option<String>,
    note: Option<String>,
    leads_somewhere: bool,
}

impl Told {
    fn of(news: News, organization: String) -> Self {
        Self { news, organization, other: None, person: None, note: None, leads_somewhere: false }
    }

    fn leading(self) -> Self {
        Self { leads_somewhere: true, ..self }
    }
}

pub fn write(app: &App, c: &mut AnyConn, kind: Kind, notification: &NotificationRow) -> Result<Option<Notice>> {
    let subject = notification.subject_id.as_str();
    let told = match kind {
        Kind::DormancyAhead => return dormancy_ahead(app, c, OrganizationId::parse(subject)?),
        Kind::OrganizationQuestion => return question(app, c, MessageId::parse(subject)?),
        Kind::EditWaiting | Kind::EditDecided => about_edit(c, kind, EditId::parse(subject)?)?,
        Kind::OrganizationAnswer => answer(c, MessageId::parse(subject)?)?,
        Kind::JoinRequestWaiting | Kind::JoinRequestAnswered => about_join_request(c, kind, JoinRequestId::parse(subject)?)?,
        Kind::MembershipChanged => membership_changed(c, OrganizationId::parse(subject)?, notification.user_id)?,
        Kind::MemberLeft => member_left(c, subject)?,
        Kind::ResourcesHandedOver => handed_over(c, subject)?,
        Kind::InvitationAnswered => about_invitation(c, InvitationId::parse(subject)?)?,
        _ => about_standing(c, kind, OrganizationId::parse(subject)?)?,
    };
    told.map(|told| notice(app, told)).transpose()
}

fn notice(app: &App, told: Told) -> Result<Notice> {
    let link = told.leads_somewhere.then(|| page(app, "/")).transpose()?;
    let Told { news, organization, other, person, note, .. } = told;
    Ok(Notice::OrganizationNews { news, organization, other, person, note, link })
}

fn dormancy_ahead(app: &App, c: &mut AnyConn, id: OrganizationId) -> Result<Option<Notice>> {
    let row = organizations::find(c, id)?;
    if row.warned_at.is_none() || row.status != OrganizationStatus::Active {
        return Ok(None);
    }
    Ok(Some(Notice::DormancyAhead { at: standing::sleeps_at(c, &row)?, organization: row.name, link: page(app, "/")? }))
}

/// An applicant answers by a link of their own; who has an account signs in.
fn question(app: &App, c: &mut AnyConn, id: MessageId) -> Result<Option<Notice>> {
    let message = organization_messages::find(c, id)?;
    let row = organizations::find(c, message.organization_id)?;
    let link = match row.status {
        OrganizationStatus::Applied => link(app, "/questions", LinkPurpose::ApplicationQuestion, row.id.uuid())?,
        _ => page(app, "/")?,
    };
    let (news, note) = (News::Question, Some(message.text));
    Ok(Some(Notice::OrganizationNews { news, organization: row.name, other: None, person: None, note, link: Some(link) }))
}

fn answer(c: &mut AnyConn, id: MessageId) -> Result<Option<Told>> {
    let message = organization_messages::find(c, id)?;
    let told = Told::of(News::Answer, organizations::find(c, message.organization_id)?.name).leading();
    Ok(Some(Told { note: Some(message.text), ..told }))
}

/// Of how an organization stands now, if that is still what there was to tell.
fn about_standing(c: &mut AnyConn, kind: Kind, id: OrganizationId) -> Result<Option<Told>> {
    let row = organizations::find(c, id)?;
    let (news, status) = match kind {
        Kind::OrganizationSuspended => (News::Suspended, OrganizationStatus::Suspended),
        Kind::OrganizationReinstated => (News::Reinstated, OrganizationStatus::Active),
        Kind::OrganizationDormant => (News::Dormant, OrganizationStatus::Dormant),
        Kind::OrganizationMerged => (News::Merged, OrganizationStatus::Merged),
        _ => (News::Closed, OrganizationStatus::Closed),
    };
    if row.status != status {
        return Ok(None);
    }
    if news == News::Dormant {
        return Ok(Some(Told::of(news, row.name).leading()));
    }
    let other = row.merged_into.map(|into| organizations::find(c, into)).transpose()?.map(|into| into.name);
    Ok(Some(Told { other, note: row.status_reason, ..Told::of(news, row.name) }))
}

fn handed_over(c: &mut AnyConn, subject: &str) -> Result<Option<Told>> {
    let (closed, heir) = pair(subject)?;
    let (closed, heir) = (OrganizationId::parse(closed)?, OrganizationId::parse(heir)?);
    let other = Some(organizations::find(c, heir)?.name);
    Ok(Some(Told { other, ..Told::of(News::HandedOver, organizations::find(c, closed)?.name) }))
}

/// Of two, with a space between.
fn pair(subject: &str) -> Result<(&str, &str)> {
    subject.split_once(' ').ok_or_else(|| Error::internal("writing mail", "a subject of two that is one"))
}

fn about_edit(c: &mut AnyConn, kind: Kind, id: EditId) -> Result<Option<Told>> {
    let edit = organization_edits::find(c, id)?;
    let organization = organizations::find(c, edit.organization_id)?.name;
    let person = users::get(c, edit.proposed_by)?.map(|user| user.name);
    let news = match (kind, edit.status) {
        (Kind::EditWaiting, EditStatus::Waiting) => News::EditWaiting,
        (Kind::EditDecided, EditStatus::Accepted) => News::EditAccepted,
        (Kind::EditDecided, EditStatus::Declined) => News::EditDeclined,
        _ => return Ok(None),
    };
    let told = Told { person, note: edit.note, ..Told::of(news, organization) };
    Ok(Some(if news == News::EditWaiting { told.leading() } else { told }))
}

fn about_join_request(c: &mut AnyConn, kind: Kind, id: JoinRequestId) -> Result<Option<Told>> {
    let request = join_requests::find(c, id)?;
    let organization = organizations::find(c, request.organization_id)?.name;
    let person = users::get(c, request.user_id)?.map(|user| user.name);
    let (news, note) = match (kind, request.status) {
        (Kind::JoinRequestWaiting, JoinRequestStatus::Open) => (News::JoinRequestWaiting, request.message),
        (Kind::JoinRequestAnswered, JoinRequestStatus::Accepted) => (News::JoinRequestAccepted, request.note),
        (Kind::JoinRequestAnswered, JoinRequestStatus::Declined) => (News::JoinRequestDeclined, request.note),
        _ => return Ok(None),
    };
    let told = Told { person, note, ..Told::of(news, organization) };
    Ok(Some(if news == News::JoinRequestDeclined { told } else { told.leading() }))
}

fn membership_changed(c: &mut AnyConn, id: OrganizationId, member: Option<UserId>) -> Result<Option<Told>> {
    let member = member.ok_or_else(|| Error::internal("writing mail", "a member without an account"))?;
    let news = match memberships::get(c, member, id)?.map(|membership| membership.role) {
        Some(MembershipRole::Manager) => News::MadeManager,
        Some(MembershipRole::Uploader) => News::MadeUploader,
        None => News::Removed,
    };
    Ok(Some(Told::of(news, organizations::find(c, id)?.name)))
}

fn member_left(c: &mut AnyConn, subject: &str) -> Result<Option<Told>> {
    let (id, member) = pair(subject)?;
    let (id, member) = (OrganizationId::parse(id)?, UserId::parse(member)?);
    let Some(person) = users::get(c, member)?.map(|user| user.name) else { return Ok(None) };
    Ok(Some(Told { person: Some(person), ..Told::of(News::MemberLeft, organizations::find(c, id)?.name) }))
}

fn about_invitation(c: &mut AnyConn, id: InvitationId) -> Result<Option<Told>> {
    let invitation = invitations::find(c, id)?;
    let news = match invitation.status {
        InvitationStatus::Accepted => News::InvitationAccepted,
        InvitationStatus::Declined => News::InvitationDeclined,
        InvitationStatus::Open | InvitationStatus::Revoked => return Ok(None),
    };
    let Some(organization) = invitation.organization_id.map(|id| organizations::find(c, id)).transpose()? else { return Ok(None) };
    let person = invitation.user_id.map(|id| users::get(c, id)).transpose()?.flatten().map_or(invitation.email, |user| user.name);
    Ok(Some(Told { person: Some(person), ..Told::of(news, organization.name) }))
}

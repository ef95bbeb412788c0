//! The actors: proofs that someone is signed in, is a reviewer, is an admin. Only this module makes them.
//!
//! Roles and memberships are read from the database for each request, so that a change of role or a deactivation works at once.

use super::tokens::{self, Tokens};
use crate::db::memberships::{self, Membership};
use crate::db::submissions::SubmissionRow;
use crate::db::users::{self, UserRow};
use crate::db::{AnyConn, api_tokens, sessions};
use crate::domain::ids::{ApiTokenId, OrganizationId, SessionId, UserId};
use crate::domain::language::LanguageTag;
use crate::domain::scopes::Scopes;
use crate::domain::time::Timestamp;
use crate::domain::words::{MembershipRole, OrganizationStatus, SiteRole, TokenScope, UserStatus};
use crate::error::{Error, Result};

/// How someone proved who they are.
#[derive(Clone, Copy)]
enum Via {
    Session(SessionId),
    /// A token for programs, and whether its last use is to be written down.
    Token(ApiTokenId, bool),
}

/// Someone who is signed in.
#[derive(Clone)]
pub struct User {
    row: UserRow,
    via: Via,
    memberships: Vec<Membership>,
}

impl User {
    /// Turns an access token into a person, if its session lives and the account is active.
    pub fn authenticate(c: &mut AnyConn, tokens: &Tokens, bearer: &str, now: Timestamp) -> Result<Self> {
        Self::authenticate_for(c, tokens, bearer, None, now)
    }

    /// As [`Self::authenticate`]; also takes a token for programs that has the scope which is needed. Where none is named, no such token will do.
    pub fn authenticate_for(c: &mut AnyConn, tokens: &Tokens, bearer: &str, needed: Option<TokenScope>, now: Timestamp) -> Result<Self> {
        let (user, via, scopes) = match tokens::is_api_token(bearer) {
            true => {
                let token = api_tokens::get_by_hash(c, &tokens::hash_secret(bearer))?;
                let token = token.filter(|token| token.ended_at.is_none() && token.expires_at > now).ok_or_else(tokens::invalid)?;
                let is_fresh_hour = token.last_used_at.is_none_or(|used| used < now.hour());
                (token.user_id, Via::Token(token.id, is_fresh_hour), Some(token.scopes))
            }
            false => {
                let (user, session) = tokens.read(bearer, now)?;
                let session = sessions::get(c, session)?;
                let session = session.filter(|session| session.user_id == user && session.ended_at.is_none() && session.expires_at > now);
                (user, Via::Session(session.ok_or_else(tokens::invalid)?.id), None)
            }
        };
        let row = users::get(c, user)?.filter(|user| user.status == UserStatus::Active).ok_or_else(tokens::invalid)?;
        if let Some(scopes) = scopes {
            check_scope(&scopes, needed)?;
        }
        let memberships = memberships::list_of_user(c, user)?;
        Ok(Self { row, via, memberships })
    }

    pub fn id(&self) -> UserId {
        self.row.id
    }

    /// The session that the request belongs to. A program with a token has none.
    pub fn session(&self) -> Result<SessionId> {
        match self.via {
            Via::Session(id) => Ok(id),
            Via::Token(..) => Err(session_only()),
        }
    }

    /// The token that was used, where its last use is older than this hour and has to be written down.
    pub fn token_to_note(&self) -> Option<ApiTokenId> {
        match self.via {
            Via::Token(id, true) => Some(id),
            Via::Token(_, false) | Via::Session(_) => None,
        }
    }

    pub fn name(&self) -> &str {
        &self.row.name
    }

    pub fn email(&self) -> &str {
        &self.row.email
    }

    pub fn role(&self) -> SiteRole {
        self.row.role
    }

    pub fn language(&self) -> &LanguageTag {
        &self.row.language
    }

    pub fn memberships(&self) -> &[Membership] {
        &self.memberships
    }

    pub fn is_reviewer(&self) -> bool {
        matches!(self.row.role, SiteRole::Reviewer | SiteRole::Admin)
    }

    pub fn is_member_of(&self, organization: OrganizationId) -> bool {
        self.memberships.iter().any(|membership| membership.organization_id == organization)
    }

    /// The organization to upload for: the one named, or the only one there is.
    pub fn upload_organization(&self, named: Option<OrganizationId>) -> Result<OrganizationId> {
        let membership = match named {
            Some(id) => self.memberships.iter().find(|membership| membership.organization_id == id),
            None if self.memberships.len() > 1 => {
                return Err(Error::invalid(
                    "organization",
                    "is missing; you belong to several organizations, so name the one that shares this",
                ));
            }
            None => self.memberships.first(),
        };
        let membership =
            membership.ok_or_else(|| Error::forbidden("not_a_member", "You can only submit for an organization that you belong to."))?;
        if membership.organization_status != OrganizationStatus::Active {
            let message = format!("{} is {} and can't submit documents now.", membership.organization_name, membership.organization_status);
            return Err(Error::forbidden("organization_not_active", message));
        }
        Ok(membership.organization_id)
    }

    /// Whether a submission may be seen: by its organization's members and by reviewers. To others it does not exist.
    pub fn may_read(&self, submission: &SubmissionRow) -> Result<()> {
        let may = self.is_reviewer() || self.is_member_of(submission.organization_id);
        if may { Ok(()) } else { Err(Error::NotFound("submission")) }
    }

    /// Whether they look at a submission as a reviewer, and not as one of its own people: what reviewers say among themselves is not for those.
    pub fn reviews(&self, submission: &SubmissionRow) -> bool {
        self.is_reviewer() && !self.is_member_of(submission.organization_id) && submission.created_by != self.id()
    }

    /// Whether a submission may be changed: by the members of its organization, while that is active.
    pub fn may_edit(&self, submission: &SubmissionRow) -> Result<()> {
        self.may_read(submission)?;
        if self.is_member_of(submission.organization_id) {
            return self.upload_organization(Some(submission.organization_id)).map(|_| ());
        }
        Err(Error::forbidden("not_a_member", "Only members of the organization that submitted it may do this."))
    }

    /// Whether the user manages an organization. To those who do not belong to it, its inside does not exist.
    pub fn may_manage(&self, organization: OrganizationId) -> Result<()> {
        let membership = self.memberships.iter().find(|membership| membership.organization_id == organization);
        match membership.map(|membership| membership.role) {
            Some(MembershipRole::Manager) => Ok(()),
            Some(MembershipRole::Uploader) => Err(Error::forbidden("managers_only", "Only managers of the organization may do this.")),
            None if self.row.role == SiteRole::Admin => Ok(()),
            None => Err(Error::NotFound("organization")),
        }
    }
}

fn check_scope(scopes: &Scopes, needed: Option<TokenScope>) -> Result<()> {
    match needed {
        None => Err(session_only()),
        Some(needed) if scopes.contains(needed) => Ok(()),
        Some(needed) => {
            let message = format!("This token may not do this; it takes one with the scope `{needed}`.");
            Err(Error::forbidden("scope_missing", message))
        }
    }
}

fn session_only() -> Error {
    Error::forbidden("session_only", "Tokens for programs can't do this; sign in with address and password.")
}

/// Someone who may look at the queue and decide. Admins are reviewers too.
#[derive(Clone)]
pub struct Reviewer(User);

impl Reviewer {
    pub fn of(user: User) -> Result<Self> {
        if user.is_reviewer() { Ok(Self(user)) } else { Err(Error::forbidden("reviewers_only", "Only reviewers may do this.")) }
    }

    pub fn user(&self) -> &User {
        &self.0
    }

    pub fn id(&self) -> UserId {
        self.0.id()
    }

    /// Claims, notes and second looks are for those who may decide without an exception: nobody reviews what their own organization sent.
    pub fn may_review(&self, submission: &SubmissionRow) -> Result<()> {
        if self.0.reviews(submission) {
            return Ok(());
        }
        Err(Error::forbidden("own_submission", "This was sent by your own organization; another reviewer has to look at it."))
    }

    /// Nobody decides on what their own organization sent; an admin may, with a reason that is recorded.
    pub fn may_decide(&self, submission: &SubmissionRow, override_reason: Option<&str>) -> Result<()> {
        if self.0.reviews(submission) {
            return Ok(());
        }
        match (self.0.role(), override_reason) {
            (SiteRole::Admin, Some(_)) => Ok(()),
            (SiteRole::Admin, None) => Err(Error::forbidden(
                "own_submission",
                "This was sent by your own organization. Let someone else decide, or give an override_reason, which is recorded.",
            )),
            _ => Err(Error::forbidden("own_submission", "This was sent by your own organization; another reviewer has to decide on it.")),
        }
    }
}

/// Someone who runs the library.
#[derive(Clone)]
pub struct Admin(User);

impl Admin {
    pub fn of(user: User) -> Result<Self> {
        if user.role() == SiteRole::Admin { Ok(Self(user)) } else { Err(Error::forbidden("admins_only", "Only admins may do this.")) }
    }

    /// The admin in whose name work is done that outlasts a request, or that an operator of the machine asks for.
    pub fn named(c: &mut AnyConn, id: UserId) -> Result<Self> {
        let none = || Error::forbidden("admins_only", "Whoever this is done for is no admin (any more).");
        let row = users::get(c, id)?.filter(|user| user.status == UserStatus::Active).ok_or_else(none)?;
        let memberships = memberships::list_of_user(c, id)?;
        Self::of(User { row, via: Via::Session(SessionId::new()), memberships })
    }

    pub fn user(&self) -> &User {
        &self.0
    }

    pub fn id(&self) -> UserId {
        self.0.id()
    }

    /// Every admin is a reviewer.
    pub fn reviewer(&self) -> Reviewer {
        Reviewer(self.0.clone())
    }
}

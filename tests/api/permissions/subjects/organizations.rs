//! Subjects that are organizations, and how people come into them.

use super::bodies::application;
use super::{Actor, Made, Stage, picture};
use crate::support::client::{Answer, Client};
use crate::support::people;
use commonshelf::auth::keys::LinkPurpose;
use commonshelf::db::join_requests::{self, JoinRequestRow};
use commonshelf::db::memberships::{self, MembershipRow};
use commonshelf::db::organizations;
use commonshelf::domain::ids::{InvitationId, JoinRequestId, OrganizationId, UserId};
use commonshelf::domain::words::{JoinRequestStatus, MembershipRole, SiteRole};
use commonshelf::library::accounts;
use reqwest::Method;
use serde_json::json;

impl Stage<'_> {
    pub(super) async fn application(&self) -> Made {
        let name = format!("Applicant {}", OrganizationId::new());
        let applied = self.app.visitor().post("/api/v1/organizations", application(&name)).await.expect(202);
        let id = OrganizationId::parse(&applied.id()).unwrap();
        Made { id: id.to_string(), token: self.app.app.keys.sign(LinkPurpose::ConfirmApplication, id.uuid()), ..Made::default() }
    }

    pub(super) async fn invitation(&self, organization: OrganizationId) -> Made {
        let invited = self.invite(&format!("{}@example.org", UserId::new()), &organization.to_string()).await;
        let token = self.app.app.keys.sign(LinkPurpose::Invitation, InvitationId::parse(&invited).unwrap().uuid());
        Made { id: organization.to_string(), other: invited, token, ..Made::default() }
    }

    pub(super) async fn invite(&self, email: &str, organization: &str) -> String {
        let path = format!("/api/v1/organizations/{organization}/invitations");
        self.clients[&Actor::Admin].post(&path, json!({"email": email, "role": "uploader"})).await.expect(201).id()
    }

    pub(super) async fn own_invitation(&self, actor: Actor, organization: OrganizationId) -> Made {
        let (alike, spare) = (self.alike(actor, organization).await, self.spare().await);
        Made { id: self.invite(&alike.token, &spare.id).await, ..alike }
    }

    pub(super) async fn join_request(&self, user: &str, organization: OrganizationId) -> String {
        let request = JoinRequestRow {
            id: JoinRequestId::new(),
            organization_id: organization,
            user_id: UserId::parse(user).unwrap(),
            message: None,
            status: JoinRequestStatus::Open,
            note: None,
            created_at: self.app.app.clock.now(),
            answered_at: None,
            answered_by: None,
        };
        let id = request.id.to_string();
        self.app.app.db.write(move |tx| join_requests::insert(tx, &request)).await.unwrap();
        id
    }

    /// A fresh account with the actor's rights; who has no living account stays who they are.
    pub(super) async fn alike(&self, actor: Actor, organization: OrganizationId) -> Made {
        let role = match actor {
            Actor::Reviewer | Actor::OwnReviewer => SiteRole::Reviewer,
            Actor::Admin => SiteRole::Admin,
            _ => SiteRole::User,
        };
        let membership = match actor {
            Actor::Manager | Actor::Suspended => Some((organization, MembershipRole::Manager)),
            Actor::Uploader | Actor::OwnReviewer => Some((organization, MembershipRole::Uploader)),
            _ => None,
        };
        let made = self.newcomer(role, membership).await;
        let has_account = !matches!(actor, Actor::Visitor | Actor::Deactivated);
        Made { caller: made.caller.filter(|_| has_account), ..made }
    }

    /// Someone new: their id as `other`, their address as `token`.
    pub(super) async fn newcomer(&self, role: SiteRole, membership: Option<(OrganizationId, MembershipRole)>) -> Made {
        let (app, now) = (&self.app.app, self.app.app.clock.now());
        let name = format!("new{}", UserId::new());
        let user_id = people::make_user(&app.db, &name, role, now).await;
        if let Some((organization_id, role)) = membership {
            let membership = MembershipRow { user_id, organization_id, role, created_at: now };
            app.db.write(move |tx| memberships::insert(tx, &membership)).await.unwrap();
        }
        let tokens = app.tokens.clone();
        let signed_in = app.db.write(move |tx| accounts::sign_in(tx, &tokens, user_id, now)).await.unwrap();
        let caller = Some(Client::new(&self.app.base, Some(&signed_in.access_token)));
        Made { other: user_id.to_string(), token: format!("{name}@example.org"), caller, ..Made::default() }
    }

    pub(super) async fn organization(&self, id: OrganizationId) -> Made {
        let version = self.app.app.db.read(move |c| Ok(organizations::find(c, id)?.version)).await.unwrap();
        Made { id: id.to_string(), version, ..Made::default() }
    }

    pub(super) async fn spare(&self) -> Made {
        let make = async || {
            let profile = json!({"name": format!("Spare {}", UserId::new()), "summary": "Nobody's."});
            self.clients[&Actor::Admin].post("/api/v1/organizations/unclaimed", profile).await.expect(201).id()
        };
        Made { id: make().await, other: make().await, ..Made::default() }
    }

    pub(super) async fn put_logo(&self, actor: Actor, organization: OrganizationId) -> Answer {
        let request = self.clients[&actor].request(Method::PUT, &format!("/api/v1/organizations/{organization}/logo"));
        self.clients[&actor].send(request.header("content-type", "image/png").body(picture())).await.expect(200)
    }
}

//! Subjects that are accounts, and what belongs to them: sign-ins, tokens, factors, addresses.

use super::{Actor, CAST, Made, Stage};
use crate::support::app::PASSWORD;
use crate::support::client::Client;
use crate::support::people;
use crate::support::second_factor::Authenticator;
use commonshelf::auth::keys::LinkPurpose;
use commonshelf::db::address_changes::{self, AddressChangeRow};
use commonshelf::db::api_tokens::{self, ApiTokenRow};
use commonshelf::db::memberships::{self, MembershipRow};
use commonshelf::db::password_resets::{self, PasswordResetRow};
use commonshelf::db::{Tx, users};
use commonshelf::domain::ids::{AddressChangeId, ApiTokenId, PasswordResetId, UserId};
use commonshelf::domain::words::{SiteRole, TokenScope, UserStatus};
use commonshelf::library::accounts::{self, SignIn};
use serde_json::json;

impl Stage<'_> {
    pub(super) async fn password_reset(&self) -> Made {
        let (id, now) = (PasswordResetId::new(), self.app.app.clock.now());
        let reset = PasswordResetRow { id, user_id: self.forgetful, created_at: now, expires_at: now.plus_days(1), used_at: None };
        self.app.app.db.write(move |tx| password_resets::insert(tx, &reset)).await.unwrap();
        Made { token: self.app.app.keys.sign(LinkPurpose::PasswordReset, id.uuid()), ..Made::default() }
    }

    /// A sign-in of its own: the call may end it. Who can't sign in keeps what they have, and refreshes with another's.
    pub(super) async fn session(&self, actor: Actor) -> Made {
        let can_sign_in = !matches!(actor, Actor::Visitor | Actor::Deactivated);
        let name = if can_sign_in { self.names[&actor] } else { "guest" };
        let login = json!({"email": format!("{name}@example.org"), "password": PASSWORD});
        let tokens = self.app.visitor().post("/api/v1/auth/login", login).await.expect(200).body;
        let caller = Client::new(&self.app.base, tokens["access_token"].as_str());
        let sessions = caller.get("/api/v1/me/sessions").await.expect(200).body;
        let current = sessions["items"].as_array().unwrap().iter().find(|session| session["is_current"] == true).unwrap();
        let id = current["id"].as_str().unwrap().to_owned();
        Made { id, token: tokens["refresh_token"].as_str().unwrap().to_owned(), caller: can_sign_in.then_some(caller), ..Made::default() }
    }

    /// Without the rate of sign-ins.
    pub(super) async fn sign_in(&self, user: UserId) -> SignIn {
        let (tokens, now) = (self.app.app.tokens.clone(), self.app.app.clock.now());
        self.app.app.db.write(move |tx| accounts::sign_in(tx, &tokens, user, now)).await.unwrap()
    }

    pub(super) async fn account(&self, actor: Actor) -> Made {
        let Some((_, name, role, membership)) = CAST.iter().find(|(part, ..)| *part == actor) else { return Made::default() };
        self.accounts.set(self.accounts.get() + 1);
        let (name, db, now) = (format!("{name}{}", self.accounts.get()), &self.app.app.db, self.app.app.clock.now());
        let user = people::make_user(db, &name, *role, now).await;
        if let Some((organization, role)) = membership {
            let organization_id = people::make_organization(db, organization, now).await;
            let membership = MembershipRow { user_id: user, organization_id, role: *role, created_at: now };
            db.write(move |tx| memberships::insert(tx, &membership)).await.unwrap();
        }
        let caller = Client::new(&self.app.base, Some(&self.sign_in(user).await.access_token));
        if actor == Actor::Deactivated {
            db.write(move |tx| users::set_status(tx, user, UserStatus::Deactivated, now)).await.unwrap();
        }
        Made { id: user.to_string(), caller: Some(caller), ..Made::default() }
    }

    pub(super) async fn second_factor(&self, actor: Actor, is_on: bool) -> Made {
        let made = self.account(actor).await;
        let Some(caller) = made.caller.as_ref().filter(|_| actor != Actor::Deactivated) else { return made };
        let authenticator = match is_on {
            true => Authenticator::turn_on(self.app, caller).await,
            false => Authenticator::begin(caller).await,
        };
        // What it shows now was used to turn it on.
        let code = if is_on { authenticator.next_code(self.app) } else { authenticator.code(self.app) };
        Made { code, ..made }
    }

    pub(super) async fn challenge(&self) -> Made {
        let made = self.second_factor(Actor::Uploader, true).await;
        let email = made.caller.as_ref().unwrap().get("/api/v1/me").await.expect(200).body["email"].clone();
        let login = json!({"email": email, "password": PASSWORD});
        let first = self.app.visitor().post("/api/v1/auth/login", login).await.expect(401);
        Made { token: first.body["challenge"].as_str().unwrap().to_owned(), caller: None, ..made }
    }

    pub(super) async fn address_change(&self, purpose: LinkPurpose) -> Made {
        let (id, now) = (AddressChangeId::new(), self.app.app.clock.now());
        let change = AddressChangeRow {
            id,
            user_id: self.moving,
            old_email: "fay@example.org".to_owned(),
            new_email: format!("{id}@example.org"),
            created_at: now,
            expires_at: now.plus_days(1),
            confirmed_at: None,
            stopped_at: None,
        };
        self.app.app.db.write(move |tx| address_changes::insert(tx, &change)).await.unwrap();
        Made { token: self.app.app.keys.sign(purpose, id.uuid()), ..Made::default() }
    }

    pub(super) async fn own_token(&self, actor: Actor) -> Made {
        if matches!(actor, Actor::Visitor | Actor::Deactivated) {
            return self.others_token().await;
        }
        let input = json!({"name": "A program", "scopes": ["read"], "expires_in_days": 1});
        Made { id: self.clients[&actor].post("/api/v1/me/tokens", input).await.expect(201).id(), ..Made::default() }
    }

    pub(super) async fn others_token(&self) -> Made {
        let (id, now) = (ApiTokenId::new(), self.app.app.clock.now());
        let token = ApiTokenRow {
            id,
            user_id: self.forgetful,
            name: "A program".to_owned(),
            token_hash: id.to_string(),
            scopes: [TokenScope::Read].into_iter().collect(),
            created_at: now,
            expires_at: now.plus_days(1),
            last_used_at: None,
            ended_at: None,
        };
        self.app.app.db.write(move |tx| api_tokens::insert(tx, &token)).await.unwrap();
        Made { id: id.to_string(), ..Made::default() }
    }

    pub(super) async fn someone(&self, status: UserStatus) -> Made {
        let (db, now) = (&self.app.app.db, self.app.app.clock.now());
        let id = people::make_user(db, &UserId::new().to_string(), SiteRole::User, now).await;
        let set = move |tx: &mut Tx| {
            users::set_status(tx, id, status, now)?;
            users::find(tx, id)
        };
        Made { id: id.to_string(), version: db.write(set).await.unwrap().version, ..Made::default() }
    }
}

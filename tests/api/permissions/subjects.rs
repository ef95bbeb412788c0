//! Who calls, and what is called upon: a fresh subject for each call, so that no call sees what another did.

mod after;

use crate::openapi::operations;
use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::{Answer, Client, link, metadata};
use crate::support::files;
use crate::support::people;
use commonshelf::auth::keys::LinkPurpose;
use commonshelf::db::api_tokens::{self, ApiTokenRow};
use commonshelf::db::memberships::{self, MembershipRow};
use commonshelf::db::password_resets::{self, PasswordResetRow};
use commonshelf::db::{Tx, jobs, users};
use commonshelf::domain::ids::{ApiTokenId, InvitationId, OrganizationId, PasswordResetId, UserId};
use commonshelf::domain::words::{MembershipRole, ReportKind, SiteRole, TokenScope, UserStatus};
use commonshelf::library::accounts::{self, SignIn};
use diesel::RunQueryDsl;
use reqwest::multipart::{Form, Part};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Actor {
    Visitor,
    /// Signed in, and a member of nothing.
    Applicant,
    /// Of the organization that the subject belongs to.
    Uploader,
    /// An uploader of another organization.
    Stranger,
    /// Of the subject's organization.
    Manager,
    /// Of no organization.
    Reviewer,
    /// A reviewer who belongs to the subject's organization.
    OwnReviewer,
    /// Of no organization.
    Admin,
    /// Was an uploader of the subject's organization.
    Deactivated,
    /// A manager of an organization that was suspended after it had made the subject.
    Suspended,
}

impl Actor {
    pub const ALL: &[Self] = &[
        Self::Visitor,
        Self::Applicant,
        Self::Uploader,
        Self::Stranger,
        Self::Manager,
        Self::Reviewer,
        Self::OwnReviewer,
        Self::Admin,
        Self::Deactivated,
        Self::Suspended,
    ];
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Subject {
    Nothing,
    Organization,
    /// An organization that applied and waits.
    Application,
    Invitation,
    PasswordReset,
    /// A sign-in of the caller's own.
    Session,
    OthersSession,
    /// A fresh account of the caller's kind, which the call may change or end.
    OwnAccount,
    /// One of the caller's tokens.
    Token,
    OthersToken,
    Draft,
    Submitted,
    /// Approved, and the decision can still be undone.
    Held,
    Public,
    Withdrawn,
    /// By a reviewer, and not decided yet.
    Hidden,
    /// What anyone reported of a public resource.
    Report,
    /// One that the resource's organization must not know of.
    ConfidentialReport,
    RemovalRequest,
    /// A use report that waits for a reviewer.
    Use,
    /// Public, and the caller would like to have it in another language.
    Wished,
    /// Submitted, as a new edition of something public.
    Revision,
    /// Submitted, and not to be public before a month has gone by.
    Embargoed,
    /// On small corrections.
    Rule,
    ParkedJob,
    Import,
    /// Of one organization, asked for by its manager, and made.
    Export,
    /// Of the whole library, asked for by the admin, and made.
    WholeExport,
    /// A message to the admins.
    Contact,
    Webhook,
    /// Something that a webhook was told.
    Delivery,
}

/// What fills a path, a query and a body.
#[derive(Default)]
struct Made {
    id: String,
    file: String,
    token: String,
    version: i64,
    /// Calls in the place of the actor's usual sign-in.
    caller: Option<Client>,
}

pub struct Stage<'a> {
    app: &'a TestApp,
    clients: HashMap<Actor, Client>,
    names: HashMap<Actor, &'static str>,
    paths: HashMap<String, (Method, String)>,
    casa: OrganizationId,
    luna: OrganizationId,
    /// Whose password is set anew, and whose sign-ins are nobody else's.
    forgetful: UserId,
    tokens: RefCell<HashMap<(Actor, String), Client>>,
    accounts: Cell<usize>,
}

/// Who plays an actor: the name, the role on the whole site, and the membership.
type Player = (Actor, &'static str, SiteRole, Option<(&'static str, MembershipRole)>);

const CAST: &[Player] = &[
    (Actor::Applicant, "apa", SiteRole::User, None),
    (Actor::Uploader, "rosa", SiteRole::User, Some(("Casa Abierta", MembershipRole::Uploader))),
    (Actor::Stranger, "olga", SiteRole::User, Some(("Otra Casa", MembershipRole::Uploader))),
    (Actor::Manager, "mara", SiteRole::User, Some(("Casa Abierta", MembershipRole::Manager))),
    (Actor::Reviewer, "ruth", SiteRole::Reviewer, None),
    (Actor::OwnReviewer, "rene", SiteRole::Reviewer, Some(("Casa Abierta", MembershipRole::Uploader))),
    (Actor::Admin, "ingrid", SiteRole::Admin, None),
    (Actor::Deactivated, "dora", SiteRole::User, Some(("Casa Abierta", MembershipRole::Uploader))),
    (Actor::Suspended, "sam", SiteRole::User, Some(("Grupo Luna", MembershipRole::Manager))),
];

impl<'a> Stage<'a> {
    pub async fn set(app: &'a TestApp) -> Self {
        let mut clients = HashMap::from([(Actor::Visitor, app.visitor())]);
        for (actor, name, role, membership) in CAST {
            let client = match membership {
                Some((organization, of)) => app.member(name, *role, organization, *of).await,
                None => app.person(name, *role).await,
            };
            clients.insert(*actor, client);
        }
        // Each account may only sign in so often: one for each purpose.
        for name in ["guest", "greta"] {
            app.person(name, SiteRole::User).await;
        }
        let forgetful = user_id(&app.person("gina", SiteRole::User).await).await;
        let (dora, now) = (user_id(&clients[&Actor::Deactivated]).await, app.app.clock.now());
        let deactivate = move |tx: &mut Tx| users::set_status(tx, dora, UserStatus::Deactivated, now);
        app.app.db.write(deactivate).await.unwrap();
        let path = |(method, path, operation): &(String, String, Value)| {
            (operation["operationId"].as_str().unwrap().to_owned(), (method.parse().unwrap(), path.clone()))
        };
        let names = CAST.iter().map(|(actor, name, ..)| (*actor, *name)).collect();
        let (casa, luna) = (app.organization("Casa Abierta").await, app.organization("Grupo Luna").await);
        let paths = operations().iter().map(path).collect();
        Self { app, clients, names, paths, casa, luna, forgetful, tokens: RefCell::default(), accounts: Cell::default() }
    }

    /// Makes a subject, and asks the operation of it.
    pub async fn call(&self, operation: &str, subject: Subject, actor: Actor) -> Answer {
        let made = self.prepare(subject, actor).await;
        let client = made.caller.as_ref().unwrap_or(&self.clients[&actor]);
        self.ask(operation, &made, client).await
    }

    /// The same, asked with a token of the actor's that has these scopes.
    pub async fn call_with_token(&self, operation: &str, subject: Subject, actor: Actor, scopes: &[&str]) -> Answer {
        let made = self.prepare(subject, actor).await;
        self.ask(operation, &made, &self.token(actor, scopes).await).await
    }

    async fn token(&self, actor: Actor, scopes: &[&str]) -> Client {
        let key = (actor, scopes.join(" "));
        let known = self.tokens.borrow().get(&key).cloned();
        match known {
            Some(client) => client,
            None => {
                let input = json!({"name": "A program", "scopes": scopes, "expires_in_days": 1});
                let token = self.clients[&actor].post("/api/v1/me/tokens", input).await.expect(201).body["token"].clone();
                let client = Client::new(&self.app.base, token.as_str());
                self.tokens.borrow_mut().insert(key, client.clone());
                client
            }
        }
    }

    async fn prepare(&self, subject: Subject, actor: Actor) -> Made {
        match actor {
            Actor::Suspended => {
                self.suspend(false).await;
                let made = self.make(subject, actor).await;
                self.suspend(true).await;
                made
            }
            _ => self.make(subject, actor).await,
        }
    }

    async fn ask(&self, operation: &str, made: &Made, client: &Client) -> Answer {
        let (method, path) = &self.paths[operation];
        let mut path = path
            .replace("{id}", &made.id)
            .replace("{file_id}", &made.file)
            .replace("{delivery_id}", &made.file)
            .replace("{token}", &made.token)
            .replace("{receipt}", &made.token)
            .replace("{language}", "fr");
        if operation == "compare_editions" {
            path = format!("{path}?from=1&to=1");
        }
        if operation == "create_submission" {
            path = format!("{path}?organization={}", made.id);
        }
        let request = client.request(method.clone(), &path);
        let request = match operation {
            "create_import" => import_parts(request),
            "attach_files" => request.multipart(Form::new().part("file", Part::bytes(document()).file_name("more.pdf"))),
            _ => match self.body(operation, made).await {
                Value::Null => request,
                body => request.json(&body),
            },
        };
        client.send(request).await
    }

    /// What an operation is told, with what is only known when it is asked.
    async fn body(&self, operation: &str, made: &Made) -> Value {
        let mut body = body(operation, made);
        if matches!(operation, "tick_submission_checklist" | "replace_checklist") {
            body["version"] = self.app.visitor().get("/api/v1/checklist").await.expect(200).body["version"].clone();
        }
        body
    }

    /// The organization of the last column is active while it makes something, and suspended when its manager calls.
    async fn suspend(&self, is_suspended: bool) {
        let status = if is_suspended { "suspended" } else { "active" };
        let update = format!("UPDATE organizations SET status = '{status}' WHERE id = '{}'", self.luna);
        let run = move |tx: &mut Tx| Ok(diesel::sql_query(update.as_str()).execute(&mut **tx).unwrap());
        assert_eq!(self.app.app.db.write(run).await.unwrap(), 1);
    }

    async fn make(&self, subject: Subject, actor: Actor) -> Made {
        let (owner, organization) = match actor {
            Actor::Suspended => (&self.clients[&Actor::Suspended], self.luna),
            _ => (&self.clients[&Actor::Uploader], self.casa),
        };
        match subject {
            Subject::Nothing => Made::default(),
            Subject::Organization => Made { id: organization.to_string(), ..Made::default() },
            Subject::Application => self.application().await,
            Subject::Invitation => self.invitation().await,
            Subject::PasswordReset => self.password_reset().await,
            Subject::Session => self.session(actor).await,
            Subject::OthersSession => Made { id: self.sign_in(self.forgetful).await.session.to_string(), ..Made::default() },
            Subject::OwnAccount => self.account(actor).await,
            Subject::Token => self.own_token(actor).await,
            Subject::OthersToken => self.others_token().await,
            Subject::Draft => self.submission(owner, false).await,
            Subject::Submitted => self.submission(owner, true).await,
            Subject::Held => {
                let made = self.submission(owner, true).await;
                let held = self.approve(&made, 3_600).await;
                Made { version: held.version(), ..made }
            }
            Subject::Public => self.resource(owner).await,
            Subject::Hidden => self.hidden(owner).await,
            Subject::Report => self.report(owner, ReportKind::DeadLink).await,
            Subject::ConfidentialReport => self.report(owner, ReportKind::AboutMe).await,
            Subject::RemovalRequest => self.removal_request(owner).await,
            Subject::Use => self.told_use(owner).await,
            Subject::Withdrawn => {
                let made = self.resource(owner).await;
                let withdraw = format!("/api/v1/resources/{}/withdraw", made.id);
                self.clients[&Actor::Admin].post(&withdraw, json!({"reason": "mistake"})).await.expect(200);
                made
            }
            Subject::Wished => self.wished(owner, actor).await,
            Subject::Revision => self.revision(owner).await,
            Subject::Embargoed => self.embargoed(owner).await,
            Subject::Rule => self.rule().await,
            Subject::ParkedJob => self.parked_job().await,
            Subject::Import => Made { id: self.import().await, ..Made::default() },
            Subject::Export if actor == Actor::Suspended => self.export(owner, json!({"organization_id": organization})).await,
            Subject::Export => self.export(&self.clients[&Actor::Manager], json!({"organization_id": organization})).await,
            Subject::Contact => {
                let id = self.app.visitor().post("/api/v1/contact", contact()).await.expect(202).id();
                Made { id, ..Made::default() }
            }
            Subject::Webhook => self.webhook(false).await,
            Subject::Delivery => self.webhook(true).await,
            Subject::WholeExport => self.export(&self.clients[&Actor::Admin], json!({})).await,
        }
    }

    async fn submission(&self, owner: &Client, submit: bool) -> Made {
        let path = format!("/api/v1/submissions?submit={submit}");
        let answer = owner.upload(&path, Some(&metadata("Handbook")), &[("handbook.pdf", document())]).await.expect(201);
        self.app.wait_for_inspections().await;
        let file = answer.body["files"][0]["id"].as_str().unwrap().to_owned();
        Made { id: answer.id(), file, version: answer.version(), ..Made::default() }
    }

    async fn approve(&self, made: &Made, hold_seconds: i64) -> Answer {
        let decision = json!({"decision": "approve", "version": made.version, "hold_seconds": hold_seconds});
        self.clients[&Actor::Admin].post(&format!("/api/v1/submissions/{}/decision", made.id), decision).await.expect(200)
    }

    async fn resource(&self, owner: &Client) -> Made {
        let submission = self.submission(owner, true).await;
        let approved = self.approve(&submission, 0).await;
        let id = approved.body["resource_id"].as_str().unwrap().to_owned();
        let resource = self.app.visitor().get(&format!("/api/v1/resources/{id}")).await.expect(200);
        Made { id, file: resource.body["files"][0]["id"].as_str().unwrap().to_owned(), ..Made::default() }
    }

    async fn wished(&self, owner: &Client, actor: Actor) -> Made {
        let made = self.resource(owner).await;
        if !matches!(actor, Actor::Visitor | Actor::Deactivated) {
            let path = format!("/api/v1/resources/{}/translation-wishes", made.id);
            self.clients[&actor].post(&path, json!({"language": "fr"})).await.expect(200);
        }
        made
    }

    async fn revision(&self, owner: &Client) -> Made {
        let mut revision = link("Handbook, second edition");
        revision["resource_id"] = json!(self.resource(owner).await.id);
        let sent = owner.post("/api/v1/submissions?submit=true", revision).await.expect(201);
        Made { id: sent.id(), version: sent.version(), ..Made::default() }
    }

    async fn embargoed(&self, owner: &Client) -> Made {
        let mut work = link("Handbook");
        work["embargo_until"] = json!(self.app.app.clock.now().plus_days(30));
        let sent = owner.post("/api/v1/submissions?submit=true", work).await.expect(201);
        Made { id: sent.id(), version: sent.version(), ..Made::default() }
    }

    async fn rule(&self) -> Made {
        let made = self.clients[&Actor::Admin].post("/api/v1/correction-rules", rule()).await.expect(201);
        Made { id: made.id(), ..Made::default() }
    }

    async fn application(&self) -> Made {
        let name = format!("Applicant {}", OrganizationId::new());
        let applied = self.app.visitor().post("/api/v1/organizations", application(&name)).await.expect(202);
        let id = OrganizationId::parse(&applied.id()).unwrap();
        Made { id: id.to_string(), token: self.app.app.keys.sign(LinkPurpose::ConfirmApplication, id.uuid()), ..Made::default() }
    }

    async fn invitation(&self) -> Made {
        let path = format!("/api/v1/organizations/{}/invitations", self.casa);
        let invited = json!({"email": format!("{}@example.org", UserId::new()), "role": "uploader"});
        let invited = self.clients[&Actor::Manager].post(&path, invited).await.expect(201);
        let id = InvitationId::parse(&invited.id()).unwrap();
        Made { token: self.app.app.keys.sign(LinkPurpose::Invitation, id.uuid()), ..Made::default() }
    }

    async fn password_reset(&self) -> Made {
        let (id, now) = (PasswordResetId::new(), self.app.app.clock.now());
        let reset = PasswordResetRow { id, user_id: self.forgetful, created_at: now, expires_at: now.plus_days(1), used_at: None };
        self.app.app.db.write(move |tx| password_resets::insert(tx, &reset)).await.unwrap();
        Made { token: self.app.app.keys.sign(LinkPurpose::PasswordReset, id.uuid()), ..Made::default() }
    }

    /// A sign-in of its own: the call may end it. Who can't sign in keeps what they have, and refreshes with another's.
    async fn session(&self, actor: Actor) -> Made {
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
    async fn sign_in(&self, user: UserId) -> SignIn {
        let (tokens, now) = (self.app.app.tokens.clone(), self.app.app.clock.now());
        self.app.app.db.write(move |tx| accounts::sign_in(tx, &tokens, user, now)).await.unwrap()
    }

    async fn account(&self, actor: Actor) -> Made {
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

    async fn own_token(&self, actor: Actor) -> Made {
        if matches!(actor, Actor::Visitor | Actor::Deactivated) {
            return self.others_token().await;
        }
        let input = json!({"name": "A program", "scopes": ["read"], "expires_in_days": 1});
        Made { id: self.clients[&actor].post("/api/v1/me/tokens", input).await.expect(201).id(), ..Made::default() }
    }

    async fn others_token(&self) -> Made {
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

    async fn import(&self) -> String {
        let admin = &self.clients[&Actor::Admin];
        let path = "/api/v1/imports";
        admin.send(import_parts(admin.request(Method::POST, path))).await.expect(202).id()
    }

    async fn webhook(&self, was_told: bool) -> Made {
        let admin = &self.clients[&Actor::Admin];
        let webhook = admin.post("/api/v1/webhooks", webhook()).await.expect(201);
        let (id, version) = (webhook.id(), webhook.version());
        let file = match was_told {
            true => admin.post(&format!("/api/v1/webhooks/{id}/test"), json!({})).await.expect(202).id(),
            false => String::new(),
        };
        Made { id, file, version, ..Made::default() }
    }

    async fn export(&self, client: &Client, input: Value) -> Made {
        let id = client.post("/api/v1/exports", input).await.expect(202).id();
        self.app.wait_for_jobs("export").await;
        Made { id, ..Made::default() }
    }

    async fn parked_job(&self) -> Made {
        let now = self.app.app.clock.now();
        let park = move |tx: &mut Tx| {
            jobs::enqueue(tx, "nobody's", &UserId::new(), now, now)?;
            let job = jobs::lease(tx, "nobody's", "a test", now, now.plus_seconds(60))?.unwrap();
            jobs::put_back(tx, &job, "it could not be done", None, now)?;
            Ok(job.id)
        };
        Made { id: self.app.app.db.write(park).await.unwrap().to_string(), ..Made::default() }
    }
}

async fn user_id(client: &Client) -> UserId {
    UserId::parse(&client.get("/api/v1/me").await.expect(200).id()).unwrap()
}

fn contact() -> Value {
    json!({"name": "Ana Sol", "email": "ana@visitors.example", "message": "How do we join?"})
}

fn webhook() -> Value {
    json!({"url": "https://hooks.example.org/library", "events": ["resource.publish"]})
}

/// A table of nothing, to be tried only.
fn import_parts(request: RequestBuilder) -> RequestBuilder {
    let options = Part::text(json!({"as": "draft", "dry_run": true}).to_string()).mime_str("application/json").unwrap();
    request.multipart(Form::new().part("options", options).part("file", Part::bytes(b"title\nGuide\n".to_vec()).file_name("old.csv")))
}

/// One that trusts nobody, so that it stands in no other call's way.
fn rule() -> Value {
    json!({"fields": ["year"], "after_approvals": 1_000_000})
}

fn document() -> Vec<u8> {
    files::pdf(&["Every member may pass the lantern"])
}

fn application(name: &str) -> Value {
    json!({
        "name": name, "summary": "Groups in two cities.", "country": "MX", "languages": ["es"],
        "contact_name": "Rosa Luz", "contact_email": format!("{}@example.org", UserId::new()), "message": "We heard of you.",
    })
}

/// What an operation is told; null where it takes no body.
fn body(operation: &str, made: &Made) -> Value {
    match operation {
        "create_submission" => metadata("Handbook"),
        "edit_submission" => json!({"version": made.version, "metadata": {"year": 2023}}),
        "submit_submission" | "cancel_submission" => json!({"version": made.version}),
        "decide_submission" => json!({"decision": "approve", "version": made.version}),
        "decide_organization" => json!({"decision": "decline"}),
        "wish_translation" => json!({"language": "fr"}),
        "lift_embargo" => json!({"version": made.version}),
        "tick_submission_checklist" => json!({"ticked": []}),
        "replace_checklist" => json!({"items": []}),
        "create_correction_rule" => rule(),
        "withdraw_resource" => json!({"reason": "mistake"}),
        "report_resource" => json!({"kind": "other", "message": "Hm."}),
        "answer_report" => json!({"version": made.version, "answer": "Thank you."}),
        "hide_resource" => json!({"reason": "privacy", "note": "A face."}),
        "state_on_hiding" => json!({"statement": "They agreed."}),
        "decide_hiding" => json!({"decision": "restore", "note": "Fine."}),
        "request_removal" => json!({"reason": "Please."}),
        "decide_removal" => json!({"decision": "refuse"}),
        "create_use" => json!({"text": "It went well."}),
        "edit_use" => json!({"version": made.version, "text": "It went very well."}),
        "decide_use" => json!({"decision": "approve", "version": made.version}),
        "purge_resource" => json!({"reason": "privacy", "confirm_title": "Handbook"}),
        "apply_organization" => application(&format!("Applicant {}", OrganizationId::new())),
        "confirm_organization" => json!({"token": made.token}),
        "write_to_admins" => contact(),
        "create_webhook" => webhook(),
        "edit_webhook" => json!({"version": made.version, "description": "Another"}),
        "create_export" if made.id.is_empty() => json!({}),
        "create_export" => json!({"organization_id": made.id}),
        "create_invitation" => json!({"email": format!("{}@example.org", UserId::new()), "role": "uploader"}),
        "login" => json!({"email": "greta@example.org", "password": PASSWORD}),
        "request_password_reset" => json!({"email": "nobody@example.org"}),
        "refresh_session" => json!({"refresh_token": made.token}),
        "reset_password" => json!({"password": "a handful of quiet words"}),
        "accept_invitation" => json!({"name": "New", "password": "a handful of quiet words"}),
        "update_profile" => json!({"language": "es"}),
        "create_token" => json!({"name": "A program", "scopes": ["read"], "expires_in_days": 1}),
        _ => Value::Null,
    }
}

//! Who calls, and what is called upon: a fresh subject for each call, so that no call sees what another did.

mod after;

mod review;

use crate::openapi::operations;
use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::{Answer, Client, link, metadata};
use crate::support::files;
use crate::support::people;
use crate::support::second_factor::Authenticator;
use commonshelf::auth::keys::LinkPurpose;
use commonshelf::db::address_changes::{self, AddressChangeRow};
use commonshelf::db::api_tokens::{self, ApiTokenRow};
use commonshelf::db::follows::{self, FollowRow};
use commonshelf::db::join_requests::{self, JoinRequestRow};
use commonshelf::db::memberships::{self, MembershipRow};
use commonshelf::db::password_resets::{self, PasswordResetRow};
use commonshelf::db::{Tx, bouncing_addresses, jobs, organizations, users};
use commonshelf::domain::ids::{
    AddressChangeId, ApiTokenId, FollowId, InvitationId, JoinRequestId, OrganizationId, PasswordResetId, UserId,
};
use commonshelf::domain::words::{FollowKind, Frequency, JoinRequestStatus, MembershipRole, ReportKind, SiteRole, TokenScope, UserStatus};
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
    /// The same, with a picture.
    Logo,
    /// The same, asleep.
    Dormant,
    /// An organization that nobody belongs to; and beside it another.
    Spare,
    SuspendedOne,
    /// An organization that the caller may ask to join.
    Elsewhere,
    /// A picture that a manager proposed.
    Edit,
    /// A fresh uploader.
    Member,
    /// A fresh account of the caller's kind, which may leave.
    Leaving,
    /// To the address of a fresh account of the caller's kind.
    OwnInvitation,
    /// Of a stranger to the organization.
    JoinRequest,
    /// Of a fresh account of the caller's kind.
    OwnJoinRequest,
    /// An organization that applied and waits.
    Application,
    /// One that was asked something.
    Question,
    Invitation,
    PasswordReset,
    /// A sign-in of the caller's own.
    Session,
    OthersSession,
    /// A fresh account of the caller's kind, which the call may change or end.
    OwnAccount,
    /// A fresh account whose second factor waits for its first code.
    BegunFactor,
    /// A fresh account that has one.
    SecondFactor,
    OthersFactor,
    /// The second step of somebody's sign-in.
    Challenge,
    /// The link of a change of address that the new one was mailed.
    NewAddress,
    /// The link that the old one was mailed.
    OldAddress,
    /// Whom the admin named.
    Successor,
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
    /// Something that the caller follows.
    OwnFollow,
    /// Something that the uploader follows.
    Follow,
    /// A search that the caller has saved.
    OwnSearch,
    /// A search that the uploader has saved.
    SavedSearch,
    /// The caller's, from which mail came back.
    BouncingAddress,
    /// A page of text, and its newest version.
    Page,
    /// Of someone whom nobody needs.
    Account,
    /// The same, deactivated.
    ClosedAccount,
    /// A term of the vocabulary of topics, and its version.
    Topic,
    /// The settings that change at run time, and their version.
    Settings,
    /// With a word of its own organization's.
    Commented,
    /// At which the caller is asked to look as well.
    SecondLook,
    /// One that waits, and a reviewer to be asked.
    AnotherReviewer,
    Reason,
    /// What the caller reviews.
    Reviewing,
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
    /// What stands second in a path, or in a body.
    other: String,
    version: i64,
    /// Of an authenticator.
    code: String,
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
    /// Whose address changes.
    moving: UserId,
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
        app.person("rita", SiteRole::Reviewer).await;
        for name in ["guest", "greta"] {
            app.person(name, SiteRole::User).await;
        }
        let forgetful = user_id(&app.person("gina", SiteRole::User).await).await;
        let moving = user_id(&app.person("fay", SiteRole::User).await).await;
        let (dora, now) = (user_id(&clients[&Actor::Deactivated]).await, app.app.clock.now());
        let deactivate = move |tx: &mut Tx| users::set_status(tx, dora, UserStatus::Deactivated, now);
        app.app.db.write(deactivate).await.unwrap();
        let path = |(method, path, operation): &(String, String, Value)| {
            (operation["operationId"].as_str().unwrap().to_owned(), (method.parse().unwrap(), path.clone()))
        };
        let names = CAST.iter().map(|(actor, name, ..)| (*actor, *name)).collect();
        let (casa, luna) = (app.organization("Casa Abierta").await, app.organization("Grupo Luna").await);
        let paths = operations().iter().map(path).collect();
        Self { app, clients, names, paths, casa, luna, forgetful, moving, tokens: RefCell::default(), accounts: Cell::default() }
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
            .replace("{look_id}", &made.token)
            .replace("{code}", &made.token)
            .replace("{receipt}", &made.token)
            .replace("{language}", "fr")
            .replace("{page}", &made.id)
            .replace("{vocabulary}", "topics")
            .replace("{value}", &made.id);
        for second in ["{user_id}", "{invitation_id}", "{request_id}"] {
            path = path.replace(second, &made.other);
        }
        if operation == "compare_editions" {
            path = format!("{path}?from=1&to=1");
        }
        if operation == "create_submission" {
            path = format!("{path}?organization={}", made.id);
        }
        if operation == "export_statistics" {
            path.push_str("?table=usage");
        }
        let request = client.request(method.clone(), &path);
        let request = match operation {
            "put_logo" => request.header("content-type", "image/png").body(picture()),
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
        let mut body = body(operation, made, &self.app.app.clock.now().plus_days(1).to_string());
        if matches!(operation, "tick_submission_checklist" | "replace_checklist") {
            body["version"] = self.app.visitor().get("/api/v1/checklist").await.expect(200).body["version"].clone();
        }
        body
    }

    /// The organization of the last column is active while it makes something, and suspended when its manager calls.
    async fn suspend(&self, is_suspended: bool) {
        self.set_status(self.luna, if is_suspended { "suspended" } else { "active" }).await;
    }

    async fn set_status(&self, id: OrganizationId, status: &str) {
        let update = format!("UPDATE organizations SET status = '{status}' WHERE id = '{id}'");
        let run = move |tx: &mut Tx| Ok(diesel::sql_query(update.as_str()).execute(&mut **tx).unwrap());
        assert_eq!(self.app.app.db.write(run).await.unwrap(), 1);
    }

    async fn make(&self, subject: Subject, actor: Actor) -> Made {
        let (owner, organization) = match actor {
            Actor::Suspended => (&self.clients[&Actor::Suspended], self.luna),
            _ => (&self.clients[&Actor::Uploader], self.casa),
        };
        self.set_status(self.casa, "active").await;
        match subject {
            Subject::Nothing => Made::default(),
            Subject::Organization => self.organization(organization).await,
            Subject::Logo => {
                self.put_logo(Actor::Admin, organization).await;
                self.organization(organization).await
            }
            Subject::Dormant => {
                self.set_status(organization, "dormant").await;
                self.organization(organization).await
            }
            Subject::Spare | Subject::Elsewhere => self.spare().await,
            Subject::SuspendedOne => {
                let made = self.spare().await;
                let suspend = format!("/api/v1/organizations/{}/suspend", made.id);
                self.clients[&Actor::Admin].post(&suspend, json!({"reason": "To be lifted."})).await.expect(200);
                made
            }
            Subject::Edit => {
                let proposed = self.put_logo(Actor::Manager, self.casa).await;
                Made { id: proposed.body["edits"][0]["id"].as_str().unwrap().to_owned(), ..Made::default() }
            }
            Subject::Member => {
                let other = self.newcomer(SiteRole::User, Some((organization, MembershipRole::Uploader))).await.other;
                Made { id: organization.to_string(), other, ..Made::default() }
            }
            Subject::Leaving => Made { id: organization.to_string(), ..self.alike(actor, organization).await },
            Subject::OwnInvitation => self.own_invitation(actor, organization).await,
            Subject::JoinRequest => {
                let asker = self.newcomer(SiteRole::User, None).await;
                Made { id: organization.to_string(), other: self.join_request(&asker.other, organization).await, ..Made::default() }
            }
            Subject::OwnJoinRequest => {
                let alike = self.alike(actor, organization).await;
                let spare = OrganizationId::parse(&self.spare().await.id).unwrap();
                Made { id: self.join_request(&alike.other, spare).await, ..alike }
            }
            Subject::Question => {
                let made = self.application().await;
                let ask = format!("/api/v1/organizations/{}/messages", made.id);
                self.clients[&Actor::Admin].post(&ask, json!({"text": "How many are you?"})).await.expect(201);
                let id = OrganizationId::parse(&made.id).unwrap().uuid();
                Made { token: self.app.app.keys.sign(LinkPurpose::ApplicationQuestion, id), ..made }
            }
            Subject::Application => self.application().await,
            Subject::Invitation => self.invitation(organization).await,
            Subject::PasswordReset => self.password_reset().await,
            Subject::Session => self.session(actor).await,
            Subject::OthersSession => Made { id: self.sign_in(self.forgetful).await.session.to_string(), ..Made::default() },
            Subject::OwnAccount => self.account(actor).await,
            Subject::Token => self.own_token(actor).await,
            Subject::Successor => {
                let named = json!({"email": "gina@example.org"});
                self.clients[&Actor::Admin].post("/api/v1/me/successor", named).await.expect(200);
                Made::default()
            }
            Subject::BegunFactor => self.second_factor(actor, false).await,
            Subject::SecondFactor => self.second_factor(actor, true).await,
            Subject::OthersFactor => Made { caller: None, ..self.second_factor(Actor::Uploader, true).await },
            Subject::Challenge => self.challenge().await,
            Subject::NewAddress => self.address_change(LinkPurpose::ConfirmNewAddress).await,
            Subject::OldAddress => self.address_change(LinkPurpose::StopAddressChange).await,
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
            Subject::Commented => self.commented(owner).await,
            Subject::SecondLook => self.second_look(owner, actor).await,
            Subject::AnotherReviewer => self.another_reviewer(owner).await,
            Subject::Reason => self.reason().await,
            Subject::Reviewing => self.reviewing(actor).await,
            Subject::ParkedJob => self.parked_job().await,
            Subject::Follow => follow_of(self.app, owner).await,
            Subject::OwnFollow => follow_of(self.app, self.caller_or(actor, owner)).await,
            Subject::SavedSearch => search_of(owner).await,
            Subject::OwnSearch => search_of(self.caller_or(actor, owner)).await,
            Subject::BouncingAddress => self.bouncing_address(actor).await,
            Subject::Page => {
                let imprint = self.app.visitor().get("/api/v1/pages/imprint").await.expect(200);
                Made { id: "imprint".to_owned(), version: imprint.version(), ..Made::default() }
            }
            Subject::Topic => self.topic().await,
            Subject::Account => self.someone(UserStatus::Active).await,
            Subject::ClosedAccount => self.someone(UserStatus::Deactivated).await,
            Subject::Settings => {
                let settings = self.clients[&Actor::Admin].get("/api/v1/settings").await.expect(200);
                Made { version: settings.version(), ..Made::default() }
            }
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

    async fn invitation(&self, organization: OrganizationId) -> Made {
        let invited = self.invite(&format!("{}@example.org", UserId::new()), &organization.to_string()).await;
        let token = self.app.app.keys.sign(LinkPurpose::Invitation, InvitationId::parse(&invited).unwrap().uuid());
        Made { id: organization.to_string(), other: invited, token, ..Made::default() }
    }

    async fn invite(&self, email: &str, organization: &str) -> String {
        let path = format!("/api/v1/organizations/{organization}/invitations");
        self.clients[&Actor::Admin].post(&path, json!({"email": email, "role": "uploader"})).await.expect(201).id()
    }

    async fn own_invitation(&self, actor: Actor, organization: OrganizationId) -> Made {
        let (alike, spare) = (self.alike(actor, organization).await, self.spare().await);
        Made { id: self.invite(&alike.token, &spare.id).await, ..alike }
    }

    async fn join_request(&self, user: &str, organization: OrganizationId) -> String {
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
    async fn alike(&self, actor: Actor, organization: OrganizationId) -> Made {
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
    async fn newcomer(&self, role: SiteRole, membership: Option<(OrganizationId, MembershipRole)>) -> Made {
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

    async fn organization(&self, id: OrganizationId) -> Made {
        let version = self.app.app.db.read(move |c| Ok(organizations::find(c, id)?.version)).await.unwrap();
        Made { id: id.to_string(), version, ..Made::default() }
    }

    async fn spare(&self) -> Made {
        let make = async || {
            let profile = json!({"name": format!("Spare {}", UserId::new()), "summary": "Nobody's."});
            self.clients[&Actor::Admin].post("/api/v1/organizations/unclaimed", profile).await.expect(201).id()
        };
        Made { id: make().await, other: make().await, ..Made::default() }
    }

    async fn put_logo(&self, actor: Actor, organization: OrganizationId) -> Answer {
        let request = self.clients[&actor].request(Method::PUT, &format!("/api/v1/organizations/{organization}/logo"));
        self.clients[&actor].send(request.header("content-type", "image/png").body(picture())).await.expect(200)
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

    async fn second_factor(&self, actor: Actor, is_on: bool) -> Made {
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

    async fn challenge(&self) -> Made {
        let made = self.second_factor(Actor::Uploader, true).await;
        let email = made.caller.as_ref().unwrap().get("/api/v1/me").await.expect(200).body["email"].clone();
        let login = json!({"email": email, "password": PASSWORD});
        let first = self.app.visitor().post("/api/v1/auth/login", login).await.expect(401);
        Made { token: first.body["challenge"].as_str().unwrap().to_owned(), caller: None, ..made }
    }

    async fn address_change(&self, purpose: LinkPurpose) -> Made {
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

    async fn someone(&self, status: UserStatus) -> Made {
        let (db, now) = (&self.app.app.db, self.app.app.clock.now());
        let id = people::make_user(db, &UserId::new().to_string(), SiteRole::User, now).await;
        let set = move |tx: &mut Tx| {
            users::set_status(tx, id, status, now)?;
            users::find(tx, id)
        };
        Made { id: id.to_string(), version: db.write(set).await.unwrap().version, ..Made::default() }
    }

    async fn topic(&self) -> Made {
        let id = fresh_topic();
        let term = json!({"value": id, "term": {"labels": {"en": "A topic"}}});
        let added = self.clients[&Actor::Admin].post("/api/v1/vocabularies/topics/terms", term).await.expect(201);
        Made { id, version: added.version(), ..Made::default() }
    }

    /// The caller, or in the place of one who can't do anything the other.
    fn caller_or<'c>(&'c self, actor: Actor, other: &'c Client) -> &'c Client {
        if matches!(actor, Actor::Visitor | Actor::Deactivated) { other } else { &self.clients[&actor] }
    }

    async fn bouncing_address(&self, actor: Actor) -> Made {
        let email = format!("{}@example.org", self.names.get(&actor).unwrap_or(&"guest"));
        let (folded, now) = (email.clone(), self.app.app.clock.now());
        let mark = move |tx: &mut Tx| {
            bouncing_addresses::count(tx, &folded, "5.1.1", now)?;
            bouncing_addresses::set_marked(tx, &folded, now)
        };
        self.app.app.db.write(mark).await.unwrap();
        Made { token: email, ..Made::default() }
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

/// One of its own for each call: a topic that nobody else follows.
async fn follow_of(app: &TestApp, owner: &Client) -> Made {
    let (user_id, now) = (user_id(owner).await, app.app.clock.now());
    let row = FollowRow {
        id: FollowId::new(),
        user_id,
        kind: FollowKind::Topic,
        value: FollowId::new().to_string(),
        frequency: Frequency::Weekly,
        created_at: now,
        seen_until: now,
        told: "[]".to_owned(),
    };
    let id = row.id.to_string();
    app.app.db.write(move |tx| follows::insert(tx, &row)).await.unwrap();
    Made { id, ..Made::default() }
}

async fn search_of(owner: &Client) -> Made {
    let saved = owner.post("/api/v1/me/saved-searches", json!({"name": "Lanterns", "search": {"q": "lantern"}})).await.expect(201);
    Made { id: saved.id(), version: saved.version(), ..Made::default() }
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

fn fresh_topic() -> String {
    format!("t{}", UserId::new().to_string().replace('-', "_"))
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

/// A small one, of one color.
fn picture() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgba8(8, 8).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn application(name: &str) -> Value {
    json!({
        "name": name, "summary": "Groups in two cities.", "country": "MX", "languages": ["es"],
        "contact_name": "Rosa Luz", "contact_email": format!("{}@example.org", UserId::new()), "message": "We heard of you.",
    })
}

/// What an operation is told; null where it takes no body.
fn body(operation: &str, made: &Made, tomorrow: &str) -> Value {
    match operation {
        "create_submission" => metadata("Handbook"),
        "edit_submission" => json!({"version": made.version, "metadata": {"year": 2023}}),
        "submit_submission" | "cancel_submission" => json!({"version": made.version}),
        "decide_submission" => json!({"decision": "approve", "version": made.version}),
        "decide_organization" | "decide_organization_edit" | "decide_join_request" => json!({"decision": "decline"}),
        "update_organization" => json!({"version": made.version}),
        "suspend_organization" => json!({"reason": "To see who may."}),
        "merge_organization" => json!({"into": made.other}),
        "close_organization" => json!({"resources": "keep"}),
        "set_organization_quota" => json!({"bytes": 1_000_000}),
        "create_unclaimed_organization" => json!({"name": format!("Spare {}", UserId::new()), "summary": "Nobody's."}),
        "lift_suspension" | "create_join_request" => json!({}),
        "write_message" | "answer_application_question" => json!({"text": "Two circles a week."}),
        "update_member" => json!({"role": "manager"}),
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
        "update_user" => json!({"version": made.version, "role": "reviewer"}),
        "deactivate_user" => json!({"note": "Left the network."}),
        "add_term" => json!({"value": fresh_topic(), "term": {"labels": {"en": "Another topic"}}}),
        "change_term" => json!({"version": made.version, "term": {"position": 7}}),
        "merge_term" => json!({"version": made.version, "into": "planning"}),
        "publish_page" => json!({"based_on": made.version, "texts": {"en": {"title": "Imprint", "source": "We are."}}}),
        "change_settings" => json!({"version": made.version, "settings": {"admin_absence_days": 30}}),
        "update_profile" => json!({"language": "es"}),
        "login_with_code" => json!({"challenge": made.token, "code": made.code}),
        "change_password" => json!({"password": PASSWORD, "new_password": "a handful of quiet words"}),
        "ask_address_change" => json!({"email": format!("{}@example.org", UserId::new()), "password": PASSWORD}),
        "name_successor" => json!({"email": "guest@example.org"}),
        "deactivate_account" | "delete_account" => json!({"password": PASSWORD}),
        "begin_second_factor" => json!({"password": PASSWORD}),
        "confirm_second_factor" => json!({"code": made.code}),
        "renew_recovery_codes" | "turn_off_second_factor" => json!({"password": PASSWORD, "code": made.code}),
        "update_mail_choices" => json!({"digest_hour": 8}),
        "create_follow" => json!({"target": {"section": "learn"}}),
        "update_follow" => json!({"frequency": "daily"}),
        "create_saved_search" => json!({"name": "Lanterns", "search": {"q": "lantern"}}),
        "update_saved_search" => json!({"version": made.version, "frequency": "daily"}),
        "clear_bouncing_address" => json!({"email": made.token}),
        "create_token" => json!({"name": "A program", "scopes": ["read"], "expires_in_days": 1}),
        _ => review::body(operation, made, tomorrow),
    }
}

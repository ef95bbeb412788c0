//! Who calls, and what is called upon: a fresh subject for each call, so that no call sees what another did.

mod accounts;
mod after;
mod bodies;
mod organizations;
mod outside;
mod review;

use crate::openapi::operations;
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client, link, metadata};
use crate::support::files;
use bodies::{body, contact, fresh_topic, rule};
use commonshelf::auth::keys::LinkPurpose;
use commonshelf::db::{Tx, users};
use commonshelf::domain::ids::{OrganizationId, UserId};
use commonshelf::domain::words::{MembershipRole, ReportKind, SiteRole, UserStatus};
use diesel::RunQueryDsl;
use outside::{follow_of, search_of};
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

    #[allow(clippy::too_many_lines, reason = "one arm for each subject")]
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
}

async fn user_id(client: &Client) -> UserId {
    UserId::parse(&client.get("/api/v1/me").await.expect(200).id()).unwrap()
}

/// A table of nothing, to be tried only.
fn import_parts(request: RequestBuilder) -> RequestBuilder {
    let options = Part::text(json!({"state": "draft", "dry_run": true}).to_string()).mime_str("application/json").unwrap();
    request.multipart(Form::new().part("options", options).part("file", Part::bytes(b"title\nGuide\n".to_vec()).file_name("old.csv")))
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

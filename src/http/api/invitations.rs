//! Invitations, for whoever holds the mailed link: see, accept, decline.

use crate::app::App;
use crate::auth::keys::LinkPurpose;
use crate::auth::passwords::Choice;
use crate::db::users::UserRow;
use crate::domain::ids::{InvitationId, UserId};
use crate::domain::language::LanguageTag;
use crate::domain::organization::MAX_NAME_CHARS;
use crate::domain::text;
use crate::domain::time::Timestamp;
use crate::domain::words::{InvitationStatus, MembershipRole};
use crate::error::{Error, FieldError, Result};
use crate::http::extract::Json;
use crate::http::problem::Problem;
use crate::library::invitations::{self, NewLogin, Offer};
use actix_web::web::{self, Data, Path};
use actix_web::{HttpResponse, get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config.service(get_invitation).service(accept_invitation).service(decline_invitation);
}

/// An invitation as its holder sees it.
#[derive(Serialize, ToSchema)]
pub struct OfferView {
    /// The name of the organization that invites; absent where the library itself does.
    #[serde(skip_serializing_if = "Option::is_none")]
    organization: Option<String>,
    email: String,
    role: MembershipRole,
    language: LanguageTag,
    status: InvitationStatus,
    expires_at: Timestamp,
    /// Whether the address has an account already: then accepting joins with it, and needs neither name nor password.
    has_account: bool,
}

impl From<Offer> for OfferView {
    fn from(offer: Offer) -> Self {
        Self {
            organization: offer.organization_name,
            email: offer.invitation.email,
            role: offer.invitation.role,
            language: offer.invitation.language,
            status: offer.invitation.status,
            expires_at: offer.invitation.expires_at,
            has_account: offer.has_account,
        }
    }
}

fn opened(app: &App, token: &str) -> Result<InvitationId> {
    app.keys.open(LinkPurpose::Invitation, token).map(InvitationId::from_uuid).ok_or(Error::NotFound("invitation"))
}

/// What an invitation offers. Its token is the last part of the mailed link.
#[utoipa::path(tag = "accounts", operation_id = "get_invitation", params(("token" = String, Path)), responses((status = 200, body = OfferView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/invitations/{token}")]
async fn get_invitation(app: Data<App>, token: Path<String>) -> Result<web::Json<OfferView>> {
    Ok(web::Json(find(&app, &token).await?.into()))
}

/// What the API and the page show.
pub async fn find(app: &App, token: &str) -> Result<Offer> {
    let (id, now) = (opened(app, token)?, app.clock.now());
    app.db.read(move |c| invitations::find_offer(c, id, now)).await
}

/// Needed by whoever has no account yet; who has one keeps name and password as they are.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptInput {
    /// At most 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    name: Option<String>,
    /// At least 10 characters, and hard to guess: neither common nor made of your name, address or organization.
    #[schema(format = Password, min_length = 10)]
    password: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct AcceptedView {
    user_id: UserId,
    /// The address to sign in with.
    email: String,
}

/// Accept an invitation: makes the account, or joins with the one that the address has.
#[utoipa::path(tag = "accounts", operation_id = "accept_invitation", params(("token" = String, Path)), responses((status = 201, body = AcceptedView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/invitations/{token}/accept")]
async fn accept_invitation(app: Data<App>, token: Path<String>, input: Json<AcceptInput>) -> Result<HttpResponse> {
    let user = accept(&app, &token, input.0.name.as_deref(), input.0.password, None).await?;
    Ok(HttpResponse::Created().json(AcceptedView { user_id: user.id, email: user.email }))
}

/// The act behind the API and the page.
pub async fn accept(
    app: &App,
    token: &str,
    name: Option<&str>,
    password: Option<String>,
    language: Option<&LanguageTag>,
) -> Result<UserRow> {
    let id = opened(app, token)?;
    // Before the costly hash: a dead link is refused for free.
    let offer = find(app, token).await?;
    let login = if offer.has_account { None } else { Some(new_login(app, &offer, name, password, language).await?) };
    let now = app.clock.now();
    app.db.write(move |tx| invitations::accept(tx, id, login.as_ref(), now)).await
}

async fn new_login(
    app: &App,
    offer: &Offer,
    name: Option<&str>,
    password: Option<String>,
    language: Option<&LanguageTag>,
) -> Result<NewLogin> {
    let name = name.ok_or_else(|| "is missing; say how you would like to be called".to_owned());
    let name = name.and_then(|name| text::line(name, MAX_NAME_CHARS)).map_err(|message| FieldError::new("name", message));
    let own_words = [Some(app.config.site_name.clone()), Some(offer.invitation.email.clone()), offer.organization_name.clone()];
    let own_words = own_words.into_iter().flatten().chain(name.iter().cloned()).collect();
    let language = language.unwrap_or(&offer.invitation.language).clone();
    let password_hash = match password {
        Some(text) => app.passwords.choose(Choice { text, own_words, language, field: "password" }).await,
        None => Err(Error::invalid("password", "is missing; choose one of at least 10 characters")),
    };
    match (name, password_hash) {
        (Ok(name), Ok(password_hash)) => Ok(NewLogin { name, password_hash }),
        (Err(fault), Err(Error::Invalid(faults))) => Err(Error::Invalid(std::iter::once(fault).chain(faults).collect())),
        (Err(fault), Ok(_)) => Err(Error::Invalid(vec![fault])),
        (_, Err(failure)) => Err(failure),
    }
}

/// Decline an invitation. Its link ends to work.
#[utoipa::path(tag = "accounts", operation_id = "decline_invitation", params(("token" = String, Path)), responses((status = 204), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/invitations/{token}/decline")]
async fn decline_invitation(app: Data<App>, token: Path<String>) -> Result<HttpResponse> {
    decline(&app, &token).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The act behind the API and the page.
pub async fn decline(app: &App, token: &str) -> Result<()> {
    let (id, now) = (opened(app, token)?, app.clock.now());
    app.db.write(move |tx| invitations::decline(tx, id, now)).await
}

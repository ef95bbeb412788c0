//! How one wants one's mail, and whether it arrives.

use crate::app::App;
use crate::auth::User;
use crate::db::Tx;
use crate::domain::mail::Hour;
use crate::domain::words::{MailDelivery, MailGroup, OwnRhythm, SiteRole};
use crate::error::{Error, Result};
use crate::http::extract::{Json, object};
use crate::http::problem::Problem;
use crate::library::bounces;
use crate::library::mail_choices::{self, Choices, Wishes};
use actix_web::web::{self, Data};
use actix_web::{HttpResponse, get, patch, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config.service(get_mail_choices).service(update_mail_choices).service(request_address_confirmation);
}

#[derive(Serialize, ToSchema)]
pub struct MailChoicesView {
    /// An IANA name.
    #[schema(example = "America/Mexico_City")]
    time_zone: String,
    /// The hour there at which mail that comes round is sent.
    #[schema(minimum = 0, maximum = 23)]
    digest_hour: u32,
    groups: Vec<MailGroupView>,
    /// Whether nothing is sent to your address, because mail to it came back. `POST /me/address-confirmations` tries again.
    address_bounces: bool,
}

#[derive(Serialize, ToSchema)]
pub struct MailGroupView {
    group: MailGroup,
    /// How it comes.
    delivery: MailDelivery,
    /// How it may come; one way alone where it always comes.
    choices: Vec<MailDelivery>,
}

impl MailChoicesView {
    fn of(choices: Choices, role: SiteRole, address_bounces: bool) -> Self {
        let concerns = |group: MailGroup| match group {
            MailGroup::Review => role != SiteRole::User,
            MailGroup::Administration => role == SiteRole::Admin,
            _ => true,
        };
        let groups = choices.groups.into_iter().filter(|(group, _)| concerns(*group));
        let group = |(group, delivery): (MailGroup, MailDelivery)| MailGroupView { group, delivery, choices: group.choices().to_vec() };
        let Hour { time_zone, hour } = choices.hour;
        Self { time_zone: time_zone.name().to_owned(), digest_hour: hour, groups: groups.map(group).collect(), address_bounces }
    }
}

async fn choices_of(app: &App, user: User) -> Result<web::Json<MailChoicesView>> {
    let read = app.db.read(move |c| {
        let (choices, address_bounces) = (mail_choices::choices(c, user.id())?, bounces::is_marked(c, user.email())?);
        Ok(MailChoicesView::of(choices, user.role(), address_bounces))
    });
    Ok(web::Json(read.await?))
}

/// How your mail comes, group by group. Decisions, and what concerns your account or a report, always come at once.
#[utoipa::path(tag = "accounts", operation_id = "get_mail_choices", security(("bearer" = [])), responses((status = 200, body = MailChoicesView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/me/notifications")]
async fn get_mail_choices(app: Data<App>, user: User) -> Result<web::Json<MailChoicesView>> {
    choices_of(&app, user).await
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MailChoicesInput {
    /// An IANA name, such as `America/Mexico_City`; absent: stays as it is.
    #[schema(max_length = 64, example = "America/Mexico_City")]
    time_zone: Option<String>,
    /// Absent: stays as it is.
    #[schema(minimum = 0, maximum = 23)]
    digest_hour: Option<u32>,
    #[serde(default, deserialize_with = "object")]
    groups: GroupsInput,
}

/// Groups that are absent stay as they are. Those that always come are not among them.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct GroupsInput {
    submissions: Option<MailDelivery>,
    review: Option<MailDelivery>,
    organization: Option<MailDelivery>,
    administration: Option<MailDelivery>,
    following: Option<OwnRhythm>,
    saved_searches: Option<OwnRhythm>,
}

impl GroupsInput {
    fn wishes(&self) -> Vec<(MailGroup, MailDelivery)> {
        let rhythm = |rhythm: OwnRhythm| match rhythm {
            OwnRhythm::On => MailDelivery::AtOnce,
            OwnRhythm::Off => MailDelivery::Never,
        };
        let wishes = [
            (MailGroup::Submissions, self.submissions),
            (MailGroup::Review, self.review),
            (MailGroup::Organization, self.organization),
            (MailGroup::Administration, self.administration),
            (MailGroup::Following, self.following.map(rhythm)),
            (MailGroup::SavedSearches, self.saved_searches.map(rhythm)),
        ];
        wishes.into_iter().filter_map(|(group, wish)| Some((group, wish?))).collect()
    }
}

/// Choose how your mail comes: at once, in the one summary of the day, or not at all.
#[utoipa::path(tag = "accounts", operation_id = "update_mail_choices", security(("bearer" = [])), responses((status = 200, body = MailChoicesView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[patch("/me/notifications")]
async fn update_mail_choices(app: Data<App>, user: User, input: Json<MailChoicesInput>) -> Result<web::Json<MailChoicesView>> {
    let MailChoicesInput { time_zone, digest_hour, groups } = input.0;
    let refused = |field: &str, message: String| Error::invalid(field, message);
    let time_zone = time_zone.map(|name| Hour::time_zone(&name)).transpose().map_err(|message| refused("time_zone", message))?;
    if digest_hour.is_some_and(|hour| hour > 23) {
        return Err(refused("digest_hour", "must be an hour of the day, from 0 to 23".to_owned()));
    }
    let (now, chooser) = (app.clock.now(), user.clone());
    let groups = groups.wishes();
    app.db
        .write(move |tx: &mut Tx| {
            let before = mail_choices::choices(tx, chooser.id())?.hour;
            let hour = Hour { time_zone: time_zone.unwrap_or(before.time_zone), hour: digest_hour.unwrap_or(before.hour) };
            let wishes = Wishes { hour: Some(hour).filter(|hour| *hour != before), groups: groups.clone() };
            mail_choices::choose(tx, &chooser, &wishes, now)
        })
        .await?;
    choices_of(&app, user).await
}

/// Have one letter sent to your address, although mail to it came back. Its link says that mail arrives again; it works for two days.
#[utoipa::path(tag = "accounts", operation_id = "request_address_confirmation", security(("bearer" = [])), responses((status = 202), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/me/address-confirmations")]
async fn request_address_confirmation(app: Data<App>, user: User) -> Result<HttpResponse> {
    let now = app.clock.now();
    app.db.write(move |tx| bounces::request_confirmation(tx, &user, now)).await?;
    Ok(HttpResponse::Accepted().finish())
}

//! The rules by which small corrections are published without review.

use crate::app::App;
use crate::auth::Admin;
use crate::db::correction_rules::RuleRow;
use crate::domain::ids::{OrganizationId, RuleId, UserId};
use crate::domain::time::Timestamp;
use crate::error::{Error, Result};
use crate::http::extract::Json;
use crate::http::idempotency::Idempotent;
use crate::http::problem::Problem;
use crate::library::corrections::{self, NewRule};
use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path};
use actix_web::{HttpRequest, HttpResponse, delete, get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

const MAX_APPROVALS: i64 = 1_000_000;

pub fn configure(config: &mut ServiceConfig) {
    config.service(list_rules).service(create_rule).service(end_rule);
}

#[derive(Serialize, ToSchema)]
pub struct RulesView {
    items: Vec<RuleView>,
}

/// A rule: a revision that changes nothing but these fields is published without review.
#[derive(Serialize, ToSchema)]
pub struct RuleView {
    id: RuleId,
    fields: Vec<String>,
    /// The one organization that is trusted; absent: all.
    #[serde(skip_serializing_if = "Option::is_none")]
    organization_id: Option<OrganizationId>,
    /// How many approvals by reviewers an organization has before it is trusted.
    after_approvals: i64,
    /// The admin who made the rule, and who is named as the reviewer of what is published by it.
    created_by: UserId,
    created_at: Timestamp,
}

impl RuleView {
    fn of(rule: &RuleRow) -> Result<Self> {
        Ok(Self {
            id: rule.id,
            fields: rule.fields()?,
            organization_id: rule.organization_id,
            after_approvals: rule.after_approvals,
            created_by: rule.created_by,
            created_at: rule.created_at,
        })
    }
}

/// List the rules on small corrections that are in force.
#[utoipa::path(tag = "reviews", operation_id = "list_correction_rules", security(("bearer" = ["admin"]), ("token" = ["admin"])), responses((status = 200, body = RulesView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[get("/correction-rules")]
async fn list_rules(app: Data<App>, admin: Admin) -> Result<web::Json<RulesView>> {
    let rules = app.db.read(move |c| corrections::list(c, &admin)).await?;
    Ok(web::Json(RulesView { items: rules.iter().map(RuleView::of).collect::<Result<_>>()? }))
}

/// What may be corrected without review.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "it only describes a field")]
pub enum CorrectableField {
    Title,
    Summary,
    Translations,
    Topics,
    Audiences,
    Authors,
    AuthorOrganization,
    Year,
    Countries,
}

/// A rule to be made.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleInput {
    #[schema(min_items = 1, max_items = 30, value_type = Vec<CorrectableField>)]
    fields: Vec<String>,
    /// Trust this organization only; absent: any that has enough approvals.
    organization_id: Option<OrganizationId>,
    /// How many approvals by reviewers an organization needs before; absent: none.
    #[schema(minimum = 0, maximum = 1000000)]
    after_approvals: Option<i64>,
}

impl RuleInput {
    fn check(self) -> Result<NewRule> {
        let after_approvals = self.after_approvals.unwrap_or(0);
        if !(0..=MAX_APPROVALS).contains(&after_approvals) {
            return Err(Error::invalid("after_approvals", format!("must be from 0 to {MAX_APPROVALS}")));
        }
        if !(1..=30).contains(&self.fields.len()) {
            return Err(Error::invalid("fields", format!("must name 1 to 30 of {}", corrections::CORRECTABLE.join(", "))));
        }
        Ok(NewRule { fields: self.fields, organization_id: self.organization_id, after_approvals })
    }
}

/// Make a rule on small corrections. It is in force at once.
#[utoipa::path(
    tag = "reviews", operation_id = "create_correction_rule", security(("bearer" = ["admin"]), ("token" = ["admin"])),
    params(("Idempotency-Key" = Option<String>, Header, max_length = 200, pattern = "^[!-~]([ -~]*[!-~])?$", description = "Asked again with the same key, the first answer is repeated.")),
    request_body = RuleInput, responses((status = 201, body = RuleView), (status = "4XX", body = Problem), (status = "5XX", body = Problem))
)]
#[post("/correction-rules")]
async fn create_rule(app: Data<App>, admin: Admin, request: HttpRequest, input: Json<RuleInput>) -> Result<HttpResponse> {
    let (now, hash) = (app.clock.now(), crate::http::api::uploads::hash_of(&serde_json::to_vec(&input.0).unwrap_or_default()));
    let new = input.0.check()?;
    let idempotent = Idempotent::begin(&app, &request, admin.user()).await?;
    idempotent.answer(hash, StatusCode::CREATED, move |tx| RuleView::of(&corrections::create(tx, &admin, &new, now)?)).await
}

/// End a rule. What was published by it stays.
#[utoipa::path(tag = "reviews", operation_id = "end_correction_rule", security(("bearer" = ["admin"]), ("token" = ["admin"])), params(("id" = RuleId, Path)), responses((status = 204), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[delete("/correction-rules/{id}")]
async fn end_rule(app: Data<App>, admin: Admin, id: Path<RuleId>) -> Result<HttpResponse> {
    let (id, now) = (*id, app.clock.now());
    app.db.write(move |tx| corrections::end(tx, &admin, id, now)).await?;
    Ok(HttpResponse::NoContent().finish())
}

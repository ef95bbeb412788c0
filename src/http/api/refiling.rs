//! Moving a public resource to the section where it belongs.

use super::views::ResourceView;
use crate::app::App;
use crate::auth::Reviewer;
use crate::db::{Tx, changes, editions};
use crate::domain::ids::ResourceId;
use crate::domain::metadata::Faults;
use crate::domain::text::paragraphs;
use crate::domain::words::Section;
use crate::error::{Error, Result};
use crate::http::extract::Json;
use crate::http::problem::Problem;
use crate::library::refiling::{self, Refiling};
use actix_web::post;
use actix_web::web::{self, Data, Path};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn configure(config: &mut ServiceConfig) {
    config.service(refile_resource);
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefilingInput {
    /// Where it belongs.
    section: Section,
    /// A few sentences to its organization.
    #[schema(min_length = 1, max_length = 5000)]
    note: Option<String>,
    /// The number of the edition that was read.
    edition: i32,
    /// Recorded: why an admin re-files what the own organization shares.
    #[schema(min_length = 1, max_length = 1000)]
    override_reason: Option<String>,
}

impl RefilingInput {
    fn check(self) -> Result<Refiling> {
        let mut faults = Faults::default();
        let mut text = |field: &str, text: Option<String>, max: usize| text.and_then(|text| faults.take(field, paragraphs(&text, max)));
        let note = text("note", self.note, 5_000);
        let override_reason = text("override_reason", self.override_reason, 1_000);
        faults.finish(Refiling { section: self.section, note, edition: self.edition, override_reason }).map_err(Error::Invalid)
    }
}

/// Move a public resource to another section: a new edition by decision, of which its organization is told.
#[utoipa::path(tag = "reviews", operation_id = "refile_resource", security(("bearer" = ["reviewer"]), ("token" = ["review"])), params(("id" = ResourceId, Path)), responses((status = 200, body = ResourceView), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
#[post("/resources/{id}/refile")]
async fn refile_resource(
    app: Data<App>,
    reviewer: Reviewer,
    id: Path<ResourceId>,
    input: Json<RefilingInput>,
) -> Result<web::Json<ResourceView>> {
    let (id, refiling, now) = (*id, input.0.check()?, app.clock.now());
    let act = move |tx: &mut Tx| {
        refiling::refile(tx, &reviewer, id, &refiling, now)?;
        Ok(ResourceView::of(&editions::find_public(tx, id)?, reviewer.user().language(), changes::head(tx)?))
    };
    let (mut view, change) = app.db.write_seq(act).await?;
    view.change = change.unwrap_or(view.change);
    Ok(web::Json(view))
}

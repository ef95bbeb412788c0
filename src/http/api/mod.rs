//! The REST API: a file for each resource. A handler is extract, one call, render.

pub mod auth;
mod bouncing_addresses;
mod checklists;
mod corrections;
mod editions;
mod follows;
pub mod invitations;
mod jobs;
mod mail_choices;
mod me;
mod members;
pub mod organizations;
mod previews;
mod resources;
mod reviews;
mod saved_searches;
pub(crate) mod search;
mod submissions;
mod transfers;
pub(crate) mod uploads;
mod views;
mod vocabularies;
mod wishes;

use utoipa::openapi::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa_actix_web::scope;
use utoipa_actix_web::service_config::ServiceConfig;

pub const BASE: &str = "/api/v1";

const ROLES: &str = "The access token of a session. Where an operation names roles (`x-roles`), one of them is enough: `uploader` and `manager` of the organization concerned (a manager may do what an uploader may), `reviewer` and `admin` of the whole library (an admin may do what a reviewer may).";

pub fn configure(config: &mut ServiceConfig) {
    config.service(
        scope::scope(BASE)
            .configure(auth::configure)
            .configure(me::configure)
            .configure(mail_choices::configure)
            .configure(follows::configure)
            .configure(saved_searches::configure)
            .configure(organizations::configure)
            .configure(members::configure)
            .configure(invitations::configure)
            .configure(submissions::configure)
            .configure(previews::configure)
            .configure(checklists::configure)
            .configure(reviews::configure)
            .configure(corrections::configure)
            .configure(resources::configure)
            .configure(editions::configure)
            .configure(wishes::configure)
            .configure(vocabularies::configure)
            .configure(jobs::configure)
            .configure(bouncing_addresses::configure)
            .configure(transfers::configure),
    );
}

/// What the document says beside its operations.
pub fn document() -> OpenApi {
    #[derive(utoipa::OpenApi)]
    #[openapi(
        info(
            title = "Commonshelf",
            description = "The library of a network of organizations: members upload, reviewers decide, anyone finds. Errors are problem documents (RFC 9457). A query parameter without a value counts as absent.",
            contact(name = "The admins of this library"),
            license(name = "Apache-2.0 OR MIT", identifier = "Apache-2.0 OR MIT")
        ),
        servers((url = "/", description = "This library")),
        tags(
            (name = "resources", description = "What the library holds: found and read by anyone."),
            (name = "vocabularies", description = "The values that metadata may take."),
            (name = "organizations", description = "Members of the network, and applying to become one."),
            (name = "accounts", description = "Signing in and out, invitations, one's own profile."),
            (name = "submissions", description = "Uploading, for members."),
            (name = "reviews", description = "The queue and the decision, for reviewers."),
            (name = "bulk", description = "Documents in and out in bulk."),
            (name = "machines", description = "For programs that watch over the library.")
        ),
        components(schemas(crate::http::problem::Problem, crate::domain::words::Sort))
    )]
    struct Document;
    let mut document = <Document as utoipa::OpenApi>::openapi();
    let components = document.components.get_or_insert_with(Default::default);
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").description(Some(ROLES)).build();
    components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    document
}

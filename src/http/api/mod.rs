//! The REST API: a file for each resource. A handler is extract, one call, render.

pub mod auth;
mod checklists;
mod contact;
mod corrections;
mod editions;
mod hidings;
pub mod invitations;
mod jobs;
mod me;
mod members;
pub mod organizations;
mod previews;
mod reports;
mod resources;
mod reviews;
pub(crate) mod search;
mod sessions;
mod submissions;
mod tokens;
mod transfers;
pub(crate) mod uploads;
mod uses;
mod views;
mod vocabularies;
mod webhooks;
mod wishes;

use crate::domain::words::TokenScope;
use crate::http::scopes;
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
            .configure(sessions::configure)
            .configure(tokens::configure)
            .configure(organizations::configure)
            .configure(members::configure)
            .configure(invitations::configure)
            .configure(submissions::configure)
            .configure(previews::configure)
            .configure(checklists::configure)
            .configure(reviews::configure)
            .configure(corrections::configure)
            .configure(resources::configure)
            .configure(reports::configure)
            .configure(hidings::configure)
            .configure(uses::configure)
            .configure(editions::configure)
            .configure(wishes::configure)
            .configure(vocabularies::configure)
            .configure(jobs::configure)
            .configure(transfers::configure)
            .configure(contact::configure)
            .configure(webhooks::configure),
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
            (name = "contact", description = "Writing to the admins."),
            (name = "webhooks", description = "Programs that are told what happens."),
            (name = "machines", description = "For programs that watch over the library.")
        ),
        components(schemas(crate::http::problem::Problem, crate::domain::words::Sort))
    )]
    struct Document;
    let mut document = <Document as utoipa::OpenApi>::openapi();
    let components = document.components.get_or_insert_with(Default::default);
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").description(Some(ROLES)).build();
    components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    for scope in TokenScope::ALL {
        let description = format!("A token for programs (`/me/tokens`) with the scope `{scope}`: it may do what its owner may.");
        let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("commonshelf_…").description(Some(description)).build();
        components.add_security_scheme(scopes::scheme(scope.as_str()), SecurityScheme::Http(token));
    }
    document
}

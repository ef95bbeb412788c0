//! The REST API: a file for each resource. A handler is extract, one call, render.

pub mod addresses;
pub mod auth;
mod bouncing_addresses;
mod checklists;
mod claims;
mod comments;
mod contact;
mod corrections;
mod decisions;
mod doctor;
mod editions;
mod events;
mod follows;
mod hidings;
pub mod invitations;
mod jobs;
mod joining;
mod mail_choices;
mod me;
mod members;
mod my_account;
pub mod organizations;
mod pages;
mod previews;
mod reasons;
mod refiling;
mod reports;
mod resources;
mod review_views;
mod reviewers;
mod reviews;
mod saved_searches;
pub(crate) mod search;
mod second_factors;
mod sessions;
mod settings;
mod statistics;
mod submissions;
mod terms;
mod tokens;
mod transfers;
pub(crate) mod uploads;
mod users;
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
            .configure(addresses::configure)
            .configure(my_account::configure)
            .configure(second_factors::configure)
            .configure(mail_choices::configure)
            .configure(follows::configure)
            .configure(saved_searches::configure)
            .configure(sessions::configure)
            .configure(tokens::configure)
            .configure(organizations::configure)
            .configure(members::configure)
            .configure(joining::configure)
            .configure(invitations::configure)
            .configure(submissions::configure)
            .configure(previews::configure)
            .configure(checklists::configure)
            .configure(reviews::configure)
            .configure(decisions::configure)
            .configure(claims::configure)
            .configure(comments::configure)
            .configure(reasons::configure)
            .configure(reviewers::configure)
            .configure(refiling::configure)
            .configure(corrections::configure)
            .configure(resources::configure)
            .configure(reports::configure)
            .configure(hidings::configure)
            .configure(uses::configure)
            .configure(editions::configure)
            .configure(wishes::configure)
            .configure(vocabularies::configure)
            .configure(pages::configure)
            .configure(settings::configure)
            .configure(users::configure)
            .configure(doctor::configure)
            .configure(statistics::configure)
            .configure(events::configure)
            .configure(terms::configure)
            .configure(jobs::configure)
            .configure(bouncing_addresses::configure)
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
            (name = "pages", description = "The pages of text that every library has: terms, privacy, content policy, imprint."),
            (name = "administration", description = "What admins look at and set while the library runs."),
            (name = "bulk", description = "Documents in and out in bulk."),
            (name = "contact", description = "Writing to the admins."),
            (name = "webhooks", description = "Programs that are told what happens."),
            (name = "machines", description = "For programs that watch over the library.")
        ),
        components(schemas(
            crate::http::problem::Problem, crate::domain::words::Sort, crate::domain::words::Vocabulary, resources::AnswerFormat
        ))
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

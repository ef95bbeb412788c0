//! The description of the API: what the handlers say of themselves, and what is said once for all of them.
//!
//! utoipa collects paths and schemas from the handlers. Here each operation gets what would be the same sentence at every handler: that errors
//! are problem documents, what a status means, and who may call. The roles stand in `security(("bearer" = ["reviewer"]))` of the handler, the
//! scope that a token for programs needs beside it in `("token" = ["review"])`, and the tests of the permission table hold both against what the
//! server does.

use super::{api, health, scopes};
use crate::error::{Context, Result};
use actix_web::App as ActixApp;
use actix_web::http::StatusCode;
use std::collections::BTreeMap;
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::{AdditionalProperties, ArrayItems, Schema};
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{Components, OpenApi, Ref, RefOr};
use utoipa_actix_web::AppExt;
use utoipa_actix_web::service_config::ServiceConfig;

/// Every documented operation, in one place: the document and the routes come from the same lines.
pub fn operations(config: &mut ServiceConfig) {
    api::configure(config);
    health::configure(config);
}

/// The description of the API.
pub fn openapi() -> Result<OpenApi> {
    let (_, mut document) = ActixApp::new().into_utoipa_app().openapi(api::document()).configure(operations).split_for_parts();
    for item in document.paths.paths.values_mut() {
        let operations = [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
        for operation in operations.into_iter().flatten() {
            name_problems(operation);
            describe_responses(operation);
            say_who_may(operation)?;
        }
    }
    if let Some(components) = &mut document.components {
        name_items(components);
        close_choices(components);
    }
    Ok(document)
}

/// The description as it stands in `openapi/openapi.json`.
pub fn openapi_json() -> Result<String> {
    let json = openapi()?.to_pretty_json().context("writing the description of the API")?;
    Ok(json + "\n")
}

/// Errors are problem documents, under the media type of those.
fn name_problems(operation: &mut Operation) {
    let errors = operation.responses.responses.iter_mut().filter(|(status, _)| status.starts_with(['4', '5']));
    for (_, response) in errors {
        if let RefOr::T(response) = response
            && let Some(content) = response.content.shift_remove("application/json")
        {
            response.content.insert("application/problem+json".to_owned(), content);
        }
    }
}

/// OpenAPI 3.1 demands a sentence for each response; where an operation gives none of its own, its status says enough.
fn describe_responses(operation: &mut Operation) {
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response
            && response.description.is_empty()
        {
            let of_status = || status.parse().ok().and_then(|code| StatusCode::from_u16(code).ok()?.canonical_reason());
            response.description = match status.as_str() {
                "4XX" => "Refused; a problem document says why.",
                "5XX" => "The server failed, or is busy; a problem document says so.",
                _ => of_status().unwrap_or("An answer."),
            }
            .to_owned();
        }
    }
}

/// The first sentence over a handler is the summary. What follows, and who may call, is the description. An operation for anyone says so to
/// programs as well: by an empty list of what it wants. Roles go into `x-roles`: OpenAPI 3.1 would have them beside the scheme, but there the
/// common linters know the scopes of OAuth only.
fn say_who_may(operation: &mut Operation) -> Result<()> {
    let security = operation.security.get_or_insert_default();
    let (mut roles, mut scope) = (Vec::new(), None);
    for requirement in security.iter() {
        // The type shows its roles in JSON only.
        let requirement = serde_json::to_value(requirement).context("reading what an operation requires")?;
        let schemes: BTreeMap<String, Vec<String>> = serde_json::from_value(requirement).context("reading what an operation requires")?;
        for (scheme, words) in schemes {
            match scheme.as_str() {
                "token" => scope = words.into_iter().next(),
                _ => roles.extend(words),
            }
        }
    }
    let who = match (security.is_empty(), roles.as_slice()) {
        (true, _) => "For anyone.".to_owned(),
        (false, []) => "For whoever is signed in.".to_owned(),
        (false, roles) => format!("For {}.", roles.iter().map(|role| people(role)).collect::<Vec<_>>().join(" and ")),
    };
    let token = match (security.is_empty(), &scope) {
        (true, _) => None,
        (false, Some(scope)) => Some(format!("A token for programs needs the scope `{scope}`.")),
        (false, None) => Some("In a session only: tokens for programs can't do this.".to_owned()),
    };
    if !security.is_empty() {
        let schemes = std::iter::once("bearer".to_owned()).chain(scope.map(|scope| scopes::scheme(&scope)));
        *security = schemes.map(|scheme| SecurityRequirement::new(scheme, Vec::<String>::new())).collect();
    }
    if !roles.is_empty() {
        operation.extensions.get_or_insert_default().merge(Extensions::builder().add("x-roles", roles).build());
    }
    let summary = operation.summary.take().unwrap_or_default().replace('\n', " ");
    let (summary, rest) = match summary.split_once(". ") {
        Some((first, rest)) => (format!("{first}."), Some(rest.to_owned())),
        None => (summary, None),
    };
    let sentences = rest.into_iter().chain([who]).chain(token).collect::<Vec<_>>().join(" ");
    operation.description = Some(operation.description.take().into_iter().chain([sentences]).collect::<Vec<_>>().join("\n\n"));
    operation.summary = Some(summary);
    Ok(())
}

fn people(role: &str) -> &str {
    match role {
        "uploader" => "members of the organization",
        "manager" => "managers of the organization",
        "reviewer" => "reviewers",
        "admin" => "admins",
        other => other,
    }
}

/// One thing out of several, named by the only field: nothing may stand beside it.
fn close_choices(components: &mut Components) {
    for schema in components.schemas.values_mut() {
        let RefOr::T(Schema::OneOf(choice)) = schema else { continue };
        for one in &mut choice.items {
            if let RefOr::T(Schema::Object(object)) = one {
                object.additional_properties = Some(Box::new(AdditionalProperties::FreeForm(false)));
            }
        }
    }
}

/// utoipa writes the items of a generic list out in full. Where a component says the same, its name is better: a client then has one type.
fn name_items(components: &mut Components) {
    let named = components.schemas.clone();
    for schema in components.schemas.values_mut() {
        let RefOr::T(Schema::Object(list)) = schema else { continue };
        if let Some(RefOr::T(Schema::Array(items))) = list.properties.get_mut("items")
            && let ArrayItems::RefOrSchema(item) = &mut items.items
            && let Some((name, _)) = named.iter().find(|(_, component)| *component == item.as_ref())
        {
            **item = RefOr::Ref(Ref::from_schema_name(name));
        }
    }
}

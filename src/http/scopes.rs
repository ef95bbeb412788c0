//! Which scope a token for programs needs for an operation. It stands at the handler, as `("token" = ["submit"])` in its `security`, goes from
//! there into the document as an alternative to the access token of a session (the scheme `token_submit`: OpenAPI would have scopes in the list
//! beside a scheme, but there the common linters know those of OAuth only), and is read from the document where a request is checked: what is
//! said is what is done. An operation that names none is for sessions alone, so that one which forgot it lets no token in.

use crate::domain::words::TokenScope;
use actix_web::HttpRequest;
use actix_web::http::Method;
use actix_web::web::Data;
use std::collections::HashMap;
use utoipa::openapi::OpenApi;
use utoipa::openapi::security::SecurityRequirement;

/// The name of the security scheme for tokens with a scope.
pub fn scheme(scope: &str) -> String {
    format!("token_{scope}")
}

/// The scope of each operation that takes tokens, by method and path.
pub struct Needed(HashMap<(Method, String), TokenScope>);

impl Needed {
    pub fn of(document: &OpenApi) -> Self {
        let mut needed = HashMap::new();
        for (path, item) in &document.paths.paths {
            let operations = [
                (Method::GET, &item.get),
                (Method::POST, &item.post),
                (Method::PATCH, &item.patch),
                (Method::PUT, &item.put),
                (Method::DELETE, &item.delete),
            ];
            for (method, operation) in operations {
                let requirements = operation.iter().filter_map(|operation| operation.security.as_ref()).flatten();
                // The type shows its schemes in JSON only.
                let schemes: Vec<String> = requirements.filter_map(schemes).flatten().collect();
                let scope = TokenScope::ALL.iter().find(|scope| schemes.contains(&scheme(scope.as_str())));
                needed.extend(scope.map(|scope| ((method, path.clone()), *scope)));
            }
        }
        Self(needed)
    }
}

fn schemes(requirement: &SecurityRequirement) -> Option<Vec<String>> {
    Some(serde_json::to_value(requirement).ok()?.as_object()?.keys().cloned().collect())
}

/// What a token must have for this request; nothing will do where it is none.
pub fn needed(request: &HttpRequest) -> Option<TokenScope> {
    let needed = request.app_data::<Data<Needed>>()?;
    needed.0.get(&(request.method().clone(), request.match_pattern()?)).copied()
}

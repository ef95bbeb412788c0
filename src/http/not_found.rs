//! What no handler takes: an unknown path is a 404, a known path with another method a 405 that says which methods there are.

use super::problem::Problem;
use super::{old_addresses, pages};
use crate::error::Error;
use actix_web::http::{Method, StatusCode, header};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use std::collections::BTreeMap;
use utoipa::openapi::OpenApi;

/// The paths of the OpenAPI document and of the pages, split into segments, with their methods. Patterns without parameters come first.
#[derive(Clone)]
pub struct Routes(Vec<(Vec<String>, Vec<Method>)>);

impl Routes {
    pub fn of(document: &OpenApi) -> Self {
        let mut routes: BTreeMap<&str, Vec<Method>> = BTreeMap::new();
        for (path, item) in &document.paths.paths {
            let operations = [
                (Method::GET, item.get.is_some()),
                // Answered like a GET, without its body.
                (Method::HEAD, item.get.is_some()),
                (Method::POST, item.post.is_some()),
                (Method::PATCH, item.patch.is_some()),
                (Method::PUT, item.put.is_some()),
                (Method::DELETE, item.delete.is_some()),
            ];
            routes.insert(path, operations.into_iter().filter(|(_, there)| *there).map(|(method, _)| method).collect());
        }
        routes.extend(pages::PATHS.iter().map(|(path, methods)| (*path, methods.to_vec())));
        let mut routes: Vec<_> = routes.into_iter().collect();
        routes.sort_by_key(|(path, _)| path.matches('{').count());
        Self(routes.into_iter().map(|(path, methods)| (path.split('/').map(str::to_owned).collect(), methods)).collect())
    }

    /// The methods of the pattern that the path fits; none where there is no such path.
    fn methods(&self, path: &str) -> &[Method] {
        let segments: Vec<&str> = path.split('/').collect();
        let fits = |pattern: &[String]| {
            pattern.len() == segments.len()
                && pattern
                    .iter()
                    .zip(&segments)
                    .all(|(wanted, segment)| (wanted.starts_with('{') && !segment.is_empty()) || wanted == segment)
        };
        self.0.iter().find(|(pattern, _)| fits(pattern)).map_or(&[], |(_, methods)| methods)
    }
}

/// Whether a path without parameters gets a method that is not its own. The router would hand it to a pattern that takes anything there:
/// `PATCH /submissions/limits` would edit the submission with the id `limits`.
pub fn is_wrong_method(request: &HttpRequest) -> bool {
    request.app_data::<Data<Routes>>().is_some_and(|routes| {
        let allowed = routes.methods(request.path());
        !allowed.is_empty() && !allowed.contains(request.method())
    })
}

pub async fn answer(request: HttpRequest) -> HttpResponse {
    match old_addresses::lead_on(&request).await {
        Ok(Some(redirect)) => redirect,
        Ok(None) => refuse(&request),
        Err(failure) => failure.error_response(),
    }
}

/// The refusal of a request that nobody took.
pub fn refuse(request: &HttpRequest) -> HttpResponse {
    let allowed = request.app_data::<Data<Routes>>().map(|routes| routes.methods(request.path())).unwrap_or_default();
    let mut problem = Problem::of(&Error::NotFound("page"));
    if allowed.is_empty() || allowed.contains(request.method()) {
        return problem.respond(&mut HttpResponse::NotFound());
    }
    let allowed = allowed.iter().map(Method::as_str).collect::<Vec<_>>().join(", ");
    let status = StatusCode::METHOD_NOT_ALLOWED;
    problem.status = status.as_u16();
    problem.title = "Method Not Allowed".to_owned();
    problem.code = "method_not_allowed".to_owned();
    problem.kind = "urn:commonshelf:problem:method_not_allowed".to_owned();
    problem.detail = format!("This address answers {allowed} only.");
    problem.respond(HttpResponse::build(status).insert_header((header::ALLOW, allowed)))
}

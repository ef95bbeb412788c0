pub fn configure(_: &mut utoipa_actix_web::service_config::ServiceConfig) {}
pub fn configure_docs(_: &mut actix_web::web::ServiceConfig) {}

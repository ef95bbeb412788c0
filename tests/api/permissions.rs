//! The permission table: for every operation of the API, what each kind of actor is answered. Written by hand, tried over HTTP with real
//! subjects; an operation without a row fails, and a row without an operation.

mod subjects;

use crate::openapi::operations;
use crate::support::app::TestApp;
use std::collections::{BTreeMap, BTreeSet};
use subjects::{Actor, Stage, Subject};

/// A row: the operation, what it is asked of, and the status that each actor of [`Actor::ALL`] gets, in that order.
type Row = (&'static str, Subject, [u16; 9]);

/// Those who may do what anyone may.
const fn anyone(status: u16) -> [u16; 9] {
    [status; 9]
}

/// For everyone with a living account.
const fn signed_in(status: u16) -> [u16; 9] {
    [401, status, status, status, status, status, status, 401, status]
}

/// For admins alone.
const fn admins(status: u16) -> [u16; 9] {
    [401, 403, 403, 403, 403, 403, status, 401, 403]
}

/// The subject belongs to Casa Abierta – in the last column to the suspended organization.
#[rustfmt::skip]
const TABLE: &[Row] = &[
    //                                                     visitor uploader stranger manager reviewer own_reviewer admin deactivated suspended
    ("search_resources",         Subject::Public,          anyone(200)),
    ("read_resource",            Subject::Public,          anyone(200)),
    ("read_resource",            Subject::Withdrawn,       anyone(410)),
    ("download_resource_file",   Subject::Public,          anyone(200)),
    ("download_resource_file",   Subject::Withdrawn,       anyone(410)),
    ("withdraw_resource",        Subject::Public,          admins(200)),
    ("restore_resource",         Subject::Withdrawn,       admins(200)),
    ("purge_resource",           Subject::Public,          admins(200)),
    ("purge_resource",           Subject::Withdrawn,       admins(200)),

    ("list_sections",            Subject::Nothing,         anyone(200)),
    ("list_topics",              Subject::Nothing,         anyone(200)),
    ("list_types",               Subject::Nothing,         anyone(200)),
    ("list_audiences",           Subject::Nothing,         anyone(200)),
    ("list_licenses",            Subject::Nothing,         anyone(200)),
    ("list_languages",           Subject::Nothing,         anyone(200)),
    ("list_countries",           Subject::Nothing,         anyone(200)),

    ("list_organizations",       Subject::Nothing,         anyone(200)),
    ("get_organization",         Subject::Organization,    anyone(200)),
    ("get_organization",         Subject::Application,     anyone(404)),
    ("apply_organization",       Subject::Nothing,         anyone(202)),
    ("confirm_organization",     Subject::Application,     anyone(200)),
    ("list_applications",        Subject::Application,     admins(200)),
    ("decide_organization",      Subject::Application,     admins(200)),
    ("list_members",             Subject::Organization,    [401, 403, 404, 200, 404, 403, 200, 401, 200]),
    ("list_invitations",         Subject::Organization,    [401, 403, 404, 200, 404, 403, 200, 401, 200]),
    ("create_invitation",        Subject::Organization,    [401, 403, 404, 201, 404, 403, 201, 401, 403]),

    ("login",                    Subject::Nothing,         anyone(200)),
    ("refresh_session",          Subject::Session,         anyone(200)),
    ("logout",                   Subject::Session,         signed_in(204)),
    ("request_password_reset",   Subject::Nothing,         anyone(202)),
    ("reset_password",           Subject::PasswordReset,   anyone(204)),
    ("get_invitation",           Subject::Invitation,      anyone(200)),
    ("accept_invitation",        Subject::Invitation,      anyone(201)),
    ("decline_invitation",       Subject::Invitation,      anyone(204)),
    ("get_profile",              Subject::Nothing,         signed_in(200)),
    ("update_profile",           Subject::Nothing,         signed_in(200)),

    ("get_mail_choices",         Subject::Nothing,         signed_in(200)),
    ("update_mail_choices",      Subject::Nothing,         signed_in(200)),
    ("request_address_confirmation", Subject::BouncingAddress, signed_in(202)),
    ("list_follows",             Subject::Nothing,         signed_in(200)),
    ("create_follow",            Subject::Nothing,         signed_in(201)),
    ("update_follow",            Subject::OwnFollow,       signed_in(200)),
    ("update_follow",            Subject::Follow,          [401, 200, 404, 404, 404, 404, 404, 401, 200]),
    ("delete_follow",            Subject::OwnFollow,       signed_in(204)),
    ("delete_follow",            Subject::Follow,          [401, 204, 404, 404, 404, 404, 404, 401, 204]),
    ("list_saved_searches",      Subject::Nothing,         signed_in(200)),
    ("create_saved_search",      Subject::Nothing,         signed_in(201)),
    ("update_saved_search",      Subject::OwnSearch,       signed_in(200)),
    ("update_saved_search",      Subject::SavedSearch,     [401, 200, 404, 404, 404, 404, 404, 401, 200]),
    ("delete_saved_search",      Subject::OwnSearch,       signed_in(204)),
    ("delete_saved_search",      Subject::SavedSearch,     [401, 204, 404, 404, 404, 404, 404, 401, 204]),
    ("list_bouncing_addresses",  Subject::BouncingAddress, admins(200)),
    ("clear_bouncing_address",   Subject::BouncingAddress, admins(204)),

    ("read_upload_limits",       Subject::Nothing,         signed_in(200)),
    ("create_submission",        Subject::Organization,    [401, 201, 403, 201, 403, 201, 403, 401, 403]),
    ("list_submissions",         Subject::Draft,           signed_in(200)),
    ("read_submission",          Subject::Draft,           [401, 200, 404, 200, 404, 200, 404, 401, 200]),
    ("read_submission",          Subject::Submitted,       [401, 200, 404, 200, 200, 200, 200, 401, 200]),
    ("read_submission",          Subject::Held,            [401, 200, 404, 200, 200, 200, 200, 401, 200]),
    ("edit_submission",          Subject::Draft,           [401, 200, 404, 200, 404, 200, 404, 401, 403]),
    ("edit_submission",          Subject::Submitted,       [401, 409, 404, 409, 200, 409, 200, 401, 403]),
    ("delete_submission",        Subject::Draft,           [401, 204, 404, 204, 404, 204, 404, 401, 403]),
    ("attach_files",             Subject::Draft,           [401, 201, 404, 201, 404, 201, 404, 401, 403]),
    ("attach_files",             Subject::Submitted,       [401, 409, 404, 409, 403, 409, 403, 401, 403]),
    ("download_submission_file", Subject::Draft,           [401, 200, 404, 200, 404, 200, 404, 401, 200]),
    ("download_submission_file", Subject::Submitted,       [401, 200, 404, 200, 200, 200, 200, 401, 200]),
    ("detach_file",              Subject::Draft,           [401, 200, 404, 200, 404, 200, 404, 401, 403]),
    ("detach_file",              Subject::Submitted,       [401, 409, 404, 409, 403, 409, 403, 401, 403]),
    ("submit_submission",        Subject::Draft,           [401, 200, 404, 200, 404, 200, 404, 401, 403]),
    ("cancel_submission",        Subject::Submitted,       [401, 200, 404, 200, 403, 200, 403, 401, 403]),

    ("list_reviews",             Subject::Submitted,       [401, 403, 403, 403, 200, 200, 200, 401, 403]),
    ("decide_submission",        Subject::Submitted,       [401, 403, 403, 403, 200, 403, 200, 401, 403]),
    ("decide_submission",        Subject::Draft,           [401, 403, 403, 403, 404, 404, 404, 401, 403]),
    ("undo_decision",            Subject::Held,            [401, 403, 403, 403, 200, 403, 200, 401, 403]),

    ("create_import",            Subject::Nothing,         admins(202)),
    ("list_imports",             Subject::Import,          admins(200)),
    ("read_import",              Subject::Import,          admins(200)),
    ("read_import_faults",       Subject::Import,          admins(200)),
    ("create_export",            Subject::Organization,    [401, 403, 404, 202, 404, 403, 202, 401, 202]),
    ("create_export",            Subject::Nothing,         admins(202)),
    ("list_exports",             Subject::Export,          signed_in(200)),
    ("read_export",              Subject::Export,          [401, 404, 404, 200, 404, 404, 404, 401, 200]),
    ("read_export",              Subject::WholeExport,     [401, 404, 404, 404, 404, 404, 200, 401, 404]),
    ("download_export",          Subject::Export,          [401, 404, 404, 200, 404, 404, 404, 401, 200]),
    ("download_export",          Subject::WholeExport,     [401, 404, 404, 404, 404, 404, 200, 401, 404]),
    ("list_editions",             Subject::Public,         anyone(200)),
    ("list_editions",             Subject::Withdrawn,      anyone(410)),
    ("compare_editions",          Subject::Public,         [401, 200, 403, 200, 200, 200, 200, 401, 200]),
    ("list_translation_wishes",   Subject::Public,         anyone(200)),
    ("list_wanted_translations",  Subject::Nothing,        anyone(200)),
    ("wish_translation",          Subject::Public,         signed_in(200)),
    ("withdraw_translation_wish", Subject::Wished,         signed_in(204)),
    ("preview_submission",        Subject::Draft,          [401, 200, 404, 200, 404, 200, 404, 401, 200]),
    ("preview_submission",        Subject::Submitted,      [401, 200, 404, 200, 200, 200, 200, 401, 200]),
    ("compare_revision",          Subject::Revision,       [401, 200, 404, 200, 200, 200, 200, 401, 200]),
    ("lift_embargo",              Subject::Embargoed,      [401, 200, 404, 200, 403, 200, 200, 401, 403]),
    ("read_checklist",            Subject::Nothing,        anyone(200)),
    ("replace_checklist",         Subject::Nothing,        admins(200)),
    ("read_submission_checklist", Subject::Draft,          [401, 200, 404, 200, 404, 200, 404, 401, 200]),
    ("read_submission_checklist", Subject::Submitted,      [401, 200, 404, 200, 200, 200, 200, 401, 200]),
    ("tick_submission_checklist", Subject::Draft,          [401, 200, 404, 200, 404, 200, 404, 401, 403]),
    ("tick_submission_checklist", Subject::Submitted,      [401, 409, 404, 409, 200, 409, 200, 401, 403]),
    ("list_correction_rules",     Subject::Nothing,        admins(200)),
    ("create_correction_rule",    Subject::Nothing,        admins(201)),
    ("end_correction_rule",       Subject::Rule,           admins(204)),

    ("list_jobs",                Subject::ParkedJob,       admins(200)),
    ("retry_job",                Subject::ParkedJob,       admins(202)),
    ("get_live",                 Subject::Nothing,         anyone(200)),
    ("get_ready",                Subject::Nothing,         anyone(200)),
    ("get_metrics",              Subject::Nothing,         anyone(200)), // from this machine: see `metrics_are_for_this_machine…`
    ("get_openapi",              Subject::Nothing,         anyone(200)),
];

/// Operations without a row, and rows without an operation.
fn gaps(table: &[&str], document: &[&str]) -> Vec<String> {
    let (table, document): (BTreeSet<_>, BTreeSet<_>) = (table.iter().collect(), document.iter().collect());
    let without_row = document.difference(&table).map(|name| format!("{name} has no row in the permission table"));
    without_row.chain(table.difference(&document).map(|name| format!("{name} is no operation of the API"))).collect()
}

#[test]
fn every_operation_has_a_row_and_every_row_an_operation() {
    let operations = operations();
    let names: Vec<&str> = operations.iter().map(|(_, _, operation)| operation["operationId"].as_str().unwrap()).collect();
    let rows: Vec<&str> = TABLE.iter().map(|row| row.0).collect();

    assert_eq!(gaps(&rows, &names), Vec::<String>::new());

    assert_eq!(gaps(&rows[1..], &names), ["search_resources has no row in the permission table"]);
    assert_eq!(gaps(&rows, &names[..names.len() - 1]).len(), 1, "a row of an operation that is gone");
}

/// The document says of each operation whether it wants a sign-in; it must not say otherwise than the table.
#[test]
fn the_document_says_which_operations_need_a_sign_in() {
    let said = |name: &str| {
        let (_, _, operation) = operations().iter().find(|(_, _, operation)| operation["operationId"] == name).unwrap();
        operation["security"].as_array().is_some_and(|schemes| !schemes.is_empty())
    };

    let wrong: Vec<&str> = TABLE.iter().filter(|(name, _, answers)| said(name) != (answers[0] == 401)).map(|row| row.0).collect();

    assert_eq!(wrong, Vec::<&str>::new());
}

/// Who may call is also said in words and for programs, by roles: the same people to whom the table gives an answer.
#[test]
fn the_document_names_the_roles_that_the_table_lets_in() {
    let said = |name: &str| -> BTreeSet<Actor> {
        let (_, _, operation) = operations().iter().find(|(_, _, operation)| operation["operationId"] == name).unwrap();
        let requirements = operation["security"].as_array().unwrap();
        let everyone = [Actor::Visitor, Actor::Uploader, Actor::Manager, Actor::Reviewer, Actor::Admin];
        let roles = operation["x-roles"].as_array().into_iter().flatten();
        let roles: BTreeSet<&str> = roles.map(|role| role.as_str().unwrap()).collect();
        let may = |actor: &Actor| match (requirements.is_empty(), roles.is_empty(), actor) {
            (true, ..) => true,
            (_, true, actor) => *actor != Actor::Visitor,
            (_, _, Actor::Uploader) => roles.contains("uploader"),
            (_, _, Actor::Manager) => roles.contains("uploader") || roles.contains("manager"),
            (_, _, Actor::Reviewer) => roles.contains("reviewer"),
            (_, _, Actor::Admin) => roles.contains("reviewer") || roles.contains("admin"),
            _ => false,
        };
        everyone.into_iter().filter(may).collect()
    };
    let mut answered: BTreeMap<&str, BTreeSet<Actor>> = BTreeMap::new();
    for (name, _, answers) in TABLE {
        let let_in = Actor::ALL.iter().zip(answers).filter(|(_, status)| **status < 300).map(|(actor, _)| *actor);
        let plain = let_in.filter(|actor| !matches!(actor, Actor::Stranger | Actor::OwnReviewer | Actor::Suspended | Actor::Deactivated));
        answered.entry(name).or_default().extend(plain);
    }

    let wrong: Vec<_> = answered.iter().filter(|(name, actors)| said(name) != **actors).collect();

    assert!(wrong.is_empty(), "mend `security(…)` of these handlers, or the table: {wrong:?}");
}

#[actix_web::test]
async fn every_actor_is_answered_as_the_permission_table_says() {
    let app = TestApp::spawn().await;
    let stage = Stage::set(&app).await;

    let (mut calls, mut wrong) = (0, Vec::new());
    for (operation, subject, answers) in TABLE {
        for (actor, expected) in Actor::ALL.iter().zip(answers) {
            let answer = stage.call(operation, *subject, *actor).await;
            calls += 1;
            if answer.status != *expected {
                wrong.push(format!("{operation} of {subject:?} by {actor:?}: {} and not {expected}", answer.summary()));
            }
        }
    }

    println!("{calls} calls of {} rows by {} kinds of actor", TABLE.len(), Actor::ALL.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

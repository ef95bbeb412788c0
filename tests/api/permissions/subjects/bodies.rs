//! What each operation is told.

use super::{Made, review};
use crate::support::app::PASSWORD;
use crate::support::client::metadata;
use commonshelf::domain::ids::{OrganizationId, UserId};
use serde_json::{Value, json};

/// What an operation is told; null where it takes no body.
pub(super) fn body(operation: &str, made: &Made, tomorrow: &str) -> Value {
    match operation {
        "create_submission" => metadata("Handbook"),
        "edit_submission" => json!({"version": made.version, "metadata": {"year": 2023}}),
        "submit_submission" | "cancel_submission" => json!({"version": made.version}),
        "decide_submission" => json!({"decision": "approve", "version": made.version}),
        "decide_organization" | "decide_organization_edit" | "decide_join_request" => json!({"decision": "decline"}),
        "update_organization" => json!({"version": made.version}),
        "suspend_organization" => json!({"reason": "To see who may."}),
        "merge_organization" => json!({"into": made.other}),
        "close_organization" => json!({"resources": "keep"}),
        "set_organization_quota" => json!({"bytes": 1_000_000}),
        "create_unclaimed_organization" => json!({"name": format!("Spare {}", UserId::new()), "summary": "Nobody's."}),
        "lift_suspension" | "create_join_request" => json!({}),
        "write_message" | "answer_application_question" => json!({"text": "Two circles a week."}),
        "update_member" => json!({"role": "manager"}),
        "wish_translation" => json!({"language": "fr"}),
        "lift_embargo" => json!({"version": made.version}),
        "tick_submission_checklist" => json!({"ticked": []}),
        "replace_checklist" => json!({"items": []}),
        "create_correction_rule" => rule(),
        "withdraw_resource" => json!({"reason": "mistake"}),
        "report_resource" => json!({"kind": "other", "message": "Hm."}),
        "answer_report" => json!({"version": made.version, "answer": "Thank you."}),
        "hide_resource" => json!({"reason": "privacy", "note": "A face."}),
        "state_on_hiding" => json!({"statement": "They agreed."}),
        "decide_hiding" => json!({"decision": "restore", "note": "Fine."}),
        "request_removal" => json!({"reason": "Please."}),
        "decide_removal" => json!({"decision": "refuse"}),
        "create_use" => json!({"text": "It went well."}),
        "edit_use" => json!({"version": made.version, "text": "It went very well."}),
        "decide_use" => json!({"decision": "approve", "version": made.version}),
        "purge_resource" => json!({"reason": "privacy", "confirm_title": "Handbook"}),
        "apply_organization" => application(&format!("Applicant {}", OrganizationId::new())),
        "confirm_organization" => json!({"token": made.token}),
        "write_to_admins" => contact(),
        "create_webhook" => webhook(),
        "edit_webhook" => json!({"version": made.version, "description": "Another"}),
        "create_export" if made.id.is_empty() => json!({}),
        "create_export" => json!({"organization_id": made.id}),
        "create_invitation" => json!({"email": format!("{}@example.org", UserId::new()), "role": "uploader"}),
        "login" => json!({"email": "greta@example.org", "password": PASSWORD}),
        "request_password_reset" => json!({"email": "nobody@example.org"}),
        "refresh_session" => json!({"refresh_token": made.token}),
        "reset_password" => json!({"password": "a handful of quiet words"}),
        "accept_invitation" => json!({"name": "New", "password": "a handful of quiet words"}),
        "update_user" => json!({"version": made.version, "role": "reviewer"}),
        "deactivate_user" => json!({"note": "Left the network."}),
        "add_term" => json!({"value": fresh_topic(), "term": {"labels": {"en": "Another topic"}}}),
        "change_term" => json!({"version": made.version, "term": {"position": 7}}),
        "merge_term" => json!({"version": made.version, "into": "planning"}),
        "publish_page" => json!({"based_on": made.version, "texts": {"en": {"title": "Imprint", "source": "We are."}}}),
        "change_settings" => json!({"version": made.version, "settings": {"admin_absence_days": 30}}),
        "update_profile" => json!({"language": "es"}),
        "login_with_code" => json!({"challenge": made.token, "code": made.code}),
        "change_password" => json!({"password": PASSWORD, "new_password": "a handful of quiet words"}),
        "ask_address_change" => json!({"email": format!("{}@example.org", UserId::new()), "password": PASSWORD}),
        "name_successor" => json!({"email": "guest@example.org"}),
        "deactivate_account" | "delete_account" => json!({"password": PASSWORD}),
        "begin_second_factor" => json!({"password": PASSWORD}),
        "confirm_second_factor" => json!({"code": made.code}),
        "renew_recovery_codes" | "turn_off_second_factor" => json!({"password": PASSWORD, "code": made.code}),
        "update_mail_choices" => json!({"digest_hour": 8}),
        "create_follow" => json!({"target": {"section": "learn"}}),
        "update_follow" => json!({"frequency": "daily"}),
        "create_saved_search" => json!({"name": "Lanterns", "search": {"q": "lantern"}}),
        "update_saved_search" => json!({"version": made.version, "frequency": "daily"}),
        "clear_bouncing_address" => json!({"email": made.token}),
        "create_token" => json!({"name": "A program", "scopes": ["read"], "expires_in_days": 1}),
        _ => review::body(operation, made, tomorrow),
    }
}

pub(super) fn application(name: &str) -> Value {
    json!({
        "name": name, "summary": "Groups in two cities.", "country": "MX", "languages": ["es"],
        "contact_name": "Rosa Luz", "contact_email": format!("{}@example.org", UserId::new()), "message": "We heard of you.",
    })
}

pub(super) fn webhook() -> Value {
    json!({"url": "https://hooks.example.org/library", "events": ["resource.publish"]})
}

pub(super) fn contact() -> Value {
    json!({"name": "Ana Sol", "email": "ana@visitors.example", "message": "How do we join?"})
}

pub(super) fn fresh_topic() -> String {
    format!("t{}", UserId::new().to_string().replace('-', "_"))
}

/// One that trusts nobody, so that it stands in no other call's way.
pub(super) fn rule() -> Value {
    json!({"fields": ["year"], "after_approvals": 1_000_000})
}

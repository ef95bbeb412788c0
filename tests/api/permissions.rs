//! The permission table: for every operation of the API, what each kind of actor is answered, and which scope a token for programs needs.
//! Written by hand, tried over HTTP with real subjects; an operation without a row fails, and a row without an operation.

mod subjects;

use crate::openapi::operations;
use crate::support::app::TestApp;
use crate::support::client::Answer;
use std::collections::{BTreeMap, BTreeSet};
use subjects::{Actor, Stage, Subject};

/// What a token for programs needs for an operation that wants a sign-in: a scope, or, where it is [`ACCOUNT`], nothing helps.
type Scope = &'static str;

/// For whoever comes: no sign-in, no token.
const OPEN: Scope = "";
/// One's own account: for sessions alone.
const ACCOUNT: Scope = "account";
const READ: Scope = "read";
const SUBMIT: Scope = "submit";
const MANAGE: Scope = "manage";
const REVIEW: Scope = "review";
const ADMIN: Scope = "admin";
/// The scopes that a token can have.
const SCOPES: &[Scope] = &[READ, SUBMIT, MANAGE, REVIEW, ADMIN];

/// A row: the operation, what it is asked of, the scope that a token needs, and the status that each actor of [`Actor::ALL`] gets, in that order.
type Row = (&'static str, Subject, Scope, [u16; 10]);

/// Those who may do what anyone may.
const fn anyone(status: u16) -> [u16; 10] {
    [status; 10]
}

/// For everyone with a living account.
const fn signed_in(status: u16) -> [u16; 10] {
    [401, status, status, status, status, status, status, status, 401, status]
}

/// For admins alone.
const fn admins(status: u16) -> [u16; 10] {
    [401, 403, 403, 403, 403, 403, 403, status, 401, 403]
}

/// The subject belongs to Casa Abierta – in the last column to the suspended organization. The applicant is signed in and a member of nothing.
#[rustfmt::skip]
const TABLE: &[Row] = &[
    //                                                              visitor applicant uploader stranger manager reviewer own_reviewer admin deactivated suspended
    ("search_resources",          Subject::Public,        OPEN,    anyone(200)),
    ("read_resource",             Subject::Public,        OPEN,    anyone(200)),
    ("read_resource",             Subject::Withdrawn,     OPEN,    anyone(410)),
    ("download_resource_file",    Subject::Public,        OPEN,    anyone(200)),
    ("download_resource_file",    Subject::Withdrawn,     OPEN,    anyone(410)),
    ("withdraw_resource",         Subject::Public,        ADMIN,   admins(200)),
    ("restore_resource",          Subject::Withdrawn,     ADMIN,   admins(200)),
    ("purge_resource",            Subject::Public,        ADMIN,   admins(200)),
    ("purge_resource",            Subject::Withdrawn,     ADMIN,   admins(200)),

    ("read_resource",               Subject::Hidden,             OPEN,    anyone(410)),
    ("report_resource",             Subject::Public,             OPEN,    anyone(201)),
    ("report_resource",             Subject::Withdrawn,          OPEN,    anyone(410)),
    ("read_report_receipt",         Subject::Report,             OPEN,    anyone(200)),
    ("list_reports",                Subject::Report,             REVIEW,  [401, 403, 403, 403, 403, 200, 200, 200, 401, 403]),
    ("answer_report",               Subject::Report,             REVIEW,  [401, 403, 403, 403, 403, 200, 200, 200, 401, 403]),
    ("answer_report",               Subject::ConfidentialReport, REVIEW,  [401, 403, 403, 403, 403, 200, 404, 200, 401, 403]),
    ("hide_resource",               Subject::Public,             REVIEW,  [401, 403, 403, 403, 403, 200, 200, 200, 401, 403]),
    ("hide_resource",               Subject::Withdrawn,          REVIEW,  [401, 403, 403, 403, 403, 409, 409, 409, 401, 403]),
    ("read_hiding",                 Subject::Hidden,             READ,    [401, 404, 200, 404, 200, 200, 200, 200, 401, 200]),
    ("read_hiding",                 Subject::Public,             READ,    signed_in(404)),
    ("state_on_hiding",             Subject::Hidden,             SUBMIT,  [401, 404, 200, 404, 200, 403, 200, 403, 401, 200]),
    ("decide_hiding",               Subject::Hidden,             ADMIN,   admins(200)),
    ("list_hidings",                Subject::Hidden,             ADMIN,   admins(200)),
    ("request_removal",             Subject::Public,             MANAGE,  [401, 403, 403, 403, 201, 403, 403, 201, 401, 201]),
    ("list_removal_requests",       Subject::RemovalRequest,     ADMIN,   admins(200)),
    ("decide_removal",              Subject::RemovalRequest,     ADMIN,   admins(200)),
    ("keep_resource",               Subject::Public,             SUBMIT,  [401, 403, 200, 403, 200, 200, 200, 200, 401, 403]),
    ("create_use",                  Subject::Public,             SUBMIT,  [401, 403, 201, 201, 201, 403, 201, 403, 401, 403]),
    ("list_resource_uses",          Subject::Public,             OPEN,    anyone(200)),
    ("list_resource_uses",          Subject::Withdrawn,          OPEN,    anyone(410)),
    ("list_uses",                   Subject::Use,                READ,    signed_in(200)),
    ("edit_use",                    Subject::Use,                SUBMIT,  [401, 404, 200, 404, 200, 403, 403, 403, 401, 403]),
    ("delete_use",                  Subject::Use,                SUBMIT,  [401, 404, 204, 404, 204, 204, 204, 204, 401, 204]),
    ("decide_use",                  Subject::Use,                REVIEW,  [401, 403, 403, 403, 403, 200, 403, 200, 401, 403]),

    ("list_sections",             Subject::Nothing,       OPEN,    anyone(200)),
    ("list_topics",               Subject::Nothing,       OPEN,    anyone(200)),
    ("list_types",                Subject::Nothing,       OPEN,    anyone(200)),
    ("list_audiences",            Subject::Nothing,       OPEN,    anyone(200)),
    ("list_licenses",             Subject::Nothing,       OPEN,    anyone(200)),
    ("list_languages",            Subject::Nothing,       OPEN,    anyone(200)),
    ("list_countries",            Subject::Nothing,       OPEN,    anyone(200)),

    ("list_organizations",        Subject::Nothing,       OPEN,    anyone(200)),
    ("get_organization",          Subject::Organization,  OPEN,    anyone(200)),
    ("get_organization",          Subject::Application,   OPEN,    anyone(404)),
    ("apply_organization",        Subject::Nothing,       OPEN,    anyone(202)),
    ("confirm_organization",      Subject::Application,   OPEN,    anyone(200)),
    ("list_applications",         Subject::Application,   ADMIN,   admins(200)),
    ("decide_organization",       Subject::Application,   ADMIN,   admins(200)),
    ("list_members",              Subject::Organization,  MANAGE,  [401, 404, 403, 404, 200, 404, 403, 200, 401, 200]),
    ("list_invitations",          Subject::Organization,  MANAGE,  [401, 404, 403, 404, 200, 404, 403, 200, 401, 200]),
    ("create_invitation",         Subject::Organization,  MANAGE,  [401, 404, 403, 404, 201, 404, 403, 201, 401, 403]),
    ("get_managed_organization",    Subject::Organization,  MANAGE,  [401, 404, 403, 404, 200, 404, 403, 200, 401, 200]),
    ("update_organization",         Subject::Organization,  MANAGE,  [401, 404, 403, 404, 200, 404, 403, 200, 401, 409]),
    ("list_organization_edits",     Subject::Nothing,       ADMIN,   admins(200)),
    ("decide_organization_edit",    Subject::Edit,          ADMIN,   admins(200)),
    ("get_edit_logo",               Subject::Edit,          ADMIN,   admins(200)),
    ("get_logo",                    Subject::Logo,          OPEN,    anyone(200)),
    ("put_logo",                    Subject::Organization,  MANAGE,  [401, 404, 403, 404, 200, 404, 403, 200, 401, 409]),
    ("delete_logo",                 Subject::Organization,  MANAGE,  [401, 404, 403, 404, 200, 404, 403, 200, 401, 409]),
    ("suspend_organization",        Subject::Spare,         ADMIN,   admins(200)),
    ("lift_suspension",             Subject::SuspendedOne,  ADMIN,   admins(200)),
    ("wake_organization",           Subject::Dormant,       MANAGE,  [401, 404, 403, 404, 200, 404, 403, 200, 401, 409]),
    ("merge_organization",          Subject::Spare,         ADMIN,   admins(200)),
    ("close_organization",          Subject::Spare,         ADMIN,   admins(200)),
    ("set_organization_quota",      Subject::Spare,         ADMIN,   admins(200)),
    ("list_unclaimed_organizations", Subject::Nothing,       ADMIN,   admins(200)),
    ("create_unclaimed_organization", Subject::Nothing,       ADMIN,   admins(201)),
    ("list_messages",               Subject::Organization,  MANAGE,  [401, 404, 403, 404, 200, 404, 403, 200, 401, 200]),
    ("write_message",               Subject::Organization,  MANAGE,  [401, 404, 403, 404, 201, 404, 403, 201, 401, 201]),
    ("get_application_questions",   Subject::Question,      OPEN,    anyone(200)),
    ("answer_application_question", Subject::Question,      OPEN,    anyone(201)),
    ("update_member",               Subject::Member,        MANAGE,  [401, 404, 403, 404, 200, 404, 403, 200, 401, 200]),
    ("remove_member",               Subject::Member,        MANAGE,  [401, 404, 403, 404, 204, 404, 403, 204, 401, 204]),
    ("leave_organization",          Subject::Leaving,       ACCOUNT, [401, 404, 204, 404, 204, 404, 204, 404, 401, 204]),
    ("resend_invitation",           Subject::Invitation,    MANAGE,  [401, 404, 403, 404, 201, 404, 403, 201, 401, 403]),
    ("revoke_invitation",           Subject::Invitation,    MANAGE,  [401, 404, 403, 404, 200, 404, 403, 200, 401, 200]),
    ("create_join_request",         Subject::Elsewhere,     ACCOUNT, signed_in(201)),
    ("create_join_request",         Subject::Organization,  ACCOUNT, [401, 201, 409, 201, 409, 201, 409, 201, 401, 409]),
    ("list_join_requests",          Subject::Organization,  MANAGE,  [401, 404, 403, 404, 200, 404, 403, 200, 401, 200]),
    ("decide_join_request",         Subject::JoinRequest,   MANAGE,  [401, 404, 403, 404, 200, 404, 403, 200, 401, 200]),
    ("list_own_join_requests",      Subject::Nothing,       ACCOUNT, signed_in(200)),
    ("withdraw_join_request",       Subject::OwnJoinRequest, ACCOUNT, signed_in(204)),
    ("list_own_invitations",        Subject::Nothing,       ACCOUNT, signed_in(200)),
    ("accept_own_invitation",       Subject::OwnInvitation, ACCOUNT, signed_in(200)),
    ("decline_own_invitation",      Subject::OwnInvitation, ACCOUNT, signed_in(200)),

    ("login",                     Subject::Nothing,       OPEN,    anyone(200)),
    ("refresh_session",           Subject::Session,       OPEN,    anyone(200)),
    ("logout",                    Subject::Session,       ACCOUNT, signed_in(204)),
    ("request_password_reset",    Subject::Nothing,       OPEN,    anyone(202)),
    ("reset_password",            Subject::PasswordReset, OPEN,    anyone(204)),
    ("get_invitation",            Subject::Invitation,    OPEN,    anyone(200)),
    ("accept_invitation",         Subject::Invitation,    OPEN,    anyone(201)),
    ("decline_invitation",        Subject::Invitation,    OPEN,    anyone(204)),
    ("login_with_code",           Subject::Challenge,     OPEN,    anyone(200)),
    ("confirm_new_address",           Subject::NewAddress,    OPEN,    anyone(200)),
    ("stop_address_change",       Subject::OldAddress,    OPEN,    anyone(200)),
    ("change_password",           Subject::OwnAccount,    ACCOUNT, signed_in(204)),
    ("ask_address_change",        Subject::OwnAccount,    ACCOUNT, signed_in(202)),
    ("get_second_factor",         Subject::OwnAccount,    ACCOUNT, signed_in(200)),
    ("begin_second_factor",       Subject::OwnAccount,    ACCOUNT, signed_in(200)),
    ("confirm_second_factor",     Subject::BegunFactor,   ACCOUNT, signed_in(200)),
    ("renew_recovery_codes",      Subject::SecondFactor,  ACCOUNT, signed_in(200)),
    ("turn_off_second_factor",    Subject::SecondFactor,  ACCOUNT, signed_in(204)),
    ("download_my_data",          Subject::OwnAccount,    ACCOUNT, signed_in(200)),
    ("deactivate_account",        Subject::OwnAccount,    ACCOUNT, [401, 204, 204, 204, 204, 204, 204, 204, 401, 204]),
    ("delete_account",            Subject::OwnAccount,    ACCOUNT, [401, 204, 204, 204, 204, 204, 204, 204, 401, 204]),
    ("get_successor",             Subject::Successor,     ACCOUNT, admins(200)),
    ("name_successor",            Subject::Nothing,       ACCOUNT, admins(200)),
    ("forget_successor",          Subject::Successor,     ACCOUNT, admins(204)),
    ("reset_second_factor",       Subject::OthersFactor,  ADMIN,   admins(204)),
    ("get_profile",               Subject::Nothing,       READ,    signed_in(200)),
    ("list_sessions",             Subject::OwnAccount,    ACCOUNT, signed_in(200)),
    ("end_session",               Subject::Session,       ACCOUNT, signed_in(204)),
    ("end_session",               Subject::OthersSession, ACCOUNT, signed_in(404)),
    ("end_other_sessions",        Subject::OwnAccount,    ACCOUNT, signed_in(200)),
    ("list_tokens",               Subject::OwnAccount,    ACCOUNT, signed_in(200)),
    ("create_token",              Subject::OwnAccount,    ACCOUNT, signed_in(201)),
    ("end_token",                 Subject::Token,         ACCOUNT, signed_in(204)),
    ("end_token",                 Subject::OthersToken,   ACCOUNT, signed_in(404)),
    ("update_profile",            Subject::Nothing,       ACCOUNT, signed_in(200)),
    ("get_mail_choices",            Subject::Nothing,       ACCOUNT, signed_in(200)),
    ("update_mail_choices",         Subject::Nothing,       ACCOUNT, signed_in(200)),
    ("request_address_confirmation",Subject::BouncingAddress,ACCOUNT, signed_in(202)),
    ("list_follows",                Subject::Nothing,       ACCOUNT, signed_in(200)),
    ("create_follow",               Subject::Nothing,       ACCOUNT, signed_in(201)),
    ("update_follow",               Subject::OwnFollow,     ACCOUNT, signed_in(200)),
    ("update_follow",               Subject::Follow,        ACCOUNT, [401, 404, 200, 404, 404, 404, 404, 404, 401, 200]),
    ("delete_follow",               Subject::OwnFollow,     ACCOUNT, signed_in(204)),
    ("delete_follow",               Subject::Follow,        ACCOUNT, [401, 404, 204, 404, 404, 404, 404, 404, 401, 204]),
    ("list_saved_searches",         Subject::Nothing,       ACCOUNT, signed_in(200)),
    ("create_saved_search",         Subject::Nothing,       ACCOUNT, signed_in(201)),
    ("update_saved_search",         Subject::OwnSearch,     ACCOUNT, signed_in(200)),
    ("update_saved_search",         Subject::SavedSearch,   ACCOUNT, [401, 404, 200, 404, 404, 404, 404, 404, 401, 200]),
    ("delete_saved_search",         Subject::OwnSearch,     ACCOUNT, signed_in(204)),
    ("delete_saved_search",         Subject::SavedSearch,   ACCOUNT, [401, 404, 204, 404, 404, 404, 404, 404, 401, 204]),
    ("list_bouncing_addresses",     Subject::BouncingAddress,ACCOUNT, admins(200)),
    ("clear_bouncing_address",      Subject::BouncingAddress,ACCOUNT, admins(204)),

    ("read_upload_limits",        Subject::Nothing,       READ,    signed_in(200)),
    ("create_submission",         Subject::Organization,  SUBMIT,  [401, 403, 201, 403, 201, 403, 201, 403, 401, 403]),
    ("list_submissions",          Subject::Draft,         READ,    signed_in(200)),
    ("read_submission",           Subject::Draft,         READ,    [401, 404, 200, 404, 200, 404, 200, 404, 401, 200]),
    ("read_submission",           Subject::Submitted,     READ,    [401, 404, 200, 404, 200, 200, 200, 200, 401, 200]),
    ("read_submission",           Subject::Held,          READ,    [401, 404, 200, 404, 200, 200, 200, 200, 401, 200]),
    ("edit_submission",           Subject::Draft,         SUBMIT,  [401, 404, 200, 404, 200, 404, 200, 404, 401, 403]),
    ("edit_submission",           Subject::Submitted,     SUBMIT,  [401, 404, 409, 404, 409, 200, 409, 200, 401, 403]),
    ("delete_submission",         Subject::Draft,         SUBMIT,  [401, 404, 204, 404, 204, 404, 204, 404, 401, 403]),
    ("attach_files",              Subject::Draft,         SUBMIT,  [401, 404, 201, 404, 201, 404, 201, 404, 401, 403]),
    ("attach_files",              Subject::Submitted,     SUBMIT,  [401, 404, 409, 404, 409, 403, 409, 403, 401, 403]),
    ("download_submission_file",  Subject::Draft,         READ,    [401, 404, 200, 404, 200, 404, 200, 404, 401, 200]),
    ("download_submission_file",  Subject::Submitted,     READ,    [401, 404, 200, 404, 200, 200, 200, 200, 401, 200]),
    ("detach_file",               Subject::Draft,         SUBMIT,  [401, 404, 200, 404, 200, 404, 200, 404, 401, 403]),
    ("detach_file",               Subject::Submitted,     SUBMIT,  [401, 404, 409, 404, 409, 403, 409, 403, 401, 403]),
    ("submit_submission",         Subject::Draft,         SUBMIT,  [401, 404, 200, 404, 200, 404, 200, 404, 401, 403]),
    ("cancel_submission",         Subject::Submitted,     SUBMIT,  [401, 404, 200, 404, 200, 403, 200, 403, 401, 403]),

    ("list_reviews",              Subject::Submitted,     REVIEW,  [401, 403, 403, 403, 403, 200, 200, 200, 401, 403]),
    ("decide_submission",         Subject::Submitted,     REVIEW,  [401, 403, 403, 403, 403, 200, 403, 200, 401, 403]),
    ("decide_submission",         Subject::Draft,         REVIEW,  [401, 403, 403, 403, 403, 404, 404, 404, 401, 403]),
    ("undo_decision",             Subject::Held,          REVIEW,  [401, 403, 403, 403, 403, 200, 403, 200, 401, 403]),
    ("write_to_admins",             Subject::Nothing,       OPEN,    anyone(202)),
    ("list_contact_messages",       Subject::Contact,       ADMIN,   admins(200)),
    ("answer_contact_message",      Subject::Contact,       ADMIN,   admins(200)),
    ("erase_contact_message",       Subject::Contact,       ADMIN,   admins(204)),
    ("create_webhook",              Subject::Nothing,       ADMIN,   admins(201)),
    ("list_webhooks",               Subject::Webhook,       ADMIN,   admins(200)),
    ("read_webhook",                Subject::Webhook,       ADMIN,   admins(200)),
    ("edit_webhook",                Subject::Webhook,       ADMIN,   admins(200)),
    ("delete_webhook",              Subject::Webhook,       ADMIN,   admins(204)),
    ("replace_webhook_secret",      Subject::Webhook,       ADMIN,   admins(200)),
    ("test_webhook",                Subject::Webhook,       ADMIN,   admins(202)),
    ("list_deliveries",             Subject::Delivery,      ADMIN,   admins(200)),
    ("redeliver",                   Subject::Delivery,      ADMIN,   admins(202)),
    ("count_reviews",             Subject::Nothing,       REVIEW,  [401, 403, 403, 403, 403, 200, 200, 200, 401, 403]),
    ("decide_submissions",        Subject::Submitted,     REVIEW,  [401, 403, 403, 403, 403, 200, 200, 200, 401, 403]), // each result says whether
    ("undo_decisions",            Subject::Held,          REVIEW,  [401, 403, 403, 403, 403, 200, 200, 200, 401, 403]),
    ("claim_submission",          Subject::Submitted,     REVIEW,  [401, 403, 403, 403, 403, 200, 403, 200, 401, 403]),
    ("claim_submission",          Subject::Draft,         REVIEW,  [401, 403, 403, 403, 403, 404, 404, 404, 401, 403]),
    ("release_submission",        Subject::Submitted,     REVIEW,  [401, 403, 403, 403, 403, 204, 403, 204, 401, 403]),
    ("park_submission",           Subject::Submitted,     REVIEW,  [401, 403, 403, 403, 403, 200, 403, 200, 401, 403]),
    ("unpark_submission",         Subject::Submitted,     REVIEW,  [401, 403, 403, 403, 403, 204, 403, 204, 401, 403]),
    ("ask_second_look",           Subject::AnotherReviewer, REVIEW, [401, 403, 403, 403, 403, 201, 403, 201, 401, 403]),
    ("answer_second_look",        Subject::SecondLook,    REVIEW,  [401, 403, 403, 403, 403, 200, 403, 200, 401, 403]),
    ("list_comments",             Subject::Commented,     READ,    [401, 404, 200, 404, 200, 200, 200, 200, 401, 200]),
    ("list_comments",             Subject::Draft,         READ,    [401, 404, 200, 404, 200, 404, 200, 404, 401, 200]),
    ("create_comment",            Subject::Submitted,     SUBMIT,  [401, 404, 201, 404, 201, 201, 201, 201, 401, 403]),
    ("create_comment",            Subject::Draft,         SUBMIT,  [401, 404, 409, 404, 409, 404, 409, 404, 401, 403]),
    ("mark_comments_read",        Subject::Commented,     SUBMIT,  [401, 404, 204, 404, 204, 204, 204, 204, 401, 204]),
    ("read_reviewing",            Subject::Nothing,       REVIEW,  [401, 403, 403, 403, 403, 200, 200, 200, 401, 403]),
    ("update_reviewing",          Subject::Reviewing,     REVIEW,  [401, 403, 403, 403, 403, 200, 200, 200, 401, 403]),
    ("list_reviewers",            Subject::Nothing,       REVIEW,  [401, 403, 403, 403, 403, 200, 200, 200, 401, 403]),
    ("refile_resource",           Subject::Public,        REVIEW,  [401, 403, 403, 403, 403, 200, 403, 200, 401, 403]),
    ("list_reasons",              Subject::Nothing,       READ,    signed_in(200)),
    ("list_hints",                Subject::Nothing,       READ,    signed_in(200)),
    ("create_reason",             Subject::Nothing,       ADMIN,   admins(201)),
    ("change_reason",             Subject::Reason,        ADMIN,   admins(200)),
    ("archive_reason",            Subject::Reason,        ADMIN,   admins(204)),
    ("create_import",               Subject::Nothing,       ADMIN,   admins(202)),
    ("list_imports",                Subject::Import,        ADMIN,   admins(200)),
    ("read_import",                 Subject::Import,        ADMIN,   admins(200)),
    ("read_import_faults",          Subject::Import,        ADMIN,   admins(200)),
    ("create_export",               Subject::Organization,  MANAGE,  [401, 404, 403, 404, 202, 404, 403, 202, 401, 202]),
    ("create_export",               Subject::Nothing,       MANAGE,  admins(202)),
    ("list_exports",                Subject::Export,        MANAGE,  signed_in(200)),
    ("read_export",                 Subject::Export,        MANAGE,  [401, 404, 404, 404, 200, 404, 404, 404, 401, 200]),
    ("read_export",                 Subject::WholeExport,   MANAGE,  [401, 404, 404, 404, 404, 404, 404, 200, 401, 404]),
    ("download_export",             Subject::Export,        MANAGE,  [401, 404, 404, 404, 200, 404, 404, 404, 401, 200]),
    ("download_export",             Subject::WholeExport,   MANAGE,  [401, 404, 404, 404, 404, 404, 404, 200, 401, 404]),

    ("list_editions",               Subject::Public,        OPEN,    anyone(200)),
    ("list_editions",               Subject::Withdrawn,     OPEN,    anyone(410)),
    ("compare_editions",            Subject::Public,        READ,    [401, 403, 200, 403, 200, 200, 200, 200, 401, 200]),
    ("list_translation_wishes",     Subject::Public,        OPEN,    anyone(200)),
    ("list_wanted_translations",    Subject::Nothing,       OPEN,    anyone(200)),
    ("wish_translation",            Subject::Public,        SUBMIT,  signed_in(200)),
    ("withdraw_translation_wish",   Subject::Wished,        SUBMIT,  signed_in(204)),
    ("preview_submission",          Subject::Draft,         READ,    [401, 404, 200, 404, 200, 404, 200, 404, 401, 200]),
    ("preview_submission",          Subject::Submitted,     READ,    [401, 404, 200, 404, 200, 200, 200, 200, 401, 200]),
    ("compare_revision",            Subject::Revision,      READ,    [401, 404, 200, 404, 200, 200, 200, 200, 401, 200]),
    ("lift_embargo",                Subject::Embargoed,     SUBMIT,  [401, 404, 200, 404, 200, 403, 200, 200, 401, 403]),
    ("read_checklist",              Subject::Nothing,       OPEN,    anyone(200)),
    ("replace_checklist",           Subject::Nothing,       ADMIN,   admins(200)),
    ("read_submission_checklist",   Subject::Draft,         READ,    [401, 404, 200, 404, 200, 404, 200, 404, 401, 200]),
    ("read_submission_checklist",   Subject::Submitted,     READ,    [401, 404, 200, 404, 200, 200, 200, 200, 401, 200]),
    ("tick_submission_checklist",   Subject::Draft,         SUBMIT,  [401, 404, 200, 404, 200, 404, 200, 404, 401, 403]),
    ("tick_submission_checklist",   Subject::Submitted,     SUBMIT,  [401, 404, 409, 404, 409, 200, 409, 200, 401, 403]),
    ("list_correction_rules",       Subject::Nothing,       ADMIN,   admins(200)),
    ("create_correction_rule",      Subject::Nothing,       ADMIN,   admins(201)),
    ("end_correction_rule",         Subject::Rule,          ADMIN,   admins(204)),

    ("list_pages",                  Subject::Nothing,       OPEN,    anyone(200)),
    ("read_page",                   Subject::Page,          OPEN,    anyone(200)),
    ("list_page_versions",          Subject::Page,          OPEN,    anyone(200)),
    ("publish_page",                Subject::Page,          ADMIN,   admins(201)),
    ("get_settings",                Subject::Nothing,       ADMIN,   admins(200)),
    ("change_settings",             Subject::Settings,      ADMIN,   admins(200)),
    ("get_doctor",                  Subject::Nothing,       ADMIN,   admins(200)),
    ("get_statistics",              Subject::Nothing,       ADMIN,   admins(200)),
    ("export_statistics",           Subject::Nothing,       ADMIN,   admins(200)),
    ("list_users",                  Subject::Account,       ADMIN,   admins(200)),
    ("get_user",                    Subject::Account,       ADMIN,   admins(200)),
    ("update_user",                 Subject::Account,       ADMIN,   admins(200)),
    ("deactivate_user",             Subject::Account,       ADMIN,   admins(200)),
    ("reactivate_user",             Subject::ClosedAccount, ADMIN,   admins(200)),
    ("list_terms",                  Subject::Topic,         ADMIN,   admins(200)),
    ("add_term",                    Subject::Topic,         ADMIN,   admins(201)),
    ("change_term",                 Subject::Topic,         ADMIN,   admins(200)),
    ("merge_term",                  Subject::Topic,         ADMIN,   admins(200)),
    ("list_events",                 Subject::Draft,         ADMIN,   admins(200)),
    ("export_events",               Subject::Draft,         ADMIN,   admins(200)),
    ("list_jobs",                 Subject::ParkedJob,     ADMIN,   admins(200)),
    ("retry_job",                 Subject::ParkedJob,     ADMIN,   admins(202)),
    ("get_live",                  Subject::Nothing,       OPEN,    anyone(200)),
    ("get_ready",                 Subject::Nothing,       OPEN,    anyone(200)),
    ("get_metrics",               Subject::Nothing,       OPEN,    anyone(200)), // from this machine: see `metrics_are_for_this_machine…`
    ("get_openapi",               Subject::Nothing,       OPEN,    anyone(200)),
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

    let wrong: Vec<&str> = TABLE.iter().filter(|(name, _, _, answers)| said(name) != (answers[0] == 401)).map(|row| row.0).collect();

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
    for (name, _, _, answers) in TABLE {
        let let_in = Actor::ALL.iter().zip(answers).filter(|(_, status)| **status < 300).map(|(actor, _)| *actor);
        let plain = let_in.filter(|actor| {
            !matches!(actor, Actor::Applicant | Actor::Stranger | Actor::OwnReviewer | Actor::Suspended | Actor::Deactivated)
        });
        answered.entry(name).or_default().extend(plain);
    }

    let wrong: Vec<_> = answered.iter().filter(|(name, actors)| said(name) != **actors).collect();

    assert!(wrong.is_empty(), "mend `security(…)` of these handlers, or the table: {wrong:?}");
}

/// The scope of an operation is said in the document, for people and programs, as the table has it.
#[test]
fn the_document_names_the_scope_that_a_token_needs() {
    let said = |name: &str| {
        let (_, _, operation) = operations().iter().find(|(_, _, operation)| operation["operationId"] == name).unwrap();
        let requirements = operation["security"].as_array().unwrap();
        let mut schemes = requirements.iter().flat_map(|requirement| requirement.as_object().unwrap().keys());
        match (requirements.is_empty(), schemes.find_map(|scheme| scheme.strip_prefix("token_"))) {
            (true, _) => OPEN,
            (false, None) => ACCOUNT,
            (false, Some(scope)) => scope,
        }
    };

    let wrong: Vec<_> = TABLE.iter().filter(|(name, _, scope, _)| said(name) != *scope).map(|row| (row.0, row.2, said(row.0))).collect();

    assert!(wrong.is_empty(), r#"mend `("token" = [scope])` in `security(…)` of these handlers, or the table: {wrong:?}"#);
}

#[actix_web::test]
async fn every_actor_is_answered_as_the_permission_table_says() {
    let app = TestApp::spawn().await;
    let stage = Stage::set(&app).await;

    let (mut calls, mut wrong) = (0, Vec::new());
    for (operation, subject, _, answers) in TABLE {
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

/// Each operation that wants a sign-in is asked by somebody who may, with a token: one that has the scope alone is answered as its owner is, and
/// one that has every other scope is refused. No scope opens what is for sessions alone.
#[actix_web::test]
async fn a_token_does_what_its_scope_names_and_nothing_else() {
    let app = TestApp::spawn().await;
    let stage = Stage::set(&app).await;

    let (mut calls, mut wrong) = (0, Vec::new());
    let mut judge = |what: String, answer: &Answer, is_right: bool| {
        calls += 1;
        if !is_right {
            wrong.push(format!("{what}: {}", answer.summary()));
        }
    };
    for (operation, subject, scope, answers) in TABLE.iter().filter(|row| row.2 != OPEN) {
        let known = || Actor::ALL.iter().zip(answers).filter(|(_, status)| **status != 401);
        let (actor, status) = known().find(|(_, status)| **status < 300).or_else(|| known().next()).unwrap();
        let others: Vec<Scope> = SCOPES.iter().copied().filter(|other| other != scope).collect();
        let refusal = if *scope == ACCOUNT { "403 session_only" } else { "403 scope_missing" };

        let refused = stage.call_with_token(operation, *subject, *actor, &others).await;

        judge(format!("{operation} of {subject:?} with a token of all but {scope:?}"), &refused, refused.summary() == refusal);
        if *scope != ACCOUNT {
            let answer = stage.call_with_token(operation, *subject, *actor, &[scope]).await;
            judge(format!("{operation} of {subject:?} with a token of {scope:?}, not {status}"), &answer, answer.status == *status);
        }
    }

    println!("{calls} calls with tokens");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

//! Every kind of letter in Arabic, whole.

use super::samples::{self, shown};
use insta::assert_snapshot;

#[test]
fn the_address_of_an_applicant_is_confirmed() {
    assert_snapshot!(shown(&samples::confirm_application(), "ar"), @"");
}

#[test]
fn an_applicant_is_told_that_the_application_is_there() {
    assert_snapshot!(shown(&samples::application_received(), "ar"), @"");
}

#[test]
fn admins_are_told_of_an_application() {
    assert_snapshot!(shown(&samples::application_waiting(), "ar"), @"");
}

#[test]
fn an_accepted_applicant_is_shown_the_way_in() {
    assert_snapshot!(shown(&samples::application_accepted(), "ar"), @"");
}

#[test]
fn a_declined_applicant_reads_why() {
    assert_snapshot!(shown(&samples::application_declined(), "ar"), @"");
}

#[test]
fn an_invitation_says_who_invites_to_what_and_until_when() {
    assert_snapshot!(shown(&samples::invitation(), "ar"), @"");
}

#[test]
fn an_invitation_may_come_from_nobody_in_particular() {
    assert_snapshot!(shown(&samples::bare_invitation(), "ar"), @"");
}

#[test]
fn a_submitter_is_told_that_the_submission_is_there() {
    assert_snapshot!(shown(&samples::submission_received(), "ar"), @"");
}

#[test]
fn an_approval_names_the_section() {
    assert_snapshot!(shown(&samples::decision_approved(), "ar"), @"");
}

#[test]
fn a_request_for_changes_gives_the_reason_and_the_note() {
    assert_snapshot!(shown(&samples::decision_changes_requested(), "ar"), @"");
}

#[test]
fn a_rejection_gives_the_reason() {
    assert_snapshot!(shown(&samples::decision_rejected(), "ar"), @"");
}

#[test]
fn a_password_reset_says_how_long_the_link_works() {
    assert_snapshot!(shown(&samples::password_reset(), "ar"), @"");
}

#[test]
fn the_digest_lists_the_oldest() {
    assert_snapshot!(shown(&samples::review_digest(), "ar"), @"");
}

#[test]
fn the_digest_of_one() {
    assert_snapshot!(shown(&samples::small_digest(), "ar"), @"");
}

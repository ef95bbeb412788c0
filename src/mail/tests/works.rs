//! What is mailed about embargoes, promises, and what others make of a work.

use super::samples::{self, in_each_language};
use insta::assert_snapshot;

#[test]
fn an_approval_under_an_embargo_says_when_it_ends() {
    assert_snapshot!(in_each_language(&samples::approved_under_embargo()), @"");
}

#[test]
fn a_broken_promise_names_what_waits() {
    assert_snapshot!(in_each_language(&samples::review_overdue()), @"");
}

#[test]
fn an_organization_reads_what_was_made_of_its_work() {
    assert_snapshot!(in_each_language(&samples::resource_borrowed()), @"");
}

#[test]
fn an_organization_reads_in_which_language_its_work_is_wanted() {
    assert_snapshot!(in_each_language(&samples::translation_wanted()), @"");
}

#[test]
fn whoever_wished_for_a_translation_is_told_of_it() {
    assert_snapshot!(in_each_language(&samples::translation_there()), @"");
}

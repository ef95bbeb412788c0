//! The letters of review, whole, in each language.

use super::samples::{self, in_each_language};
use insta::assert_snapshot;

#[test]
fn a_submitter_is_told_that_it_was_filed_elsewhere() {
    assert_snapshot!(in_each_language(&samples::decision_refiled()), @"x");
}

#[test]
fn the_submitter_reads_what_reviewers_ask() {
    assert_snapshot!(in_each_language(&samples::comment_of_reviewers()), @"x");
}

#[test]
fn reviewers_read_what_the_submitter_answers() {
    assert_snapshot!(in_each_language(&samples::comment_of_submitter()), @"x");
}

#[test]
fn a_reviewer_is_told_that_another_took_over() {
    assert_snapshot!(in_each_language(&samples::claim_taken()), @"x");
}

#[test]
fn a_reviewer_is_asked_for_a_second_look() {
    assert_snapshot!(in_each_language(&samples::second_look_asked()), @"x");
}

#[test]
fn a_reviewer_is_told_what_the_second_look_found() {
    assert_snapshot!(in_each_language(&samples::second_look_answered()), @"x");
}

#[test]
fn an_organization_is_told_that_its_resource_was_moved() {
    assert_snapshot!(in_each_language(&samples::resource_refiled()), @"x");
}

//! What is mailed after publication: reports, hiding and withdrawing, dates, links, uses.

use super::samples::{self, in_each_language};
use insta::assert_snapshot;

#[test]
fn whoever_reports_gets_a_receipt() {
    assert_snapshot!(in_each_language(&samples::report_received()), @"x");
}

#[test]
fn reviewers_learn_of_a_report_and_not_what_it_says() {
    assert_snapshot!(in_each_language(&samples::report_waiting()), @"x");
}

#[test]
fn whoever_reported_reads_the_answer() {
    assert_snapshot!(in_each_language(&samples::report_answered()), @"x");
}

#[test]
fn the_organization_learns_of_a_report_that_concerns_only_its_work() {
    assert_snapshot!(in_each_language(&samples::report_for_organization()), @"x");
}

#[test]
fn the_organization_learns_that_its_work_is_hidden() {
    assert_snapshot!(in_each_language(&samples::resource_hidden()), @"x");
}

#[test]
fn admins_are_asked_to_confirm_or_restore() {
    assert_snapshot!(in_each_language(&samples::hiding_waiting()), @"x");
}

#[test]
fn admins_read_the_counter_notice() {
    assert_snapshot!(in_each_language(&samples::hiding_statement()), @"x");
}

#[test]
fn the_organization_learns_that_its_work_is_withdrawn() {
    assert_snapshot!(in_each_language(&samples::resource_withdrawn()), @"x");
}

#[test]
fn the_organization_learns_that_its_work_is_back() {
    assert_snapshot!(in_each_language(&samples::resource_restored()), @"x");
}

#[test]
fn admins_read_that_the_contributor_asks_for_removal() {
    assert_snapshot!(in_each_language(&samples::removal_requested()), @"x");
}

#[test]
fn the_contributor_learns_what_came_of_it() {
    assert_snapshot!(in_each_language(&samples::removal_decided()), @"x");
}

#[test]
fn what_is_to_be_looked_at_again_is_listed() {
    assert_snapshot!(in_each_language(&samples::review_dates()), @"x");
}

#[test]
fn the_organization_learns_of_a_dead_link() {
    assert_snapshot!(in_each_language(&samples::dead_link()), @"x");
}

#[test]
fn reviewers_learn_of_a_use() {
    assert_snapshot!(in_each_language(&samples::use_waiting()), @"x");
}

#[test]
fn whoever_told_of_a_use_learns_what_came_of_it() {
    assert_snapshot!(in_each_language(&samples::use_decided()), @"x");
}

#[test]
fn the_organization_learns_how_its_work_was_used() {
    assert_snapshot!(in_each_language(&samples::use_shared()), @"x");
}

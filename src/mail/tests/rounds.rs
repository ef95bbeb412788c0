//! The letters that come round by themselves, and those about mail itself, whole and in each language.

use super::samples::{self, in_each_language};
use super::{Notice, render};
use crate::domain::language::LanguageTag;
use insta::assert_snapshot;

#[test]
fn reviewers_are_reminded_of_what_has_waited_too_long() {
    assert_snapshot!(in_each_language(&samples::aging_queue()), @"");
}

#[test]
fn a_submitter_is_reminded_of_a_draft_that_sleeps() {
    assert_snapshot!(in_each_language(&samples::sleeping_draft()), @"");
}

#[test]
fn the_summary_of_the_day_has_each_letter_under_its_group() {
    assert_snapshot!(in_each_language(&samples::digest()), @"");
}

#[test]
fn news_of_what_one_follows_has_a_link_for_each_resource() {
    assert_snapshot!(in_each_language(&samples::following()), @"");
}

#[test]
fn new_results_name_the_search() {
    assert_snapshot!(in_each_language(&samples::saved_search()), @"");
}

#[test]
fn an_address_that_bounced_is_tried_again() {
    assert_snapshot!(in_each_language(&samples::confirm_address()), @"");
}

#[test]
fn a_test_letter_says_what_it_is() {
    assert_snapshot!(in_each_language(&samples::test()), @"");
}

/// One, two, few, many: the subject of a letter about so many things.
#[test]
fn numbers_are_said_in_the_way_of_the_language() {
    let subject = |language: &str, count: usize| {
        let notice = Notice::Following { count, items: Vec::new(), link: "https://library.example.org/".parse().unwrap() };
        render(&notice, &LanguageTag::parse(language).unwrap(), &samples::site(), None).subject
    };
    let all = |language: &str| [1, 2, 3, 11, 100].map(|count| subject(language, count)).join("\n");
    assert_snapshot!(["en", "es", "fr", "ar"].map(all).join("\n\n"), @"");
}

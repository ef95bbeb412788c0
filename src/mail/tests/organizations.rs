//! Every kind of letter about organizations and the people in them, whole and in each language.

use super::samples::{about_organizations, shown};
use insta::assert_snapshot;

fn letters(language: &str) -> String {
    let letters = about_organizations().iter().map(|notice| shown(notice, language)).collect::<Vec<_>>();
    letters.join("\n====\n")
}

#[test]
fn in_english() {
    assert_snapshot!(letters("en"), @"");
}

#[test]
fn in_spanish() {
    assert_snapshot!(letters("es"), @"");
}

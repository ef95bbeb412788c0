//! Letters about review: what is said about a submission, who reviews it, and where it was filed.

use super::super::letters::{Letter, Words};
use super::super::notice::Notice;

/// The plan of a letter of these kinds; an empty one for a notice of another.
pub(super) fn plan(notice: &Notice, words: &Words<'_>) -> Letter {
    match notice {
        Notice::CommentOfReviewers { title, text, link } => {
            words.letter(&[("title", title)]).quoting(words.note(&Some(text.clone()))).leading_to(words.action(link))
        }
        Notice::CommentOfSubmitter { title, author, organization, text, link } => {
            let letter = words.letter(&[("title", title), ("author", author), ("organization", organization)]);
            letter.quoting(words.note(&Some(text.clone()))).leading_to(words.action(link))
        }
        Notice::ClaimTaken { title, link } => {
            words.letter(&[("title", title)]).leading_to(words.action(link)).ending(words.say("next", &[]))
        }
        Notice::SecondLookAsked { title, reviewer, question, link } => {
            let letter = words.letter(&[("title", title), ("reviewer", reviewer)]).quoting(words.note(question));
            letter.leading_to(words.action(link)).ending(words.say("next", &[("reviewer", reviewer)]))
        }
        Notice::SecondLookAnswered { title, reviewer, answer, link } => {
            let letter = words.letter(&[("title", title), ("reviewer", reviewer)]);
            letter.quoting(words.note(&Some(answer.clone()))).leading_to(words.action(link))
        }
        Notice::ResourceRefiled { title, section, note, link } => {
            let section = words.section(*section);
            words.letter(&[("title", title), ("section", &section)]).quoting(words.note(note)).leading_to(words.action(link))
        }
        _ => Letter::default(),
    }
}

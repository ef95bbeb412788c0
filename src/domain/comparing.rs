//! What differs between two texts, in passages that people can read. Bounded: a long text is compared in its first part, and only so much of the
//! differences is told; either is said.

use serde::Serialize;
use similar::{Algorithm, DiffOp, DiffTag, capture_diff_slices_deadline};
use std::time::{Duration, Instant};
use utoipa::ToSchema;

/// Characters of each text that are looked at.
pub const MAX_TEXT_CHARS: usize = 400_000;
/// Characters of all passages that are told.
const MAX_TOLD_CHARS: usize = 60_000;
/// Unchanged pieces that are told on either side of a change.
const CONTEXT: usize = 1;
/// After this long what is left is told as one change: coarse, but true.
const PATIENCE: Duration = Duration::from_secs(2);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PassageKind {
    /// In both; told to find the place by.
    Same,
    Removed,
    Added,
    /// Something that is in both was left out here.
    Gap,
}

#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Passage {
    pub kind: PassageKind,
    pub text: String,
}

/// The differences of two texts.
#[derive(Debug, Serialize, ToSchema)]
pub struct TextDifference {
    pub is_same: bool,
    pub passages: Vec<Passage>,
    /// There is more: the texts are longer than what was compared, or differ in more than what is told.
    pub is_cut: bool,
}

/// Compares sentence by sentence.
pub fn compare(before: &str, after: &str) -> TextDifference {
    let (before, is_before_cut) = cut(before);
    let (after, is_after_cut) = cut(after);
    let (old, new) = (pieces(before), pieces(after));
    let ops = capture_diff_slices_deadline(Algorithm::Myers, &old, &new, Some(Instant::now() + PATIENCE));
    let is_same = ops.iter().all(|op| op.tag() == DiffTag::Equal);
    let mut told = Told { passages: Vec::new(), chars: 0, is_cut: false };
    if !is_same {
        for (place, op) in ops.iter().enumerate() {
            told.tell(op, place == 0, place + 1 == ops.len(), &old, &new);
        }
    }
    TextDifference { is_same, passages: told.passages, is_cut: told.is_cut || is_before_cut || is_after_cut }
}

fn cut(text: &str) -> (&str, bool) {
    match text.char_indices().nth(MAX_TEXT_CHARS) {
        Some((end, _)) => (&text[..end], true),
        None => (text, false),
    }
}

/// Lines, and the sentences of long ones: a page that was read as one line is told by the sentence.
fn pieces(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for line in text.lines() {
        let mut rest = line.trim();
        while let Some(end) = sentence_end(rest) {
            found.push(rest[..end].trim());
            rest = rest[end..].trim_start();
        }
        if !rest.is_empty() {
            found.push(rest);
        }
    }
    found
}

/// Where the first sentence ends, if anything follows it.
fn sentence_end(text: &str) -> Option<usize> {
    let ends = |c: char| matches!(c, '.' | '!' | '?' | '؟' | '۔' | '…' | ';');
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let wide = matches!(c, '。' | '！' | '？');
        let is_before_space = characters.peek().is_some_and(|(_, next)| next.is_whitespace());
        if (wide && characters.peek().is_some()) || (ends(c) && is_before_space) {
            return Some(at + c.len_utf8());
        }
    }
    None
}

struct Told {
    passages: Vec<Passage>,
    chars: usize,
    is_cut: bool,
}

impl Told {
    fn tell(&mut self, op: &DiffOp, is_first: bool, is_last: bool, old: &[&str], new: &[&str]) {
        let (before, after) = (&old[op.old_range()], &new[op.new_range()]);
        match op.tag() {
            DiffTag::Equal => self.tell_same(before, is_first, is_last),
            DiffTag::Delete => self.add(PassageKind::Removed, before),
            DiffTag::Insert => self.add(PassageKind::Added, after),
            DiffTag::Replace => {
                self.add(PassageKind::Removed, before);
                self.add(PassageKind::Added, after);
            }
        }
    }

    /// The ends of what did not change, next to what did.
    fn tell_same(&mut self, same: &[&str], is_first: bool, is_last: bool) {
        let head = if is_first { 0 } else { CONTEXT.min(same.len()) };
        let tail = if is_last { 0 } else { CONTEXT.min(same.len() - head) };
        self.add(PassageKind::Same, &same[..head]);
        if head + tail < same.len() && !(is_first && tail == 0) {
            self.add(PassageKind::Gap, &["…"]);
        }
        self.add(PassageKind::Same, &same[same.len() - tail..]);
    }

    fn add(&mut self, kind: PassageKind, pieces: &[&str]) {
        if pieces.is_empty() || self.is_cut {
            return;
        }
        let room = MAX_TOLD_CHARS.saturating_sub(self.chars);
        if room == 0 {
            self.is_cut = true;
            return;
        }
        let text = pieces.join("\n");
        let kept: String = text.chars().take(room).collect();
        self.is_cut = kept.len() < text.len();
        self.chars += kept.chars().count();
        self.passages.push(Passage { kind, text: kept });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(before: &str, after: &str) -> Vec<String> {
        let sign = |kind| match kind {
            PassageKind::Same => " ",
            PassageKind::Removed => "-",
            PassageKind::Added => "+",
            PassageKind::Gap => "@",
        };
        compare(before, after).passages.iter().map(|passage| format!("{}{}", sign(passage.kind), passage.text)).collect()
    }

    #[test]
    fn a_changed_sentence_is_told_with_its_neighbors() {
        let before = "Meet weekly. Sit in a circle. Pass the lantern. Listen. Speak in turn. Thank the host.";
        let after = "Meet weekly. Sit in a circle. Pass the stone. Listen. Speak in turn. Thank the host.";

        assert_eq!(told(before, after), ["@…", " Sit in a circle.", "-Pass the lantern.", "+Pass the stone.", " Listen.", "@…"]);
        assert!(compare(before, before).is_same && told(before, before).is_empty());
    }

    #[test]
    fn scripts_without_spaces_are_told_by_the_sentence_too() {
        assert_eq!(told("我们每周见面。轮流说话。", "我们每月见面。轮流说话。"), ["-我们每周见面。", "+我们每月见面。", " 轮流说话。"]);
    }

    #[test]
    fn what_is_long_is_cut_and_says_so_and_comes_to_an_end() {
        let line = |n: usize, word: &str| format!("Sentence {n} is about {word}.");
        let text = |word: &str| (0..30_000).map(|n| line(n, word)).collect::<Vec<_>>().join("\n");

        let difference = compare(&text("lanterns"), &text("stones"));

        assert!(difference.is_cut && !difference.is_same);
        assert!(difference.passages.iter().map(|passage| passage.text.chars().count()).sum::<usize>() <= MAX_TOLD_CHARS);
    }
}

//! Where the words of a query stand in a text, as HTML. The text is not analyzed whole: words are looked at one by one, and the scan stops at a
//! window that has them all, or after [`MAX_SCANNED`] bytes. Everything that comes out is escaped; `<mark>` is the only tag.

use super::parse::{Clause, Needle};
use super::stems::{Stemming, stemming};
use super::words::{Piece, pieces};
use crate::domain::fold::{fold, is_mark};
use std::ops::{ControlFlow, Range};

/// How much of all pages of one document is looked through.
const MAX_SCANNED: usize = 256 * 1024;
const WINDOW_CHARS: usize = 200;
/// How much is shown before the first word.
const LEAD_CHARS: usize = 40;

/// The needles of a query, ready to be looked for in texts of one language.
pub struct Finder<'a> {
    words: Vec<Looked<'a>>,
    /// First letters of what is looked for; where stems may begin otherwise, everything is looked at.
    initials: Option<Vec<char>>,
    language: Option<&'static Stemming>,
}

enum Looked<'a> {
    /// Surface forms (the word, and stems that are words themselves), and the stem in the language of the text.
    Word {
        surfaces: Vec<&'a str>,
        stem: Option<&'a str>,
    },
    Run(&'a [String]),
}

/// A match: where, and which needle.
type Found = (Range<usize>, usize);

impl<'a> Finder<'a> {
    pub fn new(clauses: &'a [Clause], primary: &str) -> Self {
        let language = stemming(primary);
        let needles = clauses.iter().filter(|clause| !clause.excluded).flat_map(|clause| &clause.needles);
        let words: Vec<Looked> = needles
            .map(|needle| match needle {
                Needle::Word(word) => {
                    let surfaces = std::iter::once(word.surface.as_str()).chain(word.stems.iter().map(|(_, stem)| stem.as_str())).collect();
                    let own = word.stems.iter().find(|(tag, _)| language.is_some_and(|language| language.tag == *tag));
                    Looked::Word { surfaces, stem: own.map(|(_, stem)| stem.as_str()) }
                }
                Needle::Run(units) => Looked::Run(units),
            })
            .collect();
        let mut initials = Vec::new();
        for word in &words {
            if let Looked::Word { surfaces, stem } = word {
                initials.extend(surfaces.iter().copied().chain(*stem).filter_map(|form| form.chars().next()));
            }
        }
        // Stems of these languages may lack the beginning of their word.
        let initials =
            (!language.is_some_and(|language| matches!(language.tag, "ar" | "fa" | "id" | "st" | "sr" | "ga"))).then_some(initials);
        Self { words, initials, language }
    }

    /// The whole text with its words marked; none where there are none.
    pub fn whole(&self, text: &str) -> Option<String> {
        let mut found = Vec::new();
        let _ = self.find(text, &mut |hit| {
            found.push(hit);
            ControlFlow::Continue(())
        });
        (!found.is_empty()).then(|| marked(text, 0..text.len(), &found))
    }

    /// The window with the most different words, over all pages in order.
    pub fn best<'t>(&self, pages: impl IntoIterator<Item = &'t str>) -> Option<String> {
        let mut left = MAX_SCANNED;
        let mut best: Option<(usize, &str, Vec<Found>)> = None;
        for page in pages {
            let page = &page[..page.floor_char_boundary(left)];
            left -= page.len();
            if let Some((count, found)) = self.best_of(page)
                && best.as_ref().is_none_or(|(best, ..)| count > *best)
            {
                best = Some((count, page, found));
            }
            if left == 0 || best.as_ref().is_some_and(|(count, ..)| *count >= self.words.len()) {
                break;
            }
        }
        let (_, page, found) = best?;
        let range = window(page, found.first()?.0.start);
        Some(marked(page, range, &found))
    }

    /// How many different words the best window of a page has, and the matches from its first on.
    fn best_of(&self, page: &str) -> Option<(usize, Vec<Found>)> {
        let window_bytes = if page.is_ascii() { WINDOW_CHARS } else { WINDOW_CHARS * 2 } - LEAD_CHARS;
        let (mut found, mut low): (Vec<Found>, usize) = (Vec::new(), 0);
        let (mut best_count, mut best_from) = (0, 0);
        // How often each word stands in the window, and how many do at all.
        let (mut counts, mut distinct) = (vec![0_u32; self.words.len()], 0);
        let _ = self.find(page, &mut |hit: Found| {
            let (end, word) = (hit.0.end, hit.1);
            found.push(hit);
            counts[word] += 1;
            distinct += usize::from(counts[word] == 1);
            while found[low].0.start + window_bytes < end && low + 1 < found.len() {
                let left_behind = found[low].1;
                counts[left_behind] -= 1;
                distinct -= usize::from(counts[left_behind] == 0);
                low += 1;
            }
            if distinct > best_count {
                (best_count, best_from) = (distinct, low);
            }
            if best_count >= self.words.len() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        if best_count == 0 {
            return None;
        }
        // The scan may have stopped before the end of the window: what follows there is marked too.
        let from = found[best_from].0.start;
        let shown = window(page, from);
        let mut shown_hits = Vec::new();
        let _ = self.find(&page[from..shown.end], &mut |(range, word)| {
            shown_hits.push((from + range.start..from + range.end, word));
            ControlFlow::Continue(())
        });
        Some((best_count, if shown_hits.is_empty() { found.split_off(best_from) } else { shown_hits }))
    }

    fn find(&self, text: &str, sink: &mut dyn FnMut(Found) -> ControlFlow<()>) -> ControlFlow<()> {
        pieces(text, &mut |piece| match piece {
            Piece::Word(range) => match self.word(&text[range.clone()]) {
                Some(index) => sink((range, index)),
                None => ControlFlow::Continue(()),
            },
            Piece::Run(units) => self.run(text, &units, sink),
        })
    }

    fn word(&self, word: &str) -> Option<usize> {
        if let (Some(initials), Some(first)) = (&self.initials, word.chars().next())
            && first.is_ascii()
            && !initials.contains(&first.to_ascii_lowercase())
        {
            return None;
        }
        let surface = fold(word);
        let mut stem = None;
        self.words.iter().position(|looked| match looked {
            Looked::Word { surfaces, stem: wanted } => {
                surfaces.contains(&surface.as_str())
                    || wanted.is_some_and(|wanted| {
                        let stem = stem.get_or_insert_with(|| self.language.and_then(|language| language.stem(word)));
                        stem.as_deref() == Some(wanted)
                    })
            }
            Looked::Run(_) => false,
        })
    }

    fn run(&self, text: &str, units: &[Range<usize>], sink: &mut dyn FnMut(Found) -> ControlFlow<()>) -> ControlFlow<()> {
        if !self.words.iter().any(|word| matches!(word, Looked::Run(_))) {
            return ControlFlow::Continue(());
        }
        let folded: Vec<String> = units.iter().map(|unit| fold(&text[unit.clone()])).collect();
        let mut at = 0;
        while at < units.len() {
            let here = self.words.iter().enumerate().find_map(|(index, word)| match word {
                Looked::Run(wanted) if folded[at..].starts_with(wanted) => Some((index, wanted.len())),
                _ => None,
            });
            match here {
                Some((index, length)) if length > 0 => {
                    sink((units[at].start..units[at + length - 1].end, index))?;
                    at += length;
                }
                _ => at += 1,
            }
        }
        ControlFlow::Continue(())
    }
}

/// About [`WINDOW_CHARS`] around a match, cut where words end if they do within reason.
fn window(text: &str, first: usize) -> Range<usize> {
    let lead: usize = text[..first].chars().rev().take(LEAD_CHARS).map(char::len_utf8).sum();
    let mut start = first - lead;
    if start > 0 {
        let cut = text[start..first].find(char::is_whitespace).map(|at| start + at);
        start = cut.unwrap_or(start);
    }
    let length: usize = text[start..].chars().take(WINDOW_CHARS).map(char::len_utf8).sum();
    let mut end = start + length;
    if end < text.len() && !text[end..].starts_with(char::is_whitespace) {
        let tail = text[first..end].rfind(char::is_whitespace).map(|at| first + at);
        if let Some(cut) = tail.filter(|cut| end - cut < 60) {
            end = cut;
        }
    }
    // A letter keeps its marks.
    while start > 0 && text[start..].chars().next().is_some_and(is_mark) {
        start = text.floor_char_boundary(start - 1);
    }
    while let Some(mark) = text[end..].chars().next().filter(|&c| is_mark(c)) {
        end += mark.len_utf8();
    }
    start..end
}

/// A part of a text as HTML, with white space made single spaces and an ellipsis where it was cut.
fn marked(text: &str, part: Range<usize>, found: &[Found]) -> String {
    let mut html = String::with_capacity(part.len() + 64);
    if !text[..part.start].trim().is_empty() {
        html.push('…');
    }
    let mut at = part.start;
    for (hit, _) in found.iter().filter(|(hit, _)| hit.start >= part.start && hit.end <= part.end) {
        if hit.start < at {
            continue;
        }
        escape(&text[at..hit.start], &mut html);
        html.push_str("<mark>");
        escape(&text[hit.clone()], &mut html);
        html.push_str("</mark>");
        at = hit.end;
    }
    escape(&text[at..part.end], &mut html);
    html.truncate(html.trim_end().len());
    if !text[part.end..].trim().is_empty() {
        html.push('…');
    }
    html
}

fn escape(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c if c.is_whitespace() || c.is_control() => {
                if !html.is_empty() && !html.ends_with(' ') {
                    html.push(' ');
                }
            }
            c => html.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse::{Parsed, parse};
    use super::*;

    fn clauses(text: &str, tags: &[&str]) -> Vec<Clause> {
        let languages: Vec<_> = tags.iter().filter_map(|tag| stemming(tag)).collect();
        match parse(text, &languages) {
            Parsed::Clauses(clauses) => clauses,
            _ => Vec::new(),
        }
    }

    #[test]
    fn words_are_marked_and_everything_is_escaped() {
        let clauses = clauses("groups \"o'neill\"", &["en", "es"]);
        let finder = Finder::new(&clauses, "en");
        assert_eq!(
            finder.whole("A <b>group</b> & O'Neill's\n \"groups\"").as_deref(),
            Some("A &lt;b&gt;<mark>group</mark>&lt;/b&gt; &amp; O&#39;Neill&#39;s &quot;<mark>groups</mark>&quot;")
        );
        assert_eq!(finder.whole("nothing here"), None);
    }

    #[test]
    fn the_best_page_is_shown_cut_at_words() {
        let clauses = clauses("listening circle", &["en"]);
        let filler = "lorem ipsum dolor sit amet ".repeat(40);
        let pages = [format!("{filler} listening {filler}"), format!("{filler} the circle of listening {filler}")];
        let shown = Finder::new(&clauses, "en").best(pages.iter().map(String::as_str)).unwrap();
        assert!(shown.contains("the <mark>circle</mark> of <mark>listening</mark> lorem"), "{shown}");
        assert!(shown.starts_with("… ") || shown.starts_with('…'), "{shown}");
        assert!(shown.ends_with('…') && shown.chars().count() < 260, "{shown}");
    }

    #[test]
    fn runs_are_marked_as_a_whole() {
        let clauses = clauses("支援 ภาษา", &[]);
        let finder = Finder::new(&clauses, "ja");
        assert_eq!(finder.whole("ピア支援の本").as_deref(), Some("ピア<mark>支援</mark>の本"));
        assert_eq!(finder.whole("เป็นภาษาไทย").as_deref(), Some("เป็น<mark>ภาษา</mark>ไทย"));
    }

    #[test]
    fn no_cut_splits_a_letter() {
        let clauses = clauses("กลุ่ม", &[]);
        let text = format!("{}กลุ่ม{}", "ที่นี่".repeat(100), "กี่".repeat(300));
        assert!(Finder::new(&clauses, "th").best([text.as_str()]).unwrap().contains("<mark>กลุ่ม</mark>"));
    }
}

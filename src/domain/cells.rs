//! Values in the cells of a table (CSV): several in one cell, and none that a spreadsheet would take for a formula.
//!
//! What is written here reads back as it was.

use std::borrow::Cow;

/// What a table begins with, so that spreadsheets read it as UTF-8. Whoever reads a table passes over it.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

/// What a spreadsheet takes for the beginning of a formula.
fn begins_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n'])
}

/// The text for a cell: one that a spreadsheet would run as a formula gets an apostrophe before it, and so does one that looks as if it had.
pub fn guarded(text: &str) -> Cow<'_, str> {
    if begins_formula(text.trim_start_matches('\'')) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text that was guarded.
pub fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if begins_formula(cell.trim_start_matches('\'')) => rest,
        _ => cell,
    }
}

/// Several values in one cell, between upright strokes.
pub fn join<S: AsRef<str>>(values: impl IntoIterator<Item = S>) -> String {
    let escaped = values.into_iter().map(|value| {
        let mut text = String::new();
        for c in value.as_ref().chars() {
            if matches!(c, '\\' | '|' | ';') {
                text.push('\\');
            }
            text.push(c);
        }
        text
    });
    escaped.collect::<Vec<_>>().join(" | ")
}

/// The values of a cell: at the separator, where one is given, or else at upright strokes, or where there are none at semicolons. A separator
/// after a backslash belongs to the value.
pub fn split(cell: &str, separator: Option<char>) -> Vec<String> {
    let separator = separator.unwrap_or_else(|| if has_bare(cell, '|') { '|' } else { ';' });
    let (mut values, mut value, mut characters) = (Vec::new(), String::new(), cell.chars().peekable());
    while let Some(c) = characters.next() {
        match c {
            '\\' if characters.peek().is_some_and(|&next| matches!(next, '\\' | '|' | ';') || next == separator) => {
                value.extend(characters.next());
            }
            c if c == separator => values.push(std::mem::take(&mut value)),
            c => value.push(c),
        }
    }
    values.push(value);
    values.iter().map(|value| value.trim()).filter(|value| !value.is_empty()).map(str::to_owned).collect()
}

fn has_bare(cell: &str, wanted: char) -> bool {
    let mut characters = cell.chars();
    while let Some(c) = characters.next() {
        match c {
            '\\' => {
                characters.next();
            }
            c if c == wanted => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_begins_a_formula_and_each_reads_back_as_it_was() {
        for text in ["=1+1", "+49", "-2", "@SUM(A1)", "\tx", "'=x", "''=x", "'tis", "Guide", "", "'", "a=b", "\r=x"] {
            let cell = guarded(text);
            assert!(!begins_formula(&cell), "{cell:?}");
            assert_eq!(unguarded(&cell), text);
        }
        assert_eq!(guarded("=1+1"), "'=1+1");
        assert_eq!(guarded("'tis"), "'tis");
    }

    #[test]
    fn lists_read_back_whatever_stands_in_their_values() {
        for values in [vec!["a", "b"], vec!["Luz, Rosa"], vec!["a;b", "c|d", "e\\f", "\\"], vec!["a;b"], vec!["only|one"], vec![]] {
            assert_eq!(split(&join(&values), None), values);
        }
    }

    #[test]
    fn lists_of_others_are_cut_where_they_say() {
        assert_eq!(split("grief; diabetes ;;", None), ["grief", "diabetes"]);
        assert_eq!(split("a; b | c", None), ["a; b", "c"]);
        assert_eq!(split("a, b", None), ["a, b"]);
        assert_eq!(split("a, b\\, c", Some(',')), ["a", "b, c"]);
        assert_eq!(split("docs\\guide.pdf", None), ["docs\\guide.pdf"]);
        assert!(split("  ", None).is_empty());
    }
}

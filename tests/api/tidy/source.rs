//! Reads Rust as far as the rules of the house need it: code without comments and the insides of strings, and the paths named in it.
//!
//! Not a parser: it knows `use` trees, attributes and `super`, and is blind to what macros make. Line numbers are those of the file.

#[derive(Debug, PartialEq, Eq)]
pub struct Token {
    pub line: usize,
    pub text: String,
    /// Stands within `#[…]`.
    pub in_attribute: bool,
}

impl Token {
    fn is_word(&self) -> bool {
        self.text.starts_with(is_word_character)
    }
}

/// A path as named in the code, groups of `use` unfolded: `use a::{b, c::d}` names `a::b` and `a::c::d`.
#[derive(Debug, PartialEq, Eq)]
pub struct Named {
    pub line: usize,
    pub segments: Vec<String>,
    pub in_attribute: bool,
    /// The token after it, or nothing at the end.
    pub next: String,
}

pub struct Source {
    /// Relative to the repository, such as `src/db/jobs.rs`.
    pub path: String,
    pub lines: usize,
    pub tokens: Vec<Token>,
    pub named: Vec<Named>,
}

impl Source {
    pub fn new(path: &str, text: &str) -> Self {
        let tokens = tokens(&without_comments_and_strings(text));
        let named = named(&tokens);
        Self { path: path.to_owned(), lines: text.lines().count(), tokens, named }
    }

    /// Module path within the crate: none for `src/lib.rs`, `[db, jobs]` for `src/db/jobs.rs`, nothing at all outside `src`.
    pub fn module(&self) -> Option<Vec<&str>> {
        let inner = self.path.strip_prefix("src/")?.strip_suffix(".rs")?;
        let mut module: Vec<&str> = inner.split('/').collect();
        if matches!(module.last(), Some(&"mod" | &"lib")) {
            module.pop();
        }
        Some(module)
    }

    /// Where the unit tests of the file begin: they stand at its end.
    pub fn first_line_of_tests(&self) -> Option<usize> {
        let texts = |at: usize| self.tokens[at..].iter().take(7).map(|token| token.text.as_str());
        let starts = (0..self.tokens.len()).filter(|&at| texts(at).eq(["#", "[", "cfg", "(", "test", ")", "]"]));
        starts.map(|at| self.tokens[at].line).next()
    }
}

fn is_word_character(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// Keeps every line where it was. A string becomes `""`, a character `''`.
pub fn without_comments_and_strings(text: &str) -> String {
    let c: Vec<char> = text.chars().collect();
    let at = |i: usize| c.get(i).copied().unwrap_or('\0');
    let (mut out, mut i) = (String::with_capacity(text.len()), 0);
    while i < c.len() {
        let end = match c[i] {
            '/' if at(i + 1) == '/' => (i..c.len()).find(|&j| c[j] == '\n').unwrap_or(c.len()),
            '/' if at(i + 1) == '*' => end_of_block_comment(&c, i),
            '"' => end_of_string(&c, i + 1),
            'r' if starts_raw_string(&c, i) => end_of_raw_string(&c, i + 1),
            '\'' if at(i + 1) == '\\' => (i + 3..c.len()).find(|&j| c[j] == '\'').map_or(c.len(), |j| j + 1),
            '\'' if at(i + 2) == '\'' => i + 3,
            other => {
                out.push(other);
                i += 1;
                continue;
            }
        };
        match c[i] {
            '/' => out.push(' '),
            '\'' => out.push_str("''"),
            _ => out.push_str("\"\""),
        }
        out.extend(c[i..end].iter().filter(|&&c| c == '\n'));
        i = end;
    }
    out
}

fn end_of_block_comment(c: &[char], start: usize) -> usize {
    let (mut depth, mut i) = (0, start);
    while i < c.len() {
        match (c[i], c.get(i + 1)) {
            ('/', Some('*')) => (depth, i) = (depth + 1, i + 2),
            ('*', Some('/')) => (depth, i) = (depth - 1, i + 2),
            _ => i += 1,
        }
        if depth == 0 {
            break;
        }
    }
    i.min(c.len())
}

fn end_of_string(c: &[char], mut i: usize) -> usize {
    while i < c.len() && c[i] != '"' {
        i += if c[i] == '\\' { 2 } else { 1 };
    }
    (i + 1).min(c.len())
}

/// `r"…"`, `r#"…"#`, also after `b` or `c`; not the raw identifier `r#type`, not the end of a word.
fn starts_raw_string(c: &[char], i: usize) -> bool {
    let word_before = |i: usize| i > 0 && is_word_character(c[i - 1]);
    let prefixed = i > 0 && matches!(c[i - 1], 'b' | 'c') && !word_before(i - 1);
    let quote = (i + 1..c.len()).find(|&j| c[j] != '#');
    (!word_before(i) || prefixed) && quote.is_some_and(|j| c[j] == '"')
}

fn end_of_raw_string(c: &[char], start: usize) -> usize {
    let hashes = c[start..].iter().take_while(|&&c| c == '#').count();
    let closes = |j: usize| c[j] == '"' && c[j + 1..].iter().take(hashes).filter(|&&c| c == '#').count() == hashes;
    (start + hashes + 1..c.len()).find(|&j| closes(j)).map_or(c.len(), |j| j + 1 + hashes)
}

fn tokens(code: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let (mut line, mut rest, mut brackets_of_attribute) = (1, code, 0_usize);
    while let Some(first) = rest.chars().next() {
        let length = match first {
            _ if is_word_character(first) => rest.find(|c| !is_word_character(c)).unwrap_or(rest.len()),
            ':' if rest.starts_with("::") => 2,
            _ => first.len_utf8(),
        };
        let (text, after) = rest.split_at(length);
        rest = after;
        if first == '\n' {
            line += 1;
        }
        if first.is_whitespace() {
            continue;
        }
        let opens = text == "#" && (after.starts_with('[') || after.starts_with("!["));
        let in_attribute = opens || brackets_of_attribute > 0;
        match text {
            "[" if in_attribute || tokens.last().is_some_and(|last| last.in_attribute && matches!(last.text.as_str(), "#" | "!")) => {
                brackets_of_attribute += 1;
            }
            "]" => brackets_of_attribute = brackets_of_attribute.saturating_sub(1),
            _ => {}
        }
        let in_attribute = in_attribute || brackets_of_attribute > 0 || (text == "!" && after.starts_with('[') && last_is(&tokens, "#"));
        tokens.push(Token { line, text: text.to_owned(), in_attribute });
    }
    tokens
}

fn last_is(tokens: &[Token], text: &str) -> bool {
    tokens.last().is_some_and(|last| last.text == text)
}

fn named(tokens: &[Token]) -> Vec<Named> {
    let (mut named, mut at) = (Vec::new(), 0);
    while at < tokens.len() {
        at = if tokens[at].is_word() { path(tokens, at, &[], &mut named) } else { at + 1 };
    }
    named
}

/// Reads the path, or the tree of paths, that begins at `at`; gives where it ends.
fn path(tokens: &[Token], mut at: usize, prefix: &[String], named: &mut Vec<Named>) -> usize {
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    let first = &tokens[at];
    let mut segments = prefix.to_vec();
    loop {
        if text(at) == "{" {
            at += 1;
            while at < tokens.len() && text(at) != "}" {
                at = match text(at) {
                    "as" => at + 2,
                    "*" => path(tokens, at, &segments, named),
                    _ if tokens[at].is_word() => path(tokens, at, &segments, named),
                    _ => at + 1,
                };
            }
            return at + 1;
        }
        segments.push(text(at).to_owned());
        at += 1;
        let goes_on = text(at) == "::" && tokens.get(at + 1).is_some_and(|next| next.is_word() || matches!(next.text.as_str(), "{" | "*"));
        if !goes_on {
            named.push(Named { line: first.line, segments, in_attribute: first.in_attribute, next: text(at).to_owned() });
            return at;
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(code: &str) -> Vec<String> {
        let source = Source::new("src/x.rs", code);
        source
            .named
            .iter()
            .filter(|named| named.segments.len() > 1)
            .map(|named| format!("{}:{}", named.line, named.segments.join("::")))
            .collect()
    }

    #[test]
    fn trees_of_use_are_unfolded() {
        let code = "use crate::{\n    db::{self, jobs as j},\n    mail::*,\n};\nfn f() { crate::search::Index::<u8>::open(a::b) }";
        assert_eq!(paths(code), ["2:crate::db::self", "2:crate::db::jobs", "3:crate::mail::*", "5:crate::search::Index", "5:a::b"]);
    }

    #[test]
    fn comments_and_strings_are_no_code() {
        let code = "// a::b\n/* c::d /* e::f */ g::h\n*/ \"i::j \\\" k::l\" r#\"m::n\" o::p\"# b\"q::r\" '\\'' '\"' 'life s::t \"\n\" u::v";
        assert_eq!(paths(code), ["3:s::t", "4:u::v"]);
    }

    #[test]
    fn attributes_are_told_from_code() {
        let source = Source::new("src/x.rs", "#![a(b::c)]\n#[derive(d::e, f([1]))]\nlet x = y[g::h];\nz!(#[i::j] k::l)");
        let told: Vec<bool> = source.named.iter().filter(|named| named.segments.len() > 1).map(|named| named.in_attribute).collect();
        assert_eq!(told, [true, true, false, true, false]);
    }

    #[test]
    fn unfinished_code_is_read_to_its_end() {
        for code in ["use a::{", "use a::", "\"", "r#\"", "/*", "'\\", "#[", "a::{b::{", "'", "r", "br#", "\u{e9}::\u{e9}", "::{", "}"] {
            Source::new("src/x.rs", code);
        }
    }
}

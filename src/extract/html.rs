//! Web pages: the words that a reader would see, and the title. Scripts, styles and templates are left out.
//!
//! It reads the tags one after the other and builds no tree, so that neither depth nor missing ends cost anything.

use super::child::Pages;
use super::protocol::Ending;
use super::text;
use crate::domain::words::FileStatus;
use encoding_rs::Encoding;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use std::cell::RefCell;

pub fn read(bytes: Vec<u8>, pages: &mut Pages) -> Ending {
    let decoded = text::decode(&bytes, declared_encoding(&bytes));
    drop(bytes);
    let (title, body) = words(&decoded);
    pages.send_in_pieces(&body);
    let status = if pages.is_empty() { FileStatus::NoText } else { FileStatus::Ok };
    Ending { title: text::title(&title), ..Ending::new(status) }
}

/// Title and text of a page, or of a piece of one.
pub fn words(html: &str) -> (String, String) {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let tokenizer = Tokenizer::new(Words::default(), TokenizerOpts::default());
    // It stops at the end of a script, for someone who would run it.
    while !matches!(tokenizer.feed(&input), html5ever::TokenizerResult::Done) {}
    tokenizer.end();
    let found = tokenizer.sink.0.into_inner();
    (found.title, found.body)
}

/// What the page says of itself in its first bytes, as the standard has it searched.
fn declared_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let mark = ["charset=", "encoding="].into_iter().find_map(|mark| head.find(mark).map(|at| at + mark.len()))?;
    let label = head.get(mark..)?.trim_start_matches(['"', '\'', ' ']);
    let label = label.split(|char: char| !(char.is_ascii_alphanumeric() || "-_:".contains(char))).next()?;
    Encoding::for_label(label.as_bytes())
}

#[derive(Default)]
struct Found {
    title: String,
    body: String,
    /// The element whose content is being left out, until its end.
    hidden: Option<String>,
    in_title: bool,
    /// The title is the first of the page; a drawing within it may have one too.
    title_seen: bool,
    preformatted: bool,
}

#[derive(Default)]
struct Words(RefCell<Found>);

impl TokenSink for Words {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut found = self.0.borrow_mut();
        match token {
            Token::TagToken(tag) => return found.tag(&tag),
            Token::CharacterTokens(piece) => found.characters(&piece),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Found {
    fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name = &*tag.name;
        if let Some(hidden) = &self.hidden {
            if tag.kind == TagKind::EndTag && hidden == name {
                self.hidden = None;
            }
            return TokenSinkResult::Continue;
        }
        if tag.kind == TagKind::EndTag {
            self.in_title &= name != "title";
            self.preformatted &= name != "pre";
            self.separate(name);
            return TokenSinkResult::Continue;
        }
        self.separate(name);
        match name {
            // What these hold is not markup, and the tokenizer has to be told.
            "script" => self.hide(tag, Some(RawKind::ScriptData)),
            "style" | "xmp" | "iframe" | "noembed" | "noframes" => self.hide(tag, Some(RawKind::Rawtext)),
            // An unclosed one would swallow the page.
            "template" if !tag.self_closing => self.hide(tag, None),
            "title" if !self.title_seen => {
                (self.title_seen, self.in_title) = (true, true);
                TokenSinkResult::RawData(RawKind::Rcdata)
            }
            "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
            "pre" => {
                self.preformatted = true;
                TokenSinkResult::Continue
            }
            "img" | "area" => {
                if let Some(alt) = tag.attrs.iter().find(|attribute| &*attribute.name.local == "alt") {
                    self.characters(&format!(" {} ", alt.value));
                }
                TokenSinkResult::Continue
            }
            _ => TokenSinkResult::Continue,
        }
    }

    fn hide(&mut self, tag: &Tag, raw: Option<RawKind>) -> TokenSinkResult<()> {
        self.hidden = Some(tag.name.to_string());
        raw.map_or(TokenSinkResult::Continue, TokenSinkResult::RawData)
    }

    fn characters(&mut self, piece: &str) {
        if self.hidden.is_some() {
            return;
        }
        if self.in_title {
            self.title.push_str(piece);
            return;
        }
        if self.preformatted {
            self.body.push_str(piece);
            return;
        }
        // White space in the source is one space on screen, and none at the beginning of a line.
        for char in piece.chars() {
            if !char.is_ascii_whitespace() {
                self.body.push(char);
            } else if !self.body.is_empty() && !self.body.ends_with([' ', '\n', '\t']) {
                self.body.push(' ');
            }
        }
    }

    /// What a block, a line or a cell leaves between words.
    fn separate(&mut self, name: &str) {
        let gap = match name {
            "p" | "div" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ul" | "ol" | "dl" | "table" | "blockquote" | "pre" | "section"
            | "article" | "header" | "footer" | "main" | "nav" | "aside" | "figure" | "form" | "fieldset" | "hr" | "body" | "head"
            | "address" | "details" => "\n\n",
            "li" | "dt" | "dd" | "tr" | "br" | "caption" | "figcaption" | "option" | "summary" | "legend" | "center" => "\n",
            "td" | "th" => "\t",
            _ => return,
        };
        let end = self.body.trim_end_matches(' ').len();
        self.body.truncate(end);
        if name == "br" {
            self.body.push('\n');
            return;
        }
        let is_there = self.body.is_empty() || self.body.ends_with(gap) || (gap == "\t" && self.body.ends_with('\n'));
        if !is_there {
            let half = gap == "\n\n" && self.body.ends_with('\n');
            self.body.push_str(if half { "\n" } else { gap });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_on_screen_are_read_and_nothing_else() {
        let (title, body) = words(
            "<!DOCTYPE html><html><head><title>A &amp; B</title><style>p { color: red }</style></head><body><script>if (1 < 2) alert('</p>')</script>\
             <h1>Groups</h1><p>One <b>bold</b>\n word &lt;here&gt;.<p>Two<br>lines<table><tr><td>a<td>b<tr><td>c</table><template>x</template>\
             <img src=x alt='a circle of chairs'><!-- hidden --><textarea><b></textarea>",
        );

        assert_eq!(title, "A & B");
        assert_eq!(
            text::clean(&body),
            "Groups\n\nOne bold word <here>.\n\nTwo\nlines\n\na\tb\nc\n\nx".replace("\n\nx", "\n\na circle of chairs <b>")
        );
    }

    #[test]
    fn depth_and_broken_markup_cost_nothing() {
        let deep = "<div><svg><title>".repeat(50_000) + "the end";
        assert!(words(&deep).0.contains("the end") || words(&deep).1.contains("the end"));
        assert_eq!(words("plain < text & more <").1.trim(), "plain < text & more <");
        assert_eq!(words("<script>never closed").1, "");
    }

    #[test]
    fn a_declared_encoding_counts_unless_the_bytes_contradict() {
        let page = |charset: &str| format!("<meta charset={charset}><p>成就和表现力而闻名,最终。年代以来,公众对特斯拉");
        let gb18030 = encoding_rs::GB18030.encode(&page("gb18030")).0.into_owned();
        assert_eq!(declared_encoding(&gb18030), Some(encoding_rs::GB18030));
        assert!(text::decode(&gb18030, declared_encoding(&gb18030)).contains("年代以来"));
        let liar = page("iso-8859-1").into_bytes();
        assert!(text::decode(&liar, declared_encoding(&liar)).contains("年代以来"));
    }
}

//! Markdown: its words without the marks. The title is the one of the front matter, else the first heading.

use super::child::Pages;
use super::protocol::Ending;
use super::{html, text};
use crate::domain::words::FileStatus;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

pub fn read(bytes: Vec<u8>, pages: &mut Pages) -> Ending {
    let (title, body) = words(&text::decode(&bytes, None));
    pages.send_in_pieces(&body);
    let status = if pages.is_empty() { FileStatus::NoText } else { FileStatus::Ok };
    Ending { title: text::title(&title), ..Ending::new(status) }
}

fn words(source: &str) -> (String, String) {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let (mut body, mut front, mut heading, mut markup) = (String::new(), String::new(), String::new(), String::new());
    let (mut in_front, mut in_heading) = (false, false);
    for event in Parser::new_ext(source, options) {
        match event {
            Event::Start(Tag::MetadataBlock(_)) => in_front = true,
            Event::End(TagEnd::MetadataBlock(_)) => in_front = false,
            Event::Text(piece) if in_front => front.push_str(&piece),
            Event::Start(Tag::Heading { .. }) => in_heading = heading.is_empty(),
            Event::Text(piece) | Event::Code(piece) | Event::InlineMath(piece) | Event::DisplayMath(piece) => {
                body.push_str(&piece);
                if in_heading {
                    heading.push_str(&piece);
                }
            }
            // A block of HTML arrives line by line, and a script may span them.
            Event::Html(line) => markup.push_str(&line),
            Event::End(TagEnd::HtmlBlock) => {
                body.push_str(&html::words(&std::mem::take(&mut markup)).1);
                body.push_str("\n\n");
            }
            Event::SoftBreak => body.push(' '),
            Event::HardBreak => body.push('\n'),
            Event::End(end) => {
                in_heading &= !matches!(end, TagEnd::Heading(_));
                body.push_str(gap(end));
            }
            Event::Start(_) | Event::InlineHtml(_) | Event::FootnoteReference(_) | Event::Rule | Event::TaskListMarker(_) => {}
        }
    }
    let named = front.lines().find_map(|line| line.strip_prefix("title:")).map(|title| title.trim().trim_matches(['"', '\'']).to_owned());
    (named.unwrap_or(heading), body)
}

fn gap(end: TagEnd) -> &'static str {
    match end {
        TagEnd::TableCell => "\t",
        TagEnd::Item | TagEnd::TableRow | TagEnd::TableHead | TagEnd::DefinitionListTitle | TagEnd::DefinitionListDefinition => "\n",
        TagEnd::Paragraph
        | TagEnd::Heading(_)
        | TagEnd::CodeBlock
        | TagEnd::List(_)
        | TagEnd::Table
        | TagEnd::BlockQuote(_)
        | TagEnd::FootnoteDefinition => "\n\n",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marks_go_and_the_words_stay() {
        let (title, body) = words(
            "# A *good* group\n\nSome **bold** words\nand a [link](https://example.org), `code`.\n\n- one\n- two\n\n| a | b |\n|---|---|\n| c | d |\n\n\
             <div>in <b>HTML</b>\n<script>not this</script></div>\n",
        );

        assert_eq!(title, "A good group");
        assert_eq!(text::clean(&body), "A good group\n\nSome bold words and a link, code.\n\none\ntwo\n\na\tb\nc\td\n\nin HTML");
    }

    #[test]
    fn front_matter_gives_the_title_and_is_no_text() {
        let (title, body) = words("---\ntitle: \"From the front\"\ntags: x\n---\n\n# Heading\n\nBody");
        assert_eq!((title.as_str(), text::clean(&body).as_str()), ("From the front", "Heading\n\nBody"));
    }
}

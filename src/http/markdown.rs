//! Markdown that people typed, as HTML that is safe to show anywhere: no HTML of theirs, no script, no picture, links to the web or to mail
//! only.

use ammonia::Builder;
use pulldown_cmark::{Event, Options, Parser, html};
use std::collections::HashSet;

const TAGS: &[&str] = &[
    "p",
    "br",
    "hr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "blockquote",
    "pre",
    "code",
    "em",
    "strong",
    "del",
    "a",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
];

/// HTML is shown as it was typed, not obeyed.
pub fn to_html(source: &str) -> String {
    let events = Parser::new_ext(source, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH).map(|event| match event {
        Event::Html(typed) | Event::InlineHtml(typed) => Event::Text(typed),
        other => other,
    });
    let mut rendered = String::new();
    html::push_html(&mut rendered, events);
    let mut cleaner = Builder::default();
    cleaner.tags(TAGS.iter().copied().collect()).url_schemes(HashSet::from(["http", "https", "mailto"]));
    cleaner.generic_attributes(HashSet::new()).link_rel(Some("noopener noreferrer nofollow"));
    cleaner.clean(&rendered).to_string()
}

/// Text for a place in HTML.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_lists_links_and_tables_come_through() {
        let html = to_html("## One\n\n- a *b*\n\n[site](https://example.org)\n\n| x |\n| - |\n| 1 |\n");

        for expected in ["<h2>One</h2>", "<li>a <em>b</em></li>", "href=\"https://example.org\"", "<td>1</td>"] {
            assert!(html.contains(expected), "{expected} in {html}");
        }
    }

    #[test]
    fn nothing_that_acts_comes_through() {
        for typed in [
            "<script>alert(1)</script>",
            "a <img src=x onerror=alert(1)> b",
            "[x](javascript:alert(1))",
            "[x](data:text/html,<script>alert(1)</script>)",
            "![x](https://example.org/pixel.png)",
            "<a href=\"https://example.org\" onclick=\"alert(1)\">x</a>",
            "<style>*{display:none}</style>",
        ] {
            let html = to_html(typed);
            for forbidden in ["<script", "<img", "<style", "javascript:", "data:text", " onclick=\"alert(1)\">", " onerror=alert(1)>"] {
                assert!(!html.contains(forbidden), "{forbidden} in {html}");
            }
        }
    }
}

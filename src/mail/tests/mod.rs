//! What holds for letters of every kind. Each kind stands whole in each language that we ship: those of the first hour in [`english`],
//! [`spanish`], [`french`] and [`arabic`], later ones in a file for each matter, all languages below one another
//! ([`samples::in_each_language`]).

mod accounts_arabic;
mod accounts_english;
mod accounts_french;
mod accounts_spanish;
mod arabic;
mod dates_and_uses;
mod english;
mod french;
mod organizations;
mod organizations_arabic;
mod organizations_french;
mod organizations_spanish;
mod outside;
mod reports;
mod review;
mod rounds;
mod samples;
mod spanish;
mod takedown;
mod transports;
mod works;

use super::{Catalogues, Notice, render};
use crate::domain::language::LanguageTag;
use insta::assert_snapshot;
use samples::{all, shown, site};

fn languages() -> Vec<LanguageTag> {
    Catalogues::default().shipped_languages().cloned().collect()
}

#[test]
fn the_kind_of_a_notice_is_the_one_it_is_serialized_with() {
    for notice in all() {
        assert_eq!(serde_json::to_value(&notice).unwrap()["kind"], notice.kind());
    }
}

#[test]
fn no_letter_shows_a_placeholder_or_loads_anything_from_elsewhere() {
    for (notice, language) in all().iter().flat_map(|notice| languages().into_iter().map(move |language| (notice, language))) {
        let letter = render(notice, &language, &site(), None);
        let kind = notice.kind();
        assert!(!letter.subject.contains('{') && !letter.text.contains('{') && !letter.html.contains('{'), "{kind} in {language}");
        assert!(!letter.html.contains("src=") && !letter.html.contains("url("), "{kind} loads something");
        assert!(letter.html.matches("display:inline-block").count() <= 1, "{kind} has several buttons");
        let direction = if language.is_right_to_left() { "rtl" } else { "ltr" };
        assert!(letter.html.contains(&format!("<html lang=\"{language}\" dir=\"{direction}\">")));
    }
}

/// The text of an HTML part, its lines in the order in which they stand.
fn read(html: &str) -> String {
    let mut read = String::new();
    for piece in html.split('<') {
        read.push_str(piece.split_once('>').map_or(piece, |(_, text)| text));
        read.push('\n');
    }
    read.replace("&#39;", "'").replace("&#38;", "&").replace("&amp;", "&").replace("&quot;", "\"").replace("&#34;", "\"")
}

#[test]
fn the_html_says_what_the_text_says_under_the_same_subject() {
    for (notice, language) in all().iter().flat_map(|notice| languages().into_iter().map(move |language| (notice, language))) {
        let stop = "https://library.example.org/unsubscribe/submissions/abc".parse().unwrap();
        let letter = render(notice, &language, &site(), Some(&stop));
        let html = read(&letter.html);
        for line in letter.text.lines().chain([letter.subject.as_str()]) {
            let line = line.trim_start_matches(['-', '>', ' ']).trim();
            let said = line.strip_suffix(':').filter(|label| html.contains(&format!("\n{label}\n"))).unwrap_or(line);
            assert!(html.contains(said) || letter.html.contains(said), "{} in {language}: the HTML lacks {line:?}: {html}", notice.kind());
        }
    }
}

/// A kind that nobody has looked at in one of the languages does not pass.
#[test]
fn every_kind_stands_in_a_snapshot_in_each_language() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/mail/tests");
    let sources = std::fs::read_dir(folder).unwrap().map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap());
    let sources: String = sources.collect();
    // What is said of organizations stands together, in a snapshot for each language.
    let alone = all().into_iter().filter(|notice| !matches!(notice, Notice::OrganizationNews { .. } | Notice::DormancyAhead { .. }));
    for notice in alone {
        let kind = notice.kind();
        let in_each = sources.contains(&format!("assert_snapshot!(in_each_language(&samples::{kind}()), @\""));
        let in_one = |language: &LanguageTag| sources.contains(&format!("assert_snapshot!(shown(&samples::{kind}(), \"{language}\"), @\""));
        let missing: Vec<_> = languages().into_iter().filter(|language| !in_each && !in_one(language)).collect();
        assert!(missing.is_empty(), "{kind} has no snapshot in {missing:?}");
    }
    let empty = ["@", "\"\")"].concat();
    assert!(!sources.contains(&empty), "a snapshot is empty");
}

/// The kinds that this version knows to write, from the list that the compiler checks.
#[test]
fn every_kind_has_a_sample() {
    let source = include_str!("../notice.rs");
    let kinds = source.split("{ .. } => \"").skip(1).filter_map(|arm| arm.split('"').next());
    let sampled: Vec<_> = all().iter().map(Notice::kind).collect();
    let missing: Vec<_> = kinds.filter(|kind| !sampled.contains(kind)).collect();
    assert!(missing.is_empty() && sampled.len() >= 12, "no sample in all(): {missing:?}");
}

#[test]
fn a_reader_of_another_language_gets_english_and_is_told_so() {
    let letter = render(&samples::password_reset(), &LanguageTag::parse("sw").unwrap(), &site(), None);
    assert_eq!(letter.subject, "Choose a new password");
    assert!(letter.html.contains("lang=\"en\" dir=\"ltr\""));
}

/// Marks around what runs the other way: in an Arabic letter around an English title, in an English one around an Arabic title.
#[test]
fn a_title_of_another_script_garbles_nothing() {
    let subject = |title: &str, language: &str| {
        let notice = Notice::DecisionRejected { title: title.to_owned(), reason: None, note: None };
        render(&notice, &LanguageTag::parse(language).unwrap(), &site(), None).subject
    };
    assert_eq!(subject("A guide (2)", "ar"), "لم يُقبل «\u{2068}A guide (2)\u{2069}»");
    assert_eq!(subject("دليل", "ar"), "لم يُقبل «دليل»");
    assert_eq!(subject("دليل", "en"), "“\u{2068}دليل\u{2069}” was not accepted");
}

#[test]
fn the_first_of_a_month_is_said_in_the_way_of_the_language() {
    let expires_at = crate::domain::time::Timestamp::parse("2027-03-01T00:30:00Z").unwrap();
    let notice = Notice::PasswordReset { link: "https://library.example.org/x".parse().unwrap(), expires_at };
    let line = |language: &str| {
        let text = render(&notice, &LanguageTag::parse(language).unwrap(), &site(), None).text;
        text.lines().find(|line| line.contains("2027")).unwrap().to_owned()
    };
    assert_snapshot!(["en", "es", "fr", "ar"].map(line).join("\n"), @"
    The link works until 1 March 2027, 00:30 UTC.
    El enlace funciona hasta el 1 de marzo de 2027, 00:30 UTC.
    Le lien fonctionne jusqu’au 1er mars 2027 à 00:30 UTC.
    يعمل الرابط حتى 1 مارس 2027، الساعة 00:30 بالتوقيت العالمي.
    ");
}

#[test]
fn what_people_typed_stays_text() {
    let notice = Notice::DecisionRejected {
        title: "A\r\nBcc: x@y.zz <script>{site}</script>".to_owned(),
        reason: Some("a reason of our own".to_owned()),
        note: Some("one\r\n<b>two</b>\u{0}".to_owned()),
    };
    assert_snapshot!(shown(&notice, "en"), @"
    Subject: “A Bcc: x@y.zz <script>{site}</script>” was not accepted

    Hello,

    The reviewers have looked at “A Bcc: x@y.zz <script>{site}</script>” and decided not to publish it.

    Reason: a reason of our own

    A note for you:
    > one
    > <b>two</b>

    -- 
    Sharing Center sent you this message: https://library.example.org/
    ");
    let html = render(&notice, &LanguageTag::english(), &site(), None).html;
    assert!(!html.contains("<script>") && !html.contains("<b>"), "{html}");
}

#[test]
fn a_long_title_is_cut_in_the_subject_alone() {
    let title = "é".repeat(300);
    let letter =
        render(&Notice::DecisionRejected { title: title.clone(), reason: None, note: None }, &LanguageTag::english(), &site(), None);
    assert!(letter.subject.chars().count() < 130 && letter.subject.contains("é…”"));
    assert!(letter.text.contains(&title));
}

#[test]
fn a_letter_in_html() {
    let letter = render(&samples::decision_changes_requested(), &LanguageTag::parse("es").unwrap(), &site(), None);
    assert_snapshot!(letter.html, @r#"
    <!DOCTYPE html>
    <html lang="es" dir="ltr">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Cambie algo, por favor: «Facilitator&#39;s handbook»</title>
    </head>
    <body style="margin:0;padding:16px;background:#ffffff;color:#1c1c1c;font:16px/1.5 sans-serif">
    <div style="max-width:36em;margin:0 auto">
    <p>Hola:</p>
    <p>Revisamos «Facilitator&#39;s handbook» y le pedimos que cambie algo antes de que se pueda publicar.</p>
    <p>Motivo: se puede reconocer a personas</p>
    <p>Una nota para usted:</p>
    <blockquote style="margin:0;padding:0 12px;border-left:4px solid #9a9a9a;white-space:pre-line">Page 3 shows faces.
    Please blur them.</blockquote>
    <p style="margin:24px 0"><a href="https://library.example.org/submissions/1" style="display:inline-block;padding:10px 18px;background:#14507a;color:#ffffff;text-decoration:none;border-radius:4px">Cambiarlo y enviarlo otra vez</a></p>
    <p style="font-size:14px;color:#4a4a4a">Si el botón no funciona, abra esta dirección:<br><bdi dir="ltr">https://library.example.org/submissions/1</bdi></p>
    <p style="font-size:14px;color:#4a4a4a">Le envía este mensaje Sharing Center: https://library.example.org/</p>
    </div>
    </body>
    </html>
    "#);
}

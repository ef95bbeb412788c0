//! What holds for letters of every kind; each kind stands whole in [`english`] and [`spanish`].

mod english;
mod outside;
mod samples;
mod spanish;
mod transports;
mod works;

use super::{Notice, render};
use crate::domain::language::LanguageTag;
use insta::assert_snapshot;
use samples::{all, shown, site};

#[test]
fn the_kind_of_a_notice_is_the_one_it_is_serialized_with() {
    for notice in all() {
        assert_eq!(serde_json::to_value(&notice).unwrap()["kind"], notice.kind());
    }
}

#[test]
fn no_letter_shows_a_placeholder_or_loads_anything_from_elsewhere() {
    for (notice, language) in all().iter().flat_map(|notice| [(notice, "en"), (notice, "es")]) {
        let letter = render(notice, &LanguageTag::parse(language).unwrap(), &site());
        let kind = notice.kind();
        assert!(!letter.subject.contains('{') && !letter.text.contains('{') && !letter.html.contains('{'), "{kind} in {language}");
        assert!(!letter.html.contains("src=") && !letter.html.contains("url("), "{kind} loads something");
        assert!(letter.html.matches("<a ").count() <= 1, "{kind} has several links");
        assert!(letter.html.contains(&format!("<html lang=\"{language}\" dir=\"ltr\">")));
    }
}

#[test]
fn a_reader_of_another_language_gets_english_and_is_told_so() {
    let letter = render(&samples::password_reset(), &LanguageTag::parse("ar").unwrap(), &site());
    assert_eq!(letter.subject, "Choose a new password");
    assert!(letter.html.contains("lang=\"en\" dir=\"ltr\""));
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
    let html = render(&notice, &LanguageTag::english(), &site()).html;
    assert!(!html.contains("<script>") && !html.contains("<b>"), "{html}");
}

#[test]
fn a_long_title_is_cut_in_the_subject_alone() {
    let title = "é".repeat(300);
    let letter = render(&Notice::DecisionRejected { title: title.clone(), reason: None, note: None }, &LanguageTag::english(), &site());
    assert!(letter.subject.chars().count() < 130 && letter.subject.contains("é…”"));
    assert!(letter.text.contains(&title));
}

#[test]
fn a_letter_in_html() {
    let letter = render(&samples::decision_changes_requested(), &LanguageTag::parse("es").unwrap(), &site());
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
    <blockquote style="margin:0;padding:0 0 0 12px;border-left:4px solid #9a9a9a;white-space:pre-line">Page 3 shows faces.
    Please blur them.</blockquote>
    <p style="margin:24px 0"><a href="https://library.example.org/submissions/1" style="display:inline-block;padding:10px 18px;background:#14507a;color:#ffffff;text-decoration:none;border-radius:4px">Cambiarlo y enviarlo otra vez</a></p>
    <p style="font-size:14px;color:#4a4a4a">Si el botón no funciona, abra esta dirección:<br>https://library.example.org/submissions/1</p>
    <p style="font-size:14px;color:#4a4a4a">Le envía este mensaje Sharing Center: https://library.example.org/</p>
    </div>
    </body>
    </html>
    "#);
}

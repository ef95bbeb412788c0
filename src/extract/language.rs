//! The language of a body of text, where it can be told.

use crate::domain::language::LanguageTag;
use whatlang::Lang;

/// Enough of a document to tell its language, and little enough to be quick.
pub const SAMPLE_BYTES: usize = 40_000;
/// Below this whatlang guesses: it calls one English title in two French.
const LETTERS_MIN: usize = 200;

/// None where the text is too short or the guess unreliable: what the submitter says is better than a guess.
pub fn of(text: &str) -> Option<LanguageTag> {
    if text.chars().filter(|char| char.is_alphabetic()).count() < LETTERS_MIN {
        return None;
    }
    let info = whatlang::detect(text)?;
    info.is_reliable().then(|| LanguageTag::parse(tag(info.lang())).ok()).flatten()
}

/// whatlang speaks ISO 639-3; BCP 47 wants the shortest code, and the macrolanguage that people choose from a list.
fn tag(lang: Lang) -> &'static str {
    const TWO_LETTERS: &[(&str, &str)] = &[
        ("afr", "af"),
        ("aka", "ak"),
        ("amh", "am"),
        ("ara", "ar"),
        ("aze", "az"),
        ("bel", "be"),
        ("ben", "bn"),
        ("bul", "bg"),
        ("cat", "ca"),
        ("ces", "cs"),
        ("cmn", "zh"),
        ("cym", "cy"),
        ("dan", "da"),
        ("deu", "de"),
        ("ell", "el"),
        ("eng", "en"),
        ("epo", "eo"),
        ("est", "et"),
        ("fin", "fi"),
        ("fra", "fr"),
        ("guj", "gu"),
        ("heb", "he"),
        ("hin", "hi"),
        ("hrv", "hr"),
        ("hun", "hu"),
        ("hye", "hy"),
        ("ind", "id"),
        ("ita", "it"),
        ("jav", "jv"),
        ("jpn", "ja"),
        ("kan", "kn"),
        ("kat", "ka"),
        ("khm", "km"),
        ("kor", "ko"),
        ("lat", "la"),
        ("lav", "lv"),
        ("lit", "lt"),
        ("mal", "ml"),
        ("mar", "mr"),
        ("mkd", "mk"),
        ("mya", "my"),
        ("nep", "ne"),
        ("nld", "nl"),
        ("nob", "nb"),
        ("ori", "or"),
        ("pan", "pa"),
        ("pes", "fa"),
        ("pol", "pl"),
        ("por", "pt"),
        ("ron", "ro"),
        ("rus", "ru"),
        ("sin", "si"),
        ("slk", "sk"),
        ("slv", "sl"),
        ("sna", "sn"),
        ("spa", "es"),
        ("srp", "sr"),
        ("swe", "sv"),
        ("tam", "ta"),
        ("tel", "te"),
        ("tgl", "tl"),
        ("tha", "th"),
        ("tuk", "tk"),
        ("tur", "tr"),
        ("ukr", "uk"),
        ("urd", "ur"),
        ("uzb", "uz"),
        ("vie", "vi"),
        ("yid", "yi"),
        ("zul", "zu"),
    ];
    TWO_LETTERS.iter().find(|(three, _)| *three == lang.code()).map_or(lang.code(), |(_, two)| two)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_told_only_of_enough_text() {
        let sentence = "Los grupos de apoyo mutuo reúnen a personas que comparten una misma experiencia y que se escuchan con respeto. ";
        assert_eq!(of(&sentence.repeat(3)).unwrap().as_str(), "es");
        assert_eq!(of(sentence), None);
        assert_eq!(of(""), None);
    }

    #[test]
    fn every_language_that_can_be_told_has_a_tag_of_two_letters() {
        for lang in Lang::all() {
            assert_eq!(tag(*lang).len(), 2, "{}", lang.code());
        }
    }
}

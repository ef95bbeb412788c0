//! Which languages have a stemmer, and what it makes of a word. A stem is stored under the tag of its language, so that the Spanish stem of
//! one word never meets the English stem of another.

use crate::domain::fold::{fold, lower};
use frostem::{Algorithm, Stemmer};

/// A language that can be stemmed.
pub struct Stemming {
    /// BCP 47 primary tag; the prefix of its stems.
    pub tag: &'static str,
    algorithm: Algorithm,
    scripts: &'static [Script],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    Latin,
    Greek,
    Cyrillic,
    Armenian,
    Hebrew,
    Arabic,
    Devanagari,
    Tamil,
}

const fn row(tag: &'static str, algorithm: Algorithm, scripts: &'static [Script]) -> Stemming {
    Stemming { tag, algorithm, scripts }
}

const LATIN: &[Script] = &[Script::Latin];

static TABLE: &[Stemming] = &[
    row("ar", Algorithm::Arabic, &[Script::Arabic]),
    row("ca", Algorithm::Catalan, LATIN),
    row("cs", Algorithm::Czech, LATIN),
    row("da", Algorithm::Danish, LATIN),
    row("de", Algorithm::German, LATIN),
    row("el", Algorithm::Greek, &[Script::Greek]),
    row("en", Algorithm::English, LATIN),
    row("eo", Algorithm::Esperanto, LATIN),
    row("es", Algorithm::Spanish, LATIN),
    row("et", Algorithm::Estonian, LATIN),
    row("eu", Algorithm::Basque, LATIN),
    row("fa", Algorithm::Persian, &[Script::Arabic]),
    row("fi", Algorithm::Finnish, LATIN),
    row("fr", Algorithm::French, LATIN),
    row("ga", Algorithm::Irish, LATIN),
    row("hi", Algorithm::Hindi, &[Script::Devanagari]),
    row("hu", Algorithm::Hungarian, LATIN),
    row("hy", Algorithm::Armenian, &[Script::Armenian]),
    row("id", Algorithm::Indonesian, LATIN),
    row("it", Algorithm::Italian, LATIN),
    row("lt", Algorithm::Lithuanian, LATIN),
    row("ne", Algorithm::Nepali, &[Script::Devanagari]),
    row("nl", Algorithm::Dutch, LATIN),
    row("no", Algorithm::Norwegian, LATIN),
    row("pl", Algorithm::Polish, LATIN),
    row("pt", Algorithm::Portuguese, LATIN),
    row("ro", Algorithm::Romanian, LATIN),
    row("ru", Algorithm::Russian, &[Script::Cyrillic]),
    row("sr", Algorithm::Serbian, &[Script::Cyrillic, Script::Latin]),
    row("st", Algorithm::Sesotho, LATIN),
    row("sv", Algorithm::Swedish, LATIN),
    row("ta", Algorithm::Tamil, &[Script::Tamil]),
    row("tr", Algorithm::Turkish, LATIN),
    row("yi", Algorithm::Yiddish, &[Script::Hebrew]),
];

/// The stemmer of a language by its primary tag.
pub fn stemming(primary: &str) -> Option<&'static Stemming> {
    let primary = if matches!(primary, "nb" | "nn") { "no" } else { primary };
    TABLE.iter().find(|row| row.tag == primary)
}

impl Stemming {
    /// The stem of a word as it stands in a text, folded and without its tag; none for words of another script, and for numbers.
    pub fn stem(&self, word: &str) -> Option<String> {
        let script = script(word)?;
        if !self.scripts.contains(&script) {
            return None;
        }
        // Arabic writers differ in hamza and vocalization more than in suffixes: the stemmer reads what all of them have in common.
        let read = if script == Script::Arabic { fold(word) } else { lower(word, self.tag == "tr") };
        let stem = fold(&Stemmer::new(self.algorithm).stem(&read));
        (!stem.is_empty()).then_some(stem)
    }

    pub fn tagged(&self, stem: &str) -> String {
        format!("{}\u{1}{stem}", self.tag)
    }
}

/// The script of a word whose letters are all of one.
fn script(word: &str) -> Option<Script> {
    let mut found = None;
    for c in word.chars() {
        if c.is_numeric() {
            return None;
        }
        let script = match c {
            c if c.is_ascii_alphabetic() => Script::Latin,
            '\u{00C0}'..='\u{024F}' | '\u{1E00}'..='\u{1EFF}' | '\u{FF21}'..='\u{FF5A}' | '\u{FB00}'..='\u{FB06}' => Script::Latin,
            '\u{0370}'..='\u{03FF}' | '\u{1F00}'..='\u{1FFF}' => Script::Greek,
            '\u{0400}'..='\u{052F}' => Script::Cyrillic,
            '\u{0530}'..='\u{058F}' => Script::Armenian,
            '\u{0590}'..='\u{05FF}' => Script::Hebrew,
            '\u{0600}'..='\u{06FF}' | '\u{0750}'..='\u{077F}' | '\u{FB50}'..='\u{FEFC}' => Script::Arabic,
            '\u{0900}'..='\u{097F}' => Script::Devanagari,
            '\u{0B80}'..='\u{0BFF}' => Script::Tamil,
            c if c.is_alphabetic() => return None,
            _ => continue,
        };
        if *found.get_or_insert(script) != script {
            return None;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inflected_forms_share_a_stem_in_their_language() {
        for (tag, one, other) in [
            ("en", "groups", "group"),
            ("en", "women's", "women"),
            ("es", "canciones", "canción"),
            ("fr", "réunions", "réunion"),
            ("de", "Bücher", "Buch"),
            ("ar", "الدعم", "دعم"),
            ("ru", "группы", "группа"),
            ("nb", "gruppene", "gruppe"),
            ("tr", "IŞIKLAR", "ışık"),
        ] {
            let language = stemming(tag).unwrap();
            assert_eq!(language.stem(one), language.stem(other), "{tag}: {one}, {other}");
        }
        assert!(stemming("en").unwrap().stem("группы").is_none());
        assert!(stemming("th").is_none());
    }

    #[test]
    fn no_word_breaks_a_stemmer() {
        let mut random = fastrand::Rng::with_seed(11);
        for language in TABLE {
            for _ in 0..400 {
                let range = match language.scripts[0] {
                    Script::Latin => 0x61..0x17F,
                    Script::Greek => 0x370..0x400,
                    Script::Cyrillic => 0x400..0x530,
                    Script::Armenian => 0x530..0x590,
                    Script::Hebrew => 0x590..0x600,
                    Script::Arabic => 0x600..0x700,
                    Script::Devanagari => 0x900..0x980,
                    Script::Tamil => 0xB80..0xC00,
                };
                let word: String = (0..random.usize(1..14)).filter_map(|_| char::from_u32(random.u32(range.clone()))).collect();
                let _ = language.stem(&word);
            }
        }
    }
}

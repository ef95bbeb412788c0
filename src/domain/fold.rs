//! How two spellings of one word become one: compatibility forms, case, accents. It knows nothing of words or languages. What is equal after
//! [`fold`] is found by either spelling, and marks that make another letter (Indic vowels, kana voicing) are kept.

use icu_casemap::CaseMapper;
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use icu_properties::CodePointMapData;
use icu_properties::props::GeneralCategory;

/// NFKC and full case folding, accents kept: what stemmers read. Apostrophes become `'`. Turkish and Azerbaijani have two letters i.
pub fn lower(text: &str, turkic: bool) -> String {
    if text.is_ascii() && !turkic {
        return text.to_ascii_lowercase();
    }
    let normal = ComposingNormalizerBorrowed::new_nfkc().normalize(text);
    let cases = CaseMapper::new();
    let folded = if turkic { cases.fold_turkic_string(&normal) } else { cases.fold_string(&normal) };
    folded.chars().filter(|&c| !is_invisible(c)).map(|c| if is_apostrophe(c) { '\'' } else { c }).collect()
}

/// The form by which a word is found: [`lower`], and without accents, vocalization, apostrophes and the dots of abbreviations.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return without_dots(text.bytes().map(|b| char::from(b.to_ascii_lowercase())));
    }
    let lowered = lower(text, false);
    let decomposed = DecomposingNormalizerBorrowed::new_nfd().normalize(&lowered);
    let mut base = ' ';
    let mut plain = String::with_capacity(lowered.len());
    for c in decomposed.chars() {
        if is_general_mark(c) {
            if !takes_accents(base) {
                plain.push(c);
            }
            continue;
        }
        match c {
            '\u{0653}'..='\u{0655}' if base == 'ا' => {}
            c if is_vocalization(c) => {}
            '\u{0671}'..='\u{0673}' | '\u{0675}' => plain.push('ا'),
            'ى' => plain.push('ي'),
            'ة' => plain.push('ه'),
            'ı' => plain.push('i'),
            'ø' => plain.push('o'),
            'ł' => plain.push('l'),
            'đ' | 'ð' => plain.push('d'),
            'ħ' => plain.push('h'),
            'þ' => plain.push_str("th"),
            'æ' => plain.push_str("ae"),
            'œ' => plain.push_str("oe"),
            c => plain.push(c),
        }
        if !is_mark(c) {
            base = c;
        }
    }
    let composed = ComposingNormalizerBorrowed::new_nfc().normalize(&plain);
    without_dots(composed.chars())
}

/// The key by which titles are ordered and compared as wholes: folded letters and digits, everything else one space.
pub fn title_key(title: &str) -> String {
    key_within(title, 800)
}

/// Every word of a text in the form by which it is found, one space between two.
pub fn words(text: &str) -> String {
    key_within(text, usize::MAX)
}

fn key_within(text: &str, max_bytes: usize) -> String {
    let mut key = String::new();
    for stretch in text.split_whitespace() {
        for part in fold(stretch).split(|c: char| !c.is_alphanumeric() && !is_mark(c)).filter(|part| !part.is_empty()) {
            if !key.is_empty() {
                key.push(' ');
            }
            key.extend(part.chars().take(200));
        }
        if key.len() > max_bytes {
            break;
        }
    }
    key
}

/// Drops apostrophes, and dots that do not follow a digit: `don't` is `dont`, `U.S.A` is `usa`, `3.14` stays.
fn without_dots(chars: impl Iterator<Item = char>) -> String {
    let mut out = String::new();
    for c in chars {
        if is_apostrophe(c) || (c == '.' && !out.ends_with(char::is_numeric)) {
            continue;
        }
        out.push(c);
    }
    out
}

pub fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '＇' | '‘' | 'ʻ' | '`' | '´')
}

/// A combining mark of any script: it never begins a word or a unit of one.
pub fn is_mark(c: char) -> bool {
    !c.is_ascii()
        && matches!(
            CodePointMapData::<GeneralCategory>::new().get(c),
            GeneralCategory::NonspacingMark | GeneralCategory::SpacingMark | GeneralCategory::EnclosingMark
        )
}

/// Joiners, soft hyphens, variation selectors and direction marks: seen by nobody, so compared by nobody.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

/// The marks shared by Latin, Greek and Cyrillic.
fn is_general_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}' | '\u{0483}'..='\u{0487}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}')
}

fn takes_accents(base: char) -> bool {
    matches!(base, '\0'..='\u{052F}' | '\u{1C80}'..='\u{1C8F}' | '\u{1D00}'..='\u{1DBF}' | '\u{1E00}'..='\u{1FFF}' | '\u{2C60}'..='\u{2C7F}' | '\u{A640}'..='\u{A69F}' | '\u{A720}'..='\u{A7FF}')
}

/// Arabic tashkeel and tatweel, Hebrew points: most writers leave them out.
fn is_vocalization(c: char) -> bool {
    matches!(
        c,
        '\u{0640}' | '\u{064B}'..='\u{0652}' | '\u{0670}' | '\u{06D6}'..='\u{06DC}' | '\u{06DF}'..='\u{06E4}' | '\u{06E7}'
            | '\u{06E8}' | '\u{06EA}'..='\u{06ED}' | '\u{0591}'..='\u{05BD}' | '\u{05BF}' | '\u{05C1}' | '\u{05C2}' | '\u{05C4}' | '\u{05C5}' | '\u{05C7}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_word_fold_to_one_form() {
        for (one, other) in [
            ("Facilitación", "facilitacion"),
            ("cafe\u{301}", "CAFÉ"),
            ("Straße", "strasse"),
            ("İstanbul", "istanbul"),
            ("ｆｕｌｌ", "full"),
            ("مُسَاعَدَة", "مساعدة"),
            ("أصدقاء", "اصدقاء"),
            ("كتـــاب", "كتاب"),
            ("שָׁלוֹם", "שלום"),
            ("Ελλάδα", "ελλαδα"),
            ("ёлка", "елка"),
            ("한국", "\u{1112}\u{1161}\u{11AB}\u{1100}\u{116E}\u{11A8}"),
            ("ﬁnd", "find"),
            ("U.S.A", "usa"),
            ("don’t", "dont"),
            ("co\u{AD}op", "coop"),
        ] {
            assert_eq!(fold(one), fold(other));
        }
    }

    #[test]
    fn marks_that_make_another_letter_are_kept() {
        for (one, other) in [("की", "कि"), ("が", "か"), ("กี", "กิ"), ("ॐ", "ओ"), ("3.14", "314")] {
            assert_ne!(fold(one), fold(other));
        }
    }

    #[test]
    fn a_title_key_is_words_alone() {
        assert_eq!(title_key("  ¡Guía: «Apoyo-mutuo»! "), "guia apoyo mutuo");
        assert_eq!(title_key("***"), "");
    }
}

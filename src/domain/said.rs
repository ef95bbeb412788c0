//! A sentence that the library says itself, in the four languages that ship. What admins may reword stands in the database instead.

use super::language::LanguageTag;

/// One text in English, Spanish, French and Arabic.
#[derive(Debug, Clone, Copy)]
pub struct Said {
    english: &'static str,
    spanish: &'static str,
    french: &'static str,
    arabic: &'static str,
}

/// The languages of [`Said`], the fallback first.
pub const LANGUAGES: &[&str] = &["en", "es", "fr", "ar"];

/// The same in four languages: English, Spanish, French, Arabic.
pub const fn said(english: &'static str, spanish: &'static str, french: &'static str, arabic: &'static str) -> Said {
    Said { english, spanish, french, arabic }
}

impl Said {
    /// For a reader of this language; English where we have no other.
    pub fn in_language(&self, language: &LanguageTag) -> &'static str {
        match language.primary() {
            "es" => self.spanish,
            "fr" => self.french,
            "ar" => self.arabic,
            _ => self.english,
        }
    }

    pub fn english(&self) -> &'static str {
        self.english
    }

    /// Whether each language has words of its own.
    pub fn is_whole(&self) -> bool {
        let texts = [self.english, self.spanish, self.french, self.arabic];
        texts.iter().enumerate().all(|(place, text)| !text.trim().is_empty() && !texts[..place].contains(text))
    }
}

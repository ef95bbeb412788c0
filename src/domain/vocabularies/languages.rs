//! Languages that are offered by name, by their BCP 47 tags. It is an offer and no fence: a resource may have any language that has a tag.
//! The names are those of Unicode CLDR.

use super::Entry;

#[derive(Debug)]
pub struct Language {
    /// A BCP 47 tag.
    pub value: &'static str,
    pub label_en: &'static str,
    pub label_es: &'static str,
    /// What those who speak it call it; none for what is no language.
    pub own_name: Option<&'static str>,
}

impl Entry for Language {
    const REFUSAL: &'static str = "must be a BCP 47 language tag; /api/v1/languages lists common ones";

    fn value(&self) -> &'static str {
        self.value
    }

    fn labels(&self) -> (&'static str, &'static str) {
        (self.label_en, self.label_es)
    }
}

const fn language(value: &'static str, label_en: &'static str, label_es: &'static str, own_name: &'static str) -> Language {
    Language { value, label_en, label_es, own_name: Some(own_name) }
}

const fn special(value: &'static str, label_en: &'static str, label_es: &'static str) -> Language {
    Language { value, label_en, label_es, own_name: None }
}

pub static LANGUAGES: &[Language] = &[
    language("am", "Amharic", "Amárico", "አማርኛ"),
    language("ar", "Arabic", "Árabe", "العربية"),
    language("ay", "Aymara", "Aimara", "Aymar aru"),
    language("bg", "Bulgarian", "Búlgaro", "Български"),
    language("bn", "Bangla", "Bengalí", "বাংলা"),
    language("bs", "Bosnian", "Bosnio", "Bosanski"),
    language("ca", "Catalan", "Catalán", "Català"),
    language("cs", "Czech", "Checo", "Čeština"),
    language("cy", "Welsh", "Galés", "Cymraeg"),
    language("da", "Danish", "Danés", "Dansk"),
    language("de", "German", "Alemán", "Deutsch"),
    language("el", "Greek", "Griego", "Ελληνικά"),
    language("en", "English", "Inglés", "English"),
    language("es", "Spanish", "Español", "Español"),
    language("et", "Estonian", "Estonio", "Eesti"),
    language("eu", "Basque", "Euskera", "Euskara"),
    language("fa", "Persian", "Persa", "فارسی"),
    language("fi", "Finnish", "Finés", "Suomi"),
    language("fil", "Filipino", "Filipino", "Filipino"),
    language("fr", "French", "Francés", "Français"),
    language("ga", "Irish", "Irlandés", "Gaeilge"),
    language("gl", "Galician", "Gallego", "Galego"),
    language("gn", "Guarani", "Guaraní", "Avañe’ẽ"),
    language("gu", "Gujarati", "Guyaratí", "ગુજરાતી"),
    language("ha", "Hausa", "Hausa", "Hausa"),
    language("he", "Hebrew", "Hebreo", "עברית"),
    language("hi", "Hindi", "Hindi", "हिन्दी"),
    language("hr", "Croatian", "Croata", "Hrvatski"),
    language("ht", "Haitian Creole", "Criollo haitiano", "Kreyòl ayisyen"),
    language("hu", "Hungarian", "Húngaro", "Magyar"),
    language("hy", "Armenian", "Armenio", "Հայերեն"),
    language("id", "Indonesian", "Indonesio", "Bahasa Indonesia"),
    language("ig", "Igbo", "Igbo", "Igbo"),
    language("is", "Icelandic", "Islandés", "Íslenska"),
    language("it", "Italian", "Italiano", "Italiano"),
    language("ja", "Japanese", "Japonés", "日本語"),
    language("ka", "Georgian", "Georgiano", "ქართული"),
    language("kk", "Kazakh", "Kazajo", "Қазақ тілі"),
    language("km", "Khmer", "Jemer", "ខ្មែរ"),
    language("kn", "Kannada", "Canarés", "ಕನ್ನಡ"),
    language("ko", "Korean", "Coreano", "한국어"),
    language("ku", "Kurdish", "Kurdo", "Kurdî"),
    language("lo", "Lao", "Lao", "ລາວ"),
    language("lt", "Lithuanian", "Lituano", "Lietuvių"),
    language("lv", "Latvian", "Letón", "Latviešu"),
    language("mk", "Macedonian", "Macedonio", "Македонски"),
    language("ml", "Malayalam", "Malayálam", "മലയാളം"),
    language("mn", "Mongolian", "Mongol", "Монгол"),
    language("mr", "Marathi", "Maratí", "मराठी"),
    language("ms", "Malay", "Malayo", "Bahasa Melayu"),
    language("my", "Burmese", "Birmano", "မြန်မာ"),
    language("nb", "Norwegian Bokmål", "Noruego bokmål", "Norsk bokmål"),
    language("ne", "Nepali", "Nepalí", "नेपाली"),
    language("nl", "Dutch", "Neerlandés", "Nederlands"),
    language("nn", "Norwegian Nynorsk", "Noruego nynorsk", "Norsk nynorsk"),
    language("pa", "Punjabi", "Punyabí", "ਪੰਜਾਬੀ"),
    language("pl", "Polish", "Polaco", "Polski"),
    language("ps", "Pashto", "Pastún", "پښتو"),
    language("pt", "Portuguese", "Portugués", "Português"),
    language("qu", "Quechua", "Quechua", "Runasimi"),
    language("ro", "Romanian", "Rumano", "Română"),
    language("ru", "Russian", "Ruso", "Русский"),
    language("rw", "Kinyarwanda", "Kinyarwanda", "Ikinyarwanda"),
    language("si", "Sinhala", "Cingalés", "සිංහල"),
    language("sk", "Slovak", "Eslovaco", "Slovenčina"),
    language("sl", "Slovenian", "Esloveno", "Slovenščina"),
    language("so", "Somali", "Somalí", "Soomaali"),
    language("sq", "Albanian", "Albanés", "Shqip"),
    language("sr", "Serbian", "Serbio", "Српски"),
    language("sv", "Swedish", "Sueco", "Svenska"),
    language("sw", "Swahili", "Suajili", "Kiswahili"),
    language("ta", "Tamil", "Tamil", "தமிழ்"),
    language("te", "Telugu", "Telugu", "తెలుగు"),
    language("th", "Thai", "Tailandés", "ไทย"),
    language("ti", "Tigrinya", "Tigriña", "ትግርኛ"),
    language("tr", "Turkish", "Turco", "Türkçe"),
    language("uk", "Ukrainian", "Ucraniano", "Українська"),
    language("ur", "Urdu", "Urdu", "اردو"),
    language("uz", "Uzbek", "Uzbeko", "Oʻzbekcha"),
    language("vi", "Vietnamese", "Vietnamita", "Tiếng Việt"),
    language("xh", "Xhosa", "Xhosa", "IsiXhosa"),
    language("yo", "Yoruba", "Yoruba", "Èdè Yorùbá"),
    language("zh", "Chinese", "Chino", "中文"),
    language("zu", "Zulu", "Zulú", "isiZulu"),
    special("mul", "Several languages", "Varios idiomas"),
    special("und", "Not stated", "Sin indicar"),
    special("zxx", "No words", "Sin palabras"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::language::LanguageTag;

    #[test]
    fn each_is_a_tag_in_canonical_form_and_stands_once() {
        for (place, language) in LANGUAGES.iter().enumerate() {
            assert_eq!(LanguageTag::parse(language.value).unwrap().as_str(), language.value);
            assert!(LANGUAGES[..place].iter().all(|other| other.value != language.value), "{} stands twice", language.value);
        }
    }
}

//! The sentences of mail, by key, in the languages we have: files embedded in the binary, and files that an admin puts into a folder.
//!
//! Every key stands in every shipped catalogue with the same placeholders (a test compares them), so that a letter is never half translated. A
//! catalogue of the folder may be incomplete, and may reword a shipped one: what it lacks is said by the next one of the reader's language, and
//! in the end by English, key by key. [`Catalogues::open`] tells what is missing.

use super::direction::isolated;
use crate::domain::language::LanguageTag;
use figment::providers::{Format, Toml};
use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRuleType, PluralRules};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, LazyLock};

type Sentences = BTreeMap<String, BTreeMap<String, String>>;

/// What comes with the program; English first.
const SHIPPED: &[(&str, &str)] = &[
    ("en", include_str!("catalogues/en.toml")),
    ("es", include_str!("catalogues/es.toml")),
    ("fr", include_str!("catalogues/fr.toml")),
    ("ar", include_str!("catalogues/ar.toml")),
];

/// The forms that a sentence with a number may have, by the plural rules of its language.
const FORMS: &[&str] = &["zero", "one", "two", "few", "many", "other"];

static OURS: LazyLock<Catalogues> = LazyLock::new(|| {
    let read = |(tag, toml): &(&str, &str)| Some(Arc::new(Source::new(LanguageTag::parse(tag).ok()?, read(toml).unwrap_or_default())));
    Catalogues { shipped: SHIPPED.iter().filter_map(read).collect(), added: Vec::new() }
});

/// The shipped files are part of the program and a test reads them. Were one broken all the same, letters would show keys, and still carry
/// their link.
fn read(toml: &str) -> Result<Sentences, String> {
    <Toml as Format>::from_str(toml).map_err(|fault| fault.to_string())
}

/// The sentences of one file.
struct Source {
    language: LanguageTag,
    sentences: Sentences,
}

impl Source {
    fn new(language: LanguageTag, sentences: Sentences) -> Self {
        Self { language, sentences }
    }

    /// None where the plural rules of the language are not known: then one is one, and the rest is other.
    fn rules(&self) -> Option<PluralRules> {
        let locale = Locale::try_from_str(self.language.as_str()).ok()?;
        PluralRules::try_new(locale.into(), PluralRuleType::Cardinal.into()).ok()
    }

    fn get(&self, section: &str, key: &str) -> Option<&str> {
        self.sentences.get(section)?.get(key).map(String::as_str)
    }

    /// The form of a sentence for a number.
    fn get_for(&self, section: &str, key: &str, count: usize) -> Option<&str> {
        self.get(section, &format!("{key}_{}", self.form(count))).or_else(|| self.get(section, &format!("{key}_other")))
    }

    fn form(&self, count: usize) -> &'static str {
        form(self.rules().as_ref(), count)
    }

    /// The forms that numbers of an ordinary letter need.
    fn forms(&self) -> BTreeSet<&'static str> {
        let rules = self.rules();
        (0..=1_000).map(|count| form(rules.as_ref(), count)).collect()
    }

    /// Every key with its sentence.
    fn entries(&self) -> BTreeMap<(&str, &str), &str> {
        let keyed =
            self.sentences.iter().flat_map(|(section, keys)| keys.iter().map(move |(key, text)| ((section.as_str(), key.as_str()), text)));
        keyed.map(|(key, text)| (key, text.as_str())).collect()
    }

    /// What this catalogue lacks beside another, or has in vain: a line for each.
    fn gaps(&self, model: &Source) -> Vec<String> {
        let (own, wanted, forms) = (self.entries(), model.entries(), self.forms());
        let mut gaps = Vec::new();
        for &(section, key) in wanted.keys() {
            let (stem, is_form) = stem(&wanted, section, key);
            let keys = if is_form { forms.iter().map(|form| format!("{stem}_{form}")).collect() } else { vec![key.to_owned()] };
            gaps.extend(keys.iter().filter(|key| !own.contains_key(&(section, key))).map(|key| format!("{section}.{key} is missing")));
        }
        for (&(section, key), text) in &own {
            let known = placeholders_of(&wanted, section, stem(&own, section, key).0);
            match known {
                None => gaps.push(format!("{section}.{key} is no sentence of ours")),
                Some(known) => {
                    let strange = placeholders(text).into_iter().filter(|name| !known.contains(name)).map(|name| format!("{{{name}}}"));
                    gaps.extend(strange.map(|name| format!("{section}.{key} has {name}, which there is no value for")));
                }
            }
        }
        gaps.sort();
        gaps.dedup();
        gaps
    }
}

fn form(rules: Option<&PluralRules>, count: usize) -> &'static str {
    match rules.map(|rules| rules.category_for(count)) {
        Some(PluralCategory::Zero) => "zero",
        Some(PluralCategory::One) => "one",
        Some(PluralCategory::Two) => "two",
        Some(PluralCategory::Few) => "few",
        Some(PluralCategory::Many) => "many",
        Some(PluralCategory::Other) => "other",
        None if count == 1 => "one",
        None => "other",
    }
}

/// The key without its form for a number, and whether it has one: where a sibling `…_other` stands. (`time_first` is a form of the first day.)
fn stem<'a>(entries: &BTreeMap<(&str, &str), &str>, section: &str, key: &'a str) -> (&'a str, bool) {
    match key.rsplit_once('_') {
        Some((stem, form)) if FORMS.contains(&form) && entries.contains_key(&(section, format!("{stem}_other").as_str())) => (stem, true),
        Some((stem, "first")) => (stem, false),
        _ => (key, false),
    }
}

/// What may be filled into the forms of a sentence; none where there is no such sentence.
fn placeholders_of<'a>(entries: &BTreeMap<(&str, &str), &'a str>, section: &str, wanted: &str) -> Option<BTreeSet<&'a str>> {
    let forms = entries.iter().filter(|((of, key), _)| *of == section && (*key == wanted || stem(entries, of, key).0 == wanted));
    let mut forms = forms.map(|(_, text)| placeholders(text)).peekable();
    forms.peek()?;
    Some(forms.flatten().chain(["site"]).collect())
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect()
}

/// All catalogues there are. Cheap to clone.
#[derive(Clone)]
pub struct Catalogues {
    shipped: Vec<Arc<Source>>,
    added: Vec<Arc<Source>>,
}

impl Default for Catalogues {
    fn default() -> Self {
        OURS.clone()
    }
}

impl std::fmt::Debug for Catalogues {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.shipped.iter().chain(&self.added).map(|source| source.language.as_str())).finish()
    }
}

impl Catalogues {
    /// Adds the files `<language tag>.toml` of a folder, where it exists, to those of the program. Also gives a sentence for each file that is
    /// incomplete or can't be used; a library sends mail all the same.
    pub fn open(folder: &Path) -> (Self, Vec<String>) {
        let (mut all, mut warnings) = (Self::default(), Vec::new());
        let Ok(entries) = std::fs::read_dir(folder) else { return (all, warnings) };
        let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
        paths.sort();
        for path in paths {
            let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let text = std::fs::read_to_string(&path).map_err(|fault| fault.to_string());
            match (LanguageTag::parse(&name), text.and_then(|text| read(&text))) {
                (Err(_), _) => warnings.push(format!("{name}.toml is not used: it must be named by a language tag, such as pt-BR.toml")),
                (_, Err(fault)) => warnings.push(format!("{name}.toml is not used: {fault}")),
                (Ok(language), Ok(sentences)) => {
                    let source = Source::new(language, sentences);
                    warnings.extend(all.incomplete(&source).map(|what| format!("{name}.toml is incomplete: {what}")));
                    all.added.push(Arc::new(source));
                }
            }
        }
        (all, warnings)
    }

    /// What a catalogue of the folder lacks, in one sentence. One that rewords a shipped catalogue lacks nothing by being short.
    fn incomplete(&self, source: &Source) -> Option<String> {
        let english = self.shipped.first()?;
        let is_shipped = self.shipped.iter().any(|shipped| shipped.language.as_str() == source.language.primary());
        let gaps = source.gaps(english);
        let gaps: Vec<&str> = gaps.iter().map(String::as_str).filter(|gap| !is_shipped || !gap.ends_with("is missing")).collect();
        (!gaps.is_empty()).then(|| format!("{}. For what is missing, mail speaks English.", gaps.join("; ")))
    }

    /// The languages that everything can be said in.
    pub fn shipped_languages(&self) -> impl Iterator<Item = &LanguageTag> {
        self.shipped.iter().map(|source| &source.language)
    }

    /// What to read for a reader of this language: first what is said in just that language, last English.
    pub fn of(&self, language: &LanguageTag) -> Catalogue {
        let is_own = |source: &&Arc<Source>| source.language == *language;
        let is_near = |source: &&Arc<Source>| source.language.as_str() == language.primary();
        let all = || self.added.iter().chain(&self.shipped);
        let mut sources: Vec<Arc<Source>> = Vec::new();
        for source in all().filter(is_own).chain(all().filter(is_near)).chain(self.shipped.first()) {
            if !sources.iter().any(|known| Arc::ptr_eq(known, source)) {
                sources.push(Arc::clone(source));
            }
        }
        let language = sources.first().map_or_else(LanguageTag::english, |source| source.language.clone());
        Catalogue { language, sources }
    }
}

/// One reader's sentences, and the tag of their language.
pub struct Catalogue {
    pub language: LanguageTag,
    sources: Vec<Arc<Source>>,
}

impl Catalogue {
    pub fn get(&self, section: &str, key: &str) -> Option<&str> {
        self.sources.iter().find_map(|source| source.get(section, key))
    }

    /// A sentence with its placeholders filled in, in one line whatever the values hold.
    pub fn say(&self, section: &str, key: &str, values: &[(&str, &str)]) -> String {
        self.fill(self.get(section, key).unwrap_or(key), values)
    }

    /// The form of a sentence that a number wants.
    pub fn say_for(&self, section: &str, key: &str, count: usize, values: &[(&str, &str)]) -> String {
        self.fill(self.sources.iter().find_map(|source| source.get_for(section, key, count)).unwrap_or(key), values)
    }

    /// A value in a script that runs the other way is set apart, so that it garbles nothing around it.
    fn fill(&self, template: &str, values: &[(&str, &str)]) -> String {
        let is_right_to_left = self.language.is_right_to_left();
        let values: Vec<_> = values.iter().map(|(name, value)| (*name, isolated(&one_line(value), is_right_to_left))).collect();
        one_line(&fill(template, &values))
    }
}

/// Puts values where `{name}` stands. One pass: a value that looks like a placeholder stays as it was typed.
fn fill(template: &str, values: &[(&str, String)]) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        match after.split_once('}').and_then(|(name, after)| Some((&values.iter().find(|(known, _)| *known == name)?.1, after))) {
            Some((value, after)) => {
                filled.push_str(value);
                rest = after;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled + rest
}

/// Text in which nothing can begin a new line, and so no header and no paragraph that looks like ours. Spaces that hold words together stay.
pub fn one_line(text: &str) -> String {
    let blank = |c: char| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c };
    let blanked: String = text.chars().map(blank).collect();
    blanked
        .split(|c: char| c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}'))
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(tag: &str, toml: &str) -> Source {
        Source::new(LanguageTag::parse(tag).unwrap(), read(toml).unwrap())
    }

    /// What keeps a catalogue from being shipped.
    fn faults(source: &Source, english: &Source) -> Vec<String> {
        let (own, said) = (source.entries(), english.entries());
        let empty =
            own.iter().filter(|(_, text)| text.trim().is_empty()).map(|((section, key), _)| format!("{section}.{key} says nothing"));
        let has_words =
            |text: &str| text.split('{').any(|part| part.split('}').next_back().is_some_and(|rest| rest.chars().any(char::is_alphabetic)));
        let same = own.iter().filter(|(key, text)| said.get(*key) == Some(text) && has_words(text));
        let same = same.map(|((section, key), _)| format!("{section}.{key} is not translated"));
        let lost = own.iter().filter(|((section, key), text)| {
            let forms = stem(&own, section, key);
            !forms.1 && said.get(&(*section, *key)).is_some_and(|english| placeholders(english) != placeholders(text))
        });
        let lost = lost.map(|((section, key), _)| format!("{section}.{key} takes other values than in English"));
        empty.chain(same).chain(lost).chain(source.gaps(english)).collect()
    }

    #[test]
    fn every_shipped_catalogue_says_everything_in_its_own_words_and_with_the_same_values() {
        let [english, others @ ..] = OURS.shipped.as_slice() else { panic!("no catalogue") };
        assert!(english.entries().len() > 100 && others.len() == 3, "the catalogues were not read");
        assert_eq!(english.gaps(english), Vec::<String>::new());
        for other in others {
            assert_eq!(faults(other, english), Vec::<String>::new(), "{}", other.language);
        }
    }

    #[test]
    fn a_missing_or_untranslated_entry_does_not_pass() {
        let english = source("en", "[a]\nx = \"Yes {name}\"\nn_one = \"1 day\"\nn_other = \"{days} days\"");
        let good = "[a]\nx = \"Oui {name}\"\nn_one = \"un jour\"\nn_other = \"{days} jours\"";
        let say = |toml: &str| faults(&source("fr", toml), &english);

        assert_eq!(say(good), Vec::<String>::new());
        assert_eq!(say(&good.replace("Oui", "Yes")), ["a.x is not translated"]);
        assert_eq!(say(&good.replace("x = \"Oui {name}\"\n", "")), ["a.x is missing"]);
        assert_eq!(say(&good.replace(" {name}", "")), ["a.x takes other values than in English"]);
        assert_eq!(say(&good.replace("n_one = \"un jour\"\n", "")), ["a.n_one is missing"]);
        assert_eq!(say(&good.replace("{days} jours", "{jours} jours")), ["a.n_other has {jours}, which there is no value for"]);
        assert_eq!(say(&format!("{good}\ny = \"Quoi\"")), ["a.y is no sentence of ours"]);
        let arabic = faults(&source("ar", &good.replace("one", "two")), &english);
        assert_eq!(arabic, ["a.n_few is missing", "a.n_many is missing", "a.n_one is missing", "a.n_zero is missing"]);
    }

    #[test]
    fn numbers_take_the_form_that_the_language_has_for_them() {
        let catalogue = |tag: &str| OURS.of(&LanguageTag::parse(tag).unwrap());
        let say = |tag: &str, count: usize| catalogue(tag).say_for("common", "age", count, &[("days", &count.to_string())]);
        assert_eq!([1, 2, 0].map(|count| say("en", count)), ["waiting since yesterday", "waiting for 2 days", "waiting for 0 days"]);
        assert_eq!([1, 2].map(|count| say("fr", count)), ["en attente depuis hier", "en attente depuis 2 jours"]);
        let arabic = [1, 2, 3, 10, 11, 99, 100, 103].map(|count| say("ar", count));
        let forms = ["أمس", "يومين", "3 أيام", "10 أيام", "11 يومًا", "99 يومًا", "100 يوم", "103 أيام"];
        assert_eq!(arabic, forms.map(|form| format!("في الانتظار منذ {form}")));
    }

    #[test]
    fn a_folder_adds_languages_and_rewords_ours_and_what_is_missing_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let add = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        add("pt.toml", "[common]\ngreeting = \"Olá,\"\nnote = \"{nobody}\"");
        add("es.toml", "[common]\ngreeting = \"¡Hola!\"");
        add("english please.toml", "");
        add("sw.toml", "no = toml = at all");
        add("notes.txt", "not ours");

        let (all, warnings) = Catalogues::open(folder.path());

        let greeting = |tag: &str| all.of(&LanguageTag::parse(tag).unwrap()).say("common", "greeting", &[]);
        assert_eq!(["pt-BR", "pt", "es-MX", "fr", "sw"].map(greeting), ["Olá,", "Olá,", "¡Hola!", "Bonjour,", "Hello,"]);
        let portuguese = all.of(&LanguageTag::parse("pt-BR").unwrap());
        assert_eq!((portuguese.language.as_str(), portuguese.say("months", "5", &[])), ("pt", "May".to_owned()));
        assert_eq!(all.of(&LanguageTag::parse("es").unwrap()).say("months", "5", &[]), "mayo");
        assert_eq!(warnings.len(), 3, "{warnings:#?}");
        assert!(warnings[0].contains("must be named by a language tag"), "{warnings:#?}");
        assert!(warnings[1].starts_with("pt.toml is incomplete: ") && warnings[1].contains("common.footer is missing"), "{warnings:#?}");
        assert!(warnings[1].contains("common.note has {nobody}, which there is no value for"), "{warnings:#?}");
        assert!(warnings[2].starts_with("sw.toml is not used"), "{warnings:#?}");
        assert_eq!(Catalogues::open(&folder.path().join("none")).1, Vec::<String>::new());
    }

    #[test]
    fn values_are_filled_in_once_and_stay_in_their_line() {
        assert_eq!(fill("{a} and {b}, {c} {", &[("a", "{b}".to_owned()), ("b", "two".to_owned())]), "{b} and two, {c} {");
        assert_eq!(one_line("a\r\nBcc: b\u{2028}\tc «\u{a0}d\u{a0}» "), "a Bcc: b c «\u{a0}d\u{a0}»");
    }

    #[test]
    fn a_language_we_do_not_have_reads_english() {
        let chosen = |tag: &str| OURS.of(&LanguageTag::parse(tag).unwrap()).language.to_string();
        assert_eq!(["es-MX", "fr-CA", "ar-EG", "sw", "und"].map(chosen), ["es", "fr", "ar", "en", "en"]);
    }
}

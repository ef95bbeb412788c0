//! The vocabularies that admins edit, as a library has them: what the program ships, with what its admins changed and added laid over it. A
//! value that was merged into another goes on being understood, and stands for that other one.

use super::{AUDIENCES, Entry, LICENSES, TOPICS};
use crate::domain::language::LanguageTag;
use crate::domain::words::Vocabulary;
use std::collections::{BTreeMap, HashMap};

/// Text by language (BCP 47).
pub type ByLanguage = BTreeMap<String, String>;

/// An entry of a vocabulary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The stable slug that stands in data and addresses.
    pub value: String,
    /// What people read; never empty.
    pub labels: ByLanguage,
    /// Of a topic: the one above.
    pub parent: Option<String>,
    /// Of a license: what it allows, in plain words.
    pub plain: ByLanguage,
    /// Of a license: whether others may change it, translate it and share the result without asking.
    pub is_adaptable: bool,
    /// Of a license: whether others may earn money with it.
    pub is_sellable: bool,
    /// Of a license: where its text is.
    pub url: Option<String>,
    /// Where it stands among the others, from the smallest.
    pub position: i32,
    /// Not offered any more. What has it keeps it.
    pub is_hidden: bool,
    /// What it stands for since it was merged.
    pub merged_into: Option<String>,
    /// 0 while it is as shipped.
    pub version: i64,
}

/// One vocabulary, in order.
#[derive(Clone, Debug)]
pub struct Terms {
    terms: Vec<Term>,
    places: HashMap<String, usize>,
    refusal: &'static str,
}

/// All of them.
#[derive(Clone, Debug)]
pub struct Vocabularies {
    pub topics: Terms,
    pub audiences: Terms,
    pub licenses: Terms,
}

/// Room between the positions of what is shipped, so that something fits in between.
const STEP: usize = 10;

fn entry<E: Entry>(place: usize, entry: &E) -> Term {
    let (english, spanish) = entry.labels();
    Term {
        value: entry.value().to_owned(),
        labels: both(english, spanish),
        parent: None,
        plain: ByLanguage::new(),
        is_adaptable: false,
        is_sellable: false,
        url: None,
        position: i32::try_from((place + 1) * STEP).unwrap_or(i32::MAX),
        is_hidden: false,
        merged_into: None,
        version: 0,
    }
}

fn both(english: &str, spanish: &str) -> ByLanguage {
    BTreeMap::from([("en".to_owned(), english.to_owned()), ("es".to_owned(), spanish.to_owned())])
}

fn in_four(english: &str, spanish: &str, french: &str, arabic: &str) -> ByLanguage {
    let mut texts = both(english, spanish);
    texts.extend([("fr".to_owned(), french.to_owned()), ("ar".to_owned(), arabic.to_owned())]);
    texts
}

fn shipped(vocabulary: Vocabulary) -> (Vec<Term>, &'static str) {
    match vocabulary {
        Vocabulary::Topics => {
            let topic = |(place, topic): (usize, &super::Topic)| Term { parent: topic.parent.map(str::to_owned), ..entry(place, topic) };
            (TOPICS.iter().enumerate().map(topic).collect(), super::Topic::REFUSAL)
        }
        Vocabulary::Audiences => {
            (AUDIENCES.iter().enumerate().map(|(place, audience)| entry(place, audience)).collect(), super::Audience::REFUSAL)
        }
        Vocabulary::Licenses => {
            let license = |(place, license): (usize, &super::License)| Term {
                labels: in_four(license.label_en, license.label_es, license.label_fr, license.label_ar),
                plain: in_four(license.plain_en, license.plain_es, license.plain_fr, license.plain_ar),
                is_adaptable: license.adaptable,
                is_sellable: license.sellable,
                url: license.url.map(str::to_owned),
                ..entry(place, license)
            };
            (LICENSES.iter().enumerate().map(license).collect(), super::License::REFUSAL)
        }
    }
}

impl Terms {
    /// What is shipped, with these over it.
    pub fn of(vocabulary: Vocabulary, changed: Vec<Term>) -> Self {
        let (mut terms, refusal) = shipped(vocabulary);
        for term in changed {
            match terms.iter_mut().find(|shipped| shipped.value == term.value) {
                Some(shipped) => *shipped = term,
                None => terms.push(term),
            }
        }
        terms.sort_by(|one, other| (one.position, &one.value).cmp(&(other.position, &other.value)));
        let places = terms.iter().enumerate().map(|(place, term)| (term.value.clone(), place)).collect();
        Self { terms, places, refusal }
    }

    pub fn all(&self) -> &[Term] {
        &self.terms
    }

    /// Those that are offered.
    pub fn shown(&self) -> impl Iterator<Item = &Term> {
        self.terms.iter().filter(|term| !term.is_hidden && term.merged_into.is_none())
    }

    pub fn find(&self, value: &str) -> Option<&Term> {
        self.places.get(value).and_then(|&place| self.terms.get(place))
    }

    /// What a value stands for: another one since it was merged, or else itself.
    pub fn meaning<'v>(&'v self, value: &'v str) -> &'v str {
        self.find(value).and_then(|term| term.merged_into.as_deref()).unwrap_or(value)
    }

    /// Every value that means the same as this one: what a filter by it has to let through.
    pub fn meaning_the_same(&self, value: &str) -> Vec<String> {
        let meaning = self.meaning(value);
        let merged = self.terms.iter().filter(|term| term.merged_into.as_deref() == Some(meaning)).map(|term| term.value.clone());
        std::iter::once(meaning.to_owned()).chain(merged).collect()
    }

    /// The value that a sender meant, or a refusal that says where the values are listed. A hidden one is taken: a draft may have it.
    pub fn known(&self, sent: &str) -> Result<String, String> {
        let term = self.find(sent.trim()).ok_or_else(|| self.refusal.to_owned())?;
        Ok(self.meaning(&term.value).to_owned())
    }

    /// What people read for a value; one that is not known (any more) stands for itself.
    pub fn label<'v>(&'v self, value: &'v str, language: &LanguageTag) -> &'v str {
        self.find(self.meaning(value)).map_or(value, |term| in_language(&term.labels, language))
    }

    /// Every language that something is labeled in.
    pub fn languages(&self) -> Vec<LanguageTag> {
        let mut tags: Vec<&str> = self.terms.iter().flat_map(|term| term.labels.keys()).map(String::as_str).collect();
        tags.sort_unstable();
        tags.dedup();
        tags.into_iter().filter_map(|tag| LanguageTag::parse(tag).ok()).collect()
    }

    /// Counts by value: what means the same is counted together, what is hidden left out, the largest first.
    pub fn fold_counts(&self, counts: Vec<(String, usize)>) -> Vec<(String, usize)> {
        let mut folded: Vec<(String, usize)> = Vec::with_capacity(counts.len());
        for (value, count) in counts {
            let meaning = self.meaning(&value);
            if self.find(meaning).is_some_and(|term| term.is_hidden) {
                continue;
            }
            match folded.iter_mut().find(|(known, _)| known == meaning) {
                Some((_, sum)) => *sum += count,
                None => folded.push((meaning.to_owned(), count)),
            }
        }
        // Stable: equal ones stay in the order in which they came.
        folded.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        folded
    }
}

/// The text that a reader of this language is best served by.
pub fn in_language<'t>(texts: &'t ByLanguage, language: &LanguageTag) -> &'t str {
    let text = texts.get(language.as_str()).or_else(|| texts.get(language.primary())).or_else(|| texts.get("en"));
    text.or_else(|| texts.values().next()).map(String::as_str).unwrap_or_default()
}

impl Vocabularies {
    pub fn of(changed: impl IntoIterator<Item = (Vocabulary, Term)>) -> Self {
        let (mut topics, mut audiences, mut licenses) = (Vec::new(), Vec::new(), Vec::new());
        for (vocabulary, term) in changed {
            match vocabulary {
                Vocabulary::Topics => topics.push(term),
                Vocabulary::Audiences => audiences.push(term),
                Vocabulary::Licenses => licenses.push(term),
            }
        }
        Self {
            topics: Terms::of(Vocabulary::Topics, topics),
            audiences: Terms::of(Vocabulary::Audiences, audiences),
            licenses: Terms::of(Vocabulary::Licenses, licenses),
        }
    }

    /// As the program ships them.
    pub fn shipped() -> Self {
        Self::of([])
    }

    pub fn get(&self, vocabulary: Vocabulary) -> &Terms {
        match vocabulary {
            Vocabulary::Topics => &self.topics,
            Vocabulary::Audiences => &self.audiences,
            Vocabulary::Licenses => &self.licenses,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(value: &str, position: i32) -> Term {
        Term { version: 1, position, ..entry(0, &AUDIENCES[0]) }.named(value)
    }

    impl Term {
        fn named(self, value: &str) -> Self {
            Self { value: value.to_owned(), labels: BTreeMap::from([("en".to_owned(), value.to_uppercase())]), ..self }
        }
    }

    fn topics(changed: Vec<Term>) -> Terms {
        Terms::of(Vocabulary::Topics, changed)
    }

    #[test]
    fn what_admins_changed_lies_over_what_is_shipped() {
        let topics = topics(vec![term("planning", 0), term("gardens", 15)]);

        let first: Vec<_> = topics.all().iter().take(3).map(|term| term.value.as_str()).collect();
        assert_eq!(first, ["planning", "starting", "gardens"]);
        assert_eq!(topics.label("planning", &LanguageTag::parse("es").unwrap()), "PLANNING");
        assert_eq!(topics.label("funding", &LanguageTag::parse("es-MX").unwrap()), "Financiación");
        assert_eq!(topics.all().len(), TOPICS.len() + 1);
    }

    #[test]
    fn a_merged_value_is_understood_counted_and_labeled_as_the_one_it_went_into() {
        let merged = Term { merged_into: Some("conflict".to_owned()), ..term("endings", 5) };
        let hidden = Term { is_hidden: true, ..term("media", 6) };
        let topics = topics(vec![merged, hidden]);

        assert_eq!(topics.known(" endings "), Ok("conflict".to_owned()));
        assert_eq!(topics.label("endings", &LanguageTag::english()), "Conflict");
        assert_eq!(topics.meaning_the_same("conflict"), ["conflict", "endings"]);
        assert_eq!(topics.meaning_the_same("endings"), ["conflict", "endings"]);
        let counts =
            [("media", 9), ("conflict", 2), ("stigma", 3), ("endings", 4)].map(|(value, count)| (value.to_owned(), count)).to_vec();
        assert_eq!(topics.fold_counts(counts), [("conflict".to_owned(), 6), ("stigma".to_owned(), 3)]);
        assert!(topics.shown().all(|term| term.value != "endings" && term.value != "media"));
        assert!(topics.known("media").is_ok() && topics.known("nonsense").is_err());
    }
}

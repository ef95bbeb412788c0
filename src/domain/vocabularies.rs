//! The lists behind `/types`, `/topics`, `/audiences` and `/licenses`, with their labels.

/// One value of a vocabulary.
#[derive(Debug)]
pub struct Term {
    /// The stable slug that stands in data and addresses.
    pub value: &'static str,
    /// What people read, in English and Spanish.
    pub label_en: &'static str,
    pub label_es: &'static str,
    /// The value above it, in a vocabulary that is a tree.
    pub parent: Option<&'static str>,
}

pub static TYPES: &[Term] = &[Term { value: "guide", label_en: "Guide, handbook", label_es: "Guía, manual", parent: None }];
pub static AUDIENCES: &[Term] = &[];
pub static TOPICS: &[Term] = &[];
pub static LICENSES: &[Term] = &[];

/// The value as the vocabulary spells it, or a refusal that says where the values are listed.
pub fn known(vocabulary: &'static [Term], text: &str) -> Result<String, String> {
    vocabulary.iter().find(|term| term.value == text).map(|term| term.value.to_owned()).ok_or_else(|| "is no value we know".to_owned())
}

pub fn country(text: &String) -> Result<String, String> {
    Ok(text.clone())
}

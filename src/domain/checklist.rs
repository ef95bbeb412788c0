//! The checklist: what a submitter confirms and a reviewer looks at, in sentences that admins word. It is a list of the whole library; which of its
//! items a submission is asked depends on its section and type.

use super::language::LanguageTag;
use super::metadata::{Faults, Metadata};
use super::said::{LANGUAGES, Said, said};
use super::text::line;
use super::vocabularies::{self, TYPES};
use super::words::{AskedOf, ChecklistSide, Section};
use crate::error::FieldError;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;

pub const MAX_ITEMS: usize = 50;
const MAX_LABEL_CHARS: usize = 300;
const MAX_KEY_CHARS: usize = 60;

/// One item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ChecklistItem)]
pub struct Item {
    /// Its name for good: small letters, digits and `_`.
    #[schema(pattern = "^[a-z0-9_]{1,60}$")]
    pub key: String,
    pub asked_of: AskedOf,
    /// Only of submissions to this section.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<Section>,
    /// Only of works of these types; none: of all.
    #[serde(default)]
    #[schema(max_items = 26, required = false)]
    pub types: Vec<String>,
    /// The sentence by language (BCP 47), in one language at least.
    pub labels: BTreeMap<String, String>,
    /// Nothing is handed in (or approved) before whoever is asked has ticked it.
    #[serde(default)]
    #[schema(required = false)]
    pub required: bool,
}

impl Item {
    /// The sentence for a reader of this language, or the nearest that there is.
    pub fn label(&self, language: &LanguageTag) -> &str {
        let of = |tag: &str| self.labels.get(tag);
        let near = || self.labels.iter().find(|(tag, _)| tag.split('-').next() == Some(language.primary())).map(|(_, text)| text);
        of(language.as_str()).or_else(near).or_else(|| of("en")).or_else(|| self.labels.values().next()).map_or("", String::as_str)
    }

    /// Whether it is asked of this side about such a work. What the submitter left open is not asked about.
    pub fn concerns(&self, metadata: &Metadata, side: ChecklistSide) -> bool {
        let fits_section = self.section.is_none() || self.section == metadata.section;
        let fits_type = self.types.is_empty() || metadata.kind.as_ref().is_some_and(|kind| self.types.contains(kind));
        self.asked_of.includes(side) && fits_section && fits_type
    }

    fn check(self, field: &str, faults: &mut Faults) -> Option<Self> {
        let is_key = |key: &str| {
            (1..=MAX_KEY_CHARS).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        };
        if !is_key(&self.key) {
            faults.add(format!("{field}.key"), "must be 1 to 60 small letters, digits and _, such as rights_clear");
        }
        let known = |kind: &String| vocabularies::known(TYPES, kind);
        let types: Vec<_> = self.types.iter().filter_map(|kind| faults.take(format!("{field}.types"), known(kind))).collect();
        let mut labels = BTreeMap::new();
        for (tag, text) in &self.labels {
            let language = faults.take(format!("{field}.labels.{tag}"), LanguageTag::parse(tag));
            let text = faults.take(format!("{field}.labels.{tag}"), line(text, MAX_LABEL_CHARS));
            labels.extend(language.zip(text).map(|(language, text)| (language.to_string(), text)));
        }
        if self.labels.is_empty() {
            faults.add(format!("{field}.labels"), "are missing; word it in one language at least");
        }
        (!labels.is_empty()).then_some(Self { types, labels, ..self })
    }
}

/// A whole list as an admin sends it, checked item by item.
pub fn check(items: Vec<Item>) -> Result<Vec<Item>, Vec<FieldError>> {
    let mut faults = Faults::default();
    if items.len() > MAX_ITEMS {
        faults.add("items", format!("has {} items; at most {MAX_ITEMS} fit", items.len()));
        return faults.finish(Vec::new());
    }
    let mut keys = BTreeSet::new();
    let mut checked = Vec::new();
    for (place, item) in items.into_iter().enumerate() {
        if !keys.insert(item.key.clone()) {
            faults.add(format!("items[{place}].key"), "stands in the list twice; give each item a key of its own");
        }
        checked.extend(item.check(&format!("items[{place}]"), &mut faults));
    }
    faults.finish(checked)
}

/// What a fresh library begins with.
pub fn defaults() -> Vec<Item> {
    use AskedOf::{Both, Reviewer};
    let item = |key: &str, asked_of, section, text: Said| Item {
        key: key.to_owned(),
        asked_of,
        section,
        types: Vec::new(),
        labels: LANGUAGES
            .iter()
            .filter_map(|tag| Some(((*tag).to_owned(), text.in_language(&LanguageTag::parse(tag).ok()?).to_owned())))
            .collect(),
        required: false,
    };
    vec![
        item("rights_clear", Both, None, RIGHTS_CLEAR),
        item("people_agreed", Both, None, PEOPLE_AGREED),
        item("no_private_data", Both, None, NO_PRIVATE_DATA),
        item("sources_named", Reviewer, Some(Section::Learn), SOURCES_NAMED),
        item("does_no_harm", Reviewer, None, DOES_NO_HARM),
        item("in_its_place", Reviewer, None, IN_ITS_PLACE),
        item("opens", Reviewer, None, OPENS),
    ]
}

const RIGHTS_CLEAR: Said = said(
    "The rights are clear: we made it, or whoever made it allows us to share it.",
    "Los derechos están claros: lo hicimos nosotros, o quien lo hizo nos permite compartirlo.",
    "Les droits sont clairs : nous l’avons fait, ou la personne qui l’a fait nous permet de le partager.",
    "الحقوق واضحة: نحن من أعدّه، أو أذِن لنا صاحبه بمشاركته.",
);
const PEOPLE_AGREED: Said = said(
    "Nobody can be recognized in it who has not agreed.",
    "No se puede reconocer a nadie que no haya dado su consentimiento.",
    "On n’y reconnaît personne qui n’ait donné son accord.",
    "لا يمكن التعرّف فيه على أحد لم يوافق على ذلك.",
);
const NO_PRIVATE_DATA: Said = said(
    "It holds no addresses, telephone numbers or health details of single persons.",
    "No contiene direcciones, teléfonos ni datos de salud de personas concretas.",
    "Il ne contient ni adresse, ni numéro de téléphone, ni information de santé sur une personne.",
    "لا يتضمّن عناوين أو أرقام هواتف أو معلومات صحية عن أشخاص بعينهم.",
);
const SOURCES_NAMED: Said = said(
    "It says where its facts come from.",
    "Dice de dónde proceden sus datos.",
    "Il indique d’où viennent ses données.",
    "يذكر مصادر معلوماته.",
);
const DOES_NO_HARM: Said = said(
    "It gives no advice that could harm, and names help in a crisis where that is needed.",
    "No da consejos que puedan hacer daño y, donde hace falta, dice dónde pedir ayuda en una crisis.",
    "Il ne donne pas de conseil qui puisse nuire et, si nécessaire, dit où trouver de l’aide en cas de crise.",
    "لا يقدّم نصائح قد تضرّ، ويذكر عند الحاجة أين تُطلب المساعدة في الأزمات.",
);
const IN_ITS_PLACE: Said = said(
    "Section, type and topics fit.",
    "La sección, el tipo y los temas son los adecuados.",
    "La rubrique, le type et les thèmes conviennent.",
    "القسم والنوع والمواضيع مناسبة.",
);
const OPENS: Said = said(
    "Files open, and links lead where they say.",
    "Los archivos se abren y los enlaces llevan adonde dicen.",
    "Les fichiers s’ouvrent et les liens mènent où ils le disent.",
    "الملفات تُفتح، والروابط تقود إلى حيث تقول.",
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_a_fresh_library_is_well_formed_and_in_every_language() {
        assert_eq!(check(defaults()).unwrap(), defaults());
        for item in defaults() {
            let texts: BTreeSet<_> = LANGUAGES.iter().map(|tag| item.label(&LanguageTag::parse(tag).unwrap()).to_owned()).collect();
            assert_eq!(texts.len(), LANGUAGES.len(), "{}", item.key);
        }
    }

    #[test]
    fn an_item_is_asked_of_whom_and_about_what_it_concerns() {
        let mut item = Item { types: vec!["course".to_owned()], ..defaults().remove(3) };
        let course = Metadata { kind: Some("course".to_owned()), section: Some(Section::Learn), ..Metadata::default() };
        let guide = Metadata { kind: Some("guide".to_owned()), ..course.clone() };
        let elsewhere = Metadata { section: Some(Section::Promote), ..course.clone() };

        assert!(item.concerns(&course, ChecklistSide::Reviewer));
        assert!(!item.concerns(&course, ChecklistSide::Submitter));
        assert!(!item.concerns(&guide, ChecklistSide::Reviewer) && !item.concerns(&elsewhere, ChecklistSide::Reviewer));
        item.labels = BTreeMap::from([("pt-BR".to_owned(), "Diz de onde vem.".to_owned())]);
        assert_eq!(item.label(&LanguageTag::parse("pt").unwrap()), "Diz de onde vem.");
        assert_eq!(item.label(&LanguageTag::parse("sw").unwrap()), "Diz de onde vem.");
    }
}

//! The three doors of the library, with the sentence that is shown wherever one of them stands.

use super::{Entry, choose};
use crate::domain::language::LanguageTag;

/// A section as people see it; as a value it is [`crate::domain::words::Section`].
#[derive(Debug)]
pub struct SectionTerm {
    pub value: &'static str,
    pub label_en: &'static str,
    pub label_es: &'static str,
    /// What belongs there.
    pub sentence_en: &'static str,
    pub sentence_es: &'static str,
}

impl SectionTerm {
    pub fn sentence(&self, language: &LanguageTag) -> &'static str {
        choose(language, (self.sentence_en, self.sentence_es))
    }
}

impl Entry for SectionTerm {
    const REFUSAL: &'static str = "is no section we know; /api/v1/sections lists them";

    fn value(&self) -> &'static str {
        self.value
    }

    fn labels(&self) -> (&'static str, &'static str) {
        (self.label_en, self.label_es)
    }
}

pub static SECTIONS: &[SectionTerm] = &[
    SectionTerm {
        value: "learn",
        label_en: "Learn",
        label_es: "Aprender",
        sentence_en: "What is known: studies, reviews, described cases.",
        sentence_es: "Lo que se sabe: estudios, revisiones, casos descritos.",
    },
    SectionTerm {
        value: "promote",
        label_en: "Promote",
        label_es: "Promover",
        sentence_en: "To win others over: stories, messages, briefs, advocacy kits.",
        sentence_es: "Para convencer a otros: historias, mensajes, informes breves, materiales de incidencia.",
    },
    SectionTerm {
        value: "take_action",
        label_en: "Take Action",
        label_es: "Pasar a la acción",
        sentence_en: "To do it: guides, training, forms, measures.",
        sentence_es: "Para hacerlo: guías, formación, formularios, instrumentos de medición.",
    },
];

//! The fields of metadata by the names that people know them by, in the order in which they are read.

use super::language::LanguageTag;
use super::said::{Said, said};

/// A field of metadata, or `files`.
#[derive(Debug)]
pub struct Field {
    pub name: &'static str,
    label: Said,
}

impl Field {
    pub fn label(&self, language: &LanguageTag) -> &'static str {
        self.label.in_language(language)
    }
}

const fn field(name: &'static str, label: Said) -> Field {
    Field { name, label }
}

pub static FIELDS: &[Field] = &[
    field("title", said("title", "título", "titre", "العنوان")),
    field("summary", said("summary", "resumen", "résumé", "الملخّص")),
    field("section", said("section", "sección", "rubrique", "القسم")),
    field("type", said("kind of work", "tipo de obra", "type de document", "نوع العمل")),
    field("language", said("language", "idioma", "langue", "اللغة")),
    field(
        "translations",
        said(
            "title and summary in other languages",
            "título y resumen en otros idiomas",
            "titre et résumé en d’autres langues",
            "العنوان والملخّص بلغات أخرى",
        ),
    ),
    field("topics", said("topics", "temas", "thèmes", "المواضيع")),
    field("audiences", said("audiences", "destinatarios", "publics", "الفئات المستهدفة")),
    field("authors", said("authors", "autoría", "auteurs", "المؤلفون")),
    field("author_organization", said("organization that wrote it", "organización autora", "organisation auteure", "الجهة المؤلِّفة")),
    field("year", said("year", "año", "année", "السنة")),
    field("countries", said("countries", "países", "pays", "البلدان")),
    field("license", said("license", "licencia", "licence", "الترخيص")),
    field("link_url", said("link", "enlace", "lien", "الرابط")),
    field("relations", said("related works", "obras relacionadas", "documents liés", "الأعمال المرتبطة")),
    field("rights", said("statement of rights", "declaración de derechos", "déclaration de droits", "بيان الحقوق")),
    field(
        "people_shown",
        said(
            "statement on people shown",
            "declaración sobre las personas que aparecen",
            "déclaration sur les personnes montrées",
            "بيان الأشخاص الظاهرين",
        ),
    ),
    field("files", said("files", "archivos", "fichiers", "الملفات")),
];

/// What people call a field; one that is not in the list stands for itself.
pub fn label<'n>(name: &'n str, language: &LanguageTag) -> &'n str {
    FIELDS.iter().find(|field| field.name == name).map_or(name, |field| field.label(language))
}

const FIRST: Said = said("First edition.", "Primera edición.", "Première édition.", "الإصدار الأول.");
const SAME: Said = said("Nothing that can be seen.", "Nada que se vea.", "Rien de visible.", "لا شيء ظاهر.");
const CHANGED: Said = said("Changed: ", "Cambió: ", "Modifié : ", "ما تغيّر: ");

/// What an edition changed, in a sentence: of the one before it, `None` where it is the first.
pub fn sentence(changed: Option<&[&str]>, language: &LanguageTag) -> String {
    match changed {
        None => FIRST.in_language(language).to_owned(),
        Some([]) => SAME.in_language(language).to_owned(),
        Some(names) => {
            let separator = if language.primary() == "ar" { "، " } else { ", " };
            let labels: Vec<&str> = names.iter().map(|name| label(name, language)).collect();
            format!("{}{}.", CHANGED.in_language(language), labels.join(separator))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_field_has_a_name_of_its_own_in_each_language() {
        for language in crate::domain::said::LANGUAGES {
            let language = LanguageTag::parse(language).unwrap();
            let labels: BTreeSet<_> = FIELDS.iter().map(|field| field.label(&language)).collect();
            assert_eq!(labels.len(), FIELDS.len(), "{language}");
        }
        assert!([FIRST, SAME, CHANGED].iter().all(Said::is_whole));
    }

    #[test]
    fn a_change_is_told_in_a_sentence() {
        let say = |changed: Option<&[&str]>, language: &str| sentence(changed, &LanguageTag::parse(language).unwrap());
        assert_eq!(say(None, "sw"), "First edition.");
        assert_eq!(say(Some(&[]), "es"), "Nada que se vea.");
        assert_eq!(say(Some(&["title", "files"]), "fr-CA"), "Modifié : titre, fichiers.");
        assert_eq!(say(Some(&["title", "files"]), "ar"), "ما تغيّر: العنوان، الملفات.");
    }
}

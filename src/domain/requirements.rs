//! What must be said before a work is handed in: the same for all, and more for some types. Forms are built from these tables, and
//! [`Metadata::missing`](super::metadata::Metadata::missing) refuses by them.

use super::said::{Said, said};

/// What every submission says. `files` stands for a file or a link.
pub const OF_ALL: &[&str] = &["title", "summary", "type", "language", "license", "rights", "people_shown", "files"];

/// A field that works of some types need beside those.
#[derive(Debug)]
pub struct Requirement {
    pub field: &'static str,
    /// Another field that does as well.
    pub or: Option<&'static str>,
    pub types: &'static [&'static str],
    /// What to do and why, in a sentence that follows "is missing; ".
    pub why: Said,
}

pub static REQUIREMENTS: &[Requirement] = &[
    Requirement {
        field: "authors",
        or: Some("author_organization"),
        types: &["research_article", "evidence_review", "thesis", "report", "dataset"],
        why: said(
            "name who wrote it, persons or an organization, so that it can be cited",
            "indique quién lo escribió, personas o una organización, para que se pueda citar",
            "indiquez qui l’a écrit, des personnes ou une organisation, pour qu’on puisse le citer",
            "اذكر من كتبه، أشخاصًا أو جهة، ليمكن الاستشهاد به",
        ),
    },
    Requirement {
        field: "year",
        or: None,
        types: &["research_article", "evidence_review", "thesis", "report", "policy_brief", "dataset", "standard", "news"],
        why: said(
            "say when it was issued, so that readers know how old its facts are",
            "diga cuándo se publicó, para que se sepa de cuándo son sus datos",
            "indiquez quand il est paru, pour que l’on sache de quand datent ses données",
            "اذكر سنة صدوره ليعرف القرّاء مدى حداثة معلوماته",
        ),
    },
    Requirement {
        field: "audiences",
        or: None,
        types: &["course", "activity"],
        why: said(
            "say whom it was made for, so that trainers find what fits their group",
            "diga para quién se hizo, para que quien forma encuentre lo que sirve a su grupo",
            "indiquez à qui il s’adresse, pour que chacun trouve ce qui convient à son groupe",
            "اذكر لمن أُعِدّ ليجد المدرّبون ما يناسب مجموعاتهم",
        ),
    },
    Requirement {
        field: "link_url",
        or: None,
        types: &["website"],
        why: said(
            "give the address where it is found",
            "dé la dirección donde se encuentra",
            "donnez l’adresse où il se trouve",
            "أعطِ العنوان الذي يوجد فيه",
        ),
    },
];

/// What a type needs beside [`OF_ALL`].
pub fn of_type(kind: &str) -> impl Iterator<Item = &'static Requirement> + use<'_> {
    REQUIREMENTS.iter().filter(move |requirement| requirement.types.contains(&kind))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fields::FIELDS;
    use crate::domain::vocabularies::{self, TYPES};

    #[test]
    fn the_table_names_fields_and_types_that_there_are_in_every_language() {
        for requirement in REQUIREMENTS {
            let fields = [Some(requirement.field), requirement.or];
            assert!(fields.into_iter().flatten().all(|name| FIELDS.iter().any(|field| field.name == name)), "{requirement:?}");
            assert!(requirement.types.iter().all(|kind| vocabularies::find(TYPES, kind).is_some()), "{requirement:?}");
            assert!(requirement.why.is_whole(), "{requirement:?}");
        }
        assert_eq!(of_type("research_article").map(|requirement| requirement.field).collect::<Vec<_>>(), ["authors", "year"]);
        assert_eq!(of_type("guide").count(), 0);
    }
}

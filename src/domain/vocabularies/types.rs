//! What kind of work a resource is: exactly one type each, and no "other". Also the access rights of COAR, which exports need beside it.
//! Concept ids are those of COAR Resource Types 3.2 and COAR Access Rights; classes are schema.org's.

use super::Entry;

/// A type of resource.
#[derive(Debug)]
pub struct Type {
    pub value: &'static str,
    pub label_en: &'static str,
    pub label_es: &'static str,
    /// The last part of the concept's address; [`Type::coar_uri`] is the whole.
    pub coar: &'static str,
    /// Classes of schema.org that all apply.
    pub schema_org: &'static [&'static str],
}

impl Type {
    pub fn coar_uri(&self) -> String {
        format!("http://purl.org/coar/resource_type/{}", self.coar)
    }
}

impl Entry for Type {
    const REFUSAL: &'static str = "is no type we know; /api/v1/types lists them";

    fn value(&self) -> &'static str {
        self.value
    }

    fn labels(&self) -> (&'static str, &'static str) {
        (self.label_en, self.label_es)
    }
}

type Text = &'static str;

const fn of(value: Text, label_en: Text, label_es: Text, coar: Text, schema_org: &'static [&'static str]) -> Type {
    Type { value, label_en, label_es, coar, schema_org }
}

/// "Text", the COAR concept of what has none of its own.
const TEXT: &str = "c_18cf";
/// "Learning object".
const LEARNING: &str = "c_e059";
const TEACHING: &[&str] = &["DigitalDocument", "LearningResource"];

pub static TYPES: &[Type] = &[
    of("research_article", "Research article", "Artículo de investigación", "c_2df8fbb1", &["ScholarlyArticle"]),
    of("evidence_review", "Evidence review", "Revisión de la evidencia", "c_dcae04bc", &["ScholarlyArticle"]),
    of("report", "Report", "Informe", "c_93fc", &["Report"]),
    of("policy_brief", "Policy brief", "Informe de políticas", "c_186u", &["Report"]),
    of("thesis", "Thesis", "Tesis", "c_46ec", &["Thesis"]),
    of("dataset", "Data", "Datos", "c_ddb1", &["Dataset"]),
    of("research_summary", "Plain-language summary", "Resumen en lenguaje sencillo", TEXT, &["Article"]),
    of("case_example", "Case example", "Ejemplo de caso", TEXT, &["Article"]),
    of("fact_sheet", "Fact sheet, key messages", "Hoja informativa, mensajes clave", TEXT, &["Article"]),
    of("story", "Personal story", "Historia personal", TEXT, &["Article"]),
    of("faq", "Questions and answers", "Preguntas y respuestas", TEXT, &["Article"]),
    of("news", "News, press release", "Noticia, comunicado de prensa", TEXT, &["NewsArticle"]),
    of("brochure", "Leaflet, brochure", "Folleto", TEXT, &["DigitalDocument"]),
    of("statement", "Statement, call to action", "Declaración, llamado a la acción", TEXT, &["DigitalDocument"]),
    of("standard", "Standard, guideline", "Norma, directriz", TEXT, &["DigitalDocument"]),
    of("template", "Form, template", "Formulario, plantilla", TEXT, &["DigitalDocument"]),
    of("poster", "Poster", "Cartel", "c_ecc8", &["Poster"]),
    of("guide", "Guide, handbook", "Guía, manual", LEARNING, TEACHING),
    of("toolkit", "Toolkit", "Caja de herramientas", LEARNING, TEACHING),
    of("activity", "Session plan, exercise", "Plan de sesión, ejercicio", LEARNING, TEACHING),
    of("worksheet", "Worksheet, checklist", "Hoja de trabajo, lista de verificación", LEARNING, TEACHING),
    of("course", "Training course", "Curso de formación", LEARNING, &["Course"]),
    of("presentation", "Talk, slides", "Charla, diapositivas", "R60J-J5BD", &["PresentationDigitalDocument"]),
    of("questionnaire", "Questionnaire, measure", "Cuestionario, instrumento de medición", "8KJG-QS0Y", &["CreativeWork"]),
    of("website", "Website, tool", "Sitio web, herramienta", "c_7ad9", &["WebSite"]),
    of("resource_list", "List of resources", "Lista de recursos", "c_86bc", &["Collection"]),
];

/// Who may reach the content of a resource.
#[derive(Debug)]
pub struct AccessRight {
    pub value: &'static str,
    pub label_en: &'static str,
    pub label_es: &'static str,
    /// The last part of the concept's address; [`AccessRight::coar_uri`] is the whole.
    pub coar: &'static str,
}

impl AccessRight {
    pub fn coar_uri(&self) -> String {
        format!("http://purl.org/coar/access_right/{}", self.coar)
    }
}

impl Entry for AccessRight {
    const REFUSAL: &'static str = "is no access right we know; use open, embargoed or metadata_only";

    fn value(&self) -> &'static str {
        self.value
    }

    fn labels(&self) -> (&'static str, &'static str) {
        (self.label_en, self.label_es)
    }
}

/// `restricted` (to members) is reserved: nothing in the library uses it yet.
pub static ACCESS_RIGHTS: &[AccessRight] = &[
    AccessRight { value: "open", label_en: "Open to all", label_es: "Abierto para todos", coar: "c_abf2" },
    AccessRight {
        value: "embargoed",
        label_en: "Open from a later date",
        label_es: "Abierto a partir de una fecha posterior",
        coar: "c_f1cf",
    },
    AccessRight { value: "metadata_only", label_en: "Description and link only", label_es: "Solo descripción y enlace", coar: "c_14cb" },
    AccessRight { value: "restricted", label_en: "For members", label_es: "Para miembros", coar: "c_16ec" },
];

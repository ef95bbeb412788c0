//! Whom a resource is made for; it may be several.

use super::Entry;

#[derive(Debug)]
pub struct Audience {
    pub value: &'static str,
    pub label_en: &'static str,
    pub label_es: &'static str,
}

impl Entry for Audience {
    const REFUSAL: &'static str = "is no audience we know; /api/v1/audiences lists them";

    fn value(&self) -> &'static str {
        self.value
    }

    fn labels(&self) -> (&'static str, &'static str) {
        (self.label_en, self.label_es)
    }
}

const fn of(value: &'static str, label_en: &'static str, label_es: &'static str) -> Audience {
    Audience { value, label_en, label_es }
}

pub static AUDIENCES: &[Audience] = &[
    of("people_seeking_support", "People seeking support", "Personas que buscan apoyo"),
    of("families_and_friends", "Families and friends", "Familias y amistades"),
    of("peer_supporters", "Peer supporters", "Personas que dan apoyo entre pares"),
    of("group_facilitators", "Group facilitators", "Facilitadores de grupos"),
    of("trainers", "Trainers", "Formadores"),
    of("program_managers", "Program managers", "Responsables de programas"),
    of("health_and_social_care", "Health and social care staff", "Personal de salud y servicios sociales"),
    of("decision_makers", "Decision makers", "Responsables de decisiones"),
    of("employers_and_schools", "Employers and schools", "Empresas y escuelas"),
    of("researchers", "Researchers", "Investigadores"),
    of("general_public", "General public", "Público general"),
];

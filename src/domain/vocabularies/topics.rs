//! What a resource is about: a tree of two levels. A topic at the top is a value like the others, for what treats all that is under it.

use super::Entry;

#[derive(Debug)]
pub struct Topic {
    pub value: &'static str,
    pub label_en: &'static str,
    pub label_es: &'static str,
    /// The topic above; none at the top.
    pub parent: Option<&'static str>,
}

impl Entry for Topic {
    const REFUSAL: &'static str = "is no topic we know; /api/v1/topics lists them";

    fn value(&self) -> &'static str {
        self.value
    }

    fn labels(&self) -> (&'static str, &'static str) {
        (self.label_en, self.label_es)
    }
}

const fn top(value: &'static str, label_en: &'static str, label_es: &'static str) -> Topic {
    Topic { value, label_en, label_es, parent: None }
}

const fn under(parent: &'static str, value: &'static str, label_en: &'static str, label_es: &'static str) -> Topic {
    Topic { value, label_en, label_es, parent: Some(parent) }
}

pub static TOPICS: &[Topic] = &[
    top("starting", "Starting", "Empezar"),
    under("starting", "planning", "Planning", "Planificación"),
    under("starting", "recruiting_members", "Recruiting members", "Cómo atraer participantes"),
    under("starting", "meeting_formats", "Meeting formats", "Formatos de reunión"),
    under("starting", "funding", "Funding", "Financiación"),
    top("running", "Running", "Llevar adelante"),
    under("running", "facilitation", "Facilitation", "Facilitación"),
    under("running", "group_agreements", "Group agreements", "Acuerdos del grupo"),
    under("running", "confidentiality_and_ethics", "Confidentiality and ethics", "Confidencialidad y ética"),
    under("running", "safety_and_crisis", "Safety and crisis", "Seguridad y crisis"),
    under("running", "conflict", "Conflict", "Conflictos"),
    under("running", "endings", "Endings", "Cierres y despedidas"),
    top("kinds", "Kinds of peer support", "Tipos de apoyo entre pares"),
    under("kinds", "self_help", "Self-help", "Autoayuda"),
    under("kinds", "psychoeducation", "Psychoeducation", "Psicoeducación"),
    under("kinds", "skills_development", "Skills development", "Desarrollo de habilidades"),
    under("kinds", "cognitive_behavioral", "Cognitive-behavioral", "Cognitivo-conductual"),
    under("kinds", "interpersonal_process", "Interpersonal process", "Proceso interpersonal"),
    under("kinds", "mentoring_and_befriending", "Mentoring and befriending", "Mentoría y acompañamiento"),
    under("kinds", "online", "Online", "En línea"),
    under("kinds", "telephone", "By telephone", "Por teléfono"),
    top("workforce", "Workforce", "Personal de apoyo entre pares"),
    under("workforce", "selection", "Selection", "Selección"),
    under("workforce", "training", "Training", "Formación"),
    under("workforce", "continuing_education", "Continuing education", "Formación continua"),
    under("workforce", "certification", "Certification", "Certificación"),
    under("workforce", "supervision", "Supervision", "Supervisión"),
    under("workforce", "pay", "Pay", "Remuneración"),
    under("workforce", "wellbeing", "Wellbeing", "Bienestar"),
    top("quality", "Quality", "Calidad"),
    under("quality", "outcome_measures", "Outcome measures", "Medidas de resultados"),
    under("quality", "process_evaluation", "Process evaluation", "Evaluación de procesos"),
    under("quality", "cost_effectiveness", "Cost-effectiveness", "Relación entre costo y eficacia"),
    top("advocacy", "Advocacy", "Incidencia"),
    under("advocacy", "awareness", "Awareness", "Sensibilización"),
    under("advocacy", "stigma", "Stigma", "Estigma"),
    under("advocacy", "policy", "Policy", "Políticas públicas"),
    under("advocacy", "media", "Media", "Medios de comunicación"),
    top("people", "People", "Personas"),
    under("people", "young_people", "Young people", "Jóvenes"),
    under("people", "families", "Families", "Familias"),
    under("people", "older_people", "Older people", "Personas mayores"),
    under("people", "women", "Women", "Mujeres"),
    under("people", "lgbtq", "LGBTQ+ people", "Personas LGBTQ+"),
    under("people", "migrants", "Migrants", "Migrantes"),
    under("people", "indigenous", "Indigenous peoples", "Pueblos indígenas"),
    under("people", "veterans", "Veterans", "Veteranos"),
    under("people", "prisoners", "Prisoners", "Personas en prisión"),
    under("people", "rural", "Rural communities", "Comunidades rurales"),
    top("conditions", "Conditions", "Situaciones de salud"),
    under("conditions", "mental_health", "Mental health", "Salud mental"),
    under("conditions", "trauma_ptsd", "Trauma and PTSD", "Trauma y TEPT"),
    under("conditions", "grief", "Grief", "Duelo"),
    under("conditions", "suicide_prevention", "Suicide prevention", "Prevención del suicidio"),
    under("conditions", "substance_use", "Substance use", "Consumo de sustancias"),
    under("conditions", "chronic_pain", "Chronic pain", "Dolor crónico"),
    under("conditions", "diabetes", "Diabetes", "Diabetes"),
    under("conditions", "cancer", "Cancer", "Cáncer"),
    under("conditions", "hiv", "HIV", "VIH"),
    under("conditions", "heart", "Heart disease", "Enfermedades del corazón"),
    under("conditions", "disability", "Disability", "Discapacidad"),
    top("settings", "Settings", "Entornos"),
    under("settings", "community", "Community", "Comunidad"),
    under("settings", "primary_care", "Primary care", "Atención primaria"),
    under("settings", "hospital", "Hospital", "Hospital"),
    under("settings", "school", "School", "Escuela"),
    under("settings", "workplace", "Workplace", "Lugar de trabajo"),
    under("settings", "prison", "Prison", "Prisión"),
];

//! What others may do with a resource, in SPDX's terms where it has one and in plain words always. Nothing is preselected.

use super::{Entry, choose};
use crate::domain::language::LanguageTag;

/// A license, or a statement that stands in its place.
#[derive(Debug)]
pub struct License {
    /// The SPDX identifier, or a `LicenseRef-…` of our own where SPDX has none.
    pub value: &'static str,
    pub label_en: &'static str,
    pub label_es: &'static str,
    pub plain_en: &'static str,
    pub plain_es: &'static str,
    /// Whether others may change it, translate it and share the result without asking.
    pub adaptable: bool,
    /// The text of the license, where it has an address.
    pub url: Option<&'static str>,
}

impl License {
    /// What it allows, in a sentence or two.
    pub fn plain(&self, language: &LanguageTag) -> &'static str {
        choose(language, (self.plain_en, self.plain_es))
    }

    pub fn is_spdx(&self) -> bool {
        !self.value.starts_with("LicenseRef-")
    }
}

impl Entry for License {
    const REFUSAL: &'static str = "is no license we know; /api/v1/licenses lists them";

    fn value(&self) -> &'static str {
        self.value
    }

    fn labels(&self) -> (&'static str, &'static str) {
        (self.label_en, self.label_es)
    }
}

pub static LICENSES: &[License] = &[
    License {
        value: "CC0-1.0",
        label_en: "CC0 1.0 (no rights reserved)",
        label_es: "CC0 1.0 (sin derechos reservados)",
        plain_en: "Anyone may use, change and share it for any purpose, without asking or naming you.",
        plain_es: "Cualquiera puede usarlo, modificarlo y compartirlo con cualquier fin, sin pedir permiso ni citar la autoría.",
        adaptable: true,
        url: Some("https://creativecommons.org/publicdomain/zero/1.0/"),
    },
    License {
        value: "CC-BY-4.0",
        label_en: "CC BY 4.0 (attribution)",
        label_es: "CC BY 4.0 (atribución)",
        plain_en: "Anyone may use, change and share it for any purpose, if they name who made it.",
        plain_es: "Cualquiera puede usarlo, modificarlo y compartirlo con cualquier fin, si cita la autoría.",
        adaptable: true,
        url: Some("https://creativecommons.org/licenses/by/4.0/"),
    },
    License {
        value: "CC-BY-SA-4.0",
        label_en: "CC BY-SA 4.0 (attribution, share alike)",
        label_es: "CC BY-SA 4.0 (atribución, compartir igual)",
        plain_en: "Anyone may use, change and share it, if they name who made it and share what they make of it under the same license.",
        plain_es: "Cualquiera puede usarlo, modificarlo y compartirlo, si cita la autoría y comparte el resultado con la misma licencia.",
        adaptable: true,
        url: Some("https://creativecommons.org/licenses/by-sa/4.0/"),
    },
    License {
        value: "CC-BY-NC-4.0",
        label_en: "CC BY-NC 4.0 (attribution, not commercial)",
        label_es: "CC BY-NC 4.0 (atribución, no comercial)",
        plain_en: "Anyone may use, change and share it, but not to earn money, if they name who made it.",
        plain_es: "Cualquiera puede usarlo, modificarlo y compartirlo sin fines comerciales, si cita la autoría.",
        adaptable: true,
        url: Some("https://creativecommons.org/licenses/by-nc/4.0/"),
    },
    License {
        value: "CC-BY-NC-SA-4.0",
        label_en: "CC BY-NC-SA 4.0 (attribution, not commercial, share alike)",
        label_es: "CC BY-NC-SA 4.0 (atribución, no comercial, compartir igual)",
        plain_en: "Anyone may use, change and share it, but not to earn money, if they name who made it and share what they make of it under the \
                   same license.",
        plain_es: "Cualquiera puede usarlo, modificarlo y compartirlo sin fines comerciales, si cita la autoría y comparte el resultado con la \
                   misma licencia.",
        adaptable: true,
        url: Some("https://creativecommons.org/licenses/by-nc-sa/4.0/"),
    },
    License {
        value: "CC-BY-ND-4.0",
        label_en: "CC BY-ND 4.0 (attribution, no changes)",
        label_es: "CC BY-ND 4.0 (atribución, sin modificaciones)",
        plain_en: "Anyone may share it unchanged for any purpose, if they name who made it. Translations and changed versions need permission.",
        plain_es: "Cualquiera puede compartirlo sin cambios con cualquier fin, si cita la autoría. Traducirlo o modificarlo requiere permiso.",
        adaptable: false,
        url: Some("https://creativecommons.org/licenses/by-nd/4.0/"),
    },
    License {
        value: "CC-BY-NC-ND-4.0",
        label_en: "CC BY-NC-ND 4.0 (attribution, not commercial, no changes)",
        label_es: "CC BY-NC-ND 4.0 (atribución, no comercial, sin modificaciones)",
        plain_en: "Anyone may share it unchanged, but not to earn money, if they name who made it. Translations and changed versions need \
                   permission.",
        plain_es: "Cualquiera puede compartirlo sin cambios y sin fines comerciales, si cita la autoría. Traducirlo o modificarlo requiere \
                   permiso.",
        adaptable: false,
        url: Some("https://creativecommons.org/licenses/by-nc-nd/4.0/"),
    },
    License {
        value: "CC-BY-NC-SA-3.0-IGO",
        label_en: "CC BY-NC-SA 3.0 IGO (as used by United Nations bodies)",
        label_es: "CC BY-NC-SA 3.0 IGO (la que usan organismos de las Naciones Unidas)",
        plain_en: "Anyone may use, change and share it, but not to earn money, if they name who made it and share what they make of it under the \
                   same license.",
        plain_es: "Cualquiera puede usarlo, modificarlo y compartirlo sin fines comerciales, si cita la autoría y comparte el resultado con la \
                   misma licencia.",
        adaptable: true,
        url: Some("https://creativecommons.org/licenses/by-nc-sa/3.0/igo/"),
    },
    License {
        value: "LicenseRef-permission",
        label_en: "Shared by permission",
        label_es: "Compartido con permiso",
        plain_en: "Whoever holds the rights allowed it to be shared here. For any other use, ask them.",
        plain_es: "Quien tiene los derechos permitió compartirlo aquí. Para cualquier otro uso hay que pedirle permiso.",
        adaptable: false,
        url: None,
    },
    License {
        value: "LicenseRef-all-rights-reserved",
        label_en: "All rights reserved",
        label_es: "Todos los derechos reservados",
        plain_en: "It may be read here. For any other use, ask whoever holds the rights.",
        plain_es: "Se puede leer aquí. Para cualquier otro uso hay que pedir permiso a quien tiene los derechos.",
        adaptable: false,
        url: None,
    },
    License {
        value: "LicenseRef-public-domain",
        label_en: "Public domain",
        label_es: "Dominio público",
        plain_en: "Nobody holds rights in it (any more): anyone may use, change and share it.",
        plain_es: "Nadie tiene (ya) derechos sobre ello: cualquiera puede usarlo, modificarlo y compartirlo.",
        adaptable: true,
        url: None,
    },
    License {
        value: "LicenseRef-not-stated",
        label_en: "Not stated (links only)",
        label_es: "No se indica (solo enlaces)",
        plain_en: "The page it is on does not say what is allowed. Ask whoever holds the rights.",
        plain_es: "La página donde está no dice qué se permite. Hay que preguntar a quien tiene los derechos.",
        adaptable: false,
        url: None,
    },
];

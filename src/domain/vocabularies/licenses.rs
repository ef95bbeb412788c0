//! What others may do with a resource, in SPDX's terms where it has one and in plain words always. Nothing is preselected.

use super::Entry;
use crate::domain::language::LanguageTag;
use crate::domain::said::said;

/// A license, or a statement that stands in its place.
#[derive(Debug)]
pub struct License {
    /// The SPDX identifier, or a `LicenseRef-…` of our own where SPDX has none.
    pub value: &'static str,
    pub label_en: &'static str,
    pub label_es: &'static str,
    pub label_fr: &'static str,
    pub label_ar: &'static str,
    pub plain_en: &'static str,
    pub plain_es: &'static str,
    pub plain_fr: &'static str,
    pub plain_ar: &'static str,
    /// Whether others may change it, translate it and share the result without asking.
    pub adaptable: bool,
    /// Whether others may earn money with it.
    pub sellable: bool,
    /// The text of the license, where it has an address.
    pub url: Option<&'static str>,
}

impl License {
    /// What it allows, in a sentence or two.
    pub fn plain(&self, language: &LanguageTag) -> &'static str {
        said(self.plain_en, self.plain_es, self.plain_fr, self.plain_ar).in_language(language)
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

    fn label(&self, language: &LanguageTag) -> &'static str {
        said(self.label_en, self.label_es, self.label_fr, self.label_ar).in_language(language)
    }
}

pub static LICENSES: &[License] = &[
    License {
        value: "CC0-1.0",
        label_en: "CC0 1.0 (no rights reserved)",
        label_es: "CC0 1.0 (sin derechos reservados)",
        plain_en: "Anyone may use, change and share it for any purpose, without asking or naming you.",
        plain_es: "Cualquiera puede usarlo, modificarlo y compartirlo con cualquier fin, sin pedir permiso ni citar la autoría.",
        label_fr: "CC0 1.0 (aucun droit réservé)",
        label_ar: "CC0 1.0 (بلا حقوق محفوظة)",
        plain_fr: "Chacun peut l’utiliser, le modifier et le partager à toute fin, sans demander ni citer qui l’a fait.",
        plain_ar: "يمكن لأيّ كان استخدامه وتعديله ومشاركته لأي غرض، دون استئذان ودون ذكر صاحبه.",
        sellable: true,
        adaptable: true,
        url: Some("https://creativecommons.org/publicdomain/zero/1.0/"),
    },
    License {
        value: "CC-BY-4.0",
        label_en: "CC BY 4.0 (attribution)",
        label_es: "CC BY 4.0 (atribución)",
        plain_en: "Anyone may use, change and share it for any purpose, if they name who made it.",
        plain_es: "Cualquiera puede usarlo, modificarlo y compartirlo con cualquier fin, si cita la autoría.",
        label_fr: "CC BY 4.0 (attribution)",
        label_ar: "CC BY 4.0 (نَسب المُصنَّف)",
        plain_fr: "Chacun peut l’utiliser, le modifier et le partager à toute fin, en citant qui l’a fait.",
        plain_ar: "يمكن لأيّ كان استخدامه وتعديله ومشاركته لأي غرض، بشرط ذكر صاحبه.",
        sellable: true,
        adaptable: true,
        url: Some("https://creativecommons.org/licenses/by/4.0/"),
    },
    License {
        value: "CC-BY-SA-4.0",
        label_en: "CC BY-SA 4.0 (attribution, share alike)",
        label_es: "CC BY-SA 4.0 (atribución, compartir igual)",
        plain_en: "Anyone may use, change and share it, if they name who made it and share what they make of it under the same license.",
        plain_es: "Cualquiera puede usarlo, modificarlo y compartirlo, si cita la autoría y comparte el resultado con la misma licencia.",
        label_fr: "CC BY-SA 4.0 (attribution, partage dans les mêmes conditions)",
        label_ar: "CC BY-SA 4.0 (نَسب المُصنَّف، الترخيص بالمثل)",
        plain_fr: "Chacun peut l’utiliser, le modifier et le partager, en citant qui l’a fait et en partageant le résultat sous la même licence.",
        plain_ar: "يمكن لأيّ كان استخدامه وتعديله ومشاركته، بشرط ذكر صاحبه ومشاركة الناتج بالترخيص نفسه.",
        sellable: true,
        adaptable: true,
        url: Some("https://creativecommons.org/licenses/by-sa/4.0/"),
    },
    License {
        value: "CC-BY-NC-4.0",
        label_en: "CC BY-NC 4.0 (attribution, not commercial)",
        label_es: "CC BY-NC 4.0 (atribución, no comercial)",
        plain_en: "Anyone may use, change and share it, but not to earn money, if they name who made it.",
        plain_es: "Cualquiera puede usarlo, modificarlo y compartirlo sin fines comerciales, si cita la autoría.",
        label_fr: "CC BY-NC 4.0 (attribution, pas d’utilisation commerciale)",
        label_ar: "CC BY-NC 4.0 (نَسب المُصنَّف، غير تجاري)",
        plain_fr: "Chacun peut l’utiliser, le modifier et le partager, mais pas pour gagner de l’argent, en citant qui l’a fait.",
        plain_ar: "يمكن لأيّ كان استخدامه وتعديله ومشاركته دون التكسّب منه، بشرط ذكر صاحبه.",
        sellable: false,
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
        label_fr: "CC BY-NC-SA 4.0 (attribution, pas d’utilisation commerciale, mêmes conditions)",
        label_ar: "CC BY-NC-SA 4.0 (نَسب المُصنَّف، غير تجاري، الترخيص بالمثل)",
        plain_fr: "Chacun peut l’utiliser, le modifier et le partager, mais pas pour gagner de l’argent, en citant qui l’a fait et en partageant le résultat sous la même licence.",
        plain_ar: "يمكن لأيّ كان استخدامه وتعديله ومشاركته دون التكسّب منه، بشرط ذكر صاحبه ومشاركة الناتج بالترخيص نفسه.",
        sellable: false,
        adaptable: true,
        url: Some("https://creativecommons.org/licenses/by-nc-sa/4.0/"),
    },
    License {
        value: "CC-BY-ND-4.0",
        label_en: "CC BY-ND 4.0 (attribution, no changes)",
        label_es: "CC BY-ND 4.0 (atribución, sin modificaciones)",
        plain_en: "Anyone may share it unchanged for any purpose, if they name who made it. Translations and changed versions need permission.",
        plain_es: "Cualquiera puede compartirlo sin cambios con cualquier fin, si cita la autoría. Traducirlo o modificarlo requiere permiso.",
        label_fr: "CC BY-ND 4.0 (attribution, pas de modification)",
        label_ar: "CC BY-ND 4.0 (نَسب المُصنَّف، منع الاشتقاق)",
        plain_fr: "Chacun peut le partager tel quel à toute fin, en citant qui l’a fait. Le traduire ou le modifier demande une autorisation.",
        plain_ar: "يمكن لأيّ كان مشاركته كما هو لأي غرض، بشرط ذكر صاحبه. أما ترجمته أو تعديله فيحتاجان إلى إذن.",
        sellable: true,
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
        label_fr: "CC BY-NC-ND 4.0 (attribution, pas d’utilisation commerciale, pas de modification)",
        label_ar: "CC BY-NC-ND 4.0 (نَسب المُصنَّف، غير تجاري، منع الاشتقاق)",
        plain_fr: "Chacun peut le partager tel quel, mais pas pour gagner de l’argent, en citant qui l’a fait. Le traduire ou le modifier demande une autorisation.",
        plain_ar: "يمكن لأيّ كان مشاركته كما هو دون التكسّب منه، بشرط ذكر صاحبه. أما ترجمته أو تعديله فيحتاجان إلى إذن.",
        sellable: false,
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
        label_fr: "CC BY-NC-SA 3.0 IGO (celle des organismes des Nations Unies)",
        label_ar: "CC BY-NC-SA 3.0 IGO (المستخدَم لدى هيئات الأمم المتحدة)",
        plain_fr: "Chacun peut l’utiliser, le modifier et le partager, mais pas pour gagner de l’argent, en citant qui l’a fait et en partageant le résultat sous la même licence.",
        plain_ar: "يمكن لأيّ كان استخدامه وتعديله ومشاركته دون التكسّب منه، بشرط ذكر صاحبه ومشاركة الناتج بالترخيص نفسه.",
        sellable: false,
        adaptable: true,
        url: Some("https://creativecommons.org/licenses/by-nc-sa/3.0/igo/"),
    },
    License {
        value: "LicenseRef-permission",
        label_en: "Shared by permission",
        label_es: "Compartido con permiso",
        plain_en: "Whoever holds the rights allowed it to be shared here. For any other use, ask them.",
        plain_es: "Quien tiene los derechos permitió compartirlo aquí. Para cualquier otro uso hay que pedirle permiso.",
        label_fr: "Partagé avec autorisation",
        label_ar: "منشور بإذن",
        plain_fr: "Qui détient les droits a permis de le partager ici. Pour tout autre usage, il faut le lui demander.",
        plain_ar: "سمح صاحب الحقوق بنشره هنا. ولأي استخدام آخر يجب استئذانه.",
        sellable: false,
        adaptable: false,
        url: None,
    },
    License {
        value: "LicenseRef-all-rights-reserved",
        label_en: "All rights reserved",
        label_es: "Todos los derechos reservados",
        plain_en: "It may be read here. For any other use, ask whoever holds the rights.",
        plain_es: "Se puede leer aquí. Para cualquier otro uso hay que pedir permiso a quien tiene los derechos.",
        label_fr: "Tous droits réservés",
        label_ar: "جميع الحقوق محفوظة",
        plain_fr: "On peut le lire ici. Pour tout autre usage, il faut demander à qui détient les droits.",
        plain_ar: "يمكن قراءته هنا. ولأي استخدام آخر يجب استئذان صاحب الحقوق.",
        sellable: false,
        adaptable: false,
        url: None,
    },
    License {
        value: "LicenseRef-public-domain",
        label_en: "Public domain",
        label_es: "Dominio público",
        plain_en: "Nobody holds rights in it (any more): anyone may use, change and share it.",
        plain_es: "Nadie tiene (ya) derechos sobre ello: cualquiera puede usarlo, modificarlo y compartirlo.",
        label_fr: "Domaine public",
        label_ar: "ملك عام",
        plain_fr: "Personne n’y détient (plus) de droits : chacun peut l’utiliser, le modifier et le partager.",
        plain_ar: "لم تعد لأحد حقوق عليه: يمكن لأيّ كان استخدامه وتعديله ومشاركته.",
        sellable: true,
        adaptable: true,
        url: None,
    },
    License {
        value: "LicenseRef-not-stated",
        label_en: "Not stated (links only)",
        label_es: "No se indica (solo enlaces)",
        plain_en: "The page it is on does not say what is allowed. Ask whoever holds the rights.",
        plain_es: "La página donde está no dice qué se permite. Hay que preguntar a quien tiene los derechos.",
        label_fr: "Non précisée (liens seulement)",
        label_ar: "غير مذكور (للروابط فقط)",
        plain_fr: "La page où il se trouve ne dit pas ce qui est permis. Il faut demander à qui détient les droits.",
        plain_ar: "لا تذكر الصفحة التي يوجد فيها ما هو مسموح به. يجب سؤال صاحب الحقوق.",
        sellable: false,
        adaptable: false,
        url: None,
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::said::LANGUAGES;
    use std::collections::BTreeSet;

    #[test]
    fn every_license_is_explained_in_each_language_and_never_in_the_words_of_another() {
        for license in LICENSES {
            let plain: BTreeSet<_> = LANGUAGES.iter().map(|tag| license.plain(&LanguageTag::parse(tag).unwrap())).collect();
            assert_eq!(plain.len(), LANGUAGES.len(), "{}", license.value);
        }
        let of = |value: &str| LICENSES.iter().find(|license| license.value == value).unwrap();
        assert_eq!((of("CC-BY-NC-4.0").adaptable, of("CC-BY-NC-4.0").sellable), (true, false));
        assert_eq!((of("CC-BY-ND-4.0").adaptable, of("CC-BY-ND-4.0").sellable), (false, true));
    }
}

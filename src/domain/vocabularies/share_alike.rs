//! What share-alike licenses ask of what is made of a work: it carries the same license, or a later version of it with the same elements. Creative
//! Commons names its licenses by a pattern (`CC-BY-NC-SA-3.0-IGO`: elements, version, place), so those that admins add are understood as well.

/// Licenses that Creative Commons has declared compatible with one of its own: what is made of such a work may carry them too.
/// <https://creativecommons.org/share-your-work/licensing-considerations/compatible-licenses/>
const DECLARED: &[(&str, &[&str])] = &[("CC-BY-SA-4.0", &["LAL-1.3", "GPL-3.0-only", "GPL-3.0-or-later"])];

#[derive(PartialEq, Eq)]
struct CreativeCommons<'a> {
    elements: Vec<&'a str>,
    version: (u32, u32),
}

fn parse(value: &str) -> Option<CreativeCommons<'_>> {
    let parts: Vec<&str> = value.strip_prefix("CC-")?.split('-').collect();
    let place = parts.iter().position(|part| part.starts_with(|first: char| first.is_ascii_digit()))?;
    let (elements, rest) = parts.split_at(place);
    let (major, minor) = rest.first()?.split_once('.')?;
    Some(CreativeCommons { elements: elements.to_vec(), version: (major.parse().ok()?, minor.parse().ok()?) })
}

/// Whether what is made of a work under the one license may be shared under the other, as far as sharing alike goes. (Whether anything may be made
/// of it at all is another question.)
pub fn lets_carry(original: &str, made: &str) -> bool {
    let Some(asked) = parse(original).filter(|license| license.elements.contains(&"SA")) else { return true };
    let is_alike = parse(made).is_some_and(|license| license.elements == asked.elements && license.version >= asked.version);
    is_alike || DECLARED.iter().any(|(value, others)| *value == original && others.contains(&made))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_to_be_shared_alike_carries_the_same_elements_in_this_or_a_later_version() {
        for (original, made, allowed) in [
            ("CC-BY-SA-4.0", "CC-BY-SA-4.0", true),
            ("CC-BY-SA-3.0", "CC-BY-SA-4.0", true),
            ("CC-BY-SA-4.0", "CC-BY-SA-3.0", false),
            ("CC-BY-SA-4.0", "CC-BY-4.0", false),
            ("CC-BY-SA-4.0", "CC-BY-NC-SA-4.0", false),
            ("CC-BY-SA-4.0", "GPL-3.0-or-later", true),
            ("CC-BY-SA-4.0", "LicenseRef-all-rights-reserved", false),
            ("CC-BY-NC-SA-3.0-IGO", "CC-BY-NC-SA-4.0", true),
            ("CC-BY-NC-SA-4.0", "CC-BY-NC-SA-3.0-IGO", false),
            ("CC-BY-NC-SA-4.0", "CC0-1.0", false),
            ("CC-BY-4.0", "LicenseRef-all-rights-reserved", true),
            ("CC0-1.0", "CC-BY-4.0", true),
            ("LicenseRef-public-domain", "CC-BY-ND-4.0", true),
        ] {
            assert_eq!(lets_carry(original, made), allowed, "{made} on what is made of {original}");
        }
    }
}

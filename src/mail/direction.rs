//! Text that runs from right to left and text that does not, in one line. A value of the other direction, such as an English title in an Arabic
//! letter, would drag the punctuation around it to the wrong side. It is set apart by the marks that Unicode has for it (UAX #9, isolates),
//! which mail programs understand in subjects, plain text and HTML alike. What people type never holds such marks: `domain::text` refuses them.

/// "First strong isolate" and its end.
const ISOLATE: char = '\u{2068}';
const END: char = '\u{2069}';

/// The value, set apart where it holds letters that run against the text around it.
pub fn isolated(value: &str, in_right_to_left: bool) -> String {
    let runs_against = |c: char| if in_right_to_left { c.is_alphabetic() && !is_right_to_left(c) } else { is_right_to_left(c) };
    if value.chars().any(runs_against) { format!("{ISOLATE}{value}{END}") } else { value.to_owned() }
}

/// Hebrew, Arabic and their neighbors.
fn is_right_to_left(c: char) -> bool {
    c.is_alphabetic()
        && matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_value_that_runs_against_its_surroundings_is_set_apart() {
        assert_eq!(isolated("A guide", false), "A guide");
        assert_eq!(isolated("دليل", true), "دليل");
        assert_eq!(isolated("12", true), "12");
        assert_eq!(isolated("A guide", true), "\u{2068}A guide\u{2069}");
        assert_eq!(isolated("دليل 2", false), "\u{2068}دليل 2\u{2069}");
    }
}

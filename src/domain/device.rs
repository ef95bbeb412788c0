//! What someone signed in with, in words that its owner knows again: `Firefox, Windows`. Read from the `User-Agent`, which anyone may write as
//! they like: it is shown and compared, and decides nothing.

use super::text;

/// Nothing longer is worth reading.
const MAX_CHARS: usize = 60;

/// In the order in which they are looked for: most browsers also name those that they want to be taken for.
const BROWSERS: &[(&str, &str)] = &[
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("YaBrowser/", "Yandex Browser"),
    ("Vivaldi/", "Vivaldi"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];
const SYSTEMS: &[(&str, &str)] = &[
    ("Windows", "Windows"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
];

/// The browser and the system, or the first word of what else it is, such as `curl`; empty where nothing is said.
pub fn name(user_agent: &str) -> String {
    let named = |list: &[(&str, &str)]| list.iter().find(|(sign, _)| user_agent.contains(sign)).map(|(_, name)| (*name).to_owned());
    if !user_agent.starts_with("Mozilla/") {
        let program = user_agent.split(['/', ' ', '(']).next().unwrap_or_default();
        return text::line(program, MAX_CHARS).unwrap_or_default();
    }
    [named(BROWSERS), named(SYSTEMS)].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_and_programs_are_named_and_versions_are_not() {
        for (sent, shown) in [
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Windows"),
            (
                "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36",
                "Samsung Internet, Android",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
                "Safari, iPhone",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0",
                "Edge, Windows",
            ),
            ("curl/8.9.1", "curl"),
            ("Python-urllib/3.12", "Python-urllib"),
            ("Mozilla/5.0", ""),
            ("", ""),
        ] {
            assert_eq!(name(sent), shown);
        }
        assert!(name(&"x".repeat(10_000)).is_empty());
    }
}

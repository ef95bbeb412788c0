//! Numbers of bytes as people write them: `100 MB` (powers of ten), `64 MiB` (powers of two).

const UNITS: [(&str, u64); 7] =
    [("GiB", 1 << 30), ("GB", 1_000_000_000), ("MiB", 1 << 20), ("MB", 1_000_000), ("KiB", 1 << 10), ("kB", 1_000), ("B", 1)];

/// Reads a whole number of bytes with or without a unit; upper and lower case are alike.
pub fn parse_size(text: &str) -> Result<u64, String> {
    let refused = || "must be a size, such as 100 MB, 64 MiB or 1500000".to_owned();
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let unit = unit.trim();
    let factor = match unit {
        "" => 1,
        _ => UNITS.iter().find(|(name, _)| name.eq_ignore_ascii_case(unit)).map(|(_, factor)| *factor).ok_or_else(refused)?,
    };
    number.parse::<u64>().ok().and_then(|number| number.checked_mul(factor)).ok_or_else(refused)
}

/// Writes it in the largest unit that loses nothing; [`parse_size`] reads it back.
pub fn show_size(bytes: u64) -> String {
    let fits = UNITS.iter().filter(|(_, factor)| bytes >= *factor && bytes.is_multiple_of(*factor));
    // The smallest number is the one that people would have written: 64 MiB, rather than 67108864 B.
    fits.min_by_key(|(_, factor)| bytes / factor)
        .map_or_else(|| format!("{bytes} B"), |(unit, factor)| format!("{} {unit}", bytes / factor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_people_write_them_and_written_back_the_same() {
        for (typed, bytes, shown) in [
            ("100 MB", 100_000_000, "100 MB"),
            ("64MiB", 64 << 20, "64 MiB"),
            ("1500", 1_500, "1500 B"),
            ("2 gb", 2_000_000_000, "2 GB"),
            ("1024", 1_024, "1 KiB"),
            ("0", 0, "0 B"),
        ] {
            assert_eq!(parse_size(typed), Ok(bytes));
            assert_eq!(show_size(bytes), shown);
            assert_eq!(parse_size(shown), Ok(bytes));
        }
        for refused in ["", "MB", "-1", "1.5 GB", "99999999999 GB", "10 parsecs", "１０"] {
            assert!(parse_size(refused).is_err(), "{refused:?} was taken for a size");
        }
    }
}

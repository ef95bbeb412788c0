//! Rows for spreadsheets: CSV (RFC 4180) in UTF-8, in which no cell is taken for a formula.

use crate::error::{Context, Result};
use std::borrow::Cow;

/// What a spreadsheet opens as a formula when a cell begins with it (OWASP, "CSV Injection").
const BEGIN_FORMULAS: &[char] = &['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Excel reads a file as UTF-8 only if it begins with this.
pub const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// A cell behind an apostrophe where it would be calculated. Numbers stay numbers.
fn safe(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(BEGIN_FORMULAS) && cell.parse::<f64>().is_err() { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// Rows as they stand in a file, each with its line end.
pub fn rows<'a>(rows: impl IntoIterator<Item = Vec<Cow<'a, str>>>) -> Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().flexible(true).terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.iter().map(|cell| safe(cell).into_owned())).context("writing a row of a spreadsheet")?;
    }
    writer.into_inner().context("writing a spreadsheet")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_calculated_stands_behind_an_apostrophe() {
        for typed in ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-1+1", "\t=1", "＝1"] {
            assert_eq!(safe(typed), format!("'{typed}"));
        }
        for typed in ["-12.5", "plain", "a=b", ""] {
            assert_eq!(safe(typed), typed);
        }
    }

    #[test]
    fn commas_quotes_and_lines_stay_in_their_cell() {
        let written = rows([vec!["a,b".into(), "say \"yes\"".into(), "two\nlines".into()]]).unwrap();

        assert_eq!(String::from_utf8(written).unwrap(), "\"a,b\",\"say \"\"yes\"\"\",\"two\nlines\"\r\n");
    }
}

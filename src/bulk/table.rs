//! A table as it comes out of spreadsheets and databases: in an encoding, with something between its cells, and a row of headings.

use super::mapping::Mapping;
use super::report::Fault;
use crate::error::{Error, Result};
use std::borrow::Cow;

/// Rows of one table: as many as fit into the memory of a small machine.
const MAX_ROWS: usize = 100_000;

/// What stands in it, row by row.
#[derive(Debug)]
pub struct Table {
    pub headings: Vec<String>,
    pub lines: Vec<Line>,
    /// Lines that could not be told apart into cells.
    pub faults: Vec<Fault>,
}

#[derive(Debug)]
pub struct Line {
    /// As a spreadsheet counts: the headings are row 1.
    pub row: usize,
    pub cells: Vec<String>,
}

impl Table {
    pub fn read(bytes: &[u8], mapping: &Mapping) -> Result<Self> {
        let text = decode(bytes, mapping.encoding.as_deref())?;
        let delimiter = mapping.delimiter.map_or_else(|| guess_delimiter(&text), |character| character.0);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(u8::try_from(delimiter).unwrap_or(b','))
            .flexible(true)
            .has_headers(false)
            .from_reader(text.as_bytes());
        let mut table = Self { headings: Vec::new(), lines: Vec::new(), faults: Vec::new() };
        for (index, record) in reader.records().enumerate() {
            let record = record.map_err(|fault| refused(format!("can not be told apart into rows and cells: {fault}")))?;
            let cells: Vec<String> = record.iter().map(str::to_owned).collect();
            let row = index + 1;
            if row == 1 {
                table.headings = cells.iter().map(|heading| heading.trim().to_owned()).collect();
            } else if row > MAX_ROWS + 1 {
                return Err(refused(format!("has more than {MAX_ROWS} rows; import it in parts")));
            } else if cells.iter().all(|cell| cell.trim().is_empty()) {
                // What spreadsheets leave below.
            } else if cells.len() > table.headings.len() {
                let message = format!(
                    "has {} cells, and there are {} columns; put cells in which a {delimiter:?} stands between quotation marks",
                    cells.len(),
                    table.headings.len()
                );
                table.faults.push(Fault { row, column: format!("(column {})", table.headings.len() + 1), message });
            } else {
                table.lines.push(Line { row, cells });
            }
        }
        if table.headings.iter().all(|heading| heading.is_empty()) {
            return Err(refused("is empty; its first row names the columns".to_owned()));
        }
        Ok(table)
    }
}

fn refused(message: String) -> Error {
    Error::invalid("table", message)
}

fn decode<'a>(bytes: &'a [u8], encoding: Option<&str>) -> Result<Cow<'a, str>> {
    if let Some(label) = encoding {
        let encoding = encoding_rs::Encoding::for_label(label.as_bytes())
            .ok_or_else(|| Error::invalid("encoding", "is no encoding we know; say utf-8, utf-16le, windows-1252 or the like"))?;
        let (text, _, is_damaged) = encoding.decode(bytes);
        return if is_damaged { Err(refused(format!("is not in the encoding {label}"))) } else { Ok(text) };
    }
    let bytes = match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => rest,
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => return decode(bytes, Some("utf-16")),
        bytes => bytes,
    };
    std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|fault| {
        let line = bytes.get(..fault.valid_up_to()).unwrap_or_default().iter().filter(|&&byte| byte == b'\n').count() + 1;
        refused(format!("is not UTF-8 (line {line}); save it as \"CSV UTF-8\", or name its encoding in the mapping, such as windows-1252"))
    })
}

/// What stands most often in the row of headings.
fn guess_delimiter(text: &str) -> char {
    let headings = text.lines().next().unwrap_or_default();
    let count = |delimiter: char| headings.chars().filter(|&c| c == delimiter).count();
    let most = [',', ';', '\t'].into_iter().rev().max_by_key(|&delimiter| count(delimiter));
    most.unwrap_or(',')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Table {
        Table::read(bytes, &Mapping::default()).unwrap()
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_counts_them_and_empty_ones_passed_over() {
        let table = read("\u{feff}Title;Summary\r\nGuide;\"two\nlines\"\r\n;\r\nKit;x\r\n".as_bytes());
        assert_eq!(table.headings, ["Title", "Summary"]);
        let lines: Vec<_> = table.lines.iter().map(|line| (line.row, line.cells[0].as_str(), line.cells[1].as_str())).collect();
        assert_eq!(lines, [(2, "Guide", "two\nlines"), (4, "Kit", "x")]);
    }

    #[test]
    fn commas_semicolons_and_tabs_are_told_apart_by_the_headings() {
        for table in ["a,b;c,d\n", "a;b,c;d\n", "a\tb,c\td\n"] {
            assert_eq!(read(table.as_bytes()).headings.len(), 3, "{table:?}");
        }
        assert_eq!(read(b"title\nx\n").headings, ["title"]);
    }

    #[test]
    fn other_encodings_are_read_when_named_and_refused_with_the_remedy_when_not() {
        let latin = b"t\xedtulo\nGu\xeda\n";
        let fault = format!("{:?}", Table::read(latin, &Mapping::default()).unwrap_err());
        assert!(fault.contains("line 1") && fault.contains("windows-1252"), "{fault}");
        let mapping = Mapping { encoding: Some("windows-1252".to_owned()), ..Mapping::default() };
        assert_eq!(Table::read(latin, &mapping).unwrap().lines[0].cells, ["Guía"]);
        let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain("a,b\n1,2\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(read(&wide).lines[0].cells, ["1", "2"]);
    }

    #[test]
    fn a_row_with_too_many_cells_is_named_and_the_others_are_read() {
        let table = read(b"a,b\n1,2,3\n4,5\n6\n");
        assert_eq!((table.lines.len(), table.faults[0].row, table.faults[0].column.as_str()), (2, 2, "(column 3)"));
    }
}

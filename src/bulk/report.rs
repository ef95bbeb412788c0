//! What came of an import, for people and for programs: counts, and each fault by row and column.

use crate::domain::cells::{BYTE_ORDER_MARK, guarded};
use crate::error::{Context, Result};
use serde::{Deserialize, Serialize};
use std::fmt::Write;
use utoipa::ToSchema;

/// More are counted and not kept.
pub const MAX_FAULTS: usize = 10_000;

/// What is wrong with a cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Fault {
    /// As a spreadsheet counts: the headings are row 1. 0 for the table as a whole.
    pub row: usize,
    /// The heading of the column, or the name of a field that has none.
    pub column: String,
    /// A sentence that names the remedy.
    pub message: String,
}

/// What came of an import, or would.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Report {
    /// Whether it was only tried: nothing was changed.
    pub dry_run: bool,
    /// Rows of the table, without the headings.
    pub rows: usize,
    /// Taken in now.
    pub imported: usize,
    /// Were there from a run before.
    pub known: usize,
    /// Rows that were taken in before and say something else now. Nothing was done about them.
    pub changed: Vec<usize>,
    /// Rows that can't be taken in.
    pub faulty: usize,
    /// Names of organizations that were made.
    pub organizations: Vec<String>,
    /// Columns that no field is taken from.
    pub unused_columns: Vec<String>,
    /// All that is wrong, by row; at most 10,000.
    pub faults: Vec<Fault>,
}

impl Report {
    /// The whole as text.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for fault in &self.faults {
            let place = if fault.row == 0 { "table".to_owned() } else { format!("row {}", fault.row) };
            // Writing to a string can't fail.
            let _ = writeln!(text, "{place}, column {}: {}", fault.column, fault.message);
        }
        let (imported, made) = if self.dry_run { ("would be imported", "would be made") } else { ("imported", "made") };
        let _ = write!(text, "{} rows: {} {imported}", self.rows, self.imported);
        for (count, what) in [
            (self.known, "there already"),
            (self.changed.len(), "changed since they were imported, and left as they are"),
            (self.faulty, "faulty"),
        ] {
            if count > 0 {
                let _ = write!(text, ", {count} {what}");
            }
        }
        text += ".\n";
        if !self.changed.is_empty() {
            let rows: Vec<_> = self.changed.iter().take(50).map(ToString::to_string).collect();
            let _ = writeln!(text, "Changed rows: {}{}", rows.join(", "), if self.changed.len() > 50 { ", …" } else { "" });
        }
        if !self.organizations.is_empty() {
            let _ = writeln!(
                text,
                "Organizations that {} without users: {}",
                if self.dry_run { made } else { "were made" },
                self.organizations.join("; ")
            );
        }
        if !self.unused_columns.is_empty() {
            let _ = writeln!(text, "Columns that were not used: {}", self.unused_columns.join("; "));
        }
        text
    }

    /// The faults as a table.
    pub fn faults_to_csv(&self) -> Result<Vec<u8>> {
        let mut table = csv::Writer::from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
        let write = |table: &mut csv::Writer<Vec<u8>>, cells: [&str; 3]| table.write_record(cells).context("writing the faults");
        write(&mut table, ["row", "column", "message"])?;
        for fault in &self.faults {
            write(&mut table, [&fault.row.to_string(), &guarded(&fault.column), &guarded(&fault.message)])?;
        }
        table.into_inner().map_err(|error| crate::error::Error::internal("writing the faults", error.to_string()))
    }
}

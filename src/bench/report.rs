//! The table: what was measured, beside what, and whether that is good enough.

use std::fmt::Write;
use std::time::Duration;

/// The least or the most that is good enough.
#[derive(Clone, Copy, Debug)]
pub enum Floor {
    AtMost(f64),
    AtLeast(f64),
}

#[derive(Debug)]
pub struct Row {
    pub what: String,
    pub measured: String,
    /// What it was measured beside, in the same run.
    pub beside: String,
    pub ratio: Option<f64>,
    /// Of the ratio, where there is one.
    pub floor: Option<(f64, Floor, &'static str)>,
}

impl Row {
    pub fn new(what: impl Into<String>, measured: impl Into<String>) -> Self {
        Self { what: what.into(), measured: measured.into(), beside: String::new(), ratio: None, floor: None }
    }

    #[must_use]
    pub fn beside(mut self, beside: impl Into<String>, ratio: f64) -> Self {
        self.beside = beside.into();
        self.ratio = Some(ratio);
        self
    }

    /// Judges a figure of this row, in this unit.
    #[must_use]
    pub fn floor(mut self, figure: f64, floor: Floor, unit: &'static str) -> Self {
        self.floor = Some((figure, floor, unit));
        self
    }

    pub fn passes(&self) -> bool {
        match self.floor {
            None => true,
            Some((figure, Floor::AtMost(most), _)) => figure <= most,
            Some((figure, Floor::AtLeast(least), _)) => figure >= least,
        }
    }

    fn cells(&self) -> [String; 5] {
        let verdict = match self.floor {
            None => String::new(),
            Some((_, floor, unit)) => {
                let (word, limit) = match floor {
                    Floor::AtMost(most) => ("at most", most),
                    Floor::AtLeast(least) => ("at least", least),
                };
                format!("{} ({word} {limit}{unit})", if self.passes() { "yes" } else { "NO" })
            }
        };
        let ratio = self.ratio.map(|ratio| format!("{ratio:.2}")).unwrap_or_default();
        [self.what.clone(), self.measured.clone(), self.beside.clone(), ratio, verdict]
    }
}

/// All rows, in columns as wide as they need.
pub fn table(rows: &[Row]) -> String {
    let head = ["what", "measured", "beside it, in the same run", "ratio", "good enough"].map(str::to_owned);
    let cells: Vec<[String; 5]> = std::iter::once(head).chain(rows.iter().map(Row::cells)).collect();
    let widths: [usize; 5] = std::array::from_fn(|column| cells.iter().map(|row| row[column].chars().count()).max().unwrap_or(0));
    let mut text = String::new();
    for row in cells {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            // A String takes whatever is written to it.
            let _ = write!(line, "{cell:<width$}  ");
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

pub fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// The middle one.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Times in milliseconds, in order.
pub struct Times(Vec<f64>);

impl Times {
    pub fn new(times: impl IntoIterator<Item = Duration>) -> Self {
        let mut times: Vec<f64> = times.into_iter().map(ms).collect();
        times.sort_by(f64::total_cmp);
        Self(times)
    }

    /// The time that so many of a hundred did not exceed.
    pub fn at(&self, percent: usize) -> f64 {
        let place = (self.0.len() * percent).div_ceil(100).saturating_sub(1);
        self.0.get(place).copied().unwrap_or(f64::NAN)
    }
}

impl std::fmt::Display for Times {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "p50 {:.1} ms, p95 {:.1} ms, p99 {:.1} ms", self.at(50), self.at(95), self.at(99))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_whether_its_figure_is_good_enough() {
        let row = |figure, floor| Row::new("uploads", "9 a second").beside("the disk: 30", 0.3).floor(figure, floor, "");
        assert!(row(0.3, Floor::AtLeast(0.25)).passes() && !row(0.2, Floor::AtLeast(0.25)).passes());
        assert!(row(1.0, Floor::AtMost(1.5)).passes() && !row(f64::NAN, Floor::AtMost(1.5)).passes());

        let table = table(&[row(0.2, Floor::AtLeast(0.25)), Row::new("memory", "20 MB")]);

        assert!(table.contains("uploads  9 a second  the disk: 30                0.30   NO (at least 0.25)\n"), "{table}");
        assert!(table.ends_with("memory   20 MB\n"), "{table}");
    }

    #[test]
    fn percentiles_are_times_that_were_seen() {
        let times = Times::new((1..=200).map(Duration::from_millis));
        assert_eq!((times.at(50), times.at(99), median(vec![3.0, 1.0, 2.0])), (100.0, 198.0, 2.0));
    }
}

//! How far it is: a bar where somebody watches, a line now and then where the output goes to a file, nothing inside the server.

use crate::config::show_size;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;

/// A line is printed at each of these many percent.
const STEP: u64 = 10;

pub enum Progress {
    Silent,
    Bar(ProgressBar),
    Lines { what: String, total: u64, done: u64, printed: u64 },
}

impl Progress {
    /// For the person at the terminal, or for whoever reads what standard error was led to.
    pub fn on_stderr() -> Self {
        if !std::io::stderr().is_terminal() {
            return Self::Lines { what: String::new(), total: 0, done: 0, printed: 0 };
        }
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template("{msg:20} {wide_bar} {bytes}/{total_bytes}") {
            bar.set_style(style);
        }
        Self::Bar(bar)
    }

    /// Begins the next part of the work.
    pub fn begin(&mut self, text: &str, total_bytes: u64) {
        match self {
            Self::Silent => {}
            Self::Bar(bar) => {
                bar.reset();
                bar.set_length(total_bytes);
                bar.set_message(text.to_owned());
            }
            Self::Lines { what, total, done, printed } => {
                (*what, *total, *done, *printed) = (text.to_owned(), total_bytes, 0, 0);
                eprintln!("{text} ({})", show_size(total_bytes));
            }
        }
    }

    /// Says that so many of so many things are done.
    pub fn count(&mut self, text: &str, done: usize, total: usize) {
        match self {
            Self::Silent => {}
            Self::Bar(bar) => {
                if bar.message() != text {
                    if let Ok(style) = ProgressStyle::with_template("{msg:20} {wide_bar} {pos}/{len}") {
                        bar.set_style(style);
                    }
                    bar.set_message(text.to_owned());
                }
                bar.set_length(total as u64);
                bar.set_position(done as u64);
            }
            Self::Lines { what, printed, .. } => {
                if what != text {
                    (*what, *printed) = (text.to_owned(), 0);
                }
                let percent = (done * 100).checked_div(total).unwrap_or(100) as u64;
                if percent >= *printed + STEP {
                    *printed = percent - percent % STEP;
                    eprintln!("{text}: {done} of {total}");
                }
            }
        }
    }

    pub fn advance(&mut self, bytes: u64) {
        match self {
            Self::Silent => {}
            Self::Bar(bar) => bar.inc(bytes),
            Self::Lines { what, total, done, printed } => {
                *done += bytes;
                let percent = done.saturating_mul(100).checked_div(*total).unwrap_or(100);
                if percent >= *printed + STEP {
                    *printed = percent - percent % STEP;
                    eprintln!("{what}: {printed} %");
                }
            }
        }
    }

    pub fn end(&mut self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}

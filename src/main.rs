//! The command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    // Before anything else: the restrictions hold only for threads that start after them.
    if std::env::args_os().nth(1).is_some_and(|command| command == "extract") {
        return commonshelf::extract::child_main();
    }
    ExitCode::SUCCESS
}

//! The command line: what can be asked for, in the words of `--help`. What a command does is a function of [`commonshelf::cli`]. Invariant:
//! the exit status is 0 when it was done, 1 after one message on standard error, 2 for a command line that means nothing.

use clap::{Args, Parser, Subcommand};
use commonshelf::bench;
use commonshelf::cli::{self, BackupWishes, ExportWishes, ImportWishes, NewAccount, RestoreWishes};
use commonshelf::config::{Config, Files};
use commonshelf::domain::text::EmailAddress;
use commonshelf::domain::words::{ImportAs, SiteRole};
use commonshelf::error::{Error, Result};
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

/// The library server of a network of organizations that share documents
#[derive(Parser)]
#[command(
    version,
    arg_required_else_help = true,
    disable_help_subcommand = true,
    after_help = "Settings come from the file given by --config and from COMMONSHELF_* variables in the environment, which win.\n\
                  `commonshelf config` shows each with what it means.\n\n\
                  To look around: commonshelf demo"
)]
struct Cli {
    /// Read settings from this TOML file
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the library until told to stop
    Serve,
    /// Serve a library full of sample content, in a folder of its own
    Demo {
        /// The folder of the sample library; made where it is missing
        #[arg(long, value_name = "FOLDER", default_value = "./data/demo")]
        folder: PathBuf,
    },
    /// Manage accounts from this machine
    #[command(subcommand, arg_required_else_help = true)]
    Admin(Admin),
    /// See whether mail leaves, or count what came back
    #[command(subcommand, arg_required_else_help = true)]
    Mail(Mail),
    /// Bring the database to the schema of this version; `serve` does it by itself
    Migrate,
    /// Make the search index anew from the database
    Reindex,
    /// Compare database, files and search index, and say what differs
    Check,
    /// Look whether all is well around the library (https, mail records, clock, disk, backups), and say what to do
    Doctor,
    /// Copy all files to another place, a folder or s3://bucket/prefix, and verify them there; nothing is removed
    MoveFiles {
        /// Where they are to be: a folder or s3://bucket/prefix
        #[arg(long, value_name = "PLACE", value_parser = Files::parse)]
        to: Files,
        /// Where they are, if not where the settings say
        #[arg(long, value_name = "PLACE", value_parser = Files::parse)]
        from: Option<Files>,
    },
    /// Back the library up into a folder, also while it is served
    Backup(Backup),
    /// Make a library of a backup, in an empty place
    Restore(Restore),
    /// Take documents in from an older library: a folder or zip with a table (CSV) and files
    Import(Import),
    /// Write what is published into a new folder or zip, with files and history, for another library to import
    Export(Export),
    /// Measure this program on this machine, beside what tantivy and the disk can do alone
    Bench {
        /// The folder of the library to measure; made where it is missing, and kept for the next run
        #[arg(long, value_name = "FOLDER", default_value = "./data/bench")]
        data: PathBuf,
        /// How many documents it holds
        #[arg(long, value_name = "NUMBER", default_value_t = 1_000)]
        size: usize,
        /// Take the documents from this file (JSON, one a line) instead of making them up
        #[arg(long, value_name = "FILE")]
        corpus: Option<PathBuf>,
        /// Take the questions from this file (JSON, one a line)
        #[arg(long, value_name = "FILE")]
        queries: Option<PathBuf>,
        /// Measure this part alone; can be given again for another
        #[arg(long, value_name = "PART", value_parser = bench::PARTS)]
        only: Vec<String>,
        /// Do little of everything, to see that it works: the figures mean nothing
        #[arg(long)]
        brief: bool,
    },
    /// Print the description of the API (OpenAPI, JSON)
    Openapi,
    /// Print the settings in force, with secrets masked
    Config,
    /// Read one uploaded file inside the limited process: what the server runs, and nobody else
    #[command(hide = true, disable_help_flag = true)]
    Extract {
        /// Between the server and its reader, which takes them from the process itself
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
}

#[derive(Subcommand)]
enum Admin {
    /// Create an account, without the approval that a request would need
    Create(Create),
}

#[derive(Subcommand)]
enum Mail {
    /// Send a test letter, and say what the mail server answered and what the DNS needs
    Test {
        /// To whom
        #[arg(value_name = "ADDRESS", value_parser = EmailAddress::parse)]
        to: EmailAddress,
    },
    /// Count a letter that came back: reads the report (RFC 3464) from standard input, from a mail server's pipe
    Bounce,
}

#[derive(Args)]
struct Create {
    /// The address to log in with
    #[arg(long, value_name = "ADDRESS", value_parser = EmailAddress::parse)]
    email: EmailAddress,
    /// The name that others see
    #[arg(long)]
    name: String,
    /// What the account may do on the whole site: admin, reviewer or user
    #[arg(long, default_value = "admin")]
    role: SiteRole,
    /// Take the password from the first line of this file ('-': standard input) instead of asking for it
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
}

#[derive(Args)]
#[command(
    after_help = "Database, files and settings go into a folder of their own below FOLDER, named by the time (UTC); files are stored once for all \
                  backups. Secrets stay out unless asked for: keep the secret key elsewhere as well."
)]
struct Backup {
    /// Where backups are; made where it is missing, best on another disk
    folder: PathBuf,
    /// Remove older backups, so that this many are kept
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    keep: Option<u32>,
    /// Put the secret key and passwords into the backup: whoever reads it then can act as anyone
    #[arg(long)]
    with_secrets: bool,
    /// Make none; restore the newest, or the one named by --backup, into a temporary place and compare everything there
    #[arg(long, conflicts_with_all = ["keep", "with_secrets"])]
    verify: bool,
    /// Which backup to verify
    #[arg(long, value_name = "NAME", requires = "verify")]
    backup: Option<String>,
}

#[derive(Args)]
#[command(
    after_help = "The place is what the settings name: data_dir, database_url, files. Every byte of the backup is verified before it is touched."
)]
struct Restore {
    /// Where backups are
    folder: PathBuf,
    /// Which one, such as 2026-11-22T02-30-00Z; the newest where none is named
    #[arg(long, value_name = "NAME")]
    backup: Option<String>,
    /// Purge also what this list names: purges.jsonl of the data folder that was lost
    #[arg(long, value_name = "FILE")]
    purges: Option<PathBuf>,
}

#[derive(Args)]
#[command(
    after_help = "The table is resources.csv, metadata.csv or the only .csv there; its columns are recognized by sensible names, or named in the mapping \
                  (TOML: [columns] ours = 'theirs', [values.type] 'Theirs' = 'ours', [separators], [defaults], source, delimiter, encoding, \
                  date_format). Faults are told by row and column, and what is sound is taken in. Run again, it adds what is missing."
)]
struct Import {
    /// The folder or zip
    path: PathBuf,
    /// What becomes of the documents: draft, submitted or approved
    #[arg(long = "as", value_name = "STATE")]
    import_as: ImportAs,
    /// The address of the admin in whose name they are taken in and decided
    #[arg(long, value_name = "ADDRESS", value_parser = EmailAddress::parse)]
    by: EmailAddress,
    /// Which of their columns and values are which of ours (TOML)
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// A name for the library they come from, which tells them from those of another
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// Make organizations that the table names and that do not exist, without users
    #[arg(long)]
    create_organizations: bool,
    /// Change nothing; say what would be done
    #[arg(long)]
    dry_run: bool,
    /// Write what is wrong into this file as well (CSV)
    #[arg(long, value_name = "FILE")]
    faults: Option<PathBuf>,
}

#[derive(Args)]
#[command(after_help = "What is in it stands in its README.txt. What was never published is not.")]
struct Export {
    /// A folder to be made, or an archive if it ends in .zip
    path: PathBuf,
    /// The documents of this organization alone
    #[arg(long, value_name = "NAME")]
    organization: Option<String>,
}

fn main() -> ExitCode {
    let Cli { config, command } = Cli::parse();
    // Before anything else: this process is about to read a file that nobody trusts.
    if let Command::Extract { .. } = &command {
        return cli::extract();
    }
    match run(command, config) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("commonshelf: {}", cli::message(&error));
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command, config: Option<PathBuf>) -> Result<()> {
    // The only provider that is built in; without this line the first TLS connection would look for one and find none.
    rustls::crypto::ring::default_provider()
        .install_default()
        .map_err(|_| Error::internal("installing the cryptography of TLS", "another provider is installed"))?;
    let settings = || Config::load(config.as_deref());
    let logged = || settings().and_then(|settings| commonshelf::log::start(&settings).map(|()| settings));
    match command {
        Command::Serve => cli::serve(logged()?),
        Command::Demo { folder } => cli::demo(logged()?, &folder),
        Command::Admin(Admin::Create(Create { email, name, role, password_file })) => {
            let settings = logged()?;
            let password = cli::new_password(password_file.as_deref())?;
            cli::create_account(settings, NewAccount { email, name, role, password })
        }
        Command::Mail(Mail::Test { to }) => cli::test_mail(&settings()?, &to),
        Command::Mail(Mail::Bounce) => cli::record_bounce(&logged()?),
        Command::Migrate => cli::migrate(logged()?),
        Command::Reindex => cli::reindex(logged()?),
        Command::Check => cli::check(logged()?),
        Command::Doctor => cli::doctor(&logged()?),
        Command::MoveFiles { to, from } => cli::move_files(&logged()?, from.as_ref(), &to),
        Command::Backup(Backup { folder, verify: true, backup, .. }) => cli::verify_backup(logged()?, &folder, backup),
        Command::Backup(Backup { folder, keep, with_secrets, .. }) => {
            cli::backup(logged()?, BackupWishes { folder, keep: keep.map(|keep| keep as usize), with_secrets })
        }
        Command::Restore(Restore { folder, backup, purges }) => cli::restore(logged()?, RestoreWishes { folder, backup, purges }),
        Command::Import(Import { path, import_as, by, mapping, source, create_organizations, dry_run, faults }) => {
            cli::import(logged()?, ImportWishes { path, import_as, by, mapping, source, create_organizations, dry_run, faults })
        }
        Command::Export(Export { path, organization }) => cli::export(logged()?, &ExportWishes { path, organization }),
        Command::Bench { data, size, corpus, queries, only, brief } => {
            let options = bench::Options { folder: data, size, corpus, queries, parts: only, is_brief: brief };
            bench::run(&logged()?, &options)
        }
        Command::Openapi => cli::openapi(),
        Command::Config => cli::config(&settings()?),
        // Done in `main`, before there was a configuration.
        Command::Extract { .. } => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound_and_hides_what_is_not_for_people() {
        let mut command = Cli::command();
        command.clone().debug_assert();
        let help = command.render_help().to_string();
        assert!(help.contains("demo") && !help.contains("extract"), "{help}");
    }

    #[test]
    fn what_the_server_passes_to_its_reader_arrives_untouched() {
        let parsed = Cli::try_parse_from(["commonshelf", "extract", "--probe", "socket", "--config", "-h"])
            .unwrap_or_else(|error| panic!("{error}"));
        let Command::Extract { arguments } = parsed.command else { panic!("another command") };
        assert_eq!(arguments, ["--probe", "socket", "--config", "-h"]);
    }
}

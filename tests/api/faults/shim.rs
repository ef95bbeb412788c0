//! Faults of the machine, made for one process by a small library (`faults.c`) that stands before the C library. A full file system of its own
//! for each test would need privileges, and could not be emptied again in the middle; this needs a C compiler only, which the build needs too.

use std::fs::{File, Permissions};
use std::os::unix::fs::{FileExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use tempfile::TempDir;

pub const NO_SPACE: i32 = 28;
pub const IO_ERROR: i32 = 5;

/// As `struct orders` of `faults.c` has them.
const CLOCK: u64 = 0;
const ERROR: u64 = 8;
const PATH: u64 = 16;
const LENGTH: u64 = 1024;

/// The orders that one process takes.
pub struct Faults {
    _folder: TempDir,
    path: PathBuf,
    orders: File,
}

impl Faults {
    /// None yet.
    pub fn new() -> Self {
        let folder = open_to_all(TempDir::with_prefix("commonshelf-faults-").unwrap());
        let path = folder.path().join("orders");
        let orders = File::create(&path).unwrap();
        orders.set_len(LENGTH).unwrap();
        Self { _folder: folder, path, orders }
    }

    /// The library, and the orders.
    pub fn files(&self) -> (&Path, &Path) {
        (library(), &self.path)
    }

    /// Lets the command take these orders.
    pub fn rule(&self, command: &mut Command) {
        command.env("LD_PRELOAD", library()).env("SHELF_FAULTS", &self.path);
    }

    /// From now on, writing to a file whose path holds this fails.
    pub fn fail_writes(&self, path: &str, error: i32) {
        let mut bytes = path.as_bytes().to_vec();
        bytes.push(0);
        self.orders.write_all_at(&bytes, PATH).unwrap();
        self.orders.write_all_at(&error.to_ne_bytes(), ERROR).unwrap();
    }

    pub fn heal(&self) {
        self.orders.write_all_at(&0_i32.to_ne_bytes(), ERROR).unwrap();
    }

    /// The process's time of day is so far from the machine's.
    pub fn set_clock(&self, seconds: i64) {
        self.orders.write_all_at(&seconds.to_ne_bytes(), CLOCK).unwrap();
    }
}

/// PostgreSQL runs as another user.
fn open_to_all(folder: TempDir) -> TempDir {
    std::fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
    folder
}

fn library() -> &'static Path {
    static LIBRARY: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    let (_, library) = LIBRARY.get_or_init(|| {
        let folder = open_to_all(TempDir::with_prefix("commonshelf-faults-").unwrap());
        let (source, library) = (folder.path().join("faults.c"), folder.path().join("faults.so"));
        std::fs::write(&source, include_str!("faults.c")).unwrap();
        let mut compiler = Command::new("cc");
        compiler.args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library).arg(&source).arg("-ldl");
        let done = compiler.output().expect("a C compiler, which tests/install brings");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        (folder, library)
    });
    library
}

//! What a reader that a file has taken over would try. Each attempt runs after the same restrictions as a reader, and says what came of it, so
//! that a test can see every restriction bite. Not reachable by a file: only `commonshelf extract --probe` leads here.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::net::{TcpStream, UdpSocket};
use std::process::Command;

/// The outcome in a word: `allowed`, or the name of the error; for the limits there is none, since the process does not live to tell.
pub fn attempt(what: &str) -> String {
    match what {
        "open" => verdict(File::open("/etc/passwd")),
        "write" => verdict(OpenOptions::new().append(true).create(true).open("/tmp/commonshelf-probe")),
        "list" => verdict(std::fs::read_dir("/")),
        "remove" => verdict(std::fs::remove_file("/tmp/commonshelf-probe")),
        "chmod" => verdict(std::fs::metadata("/tmp").and_then(|metadata| std::fs::set_permissions("/tmp", metadata.permissions()))),
        "connect" => verdict(TcpStream::connect(("127.0.0.1", 9))),
        "listen" => verdict(UdpSocket::bind(("127.0.0.1", 0))),
        #[cfg(unix)]
        "socketpair" => verdict(std::os::unix::net::UnixStream::pair()),
        "exec" => verdict(Command::new("/bin/true").status()),
        #[cfg(unix)]
        "replace" => verdict::<()>(Err(std::os::unix::process::CommandExt::exec(&mut Command::new("/bin/true")))),
        #[cfg(target_os = "linux")]
        "raise" => verdict(rlimit::Resource::NOFILE.set(64, 64)),
        "thread" => verdict(std::thread::Builder::new().spawn(|| ()).map(|thread| thread.join().is_ok())),
        "allocate" => allocate(),
        "recurse" => recurse(0).to_string(),
        "spin" => spin(),
        "print" => print(),
        "wait" => loop {
            std::thread::park();
        },
        "panic" => panic(),
        _ => "no such attempt".to_owned(),
    }
}

fn verdict<T>(result: io::Result<T>) -> String {
    match result {
        Ok(_) => "allowed".to_owned(),
        #[cfg(target_os = "linux")]
        Err(error) => match error.raw_os_error() {
            Some(libc::EPERM) => "EPERM".to_owned(),
            Some(libc::EACCES) => "EACCES".to_owned(),
            _ => error.to_string(),
        },
        #[cfg(not(target_os = "linux"))]
        Err(error) => error.to_string(),
    }
}

fn allocate() -> String {
    // Asked for and not touched: the limit is on address space, and filling gigabytes would meet the limit on time first.
    let held: Vec<Vec<u8>> = (0..64).map(|_| Vec::with_capacity(64 << 20)).collect();
    format!("allowed: {} blocks", std::hint::black_box(held).len())
}

fn recurse(depth: u64) -> u64 {
    let frame = std::hint::black_box([depth; 512]);
    if depth == u64::MAX { 0 } else { recurse(depth + 1) + frame[1] }
}

fn spin() -> String {
    let mut turns = 0_u64;
    loop {
        turns = std::hint::black_box(turns).wrapping_add(1);
        if turns == u64::MAX {
            return turns.to_string();
        }
    }
}

/// Fills standard output past every bound, with lines that mean nothing but are well formed.
fn print() -> String {
    let line = [r#"{"type":{"media_type":"text/plain"}}"#, "\n"].concat().repeat(1000);
    while io::stdout().write_all(line.as_bytes()).is_ok() {}
    "the parent no longer listens".to_owned()
}

#[expect(clippy::panic, reason = "what a reader with a bug does")]
fn panic() -> String {
    panic!("a reader broke down");
}

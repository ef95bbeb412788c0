//! Uploads beside what the disk alone can do: of two sizes, by one, four and sixty-four clients, with nobody reading the files and with readers at
//! work.

use super::client::Connection;
use super::corpus;
use super::disk::durable_files_per_second;
use super::library::UPLOADER;
use super::report::{Floor, Row, Times, median};
use super::search::side_by_side;
use super::server::Server;
use crate::error::Result;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const BOUNDARY: &str = "a-line-between-the-parts";
/// The floor is set for four clients, while nobody reads the files: then nothing but storing them takes time.
const CONNECTIONS_OF_THE_FLOOR: usize = 4;
/// A disk has moments in which it takes a tenth of a second for one file. So each figure is the middle one of some rounds, and each round stands
/// between two of the disk alone.
const ROUNDS: usize = 5;

struct Size {
    name: &'static str,
    bytes: usize,
    /// Uploads of a round by 1, 4 and 64 clients.
    uploads: [(usize, usize); 3],
    /// Files written for the disk's own rate, before and after each round.
    of_the_disk: usize,
    floor: f64,
}

const SIZES: [Size; 2] = [
    Size { name: "100 kB", bytes: 100_000, uploads: [(1, 60), (4, 200), (64, 400)], of_the_disk: 60, floor: 0.25 },
    Size { name: "5 MB", bytes: 5_000_000, uploads: [(1, 10), (4, 30), (64, 64)], of_the_disk: 8, floor: 0.4 },
];

/// `readers` says how many files are read at once meanwhile; of the uploads only one in `one_in` is done.
pub fn measure(server: &Server, folder: &Path, readers: usize, one_in: usize) -> Result<Vec<Row>> {
    let token = server.sign_in(UPLOADER)?;
    let mut rows = Vec::new();
    for size in &SIZES {
        let (content, of_the_disk) = (corpus::text_of_bytes(0, size.bytes), size.of_the_disk.div_ceil(one_in));
        for (connections, count) in size.uploads.map(|(connections, count)| (connections, count.div_ceil(one_in))) {
            let (mut rates, mut disks, mut ratios, mut times) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
            let rounds = if one_in > 1 { 1 } else { ROUNDS };
            let cpu_before = server.cpu_ms()?;
            let mut before = durable_files_per_second(folder, &content, of_the_disk)?;
            for round in 0..rounds {
                let (rate, of_round) = upload(server, &token, &content, &Round { connections, count, readers, round })?;
                let after = durable_files_per_second(folder, &content, of_the_disk)?;
                let disk = f64::midpoint(before, after);
                before = after;
                rates.push(rate);
                disks.push(disk);
                ratios.push(rate / disk);
                times.extend(of_round);
            }
            let cpu_ms = (server.cpu_ms()? - cpu_before) / (count * rounds) as f64;
            let (rate, disk, ratio, times) = (median(rates), median(disks), median(ratios), Times::new(times));
            let state = if readers == 0 { "nobody reads them" } else { "readers at work" };
            let what = format!("uploads of {}, {connections} at once, {state}", size.name);
            let row = Row::new(what, format!("{rate:.1} a second, {times}, {cpu_ms:.1} ms of processor time"))
                .beside(format!("durable new files, one at a time: {disk:.1} a second"), ratio);
            let has_floor = connections == CONNECTIONS_OF_THE_FLOOR && readers == 0;
            rows.push(if has_floor { row.floor(ratio, Floor::AtLeast(size.floor), "") } else { row });
        }
    }
    Ok(rows)
}

struct Round {
    connections: usize,
    count: usize,
    readers: usize,
    round: usize,
}

/// Every upload is a new draft with one new file, and must be answered with 201. Gives how many a second, and how long each took.
fn upload(server: &Server, token: &str, content: &[u8], round: &Round) -> Result<(f64, Vec<Duration>)> {
    let Round { connections, count, readers, round } = *round;
    let (next, times) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let started = Instant::now();
    side_by_side(connections, || {
        let mut line = Connection::open(server.address, Some(token))?;
        let mut own = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                break;
            }
            // Bytes that were there already would be stored for nothing.
            let first_line = format!("{readers} {connections} {round} {number} {}\n", content.len());
            let (head, tail) = (head(&first_line), format!("\r\n--{BOUNDARY}--\r\n"));
            let asked = Instant::now();
            let media_type = format!("multipart/form-data; boundary={BOUNDARY}");
            line.post("/api/v1/submissions", &media_type, &[head.as_bytes(), content, tail.as_bytes()])?.expect(201)?;
            own.push(asked.elapsed());
        }
        times.lock().unwrap_or_else(PoisonError::into_inner).extend(own);
        Ok(())
    })?;
    let rate = count as f64 / started.elapsed().as_secs_f64();
    Ok((rate, times.into_inner().unwrap_or_else(PoisonError::into_inner)))
}

fn head(first_line: &str) -> String {
    let metadata = r#"{"title": "Measured", "summary": "Made for measuring.", "section": "learn", "type": "guide", "language": "en"}"#;
    format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"metadata\"\r\nContent-Type: application/json\r\n\r\n{metadata}\r\n\
         --{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"measured.txt\"\r\nContent-Type: text/plain\r\n\r\n{first_line}"
    )
}

//! The server under measurement: this very program, in a process of its own, asked over HTTP and observed through `/proc`.

use super::client::Connection;
use super::library::PASSWORD;
use crate::error::{Context, Error, Result};
use std::fs::File;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Linux counts processor time in hundredths of a second wherever it runs.
const MS_PER_TICK: f64 = 10.0;
const START_WITHIN: Duration = Duration::from_secs(60);

/// It ends with this value, by its process id.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    /// From the start of its process until it had answered a search.
    pub first_answer: Duration,
}

impl Server {
    /// Starts it on a data folder, with these settings and none of this process's own.
    pub fn start(data_dir: &Path, settings: &[(&str, &str)]) -> Result<Self> {
        // Free a moment ago; whoever takes it in between fails loudly.
        let address = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).context("finding a free port")?;
        let log = File::create(data_dir.join("server.log")).context("making the log of the server")?;
        let program = std::env::current_exe().context("finding this program")?;
        let started = Instant::now();
        let child = Command::new(program)
            .arg("serve")
            .env_clear()
            .env("COMMONSHELF_DATA_DIR", data_dir)
            .env("COMMONSHELF_LISTEN", address.to_string())
            .env("COMMONSHELF_LOG", "warn")
            // It asks as fast as it can, from one address.
            .env("COMMONSHELF_RATES", "0")
            // As the unit in the README has it.
            .env("MALLOC_ARENA_MAX", "2")
            .envs(settings.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .context("starting the server")?;
        let mut server = Self { child, address, first_answer: Duration::ZERO };
        while !server.answers() {
            let ended = server.child.try_wait().context("starting the server")?;
            if ended.is_some() || started.elapsed() > START_WITHIN {
                let log = std::fs::read_to_string(data_dir.join("server.log")).unwrap_or_default();
                return Err(Error::internal("starting the server", format!("it did not come to answer: {log}")));
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        server.first_answer = started.elapsed();
        Ok(server)
    }

    fn answers(&self) -> bool {
        Connection::open(self.address, None).and_then(|mut line| line.get("/api/v1/resources?limit=1")).is_ok_and(|got| got.status == 200)
    }

    pub fn sign_in(&self, email: &str) -> Result<String> {
        let body = serde_json::json!({"email": email, "password": PASSWORD}).to_string();
        let answer = Connection::open(self.address, None)?.post("/api/v1/auth/login", "application/json", &[body.as_bytes()])?;
        let answer = answer.expect(200)?.json()?;
        answer["access_token"].as_str().map(str::to_owned).ok_or_else(|| Error::internal("signing in", "there is no token"))
    }

    /// Processor time that it has used so far, in milliseconds; that of processes it started not counted.
    pub fn cpu_ms(&self) -> Result<f64> {
        cpu_ms(&format!("/proc/{}/stat", self.child.id()))
    }

    /// Memory that is its own and no copy of a file, in MB.
    pub fn anonymous_mb(&self) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).context("reading the server's memory")?;
        let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).unwrap_or_default();
        let kb: f64 = line.trim().trim_end_matches(" kB").parse().context("reading the server's memory")?;
        Ok(kb / 1_024.0)
    }

    /// Does something while the server's memory is watched; also gives the most that it had.
    pub fn watched<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<(T, f64)> {
        let is_over = std::sync::atomic::AtomicBool::new(false);
        std::thread::scope(|scope| {
            let watcher = scope.spawn(|| {
                let mut most = 0.0_f64;
                while !is_over.load(std::sync::atomic::Ordering::Relaxed) {
                    most = most.max(self.anonymous_mb().unwrap_or_default());
                    std::thread::sleep(Duration::from_millis(20));
                }
                most
            });
            let done = work();
            is_over.store(true, std::sync::atomic::Ordering::Relaxed);
            let most = watcher.join().map_err(|_| Error::internal("watching the server", "the watcher panicked"))?;
            Ok((done?, most))
        })
    }

    /// Lets it stop in order.
    pub fn stop(mut self) -> Result<()> {
        let sent = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().context("stopping the server")?;
        if sent.success() {
            self.child.wait().context("stopping the server")?;
        }
        Ok(())
    }
}

/// Processor time of this process so far, in milliseconds.
pub fn own_cpu_ms() -> Result<f64> {
    cpu_ms("/proc/self/stat")
}

fn cpu_ms(path: &str) -> Result<f64> {
    let stat = std::fs::read_to_string(path).context("reading processor time")?;
    // The name, in parentheses, may hold spaces.
    let after_name = stat.rsplit_once(')').map(|(_, rest)| rest).unwrap_or_default();
    let ticks: f64 = after_name.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum();
    Ok(ticks * MS_PER_TICK)
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail where it has ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

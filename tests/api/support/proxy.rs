//! A proxy for TCP on the loopback that fails as it is told: between the program and whatever server it talks to.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

/// What happens to a connection instead of being passed on.
#[derive(Clone, Debug)]
pub enum Fault {
    /// It is closed as soon as it was made.
    Drop,
    /// One HTTP request is read to its end and answered with this, and the connection is closed.
    Answer(&'static str),
    /// It is passed on, and closed after so many bytes of the answer.
    CutAfter(usize),
    /// It is held open, and nothing is ever said.
    Hang,
}

/// What a server says that has too much to do.
pub const BUSY: Fault = Fault::Answer("HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

/// It listens on `port`, and stops with the value.
pub struct Proxy {
    pub port: u16,
    state: Arc<State>,
    thread: Option<JoinHandle<()>>,
}

struct State {
    target: u16,
    /// What is to happen to how many of the next connections.
    plan: Mutex<Option<(Fault, usize)>>,
    open: Mutex<Vec<TcpStream>>,
    failed: AtomicUsize,
    stopping: AtomicBool,
}

impl Proxy {
    /// Passes everything on to a port of this machine.
    pub fn to(target: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(State {
            target,
            plan: Mutex::default(),
            open: Mutex::default(),
            failed: AtomicUsize::new(0),
            stopping: AtomicBool::new(false),
        });
        let accepting = Arc::clone(&state);
        let thread = thread::spawn(move || {
            for line in listener.incoming() {
                if accepting.stopping.load(Ordering::SeqCst) {
                    return;
                }
                let (state, Ok(line)) = (Arc::clone(&accepting), line) else { continue };
                thread::spawn(move || state.serve(line));
            }
        });
        Self { port, state, thread: Some(thread) }
    }

    /// From now on, so many connections fail. Those that are open are closed, so that the next request needs a new one.
    pub fn fail(&self, times: usize, fault: Fault) {
        *self.state.plan.lock().unwrap() = Some((fault, times));
        self.state.close_all();
    }

    /// Nothing gets through any more.
    pub fn cut(&self) {
        self.fail(usize::MAX, Fault::Drop);
    }

    pub fn mend(&self) {
        *self.state.plan.lock().unwrap() = None;
        self.state.close_all();
    }

    /// How many connections have failed so far.
    pub fn failed(&self) -> usize {
        self.state.failed.load(Ordering::SeqCst)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.state.stopping.store(true, Ordering::SeqCst);
        self.state.close_all();
        // Wakes the thread that accepts.
        drop(TcpStream::connect(("127.0.0.1", self.port)));
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

impl State {
    fn next_fault(&self) -> Option<Fault> {
        let mut plan = self.plan.lock().unwrap();
        let (fault, times) = plan.as_mut()?;
        let fault = fault.clone();
        *times = times.saturating_sub(1);
        if *times == 0 {
            *plan = None;
        }
        self.failed.fetch_add(1, Ordering::SeqCst);
        Some(fault)
    }

    fn close_all(&self) {
        for line in self.open.lock().unwrap().drain(..) {
            // One that is closed already is as it should be.
            let _ = line.shutdown(Shutdown::Both);
        }
    }

    fn serve(&self, mut line: TcpStream) {
        self.open.lock().unwrap().push(line.try_clone().unwrap());
        let limit = match self.next_fault() {
            None => usize::MAX,
            Some(Fault::CutAfter(bytes)) => bytes,
            Some(Fault::Drop) => 0,
            Some(Fault::Answer(answer)) => {
                read_request(&mut line);
                let _ = line.write_all(answer.as_bytes());
                0
            }
            Some(Fault::Hang) => {
                let _ = line.read_to_end(&mut Vec::new());
                0
            }
        };
        if limit > 0
            && let Ok(server) = TcpStream::connect(("127.0.0.1", self.target))
        {
            self.open.lock().unwrap().push(server.try_clone().unwrap());
            let (mut from, mut to) = (line.try_clone().unwrap(), server.try_clone().unwrap());
            let asking = thread::spawn(move || {
                let _ = std::io::copy(&mut from, &mut to);
                let _ = to.shutdown(Shutdown::Write);
            });
            let _ = std::io::copy(&mut (&server).take(limit as u64), &mut line);
            let _ = (server.shutdown(Shutdown::Both), line.shutdown(Shutdown::Both));
            asking.join().unwrap();
        }
        let _ = line.shutdown(Shutdown::Both);
    }
}

/// Reads one HTTP request with its body, if it says how long that is.
fn read_request(line: &mut TcpStream) {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") && line.read(&mut byte).is_ok_and(|count| count == 1) {
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).to_lowercase();
    let length = head.lines().find_map(|header| header.strip_prefix("content-length:")).and_then(|length| length.trim().parse().ok());
    let _ = std::io::copy(&mut line.take(length.unwrap_or(0)), &mut std::io::sink());
}

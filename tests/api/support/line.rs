//! A line between two programs that a test can cut: bytes pass, or stand still, or the line is dropped and no new one can be had.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Forward,
    /// Nothing passes, and nobody is told.
    Stall,
    /// Whoever connects is hung up on.
    Refuse,
}

/// Listens on a free port of this machine until the process ends.
pub struct Line {
    pub address: SocketAddr,
    state: Arc<State>,
}

struct State {
    mode: Mutex<Mode>,
    changed: Condvar,
    /// Hangs up on both ends of each connection that was made.
    open: Mutex<Vec<Box<dyn Fn() + Send>>>,
}

impl Line {
    /// To a server that listens at a socket in the file system.
    pub fn to(server: PathBuf) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(State { mode: Mutex::new(Mode::Forward), changed: Condvar::new(), open: Mutex::default() });
        let accepting = Arc::clone(&state);
        std::thread::spawn(move || {
            for near in listener.incoming().map(Result::unwrap) {
                if *accepting.mode.lock().unwrap() != Mode::Refuse {
                    accepting.connect(near, &server);
                }
            }
        });
        Self { address, state }
    }

    /// Lets everything pass; what stood still goes on.
    pub fn forward(&self) {
        self.state.set(Mode::Forward);
    }

    /// From now on nothing passes, as when a cable is cut: nobody is told.
    pub fn stall(&self) {
        self.state.set(Mode::Stall);
    }

    /// Drops every connection and refuses new ones, as when the server ended.
    pub fn refuse(&self) {
        self.state.set(Mode::Refuse);
        self.drop_connections();
    }

    /// Drops every connection there is; new ones can be had.
    pub fn drop_connections(&self) {
        for hang_up in self.state.open.lock().unwrap().drain(..) {
            hang_up();
        }
    }
}

impl State {
    fn set(&self, mode: Mode) {
        *self.mode.lock().unwrap() = mode;
        self.changed.notify_all();
    }

    fn connect(self: &Arc<Self>, near: TcpStream, server: &Path) {
        let Ok(far) = UnixStream::connect(server) else { return };
        near.set_nodelay(true).unwrap();
        let ends = (near.try_clone().unwrap(), far.try_clone().unwrap());
        let hang_up = Arc::new(move || {
            // Fails where it was hung up already.
            let _ = (ends.0.shutdown(Shutdown::Both), ends.1.shutdown(Shutdown::Both));
        });
        self.pump(near.try_clone().unwrap(), far.try_clone().unwrap(), Arc::clone(&hang_up));
        self.pump(far, near, Arc::clone(&hang_up));
        self.open.lock().unwrap().push(Box::new(move || hang_up()));
    }

    fn pump(
        self: &Arc<Self>,
        mut from: impl Read + Send + 'static,
        mut to: impl Write + Send + 'static,
        hang_up: Arc<impl Fn() + Send + Sync + 'static>,
    ) {
        let state = Arc::clone(self);
        std::thread::spawn(move || {
            let mut buffer = vec![0; 64 * 1024];
            while let Ok(read @ 1..) = from.read(&mut buffer) {
                drop(state.changed.wait_while(state.mode.lock().unwrap(), |mode| *mode == Mode::Stall).unwrap());
                if to.write_all(&buffer[..read]).is_err() {
                    break;
                }
            }
            hang_up();
        });
    }
}

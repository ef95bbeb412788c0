//! A line between two programs that a test can cut: bytes pass, or stand still, or the line is dropped and no new one can be had.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex};

/// Where the line leads.
#[derive(Clone)]
pub enum Target {
    Tcp(SocketAddr),
    Socket(PathBuf),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Forward,
    /// Nothing passes, and nobody is told.
    Stall,
    /// Whoever connects is hung up on.
    Refuse,
}

/// Listens on a free port of this machine until the process ends.
pub struct Proxy {
    pub address: SocketAddr,
    line: Arc<Line>,
}

struct Line {
    mode: Mutex<Mode>,
    changed: Condvar,
    /// Hangs up on both ends of each connection that was made.
    open: Mutex<Vec<Box<dyn Fn() + Send>>>,
}

impl Proxy {
    pub fn to(target: Target) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let line = Arc::new(Line { mode: Mutex::new(Mode::Forward), changed: Condvar::new(), open: Mutex::default() });
        let accepting = Arc::clone(&line);
        std::thread::spawn(move || {
            for near in listener.incoming().map(Result::unwrap) {
                if *accepting.mode.lock().unwrap() != Mode::Refuse {
                    accepting.connect(near, &target);
                }
            }
        });
        Self { address, line }
    }

    /// Lets everything pass; what stood still goes on.
    pub fn forward(&self) {
        self.line.set(Mode::Forward);
    }

    /// From now on nothing passes, as when a cable is cut: nobody is told.
    pub fn stall(&self) {
        self.line.set(Mode::Stall);
    }

    /// Drops every connection and refuses new ones, as when the server ended.
    pub fn refuse(&self) {
        self.line.set(Mode::Refuse);
        self.drop_connections();
    }

    /// Drops every connection there is; new ones can be had.
    pub fn drop_connections(&self) {
        for hang_up in self.line.open.lock().unwrap().drain(..) {
            hang_up();
        }
    }
}

impl Line {
    fn set(&self, mode: Mode) {
        *self.mode.lock().unwrap() = mode;
        self.changed.notify_all();
    }

    fn connect(self: &Arc<Self>, near: TcpStream, target: &Target) {
        near.set_nodelay(true).unwrap();
        match target {
            Target::Tcp(address) => {
                let Ok(far) = TcpStream::connect(address) else { return };
                far.set_nodelay(true).unwrap();
                let ends = (far.try_clone().unwrap(), far.try_clone().unwrap());
                self.join(near, ends, move || drop(far.shutdown(Shutdown::Both)));
            }
            Target::Socket(path) => {
                let Ok(far) = UnixStream::connect(path) else { return };
                let ends = (far.try_clone().unwrap(), far.try_clone().unwrap());
                self.join(near, ends, move || drop(far.shutdown(Shutdown::Both)));
            }
        }
    }

    fn join<F: Read + Write + Send + 'static>(self: &Arc<Self>, near: TcpStream, far: (F, F), hang_up: impl Fn() + Send + Sync + 'static) {
        let hang_up = {
            let near = near.try_clone().unwrap();
            Arc::new(move || {
                let _ = near.shutdown(Shutdown::Both);
                hang_up();
            })
        };
        let (there, back) = (near.try_clone().unwrap(), near);
        self.pump(there, far.0, Arc::clone(&hang_up));
        self.pump(far.1, back, Arc::clone(&hang_up));
        self.open.lock().unwrap().push(Box::new(move || hang_up()));
    }

    fn pump(
        self: &Arc<Self>,
        mut from: impl Read + Send + 'static,
        mut to: impl Write + Send + 'static,
        hang_up: Arc<impl Fn() + Send + Sync + 'static>,
    ) {
        let line = Arc::clone(self);
        std::thread::spawn(move || {
            let mut buffer = vec![0; 64 * 1024];
            while let Ok(read @ 1..) = from.read(&mut buffer) {
                drop(line.changed.wait_while(line.mode.lock().unwrap(), |mode| *mode == Mode::Stall).unwrap());
                if to.write_all(&buffer[..read]).is_err() {
                    break;
                }
            }
            hang_up();
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::ErrorKind;
    use std::time::Duration;

    #[test]
    fn bytes_pass_stand_still_and_go_on_and_whoever_is_refused_is_hung_up_on() {
        let server = TcpListener::bind("127.0.0.1:0").unwrap();
        let proxy = Proxy::to(Target::Tcp(server.local_addr().unwrap()));
        let mut near = TcpStream::connect(proxy.address).unwrap();
        let (mut far, _) = server.accept().unwrap();
        let mut read = [0; 4];

        near.write_all(b"pass").unwrap();
        far.read_exact(&mut read).unwrap();
        proxy.stall();
        near.write_all(b"wait").unwrap();
        far.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
        assert!(matches!(far.read(&mut read).unwrap_err().kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut));
        far.set_read_timeout(None).unwrap();
        proxy.forward();
        far.read_exact(&mut read).unwrap();
        assert_eq!(&read, b"wait");

        proxy.refuse();
        assert_eq!(far.read(&mut read).unwrap_or(0), 0);
        let mut refused = TcpStream::connect(proxy.address).unwrap();
        assert_eq!(refused.read(&mut read).unwrap_or(0), 0);
    }
}

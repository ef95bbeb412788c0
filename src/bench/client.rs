//! As little of an HTTP client as measuring takes: it shares the machine with the server, and must cost next to nothing. One kept connection, one
//! request at a time, on a thread that waits.

use crate::error::{Context, Error, Result};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Nothing that is measured takes longer.
const PATIENCE: Duration = Duration::from_secs(120);

pub struct Connection {
    stream: BufReader<TcpStream>,
    authorization: String,
}

pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Result<serde_json::Value> {
        serde_json::from_slice(&self.body).context("reading an answer")
    }

    /// The answer if it has this status; else a failure that quotes it.
    pub fn expect(self, status: u16) -> Result<Self> {
        if self.status == status {
            return Ok(self);
        }
        let said: String = String::from_utf8_lossy(&self.body).chars().take(300).collect();
        Err(Error::internal("measuring", format!("the server answered {} where {status} was due: {said}", self.status)))
    }
}

impl Connection {
    pub fn open(address: SocketAddr, token: Option<&str>) -> Result<Self> {
        let stream = TcpStream::connect(address).context("connecting to the server")?;
        stream.set_nodelay(true).and_then(|()| stream.set_read_timeout(Some(PATIENCE))).context("connecting to the server")?;
        let authorization = token.map(|token| format!("Authorization: Bearer {token}\r\n")).unwrap_or_default();
        Ok(Self { stream: BufReader::with_capacity(1 << 16, stream), authorization })
    }

    pub fn get(&mut self, target: &str) -> Result<Answer> {
        let head = format!("GET {target} HTTP/1.1\r\nHost: bench\r\n{}\r\n", self.authorization);
        self.exchange(&[head.as_bytes()])
    }

    pub fn post(&mut self, target: &str, media_type: &str, parts: &[&[u8]]) -> Result<Answer> {
        let length: usize = parts.iter().map(|part| part.len()).sum();
        let head = format!(
            "POST {target} HTTP/1.1\r\nHost: bench\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\n{}\r\n",
            self.authorization
        );
        self.exchange(&[&[head.as_bytes()], parts].concat())
    }

    fn exchange(&mut self, parts: &[&[u8]]) -> Result<Answer> {
        let stream = self.stream.get_mut();
        for part in parts {
            stream.write_all(part).context("asking the server")?;
        }
        let status = self.line()?.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(|| broken("no status"))?;
        let (mut length, mut is_chunked) = (0, false);
        loop {
            let line = self.line()?.to_ascii_lowercase();
            match line.split_once(':').map(|(name, value)| (name, value.trim())) {
                Some(("content-length", value)) => length = value.parse().map_err(|_| broken("a length that is none"))?,
                Some(("transfer-encoding", _)) => is_chunked = true,
                Some(_) => {}
                None => break,
            }
        }
        let mut body = Vec::new();
        if is_chunked {
            while self.chunk(&mut body)? {}
        } else {
            self.take(length, &mut body)?;
        }
        Ok(Answer { status, body })
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        self.stream.read_line(&mut line).context("reading an answer")?;
        if line.is_empty() { Err(broken("the connection was closed")) } else { Ok(line.trim_end().to_owned()) }
    }

    fn chunk(&mut self, body: &mut Vec<u8>) -> Result<bool> {
        let length = usize::from_str_radix(&self.line()?, 16).map_err(|_| broken("a chunk without length"))?;
        self.take(length, body)?;
        self.line()?;
        Ok(length > 0)
    }

    fn take(&mut self, length: usize, body: &mut Vec<u8>) -> Result<()> {
        let from = body.len();
        body.resize(from + length, 0);
        self.stream.read_exact(body.get_mut(from..).unwrap_or_default()).context("reading an answer")
    }
}

fn broken(what: &str) -> Error {
    Error::internal("reading an answer", what)
}

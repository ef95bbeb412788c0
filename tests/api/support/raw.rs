//! Someone who speaks HTTP by hand: announces more than is sent, never stops, or says what is no HTTP at all.

use super::client::Answer;
use actix_web::rt::net::TcpStream;
use serde_json::Value;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// How long the server may leave a connection open before the test fails; a passing test never waits for it.
const DEADLINE: Duration = Duration::from_secs(30);

/// Sends these bytes, then waits without sending more until the server ends the connection. Gives the last answer that came.
pub async fn say(base: &str, bytes: &[u8]) -> Answer {
    let mut stream = connect(base).await;
    // A server that has heard enough may end the connection before it has taken everything.
    let _ = stream.write_all(bytes).await;
    let heard = tokio::time::timeout(DEADLINE, hear(&mut stream)).await;
    answer(&heard.expect("the server left the connection open"))
}

/// Sends these bytes, then `more` again and again for as long as the connection lasts. Gives the answer that came in between.
pub async fn keep_saying(base: &str, bytes: &[u8], more: &[u8]) -> Answer {
    let (mut reader, mut writer) = connect(base).await.into_split();
    let heard = async move {
        let mut heard = Vec::new();
        let mut buffer = [0; 4096];
        while let Ok(count @ 1..) = reader.read(&mut buffer).await {
            heard.extend_from_slice(&buffer[..count]);
        }
        heard
    };
    let heard = actix_web::rt::spawn(heard);
    let sent = async {
        let _ = writer.write_all(bytes).await;
        while writer.write_all(more).await.is_ok() {}
        heard.await.unwrap()
    };
    answer(&tokio::time::timeout(DEADLINE, sent).await.expect("the server left the connection open"))
}

/// Sends the beginning of a request, says nothing for a while, and then the rest, unless the server has had enough by then.
pub async fn falter(base: &str, beginning: &[u8], silence: Duration, rest: &[u8]) -> Answer {
    let mut stream = connect(base).await;
    stream.write_all(beginning).await.unwrap();
    if let Ok(heard) = tokio::time::timeout(silence, hear(&mut stream)).await {
        return answer(&heard);
    }
    stream.write_all(rest).await.unwrap();
    answer(&tokio::time::timeout(DEADLINE, hear(&mut stream)).await.expect("the server left the connection open"))
}

/// A connection on which something was said and more is still expected. Dropped, it is hung up in an orderly way.
pub struct Line(TcpStream);

impl Line {
    pub async fn begin(base: &str, bytes: &[u8]) -> Self {
        let mut stream = connect(base).await;
        stream.write_all(bytes).await.unwrap();
        Self(stream)
    }

    /// As when the network goes away: the server meets an error, and no end.
    pub fn break_off(self) {
        self.0.set_zero_linger().unwrap();
    }
}

async fn connect(base: &str) -> TcpStream {
    TcpStream::connect(base.strip_prefix("http://").unwrap()).await.unwrap()
}

/// All that comes until the connection ends, in whatever way it does.
async fn hear(stream: &mut TcpStream) -> Vec<u8> {
    let mut heard = Vec::new();
    let mut buffer = [0; 4096];
    while let Ok(count @ 1..) = stream.read(&mut buffer).await {
        heard.extend_from_slice(&buffer[..count]);
    }
    heard
}

fn answer(heard: &[u8]) -> Answer {
    let text = String::from_utf8_lossy(heard);
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer but {text:?}"));
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|status| status.parse().ok());
    let header = |line: &str| line.split_once(':').map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()));
    Answer {
        status: status.unwrap_or_else(|| panic!("no status in {head:?}")),
        headers: lines.filter_map(header).collect(),
        bytes: body.as_bytes().to_vec(),
        text: body.to_owned(),
        body: serde_json::from_str(body).unwrap_or(Value::Null),
    }
}

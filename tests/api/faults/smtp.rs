//! A mail server that talks nonsense, hangs up, or does not want one address: mail waits as a row, is tried again, and holds up no other.

use crate::mail::{apply, ask_for_reset, delivered, library_beside, library_with, mail_check, parked, wait_for_a_failure};
use crate::support::smtp::{Options, SmtpSink};
use crate::support::wait::wait_until;
use serde_json::json;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

/// What is done with each connection; failures are the client's business.
type Talk = fn(&TcpStream) -> std::io::Result<()>;

/// A server of the wrong kind.
struct Nonsense {
    port: u16,
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Nonsense {
    fn start(talk: Talk) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (port, is_over) = (listener.local_addr().unwrap().port(), Arc::new(AtomicBool::new(false)));
        let seen = Arc::clone(&is_over);
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if seen.load(Ordering::Relaxed) {
                    return;
                }
                let _ = talk(&stream.unwrap());
            }
        });
        Self { port, is_over, thread: Some(thread) }
    }
}

impl Drop for Nonsense {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
        let _ = self.thread.take().unwrap().join();
    }
}

fn hang_up(_: &TcpStream) -> std::io::Result<()> {
    Ok(())
}

fn speak_another_language(mut stream: &TcpStream) -> std::io::Result<()> {
    stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")
}

fn be_too_busy(mut stream: &TcpStream) -> std::io::Result<()> {
    stream.write_all(b"421 4.3.2 Too busy\r\n")
}

/// Takes a letter, up to its first line, and is gone.
fn hang_up_in_the_middle(mut stream: &TcpStream) -> std::io::Result<()> {
    stream.write_all(b"220 here\r\n")?;
    for line in BufReader::new(stream).lines() {
        match line?.get(..4) {
            Some("DATA") => stream.write_all(b"354 go on\r\n")?,
            Some("EHLO" | "MAIL" | "RCPT") => stream.write_all(b"250 yes\r\n")?,
            _ => break,
        }
    }
    Ok(())
}

#[actix_web::test]
async fn mail_waits_while_the_server_talks_nonsense_and_leaves_when_it_has_come_to_its_senses() {
    for talk in [hang_up as Talk, speak_another_language, be_too_busy, hang_up_in_the_middle] {
        let nonsense = Nonsense::start(talk);
        let port = nonsense.port;
        let app = library_with(format!("smtp://127.0.0.1:{port}")).await;

        apply(&app).await;
        wait_for_a_failure(&app).await;
        assert_eq!(mail_check(&app).await, json!({"transport": "smtp", "waiting": 1, "parked": 0}));
        drop(nonsense);
        let sink = SmtpSink::start(Options { port: Some(port), ..Options::default() });
        app.app.clock.advance_seconds(60);

        assert_eq!(delivered(&app, &sink).await.len(), 1);
    }
}

#[actix_web::test]
async fn one_address_that_is_refused_or_put_off_holds_up_no_other() {
    let sink = SmtpSink::start(Options { refuse: vec!["ruth@example.org"], put_off: vec!["leo@example.org"], ..Options::default() });
    let app = library_beside(&sink).await;
    let ingrid = app.admin("ingrid").await;
    app.reviewer("ruth").await;
    app.reviewer("leo").await;

    for name in ["ruth", "leo", "ingrid"] {
        ask_for_reset(&app, &format!("{name}@example.org")).await;
    }
    wait_until("the third letter has arrived", async || sink.messages().len() == 1).await;
    wait_for_a_failure(&app).await;

    assert_eq!(sink.messages()[0].to, ["ingrid@example.org"]);
    assert_eq!(mail_check(&app).await, json!({"transport": "smtp", "waiting": 1, "parked": 1}));
    assert_eq!(parked(&ingrid).await[0]["last_error"], "the mail server answered 550");
}

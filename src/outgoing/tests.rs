//! A real server on this machine, which only a test may ask, and names whose addresses the test gives out.

use super::*;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Gives out these answers, one for each connection, and keeps what was asked.
struct Server {
    port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn giving(answers: Vec<String>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (port, asked) = (listener.local_addr().unwrap().port(), Arc::<Mutex<Vec<String>>>::default());
        let kept = Arc::clone(&asked);
        std::thread::spawn(move || {
            for answer in answers {
                let (mut line, _) = listener.accept().unwrap();
                let mut request = vec![0; 4_096];
                let count = line.read(&mut request).unwrap();
                kept.lock().unwrap().push(String::from_utf8_lossy(&request[..count]).into_owned());
                line.write_all(answer.as_bytes()).unwrap();
            }
        });
        Self { port, asked }
    }

    fn url(&self, path: &str) -> Url {
        Url::parse(&format!("http://127.0.0.1:{}{path}", self.port)).unwrap()
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn ok(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
}

fn leading_to(status: u16, location: &str) -> String {
    format!("HTTP/1.1 {status} Elsewhere\r\nlocation: {location}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
}

/// One whose names all have these addresses.
fn outgoing(reach: Reach, addresses: &[&str]) -> (Outgoing, Arc<AtomicUsize>) {
    let addresses: Vec<IpAddr> = addresses.iter().map(|address| address.parse().unwrap()).collect();
    let resolved = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&resolved);
    let resolve = move |_: &str| {
        count.fetch_add(1, Ordering::Relaxed);
        Ok(addresses.clone())
    };
    (Outgoing { user_agent: "Commonshelf/0 (+https://library.example.org/)".to_owned(), reach, resolve: Arc::new(resolve) }, resolved)
}

fn get(url: Url) -> Request {
    Request { max_answer_bytes: 10, ..Request::new(Method::GET, url) }
}

#[test]
fn only_addresses_of_the_open_internet_are_public() {
    for public in [
        "8.8.8.8",
        "1.1.1.1",
        "172.15.0.1",
        "172.32.0.1",
        "100.63.0.1",
        "193.0.0.1",
        "2606:4700::1111",
        "2002:808:808::1",
        "::ffff:8.8.8.8",
    ] {
        assert!(addresses::is_public(public.parse().unwrap()), "{public}");
    }
    let closed = [
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "127.9.9.9",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.9.9",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fc00::1",
        "fd12::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "2001:db8::1",
        "2001::1",
        "3fff::1",
        "100::1",
        "64:ff9b:1::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::10.0.0.1",
        "2002:a00:1::1",
        "2002:7f00:1::",
        "::127.0.0.1",
    ];
    for address in closed {
        assert!(!addresses::is_public(address.parse().unwrap()), "{address}");
    }
}

#[test]
fn an_address_that_leads_into_a_private_network_is_refused_however_it_is_written() {
    let (outgoing, _) = outgoing(Reach::Internet, &["8.8.8.8", "10.0.0.1"]);
    let written = [
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://017700000001/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://169.254.169.254/latest/meta-data",
        "http://two-addresses.example/",
        "file:///etc/passwd",
        "ftp://8.8.8.8/",
        "http://user@8.8.8.8/",
    ];
    for url in written {
        let refused = outgoing.send(get(Url::parse(url).unwrap())).unwrap_err();
        assert!(matches!(refused, Failure::Refused(_)), "{url}: {refused}");
    }
}

#[test]
fn an_answer_is_read_up_to_its_limit_and_the_request_says_who_asks() {
    let server = Server::giving(vec![ok("0123456789and more")]);
    let (outgoing, _) = outgoing(Reach::ThisMachine, &[]);

    let answer = outgoing.send(get(server.url("/page"))).unwrap();

    assert_eq!((answer.status, answer.body.as_slice()), (200, b"0123456789".as_slice()));
    let asked = server.asked().concat();
    assert!(asked.starts_with("GET /page HTTP/1.1") && asked.contains("Commonshelf/0 (+https://library.example.org/)"), "{asked}");
}

#[test]
fn a_name_is_resolved_once_and_the_connection_goes_where_it_was_said_to_lead() {
    let server = Server::giving(vec![ok("here")]);
    let (outgoing, resolved) = outgoing(Reach::ThisMachine, &["127.0.0.1"]);
    let url = Url::parse(&format!("http://a-name.example:{}/", server.port)).unwrap();

    let answer = outgoing.send(get(url)).unwrap();

    assert_eq!((answer.body.as_slice(), resolved.load(Ordering::Relaxed)), (b"here".as_slice(), 1));
    assert!(server.asked().concat().contains(&format!("host: a-name.example:{}", server.port)));
}

#[test]
fn a_redirect_is_followed_and_each_address_of_it_is_looked_at() {
    let server = Server::giving(vec![leading_to(302, "/second"), ok("second"), leading_to(301, "http://10.0.0.1/inside")]);
    let (outgoing, _) = outgoing(Reach::ThisMachine, &[]);

    let followed = outgoing.send(get(server.url("/first"))).unwrap();
    let inside = outgoing.send(get(server.url("/third"))).unwrap_err();

    assert_eq!((followed.url, followed.body.as_slice()), (server.url("/second"), b"second".as_slice()));
    assert!(matches!(inside, Failure::Refused(_)), "{inside}");
}

#[test]
fn what_is_sent_follows_only_a_redirect_that_keeps_its_method_and_no_redirect_goes_on_for_ever() {
    let round = (0..=MAX_REDIRECTS).map(|_| leading_to(302, "/round"));
    let server = Server::giving([leading_to(302, "/away"), leading_to(307, "/kept"), ok("")].into_iter().chain(round).collect());
    let (outgoing, _) = outgoing(Reach::ThisMachine, &[]);
    let post = |path: &str| Request { body: b"{}".to_vec(), ..Request::new(Method::POST, server.url(path)) };

    assert_eq!(outgoing.send(post("/a")).unwrap().status, 302);
    assert_eq!(outgoing.send(post("/b")).unwrap().status, 200);
    assert_eq!(outgoing.send(get(server.url("/round"))).unwrap_err(), Failure::TooManyRedirects);
    assert!(server.asked()[2].starts_with("POST /kept"), "{:?}", server.asked());
}

#[test]
fn who_does_not_answer_is_a_failure_in_words_without_the_address() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let (outgoing, _) = outgoing(Reach::ThisMachine, &[]);
    let closed = outgoing.send(get(Url::parse(&format!("http://127.0.0.1:{port}/secret-path")).unwrap())).unwrap_err();
    let nowhere = Outgoing { resolve: Arc::new(|_: &str| Ok(Vec::new())), ..outgoing }.send(get(Url::parse("http://no.example/").unwrap()));

    assert!(matches!(closed, Failure::Unreachable(_)) && !closed.to_string().contains("secret-path"), "{closed}");
    assert_eq!(nowhere.unwrap_err(), Failure::UnknownName);
}

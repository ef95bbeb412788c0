//! How requests to the object storage are signed (AWS Signature Version 4): what we really send, against a signer of our own, which is itself
//! held against the example that Amazon publishes.

use crate::support::s3::{ACCESS_KEY, Bucket, SECRET_KEY};
use commonshelf::config::Config;
use commonshelf::files::Store;
use ring::{digest, hmac};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpListener;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text.as_bytes()).as_ref().to_vec()
}

/// A request as it is signed. The names of headers are in small letters, and only those that are signed are here.
struct Request<'a> {
    method: &'a str,
    path: &'a str,
    query: &'a str,
    headers: BTreeMap<&'a str, &'a str>,
}

/// `scope` is `20130524/us-east-1/s3/aws4_request`.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html>
fn signature(request: &Request, scope: &str, secret_key: &str) -> String {
    let headers: String = request.headers.iter().map(|(name, value)| format!("{name}:{}\n", value.trim())).collect();
    let names = request.headers.keys().copied().collect::<Vec<_>>().join(";");
    let content = request.headers["x-amz-content-sha256"];
    let canonical = format!("{}\n{}\n{}\n{headers}\n{names}\n{content}", request.method, request.path, request.query);
    let hash = hex(digest::digest(&digest::SHA256, canonical.as_bytes()).as_ref());
    let to_sign = format!("AWS4-HMAC-SHA256\n{}\n{scope}\n{hash}", request.headers["x-amz-date"]);
    let key = scope.split('/').fold(format!("AWS4{secret_key}").into_bytes(), |key, part| hmac(&key, part));
    hex(&hmac(&key, &to_sign))
}

#[test]
fn our_signer_agrees_with_the_published_example() {
    let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let headers = [
        ("host", "examplebucket.s3.amazonaws.com"),
        ("range", "bytes=0-9"),
        ("x-amz-content-sha256", nothing),
        ("x-amz-date", "20130524T000000Z"),
    ];
    let request = Request { method: "GET", path: "/test.txt", query: "", headers: BTreeMap::from(headers) };

    let signed = signature(&request, "20130524/us-east-1/s3/aws4_request", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");

    assert_eq!(signed, "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
}

/// Takes one request, answers that all is well, and gives its head.
fn listen(listener: &TcpListener) -> String {
    let (mut line, _) = listener.accept().unwrap();
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        line.read_exact(&mut byte).unwrap();
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap();
    let length =
        head.lines().find_map(|header| header.to_lowercase().strip_prefix("content-length:").map(|length| length.trim().to_owned()));
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    line.read_exact(&mut body).unwrap();
    line.write_all(b"HTTP/1.1 200 OK\r\nETag: \"x\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
    head
}

/// Asserts that a request is signed, over its method, path, query and all the headers that decide what it does.
fn assert_signed(head: &str) {
    let mut lines = head.lines();
    let [method, target, _] = lines.next().unwrap().split(' ').collect::<Vec<_>>()[..] else { panic!("{head}") };
    let headers: BTreeMap<String, &str> =
        lines.filter_map(|line| line.split_once(':')).map(|(name, value)| (name.to_lowercase(), value.trim())).collect();
    let authorization = headers["authorization"].strip_prefix("AWS4-HMAC-SHA256 ").unwrap();
    let part = |name: &str| authorization.split(", ").find_map(|part| part.strip_prefix(name)?.strip_prefix('=')).unwrap();
    let scope = part("Credential").strip_prefix(&format!("{ACCESS_KEY}/")).unwrap();
    let names: Vec<&str> = part("SignedHeaders").split(';').collect();
    for name in headers.keys().filter(|name| name.starts_with("x-amz-") || matches!(name.as_str(), "host" | "range")) {
        assert!(names.contains(&name.as_str()), "{name} is not signed: {head}");
    }
    let signed = names.iter().map(|name| (*name, headers[*name])).collect();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));

    let expected = signature(&Request { method, path, query, headers: signed }, scope, SECRET_KEY);

    assert_eq!(part("Signature"), expected, "{head}");
    assert!(scope.ends_with("/us-east-1/s3/aws4_request"), "{scope}");
}

#[test]
fn what_we_send_is_signed_as_amazon_says() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::for_tests(folder.path()).unwrap();
    Bucket::missing("our-library").settings_through(port, &mut config);
    let sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    let heads = std::thread::scope(|scope| {
        let listening = scope.spawn(|| (0..3).map(|_| listen(&listener)).collect::<Vec<_>>());
        let store = Store::open(&config).unwrap();
        store.put(sha256, 3, &mut &b"abc"[..]).unwrap();
        // The answer is no part of anything, which is not the question here.
        assert!(store.open_part(sha256, 1, 2).is_err());
        listening.join().unwrap()
    });

    assert!(heads[1].starts_with(&format!("PUT /our-library/library/files/ba/{sha256} HTTP/1.1")), "{}", heads[1]);
    assert!(heads[2].contains("bytes=1-2"), "{}", heads[2]);
    heads.iter().for_each(|head| assert_signed(head));
}

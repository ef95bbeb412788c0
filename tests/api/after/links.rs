//! Links are asked now and then: one that fails over days is called dead, its organization is told, and it recovers by itself.

use super::{Library, events};
use crate::support::app::TestApp;
use crate::support::wait::wait_until;
use commonshelf::config::Reach;
use commonshelf::db::link_checks;
use commonshelf::domain::ids::ResourceId;
use serde_json::json;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

/// A server of somebody's, which answers each request with the status of the moment.
struct Elsewhere {
    port: u16,
    /// For a HEAD and for anything else.
    status: Arc<Mutex<(u16, u16)>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Elsewhere {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (status, asked) = (Arc::new(Mutex::new((200, 200))), Arc::<Mutex<Vec<String>>>::default());
        let (now, kept) = (Arc::clone(&status), Arc::clone(&asked));
        std::thread::spawn(move || {
            for line in listener.incoming() {
                let mut line = line.unwrap();
                let mut request = vec![0; 4_096];
                let count = line.read(&mut request).unwrap();
                let request = String::from_utf8_lossy(&request[..count]).into_owned();
                let (head, other) = *now.lock().unwrap();
                let status = if request.starts_with("HEAD") { head } else { other };
                kept.lock().unwrap().push(request);
                write!(line, "HTTP/1.1 {status} So\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").unwrap();
            }
        });
        Self { port, status, asked }
    }

    fn answers(&self, head: u16, other: u16) {
        *self.status.lock().unwrap() = (head, other);
    }
}

/// A day goes by, and the links whose turn it is have been asked.
async fn a_day_later(library: &mut Library, resource: &str) {
    library.app.stop_workers();
    library.days_pass(1).await;
    let now = library.app.app.clock.now();
    library.app.start_workers();
    let id = ResourceId::parse(resource.rsplit('/').next().unwrap()).unwrap();
    wait_until("its link was asked", async || {
        let check = library.app.app.db.read(move |c| link_checks::get(c, id)).await.unwrap();
        check.is_some_and(|check| check.checked_at >= now || check.next_at > now)
    })
    .await;
    library.app.wait_for_jobs("links").await;
}

async fn library_with_a_link(elsewhere: &Elsewhere) -> (Library, String) {
    let library = Library::of(TestApp::spawn_with(|config| config.outgoing = Reach::ThisMachine).await).await;
    let url = format!("http://127.0.0.1:{}/page", elsewhere.port);
    let resource = library.publish_as("Handbook", json!({"link_url": url})).await;
    (library, resource)
}

#[actix_web::test]
async fn a_link_is_dead_after_three_failures_over_days_and_alive_with_the_first_answer() {
    let elsewhere = Elsewhere::start();
    let (mut library, resource) = library_with_a_link(&elsewhere).await;
    elsewhere.answers(404, 404);

    for _ in 0..2 {
        a_day_later(&mut library, &resource).await;
        assert!(library.read(&resource).await.body.get("link_dead_since").is_none());
    }
    let before = library.letters().await.len();
    a_day_later(&mut library, &resource).await;

    let body = library.read(&resource).await.body;
    assert!(body["link_dead_since"].is_string(), "{body}");
    assert_eq!(library.told_since(before).await, ["mara: The link of “Handbook” leads nowhere"]);
    elsewhere.answers(200, 200);
    a_day_later(&mut library, &resource).await;
    assert!(library.read(&resource).await.body.get("link_dead_since").is_none());
    assert_eq!((events(&library.app, "resource.link_died").await, events(&library.app, "resource.link_recovered").await), (1, 1));
}

#[actix_web::test]
async fn a_server_that_knows_no_head_is_asked_again_with_get_and_told_who_asks() {
    let elsewhere = Elsewhere::start();
    let (mut library, resource) = library_with_a_link(&elsewhere).await;
    elsewhere.answers(500, 200);

    a_day_later(&mut library, &resource).await;

    let asked = elsewhere.asked.lock().unwrap().clone();
    assert!(asked[0].starts_with("HEAD /page") && asked[1].starts_with("GET /page") && asked.len() == 2, "{asked:?}");
    assert!(asked[0].to_lowercase().contains("user-agent: commonshelf/"), "{asked:?}");
    let id = ResourceId::parse(resource.rsplit('/').next().unwrap()).unwrap();
    let check = library.app.app.db.read(move |c| link_checks::get(c, id)).await.unwrap().unwrap();
    assert_eq!((check.failures, check.detail), (0, None));
}

/// One that wants a password or does not like programs is there all the same.
#[actix_web::test]
async fn a_page_that_refuses_us_is_not_dead_and_the_private_network_is_never_asked() {
    let elsewhere = Elsewhere::start();
    let (mut library, resource) = library_with_a_link(&elsewhere).await;
    elsewhere.answers(403, 403);
    let inside = library.publish_as("Inside", json!({"link_url": "http://10.0.0.1/router"})).await;

    a_day_later(&mut library, &resource).await;
    a_day_later(&mut library, &inside).await;

    let check = async |path: &str| {
        let id = ResourceId::parse(path.rsplit('/').next().unwrap()).unwrap();
        library.app.app.db.read(move |c| link_checks::get(c, id)).await.unwrap().unwrap()
    };
    assert_eq!(check(&resource).await.failures, 0);
    assert_eq!(check(&inside).await.detail.as_deref(), Some("it leads into a private network, which is not asked"));
}

//! The keys of the object storage: who sees them, and what is made of them.

use crate::support::process::Place;
use crate::support::proxy::{BUSY, Proxy};
use crate::support::s3::{ACCESS_KEY, Bucket, SECRET_KEY};
use crate::support::wait::wait_until;

const PASSWORD: &str = "a handful of quiet words";

#[actix_web::test]
async fn the_keys_stand_neither_in_the_log_nor_in_the_settings_as_shown() {
    let (place, bucket) = (Place::new(), Bucket::new());
    place.create_admin("ana@example.org", PASSWORD);
    let proxy = Proxy::to(bucket.port);
    let with_bucket = |arguments: &[&str]| {
        let mut command = place.command(arguments);
        bucket.environment(proxy.port, &mut command);
        command.env("COMMONSHELF_LOG", "info,object_store=trace,commonshelf=trace");
        command
    };
    let server = place.start(with_bucket(&["serve"])).await;
    assert!(bucket.get("library/files/commonshelf.txt").is_some(), "the bucket was not marked");
    proxy.fail(usize::MAX, BUSY);
    let visitor = server.visitor();
    wait_until("it has noticed", async || visitor.get("/health/ready").await.body["checks"]["files"]["ok"] == false).await;

    let shown = crate::support::process::finish(with_bucket(&["config"])).expect(0).out;

    let log = server.log();
    assert!(log.contains("the object storage failed") && shown.contains("s3_secret_key = \"********\""), "{shown}");
    for key in [ACCESS_KEY, SECRET_KEY] {
        let line = log.lines().chain(shown.lines()).find(|line| line.contains(key));
        assert!(line.is_none(), "a key is shown: {}", line.unwrap_or_default());
    }
}

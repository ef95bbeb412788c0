//! An acknowledged write is durable: the real program is killed again and again while people work with it, and what it had acknowledged is
//! compared with what is there afterwards. SIGKILL spares what the system has cached, so [`syscalls`] and [`connections`] show that the
//! disk is waited for.
//!
//! `COMMONSHELF_TEST_KILLS` says how often it is killed, `COMMONSHELF_TEST_SEED` repeats the same choices (not the same moments: those are
//! the machine's). What was in flight at each kill is printed, also by a test that passes.

mod acts;
mod audit;
mod connections;
mod ledger;
mod syscalls;
mod world;

use crate::support::wait::wait_until;
use std::io::Write;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use world::World;

/// How long people work before the server is killed, in milliseconds.
const WORK: std::ops::Range<u64> = 100..600;
/// `check` reads everything: it is asked at the end, and now and then.
const CHECK_EVERY: usize = 100;

fn kills() -> usize {
    std::env::var("COMMONSHELF_TEST_KILLS").map_or(50, |kills| kills.parse().expect("COMMONSHELF_TEST_KILLS is a number"))
}

fn seed() -> u64 {
    match std::env::var("COMMONSHELF_TEST_SEED") {
        Ok(seed) => seed.parse().expect("COMMONSHELF_TEST_SEED is a number"),
        Err(_) => SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs(),
    }
}

/// Past the test runner, which shows only what failing tests print.
fn say(text: &str) {
    std::io::stderr().lock().write_all(format!("{text}\n").as_bytes()).unwrap();
}

#[actix_web::test]
async fn nothing_acknowledged_is_lost_however_often_the_server_is_killed() {
    let (kills, seed, began) = (kills(), seed(), Instant::now());
    say(&format!("durability: {kills} kills, seed {seed}"));
    let mut world = World::make(seed).await;
    let mut server = world.start().await;
    for kill in 1..=kills {
        world.sign_everyone_in().await;
        let moment = Duration::from_millis(world.choose(WORK));
        let started = Instant::now();
        let killing = async {
            wait_until("the moment of the kill", async || started.elapsed() >= moment).await;
            let in_flight = world.is_about_to_be_killed();
            server.kill();
            in_flight
        };
        let (in_flight, ()) = futures_util::future::join(killing, world.work()).await;
        server = world.start().await;
        let settled = world.settle().await;
        say(&format!("kill {kill}/{kills}: after {} ms, in flight: {in_flight}; {settled}", moment.as_millis()));
        if kill % CHECK_EVERY == 0 {
            world.check().await;
        }
    }
    world.look_at_everything(&server).await;
    world.check().await;
    say(&format!("{}\ndurability: {kills} kills in {} s", world.figures(), began.elapsed().as_secs()));
    assert_eq!(server.stop().await, 0);
}

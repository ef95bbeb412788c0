//! The change feed under many writers: no follower skips or repeats a change; and the bell that nodes ring for each other.

use super::fleet::Fleet;
use crate::support::wait::wait_until;
use commonshelf::db::{Db, Target, changes, jobs, listen};
use commonshelf::domain::ids::ResourceId;
use commonshelf::domain::time::Clock;
use commonshelf::domain::words::ChangeKind;
use commonshelf::error::Error;
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering::SeqCst};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

const WRITERS: usize = 200;
const TRANSACTIONS: usize = 10;
/// Connections that one pool writes with.
const POOL: usize = 8;
const FOLLOWERS: usize = 4;
const DEADLINE: Duration = Duration::from_secs(60);

/// Where everyone waits until all are there, so that all their transactions are open at one moment.
#[derive(Default)]
struct Gate {
    there: Mutex<usize>,
    all: Condvar,
}

impl Gate {
    fn pass(&self) {
        let mut there = self.there.lock().unwrap();
        *there += 1;
        self.all.notify_all();
        let (there, timeout) = self.all.wait_timeout_while(there, DEADLINE, |there| *there < WRITERS).unwrap();
        assert!(!timeout.timed_out(), "{there} of {WRITERS} transactions could be opened");
    }
}

/// One writer's transactions, each with one to three changes; every fourth is given up. Gives how many changes it made.
fn write(db: &Db, gate: &Gate, number: usize) -> i64 {
    let mut made = 0;
    let is_through = AtomicBool::new(false);
    for turn in 0..TRANSACTIONS {
        let (count, is_given_up) = (1 + (number + turn) % 3, turn % 4 == 3);
        let act = |tx: &mut commonshelf::db::Tx| {
            jobs::enqueue(tx, "nobody's", &number, Clock::system().now(), Clock::system().now())?;
            if !is_through.swap(true, SeqCst) {
                gate.pass();
            }
            for _ in 0..count {
                tx.change(ChangeKind::Resource, ResourceId::new());
            }
            if is_given_up { Err(Error::NotFound("reason to go on")) } else { Ok(()) }
        };
        let started = Instant::now();
        let done = loop {
            match db.write_blocking(act) {
                // A machine that is slow to open two hundred connections says so, and whoever is told asks again.
                Err(Error::Unavailable { .. }) if started.elapsed() < DEADLINE => {}
                done => break done,
            }
        };
        match done {
            Ok(()) => made += i64::try_from(count).unwrap(),
            Err(Error::NotFound(_)) => assert!(is_given_up),
            Err(failure) => panic!("writer {number}: {failure}"),
        }
    }
    made
}

/// Reads the feed as an index does, until it has read up to `end`. Gives how many changes it saw, each one more than the last.
fn follow(db: &Db, end: &AtomicI64) -> (i64, usize) {
    let (mut seq, mut looks, started) = (0, 0, Instant::now());
    while seq != end.load(SeqCst) {
        assert!(started.elapsed() < DEADLINE * 2, "stuck at {seq} of {}", end.load(SeqCst));
        for change in db.read_blocking(|c| changes::list_after(c, seq, 500)).unwrap() {
            assert_eq!(change.seq, seq + 1, "a follower that held {seq} was shown {}", change.seq);
            seq = change.seq;
        }
        looks += 1;
    }
    (seq, looks)
}

#[actix_web::test]
async fn no_follower_skips_or_repeats_a_change_of_two_hundred_writers_at_once() {
    let Some(fleet) = Fleet::open().await else { return };
    let nodes = [fleet.node().await, fleet.node().await];
    let target = Target::Postgres(fleet.database_url());
    let pools: Vec<Db> = (0..WRITERS / POOL).map(|_| Db::open(target.clone(), Clock::system()).unwrap()).collect();
    let (gate, end) = (Arc::new(Gate::default()), Arc::new(AtomicI64::new(-1)));

    let following = (0..FOLLOWERS).map(|number| (pools[number].clone(), Arc::clone(&end)));
    let following: Vec<_> = following.map(|(db, end)| thread::spawn(move || follow(&db, &end))).collect();
    let writing = (0..WRITERS).map(|number| (pools[number / POOL].clone(), Arc::clone(&gate)));
    let writing: Vec<_> = writing.enumerate().map(|(number, (db, gate))| thread::spawn(move || write(&db, &gate, number))).collect();
    let made: i64 = writing.into_iter().map(|writer| writer.join().unwrap()).sum();
    end.store(made, SeqCst);
    let followed: Vec<(i64, usize)> = following.into_iter().map(|follower| follower.join().unwrap()).collect();

    for node in &nodes {
        wait_until("the node's index holds the last change", async || node.ready().await.body["checks"]["index"]["seq"] == made).await;
        assert!(!node.serving.log().contains("was due"), "{}", node.serving.log());
    }
    assert!(followed.iter().all(|(seq, _)| *seq == made));
    let looks: usize = followed.iter().map(|(_, looks)| looks).sum();
    println!(
        "{WRITERS} writers at once made {made} changes in {} transactions; {FOLLOWERS} followers in {looks} looks and the indexes of {} nodes saw each once, in order",
        WRITERS * TRANSACTIONS,
        nodes.len()
    );
}

/// A process's share in the database, with a thread that listens.
struct Listening {
    db: Db,
    stopping: Arc<AtomicBool>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Listening {
    fn start(target: &Target) -> Self {
        let (db, stopping) = (Db::open(target.clone(), Clock::system()).unwrap(), Arc::<AtomicBool>::default());
        let (listened, told) = (db.clone(), Arc::clone(&stopping));
        Self { db, stopping, thread: Some(thread::spawn(move || listen::run(&listened, &told))) }
    }

    fn rings(&self) -> (u64, u64) {
        (self.db.changed().rings(), self.db.jobs().rings())
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.stopping.store(true, SeqCst);
        self.thread.take().unwrap().join().unwrap();
    }
}

async fn a_commit_of_the_first_rings_at_the_second(first: &Listening, second: &Listening) {
    let (own, before, started) = (first.rings(), second.rings(), Instant::now());
    first
        .db
        .write(|tx| {
            tx.change(ChangeKind::Resource, ResourceId::new());
            Ok(())
        })
        .await
        .unwrap();
    wait_until("the change is heard of", async || second.rings() == (before.0 + 1, before.1)).await;
    let took = started.elapsed();
    let now = Clock::system().now();
    first.db.write(move |tx| jobs::enqueue(tx, "nobody's", &"", now, now)).await.unwrap();
    wait_until("the job is heard of", async || second.rings() == (before.0 + 1, before.1 + 1)).await;
    assert_eq!(first.rings(), (own.0 + 1, own.1 + 1), "nobody hears itself a second time");
    println!("from before the commit on one to the bell on the other: {took:?}");
}

#[actix_web::test]
async fn a_commit_on_one_node_rings_on_another_also_after_their_connections_broke() {
    let Some(fleet) = Fleet::open().await else { return };
    let mut fleet = fleet;
    fleet.home.stop_workers();
    let target = Target::Postgres(fleet.database_url());
    let (one, two) = (Listening::start(&target), Listening::start(&target));
    wait_until("both listen", async || one.rings().0 == 1 && two.rings().0 == 1).await;

    a_commit_of_the_first_rings_at_the_second(&one, &two).await;
    a_commit_of_the_first_rings_at_the_second(&two, &one).await;
    let before = (one.rings(), two.rings());
    let mut connection = PgConnection::establish(&fleet.database_url()).unwrap();
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'commonshelf listener'";
    connection.batch_execute(end).unwrap();
    // One ring more, since nobody knows what was missed meanwhile.
    wait_until("both listen again", async || one.rings().1 > before.0.1 && two.rings().1 > before.1.1).await;

    a_commit_of_the_first_rings_at_the_second(&one, &two).await;
}

//! What a search costs over HTTP, beside the same search in this process and beside tantivy alone: on the same index, with the same questions.

use super::client::Connection;
use super::corpus::Question;
use super::report::{Floor, Row, Times, median};
use super::server::{Server, own_cpu_ms};
use crate::error::{Error, Result};
use crate::search::reference::PlainSearch;
use crate::search::{Hidden, Index, Query, View};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const CONNECTIONS: [usize; 3] = [1, 8, 64];
/// The floors: processor time of an answer over HTTP, of the same in process; and how much longer the slowest wait when eight times as many ask.
const HTTP_FLOOR: f64 = 1.25;
const CROWD_FLOOR: f64 = 10.0;

/// One way of asking all questions.
struct Pass {
    cpu_ms: f64,
    times: Times,
}

/// All of it, so many times in turn; the middle figures count.
pub fn measure(server: &Server, index: &Path, questions: &[Question], rounds: usize) -> Result<Vec<Row>> {
    let missing = || Error::internal("measuring searches", "the library has no index");
    let view = Index::open_read_only(index)?.ok_or_else(missing)?;
    let plain = PlainSearch::open(index)?.ok_or_else(missing)?;
    let queries: Vec<Query> = questions.iter().map(query).collect::<Result<_>>()?;
    over_http(server, questions, 8)?;
    let (mut alone, mut own, mut http): (Vec<f64>, Vec<f64>, [Vec<Pass>; 3]) = Default::default();
    for _ in 0..rounds {
        alone.push(cpu_of(questions.len(), || questions.iter().try_for_each(|question| plain.search(&question.text).map(drop)))?);
        own.push(cpu_of(queries.len(), || queries.iter().try_for_each(|query| answered(&view, query)))?);
        for (passes, connections) in http.iter_mut().zip(CONNECTIONS) {
            passes.push(over_http(server, questions, connections)?);
        }
    }
    Ok(rows(median(alone), median(own), &http))
}

fn rows(alone: f64, own: f64, http: &[Vec<Pass>; 3]) -> Vec<Row> {
    let cpu = |passes: &[Pass]| median(passes.iter().map(|pass| pass.cpu_ms).collect());
    let at = |passes: &[Pass], percent: usize| median(passes.iter().map(|pass| pass.times.at(percent)).collect());
    let [_, eight, crowd] = http;
    let mut rows = vec![
        Row::new("search, 8 connections: processor time an answer", format!("{:.2} ms", cpu(eight)))
            .beside(format!("the same in process: {own:.2} ms"), cpu(eight) / own)
            .floor(cpu(eight) / own, Floor::AtMost(HTTP_FLOOR), ""),
        Row::new("search in process: processor time an answer", format!("{own:.2} ms"))
            .beside(format!("tantivy alone, top 20 and counts: {alone:.2} ms"), own / alone),
    ];
    for (passes, connections) in http.iter().zip(CONNECTIONS) {
        let times = format!("p50 {:.1} ms, p95 {:.1} ms, p99 {:.1} ms", at(passes, 50), at(passes, 95), at(passes, 99));
        rows.push(Row::new(format!("search, {connections} connections: until answered, {:.2} ms of processor time", cpu(passes)), times));
    }
    let slower = at(crowd, 99) / at(eight, 99);
    rows.push(
        Row::new("search, p99 at 64 connections", format!("{:.1} ms", at(crowd, 99)))
            .beside(format!("at 8: {:.1} ms", at(eight, 99)), slower)
            .floor(slower, Floor::AtMost(CROWD_FLOOR), ""),
    );
    rows
}

fn answered(view: &View, query: &Query) -> Result<()> {
    view.search(query, &Hidden::default()).map(drop)
}

/// Processor time of this process for one of so many.
fn cpu_of(count: usize, work: impl FnOnce() -> Result<()>) -> Result<f64> {
    let before = own_cpu_ms()?;
    work()?;
    Ok((own_cpu_ms()? - before) / count as f64)
}

fn over_http(server: &Server, questions: &[Question], connections: usize) -> Result<Pass> {
    let (next, times) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let before = server.cpu_ms()?;
    side_by_side(connections, || {
        let mut line = Connection::open(server.address, None)?;
        let mut own = Vec::new();
        while let Some(question) = questions.get(next.fetch_add(1, Ordering::Relaxed)) {
            let asked = Instant::now();
            line.get(&target(question))?.expect(200)?;
            own.push(asked.elapsed());
        }
        times.lock().unwrap_or_else(std::sync::PoisonError::into_inner).extend(own);
        Ok(())
    })?;
    let times: Vec<Duration> = times.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    Ok(Pass { cpu_ms: (server.cpu_ms()? - before) / questions.len() as f64, times: Times::new(times) })
}

/// The same work on so many threads; the first failure is told.
pub fn side_by_side(threads: usize, work: impl Fn() -> Result<()> + Sync) -> Result<()> {
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(&work)).collect();
        threads.into_iter().try_for_each(|thread| thread.join().unwrap_or_else(|_| Err(Error::internal("measuring", "a thread panicked"))))
    })
}

fn target(question: &Question) -> String {
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let filter = question.filter.as_ref().map(|(name, value)| format!("&{name}={}", encoded(value))).unwrap_or_default();
    format!("/api/v1/resources?q={}{filter}", encoded(&question.text))
}

fn query(question: &Question) -> Result<Query> {
    let mut query = Query { text: question.text.clone(), ..Query::default() };
    if let Some((name, value)) = &question.filter {
        match name.as_str() {
            "section" => query.sections = vec![value.parse().map_err(|message| Error::invalid("section", message))?],
            "topic" => query.topics = vec![value.clone()],
            "type" => query.kinds = vec![value.clone()],
            "language" => query.languages = vec![value.clone()],
            _ => query.year_from = value.parse().ok(),
        }
    }
    Ok(query)
}

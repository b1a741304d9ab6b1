//! Closed loops: so many calls under way at once, each worker sends its next when the last was answered.

use std::{
    collections::BTreeMap,
    future::Future,
    time::{Duration, Instant},
};

use hdrhistogram::Histogram;
use tokio::task::JoinSet;
use tonic::Status;

use crate::{machine, server::Server};

/// How much, and for how long.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    /// Calls under way at once.
    pub(crate) in_flight: usize,
    /// Connections they share.
    pub(crate) connections: usize,
    /// Not counted.
    pub(crate) warm_up: Duration,
    /// Counted.
    pub(crate) time: Duration,
    /// Streams that `idle` holds.
    pub(crate) streams: usize,
    /// Visits in the larger clinic of `grow`.
    pub(crate) visits: u64,
}

/// What one repetition gave.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    /// Operations that were done.
    pub(crate) done: u64,
    /// Operations that were refused, by reason: some scenarios want some.
    pub(crate) refused: BTreeMap<String, u64>,
    /// Seconds measured.
    pub(crate) seconds: f64,
    /// How long each took, in microseconds.
    pub(crate) latency: Histogram<u64>,
    /// CPU seconds of the server.
    pub(crate) server_cpu: f64,
    /// CPU seconds of everybody but the server and this program.
    pub(crate) others_cpu: f64,
    /// Memory of the server in MiB afterwards.
    pub(crate) memory: f64,
    /// KiB that the server gave to the disk.
    pub(crate) written: f64,
    /// KiB of files that the server did not have in its own cache.
    pub(crate) read: f64,
    /// The ceiling in the same repetition, operations a second.
    pub(crate) hello: Option<f64>,
    /// What only this scenario measures.
    pub(crate) also: Vec<(String, f64)>,
}

impl Run {
    /// Operations a second.
    pub(crate) fn rate(&self) -> f64 {
        self.done as f64 / self.seconds
    }
}

/// A histogram from a microsecond to a minute, three digits.
pub(crate) fn histogram() -> Histogram<u64> {
    Histogram::new_with_bounds(1, 60_000_000, 3).unwrap_or_else(|why| panic!("bounds: {why}"))
}

/// What is counted between two moments.
pub(crate) struct Meter {
    begun: Instant,
    server: f64,
    own: f64,
    all: f64,
    written: f64,
    read: f64,
    process: u32,
}

impl Meter {
    /// From now on.
    pub(crate) fn start(server: &Server) -> Self {
        let process = server.process();
        Self {
            begun: Instant::now(),
            server: machine::cpu_of(process),
            own: machine::cpu_of(std::process::id()),
            all: machine::cpu_of_all(),
            written: machine::written_by(process),
            read: machine::read_by(process),
            process,
        }
    }

    /// Until now.
    pub(crate) fn stop(self, done: u64, refused: BTreeMap<String, u64>, latency: Histogram<u64>) -> Run {
        let seconds = self.begun.elapsed().as_secs_f64();
        let server_cpu = machine::cpu_of(self.process) - self.server;
        let own = machine::cpu_of(std::process::id()) - self.own;
        let others_cpu = (machine::cpu_of_all() - self.all - server_cpu - own).max(0.0);
        Run {
            done,
            refused,
            seconds,
            latency,
            server_cpu,
            others_cpu,
            memory: machine::memory_of(self.process).0,
            written: machine::written_by(self.process) - self.written,
            read: machine::read_by(self.process) - self.read,
            hello: None,
            also: Vec::new(),
        }
    }
}

/// The reason of a refusal, as the contract names it.
pub(crate) fn reason(status: &Status) -> String {
    let reason = tonic_types::StatusExt::get_details_error_info(status).map(|it| it.reason);
    reason.unwrap_or_else(|| format!("{:?}", status.code()))
}

/// One of those who call: what it does again and again.
pub(crate) trait Worker: Send + 'static {
    /// One operation.
    fn step(&mut self) -> impl Future<Output = Result<(), Status>> + Send;
}

/// Runs the loops; `worker` makes each of the workers.
///
/// # Errors
/// If a worker panics.
pub(crate) async fn run<W: Worker>(
    server: &Server,
    shape: &Shape,
    worker: impl Fn(usize) -> W,
) -> anyhow::Result<Run> {
    let counted_from = Instant::now() + shape.warm_up;
    let until = counted_from + shape.time;
    let mut workers = JoinSet::new();
    for which in 0..shape.in_flight {
        let mut worker = worker(which);
        workers.spawn(async move {
            let (mut done, mut refused, mut latency) = (0, BTreeMap::<String, u64>::new(), histogram());
            loop {
                let begun = Instant::now();
                if begun >= until {
                    return (done, refused, latency);
                }
                let outcome = worker.step().await;
                let ended = Instant::now();
                if begun < counted_from || ended > until {
                    continue;
                }
                match outcome {
                    Ok(()) => {
                        done += 1;
                        record(&mut latency, ended - begun);
                    }
                    Err(status) => *refused.entry(reason(&status)).or_default() += 1,
                }
            }
        });
    }
    tokio::time::sleep_until(counted_from.into()).await;
    let meter = Meter::start(server);
    tokio::time::sleep_until(until.into()).await;
    let mut measured = meter.stop(0, BTreeMap::new(), histogram());
    while let Some(ended) = workers.join_next().await {
        let (done, refused, latency) = ended?;
        measured.done += done;
        measured.latency.add(latency)?;
        for (reason, count) in refused {
            *measured.refused.entry(reason).or_default() += count;
        }
    }
    Ok(measured)
}

/// Notes how long something took.
pub(crate) fn record(latency: &mut Histogram<u64>, took: Duration) {
    latency.saturating_record(u64::try_from(took.as_micros()).unwrap_or(u64::MAX).max(1));
}

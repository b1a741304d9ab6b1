//! Numbers for whoever watches over the server, in the text that Prometheus reads, on a
//! port that only this machine reaches. No name of anybody is in them.

use std::{
    convert::Infallible,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use http::{Request, Response, StatusCode, header::CONTENT_TYPE};
use http_body_util::Full;
use hyper::{
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use prometheus_client::{
    encoding::text::encode,
    metrics::{counter::Counter, gauge::Gauge},
    registry::Registry,
};
use tokio::{
    net::TcpListener,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

use crate::{desk::Desk, door::Counts, rpc::tally::Tally, upkeep::Known};

/// How long one who asks for the numbers may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Where the numbers come from.
pub struct Metrics {
    registry: Registry,
    /// Copied from what counts by itself, when somebody asks.
    copied: Vec<(Counter, Box<dyn Fn() -> u64 + Send + Sync>)>,
    read: Vec<(Gauge, Box<dyn Fn() -> i64 + Send + Sync>)>,
    sessions: Gauge,
    desk: Desk,
}

impl Metrics {
    /// All numbers of a server.
    #[must_use]
    pub fn new(desk: &Desk, counts: &Arc<Counts>, tally: &Arc<Tally>, data_dir: PathBuf) -> Self {
        let mut this = Self {
            registry: Registry::with_prefix("praxis"),
            copied: Vec::new(),
            read: Vec::new(),
            sessions: Gauge::default(),
            desk: desk.clone(),
        };
        this.registry.register("calls", "Calls, by RPC and how they ended", tally.ended.clone());
        this.registry.register("call_seconds", "Time until an answer began, by RPC", tally.seconds.clone());
        this.registry.register("sessions", "Sessions that have not ended", this.sessions.clone());
        this.registry.register(
            "write_seconds",
            "Time until what was written was durable",
            desk.store.pulse().write_seconds.clone(),
        );

        let counter = |of: fn(&Counts) -> &AtomicU64| {
            let counts = Arc::clone(counts);
            move || of(&counts).load(Ordering::Relaxed)
        };
        this.copy("connections_accepted", "Connections there ever were", counter(|it| &it.accepted));
        this.copy("refused_full", "Connections turned away: too many", counter(|it| &it.full));
        this.copy(
            "refused_crowded",
            "Connections turned away: too many of one source",
            counter(|it| &it.crowded),
        );
        this.copy("refused_tls", "Connections without TLS 1.3 in time", counter(|it| &it.no_handshake));
        this.copy("refused_silent", "Connections that asked for nothing", counter(|it| &it.silent));
        this.copy("refused_unread", "Connections that did not read", counter(|it| &it.unread));
        this.copy(
            "refused_restless",
            "Connections that sent nothing but frames to steer them",
            counter(|it| &it.restless),
        );

        let open = Arc::clone(counts);
        this.read("connections_open", "Connections that are open", move || {
            i64::try_from(open.open.load(Ordering::Relaxed)).unwrap_or(i64::MAX)
        });
        let streams = Arc::clone(tally);
        this.read("answers_open", "Answers under way, streams for the most part", move || {
            streams.open.load(Ordering::Relaxed)
        });
        let (writes, reads) = (desk.store.clone(), desk.store.clone());
        this.read("writer_queue", "Acts that wait for the writer", move || {
            i64::try_from(writes.waiting_writes()).unwrap_or(i64::MAX)
        });
        this.read("reads_open", "Reads under way, the waiting ones included", move || {
            reads.pulse().reads.load(Ordering::Relaxed)
        });
        let known = |of: fn(&Known) -> i64| {
            let upkeep = desk.upkeep.clone();
            move || of(&upkeep.known())
        };
        this.read(
            "last_backup_timestamp_seconds",
            "When the newest good backup on schedule was made; 0 while that is not known",
            known(|it| it.backup.good.map_or(0, |it| it.timestamp())),
        );
        this.read(
            "backup_failing",
            "1 if the last backup on schedule could not be made",
            known(|it| it.backup.failure.is_some().into()),
        );
        this.read(
            "last_check_timestamp_seconds",
            "When the whole database was last found in order; 0 while that is not known",
            known(|it| it.check.good.map_or(0, |it| it.timestamp())),
        );
        this.read(
            "check_failing",
            "1 if the last check of the whole database found damage, or could not be made",
            known(|it| it.check.failure.is_some().into()),
        );
        let log = data_dir.join("praxis.db-wal");
        this.read("wal_bytes", "Size of the write-ahead log", move || {
            std::fs::metadata(&log).map_or(0, |it| i64::try_from(it.len()).unwrap_or(i64::MAX))
        });
        this.read("disk_free_bytes", "Free space where the database is", move || {
            // -1: it cannot be told
            rustix::fs::statvfs(&data_dir)
                .map_or(-1, |it| i64::try_from(it.f_bavail.saturating_mul(it.f_frsize)).unwrap_or(i64::MAX))
        });
        this
    }

    fn copy(&mut self, name: &str, help: &str, from: impl Fn() -> u64 + Send + Sync + 'static) {
        let counter = Counter::default();
        self.registry.register(name, help, counter.clone());
        self.copied.push((counter, Box::new(from)));
    }

    /// Adds a number that is read when somebody asks.
    pub fn read(&mut self, name: &str, help: &str, from: impl Fn() -> i64 + Send + Sync + 'static) {
        let gauge = Gauge::default();
        self.registry.register(name, help, gauge.clone());
        self.read.push((gauge, Box::new(from)));
    }

    async fn text(&self) -> String {
        for (counter, from) in &self.copied {
            counter.inner().store(from(), Ordering::Relaxed);
        }
        for (gauge, from) in &self.read {
            gauge.set(from());
        }
        if let Ok(alive) = self.desk.read(|tx| Ok(tx.count_sessions()?)).await {
            self.sessions.set(alive);
        }
        let mut text = String::new();
        // a text takes all that is written to it
        let _ = encode(&mut text, &self.registry);
        text
    }
}

/// Answers until `stop` is rung, one after the other: there is one who asks, now and then.
pub async fn serve(listener: TcpListener, metrics: Metrics, stop: CancellationToken) {
    let metrics = Arc::new(metrics);
    loop {
        let tcp = tokio::select! {
            () = stop.cancelled() => return,
            accepted = listener.accept() => match accepted {
                Ok((tcp, _)) => tcp,
                Err(why) => {
                    tracing::warn!(%why, "nobody can ask for the metrics");
                    sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
        };
        let answer = service_fn(|request| answer(Arc::clone(&metrics), request));
        let mut builder = http1::Builder::new();
        builder.timer(TokioTimer::new()).header_read_timeout(PATIENCE).keep_alive(false);
        let talk = builder.serve_connection(TokioIo::new(tcp), answer);
        // who breaks off has what they wanted
        let _ = timeout(PATIENCE, talk).await;
    }
}

async fn answer(
    metrics: Arc<Metrics>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let mut response = Response::new(Full::default());
    if request.method() == http::Method::GET && request.uri().path() == "/metrics" {
        let kind =
            http::HeaderValue::from_static("application/openmetrics-text; version=1.0.0; charset=utf-8");
        response.headers_mut().insert(CONTENT_TYPE, kind);
        *response.body_mut() = Full::from(metrics.text().await);
    } else {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    Ok(response)
}

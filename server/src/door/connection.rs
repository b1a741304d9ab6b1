//! One guest's connection, from the first byte to the last.

use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use http::{Request, Response};
use hyper::{
    body::{Body, Incoming},
    server::conn::http2,
    service::service_fn,
};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    time::{Instant, sleep, sleep_until},
};
use tokio_util::sync::CancellationToken;
use tower::Service;

use super::{
    Counts, Guest,
    limits::{
        CONNECTION_WINDOW, FAULTY_STREAMS, HEADERS, PENDING_RESETS, PING_AFTER, PING_PATIENCE, SEND_BUFFER,
        STREAM_WINDOW, STREAMS,
    },
    unread::Unread,
    wire::Wire,
};
use crate::config::Limits;

/// What a connection needs beside its bytes.
pub(super) struct Terms<'a> {
    pub(super) limits: &'a Limits,
    pub(super) counts: &'a Arc<Counts>,
    pub(super) guest: &'a Guest,
    /// When it was made.
    pub(super) begun: Instant,
    /// Rung when the server stops.
    pub(super) stop: &'a CancellationToken,
}

/// Talks with a guest until they leave, grow old, ask for nothing, read nothing, or the server stops.
pub(super) async fn converse<I, S, B>(io: I, service: S, terms: Terms<'_>)
where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send,
    B: Body + Unpin + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let Terms { limits, counts, guest, begun, stop } = terms;
    let asked = Arc::new(AtomicBool::new(false));
    let unread = Arc::new(Unread::default());
    let answer = {
        let (asked, unread, counts) = (Arc::clone(&asked), Arc::clone(&unread), Arc::clone(counts));
        service_fn(move |request| {
            asked.store(true, Ordering::Relaxed);
            counts.requests.fetch_add(1, Ordering::Relaxed);
            let answered = service.clone().call(request);
            let unread = Arc::clone(&unread);
            async move { answered.await.map(|it| it.map(|body| unread.watch(body))) }
        })
    };
    let io = TokioIo::new(Wire::new(io, limits.unread, counts, guest.source));
    let talk = builder().serve_connection(io, answer);
    tokio::pin!(talk);

    let mut silent = Box::pin(sleep_until(begun + limits.first_request));
    let mut end = Box::pin(sleep(about(limits.age)));
    let (mut has_asked, mut leaving) = (false, false);
    loop {
        tokio::select! {
            _ = talk.as_mut() => return,
            () = silent.as_mut(), if !has_asked => {
                has_asked = asked.load(Ordering::Relaxed);
                if !has_asked {
                    counts.silent.fetch_add(1, Ordering::Relaxed);
                    return;
                }
            }
            () = unread.overdue(limits.unread) => {
                counts.unread.fetch_add(1, Ordering::Relaxed);
                return;
            }
            () = end.as_mut() => {
                if leaving {
                    return;
                }
                leaving = true;
                guest.leaving.cancel();
                talk.as_mut().graceful_shutdown();
                end.as_mut().reset(Instant::now() + limits.grace);
            }
            () = stop.cancelled(), if !leaving => {
                if !asked.load(Ordering::Relaxed) {
                    // without a first request hyper would wait for one, whatever it was told
                    return;
                }
                leaving = true;
                guest.leaving.cancel();
                talk.as_mut().graceful_shutdown();
                end.as_mut().reset(Instant::now() + limits.drain);
            }
        }
    }
}

fn builder() -> http2::Builder<TokioExecutor> {
    let mut builder = http2::Builder::new(TokioExecutor::new());
    builder
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS)
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .max_send_buf_size(SEND_BUFFER)
        .max_header_list_size(HEADERS)
        .max_pending_accept_reset_streams(PENDING_RESETS)
        .max_local_error_reset_streams(FAULTY_STREAMS)
        .keep_alive_interval(PING_AFTER)
        .keep_alive_timeout(PING_PATIENCE);
    builder
}

/// A tenth more or less, so that those who came together do not all leave together.
fn about(time: Duration) -> Duration {
    let mut byte = [0];
    // without randomness they do leave together: no harm
    let _ = getrandom::fill(&mut byte);
    time.mul_f64(0.9 + 0.2 * f64::from(byte[0]) / 255.0)
}

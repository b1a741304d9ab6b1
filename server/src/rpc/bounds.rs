//! What holds for every call, whatever it is: it ends in time, it does not run beside too
//! many others of its connection, and when its handler panics its caller is told and
//! nobody else notices.

use std::{
    any::Any,
    convert::Infallible,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use futures_util::{FutureExt as _, future::BoxFuture};
use http::{HeaderMap, Request, Response};
use hyper::body::{Bytes, Frame, SizeHint};
use tokio::time::{Instant, timeout};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};
use tonic::{Code, Status, body::Body, codegen::Service};

use super::{status, tally::Tally};
use crate::domain::{refusal::Refusal, source::Source};

/// How long a call may take until its answer begins, whatever the caller allows.
pub const CALL_MAX: Duration = Duration::from_secs(10);
/// Calls of one connection that are worked on at once; streams that are open do not count.
const AT_ONCE: usize = 64;

/// A service for one connection, within bounds.
#[derive(Clone)]
pub struct Bounds<S> {
    inner: S,
    source: Source,
    leaving: CancellationToken,
    under_way: Arc<AtomicUsize>,
    tally: Arc<Tally>,
}

impl<S> Bounds<S> {
    /// For the connection of this source; its streams end when `leaving` is rung.
    pub fn new(inner: S, source: Source, leaving: CancellationToken, tally: Arc<Tally>) -> Self {
        Self { inner, source, leaving, under_way: Arc::default(), tally }
    }
}

/// One of the calls under way.
struct UnderWay(Arc<AtomicUsize>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl<S, B> Service<Request<B>> for Bounds<S>
where
    B: hyper::body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send,
{
    type Response = Response<Bounded>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<Bounded>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        // who is not served at once is told so: nothing waits here
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let mut inner = self.inner.clone();
        let leaving = self.leaving.clone();
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(self.source);
        let already = self.under_way.fetch_add(1, Ordering::Relaxed);
        let under_way = UnderWay(Arc::clone(&self.under_way));
        let (tally, begun) = (Arc::clone(&self.tally), Instant::now());
        Box::pin(async move {
            let _under_way = under_way;
            let path = request.uri().path().to_owned();
            let answered = if already >= AT_ONCE {
                status::refused(&Refusal::TooBusy).into_http()
            } else {
                let allowed = asked_for(request.headers()).map_or(CALL_MAX, |asked| asked.min(CALL_MAX));
                // a panic may come from the call's making as from its running
                let handled = AssertUnwindSafe(async { inner.call(request).await }).catch_unwind();
                match timeout(allowed, handled).await {
                    Ok(Ok(Ok(answered))) => answered,
                    Ok(Ok(Err(never))) => match never {},
                    Ok(Err(panic)) => panicked(&path, &*panic).into_http(),
                    Err(_) => status::too_slow(allowed).into_http(),
                }
            };
            tally.begun(&path, begun.elapsed());
            let code = code(answered.headers());
            Ok(answered.map(|body| Bounded { body, path, leaving, left: None, ended: false, code, tally }))
        })
    }
}

/// A handler's panic, as its caller hears of it. What it said goes to the log by the panic hook.
fn panicked(path: &str, panic: &(dyn Any + Send)) -> Status {
    // its text may hold what people wrote
    let _ = panic;
    tracing::error!(path, "a handler panicked");
    status::internal()
}

/// How long the caller waits, as gRPC writes it: at most eight digits and a unit.
fn asked_for(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get("grpc-timeout")?.to_str().ok()?;
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    if digits.is_empty() || digits.len() > 8 || !digits.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    let number: u64 = digits.parse().ok()?;
    Some(match unit {
        "H" => Duration::from_secs(number * 3600),
        "M" => Duration::from_secs(number * 60),
        "S" => Duration::from_secs(number),
        "m" => Duration::from_millis(number),
        "u" => Duration::from_micros(number),
        "n" => Duration::from_nanos(number),
        _ => return None,
    })
}

/// An answer that ends when its connection does, and says why.
pub struct Bounded {
    body: Body,
    path: String,
    leaving: CancellationToken,
    left: Option<Pin<Box<WaitForCancellationFutureOwned>>>,
    ended: bool,
    /// How it ended, once that is known.
    code: Option<Code>,
    tally: Arc<Tally>,
}

/// How a call ended, if these headers or trailers say so.
fn code(headers: &HeaderMap) -> Option<Code> {
    headers.get(Status::GRPC_STATUS).map(|it| Code::from_bytes(it.as_bytes()))
}

impl Drop for Bounded {
    fn drop(&mut self) {
        // who reads no answer to its end has changed their mind, or is gone
        self.tally.over(&self.path, self.code.unwrap_or(Code::Cancelled));
    }
}

impl Bounded {
    fn end(&mut self, status: &Status) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        self.ended = true;
        self.code = Some(status.code());
        self.body = Body::empty();
        let mut trailers = HeaderMap::new();
        // a status of ours always fits into headers
        let _ = status.add_header(&mut trailers);
        Poll::Ready(Some(Ok(Frame::trailers(trailers))))
    }
}

impl hyper::body::Body for Bounded {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        let next = catch_unwind(AssertUnwindSafe(|| Pin::new(&mut self.body).poll_frame(cx)));
        match next {
            Err(panic) => {
                let status = panicked(&self.path, &*panic);
                self.end(&status)
            }
            Ok(Poll::Pending) => {
                let leaving = self.leaving.clone();
                let left = self.left.get_or_insert_with(|| Box::pin(leaving.cancelled_owned()));
                match left.as_mut().poll(cx) {
                    Poll::Pending => Poll::Pending,
                    Poll::Ready(()) => self.end(&status::unavailable(
                        "this connection is old: open the stream again on another",
                    )),
                }
            }
            Ok(ready) => {
                if let Poll::Ready(Some(Ok(frame))) = &ready
                    && let Some(trailers) = frame.trailers_ref()
                {
                    self.code = code(trailers);
                }
                ready
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.ended || self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests;

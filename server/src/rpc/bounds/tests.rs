use std::{convert::Infallible, future::pending};

use futures_util::stream;
use http_body_util::{BodyExt as _, Empty, StreamBody};

use super::*;

fn read(text: &str) -> Option<Duration> {
    let mut headers = HeaderMap::new();
    headers.insert("grpc-timeout", text.parse().unwrap());
    asked_for(&headers)
}

#[test]
fn a_timeout_is_read_as_grpc_writes_it_and_anything_else_is_none() {
    assert_eq!(read("99H"), Some(Duration::from_secs(99 * 3600)));
    assert_eq!(read("250m"), Some(Duration::from_millis(250)));
    assert_eq!(read("99999999H").map(|it| it.min(CALL_MAX)), Some(CALL_MAX));
    for none in ["", "H", "-1S", "1", "1s", "999999999S", "1.5S", "S1"] {
        assert_eq!(read(none), None, "{none:?}");
    }
}

fn asking(timeout: Option<&str>) -> Request<Empty<Bytes>> {
    let mut request = Request::builder().uri("/praxis.v1.SomeService/SomeCall");
    if let Some(timeout) = timeout {
        request = request.header("grpc-timeout", timeout);
    }
    request.body(Empty::new()).unwrap()
}

fn within<S>(inner: S) -> Bounds<S> {
    Bounds::new(inner, Source::Socket, CancellationToken::new(), Arc::new(Tally::new([])))
}

fn told(answer: &Response<Bounded>) -> Code {
    Status::from_header_map(answer.headers()).map_or(Code::Ok, |it| it.code())
}

async fn never(_: Request<Body>) -> Result<Response<Body>, Infallible> {
    pending().await
}

async fn at_once(_: Request<Body>) -> Result<Response<Body>, Infallible> {
    Ok(Response::new(Body::empty()))
}

async fn panics(_: Request<Body>) -> Result<Response<Body>, Infallible> {
    panic!("on purpose")
}

#[tokio::test(start_paused = true)]
async fn a_call_ends_after_ten_seconds_whatever_its_caller_allows_and_sooner_if_they_allow_less() {
    for (timeout, lasts) in
        [(Some("99H"), 10_000), (None, 10_000), (Some("nonsense"), 10_000), (Some("250m"), 250)]
    {
        let begun = Instant::now();
        let answer = within(tower::service_fn(never)).call(asking(timeout)).await.unwrap();
        assert_eq!(told(&answer), Code::DeadlineExceeded, "{timeout:?}");
        let took = begun.elapsed().as_millis();
        assert!((lasts..lasts + 10).contains(&took), "{timeout:?}: {took} ms");
    }
    let answer = within(tower::service_fn(at_once)).call(asking(Some("99H"))).await.unwrap();
    assert_eq!(told(&answer), Code::Ok, "what is answered at once is answered");
}

#[tokio::test]
async fn a_panic_in_a_handler_is_internal_and_the_next_call_is_answered() {
    let answer = within(tower::service_fn(panics)).call(asking(None)).await.unwrap();
    assert_eq!(told(&answer), Code::Internal);
    let said = Status::from_header_map(answer.headers()).unwrap();
    assert!(!said.message().contains("on purpose"), "{}", said.message());

    let mut bounds = within(tower::service_fn(|request: Request<Body>| async {
        if request.headers().contains_key("grpc-timeout") {
            panics(request).await
        } else {
            at_once(request).await
        }
    }));
    assert_eq!(told(&bounds.call(asking(Some("1S"))).await.unwrap()), Code::Internal);
    assert_eq!(told(&bounds.call(asking(None)).await.unwrap()), Code::Ok);
}

#[tokio::test]
async fn a_panic_in_the_middle_of_a_stream_ends_it_as_internal() {
    let streams = |_: Request<Body>| async {
        let parts = stream::unfold(0, |sent| async move {
            assert!(sent < 2, "on purpose");
            Some((Ok::<_, Status>(Frame::data(Bytes::from_static(b"part"))), sent + 1))
        });
        Ok::<_, Infallible>(Response::new(Body::new(StreamBody::new(Box::pin(parts)))))
    };
    let mut answer = within(tower::service_fn(streams)).call(asking(None)).await.unwrap().into_body();
    for _ in 0..2 {
        assert!(answer.frame().await.unwrap().unwrap().is_data());
    }
    let trailers = answer.frame().await.unwrap().unwrap().into_trailers().unwrap();
    assert_eq!(Status::from_header_map(&trailers).unwrap().code(), Code::Internal);
    assert!(answer.frame().await.is_none());
}

#[tokio::test]
async fn a_stream_ends_as_unavailable_when_its_connection_leaves_and_not_before() {
    let streams = |_: Request<Body>| async {
        let silent = stream::pending::<Result<Frame<Bytes>, Status>>();
        Ok::<_, Infallible>(Response::new(Body::new(StreamBody::new(silent))))
    };
    let leaving = CancellationToken::new();
    let mut bounds =
        Bounds::new(tower::service_fn(streams), Source::Socket, leaving.clone(), Arc::new(Tally::new([])));
    let mut answer = bounds.call(asking(None)).await.unwrap().into_body();
    assert!(answer.frame().now_or_never().is_none());
    leaving.cancel();
    let trailers = answer.frame().await.unwrap().unwrap().into_trailers().unwrap();
    assert_eq!(Status::from_header_map(&trailers).unwrap().code(), Code::Unavailable);
}

#[tokio::test(start_paused = true)]
async fn the_sixty_fifth_call_of_a_connection_is_told_to_come_back_and_streams_do_not_count() {
    let mut bounds = within(tower::service_fn(never));
    let mut waiting: Vec<_> = (0..AT_ONCE).map(|_| Box::pin(bounds.call(asking(None)))).collect();
    for call in &mut waiting {
        assert!(call.now_or_never().is_none());
    }
    let answer = bounds.call(asking(None)).await.unwrap();
    assert_eq!(told(&answer), Code::ResourceExhausted);
    drop(waiting);
    let mut again = Box::pin(bounds.call(asking(None)));
    assert!((&mut again).now_or_never().is_none(), "there is room again");

    let mut bounds = within(tower::service_fn(at_once));
    let mut open = Vec::new();
    for _ in 0..2 * AT_ONCE {
        let answer = bounds.call(asking(None)).await.unwrap();
        assert_eq!(told(&answer), Code::Ok);
        open.push(answer);
    }
}

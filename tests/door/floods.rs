//! Guests who keep to the letter of HTTP/2 and mean harm by it: they open streams only to
//! take them back, send headers without an end, steer the connection without an end, or ask
//! and never read.

use std::{sync::atomic::Ordering, time::Duration};

use praxis_server::domain::people::Roles;
use praxis_shared::{fingerprint::Fingerprint, pb};
use praxis_tests::{Person, Process, Watch, clinic::first_admin, fresh, within};
use prost::Message as _;
use tokio::time::timeout;

use super::{
    SERVER,
    frames::{
        ACK, CALM, CONTINUATION, DATA, END_HEADERS, END_STREAM, GOAWAY, Guest, HEADERS, PING, PRIORITY,
        RESET, SETTINGS, WINDOW_UPDATE, frame, headers, message, reset,
    },
    house, on_network,
    world::{House, is_answered},
};

const GET_CLINIC: &str = "/praxis.v1.ClinicService/GetClinic";
const WATCH_EVENTS: &str = "/praxis.v1.EventService/WatchEvents";
/// As much as HTTP/2 gives each stream at first.
const WINDOW: u32 = 65_535;
/// Streams of one flood.
const FLOOD: u32 = 4000;

/// The numbers that a guest's streams have.
fn streams(count: u32) -> impl Iterator<Item = u32> {
    (0..count).map(|it| 2 * it + 1)
}

/// Streams that are opened and taken back at once, all in one go.
fn taken_back(count: u32) -> Vec<u8> {
    let block = headers(GET_CLINIC, &[]);
    streams(count).flat_map(|it| [frame(HEADERS, END_HEADERS, it, &block), reset(it)].concat()).collect()
}

/// Streams that the server has to take back itself: they say that they are empty, and are not.
fn contradictory(count: u32) -> Vec<u8> {
    let block = headers(GET_CLINIC, &[("content-length", "0")]);
    let pair = |it| [frame(HEADERS, END_HEADERS, it, &block), frame(DATA, END_STREAM, it, &message(&[]))];
    streams(count).flat_map(|it| pair(it).concat()).collect()
}

/// Headers that go on in so many frames and never end.
fn endless(count: usize) -> Vec<u8> {
    let mut bytes = frame(HEADERS, END_STREAM, 1, &headers(GET_CLINIC, &[]));
    let more = [vec![0x00, 6], b"x-more".to_vec(), vec![100], vec![b'x'; 100]].concat();
    bytes.extend((0..count).flat_map(|_| frame(CONTINUATION, 0, 1, &more)));
    bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn who_opens_streams_only_to_take_them_back_is_sent_away_before_they_cost_anything() {
    let house = house(|_| {}).await;
    let friend = house.channel();
    assert!(is_answered(&friend).await);
    let requests = || house.counts.requests.load(Ordering::SeqCst);
    for flood in [taken_back(FLOOD), contradictory(FLOOD)] {
        let before = requests();
        let mut guest = Guest::greet(house.tls().await, WINDOW).await;
        // the server may end it while it is still said
        drop(guest.say(&flood).await);
        let reason = guest.ended().await;
        assert!(reason.is_none_or(|it| it == CALM), "{reason:?}");
        let cost = requests() - before;
        assert!(cost < u64::from(FLOOD) / 4, "{cost} of {FLOOD} streams became requests");
        assert!(is_answered(&friend).await);
    }

    // the control: a few are nobody's harm, and the connection goes on
    let mut guest = Guest::greet(house.tls().await, WINDOW).await;
    guest.say(&taken_back(8)).await.unwrap();
    guest.call(101, GET_CLINIC, &[], &[]).await;
    let answer = guest.until(DATA).await.expect("it is answered");
    assert_eq!(answer.stream, 101);
    guest.say(&contradictory(60)[contradictory(51).len()..]).await.unwrap();
    assert!(guest.until(RESET).await.is_some(), "one stream is taken back, not the connection");
    guest.call(201, GET_CLINIC, &[], &[]).await;
    while guest.until(DATA).await.expect("it is answered").stream != 201 {}
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_without_an_end_end_the_connection_and_are_no_request() {
    let house = house(|_| {}).await;
    let friend = house.channel();
    assert!(is_answered(&friend).await);
    let before = house.counts.requests.load(Ordering::SeqCst);
    let mut guest = Guest::greet(house.tls().await, WINDOW).await;
    drop(guest.say(&endless(4000)).await);
    let reason = guest.ended().await;
    assert!(reason.is_none_or(|it| it == CALM), "{reason:?}");
    assert_eq!(house.counts.requests.load(Ordering::SeqCst), before);
    assert_eq!(house.counts.silent.load(Ordering::SeqCst), 0, "it was not waited for");
    assert!(is_answered(&friend).await);

    // the control: headers in a few pieces are headers
    let mut guest = Guest::greet(house.tls().await, WINDOW).await;
    let block = headers(GET_CLINIC, &[]);
    let (first, second) = block.split_at(20);
    let pieces = [
        frame(HEADERS, 0, 1, first),
        frame(CONTINUATION, END_HEADERS, 1, second),
        frame(DATA, END_STREAM, 1, &message(&[])),
    ];
    guest.say(&pieces.concat()).await.unwrap();
    assert!(guest.until(DATA).await.is_some());
}

/// One frame of each kind that only steers a connection in which stream 1 was answered.
fn steering() -> [(&'static str, Vec<u8>); 7] {
    let one = 1_u32.to_be_bytes();
    [
        ("settings", frame(SETTINGS, 0, 0, &[])),
        ("settings with a value", frame(SETTINGS, 0, 0, &[0, 4, 0, 0, 0xff, 0xff])),
        ("ping", frame(PING, 0, 0, b"how long")),
        ("answer to no ping", frame(PING, ACK, 0, b"how long")),
        ("priority", frame(PRIORITY, 0, 3, &[0, 0, 0, 0, 16])),
        ("window", frame(WINDOW_UPDATE, 0, 0, &one)),
        ("of no known kind", frame(200, 0, 0, &one)),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_nothing_but_steer_the_connection_is_sent_away_after_so_many_frames() {
    let house = house(|_| {}).await;
    let friend = house.channel();
    assert!(is_answered(&friend).await);
    for (at, (what, one)) in (1..).zip(steering()) {
        let steered = house.counts.steered.load(Ordering::SeqCst);
        let mut guest = Guest::greet(house.tls().await, WINDOW).await;
        // it has asked for something, so that nobody waits for that
        guest.call(1, GET_CLINIC, &[], &[]).await;
        guest.until(DATA).await.expect("it is answered");
        // the control: a few are nobody's harm
        guest.say(&one.repeat(50)).await.unwrap();
        guest.call(5, GET_CLINIC, &[], &[]).await;
        while guest.until(DATA).await.expect(what).stream != 5 {}
        drop(guest.say(&one.repeat(50_000)).await);
        guest.ended().await;
        assert_eq!(house.counts.restless.load(Ordering::SeqCst), at, "{what}");
        let cost = house.counts.steered.load(Ordering::SeqCst) - steered;
        assert!((50..2000).contains(&cost), "{what}: {cost} of 50000 frames were taken");
        assert!(is_answered(&friend).await);
    }
    assert_eq!(house.counts.silent.load(Ordering::SeqCst), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_works_hard_is_not_taken_for_a_flood() {
    let house = house(|_| {}).await;
    // by hand, and as busy as a client may be: a priority and a window for each call, and after each part of an answer
    // both windows and a ping that measures the line
    let mut guest = Guest::greet(house.tls().await, WINDOW).await;
    let window = |stream| frame(WINDOW_UPDATE, 0, stream, &64_u32.to_be_bytes());
    for stream in streams(800) {
        guest.say(&[frame(PRIORITY, 0, stream, &[0, 0, 0, 0, 16]), window(0)].concat()).await.unwrap();
        guest.call(stream, GET_CLINIC, &[], &[]).await;
        while guest.until(DATA).await.expect("it is answered").stream != stream {}
        guest.say(&[window(0), frame(PING, 0, 0, b"how long")].concat()).await.unwrap();
    }
    assert!(house.counts.steered.load(Ordering::SeqCst) > 3000);

    // and a library that measures the line and asks whether it lives more often than anybody needs
    let (place, known) = (house.place.clone(), house.known);
    let connector = tower::service_fn(move |_: http::Uri| {
        let place = place.clone();
        async move {
            let tls =
                praxis::runtime::trust::connect(&place, Some(known)).await.map_err(std::io::Error::from)?;
            Ok::<_, std::io::Error>(hyper_util::rt::TokioIo::new(tls.0))
        }
    });
    let channel = tonic::transport::Endpoint::from_static("http://clinic")
        .http2_adaptive_window(true)
        .http2_keep_alive_interval(Duration::from_millis(20))
        .keep_alive_while_idle(true)
        .connect_with_connector(connector)
        .await
        .unwrap();
    let calls = (0..16).map(|_| async {
        for _ in 0..100 {
            assert!(is_answered(&channel).await);
        }
    });
    futures_util::future::join_all(calls).await;
    assert_eq!(house.counts.accepted.load(Ordering::SeqCst), 2, "each over the connection that it had");
    assert_eq!(house.counts.restless.load(Ordering::SeqCst), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn floods_on_many_connections_take_no_memory_and_nobodys_place_and_write_little() {
    let (mut process, admin) = Process::open_in(SERVER.as_ref(), "info", on_network()).await;
    let (place, known): (_, Fingerprint) = process.place();
    admin.session().await;
    let peak = || {
        let status = std::fs::read_to_string(format!("/proc/{}/status", process.pid())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap()
    };
    let before = peak();
    for round in 0..24 {
        let flood = match round % 3 {
            0 => taken_back(FLOOD),
            1 => contradictory(FLOOD),
            _ => endless(4000),
        };
        let tls = within(praxis::runtime::trust::connect(&place, Some(known))).await.unwrap().0;
        let mut guest = Guest::greet(tls, WINDOW).await;
        drop(guest.say(&flood).await);
        // another is served while it is being ended
        admin.session().await;
        let reason = guest.ended().await;
        assert!(reason.is_none_or(|it| it == CALM), "round {round}: {reason:?}");
    }
    let grown = peak() - before;
    assert!(grown < 64 * 1024, "{grown} KiB");
    assert!(process.end().await.success());
    let said = process.said().await;
    assert!(said.len() < 100_000, "{} bytes", said.len());
}

/// An administrator in a house that had nobody.
async fn administrator(house: &House) -> Person {
    let channel = house.channel();
    let mut sessions = pb::session_service_client::SessionServiceClient::new(channel.clone());
    let opened = within(sessions.activate(first_admin(&house.code))).await.unwrap().into_inner();
    Person::new(channel, opened)
}

async fn invite(admin: &Person, who: &str) -> String {
    let asked = pb::CreateUserRequest {
        request_id: fresh(),
        user: Some(praxis_tests::clinic::account(who)),
        roles: vec![pb::Role::Desk.into()],
        ..pb::CreateUserRequest::default()
    };
    admin.users().create_user(asked).await.unwrap().into_inner().user.unwrap().name
}

/// Asks for the stream of events, as somebody who is signed in.
async fn watch(house: &House, person: &Person, window: u32) -> Guest {
    let mut guest = Guest::greet(house.tls().await, window).await;
    let bearer = format!("Bearer {}", person.token);
    let asked = pb::WatchEventsRequest::default().encode_to_vec();
    guest.call(1, WATCH_EVENTS, &[("authorization", &bearer)], &asked).await;
    assert_eq!(guest.until(HEADERS).await.expect("the stream opens").stream, 1);
    guest
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_whose_guest_lives_and_never_reads_is_cut_and_one_that_is_read_is_not() {
    let house = house(|config| {
        config.limits.unread = Duration::from_millis(500);
        (config.second_factor, config.password_memory_kib) = (Roles::NONE, 64);
    })
    .await;
    let admin = administrator(&house).await;
    // these two were there before, and one of them speaks in frames as well
    let mut friend = Watch::open(&admin).await;
    let mut reads = watch(&house, &admin, WINDOW).await;
    assert!(reads.until(DATA).await.is_some(), "a bookmark comes first");
    let unread = || house.counts.unread.load(Ordering::SeqCst);

    // it answers pings and takes every byte that comes; its windows are shut all the same
    let never = watch(&house, &admin, 0).await;
    within(never.ended()).await;
    assert_eq!(unread(), 1);
    // it has read some, then stops
    let mut stops = watch(&house, &admin, 100).await;
    let bookmark = stops.until(DATA).await.expect("as much as it has room for");
    assert!(bookmark.payload.len() <= 100);
    for who in ["kim", "lou", "max"] {
        invite(&admin, who).await;
    }
    within(stops.ended()).await;
    assert_eq!(unread(), 2);

    let last = invite(&admin, "nia").await;
    let told = |it| match it {
        pb::event::Payload::User(user) if user.name == last => Some(()),
        _ => None,
    };
    friend.until(told).await;
    while !reads.until(DATA).await.expect("it is still there").payload.windows(3).any(|it| it == b"nia") {}
    assert_eq!(unread(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_limit_for_what_is_not_read_is_what_cuts_it() {
    let house = house(|config| (config.second_factor, config.password_memory_kib) = (Roles::NONE, 64)).await;
    let admin = administrator(&house).await;
    let mut never = watch(&house, &admin, 0).await;
    let short = Duration::from_millis(1500);
    let ended = timeout(short, never.until(GOAWAY)).await;
    assert!(ended.is_err(), "the usual limit is thirty seconds: {ended:?}");
    assert_eq!(house.counts.unread.load(Ordering::SeqCst), 0);
}

//! Strangers who hold on to the door: too many, too slow, or without a word.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use praxis_shared::pb;
use praxis_tests::{Process, fresh, process::Around, within};
use tokio::{io::AsyncWriteExt, net::TcpStream, time::timeout};
use tonic::{Code, codegen::Service as _};

use super::{
    SERVER, house, on_network,
    tls::PREFACE,
    world::{is_answered, until_end},
};

fn count(of: &AtomicU64) -> u64 {
    of.load(Ordering::SeqCst)
}

#[tokio::test(flavor = "multi_thread")]
async fn who_holds_a_connection_and_asks_for_nothing_is_sent_away_and_the_others_stay() {
    let soon = Duration::from_millis(400);
    let house = house(|config| {
        config.limits.handshake = soon;
        config.limits.first_request = soon;
    })
    .await;
    let guest = house.channel();
    assert!(is_answered(&guest).await);

    let mut no_tls = house.tcp().await;
    let mut no_preface = house.tls().await;
    let mut no_headers = house.tls().await;
    no_headers.write_all(PREFACE).await.unwrap();
    let mut half_headers = house.tls().await;
    half_headers.write_all(PREFACE).await.unwrap();
    // a HEADERS frame of one byte that says that more will follow
    half_headers.write_all(&[0, 0, 1, 1, 0, 0, 0, 0, 1, 0x82]).await.unwrap();
    half_headers.flush().await.unwrap();
    until_end(&mut no_tls).await;
    until_end(&mut no_preface).await;
    until_end(&mut no_headers).await;
    until_end(&mut half_headers).await;
    assert_eq!(count(&house.counts.no_handshake), 1);
    assert_eq!(count(&house.counts.silent), 3);
    assert!(is_answered(&guest).await, "who asked for something once may be silent for a while");
    assert_eq!(count(&house.counts.accepted), 5, "over the connection that it had");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_time_limits_are_what_sends_them_away() {
    let house = house(|_| {}).await;
    let (mut no_tls, mut no_preface) = (house.tcp().await, house.tls().await);
    let short = Duration::from_millis(1500);
    assert!(timeout(short, until_end(&mut no_tls)).await.is_err());
    assert!(timeout(short, until_end(&mut no_preface)).await.is_err(), "the usual limit is ten seconds");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_source_gets_its_share_and_the_house_its_limit() {
    let house_of_three = house(|config| config.limits.per_source = 3).await;
    let held: Vec<_> =
        [house_of_three.tls().await, house_of_three.tls().await, house_of_three.tls().await].into();
    let mut fourth = house_of_three.tcp().await;
    assert_eq!(until_end(&mut fourth).await, b"");
    assert_eq!(count(&house_of_three.counts.crowded), 1);
    drop(held);
    assert!(is_answered(&house_of_three.channel()).await, "places are given back");

    let full = house(|config| config.limits.connections = 2).await;
    let _held = (full.tls().await, full.tls().await);
    let mut third = full.tcp().await;
    assert_eq!(until_end(&mut third).await, b"");
    assert_eq!((count(&full.counts.full), count(&full.counts.crowded)), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_with_64_files_under_200_held_connections_answers_who_was_there_and_writes_little() {
    let around = Around {
        shell: "ulimit -n 64",
        args: &["--readers", "2", "--max-connections", "65536"],
        ..on_network()
    };
    let (mut process, admin) = Process::open_in(SERVER.as_ref(), "info", around).await;
    let (place, _) = process.place();
    admin.session().await;
    let mut held = Vec::new();
    for _ in 0..200 {
        held.push(TcpStream::connect((place.host.as_str(), place.port)).await.unwrap());
    }
    for _ in 0..100 {
        admin.session().await;
    }
    let files = std::fs::read_dir(format!("/proc/{}/fd", process.pid())).unwrap().count();
    assert!((32..64).contains(&files), "the attack takes all that is given, and not all: {files} files");
    // writing takes files, too: they were kept back
    let asked = pb::CreateUserRequest {
        request_id: fresh(),
        user: Some(praxis_tests::clinic::account("ida")),
        roles: vec![pb::Role::Desk.into()],
        ..pb::CreateUserRequest::default()
    };
    admin.users().create_user(asked).await.unwrap();
    let mut refused = 0;
    for mut tcp in held {
        // those who hold a place are silent until they are sent away
        refused += usize::from(timeout(Duration::from_millis(1), until_end(&mut tcp)).await.is_ok());
    }
    assert!(refused > 150, "{refused} were turned away");
    assert!(process.end().await.success());
    let said = process.said().await;
    assert!(said.contains("turned away") && said.contains("max_connections is more than"), "{said}");
    assert!(said.len() < 100_000, "{} bytes", said.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_strangers_make_the_server_say_is_bounded() {
    let (mut process, _) = Process::open_in(SERVER.as_ref(), "info", on_network()).await;
    let (place, _) = process.place();
    for _ in 0..300 {
        let mut tcp = TcpStream::connect((place.host.as_str(), place.port)).await.unwrap();
        tcp.write_all(b"nonsense, nonsense").await.unwrap();
        until_end(&mut tcp).await;
    }
    assert!(process.end().await.success());
    let said = process.said().await;
    let lines = said.lines().filter(|line| line.contains("no TLS connection came about")).count();
    // ten in each five seconds; a busy machine takes a while
    assert!((10..150).contains(&lines), "{lines} lines:\n{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_claims_four_gibibytes_is_refused_before_any_memory_is_taken() {
    let (process, admin) = Process::open_in(SERVER.as_ref(), "info", on_network()).await;
    let peak = || {
        let status = std::fs::read_to_string(format!("/proc/{}/status", process.pid())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap()
    };
    let before = peak();
    for (claimed, code) in
        [([0xff; 4], Code::OutOfRange), ([0, 4, 0, 1], Code::OutOfRange), ([0, 0, 0, 0], Code::Ok)]
    {
        let mut frame = vec![0];
        frame.extend(claimed);
        let request = http::Request::post("http://clinic/praxis.v1.ClinicService/GetClinic")
            .header("content-type", "application/grpc")
            .header("te", "trailers")
            .body(tonic::body::Body::new(http_body_util::Full::new(frame.into())))
            .unwrap();
        let mut channel = admin.channel();
        within(std::future::poll_fn(|cx| channel.poll_ready(cx))).await.unwrap();
        let answer = within(channel.call(request)).await.unwrap();
        let told = answer.headers().get("grpc-status").map_or(Code::Ok, |it| Code::from_bytes(it.as_bytes()));
        assert_eq!(told, code, "{claimed:x?}");
    }
    let grown = peak() - before;
    assert!(grown < 32 * 1024, "{grown} KiB");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_connection_is_left_for_a_new_one() {
    let house = house(|config| {
        config.limits.age = Duration::from_millis(300);
        config.limits.grace = Duration::from_secs(30);
    })
    .await;
    let channel = house.channel();
    while count(&house.counts.accepted) < 3 {
        // a call may cross the news that the connection closes; asked again, it takes the new one
        assert!(is_answered(&channel).await || is_answered(&channel).await);
    }
    house.stop().await;
}

//! What whoever watches over the server is told: that it is ready, and numbers without names.

use std::net::TcpListener;

use praxis_shared::pb;
use praxis_tests::within;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use tonic::codegen::Service as _;
use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};

use super::{house, world::is_answered};

pub(crate) async fn get(port: u16, path: &str) -> String {
    let mut tcp = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let asked = format!("GET {path} HTTP/1.1\r\nHost: here\r\n\r\n");
    tcp.write_all(asked.as_bytes()).await.unwrap();
    let mut answer = String::new();
    within(tcp.read_to_string(&mut answer)).await.unwrap();
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_are_told_on_a_port_of_their_own_and_name_nobody() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let house = house(|config| config.metrics = Some(free)).await;
    let channel = house.channel();
    for _ in 0..3 {
        assert!(is_answered(&channel).await);
    }
    let asked = pb::SignInRequest {
        login: "anna.dietz".to_owned(),
        password: "a password of somebody".to_owned(),
        ..pb::SignInRequest::default()
    };
    let mut sessions = pb::session_service_client::SessionServiceClient::new(channel.clone());
    within(sessions.sign_in(asked)).await.unwrap_err();
    // one that does not exist must not make a new line each time
    let request = http::Request::post("http://clinic/praxis.v1.Secret/anna.dietz")
        .header("content-type", "application/grpc")
        .body(tonic::body::Body::empty())
        .unwrap();
    let mut wire = channel.clone();
    within(std::future::poll_fn(|cx| wire.poll_ready(cx))).await.unwrap();
    within(wire.call(request)).await.unwrap();

    let told = get(free.port(), "/metrics").await;
    for line in [
        "praxis_calls_total{method=\"praxis.v1.ClinicService/GetClinic\",code=\"OK\"} 3",
        "praxis_calls_total{method=\"praxis.v1.SessionService/SignIn\",code=\"UNAUTHENTICATED\"} 1",
        "praxis_calls_total{method=\"other\",code=\"PERMISSION_DENIED\"} 1",
        "praxis_call_seconds_count{method=\"praxis.v1.ClinicService/GetClinic\"} 3",
        "praxis_connections_open 1",
        "praxis_connections_accepted_total 1",
        "praxis_sessions 0",
        "praxis_writer_queue 0",
        "praxis_last_backup_timestamp_seconds ",
    ] {
        assert!(told.contains(line), "{line} is not in\n{told}");
    }
    assert!(!told.contains("anna"), "{told}");
    assert!(
        told.contains("praxis_disk_free_bytes ") && !told.contains("praxis_disk_free_bytes -1"),
        "{told}"
    );
    assert!(get(free.port(), "/").await.starts_with("HTTP/1.1 404"));
}

#[tokio::test(flavor = "multi_thread")]
async fn it_says_that_it_is_ready_until_it_stops() {
    let house = house(|_| {}).await;
    let mut health = HealthClient::new(house.channel());
    let asked = || HealthCheckRequest { service: String::new() };
    let told = within(health.check(asked())).await.unwrap().into_inner();
    assert_eq!(told.status(), ServingStatus::Serving);
    let mut watch = within(health.watch(asked())).await.unwrap().into_inner();
    assert_eq!(within(watch.message()).await.unwrap().unwrap().status(), ServingStatus::Serving);
    let stopping = tokio::spawn(house.stop());
    // the news, or the end when that was quicker
    if let Ok(Some(told)) = within(watch.message()).await {
        assert_eq!(told.status(), ServingStatus::NotServing);
    }
    within(stopping).await.unwrap();
}

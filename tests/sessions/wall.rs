//! The wall clock is set while somebody watches: what is locked or over by it ends, though no
//! time has passed. With the real server, whose waiting goes by another clock.

use std::time::{Duration, Instant};

use praxis_tests::{Process, Refused as _, Watch, vault::Room, wall::Wall, within};

const SERVER: &str = env!("CARGO_BIN_EXE_praxis-server-under-test");

#[tokio::test(flavor = "multi_thread")]
async fn a_wall_clock_that_is_set_forward_ends_open_streams_within_seconds() {
    let directory = Room::new();
    let wall = Wall::in_directory(directory.path());
    let (mut server, admin) = Process::open_over(SERVER.as_ref(), "info", directory, wall.world()).await;
    let early = Watch::open(&admin).await;
    // the control: below the limit of a quarter of an hour nothing is locked
    wall.set_ahead(14 * 60);
    let late = Watch::open(&admin).await;
    let set = Instant::now();
    wall.set_ahead(16 * 60);
    for stream in [early, late] {
        assert_eq!(within(stream.end()).await.reason(), "SESSION_LOCKED");
    }
    // a stream speaks after twenty seconds at the earliest: that is not what ended them
    assert!(set.elapsed() < Duration::from_secs(10), "{:?}", set.elapsed());
    assert!(server.end().await.success());
    assert!(server.said().await.contains("this machine's clock was set"));
}

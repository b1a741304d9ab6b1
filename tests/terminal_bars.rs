//! What the client costs the line to its terminal and the machine it runs on, as far as that does not depend on how
//! fast the machine is: bytes, frames, wake-ups. The figures that do are told by the program `terminal`, see
//! `docs/performance.md`.

use std::{path::Path, time::Duration};

use praxis_tests::{
    Process,
    bars::{self, COLLEAGUE, Cost, Talk, WHOLE},
    gauge::{Effort, frames, questions},
    process::Around,
    pty::{Pty, client_path},
};

use crate::terminal::CLIENT;

const SERVER: &str = env!("CARGO_BIN_EXE_praxis-server-under-test");
const CTRL_X: &str = "\u{18}";

async fn sample() -> Process {
    Process::open_sample(Path::new(SERVER), Around::default()).await
}

fn signed_in(server: &Process) -> Pty {
    let mut pty = bars::client_at_socket(&client_path(CLIENT), server).start();
    bars::sign_in(&mut pty);
    pty.wait_for_silence(Duration::from_millis(500));
    pty
}

/// The middle one: the clock on the screen may have turned in the middle of another.
fn middle(costs: impl IntoIterator<Item = Cost>) -> usize {
    let mut bytes: Vec<_> = costs.into_iter().map(|it| it.bytes).collect();
    bytes.sort_unstable();
    bytes[bytes.len() / 2]
}

#[test]
fn what_is_counted_is_seen() {
    let two_frames = b"\x1b[1;1Habc\x1b[?25h\x1b[2;1H\x1b[?25l";
    assert_eq!((frames(two_frames), frames(b"abc")), (2, 0));
    for question in ["\x1b[6n", "\x1b[c", "\x1b[?u", "\x1b]11;?\x07", "\x1bP$qm\x1b\\"] {
        assert_eq!(questions(format!("abc{question}").as_bytes()).len(), 1, "{question:?}");
    }
    // a thread that looks at the clock all the time is found out
    let before = Effort::of(std::process::id());
    for _ in 0..20 {
        std::thread::sleep(Duration::from_millis(1));
    }
    assert!(Effort::of(std::process::id()).since(&before).wakes >= 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn starts_keys_and_screens_cost_few_bytes_and_ask_the_terminal_nothing() {
    let server = sample().await;
    let mut pty = signed_in(&server);
    let (_, first) = pty.first_time(|screen| bars::is_sign_in(&screen.contents())).unwrap();
    assert!(first <= 3000, "the first frame: {first}");
    let row = middle(bars::rows(&mut pty, 5, WHOLE));
    assert!(row <= 300, "a cursor row: {row}");
    for (name, switched, anew) in bars::screens(&mut pty) {
        assert!(switched.bytes <= 3000, "to {name}: {switched:?}");
        assert!((300..=3000).contains(&anew.bytes), "{name}, drawn anew: {anew:?}");
    }
    assert_eq!(questions(&pty.bytes()), Vec::<&str>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_and_lines_of_a_conversation_cost_few_bytes() {
    let server = sample().await;
    let mut pty = signed_in(&server);
    let mut talk = Talk::of(&bars::person(&server, COLLEAGUE).await).await;
    talk.open_in(&mut pty).await;
    let letter = middle(bars::letters(&mut pty, 5, WHOLE));
    assert!(letter <= 80, "a letter: {letter}");
    let still = middle(talk.lines(&pty, 5).await);
    assert!(still <= 250, "a line below the others: {still}");
    talk.lines(&pty, 12).await;
    let scrolled = middle(talk.lines(&pty, 5).await);
    assert!(scrolled <= 1600, "a line that moves the others: {scrolled}");
    assert!(scrolled > still, "they were moved");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_storm_of_changes_is_drawn_ten_times_a_second_at_most() {
    let server = sample().await;
    let pty = signed_in(&server);
    let clerk = bars::person(&server, COLLEAGUE).await;
    let storm = bars::storm(&pty, &clerk, 200).await;
    // each frame was drawn within the time that was measured
    let most = storm.took.as_secs_f64() * 10.0 + 1.0;
    assert!(storm.frames as f64 <= most, "{storm:?}");
    assert!((storm.bytes as f64) <= most * 1000.0, "{storm:?}");
    assert!(storm.frames >= 2, "it was drawn while it went on: {storm:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_sleeps_while_nothing_happens() {
    let server = sample().await;
    let pty = signed_in(&server);
    pty.wait_for_silence(Duration::from_secs(2));
    // the end of a minute, and one sign of life from the server, are all that may fall into it
    let idle = bars::idle(&pty, Duration::from_secs(8)).await;
    assert!(idle.effort.wakes <= 3, "{idle:?}");
    assert!(idle.effort.ran < Duration::from_millis(10), "{idle:?}");
    assert!(idle.frames <= 1 && idle.bytes <= 80, "{idle:?}");
}

/// Nothing is asked of the server meanwhile: the end of the connection itself must be noticed.
#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_does_nothing_says_that_its_server_is_gone() {
    let mut server = sample().await;
    let waiting = bars::client_at_socket(&client_path(CLIENT), &server).start();
    waiting.wait_for_text("live");
    let mut locked = signed_in(&server);
    locked.send(CTRL_X);
    locked.wait_for_text("Locked");
    let board = signed_in(&server);
    for pty in [&waiting, &locked, &board] {
        pty.wait_for_text("live");
        pty.wait_for_silence(Duration::from_millis(500));
    }
    server.kill();
    for pty in [&waiting, &locked, &board] {
        pty.wait_for_text("OFFLINE");
    }
    server.start();
    for pty in [&waiting, &locked, &board] {
        pty.wait_for("link that is back", |screen| {
            let text = screen.contents();
            text.contains("live") && !text.contains("OFFLINE")
        });
    }
}

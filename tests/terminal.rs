//! The client in a real terminal: it gives the terminal back whatever ends it, asks it
//! nothing, is silent while nothing happens, and lets no text of others command it.

use std::{path::Path, time::Duration};

use praxis_shared::pb;
use praxis_tests::{
    Clinic, PASSWORD, fresh,
    pty::{Program, Pty, client_path},
    seal,
    stream::beyond_drawing,
    vault,
};
use rustix::process::Signal;

/// The client that cargo built beside these tests.
pub(crate) const CLIENT: &str = env!("CARGO_BIN_EXE_praxis-under-test");
/// Nobody listens there.
const NOBODY: &str = "unix:/nowhere/praxis.sock";
const CTRL_C: &str = "\u{3}";
const CTRL_K: &str = "\u{b}";
const CTRL_Z: &str = "\u{1a}";

fn client(server: &str) -> Program {
    Program::client(CLIENT).args(&["--server", server])
}

fn alone() -> Pty {
    let pty = client(NOBODY).start();
    pty.wait_for_text("Sign in");
    pty.wait_for_text("OFFLINE");
    pty
}

fn at(clinic: &Clinic) -> Program {
    client(&format!("unix:{}", clinic.address().display()))
}

fn sign_in(pty: &mut Pty, who: &str) {
    pty.wait_for_text("Sign in");
    pty.send(&format!("{who}\r"));
    pty.send(&format!("{PASSWORD}\r"));
    pty.wait_for_text("[1Board]");
}

#[track_caller]
fn ends_restored(pty: &mut Pty) {
    let ended = pty.end();
    assert!(ended.status.success(), "{}\n{}", ended.status, ended.text);
    assert_eq!(ended.left_behind, Vec::<String>::new());
}

#[test]
fn a_terminal_is_given_back_by_ctrl_c_even_if_no_server_answers() {
    let mut pty = alone();
    assert!(pty.left_behind().len() >= 3, "it had the terminal: {:?}", pty.left_behind());
    pty.send(CTRL_C);
    ends_restored(&mut pty);
}

#[test]
fn a_terminal_is_given_back_when_the_program_is_told_to_end() {
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let mut pty = alone();
        pty.signal(signal);
        ends_restored(&mut pty);
    }
}

#[test]
fn a_terminal_is_given_back_by_a_panic_which_can_then_be_read() {
    let mut pty = Program::new(Path::new(env!("CARGO_BIN_EXE_praxis-panics-under-test"))).start();
    let ended = pty.end();
    assert!(!ended.status.success());
    assert!(ended.text.contains("on purpose"), "{}", ended.text);
    assert_eq!(ended.left_behind, Vec::<String>::new());
}

#[test]
fn a_terminal_is_untouched_by_a_start_that_fails() {
    let mut pty = client("ftp://nowhere").start();
    let ended = pty.end();
    assert!(!ended.status.success());
    assert!(ended.text.contains("praxis:"), "{}", ended.text);
    assert_eq!(ended.left_behind, Vec::<String>::new());
}

#[test]
fn the_shell_gets_the_terminal_while_the_program_is_stopped_and_typed_text_is_kept() {
    let script = "set -m; \"$0\" --server \"$1\"; echo stopped; read -r go; fg; echo \"ended with $?\"";
    let program = client_path(CLIENT);
    let program = program.to_str().unwrap();
    let mut pty = Program::new("/bin/sh".as_ref()).args(&["-c", script, program, NOBODY]).start();
    pty.wait_for_text("OFFLINE");
    pty.send("ida.han");
    pty.wait_for_text("ida.han");
    pty.send(CTRL_Z);
    pty.wait_for_text("stopped");
    assert_eq!(pty.left_behind(), Vec::<String>::new());
    pty.send("\r");
    pty.wait_for("sign-in screen", |screen| {
        screen.alternate_screen() && screen.bracketed_paste() && screen.contents().contains("ida.han")
    });
    pty.send(CTRL_C);
    let said = pty.wait_for("answer to a draft, or end", |screen| {
        let text = screen.contents();
        text.contains("ended with") || text.contains("y ")
    });
    if !said.contains("ended with") {
        pty.send("y");
    }
    ends_restored(&mut pty);
}

#[test]
fn a_terminal_that_is_gone_ends_the_program_even_if_no_signal_says_so() {
    for program in [client(NOBODY), client(NOBODY).without_hang_up_signal()] {
        let mut pty = program.start();
        pty.wait_for_text("OFFLINE");
        pty.vanish();
        // It does end, which is the point; with which code is nobody's business any more.
        pty.end();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_asked_of_the_terminal_and_nothing_is_written_while_nothing_happens() {
    let clinic = Clinic::open().await;
    clinic.desk("ida").await;
    let mut pty = at(&clinic).start();
    sign_in(&mut pty, "ida");
    pty.wait_for_silence(Duration::from_secs(3));
    assert_eq!(beyond_drawing(&pty.bytes()), Vec::<String>::new());
    pty.send(CTRL_C);
    let ended = pty.end();
    assert!(ended.status.success() && ended.left_behind.is_empty(), "{:?}", ended.left_behind);
    assert_eq!(beyond_drawing(&ended.bytes), Vec::<String>::new());
}

/// How often that was looked at, as the log of acts has it.
fn looks(clinic: &Clinic, method: &str) -> i64 {
    let sql = "SELECT count(*) FROM audit WHERE method LIKE '%/' || ?1";
    vault::open(clinic.database()).query_row(sql, [method], |row| row.get(0)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_asks_for_each_list_once() {
    let clinic = Clinic::open().await;
    clinic.desk("ida").await;
    let mut pty = at(&clinic).start();
    sign_in(&mut pty, "ida");
    pty.wait_for_silence(Duration::from_secs(1));
    let looks = ["ListAppointments", "ListConversations", "ListNotices", "WatchEvents"]
        .map(|method| (method, looks(&clinic, method)));
    // the day, and what was left open on earlier ones
    let once = [("ListAppointments", 2), ("ListConversations", 1), ("ListNotices", 1), ("WatchEvents", 1)];
    assert_eq!(looks, once);
}

/// A slow line tears keys: the program takes the Escape before the rest is sent. It waits 60 ms for the
/// rest, and on a busy machine this test may be slower than that, hence the further tries; a program that
/// does not wait fails all of them.
#[test]
fn a_key_that_a_slow_line_tears_apart_is_still_one_key() {
    let mut pty = client(NOBODY).env("SSH_TTY", "/dev/pts/0").start();
    pty.wait_for_text("OFFLINE");
    let joined = (0..30).any(|_| {
        pty.send(CTRL_K);
        pty.wait_for_text("Command:");
        let first = row_of_cursor(&pty.text());
        pty.send("\u{1b}");
        pty.wait_until_keys_are_taken();
        pty.send("[B");
        let joined = pty.soon(Duration::from_millis(500), |screen| {
            let now = screen.contents();
            now.contains("Command:") && row_of_cursor(&now) == first.map(|row| row + 1)
        });
        pty.send("\u{1b}");
        if !pty.soon(Duration::from_secs(2), |screen| !screen.contents().contains("Command:")) {
            pty.send("\u{1b}");
            pty.wait_for("end of the list", |screen| !screen.contents().contains("Command:"));
        }
        joined
    });
    assert!(joined, "Escape and [B never were Down:\n{}", pty.text());
}

fn row_of_cursor(text: &str) -> Option<usize> {
    text.lines().position(|line| line.trim_start_matches("| ").starts_with('>'))
}

/// The server refuses such text, so it is put past it into the database: a restored file, or the work of
/// an older version.
#[tokio::test(flavor = "multi_thread")]
async fn names_and_messages_of_others_cannot_command_the_terminal() {
    let evil = "zq\u{1b}[2J\u{1b}]0;owned\u{7}\u{202e}\u{9b}31m\u{8}\r\nqz";
    let clinic = Clinic::open().await;
    let (ida, ana) = (clinic.desk("ida").await, clinic.patient("ana").await);
    let asked = pb::OpenConversationRequest { request_id: fresh(), target: "desk".to_owned() };
    let conversation = ana.conversations().open_conversation(asked).await.unwrap().into_inner().name;
    let asked =
        pb::SendMessageRequest { request_id: fresh(), conversation, body: "May I come today?".to_owned() };
    ana.conversations().send_message(asked).await.unwrap();
    let database = vault::open(clinic.database());
    database.execute_batch("DROP TRIGGER message_is_never_changed").unwrap();
    assert_eq!(database.execute("UPDATE message SET body = ?1", [evil]).unwrap(), 1);
    assert_eq!(database.execute("UPDATE patient SET last_name = ?1", [evil]).unwrap(), 1);
    seal::anew(&database, "message", "conversation, seq, author, request_id, body, time", "seal");
    let patient = "id, number, user, first_name, last_name, birth_date, gender, phone, email, address,
                   emergency_contact, create_time, update_time, version";
    seal::anew(&database, "patient", patient, "seal");
    let brief = "id, first_name, last_name, number, birth_date, gender";
    seal::anew(&database, "patient", brief, "brief_seal");
    drop((database, ida));

    let mut pty = at(&clinic).start();
    sign_in(&mut pty, "ida");
    pty.send("3");
    pty.wait_for_text("PATIENTS");
    pty.send("/ana");
    pty.wait_for_text("zq[2J]0;owned31m");
    pty.send("\r");
    pty.wait_for_text("10001");
    pty.wait_for_text("No visits yet.");
    pty.send("\u{1b}");
    pty.wait_for_text("[TYPE]");
    pty.send("\u{1b}");
    pty.wait_for_text("[LIST]");
    pty.send("4");
    pty.wait_for_text("> Ana-Test, Ana");
    pty.send("\r");
    pty.wait_for_text("zq[2J]0;owned31m");
    assert_eq!(beyond_drawing(&pty.bytes()), Vec::<String>::new());
    pty.send(CTRL_C);
    assert_eq!(beyond_drawing(&pty.end().bytes), Vec::<String>::new());
}

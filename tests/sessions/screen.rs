//! The lock as it is seen: in a real terminal, not a word of patients on the screen, place and typed text
//! kept under it, and the feed going on after it.

use std::time::Duration;

use chrono::TimeDelta;
use praxis_shared::pb;
use praxis_tests::{
    Clinic, PASSWORD, fresh,
    pty::{Program, Pty},
    stream::beyond_drawing,
};

use super::{clinic, lock, sessions_of};
use crate::terminal::CLIENT;

const CTRL_X: &str = "\u{18}";
const CTRL_N: &str = "\u{e}";

fn open(clinic: &Clinic) -> Pty {
    let mut pty =
        Program::client(CLIENT).args(&["--server", &format!("unix:{}", clinic.address().display())]).start();
    pty.wait_for_text("Sign in");
    pty.send("ida\r");
    pty.send(&format!("{PASSWORD}\r"));
    pty.wait_for_text("[1Board]");
    pty
}

/// The record of a patient, and in a field of it what was typed and not saved.
fn type_into_a_record(pty: &mut Pty) {
    pty.send("3");
    pty.wait_for_text("PATIENTS");
    pty.send("/ana");
    pty.wait_for_text("Ana-Test");
    pty.send("\r");
    pty.wait_for_text("No visits yet.");
    pty.send("e");
    pty.wait_for_text("First name");
    pty.send("xyzzy");
    pty.wait_for_text("xyzzy");
}

#[track_caller]
fn shows_nobody(pty: &Pty) {
    let text = pty.wait_for_text("Locked");
    for word in ["Ana", "Test", "10001", "1980", "1234567", "xyzzy", "example.org"] {
        assert!(!text.contains(word), "{word} is seen:\n{text}");
    }
}

fn unlock(pty: &mut Pty) {
    pty.send(&format!("{PASSWORD}\r"));
    pty.wait_for("record as it was left", |screen| {
        let text = screen.contents();
        text.contains("xyzzy") && text.contains("Ana") && !text.contains("Locked")
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_by_key_or_by_the_servers_clock_shows_nobody_and_keeps_the_place() {
    let clinic = clinic().await;
    let (ida, ana) = (clinic.desk("ida").await, clinic.patient("ana").await);
    let mut pty = open(&clinic);
    type_into_a_record(&mut pty);

    pty.send(CTRL_X);
    shows_nobody(&pty);
    pty.send("not my password\r");
    pty.wait_for_text("is wrong");
    shows_nobody(&pty);
    // the server keeps its own door shut, too
    let locked = sessions_of(&clinic.admin(), &ida).await.into_iter().filter(|it| it.locked).count();
    assert_eq!(locked, 1);
    clinic.pass(TimeDelta::seconds(1));
    unlock(&mut pty);

    // nobody touches a key: the stream brings the word of the server
    clinic.pass(TimeDelta::minutes(5));
    shows_nobody(&pty);
    unlock(&mut pty);

    // what happens afterwards is heard
    let opened = pb::OpenConversationRequest { request_id: fresh(), target: "desk".to_owned() };
    let conversation = ana.conversations().open_conversation(opened).await.unwrap().into_inner().name;
    let said = pb::SendMessageRequest { request_id: fresh(), conversation, body: "Good morning".to_owned() };
    ana.conversations().send_message(said).await.unwrap();
    pty.wait_for_text("4Chat*1");
    // no title, no bell, nothing kept elsewhere
    assert_eq!(beyond_drawing(&pty.bytes()), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_else_takes_the_desk_and_the_session_before_is_over() {
    let clinic = clinic().await;
    let ida = clinic.desk("ida").await;
    clinic.desk("kim").await;
    let mut pty = open(&clinic);
    let here = sessions_of(&clinic.admin(), &ida).await.len();
    pty.send(CTRL_X);
    shows_nobody(&pty);
    pty.send(CTRL_N);
    pty.wait_for_text("Sign in");
    pty.send("kim\r");
    pty.send(&format!("{PASSWORD}\r"));
    pty.wait_for_text("[1Board]");
    pty.wait_for("the name of who is here now", |screen| screen.contents().contains("kim"));
    assert_eq!(sessions_of(&clinic.admin(), &ida).await.len(), here - 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_is_asked_for_the_password_and_the_act_then_goes_through() {
    let clinic = clinic().await;
    let admin = clinic.admin();
    let mut pty =
        Program::client(CLIENT).args(&["--server", &format!("unix:{}", clinic.address().display())]).start();
    pty.wait_for_text("Sign in");
    pty.send("admin\r");
    pty.send(&format!("{PASSWORD}\r"));
    pty.wait_for_text("1People");
    pty.wait_for_silence(Duration::from_millis(500));
    clinic.pass(TimeDelta::minutes(5) + TimeDelta::seconds(1));
    pty.send("8");
    pty.wait_for_text("MY ACCOUNT");
    pty.wait_for_text("Signed in at");
    pty.send("e");
    pty.wait_for_text("First name");
    pty.send("\u{15}Adele\u{4}");
    pty.wait_for_text("needs your password again");
    pty.wait_for_text("Adele");
    pty.send(&format!("{PASSWORD}\r"));
    pty.wait_for_text("Saved.");
    let told = admin.another_terminal().await;
    assert_eq!(told.user.first_name, "Adele");
    lock(&admin).await;
}

//! The first minute of a stranger: one command opens a sample clinic, a digit signs in, a
//! visit is booked with the fewest keys, and a second terminal sees it.

use std::path::Path;

use praxis_tests::{
    pty::{Program, Pty},
    vault::{Plain, Room},
};

use crate::terminal::CLIENT;

fn demo(directory: &Path, more: &[&str]) -> Pty {
    let directory = directory.to_str().unwrap();
    Program::client(CLIENT).args(&["demo", "--data-dir", directory]).args(more).start()
}

fn sign_in(pty: &mut Pty, digit: &str) {
    pty.wait_for_text("Sample clinic. A digit in the empty field signs in:");
    pty.wait_for_text("live");
    pty.send(digit);
    pty.wait_for_text("[1Board]");
    pty.wait_for_text("Time  Patient");
}

#[track_caller]
fn leave(mut pty: Pty) -> String {
    pty.send("\u{3}");
    let ended = pty.end();
    assert!(ended.status.success(), "{}\n{}", ended.status, ended.text);
    assert_eq!(ended.left_behind, Vec::<String>::new());
    ended.text
}

fn booked_visits(text: &str) -> usize {
    text.matches("[B]booked").count()
}

#[test]
fn a_visit_is_booked_in_the_sample_clinic_and_a_second_terminal_sees_it() {
    let mut directory = Room::new();
    directory.allow(Plain::Sample);
    let mut first = demo(directory.path(), &["--fresh"]);
    first.wait_for_text("1 Ida Hansen (front desk)");
    sign_in(&mut first, "1");

    let mut second = demo(directory.path(), &[]);
    sign_in(&mut second, "2");
    second.send("3");
    second.wait_for_text("PATIENTS");
    second.send("/espo");
    second.wait_for_text("> Esposito");
    second.send("\r\r");
    let record = second.wait_for_text("ESPOSITO");

    // Nine keys: b, four letters, Enter takes the patient, Enter the kind of visit, 1 the soonest slot, Enter books.
    first.send("bespo");
    first.wait_for_text("> Esposito");
    first.send("\r");
    first.wait_for_text("step 2 of 4");
    first.send("\r");
    first.wait_for_text("Soonest: 1");
    first.send("1");
    first.wait_for_text("Book this visit?");
    first.send("\r");
    // Said by the answer, and a moment later by the event that everybody gets.
    first.wait_for("booked visit", |screen| {
        let text = screen.contents();
        text.contains("[1Board]")
            && (text.contains("Booked: Esposito") || text.contains("Esposito, Chiara booked"))
    });

    let before = booked_visits(&record);
    second.wait_for("new visit in the record", |screen| booked_visits(&screen.contents()) > before);
    leave(second);
    let said = leave(first);
    assert!(said.contains("--fresh makes a new one"), "{said}");
}

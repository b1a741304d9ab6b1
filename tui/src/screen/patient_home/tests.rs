use praxis_shared::pb::{self, AppointmentState as State, Role, event::Payload};

use crate::outbox::{Effect, Reply};
use crate::screen::common::samples;
use crate::stage::{Stage, person};

/// Visits of the patient of the stage.
fn mine(it: pb::Appointment) -> pb::Appointment {
    pb::Appointment { patient: person(Role::Patient).patient, ..it }
}

fn stage() -> Stage {
    let mut stage = Stage::signed_in(Role::Patient);
    let visit = samples::with_reason(mine(samples::visit("a1", 3, 8, 0, State::Approved)), "");
    stage.answer(Reply::ListVisits(pb::ListVisitsResponse { visits: vec![visit], ..Default::default() }));
    stage.answer_empty();
    stage
}

#[test]
fn the_menu_looks_like_this() {
    let mut stage = stage();
    insta::assert_snapshot!("patient_home", stage.picture());
    stage.resize(40, 12);
    insta::assert_snapshot!("patient_home_40x12", stage.picture());
    stage.sweep_some();
}

#[test]
fn every_digit_shown_leads_somewhere_and_no_other_is_shown() {
    let titles = [("1", "BOOK A VISIT"), ("2", "MY VISITS"), ("6", "MY DATA")];
    for (digit, title) in titles {
        let mut stage = stage();
        stage.press(digit);
        assert!(stage.picture().contains(title), "{digit}\n{}", stage.picture());
        stage.press("0");
        assert!(stage.picture().contains("Good day"), "{digit} and back\n{}", stage.picture());
    }
    let mut stage = stage();
    for dead in ["4", "5", "9"] {
        assert!(!stage.picture().contains(&format!(" {dead}  ")));
        stage.press(dead);
        assert!(stage.picture().contains("Good day"));
    }
}

#[test]
fn the_menu_can_be_walked_with_arrows_and_enter() {
    let mut stage = stage();
    stage.press("down enter");
    assert!(stage.picture().contains("MY VISITS"));
}

#[test]
fn the_next_visit_changes_as_the_clinic_changes_it() {
    let mut stage = stage();
    let mut now = mine(samples::visit("a1", 4, 10, 30, State::Approved));
    now.version = 2;
    stage.event(Payload::Appointment(now));
    assert!(stage.picture().contains("Tue 24 Nov 10:30"), "{}", stage.picture());
}

#[test]
fn zero_signs_out_after_a_question() {
    let mut stage = stage();
    stage.press("0 enter");
    assert!(stage.picture().contains("Good day"));
    stage.effects();
    stage.press("0 y");
    assert!(stage.effects().contains(&Effect::SignedOut));
}

/// The patient of the stage in an account that was reached by a code an hour ago.
fn doubted() -> pb::User {
    let since = crate::stage::beginning() - chrono::TimeDelta::minutes(60);
    pb::User { unconfirmed_time: Some(crate::context::stamp(since)), ..person(Role::Patient) }
}

#[test]
fn an_account_that_nobody_confirmed_is_told_what_is_closed_and_how_it_is_opened() {
    let mut stage = Stage::signed_in_as(doubted());
    stage.answer_empty();
    insta::assert_snapshot!("patient_home_unconfirmed", stage.picture());
    stage.resize(40, 12);
    insta::assert_snapshot!("patient_home_unconfirmed_40x12", stage.picture());
    for _ in 0..6 {
        stage.press("down");
        assert!(stage.picture().lines().any(|row| row.starts_with('>')), "{}", stage.picture());
    }
    assert!(stage.picture().contains("> 0  Out"), "{}", stage.picture());
    stage.sweep_some();
}

#[test]
fn a_confirmation_lists_every_open_screen_anew_and_takes_the_banner_away() {
    let mut stage = Stage::signed_in_as(doubted());
    stage.answer_empty();
    stage.press("2").answer_empty();
    stage.press("g 6").answer_empty();
    stage.link(crate::app::LinkChange::Relist);
    let asked: Vec<&str> = stage.calls().iter().map(|it| it.name()).collect();
    for wanted in
        ["GetUser", "GetPatient", "GetPatientChart", "ListVisits", "ListConversations", "ListNotices"]
    {
        assert!(asked.contains(&wanted), "{wanted} is not in {asked:?}");
    }
    assert_eq!(
        asked.iter().filter(|it| **it == "ListVisits").count(),
        4,
        "both places with visits: {asked:?}"
    );
    stage.answer(Reply::GetUser(person(Role::Patient)));
    stage.press("0");
    assert!(!stage.picture().contains("NOT CONFIRMED"), "{}", stage.picture());
}

//! Booking as people do it: the keys it takes, and what is never lost on the way.

use praxis_shared::pb::{self, AppointmentState as State, Role, VisitKind};
use praxis_shared::reason::Reason;

use crate::context::stamp;
use crate::outbox::{Call, Code, Failure, Reply};
use crate::screen::common::sample::{
    at, doctor, doctors, found, id, patient, slot, slots, soonest, taken, visit,
};
use crate::screen::{BookingStart, Route};
use crate::stage::Stage;
use crate::theme::ThemeName;

fn open(start: BookingStart) -> Stage {
    let mut stage = Stage::open(Role::Desk, Route::Booking(Box::new(start)));
    stage.answer(Reply::ListDoctors(doctors()));
    stage
}

fn with_slots(stage: &mut Stage) {
    stage.answer(Reply::FindSoonestSlots(soonest()));
    stage.answer(Reply::ListSlots(slots()));
}

/// At the grid, for Luis Gomez.
fn at_grid() -> Stage {
    let mut stage = open(BookingStart::default());
    stage.type_text("gome");
    stage.answer_to("ListPatients", Reply::ListPatients(found(&["Gomez, Luis"])));
    stage.press("enter");
    with_slots(&mut stage);
    stage.press("enter");
    stage
}

fn booked(stage: &Stage) -> pb::BookAppointmentRequest {
    match stage.last_call() {
        Some(Call::BookAppointment(request)) => request.clone(),
        other => panic!("{other:?}\n{}", stage.picture()),
    }
}

#[test]
fn a_known_patient_gets_the_soonest_slot_in_eight_keys_after_b() {
    let mut stage = open(BookingStart::default());
    stage.type_text("gome");
    stage.answer_to("ListPatients", Reply::ListPatients(found(&["Gomez, Luis", "Gomes, Rita"])));
    stage.press("enter");
    with_slots(&mut stage);
    stage.press("enter 1 enter");
    let request = booked(&stage);
    assert_eq!(request.patient, id("patients", "gomez"));
    assert_eq!(request.doctor, id("doctors", "lindqvist"));
    assert_eq!(request.start_time, Some(stamp(at(0, "15:00"))));
    assert_eq!(request.visit_kind(), VisitKind::FollowUp);
    assert!(!request.request_id.is_empty());
}

#[test]
fn a_proposal_that_is_asked_for_before_it_came_is_taken_when_it_comes() {
    let mut stage = open(BookingStart::default());
    stage.type_text("gome");
    stage.answer_to("ListPatients", Reply::ListPatients(found(&["Gomez, Luis"])));
    stage.press("enter enter 2");
    assert!(!stage.picture().contains("Book this visit?"));
    with_slots(&mut stage);
    assert!(stage.picture().contains("Book this visit?"), "{}", stage.picture());
    stage.press("enter");
    assert_eq!(booked(&stage).doctor, id("doctors", "moreau"));
}

#[test]
fn enter_before_the_answer_takes_the_only_patient_but_never_one_of_several() {
    for (names, taken) in [(&["Gomez, Luis"][..], true), (&["Gomez, Luis", "Gomes, Rita"], false)] {
        let mut stage = open(BookingStart::default());
        stage.type_text("gome").press("enter");
        stage.answer_to("ListPatients", Reply::ListPatients(found(names)));
        assert_eq!(stage.picture().contains("step 2 of 4"), taken, "{}", stage.picture());
    }
}

#[test]
fn a_free_row_of_the_board_needs_only_the_patient_and_two_enters() {
    let start =
        BookingStart { slot: Some(slot(0, "15:30", "moreau")), from_board: true, ..Default::default() };
    let mut stage = open(start);
    stage.type_text("gome");
    stage.answer_to("ListPatients", Reply::ListPatients(found(&["Gomez, Luis"])));
    stage.press("enter enter enter");
    let request = booked(&stage);
    assert_eq!((request.doctor, request.start_time), (id("doctors", "moreau"), Some(stamp(at(0, "15:30")))));
}

#[test]
fn a_given_doctor_and_day_take_no_more_keys_than_allowed() {
    let mut stage = at_grid();
    // b, 4 letters, Enter, Enter are 7 of the 19 keys.
    stage.press("d").type_text("mo").press("enter");
    let slots = pb::ListSlotsResponse {
        slots: vec![slot(0, "15:30", "moreau"), slot(3, "08:00", "moreau"), slot(3, "08:15", "moreau")],
        ..Default::default()
    };
    match stage.calls().as_slice() {
        [.., Call::FindSoonestSlots(soonest), Call::ListSlots(list)] => {
            assert_eq!((&soonest.doctor, &list.doctor), (&id("doctors", "moreau"), &id("doctors", "moreau")));
        }
        other => panic!("{other:?}"),
    }
    stage.answer(Reply::FindSoonestSlots(soonest()));
    stage.answer(Reply::ListSlots(slots));
    stage.press("right pgup down enter enter");
    let request = booked(&stage);
    assert_eq!((request.doctor, request.start_time), (id("doctors", "moreau"), Some(stamp(at(3, "08:15")))));
}

#[test]
fn the_loser_of_a_race_keeps_everything_and_gets_three_other_times() {
    let mut stage = at_grid();
    stage.press("1 r").type_text("knee").press("enter enter");
    let first = booked(&stage);
    stage.fail("BookAppointment", taken());
    let picture = stage.picture();
    assert!(picture.contains("Gomez, Luis") && picture.contains("Instead:"), "{picture}");
    assert!(picture.contains("3 today 16:15 Lindqv"), "{picture}");
    stage.press("2 enter");
    let second = booked(&stage);
    assert_eq!(second.start_time, Some(stamp(at(0, "16:00"))));
    assert_eq!((second.reason.as_str(), second.patient), ("knee", first.patient));
    assert_ne!(second.request_id, first.request_id);
}

#[test]
fn a_booking_sent_again_after_a_lost_answer_is_the_same_act() {
    let mut stage = at_grid();
    stage.press("1 enter");
    let first = booked(&stage);
    stage.fail("BookAppointment", Failure::new(Code::TooSlow, "The server did not answer in time."));
    assert!(stage.picture().contains("did not answer in time"), "{}", stage.picture());
    stage.press("enter");
    assert_eq!(booked(&stage), first);
    stage.fail("BookAppointment", Failure::new(Code::TooSlow, "The server did not answer in time."));
    stage.press("n").type_text("x").press("enter enter");
    assert_ne!(booked(&stage).request_id, first.request_id);
}

#[test]
fn a_slot_that_somebody_takes_empties_under_the_cursor_which_stays() {
    let mut stage = at_grid();
    let before = stage.cursor();
    let took = visit("15:00", "Holm, Siri", "lindqvist", VisitKind::New, State::Approved);
    stage.event(pb::event::Payload::Appointment(took));
    assert_eq!(stage.cursor(), before);
    stage.press("enter");
    let picture = stage.picture();
    assert!(picture.contains("Nobody is free then"), "{picture}");
    assert!(!picture.contains("15:00 Lindqvist"), "{picture}");
}

#[test]
fn a_time_that_somebody_takes_while_it_is_read_is_said_at_once() {
    let mut stage = at_grid();
    stage.press("1");
    let took = visit("15:10", "Holm, Siri", "lindqvist", VisitKind::New, State::Approved);
    stage.event(pb::event::Payload::Appointment(took));
    assert!(stage.picture().contains("Somebody has just taken this time"), "{}", stage.picture());
}

#[test]
fn however_many_events_come_one_question_is_on_its_way() {
    let mut stage = at_grid();
    for minute in 10..60 {
        let took = visit(&format!("16:{minute}"), "Holm, Siri", "lindqvist", VisitKind::New, State::Approved);
        stage.event(pb::event::Payload::Appointment(took));
    }
    let lists = |stage: &Stage| stage.calls().iter().filter(|call| call.name() == "ListSlots").count();
    assert_eq!(lists(&stage), 1);
    stage.answer(Reply::ListSlots(slots()));
    assert_eq!(lists(&stage), 1, "what came meanwhile is asked for once more");
    stage.answer(Reply::ListSlots(slots()));
    assert_eq!(lists(&stage), 0);
}

#[test]
fn a_missing_slot_says_why() {
    let mut stage = at_grid();
    stage.press("y");
    assert!(stage.picture().contains("Choose a doctor with d"), "{}", stage.picture());
    stage.press("w down y");
    let Some(Call::ExplainSlot(request)) = stage.last_call() else { panic!("{:?}", stage.calls()) };
    assert_eq!(request.doctor, id("doctors", "lindqvist"));
    let obstacle = pb::SlotObstacle {
        kind: pb::SlotObstacleKind::Visit.into(),
        explanation: "Lindqvist, Eva has another visit from 15:15 to 15:30.".into(),
    };
    stage.answer(Reply::ExplainSlot(pb::ExplainSlotResponse { free: false, obstacles: vec![obstacle] }));
    assert!(stage.picture().contains("another visit from 15:15 to 15:30"), "{}", stage.picture());
    stage.press("esc");
    assert!(!stage.picture().contains("another visit"));
}

#[test]
fn a_rule_is_broken_only_with_a_doctor_a_time_and_a_reason() {
    let mut stage = at_grid();
    stage.press("o ctrl-u").type_text("7:5").press("enter enter");
    let picture = stage.picture();
    assert!(picture.contains("14:30") && picture.contains("3 to 200"), "{picture}");
    stage.press("ctrl-u").type_text("07:30").press("enter").type_text("emergency").press("enter");
    assert!(stage.picture().contains("BROKEN ON PURPOSE: emergency"), "{}", stage.picture());
    stage.press("enter");
    let breach = booked(&stage).r#override.unwrap();
    assert_eq!((breach.reason.as_str(), breach.kinds.len()), ("emergency", 2));
}

#[test]
fn a_visit_is_moved_as_itself_and_by_its_newest_version() {
    let moving = visit("14:30", "Gomez, Luis", "moreau", VisitKind::Check, State::Approved);
    let start = BookingStart { moving: Some(moving.clone()), ..Default::default() };
    let mut stage = open(start);
    with_slots(&mut stage);
    stage.press("3");
    let newer = pb::Appointment { version: 9, ..moving.clone() };
    stage.event(pb::event::Payload::Appointment(newer));
    stage.press("enter");
    let Some(Call::RescheduleAppointment(request)) = stage.last_call() else { panic!("{:?}", stage.calls()) };
    assert_eq!((&request.name, request.expected_version), (&moving.name, 9));
    assert_eq!(
        (&request.doctor, &request.start_time),
        (&id("doctors", "okafor"), &Some(stamp(at(3, "08:00"))))
    );
}

#[test]
fn a_walk_in_needs_a_patient_and_a_doctor() {
    let start = BookingStart { walk_in: true, from_board: true, ..Default::default() };
    let mut stage = open(start);
    stage.type_text("gome");
    stage.answer_to("ListPatients", Reply::ListPatients(found(&["Gomez, Luis"])));
    stage.press("enter enter").type_text("ok").press("enter enter");
    let Some(Call::CreateWalkIn(request)) = stage.last_call() else { panic!("{:?}", stage.picture()) };
    assert_eq!((&request.doctor, &request.patient), (&id("doctors", "okafor"), &id("patients", "gomez")));
}

#[test]
fn esc_goes_back_step_by_step_and_loses_nothing() {
    let mut stage = at_grid();
    stage.press("1 esc esc 3 enter 1 enter");
    let request = booked(&stage);
    assert_eq!((request.visit_kind(), request.patient), (VisitKind::Check, id("patients", "gomez")));
}

#[test]
fn an_interrupted_booking_is_set_aside_and_comes_back() {
    let mut stage = Stage::signed_in(Role::Desk);
    stage.press("2");
    stage.answer(Reply::ListDoctors(doctors()));
    stage.type_text("gome");
    stage.answer_to("ListPatients", Reply::ListPatients(found(&["Gomez, Luis"])));
    stage.press("enter 3");
    let start = BookingStart { patient: Some(patient("Holm, Siri")), from_board: true, ..Default::default() };
    stage.go(crate::outbox::Go::Tab(Route::Booking(Box::new(start))));
    let picture = stage.picture();
    assert!(picture.contains("Holm, Siri") && picture.contains("Ctrl-R"), "{picture}");
    stage.press("ctrl-r");
    let picture = stage.picture();
    assert!(picture.contains("Patient  Gomez, Luis") && picture.contains("Check-up"), "{picture}");
}

#[test]
fn esc_leaves_the_tab_for_the_board_and_what_was_typed_is_still_there() {
    let mut stage = Stage::signed_in(Role::Desk);
    stage.press("2").type_text("gome").press("esc");
    assert!(stage.picture().contains("[1Board]"), "{}", stage.picture());
    stage.press("2");
    assert!(stage.picture().contains("Patient  gome"), "{}", stage.picture());
}

#[test]
fn a_doctor_books_for_the_own_day_only() {
    let mut stage = Stage::open(Role::Doctor, Route::Booking(Box::default()));
    stage.answer(Reply::ListDoctors(doctors()));
    stage.type_text("gome");
    stage.answer_to("ListPatients", Reply::ListPatients(found(&["Gomez, Luis"])));
    stage.press("enter");
    let own = id("doctors", "moreau");
    assert!(stage.calls().iter().any(|call| matches!(call, Call::ListSlots(list) if list.doctor == own)));
    with_slots(&mut stage);
    stage.press("enter d");
    assert!(stage.picture().contains("step 3 of 4"), "{}", stage.picture());
}

#[test]
fn what_the_rules_forbid_is_said_and_the_page_stays() {
    let mut stage = at_grid();
    stage.press("1 enter");
    let mut failure =
        Failure::new(Code::NotAllowedNow, "This time cannot be booked.").because(Reason::NotBookable);
    failure.metadata.insert("obstacles".into(), "Lindqvist, Eva is off duty".into());
    stage.fail("BookAppointment", failure);
    let picture = stage.picture();
    assert!(picture.contains("off duty") && picture.contains("Book this visit?"), "{picture}");
    assert_eq!(doctor("okafor").room, "1");
}

#[test]
fn the_grid_looks_like_this() {
    let mut stage = at_grid();
    insta::assert_snapshot!("grid", stage.picture());
    stage.resize(40, 12);
    insta::assert_snapshot!("grid_compact", stage.picture());
    stage.resize(80, 24).theme(ThemeName::Mono);
    assert_eq!(stage.colours(), []);
    stage.press("w");
    insta::assert_snapshot!("grid_day", stage.picture());
    stage.sweep_some();
}

#[test]
fn every_step_looks_like_this() {
    let mut stage = open(BookingStart::default());
    stage.type_text("gome");
    stage.answer_to("ListPatients", Reply::ListPatients(found(&["Gomez, Luis", "Gomes, Rita"])));
    insta::assert_snapshot!("patient", stage.picture());
    stage.sweep_some();
    stage.press("enter");
    insta::assert_snapshot!("kind", stage.picture());
    stage.sweep_some();
    with_slots(&mut stage);
    stage.press("enter d");
    insta::assert_snapshot!("doctor", stage.picture());
    stage.sweep_some();
    stage.press("esc o");
    insta::assert_snapshot!("override", stage.picture());
    stage.sweep_some();
    stage.press("esc 1");
    insta::assert_snapshot!("confirm", stage.picture());
    stage.resize(40, 12);
    insta::assert_snapshot!("confirm_compact", stage.picture());
    stage.sweep_some();
    stage.resize(80, 24).press("enter");
    stage.fail("BookAppointment", taken());
    insta::assert_snapshot!("lost", stage.picture());
    stage.sweep_some();
}

#[test]
fn hostile_text_reaches_no_cell() {
    let evil = "Ev\u{1b}[2Jil\u{202e}, X\u{200b}\r\n";
    let mut stage = open(BookingStart::default());
    stage.type_text("evil");
    stage.answer_to("ListPatients", Reply::ListPatients(found(&[evil])));
    let clean = |stage: &Stage| {
        assert!(!stage.picture().chars().any(|c| crate::widget::text::is_hostile(c) && c != '\n'))
    };
    clean(&stage);
    stage.press("enter");
    clean(&stage);
    stage.answer(Reply::FindSoonestSlots(soonest()));
    let mut slots = slots();
    slots.slots[0].doctor_display_name = evil.into();
    slots.slots[0].room = evil.into();
    stage.answer(Reply::ListSlots(slots));
    stage.press("enter");
    clean(&stage);
    stage.press("enter");
    clean(&stage);
    stage.sweep_some();
}

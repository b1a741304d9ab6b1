//! The board as the desk uses it: the keys each task takes, what events do to
//! it, and what is never done without a question.

use std::time::Duration;

use praxis_shared::pb::{self, AppointmentState as State, Role, VisitKind, event::Payload};
use praxis_shared::reason::Reason;

use crate::context::stamp;
use crate::outbox::{Call, Code, Effect, Failure, Reply};
use crate::screen::Route;
use crate::screen::common::sample::{at, doctors, found, id, slot, slots, taken, visit};
use crate::stage::Stage;
use crate::theme::ThemeName;

fn arrived(mut it: pb::Appointment, clock: &str) -> pb::Appointment {
    it.arrive_time = Some(stamp(at(0, clock)));
    it
}

/// The day of the wireframe.
fn day() -> Vec<pb::Appointment> {
    use VisitKind::{Check, FollowUp, New, Results, Vaccine};
    let mut done = visit("13:45", "Bello, Tunde", "lindqvist", FollowUp, State::Completed);
    done.update_time = Some(stamp(at(0, "14:05")));
    let mut chen = arrived(visit("14:00", "Chen, Wei", "okafor", New, State::Ready), "14:11");
    chen.room = "1".into();
    let mut dietz = arrived(visit("14:00", "Dietz, Jonas", "moreau", FollowUp, State::Arrived), "13:58");
    dietz.note = "wheelchair".into();
    let mut farah = visit("14:15", "Farah, Amina", "lindqvist", Check, State::Approved);
    farah.late = true;
    let mut gomez = visit("14:30", "Gomez, Luis", "moreau", FollowUp, State::Approved);
    gomez.note = "latex".into();
    let mut larsen = visit("15:30", "Larsen, Per", "lindqvist", FollowUp, State::Cancelled);
    larsen.update_time = Some(stamp(at(0, "14:00")));
    larsen.cancel_reason = "the patient asked".into();
    let mut old = visit("09:00", "Aas, Odd", "moreau", Check, State::Completed);
    old.update_time = Some(stamp(at(0, "09:20")));
    vec![
        old,
        done,
        chen,
        dietz,
        arrived(visit("14:15", "Eriksen, Liv", "okafor", Vaccine, State::Arrived), "14:20"),
        farah,
        gomez,
        visit("14:30", "Holm, Siri", "lindqvist", New, State::Approved),
        visit("14:45", "Ito, Ken", "okafor", FollowUp, State::Approved),
        visit("15:00", "Jovic, Ana", "moreau", Results, State::Requested),
        visit("15:15", "Kaya, Deniz", "okafor", New, State::Approved),
        larsen,
        visit("16:00", "Mehta, Riya", "moreau", Check, State::Approved),
    ]
}

fn page(appointments: Vec<pb::Appointment>) -> Reply {
    Reply::ListAppointments(pb::ListAppointmentsResponse { appointments, ..Default::default() })
}

fn free() -> Reply {
    let slots = vec![
        slot(0, "15:00", "lindqvist"),
        slot(0, "15:15", "lindqvist"),
        slot(0, "15:30", "moreau"),
        slot(0, "15:45", "okafor"),
    ];
    Reply::ListSlots(pb::ListSlotsResponse { slots, ..Default::default() })
}

fn board() -> Stage {
    let mut stage = Stage::signed_in(Role::Desk);
    stage.go(crate::outbox::Go::Tab(Route::Board));
    let mut stage = answered(stage);
    stage.effects();
    stage
}

fn answered(mut stage: Stage) -> Stage {
    // The day is asked for first, the unresolved visits after it.
    stage.answer(page(day()));
    stage.answer(page(Vec::new()));
    stage.answer(free());
    stage
}

fn of_day(name: &str) -> pb::Appointment {
    day().into_iter().find(|it| it.patient_display_name.starts_with(name)).unwrap()
}

fn event(stage: &mut Stage, it: pb::Appointment) {
    stage.event(Payload::Appointment(it));
}

/// The steps on their way.
fn writes(stage: &Stage) -> usize {
    stage.calls().iter().filter(|call| call.is_write()).count()
}

fn selected(stage: &Stage) -> String {
    stage.selected_row().unwrap_or_default()
}

#[test]
fn the_day_is_asked_for_in_the_zone_of_the_clinic() {
    let stage = Stage::signed_in(Role::Desk);
    let today = Some(pb::Date { year: 2026, month: 11, day: 20 });
    assert!(stage.calls().iter().any(|call| matches!(call, Call::ListAppointments(list)
        if list.filter.as_ref().is_some_and(|it| it.from_date == today && it.to_date == today))));
}

#[test]
fn the_cursor_waits_on_the_next_patient_and_one_key_marks_arrival() {
    let mut stage = board();
    assert!(selected(&stage).contains("Gomez, Luis"), "{}", stage.picture());
    stage.press("a");
    let Some(Call::CheckInAppointment(request)) = stage.last_call() else { panic!("{:?}", stage.calls()) };
    assert_eq!((&request.name, request.expected_version), (&id("appointments", "gomez"), 3));
    assert!(stage.picture().contains("[B]sending"), "{}", stage.picture());
    let now =
        arrived(pb::Appointment { version: 4, state: State::Arrived.into(), ..of_day("Gomez") }, "14:32");
    stage.answer(Reply::CheckInAppointment(now));
    assert!(selected(&stage).contains("[A]arrived"), "{}", stage.picture());
}

#[test]
fn six_keys_find_a_patient_by_name_and_mark_arrival() {
    let mut stage = board();
    stage.press("/").type_text("kay").press("enter a");
    let Some(Call::CheckInAppointment(request)) = stage.last_call() else { panic!("{}", stage.picture()) };
    assert_eq!(request.name, id("appointments", "kaya"));
    stage.press("esc");
    assert!(stage.picture().contains("Gomez, Luis"), "{}", stage.picture());
}

#[test]
fn a_free_row_is_booked_with_the_time_known() {
    let mut stage = board();
    // Gomez, Holm, Ito, Jovic, then the free time of Lindqvist.
    stage.press("down down down down b");
    assert!(stage.picture().contains("step 1 of 4"), "{}", stage.picture());
    stage.answer(Reply::ListDoctors(doctors()));
    stage.type_text("gome");
    stage.answer_to("ListPatients", Reply::ListPatients(found(&["Gomez, Luis"])));
    stage.press("enter enter enter");
    let Some(Call::BookAppointment(request)) = stage.last_call() else { panic!("{}", stage.picture()) };
    assert_eq!(
        (&request.doctor, &request.start_time),
        (&id("doctors", "lindqvist"), &Some(stamp(at(0, "15:00"))))
    );
    let booked = visit("15:00", "Gomez, Luis", "lindqvist", VisitKind::FollowUp, State::Approved);
    stage.answer(Reply::BookAppointment(booked));
    let picture = stage.picture();
    assert!(
        picture.contains("[1Board]") && picture.contains("Booked: Gomez, Luis, today 15:00"),
        "{picture}"
    );
}

#[test]
fn nine_keys_book_a_known_patient_at_the_soonest_time() {
    let mut stage = board();
    stage.press("b");
    stage.answer(Reply::ListDoctors(doctors()));
    stage.type_text("gome");
    stage.answer_to("ListPatients", Reply::ListPatients(found(&["Gomez, Luis"])));
    stage.press("enter");
    stage.answer(Reply::FindSoonestSlots(crate::screen::common::sample::soonest()));
    stage.answer(Reply::ListSlots(slots()));
    stage.press("enter 1 enter");
    assert!(matches!(stage.last_call(), Some(Call::BookAppointment(_))), "{}", stage.picture());
}

#[test]
fn three_keys_move_a_visit_to_the_soonest_time() {
    let mut stage = board();
    stage.press("m");
    let Some(Call::FindSoonestSlots(asked)) = stage.last_call() else { panic!("{:?}", stage.calls()) };
    assert_eq!((&asked.doctor, asked.length_minutes), (&id("doctors", "moreau"), 15));
    stage.answer(Reply::FindSoonestSlots(crate::screen::common::sample::soonest()));
    insta::assert_snapshot!("move", stage.picture());
    stage.press("1 enter");
    let Some(Call::RescheduleAppointment(request)) = stage.last_call() else { panic!("{}", stage.picture()) };
    assert_eq!(
        (&request.name, &request.start_time),
        (&id("appointments", "gomez"), &Some(stamp(at(0, "15:00"))))
    );
    stage.fail("RescheduleAppointment", taken());
    let picture = stage.picture();
    assert!(picture.contains("another visit") && picture.contains("2 today 16:00"), "{picture}");
    stage.press("2 enter");
    let Some(Call::RescheduleAppointment(request)) = stage.last_call() else { panic!("{}", stage.picture()) };
    assert_eq!(request.start_time, Some(stamp(at(0, "16:00"))));
}

#[test]
fn a_move_can_go_on_in_the_grid() {
    let mut stage = board();
    stage.press("m g");
    let picture = stage.picture();
    assert!(picture.contains("MOVE") && picture.contains("Gomez, Luis"), "{picture}");
    stage.press("esc");
    assert!(stage.picture().contains("[1Board]"), "{}", stage.picture());
}

#[test]
fn three_keys_cancel_with_a_reason_and_fewer_never_do() {
    let mut stage = board();
    stage.press("x");
    insta::assert_snapshot!("cancel", stage.picture());
    stage.press("y enter");
    assert_eq!(writes(&stage), 0);
    stage.press("x 2 y");
    let Some(Call::CancelAppointment(request)) = stage.last_call() else { panic!("{}", stage.picture()) };
    assert_eq!((request.reason.as_str(), request.patient_asked), ("the doctor is away", false));
    stage.fail("CancelAppointment", Failure::new(Code::Offline, "no server"));
    stage.press("x 1 y");
    let Some(Call::CancelAppointment(request)) = stage.last_call() else { panic!("{}", stage.picture()) };
    assert!(request.patient_asked);
}

#[test]
fn a_request_is_approved_by_a_key_and_turned_down_with_a_reason() {
    let mut stage = board();
    stage.press("/").type_text("jov").press("enter y");
    assert!(matches!(stage.last_call(), Some(Call::ApproveAppointment(_))), "{:?}", stage.calls());
    stage.fail("ApproveAppointment", Failure::new(Code::TooSlow, "too slow"));
    stage.press("x 3 y");
    let Some(Call::RejectAppointment(request)) = stage.last_call() else { panic!("{}", stage.picture()) };
    assert_eq!(request.reason, "please call us");
}

#[test]
fn space_goes_through_the_whole_life_of_a_visit() {
    let mut stage = board();
    stage.press("/").type_text("jov").press("enter");
    let mut it = of_day("Jovic");
    let mut life = Vec::new();
    for state in [State::Approved, State::Arrived, State::Ready, State::InVisit, State::Completed] {
        stage.press("space");
        life.push(stage.last_call().unwrap().name());
        it.version += 1;
        it.set_state(state);
        it.update_time = Some(stamp(stage.now().now));
        let now = it.clone();
        stage.answer(match stage.last_call().unwrap() {
            Call::ApproveAppointment(_) => Reply::ApproveAppointment(now),
            Call::CheckInAppointment(_) => Reply::CheckInAppointment(now),
            Call::MarkAppointmentReady(_) => Reply::MarkAppointmentReady(now),
            Call::StartVisit(_) => Reply::StartVisit(now),
            Call::CompleteVisit(_) => Reply::CompleteVisit(now),
            other => panic!("{other:?}"),
        });
        stage.answer(free());
    }
    let expected =
        ["ApproveAppointment", "CheckInAppointment", "MarkAppointmentReady", "StartVisit", "CompleteVisit"];
    assert_eq!(life, expected);
    stage.press("space");
    assert!(writes(&stage) == 0 && stage.picture().contains("cannot be done"), "{}", stage.picture());
}

#[test]
fn a_room_makes_a_patient_who_arrived_ready() {
    let mut stage = board();
    stage.press("/").type_text("diet").press("enter r").type_text("2").press("enter");
    let Some(Call::MarkAppointmentReady(request)) = stage.last_call() else { panic!("{}", stage.picture()) };
    assert_eq!(request.room, "2");
    stage.press("esc /").type_text("holm").press("enter r").type_text("3").press("enter");
    let Some(Call::UpdateAppointment(request)) = stage.last_call() else { panic!("{}", stage.picture()) };
    assert_eq!(request.update_mask.as_ref().unwrap().paths, ["room"]);
}

#[test]
fn late_is_a_mark_that_comes_and_goes() {
    let mut stage = board();
    stage.press("l");
    let Some(Call::UpdateAppointment(request)) = stage.last_call() else { panic!("{}", stage.picture()) };
    assert!(request.appointment.as_ref().unwrap().late);
    stage.answer(Reply::UpdateAppointment(pb::Appointment { late: true, version: 4, ..of_day("Gomez") }));
    assert!(selected(&stage).contains("[L]late"));
    stage.press("l");
    let Some(Call::UpdateAppointment(request)) = stage.last_call() else { panic!("{}", stage.picture()) };
    assert!(!request.appointment.as_ref().unwrap().late);
}

#[test]
fn nobody_is_a_no_show_before_the_start_or_without_a_question() {
    let mut stage = board();
    stage.press("/").type_text("kay").press("enter n");
    assert!(stage.picture().contains("from its start on"), "{}", stage.picture());
    stage.press("esc /").type_text("gom").press("enter n enter");
    assert_eq!(writes(&stage), 0);
    stage.press("n y");
    assert!(matches!(stage.last_call(), Some(Call::MarkNoShow(_))), "{}", stage.picture());
}

#[test]
fn one_key_takes_the_last_step_back_while_that_is_offered() {
    let mut stage = board();
    stage.press("a");
    let until = stage.now().now + chrono::TimeDelta::minutes(10);
    let now = pb::Appointment {
        version: 4,
        state: State::Arrived.into(),
        undo_until: Some(stamp(until)),
        ..of_day("Gomez")
    };
    stage.answer(Reply::CheckInAppointment(now.clone()));
    assert!(stage.picture().contains("u undo 10 min"), "{}", stage.picture());
    // A key now and then keeps the terminal from locking.
    for _ in 0..3 {
        stage.wait(Duration::from_secs(190)).press("down up");
    }
    assert!(stage.picture().contains("u undo 27 s"), "{}", stage.picture());
    stage.press("u");
    let Some(Call::UndoAppointment(request)) = stage.last_call() else { panic!("{}", stage.picture()) };
    assert_eq!((&request.name, request.expected_version, request.reason.as_str()), (&now.name, 4, ""));
    stage.answer(Reply::UndoAppointment(pb::Appointment { version: 5, ..of_day("Gomez") }));
    assert!(selected(&stage).contains("[B]booked"));
}

#[test]
fn the_offer_to_undo_ends_with_its_time_and_with_a_step_of_somebody_else() {
    let mut stage = board();
    stage.press("a");
    let until = stage.now().now + chrono::TimeDelta::minutes(10);
    let mut now = pb::Appointment {
        version: 4,
        state: State::Arrived.into(),
        undo_until: Some(stamp(until)),
        ..of_day("Gomez")
    };
    stage.answer(Reply::CheckInAppointment(now.clone()));
    now.version = 5;
    now.undo_until = None;
    now.set_state(State::Ready);
    event(&mut stage, now);
    assert!(!stage.picture().contains("u undo"), "{}", stage.picture());
    stage.press("u").type_text("mistake").press("enter");
    let Some(Call::UndoAppointment(request)) = stage.last_call() else { panic!("{}", stage.picture()) };
    assert_eq!((request.reason.as_str(), request.expected_version), ("mistake", 5));
}

#[test]
fn a_step_decided_on_an_old_picture_is_refused_and_the_new_one_is_fetched() {
    let mut stage = board();
    stage.press("a");
    let stale = Failure::new(Code::Conflict, "changed").because(Reason::StaleVersion);
    stage.fail("CheckInAppointment", stale);
    assert!(stage.picture().contains("changed a moment ago"), "{}", stage.picture());
    let mut newer = pb::Appointment { version: 9, state: State::Cancelled.into(), ..of_day("Gomez") };
    newer.update_time = Some(stamp(stage.now().now));
    stage.answer(Reply::GetAppointment(newer));
    assert!(selected(&stage).contains("[X]cancelled"), "{}", stage.picture());
}

#[test]
fn the_cursor_stays_with_its_patient_whatever_happens() {
    let mut stage = board();
    event(&mut stage, visit("10:00", "Abel, Ann", "moreau", VisitKind::New, State::Requested));
    assert!(selected(&stage).contains("Gomez, Luis"), "{}", stage.picture());
    let mut moved = of_day("Chen");
    moved.version += 1;
    moved.start_time = Some(stamp(at(1, "10:00")));
    event(&mut stage, moved);
    let picture = stage.picture();
    assert!(selected(&stage).contains("Gomez, Luis") && !picture.contains("14:00 Chen"), "{picture}");
    assert!(picture.contains("Chen, Wei moved to Sat 21 Nov 10:00"), "{picture}");
}

#[test]
fn an_event_or_answer_that_is_older_than_the_screen_changes_nothing() {
    let mut stage = board();
    let before = stage.picture();
    event(&mut stage, pb::Appointment { version: 3, state: State::Cancelled.into(), ..of_day("Gomez") });
    assert_eq!(stage.picture(), before);
}

#[test]
fn what_happens_while_the_list_is_on_its_way_is_not_lost() {
    let mut stage = Stage::signed_in(Role::Desk);
    let newer = pb::Appointment { version: 4, state: State::Arrived.into(), ..of_day("Gomez") };
    event(&mut stage, newer);
    event(&mut stage, visit("15:10", "Abel, Ann", "moreau", VisitKind::New, State::Requested));
    let stage = answered(stage);
    let picture = stage.picture();
    assert!(picture.contains("Abel, Ann"), "{picture}");
    assert!(picture.lines().any(|row| row.contains("Gomez") && row.contains("[A]arrived")), "{picture}");
}

#[test]
fn a_long_day_comes_in_pages_and_stands_there_whole() {
    let mut stage = Stage::signed_in(Role::Desk);
    let mut visits = day();
    let rest = visits.split_off(6);
    let first = pb::ListAppointmentsResponse { appointments: visits, next_page_token: "more".into() };
    stage.answer(Reply::ListAppointments(first));
    stage.answer(page(Vec::new()));
    assert!(matches!(stage.last_call(), Some(Call::ListAppointments(list)) if list.page_token == "more"));
    stage.answer(page(rest));
    assert!(stage.picture().contains("Bello") && stage.picture().contains("Mehta"), "{}", stage.picture());
}

#[test]
fn however_many_events_come_free_time_is_asked_for_once_at_a_time() {
    let mut stage = board();
    for minute in 10..60 {
        event(
            &mut stage,
            visit(
                &format!("16:{minute}"),
                &format!("P{minute}, X"),
                "moreau",
                VisitKind::New,
                State::Approved,
            ),
        );
    }
    let asked = |stage: &Stage| stage.calls().iter().filter(|call| call.name() == "ListSlots").count();
    assert_eq!(asked(&stage), 1);
    stage.answer(free());
    assert_eq!(asked(&stage), 1);
    stage.answer(free());
    assert_eq!(asked(&stage), 0);
    assert!(stage.effects().iter().filter(|it| matches!(it, Effect::Call(..))).count() < 4);
}

#[test]
fn days_are_turned_and_typed() {
    let mut stage = board();
    stage.press(">");
    let asked = |stage: &Stage| match stage.calls().iter().rev().find_map(|call| match call {
        Call::ListAppointments(list) => list.filter.clone(),
        _ => None,
    }) {
        Some(filter) => filter.from_date.unwrap(),
        None => panic!("{:?}", stage.calls()),
    };
    assert_eq!(asked(&stage).day, 21);
    stage.press("T").type_text("nonsense").press("enter");
    assert!(stage.picture().contains("is not a date"), "{}", stage.picture());
    stage.press("ctrl-u").type_text("1.12").press("enter");
    assert_eq!((asked(&stage).month, asked(&stage).day), (12, 1));
    assert!(stage.picture().contains("< Tue 1 Dec >"), "{}", stage.picture());
    stage.press("t");
    assert_eq!(asked(&stage).day, 20);
}

#[test]
fn visits_without_an_end_are_counted_and_listed() {
    let mut stage = Stage::signed_in(Role::Desk);
    stage.answer(page(day()));
    let mut old = visit("14:00", "Zander, Kim", "moreau", VisitKind::Check, State::Approved);
    old.start_time = Some(stamp(at(-2, "14:00")));
    old.end_time = Some(stamp(at(-2, "14:15")));
    stage.answer(page(vec![old.clone()]));
    // Farah's time is over as well.
    assert!(stage.picture().contains("U 2 overdue"), "{}", stage.picture());
    stage.press("U");
    stage.answer(page(vec![old.clone(), of_day("Farah")]));
    insta::assert_snapshot!("unresolved", stage.picture());
    stage.press("n y");
    assert!(
        matches!(stage.last_call(), Some(Call::MarkNoShow(it)) if it.name == old.name),
        "{}",
        stage.picture()
    );
    old.version += 1;
    old.set_state(State::NoShow);
    stage.answer(Reply::MarkNoShow(old));
    assert!(!stage.picture().contains("  Zander"), "{}", stage.picture());
    stage.press("esc");
    assert!(stage.picture().contains("Gomez, Luis"));
}

#[test]
fn one_doctor_or_a_specialization_can_be_shown() {
    let mut stage = board();
    stage.press("d");
    stage.answer(Reply::ListDoctors(doctors()));
    stage.type_text("ort").press("enter");
    let picture = stage.picture();
    assert!(picture.contains("Gomez") && !picture.contains("Holm"), "{picture}");
    assert!(picture.contains("Orthopaed~"), "{picture}");
    stage.press("esc");
    assert!(stage.picture().contains("Holm"));
}

#[test]
fn the_private_view_shows_initials_and_no_notes() {
    let mut stage = board();
    stage.press(".");
    let picture = stage.picture();
    assert!(
        !picture.contains("Gomez") && !picture.contains("1974") && !picture.contains("latex"),
        "{picture}"
    );
    assert!(picture.contains("G.L."), "{picture}");
}

#[test]
fn a_name_said_before_is_not_shown_in_the_private_view() {
    let mut stage = board();
    stage.press("a");
    let until = Some(stamp(stage.now().now + chrono::TimeDelta::minutes(10)));
    let now =
        pb::Appointment { version: 4, state: State::Arrived.into(), undo_until: until, ..of_day("Gomez") };
    stage.answer(Reply::CheckInAppointment(now));
    assert!(stage.picture().contains("Gomez, Luis -> arrived"), "{}", stage.picture());
    stage.press(".");
    let picture = stage.picture();
    assert!(!picture.contains("Gomez") && picture.contains("u undo G.L."), "{picture}");
}

#[test]
fn chat_and_record_open_for_the_patient_of_the_row() {
    for key in ["c", "enter"] {
        let mut stage = board();
        stage.press(key);
        assert!(!stage.picture().contains("due 6"), "{}", stage.picture());
        stage.press("esc");
        assert!(selected(&stage).contains("Gomez, Luis"), "{}", stage.picture());
    }
}

#[test]
fn a_walk_in_begins_with_the_patient() {
    let mut stage = board();
    stage.press("w");
    assert!(stage.picture().contains("WALK-IN"), "{}", stage.picture());
}

#[test]
fn after_midnight_the_board_shows_the_new_day() {
    let mut stage = board();
    stage.wait(Duration::from_secs(10 * 3600));
    assert!(
        stage.picture().contains("< Sat 21 Nov >") || stage.picture().contains("Locked"),
        "{}",
        stage.picture()
    );
}

#[test]
fn offline_steps_are_refused_at_once_and_the_list_stays() {
    let mut stage = board();
    stage.link(crate::app::LinkChange::Lost).press("a");
    let picture = stage.picture();
    assert!(picture.contains("Offline since 14:32") && picture.contains("Gomez, Luis"), "{picture}");
    assert!(!picture.contains("sending"), "{picture}");
}

#[test]
fn the_board_looks_like_this() {
    let mut stage = board();
    insta::assert_snapshot!("board", stage.picture());
    stage.resize(40, 12);
    insta::assert_snapshot!("board_compact", stage.picture());
    stage.resize(20, 5);
    assert!(stage.picture().contains("[B] 14:30 Gomez"), "{}", stage.picture());
    stage.resize(80, 24).theme(ThemeName::Mono);
    assert_eq!(stage.colours(), []);
    stage.sweep();
}

#[test]
fn every_question_draws_at_every_size() {
    for keys in ["x", "x 0", "m", "r", "d", "T", "/", "h", "U", "u", "n"] {
        let mut stage = board();
        stage.press(keys).sweep_some();
        assert!(stage.cursor().is_some(), "{keys}");
        for row in stage.picture().lines() {
            assert!(crate::widget::text::width(row) <= 79, "{keys}: {row}");
        }
    }
}

#[test]
fn hostile_text_reaches_no_cell() {
    let evil = "Ev\u{1b}[2Jil\u{202e}, X\u{200b}\r\n";
    let mut stage = Stage::signed_in(Role::Desk);
    let mut it = of_day("Gomez");
    it.patient_display_name = evil.into();
    it.doctor_display_name = evil.into();
    it.room = evil.into();
    it.note = evil.into();
    it.r#override = Some(pb::Override { kinds: Vec::new(), reason: evil.into() });
    stage.answer(page(vec![it.clone()]));
    stage.answer(page(vec![it.clone()]));
    for keys in ["down", "x", "esc", "m", "esc", "r", "esc", "e", "esc", "u", "esc", "U", "esc"] {
        stage.press(keys);
        assert!(!stage.picture().chars().any(|c| crate::widget::text::is_hostile(c) && c != '\n'), "{keys}");
    }
    it.version += 1;
    it.set_state(State::Arrived);
    event(&mut stage, it);
    assert!(!stage.picture().chars().any(|c| crate::widget::text::is_hostile(c) && c != '\n'));
    stage.sweep_some();
}

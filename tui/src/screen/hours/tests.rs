use praxis_shared::pb::{self, AppointmentState as State, Role, event::Payload};
use praxis_shared::reason::Reason;

use crate::outbox::{Call, Code, Failure, Reply};
use crate::screen::Route;
use crate::screen::common::samples;
use crate::stage::{Stage, person};
use crate::theme::ThemeName;

fn doctor(id: &str, name: &str) -> pb::Doctor {
    pb::Doctor { name: samples::name("doctors", id), display_name: name.into(), ..Default::default() }
}

fn rule(weekday: i32, from: i32, to: i32) -> pb::HoursRule {
    pb::HoursRule {
        weekday,
        from_minute: from * 60,
        to_minute: to * 60,
        effective_from: Some(pb::Date { year: 2026, month: 10, day: 1 }),
        cycle_weeks: 1,
        slot_minutes: 15,
        room: "3".into(),
        ..Default::default()
    }
}

fn hours() -> pb::WorkingHours {
    let mut rules = Vec::new();
    for weekday in [1, 2, 4, 5] {
        rules.push(rule(weekday, 8, 12));
        rules.push(rule(weekday, 14, 18));
    }
    pb::WorkingHours { name: "doctors/m0rea/workingHours".into(), rules, version: 4, ..Default::default() }
}

fn conference() -> pb::ScheduleException {
    let day = pb::Date { year: 2026, month: 11, day: 20 };
    pb::ScheduleException {
        name: samples::name("scheduleExceptions", "c0nf"),
        kind: pb::ExceptionKind::TimeOff.into(),
        from_date: Some(day),
        to_date: Some(day),
        from_minute: 14 * 60,
        to_minute: 15 * 60,
        note: "conference".into(),
        ..Default::default()
    }
}

fn loaded(mut stage: Stage) -> Stage {
    let doctors = vec![doctor("m0rea", "Moreau, Claire"), doctor("0kaf", "Okafor, Ben")];
    stage.answer(Reply::ListDoctors(pb::ListDoctorsResponse { doctors, ..Default::default() }));
    stage.answer(Reply::GetWorkingHours(hours()));
    let exceptions = vec![conference()];
    stage.answer(Reply::ListScheduleExceptions(pb::ListScheduleExceptionsResponse {
        exceptions,
        ..Default::default()
    }));
    stage
}

fn stage() -> Stage {
    loaded(Stage::open(Role::Admin, Route::Hours(None)))
}

fn stranded() -> pb::UpdateWorkingHoursResponse {
    let visits = [(17, 0), (17, 15), (17, 30), (17, 45)];
    pb::UpdateWorkingHoursResponse {
        stranded_appointments: visits
            .iter()
            .map(|&(hour, minute)| samples::visit("a1", 6, hour, minute, State::Approved))
            .collect(),
        preview_token: "seen".into(),
        ..Default::default()
    }
}

#[test]
fn the_week_looks_like_this() {
    let mut stage = stage();
    stage.press("right right right down enter").type_text("13-17").press("enter");
    stage.answer(Reply::UpdateWorkingHours(stranded()));
    insta::assert_snapshot!("hours", stage.picture());
    stage.resize(40, 12);
    insta::assert_snapshot!("hours_40x12", stage.picture());
    stage.resize(80, 24).theme(ThemeName::Mono);
    insta::assert_snapshot!("hours_mono", stage.picture());
    assert_eq!(stage.colours(), []);
    stage.sweep_some();
    stage.press("S tab");
    insta::assert_snapshot!("hours_save", stage.picture());
    stage.sweep_some();
}

#[test]
fn one_half_day_is_changed_in_seventeen_keys() {
    let mut stage = stage();
    let keys = ["right", "right", "right", "down", "enter", "1", "3", "-", "1", "7", "enter"];
    let after = ["S", "S", "A", "V", "E", "enter"];
    assert_eq!(keys.len() + after.len(), 17);
    stage.press(&keys.join(" "));
    let Some(Call::UpdateWorkingHours(request)) = stage.last_call() else { panic!("{}", stage.picture()) };
    assert!(request.validate_only);
    stage.answer(Reply::UpdateWorkingHours(stranded()));
    stage.press(&after.join(" "));
    let Some(Call::UpdateWorkingHours(request)) = stage.last_call() else { panic!("{}", stage.picture()) };
    assert!(!request.validate_only);
    assert_eq!(request.expected_version, 4);
    let plan = request.stranded_plan.as_ref().unwrap();
    assert_eq!((plan.action(), plan.preview_token.as_str()), (pb::StrandedAction::Keep, "seen"));
}

#[test]
fn the_word_typed_ahead_of_a_slow_trial_is_not_lost_and_not_enough_before_it() {
    let mut stage = stage();
    stage.press("enter").type_text("off").press("enter S S A V E enter");
    assert!(
        stage.calls().iter().all(|call| matches!(call, Call::UpdateWorkingHours(it) if it.validate_only))
    );
    stage.answer(Reply::UpdateWorkingHours(stranded())).press("enter");
    assert!(matches!(stage.last_call(), Some(Call::UpdateWorkingHours(it)) if !it.validate_only));
}

#[test]
fn where_no_visit_is_touched_enter_is_enough() {
    let mut stage = stage();
    stage.press("enter").type_text("09-12").press("enter");
    stage.answer(Reply::UpdateWorkingHours(pb::UpdateWorkingHoursResponse::default()));
    stage.press("S enter");
    let Some(Call::UpdateWorkingHours(request)) = stage.last_call() else { panic!("{}", stage.picture()) };
    assert!(!request.validate_only && request.stranded_plan.is_none());
}

#[test]
fn visits_are_cancelled_only_with_a_message() {
    let mut stage = stage();
    stage.press("enter").type_text("off").press("enter");
    stage.answer(Reply::UpdateWorkingHours(stranded()));
    stage.press("S tab enter S A V E enter");
    assert_eq!(stage.last_call(), None, "no message yet");
    stage.press("esc S tab").type_text("We move.").press("enter S A V E enter");
    let Some(Call::UpdateWorkingHours(request)) = stage.last_call() else { panic!("{}", stage.picture()) };
    let plan = request.stranded_plan.as_ref().unwrap();
    assert_eq!((plan.action(), plan.message.as_str()), (pb::StrandedAction::Cancel, "We move."));
}

#[test]
fn wrong_hours_are_said_and_nothing_typed_is_lost() {
    let mut stage = stage();
    stage.press("enter").type_text("8-7").press("enter");
    let picture = stage.picture();
    assert!(picture.contains("end must be after") && picture.contains("8-7_"), "{picture}");
    assert_eq!(stage.last_call(), None);
}

#[test]
fn a_capital_u_drops_what_is_not_saved() {
    let mut stage = stage();
    stage.press("enter").type_text("off").press("enter");
    assert!(stage.picture().contains("NOT SAVED"));
    stage.press("U");
    assert!(!stage.picture().contains("NOT SAVED"), "{}", stage.picture());
}

#[test]
fn hours_that_changed_meanwhile_keep_the_own_change() {
    let mut stage = stage();
    stage.press("enter").type_text("09-11").press("enter");
    stage.answer(Reply::UpdateWorkingHours(pb::UpdateWorkingHoursResponse::default()));
    stage.press("S enter");
    stage.fail("UpdateWorkingHours", Failure::new(Code::Conflict, "stale").because(Reason::StaleVersion));
    assert!(stage.picture().contains("meanwhile"), "{}", stage.picture());
    stage.answer(Reply::GetWorkingHours(pb::WorkingHours { version: 9, ..hours() }));
    assert!(stage.picture().contains("09-11"), "{}", stage.picture());
    assert!(
        matches!(stage.last_call(), Some(Call::UpdateWorkingHours(it)) if it.expected_version == 9 && it.validate_only)
    );
}

#[test]
fn time_off_is_tried_before_it_is_made() {
    let mut stage = stage();
    stage.press("e");
    insta::assert_snapshot!("hours_exception", stage.picture());
    stage.press("ctrl-d");
    assert!(matches!(stage.last_call(), Some(Call::CreateScheduleException(it)) if it.validate_only));
    stage.answer(Reply::CreateScheduleException(pb::CreateScheduleExceptionResponse::default()));
    stage.press("enter");
    let Some(Call::CreateScheduleException(request)) = stage.last_call() else {
        panic!("{}", stage.picture())
    };
    assert!(!request.validate_only);
    assert_eq!(request.exception.as_ref().map(|it| it.to_minute), Some(1440));
}

#[test]
fn an_exception_is_withdrawn_from_its_day() {
    let mut stage = stage();
    stage.press("x");
    assert_eq!(stage.last_call(), None);
    stage.press("right right right right x");
    assert!(matches!(stage.last_call(), Some(Call::CancelScheduleException(it)) if it.validate_only));
}

#[test]
fn doctors_see_only_their_own_hours() {
    let mut stage = loaded(Stage::open(Role::Doctor, Route::Hours(None)));
    stage.press("d");
    assert_eq!(stage.last_call(), None);
    stage.event(Payload::ScheduleChanged(pb::ScheduleChanged { doctor: person(Role::Doctor).doctor }));
    let own = format!("{}/workingHours", person(Role::Doctor).doctor);
    let asked = |call: &&Call| matches!(call, Call::GetWorkingHours(it) if it.name == own);
    assert!(stage.calls().iter().any(asked), "{:?}", stage.calls());
}

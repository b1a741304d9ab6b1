use praxis_shared::pb::{self, AppointmentState as State, Role, event::Payload};
use praxis_shared::reason::Reason;

use crate::context::stamp;
use crate::outbox::{Call, Code, Failure, Reply};
use crate::screen::common::samples;
use crate::stage::{Stage, clinic, person};

fn mine(it: pb::Appointment) -> pb::Appointment {
    pb::Appointment { patient: person(Role::Patient).patient, ..it }
}

fn stage() -> Stage {
    let mut stage = Stage::signed_in(Role::Patient);
    stage.event(Payload::Clinic(pb::Clinic {
        cancel_cutoff_minutes: 24 * 60,
        reschedule_cutoff_minutes: 24 * 60,
        version: 2,
        ..clinic()
    }));
    stage.answer_empty();
    stage.press("2");
    let (coming, past) = samples::visits();
    let reasons = ["hip pain when climbing stairs", "blood pressure", ""];
    for visits in [coming, past] {
        let with_reason = |(it, why)| samples::with_reason(mine(it), why);
        let visits = visits.into_iter().zip(reasons).map(with_reason).collect();
        stage.answer(Reply::ListVisits(pb::ListVisitsResponse { visits, ..Default::default() }));
    }
    stage
}

fn sent<'a>(stage: &'a Stage, name: &str) -> Option<&'a Call> {
    stage.calls().into_iter().find(|call| call.name() == name)
}

#[test]
fn the_visits_look_like_this() {
    let mut stage = stage();
    insta::assert_snapshot!("my_visits", stage.picture());
    stage.resize(40, 12);
    insta::assert_snapshot!("my_visits_40x12", stage.picture());
    stage.sweep_some().resize(80, 24).press("2");
    insta::assert_snapshot!("my_visit", stage.picture());
    stage.resize(40, 12);
    insta::assert_snapshot!("my_visit_40x12", stage.picture());
    stage.sweep_some();
}

#[test]
fn tab_goes_through_the_past_and_the_states() {
    let mut stage = stage();
    let shown = |stage: &Stage| {
        ["asked", "booked", "cancelled", "done", "no-show"]
            .map(|state| stage.picture().lines().filter(|row| row.contains(&format!("]{state}"))).count())
    };
    assert_eq!(shown(&stage), [1, 1, 0, 0, 0]);
    let expected = [[0, 0, 1, 2, 1], [1, 0, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 2, 0], [1, 1, 0, 0, 0]];
    for expected in expected {
        stage.press("tab");
        assert_eq!(shown(&stage), expected, "{}", stage.picture());
    }
}

#[test]
fn a_visit_is_cancelled_by_digits_and_taken_back() {
    let mut stage = stage();
    stage.press("2 2 1 y");
    let Some(Call::CancelAppointment(request)) = sent(&stage, "CancelAppointment") else {
        panic!("not sent")
    };
    assert_eq!(request.reason, "I cannot come then");
    assert!(!request.patient_asked);
    let mut now = mine(samples::visit("a2", 11, 9, 0, State::Cancelled));
    now.version = 2;
    now.undo_until = Some(stamp(samples::at(0, 14, 42)));
    stage.answer(Reply::CancelAppointment(now));
    let picture = stage.picture();
    assert!(
        picture.contains("You cancelled this visit.") && picture.contains("u undo, until 14:42"),
        "{picture}"
    );
    stage.press("5");
    assert!(sent(&stage, "UndoAppointment").is_some());
}

#[test]
fn on_a_small_screen_the_question_says_what_and_whom() {
    let mut stage = stage();
    stage.resize(40, 12).press("2 2");
    let picture = stage.picture();
    for told in ["Cancel this visit?", "Tue 1 Dec 09:00 Moreau", "1 I cannot", "0 other", "then y"] {
        assert!(picture.contains(told), "{told}\n{picture}");
    }
}

#[test]
fn after_the_cutoff_the_clinic_is_named_instead_of_a_refusal() {
    let mut stage = stage();
    stage.press("1 2");
    let picture = stage.picture();
    assert!(picture.contains("Too late here") && !picture.contains("Cancel this visit?"), "{picture}");
    stage.press("1");
    assert!(stage.picture().contains("Too late here (until Thu 19 Nov 16:00)"), "{}", stage.picture());
}

#[test]
fn a_refusal_of_the_server_is_said_kindly_and_changes_nothing() {
    let mut stage = stage();
    stage.press("2 2 1 y");
    let failure = Failure::new(
        Code::NotAllowedNow,
        "a visit can be cancelled until 24 hours before it begins: call the clinic",
    );
    stage.fail("CancelAppointment", failure.because(Reason::TooLate));
    let picture = stage.picture();
    assert!(picture.contains("Too late to do this here.") && picture.contains("[?]asked"), "{picture}");
}

#[test]
fn moving_opens_the_times_of_the_same_doctor() {
    let mut stage = stage();
    stage.press("2 1");
    let Some(Call::FindSoonestSlots(request)) = stage.last_call() else { panic!("no times were asked for") };
    assert_eq!(request.doctor, samples::name("doctors", "m0rea"));
    stage.press("0");
    assert!(stage.picture().contains("another time"), "{}", stage.picture());
}

#[test]
fn what_the_clinic_does_shows_at_once() {
    let mut stage = stage();
    let mut now = mine(samples::visit("a2", 11, 9, 0, State::Approved));
    now.version = 2;
    stage.event(Payload::Appointment(now));
    assert!(!stage.picture().contains("[?]asked"), "{}", stage.picture());
    // A visit that the desk booked just now is fetched with its reason.
    let new = mine(samples::visit("a7", 5, 11, 0, State::Approved));
    stage.event(Payload::Appointment(new.clone()));
    while sent(&stage, "GetVisit").is_some() {
        stage.answer(Reply::GetVisit(samples::with_reason(new.clone(), "flu shot")));
    }
    assert!(stage.picture().contains("flu shot"), "{}", stage.picture());
}

#[test]
fn the_steps_of_a_visit_are_shown() {
    let mut stage = stage();
    stage.press("1 3");
    assert!(sent(&stage, "ListTransitions").is_some());
    stage.answer_empty();
    stage.press("0");
    assert!(stage.picture().contains("another time"));
}

#[test]
fn a_digit_that_means_nothing_leads_nowhere() {
    let mut stage = stage();
    stage.press("1 3 3 7 0 9");
    assert!(stage.picture().contains("what happened so far"), "{}", stage.picture());
}

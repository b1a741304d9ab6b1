use praxis_shared::pb::{self, AppointmentState as State, Gender, Role, VisitKind, event::Payload};
use praxis_shared::reason::Reason;

use crate::context::stamp;
use crate::outbox::{Call, Code, Failure, Reply};
use crate::screen::common::samples;
use crate::stage::{Stage, person};
use crate::theme::ThemeName;

fn it(
    id: &str,
    at: (u16, u16),
    name: &str,
    gender: Gender,
    kind: VisitKind,
    state: State,
) -> pb::Appointment {
    pb::Appointment {
        patient: samples::name("patients", id),
        patient_display_name: name.into(),
        patient_number: 10_977,
        patient_birth_date: Some(pb::Date { year: 1997, month: 5, day: 14 }),
        patient_gender: gender.into(),
        doctor: person(Role::Doctor).doctor,
        visit_kind: kind.into(),
        room: String::new(),
        version: 3,
        ..samples::visit(id, 0, at.0, at.1, state)
    }
}

fn visits() -> Vec<pb::Visit> {
    use {Gender::Female, Gender::Male, VisitKind as Kind};
    let mut chen = it("c1", (14, 0), "Chen, Wei", Female, Kind::New, State::Ready);
    chen.arrive_time = Some(stamp(samples::at(0, 14, 11)));
    chen.room = "1".into();
    let mut eriksen = it("e1", (14, 15), "Eriksen, Liv", Female, Kind::Vaccine, State::Arrived);
    eriksen.arrive_time = Some(stamp(samples::at(0, 14, 20)));
    vec![
        samples::with_reason(
            it("a1", (13, 30), "Adler, Rosa", Female, Kind::FollowUp, State::Completed),
            "Blood pressure",
        ),
        samples::with_reason(chen, "Headache for 3 weeks"),
        samples::with_reason(eriksen, "MMR 2"),
        samples::with_reason(
            it("i1", (14, 45), "Ito, Ken", Male, Kind::FollowUp, State::Approved),
            "Knee, MRI is back",
        ),
        samples::with_reason(
            it("k1", (15, 15), "Kaya, Deniz", Male, Kind::New, State::Requested),
            "Rash on both arms",
        ),
        samples::with_reason(
            it("n1", (16, 15), "Nowak, Ewa", Female, Kind::FollowUp, State::Cancelled),
            "Thyroid labs",
        ),
    ]
}

fn chart() -> pb::PatientChart {
    pb::PatientChart {
        allergies: "penicillin (rash)".into(),
        medical_history: "migraine without aura (2024); asthma, mild".into(),
        ..samples::chart()
    }
}

fn stage() -> Stage {
    let mut stage = Stage::signed_in(Role::Doctor);
    stage.answer(Reply::ListConversations(pb::ListConversationsResponse::default()));
    stage.answer(Reply::ListVisits(pb::ListVisitsResponse { visits: visits(), ..Default::default() }));
    let me = pb::Doctor {
        name: person(Role::Doctor).doctor,
        duty_status: pb::DutyStatus::OnDuty.into(),
        ..Default::default()
    };
    stage.answer(Reply::GetDoctor(me));
    stage.answer(Reply::GetPatientChart(chart()));
    stage
}

fn called(stage: &Stage, name: &str) -> bool {
    stage.calls().iter().any(|call| call.name() == name)
}

#[test]
fn the_day_looks_like_this() {
    let mut stage = stage();
    insta::assert_snapshot!("day", stage.picture());
    assert!(stage.bytes(|_| {}).0.len() <= 3_000);
    stage.resize(40, 12);
    insta::assert_snapshot!("day_40x12", stage.picture());
    stage.resize(80, 24).theme(ThemeName::Mono);
    insta::assert_snapshot!("day_mono", stage.picture());
    assert_eq!(stage.colours(), []);
    stage.sweep_some();
}

#[test]
fn one_key_opens_the_record_of_the_next_patient() {
    let mut stage = stage();
    stage.press("enter");
    let opened = |call: &&Call| match call {
        Call::GetPatient(request) => request.name == samples::name("patients", "c1"),
        _ => false,
    };
    assert!(stage.calls().iter().any(opened), "{:?}", stage.calls());
}

#[test]
fn s_starts_the_visit_and_then_finishes_it() {
    let mut stage = stage();
    stage.press("s");
    let Some(Call::StartVisit(request)) = stage.last_call() else { panic!("{:?}", stage.calls()) };
    assert_eq!(request.expected_version, 3);
    let mut chen = visits()[1].appointment.clone().unwrap();
    chen.set_state(State::InVisit);
    chen.version = 4;
    stage.answer(Reply::StartVisit(chen));
    assert!(stage.picture().contains("NOW  Chen, Wei"), "{}", stage.picture());
    stage.press("s");
    assert!(matches!(stage.last_call(), Some(Call::CompleteVisit(request)) if request.expected_version == 4));
}

#[test]
fn space_takes_each_visit_one_step_on() {
    for (downs, call) in [(0, "StartVisit"), (1, "MarkAppointmentReady"), (2, "CheckInAppointment")] {
        let mut stage = stage();
        for _ in 0..downs {
            stage.press("down");
        }
        stage.press("space");
        assert!(called(&stage, call), "{call}: {:?}", stage.calls());
    }
}

#[test]
fn a_request_is_approved_by_one_key_and_declined_only_with_a_reason() {
    let mut stage = stage();
    stage.press("down down down y");
    assert!(called(&stage, "ApproveAppointment"));
    let mut stage = self::stage();
    stage.press("down down down x y enter");
    assert!(!called(&stage, "RejectAppointment"));
    stage.press("x 1 y");
    assert!(
        matches!(stage.last_call(), Some(Call::RejectAppointment(request)) if request.reason == "no time then"),
        "{}",
        stage.picture()
    );
}

#[test]
fn a_live_change_moves_no_cursor_and_a_new_visit_asks_for_its_reason() {
    let mut stage = stage();
    let new = it("b1", (13, 0), "Bello, Tunde", Gender::Male, VisitKind::New, State::Arrived);
    stage.event(Payload::Appointment(new.clone()));
    assert!(stage.selected_row().is_some_and(|row| row.contains("Chen, Wei")), "{}", stage.picture());
    assert!(called(&stage, "GetVisit"));
    stage.answer(Reply::GetVisit(samples::with_reason(new, "Dizzy since morning")));
    assert!(stage.picture().contains("Dizzy since"), "{}", stage.picture());
    let mut moved = visits()[3].appointment.clone().unwrap();
    moved.version = 9;
    moved.start_time = Some(stamp(samples::at(3, 9, 0)));
    stage.event(Payload::Appointment(moved));
    assert!(!stage.picture().contains("Ito, Ken"));
}

#[test]
fn a_visit_that_changed_meanwhile_is_fetched_and_said_so() {
    let mut stage = stage();
    stage.press("s");
    stage.fail("StartVisit", Failure::new(Code::Conflict, "stale").because(Reason::StaleVersion));
    assert!(stage.picture().contains("changed a moment ago"), "{}", stage.picture());
    assert!(called(&stage, "GetVisit"));
}

#[test]
fn charts_are_asked_for_once_per_patient() {
    let mut stage = stage();
    stage.press("down");
    assert!(called(&stage, "GetPatientChart"));
    stage.answer(Reply::GetPatientChart(pb::PatientChart::default()));
    stage.press("up down up");
    assert!(!called(&stage, "GetPatientChart"));
}

#[test]
fn other_days_are_one_key_away_and_today_another() {
    let mut stage = stage();
    stage.press(">");
    let Some(Call::ListVisits(request)) = stage.last_call() else { panic!("{:?}", stage.calls()) };
    let day = request.filter.as_ref().and_then(|filter| filter.from_date).map(|date| date.day);
    assert_eq!(day, Some(21));
    stage.press("t");
    assert!(stage.picture().contains("NOW"), "{}", stage.picture());
}

#[test]
fn duty_is_switched_and_shown() {
    let mut stage = stage();
    stage.press("d");
    assert!(
        matches!(stage.last_call(), Some(Call::SetDutyStatus(request)) if request.duty_status() == pb::DutyStatus::OffDuty)
    );
    let me = pb::Doctor {
        name: person(Role::Doctor).doctor,
        duty_status: pb::DutyStatus::OffDuty.into(),
        ..Default::default()
    };
    stage.answer(Reply::SetDutyStatus(me));
    assert!(stage.picture().contains("OFF DUTY"), "{}", stage.picture());
}

#[test]
fn the_private_view_shows_neither_names_nor_reasons() {
    let mut stage = stage();
    stage.press(".");
    let picture = stage.picture();
    for word in ["Chen", "Headache", "penicillin", "CHEN"] {
        assert!(!picture.contains(word), "{word}: {picture}");
    }
}

#[test]
fn a_doctor_whose_account_was_reset_reads_so_at_home_in_every_size() {
    let until = crate::stage::beginning() + chrono::TimeDelta::hours(20);
    let me = pb::User { recovering_until_time: Some(stamp(until)), ..person(Role::Doctor) };
    let mut stage = Stage::signed_in_as(me);
    stage.answer_empty();
    insta::assert_snapshot!("day_reset", stage.picture());
    insta::assert_snapshot!("day_reset_40x12", stage.resize(40, 12).picture());
    stage.sweep_some().wait(std::time::Duration::from_secs(21 * 3600));
    assert!(!stage.picture().contains("WAS RESET"), "{}", stage.picture());
}

#[test]
fn a_patient_whom_nobody_confirmed_is_marked_beside_the_chart_in_every_size() {
    let mut stage = stage();
    let doubted = pb::PatientChart { identity: pb::PatientIdentity::Unconfirmed.into(), ..samples::chart() };
    let patient = samples::name("patients", "c1");
    stage.event(Payload::PatientChartChanged(pb::PatientChartChanged { patient }));
    stage.answer(Reply::GetPatientChart(doubted));
    assert!(stage.picture().contains("IDENTITY NOT CONFIRMED"), "{}", stage.picture());
    stage.resize(40, 12);
    assert!(stage.picture().contains("! identity not confirmed"), "{}", stage.picture());
}

use praxis_shared::pb::{self, AppointmentState as State, Role, event::Payload};
use praxis_shared::reason::Reason;

use crate::context::stamp;
use crate::outbox::{Call, Code, Failure, Go, Reply};
use crate::screen::Route;
use crate::screen::common::samples;
use crate::stage::Stage;

fn desk_with(patient: pb::Patient) -> Stage {
    let mut stage = Stage::open(Role::Desk, Route::Record(samples::dietz().name));
    let (coming, past) = samples::visits();
    for appointments in [coming, past] {
        stage.answer(Reply::ListAppointments(pb::ListAppointmentsResponse {
            appointments,
            next_page_token: String::new(),
        }));
    }
    stage.answer(Reply::GetPatient(patient));
    stage
}

fn desk() -> Stage {
    desk_with(samples::dietz())
}

fn doctor() -> Stage {
    let mut stage = Stage::open(Role::Doctor, Route::Record(samples::dietz().name));
    let (coming, past) = samples::visits();
    let reasons = ["hip pain when climbing stairs", "", "control"];
    for visits in [coming, past] {
        let visits = visits.into_iter().zip(reasons).map(|(it, why)| samples::with_reason(it, why)).collect();
        stage.answer(Reply::ListVisits(pb::ListVisitsResponse { visits, next_page_token: String::new() }));
    }
    stage.answer(Reply::GetPatient(samples::dietz()));
    stage.answer(Reply::GetPatientChart(samples::chart()));
    stage
}

fn sent<'a>(stage: &'a Stage, name: &str) -> Option<&'a Call> {
    stage.calls().into_iter().find(|call| call.name() == name)
}

#[test]
fn the_record_of_the_desk_looks_like_this() {
    let mut stage = desk();
    insta::assert_snapshot!("record_desk", stage.picture());
    stage.resize(40, 12);
    insta::assert_snapshot!("record_desk_40x12", stage.picture());
    stage.sweep_some();
}

#[test]
fn the_record_of_the_doctor_looks_like_this() {
    let mut stage = doctor();
    insta::assert_snapshot!("record_doctor", stage.picture());
    stage.resize(40, 12);
    insta::assert_snapshot!("record_doctor_40x12", stage.picture());
    stage.sweep_some();
}

#[test]
fn the_desk_asks_for_nothing_clinical() {
    let stage = Stage::open(Role::Desk, Route::Record(samples::dietz().name));
    for clinical in ["GetPatientChart", "ListVisits", "GetVisit"] {
        assert!(sent(&stage, clinical).is_none(), "{clinical}");
    }
    assert!(!desk().picture().contains("ALLERGY"));
}

#[test]
fn the_visits_change_as_they_happen_and_the_cursor_stays_with_its_visit() {
    let mut stage = desk();
    stage.press("down");
    let before = stage.selected_row().unwrap();
    assert!(before.contains("[?]asked"), "{before}");
    let mut now = samples::visit("a1", 0, 16, 0, State::Arrived);
    now.version = 2;
    stage.event(Payload::Appointment(now));
    let picture = stage.picture();
    assert!(picture.contains("[A]arrived"), "{picture}");
    // A new visit comes in before the selected one.
    stage.event(Payload::Appointment(samples::visit("a9", 3, 9, 0, State::Approved)));
    assert_eq!(stage.selected_row().unwrap(), before);
    // Somebody else's visit is not shown here.
    let other = pb::Appointment {
        patient: "patients/other".into(),
        ..samples::visit("zz", 1, 7, 7, State::Approved)
    };
    stage.event(Payload::Appointment(other));
    assert!(!stage.picture().contains("07:07"));
}

#[test]
fn contact_is_saved_with_the_version_that_was_read_and_only_what_changed() {
    let mut stage = desk();
    stage.press("e tab tab tab").type_text("9").press("ctrl-d");
    let Some(Call::UpdatePatient(request)) = sent(&stage, "UpdatePatient") else {
        panic!("nothing was sent")
    };
    assert_eq!(request.expected_version, 3);
    assert_eq!(request.update_mask.as_ref().unwrap().paths, ["phone"]);
    assert_eq!(request.patient.as_ref().unwrap().phone, "+49 30 555 01889");
    stage.answer(Reply::UpdatePatient(pb::Patient {
        phone: "+49 30 555 01889".into(),
        version: 4,
        ..samples::dietz()
    }));
    let picture = stage.picture();
    assert!(picture.contains("01889") && picture.contains("Saved."), "{picture}");
}

#[test]
fn when_somebody_else_was_faster_both_values_are_shown_and_saving_again_takes_mine() {
    let mut stage = desk();
    stage.press("e tab tab tab").type_text("9").press("ctrl-d");
    stage.fail("UpdatePatient", Failure::new(Code::Conflict, "stale").because(Reason::StaleVersion));
    stage.answer(Reply::GetPatient(pb::Patient { phone: "112".into(), version: 9, ..samples::dietz() }));
    let picture = stage.picture();
    assert!(picture.contains("01889") && picture.contains("is now: 112"), "{picture}");
    insta::assert_snapshot!("record_stale", picture);
    stage.press("ctrl-d");
    let Some(Call::UpdatePatient(request)) = sent(&stage, "UpdatePatient") else {
        panic!("nothing was sent")
    };
    assert_eq!(request.expected_version, 9);
}

#[test]
fn errors_of_the_server_stand_beside_their_fields() {
    let mut stage = desk();
    stage.press("e").type_text("x").press("ctrl-d");
    let mut failure = Failure::new(Code::Invalid, "wrong").because(Reason::InvalidFields);
    failure.violations = vec![("patient.last_name".into(), "is not like this".into())];
    stage.fail("UpdatePatient", failure);
    let picture = stage.picture();
    assert!(
        picture.lines().any(|row| row.contains("Last name") && row.contains("! is not like this")),
        "{picture}"
    );
    assert!(picture.contains("Dietzx"));
}

#[test]
fn what_was_typed_survives_escape_and_leaving_with_it_asks() {
    let mut stage = desk();
    stage.press("e").type_text("son").press("esc");
    assert!(stage.picture().contains("e goes on"), "{}", stage.picture());
    stage.press("esc");
    assert!(stage.picture().contains("Leave this record?"), "{}", stage.picture());
    stage.press("enter e");
    assert!(stage.picture().contains("Dietzson"));
    // The lock keeps it too.
    stage.press("ctrl-x");
    assert!(!stage.picture().contains("Dietzson"));
    stage.go(Go::Unlock(Box::default()));
    assert!(stage.picture().contains("Dietzson"));
}

#[test]
fn a_visit_is_cancelled_with_three_keys_and_taken_back_with_one() {
    let mut stage = desk();
    stage.press("x 1 y");
    let Some(Call::CancelAppointment(request)) = sent(&stage, "CancelAppointment") else {
        panic!("not sent")
    };
    assert!(request.patient_asked && request.reason == "the patient asked" && request.expected_version == 1);
    let mut now = samples::visit("a1", 0, 16, 0, State::Cancelled);
    now.version = 2;
    now.undo_until = Some(stamp(samples::at(0, 14, 42)));
    stage.answer(Reply::CancelAppointment(now.clone()));
    let picture = stage.picture();
    assert!(picture.contains("u undo, until 14:42"), "{picture}");
    stage.press("u");
    let Some(Call::UndoAppointment(request)) = sent(&stage, "UndoAppointment") else { panic!("not sent") };
    assert_eq!((request.name.as_str(), request.expected_version), (now.name.as_str(), 2));
    stage.answer(Reply::UndoAppointment(pb::Appointment {
        version: 3,
        ..samples::visit("a1", 0, 16, 0, State::Approved)
    }));
    assert!(stage.selected_row().unwrap().contains("[B]booked"));
}

#[test]
fn enter_never_cancels() {
    let mut stage = desk();
    stage.press("x 1 enter");
    assert!(sent(&stage, "CancelAppointment").is_none());
    assert!(!stage.picture().contains("Cancel this visit?"));
}

#[test]
fn the_steps_of_a_visit_are_told_with_their_reasons() {
    let mut stage = desk();
    stage.press("enter");
    let step = |minute, action: &str, to: State, reason: &str| pb::Transition {
        time: Some(stamp(samples::at(-1, 9, minute))),
        actor_display_name: "Hansen, Ida".into(),
        to_state: to.into(),
        action: action.into(),
        reason: reason.into(),
        ..Default::default()
    };
    stage.answer(Reply::ListTransitions(pb::ListTransitionsResponse {
        transitions: vec![
            step(5, "book", State::Approved, ""),
            step(40, "reschedule", State::Approved, "the doctor is at a conference"),
        ],
        next_page_token: String::new(),
    }));
    insta::assert_snapshot!("record_steps", stage.picture());
    stage.press("esc");
    assert!(stage.picture().contains("Lindenstr."));
}

#[test]
fn an_activation_code_is_shown_once_and_only_escape_closes_it() {
    let mut stage = desk_with(pb::Patient { user: String::new(), ..samples::dietz() });
    stage.press("i");
    assert!(stage.picture().contains("jonas.dietz"), "{}", stage.picture());
    stage.press("ctrl-d");
    let Some(Call::InvitePatient(request)) = sent(&stage, "InvitePatient") else { panic!("not sent") };
    assert_eq!((request.user_name.as_str(), request.email.as_str()), ("jonas.dietz", "jonas@example.org"));
    stage.answer(Reply::InvitePatient(pb::InvitePatientResponse {
        patient: Some(pb::Patient { version: 4, ..samples::dietz() }),
        activation_code: "K7QF-2MHD-9XPA".into(),
    }));
    stage.press("enter x 3 y space");
    insta::assert_snapshot!("record_code", stage.picture());
    stage.press("esc");
    let picture = stage.picture();
    assert!(!picture.contains("K7QF") && picture.contains("has an account"), "{picture}");
}

#[test]
fn a_doctor_changes_the_chart_and_what_changed_meanwhile_comes_in() {
    let mut stage = doctor();
    assert!(stage.picture().contains("ALLERGY: latex"));
    stage.press("e tab").type_text(", penicillin");
    stage.event(Payload::PatientChartChanged(pb::PatientChartChanged { patient: samples::dietz().name }));
    stage.answer(Reply::GetPatientChart(pb::PatientChart {
        medical_history: "hip replacement 2019".into(),
        version: 3,
        ..samples::chart()
    }));
    stage.press("ctrl-d");
    let Some(Call::UpdatePatientChart(request)) = sent(&stage, "UpdatePatientChart") else {
        panic!("not sent")
    };
    let chart = request.chart.as_ref().unwrap();
    assert_eq!(chart.allergies, "latex (rash), penicillin");
    assert_eq!(chart.medical_history, "hip replacement 2019");
    assert_eq!(
        (request.expected_version, request.update_mask.as_ref().unwrap().paths.as_slice()),
        (3, &["allergies".to_owned()][..])
    );
}

#[test]
fn a_doctor_who_never_saw_the_patient_is_told_why_there_is_no_chart() {
    let mut stage = Stage::open(Role::Doctor, Route::Record(samples::dietz().name));
    stage.answer(Reply::GetPatient(samples::dietz()));
    stage.fail("GetPatientChart", Failure::new(Code::NotFound, "not found").because(Reason::NotFound));
    assert!(stage.picture().contains("for the doctors who treat"), "{}", stage.picture());
}

#[test]
fn in_the_private_view_nothing_of_the_record_is_readable() {
    for mut stage in [desk(), doctor()] {
        stage.press(".");
        let picture = stage.picture();
        for secret in ["Dietz", "Jonas", "1959", "Linden", "555", "latex", "hip"] {
            assert!(!picture.contains(secret), "{secret}\n{picture}");
        }
    }
}

#[test]
fn booking_and_moving_start_with_what_is_known() {
    let mut stage = desk();
    stage.press("m");
    stage.press("esc b");
    // Neither leaves the person of the record behind; the booking screen has its own tests.
    assert!(!stage.picture().contains("Lindenstr."));
}

/// Long enough to have read a question.
const READ: std::time::Duration = std::time::Duration::from_secs(1);

/// A doctor before a record that is not open to them.
fn stranger() -> Stage {
    let mut stage = Stage::open(Role::Doctor, Route::Record(samples::dietz().name));
    stage.answer(Reply::GetPatient(samples::dietz()));
    stage.fail("GetPatientChart", Failure::new(Code::NotFound, "not found").because(Reason::NotFound));
    stage
}

#[test]
fn a_doctor_opens_a_record_in_an_emergency_with_a_reason() {
    let mut stage = stranger();
    stage.press("!").wait(READ).press("enter").type_text("urgent").press("enter");
    assert!(stage.picture().contains("at least 10 characters   Esc keep"), "{}", stage.picture());
    assert!(sent(&stage, "OpenEmergencyAccess").is_none(), "no reason is no reason");
    stage.type_text(": unconscious").press("enter");
    insta::assert_snapshot!("record_emergency", stage.picture());
    stage.press("y");
    let Some(Call::OpenEmergencyAccess(request)) = sent(&stage, "OpenEmergencyAccess") else {
        panic!("not sent")
    };
    assert_eq!(request.reason, "urgent: unconscious");
    stage.answer(Reply::OpenEmergencyAccess(pb::EmergencyAccess::default()));
    let until = crate::context::stamp(stage.now().now + chrono::TimeDelta::minutes(42));
    let chart = pb::PatientChart { emergency_expire_time: Some(until), ..samples::chart() };
    stage.answer(Reply::GetPatientChart(chart));
    let picture = stage.picture();
    assert!(picture.contains("EMERGENCY ACCESS 42 min left") && picture.contains("latex"), "{picture}");
    stage.press("e");
    assert!(!stage.picture().contains("Save"), "it is open to read: {}", stage.picture());
    stage.press("!").wait(READ).press("y");
    assert!(sent(&stage, "CloseEmergencyAccess").is_some());
    // what was open is closed on the screen, too, before the server is asked once more
    stage.answer(Reply::CloseEmergencyAccess(pb::EmergencyAccess::default()));
    assert!(!stage.picture().contains("latex"), "{}", stage.picture());
    stage.fail("GetPatientChart", Failure::new(Code::NotFound, "not found").because(Reason::NotFound));
    let picture = stage.picture();
    assert!(picture.contains("! opens it as an emergency") && !picture.contains("EMERGENCY"), "{picture}");
}

#[test]
fn a_chart_that_the_server_no_longer_shows_does_not_stay_on_the_screen() {
    let mut stage = stranger();
    let changed = || Payload::PatientChartChanged(pb::PatientChartChanged { patient: samples::dietz().name });
    stage.event(changed()).answer(Reply::GetPatientChart(samples::chart()));
    assert!(stage.picture().contains("latex"), "{}", stage.picture());
    // that it could not be asked for is no reason to hide it
    stage.event(changed()).fail("GetPatientChart", Failure::new(Code::Offline, "no server"));
    assert!(stage.picture().contains("latex"), "{}", stage.picture());
    stage
        .event(changed())
        .fail("GetPatientChart", Failure::new(Code::NotFound, "not found").because(Reason::NotFound));
    assert!(!stage.picture().contains("latex"), "{}", stage.picture());
}

#[test]
fn a_record_that_was_open_in_an_emergency_is_covered_when_its_time_is_over() {
    let mut stage = stranger();
    let over = crate::context::stamp(stage.now().now - chrono::TimeDelta::seconds(1));
    stage.event(Payload::PatientChartChanged(pb::PatientChartChanged { patient: samples::dietz().name }));
    let chart = pb::PatientChart { emergency_expire_time: Some(over), ..samples::chart() };
    stage.answer(Reply::GetPatientChart(chart));
    let picture = stage.picture();
    assert!(picture.contains("has ended") && !picture.contains("latex"), "{picture}");
}

fn doctor_with(identity: pb::PatientIdentity) -> Stage {
    let mut stage = doctor();
    stage.event(Payload::PatientChartChanged(pb::PatientChartChanged { patient: samples::dietz().name }));
    stage.answer(Reply::GetPatientChart(pb::PatientChart { identity: identity.into(), ..samples::chart() }));
    stage
}

#[test]
fn an_identity_that_nobody_confirmed_is_said_before_all_else_in_every_size() {
    let mut stage = doctor_with(pb::PatientIdentity::Unconfirmed);
    insta::assert_snapshot!("record_unconfirmed", stage.picture());
    insta::assert_snapshot!("record_unconfirmed_40x12", stage.resize(40, 12).picture());
    stage.sweep_some();
    assert!(!doctor_with(pb::PatientIdentity::Confirmed).picture().contains("NOT CONFIRMED"));
    assert!(!desk().picture().contains("NOT CONFIRMED"), "the desk is told nothing of it");
}

#[test]
fn the_doctor_confirms_after_a_question_and_takes_it_back_after_another() {
    let mut stage = doctor_with(pb::PatientIdentity::Unconfirmed);
    stage.press("T");
    assert!(!stage.picture().contains("close it"), "there is nothing to take back");
    stage.press("t t enter");
    assert!(sent(&stage, "ConfirmPatientIdentity").is_none(), "neither the opener nor Enter says yes");
    stage.press("t");
    insta::assert_snapshot!("record_confirm", stage.picture());
    stage.press("y");
    let Some(Call::ConfirmPatientIdentity(request)) = sent(&stage, "ConfirmPatientIdentity") else {
        panic!("not sent")
    };
    assert_eq!(request.name, samples::chart().name);
    let confirmed = pb::PatientChart { identity: pb::PatientIdentity::Confirmed.into(), ..samples::chart() };
    stage.answer(Reply::ConfirmPatientIdentity(confirmed));
    assert!(!stage.picture().contains("NOT CONFIRMED"), "{}", stage.picture());
    stage.press("T y");
    assert!(sent(&stage, "DoubtPatientIdentity").is_some());
    let doubted = pb::PatientChart { identity: pb::PatientIdentity::Unconfirmed.into(), ..samples::chart() };
    stage.answer(Reply::DoubtPatientIdentity(doubted));
    assert!(stage.picture().contains("NOT CONFIRMED"), "{}", stage.picture());
}

#[test]
fn a_confirmation_that_is_refused_says_why_and_looks_again() {
    let mut stage = doctor_with(pb::PatientIdentity::Unconfirmed);
    stage.press("t y");
    let why = "this is about your own account: another doctor who treats you can confirm it";
    let refused = Failure::new(Code::Denied, why).because(Reason::NotYoursToConfirm);
    stage.fail("ConfirmPatientIdentity", refused);
    let said = stage.picture().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("another doctor who treats you can confirm it."), "{said}");
    assert!(sent(&stage, "GetPatientChart").is_some());
}

#[test]
fn a_doctor_whose_account_was_reset_reads_why_charts_are_closed() {
    let mut stage = stranger();
    stage.event(Payload::PatientChartChanged(pb::PatientChartChanged { patient: samples::dietz().name }));
    let why = "your account was reset, so clinical text is closed to it until another administrator or a doctor confirms \
               that it is you, or a day has passed";
    stage.fail("GetPatientChart", Failure::new(Code::Denied, why).because(Reason::Recovering));
    for size in [(80, 24), (40, 12)] {
        stage.resize(size.0, size.1);
        let said = stage.picture().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains("confirms that it is you, or a day has passed."), "{said}");
    }
    stage.press("!");
    assert!(!stage.picture().contains("as an emergency"), "that is closed, too: {}", stage.picture());
}

/// The desk's record of a patient whose account asked for two visits and whom staff booked one.
fn desk_with_asked() -> Stage {
    let patient = samples::dietz();
    let mut stage = Stage::open(Role::Desk, Route::Record(patient.name.clone()));
    let by = |id: &str, day: i64, who: &str, state| pb::Appointment {
        created_by: who.to_owned(),
        ..samples::visit(id, day, 9, 0, state)
    };
    let appointments = vec![
        by("a1", 1, &patient.user, State::Requested),
        by("a2", 2, &patient.user, State::Approved),
        by("a3", 3, "users/ida", State::Approved),
        by("a4", 4, &patient.user, State::Cancelled),
    ];
    let page = |appointments| {
        Reply::ListAppointments(pb::ListAppointmentsResponse { appointments, ..Default::default() })
    };
    stage.answer(page(appointments)).answer(page(Vec::new())).answer(Reply::GetPatient(patient));
    stage
}

#[test]
fn the_desk_calls_off_all_that_an_account_asked_for_with_a_reason() {
    let mut stage = desk_with_asked();
    stage.press("X y");
    assert!(sent(&stage, "CancelAskedAppointments").is_none(), "not without a reason");
    insta::assert_snapshot!("record_asked", stage.picture());
    stage.press("1 y");
    let Some(Call::CancelAskedAppointments(request)) = sent(&stage, "CancelAskedAppointments") else {
        panic!("{}", stage.picture())
    };
    assert_eq!(
        (request.patient.clone(), request.reason.as_str()),
        (samples::dietz().name, "please call us first")
    );
    let gone =
        |id: &str, day| pb::Appointment { version: 2, ..samples::visit(id, day, 9, 0, State::Cancelled) };
    let appointments = vec![gone("a1", 1), gone("a2", 2)];
    stage.answer(Reply::CancelAskedAppointments(pb::CancelAskedAppointmentsResponse { appointments }));
    let picture = stage.picture();
    assert!(picture.contains("2 visits are called off") && !picture.contains("[?]asked"), "{picture}");
    stage.press("X");
    assert!(!stage.picture().contains("Call off"), "nothing is left to call off: {}", stage.picture());
}

#[test]
fn only_who_may_calls_off_what_was_asked_for() {
    assert!(desk_with_asked().entries().iter().any(|it| it.id == "cancel-asked"));
    assert!(!desk().entries().iter().any(|it| it.id == "cancel-asked"), "nothing was asked for");
    assert!(!doctor().entries().iter().any(|it| it.id == "cancel-asked"));
}

#[test]
fn a_list_anew_drops_what_may_not_be_seen_any_more() {
    let mut stage = desk_with_asked();
    stage.link(crate::app::LinkChange::Relist);
    let kept = samples::visit("a3", 3, 9, 0, State::Approved);
    let page = |appointments| {
        Reply::ListAppointments(pb::ListAppointmentsResponse { appointments, ..Default::default() })
    };
    assert!(stage.picture().contains("[?]asked"), "old data stay until the answers come");
    // the board behind it lists its day anew, too
    stage.answer(page(Vec::new())).answer(page(Vec::new()));
    stage.answer(page(vec![kept])).answer(page(Vec::new()));
    let picture = stage.picture();
    assert!(!picture.contains("[?]asked") && picture.contains("[B]booked"), "{picture}");
}

#[test]
fn the_questions_about_an_account_say_all_of_it_in_the_smallest_size() {
    let said = |stage: &Stage| stage.picture().split_whitespace().collect::<Vec<_>>().join(" ");
    let mut stage = doctor_with(pb::PatientIdentity::Unconfirmed);
    stage.resize(40, 12).press("t");
    assert!(
        said(&stage).contains("Look at the person before you: is it this patient?"),
        "{}",
        stage.picture()
    );
    assert!(
        said(&stage).contains("Dietz, Jonas, b.1959-01-30 (10311) y it is the patient"),
        "{}",
        stage.picture()
    );
    let mut stage = doctor_with(pb::PatientIdentity::Confirmed);
    stage.resize(40, 12).press("T");
    assert!(said(&stage).contains("Not this patient, or not sure?"), "{}", stage.picture());
    assert!(said(&stage).contains("Dietz, Jonas, b.1959-01-30 (10311) y close it"), "{}", stage.picture());
    let mut stage = desk_with_asked();
    stage.resize(40, 12).press("X");
    assert!(said(&stage).contains("Call off 2 visits they asked for? Dietz, Jonas"), "{}", stage.picture());
}

#[test]
fn an_e_mail_that_another_account_gives_is_said_to_the_desk_in_every_size() {
    let mut stage = desk_with(pb::Patient { email_clash: true, ..samples::dietz() });
    let said = |stage: &Stage| stage.picture().split_whitespace().collect::<String>();
    for size in [(80, 24), (40, 12)] {
        stage.resize(size.0, size.1);
        assert!(
            said(&stage).contains("Anotheraccountgivesthesamee-mail:askthepatientwhichisright."),
            "{}",
            stage.picture()
        );
    }
    stage.event(Payload::Patient(pb::Patient { version: 9, ..samples::dietz() }));
    assert!(said(&stage).contains("Anotheraccount"), "an event does not tell, and takes nothing away");
}

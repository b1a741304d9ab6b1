use praxis_shared::pb::{self, AppointmentState as State, Role, event::Payload};
use praxis_shared::reason::Reason;

use crate::context::stamp;
use crate::outbox::{Call, Code, Failure, Go, Reply};
use crate::screen::common::samples;
use crate::screen::{BookingStart, Route};
use crate::stage::{Stage, person};

const OKAFOR: (&str, &str) = ("0kaf0r", "Okafor, Ben");
const MOREAU: (&str, &str) = ("m0rea", "Moreau, Claire");

fn soonest() -> Reply {
    let slots = vec![
        samples::slot(OKAFOR, 0, 15, 45),
        samples::slot(MOREAU, 3, 8, 0),
        samples::slot(OKAFOR, 3, 8, 15),
    ];
    Reply::FindSoonestSlots(pb::FindSoonestSlotsResponse { slots, ..Default::default() })
}

fn doctor(id: (&str, &str), what: &str, duty: pb::DutyStatus) -> pb::Doctor {
    pb::Doctor {
        name: samples::name("doctors", id.0),
        display_name: id.1.into(),
        specializations: vec![what.into()],
        duty_status: duty.into(),
        next_free_time: Some(stamp(samples::at(3, 8, 0))),
        active: true,
        ..Default::default()
    }
}

fn doctors() -> Reply {
    Reply::ListDoctors(pb::ListDoctorsResponse {
        doctors: vec![
            doctor(("l1ndq", "Lindqvist, Eva"), "Dermatology", pb::DutyStatus::OffDuty),
            doctor(MOREAU, "Cardiology", pb::DutyStatus::OnDuty),
            doctor(OKAFOR, "General practice", pb::DutyStatus::OnDuty),
        ],
        ..Default::default()
    })
}

fn stage() -> Stage {
    let mut stage = Stage::signed_in(Role::Patient);
    stage.answer_empty();
    stage.press("1");
    stage.answer(soonest());
    stage
}

fn request(stage: &Stage) -> Option<&pb::BookAppointmentRequest> {
    stage.calls().into_iter().find_map(|call| match call {
        Call::BookAppointment(request) => Some(request),
        _ => None,
    })
}

fn booked(state: State) -> pb::Appointment {
    pb::Appointment {
        patient: person(Role::Patient).patient,
        doctor: samples::name("doctors", OKAFOR.0),
        doctor_display_name: OKAFOR.1.into(),
        ..samples::visit("n1", 0, 15, 45, state)
    }
}

#[test]
fn the_own_soonest_visit_is_booked_with_three_keys() {
    let mut stage = Stage::signed_in(Role::Patient);
    stage.answer_empty();
    let mut keys = 0;
    for key in ["1", "1", "enter"] {
        stage.press(key);
        keys += 1;
        if stage.last_call().is_some_and(|call| call.name() == "FindSoonestSlots") {
            stage.answer(soonest());
        }
    }
    let request = request(&stage).expect("it is sent");
    assert_eq!(request.doctor, samples::name("doctors", OKAFOR.0));
    assert_eq!(request.start_time, Some(stamp(samples::at(0, 15, 45))));
    assert!(keys <= 3);
}

#[test]
fn a_digit_typed_before_the_times_came_is_kept() {
    let mut stage = Stage::signed_in(Role::Patient);
    stage.answer_empty();
    stage.press("1 1");
    stage.answer(soonest());
    assert!(stage.picture().contains("Is this right?"), "{}", stage.picture());
    assert!(request(&stage).is_none());
}

#[test]
fn the_questions_look_like_this() {
    let mut stage = stage();
    insta::assert_snapshot!("book_start", stage.picture());
    stage.press("2").type_text("chest pain at night");
    insta::assert_snapshot!("book_sure", stage.picture());
    stage.resize(40, 12);
    insta::assert_snapshot!("book_sure_40x12", stage.picture());
    stage.sweep_some().resize(80, 24).press("enter");
    stage.answer(Reply::BookAppointment(booked(State::Requested)));
    insta::assert_snapshot!("book_done", stage.picture());
    stage.sweep_some();
}

#[test]
fn a_doctor_is_found_by_name_or_by_what_they_do() {
    let mut stage = stage();
    stage.press("4");
    stage.answer(doctors());
    insta::assert_snapshot!("book_doctors", stage.picture());
    for typed in ["mor", "card"] {
        stage.type_text(typed);
        let picture = stage.picture();
        assert!(picture.contains("1  Moreau") && !picture.contains("Okafor"), "{picture}");
        stage.press("ctrl-u");
    }
    stage.type_text("gen").press("1");
    let Some(Call::FindSoonestSlots(request)) = stage.last_call() else { panic!("no times were asked for") };
    assert_eq!(request.doctor, samples::name("doctors", OKAFOR.0));
}

#[test]
fn a_doctor_off_duty_is_shown_and_cannot_be_taken() {
    let mut stage = stage();
    stage.press("4");
    stage.answer(doctors());
    stage.press("1");
    assert!(stage.picture().contains("Lindqvist, Eva takes no new bookings"), "{}", stage.picture());
    // Back on duty a moment later, without asking again.
    stage.event(Payload::Doctor(doctor(("l1ndq", "Lindqvist, Eva"), "Dermatology", pb::DutyStatus::OnDuty)));
    assert_eq!(stage.last_call().map(Call::name), Some("ListDoctors"));
}

#[test]
fn a_specialization_and_a_day_narrow_the_times() {
    let mut stage = stage();
    stage.press("5");
    stage.answer(Reply::ListSpecializations(pb::ListSpecializationsResponse {
        specializations: vec![pb::Specialization { display_name: "Cardiology".into(), doctor_count: 1 }],
        ..Default::default()
    }));
    stage.press("1");
    let Some(Call::FindSoonestSlots(request)) = stage.last_call() else { panic!("no times were asked for") };
    assert_eq!(request.specialization, "Cardiology");
    stage.answer(soonest()).press("9").type_text("1.13").press("enter");
    assert!(stage.picture().contains("not a date"), "{}", stage.picture());
    stage.press("ctrl-u").type_text("24.11").press("enter");
    let Some(Call::FindSoonestSlots(request)) = stage.last_call() else { panic!("no times were asked for") };
    assert_eq!(request.not_before, Some(stamp(samples::at(4, 0, 0))));
    assert_eq!(request.specialization, "Cardiology");
    stage.answer(soonest());
    assert!(stage.selected_row().unwrap().contains("1  today 15:45"), "{}", stage.picture());
}

#[test]
fn later_times_skip_those_that_were_seen() {
    let mut stage = stage();
    stage.press("5");
    stage.answer(Reply::ListSpecializations(pb::ListSpecializationsResponse {
        specializations: vec![pb::Specialization { display_name: "Cardiology".into(), doctor_count: 2 }],
        ..Default::default()
    }));
    stage.press("1");
    stage.answer(soonest()).press("8");
    let again = vec![samples::slot(OKAFOR, 3, 8, 15), samples::slot(MOREAU, 3, 8, 30)];
    stage
        .answer(Reply::FindSoonestSlots(pb::FindSoonestSlotsResponse { slots: again, ..Default::default() }));
    let picture = stage.picture();
    assert!(picture.contains("1  Mon 23 Nov 08:30") && !picture.contains("08:15"), "{picture}");
}

#[test]
fn a_taken_time_offers_three_others_and_the_reason_stays() {
    let mut stage = stage();
    stage.press("1").type_text("knee").press("enter");
    let mut failure = Failure::new(Code::Conflict, "this time is already taken").because(Reason::SlotTaken);
    let offered: Vec<String> = [(0, 16, 0), (3, 8, 0), (3, 8, 30)]
        .map(|(days, hour, minute)| {
            let start = samples::at(days, hour, minute);
            let end = start + chrono::TimeDelta::minutes(15);
            format!("{}/{}/{}", start.to_rfc3339(), end.to_rfc3339(), samples::name("doctors", OKAFOR.0))
        })
        .into();
    failure.metadata.insert("next_slots".into(), offered.join(" "));
    stage.fail("BookAppointment", failure);
    insta::assert_snapshot!("book_taken", stage.picture());
    stage.press("2");
    assert!(stage.picture().contains("knee"), "{}", stage.picture());
    stage.press("enter");
    let request = request(&stage).expect("it is sent");
    assert_eq!((request.reason.as_str(), request.start_time), ("knee", Some(stamp(samples::at(3, 8, 0)))));
}

#[test]
fn a_lost_answer_is_sent_again_under_the_same_request_id() {
    let mut stage = stage();
    stage.press("1 enter");
    let first = request(&stage).unwrap().request_id.clone();
    stage.fail("BookAppointment", Failure::new(Code::TooSlow, "no answer in time"));
    assert!(stage.picture().contains("No answer in time."), "{}", stage.picture());
    stage.press("enter");
    assert_eq!(request(&stage).unwrap().request_id, first);
}

#[test]
fn while_the_server_cannot_be_reached_nothing_is_sent_and_the_reason_stays() {
    let mut stage = stage();
    stage.press("1").type_text("knee");
    stage.link(crate::app::LinkChange::Lost).press("enter");
    assert!(request(&stage).is_none());
    let picture = stage.picture();
    assert!(picture.contains("nothing was sent") && picture.contains("knee"), "{picture}");
}

#[test]
fn the_answer_of_the_clinic_is_shown_when_it_comes() {
    let mut stage = stage();
    stage.press("1 enter");
    stage.answer(Reply::BookAppointment(booked(State::Requested)));
    assert!(stage.picture().contains("Asked for."));
    let mut now = booked(State::Approved);
    now.version = 2;
    stage.event(Payload::Appointment(now));
    assert!(stage.picture().contains("It is booked."), "{}", stage.picture());
    stage.press("1");
    assert!(stage.picture().contains("MY VISITS"));
}

#[test]
fn a_visit_is_moved_to_another_time_of_the_same_doctor() {
    let mut stage = Stage::signed_in(Role::Patient);
    stage.answer_empty();
    let moving = Some(booked(State::Approved));
    stage.go(Go::To(Route::Booking(Box::new(BookingStart { moving, ..Default::default() }))));
    let Some(Call::FindSoonestSlots(asked)) = stage.last_call() else { panic!("no times were asked for") };
    assert_eq!(asked.doctor, samples::name("doctors", OKAFOR.0));
    stage.answer(soonest()).press("3 enter");
    let Some(Call::RescheduleAppointment(request)) = stage.last_call() else { panic!("nothing was sent") };
    assert_eq!((request.expected_version, request.start_time), (1, Some(stamp(samples::at(3, 8, 15)))));
    stage.fail(
        "RescheduleAppointment",
        Failure::new(
            Code::NotAllowedNow,
            "a visit can be moved until 24 hours before it begins: call the clinic",
        )
        .because(Reason::TooLate),
    );
    assert!(stage.picture().contains("Too late to do this here."), "{}", stage.picture());
}

#[test]
fn after_a_booking_the_next_one_begins_anew() {
    for way_out in ["0", "2", "3"] {
        let mut stage = stage();
        stage.press("1 enter");
        stage.answer(Reply::BookAppointment(booked(State::Requested)));
        stage.press(way_out).go(Go::Tab(Route::PatientHome)).press("1");
        stage.answer(soonest());
        assert!(stage.picture().contains("When would you like to come?"), "{way_out}\n{}", stage.picture());
    }
}

//! How many visits one account may ask for by itself: one stranger cannot take a doctor's calendar, whatever they try. What
//! staff book does not count, and nobody else is kept waiting.

use chrono::Duration;
use futures_util::future::join_all;
use praxis_server::domain::asking::AskingLimits;
use praxis_shared::{pb, time::print_instant};
use praxis_tests::{Clinic, Person, Refused, clinic::booking, fresh, when};
use tonic::{Code, Status};

use crate::strangers::{limited, next, sign_in, sign_up, sign_up_from};

type State = pb::AppointmentState;

/// As many a day as one likes, so that the limit of open ones is met.
async fn open_limit_only() -> Clinic {
    let limits = AskingLimits { visits_a_day: 1000, ..AskingLimits::default() };
    Clinic::open_where(|config| config.asking = limits).await
}

async fn doctor(clinic: &Clinic) -> Person {
    let doctor = clinic.doctor("okafor").await;
    clinic.give_hours(&doctor).await;
    doctor
}

/// A time that the doctor offers: the n-th half hour from tomorrow on, sixteen a day.
fn slot(number: usize) -> String {
    let (day, half) = (2 + number / 16, number % 16);
    format!("2027-03-{day:02} {:02}:{:02}", 9 + half / 2, half % 2 * 30)
}

async fn ask(who: &Person, doctor: &Person, number: usize) -> Result<pb::Appointment, Status> {
    let asked = booking(who, doctor, when::at(&slot(number)));
    Ok(who.appointments().book_appointment(asked).await?.into_inner())
}

async fn cancel(who: &Person, it: &pb::Appointment) -> pb::Appointment {
    let asked = pb::CancelAppointmentRequest {
        request_id: fresh(),
        name: it.name.clone(),
        reason: "changed plans".to_owned(),
        ..pb::CancelAppointmentRequest::default()
    };
    who.appointments().cancel_appointment(asked).await.unwrap().into_inner()
}

async fn shift(who: &Person, it: &pb::Appointment, number: usize) -> Result<pb::Appointment, Status> {
    let asked = pb::RescheduleAppointmentRequest {
        request_id: fresh(),
        name: it.name.clone(),
        start_time: Some(when::at(&slot(number))),
        ..pb::RescheduleAppointmentRequest::default()
    };
    Ok(who.appointments().reschedule_appointment(asked).await?.into_inner())
}

async fn undo(who: &Person, it: &pb::Appointment) -> Result<pb::Appointment, Status> {
    let asked = pb::UndoAppointmentRequest {
        request_id: fresh(),
        name: it.name.clone(),
        ..pb::UndoAppointmentRequest::default()
    };
    Ok(who.appointments().undo_appointment(asked).await?.into_inner())
}

fn told<T>(answered: &Result<T, Status>) -> (Code, String) {
    answered.as_ref().map_or_else(|it| (it.code(), it.reason()), |_| (Code::Ok, String::new()))
}

fn too_much() -> (Code, String) {
    (Code::ResourceExhausted, "ASKS_TOO_MUCH".to_owned())
}

/// Whether a refusal says when to try again.
fn says_when<T>(answered: &Result<T, Status>) -> bool {
    use tonic_types::StatusExt as _;
    answered.as_ref().err().is_some_and(|it| it.get_details_retry_info().is_some())
}

/// A patient of the clinic's making, or one who signed up.
async fn newcomer(clinic: &Clinic, who: &str, address: &str) -> Person {
    sign_up_from(clinic.desk_inside(), address, sign_up(who, pb::Role::Patient)).await.unwrap();
    sign_in(clinic, who).await.unwrap()
}

#[tokio::test]
async fn five_visits_to_come_are_the_most_and_what_staff_books_does_not_count() {
    let clinic = open_limit_only().await;
    let (okafor, ana, ida) = (doctor(&clinic).await, clinic.patient("ana").await, clinic.desk("ida").await);
    for number in 0..3 {
        let asked = booking(&ana, &okafor, when::at(&slot(20 + number)));
        ida.appointments().book_appointment(asked).await.unwrap();
    }
    let mut visits = Vec::new();
    for number in 0..5 {
        visits.push(ask(&ana, &okafor, number).await.unwrap());
    }
    let sixth = ask(&ana, &okafor, 5).await;
    assert_eq!(told(&sixth), too_much());
    assert!(!says_when(&sixth), "waiting is of no use: a visit must be called off");
    let message = sixth.unwrap_err().message().to_owned();
    assert!(message.contains("may ask for 5") && message.contains("front desk"), "{message}");
    // the front desk may go on, for her too
    let asked = booking(&ana, &okafor, when::at(&slot(30)));
    ida.appointments().book_appointment(asked).await.unwrap();
    // moving is no way round, nor is it refused
    shift(&ana, &visits[0], 8).await.unwrap();
    assert_eq!(told(&ask(&ana, &okafor, 6).await), too_much());
    // there is room for one when one is called off, or over
    cancel(&ana, &visits[1]).await;
    ask(&ana, &okafor, 6).await.unwrap();
    assert_eq!(told(&ask(&ana, &okafor, 7).await), too_much());
    clinic.set_clock(&slot(4));
    let ana = sign_in(&clinic, "ana").await.unwrap();
    ask(&ana, &okafor, 12).await.unwrap();
}

#[tokio::test]
async fn a_new_account_or_one_in_doubt_has_two_visits_to_come() {
    let clinic = open_limit_only().await;
    let (okafor, ana) = (doctor(&clinic).await, clinic.patient("ana").await);
    let eve = newcomer(&clinic, "eve", "192.0.2.7").await;
    for number in 0..2 {
        ask(&eve, &okafor, number).await.unwrap();
    }
    let third = ask(&eve, &okafor, 2).await;
    assert_eq!(told(&third), too_much());
    assert!(third.unwrap_err().message().contains("new or not confirmed"));
    // a week later it is new no more
    clinic.set_clock("2027-03-08 07:59");
    let late = |number: usize| 100 + number;
    let eve = sign_in(&clinic, "eve").await.unwrap();
    for number in 0..2 {
        ask(&eve, &okafor, late(number)).await.unwrap();
    }
    assert_eq!(told(&ask(&eve, &okafor, late(2)).await), too_much());
    clinic.set_clock("2027-03-08 08:00");
    for number in 2..5 {
        ask(&eve, &okafor, late(number)).await.unwrap();
    }
    assert_eq!(told(&ask(&eve, &okafor, late(5)).await), too_much());
    // what somebody in doubt has stays, and there is no more
    let ana = sign_in(&clinic, &ana.user.user_name).await.unwrap();
    for number in 10..13 {
        ask(&ana, &okafor, late(number)).await.unwrap();
    }
    let okafor = sign_in(&clinic, "okafor").await.unwrap();
    let name = format!("{}/chart", ana.patient());
    let doubt = pb::DoubtPatientIdentityRequest { request_id: fresh(), name: name.clone() };
    okafor.patients().doubt_patient_identity(doubt).await.unwrap();
    assert_eq!(told(&ask(&ana, &okafor, late(14)).await), too_much());
    let confirm = pb::ConfirmPatientIdentityRequest { request_id: fresh(), name };
    okafor.patients().confirm_patient_identity(confirm).await.unwrap();
    ask(&ana, &okafor, late(14)).await.unwrap();
}

#[tokio::test]
async fn two_a_day_are_the_most_however_often_they_are_called_off_and_the_wait_is_the_right_one() {
    let clinic = limited().await;
    let (okafor, ana) = (doctor(&clinic).await, clinic.patient("ana").await);
    let first = ask(&ana, &okafor, 0).await.unwrap();
    clinic.pass(Duration::hours(1));
    let second = ask(&ana, &okafor, 1).await.unwrap();
    for visit in [&first, &second] {
        cancel(&ana, visit).await;
    }
    let room = when::instant("2027-03-02 08:00");
    for number in 2..12 {
        let refused = ask(&ana, &okafor, number).await;
        assert_eq!(told(&refused), too_much());
        assert_eq!(next(&clinic, refused), room, "{}", print_instant(when::ZONE, clinic.now()));
        clinic.pass(Duration::minutes(7));
    }
    clinic.set_clock("2027-03-02 07:59");
    let ana = sign_in(&clinic, "ana").await.unwrap();
    assert_eq!(next(&clinic, ask(&ana, &okafor, 20).await), room);
    clinic.set_clock("2027-03-02 08:00");
    ask(&ana, &okafor, 20).await.unwrap();
    assert_eq!(next(&clinic, ask(&ana, &okafor, 21).await), when::instant("2027-03-02 09:00"));
}

#[tokio::test]
async fn calling_off_and_booking_anew_in_a_loop_is_two_visits_a_day_for_a_week() {
    let clinic = limited().await;
    let (okafor, ana) = (doctor(&clinic).await, clinic.patient("ana").await);
    let mut made = 0;
    for hour in 0..7 * 24 {
        let ana =
            if hour % 6 == 0 { sign_in(&clinic, &ana.user.user_name).await.unwrap() } else { ana.clone() };
        // 200 half hours ahead there is always room
        if let Ok(visit) = ask(&ana, &okafor, 200 + hour % 100).await {
            made += 1;
            cancel(&ana, &visit).await;
        }
        clinic.pass(Duration::hours(1));
    }
    assert_eq!(made, 14);
}

#[tokio::test]
async fn the_wait_is_for_room_even_if_the_limit_was_lowered_since() {
    let many = AskingLimits { visits_a_day: 4, ..AskingLimits::default() };
    let clinic = Clinic::open_where(|config| config.asking = many).await;
    let (okafor, ana) = (doctor(&clinic).await, clinic.patient("ana").await);
    for number in 0..4 {
        ask(&ana, &okafor, number).await.unwrap();
        clinic.pass(Duration::hours(1));
    }
    let limits = AskingLimits { visits_a_day: 2, ..AskingLimits::default() };
    let wait = wait_inside(&clinic, &ana, &okafor, limits).await;
    // the third of the four, made at ten, is the older of the two that then stand
    assert_eq!(clinic.now() + wait, when::instant("2027-03-02 10:00"));
}

/// What somebody who asks for one more has to wait under other limits than the server's.
async fn wait_inside(clinic: &Clinic, who: &Person, doctor: &Person, limits: AskingLimits) -> Duration {
    use praxis_server::{
        domain::caller::Reach,
        rpc::{
            appointments::Appointments,
            gate::{Bearer, Entered, find},
        },
    };
    let mut desk = clinic.desk_inside().clone();
    desk.asking = limits;
    let bearer = Bearer::Session(praxis_server::secret::hash_token(&who.token));
    let found = find(&desk, &bearer).await.unwrap();
    let mut request = tonic::Request::new(booking(who, doctor, when::at(&slot(9))));
    request.extensions_mut().insert(Entered {
        method: "AppointmentService/BookAppointment".into(),
        caller: Some(found.caller(&desk, Reach::OWN)),
        bearer: Some(bearer),
        found: Some(found),
        source: praxis_server::domain::source::Source::Inside,
        fresh: false,
        while_locked: false,
        mutates: true,
    });
    use pb::appointment_service_server::AppointmentService as _;
    crate::strangers::wait(Appointments { desk }.book_appointment(request).await)
}

#[tokio::test]
async fn of_sixty_four_at_once_as_many_succeed_as_may() {
    for (a_day, allowed) in [(1000, 5), (2, 2)] {
        let limits = AskingLimits { visits_a_day: a_day, ..AskingLimits::default() };
        let clinic = Clinic::open_where(|config| config.asking = limits).await;
        let (okafor, ana) = (doctor(&clinic).await, clinic.patient("ana").await);
        let all = join_all((0..64).map(|number| ask(&ana, &okafor, number))).await;
        assert_eq!(all.iter().filter(|it| it.is_ok()).count(), allowed);
        assert_eq!(all.iter().filter(|it| told(it) == too_much()).count(), 64 - allowed);
        assert!(all.iter().filter(|it| it.is_err()).all(|it| says_when(it) == (a_day == 2)));
    }
}

#[tokio::test]
async fn taking_back_that_a_visit_was_called_off_is_no_way_round() {
    let clinic = open_limit_only().await;
    let (okafor, ana, ida) = (doctor(&clinic).await, clinic.patient("ana").await, clinic.desk("ida").await);
    let mut visits = Vec::new();
    for number in 0..5 {
        visits.push(ask(&ana, &okafor, number).await.unwrap());
    }
    let gone = [cancel(&ana, &visits[0]).await, cancel(&ana, &visits[1]).await];
    ask(&ana, &okafor, 5).await.unwrap();
    undo(&ana, &gone[0]).await.expect("there is room for one");
    let refused = undo(&ana, &gone[1]).await;
    assert_eq!(told(&refused), too_much());
    let get = pb::GetAppointmentRequest { name: gone[1].name.clone() };
    let it = ana.appointments().get_appointment(get).await.unwrap().into_inner();
    assert_eq!((it.state(), it.version), (State::Cancelled, gone[1].version), "nothing happened to it");
    // what makes no more of them may be taken back: a move
    let moved = shift(&ana, &visits[2], 8).await.unwrap();
    undo(&ana, &moved).await.unwrap();
    // and the front desk may take back what it likes
    let asked = pb::UndoAppointmentRequest {
        request_id: fresh(),
        name: gone[1].name.clone(),
        reason: "asked for on the phone".to_owned(),
        ..pb::UndoAppointmentRequest::default()
    };
    ida.appointments().undo_appointment(asked).await.unwrap();
}

#[tokio::test]
async fn what_a_patient_does_to_one_visit_is_one_notice_until_the_doctor_reads_it() {
    let clinic = open_limit_only().await;
    let (okafor, ana) = (doctor(&clinic).await, clinic.patient("ana").await);
    let visit = ask(&ana, &okafor, 0).await.unwrap();
    // ids of one millisecond have no order
    clinic.pass(Duration::seconds(1));
    let other = ask(&ana, &okafor, 1).await.unwrap();
    let inbox = || async {
        let asked = pb::ListNoticesRequest::default();
        okafor.events().list_notices(asked).await.unwrap().into_inner()
    };
    let asked_for = inbox().await.notices;
    for round in 0..20 {
        let number = 10 + round % 5;
        shift(&ana, &visit, number).await.unwrap();
        let gone = cancel(&ana, &visit).await;
        undo(&ana, &gone).await.unwrap();
    }
    cancel(&ana, &visit).await;
    let notices = inbox().await.notices;
    assert_eq!(notices.len(), 2, "{notices:#?}");
    let (of_visit, of_other) = (&notices[1], &notices[0]);
    assert_eq!((of_other.subject.as_str(), of_other.joined_count), (other.name.as_str(), 1));
    assert_eq!((of_visit.name.as_str(), of_visit.joined_count), (asked_for[1].name.as_str(), 62));
    assert_eq!(of_visit.kind(), pb::NoticeKind::VisitCancelled, "it says the newest");
    assert!(of_visit.text.ends_with("cancelled by the patient."), "{}", of_visit.text);
    // read, it is over: the next is a notice of its own
    let read = pb::MarkNoticesReadRequest { request_id: fresh(), up_to: of_other.name.clone() };
    okafor.events().mark_notices_read(read).await.unwrap();
    clinic.pass(Duration::seconds(1));
    shift(&ana, &other, 12).await.unwrap();
    let counts: Vec<_> = inbox().await.notices.iter().map(|it| (it.joined_count, it.read)).collect();
    assert_eq!(counts, [(1, false), (1, true), (62, true)]);
}

fn call_off(patient: &Person) -> pb::CancelAskedAppointmentsRequest {
    pb::CancelAskedAppointmentsRequest {
        request_id: fresh(),
        patient: patient.patient(),
        reason: "this account is not what it says".to_owned(),
    }
}

#[tokio::test]
async fn all_that_an_account_asked_for_is_called_off_in_one_act_and_what_staff_booked_stays() {
    let clinic = open_limit_only().await;
    let (okafor, ana, ida) = (doctor(&clinic).await, clinic.patient("ana").await, clinic.desk("ida").await);
    let ben = clinic.patient("ben").await;
    for number in 0..3 {
        ask(&ana, &okafor, number).await.unwrap();
    }
    clinic.book_approved(&ana, &okafor, &slot(3)).await;
    let bens = ask(&ben, &okafor, 4).await.unwrap();
    let by_desk = booking(&ana, &okafor, when::at(&slot(5)));
    let by_desk = ida.appointments().book_appointment(by_desk).await.unwrap().into_inner();

    let refused = ana.appointments().cancel_asked_appointments(call_off(&ana)).await;
    assert_eq!(told(&refused), (Code::PermissionDenied, "ROLE_NOT_ALLOWED".to_owned()));
    let silent = pb::CancelAskedAppointmentsRequest { reason: String::new(), ..call_off(&ana) };
    let refused = ida.appointments().cancel_asked_appointments(silent).await.unwrap_err();
    assert_eq!((refused.reason().as_str(), refused.fields()), ("INVALID_FIELDS", vec!["reason".to_owned()]));

    let asked = call_off(&ana);
    let gone = ida.appointments().cancel_asked_appointments(asked.clone()).await.unwrap().into_inner();
    let starts: Vec<_> = gone.appointments.iter().map(|it| it.start_time).collect();
    assert_eq!(starts, (0..4).map(|number| Some(when::at(&slot(number)))).collect::<Vec<_>>());
    assert!(gone.appointments.iter().all(|it| it.state() == State::Cancelled));
    // sent again, it is answered again; asked anew, there is nothing left
    let again = ida.appointments().cancel_asked_appointments(asked).await.unwrap().into_inner();
    assert_eq!(again, gone);
    let nothing = ida.appointments().cancel_asked_appointments(call_off(&ana)).await.unwrap().into_inner();
    assert_eq!(nothing.appointments, []);
    for stays in [&by_desk, &bens] {
        let get = pb::GetAppointmentRequest { name: stays.name.clone() };
        let it = ida.appointments().get_appointment(get).await.unwrap().into_inner();
        assert_eq!(it.version, stays.version);
    }
    // the patient reads why, and the log names whose visits they were
    let list = pb::ListVisitsRequest::default();
    let visits = ana.appointments().list_visits(list).await.unwrap().into_inner().visits;
    let reasons =
        visits.iter().filter_map(|it| it.appointment.as_ref()).filter(|it| it.state() == State::Cancelled);
    assert_eq!(reasons.clone().count(), 4);
    let rows = pb::ListAuditEntriesRequest { page_size: 200, ..pb::ListAuditEntriesRequest::default() };
    let rows = clinic.admin().audit().list_audit_entries(rows).await.unwrap().into_inner().entries;
    let rows: Vec<_> =
        rows.iter().filter(|it| it.method == "AppointmentService/CancelAskedAppointments").collect();
    let outcomes: Vec<_> = rows.iter().rev().map(|it| it.outcome.as_str()).collect();
    assert_eq!(outcomes, ["ROLE_NOT_ALLOWED", "INVALID_FIELDS", "ok", "repeated", "ok"]);
    assert!(rows.iter().filter(|it| it.outcome == "ok").all(|it| it.patient == ana.patient()), "{rows:#?}");
    // the slots are free for others
    for number in 0..4 {
        ask(&ben, &okafor, number).await.unwrap();
    }
}

#[tokio::test]
async fn a_visit_that_began_before_its_time_does_not_keep_the_others_from_being_called_off() {
    let clinic = open_limit_only().await;
    let (okafor, ana, ida) = (doctor(&clinic).await, clinic.patient("ana").await, clinic.desk("ida").await);
    let first = clinic.book_approved(&ana, &okafor, &slot(0)).await;
    ask(&ana, &okafor, 20).await.unwrap();
    clinic.set_clock("2027-03-02 08:50");
    let (ida, okafor) =
        (sign_in(&clinic, &ida.user.user_name).await.unwrap(), sign_in(&clinic, "okafor").await.unwrap());
    let arrive =
        pb::CheckInAppointmentRequest { request_id: fresh(), name: first.name.clone(), expected_version: 0 };
    ida.appointments().check_in_appointment(arrive).await.unwrap();
    let start = pb::StartVisitRequest { request_id: fresh(), name: first.name, expected_version: 0 };
    okafor.appointments().start_visit(start).await.unwrap();
    let gone = ida.appointments().cancel_asked_appointments(call_off(&ana)).await.unwrap().into_inner();
    assert_eq!(gone.appointments.len(), 1);
}

#[tokio::test]
async fn a_stranger_who_tries_takes_two_slots_and_five_accounts_and_others_are_served() {
    let clinic = limited().await;
    let okafor = doctor(&clinic).await;
    let eve = newcomer(&clinic, "eve", "192.0.2.7").await;
    let mut taken = 0;
    for chunk in 0..24 {
        let calls = (0..64).map(|number| ask(&eve, &okafor, chunk * 64 % 400 + number));
        let all = join_all(calls).await;
        taken += all.iter().filter(|it| it.is_ok()).count();
        assert!(all.iter().filter(|it| it.is_err()).all(|it| told(it) == too_much()), "{all:?}");
    }
    assert_eq!(taken, 2, "of 1,536");
    let mut made = 0;
    for number in 0..300 {
        let asked = sign_up(&format!("dr{number}"), pb::Role::Doctor);
        match sign_up_from(clinic.desk_inside(), "192.0.2.7", asked).await {
            Ok(_) => made += 1,
            Err(refused) => assert_eq!(refused.reason(), "TOO_MANY_SIGN_UPS"),
        }
    }
    assert_eq!(made, 4, "of 300: the account that books was the first of five");
    let inbox =
        clinic.admin().events().list_notices(pb::ListNoticesRequest::default()).await.unwrap().into_inner();
    let wait: Vec<_> = inbox
        .notices
        .iter()
        .filter(|it| it.kind() == pb::NoticeKind::ApprovalWanted)
        .map(|it| it.joined_count)
        .collect();
    assert_eq!(wait, [4], "one notice");
    let inbox = okafor.events().list_notices(pb::ListNoticesRequest::default()).await.unwrap().into_inner();
    assert_eq!(inbox.notices.len(), 2);
    // others: whoever signs up elsewhere, a patient, and the desk, which clears up in one act
    let ben = newcomer(&clinic, "ben", "192.0.2.8").await;
    ask(&ben, &okafor, 100).await.unwrap();
    let ida = clinic.desk("ida").await;
    let gone = ida.appointments().cancel_asked_appointments(call_off(&eve)).await.unwrap().into_inner();
    assert_eq!(gone.appointments.len(), 2);
}

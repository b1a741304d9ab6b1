//! Visits over the wire: from the request to the end, and who is refused on the way.

use chrono::Duration;
use futures_util::future::join_all;
use praxis_shared::pb;
use praxis_tests::{
    Clinic, Person, Refused,
    clinic::booking,
    fresh,
    when::{at, date, instant, timestamp},
};
use tonic::{Code, Status};

type State = pb::AppointmentState;

/// A plain step: the request of the same shape that most verbs take.
macro_rules! step {
    ($who:expr, $call:ident($request:ident), $visit:expr $(, $field:ident: $value:expr)*) => {
        $who.appointments()
            .$call(pb::$request {
                request_id: fresh(),
                name: $visit.name.clone(),
                expected_version: $visit.version,
                $($field: $value,)*
            })
            .await
            .map(tonic::Response::into_inner)
    };
}

async fn open() -> (Clinic, Person, Person, Person) {
    let clinic = Clinic::open().await;
    let (doctor, ana, ida) =
        (clinic.doctor("okafor").await, clinic.patient("ana").await, clinic.desk("ida").await);
    clinic.give_hours(&doctor).await;
    (clinic, doctor, ana, ida)
}

async fn list(who: &Person, filter: pb::AppointmentFilter) -> Vec<pb::Appointment> {
    let asked = pb::ListAppointmentsRequest { filter: Some(filter), ..Default::default() };
    who.appointments().list_appointments(asked).await.unwrap().into_inner().appointments
}

#[tokio::test]
async fn a_visit_is_found_booked_approved_checked_in_seen_and_completed() {
    let (clinic, doctor, ana, ida) = open().await;
    let soonest = pb::FindSoonestSlotsRequest {
        specialization: "general MEDICINE".to_owned(),
        not_before: Some(at("2027-03-01 10:00")),
        ..Default::default()
    };
    let slot = ana.schedules().find_soonest_slots(soonest).await.unwrap().into_inner().slots.remove(0);
    assert_eq!((slot.doctor, slot.start_time), (doctor.doctor(), Some(at("2027-03-01 10:00"))));

    let asked = clinic.book(&ana, &doctor, "2027-03-01 10:00").await;
    assert_eq!((asked.state(), asked.created_by.as_str()), (State::Requested, ana.name().as_str()));
    let approved = step!(ida, approve_appointment(ApproveAppointmentRequest), asked).unwrap();
    assert_eq!(approved.state(), State::Approved);

    clinic.set_clock("2027-03-01 09:55");
    let (arrived_at, now) = (timestamp(clinic.now()), clinic.now());
    let there = step!(ida, check_in_appointment(CheckInAppointmentRequest), approved).unwrap();
    assert_eq!((there.state(), there.arrive_time), (State::Arrived, Some(arrived_at)));
    let ready =
        step!(ida, mark_appointment_ready(MarkAppointmentReadyRequest), there, room: "3".to_owned()).unwrap();
    assert_eq!((ready.state(), ready.room.as_str()), (State::Ready, "3"));
    let begun = step!(doctor, start_visit(StartVisitRequest), ready).unwrap();
    clinic.pass(Duration::minutes(20));
    let over = step!(doctor, complete_visit(CompleteVisitRequest), begun).unwrap();
    assert_eq!(over.state(), State::Completed);
    assert_eq!(over.visit_end_time, Some(timestamp(now + Duration::minutes(20))));

    let asked = pb::ListTransitionsRequest { appointment: over.name.clone(), ..Default::default() };
    let steps = ana.appointments().list_transitions(asked).await.unwrap().into_inner().transitions;
    let told: Vec<_> = steps.iter().map(|it| (it.action.as_str(), it.actor_display_name.as_str())).collect();
    assert_eq!(
        told,
        [
            ("book", "Ana-Test, Ana"),
            ("approve", "Ida-Test, Ida"),
            ("arrive", "Ida-Test, Ida"),
            ("ready", "Ida-Test, Ida"),
            ("start", "Okafor-Test, Okafor"),
            ("complete", "Okafor-Test, Okafor"),
        ]
    );
    assert!(steps.windows(2).all(|it| it[0].version < it[1].version && it[0].to_state == it[1].from_state));
}

#[tokio::test]
async fn of_64_clients_over_the_wire_one_gets_the_time_and_the_others_are_offered_free_ones() {
    let (_clinic, doctor, ana, ida) = open().await;
    let attempts = (0..64).map(|n: i64| {
        let (ana, ida, doctor) = (ana.clone(), ida.clone(), doctor.clone());
        async move {
            // every second one wants a time that merely overlaps
            let start = instant("2027-03-02 10:00") + Duration::minutes(15 * (n % 2));
            let asked = pb::BookAppointmentRequest {
                r#override: Some(pb::Override {
                    kinds: vec![pb::OverrideKind::OutsideHours.into()],
                    reason: "in the race".to_owned(),
                }),
                ..booking(&ana, &doctor, timestamp(start))
            };
            ida.appointments().book_appointment(asked).await
        }
    });
    let outcomes = join_all(attempts).await;
    assert_eq!(outcomes.iter().filter(|it| it.is_ok()).count(), 1);
    for refused in outcomes.into_iter().filter_map(Result::err) {
        assert_eq!((refused.code(), refused.reason().as_str()), (Code::AlreadyExists, "SLOT_TAKEN"));
        let offered = refused.more("next_slots").unwrap();
        let offered: Vec<_> = offered.split(' ').collect();
        assert_eq!(offered.len(), 3);
        for slot in offered {
            let parts: Vec<_> = slot.splitn(3, '/').collect();
            assert!(parts[0].ends_with('Z') && parts[1].ends_with('Z'), "{slot}");
            assert_eq!(parts[2], doctor.doctor());
        }
    }
    assert_eq!(list(&ida, Default::default()).await.len(), 1);
}

#[tokio::test]
async fn the_next_slots_of_a_refusal_can_be_booked_as_they_are() {
    let (clinic, doctor, ana, _ida) = open().await;
    let ben = clinic.patient("ben").await;
    clinic.book(&ben, &doctor, "2027-03-02 10:00").await;
    let asked = booking(&ana, &doctor, at("2027-03-02 10:00"));
    let refused = ana.appointments().book_appointment(asked).await.unwrap_err();
    let offered = refused.more("next_slots").unwrap();
    let start = offered.split(' ').next().unwrap().split('/').next().unwrap();
    let start: chrono::DateTime<chrono::Utc> = start.parse().unwrap();
    assert_eq!(start, instant("2027-03-02 10:30"));
    let asked = booking(&ana, &doctor, timestamp(start));
    assert!(ana.appointments().book_appointment(asked).await.is_ok());
}

#[tokio::test]
async fn the_same_request_books_once_and_another_act_under_its_id_is_refused() {
    let (_clinic, doctor, ana, ida) = open().await;
    let asked = booking(&ana, &doctor, at("2027-03-02 10:00"));
    let first = ana.appointments().book_appointment(asked.clone()).await.unwrap().into_inner();
    let again = ana.appointments().book_appointment(asked.clone()).await.unwrap().into_inner();
    assert_eq!(first, again);
    let other = pb::BookAppointmentRequest { start_time: Some(at("2027-03-02 11:00")), ..asked };
    let refused = ana.appointments().book_appointment(other).await.unwrap_err();
    assert_eq!(refused.reason(), "REQUEST_ID_REUSED");
    assert_eq!(list(&ida, Default::default()).await.len(), 1);
}

#[tokio::test]
async fn the_reason_reaches_patient_and_doctor_and_nobody_else_and_the_note_never_the_patient() {
    let (clinic, doctor, ana, ida) = open().await;
    let asked = pb::BookAppointmentRequest {
        note: "brings an interpreter".to_owned(),
        reason: "a secret rash".to_owned(),
        ..booking(&ana, &doctor, at("2027-03-02 10:00"))
    };
    let booked = ida.appointments().book_appointment(asked).await.unwrap().into_inner();
    assert_eq!(booked.note, "brings an interpreter");
    let ask = || pb::GetVisitRequest { name: booked.name.clone() };
    for who in [&ana, &doctor] {
        let visit = who.appointments().get_visit(ask()).await.unwrap().into_inner();
        assert_eq!(visit.reason, "a secret rash");
    }
    for who in [&ida, &clinic.admin()] {
        let refused = who.appointments().get_visit(ask()).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied);
        let told = format!("{:?}", list(who, Default::default()).await);
        assert!(!told.contains("rash"));
    }
    let asked = pb::GetAppointmentRequest { name: booked.name.clone() };
    assert_eq!(ana.appointments().get_appointment(asked).await.unwrap().into_inner().note, "");
    let strangers = [clinic.patient("ben").await, clinic.doctor("moreau").await];
    for who in strangers {
        let refused = who.appointments().get_visit(ask()).await.unwrap_err();
        assert_eq!((refused.code(), refused.reason().as_str()), (Code::NotFound, "NOT_FOUND"));
    }
}

#[tokio::test]
async fn a_stale_version_is_told_with_the_current_one() {
    let (clinic, doctor, ana, ida) = open().await;
    let asked = clinic.book(&ana, &doctor, "2027-03-02 10:00").await;
    step!(ida, approve_appointment(ApproveAppointmentRequest), asked).unwrap();
    let refused =
        step!(doctor, reject_appointment(RejectAppointmentRequest), asked, reason: "full".to_owned())
            .unwrap_err();
    assert_eq!((refused.code(), refused.reason().as_str()), (Code::Aborted, "STALE_VERSION"));
    assert_eq!(refused.more("current_version").as_deref(), Some("2"));
}

#[tokio::test]
async fn a_step_that_the_state_does_not_allow_is_refused_and_says_so() {
    let (clinic, doctor, ana, ida) = open().await;
    let asked = clinic.book(&ana, &doctor, "2027-03-02 10:00").await;
    let wrong = |refused: Status| (refused.code(), refused.reason());
    let early = step!(ida, start_visit(StartVisitRequest), asked).unwrap_err();
    assert_eq!(wrong(early), (Code::FailedPrecondition, "WRONG_STATE".to_owned()));
    let own = step!(ana, approve_appointment(ApproveAppointmentRequest), asked).unwrap_err();
    assert_eq!(wrong(own), (Code::PermissionDenied, "ROLE_NOT_ALLOWED".to_owned()));
}

#[tokio::test]
async fn patients_cancel_and_move_until_the_cut_off_and_the_desk_any_time() {
    let (clinic, doctor, ana, ida) = open().await;
    let booked = clinic.book_approved(&ana, &doctor, "2027-03-02 10:00").await;
    let moved = step!(
        ana,
        reschedule_appointment(RescheduleAppointmentRequest),
        booked,
        start_time: Some(at("2027-03-02 11:00")),
        doctor: String::new(),
        length_minutes: 0,
        reason: String::new(),
        r#override: None
    )
    .unwrap();
    assert_eq!((moved.state(), &moved.name), (State::Requested, &booked.name));
    clinic.set_clock("2027-03-01 12:00");
    let late = step!(
        ana,
        cancel_appointment(CancelAppointmentRequest),
        moved,
        reason: String::new(),
        patient_asked: false
    )
    .unwrap_err();
    assert_eq!((late.code(), late.reason().as_str()), (Code::FailedPrecondition, "TOO_LATE"));
    let silent = step!(
        ida,
        cancel_appointment(CancelAppointmentRequest),
        moved,
        reason: String::new(),
        patient_asked: true
    )
    .unwrap_err();
    assert_eq!(silent.fields(), ["reason"]);
    let gone = step!(
        ida,
        cancel_appointment(CancelAppointmentRequest),
        moved,
        reason: "called, is ill".to_owned(),
        patient_asked: true
    )
    .unwrap();
    assert_eq!((gone.state(), gone.cancelled_by()), (State::Cancelled, pb::CancelledBy::Patient));
}

#[tokio::test]
async fn an_undo_brings_the_visit_back_while_its_time_is_free() {
    let (clinic, doctor, ana, ida) = open().await;
    let booked = clinic.book_approved(&ana, &doctor, "2027-03-02 10:00").await;
    let cancelled = step!(
        ida,
        cancel_appointment(CancelAppointmentRequest),
        booked,
        reason: "the wrong row".to_owned(),
        patient_asked: false
    )
    .unwrap();
    assert_eq!(cancelled.undo_until, Some(timestamp(clinic.now() + Duration::minutes(10))));
    let back =
        step!(ida, undo_appointment(UndoAppointmentRequest), cancelled, reason: String::new()).unwrap();
    assert_eq!((back.state(), back.undo_until), (State::Approved, None));
    let none =
        step!(ida, undo_appointment(UndoAppointmentRequest), back, reason: "again".to_owned()).unwrap_err();
    assert_eq!(none.reason(), "UNDO_NOT_POSSIBLE");
}

#[tokio::test]
async fn pages_of_visits_go_on_where_they_ended_and_only_in_their_own_list() {
    let (clinic, doctor, ana, ida) = open().await;
    for hour in 10..15 {
        clinic.book(&ana, &doctor, &format!("2027-03-02 {hour}:00")).await;
    }
    let page = |token: String, descending| pb::ListAppointmentsRequest {
        filter: Some(pb::AppointmentFilter {
            doctor: doctor.doctor(),
            from_date: Some(date("2027-03-02")),
            to_date: Some(date("2027-03-02")),
            ..Default::default()
        }),
        descending,
        page_size: 2,
        page_token: token,
    };
    let (mut token, mut starts) = (String::new(), Vec::new());
    loop {
        let got = ida.appointments().list_appointments(page(token, true)).await.unwrap().into_inner();
        starts.extend(got.appointments.iter().map(|it| it.start_time.unwrap().seconds));
        token = got.next_page_token;
        if token.is_empty() {
            break;
        }
        let other = ida.appointments().list_appointments(page(token.clone(), false)).await.unwrap_err();
        assert_eq!(other.reason(), "INVALID_PAGE_TOKEN");
    }
    let expected: Vec<_> = (10..15).rev().map(|h| at(&format!("2027-03-02 {h}:00")).seconds).collect();
    assert_eq!(starts, expected);
}

#[tokio::test]
async fn past_visits_of_which_nobody_said_what_became_are_listed_as_unresolved() {
    let (clinic, doctor, ana, ida) = open().await;
    let booked = clinic.book_approved(&ana, &doctor, "2027-03-01 10:00").await;
    let unresolved = || pb::AppointmentFilter { unresolved: true, ..Default::default() };
    assert!(list(&ida, unresolved()).await.is_empty());
    clinic.set_clock("2027-03-01 10:31");
    let waiting = list(&ida, unresolved()).await;
    assert_eq!(waiting.iter().map(|it| &it.name).collect::<Vec<_>>(), [&booked.name]);
    step!(ida, mark_no_show(MarkNoShowRequest), booked).unwrap();
    assert!(list(&ida, unresolved()).await.is_empty());
}

#[tokio::test]
async fn a_taken_time_says_why_it_is_taken_and_a_freed_one_is_free() {
    let (clinic, doctor, ana, ida) = open().await;
    let booked = clinic.book(&ana, &doctor, "2027-03-02 10:00").await;
    let explain = || async {
        let asked = pb::ExplainSlotRequest {
            doctor: doctor.doctor(),
            start_time: Some(at("2027-03-02 10:00")),
            length_minutes: 0,
        };
        ida.schedules().explain_slot(asked).await.unwrap().into_inner()
    };
    let taken = explain().await;
    assert!(!taken.free);
    assert_eq!(taken.obstacles[0].kind(), pb::SlotObstacleKind::Visit);
    assert!(!taken.obstacles[0].explanation.contains("Ana"));
    step!(ida, reject_appointment(RejectAppointmentRequest), booked, reason: "full".to_owned()).unwrap();
    assert!(explain().await.free);
}

#[tokio::test]
async fn everything_acknowledged_is_there_after_the_server_died() {
    let (mut clinic, doctor, ana, ida) = open().await;
    let booked = clinic.book_approved(&ana, &doctor, "2027-03-02 10:00").await;
    clinic.restart().await;
    let asked = pb::GetAppointmentRequest { name: booked.name.clone() };
    let found = doctor.appointments().get_appointment(asked).await.unwrap().into_inner();
    assert_eq!(found, booked);
    let asked = booking(&ana, &doctor, at("2027-03-02 10:00"));
    let refused = ida.appointments().book_appointment(asked).await.unwrap_err();
    assert_eq!(refused.reason(), "SLOT_TAKEN");
}

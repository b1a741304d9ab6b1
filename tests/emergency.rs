//! A doctor who does not treat a patient sees the record in an emergency: one patient, an
//! hour, a reason, and everybody concerned hears of it at once. Nothing else opens by it.

use chrono::Duration;
use praxis_shared::pb;
use praxis_tests::{Clinic, Person, Refused, Watch, clinic::booking, fresh, when};
use tonic::{Code, Status};

const WHY: &str = "Found unconscious in the waiting room";

/// A clinic with a patient who has a chart and a visit at one doctor, and another doctor.
struct Scene {
    clinic: Clinic,
    ana: Person,
    bob: Person,
    moreau: Person,
    braun: Person,
    visit: String,
}

async fn scene() -> Scene {
    let clinic = Clinic::open().await;
    let (ana, bob) = (clinic.patient("ana").await, clinic.patient("bob").await);
    let (moreau, braun) = (clinic.doctor("moreau").await, clinic.doctor("braun").await);
    for doctor in [&moreau, &braun] {
        clinic.give_hours(doctor).await;
    }
    let visit = clinic.book_approved(&ana, &moreau, "2027-03-02 10:00").await.name;
    Scene { clinic, ana, bob, moreau, braun, visit }
}

async fn open(doctor: &Person, patient: &Person, reason: &str) -> Result<pb::EmergencyAccess, Status> {
    let asked = pb::OpenEmergencyAccessRequest {
        request_id: fresh(),
        patient: patient.patient(),
        reason: reason.to_owned(),
    };
    Ok(doctor.patients().open_emergency_access(asked).await?.into_inner())
}

async fn close(doctor: &Person, patient: &Person) -> Result<pb::EmergencyAccess, Status> {
    let asked = pb::CloseEmergencyAccessRequest { request_id: fresh(), patient: patient.patient() };
    Ok(doctor.patients().close_emergency_access(asked).await?.into_inner())
}

async fn chart(who: &Person, patient: &Person) -> Result<pb::PatientChart, Status> {
    let asked = pb::GetPatientChartRequest { name: format!("{}/chart", patient.patient()) };
    Ok(who.patients().get_patient_chart(asked).await?.into_inner())
}

async fn visit(who: &Person, name: &str) -> Result<pb::Visit, Status> {
    Ok(who.appointments().get_visit(pb::GetVisitRequest { name: name.to_owned() }).await?.into_inner())
}

async fn visits(who: &Person, patient: Option<&Person>) -> Vec<String> {
    let asked = pb::ListVisitsRequest {
        filter: Some(pb::AppointmentFilter {
            patient: patient.map(Person::patient).unwrap_or_default(),
            ..Default::default()
        }),
        ..Default::default()
    };
    let found = who.appointments().list_visits(asked).await.unwrap().into_inner().visits;
    found.into_iter().map(|it| it.appointment.unwrap().name).collect()
}

fn reason<T>(answered: Result<T, Status>) -> String {
    answered.err().map(|it| it.reason()).unwrap_or_default()
}

#[tokio::test]
async fn an_emergency_opens_one_record_to_one_doctor_for_reading() {
    let it = scene().await;
    assert_eq!(reason(chart(&it.braun, &it.ana).await), "NOT_FOUND");
    assert_eq!(reason(visit(&it.braun, &it.visit).await), "NOT_FOUND");
    let access = open(&it.braun, &it.ana, WHY).await.unwrap();
    let ends = it.clinic.now() + Duration::minutes(60);
    assert_eq!(access.expire_time, Some(when::timestamp(ends)));

    let read = chart(&it.braun, &it.ana).await.unwrap();
    assert_eq!(read.emergency_expire_time, Some(when::timestamp(ends)));
    assert_eq!(visit(&it.braun, &it.visit).await.unwrap().reason, "A cough that stays");
    assert_eq!(visits(&it.braun, Some(&it.ana)).await, std::slice::from_ref(&it.visit));
    // nobody else's, no other doctor, no list of everything
    assert_eq!(visits(&it.braun, None).await, [""; 0]);
    assert_eq!(reason(chart(&it.braun, &it.bob).await), "NOT_FOUND");
    let other = it.clinic.doctor("weiss").await;
    assert_eq!(reason(chart(&other, &it.ana).await), "NOT_FOUND");
    // read, and not write
    let write = pb::UpdatePatientChartRequest {
        request_id: fresh(),
        chart: Some(pb::PatientChart { allergies: "none".to_owned(), ..read }),
        ..Default::default()
    };
    assert_eq!(reason(it.braun.patients().update_patient_chart(write).await), "NOT_FOUND");
    let cancel = pb::CancelAppointmentRequest {
        request_id: fresh(),
        name: it.visit.clone(),
        reason: "because".to_owned(),
        ..Default::default()
    };
    assert_eq!(reason(it.braun.appointments().cancel_appointment(cancel).await), "NOT_FOUND");
    // those who treat see no banner
    assert_eq!(chart(&it.moreau, &it.ana).await.unwrap().emergency_expire_time, None);
}

#[tokio::test]
async fn an_emergency_is_over_after_an_hour_to_the_second() {
    let it = scene().await;
    open(&it.braun, &it.ana, WHY).await.unwrap();
    // somebody at the terminal keeps the session open
    for _ in 0..6 {
        it.clinic.pass(Duration::minutes(10) - Duration::milliseconds(1));
        chart(&it.braun, &it.ana).await.unwrap();
    }
    it.clinic.pass(Duration::seconds(1));
    assert_eq!(reason(chart(&it.braun, &it.ana).await), "NOT_FOUND");
    assert_eq!(reason(visit(&it.braun, &it.visit).await), "NOT_FOUND");
    assert_eq!(visits(&it.braun, Some(&it.ana)).await, [""; 0]);
    assert_eq!(reason(close(&it.braun, &it.ana).await), "WRONG_STATE");
    // and can be opened anew
    open(&it.braun, &it.ana, WHY).await.unwrap();
    chart(&it.braun, &it.ana).await.unwrap();
}

#[tokio::test]
async fn the_doctor_ends_it_and_it_is_over_at_once() {
    let it = scene().await;
    assert_eq!(reason(close(&it.braun, &it.ana).await), "WRONG_STATE");
    open(&it.braun, &it.ana, WHY).await.unwrap();
    let other = it.clinic.doctor("weiss").await;
    assert_eq!(reason(close(&other, &it.ana).await), "WRONG_STATE");
    chart(&it.braun, &it.ana).await.unwrap();
    assert!(close(&it.braun, &it.ana).await.unwrap().end_time.is_some());
    assert_eq!(reason(chart(&it.braun, &it.ana).await), "NOT_FOUND");
}

#[tokio::test]
async fn without_a_reason_nothing_opens() {
    let it = scene().await;
    for too_little in ["", "   ", "urgent"] {
        let refused = open(&it.braun, &it.ana, too_little).await.unwrap_err();
        assert_eq!(refused.fields(), ["reason"], "{too_little:?}");
    }
    assert_eq!(reason(open(&it.braun, &it.ana, &"x".repeat(501)).await), "INVALID_FIELDS");
    assert_eq!(reason(chart(&it.braun, &it.ana).await), "NOT_FOUND");
    // who treats needs none, who is no doctor has none, whom nobody knows has no record
    assert_eq!(reason(open(&it.moreau, &it.ana, WHY).await), "WRONG_STATE");
    for who in [it.clinic.admin(), it.clinic.desk("ida").await, it.bob.clone()] {
        assert_eq!(reason(open(&who, &it.ana, WHY).await), "ROLE_NOT_ALLOWED");
    }
    let nobody = pb::OpenEmergencyAccessRequest {
        request_id: fresh(),
        patient: praxis_shared::id::PatientId::new(it.clinic.now()).to_string(),
        reason: WHY.to_owned(),
    };
    let refused = it.braun.patients().open_emergency_access(nobody).await.unwrap_err();
    assert_eq!(refused.code(), Code::NotFound);
}

#[tokio::test]
async fn the_administrator_and_the_patient_hear_of_it_at_once() {
    let it = scene().await;
    let admin = it.clinic.admin();
    let mut watches = vec![Watch::open(&admin).await, Watch::open(&it.ana).await];
    open(&it.braun, &it.ana, WHY).await.unwrap();
    for watch in &mut watches {
        let notice = watch
            .until(|event| match event {
                pb::event::Payload::Notice(notice) => Some(notice),
                _ => None,
            })
            .await;
        assert_eq!(notice.kind(), pb::NoticeKind::EmergencyAccess);
        assert_eq!(notice.subject, it.ana.patient());
        assert!(notice.text.contains("Braun-Test") && !notice.text.contains(WHY), "{}", notice.text);
    }
    let inbox = it.bob.events().list_notices(pb::ListNoticesRequest::default()).await.unwrap().into_inner();
    assert!(inbox.notices.is_empty(), "nobody else is told");

    chart(&it.braun, &it.ana).await.unwrap();
    close(&it.braun, &it.ana).await.unwrap();
    let asked = pb::ListAuditEntriesRequest { patient: it.ana.patient(), ..Default::default() };
    let rows = admin.audit().list_audit_entries(asked).await.unwrap().into_inner().entries;
    let by_braun: Vec<_> = rows
        .iter()
        .filter(|row| row.user == it.braun.name() && row.outcome == "ok")
        .map(|row| (row.method.as_str(), row.reason.as_str()))
        .collect();
    assert_eq!(
        by_braun,
        [
            ("PatientService/CloseEmergencyAccess", WHY),
            ("PatientService/GetPatientChart", WHY),
            ("PatientService/OpenEmergencyAccess", WHY),
        ]
    );
}

#[tokio::test]
async fn a_doctors_own_walk_in_opens_no_record_until_somebody_else_took_part() {
    let it = scene().await;
    let walk_in = pb::CreateWalkInRequest {
        request_id: fresh(),
        patient: it.bob.patient(),
        doctor: it.braun.doctor(),
        visit_kind: pb::VisitKind::FollowUp.into(),
        ..Default::default()
    };
    let ida = it.clinic.desk("ida").await;
    it.clinic.set_clock("2027-03-01 10:00");
    let (braun, ida) = (it.braun.another_terminal().await, ida.another_terminal().await);
    let made = braun.appointments().create_walk_in(walk_in).await.unwrap().into_inner();
    assert_eq!(reason(chart(&braun, &it.bob).await), "NOT_FOUND");
    // nor does a booking of the doctor's own making
    let booked = booking(&it.bob, &it.braun, when::at("2027-03-03 10:00"));
    braun.appointments().book_appointment(booked).await.unwrap();
    assert_eq!(reason(chart(&braun, &it.bob).await), "NOT_FOUND");
    // nor does a step of the desk's that is none of booking, approving and seeing the patient come
    let ready = pb::MarkAppointmentReadyRequest {
        request_id: fresh(),
        name: made.name,
        expected_version: made.version,
        ..Default::default()
    };
    ida.appointments().mark_appointment_ready(ready).await.unwrap();
    assert_eq!(reason(chart(&braun, &it.bob).await), "NOT_FOUND");
    let booked = booking(&it.bob, &it.braun, when::at("2027-03-04 10:00"));
    ida.appointments().book_appointment(booked).await.unwrap();
    chart(&braun, &it.bob).await.unwrap();
}

#[tokio::test]
async fn three_records_are_open_at_once_and_not_a_fourth() {
    let it = scene().await;
    let (cleo, dan) = (it.clinic.patient("cleo").await, it.clinic.patient("dan").await);
    let other = it.clinic.doctor("weiss").await;
    for patient in [&it.ana, &it.bob, &cleo] {
        open(&it.braun, patient, WHY).await.unwrap();
        it.clinic.pass(Duration::minutes(5));
    }
    let refused = open(&it.braun, &dan, WHY).await.unwrap_err();
    assert_eq!(refused.reason(), "WRONG_STATE");
    for said in ["to 3 records already", "end one of them first", "in 46 min"] {
        assert!(refused.message().contains(said), "{}", refused.message());
    }
    assert_eq!(reason(chart(&it.braun, &dan).await), "NOT_FOUND");
    // each doctor for themselves
    open(&other, &dan, WHY).await.unwrap();
    // one that was ended makes room, and so does one whose time is over
    close(&it.braun, &it.bob).await.unwrap();
    open(&it.braun, &dan, WHY).await.unwrap();
    assert_eq!(reason(open(&it.braun, &it.bob, WHY).await), "WRONG_STATE");
    it.clinic.pass(Duration::minutes(10));
    chart(&it.braun, &cleo).await.unwrap();
    it.clinic.pass(Duration::minutes(35));
    open(&it.braun, &it.bob, WHY).await.unwrap();
}

//! A role that was taken away. Whoever lost one is held against the table as somebody who has the others alone: what was
//! theirs through the lost role is answered as if it did not exist, by the session of before and by a new one; old
//! cursors, request ids and script tokens open nothing of it either.

use praxis_server::domain::people::Role;
use praxis_shared::pb::{self, event::Payload};
use praxis_tests::{
    Clinic, Person, Refused, Watch,
    contract::{self, field_comments, pool, rpcs},
    fresh, when,
};
use prost::Message;
use tonic::Code;

use super::{
    fill::Filler,
    judge::{Aim, Outcome},
    outcome, short, table,
    world::World,
};

/// What somebody has through one of their roles, and not as the owner of an account.
const THROUGH_A_ROLE: [&str; 5] =
    ["appointments", "patients/chart", "conversations", "notices", "scheduleExceptions"];

fn on_the_wire(role: Role) -> i32 {
    match role {
        Role::Admin => pb::Role::Admin,
        Role::Desk => pb::Role::Desk,
        Role::Doctor => pb::Role::Doctor,
        Role::Patient => pb::Role::Patient,
    }
    .into()
}

/// Gives somebody these roles and no others.
async fn give(clinic: &Clinic, admin: &Person, who: &Person, roles: &[Role]) {
    let asked = pb::SetUserRolesRequest {
        request_id: fresh(),
        name: who.name(),
        roles: roles.iter().map(|it| on_the_wire(*it)).collect(),
        registration_number: "REG-98765".to_owned(),
        specializations: vec!["Cardiology".to_owned()],
        birth_date: Some(when::date("1975-02-03")),
        ..pb::SetUserRolesRequest::default()
    };
    admin.users().set_user_roles(asked).await.unwrap();
    let waiting = admin.users().list_role_grants(pb::ListRoleGrantsRequest::default()).await.unwrap();
    for grant in waiting.into_inner().role_grants {
        let asked = pb::ConfirmRoleGrantRequest {
            request_id: fresh(),
            name: grant.name,
            console_code: clinic.console_code(),
        };
        admin.users().confirm_role_grant(asked).await.unwrap();
    }
}

/// Somebody else who administers, so that the first administrator can lose the role.
async fn another_admin(clinic: &Clinic, admin: &Person) -> Person {
    let asked = pb::CreateUserRequest {
        request_id: fresh(),
        user: Some(praxis_tests::clinic::account("root")),
        roles: vec![pb::Role::Admin.into()],
        ..pb::CreateUserRequest::default()
    };
    let made = admin.users().create_user(asked).await.unwrap().into_inner();
    give(clinic, admin, admin, &[Role::Admin]).await;
    clinic.activate(&made.activation_code).await
}

/// One call of somebody who lost a role, on what was theirs through it, and the same on what nobody has.
struct Tried {
    rpc: String,
    kind: String,
    own: Outcome,
    missing: Outcome,
}

/// All RPCs that the remaining role may call, each once for each object that was theirs through the lost one.
async fn try_all(world: &World, lost: Role, left: Role, who: &Person) -> Vec<Tried> {
    let (pool, comments, table) = (pool(), field_comments(), table());
    let mut tried = Vec::new();
    for (at, rpc) in (1..).zip(rpcs(&pool)) {
        let access = table[&short(&rpc)];
        // what the remaining role reaches anyway says nothing of the lost one
        if access.public || access.any.has(left) || !access.own.has(left) || access.fresh {
            continue;
        }
        for place in Filler::new(&comments, &rpc, 0).places() {
            if !THROUGH_A_ROLE.contains(&place.kind.as_str()) {
                continue;
            }
            let Some(was_theirs) = world.object(lost, &place.kind, Aim::Own) else { continue };
            let call = async |named: Option<String>, seed: u32| {
                let request = Filler::new(&comments, &rpc, seed).request(&mut |it| {
                    if *it == place {
                        named.clone()
                    } else if it.optional {
                        None
                    } else {
                        world.object(left, &it.kind, Aim::Own)
                    }
                });
                outcome(&rpc, contract::call(&who.line, &rpc, request.encode_to_vec()).await)
            };
            tried.push(Tried {
                rpc: short(&rpc),
                missing: call(world.object(left, &place.kind, Aim::Missing), at * 10 + 5_000).await,
                own: call(Some(was_theirs), at * 10 + 5_001).await,
                kind: place.kind,
            });
        }
    }
    tried
}

/// Staff write to staff, whichever of the roles they hold, and are told of it.
fn still_theirs(lost: Role, left: Role, kind: &str) -> bool {
    lost == Role::Admin && left != Role::Patient && ["conversations", "notices"].contains(&kind)
}

#[tokio::test]
async fn who_lost_a_role_has_nothing_of_what_they_had_through_it() {
    let world = World::build().await;
    let (mut told, mut seen) = (Vec::new(), 0);
    for lost in Role::ALL {
        for left in Role::ALL.into_iter().filter(|it| *it != lost) {
            let copy = world.clinic.copy().await;
            let who = world.callers(&copy).find(|it| it.0 == lost).unwrap().1;
            let first = world.callers(&copy).find(|it| it.0 == Role::Admin).unwrap().1;
            let admin = if lost == Role::Admin { another_admin(&copy, &first).await } else { first };
            // while both are held, what is theirs through the first is there: else the rest would prove nothing
            give(&copy, &admin, &who, &[lost, left]).await;
            give(&copy, &admin, &who, &[left]).await;
            let again = who.another_terminal().await;
            for (which, line) in [("old", &who), ("new", &again)] {
                for it in try_all(&world, lost, left, line).await {
                    if still_theirs(lost, left, &it.kind) {
                        continue;
                    }
                    seen += 1;
                    if it.own != it.missing || it.own.code == Code::Ok && it.own.rows > 0 {
                        told.push(format!(
                            "{} of {} by an {which} session of who lost {lost:?} and has {left:?}: {:?}, and of what nobody \
                             has: {:?}",
                            it.rpc, it.kind, it.own, it.missing
                        ));
                    }
                }
            }
        }
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
    assert!(seen > 100, "only {seen} calls were held against the table");
}

#[tokio::test]
async fn with_the_role_the_same_calls_find_what_is_theirs() {
    let world = World::build().await;
    let copy = world.clinic.copy().await;
    let (lost, left) = (Role::Doctor, Role::Patient);
    let who = world.callers(&copy).find(|it| it.0 == lost).unwrap().1;
    let admin = world.callers(&copy).find(|it| it.0 == Role::Admin).unwrap().1;
    give(&copy, &admin, &who, &[lost, left]).await;
    let found = try_all(&world, lost, left, &who).await;
    let differ = |kind: &str| found.iter().any(|it| it.kind == kind && it.own != it.missing);
    for kind in ["appointments", "patients/chart", "conversations", "notices"] {
        assert!(differ(kind), "no call finds {kind} even with the role: the sweep would be blind to it");
    }
}

/// A doctor with a patient, a visit, a conversation, and notices of both.
struct Scene {
    clinic: Clinic,
    ana: Person,
    moreau: Person,
}

async fn scene() -> Scene {
    let clinic = Clinic::open().await;
    let (ana, moreau) = (clinic.patient("ana").await, clinic.doctor("moreau").await);
    clinic.give_hours(&moreau).await;
    clinic.book_approved(&ana, &moreau, "2027-03-02 10:00").await;
    Scene { clinic, ana, moreau }
}

fn chart_of(patient: &Person, history: &str) -> pb::UpdatePatientChartRequest {
    pb::UpdatePatientChartRequest {
        request_id: fresh(),
        chart: Some(pb::PatientChart {
            name: format!("{}/chart", patient.patient()),
            medical_history: history.to_owned(),
            ..pb::PatientChart::default()
        }),
        update_mask: Some(prost_types::FieldMask { paths: vec!["medical_history".to_owned()] }),
        expected_version: 0,
    }
}

/// The desk calls off all that is booked: something that a doctor would hear of.
async fn call_off(it: &Scene) {
    let ida = it.clinic.desk("ida").await;
    let visits = ida.appointments().list_appointments(pb::ListAppointmentsRequest::default()).await.unwrap();
    for visit in visits.into_inner().appointments {
        let cancel = pb::CancelAppointmentRequest {
            request_id: fresh(),
            name: visit.name,
            reason: "the doctor has left".to_owned(),
            ..pb::CancelAppointmentRequest::default()
        };
        ida.appointments().cancel_appointment(cancel).await.unwrap();
    }
}

#[tokio::test]
async fn an_old_cursor_brings_nothing_of_what_was_theirs_through_a_lost_role() {
    let it = scene().await;
    let mut watch = Watch::open(&it.moreau.line).await;
    let before = watch.cursor.clone();
    it.clinic.book(&it.ana, &it.moreau, "2027-03-03 11:00").await;
    it.ana.patients().update_patient_chart(chart_of(&it.ana, "asthma")).await.unwrap();
    // with the role the doctor hears of all of it
    let (mut visit, mut notice, mut chart) = (false, false, false);
    while !(visit && notice && chart) {
        match watch.next().await.unwrap() {
            Payload::Appointment(_) => visit = true,
            Payload::Notice(_) => notice = true,
            Payload::PatientChartChanged(_) => chart = true,
            _ => {}
        }
    }
    give(&it.clinic, &it.clinic.admin(), &it.moreau, &[Role::Patient]).await;
    call_off(&it).await;
    let mark = pb::UpdateClinicRequest {
        request_id: fresh(),
        clinic: Some(pb::Clinic { display_name: "The end of the story".to_owned(), ..pb::Clinic::default() }),
        update_mask: Some(prost_types::FieldMask { paths: vec!["display_name".to_owned()] }),
        ..pb::UpdateClinicRequest::default()
    };
    it.clinic.admin().clinics().update_clinic(mark).await.unwrap();
    let again = it.moreau.another_terminal().await;
    for line in [&it.moreau.line, &again.line] {
        let mut watch = Watch::from(line, &before).await;
        loop {
            match watch.next().await.unwrap() {
                Payload::Clinic(_) => break,
                Payload::Appointment(it) => panic!("a visit of {}", it.patient_display_name),
                Payload::Notice(it) => panic!("a notice: {}", it.text),
                Payload::PatientChartChanged(it) => panic!("a chart changed: {}", it.patient),
                Payload::Patient(who) => assert_eq!(who.user, it.moreau.name(), "another patient"),
                _ => {}
            }
        }
    }
}

#[tokio::test]
async fn a_stream_that_is_open_stops_telling_at_once() {
    let it = scene().await;
    let mut watch = Watch::open(&it.moreau.line).await;
    give(&it.clinic, &it.clinic.admin(), &it.moreau, &[Role::Patient]).await;
    call_off(&it).await;
    let off = pb::SetDutyStatusRequest {
        request_id: fresh(),
        name: it.moreau.doctor(),
        duty_status: pb::DutyStatus::OffDuty.into(),
    };
    it.clinic.admin().doctors().set_duty_status(off).await.unwrap();
    loop {
        match watch.next().await.unwrap() {
            Payload::Doctor(doctor) if doctor.duty_status() == pb::DutyStatus::OffDuty => break,
            Payload::Appointment(it) => panic!("a visit of {}", it.patient_display_name),
            Payload::Notice(it) => panic!("a notice: {}", it.text),
            _ => {}
        }
    }
}

#[tokio::test]
async fn an_answer_of_before_is_not_given_again() {
    let it = scene().await;
    let asked = chart_of(&it.ana, "asthma since childhood");
    it.moreau.patients().update_patient_chart(asked.clone()).await.unwrap();
    let same = it.moreau.patients().update_patient_chart(asked.clone()).await.unwrap().into_inner();
    assert_eq!(same.medical_history, "asthma since childhood", "with the role it is");
    give(&it.clinic, &it.clinic.admin(), &it.moreau, &[Role::Patient]).await;
    let again = it.moreau.another_terminal().await;
    for person in [&it.moreau, &again] {
        let refused = person.patients().update_patient_chart(asked.clone()).await.unwrap_err();
        assert_eq!((refused.code(), &*refused.reason()), (Code::PermissionDenied, "ANSWER_CLOSED"));
        assert!(!refused.message().contains("asthma"));
    }
}

#[tokio::test]
async fn an_answer_that_holds_a_chart_is_not_given_again_once_the_relation_has_ended() {
    let it = scene().await;
    let asked = chart_of(&it.ana, "asthma since childhood");
    it.moreau.patients().update_patient_chart(asked.clone()).await.unwrap();
    let visits = pb::ListAppointmentsRequest::default();
    let visit =
        it.moreau.appointments().list_appointments(visits).await.unwrap().into_inner().appointments.remove(0);
    let cancel = pb::CancelAppointmentRequest {
        request_id: fresh(),
        name: visit.name,
        reason: "moved away".to_owned(),
        ..pb::CancelAppointmentRequest::default()
    };
    it.clinic.desk("ida").await.appointments().cancel_appointment(cancel).await.unwrap();
    let refused = it.moreau.patients().update_patient_chart(asked).await.unwrap_err();
    assert_eq!(refused.code(), Code::NotFound);
}

#[tokio::test]
async fn a_script_of_who_lost_a_role_reads_nothing_through_it() {
    let it = scene().await;
    let until = it.clinic.now() + chrono::Duration::hours(1);
    let script = it.moreau.script(&["AppointmentService/*", "PatientService/GetPatientChart"], until).await;
    let visits = async || {
        let asked = pb::ListVisitsRequest::default();
        script.line.appointments().list_visits(asked).await.unwrap().into_inner().visits.len()
    };
    let chart = async || {
        let asked = pb::GetPatientChartRequest { name: format!("{}/chart", it.ana.patient()) };
        script.line.patients().get_patient_chart(asked).await
    };
    assert_eq!(visits().await, 1);
    chart().await.unwrap();
    give(&it.clinic, &it.clinic.admin(), &it.moreau, &[Role::Patient]).await;
    assert_eq!(visits().await, 0);
    assert_eq!(chart().await.unwrap_err().code(), Code::NotFound);
}

#[tokio::test]
async fn an_emergency_of_who_is_no_doctor_any_more_is_over() {
    let it = scene().await;
    let braun = it.clinic.doctor("braun").await;
    let asked = pb::OpenEmergencyAccessRequest {
        request_id: fresh(),
        patient: it.ana.patient(),
        reason: "Found unconscious in the waiting room".to_owned(),
    };
    braun.patients().open_emergency_access(asked).await.unwrap();
    let chart = async || {
        let asked = pb::GetPatientChartRequest { name: format!("{}/chart", it.ana.patient()) };
        braun.patients().get_patient_chart(asked).await
    };
    chart().await.unwrap();
    give(&it.clinic, &it.clinic.admin(), &braun, &[Role::Patient]).await;
    assert_eq!(chart().await.unwrap_err().code(), Code::NotFound);
}

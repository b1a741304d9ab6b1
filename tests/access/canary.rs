//! What is written of a patient's health reaches the patient and those who treat, and
//! nobody else: words that stand nowhere else are looked for in everything that the front
//! desk and the administrator can be answered.

use praxis_shared::pb::{self, event::Payload};
use praxis_tests::{
    Clinic, Person, Watch,
    clinic::booking,
    contract::{self, field_comments, pool, rpcs},
    fresh, when,
};
use prost::Message;

use super::{fill::Filler, short, table};
use praxis_server::domain::people::Role;

/// Each where it stands.
const CANARIES: [(&str, &str); 4] = [
    ("history", "zebrafinch"),
    ("allergies", "quetzalbird"),
    ("reason of a visit", "hoatzinwing"),
    ("what patient and doctor write to each other", "kakapofeather"),
];
/// What would end the session that asks, or take its rights.
const LAST: [&str; 7] = [
    "SessionService/SignOut",
    "SessionService/EndSession",
    "SessionService/LockSession",
    "SessionService/ChangePassword",
    "UserService/DisableUser",
    "UserService/SetUserRoles",
    "UserService/UpdateUser",
];

struct Scene {
    clinic: Clinic,
    ana: Person,
    moreau: Person,
    visit: String,
    talk: String,
}

async fn scene() -> Scene {
    let clinic = Clinic::open().await;
    let (ana, moreau) = (clinic.patient("ana").await, clinic.doctor("moreau").await);
    clinic.give_hours(&moreau).await;
    let asked = pb::BookAppointmentRequest {
        reason: word("reason of a visit").to_owned(),
        ..booking(&ana, &moreau, when::at("2027-03-03 10:00"))
    };
    let visit = ana.appointments().book_appointment(asked).await.unwrap().into_inner().name;
    let asked = pb::OpenConversationRequest { request_id: fresh(), target: moreau.doctor() };
    let talk = ana.conversations().open_conversation(asked).await.unwrap().into_inner().name;
    let scene = Scene { clinic, ana, moreau, visit, talk };
    write_it_down(&scene).await;
    scene
}

fn word(place: &str) -> &'static str {
    CANARIES.iter().find(|it| it.0 == place).unwrap().1
}

/// The patient writes into the record and to the doctor; what is heard live comes from here.
async fn write_it_down(it: &Scene) {
    // whoever called everything before has doubted the patient, too
    let name = format!("{}/chart", it.ana.patient());
    let asked = pb::ConfirmPatientIdentityRequest { request_id: fresh(), name };
    drop(it.moreau.patients().confirm_patient_identity(asked).await);
    let asked = pb::UpdatePatientChartRequest {
        request_id: fresh(),
        chart: Some(pb::PatientChart {
            name: format!("{}/chart", it.ana.patient()),
            blood_group: pb::BloodGroup::AbNegative.into(),
            medical_history: format!("{} {}", word("history"), fresh()),
            allergies: word("allergies").to_owned(),
            ..Default::default()
        }),
        ..Default::default()
    };
    it.ana.patients().update_patient_chart(asked).await.unwrap();
    let asked = pb::SendMessageRequest {
        request_id: fresh(),
        conversation: it.talk.clone(),
        body: word("what patient and doctor write to each other").to_owned(),
    };
    it.ana.conversations().send_message(asked).await.unwrap();
}

/// Where each canary was found in anything this person can be answered: place and RPC.
async fn found_by(it: &Scene, who: &Person, role: Role) -> Vec<(&'static str, String)> {
    let (comments, table, pool) = (field_comments(), table(), pool());
    let mut found = Vec::new();
    let mut look = |bytes: &[u8], rpc: &str| {
        for (place, canary) in CANARIES {
            if bytes.windows(canary.len()).any(|it| it == canary.as_bytes()) {
                found.push((place, rpc.to_owned()));
            }
        }
    };
    let mut answered = 0;
    for (at, rpc) in (1..).zip(rpcs(&pool)) {
        let access = table[&short(&rpc)];
        let may = access.public || access.own.has(role) || access.any.has(role);
        if !may || rpc.is_server_streaming() || LAST.contains(&short(&rpc).as_str()) {
            continue;
        }
        // with every name that can be given, and with none that need not be
        for full in [true, false] {
            let request = Filler::new(&comments, &rpc, at * 10 + u32::from(full)).request(&mut |place| {
                (full || !place.optional).then(|| match place.kind.as_str() {
                    "appointments" => it.visit.clone(),
                    "conversations" => it.talk.clone(),
                    "patients" => it.ana.patient(),
                    "patients/chart" => format!("{}/chart", it.ana.patient()),
                    "doctors" => it.moreau.doctor(),
                    "doctors/workingHours" => format!("{}/workingHours", it.moreau.doctor()),
                    "users" => it.ana.name(),
                    other => format!("{other}/00000000000000000000000000"),
                })
            });
            // what a refusal says is an answer, too
            match contract::call(who, &rpc, request.encode_to_vec()).await {
                Ok(bytes) => {
                    answered += 1;
                    look(&bytes, &short(&rpc));
                }
                Err(refused) => look(format!("{refused:?}").as_bytes(), &short(&rpc)),
            }
        }
    }
    assert!(answered > 15, "only {answered} calls were answered: the search proves little");
    // all that ever happened, and what happens now
    let mut watch = Watch::from(who, "e0").await;
    write_it_down(it).await;
    let last = format!("End-{}", role_letters(role));
    let asked = pb::RegisterPatientRequest {
        request_id: fresh(),
        patient: Some(pb::Patient {
            first_name: "Zoe".to_owned(),
            last_name: last.clone(),
            birth_date: Some(when::date("1990-01-01")),
            ..Default::default()
        }),
        accept_duplicate: true,
    };
    it.clinic.admin().patients().register_patient(asked).await.unwrap();
    loop {
        let payload = watch.next().await.unwrap();
        look(format!("{payload:?}").as_bytes(), "EventService/WatchEvents");
        if matches!(&payload, Payload::Patient(patient) if patient.last_name == last) {
            break;
        }
    }
    found.sort();
    found.dedup();
    found
}

fn role_letters(role: Role) -> &'static str {
    match role {
        Role::Admin => "Admin",
        Role::Desk => "Desk",
        Role::Doctor => "Doctor",
        Role::Patient => "Patient",
    }
}

#[tokio::test]
async fn no_clinical_word_reaches_the_desk_or_the_administrator() {
    let it = scene().await;
    let ida = it.clinic.desk("ida").await;
    assert_eq!(found_by(&it, &ida, Role::Desk).await, []);
    let admin = it.clinic.admin();
    assert_eq!(found_by(&it, &admin, Role::Admin).await, []);
}

#[tokio::test]
async fn the_same_search_finds_every_word_where_it_may_be_read() {
    let it = scene().await;
    let found = found_by(&it, &it.moreau, Role::Doctor).await;
    for (place, rpc) in [
        ("history", "PatientService/GetPatientChart"),
        ("allergies", "PatientService/GetPatientChart"),
        ("reason of a visit", "AppointmentService/GetVisit"),
        ("reason of a visit", "AppointmentService/ListVisits"),
        ("what patient and doctor write to each other", "ConversationService/ListMessages"),
        ("what patient and doctor write to each other", "EventService/WatchEvents"),
    ] {
        assert!(found.contains(&(place, rpc.to_owned())), "{place} was not found in {rpc}: {found:#?}");
    }
}

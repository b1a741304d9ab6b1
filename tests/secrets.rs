//! What must not be where it has no business: clinical words in answers to the desk and
//! the administrator, in events and inboxes; and anything people wrote or that opens
//! doors in the server's log. Marked words are planted and then looked for.

use std::path::Path;

use praxis_server::domain::people::Role;
use praxis_shared::pb;
use praxis_tests::{
    PASSWORD, Person, Process,
    contract::{self, field_comments, pool, rpcs},
    fresh,
    process::engage,
    vault,
};
use prost::Message;

use crate::access::{fill::Filler, judge::Aim, short, table, world::World};

/// Planted in every clinical text.
const MARK: &str = "xylopyrosis";

async fn plant(patient: &Person, doctor: &Person, visit_at: Option<prost_types::Timestamp>) {
    let chart = pb::UpdatePatientChartRequest {
        request_id: fresh(),
        chart: Some(pb::PatientChart {
            name: format!("{}/chart", patient.patient()),
            allergies: format!("{MARK} in spring"),
            medical_history: format!("{MARK} as a child"),
            ..pb::PatientChart::default()
        }),
        ..pb::UpdatePatientChartRequest::default()
    };
    patient.patients().update_patient_chart(chart).await.unwrap();
    let visit = pb::BookAppointmentRequest {
        request_id: fresh(),
        doctor: doctor.doctor(),
        start_time: visit_at,
        reason: format!("{MARK} again"),
        ..pb::BookAppointmentRequest::default()
    };
    if visit_at.is_some() {
        patient.appointments().book_appointment(visit).await.unwrap();
    }
    let target = doctor.doctor();
    let asked = pb::OpenConversationRequest { request_id: fresh(), target };
    let talk = patient.conversations().open_conversation(asked).await.unwrap().into_inner().name;
    let body = format!("It is the {MARK}, doctor");
    let say = pb::SendMessageRequest { request_id: fresh(), conversation: talk, body };
    patient.conversations().send_message(say).await.unwrap();
}

fn holds(bytes: &[u8], what: &str) -> bool {
    bytes.windows(what.len()).any(|it| it == what.as_bytes())
}

#[tokio::test]
async fn no_answer_to_the_desk_or_the_administrator_holds_a_clinical_word() {
    let world = World::build().await;
    let clinic = world.clinic.copy().await;
    let of = |role| world.callers(&clinic).find(|it| it.0 == role).unwrap().1;
    let (ana, moreau) = (of(Role::Patient), of(Role::Doctor));
    plant(&ana, &moreau, Some(praxis_tests::when::at("2027-03-04 10:00"))).await;
    let (pool, comments) = (pool(), field_comments());
    for role in [Role::Desk, Role::Admin, Role::Doctor, Role::Patient] {
        let line = of(role).line;
        let (mut shown, mut asked) = (Vec::new(), 0);
        for (at, rpc) in (1..).zip(rpcs(&pool)) {
            let access = table()[&short(&rpc)];
            // what ends the session, or closes the record to the patient, is of no use here
            let ends = [
                "SignOut",
                "ChangePassword",
                "EndSession",
                "DisableUser",
                "SetUserRoles",
                "DoubtPatientIdentity",
            ];
            if !(access.any.has(role) || access.own.has(role)) || ends.contains(&rpc.name()) {
                continue;
            }
            // lists look at everybody's, the rest at the patient and the doctor who have something to hide
            let request = Filler::new(&comments, &rpc, at).request(&mut |it| {
                if it.optional { None } else { world.object(role, &it.kind, Aim::Own) }
            });
            let mut request = request;
            if rpc.name().starts_with("List") {
                request.clear_field_by_name("filter");
            }
            if let Ok(answer) = contract::call(&line, &rpc, request.encode_to_vec()).await {
                asked += 1;
                if holds(&answer, MARK) {
                    shown.push(short(&rpc));
                }
            }
        }
        assert!(asked > 10, "{role:?} got only {asked} answers");
        if matches!(role, Role::Desk | Role::Admin) {
            assert_eq!(shown, Vec::<String>::new(), "{role:?}");
        } else {
            // the marks are where they belong
            for rpc in ["PatientService/GetPatientChart", "AppointmentService/ListVisits"] {
                assert!(shown.iter().any(|it| it == rpc), "{role:?} sees {shown:?}");
            }
        }
    }
    // visits and patients are told in the log of events, without a word of why
    let file = vault::open(clinic.database());
    let count = |sql: &str| file.query_row(sql, [format!("%{MARK}%")], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(count("SELECT count(*) FROM appointment WHERE reason LIKE ?1"), 1);
    assert_eq!(count("SELECT count(*) FROM notice WHERE text LIKE ?1"), 0);
    assert_eq!(count("SELECT count(*) FROM event WHERE payload LIKE ?1 AND payload NOT LIKE '%Message%'"), 0);
}

#[tokio::test]
async fn the_servers_log_knows_nothing_that_people_wrote() {
    let program = Path::new(env!("CARGO_BIN_EXE_praxis-server-under-test"));
    let (mut server, admin) = Process::open_telling(program, "trace").await;
    let doctor = engage(&admin, "moreau", pb::Role::Doctor).await;
    let patient = engage(&admin, "quentin", pb::Role::Patient).await;
    let ida = engage(&admin, "ida", pb::Role::Desk).await;
    // a visit the patient may write about
    let now = ida.sessions().get_session(pb::GetSessionRequest {}).await.unwrap().into_inner();
    let start = now.session.unwrap().create_time.unwrap().seconds / 1800 * 1800 + 7200;
    let visit = pb::BookAppointmentRequest {
        request_id: fresh(),
        patient: patient.patient(),
        doctor: doctor.doctor(),
        start_time: Some(prost_types::Timestamp { seconds: start, nanos: 0 }),
        length_minutes: 30,
        reason: format!("{MARK} again"),
        r#override: Some(pb::Override {
            kinds: vec![pb::OverrideKind::OutsideHours.into()],
            reason: "works whenever needed".to_owned(),
        }),
        ..pb::BookAppointmentRequest::default()
    };
    ida.appointments().book_appointment(visit).await.unwrap();
    plant(&patient, &doctor, None).await;
    let wrong = pb::SignInRequest {
        login: "quentin".to_owned(),
        password: "a wrong pass phrase 77".to_owned(),
        client_label: String::new(),
        ..Default::default()
    };
    patient.sessions().sign_in(wrong).await.unwrap_err();
    server.kill();
    let told = server.said().await;
    assert!(told.contains("serving"), "the log was not read: {told}");
    for secret in [MARK, PASSWORD, "a wrong pass phrase 77", &patient.token, &admin.token, "Quentin"] {
        let line = told.lines().find(|it| it.contains(secret));
        assert_eq!(line, None, "the log holds {secret}");
    }
    // what people wrote lies in the tables that are for it, what opens doors in none, and nothing beside the database
    let tables = tables_with(&server.database(), MARK);
    for table in &tables {
        let for_it = ["appointment", "patient_chart", "message", "event", "request"];
        assert!(for_it.contains(&table.as_str()), "{table} holds what people wrote");
    }
    assert!(tables.contains(&"patient_chart".to_owned()), "the search finds nothing: {tables:?}");
    for secret in [PASSWORD, "a wrong pass phrase 77", &patient.token, &admin.token] {
        assert_eq!(tables_with(&server.database(), secret), Vec::<String>::new(), "{secret}");
    }
    let beside = files_under(server.database().parent().unwrap());
    assert!(beside.iter().any(|it| it.ends_with("audit/key")), "{beside:?}");
    for file in beside.iter().filter(|it| !it.file_name().unwrap().to_string_lossy().starts_with("praxis.db"))
    {
        let bytes = std::fs::read(file).unwrap();
        for secret in [MARK, PASSWORD, &patient.token, &admin.token, "Quentin"] {
            assert!(!holds(&bytes, secret), "{} holds {secret}", file.display());
        }
    }
}

/// The tables of a database in which a text stands.
fn tables_with(database: &Path, what: &str) -> Vec<String> {
    let file = vault::open(database);
    let names = |sql: &str| -> Vec<String> {
        let mut rows = file.prepare(sql).unwrap();
        rows.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let mut tables = names("SELECT name FROM sqlite_master WHERE type = 'table'");
    tables.retain(|table| {
        names(&format!("SELECT name FROM pragma_table_info('{table}')")).iter().any(|column| {
            let sql =
                format!("SELECT count(*) FROM \"{table}\" WHERE instr(CAST(\"{column}\" AS TEXT), ?1) > 0");
            file.query_row(&sql, [what], |row| row.get::<_, i64>(0)).unwrap() > 0
        })
    });
    tables
}

fn files_under(directory: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files_under(&path)) } else { found.push(path) }
    }
    found
}

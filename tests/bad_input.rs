//! Nonsense, everywhere. For each field of each RPC the sweep sends what the contract
//! does not allow, and wants a refusal that names the field: never a fault of the
//! server, never a yes. Fields come from the descriptors, so a new one is covered the
//! day it is written; what may hold anything is listed here, with the reason.

use std::collections::HashMap;

use praxis_server::domain::people::Role;
use praxis_shared::pb;
use praxis_tests::{
    Clinic, Line, Refused,
    clinic::booking,
    contract::{self, field_comments, is_mutation, pool, rpcs},
    fresh,
    when::at,
};
use prost::Message;
use prost_reflect::{DynamicMessage, Kind, MethodDescriptor, ReflectMessage, Value};
use tonic::{Code, Status};

use crate::access::{fill::Filler, judge::Aim, short, table, world::World};

/// One wrong value in one field.
struct Wrong {
    /// Such as `user.first_name`.
    path: String,
    /// What is wrong with it.
    what: &'static str,
    request: DynamicMessage,
}

/// What may be said to a wrong value, if it is not that the field is wrong.
fn other_answer(rpc: &str, wrong: &Wrong) -> Option<&'static [&'static str]> {
    let field = wrong.path.rsplit('.').next().unwrap_or_default();
    match (rpc, field, wrong.what) {
        // what is shown at a door is right or not; nothing about its form is told
        ("SignIn" | "Reauthenticate" | "ChangePassword", "password" | "current_password", _)
        | ("SignIn", "login" | "code" | "device", _) => Some(&["WRONG_CREDENTIALS"]),
        // nothing is known of a device that is none, and codes of the console are right or not
        ("GetTerminal", "device", _) => Some(&[""]),
        ("ConfirmRoleGrant", "console_code", _) => Some(&["CODE_INVALID", "WRONG_STATE"]),
        ("ConfirmUser", "console_code", _) => Some(&["WRONG_STATE"]),
        // read only of who has a second factor, or sets one up
        ("Reauthenticate", "code", _) => Some(&[""]),
        ("ConfirmSecondFactor", "code", _) => Some(&["WRONG_STATE"]),
        // without a good code nothing else is looked at
        ("Activate", _, _) => Some(&["CODE_INVALID"]),
        // likewise for a patient who has an account
        ("InvitePatient", "user_name" | "email", _) => Some(&["WRONG_STATE"]),
        // half a form is compared: what cannot be read is left out
        ("FindDuplicatePatients", _, _) => Some(&[""]),
        // read only of who becomes a doctor
        ("CreateUser" | "SetUserRoles" | "SignUp", "registration_number" | "specializations", _) => {
            Some(&["", "EMAIL_TAKEN", "USER_NAME_TAKEN", "LAST_ADMIN"])
        }
        // read only with extra hours
        ("CreateScheduleException", "slot_minutes" | "room", _) => Some(&[""]),
        // passwords may hold any character that is no control character
        (_, "password" | "new_password", "a direction mark") => Some(&[""]),
        // as much as may be
        (_, "page_size" | "count", "far too much") => Some(&[""]),
        (_, "page_token", _) => Some(&["INVALID_PAGE_TOKEN"]),
        (_, "expected_version", _) => Some(&["STALE_VERSION"]),
        _ => None,
    }
}

/// Every wrong value of every field that the base request fills.
fn wrongs(comments: &HashMap<String, String>, base: &DynamicMessage) -> Vec<Wrong> {
    let mut found = Vec::new();
    wrongs_in(comments, base, "", &|it| it, &mut found);
    found
}

fn wrongs_in(
    comments: &HashMap<String, String>,
    message: &DynamicMessage,
    at: &str,
    rebuild: &dyn Fn(DynamicMessage) -> DynamicMessage,
    found: &mut Vec<Wrong>,
) {
    for field in message.descriptor().fields() {
        let path = if at.is_empty() { field.name().to_owned() } else { format!("{at}.{}", field.name()) };
        let comment = comments.get(field.full_name()).map_or("", String::as_str);
        let paging = at.is_empty() && ["page_size", "page_token"].contains(&field.name());
        if !message.has_field(&field) && !paging {
            continue;
        }
        let set = |value: Value| {
            let mut changed = message.clone();
            changed.set_field(&field, if field.is_list() { Value::List(vec![value]) } else { value });
            rebuild(changed)
        };
        let mut add = |what, value| found.push(Wrong { path: path.clone(), what, request: set(value) });
        match field.kind() {
            Kind::String => {
                let text = |it: &str| Value::String(it.to_owned());
                add("far too long", Value::String("x".repeat(10_000)));
                add("a control character", text("a\u{7}b"));
                add("a direction mark", text("ab\u{202e}cd"));
                if comment.contains("Format: ") {
                    add("no name", text("nonsense"));
                    add("a name of nothing", text("patients/../users"));
                    let other = if comment.contains("users/") { "sessions" } else { "users" };
                    add("a name of something else", text(&format!("{other}/{}", "0".repeat(26))));
                }
                let needed =
                    field.name() == "request_id" || (field.name() == "name" && comment.contains("Format: "));
                if needed {
                    add("empty", text(""));
                }
            }
            Kind::Enum(_) => {
                add("unknown", Value::EnumNumber(99));
                add("negative", Value::EnumNumber(-1));
            }
            Kind::Int32 => {
                add("negative", Value::I32(-1));
                add("far too much", Value::I32(i32::MAX));
            }
            Kind::Int64 => add("negative", Value::I64(-1)),
            Kind::Message(of) => {
                let with = |fields: &[(&str, Value)]| {
                    let mut inner = DynamicMessage::new(of.clone());
                    for (name, value) in fields {
                        inner.set_field_by_name(name, value.clone());
                    }
                    Value::Message(inner)
                };
                let day = |year, month, day| {
                    with(&[
                        ("year", Value::I32(year)),
                        ("month", Value::I32(month)),
                        ("day", Value::I32(day)),
                    ])
                };
                match of.full_name() {
                    "praxis.v1.Date" => {
                        add("no date", day(2027, 2, 30));
                        add("no year", day(0, 1, 1));
                        add("out of the calendar", day(i32::MAX, 1, 1));
                        add("negative", day(2027, -1, 1));
                    }
                    "google.protobuf.Timestamp" => {
                        add("out of time", with(&[("seconds", Value::I64(i64::MAX))]));
                        add("before time", with(&[("seconds", Value::I64(i64::MIN))]));
                        add("no second", with(&[("seconds", Value::I64(1)), ("nanos", Value::I32(-1))]));
                    }
                    "google.protobuf.FieldMask" => {
                        let paths = Value::List(vec![Value::String("nonsense".to_owned())]);
                        add("a mask of nothing", with(&[("paths", paths)]));
                    }
                    _ => {
                        let inner = message.get_field(&field);
                        let inner = inner.as_list().and_then(|it| it.first()).unwrap_or(inner.as_ref());
                        if let Some(inner) = inner.as_message() {
                            wrongs_in(comments, inner, &path, &|it| set(Value::Message(it)), found);
                        }
                    }
                }
            }
            _ => {}
        }
    }
}

/// `rules[0].breaks[1].from_minute` as `rules.breaks.from_minute`.
fn without_places(field: &str) -> String {
    let mut plain = String::new();
    let mut inside = false;
    for c in field.chars() {
        match c {
            '[' => inside = true,
            ']' => inside = false,
            c if !inside => plain.push(c),
            _ => {}
        }
    }
    plain
}

/// What is wrong with the answer to a wrong value, if anything.
fn complaint(rpc: &MethodDescriptor, wrong: &Wrong, answered: &Result<Vec<u8>, Status>) -> Option<String> {
    let reason = answered.as_ref().err().map(Refused::reason).unwrap_or_default();
    if other_answer(rpc.name(), wrong).is_some_and(|fine| fine.contains(&reason.as_str())) {
        return None;
    }
    let said = match answered {
        Ok(_) => "said yes".to_owned(),
        Err(status) => {
            let named = status.fields().iter().any(|it| without_places(it) == wrong.path);
            let told = status.code() == Code::InvalidArgument && reason == "INVALID_FIELDS" && named;
            if told {
                return None;
            }
            format!("said {:?} {reason} {:?} {}", status.code(), status.fields(), status.message())
        }
    };
    Some(format!("{}: {} ({}) {said}", short(rpc), wrong.path, wrong.what))
}

/// Who calls: whoever may do most.
fn caller(rpc: &MethodDescriptor) -> Option<Role> {
    let access = table()[&short(rpc)];
    [Role::Desk, Role::Admin, Role::Doctor, Role::Patient]
        .into_iter()
        .find(|&role| access.any.has(role))
        .or_else(|| [Role::Doctor, Role::Patient, Role::Desk].into_iter().find(|&role| access.own.has(role)))
}

#[tokio::test]
async fn every_field_refuses_what_the_contract_does_not_allow() {
    let world = World::build().await;
    let (pool, comments) = (pool(), field_comments());
    let mut told = Vec::new();
    let mut tried = 0;
    for rpc in rpcs(&pool) {
        let copy = world.clinic.copy().await;
        let role = caller(&rpc);
        let line: Line = match role {
            None => copy.stranger(),
            Some(role) => world.callers(&copy).find(|it| it.0 == role).unwrap().1.line,
        };
        let as_role = role.unwrap_or(Role::Patient);
        let base =
            Filler::new(&comments, &rpc, 1).request(&mut |it| world.object(as_role, &it.kind, Aim::Own));
        for mut wrong in wrongs(&comments, &base) {
            // each is an act of its own
            if wrong.path != "request_id" && rpc.input().get_field_by_name("request_id").is_some() {
                wrong.request.set_field_by_name("request_id", Value::String(fresh()));
            }
            let mut answered = contract::call(&line, &rpc, wrong.request.encode_to_vec()).await;
            while answered.as_ref().is_err_and(|it| it.reason() == "TOO_MANY_TRIES") {
                copy.pass(chrono::Duration::seconds(1));
                answered = contract::call(&line, &rpc, wrong.request.encode_to_vec()).await;
            }
            told.extend(complaint(&rpc, &wrong, &answered));
            tried += 1;
        }
        assert_eq!(copy.panics(), 0, "{} panicked", short(&rpc));
    }
    assert!(tried > 500, "only {tried} wrong values were tried");
    assert!(told.is_empty(), "{} of {tried} wrong values:\n{}", told.len(), told.join("\n"));
}

#[tokio::test]
async fn an_empty_and_a_garbled_request_are_refused_by_every_rpc_that_wants_more() {
    let world = World::build().await;
    let copy = world.clinic.copy().await;
    for rpc in rpcs(&pool()) {
        let line = match caller(&rpc) {
            None => copy.stranger(),
            Some(role) => world.callers(&copy).find(|it| it.0 == role).unwrap().1.line,
        };
        if is_mutation(rpc.name()) {
            let refused = contract::call(&line, &rpc, Vec::new()).await.unwrap_err();
            let told = (refused.code(), refused.reason(), !refused.fields().is_empty());
            assert_eq!(told, (Code::InvalidArgument, "INVALID_FIELDS".to_owned(), true), "{}", short(&rpc));
        }
        // a field of a length that does not follow, and a group that nobody opened
        for garbage in [vec![0x0a, 0xff, 0x01, 0x02], vec![0x0c], vec![0xff; 64]] {
            let refused = contract::call(&line, &rpc, garbage).await.unwrap_err();
            assert_eq!(
                (refused.code(), refused.reason().as_str()),
                (Code::InvalidArgument, "MALFORMED_REQUEST"),
                "{}: {refused:?}",
                short(&rpc)
            );
        }
    }
    assert_eq!(copy.panics(), 0);
}

#[tokio::test]
async fn a_request_of_five_megabytes_is_refused_and_the_line_stays_good() {
    let clinic = Clinic::open().await;
    let ana = clinic.patient("ana").await;
    let asked = pb::OpenConversationRequest { request_id: fresh(), target: "desk".to_owned() };
    let talk = ana.conversations().open_conversation(asked).await.unwrap().into_inner().name;
    let say = |length: usize| pb::SendMessageRequest {
        request_id: fresh(),
        conversation: talk.clone(),
        body: "x".repeat(length),
    };
    for length in [300 * 1024, 5 * 1024 * 1024] {
        let refused = ana.conversations().send_message(say(length)).await.unwrap_err();
        assert_eq!((refused.code(), refused.reason().as_str()), (Code::OutOfRange, "REQUEST_TOO_LARGE"));
    }
    // within the limit of requests, beyond that of the field
    let refused = ana.conversations().send_message(say(2001)).await.unwrap_err();
    assert_eq!(refused.fields(), ["body"]);
    ana.conversations().send_message(say(2000)).await.unwrap();
    let list = pb::ListMessagesRequest { conversation: talk, ..pb::ListMessagesRequest::default() };
    assert_eq!(ana.conversations().list_messages(list).await.unwrap().into_inner().messages.len(), 1);
}

#[tokio::test]
async fn a_page_token_is_good_for_its_own_list_only() {
    let clinic = Clinic::open().await;
    for who in ["ana", "bob", "cid"] {
        clinic.patient(who).await;
    }
    let admin = clinic.admin();
    let page = |query: &str, page_token: &str| pb::ListUsersRequest {
        query: query.to_owned(),
        page_size: 2,
        page_token: page_token.to_owned(),
        ..pb::ListUsersRequest::default()
    };
    let first = admin.users().list_users(page("", "")).await.unwrap().into_inner();
    let token = first.next_page_token;
    let second = admin.users().list_users(page("", &token)).await.unwrap().into_inner();
    assert_eq!((first.users.len(), second.users.len(), second.next_page_token.as_str()), (2, 2, ""));
    // another filter, another list, another letter, no token at all
    let mut altered = token.clone();
    altered.replace_range(..1, if token.starts_with('0') { "1" } else { "0" });
    let mut refused = Vec::new();
    for (query, token) in [("a", token.as_str()), ("", &altered), ("", "0"), ("", "ü"), ("", &token[2..])] {
        refused.push(admin.users().list_users(page(query, token)).await.unwrap_err());
    }
    let patients = pb::ListPatientsRequest { page_token: token, ..pb::ListPatientsRequest::default() };
    refused.push(admin.patients().list_patients(patients).await.unwrap_err());
    for status in refused {
        let told = (status.code(), status.reason());
        assert_eq!(told, (Code::InvalidArgument, "INVALID_PAGE_TOKEN".to_owned()));
    }
}

#[tokio::test]
async fn a_stale_version_changes_nothing_and_says_which_is_current() {
    let clinic = Clinic::open().await;
    let (ana, moreau, ida) =
        (clinic.patient("ana").await, clinic.doctor("moreau").await, clinic.desk("ida").await);
    clinic.give_hours(&moreau).await;
    let visit = clinic.book_approved(&ana, &moreau, "2027-03-03 10:00").await;
    let check_in = pb::CheckInAppointmentRequest {
        request_id: fresh(),
        name: visit.name.clone(),
        expected_version: visit.version - 1,
    };
    let renamed = pb::UpdatePatientRequest {
        request_id: fresh(),
        patient: Some(pb::Patient {
            name: ana.patient(),
            phone: "+49 30 999999".into(),
            ..Default::default()
        }),
        update_mask: Some(prost_types::FieldMask { paths: vec!["phone".to_owned()] }),
        expected_version: 77,
    };
    let settings = pb::UpdateClinicRequest {
        request_id: fresh(),
        clinic: Some(pb::Clinic { display_name: "Other".into(), ..Default::default() }),
        update_mask: Some(prost_types::FieldMask { paths: vec!["display_name".to_owned()] }),
        expected_version: 77,
    };
    let refused = [
        (ida.appointments().check_in_appointment(check_in).await.unwrap_err(), visit.version),
        (ida.patients().update_patient(renamed).await.unwrap_err(), 1),
        (clinic.admin().clinics().update_clinic(settings).await.unwrap_err(), 1),
    ];
    for (status, current) in refused {
        assert_eq!((status.code(), status.reason().as_str()), (Code::Aborted, "STALE_VERSION"));
        assert_eq!(status.more("current_version"), Some(current.to_string()));
    }
    let name = visit.name.clone();
    let now = ida.appointments().get_appointment(pb::GetAppointmentRequest { name }).await.unwrap();
    assert_eq!(now.into_inner(), pb::Appointment { undo_until: None, ..visit });
    let clinic_now = clinic.stranger().clinics().get_clinic(pb::GetClinicRequest {}).await.unwrap();
    assert_eq!(clinic_now.into_inner().display_name, "Clinic under test");
}

#[tokio::test]
async fn a_time_outside_the_rules_says_which_rule() {
    let clinic = Clinic::open().await;
    let (ana, moreau, ida) =
        (clinic.patient("ana").await, clinic.doctor("moreau").await, clinic.desk("ida").await);
    clinic.give_hours(&moreau).await;
    for (when, why) in [
        ("2027-02-26 10:00", "it has gone by"),
        ("2027-03-01 08:30", "it is too soon"),
        ("2027-03-02 18:00", "nobody works then"),
        ("2027-03-02 10:10", "no slot begins then"),
        ("2027-12-01 10:00", "it is too far ahead"),
    ] {
        let refused =
            ana.appointments().book_appointment(booking(&ana, &moreau, at(when))).await.unwrap_err();
        assert_eq!(
            (refused.code(), refused.reason().as_str()),
            (Code::FailedPrecondition, "NOT_BOOKABLE"),
            "{when}: {refused:?}"
        );
        assert!(!refused.more("obstacles").unwrap().is_empty(), "{when}, {why}");
    }
    let far = pb::Date { year: 2028, month: 12, day: 31 };
    let slots = pb::ListSlotsRequest {
        doctor: moreau.doctor(),
        from_date: Some(praxis_tests::when::date("2027-03-01")),
        to_date: Some(far),
        ..pb::ListSlotsRequest::default()
    };
    let refused = ida.schedules().list_slots(slots).await.unwrap_err();
    assert_eq!((refused.reason().as_str(), refused.fields()), ("INVALID_FIELDS", vec!["to_date".to_owned()]));
}

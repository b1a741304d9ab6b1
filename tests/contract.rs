//! What every RPC, message and field of the contract keeps, read from the descriptors:
//! an RPC written tomorrow is held to it tomorrow.

use std::collections::BTreeSet;

use praxis_shared::pb;
use praxis_tests::contract::{elements, is_mutation, rpcs};
use prost::Message;
use prost_reflect::{
    DescriptorPool, DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, MethodDescriptor,
};
use prost_types::FileDescriptorSet;

/// Doors at which people show or set their own password; none of them names another person.
const PASSWORD_DOORS: [&str; 5] = ["SignUp", "SignIn", "Activate", "ChangePassword", "Reauthenticate"];
/// Replaces its one list as a whole, so there is nothing to mask.
const WHOLE_UPDATES: [&str; 1] = ["UpdateWorkingHours"];
/// Clinical: for patients and those who treat them.
const CLINICAL: [&str; 4] = [
    "praxis.v1.Visit.reason",
    "praxis.v1.PatientChart.blood_group",
    "praxis.v1.PatientChart.allergies",
    "praxis.v1.PatientChart.medical_history",
];

/// What holds data of patients, or may.
const PATIENTS: [&str; 13] = [
    "Patient",
    "PatientChart",
    "Appointment",
    "Visit",
    "Transition",
    "Conversation",
    "Message",
    "Contact",
    "Notice",
    "Event",
    "User",
    "AuditEntry",
    "RecordAccess",
];
/// Shows callers their own account and nothing else, or lets them in.
const ABOUT_ONESELF: [&str; 3] = ["GetSession", "SignIn", "Activate"];

/// Everything in which an encoded set of files breaks the rules.
fn complaints(encoded: &[u8]) -> Vec<String> {
    let pool = DescriptorPool::decode(encoded).unwrap();
    let set = FileDescriptorSet::decode(encoded).unwrap();
    let mut told = Vec::new();
    for element in elements(&set) {
        if element.comment.is_empty() {
            told.push(format!("{} {} has no comment", element.kind, element.name));
        }
    }
    for it in pool.all_enums().filter(|it| it.package_name().starts_with("praxis.")) {
        let zero = it.get_value(0).map(|value| value.name().to_owned()).unwrap_or_default();
        if zero != format!("{}_UNSPECIFIED", shout(it.name())) {
            told.push(format!("{} does not begin at _UNSPECIFIED", it.full_name()));
        }
    }
    for rpc in rpcs(&pool) {
        told.extend(complaints_about(&rpc).into_iter().map(|it| format!("{}: {it}", rpc.name())));
    }
    for rpc in shows_patients(&pool) {
        if access(&rpc).is_some_and(|it| !is_marked(&it)) {
            told.push(format!("{}: shows data of patients and is not marked patient_data", rpc.name()));
        }
    }
    for role in ["ROLE_DESK", "ROLE_ADMIN"] {
        for (rpc, field) in clinical_reach(&pool, role) {
            told.push(format!("{rpc}: shows {field} to {role}"));
        }
    }
    told
}

fn complaints_about(rpc: &MethodDescriptor) -> Vec<&'static str> {
    let (asked, answered) = (rpc.input(), rpc.output());
    let field = |message: &MessageDescriptor, name, kind: Kind| {
        message.get_field_by_name(name).is_some_and(|it: FieldDescriptor| it.kind() == kind)
    };
    let mut told = Vec::new();
    if access(rpc).is_none() {
        told.push("has no access rule");
    }
    if rpc.name().starts_with("List") {
        let pages = field(&asked, "page_size", Kind::Int32)
            && field(&asked, "page_token", Kind::String)
            && field(&answered, "next_page_token", Kind::String)
            && answered.fields().any(|it| it.is_list());
        if !pages {
            told.push("does not page");
        }
    } else if rpc.name().starts_with("Find") && answered.get_field_by_name("next_page_token").is_some() {
        told.push("pages, so it is a List");
    }
    if is_mutation(rpc.name()) && !field(&asked, "request_id", Kind::String) {
        told.push("has no request_id");
    }
    if rpc.name().starts_with("Update") {
        if !field(&asked, "expected_version", Kind::Int64) {
            told.push("has no expected_version");
        }
        let mask = asked.get_field_by_name("update_mask").is_some_and(|it| {
            it.kind().as_message().is_some_and(|it| it.full_name() == "google.protobuf.FieldMask")
        });
        if !mask && !WHOLE_UPDATES.contains(&rpc.name()) {
            told.push("has no update_mask");
        }
    }
    let fields = reachable(&asked);
    if fields.iter().any(|it| it.name().contains("password")) {
        if !PASSWORD_DOORS.contains(&rpc.name()) {
            told.push("takes a password");
        }
        if fields.iter().any(|it| ["name", "user"].contains(&it.name())) {
            told.push("takes a password and says whose");
        }
    }
    told
}

/// Every field that a message can hold, at any depth.
fn reachable(from: &MessageDescriptor) -> Vec<FieldDescriptor> {
    let (mut seen, mut found, mut next) = (BTreeSet::new(), Vec::new(), vec![from.clone()]);
    while let Some(message) = next.pop() {
        if seen.insert(message.full_name().to_owned()) {
            for field in message.fields() {
                next.extend(field.kind().as_message().cloned());
                found.push(field);
            }
        }
    }
    found
}

fn access(rpc: &MethodDescriptor) -> Option<DynamicMessage> {
    let option = rpc.parent_pool().get_extension_by_name("praxis.policy.v1.access")?;
    let options = rpc.options();
    options.has_extension(&option).then(|| options.get_extension(&option).as_message().cloned())?
}

fn is_marked(access: &DynamicMessage) -> bool {
    access.get_field_by_name("patient_data").is_some_and(|it| it.as_bool() == Some(true))
}

/// Looks whose answers can hold data of patients.
fn shows_patients(pool: &DescriptorPool) -> Vec<MethodDescriptor> {
    let looks = rpcs(pool).filter(|rpc| !is_mutation(rpc.name()) && !ABOUT_ONESELF.contains(&rpc.name()));
    let shows = |rpc: &MethodDescriptor| {
        let within = reachable(&rpc.output());
        within.iter().any(|it| PATIENTS.contains(&it.parent_message().name()))
    };
    looks.filter(shows).collect()
}

fn may_call(rpc: &MethodDescriptor, role: &str) -> bool {
    let Some(access) = access(rpc) else { return false };
    let role = rpc.parent_pool().get_enum_by_name("praxis.policy.v1.Role").unwrap().get_value_by_name(role);
    let number = role.unwrap().number();
    ["own", "any"].iter().any(|list| {
        let list = access.get_field_by_name(list).unwrap();
        list.as_list().unwrap().iter().any(|it| it.as_enum_number() == Some(number))
    })
}

/// The clinical fields in answers to a role, each with the RPC that shows it.
fn clinical_reach(pool: &DescriptorPool, role: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for rpc in rpcs(pool).filter(|rpc| may_call(rpc, role)) {
        for field in reachable(&rpc.output()) {
            if CLINICAL.contains(&field.full_name()) {
                found.push((rpc.name().to_owned(), field.full_name().to_owned()));
            }
        }
    }
    found
}

/// `SlotObstacleKind` as `SLOT_OBSTACLE_KIND`.
fn shout(name: &str) -> String {
    let mut text = String::new();
    for (at, letter) in name.chars().enumerate() {
        if at > 0 && letter.is_uppercase() {
            text.push('_');
        }
        text.extend(letter.to_uppercase());
    }
    text
}

#[test]
fn the_contract_keeps_its_rules() {
    assert_eq!(complaints(pb::DESCRIPTORS), Vec::<String>::new());
}

#[test]
fn the_answers_to_those_who_treat_do_hold_clinical_fields() {
    let pool = DescriptorPool::decode(pb::DESCRIPTORS).unwrap();
    for role in ["ROLE_DOCTOR", "ROLE_PATIENT"] {
        let shown: BTreeSet<_> = clinical_reach(&pool, role).into_iter().map(|(_, field)| field).collect();
        assert_eq!(shown, CLINICAL.map(str::to_owned).into(), "{role}");
    }
}

/// The contract with one thing broken; its access rules are lost on the way.
fn broken(break_it: impl FnOnce(&mut FileDescriptorSet)) -> Vec<String> {
    let mut set = FileDescriptorSet::decode(pb::DESCRIPTORS).unwrap();
    break_it(&mut set);
    complaints(&set.encode_to_vec())
}

fn message<'set>(set: &'set mut FileDescriptorSet, name: &str) -> &'set mut prost_types::DescriptorProto {
    let mut messages = set.file.iter_mut().flat_map(|file| &mut file.message_type);
    messages.find(|it| it.name() == name).unwrap()
}

fn rename(set: &mut FileDescriptorSet, of: &str, from: &str, to: &str) {
    let field = message(set, of).field.iter_mut().find(|it| it.name() == from).unwrap();
    (field.name, field.json_name) = (Some(to.to_owned()), None);
}

#[test]
fn the_looks_that_show_patients_are_marked_and_no_others() {
    let pool = DescriptorPool::decode(pb::DESCRIPTORS).unwrap();
    let shows: BTreeSet<_> = shows_patients(&pool).iter().map(|rpc| rpc.name().to_owned()).collect();
    let marked = rpcs(&pool).filter(|rpc| access(rpc).is_some_and(|it| is_marked(&it)));
    assert_eq!(shows, marked.map(|rpc| rpc.name().to_owned()).collect());
    for rpc in ["GetPatient", "ListVisits", "WatchEvents", "ListMessages", "ListRecordAccesses"] {
        assert!(shows.contains(rpc), "{rpc}");
    }
    for rpc in ["ListDoctors", "ListSlots", "GetClinic", "ListSessions"] {
        assert!(!shows.contains(rpc), "{rpc}");
    }
}

#[test]
fn a_contract_that_breaks_a_rule_is_told() {
    let lost = broken(|_| {});
    let all = rpcs(&DescriptorPool::decode(pb::DESCRIPTORS).unwrap()).count();
    assert_eq!(lost.iter().filter(|it| it.ends_with("has no access rule")).count(), all);
    assert_eq!(lost.len(), all, "{lost:#?}");

    for (rule, told) in [
        (
            "BookAppointment: has no request_id",
            broken(|set| rename(set, "BookAppointmentRequest", "request_id", "id")),
        ),
        (
            "ListAppointments: does not page",
            broken(|set| rename(set, "ListAppointmentsResponse", "next_page_token", "more")),
        ),
        (
            "UpdatePatient: has no expected_version",
            broken(|set| rename(set, "UpdatePatientRequest", "expected_version", "version")),
        ),
        (
            "UpdatePatient: has no update_mask",
            broken(|set| rename(set, "UpdatePatientRequest", "update_mask", "fields")),
        ),
        ("CreateUser: takes a password", broken(|set| rename(set, "User", "phone", "password"))),
        (
            "message praxis.v1.Session has no comment",
            broken(|set| {
                let file =
                    set.file.iter_mut().find(|it| it.name().ends_with("session_service.proto")).unwrap();
                let info = file.source_code_info.as_mut().unwrap();
                info.location.retain(|it| it.path != [4, 0]);
            }),
        ),
        (
            "praxis.v1.DutyStatus does not begin at _UNSPECIFIED",
            broken(|set| {
                let mut enums = set.file.iter_mut().flat_map(|file| &mut file.enum_type);
                let it = enums.find(|it| it.name() == "DutyStatus").unwrap();
                it.value[0].name = Some("DUTY_STATUS_NONE".to_owned());
            }),
        ),
    ] {
        assert!(told.iter().any(|it| it == rule), "{rule} was not told");
    }
}

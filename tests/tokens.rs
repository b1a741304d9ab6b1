//! Scripts act by tokens of their own: within the methods they were given, never beyond
//! their owner, for a time, from named networks, a few calls at once, and dead at a word.

use std::collections::BTreeSet;

use chrono::Duration;
use futures_util::{StreamExt, stream};
use praxis_server::{
    domain::people::Role,
    rpc::{
        gate::CALLS_AT_ONCE,
        policy::{Policy, Rule, Tokens},
    },
};
use praxis_shared::pb;
use praxis_tests::{
    Clinic, Person, Refused, Watch,
    clinic::booking,
    contract::{self, pool, rpcs},
    fresh,
    people::{Script, script_request},
    vault, when, within,
};
use prost_reflect::MethodDescriptor;
use tonic::{Code, Status};

use crate::access::short;

const LIST: &str = "AppointmentService/ListAppointments";
const WATCH: &str = "EventService/WatchEvents";

async fn list(line: &praxis_tests::Line) -> Result<usize, Status> {
    let asked = pb::ListAppointmentsRequest::default();
    Ok(line.appointments().list_appointments(asked).await?.into_inner().appointments.len())
}

async fn tokens(person: &Person) -> Vec<pb::ApiToken> {
    let asked = pb::ListApiTokensRequest { user: person.name(), ..Default::default() };
    person.api_tokens().list_api_tokens(asked).await.unwrap().into_inner().api_tokens
}

async fn revoke(person: &Person, script: &Script) -> Result<(), Status> {
    let asked = pb::RevokeApiTokenRequest { request_id: fresh(), name: script.name.clone() };
    person.api_tokens().revoke_api_token(asked).await.map(drop)
}

/// Why a call was turned away before the request was looked at, if it was.
fn turned_away(answered: &Result<Vec<u8>, Status>) -> Option<String> {
    let reason = answered.as_ref().err()?.reason();
    let by_the_gate = [
        "NOT_SIGNED_IN",
        "SESSION_ENDED",
        "TOKEN_ENDED",
        "SCOPE_MISSING",
        "NOT_FOR_TOKENS",
        "SOURCE_NOT_ALLOWED",
        "ROLE_NOT_ALLOWED",
        "TOO_BUSY",
    ];
    by_the_gate.contains(&reason.as_str()).then_some(reason)
}

/// What the contract says of a token with one scope and a method.
fn expected(rule: &Rule, scope: &str) -> Option<&'static str> {
    match rule.tokens {
        _ if rule.public => None,
        Tokens::Always => None,
        Tokens::Never => Some("NOT_FOR_TOKENS"),
        Tokens::Scoped if &*rule.method == scope => None,
        Tokens::Scoped => Some("SCOPE_MISSING"),
    }
}

/// One call of the table: scope, method, and why it was turned away.
type Sight = (String, String, Option<String>);

/// Everything in which what was seen contradicts what was expected.
fn contradictions(sights: &[Sight], expected: impl Fn(&str, &str) -> Option<&'static str>) -> Vec<String> {
    sights
        .iter()
        .filter(|(scope, method, away)| away.as_deref() != expected(scope, method))
        .map(|(scope, method, away)| format!("{method} with {scope}: {away:?}"))
        .collect()
}

#[tokio::test]
async fn each_scope_opens_its_own_method_and_no_other() {
    let clinic = Clinic::open().await;
    let roles = [pb::Role::Admin, pb::Role::Desk, pb::Role::Doctor, pb::Role::Patient];
    let owner = clinic.engage("otto", &roles).await;
    let policy = Policy::read().unwrap();
    let rule = |method: &str| policy.rules().find(|it| &*it.1.method == method).unwrap().1;
    let pool = pool();
    let methods: Vec<MethodDescriptor> = rpcs(&pool).collect();
    let scopes: Vec<&MethodDescriptor> = methods
        .iter()
        .filter(|it| rule(&short(it)).tokens == Tokens::Scoped && !rule(&short(it)).public)
        .collect();
    assert!(scopes.len() > 40, "only {} scopes", scopes.len());

    let mut sights = Vec::new();
    for scope in scopes {
        let scope = short(scope);
        let script = owner.script(&[&scope], clinic.now() + Duration::days(1)).await;
        // an empty request: whether it is let in is told by what is said of its fields, and nothing changes
        let tried = methods.iter().map(async |method| {
            let answered = contract::call(&script, method, Vec::new()).await;
            (scope.clone(), short(method), turned_away(&answered))
        });
        sights.extend(stream::iter(tried).buffer_unordered(CALLS_AT_ONCE - 1).collect::<Vec<Sight>>().await);
        revoke(&owner, &script).await.unwrap();
    }
    let told = contradictions(&sights, |scope, method| expected(rule(method), scope));
    assert!(told.is_empty(), "{} contradictions: {told:#?}", told.len());
    // had any of these been otherwise, it would have been told
    for method in
        ["AppointmentService/BookAppointment", "UserService/CreateUser", "SessionService/GetSession"]
    {
        let told = contradictions(&sights, |scope, it| match expected(rule(it), scope) {
            None if it == method => Some("SCOPE_MISSING"),
            Some(_) if it == method => None,
            as_is => as_is,
        });
        assert!(told.iter().any(|it| it.starts_with(method)), "{method} could be otherwise");
    }
}

#[tokio::test]
async fn no_token_mints_tokens_or_manages_users() {
    let never: BTreeSet<String> = Policy::read()
        .unwrap()
        .rules()
        .filter(|(_, rule)| rule.tokens == Tokens::Never && !rule.public)
        .map(|(_, rule)| rule.method.to_string())
        .collect();
    for method in [
        "ApiTokenService/CreateApiToken",
        "ApiTokenService/ListApiTokens",
        "ApiTokenService/RevokeApiToken",
        "ClinicService/UpdateClinic",
        "PatientService/InvitePatient",
        "SessionService/ChangePassword",
        "SessionService/EndSession",
        "SessionService/ListSessions",
        "SessionService/Reauthenticate",
        "SessionService/SignOut",
        "UserService/ApproveUser",
        "UserService/CreateUser",
        "UserService/DisableUser",
        "UserService/EnableUser",
        "UserService/IssueActivationCode",
        "UserService/SetUserRoles",
        "UserService/UpdateUser",
    ] {
        assert!(never.contains(method), "{method} is open to tokens");
    }
}

#[tokio::test]
async fn a_token_is_shown_once_and_only_its_hash_is_kept() {
    let clinic = Clinic::open().await;
    let ana = clinic.patient("ana").await;
    let asked = script_request(&[LIST], clinic.now() + Duration::days(90));
    let first = ana.api_tokens().create_api_token(asked.clone()).await.unwrap().into_inner();
    assert!(first.token.starts_with("praxis_t_") && first.token.len() == "praxis_t_".len() + 64);
    let again = ana.api_tokens().create_api_token(asked).await.unwrap().into_inner();
    assert_eq!((again.token.as_str(), &again.api_token), ("", &first.api_token));
    assert_eq!(tokens(&ana).await.len(), 1);

    let secret = first.token.as_bytes().to_vec();
    let holds = |needle: &[u8]| {
        let directory = clinic.database().parent().unwrap().to_owned();
        let files = std::fs::read_dir(directory).unwrap();
        let mut all =
            files.map(|file| std::fs::read(file.unwrap().path()).unwrap_or_default()).collect::<Vec<_>>();
        all.push(vault::bytes(&clinic.database()));
        all.iter().any(|bytes| bytes.windows(needle.len()).any(|it| it == needle))
    };
    assert!(!holds(&secret), "the token is on the disk");
    assert!(holds(b"nightly export"), "the search finds nothing at all");
}

#[tokio::test]
async fn a_token_acts_for_its_owner_and_the_log_says_that_it_was_the_token() {
    let clinic = Clinic::open().await;
    let (ana, moreau) = (clinic.patient("ana").await, clinic.doctor("moreau").await);
    clinic.give_hours(&moreau).await;
    let script =
        ana.script(&[LIST, "AppointmentService/BookAppointment"], clinic.now() + Duration::days(1)).await;
    let asked = booking(&ana, &moreau, when::at("2027-03-02 10:00"));
    let booked = script.appointments().book_appointment(asked.clone()).await.unwrap().into_inner();
    // the owner's own id of the act: the owner's terminal gets the same answer
    assert_eq!(ana.appointments().book_appointment(asked).await.unwrap().into_inner().name, booked.name);
    assert_eq!(list(&script).await.unwrap(), 1);

    let log = pb::ListAuditEntriesRequest { object: booked.name, ..Default::default() };
    let rows = clinic.admin().audit().list_audit_entries(log).await.unwrap().into_inner().entries;
    let row = rows.iter().find(|it| it.method.ends_with("BookAppointment")).unwrap();
    assert_eq!((&row.user, &row.session, &row.api_token), (&ana.name(), &String::new(), &script.name));

    let me = script.sessions().get_session(pb::GetSessionRequest {}).await.unwrap().into_inner();
    assert_eq!((me.session, me.user.unwrap().name), (None, ana.name()));
    assert_eq!(me.api_token.unwrap().name, script.name);
}

#[tokio::test]
async fn a_token_reaches_no_further_than_its_owner() {
    let clinic = Clinic::open().await;
    let (ana, bob, moreau) =
        (clinic.patient("ana").await, clinic.patient("bob").await, clinic.doctor("moreau").await);
    clinic.give_hours(&moreau).await;
    let visit = clinic.book(&bob, &moreau, "2027-03-02 10:00").await;
    let until = clinic.now() + Duration::days(1);
    let script = ana.script(&["AppointmentService/*", "PatientService/*"], until).await;
    let foreign = pb::GetAppointmentRequest { name: visit.name };
    let refused = script.appointments().get_appointment(foreign).await.unwrap_err();
    assert_eq!(refused.reason(), "NOT_FOUND");
    let search = script.patients().list_patients(pb::ListPatientsRequest::default()).await.unwrap_err();
    assert_eq!(search.reason(), "SCOPE_MISSING");

    // a clerk who stops being one takes the scope with them
    let kim = clinic.engage("kim", &[pb::Role::Desk, pb::Role::Patient]).await;
    let script = kim.script(&["PatientService/ListPatients"], until).await;
    script.patients().list_patients(pb::ListPatientsRequest::default()).await.unwrap();
    let demote = pb::SetUserRolesRequest {
        request_id: fresh(),
        name: kim.name(),
        roles: vec![pb::Role::Patient.into()],
        ..Default::default()
    };
    clinic.admin().users().set_user_roles(demote).await.unwrap();
    let search = script.patients().list_patients(pb::ListPatientsRequest::default()).await.unwrap_err();
    assert_eq!(search.reason(), "ROLE_NOT_ALLOWED");
}

#[tokio::test]
async fn a_token_lives_until_its_second_and_its_streams_with_it() {
    let clinic = Clinic::open().await;
    let ana = clinic.patient("ana").await;
    let until = clinic.now() + Duration::minutes(2);
    let script = ana.script(&[LIST, WATCH], until).await;
    let watch = Watch::open(&script).await;
    clinic.pass(Duration::minutes(2) - Duration::seconds(1));
    list(&script).await.unwrap();
    clinic.pass(Duration::seconds(2));
    let refused = list(&script).await.unwrap_err();
    assert_eq!((refused.code(), refused.reason().as_str()), (Code::Unauthenticated, "TOKEN_ENDED"));
    assert_eq!(tokens(&ana).await.len(), 0);
    // whatever comes next finds the stream ended
    clinic.desk("ida").await;
    let ended = watch.end().await;
    assert_eq!((ended.code(), ended.reason().as_str()), (Code::Unauthenticated, "TOKEN_ENDED"));
}

#[tokio::test]
async fn a_revoked_token_is_dead_at_once_and_its_streams_end() {
    let clinic = Clinic::open().await;
    let (ana, bob) = (clinic.patient("ana").await, clinic.patient("bob").await);
    let until = clinic.now() + Duration::days(1);
    let (script, other) = (ana.script(&[LIST, WATCH], until).await, ana.script(&[LIST, WATCH], until).await);
    let (watch, stays) = (Watch::open(&script).await, Watch::open(&other).await);
    assert_eq!(revoke(&bob, &script).await.unwrap_err().reason(), "NOT_FOUND");
    list(&script).await.unwrap();
    revoke(&ana, &script).await.unwrap();
    assert_eq!(list(&script).await.unwrap_err().reason(), "TOKEN_ENDED");
    assert_eq!(watch.end().await.reason(), "TOKEN_ENDED");
    list(&other).await.unwrap();
    // the administrator sees it and ends it
    let admin = clinic.admin();
    let all = admin.api_tokens().list_api_tokens(pb::ListApiTokensRequest::default()).await.unwrap();
    let seen: Vec<_> = all.into_inner().api_tokens.into_iter().map(|it| it.name).collect();
    assert_eq!(seen.as_slice(), std::slice::from_ref(&other.name));
    revoke(&admin, &other).await.unwrap();
    assert_eq!(stays.end().await.reason(), "TOKEN_ENDED");
}

#[tokio::test]
async fn what_was_revoked_or_has_expired_is_listed_when_it_is_asked_for() {
    let clinic = Clinic::open().await;
    let (ana, bob) = (clinic.patient("ana").await, clinic.patient("bob").await);
    let short = ana.script(&[LIST], clinic.now() + Duration::minutes(2)).await;
    // the order of what was made at once is anybody's guess
    clinic.pass(Duration::seconds(1));
    let revoked = ana.script(&[LIST], clinic.now() + Duration::days(1)).await;
    clinic.pass(Duration::seconds(1));
    let live = ana.script(&[LIST], clinic.now() + Duration::days(1)).await;
    bob.script(&[LIST], clinic.now() + Duration::days(1)).await;
    revoke(&ana, &revoked).await.unwrap();
    let since = clinic.now();
    clinic.pass(Duration::minutes(3));
    let ask = async |show_ended, page_size, page_token: &str| {
        let page_token = page_token.to_owned();
        let asked = pb::ListApiTokensRequest { user: ana.name(), page_size, page_token, show_ended };
        ana.api_tokens().list_api_tokens(asked).await.map(tonic::Response::into_inner)
    };
    let names = |page: &pb::ListApiTokensResponse| -> Vec<String> {
        page.api_tokens.iter().map(|it| it.name.clone()).collect()
    };
    let first = ask(false, 0, "").await.unwrap();
    assert_eq!(names(&first).as_slice(), std::slice::from_ref(&live.name));
    let all = ask(true, 0, "").await.unwrap();
    assert_eq!(names(&all), [live.name, revoked.name, short.name]);
    let ends: Vec<_> = all.api_tokens.iter().map(|it| it.end_time).collect();
    assert_eq!(ends, [None, Some(when::timestamp(since)), None]);
    // a page of one list does not go on in the other
    let first = ask(true, 1, "").await.unwrap();
    assert_eq!(names(&ask(true, 2, &first.next_page_token).await.unwrap()).len(), 2);
    assert_eq!(ask(false, 1, &first.next_page_token).await.unwrap_err().reason(), "INVALID_PAGE_TOKEN");
}

#[tokio::test]
async fn a_disabled_owner_takes_the_tokens_along_for_good() {
    let clinic = Clinic::open().await;
    let ana = clinic.patient("ana").await;
    let script = ana.script(&[LIST, WATCH], clinic.now() + Duration::days(1)).await;
    let watch = Watch::open(&script).await;
    let shut = pb::DisableUserRequest { request_id: fresh(), name: ana.name() };
    clinic.admin().users().disable_user(shut).await.unwrap();
    assert_eq!(list(&script).await.unwrap_err().reason(), "TOKEN_ENDED");
    assert_eq!(watch.end().await.reason(), "TOKEN_ENDED");
    let open = pb::EnableUserRequest { request_id: fresh(), name: ana.name() };
    clinic.admin().users().enable_user(open).await.unwrap();
    assert_eq!(list(&script).await.unwrap_err().reason(), "TOKEN_ENDED");
}

#[tokio::test]
async fn a_token_bound_to_a_network_is_refused_from_elsewhere() {
    let clinic = Clinic::open().await;
    let ana = clinic.patient("ana").await;
    let bound_to = async |networks: &[&str]| {
        let asked = pb::CreateApiTokenRequest {
            source_networks: networks.iter().map(|it| (*it).to_owned()).collect(),
            ..script_request(&[LIST], clinic.now() + Duration::days(1))
        };
        let made = ana.api_tokens().create_api_token(asked).await.unwrap().into_inner();
        praxis_tests::Line::new(clinic.channel(), Some(&made.token))
    };
    // a clinic under test is called over its own socket, which is as good as a loopback address
    list(&bound_to(&["127.0.0.0/8"]).await).await.unwrap();
    list(&bound_to(&["192.0.2.0/24", "::1"]).await).await.unwrap();
    let refused = list(&bound_to(&["192.0.2.0/24"]).await).await.unwrap_err();
    assert_eq!((refused.code(), refused.reason().as_str()), (Code::PermissionDenied, "SOURCE_NOT_ALLOWED"));
}

#[tokio::test]
async fn a_script_that_runs_away_holds_up_itself_alone() {
    let clinic = Clinic::open().await;
    let ana = clinic.patient("ana").await;
    let until = clinic.now() + Duration::days(1);
    let (script, other) = (ana.script(&[LIST, WATCH], until).await, ana.script(&[LIST], until).await);
    let mut streams = Vec::new();
    for _ in 0..CALLS_AT_ONCE {
        streams.push(Watch::open(&script).await);
    }
    let refused = list(&script).await.unwrap_err();
    assert_eq!((refused.code(), refused.reason().as_str()), (Code::ResourceExhausted, "TOO_BUSY"));
    // its owner and the owner's other scripts go on
    list(&ana).await.unwrap();
    list(&other).await.unwrap();
    streams.pop();
    within(async {
        while list(&script).await.is_err() {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

#[tokio::test]
async fn the_last_use_is_noted_once_a_minute() {
    let clinic = Clinic::open().await;
    let ana = clinic.patient("ana").await;
    let script = ana.script(&[LIST], clinic.now() + Duration::days(1)).await;
    assert_eq!(tokens(&ana).await[0].last_used_time, None);
    let used_at = async |time| {
        within(async {
            loop {
                list(&script).await.unwrap();
                let seen = tokens(&ana).await.remove(0);
                if seen.last_used_time == Some(when::timestamp(time)) {
                    return seen.last_source;
                }
            }
        })
        .await
    };
    let first = clinic.now();
    assert_eq!(used_at(first).await, "unix");
    clinic.pass(Duration::seconds(59));
    list(&script).await.unwrap();
    assert_eq!(used_at(first).await, "unix");
    clinic.pass(Duration::seconds(1));
    used_at(clinic.now()).await;
}

#[tokio::test]
async fn a_token_that_cannot_be_made_says_every_reason_at_once() {
    let clinic = Clinic::open().await;
    let ana = clinic.patient("ana").await;
    let asked = pb::CreateApiTokenRequest {
        request_id: fresh(),
        display_name: " ".to_owned(),
        scopes: vec!["AppointmentService/ListApointments".to_owned(), "UserService/ListUsers".to_owned()],
        expire_time: Some(when::timestamp(clinic.now() + Duration::days(90) + Duration::seconds(1))),
        source_networks: vec!["10.0.0.1/8".to_owned(), "home".to_owned()],
    };
    let refused = ana.api_tokens().create_api_token(asked).await.unwrap_err();
    for (field, told) in [
        ("display_name", "must not be empty"),
        ("scopes[0]", "AppointmentService/ListAppointments"),
        ("scopes[1]", "not open to your role"),
        ("expire_time", "90 days"),
        ("source_networks[0]", "10.0.0.0/8"),
        ("source_networks[1]", "192.0.2.0/24"),
    ] {
        let said = refused.violation(field).unwrap_or_default();
        assert!(said.contains(told), "{field}: {said:?} of {:?}", refused.fields());
    }
    let asked = pb::CreateApiTokenRequest { expire_time: None, ..script_request(&[], clinic.now()) };
    let refused = ana.api_tokens().create_api_token(asked).await.unwrap_err();
    assert_eq!(refused.fields(), ["scopes", "expire_time"]);
    let past = script_request(&[LIST], clinic.now());
    let refused = ana.api_tokens().create_api_token(past).await.unwrap_err();
    assert!(refused.violation("expire_time").unwrap().contains("future"));

    for _ in 0..20 {
        ana.script(&[LIST], clinic.now() + Duration::days(1)).await;
    }
    let one_more = script_request(&[LIST], clinic.now() + Duration::days(1));
    let refused = ana.api_tokens().create_api_token(one_more).await.unwrap_err();
    assert_eq!(refused.reason(), "WRONG_STATE");
}

#[tokio::test]
async fn the_scopes_that_are_offered_are_the_ones_that_are_accepted() {
    let clinic = Clinic::open().await;
    let offered = async |person: &Person, query: &str| {
        let asked = pb::FindApiTokenScopesRequest { query: query.to_owned() };
        let found = person.api_tokens().find_api_token_scopes(asked).await.unwrap().into_inner().scopes;
        for scope in &found {
            assert!(!scope.summary.is_empty(), "{}", scope.scope);
        }
        found.into_iter().map(|it| it.scope).collect::<Vec<_>>()
    };
    let until = clinic.now() + Duration::days(1);
    for person in
        [clinic.admin(), clinic.desk("ida").await, clinic.doctor("eva").await, clinic.patient("ana").await]
    {
        let all = offered(&person, "").await;
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        person.script(&all, until).await;
    }
    let ida = clinic.desk("ida").await;
    assert_eq!(offered(&ida, "soonestslots").await, ["ScheduleService/FindSoonestSlots"]);
    let table = crate::access::table();
    for scope in offered(&clinic.patient("ana").await, "").await {
        let access = table[&scope];
        assert!(access.own.has(Role::Patient) || access.any.has(Role::Patient), "{scope}");
    }
}

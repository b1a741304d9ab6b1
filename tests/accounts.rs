//! Who gets in, and who does not: sign-up, codes, passwords, sessions, roles. What a
//! stranger can learn from a refusal is held to be nothing.

use std::fmt::Debug;

use chrono::Duration;
use praxis_shared::pb;
use praxis_tests::{
    Clinic, Line, PASSWORD, Person, Refused, Watch,
    clinic::{account, first_admin},
    fresh, vault, when,
};
use tonic::{Code, Response, Status};

const NEW_PASSWORD: &str = "green lamps hum at dusk";

fn why<T: Debug>(answered: Result<Response<T>, Status>) -> (Code, String) {
    let refused = answered.unwrap_err();
    (refused.code(), refused.reason())
}

fn is(code: Code, reason: &str) -> (Code, String) {
    (code, reason.to_owned())
}

fn sign_up(who: &str, role: pb::Role) -> pb::SignUpRequest {
    let account = account(who);
    pb::SignUpRequest {
        request_id: fresh(),
        user_name: account.user_name,
        email: account.email,
        password: PASSWORD.to_owned(),
        first_name: account.first_name,
        last_name: account.last_name,
        role: role.into(),
        birth_date: Some(when::date("1991-02-03")),
        registration_number: "REG-77".to_owned(),
        specializations: vec!["Dermatology".to_owned()],
        ..pb::SignUpRequest::default()
    }
}

async fn try_sign_in(
    line: &Line,
    login: &str,
    password: &str,
) -> Result<Response<pb::SignInResponse>, Status> {
    let asked = pb::SignInRequest {
        login: login.to_owned(),
        password: password.to_owned(),
        client_label: String::new(),
        ..Default::default()
    };
    line.sessions().sign_in(asked).await
}

async fn who_am_i(person: &Line) -> Result<Response<pb::GetSessionResponse>, Status> {
    person.sessions().get_session(pb::GetSessionRequest {}).await
}

fn roles(user: &pb::User) -> Vec<pb::Role> {
    user.roles().collect()
}

async fn set_roles(clinic: &Clinic, name: String, roles: &[pb::Role]) -> Result<Response<pb::User>, Status> {
    let asked = pb::SetUserRolesRequest {
        request_id: fresh(),
        name,
        roles: roles.iter().map(|&it| it.into()).collect(),
        ..pb::SetUserRolesRequest::default()
    };
    clinic.admin().users().set_user_roles(asked).await
}

async fn issue(clinic: &Clinic, name: String) -> pb::IssueActivationCodeResponse {
    let asked = pb::IssueActivationCodeRequest { request_id: fresh(), name };
    clinic.admin().users().issue_activation_code(asked).await.unwrap().into_inner()
}

async fn try_code(clinic: &Clinic, code: &str) -> Result<Response<pb::SignInResponse>, Status> {
    let asked =
        pb::ActivateRequest { code: code.to_owned(), password: NEW_PASSWORD.to_owned(), ..first_admin(code) };
    let asked = pb::ActivateRequest { user_name: "intruder".into(), email: "in@example.org".into(), ..asked };
    clinic.stranger().sessions().activate(asked).await
}

#[tokio::test]
async fn a_patient_signs_up_and_is_in_by_name_and_by_e_mail_once_that_is_confirmed() {
    let clinic = Clinic::open().await;
    let asked = sign_up("Lea", pb::Role::Patient);
    let made = clinic.stranger().sessions().sign_up(asked).await.unwrap().into_inner().user.unwrap();
    assert_eq!((made.user_name.as_str(), made.state()), ("lea", pb::UserState::Active));
    assert!(made.patient.starts_with("patients/"));
    let is_in = |login: &'static str| {
        let (line, channel) = (clinic.stranger(), clinic.channel());
        async move {
            let me = Person::new(channel, try_sign_in(&line, login, PASSWORD).await.unwrap().into_inner());
            who_am_i(&me).await.unwrap().into_inner().user.unwrap().name
        }
    };
    for login in ["lea", "LEA"] {
        assert_eq!(is_in(login).await, made.name, "{login}");
    }
    let early = try_sign_in(&clinic.stranger(), "lea@example.org", PASSWORD).await;
    assert_eq!(why(early), is(Code::Unauthenticated, "WRONG_CREDENTIALS"));
    clinic.pass(Duration::seconds(1));
    // a doctor whom she visits says that it is her
    let doctor = clinic.doctor("okafor").await;
    clinic.give_hours(&doctor).await;
    let lea = Person::new(
        clinic.channel(),
        try_sign_in(&clinic.stranger(), "lea", PASSWORD).await.unwrap().into_inner(),
    );
    clinic.book(&lea, &doctor, "2027-03-02 10:00").await;
    let name = format!("{}/chart", made.patient);
    let confirm = pb::ConfirmPatientIdentityRequest { request_id: fresh(), name };
    doctor.patients().confirm_patient_identity(confirm).await.unwrap();
    for login in ["lea@example.org", " Lea@Example.ORG "] {
        assert_eq!(is_in(login).await, made.name, "{login}");
    }
}

#[tokio::test]
async fn sign_up_tells_every_wrong_field_at_once() {
    let clinic = Clinic::open().await;
    let asked = pb::SignUpRequest {
        request_id: fresh(),
        user_name: "7".to_owned(),
        email: "nobody".to_owned(),
        password: "short".to_owned(),
        first_name: String::new(),
        last_name: "\u{202e}evil".to_owned(),
        phone: "call me".to_owned(),
        address: Some(pb::PostalAddress { city: "x\u{7}".to_owned(), ..pb::PostalAddress::default() }),
        role: pb::Role::Doctor.into(),
        registration_number: "!".to_owned(),
        ..pb::SignUpRequest::default()
    };
    let refused = clinic.stranger().sessions().sign_up(asked).await.unwrap_err();
    assert_eq!((refused.code(), refused.reason().as_str()), (Code::InvalidArgument, "INVALID_FIELDS"));
    let mut fields = refused.fields();
    fields.sort();
    let wanted = [
        "address.city",
        "email",
        "first_name",
        "last_name",
        "password",
        "phone",
        "registration_number",
        "specializations",
        "user_name",
    ];
    assert_eq!(fields, wanted);
    assert!(fields.iter().all(|it| !refused.violation(it).unwrap().is_empty()));
}

#[tokio::test]
async fn a_user_name_is_taken_in_any_case_and_an_e_mail_too_which_staff_alone_are_told() {
    let clinic = Clinic::open().await;
    clinic.patient("lea").await;
    let same_name =
        pb::SignUpRequest { email: "other@example.org".into(), ..sign_up("LEA", pb::Role::Patient) };
    let answered = clinic.stranger().sessions().sign_up(same_name).await;
    assert_eq!(why(answered), is(Code::AlreadyExists, "USER_NAME_TAKEN"));
    let same_mail =
        pb::SignUpRequest { email: "Lea@Example.Org".into(), ..sign_up("leo", pb::Role::Patient) };
    clinic.stranger().sessions().sign_up(same_mail).await.unwrap();
    let same_mail = pb::CreateUserRequest {
        request_id: fresh(),
        user: Some(pb::User { email: "Lea@Example.Org".into(), ..account("lew") }),
        roles: vec![pb::Role::Desk.into()],
        ..pb::CreateUserRequest::default()
    };
    let answered = clinic.admin().users().create_user(same_mail).await;
    assert_eq!(why(answered), is(Code::AlreadyExists, "EMAIL_TAKEN"));
}

#[tokio::test]
async fn an_unknown_user_and_a_wrong_password_get_the_same_answer() {
    let clinic = Clinic::open().await;
    let (lea, out) = (clinic.patient("lea").await, clinic.patient("out").await);
    clinic.stranger().sessions().sign_up(sign_up("pia", pb::Role::Doctor)).await.unwrap();
    let disable = pb::DisableUserRequest { request_id: fresh(), name: out.name() };
    clinic.admin().users().disable_user(disable).await.unwrap();
    let line = clinic.stranger();
    let wrong = try_sign_in(&line, &lea.user.user_name, NEW_PASSWORD).await.unwrap_err();
    assert_eq!((wrong.code(), wrong.reason().as_str()), (Code::Unauthenticated, "WRONG_CREDENTIALS"));
    // unknown, waiting and disabled alike
    for login in ["nobody", "pia", "out"] {
        let other = try_sign_in(&line, login, NEW_PASSWORD).await.unwrap_err();
        assert_eq!(
            (other.code(), other.message(), other.details()),
            (wrong.code(), wrong.message(), wrong.details()),
            "{login}"
        );
    }
    // the owner of the right password is told what is the matter
    clinic.pass(Duration::seconds(1));
    assert_eq!(
        why(try_sign_in(&line, "out", PASSWORD).await),
        is(Code::PermissionDenied, "ACCOUNT_DISABLED")
    );
    assert_eq!(why(try_sign_in(&line, "pia", PASSWORD).await), is(Code::PermissionDenied, "ACCOUNT_PENDING"));
}

#[tokio::test]
async fn who_signs_up_as_staff_waits_for_the_administrator() {
    let clinic = Clinic::open().await;
    let mut desk = Watch::open(&clinic.admin()).await;
    let asked = sign_up("pia", pb::Role::Doctor);
    let pia = clinic.stranger().sessions().sign_up(asked).await.unwrap().into_inner().user.unwrap();
    assert_eq!((pia.state(), pia.requested_role()), (pb::UserState::Pending, pb::Role::Doctor));
    assert_eq!(roles(&pia), []);
    let notice = desk
        .until(|event| match event {
            pb::event::Payload::Notice(notice) => Some(notice),
            _ => None,
        })
        .await;
    assert_eq!((notice.kind(), notice.subject.as_str()), (pb::NoticeKind::ApprovalWanted, pia.name.as_str()));

    let ana = clinic.patient("ana").await;
    let all = pb::ListDoctorsRequest { skip_next_free: true, ..pb::ListDoctorsRequest::default() };
    let listed = ana.doctors().list_doctors(all.clone()).await.unwrap().into_inner().doctors;
    assert_eq!(listed, [], "a doctor who waits is not offered to patients");

    let approve = pb::ApproveUserRequest { request_id: fresh(), name: pia.name.clone() };
    let answered = ana.users().approve_user(approve.clone()).await;
    assert_eq!(why(answered), is(Code::PermissionDenied, "ROLE_NOT_ALLOWED"));
    let approved = clinic.admin().users().approve_user(approve).await.unwrap().into_inner();
    assert_eq!((approved.state(), roles(&approved)), (pb::UserState::Active, vec![pb::Role::Doctor]));
    try_sign_in(&clinic.stranger(), "pia", PASSWORD).await.unwrap();
    assert_eq!(ana.doctors().list_doctors(all).await.unwrap().into_inner().doctors.len(), 1);
    let again = pb::ApproveUserRequest { request_id: fresh(), name: pia.name };
    let answered = clinic.admin().users().approve_user(again).await;
    assert_eq!(why(answered), is(Code::FailedPrecondition, "WRONG_STATE"));
}

#[tokio::test]
async fn nobody_becomes_more_than_they_are_by_asking() {
    let clinic = Clinic::open().await;
    let refused = clinic.stranger().sessions().sign_up(sign_up("eve", pb::Role::Admin)).await.unwrap_err();
    assert_eq!(refused.fields(), ["role"]);
    let ana = clinic.patient("ana").await;
    let wish = pb::UpdateUserRequest {
        request_id: fresh(),
        user: Some(pb::User {
            roles: vec![pb::Role::Admin.into(), pb::Role::Doctor.into()],
            ..ana.user.clone()
        }),
        ..pb::UpdateUserRequest::default()
    };
    let masked = pb::UpdateUserRequest {
        request_id: fresh(),
        update_mask: Some(prost_types::FieldMask { paths: vec!["roles".to_owned()] }),
        ..wish.clone()
    };
    let refused = ana.users().update_user(masked).await.unwrap_err();
    assert_eq!(
        (refused.reason().as_str(), refused.fields()),
        ("INVALID_FIELDS", vec!["update_mask".to_owned()])
    );
    let updated = ana.users().update_user(wish).await.unwrap().into_inner();
    assert_eq!(roles(&updated), [pb::Role::Patient]);
    assert_eq!(updated.doctor, "");
}

#[tokio::test]
async fn a_code_is_good_once() {
    let clinic = Clinic::open().await;
    let asked = pb::CreateUserRequest {
        request_id: fresh(),
        user: Some(account("kim")),
        roles: vec![pb::Role::Desk.into()],
        ..pb::CreateUserRequest::default()
    };
    let made = clinic.admin().users().create_user(asked.clone()).await.unwrap().into_inner();
    let user = made.user.unwrap();
    assert_eq!(user.state(), pb::UserState::Invited);
    let before = try_sign_in(&clinic.stranger(), "kim", PASSWORD).await;
    assert_eq!(why(before), is(Code::Unauthenticated, "WRONG_CREDENTIALS"));
    // repeated, the request answers with the same user and keeps the secret
    let again = clinic.admin().users().create_user(asked).await.unwrap().into_inner();
    assert_eq!((again.user.unwrap().name, again.activation_code.as_str()), (user.name.clone(), ""));

    // typed by hand: small letters, spaces instead of dashes
    let kim = clinic.activate(&made.activation_code.to_lowercase().replace('-', " ")).await;
    assert_eq!(kim.name(), user.name);
    let used = try_code(&clinic, &made.activation_code).await.unwrap_err();
    let unknown = try_code(&clinic, "00000-00000-00000-00000-00000-0").await.unwrap_err();
    let issued = issue(&clinic, kim.name()).await.activation_code;
    clinic.pass(Duration::hours(24) + Duration::seconds(1));
    let expired = try_code(&clinic, &issued).await.unwrap_err();
    for refused in [&used, &unknown, &expired] {
        assert_eq!((refused.code(), refused.reason().as_str()), (Code::Unauthenticated, "CODE_INVALID"));
        assert_eq!(refused.details(), used.details());
    }
}

#[tokio::test]
async fn a_code_is_good_for_a_day_and_dies_of_a_newer_one() {
    let clinic = Clinic::open().await;
    let kim = clinic.desk("kim").await;
    let old = issue(&clinic, kim.name()).await.activation_code;
    let new = issue(&clinic, kim.name()).await;
    assert_eq!(why(try_code(&clinic, &old).await), is(Code::Unauthenticated, "CODE_INVALID"));
    let end = chrono::DateTime::from_timestamp(new.expire_time.unwrap().seconds, 0).unwrap();
    assert_eq!(end - clinic.now(), Duration::hours(24));
    clinic.pass(Duration::hours(24) - Duration::seconds(1));
    // a code redeemed is a password set: what was open under the old one is shut
    let opened = try_code(&clinic, &new.activation_code).await.unwrap().into_inner();
    assert_eq!(opened.user.unwrap().name, kim.name());
    assert_eq!(why(who_am_i(&kim).await), is(Code::Unauthenticated, "SESSION_ENDED"));
    let answered = try_sign_in(&clinic.stranger(), "kim", PASSWORD).await;
    assert_eq!(why(answered), is(Code::Unauthenticated, "WRONG_CREDENTIALS"));
}

#[tokio::test]
async fn a_new_password_ends_every_other_session_with_its_streams() {
    let clinic = Clinic::open().await;
    let here = clinic.patient("ana").await;
    let there = here.another_terminal().await;
    let (watch_here, watch_there) = (Watch::open(&here).await, Watch::open(&there).await);
    let asked = |current: &str, new: &str| pb::ChangePasswordRequest {
        request_id: fresh(),
        current_password: current.to_owned(),
        new_password: new.to_owned(),
    };
    let wrong = here.sessions().change_password(asked(NEW_PASSWORD, "yet another pass phrase")).await;
    assert_eq!(why(wrong), is(Code::Unauthenticated, "WRONG_CREDENTIALS"));
    let weak = here.sessions().change_password(asked(PASSWORD, "short")).await.unwrap_err();
    assert_eq!(weak.fields(), ["new_password"]);
    clinic.pass(Duration::seconds(1));
    who_am_i(&there).await.unwrap();

    here.sessions().change_password(asked(PASSWORD, NEW_PASSWORD)).await.unwrap();
    who_am_i(&here).await.unwrap();
    assert_eq!(why(who_am_i(&there).await), is(Code::Unauthenticated, "SESSION_ENDED"));
    assert_eq!(watch_there.end().await.code(), Code::Unauthenticated);
    drop(watch_here);
    let old = try_sign_in(&clinic.stranger(), "ana", PASSWORD).await;
    assert_eq!(why(old), is(Code::Unauthenticated, "WRONG_CREDENTIALS"));
    clinic.pass(Duration::seconds(1));
    try_sign_in(&clinic.stranger(), "ana", NEW_PASSWORD).await.unwrap();
}

#[tokio::test]
async fn a_session_ends_at_its_hour_with_its_streams() {
    let clinic = Clinic::open().await;
    let (ana, moreau) = (clinic.patient("ana").await, clinic.doctor("moreau").await);
    clinic.give_hours(&moreau).await;
    let watch = Watch::open(&ana).await;
    clinic.pass(Duration::hours(12) - Duration::seconds(1));
    who_am_i(&ana).await.unwrap();
    let late = moreau.another_terminal().await;
    clinic.pass(Duration::seconds(1));
    assert_eq!(why(who_am_i(&ana).await), is(Code::Unauthenticated, "SESSION_ENDED"));
    // whatever happens next, the stream has nothing to tell any more
    let duty = pb::SetDutyStatusRequest {
        request_id: fresh(),
        name: late.doctor(),
        duty_status: pb::DutyStatus::OffDuty.into(),
    };
    late.doctors().set_duty_status(duty).await.unwrap();
    let ended = watch.end().await;
    assert_eq!((ended.code(), ended.reason().as_str()), (Code::Unauthenticated, "SESSION_ENDED"));
}

#[tokio::test]
async fn people_see_and_end_their_own_sessions_and_no_others() {
    let clinic = Clinic::open().await;
    let (here, bob) = (clinic.patient("ana").await, clinic.patient("bob").await);
    clinic.pass(Duration::minutes(1));
    let there = here.another_terminal().await;
    let watch = Watch::open(&there).await;
    let list = |of: String| pb::ListSessionsRequest { user: of, ..pb::ListSessionsRequest::default() };
    let mine = here.sessions().list_sessions(list(String::new())).await.unwrap().into_inner().sessions;
    let told: Vec<_> = mine.iter().map(|it| (it.client_label.as_str(), it.current)).collect();
    assert_eq!(told, [("another terminal", false), ("under test", true)]);
    let answered = bob.sessions().list_sessions(list(here.name())).await;
    assert_eq!(why(answered), is(Code::NotFound, "NOT_FOUND"));
    let end = |name: &str| pb::EndSessionRequest { request_id: fresh(), name: name.to_owned() };
    let answered = bob.sessions().end_session(end(&mine[0].name)).await;
    assert_eq!(why(answered), is(Code::NotFound, "NOT_FOUND"));
    who_am_i(&there).await.unwrap();

    here.sessions().end_session(end(&mine[0].name)).await.unwrap();
    assert_eq!(why(who_am_i(&there).await), is(Code::Unauthenticated, "SESSION_ENDED"));
    assert_eq!(watch.end().await.code(), Code::Unauthenticated);
    // ending an ended one is fine
    here.sessions().end_session(end(&mine[0].name)).await.unwrap();
    let theirs = clinic.admin().sessions().list_sessions(list(here.name())).await.unwrap().into_inner();
    assert_eq!(theirs.sessions.len(), 1);
}

#[tokio::test]
async fn a_disabled_account_is_shut_out_at_once_and_let_in_again() {
    let clinic = Clinic::open().await;
    let ida = clinic.desk("ida").await;
    let watch = Watch::open(&ida).await;
    let disable = || pb::DisableUserRequest { request_id: fresh(), name: ida.name() };
    clinic.admin().users().disable_user(disable()).await.unwrap();
    assert_eq!(why(who_am_i(&ida).await), is(Code::Unauthenticated, "SESSION_ENDED"));
    assert_eq!(watch.end().await.code(), Code::Unauthenticated);
    let answered = try_sign_in(&clinic.stranger(), "ida", PASSWORD).await;
    assert_eq!(why(answered), is(Code::PermissionDenied, "ACCOUNT_DISABLED"));
    clinic.admin().users().disable_user(disable()).await.unwrap();
    let enable = pb::EnableUserRequest { request_id: fresh(), name: ida.name() };
    clinic.admin().users().enable_user(enable).await.unwrap();
    try_sign_in(&clinic.stranger(), "ida", PASSWORD).await.unwrap();
    // what was open before stays shut
    assert_eq!(why(who_am_i(&ida).await), is(Code::Unauthenticated, "SESSION_ENDED"));
}

#[tokio::test]
async fn a_change_of_roles_holds_from_the_next_call_on() {
    let clinic = Clinic::open().await;
    let ida = clinic.desk("ida").await;
    let list = pb::ListPatientsRequest::default();
    ida.patients().list_patients(list.clone()).await.unwrap();
    let mut watch = Watch::open(&ida).await;
    set_roles(&clinic, ida.name(), &[pb::Role::Admin]).await.unwrap();
    ida.users().list_users(pb::ListUsersRequest::default()).await.unwrap();
    let changed = watch
        .until(|event| match event {
            pb::event::Payload::User(user) if user.name == ida.name() => Some(user),
            _ => None,
        })
        .await;
    assert_eq!(roles(&changed), [pb::Role::Admin]);
    set_roles(&clinic, ida.name(), &[pb::Role::Desk]).await.unwrap();
    let answered = ida.users().list_users(pb::ListUsersRequest::default()).await;
    assert_eq!(why(answered), is(Code::PermissionDenied, "ROLE_NOT_ALLOWED"));
    ida.patients().list_patients(list).await.unwrap();
    let nothing = set_roles(&clinic, ida.name(), &[]).await.unwrap_err();
    assert_eq!(nothing.fields(), ["roles"]);
}

#[tokio::test]
async fn one_person_can_be_two_things() {
    let clinic = Clinic::open().await;
    let boss = clinic.engage("boss", &[pb::Role::Admin, pb::Role::Doctor]).await;
    assert!(boss.doctor().starts_with("doctors/"));
    boss.users().list_users(pb::ListUsersRequest::default()).await.unwrap();
    clinic.give_hours(&boss).await;
    let ana = clinic.patient("ana").await;
    clinic.book_approved(&ana, &boss, "2027-03-02 09:00").await;
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let clinic = Clinic::open().await;
    let admin = clinic.admin();
    let alone = is(Code::FailedPrecondition, "LAST_ADMIN");
    assert_eq!(why(set_roles(&clinic, admin.name(), &[pb::Role::Desk]).await), alone);
    let disable = || pb::DisableUserRequest { request_id: fresh(), name: admin.name() };
    assert_eq!(why(admin.users().disable_user(disable()).await), alone);
    // one who is invited, and one who is disabled, administer nothing
    let asked = pb::CreateUserRequest {
        request_id: fresh(),
        user: Some(account("second")),
        roles: vec![pb::Role::Admin.into()],
        ..pb::CreateUserRequest::default()
    };
    let made = admin.users().create_user(asked).await.unwrap().into_inner();
    assert_eq!(why(admin.users().disable_user(disable()).await), alone);
    let second = clinic.activate(&made.activation_code).await;
    second.users().disable_user(disable()).await.unwrap();
    let last = pb::DisableUserRequest { request_id: fresh(), name: second.name() };
    assert_eq!(why(second.users().disable_user(last).await), alone);
}

#[tokio::test]
async fn the_first_administrator_comes_in_by_the_code_of_init_alone() {
    let (clinic, code) = Clinic::open_empty().await;
    let line = clinic.stranger();
    let wrong = first_admin("00000-00000-00000-00000-00000-0");
    assert_eq!(why(line.sessions().activate(wrong).await), is(Code::Unauthenticated, "CODE_INVALID"));
    let unnamed =
        pb::ActivateRequest { user_name: String::new(), email: String::new(), ..first_admin(&code) };
    let refused = line.sessions().activate(unnamed).await.unwrap_err();
    assert_eq!(refused.fields(), ["user_name", "email"]);
    let opened = line.sessions().activate(first_admin(&code)).await.unwrap().into_inner();
    assert_eq!(roles(&opened.user.unwrap()), [pb::Role::Admin]);
    let again = pb::ActivateRequest {
        user_name: "second".into(),
        email: "s@example.org".into(),
        ..first_admin(&code)
    };
    assert_eq!(why(line.sessions().activate(again).await), is(Code::Unauthenticated, "CODE_INVALID"));
    let remade = praxis_server::open::init(clinic.desk_inside(), "Again", when::ZONE).await;
    assert!(remade.is_err(), "a clinic with users is not made again");
}

#[tokio::test]
async fn a_session_outlives_the_server() {
    let mut clinic = Clinic::open().await;
    let ida = clinic.desk("ida").await;
    clinic.restart().await;
    assert_eq!(who_am_i(&ida).await.unwrap().into_inner().user.unwrap().user_name, "ida");
}

#[tokio::test]
async fn what_opens_doors_is_not_in_the_file() {
    let mut clinic = Clinic::open().await;
    let ana = clinic.patient("ana").await;
    let code = issue(&clinic, ana.name()).await.activation_code;
    clinic.stop().await;
    let stored = vault::bytes(&clinic.database());
    let holds = |what: &str| stored.windows(what.len()).any(|it| it == what.as_bytes());
    assert!(holds("ana@example.org"), "the file was not read");
    for secret in [&ana.token, PASSWORD, &code, &code.replace('-', "")] {
        assert!(!holds(secret), "a secret is stored");
    }
}

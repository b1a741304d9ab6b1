//! Who came into an account by a code or after a reset may be somebody else; roles that open clinical text are confirmed
//! by somebody else; and a relation of care begins by somebody else's step. Each is walked as the person who would abuse
//! it, and as the one for whom it must work.

use chrono::Duration;
use praxis_shared::pb::{self, event::Payload};
use praxis_tests::{
    Clinic, PASSWORD, Person, Refused, Watch,
    clinic::{account, booking},
    fresh, when,
};
use tonic::{Code, Status};

/// A clinic that trusts no code, with a doctor who has hours and somebody at the desk.
struct Scene {
    clinic: Clinic,
    ida: Person,
    moreau: Person,
}

async fn scene() -> Scene {
    let clinic = Clinic::open_where(|config| config.paper_codes = false).await;
    let (ida, moreau) = (clinic.desk("ida").await, clinic.doctor("moreau").await);
    clinic.give_hours(&moreau).await;
    Scene { clinic, ida, moreau }
}

impl Scene {
    /// A patient of the desk's, without an account, who has a visit and a chart from before.
    async fn registered(&self, first: &str) -> String {
        let patient = self.registered_as(first, 0).await;
        self.ida.appointments().book_appointment(self.booking(&patient, "2027-03-02 10:00")).await.unwrap();
        write(&self.moreau, &patient, "depression").await.unwrap();
        // what comes later is of a later time
        self.clinic.pass(Duration::seconds(1));
        patient
    }

    /// A patient of the desk's, without an account and without a history; born so many years after others.
    async fn registered_as(&self, first: &str, younger: usize) -> String {
        let asked = pb::RegisterPatientRequest {
            request_id: fresh(),
            patient: Some(pb::Patient {
                first_name: first.to_owned(),
                last_name: "Known".to_owned(),
                birth_date: Some(when::date(&format!("{}-05-17", 1980 + younger))),
                email: format!("{}@example.org", first.to_lowercase()),
                ..pb::Patient::default()
            }),
            ..pb::RegisterPatientRequest::default()
        };
        self.ida.patients().register_patient(asked).await.unwrap().into_inner().name
    }

    fn booking(&self, patient: &str, local: &str) -> pb::BookAppointmentRequest {
        pb::BookAppointmentRequest {
            request_id: fresh(),
            patient: patient.to_owned(),
            doctor: self.moreau.doctor(),
            start_time: Some(when::at(local)),
            visit_kind: pb::VisitKind::FollowUp.into(),
            ..pb::BookAppointmentRequest::default()
        }
    }

    async fn invite(&self, patient: &str, user_name: &str) -> String {
        let asked = pb::InvitePatientRequest {
            request_id: fresh(),
            name: patient.to_owned(),
            user_name: user_name.to_owned(),
            email: format!("{user_name}@elsewhere.example"),
        };
        self.ida.patients().invite_patient(asked).await.unwrap().into_inner().activation_code
    }

    async fn confirm(&self, patient: &str) -> Result<pb::PatientChart, Status> {
        let name = format!("{patient}/chart");
        let asked = pb::ConfirmPatientIdentityRequest { request_id: fresh(), name };
        Ok(self.moreau.patients().confirm_patient_identity(asked).await?.into_inner())
    }

    async fn doubt(&self, patient: &str) -> Result<pb::PatientChart, Status> {
        let name = format!("{patient}/chart");
        let asked = pb::DoubtPatientIdentityRequest { request_id: fresh(), name };
        Ok(self.moreau.patients().doubt_patient_identity(asked).await?.into_inner())
    }
}

async fn chart(who: &Person, patient: &str) -> Result<pb::PatientChart, Status> {
    let asked = pb::GetPatientChartRequest { name: format!("{patient}/chart") };
    Ok(who.patients().get_patient_chart(asked).await?.into_inner())
}

async fn write(who: &Person, patient: &str, history: &str) -> Result<pb::PatientChart, Status> {
    let asked = pb::UpdatePatientChartRequest {
        request_id: fresh(),
        chart: Some(pb::PatientChart {
            name: format!("{patient}/chart"),
            medical_history: history.to_owned(),
            ..pb::PatientChart::default()
        }),
        update_mask: Some(prost_types::FieldMask { paths: vec!["medical_history".to_owned()] }),
        expected_version: 0,
    };
    Ok(who.patients().update_patient_chart(asked).await?.into_inner())
}

async fn visits(who: &Person) -> usize {
    let listed = who.appointments().list_visits(pb::ListVisitsRequest::default()).await.unwrap();
    listed.into_inner().visits.len()
}

fn told(refused: Status) -> (Code, String) {
    (refused.code(), refused.reason())
}

#[tokio::test]
async fn whoever_redeems_a_code_sees_nothing_older_until_a_doctor_says_that_it_is_the_patient() {
    let it = scene().await;
    let patient = it.registered("Anna").await;
    let code = it.invite(&patient, "anna").await;
    let anna = it.clinic.activate(&code).await;
    assert!(anna.user.unconfirmed_time.is_some());
    // closed
    assert_eq!(
        told(chart(&anna, &patient).await.unwrap_err()),
        (Code::PermissionDenied, "UNCONFIRMED".into())
    );
    assert_eq!(told(write(&anna, &patient, "well").await.unwrap_err()).1, "UNCONFIRMED");
    assert_eq!(visits(&anna).await, 0, "the visit of before");
    let notices = async |who: &Person| {
        let asked = pb::ListNoticesRequest::default();
        who.events().list_notices(asked).await.unwrap().into_inner().notices.len()
    };
    let looked = pb::ListRecordAccessesRequest { patient: "patients/me".to_owned(), ..Default::default() };
    assert_eq!(told(anna.audit().list_record_accesses(looked.clone()).await.unwrap_err()).1, "UNCONFIRMED");
    let token =
        praxis_tests::people::script_request(&["DoctorService/*"], it.clinic.now() + Duration::hours(1));
    assert_eq!(told(anna.api_tokens().create_api_token(token).await.unwrap_err()).1, "UNCONFIRMED");
    let mail = pb::UpdateUserRequest {
        request_id: fresh(),
        user: Some(pb::User { name: anna.name(), email: "mine@example.org".into(), ..pb::User::default() }),
        update_mask: Some(prost_types::FieldMask { paths: vec!["email".to_owned()] }),
        ..pb::UpdateUserRequest::default()
    };
    assert_eq!(told(anna.users().update_user(mail).await.unwrap_err()).1, "UNCONFIRMED");
    // open: booking, and what is made from now on
    let asked = booking(&anna, &it.moreau, when::at("2027-03-05 10:00"));
    anna.appointments().book_appointment(asked).await.unwrap();
    assert_eq!((visits(&anna).await, notices(&anna).await), (1, 0));
    // the doctor is told, and confirms
    assert_eq!(chart(&it.moreau, &patient).await.unwrap().identity(), pb::PatientIdentity::Unconfirmed);
    assert_eq!(it.confirm(&patient).await.unwrap().identity(), pb::PatientIdentity::Confirmed);
    assert_eq!(chart(&anna, &patient).await.unwrap().medical_history, "depression");
    assert_eq!(visits(&anna).await, 2);
    anna.audit().list_record_accesses(looked).await.unwrap();
    assert_eq!(told(it.confirm(&patient).await.unwrap_err()).1, "WRONG_STATE", "nothing is left to confirm");
    // and takes it back
    it.clinic.pass(Duration::seconds(1));
    it.doubt(&patient).await.unwrap();
    assert_eq!(told(chart(&anna, &patient).await.unwrap_err()).1, "UNCONFIRMED");
    assert_eq!(visits(&anna).await, 0);
}

#[tokio::test]
async fn confirming_lets_the_terminals_of_the_account_list_anew() {
    let it = scene().await;
    let patient = it.registered("Anna").await;
    let anna = it.clinic.activate(&it.invite(&patient, "anna").await).await;
    let watch = Watch::open(&anna.line).await;
    let before = watch.cursor.clone();
    it.confirm(&patient).await.unwrap();
    assert_eq!(told(watch.end().await), (Code::OutOfRange, "CURSOR_PRUNED".into()));
    let asked = pb::WatchEventsRequest { cursor: before };
    let refused = match anna.events().watch_events(asked).await {
        Err(refused) => refused,
        Ok(stream) => stream.into_inner().message().await.unwrap_err(),
    };
    assert_eq!(told(refused).1, "CURSOR_PRUNED");
    Watch::open(&anna.line).await;
}

#[tokio::test]
async fn an_account_in_doubt_hears_of_what_is_made_since_and_of_nothing_older() {
    let it = scene().await;
    let patient = it.registered("Anna").await;
    let anna = it.clinic.activate(&it.invite(&patient, "anna").await).await;
    let mut watch = Watch::open(&anna.line).await;
    let old = it.ida.appointments().list_appointments(pb::ListAppointmentsRequest::default()).await.unwrap();
    let old = old.into_inner().appointments.remove(0);
    let note = pb::UpdateAppointmentRequest {
        request_id: fresh(),
        appointment: Some(pb::Appointment { name: old.name.clone(), room: "7".into(), ..Default::default() }),
        update_mask: Some(prost_types::FieldMask { paths: vec!["room".to_owned()] }),
        ..Default::default()
    };
    it.ida.appointments().update_appointment(note).await.unwrap();
    let asked = booking(&anna, &it.moreau, when::at("2027-03-05 10:00"));
    let new = anna.appointments().book_appointment(asked).await.unwrap().into_inner();
    let first = watch
        .until(|event| match event {
            Payload::Appointment(visit) => Some(visit.name),
            _ => None,
        })
        .await;
    assert_eq!(first, new.name, "not {}", old.name);
}

#[tokio::test]
async fn a_patients_code_is_refused_on_the_terminal_that_issued_it_and_everybody_concerned_hears_of_a_code() {
    let it = scene().await;
    let patient = it.registered("Anna").await;
    let sign_in = pb::SignInRequest {
        login: "ida".to_owned(),
        password: PASSWORD.to_owned(),
        ..pb::SignInRequest::default()
    };
    let opened = it.clinic.stranger().sessions().sign_in(sign_in).await.unwrap().into_inner();
    let device = opened.device.clone();
    let ida = Person::new(it.clinic.channel(), opened);
    let asked = pb::InvitePatientRequest {
        request_id: fresh(),
        name: patient.clone(),
        user_name: "anna".to_owned(),
        email: "anna@elsewhere.example".to_owned(),
    };
    let code = ida.patients().invite_patient(asked).await.unwrap().into_inner().activation_code;
    let redeem = |device: String| pb::ActivateRequest {
        code: code.clone(),
        password: PASSWORD.to_owned(),
        device,
        ..pb::ActivateRequest::default()
    };
    let refused = it.clinic.stranger().sessions().activate(redeem(device)).await.unwrap_err();
    assert_eq!(told(refused), (Code::PermissionDenied, "CODE_OF_THIS_DEVICE".into()));
    // the code is as good as before elsewhere
    it.clinic.stranger().sessions().activate(redeem(String::new())).await.unwrap();
    for who in [&it.clinic.admin(), &it.moreau] {
        let notices =
            who.events().list_notices(pb::ListNoticesRequest::default()).await.unwrap().into_inner().notices;
        let heard = notices.iter().find(|it| it.kind() == pb::NoticeKind::CodeRedeemed);
        let heard = heard.unwrap_or_else(|| panic!("{} heard nothing", who.user.user_name));
        assert!(heard.text.contains("Known, Anna") && heard.text.contains("from "), "{}", heard.text);
    }
}

#[tokio::test]
async fn with_codes_on_paper_whoever_redeems_one_counts_as_the_patient() {
    let it = scene().await;
    let clinic = Clinic::open().await;
    drop(it);
    let (ida, moreau) = (clinic.desk("ida").await, clinic.doctor("moreau").await);
    clinic.give_hours(&moreau).await;
    let it = Scene { clinic, ida, moreau };
    let patient = it.registered("Anna").await;
    let anna = it.clinic.activate(&it.invite(&patient, "anna").await).await;
    assert_eq!(chart(&anna, &patient).await.unwrap().medical_history, "depression");
}

#[tokio::test]
async fn what_a_doctor_does_alone_begins_no_relation_and_another_persons_step_does() {
    let it = scene().await;
    let owner = it.clinic.engage("owner", &[pb::Role::Doctor, pb::Role::Desk]).await;
    it.clinic.give_hours(&owner).await;
    let patient = it.registered("Anna").await;
    let book =
        |local: &str| pb::BookAppointmentRequest { doctor: owner.doctor(), ..it.booking(&patient, local) };
    // booked, moved, arrived by the doctor who is of the desk, too
    let visit = owner.appointments().book_appointment(book("2027-03-03 09:00")).await.unwrap().into_inner();
    assert_eq!(chart(&owner, &patient).await.unwrap_err().code(), Code::NotFound);
    let moved = pb::RescheduleAppointmentRequest {
        request_id: fresh(),
        name: visit.name.clone(),
        start_time: Some(when::at("2027-03-03 10:00")),
        ..Default::default()
    };
    it.ida.appointments().reschedule_appointment(moved).await.unwrap();
    assert_eq!(chart(&owner, &patient).await.unwrap_err().code(), Code::NotFound, "a move by the desk");
    it.clinic.set_clock("2027-03-03 10:00");
    let (owner, ida) = (owner.another_terminal().await, it.ida.another_terminal().await);
    let arrive = |name: &str| pb::CheckInAppointmentRequest {
        request_id: fresh(),
        name: name.to_owned(),
        ..Default::default()
    };
    owner.appointments().check_in_appointment(arrive(&visit.name)).await.unwrap();
    assert_eq!(chart(&owner, &patient).await.unwrap_err().code(), Code::NotFound, "the doctor's own arrival");
    let undo = |name: &str| pb::UndoAppointmentRequest {
        request_id: fresh(),
        name: name.to_owned(),
        reason: "mixed up".to_owned(),
        ..Default::default()
    };
    owner.appointments().undo_appointment(undo(&visit.name)).await.unwrap();
    // the desk notes the arrival: now there is a relation, until that step is undone
    ida.appointments().check_in_appointment(arrive(&visit.name)).await.unwrap();
    assert_eq!(chart(&owner, &patient).await.unwrap().medical_history, "depression");
    ida.appointments().undo_appointment(undo(&visit.name)).await.unwrap();
    assert_eq!(chart(&owner, &patient).await.unwrap_err().code(), Code::NotFound, "undone");
    // and a visit that somebody else's step came to before it was this doctor's counts for nothing
    let moreaus = it.booking(&patient, "2027-03-04 09:00");
    let visit = ida.appointments().book_appointment(moreaus).await.unwrap().into_inner();
    let moved = pb::RescheduleAppointmentRequest {
        request_id: fresh(),
        name: visit.name,
        doctor: owner.doctor(),
        start_time: Some(when::at("2027-03-04 09:00")),
        ..Default::default()
    };
    ida.appointments().reschedule_appointment(moved).await.unwrap();
    assert_eq!(chart(&owner, &patient).await.unwrap_err().code(), Code::NotFound, "moved to this doctor");
}

#[tokio::test]
async fn a_booking_of_an_account_in_doubt_begins_no_relation() {
    let it = scene().await;
    let braun = it.clinic.doctor("braun").await;
    it.clinic.give_hours(&braun).await;
    let patient = it.registered("Anna").await;
    let anna = it.clinic.activate(&it.invite(&patient, "anna").await).await;
    let asked = booking(&anna, &braun, when::at("2027-03-05 10:00"));
    anna.appointments().book_appointment(asked).await.unwrap();
    assert_eq!(chart(&braun, &patient).await.unwrap_err().code(), Code::NotFound);
    it.confirm(&patient).await.unwrap();
    let asked = booking(&anna, &braun, when::at("2027-03-06 10:00"));
    anna.appointments().book_appointment(asked).await.unwrap();
    chart(&braun, &patient).await.unwrap();
}

#[tokio::test]
async fn in_a_practice_of_one_the_doctors_own_booking_opens_the_record() {
    let clinic = Clinic::open_where(|config| {
        config.sole_practitioner = true;
        config.paper_codes = false;
    })
    .await;
    let owner = clinic.engage("owner", &[pb::Role::Doctor, pb::Role::Desk]).await;
    clinic.give_hours(&owner).await;
    let it = Scene { ida: owner.clone(), moreau: owner.clone(), clinic };
    let patient = it.registered("Anna").await;
    chart(&owner, &patient).await.unwrap();
}

async fn grants(who: &Person) -> Vec<pb::RoleGrant> {
    who.users().list_role_grants(pb::ListRoleGrantsRequest::default()).await.unwrap().into_inner().role_grants
}

async fn confirm(who: &Person, grant: &pb::RoleGrant, console_code: &str) -> Result<pb::User, Status> {
    let asked = pb::ConfirmRoleGrantRequest {
        request_id: fresh(),
        name: grant.name.clone(),
        console_code: console_code.to_owned(),
    };
    Ok(who.users().confirm_role_grant(asked).await?.into_inner())
}

async fn create(admin: &Person, who: &str, roles: &[pb::Role]) -> pb::CreateUserResponse {
    let asked = pb::CreateUserRequest {
        request_id: fresh(),
        user: Some(account(who)),
        roles: roles.iter().map(|it| (*it).into()).collect(),
        registration_number: "REG-4711".to_owned(),
        specializations: vec!["Surgery".to_owned()],
        birth_date: Some(when::date("1970-01-01")),
    };
    admin.users().create_user(asked).await.unwrap().into_inner()
}

#[tokio::test]
async fn the_first_days_of_a_clinic_are_one_persons_and_then_roles_wait_for_somebody_else() {
    let clinic = Clinic::open().await;
    let admin = clinic.admin();
    // nobody else could confirm it: the owner becomes doctor, and engages the first doctor
    let first = create(&admin, "first", &[pb::Role::Doctor]).await.user.unwrap();
    assert_eq!(first.roles, [i32::from(pb::Role::Doctor)]);
    assert!(first.waiting_roles.is_empty());
    let first = clinic.engage("second", &[pb::Role::Doctor]).await;
    // by now roles wait, and give nothing
    let made = create(&admin, "third", &[pb::Role::Doctor, pb::Role::Desk]).await;
    let third = made.user.unwrap();
    assert_eq!(third.roles, [i32::from(pb::Role::Desk)]);
    assert_eq!(third.waiting_roles, [i32::from(pb::Role::Doctor)]);
    let third = clinic.activate(&made.activation_code).await;
    let waiting = grants(&admin).await.remove(0);
    assert!(!waiting.confirmable);
    // not the granter, not who gets it, nobody whom the granter admitted lately
    for who in [&admin, &first] {
        let refused = confirm(who, &waiting, "").await.unwrap_err();
        assert_eq!(told(refused), (Code::PermissionDenied, "NOT_YOURS_TO_CONFIRM".into()));
    }
    assert_eq!(
        told(third.users().list_role_grants(pb::ListRoleGrantsRequest::default()).await.unwrap_err()).1,
        "ROLE_NOT_ALLOWED"
    );
    assert_eq!(told(confirm(&admin, &waiting, "AAAA-BBBB").await.unwrap_err()).1, "CODE_INVALID");
    // a week later the doctor is nobody's creature any more
    clinic.pass(Duration::days(8));
    let first = first.another_terminal().await;
    assert!(grants(&first).await.remove(0).confirmable);
    let confirmed = confirm(&first, &waiting, "").await.unwrap();
    assert_eq!(confirmed.roles.len(), 2);
    assert_eq!(told(confirm(&first, &waiting, "").await.unwrap_err()).1, "WRONG_STATE");
}

#[tokio::test]
async fn a_code_of_the_console_confirms_once() {
    let clinic = Clinic::open().await;
    let admin = clinic.admin();
    clinic.doctor("moreau").await;
    create(&admin, "one", &[pb::Role::Doctor]).await;
    create(&admin, "two", &[pb::Role::Admin]).await;
    let waiting = grants(&admin).await;
    assert_eq!(waiting.len(), 2);
    let code = clinic.console_code();
    confirm(&admin, &waiting[0], &code).await.unwrap();
    assert_eq!(told(confirm(&admin, &waiting[1], &code).await.unwrap_err()).1, "CODE_INVALID", "it was used");
    let code = clinic.console_code();
    clinic.pass(Duration::minutes(15));
    let admin = admin.another_terminal().await;
    assert_eq!(
        told(confirm(&admin, &waiting[1], &code).await.unwrap_err()).1,
        "CODE_INVALID",
        "it is too old"
    );
}

#[tokio::test]
async fn of_confirming_and_withdrawing_at_once_one_wins() {
    let clinic = Clinic::open().await;
    let admin = clinic.admin();
    clinic.doctor("moreau").await;
    for round in 0..20 {
        let who: String = "abcdefghijklmnopqrst"[round..].chars().chain("xx".chars()).collect();
        create(&admin, &who, &[pb::Role::Doctor]).await;
        let grant = grants(&admin).await.remove(0);
        let code = clinic.console_code();
        let withdraw = pb::WithdrawRoleGrantRequest { request_id: fresh(), name: grant.name.clone() };
        let mut users = admin.users();
        let (confirmed, withdrawn) =
            tokio::join!(confirm(&admin, &grant, &code), users.withdraw_role_grant(withdraw));
        assert!(confirmed.is_ok() != withdrawn.is_ok(), "{confirmed:?} {withdrawn:?}");
        let asked = pb::GetUserRequest { name: grant.user };
        let user = admin.users().get_user(asked).await.unwrap().into_inner();
        assert_eq!(user.roles.len(), usize::from(confirmed.is_ok()));
        assert!(user.waiting_roles.is_empty());
    }
}

#[tokio::test]
async fn an_account_of_staff_that_was_reset_sees_no_clinical_text_for_a_day_or_until_somebody_confirms_it() {
    let it = scene().await;
    let admin = it.clinic.admin();
    let patient = it.registered("Anna").await;
    chart(&it.moreau, &patient).await.unwrap();
    let reset = async |who: &Person| {
        let asked = pb::IssueActivationCodeRequest { request_id: fresh(), name: who.name() };
        let code = admin.users().issue_activation_code(asked).await.unwrap().into_inner().activation_code;
        it.clinic.activate(&code).await
    };
    let moreau = reset(&it.moreau).await;
    assert!(moreau.user.recovering_until_time.is_some());
    assert_eq!(
        told(chart(&moreau, &patient).await.unwrap_err()),
        (Code::PermissionDenied, "RECOVERING".into())
    );
    assert_eq!(visits(&moreau).await, 0);
    let emergency = pb::OpenEmergencyAccessRequest {
        request_id: fresh(),
        patient: patient.clone(),
        reason: "Found unconscious in the waiting room".to_owned(),
    };
    assert_eq!(told(moreau.patients().open_emergency_access(emergency).await.unwrap_err()).1, "RECOVERING");
    // the day's list without reasons is open: work goes on
    let listed =
        moreau.appointments().list_appointments(pb::ListAppointmentsRequest::default()).await.unwrap();
    assert_eq!(listed.into_inner().appointments.len(), 1);
    // not by who reset it, not by itself
    let name = moreau.name();
    let confirm = async |who: &Person, console_code: String| {
        let asked = pb::ConfirmUserRequest { request_id: fresh(), name: name.clone(), console_code };
        who.users().confirm_user(asked).await
    };
    for who in [&admin, &moreau] {
        assert_eq!(told(confirm(who, String::new()).await.unwrap_err()).1, "NOT_YOURS_TO_CONFIRM");
    }
    it.clinic.pass(Duration::hours(24) - Duration::seconds(1));
    let again = moreau.another_terminal().await;
    assert_eq!(told(chart(&again, &patient).await.unwrap_err()).1, "RECOVERING");
    it.clinic.pass(Duration::seconds(1));
    chart(&again, &patient).await.unwrap();
    // or at once, by a code of the console
    let admin = admin.another_terminal().await;
    let asked = pb::IssueActivationCodeRequest { request_id: fresh(), name: name.clone() };
    let code = admin.users().issue_activation_code(asked).await.unwrap().into_inner().activation_code;
    let moreau = it.clinic.activate(&code).await;
    assert_eq!(told(chart(&moreau, &patient).await.unwrap_err()).1, "RECOVERING");
    confirm(&admin, it.clinic.console_code()).await.unwrap();
    chart(&moreau, &patient).await.unwrap();
}

#[tokio::test]
async fn a_known_terminal_warns_of_an_account_that_was_reset_and_no_other_does() {
    let it = scene().await;
    let sign_in =
        pb::SignInRequest { login: "moreau".into(), password: PASSWORD.into(), ..Default::default() };
    let device = it.clinic.stranger().sessions().sign_in(sign_in).await.unwrap().into_inner().device;
    let warnings = async |device: &str| {
        let asked = pb::GetTerminalRequest { device: device.to_owned() };
        it.clinic.stranger().sessions().get_terminal(asked).await.unwrap().into_inner().warnings
    };
    assert!(warnings(&device).await.is_empty());
    let asked = pb::IssueActivationCodeRequest { request_id: fresh(), name: it.moreau.name() };
    let code =
        it.clinic.admin().users().issue_activation_code(asked).await.unwrap().into_inner().activation_code;
    it.clinic.activate(&code).await;
    let told = warnings(&device).await;
    assert!(told.len() == 1 && told[0].contains("moreau"), "{told:?}");
    for other in ["", "praxis_d_0", &"x".repeat(5000)] {
        assert!(warnings(other).await.is_empty());
    }
    it.clinic.pass(Duration::hours(25));
    assert!(warnings(&device).await.is_empty());
}

#[tokio::test]
async fn when_a_patient_is_busy_is_told_to_the_desk_and_to_doctors_in_care_and_each_look_is_in_the_log() {
    let it = scene().await;
    let braun = it.clinic.doctor("braun").await;
    let patient = it.registered("Anna").await;
    let asked = pb::FindSoonestSlotsRequest { patient: patient.clone(), ..Default::default() };
    let refused = braun.schedules().find_soonest_slots(asked.clone()).await.unwrap_err();
    assert_eq!(refused.code(), Code::NotFound, "a doctor who does not treat the patient");
    it.moreau.schedules().find_soonest_slots(asked.clone()).await.unwrap();
    it.ida.schedules().find_soonest_slots(asked).await.unwrap();
    let log = pb::ListAuditEntriesRequest {
        method: "ScheduleService/FindSoonestSlots".into(),
        ..Default::default()
    };
    let rows = it.clinic.admin().audit().list_audit_entries(log).await.unwrap().into_inner().entries;
    let whose: Vec<_> = rows.iter().map(|it| (it.patient.as_str(), it.outcome.as_str())).collect();
    assert_eq!(whose, [(&*patient, "ok"), (&*patient, "ok"), (&*patient, "NOT_FOUND")]);
    // a booking that is refused names the patient, too
    let mut taken = it.booking(&patient, "2027-03-02 10:00");
    taken.doctor = braun.doctor();
    it.clinic.give_hours(&braun).await;
    assert_eq!(told(braun.appointments().book_appointment(taken).await.unwrap_err()).1, "PATIENT_BUSY");
    let log = pb::ListAuditEntriesRequest {
        method: "AppointmentService/BookAppointment".into(),
        ..Default::default()
    };
    let rows = it.clinic.admin().audit().list_audit_entries(log).await.unwrap().into_inner().entries;
    assert_eq!((&*rows[0].patient, &*rows[0].outcome), (&*patient, "PATIENT_BUSY"));
}

#[tokio::test]
async fn a_look_at_somebody_elses_sessions_or_tokens_is_in_the_log() {
    let it = scene().await;
    let admin = it.clinic.admin();
    let asked = pb::ListSessionsRequest { user: it.moreau.name(), ..Default::default() };
    admin.sessions().list_sessions(asked).await.unwrap();
    let asked = pb::ListApiTokensRequest { user: it.moreau.name(), ..Default::default() };
    admin.api_tokens().list_api_tokens(asked).await.unwrap();
    for method in ["SessionService/ListSessions", "ApiTokenService/ListApiTokens"] {
        let log = pb::ListAuditEntriesRequest { method: method.into(), ..Default::default() };
        let rows = admin.audit().list_audit_entries(log).await.unwrap().into_inner().entries;
        assert!(rows.iter().any(|row| row.object == it.moreau.name()), "{method}: {rows:?}");
    }
}

#[tokio::test]
async fn of_a_code_that_is_redeemed_and_an_account_that_is_shut_at_once_nothing_stays_open() {
    let it = scene().await;
    let admin = it.clinic.admin();
    for round in 0..20 {
        let first: String = "Abcdefghijklmnopqrst"[..=round].to_owned();
        let patient = it.registered_as(&format!("Ann{}", first.to_lowercase()), round).await;
        let user_name = format!("anna{round}");
        let code = it.invite(&patient, &user_name).await;
        let asked = pb::ListUsersRequest { query: user_name, ..pb::ListUsersRequest::default() };
        let user = admin.users().list_users(asked).await.unwrap().into_inner().users.remove(0).name;
        let redeem = pb::ActivateRequest { code, password: PASSWORD.to_owned(), ..Default::default() };
        let disable = pb::DisableUserRequest { request_id: fresh(), name: user.clone() };
        let (mut sessions, mut users) = (it.clinic.stranger().sessions(), admin.users());
        let (redeemed, disabled) = tokio::join!(sessions.activate(redeem), users.disable_user(disable));
        disabled.unwrap();
        if let Ok(opened) = redeemed {
            let anna = Person::new(it.clinic.channel(), opened.into_inner());
            let ended = anna.sessions().get_session(pb::GetSessionRequest {}).await.unwrap_err();
            assert_eq!(told(ended), (Code::Unauthenticated, "SESSION_ENDED".into()), "round {round}");
        }
        let asked = pb::GetUserRequest { name: user };
        let state = admin.users().get_user(asked).await.unwrap().into_inner().state();
        assert_eq!(state, pb::UserState::Disabled, "round {round}");
    }
}

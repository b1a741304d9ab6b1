use chrono::NaiveDate;
use praxis_shared::{
    id::{DoctorId, SessionId, UserId},
    time::Tz,
};

use super::*;
use crate::{
    domain::{
        caller::{Credential, Reach},
        clinic::Clinic,
        doctor::{Doctor, DutyStatus},
        patient::BloodGroup,
        people::Address,
    },
    store::{Store, StoreConfig},
};

fn now() -> Instant {
    "2026-11-20T09:00:00Z".parse().expect("an instant")
}

struct World {
    store: Store,
    _folder: tempfile::TempDir,
}

impl World {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let config = StoreConfig { place: folder.path().join("clinic.db").into(), readers: 1 };
        let world = Self { store: Store::open(&config).expect("a store"), _folder: folder };
        let clinic = Clinic::new("Test".into(), Tz::Europe__Berlin, now());
        world.act(move |tx| Ok(tx.save_clinic(&clinic)?)).await.expect("a clinic");
        world
    }

    async fn act<T: Send + 'static>(
        &self,
        act: impl Fn(&Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.store.write(now(), act).await
    }

    async fn register(&self, first: &str, last: &str, birth: &str, phone: &str) -> Result<Patient, Error> {
        let draft = draft(first, last, birth, phone);
        self.act(move |tx| register(tx, &draft, false, now())).await
    }

    async fn doctor(&self, user_name: &str) -> Doctor {
        let user = User {
            id: UserId::new(now()),
            user_name: user_name.into(),
            email: format!("{user_name}@example.org"),
            first_name: "Dora".into(),
            last_name: "Doc".into(),
            phone: String::new(),
            address: Address::default(),
            roles: Roles::NONE.with(Role::Doctor),
            requested_role: None,
            state: UserState::Active,
            ..User::new(UserId::from_bytes([0; 16]), String::new(), Roles::NONE, UserState::Active, now())
        };
        let id = DoctorId::new(now());
        let doctor = Doctor::joining(id, &user, "LANR 1".into(), vec!["Cardiology".into()], now());
        let stored = doctor.clone();
        self.act(move |tx| {
            tx.add_user(&user, None)?;
            Ok(tx.add_doctor(&stored)?)
        })
        .await
        .expect("a doctor");
        doctor
    }
}

fn draft(first: &str, last: &str, birth: &str, phone: &str) -> PatientDraft {
    PatientDraft {
        first_name: Some(first.into()),
        last_name: Some(last.into()),
        birth_date: Some(birth.parse::<NaiveDate>().expect("a date")),
        phone: Some(phone.into()),
        ..PatientDraft::default()
    }
}

fn caller(role: Role, reach: Reach) -> Caller {
    Caller::new(UserId::new(now()), Credential::Session(SessionId::new(now())), Roles::NONE.with(role), reach)
}

fn desk() -> Caller {
    caller(Role::Desk, Reach::ANY)
}

fn refusal<T: std::fmt::Debug>(outcome: Result<T, Error>) -> Refusal {
    match outcome {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn patients_are_numbered_from_10001_on() {
    let world = World::new().await;
    let first = world.register("Anna", "Müller", "1974-03-02", "").await.expect("registered");
    let second = world.register("Ben", "Okafor", "1980-01-01", "").await.expect("registered");
    assert_eq!((first.number, second.number), (10_001, 10_002));
}

#[tokio::test]
async fn a_likely_duplicate_is_named_and_registered_only_when_accepted() {
    let world = World::new().await;
    world.register("Anna", "Müller", "1974-03-02", "0170 1234567").await.expect("registered");
    let said = refusal(world.register("Ana", "Mueller", "1974-03-02", "").await);
    assert!(said.to_string().contains("10001 Müller, Anna"), "{said}");
    let twin = draft("Anna", "Mueller", "1974-03-02", "");
    let accepted = world.act(move |tx| register(tx, &twin, true, now())).await.expect("registered");
    assert_eq!(accepted.number, 10_002);
    let child = world.register("Ben", "Müller", "2015-05-05", "0170 1234567").await;
    assert!(child.is_ok(), "a family shares its phone: {child:?}");
}

#[tokio::test]
async fn duplicates_are_shown_likeliest_first() {
    let world = World::new().await;
    world.register("Ben", "Abel", "2015-05-05", "0170 1234567").await.expect("registered");
    world.register("Anna", "Müller", "1974-03-02", "").await.expect("registered");
    let new = draft("Anna", "Müller", "1974-03-02", "+49 170 1234567");
    let shown = world.act(move |tx| duplicates(tx, &new)).await.expect("found");
    let names: Vec<_> = shown.iter().map(|it| it.first_name.as_str()).collect();
    assert_eq!(names, ["Anna", "Ben"]);
}

#[tokio::test]
async fn a_stale_change_is_refused_with_the_current_version() {
    let world = World::new().await;
    let anna = world.register("Anna", "Müller", "1974-03-02", "").await.expect("registered");
    let change = |phone: &str, expected: i64| {
        let draft = PatientDraft { phone: Some(phone.into()), ..PatientDraft::default() };
        world.act(move |tx| update(tx, &desk(), anna.id, &draft, expected, now()))
    };
    assert_eq!(change("030 1111111", 1).await.expect("changed").version, 2);
    assert_eq!(refusal(change("030 2222222", 1).await), Refusal::StaleVersion { current: 2 });
    assert_eq!(change("030 3333333", 0).await.expect("changed").version, 3);
}

#[tokio::test]
async fn a_patient_reaches_their_own_data_only() {
    let world = World::new().await;
    let anna = world.register("Anna", "Müller", "1974-03-02", "").await.expect("registered");
    let ben = world.register("Ben", "Okafor", "1980-01-01", "").await.expect("registered");
    let me = caller(Role::Patient, Reach::OWN).with_patient(anna.id);
    let (mine, foreign) = (me.clone(), me.clone());
    assert!(world.act(move |tx| get(tx, &mine, anna.id)).await.is_ok());
    assert_eq!(refusal(world.act(move |tx| get(tx, &foreign, ben.id)).await), Refusal::NotFound);
    let change = PatientDraft { phone: Some("1234".into()), ..PatientDraft::default() };
    let refused = world.act(move |tx| update(tx, &me, ben.id, &change, 0, now())).await;
    assert_eq!(refusal(refused), Refusal::NotFound);
}

#[tokio::test]
async fn a_chart_opens_for_the_patient_and_not_for_a_doctor_without_a_visit() {
    let world = World::new().await;
    let anna = world.register("Anna", "Müller", "1974-03-02", "").await.expect("registered");
    let doctor = world.doctor("dora").await;
    let me = caller(Role::Patient, Reach::OWN).with_patient(anna.id);
    let stranger = caller(Role::Doctor, Reach::OWN).with_doctor(doctor.id);
    let draft = ChartDraft {
        blood_group: Some(BloodGroup::ONegative),
        allergies: Some("penicillin".into()),
        ..ChartDraft::default()
    };
    let mine = me.clone();
    let written = world.act(move |tx| update_chart(tx, &mine, anna.id, &draft, 1, now())).await;
    assert_eq!(written.expect("written").version, 2);
    let (read, _) = world.act(move |tx| chart(tx, &me, anna.id)).await.expect("read");
    assert_eq!((read.blood_group, read.allergies.as_str()), (BloodGroup::ONegative, "penicillin"));
    assert_eq!(refusal(world.act(move |tx| chart(tx, &stranger, anna.id)).await), Refusal::NotFound);
}

#[tokio::test]
async fn no_event_tells_what_a_chart_says() {
    let world = World::new().await;
    let anna = world.register("Anna", "Müller", "1974-03-02", "").await.expect("registered");
    let me = caller(Role::Patient, Reach::OWN).with_patient(anna.id);
    let draft = ChartDraft { allergies: Some("penicillin".into()), ..ChartDraft::default() };
    world.act(move |tx| update_chart(tx, &me, anna.id, &draft, 0, now())).await.expect("written");
    let staff = [Audience::Role(Role::Desk), Audience::Role(Role::Admin), Audience::Role(Role::Doctor)];
    let told = world.act(move |tx| tx.events_after(0, &staff, 100)).await.expect("events").events;
    assert!(told.iter().any(|it| matches!(&it.event, Event::Patient(_))));
    assert!(!told.iter().any(|it| matches!(&it.event, Event::PatientChart(_))));
    assert!(!format!("{told:?}").contains("penicillin"));
}

#[tokio::test]
async fn an_invited_patient_gets_an_account_once_and_codes_until_it_is_used() {
    let world = World::new().await;
    let anna = world.register("Anna", "Müller", "1974-03-02", "").await.expect("registered");
    let invite_as = |user_name: &str, email: &str, code: u8| {
        let invitation = Invitation { patient: anna.id, user_name: user_name.into(), email: email.into() };
        world.act(move |tx| invite(tx, &desk(), &invitation, &[code; 32], now()))
    };
    let Refusal::Invalid(said) = refusal(invite_as("x", "", 1).await) else { panic!("not about fields") };
    let fields: Vec<_> = said.iter().map(|it| it.field.as_str()).collect();
    assert_eq!(fields, ["user_name", "email"]);
    let first = invite_as("anna", "anna@example.org", 1).await.expect("invited");
    assert_eq!(first.patient.user, Some(first.issued.user.id));
    assert_eq!(first.issued.user.patient, Some(anna.id));
    assert_eq!(first.issued.user.state, UserState::Invited);
    let second = invite_as("", "", 2).await.expect("a new code");
    assert_eq!(second.issued.user.id, first.issued.user.id);
    let user = first.issued.user;
    world
        .act(move |tx| {
            let active =
                User { state: UserState::Active, ..tx.user(user.id)?.for_the_clinic()?.touched(now()) };
            tx.save_user(&active)
        })
        .await
        .expect("activated");
    assert!(matches!(refusal(invite_as("", "", 3).await), Refusal::WrongState(_)));
}

#[tokio::test]
async fn a_person_has_one_name_whichever_side_it_is_changed_on() {
    let world = World::new().await;
    let anna = world.register("Anna", "Müller", "1974-03-02", "").await.expect("registered");
    let invitation = Invitation { patient: anna.id, user_name: "anna".into(), email: "a@example.org".into() };
    let invited =
        world.act(move |tx| invite(tx, &desk(), &invitation, &[1; 32], now())).await.expect("invited");
    let user = invited.issued.user.id;
    let married = PatientDraft { last_name: Some("Schmidt".into()), ..PatientDraft::default() };
    world.act(move |tx| update(tx, &desk(), anna.id, &married, 0, now())).await.expect("changed");
    let account = world.act(move |tx| Ok(tx.user(user)?.for_the_clinic()?)).await.expect("an account");
    assert_eq!(account.display_name(), "Schmidt, Anna");
    let renamed = User { first_name: "Anja".into(), ..account };
    world.act(move |tx| follow_account(tx, &renamed, now())).await.expect("followed");
    let found =
        world.act(move |tx| find(tx, &PatientQuery::parse("anja schmidt"), None, 9)).await.expect("found");
    assert_eq!(found.0.len(), 1);
}

#[tokio::test]
async fn a_doctor_goes_off_duty_and_everybody_hears_of_it() {
    let world = World::new().await;
    let doctor = world.doctor("dora").await;
    let own = caller(Role::Doctor, Reach::OWN).with_doctor(doctor.id);
    let other = own.clone().with_doctor(DoctorId::new(now()));
    let off = DutyStatus::OffDuty;
    let refused = world.act(move |tx| doctors::set_duty(tx, &other, doctor.id, off, now())).await;
    assert_eq!(refusal(refused), Refusal::NotFound);
    let (again, repeat) = (own.clone(), own.clone());
    let after =
        world.act(move |tx| doctors::set_duty(tx, &own, doctor.id, off, now())).await.expect("off duty");
    assert_eq!((after.duty, after.version), (off, 2));
    let same =
        world.act(move |tx| doctors::set_duty(tx, &again, doctor.id, off, now())).await.expect("still off");
    assert_eq!(same.version, 2);
    let told = world.act(|tx| tx.events_after(0, &[Audience::Everyone], 100)).await.expect("events").events;
    assert_eq!(told.iter().filter(|it| matches!(it.event, Event::Doctor(_))).count(), 1);
    assert!(world.act(move |tx| Ok(tx.doctor(doctor.id)?.view(&repeat)?)).await.is_ok());
}

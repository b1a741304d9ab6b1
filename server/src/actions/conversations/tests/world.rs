//! Two doctors, two clerks, an administrator, two patients of whom one has a visit, in a temporary file.

use chrono::{NaiveDate, TimeDelta};
use praxis_shared::{
    id::{AppointmentId, ConversationId, DoctorId, PatientId, SessionId, UserId},
    time::{Instant, Tz, from_micros},
};

use super::super::{Draft, advance, get, list, mark_unread, open, send};
use crate::{
    actions::contacts,
    domain::{
        caller::{Caller, Credential, Reach},
        clinic::Clinic,
        conversation::{Contact, Message, Seen, Target},
        doctor::{Doctor, DutyStatus},
        event::{Audience, Event},
        notice::Notice,
        patient::{Gender, Patient},
        people::{Role, Roles, User, UserState},
    },
    store::{ConversationPosition, Error, Store, StoreConfig, Tx},
};

pub(super) struct World {
    pub(super) store: Store,
    pub(super) doctor: Caller,
    pub(super) second: Caller,
    pub(super) ida: Caller,
    pub(super) olu: Caller,
    pub(super) ada: Caller,
    pub(super) ana: Caller,
    pub(super) ben: Caller,
    pub(super) now: Instant,
    _dir: tempfile::TempDir,
}

impl World {
    pub(super) async fn open() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store =
            Store::open(&StoreConfig { place: dir.path().join("clinic.db").into(), readers: 1 }).unwrap();
        let now = from_micros(1_795_000_000_000_000).unwrap();
        let (doctor, second, ida, olu, ada, ana, ben) = store
            .write(now, move |tx| {
                tx.save_clinic(&Clinic::new("Northside".into(), Tz::UTC, now))?;
                Ok((
                    add_doctor(tx, "Ebba", "Lindqvist", now)?,
                    add_doctor(tx, "Claire", "Moreau", now)?,
                    add_user(tx, "Ida", "Hansen", Role::Desk, now)?,
                    add_user(tx, "Olu", "Adeyemi", Role::Desk, now)?,
                    add_user(tx, "Ada", "Admin", Role::Admin, now)?,
                    add_patient(tx, "Ana", "Gomez", true, now)?,
                    add_patient(tx, "Ben", "Okafor", true, now)?,
                ))
            })
            .await
            .unwrap();
        let world = Self { store, doctor, second, ida, olu, ada, ana, ben, now, _dir: dir };
        world.visit(&world.ana, &world.doctor, "completed").await;
        world
    }

    /// A minute goes by.
    pub(super) fn pass(&mut self) {
        self.now += TimeDelta::minutes(1);
    }

    pub(super) fn act<T, F>(&self, by: &Caller, job: F) -> impl Future<Output = Result<T, Error>> + use<T, F>
    where
        T: Send + 'static,
        F: Fn(&Tx<'_>, &Caller, Instant) -> Result<T, Error> + Send + 'static,
    {
        let (store, by, now) = (self.store.clone(), by.clone(), self.now);
        async move { store.write(now, move |tx| job(tx, &by, now)).await }
    }

    /// A visit in a state, as the tables keep it.
    pub(super) async fn visit(&self, patient: &Caller, doctor: &Caller, state: &'static str) {
        let (patient_id, doctor_id, user) =
            (patient.as_patient().unwrap(), doctor.as_doctor().unwrap(), patient.user);
        self.act(patient, move |tx, _, now| {
            Ok(tx.put_visit(AppointmentId::new(now), patient_id, doctor_id, user, state)?)
        })
        .await
        .unwrap();
    }

    pub(super) async fn patient_without_account(&self) -> PatientId {
        let made = self.act(&self.ida, |tx, _, now| add_patient(tx, "Tam", "Nguyen", false, now)).await;
        made.unwrap().as_patient().unwrap()
    }

    pub(super) async fn add_clerk(&self, first: &'static str, last: &'static str) -> Caller {
        self.act(&self.ada, move |tx, _, now| add_user(tx, first, last, Role::Desk, now)).await.unwrap()
    }

    pub(super) async fn disable(&self, who: &Caller) {
        let user = who.user;
        self.act(&self.ada, move |tx, _, now| tx.save_user(&tx.user(user)?.for_the_clinic()?.disable(now)))
            .await
            .unwrap();
    }

    pub(super) async fn open_with(&self, by: &Caller, target: Target) -> Result<Seen, Error> {
        self.act(by, move |tx, by, now| open(tx, by, target, now)).await
    }

    pub(super) async fn contacts(&self, by: &Caller, query: &'static str) -> Vec<Contact> {
        self.contacts_after(by, query, None, 100).await
    }

    pub(super) async fn contacts_after(
        &self,
        by: &Caller,
        query: &'static str,
        after: Option<&Contact>,
        limit: usize,
    ) -> Vec<Contact> {
        let after = after.map(contacts::position);
        self.act(by, move |tx, by, _| contacts::list(tx, by, query, after.as_ref(), limit)).await.unwrap()
    }

    pub(super) async fn look(&self, by: &Caller, id: ConversationId) -> Result<Seen, Error> {
        self.act(by, move |tx, by, _| get(tx, by, id)).await
    }

    pub(super) async fn unread(&self, by: &Caller, id: ConversationId) -> i64 {
        self.look(by, id).await.unwrap().unread
    }

    pub(super) async fn list(
        &self,
        by: &Caller,
        unread_only: bool,
    ) -> (Vec<(ConversationPosition, Seen)>, i64) {
        self.act(by, move |tx, by, _| list(tx, by, unread_only, None, 100)).await.unwrap()
    }

    /// Written while everybody is there.
    pub(super) async fn say(&self, by: &Caller, id: ConversationId, body: &str) -> Result<Message, Error> {
        self.say_while(by, id, body, |_| false).await
    }

    /// Written while nobody is there.
    pub(super) async fn say_away(
        &self,
        by: &Caller,
        id: ConversationId,
        body: &str,
    ) -> Result<Message, Error> {
        self.say_while(by, id, body, |_| true).await
    }

    pub(super) async fn say_while(
        &self,
        by: &Caller,
        id: ConversationId,
        body: &str,
        is_away: impl Fn(UserId) -> bool + Send + 'static,
    ) -> Result<Message, Error> {
        let draft = Draft { conversation: id, body: body.into(), request_id: SessionId::new(self.now).key() };
        self.act(by, move |tx, by, now| send(tx, by, &draft, &is_away, now)).await
    }

    pub(super) async fn advance(
        &self,
        by: &Caller,
        id: ConversationId,
        delivered: i64,
        read: i64,
    ) -> Result<Seen, Error> {
        self.act(by, move |tx, by, _| advance(tx, by, id, delivered, read)).await
    }

    pub(super) async fn mark(&self, by: &Caller, id: ConversationId, from: i64) -> Result<Seen, Error> {
        self.act(by, move |tx, by, _| mark_unread(tx, by, id, from)).await
    }

    pub(super) async fn inbox(&self, by: &Caller) -> Vec<Notice> {
        self.act(by, |tx, by, _| crate::actions::notices::list(tx, by, false, None, 100)).await.unwrap().0
    }

    /// All events for an audience so far.
    pub(super) async fn heard(&self, audience: Audience) -> Vec<Event> {
        let logged =
            self.act(&self.ada, move |tx, _, _| tx.events_after(0, &[audience], 10_000)).await.unwrap();
        assert!(logged.whole);
        logged.events.iter().map(|it| it.event.clone()).collect()
    }
}

fn add_user(tx: &Tx<'_>, first: &str, last: &str, role: Role, now: Instant) -> Result<Caller, Error> {
    let user_name = format!("{first}.{last}").to_lowercase();
    let user = User {
        id: UserId::new(now),
        email: format!("{user_name}@example.org"),
        user_name,
        first_name: first.into(),
        last_name: last.into(),
        phone: String::new(),
        address: Default::default(),
        roles: Roles::NONE.with(role),
        requested_role: None,
        state: UserState::Active,
        ..User::new(UserId::from_bytes([0; 16]), String::new(), Roles::NONE, UserState::Active, now)
    };
    tx.add_user(&user, None)?;
    let session = SessionId::new(now);
    Ok(Caller::new(user.id, Credential::Session(session), user.roles, Reach::OWN))
}

fn add_doctor(tx: &Tx<'_>, first: &str, last: &str, now: Instant) -> Result<Caller, Error> {
    let by = add_user(tx, first, last, Role::Doctor, now)?;
    let id = DoctorId::new(now);
    tx.add_doctor(&Doctor {
        id,
        user: by.user,
        first_name: first.into(),
        last_name: last.into(),
        specializations: vec!["Cardiology".into()],
        qualification: String::new(),
        years_of_experience: 5,
        clinic_name: String::new(),
        clinic_address: Default::default(),
        room: "2".into(),
        contact_number: String::new(),
        bio: String::new(),
        consultation_fee: None,
        duty: DutyStatus::OnDuty,
        registration_number: "R-1".into(),
        auto_approve: false,
        active: true,
        create_time: now,
        update_time: now,
        version: 1,
    })?;
    Ok(by.with_doctor(id))
}

fn add_patient(
    tx: &Tx<'_>,
    first: &str,
    last: &str,
    with_account: bool,
    now: Instant,
) -> Result<Caller, Error> {
    let by = add_user(tx, first, last, Role::Patient, now)?;
    let id = PatientId::new(now);
    tx.add_patient(&Patient {
        id,
        number: tx.next_patient_number()?,
        user: with_account.then_some(by.user),
        first_name: first.into(),
        last_name: last.into(),
        birth_date: NaiveDate::from_ymd_opt(1974, 3, 2).unwrap(),
        gender: Gender::Unspecified,
        phone: String::new(),
        email: String::new(),
        address: Default::default(),
        emergency_contact: Default::default(),
        create_time: now,
        update_time: now,
        version: 1,
    })?;
    Ok(by.with_patient(id))
}

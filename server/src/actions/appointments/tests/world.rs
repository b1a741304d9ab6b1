//! A small clinic in a temporary file: two doctors, a clerk, three patients, a clock that stands still.

use chrono::{NaiveDate, TimeDelta, TimeZone, Utc, Weekday};
use praxis_shared::{
    id::{AppointmentId, DoctorId, PatientId, SessionId, UserId},
    time::{Instant, Span, Tz},
};

use super::super::book;
use crate::{
    domain::{
        appointment::{Appointment, BookingWish, VisitKind},
        caller::{Caller, Credential, Reach},
        clinic::Clinic,
        doctor::{Doctor, DutyStatus},
        event::{Audience, Event},
        hours::{HoursRule, WorkingHours},
        patient::{Gender, Patient},
        people::{Role, Roles, User, UserState},
        refusal::FreeSlot,
    },
    store::{Error, Store, StoreConfig, Tx},
};

/// A time of the day everything happens on, a Friday; the clinic's zone is UTC.
pub(super) fn at(hour: u32, minute: u32) -> Instant {
    Utc.with_ymd_and_hms(2026, 11, 20, hour, minute, 0).unwrap()
}

/// Where offered slots begin.
pub(super) fn slots_of(offered: &[FreeSlot]) -> Vec<Instant> {
    offered.iter().map(|it| it.span.start).collect()
}

pub(super) struct World {
    pub(super) store: Store,
    pub(super) doctor: Caller,
    pub(super) second: Caller,
    pub(super) desk: Caller,
    pub(super) ana: Caller,
    pub(super) ben: Caller,
    pub(super) cem: Caller,
    now: Instant,
    _dir: tempfile::TempDir,
}

impl World {
    /// The clinic five days before the day everything happens on.
    pub(super) async fn open() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store =
            Store::open(&StoreConfig { place: dir.path().join("clinic.db").into(), readers: 1 }).unwrap();
        let now = at(3, 0) - TimeDelta::days(5);
        let (doctor, second, desk, ana, ben, cem) = store
            .write(now, move |tx| {
                tx.save_clinic(&Clinic::new("Northside".into(), Tz::UTC, now))?;
                Ok((
                    add_doctor(tx, "Ebba", "Lindqvist", now)?,
                    add_doctor(tx, "Claire", "Moreau", now)?,
                    add_staff(tx, "Ida", "Hansen", Role::Desk, now)?,
                    add_patient(tx, "Ana", "Gomez", now)?,
                    add_patient(tx, "Ben", "Okafor", now)?,
                    add_patient(tx, "Cem", "Dietz", now)?,
                ))
            })
            .await
            .unwrap();
        Self { store, doctor, second, desk, ana, ben, cem, now, _dir: dir }
    }

    pub(super) fn now(&self) -> Instant {
        self.now
    }

    pub(super) fn set_now(&mut self, now: Instant) {
        self.now = now;
    }

    /// A wish for the caller's own visit with the first doctor.
    pub(super) fn wish(&self, start: Instant) -> BookingWish {
        BookingWish {
            patient: None,
            doctor: self.doctor.as_doctor().unwrap(),
            start,
            minutes: None,
            kind: VisitKind::FollowUp,
            reason: String::new(),
            note: String::new(),
            overridden: None,
        }
    }

    /// A wish for somebody's visit with the first doctor.
    pub(super) fn wish_for(&self, patient: &Caller, start: Instant) -> BookingWish {
        BookingWish { patient: patient.as_patient(), ..self.wish(start) }
    }

    pub(super) fn act<T, F>(&self, by: &Caller, job: F) -> impl Future<Output = Result<T, Error>> + use<T, F>
    where
        T: Send + 'static,
        F: Fn(&Tx<'_>, &Caller, Instant) -> Result<T, Error> + Send + 'static,
    {
        let (store, by, now) = (self.store.clone(), by.clone(), self.now);
        async move { store.write(now, move |tx| job(tx, &by, now)).await }
    }

    pub(super) async fn book(&self, by: &Caller, wish: BookingWish) -> Result<Appointment, Error> {
        self.act(by, move |tx, by, now| book(tx, by, &wish, now)).await
    }

    pub(super) async fn read(&self, by: &Caller, id: AppointmentId) -> Result<Appointment, Error> {
        self.act(by, move |tx, by, _| super::super::appointment(tx, by, id)).await
    }

    pub(super) async fn set_duty(&self, duty: DutyStatus) {
        let id = self.doctor.as_doctor().unwrap();
        self.act(&self.desk, move |tx, _, now| {
            Ok(tx.save_doctor(&tx.doctor(id)?.for_the_clinic()?.with_duty(duty, now))?)
        })
        .await
        .unwrap();
    }

    /// Puts a visit where it must not be, past every test but none of the tables.
    pub(super) async fn force_time(&self, id: AppointmentId, span: Span) {
        self.act(&self.desk, move |tx, _, _| tx.force_time(id, span)).await.unwrap();
    }

    /// All events for an audience so far.
    pub(super) async fn heard(&self, audience: Audience) -> Vec<Event> {
        let logged =
            self.act(&self.desk, move |tx, _, _| tx.events_after(0, &[audience], 1000)).await.unwrap();
        assert!(logged.whole);
        logged.events.iter().map(|it| it.event.clone()).collect()
    }
}

fn caller(user: UserId, role: Role, now: Instant) -> Caller {
    let reach = if role == Role::Desk { Reach::ANY } else { Reach::OWN };
    let roles = Roles::NONE.with(role);
    Caller::new(user, Credential::Session(SessionId::new(now)), roles, reach)
}

fn add_staff(tx: &Tx<'_>, first: &str, last: &str, role: Role, now: Instant) -> Result<Caller, Error> {
    let id = UserId::new(now);
    let user_name = format!("{first}.{last}").to_lowercase();
    let user = User {
        id,
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
    Ok(caller(id, role, now))
}

/// A doctor who works every day from 9 to 17 in slots of half an hour.
pub(super) fn add_doctor(tx: &Tx<'_>, first: &str, last: &str, now: Instant) -> Result<Caller, Error> {
    let by = add_staff(tx, first, last, Role::Doctor, now)?;
    let id = DoctorId::new(now);
    tx.add_doctor(&Doctor {
        id,
        user: by.user,
        first_name: first.into(),
        last_name: last.into(),
        specializations: vec!["General practice".into()],
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
    let weekdays =
        [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];
    let rule = |weekday| HoursRule {
        weekday,
        from_minute: 9 * 60,
        to_minute: 17 * 60,
        effective_from: NaiveDate::from_ymd_opt(2026, 1, 5).unwrap(),
        effective_until: None,
        cycle_weeks: 1,
        cycle_week: 0,
        room: String::new(),
        slot_minutes: 30,
        buffer_before: 0,
        buffer_after: 0,
        breaks: Vec::new(),
    };
    let rules = weekdays.into_iter().map(rule).collect();
    tx.save_working_hours(&WorkingHours { doctor: id, rules, update_time: Some(now), version: 1 })?;
    Ok(by.with_doctor(id))
}

/// A patient with an account.
pub(super) fn add_patient(tx: &Tx<'_>, first: &str, last: &str, now: Instant) -> Result<Caller, Error> {
    let by = add_staff(tx, first, last, Role::Patient, now)?;
    let id = PatientId::new(now);
    tx.add_patient(&Patient {
        id,
        number: tx.next_patient_number()?,
        user: Some(by.user),
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

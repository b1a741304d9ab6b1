//! The people of a measured clinic, made through the same calls as everybody.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use chrono::{DateTime, Days, Duration, Utc};
use futures_util::{StreamExt, TryStreamExt, stream};
use praxis_server::clock::Clock;
use praxis_shared::pb;
use praxis_tests::{Line, PASSWORD, Person, clinic, fresh, when};
use tonic::{Status, transport::Channel};

use crate::server::Server;

/// Slots of a doctor's day: they work around the clock here.
const SLOTS_A_DAY: u64 = 48;

/// Who is in the clinic.
pub(crate) struct World {
    /// Sessions of front-desk clerks, one a worker as far as they go.
    pub(crate) desks: Vec<Person>,
    /// Doctors with accounts and hours.
    pub(crate) doctors: Vec<Person>,
    /// Patients with accounts.
    pub(crate) patients: Vec<Person>,
    /// Patients without, by name.
    pub(crate) registered: Vec<String>,
    /// The connections all share.
    pub(crate) channels: Vec<Channel>,
    next: AtomicU64,
    first_slot: DateTime<Utc>,
}

/// How many of each.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    /// Clerks.
    pub(crate) desks: usize,
    /// Doctors.
    pub(crate) doctors: usize,
    /// Patients with accounts.
    pub(crate) patients: usize,
    /// Patients without.
    pub(crate) registered: usize,
    /// Connections.
    pub(crate) connections: usize,
}

/// A slot that nobody else is given, and somebody who is free then.
pub(crate) struct Wish {
    /// `doctors/…`.
    pub(crate) doctor: String,
    /// `patients/…`.
    pub(crate) patient: String,
    /// When.
    pub(crate) start: prost_types::Timestamp,
}

impl World {
    /// Makes them.
    ///
    /// # Errors
    /// If the server refuses.
    pub(crate) async fn make(server: &Server, size: Size) -> anyhow::Result<Arc<Self>> {
        let channels = server.connections(size.connections).await?;
        let admin = server.admin();
        book_far_ahead(admin).await?;
        let some = |what: &'static str, count: usize, role: pb::Role| {
            let channels = &channels;
            stream::iter(0..count)
                .map(move |which| async move {
                    let made = engage(server, &format!("{what}{}", letters(which)), role, which).await?;
                    Ok::<_, Status>(Person {
                        line: made.line.over(channels[which % channels.len()].clone()),
                        ..made
                    })
                })
                .buffered(8)
                .try_collect::<Vec<_>>()
        };
        let desks = some("desk", size.desks, pb::Role::Desk).await?;
        let doctors = some("doctor", size.doctors, pb::Role::Doctor).await?;
        let patients = some("patient", size.patients, pb::Role::Patient).await?;
        for doctor in &doctors {
            give_hours(admin, doctor).await?;
        }
        let registered = register(&desks, size.registered).await?;
        let tomorrow = when_days_begin(Clock::system().now()) + Duration::days(2);
        Ok(Arc::new(Self {
            desks,
            doctors,
            patients,
            registered,
            channels,
            next: AtomicU64::new(0),
            first_slot: tomorrow,
        }))
    }

    /// The clerk of a worker, over the worker's connection.
    pub(crate) fn desk(&self, worker: usize) -> Person {
        let clerk = &self.desks[worker % self.desks.len()];
        clerk.over(self.channel(worker))
    }

    /// A doctor, over the worker's connection.
    pub(crate) fn doctor(&self, worker: usize) -> Person {
        self.doctors[worker % self.doctors.len()].over(self.channel(worker))
    }

    /// A patient with an account, over the worker's connection.
    pub(crate) fn patient(&self, worker: usize) -> Person {
        self.patients[worker % self.patients.len()].over(self.channel(worker))
    }

    /// A worker's connection.
    pub(crate) fn channel(&self, worker: usize) -> Channel {
        self.channels[worker % self.channels.len()].clone()
    }

    /// Books so many visits.
    ///
    /// # Errors
    /// If one is refused.
    pub(crate) async fn book_some(&self, count: usize) -> Result<Vec<pb::Appointment>, Status> {
        let mut booked = Vec::with_capacity(count);
        for which in 0..count {
            let visit = self.desk(which).appointments().book_appointment(booking(self.wish())).await?;
            booked.push(visit.into_inner());
        }
        Ok(booked)
    }

    /// The next free slot: all doctors at one time, then the next time.
    pub(crate) fn wish(&self) -> Wish {
        let next = self.next.fetch_add(1, Ordering::Relaxed);
        let doctors = self.doctors.len() as u64;
        let (time, doctor) = (next / doctors, (next % doctors) as usize);
        let minutes = i64::try_from(time).unwrap_or(0) * 30;
        Wish {
            doctor: self.doctors[doctor].doctor(),
            // at one time each doctor has another patient; over time all come by
            patient: self.registered[(next as usize) % self.registered.len()].clone(),
            start: when::timestamp(self.first_slot + Duration::minutes(minutes)),
        }
    }

    /// Lets the next wish begin a time at which nobody has anything yet: a visit that was moved has a patient whom the
    /// rest of its time may name.
    pub(crate) fn turn_over(&self) {
        let doctors = self.doctors.len() as u64;
        // in between nobody wishes
        let next = self.next.load(Ordering::Relaxed).next_multiple_of(doctors);
        self.next.store(next, Ordering::Relaxed);
    }

    /// So many days after the first.
    pub(crate) fn day(&self, after: u64) -> pb::Date {
        date(self.first_slot + Days::new(after))
    }

    /// When the first slot begins.
    pub(crate) const fn first_slot(&self) -> DateTime<Utc> {
        self.first_slot
    }

    /// Slots that a doctor has in a day.
    pub(crate) const fn slots_a_day() -> u64 {
        SLOTS_A_DAY
    }
}

/// What books this wish.
pub(crate) fn booking(wish: Wish) -> pb::BookAppointmentRequest {
    pb::BookAppointmentRequest {
        request_id: fresh(),
        patient: wish.patient,
        doctor: wish.doctor,
        start_time: Some(wish.start),
        visit_kind: pb::VisitKind::FollowUp.into(),
        note: "call before".to_owned(),
        ..pb::BookAppointmentRequest::default()
    }
}

fn when_days_begin(now: DateTime<Utc>) -> DateTime<Utc> {
    now - Duration::seconds(now.timestamp().rem_euclid(86_400))
        - Duration::nanoseconds(i64::from(now.timestamp_subsec_nanos()))
}

fn date(at: DateTime<Utc>) -> pb::Date {
    when::date(&at.with_timezone(&when::ZONE).date_naive().to_string())
}

async fn engage(server: &Server, who: &str, role: pb::Role, which: usize) -> Result<Person, Status> {
    let admin = server.admin();
    let specialization = if which < 40 { "General medicine" } else { "Cardiology" };
    let asked = pb::CreateUserRequest {
        request_id: fresh(),
        user: Some(clinic::account(who)),
        roles: vec![role.into()],
        registration_number: format!("REG-{which}"),
        specializations: vec![specialization.to_owned()],
        birth_date: Some(when::date("1980-05-17")),
    };
    let made = admin.users().create_user(asked).await?.into_inner();
    let user = made.user.unwrap_or_default();
    if !user.waiting_roles.is_empty() {
        confirm(server, &user.name).await?;
    }
    let asked = pb::ActivateRequest {
        code: made.activation_code,
        password: PASSWORD.to_owned(),
        client_label: "load".to_owned(),
        ..pb::ActivateRequest::default()
    };
    let opened = Line::new(admin.channel(), None).sessions().activate(asked).await?;
    Ok(Person::new(admin.channel(), opened.into_inner()))
}

/// Lets the roles of somebody take effect, with a code of the server's console.
async fn confirm(server: &Server, user: &str) -> Result<(), Status> {
    let asked = pb::ListRoleGrantsRequest { page_size: 200, ..pb::ListRoleGrantsRequest::default() };
    let waiting = server.admin().users().list_role_grants(asked).await?.into_inner().role_grants;
    for grant in waiting.into_iter().filter(|it| it.user == user) {
        let console_code = server.console_code().map_err(|why| Status::internal(why.to_string()))?;
        let asked = pb::ConfirmRoleGrantRequest { request_id: fresh(), name: grant.name, console_code };
        server.admin().users().confirm_role_grant(asked).await?;
    }
    Ok(())
}

/// Around the clock from a week ago on, half an hour a slot.
async fn give_hours(admin: &Person, doctor: &Person) -> Result<(), Status> {
    let from = date(Clock::system().now() - Duration::days(7));
    let rules = (1..=7)
        .map(|weekday| pb::HoursRule {
            effective_from: Some(from),
            ..clinic::hours_rule(weekday, 0, 24 * 60)
        })
        .collect();
    let asked = pb::UpdateWorkingHoursRequest {
        request_id: fresh(),
        working_hours: Some(pb::WorkingHours {
            name: format!("{}/workingHours", doctor.doctor()),
            rules,
            ..pb::WorkingHours::default()
        }),
        ..pb::UpdateWorkingHoursRequest::default()
    };
    admin.schedules().update_working_hours(asked).await?;
    Ok(())
}

/// Names as a town has them: some common, most rare, no two people alike.
pub(crate) fn name_of(which: usize) -> (String, String) {
    const FIRST: [&str; 24] = [
        "Anna", "Jonas", "Zoë", "Stefan", "Thảo", "Ngọc", "Emre", "Chiara", "Jiří", "Łukasz", "Søren",
        "Inês", "Élodie", "Miguel", "Aylin", "Yuki", "Oisín", "Ștefan", "Björn", "Amélie", "Tiago", "Karin",
        "Ólafur", "Mateusz",
    ];
    const LAST: [&str; 20] = [
        "Müller",
        "Nguyễn",
        "Kowalski",
        "Øster",
        "Weiß",
        "Rossi",
        "García",
        "Yılmaz",
        "Kučera",
        "Silva",
        "Andersson",
        "Byrne",
        "Sato",
        "Popescu",
        "Novák",
        "Lefèvre",
        "Haas",
        "Jansen",
        "Ferreira",
        "Björk",
    ];
    (
        FIRST[which % FIRST.len()].to_owned(),
        format!("{}-{}", LAST[which / FIRST.len() % LAST.len()], letters(which)),
    )
}

/// Four letters for each number: names have no digits.
fn letters(which: usize) -> String {
    (0..4u32).map(|at| char::from(b'a' + u8::try_from(which / 26usize.pow(at) % 26).unwrap_or(0))).collect()
}

async fn register(desks: &[Person], count: usize) -> anyhow::Result<Vec<String>> {
    let made = stream::iter(0..count)
        .map(|which| {
            let desk = desks[which % desks.len()].clone();
            async move {
                let (first_name, last_name) = name_of(which);
                let born =
                    format!("{}-{:02}-{:02}", 1930 + which % 90, 1 + which / 7 % 12, 1 + which / 3 % 28);
                let patient = pb::Patient {
                    first_name,
                    last_name,
                    birth_date: Some(when::date(&born)),
                    gender: pb::Gender::Female.into(),
                    phone: format!("+49 30 {which:07}"),
                    ..pb::Patient::default()
                };
                let asked = pb::RegisterPatientRequest {
                    request_id: fresh(),
                    patient: Some(patient),
                    accept_duplicate: true,
                };
                Ok::<_, Status>(desk.patients().register_patient(asked).await?.into_inner().name)
            }
        })
        .buffered(64)
        .try_collect::<Vec<_>>()
        .await?;
    Ok(made)
}

/// Lets visits be booked two years ahead: a few seconds of these clerks fill more than ninety days.
async fn book_far_ahead(admin: &Person) -> Result<(), Status> {
    let asked = pb::UpdateClinicRequest {
        request_id: fresh(),
        clinic: Some(pb::Clinic { horizon_days: 730, ..pb::Clinic::default() }),
        update_mask: Some(prost_types::FieldMask { paths: vec!["horizon_days".to_owned()] }),
        expected_version: 0,
    };
    admin.clinics().update_clinic(asked).await.map(drop)
}

//! Scenarios of calls that are answered one by one.

use std::sync::Arc;

use praxis_shared::pb::{self, AppointmentState};
use praxis_tests::{Person, fresh, when};
use tonic::{Code, Status, transport::Channel};
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};

use crate::{
    drive::{self, Run, Shape, Worker},
    server::Server,
    world::{World, booking},
};

/// Losing a race for a slot is part of a busy day, not an error.
fn lost(status: &Status) -> bool {
    matches!(status.code(), Code::FailedPrecondition | Code::Aborted | Code::AlreadyExists)
}

/// The next number of a small generator: the same world each time.
pub(super) fn roll(state: &mut u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *state >> 33
}

struct Hello(HealthClient<Channel>);

impl Worker for Hello {
    async fn step(&mut self) -> Result<(), Status> {
        self.0.check(HealthCheckRequest::default()).await.map(drop)
    }
}

/// The ceiling: a health check through the whole server.
pub(crate) async fn hello(server: &Server, world: &World, shape: &Shape) -> anyhow::Result<Run> {
    let shape = Shape { in_flight: shape.in_flight.min(256), ..shape.clone() };
    drive::run(server, &shape, |worker| Hello(HealthClient::new(world.channel(worker)))).await
}

struct Book {
    world: Arc<World>,
    clerk: Person,
}

impl Worker for Book {
    async fn step(&mut self) -> Result<(), Status> {
        self.clerk.appointments().book_appointment(booking(self.world.wish())).await.map(drop)
    }
}

/// Durable bookings, each of a slot of its own.
pub(crate) async fn book(server: &Server, world: &Arc<World>, shape: &Shape) -> anyhow::Result<Run> {
    let run =
        drive::run(server, shape, |worker| Book { world: Arc::clone(world), clerk: world.desk(worker) });
    let run = run.await?;
    anyhow::ensure!(run.refused.is_empty(), "bookings of free slots were refused: {:?}", run.refused);
    Ok(run)
}

struct Contend {
    world: Arc<World>,
    desk: Person,
    patient: Person,
    dice: u64,
    visit: Option<pb::Appointment>,
}

impl Contend {
    async fn act(&mut self) -> Result<Option<pb::Appointment>, Status> {
        let (slot, doctor, what) = (roll(&mut self.dice), roll(&mut self.dice), roll(&mut self.dice));
        let slot = i64::try_from(slot % World::slots_a_day()).unwrap_or(0);
        let start = Some(when::timestamp(self.world.first_slot() + chrono::Duration::minutes(30 * slot)));
        let Some(visit) = self.visit.take() else {
            let asked = pb::BookAppointmentRequest {
                request_id: fresh(),
                patient: self.patient.patient(),
                doctor: self.world.doctors[doctor as usize % self.world.doctors.len()].doctor(),
                start_time: start,
                visit_kind: pb::VisitKind::FollowUp.into(),
                ..pb::BookAppointmentRequest::default()
            };
            return Ok(Some(self.patient.appointments().book_appointment(asked).await?.into_inner()));
        };
        let (name, expected_version, request_id) = (visit.name.clone(), visit.version, fresh());
        let mut calls = self.desk.appointments();
        // an answer of "no" leaves the visit as it was
        self.visit = Some(visit.clone());
        let now = match what % 3 {
            0 if visit.state() == AppointmentState::Requested => {
                let asked = pb::ApproveAppointmentRequest { request_id, name, expected_version };
                Some(calls.approve_appointment(asked).await?.into_inner())
            }
            1 => {
                let asked = pb::RescheduleAppointmentRequest {
                    request_id,
                    name,
                    start_time: start,
                    expected_version,
                    ..pb::RescheduleAppointmentRequest::default()
                };
                Some(calls.reschedule_appointment(asked).await?.into_inner())
            }
            _ => {
                let asked = pb::CancelAppointmentRequest {
                    request_id,
                    name,
                    expected_version,
                    reason: "plans changed".to_owned(),
                    ..pb::CancelAppointmentRequest::default()
                };
                calls.cancel_appointment(asked).await?;
                None
            }
        };
        Ok(now)
    }
}

impl Worker for Contend {
    async fn step(&mut self) -> Result<(), Status> {
        match self.act().await {
            Ok(visit) => {
                self.visit = visit;
                Ok(())
            }
            Err(status) if lost(&status) => Ok(()),
            Err(status) => Err(status),
        }
    }
}

/// One hot day of three doctors: everybody books, approves, moves and cancels there.
pub(crate) async fn contend(server: &Server, world: &Arc<World>, shape: &Shape) -> anyhow::Result<Run> {
    let mut run = drive::run(server, shape, |worker| Contend {
        world: Arc::clone(world),
        desk: world.desk(worker),
        patient: world.patient(worker),
        dice: worker as u64 + 1,
        visit: None,
    })
    .await?;
    let (pairs, visits) = overlaps(world).await?;
    anyhow::ensure!(pairs == 0, "{pairs} pairs of visits overlap");
    run.also.push(("overlaps".to_owned(), pairs as f64));
    run.also.push(("visits".to_owned(), visits as f64));
    // the next repetition finds an empty day again
    clear(world).await?;
    Ok(run)
}

async fn blocking(world: &World, doctor: &Person) -> anyhow::Result<Vec<pb::Appointment>> {
    let mut found = Vec::new();
    let mut page_token = String::new();
    loop {
        let filter = pb::AppointmentFilter {
            doctor: doctor.doctor(),
            from_date: Some(world.day(0)),
            to_date: Some(world.day(3)),
            states: vec![AppointmentState::Requested.into(), AppointmentState::Approved.into()],
            ..pb::AppointmentFilter::default()
        };
        let asked = pb::ListAppointmentsRequest {
            filter: Some(filter),
            page_size: 200,
            page_token,
            ..pb::ListAppointmentsRequest::default()
        };
        let page = world.desk(0).appointments().list_appointments(asked).await?.into_inner();
        found.extend(page.appointments);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return Ok(found);
        }
    }
}

async fn overlaps(world: &World) -> anyhow::Result<(usize, usize)> {
    let (mut pairs, mut visits) = (0, 0);
    for doctor in &world.doctors {
        let mut spans: Vec<(i64, i64)> = blocking(world, doctor)
            .await?
            .iter()
            .filter_map(|it| Some((it.start_time?.seconds, it.end_time?.seconds)))
            .collect();
        spans.sort_unstable();
        visits += spans.len();
        pairs += spans.windows(2).filter(|two| two[1].0 < two[0].1).count();
    }
    Ok((pairs, visits))
}

async fn clear(world: &World) -> anyhow::Result<()> {
    for doctor in &world.doctors {
        for visit in blocking(world, doctor).await? {
            let asked = pb::CancelAppointmentRequest {
                request_id: fresh(),
                name: visit.name,
                expected_version: visit.version,
                reason: "the day is cleared".to_owned(),
                ..pb::CancelAppointmentRequest::default()
            };
            world.desk(0).appointments().cancel_appointment(asked).await?;
        }
    }
    Ok(())
}

pub(super) struct List(pub(super) Person);

impl Worker for List {
    async fn step(&mut self) -> Result<(), Status> {
        let asked = pb::ListVisitsRequest {
            filter: Some(pb::AppointmentFilter {
                patient: self.0.patient(),
                ..pb::AppointmentFilter::default()
            }),
            page_size: 20,
            ..pb::ListVisitsRequest::default()
        };
        let page = self.0.appointments().list_visits(asked).await?.into_inner();
        if page.visits.len() == 20 {
            Ok(())
        } else {
            Err(Status::data_loss(format!("{} rows instead of 20", page.visits.len())))
        }
    }
}

/// A patient's own visits, twenty rows.
pub(crate) async fn list(server: &Server, world: &Arc<World>, shape: &Shape) -> anyhow::Result<Run> {
    drive::run(server, shape, |worker| List(world.patient(worker))).await
}

/// Gives every patient two pages of visits.
pub(crate) async fn fill_pages(world: &World) -> anyhow::Result<()> {
    for (which, patient) in world.patients.iter().enumerate() {
        for at in 0..40 {
            let mut wish = world.wish();
            // one after the other for this patient, each with the doctor that the slot belongs to
            wish.patient = patient.patient();
            let start = world.first_slot()
                + chrono::Duration::days(60 + at)
                + chrono::Duration::minutes(30 * i64::try_from(which % 48)?);
            wish.start = when::timestamp(start);
            wish.doctor = world.doctors[(which / 48) % world.doctors.len()].doctor();
            world.desk(which).appointments().book_appointment(booking(wish)).await?;
        }
    }
    Ok(())
}

struct Slots {
    world: Arc<World>,
    clerk: Person,
    at: usize,
}

impl Worker for Slots {
    async fn step(&mut self) -> Result<(), Status> {
        self.at += 1;
        let asked = pb::ListSlotsRequest {
            doctor: self.world.doctors[self.at % self.world.doctors.len()].doctor(),
            from_date: Some(self.world.day(0)),
            to_date: Some(self.world.day(6)),
            page_size: 100,
            ..pb::ListSlotsRequest::default()
        };
        self.clerk.schedules().list_slots(asked).await.map(drop)
    }
}

/// The free slots of one doctor's week.
pub(crate) async fn slots(server: &Server, world: &Arc<World>, shape: &Shape) -> anyhow::Result<Run> {
    drive::run(server, shape, |worker| Slots {
        world: Arc::clone(world),
        clerk: world.desk(worker),
        at: worker,
    })
    .await
}

pub(super) struct Soonest(pub(super) Person);

impl Worker for Soonest {
    async fn step(&mut self) -> Result<(), Status> {
        let asked = pb::FindSoonestSlotsRequest {
            specialization: "General medicine".to_owned(),
            count: 5,
            ..pb::FindSoonestSlotsRequest::default()
        };
        self.0.schedules().find_soonest_slots(asked).await.map(drop)
    }
}

/// The soonest slots among the forty doctors of one specialization.
pub(crate) async fn soonest(server: &Server, world: &Arc<World>, shape: &Shape) -> anyhow::Result<Run> {
    drive::run(server, shape, |worker| Soonest(world.desk(worker))).await
}

pub(super) struct Search {
    pub(super) clerk: Person,
    pub(super) dice: u64,
}

impl Worker for Search {
    async fn step(&mut self) -> Result<(), Status> {
        // as people type: without marks, the beginning of a name, now and then with a first name
        const TYPED: [&str; 12] = [
            "nguyen-aa",
            "muller-b",
            "kucera-cd",
            "stefan popescu",
            "weiss-f",
            "bjork-ga",
            "zoe garcia",
            "lefevre-h",
            "yilmaz-ab",
            "thao nguyen",
            "sato-cc",
            "lukasz novak",
        ];
        let query = TYPED[roll(&mut self.dice) as usize % TYPED.len()].to_owned();
        let asked = pb::ListPatientsRequest { query, page_size: 20, ..pb::ListPatientsRequest::default() };
        self.clerk.patients().list_patients(asked).await.map(drop)
    }
}

/// Patients found by a folded name.
pub(crate) async fn search(server: &Server, world: &Arc<World>, shape: &Shape) -> anyhow::Result<Run> {
    drive::run(server, shape, |worker| Search { clerk: world.desk(worker), dice: worker as u64 + 1 }).await
}

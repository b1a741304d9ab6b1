//! The same calls to a small clinic and to one a hundred times as old, one after the other in each repetition: what
//! grows with the data shows as a factor, whatever the machine is doing.

use std::{sync::Arc, time::Duration};

use chrono::Datelike;
use praxis_shared::pb;
use praxis_tests::{Person, fresh};
use tonic::{Status, transport::Channel};
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};

use super::{
    Place,
    calls::{self, List, Search, Soonest, roll},
};
use crate::{
    drive::{self, Run, Shape, Worker},
    machine,
    seed::{self, Amount, Filled},
    server::Server,
    world::{Size, World, booking},
};

/// Visits of the small clinic.
const FEW: u64 = 10_000;
/// Visits for each patient, messages for each visit.
const VISITS_A_PATIENT: u64 = 5;
const MESSAGES_A_VISIT: u64 = 5;
/// The days at which a desk looks: all that the small clinic has.
const THESE_DAYS: usize = 16;

/// What is done many times a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hot {
    Hello,
    Book,
    Move,
    Note,
    Send,
    List,
    Day,
    OldDay,
    Visit,
    Slots,
    Soonest,
    Search,
    Thread,
    Threads,
    Notices,
}

const ALL: [(Hot, &str); 15] = [
    (Hot::Hello, "hello"),
    (Hot::Book, "book"),
    (Hot::Move, "move"),
    (Hot::Note, "note"),
    (Hot::Send, "send"),
    (Hot::List, "list"),
    (Hot::Day, "day"),
    (Hot::OldDay, "old day"),
    (Hot::Visit, "visit"),
    (Hot::Slots, "slots"),
    (Hot::Soonest, "soonest"),
    (Hot::Search, "search"),
    (Hot::Thread, "thread"),
    (Hot::Threads, "threads"),
    (Hot::Notices, "notices"),
];

/// A clinic of a certain age.
struct Clinic {
    server: Arc<Server>,
    world: Arc<World>,
    filled: Arc<Filled>,
}

impl Clinic {
    async fn make(place: &Place, size: Size, visits: u64) -> anyhow::Result<Self> {
        let server = Server::open(&place.program, place.listen).await?;
        let world = World::make(&server, size).await?;
        calls::fill_pages(&world).await?;
        server.stop().await?;
        let amount =
            Amount { patients: visits / VISITS_A_PATIENT, visits, messages: visits * MESSAGES_A_VISIT };
        let filled = Arc::new(seed::fill(&server, &world, amount).await?);
        server.start().await?;
        Ok(Self { server, world, filled })
    }

    async fn measure(&self, what: Hot, shape: &Shape) -> anyhow::Result<Run> {
        let mut own = Vec::new();
        self.world.turn_over();
        if matches!(what, Hot::Move | Hot::Note) {
            own = self.world.book_some(shape.in_flight).await?;
        }
        let run = drive::run(&self.server, shape, |worker| Caller {
            what,
            world: Arc::clone(&self.world),
            filled: Arc::clone(&self.filled),
            health: HealthClient::new(self.world.channel(worker)),
            clerk: self.world.desk(worker),
            patient: self.world.patient(worker),
            own: own.get(worker).cloned(),
            dice: worker as u64 + 1,
        })
        .await?;
        anyhow::ensure!(run.refused.is_empty(), "{what:?} was refused: {:?}", run.refused);
        anyhow::ensure!(run.done > 0, "{what:?} was not done once in {:?}", shape.time);
        Ok(run)
    }

    async fn restart(&self) -> anyhow::Result<Duration> {
        self.server.stop().await?;
        self.server.start().await
    }
}

struct Caller {
    what: Hot,
    world: Arc<World>,
    filled: Arc<Filled>,
    health: HealthClient<Channel>,
    clerk: Person,
    patient: Person,
    own: Option<pb::Appointment>,
    dice: u64,
}

impl Caller {
    /// Any conversation and the doctor in it.
    fn talk(&mut self) -> (Person, String) {
        self.one_of(&Arc::clone(&self.filled).talks)
    }

    /// One of those in which people write these days: as many in each clinic, so that as much is new in both, such as
    /// a first answer or a first notice.
    fn talk_of_these_days(&mut self) -> (Person, String) {
        self.one_of(&Arc::clone(&self.filled).unanswered)
    }

    fn one_of(&mut self, talks: &[(usize, String)]) -> (Person, String) {
        let (doctor, name) = &talks[roll(&mut self.dice) as usize % talks.len()];
        (self.world.doctor(*doctor), name.clone())
    }

    async fn change(&mut self) -> Result<(), Status> {
        let Some(visit) = self.own.take() else {
            return Err(Status::internal("there is no visit to change"));
        };
        let (request_id, name, expected_version) = (fresh(), visit.name.clone(), visit.version);
        let mut calls = self.clerk.appointments();
        let changed = if self.what == Hot::Move {
            // the same doctor at the next time that is free everywhere
            let wish = self.world.wish();
            let asked = pb::RescheduleAppointmentRequest {
                request_id,
                name,
                expected_version,
                doctor: wish.doctor,
                start_time: Some(wish.start),
                ..pb::RescheduleAppointmentRequest::default()
            };
            calls.reschedule_appointment(asked).await?
        } else {
            let note = format!("note {request_id}");
            let asked = pb::UpdateAppointmentRequest {
                request_id,
                appointment: Some(pb::Appointment { name, note, ..pb::Appointment::default() }),
                update_mask: Some(prost_types::FieldMask { paths: vec!["note".to_owned()] }),
                expected_version,
            };
            calls.update_appointment(asked).await?
        };
        self.own = Some(changed.into_inner());
        Ok(())
    }
}

impl Worker for Caller {
    async fn step(&mut self) -> Result<(), Status> {
        let dice = roll(&mut self.dice);
        match self.what {
            Hot::Hello => self.health.check(HealthCheckRequest::default()).await.map(drop),
            Hot::Book => {
                let asked = booking(self.world.wish());
                self.clerk.appointments().book_appointment(asked).await.map(drop)
            }
            Hot::Move | Hot::Note => self.change().await,
            Hot::Send => {
                let (doctor, conversation) = self.talk_of_these_days();
                let body = "Please take the tablets as before.".to_owned();
                let asked = pb::SendMessageRequest { request_id: fresh(), conversation, body };
                doctor.conversations().send_message(asked).await.map(drop)
            }
            Hot::List => List(self.patient.clone()).step().await,
            Hot::Day | Hot::OldDay => {
                let days = &self.filled.days;
                let newest = days.len().saturating_sub(THESE_DAYS);
                let days = if self.what == Hot::Day { &days[newest..] } else { days };
                let day = days[dice as usize % days.len()];
                let day = Some(pb::Date {
                    year: day.year(),
                    month: day.month().cast_signed(),
                    day: day.day().cast_signed(),
                });
                let filter = pb::AppointmentFilter {
                    from_date: day,
                    to_date: day,
                    ..pb::AppointmentFilter::default()
                };
                let asked = pb::ListAppointmentsRequest {
                    filter: Some(filter),
                    page_size: 50,
                    ..pb::ListAppointmentsRequest::default()
                };
                self.clerk.appointments().list_appointments(asked).await.map(drop)
            }
            Hot::Visit => {
                let (doctor, name) = &self.filled.visits[dice as usize % self.filled.visits.len()];
                let asked = pb::GetVisitRequest { name: name.clone() };
                self.world.doctor(*doctor).appointments().get_visit(asked).await.map(drop)
            }
            Hot::Slots => {
                let asked = pb::ListSlotsRequest {
                    doctor: self.world.doctors[dice as usize % self.world.doctors.len()].doctor(),
                    from_date: Some(self.world.day(300)),
                    to_date: Some(self.world.day(306)),
                    page_size: 100,
                    ..pb::ListSlotsRequest::default()
                };
                self.clerk.schedules().list_slots(asked).await.map(drop)
            }
            Hot::Soonest => Soonest(self.clerk.clone()).step().await,
            Hot::Search => Search { clerk: self.clerk.clone(), dice }.step().await,
            Hot::Thread => {
                let (doctor, conversation) = self.talk();
                let asked = pb::ListMessagesRequest {
                    conversation,
                    page_size: 50,
                    ..pb::ListMessagesRequest::default()
                };
                doctor.conversations().list_messages(asked).await.map(drop)
            }
            Hot::Threads => {
                let (doctor, _) = self.talk();
                let asked =
                    pb::ListConversationsRequest { page_size: 20, ..pb::ListConversationsRequest::default() };
                doctor.conversations().list_conversations(asked).await.map(drop)
            }
            Hot::Notices => {
                let (doctor, _) = self.talk();
                let asked = pb::ListNoticesRequest { page_size: 20, ..pb::ListNoticesRequest::default() };
                doctor.events().list_notices(asked).await.map(drop)
            }
        }
    }
}

/// A small clinic and a large one, side by side.
pub(crate) async fn run(place: &Place, shape: &Shape, size: Size, repeat: usize) -> anyhow::Result<Vec<Run>> {
    let few = Clinic::make(place, size, FEW).await?;
    let many = Clinic::make(place, size, shape.visits).await?;
    // fifteen calls to two servers in each repetition: a shorter look at each
    let each = Shape {
        warm_up: shape.warm_up.min(Duration::from_millis(200)),
        time: (shape.time / 3).max(Duration::from_millis(300)),
        ..shape.clone()
    };
    let mut runs = Vec::with_capacity(repeat);
    for _ in 0..repeat {
        let (start_few, start_many) = (few.restart().await?, many.restart().await?);
        let mut of_all: Option<Run> = None;
        let mut also = vec![
            ("ms to start".to_owned(), start_many.as_secs_f64() * 1000.0),
            ("ms to start when small".to_owned(), start_few.as_secs_f64() * 1000.0),
            ("CPU ms to start".to_owned(), machine::cpu_of(many.server.process()) * 1000.0),
            ("CPU ms to start when small".to_owned(), machine::cpu_of(few.server.process()) * 1000.0),
        ];
        for (what, name) in ALL {
            let small = few.measure(what, &each).await?;
            let large = many.measure(what, &each).await?;
            let cpu = |run: &Run| run.server_cpu / run.done as f64;
            // the ceiling knows nothing of the data: its factor is what the machine adds
            let time = if what == Hot::Hello { "control: hello x".to_owned() } else { format!("x {name}") };
            also.push((time, small.rate() / large.rate()));
            also.push((format!("CPU x {name}"), cpu(&large) / cpu(&small).max(1e-9)));
            for (run, clinic) in [(&large, ""), (&small, " when small")] {
                also.push((format!("KiB read, {name}{clinic}"), run.read / run.done as f64));
            }
            also.push((format!("{name}/s"), large.rate()));
            match &mut of_all {
                None => of_all = Some(large),
                Some(all) => {
                    all.done += large.done;
                    all.seconds += large.seconds;
                    all.server_cpu += large.server_cpu;
                    all.others_cpu += large.others_cpu;
                    all.written += large.written;
                    all.read += large.read;
                    all.memory = large.memory;
                    all.latency.add(large.latency)?;
                }
            }
        }
        also.extend([
            ("MiB when small".to_owned(), machine::memory_of(few.server.process()).0),
            ("MiB of database".to_owned(), many.filled.bytes / 1_048_576.0),
            ("bytes a visit".to_owned(), many.filled.visit_bytes),
            ("bytes a message".to_owned(), many.filled.message_bytes),
            ("seconds to fill".to_owned(), many.filled.seconds),
        ]);
        if let Some(mut run) = of_all {
            run.also = also;
            runs.push(run);
        }
    }
    Ok(runs)
}

//! Everything at once, as on a working day.

use std::{sync::Arc, time::Duration};

use praxis_server::clock::Clock;
use praxis_shared::pb;
use praxis_tests::{Line, Person};
use tokio::task::JoinSet;
use tonic::Status;

use super::{
    calls::{List, Search, Soonest, roll},
    streams::watch,
};
use crate::{
    drive::{self, Run, Shape, Worker},
    server::Server,
    world::{World, booking},
};

/// Scripts among the workers; the others are terminals.
const SCRIPTS: usize = 5;

struct Mixed {
    world: Arc<World>,
    desk: Person,
    doctor: Person,
    patient: Person,
    script: Option<Line>,
    dice: u64,
}

impl Worker for Mixed {
    async fn step(&mut self) -> Result<(), Status> {
        let day = |after| Some(self.world.day(after));
        if let Some(script) = &self.script {
            // an export: page after page, without a pause
            let filter = pb::AppointmentFilter {
                from_date: day(0),
                to_date: day(7),
                ..pb::AppointmentFilter::default()
            };
            let asked = pb::ListAppointmentsRequest {
                filter: Some(filter),
                page_size: 100,
                ..pb::ListAppointmentsRequest::default()
            };
            return script.appointments().list_appointments(asked).await.map(drop);
        }
        // a minute of a person's day in a fiftieth of a second
        tokio::time::sleep(Duration::from_millis(10 + roll(&mut self.dice) % 20)).await;
        match roll(&mut self.dice) % 10 {
            0..=2 => {
                let filter = pb::AppointmentFilter {
                    from_date: day(0),
                    to_date: day(0),
                    ..pb::AppointmentFilter::default()
                };
                let asked = pb::ListAppointmentsRequest {
                    filter: Some(filter),
                    page_size: 50,
                    ..pb::ListAppointmentsRequest::default()
                };
                self.desk.appointments().list_appointments(asked).await.map(drop)
            }
            3 => Search { clerk: self.desk.clone(), dice: self.dice }.step().await,
            4 => Soonest(self.desk.clone()).step().await,
            5..=6 => {
                let asked = booking(self.world.wish());
                self.desk.appointments().book_appointment(asked).await.map(drop)
            }
            7 => List(self.patient.clone()).step().await,
            8 => {
                let asked =
                    pb::ListConversationsRequest { page_size: 20, ..pb::ListConversationsRequest::default() };
                self.doctor.conversations().list_conversations(asked).await.map(drop)
            }
            _ => {
                let asked = pb::ListNoticesRequest { page_size: 20, ..pb::ListNoticesRequest::default() };
                self.desk.events().list_notices(asked).await.map(drop)
            }
        }
    }
}

/// Sixty terminals and five scripts on a working day, compressed. Each terminal watches for changes meanwhile.
pub(crate) async fn mixed(server: &Server, world: &Arc<World>, shape: &Shape) -> anyhow::Result<Run> {
    let until = Clock::system().now() + chrono::Duration::hours(1);
    let scope = ["AppointmentService/ListAppointments"];
    let mut scripts = Vec::new();
    for which in 0..SCRIPTS.min(shape.in_flight) {
        scripts.push(world.desk(which).script(&scope, until).await.line);
    }
    let mut watching = JoinSet::new();
    for which in scripts.len()..shape.in_flight {
        let mut stream = watch(&world.desk(which)).await?;
        watching.spawn(async move { while let Ok(Some(_)) = stream.message().await {} });
    }
    drive::run(server, shape, |worker| Mixed {
        world: Arc::clone(world),
        desk: world.desk(worker),
        doctor: world.doctor(worker),
        patient: world.patient(worker),
        script: scripts.get(worker).cloned(),
        dice: worker as u64 + 1,
    })
    .await
}

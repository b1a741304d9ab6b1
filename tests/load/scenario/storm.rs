//! Everybody signs in at once.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use praxis_server::{
    passwords::{MEMORY_KIB, Passwords},
    secret::Secret,
};
use praxis_shared::pb;
use praxis_tests::{Line, PASSWORD, Person};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::{
    drive::{self, Run, Shape},
    machine,
    server::Server,
    world::World,
};

/// Seconds of one hash on a core that does nothing else: the middle of a few.
async fn hash_time(passwords: &Passwords) -> anyhow::Result<f64> {
    let mut took = Vec::new();
    for _ in 0..5 {
        let begun = Instant::now();
        passwords.verify(Secret::new(PASSWORD.to_owned()), None).await?;
        took.push(begun.elapsed().as_secs_f64());
    }
    took.sort_by(f64::total_cmp);
    Ok(took[took.len() / 2])
}

/// What the server says, and up to half as much more, so that not all come back at once.
fn told_to_wait(status: &Status) -> Duration {
    let told =
        status.get_details_retry_info().and_then(|it| it.retry_delay).unwrap_or(Duration::from_secs(1));
    let mut byte = [0];
    // without randomness they do come back at once
    let _ = getrandom::fill(&mut byte);
    told.mul_f64(1.0 + f64::from(byte[0]) / 510.0)
}

/// All sign in at once; beside them one clerk goes on listing the day.
pub(crate) async fn login(server: &Arc<Server>, world: &Arc<World>, shape: &Shape) -> anyhow::Result<Run> {
    let clerk = world.desk(0);
    // as the server has them
    let passwords = Passwords::new(MEMORY_KIB)?;
    let (one_hash, permits) = (hash_time(&passwords).await?, passwords.at_once());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let quiet = beside(&clerk, world, async { tokio::time::sleep(Duration::from_secs(2)).await }).await?;
    let (before, _) = machine::memory_of(server.process());
    let refused = Arc::new(AtomicU64::new(0));
    let meter = drive::Meter::start(server);
    let latency = Arc::new(std::sync::Mutex::new(drive::histogram()));
    let storm = async {
        let mut all = tokio::task::JoinSet::new();
        for which in 0..shape.in_flight {
            let who = world.desks[which % world.desks.len()].user.user_name.clone();
            let line = Line::new(world.channel(which), None);
            let (refused, latency) = (Arc::clone(&refused), Arc::clone(&latency));
            all.spawn(async move {
                let begun = Instant::now();
                loop {
                    let asked = pb::SignInRequest {
                        login: who.clone(),
                        password: PASSWORD.to_owned(),
                        client_label: "storm".to_owned(),
                        ..pb::SignInRequest::default()
                    };
                    match line.sessions().sign_in(asked).await {
                        Ok(_) => break,
                        Err(status) if status.code() == Code::ResourceExhausted => {
                            refused.fetch_add(1, Ordering::Relaxed);
                            tokio::time::sleep(told_to_wait(&status)).await;
                        }
                        Err(status) => return Err(status),
                    }
                }
                if let Ok(mut latency) = latency.lock() {
                    drive::record(&mut latency, begun.elapsed());
                }
                Ok(())
            });
        }
        while let Some(ended) = all.join_next().await {
            ended.map_err(|why| Status::internal(why.to_string()))??;
        }
        Ok::<_, Status>(())
    };
    let mut outcome = Ok(());
    let busy = beside(&clerk, world, async { outcome = storm.await }).await?;
    outcome?;
    let latency = latency.lock().map_or_else(|_| drive::histogram(), |it| it.clone());
    let mut run = meter.stop(shape.in_flight as u64, std::collections::BTreeMap::new(), latency);
    let (_, after) = machine::memory_of(server.process());
    for (what, value) in [
        ("told to wait", refused.load(Ordering::Relaxed) as f64),
        ("ms of one hash", one_hash * 1000.0),
        ("share of the cores' hashes", run.rate() * one_hash / cores as f64),
        ("list p99 ms quiet", quiet),
        ("list p99 ms in the storm", busy),
        ("list p99 in the storm, x quiet", busy / quiet),
        ("permits", permits as f64),
        ("memory grew by MiB", after - before),
    ] {
        run.also.push((what.to_owned(), value));
    }
    Ok(run)
}

/// The p99 in ms of a clerk's list calls while something else goes on.
async fn beside(clerk: &Person, world: &World, other: impl Future<Output = ()>) -> anyhow::Result<f64> {
    let mut latency = drive::histogram();
    let mut other = std::pin::pin!(other);
    loop {
        let asked = pb::ListAppointmentsRequest {
            filter: Some(pb::AppointmentFilter {
                from_date: Some(world.day(0)),
                to_date: Some(world.day(0)),
                ..pb::AppointmentFilter::default()
            }),
            page_size: 20,
            ..pb::ListAppointmentsRequest::default()
        };
        let begun = Instant::now();
        let mut calls = clerk.appointments();
        let listed = calls.list_appointments(asked);
        tokio::select! {
            () = &mut other => return Ok(latency.value_at_quantile(0.99) as f64 / 1000.0),
            listed = listed => { listed?; }
        }
        drive::record(&mut latency, begun.elapsed());
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

//! Scenarios in which the server speaks first: chat, boards, terminals that only listen.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, bail, ensure};
use hdrhistogram::Histogram;
use praxis_shared::pb::{self, event::Payload};
use praxis_tests::{Person, fresh};
use tokio::{
    sync::{Mutex, Notify},
    task::JoinSet,
};
use tonic::{Status, Streaming};

use crate::{
    drive::{self, Meter, Run, Shape, Worker},
    machine,
    server::Server,
    world::World,
};

pub(super) async fn watch(person: &Person) -> Result<Streaming<pb::Event>, Status> {
    let mut stream = person.events().watch_events(pb::WatchEventsRequest::default()).await?.into_inner();
    // the first event says where the stream stands: from here on nothing is missed
    stream.message().await?;
    Ok(stream)
}

async fn talk(one: &Person, other: &Person) -> Result<String, Status> {
    let asked = pb::OpenConversationRequest { request_id: fresh(), target: other.name() };
    Ok(one.conversations().open_conversation(asked).await?.into_inner().name)
}

async fn send(from: &Person, conversation: &str, body: String) -> Result<pb::Message, Status> {
    let asked = pb::SendMessageRequest { request_id: fresh(), conversation: conversation.to_owned(), body };
    Ok(from.conversations().send_message(asked).await?.into_inner())
}

/// The next message of a conversation that this terminal hears; it must be the next one, and nothing may be left out.
async fn hear(heard: &mut Streaming<pb::Event>, conversation: &str, last: &mut i64) -> Result<(), Status> {
    loop {
        let event = heard.message().await?.ok_or_else(|| Status::unavailable("the stream ended"))?;
        let Some(Payload::Message(message)) = event.payload else { continue };
        if message.conversation != conversation {
            continue;
        }
        if message.seq != *last + 1 {
            return Err(Status::data_loss(format!("message {} came after {last}", message.seq)));
        }
        *last = message.seq;
        return Ok(());
    }
}

/// Two people with a terminal each, who answer each other.
struct Talk {
    members: [Person; 2],
    heard: [Streaming<pb::Event>; 2],
    last: [i64; 2],
    conversation: String,
    /// Messages that the server said it has.
    said: i64,
}

fn words(seq: i64) -> String {
    format!("The results are back, please call me. ({seq})")
}

/// Conversations of two members each.
pub(crate) struct Talks(Vec<Arc<Mutex<Talk>>>);

impl Talks {
    /// Opens so many, each member with a terminal that listens.
    ///
    /// # Errors
    /// If the server refuses.
    pub(crate) async fn open(world: &World, count: usize) -> anyhow::Result<Self> {
        let mut talks = Vec::new();
        for which in 0..count {
            ensure!(
                which < world.desks.len() * world.doctors.len(),
                "there are not so many pairs of people: at most {} in flight",
                world.desks.len() * world.doctors.len()
            );
            // one after the other through all pairs
            let members = [world.desk(which), world.doctor(which + which / world.desks.len())];
            let conversation = talk(&members[0], &members[1]).await?;
            let heard = [watch(&members[0]).await?, watch(&members[1]).await?];
            talks.push(Arc::new(Mutex::new(Talk { members, heard, last: [0, 0], conversation, said: 0 })));
        }
        Ok(Self(talks))
    }

    /// Compares what was answered with what is stored; the answer is the number of messages.
    ///
    /// # Errors
    /// If one is missing, doubled, out of order or not as it was sent.
    pub(crate) async fn check(&self, world: &World) -> anyhow::Result<u64> {
        let mut kept = 0;
        for talk in &self.0 {
            let talk = talk.lock().await;
            let reader = talk.members[0].over(world.channel(0));
            let mut after = 0;
            while after < talk.said {
                let asked = pb::ListMessagesRequest {
                    conversation: talk.conversation.clone(),
                    // 0 would mean the end
                    before_seq: if after == 0 { talk.said.min(200) + 1 } else { 0 },
                    after_seq: after,
                    page_size: 200,
                    ..pb::ListMessagesRequest::default()
                };
                let page = reader.conversations().list_messages(asked).await?.into_inner();
                ensure!(!page.messages.is_empty(), "{} ends at {after} of {}", talk.conversation, talk.said);
                for message in page.messages {
                    after += 1;
                    ensure!(
                        message.seq == after && message.body == words(after),
                        "{}: message {after} of {} is not what was sent",
                        talk.conversation,
                        talk.said
                    );
                    kept += 1;
                }
            }
            ensure!(after == talk.said, "{} has more than was sent", talk.conversation);
        }
        Ok(kept)
    }
}

struct Chat(Arc<Mutex<Talk>>);

impl Worker for Chat {
    /// Sent, stored, and heard by both, in order.
    async fn step(&mut self) -> Result<(), Status> {
        let mut talk = self.0.lock().await;
        let Talk { members, heard, last, conversation, said } = &mut *talk;
        let from = &members[usize::try_from(*said % 2).unwrap_or(0)];
        let sent = send(from, conversation, words(*said + 1)).await?;
        if sent.seq != *said + 1 {
            return Err(Status::data_loss(format!("message {} was numbered {}", *said + 1, sent.seq)));
        }
        *said = sent.seq;
        for (heard, last) in heard.iter_mut().zip(last) {
            while *last < sent.seq {
                hear(heard, conversation, last).await?;
            }
        }
        Ok(())
    }
}

/// Two members each, as many conversations as calls in flight.
pub(crate) async fn chat(server: &Arc<Server>, talks: &Talks, shape: &Shape) -> anyhow::Result<Run> {
    let run = drive::run(server, shape, |which| Chat(Arc::clone(&talks.0[which]))).await?;
    ensure!(run.refused.is_empty(), "messages were refused, lost or out of order: {:?}", run.refused);
    Ok(run)
}

/// A message on its way to all terminals.
struct Flight {
    heard: AtomicUsize,
    all: Notify,
}

/// One conversation of two people with fifty terminals each, every one a connection of its own: deliveries a second.
pub(crate) async fn terminals(
    server: &Arc<Server>,
    world: &Arc<World>,
    shape: &Shape,
) -> anyhow::Result<Run> {
    const TERMINALS: usize = 100;
    let (one, other) = (world.desk(0), world.doctor(0));
    let conversation = talk(&one, &other).await?;
    let flights: Arc<Vec<Flight>> = Arc::new(
        (0..shape.in_flight).map(|_| Flight { heard: AtomicUsize::new(0), all: Notify::new() }).collect(),
    );
    let begun = Instant::now();
    let counted_from = begun + shape.warm_up;
    let until = counted_from + shape.time;
    let mut listeners: JoinSet<anyhow::Result<Histogram<u64>>> = JoinSet::new();
    for which in 0..TERMINALS {
        let person = [&one, &other][which % 2].over(server.connect().await?);
        let mut stream = watch(&person).await?;
        let (flights, conversation) = (Arc::clone(&flights), conversation.clone());
        listeners.spawn(async move {
            let (mut latency, mut last) = (drive::histogram(), None);
            while let Some(event) = stream.message().await? {
                let Some(Payload::Message(message)) = event.payload else { continue };
                if message.conversation != conversation {
                    continue;
                }
                // the message says which flight it is, and when it was sent
                let mut words = message.body.split(' ');
                let mut word = || words.next().and_then(|it| it.parse::<u64>().ok());
                let (Some(flight), Some(sent)) = (word(), word()) else { return Ok(latency) };
                ensure!(
                    last.is_none_or(|it| message.seq == it + 1),
                    "message {} came after {last:?}",
                    message.seq
                );
                last = Some(message.seq);
                let (sent, now) = (begun + Duration::from_micros(sent), Instant::now());
                if sent >= counted_from && now <= until {
                    drive::record(&mut latency, now - sent);
                }
                let flight = &flights[usize::try_from(flight)?];
                if flight.heard.fetch_add(1, Ordering::AcqRel) + 1 == TERMINALS {
                    flight.all.notify_one();
                }
            }
            bail!("a stream ended")
        });
    }
    let mut senders: JoinSet<anyhow::Result<()>> = JoinSet::new();
    for which in 0..shape.in_flight {
        let (one, conversation) = (one.over(world.channel(which)), conversation.clone());
        let flights = Arc::clone(&flights);
        senders.spawn(async move {
            while Instant::now() < until {
                flights[which].heard.store(0, Ordering::Release);
                let body = format!("{which} {} Rounds begin at nine.", begun.elapsed().as_micros());
                send(&one, &conversation, body).await?;
                tokio::time::timeout(Duration::from_secs(20), flights[which].all.notified())
                    .await
                    .with_context(|| {
                        let heard = flights[which].heard.load(Ordering::Acquire);
                        format!("a message reached {heard} of {TERMINALS} terminals in 20 seconds")
                    })?;
            }
            Ok(())
        });
    }
    tokio::time::sleep_until(counted_from.into()).await;
    let meter = Meter::start(server);
    tokio::time::sleep_until(until.into()).await;
    let mut run = meter.stop(0, BTreeMap::new(), drive::histogram());
    while let Some(ended) = senders.join_next().await {
        ended??;
    }
    // a word that is no flight lets the listeners go
    send(&one, &conversation, "That is all.".to_owned()).await?;
    while let Some(ended) = listeners.join_next().await {
        run.latency.add(ended??)?;
    }
    run.done = run.latency.len();
    run.also.push(("messages/s".to_owned(), run.rate() / TERMINALS as f64));
    Ok(run)
}

/// One clinic's day on sixty terminals, fifty changes a second: from the change to each screen.
pub(crate) async fn board(
    server: &Arc<Server>,
    world: &Arc<World>,
    shape: &Shape,
    visits: &[pb::Appointment],
) -> anyhow::Result<Run> {
    const TERMINALS: usize = 60;
    const CHANGES_A_SECOND: u32 = 50;
    ensure!(!visits.is_empty(), "the day has visits");
    let begun = Arc::new(std::sync::Mutex::new(BTreeMap::<String, Instant>::new()));
    let latency = Arc::new(std::sync::Mutex::new(drive::histogram()));
    let seen = Arc::new(AtomicU64::new(0));
    let mut listeners = JoinSet::new();
    for which in 0..TERMINALS {
        let mut stream = watch(&world.desk(which)).await?;
        let (begun, latency, seen) = (Arc::clone(&begun), Arc::clone(&latency), Arc::clone(&seen));
        listeners.spawn(async move {
            while let Ok(Some(event)) = stream.message().await {
                let Some(Payload::Appointment(visit)) = event.payload else { continue };
                let now = Instant::now();
                let started = begun.lock().ok().and_then(|it| it.get(&visit.note).copied());
                if let (Some(started), Ok(mut latency)) = (started, latency.lock()) {
                    drive::record(&mut latency, now - started);
                    seen.fetch_add(1, Ordering::Relaxed);
                }
            }
        });
    }
    let meter = Meter::start(server);
    let until = Instant::now() + shape.time;
    let mut beat = tokio::time::interval(Duration::from_secs(1) / CHANGES_A_SECOND);
    let mut changes = 0usize;
    let mut changing = JoinSet::new();
    while Instant::now() < until {
        beat.tick().await;
        let (visit, clerk) = (visits[changes % visits.len()].clone(), world.desk(changes));
        let note = format!("change {changes} {}", fresh());
        if let Ok(mut begun) = begun.lock() {
            begun.insert(note.clone(), Instant::now());
        }
        changes += 1;
        changing.spawn(async move {
            let asked = pb::UpdateAppointmentRequest {
                request_id: fresh(),
                appointment: Some(pb::Appointment { name: visit.name, note, ..pb::Appointment::default() }),
                update_mask: Some(prost_types::FieldMask { paths: vec!["note".to_owned()] }),
                ..pb::UpdateAppointmentRequest::default()
            };
            clerk.appointments().update_appointment(asked).await.map(drop)
        });
    }
    while let Some(changed) = changing.join_next().await {
        changed??;
    }
    let wanted = (changes * TERMINALS) as u64;
    let patience = Instant::now() + Duration::from_secs(20);
    while seen.load(Ordering::Relaxed) < wanted {
        ensure!(
            Instant::now() < patience,
            "{} of {wanted} changes reached a screen",
            seen.load(Ordering::Relaxed)
        );
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let latency = latency.lock().map_or_else(|_| drive::histogram(), |it| it.clone());
    let mut run = meter.stop(wanted, BTreeMap::new(), latency);
    run.also.push(("server cores".to_owned(), run.server_cpu / run.seconds));
    run.also.push(("changes/s".to_owned(), changes as f64 / run.seconds));
    Ok(run)
}

/// Streams that nobody speaks on: what each costs, multiplexed and on a connection of its own, and how long one
/// change takes to reach them all.
pub(crate) async fn idle(server: &Arc<Server>, world: &Arc<World>, shape: &Shape) -> anyhow::Result<Run> {
    const A_CONNECTION: usize = 100;
    // memory that earlier streams gave back would be counted as free
    server.stop().await?;
    server.start().await?;
    let before_all = machine::memory_of(server.process()).0;
    let mut streams = Vec::with_capacity(shape.streams);
    let mut channel = server.connect().await?;
    for which in 0..shape.streams {
        if which % A_CONNECTION == 0 {
            channel = server.connect().await?;
        }
        streams.push(
            watch(&world.desks[which % world.desks.len()].over(channel.clone()))
                .await
                .with_context(|| format!("stream {which}"))?,
        );
    }
    let multiplexed = machine::memory_of(server.process()).0 - before_all;
    let meter = Meter::start(server);
    let switches = machine::switches_of(server.process());
    tokio::time::sleep(shape.time).await;
    let mut run = meter.stop(0, BTreeMap::new(), drive::histogram());
    let woken = (machine::switches_of(server.process()) - switches) as f64 / run.seconds;

    let reached = fan_out(world, &mut streams).await?;
    drop(streams);
    let alone = shape.streams.min(2000);
    let before = machine::memory_of(server.process()).0;
    let mut lonely = Vec::with_capacity(alone);
    for which in 0..alone {
        let channel = server.connect().await?;
        let person = world.desks[which % world.desks.len()].over(channel);
        lonely.push(watch(&person).await.with_context(|| format!("connection {which}"))?);
    }
    let each = (machine::memory_of(server.process()).0 - before) * 1024.0 / alone as f64;
    drop(lonely);
    run.done = shape.streams as u64;
    run.also = vec![
        ("MiB at rest".to_owned(), before_all),
        ("KiB a stream".to_owned(), multiplexed * 1024.0 / shape.streams as f64),
        ("KiB a connection".to_owned(), each),
        ("server cores idle".to_owned(), run.server_cpu / run.seconds),
        ("switches/s idle".to_owned(), woken),
        ("ms to reach all".to_owned(), reached),
    ];
    Ok(run)
}

/// A change that everybody hears of, and the ms until the last has.
async fn fan_out(world: &World, streams: &mut [Streaming<pb::Event>]) -> anyhow::Result<f64> {
    static NUMBER: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let clerk = world.desk(0);
    let patient = world.registered.first().context("somebody is registered")?;
    let asked = pb::UpdatePatientRequest {
        request_id: fresh(),
        patient: Some(pb::Patient {
            name: patient.clone(),
            // another one each time: what changes nothing is not told
            phone: format!(
                "+49 30 {}",
                1_000_000 + std::process::id() + NUMBER.fetch_add(1, Ordering::Relaxed)
            ),
            ..pb::Patient::default()
        }),
        update_mask: Some(prost_types::FieldMask { paths: vec!["phone".to_owned()] }),
        ..pb::UpdatePatientRequest::default()
    };
    let begun = Instant::now();
    clerk.patients().update_patient(asked).await?;
    let heard = streams.iter_mut().map(|stream| async move {
        loop {
            match stream.message().await {
                Ok(Some(event)) if matches!(event.payload, Some(Payload::Patient(_))) => return Ok(()),
                Ok(Some(_)) => {}
                Ok(None) => return Err(Status::unavailable("a stream ended")),
                Err(why) => return Err(why),
            }
        }
    });
    tokio::time::timeout(Duration::from_secs(60), futures_util::future::try_join_all(heard))
        .await
        .context("the change did not reach all streams")??;
    Ok(begun.elapsed().as_secs_f64() * 1000.0)
}

//! The clinic behind the door, until it is told to stop: then nobody is let in, streams end
//! with UNAVAILABLE, what is queued is made durable, and the log is folded into the file.

use std::{sync::Arc, time::Duration};

use futures_util::future::OptionFuture;
use praxis_shared::pb;
use tokio::time::{MissedTickBehavior, interval, sleep};
use tokio_util::sync::CancellationToken;
use tonic::service::Routes;
use tonic_health::{ServingStatus, server::HealthReporter};
use tower::Layer as _;

use crate::{
    anchor,
    desk::Desk,
    door::{self, Guest, Listener, accept::Host},
    metrics::{self, Metrics},
    rpc::{
        self, MESSAGE_MAX,
        bounds::{Bounded, Bounds},
        gate::{Busy, Gate, GateLayer},
        ledger::Ledger,
        policy::Policy,
        tally::Tally,
    },
};

/// How often the certificate is looked at: one that was replaced or soon ends.
const LOOK_AT_CERTIFICATE: Duration = Duration::from_secs(60 * 60);

/// How often it is looked whether what is written is stored, beside each time that changes …
const LOOK_AT_STORE: Duration = Duration::from_secs(15);
/// … and while it is not.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// Every service of the clinic, with the gate in front.
struct Clinic {
    gated: Gate<Routes>,
    tally: Arc<Tally>,
}

impl Host for Clinic {
    type Service = Bounds<Gate<Routes>>;
    type Body = Bounded;

    fn receive(&self, guest: &Guest) -> Self::Service {
        Bounds::new(self.gated.clone(), guest.source, guest.leaving.clone(), Arc::clone(&self.tally))
    }
}

impl Clinic {
    fn new(desk: &Desk) -> anyhow::Result<(Self, HealthReporter)> {
        let (reporter, health) = tonic_health::server::health_reporter();
        let reflection = || {
            tonic_reflection::server::Builder::configure()
                .register_encoded_file_descriptor_set(pb::DESCRIPTORS)
                .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
        };
        let routes = Routes::new(health.max_decoding_message_size(MESSAGE_MAX))
            .add_service(reflection().build_v1()?.max_decoding_message_size(MESSAGE_MAX))
            .add_service(reflection().build_v1alpha()?.max_decoding_message_size(MESSAGE_MAX));
        let policy = Policy::read()?;
        let paths = policy.rules().map(|(path, _)| path.to_owned());
        let health_paths = ["Check", "Watch"].map(|it| format!("/grpc.health.v1.Health/{it}"));
        let tally = Arc::new(Tally::new(paths.chain(health_paths)));
        let routes = rpc::add_services(routes, desk, &policy).prepare();
        let gate = GateLayer {
            policy,
            desk: desk.clone(),
            ledger: Ledger::new(desk.clone()),
            busy: Busy::default(),
        };
        Ok((Self { gated: gate.layer(routes), tally }, reporter))
    }
}

/// Serves the clinic until `shutdown` completes, then drains and closes the store. When the disk fails it ends
/// at once and closes nothing: what is stored shows when the file is opened again.
///
/// # Errors
/// If the contract has an RPC without a rule, or the store fails.
pub async fn serve(desk: Desk, listener: Listener, shutdown: impl Future<Output = ()>) -> anyhow::Result<()> {
    let store = desk.store.clone();
    tokio::select! {
        served = serve_until(desk, listener, shutdown) => served,
        why = store.failed() => anyhow::bail!(
            "nothing can be written any more: {why}. What was acknowledged before is stored. Look after the disk, \
             then start the server again"
        ),
    }
}

async fn serve_until(
    desk: Desk,
    mut listener: Listener,
    shutdown: impl Future<Output = ()>,
) -> anyhow::Result<()> {
    let (clinic, health) = Clinic::new(&desk)?;
    let stop = CancellationToken::new();
    let told = async {
        shutdown.await;
        health.set_service_status("", ServingStatus::NotServing).await;
        desk.store.end_watching();
        stop.cancel();
    };
    let certificate = keep_certificate(listener.identity(), &desk, &stop);
    let numbers = listener.take_metrics().map(|(port, data_dir)| {
        let metrics = Metrics::new(&desk, &listener.counts(), &clinic.tally, data_dir);
        metrics::serve(port, metrics, stop.clone())
    });
    let numbers = OptionFuture::from(numbers);
    let readiness = keep_health(&health, &desk, &stop);
    let heads = anchor::keep(&desk.anchor, desk.store.heads(), &desk.clock, &stop);
    let wall = async {
        tokio::select! {
            () = desk.clock.watch_the_wall() => {}
            () = stop.cancelled() => {}
        }
    };
    tokio::join!(
        door::receive(listener, clinic, stop.clone()),
        told,
        certificate,
        readiness,
        numbers,
        heads,
        wall
    );
    desk.store.close().await;
    let last = *desk.store.heads().borrow();
    anchor::sign(&desk.anchor, last, desk.clock.now()).await;
    Ok(())
}

/// Says that the server is not ready while what is written is not stored, or the last check of the whole file found it
/// damaged, and that it is again once that is over.
async fn keep_health(health: &HealthReporter, desk: &Desk, stop: &CancellationToken) {
    let mut ready = true;
    loop {
        let now = !desk.store.refuses_writes() && desk.upkeep.known().check.failure.is_none();
        if now != ready {
            ready = now;
            let status = if ready { ServingStatus::Serving } else { ServingStatus::NotServing };
            health.set_service_status("", status).await;
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = desk.store.may_refuse_writes() => {}
            () = sleep(if ready { LOOK_AT_STORE } else { LOOK_AGAIN }) => {}
        }
    }
}

/// Looks at the certificate now and then, and when the clock was set: it may have begun or ended by that.
async fn keep_certificate(identity: Option<Arc<door::Identity>>, desk: &Desk, stop: &CancellationToken) {
    let Some(identity) = identity else { return };
    let mut turned = desk.clock.turned();
    let mut ticks = interval(LOOK_AT_CERTIFICATE);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // the first comes at once, and it was read just now
    ticks.tick().await;
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = ticks.tick() => {}
            () = turned.next() => {}
        }
        if let Err(why) = identity.refresh(desk.clock.now()) {
            tracing::error!("the certificate is left as it was: {why:#}");
        }
    }
}

//! Lets guests in, as many as there is room for, and sees them out.

use std::{
    collections::HashMap,
    convert::Infallible,
    io,
    sync::{Arc, Mutex, PoisonError, atomic::Ordering},
    time::Duration,
};

use http::{Request, Response};
use hyper::body::{Body, Incoming};
use socket2::{SockRef, TcpKeepalive};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpStream, UnixStream},
    time::{Instant, sleep, timeout},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::Service;

#[cfg(target_os = "linux")]
use super::limits::UNHEARD;
use super::{
    Counts, Guest,
    connection::{Terms, converse},
    limits::{ASK_AFTER, ASK_AGAIN, ASK_TIMES},
    listener::{Listener, Socket},
    tls::Identity,
};
use crate::{config::Limits, domain::source::Source};

/// How long nobody is let in after the system could not give a connection, such as for want of open files.
const BREATH: Duration = Duration::from_millis(100);

/// A service for each guest.
pub trait Host: Send + Sync + 'static {
    /// What answers a guest.
    type Service: Service<Request<Incoming>, Response = Response<Self::Body>, Error = Infallible, Future: Send>
        + Clone
        + Send
        + 'static;
    /// What it answers with.
    type Body: Body<Data: Send, Error: Into<Box<dyn std::error::Error + Send + Sync>>>
        + Unpin
        + Send
        + 'static;

    /// The service for one guest.
    fn receive(&self, guest: &Guest) -> Self::Service;
}

struct House<H> {
    host: H,
    limits: Limits,
    identity: Option<Arc<Identity>>,
    counts: Arc<Counts>,
    guests: Mutex<HashMap<Source, usize>>,
    stop: CancellationToken,
}

/// A guest's place; dropping it frees it.
struct Place<H> {
    house: Arc<House<H>>,
    counted: Option<Source>,
}

impl<H> Drop for Place<H> {
    fn drop(&mut self) {
        self.house.counts.open.fetch_sub(1, Ordering::Relaxed);
        let Some(source) = self.counted else { return };
        let mut guests = self.house.guests.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = guests.get_mut(&source) {
            *count -= 1;
            if *count == 0 {
                guests.remove(&source);
            }
        }
    }
}

impl<H: Host> House<H> {
    /// A place for a guest, if there is one.
    fn place(self: &Arc<Self>, source: Source) -> Option<Place<H>> {
        let counted = matches!(source, Source::Network(_)).then(|| source.neighbourhood());
        if let Some(source) = counted {
            let mut guests = self.guests.lock().unwrap_or_else(PoisonError::into_inner);
            let count = guests.entry(source).or_default();
            if *count >= self.limits.per_source {
                drop(guests);
                self.counts.crowded.fetch_add(1, Ordering::Relaxed);
                tracing::warn!(%source, limit = self.limits.per_source, "turned away: too many connections of one source");
                return None;
            }
            *count += 1;
        }
        // only the loop that accepts adds to it, so that what is seen here is never too little
        let open = self.counts.open.fetch_add(1, Ordering::Relaxed);
        let place = Place { house: Arc::clone(self), counted };
        if open >= self.limits.connections {
            self.counts.full.fetch_add(1, Ordering::Relaxed);
            tracing::warn!(%source, limit = self.limits.connections, "turned away: too many connections");
            return None;
        }
        self.counts.accepted.fetch_add(1, Ordering::Relaxed);
        Some(place)
    }

    async fn greet_network(&self, tcp: TcpStream, source: Source) {
        let begun = Instant::now();
        // small frames shall not wait for one another; if that cannot be had they do
        let _ = tcp.set_nodelay(true);
        notice_a_cut(&tcp);
        let Some(identity) = &self.identity else { return };
        let agreed = tokio::select! {
            agreed = timeout(self.limits.handshake, identity.handshake(tcp)) => agreed,
            () = self.stop.cancelled() => return,
        };
        match agreed {
            Ok(Ok(tls)) => self.attend(tls, source, begun).await,
            Ok(Err(why)) => {
                self.counts.no_handshake.fetch_add(1, Ordering::Relaxed);
                tracing::info!(%source, %why, "no TLS connection came about");
            }
            Err(_) => {
                self.counts.no_handshake.fetch_add(1, Ordering::Relaxed);
                tracing::info!(%source, "no TLS connection came about in time");
            }
        }
    }

    async fn attend<I>(&self, io: I, source: Source, begun: Instant)
    where
        I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let guest = Guest { source, leaving: CancellationToken::new() };
        let service = self.host.receive(&guest);
        let (limits, counts, stop) = (&self.limits, &self.counts, &self.stop);
        converse(io, service, Terms { limits, counts, guest: &guest, begun, stop }).await;
    }
}

/// Lets the kernel ask a silent guest whether they are still there, and end the connection if nobody answers.
fn notice_a_cut(tcp: &TcpStream) {
    let socket = SockRef::from(tcp);
    let ask = TcpKeepalive::new().with_time(ASK_AFTER).with_interval(ASK_AGAIN).with_retries(ASK_TIMES);
    // where a system does not know them, silence is noticed later
    let _ = socket.set_tcp_keepalive(&ask);
    #[cfg(target_os = "linux")]
    let _ = socket.set_tcp_user_timeout(Some(UNHEARD));
}

enum Arrival {
    Network(TcpStream, Source),
    Socket(UnixStream),
}

async fn next(socket: &Socket) -> io::Result<Arrival> {
    match socket {
        Socket::Tcp(tcp) => {
            tcp.accept().await.map(|(tcp, peer)| Arrival::Network(tcp, Source::at(peer.ip())))
        }
        Socket::Unix(unix) => unix.accept().await.map(|(unix, _)| Arrival::Socket(unix)),
    }
}

/// Lets guests in until `stop` is rung; then lets nobody in, lets calls finish, and cuts what does not.
pub async fn receive<H: Host>(listener: Listener, host: H, stop: CancellationToken) {
    let Listener { socket, limits, identity, counts, .. } = listener;
    let drain = limits.drain;
    let cut = CancellationToken::new();
    let house =
        Arc::new(House { host, limits, identity, counts, guests: Mutex::default(), stop: stop.clone() });
    let visits = TaskTracker::new();
    loop {
        let arrival = tokio::select! {
            biased;
            () = stop.cancelled() => break,
            arrival = next(&socket) => arrival,
        };
        let arrival = match arrival {
            Ok(arrival) => arrival,
            Err(why) => {
                tracing::warn!(%why, "a connection could not be taken");
                sleep(BREATH).await;
                continue;
            }
        };
        let source = match &arrival {
            Arrival::Network(_, source) => *source,
            Arrival::Socket(_) => Source::Socket,
        };
        let Some(place) = house.place(source) else { continue };
        let cut = cut.clone();
        visits.spawn(async move {
            let house = &place.house;
            let visit = async {
                match arrival {
                    Arrival::Network(tcp, source) => house.greet_network(tcp, source).await,
                    Arrival::Socket(unix) => house.attend(unix, source, Instant::now()).await,
                }
            };
            tokio::select! {
                () = visit => {}
                () = cut.cancelled() => {}
            }
        });
    }
    // nobody waits in vain in front of a door that will not open
    drop(socket);
    visits.close();
    if timeout(drain, visits.wait()).await.is_err() {
        tracing::warn!(connections = visits.len(), "some calls did not end in time and were cut");
        cut.cancel();
        visits.wait().await;
    }
}

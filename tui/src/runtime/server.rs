//! The way to a server: over the network, through a socket of this machine, or
//! inside this process. Which of them it is, nothing else knows. A [`Server`] is
//! only a description; [`Server::connect`] gives a channel that connects when it
//! is first used.

use std::fmt;
use std::future::Future;
use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::str::FromStr;
use std::sync::Arc;
use std::task::{Context, Poll};

use hyper_util::rt::TokioIo;
use praxis_shared::fingerprint::Fingerprint;
use tokio::io::{AsyncRead, AsyncWrite, DuplexStream, ReadBuf};
use tokio::net::UnixStream;
use tokio::sync::{Notify, watch};
use tonic::transport::{Channel, Endpoint, Uri};

use super::trust::{self, Distrust, NoConnection, Place};

type Pipe = Pin<Box<dyn Future<Output = io::Result<DuplexStream>> + Send>>;

/// The port of a server whose address names none.
const PORT: u16 = 7717;

/// Where a server is, as people write it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// On the network, where TLS is spoken.
    Network(Place),
    /// A socket of this machine.
    Socket(PathBuf),
}

impl FromStr for Address {
    type Err = String;

    /// Reads `clinic.example:7717`, the same with `https://`, or `unix:/run/praxis.sock`.
    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let wrong = || {
            format!(
                "\"{text}\" is not a server's address; one looks like clinic.example:7717 or unix:/run/praxis.sock"
            )
        };
        if let Some(path) = text.strip_prefix("unix:") {
            return if path.is_empty() { Err(wrong()) } else { Ok(Self::Socket(path.into())) };
        }
        if let Some(rest) = text.strip_prefix("http://") {
            let rest = rest.trim_end_matches('/');
            return Err(format!(
                "http:// would send everything for all to read, and no server of a clinic speaks it: write {}",
                if rest.is_empty() { "clinic.example:7717" } else { rest }
            ));
        }
        let full = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
        let uri: Uri = full.parse().map_err(|_| wrong())?;
        let host =
            uri.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']').to_lowercase();
        let bare = uri.path() == "/" && uri.query().is_none() && !full.contains('@');
        // "host:" and "host:99999" have an authority with a colon and no port that could be read
        let port = uri.port_u16();
        let written = uri
            .authority()
            .is_some_and(|it| it.as_str().rsplit(']').next().is_some_and(|it| it.contains(':')));
        if uri.scheme_str() != Some("https") || host.is_empty() || !bare || (written && port.is_none()) {
            return Err(wrong());
        }
        Ok(Self::Network(Place { host, port: port.unwrap_or(PORT) }))
    }
}

#[derive(Clone)]
enum Way {
    Network(Place, Fingerprint, watch::Sender<Option<Distrust>>),
    Socket(PathBuf),
    Process(Arc<dyn Fn() -> Pipe + Send + Sync>),
}

/// Where a server is, and what it is recognised by.
#[derive(Clone)]
pub struct Server {
    way: Way,
    place: String,
    gone: Arc<Notify>,
}

/// A connection that says when it has ended, whoever ended it: nobody else notices while nothing is asked.
struct Told<I> {
    io: I,
    gone: Arc<Notify>,
}

fn told<I>(io: I, gone: Arc<Notify>) -> TokioIo<Told<I>> {
    TokioIo::new(Told { io, gone })
}

impl<I> Drop for Told<I> {
    fn drop(&mut self) {
        self.gone.notify_one();
    }
}

impl<I: AsyncRead + Unpin> AsyncRead for Told<I> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_read(cx, buffer)
    }
}

impl<I: AsyncWrite + Unpin> AsyncWrite for Told<I> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write_vectored(cx, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Server").field(&self.place).finish()
    }
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.place)
    }
}

impl Server {
    fn new(way: Way, place: String) -> Self {
        Self { way, place, gone: Arc::default() }
    }

    /// A server on the network that was met before and was recognised by this.
    pub fn on_network(place: Place, known: Fingerprint) -> Self {
        let name = place.to_string();
        Self::new(Way::Network(place, known, watch::Sender::new(None)), name)
    }

    /// A server behind a socket of this machine, which only its owner opens.
    pub fn at_socket(path: PathBuf) -> Self {
        let place = format!("unix:{}", path.display());
        Self::new(Way::Socket(path), place)
    }

    /// A server in this process; `connect` opens a new pipe to it.
    pub fn in_process<F, Fut>(connect: F) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = io::Result<DuplexStream>> + Send + 'static,
    {
        Self::new(Way::Process(Arc::new(move || Box::pin(connect()))), "this process".to_owned())
    }

    /// A channel to the server; to be called inside a runtime.
    pub fn connect(&self) -> Channel {
        // The name is never resolved: the connector knows where to go.
        let endpoint = Endpoint::from_static("http://local");
        let gone = Arc::clone(&self.gone);
        match &self.way {
            Way::Network(place, known, distrust) => {
                let (place, known, distrust) = (place.clone(), *known, distrust.clone());
                endpoint.connect_with_connector_lazy(tower::service_fn(move |_: Uri| {
                    let (place, distrust, gone) = (place.clone(), distrust.clone(), Arc::clone(&gone));
                    async move {
                        let connected = trust::connect(&place, Some(known)).await;
                        if let Err(NoConnection::Distrusted(why)) = &connected {
                            distrust.send_replace(Some(why.clone()));
                        }
                        connected.map(|(tls, _)| told(tls, gone)).map_err(io::Error::from)
                    }
                }))
            }
            Way::Socket(path) => {
                let path = path.clone();
                endpoint.connect_with_connector_lazy(tower::service_fn(move |_: Uri| {
                    let (path, gone) = (path.clone(), Arc::clone(&gone));
                    async move { UnixStream::connect(path).await.map(|unix| told(unix, gone)) }
                }))
            }
            Way::Process(connect) => {
                let connect = Arc::clone(connect);
                endpoint.connect_with_connector_lazy(tower::service_fn(move |_: Uri| {
                    let (pipe, gone) = (connect(), Arc::clone(&gone));
                    async move { pipe.await.map(|pipe| told(pipe, gone)) }
                }))
            }
        }
    }

    /// Rung each time a connection has ended.
    pub fn gone(&self) -> Arc<Notify> {
        Arc::clone(&self.gone)
    }

    /// Told each time somebody answers who is not to be talked to.
    pub fn distrust(&self) -> watch::Receiver<Option<Distrust>> {
        match &self.way {
            Way::Network(_, _, distrust) => distrust.subscribe(),
            // told nothing, ever
            _ => watch::Sender::new(None).subscribe(),
        }
    }

    /// Where it is, for people.
    pub fn place(&self) -> &str {
        &self.place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_cannot_work_is_refused_with_an_example() {
        for wrong in [
            "",
            "https://",
            "ftp://clinic",
            "https://:7717",
            "clinic with blanks",
            "unix:",
            "clinic:",
            "clinic:99999",
            "clinic:7717/path",
            "you@clinic:7717",
        ] {
            let refused = wrong.parse::<Address>().unwrap_err();
            assert!(refused.contains("clinic.example:7717"), "{wrong}: {refused}");
        }
        let plain = "http://clinic:7717".parse::<Address>().unwrap_err();
        assert!(plain.contains("for all to read") && plain.contains("write clinic:7717"), "{plain}");
    }

    #[test]
    fn an_address_is_read_as_people_write_it() {
        let network = |text: &str| match text.parse() {
            Ok(Address::Network(place)) => place.to_string(),
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(network("Clinic.example"), "clinic.example:7717");
        assert_eq!(network(" https://clinic.example:99/ "), "clinic.example:99");
        assert_eq!(network("[::1]:7718"), "[::1]:7718");
        assert_eq!(network("192.0.2.7"), "192.0.2.7:7717");
        assert_eq!("unix:/run/praxis.sock".parse(), Ok(Address::Socket("/run/praxis.sock".into())));
    }
}

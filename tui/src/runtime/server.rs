//! The way to a server: over the network, through a socket of this machine, or
//! inside this process. Which of them it is, nothing else knows. A [`Server`] is
//! only a description; [`Server::connect`] gives a channel that connects when it
//! is first used.

use std::fmt;
use std::future::Future;
use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use hyper_util::rt::TokioIo;
use tokio::io::DuplexStream;
use tokio::net::UnixStream;
use tonic::transport::{Channel, Endpoint, Uri};

/// A connection that was silent this long is asked whether it still lives.
const KEEP_ALIVE: Duration = Duration::from_secs(20);

type Pipe = Pin<Box<dyn Future<Output = io::Result<DuplexStream>> + Send>>;

#[derive(Clone)]
enum Way {
    Network(Box<Endpoint>),
    Socket(PathBuf),
    Process(Arc<dyn Fn() -> Pipe + Send + Sync>),
}

/// Where a server is.
#[derive(Clone)]
pub struct Server {
    way: Way,
    place: String,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Server").field(&self.place).finish()
    }
}

impl Server {
    /// The server at that address, such as `http://clinic.example:7717` or
    /// `unix:/run/praxis.sock`.
    pub fn at(address: &str) -> Result<Self, String> {
        let address = address.trim();
        let wrong =
            || format!("\"{address}\" is not a server's address; one looks like http://127.0.0.1:7717");
        if let Some(path) = address.strip_prefix("unix:") {
            if path.is_empty() {
                return Err(wrong());
            }
            return Ok(Self { way: Way::Socket(PathBuf::from(path)), place: address.to_owned() });
        }
        let place = if address.contains("://") { address.to_owned() } else { format!("http://{address}") };
        let uri: Uri = place.parse().map_err(|_| wrong())?;
        match uri.scheme_str() {
            Some("http") => {}
            Some("https") => {
                return Err(
                    "https is not spoken by this version; reach the server through a tunnel such as ssh -L"
                        .into(),
                );
            }
            _ => return Err(wrong()),
        }
        if uri.host().is_none_or(str::is_empty) {
            return Err(wrong());
        }
        let endpoint = Endpoint::from(uri)
            .connect_timeout(Duration::from_secs(5))
            .tcp_nodelay(true)
            .http2_keep_alive_interval(KEEP_ALIVE)
            .keep_alive_timeout(Duration::from_secs(10));
        Ok(Self { way: Way::Network(Box::new(endpoint)), place })
    }

    /// A server in this process; `connect` opens a new pipe to it.
    pub fn in_process<F, Fut>(connect: F) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = io::Result<DuplexStream>> + Send + 'static,
    {
        Self { way: Way::Process(Arc::new(move || Box::pin(connect()))), place: "this process".to_owned() }
    }

    /// A channel to the server; to be called inside a runtime.
    pub fn connect(&self) -> Channel {
        // The name is never resolved: the connector knows where to go.
        let local = Endpoint::from_static("http://local");
        match &self.way {
            Way::Network(endpoint) => endpoint.connect_lazy(),
            Way::Socket(path) => {
                let path = path.clone();
                local.connect_with_connector_lazy(tower::service_fn(move |_: Uri| {
                    let path = path.clone();
                    async move { UnixStream::connect(path).await.map(TokioIo::new) }
                }))
            }
            Way::Process(connect) => {
                let connect = Arc::clone(connect);
                local.connect_with_connector_lazy(tower::service_fn(move |_: Uri| {
                    let pipe = connect();
                    async move { pipe.await.map(TokioIo::new) }
                }))
            }
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
        for wrong in ["", "http://", "ftp://clinic", "http://:7717", "clinic with blanks", "unix:"] {
            let refused = Server::at(wrong).unwrap_err();
            assert!(refused.contains("http://127.0.0.1:7717"), "{wrong}: {refused}");
        }
        assert!(Server::at("https://clinic.example").unwrap_err().contains("tunnel"));
        assert_eq!(Server::at("localhost:7717").unwrap().place(), "http://localhost:7717");
        assert_eq!(Server::at("unix:/run/praxis.sock").unwrap().place(), "unix:/run/praxis.sock");
    }
}

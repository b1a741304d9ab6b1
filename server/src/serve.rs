//! The server on a listener, until it is told to stop: then no new calls, streams end
//! with UNAVAILABLE, what is queued is made durable, and the log is folded into the file.

use std::{path::Path, time::Duration};

use anyhow::Context;
use praxis_shared::pb;
use tokio::net::{TcpListener, UnixListener};
use tokio_stream::wrappers::{TcpListenerStream, UnixListenerStream};
use tonic::transport::{Server, server::Router};

use crate::{
    config::Listen,
    desk::Desk,
    rpc::{self, gate::GateLayer, policy::Policy},
};

/// How long calls under way may take after the server was told to stop.
const DRAIN: Duration = Duration::from_secs(10);

/// A bound listener.
#[derive(Debug)]
pub enum Listener {
    /// On a TCP port.
    Tcp(TcpListener),
    /// On a Unix socket.
    Unix(UnixListener),
}

impl Listener {
    /// Binds where the configuration says.
    ///
    /// # Errors
    /// A sentence that names the address and what to do.
    pub async fn bind(listen: &Listen) -> anyhow::Result<Self> {
        match listen {
            Listen::Tcp(address) => {
                let bound = TcpListener::bind(address).await;
                Ok(Self::Tcp(bound.with_context(|| {
                    format!(
                        "listen: {address} cannot be opened: another program may use it; choose another port"
                    )
                })?))
            }
            Listen::Unix(path) => {
                remove_stale(path)?;
                let bound = UnixListener::bind(path)
                    .with_context(|| format!("listen: the socket {} cannot be made", path.display()))?;
                only_for_owner(path)?;
                Ok(Self::Unix(bound))
            }
        }
    }

    /// Where clients reach it.
    ///
    /// # Errors
    /// If the system does not say.
    pub fn address(&self) -> anyhow::Result<Listen> {
        Ok(match self {
            Self::Tcp(tcp) => Listen::Tcp(tcp.local_addr()?),
            Self::Unix(unix) => {
                Listen::Unix(unix.local_addr()?.as_pathname().unwrap_or_else(|| Path::new("")).to_owned())
            }
        })
    }
}

/// A socket that nobody answers is left over from a server that was killed.
fn remove_stale(path: &Path) -> anyhow::Result<()> {
    if !path.exists() {
        return Ok(());
    }
    anyhow::ensure!(
        std::os::unix::net::UnixStream::connect(path).is_err(),
        "listen: a server already answers on {}",
        path.display()
    );
    let is_socket = std::fs::symlink_metadata(path)
        .is_ok_and(|it| std::os::unix::fs::FileTypeExt::is_socket(&it.file_type()));
    anyhow::ensure!(is_socket, "listen: {} is there and is no socket: choose another path", path.display());
    std::fs::remove_file(path)
        .with_context(|| format!("listen: the old socket {} cannot be removed", path.display()))
}

fn only_for_owner(path: &Path) -> anyhow::Result<()> {
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(path, mode)
        .with_context(|| format!("listen: {} cannot be closed to others", path.display()))
}

fn router(
    desk: &Desk,
) -> anyhow::Result<Router<tower::layer::util::Stack<GateLayer, tower::layer::util::Identity>>> {
    let (_, health) = tonic_health::server::health_reporter();
    let reflection = || {
        tonic_reflection::server::Builder::configure()
            .register_encoded_file_descriptor_set(pb::DESCRIPTORS)
            .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
    };
    let gate = GateLayer { policy: Policy::read()?, desk: desk.clone() };
    let router = Server::builder()
        .max_concurrent_streams(128)
        .http2_keepalive_interval(Some(Duration::from_secs(60)))
        .http2_keepalive_timeout(Some(Duration::from_secs(20)))
        .tcp_keepalive(Some(Duration::from_secs(60)))
        .tcp_nodelay(true)
        .initial_stream_window_size(64 * 1024)
        .initial_connection_window_size(256 * 1024)
        .http2_max_header_list_size(8 * 1024)
        .layer(gate)
        .add_service(health)
        .add_service(reflection().build_v1()?)
        .add_service(reflection().build_v1alpha()?);
    Ok(rpc::add_services(router, desk))
}

/// Serves the clinic until `shutdown` completes, then drains and closes the store.
///
/// # Errors
/// If the contract has an RPC without a rule, or the listener fails.
pub async fn serve(desk: Desk, listener: Listener, shutdown: impl Future<Output = ()>) -> anyhow::Result<()> {
    let router = router(&desk)?;
    let (told, tell) = (tokio_util::sync::CancellationToken::new(), desk.clone());
    let stop = {
        let told = told.clone();
        async move {
            shutdown.await;
            tell.store.end_watching();
            told.cancel();
        }
    };
    let serving = async {
        match listener {
            Listener::Tcp(tcp) => {
                router.serve_with_incoming_shutdown(TcpListenerStream::new(tcp), stop).await
            }
            Listener::Unix(unix) => {
                router.serve_with_incoming_shutdown(UnixListenerStream::new(unix), stop).await
            }
        }
    };
    let overdue = async {
        told.cancelled().await;
        tokio::time::sleep(DRAIN).await;
    };
    tokio::select! {
        served = serving => served.context("the server stopped unexpectedly")?,
        () = overdue => tracing::warn!("some calls did not end in time and were cut"),
    }
    desk.store.close().await;
    Ok(())
}

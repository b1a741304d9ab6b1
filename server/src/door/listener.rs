//! Where the door is: a TCP port, which is TLS, or a Unix socket, which only its owner opens.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context;
use praxis_shared::fingerprint::Fingerprint;
use tokio::net::{TcpListener, TcpSocket, UnixListener};

use super::{Counts, limits::within_open_files, tls::Identity};
use crate::{
    clock::Clock,
    config::{Config, Limits, Listen},
};

/// Connections that the system keeps while we are busy.
const BACKLOG: u32 = 1024;

/// The socket itself.
pub(super) enum Socket {
    Tcp(TcpListener),
    Unix(UnixListener),
}

/// A bound listener.
pub struct Listener {
    pub(super) socket: Socket,
    pub(super) limits: Limits,
    pub(super) identity: Option<Arc<Identity>>,
    pub(super) counts: Arc<Counts>,
    metrics: Option<(TcpListener, PathBuf)>,
}

impl Listener {
    /// Binds where the configuration says. For TCP the certificates are read first, and made if there never were any.
    ///
    /// # Errors
    /// A sentence that names what is wrong and what to do.
    pub async fn open(config: &Config, clock: &Clock) -> anyhow::Result<Self> {
        let connections = within_open_files(config.limits.connections, config.readers)?;
        let limits = Limits { connections, ..config.limits.clone() };
        let counts = Arc::default();
        let metrics = match config.metrics {
            Some(address) => Some((bind_metrics(address).await?, config.data_dir.clone())),
            None => None,
        };
        match &config.listen {
            Listen::Tcp(address) => {
                let place = config.certificate();
                let certified = place.current_or_made(clock.now())?;
                let identity = Identity::new(place, certified)?;
                let socket = Socket::Tcp(bind_tcp(*address)?);
                Ok(Self { socket, limits, identity: Some(Arc::new(identity)), counts, metrics })
            }
            Listen::Unix(path) => {
                remove_stale(path)?;
                let bound = UnixListener::bind(path)
                    .with_context(|| format!("listen: the socket {} cannot be made", path.display()))?;
                only_for_owner(path)?;
                Ok(Self { socket: Socket::Unix(bound), limits, identity: None, counts, metrics })
            }
        }
    }

    /// Where clients reach it.
    ///
    /// # Errors
    /// If the system does not say.
    pub fn address(&self) -> anyhow::Result<Listen> {
        Ok(match &self.socket {
            Socket::Tcp(tcp) => Listen::Tcp(tcp.local_addr()?),
            Socket::Unix(unix) => {
                Listen::Unix(unix.local_addr()?.as_pathname().unwrap_or_else(|| Path::new("")).to_owned())
            }
        })
    }

    /// What clients recognise it by; a Unix socket is recognised by its place.
    #[must_use]
    pub fn fingerprint(&self) -> Option<Fingerprint> {
        self.identity.as_ref().map(|it| it.fingerprint())
    }

    /// Who it is, if it speaks TLS.
    #[must_use]
    pub fn identity(&self) -> Option<Arc<Identity>> {
        self.identity.clone()
    }

    /// Where numbers are told, if anywhere, and the directory that some are about.
    pub fn take_metrics(&mut self) -> Option<(TcpListener, PathBuf)> {
        self.metrics.take()
    }

    /// How full it is.
    #[must_use]
    pub fn counts(&self) -> Arc<Counts> {
        Arc::clone(&self.counts)
    }
}

async fn bind_metrics(address: std::net::SocketAddr) -> anyhow::Result<TcpListener> {
    let bound = TcpListener::bind(address).await;
    bound.with_context(|| format!("metrics_listen: {address} cannot be opened: choose another port"))
}

fn bind_tcp(address: std::net::SocketAddr) -> anyhow::Result<TcpListener> {
    let bind = || {
        let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
        // a server that starts again shall not wait for connections that are long gone
        socket.set_reuseaddr(true)?;
        socket.set_keepalive(true)?;
        socket.bind(address)?;
        socket.listen(BACKLOG)
    };
    bind().map_err(|why| {
        let advice = match why.kind() {
            std::io::ErrorKind::AddrInUse => "another program uses it: choose another port",
            std::io::ErrorKind::PermissionDenied => {
                "ports below 1024 are the system's: choose one above, or give the service CAP_NET_BIND_SERVICE"
            }
            std::io::ErrorKind::AddrNotAvailable => {
                "it is no address of this machine: choose one that is, or 0.0.0.0 for all"
            }
            _ => "choose another address or port",
        };
        anyhow::anyhow!("listen: {address} cannot be opened: {advice} ({why})")
    })
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

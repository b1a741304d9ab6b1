//! TLS 1.3 and nothing older, with HTTP/2 inside and nothing else.

use std::{
    io,
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard},
};

use praxis_shared::fingerprint::Fingerprint;
use rustls::{ServerConfig, crypto::ring, version::TLS13};
use tokio::net::TcpStream;
use tokio_rustls::{TlsAcceptor, server::TlsStream};

use crate::certificates::{Certified, Place};

/// What HTTP/2 is called in a handshake.
const HTTP2: &[u8] = b"h2";

/// Who the server is, to those who connect. A renewed certificate is shown to whoever connects from then on.
pub struct Identity(RwLock<Shown>);

struct Shown {
    place: Place,
    config: Arc<ServerConfig>,
    certified: Certified,
}

impl Identity {
    /// From certificates that were read and are good.
    ///
    /// # Errors
    /// If the key is not the certificate's.
    pub fn new(place: Place, certified: Certified) -> anyhow::Result<Self> {
        let config = Arc::new(config(&certified)?);
        Ok(Self(RwLock::new(Shown { place, config, certified })))
    }

    fn shown(&self) -> RwLockReadGuard<'_, Shown> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// What clients recognise it by.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        self.shown().certified.fingerprint
    }

    /// Reads the certificate again, renews it if it is the server's own and soon expires, and shows what is new.
    ///
    /// # Errors
    /// If what is there is not good: what was shown before is shown on.
    pub fn refresh(&self, now: praxis_shared::time::Instant) -> anyhow::Result<()> {
        let place = self.shown().place.clone();
        self.take(place, now)
    }

    /// The same from here on with the certificate of another place.
    ///
    /// # Errors
    /// As above; then the old place stays, too.
    pub fn take(&self, place: Place, now: praxis_shared::time::Instant) -> anyhow::Result<()> {
        let certified = place.current(now)?;
        let (same, before) = {
            let shown = self.shown();
            (shown.place == place && shown.certified.chain == certified.chain, shown.certified.fingerprint)
        };
        if same {
            return Ok(());
        }
        let config = Arc::new(config(&certified)?);
        tracing::info!(until = %certified.not_after, "a new certificate is shown from now on");
        if before != certified.fingerprint {
            tracing::warn!(
                %before,
                now = %certified.fingerprint,
                "clients recognise the server by another fingerprint from now on: those that know it refuse it until \
                 they `praxis forget` it and enrol it again"
            );
        }
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Shown { place, config, certified };
        Ok(())
    }

    /// Agrees on TLS with a guest.
    pub(super) async fn handshake(&self, tcp: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        let config = Arc::clone(&self.shown().config);
        let tls = TlsAcceptor::from(config).accept(tcp).await?;
        if tls.get_ref().1.alpn_protocol() != Some(HTTP2) {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the guest does not speak HTTP/2"));
        }
        Ok(tls)
    }
}

fn config(certified: &Certified) -> anyhow::Result<ServerConfig> {
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&TLS13])?
        .with_no_client_auth()
        .with_single_cert(certified.chain.clone(), certified.key.clone_key())?;
    config.alpn_protocols = vec![HTTP2.to_vec()];
    // a guest who comes again shows and is shown everything again: nothing of old keys is kept
    config.send_tls13_tickets = 0;
    Ok(config)
}

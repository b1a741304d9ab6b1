//! A server on a port of this machine, in this process, and somebody who pretends to be it.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use praxis::runtime::{
    server::Server,
    trust::{Place, connect},
};
use praxis_server::{Config, Listen, Listener, clock::Clock, config::Layers, door::Counts, open, serve};
use praxis_shared::{fingerprint::Fingerprint, pb};
use praxis_tests::{
    vault::{self, Room},
    when, within,
};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd};
use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer},
};
use sha2::{Digest, Sha256};
use tokio::{
    io::{AsyncRead, AsyncReadExt},
    net::{TcpListener, TcpStream},
    sync::{Notify, oneshot},
    task::JoinHandle,
};
use tokio_rustls::{TlsAcceptor, client::TlsStream};
use tonic::transport::Channel;

/// A clinic with nobody in it, behind a real door.
pub(super) struct House {
    pub(super) place: Place,
    pub(super) known: Fingerprint,
    pub(super) counts: Arc<Counts>,
    /// Its first administrator's.
    pub(super) code: String,
    stop: Option<oneshot::Sender<()>>,
    serving: JoinHandle<anyhow::Result<()>>,
    _directory: Room,
}

impl House {
    pub(super) async fn open(change: impl FnOnce(&mut Config)) -> Self {
        let directory = Room::new();
        let flags = vec![
            ("data_dir", Some(directory.path().join("clinic").display().to_string())),
            ("listen", Some("127.0.0.1:0".to_owned())),
            ("readers", Some("1".to_owned())),
        ];
        let mut config = Config::resolve(&Layers { flags, ..Layers::default() }).unwrap();
        config.database_key_file = vault::key_file(directory.path());
        change(&mut config);
        let clock = Clock::system();
        let lock = open::lock(&config).unwrap();
        let desk = open::open(&config, clock.clone()).unwrap();
        let code = open::init(&desk, "Clinic behind a door", when::ZONE).await.unwrap();
        let code = code.reveal().to_owned();
        let listener = Listener::open(&config, &clock).await.unwrap();
        let Listen::Tcp(address) = listener.address().unwrap() else { unreachable!("it listens on TCP") };
        let (known, counts) = (listener.fingerprint().unwrap(), listener.counts());
        let (stop, told) = oneshot::channel::<()>();
        let serving = tokio::spawn(async move {
            let _lock = lock;
            serve(desk, listener, async { drop(told.await) }).await
        });
        let place = Place { host: address.ip().to_string(), port: address.port() };
        Self { place, known, counts, code, stop: Some(stop), serving, _directory: directory }
    }

    pub(super) fn address(&self) -> SocketAddr {
        SocketAddr::new(self.place.host.parse().unwrap(), self.place.port)
    }

    /// A connection as the client makes it.
    pub(super) fn channel(&self) -> Channel {
        Server::on_network(self.place.clone(), self.known).connect()
    }

    /// TLS, and nothing in it yet.
    pub(super) async fn tls(&self) -> TlsStream<TcpStream> {
        within(connect(&self.place, Some(self.known))).await.unwrap().0
    }

    pub(super) async fn tcp(&self) -> TcpStream {
        TcpStream::connect(self.address()).await.unwrap()
    }

    /// Stops it as SIGTERM does.
    pub(super) async fn stop(mut self) {
        drop(self.stop.take());
        within(&mut self.serving).await.unwrap().unwrap();
    }
}

/// Whether somebody is answered who asks what the clinic is called.
pub(super) async fn is_answered(channel: &Channel) -> bool {
    let mut clinics = pb::clinic_service_client::ClinicServiceClient::new(channel.clone());
    within(clinics.get_clinic(pb::GetClinicRequest {})).await.is_ok()
}

/// Everything until the other side ends it; a reset is an end, too.
pub(super) async fn until_end(stream: &mut (impl AsyncRead + Unpin)) -> Vec<u8> {
    let mut bytes = Vec::new();
    // what came before a reset is in `bytes`
    let _ = within(stream.read_to_end(&mut bytes)).await;
    bytes
}

/// An authority of whoever wants one.
pub(super) fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "Somebody's authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

pub(super) fn fingerprint(certificate: &CertificateDer<'_>) -> Fingerprint {
    Fingerprint(Sha256::digest(certificate).into())
}

/// What a server shows.
pub(super) struct Shown {
    pub(super) chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

impl Shown {
    /// A certificate of this authority, for this name, good from one year to another.
    pub(super) fn new(
        authority: &CertifiedIssuer<'static, KeyPair>,
        name: &str,
        years: std::ops::Range<i32>,
    ) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.not_before = date_time_ymd(years.start, 1, 1);
        params.not_after = date_time_ymd(years.end, 1, 1);
        let leaf = params.signed_by(&key, authority).unwrap();
        let chain = vec![leaf.der().clone(), authority.der().clone()];
        Self { chain, key: PrivateKeyDer::try_from(key.serialize_der()).unwrap() }
    }
}

/// Listens where a server is expected, and counts what it is told.
pub(super) struct Impostor {
    pub(super) place: Place,
    /// Connections that began.
    pub(super) met: Arc<AtomicUsize>,
    /// Bytes that arrived inside TLS.
    pub(super) heard: Arc<AtomicUsize>,
    bell: Arc<Notify>,
    listening: JoinHandle<()>,
}

impl Impostor {
    pub(super) async fn open(address: &str, shown: Shown) -> Self {
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(&[&rustls::version::TLS13])
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(shown.chain, shown.key)
            .unwrap();
        config.alpn_protocols = vec![b"h2".to_vec()];
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind(address).await.unwrap();
        let bound = listener.local_addr().unwrap();
        let (met, heard, bell) =
            (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default(), Arc::<Notify>::default());
        let listening = tokio::spawn({
            let (met, heard, bell) = (Arc::clone(&met), Arc::clone(&heard), Arc::clone(&bell));
            async move {
                while let Ok((tcp, _)) = listener.accept().await {
                    met.fetch_add(1, Ordering::SeqCst);
                    let (acceptor, heard, bell) = (acceptor.clone(), Arc::clone(&heard), Arc::clone(&bell));
                    tokio::spawn(async move {
                        if let Ok(mut tls) = acceptor.accept(tcp).await {
                            let mut buffer = [0; 4096];
                            while let Ok(read @ 1..) = tls.read(&mut buffer).await {
                                heard.fetch_add(read, Ordering::SeqCst);
                                bell.notify_one();
                            }
                        }
                        bell.notify_one();
                    });
                }
            }
        });
        let place = Place { host: bound.ip().to_string(), port: bound.port() };
        Self { place, met, heard, bell, listening }
    }

    /// Until a visitor has said something or has gone.
    pub(super) async fn visited(&self) {
        within(self.bell.notified()).await;
    }
}

impl Drop for Impostor {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

//! Whom the client talks to: a server that shows the certificate of an authority it has
//! met before, for the name it was asked for, today. Anything else ends before a byte of
//! a request is written.

use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use praxis_shared::fingerprint::Fingerprint;
use ring::digest::{SHA256, digest};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{Resumption, WebPkiServerVerifier};
use rustls::crypto::{CryptoProvider, ring as provider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::version::TLS13;
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use socket2::{SockRef, TcpKeepalive};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// How long the network, and then TLS, may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// A line that was silent this long is asked whether it is there, without waking this program or the server's …
const ASK_AFTER: Duration = Duration::from_secs(6);
/// … again after this long …
const ASK_AGAIN: Duration = Duration::from_secs(2);
/// … and so often, before it is given up.
const ASK_TIMES: u32 = 3;
/// What was sent and not taken by the other side for so long means the same.
#[cfg(target_os = "linux")]
const UNHEARD: Duration = Duration::from_secs(12);

/// Why a server is not talked to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Distrust {
    /// It shows another authority than it did.
    OtherKey {
        /// `host:port`.
        address: String,
        /// What it was recognised by.
        known: Fingerprint,
        /// What it shows now.
        shown: Fingerprint,
    },
    /// Its certificate is not good for this use; the words say how.
    NotGood {
        /// `host:port`.
        address: String,
        /// Such as that it is for another name.
        why: String,
    },
}

impl std::error::Error for Distrust {}

impl fmt::Display for Distrust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherKey { address, known, shown } => {
                let ([known1, known2], [shown1, shown2]) = (known.lines(), shown.lines());
                write!(
                    f,
                    // lines that a narrow terminal need not break
                    "STOP: not the server it was:\n{address}\n\n\
                     Known by:\n{known1}\n{known2}\n\
                     It shows:\n{shown1}\n{shown2}\n\n\
                     Either the clinic set up its server\n\
                     anew, or somebody stands in between.\n\
                     Nothing was sent to it. Ask the clinic,\n\
                     by telephone or in person, what its\n\
                     fingerprint is. If it is the one shown:\n\
                     praxis forget {address}\n\
                     praxis enrol {address}"
                )
            }
            Self::NotGood { address, why } => {
                write!(f, "STOP: the certificate of {address}\nis not good: {why}\nNothing was sent to it.")
            }
        }
    }
}

/// Where a server is on the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// A name or an address.
    pub host: String,
    /// The port.
    pub port: u16,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

/// Looks at what a server shows; writes what came of it down, for TLS says too little to its caller.
#[derive(Debug)]
struct Verifier {
    place: Place,
    /// What it must show; when it is met for the first time, anything that is good in itself.
    pin: Option<Fingerprint>,
    provider: Arc<CryptoProvider>,
    found: Mutex<Option<Result<Fingerprint, Distrust>>>,
}

impl Verifier {
    fn judge(
        &self,
        first: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        now: UnixTime,
    ) -> Result<Fingerprint, Distrust> {
        let address = self.place.to_string();
        let last = others.last().unwrap_or(first);
        let mut bytes = [0; 32];
        bytes.copy_from_slice(digest(&SHA256, last).as_ref());
        let shown = Fingerprint(bytes);
        if let Some(known) = self.pin.filter(|pin| *pin != shown) {
            return Err(Distrust::OtherKey { address, known, shown });
        }
        let mut roots = RootCertStore::empty();
        let judged = roots.add(last.clone().into_owned()).and_then(|()| {
            let webpki =
                WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&self.provider))
                    .build()
                    .map_err(|why| Error::General(why.to_string()))?;
            webpki.verify_server_cert(first, others, name, &[], now)
        });
        match judged {
            Ok(_) => Ok(shown),
            Err(why) => Err(Distrust::NotGood { address, why: in_words(&self.place.host, &why) }),
        }
    }
}

fn in_words(host: &str, why: &Error) -> String {
    match why {
        Error::InvalidCertificate(CertificateError::NotValidForNameContext { presented, .. }) => {
            format!(
                "it is not for {host}, but for {}. Connect by one of these names, or let the clinic renew it with \
                 --host {host}.",
                presented.join(", ")
            )
        }
        Error::InvalidCertificate(CertificateError::NotValidForName) => format!("it is not for {host}."),
        Error::InvalidCertificate(CertificateError::Expired | CertificateError::ExpiredContext { .. }) => {
            "its time is over. The clinic must renew it; or the clock of this machine is wrong.".to_owned()
        }
        Error::InvalidCertificate(
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. },
        ) => "its time has not begun. The clock of this machine may be wrong.".to_owned(),
        other => format!("{other}."),
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        first: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        _ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let found = self.judge(first, others, name, now);
        let trusted = found.is_ok();
        *self.found.lock().unwrap_or_else(PoisonError::into_inner) = Some(found);
        if trusted {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure))
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signed, known)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, known)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// Why there is no connection.
#[derive(Debug)]
pub enum NoConnection {
    /// The network, or what answered does not speak TLS 1.3.
    Unreachable(io::Error),
    /// Somebody is there who is not to be talked to.
    Distrusted(Distrust),
}

impl From<NoConnection> for io::Error {
    fn from(none: NoConnection) -> Self {
        match none {
            NoConnection::Unreachable(why) => why,
            NoConnection::Distrusted(why) => Self::other(why),
        }
    }
}

/// A connection to a server that is recognised by `pin`, or with none to one that is met for the first time; and what
/// it showed.
pub async fn connect(
    place: &Place,
    pin: Option<Fingerprint>,
) -> Result<(TlsStream<TcpStream>, Fingerprint), NoConnection> {
    let late = |_| NoConnection::Unreachable(io::ErrorKind::TimedOut.into());
    let reaching = TcpStream::connect((place.host.as_str(), place.port));
    let tcp = timeout(PATIENCE, reaching).await.map_err(late)?.map_err(NoConnection::Unreachable)?;
    // small frames shall not wait for one another; if that cannot be had they do
    let _ = tcp.set_nodelay(true);
    notice_a_cut(&tcp);

    let provider = Arc::new(provider::default_provider());
    let verifier = Arc::new(Verifier {
        place: place.clone(),
        pin,
        provider: Arc::clone(&provider),
        found: Mutex::new(None),
    });
    let name = ServerName::try_from(place.host.clone()).map_err(|why| unreachable(&why.to_string()))?;
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&TLS13])
        .map_err(|why| unreachable(&why.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::clone(&verifier) as Arc<dyn ServerCertVerifier>)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec()];
    // each connection is looked at anew
    config.resumption = Resumption::disabled();
    let agreed = timeout(PATIENCE, TlsConnector::from(Arc::new(config)).connect(name, tcp)).await;
    let found = verifier.found.lock().unwrap_or_else(PoisonError::into_inner).take();
    match (agreed.map_err(late)?, found) {
        (_, Some(Err(why))) => Err(NoConnection::Distrusted(why)),
        (Ok(tls), Some(Ok(shown))) => Ok((tls, shown)),
        (Ok(_), None) => Err(unreachable("the server showed no certificate")),
        (Err(why), _) => Err(NoConnection::Unreachable(why)),
    }
}

/// Lets the kernel ask whether the other side is still there: a line that was cut says nothing, and this program sleeps.
fn notice_a_cut(tcp: &TcpStream) {
    let socket = SockRef::from(tcp);
    let ask = TcpKeepalive::new().with_time(ASK_AFTER).with_interval(ASK_AGAIN).with_retries(ASK_TIMES);
    // where a system does not know them, silence is noticed later
    let _ = socket.set_tcp_keepalive(&ask);
    #[cfg(target_os = "linux")]
    let _ = socket.set_tcp_user_timeout(Some(UNHEARD));
}

fn unreachable(why: &str) -> NoConnection {
    NoConnection::Unreachable(io::Error::new(io::ErrorKind::InvalidData, why.to_owned()))
}

/// What a server shows that is met for the first time; nothing is sent to it.
pub fn look(place: &Place) -> Result<Fingerprint, NoConnection> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(NoConnection::Unreachable)?;
    let shown = runtime.block_on(connect(place, None)).map(|(_, shown)| shown);
    // a name that is still being looked up is of no interest to anybody now
    runtime.shutdown_background();
    shown
}

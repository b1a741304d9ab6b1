//! Only TLS 1.3, and only with somebody who is known, for the right name, today.

use std::sync::atomic::Ordering;

use praxis::runtime::trust::{Distrust, NoConnection, Place, connect};
use praxis_shared::fingerprint::Fingerprint;
use praxis_tests::within;
use tokio::io::AsyncWriteExt;

use super::{
    house,
    world::{Impostor, Shown, authority, fingerprint, is_answered, until_end},
};

/// First byte of a TLS record: an alert, a handshake message.
const ALERT: u8 = 0x15;
const HANDSHAKE: u8 = 0x16;

/// How HTTP/2 begins, with empty settings.
pub(super) const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";

#[tokio::test]
async fn who_speaks_without_tls_gets_an_alert_and_no_word_of_http() {
    let house = house(|_| {}).await;
    for spoken in [PREFACE, b"GET / HTTP/1.1\r\nHost: clinic\r\n\r\n"] {
        let mut tcp = house.tcp().await;
        tcp.write_all(spoken).await.unwrap();
        let answer = until_end(&mut tcp).await;
        assert!(answer.is_empty() || answer[0] == ALERT, "{answer:x?}");
        assert!(answer.len() < 16, "{answer:x?}");
    }
    assert!(is_answered(&house.channel()).await, "who speaks TLS is answered");
}

/// A greeting of a TLS client by its bytes: what rustls is built without cannot be sent by it.
fn client_hello(ciphers: &[u8], extensions: &[&[u8]]) -> Vec<u8> {
    let short = |bytes: &[u8]| u16::try_from(bytes.len()).unwrap().to_be_bytes();
    let extensions = extensions.concat();
    let mut body = vec![3, 3];
    body.extend([7; 32]);
    body.push(0);
    body.extend(short(ciphers));
    body.extend(ciphers);
    body.extend([1, 0]);
    body.extend(short(&extensions));
    body.extend(extensions);
    let mut hello = vec![1, 0];
    hello.extend(short(&body));
    hello.extend(body);
    let mut record = vec![HANDSHAKE, 3, 1];
    record.extend(short(&hello));
    record.extend(hello);
    record
}

#[tokio::test]
async fn tls_1_2_is_refused_and_the_same_greeting_with_1_3_is_not() {
    const GROUPS: &[u8] = &[0, 10, 0, 4, 0, 2, 0, 29];
    const SIGNATURES: &[u8] = &[0, 13, 0, 4, 0, 2, 4, 3];
    const POINTS: &[u8] = &[0, 11, 0, 2, 1, 0];
    const VERSION_1_3: &[u8] = &[0, 43, 0, 3, 2, 3, 4];
    const NO_KEY_YET: &[u8] = &[0, 51, 0, 2, 0, 0];
    let house = house(|_| {}).await;
    let old = client_hello(&[0xc0, 0x2b, 0xc0, 0x2f], &[GROUPS, SIGNATURES, POINTS]);
    let mut tcp = house.tcp().await;
    tcp.write_all(&old).await.unwrap();
    let answer = until_end(&mut tcp).await;
    // an alert, fatal, "protocol version"
    assert_eq!((answer[0], &answer[5..]), (ALERT, &[2, 70][..]), "{answer:x?}");

    let new = client_hello(&[0x13, 1], &[GROUPS, SIGNATURES, VERSION_1_3, NO_KEY_YET]);
    let mut tcp = house.tcp().await;
    tcp.write_all(&new).await.unwrap();
    tcp.shutdown().await.unwrap();
    let answer = until_end(&mut tcp).await;
    assert_eq!(answer[0], HANDSHAKE, "it asks for a key: {answer:x?}");
}

async fn judged(place: &Place, known: Fingerprint) -> Result<(), Distrust> {
    match within(connect(place, Some(known))).await {
        Ok(_) => Ok(()),
        Err(NoConnection::Distrusted(why)) => Err(why),
        Err(NoConnection::Unreachable(why)) => panic!("{place} cannot be reached: {why}"),
    }
}

#[tokio::test]
async fn another_authority_another_name_and_another_time_are_not_trusted() {
    let (ours, theirs) = (authority(), authority());
    let known = fingerprint(ours.der());
    let not_good = |why: Result<(), Distrust>| match why {
        Err(Distrust::NotGood { why, .. }) => why,
        other => panic!("{other:?}"),
    };
    let open = async |shown: Shown| Impostor::open("127.0.0.1:0", shown).await;

    let good = open(Shown::new(&ours, "127.0.0.1", 2020..2090)).await;
    assert_eq!(judged(&good.place, known).await, Ok(()));

    let other = open(Shown::new(&theirs, "127.0.0.1", 2020..2090)).await;
    let shown = fingerprint(theirs.der());
    let address = other.place.to_string();
    assert_eq!(judged(&other.place, known).await, Err(Distrust::OtherKey { address, known, shown }));

    // the right authority at the end of a chain that it has not signed
    let mut forged = Shown::new(&theirs, "127.0.0.1", 2020..2090);
    forged.chain[1] = ours.der().clone();
    let forged = open(forged).await;
    not_good(judged(&forged.place, known).await);

    let wrong_name = open(Shown::new(&ours, "clinic.example", 2020..2090)).await;
    let why = not_good(judged(&wrong_name.place, known).await);
    assert!(why.contains("not for 127.0.0.1, but for") && why.contains("clinic.example"), "{why}");

    let expired = open(Shown::new(&ours, "127.0.0.1", 2020..2021)).await;
    assert!(not_good(judged(&expired.place, known).await).contains("time is over"));

    let early = open(Shown::new(&ours, "127.0.0.1", 2080..2090)).await;
    assert!(not_good(judged(&early.place, known).await).contains("has not begun"));

    for refused in [other, forged, wrong_name, expired, early] {
        refused.visited().await;
        assert_eq!(refused.heard.load(Ordering::SeqCst), 0);
    }
}

#[tokio::test]
async fn who_does_not_speak_http_2_inside_tls_is_sent_away() {
    use std::sync::Arc;

    use rustls::{ClientConfig, RootCertStore, pki_types::CertificateDer, pki_types::pem::PemObject};

    let mut authority = std::path::PathBuf::new();
    let house = house(|config| authority = config.data_dir.join("tls/ca.pem")).await;
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(&authority).unwrap()).unwrap();
    let mut config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_protocol_versions(&[&rustls::version::TLS13])
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    for (spoken, stays) in [(vec![], false), (vec![b"h2".to_vec()], true)] {
        config.alpn_protocols = spoken;
        let connector = tokio_rustls::TlsConnector::from(Arc::new(config.clone()));
        let mut tls = connector.connect("127.0.0.1".try_into().unwrap(), house.tcp().await).await.unwrap();
        // the settings of HTTP/2 come first from a server that stays
        let mut first = [0; 9];
        let heard = within(tokio::io::AsyncReadExt::read_exact(&mut tls, &mut first)).await;
        assert_eq!(heard.is_ok(), stays);
    }
}

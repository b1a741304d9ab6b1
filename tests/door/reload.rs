//! What a server takes up while it works: at SIGHUP its certificate and the filter of its log,
//! and whenever its clock is set a certificate that was made by a wrong one.

use std::{fs, path::Path};

use praxis::runtime::trust::{Distrust, NoConnection, Place, connect};
use praxis_shared::{fingerprint::Fingerprint, pb};
use praxis_tests::{Process, Watch, wall::Wall, within};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd};
use rustix::process::Signal;
use rustls::pki_types::CertificateDer;

use super::{SERVER, on_network, world};

const TEN_YEARS: i64 = 3653 * 86_400;

/// Another file of settings.
fn set(server: &Process, text: &str) {
    let file = server.directory().join(".config/praxis/server.toml");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

/// The certificate that is shown to whoever connects now.
async fn shown(place: &Place, known: Fingerprint) -> CertificateDer<'static> {
    let (tls, _) = within(connect(place, Some(known))).await.unwrap();
    tls.get_ref().1.peer_certificates().unwrap()[0].clone()
}

fn renew(server: &Process) {
    let renewed = server.beside(&["certificate", "renew"]);
    assert!(renewed.status.success(), "{}", String::from_utf8_lossy(&renewed.stderr));
}

/// Changes the administrator's telephone number, which each of their streams tells.
async fn is_told(admin: &praxis_tests::Person, watch: &mut Watch, number: &str) {
    let asked = pb::UpdateUserRequest {
        request_id: praxis_tests::fresh(),
        user: Some(pb::User { name: admin.name(), phone: number.to_owned(), ..Default::default() }),
        update_mask: Some(prost_types::FieldMask { paths: vec!["phone".into()] }),
        ..Default::default()
    };
    admin.users().update_user(asked).await.unwrap();
    watch.until(|it| matches!(it, pb::event::Payload::User(_)).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_sighup_certificate_and_filter_are_read_again_and_nobody_is_sent_away() {
    let (mut server, admin) = Process::open_in(SERVER.as_ref(), "", on_network()).await;
    let (place, known) = server.place();
    let mut watch = Watch::open(&admin).await;
    let first = shown(&place, known).await;
    renew(&server);
    assert_eq!(shown(&place, known).await, first, "the control: by itself it looks once an hour");

    set(&server, "log = \"info,h2=debug\"\n");
    server.signal(Signal::HUP);
    server.until_said("the certificate was read again", 1).await;
    let second = shown(&place, known).await;
    assert_ne!(second, first);
    is_told(&admin, &mut watch, "+49 30 1").await;
    server.until_said("DEBUG h2::", 1).await;

    // what is wrong is told, and the old stays; what is right beside it is taken
    renew(&server);
    set(&server, "log = \"praxis_server=loud\"\n");
    server.signal(Signal::HUP);
    server.until_said("the certificate was read again", 2).await;
    server.until_said("\"praxis_server=loud\" is not allowed", 1).await;
    let third = shown(&place, known).await;
    assert_ne!(third, second);
    let file = server.data_dir().join("tls/server.pem");
    let good = fs::read(&file).unwrap();
    fs::write(&file, "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n").unwrap();
    set(&server, "log = \"info\"\n");
    server.signal(Signal::HUP);
    server.until_said("the certificate is left as it was", 1).await;
    server.until_said("is no certificate in PEM", 1).await;
    assert_eq!(shown(&place, known).await, third);
    fs::write(&file, good).unwrap();

    is_told(&admin, &mut watch, "+49 30 2").await;
    assert!(server.end().await.success());
    let said = server.said().await;
    let (before, after) = said.split_once("another filter of the log holds").unwrap();
    assert!(!before.contains("DEBUG h2::") && after.contains("DEBUG h2::"), "{said}");
    let (_, quiet) = after.split_once("another filter of the log holds").unwrap();
    assert!(!quiet.contains("DEBUG h2::"), "{quiet}");
}

#[tokio::test(flavor = "multi_thread")]
async fn at_sighup_a_certificate_of_the_clinics_own_is_taken_from_where_the_settings_say() {
    let (mut server, admin) = Process::open_in(SERVER.as_ref(), "", on_network()).await;
    let (place, known) = server.place();
    // so that it has a connection
    admin.session().await;
    let (given, other) = (server.directory().join("given.pem"), server.directory().join("other"));
    let own = praxis_server::certificates::Place::Own(other.clone());
    let made = own.make(&[], praxis_server::clock::Clock::system().now()).unwrap();
    fs::copy(other.join("server.pem"), &given).unwrap();
    let named = format!("tls_certificate = {given:?}\ntls_key = {given:?}\n");

    open_to_all(&given, true);
    set(&server, &named);
    server.signal(Signal::HUP);
    server.until_said("is open to everybody on this machine", 1).await;
    shown(&place, known).await;
    open_to_all(&given, false);
    set(&server, &format!("{named}readers = 3\n"));
    server.signal(Signal::HUP);
    server.until_said("the certificate was read again", 1).await;
    server.until_said("holds from the next start on", 1).await;
    server.until_said("they `praxis forget` it and enrol it again", 1).await;
    let distrusted = within(connect(&place, Some(known))).await.unwrap_err();
    let NoConnection::Distrusted(Distrust::OtherKey { shown, .. }) = distrusted else {
        panic!("{distrusted:?}")
    };
    assert_eq!(shown, made.fingerprint);
    // over the connection that it had
    admin.session().await;
    assert!(server.end().await.success());
}

fn open_to_all(file: &Path, open: bool) {
    let mode = std::os::unix::fs::PermissionsExt::from_mode(if open { 0o644 } else { 0o600 });
    fs::set_permissions(file, mode).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_was_wrong_once_keeps_no_server_down_and_no_client_away() {
    let (mut server, _) = Process::open_in(SERVER.as_ref(), "info", on_network()).await;
    let (place, known) = server.place();
    assert!(server.end().await.success());
    let wall = Wall::in_directory(server.directory());
    // ten years ahead the certificate is over, so that the server makes itself one that begins then
    let ahead = async |server: &mut Process| {
        wall.set_ahead(TEN_YEARS);
        server.set_world(wall.world());
        server.start();
        let refused = within(connect(&place, Some(known))).await.unwrap_err();
        let NoConnection::Distrusted(Distrust::NotGood { why, .. }) = refused else { panic!("{refused:?}") };
        assert!(why.contains("has not begun"), "{why}");
    };
    ahead(&mut server).await;
    // put right while it works
    wall.set_ahead(0);
    server.until_said("a new certificate is shown from now on", 1).await;
    shown(&place, known).await;
    assert!(server.end().await.success());

    // and while it does not
    ahead(&mut server).await;
    assert!(server.end().await.success());
    server.set_world(Vec::new());
    server.start();
    shown(&place, known).await;
    assert!(server.end().await.success());
    let said = server.said().await;
    assert!(said.contains("the certificate has not begun") && said.contains("was renewed"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authority_of_a_time_to_come_serves_its_clients_and_the_remedy_is_told() {
    let (mut server, _) = Process::open_in(SERVER.as_ref(), "info", on_network()).await;
    assert!(server.end().await.success());
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "An authority of a wrong clock");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    (params.not_before, params.not_after) = (date_time_ymd(2080, 1, 1), date_time_ymd(2100, 1, 1));
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let mut params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    (params.not_before, params.not_after) = (date_time_ymd(2080, 1, 1), date_time_ymd(2081, 1, 1));
    let key = KeyPair::generate().unwrap();
    let leaf = params.signed_by(&key, &authority).unwrap();
    let tls = server.data_dir().join("tls");
    fs::write(tls.join("ca.pem"), authority.pem()).unwrap();
    fs::write(tls.join("ca.key"), authority.key().serialize_pem()).unwrap();
    fs::write(tls.join("server.pem"), leaf.pem() + &authority.pem() + &key.serialize_pem()).unwrap();
    server.start();
    let (place, known) = server.place();
    assert_eq!(known, world::fingerprint(authority.der()));
    assert_ne!(shown(&place, known).await, *leaf.der(), "it was made anew");
    assert!(server.end().await.success());
    let said = server.said().await;
    assert!(said.contains("ca.pem has not begun") && said.contains("`praxis forget`"), "{said}");
}

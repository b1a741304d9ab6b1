use std::os::unix::fs::PermissionsExt as _;

use super::*;

fn now() -> Instant {
    "2027-03-01T07:00:00Z".parse().unwrap()
}

fn later(days: i64) -> Instant {
    now() + chrono::Duration::days(days)
}

fn made() -> (tempfile::TempDir, Place) {
    let directory = tempfile::tempdir().unwrap();
    let place = Place::Own(directory.path().join("tls"));
    place.make(&["clinic.example".to_owned(), "192.0.2.7".to_owned()], now()).unwrap();
    (directory, place)
}

fn files(directory: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(directory).unwrap().map(|it| it.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|it| (it.clone(), fs::read(it).unwrap())).collect()
}

#[test]
fn what_is_made_is_for_the_usual_names_and_those_that_were_given_and_for_its_owner_only() {
    let (directory, place) = made();
    let certified = place.current(now()).unwrap();
    for name in ["localhost", "127.0.0.1", "::1", "clinic.example", "192.0.2.7"] {
        assert!(certified.names.iter().any(|it| it == name), "{:?}", certified.names);
    }
    assert_eq!(certified.chain.len(), 2);
    let tls = directory.path().join("tls");
    assert_eq!(fs::metadata(&tls).unwrap().permissions().mode() & 0o777, 0o700);
    for (file, _) in files(&tls) {
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600, "{}", file.display());
    }
}

#[test]
fn a_certificate_that_soon_ends_is_renewed_and_recognised_as_before() {
    let (_directory, place) = made();
    let first = place.current(now()).unwrap();
    let unchanged = place.current(later(300)).unwrap();
    assert_eq!(unchanged.chain, first.chain, "it is good for months yet");
    let renewed = place.current(later(380)).unwrap();
    assert_ne!(renewed.chain[0], first.chain[0]);
    assert_eq!(renewed.fingerprint, first.fingerprint);
    assert_eq!(renewed.names, first.names);
    let long_after = place.current(later(2000)).unwrap();
    assert_eq!(long_after.fingerprint, first.fingerprint, "a server that was off for years comes back");
}

#[test]
fn a_certificate_of_a_time_to_come_is_made_anew_by_the_same_authority() {
    let (_directory, place) = made();
    let first = place.current(now()).unwrap();
    // years ahead the clock was wrong: what was made then is of no use today
    let ahead = place.renew(&[], later(4000)).unwrap();
    assert!(ahead.not_before > later(3000));
    let healed = place.current(now()).unwrap();
    assert!(healed.not_before <= now() && healed.not_after > later(300), "{healed:?}");
    assert_eq!((healed.fingerprint, &healed.names), (first.fingerprint, &first.names));
    assert_eq!(place.current(now()).unwrap().chain, healed.chain, "once is enough");
    // and years behind
    place.renew(&[], later(-20_000)).unwrap();
    let healed = place.current(now()).unwrap();
    assert_eq!((healed.fingerprint, healed.not_before <= now()), (first.fingerprint, true));
}

#[test]
fn an_authority_is_good_whatever_the_clock_said_when_it_was_made() {
    for days in [-20_000, 0, 4000] {
        let directory = tempfile::tempdir().unwrap();
        let place = Place::Own(directory.path().join("tls"));
        place.make(&[], later(days)).unwrap();
        let certified = place.current(now()).unwrap();
        let (_, authority) = X509Certificate::from_der(&certified.chain[1]).unwrap();
        let (from, until) = (authority.validity().not_before, authority.validity().not_after);
        let on = now().timestamp();
        assert!(
            from.timestamp() < on && on + 15 * 365 * 86_400 < until.timestamp(),
            "{days}: {from} to {until}"
        );
    }
}

#[test]
fn renewing_takes_new_names_and_keeps_the_authority() {
    let (_directory, place) = made();
    let first = place.current(now()).unwrap();
    let renewed = place.renew(&["Praxis.Example".to_owned()], now()).unwrap();
    assert_eq!(renewed.fingerprint, first.fingerprint);
    assert!(renewed.names.contains(&"praxis.example".to_owned()), "{:?}", renewed.names);
    assert!(!renewed.names.contains(&"clinic.example".to_owned()), "{:?}", renewed.names);
    let same = place.renew(&[], now()).unwrap();
    assert_eq!(same.names, renewed.names);
}

#[test]
fn what_is_wrong_with_a_certificate_is_a_sentence_and_changes_nothing() {
    let (directory, place) = made();
    let tls = directory.path().join("tls");
    let other = tempfile::tempdir().unwrap();
    Place::Own(other.path().join("tls")).make(&[], now()).unwrap();
    let given = |certificate: &Path, key: &Path| Place::Given {
        certificate: certificate.to_owned(),
        key: key.to_owned(),
    };
    let (server, authority) = (tls.join("server.pem"), tls.join("ca.pem"));
    let rubbish = directory.path().join("rubbish.pem");
    fs::write(&rubbish, "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n").unwrap();
    let open_key = directory.path().join("open.pem");
    fs::copy(&server, &open_key).unwrap();
    fs::set_permissions(&open_key, fs::Permissions::from_mode(0o644)).unwrap();
    let before = files(&tls);
    for (place, at, said) in [
        (given(&server, &other.path().join("tls/server.pem")), now(), "does not belong to the certificate"),
        (given(&server, &authority), now(), "holds no private key in PEM"),
        (given(&rubbish, &server), now(), "is no certificate in PEM"),
        (given(&tls.join("ca.key"), &server), now(), "holds no certificate in PEM"),
        (given(&directory.path().join("nowhere"), &server), now(), "is not there"),
        (given(&server, &open_key), now(), "is open to everybody"),
        (given(&server, &server), later(-10), "is not valid before 28 February 2027"),
        (given(&server, &server), later(500), "ended on"),
    ] {
        let refused = place.current(at).unwrap_err().to_string();
        assert!(refused.contains(said), "{said}: {refused}");
    }
    let refused = place.renew(&["no name".to_owned()], now()).unwrap_err().to_string();
    assert!(refused.contains("--host: \"no name\""), "{refused}");
    assert_eq!(files(&tls), before);
    assert!(given(&server, &server).current(now()).is_ok());
}

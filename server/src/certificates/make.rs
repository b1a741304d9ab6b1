//! Makes the server's own authority and what it certifies. A directory is there whole or
//! not at all; a renewed certificate and its key are one file, so that they never part.

use std::{
    fs::{self, DirBuilder},
    io::Write as _,
    os::unix::fs::DirBuilderExt as _,
    path::{Path, PathBuf},
};

use anyhow::{Context, anyhow};
use chrono::{Datelike as _, Duration, NaiveDate, NaiveTime};
use praxis_shared::time::Instant;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};
use rustls::pki_types::ServerName;

use crate::files;

/// How long the authority is good for. Clients trust it by its fingerprint: a new one means enrolling anew.
const AUTHORITY_DAYS: i64 = 20 * 365;
/// The year in which every authority begins, whatever the clock says: it lasts for many years, and the clock of a machine
/// that is set up may be wrong.
const AUTHORITY_BEGINS: i32 = 2020;
/// The year of the oldest program that makes them: a clock that says less is wrong.
const YEAR_AT_LEAST: i32 = 2026;
/// How long a certificate is good for; it is renewed by itself.
const CERTIFICATE_DAYS: i64 = 397;

/// The certificate that is shown, those who vouch for it, and its key.
pub(super) fn server_file(directory: &Path) -> PathBuf {
    directory.join("server.pem")
}

/// The authority's certificate, which may be given to anybody.
pub(super) fn authority_file(directory: &Path) -> PathBuf {
    directory.join("ca.pem")
}

fn authority_key_file(directory: &Path) -> PathBuf {
    directory.join("ca.key")
}

/// Makes the directory with an authority and a certificate for the usual names and these.
pub(super) fn make(directory: &Path, names: &[String], now: Instant) -> anyhow::Result<()> {
    let names = with_usual_names(names)?;
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "Praxis clinic authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    last(&mut params, AUTHORITY_DAYS, now.max(new_year(YEAR_AT_LEAST)))?;
    params.not_before = date_time_ymd(AUTHORITY_BEGINS, 1, 1);
    let authority = params.self_signed(&key)?.pem();
    let issuer = Issuer::new(params, &key);
    let server = certify(&issuer, &names, &authority, now)?;

    let beside = directory.with_extension("new");
    let made = || -> anyhow::Result<()> {
        if beside.exists() {
            // left over from a crash
            fs::remove_dir_all(&beside)?;
        }
        DirBuilder::new().mode(0o700).recursive(true).create(&beside)?;
        write(&authority_key_file(&beside), &key.serialize_pem())?;
        write(&authority_file(&beside), &authority)?;
        write(&server_file(&beside), &server)?;
        files::sync(&beside)?;
        fs::rename(&beside, directory)?;
        Ok(files::sync_parent(directory)?)
    };
    made().with_context(|| format!("the certificate cannot be written to {}", directory.display()))
}

/// Replaces the certificate by a new one of the same authority.
pub(super) fn renew(directory: &Path, names: &[String], now: Instant) -> anyhow::Result<()> {
    let read =
        |file: &Path| fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()));
    let (key_file, file) = (authority_key_file(directory), authority_file(directory));
    let key = KeyPair::from_pem(&read(&key_file)?)
        .map_err(|why| anyhow!("{} holds no key of an authority: {why}", key_file.display()))?;
    let authority = read(&file)?;
    let issuer = Issuer::from_ca_cert_pem(&authority, key)
        .map_err(|why| anyhow!("{} holds no authority: {why}", file.display()))?;
    let server = certify(&issuer, names, &authority, now)?;
    let file = server_file(directory);
    files::put(&file, server.as_bytes())
        .with_context(|| format!("the certificate cannot be written to {}", file.display()))
}

/// Certificate, authority and key, in one text.
fn certify(
    issuer: &Issuer<'_, impl rcgen::SigningKey>,
    names: &[String],
    authority: &str,
    now: Instant,
) -> anyhow::Result<String> {
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::new(names.to_vec())?;
    params.distinguished_name.push(DnType::CommonName, "Praxis server");
    params.is_ca = IsCa::ExplicitNoCa;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    last(&mut params, CERTIFICATE_DAYS, now)?;
    let certificate = params.signed_by(&key, issuer)?.pem();
    Ok(format!("{certificate}{authority}{}", key.serialize_pem()))
}

/// What every server is called, this machine's name, and these, each once.
pub(super) fn with_usual_names(more: &[String]) -> anyhow::Result<Vec<String>> {
    let machine = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default().trim().to_lowercase();
    // a machine without a name that can be looked up is reached by another one
    let machine = Some(machine).filter(|it| name(it).is_ok());
    let mut names = vec!["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()];
    for host in machine.into_iter().chain(more.iter().map(|it| it.trim().to_lowercase())) {
        name(&host)?;
        if !names.contains(&host) {
            names.push(host);
        }
    }
    Ok(names)
}

fn name(host: &str) -> anyhow::Result<()> {
    ServerName::try_from(host).map(drop).map_err(|_| {
        anyhow!("--host: {host:?} is no host name or address: give it as clients will, without a port")
    })
}

fn new_year(year: i32) -> Instant {
    let day = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
    day.and_time(NaiveTime::MIN).and_utc()
}

/// Good from yesterday, for clocks that go slow, for so many days.
fn last(params: &mut CertificateParams, days: i64, now: Instant) -> anyhow::Result<()> {
    let day = |instant: Instant| -> anyhow::Result<_> {
        let (month, day) = (u8::try_from(instant.month())?, u8::try_from(instant.day())?);
        Ok(date_time_ymd(instant.year(), month, day))
    };
    params.not_before = day(now - Duration::days(1))?;
    params.not_after = day(now + Duration::days(days))?;
    Ok(())
}

/// A file that only its owner opens, on disk before this comes back.
fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    let mut file = files::private_file(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    Ok(())
}

//! What the server shows to those who connect: a certificate of its own authority, made by
//! `init` and renewed by itself, or one that the clinic brings. Whatever is wrong with it
//! is a sentence, and nothing is changed.

mod make;

use std::{
    fs,
    io::ErrorKind,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use anyhow::{Context, anyhow, bail, ensure};
use praxis_shared::{fingerprint::Fingerprint, time::Instant};
use rustls::{
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    sign::CertifiedKey,
};
use sha2::{Digest, Sha256};
use x509_parser::{
    extensions::GeneralName,
    prelude::{FromDer, X509Certificate},
};
use zeroize::Zeroizing;

use crate::files;

/// Days before its end at which a certificate is renewed, or complained about.
pub const SOON_DAYS: i64 = 30;

/// Where the server's certificate comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The server's own, in this directory: its authority, and what that certified.
    Own(PathBuf),
    /// The clinic's: a file with the chain and one with the key, which may be the same.
    Given {
        /// PEM, the server's certificate first.
        certificate: PathBuf,
        /// PEM.
        key: PathBuf,
    },
}

/// A certificate that is good now, its key, and what is in it.
#[derive(Debug)]
pub struct Certified {
    /// The server's certificate, then those who vouch for it.
    pub chain: Vec<CertificateDer<'static>>,
    /// Its key.
    pub key: PrivateKeyDer<'static>,
    /// What clients recognise it by: the last certificate of the chain.
    pub fingerprint: Fingerprint,
    /// The names and addresses it is for.
    pub names: Vec<String>,
    /// When it begins.
    pub not_before: Instant,
    /// When it ends.
    pub not_after: Instant,
    /// When what clients recognise it by begins.
    pub authority_not_before: Instant,
}

impl Place {
    /// The certificate as it is, good or not by its dates.
    ///
    /// # Errors
    /// A sentence that says which file is wrong, how, and what to do.
    pub fn look(&self) -> anyhow::Result<Certified> {
        match self {
            Self::Given { certificate, key } => read(certificate, key),
            Self::Own(directory) => {
                ensure!(
                    directory.exists(),
                    "there is no certificate in {}: `praxis-server init` or `serve` makes one",
                    directory.display()
                );
                let file = make::server_file(directory);
                read(&file, &file)
            }
        }
    }

    /// The certificate to show. The server's own is renewed when it soon ends, and when it has not begun: then the clock
    /// was wrong when it was made, and a server that waited for it would serve nobody.
    ///
    /// # Errors
    /// A sentence that says which file is wrong, how, and what to do.
    pub fn current(&self, now: Instant) -> anyhow::Result<Certified> {
        match self {
            Self::Given { certificate, key } => {
                not_for_all(key)?;
                let certified = self.look()?;
                valid(certificate, &certified, now)?;
                if ends_soon(&certified, now) {
                    tracing::warn!(
                        file = %certificate.display(),
                        until = %certified.not_after,
                        "the certificate soon ends: put a new one there, the server takes it up within the hour"
                    );
                }
                Ok(certified)
            }
            Self::Own(directory) => {
                let file = make::server_file(directory);
                let certified = self.look()?;
                if certified.authority_not_before > now {
                    of_a_time_to_come(directory, &certified);
                }
                let early = certified.not_before > now;
                if !early && !ends_soon(&certified, now) {
                    return Ok(certified);
                }
                if early {
                    tracing::warn!(
                        from = %certified.not_before,
                        "the certificate has not begun: this machine's clock was wrong when it was made, or is now"
                    );
                }
                make::renew(directory, &certified.names, now)?;
                let renewed = self.look()?;
                valid(&file, &renewed, now)?;
                tracing::info!(until = %renewed.not_after, "the certificate was renewed");
                Ok(renewed)
            }
        }
    }

    /// The same, and made first if the server has none of its own yet.
    ///
    /// # Errors
    /// As above.
    pub fn current_or_made(&self, now: Instant) -> anyhow::Result<Certified> {
        if let Self::Own(directory) = self
            && !directory.exists()
        {
            make::make(directory, &[], now)?;
            tracing::info!(directory = %directory.display(), "a certificate was made for this server");
        }
        self.current(now)
    }

    /// Makes the server's own authority and certificate, for the usual names and these. What is there stays.
    ///
    /// # Errors
    /// If a name is none, or the files cannot be written.
    pub fn make(&self, names: &[String], now: Instant) -> anyhow::Result<Certified> {
        if let Self::Own(directory) = self
            && !directory.exists()
        {
            make::make(directory, names, now)?;
        }
        self.current(now)
    }

    /// Renews the server's own certificate, with these names beside the usual ones, or with the same as before.
    /// Clients know its authority and notice nothing.
    ///
    /// # Errors
    /// If the clinic brought its own, or its authority cannot be read.
    pub fn renew(&self, names: &[String], now: Instant) -> anyhow::Result<Certified> {
        let Self::Own(directory) = self else {
            bail!("tls_certificate: the clinic brought this certificate: renew it where it came from");
        };
        let before = self.look()?;
        let names = if names.is_empty() { before.names } else { make::with_usual_names(names)? };
        make::renew(directory, &names, now)?;
        self.current(now)
    }

    /// The file with the authority that scripts and clients may be given, if there is one of its own.
    #[must_use]
    pub fn authority_file(&self) -> Option<PathBuf> {
        match self {
            Self::Own(directory) => Some(make::authority_file(directory)),
            Self::Given { .. } => None,
        }
    }
}

/// An authority cannot be made anew without making each client a stranger, so it stays, and whoever runs the server decides.
fn of_a_time_to_come(directory: &Path, certified: &Certified) {
    tracing::warn!(
        from = %certified.authority_not_before,
        "the authority in {} has not begun: this machine's clock was wrong when it was made, or is now. Praxis's clients \
         do not mind; scripts that look at its dates refuse it until then. For a new one stop the server, move {} away and \
         start it: each client then runs `praxis forget` and enrols it again",
        make::authority_file(directory).display(),
        directory.display()
    );
}

fn ends_soon(certified: &Certified, now: Instant) -> bool {
    certified.not_after - now < chrono::Duration::days(SOON_DAYS)
}

/// Reads a chain and its key, and makes sure that they belong together.
fn read(certificate: &Path, key: &Path) -> anyhow::Result<Certified> {
    let chain: Vec<_> = CertificateDer::pem_slice_iter(&bytes(certificate, "certificate")?)
        .collect::<Result<_, _>>()
        .map_err(|why| anyhow!("{} is no certificate in PEM: {why}", certificate.display()))?;
    ensure!(!chain.is_empty(), "{} holds no certificate in PEM", certificate.display());
    let secret = PrivateKeyDer::from_pem_slice(&bytes(key, "key")?)
        .map_err(|why| anyhow!("{} holds no private key in PEM: {why}", key.display()))?;
    CertifiedKey::from_der(chain.clone(), secret.clone_key(), &ring::default_provider()).map_err(|why| {
        match why {
            rustls::Error::InconsistentKeys(_) => anyhow!(
                "the key in {} does not belong to the certificate in {}: give the two that were made together, \
                 the server's certificate first",
                key.display(),
                certificate.display()
            ),
            other => anyhow!("{} with {} cannot be used: {other}", certificate.display(), key.display()),
        }
    })?;
    let (first, last) = (&chain[0], &chain[chain.len() - 1]);
    let (_, parsed) = X509Certificate::from_der(first)
        .map_err(|why| anyhow!("{} holds a certificate that cannot be read: {why}", certificate.display()))?;
    let names = names(&parsed);
    ensure!(
        !names.is_empty(),
        "the certificate in {} is for no host: it needs subject alternative names",
        certificate.display()
    );
    let instant = |time: x509_parser::time::ASN1Time| {
        Instant::from_timestamp(time.timestamp(), 0).context("a certificate has a date beyond all dates")
    };
    let (not_before, not_after) =
        (instant(parsed.validity().not_before)?, instant(parsed.validity().not_after)?);
    let (_, authority) = X509Certificate::from_der(last)
        .map_err(|why| anyhow!("{} holds a certificate that cannot be read: {why}", certificate.display()))?;
    let authority_not_before = instant(authority.validity().not_before)?;
    let fingerprint = Fingerprint(Sha256::digest(last).into());
    Ok(Certified { chain, key: secret, fingerprint, names, not_before, not_after, authority_not_before })
}

fn valid(file: &Path, certified: &Certified, now: Instant) -> anyhow::Result<()> {
    let day = |instant: Instant| instant.format("%-d %B %Y, %H:%M UTC");
    ensure!(
        certified.not_before <= now,
        "the certificate in {} is not valid before {}: wait, or look at this machine's clock",
        file.display(),
        day(certified.not_before)
    );
    ensure!(
        now < certified.not_after,
        "the certificate in {} ended on {}: put a new one there",
        file.display(),
        day(certified.not_after)
    );
    Ok(())
}

fn bytes(file: &Path, what: &str) -> anyhow::Result<Zeroizing<Vec<u8>>> {
    files::small(file).map_err(|why| match why.kind() {
        ErrorKind::NotFound => anyhow!("the {what} {} is not there", file.display()),
        ErrorKind::PermissionDenied => {
            anyhow!("the {what} {} cannot be read: give it to the user that runs the server", file.display())
        }
        _ => anyhow!("the {what} {} cannot be read: {why}", file.display()),
    })
}

/// A key that everybody on the machine can read is nobody's.
fn not_for_all(key: &Path) -> anyhow::Result<()> {
    let open = fs::metadata(key).is_ok_and(|it| it.permissions().mode() & 0o007 != 0);
    ensure!(!open, "tls_key: {} is open to everybody on this machine: chmod 600 it", key.display());
    Ok(())
}

fn names(certificate: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(alternatives)) = certificate.subject_alternative_name() else { return Vec::new() };
    let name = |name: &GeneralName<'_>| match name {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        GeneralName::IPAddress(bytes) => {
            let v4 = <[u8; 4]>::try_from(*bytes).map(std::net::IpAddr::from);
            let address = v4.or_else(|_| <[u8; 16]>::try_from(*bytes).map(std::net::IpAddr::from));
            address.ok().map(|it| it.to_string())
        }
        _ => None,
    };
    alternatives.value.general_names.iter().filter_map(name).collect()
}

#[cfg(test)]
mod tests;

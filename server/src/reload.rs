//! What a server at work reads again when it is told to (SIGHUP): its certificate, and how much it logs. Nobody who is
//! connected notices. What is wrong is told in the log, and the old one stays.

use std::sync::Arc;

use tokio::signal::unix::Signal;

use crate::{clock::Clock, config::Config, door::Identity, log::Volume};

/// What is there to be changed.
pub struct Reload {
    /// The settings that the server works by.
    pub config: Config,
    /// How much it logs.
    pub volume: Volume,
    /// Who it is to those who connect, if it speaks TLS.
    pub identity: Option<Arc<Identity>>,
    /// The clinic's clock.
    pub clock: Clock,
}

impl Reload {
    /// Reads the settings again at each signal, until it is dropped.
    pub async fn at_each(mut self, mut signal: Signal, read: impl Fn() -> anyhow::Result<Config>) {
        while signal.recv().await.is_some() {
            match read() {
                Ok(config) => self.take(config),
                Err(why) => {
                    tracing::error!(
                        "the settings are not what they should be, and the old ones stay: {why:#}"
                    );
                }
            }
            self.certificate();
        }
    }

    fn take(&mut self, config: Config) {
        if config.log != self.config.log {
            match self.volume.set(&config.log) {
                Ok(()) => tracing::info!(log = config.log, "another filter of the log holds from now on"),
                Err(why) => tracing::error!("the log's filter is left as it was: {why:#}"),
            }
        }
        let old = std::mem::replace(&mut self.config, config);
        let (log, tls) = (self.config.log.clone(), self.config.tls.clone());
        if (Config { log, tls, ..old }) != self.config {
            tracing::warn!(
                "only log, tls_certificate and tls_key are read while the server works: what else has changed in its \
                 settings holds from the next start on"
            );
        }
    }

    fn certificate(&self) {
        let Some(identity) = &self.identity else { return };
        match identity.take(self.config.certificate(), self.clock.now()) {
            Ok(()) => tracing::info!(fingerprint = %identity.fingerprint(), "the certificate was read again"),
            Err(why) => tracing::error!("the certificate is left as it was: {why:#}"),
        }
    }
}

//! Backups that nobody has to think of: while the server works, one each quarter of an hour in which something changed,
//! and each night the full check of the database.

use std::{sync::Arc, time::Duration};

use anyhow::Context;
use praxis_shared::time::{Instant, Tz};

use super::{Ask, Made, crypt, keep, make, manifest::Manifest};
use crate::{
    config::Config,
    desk::Desk,
    store::{Place, snapshot},
};

/// How long after the start it is first asked whether a backup is due: a server that is only started does nothing.
const FIRST: Duration = Duration::from_secs(60);
/// How often it is looked whether the night has come.
const HOUR: Duration = Duration::from_secs(3600);

/// Makes backups until it is dropped. The clinic is not held up by it: the copy is made beside the connections that
/// serve, and nothing is done while nothing changes.
pub async fn run(config: Config, desk: Desk) {
    let config = Arc::new(config);
    let every = config.backup.minutes;
    if every == 0 {
        tracing::warn!("backup_minutes is 0: no backups are made by themselves");
        return std::future::pending().await;
    }
    let every = Duration::from_secs(u64::from(every) * 60);
    let mut seen = None;
    tokio::time::sleep(FIRST.min(every)).await;
    loop {
        let written = *desk.store.heads().borrow();
        if seen != Some(written) {
            match once(&config, &desk).await {
                Ok(()) => seen = Some(written),
                Err(why) => {
                    let why = format!("{why:#}");
                    tracing::error!(%why, "no backup was made: it is tried again in a while");
                    desk.upkeep.backup_failed(desk.clock.now(), why);
                }
            }
        }
        tokio::time::sleep(every).await;
    }
}

/// One backup, if the newest one is not of today's state already.
async fn once(config: &Arc<Config>, desk: &Desk) -> anyhow::Result<()> {
    let (config, now) = (Arc::clone(config), desk.clock.now());
    let made =
        tokio::task::spawn_blocking(move || due(&config, now)).await.context("the backup panicked")??;
    if let Some(made) = made {
        tracing::info!(backup = %made.path.display(), bytes = made.bytes, "backed up");
        desk.upkeep.backed_up(now, made.bytes);
    }
    Ok(())
}

/// Makes a backup on schedule unless the newest one holds everything, then removes what is superfluous.
///
/// # Errors
/// A sentence that says why there is none.
pub fn due(config: &Config, now: Instant) -> anyhow::Result<Option<Made>> {
    let (place, directory) = (config.store()?, config.backup.directory(&config.data_dir));
    if is_current(&place, &directory)? {
        return Ok(None);
    }
    let recipients = match &config.backup.recipients {
        Some(file) => crypt::recipients(file)?,
        None => Vec::new(),
    };
    let made = make(&Ask {
        place: &place,
        to: &directory,
        kind: keep::SCHEDULED,
        recipients: &recipients,
        now,
        tell: &|_| {},
    })?;
    keep::tidy(&directory, config.backup.keep, now);
    Ok(Some(made))
}

/// Whether the newest backup holds everything: every act leaves a row in the audit log, so its end tells.
fn is_current(place: &Place, directory: &std::path::Path) -> anyhow::Result<bool> {
    let Some(newest) = keep::scheduled(directory).pop() else { return Ok(false) };
    let Ok(manifest) = Manifest::read_checked(&newest.path) else { return Ok(false) };
    let end = snapshot::end(place)?;
    Ok((manifest.extent.schema, manifest.extent.event, manifest.extent.audit) == end)
}

/// Checks the whole database each night at three, by the clinic's own clock, until it is dropped.
pub async fn check_each_night(config: Config, desk: Desk) {
    let config = Arc::new(config);
    let mut last = None;
    loop {
        tokio::time::sleep(HOUR).await;
        let now = desk.clock.now();
        let zone = desk.read(|tx| Ok(tx.clinic()?.zone)).await.unwrap_or(Tz::UTC);
        let local = now.with_timezone(&zone);
        if chrono::Timelike::hour(&local) != 3 || last == Some(local.date_naive()) {
            continue;
        }
        last = Some(local.date_naive());
        let asked = Arc::clone(&config);
        let found = tokio::task::spawn_blocking(move || -> anyhow::Result<Vec<String>> {
            Ok(snapshot::faults(&asked.store()?)?)
        })
        .await;
        let failure = match found {
            Ok(Ok(faults)) if faults.is_empty() => None,
            Ok(Ok(faults)) => Some(faults.join("; ")),
            Ok(Err(why)) => Some(format!("{why:#}")),
            Err(why) => Some(why.to_string()),
        };
        match &failure {
            None => tracing::info!("the nightly check found nothing wrong with the database"),
            Some(why) => tracing::error!(
                %why,
                "the nightly check found the database damaged: run `praxis-server check`, and restore a backup"
            ),
        }
        desk.upkeep.checked(now, failure);
    }
}

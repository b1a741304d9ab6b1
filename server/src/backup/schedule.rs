//! Backups that nobody has to think of: while the server works, one each quarter of an hour in which something changed,
//! and each night the full check of the database.

use std::{sync::Arc, time::Duration};

use anyhow::Context;
use chrono::{NaiveDate, TimeDelta};
use praxis_shared::time::{Instant, Tz};

use super::{Ask, Made, crypt, keep, make, manifest::Manifest};
use crate::{
    config::Config,
    desk::Desk,
    store::{Place, snapshot},
};

/// How long after the start it is first asked whether a backup is due: a server that is only started does nothing.
const FIRST: Duration = Duration::from_secs(60);
/// How long after the start the whole database is first checked: a clinic that is switched off at night is checked, too.
const FIRST_CHECK: Duration = Duration::from_secs(60 * 60);
/// How often it is looked whether the next night has come.
const LOOK: Duration = Duration::from_secs(15 * 60);
/// When a night's check is due, in hours of the clinic's own day.
const NIGHT: i64 = 3;

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
    let due =
        tokio::task::spawn_blocking(move || due(&config, now)).await.context("the backup panicked")??;
    match due {
        Due::Made(made) => {
            tracing::info!(backup = %made.path.display(), bytes = made.bytes, "backed up");
            desk.upkeep.backed_up(now, now, made.bytes);
        }
        Due::Nothing { newest, bytes } => desk.upkeep.backed_up(now, newest, bytes),
    }
    Ok(())
}

/// What came of looking whether a backup is due.
#[derive(Debug)]
pub enum Due {
    /// It was, and here it is.
    Made(Box<Made>),
    /// The newest one holds everything.
    Nothing {
        /// When that one was made.
        newest: Instant,
        /// Bytes in all of its files.
        bytes: u64,
    },
}

/// Makes a backup on schedule unless the newest one holds everything, then removes what is superfluous.
///
/// # Errors
/// A sentence that says why there is none.
pub fn due(config: &Config, now: Instant) -> anyhow::Result<Due> {
    let (place, directory) = (config.store()?, config.backup.directory(&config.data_dir));
    if let Some((newest, bytes)) = current(&place, &directory)? {
        return Ok(Due::Nothing { newest, bytes });
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
    Ok(Due::Made(Box::new(made)))
}

/// When the newest backup was made and its size, if it holds everything: every act leaves a row in the audit log, so
/// its end tells.
fn current(place: &Place, directory: &std::path::Path) -> anyhow::Result<Option<(Instant, u64)>> {
    let Some(newest) = keep::scheduled(directory).pop() else { return Ok(None) };
    let Ok(manifest) = Manifest::read_checked(&newest.path) else { return Ok(None) };
    let end = snapshot::end(place)?;
    let holds_all = (manifest.extent.schema, manifest.extent.event, manifest.extent.audit) == end;
    Ok(holds_all.then(|| (newest.time, manifest.files.iter().map(|it| it.size).sum())))
}

/// The night that a moment belongs to: it begins at three, by the clinic's own clock.
fn night(now: Instant, zone: Tz) -> NaiveDate {
    (now.with_timezone(&zone).naive_local() - TimeDelta::hours(NIGHT)).date()
}

/// Checks the whole database once a night, from three on, and an hour after the start, until it is dropped. A check
/// that cannot be made is made up for soon.
pub async fn check_each_night(config: Config, desk: Desk) {
    let config = Arc::new(config);
    let mut checked = None;
    tokio::time::sleep(FIRST_CHECK).await;
    loop {
        let now = desk.clock.now();
        let zone = desk.read(|tx| Ok(tx.clinic()?.zone)).await.unwrap_or(Tz::UTC);
        let tonight = night(now, zone);
        if checked != Some(tonight) && check(&config, &desk, now).await {
            checked = Some(tonight);
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Checks the whole database; whether that could be done.
async fn check(config: &Arc<Config>, desk: &Desk, now: Instant) -> bool {
    let config = Arc::clone(config);
    let found = tokio::task::spawn_blocking(move || -> anyhow::Result<Vec<String>> {
        Ok(snapshot::faults(&config.store()?)?)
    })
    .await
    .context("the check panicked")
    .flatten();
    match found {
        Ok(faults) if faults.is_empty() => {
            tracing::info!("the nightly check found nothing wrong with the database");
            desk.upkeep.checked(now, None);
            true
        }
        Ok(faults) => {
            let why = faults.join("; ");
            tracing::error!(
                %why,
                "the nightly check found the database damaged: run `praxis-server check`, and restore a backup"
            );
            desk.upkeep.checked(now, Some(why));
            true
        }
        Err(why) => {
            let why = format!("{why:#}");
            tracing::error!(%why, "the database could not be checked: it is tried again in a while");
            desk.upkeep.checked(now, Some(why));
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_night_begins_at_three_by_the_clinics_clock_and_lasts_a_day_whatever_the_season() {
        let berlin = Tz::Europe__Berlin;
        let of = |text: &str| night(text.parse().unwrap(), berlin).to_string();
        assert_eq!(of("2027-03-01T01:59:59Z"), "2027-02-28");
        assert_eq!(of("2027-03-01T02:00:00Z"), "2027-03-01");
        assert_eq!(of("2027-03-02T01:59:59Z"), "2027-03-01");
        // the night in which the hour from two to three is left out, and the one in which it comes twice
        assert_eq!(of("2027-03-28T00:59:59Z"), "2027-03-27");
        assert_eq!(of("2027-03-28T01:00:00Z"), "2027-03-28");
        assert_eq!(of("2027-10-31T01:59:59Z"), "2027-10-30");
        assert_eq!(of("2027-10-31T02:00:00Z"), "2027-10-31");
    }
}

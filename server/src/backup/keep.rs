//! Which backups stay: the newest few, then one an hour for a day, one a day for thirty days. Only what was made on
//! schedule is ever removed, and only while something newer is there.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use chrono::{DateTime, Duration, NaiveDateTime, Timelike as _, Utc};

use super::{MANIFEST, manifest::Manifest};
use crate::store;

/// Begins the names of backups that are made on schedule.
pub const SCHEDULED: &str = "auto";

/// A backup that was made on schedule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Kept {
    /// When, by its name.
    pub time: DateTime<Utc>,
    /// Its directory.
    pub path: PathBuf,
}

/// The scheduled backups in a directory, oldest first; anything else in it is passed over.
#[must_use]
pub fn scheduled(directory: &Path) -> Vec<Kept> {
    let Ok(entries) = fs::read_dir(directory) else { return Vec::new() };
    let mut found: Vec<_> = entries.flatten().filter_map(|it| made_by_us(&it.path())).collect();
    found.sort();
    found
}

fn made_by_us(path: &Path) -> Option<Kept> {
    let name = path.file_name()?.to_str()?;
    let stamp = name.strip_prefix(SCHEDULED)?.strip_prefix('-')?;
    let time = NaiveDateTime::parse_from_str(stamp.get(..16)?, "%Y%m%dT%H%M%SZ").ok()?.and_utc();
    let manifest: Manifest = serde_json::from_str(&fs::read_to_string(path.join(MANIFEST)).ok()?).ok()?;
    (manifest.product == env!("CARGO_PKG_NAME") && manifest.extent.schema <= store::newest_schema())
        .then(|| Kept { time, path: path.to_owned() })
}

/// Which of these may go: not the newest `keep`, nor the newest of each hour of the last day, nor the newest of each
/// day of the last thirty.
#[must_use]
pub fn superfluous(all: &[Kept], keep: usize, now: DateTime<Utc>) -> Vec<&Kept> {
    let mut newest_first: Vec<_> = all.iter().collect();
    newest_first.sort_by(|a, b| b.cmp(a));
    let (mut hours, mut days) = (BTreeSet::new(), BTreeSet::new());
    let mut stays = |at: usize, it: &Kept| {
        let age = now - it.time;
        let first_of_hour = hours.insert((it.time.date_naive(), it.time.hour()));
        let first_of_day = days.insert(it.time.date_naive());
        at < keep.max(1)
            || first_of_hour && age < Duration::days(1)
            || first_of_day && age < Duration::days(30)
    };
    newest_first.into_iter().enumerate().filter(|(at, it)| !stays(*at, it)).map(|(_, it)| it).collect()
}

/// Removes what is superfluous; what cannot be removed stays and is told.
pub fn tidy(directory: &Path, keep: usize, now: DateTime<Utc>) {
    let all = scheduled(directory);
    for old in superfluous(&all, keep, now) {
        match fs::remove_dir_all(&old.path) {
            Ok(()) => tracing::debug!(backup = %old.path.display(), "an old backup was removed"),
            Err(why) => {
                tracing::warn!(backup = %old.path.display(), %why, "an old backup cannot be removed");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    /// One each quarter of an hour for so many days, up to now.
    fn quarters(days: i64, now: DateTime<Utc>) -> Vec<Kept> {
        (0..days * 96)
            .map(|it| now - Duration::minutes(15 * it))
            .map(|time| Kept { time, path: super::super::name(SCHEDULED, time).into() })
            .rev()
            .collect()
    }

    #[test]
    fn the_newest_stay_then_one_an_hour_for_a_day_then_one_a_day_for_a_month() {
        let now = at("2027-03-01T12:00:00Z");
        let all = quarters(60, now);
        let gone: BTreeSet<_> = superfluous(&all, 8, now).into_iter().cloned().collect();
        let stays: Vec<_> = all.iter().rev().filter(|it| !gone.contains(it)).collect();
        assert_eq!(stays[..8].iter().map(|it| (now - it.time).num_minutes()).sum::<i64>(), 15 * 28);
        let ages: Vec<_> = stays.iter().map(|it| (now - it.time).num_hours()).collect();
        for hour in 2..24 {
            assert!(ages.contains(&hour), "nothing from {hour} hours ago");
        }
        let days: BTreeSet<_> = stays.iter().map(|it| it.time.date_naive()).collect();
        // thirty times 24 hours before noon touch 31 days
        assert_eq!(days.len(), 31, "one of each day");
        assert!(stays.len() < 8 + 24 + 30, "{} stay", stays.len());
        // looking again removes nothing more
        let left: Vec<_> = stays.into_iter().cloned().collect();
        assert_eq!(superfluous(&left, 8, now), Vec::<&Kept>::new());
    }

    #[test]
    fn the_newest_stays_however_old_it_is() {
        let all = quarters(1, at("2027-03-01T12:00:00Z"));
        let gone = superfluous(&all, 0, at("2037-03-01T12:00:00Z"));
        assert_eq!(gone.len(), all.len() - 1);
        assert!(!gone.contains(&all.last().unwrap()));
    }

    #[test]
    fn what_we_did_not_make_is_never_looked_at() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["holiday-pictures", "auto-20270301T120000Z", "backup-20270301T120000Z", "auto-tune"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        assert_eq!(scheduled(folder.path()), []);
    }
}

//! Room on the disk. Acts are refused while a little is still left, so that what must
//! be written in any case, such as who read what, and the folding of the log into the
//! file, still can be. It is looked at before each commit, so writing goes on by itself
//! once there is room.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU8, Ordering},
    },
};

/// What part of the disk should be free; below it whoever runs the server is warned.
const WARN_BELOW: f64 = 0.10;

const PLENTY: u8 = 0;
const LITTLE: u8 = 1;
const NONE: u8 = 2;

/// The room on the disk of the database. Cheap to clone.
#[derive(Clone)]
pub(super) struct Space(Arc<Disk>);

struct Disk {
    directory: PathBuf,
    reserve: u64,
    /// What was found last, so that each change is told once, however many acts meet it.
    room: AtomicU8,
    /// A commit met the end of the disk, and none went through since.
    met_the_end: AtomicBool,
}

impl Space {
    pub(super) fn new(file: &Path, reserve: u64) -> Self {
        let directory = file.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Self(Arc::new(Disk {
            directory: directory.to_owned(),
            reserve,
            room: AtomicU8::new(PLENTY),
            met_the_end: AtomicBool::new(false),
        }))
    }

    /// Whether acts must be refused.
    pub(super) fn is_short(&self) -> bool {
        self.0.room.load(Ordering::Relaxed) == NONE
    }

    /// Looks anew, and tells of a change.
    pub(super) fn look(&self) {
        // a disk that does not say how full it is will say so when it is written to
        let Ok(disk) = rustix::fs::statvfs(&self.0.directory) else { return };
        let free = disk.f_bavail.saturating_mul(disk.f_frsize);
        let part = disk.f_bavail as f64 / disk.f_blocks.max(1) as f64;
        self.found(if free < self.0.reserve {
            NONE
        } else if part < WARN_BELOW {
            LITTLE
        } else {
            PLENTY
        });
    }

    /// A commit met the end of the disk, whatever the disk said before: a quota, perhaps.
    pub(super) fn met_the_end(&self) {
        if !self.0.met_the_end.swap(true, Ordering::Relaxed) {
            tracing::error!(
                directory = %self.0.directory.display(),
                "the disk takes no more: nothing of the change is stored; reading goes on, make room"
            );
        }
    }

    /// A commit went through.
    pub(super) fn took_it(&self) {
        if self.0.met_the_end.swap(false, Ordering::Relaxed) {
            tracing::warn!(directory = %self.0.directory.display(), "the disk takes changes again");
        }
    }

    fn found(&self, room: u8) {
        let before = self.0.room.swap(room, Ordering::Relaxed);
        let directory = self.0.directory.display();
        match (before, room) {
            (NONE, NONE) | (LITTLE, LITTLE) | (PLENTY, PLENTY) => {}
            (_, NONE) => tracing::error!(
                %directory,
                "the disk is full: reading goes on, changes are refused until there is room"
            ),
            (NONE, _) => tracing::warn!(%directory, "there is room on the disk again: changes are accepted"),
            (_, LITTLE) => tracing::warn!(
                %directory,
                "less than 10 % of the disk is free: make room before changes must be refused"
            ),
            _ => tracing::info!(%directory, "more than 10 % of the disk is free again"),
        }
    }
}

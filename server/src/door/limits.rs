//! How many guests, for how long. The numbers of each kind of limit stand together here.

use std::time::Duration;

use anyhow::ensure;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Streams of one connection.
pub(super) const STREAMS: u32 = 128;
/// Bytes of one stream that may be on their way.
pub(super) const STREAM_WINDOW: u32 = 64 * 1024;
/// Bytes of one connection that may be on their way.
pub(super) const CONNECTION_WINDOW: u32 = 256 * 1024;
/// Bytes of an answer that wait for their turn, for each stream.
pub(super) const SEND_BUFFER: usize = 64 * 1024;
/// Bytes of the headers of one request.
pub(super) const HEADERS: u32 = 8 * 1024;
/// Streams that a guest opened and reset and that are not yet seen to (CVE-2023-44487).
pub(super) const PENDING_RESETS: usize = 20;
/// Streams that the server reset for faults of the guest, before the connection ends.
pub(super) const FAULTY_STREAMS: usize = 128;
/// Frames that only steer the connection (settings, pings, windows, priorities, resets) and that a guest may send to begin
/// with: each costs next to nothing to send, and work to take …
pub(super) const STEERING: u64 = 1000;
/// … so many more for each frame of a call or an answer. A reader opens two windows after each part that it was sent and
/// may measure the line with a ping; a call may come with a window and a priority, and be taken back …
pub(super) const STEERING_FOR_A_FRAME: u64 = 4;
/// … and so many each second, for who keeps a connection alive.
pub(super) const STEERING_A_SECOND: u64 = 10;
/// A connection that was silent this long is asked whether it lives. Not often: who watches events is spoken to twice a
/// minute anyway, and whether the line is there is asked by the kernel (see `accept`), which wakes nobody …
pub(super) const PING_AFTER: Duration = Duration::from_secs(300);
/// … and is given up when it does not answer in this time.
pub(super) const PING_PATIENCE: Duration = Duration::from_secs(20);
/// A network connection that was silent this long is asked by the kernel whether it is there …
pub(super) const ASK_AFTER: Duration = Duration::from_secs(60);
/// … again after this long …
pub(super) const ASK_AGAIN: Duration = Duration::from_secs(10);
/// … and so often, before it is given up.
pub(super) const ASK_TIMES: u32 = 3;
/// What was sent and not taken by the guest's machine for so long means the same.
#[cfg(target_os = "linux")]
pub(super) const UNHEARD: Duration = Duration::from_secs(90);

/// Files that the server itself has open, beside those of its readers and its guests: the database and its log for
/// the writer and the checkpointer, listeners, standard streams, the runtime's own, a backup under way.
const RESERVED_FILES: usize = 32;
/// The same for each thread that reads.
const FILES_PER_READER: usize = 3;
/// Below this, the server would be of no use.
const FEWEST_CONNECTIONS: usize = 8;

/// Raises this process's limit of open files as far as the system lets it.
pub fn raise_open_files() {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current != maximum && setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }).is_err() {
        tracing::warn!(?current, ?maximum, "the limit of open files cannot be raised");
    }
}

/// So many connections as files are left for, once the database has its own.
///
/// # Errors
/// If that is too few to be of use.
pub fn within_open_files(wanted: usize, readers: usize) -> anyhow::Result<usize> {
    let files = getrlimit(Resource::Nofile).current.and_then(|it| usize::try_from(it).ok());
    fit(wanted, readers, files.unwrap_or(usize::MAX))
}

fn fit(wanted: usize, readers: usize, files: usize) -> anyhow::Result<usize> {
    let reserved = RESERVED_FILES + FILES_PER_READER * readers;
    let left = files.saturating_sub(reserved);
    ensure!(
        left >= FEWEST_CONNECTIONS.min(wanted),
        "the system allows this process {files} open files; the server needs at least {}: raise the limit \
         (`ulimit -n`, or LimitNOFILE= of the service)",
        reserved + FEWEST_CONNECTIONS
    );
    if left < wanted {
        tracing::warn!(
            wanted,
            allowed = left,
            "max_connections is more than the limit of open files ({files}) leaves room for"
        );
    }
    Ok(wanted.min(left))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_leave_the_database_its_files() {
        assert_eq!(fit(1024, 2, 65_536).unwrap(), 1024);
        assert_eq!(fit(1024, 2, 64).unwrap(), 26);
        let refused = fit(1024, 2, 40).unwrap_err().to_string();
        assert!(refused.contains("40 open files") && refused.contains("at least 46"), "{refused}");
    }
}

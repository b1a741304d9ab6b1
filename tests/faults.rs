//! A disk that fails, and one that is full, under the real server.
//!
//! A failed write or sync ends the server: it never answers OK to what that commit held, says why, and what was
//! answered before is there when it is started again. A full disk refuses changes, keeps answering questions, and
//! takes changes again once there is room.
//!
//! `PRAXIS_FAULTS=200 cargo test -p praxis-tests --test main -- faults::` is the long form.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use praxis_shared::pb;
use praxis_tests::{
    Process, Refused,
    dice::Dice,
    disk,
    ledger::{Ledger, Traces},
    load::{self, Lane},
    within,
};
use tempfile::TempDir;
use tonic::{Code, Streaming};
use tonic_health::pb::{
    HealthCheckRequest, HealthCheckResponse, health_check_response::ServingStatus,
    health_client::HealthClient,
};

use crate::durable::{settle, was_cut, work};

const EIO: i32 = 5;
const ENOSPC: i32 = 28;

fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_praxis-server-under-test"))
}

/// A clinic over a disk that fails when it is told to.
struct Failing {
    server: Process,
    ledger: Arc<Ledger>,
    lanes: Vec<Lane>,
    arm: PathBuf,
    _arms: TempDir,
}

impl Failing {
    async fn open() -> Self {
        let mut dice = Dice::fresh("faults");
        let (server, admin) = Process::open(program()).await;
        let ledger = Arc::new(Ledger::new(None));
        let lanes = load::lanes(&admin, 4, &ledger, &mut dice).await;
        let arms = TempDir::new().unwrap();
        Self { server, ledger, lanes, arm: arms.path().join("arm"), _arms: arms }
    }

    /// Starts it again over a disk that will fail so, once it is armed.
    async fn start_over(&mut self, fails: &str) {
        self.server.stop();
        let root = self.server.directory().canonicalize().unwrap();
        let arm = self.arm.to_str().unwrap().to_owned();
        let world = disk::world(&root, &[("DISK_FAIL", fails.to_owned()), ("DISK_ARM", arm)]);
        self.server.set_world(world);
        self.server.start();
        self.server.set_world(Vec::new());
    }

    fn fired(&self) -> PathBuf {
        self.arm.with_file_name("arm.fired")
    }

    fn disarm(&self) {
        std::fs::remove_file(&self.arm).unwrap();
        drop(std::fs::remove_file(self.fired()));
    }

    async fn work(&mut self, acts: usize) -> Vec<tonic::Status> {
        let done = work(std::mem::take(&mut self.lanes), &self.server, acts).await;
        let (lanes, outcomes): (Vec<_>, Vec<_>) = done.into_iter().unzip();
        self.lanes = lanes;
        outcomes.into_iter().filter_map(Result::err).collect()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_fails_a_write_or_a_sync_ends_the_server_and_no_answer_is_lost() {
    let sweep: u32 = std::env::var("PRAXIS_FAULTS").map_or(4, |it| it.parse().unwrap());
    let mut clinic = Failing::open().await;
    let mut where_fired = Vec::new();
    for number in 1..=sweep {
        // the first few calls, and then further apart: the file itself is written and synced now and then only
        let nth = number + number * number / 4;
        for fails in [
            format!("sync {nth} {EIO} 0"),
            format!("sync {nth} {EIO} 1"),
            format!("sync {nth} {ENOSPC} 0"),
            format!("write {nth} {EIO} 0"),
            format!("write {nth} {EIO} 1"),
            format!("fold {} {EIO} 0", number.min(2)),
        ] {
            clinic.start_over(&fails).await;
            std::fs::write(&clinic.arm, "").unwrap();
            for status in clinic.work(usize::MAX).await {
                assert!(was_cut(&status), "{fails}: {status:?}");
            }
            assert!(!within(clinic.server.ended()).await, "{fails}: it ended as if nothing had happened");
            let said = clinic.server.said().await;
            assert!(said.contains("nothing can be written any more"), "{fails}: {said}");
            where_fired.push(std::fs::read_to_string(clinic.fired()).unwrap());
            clinic.disarm();
            clinic.server.start();
            clinic.lanes = settle(std::mem::take(&mut clinic.lanes), &clinic.server, &clinic.ledger).await;
        }
    }
    let on_log = where_fired.iter().filter(|it| it.contains("-wal")).count();
    println!("{} faults, {on_log} of them on the log", where_fired.len());
    assert!(on_log > 0 && on_log < where_fired.len());
}

/// Whether a server says that it is ready, each time that changes.
struct Ready(Streaming<HealthCheckResponse>);

impl Ready {
    async fn watch(server: &Process) -> Self {
        let mut health = HealthClient::new(server.channel());
        let asked = HealthCheckRequest { service: String::new() };
        Self(within(health.watch(asked)).await.unwrap().into_inner())
    }

    async fn next(&mut self) -> bool {
        within(self.0.message()).await.unwrap().unwrap().status() == ServingStatus::Serving
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_changes_and_answers_questions_until_there_is_room() {
    let mut clinic = Failing::open().await;
    clinic.start_over(&format!("write 12 {ENOSPC} 1")).await;
    let mut ready = Ready::watch(&clinic.server).await;
    assert!(ready.next().await);
    std::fs::write(&clinic.arm, "").unwrap();
    let refused = clinic.work(usize::MAX).await;
    assert_eq!(refused.len(), 4);
    assert!(!ready.next().await, "who watches over it is told");
    for status in &refused {
        assert_eq!((status.code(), status.reason().as_str()), (Code::ResourceExhausted, "DISK_FULL"));
        assert!(status.message().contains("make room"), "{}", status.message());
    }
    assert!(clinic.fired().exists());
    // everybody asks again and again, and reads
    for _ in 0..20 {
        let refused = clinic.work(1).await;
        assert!(refused.iter().all(|it| it.reason() == "DISK_FULL") && refused.len() == 4);
    }
    let wrong = Traces::read(&clinic.server.database()).unwrap().missing(&clinic.ledger.read());
    assert!(wrong.is_empty(), "{wrong:#?}");
    let reading = clinic.lanes[0].patient().over(clinic.server.channel());
    reading.clinics().get_clinic(pb::GetClinicRequest {}).await.unwrap();
    // without a byte left nobody can write down who looked, so what is a patient's is not shown
    let asked = pb::ListAppointmentsRequest::default();
    let refused = reading.appointments().list_appointments(asked).await.unwrap_err();
    assert!(refused.message().contains("nothing is shown"), "{}", refused.message());

    clinic.disarm();
    assert!(clinic.work(20).await.is_empty(), "there is room, and changes are refused");
    assert!(ready.next().await, "and told when it is over");
    let lanes = std::mem::take(&mut clinic.lanes);
    clinic.lanes = settle(lanes, &clinic.server, &clinic.ledger).await;
    clinic.server.stop();
    let said = clinic.server.said().await;
    let lines = |text: &str| said.lines().filter(|it| it.contains(text)).count();
    assert_eq!((lines("the disk takes no more"), lines("the disk takes changes again")), (1, 1), "{said}");
    assert!(said.len() < 20_000, "a full disk fills the log, too: {} bytes", said.len());
}

/// A file system of its own, gone with this; none where nobody may make one.
struct Small(TempDir);

impl Small {
    fn mount() -> Option<Self> {
        let directory = TempDir::new().unwrap();
        let mounted = std::process::Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=64m", "tmpfs"])
            .arg(directory.path())
            .output();
        mounted.is_ok_and(|it| it.status.success()).then(|| Self(directory))
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        drop(std::process::Command::new("umount").arg("-l").arg(self.0.path()).output());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_is_nearly_full_is_told_of_and_keeps_room_for_looking() {
    let Some(small) = Small::mount() else {
        println!("no file system can be mounted here: left out");
        return;
    };
    let mut dice = Dice::fresh("small disk");
    let directory = TempDir::new_in(small.0.path()).unwrap();
    let (mut server, admin) = Process::open_over(program(), "info", directory, Vec::new()).await;
    let ledger = Arc::new(Ledger::new(None));
    let mut lanes = load::lanes(&admin, 4, &ledger, &mut dice).await;
    let ballast = small.0.path().join("ballast");
    let free = || {
        let disk = rustix::fs::statvfs(small.0.path()).unwrap();
        usize::try_from(disk.f_bavail * disk.f_frsize).unwrap()
    };
    for round in 0..3 {
        // less than the sixteen megabytes that are kept for looking
        std::fs::write(&ballast, vec![0; free() - (5 << 20)]).unwrap();
        let (still, outcomes): (Vec<_>, Vec<_>) = work(lanes, &server, usize::MAX).await.into_iter().unzip();
        for status in outcomes.into_iter().map(Result::unwrap_err) {
            assert_eq!(status.reason(), "DISK_FULL", "round {round}: {status:?}");
        }
        let reading = still[0].patient().over(server.channel());
        reading.appointments().list_appointments(pb::ListAppointmentsRequest::default()).await.unwrap();
        std::fs::remove_file(&ballast).unwrap();
        let (still, outcomes): (Vec<_>, Vec<_>) = work(still, &server, 20).await.into_iter().unzip();
        outcomes.into_iter().for_each(Result::unwrap);
        lanes = settle(still, &server, &ledger).await;
    }
    server.stop();
    let said = server.said().await;
    assert_eq!(said.matches("the disk is full").count(), 3, "{said}");
    assert_eq!(said.matches("there is room on the disk again").count(), 3, "{said}");
}

//! Hours of work: memory and open files stay as they are, and nothing is lost when the
//! server is killed now and then.
//!
//! `PRAXIS_SOAK_MINUTES=1440 cargo test -p praxis-tests --test main -- soak:: --ignored --nocapture`

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use praxis_tests::{Process, dice::Dice, ledger::Ledger, load};

use crate::durable::{settle, work};

/// Of a process: memory in use in KiB, and open files.
fn footprint(id: u32) -> (u64, usize) {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap();
    let line = status.lines().find(|it| it.starts_with("VmRSS")).unwrap();
    let memory = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    (memory, std::fs::read_dir(format!("/proc/{id}/fd")).unwrap().count())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes as many minutes as it is told"]
async fn hours_of_work_leave_memory_and_open_files_as_they_were() {
    let minutes: u64 = std::env::var("PRAXIS_SOAK_MINUTES").map_or(4, |it| it.parse().unwrap());
    let mut dice = Dice::fresh("soak");
    let program = Path::new(env!("CARGO_BIN_EXE_praxis-server-under-test"));
    let (mut server, admin) = Process::open(program).await;
    let ledger = Arc::new(Ledger::new(None));
    let mut lanes = load::lanes(&admin, 16, &ledger, &mut dice).await;
    let begun = Instant::now();
    let whole = Duration::from_secs(minutes * 60);
    // one life is measured as a whole hour, or as what there is; between two lives is a kill
    let life = Duration::from_secs(3600).min(whole);
    let mut lives = 0;
    while begun.elapsed() < whole {
        let (born, mut seen) = (Instant::now(), Vec::new());
        while born.elapsed() < life {
            let done = work(lanes, &server, 50).await;
            lanes = done.into_iter().map(|(lane, outcome)| outcome.map(|()| lane).unwrap()).collect();
            let (memory, files) = footprint(server.pid());
            seen.push((born.elapsed(), memory, files));
        }
        // from after the first quarter, when caches are warm and all connections were made
        let warm = &seen[seen.len() / 4];
        let last = seen.last().unwrap();
        let hours = (last.0 - warm.0).as_secs_f64() / 3600.0;
        let slope = (last.1 as f64 - warm.1 as f64) / 1024.0 / hours.max(0.001);
        println!(
            "a life of {:?}: {} KiB and {} files, at the end {} KiB and {} files: {slope:.1} MiB an hour",
            born.elapsed(),
            warm.1,
            warm.2,
            last.1,
            last.2
        );
        // connections of the last round may still be closing
        assert!(last.2 <= warm.2 + 20, "files stay open");
        assert!(last.1 < warm.1 + 64 * 1024, "memory grows");
        server.kill();
        server.start();
        lanes = settle(lanes, &server, &ledger).await;
        lives += 1;
    }
    println!("{lives} lives, {} acknowledged acts", ledger.read().len());
    server.stop();
}

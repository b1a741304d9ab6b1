//! What the server does by itself while nobody looks: backups on schedule and the check of
//! each night, on a clock that the test turns. What goes wrong is told and tried again,
//! what was missed is made up for.

use std::{
    collections::BTreeSet,
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use chrono::{DateTime, Utc};
use praxis_server::{
    Config, Desk,
    backup::schedule,
    config::Backups,
    upkeep::{Known, Upkeep},
};
use praxis_shared::pb;
use praxis_tests::{Clinic, PASSWORD, PATIENCE, fresh, vault, when, within};
use tonic_health::pb::{
    HealthCheckRequest, HealthCheckResponse, health_check_response::ServingStatus,
    health_client::HealthClient,
};

use crate::door::numbers::get;

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const QUARTER: Duration = Duration::from_secs(15 * 60);
const HOUR: Duration = Duration::from_secs(60 * 60);

/// What is asked of the thread in which the rounds are made.
enum Ask {
    /// Let so much time pass.
    Pass(Duration),
    /// Wait until this holds.
    Until(Box<dyn Fn(&Known) -> bool + Send>),
}

/// The rounds of a server, in a time of their own: it passes when the test says so.
struct Rounds {
    ask: Option<mpsc::Sender<Ask>>,
    done: mpsc::Receiver<()>,
    upkeep: Upkeep,
    thread: Option<thread::JoinHandle<()>>,
}

impl Drop for Rounds {
    fn drop(&mut self) {
        drop(self.ask.take());
        drop(self.thread.take().map(thread::JoinHandle::join));
    }
}

impl Rounds {
    fn begin(config: &Config, desk: &Desk) -> Self {
        let (ask, asked) = mpsc::channel::<Ask>();
        let (tell, done) = mpsc::channel();
        let (config, desk, upkeep) = (config.clone(), desk.clone(), desk.upkeep.clone());
        let seen = upkeep.clone();
        let thread = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .start_paused(true)
                .build()
                .unwrap();
            runtime.block_on(async {
                tokio::spawn(schedule::run(config.clone(), desk.clone()));
                tokio::spawn(schedule::check_each_night(config, desk));
                // time stands while the test is asked what comes next
                while let Ok(asked) = asked.recv() {
                    match asked {
                        Ask::Pass(time) => tokio::time::sleep(time).await,
                        Ask::Until(holds) => {
                            let begun = Instant::now();
                            while !holds(&upkeep.known()) {
                                assert!(begun.elapsed() < PATIENCE, "still {:?}", upkeep.known());
                                tokio::time::sleep(Duration::from_millis(1)).await;
                            }
                        }
                    }
                    tell.send(()).unwrap();
                }
            });
        });
        Self { ask: Some(ask), done, upkeep: seen, thread: Some(thread) }
    }

    fn ask(&self, what: Ask) {
        self.ask.as_ref().expect("it has not ended").send(what).expect("the rounds go on");
        self.done.recv().expect("the rounds go on");
    }

    fn pass(&self, time: Duration) {
        self.ask(Ask::Pass(time));
    }

    fn until(&self, holds: impl Fn(&Known) -> bool + Send + 'static) -> Known {
        self.ask(Ask::Until(Box::new(holds)));
        self.upkeep.known()
    }
}

/// A clinic whose rounds are made by the test.
struct Watched {
    clinic: Clinic,
    config: Config,
    rounds: Rounds,
    /// Where Prometheus asks.
    numbers: u16,
}

impl Watched {
    async fn open() -> Self {
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut kept = None;
        let clinic = Clinic::open_where(|config| {
            config.metrics = Some(free);
            config.backup = Backups { minutes: 15, ..Backups::none() };
            kept = Some(config.clone());
        })
        .await;
        let config = kept.unwrap();
        let rounds = Rounds::begin(&config, clinic.desk_inside());
        Self { clinic, config, rounds, numbers: free.port() }
    }

    /// Passes time on the clock and for the rounds.
    fn pass(&self, time: Duration) {
        self.clinic.pass(chrono::Duration::from_std(time).unwrap());
        self.rounds.pass(time);
    }

    /// Something happens in the clinic.
    async fn act(&self) {
        let request_id = fresh();
        let user_name = format!("kim{}", &request_id[24..]);
        let asked = pb::SignUpRequest {
            email: format!("{user_name}@example.org"),
            user_name,
            request_id,
            password: PASSWORD.to_owned(),
            first_name: "Kim".to_owned(),
            last_name: "Test".to_owned(),
            role: pb::Role::Desk.into(),
            ..pb::SignUpRequest::default()
        };
        self.clinic.stranger().sessions().sign_up(asked).await.unwrap();
    }

    /// The server dies, comes back, and begins its rounds anew.
    async fn restarted(self) -> Self {
        let Self { mut clinic, config, rounds, numbers } = self;
        drop(rounds);
        clinic.restart().await;
        let rounds = Rounds::begin(&config, clinic.desk_inside());
        Self { clinic, config, rounds, numbers }
    }

    fn directory(&self) -> PathBuf {
        self.config.backup.directory(&self.config.data_dir)
    }

    /// The names in the directory of backups.
    fn names(&self) -> BTreeSet<String> {
        let Ok(found) = fs::read_dir(self.directory()) else { return BTreeSet::new() };
        found.map(|it| it.unwrap().file_name().into_string().unwrap()).collect()
    }

    async fn is_told(&self, line: &str) {
        let told = get(self.numbers, "/metrics").await;
        assert!(told.contains(&format!("{line}\n")), "{line} is not in\n{told}");
    }
}

/// What a backup of this time is called.
fn name(time: DateTime<Utc>) -> String {
    time.format("auto-%Y%m%dT%H%M%SZ").to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_is_made_each_quarter_of_an_hour_in_which_something_happened_and_in_no_other() {
    let mut world = Watched::open().await;
    let mut wanted = BTreeSet::new();
    // a server that is only started does nothing
    world.pass(MINUTE - SECOND);
    assert_eq!(world.names(), wanted);
    world.pass(2 * SECOND);
    wanted.insert(name(world.clinic.now()));
    assert_eq!(world.names(), wanted, "what was never backed up is, soon after the start");
    for _ in 0..4 {
        world.pass(QUARTER);
        assert_eq!(world.names(), wanted, "nothing happened");
    }
    for _ in 0..3 {
        world.act().await;
        assert_eq!(world.names(), wanted, "not before its time");
        world.pass(QUARTER);
        wanted.insert(name(world.clinic.now()));
        assert_eq!(world.names(), wanted);
    }
    let newest = world.clinic.now();
    world.is_told(&format!("praxis_last_backup_timestamp_seconds {}", newest.timestamp())).await;

    // what was missed because the server died first is made up for after the next start …
    world.act().await;
    world = world.restarted().await;
    world.pass(MINUTE + SECOND);
    wanted.insert(name(world.clinic.now()));
    assert_eq!(world.names(), wanted);
    let newest = world.clinic.now();
    // … and a start after which nothing happened knows of the backup that there is
    world = world.restarted().await;
    world.is_told("praxis_last_backup_timestamp_seconds 0").await;
    world.pass(MINUTE + SECOND);
    assert_eq!(world.names(), wanted);
    world.is_told(&format!("praxis_last_backup_timestamp_seconds {}", newest.timestamp())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_that_fails_is_told_of_and_tried_again_until_it_is_made() {
    let world = Watched::open().await;
    // a file where the directory should be
    fs::write(world.directory(), "in the way").unwrap();
    world.pass(MINUTE + SECOND);
    let known = world.rounds.until(|it| it.backup.tried.is_some());
    let why = known.backup.failure.expect("it cannot be made");
    assert!(why.contains(world.directory().to_str().unwrap()), "{why}");
    assert_eq!((known.backup.tried, known.backup.good), (Some(world.clinic.now()), None));
    world.is_told("praxis_backup_failing 1").await;
    world.is_told("praxis_last_backup_timestamp_seconds 0").await;
    // nothing happens in the clinic; it is tried again all the same
    for _ in 0..3 {
        world.pass(QUARTER);
        assert_eq!(world.rounds.upkeep.known().backup.tried, Some(world.clinic.now()));
        world.is_told("praxis_backup_failing 1").await;
    }
    fs::remove_file(world.directory()).unwrap();
    world.pass(QUARTER);
    assert_eq!(world.names(), BTreeSet::from([name(world.clinic.now())]));
    world.is_told("praxis_backup_failing 0").await;
    world.is_told(&format!("praxis_last_backup_timestamp_seconds {}", world.clinic.now().timestamp())).await;
}

/// As much of a backup as is looked at to tell what it is.
fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    fs::copy(from.join("manifest.json"), to.join("manifest.json")).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn old_backups_make_room_on_schedule_and_what_people_made_stays() {
    let world = Watched::open().await;
    world.pass(MINUTE + SECOND);
    let first = world.directory().join(world.names().pop_first().unwrap());
    let then = world.clinic.now();
    // the next is made at this time, and finds one of each quarter of an hour before it, for two days, and some older
    let now = then + chrono::Duration::minutes(15);
    let mut ages: Vec<i64> = (2..=192).map(|it| it * 15).collect();
    ages.extend([5, 6, 20, 29, 31, 45].iter().flat_map(|day| [day * 1440 + 1, day * 1440 + 31]));
    for age in ages {
        copy(&first, &world.directory().join(name(now - chrono::Duration::minutes(age))));
    }
    for mine in ["backup-20200101T000000Z", "before-migration-6-20200101T000000Z"] {
        copy(&first, &world.directory().join(mine));
    }
    fs::create_dir(world.directory().join("auto-20200101T000000Z")).unwrap();
    let all = world.names();
    world.act().await;
    world.pass(QUARTER);

    // the newest eight; of the last day, the last of each hour; of thirty days, the last of each day
    let mut newest: Vec<DateTime<Utc>> = all
        .iter()
        .filter(|it| *it != "auto-20200101T000000Z")
        .filter_map(|it| {
            let stamp = it.strip_prefix("auto-")?;
            Some(chrono::NaiveDateTime::parse_from_str(stamp, "%Y%m%dT%H%M%SZ").unwrap().and_utc())
        })
        .chain([now])
        .collect();
    newest.sort();
    newest.reverse();
    let stays = |at: usize| {
        let it = newest[at];
        let last_of =
            |unit: &str| at == 0 || newest[at - 1].format(unit).to_string() != it.format(unit).to_string();
        at < 8
            || (now - it < chrono::Duration::days(1) && last_of("%Y%m%d%H"))
            || (now - it < chrono::Duration::days(30) && last_of("%Y%m%d"))
    };
    let mut wanted: BTreeSet<_> =
        (0..newest.len()).filter(|at| stays(*at)).map(|at| name(newest[at])).collect();
    assert!((30..60).contains(&wanted.len()), "{wanted:?}");
    wanted.extend(all.into_iter().filter(|it| !it.starts_with("auto-") || it == "auto-20200101T000000Z"));
    assert_eq!(world.names(), wanted);
}

async fn health(world: &Watched) -> tonic::Streaming<HealthCheckResponse> {
    let mut health = HealthClient::new(world.clinic.channel());
    let asked = HealthCheckRequest { service: String::new() };
    within(health.watch(asked)).await.unwrap().into_inner()
}

async fn next(stream: &mut tonic::Streaming<HealthCheckResponse>) -> ServingStatus {
    within(stream.message()).await.unwrap().unwrap().status()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_database_is_checked_once_a_night_and_health_says_what_was_found() {
    let world = Watched::open().await;
    let mut told = health(&world).await;
    assert_eq!(next(&mut told).await, ServingStatus::Serving);
    // eight in the morning: the check of last night is made up for, an hour after the start
    world.pass(HOUR - MINUTE);
    assert_eq!(world.rounds.upkeep.known().check.tried, None);
    world.pass(2 * MINUTE);
    let first = world.clinic.now();
    let known = world.rounds.until(|it| it.check.tried.is_some()).check;
    assert_eq!((known.good, known.failure), (Some(first), None));
    // then no more until three
    world.clinic.set_clock("2027-03-02 02:59");
    world.rounds.pass(8 * HOUR);
    assert_eq!(world.rounds.upkeep.known().check.tried, Some(first));

    // at three a row points to nobody
    let harm = |sql: &str| {
        let conn = vault::open(world.clinic.database());
        conn.execute_batch(&format!("PRAGMA foreign_keys = OFF; {sql}")).unwrap();
    };
    harm(
        "INSERT INTO activation (code_hash, user, create_time, expire_time)
         VALUES (zeroblob(32), zeroblob(16), 0, 0)",
    );
    world.clinic.set_clock("2027-03-02 03:00");
    world.rounds.pass(QUARTER);
    let second = when::instant("2027-03-02 03:00");
    let known = world.rounds.until(move |it| it.check.tried == Some(second)).check;
    let why = known.failure.expect("it is found");
    assert!(why.contains("activation") && why.contains("that are not there"), "{why}");
    assert_eq!(known.good, Some(first));
    assert_eq!(next(&mut told).await, ServingStatus::NotServing);
    world.is_told("praxis_check_failing 1").await;
    world.is_told(&format!("praxis_last_check_timestamp_seconds {}", first.timestamp())).await;

    // once a night, also if it is repaired meanwhile
    harm("DELETE FROM activation WHERE user = zeroblob(16)");
    world.clinic.set_clock("2027-03-03 02:59");
    world.rounds.pass(8 * HOUR);
    assert_eq!(world.rounds.upkeep.known().check.tried, Some(second));
    world.clinic.set_clock("2027-03-03 03:10");
    world.rounds.pass(QUARTER);
    let third = when::instant("2027-03-03 03:10");
    world.rounds.until(move |it| it.check.good == Some(third));
    assert_eq!(next(&mut told).await, ServingStatus::Serving);
    world.is_told("praxis_check_failing 0").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_check_that_cannot_be_made_is_made_soon_after_and_not_the_next_night() {
    let world = Watched::open().await;
    // what is open stays open; who comes anew finds nothing
    let (file, away) = (world.clinic.database(), world.clinic.directory().join("away"));
    fs::rename(&file, &away).unwrap();
    world.pass(HOUR + SECOND);
    let known = world.rounds.until(|it| it.check.tried.is_some()).check;
    assert!(known.failure.is_some() && known.good.is_none(), "{known:?}");
    fs::rename(&away, &file).unwrap();
    world.pass(QUARTER);
    let now = world.clinic.now();
    world.rounds.until(move |it| it.check.good == Some(now));
}

//! The real server on a socket, over a directory of its own, with a clock that
//! stands until it is set. It lives in a runtime of its own, so that [`Clinic::kill`]
//! takes its connections with it, as the death of a process does; dropping the clinic
//! does the same.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use chrono::{DateTime, Utc};
use praxis_server::{
    Config, Desk, Listen, Listener,
    anchor::SigningKey,
    clock::Clock,
    config::{Backups, Limits},
    console,
    domain::{asking::AskingLimits, people::Roles, session::IdleLimits},
    open, serve,
};
use praxis_shared::pb;
use prost_types::Timestamp;
use tokio::{runtime::Runtime, sync::oneshot};
use tonic::transport::{Channel, Endpoint};

use crate::{
    PATIENCE, fresh, panics,
    people::{Line, PASSWORD, Person},
    vault::{self, Room},
    when, within,
};

/// As long as a session lasts at most.
const ALL_DAY: IdleLimits = IdleLimits { desk: 720, doctor: 720, admin: 720, patient: 720 };

/// One process, as it were: gone when this is gone.
struct Running {
    runtime: Option<Runtime>,
    tell: Option<oneshot::Sender<()>>,
    ended: Option<oneshot::Receiver<anyhow::Result<()>>>,
    desk: Desk,
    _lock: open::Lock,
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// A clinic under test.
pub struct Clinic {
    config: Config,
    clock: Clock,
    channel: Channel,
    running: Option<Running>,
    people: Mutex<HashMap<String, Person>>,
    // last: the server goes before its directory
    directory: Room,
}

impl Clinic {
    /// A new clinic in Berlin on Monday, 1 March 2027, at 8:00, with one administrator and nobody else.
    ///
    /// # Panics
    /// If it does not open.
    pub async fn open() -> Self {
        Self::open_with(ALL_DAY).await
    }

    /// The same with these limits of idleness: without them, no session locks while a test turns the clock.
    ///
    /// # Panics
    /// If it does not open.
    pub async fn open_with(idle: IdleLimits) -> Self {
        Self::open_where(|config| config.idle = idle).await
    }

    /// The same with other settings, in which nobody needs a second factor unless they say so.
    ///
    /// # Panics
    /// If it does not open.
    pub async fn open_where(change: impl FnOnce(&mut Config)) -> Self {
        let (clinic, code) = Self::open_empty_where(change).await;
        let opened = clinic.stranger().sessions().activate(first_admin(&code)).await.unwrap().into_inner();
        clinic.keep("admin", Person::new(clinic.channel(), opened));
        clinic
    }

    /// The same before anybody has an account, and the code with which its first administrator comes in.
    ///
    /// # Panics
    /// If it does not open.
    pub async fn open_empty() -> (Self, String) {
        Self::open_empty_where(|_| ()).await
    }

    /// The same with other settings.
    ///
    /// # Panics
    /// If it does not open.
    pub async fn open_empty_where(change: impl FnOnce(&mut Config)) -> (Self, String) {
        let directory = Room::new();
        let mut config = config(&directory);
        change(&mut config);
        let clock = Clock::standing_at(when::instant(&format!("{} 08:00", when::TODAY)));
        let lock = open::lock(&config).unwrap();
        let desk = open::open(&config, clock.clone()).unwrap();
        let code = open::init(&desk, "Clinic under test", when::ZONE).await.unwrap();
        let running = start(&config, desk, lock).await;
        let channel = endpoint(socket(&config)).connect_lazy();
        let people = Mutex::default();
        let clinic = Self { config, clock, channel, running: Some(running), people, directory };
        (clinic, code.reveal().to_owned())
    }

    fn keep(&self, who: &str, person: Person) {
        self.people.lock().unwrap_or_else(PoisonError::into_inner).insert(who.to_owned(), person);
    }

    fn known(&self, who: &str) -> Option<Person> {
        self.people.lock().unwrap_or_else(PoisonError::into_inner).get(who).cloned()
    }

    /// The socket on which it listens; the same after a restart.
    #[must_use]
    pub fn address(&self) -> &Path {
        socket(&self.config)
    }

    /// Its database file, for tests that break it on purpose.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.config.database()
    }

    /// A directory of this test alone.
    #[must_use]
    pub fn directory(&self) -> PathBuf {
        self.directory.path().to_owned()
    }

    /// A connection that all people share; it comes back by itself after a restart.
    #[must_use]
    pub fn channel(&self) -> Channel {
        self.channel.clone()
    }

    /// The server's own way in, past the wire and its rules.
    ///
    /// # Panics
    /// If the server is down.
    #[must_use]
    pub fn desk_inside(&self) -> &Desk {
        &self.running.as_ref().expect("the server runs").desk
    }

    /// How often a thread that serves this clinic has panicked.
    #[must_use]
    pub fn panics(&self) -> usize {
        panics::count(&self.config.data_dir)
    }

    /// What time it is in the clinic.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Sets the clock to a local time such as `2027-03-02 10:00`.
    pub fn set_clock(&self, local: &str) {
        self.clock.set(when::instant(local));
    }

    /// Turns the clock on the wall, as people and time servers do: no time passes.
    pub fn turn_clock(&self, by: chrono::Duration) {
        self.clock.turn(self.clock.now() + by);
    }

    /// Moves the clock.
    pub fn pass(&self, time: chrono::Duration) {
        self.clock.set(self.clock.now() + time);
    }

    /// Somebody who has not signed in.
    #[must_use]
    pub fn stranger(&self) -> Line {
        Line::new(self.channel(), None)
    }

    /// The first administrator.
    ///
    /// # Panics
    /// Never after [`Clinic::open`].
    #[must_use]
    pub fn admin(&self) -> Person {
        self.known("admin").expect("the administrator came first")
    }

    /// A clerk of the front desk: the same person each time the same name is given.
    pub async fn desk(&self, who: &str) -> Person {
        self.person(who, pb::Role::Desk).await
    }

    /// A doctor of general medicine, on duty, without hours (see [`Clinic::give_hours`]).
    pub async fn doctor(&self, who: &str) -> Person {
        self.person(who, pb::Role::Doctor).await
    }

    /// A patient, born 1980-05-17.
    pub async fn patient(&self, who: &str) -> Person {
        self.person(who, pb::Role::Patient).await
    }

    async fn person(&self, who: &str, role: pb::Role) -> Person {
        if let Some(person) = self.known(who) {
            return person;
        }
        let person = self.engage(who, &[role]).await;
        self.keep(who, person.clone());
        person
    }

    /// Creates somebody with these roles and lets them redeem their code.
    ///
    /// # Panics
    /// If the name is taken.
    pub async fn engage(&self, who: &str, roles: &[pb::Role]) -> Person {
        let asked = pb::CreateUserRequest {
            request_id: fresh(),
            user: Some(account(who)),
            roles: roles.iter().map(|&role| role.into()).collect(),
            registration_number: "REG-12345".to_owned(),
            specializations: vec!["General medicine".to_owned()],
            birth_date: Some(when::date("1980-05-17")),
        };
        let made = self.admin().users().create_user(asked).await.unwrap().into_inner();
        self.confirm_grants().await;
        self.activate(&made.activation_code).await
    }

    /// Confirms all roles that wait, with codes of the server's console.
    ///
    /// # Panics
    /// If one is refused.
    pub async fn confirm_grants(&self) {
        let waiting = self.admin().users().list_role_grants(pb::ListRoleGrantsRequest::default()).await;
        for grant in waiting.unwrap().into_inner().role_grants {
            let asked = pb::ConfirmRoleGrantRequest {
                request_id: fresh(),
                name: grant.name,
                console_code: self.console_code(),
            };
            self.admin().users().confirm_role_grant(asked).await.unwrap();
        }
    }

    /// What `praxis-server confirm` prints now.
    ///
    /// # Panics
    /// If the key cannot be read.
    #[must_use]
    pub fn console_code(&self) -> String {
        let key = SigningKey::open_or_make(&self.config.audit_key()).unwrap();
        console::code(&key, self.clock.now()).reveal().to_owned()
    }

    /// Redeems a code with [`PASSWORD`].
    ///
    /// # Panics
    /// If the code is refused.
    pub async fn activate(&self, code: &str) -> Person {
        let asked = pb::ActivateRequest {
            code: code.to_owned(),
            password: PASSWORD.to_owned(),
            client_label: "under test".to_owned(),
            ..pb::ActivateRequest::default()
        };
        let opened = self.stranger().sessions().activate(asked).await.unwrap().into_inner();
        Person::new(self.channel(), opened)
    }

    /// Gives a doctor working hours each day of the week, 9:00 to 17:00 in slots of 30 minutes, from [`when::TODAY`] on.
    ///
    /// # Panics
    /// If the hours are refused.
    pub async fn give_hours(&self, doctor: &Person) -> pb::WorkingHours {
        let rules = (1..=7).map(|weekday| hours_rule(weekday, 9 * 60, 17 * 60)).collect();
        self.set_hours(doctor, rules).await
    }

    /// Replaces a doctor's working hours.
    ///
    /// # Panics
    /// If the hours are refused.
    pub async fn set_hours(&self, doctor: &Person, rules: Vec<pb::HoursRule>) -> pb::WorkingHours {
        let asked = pb::UpdateWorkingHoursRequest {
            request_id: fresh(),
            working_hours: Some(pb::WorkingHours {
                name: format!("{}/workingHours", doctor.doctor()),
                rules,
                ..pb::WorkingHours::default()
            }),
            ..pb::UpdateWorkingHoursRequest::default()
        };
        let set = self.admin().schedules().update_working_hours(asked).await.unwrap();
        set.into_inner().working_hours.unwrap()
    }

    /// A visit that the patient asks for, at a local time such as `2027-03-02 10:00`.
    ///
    /// # Panics
    /// If it is refused; [`booking`] makes the request for tests that expect that.
    pub async fn book(&self, patient: &Person, doctor: &Person, local: &str) -> pb::Appointment {
        let asked = booking(patient, doctor, when::at(local));
        patient.appointments().book_appointment(asked).await.unwrap().into_inner()
    }

    /// A visit of somebody who has asked and been approved.
    ///
    /// # Panics
    /// If either is refused.
    pub async fn book_approved(&self, patient: &Person, doctor: &Person, local: &str) -> pb::Appointment {
        let asked = self.book(patient, doctor, local).await;
        let asked = pb::ApproveAppointmentRequest {
            request_id: fresh(),
            name: asked.name,
            expected_version: asked.version,
        };
        doctor.appointments().approve_appointment(asked).await.unwrap().into_inner()
    }

    /// Ends the server without a word to anybody. What it said yes to is in the file.
    ///
    /// # Panics
    /// If it was down already.
    pub async fn kill(&mut self) {
        let mut running = self.running.take().expect("the server runs");
        let runtime = running.runtime.take().expect("a server has a runtime");
        within(tokio::task::spawn_blocking(move || {
            runtime.shutdown_timeout(PATIENCE);
            drop(running);
        }))
        .await
        .unwrap();
    }

    /// Ends the server as SIGTERM does: calls and streams end, everything is made durable.
    ///
    /// # Panics
    /// If it was down already, or does not stop.
    pub async fn stop(&mut self) {
        let mut running = self.running.take().expect("the server runs");
        drop(running.tell.take());
        within(running.ended.take().expect("it was not stopped before")).await.unwrap().unwrap();
    }

    /// Another clinic with the same data, at an address of its own. People take their sessions with them:
    /// [`Person::over`].
    ///
    /// # Panics
    /// If this one still runs.
    pub async fn copy(&self) -> Self {
        assert!(self.running.is_none(), "only a clinic that is stopped can be copied");
        let directory = Room::new();
        let config = Config {
            data_dir: directory.path().join("clinic"),
            listen: Listen::Unix(directory.path().join("socket")),
            database_key_file: vault::key_file(directory.path()),
            ..self.config.clone()
        };
        let lock = open::lock(&config).unwrap();
        std::fs::copy(self.database(), config.database()).unwrap();
        vault::sign(&config.data_dir);
        let clock = Clock::standing_at(self.clock.now());
        let desk = open::open(&config, clock.clone()).unwrap();
        let running = start(&config, desk, lock).await;
        let channel = endpoint(socket(&config)).connect_lazy();
        let people = Mutex::default();
        Self { config, clock, channel, running: Some(running), people, directory }
    }

    /// A clinic over a database that `put` makes at a path, from a local time such as `2027-03-02 10:00` on.
    ///
    /// # Panics
    /// If it does not open.
    pub async fn over(put: impl FnOnce(&std::path::Path), at: &str) -> Self {
        let directory = Room::new();
        let config = config(&directory);
        let lock = open::lock(&config).unwrap();
        put(&config.database());
        vault::sign(&config.data_dir);
        let clock = Clock::standing_at(when::instant(at));
        let desk = open::open(&config, clock.clone()).unwrap();
        let running = start(&config, desk, lock).await;
        let channel = endpoint(socket(&config)).connect_lazy();
        let people = Mutex::default();
        Self { config, clock, channel, running: Some(running), people, directory }
    }

    /// Starts the server again on the same data and the same address.
    ///
    /// # Panics
    /// If it runs, or does not start.
    pub async fn start(&mut self) {
        assert!(self.running.is_none(), "the server runs already");
        let lock = within(lock_again(&self.config)).await;
        let desk = open::open(&self.config, self.clock.clone()).unwrap();
        self.running = Some(start(&self.config, desk, lock).await);
    }

    /// Kills the server and starts it again.
    pub async fn restart(&mut self) {
        self.kill().await;
        self.start().await;
    }
}

/// The lock of a server that ended just now: a program that another test starts at that moment holds it, too, until it
/// has closed what it has no use for.
async fn lock_again(config: &Config) -> open::Lock {
    loop {
        match open::lock(config) {
            Ok(lock) => return lock,
            Err(why) if format!("{why:#}").contains("another server works") => tokio::task::yield_now().await,
            Err(why) => panic!("{why:#}"),
        }
    }
}

fn socket(config: &Config) -> &Path {
    let Listen::Unix(path) = &config.listen else {
        unreachable!("the clinic under test listens on a socket")
    };
    path
}

/// A clinic in a directory, without anything that the server does by itself.
fn config(directory: &Room) -> Config {
    Config {
        data_dir: directory.path().join("clinic"),
        listen: Listen::Unix(directory.path().join("socket")),
        log: "off".to_owned(),
        session_hours: 12,
        idle: ALL_DAY,
        second_factor: Roles::NONE,
        readers: 2,
        password_memory_kib: 64,
        tls: None,
        limits: Limits::default(),
        metrics: None,
        audit_key: None,
        audit_anchor: None,
        backup: Backups::none(),
        database_key_file: vault::key_file(directory.path()),
        sole_practitioner: false,
        // people under test come in by codes, and nobody doubts them unless a test is about that
        paper_codes: true,
        asking: AskingLimits {
            open_visits: 100_000,
            visits_a_day: 100_000,
            open_visits_when_new: 100_000,
            sign_ups_an_hour: 100_000,
        },
    }
}

/// A socket as a client sees it, with a bound on each call.
fn endpoint(socket: &Path) -> Endpoint {
    Endpoint::from_shared(format!("unix:{}", socket.display())).unwrap().connect_timeout(PATIENCE)
}

/// A connection of its own to a socket, such as a proxy's.
///
/// # Panics
/// If nobody listens there.
pub async fn connect(socket: &Path) -> Channel {
    endpoint(socket).connect().await.unwrap()
}

async fn start(config: &Config, desk: Desk, lock: open::Lock) -> Running {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_name(panics::name_of_threads(&config.data_dir))
        .enable_all()
        .build()
        .unwrap();
    let (tell, told) = oneshot::channel::<()>();
    let (bound, is_bound) = oneshot::channel();
    let (end, ended) = oneshot::channel();
    let (inside, config) = (desk.clone(), config.clone());
    runtime.spawn(async move {
        let listener = Listener::open(&config, &inside.clock).await.unwrap();
        bound.send(()).unwrap();
        let served = serve(inside, listener, async {
            drop(told.await);
        })
        .await;
        drop(end.send(served));
    });
    within(is_bound).await.expect("the server starts");
    Running { runtime: Some(runtime), tell: Some(tell), ended: Some(ended), desk, _lock: lock }
}

/// What the first administrator sends with the code of `init`.
#[must_use]
pub fn first_admin(code: &str) -> pb::ActivateRequest {
    pb::ActivateRequest {
        code: code.to_owned(),
        password: PASSWORD.to_owned(),
        client_label: "the first terminal".to_owned(),
        user_name: "admin".to_owned(),
        email: "admin@example.org".to_owned(),
        first_name: "Ada".to_owned(),
        last_name: "Admin".to_owned(),
        ..pb::ActivateRequest::default()
    }
}

/// The account of somebody with this user name.
#[must_use]
pub fn account(who: &str) -> pb::User {
    let mut letters = who.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    pb::User {
        user_name: who.to_owned(),
        email: format!("{who}@example.org"),
        last_name: format!("{first}-Test"),
        first_name: first,
        phone: "+49 30 1234567".to_owned(),
        ..pb::User::default()
    }
}

/// Weekly hours from [`when::TODAY`] on, in slots of 30 minutes; weekday 1 is Monday.
#[must_use]
pub fn hours_rule(weekday: i32, from_minute: i32, to_minute: i32) -> pb::HoursRule {
    pb::HoursRule {
        weekday,
        from_minute,
        to_minute,
        effective_from: Some(when::date(when::TODAY)),
        cycle_weeks: 1,
        slot_minutes: 30,
        ..pb::HoursRule::default()
    }
}

/// What a patient sends to ask for a visit.
#[must_use]
pub fn booking(patient: &Person, doctor: &Person, start: Timestamp) -> pb::BookAppointmentRequest {
    pb::BookAppointmentRequest {
        request_id: fresh(),
        patient: patient.patient(),
        doctor: doctor.doctor(),
        start_time: Some(start),
        visit_kind: pb::VisitKind::FollowUp.into(),
        reason: "A cough that stays".to_owned(),
        ..pb::BookAppointmentRequest::default()
    }
}

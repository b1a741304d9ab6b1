//! The real server as a process of its own, for what no thread can show: death without
//! warning, and coming back.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::{Mutex, PoisonError},
    thread,
};

use praxis::runtime::{server::Server, trust::Place};
use praxis_server::{anchor::SigningKey, clock::Clock, console};
use praxis_shared::{fingerprint::Fingerprint, pb};
use tokio::sync::watch;
use tonic::transport::{Channel, Endpoint};

use crate::{
    clinic::first_admin,
    people::{Line, Person},
    vault::{self, Plain, Room},
};

/// What surrounds a server process.
#[derive(Debug, Clone, Default)]
pub struct Around {
    /// It listens on a port of this machine, with TLS, instead of a socket.
    pub network: bool,
    /// What a shell does before it becomes the server, such as `ulimit -n 64`.
    pub shell: &'static str,
    /// Further arguments.
    pub args: &'static [&'static str],
}

/// A server process over a directory that outlives it.
pub struct Process {
    program: PathBuf,
    directory: Room,
    /// The data directory.
    data: PathBuf,
    /// The key of its database, if it is encrypted.
    key: Option<PathBuf>,
    child: Option<Child>,
    /// How much it tells; empty for what its settings say.
    level: String,
    around: Around,
    /// Where it is on the network, and what it is recognised by.
    served: Option<(Place, Fingerprint)>,
    /// Variables of its world beside those that every process needs.
    world: Vec<(String, String)>,
    /// What it said on standard error, in full once who listens has ended.
    said: Option<(watch::Receiver<String>, thread::JoinHandle<()>)>,
}

/// What became of a program that ran to its end.
#[derive(Debug)]
pub struct Ran {
    /// Its exit code; none if a signal ended it.
    pub code: Option<i32>,
    /// Its standard output.
    pub out: String,
    /// Its standard error.
    pub err: String,
}

impl Process {
    /// Makes a clinic with the program's own `init` and serves it; the answer is the server and its administrator.
    ///
    /// # Panics
    /// If the program refuses.
    pub async fn open(program: &Path) -> (Self, Person) {
        Self::open_telling(program, "info").await
    }

    /// The sample clinic, made around today and served by the program.
    ///
    /// # Panics
    /// If it cannot be made.
    pub async fn open_sample(program: &Path, around: Around) -> Self {
        let mut process = Self::over_all_of(program, "info", Room::new(), Vec::new());
        process.around = around;
        process.use_key(None);
        process.allow(Plain::Sample);
        let made = praxis_server::demo::open(&process.data, true).await.unwrap();
        made.desk.store.close().await;
        // its lock goes with it
        drop(made);
        process.start();
        process
    }

    /// The same with this much in its log, such as `trace`.
    ///
    /// # Panics
    /// If the program refuses.
    pub async fn open_telling(program: &Path, level: &str) -> (Self, Person) {
        Self::open_in(program, level, Around::default()).await
    }

    /// The same with what surrounds it.
    ///
    /// # Panics
    /// If the program refuses.
    pub async fn open_in(program: &Path, level: &str, around: Around) -> (Self, Person) {
        let mut process = Self::over_all_of(program, level, Room::new(), Vec::new());
        process.around = around;
        process.make().await
    }

    /// The same in this directory, with these variables.
    ///
    /// # Panics
    /// If the program refuses.
    pub async fn open_over(
        program: &Path,
        level: &str,
        directory: impl Into<Room>,
        world: Vec<(String, String)>,
    ) -> (Self, Person) {
        Self::over_all_of(program, level, directory, world).make().await
    }

    /// The same over a database that is plain in every build.
    ///
    /// # Panics
    /// If the program refuses.
    pub async fn open_plain(
        program: &Path,
        directory: impl Into<Room>,
        world: Vec<(String, String)>,
    ) -> (Self, Person) {
        let mut process = Self::over_all_of(program, "info", directory, world);
        process.use_key(None);
        process.allow(Plain::BeganPlain);
        process.make().await
    }

    async fn make(self) -> (Self, Person) {
        let mut process = self;
        let made = process.init();
        assert!(made.status.success(), "init: {}", String::from_utf8_lossy(&made.stderr));
        let told = String::from_utf8(made.stdout).unwrap();
        let code =
            told.lines().find_map(|line| line.split_once("administrator:")).unwrap().1.trim().to_owned();
        process.start();
        let line = Line::new(process.channel(), None);
        let opened = line.sessions().activate(first_admin(&code)).await.unwrap().into_inner();
        let admin = Person::new(process.channel(), opened);
        (process, admin)
    }

    /// Runs the program's own `init`, which refuses where a clinic is.
    ///
    /// # Panics
    /// If it cannot be run.
    #[must_use]
    pub fn init(&self) -> std::process::Output {
        self.command().args(["init", "--time-zone", "Europe/Berlin"]).output().unwrap()
    }

    /// A server over what is in this directory, not started yet.
    #[must_use]
    pub fn over_all_of(
        program: &Path,
        level: &str,
        directory: impl Into<Room>,
        world: Vec<(String, String)>,
    ) -> Self {
        let directory = directory.into();
        let key = vault::key_file(directory.path());
        let (program, level) = (program.to_owned(), level.to_owned());
        let data = directory.path().join("clinic");
        let around = Around::default();
        Self { program, directory, data, key, child: None, level, around, served: None, world, said: None }
    }

    /// Another world from its next start on.
    pub fn set_world(&mut self, world: Vec<(String, String)>) {
        self.world = world;
    }

    /// Runs the program beside the server, on the same directory.
    ///
    /// # Panics
    /// If it cannot be run.
    #[must_use]
    pub fn beside(&self, arguments: &[&str]) -> Output {
        self.command().args(["--log", "off"]).args(arguments).output().unwrap()
    }

    /// SIGTERM, and waits until it has ended.
    ///
    /// # Panics
    /// If it does not run, or does not end well.
    pub fn stop(&mut self) {
        let mut child = self.child.take().expect("it runs");
        let pid = child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        let ended = child.wait().unwrap();
        assert!(ended.success(), "it did not end well: {ended}");
    }

    /// Whether the server can be started; what it says if it cannot.
    ///
    /// # Panics
    /// If it runs already.
    pub fn refuses_to_start(&self) -> String {
        assert!(self.child.is_none(), "it runs already");
        let refused = self.run(&["--log", "off", "serve"]);
        assert_ne!(refused.code, Some(0), "{refused:?}");
        refused.err
    }

    /// The program with this clinic's settings.
    #[must_use]
    pub fn command(&self) -> Command {
        let mut command = Command::new("sh");
        command.arg("-c").arg(format!("{}\nexec \"$0\" \"$@\"", self.around.shell)).arg(&self.program);
        // nothing of the machine's own settings
        command.env_clear().env("HOME", self.directory.path());
        command.envs(self.world.iter().map(|(name, value)| (name, value)));
        command.arg("--data-dir").arg(self.data_dir());
        if let Some(key) = &self.key {
            command.arg("--database-key-file").arg(key);
        }
        let listen = match &self.served {
            Some((place, _)) => place.to_string(),
            None if self.around.network => "127.0.0.1:0".to_owned(),
            None => format!("unix:{}", self.socket().display()),
        };
        command.args(["--second-factor", "none", "--paper-codes", "yes", "--sign-ups-an-hour", "100000"]);
        command.args([
            "--asked-visits",
            "1000",
            "--asked-visits-a-day",
            "1000",
            "--asked-visits-when-new",
            "1000",
        ]);
        command.arg("--listen").arg(listen).args(self.around.args);
        command
    }

    /// A server over a database that is there already, not started yet.
    ///
    /// # Panics
    /// If its directory cannot be made.
    #[must_use]
    pub fn over(program: &Path, put: impl FnOnce(&Path)) -> Self {
        let process = Self::over_all_of(program, "info", Room::new(), Vec::new());
        let mut private = std::fs::DirBuilder::new();
        std::os::unix::fs::DirBuilderExt::mode(&mut private, 0o700).create(process.data_dir()).unwrap();
        put(&process.database());
        if process.database().exists() {
            let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
            std::fs::set_permissions(process.database(), mode).unwrap();
        }
        vault::sign(&process.data_dir());
        process
    }

    /// Runs the program once with these arguments and the settings of the server, to its end.
    ///
    /// # Panics
    /// If it cannot be started, or does not end.
    #[must_use]
    pub fn run(&self, args: &[&str]) -> Ran {
        let mut command = self.command();
        command.args(args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = command.spawn().unwrap();
        let id = child.id();
        let (tell, told) = std::sync::mpsc::channel();
        thread::spawn(move || drop(tell.send(child.wait_with_output())));
        let Ok(ran) = told.recv_timeout(crate::PATIENCE) else {
            drop(Command::new("kill").arg(id.to_string()).status());
            panic!("{args:?} did not end in {:?}", crate::PATIENCE);
        };
        let ran = ran.unwrap();
        Ran {
            code: ran.status.code(),
            out: String::from_utf8(ran.stdout).unwrap(),
            err: String::from_utf8(ran.stderr).unwrap(),
        }
    }

    /// The data directory.
    #[must_use]
    pub fn data_dir(&self) -> PathBuf {
        self.data.clone()
    }

    /// Lets it work over another data directory from its next start on.
    ///
    /// # Panics
    /// If it runs.
    pub fn move_to(&mut self, data: &Path) {
        assert!(self.child.is_none(), "it runs");
        data.clone_into(&mut self.data);
    }

    /// Gives it the key of its database from its next start on.
    pub fn use_key(&mut self, file: Option<&Path>) {
        self.key = file.map(Path::to_owned);
    }

    /// Allows it a plain database, for this reason.
    pub fn allow(&mut self, why: Plain) {
        self.directory.allow(why);
    }

    /// A directory of this test alone.
    #[must_use]
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// Where it is on the network, the same after a restart, and what it is recognised by.
    ///
    /// # Panics
    /// If it listens on a socket.
    #[must_use]
    pub fn place(&self) -> (Place, Fingerprint) {
        self.served.clone().expect("it listens on the network")
    }

    /// Its number among the system's processes.
    ///
    /// # Panics
    /// If it does not run.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.as_ref().expect("it runs").id()
    }

    /// SIGTERM, and how it ended.
    ///
    /// # Panics
    /// If it does not run, or does not end.
    pub async fn end(&mut self) -> std::process::ExitStatus {
        let mut child = self.child.take().expect("it runs");
        let pid = rustix::process::Pid::from_child(&child);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
        crate::within(tokio::task::spawn_blocking(move || child.wait())).await.unwrap().unwrap()
    }

    /// The socket on which it listens.
    #[must_use]
    pub fn socket(&self) -> PathBuf {
        self.directory.path().join("socket")
    }

    /// The database file.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.data_dir().join("praxis.db")
    }

    /// A new connection, made when it is first used.
    ///
    /// # Panics
    /// Never for a socket in a temporary directory.
    #[must_use]
    pub fn channel(&self) -> Channel {
        match self.served.clone() {
            Some((place, known)) => Server::on_network(place, known).connect(),
            None => {
                Endpoint::from_shared(format!("unix:{}", self.socket().display())).unwrap().connect_lazy()
            }
        }
    }

    /// Starts it and waits until it says that it serves.
    ///
    /// # Panics
    /// If it runs already, or ends instead of serving.
    pub fn start(&mut self) {
        assert!(self.child.is_none(), "it runs already");
        KEYS.lock().unwrap_or_else(PoisonError::into_inner).push(self.data_dir().join("audit/key"));
        let mut command = self.command();
        command.arg("serve").stdin(Stdio::null()).stdout(Stdio::null());
        if !self.level.is_empty() {
            command.args(["--log", &self.level]);
        }
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut said = String::new();
        loop {
            let Some(line) = lines.next() else { panic!("the server ended instead of serving:\n{said}") };
            let line = line.unwrap();
            said.push_str(&line);
            said.push('\n');
            if line.contains("serving") {
                self.served = served(&line).or(self.served.take());
                break;
            }
        }
        // read on, so that it never waits for us
        let (tell, told) = watch::channel(said);
        let listening = thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                tell.send_modify(|said| {
                    said.push_str(&line);
                    said.push('\n');
                });
            }
        });
        self.said = Some((told, listening));
        self.child = Some(child);
    }

    /// SIGKILL.
    ///
    /// # Panics
    /// If it does not run.
    pub fn kill(&mut self) {
        let mut child = self.child.take().expect("it runs");
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// Waits until it ends by itself; whether it ended well.
    ///
    /// # Panics
    /// If it does not run, or does not end.
    pub async fn ended(&mut self) -> bool {
        let mut child = self.child.take().expect("it runs");
        let id = child.id();
        let waiting = tokio::task::spawn_blocking(move || child.wait());
        let ended = tokio::time::timeout(crate::PATIENCE, waiting).await;
        ended.unwrap_or_else(|_| panic!("process {id} does not end")).unwrap().unwrap().success()
    }

    /// All that it wrote on standard error in its last life.
    ///
    /// # Panics
    /// If it still runs, or never did.
    pub async fn said(&mut self) -> String {
        assert!(self.child.is_none(), "it may still say something");
        let (told, listening) = self.said.take().expect("it ran");
        crate::within(tokio::task::spawn_blocking(move || listening.join())).await.unwrap().unwrap();
        told.borrow().clone()
    }

    /// Waits until it has said this so many times in this life.
    ///
    /// # Panics
    /// If it never does.
    pub async fn until_said(&self, text: &str, times: usize) {
        let mut told = self.said.as_ref().expect("it runs").0.clone();
        let heard =
            tokio::time::timeout(crate::PATIENCE, told.wait_for(|it| it.matches(text).count() >= times));
        let heard = heard.await.map(|it| it.is_ok());
        assert!(matches!(heard, Ok(true)), "it never said {text:?} {times} times:\n{}", *told.borrow());
    }

    /// Sends it a signal.
    ///
    /// # Panics
    /// If it does not run.
    pub fn signal(&self, signal: rustix::process::Signal) {
        let pid = rustix::process::Pid::from_child(self.child.as_ref().expect("it runs"));
        rustix::process::kill_process(pid, signal).unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            drop(child.kill());
            drop(child.wait());
        }
    }
}

/// What a server on the network says of itself when it serves.
fn served(line: &str) -> Option<(Place, Fingerprint)> {
    let (_, rest) = line.split_once("address=https://")?;
    let (address, fingerprint) = rest.split_once(" fingerprint=")?;
    let (host, port) = address.rsplit_once(':')?;
    Some((Place { host: host.to_owned(), port: port.parse().ok()? }, fingerprint.parse().ok()?))
}

/// The keys of the servers that tests of this program have started: which of them serves somebody is not known from
/// their line.
static KEYS: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Confirms roles that wait, with a code of the console of the server that is asked.
async fn confirm_grants(admin: &Person) {
    let waiting = admin.users().list_role_grants(pb::ListRoleGrantsRequest::default()).await.unwrap();
    for grant in waiting.into_inner().role_grants {
        let keys: Vec<_> =
            KEYS.lock().unwrap_or_else(PoisonError::into_inner).iter().rev().cloned().collect();
        let mut confirmed = false;
        for key in keys.into_iter().filter(|it| it.exists()) {
            let Ok(key) = SigningKey::open_or_make(&key) else { continue };
            let code = console::code(&key, Clock::system().now()).reveal().to_owned();
            let (request_id, name) = (crate::fresh(), grant.name.clone());
            let asked = pb::ConfirmRoleGrantRequest { request_id, name, console_code: code };
            confirmed = admin.users().confirm_role_grant(asked).await.is_ok();
            if confirmed {
                break;
            }
        }
        assert!(confirmed, "no console's code confirms {}", grant.name);
    }
}

/// A clerk, a doctor and patients made by an administrator, wherever the server is.
///
/// # Panics
/// If the server refuses.
pub async fn engage(admin: &Person, who: &str, role: pb::Role) -> Person {
    let asked = pb::CreateUserRequest {
        request_id: crate::fresh(),
        user: Some(crate::clinic::account(who)),
        roles: vec![role.into()],
        registration_number: "REG-1".to_owned(),
        specializations: vec!["General medicine".to_owned()],
        birth_date: Some(crate::when::date("1980-05-17")),
    };
    let made = admin.users().create_user(asked).await.unwrap().into_inner();
    confirm_grants(admin).await;
    let asked = pb::ActivateRequest {
        code: made.activation_code,
        password: crate::PASSWORD.to_owned(),
        ..pb::ActivateRequest::default()
    };
    let opened = Line::new(admin.channel(), None).sessions().activate(asked).await.unwrap().into_inner();
    Person::new(admin.channel(), opened)
}

//! The server's process: what it lets others see, how it ends, how it refuses to begin.

use std::{
    os::unix::{
        fs::{MetadataExt as _, PermissionsExt as _},
        process::CommandExt as _,
    },
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};

use praxis_shared::pb;
use praxis_tests::{
    Process,
    process::Around,
    vault::{self, Room},
    within,
};
use tokio::net::TcpStream;

use super::{SERVER, on_network};

#[tokio::test(flavor = "multi_thread")]
async fn told_to_stop_it_ends_in_time_whatever_its_guests_do_and_begins_again() {
    let (mut process, admin) = Process::open_in(SERVER.as_ref(), "info", on_network()).await;
    let (place, _) = process.place();
    let _no_preface = TcpStream::connect((place.host.as_str(), place.port)).await.unwrap();
    let _nothing_in_tls = within(praxis::runtime::trust::connect(&place, None)).await.unwrap();
    let mut streams = Vec::new();
    for _ in 0..100 {
        let asked = pb::WatchEventsRequest { cursor: String::new() };
        let mut stream = admin.events().watch_events(asked).await.unwrap().into_inner();
        stream.message().await.unwrap().expect("a bookmark");
        streams.push(stream);
    }
    let begun = Instant::now();
    let ended = process.end().await;
    assert!(ended.success(), "{ended}");
    assert!(begun.elapsed() < Duration::from_secs(12), "{:?}", begun.elapsed());
    for mut stream in streams {
        while let Ok(Some(_)) = within(stream.message()).await {}
    }
    assert!(process.said().await.contains("everything is durable"));
    let log = process.database().with_extension("db-wal");
    assert!(std::fs::metadata(&log).map_or(0, |it| it.len()) == 0, "the log is folded into the file");

    process.start();
    admin.session().await;
    assert!(process.end().await.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_it_makes_is_its_owners_and_it_leaves_no_core() {
    let around = Around { shell: "umask 0; ulimit -c unlimited 2>/dev/null", ..on_network() };
    let (process, _) = Process::open_in(SERVER.as_ref(), "info", around).await;
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", process.pid())).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["0", "0"], "{core}");
    let directory = process.database().parent().unwrap().to_owned();
    let mut files = vec![directory.clone()];
    files.extend(
        [&directory, &directory.join("tls")]
            .iter()
            .flat_map(|it| std::fs::read_dir(it).unwrap().map(|it| it.unwrap().path()).collect::<Vec<_>>()),
    );
    assert!(files.len() >= 7, "{files:?}");
    for file in files {
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{} is open to others: {mode:o}", file.display());
    }
    // the control: this process was told nothing of the kind
    assert_ne!(rustix::process::getrlimit(rustix::process::Resource::Core).maximum, Some(0));
}

/// The user that a test gives its programs to when it may give them to anybody.
const SOMEBODY: u32 = 65_534;

/// A process that goes with this.
struct Child(std::process::Child);

impl Drop for Child {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Whom the system gives the memory of a process to: its owner, or the administrator alone if it is closed.
fn holder(process: &Child) -> u32 {
    std::fs::metadata(format!("/proc/{}/mem", process.0.id())).unwrap().uid()
}

#[test]
fn not_even_its_owner_looks_into_its_memory() {
    let home = Room::new();
    let owner =
        if rustix::process::geteuid().is_root() { SOMEBODY } else { rustix::process::geteuid().as_raw() };
    let key = vault::key_file(home.path());
    for theirs in key.iter().map(PathBuf::as_path).chain([home.path()]) {
        std::os::unix::fs::chown(theirs, Some(owner), Some(owner)).unwrap();
    }
    let program = |name: &str, args: &[&str]| {
        let mut command = Command::new(name);
        command.env_clear().env("HOME", home.path()).current_dir("/").uid(owner).args(args);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        command.envs(key.iter().map(|it| ("PRAXIS_DATABASE_KEY_FILE", it)));
        command
    };
    if !program(SERVER, &["--version"]).status().is_ok_and(|it| it.success()) {
        println!("nobody but the administrator reaches the program here: left out");
        return;
    }
    let clinic = home.path().join("clinic").display().to_string();
    let made =
        program(SERVER, &["init", "--time-zone", "Europe/Berlin", "--data-dir", &clinic]).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let listen = format!("unix:{}", home.path().join("socket").display());
    let mut server =
        Child(program(SERVER, &["serve", "--data-dir", &clinic, "--listen", &listen]).spawn().unwrap());
    let said = std::io::BufReader::new(server.0.stderr.take().unwrap());
    let serving = std::io::BufRead::lines(said).map_while(Result::ok).any(|line| line.contains("serving"));
    assert!(serving, "it ended instead of serving");
    // the control: any other program's memory is its owner's
    let other =
        Child(program("/bin/sh", &["-c", "read line; exec cat"]).stdin(Stdio::piped()).spawn().unwrap());
    assert_eq!(holder(&other), owner);
    assert_ne!(holder(&server), owner);
}

#[test]
fn a_panic_of_the_thread_that_writes_ends_the_process() {
    let directory = Room::new();
    let run = |how: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_praxis-panics-under-test"));
        command.arg(how).arg(directory.path().join(how)).stdin(Stdio::null());
        let Output { status, stdout, stderr } = command.output().unwrap();
        (status, String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
    };
    let (status, said, log) = run("writer");
    assert!(!status.success(), "{status}\n{log}");
    assert!(!said.contains("still here"), "{said}");
    assert!(log.contains("the writer thread panicked"), "{log}");
    // a job's own panic is the job's alone
    let (status, said, log) = run("job");
    assert!(status.success() && said.contains("still here"), "{status}\n{said}\n{log}");
}

/// What the server says to somebody who gives it these arguments, and how it ends.
async fn begun(home: &Path, args: &[&str]) -> (i32, String) {
    let mut command = Command::new(SERVER);
    command.env_clear().env("HOME", home).args(args).stdin(Stdio::null());
    command.envs(vault::key_file(home).map(|it| ("PRAXIS_DATABASE_KEY_FILE", it)));
    let Output { status, stderr, .. } =
        within(tokio::task::spawn_blocking(move || command.output().unwrap())).await.unwrap();
    (status.code().unwrap(), String::from_utf8(stderr).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_at_the_start_is_a_sentence_and_nothing_is_changed() {
    let home = Room::new();
    let path = |name: &str| home.path().join(name).display().to_string();
    let (clinic, rubbish) = (path("clinic"), path("rubbish.pem"));
    std::fs::write(&rubbish, "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n").unwrap();
    let (code, said) =
        begun(home.path(), &["init", "--time-zone", "Europe/Berlin", "--data-dir", &clinic]).await;
    assert_eq!(code, 0, "{said}");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().map(|it| (it.to_string(), taken)).unwrap();
    let database = || std::fs::read(home.path().join("clinic/praxis.db")).unwrap();
    let before = database();
    let server = format!("{clinic}/tls/server.pem");
    let cases: &[(&[&str], &str)] = &[
        (&["--listen", &taken.0], "another program uses it: choose another port"),
        (&["--listen", "192.0.2.1:7717"], "it is no address of this machine"),
        (&["--listen", "clinic:7717"], "--listen: \"clinic:7717\" is not allowed"),
        (&["--tls-certificate", &server], "tls_key: tls_certificate is set"),
        (&["--tls-certificate", &rubbish, "--tls-key", &server], "is no certificate in PEM"),
        (&["--tls-certificate", &server, "--tls-key", &path("nowhere")], "is not there"),
        (&["--config", &path("nowhere.toml")], "cannot be read"),
        (&["--max-connections", "0"], "it must be a whole number from 1 to 65536"),
        (&["--data-dir", &path("empty")], "there is no clinic in"),
    ];
    for (args, sentence) in cases {
        let all: Vec<&str> = ["serve", "--data-dir", &clinic, "--listen", "127.0.0.1:0"]
            .into_iter()
            .filter(|it| !args.contains(&"--listen") || !["--listen", "127.0.0.1:0"].contains(it))
            .filter(|it| !args.contains(&"--data-dir") || !["--data-dir", clinic.as_str()].contains(it))
            .chain(args.iter().copied())
            .collect();
        let (code, said) = begun(home.path(), &all).await;
        assert_eq!(code, 1, "{args:?}: {said}");
        assert!(said.contains(sentence), "{args:?}: {said}");
        assert_eq!(said.lines().count(), 1, "one sentence: {said}");
    }
    assert_eq!(database(), before);
    let (code, said) =
        begun(home.path(), &["certificate", "renew", "--host", "no name", "--data-dir", &clinic]).await;
    assert!(code == 1 && said.contains("\"no name\" is no host name"), "{said}");
}

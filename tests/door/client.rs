//! The client at somebody's door: it gets to know a server once, and from then on only
//! talks to that one.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::atomic::Ordering,
};

use praxis_shared::fingerprint::Fingerprint;
use praxis_tests::{
    PASSWORD, Process,
    pty::{Program, client_path},
};
use tempfile::TempDir;

use super::{
    SERVER, house, on_network,
    world::{Impostor, Shown, authority, fingerprint},
};
use crate::terminal::CLIENT;

/// Somebody's home, in which the client keeps whom it knows.
struct Home(TempDir);

impl Home {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn known(&self) -> PathBuf {
        self.0.path().join("praxis/known_servers")
    }

    fn knows(self, address: &str, fingerprint: Fingerprint) -> Self {
        std::fs::create_dir_all(self.known().parent().unwrap()).unwrap();
        std::fs::write(self.known(), format!("{address} {fingerprint}\n")).unwrap();
        self
    }

    async fn run(&self, args: &[&str]) -> (i32, String) {
        let mut command = Command::new(client_path(CLIENT));
        command.env_clear().env("HOME", self.0.path()).env("XDG_CONFIG_HOME", self.0.path());
        command.args(args).stdin(Stdio::null());
        let ran = tokio::task::spawn_blocking(move || command.output().unwrap());
        let Output { status, stdout, stderr } = praxis_tests::within(ran).await.unwrap();
        let said = String::from_utf8([stdout, stderr].concat()).unwrap();
        (status.code().unwrap(), said)
    }

    fn terminal(&self, args: &[&str]) -> Program {
        let home = |path: &Path| path.display().to_string();
        Program::client(CLIENT).env("XDG_CONFIG_HOME", &home(self.0.path())).args(args)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_is_enrolled_by_the_fingerprint_that_was_told_and_by_no_other() {
    let (house, home) = (house(|_| {}).await, Home::new());
    let address = house.place.to_string();
    let told = house.known.to_string().to_lowercase().replace(' ', ":");

    let (code, said) = home.run(&["--server", &address]).await;
    assert_eq!(code, 1, "{said}");
    assert!(said.contains(&format!("praxis enrol {address}")), "{said}");

    let wrong = Fingerprint([7; 32]).to_string();
    let (code, said) = home.run(&["enrol", &address, "--fingerprint", &wrong]).await;
    assert_eq!(code, 3, "{said}");
    assert!(said.contains(&wrong[..39]) && said.contains(&house.known.to_string()[..39]), "{said}");
    assert!(!home.known().exists());

    let (code, said) = home.run(&["enrol", &address]).await;
    assert_eq!(code, 3, "nobody is there who could compare: {said}");
    assert!(!home.known().exists());

    let (code, said) = home.run(&["enrol", &address, "--fingerprint", &told]).await;
    assert_eq!(code, 0, "{said}");
    assert!(std::fs::read_to_string(home.known()).unwrap().contains(&format!("{address} {}", house.known)));
    let (code, said) = home.run(&["enrol", &address, "--fingerprint", &told]).await;
    assert!(code == 0 && said.contains("known already"), "{said}");
    let (code, said) = home.run(&["enrol", &address, "--fingerprint", &wrong]).await;
    assert_eq!(code, 3, "known, but not by what was told: {said}");
    for line in wrong.parse::<Fingerprint>().unwrap().lines().iter().chain(&house.known.lines()) {
        assert!(said.contains(line), "{line} is not in\n{said}");
    }
    assert!(
        std::fs::read_to_string(home.known()).unwrap().contains(&house.known.to_string()),
        "it stays known"
    );

    assert_eq!(home.run(&["forget", &address]).await.0, 0);
    assert_eq!(home.run(&["forget", &address]).await.0, 1, "it is forgotten");
    let (code, said) = home.run(&["--server", &format!("http://{address}")]).await;
    assert!(code == 1 && said.contains("for all to read"), "{said}");
    assert_eq!(count_of_requests(&house.counts), 0, "none of this asked the server for anything");
}

fn count_of_requests(counts: &praxis_server::door::Counts) -> u64 {
    counts.requests.load(Ordering::SeqCst)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_time_a_person_is_asked_before_any_screen() {
    let (house, home) = (house(|_| {}).await, Home::new());
    let address = house.place.to_string();
    let mut pty = home.terminal(&["--server", &address]).start();
    let asked = pty.wait_for_text("> ");
    let [first, second] = house.known.lines();
    assert!(asked.contains(&first) && asked.contains(&second), "{asked}");
    assert!(pty.left_behind().is_empty(), "there is no screen yet");
    pty.send("no\r");
    assert_eq!(pty.end().status.exit_code(), 3);
    assert!(!home.known().exists());

    let mut pty = home.terminal(&["--server", &address]).start();
    pty.wait_for_text("> ");
    pty.send("perhaps\r");
    pty.wait_for_text("Neither yes nor no");
    pty.send(&format!("{}\r", house.known));
    pty.wait_for_text("Sign in");
    pty.wait_for_text("link ok");
    drop(pty);

    let pty = home.terminal(&["--server", &address]).start();
    pty.wait_for_text("Sign in");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_key_ends_the_client_before_it_has_said_anything() {
    let (ours, theirs) = (authority(), authority());
    let (known, shown) = (fingerprint(ours.der()), fingerprint(theirs.der()));
    for plain in [false, true] {
        let impostor = Impostor::open("127.0.0.1:0", Shown::new(&theirs, "127.0.0.1", 2020..2090)).await;
        let address = impostor.place.to_string();
        let home = Home::new().knows(&address, known);
        let args: &[&str] = if plain { &["--plain", "--server", &address] } else { &["--server", &address] };
        let mut pty = home.terminal(args).start();
        let ended = pty.end();
        assert_eq!(ended.status.exit_code(), 3, "{}", ended.text);
        assert_eq!(ended.left_behind, Vec::<String>::new());
        for said in
            [known, shown].iter().flat_map(Fingerprint::lines).chain([format!("praxis forget {address}")])
        {
            assert!(ended.text.contains(&said), "{said} is not in\n{}", ended.text);
        }
        assert!(impostor.met.load(Ordering::SeqCst) > 0);
        assert_eq!(impostor.heard.load(Ordering::SeqCst), 0);

        // the same with the key that is known: then it speaks
        let home = Home::new().knows(&address, shown);
        let _pty = home.terminal(&["--server", &address]).start();
        while impostor.heard.load(Ordering::SeqCst) == 0 {
            impostor.visited().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_changes_while_somebody_works_is_said_on_the_screen_and_told_nothing() {
    let (mut process, _admin) = Process::open_in(SERVER.as_ref(), "info", on_network()).await;
    let (place, known) = process.place();
    let address = place.to_string();
    let home = Home::new().knows(&address, known);
    let mut pty = home.terminal(&["--server", &address]).start();
    pty.wait_for_text("Sign in");
    pty.send(&format!("admin\r{PASSWORD}\r"));
    pty.wait_for("screen of the administrator", |screen| {
        let text = screen.contents();
        text.contains("live") && !text.contains("Sign in") && !text.contains("Password")
    });
    process.kill();
    let impostor = Impostor::open(&address, Shown::new(&authority(), "127.0.0.1", 2020..2090)).await;
    pty.wait_for_text("STOP: the server shows another key");
    assert!(impostor.met.load(Ordering::SeqCst) > 0);
    assert_eq!(impostor.heard.load(Ordering::SeqCst), 0);
}

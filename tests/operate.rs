//! The server program as whoever runs it meets it: what it refuses to start with, what it closes, on whose behalf root
//! runs it, the unit that it prints for systemd, and the codes that it ends with.

mod owner;
mod refusals;
mod unit;

use std::{
    ffi::OsStr,
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use praxis_tests::{PATIENCE, Ran, vault, vault::Room};

const SERVER: &str = env!("CARGO_BIN_EXE_praxis-server-under-test");

/// A directory for a clinic that others may pass through, and the settings of its server.
struct Site {
    room: Room,
    settings: Vec<(&'static str, String)>,
}

impl Site {
    fn new() -> Self {
        let room = Room::new();
        fs::set_permissions(room.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let mut site = Self { room, settings: Vec::new() };
        site.set("data_dir", site.path("clinic"));
        site.set("listen", format!("unix:{}", site.path("door/socket").display()));
        site.set("second_factor", "none");
        fs::create_dir(site.path("door")).unwrap();
        if let Some(key) = vault::key_file(site.room.path()) {
            site.set("database_key_file", key);
        }
        site
    }

    fn path(&self, name: &str) -> PathBuf {
        self.room.path().join(name)
    }

    fn set(&mut self, key: &'static str, value: impl AsRef<OsStr>) {
        self.settings.retain(|it| it.0 != key);
        self.settings.push((key, value.as_ref().to_str().unwrap().to_owned()));
    }

    /// The program with these settings in a file.
    fn command(&self) -> Command {
        let file = self.path("server.toml");
        let text: String = self.settings.iter().map(|(key, value)| format!("{key} = {value:?}\n")).collect();
        fs::write(&file, text).unwrap();
        let mut command = Command::new(SERVER);
        command.env_clear().env("HOME", self.room.path()).env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        command.arg("--config").arg(file);
        command
    }

    fn run(&self, args: &[&str]) -> Ran {
        run(self.command().args(args))
    }

    fn init(&self) -> Ran {
        let made = self.run(&["init", "--time-zone", "Europe/Berlin"]);
        assert_eq!(made.code, Some(0), "{made:?}");
        made
    }
}

/// Runs a command to its end, which must come in time.
fn run(command: &mut Command) -> Ran {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    let pid = rustix::process::Pid::from_child(&child);
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || drop(tell.send(child.wait_with_output())));
    let Ok(ran) = told.recv_timeout(PATIENCE) else {
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
        panic!("{command:?} did not end in {PATIENCE:?}");
    };
    let ran = ran.unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { code: ran.status.code(), out: text(ran.stdout), err: text(ran.stderr) }
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// All files and directories under one, and itself.
fn all(path: &Path) -> Vec<PathBuf> {
    let mut found = vec![path.to_owned()];
    if path.is_dir() {
        found.extend(fs::read_dir(path).unwrap().flat_map(|it| all(&it.unwrap().path())));
    }
    found
}

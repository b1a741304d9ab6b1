//! The unit that the program prints, tried: the server in a name space of mounts in which, as under `ProtectSystem=strict`,
//! everything is read-only but what the unit names.

use std::{
    io::{BufRead as _, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use praxis_shared::pb;
use praxis_tests::{Line, Person, clinic::first_admin, within};
use tonic::transport::Endpoint;

use super::{SERVER, Site, is_root, run};

/// Makes everything read-only but the paths before `--`, then becomes the program behind it.
const SANDBOX: &str = r#"
set -e
mount --make-rprivate /
while [ "$1" != -- ]; do mount --bind "$1" "$1"; writes="$writes $1"; shift; done
shift
awk '{print $5}' /proc/self/mountinfo | while read -r point; do
    case "$point" in /proc|/proc/*|/sys|/sys/*|/dev|/dev/*) continue;; esac
    case "$writes " in *" $point "*) continue;; esac
    mount -o remount,bind,ro "$point"
done
exec "$@"
"#;

/// The program as this unit would have it.
fn under(writes: &[PathBuf], site: &Site, args: &[&str]) -> Command {
    let mut command = Command::new("unshare");
    command.env_clear().env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin").env("HOME", site.room.path());
    command.args(["-m", "sh", "-c", SANDBOX, "sandbox"]).args(writes).arg("--").arg(SERVER);
    command.arg("--config").arg(site.path("server.toml")).args(args);
    command
}

/// The paths that a printed unit lets the server write to.
fn writes(unit: &str) -> Vec<PathBuf> {
    unit.lines().filter_map(|it| it.strip_prefix("ReadWritePaths=")).map(PathBuf::from).collect()
}

/// A server that goes with this.
struct Running(Child);

impl Running {
    fn start(command: &mut Command) -> Self {
        let command = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut running = Self(command.spawn().unwrap());
        let lines = BufReader::new(running.0.stderr.take().unwrap()).lines();
        let mut said = String::new();
        for line in lines.map_while(Result::ok) {
            said += &format!("{line}\n");
            if line.contains("serving") {
                return running;
            }
        }
        panic!("it ended instead of serving: {said}");
    }

    async fn end(mut self) {
        let pid = rustix::process::Pid::from_child(&self.0);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
        let ended = within(tokio::task::spawn_blocking(move || self.0.wait())).await.unwrap().unwrap();
        assert!(ended.success(), "{ended}");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// A clinic whose backups and signed heads lie elsewhere, and the code of its administrator.
fn spread_out() -> (Site, String) {
    let mut site = Site::new();
    site.set("backup_directory", site.path("safe/backups"));
    site.set("audit_anchor", site.path("elsewhere/heads"));
    let made = site.init();
    let code = made.out.lines().find_map(|it| it.split_once("administrator:")).unwrap().1.trim();
    let code = code.to_owned();
    (site, code)
}

#[tokio::test]
async fn under_its_unit_the_server_makes_backups_and_signs_heads_and_without_the_paths_it_cannot() {
    if !is_root() || !Command::new("unshare").args(["-m", "true"]).status().is_ok_and(|it| it.success()) {
        println!("no name space of mounts can be made here: left out");
        return;
    }
    let (site, code) = spread_out();
    let printed = site.run(&["unit"]);
    assert_eq!(printed.code, Some(0), "{printed:?}");
    let paths = writes(&printed.out);
    let wanted = ["clinic", "safe/backups", "elsewhere", "door"].map(|it| site.path(it));
    assert_eq!(paths, wanted, "{}", printed.out);
    let heads = || std::fs::read_to_string(site.path("elsewhere/heads")).unwrap().lines().count();
    let before = heads();

    let server = Running::start(&mut under(&paths, &site, &["serve"]));
    let channel = Endpoint::from_shared(format!("unix:{}", site.path("door/socket").display())).unwrap();
    let channel = channel.connect_lazy();
    let line = Line::new(channel.clone(), None);
    let opened = line.sessions().activate(first_admin(&code)).await.unwrap().into_inner();
    let admin = Person::new(channel, opened);
    admin.users().list_users(pb::ListUsersRequest::default()).await.unwrap();
    server.end().await;
    assert_eq!(heads(), before + 1, "the end of the log is signed for");
    let ran = run(&mut under(&paths, &site, &["backup"]));
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(PathBuf::from(ran.out.trim()).starts_with(site.path("safe/backups")), "{ran:?}");

    // the controls: it is a sandbox, and it is these paths that let it write
    let outside = site.path("outside").display().to_string();
    let ran = run(&mut under(&paths, &site, &["backup", "--to", &outside]));
    assert!(ran.code == Some(1) && ran.err.contains("Read-only"), "{ran:?}");
    let without =
        |name: &str| -> Vec<_> { paths.iter().filter(|it| **it != site.path(name)).cloned().collect() };
    let ran = run(&mut under(&without("safe/backups"), &site, &["backup"]));
    assert!(ran.code == Some(1) && ran.err.contains("Read-only"), "{ran:?}");
    for (name, key) in [("safe/backups", "backup_directory"), ("elsewhere", "audit_anchor")] {
        let ran = run(&mut under(&without(name), &site, &["serve"]));
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(ran.err.contains(key) && ran.err.contains("Read-only"), "{ran:?}");
    }
}

#[test]
fn the_unit_says_which_directories_must_be_made_first() {
    let mut site = Site::new();
    site.set("backup_directory", site.path("not there"));
    let printed = site.run(&["unit"]);
    assert_eq!(printed.code, Some(0), "{printed:?}");
    let path = site.path("not there").display().to_string();
    assert!(printed.err.contains(&format!("{path} is not there yet: install -d -m 700")), "{printed:?}");
    assert!(printed.out.contains(&format!("ReadWritePaths=\"{path}\"")), "{printed:?}");
}

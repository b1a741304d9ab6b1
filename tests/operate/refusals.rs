//! What the server does not start with, what it closes first, and the codes that commands end with.

use std::{
    ffi::OsStr,
    fs,
    os::unix::{
        ffi::OsStrExt as _,
        fs::{PermissionsExt as _, chown},
    },
    path::Path,
    process::Command,
};

use praxis_tests::{Process, vault};

use super::{SERVER, Site, all, is_root, run};
use crate::upgrade;

/// A file of the source tree.
fn of_the_tree(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name)).unwrap()
}

#[test]
fn a_variable_that_is_empty_misspelt_or_no_text_is_refused_by_name() {
    let site = Site::new();
    site.init();
    let serve =
        |name: &str, value: &[u8]| run(site.command().arg("serve").env(name, OsStr::from_bytes(value)));
    for (name, value, sentence) in [
        ("PRAXIS_SECOND_FACTOR", b"".as_slice(), "PRAXIS_SECOND_FACTOR: it is empty"),
        ("PRAXIS_SECOND_FACTOR", b"none,admin", "the one word none"),
        ("PRAXIS_LOG", b"loud", "\"loud\" is neither"),
        ("PRAXIS_MAX_CONECTIONS", b"9", "did you mean PRAXIS_MAX_CONNECTIONS?"),
        ("PRAXIS_TLS_KEY", b"\xff", "PRAXIS_TLS_KEY: it is no text in UTF-8"),
    ] {
        let ran = serve(name, value);
        assert_eq!(ran.code, Some(1), "{name}: {ran:?}");
        assert!(ran.err.contains(sentence), "{name}: {ran:?}");
    }
    // what is somebody else's keeps nobody: the server goes on to what is really wrong
    let nowhere = |name: &str, value: &[u8]| {
        let mut command = site.command();
        command.args(["--data-dir", "/nowhere", "check"]).env(name, OsStr::from_bytes(value));
        run(&mut command)
    };
    let ran = nowhere("LS_COLORS", b"\xff");
    assert!(ran.err.contains("there is no clinic in /nowhere"), "{ran:?}");
    let ran = nowhere("PRAXIS_SERVICE_HOST", b"10.0.0.1");
    assert!(ran.err.contains("there is no clinic in /nowhere"), "{ran:?}");
    assert!(ran.err.contains("PRAXIS_SERVICE_HOST"), "it is told of: {ran:?}");
}

#[test]
fn the_client_refuses_a_variable_that_is_no_text_by_name() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_praxis-under-test"));
    command.env_clear().env("PRAXIS_THEME", OsStr::from_bytes(b"\xff")).args(["forget", "nowhere:7717"]);
    let ran = run(&mut command);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.err.contains("PRAXIS_THEME: it is no text"), "{ran:?}");
}

#[test]
fn what_a_setting_names_is_tried_before_the_server_serves() {
    let wrong = [
        ("audit_anchor", "/dev/full", "is no regular file"),
        ("backup_recipients", "/nowhere/readers", "cannot be read"),
        ("backup_directory", "/proc/praxis", "cannot be made"),
    ];
    for (key, value, sentence) in wrong {
        let mut site = Site::new();
        site.init();
        site.set(key, value);
        let ran = site.run(&["serve"]);
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(ran.err.contains(&format!("{key}: ")) && ran.err.contains(sentence), "{ran:?}");
        // the log is not read without end either
        if key == "audit_anchor" {
            let ran = site.run(&["audit", "verify"]);
            assert!(ran.code == Some(1) && ran.err.contains(sentence), "{ran:?}");
        }
    }
}

#[test]
fn what_others_could_read_is_closed_and_what_is_not_the_servers_is_refused() {
    let site = Site::new();
    site.init();
    let clinic = site.path("clinic");
    for path in all(&clinic) {
        let mode = if path.is_dir() { 0o755 } else { 0o644 };
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }
    // any command that takes the directory for itself
    let ran = site.run(&["recover", "nobody"]);
    assert!(ran.err.contains("it is closed to them now"), "{ran:?}");
    for path in all(&clinic) {
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{} is open: {mode:o}", path.display());
    }
    let again = site.run(&["recover", "nobody"]);
    assert!(!again.err.contains("it is closed to them now"), "{again:?}");
    if !is_root() {
        println!("nobody but root can give a file away: the rest is left out");
        return;
    }
    for theirs in ["praxis.db", "audit/key", "tls"] {
        chown(clinic.join(theirs), Some(65_534), None).unwrap();
        let ran = site.run(&["serve"]);
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(ran.err.contains(theirs) && ran.err.contains("belongs to"), "{ran:?}");
        chown(clinic.join(theirs), Some(0), None).unwrap();
    }
}

/// A file system with room for nothing, gone with this; none where nobody may make one.
struct Tiny(tempfile::TempDir);

impl Tiny {
    fn mount() -> Option<Self> {
        let directory = tempfile::TempDir::new().unwrap();
        let mount = ["-t", "tmpfs", "-o", "size=64k", "tmpfs"];
        let mounted = Command::new("mount").args(mount).arg(directory.path()).output();
        mounted.is_ok_and(|it| it.status.success()).then(|| Self(directory))
    }
}

impl Drop for Tiny {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("-l").arg(self.0.path()).output());
    }
}

#[test]
fn commands_end_with_the_codes_that_the_manual_tells() {
    let manual = of_the_tree("docs/operations.md");
    for code in ["0 done", "1 a sentence says what is wrong", "3 something is damaged", "4 there is no room"]
    {
        assert!(manual.contains(code), "{code}");
    }
    let mut site = Site::new();
    site.init();
    let backup = site.run(&["backup"]).out.trim().to_owned();
    fs::write(site.path("empty"), "").unwrap();
    let (empty, missing) =
        (site.path("empty").display().to_string(), site.path("nowhere").display().to_string());
    for identity in [&empty, &missing] {
        let ran = site.run(&["verify-backup", &backup, "--identity", identity]);
        assert_eq!(ran.code, Some(5), "{ran:?}");
    }
    site.set("database_key_file", &missing);
    for command in [["serve"].as_slice(), &["backup"], &["check"]] {
        let ran = site.run(command);
        assert_eq!(ran.code, Some(5), "{ran:?}");
    }
    assert_eq!(site.run(&["serve", "--nonsense"]).code, Some(2));
    let Some(tiny) = Tiny::mount() else {
        println!("no file system can be mounted here: the full disk is left out");
        return;
    };
    let mut full = Site::new();
    full.set("data_dir", tiny.0.path().join("clinic"));
    let ran = full.run(&["init", "--time-zone", "Europe/Berlin"]);
    assert_eq!(ran.code, Some(4), "{ran:?}");
}

#[test]
fn a_backup_of_before_an_upgrade_says_which_program_opens_it() {
    let old = upgrade::oldest_release();
    let server = Process::over(Path::new(SERVER), |file| upgrade::put(&old, file));
    let ran = server.run(&["recover", "admin"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let kept: Vec<_> = fs::read_dir(server.data_dir().join("backups")).unwrap().collect();
    assert_eq!(kept.len(), 1);
    let kept = kept.into_iter().next().unwrap().unwrap().path();
    let manifest = fs::read_to_string(kept.join("manifest.json")).unwrap();
    assert!(manifest.contains("\"opens_with\": \"praxis-server of schema 6 "), "{manifest}");
    let newest = praxis_server::store::newest_schema();
    let told = format!(
        "this one (version {}, schema {newest}) brings it up to schema {newest}",
        env!("CARGO_PKG_VERSION")
    );
    let to = server.directory().join("again").display().to_string();
    let kept = kept.display().to_string();
    for command in [["verify-backup", &kept].as_slice(), &["restore", &kept, "--to", &to]] {
        let ran = server.run(command);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert!(ran.err.contains(&told), "{ran:?}");
    }
    // one of today is what it is
    let today = server.run(&["backup"]).out.trim().to_owned();
    let ran = server.run(&["verify-backup", &today]);
    assert!(ran.out.contains(&format!("schema {newest}")) && !ran.err.contains("brings it up"), "{ran:?}");
    let version = server.run(&["--version"]);
    assert!(version.out.contains(&format!("(schema {newest})")), "{version:?}");
    drop(vault::open(server.database()));
}

#[test]
fn the_sample_of_settings_is_a_file_that_the_server_takes() {
    let site = Site::new();
    let printed = site.run(&["settings"]);
    assert_eq!(printed.code, Some(0), "{printed:?}");
    assert_eq!(printed.out, of_the_tree("examples/server.toml"));
    let file = site.path("sample.toml");
    fs::write(&file, printed.out).unwrap();
    let mut command = Command::new(SERVER);
    command.env_clear().env("HOME", site.room.path()).arg("--config").arg(&file).arg("check");
    let ran = run(&mut command);
    assert!(ran.err.contains("there is no clinic in"), "{ran:?}");
}

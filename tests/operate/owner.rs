//! Root runs the documented commands on a clinic that belongs to somebody else: what they write is its owner's.

use std::{
    fs,
    os::unix::fs::{MetadataExt as _, chown},
    path::Path,
};

use super::{Site, all, is_root};

/// Somebody who is not root.
const SOMEBODY: u32 = 65_534;

fn whose(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().uid()
}

fn belongs_to_somebody(path: &Path, what: &str) {
    for path in all(path) {
        assert_eq!(whose(&path), SOMEBODY, "{what} left {} to root", path.display());
    }
}

#[test]
fn what_root_does_to_a_clinic_of_somebody_else_is_done_on_the_owners_behalf() {
    if !is_root() {
        println!("only root can go on as somebody else: left out");
        return;
    }
    let site = Site::new();
    let clinic = site.path("clinic");
    fs::create_dir(&clinic).unwrap();
    for path in [&clinic, &site.path("door"), &site.path("clinic-under-test.key")] {
        if path.exists() {
            chown(path, Some(SOMEBODY), Some(SOMEBODY)).unwrap();
        }
    }
    let made = site.init();
    assert!(made.err.contains("the owner of the data directory"), "{made:?}");
    belongs_to_somebody(&clinic, "init");
    for (command, code) in [
        (["certificate", "renew", "--host", "clinic.example"].as_slice(), 0),
        (&["backup"], 0),
        (&["check"], 0),
        (&["audit", "verify"], 0),
        (&["audit", "export"], 0),
        (&["recover", "nobody"], 1),
        (&["audit", "begin"], 1),
    ] {
        let ran = site.run(command);
        assert_eq!(ran.code, Some(code), "{command:?}: {ran:?}");
        belongs_to_somebody(&clinic, command[0]);
    }
    // a new directory where only root makes one is given to the owner before anything is in it
    let backup = site.run(&["backup"]).out.trim().to_owned();
    let restored = site.path("restored");
    let ran = site.run(&["restore", &backup, "--to", restored.to_str().unwrap()]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    belongs_to_somebody(&restored, "restore");
    let key = site.path("new.key");
    let ran = site.run(&["key", "new", key.to_str().unwrap()]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    belongs_to_somebody(&key, "key new");
    // and where the owner may not write, root's commands may not either
    let ran = site.run(&["backup", "--to", site.path("roots").to_str().unwrap()]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(!site.path("roots").exists());
    // the control: a clinic of root's stays root's
    let own = Site::new();
    own.init();
    assert!(all(&own.path("clinic")).iter().all(|it| whose(it) == 0));
}

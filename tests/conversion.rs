//! A clinic that began plain and is encrypted, and one whose encryption is taken away: it goes on as it was, whatever is
//! wrong is said and changes nothing, and a power cut at any moment leaves the old one or the new one.

use std::{
    fs,
    path::{Path, PathBuf},
};

use praxis_shared::pb;
use praxis_tests::{
    Person, Process, Ran,
    dice::Dice,
    disk::{self, Disk, Recording},
    dump::dump,
    process::engage,
    vault::{self, Room},
};

use crate::encryption::{CANARY, holding, written};

const SERVER: &str = env!("CARGO_BIN_EXE_praxis-server-under-test");

/// Runs `praxis-server key …`.
fn key(server: &Process, args: &[&str]) -> Ran {
    server.run(&[["key"].as_slice(), args].concat())
}

#[track_caller]
fn refused(ran: &Ran, code: i32, sentence: &str) {
    assert_eq!(ran.code, Some(code), "{ran:?}");
    assert!(ran.err.contains(sentence), "{ran:?}");
    assert_eq!(ran.out, "");
}

#[track_caller]
fn done(ran: &Ran) {
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(ran.out.lines().count(), 1, "one line of result: {ran:?}");
}

/// All files of a data directory and what is in them; a look at the log makes its index anew.
fn files(data: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found: Vec<_> = fs::read_dir(data)
        .unwrap()
        .map(|it| it.unwrap().path())
        .filter(|it| it.is_file() && !it.to_string_lossy().ends_with("-shm"))
        .map(|it| (it.clone(), fs::read(it).unwrap()))
        .collect();
    found.sort();
    found
}

async fn reads(ana: &Person, talk: &str) -> String {
    let asked = pb::ListMessagesRequest {
        conversation: talk.to_owned(),
        before_seq: 2,
        page_size: 5,
        ..Default::default()
    };
    ana.conversations().list_messages(asked).await.unwrap().into_inner().messages.remove(0).body
}

#[tokio::test]
async fn a_plain_clinic_is_encrypted_and_back_and_goes_on_as_it_was() {
    let (mut server, ana, talk) = written(None).await;
    let key_file = vault::key_file(server.directory()).unwrap();
    let to = ["encrypt", "--to", key_file.to_str().unwrap()];
    refused(&key(&server, &to), 1, "the server must be stopped first");
    let ran = server.run(&["backup"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let backup = PathBuf::from(ran.out.trim());
    // as after a crash: acts are in the log alone
    server.kill();
    assert!(fs::metadata(server.database().with_extension("db-wal")).unwrap().len() > 0);
    let (before, data) = (dump(&vault::open_plain(server.database())), server.data_dir());
    let plain = data.join("praxis.db.plain");

    let ran = key(&server, &to);
    done(&ran);
    for said in [plain.to_str().unwrap(), "shred", "1 backups in", "set database_key_file", "comparing"] {
        assert!(ran.err.contains(said), "{said}: {ran:?}");
    }
    // what was plain is in the old file and the old backup alone
    let mut plainly = holding(&data);
    plainly.sort();
    assert_eq!(plainly, [backup.join("praxis.db"), plain.clone()]);
    assert!(dump(&vault::open_plain(&plain)) == before && dump(&vault::open(server.database())) == before);
    refused(&server.run(&["serve"]), 1, "set database_key_file");
    refused(&key(&server, &to), 1, "already. Set database_key_file to that");
    server.use_key(Some(&key_file));
    for command in [["check"].as_slice(), &["audit", "verify"]] {
        let ran = server.run(command);
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }
    server.start();
    // who was signed in still is, and what follows joins what was
    assert_eq!(reads(&ana.over(server.channel()), &talk).await, format!("It is the {CANARY}"));
    server.stop();
    assert!(server.said().await.contains("still here, and readable: remove it"));
    let verified = server.run(&["audit", "verify"]);
    assert!(verified.code == Some(0) && verified.out.contains("signed heads"), "{verified:?}");
    fs::remove_file(&plain).unwrap();
    fs::remove_dir_all(backup).unwrap();
    assert_eq!(holding(server.directory()), Vec::<PathBuf>::new());

    // and back
    let before = dump(&vault::open(server.database()));
    let other = server.directory().join("other.key");
    assert_eq!(key(&server, &["new", other.to_str().unwrap()]).code, Some(0));
    for (with, code, sentence) in
        [(None, 5, "names no key"), (Some(other.as_path()), 5, "does not open with the key")]
    {
        server.use_key(with);
        refused(&key(&server, &["decrypt"]), code, sentence);
    }
    refused(&key(&server, &["encrypt"]), 1, "it is encrypted with another key, or damaged");
    server.use_key(Some(&key_file));
    let ran = key(&server, &["decrypt"]);
    done(&ran);
    let encrypted = data.join("praxis.db.encrypted");
    assert!(ran.err.contains(encrypted.to_str().unwrap()), "{ran:?}");
    assert!(dump(&vault::open_plain(server.database())) == before && dump(&vault::open(encrypted)) == before);
    refused(&key(&server, &["decrypt"]), 1, "is not encrypted: there is nothing to take away");
    refused(&server.run(&["serve"]), 1, "encrypt the clinic with `praxis-server key encrypt`");
    server.use_key(None);
    server.start();
    assert_eq!(reads(&ana.over(server.channel()), &talk).await, format!("It is the {CANARY}"));
}

#[tokio::test]
async fn what_keeps_a_clinic_from_being_encrypted_is_said_and_nothing_is_changed() {
    let (mut server, ..) = written(None).await;
    server.stop();
    let key_file = vault::key_file(server.directory()).unwrap();
    let to = ["encrypt", "--to", key_file.to_str().unwrap()];
    let before = files(&server.data_dir());
    let unchanged = |server: &Process, what: &str| {
        // the lock and the mark may be written to, and whoever only looks leaves an empty log behind
        let of_database = |all: Vec<(PathBuf, Vec<u8>)>| {
            let says = |(file, bytes): &(PathBuf, Vec<u8>)| {
                let name = file.to_string_lossy();
                name.contains(".db") && !(name.ends_with("-wal") && bytes.is_empty())
            };
            all.into_iter().filter(says).collect::<Vec<_>>()
        };
        assert!(
            of_database(files(&server.data_dir())) == of_database(before.clone()),
            "{what} changed something"
        );
    };
    refused(&key(&server, &["encrypt"]), 5, "there is no key: make one with `praxis-server key new FILE`");
    let nowhere = server.directory().join("nowhere.key");
    refused(&key(&server, &["encrypt", "--to", nowhere.to_str().unwrap()]), 5, "cannot be read");
    let inside = server.data_dir().join("inside.key");
    fs::copy(&key_file, &inside).unwrap();
    refused(&key(&server, &["encrypt", "--to", inside.to_str().unwrap()]), 1, "is in the data directory");
    fs::remove_file(inside).unwrap();
    unchanged(&server, "a missing key");

    let kept = server.data_dir().join("praxis.db.plain");
    fs::write(&kept, "of long ago").unwrap();
    refused(&key(&server, &to), 1, "is there already, what an earlier change kept");
    fs::remove_file(kept).unwrap();
    unchanged(&server, "what was kept long ago");

    // larger than any disk here, without taking any of it
    let length = fs::metadata(server.database()).unwrap().len();
    let stretch = |to| fs::File::options().write(true).open(server.database()).unwrap().set_len(to).unwrap();
    stretch(1 << 43);
    refused(&key(&server, &to), 4, "there is no room in");
    stretch(length);
    unchanged(&server, "a small disk");

    // it becomes full while the new one is written
    let arm = server.directory().join("arm");
    fs::write(&arm, "").unwrap();
    let root = server.directory().canonicalize().unwrap();
    let fails = ("DISK_FAIL", "write 9 28 1".to_owned());
    let world = disk::world(&root, &[fails, ("DISK_ARM", arm.to_str().unwrap().to_owned())]);
    server.set_world(world);
    refused(&key(&server, &to), 4, "the disk became full");
    let fired = fs::read_to_string(server.directory().join("arm.fired")).unwrap();
    assert!(fired.contains("praxis.db.changing"), "{fired}");
    server.set_world(Vec::new());
    assert!(!server.data_dir().join("praxis.db.changing").exists());
    server.start();
    server.stop();

    // what is damaged is not carried over as if it were whole
    let conn = vault::open_plain(server.database());
    conn.execute_batch("DROP TRIGGER message_is_never_changed; UPDATE message SET body = 'other'").unwrap();
    drop(conn);
    refused(&key(&server, &to), 3, "rows of message are not what was written");
    fs::remove_file(server.database()).unwrap();
    refused(&key(&server, &to), 1, "there is no clinic in");
}

/// What a cut left: whether it is the plain clinic, and what it holds.
fn left(file: &Path) -> (bool, Result<String, String>) {
    let plain = vault::plain_files(file.parent().unwrap()).contains(&file.to_owned());
    let (file, open) = (file.to_owned(), if plain { vault::open_plain } else { vault::open });
    let read = std::panic::catch_unwind(move || dump(&open(file)));
    (plain, read.map_err(|_| "it cannot be read".to_owned()))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_power_cut_while_a_clinic_is_encrypted_leaves_the_old_one_or_the_new_one_whole() {
    let cuts = std::env::var("PRAXIS_CUTS").map_or(200, |it| it.parse::<usize>().unwrap() / 5);
    let mut dice = Dice::fresh("power cuts of a change of encryption");
    let logs = tempfile::TempDir::new().unwrap();
    let log = logs.path().join("log");
    let directory = Room::new();
    let root = directory.path().canonicalize().unwrap();
    let world = disk::world(&root, &[("DISK_LOG", log.to_str().unwrap().to_owned())]);
    let (mut server, admin) = Process::open_plain(Path::new(SERVER), directory, world).await;
    for who in ["ana", "bob", "cleo"] {
        engage(&admin, who, pb::Role::Patient).await;
    }
    server.stop();
    let before = dump(&vault::open_plain(server.database()));
    let begun = fs::metadata(&log).unwrap().len();
    let key_file = vault::key_file(server.directory()).unwrap();
    done(&key(&server, &["encrypt", "--to", key_file.to_str().unwrap()]));
    let recording = Recording::read(&log);

    let mut cut = |recording: &Recording, cuts: usize, served: bool| {
        let (mut disk, mut seen, mut wrong) = (Disk::new(recording), [0, 0], 0);
        // half of them anywhere, half around the moment in which one takes the name of the other
        let mut moments = recording.moments(cuts / 2, begun + 1.., &mut dice);
        moments.extend(recording.moments(cuts / 2, recording.linked().., &mut dice));
        moments.sort_unstable();
        for (number, moment) in moments.into_iter().enumerate() {
            disk.go_on_to(moment);
            let mut directory = disk::quick_directory();
            directory.allow(vault::Plain::BeganPlain);
            disk::materialise(&disk.cut(&root, &mut dice), &root, directory.path());
            let (plain, held) = left(&directory.path().join("clinic/praxis.db"));
            seen[usize::from(plain)] += 1;
            wrong += usize::from(held.as_ref() != Ok(&before));
            let kept = directory.path().join("clinic/praxis.db.plain");
            if !plain && served {
                assert!(dump(&vault::open_plain(&kept)) == before, "nothing is kept");
            }
            if served && number % 30 == 0 {
                let mut server = Process::over_all_of(Path::new(SERVER), "info", directory, Vec::new());
                server.allow(vault::Plain::BeganPlain);
                if plain {
                    server.use_key(None);
                    if kept.exists() {
                        // two names of one file, as they were on the disk
                        fs::remove_file(&kept).unwrap();
                        fs::hard_link(server.database(), &kept).unwrap();
                    }
                }
                server.start();
                server.stop();
                // what was cut off leaves nothing behind, least of all a second name of what is written to
                let data = fs::read_dir(server.data_dir()).unwrap().map(|it| it.unwrap().file_name());
                let beside: Vec<_> =
                    data.filter(|it| it.to_string_lossy().starts_with("praxis.db.")).collect();
                assert_eq!(beside.len(), usize::from(!plain), "{beside:?}");
            }
        }
        (seen, wrong)
    };
    let (seen, wrong) = cut(&recording, cuts, true);
    println!("{cuts} cuts: {} times the plain one, {} times the encrypted one", seen[1], seen[0]);
    assert_eq!(wrong, 0);
    assert!(seen[0] > 0 && seen[1] > 0, "only one of the two was ever left: {seen:?}");
    // negative control: a program that does not make its new file durable before it gives it the name
    let (_, wrong) = cut(&recording.careless_from(begun), cuts, false);
    println!("without syncs: {wrong} lost something");
    assert!(wrong > cuts / 20, "only {wrong} cuts lost anything without syncs: the cuts prove nothing");
}

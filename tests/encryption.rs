//! The database encrypted at rest: what people wrote is in no file in the clear, the data directory alone opens nothing,
//! and a wrong key changes nothing. In a build without encryption the same words are found: the search can find them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use praxis_shared::pb;
use praxis_tests::{
    Clinic, Line, Person, Process,
    clinic::first_admin,
    fresh,
    process::engage,
    vault::{self, Plain, Room},
};

const SERVER: &str = env!("CARGO_BIN_EXE_praxis-server-under-test");
/// Planted in a message.
pub(crate) const CANARY: &str = "xylopyrosis";

/// Files under a directory that hold the word.
pub(crate) fn holding(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(holding(&path));
        } else if path.is_file() {
            let bytes = fs::read(&path).unwrap();
            if bytes.windows(CANARY.len()).any(|it| it == CANARY.as_bytes()) {
                found.push(path);
            }
        }
    }
    found
}

/// A clinic in which somebody wrote the word, still at work.
pub(crate) async fn written(key: Option<&str>) -> (Process, Person, String) {
    let mut server = Process::over(Path::new(SERVER), |_| {});
    server.use_key(None);
    if key.is_none() {
        server.allow(Plain::BeganPlain);
    }
    if let Some(key) = key {
        let file = server.directory().join(key);
        let made = server.run(&["key", "new", file.to_str().unwrap()]);
        assert_eq!(made.code, Some(0), "{made:?}");
        server.use_key(Some(&file));
    }
    let made = server.run(&["init", "--time-zone", "Europe/Berlin"]);
    assert_eq!(made.code, Some(0), "{made:?}");
    let code =
        made.out.lines().find_map(|line| line.split_once("administrator:")).unwrap().1.trim().to_owned();
    server.start();
    let stranger = Line::new(server.channel(), None);
    let opened = stranger.sessions().activate(first_admin(&code)).await.unwrap().into_inner();
    let admin = Person::new(server.channel(), opened);
    let ana = engage(&admin, "ana", pb::Role::Patient).await;
    engage(&admin, "ida", pb::Role::Desk).await;
    let asked = pb::OpenConversationRequest { request_id: fresh(), target: "desk".to_owned() };
    let talk = ana.conversations().open_conversation(asked).await.unwrap().into_inner().name;
    let (request_id, conversation) = (fresh(), talk.clone());
    let asked = pb::SendMessageRequest { request_id, conversation, body: format!("It is the {CANARY}") };
    ana.conversations().send_message(asked).await.unwrap();
    (server, ana, talk)
}

#[cfg(not(feature = "encryption"))]
#[tokio::test]
async fn a_plain_database_shows_its_words_and_a_plain_build_says_that_it_takes_no_key() {
    let (mut server, ..) = written(None).await;
    assert!(!holding(&server.data_dir()).is_empty(), "the search finds nothing anywhere");
    server.kill();
    let file = server.directory().join("database.key");
    let made = server.run(&["key", "new", file.to_str().unwrap()]);
    assert_eq!(made.code, Some(0), "{made:?}");
    server.use_key(Some(&file));
    let ran = server.run(&["serve"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.err.contains("is not encrypted, but database_key_file is set"), "{ran:?}");
    let other = Process::over(Path::new(SERVER), |file| fs::write(file, [0x5a; 8192]).unwrap());
    let mut other = other;
    other.use_key(Some(&file));
    let ran = other.run(&["serve"]);
    assert!(ran.err.contains("was built without encryption at rest"), "{ran:?}");
    for command in [["key", "encrypt", "--to", file.to_str().unwrap()].as_slice(), &["key", "decrypt"]] {
        let ran = server.run(command);
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(
            ran.err.contains("was built without encryption at rest: use a build with the feature"),
            "{ran:?}"
        );
    }
    // a key in the data directory goes with it wherever it goes
    let inside = server.data_dir().join("database.key");
    let ran = server.run(&["key", "new", inside.to_str().unwrap()]);
    assert!(ran.err.contains("is in the data directory"), "{ran:?}");
}

#[cfg(feature = "encryption")]
#[tokio::test]
async fn no_file_shows_a_word_and_nothing_opens_without_the_right_key() {
    use praxis_tests::Ran;
    let (mut server, ana, talk) = written(Some("database.key")).await;
    let folder = server.directory().to_owned();
    let key = folder.join("database.key");
    // at work: file, log, shared memory, backup
    let to = folder.join("safe");
    let ran = server.run(&["backup", "--to", to.to_str().unwrap()]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let backup = PathBuf::from(ran.out.trim());
    assert_eq!(holding(&folder), Vec::<PathBuf>::new());
    server.kill();
    assert_eq!(holding(&folder), Vec::<PathBuf>::new());
    assert!(!fs::read(server.database()).unwrap().starts_with(b"SQLite"));

    // neither without a key nor with another one, and nothing is changed by trying
    let other = folder.join("other.key");
    assert_eq!(server.run(&["key", "new", other.to_str().unwrap()]).code, Some(0));
    let before = fs::read(server.database()).unwrap();
    for (with, code, sentence) in
        [(None, 1, "set database_key_file"), (Some(&other), 5, "does not open with the key")]
    {
        server.use_key(with.map(PathBuf::as_path));
        for command in [["serve"].as_slice(), &["check"], &["backup"]] {
            let ran = server.run(command);
            assert_eq!(ran.code, Some(code), "{ran:?}");
            assert!(ran.err.contains(sentence), "{ran:?}");
            assert_eq!(ran.err.lines().count(), 1, "{ran:?}");
        }
    }
    assert!(fs::read(server.database()).unwrap() == before, "the file was changed");

    // the backup comes back with the key, and not with another one
    let restored = |server: &Process, more: &[&str]| -> (PathBuf, Ran) {
        let data = folder.join(format!("restored-{}", fresh()));
        let args = ["restore", backup.to_str().unwrap(), "--to", data.to_str().unwrap()];
        let ran = server.run(&[args.as_slice(), more].concat());
        (data, ran)
    };
    let (_, ran) = restored(&server, &[]);
    assert_eq!(ran.code, Some(5), "{ran:?}");
    server.use_key(Some(&key));
    let (data, ran) = restored(&server, &[]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(holding(&data), Vec::<PathBuf>::new());

    // another key for the same clinic
    let ran = server.run(&["key", "rotate", "--to", other.to_str().unwrap()]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let ran = server.run(&["serve"]);
    assert!(ran.err.contains("does not open with the key"), "{ran:?}");
    server.use_key(Some(&other));
    let ran = server.run(&["check"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    server.start();
    let ana = ana.over(server.channel());
    let asked =
        pb::ListMessagesRequest { conversation: talk, before_seq: 2, page_size: 5, ..Default::default() };
    let told = ana.conversations().list_messages(asked).await.unwrap().into_inner().messages;
    assert_eq!(told[0].body, format!("It is the {CANARY}"));
    server.kill();
    assert_eq!(holding(&folder), Vec::<PathBuf>::new());

    // its key comes along with a backup for those who can read that
    use age::secrecy::ExposeSecret as _;
    let owner = age::x25519::Identity::generate();
    let identity = folder.join("owner.age");
    fs::write(&identity, owner.to_string().expose_secret()).unwrap();
    let recipient = owner.to_public().to_string();
    let ran = server.run(&["backup", "--to", to.to_str().unwrap(), "--recipient", &recipient]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let sealed = PathBuf::from(ran.out.trim());
    server.use_key(None);
    let (data, escrowed) = (folder.join("from-escrow"), folder.join("escrowed.key"));
    let ran = server.run(&[
        "restore",
        sealed.to_str().unwrap(),
        "--to",
        data.to_str().unwrap(),
        "--identity",
        identity.to_str().unwrap(),
        "--key-file",
        escrowed.to_str().unwrap(),
    ]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(fs::read(&escrowed).unwrap(), fs::read(&other).unwrap());
    server.move_to(&data);
    server.use_key(Some(&escrowed));
    server.start();
}

#[cfg(feature = "encryption")]
#[tokio::test]
async fn a_flipped_bit_anywhere_in_an_encrypted_database_is_never_served() {
    let (mut server, ..) = written(Some("database.key")).await;
    server.stop();
    // pages that hold nothing are never served, and nobody looks at them
    let key = fs::read_to_string(server.directory().join("database.key")).unwrap();
    let conn = vault::open_plain(server.database());
    conn.pragma_update(None, "key", format!("x'{}'", key.trim())).unwrap();
    conn.execute_batch("VACUUM").unwrap();
    drop(conn);
    let good = fs::read(server.database()).unwrap();
    let page = 4096;
    let mut unnoticed = Vec::new();
    for number in 0..60 {
        let at = (number * 7919 * page / 13) % good.len();
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        fs::write(server.database(), bytes).unwrap();
        if server.run(&["check"]).code == Some(0) {
            unnoticed.push(at);
        }
    }
    assert_eq!(unnoticed, Vec::<usize>::new());
}

/// Every source of the tests that opens a database file past the server.
fn openers(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()) {
        if path.is_dir() {
            found.extend(openers(&path));
        } else if path.extension().is_some_and(|it| it == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            // written so that this line is none
            let opens = |it: &str| text.contains(&format!("Connection::{it}("));
            if opens("open") || opens("open_with_flags") {
                found.push(path);
            }
        }
    }
    found
}

#[test]
fn tests_open_database_files_in_one_place_so_that_each_is_opened_with_its_key() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    assert_eq!(openers(tests), [tests.join("harness/vault.rs")]);
}

#[tokio::test]
async fn in_a_build_that_encrypts_no_test_leaves_a_plain_database() {
    let clinic = Clinic::open().await;
    clinic.patient("ana").await;
    let left = vault::plain_files(&clinic.directory());
    assert_eq!(left, if vault::ENCRYPTED { Vec::new() } else { vec![clinic.database()] });
    // the control: one that is left behind somewhere in a test's directory fails the test, unless it says why
    let leave = |why: Option<Plain>| {
        let mut room = Room::new();
        fs::create_dir(room.path().join("backups")).unwrap();
        fs::copy(clinic.database(), room.path().join("backups/praxis.db")).unwrap();
        vault::open_plain(room.path().join("other.db")).execute_batch("CREATE TABLE it (x)").unwrap();
        if let Some(why) = why {
            room.allow(why);
        }
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(room))).is_err()
    };
    assert_eq!((leave(None), leave(Some(Plain::Planted))), (vault::ENCRYPTED, false));
}

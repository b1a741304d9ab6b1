//! Backups as they are made, checked and turned back into a clinic: by the real program, while a clinic is at work.
//! Everything that was answered before a backup began is in it; whatever is wrong with one is said and nothing is
//! changed; and a clinic that comes out of one misleads nobody who knew the old one.

use std::{
    collections::BTreeMap,
    fs,
    io::Write as _,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use praxis_shared::pb;
use praxis_tests::{
    Person, Process, Ran, Refused, Watch,
    dump::{rows, tables},
    fresh,
    process::engage,
    vault, within,
};
use tokio::sync::mpsc;

const SERVER: &str = env!("CARGO_BIN_EXE_praxis-server-under-test");

/// A server in which something happened.
struct Worked {
    server: Process,
    ana: Person,
    talk: String,
}

async fn worked() -> Worked {
    let (server, admin) = Process::open(Path::new(SERVER)).await;
    engage(&admin, "ida", pb::Role::Desk).await;
    let ana = engage(&admin, "ana", pb::Role::Patient).await;
    let asked = pb::OpenConversationRequest { request_id: fresh(), target: "desk".to_owned() };
    let talk = ana.conversations().open_conversation(asked).await.unwrap().into_inner().name;
    Worked { server, ana, talk }
}

impl Worked {
    async fn say(&self, body: &str) -> Result<pb::Message, tonic::Status> {
        say(&self.ana, &self.talk, body).await
    }

    fn backup(&self, more: &[&str]) -> PathBuf {
        let to = self.server.directory().join("safe");
        let ran = self.server.run(&[["backup", "--to", to.to_str().unwrap()].as_slice(), more].concat());
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert_eq!(ran.out.lines().count(), 1, "one line of result: {ran:?}");
        PathBuf::from(ran.out.trim())
    }

    fn restore(&self, backup: &Path, more: &[&str]) -> (PathBuf, Ran) {
        let to = self.server.directory().join(format!("restored-{}", fresh()));
        let (from, into) = (backup.to_str().unwrap(), to.to_str().unwrap());
        let ran = self.server.run(&[["restore", from, "--to", into].as_slice(), more].concat());
        (to, ran)
    }
}

async fn say(who: &Person, talk: &str, body: &str) -> Result<pb::Message, tonic::Status> {
    let (request_id, conversation) = (fresh(), talk.to_owned());
    let asked = pb::SendMessageRequest { request_id, conversation, body: body.to_owned() };
    Ok(who.conversations().send_message(asked).await?.into_inner())
}

/// What a database holds, table by table, but for what a restore is meant to change.
fn content(file: &Path) -> BTreeMap<String, String> {
    let conn = vault::open(file);
    let changed = ["session", "api_token", "activation", "event", "audit", "sqlite_sequence"];
    let tables = tables(&conn).into_iter().filter(|it| !changed.contains(&it.as_str()));
    tables.map(|it| (it.clone(), rows(&conn, &it))).collect()
}

fn bodies(file: &Path) -> Vec<String> {
    let conn = vault::open(file);
    let mut statement = conn.prepare("SELECT body FROM message ORDER BY seq").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

fn event(backup: &Path) -> i64 {
    let manifest: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(backup.join("manifest.json")).unwrap()).unwrap();
    manifest["extent"]["event"].as_i64().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_answered_before_a_backup_began_is_in_it_and_it_comes_back_as_a_clinic() {
    let mut world = worked().await;
    // a clinic at work: messages one after the other, until it is told to stop
    let stop = Arc::new(AtomicBool::new(false));
    let (told, mut answered) = mpsc::unbounded_channel();
    let busy: Vec<_> = (0..4)
        .map(|writer| {
            let (ana, talk, stop, told) =
                (world.ana.clone(), world.talk.clone(), Arc::clone(&stop), told.clone());
            tokio::spawn(async move {
                for number in 0.. {
                    if stop.load(Ordering::Relaxed) {
                        break;
                    }
                    let sent = say(&ana, &talk, &format!("message {number} of {writer}")).await.unwrap();
                    told.send(sent).unwrap();
                }
            })
        })
        .collect();
    let mut acknowledged = Vec::new();
    for _ in 0..200 {
        acknowledged.push(within(answered.recv()).await.unwrap());
    }
    while let Ok(one) = answered.try_recv() {
        acknowledged.push(one);
    }
    let backup = tokio::task::block_in_place(|| world.backup(&[]));
    stop.store(true, Ordering::Relaxed);
    for one in busy {
        within(one).await.unwrap();
    }
    // there was work under way while it was made
    let mut later = 0;
    while answered.try_recv().is_ok() {
        later += 1;
    }
    assert!(later > 0, "nothing was written while the backup was made");

    let verified = world.server.run(&["verify-backup", backup.to_str().unwrap()]);
    assert_eq!(verified.code, Some(0), "{verified:?}");
    assert!(verified.out.contains("is good"), "{verified:?}");
    let (restored, ran) = world.restore(&backup, &[]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(
        ran.err.contains(&format!("next: praxis-server --data-dir {} serve", restored.display())),
        "{ran:?}"
    );
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&restored), mode(&restored.join("praxis.db"))), (0o700, 0o600));
    assert_eq!((mode(&backup), mode(&backup.join("praxis.db"))), (0o700, 0o600));

    // the same rows as in the backup, and everything that had been answered when it began
    assert!(content(&restored.join("praxis.db")) == content(&backup.join("praxis.db")), "rows differ");
    let kept = bodies(&restored.join("praxis.db"));
    for one in &acknowledged {
        assert_eq!(kept.get(one.seq as usize - 1), Some(&one.body), "message {}", one.seq);
    }
    // negative control: a copy that lacks one acknowledged message is told from a whole one
    let poorer = world.server.directory().join("poorer.db");
    fs::copy(restored.join("praxis.db"), &poorer).unwrap();
    let conn = vault::open(&poorer);
    conn.execute("DELETE FROM message WHERE seq = (SELECT max(seq) FROM message)", []).unwrap();
    drop(conn);
    assert!(content(&poorer) != content(&backup.join("praxis.db")));

    // the old server and the new one: the same people, by their passwords
    world.server.kill();
    world.server.move_to(&restored);
    world.server.start();
    let refused = say(&world.ana.over(world.server.channel()), &world.talk, "am I in?").await.unwrap_err();
    assert_eq!(refused.reason(), "SESSION_ENDED", "a session came back with the backup");
    let ana = world.ana.over(world.server.channel()).another_terminal().await;
    say(&ana, &world.talk, "I am back").await.unwrap();
    let conn = vault::open(restored.join("praxis.db"));
    let noted = "SELECT count(*) FROM audit WHERE method = 'Server/Restore' AND object = ?1";
    let name = backup.file_name().unwrap().to_str().unwrap();
    assert_eq!(conn.query_row(noted, [name], |row| row.get::<_, i64>(0)).unwrap(), 1);
}

#[tokio::test]
async fn whoever_followed_the_old_clinic_is_told_to_look_again_at_the_restored_one() {
    let mut world = worked().await;
    world.say("before").await.unwrap();
    let backup = world.backup(&[]);
    // two timelines: after the backup the old clinic goes on
    let mut watch = Watch::open(&world.ana).await;
    for number in 0..5 {
        world.say(&format!("lost {number}")).await.unwrap();
    }
    for _ in 0..5 {
        let told = |it| if let pb::event::Payload::Message(it) = it { Some(it) } else { None };
        watch.until(told).await;
    }
    let lost = watch.cursor.clone();
    world.server.kill();
    let (restored, ran) = world.restore(&backup, &[]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    world.server.move_to(&restored);
    world.server.start();
    let ana = world.ana.over(world.server.channel()).another_terminal().await;
    let follow = async |cursor: String| {
        let asked = pb::WatchEventsRequest { cursor };
        let mut stream = match ana.events().watch_events(asked).await {
            Ok(stream) => stream.into_inner(),
            Err(refused) => return refused.reason(),
        };
        loop {
            match within(stream.message()).await {
                Ok(Some(event)) if matches!(event.payload, Some(pb::event::Payload::Message(_))) => {
                    return "went on".to_owned();
                }
                Ok(Some(_)) => {}
                Ok(None) => return "ended".to_owned(),
                Err(refused) => return refused.reason(),
            }
        }
    };
    // as soon as the clinic comes back, and after as much as was lost has happened again
    assert_eq!(follow(lost.clone()).await, "CURSOR_PRUNED");
    for number in 0..20 {
        say(&ana, &world.talk, &format!("new {number}")).await.unwrap();
    }
    assert_eq!(follow(lost).await, "CURSOR_PRUNED");
    // and from the very end of the backup
    assert_eq!(follow(format!("e{:x}", event(&backup))).await, "CURSOR_PRUNED");
    // a second restore of the same backup is a third timeline
    let first = {
        let conn = vault::open(restored.join("praxis.db"));
        conn.query_row("SELECT max(seq) FROM event", [], |row| row.get::<_, i64>(0)).unwrap()
    };
    let (again, ran) = world.restore(&backup, &[]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let conn = vault::open(again.join("praxis.db"));
    let second: i64 = conn.query_row("SELECT min(seq) FROM event", [], |row| row.get(0)).unwrap();
    assert!(second > first + 1, "{second} could be mistaken for {first}");
}

/// The identity and the recipient of somebody who may read backups.
fn reader(folder: &Path, name: &str) -> (PathBuf, String) {
    let identity = age::x25519::Identity::generate();
    let file = folder.join(name);
    use age::secrecy::ExposeSecret as _;
    fs::write(&file, identity.to_string().expose_secret()).unwrap();
    (file, identity.to_public().to_string())
}

#[tokio::test]
async fn whatever_is_wrong_with_a_backup_is_said_and_nothing_is_changed() {
    let world = worked().await;
    world.say("xylopyrosis").await.unwrap();
    let plain = world.backup(&[]);
    let folder = world.server.directory().to_owned();
    let ((identity, recipient), (stranger, _)) = (reader(&folder, "owner.age"), reader(&folder, "other.age"));
    let sealed = world.backup(&["--recipient", &recipient]);
    let (identity, stranger) = (identity.to_str().unwrap(), stranger.to_str().unwrap());

    // as they are, they are good
    let check = |backup: &Path, more: &[&str]| {
        world.server.run(&[["verify-backup", backup.to_str().unwrap()].as_slice(), more].concat())
    };
    assert_eq!(check(&plain, &[]).code, Some(0));
    let good = check(&sealed, &["--identity", identity]);
    assert_eq!(good.code, Some(0), "{good:?}");
    let (there, ran) = world.restore(&sealed, &["--identity", identity]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(bodies(&there.join("praxis.db")), ["xylopyrosis"]);
    // what is for readers alone does not show a word of it, the plain one does
    let holds = |file: PathBuf| fs::read(file).unwrap().windows(11).any(|it| it == b"xylopyrosis");
    assert!(holds(plain.join("praxis.db")) != vault::ENCRYPTED && !holds(sealed.join("praxis.db.age")));

    let spoilt = |from: &Path, spoil: &dyn Fn(&Path)| {
        let copy = folder.join(fresh());
        fs::create_dir(&copy).unwrap();
        for file in fs::read_dir(from).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), copy.join(file.file_name())).unwrap();
        }
        spoil(&copy);
        copy
    };
    let flip = |file: &Path, at: usize| {
        let mut bytes = fs::read(file).unwrap();
        let at = at % bytes.len();
        bytes[at] ^= 4;
        fs::write(file, bytes).unwrap();
    };
    let cut = |file: &Path| {
        let bytes = fs::read(file).unwrap();
        fs::write(file, &bytes[..bytes.len() / 2]).unwrap();
    };
    // a new hash over a changed file does not help whoever changed it
    let rehash = |folder: &Path, name: &str| {
        use sha2::Digest as _;
        let hash: String = sha2::Sha256::digest(fs::read(folder.join(name)).unwrap())
            .iter()
            .map(|it| format!("{it:02x}"))
            .collect();
        let sums = fs::read_to_string(folder.join("SHA256SUMS")).unwrap();
        let line = |it: &str| {
            if it.ends_with(&format!("  {name}")) { format!("{hash}  {name}\n") } else { format!("{it}\n") }
        };
        fs::write(folder.join("SHA256SUMS"), sums.lines().map(line).collect::<String>()).unwrap();
    };
    let edit = |folder: &Path, from: &str, to: &str| {
        let file = folder.join("manifest.json");
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains(from), "{text}");
        fs::write(&file, text.replace(from, to)).unwrap();
        rehash(folder, "manifest.json");
    };
    let (own, strangers) = (["--identity", identity], ["--identity", stranger]);
    type Case<'a> = (&'a str, PathBuf, &'a [&'a str], i32, &'a str);
    let cases: Vec<Case<'_>> = vec![
        (
            "a flipped bit",
            spoilt(&plain, &|it| flip(&it.join("praxis.db"), 9999)),
            &[],
            3,
            "not what was written",
        ),
        (
            "a flipped bit, sealed",
            spoilt(&sealed, &|it| flip(&it.join("praxis.db.age"), 9999)),
            &own,
            3,
            "not what was written",
        ),
        (
            "a flipped bit in the manifest",
            spoilt(&plain, &|it| flip(&it.join("manifest.json"), 200)),
            &[],
            3,
            "not what was written",
        ),
        (
            "a flipped bit in the sums",
            spoilt(&plain, &|it| flip(&it.join("SHA256SUMS"), 20)),
            &[],
            3,
            "damaged",
        ),
        ("cut short", spoilt(&plain, &|it| cut(&it.join("praxis.db"))), &[], 3, "not what was written"),
        (
            "cut short, sealed",
            spoilt(&sealed, &|it| cut(&it.join("praxis.db.age"))),
            &own,
            3,
            "not what was written",
        ),
        (
            "cut short and hashed again",
            spoilt(&sealed, &|it| {
                cut(&it.join("praxis.db.age"));
                rehash(it, "praxis.db.age");
            }),
            &own,
            3,
            "damaged",
        ),
        (
            "a file is missing",
            spoilt(&plain, &|it| fs::remove_file(it.join("praxis.db")).unwrap()),
            &[],
            3,
            "is missing",
        ),
        (
            "other rows than it says",
            spoilt(&plain, &|it| edit(it, "\"message\": 1", "\"message\": 2")),
            &[],
            3,
            "does not hold what the manifest says",
        ),
        (
            "a newer schema",
            spoilt(&plain, &|it| edit(it, "\"schema\": ", "\"schema\": 90")),
            &[],
            1,
            "made by a newer version",
        ),
        (
            "another form",
            spoilt(&plain, &|it| edit(it, "\"format\": 1", "\"format\": 2")),
            &[],
            1,
            "another form",
        ),
        ("no identity", sealed.clone(), &[], 5, "give an identity"),
        ("the wrong identity", sealed.clone(), &strangers, 5, "not for this identity"),
        ("no backup", folder.join("clinic"), &[], 1, "is no backup of Praxis"),
        ("nothing", folder.join("nowhere"), &[], 1, "is no backup"),
    ];
    for (what, backup, more, code, sentence) in cases {
        let verified = check(&backup, more);
        assert_eq!(verified.code, Some(code), "{what}: {verified:?}");
        assert!(verified.err.contains(sentence), "{what}: {verified:?}");
        let (to, ran) = world.restore(&backup, more);
        assert_eq!(ran.code, Some(code), "{what}: {ran:?}");
        assert!(ran.err.contains(sentence), "{what}: {ran:?}");
        assert!(!to.exists(), "{what}: {} was left behind", to.display());
    }

    // over something that is there
    let full = folder.join("full");
    fs::create_dir(&full).unwrap();
    fs::write(full.join("mine"), "mine").unwrap();
    for target in [folder.join("clinic"), full.clone()] {
        let ran = world.server.run(&["restore", plain.to_str().unwrap(), "--to", target.to_str().unwrap()]);
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(ran.err.contains("is not empty: a restore never writes over anything"), "{ran:?}");
    }
    assert_eq!(fs::read_dir(&full).unwrap().count(), 1);
    // the clinic went on all the time
    world.say("still here").await.unwrap();
}

#[tokio::test]
async fn a_backup_needs_a_place_with_room_and_readers_who_can_be_read() {
    let mut world = worked().await;
    world.server.kill();
    let to = world.server.directory().join("safe");
    let target = to.to_str().unwrap();
    // stopped, and without a log beside it, it can be backed up as well
    let ran = world.server.run(&["backup", "--to", target]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    for (recipient, sentence) in
        [("age1nobody", "is no recipient"), ("AGE-SECRET-KEY-1QQQ", "that is a secret identity")]
    {
        let ran = world.server.run(&["backup", "--to", target, "--recipient", recipient]);
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(ran.err.contains(sentence), "{ran:?}");
    }
    let before = fs::read_dir(&to).unwrap().count();
    // larger than any disk here, without taking any of it
    fs::File::options().write(true).open(world.server.database()).unwrap().set_len(1 << 43).unwrap();
    let ran = world.server.run(&["backup", "--to", target]);
    assert_eq!(ran.code, Some(4), "{ran:?}");
    assert!(ran.err.contains("there is no room for a backup in"), "{ran:?}");
    assert_eq!(fs::read_dir(&to).unwrap().count(), before, "something was left behind");
    // where nobody may write
    let file = world.server.directory().join("file");
    fs::File::create(&file).unwrap().write_all(b"a file").unwrap();
    let ran = world.server.run(&["backup", "--to", file.join("below").to_str().unwrap()]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.err.contains("cannot be made: choose one that you may write to"), "{ran:?}");
}

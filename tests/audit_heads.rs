//! The audit log of the real server, held against its signed heads by the real command:
//! whole while the server works, and whatever was done to it afterwards is named.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Output,
};

use praxis_shared::pb;
use praxis_tests::{Person, Process, vault};

fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_praxis-server-under-test"))
}

async fn look(admin: &Person, times: usize) {
    for _ in 0..times {
        admin.users().list_users(pb::ListUsersRequest::default()).await.unwrap();
    }
}

fn heads(server: &Process) -> PathBuf {
    server.database().with_file_name("audit").join("heads")
}

/// Exit code and what was said on standard output.
fn told(output: &Output) -> (i32, String) {
    (output.status.code().unwrap(), String::from_utf8(output.stdout.clone()).unwrap())
}

/// Changes the database of a server that does not run, past what guards the log against its own program. Whoever does that
/// puts the guards back, so that nobody sees it by them.
fn laid_open<T>(server: &Process, change: impl FnOnce(&rusqlite::Connection) -> T) -> T {
    let file = vault::open(server.database());
    let sql = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'audit'";
    let mut statement = file.prepare(sql).unwrap();
    let guards = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let guards: Vec<(String, String)> = guards.collect::<Result<_, _>>().unwrap();
    assert!(guards.len() >= 3, "{guards:?}");
    guards.iter().for_each(|(name, _)| file.execute_batch(&format!("DROP TRIGGER {name}")).unwrap());
    let done = change(&file);
    guards.iter().for_each(|(_, sql)| file.execute_batch(sql).unwrap());
    done
}

#[tokio::test]
async fn the_log_is_checked_beside_the_server_and_after_it() {
    let (mut server, admin) = Process::open(program()).await;
    look(&admin, 300).await;
    let (code, said) = told(&server.beside(&["audit", "verify"]));
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("302 rows, each as it was written") || said.contains("301 rows"), "{said}");
    // the 256th row was signed for while the server worked
    assert!(said.contains("signed heads"), "{said}");
    server.stop();
    let (code, said) = told(&server.beside(&["audit", "verify"]));
    assert_eq!(code, 0, "{said}");
    assert!(!said.contains("cannot be seen"), "the end is signed for: {said}");
    server.start();
    server.stop();

    laid_open(&server, |file| file.execute("UPDATE audit SET object = 'x' WHERE seq = 77", []).unwrap());
    let (code, said) = told(&server.beside(&["audit", "verify"]));
    assert_eq!(code, 3, "{said}");
    assert!(said.contains("First bad row: 77."), "{said}");
}

#[tokio::test]
async fn what_was_cut_off_is_seen_by_the_heads_alone_and_is_not_served() {
    let (mut server, admin) = Process::open(program()).await;
    look(&admin, 20).await;
    server.stop();
    let rows: i64 = laid_open(&server, |file| {
        file.execute("DELETE FROM audit WHERE seq > 12", []).unwrap();
        file.query_row("SELECT count(*) FROM audit", [], |row| row.get(0)).unwrap()
    });
    assert_eq!(rows, 12);
    let (code, said) = told(&server.beside(&["audit", "verify"]));
    assert_eq!(code, 3, "{said}");
    assert!(said.contains("First bad row: 13."), "{said}");
    let refused = server.refuses_to_start();
    assert!(refused.contains("audit_anchor") && refused.contains("missing"), "{refused}");

    // without the heads nobody can know, and that is said
    let away = heads(&server).with_file_name("away");
    fs::rename(heads(&server), &away).unwrap();
    let (code, said) = told(&server.beside(&["audit", "verify"]));
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("CANNOT be seen"), "{said}");
    let named = told(&server.beside(&["audit", "verify", "--anchor", away.to_str().unwrap()]));
    assert_eq!(named.0, 3, "{}", named.1);
    // nor is it served without them, until somebody says that they begin anew, which the log says then
    assert!(server.refuses_to_start().contains("there are no signed heads in"));
    assert_eq!(told(&server.beside(&["audit", "begin"])).0, 0);
    server.start();
    server.stop();
    assert_eq!(told(&server.beside(&["audit", "verify"])).0, 0);
    let (_, acts) = told(&server.beside(&["audit", "export"]));
    assert!(acts.contains("\"method\":\"console/audit-begin\""), "{acts}");
}

/// Takes away what `path` names for as long as this is there.
struct Away {
    path: PathBuf,
    kept: PathBuf,
}

impl Away {
    fn take(path: PathBuf) -> Self {
        let kept = path.with_extension("away");
        fs::rename(&path, &kept).unwrap();
        Self { path, kept }
    }

    fn put_back(self) {
        for made in [&self.path, &self.path.with_extension("pub")] {
            drop(fs::remove_file(made));
            drop(fs::remove_dir_all(made));
        }
        fs::rename(&self.kept, &self.path).unwrap();
    }
}

#[tokio::test]
async fn a_log_whose_heads_are_gone_is_not_served_until_they_are_back_or_begun_anew() {
    let (mut server, admin) = Process::open(program()).await;
    look(&admin, 3).await;
    server.stop();
    let rows = |server: &Process| told(&server.beside(&["audit", "export"])).1;
    let before = rows(&server);
    let audit = heads(&server).parent().unwrap().to_owned();
    // as they are, there is nothing to begin
    let needless = server.run(&["audit", "begin"]);
    assert_eq!(needless.code, Some(1), "{needless:?}");
    assert!(needless.err.contains("has signed heads that fit the log"), "{needless:?}");

    let gone = "there are no signed heads in";
    for (what, path, sentence) in [
        ("the heads", heads(&server), gone),
        ("the directory", audit.clone(), gone),
        ("the key", audit.join("key"), "put it back"),
    ] {
        let away = Away::take(path.clone());
        for command in [["serve"].as_slice(), &["recover", "admin"]] {
            let ran = server.run(command);
            assert_eq!(ran.code, Some(1), "{what}: {ran:?}");
            assert!(ran.err.contains(sentence) && ran.err.contains("audit begin"), "{what}: {ran:?}");
        }
        assert!(!path.exists(), "{what}: something was put in its place");
        away.put_back();
    }
    // a file that was emptied holds no more than one that is gone
    let text = fs::read_to_string(heads(&server)).unwrap();
    fs::write(heads(&server), "").unwrap();
    assert!(server.refuses_to_start().contains(gone));
    fs::write(heads(&server), text).unwrap();
    assert_eq!(rows(&server), before, "a refusal left a row");
    server.start();
    server.stop();

    // lost for good: said so, and the log says so
    fs::remove_dir_all(&audit).unwrap();
    let begun = server.run(&["audit", "begin"]);
    assert_eq!(begun.code, Some(0), "{begun:?}");
    assert!(rows(&server).lines().last().unwrap().contains("console/audit-begin"));
    let (code, said) = told(&server.beside(&["audit", "verify"]));
    assert!(code == 0 && !said.contains("cannot be seen"), "the new heads reach the end: {said}");
    server.start();
    server.stop();
}

#[tokio::test]
async fn a_restored_clinic_begins_its_own_heads() {
    let (mut server, admin) = Process::open(program()).await;
    look(&admin, 3).await;
    let backup = server.run(&["backup"]).out.trim().to_owned();
    let restore = |server: &Process, name: &str, more: &[&str]| {
        let to = server.directory().join(name);
        let ran = server.run(&[&["restore", &backup, "--to", to.to_str().unwrap()], more].concat());
        assert_eq!(ran.code, Some(0), "{ran:?}");
        (to, ran)
    };
    let (to, _) = restore(&server, "restored", &[]);
    // where heads are kept elsewhere, those of before are there, and are left alone
    let before = fs::read_to_string(heads(&server)).unwrap();
    let elsewhere = ["--audit-anchor", heads(&server).to_str().unwrap()].map(str::to_owned);
    let elsewhere = elsewhere.each_ref().map(String::as_str);
    let (again, ran) = restore(&server, "again", &elsewhere);
    assert!(ran.err.contains("audit begin`"), "{ran:?}");
    assert!(!again.join("audit").exists());
    assert_eq!(fs::read_to_string(heads(&server)).unwrap(), before);
    server.stop();
    server.move_to(&to);
    assert!(heads(&server).exists());
    server.start();
    server.stop();
    // from its first moment on, they are missed
    fs::remove_file(heads(&server)).unwrap();
    assert!(server.refuses_to_start().contains("there are no signed heads in"));
}

#[tokio::test]
async fn heads_that_were_forged_or_are_of_another_key_are_told() {
    let (mut server, admin) = Process::open(program()).await;
    look(&admin, 3).await;
    server.stop();
    let text = fs::read_to_string(heads(&server)).unwrap();
    fs::write(heads(&server), text.replacen("\"seq\":", "\"seq\":1", 1)).unwrap();
    let (code, said) = told(&server.beside(&["audit", "verify"]));
    assert_eq!(code, 3, "{said}");
    assert!(said.contains("line 1"), "{said}");
    assert!(server.refuses_to_start().contains("was not written by this server"));
    fs::write(heads(&server), &text).unwrap();
    assert_eq!(told(&server.beside(&["audit", "verify"])).0, 0);
    let other = "00".repeat(32);
    assert_eq!(told(&server.beside(&["audit", "verify", "--key", &other])).0, 3);
    for wrong in [["--key", "no key"], ["--anchor", "/nowhere/heads"]] {
        let output = server.beside(&[&["audit", "verify"], wrong.as_slice()].concat());
        assert_eq!(output.status.code(), Some(1), "{wrong:?}");
        assert!(!output.stderr.is_empty(), "{wrong:?}");
    }
    fs::rename(server.database(), server.database().with_extension("gone")).unwrap();
    assert_eq!(server.beside(&["audit", "verify"]).status.code(), Some(1));
}

#[tokio::test]
async fn the_log_is_handed_out_line_by_line() {
    let (server, admin) = Process::open(program()).await;
    look(&admin, 5).await;
    let (code, said) = told(&server.beside(&["audit", "export"]));
    assert_eq!(code, 0);
    let looks: Vec<&str> = said.lines().filter(|it| it.contains("\"UserService/ListUsers\"")).collect();
    assert_eq!(looks.len(), 5, "{said}");
    assert!(
        looks.iter().all(|it| it.starts_with('{')
            && it.contains(&admin.name())
            && it.contains("\"source\":\"unix\""))
    );
    // what a script did is told with its token, what people did without one
    let asked = pb::GetSessionRequest {};
    let begun = admin.sessions().get_session(asked).await.unwrap().into_inner().session.unwrap().create_time;
    let until = chrono::DateTime::from_timestamp(begun.unwrap().seconds + 3600, 0).unwrap();
    let script = admin.script(&["AuditService/ListAuditEntries"], until).await;
    script.audit().list_audit_entries(pb::ListAuditEntriesRequest::default()).await.unwrap();
    let (_, said) = told(&server.beside(&["audit", "export"]));
    let by_token = format!("\"api_token\":\"{}\"", script.name);
    let told_so: Vec<&str> = said.lines().filter(|it| it.contains(&by_token)).collect();
    assert!(matches!(told_so[..], [it] if it.contains("\"AuditService/ListAuditEntries\"")), "{said}");
    assert!(said.contains("\"api_token\":\"\""), "{said}");
    let (code, said) = told(&server.beside(&["audit", "export", "--until", "2001-01-01"]));
    assert_eq!((code, said.as_str()), (0, ""));
    assert_eq!(server.beside(&["audit", "export", "--from", "soon"]).status.code(), Some(2));
}

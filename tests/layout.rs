//! Who may lean on whom, read from the sources. Layers that are only written down rot:
//! an arrow that runs back up, or in a circle, fails here.
//!
//! It reads text, not types: paths that begin with `crate::`, `super::` or a crate's
//! name, in `use` lines and inline. Code under `#[cfg(test)]` may lean on anything.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// Rooms of a crate and the rooms of the same crate that each may lean on, beside itself.
/// Rooms that are not named may lean on anything, but not in a circle.
type Rooms = &'static [(&'static str, &'static [&'static str])];

const SERVER: Rooms = &[
    ("domain", &[]),
    ("store", &["domain"]),
    ("actions", &["store", "domain"]),
    (
        "rpc",
        &["actions", "store", "domain", "desk", "clock", "passwords", "authenticator", "console", "secret"],
    ),
];
const CLIENT: Rooms = &[
    ("keymap", &[]),
    ("theme", &[]),
    ("route", &[]),
    ("outbox", &["route", "theme"]),
    ("widget", &["keymap", "theme", "context"]),
    ("screen", &["widget", "outbox", "route", "keymap", "theme", "context"]),
    ("app", &["screen", "widget", "outbox", "route", "keymap", "theme", "context"]),
    ("runtime", &["app", "screen", "outbox", "keymap", "theme", "context", "config", "cli"]),
];

/// What a crate may be named by, if not by everybody: files or folders under `src/`.
const SERVER_ONLY_IN: &[(&str, &[&str])] = &[
    ("rusqlite", &["store"]),
    ("refinery", &["store"]),
    ("tonic", &["rpc", "serve.rs"]),
    ("tonic_types", &["rpc"]),
    ("argon2", &["passwords.rs"]),
    ("totp_rs", &["authenticator.rs"]),
];
const CLIENT_ONLY_IN: &[(&str, &[&str])] = &[
    ("tonic", &["runtime", "main.rs"]),
    ("tonic_types", &["runtime"]),
    // `start` makes the runtime that `runtime` works on; `embedded` is of the binary, beside `main`
    ("tokio", &["runtime", "start.rs", "embedded.rs", "main.rs"]),
    ("praxis_server", &["embedded.rs", "embedded", "main.rs"]),
];
/// What may not be named in a folder.
const SERVER_NEVER_IN: &[(&str, &[&str])] = &[
    ("tokio", &["domain", "actions"]),
    ("pb", &["domain", "actions", "store"]),
    ("prost", &["domain", "actions"]),
];
const CLIENT_NEVER_IN: &[(&str, &[&str])] = &[];

/// Crates that the rules of the clinic may be written with.
const DOMAIN_CRATES: [&str; 7] =
    ["std", "chrono", "chrono_tz", "ipnet", "serde", "thiserror", "praxis_shared"];

/// One file of a crate.
struct Source {
    /// Below `src/`, such as `store/guard.rs`.
    file: String,
    /// Without comments, texts and tests.
    code: String,
}

/// A crate and its rules.
struct Layers {
    rooms: Rooms,
    only_in: &'static [(&'static str, &'static [&'static str])],
    never_in: &'static [(&'static str, &'static [&'static str])],
}

const SERVER_LAYERS: Layers = Layers { rooms: SERVER, only_in: SERVER_ONLY_IN, never_in: SERVER_NEVER_IN };
const CLIENT_LAYERS: Layers = Layers { rooms: CLIENT, only_in: CLIENT_ONLY_IN, never_in: CLIENT_NEVER_IN };

impl Source {
    fn new(file: &str, text: &str) -> Self {
        Self { file: file.to_owned(), code: strip(text) }
    }

    /// The modules from the crate's root to this file.
    fn module(&self) -> Vec<&str> {
        let path = self.file.strip_suffix(".rs").unwrap_or(&self.file);
        let mut parts: Vec<_> = path.split('/').collect();
        if matches!(parts.last(), Some(&("mod" | "lib" | "main"))) {
            parts.pop();
        }
        parts
    }

    fn room(&self) -> &str {
        self.module().first().copied().unwrap_or("")
    }

    fn is_under(&self, places: &[&str]) -> bool {
        places.iter().any(|place| {
            self.file == *place
                || self.file.strip_prefix(place).is_some_and(|rest| rest.starts_with('/') || rest == ".rs")
        })
    }

    /// Every path that the code names, from `crate`, `super` or a crate on, groups taken apart.
    fn paths(&self) -> Vec<Vec<String>> {
        let mut paths = Vec::new();
        let words = words(&self.code);
        let mut at = 0;
        while at < words.len() {
            let begins = words.get(at + 1).is_some_and(|it| it == "::")
                && words[at].starts_with(|c: char| c.is_alphabetic() || c == '_')
                && (at == 0 || words[at - 1] != "::");
            if begins {
                at = walk(&words, at, &[], &mut paths);
            } else if words[at] == "use" && words.get(at + 2).is_some_and(|it| it == ";" || it == "as") {
                paths.push(vec![words[at + 1].clone()]);
                at += 2;
            } else {
                at += 1;
            }
        }
        paths
    }

    /// The rooms of its own crate that it leans on.
    fn leans_on(&self) -> BTreeSet<String> {
        let module = self.module();
        let mut rooms = BTreeSet::new();
        for path in self.paths() {
            let ups = path.iter().take_while(|it| *it == "super").count();
            let full: Vec<&str> = match path[0].as_str() {
                "crate" => path[1..].iter().map(String::as_str).collect(),
                "super" if ups <= module.len() => {
                    let kept = &module[..module.len() - ups];
                    kept.iter().copied().chain(path[ups..].iter().map(String::as_str)).collect()
                }
                _ => continue,
            };
            rooms.extend(full.first().map(|it| (*it).to_owned()));
        }
        rooms.remove(self.room());
        rooms
    }
}

/// Follows one path from its first word; the answer is where to go on.
fn walk(words: &[String], at: usize, before: &[String], into: &mut Vec<Vec<String>>) -> usize {
    let mut path = before.to_vec();
    let mut at = at;
    loop {
        match words.get(at).map(String::as_str) {
            Some("{") => {
                at += 1;
                while at < words.len() && words[at] != "}" {
                    at = if words[at] == "," { at + 1 } else { walk(words, at, &path, into) };
                }
                return at + 1;
            }
            Some(word) if word.starts_with(|c: char| c.is_alphanumeric() || c == '_') || word == "*" => {
                path.push(word.to_owned());
                at += 1;
            }
            _ => {
                into.push(path);
                return at.max(1) + 1;
            }
        }
        if words.get(at).map(String::as_str) == Some("::") {
            at += 1;
        } else {
            into.push(path);
            // `as other_name` says nothing about where it leads
            return if words.get(at).is_some_and(|it| it == "as") { at + 2 } else { at };
        }
    }
}

fn words(code: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut letters = code.chars().peekable();
    while let Some(c) = letters.next() {
        if c.is_alphanumeric() || c == '_' {
            let mut word = String::from(c);
            while let Some(&next) = letters.peek().filter(|c| c.is_alphanumeric() || **c == '_') {
                word.push(next);
                letters.next();
            }
            words.push(word);
        } else if c == ':' && letters.peek() == Some(&':') {
            letters.next();
            words.push("::".to_owned());
        } else if !c.is_whitespace() {
            words.push(c.to_string());
        }
    }
    words
}

/// The code without comments, texts, and what is compiled for tests only.
fn strip(text: &str) -> String {
    // tests stand last in a file, or in a file of their own that is only named here
    let own = text
        .match_indices("#[cfg(test)]\nmod ")
        .find(|(at, head)| text[at + head.len()..].lines().next().is_some_and(|name| name.ends_with('{')));
    let text = own.map_or(text, |(at, _)| &text[..at]);
    let mut code = String::new();
    for line in text.lines() {
        let mut quoted = false;
        let mut letters = line.chars().peekable();
        while let Some(c) = letters.next() {
            match c {
                '\\' if quoted => drop(letters.next()),
                // a quote in a character is no text
                '\'' if !quoted && letters.peek() == Some(&'"') => drop(letters.next()),
                '"' => quoted = !quoted,
                '/' if !quoted && letters.peek() == Some(&'/') => break,
                _ if quoted => {}
                _ => code.push(c),
            }
        }
        code.push('\n');
    }
    code
}

impl Layers {
    /// Every arrow that may not be.
    fn complaints(&self, sources: &[Source]) -> Vec<String> {
        let mut told = Vec::new();
        let mut arrows: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for source in sources {
            let leans_on = source.leans_on();
            if let Some((room, allowed)) = self.rooms.iter().find(|(room, _)| *room == source.room()) {
                for other in leans_on.iter().filter(|it| !allowed.contains(&it.as_str())) {
                    told.push(format!("{}: {room} may not lean on {other}", source.file));
                }
            }
            if !source.room().is_empty() {
                arrows.entry(source.room().to_owned()).or_default().extend(leans_on);
            }
            let named: BTreeSet<_> = source.paths().into_iter().flat_map(|path| named(&path)).collect();
            for (what, places) in self.only_in {
                if named.contains(*what) && !source.is_under(places) {
                    told.push(format!("{}: {what} is named in {} only", source.file, places.join(", ")));
                }
            }
            for (what, places) in self.never_in {
                if named.contains(*what) && source.is_under(places) {
                    told.push(format!("{}: {what} is never named here", source.file));
                }
            }
        }
        told.extend(circles(&arrows));
        told
    }
}

/// The crate that a path begins with, and `pb` for the generated contract wherever it comes from.
fn named(path: &[String]) -> Vec<String> {
    let generated = path.iter().take(2).any(|it| it == "pb").then(|| "pb".to_owned());
    path.first().cloned().into_iter().chain(generated).collect()
}

/// Rooms that lean on each other, directly or around a corner, each told once.
fn circles(arrows: &BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    let reach = |from: &str| {
        let (mut seen, mut next) = (BTreeSet::new(), vec![from.to_owned()]);
        while let Some(room) = next.pop() {
            for other in arrows.get(&room).into_iter().flatten() {
                if seen.insert(other.clone()) {
                    next.push(other.clone());
                }
            }
        }
        seen
    };
    let mut told = Vec::new();
    for room in arrows.keys() {
        for other in arrows[room].iter().filter(|it| *it > room) {
            if reach(other).contains(room) {
                told.push(format!("{room} and {other} lean on each other"));
            }
        }
    }
    told
}

fn sources(of: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join(of).join("src");
    let (mut files, mut next) = (Vec::new(), vec![root.clone()]);
    while let Some(folder) = next.pop() {
        let entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
        for path in entries {
            let file = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                next.push(path);
            } else if file.ends_with(".rs") {
                files.push((file, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files.sort();
    without_tests(files).iter().map(|(file, text)| Source::new(file, text)).collect()
}

/// The files without those that are compiled for tests only, and without the stage on which screens are tested.
fn without_tests(files: Vec<(String, String)>) -> Vec<(String, String)> {
    let mut tests = vec!["stage".to_owned()];
    for (file, text) in &files {
        let path = file.strip_suffix(".rs").unwrap_or(file);
        let folder = match path.rsplit_once('/') {
            Some((folder, "mod")) => format!("{folder}/"),
            None if ["lib", "main", "mod"].contains(&path) => String::new(),
            _ => format!("{path}/"),
        };
        for declared in text.split("#[cfg(test)]\n").skip(1) {
            // `mod tests;`, whatever stands before it
            let line = declared.lines().next().unwrap_or_default();
            let name = line.split_once("mod ").and_then(|(_, it)| it.strip_suffix(';'));
            if let Some(name) = name {
                tests.push(format!("{folder}{name}"));
            }
        }
    }
    let is_test = |file: &str| {
        tests
            .iter()
            .any(|it| file.strip_prefix(it).is_some_and(|rest| rest == ".rs" || rest.starts_with('/')))
    };
    files.into_iter().filter(|(file, _)| !is_test(file)).collect()
}

#[test]
fn what_is_compiled_for_tests_only_may_lean_on_anything() {
    let file = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    let kept = without_tests(vec![
        file("lib.rs", "mod visit;\n#[cfg(test)]\npub mod sample;\n"),
        file("sample.rs", ""),
        file("visit/mod.rs", "mod state;\n#[cfg(test)]\nmod tests;\n"),
        file("visit/state.rs", ""),
        file("visit/tests/more.rs", ""),
    ]);
    let kept: Vec<_> = kept.into_iter().map(|it| it.0).collect();
    assert_eq!(kept, ["lib.rs", "visit/mod.rs", "visit/state.rs"]);

    let code =
        strip("mod state;\n#[cfg(test)]\nmod tests;\nuse up;\n#[cfg(test)]\nmod more {\nuse far;\n}\n");
    assert!(code.contains("use up;") && !code.contains("use far;"), "{code}");
}

#[test]
fn no_arrow_in_the_server_runs_up_or_in_a_circle() {
    let sources = sources("server");
    assert!(sources.len() > 50, "the sources were not found");
    assert_eq!(SERVER_LAYERS.complaints(&sources), Vec::<String>::new());
}

#[test]
fn no_arrow_in_the_client_runs_up_or_in_a_circle() {
    let sources = sources("tui");
    assert!(sources.len() > 20, "the sources were not found");
    assert_eq!(CLIENT_LAYERS.complaints(&sources), Vec::<String>::new());
}

#[test]
fn the_rules_of_the_clinic_are_written_with_few_crates() {
    let mut told = Vec::new();
    for source in sources("server").iter().filter(|it| it.room() == "domain") {
        for line in source.code.lines().filter(|it| it.starts_with("use ")) {
            let first = line["use ".len()..].split([':', ';', '{']).next().unwrap_or_default();
            let own = ["crate", "super", "self"].contains(&first);
            // an enum's own variants are brought in by name
            let local = first.starts_with(char::is_uppercase);
            if !own && !local && !DOMAIN_CRATES.contains(&first) {
                told.push(format!("{}: {first}", source.file));
            }
        }
    }
    assert_eq!(told, Vec::<String>::new());
}

#[test]
fn an_arrow_that_runs_up_is_told() {
    let told = |file: &str, text: &str| SERVER_LAYERS.complaints(&[Source::new(file, text)]);
    for (file, text) in [
        ("domain/visit.rs", "use crate::store::Tx;"),
        ("domain/visit.rs", "use crate::{\n    domain::people,\n    actions::{self, book},\n};"),
        ("domain/visit/state.rs", "use super::super::super::rpc::page;"),
        ("domain/mod.rs", "fn now() { crate::clock::Clock::system().now(); }"),
        ("store/visit.rs", "use crate::actions::book as other;"),
        ("actions/book.rs", "use crate::{store::Tx, desk::Desk};"),
        ("actions/book.rs", "use rusqlite::Connection;"),
        ("actions/book.rs", "fn f() { let it = tonic::Status::ok(\"\"); }"),
        ("actions/book.rs", "use praxis_shared::{pb, text};"),
        ("actions/book.rs", "async fn f() { tokio::time::sleep(t).await; }"),
        ("desk.rs", "use tonic::Status;"),
    ] {
        assert!(!told(file, text).is_empty(), "{file}: {text}");
    }
    for (file, text) in [
        ("actions/book.rs", "use crate::{domain::visit::Visit, store::{Error, Tx}};"),
        ("domain/visit.rs", "//! use crate::store::Tx;\nuse super::people::Role; // crate::rpc::x"),
        ("domain/visit.rs", "fn f() -> &'static str { \"crate::rpc::x\" }"),
        ("domain/visit.rs", "#[cfg(test)]\nmod tests {\n    use crate::store::Tx;\n}"),
        ("store/mod.rs", "use rusqlite::Connection;\npub(super) use self::guard::Guarded;"),
    ] {
        assert_eq!(told(file, text), Vec::<String>::new(), "{file}: {text}");
    }
}

#[test]
fn a_circle_is_told() {
    let sources = [
        Source::new("open.rs", "use crate::desk::Desk;"),
        Source::new("desk.rs", "use crate::clock::Clock;"),
        Source::new("clock.rs", "use crate::open;"),
    ];
    assert!(!SERVER_LAYERS.complaints(&sources).is_empty());
    assert_eq!(SERVER_LAYERS.complaints(&sources[..2]), Vec::<String>::new());
}

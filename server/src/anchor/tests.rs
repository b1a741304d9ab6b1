use praxis_shared::time::from_micros;

use super::*;

fn at(seq: i64) -> SignedHead {
    let hash = [u8::try_from(seq % 251).unwrap(); 32];
    SignedHead { head: Head { seq, hash }, time: from_micros(1_800_000_000_000_000 + seq).unwrap() }
}

struct Place {
    directory: tempfile::TempDir,
    key: SigningKey,
}

impl Place {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let key = SigningKey::open_or_make(&directory.path().join("audit/key")).unwrap();
        Self { directory, key }
    }

    fn file(&self) -> PathBuf {
        self.directory.path().join("elsewhere/heads")
    }

    fn anchor(&self) -> Anchor {
        let key = SigningKey::open_or_make(&self.directory.path().join("audit/key")).unwrap();
        let last = if self.file().exists() { last(&self.file(), &key.public()).unwrap() } else { None };
        Anchor { key, file: self.file(), last: last.map_or(NONE, |it| it.head.seq) }
    }

    fn read(&self) -> Heads {
        read(&self.file(), &self.key.public()).unwrap()
    }
}

#[test]
fn heads_read_back_as_they_were_signed_and_are_signed_once() {
    let place = Place::new();
    let mut anchor = place.anchor();
    for seq in [3, 256, 256, 12, 512] {
        anchor.sign(at(seq).head, at(seq).time).unwrap();
    }
    assert_eq!(place.read(), Heads::Signed(vec![at(3), at(256), at(512)]));
    assert_eq!(place.anchor().last(), 512);
    let beside = PublicKey::beside(&place.directory.path().join("audit/key")).unwrap();
    assert_eq!(beside, place.key.public());
    assert_eq!(PublicKey::given(&beside.to_string()).unwrap(), beside);
    assert!(PublicKey::given("x").unwrap_err().to_string().contains("64 hexadecimal digits"));
}

#[test]
fn a_line_that_the_key_did_not_sign_is_found() {
    let place = Place::new();
    let mut anchor = place.anchor();
    for seq in [1, 2, 3] {
        anchor.sign(at(seq).head, at(seq).time).unwrap();
    }
    let text = fs::read_to_string(place.file()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let other = SigningKey::open_or_make(&place.directory.path().join("other")).unwrap();
    let by_another = write_line(&at(4), &other).unwrap();
    for (forged, line) in [
        (text.replace("\"seq\":2", "\"seq\":4"), 2),
        (text.replace("0101", "0102"), 1),
        (text.replace(".000003Z", ".000004Z"), 3),
        (format!("{}\n{}\n{}\n", lines[0], lines[2], lines[1]), 3),
        (format!("{text}{}\n", lines[2]), 4),
        (format!("{text}{by_another}"), 4),
        (format!("x\n{text}"), 1),
    ] {
        assert_ne!(forged, text);
        fs::write(place.file(), &forged).unwrap();
        let found = place.read();
        assert!(matches!(found, Heads::Forged { line: it, .. } if it == line), "{found:?}\n{forged}");
    }
    assert!(matches!(read(&place.file(), &other.public()).unwrap(), Heads::Forged { line: 1, .. }));
}

#[test]
fn half_a_line_is_what_a_power_failure_leaves() {
    let place = Place::new();
    place.anchor().sign(at(1).head, at(1).time).unwrap();
    let whole = fs::read_to_string(place.file()).unwrap();
    fs::write(place.file(), format!("{whole}{{\"seq\":2,\"ha")).unwrap();
    assert_eq!(place.read(), Heads::Signed(vec![at(1)]));
    place.anchor().sign(at(2).head, at(2).time).unwrap();
    assert_eq!(place.read(), Heads::Signed(vec![at(1), at(2)]));
}

#[test]
fn a_line_whose_beginning_a_power_failure_lost_says_nothing() {
    let place = Place::new();
    place.anchor().sign(at(1).head, at(1).time).unwrap();
    let whole = fs::read_to_string(place.file()).unwrap();
    fs::write(place.file(), format!("{whole}{}signature\":\"00\"}}\n", "\0".repeat(40))).unwrap();
    assert_eq!(place.read(), Heads::Signed(vec![at(1)]));
    place.anchor().sign(at(2).head, at(2).time).unwrap();
    assert_eq!(place.read(), Heads::Signed(vec![at(1), at(2)]));
}

#[test]
fn the_public_part_is_put_back_beside_its_key() {
    let place = Place::new();
    let key = place.directory.path().join("audit/key");
    fs::remove_file(place.directory.path().join("audit/key.pub")).unwrap();
    let again = SigningKey::open_or_make(&key).unwrap();
    assert_eq!(PublicKey::beside(&key).unwrap(), again.public());
    assert_eq!(again.public(), place.key.public());
}

#[test]
fn a_start_reads_the_last_heads_however_many_there_are() {
    let place = Place::new();
    place.anchor().sign(at(1).head, at(1).time).unwrap();
    let lines: String = (2..=400).map(|seq| write_line(&at(seq), &place.key).unwrap()).collect();
    let begun = fs::read_to_string(place.file()).unwrap();
    fs::write(place.file(), format!("{begun}{lines}")).unwrap();
    assert_eq!(place.anchor().last(), 400);
    // long ago: for the check of the whole log to find, not for each start
    let text = fs::read_to_string(place.file()).unwrap();
    fs::write(place.file(), text.replacen("\"seq\":2,", "\"seq\":3,", 1)).unwrap();
    assert_eq!(place.anchor().last(), 400);
    assert!(matches!(place.read(), Heads::Forged { line: 2, .. }));
    // what a power failure left is no end of the file without heads
    fs::write(place.file(), format!("{text}{}\n", "\0".repeat(1 << 15))).unwrap();
    assert_eq!(place.anchor().last(), 400);
    // the heads that are held against the database
    fs::write(place.file(), text.replace("\"seq\":399,", "\"seq\":398,")).unwrap();
    let refused = last(&place.file(), &place.key.public()).unwrap_err().to_string();
    assert!(refused.contains("was not written by this server with this key"), "{refused}");
}

#[test]
fn a_key_that_others_can_read_is_not_used() {
    let place = Place::new();
    let key = place.directory.path().join("audit/key");
    let mode = |mode| fs::set_permissions(&key, std::os::unix::fs::PermissionsExt::from_mode(mode)).unwrap();
    mode(0o640);
    let refused = SigningKey::open_or_make(&key).err().unwrap().to_string();
    assert!(refused.contains("chmod 600"), "{refused}");
    mode(0o600);
    fs::write(&key, "not a key").unwrap();
    assert!(SigningKey::open_or_make(&key).err().unwrap().to_string().contains("is no key"));
}

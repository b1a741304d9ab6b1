//! Keys and what they do. Each screen has one table of bindings; the hint row,
//! the help page and the palette are drawn from that table and nowhere else, so
//! a key that is not in a table does not exist. In TYPE mode letters are text:
//! the app asks the table only about keys that are not plain characters.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// A key without its modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Code {
    /// A character, its case included; Space is `' '`.
    Char(char),
    /// Enter or Return.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Shift-Tab.
    BackTab,
    /// Backspace, and Ctrl-H which some terminals send for it.
    Backspace,
    /// Delete.
    Delete,
    /// Insert.
    Insert,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// A function key by number.
    F(u8),
}

/// A key press: a code with Ctrl and Alt. Shift is part of the character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// Which key.
    pub code: Code,
    /// Control was held.
    pub ctrl: bool,
    /// Alt was held; many terminals and slow lines cannot send it.
    pub alt: bool,
}

impl Key {
    /// Enter.
    pub const ENTER: Self = Self::of(Code::Enter);
    /// Escape.
    pub const ESC: Self = Self::of(Code::Esc);
    /// Tab.
    pub const TAB: Self = Self::of(Code::Tab);
    /// Shift-Tab.
    pub const BACK_TAB: Self = Self::of(Code::BackTab);
    /// The space bar.
    pub const SPACE: Self = Self::ch(' ');
    /// Arrow up.
    pub const UP: Self = Self::of(Code::Up);
    /// Arrow down.
    pub const DOWN: Self = Self::of(Code::Down);
    /// Arrow left.
    pub const LEFT: Self = Self::of(Code::Left);
    /// Arrow right.
    pub const RIGHT: Self = Self::of(Code::Right);
    /// Page up.
    pub const PAGE_UP: Self = Self::of(Code::PageUp);
    /// Page down.
    pub const PAGE_DOWN: Self = Self::of(Code::PageDown);
    /// Home.
    pub const HOME: Self = Self::of(Code::Home);
    /// End.
    pub const END: Self = Self::of(Code::End);
    /// Backspace.
    pub const BACKSPACE: Self = Self::of(Code::Backspace);
    /// Delete.
    pub const DELETE: Self = Self::of(Code::Delete);

    /// A key without modifiers.
    pub const fn of(code: Code) -> Self {
        Self { code, ctrl: false, alt: false }
    }

    /// A character key.
    pub const fn ch(c: char) -> Self {
        Self::of(Code::Char(c))
    }

    /// Control with a character.
    pub const fn ctrl(c: char) -> Self {
        Self { code: Code::Char(c), ctrl: true, alt: false }
    }

    /// Alt with a key.
    pub const fn alt(code: Code) -> Self {
        Self { code, ctrl: false, alt: true }
    }

    /// A function key.
    pub const fn f(n: u8) -> Self {
        Self::of(Code::F(n))
    }

    /// The character this key types, if it types one.
    pub fn typed(self) -> Option<char> {
        match self.code {
            Code::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }

    /// The digit this key types, if it types one.
    pub fn digit(self) -> Option<usize> {
        self.typed().and_then(|c| c.to_digit(10)).map(|digit| digit as usize)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("Ctrl-")?;
        }
        if self.alt {
            f.write_str("Alt-")?;
        }
        match self.code {
            Code::Char(' ') => f.write_str("Space"),
            Code::Char(c) if self.ctrl => write!(f, "{}", c.to_ascii_uppercase()),
            Code::Char(c) => write!(f, "{c}"),
            Code::F(n) => write!(f, "F{n}"),
            code => f.write_str(NAMED.iter().find(|named| named.1 == code).map_or("?", |named| named.0)),
        }
    }
}

/// The named keys as shown; any case is accepted when typed.
const NAMED: [(&str, Code); 15] = [
    ("Enter", Code::Enter),
    ("Esc", Code::Esc),
    ("Tab", Code::Tab),
    ("Shift-Tab", Code::BackTab),
    ("Backspace", Code::Backspace),
    ("Delete", Code::Delete),
    ("Insert", Code::Insert),
    ("Up", Code::Up),
    ("Down", Code::Down),
    ("Left", Code::Left),
    ("Right", Code::Right),
    ("Home", Code::Home),
    ("End", Code::End),
    ("PgUp", Code::PageUp),
    ("PgDn", Code::PageDown),
];

impl FromStr for Key {
    type Err = String;

    /// Reads `a`, `A`, `space`, `enter`, `ctrl-f`, `alt-enter`, `f2`, `pgdn`.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("\"{text}\" is not a key; keys look like a, Space, Enter, PgDn, Ctrl-F, F2");
        if let Some((_, code)) = NAMED.iter().find(|named| named.0.eq_ignore_ascii_case(text)) {
            return Ok(Self::of(*code));
        }
        let lower = text.to_ascii_lowercase();
        let (mut key, mut rest) = (Self::ch(' '), lower.as_str());
        while let Some((prefix, tail)) = rest.split_once('-').filter(|(_, tail)| !tail.is_empty()) {
            match prefix {
                "ctrl" => key.ctrl = true,
                "alt" => key.alt = true,
                _ => return Err(wrong()),
            }
            rest = tail;
        }
        let original = text.get(text.len() - rest.len()..).ok_or_else(wrong)?;
        let mut chars = original.chars();
        key.code = match (chars.next(), chars.next()) {
            (Some(c), None) if key.ctrl => Code::Char(c.to_ascii_lowercase()),
            (Some(c), None) => Code::Char(c),
            _ if rest == "space" => Code::Char(' '),
            (Some('f' | 'F'), Some(_)) => {
                let number =
                    rest.get(1..).and_then(|digits| digits.parse().ok()).filter(|n| (1..=24).contains(n));
                Code::F(number.ok_or_else(wrong)?)
            }
            _ => NAMED.iter().find(|named| named.0.eq_ignore_ascii_case(rest)).ok_or_else(wrong)?.1,
        };
        Ok(key)
    }
}

/// One thing a screen can do and the keys that do it.
#[derive(Debug, Clone, Copy)]
pub struct Binding<A> {
    /// What the screen does when asked.
    pub action: A,
    /// The name used in `keys.toml`; unique in its table.
    pub id: &'static str,
    /// The keys of the standard table, the one to show first.
    pub keys: &'static [Key],
    /// One to three words for the hint row.
    pub label: &'static str,
    /// A sentence for the help page and the palette.
    pub help: &'static str,
    /// Whether the hint row may show it.
    pub hinted: bool,
}

impl<A> Binding<A> {
    /// A binding that the hint row shows when there is room.
    pub const fn new(
        action: A,
        id: &'static str,
        keys: &'static [Key],
        label: &'static str,
        help: &'static str,
    ) -> Self {
        Self { action, id, keys, label, help, hinted: true }
    }

    /// A binding that only help and the palette show.
    pub const fn quiet(
        action: A,
        id: &'static str,
        keys: &'static [Key],
        label: &'static str,
        help: &'static str,
    ) -> Self {
        Self { action, id, keys, label, help, hinted: false }
    }
}

/// All that a screen can do, in the order of importance.
#[derive(Debug, Clone, Copy)]
pub struct Table<A: 'static> {
    /// The name of the section in `keys.toml`.
    pub name: &'static str,
    /// The bindings; the first that matches a key wins.
    pub bindings: &'static [Binding<A>],
}

/// A binding as shown to people: the same for every screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The table it is from.
    pub table: &'static str,
    /// Its name in that table.
    pub id: &'static str,
    /// The keys that do it now, overrides included.
    pub keys: Vec<Key>,
    /// One to three words.
    pub label: &'static str,
    /// A sentence.
    pub help: &'static str,
    /// Whether the hint row may show it.
    pub hinted: bool,
}

impl Entry {
    /// The first key as text, empty when every key was taken away.
    pub fn key(&self) -> String {
        self.keys.first().map(Key::to_string).unwrap_or_default()
    }
}

/// What the person changed about the standard tables.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Keymap {
    overrides: BTreeMap<(String, String), Vec<Key>>,
    vi: bool,
}

/// The shape of `keys.toml`.
type File = BTreeMap<String, BTreeMap<String, toml::Value>>;

impl Keymap {
    /// Reads `keys.toml`. What is wrong in it is said line by line, and the
    /// rest of it still counts: a typo must not lock anybody out.
    pub fn read(text: &str, known: &[Entry]) -> (Self, Vec<String>) {
        let mut map = Self::default();
        let mut complaints = Vec::new();
        let file: File = match toml::from_str(text) {
            Ok(file) => file,
            Err(error) => return (map, vec![format!("keys.toml cannot be read: {}", error.message())]),
        };
        for (table, lines) in file {
            for (id, value) in lines {
                if (table.as_str(), id.as_str()) == ("movement", "vi") {
                    map.vi = value.as_bool().unwrap_or(false);
                    continue;
                }
                if !known.iter().any(|entry| entry.table == table && entry.id == id) {
                    complaints.push(format!("keys.toml: there is no command \"{table}.{id}\""));
                    continue;
                }
                match keys_in(&value) {
                    Ok(keys) => {
                        map.overrides.insert((table.clone(), id), keys);
                    }
                    Err(wrong) => complaints.push(format!("keys.toml, {table}.{id}: {wrong}")),
                }
            }
        }
        (map, complaints)
    }

    /// Whether `j` and `k` move in lists.
    pub fn vi(&self) -> bool {
        self.vi
    }

    /// What the key does in this table, if anything.
    pub fn find<A: Copy>(&self, table: &Table<A>, key: Key) -> Option<A> {
        table
            .bindings
            .iter()
            .find(|binding| self.keys(table.name, binding).contains(&key))
            .map(|it| it.action)
    }

    /// What the key does in this table among what can be done now: a key may
    /// mean one thing in a list and another in a text.
    pub fn find_if<A: Copy>(&self, table: &Table<A>, key: Key, valid: impl Fn(A) -> bool) -> Option<A> {
        let bindings = table.bindings.iter().filter(|binding| valid(binding.action));
        bindings.into_iter().find(|binding| self.keys(table.name, binding).contains(&key)).map(|it| it.action)
    }

    /// The action of that name, as the palette asks for it.
    pub fn named<A: Copy>(&self, table: &Table<A>, id: &str) -> Option<A> {
        table.bindings.iter().find(|binding| binding.id == id).map(|binding| binding.action)
    }

    /// The whole table as shown to people.
    pub fn entries<A: Copy>(&self, table: &Table<A>) -> Vec<Entry> {
        self.entries_if(table, |_| true)
    }

    /// The part of the table that can be done now.
    pub fn entries_if<A: Copy>(&self, table: &Table<A>, valid: impl Fn(A) -> bool) -> Vec<Entry> {
        table
            .bindings
            .iter()
            .filter(|binding| valid(binding.action))
            .map(|binding| Entry {
                table: table.name,
                id: binding.id,
                keys: self.keys(table.name, binding).to_vec(),
                label: binding.label,
                help: binding.help,
                hinted: binding.hinted,
            })
            .collect()
    }

    fn keys<'a, A>(&'a self, table: &str, binding: &Binding<A>) -> &'a [Key] {
        if self.overrides.is_empty() {
            return binding.keys;
        }
        self.overrides.get(&(table.to_owned(), binding.id.to_owned())).map_or(binding.keys, Vec::as_slice)
    }
}

fn keys_in(value: &toml::Value) -> Result<Vec<Key>, String> {
    match value {
        toml::Value::String(key) => Ok(vec![key.parse()?]),
        toml::Value::Array(keys) => keys
            .iter()
            .map(|key| key.as_str().ok_or_else(|| "a key is written in quotes".to_owned())?.parse())
            .collect(),
        _ => Err("a key is written in quotes, several as a list".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Clone, Copy, PartialEq)]
    enum Act {
        Arrived,
        Open,
    }

    const TABLE: Table<Act> = Table {
        name: "board",
        bindings: &[
            Binding::new(Act::Arrived, "arrived", &[Key::ch('a')], "arrived", "Marks the patient arrived."),
            Binding::new(Act::Open, "open", &[Key::ENTER], "open", "Opens the record."),
        ],
    };

    #[test]
    fn every_key_reads_back_as_it_is_shown() {
        let keys = [
            Key::ch('a'),
            Key::ch('A'),
            Key::ch('/'),
            Key::ch('-'),
            Key::ch('f'),
            Key::SPACE,
            Key::ENTER,
            Key::BACK_TAB,
            Key::PAGE_DOWN,
            Key::ctrl('f'),
            Key::ctrl('x'),
            Key::alt(Code::Enter),
            Key::f(2),
        ];
        for key in keys {
            assert_eq!(key.to_string().parse(), Ok(key), "{key}");
        }
        for wrong in ["", "ctrl-", "hyper-x", "f99", "wat"] {
            assert!(wrong.parse::<Key>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn keys_toml_changes_a_key_and_its_hint() {
        let known = Keymap::default().entries(&TABLE);
        let (map, complaints) =
            Keymap::read("[board]\narrived = [\"A\", \"ctrl-a\"]\n[movement]\nvi = true", &known);
        assert_eq!(complaints, Vec::<String>::new());
        assert_eq!(map.find(&TABLE, Key::ch('A')), Some(Act::Arrived));
        assert_eq!(map.find(&TABLE, Key::ch('a')), None);
        assert_eq!(map.entries(&TABLE)[0].key(), "A");
        assert!(map.vi());
    }

    #[test]
    fn a_typo_in_keys_toml_is_named_and_the_rest_still_counts() {
        let known = Keymap::default().entries(&TABLE);
        let text = "[board]\narived = \"A\"\nopen = \"ctrl-\"\narrived = \"B\"";
        let (map, complaints) = Keymap::read(text, &known);
        assert_eq!(complaints.len(), 2, "{complaints:?}");
        assert!(complaints[0].contains("board.arived"));
        assert_eq!(map.find(&TABLE, Key::ch('B')), Some(Act::Arrived));
        assert_eq!(map.find(&TABLE, Key::ENTER), Some(Act::Open));
    }
}

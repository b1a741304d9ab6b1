//! From what the terminal library reads to keys. On a slow line the bytes of
//! one key arrive torn apart, and the library then reports Escape and letters:
//! a bare Escape therefore waits a moment for the rest of a sequence. The filter
//! is a pure state machine; the loop tells it the time.

use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use crate::app::Msg;
use crate::keymap::{Code, Key};

/// How long a bare Escape waits on a line that may be slow.
pub const PATIENCE_REMOTE: Duration = Duration::from_millis(60);
/// How long a bare Escape waits on a local terminal.
pub const PATIENCE_LOCAL: Duration = Duration::from_millis(25);

/// No sequence a terminal sends for a key is longer.
const LONGEST: usize = 16;

#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    /// Nothing is pending.
    Idle,
    /// Escape and what followed it so far.
    Torn(String),
    /// Inside a paste whose first bracket came torn; its end may be torn too.
    Pasting { text: String, end: String },
}

/// Joins what a slow line tore apart.
#[derive(Debug, Clone)]
pub struct Filter {
    patience: Duration,
    state: State,
    last: Duration,
}

impl Filter {
    /// A filter that waits that long for the rest of a sequence.
    pub fn new(patience: Duration) -> Self {
        Self { patience, state: State::Idle, last: Duration::ZERO }
    }

    /// When [`expire`](Self::expire) is due, if anything is pending.
    pub fn deadline(&self) -> Option<Duration> {
        (self.state != State::Idle).then(|| self.last + self.patience)
    }

    /// Takes an event at its time; gives the messages that are certain now.
    pub fn feed(&mut self, event: Event, at: Duration) -> Vec<Msg> {
        let mut out = Vec::new();
        if self.deadline().is_some_and(|deadline| deadline < at) {
            self.give_up(&mut out);
        }
        match event {
            Event::Key(KeyEvent { kind: KeyEventKind::Release, .. }) => {}
            Event::Key(event) => {
                if let Some(key) = key_of(event) {
                    self.last = at;
                    self.key(key, &mut out);
                }
            }
            Event::Paste(text) => {
                self.give_up(&mut out);
                out.push(Msg::Paste(lines(&text)));
            }
            Event::Resize(width, height) => out.push(Msg::Resize(width, height)),
            Event::FocusGained | Event::FocusLost | Event::Mouse(_) => {}
        }
        out
    }

    /// The time is up: what is pending was meant as it came.
    pub fn expire(&mut self, at: Duration) -> Vec<Msg> {
        let mut out = Vec::new();
        if self.deadline().is_some_and(|deadline| deadline <= at) {
            self.give_up(&mut out);
        }
        out
    }

    fn key(&mut self, key: Key, out: &mut Vec<Msg>) {
        match std::mem::replace(&mut self.state, State::Idle) {
            State::Idle if key == Key::ESC => self.state = State::Torn(String::new()),
            State::Idle => out.push(Msg::Key(key)),
            State::Torn(sequence) => self.torn(sequence, key, out),
            State::Pasting { text, end } => self.pasting(text, end, key, out),
        }
    }

    fn torn(&mut self, mut sequence: String, key: Key, out: &mut Vec<Msg>) {
        let fits = key.typed().filter(|&c| {
            c.is_ascii_graphic()
                && sequence.len() < LONGEST
                && (!sequence.is_empty() || matches!(c, '[' | 'O'))
        });
        let Some(c) = fits else {
            emit(&sequence, out);
            self.key(key, out);
            return;
        };
        sequence.push(c);
        match decode(&sequence) {
            Decoded::Partial => self.state = State::Torn(sequence),
            Decoded::Key(key) => out.push(Msg::Key(key)),
            Decoded::PasteBegins => self.state = State::Pasting { text: String::new(), end: String::new() },
            Decoded::Nothing => {}
        }
    }

    fn pasting(&mut self, mut text: String, mut end: String, key: Key, out: &mut Vec<Msg>) {
        const END: &str = "\u{1b}[201~";
        match key.typed() {
            _ if key == Key::ESC => {
                text.push_str(end.trim_start_matches('\u{1b}'));
                end = "\u{1b}".to_owned();
            }
            Some(c) if !end.is_empty() => {
                end.push(c);
                if end == END {
                    out.push(Msg::Paste(text));
                    return;
                }
                if !END.starts_with(&end) {
                    text.push_str(end.trim_start_matches('\u{1b}'));
                    end.clear();
                }
            }
            Some(c) => text.push(c),
            None if key == Key::ENTER || key == Key::ctrl('j') => text.push('\n'),
            None if key == Key::TAB => text.push('\t'),
            None => {}
        }
        self.state = State::Pasting { text, end };
    }

    fn give_up(&mut self, out: &mut Vec<Msg>) {
        match std::mem::replace(&mut self.state, State::Idle) {
            State::Idle => {}
            State::Torn(sequence) => emit(&sequence, out),
            State::Pasting { text, .. } => out.push(Msg::Paste(text)),
        }
    }
}

/// Escape and letters that were no sequence after all.
fn emit(sequence: &str, out: &mut Vec<Msg>) {
    out.push(Msg::Key(Key::ESC));
    out.extend(sequence.chars().map(|c| Msg::Key(Key::ch(c))));
}

enum Decoded {
    Partial,
    Key(Key),
    PasteBegins,
    Nothing,
}

/// Reads what follows Escape: `[B`, `OP`, `[3~`, `[1;5A`, `[[A`.
fn decode(sequence: &str) -> Decoded {
    let Some(rest) = sequence.strip_prefix('[') else {
        return match sequence.strip_prefix('O').map(|rest| rest.chars().next()) {
            Some(None) | None => Decoded::Partial,
            Some(Some(last)) => letter(last).map_or(Decoded::Nothing, |code| Decoded::Key(Key::of(code))),
        };
    };
    if let Some(console) = rest.strip_prefix('[') {
        return match console.bytes().next() {
            None => Decoded::Partial,
            Some(last @ b'A'..=b'E') => Decoded::Key(Key::f(last - b'A' + 1)),
            Some(_) => Decoded::Nothing,
        };
    }
    let Some(last) = rest.chars().next_back().filter(|c| ('@'..='~').contains(c)) else {
        return Decoded::Partial;
    };
    let numbers = &rest[..rest.len() - last.len_utf8()];
    let mut numbers = numbers.split(';').map(|number| number.parse::<u8>().unwrap_or(0));
    let (first, modifiers) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(1));
    let code = match last {
        '~' if first == 200 => return Decoded::PasteBegins,
        '~' => numbered(first),
        last => letter(last),
    };
    let bits = modifiers.saturating_sub(1);
    code.map_or(Decoded::Nothing, |code| Decoded::Key(Key { code, alt: bits & 2 != 0, ctrl: bits & 4 != 0 }))
}

fn letter(last: char) -> Option<Code> {
    Some(match last {
        'A' => Code::Up,
        'B' => Code::Down,
        'C' => Code::Right,
        'D' => Code::Left,
        'F' => Code::End,
        'H' => Code::Home,
        'Z' => Code::BackTab,
        'P' => Code::F(1),
        'Q' => Code::F(2),
        'R' => Code::F(3),
        'S' => Code::F(4),
        _ => return None,
    })
}

fn numbered(number: u8) -> Option<Code> {
    Some(match number {
        1 | 7 => Code::Home,
        2 => Code::Insert,
        3 => Code::Delete,
        4 | 8 => Code::End,
        5 => Code::PageUp,
        6 => Code::PageDown,
        11..=15 => Code::F(number - 10),
        17..=21 => Code::F(number - 11),
        23..=26 => Code::F(number - 12),
        28 | 29 => Code::F(number - 13),
        31..=34 => Code::F(number - 14),
        _ => return None,
    })
}

/// The key of an event; `None` for keys this program never uses.
fn key_of(event: KeyEvent) -> Option<Key> {
    let code = match event.code {
        KeyCode::Char(c) => Code::Char(c),
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab => Code::Tab,
        KeyCode::BackTab => Code::BackTab,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Insert => Code::Insert,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        KeyCode::F(n) => Code::F(n),
        _ => return None,
    };
    let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
    let alt = event.modifiers.contains(KeyModifiers::ALT);
    match code {
        // Some terminals send Ctrl-H for Backspace, and the library reports it as such.
        Code::Char('h') if ctrl => Some(Key::BACKSPACE),
        Code::Char(c) if ctrl => Some(Key { code: Code::Char(c.to_ascii_lowercase()), ctrl, alt }),
        code => Some(Key { code, ctrl, alt }),
    }
}

/// Terminals send carriage returns for the line breaks of a paste.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the library reports when a read ends after each of the chunks: a
    /// lone Escape at the end of a read becomes a key, anything longer waits.
    fn library(chunks: &[&str]) -> Vec<Event> {
        let mut events = Vec::new();
        let mut pending = String::new();
        for chunk in chunks {
            for (at, c) in chunk.char_indices() {
                let more = at + c.len_utf8() < chunk.len();
                pending.push(c);
                if pending == "\u{1b}" && more {
                    continue;
                }
                let complete = match pending.strip_prefix('\u{1b}') {
                    None | Some("") => true,
                    Some(sequence) => !matches!(decode(sequence), Decoded::Partial),
                };
                if complete {
                    events.extend(read(&std::mem::take(&mut pending)));
                }
            }
        }
        events
    }

    fn read(bytes: &str) -> Option<Event> {
        let (code, modifiers) = match bytes {
            "\u{1b}" => (KeyCode::Esc, KeyModifiers::NONE),
            "\r" => (KeyCode::Enter, KeyModifiers::NONE),
            "\u{8}" => (KeyCode::Char('h'), KeyModifiers::CONTROL),
            sequence if sequence.starts_with('\u{1b}') => {
                // An end of paste without its beginning is dropped by the library.
                if sequence.ends_with("[201~") {
                    return None;
                }
                let Decoded::Key(key) = decode(&sequence[1..]) else { return None };
                let code = match key.code {
                    Code::Up => KeyCode::Up,
                    Code::Down => KeyCode::Down,
                    Code::Left => KeyCode::Left,
                    Code::Right => KeyCode::Right,
                    Code::Home => KeyCode::Home,
                    Code::End => KeyCode::End,
                    Code::Insert => KeyCode::Insert,
                    Code::Delete => KeyCode::Delete,
                    Code::PageUp => KeyCode::PageUp,
                    Code::PageDown => KeyCode::PageDown,
                    Code::BackTab => KeyCode::BackTab,
                    Code::F(n) => KeyCode::F(n),
                    other => panic!("{other:?}"),
                };
                let mut modifiers = KeyModifiers::NONE;
                modifiers.set(KeyModifiers::CONTROL, key.ctrl);
                modifiers.set(KeyModifiers::ALT, key.alt);
                (code, modifiers)
            }
            typed => (KeyCode::Char(typed.chars().next()?), KeyModifiers::NONE),
        };
        Some(Event::Key(KeyEvent::new(code, modifiers)))
    }

    fn filtered(chunks: &[&str], gap: Duration) -> Vec<Msg> {
        let mut filter = Filter::new(PATIENCE_REMOTE);
        let mut at = Duration::from_secs(1);
        let mut out = Vec::new();
        for event in library(chunks) {
            out.extend(filter.feed(event, at));
            at += gap;
        }
        out.extend(filter.expire(at + PATIENCE_REMOTE));
        out
    }

    const SEQUENCES: [&str; 34] = [
        "[A", "[B", "[C", "[D", "[F", "[H", "[Z", "OA", "OB", "OC", "OD", "OP", "OQ", "OR", "OS", "[1~",
        "[2~", "[3~", "[4~", "[5~", "[6~", "[11~", "[15~", "[17~", "[21~", "[23~", "[24~", "[1;5A", "[1;5D",
        "[1;3C", "[3;5~", "[1;2B", "[[A", "[[E",
    ];

    #[test]
    fn every_special_key_split_at_every_byte_is_the_same_key() {
        for sequence in SEQUENCES {
            let whole = format!("\u{1b}{sequence}");
            let expected = filtered(&[&whole], Duration::ZERO);
            assert!(matches!(expected.as_slice(), [Msg::Key(_)]), "{sequence}: {expected:?}");
            for gap in [1, 10, 25, 50] {
                let gap = Duration::from_millis(gap);
                for at in 1..whole.len() {
                    let (head, tail) = whole.split_at(at);
                    assert_eq!(filtered(&[head, tail], gap), expected, "{sequence} split at {at}");
                }
                let bytes: Vec<&str> = whole.split("").filter(|byte| !byte.is_empty()).collect();
                assert_eq!(filtered(&bytes, gap), expected, "{sequence} byte by byte");
            }
        }
    }

    #[test]
    fn a_split_key_between_letters_leaves_the_letters_alone() {
        for sequence in SEQUENCES {
            let whole = format!("a\u{1b}{sequence}b");
            let expected = filtered(&[&whole], Duration::ZERO);
            assert_eq!(expected.len(), 3, "{sequence}");
            for at in 1..whole.len() {
                let (head, tail) = whole.split_at(at);
                assert_eq!(
                    filtered(&[head, tail], Duration::from_millis(50)),
                    expected,
                    "{sequence} at {at}"
                );
            }
        }
    }

    #[test]
    fn a_bare_escape_is_an_escape_once_its_time_is_up() {
        let mut filter = Filter::new(PATIENCE_LOCAL);
        let escape = Event::Key(KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE));
        let start = Duration::from_secs(1);
        assert_eq!(filter.feed(escape, start), []);
        assert_eq!(filter.deadline(), Some(start + PATIENCE_LOCAL));
        assert_eq!(filter.expire(start + PATIENCE_LOCAL / 2), []);
        assert_eq!(filter.expire(start + PATIENCE_LOCAL), [Msg::Key(Key::ESC)]);
        assert_eq!(filter.deadline(), None);
    }

    #[test]
    fn a_bracket_typed_long_after_escape_is_a_bracket() {
        let mut filter = Filter::new(PATIENCE_REMOTE);
        let key = |code| Event::Key(KeyEvent::new(code, KeyModifiers::NONE));
        filter.feed(key(KeyCode::Esc), Duration::from_secs(1));
        let later = filter.feed(key(KeyCode::Char('[')), Duration::from_secs(2));
        assert_eq!(later, [Msg::Key(Key::ESC), Msg::Key(Key::ch('['))]);
    }

    #[test]
    fn a_paste_torn_anywhere_is_still_a_paste() {
        let whole = "\u{1b}[200~y\rrm -rf [0m~x\u{1b}[201~";
        let expected = vec![Msg::Paste("y\nrm -rf [0m~x".into())];
        // Torn inside its first bracket, the library no longer sees a paste at all.
        for first in 1..2 {
            for second in first + 1..whole.len() {
                let chunks = [&whole[..first], &whole[first..second], &whole[second..]];
                assert_eq!(
                    filtered(&chunks, Duration::from_millis(20)),
                    expected,
                    "torn at {first} and {second}"
                );
            }
        }
    }

    #[test]
    fn backspace_has_two_names_and_releases_are_ignored() {
        assert_eq!(filtered(&["\u{8}"], Duration::ZERO), [Msg::Key(Key::BACKSPACE)]);
        let mut filter = Filter::new(PATIENCE_LOCAL);
        let release = KeyEvent::new_with_kind(KeyCode::Char('y'), KeyModifiers::NONE, KeyEventKind::Release);
        assert_eq!(filter.feed(Event::Key(release), Duration::ZERO), []);
        let repeat = KeyEvent::new_with_kind(KeyCode::Down, KeyModifiers::NONE, KeyEventKind::Repeat);
        assert_eq!(filter.feed(Event::Key(repeat), Duration::ZERO), [Msg::Key(Key::DOWN)]);
    }
}

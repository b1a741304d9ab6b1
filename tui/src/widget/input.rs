//! A text field: one line for forms, several for chat and notes. The cursor is
//! a byte offset that always stands on a grapheme boundary, because moving by
//! `char` would tear accents and wide characters apart.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use super::text;
use super::{line_at, place_cursor};
use crate::keymap::{Code, Key};
use crate::theme::{Theme, Tone};

/// The dots shown for any password: their number says nothing about it.
const DOTS: &str = "........";

/// What kind of text a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One line.
    Line,
    /// One line that is never shown.
    Secret,
    /// Several lines; Ctrl-J or Alt-Enter breaks a line.
    Lines,
}

/// Editable text with a cursor.
#[derive(Clone, PartialEq, Eq)]
pub struct Input {
    text: String,
    cursor: usize,
    kind: Kind,
    limit: usize,
}

impl std::fmt::Debug for Input {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let shown = if self.kind == Kind::Secret { "..." } else { &self.text };
        f.debug_struct("Input").field("text", &shown).field("cursor", &self.cursor).finish()
    }
}

impl Input {
    /// An empty field for at most `limit` characters.
    pub fn new(kind: Kind, limit: usize) -> Self {
        Self { text: String::new(), cursor: 0, kind, limit }
    }

    /// An empty line.
    pub fn line() -> Self {
        Self::new(Kind::Line, 200)
    }

    /// An empty field of several lines.
    pub fn lines(limit: usize) -> Self {
        Self::new(Kind::Lines, limit)
    }

    /// The same field holding that text, cursor at its end.
    pub fn with(mut self, text: &str) -> Self {
        self.set(text);
        self
    }

    /// What was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What kind of text it takes.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// How many characters were typed and how many may be.
    pub fn used(&self) -> (usize, usize) {
        (self.text.chars().count(), self.limit)
    }

    /// Replaces the text and puts the cursor at its end.
    pub fn set(&mut self, text: &str) {
        self.text.clear();
        self.cursor = 0;
        self.insert(text);
    }

    /// Empties the field and hands over what was typed.
    pub fn take(&mut self) -> String {
        self.cursor = 0;
        std::mem::take(&mut self.text)
    }

    /// Inserts text at the cursor, as a paste does: it never submits, hostile
    /// characters are dropped, and so is what exceeds the limit.
    pub fn insert(&mut self, text: &str) {
        let clean = match self.kind {
            Kind::Lines => text::clean_lines(text).join("\n"),
            Kind::Line | Kind::Secret => text::clean(text.trim_end_matches(['\r', '\n'])).into_owned(),
        };
        let room = self.limit.saturating_sub(self.text.chars().count());
        let kept: String = clean.chars().take(room).collect();
        self.text.insert_str(self.cursor, &kept);
        self.cursor += kept.len();
        // A pasted mark may have joined the character before or after.
        self.cursor = boundary_from(&self.text, self.cursor);
    }

    /// Takes an editing key; `false` when the key means nothing here.
    pub fn on_key(&mut self, key: Key) -> bool {
        let breaks_line = key == Key::ctrl('j') || key == Key::alt(Code::Enter);
        if breaks_line && self.kind == Kind::Lines {
            self.insert("\n");
            return true;
        }
        if let Some(c) = key.typed() {
            self.insert(c.encode_utf8(&mut [0; 4]));
            return true;
        }
        if key.ctrl {
            return self.on_ctrl(key);
        }
        match key.code {
            Code::Backspace => {
                let from = self.before(self.cursor);
                self.remove(from, self.cursor);
            }
            Code::Delete => {
                let to = self.after(self.cursor);
                self.remove(self.cursor, to);
            }
            Code::Left => self.cursor = self.before(self.cursor),
            Code::Right => self.cursor = self.after(self.cursor),
            Code::Home => self.cursor = self.line_start(),
            Code::End => self.cursor = self.line_end(),
            Code::Up if self.kind == Kind::Lines => return self.up(),
            Code::Down if self.kind == Kind::Lines => return self.down(),
            _ => return false,
        }
        true
    }

    fn on_ctrl(&mut self, key: Key) -> bool {
        match key.code {
            Code::Char('a') => self.cursor = self.line_start(),
            Code::Char('e') => self.cursor = self.line_end(),
            Code::Char('u') => self.remove(self.line_start(), self.cursor),
            Code::Char('w') => {
                let head = &self.text[..self.cursor];
                let from = head
                    .trim_end()
                    .rfind(char::is_whitespace)
                    .map_or(0, |at| at + head[at..].chars().next().map_or(0, char::len_utf8));
                self.remove(from, self.cursor);
            }
            _ => return false,
        }
        true
    }

    fn remove(&mut self, from: usize, to: usize) {
        self.text.replace_range(from..to, "");
        self.cursor = boundary_from(&self.text, from);
    }

    fn before(&self, at: usize) -> usize {
        GraphemeCursor::new(at, self.text.len(), true)
            .prev_boundary(&self.text, 0)
            .ok()
            .flatten()
            .unwrap_or(0)
    }

    fn after(&self, at: usize) -> usize {
        let end = self.text.len();
        GraphemeCursor::new(at, end, true).next_boundary(&self.text, 0).ok().flatten().unwrap_or(end)
    }

    fn line_start(&self) -> usize {
        self.text[..self.cursor].rfind('\n').map_or(0, |at| at + 1)
    }

    fn line_end(&self) -> usize {
        self.text[self.cursor..].find('\n').map_or(self.text.len(), |at| self.cursor + at)
    }

    fn up(&mut self) -> bool {
        let start = self.line_start();
        if start == 0 {
            return false;
        }
        let column = text::width(&self.text[start..self.cursor]);
        let above = self.text[..start - 1].rfind('\n').map_or(0, |at| at + 1);
        self.cursor = self.column_in(above, column);
        true
    }

    fn down(&mut self) -> bool {
        let column = text::width(&self.text[self.line_start()..self.cursor]);
        let end = self.line_end();
        if end == self.text.len() {
            return false;
        }
        self.cursor = self.column_in(end + 1, column);
        true
    }

    fn column_in(&self, start: usize, column: usize) -> usize {
        let line = self.text[start..].split('\n').next().unwrap_or("");
        let (mut at, mut used) = (start, 0);
        for grapheme in line.graphemes(true) {
            used += text::width(grapheme);
            if used > column {
                break;
            }
            at += grapheme.len();
        }
        at
    }

    /// Draws the field over the whole area, with the hardware cursor in it
    /// when it has the focus.
    pub fn view(&self, frame: &mut Frame, area: Rect, theme: Theme, focused: bool) {
        if area.is_empty() {
            return;
        }
        match self.kind {
            Kind::Lines => self.view_lines(frame, area, focused),
            Kind::Line | Kind::Secret => self.view_line(frame, area, theme, focused),
        }
    }

    fn view_line(&self, frame: &mut Frame, area: Rect, theme: Theme, focused: bool) {
        let columns = usize::from(area.width);
        let (shown, column) = if self.kind == Kind::Secret {
            let dots = if self.text.is_empty() { "" } else { DOTS };
            (dots.to_owned(), dots.len())
        } else {
            window(&self.text, self.cursor, columns)
        };
        let shown = clip(&shown, columns);
        let blank = "_".repeat(columns - text::width(&shown).min(columns));
        let style = if focused { theme.style(Tone::Strong) } else { theme.style(Tone::Text) };
        let line = Line::from_iter([
            ratatui::text::Span::styled(shown, style),
            ratatui::text::Span::styled(blank, theme.style(Tone::Muted)),
        ]);
        line_at(frame, area, 0, line);
        if focused {
            place_cursor(frame, area, u16::try_from(column).unwrap_or(u16::MAX), 0);
        }
    }

    fn view_lines(&self, frame: &mut Frame, area: Rect, focused: bool) {
        let (rows, (row, column)) = self.laid_out(usize::from(area.width));
        let first = super::first_row(row, rows.len(), usize::from(area.height));
        for (at, line) in (0..area.height).zip(rows.into_iter().skip(first)) {
            line_at(frame, area, at, line);
        }
        if focused {
            let row = u16::try_from(row - first).unwrap_or(u16::MAX);
            place_cursor(frame, area, u16::try_from(column).unwrap_or(u16::MAX), row);
        }
    }

    /// How many rows the text takes at that width.
    pub fn height(&self, columns: usize) -> usize {
        self.laid_out(columns).0.len()
    }

    /// The text in rows of at most `columns`, and where the cursor is. Breaking
    /// between any two characters keeps cursor and text in step.
    fn laid_out(&self, columns: usize) -> (Vec<String>, (usize, usize)) {
        let columns = columns.max(2);
        let mut rows = vec![String::new()];
        let (mut used, mut cursor) = (0, (0, 0));
        for (at, grapheme) in self.text.grapheme_indices(true) {
            let wide = text::width(grapheme);
            if grapheme != "\n" && used + wide > columns {
                rows.push(String::new());
                used = 0;
            }
            if at == self.cursor {
                cursor = (rows.len() - 1, used);
            }
            if grapheme == "\n" {
                rows.push(String::new());
                used = 0;
            } else if let Some(row) = rows.last_mut() {
                row.push_str(grapheme);
                used += wide;
            }
        }
        if self.cursor == self.text.len() {
            if used >= columns {
                rows.push(String::new());
                used = 0;
            }
            cursor = (rows.len() - 1, used);
        }
        (rows, cursor)
    }
}

/// The nearest grapheme boundary at or after `at`.
fn boundary_from(text: &str, at: usize) -> usize {
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    if cursor.is_boundary(text, 0).unwrap_or(true) {
        at
    } else {
        cursor.next_boundary(text, 0).ok().flatten().unwrap_or(text.len())
    }
}

/// The part of a line to show so that the cursor is in it, and its column.
fn window(line: &str, cursor: usize, columns: usize) -> (String, usize) {
    let before = text::width(&line[..cursor]);
    if before < columns {
        return (line.to_owned(), before);
    }
    // Half a field at a time, so that typing at the end does not redraw it all.
    let half = (columns / 2).max(1);
    let wanted = (before - columns) / half * half + half;
    let (mut skipped, mut start) = (0, 0);
    for grapheme in line.graphemes(true) {
        if skipped >= wanted {
            break;
        }
        skipped += text::width(grapheme);
        start += grapheme.len();
    }
    let start = start.min(cursor);
    (line[start..].to_owned(), text::width(&line[start..cursor]))
}

/// As many characters as fit.
fn clip(line: &str, columns: usize) -> String {
    let mut used = 0;
    line.graphemes(true)
        .take_while(|grapheme| {
            used += text::width(grapheme);
            used <= columns
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    use super::*;

    fn press(input: &mut Input, keys: &str) {
        for key in keys.split(' ') {
            input.on_key(key.parse().unwrap());
        }
    }

    #[test]
    fn editing_moves_by_what_a_person_sees_as_a_character() {
        let mut input = Input::line().with("e\u{301}山a");
        press(&mut input, "left left left");
        assert_eq!(input.cursor, 0);
        press(&mut input, "right backspace");
        assert_eq!(input.text(), "山a");
        press(&mut input, "end backspace backspace backspace");
        assert_eq!(input.text(), "");
    }

    #[test]
    fn a_paste_never_submits_and_never_smuggles_control_characters() {
        let mut input = Input::line();
        input.insert("hello\r\nworld\u{1b}[2J\n");
        assert_eq!(input.text(), "hello world[2J");
        let mut note = Input::lines(100);
        note.insert("one\r\ntwo\u{202e}");
        assert_eq!(note.text(), "one\ntwo");
    }

    #[test]
    fn what_exceeds_the_limit_is_not_taken() {
        let mut input = Input::new(Kind::Line, 3).with("abcdef");
        assert_eq!(input.text(), "abc");
        press(&mut input, "x");
        assert_eq!(input.used(), (3, 3));
    }

    #[test]
    fn a_word_and_a_line_can_be_deleted() {
        let mut input = Input::line().with("bring him  in");
        press(&mut input, "ctrl-w");
        assert_eq!(input.text(), "bring him  ");
        press(&mut input, "ctrl-w");
        assert_eq!(input.text(), "bring ");
        press(&mut input, "ctrl-u");
        assert_eq!(input.text(), "");
    }

    #[test]
    fn arrows_leave_a_note_only_at_its_first_and_last_line() {
        let mut note = Input::lines(100).with("one\ntwo");
        assert!(note.on_key(Key::UP));
        assert!(!note.on_key(Key::UP));
        assert!(note.on_key(Key::DOWN));
        assert!(!note.on_key(Key::DOWN));
        press(&mut note, "ctrl-j x");
        assert_eq!(note.text(), "one\ntwo\nx");
    }

    #[test]
    fn every_size_and_cursor_position_draws_with_the_cursor_inside() {
        let text = "ab 山田 e\u{301}\nlong line that wraps, surely\n";
        for kind in [Kind::Line, Kind::Secret, Kind::Lines] {
            for (width, height) in [(1, 1), (2, 1), (3, 2), (10, 3), (40, 5)] {
                let mut input = Input::new(kind, 200).with(text);
                for _ in 0..text.len() {
                    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
                    terminal.draw(|frame| input.view(frame, frame.area(), Theme::default(), true)).unwrap();
                    let at = terminal.get_cursor_position().unwrap();
                    assert!(at.x < width && at.y < height);
                    input.on_key(Key::LEFT);
                }
            }
        }
    }

    #[test]
    fn the_dots_do_not_tell_how_long_a_password_is() {
        let picture = |password: &str| {
            let mut terminal = Terminal::new(TestBackend::new(20, 1)).unwrap();
            let input = Input::new(Kind::Secret, 200).with(password);
            terminal.draw(|frame| input.view(frame, frame.area(), Theme::default(), true)).unwrap();
            terminal.backend().to_string()
        };
        assert_eq!(picture("a"), picture("correct horse battery staple"));
        assert!(!format!("{:?}", Input::new(Kind::Secret, 9).with("hunter2")).contains("hunter2"));
    }
}

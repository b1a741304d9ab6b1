//! Every key of the screen in front, filterable by typing. Drawn from the key
//! tables, so it cannot be wrong about them.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::context::Cx;
use crate::keymap::{Entry, Key};
use crate::theme::Tone;
use crate::widget::input::Input;
use crate::widget::{below, line_at, place_cursor, right_of, text, top};

/// What a key did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It stays open.
    Open,
    /// It is to be closed.
    Closed,
}

/// The help page.
#[derive(Debug, Clone)]
pub struct Help {
    entries: Vec<Entry>,
    filter: Input,
    first: usize,
}

impl Help {
    /// A page of those entries.
    pub fn new(entries: Vec<Entry>) -> Self {
        Self { entries, filter: Input::line(), first: 0 }
    }

    /// Takes a key; `page` is how many rows are seen.
    pub fn on_key(&mut self, key: Key, page: usize) -> Outcome {
        let last = self.rows(78).len().saturating_sub(page.saturating_sub(2));
        match key {
            Key::ESC | Key::ENTER => return Outcome::Closed,
            Key::DOWN => self.first = (self.first + 1).min(last),
            Key::UP => self.first = self.first.saturating_sub(1),
            Key::PAGE_DOWN => self.first = (self.first + page).min(last),
            Key::PAGE_UP => self.first = self.first.saturating_sub(page),
            Key::HOME => self.first = 0,
            _ if self.filter.is_empty() && (key == Key::ch('?') || key == Key::ch('q')) => {
                return Outcome::Closed;
            }
            _ => {
                self.first = 0;
                self.filter.on_key(key);
            }
        }
        Outcome::Open
    }

    /// Pastes into the filter.
    pub fn paste(&mut self, pasted: &str) {
        self.filter.insert(pasted);
    }

    fn shown(&self) -> impl Iterator<Item = &Entry> {
        let wanted = self.filter.text().to_lowercase();
        self.entries.iter().filter(move |entry| {
            let keys: Vec<String> = entry.keys.iter().map(Key::to_string).collect();
            format!("{} {} {}", keys.join(" "), entry.label, entry.help).to_lowercase().contains(&wanted)
        })
    }

    fn rows(&self, columns: usize) -> Vec<(String, String)> {
        let mut rows = Vec::new();
        let mut seen: Vec<&str> = Vec::new();
        for entry in self.shown() {
            let keys: Vec<String> = entry.keys.iter().map(Key::to_string).collect();
            let keys = if keys.is_empty() { "(palette)".to_owned() } else { keys.join(" ") };
            if !seen.contains(&entry.table) {
                seen.push(entry.table);
                rows.push((String::new(), entry.table.to_uppercase()));
            }
            let mut keys = Some(keys);
            for line in text::wrap(entry.help, columns.saturating_sub(18).max(10)) {
                rows.push((keys.take().unwrap_or_default(), line));
            }
        }
        rows
    }

    /// The page in one line.
    pub fn line(&self) -> String {
        self.shown().map(|entry| format!("{} {}", entry.key(), entry.label)).collect::<Vec<_>>().join("  ")
    }

    /// Draws the page.
    pub fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        line_at(frame, area, 0, Span::raw(" Keys. Filter: "));
        let rows = self.rows(usize::from(area.width));
        for (at, (keys, said)) in (2..area.height).zip(rows.into_iter().skip(self.first)) {
            let line = if keys.is_empty() && said.chars().all(char::is_uppercase) {
                Line::from(Span::styled(format!(" {said}"), cx.style(Tone::Muted)))
            } else {
                Line::from(vec![
                    Span::styled(format!("  {}", text::pad(&keys, 16)), cx.style(Tone::Accent)),
                    Span::raw(said),
                ])
            };
            line_at(frame, area, at, line);
        }
        place_cursor(frame, area, 0, 0);
        self.filter.view(frame, right_of(top(below(area, 0), 1), 15), cx.theme, true);
    }
}

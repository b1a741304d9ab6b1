//! Every command by name, fuzzy: the letters typed have to occur in order. The
//! best match is on top, so that a few letters and Enter do it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::Place;
use crate::context::Cx;
use crate::keymap::{Entry, Key};
use crate::theme::{ThemeName, Tone};
use crate::widget::input::Input;
use crate::widget::{below, first_row, line_at, place_cursor, right_of, text, top};

/// Something the palette can do.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// A binding of the screen in front or of everywhere.
    Bound(Entry),
    /// Show a place.
    Go(Place),
    /// Change the theme.
    Theme(ThemeName),
}

impl Command {
    fn name(&self) -> String {
        match self {
            Self::Bound(entry) => entry.label.to_owned(),
            Self::Go(place) => format!("go to {}", place.label.to_lowercase()),
            Self::Theme(theme) => format!("theme {theme}"),
        }
    }

    fn key(&self) -> String {
        match self {
            Self::Bound(entry) => entry.key(),
            Self::Go(place) => place.digit.to_string(),
            Self::Theme(_) => String::new(),
        }
    }

    fn help(&self) -> String {
        match self {
            Self::Bound(entry) => entry.help.to_owned(),
            Self::Go(place) => format!("Shows {}.", place.label),
            Self::Theme(theme) => format!("Changes the colours to {theme}."),
        }
    }
}

/// What a key did.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It stays open.
    Open,
    /// It is to be closed.
    Closed,
    /// This is to be done.
    Chosen(Command),
}

/// The palette.
#[derive(Debug, Clone)]
pub struct Palette {
    commands: Vec<Command>,
    wanted: Input,
    at: usize,
}

impl Palette {
    /// A palette of those commands.
    pub fn new(commands: Vec<Command>) -> Self {
        Self { commands, wanted: Input::line(), at: 0 }
    }

    /// Takes a key; `page` is how many rows are seen.
    pub fn on_key(&mut self, key: Key, page: usize) -> Outcome {
        let len = self.matching().len();
        match key {
            Key::ESC => return Outcome::Closed,
            Key::ENTER => {
                let chosen = self.matching().get(self.at).map(|&command| command.clone());
                return chosen.map_or(Outcome::Open, Outcome::Chosen);
            }
            Key::DOWN | Key::TAB => self.at = (self.at + 1).min(len.saturating_sub(1)),
            Key::UP | Key::BACK_TAB => self.at = self.at.saturating_sub(1),
            Key::PAGE_DOWN => self.at = (self.at + page).min(len.saturating_sub(1)),
            Key::PAGE_UP => self.at = self.at.saturating_sub(page),
            Key::BACKSPACE if self.wanted.is_empty() => return Outcome::Closed,
            _ => {
                self.wanted.on_key(key);
                self.at = 0;
            }
        }
        Outcome::Open
    }

    /// Pastes into the wanted name.
    pub fn paste(&mut self, pasted: &str) {
        self.wanted.insert(pasted);
        self.at = 0;
    }

    /// The commands that match, the best first.
    fn matching(&self) -> Vec<&Command> {
        let wanted = self.wanted.text().to_lowercase();
        let mut scored: Vec<(usize, &Command)> = self
            .commands
            .iter()
            .filter_map(|command| Some((score(&wanted, &command.name())?, command)))
            .collect();
        scored.sort_by_key(|(score, _)| *score);
        scored.into_iter().map(|(_, command)| command).collect()
    }

    /// The palette in one line.
    pub fn line(&self) -> String {
        let best = self.matching().get(self.at).map(|command| command.name()).unwrap_or_default();
        format!(":{} > {best}", self.wanted.text())
    }

    /// Draws the palette.
    pub fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        line_at(frame, area, 0, " Command: ");
        let matching = self.matching();
        let body = below(area, 2);
        let first = first_row(self.at, matching.len(), usize::from(body.height));
        for (row, (at, command)) in (0..body.height).zip(matching.iter().enumerate().skip(first)) {
            let chosen = at == self.at;
            let style = cx.style(if chosen { Tone::Selected } else { Tone::Text });
            let mark = if chosen { ">" } else { " " };
            let line = format!("{mark} {} {} ", text::pad(&command.name(), 20), text::pad(&command.key(), 8));
            let help = text::fit(&command.help(), usize::from(area.width).saturating_sub(text::width(&line)));
            line_at(frame, body, row, Line::from(vec![Span::styled(line, style), Span::raw(help)]));
        }
        if matching.is_empty() {
            line_at(frame, body, 0, " No command has these letters in this order.");
        }
        place_cursor(frame, area, 0, 0);
        self.wanted.view(frame, right_of(top(area, 1), 10), cx.theme, true);
    }
}

/// How badly a name matches, `None` when it does not: letters in order, early
/// and close together is better, the beginning of a word best.
fn score(wanted: &str, name: &str) -> Option<usize> {
    let name: Vec<char> = name.to_lowercase().chars().collect();
    let (mut at, mut badness) = (0, 0);
    for letter in wanted.chars().filter(|c| !c.is_whitespace()) {
        let found = name.iter().skip(at).position(|&c| c == letter)?;
        let begins_word = found + at == 0 || name.get(found + at - 1) == Some(&' ');
        badness += if begins_word { 0 } else { found * 2 + 1 };
        at += found + 1;
    }
    Some(badness)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_in_order_match_and_word_beginnings_win() {
        assert!(score("gb", "go to board").is_some());
        assert!(score("bg", "go to board").is_none());
        assert!(score("l", "lock") < score("l", "help"));
        assert_eq!(score("", "anything"), Some(0));
    }

    #[test]
    fn a_few_letters_and_enter_do_it() {
        let mut palette = Palette::new(ThemeName::ALL.map(Command::Theme).into());
        for key in ["d", "e", "u"] {
            assert_eq!(palette.on_key(key.parse().unwrap(), 10), Outcome::Open);
        }
        assert_eq!(palette.on_key(Key::ENTER, 10), Outcome::Chosen(Command::Theme(ThemeName::Deutan)));
    }
}

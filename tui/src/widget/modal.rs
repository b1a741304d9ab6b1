//! A question before something that cannot be taken back lightly. It says what
//! will happen and to whom, keeps by default, is confirmed by a letter (never
//! Enter), and ignores keys for its first moments: those were typed before the
//! person could have read it.

use std::time::Duration;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Clear;

use super::input::Input;
use super::text;
use super::{line_at, lines_at, place_cursor, row_of};
use crate::keymap::{Code, Key};
use crate::theme::{Theme, Tone};

/// How long keys are dropped after the question appeared.
pub const DEAF: Duration = Duration::from_millis(300);

/// What a key said to the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Nothing yet.
    Waiting,
    /// Do it.
    Yes,
    /// Leave everything as it is.
    Keep,
}

/// A question with one destructive answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirm {
    what: String,
    who: String,
    letter: char,
    verb: String,
    reasons: Vec<String>,
    reason: Option<usize>,
    note: Option<Input>,
    least: usize,
    typing: bool,
    opened: Duration,
}

impl Confirm {
    /// Asks "`what`?" about `who`; `letter` does it and is called `verb`.
    /// `opened` is the uptime now, see [`crate::app::Moment`].
    pub fn new(what: &str, who: &str, letter: char, verb: &str, opened: Duration) -> Self {
        Self {
            what: text::clean(what).into_owned(),
            who: text::clean(who).into_owned(),
            letter,
            verb: verb.to_owned(),
            reasons: Vec::new(),
            reason: None,
            note: None,
            least: 1,
            typing: false,
            opened,
        }
    }

    /// Asks for one of these reasons too, chosen by digit; without one the
    /// letter does nothing.
    pub fn reasons(mut self, reasons: &[&str]) -> Self {
        self.reasons = reasons.iter().map(|&reason| reason.to_owned()).collect();
        self
    }

    /// Lets the person type a reason after `0`, when there are reasons, or at
    /// once, when there are none.
    pub fn with_note(mut self, limit: usize) -> Self {
        self.typing = self.reasons.is_empty();
        self.note = Some(Input::new(super::input::Kind::Line, limit));
        self
    }

    /// Wants a typed reason of that many characters at least.
    pub fn at_least(mut self, characters: usize) -> Self {
        self.least = characters;
        self
    }

    /// The reason given: the chosen one or the typed one.
    pub fn reason(&self) -> String {
        match (&self.note, self.reason) {
            (Some(note), _) if !note.is_empty() => note.text().trim().to_owned(),
            (_, Some(at)) => self.reasons.get(at).cloned().unwrap_or_default(),
            _ => String::new(),
        }
    }

    /// Which of the reasons was chosen, from 0.
    pub fn chosen(&self) -> Option<usize> {
        self.reason
    }

    fn is_complete(&self) -> bool {
        let needed = !self.reasons.is_empty() || self.note.is_some();
        !needed || (!self.reason().is_empty() && !self.is_short())
    }

    /// Whether what is typed is not enough, and nothing else can be chosen.
    fn is_short(&self) -> bool {
        let typed = self.note.as_ref().map_or(0, |note| note.text().trim().chars().count());
        self.note.is_some() && self.reasons.is_empty() && typed < self.least
    }

    /// Takes a key; `uptime` is the time of the key.
    pub fn on_key(&mut self, key: Key, uptime: Duration) -> Answer {
        if uptime.saturating_sub(self.opened) < DEAF {
            return Answer::Waiting;
        }
        if self.typing {
            match key.code {
                Code::Esc => return Answer::Keep,
                // the person types on, and the last row says why
                Code::Enter | Code::Tab => self.typing = self.is_short(),
                _ => {
                    if let Some(note) = &mut self.note {
                        note.on_key(key);
                    }
                }
            }
            return Answer::Waiting;
        }
        if key == Key::ESC || key == Key::ENTER {
            return Answer::Keep;
        }
        match key.digit() {
            Some(0) if self.note.is_some() => self.typing = true,
            Some(digit) if (1..=self.reasons.len()).contains(&digit) => self.reason = Some(digit - 1),
            _ if key.typed() == Some(self.letter) && self.is_complete() => return Answer::Yes,
            _ => {}
        }
        Answer::Waiting
    }

    /// Pastes into the reason being typed.
    pub fn paste(&mut self, pasted: &str) {
        if let (true, Some(note)) = (self.typing, &mut self.note) {
            note.insert(pasted);
        }
    }

    /// Whether letters are text now.
    pub fn is_typing(&self) -> bool {
        self.typing
    }

    /// The keys of the question, for the hint row.
    pub fn hint(&self) -> String {
        match (self.typing, self.is_complete()) {
            (true, _) if self.is_short() && self.least > 1 => {
                format!("at least {} characters   Esc keep", self.least)
            }
            (true, _) if self.is_short() => "say why, then Enter   Esc keep".to_owned(),
            (true, _) => "Enter goes on   Esc keep".to_owned(),
            (false, true) => format!("{} {}   Esc keep", self.letter, self.verb),
            (false, false) => {
                format!("a digit for the reason, then {} {}   Esc keep", self.letter, self.verb)
            }
        }
    }

    /// Draws the question over the lower part of the area.
    pub fn view(&self, frame: &mut Frame, area: Rect, theme: Theme) {
        let width = usize::from(area.width.saturating_sub(2));
        let mut lines: Vec<Line> = Vec::new();
        lines.extend(text::wrap(&self.what, width).into_iter().map(|it| said(it, theme, Tone::Warn)));
        lines.extend(text::wrap(&self.who, width).into_iter().map(|it| said(it, theme, Tone::Strong)));
        for (at, reason) in self.reasons.iter().enumerate() {
            let chosen = self.reason == Some(at) && !self.typing;
            let mark = if chosen { ">" } else { " " };
            let tone = if chosen { Tone::Selected } else { Tone::Text };
            lines.push(said(format!("{mark} {} {reason}", at + 1), theme, tone));
        }
        let note_row = lines.len();
        if let Some(note) = &self.note {
            let caption = if self.reasons.is_empty() { "Reason" } else { "  0 other:" };
            let shown = if self.typing { caption.to_owned() } else { format!("{caption} {}", note.text()) };
            lines.push(said(shown, theme, Tone::Text));
        }
        lines.push(said(self.hint(), theme, Tone::Accent));

        let rows = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(area.height);
        let top = area.height - rows;
        let place = Rect { y: area.y + top, height: rows, ..area };
        frame.render_widget(Clear, place);
        // In too little room the end matters more than the beginning.
        let skipped = lines.len() - usize::from(rows);
        lines_at(frame, place, lines.into_iter().skip(skipped));
        place_cursor(frame, place, 0, rows.saturating_sub(1));
        if let (true, Some(note), Some(row)) = (self.typing, &self.note, note_row.checked_sub(skipped))
            && let Some(strip) = u16::try_from(row).ok().and_then(|row| row_of(place, row))
        {
            note.view(frame, super::right_of(strip, 12), theme, true);
        }
        if rows == 0 {
            line_at(frame, area, 0, self.hint());
        }
    }
}

fn said(text: String, theme: Theme, tone: Tone) -> Line<'static> {
    Line::from(vec![Span::raw(" "), Span::styled(text, theme.style(tone))])
}

#[cfg(test)]
mod tests {
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    use super::*;

    const LATER: Duration = Duration::from_secs(5);

    fn cancel() -> Confirm {
        Confirm::new(
            "Cancel the visit?",
            "Gomez, Luis, today 14:30 Moreau",
            'y',
            "cancel it",
            Duration::from_secs(1),
        )
        .reasons(&["patient asked", "doctor is away"])
        .with_note(80)
    }

    #[test]
    fn keys_typed_before_it_could_be_read_are_dropped() {
        let mut confirm = Confirm::new("Sign out?", "", 'y', "sign out", LATER);
        assert_eq!(confirm.on_key(Key::ch('y'), LATER + Duration::from_millis(299)), Answer::Waiting);
        assert_eq!(confirm.on_key(Key::ch('y'), LATER + Duration::from_millis(300)), Answer::Yes);
    }

    #[test]
    fn enter_and_escape_keep() {
        assert_eq!(cancel().on_key(Key::ENTER, LATER), Answer::Keep);
        assert_eq!(cancel().on_key(Key::ESC, LATER), Answer::Keep);
    }

    #[test]
    fn a_reason_is_needed_where_one_is_asked_for() {
        let mut confirm = cancel();
        assert_eq!(confirm.on_key(Key::ch('y'), LATER), Answer::Waiting);
        confirm.on_key(Key::ch('2'), LATER);
        assert_eq!(confirm.reason(), "doctor is away");
        assert_eq!(confirm.on_key(Key::ch('y'), LATER), Answer::Yes);
    }

    #[test]
    fn a_typed_reason_may_hold_the_confirming_letter() {
        let mut confirm = cancel();
        for key in ["0", "y", "e", "s", "enter"] {
            assert_eq!(confirm.on_key(key.parse().unwrap(), LATER), Answer::Waiting);
        }
        assert_eq!(confirm.reason(), "yes");
        assert_eq!(confirm.on_key(Key::ch('y'), LATER), Answer::Yes);
    }

    #[test]
    fn a_reason_that_is_too_short_is_typed_on() {
        let mut confirm =
            Confirm::new("Open it?", "", 'y', "open it", Duration::ZERO).with_note(80).at_least(4);
        for key in ["enter", "y", "e", "s", "space", "enter", "tab"] {
            assert_eq!(confirm.on_key(key.parse().unwrap(), LATER), Answer::Waiting);
            assert!(confirm.is_typing() && confirm.hint().contains("at least 4"), "{key}");
        }
        for key in ["y", "o", "u", "enter"] {
            confirm.on_key(key.parse().unwrap(), LATER);
        }
        assert_eq!((confirm.is_typing(), confirm.reason().as_str()), (false, "yes you"));
        assert_eq!(confirm.on_key(Key::ch('y'), LATER), Answer::Yes);
    }

    #[test]
    fn what_and_who_are_shown_and_every_size_draws() {
        for width in 1..100 {
            for height in 1..12 {
                let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
                terminal.draw(|frame| cancel().view(frame, frame.area(), Theme::default())).unwrap();
                let picture = terminal.backend().to_string();
                if width >= 40 && height >= 6 {
                    assert!(
                        picture.contains("Cancel the visit?") && picture.contains("Gomez, Luis"),
                        "{picture}"
                    );
                }
            }
        }
    }
}

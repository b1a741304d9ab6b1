//! A code of the server's console, typed where nobody else may confirm something: whoever runs the server stands in for the
//! second pair of eyes.

use praxis_shared::reason::Reason;
use ratatui::Frame;
use ratatui::layout::Rect;

use super::acts::sentence;
use crate::context::{Cx, Shape};
use crate::keymap::Key;
use crate::outbox::{Failure, Outbox};
use crate::screen::said_whole;
use crate::theme::Tone;
use crate::widget::form::{Field, Form, Outcome};
use crate::widget::{below, lines_at, right_of, top};

const CODE: &str = "console_code";
/// Longer than any such code, however it is spaced.
const LONGEST: usize = 80;
const HOW: &str = "On the server, \"praxis-server confirm\" prints one, good for 15 minutes.";
const HOW_SHORT: &str = "On the server: praxis-server confirm";
const WRONG: &str = "is not right, used or too old: praxis-server confirm prints another";

/// What a key did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typed {
    /// It stays open.
    Open,
    /// It is not for the form.
    Ignored,
    /// This code is to be sent.
    Code(String),
}

/// What is typed, what it is for, and why it is needed.
#[derive(Debug, Clone)]
pub struct Console {
    name: String,
    who: String,
    why: String,
    form: Form,
}

impl Console {
    /// Asks for a code that confirms what has this name, for somebody.
    pub fn open(name: &str, who: &str, why: &str) -> Self {
        let form = Form::new(vec![Field::text(CODE, "Code", LONGEST)]);
        Self { name: name.to_owned(), who: who.to_owned(), why: sentence(why), form }
    }

    /// The same where the server said why: all of that is shown, in the smallest size until the next key.
    pub fn because(name: &str, who: &str, failure: &Failure, cx: &Cx, out: &mut Outbox) -> Self {
        if cx.shape() != Shape::Full {
            out.complain(sentence(&failure.message));
        }
        Self::open(name, who, &failure.message)
    }

    /// What it confirms.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Takes a key.
    pub fn on_key(&mut self, key: Key) -> Typed {
        match self.form.on_key(key) {
            Outcome::Ignored => Typed::Ignored,
            Outcome::Submitted => self.code().map_or(Typed::Open, Typed::Code),
            Outcome::Changed => {
                self.form.clear_errors();
                Typed::Open
            }
            Outcome::Moved => Typed::Open,
        }
    }

    /// The code as typed; an empty one is said to be so.
    fn code(&mut self) -> Option<String> {
        let code = self.form.trimmed(CODE);
        if code.is_empty() {
            self.form.set_error(CODE, "type the code, or Esc");
        }
        Some(code).filter(|code| !code.is_empty())
    }

    /// Takes pasted text.
    pub fn paste(&mut self, pasted: &str) {
        self.form.paste(pasted);
    }

    /// The server refused it; what was typed stays.
    pub fn refused(&mut self, failure: &Failure) {
        if failure.is(Reason::CodeInvalid) {
            self.form.set_error(CODE, WRONG);
        } else {
            self.why = sentence(&failure.message);
        }
    }

    /// All of it in one line.
    pub fn line(&self) -> String {
        format!("Code of the server's console: {}", self.form.text(CODE))
    }

    /// Draws it, the field on top so that it is seen in every size.
    pub fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let rows = self.form.height(area.width.saturating_sub(1));
        let columns = usize::from(area.width);
        let mut lines = said_whole(&format!("It confirms: {}", self.who), Tone::Strong, columns, cx);
        let how = if cx.shape() == Shape::Full { HOW } else { HOW_SHORT };
        lines.extend(said_whole(how, Tone::Text, columns, cx));
        lines.extend(said_whole(&self.why, Tone::Warn, columns, cx));
        lines_at(frame, below(area, rows), lines);
        self.form.view(frame, top(right_of(area, 1), rows), cx.theme);
    }
}

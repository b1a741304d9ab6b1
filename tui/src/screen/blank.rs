//! A place whose screen this program does not have. It says so and can be left.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::{Page, Route, said};
use crate::context::Cx;
use crate::keymap::{Entry, Key};
use crate::outbox::Outbox;
use crate::theme::Tone;
use crate::widget::{line_at, place_cursor};

/// The empty screen of a route.
pub struct Blank {
    name: String,
}

impl Blank {
    /// Opens it.
    pub(super) fn open(route: &Route) -> Self {
        let name = format!("{route:?}");
        Self { name: name.split(['(', ' ', '{']).next().unwrap_or_default().to_owned() }
    }
}

impl Page for Blank {
    fn title(&self, _cx: &Cx) -> String {
        self.name.clone()
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        line_at(frame, area, 0, said("This screen is not part of this version.", Tone::Text, cx));
        place_cursor(frame, area, 0, 0);
    }

    fn entries(&self, _cx: &Cx) -> Vec<Entry> {
        Vec::new()
    }

    fn on_key(&mut self, _key: Key, _cx: &Cx, _out: &mut Outbox) -> bool {
        false
    }

    fn on_command(&mut self, _id: &str, _cx: &Cx, _out: &mut Outbox) {}
}

//! A person with several roles acts in one of them at a time, and can switch.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use praxis_shared::pb::Role;

use super::{Mode, Page, said};
use crate::context::{Cx, role_name};
use crate::keymap::{Binding, Entry, Key, Table};
use crate::outbox::{Go, Outbox};
use crate::theme::Tone;
use crate::widget::table::Selection;
use crate::widget::{line_at, place_cursor};

/// What the screen can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Act in the selected role.
    Choose,
    /// Sign out instead.
    SignOut,
}

/// The keys of the screen.
pub const KEYS: Table<Act> = Table {
    name: "choose-role",
    bindings: &[
        Binding::new(
            Act::Choose,
            "choose",
            &[Key::ENTER],
            "go on",
            "Goes on in the selected role; its digit does so too.",
        ),
        Binding::new(Act::SignOut, "sign-out", &[Key::ch('0')], "sign out", "Ends the session instead."),
    ],
};

/// The choice of a role.
pub struct ChooseRole {
    roles: Vec<Role>,
    selected: Selection<Role>,
    current: Role,
}

impl ChooseRole {
    /// Opens the choice among the person's roles.
    pub(super) fn open(cx: &Cx) -> Self {
        let roles: Vec<Role> =
            cx.me.iter().flat_map(|me| me.user.roles()).filter(|&role| role != Role::Unspecified).collect();
        let mut selected = Selection::default();
        if cx.role() != Role::Unspecified {
            selected.select(cx.role());
        }
        selected.follow(&roles);
        Self { roles, selected, current: cx.role() }
    }

    fn choose(&self, role: Option<Role>, out: &mut Outbox) {
        if let Some(role) = role {
            out.go(Go::Role(role));
        }
    }
}

impl Page for ChooseRole {
    fn title(&self, _cx: &Cx) -> String {
        "Role".to_owned()
    }

    fn mode(&self) -> Mode {
        Mode::Grid
    }

    fn entries(&self, cx: &Cx) -> Vec<Entry> {
        cx.keys.entries(&KEYS)
    }

    fn on_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        if self.selected.on_key(key, cx.page(), &self.roles) {
            return true;
        }
        match (cx.keys.find(&KEYS, key), key.digit()) {
            (Some(Act::Choose), _) => self.choose(self.selected.key().copied(), out),
            (Some(Act::SignOut), _) => out.go(Go::SignOut),
            (None, Some(digit)) => {
                self.choose(digit.checked_sub(1).and_then(|at| self.roles.get(at)).copied(), out)
            }
            // Who was already at work goes back to it.
            (None, None) if key == Key::ESC && self.current != Role::Unspecified => {
                out.go(Go::Role(self.current))
            }
            (None, None) => return false,
        }
        true
    }

    fn on_command(&mut self, id: &str, cx: &Cx, out: &mut Outbox) {
        match cx.keys.named(&KEYS, id) {
            Some(Act::Choose) => self.choose(self.selected.key().copied(), out),
            Some(Act::SignOut) => out.go(Go::SignOut),
            None => {}
        }
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let name = cx.me.as_ref().map(|me| me.user.first_name.clone()).unwrap_or_default();
        let greeting = match self.roles.is_empty() {
            true => format!("{name}, this account has no role yet. Ask the administrator."),
            false => format!("{name}, in which role?"),
        };
        line_at(frame, area, 0, said(greeting, Tone::Strong, cx));
        place_cursor(frame, area, 0, 0);
        let chosen = self.selected.row(&self.roles);
        for (row, (at, role)) in (2..area.height).zip(self.roles.iter().enumerate()) {
            let is_chosen = chosen == Some(at);
            let mark = if is_chosen { ">" } else { " " };
            let tone = if is_chosen { Tone::Selected } else { Tone::Text };
            let text = format!("{mark} {} {}", at + 1, role_name(*role));
            line_at(frame, area, row, Line::from(Span::styled(text, cx.style(tone))));
            if is_chosen {
                place_cursor(frame, area, 0, row);
            }
        }
    }

    fn line(&self, _cx: &Cx) -> String {
        let roles =
            self.roles.iter().enumerate().map(|(at, role)| format!("{} {}", at + 1, role_name(*role)));
        roles.collect::<Vec<_>>().join("  ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::{Stage, person};

    fn owner() -> Stage {
        let mut user = person(Role::Doctor);
        user.roles = vec![Role::Admin.into(), Role::Doctor.into()];
        Stage::signed_in_as(user)
    }

    #[test]
    fn two_roles_are_a_choice_and_one_is_none() {
        let mut stage = owner();
        insta::assert_snapshot!("choose_role", stage.picture());
        assert_eq!(stage.app().cx().role(), Role::Unspecified);
        stage.press("2");
        assert_eq!(stage.app().cx().role(), Role::Doctor);
        assert_eq!(Stage::signed_in(Role::Desk).app().cx().role(), Role::Desk);
    }

    #[test]
    fn the_role_can_be_switched_and_switching_can_be_left() {
        let mut stage = owner();
        stage.press("1 ctrl-k").type_text("switch").press("enter");
        assert!(stage.picture().contains("in which role?"));
        stage.press("esc");
        assert_eq!(stage.app().cx().role(), Role::Admin);
        stage.press("ctrl-k").type_text("switch").press("enter down enter");
        assert_eq!(stage.app().cx().role(), Role::Doctor);
    }
}

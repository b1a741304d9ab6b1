//! The locked terminal: not a word about patients, only who is signed in here,
//! by first name and initial. Place and drafts wait under it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Span;

use super::{Mode, Page};
use crate::context::Cx;
use crate::keymap::{Binding, Entry, Key, Table};
use crate::outbox::{Failure, Go, Outbox, Reply, Ticket};
use crate::screen::proof::{Proof, Proved};
use crate::theme::Tone;
use crate::widget::{below, line_at, right_of, text, top};

/// What the screen can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Send the password.
    Unlock,
    /// End this session so that somebody else can sign in.
    Other,
}

/// The keys of the screen.
pub const KEYS: Table<Act> = Table {
    name: "lock",
    bindings: &[
        Binding::new(Act::Unlock, "unlock", &[Key::ENTER], "unlock", "Unlocks with the password."),
        Binding::new(
            Act::Other,
            "other",
            &[Key::ctrl('n')],
            "other user",
            "Signs out here so that somebody else can sign in; unsaved drafts are lost.",
        ),
    ],
};

/// The lock screen.
#[derive(Default)]
pub struct Lock {
    proof: Proof,
}

impl Lock {
    fn act(&mut self, act: Act, out: &mut Outbox) {
        match act {
            Act::Unlock => self.proof.send(out),
            Act::Other => out.go(Go::SignOut),
        }
    }
}

/// First name and initial: enough to know whose desk it is, no more.
fn who(cx: &Cx) -> String {
    let Some(me) = &cx.me else { return String::new() };
    let first = text::clean(&me.user.first_name).into_owned();
    let initial = text::initials(&me.user.last_name);
    format!("{first} {}", initial.split_inclusive('.').next().unwrap_or_default())
}

impl Page for Lock {
    fn title(&self, _cx: &Cx) -> String {
        "Locked".to_owned()
    }

    fn mode(&self) -> Mode {
        Mode::Type
    }

    fn entries(&self, cx: &Cx) -> Vec<Entry> {
        cx.keys.entries(&KEYS)
    }

    fn on_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        if let Some(act) = cx.keys.find(&KEYS, key) {
            self.act(act, out);
            return true;
        }
        self.proof.on_key(key, out) || key == Key::ESC
    }

    fn on_command(&mut self, id: &str, cx: &Cx, out: &mut Outbox) {
        if let Some(act) = cx.keys.named(&KEYS, id) {
            self.act(act, out);
        }
    }

    fn on_paste(&mut self, pasted: &str, _cx: &Cx, _out: &mut Outbox) {
        self.proof.paste(pasted);
    }

    fn on_reply(&mut self, ticket: Ticket, answer: Result<Reply, Failure>, _cx: &Cx, out: &mut Outbox) {
        if self.proof.awaits(ticket)
            && let Proved::Yes(session) = self.proof.settle(&answer)
        {
            out.go(Go::Unlock(session));
        }
    }

    fn is_secret(&self) -> bool {
        self.proof.is_secret()
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let roomy = area.height >= 14 && area.width >= 60;
        let (indent, mut row) = if roomy { (12, 5) } else { (1, 0) };
        let area = right_of(area, indent);
        line_at(frame, area, row, Span::styled("Locked", cx.style(Tone::Strong)));
        row += if roomy { 2 } else { 1 };
        line_at(frame, area, row, format!("{} is signed in here.", who(cx)));
        row += if roomy { 2 } else { 1 };
        let fields = self.proof.height(area.width);
        self.proof.view(frame, top(below(area, row), fields), cx);
        row += fields + u16::from(roomy);
        if let Some((remark, tone)) = self.proof.remark(cx) {
            line_at(
                frame,
                area,
                row,
                Span::styled(text::fit(&remark, usize::from(area.width)), cx.style(tone)),
            );
        }
        row += if roomy { 2 } else { 1 };
        line_at(frame, area, row, "Your place and your draft are kept.");
    }

    fn line(&self, cx: &Cx) -> String {
        self.proof.remark(cx).map_or_else(|| format!("Locked. {}: password?", who(cx)), |(remark, _)| remark)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use praxis_shared::pb::{self, Role};

    use praxis_shared::reason::Reason;

    use super::*;
    use crate::app::LinkChange;
    use crate::outbox::{Call, Code, Effect};
    use crate::screen::Route;
    use crate::stage::Stage;

    #[test]
    fn the_lock_hides_everything_and_gives_the_place_back() {
        let mut stage = Stage::open(Role::Desk, Route::Record("patients/x".into()));
        let before = stage.picture();
        stage.press("ctrl-x");
        let picture = stage.picture();
        insta::assert_snapshot!("lock", picture);
        stage.type_text("whatever it was").press("enter");
        stage.answer(Reply::Reauthenticate(pb::ReauthenticateResponse::default()));
        assert_eq!(stage.picture(), before);
    }

    #[test]
    fn a_wrong_password_stays_locked_and_escape_does_not_help() {
        let mut stage = Stage::signed_in(Role::Desk);
        stage.press("ctrl-x").type_text("wrong").press("enter");
        stage.fail("Reauthenticate", Failure::new(Code::NotSignedIn, "user name or password is wrong"));
        stage.press("esc ctrl-f 1 ctrl-x");
        assert!(stage.picture().contains("Locked") && stage.picture().contains("is wrong"));
    }

    #[test]
    fn it_locks_by_itself_after_a_while_without_a_key() {
        let mut stage = Stage::signed_in(Role::Desk);
        stage.wait(Duration::from_secs(299));
        assert!(!stage.picture().contains("Locked"));
        stage.press("down").wait(Duration::from_secs(299));
        assert!(!stage.picture().contains("Locked"));
        stage.wait(Duration::from_secs(2));
        assert!(stage.picture().contains("Locked"));
    }

    #[test]
    fn the_limit_is_the_servers_or_sooner() {
        for (minutes, locks) in [(2, 120), (15, 300)] {
            let server = Duration::from_secs(minutes * 60);
            // the stage's own wish is five minutes
            let mut stage = Stage::signed_in_until(crate::stage::person(Role::Doctor), Some(server));
            stage.answer_empty().wait(Duration::from_secs(locks - 1));
            assert!(!stage.picture().contains("Locked"), "{minutes}");
            stage.wait(Duration::from_secs(1));
            assert!(stage.picture().contains("Locked"), "{minutes}");
        }
    }

    #[test]
    fn the_server_is_told_of_a_lock_by_key_even_if_only_later() {
        let mut stage = Stage::signed_in(Role::Desk);
        stage.answer_empty().press("ctrl-x");
        assert!(matches!(stage.last_call(), Some(Call::LockSession(_))));
        assert!(stage.effects().contains(&Effect::Redraw), "no cell of before stays");
        stage.link(LinkChange::Lost).fail("LockSession", Failure::new(Code::Offline, "gone"));
        assert_eq!(stage.last_call(), None);
        stage.link(LinkChange::Answered(Duration::from_millis(5)));
        assert!(matches!(stage.last_call(), Some(Call::LockSession(_))));
    }

    #[test]
    fn a_lock_by_the_server_hides_everything_and_what_was_not_loaded_is_asked_for_afterwards() {
        let locked = || Failure::new(Code::NotSignedIn, "locked").because(Reason::SessionLocked);
        let mut stage = Stage::open(Role::Desk, Route::Profile);
        stage.fail("ListSessions", locked());
        assert!(stage.picture().contains("Locked"), "{}", stage.picture());
        assert!(stage.calls().iter().all(|it| it.name() != "LockSession"), "it knows");
        stage.type_text("right").press("enter");
        stage.answer(Reply::Reauthenticate(pb::ReauthenticateResponse::default()));
        assert!(stage.effects().contains(&Effect::Unlocked));
        assert!(stage.calls().iter().any(|it| it.name() == "ListSessions"), "{:?}", stage.calls());

        let mut stage = Stage::signed_in(Role::Desk);
        stage.link(LinkChange::Locked);
        assert!(stage.picture().contains("Locked") && !stage.picture().contains("Hansen"));
    }

    #[test]
    fn somebody_else_signs_in_after_signing_out() {
        let mut stage = Stage::signed_in(Role::Desk);
        stage.press("ctrl-x ctrl-n");
        assert!(stage.picture().contains("Sign in"));
        assert!(stage.effects().contains(&Effect::SignedOut));
        assert!(stage.app().cx().me.is_none());
    }
}

//! Sign in by user name or e-mail. A refusal keeps what was typed and does not
//! say which part was wrong. In a sample clinic a digit in the empty first field
//! signs in as one of its people.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use praxis_shared::pb;
use praxis_shared::reason::Reason;

use super::{Mode, Page, Route, said};
use crate::context::{Cx, Link};
use crate::keymap::{Binding, Entry, Key, Table};
use crate::outbox::{Call, Code, Failure, Go, Load, Outbox, Reply, Ticket};
use crate::theme::Tone;
use crate::widget::form::{Field, Form, Outcome};
use crate::widget::{below, line_at, lines_at, right_of, text, top};

/// What the screen can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Send what was typed.
    SignIn,
    /// Next field.
    Next,
    /// Make an account.
    SignUp,
    /// Redeem a code.
    Activate,
    /// Go on in a warning that is longer than its place.
    More,
}

/// The keys of the screen.
pub const KEYS: Table<Act> = Table {
    name: "sign-in",
    bindings: &[
        Binding::new(Act::SignIn, "sign-in", &[Key::ENTER], "sign in", "Signs in with what was typed."),
        Binding::new(Act::Next, "next", &[Key::TAB], "next field", "Goes to the other field."),
        Binding::new(
            Act::SignUp,
            "sign-up",
            &[Key::ctrl('r'), Key::f(4)],
            "new account",
            "Makes a new account.",
        ),
        Binding::new(
            Act::Activate,
            "activate",
            &[Key::ctrl('o'), Key::f(5)],
            "code",
            "Redeems an activation code.",
        ),
        Binding::quiet(
            Act::More,
            "more",
            &[Key::PAGE_DOWN],
            "more of the warning",
            "Shows the next lines of a warning that is longer than its place.",
        ),
    ],
};

/// The sign-in screen.
pub struct SignIn {
    form: Form,
    why: String,
    refused: Option<Failure>,
    sent: Option<Ticket>,
    /// The server asked for a code, too.
    with_code: bool,
    /// What is known of this terminal.
    terminal: Load<pb::Terminal>,
    /// How often the person went on in the warnings.
    turned: usize,
}

impl SignIn {
    /// Opens it, with a sentence why when a session ended.
    pub(super) fn open(why: &str, cx: &Cx, out: &mut Outbox) -> Self {
        let login = cx.me.as_ref().map(|me| me.user.user_name.clone()).unwrap_or_default();
        let mut form = Form::new(vec![
            Field::text("login", "User", 254).with(&login),
            Field::secret("password", "Password"),
            Field::text("code", "Code", 64).columns(27).hint("6 digits or a recovery code"),
        ]);
        form.show("code", false);
        if !login.is_empty() {
            form.focus("password");
        }
        form.mark_saved();
        let mut terminal = Load::default();
        if cx.known_terminal {
            // what it is known by is filled in where it is kept
            terminal.ask(out, Call::GetTerminal(pb::GetTerminalRequest::default()));
        }
        Self { form, why: why.to_owned(), refused: None, sent: None, with_code: false, terminal, turned: 0 }
    }

    fn act(&mut self, act: Act, cx: &Cx, out: &mut Outbox) {
        match act {
            Act::SignIn => {
                let (login, password) = (self.form.trimmed("login"), self.form.text("password").to_owned());
                if login.is_empty() {
                    self.form.focus("login");
                } else if password.is_empty() {
                    self.form.focus("password");
                } else if self.with_code && self.form.trimmed("code").is_empty() {
                    self.form.focus("code");
                } else {
                    self.send(login, password, cx, out);
                }
            }
            Act::Next => {
                self.form.on_key(Key::TAB);
            }
            Act::SignUp => out.go(Go::To(Route::SignUp)),
            Act::Activate => out.go(Go::To(Route::Activate)),
            Act::More => self.turned += 1,
        }
    }

    fn send(&mut self, login: String, password: String, cx: &Cx, out: &mut Outbox) {
        if self.sent.is_some() {
            return;
        }
        self.refused = None;
        let client_label = cx.terminal.clone();
        let code = self.form.trimmed("code");
        self.sent = Some(out.call(Call::SignIn(pb::SignInRequest {
            login,
            password,
            client_label,
            code,
            ..Default::default()
        })));
    }

    /// Signs in as a person of the sample clinic.
    fn sample(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        let first_is_empty = self.form.focused() == "login" && self.form.text("login").is_empty();
        let Some(digit) = key.digit().filter(|_| first_is_empty) else { return false };
        let Some(sample) = digit.checked_sub(1).and_then(|at| cx.samples.get(at)) else { return false };
        self.send(sample.login.clone(), sample.password.clone(), cx, out);
        true
    }

    /// What whoever sits here must know before they sign in.
    fn warnings(&self) -> &[String] {
        self.terminal.get().map(|it| it.warnings.as_slice()).unwrap_or_default()
    }

    /// Those lines of the warnings that there is room for, and how to see the others.
    fn draw_warnings(&self, frame: &mut Frame, area: Rect, lines: &[String], cx: &Cx) {
        let style = cx.style(Tone::Bad);
        let draw = |lines: &[String], from: usize, frame: &mut Frame| {
            let shown =
                lines.iter().skip(from).map(|line| Line::from(Span::styled(format!(" {line}"), style)));
            lines_at(frame, area, shown);
        };
        let rows = usize::from(area.height);
        if lines.len() <= rows {
            return draw(lines, 0, frame);
        }
        let rows = rows.saturating_sub(1).max(1);
        let pages = lines.len().div_ceil(rows);
        let page = self.turned % pages;
        let first = page * rows;
        let shown = &lines[first..lines.len().min(first + rows)];
        draw(shown, 0, frame);
        let more = format!(" PgDn: more of this warning ({} of {pages})", page + 1);
        line_at(frame, area, u16::try_from(rows).unwrap_or(0), Span::styled(more, cx.style(Tone::Accent)));
    }

    fn remark(&self, cx: &Cx) -> Option<(String, Tone)> {
        if self.sent.is_some() {
            return Some(("signing in...".to_owned(), Tone::Text));
        }
        if let Some(refused) = &self.refused {
            // The link came back after the attempt: what was said then is no longer so.
            if refused.code == Code::Offline && matches!(cx.link, Link::Live(_)) {
                return Some(("The server answers again: Enter tries once more.".to_owned(), Tone::Warn));
            }
            return Some((refused.message.clone(), Tone::Bad));
        }
        (!self.why.is_empty()).then(|| (self.why.clone(), Tone::Warn))
    }
}

impl Page for SignIn {
    fn title(&self, _cx: &Cx) -> String {
        "Sign in".to_owned()
    }

    fn mode(&self) -> Mode {
        Mode::Type
    }

    fn entries(&self, cx: &Cx) -> Vec<Entry> {
        cx.keys.entries_if(&KEYS, |act| act != Act::More || !self.warnings().is_empty())
    }

    fn on_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        if self.sample(key, cx, out) {
            return true;
        }
        match cx.keys.find(&KEYS, key) {
            Some(Act::SignIn) if key == Key::ENTER && self.form.focused() == "login" => {
                self.form.focus("password");
                return true;
            }
            Some(Act::More) if self.warnings().is_empty() => {}
            Some(act) => {
                self.act(act, cx, out);
                return true;
            }
            None => {}
        }
        match self.form.on_key(key) {
            Outcome::Ignored => false,
            Outcome::Submitted => {
                self.act(Act::SignIn, cx, out);
                true
            }
            Outcome::Changed => {
                self.refused = None;
                true
            }
            Outcome::Moved => true,
        }
    }

    fn on_command(&mut self, id: &str, cx: &Cx, out: &mut Outbox) {
        if let Some(act) = cx.keys.named(&KEYS, id) {
            self.act(act, cx, out);
        }
    }

    fn on_paste(&mut self, pasted: &str, _cx: &Cx, _out: &mut Outbox) {
        self.form.paste(pasted);
    }

    fn on_reply(&mut self, ticket: Ticket, answer: Result<Reply, Failure>, _cx: &Cx, out: &mut Outbox) {
        if self.terminal.awaits(ticket) {
            // only above the form, so that nothing moves that is being typed into
            self.terminal.settle(answer.map(|reply| match reply {
                Reply::GetTerminal(terminal) => terminal,
                _ => pb::Terminal::default(),
            }));
            return;
        }
        if self.sent != Some(ticket) {
            return;
        }
        self.sent = None;
        match answer {
            Ok(Reply::SignIn(session)) => out.go(Go::SignedIn(Box::new(session))),
            Ok(_) => {}
            Err(failure) if failure.is(Reason::SecondFactorNeeded) => {
                self.with_code = true;
                self.form.show("code", true);
                self.form.focus("code");
            }
            Err(failure) => {
                if failure.is(Reason::WrongCode) {
                    self.form.set("code", "");
                    self.form.focus("code");
                }
                self.refused = Some(failure);
            }
        }
    }

    fn line(&self, cx: &Cx) -> String {
        match self.remark(cx) {
            Some((said, _)) => said,
            None if !self.warnings().is_empty() && !self.form.is_touched() => {
                format!("! {}", self.warnings().first().map(String::as_str).unwrap_or_default())
            }
            None if self.form.focused() == "login" => format!("User: {}", self.form.text("login")),
            None if self.form.focused() == "code" => format!("Code: {}", self.form.text("code")),
            None => "Password: ........".to_owned(),
        }
    }

    fn is_secret(&self) -> bool {
        self.form.is_secret()
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let roomy = area.height >= 14 && area.width >= 60;
        let (indent, head) = if roomy { (12, 3) } else { (1, 1) };
        let whole = area;
        let area = right_of(area, indent);
        let fields = self.form.height(area.width);
        let columns = usize::from(whole.width).saturating_sub(2);
        let warnings = self.warnings();
        let lines: Vec<String> =
            warnings.iter().flat_map(|it| text::wrap(&format!("! {it}"), columns)).collect();
        // the form stays where it is as long as the warnings fit above it
        let needed = u16::try_from(lines.len()).unwrap_or(u16::MAX).max(head);
        // what was said to the last try is seen, too
        let wide = usize::from(area.width.saturating_sub(1));
        let said = self.remark(cx).map_or(0, |(it, _)| text::wrap(&it, wide).len());
        let kept = fields.saturating_add(u16::try_from(said).unwrap_or(u16::MAX));
        let row = needed.min(whole.height.saturating_sub(kept).max(head));
        if lines.is_empty() {
            line_at(frame, area, u16::from(roomy), Span::styled("Sign in", cx.style(Tone::Strong)));
        } else {
            self.draw_warnings(frame, top(whole, row), &lines, cx);
        }
        self.form.view(frame, top(below(area, row), fields), cx.theme);
        let mut row = row + fields + u16::from(roomy);
        if let Some((remark, tone)) = self.remark(cx) {
            for line in text::wrap(&remark, usize::from(area.width.saturating_sub(1))) {
                line_at(frame, area, row, Span::styled(line, cx.style(tone)));
                row += 1;
            }
            row += u16::from(roomy);
        }
        if !cx.samples.is_empty() {
            line_at(frame, area, row, "Sample clinic. A digit in the empty field signs in:");
            row += 1;
            for (at, sample) in cx.samples.iter().enumerate().take(9) {
                let line = Line::from(vec![
                    Span::styled(format!("  {} ", at + 1), cx.style(Tone::Accent)),
                    Span::raw(text::clean(&sample.label).into_owned()),
                ]);
                line_at(frame, area, row, line);
                row += 1;
            }
        } else if roomy {
            for line in [
                "User name, or an e-mail that the clinic has confirmed.",
                "No account yet? Ctrl-R makes one. Got a code? Ctrl-O redeems it.",
            ] {
                line_at(frame, area, row, Span::styled(line, cx.style(Tone::Muted)));
                row += 1;
            }
        }
    }

    fn detail(&self, cx: &Cx) -> Line<'static> {
        said("No password and nothing about patients is kept on this computer.", Tone::Muted, cx)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use praxis_shared::pb::Role;
    use praxis_shared::reason::Reason;

    use super::*;
    use crate::app::LinkChange;
    use crate::context::SampleAccount;
    use crate::outbox::Effect;
    use crate::stage::{Stage, person};

    fn samples() -> Vec<SampleAccount> {
        let account = |login: &str, label: &str| SampleAccount {
            login: login.into(),
            password: format!("sample password of {login}"),
            label: label.into(),
        };
        vec![account("ida", "Front desk, Ida Hansen"), account("moreau", "Doctor, Claire Moreau")]
    }

    #[test]
    fn the_sign_in_screen_looks_like_this() {
        insta::assert_snapshot!("sign_in", Stage::start().picture());
        insta::assert_snapshot!("sign_in_samples", Stage::start_with(samples()).picture());
        insta::assert_snapshot!("sign_in_40x12", Stage::start_with(samples()).resize(40, 12).picture());
    }

    #[test]
    fn user_and_password_are_sent_and_open_the_home_of_the_role() {
        let mut stage = Stage::start();
        stage.type_text("ida").press("enter").type_text("right pass phrase").press("enter");
        let sent = pb::SignInRequest {
            login: "ida".into(),
            password: "right pass phrase".into(),
            client_label: "desk-2".into(),
            ..Default::default()
        };
        assert_eq!(stage.last_call(), Some(&Call::SignIn(sent)));
        let answer =
            pb::SignInResponse { token: "t".into(), user: Some(person(Role::Desk)), ..Default::default() };
        stage.answer(Reply::SignIn(answer));
        assert!(stage.effects().iter().any(|effect| matches!(effect, Effect::SignedIn(..))));
        assert!(stage.picture().contains("[1Board]"), "{}", stage.picture());
    }

    #[test]
    fn a_wrong_password_keeps_what_was_typed_and_does_not_say_which_part() {
        let mut stage = Stage::start();
        stage.type_text("ida").press("enter").type_text("wrong").press("enter");
        let wrong = Failure::new(Code::NotSignedIn, "user name or password is wrong")
            .because(Reason::WrongCredentials);
        stage.fail("SignIn", wrong);
        let picture = stage.picture();
        assert!(picture.contains("user name or password is wrong"), "{picture}");
        assert!(picture.contains("ida___") && picture.contains("........"), "{picture}");
        stage.press("enter");
        assert!(matches!(stage.last_call(), Some(Call::SignIn(request)) if request.password == "wrong"));
    }

    #[test]
    fn a_second_factor_is_asked_for_as_a_second_step_and_nothing_typed_is_lost() {
        let mut stage = Stage::start();
        stage.type_text("ida").press("enter").type_text("right pass phrase").press("enter");
        let needed = Failure::new(Code::NotSignedIn, "now the code").because(Reason::SecondFactorNeeded);
        stage.fail("SignIn", needed);
        insta::assert_snapshot!("sign_in_code", stage.picture());
        stage.paste("123 456").press("enter");
        let sent = |stage: &Stage| match stage.last_call() {
            Some(Call::SignIn(sent)) => (sent.login.clone(), sent.password.clone(), sent.code.clone()),
            other => panic!("{other:?}"),
        };
        assert_eq!(sent(&stage), ("ida".into(), "right pass phrase".into(), "123 456".into()));
        let wrong = Failure::new(Code::NotSignedIn, "this code is not right").because(Reason::WrongCode);
        stage.fail("SignIn", wrong);
        assert!(stage.picture().contains("not right"), "{}", stage.picture());
        stage.type_text("654321").press("enter");
        assert_eq!(sent(&stage), ("ida".into(), "right pass phrase".into(), "654321".into()));
    }

    #[test]
    fn a_digit_in_the_empty_field_signs_in_as_a_person_of_the_sample_clinic() {
        let mut stage = Stage::start_with(samples());
        stage.press("2");
        assert!(matches!(stage.last_call(), Some(Call::SignIn(request)) if request.login == "moreau"));
        let mut stage = Stage::start_with(samples());
        stage.type_text("a2");
        assert_eq!(stage.last_call(), None);
    }

    #[test]
    fn an_ended_session_keeps_the_place_for_the_same_person() {
        let mut stage = Stage::signed_in(Role::Desk);
        stage.press("3").answer_empty();
        let before = stage.picture();
        let ended = Failure::new(Code::NotSignedIn, "this session has ended").because(Reason::SessionEnded);
        stage.link(LinkChange::Ended(ended));
        assert!(stage.picture().contains("This session has ended. Sign in again"), "{}", stage.picture());
        assert!(stage.picture().contains("ida___"));
        stage.type_text("right pass phrase").press("enter");
        let answer =
            pb::SignInResponse { token: "t".into(), user: Some(person(Role::Desk)), ..Default::default() };
        stage.answer(Reply::SignIn(answer)).answer_empty();
        assert_eq!(stage.picture(), before);
    }

    #[test]
    fn another_person_finds_nothing_of_the_one_before() {
        let mut stage = Stage::signed_in(Role::Doctor);
        let ended = Failure::new(Code::NotSignedIn, "this session has ended").because(Reason::SessionEnded);
        stage.press("2").link(LinkChange::Ended(ended));
        let answer =
            pb::SignInResponse { token: "t".into(), user: Some(person(Role::Desk)), ..Default::default() };
        stage
            .press("shift-tab ctrl-u")
            .type_text("ida")
            .press("enter")
            .type_text("some pass phrase")
            .press("enter");
        stage.answer(Reply::SignIn(answer));
        assert!(stage.picture().contains("[1Board]"), "{}", stage.picture());
    }

    fn warned(count: usize) -> Reply {
        let of = |name: &str| {
            format!(
                "The account {name} was reset (2026-11-20 13:05). If that was not you, tell the administrator at once: it \
                 sees clinical text again 24 hours after that."
            )
        };
        let names = ["moreau", "okafor", "lindqvist"];
        Reply::GetTerminal(pb::Terminal { warnings: names.into_iter().take(count).map(of).collect() })
    }

    #[test]
    fn a_known_terminal_warns_of_accounts_that_were_reset() {
        let mut stage = Stage::start_known();
        stage.answer(warned(1));
        insta::assert_snapshot!("sign_in_warned", stage.picture());
        insta::assert_snapshot!("sign_in_warned_40x12", stage.resize(40, 12).picture());
        stage.sweep_some();
        assert_eq!(
            Stage::start().calls(),
            Vec::<&Call>::new(),
            "a terminal that is not known asks for nothing"
        );
    }

    #[test]
    fn a_warning_that_comes_late_moves_neither_the_cursor_nor_what_was_typed() {
        let mut stage = Stage::start_known();
        stage.type_text("ida").press("enter").type_text("right pass");
        let before = stage.cursor();
        stage.answer(warned(1));
        assert!(stage.picture().contains("The account moreau was reset"), "{}", stage.picture());
        assert_eq!(stage.cursor(), before);
        stage.type_text(" phrase").press("enter");
        let sent = |it: &Call| matches!(it, Call::SignIn(it) if it.login == "ida" && it.password == "right pass phrase");
        assert!(stage.last_call().is_some_and(sent));
        let mut small = Stage::start_known();
        small.resize(40, 12).type_text("ida").answer(warned(1)).type_text("x");
        let picture = small.picture();
        let row = picture.lines().position(|row| row.contains("idax")).unwrap();
        assert_eq!(small.cursor().map(|at| usize::from(at.y)), Some(row), "{picture}");
    }

    #[test]
    fn warnings_that_have_no_room_are_read_page_by_page() {
        let mut stage = Stage::start_known();
        stage.answer(warned(3)).resize(40, 12);
        let mut seen = String::new();
        for _ in 0..8 {
            seen.push_str(&stage.picture());
            assert!(stage.picture().contains("User "), "the form is always there: {}", stage.picture());
            stage.press("pgdn");
        }
        for name in ["moreau", "okafor", "lindqvist"] {
            assert!(seen.contains(name), "{name}: {seen}");
        }
    }

    #[test]
    fn a_refusal_is_seen_beside_a_warning_in_the_smallest_size_too() {
        let mut stage = Stage::start_known();
        stage
            .answer(warned(1))
            .resize(40, 12)
            .type_text("ida")
            .press("enter")
            .type_text("wrong")
            .press("enter");
        let wrong = Failure::new(Code::NotSignedIn, "user name or password is wrong");
        stage.fail("SignIn", wrong.because(Reason::WrongCredentials));
        let picture = stage.picture();
        for wanted in ["The account moreau", "ida___", "user name or password is wrong"] {
            assert!(picture.contains(wanted), "{wanted}: {picture}");
        }
    }

    #[test]
    fn an_answer_to_a_terminal_that_was_signed_in_at_meanwhile_falls_on_the_floor() {
        let mut stage = Stage::start_known();
        stage.type_text("ida").press("enter").type_text("right pass phrase").press("enter");
        let late = stage.under_way();
        let (sign_in, terminal) = (late[1].0, late[0].0);
        let answer =
            pb::SignInResponse { token: "t".into(), user: Some(person(Role::Desk)), ..Default::default() };
        stage.hear(crate::app::Msg::Reply(sign_in, Ok(Reply::SignIn(answer))));
        stage.hear(crate::app::Msg::Reply(terminal, Ok(warned(1))));
        assert!(!stage.picture().contains("was reset"), "{}", stage.picture());
    }

    #[test]
    fn an_attempt_without_a_server_can_be_repeated_when_it_is_back() {
        let mut stage = Stage::start();
        stage.link(LinkChange::Lost).type_text("ida").press("enter").type_text("pass").press("enter");
        stage.fail("SignIn", Failure::new(Code::Offline, "The server cannot be reached."));
        assert!(stage.picture().contains("OFFLINE since 14:32"), "{}", stage.picture());
        stage.link(LinkChange::Answered(Duration::from_millis(300)));
        assert!(stage.picture().contains("Enter tries once more") && stage.picture().contains("SLOW 300 ms"));
    }
}

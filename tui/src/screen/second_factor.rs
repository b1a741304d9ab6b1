//! Setting up a second factor: a picture to scan or letters to type, the first code, and
//! the recovery codes, which are shown once.

use qrcode::{Color as Module, EcLevel, QrCode};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};
use ratatui::text::{Line, Span};

use praxis_shared::pb;

use super::{Mode, Page, said};
use crate::context::Cx;
use crate::keymap::{Binding, Entry, Key, Table};
use crate::outbox::{Call, Failure, Go, Outbox, Reply, Ticket};
use crate::theme::{ThemeName, Tone};
use crate::widget::form::{Field, Form, Outcome};
use crate::widget::{below, left_of, line_at, right_of, text, top};

/// Columns that words need beside the picture.
const WORDS: u16 = 40;

/// What the screen can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Show the first code.
    Confirm,
    /// Go away.
    Leave,
    /// The recovery codes are on paper.
    Written,
}

/// The keys of the screen.
pub const KEYS: Table<Act> = Table {
    name: "second-factor",
    bindings: &[
        Binding::new(
            Act::Confirm,
            "confirm",
            &[Key::ENTER],
            "confirm",
            "Sends the code that your app shows.",
        ),
        Binding::new(
            Act::Written,
            "written",
            &[Key::ch('w')],
            "I have written them down",
            "Goes on; the recovery codes are not shown again.",
        ),
        Binding::new(
            Act::Leave,
            "leave",
            &[Key::ESC],
            "not now",
            "Goes back, or signs out where it must be done.",
        ),
    ],
};

/// How far it is.
enum Stage {
    /// The server is asked for a new secret.
    Asked,
    /// The app is shown the secret, and shows a code.
    Scan { secret: String },
    /// The recovery codes are to be written down.
    Codes(Vec<String>),
}

/// Setting up a second factor.
pub struct SecondFactor {
    stage: Stage,
    form: Form,
    refused: Option<String>,
    sent: Option<Ticket>,
    user: Option<Box<pb::User>>,
    codes_only: bool,
}

impl SecondFactor {
    /// Begins, or makes new recovery codes alone.
    pub(super) fn open(codes_only: bool, out: &mut Outbox) -> Self {
        let mut this = Self {
            stage: Stage::Asked,
            form: Form::new(vec![Field::text("code", "Code", 16).columns(16).hint("6 digits")]),
            refused: None,
            sent: None,
            user: None,
            codes_only,
        };
        this.ask(out);
        this
    }

    fn ask(&mut self, out: &mut Outbox) {
        self.refused = None;
        self.sent = Some(out.call(if self.codes_only {
            Call::RegenerateRecoveryCodes(pb::RegenerateRecoveryCodesRequest::default())
        } else {
            Call::BeginSecondFactor(pb::BeginSecondFactorRequest::default())
        }));
    }

    /// The session is for nothing else until this is done.
    fn must(cx: &Cx) -> bool {
        cx.me.as_ref().is_some_and(|me| me.session.second_factor_required)
    }

    fn allows(&self, act: Act) -> bool {
        match (&self.stage, act) {
            (Stage::Codes(_), act) => act == Act::Written,
            (_, Act::Written) => false,
            (Stage::Scan { .. }, Act::Confirm) | (_, Act::Leave) => true,
            (Stage::Asked, Act::Confirm) => self.sent.is_none(),
        }
    }

    fn act(&mut self, act: Act, cx: &Cx, out: &mut Outbox) {
        if !self.allows(act) {
            return;
        }
        match (act, &self.stage) {
            (Act::Confirm, Stage::Asked) => self.ask(out),
            (Act::Confirm, _) => {
                let code = self.form.trimmed("code");
                if self.sent.is_none() && !code.is_empty() {
                    self.refused = None;
                    let request = pb::ConfirmSecondFactorRequest { code, ..Default::default() };
                    self.sent = Some(out.call(Call::ConfirmSecondFactor(request)));
                }
            }
            (Act::Leave, _) if Self::must(cx) => out.go(Go::SignOut),
            (Act::Leave, _) => out.go(Go::Back),
            (Act::Written, _) => match self.user.take() {
                Some(user) => out.go(Go::Enrolled(user)),
                None => out.go(Go::Back),
            },
        }
    }

    fn remark(&self) -> Option<(String, Tone)> {
        match (&self.sent, &self.refused) {
            (Some(_), _) => Some(("asking the server...".to_owned(), Tone::Text)),
            (None, Some(refused)) => Some((refused.clone(), Tone::Bad)),
            (None, None) => None,
        }
    }

    fn words(&self, cx: &Cx) -> Vec<(String, Tone)> {
        let mut words = Vec::new();
        let mut say = |line: &str, tone: Tone| words.push((line.to_owned(), tone));
        match &self.stage {
            Stage::Asked => {
                if self.remark().is_none() {
                    say("Enter begins.", Tone::Text);
                }
            }
            Stage::Scan { secret } => {
                if Self::must(cx) {
                    say(
                        "Your role needs a second factor beside the password. It takes a minute.",
                        Tone::Warn,
                    );
                }
                say(
                    "Open the authenticator app on your phone and add an account: scan the picture, or type",
                    Tone::Text,
                );
                say(&grouped(secret), Tone::Strong);
                say("(time-based). Then type the code that it shows:", Tone::Text);
            }
            Stage::Codes(codes) => {
                say(
                    "Write these down, on paper, and keep them apart from your phone. Each opens once when the phone \
                     is not there. They are not shown again.",
                    Tone::Warn,
                );
                for pair in codes.chunks(2) {
                    say(&format!("  {}", pair.join("   ")), Tone::Strong);
                }
                say("w  I have written them down", Tone::Accent);
            }
        }
        words
    }
}

/// Letters in groups of four, as people read them out.
fn grouped(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|four| four.iter().collect()).collect();
    groups.join(" ")
}

/// The picture, one text of half blocks for each two rows of it: light where light falls.
fn picture(secret: &str, user_name: &str) -> Option<Vec<String>> {
    // as short as apps take it, so that the picture stays small
    let uri = format!("otpauth://totp/{user_name}?secret={secret}");
    let code = QrCode::with_error_correction_level(uri.as_bytes(), EcLevel::L).ok()?;
    let width = i64::try_from(code.width()).ok()?;
    let modules = code.to_colors();
    let light = |x: i64, y: i64| {
        let inside = (0..width).contains(&x) && (0..width).contains(&y);
        let at = usize::try_from(y * width + x).ok().filter(|_| inside);
        at.and_then(|at| modules.get(at)).is_none_or(|it| *it == Module::Light)
    };
    let rows = (-1..=width).step_by(2).map(|y| {
        (-1..=width)
            .map(|x| match (light(x, y), light(x, y + 1)) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            })
            .collect()
    });
    Some(rows.collect())
}

impl Page for SecondFactor {
    fn title(&self, _cx: &Cx) -> String {
        if self.codes_only { "Recovery codes" } else { "Second factor" }.to_owned()
    }

    fn mode(&self) -> Mode {
        if matches!(self.stage, Stage::Scan { .. }) { Mode::Type } else { Mode::Grid }
    }

    fn context(&self, cx: &Cx) -> Line<'static> {
        let what = match &self.stage {
            Stage::Codes(_) => "RECOVERY CODES",
            _ if Self::must(cx) => "SECOND FACTOR   needed before anything else; Esc signs out",
            _ => "SECOND FACTOR   Esc goes back, nothing changes before the code is confirmed",
        };
        said(what, Tone::Strong, cx)
    }

    fn entries(&self, cx: &Cx) -> Vec<Entry> {
        cx.keys.entries_if(&KEYS, |act| self.allows(act))
    }

    fn on_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        let act = cx.keys.find(&KEYS, key);
        match act {
            // in the field it is a letter
            Some(Act::Written) if !matches!(self.stage, Stage::Codes(_)) => {}
            Some(act) => {
                self.act(act, cx, out);
                return true;
            }
            None => {}
        }
        if !matches!(self.stage, Stage::Scan { .. }) {
            return key == Key::ESC;
        }
        match self.form.on_key(key) {
            Outcome::Ignored => false,
            Outcome::Submitted => {
                self.act(Act::Confirm, cx, out);
                true
            }
            Outcome::Changed | Outcome::Moved => true,
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

    fn on_reply(&mut self, ticket: Ticket, answer: Result<Reply, Failure>, _cx: &Cx, _out: &mut Outbox) {
        if self.sent != Some(ticket) {
            return;
        }
        self.sent = None;
        match answer {
            Ok(Reply::BeginSecondFactor(begun)) => self.stage = Stage::Scan { secret: begun.secret },
            Ok(Reply::ConfirmSecondFactor(done)) => {
                self.user = done.user.map(Box::new);
                self.stage = Stage::Codes(done.recovery_codes);
            }
            Ok(Reply::RegenerateRecoveryCodes(new)) => self.stage = Stage::Codes(new.recovery_codes),
            Ok(_) => {}
            Err(failure) => self.refused = Some(failure.message),
        }
    }

    fn line(&self, _cx: &Cx) -> String {
        match &self.stage {
            Stage::Asked => self.remark().map_or_else(String::new, |(remark, _)| remark),
            Stage::Scan { secret } => format!("Type into your app: {}", grouped(secret)),
            Stage::Codes(codes) => codes.join(" "),
        }
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let who = cx.me.as_ref().map_or("", |me| me.user.user_name.as_str());
        let drawn = match &self.stage {
            Stage::Scan { secret } if cx.blocks => picture(secret, who),
            _ => None,
        };
        let fits = |rows: &Vec<String>| {
            let columns = rows.first().map_or(0, |row| row.chars().count());
            rows.len() <= usize::from(area.height) && columns + usize::from(WORDS) <= usize::from(area.width)
        };
        let mut area = area;
        if let Some(rows) = drawn.filter(fits) {
            let columns =
                u16::try_from(rows.first().map_or(0, |row| row.chars().count())).unwrap_or_default();
            let place = left_of(area, columns);
            let style = match cx.theme.name() {
                ThemeName::Mono => Style::default(),
                _ => Style::default().fg(Color::White).bg(Color::Black),
            };
            for (at, row) in (0..).zip(rows) {
                line_at(frame, place, at, Span::styled(row, style));
            }
            area = right_of(area, columns + 1);
        }
        let columns = usize::from(area.width.saturating_sub(1));
        let mut row = 0;
        for (said, tone) in self.words(cx) {
            for line in text::wrap(&said, columns) {
                line_at(frame, area, row, Span::styled(line, cx.style(tone)));
                row += 1;
            }
        }
        if matches!(self.stage, Stage::Scan { .. }) {
            let fields = self.form.height(area.width);
            self.form.view(frame, top(below(area, row), fields), cx.theme);
            row += fields;
        }
        if let Some((remark, tone)) = self.remark() {
            for line in text::wrap(&remark, columns) {
                line_at(frame, area, row, Span::styled(line, cx.style(tone)));
                row += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use praxis_shared::pb::Role;
    use praxis_shared::reason::Reason;

    use super::*;
    use crate::outbox::{Code, Effect, Token};
    use crate::screen::Route;
    use crate::stage::{Stage as Client, person};

    const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    fn begun() -> Reply {
        Reply::BeginSecondFactor(pb::BeginSecondFactorResponse { secret: SECRET.into(), uri: String::new() })
    }

    fn codes() -> Vec<String> {
        (0..10).map(|at| format!("AAAAA{at}-BBBBBB-CCCCCC-DDDDDD")).collect()
    }

    #[test]
    fn the_picture_fits_the_usual_terminal_and_words_do_for_the_rest() {
        let rows = picture(SECRET, "maria.lindqvist.okafor").unwrap();
        assert!(rows.len() <= 18 && rows[0].chars().count() <= 37, "{} rows", rows.len());
        let mut client = Client::open(Role::Doctor, Route::SecondFactor { codes_only: false });
        client.answer(begun());
        insta::assert_snapshot!("second_factor", client.picture());
        assert!(client.picture().contains('▀'));
        let small = client.resize(40, 12).picture();
        assert!(!small.contains('▀') && small.contains("GEZD GNBV GY3T QOJQ"), "{small}");
    }

    #[test]
    fn a_wrong_code_is_said_and_kept_and_the_right_one_shows_the_recovery_codes_once() {
        let mut client = Client::open(Role::Doctor, Route::SecondFactor { codes_only: false });
        client.answer(begun()).type_text("123 456").press("enter");
        assert!(
            matches!(client.last_call(), Some(Call::ConfirmSecondFactor(sent)) if sent.code == "123 456")
        );
        let wrong = Failure::new(Code::NotSignedIn, "this code is not right").because(Reason::WrongCode);
        client.fail("ConfirmSecondFactor", wrong);
        assert!(client.picture().contains("not right") && client.picture().contains("123 456"));
        client.press("enter");
        client.answer(Reply::ConfirmSecondFactor(pb::ConfirmSecondFactorResponse {
            recovery_codes: codes(),
            user: Some(pb::User { second_factor: true, ..person(Role::Doctor) }),
        }));
        insta::assert_snapshot!("recovery_codes", client.picture());
        // Esc does not throw them away unread
        client.press("esc");
        assert!(client.picture().contains("AAAAA9-"));
        client.press("w").answer_empty();
        assert!(!client.picture().contains("AAAAA9-"), "{}", client.picture());
    }

    #[test]
    fn who_must_have_one_sets_it_up_first_and_then_comes_home() {
        let mut client = Client::start();
        client.type_text("moreau").press("enter").type_text("right pass phrase").press("enter");
        let session =
            pb::Session { name: "sessions/1".into(), second_factor_required: true, ..Default::default() };
        client.answer(Reply::SignIn(pb::SignInResponse {
            token: "t".into(),
            user: Some(person(Role::Doctor)),
            session: Some(Box::new(session)),
            ..Default::default()
        }));
        // nothing is watched, and nothing else is asked for
        assert!(client.effects().iter().any(|it| *it == Effect::Restricted(Token("t".into()))));
        assert!(!client.effects().iter().any(|it| matches!(it, Effect::SignedIn(..))));
        client.answer(begun()).type_text("123456").press("enter");
        client.answer(Reply::ConfirmSecondFactor(pb::ConfirmSecondFactorResponse {
            recovery_codes: codes(),
            user: Some(pb::User { second_factor: true, ..person(Role::Doctor) }),
        }));
        client.press("w");
        assert!(client.effects().iter().any(|it| matches!(it, Effect::SignedIn(..))));
        assert!(client.picture().contains("[1Day]"), "{}", client.picture());
    }
}

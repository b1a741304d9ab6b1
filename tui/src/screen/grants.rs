//! Roles that open clinical text and wait for somebody else to confirm them: who is to have which, who gave them, and whether
//! they are this person's to confirm. Where they are not, the list says why, and takes a code of the server's console.

use praxis_shared::pb::{self, Role, event::Payload};
use praxis_shared::reason::Reason;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

pub use self::keys::{Act, KEYS};
use super::common::acts::sentence;
use super::common::console::{Console, Typed};
use super::common::once::Once;
use super::{Mode, Page, Route, said, said_whole};
use crate::context::{Cx, Shape, instant};
use crate::keymap::{Entry, Key};
use crate::outbox::{Call, Failure, Load, Outbox, Reply, Ticket};
use crate::theme::Tone;
use crate::widget::modal::{Answer, Confirm};
use crate::widget::table::{self, Cell, Column, Selection};
use crate::widget::{below, line_at, lines_at, place_cursor, top};

mod keys;

const COLUMNS: [Column; 5] = [
    Column::flex("Who", 12),
    Column::new("Roles", 12),
    Column::flex("Given by", 12).from(60),
    Column::new("When", 16).from(70),
    Column::new("Yours", 5),
];

/// What was asked of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Deed {
    Confirm(String),
    TurnDown(String),
}

/// The roles that wait.
pub struct RoleGrants {
    grants: Load<Vec<pb::RoleGrant>>,
    next: String,
    more: Option<Ticket>,
    selected: Selection<String>,
    /// A notice led to the selected one, and the list has not come yet.
    led: bool,
    /// What a notice led to is not there any more.
    missed: bool,
    question: Option<(Confirm, String)>,
    console: Option<Console>,
    sent: Option<(Ticket, Deed)>,
    once: Once,
}

/// "doctor", "administrator and doctor".
fn words(roles: impl Iterator<Item = Role>) -> String {
    let words: Vec<&str> = roles.map(word).collect();
    words.join(" and ")
}

/// For whom, and which roles: "Novak, Petra, doctor".
fn whom(grant: &pb::RoleGrant, cx: &Cx) -> String {
    format!("{}, {}", cx.person(&grant.user_display_name), words(grant.roles()))
}

/// A role as one says it.
fn word(role: Role) -> &'static str {
    match role {
        Role::Admin => "administrator",
        Role::Desk => "front desk",
        Role::Doctor => "doctor",
        Role::Patient => "patient",
        Role::Unspecified => "-",
    }
}

/// Why roles are not this person's to confirm.
fn why_not(grant: &pb::RoleGrant, cx: &Cx) -> &'static str {
    let me = cx.me.as_ref().map(|me| &me.user);
    if grant.user == cx.user() {
        "they are for your own account"
    } else if grant.granter == cx.user() {
        "you gave them yourself"
    } else if me.is_some_and(|me| me.recovering_until_time.is_some() || me.unconfirmed_time.is_some()) {
        "your own account waits to be confirmed"
    } else {
        "who gave them let you in within the last seven days"
    }
}

impl RoleGrants {
    /// Opens the list, at one of them if that is known.
    pub(super) fn open(at: Option<&str>, out: &mut Outbox) -> Self {
        let mut this = Self {
            grants: Load::default(),
            next: String::new(),
            more: None,
            selected: Selection::default(),
            led: at.is_some(),
            missed: false,
            question: None,
            console: None,
            sent: None,
            once: Once::default(),
        };
        if let Some(at) = at {
            this.selected.select(at.to_owned());
        }
        this.ask(out);
        this
    }

    fn ask(&mut self, out: &mut Outbox) {
        self.next.clear();
        self.more = None;
        let request = pb::ListRoleGrantsRequest { page_size: 200, ..Default::default() };
        self.grants.ask(out, Call::ListRoleGrants(request));
    }

    fn ask_more(&mut self, out: &mut Outbox) {
        if !self.next.is_empty() && self.more.is_none() {
            let page_token = std::mem::take(&mut self.next);
            let request = pb::ListRoleGrantsRequest { page_size: 200, page_token };
            self.more = Some(out.call(Call::ListRoleGrants(request)));
        }
    }

    fn known(&self) -> &[pb::RoleGrant] {
        self.grants.get().map(Vec::as_slice).unwrap_or_default()
    }

    fn ids(&self) -> Vec<String> {
        self.known().iter().map(|it| it.name.clone()).collect()
    }

    fn grant(&self, name: &str) -> Option<&pb::RoleGrant> {
        self.known().iter().find(|it| it.name == name)
    }

    fn selected(&self) -> Option<&pb::RoleGrant> {
        self.grant(self.selected.key()?)
    }

    fn allows(&self, act: Act) -> bool {
        let selected = self.selected().filter(|_| self.sent.is_none());
        match act {
            _ if self.question.is_some() => false,
            Act::Leave => true,
            Act::Send => self.console.is_some() && self.sent.is_none(),
            _ if self.console.is_some() => false,
            Act::Confirm => selected.is_some_and(|it| it.confirmable),
            Act::Code => selected.is_some_and(|it| !it.confirmable),
            Act::TurnDown => selected.is_some(),
            Act::Reload => true,
        }
    }

    fn act(&mut self, act: Act, cx: &Cx, out: &mut Outbox) {
        if !self.allows(act) {
            self.explain(act, cx, out);
            return;
        }
        let selected = self.selected().cloned();
        match (act, selected) {
            (Act::Reload, _) => self.ask(out),
            (Act::Leave, _) => self.console = None,
            (Act::Send, _) => {
                if let Some(Typed::Code(code)) = self.console.as_mut().map(|it| it.on_key(Key::ENTER)) {
                    self.send_code(&code, out);
                }
            }
            (Act::Confirm, Some(grant)) => self.confirm(&grant.name, "", out),
            (Act::Code, Some(grant)) => {
                let why = format!("This is not yours to confirm: {}.", why_not(&grant, cx));
                self.console = Some(Console::open(&grant.name, &whom(&grant, cx), &why));
            }
            (Act::TurnDown, Some(grant)) => {
                let who = whom(&grant, cx);
                let what = "Turn these roles down? They would have to be given again.";
                self.question = Some((Confirm::new(what, &who, 'y', "turn down", cx.at.uptime), grant.name));
            }
            _ => {}
        }
    }

    /// Says why a key does nothing.
    fn explain(&self, act: Act, cx: &Cx, out: &mut Outbox) {
        let Some(grant) = self.selected().filter(|_| act == Act::Confirm && self.sent.is_none()) else {
            return;
        };
        let why = why_not(grant, cx);
        out.tell(format!("Not yours to confirm: {why}. c takes a code of the server's console."));
    }

    fn confirm(&mut self, name: &str, code: &str, out: &mut Outbox) {
        let mut request = pb::ConfirmRoleGrantRequest {
            name: name.to_owned(),
            console_code: code.to_owned(),
            ..Default::default()
        };
        request.request_id = self.once.id(&request, out);
        self.sent = Some((out.call(Call::ConfirmRoleGrant(request)), Deed::Confirm(name.to_owned())));
    }

    fn turn_down(&mut self, name: &str, out: &mut Outbox) {
        let mut request = pb::WithdrawRoleGrantRequest { name: name.to_owned(), ..Default::default() };
        request.request_id = self.once.id(&request, out);
        self.sent = Some((out.call(Call::WithdrawRoleGrant(request)), Deed::TurnDown(name.to_owned())));
    }

    fn send_code(&mut self, code: &str, out: &mut Outbox) {
        if let (Some(console), None) = (&self.console, &self.sent) {
            let name = console.name().to_owned();
            self.confirm(&name, code, out);
        }
    }

    fn settled(&mut self, deed: &Deed, answer: Result<Reply, Failure>, cx: &Cx, out: &mut Outbox) {
        self.once.settled(&answer);
        let (Deed::Confirm(name) | Deed::TurnDown(name)) = deed;
        match answer {
            Ok(_) => {
                let grant = self.grant(name).cloned().unwrap_or_default();
                let (who, roles) = (cx.person(&grant.user_display_name), words(grant.roles()));
                out.say(match deed {
                    Deed::Confirm(_) => format!("{who} is {roles} now."),
                    Deed::TurnDown(_) => format!("Turned down: {who} does not become {roles}."),
                });
                self.console = None;
                if let Some(known) = self.grants.get_mut() {
                    known.retain(|it| it.name != *name);
                }
                self.follow();
            }
            Err(failure) => self.refused(name, &failure, cx, out),
        }
    }

    fn refused(&mut self, name: &str, failure: &Failure, cx: &Cx, out: &mut Outbox) {
        match (&mut self.console, failure.reason) {
            (Some(console), Some(Reason::CodeInvalid)) => console.refused(failure),
            (_, Some(Reason::NotYoursToConfirm)) => {
                let known = self.grants.get_mut().into_iter().flatten();
                known.filter(|it| it.name == name).for_each(|it| it.confirmable = false);
                let who = self.grant(name).map(|it| whom(it, cx)).unwrap_or_default();
                self.console = Some(Console::because(name, &who, failure, cx, out));
            }
            (_, Some(Reason::WrongState | Reason::NotFound)) => {
                self.console = None;
                out.complain(sentence(&failure.message));
                self.ask(out);
            }
            _ => out.complain(sentence(&failure.message)),
        }
    }

    fn follow(&mut self) {
        let ids = self.ids();
        self.selected.follow(&ids);
        self.missed = std::mem::take(&mut self.led) && self.selected.key().is_none();
    }

    fn take_page(&mut self, answer: Result<Reply, Failure>, more: bool, out: &mut Outbox) {
        let page = match answer {
            Ok(Reply::ListRoleGrants(page)) => page,
            Ok(_) => return,
            Err(failure) if more => return out.complain(sentence(&failure.message)),
            Err(failure) => return self.grants.settle(Err(failure)),
        };
        self.next = page.next_page_token;
        match self.grants.get_mut().filter(|_| more) {
            Some(known) => known.extend(page.role_grants),
            None => self.grants.settle(Ok(page.role_grants)),
        }
        self.follow();
    }

    fn explanation(&self, columns: usize, cx: &Cx) -> Vec<Line<'static>> {
        let Some(grant) = self.selected() else {
            let gone = "What the notice was about does not wait any more: it was confirmed or turned down.";
            return if self.missed { said_whole(gone, Tone::Warn, columns, cx) } else { Vec::new() };
        };
        let when = instant(grant.create_time.as_ref()).map(|at| cx.when(at)).unwrap_or_default();
        let (user, by) = (cx.person(&grant.user_display_name), cx.person(&grant.granter_display_name));
        let given = format!("{user} is to be {}: given by {by}, {when}.", words(grant.roles()));
        let mut lines = said_whole(&given, Tone::Text, columns, cx);
        lines.extend(if grant.confirmable {
            said_whole("Do you know that this is right? y confirms, x turns down.", Tone::Strong, columns, cx)
        } else {
            let why = why_not(grant, cx);
            let line = if cx.shape() == Shape::Full {
                let how = "Another administrator or a doctor can; or c takes a code of the server's console.";
                format!("Not yours to confirm: {why}. {how}")
            } else {
                format!("Not yours: {why}. c: console code.")
            };
            said_whole(&line, Tone::Warn, columns, cx)
        });
        lines
    }
}

fn cells(grant: &pb::RoleGrant, cx: &Cx) -> Vec<Cell> {
    let short = |role: Role| if role == Role::Admin { "admin" } else { word(role) };
    let roles: Vec<&str> = grant.roles().map(short).collect();
    let (yours, tone) = if grant.confirmable { ("yes", Tone::Strong) } else { ("no", Tone::Muted) };
    vec![
        cx.person(&grant.user_display_name).into(),
        roles.join(" ").into(),
        cx.person(&grant.granter_display_name).into(),
        instant(grant.create_time.as_ref()).map(|at| cx.when(at)).unwrap_or_default().into(),
        Cell::toned(yours, tone),
    ]
}

impl Page for RoleGrants {
    fn title(&self, _cx: &Cx) -> String {
        "Roles that wait".to_owned()
    }

    fn mode(&self) -> Mode {
        match (&self.question, &self.console) {
            (Some(_), _) => Mode::Ask,
            (None, Some(_)) => Mode::Type,
            (None, None) => Mode::List,
        }
    }

    fn context(&self, cx: &Cx) -> Line<'static> {
        let line = match &self.console {
            Some(_) => "ROLES THAT WAIT   a code of the server's console; Esc goes back".to_owned(),
            None => format!("ROLES THAT WAIT   {} to be confirmed by somebody else", self.known().len()),
        };
        said(line, Tone::Strong, cx)
    }

    fn entries(&self, cx: &Cx) -> Vec<Entry> {
        cx.keys.entries_if(&KEYS, |act| self.allows(act))
    }

    fn on_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        if let Some((question, name)) = &mut self.question {
            match question.on_key(key, cx.at.uptime) {
                Answer::Waiting => {}
                Answer::Keep => self.question = None,
                Answer::Yes => {
                    let name = name.clone();
                    self.question = None;
                    self.turn_down(&name, out);
                }
            }
            return true;
        }
        let act = cx.keys.find_if(&KEYS, key, |act| self.allows(act));
        if let Some(console) = &mut self.console {
            if let Some(act) = act {
                self.act(act, cx, out);
                return true;
            }
            return console.on_key(key) != Typed::Ignored;
        }
        let ids = self.ids();
        if self.selected.on_key(key, cx.page(), &ids) {
            if self.selected.key() == ids.last() {
                self.ask_more(out);
            }
            return true;
        }
        match cx.keys.find(&KEYS, key) {
            // Esc that closes nothing here goes back
            None | Some(Act::Leave) => false,
            Some(act) => {
                self.act(act, cx, out);
                true
            }
        }
    }

    fn on_command(&mut self, id: &str, cx: &Cx, out: &mut Outbox) {
        match cx.keys.named(&KEYS, id) {
            Some(Act::Leave) if self.console.is_none() => out.go(crate::outbox::Go::Back),
            Some(act) => self.act(act, cx, out),
            None => {}
        }
    }

    fn on_paste(&mut self, pasted: &str, _cx: &Cx, _out: &mut Outbox) {
        if let Some(console) = &mut self.console {
            console.paste(pasted);
        }
    }

    fn on_route(&mut self, route: &Route, _cx: &Cx, out: &mut Outbox) -> bool {
        if let Route::RoleGrants(Some(at)) = route {
            self.selected.select(at.clone());
            self.led = true;
            self.ask(out);
        }
        matches!(route, Route::RoleGrants(_))
    }

    fn on_reply(&mut self, ticket: Ticket, answer: Result<Reply, Failure>, cx: &Cx, out: &mut Outbox) {
        if let Some((_, deed)) = self.sent.take_if(|(sent, _)| *sent == ticket) {
            self.settled(&deed, answer, cx, out);
        } else if self.grants.awaits(ticket) {
            self.take_page(answer, false, out);
        } else if self.more == Some(ticket) {
            self.more = None;
            self.take_page(answer, true, out);
        }
    }

    fn on_event(&mut self, event: &pb::Event, _cx: &Cx, out: &mut Outbox) {
        let concerned = match &event.payload {
            Some(Payload::User(user)) => {
                !user.waiting_roles.is_empty() || self.known().iter().any(|it| it.user == user.name)
            }
            Some(Payload::Notice(notice)) => notice.kind() == pb::NoticeKind::ConfirmationWanted,
            _ => false,
        };
        if concerned {
            self.ask(out);
        }
    }

    fn on_relist(&mut self, _cx: &Cx, out: &mut Outbox) {
        self.ask(out);
    }

    fn detail(&self, cx: &Cx) -> Line<'static> {
        if self.sent.is_some() { said("sending...", Tone::Text, cx) } else { Line::default() }
    }

    fn line(&self, cx: &Cx) -> String {
        match (&self.question, &self.console, self.selected()) {
            (Some((question, _)), _, _) => question.hint(),
            (None, Some(console), _) => console.line(),
            (None, None, Some(it)) => {
                format!("{}: {}, y confirms", cx.person(&it.user_display_name), words(it.roles()))
            }
            _ => "No roles wait.".to_owned(),
        }
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        if let Some(console) = &self.console {
            console.view(frame, area, cx);
            return;
        }
        place_cursor(frame, area, 0, 0);
        let ids = self.ids();
        let said_of_it = self.explanation(usize::from(area.width), cx);
        let foot = u16::try_from(said_of_it.len()).unwrap_or(0).min(area.height.saturating_sub(2));
        let list = top(area, area.height - foot);
        if ids.is_empty() {
            let remark = self.grants.remark().unwrap_or_else(|| "No roles wait.".to_owned());
            lines_at(frame, list, said_whole(&sentence(&remark), Tone::Muted, usize::from(area.width), cx));
        } else {
            if let Some(remark) = self.grants.failure() {
                line_at(frame, list, 0, said(remark.message.clone(), Tone::Bad, cx));
            }
            table::view(frame, list, cx.theme, &COLUMNS, (ids.len(), self.selected.row(&ids)), |row| {
                self.known().get(row).map(|grant| cells(grant, cx)).unwrap_or_default()
            });
        }
        lines_at(frame, below(area, list.height), said_of_it);
        if let Some((question, _)) = &self.question {
            question.view(frame, area, cx.theme);
        }
    }
}

#[cfg(test)]
mod tests;

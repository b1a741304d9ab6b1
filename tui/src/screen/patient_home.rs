//! The patient's menu: a digit each, what waits behind it beside it. Files and
//! forms will have 4 and 5; until there are any, those digits lead nowhere and
//! are not shown.

use praxis_shared::pb;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::common::doubt;
use super::common::visit;
use super::common::visits::Visits;
use super::{Mode, Page, Route, said, said_whole};
use crate::context::{Cx, Shape};
use crate::keymap::{Binding, Entry, Key, Table};
use crate::outbox::{Failure, Go, Outbox, Reply, Ticket};
use crate::theme::Tone;
use crate::widget::modal::{Answer, Confirm};
use crate::widget::table::Selection;
use crate::widget::{below, first_row, line_at, lines_at, place_cursor, text, top};

/// What the screen can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Take the selected line.
    Take,
    /// Book a visit.
    Book,
    /// The own visits.
    Visits,
    /// Messages.
    Messages,
    /// The own data.
    Data,
    /// What happened.
    Inbox,
    /// The account.
    Account,
    /// Sign out.
    Out,
}

/// The keys of the screen.
pub const KEYS: Table<Act> = Table {
    name: "patient-home",
    bindings: &[
        Binding::new(Act::Book, "book", &[Key::ch('1')], "book", "Books a visit in a few short questions."),
        Binding::new(
            Act::Visits,
            "visits",
            &[Key::ch('2')],
            "my visits",
            "Shows your visits, those to come and those past.",
        ),
        Binding::new(Act::Messages, "messages", &[Key::ch('3')], "messages", "Shows your messages."),
        Binding::new(Act::Data, "data", &[Key::ch('6')], "my data", "Shows what the clinic knows about you."),
        Binding::new(Act::Inbox, "inbox", &[Key::ch('7')], "news", "Shows what happened for you."),
        Binding::new(
            Act::Account,
            "account",
            &[Key::ch('8')],
            "account",
            "Shows your account and where you are signed in.",
        ),
        Binding::new(Act::Out, "out", &[Key::ch('0')], "out", "Signs you out."),
        Binding::quiet(Act::Take, "take", &[Key::ENTER], "take", "Takes the line under the cursor."),
    ],
};

/// The lines of the menu: digit, what it is called, what it does.
const LINES: [(char, &str, Act); 7] = [
    ('1', "Book a visit", Act::Book),
    ('2', "My visits", Act::Visits),
    ('3', "Messages", Act::Messages),
    ('6', "My data", Act::Data),
    ('7', "News", Act::Inbox),
    ('8', "My account", Act::Account),
    ('0', "Out", Act::Out),
];

/// The screen.
pub struct PatientHome {
    visits: Visits,
    selected: Selection<char>,
    leaving: Option<Confirm>,
}

impl PatientHome {
    /// Opens the menu.
    pub(super) fn open(cx: &Cx, out: &mut Outbox) -> Self {
        let mut selected = Selection::default();
        selected.follow(&LINES.map(|(digit, ..)| digit));
        Self { visits: Visits::open(own_patient(cx), true, cx, out), selected, leaving: None }
    }

    fn act(&mut self, act: Act, cx: &Cx, out: &mut Outbox) {
        let tab = |route| Go::Tab(route);
        match act {
            Act::Take => {
                let line = LINES.iter().find(|(digit, ..)| self.selected.key() == Some(digit));
                if let Some((_, _, act)) = line {
                    self.act(*act, cx, out);
                }
            }
            Act::Book => out.go(tab(Route::PatientBook)),
            Act::Visits => out.go(tab(Route::MyVisits)),
            Act::Messages => out.go(tab(Route::Chat(None))),
            Act::Data => out.go(tab(Route::MyData)),
            Act::Inbox => out.go(tab(Route::Inbox)),
            Act::Account => out.go(tab(Route::Profile)),
            Act::Out => {
                let what = "Sign out? What you typed and did not send is lost.";
                self.leaving = Some(Confirm::new(what, "", 'y', "sign out", cx.at.uptime));
            }
        }
    }

    fn beside(&self, act: Act, cx: &Cx) -> String {
        match act {
            Act::Visits => match (self.visits.next(cx), self.visits.remark()) {
                (Some(it), _) => {
                    let with = cx.person(visit::last_name(&it.doctor_display_name));
                    format!("next {}, {with} {}", visit::when(it, cx), visit::mark(it).long)
                }
                (None, Some(remark)) => remark,
                (None, None) if doubt::is_unconfirmed(cx) => "older: closed".to_owned(),
                (None, None) => "none to come".to_owned(),
            },
            Act::Messages if cx.unread > 0 => format!("{} unread", cx.unread),
            Act::Inbox if cx.notices > 0 => format!("{} new", cx.notices),
            _ => String::new(),
        }
    }
}

/// The patient that the signed-in person is.
pub(super) fn own_patient(cx: &Cx) -> &str {
    cx.me.as_ref().map_or("", |me| me.user.patient.as_str())
}

impl Page for PatientHome {
    fn title(&self, _cx: &Cx) -> String {
        "Menu".to_owned()
    }

    fn mode(&self) -> Mode {
        if self.leaving.is_some() { Mode::Ask } else { Mode::List }
    }

    fn context(&self, cx: &Cx) -> Line<'static> {
        said(text::clean(&cx.clinic.display_name).into_owned(), Tone::Strong, cx)
    }

    fn entries(&self, cx: &Cx) -> Vec<Entry> {
        if self.leaving.is_some() { Vec::new() } else { cx.keys.entries(&KEYS) }
    }

    fn on_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        if let Some(leaving) = &mut self.leaving {
            match leaving.on_key(key, cx.at.uptime) {
                Answer::Waiting => {}
                Answer::Keep => self.leaving = None,
                Answer::Yes => {
                    self.leaving = None;
                    out.go(Go::SignOut);
                }
            }
            return true;
        }
        if self.selected.on_key(key, LINES.len(), &LINES.map(|(digit, ..)| digit)) {
            return true;
        }
        let act = cx.keys.find(&KEYS, key);
        act.into_iter().for_each(|act| self.act(act, cx, out));
        act.is_some()
    }

    fn on_command(&mut self, id: &str, cx: &Cx, out: &mut Outbox) {
        if let Some(act) = cx.keys.named(&KEYS, id) {
            self.act(act, cx, out);
        }
    }

    fn on_reply(&mut self, ticket: Ticket, answer: Result<Reply, Failure>, _cx: &Cx, _out: &mut Outbox) {
        self.visits.on_reply(ticket, &answer);
    }

    fn on_event(&mut self, event: &pb::Event, _cx: &Cx, out: &mut Outbox) {
        if let Some(pb::event::Payload::Appointment(now)) = &event.payload {
            self.visits.on_visit(now, out);
        }
    }

    fn on_relist(&mut self, cx: &Cx, out: &mut Outbox) {
        self.visits.ask(cx, out);
    }

    fn detail(&self, cx: &Cx) -> Line<'static> {
        let phone = text::clean(&cx.clinic.emergency_phone);
        if phone.trim().is_empty() {
            return Line::default();
        }
        said(format!("In an emergency call {}.", phone.trim()), Tone::Warn, cx)
    }

    fn line(&self, cx: &Cx) -> String {
        match &self.leaving {
            Some(leaving) => leaving.hint(),
            None if doubt::is_unconfirmed(cx) => "not confirmed  1 2 3 6 7 8 menu 0 out".to_owned(),
            None => "1 book 2 visits 3 messages 6 data 0 out".to_owned(),
        }
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let roomy = cx.shape() == Shape::Full;
        let banner = doubt::unconfirmed_banner(cx).unwrap_or_default();
        let lines = if banner.is_empty() {
            Vec::new()
        } else {
            said_whole(&banner, Tone::Bad, usize::from(area.width), cx)
        };
        // one line of the menu is seen whatever is above it
        let rows = u16::try_from(lines.len()).unwrap_or(0).min(area.height.saturating_sub(1));
        lines_at(frame, top(area, rows), lines);
        let mut body = below(area, rows);
        if roomy {
            let name = cx.me.as_ref().map(|me| cx.person(&me.user.first_name)).unwrap_or_default();
            line_at(frame, body, 1, said(format!("Good day, {name}. Type a number:"), Tone::Strong, cx));
            body = below(body, 3);
        }
        place_cursor(frame, body, 0, 0);
        let chosen = LINES.iter().position(|(digit, ..)| self.selected.key() == Some(digit)).unwrap_or(0);
        let first = first_row(chosen, LINES.len(), usize::from(body.height));
        for (row, (digit, label, act)) in (0..).zip(LINES.into_iter().skip(first)) {
            let chosen = self.selected.key() == Some(&digit);
            let style = cx.style(if chosen { Tone::Selected } else { Tone::Text });
            let mark = if chosen { ">" } else { " " };
            let line = format!("{mark} {digit}  {}", text::pad(label, 14));
            let below = usize::from(row) + 1 == usize::from(body.height) && act != Act::Out;
            let more = if below { "  (Down: more)" } else { "" };
            let beside = text::fit(
                &format!("{}{more}", self.beside(act, cx)),
                usize::from(area.width).saturating_sub(20),
            );
            line_at(
                frame,
                body,
                row,
                Line::from(vec![Span::styled(line, style), Span::raw(format!(" {beside}"))]),
            );
            if chosen {
                place_cursor(frame, body, 0, row);
            }
        }
        if let Some(leaving) = &self.leaving {
            leaving.view(frame, area, cx.theme);
        }
    }
}

#[cfg(test)]
mod tests;

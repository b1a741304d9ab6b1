//! The log of what was done by whom, newest first, for the administrator. It
//! cannot be changed here or anywhere. One key narrows it to the person, the
//! object, the patient, the deed or the day of the selected line, or to what was
//! refused; one after the other narrows it further, and Esc widens it again.

use praxis_shared::pb;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::common::deeds;
use super::{Page, said};
use crate::context::{Cx, instant, pb_date};
use crate::keymap::{Binding, Code as KeyCode, Entry, Key, Table};
use crate::outbox::{Call, Failure, Load, Outbox, Reply, Ticket};
use crate::theme::Tone;
use crate::widget::table::{self, Cell, Column, Selection};
use crate::widget::{line_at, lines_at, place_cursor, text};

/// What the screen can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Only what this person did.
    Who,
    /// Only what was done to this.
    Object,
    /// Only what was done with this patient's data.
    Patient,
    /// Only this kind of act.
    Deed,
    /// Only what was refused.
    Refused,
    /// Only this day.
    Day,
    /// All that is known of this line.
    Open,
    /// Everything.
    Everything,
    /// What was done meanwhile.
    Newest,
}

/// The keys of the screen.
pub const KEYS: Table<Act> = Table {
    name: "log",
    bindings: &[
        Binding::new(
            Act::Who,
            "who",
            &[Key::ch('w')],
            "same person",
            "Shows only what the person of this line did.",
        ),
        Binding::new(
            Act::Object,
            "object",
            &[Key::ch('o')],
            "same object",
            "Shows only what was done to the object of this line.",
        ),
        Binding::new(
            Act::Patient,
            "patient",
            &[Key::ch('p')],
            "same patient",
            "Shows only what was done with the data of this line's patient.",
        ),
        Binding::new(
            Act::Deed,
            "deed",
            &[Key::ch('d')],
            "same deed",
            "Shows only acts of the same kind as this line's.",
        ),
        Binding::new(Act::Refused, "refused", &[Key::ch('x')], "refused", "Shows only what was refused."),
        Binding::new(Act::Day, "day", &[Key::ch('t')], "same day", "Shows only the day of this line."),
        Binding::new(Act::Open, "open", &[Key::ENTER], "details", "Shows all that is known of this line."),
        Binding::new(Act::Everything, "everything", &[Key::ch('a')], "everything", "Shows every act again."),
        Binding::new(Act::Newest, "newest", &[Key::ch('r')], "newest", "Asks for what was done meanwhile."),
    ],
};

const COLUMNS: [Column; 6] = [
    Column::new("When", 16),
    Column::flex("Who", 10),
    Column::new("As", 10).from(70),
    Column::flex("What", 14),
    Column::new("Outcome", 14).from(60),
    Column::new("From", 15).from(100),
];

/// The log.
pub struct Log {
    entries: Load<Vec<pb::AuditEntry>>,
    next: String,
    older: Option<Ticket>,
    to_end: bool,
    selected: Selection<i64>,
    filter: pb::ListAuditEntriesRequest,
    about: String,
    /// All of the selected line is shown.
    opened: bool,
}

impl Log {
    /// Opens the log and asks for its newest page.
    pub(super) fn open(out: &mut Outbox) -> Self {
        let mut log = Self {
            entries: Load::default(),
            next: String::new(),
            older: None,
            to_end: false,
            selected: Selection::default(),
            filter: pb::ListAuditEntriesRequest { page_size: 100, ..Default::default() },
            about: String::new(),
            opened: false,
        };
        log.ask(out);
        log
    }

    fn ask(&mut self, out: &mut Outbox) {
        self.next.clear();
        self.older = None;
        self.entries.ask(out, Call::ListAuditEntries(self.filter.clone()));
    }

    fn ask_older(&mut self, out: &mut Outbox) {
        if self.next.is_empty() || self.older.is_some() {
            return;
        }
        let request = pb::ListAuditEntriesRequest { page_token: self.next.clone(), ..self.filter.clone() };
        self.older = Some(out.call(Call::ListAuditEntries(request)));
    }

    fn known(&self) -> &[pb::AuditEntry] {
        self.entries.get().map(Vec::as_slice).unwrap_or_default()
    }

    fn ids(&self) -> Vec<i64> {
        self.known().iter().map(|entry| entry.seq).collect()
    }

    fn selected(&self) -> Option<&pb::AuditEntry> {
        let seq = self.selected.key()?;
        self.known().iter().find(|entry| entry.seq == *seq)
    }

    fn allows(&self, act: Act) -> bool {
        let has = |part: fn(&pb::AuditEntry) -> &str| self.selected().is_some_and(|it| !part(it).is_empty());
        match act {
            Act::Who => has(|it| &it.user),
            Act::Object => has(|it| &it.object),
            Act::Patient => has(|it| &it.patient),
            Act::Deed => has(|it| &it.method),
            Act::Open | Act::Day => self.selected().is_some(),
            Act::Refused => !self.filter.refused_only,
            Act::Everything => !self.about.is_empty(),
            Act::Newest => true,
        }
    }

    fn act(&mut self, act: Act, cx: &Cx, out: &mut Outbox) {
        if !self.allows(act) {
            out.say("This line names none.");
            return;
        }
        let it = self.selected().cloned().unwrap_or_default();
        if act == Act::Open {
            self.opened = !self.opened;
            return;
        }
        self.opened = false;
        let mut filter = self.filter.clone();
        let mut about = Vec::new();
        match act {
            Act::Who => {
                about.push(format!("by {}", cx.person(&it.user_display_name)));
                filter.user = it.user;
            }
            Act::Object => {
                about.push(format!("on {}", it.object));
                filter.object = it.object;
            }
            Act::Patient => {
                about.push(format!("data of {}", it.patient));
                filter.patient = it.patient;
            }
            Act::Deed => {
                about.push(deeds::plain(&it.method));
                filter.method = it.method;
            }
            Act::Refused => {
                about.push("refused".to_owned());
                filter.refused_only = true;
            }
            Act::Day => {
                let date = instant(it.time.as_ref()).map_or_else(|| cx.today(), |at| cx.date(at));
                about.push(cx.day(date));
                (filter.from_date, filter.to_date) = (Some(pb_date(date)), Some(pb_date(date)));
            }
            Act::Everything => {
                self.about.clear();
                filter = pb::ListAuditEntriesRequest { page_size: 100, ..Default::default() };
            }
            Act::Newest | Act::Open => {}
        }
        if !self.about.is_empty() {
            about.insert(0, std::mem::take(&mut self.about));
        }
        self.about = about.join(", ");
        if act != Act::Newest {
            self.entries.clear();
        }
        self.selected = Selection::default();
        self.filter = filter;
        self.ask(out);
    }
}

/// All that is known of an act, the most telling first.
fn details(it: &pb::AuditEntry, cx: &Cx) -> Vec<Line<'static>> {
    let shown = |text: &str| if text.is_empty() { "-".to_owned() } else { text.to_owned() };
    let facts = [
        ("What   ", format!("{}  ({})", deeds::plain(&it.method), it.method)),
        ("Who    ", format!("{}  {}", who(it, cx), it.user)),
        ("As     ", shown(&deeds::roles(it.roles()))),
        ("From   ", shown(&it.source)),
        ("Outcome", it.outcome.clone()),
        ("Reason ", shown(&it.reason)),
        ("On     ", shown(&it.object)),
        ("Patient", shown(&it.patient)),
        ("Session", shown(&it.session)),
        ("Number ", it.seq.to_string()),
    ];
    let when = instant(it.time.as_ref()).map(|at| format!("{} {}", cx.date(at), cx.clock(at)));
    let first = said(format!("When    {}", when.unwrap_or_default()), Tone::Strong, cx);
    let rest = facts.into_iter().map(|(label, value)| said(format!("{label} {value}"), Tone::Text, cx));
    std::iter::once(first).chain(rest).collect()
}

fn who(it: &pb::AuditEntry, cx: &Cx) -> String {
    if it.user.is_empty() { "a stranger".to_owned() } else { cx.person(&it.user_display_name) }
}

fn cells(it: &pb::AuditEntry, cx: &Cx) -> Vec<Cell> {
    let tone =
        if ["ok", "repeated", "preview"].contains(&it.outcome.as_str()) { Tone::Muted } else { Tone::Bad };
    vec![
        instant(it.time.as_ref()).map(|at| cx.when(at)).unwrap_or_default().into(),
        who(it, cx).into(),
        deeds::roles(it.roles()).into(),
        deeds::plain(&it.method).into(),
        Cell::toned(it.outcome.clone(), tone),
        it.source.clone().into(),
    ]
}

impl Page for Log {
    fn title(&self, _cx: &Cx) -> String {
        "Log".to_owned()
    }

    fn context(&self, cx: &Cx) -> Line<'static> {
        let about = if self.about.is_empty() { "every act, newest first" } else { self.about.as_str() };
        let more = if self.next.is_empty() { "" } else { "   PgDn and End load older ones" };
        said(format!("LOG   {about}{more}"), Tone::Strong, cx)
    }

    fn entries(&self, cx: &Cx) -> Vec<Entry> {
        cx.keys.entries_if(&KEYS, |act| self.allows(act))
    }

    fn on_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        if key == Key::ESC && self.opened {
            self.opened = false;
            return true;
        }
        if key == Key::ESC && !self.about.is_empty() {
            self.act(Act::Everything, cx, out);
            return true;
        }
        let ids = self.ids();
        if self.selected.on_key(key, cx.page(), &ids) {
            if self.selected.key() == ids.last() {
                self.to_end = key.code == KeyCode::End;
                self.ask_older(out);
            }
            return true;
        }
        let Some(act) = cx.keys.find(&KEYS, key) else { return false };
        self.act(act, cx, out);
        true
    }

    fn on_command(&mut self, id: &str, cx: &Cx, out: &mut Outbox) {
        if let Some(act) = cx.keys.named(&KEYS, id) {
            self.act(act, cx, out);
        }
    }

    fn on_reply(&mut self, ticket: Ticket, answer: Result<Reply, Failure>, _cx: &Cx, out: &mut Outbox) {
        let older = self.older == Some(ticket);
        if !older && !self.entries.awaits(ticket) {
            return;
        }
        let mut next = None;
        let listed = answer.map(|reply| match reply {
            Reply::ListAuditEntries(page) => {
                next = Some(page.next_page_token);
                page.entries
            }
            _ => Vec::new(),
        });
        if older {
            self.older = None;
            match (self.entries.get_mut(), listed) {
                (Some(known), Ok(listed)) => known.extend(listed),
                (_, Err(failure)) => out.complain(failure.message),
                _ => {}
            }
        } else {
            self.entries.settle(listed);
        }
        let empty = self.known().is_empty();
        if let Some(next) = next {
            self.next = next;
        }
        if empty && !self.next.is_empty() {
            // nothing in this stretch of the log: it goes on further back
            self.ask_older(out);
        }
        let ids = self.ids();
        if older && std::mem::take(&mut self.to_end) {
            self.selected.go_to(ids.len(), &ids);
        }
        self.selected.follow(&ids);
    }

    fn on_relist(&mut self, _cx: &Cx, out: &mut Outbox) {
        self.ask(out);
    }

    fn detail(&self, cx: &Cx) -> Line<'static> {
        let Some(it) = self.selected() else { return Line::default() };
        if self.older.is_some() {
            return said("loading older ones...", Tone::Muted, cx);
        }
        let object = if it.object.is_empty() { "-" } else { it.object.as_str() };
        let line = format!("{}  {}  on {object}", it.seq, it.method);
        said(text::fit(&line, usize::from(cx.size.0).saturating_sub(2)), Tone::Text, cx)
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        place_cursor(frame, area, 0, 0);
        if let (true, Some(it)) = (self.opened, self.selected()) {
            lines_at(frame, area, details(it, cx));
            return;
        }
        let ids = self.ids();
        if ids.is_empty() {
            let looking = self.older.map(|_| "looking further back...".to_owned());
            let remark =
                looking.or_else(|| self.entries.remark()).unwrap_or_else(|| "Nothing was done.".to_owned());
            line_at(frame, area, 0, said(remark, Tone::Muted, cx));
            return;
        }
        table::view(frame, area, cx.theme, &COLUMNS, (ids.len(), self.selected.row(&ids)), |row| {
            self.known().get(row).map(|it| cells(it, cx)).unwrap_or_default()
        });
    }
}

#[cfg(test)]
mod tests;

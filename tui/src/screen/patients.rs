//! Patients: type a part of a name, a birth date, a phone or a number, Enter
//! opens the record. At most one search is on its way, however fast one types;
//! Enter pressed before its answer came opens only a single match, because among
//! several a person has to look. The last line registers whoever was not found.

use praxis_shared::pb::{self, Role};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::common::patient as written;
use super::{Mode, Page, Route, said};
use crate::context::{Cx, Shape};
use crate::keymap::{Binding, Entry, Key, Table};
use crate::outbox::{Call, Failure, Go, Load, Outbox, Reply, Ticket};
use crate::theme::Tone;
use crate::widget::input::{Input, Kind};
use crate::widget::table::{self, Cell, Column, Selection};
use crate::widget::{below, left_of, line_at, place_cursor, right_of, top};

/// What the screen can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Open the record, or register the new one.
    Open,
    /// Type into the search field.
    Search,
    /// Book a visit for the selected patient.
    Book,
    /// Write to the selected patient.
    Chat,
    /// Register a patient.
    New,
    /// Leave the search field.
    Leave,
}

/// The keys of the screen.
pub const KEYS: Table<Act> = Table {
    name: "patients",
    bindings: &[
        Binding::new(
            Act::Open,
            "open",
            &[Key::ENTER],
            "open",
            "Opens the record, or registers on the last line.",
        ),
        Binding::new(Act::Search, "search", &[Key::ch('/')], "find", "Types into the search field."),
        Binding::new(Act::Book, "book", &[Key::ch('b')], "book", "Books a visit for the selected patient."),
        Binding::new(Act::New, "new", &[Key::ch('n')], "new patient", "Registers a patient."),
        Binding::new(Act::Chat, "chat", &[Key::ch('c')], "chat", "Writes to the selected patient."),
        Binding::new(Act::Leave, "leave", &[Key::ESC], "back", "Leaves the search field, then the screen."),
    ],
};

/// The most that can be searched for.
const QUERY_MAX: usize = 100;

/// A row: somebody, or the line that registers.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Row {
    Patient(String),
    New,
}

/// The answer to one search.
#[derive(Debug, Clone, Default, PartialEq)]
struct Found {
    query: String,
    patients: Vec<pb::Patient>,
    more: String,
}

/// The screen.
pub struct Patients {
    find: bool,
    typing: bool,
    input: Input,
    found: Load<Found>,
    asked: String,
    older: Option<Ticket>,
    again: bool,
    open_only: bool,
    selected: Selection<Row>,
}

impl Patients {
    /// Opens the list; `find` starts in the search field and goes away once somebody was found.
    pub(super) fn open(find: bool, out: &mut Outbox) -> Self {
        let mut screen = Self {
            find,
            typing: find,
            input: Input::new(Kind::Line, QUERY_MAX),
            found: Load::default(),
            asked: String::new(),
            older: None,
            again: false,
            open_only: false,
            selected: Selection::default(),
        };
        screen.ask(out);
        screen
    }

    fn query(&self) -> String {
        self.input.text().trim().to_owned()
    }

    fn ask(&mut self, out: &mut Outbox) {
        if self.found.is_waiting() {
            self.again = true;
            return;
        }
        self.again = false;
        self.asked = self.query();
        let query = self.asked.clone();
        self.found.ask(out, Call::ListPatients(pb::ListPatientsRequest { query, ..Default::default() }));
    }

    fn ask_more(&mut self, out: &mut Outbox) {
        let Some(found) = self.found.get().filter(|found| !found.more.is_empty()) else { return };
        if self.older.is_none() && !self.found.is_waiting() {
            let request = pb::ListPatientsRequest {
                query: found.query.clone(),
                page_token: found.more.clone(),
                ..Default::default()
            };
            self.older = Some(out.call(Call::ListPatients(request)));
        }
    }

    fn patients(&self) -> &[pb::Patient] {
        self.found.get().map(|found| found.patients.as_slice()).unwrap_or_default()
    }

    /// Whether what is shown answers what is typed.
    fn is_current(&self) -> bool {
        !self.found.is_waiting() && self.found.get().is_some_and(|found| found.query == self.query())
    }

    /// Somebody new can be registered by whoever keeps the identity of patients, under a name.
    fn offers_new(&self, cx: &Cx) -> bool {
        may_register(cx) && self.query().chars().filter(|c| c.is_alphabetic()).count() >= 2
    }

    fn rows(&self, cx: &Cx) -> Vec<Row> {
        let mut rows: Vec<Row> = self.patients().iter().map(|it| Row::Patient(it.name.clone())).collect();
        if self.offers_new(cx) {
            rows.push(Row::New);
        }
        rows
    }

    fn selected(&self) -> Option<&pb::Patient> {
        match self.selected.key()? {
            Row::Patient(name) => self.patients().iter().find(|it| it.name == *name),
            Row::New => None,
        }
    }

    fn allows(&self, act: Act, cx: &Cx) -> bool {
        match act {
            Act::Open => true,
            Act::Search => !self.typing,
            Act::Leave => self.typing,
            Act::Book => !self.typing && self.selected().is_some() && books(cx),
            Act::Chat => !self.typing && self.selected().is_some_and(|it| !it.user.is_empty()),
            Act::New => !self.typing && may_register(cx),
        }
    }

    fn act(&mut self, act: Act, cx: &Cx, out: &mut Outbox) {
        if !self.allows(act, cx) {
            return;
        }
        match act {
            Act::Open if self.typing && !self.is_current() && self.found.failure().is_none() => {
                self.open_only = true;
                self.ask(out);
            }
            Act::Open => self.open_selected(out),
            Act::Search => self.typing = true,
            Act::Leave => self.typing = false,
            Act::Book => {
                let start = super::BookingStart { patient: self.selected().cloned(), ..Default::default() };
                out.go(Go::To(Route::Booking(Box::new(start))));
            }
            Act::Chat => {
                if let Some(it) = self.selected() {
                    out.go(Go::To(Route::ChatWith(it.name.clone())));
                }
            }
            Act::New => out.go(Go::Tab(Route::Register(self.query()))),
        }
    }

    fn open_selected(&self, out: &mut Outbox) {
        let route = match self.selected.key() {
            Some(Row::Patient(name)) => Route::Record(name.clone()),
            Some(Row::New) => {
                if self.find {
                    out.go(Go::Back);
                }
                out.go(Go::Tab(Route::Register(self.query())));
                return;
            }
            None => return,
        };
        // Found from anywhere: back leads to where one was, not to the search.
        out.go(if self.find { Go::Instead(route) } else { Go::To(route) });
    }

    /// Moves the selection; above the first row is the last, which registers.
    fn moved(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        let rows = self.rows(cx);
        if key == Key::UP && rows.len() > 1 && self.selected.row(&rows) == Some(0) {
            self.selected.go_to(rows.len() - 1, &rows);
            return true;
        }
        if !self.selected.on_key(key, cx.page(), &rows) {
            return false;
        }
        if self.selected.row(&rows).is_some_and(|row| row + 3 >= rows.len()) {
            self.ask_more(out);
        }
        true
    }

    fn take(&mut self, answer: Result<Found, Failure>, cx: &Cx, out: &mut Outbox) {
        let failed = answer.is_err();
        let fresh = self.found.get().map(|found| &found.query) != answer.as_ref().ok().map(|it| &it.query);
        self.found.settle(answer);
        let rows = self.rows(cx);
        if fresh && !failed {
            self.selected.go_to(0, &rows);
        } else {
            self.selected.follow(&rows);
        }
        if self.query() != self.asked || self.again {
            if !failed {
                self.ask(out);
            }
            return;
        }
        if std::mem::take(&mut self.open_only) && self.patients().len() == 1 && self.selected().is_some() {
            self.open_selected(out);
        }
    }
}

/// Whether the person keeps the identity of patients.
fn may_register(cx: &Cx) -> bool {
    matches!(cx.role(), Role::Desk | Role::Admin)
}

/// Whether the person books visits for patients.
fn books(cx: &Cx) -> bool {
    matches!(cx.role(), Role::Desk | Role::Admin | Role::Doctor)
}

const COLUMNS: [Column; 6] = [
    Column::flex("Patient", 14),
    Column::new("", 4),
    Column::new("Born", 10),
    Column::new("Number", 7).right().from(44),
    Column::new("Phone", 18).from(60),
    Column::new("Portal", 6).from(70),
];

impl Page for Patients {
    fn title(&self, _cx: &Cx) -> String {
        if self.find { "Find patient".to_owned() } else { "Patients".to_owned() }
    }

    fn mode(&self) -> Mode {
        if self.typing { Mode::Type } else { Mode::List }
    }

    fn context(&self, cx: &Cx) -> Line<'static> {
        said("PATIENTS   name, birth date, phone (4 digits or more) or number", Tone::Strong, cx)
    }

    fn entries(&self, cx: &Cx) -> Vec<Entry> {
        cx.keys.entries_if(&KEYS, |act| self.allows(act, cx))
    }

    fn on_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        let editing = self.typing && (key == Key::HOME || key == Key::END);
        if !editing && self.moved(key, cx, out) {
            self.open_only = false;
            return true;
        }
        if self.typing {
            match cx.keys.find(&KEYS, key) {
                Some(Act::Open) => self.act(Act::Open, cx, out),
                // The search that was called from elsewhere goes back there.
                Some(Act::Leave) if self.find => return false,
                Some(Act::Leave) => self.act(Act::Leave, cx, out),
                _ => {
                    let before = self.query();
                    if !self.input.on_key(key) {
                        return false;
                    }
                    if before != self.query() {
                        self.open_only = false;
                        self.ask(out);
                        self.selected.follow(&self.rows(cx));
                    }
                }
            }
            return true;
        }
        match cx.keys.find(&KEYS, key) {
            Some(act) if self.allows(act, cx) => {
                self.act(act, cx, out);
                true
            }
            _ => false,
        }
    }

    fn on_command(&mut self, id: &str, cx: &Cx, out: &mut Outbox) {
        if let Some(act) = cx.keys.named(&KEYS, id) {
            self.act(act, cx, out);
        }
    }

    fn on_paste(&mut self, pasted: &str, _cx: &Cx, out: &mut Outbox) {
        self.typing = true;
        self.input.insert(pasted);
        self.ask(out);
    }

    fn on_reply(&mut self, ticket: Ticket, answer: Result<Reply, Failure>, cx: &Cx, out: &mut Outbox) {
        let page = |reply| match reply {
            Reply::ListPatients(page) => page,
            _ => pb::ListPatientsResponse::default(),
        };
        if self.older == Some(ticket) {
            self.older = None;
            match (answer.map(page), self.found.get_mut()) {
                (Ok(page), Some(found)) => {
                    let known = |it: &pb::Patient| !found.patients.iter().any(|old| old.name == it.name);
                    let new: Vec<pb::Patient> = page.patients.into_iter().filter(known).collect();
                    found.patients.extend(new);
                    found.more = page.next_page_token;
                }
                (Err(failure), _) => out.complain(failure.message),
                (Ok(_), None) => {}
            }
            self.selected.follow(&self.rows(cx));
        } else if self.found.awaits(ticket) {
            let query = self.asked.clone();
            let found = answer.map(page).map(|page| Found {
                query,
                patients: page.patients,
                more: page.next_page_token,
            });
            // A page that followed the old answer does not follow the new one.
            self.older = None;
            self.take(found, cx, out);
        }
    }

    fn on_event(&mut self, event: &pb::Event, _cx: &Cx, out: &mut Outbox) {
        let Some(pb::event::Payload::Patient(now)) = &event.payload else { return };
        let Some(found) = self.found.get_mut() else { return };
        match found.patients.iter_mut().find(|it| it.name == now.name) {
            Some(known) if now.version > known.version => *known = now.clone(),
            Some(_) => {}
            // Only the server knows whether somebody new is among those searched for.
            None => self.ask(out),
        }
    }

    fn on_relist(&mut self, _cx: &Cx, out: &mut Outbox) {
        self.ask(out);
    }

    fn on_route(&mut self, route: &Route, _cx: &Cx, _out: &mut Outbox) -> bool {
        let find = matches!(route, Route::Patients { find: true });
        self.typing |= find;
        find
    }

    fn detail(&self, cx: &Cx) -> Line<'static> {
        let Some(it) = self.selected() else { return Line::default() };
        let tel = if it.phone.is_empty() || cx.private { "-" } else { &it.phone };
        let name = cx.person(&it.display_name);
        said(format!("{name}  {}  tel {tel}", written::in_short(it, cx)), Tone::Text, cx)
    }

    fn line(&self, cx: &Cx) -> String {
        let best = match self.selected.key() {
            Some(Row::New) => format!("new: {}", self.query()),
            _ => self.selected().map(|it| cx.person(&it.display_name)).unwrap_or_default(),
        };
        if self.typing { format!("Find {} > {best}", self.input.text()) } else { best }
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let caption = " Find  ";
        line_at(frame, left_of(area, 7), 0, Span::styled(caption, cx.style(Tone::Strong)));
        place_cursor(frame, area, 0, 0);
        let gap = u16::from(cx.shape() == Shape::Full);
        let body = below(area, 1 + gap);
        let rows = self.rows(cx);
        let selected = self.selected.row(&rows);
        table::view(frame, body, cx.theme, &COLUMNS, (rows.len(), selected), |row| {
            match self.patients().get(row) {
                Some(it) => cells(it, cx),
                None => vec![Cell::toned(format!("new: {}", self.query()), Tone::Accent)],
            }
        });
        if let Some(remark) = self.remark(&rows) {
            let free = u16::try_from(rows.len()).unwrap_or(u16::MAX).saturating_add(1);
            line_at(frame, body, free.min(body.height.saturating_sub(1)), said(remark, Tone::Muted, cx));
        }
        let field = right_of(left_of(area, 47), 7);
        self.input.view(frame, top(field, 1), cx.theme, self.typing);
    }

    fn has_draft(&self) -> bool {
        false
    }
}

impl Patients {
    fn remark(&self, rows: &[Row]) -> Option<String> {
        if let Some(failure) = self.found.failure() {
            return Some(failure.message.clone());
        }
        if !self.is_current() && self.patients().is_empty() {
            return Some("searching...".to_owned());
        }
        match rows {
            [] if self.query().is_empty() => Some("Nobody is registered yet.".to_owned()),
            [] => Some("Nobody is found by this.".to_owned()),
            [Row::New] if self.is_current() => Some("Nobody is found by this; Enter registers.".to_owned()),
            _ => None,
        }
    }
}

fn cells(it: &pb::Patient, cx: &Cx) -> Vec<Cell> {
    let phone = if cx.private { "" } else { it.phone.as_str() };
    vec![
        cx.person(&it.display_name).into(),
        written::letter_and_age(it.gender(), it.birth_date.as_ref(), cx).into(),
        written::birth_date(it.birth_date.as_ref(), cx).into(),
        it.number.to_string().into(),
        phone.into(),
        Cell::toned(if it.user.is_empty() { "-" } else { "yes" }, Tone::Muted),
    ]
}

#[cfg(test)]
mod tests;

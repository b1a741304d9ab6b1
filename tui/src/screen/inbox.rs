//! What happened for me while I looked elsewhere: visits asked for, approved,
//! moved, called off, messages, accounts that wait. Reading is said by the
//! person, one key up to a row: looking at a list is not reading it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use praxis_shared::pb::{self, Role, event::Payload};

use super::{Page, PeopleAt, Route, said};
use crate::context::{Cx, instant};
use crate::keymap::{Binding, Entry, Key, Table};
use crate::outbox::{Call, Failure, Go, Load, Outbox, Reply, Ticket};
use crate::theme::Tone;
use crate::widget::table::{self, Cell, Column, Selection};
use crate::widget::{below, line_at, place_cursor};

/// What the screen can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Go to what the notice is about.
    Open,
    /// Read up to the selected one.
    Read,
    /// Read all.
    All,
}

/// The keys of the screen.
pub const KEYS: Table<Act> = Table {
    name: "inbox",
    bindings: &[
        Binding::new(Act::Open, "open", &[Key::ENTER], "open", "Goes to what the notice is about."),
        Binding::new(
            Act::Read,
            "read",
            &[Key::ch('r')],
            "read to here",
            "Marks the selected notice and all older ones as read.",
        ),
        Binding::new(Act::All, "all", &[Key::ch('a')], "all read", "Marks every notice as read."),
    ],
};

const COLUMNS: [Column; 4] =
    [Column::new("", 1), Column::new("When", 16), Column::new("What", 10).from(70), Column::flex("", 10)];

/// The inbox.
pub struct Inbox {
    notices: Load<Vec<pb::Notice>>,
    selected: Selection<String>,
    next: String,
    more: Option<Ticket>,
    marking: Option<Ticket>,
}

impl Inbox {
    /// Opens it and asks for the newest notices.
    pub(super) fn open(out: &mut Outbox) -> Self {
        let mut this = Self {
            notices: Load::default(),
            selected: Selection::default(),
            next: String::new(),
            more: None,
            marking: None,
        };
        this.ask(out);
        this
    }

    fn ask(&mut self, out: &mut Outbox) {
        self.notices
            .ask(out, Call::ListNotices(pb::ListNoticesRequest { page_size: 100, ..Default::default() }));
        self.more = None;
    }

    fn list(&self) -> &[pb::Notice] {
        self.notices.get().map(Vec::as_slice).unwrap_or_default()
    }

    fn ids(&self) -> Vec<String> {
        self.list().iter().map(|notice| notice.name.clone()).collect()
    }

    fn selected(&self) -> Option<&pb::Notice> {
        let name = self.selected.key()?;
        self.list().iter().find(|notice| notice.name == *name)
    }

    fn allows(&self, act: Act, cx: &Cx) -> bool {
        match act {
            Act::Open => self.selected().is_some_and(|notice| place(notice, cx).is_some()),
            Act::Read => self.selected().is_some_and(|notice| !notice.read),
            Act::All => self.list().iter().any(|notice| !notice.read),
        }
    }

    fn act(&mut self, act: Act, cx: &Cx, out: &mut Outbox) {
        match act {
            Act::Open => {
                match self.selected().and_then(|notice| place(notice, cx)) {
                    // no place of its own: Esc comes back here
                    Some(route @ Route::RoleGrants(_)) => out.go(Go::To(route)),
                    Some(route) => out.go(Go::Tab(route)),
                    None => {}
                }
            }
            Act::Read => self.mark(self.selected().map(|notice| notice.name.clone()), out),
            Act::All => self.mark(self.list().first().map(|notice| notice.name.clone()), out),
        }
    }

    fn mark(&mut self, up_to: Option<String>, out: &mut Outbox) {
        if let (Some(up_to), None) = (up_to, self.marking) {
            let request = pb::MarkNoticesReadRequest { up_to, ..Default::default() };
            self.marking = Some(out.call(Call::MarkNoticesRead(request)));
        }
    }

    /// Asks for older notices when the selection comes near the end.
    fn fetch_more(&mut self, out: &mut Outbox) {
        let ids = self.ids();
        let near = self.selected.row(&ids).is_some_and(|row| row + 20 > ids.len());
        if near && !self.next.is_empty() && self.more.is_none() {
            let page_token = std::mem::take(&mut self.next);
            let request = pb::ListNoticesRequest { page_size: 100, page_token, ..Default::default() };
            self.more = Some(out.call(Call::ListNotices(request)));
        }
    }
}

/// Where a notice leads a person of this role.
fn place(notice: &pb::Notice, cx: &Cx) -> Option<Route> {
    let (collection, _) = notice.subject.split_once('/')?;
    match (collection, cx.role()) {
        ("conversations", _) => Some(Route::Chat(Some(notice.subject.clone()))),
        ("appointments", Role::Desk) => Some(Route::Board),
        ("appointments", Role::Doctor) => Some(Route::Day),
        ("appointments", Role::Patient) => Some(Route::MyVisits),
        ("users", Role::Admin) if notice.joined_count > 1 => match notice.kind() {
            pb::NoticeKind::ApprovalWanted => Some(Route::People(PeopleAt::Waiting)),
            _ => Some(Route::People(PeopleAt::Anywhere)),
        },
        ("users", Role::Admin) => Some(Route::People(PeopleAt::One(notice.subject.clone()))),
        ("roleGrants", Role::Admin | Role::Doctor) => Some(Route::RoleGrants(Some(notice.subject.clone()))),
        _ => None,
    }
}

fn kind(notice: &pb::Notice) -> &'static str {
    match notice.kind() {
        pb::NoticeKind::VisitRequested => "asked for",
        pb::NoticeKind::VisitApproved => "approved",
        pb::NoticeKind::VisitRejected => "rejected",
        pb::NoticeKind::VisitMoved => "moved",
        pb::NoticeKind::VisitCancelled => "cancelled",
        pb::NoticeKind::Message => "message",
        pb::NoticeKind::ApprovalWanted | pb::NoticeKind::Account => "account",
        pb::NoticeKind::EmergencyAccess => "emergency",
        pb::NoticeKind::ConfirmationWanted => "confirm",
        pb::NoticeKind::CodeRedeemed => "code used",
        pb::NoticeKind::Unspecified => "",
    }
}

impl Page for Inbox {
    fn title(&self, _cx: &Cx) -> String {
        "Inbox".to_owned()
    }

    fn context(&self, cx: &Cx) -> Line<'static> {
        let unread = match cx.notices {
            0 => "nothing unread".to_owned(),
            count => format!("{count} unread"),
        };
        said(format!("INBOX   {unread}"), Tone::Strong, cx)
    }

    fn entries(&self, cx: &Cx) -> Vec<Entry> {
        cx.keys.entries_if(&KEYS, |act| self.allows(act, cx))
    }

    fn on_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        let ids = self.ids();
        if self.selected.on_key(key, cx.page(), &ids) {
            self.fetch_more(out);
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
        if self.marking == Some(ticket) {
            self.marking = None;
            // What is read now comes as an event, to this terminal as to all others.
            if let Err(failure) = answer {
                out.complain(failure.message);
            }
            return;
        }
        let more = self.more == Some(ticket);
        if !more && !self.notices.awaits(ticket) {
            return;
        }
        let page = match answer {
            Ok(Reply::ListNotices(page)) => page,
            Ok(_) => return,
            Err(failure) if more => {
                self.more = None;
                out.complain(failure.message);
                return;
            }
            Err(failure) => {
                self.notices.settle(Err(failure));
                return;
            }
        };
        self.next = page.next_page_token;
        if more {
            self.more = None;
            if let Some(notices) = self.notices.get_mut() {
                notices.extend(page.notices);
            }
        } else {
            self.notices.settle(Ok(page.notices));
        }
        let ids = self.ids();
        self.selected.follow(&ids);
    }

    fn on_event(&mut self, event: &pb::Event, _cx: &Cx, _out: &mut Outbox) {
        let Some(notices) = self.notices.get_mut() else { return };
        match &event.payload {
            Some(Payload::Notice(notice)) => {
                match notices.iter_mut().find(|known| known.name == notice.name) {
                    Some(known) => known.clone_from(notice),
                    None => notices.insert(0, notice.clone()),
                }
            }
            // Names sort by time, so "up to" is a comparison.
            Some(Payload::NoticesRead(read)) => {
                notices
                    .iter_mut()
                    .filter(|notice| notice.name <= read.up_to)
                    .for_each(|notice| notice.read = true);
            }
            _ => return,
        }
        let ids = self.ids();
        self.selected.follow(&ids);
    }

    fn on_relist(&mut self, _cx: &Cx, out: &mut Outbox) {
        self.ask(out);
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let ids = self.ids();
        let mut area = area;
        if let Some(remark) = self.notices.remark() {
            line_at(frame, area, 0, said(remark, Tone::Muted, cx));
            area = below(area, 1);
        } else if ids.is_empty() {
            line_at(frame, area, 0, said("Nothing has happened for you yet.", Tone::Muted, cx));
        }
        if ids.is_empty() {
            place_cursor(frame, area, 0, 0);
            return;
        }
        table::view(frame, area, cx.theme, &COLUMNS, (ids.len(), self.selected.row(&ids)), |row| {
            self.list().get(row).map(|notice| cells(notice, cx)).unwrap_or_default()
        });
    }

    fn detail(&self, cx: &Cx) -> Line<'static> {
        match self.selected() {
            Some(notice) if !cx.private => said(notice.text.clone(), Tone::Text, cx),
            _ => Line::default(),
        }
    }
}

fn cells(notice: &pb::Notice, cx: &Cx) -> Vec<Cell> {
    let when = instant(notice.create_time.as_ref()).map(|at| cx.when(at)).unwrap_or_default();
    let tone = if notice.read { Tone::Muted } else { Tone::Strong };
    let text = if cx.private { "(private view)".to_owned() } else { notice.text.clone() };
    vec![if notice.read { "" } else { "*" }.into(), when.into(), kind(notice).into(), Cell::toned(text, tone)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::stamp;
    use crate::stage::{Stage, beginning};

    fn notice(number: u32, kind: pb::NoticeKind, subject: &str, read: bool) -> pb::Notice {
        pb::Notice {
            name: format!("notices/{number:026}"),
            kind: kind.into(),
            text: format!("Visit {number} was asked for by Gomez, Luis"),
            subject: subject.into(),
            create_time: Some(stamp(beginning())),
            read,
            joined_count: 1,
        }
    }

    fn stage() -> Stage {
        let mut stage = Stage::open(Role::Desk, Route::Inbox);
        let notices = vec![
            notice(3, pb::NoticeKind::VisitRequested, "appointments/a", false),
            notice(2, pb::NoticeKind::Message, "conversations/b", false),
            notice(1, pb::NoticeKind::VisitCancelled, "appointments/c", true),
        ];
        stage.answer(Reply::ListNotices(pb::ListNoticesResponse {
            notices,
            unread_count: 2,
            ..Default::default()
        }));
        stage
    }

    #[test]
    fn the_inbox_looks_like_this() {
        insta::assert_snapshot!("inbox", stage().picture());
        insta::assert_snapshot!("inbox_40x12", stage().resize(40, 12).picture());
    }

    #[test]
    fn a_new_notice_comes_on_top_and_the_selection_stays() {
        let mut stage = stage();
        stage.press("down").event(Payload::Notice(notice(
            4,
            pb::NoticeKind::VisitMoved,
            "appointments/a",
            false,
        )));
        assert!(stage.selected_row().unwrap().contains("message"), "{}", stage.picture());
        assert!(stage.picture().find("moved") < stage.picture().find("asked for"));
    }

    #[test]
    fn reading_up_to_a_row_leaves_newer_ones_unread() {
        let mut stage = stage();
        stage.press("down r");
        let up_to = format!("notices/{:026}", 2);
        let request = pb::MarkNoticesReadRequest { up_to: up_to.clone(), ..Default::default() };
        assert_eq!(stage.last_call(), Some(&Call::MarkNoticesRead(request)));
        stage.event(Payload::NoticesRead(pb::NoticesRead { up_to, unread_count: 1 }));
        assert!(stage.picture().contains("1 unread"));
        assert_eq!(stage.picture().matches(" * ").count(), 1, "{}", stage.picture());
    }

    #[test]
    fn enter_leads_to_what_it_is_about() {
        let mut stage = stage();
        stage.press("enter");
        assert!(stage.picture().contains("[1Board]"));
        let mut stage = self::stage();
        stage.press("down enter");
        assert!(stage.picture().contains("[4Chat"));
    }

    #[test]
    fn older_notices_are_fetched_when_they_are_near() {
        let mut stage = Stage::open(Role::Desk, Route::Inbox);
        let notices = (0..100).rev().map(|at| notice(at + 100, pb::NoticeKind::Message, "", true)).collect();
        let page = pb::ListNoticesResponse { notices, next_page_token: "older".into(), ..Default::default() };
        stage.answer(Reply::ListNotices(page));
        stage.press("down");
        assert_eq!(stage.last_call(), None);
        stage.press("end");
        assert!(
            matches!(stage.last_call(), Some(Call::ListNotices(request)) if request.page_token == "older")
        );
        let notices = vec![notice(1, pb::NoticeKind::Message, "", true)];
        stage.answer(Reply::ListNotices(pb::ListNoticesResponse { notices, ..Default::default() }));
        stage.press("end");
        assert!(stage.selected_row().unwrap().contains("Visit 1 "), "{}", stage.picture());
    }
}

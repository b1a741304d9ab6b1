//! Who opened or changed a patient's record, told to the patient: when, who, as what,
//! and what they did. What the patient did is left out until it is asked for.

use praxis_shared::pb;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::common::{deeds, doubt};
use super::{Page, said, said_whole};
use crate::context::{Cx, instant};
use crate::keymap::{Binding, Entry, Key, Table};
use crate::outbox::{Call, Failure, Load, Outbox, Reply, Ticket};
use crate::theme::Tone;
use crate::widget::table::{self, Cell, Column, Selection};
use crate::widget::{lines_at, place_cursor, text};

/// What the screen can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// With or without what the patient did.
    Own,
    /// What was done meanwhile.
    Newest,
}

/// The keys of the screen.
pub const KEYS: Table<Act> = Table {
    name: "looks",
    bindings: &[
        Binding::new(Act::Own, "own", &[Key::ch('o')], "with mine", "Shows or hides what you did yourself."),
        Binding::new(Act::Newest, "newest", &[Key::ch('r')], "newest", "Asks for what was done meanwhile."),
    ],
};

const COLUMNS: [Column; 4] = [
    Column::new("When", 16),
    Column::new("Who", 12),
    Column::new("As", 10).from(60),
    Column::flex("What", 14),
];

/// The screen.
pub struct Looks {
    found: Load<Vec<pb::RecordAccess>>,
    next: String,
    older: Option<Ticket>,
    selected: Selection<usize>,
    own: bool,
}

impl Looks {
    /// Opens it and asks for the newest page.
    pub(super) fn open(out: &mut Outbox) -> Self {
        let mut looks = Self {
            found: Load::default(),
            next: String::new(),
            older: None,
            selected: Selection::default(),
            own: false,
        };
        looks.ask(out);
        looks
    }

    fn request(&self) -> pb::ListRecordAccessesRequest {
        pb::ListRecordAccessesRequest {
            patient: "patients/me".to_owned(),
            include_own: self.own,
            page_size: 100,
            page_token: self.next.clone(),
        }
    }

    fn ask(&mut self, out: &mut Outbox) {
        self.next.clear();
        self.older = None;
        let request = self.request();
        self.found.ask(out, Call::ListRecordAccesses(request));
    }

    fn ask_older(&mut self, out: &mut Outbox) {
        if !self.next.is_empty() && self.older.is_none() {
            self.older = Some(out.call(Call::ListRecordAccesses(self.request())));
        }
    }

    fn known(&self) -> &[pb::RecordAccess] {
        self.found.get().map(Vec::as_slice).unwrap_or_default()
    }

    fn rows(&self) -> Vec<usize> {
        (0..self.known().len()).collect()
    }

    fn act(&mut self, act: Act, out: &mut Outbox) {
        if act == Act::Own {
            self.own = !self.own;
            self.found.clear();
            self.selected = Selection::default();
        }
        self.ask(out);
    }
}

fn what(it: &pb::RecordAccess) -> (String, Tone) {
    let deed = deeds::told_to_patient(&it.method);
    if it.refused {
        (format!("refused: {deed}"), Tone::Warn)
    } else if it.reason.is_empty() {
        (deed, Tone::Text)
    } else {
        (format!("EMERGENCY: {deed}"), Tone::Bad)
    }
}

fn who(it: &pb::RecordAccess, cx: &Cx) -> String {
    match (it.own, it.user_display_name.as_str()) {
        (true, _) => "you".to_owned(),
        (false, "") => "a stranger".to_owned(),
        (false, name) => cx.person(name),
    }
}

fn cells(it: &pb::RecordAccess, cx: &Cx) -> Vec<Cell> {
    let (what, tone) = what(it);
    vec![
        instant(it.time.as_ref()).map(|at| cx.when(at)).unwrap_or_default().into(),
        who(it, cx).into(),
        deeds::roles(it.roles()).into(),
        Cell::toned(what, tone),
    ]
}

impl Page for Looks {
    fn title(&self, _cx: &Cx) -> String {
        "Who looked".to_owned()
    }

    fn context(&self, cx: &Cx) -> Line<'static> {
        let own = if self.own { "with what you did" } else { "without what you did" };
        said(format!("WHO OPENED MY RECORD   {own}, newest first"), Tone::Strong, cx)
    }

    fn entries(&self, cx: &Cx) -> Vec<Entry> {
        cx.keys.entries(&KEYS)
    }

    fn on_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        let rows = self.rows();
        if self.selected.on_key(key, cx.page(), &rows) {
            if self.selected.key() == rows.last() {
                self.ask_older(out);
            }
            return true;
        }
        let Some(act) = cx.keys.find(&KEYS, key) else { return false };
        self.act(act, out);
        true
    }

    fn on_command(&mut self, id: &str, cx: &Cx, out: &mut Outbox) {
        if let Some(act) = cx.keys.named(&KEYS, id) {
            self.act(act, out);
        }
    }

    fn on_reply(&mut self, ticket: Ticket, answer: Result<Reply, Failure>, _cx: &Cx, out: &mut Outbox) {
        let older = self.older == Some(ticket);
        if !older && !self.found.awaits(ticket) {
            return;
        }
        let mut next = None;
        let listed = answer.map(|reply| match reply {
            Reply::ListRecordAccesses(page) => {
                next = Some(page.next_page_token);
                page.accesses
            }
            _ => Vec::new(),
        });
        if older {
            self.older = None;
            match (self.found.get_mut(), listed) {
                (Some(known), Ok(listed)) => known.extend(listed),
                (_, Err(failure)) => out.complain(failure.message),
                _ => {}
            }
        } else {
            if listed.as_ref().is_err_and(doubt::is_closed) {
                self.found.clear();
            }
            self.found.settle(listed);
        }
        if let Some(next) = next {
            self.next = next;
        }
        self.selected.follow(&self.rows());
    }

    fn on_relist(&mut self, _cx: &Cx, out: &mut Outbox) {
        self.ask(out);
    }

    fn detail(&self, cx: &Cx) -> Line<'static> {
        let Some(it) = self.selected.key().and_then(|row| self.known().get(*row)) else {
            return Line::default();
        };
        let (tone, line) = if it.reason.is_empty() {
            (Tone::Text, format!("{} {}", who(it, cx), what(it).0))
        } else {
            (Tone::Bad, format!("{} in an emergency: {}", deeds::told_to_patient(&it.method), it.reason))
        };
        said(text::fit(&line, usize::from(cx.size.0).saturating_sub(2)), tone, cx)
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        place_cursor(frame, area, 0, 0);
        let rows = self.rows();
        if rows.is_empty() {
            let closed = self.found.failure().map(doubt::said_of);
            let remark = closed.or_else(|| self.found.remark());
            let remark = remark.unwrap_or_else(|| "Nobody but you opened your record.".to_owned());
            lines_at(frame, area, said_whole(&remark, Tone::Muted, usize::from(area.width), cx));
            return;
        }
        table::view(frame, area, cx.theme, &COLUMNS, (rows.len(), self.selected.row(&rows)), |row| {
            self.known().get(row).map(|it| cells(it, cx)).unwrap_or_default()
        });
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use praxis_shared::pb::{self, Role};
    use praxis_shared::reason::Reason;

    use crate::context::stamp;
    use crate::outbox::{Call, Code, Failure, Reply};
    use crate::stage::{Stage, beginning};
    use crate::theme::ThemeName;

    fn look(minutes: i64, who: &str, role: Role, method: &str) -> pb::RecordAccess {
        pb::RecordAccess {
            time: Some(stamp(beginning() - TimeDelta::minutes(minutes))),
            user_display_name: who.to_owned(),
            roles: vec![role.into()],
            method: format!("PatientService/{method}"),
            ..Default::default()
        }
    }

    fn stage() -> Stage {
        let mut stage = Stage::signed_in(Role::Patient);
        stage.answer_empty();
        stage.press("6");
        stage.answer_empty();
        stage.answer_empty();
        stage.press("4");
        let emergency = pb::RecordAccess {
            reason: "unconscious, brought in by ambulance".to_owned(),
            ..look(9, "Okafor, Ada", Role::Doctor, "GetPatientChart")
        };
        let refused =
            pb::RecordAccess { refused: true, ..look(30, "Moreau, Luc", Role::Doctor, "GetPatientChart") };
        let accesses = vec![emergency, look(12, "Hansen, Ida", Role::Desk, "GetPatient"), refused];
        stage.answer(Reply::ListRecordAccesses(pb::ListRecordAccessesResponse {
            accesses,
            next_page_token: "older".to_owned(),
        }));
        stage
    }

    #[test]
    fn who_looked_looks_like_this() {
        let mut stage = stage();
        insta::assert_snapshot!("looks", stage.picture());
        stage.resize(40, 12);
        insta::assert_snapshot!("looks_40x12", stage.picture());
        stage.resize(80, 24).theme(ThemeName::Mono);
        assert_eq!(stage.colours(), []);
        stage.sweep_some();
    }

    #[test]
    fn who_is_not_confirmed_reads_why_it_is_closed_and_nothing_of_before() {
        let mut stage = stage();
        stage.press("r");
        let refused = Failure::new(Code::Denied, "closed").because(Reason::Unconfirmed);
        stage.fail("ListRecordAccesses", refused).resize(40, 12);
        let said = stage.picture().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            said.contains("at your next visit the doctor does it.") && !said.contains("Okafor"),
            "{said}"
        );
    }

    #[test]
    fn the_own_looks_come_when_asked_for_and_the_end_loads_older_ones() {
        let mut stage = stage();
        stage.press("end");
        assert!(
            matches!(stage.last_call(), Some(Call::ListRecordAccesses(it)) if it.page_token == "older" && !it.include_own)
        );
        stage.press("o");
        assert!(
            matches!(stage.last_call(), Some(Call::ListRecordAccesses(it)) if it.page_token.is_empty() && it.include_own)
        );
    }
}

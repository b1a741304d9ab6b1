//! Finding a patient while one types: every letter asks the server, only the
//! newest answer counts. Enter typed before the answer came takes it only when
//! it is a single patient; among several a person has to look.

use praxis_shared::pb;
use ratatui::Frame;
use ratatui::layout::Rect;

use crate::context::Cx;
use crate::keymap::{Code, Key};
use crate::outbox::{Call, Failure, Load, Outbox, Reply, Ticket};
use crate::screen::common::patient::in_short;
use crate::screen::said;
use crate::theme::Tone;
use crate::widget::input::{Input, Kind};
use crate::widget::table::{self, Cell, Column, Selection};
use crate::widget::{below, left_of, line_at, right_of, row_of};

/// How many patients are shown to choose from.
const SHOWN: i32 = 20;

const COLUMNS: [Column; 3] =
    [Column::flex("", 12), Column::new("", 34).from(60), Column::new("", 18).from(60)];
const NARROW: [Column; 2] = [Column::flex("", 10), Column::new("", 6)];

/// The field and what was found.
#[derive(Debug)]
pub struct PatientSearch {
    typed: Input,
    found: Load<Vec<pb::Patient>>,
    selected: Selection<String>,
    entered: bool,
}

impl Default for PatientSearch {
    fn default() -> Self {
        Self {
            typed: Input::new(Kind::Line, 100),
            found: Load::default(),
            selected: Selection::default(),
            entered: false,
        }
    }
}

impl PatientSearch {
    /// What was typed.
    pub fn typed(&self) -> &str {
        self.typed.text()
    }

    fn ask(&mut self, out: &mut Outbox) {
        self.entered = false;
        if self.typed.text().trim().is_empty() {
            self.found.clear();
            return;
        }
        let query = self.typed.text().trim().to_owned();
        let request = pb::ListPatientsRequest { query, page_size: SHOWN, page_token: String::new() };
        self.found.ask(out, Call::ListPatients(request));
    }

    /// Asks again for what was typed.
    pub fn on_relist(&mut self, out: &mut Outbox) {
        if self.found.get().is_some() || self.found.is_waiting() {
            self.ask(out);
        }
    }

    /// Takes a key that edits or moves.
    pub fn on_key(&mut self, key: Key, page: usize, out: &mut Outbox) -> bool {
        if matches!(key.code, Code::Up | Code::Down | Code::PageUp | Code::PageDown) {
            let ids = self.ids();
            return self.selected.on_key(key, page, &ids);
        }
        let before = self.typed.text().to_owned();
        if !self.typed.on_key(key) {
            return false;
        }
        if before != self.typed.text() {
            self.ask(out);
        }
        true
    }

    /// Takes pasted text.
    pub fn paste(&mut self, pasted: &str, out: &mut Outbox) {
        self.typed.insert(pasted);
        self.ask(out);
    }

    /// Enter: the selected patient, or a promise to take the only one to come.
    pub fn enter(&mut self) -> Option<pb::Patient> {
        if self.found.is_waiting() {
            self.entered = true;
            return None;
        }
        self.selected().cloned()
    }

    /// Takes the answer, if it is one for this; gives the patient that an
    /// earlier Enter asked for.
    pub fn on_reply(
        &mut self,
        ticket: Ticket,
        answer: &Result<Reply, Failure>,
    ) -> Option<Option<pb::Patient>> {
        if !self.found.awaits(ticket) {
            return None;
        }
        self.found.settle(answer.clone().map(|reply| match reply {
            Reply::ListPatients(page) => page.patients,
            _ => Vec::new(),
        }));
        let ids = self.ids();
        self.selected.go_to(0, &ids);
        let entered = std::mem::take(&mut self.entered);
        let found = self.found.get().map_or(&[][..], Vec::as_slice);
        match found {
            [only] if entered => Some(Some(only.clone())),
            _ => Some(None),
        }
    }

    fn ids(&self) -> Vec<String> {
        self.found.get().into_iter().flatten().map(|patient| patient.name.clone()).collect()
    }

    fn selected(&self) -> Option<&pb::Patient> {
        let row = self.selected.row(&self.ids())?;
        self.found.get()?.get(row)
    }

    /// Draws the field and what was found.
    pub fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let found = self.found.get().map_or(&[][..], Vec::as_slice);
        let wide = area.width >= 60;
        let columns: &[Column] = if wide { &COLUMNS } else { &NARROW };
        let selected = self.selected.row(&self.ids());
        let list = below(area, 1);
        table::view(frame, list, cx.theme, columns, (found.len(), selected), |at| {
            found.get(at).map_or_else(Vec::new, |patient| row(patient, wide, cx))
        });
        let remark = match (self.typed.is_empty(), found.is_empty()) {
            (true, _) => Some("a part of the name, the birth date, the phone or the number".to_owned()),
            (false, true) => self.found.remark().or_else(|| {
                Some(
                    "nobody is found by that; Ctrl-F opens the patients, where a new one is registered"
                        .into(),
                )
            }),
            _ => self.found.failure().map(ToString::to_string),
        };
        if let Some(remark) = remark {
            line_at(frame, list, 0, said(remark, Tone::Muted, cx));
        }
        line_at(frame, area, 0, " Patient");
        if let Some(strip) = row_of(area, 0) {
            self.typed.view(frame, left_of(right_of(strip, 10), 32), cx.theme, true);
        }
    }

    /// The selected one in words.
    pub fn describe(&self, cx: &Cx) -> String {
        self.selected().map_or_else(String::new, |patient| {
            format!("{}  {}", cx.person(&patient.display_name), in_short(patient, cx))
        })
    }
}

fn row(patient: &pb::Patient, wide: bool, cx: &Cx) -> Vec<Cell> {
    let name = cx.person(&patient.display_name);
    if !wide {
        return vec![name.into(), patient.number.to_string().into()];
    }
    let phone = if cx.private { String::new() } else { patient.phone.clone() };
    vec![name.into(), in_short(patient, cx).into(), Cell::toned(phone, Tone::Muted)]
}

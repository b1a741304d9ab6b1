//! Moving the cursor through days and times, and turning the pages that they
//! are on. An arrow past the edge turns the page.

use chrono::{Days, NaiveDate};

use super::{Clock, Column, DAYS, NOON, Place, SlotGrid};
use crate::context::Cx;
use crate::keymap::{Code, Key};
use crate::outbox::Outbox;

impl SlotGrid {
    /// Takes a key that moves the cursor.
    pub fn on_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        if key.ctrl || key.alt {
            return false;
        }
        if self.place.is_none() {
            let clock = Clock { minute: 9 * 60, second: false };
            self.place = Some(Place { date: self.from, doctor: String::new(), clock });
        }
        match key.code {
            Code::Left => self.step_column(-1, cx, out),
            Code::Right => self.step_column(1, cx, out),
            Code::Up => self.step_row(-1),
            Code::Down => self.step_row(1),
            Code::PageDown => self.half_day(true, cx, out),
            Code::PageUp => self.half_day(false, cx, out),
            Code::Home => self.select_row(0),
            Code::End => self.select_row(usize::MAX),
            _ => return false,
        }
        self.why = None;
        true
    }

    pub(super) fn step_row(&mut self, by: isize) {
        let at = self.row().unwrap_or(0);
        self.select_row(at.saturating_add_signed(by));
    }

    pub(super) fn select_row(&mut self, row: usize) {
        let rows = self.rows();
        let at = row.min(rows.len().saturating_sub(1));
        if let (Some(place), Some(&clock)) = (&mut self.place, rows.get(at)) {
            place.clock = clock;
        }
    }

    pub(super) fn step_column(&mut self, by: isize, cx: &Cx, out: &mut Outbox) {
        let columns = self.columns();
        let at = self.column().unwrap_or(0);
        let to = at.checked_add_signed(by).filter(|&to| to < columns.len());
        match to.and_then(|to| columns.get(to)) {
            Some(Column::Day(date)) => {
                if let Some(place) = &mut self.place {
                    place.date = *date;
                }
            }
            Some(Column::Doctor(name, _)) => {
                if let Some(place) = &mut self.place {
                    place.doctor.clone_from(name);
                }
            }
            None if self.by_doctor => self.turn_day(by, cx, out),
            None => self.turn(by, cx, out),
        }
    }

    /// Turns to the next or previous page of days.
    pub fn turn(&mut self, by: isize, cx: &Cx, out: &mut Outbox) {
        let days = Days::new(DAYS);
        let to = if by < 0 { self.from.checked_sub_days(days) } else { self.from.checked_add_days(days) };
        let Some(to) = to.map(|to| to.max(cx.today())).filter(|&to| to != self.from) else { return };
        self.show_from(to, out);
        let last = self.last_date();
        if let Some(place) = &mut self.place {
            place.date = if by < 0 { last } else { to };
        }
    }

    pub(super) fn turn_day(&mut self, by: isize, cx: &Cx, out: &mut Outbox) {
        let Some(date) = self.place.as_ref().map(|place| place.date) else { return };
        let to = if by < 0 { date.pred_opt() } else { date.succ_opt() };
        if let Some(to) = to.filter(|&to| to >= cx.today()) {
            self.go_to(to, out);
        }
    }

    /// Puts the cursor on that day.
    pub fn go_to(&mut self, date: NaiveDate, out: &mut Outbox) {
        if date < self.from || date > self.last_date() {
            self.show_from(date, out);
        }
        match &mut self.place {
            Some(place) => place.date = date,
            None => {
                let clock = Clock { minute: 9 * 60, second: false };
                self.place = Some(Place { date, doctor: String::new(), clock });
            }
        }
    }

    pub(super) fn show_from(&mut self, from: NaiveDate, out: &mut Outbox) {
        self.from = from;
        self.free.clear();
        self.list.clear();
        self.ask_list(String::new(), out);
    }

    /// Down: from the morning to the afternoon, from there to the next page.
    pub(super) fn half_day(&mut self, down: bool, cx: &Cx, out: &mut Outbox) {
        let Some(place) = &self.place else { return };
        let morning = place.clock.minute < NOON;
        let rows = self.rows();
        let noon = rows.iter().position(|clock| clock.minute >= NOON);
        match (down, morning, noon) {
            (true, true, Some(noon)) => self.select_row(noon),
            (false, false, Some(noon)) if noon > 0 => self.select_row(0),
            (down, _, _) => {
                let by = if down { 1 } else { -1 };
                if self.by_doctor {
                    self.turn_day(by, cx, out)
                } else {
                    self.turn(by, cx, out)
                }
                self.select_row(if down { 0 } else { usize::MAX });
            }
        }
    }

    /// Changes between days with all doctors and one day doctor by doctor.
    pub fn toggle_view(&mut self) {
        self.by_doctor = !self.by_doctor;
        if self.by_doctor {
            // The cell under the cursor holds somebody: go to one of them.
            let first = self.here().first().map(|free| free.pick.doctor.clone());
            if let (Some(place), Some(doctor)) = (&mut self.place, first) {
                place.doctor = doctor;
            }
        }
    }

    /// Whether one day is shown doctor by doctor.
    pub fn shows_doctors(&self) -> bool {
        self.by_doctor
    }
}

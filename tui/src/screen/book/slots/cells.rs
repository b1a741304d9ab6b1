//! What the grid consists of: its columns and rows, and who is free in a cell.

use chrono::{Days, NaiveDate};

use super::super::whose::Whose;
use super::{Clock, Column, DAYS, Free, Instead, MOST_ROWS, Pick, Place, SlotGrid, Why};

impl SlotGrid {
    pub(super) fn last_date(&self) -> NaiveDate {
        self.from.checked_add_days(Days::new(DAYS - 1)).unwrap_or(self.from)
    }

    pub(super) fn here(&self) -> Vec<&Free> {
        let Some(place) = &self.place else { return Vec::new() };
        let doctor = if self.by_doctor { place.doctor.as_str() } else { "" };
        self.at(place.date, doctor, place.clock)
    }

    pub(super) fn at(&self, date: NaiveDate, doctor: &str, clock: Clock) -> Vec<&Free> {
        let fits = |free: &&Free| {
            free.date == date && free.clock == clock && (doctor.is_empty() || free.pick.doctor == doctor)
        };
        self.free.iter().filter(fits).collect()
    }

    /// Who is free in that cell, by name.
    pub(super) fn names(&self, column: &Column, clock: Clock) -> Vec<&Pick> {
        let found = match (column, &self.place) {
            (Column::Day(date), _) => self.at(*date, "", clock),
            (Column::Doctor(name, _), Some(place)) => self.at(place.date, name, clock),
            (Column::Doctor(..), None) => Vec::new(),
        };
        found.into_iter().map(|free| &free.pick).collect()
    }

    /// Weekdays always, weekends when somebody works then.
    pub(super) fn columns(&self) -> Vec<Column> {
        use chrono::Datelike;
        if self.by_doctor {
            let date = self.place.as_ref().map(|place| place.date);
            let mut doctors: Vec<(&str, &str)> = self
                .free
                .iter()
                .filter(|free| Some(free.date) == date)
                .map(|free| (free.pick.doctor_name.as_str(), free.pick.doctor.as_str()))
                .collect();
            if let Whose::Doctor { name, display_name } = &self.whose {
                doctors.push((display_name, name));
            }
            doctors.sort_unstable();
            doctors.dedup_by(|a, b| a.1 == b.1);
            return doctors
                .into_iter()
                .map(|(shown, name)| Column::Doctor(name.into(), shown.into()))
                .collect();
        }
        let days = self.from.iter_days().take(DAYS as usize);
        let cursor = self.place.as_ref().map(|place| place.date);
        days.filter(|&date| {
            date.weekday().num_days_from_monday() < 5
                || cursor == Some(date)
                || self.free.iter().any(|free| free.date == date)
        })
        .map(Column::Day)
        .collect()
    }

    pub(super) fn column(&self) -> Option<usize> {
        let place = self.place.as_ref()?;
        self.columns().iter().position(|column| match column {
            Column::Day(date) => *date == place.date,
            Column::Doctor(name, _) => *name == place.doctor,
        })
    }

    /// Every time at which a slot begins on this page, the gaps between them
    /// filled in steps, and the cursor's own.
    pub(super) fn rows(&self) -> Vec<Clock> {
        let day = self.place.as_ref().filter(|_| self.by_doctor).map(|place| place.date);
        let shown = self.free.iter().filter(|free| day.is_none_or(|day| day == free.date));
        let mut rows: Vec<Clock> = shown.map(|free| free.clock).collect();
        rows.sort_unstable();
        rows.dedup();
        let step = rows
            .windows(2)
            .map(|pair| pair[1].minute.saturating_sub(pair[0].minute))
            .filter(|&step| step >= 10)
            .min();
        if let (Some(step), Some(first), Some(last)) = (step, rows.first().copied(), rows.last().copied()) {
            let between = (first.minute..last.minute).step_by(usize::from(step)).take(MOST_ROWS);
            let gaps: Vec<Clock> = between
                .filter(|minute| !rows.iter().any(|row| row.minute.abs_diff(*minute) < step))
                .map(|minute| Clock { minute, second: false })
                .collect();
            rows.extend(gaps);
        }
        rows.extend(self.place.as_ref().map(|place| place.clock));
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    pub(super) fn row(&self) -> Option<usize> {
        let clock = self.place.as_ref()?.clock;
        self.rows().iter().position(|row| *row == clock)
    }

    pub(super) fn place(&self) -> Option<&Place> {
        self.place.as_ref()
    }

    pub(super) fn instead(&self) -> Option<&Instead> {
        self.instead.as_ref()
    }

    pub(super) fn why(&self) -> Option<&Why> {
        self.why.as_ref()
    }

    /// What to say where the grid would stand.
    pub(super) fn remark(&self) -> Option<String> {
        self.list.remark()
    }

    /// What to say where the proposals would stand.
    pub(super) fn soonest_remark(&self) -> Option<String> {
        self.soonest.remark()
    }

    /// The name of a doctor, as far as the slots tell it.
    pub(super) fn name_of(&self, doctor: &str) -> String {
        let known = self.free.iter().map(|free| &free.pick).chain(self.soonest.get().into_iter().flatten());
        let mut named = known.filter(|pick| pick.doctor == doctor);
        named.next().map_or_else(String::new, |pick| pick.doctor_name.clone())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.free.is_empty()
    }
}

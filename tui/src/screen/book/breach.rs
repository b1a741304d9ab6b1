//! Booking outside the rules on purpose: a doctor, a day, a clock time and why.
//! Only hours and duty can be broken; another visit is in the way of everybody.

use praxis_shared::pb;
use praxis_shared::time::{self, Instant, Local};

use super::slots::Pick;
use super::whose::Doctors;
use crate::context::Cx;
use crate::widget::date;
use crate::widget::form::{Field, Form};

/// The longest reason.
const REASON_MAX: usize = 200;
/// The shortest reason.
const REASON_MIN: usize = 3;

/// The form, while it is open.
#[derive(Debug)]
pub(super) struct Breach {
    /// Its fields.
    pub(super) form: Form,
    doctors: Vec<pb::Doctor>,
}

impl Breach {
    /// Opens it with what is known: the doctor, and the time under the cursor.
    pub(super) fn new(doctor: &str, at: Option<Instant>, doctors: &Doctors, cx: &Cx) -> Self {
        let doctors = doctors.all().to_vec();
        let names: Vec<&str> = doctors.iter().map(|doctor| doctor.display_name.as_str()).collect();
        let chosen = doctors.iter().position(|it| it.name == doctor).unwrap_or(0);
        let at = at.unwrap_or(cx.at.now);
        let day = cx.date(at).format("%Y-%m-%d").to_string();
        let mut form = Form::new(vec![
            Field::choice("doctor", "Doctor", &names).at(chosen),
            Field::text("date", "Day", 20).with(&day).columns(12).hint("20.11, mon, +3d"),
            Field::text("start_time", "Time", 5).with(&cx.clock(at)).columns(6).hint("14:30"),
            Field::text("override.reason", "Why", REASON_MAX).columns(50),
        ]);
        form.focus("start_time");
        Self { form, doctors }
    }

    /// What was typed as a pick and the reason; errors go beside their fields.
    pub(super) fn submit(&mut self, minutes: i32, cx: &Cx) -> Option<(Pick, String)> {
        self.form.clear_errors();
        let day = date::parse(self.form.text("date"), cx.today());
        let minute = minute(self.form.text("start_time"));
        let reason = self.form.trimmed("override.reason");
        if let Err(wrong) = &day {
            self.form.set_error("date", wrong);
        }
        if minute.is_none() {
            self.form.set_error("start_time", "a time of the day looks like 14:30");
        }
        if reason.chars().count() < REASON_MIN {
            self.form.set_error("override.reason", "say why, in 3 to 200 characters");
        }
        let Some(doctor) = self.doctors.get(self.form.chosen("doctor")) else {
            self.form.set_error("doctor", "choose a doctor; the list is not here yet");
            return None;
        };
        if self.form.has_errors() {
            self.form.focus_error();
            return None;
        }
        let start = match time::at_minute(cx.zone, day.ok()?, minute?) {
            Local::Gap(_) => {
                self.form.set_error("start_time", "the clock skips this time on that day");
                self.form.focus_error();
                return None;
            }
            local => local.earliest(),
        };
        let pick = Pick {
            doctor: doctor.name.clone(),
            doctor_name: doctor.display_name.clone(),
            start,
            end: start + chrono::TimeDelta::minutes(i64::from(minutes)),
            room: doctor.room.clone(),
        };
        Some((pick, reason))
    }
}

/// Reads `14:30`, `9:05`, `1430`.
fn minute(typed: &str) -> Option<u16> {
    let typed = typed.trim();
    let (hours, minutes) = match typed.split_once([':', '.']) {
        Some(parts) => parts,
        None if typed.len() >= 3 && typed.is_ascii() => typed.split_at(typed.len() - 2),
        None => return None,
    };
    let digits = |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(hours) || minutes.len() != 2 || !digits(minutes) {
        return None;
    }
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}

#[cfg(test)]
mod tests {
    use super::minute;

    #[test]
    fn clock_times_are_read_as_people_type_them() {
        for (typed, expected) in [("14:30", 870), ("9:05", 545), ("0900", 540), ("900", 540), ("14.30", 870)]
        {
            assert_eq!(minute(typed), Some(expected), "{typed}");
        }
        for wrong in ["", "14", "25:00", "14:60", "14:3", "a:bc", "99999", "ää", "-1:00"] {
            assert_eq!(minute(wrong), None, "{wrong}");
        }
    }
}

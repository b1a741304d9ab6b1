//! Weekly rules and exceptions. Rules are one JSON value per doctor, for they
//! are only ever read and replaced whole; a doctor without a row has no hours.

use std::{cell::RefCell, collections::HashMap};

use chrono::NaiveDate;
use praxis_shared::{
    id::{DoctorId, ScheduleExceptionId},
    time::{Instant, to_micros},
};
use rusqlite::{Row, named_params};

use super::{Guarded, StoreError, Tx, id, instant, to_json};
use crate::domain::hours::{ExceptionKind, HoursRule, ScheduleException, WorkingHours};

/// Which exceptions a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExceptionQuery {
    /// Whose.
    pub doctor: DoctorId,
    /// Only those that end on or after this date.
    pub ending_from: NaiveDate,
    /// Withdrawn ones too.
    pub withdrawn: bool,
    /// First date and id of the last one on the previous page.
    pub after: Option<(NaiveDate, ScheduleExceptionId)>,
    /// At most so many.
    pub limit: usize,
}

impl Tx<'_> {
    /// A doctor's weekly rules; none at version 0 if none were ever written.
    ///
    /// # Errors
    /// If the database fails.
    pub fn working_hours(&self, doctor: DoctorId) -> Result<WorkingHours, StoreError> {
        let read = || {
            let sql = "SELECT rules, update_time, version FROM working_hours WHERE doctor = ?1";
            let found = self.one(sql, [doctor.bytes()], |row| {
                Ok(WorkingHours {
                    doctor,
                    rules: rules(row)?,
                    update_time: Some(instant(row, "update_time")?),
                    version: row.get("version")?,
                })
            })?;
            Ok(found.unwrap_or_else(|| WorkingHours::none(doctor)))
        };
        match self.memory {
            Some(memory) => memory.hours(doctor, read),
            None => read(),
        }
    }

    /// The weekly rules of everybody who has any.
    ///
    /// # Errors
    /// If the database fails.
    pub fn all_working_hours(&self) -> Result<Vec<WorkingHours>, StoreError> {
        self.all("SELECT doctor, rules, update_time, version FROM working_hours", [], |row| {
            Ok(WorkingHours {
                doctor: id(row, "doctor")?,
                rules: rules(row)?,
                update_time: Some(instant(row, "update_time")?),
                version: row.get("version")?,
            })
        })
    }

    /// Replaces a doctor's rules, if they still are one version before these.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if somebody else replaced them.
    pub fn save_working_hours(&self, hours: &WorkingHours) -> Result<(), StoreError> {
        let changed = self.execute(
            "INSERT INTO working_hours (doctor, rules, update_time, version)
             VALUES (:doctor, :rules, :time, :version)
             ON CONFLICT (doctor) DO UPDATE SET
                 rules = excluded.rules, update_time = excluded.update_time, version = excluded.version
             WHERE working_hours.version = excluded.version - 1",
            named_params! {
                ":doctor": hours.doctor.bytes(), ":rules": to_json(&hours.rules)?,
                ":time": to_micros(hours.update_time.unwrap_or(self.now())), ":version": hours.version,
            },
        )?;
        if changed == 1 { Ok(()) } else { Err(StoreError::Conflict("working hours")) }
    }

    /// One exception.
    ///
    /// # Errors
    /// If the database fails.
    pub fn schedule_exception(
        &self,
        id: ScheduleExceptionId,
    ) -> Result<Guarded<ScheduleException>, StoreError> {
        let sql = "SELECT * FROM schedule_exception WHERE id = ?1";
        Ok(Guarded::new(self.one(sql, [id.bytes()], read_exception)?))
    }

    /// A doctor's exceptions in force on any of the dates, oldest first.
    ///
    /// # Errors
    /// If the database fails.
    pub fn exceptions_in_force(
        &self,
        doctor: DoctorId,
        first: NaiveDate,
        last: NaiveDate,
    ) -> Result<Vec<ScheduleException>, StoreError> {
        let sql = "SELECT * FROM schedule_exception
             WHERE doctor = :doctor AND cancel_time IS NULL AND to_date >= :first AND from_date <= :last";
        let params = named_params! {
            ":doctor": doctor.bytes(), ":first": first.to_string(), ":last": last.to_string()
        };
        Ok(oldest_first(self.all(sql, params, read_exception)?))
    }

    /// As [`Tx::exceptions_in_force`], of every doctor at once.
    ///
    /// # Errors
    /// If the database fails.
    pub fn all_exceptions_in_force(
        &self,
        first: NaiveDate,
        last: NaiveDate,
    ) -> Result<Vec<ScheduleException>, StoreError> {
        let sql = "SELECT * FROM schedule_exception
             WHERE cancel_time IS NULL AND to_date >= ?1 AND from_date <= ?2";
        Ok(oldest_first(self.all(sql, (first.to_string(), last.to_string()), read_exception)?))
    }

    /// How many exceptions of a doctor are in force and not over.
    ///
    /// # Errors
    /// If the database fails.
    pub fn count_exceptions(&self, doctor: DoctorId, today: NaiveDate) -> Result<usize, StoreError> {
        let sql = "SELECT count(*) FROM schedule_exception
             WHERE doctor = ?1 AND cancel_time IS NULL AND to_date >= ?2";
        let count: Option<i64> = self.one(sql, (doctor.bytes(), today.to_string()), |row| Ok(row.get(0)?))?;
        Ok(count.and_then(|it| usize::try_from(it).ok()).unwrap_or(0))
    }

    /// A page of exceptions, by first date.
    ///
    /// # Errors
    /// If the database fails.
    pub fn list_exceptions(&self, query: &ExceptionQuery) -> Result<Vec<ScheduleException>, StoreError> {
        let sql = "SELECT * FROM schedule_exception
             WHERE doctor = :doctor AND to_date >= :ending AND (:withdrawn OR cancel_time IS NULL)
               AND (from_date, id) > (:after_date, :after_id)
             ORDER BY from_date, id LIMIT :limit";
        let (after_date, after_id) =
            query.after.map_or((String::new(), [0; 16]), |(date, id)| (date.to_string(), id.bytes()));
        let params = named_params! {
            ":doctor": query.doctor.bytes(), ":ending": query.ending_from.to_string(),
            ":withdrawn": query.withdrawn, ":after_date": after_date, ":after_id": after_id,
            ":limit": i64::try_from(query.limit).unwrap_or(i64::MAX),
        };
        self.all(sql, params, read_exception)
    }

    /// Stores a new exception.
    ///
    /// # Errors
    /// If the database fails.
    pub fn insert_exception(&self, it: &ScheduleException) -> Result<(), StoreError> {
        let (kind, slot_minutes, room) = match &it.kind {
            ExceptionKind::TimeOff => ("time_off", None, ""),
            ExceptionKind::ExtraHours { slot_minutes, room } => {
                ("extra_hours", Some(*slot_minutes), room.as_str())
            }
        };
        self.execute(
            "INSERT INTO schedule_exception (
                 id, doctor, kind, from_date, to_date, from_minute, to_minute, note, slot_minutes, room, create_time)
             VALUES (:id, :doctor, :kind, :first, :last, :from, :to, :note, :slot, :room, :time)",
            named_params! {
                ":id": it.id.bytes(), ":doctor": it.doctor.bytes(), ":kind": kind,
                ":first": it.from_date.to_string(), ":last": it.to_date.to_string(),
                ":from": it.from_minute, ":to": it.to_minute, ":note": it.note, ":slot": slot_minutes,
                ":room": room, ":time": to_micros(it.create_time),
            },
        )?;
        Ok(())
    }

    /// Notes that an exception was withdrawn; a second time changes nothing.
    ///
    /// # Errors
    /// If the database fails.
    pub fn withdraw_exception(&self, id: ScheduleExceptionId, now: Instant) -> Result<(), StoreError> {
        self.execute(
            "UPDATE schedule_exception SET cancel_time = ?2 WHERE id = ?1 AND cancel_time IS NULL",
            (id.bytes(), to_micros(now)),
        )?;
        Ok(())
    }
}

/// Texts of rules that a thread remembers at most.
const READ_BEFORE: usize = 1024;

thread_local! {
    /// Rules by their text: they change once in a while, and are read with each look for a free time.
    static RULES: RefCell<HashMap<String, Vec<HoursRule>>> = RefCell::default();
}

fn rules(row: &Row<'_>) -> Result<Vec<HoursRule>, StoreError> {
    let text = row.get_ref("rules")?.as_str().map_err(|why| StoreError::unreadable("rules", why))?;
    RULES.with_borrow_mut(|known| {
        if let Some(rules) = known.get(text) {
            return Ok(rules.clone());
        }
        let rules: Vec<HoursRule> =
            serde_json::from_str(text).map_err(|why| StoreError::unreadable("rules", why))?;
        if known.len() == READ_BEFORE {
            known.clear();
        }
        known.insert(text.to_owned(), rules.clone());
        Ok(rules)
    })
}

fn oldest_first(mut exceptions: Vec<ScheduleException>) -> Vec<ScheduleException> {
    exceptions.sort_unstable_by_key(|it| it.id);
    exceptions
}

fn read_exception(row: &Row<'_>) -> Result<ScheduleException, StoreError> {
    let kind = match row.get::<_, Option<u16>>("slot_minutes")? {
        Some(slot_minutes) => ExceptionKind::ExtraHours { slot_minutes, room: row.get("room")? },
        None => ExceptionKind::TimeOff,
    };
    Ok(ScheduleException {
        id: id(row, "id")?,
        doctor: id(row, "doctor")?,
        kind,
        from_date: date(row, "from_date")?,
        to_date: date(row, "to_date")?,
        from_minute: row.get("from_minute")?,
        to_minute: row.get("to_minute")?,
        note: row.get("note")?,
        cancelled: row.get::<_, Option<i64>>("cancel_time")?.is_some(),
        create_time: instant(row, "create_time")?,
    })
}

fn date(row: &Row<'_>, column: &'static str) -> Result<NaiveDate, StoreError> {
    row.get::<_, String>(column)?.parse().map_err(|why| StoreError::unreadable(column, why))
}

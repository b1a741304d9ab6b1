//! Reading rows by the place of a column. Looking columns up by name costs more than all the rest of reading
//! a visit, and lists read hundreds.

use praxis_shared::{
    id::Id,
    time::{Instant, from_micros},
};
use rusqlite::{
    Row,
    types::{FromSql, ValueRef},
};
use serde::de::DeserializeOwned;

use super::StoreError;

/// Reads a row from left to right.
pub(super) struct Columns<'r> {
    row: &'r Row<'r>,
    next: usize,
}

impl<'r> Columns<'r> {
    pub(super) fn of(row: &'r Row<'r>) -> Self {
        Self { row, next: 0 }
    }

    pub(super) fn next<T: FromSql>(&mut self) -> Result<T, StoreError> {
        let at = self.next;
        self.next += 1;
        Ok(self.row.get(at)?)
    }

    pub(super) fn id<K>(&mut self) -> Result<Id<K>, StoreError> {
        Ok(Id::from_bytes(self.next()?))
    }

    pub(super) fn instant(&mut self) -> Result<Instant, StoreError> {
        let micros = self.next()?;
        from_micros(micros).ok_or_else(|| StoreError::unreadable("instant", micros))
    }

    pub(super) fn instant_maybe(&mut self) -> Result<Option<Instant>, StoreError> {
        let read = |it: i64| from_micros(it).ok_or_else(|| StoreError::unreadable("instant", it));
        self.next::<Option<i64>>()?.map(read).transpose()
    }

    pub(super) fn word<T>(
        &mut self,
        what: &'static str,
        read: fn(&str) -> Option<T>,
    ) -> Result<T, StoreError> {
        let at = self.next;
        self.next += 1;
        let code = self.row.get_ref(at)?.as_str().map_err(|why| StoreError::unreadable(what, why))?;
        read(code).ok_or_else(|| StoreError::unreadable(what, code))
    }

    pub(super) fn json_maybe<T: DeserializeOwned>(
        &mut self,
        what: &'static str,
    ) -> Result<Option<T>, StoreError> {
        let at = self.next;
        self.next += 1;
        match self.row.get_ref(at)? {
            ValueRef::Null => Ok(None),
            value => {
                let text = value.as_str().map_err(|why| StoreError::unreadable(what, why))?;
                serde_json::from_str(text).map(Some).map_err(|why| StoreError::unreadable(what, why))
            }
        }
    }

    pub(super) fn json<T: DeserializeOwned>(&mut self, what: &'static str) -> Result<T, StoreError> {
        self.json_maybe(what)?.ok_or_else(|| StoreError::unreadable(what, "nothing there"))
    }
}

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

/// Reads a row from left to right, or in the order of the places that are given.
pub(super) struct Columns<'r> {
    row: &'r Row<'r>,
    places: Option<&'r [usize]>,
    next: usize,
}

impl<'r> Columns<'r> {
    pub(super) fn of(row: &'r Row<'r>) -> Self {
        Self { row, places: None, next: 0 }
    }

    pub(super) fn at(row: &'r Row<'r>, places: &'r [usize]) -> Self {
        Self { row, places: Some(places), next: 0 }
    }

    /// Where the next column is; past the last place there is none.
    fn place(&mut self) -> usize {
        let at = self.next;
        self.next += 1;
        self.places.map_or(at, |places| places.get(at).copied().unwrap_or(usize::MAX))
    }

    pub(super) fn next<T: FromSql>(&mut self) -> Result<T, StoreError> {
        let at = self.place();
        Ok(self.row.get(at)?)
    }

    pub(super) fn id<K>(&mut self) -> Result<Id<K>, StoreError> {
        Ok(Id::from_bytes(self.next()?))
    }

    pub(super) fn id_maybe<K>(&mut self) -> Result<Option<Id<K>>, StoreError> {
        Ok(self.next::<Option<[u8; 16]>>()?.map(Id::from_bytes))
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
        let at = self.place();
        let code = self.row.get_ref(at)?.as_str().map_err(|why| StoreError::unreadable(what, why))?;
        read(code).ok_or_else(|| StoreError::unreadable(what, code))
    }

    pub(super) fn json_maybe<T: DeserializeOwned>(
        &mut self,
        what: &'static str,
    ) -> Result<Option<T>, StoreError> {
        let at = self.place();
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

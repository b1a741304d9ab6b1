//! What people do to visits: load, decide, save, tell, in one transaction. Every
//! verb ends in [`settle`], which tests for overlap, saves by compare-and-set,
//! writes the log and tells whoever is concerned; none may save by itself.

mod asked;
mod book;
mod change;
mod hours;
mod look;
mod settle;
mod tell;
#[cfg(test)]
mod tests;

pub use self::{
    asked::{cancel_asked, expect_room, undo_within},
    book::{book, reschedule, walk_in},
    change::{
        approve, arrive, cancel, complete, enter_in_error, leave, no_show, ready, reject, remark, start, undo,
    },
    look::{Place, appointment, appointments, transitions, visit, visits},
};

//! Hours, exceptions and the slots that follow from them. Whoever needs to know
//! whether a time can be booked asks [`check`] here: listing, explaining and
//! booking read the same agenda.

mod agenda;
mod ask;
mod change;

pub use self::{
    agenda::limits,
    ask::{
        Offer, SlotList, Soonest, SoonestAsk, Whose, check, explain, list_slots, next_free, offers,
        offers_to, soonest,
    },
    change::{
        Change, ExceptionPage, Outcome, Settlement, cancel_exception, create_exception, exceptions, hours,
        update_hours,
    },
};

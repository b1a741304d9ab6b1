//! The keys of the board: one for each thing the desk does all day.

use crate::keymap::{Binding, Key, Table};

/// What the board can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// The step that comes next in a visit's life.
    Next,
    /// The patient is here.
    Arrived,
    /// The patient runs late, or does not any more.
    Late,
    /// A room.
    Room,
    /// Another time.
    Move,
    /// Calls it off, or turns a request down.
    Cancel,
    /// A new visit.
    Book,
    /// Agrees to a request.
    Approve,
    /// The record, or the booking of a free row.
    Open,
    /// Narrows the list.
    Filter,
    /// Takes the last step back.
    Undo,
    /// Nobody came.
    NoShow,
    /// Came, and left before being seen.
    Left,
    /// Somebody came without a visit.
    WalkIn,
    /// Writes about this patient.
    Chat,
    /// The staff's note.
    Note,
    /// Every step so far.
    History,
    /// Open visits or all.
    Show,
    /// How free time is shown.
    Free,
    /// Visits nobody said what became of.
    Unresolved,
    /// One doctor or all.
    Doctor,
    /// Today.
    Today,
    /// The day before.
    Earlier,
    /// The day after.
    Later,
    /// A day that is typed.
    Date,
    /// Drops the filter.
    Clear,
}

/// The keys of the list.
pub const BOARD: Table<Act> = Table {
    name: "board",
    bindings: &[
        Binding::new(
            Act::Next,
            "next",
            &[Key::SPACE],
            "next step",
            "Does what comes next: approve, arrived, in room, in visit, done.",
        ),
        Binding::new(Act::Arrived, "arrived", &[Key::ch('a')], "arrived", "Marks the patient as arrived."),
        Binding::new(Act::Approve, "approve", &[Key::ch('y')], "approve", "Agrees to a request."),
        Binding::new(
            Act::Late,
            "late",
            &[Key::ch('l')],
            "late",
            "Marks the patient as late, or takes the mark away.",
        ),
        Binding::new(
            Act::Room,
            "room",
            &[Key::ch('r')],
            "room",
            "Gives a room; a patient who arrived is ready then.",
        ),
        Binding::new(
            Act::Move,
            "move",
            &[Key::ch('m')],
            "move",
            "Moves the visit: 1-3 to the soonest times, g to any time.",
        ),
        Binding::new(
            Act::Cancel,
            "cancel",
            &[Key::ch('x')],
            "cancel",
            "Calls the visit off, or turns a request down, with a reason.",
        ),
        Binding::new(
            Act::Book,
            "book",
            &[Key::ch('b')],
            "book",
            "Books a visit; on a free row the time is known.",
        ),
        Binding::new(
            Act::Filter,
            "filter",
            &[Key::ch('/')],
            "find",
            "Narrows the list by name, number, doctor, room or note.",
        ),
        Binding::quiet(
            Act::Open,
            "open",
            &[Key::ENTER],
            "open",
            "Opens the patient's record; books a free row.",
        ),
        Binding::quiet(
            Act::Undo,
            "undo",
            &[Key::ch('u')],
            "undo",
            "Takes the last step back; asks why where it was another's.",
        ),
        Binding::quiet(
            Act::NoShow,
            "no-show",
            &[Key::ch('n')],
            "no-show",
            "Says that the patient did not come; asks first.",
        ),
        Binding::quiet(
            Act::Left,
            "left",
            &[Key::ch('o')],
            "left",
            "Says that the patient left before being seen; asks first.",
        ),
        Binding::quiet(
            Act::WalkIn,
            "walk-in",
            &[Key::ch('w')],
            "walk-in",
            "Takes in a patient who came without a visit.",
        ),
        Binding::quiet(Act::Chat, "chat", &[Key::ch('c')], "chat", "Writes to this patient."),
        Binding::quiet(Act::Note, "note", &[Key::ch('e')], "note", "Edits the staff's note on the visit."),
        Binding::quiet(
            Act::History,
            "history",
            &[Key::ch('h')],
            "history",
            "Shows every step of the visit: who, when and why.",
        ),
        Binding::quiet(
            Act::Show,
            "show",
            &[Key::ch('s')],
            "show all",
            "Shows all visits of the day, or those still open.",
        ),
        Binding::quiet(
            Act::Free,
            "free",
            &[Key::ch('f')],
            "free time",
            "Shows free time joined, slot by slot, or not at all.",
        ),
        Binding::quiet(
            Act::Unresolved,
            "unresolved",
            &[Key::ch('U')],
            "unresolved",
            "Lists past visits of which nobody said what became of them.",
        ),
        Binding::quiet(
            Act::Doctor,
            "doctor",
            &[Key::ch('d')],
            "doctor",
            "Shows one doctor or specialization, or all.",
        ),
        Binding::quiet(Act::Today, "today", &[Key::ch('t')], "today", "Goes to today."),
        Binding::quiet(Act::Earlier, "earlier", &[Key::ch('<')], "day before", "Goes to the day before."),
        Binding::quiet(Act::Later, "later", &[Key::ch('>')], "day after", "Goes to the day after."),
        Binding::quiet(Act::Date, "date", &[Key::ch('T')], "go to day", "Goes to a day that is typed."),
        Binding::quiet(
            Act::Clear,
            "clear",
            &[Key::ESC],
            "clear",
            "Drops the filter, or leaves the unresolved list.",
        ),
    ],
};

/// What can be done while a move is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    /// Marks a proposal.
    Choose,
    /// Moves the visit there.
    Take,
    /// Any time.
    Grid,
    /// Leaves the visit where it is.
    Keep,
}

/// The keys of the offer of other times.
pub const MOVE: Table<Offer> = Table {
    name: "board-move",
    bindings: &[
        Binding::new(
            Offer::Choose,
            "choose",
            &[Key::ch('1'), Key::ch('2'), Key::ch('3')],
            "2 3 soonest",
            "Marks one of the soonest times.",
        ),
        Binding::new(Offer::Take, "take", &[Key::ENTER], "move", "Moves the visit to the marked time."),
        Binding::new(
            Offer::Grid,
            "grid",
            &[Key::ch('g'), Key::TAB],
            "any time",
            "Chooses any other time or doctor.",
        ),
        Binding::new(Offer::Keep, "keep", &[Key::ESC], "keep", "Leaves the visit where it is."),
    ],
};

/// What can be done with a line that is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typed {
    /// Takes it.
    Take,
    /// Leaves everything as it is.
    Back,
}

/// The keys of a line that is typed.
pub const LINE: Table<Typed> = Table {
    name: "board-line",
    bindings: &[
        Binding::new(Typed::Take, "take", &[Key::ENTER], "take", "Takes what was typed."),
        Binding::new(Typed::Back, "back", &[Key::ESC], "back", "Leaves everything as it is."),
    ],
};

//! The keys of the list of visits and of one visit: digits, as everywhere for patients.

use crate::keymap::{Binding, Key, Table};

/// What the list can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Open the visit of that digit.
    Digit,
    /// Open the visit under the cursor.
    Open,
    /// Other visits: past, cancelled...
    Next,
    /// The same the other way round.
    Previous,
    /// Take the last step back.
    Undo,
    /// To the menu.
    Back,
}

/// The keys of the list.
pub const KEYS: Table<Act> = Table {
    name: "my-visits",
    bindings: &[
        Binding::new(
            Act::Digit,
            "digit",
            &[
                Key::ch('1'),
                Key::ch('2'),
                Key::ch('3'),
                Key::ch('4'),
                Key::ch('5'),
                Key::ch('6'),
                Key::ch('7'),
                Key::ch('8'),
                Key::ch('9'),
            ],
            "to 9 open",
            "Opens the visit with that number.",
        ),
        Binding::new(Act::Open, "open", &[Key::ENTER], "open", "Opens the visit under the cursor."),
        Binding::new(
            Act::Next,
            "next",
            &[Key::TAB],
            "past, by state",
            "Shows past visits, then those of one state.",
        ),
        Binding::new(Act::Undo, "undo", &[Key::ch('u')], "undo", "Takes your last step back."),
        Binding::new(Act::Back, "back", &[Key::ch('0'), Key::ESC], "menu", "Goes back to the menu."),
        Binding::quiet(
            Act::Previous,
            "previous",
            &[Key::BACK_TAB],
            "other way",
            "Shows the visits of the state before.",
        ),
    ],
};

/// What can be done with one visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum One {
    /// Another time.
    Move,
    /// Call it off.
    Cancel,
    /// What happened so far.
    Steps,
    /// Write to the doctor.
    Write,
    /// Take the last step back.
    Undo,
    /// To the list.
    Back,
}

impl One {
    /// One word, for where there is little room.
    pub fn in_short(self) -> &'static str {
        match self {
            Self::Move => "move",
            Self::Cancel => "cancel",
            Self::Steps => "steps",
            Self::Write => "write",
            Self::Undo => "undo",
            Self::Back => "back",
        }
    }
}

/// The keys of one visit.
pub const ONE: Table<One> = Table {
    name: "my-visit",
    bindings: &[
        Binding::new(One::Move, "move", &[Key::ch('1')], "move", "Gives the visit another time."),
        Binding::new(One::Cancel, "cancel", &[Key::ch('2')], "cancel", "Cancels the visit; asks why."),
        Binding::new(
            One::Steps,
            "steps",
            &[Key::ch('3')],
            "what happened",
            "Shows every step of the visit so far.",
        ),
        Binding::new(One::Write, "write", &[Key::ch('4')], "write", "Writes to the doctor."),
        Binding::new(One::Undo, "undo", &[Key::ch('5'), Key::ch('u')], "undo", "Takes your last step back."),
        Binding::new(One::Back, "back", &[Key::ch('0'), Key::ESC], "back", "Goes back to the list."),
    ],
};

//! The keys of the questions and of the page after them, on which letters are text.

use crate::keymap::{Binding, Key, Table};

/// What the questions can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Take the line of that digit.
    Digit,
    /// Take the line under the cursor.
    Take,
    /// One question back.
    Back,
}

/// The keys of the questions.
pub const KEYS: Table<Act> = Table {
    name: "patient-book",
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
            "to 9 choose",
            "Takes the line with that number.",
        ),
        Binding::new(Act::Take, "take", &[Key::ENTER], "take", "Takes the line under the cursor."),
        Binding::new(
            Act::Back,
            "back",
            &[Key::ch('0'), Key::ESC],
            "back",
            "Goes one question back; what was typed is kept.",
        ),
    ],
};

/// What the last page can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sure {
    /// Send it.
    Book,
    /// One question back.
    Back,
}

/// The keys of the last page, on which letters are text.
pub const SURE: Table<Sure> = Table {
    name: "patient-book-sure",
    bindings: &[
        Binding::new(
            Sure::Book,
            "book",
            &[Key::ENTER, Key::ctrl('d'), Key::f(2)],
            "book it",
            "Sends what stands here to the clinic.",
        ),
        Binding::new(
            Sure::Back,
            "back",
            &[Key::ESC],
            "another time",
            "Goes back to the times; the reason is kept.",
        ),
    ],
};

//! The keys of the roles that wait.

use crate::keymap::{Binding, Key, Table};

/// What the screen can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// The roles take effect.
    Confirm,
    /// They do not.
    TurnDown,
    /// Confirm by a code of the server's console.
    Code,
    /// Look again.
    Reload,
    /// Send the code.
    Send,
    /// Close the code, or the list.
    Leave,
}

/// The keys of the screen.
pub const KEYS: Table<Act> = Table {
    name: "role-grants",
    bindings: &[
        Binding::new(Act::Send, "send", &[Key::ENTER, Key::ctrl('d'), Key::f(2)], "send", "Sends the code."),
        Binding::new(
            Act::Confirm,
            "confirm",
            &[Key::ch('y')],
            "confirm",
            "Lets the selected roles take effect.",
        ),
        Binding::new(
            Act::TurnDown,
            "turn-down",
            &[Key::ch('x')],
            "turn down",
            "Turns the selected roles down; asks first.",
        ),
        Binding::new(
            Act::Code,
            "console-code",
            &[Key::ch('c')],
            "console code",
            "Confirms by a code that praxis-server confirm prints on the server.",
        ),
        Binding::new(
            Act::Reload,
            "reload",
            &[Key::ch('r')],
            "look again",
            "Asks the server again what waits.",
        ),
        Binding::new(Act::Leave, "leave", &[Key::ESC], "back", "Goes back."),
    ],
};

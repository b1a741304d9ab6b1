//! What can be done with script tokens, and by which keys.

use crate::keymap::{Binding, Key, Table};

/// What the screen can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Begin a new token, or go on with it.
    New,
    /// End the selected one.
    Revoke,
    /// See all of the selected one.
    Open,
    /// Show those that ended, or hide them.
    Ended,
    /// Ask for the list again.
    Reload,
    /// Let the new token call what is selected, or not.
    Choose,
    /// Make it.
    Make,
    /// The secret is in its file.
    Kept,
    /// Go back.
    Leave,
}

/// The keys of the list and of one token.
pub const LIST: Table<Act> = Table {
    name: "tokens",
    bindings: &[
        Binding::new(
            Act::New,
            "new",
            &[Key::ch('n')],
            "new token",
            "Makes a token with which a script acts for you.",
        ),
        Binding::new(
            Act::Open,
            "open",
            &[Key::ENTER],
            "details",
            "Shows everything about the selected token.",
        ),
        Binding::new(
            Act::Revoke,
            "revoke",
            &[Key::ch('x')],
            "revoke",
            "Ends the selected token at once, with what it runs.",
        ),
        Binding::new(
            Act::Ended,
            "ended",
            &[Key::ch('e')],
            "ended on/off",
            "Shows revoked and expired tokens, or hides them.",
        ),
        Binding::new(
            Act::Reload,
            "reload",
            &[Key::ch('r')],
            "look again",
            "Asks the server again, such as for when each was last used.",
        ),
        Binding::new(Act::Leave, "leave", &[Key::ESC], "back", "Goes back to your account."),
    ],
};

/// The keys of the form for a new one.
pub const NEW: Table<Act> = Table {
    name: "new-token",
    bindings: &[
        Binding::new(
            Act::Choose,
            "choose",
            &[Key::SPACE],
            "choose",
            "Lets the token make the selected call, or not; on a service, all that are shown of it.",
        ),
        Binding::new(
            Act::Make,
            "make",
            &[Key::ctrl('d'), Key::f(2)],
            "make it",
            "Makes the token. Enter on the last field does so too.",
        ),
        Binding::new(
            Act::Leave,
            "back",
            &[Key::ESC],
            "back, keeps it",
            "Goes back to the list and keeps what was typed.",
        ),
    ],
};

/// The keys of the secret that is shown once.
pub const SHOWN: Table<Act> = Table {
    name: "token-shown",
    bindings: &[Binding::new(
        Act::Kept,
        "kept",
        &[Key::ch('w')],
        "I have kept it",
        "Goes on; the token is not shown again.",
    )],
};

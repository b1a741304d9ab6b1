//! The keys of the people.

use crate::keymap::{Binding, Key, Table};

/// What the screen can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Look at one person and where they are signed in.
    Open,
    /// Make an account.
    New,
    /// Let somebody in who signed up.
    Approve,
    /// Choose roles.
    Roles,
    /// Roles that wait to be confirmed.
    Grants,
    /// Say that an account that was reset is in the right hands.
    Vouch,
    /// Make a new activation code.
    Code,
    /// Take a lost second factor away.
    Factor,
    /// Forget wrong tries to sign in.
    Unlock,
    /// Lock out, or let in again.
    Disable,
    /// Narrow the list.
    Filter,
    /// Those in another state.
    State,
    /// End the selected session.
    End,
    /// End all sessions of the person.
    EndAll,
    /// Save the open form.
    Save,
}

/// The keys of the screen.
pub const KEYS: Table<Act> = Table {
    name: "people",
    bindings: &[
        Binding::new(
            Act::Open,
            "open",
            &[Key::ENTER],
            "open",
            "Shows the person and where they are signed in.",
        ),
        Binding::new(
            Act::Approve,
            "approve",
            &[Key::ch('y')],
            "approve",
            "Grants the role that was asked for.",
        ),
        Binding::new(Act::New, "new", &[Key::ch('n')], "new", "Makes an account and its activation code."),
        Binding::new(Act::Roles, "roles", &[Key::ch('r')], "roles", "Chooses the roles of the person."),
        Binding::new(
            Act::Vouch,
            "confirm-account",
            &[Key::ch('v')],
            "confirm account",
            "Says that an account that was reset is in the right hands: clinical text is open to it again.",
        ),
        Binding::new(
            Act::Code,
            "code",
            &[Key::ch('c')],
            "code",
            "Makes a new activation code; older ones die.",
        ),
        Binding::new(
            Act::Unlock,
            "unlock",
            &[Key::ch('u')],
            "unlock",
            "Lets somebody who typed wrong too often try again at once.",
        ),
        Binding::new(
            Act::Factor,
            "reset-factor",
            &[Key::ch('f')],
            "lost second factor",
            "Takes a lost second factor away; the person is told and sets up another.",
        ),
        Binding::new(
            Act::Disable,
            "disable",
            &[Key::ch('d')],
            "disable/enable",
            "Ends the person's sessions and refuses sign-in, or allows it again.",
        ),
        Binding::new(Act::End, "end-session", &[Key::ch('x')], "end session", "Ends the selected session."),
        Binding::new(Act::EndAll, "end-all", &[Key::ch('X')], "end all", "Ends every session of the person."),
        Binding::new(
            Act::Filter,
            "filter",
            &[Key::ch('/')],
            "find",
            "Narrows the list by name, user name or e-mail.",
        ),
        Binding::new(
            Act::State,
            "state",
            &[Key::TAB],
            "state",
            "Shows only those who wait, are active, invited or disabled.",
        ),
        Binding::new(
            Act::Grants,
            "grants",
            &[Key::ch('w')],
            "roles that wait",
            "Shows the roles that wait for somebody else to confirm them.",
        ),
        Binding::new(
            Act::Save,
            "save",
            &[Key::ctrl('d'), Key::f(2)],
            "save",
            "Saves the open form. Enter on the last field does so too.",
        ),
    ],
};

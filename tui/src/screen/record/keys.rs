//! The keys of a record: the same letters as on the board where they do the same.

use crate::keymap::{Binding, Key, Table};

/// What the screen can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// The steps of the selected visit.
    Steps,
    /// Change contact, or the chart.
    Edit,
    /// Book a visit.
    Book,
    /// Give the selected visit another time.
    Move,
    /// Call the selected visit off.
    Cancel,
    /// Take the last step back.
    Undo,
    /// Write to the patient.
    Chat,
    /// Give the patient an account.
    Invite,
    /// Open a record in an emergency, or end that.
    Emergency,
    /// Say that the account is the patient's.
    Confirm,
    /// Take that back.
    Doubt,
    /// Call off all visits that the account asked for itself.
    CancelAsked,
    /// Save the form.
    Save,
    /// Close the part in front.
    Leave,
}

/// The keys of the screen.
pub const KEYS: Table<Act> = Table {
    name: "record",
    bindings: &[
        Binding::new(Act::Save, "save", &[Key::ctrl('d'), Key::f(2)], "save", "Saves the form."),
        Binding::new(
            Act::Edit,
            "edit",
            &[Key::ch('e')],
            "edit",
            "Changes contact, or for a doctor the chart.",
        ),
        Binding::new(Act::Book, "book", &[Key::ch('b')], "book", "Books a visit for this patient."),
        Binding::new(Act::Steps, "steps", &[Key::ENTER], "steps", "Shows every step of the selected visit."),
        Binding::new(Act::Move, "move", &[Key::ch('m')], "move", "Gives the selected visit another time."),
        Binding::new(
            Act::Cancel,
            "cancel",
            &[Key::ch('x')],
            "cancel",
            "Cancels the selected visit; asks why.",
        ),
        Binding::new(Act::Undo, "undo", &[Key::ch('u')], "undo", "Takes your last step on a visit back."),
        Binding::new(Act::Chat, "chat", &[Key::ch('c')], "chat", "Writes to this patient."),
        Binding::new(
            Act::Invite,
            "invite",
            &[Key::ch('i')],
            "invite",
            "Makes an account for the patient, or a new code.",
        ),
        Binding::new(
            Act::Emergency,
            "emergency",
            &[Key::ch('!')],
            "emergency",
            "Opens a record you do not treat, with a reason; or ends that.",
        ),
        Binding::new(
            Act::Confirm,
            "confirm-identity",
            &[Key::ch('t')],
            "this is the patient",
            "Says, after a look at the person, that the account is the patient's.",
        ),
        Binding::new(
            Act::Doubt,
            "doubt-identity",
            &[Key::ch('T')],
            "not the patient",
            "Takes that back: older things are closed to the account until a doctor confirms it.",
        ),
        Binding::new(
            Act::CancelAsked,
            "cancel-asked",
            &[Key::ch('X')],
            "call off all asked",
            "Calls off all visits to come that the patient's account asked for itself; asks why.",
        ),
        Binding::new(Act::Leave, "leave", &[Key::ESC], "back", "Goes back; what was typed is kept."),
    ],
};

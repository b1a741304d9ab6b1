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
        Binding::new(Act::Leave, "leave", &[Key::ESC], "back", "Goes back; what was typed is kept."),
    ],
};

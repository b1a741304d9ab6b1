//! The keys of booking. Each step has a table of its own, because a digit is a
//! kind of visit in one and a proposal in the next.

use crate::keymap::{Binding, Key, Table};

/// What the screen can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Takes what is selected and goes on.
    Take,
    /// One step back.
    Back,
    /// The next step that can be edited.
    Next,
    /// The one before.
    Previous,
    /// The booking that was set aside.
    Aside,
    /// The kind of that digit.
    Kind,
    /// A shorter visit.
    Shorter,
    /// A longer visit.
    Longer,
    /// The proposal of that digit.
    Proposal,
    /// With whom.
    Doctor,
    /// Days or doctors.
    View,
    /// Back to the kind of visit.
    EditKind,
    /// The next days.
    Later,
    /// The days before.
    Earlier,
    /// Today.
    Today,
    /// A day that is typed.
    Date,
    /// Why a time is not free.
    Why,
    /// Breaks a rule, with a reason.
    Override,
    /// An administrative note.
    Note,
    /// The reason for the visit.
    Reason,
}

const BACK: Binding<Act> =
    Binding::new(Act::Back, "back", &[Key::ESC], "back", "Goes one step back; everything is kept.");
const NEXT: Binding<Act> =
    Binding::quiet(Act::Next, "next", &[Key::TAB], "next step", "Goes to the next step.");
const PREVIOUS: Binding<Act> =
    Binding::quiet(Act::Previous, "previous", &[Key::BACK_TAB], "step before", "Goes to the step before.");
const ASIDE: Binding<Act> = Binding::quiet(
    Act::Aside,
    "aside",
    &[Key::ctrl('r')],
    "set aside",
    "Changes to the unfinished booking that was set aside.",
);

/// Who it is for.
pub const PATIENT: Table<Act> = Table {
    name: "booking-patient",
    bindings: &[
        Binding::new(Act::Take, "take", &[Key::ENTER], "take", "Takes the marked patient."),
        NEXT,
        ASIDE,
        BACK,
    ],
};

/// What it is for.
pub const KIND: Table<Act> = Table {
    name: "booking-kind",
    bindings: &[
        Binding::new(Act::Take, "take", &[Key::ENTER], "go on", "Goes on to the time."),
        Binding::new(
            Act::Kind,
            "kind",
            &[
                Key::ch('1'),
                Key::ch('2'),
                Key::ch('3'),
                Key::ch('4'),
                Key::ch('5'),
                Key::ch('6'),
                Key::ch('7'),
            ],
            "to 7 kind",
            "Chooses the kind of visit by its digit.",
        ),
        Binding::new(Act::Shorter, "shorter", &[Key::LEFT], "shorter", "Makes the visit shorter."),
        Binding::new(Act::Longer, "longer", &[Key::RIGHT], "longer", "Makes the visit longer."),
        NEXT,
        PREVIOUS,
        ASIDE,
        BACK,
    ],
};

/// When.
pub const SLOT: Table<Act> = Table {
    name: "booking",
    bindings: &[
        Binding::new(Act::Take, "take", &[Key::ENTER], "take", "Takes the time under the cursor."),
        Binding::new(
            Act::Proposal,
            "proposal",
            &[Key::ch('1'), Key::ch('2'), Key::ch('3')],
            "2 3 soonest",
            "Takes one of the soonest free times.",
        ),
        Binding::new(
            Act::Doctor,
            "doctor",
            &[Key::ch('d')],
            "doctor",
            "Chooses a doctor or a specialization.",
        ),
        Binding::new(
            Act::View,
            "view",
            &[Key::ch('w')],
            "week/day",
            "Shows a day doctor by doctor, or the days.",
        ),
        Binding::new(
            Act::EditKind,
            "visit",
            &[Key::ch('v')],
            "visit",
            "Changes the kind and length of the visit.",
        ),
        Binding::new(Act::Why, "why", &[Key::ch('y')], "why not", "Says why a time of a doctor is not free."),
        Binding::new(
            Act::Override,
            "override",
            &[Key::ch('o')],
            "override",
            "Books outside the hours on purpose, with a reason.",
        ),
        Binding::quiet(Act::Later, "later", &[Key::ch('>')], "later", "Shows the next days."),
        Binding::quiet(Act::Earlier, "earlier", &[Key::ch('<')], "earlier", "Shows the days before."),
        Binding::quiet(Act::Today, "today", &[Key::ch('t')], "today", "Goes to today."),
        Binding::quiet(Act::Date, "date", &[Key::ch('T')], "go to day", "Goes to a day that is typed."),
        NEXT,
        PREVIOUS,
        ASIDE,
        BACK,
    ],
};

/// Whether all of it is right.
pub const CONFIRM: Table<Act> = Table {
    name: "booking-confirm",
    bindings: &[
        Binding::new(Act::Take, "book", &[Key::ENTER], "book", "Books it as it stands here."),
        Binding::new(Act::Reason, "reason", &[Key::ch('r')], "reason", "Writes the reason for the visit."),
        Binding::new(Act::Note, "note", &[Key::ch('n')], "note", "Writes a note for the staff."),
        Binding::new(
            Act::Override,
            "override",
            &[Key::ch('o')],
            "override",
            "Books outside the hours on purpose, with a reason.",
        ),
        PREVIOUS,
        ASIDE,
        BACK,
    ],
};

/// While something is typed or chosen over the steps.
pub const OVER: Table<Act> = Table {
    name: "booking-line",
    bindings: &[
        Binding::new(Act::Take, "take", &[Key::ENTER], "take", "Takes what was typed or marked."),
        BACK,
    ],
};

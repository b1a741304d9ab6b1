//! Places in the client, as plain data: a route can be compared, kept and sent through
//! the outbox, and knows nothing of the screen it opens.

use praxis_shared::pb;

/// Where one can go: plain data.
#[derive(Debug, Clone, PartialEq)]
pub enum Route {
    /// The desk's day.
    Board,
    /// Booking, possibly with parts already known.
    Booking(Box<BookingStart>),
    /// Patients, and whether the cursor starts in the search field.
    Patients {
        /// Start typing at once.
        find: bool,
    },
    /// A new patient, and the name that was searched for; a place of its own
    /// (`Go::Tab`), which keeps its draft.
    Register(String),
    /// A patient's record, `patients/…`.
    Record(String),
    /// The doctor's day.
    Day,
    /// The patient's menu.
    PatientHome,
    /// The patient's questions: book.
    PatientBook,
    /// The patient's visits.
    MyVisits,
    /// The patient's own data.
    MyData,
    /// Who opened the patient's record.
    Looks,
    /// Conversations, and the one to open, `conversations/…`.
    Chat(Option<String>),
    /// Conversations, at the oldest unread one.
    OldestUnread,
    /// The conversation with a person, `users/…`, `patients/…` or `doctors/…`.
    ChatWith(String),
    /// What happened for me.
    Inbox,
    /// Users, for the administrator.
    People(PeopleAt),
    /// Roles that wait to be confirmed, and the one to stand at, `roleGrants/…`.
    RoleGrants(Option<String>),
    /// Doctors.
    Doctors,
    /// Working hours of a doctor, `doctors/…`, or of the first one.
    Hours(Option<String>),
    /// The clinic's settings.
    Settings,
    /// The log of what was done.
    Log,
    /// The own account.
    Profile,
    /// My script tokens; a place of its own (`Go::Tab`), which keeps what was typed.
    Tokens,
    /// Setting up a second factor, or new recovery codes alone.
    SecondFactor {
        /// Only the codes.
        codes_only: bool,
    },
    /// Which role to act in.
    ChooseRole,
    /// Sign in, with a sentence why.
    SignIn(String),
    /// Make an account.
    SignUp,
    /// Redeem an activation code.
    Activate,
    /// The terminal is locked.
    Lock,
}

/// Where among the users to stand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum PeopleAt {
    /// Wherever one was.
    #[default]
    Anywhere,
    /// At those who wait for approval.
    Waiting,
    /// At that person, `users/…`.
    One(String),
}

/// What is known when a booking starts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BookingStart {
    /// For whom.
    pub patient: Option<pb::Patient>,
    /// With whom, `doctors/…`.
    pub doctor: Option<String>,
    /// When to begin looking.
    pub start: Option<praxis_shared::time::Instant>,
    /// The very slot, when it is known.
    pub slot: Option<pb::Slot>,
    /// The patient is here and has no visit.
    pub walk_in: bool,
    /// The board asks, and gets the person back; an unfinished booking in the tab is set aside.
    pub from_board: bool,
    /// The visit that is moved rather than a new one booked.
    pub moving: Option<pb::Appointment>,
}

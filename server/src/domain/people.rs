//! People with accounts: roles, where an account stands, and what may be changed.

use chrono::TimeDelta;
use praxis_shared::{
    id::{DoctorId, PatientId, UserId},
    text,
    time::Instant,
};
use serde::{Deserialize, Serialize};

use super::{
    caller::{Caller, Doubt, Owned},
    refusal::{Refusal, Violations},
};

/// What a person may be in the clinic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Role {
    /// Users, roles, settings, audit.
    Admin,
    /// Front desk.
    Desk,
    /// Doctor.
    Doctor,
    /// Patient.
    Patient,
}

impl Role {
    /// All roles, in the order of their bits.
    pub const ALL: [Self; 4] = [Self::Admin, Self::Desk, Self::Doctor, Self::Patient];

    /// The set with nothing else in it.
    #[must_use]
    pub const fn alone(self) -> Roles {
        Roles(self.bit())
    }

    /// Its bit in [`Roles`].
    #[must_use]
    pub const fn bit(self) -> u8 {
        match self {
            Self::Admin => 1,
            Self::Desk => 2,
            Self::Doctor => 4,
            Self::Patient => 8,
        }
    }
}

/// A set of roles.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Roles(u8);

impl Roles {
    /// No role.
    pub const NONE: Self = Self(0);
    /// Every role.
    pub const ALL: Self = Self(15);

    /// The set with these bits; unknown bits are dropped.
    #[must_use]
    pub const fn from_bits(bits: u8) -> Self {
        Self(bits & 15)
    }

    /// The bits, as the database keeps them.
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// Whether the role is in the set.
    #[must_use]
    pub const fn has(self, role: Role) -> bool {
        self.0 & role.bit() != 0
    }

    /// The roles in both sets.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The roles in either set.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The roles of this set that are not in the other.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether the sets share a role.
    #[must_use]
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The set with the role added.
    #[must_use]
    pub const fn with(self, role: Role) -> Self {
        Self(self.0 | role.bit())
    }

    /// Whether there is any staff role in it.
    #[must_use]
    pub const fn is_staff(self) -> bool {
        self.0 & 7 != 0
    }

    /// Whether there is no role in it.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The roles in it.
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL.into_iter().filter(move |&role| self.has(role))
    }
}

impl FromIterator<Role> for Roles {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Self {
        roles.into_iter().fold(Self::NONE, Self::with)
    }
}

/// Where an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum UserState {
    /// May sign in.
    Active,
    /// Signed up for a staff role, waits for approval.
    Pending,
    /// Waits for its activation code to be redeemed.
    Invited,
    /// May not sign in.
    Disabled,
}

/// A postal address; all parts may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Street and number.
    pub line1: String,
    /// Flat, floor, company.
    pub line2: String,
    /// City.
    pub city: String,
    /// State, province or region.
    pub state: String,
    /// Postal code.
    pub postal_code: String,
    /// Country.
    pub country: String,
}

impl Address {
    /// The address with every part checked; `at` is its path in the request.
    #[must_use]
    pub fn checked(self, at: &str, wrong: &mut Violations) -> Self {
        let mut part = |name: &str, checked| wrong.take(&format!("{at}.{name}"), checked);
        Self {
            line1: part("line1", text::optional(&self.line1, text::address_line)),
            line2: part("line2", text::optional(&self.line2, text::address_line)),
            city: part("city", text::optional(&self.city, text::city)),
            state: part("state", text::optional(&self.state, text::state)),
            postal_code: part("postal_code", text::optional(&self.postal_code, text::postal_code)),
            country: part("country", text::optional(&self.country, text::country)),
        }
    }
}

/// A person with an account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct User {
    /// The user.
    pub id: UserId,
    /// Unique, lower case.
    pub user_name: String,
    /// Unique.
    pub email: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Phone, may be empty.
    pub phone: String,
    /// Postal address.
    pub address: Address,
    /// Roles.
    pub roles: Roles,
    /// The role asked for, while the account is pending.
    pub requested_role: Option<Role>,
    /// Where the account stands.
    pub state: UserState,
    /// A second factor stands beside the password.
    #[serde(default)]
    pub second_factor: bool,
    /// The password is long enough only beside a second factor.
    #[serde(default)]
    pub short_password: bool,
    /// The e-mail signs in, and nobody else can have it.
    #[serde(default = "yes")]
    pub email_confirmed: bool,
    /// The account was reached by a code or a reset at this time, and nobody has confirmed since that it is the patient.
    #[serde(default)]
    pub unconfirmed_time: Option<Instant>,
    /// The account of staff was reset at this time, and nobody has confirmed it since.
    #[serde(default)]
    pub recovering_time: Option<Instant>,
    /// Who reset it, or issued the code that was redeemed.
    #[serde(default)]
    pub doubted_by: Option<UserId>,
    /// It signed up by itself at this time, and nobody of the clinic has confirmed it since.
    #[serde(default)]
    pub new_time: Option<Instant>,
    /// Every role it ever held.
    #[serde(default)]
    pub roles_ever: Roles,
    /// Roles that were granted and wait for somebody else to confirm them.
    #[serde(default)]
    pub waiting_roles: Roles,
    /// Streams of this account begin behind this event: what was before it is to be listed anew.
    #[serde(default)]
    pub relist_seq: i64,
    /// The doctor this user is.
    pub doctor: Option<DoctorId>,
    /// The patient this user is.
    pub patient: Option<PatientId>,
    /// When it was created.
    pub create_time: Instant,
    /// When it last changed.
    pub update_time: Instant,
    /// Grows by one with each change.
    pub version: i64,
}

fn yes() -> bool {
    true
}

/// Hours after a reset in which an account of staff sees no clinical text, unless somebody confirms it.
pub const RECOVERY_HOURS: i64 = 24;
/// Days for which an account that signed up by itself is new.
pub const NEW_DAYS: i64 = 7;

impl Owned for User {
    fn belongs_to(&self, caller: &Caller) -> bool {
        self.id == caller.user
    }
}

/// "Last, First", as lists print it.
#[must_use]
pub fn display_name(first: &str, last: &str) -> String {
    format!("{last}, {first}")
}

/// The key by which people are ordered and found: folded, last name first.
#[must_use]
pub fn sort_key(first: &str, last: &str) -> String {
    text::fold(&format!("{last} {first}"))
}

impl User {
    /// An account without anything that a person says of themselves, and without doubt.
    #[must_use]
    pub fn new(id: UserId, user_name: String, roles: Roles, state: UserState, now: Instant) -> Self {
        Self {
            id,
            user_name,
            email: String::new(),
            first_name: String::new(),
            last_name: String::new(),
            phone: String::new(),
            address: Address::default(),
            roles,
            requested_role: None,
            state,
            second_factor: false,
            short_password: false,
            email_confirmed: true,
            unconfirmed_time: None,
            recovering_time: None,
            doubted_by: None,
            new_time: None,
            roles_ever: roles,
            waiting_roles: Roles::NONE,
            relist_seq: 0,
            doctor: None,
            patient: None,
            create_time: now,
            update_time: now,
            version: 1,
        }
    }

    /// What is closed to it now although it holds the role.
    #[must_use]
    pub fn doubt(&self, now: Instant) -> Doubt {
        Doubt {
            unconfirmed_since: self.unconfirmed_time,
            recovering: self.is_recovering(now),
            new: self.new_time.is_some_and(|it| now < it + TimeDelta::days(NEW_DAYS)),
        }
    }

    /// Whether the account was reset, nobody has confirmed it, and its time has not passed.
    #[must_use]
    pub fn is_recovering(&self, now: Instant) -> bool {
        self.recovering_time.is_some_and(|it| now < it + TimeDelta::hours(RECOVERY_HOURS))
    }

    /// "Last, First".
    #[must_use]
    pub fn display_name(&self) -> String {
        display_name(&self.first_name, &self.last_name)
    }

    /// Lets a pending account in, with the role it asked for.
    ///
    /// # Errors
    /// [`Refusal::WrongState`] if it is not pending.
    pub fn approve(self, now: Instant) -> Result<Self, Refusal> {
        match (self.state, self.requested_role) {
            (UserState::Pending, Some(role)) => Ok(Self {
                state: UserState::Active,
                roles: self.roles.with(role),
                requested_role: None,
                ..self.touched(now)
            }),
            _ => Err(Refusal::WrongState("this account does not wait for approval".into())),
        }
    }

    /// Shuts the account out.
    #[must_use]
    pub fn disable(self, now: Instant) -> Self {
        Self { state: UserState::Disabled, ..self.touched(now) }
    }

    /// Lets the account in again; one that never had a password must be activated first.
    ///
    /// # Errors
    /// [`Refusal::WrongState`] if it is not disabled.
    pub fn enable(self, has_password: bool, now: Instant) -> Result<Self, Refusal> {
        if self.state != UserState::Disabled {
            return Err(Refusal::WrongState("only a disabled account can be enabled".into()));
        }
        let state = match (has_password, self.requested_role) {
            (_, Some(_)) => UserState::Pending,
            (true, None) => UserState::Active,
            (false, None) => UserState::Invited,
        };
        Ok(Self { state, ..self.touched(now) })
    }

    /// The next version of it.
    #[must_use]
    pub fn touched(self, now: Instant) -> Self {
        Self { update_time: now, version: self.version + 1, ..self }
    }
}

/// Personal data of an account, checked: what its owner may change.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Profile {
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// Phone.
    pub phone: Option<String>,
    /// Address.
    pub address: Option<Address>,
    /// Picture; empty removes it.
    pub picture: Option<Vec<u8>>,
}

/// Largest picture, in bytes.
pub const PICTURE_MAX: usize = 64 * 1024;

/// A picture that is small enough and says what it is.
///
/// # Errors
/// A sentence on what is allowed.
pub fn picture(bytes: Vec<u8>) -> Result<Vec<u8>, String> {
    let known = bytes.starts_with(b"\x89PNG\r\n\x1a\n") || bytes.starts_with(b"\xff\xd8\xff");
    if bytes.is_empty() || (known && bytes.len() <= PICTURE_MAX) {
        Ok(bytes)
    } else {
        Err("must be a PNG or JPEG picture of at most 64 KiB: choose a smaller one".to_owned())
    }
}

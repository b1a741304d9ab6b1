//! Typed ids that are resource names: `PatientId` prints as `patients/…`, and a
//! doctor's name does not parse as one.
//!
//! An id is 128 bits: 48 bits of milliseconds, then 80 random bits, so ids made
//! later sort later and stay close together in the database's trees, and none
//! can be guessed.

use std::{cmp::Ordering, fmt, hash::Hash, hash::Hasher, marker::PhantomData, str::FromStr};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// Something that has ids: names the collection in resource names.
pub trait Kind: 'static {
    /// The collection, such as `patients`.
    const COLLECTION: &'static str;
}

/// The id of a `K`.
pub struct Id<K>([u8; 16], PhantomData<fn() -> K>);

/// A text that is not the resource name that was wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadName {
    /// The collection that was wanted.
    pub wanted: &'static str,
}

impl fmt::Display for BadName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "must be a resource name of the form {}/{{id}}", self.wanted)
    }
}

impl std::error::Error for BadName {}

/// Crockford's base 32: no i, l, o, u.
const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH: usize = 26;
/// Bytes of the longest name, and a few more.
const NAME: usize = 64;

impl<K: Kind> Id<K> {
    /// Gives the whole name to whoever writes it, in one piece: an answer names hundreds of things.
    fn named<T>(self, write: impl FnOnce(&str) -> T) -> T {
        const { assert!(K::COLLECTION.len() + 1 + LENGTH <= NAME) };
        let mut name = [0; NAME];
        let (collection, rest) = name.split_at_mut(K::COLLECTION.len());
        collection.copy_from_slice(K::COLLECTION.as_bytes());
        rest[0] = b'/';
        rest[1..=LENGTH].copy_from_slice(&self.digits());
        // digits of base 32 are text
        write(std::str::from_utf8(&name[..K::COLLECTION.len() + 1 + LENGTH]).unwrap_or_default())
    }
}

impl<K> Id<K> {
    /// A new id that sorts by `now`.
    #[must_use]
    pub fn new(now: DateTime<Utc>) -> Self {
        let mut bytes = random();
        let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
        bytes[..6].copy_from_slice(&millis.to_be_bytes()[2..]);
        Self(bytes, PhantomData)
    }

    /// The id with these bytes, as the database keeps it.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes, PhantomData)
    }

    /// The bytes, as the database keeps them.
    #[must_use]
    pub const fn bytes(self) -> [u8; 16] {
        self.0
    }

    /// The part after the collection.
    #[must_use]
    pub fn key(self) -> String {
        let digits = self.digits();
        digits.iter().copied().map(char::from).collect()
    }

    /// In two halves of 64 bits, so that nearly all is counted in words of the machine.
    fn digits(self) -> [u8; LENGTH] {
        let value = u128::from_be_bytes(self.0);
        // the last twelve digits are 60 bits, the next twelve, too, and the first two the eight that are left
        let (mut low, mut middle, first) = (value as u64, (value >> 60) as u64, (value >> 120) as usize);
        let mut digits = [0; LENGTH];
        digits[0] = DIGITS[first >> 5];
        digits[1] = DIGITS[first & 31];
        for at in (0..12).rev() {
            digits[2 + at] = DIGITS[(middle & 31) as usize];
            digits[14 + at] = DIGITS[(low & 31) as usize];
            middle >>= 5;
            low >>= 5;
        }
        digits
    }

    /// The id whose key this is: 26 characters of lower-case base 32.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        if key.len() != LENGTH || key.as_bytes()[0] > b'7' {
            return None;
        }
        let value = key.bytes().try_fold(0u128, |value, byte| {
            let digit = DIGITS.iter().position(|&it| it == byte)?;
            Some(value << 5 | digit as u128)
        })?;
        Some(Self(value.to_be_bytes(), PhantomData))
    }
}

/// 128 random bits; an id keeps the last 80 of them.
///
/// # Panics
/// If the operating system has no randomness to give: nothing could be safe then.
fn random() -> [u8; 16] {
    let mut bytes = [0; 16];
    #[expect(clippy::expect_used, reason = "without randomness nothing could be safe")]
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Id<K> {}
impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<K> Eq for Id<K> {}
impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}
impl<K> Hash for Id<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<K: Kind> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.named(|name| f.write_str(name))
    }
}
impl<K: Kind> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
impl<K: Kind> FromStr for Id<K> {
    type Err = BadName;

    fn from_str(text: &str) -> Result<Self, BadName> {
        text.strip_prefix(K::COLLECTION)
            .and_then(|rest| rest.strip_prefix('/'))
            .and_then(Self::from_key)
            .ok_or(BadName { wanted: K::COLLECTION })
    }
}
impl<K: Kind> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.named(|name| serializer.serialize_str(name))
    }
}
impl<'de, K: Kind> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

macro_rules! kinds {
    ($($kind:ident, $id:ident = $collection:literal;)*) => {$(
        #[doc = concat!("Marks ids in `", $collection, "`.")]
        #[derive(Debug)]
        pub enum $kind {}
        impl Kind for $kind {
            const COLLECTION: &'static str = $collection;
        }
        #[doc = concat!("Prints as `", $collection, "/…`.")]
        pub type $id = Id<$kind>;
    )*};
}

kinds! {
    User, UserId = "users";
    Session, SessionId = "sessions";
    ApiToken, ApiTokenId = "apiTokens";
    Doctor, DoctorId = "doctors";
    Patient, PatientId = "patients";
    Appointment, AppointmentId = "appointments";
    ScheduleException, ScheduleExceptionId = "scheduleExceptions";
    Conversation, ConversationId = "conversations";
    Notice, NoticeId = "notices";
    EmergencyAccess, EmergencyAccessId = "emergencyAccesses";
    RoleGrant, RoleGrantId = "roleGrants";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_reads_back_as_the_same_id() {
        let id = PatientId::new(DateTime::UNIX_EPOCH);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!(id.to_string().starts_with("patients/"));
    }

    #[test]
    fn a_key_is_the_number_in_base_32_and_reads_back() {
        let slowly = |id: PatientId| -> String {
            let value = u128::from_be_bytes(id.bytes());
            (0..LENGTH).rev().map(|at| char::from(DIGITS[(value >> (at * 5)) as usize & 31])).collect()
        };
        let bits = (0..128).map(|bit| 1_u128 << bit);
        for value in bits.chain([0, u128::MAX, 0x0123_4567_89ab_cdef_0123_4567_89ab_cdef]) {
            let id = PatientId::from_bytes(value.to_be_bytes());
            assert_eq!(id.key(), slowly(id), "{value:x}");
            assert_eq!(id.to_string(), format!("patients/{}", id.key()));
            assert_eq!(PatientId::from_key(&id.key()), Some(id));
        }
    }

    #[test]
    fn a_doctors_name_is_no_patient() {
        let doctor = DoctorId::new(DateTime::UNIX_EPOCH);
        assert_eq!(doctor.to_string().parse::<PatientId>(), Err(BadName { wanted: "patients" }));
    }

    #[test]
    fn later_ids_sort_later_in_bytes_and_in_text() {
        let early = PatientId::new(DateTime::from_timestamp_millis(1_700_000_000_000).unwrap());
        let late = PatientId::new(DateTime::from_timestamp_millis(1_700_000_000_001).unwrap());
        assert!(early < late && early.key() < late.key());
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for key in [
            "",
            "0",
            "8zzzzzzzzzzzzzzzzzzzzzzzzz",
            "0000000000000000000000000U",
            "00000000000000000000000000/",
        ] {
            assert_eq!(PatientId::from_key(key), None, "{key}");
        }
        assert!(PatientId::from_key("7zzzzzzzzzzzzzzzzzzzzzzzzz").is_some());
    }
}

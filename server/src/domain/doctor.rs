//! A doctor as patients and colleagues see them. The display name is the account's, so it is
//! carried here but never edited here; duty has its own verb because the desk may turn it
//! and may turn nothing else.

use std::collections::BTreeMap;

use praxis_shared::{
    id::{DoctorId, UserId},
    text,
    time::Instant,
};
use serde::{Deserialize, Serialize};

use crate::domain::{
    caller::{Caller, Owned},
    contact::Money,
    people::{Address, Role, User, UserState, display_name},
    refusal::Violations,
};

/// A practitioner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Doctor {
    /// Its name.
    pub id: DoctorId,
    /// The account.
    pub user: UserId,
    /// First name of the account.
    pub first_name: String,
    /// Last name of the account.
    pub last_name: String,
    /// At least one, in the doctor's own order.
    pub specializations: Vec<String>,
    /// Degrees and titles; may be empty.
    pub qualification: String,
    /// Years in practice.
    pub years_of_experience: u32,
    /// Practice name; may be empty.
    pub clinic_name: String,
    /// Practice address.
    pub clinic_address: Address,
    /// Usual room; may be empty.
    pub room: String,
    /// Contact number; may be empty.
    pub contact_number: String,
    /// A few words for patients; may be empty.
    pub bio: String,
    /// Consultation fee, if stated.
    pub consultation_fee: Option<Money>,
    /// Whether new bookings are taken.
    pub duty: DutyStatus,
    /// Number in the medical register.
    pub registration_number: String,
    /// Whether patients' bookings are approved without the desk.
    pub auto_approve: bool,
    /// Whether the account may be used; follows the account.
    pub active: bool,
    /// When the doctor joined.
    pub create_time: Instant,
    /// When it last changed.
    pub update_time: Instant,
    /// Grows by one with each change.
    pub version: i64,
}

/// Whether a doctor takes new bookings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DutyStatus {
    /// Takes bookings.
    OnDuty,
    /// Takes none; visits already booked stay.
    OffDuty,
}

/// What a form says about a doctor; `None` is a field that stays as it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DoctorDraft {
    /// Specializations.
    pub specializations: Option<Vec<String>>,
    /// Degrees and titles.
    pub qualification: Option<String>,
    /// Years in practice.
    pub years_of_experience: Option<u32>,
    /// Practice name.
    pub clinic_name: Option<String>,
    /// Practice address.
    pub clinic_address: Option<Address>,
    /// Usual room.
    pub room: Option<String>,
    /// Contact number.
    pub contact_number: Option<String>,
    /// A few words for patients.
    pub bio: Option<String>,
    /// Consultation fee; `Some(None)` takes it away.
    pub consultation_fee: Option<Option<Money>>,
    /// Whether patients' bookings are approved without the desk.
    pub auto_approve: Option<bool>,
}

impl DoctorDraft {
    /// The draft with each field as it is stored; what is wrong goes to `violations`, under paths
    /// that begin with `at`.
    pub fn checked(self, at: &str, violations: &mut Violations) -> Self {
        let mut part = |name: &str, text: Option<String>, rule: fn(&str) -> text::Checked| {
            text.map(|text| violations.take(&format!("{at}.{name}"), text::optional(&text, rule)))
        };
        let qualification = part("qualification", self.qualification, text::qualification);
        let clinic_name = part("clinic_name", self.clinic_name, text::short_line);
        let room = part("room", self.room, text::room);
        let contact_number = part("contact_number", self.contact_number, text::phone);
        let bio = part("bio", self.bio, text::bio);
        let years = self.years_of_experience.map(text::years_of_experience);
        Self {
            specializations: self.specializations.map(|it| specializations(&it, at, violations)),
            qualification,
            years_of_experience: years.map(|it| violations.take(&format!("{at}.years_of_experience"), it)),
            clinic_name,
            clinic_address: self
                .clinic_address
                .map(|it| it.checked(&format!("{at}.clinic_address"), violations)),
            room,
            contact_number,
            bio,
            consultation_fee: self
                .consultation_fee
                .map(|fee| fee.map(|it| it.checked(&format!("{at}.consultation_fee"), violations))),
            auto_approve: self.auto_approve,
        }
    }
}

/// The specializations as they are stored: each once, whatever its case and accents.
pub fn specializations(typed: &[String], at: &str, violations: &mut Violations) -> Vec<String> {
    let field = format!("{at}.specializations");
    if typed.is_empty() || typed.len() > text::SPECIALIZATIONS_MAX {
        violations.add(field, format!("state 1 to {} specializations", text::SPECIALIZATIONS_MAX));
        return Vec::new();
    }
    let mut kept: Vec<String> = Vec::with_capacity(typed.len());
    for (index, name) in typed.iter().enumerate() {
        let name = violations.take(&format!("{field}[{index}]"), text::specialization(name));
        if !name.is_empty() && kept.iter().all(|it| text::fold(it) != text::fold(&name)) {
            kept.push(name);
        }
    }
    kept
}

impl Doctor {
    /// The profile that somebody who joins as a doctor begins with: on duty, and nothing stated
    /// but the register's number and the specializations, which are checked already.
    pub fn joining(
        id: DoctorId,
        user: &User,
        registration_number: String,
        specializations: Vec<String>,
        now: Instant,
    ) -> Self {
        Self {
            id,
            user: user.id,
            first_name: user.first_name.clone(),
            last_name: user.last_name.clone(),
            specializations,
            qualification: String::new(),
            years_of_experience: 0,
            clinic_name: String::new(),
            clinic_address: Address::default(),
            room: String::new(),
            contact_number: String::new(),
            bio: String::new(),
            consultation_fee: None,
            duty: DutyStatus::OnDuty,
            registration_number,
            auto_approve: false,
            active: user.roles.has(Role::Doctor)
                && matches!(user.state, UserState::Active | UserState::Invited),
            create_time: now,
            update_time: now,
            version: 1,
        }
    }

    /// The doctor with the checked draft's fields in place. A draft that changes nothing leaves
    /// the version alone.
    pub fn revised(self, draft: DoctorDraft, now: Instant) -> Self {
        let before = self.clone();
        let after = Self {
            specializations: draft.specializations.unwrap_or(self.specializations),
            qualification: draft.qualification.unwrap_or(self.qualification),
            years_of_experience: draft.years_of_experience.unwrap_or(self.years_of_experience),
            clinic_name: draft.clinic_name.unwrap_or(self.clinic_name),
            clinic_address: draft.clinic_address.unwrap_or(self.clinic_address),
            room: draft.room.unwrap_or(self.room),
            contact_number: draft.contact_number.unwrap_or(self.contact_number),
            bio: draft.bio.unwrap_or(self.bio),
            consultation_fee: draft.consultation_fee.unwrap_or(self.consultation_fee),
            auto_approve: draft.auto_approve.unwrap_or(self.auto_approve),
            ..self
        };
        after.next_version(before, now)
    }

    /// The doctor on or off duty. Saying it twice is not an error.
    pub fn with_duty(self, duty: DutyStatus, now: Instant) -> Self {
        let before = self.clone();
        Self { duty, ..self }.next_version(before, now)
    }

    fn next_version(self, before: Self, now: Instant) -> Self {
        if self == before {
            return before;
        }
        Self { version: before.version + 1, update_time: now, ..self }
    }

    /// The name as lists print it.
    pub fn display_name(&self) -> String {
        display_name(&self.first_name, &self.last_name)
    }
}

impl Owned for Doctor {
    fn belongs_to(&self, caller: &Caller) -> bool {
        caller.as_doctor() == Some(self.id)
    }

    /// Whoever looks for a doctor may look at any.
    fn visible_to(&self, _: &Caller) -> bool {
        true
    }
}

/// Which doctors are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DoctorFilter {
    /// Folded words; each begins a word of the name or of a specialization.
    pub words: Vec<String>,
    /// Folded specialization; empty for any.
    pub specialization: String,
    /// Only those on duty.
    pub on_duty_only: bool,
    /// Those whose account is not active, too.
    pub inactive_too: bool,
}

impl DoctorFilter {
    /// The filter for what was typed.
    pub fn typed(query: &str, specialization: &str) -> Self {
        Self {
            words: text::fold(query).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect(),
            specialization: text::fold(specialization),
            ..Self::default()
        }
    }

    /// Whether the doctor is wanted.
    pub fn fits(&self, doctor: &Doctor) -> bool {
        let known = || {
            [&doctor.first_name, &doctor.last_name]
                .into_iter()
                .chain(&doctor.specializations)
                .flat_map(|it| text::fold_variants(it))
        };
        let begins =
            |word: &String| known().any(|text| text.split(' ').any(|it| it.starts_with(word.as_str())));
        (self.inactive_too || doctor.active)
            && (!self.on_duty_only || doctor.duty == DutyStatus::OnDuty)
            && (self.specialization.is_empty()
                || doctor.specializations.iter().any(|it| text::fold(it) == self.specialization))
            && self.words.iter().all(begins)
    }
}

/// A specialization and how many active doctors have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Specialization {
    /// As the first of them wrote it.
    pub display_name: String,
    /// Folded: what makes two the same, and the order of lists.
    pub key: String,
    /// Active doctors who have it.
    pub doctors: u32,
}

/// The specializations of the active ones among these doctors, by name.
pub fn specializations_of(doctors: &[Doctor]) -> Vec<Specialization> {
    let mut found: BTreeMap<String, Specialization> = BTreeMap::new();
    for name in doctors.iter().filter(|it| it.active).flat_map(|it| &it.specializations) {
        let key = text::fold(name);
        let new = || Specialization { display_name: name.clone(), key: key.clone(), doctors: 0 };
        found.entry(key.clone()).or_insert_with(new).doctors += 1;
    }
    found.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::refusal::Refusal;

    #[test]
    fn a_specialization_counts_once_whatever_its_accents() {
        let mut violations = Violations::default();
        let typed = ["Pédiatrie", " pediatrie ", "Cardiology"].map(String::from);
        assert_eq!(specializations(&typed, "doctor", &mut violations), ["Pédiatrie", "Cardiology"]);
        assert_eq!(violations.finish(), Ok(()));
    }

    #[test]
    fn all_that_is_wrong_with_a_draft_is_said_at_once() {
        let draft = DoctorDraft {
            specializations: Some(vec!["Cardiology".into(), "<b>".into()]),
            years_of_experience: Some(200),
            consultation_fee: Some(Some(Money { currency: "euros".into(), minor_units: -1 })),
            room: Some("x".repeat(21)),
            ..DoctorDraft::default()
        };
        let mut violations = Violations::default();
        draft.checked("doctor", &mut violations);
        let Err(Refusal::Invalid(said)) = violations.finish() else { panic!("nothing was wrong") };
        let fields: Vec<_> = said.iter().map(|it| it.field.as_str()).collect();
        assert_eq!(
            fields,
            [
                "doctor.room",
                "doctor.specializations[1]",
                "doctor.years_of_experience",
                "doctor.consultation_fee.currency_code",
                "doctor.consultation_fee.minor_units",
            ]
        );
    }
    fn doctor(first_name: &str, last_name: &str, specialization: &str) -> Doctor {
        Doctor {
            id: DoctorId::from_bytes([1; 16]),
            user: UserId::from_bytes([2; 16]),
            first_name: first_name.into(),
            last_name: last_name.into(),
            specializations: vec![specialization.into()],
            qualification: String::new(),
            years_of_experience: 3,
            clinic_name: String::new(),
            clinic_address: Address::default(),
            room: String::new(),
            contact_number: String::new(),
            bio: String::new(),
            consultation_fee: None,
            duty: DutyStatus::OnDuty,
            registration_number: "LANR 1".into(),
            auto_approve: false,
            active: true,
            create_time: Instant::default(),
            update_time: Instant::default(),
            version: 1,
        }
    }

    #[test]
    fn doctors_are_found_by_the_beginning_of_a_name_or_a_specialization() {
        let jose = doctor("José", "Müller-Okafor", "Pédiatrie");
        for query in ["", "jose", "oka", "mueller", "muller jo", "pediatrie", "PÉD", "oka ped"] {
            assert!(DoctorFilter::typed(query, "").fits(&jose), "{query}");
        }
        for query in ["kafor", "jose x", "cardio"] {
            assert!(!DoctorFilter::typed(query, "").fits(&jose), "{query}");
        }
        assert!(DoctorFilter::typed("", "pediatrie").fits(&jose));
        assert!(!DoctorFilter::typed("", "ped").fits(&jose));
    }

    #[test]
    fn inactive_doctors_are_found_only_when_asked_for_and_never_counted() {
        let inactive = Doctor { active: false, ..doctor("Ana", "Lima", "Cardiology") };
        assert!(!DoctorFilter::default().fits(&inactive));
        assert!(DoctorFilter { inactive_too: true, ..DoctorFilter::default() }.fits(&inactive));
        let all = [inactive, doctor("Ben", "Li", "cardiology"), doctor("Eva", "Li", "Cardiology")];
        let found = specializations_of(&all);
        assert_eq!((found.len(), found[0].doctors, found[0].display_name.as_str()), (1, 2, "cardiology"));
    }
}

//! A patient in two parts with two versions: [`Patient`] is identity and contact, which the
//! front desk keeps; [`PatientChart`] is clinical and never leaves the circle of the patient
//! and the doctors who treat them. No type here holds both.

use chrono::NaiveDate;
use praxis_shared::{
    id::{DoctorId, PatientId, UserId},
    text,
    time::Instant,
};
use serde::{Deserialize, Serialize};

use crate::domain::{
    caller::{Caller, Owned},
    contact::EmergencyContact,
    people::{Address, display_name},
    refusal::{Refusal, Violations},
};

/// Nobody alive was born before this year.
pub const BIRTH_YEAR_MIN: i32 = 1875;

/// Identity and contact of a patient.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Patient {
    /// Its name.
    pub id: PatientId,
    /// The number people say on the phone.
    pub number: i64,
    /// The account, if the patient has one.
    pub user: Option<UserId>,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Date of birth.
    pub birth_date: NaiveDate,
    /// As the patient states it.
    pub gender: Gender,
    /// Phone number as written; may be empty.
    pub phone: String,
    /// E-mail; may be empty, need not be unique.
    pub email: String,
    /// Postal address.
    pub address: Address,
    /// Whom to call.
    pub emergency_contact: EmergencyContact,
    /// When it was registered.
    pub create_time: Instant,
    /// When it last changed.
    pub update_time: Instant,
    /// Grows by one with each change.
    pub version: i64,
}

/// Gender as the patient states it (HL7 administrative gender).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gender {
    /// Not asked.
    #[default]
    Unspecified,
    /// Female.
    Female,
    /// Male.
    Male,
    /// Another.
    Other,
    /// Asked, and not known.
    Unknown,
}

impl Gender {
    /// Every one.
    pub const ALL: [Self; 5] = [Self::Unspecified, Self::Female, Self::Male, Self::Other, Self::Unknown];

    /// The word that stands in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unspecified => "",
            Self::Female => "female",
            Self::Male => "male",
            Self::Other => "other",
            Self::Unknown => "unknown",
        }
    }

    /// The one that a stored word stands for.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|gender| gender.code() == code)
    }
}

/// What a form says about a patient; `None` is a field that stays as it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PatientDraft {
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// Date of birth.
    pub birth_date: Option<NaiveDate>,
    /// As the patient states it.
    pub gender: Option<Gender>,
    /// Phone number.
    pub phone: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// Postal address.
    pub address: Option<Address>,
    /// Whom to call.
    pub emergency_contact: Option<EmergencyContact>,
}

impl PatientDraft {
    /// The draft with each field as it is stored; what is wrong goes to `violations`, under paths
    /// that begin with `at`.
    pub fn checked(self, at: &str, today: NaiveDate, violations: &mut Violations) -> Self {
        if let Some(date) = self.birth_date
            && let Err(said) = birth_date(date, today)
        {
            violations.add(format!("{at}.birth_date"), said);
        }
        let mut part = |name: &str, text: Option<String>, rule: &dyn Fn(&str) -> text::Checked| {
            text.map(|text| violations.take(&format!("{at}.{name}"), rule(&text)))
        };
        let first_name = part("first_name", self.first_name, &text::person_name);
        let last_name = part("last_name", self.last_name, &text::person_name);
        let phone = part("phone", self.phone, &|it| text::optional(it, text::phone));
        let email = part("email", self.email, &|it| text::optional(it, text::email));
        let address = self.address.map(|it| it.checked(&format!("{at}.address"), violations));
        let emergency = self.emergency_contact;
        Self {
            first_name,
            last_name,
            birth_date: self.birth_date,
            gender: self.gender,
            phone,
            email,
            address,
            emergency_contact: emergency.map(|it| it.checked(&format!("{at}.emergency_contact"), violations)),
        }
    }
}

/// Checks a date of birth against the clinic's calendar.
pub fn birth_date(date: NaiveDate, today: NaiveDate) -> Result<NaiveDate, String> {
    use chrono::Datelike as _;
    if date > today {
        Err("the date of birth lies in the future; check the year".into())
    } else if date.year() < BIRTH_YEAR_MIN {
        Err(format!("the date of birth must not be before {BIRTH_YEAR_MIN}; check the year"))
    } else {
        Ok(date)
    }
}

impl Patient {
    /// Registers a patient from a checked draft, which must have both names and the date of birth.
    pub fn register(
        id: PatientId,
        number: i64,
        user: Option<UserId>,
        draft: PatientDraft,
        now: Instant,
    ) -> Result<Self, Refusal> {
        let mut violations = Violations::default();
        for (field, missing) in [
            ("patient.first_name", draft.first_name.is_none()),
            ("patient.last_name", draft.last_name.is_none()),
            ("patient.birth_date", draft.birth_date.is_none()),
        ] {
            if missing {
                violations.add(field, "this is required");
            }
        }
        violations.finish()?;
        Ok(Self {
            id,
            number,
            user,
            first_name: draft.first_name.unwrap_or_default(),
            last_name: draft.last_name.unwrap_or_default(),
            birth_date: draft.birth_date.unwrap_or_default(),
            gender: draft.gender.unwrap_or_default(),
            phone: draft.phone.unwrap_or_default(),
            email: draft.email.unwrap_or_default(),
            address: draft.address.unwrap_or_default(),
            emergency_contact: draft.emergency_contact.unwrap_or_default(),
            create_time: now,
            update_time: now,
            version: 1,
        })
    }

    /// The patient with the checked draft's fields in place. A draft that changes nothing leaves
    /// the version alone.
    pub fn revised(self, draft: PatientDraft, now: Instant) -> Self {
        let before = self.clone();
        let after = Self {
            first_name: draft.first_name.unwrap_or(self.first_name),
            last_name: draft.last_name.unwrap_or(self.last_name),
            birth_date: draft.birth_date.unwrap_or(self.birth_date),
            gender: draft.gender.unwrap_or(self.gender),
            phone: draft.phone.unwrap_or(self.phone),
            email: draft.email.unwrap_or(self.email),
            address: draft.address.unwrap_or(self.address),
            emergency_contact: draft.emergency_contact.unwrap_or(self.emergency_contact),
            ..self
        };
        if after == before {
            return before;
        }
        Self { version: before.version + 1, update_time: now, ..after }
    }

    /// The patient with an account.
    pub fn with_account(self, user: UserId, now: Instant) -> Self {
        Self { user: Some(user), version: self.version + 1, update_time: now, ..self }
    }

    /// The name as lists print it.
    pub fn display_name(&self) -> String {
        display_name(&self.first_name, &self.last_name)
    }
}

impl Owned for Patient {
    fn belongs_to(&self, caller: &Caller) -> bool {
        caller.as_patient() == Some(self.id)
    }
}

/// ABO and Rh(D).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BloodGroup {
    /// Not known.
    #[default]
    Unknown,
    /// A, Rh positive.
    APositive,
    /// A, Rh negative.
    ANegative,
    /// B, Rh positive.
    BPositive,
    /// B, Rh negative.
    BNegative,
    /// AB, Rh positive.
    AbPositive,
    /// AB, Rh negative.
    AbNegative,
    /// O, Rh positive.
    OPositive,
    /// O, Rh negative.
    ONegative,
}

impl BloodGroup {
    /// Every group.
    pub const ALL: [Self; 9] = [
        Self::Unknown,
        Self::APositive,
        Self::ANegative,
        Self::BPositive,
        Self::BNegative,
        Self::AbPositive,
        Self::AbNegative,
        Self::OPositive,
        Self::ONegative,
    ];

    /// The word that stands in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unknown => "",
            Self::APositive => "A+",
            Self::ANegative => "A-",
            Self::BPositive => "B+",
            Self::BNegative => "B-",
            Self::AbPositive => "AB+",
            Self::AbNegative => "AB-",
            Self::OPositive => "O+",
            Self::ONegative => "O-",
        }
    }

    /// The group that a stored word stands for.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.code() == code)
    }
}

/// The clinical part of a patient.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PatientChart {
    /// Whose chart.
    pub patient: PatientId,
    /// Blood group.
    pub blood_group: BloodGroup,
    /// Allergies and intolerances.
    pub allergies: String,
    /// Medical history.
    pub medical_history: String,
    /// When it last changed.
    pub update_time: Instant,
    /// Grows by one with each change.
    pub version: i64,
    /// Doctors with a relation of care to the patient: they may read and write it.
    pub doctors: Vec<DoctorId>,
    /// Who stands behind the patient's account.
    #[serde(default)]
    pub identity: Identity,
}

/// Who stands behind a patient's account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Identity {
    /// There is no account.
    #[default]
    NoAccount,
    /// Nobody doubts that it is the patient.
    Confirmed,
    /// It was reached by a code or a reset and nobody has confirmed it since.
    Unconfirmed,
}

/// What a form says about a chart; `None` is a field that stays as it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ChartDraft {
    /// Blood group.
    pub blood_group: Option<BloodGroup>,
    /// Allergies and intolerances.
    pub allergies: Option<String>,
    /// Medical history.
    pub medical_history: Option<String>,
}

impl ChartDraft {
    /// The draft with each field as it is stored; what is wrong goes to `violations`, under paths
    /// that begin with `at`.
    pub fn checked(self, at: &str, violations: &mut Violations) -> Self {
        let mut part = |name: &str, text: Option<String>, rule: fn(&str) -> text::Checked| {
            text.map(|text| violations.take(&format!("{at}.{name}"), text::optional(&text, rule)))
        };
        Self {
            blood_group: self.blood_group,
            allergies: part("allergies", self.allergies, text::allergies),
            medical_history: part("medical_history", self.medical_history, text::medical),
        }
    }
}

impl PatientChart {
    /// The empty chart that every patient begins with.
    pub fn empty(patient: PatientId, now: Instant) -> Self {
        Self {
            patient,
            blood_group: BloodGroup::Unknown,
            allergies: String::new(),
            medical_history: String::new(),
            update_time: now,
            version: 1,
            doctors: Vec::new(),
            identity: Identity::NoAccount,
        }
    }

    /// The chart with the checked draft's fields in place. A draft that changes nothing leaves
    /// the version alone.
    pub fn revised(self, draft: ChartDraft, now: Instant) -> Self {
        let before = self.clone();
        let after = Self {
            blood_group: draft.blood_group.unwrap_or(self.blood_group),
            allergies: draft.allergies.unwrap_or(self.allergies),
            medical_history: draft.medical_history.unwrap_or(self.medical_history),
            ..self
        };
        if after == before {
            return before;
        }
        Self { version: before.version + 1, update_time: now, ..after }
    }
}

impl Owned for PatientChart {
    fn belongs_to(&self, caller: &Caller) -> bool {
        caller.as_confirmed_patient() == Some(self.patient)
            || caller.as_treating_doctor().is_some_and(|it| self.doctors.contains(&it))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn now() -> Instant {
        "2026-11-20T09:00:00Z".parse().expect("an instant")
    }

    fn draft() -> PatientDraft {
        PatientDraft {
            first_name: Some(" Ana ".into()),
            last_name: Some("Lima".into()),
            birth_date: Some(day("1974-03-02")),
            ..PatientDraft::default()
        }
    }

    fn ana() -> Patient {
        let draft = draft().checked("patient", day("2026-11-20"), &mut Violations::default());
        Patient::register(PatientId::from_bytes([1; 16]), 10_001, None, draft, now()).expect("complete")
    }

    #[test]
    fn all_that_is_wrong_with_a_draft_is_said_at_once() {
        let wrong = PatientDraft {
            first_name: Some("R2".into()),
            last_name: Some(" ".into()),
            birth_date: Some(day("2026-11-21")),
            phone: Some("call me".into()),
            email: Some("nowhere".into()),
            address: Some(Address { postal_code: "????".into(), ..Address::default() }),
            emergency_contact: Some(EmergencyContact { phone: "1".into(), ..EmergencyContact::default() }),
            ..PatientDraft::default()
        };
        let mut violations = Violations::default();
        wrong.checked("patient", day("2026-11-20"), &mut violations);
        let Err(Refusal::Invalid(said)) = violations.finish() else { panic!("nothing was wrong") };
        let mut fields: Vec<_> = said.iter().map(|it| it.field.as_str()).collect();
        fields.sort_unstable();
        assert_eq!(
            fields,
            [
                "patient.address.postal_code",
                "patient.birth_date",
                "patient.email",
                "patient.emergency_contact.phone",
                "patient.first_name",
                "patient.last_name",
                "patient.phone",
            ]
        );
    }

    #[test]
    fn registration_needs_both_names_and_the_date_of_birth() {
        let refused =
            Patient::register(PatientId::from_bytes([1; 16]), 1, None, PatientDraft::default(), now());
        let Err(Refusal::Invalid(said)) = refused else { panic!("registered without a name") };
        assert_eq!(said.len(), 3);
    }

    #[test]
    fn a_change_raises_the_version_and_no_change_does_not() {
        let before = ana();
        let same = before
            .clone()
            .revised(PatientDraft { last_name: Some("Lima".into()), ..PatientDraft::default() }, now());
        assert_eq!(same, before);
        let after =
            before.revised(PatientDraft { phone: Some("030 1234".into()), ..PatientDraft::default() }, now());
        assert_eq!((after.version, after.phone.as_str(), after.first_name.as_str()), (2, "030 1234", "Ana"));
        assert_eq!(after.display_name(), "Lima, Ana");
    }

    #[test]
    fn every_blood_group_reads_back_from_its_code() {
        for group in BloodGroup::ALL {
            assert_eq!(BloodGroup::from_code(group.code()), Some(group));
        }
    }
}

//! Small values of a patient's or doctor's form: emergency contacts and fees. Every part of a
//! contact may be empty, because a clinic takes whoever comes in with whatever they know.

use praxis_shared::text;
use serde::{Deserialize, Serialize};

use crate::domain::refusal::Violations;

/// Whom to call when something happens; each part may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmergencyContact {
    /// First and last name.
    pub full_name: String,
    /// How they are related to the patient.
    pub relation: String,
    /// Phone number.
    pub phone: String,
}

impl EmergencyContact {
    /// The contact with each part as it is stored; `at` is where it stands in the request.
    pub fn checked(&self, at: &str, violations: &mut Violations) -> Self {
        let mut part = |name: &str, text: &str, rule: fn(&str) -> text::Checked| {
            violations.take(&format!("{at}.{name}"), text::optional(text, rule))
        };
        Self {
            full_name: part("full_name", &self.full_name, text::full_name),
            relation: part("relation", &self.relation, text::relation),
            phone: part("phone", &self.phone, text::phone),
        }
    }
}

/// An amount of money.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// ISO 4217 code.
    pub currency: String,
    /// Amount in the currency's smallest unit.
    pub minor_units: i64,
}

impl Money {
    /// The amount as it is stored; `at` is where it stands in the request.
    pub fn checked(&self, at: &str, violations: &mut Violations) -> Self {
        Self {
            currency: violations.take(&format!("{at}.currency_code"), text::currency(&self.currency)),
            minor_units: violations.take(&format!("{at}.minor_units"), text::fee(self.minor_units)),
        }
    }
}

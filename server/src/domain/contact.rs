//! How people are reached: postal addresses, money, emergency contacts. Every part may be
//! empty, because a clinic takes whoever comes in with whatever they have.

use praxis_shared::text;
use serde::{Deserialize, Serialize};

use crate::domain::refusal::Violations;

/// A postal address; each part may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Street and number.
    pub line1: String,
    /// Flat, floor or company.
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
    /// The address with each part as it is stored; `at` is where it stands in the request.
    pub fn checked(&self, at: &str, violations: &mut Violations) -> Self {
        let mut part = |name: &str, text: &str, rule: fn(&str) -> text::Checked| {
            violations.take(&format!("{at}.{name}"), text::optional(text, rule))
        };
        Self {
            line1: part("line1", &self.line1, text::address_line),
            line2: part("line2", &self.line2, text::address_line),
            city: part("city", &self.city, text::city),
            state: part("state", &self.state, text::state),
            postal_code: part("postal_code", &self.postal_code, text::postal_code),
            country: part("country", &self.country, text::country),
        }
    }
}

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

/// A name as lists print it: "Last, First".
pub fn display_name(first_name: &str, last_name: &str) -> String {
    match (first_name, last_name) {
        ("", only) | (only, "") => only.to_owned(),
        (first, last) => format!("{last}, {first}"),
    }
}

//! The form of a doctor's profile. Several specializations stand in one line; a
//! semicolon divides them where one of them has a comma in its name.

use praxis_shared::pb;
use praxis_shared::text as rules;

use crate::screen::common::edit::{Edit, Values};
use crate::widget::form::Field;

const SPECIALIZATIONS: &str = "specializations";
const QUALIFICATION: &str = "qualification";
const YEARS: &str = "years_of_experience";
const PRACTICE: &str = "clinic_name";
const ROOM: &str = "room";
const CONTACT: &str = "contact_number";
const BIO: &str = "bio";
const FEE: &str = "consultation_fee";
const CURRENCY: &str = "consultation_fee.currency_code";
const APPROVE: &str = "auto_approve";
const LINE1: &str = "clinic_address.line1";
const LINE2: &str = "clinic_address.line2";
const POSTAL_CODE: &str = "clinic_address.postal_code";
const CITY: &str = "clinic_address.city";
const STATE: &str = "clinic_address.state";
const COUNTRY: &str = "clinic_address.country";

/// A form over the profile.
pub(super) fn edit(doctor: &pb::Doctor) -> Edit {
    let fields = vec![
        Field::text(SPECIALIZATIONS, "Specializations", 640).columns(40).hint("; between them"),
        Field::text(QUALIFICATION, "Qualification", rules::QUALIFICATION_MAX).columns(40),
        Field::text(YEARS, "Years", 2).columns(6).hint("of experience"),
        Field::text(ROOM, "Usual room", rules::ROOM_MAX).columns(20),
        Field::text(CONTACT, "Phone", rules::PHONE_MAX),
        Field::choice(APPROVE, "Approves itself", &["no", "yes"]).columns(16),
        Field::text(FEE, "Fee", 12).columns(14).hint("such as 45.00; may be empty"),
        Field::text(CURRENCY, "Currency", 3).columns(6).hint("such as EUR"),
        Field::text(PRACTICE, "Practice", rules::SHORT_LINE_MAX).columns(40),
        Field::text(LINE1, "Street", rules::ADDRESS_LINE_MAX).columns(40),
        Field::text(LINE2, "Flat, floor", rules::ADDRESS_LINE_MAX).columns(40),
        Field::text(POSTAL_CODE, "Postal code", rules::POSTAL_CODE_MAX).columns(16),
        Field::text(CITY, "City", rules::PLACE_MAX),
        Field::text(STATE, "State", rules::PLACE_MAX),
        Field::text(COUNTRY, "Country", rules::PLACE_MAX),
        Field::lines(BIO, "About", rules::BIO_MAX, 4),
    ];
    Edit::new(fields, values(doctor), doctor.version)
}

/// What the fields hold for this doctor.
pub(super) fn values(doctor: &pb::Doctor) -> Values {
    let address = doctor.clinic_address.clone().unwrap_or_default();
    let fee = doctor.consultation_fee.clone();
    let amount = fee.as_ref().map(|fee| format!("{}.{:02}", fee.minor_units / 100, fee.minor_units % 100));
    vec![
        (SPECIALIZATIONS, doctor.specializations.join("; ")),
        (QUALIFICATION, doctor.qualification.clone()),
        (YEARS, doctor.years_of_experience.to_string()),
        (ROOM, doctor.room.clone()),
        (CONTACT, doctor.contact_number.clone()),
        (APPROVE, if doctor.auto_approve { "yes".into() } else { "no".into() }),
        (FEE, amount.unwrap_or_default()),
        (CURRENCY, fee.map(|fee| fee.currency_code).unwrap_or_default()),
        (PRACTICE, doctor.clinic_name.clone()),
        (LINE1, address.line1),
        (LINE2, address.line2),
        (POSTAL_CODE, address.postal_code),
        (CITY, address.city),
        (STATE, address.state),
        (COUNTRY, address.country),
        (BIO, doctor.bio.clone()),
    ]
}

fn specializations(edit: &mut Edit) -> Vec<String> {
    let typed = edit.form.text(SPECIALIZATIONS);
    let parts: Vec<String> =
        typed.split(';').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect();
    let wrong = match parts.len() {
        0 => Some("name at least one".to_owned()),
        many if many > rules::SPECIALIZATIONS_MAX => {
            Some(format!("name at most {}", rules::SPECIALIZATIONS_MAX))
        }
        _ => parts.iter().find_map(|part| rules::specialization(part).err()),
    };
    if let Some(wrong) = wrong {
        edit.form.set_error(SPECIALIZATIONS, &wrong);
    }
    parts
}

/// Reads `45`, `45.5`, `45,50` as hundredths.
fn amount(typed: &str) -> Result<i64, String> {
    let wrong = || "type an amount like 45.00".to_owned();
    let typed = typed.trim().replace(',', ".");
    let (whole, part) = typed.split_once('.').unwrap_or((&typed, ""));
    if part.len() > 2 || !part.bytes().chain(whole.bytes()).all(|byte| byte.is_ascii_digit()) {
        return Err(wrong());
    }
    let part: i64 = format!("{part:0<2}").parse().map_err(|_| wrong())?;
    let whole: i64 = whole.parse().map_err(|_| wrong())?;
    whole.checked_mul(100).and_then(|whole| whole.checked_add(part)).ok_or_else(wrong).and_then(rules::fee)
}

fn fee(edit: &mut Edit) -> Option<pb::Money> {
    if edit.form.text(FEE).trim().is_empty() {
        return None;
    }
    let minor_units = amount(edit.form.text(FEE)).unwrap_or_else(|wrong| {
        edit.form.set_error(FEE, &wrong);
        0
    });
    Some(pb::Money { currency_code: edit.form.checked(CURRENCY, rules::currency), minor_units })
}

/// The request that saves what was changed; what is wrong stands beside its field.
pub(super) fn update(edit: &mut Edit, doctor: &str) -> pb::UpdateDoctorRequest {
    edit.form.clear_errors();
    let specializations = specializations(edit);
    let consultation_fee = fee(edit);
    let years = edit.form.text(YEARS).trim().parse().ok();
    let years = years.filter(|years: &i32| (0..=80).contains(years));
    if years.is_none() {
        edit.form.set_error(YEARS, "a number from 0 to 80");
    }
    let form = &mut edit.form;
    let doctor = pb::Doctor {
        name: doctor.to_owned(),
        specializations,
        qualification: form.optional(QUALIFICATION, rules::qualification),
        years_of_experience: years.unwrap_or(0),
        room: form.optional(ROOM, rules::room),
        contact_number: form.optional(CONTACT, rules::phone),
        auto_approve: form.chosen(APPROVE) == 1,
        consultation_fee,
        clinic_name: form.optional(PRACTICE, rules::short_line),
        clinic_address: Some(pb::PostalAddress {
            line1: form.optional(LINE1, rules::address_line),
            line2: form.optional(LINE2, rules::address_line),
            city: form.optional(CITY, rules::city),
            state: form.optional(STATE, rules::state),
            postal_code: form.optional(POSTAL_CODE, rules::postal_code),
            country: form.optional(COUNTRY, rules::country),
        }),
        bio: form.optional(BIO, rules::bio),
        ..Default::default()
    };
    let mut paths: Vec<String> =
        edit.changed().into_iter().map(|field| field.split('.').next().unwrap_or(field).to_owned()).collect();
    paths.dedup();
    pb::UpdateDoctorRequest {
        request_id: String::new(),
        doctor: Some(doctor),
        update_mask: Some(prost_types::FieldMask { paths }),
        expected_version: edit.version(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_type_them() {
        assert_eq!(amount("45"), Ok(4_500));
        assert_eq!(amount("45,5"), Ok(4_550));
        assert_eq!(amount(" 0.07"), Ok(7));
        for wrong in ["", "x", "1.234", "-3", "99999999999999999999"] {
            assert!(amount(wrong).is_err(), "{wrong}");
        }
    }
}

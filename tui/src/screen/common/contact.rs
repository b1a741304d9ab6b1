//! The form of a patient's identity and contact, for the desk and for patients
//! themselves. Fields carry their whole path in the contract, because a phone
//! stands in it twice and an error must find the right one.

use chrono::NaiveDate;
use praxis_shared::pb;
use praxis_shared::text as rules;

use super::edit::{Edit, Values};
use super::patient::{GENDERS, gender_name};
use crate::context::{civil, pb_date};
use crate::widget::date;
use crate::widget::form::{Field, Form};

/// First name.
pub const FIRST_NAME: &str = "patient.first_name";
/// Last name.
pub const LAST_NAME: &str = "patient.last_name";
/// Date of birth.
pub const BIRTH_DATE: &str = "patient.birth_date";
/// Gender.
pub const GENDER: &str = "patient.gender";
/// Phone.
pub const PHONE: &str = "patient.phone";
/// E-mail.
pub const EMAIL: &str = "patient.email";
const LINE1: &str = "patient.address.line1";
const LINE2: &str = "patient.address.line2";
const POSTAL_CODE: &str = "patient.address.postal_code";
const CITY: &str = "patient.address.city";
const STATE: &str = "patient.address.state";
const COUNTRY: &str = "patient.address.country";
const KIN_NAME: &str = "patient.emergency_contact.full_name";
const KIN_RELATION: &str = "patient.emergency_contact.relation";
const KIN_PHONE: &str = "patient.emergency_contact.phone";

/// The fields needed to register somebody, in the order in which people say them.
pub fn identity_fields() -> Vec<Field> {
    let genders: Vec<&str> = GENDERS.iter().map(|&gender| gender_name(gender)).collect();
    vec![
        Field::text(LAST_NAME, "Last name", rules::PERSON_NAME_MAX),
        Field::text(FIRST_NAME, "First name", rules::PERSON_NAME_MAX),
        Field::text(BIRTH_DATE, "Birth date", 16).columns(16).hint("2.3.1974 or 1974-03-02"),
        Field::text(PHONE, "Phone", 32),
        Field::choice(GENDER, "Gender", &genders).columns(50),
        Field::text(EMAIL, "Mail", 254),
    ]
}

/// A form over everything about a patient that is not clinical.
pub fn edit(patient: &pb::Patient) -> Edit {
    let mut fields = identity_fields();
    fields.extend([
        Field::text(LINE1, "Street", 120).columns(44),
        Field::text(LINE2, "Flat, floor", 120).columns(44),
        Field::text(POSTAL_CODE, "Postal code", 16).columns(16),
        Field::text(CITY, "City", 80),
        Field::text(STATE, "State", 80),
        Field::text(COUNTRY, "Country", 80),
        Field::text(KIN_NAME, "Emergency", 120).hint("whom to call"),
        Field::text(KIN_RELATION, "Relation", 40).hint("wife, son, neighbour"),
        Field::text(KIN_PHONE, "Their phone", 32),
    ]);
    Edit::new(fields, values(patient), patient.version)
}

/// What the fields hold for this patient.
pub fn values(patient: &pb::Patient) -> Values {
    let birth = civil(patient.birth_date.as_ref());
    let address = patient.address.clone().unwrap_or_default();
    let kin = patient.emergency_contact.clone().unwrap_or_default();
    vec![
        (LAST_NAME, patient.last_name.clone()),
        (FIRST_NAME, patient.first_name.clone()),
        (BIRTH_DATE, birth.map(|date| date.to_string()).unwrap_or_default()),
        (PHONE, patient.phone.clone()),
        (GENDER, gender_name(patient.gender()).to_owned()),
        (EMAIL, patient.email.clone()),
        (LINE1, address.line1),
        (LINE2, address.line2),
        (POSTAL_CODE, address.postal_code),
        (CITY, address.city),
        (STATE, address.state),
        (COUNTRY, address.country),
        (KIN_NAME, kin.full_name),
        (KIN_RELATION, kin.relation),
        (KIN_PHONE, kin.phone),
    ]
}

/// The patient in the form, or beside each wrong field what is allowed there.
pub fn read(form: &mut Form, today: NaiveDate) -> Option<pb::Patient> {
    let mut wrong: Vec<(&'static str, String)> = Vec::new();
    let birth = match date::parse_past(form.text(BIRTH_DATE), today) {
        Ok(birth) => Some(pb_date(birth)),
        Err(why) => {
            wrong.push((BIRTH_DATE, why));
            None
        }
    };
    for name in [FIRST_NAME, LAST_NAME] {
        if form.trimmed(name).is_empty() {
            wrong.push((name, "is needed".to_owned()));
        } else if let Err(why) = rules::person_name(form.text(name)) {
            wrong.push((name, why));
        }
    }
    type Rule = fn(&str) -> rules::Checked;
    let optional: [(&'static str, Rule); 9] = [
        (PHONE, rules::phone),
        (EMAIL, rules::email),
        (LINE1, rules::address_line),
        (LINE2, rules::address_line),
        (POSTAL_CODE, rules::postal_code),
        (CITY, rules::city),
        (KIN_NAME, rules::full_name),
        (KIN_RELATION, rules::relation),
        (KIN_PHONE, rules::phone),
    ];
    for (name, rule) in optional {
        if let Err(why) = rules::optional(form.text(name), rule) {
            wrong.push((name, why));
        }
    }
    form.set_errors(wrong.iter().map(|(name, why)| (*name, why.as_str())));
    wrong.is_empty().then(|| typed(form, birth))
}

/// What was typed so far, right or wrong.
pub fn typed(form: &Form, birth: Option<pb::Date>) -> pb::Patient {
    let gender = GENDERS.get(form.chosen(GENDER)).copied().unwrap_or_default();
    pb::Patient {
        first_name: form.trimmed(FIRST_NAME),
        last_name: form.trimmed(LAST_NAME),
        birth_date: birth,
        gender: gender.into(),
        phone: form.trimmed(PHONE),
        email: form.trimmed(EMAIL),
        address: Some(pb::PostalAddress {
            line1: form.trimmed(LINE1),
            line2: form.trimmed(LINE2),
            city: form.trimmed(CITY),
            state: form.trimmed(STATE),
            postal_code: form.trimmed(POSTAL_CODE),
            country: form.trimmed(COUNTRY),
        }),
        emergency_contact: Some(pb::EmergencyContact {
            full_name: form.trimmed(KIN_NAME),
            relation: form.trimmed(KIN_RELATION),
            phone: form.trimmed(KIN_PHONE),
        }),
        ..Default::default()
    }
}

/// The request that saves what was changed, or nothing while a field is wrong.
pub fn update(edit: &mut Edit, name: &str, today: NaiveDate) -> Option<pb::UpdatePatientRequest> {
    let mut patient = read(&mut edit.form, today)?;
    name.clone_into(&mut patient.name);
    let mut paths: Vec<String> =
        edit.changed().into_iter().filter_map(|field| field.split('.').nth(1).map(str::to_owned)).collect();
    paths.dedup();
    Some(pb::UpdatePatientRequest {
        request_id: String::new(),
        patient: Some(patient),
        update_mask: Some(prost_types::FieldMask { paths }),
        expected_version: edit.version(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 20).unwrap()
    }

    fn patient() -> pb::Patient {
        pb::Patient {
            first_name: "Luis".into(),
            last_name: "Gomez".into(),
            birth_date: Some(pb::Date { year: 1974, month: 3, day: 2 }),
            version: 4,
            ..Default::default()
        }
    }

    #[test]
    fn only_the_parts_that_were_changed_are_in_the_mask() {
        let mut edit = edit(&patient());
        edit.form.set(PHONE, "+49 30 555 0188");
        edit.form.set(CITY, "Berlin");
        edit.form.set(LINE1, "Lindenstr. 4");
        let request = update(&mut edit, "patients/x", today()).unwrap();
        assert_eq!(request.update_mask.unwrap().paths, ["phone", "address"]);
        assert_eq!(request.expected_version, 4);
        assert_eq!(request.patient.unwrap().address.unwrap().city, "Berlin");
    }

    #[test]
    fn every_wrong_field_is_told_at_once_and_what_was_typed_stays() {
        let mut edit = edit(&patient());
        edit.form.set(BIRTH_DATE, "31.2.1974");
        edit.form.set(EMAIL, "nonsense");
        edit.form.set(KIN_PHONE, "call me");
        assert_eq!(update(&mut edit, "patients/x", today()), None);
        for name in [BIRTH_DATE, EMAIL, KIN_PHONE] {
            assert!(edit.form.error(name).is_some(), "{name}");
        }
        assert_eq!(edit.form.error(PHONE), None);
        assert_eq!(edit.form.text(BIRTH_DATE), "31.2.1974");
    }

    #[test]
    fn an_error_of_the_contract_finds_the_right_one_of_two_phones() {
        let mut edit = edit(&patient());
        edit.form.set_errors([("patient.emergency_contact.phone", "has a letter in it")]);
        assert_eq!((edit.form.error(PHONE), edit.form.error(KIN_PHONE).is_some()), (None, true));
    }
}

//! How a patient is written: the strip that names whom one writes about, the
//! letter and age, names of genders and blood groups. In the private view only
//! initials and the number are shown; go through here to keep it so.

use chrono::{Datelike, NaiveDate};
use praxis_shared::pb::{self, BloodGroup, Gender};
use ratatui::text::{Line, Span};

use crate::context::{Cx, civil};
use crate::theme::Tone;
use crate::widget::text;

/// Age in whole years on that day.
pub fn age(birth: NaiveDate, today: NaiveDate) -> i32 {
    let before = (today.month(), today.day()) < (birth.month(), birth.day());
    today.year() - birth.year() - i32::from(before)
}

/// Gender letter and age, `m51`; only the age where the gender was not stated.
pub fn letter_and_age(gender: Gender, birth: Option<&pb::Date>, cx: &Cx) -> String {
    let letter = match gender {
        Gender::Female => "f",
        Gender::Male => "m",
        Gender::Other => "o",
        Gender::Unspecified | Gender::Unknown => "",
    };
    civil(birth).map_or_else(|| letter.to_owned(), |birth| format!("{letter}{}", age(birth, cx.today())))
}

/// The birth date as it is said to tell people apart, `1974-03-02`; hidden in the private view.
pub fn birth_date(birth: Option<&pb::Date>, cx: &Cx) -> String {
    match civil(birth) {
        Some(birth) if !cx.private => birth.format("%Y-%m-%d").to_string(),
        _ => "-".to_owned(),
    }
}

/// The strip: `GOMEZ, LUIS  m52  b.1974-03-02  id 10482` and, where it may be known, the allergies.
pub fn strip(patient: &pb::Patient, chart: Option<&pb::PatientChart>, cx: &Cx) -> Line<'static> {
    let name = cx.person(&patient.display_name).to_uppercase();
    let mut spans = vec![
        Span::raw(" "),
        Span::styled(name, cx.style(Tone::Strong)),
        Span::raw(format!("  {}", in_short(patient, cx))),
    ];
    if let Some(alert) = chart.and_then(|chart| allergies(chart, cx)) {
        spans.push(Span::styled(format!("   {alert}"), cx.style(Tone::Bad)));
    }
    Line::from(spans)
}

/// What tells two people of one name apart: `m52  b.1974-03-02  id 10482`.
pub fn in_short(patient: &pb::Patient, cx: &Cx) -> String {
    let who = letter_and_age(patient.gender(), patient.birth_date.as_ref(), cx);
    let born = birth_date(patient.birth_date.as_ref(), cx);
    format!("{who}  b.{born}  id {}", patient.number)
}

/// The allergies as an alert in one line, if any are known.
pub fn allergies(chart: &pb::PatientChart, cx: &Cx) -> Option<String> {
    let known = text::clean(&chart.allergies);
    let known = known.trim();
    (!known.is_empty() && !cx.private).then(|| format!("ALLERGY: {known}"))
}

/// What a gender is called.
pub fn gender_name(gender: Gender) -> &'static str {
    match gender {
        Gender::Unspecified => "not asked",
        Gender::Female => "female",
        Gender::Male => "male",
        Gender::Other => "other",
        Gender::Unknown => "unknown",
    }
}

/// Genders in the order in which they are offered.
pub const GENDERS: [Gender; 5] =
    [Gender::Unspecified, Gender::Female, Gender::Male, Gender::Other, Gender::Unknown];

/// What a blood group is called.
pub fn blood_name(group: BloodGroup) -> &'static str {
    match group {
        BloodGroup::Unspecified => "not known",
        BloodGroup::APositive => "A+",
        BloodGroup::ANegative => "A-",
        BloodGroup::BPositive => "B+",
        BloodGroup::BNegative => "B-",
        BloodGroup::AbPositive => "AB+",
        BloodGroup::AbNegative => "AB-",
        BloodGroup::OPositive => "O+",
        BloodGroup::ONegative => "O-",
    }
}

/// Blood groups in the order in which they are offered.
pub const BLOOD_GROUPS: [BloodGroup; 9] = [
    BloodGroup::Unspecified,
    BloodGroup::APositive,
    BloodGroup::ANegative,
    BloodGroup::BPositive,
    BloodGroup::BNegative,
    BloodGroup::AbPositive,
    BloodGroup::AbNegative,
    BloodGroup::OPositive,
    BloodGroup::ONegative,
];

/// An address in one line, its empty parts left out.
pub fn address(address: Option<&pb::PostalAddress>) -> String {
    let Some(it) = address else { return String::new() };
    let town = format!("{} {}", it.postal_code.trim(), it.city.trim());
    let parts = [it.line1.as_str(), &it.line2, &town, &it.state, &it.country];
    let parts: Vec<&str> = parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn an_age_grows_on_the_birthday_and_not_before() {
        assert_eq!(age(day(1974, 11, 21), day(2026, 11, 20)), 51);
        assert_eq!(age(day(1974, 11, 20), day(2026, 11, 20)), 52);
        assert_eq!(age(day(2024, 2, 29), day(2026, 2, 28)), 1);
    }

    #[test]
    fn empty_parts_of_an_address_leave_no_commas_behind() {
        let it = pb::PostalAddress {
            line1: "Lindenstr. 4".into(),
            postal_code: "10969".into(),
            city: "Berlin".into(),
            ..Default::default()
        };
        assert_eq!(address(Some(&it)), "Lindenstr. 4, 10969 Berlin");
        assert_eq!(address(None), "");
    }
}

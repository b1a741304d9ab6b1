//! The form of a patient's chart, for the patient and the doctors who treat
//! them. The desk never has one: the server would not give it.

use praxis_shared::pb;
use praxis_shared::text as rules;
use ratatui::text::Line;

use super::edit::{Edit, Values};
use super::patient::{BLOOD_GROUPS, blood_name};
use crate::context::Cx;
use crate::theme::Tone;
use crate::widget::form::Field;
use crate::widget::text;

const BLOOD_GROUP: &str = "chart.blood_group";
const ALLERGIES: &str = "chart.allergies";
const HISTORY: &str = "chart.medical_history";

/// A form over the chart.
pub fn edit(chart: &pb::PatientChart) -> Edit {
    let groups: Vec<&str> = BLOOD_GROUPS.iter().map(|&group| blood_name(group)).collect();
    let fields = vec![
        Field::choice(BLOOD_GROUP, "Blood group", &groups).columns(60),
        Field::lines(ALLERGIES, "Allergies", rules::ALLERGIES_MAX, 3),
        Field::lines(HISTORY, "History", rules::MEDICAL_MAX, 8),
    ];
    Edit::new(fields, values(chart), chart.version)
}

/// What the fields hold for this chart.
pub fn values(chart: &pb::PatientChart) -> Values {
    vec![
        (BLOOD_GROUP, blood_name(chart.blood_group()).to_owned()),
        (ALLERGIES, chart.allergies.clone()),
        (HISTORY, chart.medical_history.clone()),
    ]
}

/// The request that saves what was changed.
pub fn update(edit: &Edit, patient: &str) -> pb::UpdatePatientChartRequest {
    let group = BLOOD_GROUPS.get(edit.form.chosen(BLOOD_GROUP)).copied().unwrap_or_default();
    let chart = pb::PatientChart {
        name: format!("{patient}/chart"),
        blood_group: group.into(),
        allergies: edit.form.trimmed(ALLERGIES),
        medical_history: edit.form.trimmed(HISTORY),
        ..Default::default()
    };
    let paths =
        edit.changed().into_iter().filter_map(|field| field.split('.').nth(1).map(str::to_owned)).collect();
    pb::UpdatePatientChartRequest {
        request_id: String::new(),
        chart: Some(chart),
        update_mask: Some(prost_types::FieldMask { paths }),
        expected_version: edit.version(),
    }
}

/// The chart in a few lines of at most `columns`, never more than `rows`.
pub fn lines(chart: &pb::PatientChart, columns: usize, rows: usize, cx: &Cx) -> Vec<Line<'static>> {
    let blood = blood_name(chart.blood_group());
    if cx.private {
        return vec![super::super::said("The chart is hidden in the private view.", Tone::Muted, cx)];
    }
    let mut lines = vec![super::super::said(format!("Blood     {blood}"), Tone::Text, cx)];
    let parts =
        [("Allergies", &chart.allergies, Tone::Bad), ("History  ", &chart.medical_history, Tone::Text)];
    for (label, value, tone) in parts {
        let (value, tone) =
            if value.trim().is_empty() { ("none known", Tone::Muted) } else { (value.as_str(), tone) };
        for (at, line) in text::wrap(value, columns.saturating_sub(13)).into_iter().enumerate() {
            let label = if at == 0 { label } else { "         " };
            lines.push(super::super::said(format!("{label} {line}"), tone, cx));
        }
    }
    if lines.len() > rows {
        lines.truncate(rows.saturating_sub(1));
        lines.push(super::super::said("          ... more in the form", Tone::Muted, cx));
    }
    lines
}

//! What an RPC does, in words of people who never heard of one.

use praxis_shared::pb::Role;

/// What was done to a patient's record, as the patient is told: "opened your health record".
pub fn told_to_patient(method: &str) -> String {
    let known = match name(method) {
        "GetPatient" => "opened your name and contact",
        "UpdatePatient" => "changed your name or contact",
        "GetPatientChart" => "opened your health record",
        "UpdatePatientChart" => "changed your health record",
        "RegisterPatient" => "registered you",
        "InvitePatient" | "CreateUser" => "gave you an account",
        "ConfirmPatientIdentity" => "confirmed that your account is yours",
        "DoubtPatientIdentity" => "doubted that your account is yours",
        "CancelAskedAppointments" => "cancelled all visits you asked for",
        "OpenEmergencyAccess" => "opened your record",
        "CloseEmergencyAccess" => "closed your record again",
        "GetAppointment" | "GetVisit" => "opened a visit",
        "ListAppointments" | "ListVisits" => "looked through your visits",
        "ListTransitions" => "looked how a visit went",
        "BookAppointment" | "CreateWalkIn" => "booked a visit",
        "ApproveAppointment" => "approved a visit",
        "RejectAppointment" => "declined a visit",
        "CheckInAppointment" => "noted that you arrived",
        "MarkAppointmentReady" => "showed you to a room",
        "StartVisit" => "began a visit",
        "CompleteVisit" => "ended a visit",
        "MarkNoShow" => "noted that you did not come",
        "MarkLeftBeforeSeen" => "noted that you left",
        "CancelAppointment" => "cancelled a visit",
        "RescheduleAppointment" => "moved a visit",
        "UpdateAppointment" => "changed a remark on a visit",
        "UndoAppointment" => "took back a step of a visit",
        "GetConversation" | "ListMessages" | "AdvanceCursor" => "read messages with you",
        "OpenConversation" => "opened a conversation with you",
        "SendMessage" => "wrote to you",
        "GetUser" => "looked at your account",
        "ListAuditEntries" | "ListRecordAccesses" => "looked who opened your record",
        _ => return plain(method),
    };
    known.to_owned()
}

/// What was done, in short: "book appointment".
pub fn plain(method: &str) -> String {
    let mut words = String::new();
    for letter in name(method).chars() {
        if letter.is_ascii_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words
}

/// The roles somebody acted in: "doctor, administrator".
pub fn roles(roles: impl IntoIterator<Item = Role>) -> String {
    let word = |role| match role {
        Role::Admin => "administrator",
        Role::Desk => "front desk",
        Role::Doctor => "doctor",
        Role::Patient => "patient",
        Role::Unspecified => "",
    };
    roles.into_iter().map(word).filter(|it| !it.is_empty()).collect::<Vec<_>>().join(", ")
}

fn name(method: &str) -> &str {
    method.rsplit('/').next().unwrap_or(method)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deeds_are_told_in_plain_words_and_unknown_ones_as_well_as_can_be() {
        assert_eq!(told_to_patient("PatientService/GetPatientChart"), "opened your health record");
        assert_eq!(told_to_patient("NewService/FoldPaperHat"), "fold paper hat");
        assert_eq!(plain("UserService/ListUsers"), "list users");
        assert_eq!(plain(""), "");
        assert_eq!(roles([Role::Doctor, Role::Admin]), "doctor, administrator");
    }
}

//! Scopes are the names of RPCs, so there is no second list that could say something else
//! than the contract. A name that means nothing is answered with the nearest that do.

use super::super::policy::{Policy, Rule, Tokens};
use crate::domain::{people::Roles, refusal::Violations};

/// Names that are offered instead of an unknown one.
const NEAREST: usize = 3;
/// More than there are RPCs.
const SCOPES_MAX: usize = 256;

/// The rules that somebody's tokens may be given, by name.
pub(super) fn offered(policy: &Policy, roles: Roles) -> Vec<&Rule> {
    let mut found: Vec<_> = policy
        .rules()
        .map(|(_, rule)| rule)
        .filter(|rule| !rule.public && rule.tokens == Tokens::Scoped && rule.lets_in(roles))
        .collect();
    found.sort_by(|a, b| a.method.cmp(&b.method));
    found
}

/// The scopes as they are stored: whole names, each once. `Service/*` is what that service offers today.
pub(super) fn checked(
    policy: &Policy,
    asked: &[String],
    roles: Roles,
    wrong: &mut Violations,
) -> Vec<String> {
    let offered = offered(policy, roles);
    if asked.is_empty() || asked.len() > SCOPES_MAX {
        wrong.add("scopes", format!("name 1 to {SCOPES_MAX} RPCs, such as DoctorService/ListDoctors"));
        return Vec::new();
    }
    let mut scopes = Vec::new();
    for (at, name) in asked.iter().enumerate() {
        let name = name.trim();
        let of_service = name.strip_suffix("/*").map(|service| format!("{service}/"));
        let before = scopes.len();
        scopes.extend(offered.iter().map(|it| it.method.to_string()).filter(|it| match &of_service {
            Some(service) => it.starts_with(service.as_str()),
            None => it == name,
        }));
        if scopes.len() == before {
            let known = policy.rules().find(|(_, rule)| &*rule.method == name);
            wrong.add(format!("scopes[{at}]"), complaint(name, known.map(|it| it.1), &offered));
        }
    }
    scopes.sort();
    scopes.dedup();
    scopes
}

fn complaint(name: &str, known: Option<&Rule>, offered: &[&Rule]) -> String {
    match known {
        Some(rule) if rule.public => "needs no token: leave it out".to_owned(),
        Some(rule) if rule.tokens == Tokens::Always => "is open to every token: leave it out".to_owned(),
        Some(rule) if rule.tokens == Tokens::Never => {
            "is never open to script tokens: sign in for it".to_owned()
        }
        Some(_) => "is not open to your role, so it is not open to your tokens".to_owned(),
        None => {
            // what was typed may be anything and may be long: only its likeness is answered
            let typed: String = name.chars().take(80).collect();
            let mut near: Vec<_> =
                offered.iter().map(|it| (distance(&typed, &it.method), &it.method)).collect();
            near.sort();
            let near: Vec<_> = near.iter().take(NEAREST).map(|it| it.1.to_string()).collect();
            format!("is no scope; nearest are {}", near.join(", "))
        }
    }
}

/// How unlike two names are: the service may be left out, letters may be wrong, capitals do not matter.
fn distance(typed: &str, name: &str) -> usize {
    let typed = typed.to_lowercase();
    let name = name.to_lowercase();
    let method = name.split_once('/').map_or(name.as_str(), |it| it.1);
    edits(&typed, &name).min(edits(&typed, method) + 1)
}

/// Letters to put in, take out or change to make one text the other.
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (at, letter) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = at + 1;
        for (column, other) in b.iter().enumerate() {
            let changed = corner + usize::from(letter != *other);
            corner = row[column + 1];
            row[column + 1] = changed.min(corner + 1).min(row[column] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::people::Role;

    fn read(asked: &[&str], roles: &[Role]) -> Result<Vec<String>, String> {
        let asked: Vec<_> = asked.iter().map(|it| (*it).to_owned()).collect();
        let mut wrong = Violations::default();
        let scopes = checked(&Policy::read().unwrap(), &asked, roles.iter().copied().collect(), &mut wrong);
        wrong.finish().map(|()| scopes).map_err(|it| it.to_string())
    }

    #[test]
    fn a_misspelt_scope_is_answered_with_the_nearest() {
        for typed in
            ["AppointmentService/ListApointments", "listappointments", "appointmentservice/ListAppointment"]
        {
            let told = read(&[typed], &[Role::Desk]).unwrap_err();
            assert!(told.contains("nearest are AppointmentService/ListAppointments"), "{typed}: {told}");
        }
    }

    #[test]
    fn a_whole_service_is_what_the_owner_may_call_of_it_today() {
        let desk = read(&["PatientService/*"], &[Role::Desk]).unwrap();
        assert!(desk.contains(&"PatientService/ListPatients".to_owned()));
        for never in ["PatientService/GetPatientChart", "PatientService/InvitePatient"] {
            assert!(!desk.contains(&never.to_owned()), "{never}");
        }
        assert!(read(&["AuditService/*"], &[Role::Desk]).is_err());
        assert!(read(&["SessionService/*"], &Role::ALL).is_err());
        assert!(read(&["ApiTokenService/*"], &Role::ALL).is_err());
    }

    #[test]
    fn what_no_token_may_do_is_told_so() {
        for (name, told) in [
            ("UserService/CreateUser", "never open"),
            ("ApiTokenService/CreateApiToken", "never open"),
            ("SessionService/GetSession", "open to every token"),
            ("ClinicService/GetClinic", "needs no token"),
        ] {
            let said = read(&[name], &[Role::Admin]).unwrap_err();
            assert!(said.contains(told), "{name}: {said}");
        }
        let said = read(&["AuditService/ListAuditEntries"], &[Role::Patient]).unwrap_err();
        assert!(said.contains("not open to your role"), "{said}");
    }
}

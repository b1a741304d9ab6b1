//! What people do with patients: register, find, change, and open the chart. The desk keeps
//! identity and contact; only the patient and the doctors who treat them reach the chart, and
//! that is decided by opening it, not here.

use praxis_shared::{id::PatientId, time::Instant};
use serde::{Deserialize, Serialize};

use super::{
    accounts::{self, AccountDraft, Issued},
    doctors, emergency,
};
use crate::{
    domain::{
        caller::{Caller, Owned},
        duplicates::{Likeness, likeness},
        emergency::EmergencyAccess,
        event::{Audience, Event},
        patient::{ChartDraft, Patient, PatientChart, PatientDraft},
        patient_search::PatientQuery,
        people::{Role, Roles, User, UserState},
        refusal::{Refusal, Violations, expect_version},
    },
    store::{Error, PatientPage, PatientPosition, StoreError, Tx},
};

/// Most likely duplicates shown.
const DUPLICATES_MAX: usize = 10;

/// One patient's identity and contact; and, for staff, whether another account gives the e-mail of the patient's.
pub fn get(tx: &Tx<'_>, caller: &Caller, patient: PatientId) -> Result<(Patient, bool), Error> {
    tx.subject(patient, Some(patient));
    let patient = tx.patient(patient)?.open(caller)?;
    let clash = match patient.user.filter(|_| caller.is_staff()) {
        Some(user) => tx.email_is_shared(&tx.user(user)?.for_the_clinic()?.email, user)?,
        None => false,
    };
    Ok((patient, clash))
}

/// Patients who fit what was typed, best first.
pub fn find(
    tx: &Tx<'_>,
    query: &PatientQuery,
    after: Option<&PatientPosition>,
    limit: usize,
) -> Result<PatientPage, Error> {
    tx.subject("patients", None);
    Ok(tx.find_patients(query, after, limit)?)
}

/// Registered patients who may be the same person, likeliest first.
pub fn duplicates(tx: &Tx<'_>, new: &PatientDraft) -> Result<Vec<Patient>, Error> {
    tx.subject("patients", None);
    Ok(suspects(tx, new)?.into_iter().map(|(_, patient)| patient).take(DUPLICATES_MAX).collect())
}

fn suspects(tx: &Tx<'_>, new: &PatientDraft) -> Result<Vec<(Likeness, Patient)>, StoreError> {
    let known = tx.duplicate_suspects(new)?.into_iter();
    let mut alike: Vec<_> = known.filter_map(|patient| Some((likeness(&patient, new)?, patient))).collect();
    alike.sort_by_key(|(likeness, _)| *likeness);
    Ok(alike)
}

/// Registers a patient without an account. Somebody who is very likely registered already is
/// refused, unless the caller has seen the likely ones and says that it is somebody else.
pub fn register(
    tx: &Tx<'_>,
    draft: &PatientDraft,
    accept_duplicate: bool,
    now: Instant,
) -> Result<Patient, Error> {
    if !accept_duplicate {
        let likely: Vec<String> = suspects(tx, draft)?
            .iter()
            .filter(|(likeness, _)| *likeness == Likeness::Likely)
            .map(|(_, patient)| {
                format!("{} {} ({})", patient.number, patient.display_name(), patient.birth_date)
            })
            .take(DUPLICATES_MAX)
            .collect();
        if !likely.is_empty() {
            return Err(Refusal::LikelyDuplicate { names: likely.join("; ") }.into());
        }
    }
    let number = tx.next_patient_number()?;
    let patient = Patient::register(PatientId::new(now), number, None, draft.clone(), now)?;
    tx.subject(patient.id, Some(patient.id));
    tx.add_patient(&patient)?;
    announce(tx, &patient)?;
    Ok(patient)
}

/// Changes identity and contact.
pub fn update(
    tx: &Tx<'_>,
    caller: &Caller,
    patient: PatientId,
    draft: &PatientDraft,
    expected_version: i64,
    now: Instant,
) -> Result<Patient, Error> {
    tx.subject(patient, Some(patient));
    let before = tx.patient(patient)?.open(caller)?;
    expect_version(before.version, expected_version)?;
    let after = before.clone().revised(draft.clone(), now);
    let reached_by = (&after.phone, &after.email) != (&before.phone, &before.email);
    if reached_by && caller.doubt.unconfirmed_since.is_some() && !caller.is_staff() {
        return Err(Refusal::Unconfirmed.into());
    }
    if after.version != before.version {
        tx.save_patient(&after)?;
        lead_account(tx, &after, now)?;
        announce(tx, &after)?;
    }
    Ok(after)
}

/// Lets a patient's name follow the account's, so that chat and board call one person by one name.
pub fn follow_account(tx: &Tx<'_>, user: &User, now: Instant) -> Result<(), Error> {
    let Some(patient) = user.patient else { return Ok(()) };
    let before = tx.patient(patient)?.for_the_clinic()?;
    let names = PatientDraft {
        first_name: Some(user.first_name.clone()),
        last_name: Some(user.last_name.clone()),
        ..PatientDraft::default()
    };
    let after = before.clone().revised(names, now);
    if after.version != before.version {
        tx.save_patient(&after)?;
        announce(tx, &after)?;
    }
    Ok(())
}

/// Lets an account's name follow the patient's.
fn lead_account(tx: &Tx<'_>, patient: &Patient, now: Instant) -> Result<(), Error> {
    let Some(user) = patient.user else { return Ok(()) };
    let before = tx.user(user)?.for_the_clinic()?;
    if before.first_name == patient.first_name && before.last_name == patient.last_name {
        return Ok(());
    }
    let (first_name, last_name) = (patient.first_name.clone(), patient.last_name.clone());
    let after = User { first_name, last_name, ..before.touched(now) };
    tx.save_user(&after)?;
    tx.emit(Event::User(Box::new(after.clone())), &[Audience::User(user), Audience::Role(Role::Admin)])?;
    if after.doctor.is_some() {
        doctors::announce(tx, &tx.doctor_of_user(user)?.for_the_clinic()?)?;
    }
    Ok(())
}

/// A patient who is given an account, or whose account still waits for its code.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// Whom to invite.
    pub patient: PatientId,
    /// The user name of a new account.
    pub user_name: String,
    /// The e-mail of a new account; empty takes the patient's.
    pub email: String,
}

/// The patient, now with an account, and the code that was issued for it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Invited {
    /// The patient.
    pub patient: Patient,
    /// The account and its code.
    pub issued: Issued,
}

/// Gives a patient an account that waits for its activation code; where it waits already, issues
/// a new code.
pub fn invite(
    tx: &Tx<'_>,
    caller: &Caller,
    invitation: &Invitation,
    code_hash: &[u8; 32],
    now: Instant,
) -> Result<Invited, Error> {
    tx.subject(invitation.patient, Some(invitation.patient));
    let patient = tx.patient(invitation.patient)?.open(caller)?;
    if let Some(user) = patient.user {
        let user = tx.user(user)?.for_the_clinic()?;
        if user.state != UserState::Invited {
            return Err(Refusal::WrongState("this patient has an account and uses it already".into()).into());
        }
        return Ok(Invited { patient, issued: accounts::issue(tx, caller, user, code_hash, now)? });
    }
    let email = if invitation.email.trim().is_empty() { &patient.email } else { &invitation.email };
    let mut wrong = Violations::default();
    let account = AccountDraft {
        user_name: invitation.user_name.clone(),
        email: email.clone(),
        first_name: patient.first_name.clone(),
        last_name: patient.last_name.clone(),
        phone: patient.phone.clone(),
        address: patient.address.clone(),
    };
    let account = account.checked("", &mut wrong);
    wrong.finish()?;
    let user = account.into_user(Roles::NONE.with(Role::Patient), None, UserState::Invited, now);
    tx.add_user(&user, None)?;
    let patient = patient.with_account(user.id, now);
    tx.save_patient(&patient)?;
    let user = User { patient: Some(patient.id), ..user };
    tx.emit(Event::User(Box::new(user.clone())), &[Audience::User(user.id), Audience::Role(Role::Admin)])?;
    announce(tx, &patient)?;
    Ok(Invited { patient, issued: accounts::issue(tx, caller, user, code_hash, now)? })
}

/// The clinical part. Reading it is an act like any other, but changes nothing.
/// With it comes the emergency access, if nothing else opens it to the caller.
pub fn chart(
    tx: &Tx<'_>,
    caller: &Caller,
    patient: PatientId,
) -> Result<(PatientChart, Option<EmergencyAccess>), Error> {
    tx.subject(format!("{patient}/chart"), Some(patient));
    refuse_in_doubt(caller, patient)?;
    let chart = tx.patient_chart(patient)?.view_in_emergency(caller, &tx.emergencies_of(caller)?)?;
    let emergency = if chart.belongs_to(caller) { None } else { emergency::used(tx, caller, patient)? };
    Ok((chart, emergency))
}

/// Says why the own chart is closed, where it would otherwise seem not to be there.
fn refuse_in_doubt(caller: &Caller, patient: PatientId) -> Result<(), Refusal> {
    if caller.as_patient() == Some(patient) && caller.doubt.unconfirmed_since.is_some() {
        return Err(Refusal::Unconfirmed);
    }
    if caller.as_doctor().is_some() && caller.doubt.recovering {
        return Err(Refusal::Recovering);
    }
    Ok(())
}

/// A chart that was answered before goes out again only to whom it is still open.
pub fn still_open(tx: &Tx<'_>, caller: &Caller, chart: &PatientChart) -> Result<(), Error> {
    tx.patient_chart(chart.patient)?.open(caller)?;
    Ok(())
}

/// Changes the clinical part.
pub fn update_chart(
    tx: &Tx<'_>,
    caller: &Caller,
    patient: PatientId,
    draft: &ChartDraft,
    expected_version: i64,
    now: Instant,
) -> Result<PatientChart, Error> {
    tx.subject(format!("{patient}/chart"), Some(patient));
    refuse_in_doubt(caller, patient)?;
    let before = tx.patient_chart(patient)?.open(caller)?;
    expect_version(before.version, expected_version)?;
    let after = before.clone().revised(draft.clone(), now);
    if after.version != before.version {
        tx.save_patient_chart(&after)?;
        let audience = circle_of_care(tx, &after)?;
        // that it changed, never how: the log of events holds no clinical text
        tx.emit(Event::PatientChart(patient), &audience)?;
    }
    Ok(after)
}

/// The patient and the doctors who may open the chart, were it in an emergency.
fn circle_of_care(tx: &Tx<'_>, chart: &PatientChart) -> Result<Vec<Audience>, Error> {
    let patient = tx.patient(chart.patient)?.for_the_clinic()?;
    let patient = patient.user.map(|it| Audience::As(it, Role::Patient.alone()));
    let mut audience: Vec<_> = patient.into_iter().collect();
    for doctor in chart.doctors.iter().copied().chain(tx.doctors_in_emergency(chart.patient)?) {
        audience.push(Audience::As(tx.doctor(doctor)?.for_the_clinic()?.user, Role::Doctor.alone()));
    }
    Ok(audience)
}

/// Tells everybody who may see a patient that it is new or changed.
pub fn announce(tx: &Tx<'_>, patient: &Patient) -> Result<(), StoreError> {
    let staff = [Role::Admin, Role::Desk, Role::Doctor].map(Audience::Role);
    let own = patient.user.map(|it| Audience::As(it, Role::Patient.alone()));
    let audience: Vec<_> = staff.into_iter().chain(own).collect();
    tx.emit(Event::Patient(Box::new(patient.clone())), &audience)
}

#[cfg(test)]
mod tests;

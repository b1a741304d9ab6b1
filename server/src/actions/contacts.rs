//! Whom somebody may write to: patients, the doctors of their visits and the desk; doctors,
//! their patients and the staff; the desk, patients with an account and the staff.
//! The list and the refusals are made of the same questions, so they cannot differ.

use praxis_shared::{
    id::{PatientId, UserId},
    text::fold,
};

use crate::{
    domain::{
        caller::Caller,
        conversation::{Contact, DESK, Parties, Side, Target},
        people::Role,
        refusal::Refusal,
    },
    store::{ContactPosition, Error, Reader, Tx},
};

/// The desk as it is asked for.
const DESK_TARGET: &str = "desk";

/// Whom the caller may write to, by name after a place, at most `limit`.
///
/// # Errors
/// If the store fails.
pub fn list(
    tx: &Tx<'_>,
    caller: &Caller,
    query: &str,
    after: Option<&ContactPosition>,
    limit: usize,
) -> Result<Vec<Contact>, Error> {
    tx.subject("contacts", None);
    let query = fold(query.trim());
    let mut found = Vec::new();
    if let Some(patient) = caller.as_patient() {
        found.extend(tx.doctors_to_write_to(patient, &query)?);
        found.extend(desk(patient).filter(|it| format!(" {}", it.sort_key).contains(&format!(" {query}"))));
    }
    if let Some(doctor) = caller.as_treating_doctor() {
        found.extend(tx.patients_to_write_to(doctor, &query)?);
    }
    if caller.acts_as(Role::Desk) {
        found.extend(tx.accounts_to_write_to(&query, after, limit)?);
    }
    if caller.is_staff() {
        found.extend(tx.staff_to_write_to(caller.user, &query)?);
    }
    // a person of several roles meets some people twice: the first way stands
    found.sort_by_cached_key(position);
    found.dedup_by(|a, b| a.target == b.target);
    found.retain(|it| after.is_none_or(|after| position(it) > *after));
    found.truncate(limit);
    for contact in &mut found {
        contact.conversation = tx.conversation_between(&contact.parties)?;
    }
    Ok(found)
}

/// Where a list goes on behind this contact.
#[must_use]
pub fn position(contact: &Contact) -> ContactPosition {
    (contact.sort_key.clone(), contact.target.clone())
}

fn desk(patient: PatientId) -> Option<Contact> {
    Some(Contact {
        target: DESK_TARGET.to_owned(),
        parties: Parties::PatientDesk { patient },
        display_name: DESK.to_owned(),
        sort_key: fold(DESK),
        description: "the clinic's front desk".to_owned(),
        conversation: None,
    })
}

/// The parties that the caller means by a target.
///
/// # Errors
/// [`Refusal::NotAContact`] for somebody the caller has nothing to do with;
/// [`Refusal::NotFound`] where the caller may see that there is no such person.
pub(super) fn meant(tx: &Tx<'_>, caller: &Caller, target: Target) -> Result<Parties, Error> {
    match target {
        Target::Desk => {
            let patient = caller.as_patient().ok_or(Refusal::NotAContact)?;
            Ok(Parties::PatientDesk { patient })
        }
        Target::Doctor(doctor) => {
            if let Some(patient) = caller.as_patient()
                && tx.are_in_care(patient, doctor)?
            {
                return Ok(Parties::PatientDoctor { patient, doctor });
            }
            let user = tx.doctor(doctor)?.for_the_clinic()?.user;
            Ok(colleagues(caller, user)?)
        }
        Target::Patient(patient) => {
            if let Some(doctor) = caller.as_treating_doctor()
                && tx.are_in_care(patient, doctor)?
            {
                return Ok(Parties::PatientDoctor { patient, doctor });
            }
            if !caller.acts_as(Role::Desk) {
                return Err(Refusal::NotAContact.into());
            }
            tx.patient(patient)?.for_the_clinic()?;
            Ok(Parties::PatientDesk { patient })
        }
        Target::User(user) => {
            let pair = colleagues(caller, user)?;
            tx.reader(user)?.ok_or(Refusal::NotFound)?;
            Ok(pair)
        }
    }
}

fn colleagues(caller: &Caller, user: UserId) -> Result<Parties, Refusal> {
    if caller.is_staff() && user != caller.user {
        Ok(Parties::staff(caller.user, user))
    } else {
        Err(Refusal::NotAContact)
    }
}

/// Those who take part as persons, if what is written would be read, and by those it is meant for.
///
/// # Errors
/// [`Refusal::NotAContact`] if they have nothing to do with each other (any more) or somebody has left;
/// [`Refusal::PatientHasNoAccount`] if the patient cannot read it.
pub(super) fn reachable(tx: &Tx<'_>, parties: &Parties) -> Result<Vec<(UserId, Side)>, Error> {
    let patient_reads = |patient| -> Result<(UserId, Side), Error> {
        let user = tx.patient(patient)?.for_the_clinic()?.user.ok_or(Refusal::PatientHasNoAccount)?;
        reads(tx, user, |it| it.roles.has(Role::Patient), Refusal::PatientHasNoAccount)?;
        Ok((user, Side::Patient))
    };
    Ok(match *parties {
        Parties::PatientDoctor { patient, doctor } => {
            if !tx.are_in_care(patient, doctor)? {
                return Err(Refusal::NotAContact.into());
            }
            let user = tx.doctor(doctor)?.for_the_clinic()?.user;
            reads(tx, user, |it| it.roles.has(Role::Doctor), Refusal::NotAContact)?;
            vec![patient_reads(patient)?, (user, Side::Doctor)]
        }
        Parties::PatientDesk { patient } => vec![patient_reads(patient)?],
        Parties::Staff(one, other) => {
            for user in [one, other] {
                reads(tx, user, |it| it.roles.is_staff(), Refusal::NotAContact)?;
            }
            vec![(one, Side::Staff), (other, Side::Staff)]
        }
    })
}

fn reads(
    tx: &Tx<'_>,
    user: UserId,
    as_wanted: impl FnOnce(&Reader) -> bool,
    otherwise: Refusal,
) -> Result<(), Error> {
    let reader = tx.reader(user)?.filter(|it| it.readable && as_wanted(it));
    Ok(reader.map(drop).ok_or(otherwise)?)
}

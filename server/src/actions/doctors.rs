//! What people do with doctors: look them up, keep the profile, go on and off duty.

use praxis_shared::{id::DoctorId, time::Instant};

use crate::{
    domain::{
        caller::Caller,
        doctor::{Doctor, DoctorDraft, DoctorFilter, DutyStatus, Specialization, specializations_of},
        event::{Audience, Event},
        people::sort_key,
        refusal::{Refusal, expect_version},
    },
    store::{Error, StoreError, Tx},
};

/// Where a doctor stands in lists: folded name, then id.
pub type DoctorPosition = (String, DoctorId);

/// One doctor. Everybody signed in may look, so the caller's reach does not matter.
pub fn get(tx: &Tx<'_>, doctor: DoctorId) -> Result<Doctor, Error> {
    Ok(tx.doctor(doctor)?.for_the_clinic()?)
}

/// Doctors who fit the filter by name, after `after`, at most `limit`.
pub fn list(
    tx: &Tx<'_>,
    filter: &DoctorFilter,
    after: Option<&DoctorPosition>,
    limit: usize,
) -> Result<Vec<Doctor>, Error> {
    let doctors = tx.doctors()?.into_iter();
    let wanted = doctors.filter(|it| filter.fits(it) && after.is_none_or(|after| position(it) > *after));
    Ok(wanted.take(limit).collect())
}

/// Where the doctor stands in lists.
pub fn position(doctor: &Doctor) -> DoctorPosition {
    (sort_key(&doctor.first_name, &doctor.last_name), doctor.id)
}

/// Specializations of active doctors by name, after the one with the key `after`, at most `limit`.
pub fn specializations(tx: &Tx<'_>, after: Option<&str>, limit: usize) -> Result<Vec<Specialization>, Error> {
    let all = specializations_of(&tx.doctors()?).into_iter();
    Ok(all.filter(|it| after.is_none_or(|after| it.key.as_str() > after)).take(limit).collect())
}

/// Changes the profile.
pub fn update(
    tx: &Tx<'_>,
    caller: &Caller,
    doctor: DoctorId,
    draft: &DoctorDraft,
    expected_version: i64,
    now: Instant,
) -> Result<Doctor, Error> {
    tx.subject(doctor, None);
    let before = tx.doctor(doctor)?.open(caller)?;
    expect_version(before.version, expected_version)?;
    let after = before.clone().revised(draft.clone(), now);
    save(tx, &before, after)
}

/// Goes on or off duty; visits already booked stay.
pub fn set_duty(
    tx: &Tx<'_>,
    caller: &Caller,
    doctor: DoctorId,
    duty: DutyStatus,
    now: Instant,
) -> Result<Doctor, Error> {
    tx.subject(doctor, None);
    let before = tx.doctor(doctor)?.open(caller)?;
    if !before.active && duty == DutyStatus::OnDuty {
        return Err(
            Refusal::WrongState("the account of this doctor is not active: enable it first".into()).into()
        );
    }
    let after = before.clone().with_duty(duty, now);
    save(tx, &before, after)
}

fn save(tx: &Tx<'_>, before: &Doctor, after: Doctor) -> Result<Doctor, Error> {
    if after.version != before.version {
        tx.save_doctor(&after)?;
        announce(tx, &after)?;
    }
    Ok(after)
}

/// Tells everybody that a doctor is new or changed; call it, too, when the account's name or
/// state changes, because a doctor's name and whether they are active are the account's.
pub fn announce(tx: &Tx<'_>, doctor: &Doctor) -> Result<(), StoreError> {
    tx.emit(Event::Doctor(Box::new(doctor.clone())), &[Audience::Everyone])
}

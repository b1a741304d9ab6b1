//! Accounts: how one comes to be, who gets in, who may do what. Passwords arrive here hashed: hashing is slow and happens
//! before the transaction.

mod door;
mod doubt;
mod draft;
mod grants;
mod manage;

use praxis_shared::{
    id::{DoctorId, PatientId, UserId},
    time::{Instant, civil_date},
};

use super::second_factor;
use crate::{
    domain::{
        doctor::Doctor,
        event::{Audience, Event},
        notice::NoticeKind,
        patient::{Patient, PatientDraft, birth_date},
        people::{Role, Roles, User, UserState},
        refusal::Refusal,
    },
    store::{Error, StoreError, Tx},
};

pub(super) use self::doubt::tell_reached;
pub use self::{
    door::{
        Activation, Device, Opened, SignIn, activate, change_password, end_session, lock_session,
        reauthenticate, sessions, sign_in, sign_out,
    },
    doubt::{confirm_patient, confirm_user, doubt_patient, reset_by, warnings},
    draft::{AccountDraft, RoleDraft},
    grants::{ConsoleCode, confirm as confirm_grant, list as grants, withdraw as withdraw_grant},
    manage::{
        Issued, Looked, approve, create_user, disable, enable, issue, issue_code, join, set_roles,
        update_user, user, users,
    },
};

/// Creates an account by sign-up: a patient may sign in at once, staff wait for approval.
///
/// # Errors
/// [`Refusal::UserNameTaken`], [`Refusal::Invalid`] for a birth date in the future. Nothing is said of the e-mail.
pub fn sign_up(
    tx: &Tx<'_>,
    account: &AccountDraft,
    role: Role,
    needs: &RoleDraft,
    password: &str,
    now: Instant,
) -> Result<User, Error> {
    if !tx.has_users()? {
        // whoever came first would take the place that the administrator's code is for
        return Err(
            Refusal::WrongState("this clinic has no administrator yet: try again later".into()).into()
        );
    }
    let (roles, requested, state) = match role {
        Role::Patient => (Roles::NONE.with(role), None, UserState::Active),
        _ => (Roles::NONE, Some(role), UserState::Pending),
    };
    let user = account.clone().into_user(roles, requested, state, now);
    // its e-mail signs nobody in, and is nobody's, until somebody of the clinic has confirmed the account
    let user = User { email_confirmed: false, new_time: Some(now), ..user };
    tx.add_user(&user, Some(password))?;
    let user = add_people(tx, user, Roles::NONE.with(role), needs, now)?;
    if state == UserState::Pending {
        for admin in tx.admins()? {
            want_approval(tx, admin, &user)?;
        }
    }
    tell(tx, &user)?;
    Ok(user)
}

/// Tells an administrator that an account waits: in one notice for all that came since they last looked.
fn want_approval(tx: &Tx<'_>, admin: UserId, user: &User) -> Result<(), StoreError> {
    let (kind, subject) = (NoticeKind::ApprovalWanted, user.id.to_string());
    match tx.unread_notice_of_approvals(admin)? {
        Some(before) => {
            let text = format!("{} sign-ups wait for approval", before.joined + 1);
            tx.join_notice(before, kind, text, subject)
        }
        None => {
            let text = format!("{} signed up and waits for approval", user.display_name());
            tx.notify((admin, Role::Admin.alone()), kind, &text, subject).map(drop)
        }
    }
}

/// The doctor and the patient that these roles need, if they are not there yet.
fn add_people(tx: &Tx<'_>, user: User, roles: Roles, needs: &RoleDraft, now: Instant) -> Result<User, Error> {
    let mut user = user;
    if roles.has(Role::Doctor) && user.doctor.is_none() {
        let id = DoctorId::new(now);
        let (number, special) = (needs.registration_number.clone(), needs.specializations.clone());
        tx.add_doctor(&Doctor::joining(id, &user, number, special, now))?;
        user.doctor = Some(id);
    }
    if roles.has(Role::Patient) && user.patient.is_none() {
        let born =
            needs.birth_date.ok_or_else(|| Refusal::field("birth_date", "is required: the date of birth"))?;
        let today = civil_date(tx.clinic()?.zone, now);
        let born = birth_date(born, today).map_err(|why| Refusal::field("birth_date", why))?;
        let draft = PatientDraft {
            first_name: Some(user.first_name.clone()),
            last_name: Some(user.last_name.clone()),
            birth_date: Some(born),
            phone: Some(user.phone.clone()),
            email: Some(user.email.clone()),
            address: Some(user.address.clone()),
            ..PatientDraft::default()
        };
        let id = PatientId::new(now);
        let patient = Patient::register(id, tx.next_patient_number()?, Some(user.id), draft, now)?;
        tx.add_patient(&patient)?;
        tx.emit(
            Event::Patient(Box::new(patient)),
            &[
                Audience::As(user.id, Role::Patient.alone()),
                Audience::Role(Role::Desk),
                Audience::Role(Role::Admin),
            ],
        )?;
        user.patient = Some(id);
    }
    Ok(user)
}

/// Tells those who may see it that an account changed; and everybody, if it is a doctor's.
pub(super) fn tell(tx: &Tx<'_>, user: &User) -> Result<(), Error> {
    tx.subject(user.id, user.patient);
    tx.emit(Event::User(Box::new(user.clone())), &[Audience::User(user.id), Audience::Role(Role::Admin)])?;
    if user.doctor.is_some() {
        let doctor = tx.doctor_of_user(user.id)?.for_the_clinic()?;
        tx.emit(Event::Doctor(Box::new(doctor)), &[Audience::Everyone])?;
    }
    Ok(())
}

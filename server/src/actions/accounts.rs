//! Accounts: sign-up, sign-in, codes, roles. Passwords arrive here hashed: hashing is
//! slow and happens before the transaction.

use chrono::{NaiveDate, TimeDelta};
use praxis_shared::{
    id::{DoctorId, PatientId, SessionId, UserId},
    text,
    time::{Instant, civil_date},
};
use serde::{Deserialize, Serialize};

use super::{patients, second_factor};
use crate::{
    domain::{
        caller::Caller,
        doctor::{Doctor, specializations},
        event::{Audience, Event},
        notice::NoticeKind,
        patient::{Patient, PatientDraft, birth_date},
        people::{Address, Profile, Role, Roles, User, UserState},
        refusal::{Refusal, Violations, expect_version},
        second_factor::{CODE_AGE, Shown},
        session::{CODE_HOURS, Session},
    },
    store::{Error, Tx, UserFilter},
};

/// What a new account is made of, as it was typed.
#[derive(Debug, Clone, Default)]
pub struct AccountDraft {
    /// User name.
    pub user_name: String,
    /// E-mail.
    pub email: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Phone, may be empty.
    pub phone: String,
    /// Address.
    pub address: Address,
}

/// What a role needs beside the account.
#[derive(Debug, Clone, Default)]
pub struct RoleDraft {
    /// Of a doctor.
    pub registration_number: String,
    /// Of a doctor.
    pub specializations: Vec<String>,
    /// Of a patient.
    pub birth_date: Option<NaiveDate>,
}

impl AccountDraft {
    /// The draft with every field checked; `at` is the path before them, such as `user.` or nothing.
    #[must_use]
    pub fn checked(self, at: &str, wrong: &mut Violations) -> Self {
        let mut part = |name: &str, checked| wrong.take(&format!("{at}{name}"), checked);
        Self {
            user_name: part("user_name", text::user_name(&self.user_name)),
            email: part("email", text::account_email(&self.email)),
            first_name: part("first_name", text::person_name(&self.first_name)),
            last_name: part("last_name", text::person_name(&self.last_name)),
            phone: part("phone", text::optional(&self.phone, text::phone)),
            address: self.address.checked(&format!("{at}address"), wrong),
        }
    }

    pub(super) fn into_user(
        self,
        roles: Roles,
        requested_role: Option<Role>,
        state: UserState,
        now: Instant,
    ) -> User {
        User {
            id: UserId::new(now),
            user_name: self.user_name,
            email: self.email,
            first_name: self.first_name,
            last_name: self.last_name,
            phone: self.phone,
            address: self.address,
            roles,
            requested_role,
            state,
            doctor: None,
            patient: None,
            create_time: now,
            update_time: now,
            version: 1,
            second_factor: false,
            short_password: false,
        }
    }
}

impl RoleDraft {
    /// Checks what these roles need, and nothing else.
    #[must_use]
    pub fn checked(self, roles: Roles, wrong: &mut Violations) -> Self {
        let mut kept = Self::default();
        if roles.has(Role::Doctor) {
            kept.registration_number =
                wrong.take("registration_number", text::registration_number(&self.registration_number));
            let mut inner = Violations::default();
            kept.specializations = specializations(&self.specializations, "", &mut inner);
            if let Err(Refusal::Invalid(all)) = inner.finish() {
                for it in all {
                    wrong.add(it.field.trim_start_matches('.'), it.description);
                }
            }
        }
        if roles.has(Role::Patient) {
            kept.birth_date = self.birth_date;
            if self.birth_date.is_none() {
                wrong.add("birth_date", "is required: the date of birth");
            }
        }
        kept
    }
}

/// Creates an account by sign-up: a patient may sign in at once, staff wait for approval.
///
/// # Errors
/// [`Refusal::UserNameTaken`], [`Refusal::EmailTaken`], [`Refusal::Invalid`] for a birth date in the future.
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
    tx.add_user(&user, Some(password))?;
    let user = add_people(tx, user, Roles::NONE.with(role), needs, now)?;
    if state == UserState::Pending {
        let text = format!("{} signed up and waits for approval", user.display_name());
        for admin in tx.admins()? {
            tx.notify(admin, NoticeKind::ApprovalWanted, &text, user.id.to_string())?;
        }
    }
    tell(tx, &user)?;
    Ok(user)
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
            &[Audience::User(user.id), Audience::Role(Role::Desk), Audience::Role(Role::Admin)],
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

/// Who signs in, and with what.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// The user whose password was checked.
    pub user: UserId,
    /// The hash it was checked against: a password changed meanwhile opens nothing.
    pub checked_hash: String,
    /// The same password hashed anew, if the policy has risen since it was set.
    pub better_hash: Option<String>,
    /// What was shown as a second factor.
    pub shown: Shown,
    /// On which device.
    pub device: Device,
    /// What the terminal calls itself.
    pub client_label: String,
    /// Where it is.
    pub source: String,
    /// SHA-256 of the new session's token.
    pub token_hash: [u8; 32],
    /// How long the session lasts.
    pub length: chrono::Duration,
}

/// Opens a session after the password was checked.
///
/// # Errors
/// [`Refusal::AccountPending`], [`Refusal::AccountDisabled`], [`Refusal::WrongCredentials`] if it changed meanwhile, what
/// [`second_factor::show`] refuses.
pub fn sign_in(tx: &Tx<'_>, with: &SignIn, now: Instant) -> Result<Opened, Error> {
    let user = tx.user(with.user)?.for_the_clinic()?;
    if tx.password_of(user.id)?.as_deref() != Some(&*with.checked_hash) {
        return Err(Refusal::WrongCredentials.into());
    }
    match user.state {
        UserState::Active => {}
        UserState::Pending => return Err(Refusal::AccountPending.into()),
        UserState::Disabled => return Err(Refusal::AccountDisabled.into()),
        UserState::Invited => return Err(Refusal::WrongCredentials.into()),
    }
    second_factor::show(tx, &user, &with.shown)?;
    if let Some(better) = &with.better_hash {
        tx.renew_password(user.id, better)?;
    }
    let opening = Opening {
        client_label: &with.client_label,
        source: &with.source,
        token_hash: &with.token_hash,
        length: with.length,
    };
    let session = open_session(tx, &user, &opening, now)?;
    let device = note_device(tx, &with.device, user.id)?;
    Ok(Opened { session, user, keep_device: device, last_event: tx.last_event()? })
}

/// A device as it was given, and the token that it gets if that is none of ours.
#[derive(Debug, Clone, Copy)]
pub struct Device {
    /// SHA-256 of what the device gave, if it gave anything.
    pub given: Option<[u8; 32]>,
    /// SHA-256 of a new token.
    pub new: [u8; 32],
}

/// A session that was opened.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The session.
    pub session: Session,
    /// Whose.
    pub user: User,
    /// The device keeps the token that it has.
    pub keep_device: bool,
    /// The newest event: whatever the session lists knows of it, and what comes later is to be watched.
    pub last_event: i64,
}

/// From now on the device is known for this person. Whether it keeps the token that it gave: only tokens made here do.
fn note_device(tx: &Tx<'_>, device: &Device, user: UserId) -> Result<bool, Error> {
    let ours = match device.given {
        Some(given) if tx.made_device(&given)? => Some(given),
        _ => None,
    };
    tx.note_device(&ours.unwrap_or(device.new), user)?;
    Ok(ours.is_some())
}

/// What a new session is made of.
struct Opening<'a> {
    client_label: &'a str,
    source: &'a str,
    token_hash: &'a [u8; 32],
    length: chrono::Duration,
}

fn open_session(tx: &Tx<'_>, user: &User, opening: &Opening<'_>, now: Instant) -> Result<Session, Error> {
    let session = Session {
        id: SessionId::new(now),
        user: user.id,
        client_label: opening.client_label.to_owned(),
        source: opening.source.to_owned(),
        create_time: now,
        last_used: now,
        expire_time: now + opening.length,
        factor_time: now,
        lock_time: None,
    };
    tx.add_session(&session, opening.token_hash)?;
    if user.second_factor {
        tx.note_code(session.id)?;
    }
    Ok(session)
}

/// A code redeemed, and what it sets.
#[derive(Debug, Clone)]
pub struct Activation {
    /// SHA-256 of the code.
    pub code_hash: [u8; 32],
    /// Hash of the new password.
    pub password: String,
    /// It is long enough only beside a second factor.
    pub short: bool,
    /// On which device.
    pub device: Device,
    /// Only for the first administrator: the account to make.
    pub first_admin: AccountDraft,
    /// What the terminal calls itself.
    pub client_label: String,
    /// Where it is.
    pub source: String,
    /// SHA-256 of the new session's token.
    pub token_hash: [u8; 32],
    /// How long the session lasts.
    pub length: chrono::Duration,
}

/// Redeems a one-time code: sets the password and opens the only session.
///
/// # Errors
/// [`Refusal::CodeInvalid`]; for the first administrator also [`Refusal::UserNameTaken`], [`Refusal::EmailTaken`].
pub fn activate(tx: &Tx<'_>, with: &Activation, now: Instant) -> Result<Opened, Error> {
    let user = match tx.redeem_activation(&with.code_hash)? {
        Some(id) => {
            let user = tx.user(id)?.for_the_clinic()?;
            let state = match user.state {
                UserState::Invited | UserState::Active => UserState::Active,
                UserState::Pending => return Err(Refusal::AccountPending.into()),
                UserState::Disabled => return Err(Refusal::CodeInvalid.into()),
            };
            let user = User { state, ..user.touched(now) };
            tx.save_user(&user)?;
            user
        }
        None => {
            if tx.has_users()? {
                return Err(Refusal::CodeInvalid.into());
            }
            let roles = Roles::NONE.with(Role::Admin);
            let user = with.first_admin.clone().into_user(roles, None, UserState::Active, now);
            tx.add_user(&user, None)?;
            user
        }
    };
    tx.save_password(user.id, &with.password, with.short)?;
    tx.end_sessions_of(user.id, None)?;
    tx.end_api_tokens_of(user.id)?;
    let opening = Opening {
        client_label: &with.client_label,
        source: &with.source,
        token_hash: &with.token_hash,
        length: with.length,
    };
    let session = open_session(tx, &user, &opening, now)?;
    let keep_device = note_device(tx, &with.device, user.id)?;
    let user = User { short_password: with.short, ..user };
    tell(tx, &user)?;
    Ok(Opened { session, user, keep_device, last_event: tx.last_event()? })
}

/// Ends the caller's own session.
///
/// # Errors
/// If the database fails.
pub fn sign_out(tx: &Tx<'_>, caller: &Caller) -> Result<(), Error> {
    let session = caller.session().ok_or(Refusal::NotForTokens)?;
    tx.subject(session, None);
    Ok(tx.end_session(session)?)
}

/// Locks the caller's own session, until they prove again who they are.
///
/// # Errors
/// If the database fails.
pub fn lock_session(tx: &Tx<'_>, caller: &Caller) -> Result<(), Error> {
    let session = caller.session().ok_or(Refusal::NotForTokens)?;
    tx.subject(session, None);
    Ok(tx.lock_session(session)?)
}

/// Opens the caller's session (again) after the password was checked against this hash.
///
/// # Errors
/// [`Refusal::WrongCredentials`] if it changed meanwhile, [`Refusal::SessionEnded`] if the session ended.
pub fn reauthenticate(
    tx: &Tx<'_>,
    caller: &Caller,
    checked_hash: &str,
    shown: &Shown,
) -> Result<Session, Error> {
    if tx.password_of(caller.user)?.as_deref() != Some(checked_hash) {
        return Err(Refusal::WrongCredentials.into());
    }
    let session = caller.session().ok_or(Refusal::NotForTokens)?;
    let young = |at: Instant| (TimeDelta::zero()..=CODE_AGE).contains(&(tx.now() - at));
    if *shown != Shown::Nothing || !tx.code_time(session)?.is_some_and(young) {
        let user = tx.user(caller.user)?.for_the_clinic()?;
        second_factor::show(tx, &user, shown)?;
        tx.note_code(session)?;
    }
    tx.subject(session, None);
    tx.prove_session(session)
}

/// Ends a session, the caller's own or, by an administrator, anybody's. Ending an ended one is fine.
///
/// # Errors
/// [`Refusal::NotFound`].
pub fn end_session(tx: &Tx<'_>, caller: &Caller, session: SessionId) -> Result<(), Error> {
    let session = tx.session(session)?.open(caller)?;
    tx.subject(session.id, None);
    Ok(tx.end_session(session.id)?)
}

/// Live sessions of a user, newest first, and the user.
///
/// # Errors
/// [`Refusal::NotFound`] if the user is not the caller's to see.
pub fn sessions(
    tx: &Tx<'_>,
    caller: &Caller,
    user: UserId,
    before: Option<SessionId>,
    limit: usize,
) -> Result<(Vec<Session>, User), Error> {
    let user = tx.user(user)?.open(caller)?;
    Ok((tx.sessions_of(user.id, before, limit)?, user))
}

/// Sets the caller's new password, checked and hashed already; all other sessions of the caller end.
///
/// # Errors
/// [`Refusal::WrongCredentials`] if the password changed since it was checked.
pub fn change_password(
    tx: &Tx<'_>,
    caller: &Caller,
    checked_hash: &str,
    new: &str,
    short: bool,
) -> Result<(), Error> {
    if tx.password_of(caller.user)?.as_deref() != Some(checked_hash) {
        return Err(Refusal::WrongCredentials.into());
    }
    tx.subject(caller.user, None);
    let has_factor = tx.user(caller.user)?.for_the_clinic()?.second_factor;
    if short && !has_factor {
        return Err(
            Refusal::field("new_password", "your second factor is gone meanwhile: use a longer one").into()
        );
    }
    tx.save_password(caller.user, new, short)?;
    Ok(tx.end_sessions_of(caller.user, caller.session())?)
}

/// One user, with the picture.
///
/// # Errors
/// [`Refusal::NotFound`].
pub fn user(tx: &Tx<'_>, caller: &Caller, id: UserId) -> Result<(User, Vec<u8>), Error> {
    tx.subject(id, None);
    let user = tx.user(id)?.open(caller)?;
    tx.subject(id, user.patient);
    let picture = tx.user_picture(&user)?;
    Ok((user, picture))
}

/// Users by name.
///
/// # Errors
/// If the database fails.
pub fn users(
    tx: &Tx<'_>,
    filter: &UserFilter,
    after: Option<(String, UserId)>,
    limit: usize,
) -> Result<Vec<User>, Error> {
    tx.subject("users", None);
    Ok(tx.users(filter, after, limit)?)
}

/// An account and the code that was issued for it. A replayed answer holds the hash of the first
/// code, by which the caller sees that the code in hand is not the one stored.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Issued {
    /// The account.
    pub user: User,
    /// SHA-256 of the code.
    pub code_hash: [u8; 32],
    /// When the code stops working.
    pub expire_time: Instant,
}

/// Creates an account that waits for its activation code.
///
/// # Errors
/// [`Refusal::UserNameTaken`], [`Refusal::EmailTaken`].
pub fn create_user(
    tx: &Tx<'_>,
    account: &AccountDraft,
    roles: Roles,
    needs: &RoleDraft,
    code_hash: &[u8; 32],
    now: Instant,
) -> Result<Issued, Error> {
    let user = account.clone().into_user(roles, None, UserState::Invited, now);
    tx.add_user(&user, None)?;
    let user = add_people(tx, user, roles, needs, now)?;
    tell(tx, &user)?;
    issue(tx, user, code_hash, now)
}

/// Issues a code for an account that may be activated (again): older codes die.
///
/// # Errors
/// If the database fails.
pub fn issue(tx: &Tx<'_>, user: User, code_hash: &[u8; 32], now: Instant) -> Result<Issued, Error> {
    let expire_time = now + chrono::Duration::hours(CODE_HOURS);
    tx.add_activation(code_hash, Some(user.id), expire_time)?;
    Ok(Issued { user, code_hash: *code_hash, expire_time })
}

/// A new activation code for somebody's account.
///
/// # Errors
/// [`Refusal::NotFound`]; [`Refusal::WrongState`] for a disabled or pending account.
pub fn issue_code(
    tx: &Tx<'_>,
    caller: &Caller,
    id: UserId,
    code_hash: &[u8; 32],
    now: Instant,
) -> Result<Issued, Error> {
    let user = tx.user(id)?.open(caller)?;
    match user.state {
        UserState::Active | UserState::Invited => {}
        UserState::Pending => {
            return Err(
                Refusal::WrongState("this account waits for approval: approve it first".into()).into()
            );
        }
        UserState::Disabled => {
            return Err(Refusal::WrongState("this account is disabled: enable it first".into()).into());
        }
    }
    tx.subject(user.id, None);
    issue(tx, user, code_hash, now)
}

/// Changes personal data; a patient's or doctor's name follows the account where it is theirs.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::StaleVersion`], [`Refusal::EmailTaken`].
pub fn update_user(
    tx: &Tx<'_>,
    caller: &Caller,
    id: UserId,
    profile: &Profile,
    expected: i64,
    now: Instant,
) -> Result<User, Error> {
    let user = tx.user(id)?.open(caller)?;
    expect_version(user.version, expected)?;
    let profile = profile.clone();
    if let Some(picture) = &profile.picture {
        tx.save_picture(user.id, picture)?;
    }
    let user = User {
        first_name: profile.first_name.unwrap_or_else(|| user.first_name.clone()),
        last_name: profile.last_name.unwrap_or_else(|| user.last_name.clone()),
        email: profile.email.unwrap_or_else(|| user.email.clone()),
        phone: profile.phone.unwrap_or_else(|| user.phone.clone()),
        address: profile.address.unwrap_or_else(|| user.address.clone()),
        ..user.touched(now)
    };
    tx.save_user(&user)?;
    patients::follow_account(tx, &user, now)?;
    tell(tx, &user)?;
    Ok(user)
}

/// Replaces somebody's roles; their sessions see it with the next request.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::StaleVersion`], [`Refusal::LastAdmin`], [`Refusal::Invalid`] for what a new role needs.
pub fn set_roles(
    tx: &Tx<'_>,
    caller: &Caller,
    id: UserId,
    roles: Roles,
    needs: RoleDraft,
    expected: i64,
    now: Instant,
) -> Result<User, Error> {
    let user = tx.user(id)?.open(caller)?;
    expect_version(user.version, expected)?;
    if user.state == UserState::Pending {
        return Err(Refusal::WrongState("this account waits for approval: approve it first".into()).into());
    }
    if user.roles.has(Role::Admin) && !roles.has(Role::Admin) {
        keep_an_admin(tx, id)?;
    }
    let missing: Roles = roles
        .iter()
        .filter(|role| match role {
            Role::Doctor => user.doctor.is_none(),
            Role::Patient => user.patient.is_none(),
            Role::Admin | Role::Desk => false,
        })
        .collect();
    let mut wrong = Violations::default();
    let needs = needs.checked(missing, &mut wrong);
    wrong.finish()?;
    let user = User { roles, ..user.touched(now) };
    tx.save_user(&user)?;
    let user = add_people(tx, user, roles, &needs, now)?;
    tell(tx, &user)?;
    Ok(user)
}

fn keep_an_admin(tx: &Tx<'_>, leaving: UserId) -> Result<(), Error> {
    if tx.other_admins(leaving)? == 0 { Err(Refusal::LastAdmin.into()) } else { Ok(()) }
}

/// Shuts an account out: sessions and streams end. Disabling twice is fine.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::LastAdmin`].
pub fn disable(tx: &Tx<'_>, caller: &Caller, id: UserId, now: Instant) -> Result<User, Error> {
    let user = tx.user(id)?.open(caller)?;
    if user.state == UserState::Disabled {
        return Ok(user);
    }
    if user.roles.has(Role::Admin) {
        keep_an_admin(tx, id)?;
    }
    let user = user.disable(now);
    tx.save_user(&user)?;
    tx.end_sessions_of(id, None)?;
    tx.end_api_tokens_of(id)?;
    tell(tx, &user)?;
    Ok(user)
}

/// Lets a disabled account in again.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::WrongState`].
pub fn enable(tx: &Tx<'_>, caller: &Caller, id: UserId, now: Instant) -> Result<User, Error> {
    let user = tx.user(id)?.open(caller)?;
    let has_password = tx.password_of(id)?.is_some();
    let user = user.enable(has_password, now)?;
    tx.save_user(&user)?;
    tell(tx, &user)?;
    Ok(user)
}

/// Grants the role that a pending account asked for.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::WrongState`].
pub fn approve(tx: &Tx<'_>, caller: &Caller, id: UserId, now: Instant) -> Result<User, Error> {
    let user = tx.user(id)?.open(caller)?.approve(now)?;
    tx.save_user(&user)?;
    tell(tx, &user)?;
    Ok(user)
}

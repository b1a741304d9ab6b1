//! The part of SessionService in which people prove who they are: signing in, redeeming a
//! code, giving the password again. Every try is counted, and every refusal is written down
//! in the commit that counts it.

use std::sync::Arc;

use praxis_shared::{pb, text};
use tonic::{Request, Response, Status};

use super::{
    attempt::{Door, charge, device_hash, nobody, own_place, typed_code},
    call::{call, caller},
    events::cursor_text,
    sessions::session_to_pb,
    users::user_to_pb,
};
use crate::{
    actions::{
        accounts::{self, AccountDraft, Activation, Device, Opened, SignIn},
        attempts, second_factor,
    },
    authenticator,
    desk::Desk,
    domain::{
        caller::Caller,
        people::User,
        refusal::{Refusal, Violations},
    },
    passwords::rules::{self, Owner},
    secret::{Secret, hash_code, hash_token},
    store::{Error, Tx},
};

/// A password that may be set, checked against the rules, the clinic's name and the user's own.
pub(super) fn new_password(field: &str, typed: &str, owner: &Owner, wrong: &mut Violations) -> Secret {
    Secret::new(wrong.take(field, rules::checked(typed, owner)))
}

/// The person of a draft, as far as the rule for passwords wants to know.
pub(super) fn owner_of(account: &AccountDraft, clinic: String) -> Owner {
    Owner {
        user_name: account.user_name.clone(),
        names: vec![account.first_name.clone(), account.last_name.clone(), clinic],
        second_factor: false,
    }
}

/// Whether a password is long enough only beside a second factor.
fn is_short(password: &Secret) -> bool {
    password.reveal().chars().count() < text::PASSWORD_MIN
}

/// A person with an account, as far as the rule for passwords wants to know.
fn owner_with_account(user: &User, clinic: String) -> Owner {
    Owner {
        user_name: user.user_name.clone(),
        names: vec![user.first_name.clone(), user.last_name.clone(), clinic],
        second_factor: user.second_factor,
    }
}

/// A device's new token, in case that it has none.
struct NewDevice {
    token: Secret,
    given: String,
}

impl NewDevice {
    fn for_one_that_gave(given: String) -> Self {
        Self { token: Secret::device_token(), given }
    }

    fn device(&self) -> Device {
        Device { given: device_hash(&self.given), new: hash_token(self.token.reveal()) }
    }
}

fn answer(desk: &Desk, token: &Secret, device: NewDevice, opened: &Opened) -> Response<pb::SignInResponse> {
    let Opened { session, user, keep_device, last_event } = opened;
    Response::new(pb::SignInResponse {
        token: token.reveal().to_owned(),
        session: Some(Box::new(session_to_pb(desk, session, user, Some(session.id)))),
        user: Some(user_to_pb(user, Vec::new())),
        device: if *keep_device { device.given } else { device.token.reveal().to_owned() },
        cursor: cursor_text(*last_event),
    })
}

/// What is known of a try to sign in before anything is written.
enum Checked {
    /// It came too soon to be looked at.
    TooSoon,
    /// It was looked at, and is not right.
    Wrong,
    /// The password is right.
    Right(Box<SignIn>),
}

pub(super) async fn sign_in(
    desk: &Desk,
    request: Request<pb::SignInRequest>,
) -> Result<Response<pb::SignInResponse>, Status> {
    let door = Door::of(&request)?;
    let asked = request.into_inner();
    let mut wrong = Violations::default();
    let client_label = wrong.take("client_label", text::optional(&asked.client_label, text::terminal));
    let login = asked.login.trim().to_lowercase();
    if login.is_empty() || login.chars().count() > text::EMAIL_MAX {
        wrong.add("login", "must be your user name or e-mail");
    }
    if asked.password.len() > text::PASSWORD_BYTES_MAX {
        wrong.add("password", "is longer than any password here");
    }
    wrong.finish()?;
    let new_device = NewDevice::for_one_that_gave(asked.device);
    let device = new_device.device();
    let door = Arc::new(door);
    let there = Arc::clone(&door);
    let (known, secret, place, turn) = desk
        .read(move |tx| {
            let known = tx.credentials(&login)?;
            let found = known.as_ref().map(|it| it.user.id);
            // looked up for nobody, too: the answer to a name that nobody has costs the same
            let user = found.unwrap_or_else(nobody);
            let given = device.given.unwrap_or(device.new);
            let known_device = tx.knows_device(&given, user)?.then_some(given);
            let secret = tx.second_factor(user)?.and_then(|it| it.secret);
            let place = there.place(&login, found, known_device);
            let turn = attempts::expect_turn(tx, &place);
            Ok((known, secret, place, turn))
        })
        .await?;
    let (user, stored) = known.map_or((None, None), |it| (Some(it.user.id), it.password));
    let token = Secret::session_token();
    let now = desk.clock.now();
    let checked = match turn {
        Err(Error::Refused(_)) => Checked::TooSoon,
        Err(fault) => return Err(fault.into()),
        Ok(()) => {
            let password = Secret::new(text::password_as_typed(&asked.password));
            let verdict = desk.passwords.verify_and_renew(password, stored.clone()).await?;
            let shown = authenticator::read(typed_code(&asked.code), secret.as_ref(), now);
            match (verdict.right, user, stored) {
                (true, Some(user), Some(checked_hash)) => Checked::Right(Box::new(SignIn {
                    user,
                    checked_hash,
                    better_hash: verdict.better,
                    shown,
                    device,
                    client_label,
                    source: door.source.clone(),
                    token_hash: hash_token(token.reveal()),
                    length: desk.session_length,
                })),
                _ => Checked::Wrong,
            }
        }
    };
    let opened = desk
        .store
        .write(now, move |tx| {
            let given_up = attempts::is_given_up(tx, &place)?;
            let outcome = attempts::expect_turn(tx, &place).and_then(|()| match &checked {
                Checked::Right(_) if given_up => {
                    tx.because("the password was right; guessed at a hundred times today under all names");
                    Err(Refusal::WrongCredentials.into())
                }
                Checked::Right(with) => accounts::sign_in(tx, with, now),
                Checked::Wrong => Err(Refusal::WrongCredentials.into()),
                // the wait was over between the two looks
                Checked::TooSoon => Err(Refusal::TooManyTries { wait: chrono::TimeDelta::seconds(1) }.into()),
            });
            told(tx, &door, &place, user, outcome)
        })
        .await?;
    Ok(answer(desk, &token, new_device, &opened?))
}

/// What became of a try, counted and written down; a refusal is an answer here, not an error, so that what it costs is kept.
fn told(
    tx: &Tx<'_>,
    door: &Door,
    place: &attempts::Place,
    user: Option<praxis_shared::id::UserId>,
    outcome: Result<Opened, Error>,
) -> Result<Result<Opened, Refusal>, Error> {
    match outcome {
        Ok(opened) => {
            attempts::settle(tx, place, Ok(()))?;
            tx.record_sign_in(&door.method, Some(opened.user.id), Some(opened.session.id), "ok")?;
            Ok(Ok(opened))
        }
        Err(Error::Refused(refusal)) => {
            attempts::settle(tx, place, Err(&refusal))?;
            tx.record_sign_in(&door.method, user, None, refusal.reason().text())?;
            Ok(Err(refusal))
        }
        Err(fault) => Err(fault),
    }
}

pub(super) async fn activate(
    desk: &Desk,
    request: Request<pb::ActivateRequest>,
) -> Result<Response<pb::SignInResponse>, Status> {
    let door = Arc::new(Door::of(&request)?);
    let asked = request.into_inner();
    let code_hash = hash_code(&asked.code);
    let place = Arc::new(door.nameless());
    let there = Arc::clone(&place);
    let found = desk
        .read(move |tx| {
            attempts::expect_turn(tx, &there)?;
            let known = tx.peek_activation(&code_hash)?;
            let secret = match &known {
                Some(user) => tx.second_factor(user.id)?.and_then(|it| it.secret),
                None => None,
            };
            Ok((known, secret, tx.clinic()?.display_name))
        })
        .await;
    let now = desk.clock.now();
    let (known, secret, clinic) = match found {
        Ok(found) => found,
        Err(Error::Refused(refusal)) => {
            let told = refusal.clone();
            desk.store
                .write(now, move |tx| {
                    attempts::settle(tx, &place, Err(&refusal))?;
                    Ok(tx.record_sign_in(&door.method, None, None, refusal.reason().text())?)
                })
                .await?;
            return Err(told.into());
        }
        Err(fault) => return Err(fault.into()),
    };
    let place = if known.is_some() { Arc::new(door.with_code(&code_hash)) } else { place };
    let mut wrong = Violations::default();
    let client_label = wrong.take("client_label", text::optional(&asked.client_label, text::terminal));
    let (first_admin, owner) = match &known {
        Some(user) => (AccountDraft::default(), owner_with_account(user, clinic)),
        None => {
            let account = AccountDraft {
                user_name: asked.user_name,
                email: asked.email,
                first_name: asked.first_name,
                last_name: asked.last_name,
                ..AccountDraft::default()
            }
            .checked("", &mut wrong);
            let owner = owner_of(&account, clinic);
            (account, owner)
        }
    };
    let password = new_password("password", &asked.password, &owner, &mut wrong);
    wrong.finish()?;
    let token = Secret::session_token();
    let new_device = NewDevice::for_one_that_gave(asked.device);
    let with = Activation {
        code_hash,
        short: is_short(&password),
        password: desk.passwords.hash(password).await?,
        device: new_device.device(),
        first_admin,
        client_label,
        source: door.source.clone(),
        token_hash: hash_token(token.reveal()),
        length: desk.session_length,
        paper_codes: desk.paper_codes,
    };
    let shown = authenticator::read(typed_code(&asked.second_factor_code), secret.as_ref(), now);
    let user = known.map(|it| it.id);
    let opened = desk
        .store
        .write(now, move |tx| {
            // what a wrong code costs is kept; what comes after it is all or nothing
            let let_in = attempts::expect_turn(tx, &place).and_then(|()| {
                match tx.peek_activation(&with.code_hash)? {
                    Some(user) => second_factor::show(tx, &user, &shown),
                    None => Ok(()),
                }
            });
            match let_in {
                Ok(()) => told(tx, &door, &place, user, Ok(accounts::activate(tx, &with, now)?)),
                Err(why) => told(tx, &door, &place, user, Err(why)),
            }
        })
        .await?;
    Ok(answer(desk, &token, new_device, &opened?))
}

pub(super) async fn change_password(
    desk: &Desk,
    request: Request<pb::ChangePasswordRequest>,
) -> Result<Response<pb::ChangePasswordResponse>, Status> {
    let caller = caller(&request)?;
    let call = call(&request)?;
    let asked = request.into_inner();
    let user = caller.user;
    let owner = desk
        .read(move |tx| {
            let user = tx.user(user)?.for_the_clinic()?;
            Ok(owner_with_account(&user, tx.clinic()?.display_name))
        })
        .await?;
    let mut wrong = Violations::default();
    let new = new_password("new_password", &asked.new_password, &owner, &mut wrong);
    if new.reveal() == text::password_as_typed(&asked.current_password) && wrong.is_empty() {
        wrong.add("new_password", "must differ from the current password");
    }
    wrong.finish()?;
    let checked = match check_own(desk, &caller, &asked.current_password).await {
        Ok(checked) => checked,
        Err(Error::Refused(refusal)) => {
            // a repetition of what was done already is answered as before; else it is refused, and written down
            let told = refusal.clone();
            let answered = desk.act(call, move |_, _, _| Err::<(), _>(told.clone().into())).await;
            if answered.is_err() {
                charge(desk, &caller, refusal).await?;
            }
            return Ok(answered.map(|()| Response::new(pb::ChangePasswordResponse {}))?);
        }
        Err(fault) => return Err(fault.into()),
    };
    let short = is_short(&new);
    let hash = desk.passwords.hash(new).await?;
    let place = own_place(&caller);
    desk.act(call, move |tx, caller, _| {
        attempts::expect_turn(tx, &place)?;
        attempts::succeeded(tx, &place)?;
        accounts::change_password(tx, caller, &checked, &hash, short)
    })
    .await?;
    Ok(Response::new(pb::ChangePasswordResponse {}))
}

pub(super) async fn reauthenticate(
    desk: &Desk,
    request: Request<pb::ReauthenticateRequest>,
) -> Result<Response<pb::ReauthenticateResponse>, Status> {
    let door = Door::of(&request)?;
    let caller = caller(&request)?;
    let asked = request.into_inner();
    let checked = match check_own(desk, &caller, &asked.password).await {
        Ok(checked) => Ok(checked),
        Err(Error::Refused(wrong)) => Err(wrong),
        Err(fault) => return Err(fault.into()),
    };
    let moment = desk.clock.moment();
    let (user, place) = (caller.user, own_place(&caller));
    let secret = desk.read(move |tx| Ok(tx.second_factor(user)?.and_then(|it| it.secret))).await?;
    let shown = authenticator::read(typed_code(&asked.code), secret.as_ref(), moment.wall);
    let opened = desk
        .store
        .write(moment.wall, move |tx| {
            let outcome = attempts::expect_turn(tx, &place).and_then(|()| match &checked {
                Ok(hash) => accounts::reauthenticate(tx, &caller, hash, &shown),
                Err(wrong) => Err(wrong.clone().into()),
            });
            // as at sign-in: a refusal is counted and told to the log in the same commit
            let (outcome, told) = match outcome {
                Ok(session) => {
                    attempts::settle(tx, &place, Ok(()))?;
                    (Ok((session, tx.user(caller.user)?.for_the_clinic()?)), "ok")
                }
                Err(Error::Refused(refusal)) => {
                    attempts::settle(tx, &place, Err(&refusal))?;
                    let told = refusal.reason().text();
                    (Err(refusal), told)
                }
                Err(fault) => return Err(fault),
            };
            tx.record_sign_in(&door.method, Some(caller.user), caller.session(), told)?;
            Ok(outcome)
        })
        .await?;
    let (session, user) = opened?;
    desk.store.hub().session_proved(&session, moment);
    let session = session_to_pb(desk, &session, &user, Some(session.id));
    Ok(Response::new(pb::ReauthenticateResponse { session: Some(session) }))
}

/// Checks a signed-in user's own password; the answer is the hash it was checked against.
async fn check_own(desk: &Desk, caller: &Caller, password: &str) -> Result<String, Error> {
    if password.len() > text::PASSWORD_BYTES_MAX {
        return Err(Refusal::WrongCredentials.into());
    }
    let (user, place) = (caller.user, own_place(caller));
    let stored = desk
        .read(move |tx| {
            attempts::expect_turn(tx, &place)?;
            Ok(tx.password_of(user)?)
        })
        .await?;
    let typed = Secret::new(text::password_as_typed(password));
    let right = desk.passwords.verify(typed, stored.clone()).await?;
    match stored {
        Some(hash) if right => Ok(hash),
        _ => Err(Refusal::WrongCredentials.into()),
    }
}

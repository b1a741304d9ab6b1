//! Opening and making a clinic: its directory, its lock, its first settings.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::Write as _,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use anyhow::{Context, bail};
use praxis_shared::time::Tz;

use crate::{
    actions::attempts,
    anchor::{self, Anchor, Keeps, PublicKey},
    backup::upgrade,
    clock::Clock,
    config::Config,
    desk::Desk,
    domain::{
        clinic::Clinic,
        people::{Role, UserState},
        refusal::Refusal,
    },
    encryption, files,
    passwords::Passwords,
    private, rpc,
    secret::{Secret, hash_code},
    store::{Store, StoreConfig},
    turnstile::Turnstile,
    upkeep::Upkeep,
};

pub use crate::domain::session::CODE_HOURS;

/// Holds the directory for one server; dropping it lets go.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// Takes the data directory for this process.
///
/// # Errors
/// If another server has it, or it cannot be written to.
pub fn lock(config: &Config) -> anyhow::Result<Lock> {
    files::private_dir(&config.data_dir, "data_dir")?;
    private::close(&config.data_dir)?;
    let path = config.data_dir.join("praxis.lock");
    let mut file =
        OpenOptions::new().create(true).truncate(false).write(true).open(&path).with_context(|| {
            format!(
                "data_dir: {} cannot be written to: give it to the user that runs the server",
                config.data_dir.display()
            )
        })?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => bail!(
            "data_dir: another server works in {}: connect to that one, or choose another directory",
            config.data_dir.display()
        ),
        Err(TryLockError::Error(why)) => return Err(why).context("the data directory cannot be locked"),
    }
    file.set_len(0)?;
    writeln!(file, "{}", std::process::id())?;
    Ok(Lock { _file: file })
}

/// The first schema whose server signed heads.
const FIRST_WITH_HEADS: i32 = 10;

/// Whether there may be rows in the audit log without a signed head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unsigned {
    Refused,
    Told,
}

/// Opens the clinic in the data directory.
///
/// # Errors
/// If the database cannot be opened, or the audit log does not fit its signed heads.
pub fn open(config: &Config, clock: Clock) -> anyhow::Result<Desk> {
    open_with(config, clock, Unsigned::Refused)
}

/// Begins new signed heads for a log that lost those it had; the log says so. The clinic is closed again.
///
/// # Errors
/// If there are heads that fit the log, or some that do not and are still in their place.
pub async fn begin_heads(config: &Config, clock: Clock) -> anyhow::Result<PublicKey> {
    let now = clock.now();
    let desk = open_with(config, clock, Unsigned::Told)?;
    let begun = if lock_of(&desk).is_new() {
        let row = desk.store.write(now, |tx| Ok(tx.record_sign_in(anchor::BEGUN, None, None, "ok")?));
        row.await.map_err(Into::into)
    } else {
        Err(anyhow::anyhow!(
            "audit_anchor: {} has signed heads that fit the log: there is nothing to begin",
            config.audit_anchor().display()
        ))
    };
    desk.store.close().await;
    begun?;
    let head = *desk.store.heads().borrow();
    lock_of(&desk).sign(head, now)?;
    Ok(lock_of(&desk).public_key())
}

fn lock_of(desk: &Desk) -> MutexGuard<'_, Anchor> {
    desk.anchor.lock().unwrap_or_else(PoisonError::into_inner)
}

fn open_with(config: &Config, clock: Clock, unsigned: Unsigned) -> anyhow::Result<Desk> {
    let place = config.store()?;
    anchor::usable(&config.audit_anchor())?;
    encryption::tidy(&place);
    let before = upgrade::keep_the_old(config, &place, clock.now())?;
    let store = Store::open(&StoreConfig { place: place.clone(), readers: config.readers })
        .with_context(|| format!("the database {} cannot be opened", config.database().display()))?;
    let (key, heads) = (config.audit_key(), config.audit_anchor());
    let anchor = match unsigned {
        Unsigned::Told => Anchor::open_anew(&key, &heads, &place)?,
        Unsigned::Refused => {
            let older = before.is_some_and(|it| it < FIRST_WITH_HEADS);
            Anchor::open(&Keeps { key: &key, file: &heads, older }, &place, clock.now())?
        }
    };
    // a disk that knows no such thing keeps names by itself, or not at all
    drop(files::sync(&config.data_dir));
    Ok(Desk {
        store,
        clock,
        passwords: Passwords::new(config.password_memory_kib)?,
        session_length: chrono::Duration::hours(i64::from(config.session_hours)),
        idle: config.idle,
        anchor: Arc::new(Mutex::new(anchor)),
        upkeep: Upkeep::default(),
        second_factor: config.second_factor,
        sole_practitioner: config.sole_practitioner,
        paper_codes: config.paper_codes,
        asking: config.asking,
        turnstile: Turnstile::default(),
    })
}

/// Makes the clinic's settings and the first administrator's activation code. A clinic without users can be
/// made again, which makes a new code.
///
/// # Errors
/// If the clinic has users already.
pub async fn init(desk: &Desk, name: &str, zone: Tz) -> anyhow::Result<Secret> {
    let name = praxis_shared::text::clinic_name(name).map_err(|why| anyhow::anyhow!("clinic name: {why}"))?;
    let code = Secret::activation_code();
    let hash = hash_code(code.reveal());
    let now = desk.clock.now();
    let made = desk
        .store
        .write(now, move |tx| {
            if tx.has_users()? {
                return Ok(false);
            }
            tx.save_clinic(&Clinic::new(name.clone(), zone, now))?;
            tx.add_activation(&hash, None, None, now + chrono::Duration::hours(CODE_HOURS))?;
            Ok(true)
        })
        .await?;
    if !made {
        bail!("this clinic has users already: its administrator issues activation codes now");
    }
    Ok(code)
}

/// What the log calls a recovery at the server's own console.
const RECOVER: &str = "console/recover";

/// Lets an administrator in again who lost everything: a one-time code, and nothing left of the second factor, the
/// sessions and the wrong tries. The password stays until the code is redeemed.
///
/// # Errors
/// If there is no such administrator.
pub async fn recover(desk: &Desk, user_name: &str) -> anyhow::Result<Secret> {
    let code = Secret::activation_code();
    let hash = hash_code(code.reveal());
    let login = user_name.trim().to_lowercase();
    let now = desk.clock.now();
    let found = desk
        .store
        .write(now, move |tx| {
            let found = tx.credentials(&login)?.map(|it| it.user).filter(|it| it.roles.has(Role::Admin));
            let Some(user) = found else { return Ok(false) };
            if user.state == UserState::Disabled {
                return Err(Refusal::WrongState("this account is disabled".into()).into());
            }
            tx.subject(user.id, None);
            tx.remove_second_factor(user.id)?;
            tx.end_sessions_of(user.id, None)?;
            tx.add_activation(&hash, Some(user.id), None, now + chrono::Duration::hours(CODE_HOURS))?;
            attempts::unlock(tx, &user, &rpc::tries_of(tx, &user)?)?;
            tx.record_sign_in(RECOVER, Some(user.id), None, "ok")?;
            Ok(true)
        })
        .await?;
    anyhow::ensure!(found, "there is no administrator with the user name or e-mail {user_name:?} here");
    Ok(code)
}

/// Whether the clinic has its settings.
///
/// # Errors
/// If the database fails.
pub async fn is_initialised(desk: &Desk) -> anyhow::Result<bool> {
    Ok(desk.read(|tx| Ok(tx.clinic_maybe()?.is_some())).await?)
}

//! Tries to prove who one is: whose turn it is, and what a wrong one costs.

use chrono::TimeDelta;

use crate::{
    domain::{
        people::User,
        refusal::Refusal,
        throttle::{Counted, Tries},
    },
    store::{Error, StoreError, Tx},
};

/// What one try is counted under. Of a device that is known, the device alone: what strangers try elsewhere does not
/// keep its owner out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    buckets: Vec<([u8; 32], Counted)>,
}

impl Place {
    /// A person's own: a known device, or a session.
    #[must_use]
    pub fn own(bucket: [u8; 32]) -> Self {
        Self { buckets: vec![(bucket, Counted::Person)] }
    }

    /// Anybody's: by the name that was given, by where it came from, and by the account that has the name.
    #[must_use]
    pub fn anywhere(name: [u8; 32], source: [u8; 32], counted: Counted, account: [u8; 32]) -> Self {
        Self { buckets: vec![(name, Counted::Person), (source, counted), (account, Counted::Account)] }
    }

    /// By where it came from alone, when no name is given.
    #[must_use]
    pub fn nameless(source: [u8; 32], counted: Counted) -> Self {
        Self { buckets: vec![(source, counted)] }
    }

    /// By this as well.
    #[must_use]
    pub fn beside(mut self, bucket: [u8; 32]) -> Self {
        self.buckets.push((bucket, Counted::Person));
        self
    }
}

/// Refuses a try that comes too soon after wrong ones. It is asked before the work and again with its result: of many
/// tries at once, those after the first wrong one are worth nothing.
///
/// # Errors
/// [`Refusal::TooManyTries`] with the time to wait.
pub fn expect_turn(tx: &Tx<'_>, place: &Place) -> Result<(), Error> {
    let wait = longest_wait(tx, place, |counted| counted != Counted::Account)?;
    wait.map_or(Ok(()), |wait| Err(Refusal::TooManyTries { wait }.into()))
}

/// Whether the account was guessed at so often today, under all its names together, that even the right password is
/// called wrong.
///
/// # Errors
/// If the database fails.
pub fn is_given_up(tx: &Tx<'_>, place: &Place) -> Result<bool, StoreError> {
    Ok(longest_wait(tx, place, |counted| counted == Counted::Account)?.is_some())
}

fn longest_wait(
    tx: &Tx<'_>,
    place: &Place,
    which: impl Fn(Counted) -> bool,
) -> Result<Option<TimeDelta>, StoreError> {
    let mut longest = None;
    for (bucket, _) in place.buckets.iter().filter(|(_, counted)| which(*counted)) {
        longest = longest.max(tx.tries(bucket)?.and_then(|tries| tries.wait(tx.now())));
    }
    Ok(longest)
}

/// Counts a wrong try.
///
/// # Errors
/// If the database fails.
pub fn failed(tx: &Tx<'_>, place: &Place) -> Result<(), StoreError> {
    let zone = tx.clinic()?.zone;
    for (bucket, counted) in &place.buckets {
        let tries = Tries::and_one_more(tx.tries(bucket)?, *counted, zone, tx.now());
        tx.save_tries(bucket, &tries)?;
    }
    Ok(())
}

/// A try that was turned away: it costs nothing more, but a wait that was noted by a clock that has been set back
/// since is counted by this one from now on.
///
/// # Errors
/// If the database fails.
pub fn turned_away(tx: &Tx<'_>, place: &Place) -> Result<(), StoreError> {
    for (bucket, _) in &place.buckets {
        if let Some(tries) = tx.tries(bucket)?.filter(|it| it.is_ahead(tx.now())) {
            tx.save_tries(bucket, &tries.moved_to(tx.now()))?;
        }
    }
    Ok(())
}

/// A right try: what was counted for the person is forgotten; not what was counted for a place, or one right try
/// would pay for a hundred wrong ones of others.
///
/// # Errors
/// If the database fails.
pub fn succeeded(tx: &Tx<'_>, place: &Place) -> Result<(), StoreError> {
    for (bucket, counted) in &place.buckets {
        if matches!(counted, Counted::Person | Counted::Account) {
            tx.forget_tries(bucket)?;
        }
    }
    Ok(())
}

/// Writes down what became of a try, in the transaction that tells it.
///
/// # Errors
/// If the database fails.
pub fn settle(tx: &Tx<'_>, place: &Place, outcome: Result<(), &Refusal>) -> Result<(), StoreError> {
    match outcome {
        Ok(()) => succeeded(tx, place),
        // that a user name is taken says who has an account, as a wrong password may
        Err(
            Refusal::WrongCredentials | Refusal::WrongCode | Refusal::CodeInvalid | Refusal::UserNameTaken,
        ) => failed(tx, place),
        Err(Refusal::TooManyTries { .. }) => turned_away(tx, place),
        Err(_) => Ok(()),
    }
}

/// What is left to wait, in whole seconds, as it is told.
#[must_use]
pub fn seconds(wait: TimeDelta) -> i64 {
    (wait + TimeDelta::milliseconds(999)).num_seconds().max(1)
}

/// Forgets all wrong tries that were counted for a person, wherever they were made.
///
/// # Errors
/// If the database fails.
pub fn unlock(tx: &Tx<'_>, user: &User, buckets: &[[u8; 32]]) -> Result<(), Error> {
    tx.subject(user.id, None);
    buckets.iter().try_for_each(|bucket| Ok(tx.forget_tries(bucket)?))
}

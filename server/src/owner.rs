//! Root runs commands on a clinic that belongs to somebody else. Whatever they write must be its owner's, or the server
//! cannot open it the next time: so they go on as the owner before they write anything.

use std::{
    ffi::CString,
    fs,
    os::unix::fs::{DirBuilderExt as _, MetadataExt as _, chown},
    path::{Path, PathBuf},
};

use anyhow::{Context, ensure};
use nix::unistd::{Gid, Uid, User, geteuid, initgroups, setgid, setgroups, setuid};

/// Somebody who owns a directory, and is not root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Owner {
    user: Uid,
    group: Gid,
}

/// The owner of a directory, or of the nearest one above that is there.
fn owner(directory: &Path) -> Option<Owner> {
    let directory = std::path::absolute(directory).ok()?;
    let found = directory.ancestors().find_map(|it| fs::metadata(it).ok())?;
    let owner = Owner { user: Uid::from_raw(found.uid()), group: Gid::from_raw(found.gid()) };
    (!owner.user.is_root()).then_some(owner)
}

/// What a user is called; the number if it has no name.
fn name(user: Uid) -> String {
    User::from_uid(user).ok().flatten().map_or_else(|| user.to_string(), |it| it.name)
}

/// What the owner of a directory, or of the nearest one above that is there, is called; nobody if that is root.
#[must_use]
pub fn name_of_owner(directory: &Path) -> Option<String> {
    owner(directory).map(|it| name(it.user))
}

/// Goes on as the owner of a directory, if root runs this and it is somebody else's. There is no way back.
///
/// # Errors
/// If the system does not let it.
pub fn act_as_owner(directory: &Path) -> anyhow::Result<()> {
    match owner(directory) {
        Some(owner) if geteuid().is_root() => become_owner(owner)
            .with_context(|| format!("{} belongs to {}", directory.display(), name(owner.user))),
        _ => Ok(()),
    }
}

fn become_owner(owner: Owner) -> anyhow::Result<()> {
    let known = User::from_uid(owner.user).ok().flatten();
    eprintln!("praxis-server: going on as {}, the owner of the data directory", name(owner.user));
    match known {
        Some(user) => {
            initgroups(&CString::new(user.name)?, user.gid)?;
            setgid(user.gid)?;
        }
        None => {
            setgroups(&[owner.group])?;
            setgid(owner.group)?;
        }
    }
    setuid(owner.user)?;
    ensure!(setuid(Uid::from_raw(0)).is_err(), "it could become root again");
    Ok(())
}

/// Makes a directory for the owner of a clinic where only root can make one, if root runs this; then goes on as the
/// owner. One that is there says itself whose it is.
///
/// # Errors
/// If it cannot be made.
pub fn act_as_owner_of_new(directory: &Path, clinic: &Path) -> anyhow::Result<()> {
    if !geteuid().is_root() || directory.exists() || owner(directory).is_some() {
        return act_as_owner(directory);
    }
    let Some(owner) = owner(clinic) else { return Ok(()) };
    let complaint = || format!("{} cannot be made for {}", directory.display(), name(owner.user));
    fs::DirBuilder::new().mode(0o700).create(directory).with_context(complaint)?;
    give_to(directory, owner).with_context(complaint)?;
    become_owner(owner)
}

/// Gives a file that root made to the owner of the clinic.
///
/// # Errors
/// If the system does not let it.
pub fn give(file: &Path, clinic: &Path) -> anyhow::Result<()> {
    match owner(clinic) {
        Some(owner) if geteuid().is_root() => give_to(file, owner)
            .with_context(|| format!("{} cannot be given to {}", file.display(), name(owner.user))),
        _ => Ok(()),
    }
}

fn give_to(path: &Path, owner: Owner) -> std::io::Result<()> {
    chown(path, Some(owner.user.as_raw()), Some(owner.group.as_raw()))
}

/// Whether a file or directory belongs to whoever runs this; whose it is if not.
pub(crate) fn is_ours(found: &fs::Metadata) -> Result<(), String> {
    let user = Uid::from_raw(found.uid());
    if user == geteuid() { Ok(()) } else { Err(name(user)) }
}

/// Whoever runs this.
pub(crate) fn us() -> String {
    name(geteuid())
}

/// Where a command writes, which says on whose behalf it goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Writes {
    /// Nothing that stays, or only what it gives away itself.
    Nothing,
    /// To the clinic in this directory.
    To(PathBuf),
    /// To a new directory, for the owner of the clinic in the other.
    Anew(PathBuf, PathBuf),
}

impl Writes {
    /// Goes on as who shall own what is written.
    ///
    /// # Errors
    /// If the system does not let it.
    pub fn act(&self) -> anyhow::Result<()> {
        match self {
            Self::Nothing => Ok(()),
            Self::To(directory) => act_as_owner(directory),
            Self::Anew(directory, clinic) => act_as_owner_of_new(directory, clinic),
        }
    }
}

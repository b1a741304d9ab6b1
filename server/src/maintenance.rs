//! What whoever runs the server can ask of it beside serving: backups, checks, keys. Every command says in one line on
//! standard output what came of it, and how it goes on on standard error; its exit code is in [`crate::backup::exit_code`].

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, Subcommand};

use crate::{
    backup::{
        Ask, Fault, crypt, make,
        restore::{Target, restore},
        verify::{Keys, verify},
    },
    clock::Clock,
    config::Config,
    encryption, key, open,
    owner::{self, Writes},
    store::{self, Found, snapshot},
};

/// Exit codes, as every one of these commands tells them.
const CODES: &str = "Exit codes: 0 done, 1 refused or failed, 2 the command line is wrong, 3 something is damaged, 4 there \
                     is no room, 5 the key or identity is missing or wrong.";

/// The commands.
#[derive(Subcommand)]
pub enum Maintenance {
    /// Makes a backup of the clinic, also while the server works: a new directory that appears when it is whole.
    ///
    /// It holds one consistent picture of the database; everything that was answered before it began is in it. The last
    /// line on standard output is its path.
    #[command(after_help = CODES)]
    Backup(BackupArgs),
    /// Checks a backup as a restore would: its hashes, every page, every row that points to another, every number of rows.
    #[command(after_help = CODES)]
    VerifyBackup(VerifyArgs),
    /// Makes a clinic of a backup, in a new directory. Nothing is ever written over.
    ///
    /// Sessions, activation codes and tokens from before do not work in it: people sign in again with their passwords.
    #[command(after_help = CODES)]
    Restore(RestoreArgs),
    /// Checks the whole database, also while the server works, and says what is wrong with it.
    #[command(after_help = CODES)]
    Check,
    /// Makes and changes the key of a database that is encrypted at rest.
    #[command(subcommand)]
    Key(KeyCommand),
}

/// Of `key`.
#[derive(Subcommand)]
pub enum KeyCommand {
    /// Writes a new random key into a new file that only its owner can read. Keep a copy of it elsewhere: without it,
    /// nobody can read the clinic any more.
    New {
        /// The file to make, outside of the data directory
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Encrypts the stopped clinic that was plain until now. The plain database is kept beside it, for you to remove.
    #[command(after_help = CODES)]
    Encrypt {
        /// A key file made by `key new`; it becomes database_key_file [default: database_key_file]
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
    },
    /// Takes encryption away from the stopped clinic, which database_key_file opens. The encrypted database is kept
    /// beside it, for you to remove.
    #[command(after_help = CODES)]
    Decrypt,
    /// Encrypts the stopped clinic with another key, after a backup under the old one.
    #[command(after_help = CODES)]
    Rotate {
        /// A key file made by `key new`; it becomes database_key_file
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
}

/// Of `backup`.
#[derive(Args)]
pub struct BackupArgs {
    /// Directory to put the backup into [default: backup_directory]
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
    /// An age public key (age1…) that can read it; more than once for more [default: those in backup_recipients]
    #[arg(long, value_name = "AGE")]
    recipient: Vec<String>,
}

/// Of `verify-backup`.
#[derive(Args)]
pub struct VerifyArgs {
    /// The backup's directory
    #[arg(value_name = "BACKUP")]
    backup: PathBuf,
    /// An age identity file, for a backup that is encrypted to its readers
    #[arg(long, value_name = "FILE")]
    identity: Option<PathBuf>,
    /// Where to take the database out for checking, into a private directory that is removed again
    /// [default: the system's temporary directory]
    #[arg(long, value_name = "DIR")]
    scratch: Option<PathBuf>,
}

/// Of `restore`.
#[derive(Args)]
pub struct RestoreArgs {
    /// The backup's directory
    #[arg(value_name = "BACKUP")]
    backup: PathBuf,
    /// The data directory to make: missing or empty
    #[arg(long, value_name = "NEWDIR")]
    to: PathBuf,
    /// An age identity file, for a backup that is encrypted to its readers
    #[arg(long, value_name = "FILE")]
    identity: Option<PathBuf>,
    /// Where to write the database's key, if it is encrypted at rest and its key came along in the backup
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
}

impl Maintenance {
    /// Where it writes.
    #[must_use]
    pub fn writes(&self, config: &Config) -> Writes {
        match self {
            // what it takes out to look at, it removes again, and it reads whoever's backup it is
            Self::VerifyBackup(_) => Writes::Nothing,
            // where root keeps keys others may not write: the key is given away
            Self::Key(KeyCommand::New { .. }) => Writes::Nothing,
            Self::Restore(asked) => Writes::Anew(asked.to.clone(), config.data_dir.clone()),
            Self::Backup(_) | Self::Check | Self::Key(_) => Writes::To(config.data_dir.clone()),
        }
    }
}

/// Does what was asked.
///
/// # Errors
/// A sentence that says what went wrong; [`crate::backup::exit_code`] tells its kind.
pub fn run(command: Maintenance, config: &Config) -> anyhow::Result<()> {
    match command {
        Maintenance::Backup(asked) => backup(&asked, config),
        Maintenance::VerifyBackup(asked) => verify_backup(&asked, config),
        Maintenance::Restore(asked) => restore_to(&asked, config),
        Maintenance::Check => check(config),
        Maintenance::Key(KeyCommand::New { file }) => new_key(&file, config),
        Maintenance::Key(KeyCommand::Encrypt { to }) => encrypt(to.as_deref(), config),
        Maintenance::Key(KeyCommand::Decrypt) => decrypt(config),
        Maintenance::Key(KeyCommand::Rotate { to }) => rotate(&to, config),
    }
}

fn tell(text: &str) {
    eprintln!("praxis-server: {text}");
}

fn backup(asked: &BackupArgs, config: &Config) -> anyhow::Result<()> {
    let place = config.store()?;
    store::inspect(&place)?;
    let recipients = match (&config.backup.recipients, asked.recipient.as_slice()) {
        (Some(file), []) => crypt::recipients(file)?,
        (_, named) => named
            .iter()
            .map(|it| crypt::recipient(it))
            .collect::<anyhow::Result<_>>()
            .context("--recipient")?,
    };
    let to = asked.to.clone().unwrap_or_else(|| config.backup.directory(&config.data_dir));
    let made = make(&Ask {
        place: &place,
        to: &to,
        kind: "backup",
        recipients: &recipients,
        now: Clock::system().now(),
        tell: &tell,
    })?;
    println!("{}", made.path.display());
    Ok(())
}

/// What opens a backup, from the command line and the settings.
fn keys(identity: Option<&Path>, config: &Config) -> anyhow::Result<Keys> {
    Ok(Keys { identity: identity.map(crypt::identity).transpose()?, key: config.store()?.key })
}

fn verify_backup(asked: &VerifyArgs, config: &Config) -> anyhow::Result<()> {
    let keys = keys(asked.identity.as_deref(), config)?;
    let scratch = asked.scratch.clone().unwrap_or_else(std::env::temp_dir);
    tell("taking the database out and reading all of it");
    let manifest = verify(&asked.backup, &keys, &scratch)?;
    println!(
        "{} is good: of {}, up to event {}, schema {}",
        asked.backup.display(),
        manifest.time,
        manifest.extent.event,
        manifest.extent.schema
    );
    if let Some(changed) = manifest.is_changed_by_us() {
        tell(&changed);
    }
    Ok(())
}

fn restore_to(asked: &RestoreArgs, config: &Config) -> anyhow::Result<()> {
    let keys = keys(asked.identity.as_deref(), config)?;
    let restored = Config { data_dir: asked.to.clone(), ..config.clone() };
    // where heads are kept elsewhere, those of the clinic of before are
    let heads = config.audit_anchor.is_none().then(|| (restored.audit_key(), restored.audit_anchor()));
    let begin = heads.is_none();
    let target = Target { directory: &asked.to, key_file: asked.key_file.as_deref(), heads, tell: &tell };
    tell("taking the database out and reading all of it");
    let done = restore(&asked.backup, &keys, &target, Clock::system().now())?;
    println!("{} holds the clinic as it was at {}", asked.to.display(), done.manifest.time);
    let key = done.key.map_or_else(String::new, |it| format!(" --database-key-file {}", it.display()));
    tell(
        "what happened after that is not in it: accounts that were disabled since are open again, look at People",
    );
    tell(
        "everybody signs in again with a password; codes and tokens from before do not work: issue new ones",
    );
    if begin {
        tell(&format!(
            "{} holds heads of the clinic of before: move it away, keep it, and begin new ones with `praxis-server \
             --data-dir {}{key} audit begin`",
            restored.audit_anchor().display(),
            asked.to.display()
        ));
    }
    tell(&format!("next: praxis-server --data-dir {}{key} serve", asked.to.display()));
    Ok(())
}

fn new_key(file: &Path, config: &Config) -> anyhow::Result<()> {
    key::outside(file, &config.data_dir)?;
    let made = key::random()?;
    key::write(&made, file)?;
    owner::give(file, &config.data_dir)?;
    println!("{} holds a new key, {}", file.display(), key::fingerprint(&made));
    tell("keep a copy of it apart from the clinic's backups: without it nobody can read the database");
    Ok(())
}

fn rotate(to: &Path, config: &Config) -> anyhow::Result<()> {
    let place = config.store()?;
    anyhow::ensure!(
        place.key.is_some(),
        "database_key_file names no key: there is no encrypted database to give another"
    );
    let key = key::read(to, &config.data_dir)?;
    anyhow::ensure!(
        place.key.as_ref() != Some(&key),
        "{} holds the key that the database has already",
        to.display()
    );
    let _lock = open::lock(config)?;
    store::inspect(&place)?;
    let kept = make(&Ask {
        place: &place,
        to: &config.backup.directory(&config.data_dir),
        kind: "before-rotation",
        recipients: &[],
        now: Clock::system().now(),
        tell: &tell,
    })
    .context("the key is not changed without a backup under the old one")?;
    tell(&format!(
        "a backup under the old key is in {}: remove it once it is not needed",
        kept.path.display()
    ));
    tell("encrypting every page anew");
    store::rekey(&place, &key)?;
    println!("{} is encrypted with the key in {}", place.file.display(), to.display());
    tell(&format!(
        "next: set database_key_file to {} and start the server; backups of before need the old key",
        to.display()
    ));
    Ok(())
}

/// Takes the directory of a clinic whose encryption is to change.
fn stopped(config: &Config) -> anyhow::Result<open::Lock> {
    encryption::able()?;
    anyhow::ensure!(
        config.database().exists(),
        "there is no clinic in {}: name its directory with --data-dir",
        config.data_dir.display()
    );
    open::lock(config).context("the server must be stopped first")
}

fn encrypt(to: Option<&Path>, config: &Config) -> anyhow::Result<()> {
    let _lock = stopped(config)?;
    let done = encryption::encrypt(config, to, &tell)?;
    let (file, key_file) = (config.database(), done.key_file.display());
    println!("{} is encrypted with the key in {key_file}", file.display());
    tell(&format!(
        "{} is the database as it was, readable to whoever has it: start the server, look at the clinic, then remove it \
         (`shred -u`, which is no guarantee on an SSD or a file system that copies on writing)",
        done.kept.display()
    ));
    let backups = config.backup.directory(&config.data_dir);
    match encryption::plain_backups(&backups) {
        0 => {}
        count => tell(&format!(
            "{count} backups in {} are of before and as readable: make a new one, then remove them there and wherever \
             they were copied to",
            backups.display()
        )),
    }
    tell(&format!(
        "next: set database_key_file to {key_file}, keep a copy of it elsewhere, and start the server"
    ));
    Ok(())
}

fn decrypt(config: &Config) -> anyhow::Result<()> {
    let _lock = stopped(config)?;
    let done = encryption::decrypt(config, &tell)?;
    println!("{} is not encrypted any more", config.database().display());
    tell(&format!(
        "{} is the database as it was: remove it once the clinic has been looked at",
        done.kept.display()
    ));
    tell(&format!(
        "next: leave database_key_file away and start the server; keep {} as long as a backup needs it",
        done.key_file.display()
    ));
    Ok(())
}

fn check(config: &Config) -> anyhow::Result<()> {
    let place = config.store()?;
    let Found::Clinic { schema } = store::inspect(&place)? else {
        anyhow::bail!("there is no clinic in {}", config.data_dir.display());
    };
    tell("reading all of the database");
    let faults = snapshot::faults(&place)?;
    if faults.is_empty() {
        println!("{} is whole (schema {schema})", place.file.display());
        return Ok(());
    }
    for fault in &faults {
        println!("{fault}");
    }
    Err(Fault::Damaged(format!(
        "{} is damaged in {} places: stop the server, keep a copy of the directory, and bring back the newest good backup \
         with `praxis-server restore BACKUP --to NEWDIR` (`praxis-server verify-backup` tells which are good)",
        place.file.display(),
        faults.len()
    ))
    .into())
}

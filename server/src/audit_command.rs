//! `praxis-server audit`: checks the log of acts, or hands it out, beside a server at work
//! or without one. It only reads.

use std::{
    io::{IsTerminal as _, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context;
use chrono::NaiveDate;
use clap::Subcommand;
use praxis_server::{
    Config,
    anchor::{self, Heads, PublicKey, SignedHead},
    clock::Clock,
    domain::audit::AuditEntry,
    open,
    store::{
        Head, StoreError,
        verify::{self, Verdict},
    },
};
use praxis_shared::{
    id::ApiTokenId,
    time::{day_span, to_micros},
};
use tokio::runtime::Runtime;

/// Something was done to the log.
const TAMPERED: u8 = 3;

#[derive(Subcommand)]
pub(crate) enum AuditCommand {
    /// Checks every row of the audit log, and says which is the first that is not as it was written.
    ///
    /// Exit code 0: all is as it was written. 1: it could not be checked. 2: the command was not understood. 3: something
    /// was done to the log.
    ///
    /// The chain shows rows that were changed, taken out, slipped in or swapped. That the end was cut off, or the whole
    /// log made anew, only the signed heads show: keep them where whoever can write to the database cannot.
    Verify {
        /// The file of signed heads [default: audit_anchor, if it is there]
        #[arg(long, value_name = "FILE")]
        anchor: Option<PathBuf>,
        /// The public key of the heads, 64 hexadecimal digits or a file with them [default: the one beside audit_key]
        #[arg(long, value_name = "KEY")]
        key: Option<String>,
    },
    /// Begins new signed heads for a stopped clinic whose heads, or the key that signed them, are lost.
    ///
    /// The log gets a row that says so: who cuts off its end and takes the heads away cannot do so unseen. What was
    /// there before is believed from then on, so look first with `audit verify`, and with every copy of the heads.
    Begin,
    /// Writes the audit log to standard output, one JSON object on a line, oldest first.
    Export {
        /// From this day on, such as 2027-03-01, in the clinic's zone
        #[arg(long, value_name = "DATE")]
        from: Option<NaiveDate>,
        /// Up to and with this day
        #[arg(long, value_name = "DATE")]
        until: Option<NaiveDate>,
    },
}

pub(crate) fn run(config: &Config, what: AuditCommand, runtime: &Runtime) -> anyhow::Result<ExitCode> {
    let file = config.database();
    anyhow::ensure!(file.exists(), "there is no clinic in {}", config.data_dir.display());
    let log = || verify::open(&config.store()?).with_context(|| format!("{} cannot be read", file.display()));
    match what {
        AuditCommand::Begin => begin(config, runtime),
        AuditCommand::Export { from, until } => export(&log()?, from, until),
        AuditCommand::Verify { anchor, key } => check(config, &log()?, anchor, key.as_deref()),
    }
}

fn begin(config: &Config, runtime: &Runtime) -> anyhow::Result<ExitCode> {
    let _lock = open::lock(config).context("the server must be stopped first")?;
    let key = runtime.block_on(open::begin_heads(config, Clock::system()))?;
    println!("New signed heads begin in {}, and the log says so.", config.audit_anchor().display());
    println!("They are checked with this key, so keep a copy elsewhere: {key}");
    Ok(ExitCode::SUCCESS)
}

fn export(log: &verify::Log, from: Option<NaiveDate>, until: Option<NaiveDate>) -> anyhow::Result<ExitCode> {
    let zone = verify::zone(log)?;
    let from = from.map_or(i64::MIN, |date| to_micros(day_span(zone, date).start));
    let until = until.map_or(i64::MAX, |date| to_micros(day_span(zone, date).end));
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    verify::each_act(log, from, until, |entry| {
        writeln!(out, "{}", line(entry)).map_err(|why| StoreError::unreadable("standard output", why))
    })?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn check(
    config: &Config,
    log: &verify::Log,
    anchor: Option<PathBuf>,
    key: Option<&str>,
) -> anyhow::Result<ExitCode> {
    let Some((heads, known)) = heads(config, anchor, key)? else {
        return Ok(ExitCode::from(TAMPERED));
    };
    let signed: Vec<Head> = heads.iter().map(|it| it.head).collect();
    let mut progress = Progress::default();
    let verdict = verify::verify(log, Head::START, &signed, |seq| progress.told(seq))?;
    progress.end();
    Ok(match verdict {
        Verdict::Whole(head) => {
            println!("The audit log is whole: {} rows, each as it was written.", head.seq);
            tell_what_is_not_known(&heads, head, known.as_deref());
            ExitCode::SUCCESS
        }
        Verdict::Tampered { seq, why } => {
            println!("The audit log is NOT as it was written. First bad row: {seq}.");
            println!("{}{}.", why[..1].to_uppercase(), &why[1..]);
            if let Some(good) = heads.iter().rev().find(|it| it.head.seq < seq) {
                println!("Up to row {} it is as it was signed.", good.head.seq);
            }
            ExitCode::from(TAMPERED)
        }
    })
}

/// The signed heads and the file they are from; nothing if they are forged, which is told.
fn heads(
    config: &Config,
    anchor: Option<PathBuf>,
    key: Option<&str>,
) -> anyhow::Result<Option<(Vec<SignedHead>, Option<PathBuf>)>> {
    let file = match anchor {
        Some(named) => named,
        None if config.audit_anchor().exists() => config.audit_anchor(),
        None => return Ok(Some((Vec::new(), None))),
    };
    let key = match key {
        Some(given) => PublicKey::given(given)?,
        None => PublicKey::beside(&config.audit_key())?,
    };
    match anchor::read(&file, &key)? {
        Heads::Signed(heads) => Ok(Some((heads, Some(file)))),
        Heads::Forged { line, why } => {
            println!(
                "The signed heads are NOT as they were written: line {line} of {}: {why}.",
                file.display()
            );
            println!("If the heads are of another key, name it with --key.");
            Ok(None)
        }
    }
}

fn tell_what_is_not_known(heads: &[SignedHead], end: Head, file: Option<&Path>) {
    match (heads.last(), file) {
        (Some(last), Some(file)) => {
            println!(
                "It agrees with {} signed heads in {}, the last of {} for row {}.",
                heads.len(),
                file.display(),
                last.time.format("%Y-%m-%d %H:%M:%S UTC"),
                last.head.seq
            );
            if end.seq > last.head.seq {
                println!("Whether rows behind row {} were cut off cannot be seen yet.", last.head.seq);
            }
        }
        _ => println!(
            "No signed heads were there to compare: whether rows were cut off at the end, or the whole log was made anew, \
             CANNOT be seen. Name the heads with --anchor FILE."
        ),
    }
}

/// One line that is written over while somebody looks, and none otherwise.
#[derive(Default)]
struct Progress {
    shown: bool,
}

impl Progress {
    fn told(&mut self, seq: i64) {
        if std::io::stderr().is_terminal() {
            eprint!("\r{seq} rows checked");
            self.shown = true;
        } else if seq > 0 && seq % 1_000_000 == 0 {
            eprintln!("{seq} rows checked");
        }
    }

    fn end(&self) {
        if self.shown {
            eprintln!();
        }
    }
}

fn line(entry: &AuditEntry) -> serde_json::Value {
    let act = &entry.act;
    let roles: Vec<String> = act.who.roles.iter().map(|it| format!("{it:?}").to_lowercase()).collect();
    let name = |it: Option<String>| it.unwrap_or_default();
    serde_json::json!({
        "seq": act.seq,
        "time": act.time.to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
        "user": name(act.who.user.map(|it| it.to_string())),
        "user_display_name": entry.user_display_name,
        "roles": roles,
        "session": name(act.who.session.map(|it| it.to_string())),
        "api_token": name(act.who.token.map(|it| ApiTokenId::from_bytes(it).to_string())),
        "source": act.source,
        "method": act.method,
        "object": act.object,
        "patient": name(act.patient.map(|it| it.to_string())),
        "outcome": act.outcome,
        "reason": act.reason,
    })
}

//! `praxis-server`: makes and serves a clinic.

mod audit_command;

use std::{path::PathBuf, process::ExitCode};

use anyhow::Context;
use clap::{Parser, Subcommand};
use praxis_server::{
    Config, Listener,
    anchor::PublicKey,
    backup::{self, schedule},
    certificates::Certified,
    clock::Clock,
    config::{self, Layers},
    log::{self, Volume},
    maintenance::{self, Maintenance},
    open, process,
    reload::Reload,
    serve,
};
use praxis_shared::time;
use tokio::signal::unix::{SignalKind, signal};

use audit_command::AuditCommand;

/// The clinic's server: owns the data and the rules.
///
/// Start with `praxis-server init`, which prints an activation code for the first administrator, then
/// `praxis-server serve`. Clients connect with `praxis --server ADDRESS`; the first time they show the fingerprint that
/// `init` printed, and whoever sits there compares it.
///
/// Every setting can be given as a flag, as a PRAXIS_* variable (--data-dir is PRAXIS_DATA_DIR), or in the
/// configuration file; a flag beats a variable, a variable beats the file, the file beats the default.
#[derive(Parser)]
#[command(version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Clone, clap::Args)]
struct Settings {
    /// Configuration file (TOML) [default: server.toml in the user's configuration directory, if it is there]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Directory of the database, made by `init`, open to its owner only [default: the user's data directory]
    #[arg(long, global = true, value_name = "DIR")]
    data_dir: Option<String>,
    /// Where to listen: an address and port, where TLS 1.3 is spoken, such as 0.0.0.0:7717, or unix:PATH, a socket
    /// that only its owner opens [default: 127.0.0.1:7717]
    #[arg(long, global = true, value_name = "ADDRESS")]
    listen: Option<String>,
    /// How much to log, to standard error: error, warn, info, debug, or a filter such as praxis_server=debug [default: info]
    #[arg(long, global = true, value_name = "FILTER")]
    log: Option<String>,
    /// Hours after which a session ends, whatever happens, 1 to 24 [default: 12]
    #[arg(long, global = true, value_name = "HOURS")]
    session_hours: Option<String>,
    /// Minutes without use after which a session of the front desk locks, 1 to 60 [default: 5]
    #[arg(long, global = true, value_name = "MINUTES")]
    idle_desk_minutes: Option<String>,
    /// The same for doctors [default: 15]
    #[arg(long, global = true, value_name = "MINUTES")]
    idle_doctor_minutes: Option<String>,
    /// The same for administrators [default: 15]
    #[arg(long, global = true, value_name = "MINUTES")]
    idle_admin_minutes: Option<String>,
    /// The same for patients [default: 30]; somebody with several roles has the shortest of their limits
    #[arg(long, global = true, value_name = "MINUTES")]
    idle_patient_minutes: Option<String>,
    /// Roles that must have a second factor: a list of admin, desk, doctor, patient, or none [default: admin,doctor]
    #[arg(long, global = true, value_name = "ROLES")]
    second_factor: Option<String>,
    /// Threads that read the database, 1 to 64 [default: one per core, at least 2]
    #[arg(long, global = true, value_name = "N")]
    readers: Option<String>,
    /// Memory of one password hash in KiB, 47104 to 262144 [default: 47104]
    #[arg(long, global = true, value_name = "KIB")]
    password_memory_kib: Option<String>,
    /// The clinic's own certificate (PEM, with those who vouch for it) [default: one of the server's own authority]
    #[arg(long, global = true, value_name = "FILE")]
    tls_certificate: Option<String>,
    /// The key of --tls-certificate (PEM)
    #[arg(long, global = true, value_name = "FILE")]
    tls_key: Option<String>,
    /// The key that signs the heads of the audit log; made if it is not there [default: audit/key in the data directory]
    #[arg(long, global = true, value_name = "FILE")]
    audit_key: Option<String>,
    /// The file that signed heads are appended to; best on another disk, or append-only [default: audit/heads in the data
    /// directory]
    #[arg(long, global = true, value_name = "FILE")]
    audit_anchor: Option<String>,
    /// Connections at once, 1 to 65536 [default: 1024]
    #[arg(long, global = true, value_name = "N")]
    max_connections: Option<String>,
    /// Connections at once of one network address, 1 to 65536 [default: 128]
    #[arg(long, global = true, value_name = "N")]
    max_connections_per_source: Option<String>,
    /// Where backups go [default: backups in the data directory; another disk is better]
    #[arg(long, global = true, value_name = "DIR")]
    backup_directory: Option<String>,
    /// Minutes between two backups while something changes, up to 1440; 0 for none [default: 15]
    #[arg(long, global = true, value_name = "MINUTES")]
    backup_minutes: Option<String>,
    /// How many of the newest backups stay, beside one an hour for a day and one a day for thirty days [default: 8]
    #[arg(long, global = true, value_name = "N")]
    backup_keep: Option<String>,
    /// A file of age public keys, one a line: only who holds one of the identities can read the backups
    #[arg(long, global = true, value_name = "FILE")]
    backup_recipients: Option<String>,
    /// The key of a database that is encrypted at rest, outside of the data directory [default: the service manager's
    /// credential praxis.key, if there is one]
    #[arg(long, global = true, value_name = "FILE")]
    database_key_file: Option<String>,
    /// Where to tell Prometheus numbers about the server, on this machine only: 127.0.0.1:PORT [default: nowhere]
    #[arg(long, global = true, value_name = "ADDRESS")]
    metrics_listen: Option<String>,
}

#[derive(Subcommand)]
enum Command {
    /// Makes a clinic in the data directory and prints a one-time activation code for its first administrator.
    ///
    /// The code is good once, for 24 hours: enter it in the client (`praxis`, "activate an account"). While nobody
    /// has used it, `init` can be run again and prints a new one.
    Init {
        /// What the clinic calls itself
        #[arg(long, default_value = "Clinic")]
        name: String,
        /// IANA time zone of the clinic, such as Europe/Berlin [default: this machine's]
        #[arg(long, value_name = "ZONE")]
        time_zone: Option<String>,
        /// A further name or address under which clients reach the server; can be given more than once
        #[arg(long = "host", value_name = "NAME")]
        hosts: Vec<String>,
    },
    /// Serves the clinic until it gets SIGTERM or SIGINT; then ends calls and streams, makes everything durable and exits.
    ///
    /// While it works it makes backups by itself: each backup_minutes in which something changed. SIGHUP lets it read
    /// its certificate and the setting `log` again; nobody is sent away.
    Serve,
    /// Checks or hands out the audit log.
    Audit {
        #[command(subcommand)]
        what: AuditCommand,
    },
    #[command(flatten)]
    Maintenance(Maintenance),
    /// Lets an administrator in again who lost password and second factor: prints a one-time activation code.
    ///
    /// The server must be stopped. The second factor, all sessions and the waits after wrong tries of that
    /// administrator are gone afterwards, and the log says so. The code is good once, for 24 hours.
    Recover {
        /// User name or e-mail of the administrator
        user: String,
    },
    /// Shows the certificate that clients recognise the server by, or renews it.
    Certificate {
        #[command(subcommand)]
        what: Option<CertificateCommand>,
    },
}

#[derive(Subcommand)]
enum CertificateCommand {
    /// Shows the fingerprint, the names and the end of the certificate; the same as no word at all.
    Show,
    /// Makes a new certificate of the same authority: clients know it already. The server does so by itself 30 days
    /// before the end; a server that runs takes a renewed one up within the hour.
    Renew {
        /// A name or address under which clients reach the server, beside this machine's; can be given more than
        /// once [default: the same names as before]
        #[arg(long = "host", value_name = "NAME")]
        hosts: Vec<String>,
    },
}

impl Settings {
    fn resolve(self) -> anyhow::Result<Config> {
        let file = config::read_file(self.config.as_deref())?;
        Config::resolve(&Layers {
            flags: vec![
                ("data_dir", self.data_dir),
                ("listen", self.listen),
                ("log", self.log),
                ("session_hours", self.session_hours),
                ("idle_desk_minutes", self.idle_desk_minutes),
                ("idle_doctor_minutes", self.idle_doctor_minutes),
                ("idle_admin_minutes", self.idle_admin_minutes),
                ("idle_patient_minutes", self.idle_patient_minutes),
                ("second_factor", self.second_factor),
                ("readers", self.readers),
                ("password_memory_kib", self.password_memory_kib),
                ("tls_certificate", self.tls_certificate),
                ("tls_key", self.tls_key),
                ("audit_key", self.audit_key),
                ("audit_anchor", self.audit_anchor),
                ("max_connections", self.max_connections),
                ("max_connections_per_source", self.max_connections_per_source),
                ("backup_directory", self.backup_directory),
                ("backup_minutes", self.backup_minutes),
                ("backup_keep", self.backup_keep),
                ("backup_recipients", self.backup_recipients),
                ("database_key_file", self.database_key_file),
                ("metrics_listen", self.metrics_listen),
            ],
            variables: std::env::vars().filter(|(name, _)| name.starts_with("PRAXIS_")).collect(),
            file,
        })
    }
}

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(code) => code,
        Err(why) => {
            eprintln!("praxis-server: {why:#}");
            ExitCode::from(backup::exit_code(&why))
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let settings = cli.settings;
    let config = settings.clone().resolve()?;
    let volume = log::start(&config.log);
    process::harden()?;
    // one provider of cryptography in the whole process; that there is one already can only be this one
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    match cli.command {
        Command::Audit { what } => return audit_command::run(&config, what),
        Command::Init { name, time_zone, hosts } => runtime.block_on(init(&config, &name, time_zone, &hosts)),
        Command::Recover { user } => runtime.block_on(recover(&config, &user)),
        Command::Serve => {
            runtime.block_on(serve_until_told(&config, volume, move || settings.clone().resolve()))
        }
        Command::Certificate { what } => certificate(&config, what),
        Command::Maintenance(command) => maintenance::run(command, &config),
    }?;
    Ok(ExitCode::SUCCESS)
}

async fn init(config: &Config, name: &str, zone: Option<String>, hosts: &[String]) -> anyhow::Result<()> {
    let zone = match zone.map_or_else(iana_time_zone::get_timezone, Ok) {
        Ok(zone) => time::parse_zone(&zone).map_err(|why| anyhow::anyhow!("--time-zone: {why}"))?,
        Err(_) => {
            anyhow::bail!("--time-zone: this machine does not name its zone: give it, such as Europe/Berlin")
        }
    };
    let _lock = open::lock(config)?;
    let clock = Clock::system();
    let certified = config.certificate().make(hosts, clock.now())?;
    let desk = open::open(config, clock)?;
    let code = open::init(&desk, name, zone).await;
    desk.store.close().await;
    let code = code?;
    println!("A clinic was made in {} (time zone {zone}).", config.data_dir.display());
    println!();
    println!("    Activation code of the first administrator:  {}", code.reveal());
    println!();
    println!("It is good once, for {} hours.", open::CODE_HOURS);
    println!();
    tell(&certified);
    println!();
    println!(
        "The heads of its audit log are signed; they are checked with this key, so keep a copy elsewhere:"
    );
    println!();
    println!("    {}", PublicKey::beside(&config.audit_key())?);
    println!();
    println!("Next: praxis-server serve");
    Ok(())
}

/// What people compare, and what else is in a certificate.
fn tell(certified: &Certified) {
    let [first, second] = certified.fingerprint.lines();
    println!(
        "Clients recognise this server by its fingerprint. Whoever connects for the first time compares it:"
    );
    println!();
    println!("    {first}");
    println!("    {second}");
    println!();
    println!(
        "Its certificate is for {}, until {}.",
        certified.names.join(", "),
        certified.not_after.format("%Y-%m-%d")
    );
}

fn certificate(config: &Config, what: Option<CertificateCommand>) -> anyhow::Result<()> {
    let (place, now) = (config.certificate(), Clock::system().now());
    let certified = match what {
        None | Some(CertificateCommand::Show) => place.look()?,
        Some(CertificateCommand::Renew { hosts }) => place.renew(&hosts, now)?,
    };
    tell(&certified);
    if let Some(file) = place.authority_file() {
        println!("Scripts are given the authority: {}", file.display());
    }
    Ok(())
}

async fn recover(config: &Config, user: &str) -> anyhow::Result<()> {
    anyhow::ensure!(
        config.database().exists(),
        "there is no clinic in {}: name its directory with --data-dir",
        config.data_dir.display()
    );
    let _lock = open::lock(config)?;
    let desk = open::open(config, Clock::system())?;
    let code = open::recover(&desk, user).await;
    desk.store.close().await;
    println!("Activation code of {user}:  {}", code?.reveal());
    println!();
    println!("It is good once, for {} hours. Next: praxis-server serve", open::CODE_HOURS);
    Ok(())
}

async fn serve_until_told(
    config: &Config,
    volume: Volume,
    settings: impl Fn() -> anyhow::Result<Config> + Send + Sync + 'static,
) -> anyhow::Result<()> {
    // from here on it ends nothing
    let hangup = signal(SignalKind::hangup()).context("SIGHUP cannot be watched")?;
    anyhow::ensure!(
        config.database().exists(),
        "there is no clinic in {}: make one with `praxis-server init`",
        config.data_dir.display()
    );
    let _lock = open::lock(config)?;
    let clock = Clock::system();
    // what is wrong with the door is said before anything is touched
    let listener = Listener::open(config, &clock).await?;
    let desk = open::open(config, clock)?;
    let finished = open::is_initialised(&desk).await;
    if !matches!(finished, Ok(true)) {
        desk.store.close().await;
    }
    anyhow::ensure!(
        finished?,
        "the clinic in {} was never finished: run `praxis-server init`",
        config.data_dir.display()
    );
    let stop = told_to_stop()?;
    let address = listener.address()?;
    match listener.fingerprint() {
        Some(fingerprint) => tracing::info!(%address, %fingerprint, "serving"),
        None => tracing::info!(%address, "serving"),
    }
    let (config_now, identity, clock) = (config.clone(), listener.identity(), desk.clock.clone());
    let reload = Reload { config: config_now, volume, identity, clock };
    let rounds = [
        tokio::spawn(reload.at_each(hangup, settings)),
        tokio::spawn(schedule::run(config.clone(), desk.clone())),
        tokio::spawn(schedule::check_each_night(config.clone(), desk.clone())),
    ];
    serve(desk, listener, stop).await?;
    rounds.iter().for_each(tokio::task::JoinHandle::abort);
    tracing::info!("stopped: everything is durable");
    Ok(())
}

fn told_to_stop() -> anyhow::Result<impl Future<Output = ()>> {
    let mut term = signal(SignalKind::terminate()).context("SIGTERM cannot be watched")?;
    let mut int = signal(SignalKind::interrupt()).context("SIGINT cannot be watched")?;
    Ok(async move {
        tokio::select! {
            _ = term.recv() => {}
            _ = int.recv() => {}
        }
    })
}

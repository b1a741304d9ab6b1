//! `praxis-server`: makes and serves a clinic.

mod audit_command;

use std::process::ExitCode;

use anyhow::Context;
use clap::{Parser, Subcommand};
use praxis_server::{
    Config, Listener,
    anchor::{PublicKey, SigningKey},
    backup::{self, schedule},
    certificates::Certified,
    clock::Clock,
    config::{
        self, Layers, Variables,
        settings::{self, Flags},
    },
    console,
    domain::grant::CONSOLE_MINUTES,
    log::{self, Volume},
    maintenance::{self, Maintenance},
    open,
    owner::Writes,
    process, ready,
    reload::Reload,
    serve,
    unit::Unit,
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
#[command(version = version(), max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    settings: Flags,
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
    /// Prints a code that stands in for a second pair of eyes, where nobody else may confirm a role or a reset account.
    ///
    /// The server may be at work. The code is good once, for 15 minutes: an administrator or a doctor types it into the
    /// client where it asks for it, and the log says that it was used.
    Confirm,
    /// Shows the certificate that clients recognise the server by, or renews it.
    Certificate {
        #[command(subcommand)]
        what: Option<CertificateCommand>,
    },
    /// Prints the settings as a file that can be used as server.toml: each with what it sets and what is taken without it.
    Settings,
    /// Prints the unit with which systemd runs this server, for the settings that are there: the paths that it may write
    /// to and must read, and nothing else.
    Unit,
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

impl Command {
    /// Where it writes, on whose behalf it goes on if root runs it.
    fn writes(&self, config: &Config) -> Writes {
        match self {
            Self::Settings | Self::Unit | Self::Confirm => Writes::Nothing,
            Self::Maintenance(command) => command.writes(config),
            Self::Init { .. }
            | Self::Serve
            | Self::Audit { .. }
            | Self::Recover { .. }
            | Self::Certificate { .. } => Writes::To(config.data_dir.clone()),
        }
    }
}

/// The name and the schema: which backups open as they are is told by the schema.
fn version() -> String {
    format!("{} (schema {})", env!("CARGO_PKG_VERSION"), praxis_server::store::newest_schema())
}

/// The configuration, what gave it, and what is to be told once there is a log.
struct Configured {
    config: Config,
    layers: Layers,
    unknown: Vec<String>,
}

fn configured(flags: &Flags) -> anyhow::Result<Configured> {
    let file = config::read_file(flags.config.as_deref())?;
    let Variables { settings: variables, unknown } = Variables::of(std::env::vars_os())?;
    let layers = Layers { flags: flags.values.clone(), variables, file };
    Ok(Configured { config: Config::resolve(&layers)?, layers, unknown })
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
    if matches!(cli.command, Command::Settings) {
        print!("{}", settings::sample());
        return Ok(ExitCode::SUCCESS);
    }
    let Configured { config, layers, unknown } = configured(&cli.settings)?;
    let volume = log::start(&config.log);
    if !unknown.is_empty() {
        tracing::warn!(variables = unknown.join(", "), "these are no settings of this server: passed over");
    }
    cli.command.writes(&config).act()?;
    process::harden()?;
    // one provider of cryptography in the whole process; that there is one already can only be this one
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    match cli.command {
        Command::Audit { what } => return audit_command::run(&config, what, &runtime),
        Command::Init { name, time_zone, hosts } => runtime.block_on(init(&config, &name, time_zone, &hosts)),
        Command::Recover { user } => runtime.block_on(recover(&config, &user)),
        Command::Confirm => confirm(&config),
        Command::Serve => runtime.block_on(serve_until_told(&config, volume, move || {
            Ok(configured(&cli.settings)?.config)
        })),
        Command::Certificate { what } => certificate(&config, what),
        Command::Maintenance(command) => maintenance::run(command, &config),
        Command::Unit => unit(&config, &layers),
        Command::Settings => Ok(()),
    }?;
    Ok(ExitCode::SUCCESS)
}

fn unit(config: &Config, layers: &Layers) -> anyhow::Result<()> {
    let unit = Unit::of(config, layers, &std::env::current_exe()?)?;
    for missing in unit.missing() {
        eprintln!("praxis-server: {} is not there yet: {}", missing.path.display(), missing.advice);
    }
    print!("{unit}");
    Ok(())
}

async fn init(config: &Config, name: &str, zone: Option<String>, hosts: &[String]) -> anyhow::Result<()> {
    let zone = match zone.map_or_else(iana_time_zone::get_timezone, Ok) {
        Ok(zone) => time::parse_zone(&zone).map_err(|why| anyhow::anyhow!("--time-zone: {why}"))?,
        Err(_) => {
            anyhow::bail!("--time-zone: this machine does not name its zone: give it, such as Europe/Berlin")
        }
    };
    let _lock = open::lock(config)?;
    ready::check(config)?;
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

fn confirm(config: &Config) -> anyhow::Result<()> {
    let file = config.audit_key();
    anyhow::ensure!(
        file.exists(),
        "there is no clinic in {}: name its directory with --data-dir, and the key of its audit log with --audit-key if \
         that is elsewhere",
        config.data_dir.display()
    );
    let key = SigningKey::open_or_make(&file)?;
    println!("Code:  {}", console::code(&key, Clock::system().now()).reveal());
    println!();
    println!(
        "It is good once, for {CONSOLE_MINUTES} minutes. The client asks for it where a role or an account is confirmed."
    );
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
    ready::check(config)?;
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

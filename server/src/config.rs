//! What can be set: by flag, by `PRAXIS_*` variable, in the TOML file, or left at its
//! default, in that order. A wrong value stops the start with a sentence that names
//! the key and where the value came from.

mod asking;
mod backups;
mod limits;
pub mod settings;
mod variables;

use std::{
    fmt,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use directories::ProjectDirs;

use crate::{
    certificates::Place,
    domain::{
        asking::AskingLimits,
        people::{Role, Roles},
        session::IdleLimits,
    },
    files,
};

pub use backups::Backups;
pub use limits::Limits;
pub use variables::Variables;

use settings::{SETTINGS, Setting};

/// Where the server listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Listen {
    /// A TCP address, where TLS is spoken.
    Tcp(SocketAddr),
    /// A Unix socket that only its owner can open.
    Unix(PathBuf),
}

impl fmt::Display for Listen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => write!(f, "https://{address}"),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

/// Everything that can be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Directory of the database; only its owner may enter.
    pub data_dir: PathBuf,
    /// Where to listen.
    pub listen: Listen,
    /// How much to log: a `tracing` filter such as `info` or `praxis_server=debug`.
    pub log: String,
    /// Hours after which a session ends, whatever happens.
    pub session_hours: u32,
    /// Minutes after which a session that nobody uses locks, by role.
    pub idle: IdleLimits,
    /// Who must have a second factor, by role.
    pub second_factor: Roles,
    /// Threads that read the database.
    pub readers: usize,
    /// Memory of one password hash, in KiB.
    pub password_memory_kib: u32,
    /// The clinic's own certificate and its key; without, the server has one of its own authority.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// What guests may hold and for how long.
    pub limits: Limits,
    /// Where to tell numbers about the server, on this machine only; nowhere if nothing is said.
    pub metrics: Option<SocketAddr>,
    /// The key that signs the heads of the audit log, if it is not in the data directory.
    pub audit_key: Option<PathBuf>,
    /// The file that the signed heads are appended to, if it is not in the data directory.
    pub audit_anchor: Option<PathBuf>,
    /// Backups that the server makes by itself.
    pub backup: Backups,
    /// The key of a database that is encrypted at rest; without one the database is plain.
    pub database_key_file: Option<PathBuf>,
    /// The clinic is a practice of one.
    pub sole_practitioner: bool,
    /// Codes are handed out on paper to people who were looked at.
    pub paper_codes: bool,
    /// How much strangers may ask for.
    pub asking: AskingLimits,
}

/// Where a value comes from: the layers above the defaults.
#[derive(Debug, Default)]
pub struct Layers {
    /// Values given as flags, by key.
    pub flags: Vec<(&'static str, Option<String>)>,
    /// Values of `PRAXIS_*` variables.
    pub variables: Vec<(String, String)>,
    /// The TOML file, if one is there.
    pub file: Option<(PathBuf, toml::Table)>,
}

/// One value and the place that a complaint about it must name.
struct Found {
    value: String,
    place: String,
}

/// The directories of this program, as the system wants them.
fn directories() -> Option<ProjectDirs> {
    ProjectDirs::from("", "", "praxis")
}

/// The configuration file that is read if none is named.
#[must_use]
pub fn usual_file() -> Option<PathBuf> {
    directories().map(|it| it.config_dir().join("server.toml"))
}

/// Reads a configuration file; a missing file is fine unless it was named.
///
/// # Errors
/// If it cannot be read, is no TOML, or has a key that does not exist.
pub fn read_file(named: Option<&Path>) -> anyhow::Result<Option<(PathBuf, toml::Table)>> {
    let Some(path) = named.map(Path::to_owned).or_else(usual_file) else { return Ok(None) };
    let text = match files::text(&path) {
        Ok(text) => text,
        Err(why) if why.kind() == std::io::ErrorKind::NotFound && named.is_none() => return Ok(None),
        Err(why) => {
            return Err(why)
                .with_context(|| format!("the configuration file {} cannot be read", path.display()));
        }
    };
    let table: toml::Table = text
        .parse()
        .with_context(|| format!("the configuration file {} is not valid TOML", path.display()))?;
    let known = |key: &str| SETTINGS.iter().any(|it| it.key == key);
    if let Some(unknown) = table.keys().find(|key| !known(key)) {
        let meant =
            variables::near(unknown).map_or_else(String::new, |it| format!(" (did you mean {}?)", it.key));
        let keys: Vec<_> = SETTINGS.iter().map(|it| it.key).collect();
        bail!("{}: there is no key {unknown}{meant}; the keys are {}", path.display(), keys.join(", "));
    }
    Ok(Some((path, table)))
}

impl Layers {
    /// What flags and variables set, a flag before a variable.
    #[must_use]
    pub fn given(&self) -> Vec<(&'static Setting, String)> {
        let without_file = Self { flags: self.flags.clone(), variables: self.variables.clone(), file: None };
        let find = |it: &'static Setting| without_file.find(it.key).map(|found| (it, found.value));
        SETTINGS.iter().filter_map(find).collect()
    }

    fn find(&self, key: &'static str) -> Option<Found> {
        let flag = self.flags.iter().find(|(name, _)| *name == key).and_then(|(_, value)| value.clone());
        if let Some(value) = flag {
            return Some(Found { value, place: format!("--{}", key.replace('_', "-")) });
        }
        let variable = format!("PRAXIS_{}", key.to_uppercase());
        if let Some((_, value)) = self.variables.iter().find(|(name, _)| *name == variable) {
            return Some(Found { value: value.clone(), place: variable });
        }
        let (path, table) = self.file.as_ref()?;
        let value = match table.get(key)? {
            toml::Value::String(text) => text.clone(),
            // as somebody would write a list who knows the form of the file
            toml::Value::Array(words) if words.iter().all(toml::Value::is_str) => {
                words.iter().filter_map(toml::Value::as_str).collect::<Vec<_>>().join(",")
            }
            other => other.to_string(),
        };
        Some(Found { value, place: format!("{key} in {}", path.display()) })
    }

    fn take<T>(
        &self,
        key: &'static str,
        default: impl FnOnce() -> anyhow::Result<T>,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> anyhow::Result<T> {
        match self.find(key) {
            None => default(),
            Some(Found { value, place }) if value.trim().is_empty() => {
                bail!("{place}: it is empty: say what it shall be, or leave it away for what is usual")
            }
            Some(Found { value, place }) => read(&value)
                .map_err(|allowed| anyhow::anyhow!("{place}: {value:?} is not allowed: {allowed}")),
        }
    }
}

fn number(text: &str, from: u32, to: u32) -> Result<u32, String> {
    text.trim()
        .parse()
        .ok()
        .filter(|it| (from..=to).contains(it))
        .ok_or_else(|| format!("it must be a whole number from {from} to {to}"))
}

fn yes_or_no(text: &str) -> Result<bool, String> {
    match text.trim() {
        "yes" | "true" => Ok(true),
        "no" | "false" => Ok(false),
        _ => Err("it must be yes or no".to_owned()),
    }
}

/// A list of roles, or `none`.
fn roles(text: &str) -> Result<Roles, String> {
    if text.trim() == "none" {
        return Ok(Roles::NONE);
    }
    text.split(',')
        .map(|word| match word.trim() {
            "admin" => Ok(Role::Admin),
            "desk" => Ok(Role::Desk),
            "doctor" => Ok(Role::Doctor),
            "patient" => Ok(Role::Patient),
            _ => Err("it must be a list such as admin,doctor of admin, desk, doctor and patient, or the one word none"
                .to_owned()),
        })
        .collect()
}

/// A level, or a filter of `target=level`. A bare word that is no level would be taken for a target, and silence all
/// others: most likely it was meant as a level.
fn filter(text: &str) -> Result<String, String> {
    let level = |word: &str| ["off", "error", "warn", "info", "debug", "trace"].contains(&word);
    // what stands in brackets is a span with its fields, which may have commas
    let bare = text.split(',').map(str::trim).filter(|it| !it.contains(['=', '[', ']', '{', '}']));
    let wrong = bare.into_iter().find(|word| !level(&word.to_lowercase()));
    let read = text.parse::<tracing_subscriber::EnvFilter>();
    match (wrong, read) {
        (None, Ok(_)) => Ok(text.to_owned()),
        (Some(word), _) => Err(format!(
            "it must be a level (error, warn, info, debug, trace, off) or a filter such as praxis_server=debug, and \
             {word:?} is neither"
        )),
        (None, Err(why)) => {
            Err(format!("it must be a level or a filter such as info or praxis_server=debug ({why})"))
        }
    }
}

fn listen(text: &str) -> Result<Listen, String> {
    if let Some(path) = text.strip_prefix("unix:") {
        return if path.is_empty() {
            Err("name the socket, as in unix:/run/praxis.sock".into())
        } else {
            Ok(Listen::Unix(path.into()))
        };
    }
    text.parse()
        .map(Listen::Tcp)
        .map_err(|_| "it must be an address and port such as 127.0.0.1:7717, or unix:PATH".to_owned())
}

fn loopback(text: &str) -> Result<SocketAddr, String> {
    text.parse().ok().filter(|it: &SocketAddr| it.ip().is_loopback()).ok_or_else(|| {
        "it must be an address of this machine alone with a port, such as 127.0.0.1:7718: the numbers are told to \
         whoever asks"
            .to_owned()
    })
}

fn file(text: &str) -> Result<Option<PathBuf>, String> {
    Ok(Some(text.into()))
}

fn idle(layers: &Layers) -> anyhow::Result<IdleLimits> {
    let usual = IdleLimits::default();
    let minutes = |key, usual| layers.take(key, || Ok(usual), |text| number(text, 1, 60));
    Ok(IdleLimits {
        desk: minutes("idle_desk_minutes", usual.desk)?,
        doctor: minutes("idle_doctor_minutes", usual.doctor)?,
        admin: minutes("idle_admin_minutes", usual.admin)?,
        patient: minutes("idle_patient_minutes", usual.patient)?,
    })
}

impl Config {
    /// The configuration that these layers give.
    ///
    /// # Errors
    /// A sentence that names the key, where its value came from, and what is allowed.
    pub fn resolve(layers: &Layers) -> anyhow::Result<Self> {
        Ok(Self {
            data_dir: layers.take(
                "data_dir",
                || {
                    let found = directories().map(|it| it.data_dir().join("server"));
                    found.context("data_dir: this system names no home directory: set --data-dir")
                },
                |text| Ok(PathBuf::from(text)),
            )?,
            listen: layers.take("listen", || Ok(Listen::Tcp(([127, 0, 0, 1], 7717).into())), listen)?,
            log: layers.take("log", || Ok("info,refinery_core=warn".to_owned()), filter)?,
            session_hours: layers.take("session_hours", || Ok(12), |text| number(text, 1, 24))?,
            idle: idle(layers)?,
            second_factor: layers.take(
                "second_factor",
                || Ok(Roles::NONE.with(Role::Admin).with(Role::Doctor)),
                roles,
            )?,
            readers: layers.take(
                "readers",
                || Ok(std::thread::available_parallelism().map_or(2, usize::from).clamp(2, 8)),
                |text| number(text, 1, 64).map(|it| it as usize),
            )?,
            password_memory_kib: layers.take(
                "password_memory_kib",
                || Ok(crate::passwords::MEMORY_KIB),
                |text| number(text, crate::passwords::MEMORY_KIB, 262_144),
            )?,
            tls: tls(layers)?,
            limits: limits(layers)?,
            metrics: layers.take("metrics_listen", || Ok(None), |text| loopback(text).map(Some))?,
            audit_key: layers.take("audit_key", || Ok(None), file)?,
            audit_anchor: layers.take("audit_anchor", || Ok(None), file)?,
            backup: Backups::resolve(layers)?,
            database_key_file: layers.take("database_key_file", || Ok(crate::key::credential()), file)?,
            sole_practitioner: layers.take("sole_practitioner", || Ok(false), yes_or_no)?,
            paper_codes: layers.take("paper_codes", || Ok(false), yes_or_no)?,
            asking: asking::resolve(layers)?,
        })
    }

    /// The database, with its key if it has one.
    ///
    /// # Errors
    /// If the key file cannot be read or holds no key.
    pub fn store(&self) -> anyhow::Result<crate::store::Place> {
        let key = match &self.database_key_file {
            Some(file) => Some(crate::key::read(file, &self.data_dir)?),
            None => None,
        };
        Ok(crate::store::Place { file: self.database(), key })
    }

    /// The database file.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.data_dir.join("praxis.db")
    }

    /// The key that signs the heads of the audit log.
    #[must_use]
    pub fn audit_key(&self) -> PathBuf {
        self.audit_key.clone().unwrap_or_else(|| self.data_dir.join("audit").join("key"))
    }

    /// The file that the signed heads are appended to.
    #[must_use]
    pub fn audit_anchor(&self) -> PathBuf {
        self.audit_anchor.clone().unwrap_or_else(|| self.data_dir.join("audit").join("heads"))
    }

    /// Where the server's certificate comes from.
    #[must_use]
    pub fn certificate(&self) -> Place {
        match self.tls.clone() {
            Some((certificate, key)) => Place::Given { certificate, key },
            None => Place::Own(self.data_dir.join("tls")),
        }
    }
}

fn tls(layers: &Layers) -> anyhow::Result<Option<(PathBuf, PathBuf)>> {
    let certificate = layers.take("tls_certificate", || Ok(None), file)?;
    let key = layers.take("tls_key", || Ok(None), file)?;
    match (certificate, key) {
        (Some(certificate), Some(key)) => Ok(Some((certificate, key))),
        (None, None) => Ok(None),
        (Some(_), None) => bail!("tls_key: tls_certificate is set, so its key must be, too"),
        (None, Some(_)) => bail!("tls_certificate: tls_key is set, so its certificate must be, too"),
    }
}

fn limits(layers: &Layers) -> anyhow::Result<Limits> {
    let usual = Limits::default();
    let count = |text: &str| number(text, 1, 65_536).map(|it| it as usize);
    Ok(Limits {
        connections: layers.take("max_connections", || Ok(usual.connections), count)?,
        per_source: layers.take("max_connections_per_source", || Ok(usual.per_source), count)?,
        ..usual
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layers(flag: Option<&str>, variable: Option<&str>, file: Option<&str>) -> Layers {
        Layers {
            flags: vec![("session_hours", flag.map(str::to_owned))],
            variables: variable
                .map(|it| ("PRAXIS_SESSION_HOURS".to_owned(), it.to_owned()))
                .into_iter()
                .collect(),
            file: file.map(|it| ("server.toml".into(), it.parse().unwrap())),
        }
    }

    #[test]
    fn a_flag_beats_a_variable_beats_the_file_beats_the_default() {
        let hours = |layers: Layers| Config::resolve(&layers).unwrap().session_hours;
        assert_eq!(hours(layers(None, None, None)), 12);
        assert_eq!(hours(layers(None, None, Some("session_hours = 1"))), 1);
        assert_eq!(hours(layers(None, Some("2"), Some("session_hours = 1"))), 2);
        assert_eq!(hours(layers(Some("3"), Some("2"), Some("session_hours = 1"))), 3);
    }

    #[test]
    fn a_wrong_value_names_its_key_and_what_is_allowed() {
        let said = |layers: Layers| Config::resolve(&layers).unwrap_err().to_string();
        assert_eq!(
            said(layers(Some("never"), None, None)),
            "--session-hours: \"never\" is not allowed: it must be a whole number from 1 to 24"
        );
        assert!(said(layers(None, Some("0"), None)).starts_with("PRAXIS_SESSION_HOURS: "));
        assert!(
            said(layers(None, None, Some("session_hours = 99")))
                .starts_with("session_hours in server.toml: ")
        );
    }

    #[test]
    fn an_empty_value_is_no_value_for_any_setting() {
        for it in SETTINGS {
            for empty in ["", " ", "\t"] {
                let variables = vec![(it.variable(), empty.to_owned())];
                let said =
                    Config::resolve(&Layers { variables, ..Layers::default() }).unwrap_err().to_string();
                assert!(said.starts_with(&format!("{}: it is empty", it.variable())), "{said}");
            }
        }
        let file = Some(("server.toml".into(), "second_factor = []".parse().unwrap()));
        let said = Config::resolve(&Layers { file, ..Layers::default() }).unwrap_err().to_string();
        assert!(said.starts_with("second_factor in server.toml: it is empty"), "{said}");
    }

    #[test]
    fn nobody_is_a_word_of_its_own_and_a_list_has_no_holes() {
        assert_eq!(roles("none"), Ok(Roles::NONE));
        assert_eq!(roles(" doctor, admin "), Ok(Roles::NONE.with(Role::Admin).with(Role::Doctor)));
        for wrong in ["none,admin", "admin,none", "admin,,doctor", "admin,", ",", "nobody"] {
            assert!(roles(wrong).unwrap_err().contains("the one word none"), "{wrong}");
        }
    }

    #[test]
    fn a_filter_has_levels_that_exist() {
        for right in
            ["info", "off", "WARN", "info,refinery_core=warn", "praxis_server::store=debug", "[call]=info"]
        {
            assert_eq!(filter(right), Ok(right.to_owned()));
        }
        for wrong in ["loud", "inof", "praxis_server", "info,loud", "praxis_server=loud", "info,", "6"] {
            assert!(filter(wrong).is_err(), "{wrong}");
        }
        assert!(filter("loud").unwrap_err().ends_with("\"loud\" is neither"));
    }

    #[test]
    fn a_certificate_comes_with_its_key() {
        let resolve = |flags: Vec<(&'static str, Option<String>)>| {
            Config::resolve(&Layers { flags, ..Layers::default() })
        };
        let refused = resolve(vec![("tls_certificate", Some("a.pem".into()))]).unwrap_err().to_string();
        assert!(refused.starts_with("tls_key: "), "{refused}");
        let refused = resolve(vec![("tls_key", Some("a.pem".into()))]).unwrap_err().to_string();
        assert!(refused.starts_with("tls_certificate: "), "{refused}");
    }

    #[test]
    fn numbers_are_told_to_this_machine_alone() {
        assert!(loopback("127.0.0.1:7718").is_ok() && loopback("[::1]:7718").is_ok());
        for refused in ["0.0.0.0:7718", "192.0.2.7:7718", "[::]:7718", "7718", "localhost"] {
            assert!(loopback(refused).unwrap_err().contains("this machine alone"), "{refused}");
        }
    }

    #[test]
    fn an_address_needs_a_port_and_a_socket_a_path() {
        assert_eq!(listen("0.0.0.0:7717"), Ok(Listen::Tcp("0.0.0.0:7717".parse().unwrap())));
        assert!(listen("127.0.0.1").is_err() && listen("unix:").is_err() && listen("clinic:7717").is_err());
        assert_eq!(listen("[::1]:1"), Ok(Listen::Tcp("[::1]:1".parse().unwrap())));
        assert_eq!(listen("unix:/x/y"), Ok(Listen::Unix("/x/y".into())));
    }
}

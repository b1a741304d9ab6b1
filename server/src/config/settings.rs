//! Every setting, once: its key, what it takes, what is taken without it, and what it sets. The flags and their help,
//! the keys that a file may have, the variables and the sample file all come from this table.

use std::{fmt::Write as _, path::PathBuf};

use clap::{Arg, ArgMatches, Command, value_parser};

/// What is taken if a setting is left away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Usual {
    /// This value.
    Value(&'static str),
    /// What this says; and a value that such a setting may have, for the sample file.
    Said(&'static str, &'static str),
}

/// One setting.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Its key in the file. With dashes it is the flag, in capitals behind `PRAXIS_` the variable.
    pub key: &'static str,
    /// What its value is, in one word.
    pub value: &'static str,
    /// What is taken without it.
    pub usual: Usual,
    /// What it sets.
    pub help: &'static str,
}

const fn setting(key: &'static str, value: &'static str, usual: Usual, help: &'static str) -> Setting {
    Setting { key, value, usual, help }
}

use Usual::{Said, Value};

/// All of them, in the order in which they are told.
pub const SETTINGS: &[Setting] = &[
    setting(
        "data_dir",
        "DIR",
        Said("the user's data directory", "/var/lib/praxis"),
        "Directory of the database, made by `init`, open to its owner only",
    ),
    setting(
        "listen",
        "ADDRESS",
        Value("127.0.0.1:7717"),
        "Where to listen: an address and port, where TLS 1.3 is spoken, such as 0.0.0.0:7717, or unix:PATH, a socket \
         that only its owner opens",
    ),
    setting(
        "log",
        "FILTER",
        Value("info,refinery_core=warn"),
        "How much to log, to standard error: error, warn, info, debug, trace, off, or a filter such as \
         praxis_server=debug",
    ),
    setting(
        "session_hours",
        "HOURS",
        Value("12"),
        "Hours after which a session ends, whatever happens, 1 to 24",
    ),
    setting(
        "idle_desk_minutes",
        "MINUTES",
        Value("5"),
        "Minutes without use after which a session of the front desk locks, 1 to 60",
    ),
    setting("idle_doctor_minutes", "MINUTES", Value("15"), "The same for doctors"),
    setting("idle_admin_minutes", "MINUTES", Value("15"), "The same for administrators"),
    setting(
        "idle_patient_minutes",
        "MINUTES",
        Value("30"),
        "The same for patients; somebody with several roles has the shortest of their limits",
    ),
    setting(
        "second_factor",
        "ROLES",
        Value("admin,doctor"),
        "Roles that must have a second factor: a list of admin, desk, doctor, patient, or none",
    ),
    setting("readers", "N", Said("one per core, at least 2", "4"), "Threads that read the database, 1 to 64"),
    setting(
        "password_memory_kib",
        "KIB",
        Value("47104"),
        "Memory of one password hash in KiB, 47104 to 262144",
    ),
    setting(
        "tls_certificate",
        "FILE",
        Said("one of the server's own authority", "/etc/praxis/clinic.pem"),
        "The clinic's own certificate (PEM, with those who vouch for it)",
    ),
    setting(
        "tls_key",
        "FILE",
        Said("the server's own", "/etc/praxis/clinic.key"),
        "The key of tls_certificate (PEM)",
    ),
    setting(
        "audit_key",
        "FILE",
        Said("audit/key in the data directory", "/var/lib/praxis/audit/key"),
        "The key that signs the heads of the audit log; made if it is not there",
    ),
    setting(
        "audit_anchor",
        "FILE",
        Said("audit/heads in the data directory", "/mnt/elsewhere/praxis/heads"),
        "The file that signed heads are appended to; best on another disk, or append-only",
    ),
    setting("max_connections", "N", Value("1024"), "Connections at once, 1 to 65536"),
    setting(
        "max_connections_per_source",
        "N",
        Value("128"),
        "Connections at once of one network address, 1 to 65536",
    ),
    setting(
        "backup_directory",
        "DIR",
        Said("backups in the data directory; another disk is better", "/mnt/backup/praxis"),
        "Where backups go",
    ),
    setting(
        "backup_minutes",
        "MINUTES",
        Value("15"),
        "Minutes between two backups while something changes, up to 1440; 0 for none",
    ),
    setting(
        "backup_keep",
        "N",
        Value("8"),
        "How many of the newest backups stay, beside one an hour for a day and one a day for thirty days",
    ),
    setting(
        "backup_recipients",
        "FILE",
        Said("nobody: whoever has the files can read them", "/etc/praxis/recipients"),
        "A file of age public keys, one a line: only who holds one of the identities can read the backups",
    ),
    setting(
        "database_key_file",
        "FILE",
        Said("the service manager's credential praxis.key, if there is one", "/etc/praxis/database.key"),
        "The key of a database that is encrypted at rest, outside of the data directory",
    ),
    setting(
        "metrics_listen",
        "ADDRESS",
        Said("nowhere", "127.0.0.1:7718"),
        "Where to tell Prometheus numbers about the server, on this machine only: 127.0.0.1:PORT",
    ),
    setting(
        "sole_practitioner",
        "YES/NO",
        Value("no"),
        "Whether the clinic is a practice of one doctor without a front desk: yes or no. Then what the doctor books or \
         approves opens the record as if the front desk had done it",
    ),
    setting(
        "paper_codes",
        "YES/NO",
        Value("no"),
        "Whether codes for patients are handed out on paper to people who were looked at: yes or no. Then whoever redeems \
         a code counts as the patient at once, and so does whoever issued it and redeems it",
    ),
    setting(
        "asked_visits",
        "N",
        Value("5"),
        "Visits to come that one patient's account may have asked for by itself, 1 to 100000",
    ),
    setting(
        "asked_visits_a_day",
        "N",
        Value("2"),
        "Visits that one patient's account may ask for by itself within 24 hours, 1 to 100000",
    ),
    setting(
        "asked_visits_when_new",
        "N",
        Value("2"),
        "Visits to come that an account may have asked for that is new or not confirmed, 1 to 100000",
    ),
    setting(
        "sign_ups_an_hour",
        "N",
        Value("5"),
        "Accounts that may sign up from one network address within an hour, 1 to 100000",
    ),
];

/// What begins the sample file.
const PREFACE: &str = "\
# Settings of praxis-server, as `praxis-server settings` prints them: each with what it sets and what is taken without
# it. Take the # away from what you change. A flag beats a variable, a variable beats this file.
";

impl Setting {
    /// Its variable.
    #[must_use]
    pub fn variable(&self) -> String {
        format!("PRAXIS_{}", self.key.to_uppercase())
    }

    /// Whether its value is a place in the file system.
    #[must_use]
    pub fn is_path(&self) -> bool {
        matches!(self.value, "FILE" | "DIR")
    }

    fn flag(&self) -> Arg {
        let (Value(usual) | Said(usual, _)) = self.usual;
        let help = format!("{} [default: {usual}]", self.help);
        Arg::new(self.key).long(self.key.replace('_', "-")).value_name(self.value).help(help).global(true)
    }

    fn sample(&self) -> String {
        let (value, said) = match self.usual {
            Value(value) => (value, String::new()),
            Said(said, value) => (value, format!(" Without it: {said}.")),
        };
        let quote = if value.parse::<u32>().is_ok() { "" } else { "\"" };
        let text = wrapped(&format!("{}.{said}", self.help));
        format!("\n{text}#{} = {quote}{value}{quote}\n", self.key)
    }
}

/// The sample file: every setting, commented out.
#[must_use]
pub fn sample() -> String {
    SETTINGS.iter().fold(PREFACE.to_owned(), |text, it| text + &it.sample())
}

/// A text in lines of a comment.
fn wrapped(text: &str) -> String {
    let mut lines = vec![String::from("#")];
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < 118 => {
                let _ = write!(line, " {word}");
            }
            _ => lines.push(format!("# {word}")),
        }
    }
    lines.into_iter().map(|line| line + "\n").collect()
}

/// The settings of the command line.
#[derive(Debug, Default)]
pub struct Flags {
    /// The configuration file, if one is named.
    pub config: Option<PathBuf>,
    /// Values by key.
    pub values: Vec<(&'static str, Option<String>)>,
}

impl clap::FromArgMatches for Flags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let value = |it: &Setting| (it.key, matches.get_one::<String>(it.key).cloned());
        let config = matches.get_one::<PathBuf>("config").cloned();
        Ok(Self { config, values: SETTINGS.iter().map(value).collect() })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl clap::Args for Flags {
    fn augment_args(command: Command) -> Command {
        let config = Arg::new("config").long("config").value_name("FILE").global(true);
        let config = config.value_parser(value_parser!(PathBuf)).help(
            "Configuration file (TOML) [default: server.toml in the user's configuration directory, if it is there]",
        );
        command.arg(config).args(SETTINGS.iter().map(Setting::flag))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Layers};

    fn with(text: &str) -> anyhow::Result<Config> {
        let flags = vec![("data_dir", Some("/clinic".to_owned()))];
        let file = Some(("server.toml".into(), text.parse().unwrap()));
        Config::resolve(&Layers { flags, file, ..Layers::default() })
    }

    #[test]
    fn the_table_says_what_is_taken_if_nothing_is_said() {
        let usual = with("").unwrap();
        for it in SETTINGS {
            if let Value(value) = it.usual {
                let set = with(&format!("{} = {value:?}", it.key)).unwrap();
                assert_eq!(set, usual, "{}", it.key);
            }
        }
        // the control: another value is seen
        assert_ne!(with("session_hours = 11").unwrap(), usual);
    }

    #[test]
    fn the_sample_sets_nothing_and_with_its_signs_taken_away_everything() {
        let sample = sample();
        assert_eq!(sample.parse::<toml::Table>().unwrap(), toml::Table::new());
        let laid_open: String = sample
            .lines()
            .filter_map(|line| line.strip_prefix('#').filter(|it| !it.starts_with(' ')))
            .map(|line| format!("{line}\n"))
            .collect();
        let table: toml::Table = laid_open.parse().unwrap();
        let mut keys: Vec<_> = SETTINGS.iter().map(|it| it.key).collect();
        keys.sort_unstable();
        assert_eq!(table.keys().map(String::as_str).collect::<Vec<_>>(), keys);
        with(&laid_open).unwrap();
        assert!(sample.lines().all(|line| line.len() <= 120), "{sample}");
    }

    #[test]
    fn the_sample_in_the_examples_is_the_one_that_the_program_prints() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/server.toml");
        let held = std::fs::read_to_string(file).unwrap_or_default();
        assert!(held == sample(), "run `praxis-server settings > examples/server.toml`");
    }
}

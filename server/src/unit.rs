//! The unit with which systemd runs the server, made for the settings that are there: a sandbox that lets it write where
//! it must, and nowhere else. One that is written by hand forgets the directory of the backups.

use std::{
    fmt,
    path::{Path, PathBuf, absolute},
};

use anyhow::{Context, ensure};

use crate::{
    certificates::Place,
    config::{Config, Layers, Listen},
    owner,
};

const TEMPLATE: &str = include_str!("unit/praxis-server.service");
/// Who runs the server if the data directory is nobody's yet.
const USER: &str = "praxis";
/// What the sandbox hides: homes, and the directories that it replaces by its own.
const HIDDEN: [&str; 5] = ["/home", "/root", "/run/user", "/tmp", "/var/tmp"];
/// Ports below are the system's.
const FIRST_FREE_PORT: u16 = 1024;

/// The unit for a configuration.
#[derive(Debug)]
pub struct Unit {
    command: Vec<String>,
    user: String,
    environment: Vec<String>,
    data_dir: PathBuf,
    socket: Option<PathBuf>,
    has_key: bool,
    program: PathBuf,
    writes: Vec<PathBuf>,
    reads: Vec<PathBuf>,
    low_port: bool,
}

/// A directory that must be there before the unit starts.
#[derive(Debug, PartialEq, Eq)]
pub struct Missing {
    /// The directory.
    pub path: PathBuf,
    /// What to do.
    pub advice: String,
}

impl Unit {
    /// The unit for this configuration, which came from these layers, and this program.
    ///
    /// # Errors
    /// If a path or value cannot be put into a unit.
    pub fn of(config: &Config, layers: &Layers, program: &Path) -> anyhow::Result<Self> {
        let whole = |path: &Path| absolute(path).with_context(|| format!("{} has no place", path.display()));
        let data_dir = whole(&config.data_dir)?;
        let file = layers.file.as_ref().map(|(path, _)| whole(path)).transpose()?;
        let socket = match &config.listen {
            Listen::Unix(path) => Some(whole(&parent(path))?),
            Listen::Tcp(_) => None,
        };
        let mut writes = vec![data_dir.clone(), whole(&config.backup.directory(&config.data_dir))?];
        for file in [config.audit_anchor(), config.audit_key()] {
            writes.push(whole(&parent(&file))?);
        }
        writes.extend(socket.clone());
        let writes = outermost(writes);
        let mut reads: Vec<_> = file.clone().into_iter().collect();
        let named = [&config.database_key_file, &config.backup.recipients].into_iter().flatten().cloned();
        let tls = match config.certificate() {
            Place::Given { certificate, key } => vec![certificate, key],
            Place::Own(_) => Vec::new(),
        };
        for file in named.chain(tls) {
            reads.push(whole(&file)?);
        }
        reads.retain(|it| !writes.iter().any(|written| it.starts_with(written)));
        let mut command = vec![program.display().to_string(), "serve".to_owned()];
        if let Some(file) = file {
            command.extend(["--config".to_owned(), file.display().to_string()]);
        }
        let unit = Self {
            command,
            user: owner::name_of_owner(&data_dir).unwrap_or_else(|| USER.to_owned()),
            environment: environment(layers)?,
            data_dir,
            socket,
            has_key: config.database_key_file.is_some(),
            program: program.to_owned(),
            writes,
            reads,
            low_port: matches!(config.listen, Listen::Tcp(it) if (1..FIRST_FREE_PORT).contains(&it.port())),
        };
        ensure!(
            !unit.to_string().contains(['\r', '\0']) && unit.words().all(|it| !it.contains('\n')),
            "a path or value has a line break in it, and cannot be put into a unit"
        );
        Ok(unit)
    }

    /// All that was not in the template.
    fn words(&self) -> impl Iterator<Item = String> {
        let paths = self.writes.iter().chain(&self.reads).map(|it| it.display().to_string());
        paths.chain(self.command.clone()).chain(self.environment.clone())
    }

    /// Directories that neither systemd nor the server in its sandbox can make.
    #[must_use]
    pub fn missing(&self) -> Vec<Missing> {
        let made = [self.state(), self.runtime()].into_iter().flatten();
        let made: Vec<PathBuf> = made.map(|(place, name)| Path::new(place).join(name)).collect();
        let missing = self.writes.iter().filter(|it| !it.exists() && !made.contains(it));
        missing
            .map(|path| Missing {
                path: path.clone(),
                advice: format!("install -d -m 700 -o {} {}", self.user, quoted(&path.display().to_string())),
            })
            .collect()
    }

    /// The data directory, if systemd makes it.
    fn state(&self) -> Option<(&'static str, String)> {
        only_child("/var/lib", &self.data_dir)
    }

    /// The socket's directory, if systemd makes it.
    fn runtime(&self) -> Option<(&'static str, String)> {
        only_child("/run", self.socket.as_ref()?)
    }

    fn user(&self) -> String {
        let mut text = format!("User={}\n", self.user);
        for (what, found) in [("State", self.state()), ("Runtime", self.runtime())] {
            if let Some((_, name)) = found {
                text += &format!("{what}Directory={}\n{what}DirectoryMode=0700\n", quoted(&name));
            }
        }
        text
    }

    fn key(&self) -> &'static str {
        if self.has_key {
            return "";
        }
        "# With an encrypted database: the key comes as a credential, never as an argument or a variable.\n\
         #LoadCredentialEncrypted=praxis.key:/etc/praxis/praxis.key.cred\n"
    }

    fn hidden(&self) -> bool {
        self.writes.iter().chain(&self.reads).chain([&self.program]).any(|it| is_hidden(it))
    }

    fn capabilities(&self) -> &'static str {
        // in a name space of users the capability would say nothing about the machine's ports
        if self.low_port {
            "CapabilityBoundingSet=CAP_NET_BIND_SERVICE\nAmbientCapabilities=CAP_NET_BIND_SERVICE\n"
        } else {
            "CapabilityBoundingSet=\nAmbientCapabilities=\nPrivateUsers=yes\n"
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // in a command a dollar begins a variable, too
        let exec: Vec<_> = self.command.iter().map(|it| quoted(it).replace('$', "$$")).collect();
        let environment: String =
            self.environment.iter().map(|it| format!("Environment={}\n", quoted(it))).collect();
        let program = [self.program.clone()];
        let reads = self.reads.iter().chain(&program);
        let text = TEMPLATE
            .replace("{user}", &self.user())
            .replace("{key}", self.key())
            .replace("{capabilities}", self.capabilities())
            .replace("{home}", if self.hidden() { "ProtectHome=tmpfs\n" } else { "ProtectHome=yes\n" })
            .replace("{writes}", &lines("ReadWritePaths", "BindPaths", self.writes.iter()))
            .replace("{reads}", &lines("ReadOnlyPaths", "BindReadOnlyPaths", reads))
            .replace("{environment}", &environment)
            .replace("{exec}", &exec.join(" "));
        f.write_str(&text)
    }
}

/// A line for each path, and one more for each that the sandbox would hide.
fn lines<'a>(named: &str, bound: &str, paths: impl Iterator<Item = &'a PathBuf>) -> String {
    paths
        .map(|path| {
            let text = quoted(&path.display().to_string());
            let bound = if is_hidden(path) { format!("{bound}={text}\n") } else { String::new() };
            format!("{named}={text}\n{bound}")
        })
        .collect()
}

fn is_hidden(path: &Path) -> bool {
    HIDDEN.iter().any(|it| path.starts_with(it))
}

/// The directory of a file.
fn parent(file: &Path) -> PathBuf {
    let parent = file.parent().filter(|it| !it.as_os_str().is_empty());
    parent.unwrap_or(Path::new(".")).to_owned()
}

/// Without those that lie in another one.
fn outermost(mut paths: Vec<PathBuf>) -> Vec<PathBuf> {
    let all = paths.clone();
    paths.retain(|it| !all.iter().any(|other| other != it && it.starts_with(other)));
    let mut seen = Vec::new();
    paths.retain(|it| {
        !seen.contains(it) && {
            seen.push(it.clone());
            true
        }
    });
    paths
}

/// The name of a directory that lies right there.
fn only_child(place: &'static str, path: &Path) -> Option<(&'static str, String)> {
    let name = path.strip_prefix(place).ok()?.to_str()?;
    (!name.is_empty() && !name.contains('/')).then(|| (place, name.to_owned()))
}

/// What was set by flags and variables; a file says itself what it sets.
fn environment(layers: &Layers) -> anyhow::Result<Vec<String>> {
    let given = layers.given().into_iter();
    given
        .map(|(setting, value)| {
            let value = match value.strip_prefix("unix:") {
                _ if setting.is_path() => absolute(&value)?.display().to_string(),
                Some(socket) if setting.key == "listen" => format!("unix:{}", absolute(socket)?.display()),
                _ => value,
            };
            Ok(format!("{}={value}", setting.variable()))
        })
        .collect()
}

/// As systemd reads it back: in quotes if it must be, and without what it would put something else for.
fn quoted(text: &str) -> String {
    let text = text.replace('%', "%%");
    if text.contains(|it: char| it.is_whitespace() || "\"'\\;#".contains(it)) {
        format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(text: &str, variables: &[(&str, &str)]) -> String {
        let file = Some(("/etc/praxis/server.toml".into(), text.parse().unwrap()));
        let variables =
            variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let layers = Layers { file, variables, ..Layers::default() };
        let config = Config::resolve(&layers).unwrap();
        Unit::of(&config, &layers, Path::new("/usr/local/bin/praxis-server")).unwrap().to_string()
    }

    fn values<'a>(unit: &'a str, key: &str) -> Vec<&'a str> {
        unit.lines().filter_map(|it| it.split_once('=')).filter(|it| it.0 == key).map(|it| it.1).collect()
    }

    #[test]
    fn every_place_that_a_setting_names_is_in_the_unit() {
        let text = "data_dir = '/srv/clinic'\nlisten = 'unix:/run/praxis/door'\nbackup_directory = '/mnt/safe place'\n\
                    audit_anchor = '/mnt/other/100%/heads'\naudit_key = '/srv/keys/audit'\n\
                    database_key_file = '/etc/praxis/key'\nbackup_recipients = '/etc/praxis/readers'\n\
                    tls_certificate = '/etc/ssl/clinic.pem'\ntls_key = '/etc/ssl/clinic.key'";
        let unit = unit(text, &[("PRAXIS_SESSION_HOURS", "9")]);
        assert_eq!(
            values(&unit, "ReadWritePaths"),
            ["/srv/clinic", "\"/mnt/safe place\"", "/mnt/other/100%%", "/srv/keys", "/run/praxis"]
        );
        assert_eq!(
            values(&unit, "ReadOnlyPaths"),
            [
                "/etc/praxis/server.toml",
                "/etc/praxis/key",
                "/etc/praxis/readers",
                "/etc/ssl/clinic.pem",
                "/etc/ssl/clinic.key",
                "/usr/local/bin/praxis-server",
            ]
        );
        assert_eq!(
            values(&unit, "ExecStart"),
            ["/usr/local/bin/praxis-server serve --config /etc/praxis/server.toml"]
        );
        assert_eq!(values(&unit, "Environment"), ["PRAXIS_SESSION_HOURS=9"]);
        assert_eq!(values(&unit, "RuntimeDirectory"), ["praxis"]);
        assert_eq!((values(&unit, "ProtectHome"), values(&unit, "PrivateUsers")), (vec!["yes"], vec!["yes"]));
        assert!(!unit.contains('{'), "{unit}");
    }

    #[test]
    fn what_lies_in_the_data_directory_is_named_once_and_what_the_sandbox_hides_is_put_in_it() {
        let unit = unit("listen = '0.0.0.0:443'", &[("PRAXIS_DATA_DIR", "/var/lib/praxis")]);
        assert_eq!(values(&unit, "ReadWritePaths"), ["/var/lib/praxis"]);
        assert_eq!(values(&unit, "StateDirectory"), ["praxis"]);
        assert_eq!(values(&unit, "AmbientCapabilities"), ["CAP_NET_BIND_SERVICE"]);
        assert_eq!(values(&unit, "PrivateUsers"), Vec::<&str>::new());
        let unit = self::unit("data_dir = '/home/ana/clinic'", &[]);
        assert_eq!(values(&unit, "BindPaths"), ["/home/ana/clinic"]);
        assert_eq!(values(&unit, "ProtectHome"), ["tmpfs"]);
    }
}

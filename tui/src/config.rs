//! What the client remembers between runs: the last server, each person's theme, and by
//! what a server knows this device again; beside it, the servers that were met. Nothing
//! about patients, no password, nothing that opens anything. A file that cannot be
//! read or written costs the memory, never the program.

mod known;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::keymap::{Entry, Keymap};
use crate::outbox::Choice;
use crate::theme::ThemeName;

pub use known::KnownServers;

/// The contents of `praxis.toml`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct File {
    /// The server to connect to when none is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    server: Option<String>,
    /// Themes by user name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    themes: BTreeMap<String, String>,
}

/// What is remembered, and where.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    directory: Option<PathBuf>,
    file: File,
    devices: BTreeMap<String, String>,
}

impl Memory {
    /// Reads the memory from the person's configuration directory.
    pub fn of_person() -> Self {
        let directory =
            directories::ProjectDirs::from("", "", "praxis").map(|dirs| dirs.config_dir().to_owned());
        directory.map_or_else(Self::default, |directory| Self::at(&directory))
    }

    /// Reads the memory from a directory.
    pub fn at(directory: &Path) -> Self {
        let text = fs::read_to_string(directory.join("praxis.toml")).unwrap_or_default();
        let devices = fs::read_to_string(directory.join("devices.toml")).unwrap_or_default();
        Self {
            directory: Some(directory.to_owned()),
            file: toml::from_str(&text).unwrap_or_default(),
            devices: toml::from_str(&devices).unwrap_or_default(),
        }
    }

    /// What that server gave this device to be known by; empty if nothing. It opens nothing.
    pub fn device(&self, server: &str) -> &str {
        self.devices.get(server).map_or("", String::as_str)
    }

    /// Remembers what that server gave this device, in a file for its owner alone.
    pub fn remember_device(&mut self, server: &str, token: &str) {
        if token.is_empty() || self.device(server) == token {
            return;
        }
        self.devices.insert(server.to_owned(), token.to_owned());
        let _ = self.write_devices();
    }

    fn write_devices(&self) -> io::Result<()> {
        let Some(directory) = &self.directory else { return Ok(()) };
        fs::create_dir_all(directory)?;
        let text = toml::to_string(&self.devices).map_err(io::Error::other)?;
        let beside = directory.join("devices.toml.new");
        let _ = fs::remove_file(&beside);
        let mut new = fs::OpenOptions::new();
        std::os::unix::fs::OpenOptionsExt::mode(new.write(true).create_new(true), 0o600);
        io::Write::write_all(&mut new.open(&beside)?, text.as_bytes())?;
        fs::rename(beside, directory.join("devices.toml"))
    }

    /// The last server that answered to its name.
    pub fn server(&self) -> Option<&str> {
        self.file.server.as_deref()
    }

    /// The servers that this person has met.
    pub fn known_servers(&self) -> Result<KnownServers, String> {
        let none = "this system names no home directory, so that nowhere is written whom you know: set HOME";
        self.directory.as_deref().map(KnownServers::at).ok_or_else(|| none.to_owned())
    }

    /// The themes that people chose.
    pub fn themes(&self) -> BTreeMap<String, ThemeName> {
        let themes = self.file.themes.iter();
        themes.filter_map(|(user, theme)| Some((user.clone(), theme.parse().ok()?))).collect()
    }

    /// Remembers the server for the next start.
    pub fn remember_server(&mut self, address: &str) {
        if self.file.server.as_deref() != Some(address) {
            self.file.server = Some(address.to_owned());
            // See the module: a full disk must not keep anybody from working.
            let _ = self.write();
        }
    }

    /// Remembers a choice.
    pub fn remember(&mut self, choice: Choice) {
        match choice {
            Choice::Theme { user_name, theme } => {
                self.file.themes.insert(user_name, theme.to_string());
            }
        }
        let _ = self.write();
    }

    /// The key table with the person's changes, and what is wrong with them.
    pub fn keymap(&self, known: &[Entry]) -> (Keymap, Vec<String>) {
        let Some(directory) = &self.directory else { return Default::default() };
        match fs::read_to_string(directory.join("keys.toml")) {
            Ok(text) => Keymap::read(&text, known),
            Err(missing) if missing.kind() == io::ErrorKind::NotFound => Default::default(),
            Err(wrong) => (Keymap::default(), vec![format!("keys.toml cannot be read: {wrong}")]),
        }
    }

    /// Writes beside and renames, so that a crash leaves the old file.
    fn write(&self) -> io::Result<()> {
        let Some(directory) = &self.directory else { return Ok(()) };
        fs::create_dir_all(directory)?;
        let text = toml::to_string(&self.file).map_err(io::Error::other)?;
        let beside = directory.join("praxis.toml.new");
        fs::write(&beside, text)?;
        fs::rename(beside, directory.join("praxis.toml"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_there_at_the_next_start() {
        let directory = tempfile::tempdir().unwrap();
        let mut memory = Memory::at(directory.path());
        memory.remember_server("clinic:7717");
        memory.remember(Choice::Theme { user_name: "ida".into(), theme: ThemeName::Deutan });
        let again = Memory::at(directory.path());
        assert_eq!(again.server(), Some("clinic:7717"));
        assert_eq!(again.themes()["ida"], ThemeName::Deutan);
    }

    #[test]
    fn what_a_server_gave_this_device_is_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let directory = tempfile::tempdir().unwrap();
        let mut memory = Memory::at(directory.path());
        memory.remember_device("https://a:1", "praxis_d_1");
        memory.remember_device("unix:/b", "praxis_d_2");
        let again = Memory::at(directory.path());
        assert_eq!((again.device("https://a:1"), again.device("unix:/b")), ("praxis_d_1", "praxis_d_2"));
        assert_eq!(again.device("elsewhere"), "");
        let mode = fs::metadata(directory.path().join("devices.toml")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_broken_file_costs_the_memory_and_nothing_else() {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("praxis.toml"), "server = [").unwrap();
        fs::write(directory.path().join("keys.toml"), "[nowhere]\nx = 1").unwrap();
        let memory = Memory::at(directory.path());
        assert_eq!(memory.server(), None);
        assert_eq!(memory.keymap(&[]).1.len(), 1);
        Memory::default().remember_server("nowhere");
    }
}

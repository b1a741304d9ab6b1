//! The servers that this person has met, and what each is recognised by: the file
//! `known_servers`, one line for each. A line that cannot be read is never skipped:
//! a server that is not recognised must not become a new acquaintance by accident.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use praxis_shared::fingerprint::Fingerprint;

const HEAD: &str = "# Servers that praxis recognises: address, SHA-256 of their authority. See praxis enrol, praxis forget.\n";

/// The file of known servers.
#[derive(Debug, Clone)]
pub struct KnownServers {
    file: PathBuf,
}

impl KnownServers {
    /// Those in this directory.
    pub fn at(directory: &Path) -> Self {
        Self { file: directory.join("known_servers") }
    }

    /// What a server at this address, `host:port`, was recognised by.
    pub fn find(&self, address: &str) -> Result<Option<Fingerprint>, String> {
        Ok(self.read()?.into_iter().find(|(known, _)| known == address).map(|(_, print)| print))
    }

    /// Recognises this server from now on. One that is known stays as it is: see [`KnownServers::forget`].
    pub fn add(&self, address: &str, fingerprint: Fingerprint) -> Result<(), String> {
        let mut servers = self.read()?;
        if servers.iter().any(|(known, _)| known == address) {
            return Err(format!("{address} is known already: praxis forget {address} first"));
        }
        servers.push((address.to_owned(), fingerprint));
        self.write(&servers)
    }

    /// Knows this server no more; whether it did.
    pub fn forget(&self, address: &str) -> Result<bool, String> {
        let mut servers = self.read()?;
        let before = servers.len();
        servers.retain(|(known, _)| known != address);
        let knew = servers.len() < before;
        if knew {
            self.write(&servers)?;
        }
        Ok(knew)
    }

    fn read(&self) -> Result<Vec<(String, Fingerprint)>, String> {
        let text = match fs::read_to_string(&self.file) {
            Ok(text) => text,
            Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(why) => return Err(format!("{} cannot be read: {why}", self.file.display())),
        };
        let mut servers = Vec::new();
        for (at, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let read = line.split_once(' ').and_then(|(address, print)| Some((address, print.parse().ok()?)));
            let (address, print) = read.ok_or_else(|| {
                format!(
                    "{}: line {} is no server with its fingerprint: put it right or take it out",
                    self.file.display(),
                    at + 1
                )
            })?;
            servers.push((address.to_owned(), print));
        }
        Ok(servers)
    }

    /// Writes beside and renames, so that a crash leaves the old file.
    fn write(&self, servers: &[(String, Fingerprint)]) -> Result<(), String> {
        let mut text = HEAD.to_owned();
        for (address, print) in servers {
            text.push_str(&format!("{address} {print}\n"));
        }
        let written = || -> io::Result<()> {
            let directory = self.file.parent().unwrap_or(Path::new("."));
            fs::create_dir_all(directory)?;
            let beside = self.file.with_extension("new");
            // left over from a crash, and perhaps open to others
            let _ = fs::remove_file(&beside);
            let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&beside, &self.file)?;
            File::open(directory)?.sync_all()
        };
        written().map_err(|why| format!("{} cannot be written: {why}", self.file.display()))
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_server_is_known_until_it_is_forgotten_and_never_changed_in_between() {
        let directory = tempfile::tempdir().unwrap();
        let known = KnownServers::at(&directory.path().join("praxis"));
        let (one, other) = (Fingerprint([1; 32]), Fingerprint([2; 32]));
        assert_eq!(known.find("clinic:7717"), Ok(None));
        known.add("clinic:7717", one).unwrap();
        known.add("other:7717", other).unwrap();
        assert!(known.add("clinic:7717", other).unwrap_err().contains("praxis forget clinic:7717"));
        assert_eq!(known.find("clinic:7717"), Ok(Some(one)));
        let mode = fs::metadata(&known.file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(known.forget("clinic:7717"), Ok(true));
        assert_eq!(known.forget("clinic:7717"), Ok(false));
        assert_eq!(known.find("clinic:7717"), Ok(None));
        assert_eq!(known.find("other:7717"), Ok(Some(other)));
    }

    #[test]
    fn a_line_that_cannot_be_read_makes_nobody_a_stranger() {
        let directory = tempfile::tempdir().unwrap();
        let known = KnownServers::at(directory.path());
        fs::write(&known.file, "# a remark\n\nclinic:7717 12 34\n").unwrap();
        let refused = known.find("clinic:7717").unwrap_err();
        assert!(refused.contains("line 3"), "{refused}");
        assert!(known.add("other:7717", Fingerprint([1; 32])).is_err());
    }
}

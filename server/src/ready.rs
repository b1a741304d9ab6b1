//! Whether the places that the settings name can be used, tried at the start: a backup or a signed head that cannot be
//! written must not be found out about on the day when it is needed.

use std::{
    fs::{self, OpenOptions},
    io::ErrorKind,
    os::unix::fs::PermissionsExt as _,
    path::Path,
};

use anyhow::{Context, ensure};

use crate::{anchor, backup::crypt, config::Config, files};

/// Tries them all.
///
/// # Errors
/// A sentence that names the setting and what is wrong with it.
pub fn check(config: &Config) -> anyhow::Result<()> {
    if let Some(file) = &config.backup.recipients {
        crypt::recipients(file)?;
        not_for_all_to_change(file)?;
    }
    if let Some(directory) = &config.backup.directory {
        files::private_dir(directory, "backup_directory")?;
        may_write_in(directory, "backup_directory")?;
    }
    heads(&config.audit_anchor(), config.audit_anchor.is_some())
}

/// Whoever can add a reader can read every backup from then on.
fn not_for_all_to_change(file: &Path) -> anyhow::Result<()> {
    let open = fs::metadata(file).is_ok_and(|it| it.permissions().mode() & 0o002 != 0);
    ensure!(
        !open,
        "backup_recipients: everybody on this machine can change {}, and so add a reader: chmod 644 it",
        file.display()
    );
    Ok(())
}

/// The file that signed heads are appended to, or where it will be if a place was named.
fn heads(file: &Path, named: bool) -> anyhow::Result<()> {
    anchor::usable(file)?;
    if file.exists() {
        OpenOptions::new().append(true).open(file).map(drop).with_context(|| {
            format!(
                "audit_anchor: {} cannot be written: give it to the user that runs the server",
                file.display()
            )
        })
    } else if named {
        let parent = file.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
        files::private_dir(parent, "audit_anchor")?;
        may_write_in(parent, "audit_anchor")
    } else {
        Ok(())
    }
}

/// Makes a file and takes it away again. That the disk is full is told later, and keeps nobody from reading.
fn may_write_in(directory: &Path, what: &str) -> anyhow::Result<()> {
    let probe = directory.join(format!(".praxis-may-write-{}", std::process::id()));
    let tried = match fs::remove_file(&probe) {
        Err(why) if why.kind() != ErrorKind::NotFound => Err(why),
        _ => files::private_file(&probe).and_then(|_| fs::remove_file(&probe)),
    };
    match tried {
        Err(why) if why.kind() != ErrorKind::StorageFull => Err(why).with_context(|| {
            format!(
                "{what}: the directory {} cannot be written to: choose one that the user that runs the server may write \
                 to, and under systemd one that the unit lets it write to (`praxis-server unit` prints it)",
                directory.display()
            )
        }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Layers;

    fn said(flags: &[(&'static str, &Path)]) -> String {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("clinic");
        let given = flags.iter().map(|(key, path)| (*key, Some(path.display().to_string())));
        let flags = given.chain([("data_dir", Some(dir.display().to_string()))]).collect();
        let config = Config::resolve(&Layers { flags, ..Layers::default() }).unwrap();
        check(&config).err().map_or_else(String::new, |why| format!("{why:#}"))
    }

    #[test]
    fn what_a_setting_names_must_be_of_use_before_the_server_starts() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path("file"), "no recipient").unwrap();
        fs::write(path("empty"), "# nobody\n").unwrap();
        let reader = age::x25519::Identity::generate().to_public().to_string();
        fs::write(path("readers"), reader).unwrap();
        for (key, wrong, why) in [
            ("backup_recipients", path("file"), "is no recipient"),
            ("backup_recipients", path("empty"), "names nobody"),
            ("backup_recipients", path("missing"), "cannot be read"),
            ("backup_recipients", "/dev/zero".into(), "cannot be read: it is longer than"),
            ("backup_directory", path("file"), "cannot be made"),
            ("backup_directory", "/proc/praxis".into(), "cannot be made"),
            ("audit_anchor", folder.path().to_owned(), "is no regular file"),
            ("audit_anchor", "/dev/full".into(), "is no regular file"),
            ("audit_anchor", "/dev/null".into(), "is no regular file"),
            ("audit_anchor", "/proc/heads".into(), "cannot be written to"),
        ] {
            let said = said(&[(key, &wrong)]);
            assert!(said.starts_with(&format!("{key}: ")) && said.contains(why), "{key} = {wrong:?}: {said}");
        }
        fs::set_permissions(path("readers"), fs::Permissions::from_mode(0o646)).unwrap();
        assert!(said(&[("backup_recipients", &path("readers"))]).contains("add a reader"));
        fs::set_permissions(path("readers"), fs::Permissions::from_mode(0o644)).unwrap();
        // what is in order, or can be made, keeps nobody
        for (key, right) in [
            ("backup_recipients", path("readers")),
            ("backup_directory", path("new/backups")),
            ("audit_anchor", path("elsewhere/heads")),
        ] {
            assert_eq!(said(&[(key, &right)]), "", "{key}");
        }
        assert_eq!(fs::read_dir(path("new/backups")).unwrap().count(), 0, "a probe was left");
    }
}

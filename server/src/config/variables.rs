//! The `PRAXIS_*` variables. What looks like a setting and is none is refused: a limit that somebody meant to set must
//! not be left at its default without a word. What has nothing to do with settings belongs to somebody else.

use std::ffi::{OsStr, OsString};

use anyhow::bail;

use super::settings::{SETTINGS, Setting};

/// Begins the names of all of them.
const PREFIX: &str = "PRAXIS_";
/// What the client takes, which may well run in the same surroundings.
const CLIENT: [&str; 5] = ["SERVER", "THEME", "TERMINAL", "LOCK_AFTER", "DEMO_DIR"];

/// What is set.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Variables {
    /// Settings, by the names of their variables.
    pub settings: Vec<(String, String)>,
    /// Names that are no setting's, and not near one.
    pub unknown: Vec<String>,
}

impl Variables {
    /// Of these, such as [`std::env::vars_os`].
    ///
    /// # Errors
    /// If one that begins with `PRAXIS_` is no text, or is nearly the name of a setting.
    pub fn of(all: impl IntoIterator<Item = (OsString, OsString)>) -> anyhow::Result<Self> {
        let mut found = Self::default();
        for (name, value) in all {
            if name.as_encoded_bytes().starts_with(PREFIX.as_bytes()) {
                found.take(&name, value)?;
            }
        }
        Ok(found)
    }

    fn take(&mut self, name: &OsStr, value: OsString) -> anyhow::Result<()> {
        let (Some(text), Ok(value)) = (name.to_str(), value.into_string()) else {
            bail!("{}: it is no text in UTF-8: set it anew, or leave it away", name.display());
        };
        let key = text.strip_prefix(PREFIX).unwrap_or_default();
        if SETTINGS.iter().any(|it| it.variable() == text) {
            self.settings.push((text.to_owned(), value));
        } else if let Some(meant) = near(key) {
            bail!(
                "{text}: there is no such setting: did you mean {}? If it is another program's, take it out of the \
                 server's surroundings",
                meant.variable()
            );
        } else if !CLIENT.contains(&key) {
            self.unknown.push(text.to_owned());
        }
        Ok(())
    }
}

/// The setting that was probably meant by a key that is none.
pub(super) fn near(key: &str) -> Option<&'static Setting> {
    let key = key.to_lowercase();
    let far = |it: &Setting| strsim::damerau_levenshtein(&key, it.key);
    let close = |it: &&Setting| far(it) <= (1 + it.key.len() / 6).min(3);
    SETTINGS.iter().filter(close).min_by_key(|it| far(it))
}

#[cfg(test)]
mod tests {
    use std::os::unix::ffi::OsStringExt as _;

    use super::*;

    fn of(name: &str, value: &[u8]) -> Result<Variables, String> {
        let value = OsString::from_vec(value.to_vec());
        Variables::of([(name.into(), value)]).map_err(|why| why.to_string())
    }

    #[test]
    fn what_is_nearly_a_setting_is_refused_with_the_one_that_was_meant() {
        for (wrong, right) in [
            ("PRAXIS_MAX_CONECTIONS", "PRAXIS_MAX_CONNECTIONS"),
            ("PRAXIS_SECONDFACTOR", "PRAXIS_SECOND_FACTOR"),
            ("PRAXIS_DATADIR", "PRAXIS_DATA_DIR"),
            ("PRAXIS_LISTNE", "PRAXIS_LISTEN"),
            ("PRAXIS_listen", "PRAXIS_LISTEN"),
            ("PRAXIS_LOGS", "PRAXIS_LOG"),
            ("PRAXIS_SESSION_HOUR", "PRAXIS_SESSION_HOURS"),
            ("PRAXIS_BACKUP_DIRECTROY", "PRAXIS_BACKUP_DIRECTORY"),
        ] {
            let refused = of(wrong, b"1").unwrap_err();
            assert!(refused.starts_with(&format!("{wrong}: ")), "{refused}");
            assert!(refused.contains(&format!("did you mean {right}?")), "{refused}");
        }
    }

    #[test]
    fn what_belongs_to_somebody_else_is_only_told() {
        for name in [
            "PRAXIS_SERVICE_HOST",
            "PRAXIS_SERVICE_PORT",
            "PRAXIS_PORT",
            "PRAXIS_PORT_7717_TCP",
            "PRAXIS_PORT_7717_TCP_ADDR",
            "PRAXIS_SERVER_SERVICE_HOST",
            "PRAXIS_PASSWORD",
            "PRAXIS_CA",
            "PRAXIS_SEED",
        ] {
            assert_eq!(of(name, b"1").unwrap().unknown, [name]);
        }
        for name in CLIENT {
            assert_eq!(of(&format!("{PREFIX}{name}"), b"1"), Ok(Variables::default()), "{name}");
        }
        let set = of("PRAXIS_LISTEN", b"unix:/x").unwrap().settings;
        assert_eq!(set, [("PRAXIS_LISTEN".to_owned(), "unix:/x".to_owned())]);
    }

    #[test]
    fn what_is_no_text_is_refused_by_name_if_it_is_ours_and_passed_over_otherwise() {
        let refused = of("PRAXIS_SECOND_FACTOR", b"admin\xff").unwrap_err();
        assert!(refused.starts_with("PRAXIS_SECOND_FACTOR: it is no text"), "{refused}");
        let name = OsString::from_vec(b"PRAXIS_\xff".to_vec());
        assert!(Variables::of([(name, "1".into())]).is_err());
        assert_eq!(of("LS_COLORS", b"\xff"), Ok(Variables::default()));
    }
}

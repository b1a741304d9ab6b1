//! From the command line to a running client. The sample clinic is opened by
//! whoever links one in, see `main.rs`: this library knows no server code.

use std::collections::BTreeMap;

use crate::app::{EVERYWHERE, Wishes};
use crate::cli::Look;
use crate::config::Memory;
use crate::context::SampleAccount;
use crate::keymap::{Entry, Keymap};
use crate::runtime::{self, Start, first_context, server::Server};
use crate::screen::tables;
use crate::theme::{Theme, ThemeName};

/// What the environment says about the terminal.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    variables: BTreeMap<&'static str, String>,
}

impl Surroundings {
    /// Reads the variables that matter.
    pub fn of_process() -> Self {
        let names = [
            "NO_COLOR",
            "TERM",
            "SSH_CONNECTION",
            "SSH_TTY",
            "MOSH_IP",
            "HOSTNAME",
            "LC_ALL",
            "LC_CTYPE",
            "LANG",
        ];
        let variables =
            names.into_iter().filter_map(|name| Some((name, std::env::var(name).ok()?))).collect();
        Self { variables }
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str)
    }

    /// Whether the line to the terminal may be slow.
    pub fn is_remote(&self) -> bool {
        ["SSH_CONNECTION", "SSH_TTY", "MOSH_IP"].iter().any(|name| self.get(name).is_some())
    }

    /// Whether the terminal says that it knows more than ASCII.
    pub fn has_blocks(&self) -> bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().filter_map(|name| self.get(name));
        let said = locale.map(str::to_lowercase).find(|it| !it.is_empty()).unwrap_or_default();
        said.contains("utf-8") || said.contains("utf8")
    }

    /// Whether the terminal cannot move its cursor.
    pub fn is_dumb(&self) -> bool {
        self.get("TERM") == Some("dumb")
    }

    /// The theme to start with.
    pub fn theme(&self, wanted: Option<ThemeName>) -> (Theme, bool) {
        let theme = Theme::choose(wanted.unwrap_or_default(), self.get("NO_COLOR"), self.get("TERM"));
        // A colourless terminal stays so, whoever signs in.
        (theme, wanted.is_some() || theme.name() == ThemeName::Mono)
    }

    /// What the terminal is called when nobody says.
    pub fn terminal(&self) -> String {
        let host = std::fs::read_to_string("/etc/hostname").ok().map(|name| name.trim().to_owned());
        let host = self.get("HOSTNAME").map(str::to_owned).or(host).filter(|name| !name.is_empty());
        host.unwrap_or_else(|| "terminal".to_owned()).chars().take(80).collect()
    }
}

/// Puts everything together for the loop.
pub fn prepare(
    server: Server,
    look: &Look,
    memory: Memory,
    surroundings: &Surroundings,
    samples: Vec<SampleAccount>,
) -> (Start, Vec<String>) {
    let (theme, theme_fixed) = surroundings.theme(look.theme);
    let usual = Keymap::default();
    let mut known: Vec<Entry> = usual.entries(&EVERYWHERE);
    known.extend(tables(&usual).into_iter().flatten());
    let (keys, complaints) = memory.keymap(&known);
    let mut cx = first_context();
    cx.theme = theme;
    cx.keys = keys;
    cx.samples = samples;
    cx.known_terminal = !memory.device(&server.to_string()).is_empty();
    cx.terminal = look.terminal.clone().unwrap_or_else(|| surroundings.terminal());
    let wishes = Wishes {
        theme: theme.name(),
        theme_fixed,
        themes: memory.themes(),
        lock_after: look.locks_after(),
        complaints: complaints.clone(),
    };
    let remote = surroundings.is_remote();
    let plain = look.plain || surroundings.is_dumb();
    cx.blocks = surroundings.has_blocks() && !plain;
    (Start { server, cx, wishes, memory, remote, plain }, complaints)
}

/// Runs the client to its end on its own small runtime: one thread, so that what comes from the server wakes nobody
/// but the one who draws it. Keys are read by a thread of their own.
pub fn run(start: Start) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let ended = runtime.block_on(async {
        if start.plain { runtime::plain::run(start).await } else { runtime::run(start).await }
    });
    // Calls and streams that are still open are of no interest to anybody now.
    runtime.shutdown_background();
    ended
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_color_holds_whatever_a_person_chose() {
        let bare = Surroundings { variables: [("NO_COLOR", "1".to_owned())].into() };
        let (theme, fixed) = bare.theme(Some(ThemeName::Dark));
        assert_eq!((theme.name(), fixed), (ThemeName::Mono, true));
        assert_eq!(Surroundings::default().theme(None), (Theme::new(ThemeName::Plain), false));
    }

    #[test]
    fn a_line_through_ssh_may_be_slow() {
        assert!(Surroundings { variables: [("SSH_TTY", String::new())].into() }.is_remote());
        assert!(!Surroundings::default().is_remote());
    }
}

//! The command line: what can be said to the program before it starts.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, builder::NonEmptyStringValueParser};

use praxis_shared::fingerprint::Fingerprint;

use crate::theme::ThemeName;

/// A clinic in the terminal.
///
/// Praxis is used with the keyboard alone. The last row of the screen always
/// shows the keys that work right now, ? shows all of them, and Ctrl-K finds any
/// command by a few letters of its name.
///
/// To look around without a server: praxis demo
#[derive(Debug, Parser)]
#[command(name = "praxis", version, max_term_width = 90)]
pub struct Cli {
    /// The settings of a run.
    #[command(flatten)]
    pub look: Look,

    /// The clinic's server, such as clinic.example:7717, or unix:PATH for a socket of
    /// this machine. Remembered for the next start, so it is needed only once.
    #[arg(long, short, env = "PRAXIS_SERVER", value_name = "ADDRESS", value_parser = NonEmptyStringValueParser::new())]
    pub server: Option<String>,

    /// Something other than connecting to the clinic.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// How the client looks and behaves, whatever it connects to.
#[derive(Debug, Clone, Args)]
pub struct Look {
    /// Colours: plain, dark, light, high-contrast, deutan, tritan, or mono for none.
    /// Inside, ":theme" changes them and remembers them for you. NO_COLOR is honoured.
    #[arg(long, env = "PRAXIS_THEME", value_name = "NAME", global = true)]
    pub theme: Option<ThemeName>,

    /// Prints lines and reads lines instead of drawing a screen: for screen readers,
    /// braille lines and terminals that cannot move the cursor (TERM=dumb).
    #[arg(long, global = true)]
    pub plain: bool,

    /// What this terminal is called in your list of sessions; normally the host's name.
    #[arg(long, env = "PRAXIS_TERMINAL", value_name = "NAME", global = true,
          value_parser = NonEmptyStringValueParser::new())]
    pub terminal: Option<String>,

    /// Minutes without a key after which the terminal locks, if that is sooner than the clinic's
    /// server wants it: 5 at the front desk, 15 for doctors, 30 for patients, unless it is set otherwise there.
    #[arg(long, env = "PRAXIS_LOCK_AFTER", value_name = "MINUTES", global = true,
          value_parser = clap::value_parser!(u64).range(1..=60))]
    pub lock_after: Option<u64>,
}

impl Look {
    /// After how long the terminal locks, if the person wants it sooner than the server.
    pub fn locks_after(&self) -> Option<Duration> {
        self.lock_after.map(|minutes| Duration::from_secs(minutes * 60))
    }
}

/// Something other than connecting to the clinic.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Opens a sample clinic that lives on this computer.
    ///
    /// It has doctors, patients, three weeks of visits and unread messages. The
    /// sign-in screen lists its people; a digit signs in as one of them. Another
    /// terminal joins it with the command that is printed.
    Demo(Demo),

    /// Gets to know the clinic's server, and remembers it.
    ///
    /// The server shows a fingerprint; you compare it with the one that the clinic
    /// gave you. From then on a server with another one is refused. Without this
    /// command, praxis asks the same before its first sign-in.
    Enrol {
        /// The server, such as clinic.example:7717.
        address: String,
        /// The fingerprint as the clinic told it; then nothing is asked. Blanks and
        /// colons in it do not matter.
        #[arg(long, value_name = "FINGERPRINT")]
        fingerprint: Option<Fingerprint>,
    },

    /// Forgets what a server is recognised by, when the clinic says that it has a new
    /// fingerprint. Enrol it again then.
    Forget {
        /// The server, such as clinic.example:7717.
        address: String,
    },
}

/// Where the sample clinic lives.
#[derive(Debug, Clone, Args)]
pub struct Demo {
    /// Throws the sample clinic away and makes a new one, dated around today.
    #[arg(long)]
    pub fresh: bool,

    /// The directory of the sample clinic; normally one of its own among your data.
    #[arg(long, env = "PRAXIS_DEMO_DIR", value_name = "DIRECTORY")]
    pub data_dir: Option<PathBuf>,
}

/// The first of these variables that is meant for Praxis and is no text: it would be complained about without its name.
pub fn no_text(variables: impl IntoIterator<Item = (OsString, OsString)>) -> Option<String> {
    let ours = |name: &OsString| name.as_encoded_bytes().starts_with(b"PRAXIS_");
    let found = variables
        .into_iter()
        .find(|(name, value)| ours(name) && (name.to_str().is_none() || value.to_str().is_none()));
    found.map(|(name, _)| name.to_string_lossy().into_owned())
}

/// What to say to somebody who named no server and never did.
pub const NO_SERVER: &str = "\
Which clinic? No server was named, and none is remembered.

  praxis --server HOST:7717   connects to a clinic and remembers it
  praxis demo                 opens a sample clinic on this computer
  praxis --help               tells the rest

Whoever runs your clinic's server knows its address. To run one yourself:
praxis-server init, then praxis-server serve.
";

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_wrong_theme_names_the_right_ones() {
        let error = Cli::try_parse_from(["praxis", "--theme", "purple"]).unwrap_err().to_string();
        assert!(error.contains("high-contrast"), "{error}");
    }

    #[test]
    fn the_demo_takes_the_looks_too() {
        let cli = Cli::try_parse_from(["praxis", "demo", "--fresh", "--theme", "mono"]).unwrap();
        assert!(matches!(cli.command, Some(Command::Demo(Demo { fresh: true, .. }))));
        assert_eq!(cli.look.theme, Some(ThemeName::Mono));
        assert_eq!(cli.look.locks_after(), None);
    }

    #[test]
    fn an_empty_name_is_none() {
        for wrong in [["praxis", "--server", ""], ["praxis", "--terminal", ""], ["praxis", "--theme", ""]] {
            let error = Cli::try_parse_from(wrong).unwrap_err().to_string();
            assert!(error.contains(wrong[1]), "{error}");
        }
    }

    #[test]
    fn a_variable_that_is_no_text_is_told_by_name_if_it_is_ours() {
        use std::os::unix::ffi::OsStringExt;
        let of = |name: &str, value: &[u8]| no_text([(name.into(), OsString::from_vec(value.to_vec()))]);
        assert_eq!(of("PRAXIS_TERMINAL", b"desk\xff").as_deref(), Some("PRAXIS_TERMINAL"));
        assert_eq!(of("PRAXIS_TERMINAL", b"desk"), None);
        assert_eq!(of("LS_COLORS", b"\xff"), None);
    }

    #[test]
    fn a_terminal_cannot_be_told_never_to_lock() {
        for wrong in ["0", "61", "never"] {
            let error = Cli::try_parse_from(["praxis", "--lock-after", wrong]).unwrap_err().to_string();
            assert!(error.contains("--lock-after"), "{error}");
        }
        let cli = Cli::try_parse_from(["praxis", "--lock-after", "2"]).unwrap();
        assert_eq!(cli.look.locks_after(), Some(Duration::from_secs(120)));
    }
}

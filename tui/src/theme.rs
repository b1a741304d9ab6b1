//! Colours by meaning, not by name: a screen asks for `Tone::Warn` and the
//! theme decides. Meaning is never colour alone, so every theme, even the one
//! without any colour, must show the same text.

use std::fmt;
use std::str::FromStr;

use ratatui::style::{Color, Modifier, Style};

/// What a piece of text means; the only way a screen chooses a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Ordinary text.
    Text,
    /// Text that may be skipped: captions, hints, past things.
    Muted,
    /// Text that must be found at once: the name of the patient.
    Strong,
    /// Something went well or is where it should be.
    Good,
    /// Something needs a look soon.
    Warn,
    /// Something is wrong or refused; errors stand in this tone.
    Bad,
    /// Keys in hints, links to other screens.
    Accent,
    /// The selected row or cell (reverse video in every theme).
    Selected,
    /// The first row of the screen (reverse video in every theme).
    Bar,
}

/// The themes that can be chosen by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ThemeName {
    /// The terminal's own colours with few accents.
    #[default]
    Plain,
    /// Light text on black.
    Dark,
    /// Dark text on white.
    Light,
    /// Only the brightest colours, everything bold.
    HighContrast,
    /// Distinguishable with red-green colour blindness of the common kind.
    Deutan,
    /// Distinguishable with blue-yellow colour blindness.
    Tritan,
    /// No colour at all: bold and reverse video only.
    Mono,
}

impl ThemeName {
    /// Every theme in the order in which they are offered.
    pub const ALL: [Self; 7] =
        [Self::Plain, Self::Dark, Self::Light, Self::HighContrast, Self::Deutan, Self::Tritan, Self::Mono];

    /// The name as typed and remembered.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Dark => "dark",
            Self::Light => "light",
            Self::HighContrast => "high-contrast",
            Self::Deutan => "deutan",
            Self::Tritan => "tritan",
            Self::Mono => "mono",
        }
    }
}

impl fmt::Display for ThemeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ThemeName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|name| name.as_str() == text).ok_or_else(|| {
            let all: Vec<_> = Self::ALL.iter().map(|name| name.as_str()).collect();
            format!("there is no theme \"{text}\"; the themes are {}", all.join(", "))
        })
    }
}

/// A set of looks, one per [`Tone`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Theme {
    name: ThemeName,
}

impl Theme {
    /// The theme of that name.
    pub fn new(name: ThemeName) -> Self {
        Self { name }
    }

    /// The theme to start with: without colours when `NO_COLOR` holds anything
    /// or the terminal cannot show them, whatever was remembered.
    pub fn choose(wanted: ThemeName, no_color: Option<&str>, term: Option<&str>) -> Self {
        let colourless = no_color.is_some_and(|value| !value.is_empty())
            || term.is_some_and(|term| term == "dumb" || term.starts_with("vt1") || term.starts_with("vt2"));
        Self::new(if colourless { ThemeName::Mono } else { wanted })
    }

    /// Which theme this is.
    pub fn name(self) -> ThemeName {
        self.name
    }

    /// The style under everything.
    pub fn base(self) -> Style {
        match self.name {
            ThemeName::Dark | ThemeName::HighContrast => Style::new().fg(Color::White).bg(Color::Black),
            ThemeName::Light => Style::new().fg(Color::Black).bg(Color::White),
            _ => Style::new(),
        }
    }

    /// The look of a tone.
    pub fn style(self, tone: Tone) -> Style {
        let bold = Style::new().add_modifier(Modifier::BOLD);
        let style = match tone {
            Tone::Text => return Style::new(),
            Tone::Strong => return bold,
            Tone::Selected | Tone::Bar => return Style::new().add_modifier(Modifier::REVERSED),
            Tone::Bad | Tone::Warn => bold,
            Tone::Muted | Tone::Good | Tone::Accent => Style::new(),
        };
        match self.colour(tone) {
            Some(colour) => style.fg(colour),
            None => style,
        }
    }

    fn colour(self, tone: Tone) -> Option<Color> {
        let [muted, good, warn, bad, accent] = match self.name {
            ThemeName::Mono => return None,
            // Grey on the terminal's own background may vanish, so plain mutes nothing.
            ThemeName::Plain => [Color::Reset, Color::Green, Color::Yellow, Color::Red, Color::Cyan],
            ThemeName::Dark => {
                [Color::Gray, Color::LightGreen, Color::LightYellow, Color::LightRed, Color::LightCyan]
            }
            ThemeName::Light => [Color::DarkGray, Color::Green, Color::Magenta, Color::Red, Color::Blue],
            ThemeName::HighContrast => {
                [Color::White, Color::LightGreen, Color::LightYellow, Color::LightRed, Color::LightCyan]
            }
            ThemeName::Deutan => [Color::Reset, Color::Blue, Color::Yellow, Color::LightMagenta, Color::Cyan],
            ThemeName::Tritan => [Color::Reset, Color::Cyan, Color::LightMagenta, Color::Red, Color::Green],
        };
        let colour = match tone {
            Tone::Muted => muted,
            Tone::Good => good,
            Tone::Warn => warn,
            Tone::Bad => bad,
            Tone::Accent => accent,
            Tone::Text | Tone::Strong | Tone::Selected | Tone::Bar => return None,
        };
        (colour != Color::Reset).then_some(colour)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TONES: [Tone; 9] = [
        Tone::Text,
        Tone::Muted,
        Tone::Strong,
        Tone::Good,
        Tone::Warn,
        Tone::Bad,
        Tone::Accent,
        Tone::Selected,
        Tone::Bar,
    ];

    #[test]
    fn the_theme_without_colour_sets_none() {
        let mono = Theme::new(ThemeName::Mono);
        for tone in TONES {
            let style = mono.style(tone);
            assert_eq!((style.fg, style.bg), (None, None), "{tone:?}");
        }
        assert_eq!(mono.base(), Style::new());
    }

    #[test]
    fn only_the_sixteen_named_colours_are_used() {
        for name in ThemeName::ALL {
            for tone in TONES {
                let style = Theme::new(name).style(tone);
                for colour in [style.fg, style.bg].into_iter().flatten() {
                    assert!(!matches!(colour, Color::Rgb(..) | Color::Indexed(_)), "{name} {tone:?}");
                }
            }
        }
    }

    #[test]
    fn no_color_wins_over_what_was_remembered() {
        assert_eq!(Theme::choose(ThemeName::Dark, Some("1"), None).name(), ThemeName::Mono);
        assert_eq!(Theme::choose(ThemeName::Dark, Some(""), Some("xterm")).name(), ThemeName::Dark);
        assert_eq!(Theme::choose(ThemeName::Plain, None, Some("dumb")).name(), ThemeName::Mono);
    }

    #[test]
    fn an_unknown_theme_names_those_there_are() {
        let error = "purple".parse::<ThemeName>().unwrap_err();
        assert!(error.contains("purple") && error.contains("high-contrast"), "{error}");
        for name in ThemeName::ALL {
            assert_eq!(name.as_str().parse(), Ok(name));
        }
    }
}

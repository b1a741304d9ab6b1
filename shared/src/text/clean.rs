//! Text made safe to draw. Whatever came over the wire goes through [`Clean`] before it
//! reaches a cell: the library that draws lets direction overrides and invisible
//! characters through, and a terminal obeys them.
//!
//! Cleaning is for the eye only: it loses joiners and selectors, so what is edited or
//! sent back must be the original text.

use std::fmt;
use std::ops::Deref;

use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

use super::hidden::{is_direction_control, is_variation_selector, refused_name};

/// Combining marks kept on one letter; a cell cannot show more.
const MARKS_PER_CLUSTER: usize = 4;
/// Characters kept in one cluster, whatever they are.
const CHARS_PER_CLUSTER: usize = 8;

/// Text that holds nothing a terminal obeys or hides.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Clean(String);

impl Clean {
    /// Cleans a text that is drawn on one line; a line break becomes a visible marker.
    pub fn line(text: &str) -> Self {
        Self(clean(text, false))
    }

    /// Cleans a text of several lines: `\n` stays, and is the only control character that does.
    pub fn multiline(text: &str) -> Self {
        Self(clean(&text.replace("\r\n", "\n"), true))
    }

    /// The text to draw.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Deref for Clean {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Clean {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Clean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl From<Clean> for String {
    fn from(text: Clean) -> Self {
        text.0
    }
}

fn clean(text: &str, multiline: bool) -> String {
    let shown: String = text.chars().filter_map(|c| shown(c, multiline)).collect();
    let mut out = String::with_capacity(shown.len());
    for cluster in shown.graphemes(true) {
        // a mark with nothing to sit on would land on whatever is drawn before it
        if cluster.chars().next().is_some_and(needs_a_base) {
            out.push('◌');
        }
        let mut marks = 0;
        let kept = cluster.chars().filter(|&c| {
            marks += usize::from(is_combining_mark(c));
            !is_combining_mark(c) || marks <= MARKS_PER_CLUSTER
        });
        out.extend(kept.take(CHARS_PER_CLUSTER));
    }
    out
}

fn shown(c: char, multiline: bool) -> Option<char> {
    match c {
        '\n' if multiline => Some(c),
        '\t' => Some(' '),
        '\0'..='\x1F' => char::from_u32(0x2400 + u32::from(c)),
        '\x7F' => Some('␡'),
        '\u{80}'..='\u{9F}' => Some('␦'),
        '\u{2028}' | '\u{2029}' => Some('␤'),
        c if is_direction_control(c) => Some('·'),
        // skin tones and selectors: terminals disagree about their width
        c if is_variation_selector(c) || matches!(c, '\u{1F3FB}'..='\u{1F3FF}') => None,
        c if refused_name(c).is_some() => None,
        c => Some(c),
    }
}

fn needs_a_base(c: char) -> bool {
    is_combining_mark(c) || matches!(c, '\u{1160}'..='\u{11FF}' | '\u{D7B0}'..='\u{D7FB}')
}

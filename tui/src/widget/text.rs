//! Text on its way to the terminal. Everything that was written by somebody
//! else goes through [`clean`]: ratatui drops control characters but passes
//! direction overrides and zero-width characters on.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The most combining marks kept on one character; enough for every script.
const MOST_MARKS: usize = 4;

/// Whether a character must never reach a terminal.
pub fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00AD}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{180E}' | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FEFF}'
            | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

/// The text without anything that could move the cursor, turn the direction or
/// hide; line breaks and tabs become spaces.
pub fn clean(text: &str) -> Cow<'_, str> {
    if text.is_ascii() && !text.bytes().any(|byte| byte.is_ascii_control()) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len());
    for grapheme in text.graphemes(true) {
        if matches!(grapheme, "\n" | "\r\n" | "\t" | "\r") {
            safe.push(' ');
            continue;
        }
        safe.extend(grapheme.chars().filter(|c| !is_hostile(*c)).take(1 + MOST_MARKS));
    }
    Cow::Owned(safe)
}

/// Cleans text of several lines and keeps its line breaks.
pub fn clean_lines(text: &str) -> Vec<String> {
    text.split('\n').map(|line| clean(line.trim_end_matches('\r')).into_owned()).collect()
}

/// How many columns the text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text cleaned and cut to at most `columns`; a cut is marked with `~`.
pub fn fit(text: &str, columns: usize) -> String {
    let text = clean(text);
    if width(&text) <= columns {
        return text.into_owned();
    }
    let mut cut = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        let wide = width(grapheme);
        if used + wide + 1 > columns {
            break;
        }
        cut.push_str(grapheme);
        used += wide;
    }
    if columns > 0 {
        cut.push('~');
    }
    cut
}

/// The text cut or filled with spaces to exactly `columns`.
pub fn pad(text: &str, columns: usize) -> String {
    let mut text = fit(text, columns);
    text.extend(std::iter::repeat_n(' ', columns.saturating_sub(width(&text))));
    text
}

/// The text cut or filled on the left to exactly `columns`, for numbers.
pub fn pad_left(text: &str, columns: usize) -> String {
    let text = fit(text, columns);
    let mut padded = " ".repeat(columns.saturating_sub(width(&text)));
    padded.push_str(&text);
    padded
}

/// The pieces between which a line may break: a comma or full stop stays with its word.
fn words(paragraph: &str) -> Vec<&str> {
    let mut words: Vec<(usize, usize)> = Vec::new();
    for (at, piece) in paragraph.split_word_bound_indices() {
        let sticks = piece.chars().all(|c| !c.is_alphanumeric() && !c.is_whitespace());
        match words.last_mut() {
            Some(last) if sticks && !paragraph[last.0..last.1].trim().is_empty() => last.1 = at + piece.len(),
            _ => words.push((at, at + piece.len())),
        }
    }
    words.into_iter().map(|(from, to)| &paragraph[from..to]).collect()
}

/// Breaks cleaned text into lines of at most `columns`, at spaces where it can.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    for paragraph in clean_lines(text) {
        let mut line = String::new();
        let mut used = 0;
        for word in words(&paragraph) {
            let wide = width(word);
            if used + wide <= columns {
                line.push_str(word);
                used += wide;
                continue;
            }
            if used > 0 {
                lines.push(std::mem::take(&mut line).trim_end().to_owned());
                used = 0;
            }
            if word.trim().is_empty() {
                continue;
            }
            for grapheme in word.graphemes(true) {
                let wide = width(grapheme);
                if used + wide > columns && used > 0 {
                    lines.push(std::mem::take(&mut line));
                    used = 0;
                }
                line.push_str(grapheme);
                used += wide;
            }
        }
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// The first letters of a name for the private view: `Gomez, Luis` is `G.L.`.
pub fn initials(name: &str) -> String {
    let mut letters = String::new();
    for word in name.unicode_words() {
        if let Some(first) = word.graphemes(true).next() {
            letters.push_str(&first.to_uppercase());
            letters.push('.');
        }
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_hostile_survives() {
        let evil = "a\u{1b}[2Jb\u{202e}c\u{200b}d\u{9b}e\r\nf\u{7}g\u{8}\tz";
        assert_eq!(clean(evil), "a[2Jbcde fg z");
        let piled = format!("x{}y", "\u{301}".repeat(200));
        assert_eq!(clean(&piled).chars().count(), 2 + MOST_MARKS);
        assert!(matches!(clean("Gomez, Luis"), Cow::Borrowed(_)));
        assert_eq!(clean("Nguyễn Văn 山田"), "Nguyễn Văn 山田");
    }

    #[test]
    fn cutting_counts_columns_not_characters() {
        assert_eq!(fit("山田太郎", 5), "山田~");
        assert_eq!(fit("山田", 4), "山田");
        assert_eq!(fit("Lindqvist", 5), "Lind~");
        assert_eq!(fit("x", 0), "");
        assert_eq!(pad("山", 4), "山  ");
        assert_eq!(pad_left("7", 3), "  7");
    }

    #[test]
    fn wrapped_lines_never_exceed_their_columns() {
        let text = "Bring him in, please. 山田太郎 is waiting\nSecondlinethatisverylong";
        for columns in 2..30 {
            for line in wrap(text, columns) {
                assert!(width(&line) <= columns, "{columns}: {line:?}");
            }
        }
        assert_eq!(wrap("one two", 5), ["one", "two"]);
        assert_eq!(wrap("", 5), [""]);
    }

    #[test]
    fn the_private_view_shows_initials() {
        assert_eq!(initials("Gomez, Luis"), "G.L.");
    }
}

//! What a stream of bytes makes a terminal do. Text from people must never do anything:
//! everything in it that is not plain text is listed here by name.

/// Modes that the client sets and gives back: cursor, other screen, bracketed paste, frames at once.
const MODES: [&str; 4] = ["?25", "?1049", "?2004", "?2026"];

/// Everything in the stream, but for plain text, that is not style, a move of the cursor, erasing,
/// or one of the few modes the client needs. Questions to the terminal are among it.
#[must_use]
pub fn beyond_drawing(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    let mut rest = text.chars().peekable();
    let mut found = Vec::new();
    while let Some(c) = rest.next() {
        match c {
            '\u{1b}' => {
                let mut command = String::new();
                match rest.next() {
                    Some('[') => {
                        for c in rest.by_ref() {
                            command.push(c);
                            if ('@'..='~').contains(&c) {
                                break;
                            }
                        }
                        if !draws(&command) {
                            found.push(format!("ESC [ {}", command.escape_debug()));
                        }
                    }
                    other => found.push(format!("ESC {other:?}")),
                }
            }
            // Between lines before the client draws and after.
            '\r' | '\n' => {}
            c if c.is_control() || is_hidden(c) => found.push(format!("U+{:04X}", u32::from(c))),
            _ => {}
        }
    }
    found
}

fn draws(command: &str) -> bool {
    let Some(last) = command.chars().next_back() else { return false };
    let parameters = &command[..command.len() - last.len_utf8()];
    match last {
        'm' | 'A'..='H' | 'd' | 'f' | 'J' | 'K' => {
            parameters.chars().all(|c| c.is_ascii_digit() || c == ';' || c == ':')
        }
        'h' | 'l' => MODES.contains(&parameters),
        _ => false,
    }
}

/// Turns the direction of what follows, or has no width.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

//! Which characters a terminal obeys or hides: the one list that both the refusal
//! on the server and the cleaning in the client go by.
//!
//! The two joiners are special: Persian, Indic and emoji text needs them between two
//! visible characters, so the rules let them through there, and only there.

/// Most combining marks that a stored text may pile on one letter.
pub(super) const MARKS_IN_A_ROW: usize = 8;

/// Says whether the character is a zero-width joiner or non-joiner.
pub(super) fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}')
}

/// Says whether a joiner between these two has something to join. Latin text never has.
pub(super) fn joins_its_neighbours(before: Option<char>, after: Option<char>) -> bool {
    let shows = |c: char| !c.is_ascii() && !c.is_whitespace() && refused_name(c).is_none();
    before.is_some_and(shows) && after.is_some_and(shows)
}

/// Says whether the character turns the direction of the text after it.
pub(super) fn is_direction_control(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Says whether the character selects the look of the one before it, as in many emoji.
pub(super) fn is_variation_selector(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}')
}

/// What a refused character is called, `None` for one that may be stored.
pub(super) fn refused_name(c: char) -> Option<&'static str> {
    Some(match c {
        '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => "line break",
        c if c.is_control() => "control character",
        c if is_direction_control(c) => "direction control",
        '\u{E0000}'..='\u{E0FFF}' => "tag character",
        '\u{FDD0}'..='\u{FDEF}' => "noncharacter",
        c if u32::from(c) & 0xFFFE == 0xFFFE => "noncharacter",
        c if is_zero_width(c) => "invisible character",
        _ => return None,
    })
}

/// Format characters and fillers: they take no cell, or an empty one.
fn is_zero_width(c: char) -> bool {
    matches!(
        c,
        '\u{AD}'
            | '\u{034F}'
            | '\u{0600}'..='\u{0605}'
            | '\u{06DD}'
            | '\u{070F}'
            | '\u{0890}'..='\u{0891}'
            | '\u{08E2}'
            | '\u{115F}'..='\u{1160}'
            | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{2060}'..='\u{206F}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFFB}'
            | '\u{110BD}'
            | '\u{110CD}'
            | '\u{13430}'..='\u{1345F}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}'
    )
}

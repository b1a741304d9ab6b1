//! A form: labelled fields in a fixed order, errors beside the fields they
//! belong to. Enter goes to the next field and on the last one submits; errors
//! that arrive later never move the focus, because the person types on.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::input::{Input, Kind};
use super::text;
use super::{below, first_row, left_of, line_at, lines_at, place_cursor, right_of};
use crate::keymap::{Code, Key};
use crate::theme::{Theme, Tone};

/// What a key did to the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The key means nothing to a form.
    Ignored,
    /// A value changed.
    Changed,
    /// The focus moved.
    Moved,
    /// Enter on the last field, or Ctrl-D or F2 anywhere.
    Submitted,
}

/// One line of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    name: &'static str,
    label: &'static str,
    hint: String,
    error: Option<String>,
    hidden: bool,
    columns: u16,
    rows: u16,
    value: Value,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Value {
    Typed(Input),
    Chosen { options: Vec<String>, at: usize },
}

impl Field {
    fn new(name: &'static str, label: &'static str, value: Value) -> Self {
        Self { name, label, hint: String::new(), error: None, hidden: false, columns: 32, rows: 1, value }
    }

    /// A line of text. `name` is the field's name in the contract, which is
    /// how errors from the server find it.
    pub fn text(name: &'static str, label: &'static str, limit: usize) -> Self {
        Self::new(name, label, Value::Typed(Input::new(Kind::Line, limit)))
    }

    /// A line that is never shown.
    pub fn secret(name: &'static str, label: &'static str) -> Self {
        Self::new(name, label, Value::Typed(Input::new(Kind::Secret, 256)))
    }

    /// Several lines of text.
    pub fn lines(name: &'static str, label: &'static str, limit: usize, rows: u16) -> Self {
        let field = Self::new(name, label, Value::Typed(Input::new(Kind::Lines, limit)));
        Self { rows: rows.max(1), columns: 56, ..field }
    }

    /// One of a few options; Left, Right, Space or a first letter choose.
    pub fn choice(name: &'static str, label: &'static str, options: &[&str]) -> Self {
        let options = options.iter().map(|&option| option.to_owned()).collect();
        let field = Self::new(name, label, Value::Chosen { options, at: 0 });
        Self { columns: 54, ..field }
    }

    /// A few words behind the field: what is allowed, an example.
    pub fn hint(mut self, hint: &str) -> Self {
        hint.clone_into(&mut self.hint);
        self
    }

    /// How many columns the field takes where there is room.
    pub fn columns(mut self, columns: u16) -> Self {
        self.columns = columns;
        self
    }

    /// The value to start with.
    pub fn with(mut self, value: &str) -> Self {
        match &mut self.value {
            Value::Typed(input) => input.set(value),
            Value::Chosen { options, at } => {
                *at = options.iter().position(|option| option == value).unwrap_or(*at);
            }
        }
        self
    }

    /// The option to start with.
    pub fn at(mut self, index: usize) -> Self {
        if let Value::Chosen { options, at } = &mut self.value {
            *at = index.min(options.len().saturating_sub(1));
        }
        self
    }
}

/// Fields, the one that has the focus, and their errors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    fields: Vec<Field>,
    focus: usize,
    touched: bool,
}

impl Form {
    /// A form of those fields, the first focused.
    pub fn new(fields: Vec<Field>) -> Self {
        Self { fields, focus: 0, touched: false }
    }

    /// The name of the focused field.
    pub fn focused(&self) -> &'static str {
        self.fields.get(self.focus).map_or("", |field| field.name)
    }

    /// Whether the focused field is a line or lines of text.
    pub fn is_typing(&self) -> bool {
        matches!(self.fields.get(self.focus), Some(Field { value: Value::Typed(_), .. }))
    }

    /// Whether the focused field is one that is never shown.
    pub fn is_secret(&self) -> bool {
        matches!(self.fields.get(self.focus), Some(Field { value: Value::Typed(input), .. }) if input.kind() == Kind::Secret)
    }

    /// Moves the focus to a field by name.
    pub fn focus(&mut self, name: &str) {
        if let Some(at) = self.fields.iter().position(|field| field.name == name) {
            self.focus = at;
        }
    }

    /// Whether a person changed anything since the form was made or saved.
    pub fn is_touched(&self) -> bool {
        self.touched
    }

    /// Says that what is in the form is saved now.
    pub fn mark_saved(&mut self) {
        self.touched = false;
    }

    /// The value of a field as text; for a choice the chosen option.
    pub fn text(&self, name: &str) -> &str {
        match self.field(name).map(|field| &field.value) {
            Some(Value::Typed(input)) => input.text(),
            Some(Value::Chosen { options, at }) => options.get(*at).map_or("", String::as_str),
            None => "",
        }
    }

    /// The value of a field without blanks around it.
    pub fn trimmed(&self, name: &str) -> String {
        self.text(name).trim().to_owned()
    }

    /// Which option of a choice is chosen.
    pub fn chosen(&self, name: &str) -> usize {
        match self.field(name).map(|field| &field.value) {
            Some(Value::Chosen { at, .. }) => *at,
            _ => 0,
        }
    }

    /// Replaces the value of a field.
    pub fn set(&mut self, name: &str, value: &str) {
        if let Some(at) = self.fields.iter().position(|field| field.name == name) {
            let field = self.fields.remove(at);
            self.fields.insert(at, field.with(value));
        }
    }

    /// The error beside a field.
    pub fn error(&self, name: &str) -> Option<&str> {
        self.field(name).and_then(|field| field.error.as_deref())
    }

    /// Puts an error beside a field; `false` when there is no such field.
    pub fn set_error(&mut self, name: &str, error: &str) -> bool {
        let last = name.rsplit('.').next().unwrap_or(name);
        let found = self.fields.iter_mut().find(|field| field.name == name);
        let found = match found {
            Some(field) => Some(field),
            None => self.fields.iter_mut().find(|field| field.name.rsplit('.').next() == Some(last)),
        };
        found.map(|field| field.error = Some(text::clean(error).into_owned())).is_some()
    }

    /// Replaces every error by these, and hands back those that belong to no
    /// field of this form, for the screen to say elsewhere.
    pub fn set_errors<'a>(&mut self, errors: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<String> {
        self.clear_errors();
        errors
            .into_iter()
            .filter(|(name, error)| !self.set_error(name, error))
            .map(|(name, error)| format!("{name}: {error}"))
            .collect()
    }

    /// Takes every error away.
    pub fn clear_errors(&mut self) {
        for field in &mut self.fields {
            field.error = None;
        }
    }

    /// Applies a rule for typed text to a field: gives what is to be sent, and
    /// puts what is wrong beside the field. Blank text is wrong, too.
    pub fn checked(&mut self, name: &str, rule: impl FnOnce(&str) -> Result<String, String>) -> String {
        match rule(self.text(name)) {
            Ok(text) => text,
            Err(wrong) => {
                self.set_error(name, &wrong);
                String::new()
            }
        }
    }

    /// The same for a field that may stay empty.
    pub fn optional(&mut self, name: &str, rule: impl FnOnce(&str) -> Result<String, String>) -> String {
        if self.text(name).trim().is_empty() { String::new() } else { self.checked(name, rule) }
    }

    /// Shows or hides a field; what was typed into a hidden one stays.
    pub fn show(&mut self, name: &str, shown: bool) {
        if let Some(field) = self.fields.iter_mut().find(|field| field.name == name) {
            field.hidden = !shown;
        }
        if self.fields.get(self.focus).is_some_and(|field| field.hidden) {
            self.step(1);
        }
    }

    /// Moves the focus to the first field with an error.
    pub fn focus_error(&mut self) {
        if let Some(at) = self.fields.iter().position(|field| field.error.is_some() && !field.hidden) {
            self.focus = at;
        }
    }

    fn is_last(&self) -> bool {
        self.fields.iter().skip(self.focus + 1).all(|field| field.hidden)
    }

    /// Whether any field has an error beside it.
    pub fn has_errors(&self) -> bool {
        self.fields.iter().any(|field| field.error.is_some())
    }

    /// Takes a key.
    pub fn on_key(&mut self, key: Key) -> Outcome {
        match key {
            Key::TAB | Key::DOWN if !self.wants(key) => self.step(1),
            Key::BACK_TAB | Key::UP if !self.wants(key) => self.step(-1),
            Key::ENTER if !self.is_last() => self.step(1),
            Key::ENTER => Outcome::Submitted,
            _ if key == Key::ctrl('d') || key == Key::f(2) => Outcome::Submitted,
            _ => self.edit(key),
        }
    }

    /// Pastes into the focused field.
    pub fn paste(&mut self, pasted: &str) {
        if let Some(Field { value: Value::Typed(input), error, .. }) = self.fields.get_mut(self.focus) {
            input.insert(pasted);
            *error = None;
            self.touched = true;
        }
    }

    /// Lines of text take the arrows until their first or last line.
    fn wants(&mut self, key: Key) -> bool {
        match self.fields.get_mut(self.focus).map(|field| &mut field.value) {
            Some(Value::Typed(input))
                if input.kind() == Kind::Lines && matches!(key.code, Code::Up | Code::Down) =>
            {
                input.clone().on_key(key)
            }
            _ => false,
        }
    }

    fn step(&mut self, by: isize) -> Outcome {
        let len = self.fields.len().max(1);
        for _ in 0..len {
            self.focus = (self.focus + len.saturating_add_signed(by)) % len;
            if self.fields.get(self.focus).is_some_and(|field| !field.hidden) {
                break;
            }
        }
        Outcome::Moved
    }

    fn edit(&mut self, key: Key) -> Outcome {
        let Some(field) = self.fields.get_mut(self.focus) else { return Outcome::Ignored };
        let changed = match &mut field.value {
            Value::Typed(input) => {
                let before = input.text().to_owned();
                if !input.on_key(key) {
                    return Outcome::Ignored;
                }
                before != input.text()
            }
            Value::Chosen { options, at } => {
                let Some(next) = choose(options, *at, key) else { return Outcome::Ignored };
                let changed = next != *at;
                *at = next;
                changed
            }
        };
        if !changed {
            return Outcome::Moved;
        }
        field.error = None;
        self.touched = true;
        Outcome::Changed
    }

    fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// How many rows the form takes at that width.
    pub fn height(&self, width: u16) -> u16 {
        let label = self.label_columns();
        self.fields.iter().map(|field| field.height(label, width)).sum()
    }

    fn label_columns(&self) -> u16 {
        let widest = self.fields.iter().map(|field| text::width(field.label)).max().unwrap_or(0);
        u16::try_from(widest).unwrap_or(20).min(20) + 2
    }

    /// Draws as many fields as fit, the focused one always among them.
    pub fn view(&self, frame: &mut Frame, area: Rect, theme: Theme) {
        let label = self.label_columns().min(area.width / 2);
        let first = self.first_field(label, area);
        let mut rest = area;
        for (at, field) in self.fields.iter().enumerate().skip(first) {
            if rest.height == 0 {
                break;
            }
            if field.hidden {
                continue;
            }
            field.view(frame, rest, label, theme, at == self.focus);
            rest = below(rest, field.height(label, area.width));
        }
    }

    /// The first field to draw so that the focused one fits.
    fn first_field(&self, label: u16, area: Rect) -> usize {
        let heights: Vec<u16> = self.fields.iter().map(|field| field.height(label, area.width)).collect();
        if heights.iter().sum::<u16>() <= area.height {
            return 0;
        }
        let mut page = usize::from(area.height);
        loop {
            let first = first_row(self.focus, self.fields.len(), page);
            let used: u16 = heights.iter().take(self.focus + 1).skip(first).sum();
            if used <= area.height || page <= 1 {
                return if page <= 1 { self.focus } else { first };
            }
            page -= 1;
        }
    }
}

/// The option a key chooses.
fn choose(options: &[String], at: usize, key: Key) -> Option<usize> {
    let len = options.len().max(1);
    match key {
        Key::RIGHT | Key::SPACE => Some((at + 1) % len),
        Key::LEFT => Some((at + len - 1) % len),
        Key::HOME => Some(0),
        Key::END => Some(len - 1),
        _ => {
            let typed = key.typed()?.to_lowercase().next()?;
            let starts = |option: &String| {
                option.chars().next().is_some_and(|c| c.to_lowercase().next() == Some(typed))
            };
            (1..=len).map(|step| (at + step) % len).find(|&next| options.get(next).is_some_and(starts))
        }
    }
}

impl Field {
    fn field_columns(&self, label: u16, width: u16) -> u16 {
        self.columns.min(width.saturating_sub(label))
    }

    /// Whether a remark fits behind the field.
    fn beside(&self, remark: &str, label: u16, width: u16) -> bool {
        let used = usize::from(label + self.field_columns(label, width)) + 2;
        self.rows == 1 && used + text::width(remark) <= usize::from(width)
    }

    fn height(&self, label: u16, width: u16) -> u16 {
        if self.hidden {
            return 0;
        }
        self.rows + u16::try_from(self.error_below(label, width).1.len()).unwrap_or(0)
    }

    /// The error in lines below the field and their indent, where it does not fit beside it.
    fn error_below(&self, label: u16, width: u16) -> (u16, Vec<String>) {
        match &self.error {
            Some(error) if !self.beside(error, label, width) => {
                let error = format!("! {error}");
                let indent =
                    if usize::from(label) + text::width(&error) <= usize::from(width) { label } else { 1 };
                (indent, text::wrap(&error, usize::from(width.saturating_sub(indent))))
            }
            _ => (0, Vec::new()),
        }
    }

    fn view(&self, frame: &mut Frame, area: Rect, label: u16, theme: Theme, focused: bool) {
        let columns = self.field_columns(label, area.width);
        let caption = text::pad(self.label, usize::from(label.saturating_sub(1)));
        let tone = if focused { Tone::Strong } else { Tone::Text };
        line_at(frame, left_of(area, label), 0, Span::styled(caption, theme.style(tone)));
        let slot = left_of(right_of(area, label), columns);
        match &self.value {
            Value::Typed(input) => {
                input.view(frame, Rect { height: self.rows.min(slot.height), ..slot }, theme, focused);
            }
            Value::Chosen { options, at } => view_choice(frame, slot, theme, options, *at, focused),
        }
        let remark = match &self.error {
            Some(error) => Span::styled(format!("! {error}"), theme.style(Tone::Bad)),
            None => Span::styled(self.hint.clone(), theme.style(Tone::Muted)),
        };
        let (indent, lines) = self.error_below(label, area.width);
        if lines.is_empty() {
            line_at(frame, right_of(area, label + columns + 2), 0, remark);
        }
        let rest = right_of(below(area, self.rows), indent);
        lines_at(frame, rest, lines.into_iter().map(|it| Line::styled(it, theme.style(Tone::Bad))));
    }
}

fn view_choice(frame: &mut Frame, area: Rect, theme: Theme, options: &[String], at: usize, focused: bool) {
    let mut spans = Vec::new();
    let mut column = 0;
    let total: usize = options.iter().map(|option| text::width(option) + 3).sum();
    for (index, option) in options.iter().enumerate() {
        // When not all fit, the chosen one alone is shown.
        if total > usize::from(area.width) && index != at {
            continue;
        }
        let style = match (index == at, focused) {
            (true, true) => theme.style(Tone::Selected),
            (true, false) => theme.style(Tone::Strong),
            (false, _) => theme.style(Tone::Muted),
        };
        let shown = if index == at { format!("[{option}]") } else { format!(" {option} ") };
        if index < at {
            column += text::width(&shown) + 1;
        }
        spans.push(Span::styled(shown, style));
        spans.push(Span::raw(" "));
    }
    line_at(frame, area, 0, Line::from(spans));
    if focused {
        place_cursor(frame, area, u16::try_from(column).unwrap_or(u16::MAX), 0);
    }
}

#[cfg(test)]
mod tests {
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    use super::*;

    fn form() -> Form {
        Form::new(vec![
            Field::text("user_name", "User name", 32),
            Field::secret("password", "Password"),
            Field::choice("role", "I am", &["patient", "doctor", "desk"]),
            Field::lines("bio", "About", 500, 3),
        ])
    }

    fn press(form: &mut Form, keys: &str) -> Outcome {
        keys.split(' ').map(|key| form.on_key(key.parse().unwrap())).last().unwrap()
    }

    fn picture(form: &Form, width: u16, height: u16) -> String {
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal.draw(|frame| form.view(frame, frame.area(), Theme::default())).unwrap();
        terminal.backend().to_string()
    }

    #[test]
    fn enter_is_next_field_and_on_the_last_submits() {
        let mut form = form();
        assert_eq!(press(&mut form, "a enter enter enter"), Outcome::Moved);
        assert_eq!(form.focused(), "bio");
        assert_eq!(press(&mut form, "enter"), Outcome::Submitted);
        assert_eq!(form.text("user_name"), "a");
    }

    #[test]
    fn tab_goes_round_both_ways() {
        let mut form = form();
        form.on_key(Key::BACK_TAB);
        assert_eq!(form.focused(), "bio");
        form.on_key(Key::TAB);
        assert_eq!(form.focused(), "user_name");
    }

    #[test]
    fn errors_stand_beside_their_field_and_the_focus_stays() {
        let mut form = form();
        press(&mut form, "enter x");
        let rest = form.set_errors([
            ("user.user_name", "is taken"),
            ("password", "needs at least 10 characters"),
            ("zone", "is unknown"),
        ]);
        assert_eq!(rest, ["zone: is unknown"]);
        assert_eq!(form.focused(), "password");
        assert_eq!(form.text("password"), "x");
        let shown = picture(&form, 80, 10);
        assert!(
            shown.lines().any(|line| line.contains("User name") && line.contains("! is taken")),
            "{shown}"
        );
        let narrow = picture(&form, 40, 10);
        assert!(narrow.contains("! needs at least 10 characters"), "{narrow}");
        form.set_error("user_name", "is an address inside a network: for the whole network write 10.0.0.0/8");
        let long = picture(&form, 40, 10);
        assert!(long.contains("! is an address inside a network:") && long.contains("10.0.0.0/8"), "{long}");
        form.set_error("user_name", "is taken");
        press(&mut form, "y");
        assert_eq!(form.error("password"), None);
        assert_eq!(form.error("user_name"), Some("is taken"));
    }

    #[test]
    fn a_hidden_field_is_neither_shown_nor_reached_but_keeps_its_text() {
        let mut form = form();
        press(&mut form, "enter s enter");
        form.show("password", false);
        form.show("bio", false);
        assert!(!picture(&form, 80, 10).contains("Password"));
        form.focus("user_name");
        press(&mut form, "tab");
        assert_eq!(form.focused(), "role");
        assert_eq!(press(&mut form, "enter"), Outcome::Submitted);
        assert_eq!(form.text("password"), "s");
    }

    #[test]
    fn rules_put_what_is_wrong_beside_the_field() {
        let mut form = form();
        press(&mut form, "a b");
        assert_eq!(form.checked("user_name", |text| Ok(text.to_uppercase())), "AB");
        assert_eq!(form.checked("password", |_| Err("is too short".into())), "");
        assert_eq!(form.error("password"), Some("is too short"));
        assert_eq!(form.optional("bio", |_| Err("never asked".into())), "");
        form.focus_error();
        assert_eq!(form.focused(), "password");
    }

    #[test]
    fn a_choice_moves_by_arrow_and_first_letter() {
        let mut form = form();
        form.focus("role");
        press(&mut form, "right");
        assert_eq!(form.text("role"), "doctor");
        press(&mut form, "d");
        assert_eq!(form.text("role"), "desk");
        press(&mut form, "space");
        assert_eq!(form.chosen("role"), 0);
    }

    #[test]
    fn the_focused_field_is_drawn_at_every_size() {
        for width in 1..60 {
            for height in 1..12 {
                let mut form = form();
                for _ in 0..4 {
                    form.set_error(form.focused(), "a long error that does not fit beside the field at all");
                    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
                    terminal.draw(|frame| form.view(frame, frame.area(), Theme::default())).unwrap();
                    let at = terminal.get_cursor_position().unwrap();
                    assert!(at.x < width && at.y < height);
                    form.on_key(Key::TAB);
                }
            }
        }
    }
}

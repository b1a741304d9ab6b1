//! With whom: a doctor, a specialization, or anybody. The list narrows while
//! one types the beginning of any word; Enter takes what stands first or was
//! selected.

use praxis_shared::pb;
use praxis_shared::text::fold;
use ratatui::Frame;
use ratatui::layout::Rect;

use crate::context::Cx;
use crate::keymap::{Code, Key};
use crate::outbox::{Call, Failure, Load, Outbox, Reply, Ticket};
use crate::theme::Tone;
use crate::widget::input::Input;
use crate::widget::table::{self, Cell, Column};
use crate::widget::{below, line_at, right_of, row_of};

/// With whom a visit may be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Whose {
    /// With anybody who is free.
    #[default]
    Any,
    /// With this doctor.
    Doctor {
        /// `doctors/…`.
        name: String,
        /// "Last, First"; empty until it is known.
        display_name: String,
    },
    /// With anybody of this specialization.
    Specialization(String),
}

impl Whose {
    /// The doctor for a request, empty for several.
    pub fn doctor(&self) -> &str {
        match self {
            Self::Doctor { name, .. } => name,
            _ => "",
        }
    }

    /// The specialization for a request, empty for any.
    pub fn specialization(&self) -> &str {
        match self {
            Self::Specialization(name) => name,
            _ => "",
        }
    }

    /// As it is read.
    pub fn words(&self) -> &str {
        match self {
            Self::Any => "any doctor",
            Self::Doctor { display_name, name } if display_name.is_empty() => name,
            Self::Doctor { display_name, .. } => display_name,
            Self::Specialization(name) => name,
        }
    }
}

/// What a key did to the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is still open.
    Open,
    /// Nothing was chosen.
    Closed,
    /// This was chosen.
    Chosen(Whose),
}

/// Every doctor who takes visits: asked once, kept right by events.
#[derive(Debug, Default)]
pub struct Doctors {
    list: Load<Vec<pb::Doctor>>,
}

impl Doctors {
    /// Asks for them.
    pub fn ask(&mut self, out: &mut Outbox) {
        let request = pb::ListDoctorsRequest { skip_next_free: true, page_size: 200, ..Default::default() };
        self.list.ask(out, Call::ListDoctors(request));
    }

    /// Asks for them unless they are known or asked for.
    pub fn want(&mut self, out: &mut Outbox) {
        if self.list.get().is_none() && !self.list.is_waiting() {
            self.ask(out);
        }
    }

    /// Takes the answer, if it is one for this.
    pub fn on_reply(&mut self, ticket: Ticket, answer: &Result<Reply, Failure>) -> bool {
        if !self.list.awaits(ticket) {
            return false;
        }
        self.list.settle(answer.clone().map(|reply| match reply {
            Reply::ListDoctors(page) => page.doctors,
            _ => Vec::new(),
        }));
        true
    }

    /// Takes the change of a doctor.
    pub fn on_event(&mut self, event: &pb::Event) {
        if let (Some(pb::event::Payload::Doctor(changed)), Some(list)) = (&event.payload, self.list.get_mut())
        {
            list.retain(|doctor| doctor.name != changed.name);
            if changed.active {
                list.push(changed.clone());
                list.sort_by(|a, b| a.display_name.cmp(&b.display_name));
            }
        }
    }

    /// Those that are known, by name.
    pub fn all(&self) -> &[pb::Doctor] {
        self.list.get().map_or(&[], Vec::as_slice)
    }

    /// The one with that resource name.
    pub fn get(&self, name: &str) -> Option<&pb::Doctor> {
        self.all().iter().find(|doctor| doctor.name == name)
    }

    /// That one as a choice.
    pub fn choice(&self, name: &str) -> Whose {
        let display_name = self.get(name).map(|doctor| doctor.display_name.clone()).unwrap_or_default();
        Whose::Doctor { name: name.to_owned(), display_name }
    }

    /// Why there is no list yet.
    pub fn remark(&self) -> Option<String> {
        self.list.remark()
    }

    /// What there is to choose from when that was typed: doctors first, then
    /// specializations, and anybody as long as nothing was typed.
    fn choices(&self, typed: &str, only_doctors: bool) -> Vec<(Whose, String)> {
        let typed = fold(typed);
        let fits = |text: &str| {
            typed.is_empty()
                || fold(text).split(' ').any(|word| word.starts_with(typed.as_str()))
                || fold(text).starts_with(typed.as_str())
        };
        let mut choices = Vec::new();
        if typed.is_empty() && !only_doctors {
            choices.push((Whose::Any, String::new()));
        }
        for doctor in self.all().iter().filter(|doctor| fits(&doctor.display_name)) {
            let off = if doctor.duty_status() == pb::DutyStatus::OffDuty { "off duty; " } else { "" };
            let remark = format!("{off}{}", doctor.specializations.join(", "));
            choices.push((self.choice(&doctor.name), remark));
        }
        if !only_doctors {
            let mut names: Vec<&String> = self.all().iter().flat_map(|it| &it.specializations).collect();
            names.sort_unstable();
            names.dedup();
            choices.extend(names.into_iter().filter(|name| fits(name)).map(|name| {
                let count = self.all().iter().filter(|it| it.specializations.contains(name)).count();
                let remark =
                    if count == 1 { "1 doctor".to_owned() } else { format!("any of {count} doctors") };
                (Whose::Specialization(name.clone()), remark)
            }));
        }
        choices
    }
}

const COLUMNS: [Column; 2] = [Column::new("", 26), Column::flex("", 8)];

/// The list to choose from, while it is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picker {
    typed: Input,
    row: usize,
    only_doctors: bool,
}

impl Picker {
    /// Doctors, specializations and anybody.
    pub fn new() -> Self {
        Self { typed: Input::line(), row: 0, only_doctors: false }
    }

    /// Doctors alone.
    pub fn of_doctors() -> Self {
        Self { only_doctors: true, ..Self::new() }
    }

    /// Takes a key; letters are text.
    pub fn on_key(&mut self, key: Key, doctors: &Doctors) -> Outcome {
        let choices = doctors.choices(self.typed.text(), self.only_doctors);
        match key.code {
            Code::Esc => return Outcome::Closed,
            Code::Enter => {
                return match choices.into_iter().nth(self.row) {
                    Some((whose, _)) => Outcome::Chosen(whose),
                    None => Outcome::Open,
                };
            }
            Code::Up => self.row = self.row.saturating_sub(1),
            Code::Down => self.row = (self.row + 1).min(choices.len().saturating_sub(1)),
            _ => {
                if self.typed.on_key(key) {
                    self.row = 0;
                }
            }
        }
        Outcome::Open
    }

    /// Takes pasted text.
    pub fn paste(&mut self, pasted: &str) {
        self.typed.insert(pasted);
        self.row = 0;
    }

    /// Draws the field and what fits it.
    pub fn view(&self, frame: &mut Frame, area: Rect, doctors: &Doctors, cx: &Cx) {
        let choices = doctors.choices(self.typed.text(), self.only_doctors);
        let list = below(area, 1);
        table::view(frame, list, cx.theme, &COLUMNS, (choices.len(), Some(self.row)), |at| {
            choices.get(at).map_or_else(Vec::new, |(whose, remark)| {
                vec![whose.words().into(), Cell::toned(remark.clone(), Tone::Muted)]
            })
        });
        if choices.is_empty() {
            let text =
                doctors.remark().unwrap_or_else(|| "no doctor and no specialization begins like that".into());
            line_at(frame, list, 0, crate::screen::said(text, Tone::Muted, cx));
        }
        line_at(frame, area, 0, " With");
        if let Some(strip) = row_of(area, 0) {
            let strip = right_of(strip, 10);
            self.typed.view(frame, crate::widget::left_of(strip, 30), cx.theme, true);
        }
    }

    /// What stands first, for terminals of one line.
    pub fn line(&self, doctors: &Doctors) -> String {
        let choices = doctors.choices(self.typed.text(), self.only_doctors);
        let first = choices.get(self.row).map_or("nobody", |(whose, _)| whose.words()).to_owned();
        format!("With {}: {first}", self.typed.text())
    }
}

impl Default for Picker {
    fn default() -> Self {
        Self::new()
    }
}

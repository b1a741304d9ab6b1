//! The answers that each question offers, and the calls that bring them. A line
//! has an id, so that the cursor stays with a time or a doctor while the list
//! changes; digits are given out anew with every list.

use praxis_shared::pb;
use praxis_shared::text::fold;

use super::{PatientBook, Step, TIMES};
use crate::context::{Cx, instant, stamp};
use crate::outbox::{Call, Failure, Outbox, Reply, Ticket};
use crate::screen::common::visit;
use crate::widget::text;

/// With whom: a doctor, a specialization, or anybody.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Whose {
    pub(super) doctor: String,
    pub(super) name: String,
    pub(super) specialization: String,
}

impl Whose {
    /// In words.
    pub(super) fn words(&self) -> String {
        match (self.name.as_str(), self.specialization.as_str()) {
            ("", "") => "any doctor".to_owned(),
            ("", specialization) => text::clean(specialization).into_owned(),
            (name, _) => text::clean(name).into_owned(),
        }
    }
}

/// What taking a line means.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Answer {
    Slot(pb::Slot),
    Doctors,
    Specializations,
    Day,
    Later,
    Whose(Whose),
    OffDuty(String),
    Visits,
    Home,
}

/// One line of a question.
pub(super) struct Line {
    pub(super) id: String,
    pub(super) digit: Option<usize>,
    pub(super) text: String,
    pub(super) answer: Answer,
}

fn line(id: impl Into<String>, digit: usize, text: impl Into<String>, answer: Answer) -> Line {
    Line { id: id.into(), digit: (1..=9).contains(&digit).then_some(digit), text: text.into(), answer }
}

impl PatientBook {
    pub(super) fn ask_soonest(&mut self, out: &mut Outbox) {
        let request = pb::FindSoonestSlotsRequest { count: 3, ..Default::default() };
        self.soonest.ask(out, Call::FindSoonestSlots(request));
    }

    /// Asks for the next times; the first `seen` of them were shown before.
    pub(super) fn ask_times(&mut self, seen: usize, out: &mut Outbox) {
        let request = pb::FindSoonestSlotsRequest {
            doctor: self.whose.doctor.clone(),
            specialization: self.whose.specialization.clone(),
            not_before: self.from.map(stamp),
            count: i32::try_from((TIMES + seen).min(50)).unwrap_or(50),
            ..Default::default()
        };
        self.seen = seen;
        self.times.ask(out, Call::FindSoonestSlots(request));
    }

    pub(super) fn ask_doctors(&mut self, out: &mut Outbox) {
        let request = pb::ListDoctorsRequest { page_size: 200, ..Default::default() };
        self.doctors.ask(out, Call::ListDoctors(request));
    }

    /// Takes a list if the reply is one.
    pub(super) fn take_lists(&mut self, ticket: Ticket, answer: &Result<Reply, Failure>) -> bool {
        let slots = |reply| match reply {
            Reply::FindSoonestSlots(found) => found.slots,
            _ => Vec::new(),
        };
        if self.soonest.awaits(ticket) {
            self.soonest.settle(answer.clone().map(slots));
        } else if self.times.awaits(ticket) {
            let seen = self.seen;
            self.times.settle(answer.clone().map(|reply| slots(reply).into_iter().skip(seen).collect()));
        } else if self.doctors.awaits(ticket) {
            self.doctors.settle(answer.clone().map(|reply| match reply {
                Reply::ListDoctors(page) => page.doctors,
                _ => Vec::new(),
            }));
        } else if self.specializations.awaits(ticket) {
            self.specializations.settle(answer.clone().map(|reply| match reply {
                Reply::ListSpecializations(page) => page.specializations,
                _ => Vec::new(),
            }));
        } else {
            return false;
        }
        true
    }

    /// Whether the answer that the question waits for is on its way.
    pub(super) fn is_loading(&self) -> bool {
        match self.step {
            Step::Start => self.soonest.is_waiting(),
            Step::Times => self.times.is_waiting(),
            Step::Doctors => self.doctors.is_waiting(),
            Step::Specializations => self.specializations.is_waiting(),
            _ => false,
        }
    }

    /// What to say where the lines would stand.
    pub(super) fn waiting(&self) -> Option<String> {
        match self.step {
            Step::Start => self.soonest.remark(),
            Step::Times => self.times.remark(),
            Step::Doctors => self.doctors.remark(),
            Step::Specializations => self.specializations.remark(),
            _ => None,
        }
    }

    pub(super) fn ids(&self, cx: &Cx) -> Vec<String> {
        self.lines(cx).into_iter().map(|line| line.id).collect()
    }

    /// The lines of the question.
    pub(super) fn lines(&self, cx: &Cx) -> Vec<Line> {
        match self.step {
            Step::Start => {
                let mut lines = slots(self.soonest.get(), 3, cx);
                lines.push(line("doctors", 4, "choose a doctor", Answer::Doctors));
                lines.push(line("specializations", 5, "choose a specialty", Answer::Specializations));
                lines.push(line("day", 6, "choose a day", Answer::Day));
                lines
            }
            Step::Times => {
                let mut lines = slots(self.times.get(), TIMES, cx);
                if !lines.is_empty() {
                    lines.push(line("later", 8, "later times", Answer::Later));
                }
                lines.push(line("day", 9, "times from a certain day on", Answer::Day));
                lines
            }
            Step::Doctors => self.doctor_lines(cx),
            Step::Specializations => {
                let known = self.specializations.get().map(Vec::as_slice).unwrap_or_default();
                let answer = |it: &pb::Specialization| {
                    Answer::Whose(Whose { specialization: it.display_name.clone(), ..Whose::default() })
                };
                (1..)
                    .zip(known)
                    .map(|(digit, it)| {
                        line(it.display_name.as_str(), digit, it.display_name.as_str(), answer(it))
                    })
                    .collect()
            }
            Step::Done => vec![
                line("visits", 1, "my visits: move, cancel, what happened so far", Answer::Visits),
                line("home", 2, "back to the menu", Answer::Home),
            ],
            Step::Day | Step::Sure => Vec::new(),
        }
    }

    fn doctor_lines(&self, cx: &Cx) -> Vec<Line> {
        let known = self.doctors.get().map(Vec::as_slice).unwrap_or_default();
        let wanted = fold(self.wanted.text().trim());
        let fits = |it: &&pb::Doctor| {
            let told = fold(&format!("{} {}", it.display_name, it.specializations.join(" ")));
            told.split(|c: char| !c.is_alphanumeric()).any(|word| word.starts_with(&wanted))
        };
        let line_of = |(digit, it): (usize, &pb::Doctor)| {
            let off = it.duty_status() == pb::DutyStatus::OffDuty;
            let free = match instant(it.next_free_time.as_ref()) {
                _ if off => "takes no bookings".to_owned(),
                Some(at) => format!("free {}", visit::day_and_clock(at, cx)),
                None => "nothing free".to_owned(),
            };
            let what = it.specializations.join(", ");
            let told = format!("{} {} {free}", text::pad(&it.display_name, 22), text::pad(&what, 26));
            let answer = if off {
                Answer::OffDuty(text::clean(&it.display_name).into_owned())
            } else {
                Answer::Whose(Whose {
                    doctor: it.name.clone(),
                    name: it.display_name.clone(),
                    specialization: String::new(),
                })
            };
            line(it.name.as_str(), digit, told, answer)
        };
        (1..).zip(known.iter().filter(fits)).map(line_of).collect()
    }
}

fn slots(known: Option<&Vec<pb::Slot>>, most: usize, cx: &Cx) -> Vec<Line> {
    let known = known.map(Vec::as_slice).unwrap_or_default();
    (1..).zip(known.iter().take(most)).map(|(digit, slot)| slot_line(digit, slot, cx)).collect()
}

fn slot_line(digit: usize, slot: &pb::Slot, cx: &Cx) -> Line {
    let start = instant(slot.start_time.as_ref());
    let when = start.map_or_else(|| "-".to_owned(), |at| visit::day_and_clock(at, cx));
    let room = if slot.room.is_empty() { String::new() } else { format!("room {}", slot.room) };
    let told = format!("{} {} {room}", text::pad(&when, 17), text::pad(&slot.doctor_display_name, 24));
    let id = format!("{}/{}", start.map_or(0, |at| at.timestamp()), slot.doctor);
    line(id, digit, told.trim_end(), Answer::Slot(slot.clone()))
}

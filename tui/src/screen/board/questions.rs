//! Keys that belong to an open question, or to the filter while it is typed.

use super::Board;
use super::ask::Ask;
use super::keys::{MOVE, Offer};
use crate::context::Cx;
use crate::keymap::{Code, Key};
use crate::outbox::Outbox;
use crate::screen::book::whose::Outcome as Choice;
use crate::widget::modal::Answer;

impl Board {
    pub(super) fn ask_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        let Some(mut ask) = self.ask.take() else { return false };
        let open = match &mut ask {
            Ask::Fate(fate, visit, confirm) => match confirm.on_key(key, cx.at.uptime) {
                Answer::Waiting => true,
                Answer::Keep => false,
                Answer::Yes => {
                    let first = confirm.chosen() == Some(0);
                    self.confirmed(*fate, visit, confirm.reason(), first, out);
                    false
                }
            },
            Ask::Line(line, typed, wrong) => match key.code {
                Code::Esc => false,
                Code::Enter => match self.typed(line, typed.text(), cx, out) {
                    Ok(()) => false,
                    Err(why) => {
                        *wrong = Some(why);
                        true
                    }
                },
                _ => {
                    *wrong = None;
                    typed.on_key(key);
                    true
                }
            },
            Ask::Doctor(picker) => match picker.on_key(key, &self.doctors) {
                Choice::Open => true,
                Choice::Closed => false,
                Choice::Chosen(whose) => {
                    self.whose = whose;
                    self.filtered(cx);
                    false
                }
            },
            Ask::History(steps) => match key.code {
                Code::Up => {
                    steps.scroll(-1);
                    true
                }
                Code::Down => {
                    steps.scroll(1);
                    true
                }
                _ => key != Key::ESC && key != Key::ENTER,
            },
            Ask::Move(_) => {
                self.ask = Some(ask);
                self.move_key(key, cx, out);
                return true;
            }
        };
        if open {
            self.ask = Some(ask);
        }
        true
    }

    pub(super) fn move_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) {
        match cx.keys.find(&MOVE, key) {
            Some(Offer::Choose) => {
                if let Some(Ask::Move(moving)) = &mut self.ask {
                    moving.chosen = key.digit();
                    moving.refused = None;
                }
            }
            Some(Offer::Take) => self.take_move(out),
            Some(Offer::Grid) => self.move_in_grid(out),
            Some(Offer::Keep) => self.ask = None,
            None => {}
        }
    }

    pub(super) fn filter_key(&mut self, key: Key, cx: &Cx) -> bool {
        if !self.typing {
            return false;
        }
        match key.code {
            Code::Enter | Code::Tab => self.typing = false,
            Code::Esc => {
                self.typing = false;
                self.filter.take();
                self.rebuild(cx);
            }
            Code::Up | Code::Down | Code::PageUp | Code::PageDown => {
                let keys = self.keys();
                self.selected.on_key(key, cx.page(), &keys);
            }
            _ => {
                if self.filter.on_key(key) {
                    self.filtered(cx);
                }
            }
        }
        true
    }
}

//! Saying that an account that was reset is in the right hands, by right or with a code of the server's console.

use praxis_shared::pb;
use praxis_shared::reason::Reason;

use super::{Act, KEYS, People};
use crate::context::Cx;
use crate::keymap::Key;
use crate::outbox::{Call, Failure, Outbox, Ticket};
use crate::screen::common::console::{Console, Typed};

impl People {
    pub(super) fn vouch(&mut self, name: &str, code: &str, out: &mut Outbox) {
        let mut request = pb::ConfirmUserRequest {
            name: name.to_owned(),
            console_code: code.to_owned(),
            ..Default::default()
        };
        request.request_id = self.once.id(&request, out);
        let ticket = out.call(Call::ConfirmUser(request));
        self.sent.push(ticket);
        self.vouching = Some((ticket, name.to_owned()));
    }

    pub(super) fn on_console_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        let save = cx.keys.find(&KEYS, key) == Some(Act::Save);
        let Some(console) = &mut self.console else { return false };
        if key == Key::ESC {
            self.console = None;
            return true;
        }
        match console.on_key(if save { Key::ENTER } else { key }) {
            Typed::Ignored => false,
            Typed::Open => true,
            Typed::Code(code) => {
                let name = console.name().to_owned();
                if self.sent.is_empty() {
                    self.vouch(&name, &code, out);
                }
                true
            }
        }
    }

    /// Takes the refusal, if it is to a confirmation that needs another one, or another code.
    pub(super) fn vouching_refused(
        &mut self,
        ticket: Ticket,
        failure: &Failure,
        cx: &Cx,
        out: &mut Outbox,
    ) -> bool {
        let Some((_, name)) = self.vouching.take_if(|(sent, _)| *sent == ticket) else { return false };
        match (&mut self.console, failure.reason) {
            (Some(console), Some(Reason::CodeInvalid)) => console.refused(failure),
            (_, Some(Reason::NotYoursToConfirm)) => {
                let user = self.user(&name);
                let who = user.map(|it| format!("{}, {}", cx.person(&it.display_name), it.user_name));
                let console = Console::because(&name, &who.unwrap_or_default(), failure, cx, out);
                self.console = Some(Box::new(console));
            }
            _ => {
                self.console = None;
                return false;
            }
        }
        true
    }
}

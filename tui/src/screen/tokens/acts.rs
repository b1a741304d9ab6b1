//! What is done with script tokens: made, revoked, and what the server said to it.

use praxis_shared::pb;

use super::{Part, Shown, Tokens};
use crate::context::Cx;
use crate::keymap::Key;
use crate::outbox::{Call, Failure, Outbox, Reply};
use crate::widget::modal::Answer;

impl Tokens {
    pub(super) fn make(&mut self, cx: &Cx, out: &mut Outbox) {
        if self.making.is_none()
            && let Part::New(draft) = &mut self.part
            && let Some(request) = draft.request(cx.at.now)
        {
            self.making = Some(out.call(Call::CreateApiToken(request)));
        }
    }

    pub(super) fn made(&mut self, answer: Result<Reply, Failure>, cx: &Cx, out: &mut Outbox) {
        match answer {
            Ok(Reply::CreateApiToken(made)) => {
                let token = made.api_token.unwrap_or_default();
                self.selected.select(token.name.clone());
                self.draft = None;
                if made.token.is_empty() {
                    // the first answer was lost, and the server has no second one
                    self.part = Part::List;
                    self.remark =
                        Some("It was made, but its secret got lost. Revoke it, make another.".into());
                } else {
                    self.part = Part::Shown(Box::new(Shown { token: made.token, made: token }));
                }
                self.ask(cx, out);
            }
            Ok(_) => {}
            Err(failure) => {
                if let Part::New(draft) = &mut self.part {
                    self.remark = draft.refused(&failure);
                } else {
                    out.complain(failure.message);
                }
                // whatever became of it, the list shows
                self.ask(cx, out);
            }
        }
    }

    pub(super) fn revoked(&mut self, answer: Result<Reply, Failure>, cx: &Cx, out: &mut Outbox) {
        match answer {
            Ok(_) => out.say("The token is revoked."),
            Err(failure) => out.complain(failure.message),
        }
        self.ask(cx, out);
    }

    pub(super) fn answer_question(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        let Some((question, name)) = &mut self.question else { return false };
        match question.on_key(key, cx.at.uptime) {
            Answer::Waiting => {}
            Answer::Keep => self.question = None,
            Answer::Yes => {
                let request = pb::RevokeApiTokenRequest { name: name.clone(), ..Default::default() };
                self.revoking = Some(out.call(Call::RevokeApiToken(request)));
                self.question = None;
            }
        }
        true
    }
}

//! The request id of an act that a person may send twice: when the answer was
//! lost, the same act carries the same id, so that the server does it once. As
//! soon as anything about the act changes it is another act.

use std::fmt::Debug;

use crate::outbox::{Code, Failure, Outbox, Reply};

/// Remembers the id of the last act while its outcome is unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Once {
    act: String,
    id: String,
}

impl Once {
    /// The id for this act: the one of the last try if it is the same act.
    pub fn id(&mut self, act: &impl Debug, out: &mut Outbox) -> String {
        let act = format!("{act:?}");
        if self.id.is_empty() || self.act != act {
            self.id = out.request_id();
            self.act = act;
        }
        self.id.clone()
    }

    /// Takes the outcome: once it is known, the next try is a new act.
    pub fn settled(&mut self, answer: &Result<Reply, Failure>) {
        let unknown = |failure: &Failure| {
            matches!(failure.code, Code::Offline | Code::TooSlow | Code::Busy | Code::Broken)
        };
        if !answer.as_ref().is_err_and(unknown) {
            *self = Self::default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_act_with_an_unknown_outcome_is_sent_under_the_same_id() {
        let (mut once, mut out) = (Once::default(), Outbox::seeded(1));
        let first = once.id(&("book", 1), &mut out);
        once.settled(&Err(Failure::new(Code::TooSlow, "no answer")));
        assert_eq!(once.id(&("book", 1), &mut out), first);
        let other = once.id(&("book", 2), &mut out);
        assert_ne!(other, first);
        once.settled(&Err(Failure::new(Code::Conflict, "taken")));
        assert_ne!(once.id(&("book", 2), &mut out), other);
    }
}

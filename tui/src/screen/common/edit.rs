//! A form over something that others may change meanwhile. It knows what each
//! field held when it was read: only what the person changed is sent, what
//! somebody else changed comes in under the person's hands where the field is
//! untouched, and where both changed it both are shown and nothing typed is lost.

use crate::keymap::Key;
use crate::outbox::{Failure, Ticket};
use crate::widget::form::{Field, Form, Outcome};

/// The value of each field by its name.
pub type Values = Vec<(&'static str, String)>;

/// A form, what it was filled with, and the version that was read.
#[derive(Debug, Clone)]
pub struct Edit {
    /// The form.
    pub form: Form,
    base: Values,
    version: i64,
    sent: Option<Ticket>,
    remark: String,
}

impl Edit {
    /// A form of these fields over those values, read at that version.
    pub fn new(fields: Vec<Field>, values: Values, version: i64) -> Self {
        let mut form = Form::new(fields);
        for (name, value) in &values {
            form.set(name, value);
        }
        form.mark_saved();
        Self { form, base: values, version, sent: None, remark: String::new() }
    }

    /// The version that was read last.
    pub fn version(&self) -> i64 {
        self.version
    }

    /// What is to be said above the form.
    pub fn remark(&self) -> &str {
        if self.sent.is_some() { "saving..." } else { &self.remark }
    }

    /// Says something above the form until the next key that changes it.
    pub fn say(&mut self, remark: impl Into<String>) {
        self.remark = remark.into();
    }

    /// Takes a key.
    pub fn on_key(&mut self, key: Key) -> Outcome {
        let outcome = self.form.on_key(key);
        if outcome == Outcome::Changed {
            self.remark.clear();
        }
        outcome
    }

    /// The fields whose value is another than what was read.
    pub fn changed(&self) -> Vec<&'static str> {
        let differs = |(name, value): &&(&'static str, String)| self.form.text(name) != value;
        self.base.iter().filter(differs).map(|(name, _)| *name).collect()
    }

    /// Whether anything would be lost by closing it.
    pub fn is_touched(&self) -> bool {
        !self.changed().is_empty()
    }

    /// Notes that it was sent.
    pub fn sent(&mut self, ticket: Ticket) {
        self.sent = Some(ticket);
        self.form.clear_errors();
    }

    /// Whether an answer is on its way.
    pub fn is_sent(&self) -> bool {
        self.sent.is_some()
    }

    /// Whether the reply with this ticket answers it; it is not awaited any more then.
    pub fn answered(&mut self, ticket: Ticket) -> bool {
        let mine = self.sent == Some(ticket);
        if mine {
            self.sent = None;
        }
        mine
    }

    /// Puts the server's refusal beside the fields; what belongs to no field is said above.
    pub fn refused(&mut self, failure: &Failure) {
        let rest = self.form.set_errors(failure.fields());
        self.remark = match (failure.violations.is_empty(), rest.is_empty()) {
            (false, true) => "Some fields are not right yet; what is allowed stands beside them.".to_owned(),
            (false, false) => rest.join("; "),
            _ => failure.message.clone(),
        };
    }

    /// Takes what is there now. Returns whether a field was changed by both.
    pub fn merge(&mut self, theirs: Values, version: i64) -> bool {
        if version <= self.version {
            return false;
        }
        let mut both = false;
        for (name, now) in &theirs {
            let before = self.base.iter().find(|(base, _)| base == name).map(|(_, value)| value.as_str());
            let mine = self.form.text(name).to_owned();
            if before == Some(now.as_str()) || mine == *now {
                continue;
            }
            if before == Some(mine.as_str()) {
                self.form.set(name, now);
            } else {
                both = true;
                let now = if now.is_empty() { "nothing" } else { now };
                self.form.set_error(name, &format!("is now: {now}. Saving puts yours in its place"));
            }
        }
        self.base = theirs;
        self.version = version;
        self.remark = if both {
            "Somebody changed this meanwhile. Yours is kept; look, then save again.".to_owned()
        } else {
            "Somebody changed this meanwhile; the rest of the form is up to date.".to_owned()
        };
        both
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit() -> Edit {
        let fields = vec![Field::text("phone", "Phone", 32), Field::text("email", "Mail", 60)];
        Edit::new(fields, vec![("phone", "1".into()), ("email", "a@b.org".into())], 3)
    }

    #[test]
    fn only_what_was_changed_is_sent() {
        let mut edit = edit();
        assert!(!edit.is_touched());
        edit.on_key(Key::ch('2'));
        assert_eq!(edit.changed(), ["phone"]);
        edit.on_key(Key::BACKSPACE);
        assert!(!edit.is_touched());
    }

    #[test]
    fn what_others_changed_comes_in_and_what_both_changed_is_shown_beside_what_was_typed() {
        let mut edit = edit();
        edit.on_key(Key::ch('2'));
        assert!(!edit.merge(vec![("phone", "1".into()), ("email", "c@d.org".into())], 4));
        assert_eq!((edit.form.text("phone"), edit.form.text("email")), ("12", "c@d.org"));
        assert!(edit.merge(vec![("phone", "999".into()), ("email", "c@d.org".into())], 5));
        assert_eq!(edit.form.text("phone"), "12");
        assert!(edit.form.error("phone").unwrap().contains("999"));
        assert_eq!((edit.changed(), edit.version()), (vec!["phone"], 5));
    }

    #[test]
    fn an_older_version_changes_nothing() {
        let mut edit = edit();
        assert!(!edit.merge(vec![("phone", "0".into()), ("email", String::new())], 2));
        assert_eq!((edit.form.text("phone"), edit.version()), ("1", 3));
    }
}

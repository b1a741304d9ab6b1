//! Groups of form fields that several screens share, and how they are read back.

use praxis_shared::pb;
use praxis_shared::text;

use crate::outbox::Failure;
use crate::widget::form::{Field, Form};

/// The fields of a postal address.
pub fn address_fields(address: Option<&pb::PostalAddress>) -> Vec<Field> {
    let empty = pb::PostalAddress::default();
    let address = address.unwrap_or(&empty);
    vec![
        Field::text("line1", "Street", text::ADDRESS_LINE_MAX).with(&address.line1),
        Field::text("line2", "", text::ADDRESS_LINE_MAX).with(&address.line2),
        Field::text("postal_code", "Postal code", text::POSTAL_CODE_MAX)
            .with(&address.postal_code)
            .columns(16),
        Field::text("city", "City", text::PLACE_MAX).with(&address.city),
        Field::text("state", "State", text::PLACE_MAX).with(&address.state),
        Field::text("country", "Country", text::PLACE_MAX).with(&address.country),
    ]
}

/// The address typed into those fields; what is wrong stands beside them.
pub fn address_of(form: &mut Form) -> pb::PostalAddress {
    pb::PostalAddress {
        line1: form.optional("line1", text::address_line),
        line2: form.optional("line2", text::address_line),
        city: form.optional("city", text::city),
        state: form.optional("state", text::state),
        postal_code: form.optional("postal_code", text::postal_code),
        country: form.optional("country", text::country),
    }
}

/// A new password and its repetition.
pub fn new_password_fields() -> Vec<Field> {
    password_fields(text::PASSWORD_MIN)
}

/// The same with the fewest characters that this person's may have.
pub fn password_fields(fewest: usize) -> Vec<Field> {
    vec![
        Field::secret("password", "New password").hint(&format!("{fewest} characters or more")),
        Field::secret("again", "Once more"),
    ]
}

/// Fewest characters of a password of this person.
pub fn fewest(user: &pb::User) -> usize {
    if user.second_factor { text::PASSWORD_MIN_WITH_FACTOR } else { text::PASSWORD_MIN }
}

/// The new password; what is wrong stands beside the fields.
pub fn new_password_of(form: &mut Form, user_name: &str) -> String {
    password_of(form, user_name, text::PASSWORD_MIN)
}

/// The same with the fewest characters that this person's may have.
pub fn password_of(form: &mut Form, user_name: &str, fewest: usize) -> String {
    let password = form.checked("password", |typed| text::password(typed, user_name, fewest));
    if !password.is_empty() && form.text("again") != form.text("password") {
        form.set_error("again", "is not the same");
    }
    password
}

/// Puts a failure into a form: violations beside their fields, the rest as one
/// sentence to be said elsewhere.
pub fn put_failure(form: &mut Form, failure: &Failure) -> Option<String> {
    use praxis_shared::reason::Reason;
    form.clear_errors();
    if failure.is(Reason::UserNameTaken) && form.set_error("user_name", "is taken; choose another") {
        return None;
    }
    if failure.is(Reason::EmailTaken) && form.set_error("email", "belongs to another account") {
        return None;
    }
    let homeless = form.set_errors(failure.fields());
    if failure.violations.is_empty() {
        return Some(failure.message.clone());
    }
    (!homeless.is_empty()).then(|| homeless.join("; "))
}

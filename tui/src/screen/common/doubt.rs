//! Doubt, in words: an account that nobody has confirmed to be the patient's, and one of staff that was reset. What is closed
//! to them says so, and how it is opened.

use praxis_shared::pb::{self, Role};
use praxis_shared::reason::Reason;
use praxis_shared::time::Instant;

use super::acts::sentence;
use crate::context::{Cx, Shape, instant};
use crate::outbox::{Code, Failure};

/// What a place says that is closed to an account that nobody has confirmed.
pub const CLOSED: &str =
    "Closed until the clinic has confirmed that it is you: at your next visit the doctor does it.";

/// What a list of visits says that holds none which such an account may see.
pub const NONE_SINCE: &str = "None that is open to you. Older ones are closed until the clinic has confirmed that it is you: at \
                              your next visit the doctor does it.";

/// A line about a patient whose account nobody has confirmed.
pub const UNCONFIRMED: &str = "IDENTITY NOT CONFIRMED: who uses the account?";

/// Whether the patient acts in an account that nobody has confirmed.
pub fn is_unconfirmed(cx: &Cx) -> bool {
    let doubted = cx.me.as_ref().is_some_and(|me| me.user.unconfirmed_time.is_some());
    doubted && cx.role() == Role::Patient
}

/// What the home of such a patient says.
pub fn unconfirmed_banner(cx: &Cx) -> Option<String> {
    let since = instant(cx.me.as_ref().filter(|_| is_unconfirmed(cx))?.user.unconfirmed_time.as_ref())?;
    if cx.shape() != Shape::Full {
        return Some(
            "NOT CONFIRMED: older data are closed. At your next visit the doctor confirms you.".to_owned(),
        );
    }
    let since = cx.when(since);
    Some(format!(
        "NOT CONFIRMED YET THAT IT IS YOU. Closed here: your health data, visits and messages from before {since}, changing \
         phone and e-mail. At your next visit the doctor confirms that it is you, and all of it opens."
    ))
}

/// Until when clinical text is closed to the own account, because it was reset.
pub fn recovering(cx: &Cx) -> Option<Instant> {
    let me = cx.me.as_ref().filter(|_| cx.is_staff())?;
    instant(me.user.recovering_until_time.as_ref()).filter(|until| *until > cx.at.now)
}

/// What such a doctor reads at home.
pub fn recovering_banner(cx: &Cx) -> Option<String> {
    let until = cx.when(recovering(cx).filter(|_| cx.role() == Role::Doctor)?);
    Some(if cx.shape() == Shape::Full {
        format!(
            "YOUR ACCOUNT WAS RESET: charts, visits and patients' messages are closed to it until {until}, or until \
             another administrator or a doctor confirms that it is you."
        )
    } else {
        format!("YOUR ACCOUNT WAS RESET: charts are closed until {until}, or until somebody confirms you.")
    })
}

/// What the owner of an account is to know of its e-mail.
pub fn email_remarks(user: &pb::User) -> Vec<&'static str> {
    let mut said = Vec::new();
    if !user.email.is_empty() && !user.email_confirmed {
        said.push(
            "E-mail not confirmed: it does not sign you in until the clinic has confirmed you; sign in with your user name.",
        );
    }
    if user.email_clash {
        said.push("Another account gives this e-mail.");
    }
    said
}

/// Whether the server says that it is not open to this person, rather than that something failed.
pub fn is_closed(failure: &Failure) -> bool {
    matches!(failure.code, Code::NotFound | Code::Denied)
}

/// A refusal as a place says it.
pub fn said_of(failure: &Failure) -> String {
    if failure.is(Reason::Unconfirmed) { CLOSED.to_owned() } else { sentence(&failure.message) }
}

//! The first meeting with a server, as a plain conversation before any screen: it shows
//! a fingerprint, the person compares it with the one that the clinic told them.

use std::io::{BufRead, Write};

use praxis_shared::fingerprint::Fingerprint;

use crate::config::KnownServers;
use crate::runtime::trust::{Distrust, NoConnection, Place, look};

/// What the client ends with when a server is not trusted.
pub const NOT_TRUSTED: u8 = 3;

/// Why a server did not become known.
#[derive(Debug, thiserror::Error)]
pub enum NotEnrolled {
    /// It is not the one that was meant, or not good.
    #[error("{0}")]
    NotTrusted(String),
    /// It cannot be reached, or what is known cannot be read or written.
    #[error("{0}")]
    Failed(String),
}

impl From<Distrust> for NotEnrolled {
    fn from(why: Distrust) -> Self {
        Self::NotTrusted(why.to_string())
    }
}

impl From<String> for NotEnrolled {
    fn from(why: String) -> Self {
        Self::Failed(why)
    }
}

fn shown_by(place: &Place) -> Result<Fingerprint, NotEnrolled> {
    look(place).map_err(|none| match none {
        NoConnection::Distrusted(why) => why.into(),
        NoConnection::Unreachable(why) => NotEnrolled::Failed(format!(
            "{place} cannot be reached: {why}. Is that the clinic's address, and does its server run?"
        )),
    })
}

/// Gets to know a server with the fingerprint that the clinic told, asking nobody. The answer is for the person.
pub fn with_fingerprint(
    known: &KnownServers,
    place: &Place,
    told: Fingerprint,
) -> Result<String, NotEnrolled> {
    let address = place.to_string();
    let shown = shown_by(place)?;
    if let Some(known) = known.find(&address)? {
        let same = same_as_known(&address, known, shown)?;
        // it is who it was, and yet not whom the clinic speaks of
        expect_told(&address, told, shown)?;
        return Ok(same);
    }
    expect_told(&address, told, shown)?;
    known.add(&address, shown)?;
    Ok(format!("{address} is known from now on."))
}

fn same_as_known(address: &str, known: Fingerprint, shown: Fingerprint) -> Result<String, NotEnrolled> {
    if known == shown {
        return Ok(format!("{address} is known already, and still the same."));
    }
    Err(Distrust::OtherKey { address: address.to_owned(), known, shown }.into())
}

fn expect_told(address: &str, told: Fingerprint, shown: Fingerprint) -> Result<(), NotEnrolled> {
    if told == shown {
        return Ok(());
    }
    let ([told1, told2], [shown1, shown2]) = (told.lines(), shown.lines());
    Err(NotEnrolled::NotTrusted(format!(
        "STOP: not the server that was meant:\n{address}\n\n\
         You gave:\n{told1}\n{told2}\n\
         It shows:\n{shown1}\n{shown2}\n\n\
         Nothing was sent to it. Ask the clinic\nfor its address and its fingerprint."
    )))
}

/// The same with somebody who compares; what they type comes from `input`.
pub fn by_comparing(
    known: &KnownServers,
    place: &Place,
    input: &mut impl BufRead,
    out: &mut impl Write,
) -> Result<String, NotEnrolled> {
    let address = place.to_string();
    let shown = shown_by(place)?;
    if let Some(known) = known.find(&address)? {
        return same_as_known(&address, known, shown);
    }
    let [first, second] = shown.lines();
    let ask = |out: &mut dyn Write, text: &str| {
        write!(out, "{text}").and_then(|()| out.flush()).map_err(|why| NotEnrolled::Failed(why.to_string()))
    };
    ask(
        out,
        &format!(
            "First time at {address}.\nIts fingerprint:\n\n{first}\n{second}\n\n\
             Compare it with the one that the\nclinic gave you. Type yes if it is the\nsame, or paste the clinic's here:\n"
        ),
    )?;
    loop {
        ask(out, "> ")?;
        let mut line = String::new();
        let read = input.read_line(&mut line).map_err(|why| NotEnrolled::Failed(why.to_string()))?;
        match line.trim().to_lowercase().as_str() {
            "yes" | "y" => break,
            "" if read > 0 => {}
            "" | "no" | "n" => {
                return Err(NotEnrolled::NotTrusted(format!(
                    "{address} stays unknown. Nothing was sent to it."
                )));
            }
            typed => match typed.parse() {
                Ok(told) => {
                    expect_told(&address, told, shown)?;
                    break;
                }
                Err(why) => ask(out, &format!("Neither yes nor no, and {why}.\n"))?,
            },
        }
    }
    known.add(&address, shown)?;
    Ok(format!("{address} is known from now on."))
}

//! What a new password must be: long rather than complicated, not one that many people
//! have, and not made of words that anybody who knows the clinic would try first.

use praxis_shared::text;

use super::common;

/// Words that stand for a role or for the program.
const ROLE_WORDS: [&str; 14] = [
    "praxis",
    "clinic",
    "hospital",
    "doctor",
    "patient",
    "nurse",
    "admin",
    "administrator",
    "reception",
    "receptionist",
    "frontdesk",
    "front desk",
    "medical",
    "password",
];
/// Shorter words are part of too many others.
const WORD_MIN: usize = 3;

/// Whose password it becomes.
#[derive(Debug, Clone, Default)]
pub struct Owner {
    /// The name to sign in with.
    pub user_name: String,
    /// Names that others know: first, last, the clinic's.
    pub names: Vec<String>,
    /// A second factor stands beside the password.
    pub second_factor: bool,
}

impl Owner {
    /// Fewest characters of this person's password.
    #[must_use]
    pub const fn fewest(&self) -> usize {
        if self.second_factor { text::PASSWORD_MIN_WITH_FACTOR } else { text::PASSWORD_MIN }
    }
}

/// The password as it is kept (hashed), or a sentence that says what to do.
///
/// # Errors
/// Such a sentence.
pub fn checked(typed: &str, owner: &Owner) -> Result<String, String> {
    let password = text::password(typed, &owner.user_name, owner.fewest())?;
    if common::is_common(&password) {
        return Err(
            "this is one of the passwords that are tried first; use a few words that only you would put \
                    together"
                .into(),
        );
    }
    if left_over(&password, owner) < owner.fewest().div_ceil(2) {
        return Err(
            "this is little more than names of you, your role or the clinic; add words that have nothing \
                    to do with them"
                .into(),
        );
    }
    Ok(password)
}

/// How many letters, digits and signs are left when the words that anybody would try are taken out.
fn left_over(password: &str, owner: &Owner) -> usize {
    let parts =
        owner.names.iter().flat_map(|name| std::iter::once(name.as_str()).chain(name.split_whitespace()));
    let mut words: Vec<String> = parts
        .chain([owner.user_name.as_str()])
        .chain(ROLE_WORDS)
        .map(str::to_lowercase)
        .filter(|word| word.chars().count() >= WORD_MIN)
        .collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let rest = words.iter().fold(password.to_lowercase(), |rest, word| rest.replace(word.as_str(), " "));
    rest.chars().filter(|c| !c.is_whitespace()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owner() -> Owner {
        Owner {
            user_name: "ida".into(),
            names: vec!["Ida".into(), "Hansen".into(), "Northside Clinic".into()],
            second_factor: false,
        }
    }

    /// The most used passwords of at least eight characters, the most used first.
    const FIRST: &str = include_str!("../../../tests/data/most_common_passwords.txt");

    #[test]
    fn each_of_the_first_three_thousand_that_passes_length_is_refused_with_a_reason() {
        let with_factor = Owner { second_factor: true, ..Owner::default() };
        assert!(FIRST.lines().count() >= 3000);
        for common in FIRST.lines() {
            let why = checked(common, &with_factor).expect_err(common);
            assert!(!why.is_empty(), "{common}");
            if common.chars().count() >= text::PASSWORD_MIN {
                checked(common, &Owner::default()).expect_err(common);
            }
        }
    }

    #[test]
    fn eight_characters_are_enough_beside_a_second_factor_and_fifteen_without() {
        let with_factor = Owner { second_factor: true, ..owner() };
        assert!(checked("7 igel z", &with_factor).is_ok());
        assert!(checked("7 igel", &with_factor).unwrap_err().contains("at least 8"));
        assert!(checked("7 igel z", &owner()).unwrap_err().contains("at least 15"));
    }

    #[test]
    fn names_of_person_role_and_clinic_make_no_password() {
        for known in ["Hansen Northside 77", "northside clinic doctor", "Praxis Hansen 2027!"] {
            assert!(checked(known, &owner()).unwrap_err().contains("names of you"), "{known}");
        }
        assert!(checked("the doctor eats seven pears", &owner()).is_ok());
        assert!(checked("who is ida anyway, really", &owner()).unwrap_err().contains("user name"));
    }
}

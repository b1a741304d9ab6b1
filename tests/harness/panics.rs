//! Counts panics of servers under test. Threads carry the name of their clinic's
//! directory, so that tests side by side do not blame each other.

use std::{
    collections::HashMap,
    path::Path,
    sync::{Mutex, Once, PoisonError},
    thread,
};

const PREFIX: &str = "serves ";

static COUNTS: Mutex<Option<HashMap<String, usize>>> = Mutex::new(None);

/// The name that threads of a clinic carry; from now on their panics are counted.
pub(crate) fn name_of_threads(directory: &Path) -> String {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if let Some(name) = thread::current().name().filter(|it| it.starts_with(PREFIX)) {
                let mut counts = COUNTS.lock().unwrap_or_else(PoisonError::into_inner);
                *counts.get_or_insert_default().entry(name.to_owned()).or_default() += 1;
            }
            before(info);
        }));
    });
    format!("{PREFIX}{}", directory.display())
}

/// How often threads of a clinic panicked.
pub(crate) fn count(directory: &Path) -> usize {
    let counts = COUNTS.lock().unwrap_or_else(PoisonError::into_inner);
    let name = format!("{PREFIX}{}", directory.display());
    counts.as_ref().and_then(|it| it.get(&name).copied()).unwrap_or(0)
}

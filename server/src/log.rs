//! The log, with a bound on what one place in the program may write: whoever can make the
//! server repeat itself must not fill its disk.

use std::{
    collections::HashMap,
    io::Write as _,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use anyhow::Context as _;
use tracing::{Event, Level, Metadata, Subscriber, callsite::Identifier};
use tracing_subscriber::{
    EnvFilter, Layer as _, Registry,
    layer::{Context, Filter, SubscriberExt as _},
    reload,
    util::SubscriberInitExt as _,
};

/// How many lines one place may write in each stretch.
const LINES: u32 = 10;
/// One stretch.
const STRETCH: Duration = Duration::from_secs(5);

/// How much is logged, for changing it while the program runs.
#[derive(Clone)]
pub struct Volume(reload::Handle<EnvFilter, Registry>);

impl Volume {
    /// Logs by this filter from now on.
    ///
    /// # Errors
    /// If it is no filter: then the old one stays.
    pub fn set(&self, filter: &str) -> anyhow::Result<()> {
        let filter: EnvFilter = filter.parse().context("this is no filter of the log")?;
        self.0.reload(filter).context("there is no log any more")
    }
}

/// Starts logging to standard error.
pub fn start(filter: &str) -> Volume {
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .with_filter(Quota::default());
    let (filter, handle) = reload::Layer::new(EnvFilter::new(filter));
    tracing_subscriber::registry().with(filter).with(lines).init();
    Volume(handle)
}

/// How much each place has written lately. What was asked for line by line (`trace`) is not counted.
#[derive(Default)]
struct Quota(Mutex<HashMap<Identifier, Written>>);

struct Written {
    since: Instant,
    lines: u32,
}

impl Quota {
    /// Whether a place may write one more line, and how many it could not write in the stretch before.
    fn take(&self, place: Identifier, now: Instant) -> (bool, u32) {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let written = places.entry(place).or_insert(Written { since: now, lines: 0 });
        let mut left_out = 0;
        if now.duration_since(written.since) >= STRETCH {
            left_out = written.lines.saturating_sub(LINES);
            *written = Written { since: now, lines: 0 };
        }
        written.lines = written.lines.saturating_add(1);
        (written.lines <= LINES, left_out)
    }
}

impl<S: Subscriber> Filter<S> for Quota {
    fn enabled(&self, _: &Metadata<'_>, _: &Context<'_, S>) -> bool {
        true
    }

    fn event_enabled(&self, event: &Event<'_>, _: &Context<'_, S>) -> bool {
        let about = event.metadata();
        if *about.level() == Level::TRACE {
            return true;
        }
        let (allowed, left_out) = self.take(about.callsite(), Instant::now());
        if left_out > 0 {
            // not through the log itself, which is busy with this line
            let place = about.target();
            drop(writeln!(std::io::stderr(), "{left_out} more lines of {place} like the next were left out"));
        }
        allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    macro_rules! callsite {
        () => {{
            // of some size, so that each has a place of its own
            struct Place(#[expect(dead_code, reason = "see above")] u8);
            static PLACE: Place = Place(0);
            impl tracing::callsite::Callsite for Place {
                fn set_interest(&self, _: tracing::subscriber::Interest) {}
                fn metadata(&self) -> &Metadata<'_> {
                    unreachable!("nobody asks")
                }
            }
            tracing::callsite::Identifier(&PLACE)
        }};
    }
    #[test]
    fn one_place_is_heard_ten_times_in_five_seconds_and_others_are_not_kept_from_speaking() {
        let (here, there) = (callsite!(), callsite!());
        let (quota, begun) = (Quota::default(), Instant::now());
        let heard = |place: &Identifier, second: u64| {
            (0..1000).filter(|_| quota.take(place.clone(), begun + Duration::from_secs(second)).0).count()
        };
        assert_eq!(heard(&here, 0), 10);
        assert_eq!(heard(&there, 1), 10);
        assert_eq!(heard(&here, 4), 0);
        let (allowed, left_out) = quota.take(here, begun + STRETCH);
        assert!(allowed);
        assert_eq!(left_out, 1990);
    }
}

//! Which obstacles stand in whose way. Patients keep to every rule; staff are
//! exempt from lead time and horizon and may break hours and duty on purpose.
//! Another visit is nobody's to break: that is the overlap test's, not this one's.

use praxis_shared::time::{Instant, Span};

use super::{Actor, Override, OverrideKind};
use crate::domain::obstacles::Obstacle;

impl OverrideKind {
    /// The rule that this obstacle stands for, if it is one that can be broken.
    fn that_breaks(obstacle: &Obstacle) -> Option<Self> {
        match obstacle {
            Obstacle::OutsideHours(_)
            | Obstacle::TimeOff(..)
            | Obstacle::Break(_)
            | Obstacle::NotAligned(..) => Some(Self::OutsideHours),
            Obstacle::OffDuty => Some(Self::OffDuty),
            Obstacle::Buffer(_)
            | Obstacle::Visit(_)
            | Obstacle::Hold(_)
            | Obstacle::TooSoon(_)
            | Obstacle::TooFar(_) => None,
        }
    }
}

/// The obstacles that stand in this person's way, and the part of the override
/// that is really needed: an override that breaks nothing leaves no mark.
pub fn weigh<'a>(
    obstacles: &'a [Obstacle],
    span: Span,
    by: Actor,
    wanted: Option<&Override>,
    now: Instant,
) -> (Vec<&'a Obstacle>, Option<Override>) {
    let mut broken = Vec::new();
    let mut left = Vec::new();
    for obstacle in obstacles {
        match obstacle {
            Obstacle::Visit(_) | Obstacle::Buffer(_) => {}
            // staff may still book into a slot that has begun, never into the past
            Obstacle::TooSoon(_) if by.is_staff() && now < span.end => {}
            Obstacle::TooFar(_) if by.is_staff() => {}
            _ => match OverrideKind::that_breaks(obstacle) {
                Some(kind) if by.is_staff() && wanted.is_some_and(|it| it.kinds.contains(&kind)) => {
                    broken.push(kind);
                }
                _ => left.push(obstacle),
            },
        }
    }
    broken.sort_unstable();
    broken.dedup();
    let mark = wanted.filter(|_| !broken.is_empty());
    (left, mark.map(|it| Override { kinds: broken, reason: it.reason.clone() }))
}

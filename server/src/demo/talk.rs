//! The sample clinic's conversations: some answered, some with messages that wait.

use chrono::Duration;
use praxis_shared::time::Instant;

use super::people::Staff;
use crate::{
    actions::conversations::{self, Draft},
    domain::{caller::Caller, conversation::Target},
    store::{Error, Tx},
};

/// Minutes ago, whether the first of the two wrote it, and what.
type Line = (i64, bool, &'static str);

const DESK_AND_DOCTOR: [Line; 6] = [
    (94, true, "Mr Dietz is here already, with a wheelchair. Ramp door is open."),
    (92, false, "Thanks. Room 2 when it is free."),
    (61, true, "Room 2 is free now."),
    (60, false, "5 more minutes please."),
    (52, false, "Bring him in."),
    (51, false, "And can you print the consent form?"),
];
const DESK_AND_CLERK: [Line; 3] = [
    (300, false, "Lunch at 12:30 today? I can take the phone until then."),
    (295, true, "Gladly."),
    (20, false, "The printer at desk 2 is out of paper, just so you know."),
];
const PATIENT_AND_DOCTOR: [Line; 4] = [
    (2900, true, "Good morning, the new tablets make me dizzy after breakfast. Is that expected?"),
    (
        2840,
        false,
        "It happens in the first week. Please take them in the evening instead and write how it goes.",
    ),
    (1400, true, "Better already, thank you."),
    (35, true, "One more question: may I swim again?"),
];
const PATIENT_AND_DESK: [Line; 2] = [
    (180, true, "Hello, can I bring my mother's referral to my own visit?"),
    (40, true, "And is there parking near the entrance?"),
];
const DESK_AND_PATIENT: [Line; 3] = [
    (1500, false, "Dear Ms Nguyễn, your referral has arrived."),
    (1440, true, "Cảm ơn! Thank you."),
    (90, false, "Please bring your vaccination booklet next time."),
];
const DOCTORS: [Line; 2] = [
    (400, true, "Could you look at an ECG for me when you have a minute? No hurry."),
    (30, true, "It is in the tray. T waves in V2 and V3."),
];

pub(super) fn make(tx: &Tx<'_>, staff: &Staff, now: Instant) -> Result<(), Error> {
    let (ida, tom) = (&staff.desks[0], &staff.desks[1]);
    let doctor = |at: usize| &staff.doctors[at].1;
    let patient = |at: usize| &staff.portal[at].1;
    talk(tx, ida, doctor(0), Target::Doctor(staff.doctors[0].0), &DESK_AND_DOCTOR, now)?;
    talk(tx, ida, tom, Target::User(tom.user), &DESK_AND_CLERK, now)?;
    talk(tx, patient(0), doctor(0), Target::Doctor(staff.doctors[0].0), &PATIENT_AND_DOCTOR, now)?;
    talk(tx, patient(1), ida, Target::Desk, &PATIENT_AND_DESK, now)?;
    talk(tx, patient(2), ida, Target::Desk, &DESK_AND_PATIENT, now)?;
    talk(tx, doctor(0), doctor(2), Target::Doctor(staff.doctors[2].0), &DOCTORS, now)
}

/// One conversation. Whoever answers has read what came before.
fn talk(
    tx: &Tx<'_>,
    one: &Caller,
    other: &Caller,
    target: Target,
    lines: &[Line],
    now: Instant,
) -> Result<(), Error> {
    let first = now - Duration::minutes(lines[0].0 + 1);
    tx.at(first);
    let conversation = match conversations::open(tx, one, target, first) {
        Ok(seen) => seen.conversation.id,
        // they have had no visit together in this sample
        Err(Error::Refused(_)) => return Ok(()),
        Err(fault) => return Err(fault),
    };
    for (number, (ago, by_one, body)) in lines.iter().enumerate() {
        let then = now - Duration::minutes(*ago);
        tx.at(then);
        let author = if *by_one { one } else { other };
        let before = number as i64;
        if before > 0 {
            conversations::advance(tx, author, conversation, before, before)?;
        }
        let draft = Draft {
            conversation,
            body: (*body).to_owned(),
            request_id: format!("sample-{conversation}-{number}").replace('/', "-"),
        };
        conversations::send(tx, author, &draft, &|_| true, then)?;
    }
    Ok(())
}

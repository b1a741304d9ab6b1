//! That whoever was away finds all that was for them, and looks through no more at once than is said.

use praxis_shared::{
    id::{DoctorId, UserId},
    time::from_micros,
};
use rusqlite::Connection;

use super::*;
use crate::{
    domain::people::Role,
    store::{Trail, migrate},
};

fn clinic() -> Connection {
    let mut conn = Connection::open_in_memory().unwrap();
    migrate::to_newest(&mut conn).unwrap();
    conn
}

fn tx(conn: &Connection) -> Tx<'_> {
    Tx::new(conn, from_micros(1_900_000_000_000_000).unwrap(), Trail::default())
}

fn emit(tx: &Tx<'_>, audiences: &[Audience]) {
    tx.emit(Event::ScheduleChanged(DoctorId::from_bytes([9; 16])), audiences).unwrap();
}

fn user(number: u8) -> Audience {
    Audience::User(UserId::from_bytes([number; 16]))
}

/// The numbers of all that is found after a cursor, page by page, and how many pages there were.
fn found(tx: &Tx<'_>, audiences: &[Audience], limit: usize) -> (Vec<i64>, usize) {
    let (mut seqs, mut cursor, mut pages) = (Vec::new(), 0, 0);
    loop {
        let page = tx.events_after(cursor, audiences, limit).unwrap();
        pages += 1;
        assert!(page.events.len() <= limit);
        seqs.extend(page.events.iter().map(|it| it.seq));
        if page.whole {
            return (seqs, pages);
        }
        assert!(page.up_to > cursor, "a page that is not the last one comes further");
        cursor = page.up_to;
    }
}

#[test]
fn each_finds_what_was_for_them_and_nothing_else() {
    let conn = clinic();
    let tx = tx(&conn);
    emit(&tx, &[user(1), Audience::Role(Role::Desk)]);
    emit(&tx, &[user(2)]);
    emit(&tx, &[Audience::Everyone]);
    emit(&tx, &[]);
    emit(&tx, &[user(0x11), Audience::Role(Role::Admin)]);
    for (who, numbers) in [
        (vec![user(1)], vec![1]),
        (vec![user(2), Audience::Everyone], vec![2, 3]),
        (vec![user(0x11)], vec![5]),
        (vec![user(0x10)], vec![]),
        (vec![Audience::Role(Role::Desk), user(1)], vec![1]),
        (vec![Audience::Role(Role::Admin), Audience::Role(Role::Patient)], vec![5]),
    ] {
        for limit in [1, 2, 100] {
            assert_eq!(found(&tx, &who, limit).0, numbers, "{who:?}, {limit} at once");
        }
    }
}

#[test]
fn a_page_goes_on_where_the_one_before_it_ended_however_little_was_for_the_reader() {
    let conn = clinic();
    let tx = tx(&conn);
    conn.execute_batch("BEGIN").unwrap();
    for number in 0..3 * LOOK {
        emit(&tx, if number % LOOK == LOOK - 1 { &[const { Audience::Everyone }] } else { &[] });
    }
    let (seqs, pages) = found(&tx, &[Audience::Everyone], 100);
    assert_eq!(seqs, [LOOK, 2 * LOOK, 3 * LOOK]);
    assert_eq!(pages, 4, "as many at once as may be looked at, and one to see the end");
    let none = found(&tx, &[user(1)], 100);
    assert_eq!(none, (vec![], 4));
}

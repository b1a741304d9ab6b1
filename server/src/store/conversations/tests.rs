//! That no list and no badge of the chat looks through a table.

use praxis_shared::id::{AppointmentId, DoctorId, PatientId, UserId};
use rusqlite::{Connection, params};

use super::{CLERKS, LATEST, LATEST_OF_DESK, LONGEST_UNREAD, TOTAL_UNREAD};
use crate::store::{
    StoreError, Tx,
    contacts::{BETWEEN, PATIENTS_SEEN, STAFF},
    messages::DESK_JOINS,
    migrate,
    retention::OLD_EVENTS,
};

impl Tx<'_> {
    /// Puts a visit between two into the table, past all rules.
    pub(crate) fn put_visit(
        &self,
        appointment: AppointmentId,
        patient: PatientId,
        doctor: DoctorId,
        by: UserId,
        state: &str,
    ) -> Result<(), StoreError> {
        let start = self
            .one("SELECT coalesce(max(end_time), 0) + 86400000000 FROM appointment", [], |row| {
                Ok(row.get::<_, i64>(0)?)
            })?
            .unwrap_or(0);
        self.execute(
            "INSERT INTO appointment (id, version, state, patient, doctor, start_time, end_time, buffer_before,
                 buffer_after, room, kind, note, reason, late, walk_in, requested_by, create_time, update_time)
             VALUES (?1, 1, ?2, ?3, ?4, ?5, ?5 + 1800000000, 0, 0, '', 'check', '', '', 0, 0, ?6, ?5, ?5)",
            params![appointment.bytes(), state, patient.bytes(), doctor.bytes(), start, by.bytes()],
        )?;
        Ok(())
    }
}

fn plan(conn: &Connection, sql: &str) -> String {
    let mut statement = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let count = statement.parameter_count();
    let steps = statement
        .query_map(rusqlite::params_from_iter((0..count).map(|_| 1)), |row| row.get::<_, String>("detail"))
        .unwrap();
    steps.map(Result::unwrap).collect::<Vec<_>>().join("\n")
}

#[test]
fn lists_and_badges_walk_an_index_of_their_own() {
    let mut conn = Connection::open_in_memory().unwrap();
    migrate::to_newest(&mut conn).unwrap();
    for (sql, index) in [
        (TOTAL_UNREAD, "USING COVERING INDEX conversation_member_unread (user=?"),
        (LATEST, "USING INDEX conversation_member_latest (user=? AND update_time"),
        (LATEST_OF_DESK, "USING INDEX conversation_of_desk (update_time"),
        (LONGEST_UNREAD, "USING COVERING INDEX conversation_member_unread (user=? AND"),
        (CLERKS, "INDEX user_at_desk"),
        (DESK_JOINS, "INDEX user_at_desk"),
        (STAFF, "INDEX user_on_staff"),
        (BETWEEN, "USING INDEX appointment_between (doctor=? AND patient=?)"),
        (PATIENTS_SEEN, "USING INDEX appointment_between (doctor=?)"),
    ] {
        let plan = plan(&conn, sql);
        assert!(plan.contains(index), "{sql}\n{plan}");
        assert!(!plan.contains("USE TEMP B-TREE"), "{sql}\n{plan}");
    }
    let forgotten = plan(&conn, "DELETE FROM event_audience WHERE seq <= ?1");
    assert!(forgotten.contains("event_audience_by_seq (seq<?)"), "{forgotten}");
    let old = plan(&conn, OLD_EVENTS);
    assert!(!old.contains("TEMP B-TREE"), "{old}");
}

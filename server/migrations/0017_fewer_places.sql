-- What an act writes goes to fewer places still.

-- Whoever was away reads on in the log of events itself: it holds those of two weeks, and each says for whom it is.
-- The newest is never let go, so numbers go on from it.
CREATE TABLE log (
    seq       INTEGER PRIMARY KEY,
    time      INTEGER NOT NULL,
    -- JSON: 'u' + user id, 'r' + role bit, or 'e' for everyone, each in hexadecimal digits
    audiences TEXT    NOT NULL,
    payload   TEXT    NOT NULL
) STRICT;
INSERT INTO log (seq, time, audiences, payload) SELECT seq, time, audiences, payload FROM event ORDER BY seq;
-- one for nobody holds the place where all had gone
INSERT INTO log (seq, time, audiences, payload)
    SELECT seq, 0, '[]', 'null' FROM sqlite_sequence WHERE name = 'event' AND NOT EXISTS (SELECT 1 FROM event);
DROP TABLE event_audience;
DROP TABLE event;
ALTER TABLE log RENAME TO event;

-- Whether a doctor's time is taken shows in an index alone, without those who gave their time back: of a day that is
-- sought after there may be many. A patient's visits have one index, which shows who met whom as well.
DROP INDEX appointment_by_doctor;
DROP INDEX appointment_by_patient;
DROP INDEX appointment_takes_doctor;
DROP INDEX appointment_takes_patient;
DROP INDEX appointment_between;
CREATE INDEX appointment_by_doctor ON appointment (doctor, start_time, id, patient);
CREATE INDEX appointment_takes_doctor ON appointment (doctor, start_time, block_from, block_until, taken_until, id)
    WHERE taken_until > start_time;
CREATE INDEX appointment_by_patient ON appointment (patient, start_time, id, taken_until, doctor, state);

-- The same four tests along these: who blocks a time begins at most 360 minutes (240 and a buffer of 120) before it
-- and, with a buffer of 120 before the visit, at most 120 after it.
DROP TRIGGER appointment_needs_the_doctor;
DROP TRIGGER appointment_still_needs_the_doctor;
DROP TRIGGER appointment_needs_the_patient;
DROP TRIGGER appointment_still_needs_the_patient;

CREATE TRIGGER appointment_needs_the_doctor AFTER INSERT ON appointment
WHEN NEW.taken_until > NEW.start_time AND EXISTS (
    SELECT 1 FROM appointment AS other
    WHERE other.doctor = NEW.doctor AND other.taken_until > other.start_time AND other.id <> NEW.id
      AND other.start_time > NEW.block_from - 21600000000 AND other.start_time < NEW.block_until + 7200000000
      AND other.block_from < NEW.block_until AND NEW.block_from < other.block_until)
BEGIN SELECT RAISE(ABORT, 'the doctor has another visit then'); END;

CREATE TRIGGER appointment_still_needs_the_doctor
AFTER UPDATE OF state, doctor, start_time, end_time, buffer_before, buffer_after, visit_end_time ON appointment
WHEN NEW.taken_until > NEW.start_time AND EXISTS (
    SELECT 1 FROM appointment AS other
    WHERE other.doctor = NEW.doctor AND other.taken_until > other.start_time AND other.id <> NEW.id
      AND other.start_time > NEW.block_from - 21600000000 AND other.start_time < NEW.block_until + 7200000000
      AND other.block_from < NEW.block_until AND NEW.block_from < other.block_until)
BEGIN SELECT RAISE(ABORT, 'the doctor has another visit then'); END;

CREATE TRIGGER appointment_needs_the_patient AFTER INSERT ON appointment
WHEN NEW.taken_until > NEW.start_time AND EXISTS (
    SELECT 1 FROM appointment AS other
    WHERE other.patient = NEW.patient AND other.taken_until > other.start_time AND other.id <> NEW.id
      AND other.start_time > NEW.start_time - 14400000000 AND other.start_time < NEW.taken_until
      AND NEW.start_time < other.taken_until)
BEGIN SELECT RAISE(ABORT, 'the patient has another visit then'); END;

CREATE TRIGGER appointment_still_needs_the_patient
AFTER UPDATE OF state, patient, start_time, end_time, visit_end_time ON appointment
WHEN NEW.taken_until > NEW.start_time AND EXISTS (
    SELECT 1 FROM appointment AS other
    WHERE other.patient = NEW.patient AND other.taken_until > other.start_time AND other.id <> NEW.id
      AND other.start_time > NEW.start_time - 14400000000 AND other.start_time < NEW.taken_until
      AND NEW.start_time < other.taken_until)
BEGIN SELECT RAISE(ABORT, 'the patient has another visit then'); END;

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

-- The same visits. Words are compared one after the other: for `IN` with more than two of them SQLite would build a table of
-- its own for each column, check and index that asks, with each visit that is written.
CREATE TABLE visit (
    id               BLOB    PRIMARY KEY CHECK (length(id) = 16),
    version          INTEGER NOT NULL,
    state            TEXT    NOT NULL,
    patient          BLOB    NOT NULL REFERENCES patient (id),
    doctor           BLOB    NOT NULL REFERENCES doctor (id),
    start_time       INTEGER NOT NULL,
    end_time         INTEGER NOT NULL,
    -- minutes, copied from the hours when booked
    buffer_before    INTEGER NOT NULL CHECK (buffer_before BETWEEN 0 AND 120),
    buffer_after     INTEGER NOT NULL CHECK (buffer_after BETWEEN 0 AND 120),
    room             TEXT    NOT NULL,
    kind             TEXT    NOT NULL,
    -- administrative; the desk reads it
    note             TEXT    NOT NULL,
    -- clinical; read for the patient and the doctor only
    reason           TEXT    NOT NULL,
    late             INTEGER NOT NULL CHECK (late IN (0, 1)),
    walk_in          INTEGER NOT NULL CHECK (walk_in IN (0, 1)),
    -- JSON, NULL if no rule was broken on purpose
    overridden       TEXT,
    requested_by     BLOB    NOT NULL REFERENCES user (id),
    create_time      INTEGER NOT NULL,
    update_time      INTEGER NOT NULL,
    arrive_time      INTEGER,
    ready_time       INTEGER,
    visit_start_time INTEGER,
    visit_end_time   INTEGER,
    -- JSON: who called it off, why and when
    closed           TEXT,
    -- JSON: what an undo brings back
    last_step        TEXT,
    -- over the columns above but the reason, and over the reason
    seal             BLOB    NOT NULL DEFAULT x'',
    reason_seal      BLOB    NOT NULL DEFAULT x'',
    -- not over yet
    open             INTEGER GENERATED ALWAYS AS (
        CASE state WHEN 'requested' THEN 1 WHEN 'approved' THEN 1 WHEN 'arrived' THEN 1 WHEN 'ready' THEN 1
                   WHEN 'in_visit' THEN 1 ELSE 0
        END) VIRTUAL,
    -- the patient is taken from start_time until here; equal to start_time where the visit keeps no time from others.
    -- A completed visit gives back what is left of its time.
    taken_until      INTEGER NOT NULL GENERATED ALWAYS AS (
        CASE WHEN open = 1 THEN end_time
             WHEN state = 'completed' THEN max(start_time, min(end_time, coalesce(visit_end_time, end_time)))
             ELSE start_time
        END) STORED,
    -- keeps time from others
    takes            INTEGER GENERATED ALWAYS AS (taken_until > start_time) VIRTUAL,
    -- the doctor is taken from block_from until block_until: the same with buffers
    block_from       INTEGER GENERATED ALWAYS AS (start_time - buffer_before * 60000000) VIRTUAL,
    block_until      INTEGER GENERATED ALWAYS AS (taken_until + buffer_after * 60000000) VIRTUAL,
    -- at most 240 minutes: the overlap tests below look no further back than that
    CHECK (start_time < end_time AND end_time - start_time <= 14400000000),
    CHECK (open = 1 OR state = 'completed' OR state = 'rejected' OR state = 'cancelled' OR state = 'no_show'
           OR state = 'left_before_seen' OR state = 'entered_in_error')
) STRICT;
INSERT INTO visit (
        id, version, state, patient, doctor, start_time, end_time, buffer_before, buffer_after, room, kind, note, reason,
        late, walk_in, overridden, requested_by, create_time, update_time, arrive_time, ready_time, visit_start_time,
        visit_end_time, closed, last_step, seal, reason_seal)
    SELECT id, version, state, patient, doctor, start_time, end_time, buffer_before, buffer_after, room, kind, note, reason,
        late, walk_in, overridden, requested_by, create_time, update_time, arrive_time, ready_time, visit_start_time,
        visit_end_time, closed, last_step, seal, reason_seal
    FROM appointment ORDER BY id;
-- steps go on pointing to the visits of this name
DROP TABLE appointment;
ALTER TABLE visit RENAME TO appointment;

CREATE INDEX appointment_by_start ON appointment (start_time, id);
CREATE INDEX appointment_open ON appointment (start_time, id) WHERE open = 1;
-- A doctor's visits have one index, and so have a patient's: first those that gave their time back, of which a day that is
-- sought after may have many, then those that keep it from others. Whether a time is taken, and who met whom, shows in
-- the index alone. A list of both kinds reads the two in turn.
CREATE INDEX appointment_by_doctor
    ON appointment (doctor, takes, start_time, id, block_from, block_until, taken_until, patient);
CREATE INDEX appointment_by_patient ON appointment (patient, takes, start_time, id, taken_until, doctor, state);

CREATE TRIGGER appointment_is_never_deleted BEFORE DELETE ON appointment
BEGIN SELECT RAISE(ABORT, 'visits are never deleted'); END;

-- The same four tests: who blocks a time begins at most 360 minutes (240 and a buffer of 120) before it
-- and, with a buffer of 120 before the visit, at most 120 after it.

CREATE TRIGGER appointment_needs_the_doctor AFTER INSERT ON appointment
WHEN NEW.taken_until > NEW.start_time AND EXISTS (
    SELECT 1 FROM appointment AS other
    WHERE other.doctor = NEW.doctor AND other.takes = 1 AND other.id <> NEW.id
      AND other.start_time > NEW.block_from - 21600000000 AND other.start_time < NEW.block_until + 7200000000
      AND other.block_from < NEW.block_until AND NEW.block_from < other.block_until)
BEGIN SELECT RAISE(ABORT, 'the doctor has another visit then'); END;

CREATE TRIGGER appointment_still_needs_the_doctor
AFTER UPDATE OF state, doctor, start_time, end_time, buffer_before, buffer_after, visit_end_time ON appointment
WHEN NEW.taken_until > NEW.start_time AND EXISTS (
    SELECT 1 FROM appointment AS other
    WHERE other.doctor = NEW.doctor AND other.takes = 1 AND other.id <> NEW.id
      AND other.start_time > NEW.block_from - 21600000000 AND other.start_time < NEW.block_until + 7200000000
      AND other.block_from < NEW.block_until AND NEW.block_from < other.block_until)
BEGIN SELECT RAISE(ABORT, 'the doctor has another visit then'); END;

CREATE TRIGGER appointment_needs_the_patient AFTER INSERT ON appointment
WHEN NEW.taken_until > NEW.start_time AND EXISTS (
    SELECT 1 FROM appointment AS other
    WHERE other.patient = NEW.patient AND other.takes = 1 AND other.id <> NEW.id
      AND other.start_time > NEW.start_time - 14400000000 AND other.start_time < NEW.taken_until
      AND NEW.start_time < other.taken_until)
BEGIN SELECT RAISE(ABORT, 'the patient has another visit then'); END;

CREATE TRIGGER appointment_still_needs_the_patient
AFTER UPDATE OF state, patient, start_time, end_time, visit_end_time ON appointment
WHEN NEW.taken_until > NEW.start_time AND EXISTS (
    SELECT 1 FROM appointment AS other
    WHERE other.patient = NEW.patient AND other.takes = 1 AND other.id <> NEW.id
      AND other.start_time > NEW.start_time - 14400000000 AND other.start_time < NEW.taken_until
      AND NEW.start_time < other.taken_until)
BEGIN SELECT RAISE(ABORT, 'the patient has another visit then'); END;

-- An inbox has one index, first what was read, then what was not.
ALTER TABLE notice ADD COLUMN unread INTEGER GENERATED ALWAYS AS (read_time IS NULL) VIRTUAL;
DROP INDEX notice_by_user;
DROP INDEX notice_unread;
CREATE INDEX notice_by_user ON notice (user, unread, id);

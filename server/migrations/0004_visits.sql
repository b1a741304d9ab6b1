-- Visits, and every step of their lives. One state column; boards and queues are views of it.

CREATE TABLE appointment (
    id               BLOB    PRIMARY KEY CHECK (length(id) = 16),
    version          INTEGER NOT NULL,
    state            TEXT    NOT NULL CHECK (state IN ('requested', 'approved', 'arrived', 'ready', 'in_visit', 'completed',
                                                       'rejected', 'cancelled', 'no_show', 'left_before_seen', 'entered_in_error')),
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
    -- the patient is taken from start_time until here; equal to start_time where the visit keeps no time from others.
    -- A completed visit gives back what is left of its time.
    taken_until      INTEGER NOT NULL GENERATED ALWAYS AS (
        CASE WHEN state IN ('requested', 'approved', 'arrived', 'ready', 'in_visit') THEN end_time
             WHEN state = 'completed' THEN max(start_time, min(end_time, coalesce(visit_end_time, end_time)))
             ELSE start_time
        END) STORED,
    -- the doctor is taken from block_from until block_until: the same with buffers
    block_from       INTEGER NOT NULL GENERATED ALWAYS AS (start_time - buffer_before * 60000000) STORED,
    block_until      INTEGER NOT NULL GENERATED ALWAYS AS (
        CASE WHEN state IN ('requested', 'approved', 'arrived', 'ready', 'in_visit') THEN end_time
             WHEN state = 'completed' THEN max(start_time, min(end_time, coalesce(visit_end_time, end_time)))
             ELSE start_time
        END + buffer_after * 60000000) STORED,
    -- at most 240 minutes: the overlap tests below look no further back than that
    CHECK (start_time < end_time AND end_time - start_time <= 14400000000)
) STRICT;

CREATE INDEX appointment_by_start ON appointment (start_time, id);
CREATE INDEX appointment_by_doctor ON appointment (doctor, start_time, id);
CREATE INDEX appointment_by_patient ON appointment (patient, start_time, id);
CREATE INDEX appointment_open ON appointment (start_time, id)
    WHERE state IN ('requested', 'approved', 'arrived', 'ready', 'in_visit');
CREATE INDEX appointment_takes_doctor ON appointment (doctor, block_from) WHERE taken_until > start_time;
CREATE INDEX appointment_takes_patient ON appointment (patient, start_time) WHERE taken_until > start_time;

-- whatever the code forgets: two visits of one doctor never overlap, buffers included
-- (240 + 120 + 120 minutes is the longest that a visit can block)
CREATE TRIGGER appointment_needs_the_doctor AFTER INSERT ON appointment
WHEN NEW.taken_until > NEW.start_time AND EXISTS (
    SELECT 1 FROM appointment AS other
    WHERE other.doctor = NEW.doctor AND other.taken_until > other.start_time AND other.id <> NEW.id
      AND other.block_from > NEW.block_from - 28800000000
      AND other.block_from < NEW.block_until AND NEW.block_from < other.block_until)
BEGIN SELECT RAISE(ABORT, 'the doctor has another visit then'); END;

CREATE TRIGGER appointment_still_needs_the_doctor
AFTER UPDATE OF state, doctor, start_time, end_time, buffer_before, buffer_after, visit_end_time ON appointment
WHEN NEW.taken_until > NEW.start_time AND EXISTS (
    SELECT 1 FROM appointment AS other
    WHERE other.doctor = NEW.doctor AND other.taken_until > other.start_time AND other.id <> NEW.id
      AND other.block_from > NEW.block_from - 28800000000
      AND other.block_from < NEW.block_until AND NEW.block_from < other.block_until)
BEGIN SELECT RAISE(ABORT, 'the doctor has another visit then'); END;

-- whatever the code forgets: nobody is in two places; buffers are the doctor's, so they do not count here
CREATE TRIGGER appointment_needs_the_patient AFTER INSERT ON appointment
WHEN NEW.taken_until > NEW.start_time AND EXISTS (
    SELECT 1 FROM appointment AS other
    WHERE other.patient = NEW.patient AND other.taken_until > other.start_time AND other.id <> NEW.id
      AND other.start_time > NEW.start_time - 14400000000
      AND other.start_time < NEW.taken_until AND NEW.start_time < other.taken_until)
BEGIN SELECT RAISE(ABORT, 'the patient has another visit then'); END;

CREATE TRIGGER appointment_still_needs_the_patient
AFTER UPDATE OF state, patient, start_time, end_time, visit_end_time ON appointment
WHEN NEW.taken_until > NEW.start_time AND EXISTS (
    SELECT 1 FROM appointment AS other
    WHERE other.patient = NEW.patient AND other.taken_until > other.start_time AND other.id <> NEW.id
      AND other.start_time > NEW.start_time - 14400000000
      AND other.start_time < NEW.taken_until AND NEW.start_time < other.taken_until)
BEGIN SELECT RAISE(ABORT, 'the patient has another visit then'); END;

-- whatever the code forgets: visits end in a state, not in a hole
CREATE TRIGGER appointment_is_never_deleted BEFORE DELETE ON appointment
BEGIN SELECT RAISE(ABORT, 'visits are never deleted'); END;

-- Who did what to a visit, when and why: only ever added to.
CREATE TABLE appointment_step (
    appointment BLOB    NOT NULL REFERENCES appointment (id),
    -- the visit's version after the step
    version     INTEGER NOT NULL,
    time        INTEGER NOT NULL,
    actor       BLOB    NOT NULL REFERENCES user (id),
    -- bit of the role in which the actor did it
    role        INTEGER NOT NULL,
    verb        TEXT    NOT NULL,
    -- NULL for the booking itself
    from_state  TEXT,
    to_state    TEXT    NOT NULL,
    -- when the visit is, after the step
    start_time  INTEGER NOT NULL,
    end_time    INTEGER NOT NULL,
    reason      TEXT    NOT NULL,
    PRIMARY KEY (appointment, version)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER appointment_step_is_never_changed BEFORE UPDATE ON appointment_step
BEGIN SELECT RAISE(ABORT, 'steps of a visit are never changed'); END;
CREATE TRIGGER appointment_step_is_never_deleted BEFORE DELETE ON appointment_step
BEGIN SELECT RAISE(ABORT, 'steps of a visit are never deleted'); END;

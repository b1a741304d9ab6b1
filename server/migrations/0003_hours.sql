-- When doctors work: weekly rules and exceptions to them. Slots are computed, never stored.

CREATE TABLE working_hours (
    doctor      BLOB    PRIMARY KEY REFERENCES doctor (id),
    -- JSON array of rules, read and written whole
    rules       TEXT    NOT NULL,
    update_time INTEGER NOT NULL,
    version     INTEGER NOT NULL
) STRICT;

CREATE TABLE schedule_exception (
    id           BLOB    PRIMARY KEY CHECK (length(id) = 16),
    doctor       BLOB    NOT NULL REFERENCES doctor (id),
    kind         TEXT    NOT NULL CHECK (kind IN ('time_off', 'extra_hours')),
    from_date    TEXT    NOT NULL,
    to_date      TEXT    NOT NULL CHECK (to_date >= from_date),
    -- local minutes on each of the dates
    from_minute  INTEGER NOT NULL CHECK (from_minute >= 0),
    to_minute    INTEGER NOT NULL CHECK (to_minute > from_minute AND to_minute <= 1440),
    note         TEXT    NOT NULL,
    -- of extra hours; NULL for time off
    slot_minutes INTEGER CHECK ((slot_minutes IS NULL) = (kind = 'time_off')),
    room         TEXT    NOT NULL,
    create_time  INTEGER NOT NULL,
    -- NULL while it is in force; withdrawn ones stay for the record
    cancel_time  INTEGER
) STRICT;
CREATE INDEX schedule_exception_by_date ON schedule_exception (doctor, from_date, id);
CREATE INDEX schedule_exception_in_force ON schedule_exception (doctor, to_date) WHERE cancel_time IS NULL;

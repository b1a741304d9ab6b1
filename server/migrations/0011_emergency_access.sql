-- A doctor outside the care relation reads one patient's record for a short while, with a reason.

CREATE TABLE emergency_access (
    id          BLOB    PRIMARY KEY CHECK (length(id) = 16),
    patient     BLOB    NOT NULL REFERENCES patient (id),
    doctor      BLOB    NOT NULL REFERENCES doctor (id),
    -- as the doctor typed it: for the patient and the administrators
    reason      TEXT    NOT NULL,
    create_time INTEGER NOT NULL,
    expire_time INTEGER NOT NULL,
    -- when the doctor ended it before its time
    end_time    INTEGER
) STRICT;
CREATE INDEX emergency_access_by_doctor ON emergency_access (doctor, expire_time) WHERE end_time IS NULL;
CREATE INDEX emergency_access_by_patient ON emergency_access (patient, expire_time) WHERE end_time IS NULL;

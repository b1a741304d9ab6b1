-- Doctors and patients, and the keys under which patients are found.

CREATE TABLE doctor (
    id                  BLOB    PRIMARY KEY CHECK (length(id) = 16),
    user                BLOB    NOT NULL UNIQUE REFERENCES user (id),
    -- JSON array of texts, in the doctor's own order
    specializations     TEXT    NOT NULL,
    qualification       TEXT    NOT NULL,
    years_of_experience INTEGER NOT NULL,
    clinic_name         TEXT    NOT NULL,
    -- JSON, read and written whole
    clinic_address      TEXT    NOT NULL,
    room                TEXT    NOT NULL,
    contact_number      TEXT    NOT NULL,
    bio                 TEXT    NOT NULL,
    -- JSON, or NULL if not stated
    consultation_fee    TEXT,
    on_duty             INTEGER NOT NULL CHECK (on_duty IN (0, 1)),
    registration_number TEXT    NOT NULL,
    auto_approve        INTEGER NOT NULL CHECK (auto_approve IN (0, 1)),
    create_time         INTEGER NOT NULL,
    update_time         INTEGER NOT NULL,
    version             INTEGER NOT NULL
) STRICT;

CREATE TABLE patient (
    id                BLOB    PRIMARY KEY CHECK (length(id) = 16),
    -- what people say on the phone
    number            INTEGER NOT NULL UNIQUE,
    -- NULL for those who never sign in
    user              BLOB    UNIQUE REFERENCES user (id),
    first_name        TEXT    NOT NULL,
    last_name         TEXT    NOT NULL,
    -- folded "last first", for order
    sort_key          TEXT    NOT NULL,
    birth_date        TEXT    NOT NULL,
    gender            TEXT    NOT NULL,
    phone             TEXT    NOT NULL,
    -- digits of the phone, empty for none
    phone_digits      TEXT    NOT NULL,
    email             TEXT    NOT NULL,
    address           TEXT    NOT NULL,
    emergency_contact TEXT    NOT NULL,
    create_time       INTEGER NOT NULL,
    update_time       INTEGER NOT NULL,
    version           INTEGER NOT NULL
) STRICT;
CREATE INDEX patient_by_name ON patient (sort_key, id);
CREATE INDEX patient_by_birth_date ON patient (birth_date, sort_key, id);
CREATE INDEX patient_by_email ON patient (email COLLATE NOCASE) WHERE email <> '';

-- Clinical: apart from the patient, so that no statement for the desk can touch it by accident.
CREATE TABLE patient_chart (
    patient         BLOB    PRIMARY KEY REFERENCES patient (id),
    blood_group     TEXT    NOT NULL,
    allergies       TEXT    NOT NULL,
    medical_history TEXT    NOT NULL,
    update_time     INTEGER NOT NULL,
    version         INTEGER NOT NULL
) STRICT;

-- One row for each folded word of a name in each spelling; the walk of a search.
CREATE TABLE patient_key (
    key      TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    patient  BLOB NOT NULL REFERENCES patient (id),
    PRIMARY KEY (key, sort_key, patient)
) STRICT, WITHOUT ROWID;
CREATE INDEX patient_key_by_patient ON patient_key (patient, key);

-- One row for each ending of a phone number, so that any part of it is the beginning of a row.
CREATE TABLE patient_phone (
    ending   TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    patient  BLOB NOT NULL REFERENCES patient (id),
    PRIMARY KEY (ending, sort_key, patient)
) STRICT, WITHOUT ROWID;
CREATE INDEX patient_phone_by_patient ON patient_phone (patient);

-- The neighbourhood of each key that was ever used: keys one typo apart share a trim. Keys that
-- no patient has any more stay; they lead nowhere.
CREATE TABLE key_trim (
    trim TEXT NOT NULL,
    key  TEXT NOT NULL,
    PRIMARY KEY (trim, key)
) STRICT, WITHOUT ROWID;

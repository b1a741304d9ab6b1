PRAGMA foreign_keys=OFF;
BEGIN;
CREATE TABLE refinery_schema_history(
             version int4 PRIMARY KEY,
             name VARCHAR(255),
             applied_on VARCHAR(255),
             checksum VARCHAR(255));
CREATE TABLE clinic (
    id                        INTEGER PRIMARY KEY CHECK (id = 1),
    display_name              TEXT    NOT NULL,
    time_zone                 TEXT    NOT NULL,
    lead_time_minutes         INTEGER NOT NULL,
    horizon_days              INTEGER NOT NULL,
    cancel_cutoff_minutes     INTEGER NOT NULL,
    reschedule_cutoff_minutes INTEGER NOT NULL,
    emergency_phone           TEXT    NOT NULL,
    update_time               INTEGER NOT NULL,
    version                   INTEGER NOT NULL
) STRICT;
CREATE TABLE user (
    id             BLOB    PRIMARY KEY CHECK (length(id) = 16),
    user_name      TEXT    NOT NULL UNIQUE,
    email          TEXT    NOT NULL UNIQUE,
    -- NULL until an activation code is redeemed
    password       TEXT,
    first_name     TEXT    NOT NULL,
    last_name      TEXT    NOT NULL,
    -- folded "last first", for order and search
    sort_key       TEXT    NOT NULL,
    phone          TEXT    NOT NULL,
    -- JSON, read and written whole
    address        TEXT    NOT NULL,
    picture        BLOB    NOT NULL DEFAULT x'',
    -- bit set: 1 admin, 2 desk, 4 doctor, 8 patient
    roles          INTEGER NOT NULL,
    requested_role INTEGER NOT NULL DEFAULT 0,
    -- 1 active, 2 pending, 3 invited, 4 disabled
    state          INTEGER NOT NULL,
    create_time    INTEGER NOT NULL,
    update_time    INTEGER NOT NULL,
    version        INTEGER NOT NULL
) STRICT;
CREATE TABLE session (
    id           BLOB    PRIMARY KEY CHECK (length(id) = 16),
    -- SHA-256 of the token; the token itself is never stored
    token_hash   BLOB    NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    user         BLOB    NOT NULL REFERENCES user (id),
    client_label TEXT    NOT NULL,
    create_time  INTEGER NOT NULL,
    last_used    INTEGER NOT NULL,
    expire_time  INTEGER NOT NULL,
    end_time     INTEGER
) STRICT;
CREATE TABLE activation (
    code_hash   BLOB    PRIMARY KEY CHECK (length(code_hash) = 32),
    -- NULL: makes the first administrator
    user        BLOB    REFERENCES user (id),
    create_time INTEGER NOT NULL,
    expire_time INTEGER NOT NULL,
    use_time    INTEGER
) STRICT;
CREATE TABLE request (
    -- the user; 16 zero bytes for strangers
    scope       BLOB    NOT NULL,
    request_id  TEXT    NOT NULL,
    fingerprint BLOB    NOT NULL,
    answer      TEXT    NOT NULL,
    time        INTEGER NOT NULL,
    PRIMARY KEY (scope, request_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE event (
    seq     INTEGER PRIMARY KEY AUTOINCREMENT,
    time    INTEGER NOT NULL,
    payload TEXT    NOT NULL
) STRICT;
CREATE TABLE event_audience (
    -- 'u' + user id, 'r' + role bit, or 'e' for everyone
    audience BLOB    NOT NULL,
    seq      INTEGER NOT NULL REFERENCES event (seq),
    PRIMARY KEY (audience, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE audit (
    seq       INTEGER PRIMARY KEY AUTOINCREMENT,
    time      INTEGER NOT NULL,
    user      BLOB,
    session   BLOB,
    method    TEXT    NOT NULL,
    object    TEXT    NOT NULL,
    patient   BLOB,
    outcome   TEXT    NOT NULL,
    -- the place of the hash chain
    hash      BLOB
) STRICT;
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
CREATE TABLE patient_chart (
    patient         BLOB    PRIMARY KEY REFERENCES patient (id),
    blood_group     TEXT    NOT NULL,
    allergies       TEXT    NOT NULL,
    medical_history TEXT    NOT NULL,
    update_time     INTEGER NOT NULL,
    version         INTEGER NOT NULL
) STRICT;
CREATE TABLE patient_key (
    key      TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    patient  BLOB NOT NULL REFERENCES patient (id),
    PRIMARY KEY (key, sort_key, patient)
) STRICT, WITHOUT ROWID;
CREATE TABLE patient_phone (
    ending   TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    patient  BLOB NOT NULL REFERENCES patient (id),
    PRIMARY KEY (ending, sort_key, patient)
) STRICT, WITHOUT ROWID;
CREATE TABLE key_trim (
    trim TEXT NOT NULL,
    key  TEXT NOT NULL,
    PRIMARY KEY (trim, key)
) STRICT, WITHOUT ROWID;
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
CREATE TABLE notice (
    -- time-ordered: newest first is by id
    id          BLOB    PRIMARY KEY CHECK (length(id) = 16),
    user        BLOB    NOT NULL REFERENCES user (id),
    kind        TEXT    NOT NULL,
    -- a sentence for the reader, no clinical text
    text        TEXT    NOT NULL,
    -- resource name of what it is about
    subject     TEXT    NOT NULL,
    create_time INTEGER NOT NULL,
    -- NULL until read
    read_time   INTEGER
) STRICT;
CREATE TABLE conversation (
    id          BLOB    PRIMARY KEY CHECK (length(id) = 16),
    -- who it joins, as one key: 'pd' patient doctor, 'pk' patient (and the desk), 'ss' two users in order.
    -- Two people have one conversation, whatever the code forgets
    parties     BLOB    NOT NULL UNIQUE,
    -- the patient of 'pk' only: the desk's list
    desk_for    BLOB    REFERENCES patient (id),
    -- the newest message's number; messages are numbered from 1 without gaps
    last_seq    INTEGER NOT NULL CHECK (last_seq >= 0),
    create_time INTEGER NOT NULL,
    -- when the newest message was written; NULL while there is none
    update_time INTEGER
) STRICT;
CREATE TABLE conversation_member (
    conversation  BLOB    NOT NULL REFERENCES conversation (id),
    user          BLOB    NOT NULL REFERENCES user (id),
    -- bit set of roles any of which opens it to this member: 8 as patient, 4 as doctor, 2 as clerk, 7 as staff
    side          INTEGER NOT NULL,
    -- 0 for a clerk who never wrote or read here
    joined        INTEGER NOT NULL CHECK (joined IN (0, 1)),
    delivered_seq INTEGER NOT NULL CHECK (delivered_seq >= read_seq),
    read_seq      INTEGER NOT NULL CHECK (read_seq >= 0),
    -- messages up to this one are from before a clerk's time at the desk: never news
    since_seq     INTEGER NOT NULL,
    -- shown as unread from this message on though it was read; NULL: no mark
    unread_from   INTEGER CHECK (unread_from BETWEEN 1 AND max(read_seq, since_seq)),
    -- messages of others after the cursor or from the mark on: kept, so that badges need no counting
    unread        INTEGER NOT NULL CHECK (unread >= 0),
    -- when the first of them was written
    unread_since  INTEGER CHECK ((unread_since IS NULL) = (unread = 0)),
    -- the conversation's update_time, here for the order of lists
    update_time   INTEGER,
    PRIMARY KEY (conversation, user)
) STRICT, WITHOUT ROWID;
CREATE TABLE message (
    conversation BLOB    NOT NULL REFERENCES conversation (id),
    seq          INTEGER NOT NULL CHECK (seq >= 1),
    author       BLOB    NOT NULL REFERENCES user (id),
    -- the id with which it was sent: a draft sent again after the replayed answers are forgotten is still one message
    request_id   TEXT    NOT NULL,
    body         TEXT    NOT NULL,
    time         INTEGER NOT NULL,
    PRIMARY KEY (conversation, seq)
) STRICT, WITHOUT ROWID;
INSERT INTO "activation" ("code_hash", "user", "create_time", "expire_time", "use_time") VALUES (x'14a5d0e2551d691ddb0577209da0ec1b8b9e2bde7b2e4a00a6e7acc2053e1f01', x'01a3ffe38d803e3155cb130f4b7a1913', 1803884400000000, 1803970800000000, 1803884400000000);
INSERT INTO "activation" ("code_hash", "user", "create_time", "expire_time", "use_time") VALUES (x'27e6b961f777092492c80ce43ec8f6261962fd1c70da603348ba0d1fed11ee31', x'01a3ffe38d808c6c05a668f7ec1ef8f6', 1803884400000000, 1803970800000000, 1803884400000000);
INSERT INTO "activation" ("code_hash", "user", "create_time", "expire_time", "use_time") VALUES (x'ab3940341855931fef710e7d713d3ffe56a8b27731f3aa1abcf2a297f6261f38', x'01a3ffe38d8099652e0e805dc9466206', 1803884400000000, 1803970800000000, 1803884400000000);
INSERT INTO "activation" ("code_hash", "user", "create_time", "expire_time", "use_time") VALUES (x'b192a7a3198ba10d50dd5e68ea52eaddba22b80c7d82de9e0f7994e8a83b71d4', NULL, 1803884400000000, 1803970800000000, 1803884400000000);
INSERT INTO "activation" ("code_hash", "user", "create_time", "expire_time", "use_time") VALUES (x'd3e23ab64c9ac6e40b525f9f9c4ca0267516f01ee6c3813edb08a5257348909b', x'01a3ffe38d80dda21a3ebd3c586ed68f', 1803884400000000, 1803970800000000, 1803884400000000);
INSERT INTO "activation" ("code_hash", "user", "create_time", "expire_time", "use_time") VALUES (x'f53ebad3b9456c065aebc59257af82ea5ed6266b96859b413eb4248d2bd4e009', x'01a3ffe38d80e02620627d2491f7a954', 1803884400000000, 1803970800000000, 1803884400000000);
INSERT INTO "appointment" ("id", "version", "state", "patient", "doctor", "start_time", "end_time", "buffer_before", "buffer_after", "room", "kind", "note", "reason", "late", "walk_in", "overridden", "requested_by", "create_time", "update_time", "arrive_time", "ready_time", "visit_start_time", "visit_end_time", "closed", "last_step") VALUES (x'01a3ffe38d802a273bed35f74b46e60f', 2, 'cancelled', x'01a3ffe38d80644026fb09bca4a15c6b', x'01a3ffe38d80ec174a1e053e505cebfb', 1804240800000000, 1804242600000000, 0, 0, '', 'follow_up', '', 'A cough that stays', 0, 0, NULL, x'01a3ffe38d8099652e0e805dc9466206', 1803884400000000, 1803884400000000, NULL, NULL, NULL, NULL, '{"by":"patient","reason":"cannot come","time":"2027-03-01T07:00:00Z","late":false}', '{"verb":"cancel","actor":{"user":"users/01mfzy73c0k5jjw3m0bq4mcrg6","role":"Patient"},"time":"2027-03-01T07:00:00Z","before":{"state":"requested","doctor":{"id":"doctors/01mfzy73c0xgbmm7g57s85stzv","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-05T10:00:00Z","end":"2027-03-05T10:30:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null}}');
INSERT INTO "appointment" ("id", "version", "state", "patient", "doctor", "start_time", "end_time", "buffer_before", "buffer_after", "room", "kind", "note", "reason", "late", "walk_in", "overridden", "requested_by", "create_time", "update_time", "arrive_time", "ready_time", "visit_start_time", "visit_end_time", "closed", "last_step") VALUES (x'01a3ffe38d806576a6791c2869d4fed5', 5, 'completed', x'01a3ffe38d80644026fb09bca4a15c6b', x'01a3ffe38d80ec174a1e053e505cebfb', 1803893400000000, 1803895200000000, 0, 0, '', 'follow_up', '', 'A cough that stays', 0, 0, NULL, x'01a3ffe38d8099652e0e805dc9466206', 1803884400000000, 1803893100000000, 1803893100000000, NULL, 1803893100000000, 1803893100000000, NULL, '{"verb":"complete","actor":{"user":"users/01mfzy73c0w0k20rkx4j8zfaam","role":"Doctor"},"time":"2027-03-01T09:25:00Z","before":{"state":"in_visit","doctor":{"id":"doctors/01mfzy73c0xgbmm7g57s85stzv","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":"2027-03-01T09:25:00Z","ready_at":null,"started_at":"2027-03-01T09:25:00Z","ended_at":null,"closed":null}}');
INSERT INTO "appointment" ("id", "version", "state", "patient", "doctor", "start_time", "end_time", "buffer_before", "buffer_after", "room", "kind", "note", "reason", "late", "walk_in", "overridden", "requested_by", "create_time", "update_time", "arrive_time", "ready_time", "visit_start_time", "visit_end_time", "closed", "last_step") VALUES (x'01a3ffe38d808f140de017431d3f7959', 2, 'approved', x'01a3ffe38d80a388ac169cd469bfaa82', x'01a3ffe38d80fcb377f31e0726e909e3', 1803978000000000, 1803979800000000, 0, 0, '', 'follow_up', '', 'A cough that stays', 0, 0, NULL, x'01a3ffe38d803e3155cb130f4b7a1913', 1803884400000000, 1803884400000000, NULL, NULL, NULL, NULL, NULL, '{"verb":"approve","actor":{"user":"users/01mfzy73c0hhp0b9k8yzp1xy7p","role":"Doctor"},"time":"2027-03-01T07:00:00Z","before":{"state":"requested","doctor":{"id":"doctors/01mfzy73c0zjsqfwry0wkej2f3","name":"Braun-Test, Braun"},"span":{"start":"2027-03-02T09:00:00Z","end":"2027-03-02T09:30:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null}}');
INSERT INTO "appointment" ("id", "version", "state", "patient", "doctor", "start_time", "end_time", "buffer_before", "buffer_after", "room", "kind", "note", "reason", "late", "walk_in", "overridden", "requested_by", "create_time", "update_time", "arrive_time", "ready_time", "visit_start_time", "visit_end_time", "closed", "last_step") VALUES (x'01a3ffe38d80ccbefa7fa29fd37b6bdc', 2, 'approved', x'01a3ffe38d80644026fb09bca4a15c6b', x'01a3ffe38d80ec174a1e053e505cebfb', 1803978000000000, 1803979800000000, 0, 0, '', 'follow_up', '', 'A cough that stays', 0, 0, NULL, x'01a3ffe38d8099652e0e805dc9466206', 1803884400000000, 1803884400000000, NULL, NULL, NULL, NULL, NULL, '{"verb":"approve","actor":{"user":"users/01mfzy73c0w0k20rkx4j8zfaam","role":"Doctor"},"time":"2027-03-01T07:00:00Z","before":{"state":"requested","doctor":{"id":"doctors/01mfzy73c0xgbmm7g57s85stzv","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-02T09:00:00Z","end":"2027-03-02T09:30:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null}}');
INSERT INTO "appointment_step" ("appointment", "version", "time", "actor", "role", "verb", "from_state", "to_state", "start_time", "end_time", "reason") VALUES (x'01a3ffe38d802a273bed35f74b46e60f', 1, 1803884400000000, x'01a3ffe38d8099652e0e805dc9466206', 8, 'book', NULL, 'requested', 1804240800000000, 1804242600000000, '');
INSERT INTO "appointment_step" ("appointment", "version", "time", "actor", "role", "verb", "from_state", "to_state", "start_time", "end_time", "reason") VALUES (x'01a3ffe38d802a273bed35f74b46e60f', 2, 1803884400000000, x'01a3ffe38d8099652e0e805dc9466206', 8, 'cancel', 'requested', 'cancelled', 1804240800000000, 1804242600000000, 'cannot come');
INSERT INTO "appointment_step" ("appointment", "version", "time", "actor", "role", "verb", "from_state", "to_state", "start_time", "end_time", "reason") VALUES (x'01a3ffe38d806576a6791c2869d4fed5', 1, 1803884400000000, x'01a3ffe38d8099652e0e805dc9466206', 8, 'book', NULL, 'requested', 1803893400000000, 1803895200000000, '');
INSERT INTO "appointment_step" ("appointment", "version", "time", "actor", "role", "verb", "from_state", "to_state", "start_time", "end_time", "reason") VALUES (x'01a3ffe38d806576a6791c2869d4fed5', 2, 1803884400000000, x'01a3ffe38d80e02620627d2491f7a954', 4, 'approve', 'requested', 'approved', 1803893400000000, 1803895200000000, '');
INSERT INTO "appointment_step" ("appointment", "version", "time", "actor", "role", "verb", "from_state", "to_state", "start_time", "end_time", "reason") VALUES (x'01a3ffe38d806576a6791c2869d4fed5', 3, 1803893100000000, x'01a3ffe38d80dda21a3ebd3c586ed68f', 2, 'arrive', 'approved', 'arrived', 1803893400000000, 1803895200000000, '');
INSERT INTO "appointment_step" ("appointment", "version", "time", "actor", "role", "verb", "from_state", "to_state", "start_time", "end_time", "reason") VALUES (x'01a3ffe38d806576a6791c2869d4fed5', 4, 1803893100000000, x'01a3ffe38d80e02620627d2491f7a954', 4, 'start', 'arrived', 'in_visit', 1803893400000000, 1803895200000000, '');
INSERT INTO "appointment_step" ("appointment", "version", "time", "actor", "role", "verb", "from_state", "to_state", "start_time", "end_time", "reason") VALUES (x'01a3ffe38d806576a6791c2869d4fed5', 5, 1803893100000000, x'01a3ffe38d80e02620627d2491f7a954', 4, 'complete', 'in_visit', 'completed', 1803893400000000, 1803895200000000, '');
INSERT INTO "appointment_step" ("appointment", "version", "time", "actor", "role", "verb", "from_state", "to_state", "start_time", "end_time", "reason") VALUES (x'01a3ffe38d808f140de017431d3f7959', 1, 1803884400000000, x'01a3ffe38d803e3155cb130f4b7a1913', 8, 'book', NULL, 'requested', 1803978000000000, 1803979800000000, '');
INSERT INTO "appointment_step" ("appointment", "version", "time", "actor", "role", "verb", "from_state", "to_state", "start_time", "end_time", "reason") VALUES (x'01a3ffe38d808f140de017431d3f7959', 2, 1803884400000000, x'01a3ffe38d808c6c05a668f7ec1ef8f6', 4, 'approve', 'requested', 'approved', 1803978000000000, 1803979800000000, '');
INSERT INTO "appointment_step" ("appointment", "version", "time", "actor", "role", "verb", "from_state", "to_state", "start_time", "end_time", "reason") VALUES (x'01a3ffe38d80ccbefa7fa29fd37b6bdc', 1, 1803884400000000, x'01a3ffe38d8099652e0e805dc9466206', 8, 'book', NULL, 'requested', 1803978000000000, 1803979800000000, '');
INSERT INTO "appointment_step" ("appointment", "version", "time", "actor", "role", "verb", "from_state", "to_state", "start_time", "end_time", "reason") VALUES (x'01a3ffe38d80ccbefa7fa29fd37b6bdc', 2, 1803884400000000, x'01a3ffe38d80e02620627d2491f7a954', 4, 'approve', 'requested', 'approved', 1803978000000000, 1803979800000000, '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash") VALUES (1, 1803884400000000, x'01a3ffe38d80cb6837a755f8c0f274ae', x'01a3ffe38d80fdba2392561734fb1cdf', 'SessionService/Activate', 'users/01mfzy73c0sdm3f9tnz30f4x5e', NULL, 'ok', NULL);
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash") VALUES (2, 1803884400000000, x'01a3ffe38d80cb6837a755f8c0f274ae', x'01a3ffe38d80fdba2392561734fb1cdf', 'UserService/CreateUser', 'users/01mfzy73c0vph1mfnx7hc6xnmf', NULL, 'ok', NULL);
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash") VALUES (3, 1803884400000000, x'01a3ffe38d80dda21a3ebd3c586ed68f', x'01a3ffe38d808959705a73000a644486', 'SessionService/Activate', 'users/01mfzy73c0vph1mfnx7hc6xnmf', NULL, 'ok', NULL);
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash") VALUES (4, 1803884400000000, x'01a3ffe38d80cb6837a755f8c0f274ae', x'01a3ffe38d80fdba2392561734fb1cdf', 'UserService/CreateUser', 'users/01mfzy73c0k5jjw3m0bq4mcrg6', x'01a3ffe38d80644026fb09bca4a15c6b', 'ok', NULL);
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash") VALUES (5, 1803884400000000, x'01a3ffe38d8099652e0e805dc9466206', x'01a3ffe38d80e44b4291254b1e388769', 'SessionService/Activate', 'users/01mfzy73c0k5jjw3m0bq4mcrg6', x'01a3ffe38d80644026fb09bca4a15c6b', 'ok', NULL);
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash") VALUES (6, 1803884400000000, x'01a3ffe38d80cb6837a755f8c0f274ae', x'01a3ffe38d80fdba2392561734fb1cdf', 'UserService/CreateUser', 'users/01mfzy73c0w0k20rkx4j8zfaam', NULL, 'ok', NULL);
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash") VALUES (7, 1803884400000000, x'01a3ffe38d80e02620627d2491f7a954', x'01a3ffe38d803a8da17768c80c51dd13', 'SessionService/Activate', 'users/01mfzy73c0w0k20rkx4j8zfaam', NULL, 'ok', NULL);
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash") VALUES (8, 1803884400000000, x'01a3ffe38d80cb6837a755f8c0f274ae', x'01a3ffe38d80fdba2392561734fb1cdf', 'UserService/CreateUser', 'users/01mfzy73c07rrnbjrk1x5qm68k', x'01a3ffe38d80a388ac169cd469bfaa82', 'ok', NULL);
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash") VALUES (9, 1803884400000000, x'01a3ffe38d803e3155cb130f4b7a1913', x'01a3ffe38d8012bf1e7a906924843a75', 'SessionService/Activate', 'users/01mfzy73c07rrnbjrk1x5qm68k', x'01a3ffe38d80a388ac169cd469bfaa82', 'ok', NULL);
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash") VALUES (10, 1803884400000000, x'01a3ffe38d80cb6837a755f8c0f274ae', x'01a3ffe38d80fdba2392561734fb1cdf', 'UserService/CreateUser', 'users/01mfzy73c0hhp0b9k8yzp1xy7p', NULL, 'ok', NULL);
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash") VALUES (11, 1803884400000000, x'01a3ffe38d808c6c05a668f7ec1ef8f6', x'01a3ffe38d80f3e89e3b514db6d42bed', 'SessionService/Activate', 'users/01mfzy73c0hhp0b9k8yzp1xy7p', NULL, 'ok', NULL);
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash") VALUES (12, 1803884400000000, x'01a3ffe38d80cb6837a755f8c0f274ae', x'01a3ffe38d80fdba2392561734fb1cdf', 'ScheduleService/UpdateWorkingHours', 'doctors/01mfzy73c0xgbmm7g57s85stzv', NULL, 'ok', NULL);
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash") VALUES (13, 1803884400000000, x'01a3ffe38d80cb6837a755f8c0f274ae', x'01a3ffe38d80fdba2392561734fb1cdf', 'ScheduleService/UpdateWorkingHours', 'doctors/01mfzy73c0zjsqfwry0wkej2f3', NULL, 'ok', NULL);
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash") VALUES (14, 1803884400000000, NULL, NULL, 'SessionService/SignUp', 'users/01mfzy73c012qyg23qf0sq2y2q', NULL, 'ok', NULL);
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash") VALUES (15, 1803884400000000, x'01a3ffe38d8099652e0e805dc9466206', x'01a3ffe38d80e44b4291254b1e388769', 'AppointmentService/BookAppointment', 'appointments/01mfzy73c0sjzfmzx2kz9qptyw', x'01a3ffe38d80644026fb09bca4a15c6b', 'ok', NULL);
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash") VALUES (16, 1803884400000000, x'01a3ffe38d80e02620627d2491f7a954', x'01a3ffe38d803a8da17768c80c51dd13', 'AppointmentService/ApproveAppointment', 'appointments/01mfzy73c0sjzfmzx2kz9qptyw', x'01a3ffe38d80644026fb09bca4a15c6b', 'ok', NULL);
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash") VALUES (17, 1803884400000000, x'01a3ffe38d803e3155cb130f4b7a1913', x'01a3ffe38d8012bf1e7a906924843a75', 'AppointmentService/BookAppointment', 'appointments/01mfzy73c0hwa0vr0q8cekyyas', x'01a3ffe38d80a388ac169cd469bfaa82', 'ok', NULL);
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash") VALUES (18, 1803884400000000, x'01a3ffe38d808c6c05a668f7ec1ef8f6', x'01a3ffe38d80f3e89e3b514db6d42bed', 'AppointmentService/ApproveAppointment', 'appointments/01mfzy73c0hwa0vr0q8cekyyas', x'01a3ffe38d80a388ac169cd469bfaa82', 'ok', NULL);
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash") VALUES (19, 1803884400000000, x'01a3ffe38d803e3155cb130f4b7a1913', x'01a3ffe38d8012bf1e7a906924843a75', 'ConversationService/OpenConversation', 'conversations/01mfzy73c0y2eefks4rn6z6w8t', x'01a3ffe38d80a388ac169cd469bfaa82', 'ok', NULL);
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash") VALUES (20, 1803884400000000, x'01a3ffe38d803e3155cb130f4b7a1913', x'01a3ffe38d8012bf1e7a906924843a75', 'ConversationService/SendMessage', 'conversations/01mfzy73c0y2eefks4rn6z6w8t', x'01a3ffe38d80a388ac169cd469bfaa82', 'ok', NULL);
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash") VALUES (21, 1803884400000000, x'01a3ffe38d8099652e0e805dc9466206', x'01a3ffe38d80e44b4291254b1e388769', 'ConversationService/OpenConversation', 'conversations/01mfzy73c08jhapf4cr4q0qnr6', x'01a3ffe38d80644026fb09bca4a15c6b', 'ok', NULL);
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash") VALUES (22, 1803884400000000, x'01a3ffe38d8099652e0e805dc9466206', x'01a3ffe38d80e44b4291254b1e388769', 'ConversationService/OpenConversation', 'conversations/01mfzy73c0xw17ge0way61b9tr', x'01a3ffe38d80644026fb09bca4a15c6b', 'ok', NULL);
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash") VALUES (23, 1803884400000000, x'01a3ffe38d80cb6837a755f8c0f274ae', x'01a3ffe38d80fdba2392561734fb1cdf', 'ConversationService/OpenConversation', 'conversations/01mfzy73c0b1a6b4n76z15x04c', NULL, 'ok', NULL);
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash") VALUES (24, 1803884400000000, x'01a3ffe38d8099652e0e805dc9466206', x'01a3ffe38d80e44b4291254b1e388769', 'ConversationService/SendMessage', 'conversations/01mfzy73c08jhapf4cr4q0qnr6', x'01a3ffe38d80644026fb09bca4a15c6b', 'ok', NULL);
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash") VALUES (25, 1803884400000000, x'01a3ffe38d8099652e0e805dc9466206', x'01a3ffe38d80e44b4291254b1e388769', 'ConversationService/SendMessage', 'conversations/01mfzy73c0xw17ge0way61b9tr', x'01a3ffe38d80644026fb09bca4a15c6b', 'ok', NULL);
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash") VALUES (26, 1803884400000000, x'01a3ffe38d80e02620627d2491f7a954', x'01a3ffe38d803a8da17768c80c51dd13', 'ConversationService/SendMessage', 'conversations/01mfzy73c08jhapf4cr4q0qnr6', x'01a3ffe38d80644026fb09bca4a15c6b', 'ok', NULL);
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash") VALUES (27, 1803884400000000, x'01a3ffe38d80e02620627d2491f7a954', x'01a3ffe38d803a8da17768c80c51dd13', 'ConversationService/SendMessage', 'conversations/01mfzy73c0b1a6b4n76z15x04c', NULL, 'ok', NULL);
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash") VALUES (28, 1803884400000000, x'01a3ffe38d80e02620627d2491f7a954', x'01a3ffe38d803a8da17768c80c51dd13', 'ScheduleService/CreateScheduleException', 'doctors/01mfzy73c0xgbmm7g57s85stzv', NULL, 'ok', NULL);
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash") VALUES (29, 1803884400000000, x'01a3ffe38d808c6c05a668f7ec1ef8f6', x'01a3ffe38d80f3e89e3b514db6d42bed', 'ScheduleService/CreateScheduleException', 'doctors/01mfzy73c0zjsqfwry0wkej2f3', NULL, 'ok', NULL);
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash") VALUES (30, 1803884400000000, x'01a3ffe38d8099652e0e805dc9466206', x'01a3ffe38d80e44b4291254b1e388769', 'PatientService/UpdatePatientChart', 'patients/01mfzy73c0ch02dyr9qjja2q3b/chart', x'01a3ffe38d80644026fb09bca4a15c6b', 'ok', NULL);
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash") VALUES (31, 1803884400000000, x'01a3ffe38d8099652e0e805dc9466206', x'01a3ffe38d80e44b4291254b1e388769', 'AppointmentService/BookAppointment', 'appointments/01mfzy73c058kkqv9nyx5mdsgf', x'01a3ffe38d80644026fb09bca4a15c6b', 'ok', NULL);
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash") VALUES (32, 1803884400000000, x'01a3ffe38d8099652e0e805dc9466206', x'01a3ffe38d80e44b4291254b1e388769', 'AppointmentService/CancelAppointment', 'appointments/01mfzy73c058kkqv9nyx5mdsgf', x'01a3ffe38d80644026fb09bca4a15c6b', 'ok', NULL);
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash") VALUES (33, 1803884400000000, x'01a3ffe38d8099652e0e805dc9466206', x'01a3ffe38d80e44b4291254b1e388769', 'AppointmentService/BookAppointment', 'appointments/01mfzy73c0cnvacy8w51mx9zpn', x'01a3ffe38d80644026fb09bca4a15c6b', 'ok', NULL);
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash") VALUES (34, 1803884400000000, x'01a3ffe38d80e02620627d2491f7a954', x'01a3ffe38d803a8da17768c80c51dd13', 'AppointmentService/ApproveAppointment', 'appointments/01mfzy73c0cnvacy8w51mx9zpn', x'01a3ffe38d80644026fb09bca4a15c6b', 'ok', NULL);
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash") VALUES (35, 1803893100000000, x'01a3ffe38d80dda21a3ebd3c586ed68f', x'01a3ffe38d808959705a73000a644486', 'AppointmentService/CheckInAppointment', 'appointments/01mfzy73c0cnvacy8w51mx9zpn', x'01a3ffe38d80644026fb09bca4a15c6b', 'ok', NULL);
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash") VALUES (36, 1803893100000000, x'01a3ffe38d80e02620627d2491f7a954', x'01a3ffe38d803a8da17768c80c51dd13', 'AppointmentService/StartVisit', 'appointments/01mfzy73c0cnvacy8w51mx9zpn', x'01a3ffe38d80644026fb09bca4a15c6b', 'ok', NULL);
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash") VALUES (37, 1803893100000000, x'01a3ffe38d80e02620627d2491f7a954', x'01a3ffe38d803a8da17768c80c51dd13', 'AppointmentService/CompleteVisit', 'appointments/01mfzy73c0cnvacy8w51mx9zpn', x'01a3ffe38d80644026fb09bca4a15c6b', 'ok', NULL);
INSERT INTO "clinic" ("id", "display_name", "time_zone", "lead_time_minutes", "horizon_days", "cancel_cutoff_minutes", "reschedule_cutoff_minutes", "emergency_phone", "update_time", "version") VALUES (1, 'Clinic under test', 'Europe/Berlin', 60, 90, 1440, 1440, '', 1803884400000000, 1);
INSERT INTO "conversation" ("id", "parties", "desk_for", "last_seq", "create_time", "update_time") VALUES (x'01a3ffe38d8044a2ab3c8cc12e0bd706', x'706401a3ffe38d80644026fb09bca4a15c6b01a3ffe38d80ec174a1e053e505cebfb', NULL, 2, 1803884400000000, 1803884400000000);
INSERT INTO "conversation" ("id", "parties", "desk_for", "last_seq", "create_time", "update_time") VALUES (x'01a3ffe38d8058546592a737c25e808c', x'737301a3ffe38d80cb6837a755f8c0f274ae01a3ffe38d80e02620627d2491f7a954', NULL, 1, 1803884400000000, 1803884400000000);
INSERT INTO "conversation" ("id", "parties", "desk_for", "last_seq", "create_time", "update_time") VALUES (x'01a3ffe38d80ef0278381c578c15a758', x'706b01a3ffe38d80644026fb09bca4a15c6b', x'01a3ffe38d80644026fb09bca4a15c6b', 1, 1803884400000000, 1803884400000000);
INSERT INTO "conversation" ("id", "parties", "desk_for", "last_seq", "create_time", "update_time") VALUES (x'01a3ffe38d80f09ce7cf24c54df3711a', x'706401a3ffe38d80a388ac169cd469bfaa8201a3ffe38d80fcb377f31e0726e909e3', NULL, 1, 1803884400000000, 1803884400000000);
INSERT INTO "conversation_member" ("conversation", "user", "side", "joined", "delivered_seq", "read_seq", "since_seq", "unread_from", "unread", "unread_since", "update_time") VALUES (x'01a3ffe38d8044a2ab3c8cc12e0bd706', x'01a3ffe38d8099652e0e805dc9466206', 8, 1, 1, 1, 0, NULL, 1, 1803884400000000, 1803884400000000);
INSERT INTO "conversation_member" ("conversation", "user", "side", "joined", "delivered_seq", "read_seq", "since_seq", "unread_from", "unread", "unread_since", "update_time") VALUES (x'01a3ffe38d8044a2ab3c8cc12e0bd706', x'01a3ffe38d80e02620627d2491f7a954', 4, 1, 2, 2, 0, NULL, 0, NULL, 1803884400000000);
INSERT INTO "conversation_member" ("conversation", "user", "side", "joined", "delivered_seq", "read_seq", "since_seq", "unread_from", "unread", "unread_since", "update_time") VALUES (x'01a3ffe38d8058546592a737c25e808c', x'01a3ffe38d80cb6837a755f8c0f274ae', 7, 1, 0, 0, 0, NULL, 1, 1803884400000000, 1803884400000000);
INSERT INTO "conversation_member" ("conversation", "user", "side", "joined", "delivered_seq", "read_seq", "since_seq", "unread_from", "unread", "unread_since", "update_time") VALUES (x'01a3ffe38d8058546592a737c25e808c', x'01a3ffe38d80e02620627d2491f7a954', 7, 1, 1, 1, 0, NULL, 0, NULL, 1803884400000000);
INSERT INTO "conversation_member" ("conversation", "user", "side", "joined", "delivered_seq", "read_seq", "since_seq", "unread_from", "unread", "unread_since", "update_time") VALUES (x'01a3ffe38d80ef0278381c578c15a758', x'01a3ffe38d8099652e0e805dc9466206', 8, 1, 1, 1, 0, NULL, 0, NULL, 1803884400000000);
INSERT INTO "conversation_member" ("conversation", "user", "side", "joined", "delivered_seq", "read_seq", "since_seq", "unread_from", "unread", "unread_since", "update_time") VALUES (x'01a3ffe38d80ef0278381c578c15a758', x'01a3ffe38d80dda21a3ebd3c586ed68f', 2, 0, 0, 0, 0, NULL, 1, 1803884400000000, 1803884400000000);
INSERT INTO "conversation_member" ("conversation", "user", "side", "joined", "delivered_seq", "read_seq", "since_seq", "unread_from", "unread", "unread_since", "update_time") VALUES (x'01a3ffe38d80f09ce7cf24c54df3711a', x'01a3ffe38d803e3155cb130f4b7a1913', 8, 1, 1, 1, 0, NULL, 0, NULL, 1803884400000000);
INSERT INTO "conversation_member" ("conversation", "user", "side", "joined", "delivered_seq", "read_seq", "since_seq", "unread_from", "unread", "unread_since", "update_time") VALUES (x'01a3ffe38d80f09ce7cf24c54df3711a', x'01a3ffe38d808c6c05a668f7ec1ef8f6', 4, 1, 0, 0, 0, NULL, 1, 1803884400000000, 1803884400000000);
INSERT INTO "doctor" ("id", "user", "specializations", "qualification", "years_of_experience", "clinic_name", "clinic_address", "room", "contact_number", "bio", "consultation_fee", "on_duty", "registration_number", "auto_approve", "create_time", "update_time", "version") VALUES (x'01a3ffe38d8071c16fb89113c5edbcb8', x'01a3ffe38d8008afe808777833717857', '["Dermatology"]', '', 0, '', '{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""}', '', '', '', NULL, 1, 'REG-7', 0, 1803884400000000, 1803884400000000, 1);
INSERT INTO "doctor" ("id", "user", "specializations", "qualification", "years_of_experience", "clinic_name", "clinic_address", "room", "contact_number", "bio", "consultation_fee", "on_duty", "registration_number", "auto_approve", "create_time", "update_time", "version") VALUES (x'01a3ffe38d80ec174a1e053e505cebfb', x'01a3ffe38d80e02620627d2491f7a954', '["General medicine"]', '', 0, '', '{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""}', '', '', '', NULL, 1, 'REG-12345', 0, 1803884400000000, 1803884400000000, 1);
INSERT INTO "doctor" ("id", "user", "specializations", "qualification", "years_of_experience", "clinic_name", "clinic_address", "room", "contact_number", "bio", "consultation_fee", "on_duty", "registration_number", "auto_approve", "create_time", "update_time", "version") VALUES (x'01a3ffe38d80fcb377f31e0726e909e3', x'01a3ffe38d808c6c05a668f7ec1ef8f6', '["General medicine"]', '', 0, '', '{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""}', '', '', '', NULL, 1, 'REG-12345', 0, 1803884400000000, 1803884400000000, 1);
INSERT INTO "event" ("seq", "time", "payload") VALUES (1, 1803884400000000, '{"User":{"id":"users/01mfzy73c0sdm3f9tnz30f4x5e","user_name":"admin","email":"admin@example.org","first_name":"Ada","last_name":"Admin","phone":"","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":1,"requested_role":null,"state":"Active","doctor":null,"patient":null,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (2, 1803884400000000, '{"User":{"id":"users/01mfzy73c0vph1mfnx7hc6xnmf","user_name":"ida","email":"ida@example.org","first_name":"Ida","last_name":"Ida-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":2,"requested_role":null,"state":"Invited","doctor":null,"patient":null,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (3, 1803884400000000, '{"User":{"id":"users/01mfzy73c0vph1mfnx7hc6xnmf","user_name":"ida","email":"ida@example.org","first_name":"Ida","last_name":"Ida-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":2,"requested_role":null,"state":"Active","doctor":null,"patient":null,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":2}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (4, 1803884400000000, '{"Patient":{"id":"patients/01mfzy73c0ch02dyr9qjja2q3b","number":10001,"user":"users/01mfzy73c0k5jjw3m0bq4mcrg6","first_name":"Ana","last_name":"Ana-Test","birth_date":"1980-05-17","gender":"unspecified","phone":"+49 30 1234567","email":"ana@example.org","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"emergency_contact":{"full_name":"","relation":"","phone":""},"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (5, 1803884400000000, '{"User":{"id":"users/01mfzy73c0k5jjw3m0bq4mcrg6","user_name":"ana","email":"ana@example.org","first_name":"Ana","last_name":"Ana-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":8,"requested_role":null,"state":"Invited","doctor":null,"patient":"patients/01mfzy73c0ch02dyr9qjja2q3b","create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (6, 1803884400000000, '{"User":{"id":"users/01mfzy73c0k5jjw3m0bq4mcrg6","user_name":"ana","email":"ana@example.org","first_name":"Ana","last_name":"Ana-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":8,"requested_role":null,"state":"Active","doctor":null,"patient":"patients/01mfzy73c0ch02dyr9qjja2q3b","create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":2}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (7, 1803884400000000, '{"User":{"id":"users/01mfzy73c0w0k20rkx4j8zfaam","user_name":"moreau","email":"moreau@example.org","first_name":"Moreau","last_name":"Moreau-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":4,"requested_role":null,"state":"Invited","doctor":"doctors/01mfzy73c0xgbmm7g57s85stzv","patient":null,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (8, 1803884400000000, '{"Doctor":{"id":"doctors/01mfzy73c0xgbmm7g57s85stzv","user":"users/01mfzy73c0w0k20rkx4j8zfaam","first_name":"Moreau","last_name":"Moreau-Test","specializations":["General medicine"],"qualification":"","years_of_experience":0,"clinic_name":"","clinic_address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"room":"","contact_number":"","bio":"","consultation_fee":null,"duty":"on_duty","registration_number":"REG-12345","auto_approve":false,"active":true,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (9, 1803884400000000, '{"User":{"id":"users/01mfzy73c0w0k20rkx4j8zfaam","user_name":"moreau","email":"moreau@example.org","first_name":"Moreau","last_name":"Moreau-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":4,"requested_role":null,"state":"Active","doctor":"doctors/01mfzy73c0xgbmm7g57s85stzv","patient":null,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":2}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (10, 1803884400000000, '{"Doctor":{"id":"doctors/01mfzy73c0xgbmm7g57s85stzv","user":"users/01mfzy73c0w0k20rkx4j8zfaam","first_name":"Moreau","last_name":"Moreau-Test","specializations":["General medicine"],"qualification":"","years_of_experience":0,"clinic_name":"","clinic_address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"room":"","contact_number":"","bio":"","consultation_fee":null,"duty":"on_duty","registration_number":"REG-12345","auto_approve":false,"active":true,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (11, 1803884400000000, '{"Patient":{"id":"patients/01mfzy73c0me4ar5mwthmvzam2","number":10002,"user":"users/01mfzy73c07rrnbjrk1x5qm68k","first_name":"Bob","last_name":"Bob-Test","birth_date":"1980-05-17","gender":"unspecified","phone":"+49 30 1234567","email":"bob@example.org","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"emergency_contact":{"full_name":"","relation":"","phone":""},"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (12, 1803884400000000, '{"User":{"id":"users/01mfzy73c07rrnbjrk1x5qm68k","user_name":"bob","email":"bob@example.org","first_name":"Bob","last_name":"Bob-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":8,"requested_role":null,"state":"Invited","doctor":null,"patient":"patients/01mfzy73c0me4ar5mwthmvzam2","create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (13, 1803884400000000, '{"User":{"id":"users/01mfzy73c07rrnbjrk1x5qm68k","user_name":"bob","email":"bob@example.org","first_name":"Bob","last_name":"Bob-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":8,"requested_role":null,"state":"Active","doctor":null,"patient":"patients/01mfzy73c0me4ar5mwthmvzam2","create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":2}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (14, 1803884400000000, '{"User":{"id":"users/01mfzy73c0hhp0b9k8yzp1xy7p","user_name":"braun","email":"braun@example.org","first_name":"Braun","last_name":"Braun-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":4,"requested_role":null,"state":"Invited","doctor":"doctors/01mfzy73c0zjsqfwry0wkej2f3","patient":null,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (15, 1803884400000000, '{"Doctor":{"id":"doctors/01mfzy73c0zjsqfwry0wkej2f3","user":"users/01mfzy73c0hhp0b9k8yzp1xy7p","first_name":"Braun","last_name":"Braun-Test","specializations":["General medicine"],"qualification":"","years_of_experience":0,"clinic_name":"","clinic_address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"room":"","contact_number":"","bio":"","consultation_fee":null,"duty":"on_duty","registration_number":"REG-12345","auto_approve":false,"active":true,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (16, 1803884400000000, '{"User":{"id":"users/01mfzy73c0hhp0b9k8yzp1xy7p","user_name":"braun","email":"braun@example.org","first_name":"Braun","last_name":"Braun-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":4,"requested_role":null,"state":"Active","doctor":"doctors/01mfzy73c0zjsqfwry0wkej2f3","patient":null,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":2}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (17, 1803884400000000, '{"Doctor":{"id":"doctors/01mfzy73c0zjsqfwry0wkej2f3","user":"users/01mfzy73c0hhp0b9k8yzp1xy7p","first_name":"Braun","last_name":"Braun-Test","specializations":["General medicine"],"qualification":"","years_of_experience":0,"clinic_name":"","clinic_address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"room":"","contact_number":"","bio":"","consultation_fee":null,"duty":"on_duty","registration_number":"REG-12345","auto_approve":false,"active":true,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (18, 1803884400000000, '{"ScheduleChanged":"doctors/01mfzy73c0xgbmm7g57s85stzv"}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (19, 1803884400000000, '{"ScheduleChanged":"doctors/01mfzy73c0zjsqfwry0wkej2f3"}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (20, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c0jwr9sgeahhp5q1xc","user":"users/01mfzy73c0sdm3f9tnz30f4x5e","kind":"approval_wanted","text":"Pia-Test, Pia signed up and waits for approval","subject":"users/01mfzy73c012qyg23qf0sq2y2q","created_at":"2027-03-01T07:00:00Z","read":false}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (21, 1803884400000000, '{"User":{"id":"users/01mfzy73c012qyg23qf0sq2y2q","user_name":"pia","email":"pia@example.org","first_name":"Pia","last_name":"Pia-Test","phone":"","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":0,"requested_role":"Doctor","state":"Pending","doctor":"doctors/01mfzy73c0e70pze4h2f2yvf5r","patient":null,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (22, 1803884400000000, '{"Doctor":{"id":"doctors/01mfzy73c0e70pze4h2f2yvf5r","user":"users/01mfzy73c012qyg23qf0sq2y2q","first_name":"Pia","last_name":"Pia-Test","specializations":["Dermatology"],"qualification":"","years_of_experience":0,"clinic_name":"","clinic_address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"room":"","contact_number":"","bio":"","consultation_fee":null,"duty":"on_duty","registration_number":"REG-7","auto_approve":false,"active":false,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (23, 1803884400000000, '{"Appointment":{"id":"appointments/01mfzy73c0sjzfmzx2kz9qptyw","version":1,"state":"requested","patient":{"id":"patients/01mfzy73c0ch02dyr9qjja2q3b","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0xgbmm7g57s85stzv","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-02T09:00:00Z","end":"2027-03-02T09:30:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c0k5jjw3m0bq4mcrg6","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":null}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (24, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c0nxrp4dymdwqnbwr1","user":"users/01mfzy73c0w0k20rkx4j8zfaam","kind":"visit_requested","text":"Visit with Ana-Test, Ana, Tue 2 Mar 2027 10:00: asked for.","subject":"appointments/01mfzy73c0sjzfmzx2kz9qptyw","created_at":"2027-03-01T07:00:00Z","read":false}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (25, 1803884400000000, '{"Appointment":{"id":"appointments/01mfzy73c0sjzfmzx2kz9qptyw","version":2,"state":"approved","patient":{"id":"patients/01mfzy73c0ch02dyr9qjja2q3b","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0xgbmm7g57s85stzv","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-02T09:00:00Z","end":"2027-03-02T09:30:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c0k5jjw3m0bq4mcrg6","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":{"verb":"approve","actor":{"user":"users/01mfzy73c0w0k20rkx4j8zfaam","role":"Doctor"},"time":"2027-03-01T07:00:00Z","before":{"state":"requested","doctor":{"id":"doctors/01mfzy73c0xgbmm7g57s85stzv","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-02T09:00:00Z","end":"2027-03-02T09:30:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null}}}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (26, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c0jhezscff4cxr1s3x","user":"users/01mfzy73c0k5jjw3m0bq4mcrg6","kind":"visit_approved","text":"Visit with Moreau-Test, Moreau, Tue 2 Mar 2027 10:00: approved.","subject":"appointments/01mfzy73c0sjzfmzx2kz9qptyw","created_at":"2027-03-01T07:00:00Z","read":false}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (27, 1803884400000000, '{"Appointment":{"id":"appointments/01mfzy73c0hwa0vr0q8cekyyas","version":1,"state":"requested","patient":{"id":"patients/01mfzy73c0me4ar5mwthmvzam2","name":"Bob-Test, Bob","number":10002,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0zjsqfwry0wkej2f3","name":"Braun-Test, Braun"},"span":{"start":"2027-03-02T09:00:00Z","end":"2027-03-02T09:30:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c07rrnbjrk1x5qm68k","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":null}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (28, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c0wbq72z7j9etjdrp4","user":"users/01mfzy73c0hhp0b9k8yzp1xy7p","kind":"visit_requested","text":"Visit with Bob-Test, Bob, Tue 2 Mar 2027 10:00: asked for.","subject":"appointments/01mfzy73c0hwa0vr0q8cekyyas","created_at":"2027-03-01T07:00:00Z","read":false}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (29, 1803884400000000, '{"Appointment":{"id":"appointments/01mfzy73c0hwa0vr0q8cekyyas","version":2,"state":"approved","patient":{"id":"patients/01mfzy73c0me4ar5mwthmvzam2","name":"Bob-Test, Bob","number":10002,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0zjsqfwry0wkej2f3","name":"Braun-Test, Braun"},"span":{"start":"2027-03-02T09:00:00Z","end":"2027-03-02T09:30:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c07rrnbjrk1x5qm68k","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":{"verb":"approve","actor":{"user":"users/01mfzy73c0hhp0b9k8yzp1xy7p","role":"Doctor"},"time":"2027-03-01T07:00:00Z","before":{"state":"requested","doctor":{"id":"doctors/01mfzy73c0zjsqfwry0wkej2f3","name":"Braun-Test, Braun"},"span":{"start":"2027-03-02T09:00:00Z","end":"2027-03-02T09:30:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null}}}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (30, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c0ycr98mxnk63czp8c","user":"users/01mfzy73c07rrnbjrk1x5qm68k","kind":"visit_approved","text":"Visit with Braun-Test, Braun, Tue 2 Mar 2027 10:00: approved.","subject":"appointments/01mfzy73c0hwa0vr0q8cekyyas","created_at":"2027-03-01T07:00:00Z","read":false}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (31, 1803884400000000, '{"Message":{"conversation":"conversations/01mfzy73c0y2eefks4rn6z6w8t","seq":1,"author":"users/01mfzy73c07rrnbjrk1x5qm68k","author_name":"Bob-Test, Bob","body":"Good morning","time":"2027-03-01T07:00:00Z","request_id":"3b2865311db6367c2b05197e0bed5082"}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (32, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c0j69pz9209jz57nw9","user":"users/01mfzy73c0hhp0b9k8yzp1xy7p","kind":"message","text":"Bob-Test, Bob wrote to you.","subject":"conversations/01mfzy73c0y2eefks4rn6z6w8t","created_at":"2027-03-01T07:00:00Z","read":false}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (33, 1803884400000000, '{"Message":{"conversation":"conversations/01mfzy73c08jhapf4cr4q0qnr6","seq":1,"author":"users/01mfzy73c0k5jjw3m0bq4mcrg6","author_name":"Ana-Test, Ana","body":"Good morning","time":"2027-03-01T07:00:00Z","request_id":"af1a7c6f7a9f06a1a83f4b58417f08c2"}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (34, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c0rgha42jchn72v7z5","user":"users/01mfzy73c0w0k20rkx4j8zfaam","kind":"message","text":"Ana-Test, Ana wrote to you.","subject":"conversations/01mfzy73c08jhapf4cr4q0qnr6","created_at":"2027-03-01T07:00:00Z","read":false}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (35, 1803884400000000, '{"Message":{"conversation":"conversations/01mfzy73c0xw17ge0way61b9tr","seq":1,"author":"users/01mfzy73c0k5jjw3m0bq4mcrg6","author_name":"Ana-Test, Ana","body":"Good morning","time":"2027-03-01T07:00:00Z","request_id":"9c555a4f8ceb6a981aeb415c9dd07805"}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (36, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c0yh7srtkmcts8q4nf","user":"users/01mfzy73c0vph1mfnx7hc6xnmf","kind":"message","text":"Ana-Test, Ana wrote to the front desk.","subject":"conversations/01mfzy73c0xw17ge0way61b9tr","created_at":"2027-03-01T07:00:00Z","read":false}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (37, 1803884400000000, '{"Message":{"conversation":"conversations/01mfzy73c08jhapf4cr4q0qnr6","seq":2,"author":"users/01mfzy73c0w0k20rkx4j8zfaam","author_name":"Moreau-Test, Moreau","body":"Good morning","time":"2027-03-01T07:00:00Z","request_id":"65e18bd999d209e66fd00a38253677b4"}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (38, 1803884400000000, '{"CursorMoved":{"conversation":"conversations/01mfzy73c08jhapf4cr4q0qnr6","member":{"user":"users/01mfzy73c0w0k20rkx4j8zfaam","display_name":"Moreau-Test, Moreau","delivered":2,"read":2,"at_desk":false,"takes_part":true},"unread":0}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (39, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c0rgha42jchn72v7z5","user":"users/01mfzy73c0w0k20rkx4j8zfaam","kind":"message","text":"Ana-Test, Ana wrote to you.","subject":"conversations/01mfzy73c08jhapf4cr4q0qnr6","created_at":"2027-03-01T07:00:00Z","read":true}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (40, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c0tb537xc54fk17rcn","user":"users/01mfzy73c0k5jjw3m0bq4mcrg6","kind":"message","text":"Moreau-Test, Moreau wrote to you.","subject":"conversations/01mfzy73c08jhapf4cr4q0qnr6","created_at":"2027-03-01T07:00:00Z","read":false}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (41, 1803884400000000, '{"Message":{"conversation":"conversations/01mfzy73c0b1a6b4n76z15x04c","seq":1,"author":"users/01mfzy73c0w0k20rkx4j8zfaam","author_name":"Moreau-Test, Moreau","body":"Good morning","time":"2027-03-01T07:00:00Z","request_id":"ef227eca662f3e2222764daeb0bc93ff"}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (42, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c0c3axm2rq32ydh5px","user":"users/01mfzy73c0sdm3f9tnz30f4x5e","kind":"message","text":"Moreau-Test, Moreau wrote to you.","subject":"conversations/01mfzy73c0b1a6b4n76z15x04c","created_at":"2027-03-01T07:00:00Z","read":false}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (43, 1803884400000000, '{"ScheduleChanged":"doctors/01mfzy73c0xgbmm7g57s85stzv"}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (44, 1803884400000000, '{"ScheduleChanged":"doctors/01mfzy73c0zjsqfwry0wkej2f3"}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (45, 1803884400000000, '{"PatientChart":"patients/01mfzy73c0ch02dyr9qjja2q3b"}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (46, 1803884400000000, '{"Appointment":{"id":"appointments/01mfzy73c058kkqv9nyx5mdsgf","version":1,"state":"requested","patient":{"id":"patients/01mfzy73c0ch02dyr9qjja2q3b","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0xgbmm7g57s85stzv","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-05T10:00:00Z","end":"2027-03-05T10:30:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c0k5jjw3m0bq4mcrg6","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":null}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (47, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c00s04dgx23p916jq4","user":"users/01mfzy73c0w0k20rkx4j8zfaam","kind":"visit_requested","text":"Visit with Ana-Test, Ana, Fri 5 Mar 2027 11:00: asked for.","subject":"appointments/01mfzy73c058kkqv9nyx5mdsgf","created_at":"2027-03-01T07:00:00Z","read":false}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (48, 1803884400000000, '{"Appointment":{"id":"appointments/01mfzy73c058kkqv9nyx5mdsgf","version":2,"state":"cancelled","patient":{"id":"patients/01mfzy73c0ch02dyr9qjja2q3b","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0xgbmm7g57s85stzv","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-05T10:00:00Z","end":"2027-03-05T10:30:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c0k5jjw3m0bq4mcrg6","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":{"by":"patient","reason":"cannot come","time":"2027-03-01T07:00:00Z","late":false},"last":{"verb":"cancel","actor":{"user":"users/01mfzy73c0k5jjw3m0bq4mcrg6","role":"Patient"},"time":"2027-03-01T07:00:00Z","before":{"state":"requested","doctor":{"id":"doctors/01mfzy73c0xgbmm7g57s85stzv","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-05T10:00:00Z","end":"2027-03-05T10:30:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null}}}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (49, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c0mar24rr6s84he4vd","user":"users/01mfzy73c0w0k20rkx4j8zfaam","kind":"visit_cancelled","text":"Visit with Ana-Test, Ana, Fri 5 Mar 2027 11:00: cancelled by the patient.","subject":"appointments/01mfzy73c058kkqv9nyx5mdsgf","created_at":"2027-03-01T07:00:00Z","read":false}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (50, 1803884400000000, '{"Appointment":{"id":"appointments/01mfzy73c0cnvacy8w51mx9zpn","version":1,"state":"requested","patient":{"id":"patients/01mfzy73c0ch02dyr9qjja2q3b","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0xgbmm7g57s85stzv","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c0k5jjw3m0bq4mcrg6","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":null}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (51, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c0mqxqpd5vb1b64zcw","user":"users/01mfzy73c0w0k20rkx4j8zfaam","kind":"visit_requested","text":"Visit with Ana-Test, Ana, Mon 1 Mar 2027 10:30: asked for.","subject":"appointments/01mfzy73c0cnvacy8w51mx9zpn","created_at":"2027-03-01T07:00:00Z","read":false}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (52, 1803884400000000, '{"Appointment":{"id":"appointments/01mfzy73c0cnvacy8w51mx9zpn","version":2,"state":"approved","patient":{"id":"patients/01mfzy73c0ch02dyr9qjja2q3b","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0xgbmm7g57s85stzv","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c0k5jjw3m0bq4mcrg6","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":{"verb":"approve","actor":{"user":"users/01mfzy73c0w0k20rkx4j8zfaam","role":"Doctor"},"time":"2027-03-01T07:00:00Z","before":{"state":"requested","doctor":{"id":"doctors/01mfzy73c0xgbmm7g57s85stzv","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null}}}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (53, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c035bh2d32v022kgc3","user":"users/01mfzy73c0k5jjw3m0bq4mcrg6","kind":"visit_approved","text":"Visit with Moreau-Test, Moreau, Mon 1 Mar 2027 10:30: approved.","subject":"appointments/01mfzy73c0cnvacy8w51mx9zpn","created_at":"2027-03-01T07:00:00Z","read":false}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (54, 1803893100000000, '{"Appointment":{"id":"appointments/01mfzy73c0cnvacy8w51mx9zpn","version":3,"state":"arrived","patient":{"id":"patients/01mfzy73c0ch02dyr9qjja2q3b","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0xgbmm7g57s85stzv","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c0k5jjw3m0bq4mcrg6","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T09:25:00Z","arrived_at":"2027-03-01T09:25:00Z","ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":{"verb":"arrive","actor":{"user":"users/01mfzy73c0vph1mfnx7hc6xnmf","role":"Desk"},"time":"2027-03-01T09:25:00Z","before":{"state":"approved","doctor":{"id":"doctors/01mfzy73c0xgbmm7g57s85stzv","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null}}}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (55, 1803893100000000, '{"Appointment":{"id":"appointments/01mfzy73c0cnvacy8w51mx9zpn","version":4,"state":"in_visit","patient":{"id":"patients/01mfzy73c0ch02dyr9qjja2q3b","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0xgbmm7g57s85stzv","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c0k5jjw3m0bq4mcrg6","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T09:25:00Z","arrived_at":"2027-03-01T09:25:00Z","ready_at":null,"started_at":"2027-03-01T09:25:00Z","ended_at":null,"closed":null,"last":{"verb":"start","actor":{"user":"users/01mfzy73c0w0k20rkx4j8zfaam","role":"Doctor"},"time":"2027-03-01T09:25:00Z","before":{"state":"arrived","doctor":{"id":"doctors/01mfzy73c0xgbmm7g57s85stzv","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":"2027-03-01T09:25:00Z","ready_at":null,"started_at":null,"ended_at":null,"closed":null}}}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (56, 1803893100000000, '{"Appointment":{"id":"appointments/01mfzy73c0cnvacy8w51mx9zpn","version":5,"state":"completed","patient":{"id":"patients/01mfzy73c0ch02dyr9qjja2q3b","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0xgbmm7g57s85stzv","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c0k5jjw3m0bq4mcrg6","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T09:25:00Z","arrived_at":"2027-03-01T09:25:00Z","ready_at":null,"started_at":"2027-03-01T09:25:00Z","ended_at":"2027-03-01T09:25:00Z","closed":null,"last":{"verb":"complete","actor":{"user":"users/01mfzy73c0w0k20rkx4j8zfaam","role":"Doctor"},"time":"2027-03-01T09:25:00Z","before":{"state":"in_visit","doctor":{"id":"doctors/01mfzy73c0xgbmm7g57s85stzv","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":"2027-03-01T09:25:00Z","ready_at":null,"started_at":"2027-03-01T09:25:00Z","ended_at":null,"closed":null}}}}');
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'65', 8);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'65', 10);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'65', 15);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'65', 17);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'65', 18);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'65', 19);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'65', 22);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'65', 43);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'65', 44);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7201', 1);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7201', 2);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7201', 3);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7201', 4);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7201', 5);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7201', 6);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7201', 7);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7201', 9);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7201', 11);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7201', 12);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7201', 13);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7201', 14);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7201', 16);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7201', 21);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7201', 23);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7201', 25);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7201', 27);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7201', 29);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7201', 46);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7201', 48);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7201', 50);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7201', 52);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7201', 54);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7201', 55);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7201', 56);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7202', 4);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7202', 11);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7202', 23);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7202', 25);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7202', 27);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7202', 29);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7202', 35);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7202', 46);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7202', 48);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7202', 50);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7202', 52);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7202', 54);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7202', 55);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7202', 56);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d8008afe808777833717857', 21);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d803e3155cb130f4b7a1913', 11);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d803e3155cb130f4b7a1913', 12);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d803e3155cb130f4b7a1913', 13);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d803e3155cb130f4b7a1913', 27);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d803e3155cb130f4b7a1913', 29);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d803e3155cb130f4b7a1913', 30);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d803e3155cb130f4b7a1913', 31);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d808c6c05a668f7ec1ef8f6', 14);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d808c6c05a668f7ec1ef8f6', 16);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d808c6c05a668f7ec1ef8f6', 27);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d808c6c05a668f7ec1ef8f6', 28);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d808c6c05a668f7ec1ef8f6', 29);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d808c6c05a668f7ec1ef8f6', 31);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d808c6c05a668f7ec1ef8f6', 32);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d8099652e0e805dc9466206', 4);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d8099652e0e805dc9466206', 5);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d8099652e0e805dc9466206', 6);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d8099652e0e805dc9466206', 23);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d8099652e0e805dc9466206', 25);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d8099652e0e805dc9466206', 26);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d8099652e0e805dc9466206', 33);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d8099652e0e805dc9466206', 35);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d8099652e0e805dc9466206', 37);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d8099652e0e805dc9466206', 38);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d8099652e0e805dc9466206', 40);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d8099652e0e805dc9466206', 45);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d8099652e0e805dc9466206', 46);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d8099652e0e805dc9466206', 48);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d8099652e0e805dc9466206', 50);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d8099652e0e805dc9466206', 52);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d8099652e0e805dc9466206', 53);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d8099652e0e805dc9466206', 54);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d8099652e0e805dc9466206', 55);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d8099652e0e805dc9466206', 56);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80cb6837a755f8c0f274ae', 1);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80cb6837a755f8c0f274ae', 20);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80cb6837a755f8c0f274ae', 41);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80cb6837a755f8c0f274ae', 42);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80dda21a3ebd3c586ed68f', 2);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80dda21a3ebd3c586ed68f', 3);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80dda21a3ebd3c586ed68f', 36);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80e02620627d2491f7a954', 7);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80e02620627d2491f7a954', 9);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80e02620627d2491f7a954', 23);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80e02620627d2491f7a954', 24);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80e02620627d2491f7a954', 25);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80e02620627d2491f7a954', 33);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80e02620627d2491f7a954', 34);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80e02620627d2491f7a954', 37);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80e02620627d2491f7a954', 38);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80e02620627d2491f7a954', 39);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80e02620627d2491f7a954', 41);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80e02620627d2491f7a954', 45);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80e02620627d2491f7a954', 46);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80e02620627d2491f7a954', 47);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80e02620627d2491f7a954', 48);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80e02620627d2491f7a954', 49);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80e02620627d2491f7a954', 50);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80e02620627d2491f7a954', 51);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80e02620627d2491f7a954', 52);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80e02620627d2491f7a954', 54);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80e02620627d2491f7a954', 55);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80e02620627d2491f7a954', 56);
INSERT INTO "key_trim" ("trim", "key") VALUES ('aa', 'ana');
INSERT INTO "key_trim" ("trim", "key") VALUES ('an', 'ana');
INSERT INTO "key_trim" ("trim", "key") VALUES ('ana', 'ana');
INSERT INTO "key_trim" ("trim", "key") VALUES ('bb', 'bob');
INSERT INTO "key_trim" ("trim", "key") VALUES ('bo', 'bob');
INSERT INTO "key_trim" ("trim", "key") VALUES ('bob', 'bob');
INSERT INTO "key_trim" ("trim", "key") VALUES ('est', 'test');
INSERT INTO "key_trim" ("trim", "key") VALUES ('na', 'ana');
INSERT INTO "key_trim" ("trim", "key") VALUES ('ob', 'bob');
INSERT INTO "key_trim" ("trim", "key") VALUES ('tes', 'test');
INSERT INTO "key_trim" ("trim", "key") VALUES ('test', 'test');
INSERT INTO "key_trim" ("trim", "key") VALUES ('tet', 'test');
INSERT INTO "key_trim" ("trim", "key") VALUES ('tst', 'test');
INSERT INTO "message" ("conversation", "seq", "author", "request_id", "body", "time") VALUES (x'01a3ffe38d8044a2ab3c8cc12e0bd706', 1, x'01a3ffe38d8099652e0e805dc9466206', 'af1a7c6f7a9f06a1a83f4b58417f08c2', 'Good morning', 1803884400000000);
INSERT INTO "message" ("conversation", "seq", "author", "request_id", "body", "time") VALUES (x'01a3ffe38d8044a2ab3c8cc12e0bd706', 2, x'01a3ffe38d80e02620627d2491f7a954', '65e18bd999d209e66fd00a38253677b4', 'Good morning', 1803884400000000);
INSERT INTO "message" ("conversation", "seq", "author", "request_id", "body", "time") VALUES (x'01a3ffe38d8058546592a737c25e808c', 1, x'01a3ffe38d80e02620627d2491f7a954', 'ef227eca662f3e2222764daeb0bc93ff', 'Good morning', 1803884400000000);
INSERT INTO "message" ("conversation", "seq", "author", "request_id", "body", "time") VALUES (x'01a3ffe38d80ef0278381c578c15a758', 1, x'01a3ffe38d8099652e0e805dc9466206', '9c555a4f8ceb6a981aeb415c9dd07805', 'Good morning', 1803884400000000);
INSERT INTO "message" ("conversation", "seq", "author", "request_id", "body", "time") VALUES (x'01a3ffe38d80f09ce7cf24c54df3711a', 1, x'01a3ffe38d803e3155cb130f4b7a1913', '3b2865311db6367c2b05197e0bed5082', 'Good morning', 1803884400000000);
INSERT INTO "notice" ("id", "user", "kind", "text", "subject", "create_time", "read_time") VALUES (x'01a3ffe38d80064046c3a21d92134ae4', x'01a3ffe38d80e02620627d2491f7a954', 'visit_requested', 'Visit with Ana-Test, Ana, Fri 5 Mar 2027 11:00: asked for.', 'appointments/01mfzy73c058kkqv9nyx5mdsgf', 1803884400000000, NULL);
INSERT INTO "notice" ("id", "user", "kind", "text", "subject", "create_time", "read_time") VALUES (x'01a3ffe38d801957113462d80429c183', x'01a3ffe38d8099652e0e805dc9466206', 'visit_approved', 'Visit with Moreau-Test, Moreau, Mon 1 Mar 2027 10:30: approved.', 'appointments/01mfzy73c0cnvacy8w51mx9zpn', 1803884400000000, NULL);
INSERT INTO "notice" ("id", "user", "kind", "text", "subject", "create_time", "read_time") VALUES (x'01a3ffe38d8060d5da0b1718bcd896dd', x'01a3ffe38d80cb6837a755f8c0f274ae', 'message', 'Moreau-Test, Moreau wrote to you.', 'conversations/01mfzy73c0b1a6b4n76z15x04c', 1803884400000000, NULL);
INSERT INTO "notice" ("id", "user", "kind", "text", "subject", "create_time", "read_time") VALUES (x'01a3ffe38d8091936fa4404cbe53d789', x'01a3ffe38d808c6c05a668f7ec1ef8f6', 'message', 'Bob-Test, Bob wrote to you.', 'conversations/01mfzy73c0y2eefks4rn6z6w8t', 1803884400000000, NULL);
INSERT INTO "notice" ("id", "user", "kind", "text", "subject", "create_time", "read_time") VALUES (x'01a3ffe38d80945dfcb1ef233b80e47d', x'01a3ffe38d8099652e0e805dc9466206', 'visit_approved', 'Visit with Moreau-Test, Moreau, Tue 2 Mar 2027 10:00: approved.', 'appointments/01mfzy73c0sjzfmzx2kz9qptyw', 1803884400000000, NULL);
INSERT INTO "notice" ("id", "user", "kind", "text", "subject", "create_time", "read_time") VALUES (x'01a3ffe38d8097309cc1ca8c6c5b87ac', x'01a3ffe38d80cb6837a755f8c0f274ae', 'approval_wanted', 'Pia-Test, Pia signed up and waits for approval', 'users/01mfzy73c012qyg23qf0sq2y2q', 1803884400000000, NULL);
INSERT INTO "notice" ("id", "user", "kind", "text", "subject", "create_time", "read_time") VALUES (x'01a3ffe38d80a2b0226306ca0917136d', x'01a3ffe38d80e02620627d2491f7a954', 'visit_cancelled', 'Visit with Ana-Test, Ana, Fri 5 Mar 2027 11:00: cancelled by the patient.', 'appointments/01mfzy73c058kkqv9nyx5mdsgf', 1803884400000000, NULL);
INSERT INTO "notice" ("id", "user", "kind", "text", "subject", "create_time", "read_time") VALUES (x'01a3ffe38d80a5fb7b34bb5856627d9c', x'01a3ffe38d80e02620627d2491f7a954', 'visit_requested', 'Visit with Ana-Test, Ana, Mon 1 Mar 2027 10:30: asked for.', 'appointments/01mfzy73c0cnvacy8w51mx9zpn', 1803884400000000, NULL);
INSERT INTO "notice" ("id", "user", "kind", "text", "subject", "create_time", "read_time") VALUES (x'01a3ffe38d80af716237d46f2f55f301', x'01a3ffe38d80e02620627d2491f7a954', 'visit_requested', 'Visit with Ana-Test, Ana, Tue 2 Mar 2027 10:00: asked for.', 'appointments/01mfzy73c0sjzfmzx2kz9qptyw', 1803884400000000, NULL);
INSERT INTO "notice" ("id", "user", "kind", "text", "subject", "create_time", "read_time") VALUES (x'01a3ffe38d80c422a20a4c8d4e2d9fe5', x'01a3ffe38d80e02620627d2491f7a954', 'message', 'Ana-Test, Ana wrote to you.', 'conversations/01mfzy73c08jhapf4cr4q0qnr6', 1803884400000000, 1803884400000000);
INSERT INTO "notice" ("id", "user", "kind", "text", "subject", "create_time", "read_time") VALUES (x'01a3ffe38d80d2ca33f58523e613e195', x'01a3ffe38d8099652e0e805dc9466206', 'message', 'Moreau-Test, Moreau wrote to you.', 'conversations/01mfzy73c08jhapf4cr4q0qnr6', 1803884400000000, NULL);
INSERT INTO "notice" ("id", "user", "kind", "text", "subject", "create_time", "read_time") VALUES (x'01a3ffe38d80e2ee717cf24bb526e2c4', x'01a3ffe38d808c6c05a668f7ec1ef8f6', 'visit_requested', 'Visit with Bob-Test, Bob, Tue 2 Mar 2027 10:00: asked for.', 'appointments/01mfzy73c0hwa0vr0q8cekyyas', 1803884400000000, NULL);
INSERT INTO "notice" ("id", "user", "kind", "text", "subject", "create_time", "read_time") VALUES (x'01a3ffe38d80f3309453b59986cfd90c', x'01a3ffe38d803e3155cb130f4b7a1913', 'visit_approved', 'Visit with Braun-Test, Braun, Tue 2 Mar 2027 10:00: approved.', 'appointments/01mfzy73c0hwa0vr0q8cekyyas', 1803884400000000, NULL);
INSERT INTO "notice" ("id", "user", "kind", "text", "subject", "create_time", "read_time") VALUES (x'01a3ffe38d80f44f9c6a7466b28b92af', x'01a3ffe38d80dda21a3ebd3c586ed68f', 'message', 'Ana-Test, Ana wrote to the front desk.', 'conversations/01mfzy73c0xw17ge0way61b9tr', 1803884400000000, NULL);
INSERT INTO "patient" ("id", "number", "user", "first_name", "last_name", "sort_key", "birth_date", "gender", "phone", "phone_digits", "email", "address", "emergency_contact", "create_time", "update_time", "version") VALUES (x'01a3ffe38d80644026fb09bca4a15c6b', 10001, x'01a3ffe38d8099652e0e805dc9466206', 'Ana', 'Ana-Test', 'ana test ana', '1980-05-17', '', '+49 30 1234567', '49301234567', 'ana@example.org', '{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""}', '{"full_name":"","relation":"","phone":""}', 1803884400000000, 1803884400000000, 1);
INSERT INTO "patient" ("id", "number", "user", "first_name", "last_name", "sort_key", "birth_date", "gender", "phone", "phone_digits", "email", "address", "emergency_contact", "create_time", "update_time", "version") VALUES (x'01a3ffe38d80a388ac169cd469bfaa82', 10002, x'01a3ffe38d803e3155cb130f4b7a1913', 'Bob', 'Bob-Test', 'bob test bob', '1980-05-17', '', '+49 30 1234567', '49301234567', 'bob@example.org', '{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""}', '{"full_name":"","relation":"","phone":""}', 1803884400000000, 1803884400000000, 1);
INSERT INTO "patient_chart" ("patient", "blood_group", "allergies", "medical_history", "update_time", "version") VALUES (x'01a3ffe38d80644026fb09bca4a15c6b', '', 'penicillin', 'asthma as a child; it''s gone', 1803884400000000, 2);
INSERT INTO "patient_chart" ("patient", "blood_group", "allergies", "medical_history", "update_time", "version") VALUES (x'01a3ffe38d80a388ac169cd469bfaa82', '', '', '', 1803884400000000, 1);
INSERT INTO "patient_key" ("key", "sort_key", "patient") VALUES ('ana', 'ana test ana', x'01a3ffe38d80644026fb09bca4a15c6b');
INSERT INTO "patient_key" ("key", "sort_key", "patient") VALUES ('bob', 'bob test bob', x'01a3ffe38d80a388ac169cd469bfaa82');
INSERT INTO "patient_key" ("key", "sort_key", "patient") VALUES ('test', 'ana test ana', x'01a3ffe38d80644026fb09bca4a15c6b');
INSERT INTO "patient_key" ("key", "sort_key", "patient") VALUES ('test', 'bob test bob', x'01a3ffe38d80a388ac169cd469bfaa82');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('01234567', 'ana test ana', x'01a3ffe38d80644026fb09bca4a15c6b');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('01234567', 'bob test bob', x'01a3ffe38d80a388ac169cd469bfaa82');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('1234567', 'ana test ana', x'01a3ffe38d80644026fb09bca4a15c6b');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('1234567', 'bob test bob', x'01a3ffe38d80a388ac169cd469bfaa82');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('234567', 'ana test ana', x'01a3ffe38d80644026fb09bca4a15c6b');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('234567', 'bob test bob', x'01a3ffe38d80a388ac169cd469bfaa82');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('301234567', 'ana test ana', x'01a3ffe38d80644026fb09bca4a15c6b');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('301234567', 'bob test bob', x'01a3ffe38d80a388ac169cd469bfaa82');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('34567', 'ana test ana', x'01a3ffe38d80644026fb09bca4a15c6b');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('34567', 'bob test bob', x'01a3ffe38d80a388ac169cd469bfaa82');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('4567', 'ana test ana', x'01a3ffe38d80644026fb09bca4a15c6b');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('4567', 'bob test bob', x'01a3ffe38d80a388ac169cd469bfaa82');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('49301234567', 'ana test ana', x'01a3ffe38d80644026fb09bca4a15c6b');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('49301234567', 'bob test bob', x'01a3ffe38d80a388ac169cd469bfaa82');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('9301234567', 'ana test ana', x'01a3ffe38d80644026fb09bca4a15c6b');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('9301234567', 'bob test bob', x'01a3ffe38d80a388ac169cd469bfaa82');
INSERT INTO "refinery_schema_history" ("version", "name", "applied_on", "checksum") VALUES (1, 'init', '2026-11-21T11:51:08.170281759Z', '11501889577431548426');
INSERT INTO "refinery_schema_history" ("version", "name", "applied_on", "checksum") VALUES (2, 'people', '2026-11-21T11:51:08.170307407Z', '11944894933020729242');
INSERT INTO "refinery_schema_history" ("version", "name", "applied_on", "checksum") VALUES (3, 'hours', '2026-11-21T11:51:08.170310181Z', '14265584525615905096');
INSERT INTO "refinery_schema_history" ("version", "name", "applied_on", "checksum") VALUES (4, 'visits', '2026-11-21T11:51:08.170312695Z', '15000238520144784049');
INSERT INTO "refinery_schema_history" ("version", "name", "applied_on", "checksum") VALUES (5, 'notices', '2026-11-21T11:51:08.170315669Z', '6038894603047405456');
INSERT INTO "refinery_schema_history" ("version", "name", "applied_on", "checksum") VALUES (6, 'conversations', '2026-11-21T11:51:08.170318434Z', '9899320006508245652');
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time") VALUES (x'00000000000000000000000000000000', '9ee98b8e81f0e42da95e1456a8232038', x'79582cb19f5ac860d65dd672bd6031dac03bd4460932584ef79143f2e092c48c', '{"id":"users/01mfzy73c012qyg23qf0sq2y2q","user_name":"pia","email":"pia@example.org","first_name":"Pia","last_name":"Pia-Test","phone":"","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":0,"requested_role":"Doctor","state":"Pending","doctor":"doctors/01mfzy73c0e70pze4h2f2yvf5r","patient":null,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}', 1803884400000000);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time") VALUES (x'01a3ffe38d803e3155cb130f4b7a1913', '3b2865311db6367c2b05197e0bed5082', x'053b9a9763493a222c431b206b268959d6c5c8a8a42d72cf42fe70249cbace6d', '{"conversation":"conversations/01mfzy73c0y2eefks4rn6z6w8t","seq":1,"author":"users/01mfzy73c07rrnbjrk1x5qm68k","author_name":"Bob-Test, Bob","body":"Good morning","time":"2027-03-01T07:00:00Z","request_id":"3b2865311db6367c2b05197e0bed5082"}', 1803884400000000);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time") VALUES (x'01a3ffe38d803e3155cb130f4b7a1913', '3db4182b7a3012ecc1712fa7da0de72f', x'3c6a3c51d0e13d0cc81bd2b35083572049e8b7150631b2e673df92188276fd68', '{"conversation":{"id":"conversations/01mfzy73c0y2eefks4rn6z6w8t","parties":{"PatientDoctor":{"patient":"patients/01mfzy73c0me4ar5mwthmvzam2","doctor":"doctors/01mfzy73c0zjsqfwry0wkej2f3"}},"last_seq":0,"created_at":"2027-03-01T07:00:00Z","updated_at":null},"title":"Braun-Test, Braun","members":[{"user":"users/01mfzy73c07rrnbjrk1x5qm68k","display_name":"Bob-Test, Bob","delivered":0,"read":0,"at_desk":false,"takes_part":true},{"user":"users/01mfzy73c0hhp0b9k8yzp1xy7p","display_name":"Braun-Test, Braun","delivered":0,"read":0,"at_desk":false,"takes_part":true}],"last":null,"unread":0}', 1803884400000000);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time") VALUES (x'01a3ffe38d803e3155cb130f4b7a1913', 'bd13cb6e846ef20d9550df61a3eb5b27', x'4894de1d53f611ed4ea275616eea9d2edfe7a4da367c713424f4f8380b888d32', '{"id":"appointments/01mfzy73c0hwa0vr0q8cekyyas","version":1,"state":"requested","patient":{"id":"patients/01mfzy73c0me4ar5mwthmvzam2","name":"Bob-Test, Bob","number":10002,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0zjsqfwry0wkej2f3","name":"Braun-Test, Braun"},"span":{"start":"2027-03-02T09:00:00Z","end":"2027-03-02T09:30:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c07rrnbjrk1x5qm68k","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":null}', 1803884400000000);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time") VALUES (x'01a3ffe38d808c6c05a668f7ec1ef8f6', '0a85e55e22774dbea6cd58c314d5f701', x'0248e8df5163d8ac9691315c54e8bf7d1783669ca0881cf0183a1ebe362336de', '{"value":{"id":"scheduleExceptions/01mfzy73c0kr9mt479bt790y0b","doctor":"doctors/01mfzy73c0zjsqfwry0wkej2f3","kind":"TimeOff","from_date":"2027-03-20","to_date":"2027-03-21","from_minute":0,"to_minute":1440,"note":"","cancelled":false,"create_time":"2027-03-01T07:00:00Z"},"stranded":[],"token":"e3b0c44298fc1c14"}', 1803884400000000);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time") VALUES (x'01a3ffe38d808c6c05a668f7ec1ef8f6', 'c882a23725be0049b81650058a9384f0', x'7cc5fc953a4a11f62c862e67988da6cd18aa81f296b66b4bf230f8521765b5b4', '{"id":"appointments/01mfzy73c0hwa0vr0q8cekyyas","version":2,"state":"approved","patient":{"id":"patients/01mfzy73c0me4ar5mwthmvzam2","name":"Bob-Test, Bob","number":10002,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0zjsqfwry0wkej2f3","name":"Braun-Test, Braun"},"span":{"start":"2027-03-02T09:00:00Z","end":"2027-03-02T09:30:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c07rrnbjrk1x5qm68k","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":{"verb":"approve","actor":{"user":"users/01mfzy73c0hhp0b9k8yzp1xy7p","role":"Doctor"},"time":"2027-03-01T07:00:00Z","before":{"state":"requested","doctor":{"id":"doctors/01mfzy73c0zjsqfwry0wkej2f3","name":"Braun-Test, Braun"},"span":{"start":"2027-03-02T09:00:00Z","end":"2027-03-02T09:30:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null}}}', 1803884400000000);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time") VALUES (x'01a3ffe38d8099652e0e805dc9466206', '08c06cf6d527578065fbd2187bfe21e8', x'bb3093e5b1c22a0e132951d55f07b6832e738acb09d0b91b0e9050d61f4bb233', '{"conversation":{"id":"conversations/01mfzy73c08jhapf4cr4q0qnr6","parties":{"PatientDoctor":{"patient":"patients/01mfzy73c0ch02dyr9qjja2q3b","doctor":"doctors/01mfzy73c0xgbmm7g57s85stzv"}},"last_seq":0,"created_at":"2027-03-01T07:00:00Z","updated_at":null},"title":"Moreau-Test, Moreau","members":[{"user":"users/01mfzy73c0k5jjw3m0bq4mcrg6","display_name":"Ana-Test, Ana","delivered":0,"read":0,"at_desk":false,"takes_part":true},{"user":"users/01mfzy73c0w0k20rkx4j8zfaam","display_name":"Moreau-Test, Moreau","delivered":0,"read":0,"at_desk":false,"takes_part":true}],"last":null,"unread":0}', 1803884400000000);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time") VALUES (x'01a3ffe38d8099652e0e805dc9466206', '10352f4f36e95f87eb743f14e4bb0516', x'eeeac8c7b867a373df6a46157a6eb04f2e2c56fba2ab4b8101411b54a12a2cfc', '{"id":"appointments/01mfzy73c0cnvacy8w51mx9zpn","version":1,"state":"requested","patient":{"id":"patients/01mfzy73c0ch02dyr9qjja2q3b","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0xgbmm7g57s85stzv","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c0k5jjw3m0bq4mcrg6","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":null}', 1803884400000000);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time") VALUES (x'01a3ffe38d8099652e0e805dc9466206', '251cac355654a67ca6c9c5fa2007828f', x'2b37983102f7779f6157d8dc4a5b5637fd8b9c4be885bb4a075ca4cd18efe432', '{"conversation":{"id":"conversations/01mfzy73c0xw17ge0way61b9tr","parties":{"PatientDesk":{"patient":"patients/01mfzy73c0ch02dyr9qjja2q3b"}},"last_seq":0,"created_at":"2027-03-01T07:00:00Z","updated_at":null},"title":"Front desk","members":[{"user":"users/01mfzy73c0k5jjw3m0bq4mcrg6","display_name":"Ana-Test, Ana","delivered":0,"read":0,"at_desk":false,"takes_part":true}],"last":null,"unread":0}', 1803884400000000);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time") VALUES (x'01a3ffe38d8099652e0e805dc9466206', '44ed0514214482e2df4df08afd2a7528', x'c6026700404f5f611dff93f40eda7aacf0ba5a735c26fef7f2affe208ccc203f', '{"id":"appointments/01mfzy73c058kkqv9nyx5mdsgf","version":1,"state":"requested","patient":{"id":"patients/01mfzy73c0ch02dyr9qjja2q3b","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0xgbmm7g57s85stzv","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-05T10:00:00Z","end":"2027-03-05T10:30:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c0k5jjw3m0bq4mcrg6","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":null}', 1803884400000000);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time") VALUES (x'01a3ffe38d8099652e0e805dc9466206', '4e7fac4b4e630c1ce1c4127c2d17a9bd', x'47026b7b3a1a36e651c4ab7f0c9ca8e602f17da813680a967db50bd61e4cfc60', '{"patient":"patients/01mfzy73c0ch02dyr9qjja2q3b","blood_group":"unknown","allergies":"penicillin","medical_history":"asthma as a child; it''s gone","update_time":"2027-03-01T07:00:00Z","version":2,"doctors":["doctors/01mfzy73c0xgbmm7g57s85stzv"]}', 1803884400000000);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time") VALUES (x'01a3ffe38d8099652e0e805dc9466206', '536c6d238535c408dc84767de04a2417', x'7efb52e39acddf54968c3d3eacf28da408c96e36ae06df4041796758e7facf23', '{"id":"appointments/01mfzy73c0sjzfmzx2kz9qptyw","version":1,"state":"requested","patient":{"id":"patients/01mfzy73c0ch02dyr9qjja2q3b","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0xgbmm7g57s85stzv","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-02T09:00:00Z","end":"2027-03-02T09:30:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c0k5jjw3m0bq4mcrg6","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":null}', 1803884400000000);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time") VALUES (x'01a3ffe38d8099652e0e805dc9466206', '9c555a4f8ceb6a981aeb415c9dd07805', x'ede39ecaae713a8936aa3e49af5c1feef86283d8631f20a7ff5d2fafe98f9f63', '{"conversation":"conversations/01mfzy73c0xw17ge0way61b9tr","seq":1,"author":"users/01mfzy73c0k5jjw3m0bq4mcrg6","author_name":"Ana-Test, Ana","body":"Good morning","time":"2027-03-01T07:00:00Z","request_id":"9c555a4f8ceb6a981aeb415c9dd07805"}', 1803884400000000);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time") VALUES (x'01a3ffe38d8099652e0e805dc9466206', 'adb7472af3072bb95d21dd4d1a984aee', x'30b164d96e6e773c8cfa3a533326f3f494129c10b21a54898d43570d1cfbdccc', '{"id":"appointments/01mfzy73c058kkqv9nyx5mdsgf","version":2,"state":"cancelled","patient":{"id":"patients/01mfzy73c0ch02dyr9qjja2q3b","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0xgbmm7g57s85stzv","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-05T10:00:00Z","end":"2027-03-05T10:30:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c0k5jjw3m0bq4mcrg6","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":{"by":"patient","reason":"cannot come","time":"2027-03-01T07:00:00Z","late":false},"last":{"verb":"cancel","actor":{"user":"users/01mfzy73c0k5jjw3m0bq4mcrg6","role":"Patient"},"time":"2027-03-01T07:00:00Z","before":{"state":"requested","doctor":{"id":"doctors/01mfzy73c0xgbmm7g57s85stzv","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-05T10:00:00Z","end":"2027-03-05T10:30:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null}}}', 1803884400000000);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time") VALUES (x'01a3ffe38d8099652e0e805dc9466206', 'af1a7c6f7a9f06a1a83f4b58417f08c2', x'8917e316337bc162aac53d12c0eeaf7c8a87b58ecc2bca2491db9ad2234d5166', '{"conversation":"conversations/01mfzy73c08jhapf4cr4q0qnr6","seq":1,"author":"users/01mfzy73c0k5jjw3m0bq4mcrg6","author_name":"Ana-Test, Ana","body":"Good morning","time":"2027-03-01T07:00:00Z","request_id":"af1a7c6f7a9f06a1a83f4b58417f08c2"}', 1803884400000000);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time") VALUES (x'01a3ffe38d80cb6837a755f8c0f274ae', '071c596db93b79fc7ba9ad9b47dcb21b', x'6774f2ab97e2807b7cc1e76762f67dcc2ef013df13802d888ca3c13b796e23a5', '{"user":{"id":"users/01mfzy73c07rrnbjrk1x5qm68k","user_name":"bob","email":"bob@example.org","first_name":"Bob","last_name":"Bob-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":8,"requested_role":null,"state":"Invited","doctor":null,"patient":"patients/01mfzy73c0me4ar5mwthmvzam2","create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1},"code_hash":[20,165,208,226,85,29,105,29,219,5,119,32,157,160,236,27,139,158,43,222,123,46,74,0,166,231,172,194,5,62,31,1],"expire_time":"2027-03-02T07:00:00Z"}', 1803884400000000);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time") VALUES (x'01a3ffe38d80cb6837a755f8c0f274ae', '11886fd05d1c302470b1edd2d6dbca4c', x'4f7fd7d59ae19876d8f23f9afa7d3367d1255bc412c8927fcd71a1a07a247a35', '{"value":{"doctor":"doctors/01mfzy73c0zjsqfwry0wkej2f3","rules":[{"weekday":"Mon","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Tue","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Wed","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Thu","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Fri","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Sat","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Sun","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]}],"update_time":"2027-03-01T07:00:00Z","version":1},"stranded":[],"token":"e3b0c44298fc1c14"}', 1803884400000000);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time") VALUES (x'01a3ffe38d80cb6837a755f8c0f274ae', '54f8b6d0c579760f61f208a6e267549b', x'38cd4e6565d9fccf799aa9103d1f064a0d7b227f1149e57b2d7403e55ed724d9', '{"user":{"id":"users/01mfzy73c0w0k20rkx4j8zfaam","user_name":"moreau","email":"moreau@example.org","first_name":"Moreau","last_name":"Moreau-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":4,"requested_role":null,"state":"Invited","doctor":"doctors/01mfzy73c0xgbmm7g57s85stzv","patient":null,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1},"code_hash":[245,62,186,211,185,69,108,6,90,235,197,146,87,175,130,234,94,214,38,107,150,133,155,65,62,180,36,141,43,212,224,9],"expire_time":"2027-03-02T07:00:00Z"}', 1803884400000000);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time") VALUES (x'01a3ffe38d80cb6837a755f8c0f274ae', '5c97063f87db1ef6afb6fa5443891a33', x'34a8d066ea071590cf7f1e850f80c63ff3ce02ceabf4c9daf73cec97121e8c47', '{"value":{"doctor":"doctors/01mfzy73c0xgbmm7g57s85stzv","rules":[{"weekday":"Mon","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Tue","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Wed","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Thu","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Fri","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Sat","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Sun","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]}],"update_time":"2027-03-01T07:00:00Z","version":1},"stranded":[],"token":"e3b0c44298fc1c14"}', 1803884400000000);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time") VALUES (x'01a3ffe38d80cb6837a755f8c0f274ae', '7fd5709f19522ccd0c20a7b009b47e08', x'ce818a9e23dca4f0088848ad3e0c7383db753b06d376311fe447d794ace52eab', '{"user":{"id":"users/01mfzy73c0hhp0b9k8yzp1xy7p","user_name":"braun","email":"braun@example.org","first_name":"Braun","last_name":"Braun-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":4,"requested_role":null,"state":"Invited","doctor":"doctors/01mfzy73c0zjsqfwry0wkej2f3","patient":null,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1},"code_hash":[39,230,185,97,247,119,9,36,146,200,12,228,62,200,246,38,25,98,253,28,112,218,96,51,72,186,13,31,237,17,238,49],"expire_time":"2027-03-02T07:00:00Z"}', 1803884400000000);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time") VALUES (x'01a3ffe38d80cb6837a755f8c0f274ae', '91a7462bd427d14ee79af60c0cc76b55', x'412f71889836b1f02c6ca7d492b108f7f6b4f206f2bfa287a863b3ad9167741c', '{"user":{"id":"users/01mfzy73c0k5jjw3m0bq4mcrg6","user_name":"ana","email":"ana@example.org","first_name":"Ana","last_name":"Ana-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":8,"requested_role":null,"state":"Invited","doctor":null,"patient":"patients/01mfzy73c0ch02dyr9qjja2q3b","create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1},"code_hash":[171,57,64,52,24,85,147,31,239,113,14,125,113,61,63,254,86,168,178,119,49,243,170,26,188,242,162,151,246,38,31,56],"expire_time":"2027-03-02T07:00:00Z"}', 1803884400000000);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time") VALUES (x'01a3ffe38d80cb6837a755f8c0f274ae', 'd1648980d8e61ef0c58da2e167ccd1ec', x'355c801e606a17b20e91f80bd50b80bdfef0b2923557fbab87777351299c8ab2', '{"user":{"id":"users/01mfzy73c0vph1mfnx7hc6xnmf","user_name":"ida","email":"ida@example.org","first_name":"Ida","last_name":"Ida-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":2,"requested_role":null,"state":"Invited","doctor":null,"patient":null,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1},"code_hash":[211,226,58,182,76,154,198,228,11,82,95,159,156,76,160,38,117,22,240,30,230,195,129,62,219,8,165,37,115,72,144,155],"expire_time":"2027-03-02T07:00:00Z"}', 1803884400000000);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time") VALUES (x'01a3ffe38d80cb6837a755f8c0f274ae', 'f963108c0a06203e3fd6f686647f6f2b', x'8058dd6649ec755fce94ff9489754cc2213e756a48031e11f9ac750f6f8d3c5f', '{"conversation":{"id":"conversations/01mfzy73c0b1a6b4n76z15x04c","parties":{"Staff":["users/01mfzy73c0sdm3f9tnz30f4x5e","users/01mfzy73c0w0k20rkx4j8zfaam"]},"last_seq":0,"created_at":"2027-03-01T07:00:00Z","updated_at":null},"title":"Moreau-Test, Moreau","members":[{"user":"users/01mfzy73c0sdm3f9tnz30f4x5e","display_name":"Admin, Ada","delivered":0,"read":0,"at_desk":false,"takes_part":true},{"user":"users/01mfzy73c0w0k20rkx4j8zfaam","display_name":"Moreau-Test, Moreau","delivered":0,"read":0,"at_desk":false,"takes_part":true}],"last":null,"unread":0}', 1803884400000000);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time") VALUES (x'01a3ffe38d80dda21a3ebd3c586ed68f', '90c207b0f07a7a715129d8745030618d', x'43210f7e82c89df976447f9b9a05b128d647bf5cf84af1b2b9d20b45785f2c95', '{"id":"appointments/01mfzy73c0cnvacy8w51mx9zpn","version":3,"state":"arrived","patient":{"id":"patients/01mfzy73c0ch02dyr9qjja2q3b","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0xgbmm7g57s85stzv","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c0k5jjw3m0bq4mcrg6","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T09:25:00Z","arrived_at":"2027-03-01T09:25:00Z","ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":{"verb":"arrive","actor":{"user":"users/01mfzy73c0vph1mfnx7hc6xnmf","role":"Desk"},"time":"2027-03-01T09:25:00Z","before":{"state":"approved","doctor":{"id":"doctors/01mfzy73c0xgbmm7g57s85stzv","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null}}}', 1803893100000000);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time") VALUES (x'01a3ffe38d80e02620627d2491f7a954', '1e59da124c1482a6b35b47d5f5206c53', x'34685d8dd48fa66dbaba78f953d870c2d2a6b03ccfc97e58f8148b9b4fc29626', '{"id":"appointments/01mfzy73c0cnvacy8w51mx9zpn","version":4,"state":"in_visit","patient":{"id":"patients/01mfzy73c0ch02dyr9qjja2q3b","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0xgbmm7g57s85stzv","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c0k5jjw3m0bq4mcrg6","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T09:25:00Z","arrived_at":"2027-03-01T09:25:00Z","ready_at":null,"started_at":"2027-03-01T09:25:00Z","ended_at":null,"closed":null,"last":{"verb":"start","actor":{"user":"users/01mfzy73c0w0k20rkx4j8zfaam","role":"Doctor"},"time":"2027-03-01T09:25:00Z","before":{"state":"arrived","doctor":{"id":"doctors/01mfzy73c0xgbmm7g57s85stzv","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":"2027-03-01T09:25:00Z","ready_at":null,"started_at":null,"ended_at":null,"closed":null}}}', 1803893100000000);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time") VALUES (x'01a3ffe38d80e02620627d2491f7a954', '2a0a9858ae2302b807491d5a8ecb384b', x'fe7f8b558d777fea177d4aff001eb903f87c260dbbfc196134bc5a984e8cc146', '{"value":{"id":"scheduleExceptions/01mfzy73c0sk5rz35rpn3pnq93","doctor":"doctors/01mfzy73c0xgbmm7g57s85stzv","kind":"TimeOff","from_date":"2027-03-20","to_date":"2027-03-21","from_minute":0,"to_minute":1440,"note":"","cancelled":false,"create_time":"2027-03-01T07:00:00Z"},"stranded":[],"token":"e3b0c44298fc1c14"}', 1803884400000000);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time") VALUES (x'01a3ffe38d80e02620627d2491f7a954', '65e18bd999d209e66fd00a38253677b4', x'57e9c03c026dfde7ea7b935ac954a46aa3e4e780ca9a19fefa658cb4df02b2a6', '{"conversation":"conversations/01mfzy73c08jhapf4cr4q0qnr6","seq":2,"author":"users/01mfzy73c0w0k20rkx4j8zfaam","author_name":"Moreau-Test, Moreau","body":"Good morning","time":"2027-03-01T07:00:00Z","request_id":"65e18bd999d209e66fd00a38253677b4"}', 1803884400000000);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time") VALUES (x'01a3ffe38d80e02620627d2491f7a954', '9560395e0f3aea8cc0f05c16a3ef5c80', x'f4504af61b5728d47abf6fd3352428df0a4ab01110363274ebff1a9d760079f9', '{"id":"appointments/01mfzy73c0cnvacy8w51mx9zpn","version":2,"state":"approved","patient":{"id":"patients/01mfzy73c0ch02dyr9qjja2q3b","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0xgbmm7g57s85stzv","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c0k5jjw3m0bq4mcrg6","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":{"verb":"approve","actor":{"user":"users/01mfzy73c0w0k20rkx4j8zfaam","role":"Doctor"},"time":"2027-03-01T07:00:00Z","before":{"state":"requested","doctor":{"id":"doctors/01mfzy73c0xgbmm7g57s85stzv","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null}}}', 1803884400000000);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time") VALUES (x'01a3ffe38d80e02620627d2491f7a954', 'c224c6efed367bef7c674e0b855dc8d8', x'd496b50a3d48dfe8d2777d6ff06c0b762f70fe1d9cb5196867e6c55db9c5eae6', '{"id":"appointments/01mfzy73c0cnvacy8w51mx9zpn","version":5,"state":"completed","patient":{"id":"patients/01mfzy73c0ch02dyr9qjja2q3b","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0xgbmm7g57s85stzv","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c0k5jjw3m0bq4mcrg6","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T09:25:00Z","arrived_at":"2027-03-01T09:25:00Z","ready_at":null,"started_at":"2027-03-01T09:25:00Z","ended_at":"2027-03-01T09:25:00Z","closed":null,"last":{"verb":"complete","actor":{"user":"users/01mfzy73c0w0k20rkx4j8zfaam","role":"Doctor"},"time":"2027-03-01T09:25:00Z","before":{"state":"in_visit","doctor":{"id":"doctors/01mfzy73c0xgbmm7g57s85stzv","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":"2027-03-01T09:25:00Z","ready_at":null,"started_at":"2027-03-01T09:25:00Z","ended_at":null,"closed":null}}}', 1803893100000000);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time") VALUES (x'01a3ffe38d80e02620627d2491f7a954', 'ef227eca662f3e2222764daeb0bc93ff', x'47f00f7d7562a5ff38892b519f9203b98b5920138cedba051b93846eec0c0859', '{"conversation":"conversations/01mfzy73c0b1a6b4n76z15x04c","seq":1,"author":"users/01mfzy73c0w0k20rkx4j8zfaam","author_name":"Moreau-Test, Moreau","body":"Good morning","time":"2027-03-01T07:00:00Z","request_id":"ef227eca662f3e2222764daeb0bc93ff"}', 1803884400000000);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time") VALUES (x'01a3ffe38d80e02620627d2491f7a954', 'f40b2bfc8edbb00cc122560e61c8b996', x'efed4796fc532f4e8d42ccc0491628d4e0bd92a08f61d98cf1edbcb94d109ce8', '{"id":"appointments/01mfzy73c0sjzfmzx2kz9qptyw","version":2,"state":"approved","patient":{"id":"patients/01mfzy73c0ch02dyr9qjja2q3b","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0xgbmm7g57s85stzv","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-02T09:00:00Z","end":"2027-03-02T09:30:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c0k5jjw3m0bq4mcrg6","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":{"verb":"approve","actor":{"user":"users/01mfzy73c0w0k20rkx4j8zfaam","role":"Doctor"},"time":"2027-03-01T07:00:00Z","before":{"state":"requested","doctor":{"id":"doctors/01mfzy73c0xgbmm7g57s85stzv","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-02T09:00:00Z","end":"2027-03-02T09:30:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null}}}', 1803884400000000);
INSERT INTO "schedule_exception" ("id", "doctor", "kind", "from_date", "to_date", "from_minute", "to_minute", "note", "slot_minutes", "room", "create_time", "cancel_time") VALUES (x'01a3ffe38d809e134d10e95e8e90780b', x'01a3ffe38d80fcb377f31e0726e909e3', 'time_off', '2027-03-20', '2027-03-21', 0, 1440, '', NULL, '', 1803884400000000, NULL);
INSERT INTO "schedule_exception" ("id", "doctor", "kind", "from_date", "to_date", "from_minute", "to_minute", "note", "slot_minutes", "room", "create_time", "cancel_time") VALUES (x'01a3ffe38d80cccb8f8cb8b5476add23', x'01a3ffe38d80ec174a1e053e505cebfb', 'time_off', '2027-03-20', '2027-03-21', 0, 1440, '', NULL, '', 1803884400000000, NULL);
INSERT INTO "session" ("id", "token_hash", "user", "client_label", "create_time", "last_used", "expire_time", "end_time") VALUES (x'01a3ffe38d8012bf1e7a906924843a75', x'15e88430260838e405466433f85e8ae99de7b01f97951c5a33a3570c83e88ba4', x'01a3ffe38d803e3155cb130f4b7a1913', 'under test', 1803884400000000, 1803884400000000, 1803927600000000, NULL);
INSERT INTO "session" ("id", "token_hash", "user", "client_label", "create_time", "last_used", "expire_time", "end_time") VALUES (x'01a3ffe38d803a8da17768c80c51dd13', x'48c6df65e1317eb65740f0173182beadcd17a5bc6e6c1a92bdd3740dc93533b5', x'01a3ffe38d80e02620627d2491f7a954', 'under test', 1803884400000000, 1803893100000000, 1803927600000000, NULL);
INSERT INTO "session" ("id", "token_hash", "user", "client_label", "create_time", "last_used", "expire_time", "end_time") VALUES (x'01a3ffe38d808959705a73000a644486', x'c2feba5476e54e874de08d8fe1c7c778ef190a9ecc7ff0108443ed2b253e452b', x'01a3ffe38d80dda21a3ebd3c586ed68f', 'under test', 1803884400000000, 1803893100000000, 1803927600000000, NULL);
INSERT INTO "session" ("id", "token_hash", "user", "client_label", "create_time", "last_used", "expire_time", "end_time") VALUES (x'01a3ffe38d80e44b4291254b1e388769', x'51f11e66b551865888e407ba250546b10711d7331efad1fc90fcde850c55c98d', x'01a3ffe38d8099652e0e805dc9466206', 'under test', 1803884400000000, 1803884400000000, 1803927600000000, NULL);
INSERT INTO "session" ("id", "token_hash", "user", "client_label", "create_time", "last_used", "expire_time", "end_time") VALUES (x'01a3ffe38d80f3e89e3b514db6d42bed', x'8697418e182d81ef79542ad583273ec0a0b3f14c3d6a03708b393ea138bb4e8f', x'01a3ffe38d808c6c05a668f7ec1ef8f6', 'under test', 1803884400000000, 1803884400000000, 1803927600000000, NULL);
INSERT INTO "session" ("id", "token_hash", "user", "client_label", "create_time", "last_used", "expire_time", "end_time") VALUES (x'01a3ffe38d80fdba2392561734fb1cdf', x'3d1591940e33cc1cbbbf1356c2477281b998b1383c3c98d8c2857fadec8a45e7', x'01a3ffe38d80cb6837a755f8c0f274ae', 'the first terminal', 1803884400000000, 1803884400000000, 1803927600000000, NULL);
INSERT INTO "sqlite_sequence" ("name", "seq") VALUES ('audit', 37);
INSERT INTO "sqlite_sequence" ("name", "seq") VALUES ('event', 56);
INSERT INTO "user" ("id", "user_name", "email", "password", "first_name", "last_name", "sort_key", "phone", "address", "picture", "roles", "requested_role", "state", "create_time", "update_time", "version") VALUES (x'01a3ffe38d8008afe808777833717857', 'pia', 'pia@example.org', '$argon2id$v=19$m=64,t=1,p=1$BbZxd7EDiOdTPUh8fbGyGw$nbIizSaAJWXn6GT4d5QYpYyQyJKKM7yTOwrkOEmpn/g', 'Pia', 'Pia-Test', 'pia test pia', '', '{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""}', x'', 0, 4, 2, 1803884400000000, 1803884400000000, 1);
INSERT INTO "user" ("id", "user_name", "email", "password", "first_name", "last_name", "sort_key", "phone", "address", "picture", "roles", "requested_role", "state", "create_time", "update_time", "version") VALUES (x'01a3ffe38d803e3155cb130f4b7a1913', 'bob', 'bob@example.org', '$argon2id$v=19$m=64,t=1,p=1$aDK2I+FKUjVUX5GwDE8b6A$NV4yncr2cihmAkIqnSgWhMLrE2vCpzvQzk83Yw50ofU', 'Bob', 'Bob-Test', 'bob test bob', '+49 30 1234567', '{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""}', x'', 8, 0, 1, 1803884400000000, 1803884400000000, 2);
INSERT INTO "user" ("id", "user_name", "email", "password", "first_name", "last_name", "sort_key", "phone", "address", "picture", "roles", "requested_role", "state", "create_time", "update_time", "version") VALUES (x'01a3ffe38d808c6c05a668f7ec1ef8f6', 'braun', 'braun@example.org', '$argon2id$v=19$m=64,t=1,p=1$APFYEWI8ZV4BlYU8j9U8XQ$JPA2oE3EqHSXkM3L8l7ufiTi8Bbu1XSt5LXrX5HJ4Ec', 'Braun', 'Braun-Test', 'braun test braun', '+49 30 1234567', '{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""}', x'', 4, 0, 1, 1803884400000000, 1803884400000000, 2);
INSERT INTO "user" ("id", "user_name", "email", "password", "first_name", "last_name", "sort_key", "phone", "address", "picture", "roles", "requested_role", "state", "create_time", "update_time", "version") VALUES (x'01a3ffe38d8099652e0e805dc9466206', 'ana', 'ana@example.org', '$argon2id$v=19$m=64,t=1,p=1$i5kRqBm30l4F5dlBdlqIXg$6fb+UoAajL1Q55+ByKIswSXEn9SGZvNySj4xmJO06do', 'Ana', 'Ana-Test', 'ana test ana', '+49 30 1234567', '{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""}', x'', 8, 0, 1, 1803884400000000, 1803884400000000, 2);
INSERT INTO "user" ("id", "user_name", "email", "password", "first_name", "last_name", "sort_key", "phone", "address", "picture", "roles", "requested_role", "state", "create_time", "update_time", "version") VALUES (x'01a3ffe38d80cb6837a755f8c0f274ae', 'admin', 'admin@example.org', '$argon2id$v=19$m=64,t=1,p=1$5iIALMtnO+w/LYzMUlDSMQ$pJR37sMZ8Pd/5esiPdY89ssAmRb7/qSqBSi8rADaBYU', 'Ada', 'Admin', 'admin ada', '', '{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""}', x'', 1, 0, 1, 1803884400000000, 1803884400000000, 1);
INSERT INTO "user" ("id", "user_name", "email", "password", "first_name", "last_name", "sort_key", "phone", "address", "picture", "roles", "requested_role", "state", "create_time", "update_time", "version") VALUES (x'01a3ffe38d80dda21a3ebd3c586ed68f', 'ida', 'ida@example.org', '$argon2id$v=19$m=64,t=1,p=1$Q4YA93doJTXt6/lzSdPfiw$dPlbvlQQ8k5v2sPDaoISkFErC5k54v1mFVb9S9SJ2HM', 'Ida', 'Ida-Test', 'ida test ida', '+49 30 1234567', '{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""}', x'', 2, 0, 1, 1803884400000000, 1803884400000000, 2);
INSERT INTO "user" ("id", "user_name", "email", "password", "first_name", "last_name", "sort_key", "phone", "address", "picture", "roles", "requested_role", "state", "create_time", "update_time", "version") VALUES (x'01a3ffe38d80e02620627d2491f7a954', 'moreau', 'moreau@example.org', '$argon2id$v=19$m=64,t=1,p=1$Fvbtlh5mMvAtLwhfifUOuw$XrRHdqOAoE57yfvNkWueQNJb7kdwXUZQKDVO1Th3G40', 'Moreau', 'Moreau-Test', 'moreau test moreau', '+49 30 1234567', '{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""}', x'', 4, 0, 1, 1803884400000000, 1803884400000000, 2);
INSERT INTO "working_hours" ("doctor", "rules", "update_time", "version") VALUES (x'01a3ffe38d80ec174a1e053e505cebfb', '[{"weekday":"Mon","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Tue","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Wed","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Thu","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Fri","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Sat","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Sun","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]}]', 1803884400000000, 1);
INSERT INTO "working_hours" ("doctor", "rules", "update_time", "version") VALUES (x'01a3ffe38d80fcb377f31e0726e909e3', '[{"weekday":"Mon","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Tue","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Wed","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Thu","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Fri","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Sat","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Sun","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]}]', 1803884400000000, 1);
CREATE INDEX user_by_name ON user (sort_key, id);
CREATE INDEX user_by_state ON user (state, sort_key, id);
CREATE INDEX session_by_user ON session (user, id) WHERE end_time IS NULL;
CREATE INDEX activation_by_user ON activation (user) WHERE use_time IS NULL;
CREATE INDEX request_by_time ON request (time);
CREATE INDEX audit_by_user ON audit (user, seq);
CREATE INDEX audit_by_patient ON audit (patient, seq) WHERE patient IS NOT NULL;
CREATE INDEX audit_by_object ON audit (object, seq);
CREATE INDEX audit_by_time ON audit (time, seq);
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END;
CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'audit rows are never deleted'); END;
CREATE INDEX patient_by_name ON patient (sort_key, id);
CREATE INDEX patient_by_birth_date ON patient (birth_date, sort_key, id);
CREATE INDEX patient_by_email ON patient (email COLLATE NOCASE) WHERE email <> '';
CREATE INDEX patient_key_by_patient ON patient_key (patient, key);
CREATE INDEX patient_phone_by_patient ON patient_phone (patient);
CREATE INDEX schedule_exception_by_date ON schedule_exception (doctor, from_date, id);
CREATE INDEX schedule_exception_in_force ON schedule_exception (doctor, to_date) WHERE cancel_time IS NULL;
CREATE INDEX appointment_by_start ON appointment (start_time, id);
CREATE INDEX appointment_by_doctor ON appointment (doctor, start_time, id);
CREATE INDEX appointment_by_patient ON appointment (patient, start_time, id);
CREATE INDEX appointment_open ON appointment (start_time, id)
    WHERE state IN ('requested', 'approved', 'arrived', 'ready', 'in_visit');
CREATE INDEX appointment_takes_doctor ON appointment (doctor, block_from) WHERE taken_until > start_time;
CREATE INDEX appointment_takes_patient ON appointment (patient, start_time) WHERE taken_until > start_time;
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
CREATE TRIGGER appointment_is_never_deleted BEFORE DELETE ON appointment
BEGIN SELECT RAISE(ABORT, 'visits are never deleted'); END;
CREATE TRIGGER appointment_step_is_never_changed BEFORE UPDATE ON appointment_step
BEGIN SELECT RAISE(ABORT, 'steps of a visit are never changed'); END;
CREATE TRIGGER appointment_step_is_never_deleted BEFORE DELETE ON appointment_step
BEGIN SELECT RAISE(ABORT, 'steps of a visit are never deleted'); END;
CREATE INDEX notice_by_user ON notice (user, id);
CREATE INDEX notice_unread ON notice (user, id) WHERE read_time IS NULL;
CREATE INDEX conversation_of_desk ON conversation (update_time, id)
    WHERE desk_for IS NOT NULL AND update_time IS NOT NULL;
CREATE INDEX conversation_member_latest ON conversation_member (user, update_time, conversation)
    WHERE update_time IS NOT NULL;
CREATE INDEX conversation_member_unread ON conversation_member (user, unread_since, conversation, side, unread)
    WHERE unread_since IS NOT NULL;
CREATE TRIGGER conversation_cursor_never_goes_back BEFORE UPDATE OF delivered_seq, read_seq ON conversation_member
WHEN NEW.delivered_seq < OLD.delivered_seq OR NEW.read_seq < OLD.read_seq
BEGIN SELECT RAISE(ABORT, 'a cursor never goes back'); END;
CREATE UNIQUE INDEX message_by_request ON message (author, request_id);
CREATE TRIGGER message_is_never_changed BEFORE UPDATE ON message
BEGIN SELECT RAISE(ABORT, 'messages are never changed'); END;
CREATE INDEX user_at_desk ON user (id) WHERE roles & 2 <> 0;
CREATE INDEX user_on_staff ON user (sort_key, id) WHERE roles & 7 <> 0;
CREATE INDEX appointment_between ON appointment (doctor, patient)
    WHERE state NOT IN ('rejected', 'entered_in_error');
CREATE INDEX notice_unread_about ON notice (user, subject) WHERE read_time IS NULL;
CREATE INDEX event_audience_by_seq ON event_audience (seq);
COMMIT;

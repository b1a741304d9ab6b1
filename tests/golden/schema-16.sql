PRAGMA foreign_keys=OFF;
BEGIN;
CREATE TABLE activation (
    code_hash   BLOB    PRIMARY KEY CHECK (length(code_hash) = 32),
    -- NULL: makes the first administrator
    user        BLOB    REFERENCES user (id),
    create_time INTEGER NOT NULL,
    expire_time INTEGER NOT NULL,
    use_time    INTEGER
) STRICT;
CREATE TABLE api_token (
    id              BLOB    PRIMARY KEY CHECK (length(id) = 16),
    -- SHA-256 of the token; the token itself is never stored
    token_hash      BLOB    NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    user            BLOB    NOT NULL REFERENCES user (id),
    display_name    TEXT    NOT NULL,
    -- JSON list of methods, such as "AppointmentService/ListAppointments"
    scopes          TEXT    NOT NULL,
    -- JSON list of networks such as "192.0.2.0/24"; empty for anywhere
    source_networks TEXT    NOT NULL,
    create_time     INTEGER NOT NULL,
    expire_time     INTEGER NOT NULL,
    -- to the minute; NULL until the first use
    last_used       INTEGER,
    -- the address of the last use, or "unix" for the socket
    last_source     TEXT    NOT NULL DEFAULT '',
    -- when it was revoked
    end_time        INTEGER
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
        END + buffer_after * 60000000) STORED, seal BLOB NOT NULL DEFAULT x'', reason_seal BLOB NOT NULL DEFAULT x'',
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
    reason      TEXT    NOT NULL, seal BLOB NOT NULL DEFAULT x'',
    PRIMARY KEY (appointment, version)
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
, roles  INTEGER NOT NULL DEFAULT 0, token  BLOB, source TEXT    NOT NULL DEFAULT '', reason TEXT    NOT NULL DEFAULT '') STRICT;
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
CREATE TABLE device (
    -- SHA-256 of what the device keeps
    token_hash  BLOB    NOT NULL CHECK (length(token_hash) = 32),
    user        BLOB    NOT NULL REFERENCES user (id),
    create_time INTEGER NOT NULL,
    last_used   INTEGER NOT NULL,
    PRIMARY KEY (token_hash, user)
) STRICT, WITHOUT ROWID;
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
CREATE TABLE event (
    seq     INTEGER PRIMARY KEY AUTOINCREMENT,
    time    INTEGER NOT NULL,
    payload TEXT    NOT NULL
, audiences TEXT NOT NULL DEFAULT '[]') STRICT;
CREATE TABLE "event_audience" (
    -- 'u' + user id, 'r' + role bit, or 'e' for everyone
    audience BLOB    NOT NULL,
    seq      INTEGER NOT NULL,
    PRIMARY KEY (audience, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE key_trim (
    trim TEXT NOT NULL,
    key  TEXT NOT NULL,
    PRIMARY KEY (trim, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE message (
    conversation BLOB    NOT NULL REFERENCES conversation (id),
    seq          INTEGER NOT NULL CHECK (seq >= 1),
    author       BLOB    NOT NULL REFERENCES user (id),
    -- the id with which it was sent: a draft sent again after the replayed answers are forgotten is still one message
    request_id   TEXT    NOT NULL,
    body         TEXT    NOT NULL,
    time         INTEGER NOT NULL, seal BLOB NOT NULL DEFAULT x'',
    PRIMARY KEY (conversation, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE "notice" (
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
) STRICT, WITHOUT ROWID;
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
, seal BLOB NOT NULL DEFAULT x'', brief_seal BLOB NOT NULL DEFAULT x'') STRICT;
CREATE TABLE patient_chart (
    patient         BLOB    PRIMARY KEY REFERENCES patient (id),
    blood_group     TEXT    NOT NULL,
    allergies       TEXT    NOT NULL,
    medical_history TEXT    NOT NULL,
    update_time     INTEGER NOT NULL,
    version         INTEGER NOT NULL
, seal BLOB NOT NULL DEFAULT x'') STRICT;
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
CREATE TABLE recovery_code (
    user        BLOB    NOT NULL REFERENCES user (id),
    -- SHA-256; the code itself is never stored
    code_hash   BLOB    NOT NULL CHECK (length(code_hash) = 32),
    create_time INTEGER NOT NULL,
    use_time    INTEGER,
    PRIMARY KEY (user, code_hash)
) STRICT, WITHOUT ROWID;
CREATE TABLE refinery_schema_history(
             version int4 PRIMARY KEY,
             name VARCHAR(255),
             applied_on VARCHAR(255),
             checksum VARCHAR(255));
CREATE TABLE "request" (
    seq         INTEGER PRIMARY KEY,
    -- the user; 16 zero bytes for strangers
    scope       BLOB    NOT NULL,
    request_id  TEXT    NOT NULL,
    fingerprint BLOB    NOT NULL,
    answer      TEXT    NOT NULL,
    time        INTEGER NOT NULL,
    UNIQUE (scope, request_id)
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
CREATE TABLE second_factor (
    user         BLOB    PRIMARY KEY REFERENCES user (id),
    -- in force; NULL until the first code was right
    secret       BLOB,
    -- shown, and waiting for its first code
    pending      BLOB,
    confirm_time INTEGER,
    -- only codes of later steps are good
    last_step    INTEGER NOT NULL DEFAULT 0,
    -- wrong codes in one step
    tried_step   INTEGER NOT NULL DEFAULT 0,
    tries        INTEGER NOT NULL DEFAULT 0,
    CHECK ((secret IS NULL) = (confirm_time IS NULL))
) STRICT, WITHOUT ROWID;
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
, factor_time INTEGER NOT NULL DEFAULT 0, lock_time INTEGER, source TEXT NOT NULL DEFAULT '', code_time INTEGER) STRICT;
CREATE TABLE throttle (
    -- SHA-256 of what is counted
    bucket       BLOB    PRIMARY KEY CHECK (length(bucket) = 32),
    -- the clinic's day of the last one, 'YYYY-MM-DD'
    day          TEXT    NOT NULL,
    failures     INTEGER NOT NULL,
    last_failure INTEGER NOT NULL,
    -- before this, nothing is even looked at
    wait_until   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
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
, short_password INTEGER NOT NULL DEFAULT 0 CHECK (short_password IN (0, 1))) STRICT;
CREATE TABLE working_hours (
    doctor      BLOB    PRIMARY KEY REFERENCES doctor (id),
    -- JSON array of rules, read and written whole
    rules       TEXT    NOT NULL,
    update_time INTEGER NOT NULL,
    version     INTEGER NOT NULL
) STRICT;
INSERT INTO "activation" ("code_hash", "user", "create_time", "expire_time", "use_time") VALUES (x'121f4bad941a650fe604b371e74d1129cfb473ed3fca24ee29d783ed0d0241e4', x'01a3ffe38d80883a340f3b1555994cd7', 1803884400000000, 1803970800000000, 1803884400000000);
INSERT INTO "activation" ("code_hash", "user", "create_time", "expire_time", "use_time") VALUES (x'59519cfc78e2ae092f6c01fc64f78d251887736276d4bdfdb4eec9b4982821dc', x'01a3ffe38d80012d353afa61af3aac87', 1803884400000000, 1803970800000000, 1803884400000000);
INSERT INTO "activation" ("code_hash", "user", "create_time", "expire_time", "use_time") VALUES (x'6b37111b43f1a3af99127e6374f6d0b3ba1bf7977b2f3542c83fb98fd8bd1a0b', x'01a3ffe38d8017d08d70bcbba3cd855a', 1803884400000000, 1803970800000000, 1803884400000000);
INSERT INTO "activation" ("code_hash", "user", "create_time", "expire_time", "use_time") VALUES (x'96c4a3bf988ab3e2ee4ff341adbf47b0b5c64186ca11cd66c8f1f063727fdf3e', NULL, 1803884400000000, 1803970800000000, 1803884400000000);
INSERT INTO "activation" ("code_hash", "user", "create_time", "expire_time", "use_time") VALUES (x'b52728eaa6404fe4cd191e9be7246a594c3cedab14f54e014d507d3745dc97ad', x'01a3ffe38d80b207dc0a97b3b677738a', 1803884400000000, 1803970800000000, 1803884400000000);
INSERT INTO "activation" ("code_hash", "user", "create_time", "expire_time", "use_time") VALUES (x'e4325243ea4f4ec5da5857ab341a445b6f360db813b22ebb63d536412f56382a', x'01a3ffe38d80835314c53d69eeb928b7', 1803884400000000, 1803970800000000, 1803884400000000);
INSERT INTO "api_token" ("id", "token_hash", "user", "display_name", "scopes", "source_networks", "create_time", "expire_time", "last_used", "last_source", "end_time") VALUES (x'01a3ffe38d80272ab10c371faf2a1f6e', x'1f7779e54e2d2206a7489d56abaa0e3bdf408c24e74c55a6e6c481458e58ceb1', x'01a3ffe38d8017d08d70bcbba3cd855a', 'nightly export', '["DoctorService/GetDoctor","DoctorService/ListDoctors","DoctorService/ListSpecializations","DoctorService/SetDutyStatus"]', '[]', 1803884400000000, 1803888000000000, NULL, '', NULL);
INSERT INTO "api_token" ("id", "token_hash", "user", "display_name", "scopes", "source_networks", "create_time", "expire_time", "last_used", "last_source", "end_time") VALUES (x'01a3ffe38d808dabf7bc677d57c113e6', x'0768b9c4318e0393257e9c3447c3950cbd422fd3124ac505dc5f212e1efc6873', x'01a3ffe38d80df5ec11751b6f69e8386', 'nightly export', '["DoctorService/GetDoctor","DoctorService/ListDoctors","DoctorService/ListSpecializations","DoctorService/SetDutyStatus","DoctorService/UpdateDoctor"]', '[]', 1803884400000000, 1803888000000000, NULL, '', NULL);
INSERT INTO "api_token" ("id", "token_hash", "user", "display_name", "scopes", "source_networks", "create_time", "expire_time", "last_used", "last_source", "end_time") VALUES (x'01a3ffe38d809882db3f742bee42514e', x'5e1513c4558901a78dbe76b2c26ed89fb49029d7d6c1d17130675bd22f47026d', x'01a3ffe38d80835314c53d69eeb928b7', 'nightly export', '["DoctorService/GetDoctor","DoctorService/ListDoctors","DoctorService/ListSpecializations","DoctorService/SetDutyStatus","DoctorService/UpdateDoctor"]', '[]', 1803884400000000, 1803888000000000, NULL, '', NULL);
INSERT INTO "api_token" ("id", "token_hash", "user", "display_name", "scopes", "source_networks", "create_time", "expire_time", "last_used", "last_source", "end_time") VALUES (x'01a3ffe38d809e698b211d9a21cfca12', x'e3466be3685f345c455ff569ab74ba0192fea6d13fc91e5410c38392327bcb42', x'01a3ffe38d80b207dc0a97b3b677738a', 'nightly export', '["DoctorService/GetDoctor","DoctorService/ListDoctors","DoctorService/ListSpecializations"]', '[]', 1803884400000000, 1803888000000000, NULL, '', NULL);
INSERT INTO "api_token" ("id", "token_hash", "user", "display_name", "scopes", "source_networks", "create_time", "expire_time", "last_used", "last_source", "end_time") VALUES (x'01a3ffe38d80aca6e246e4ba5e9fb514', x'65fe42eca04d15ec2b921e14a471caa9e7ce8d06f0e95a074437b844a56bed9d', x'01a3ffe38d80012d353afa61af3aac87', 'nightly export', '["DoctorService/GetDoctor","DoctorService/ListDoctors","DoctorService/ListSpecializations"]', '[]', 1803884400000000, 1803888000000000, NULL, '', NULL);
INSERT INTO "appointment" ("id", "version", "state", "patient", "doctor", "start_time", "end_time", "buffer_before", "buffer_after", "room", "kind", "note", "reason", "late", "walk_in", "overridden", "requested_by", "create_time", "update_time", "arrive_time", "ready_time", "visit_start_time", "visit_end_time", "closed", "last_step", "seal", "reason_seal") VALUES (x'01a3ffe38d8079d3a7e76b6901c5a76e', 2, 'approved', x'01a3ffe38d80a101dec74010d8c304cf', x'01a3ffe38d80633c0665975ee2b28884', 1803978000000000, 1803979800000000, 0, 0, '', 'follow_up', '', 'A cough that stays', 0, 0, NULL, x'01a3ffe38d80012d353afa61af3aac87', 1803884400000000, 1803884400000000, NULL, NULL, NULL, NULL, NULL, '{"verb":"approve","actor":{"user":"users/01mfzy73c0h0x383sv2nasjk6q","role":"Doctor"},"time":"2027-03-01T07:00:00Z","before":{"state":"requested","doctor":{"id":"doctors/01mfzy73c0ccy0cscqbvhb5244","name":"Braun-Test, Braun"},"span":{"start":"2027-03-02T09:00:00Z","end":"2027-03-02T09:30:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null}}', x'1a8d368d5767dc828d61d02ca25faee9', x'b5bfb60e09c75f957a92b3f1b9f5589e');
INSERT INTO "appointment" ("id", "version", "state", "patient", "doctor", "start_time", "end_time", "buffer_before", "buffer_after", "room", "kind", "note", "reason", "late", "walk_in", "overridden", "requested_by", "create_time", "update_time", "arrive_time", "ready_time", "visit_start_time", "visit_end_time", "closed", "last_step", "seal", "reason_seal") VALUES (x'01a3ffe38d80ae072aca775d513eed44', 2, 'approved', x'01a3ffe38d80a236fa264b82cfdaf110', x'01a3ffe38d801ce91d19c89d1dfa1625', 1803978000000000, 1803979800000000, 0, 0, '', 'follow_up', '', 'A cough that stays', 0, 0, NULL, x'01a3ffe38d80b207dc0a97b3b677738a', 1803884400000000, 1803884400000000, NULL, NULL, NULL, NULL, NULL, '{"verb":"approve","actor":{"user":"users/01mfzy73c0gd9h9h9xd7qbja5q","role":"Doctor"},"time":"2027-03-01T07:00:00Z","before":{"state":"requested","doctor":{"id":"doctors/01mfzy73c03kmht6e8kmezm5h5","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-02T09:00:00Z","end":"2027-03-02T09:30:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null}}', x'6f04232f1e315adb77c3ae8ae858468c', x'9ab8ce160d6a0374f7a4833b50dd1a8f');
INSERT INTO "appointment" ("id", "version", "state", "patient", "doctor", "start_time", "end_time", "buffer_before", "buffer_after", "room", "kind", "note", "reason", "late", "walk_in", "overridden", "requested_by", "create_time", "update_time", "arrive_time", "ready_time", "visit_start_time", "visit_end_time", "closed", "last_step", "seal", "reason_seal") VALUES (x'01a3ffe38d80c47afa449fadb2dc1285', 5, 'completed', x'01a3ffe38d80a236fa264b82cfdaf110', x'01a3ffe38d801ce91d19c89d1dfa1625', 1803893400000000, 1803895200000000, 0, 0, '', 'follow_up', '', 'A cough that stays', 0, 0, NULL, x'01a3ffe38d80b207dc0a97b3b677738a', 1803884400000000, 1803893100000000, 1803893100000000, NULL, 1803893100000000, 1803893100000000, NULL, '{"verb":"complete","actor":{"user":"users/01mfzy73c0gd9h9h9xd7qbja5q","role":"Doctor"},"time":"2027-03-01T09:25:00Z","before":{"state":"in_visit","doctor":{"id":"doctors/01mfzy73c03kmht6e8kmezm5h5","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":"2027-03-01T09:25:00Z","ready_at":null,"started_at":"2027-03-01T09:25:00Z","ended_at":null,"closed":null}}', x'8a7488d6f191b7ca5c215e3b761c3cb2', x'a4705bb24c6ca167edc854a1c1ee9938');
INSERT INTO "appointment" ("id", "version", "state", "patient", "doctor", "start_time", "end_time", "buffer_before", "buffer_after", "room", "kind", "note", "reason", "late", "walk_in", "overridden", "requested_by", "create_time", "update_time", "arrive_time", "ready_time", "visit_start_time", "visit_end_time", "closed", "last_step", "seal", "reason_seal") VALUES (x'01a3ffe38d80e562f916f03305d82bb0', 2, 'cancelled', x'01a3ffe38d80a236fa264b82cfdaf110', x'01a3ffe38d801ce91d19c89d1dfa1625', 1804240800000000, 1804242600000000, 0, 0, '', 'follow_up', '', 'A cough that stays', 0, 0, NULL, x'01a3ffe38d80b207dc0a97b3b677738a', 1803884400000000, 1803884400000000, NULL, NULL, NULL, NULL, '{"by":"patient","reason":"cannot come","time":"2027-03-01T07:00:00Z","late":false}', '{"verb":"cancel","actor":{"user":"users/01mfzy73c0p83xr2mqpev7ewwa","role":"Patient"},"time":"2027-03-01T07:00:00Z","before":{"state":"requested","doctor":{"id":"doctors/01mfzy73c03kmht6e8kmezm5h5","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-05T10:00:00Z","end":"2027-03-05T10:30:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null}}', x'c37801ecd3186fe5ce69181132e8cd26', x'ae7d7ec07ef0e1842add14d6b6c88fe1');
INSERT INTO "appointment_step" ("appointment", "version", "time", "actor", "role", "verb", "from_state", "to_state", "start_time", "end_time", "reason", "seal") VALUES (x'01a3ffe38d8079d3a7e76b6901c5a76e', 1, 1803884400000000, x'01a3ffe38d80012d353afa61af3aac87', 8, 'book', NULL, 'requested', 1803978000000000, 1803979800000000, '', x'92735db5b14858655e0e2ef82362cd5f');
INSERT INTO "appointment_step" ("appointment", "version", "time", "actor", "role", "verb", "from_state", "to_state", "start_time", "end_time", "reason", "seal") VALUES (x'01a3ffe38d8079d3a7e76b6901c5a76e', 2, 1803884400000000, x'01a3ffe38d80883a340f3b1555994cd7', 4, 'approve', 'requested', 'approved', 1803978000000000, 1803979800000000, '', x'6462e9c3a17a68f29bdc4833c8846f8e');
INSERT INTO "appointment_step" ("appointment", "version", "time", "actor", "role", "verb", "from_state", "to_state", "start_time", "end_time", "reason", "seal") VALUES (x'01a3ffe38d80ae072aca775d513eed44', 1, 1803884400000000, x'01a3ffe38d80b207dc0a97b3b677738a', 8, 'book', NULL, 'requested', 1803978000000000, 1803979800000000, '', x'65cc053ddd21a099eef541c664d0407c');
INSERT INTO "appointment_step" ("appointment", "version", "time", "actor", "role", "verb", "from_state", "to_state", "start_time", "end_time", "reason", "seal") VALUES (x'01a3ffe38d80ae072aca775d513eed44', 2, 1803884400000000, x'01a3ffe38d80835314c53d69eeb928b7', 4, 'approve', 'requested', 'approved', 1803978000000000, 1803979800000000, '', x'b338d7f29aa0f91de9ac1c9e8e7162c8');
INSERT INTO "appointment_step" ("appointment", "version", "time", "actor", "role", "verb", "from_state", "to_state", "start_time", "end_time", "reason", "seal") VALUES (x'01a3ffe38d80c47afa449fadb2dc1285', 1, 1803884400000000, x'01a3ffe38d80b207dc0a97b3b677738a', 8, 'book', NULL, 'requested', 1803893400000000, 1803895200000000, '', x'247046534d1ab5f3aada380fc1c91b61');
INSERT INTO "appointment_step" ("appointment", "version", "time", "actor", "role", "verb", "from_state", "to_state", "start_time", "end_time", "reason", "seal") VALUES (x'01a3ffe38d80c47afa449fadb2dc1285', 2, 1803884400000000, x'01a3ffe38d80835314c53d69eeb928b7', 4, 'approve', 'requested', 'approved', 1803893400000000, 1803895200000000, '', x'2017423e1458a19a40b0a4fb5d83cec6');
INSERT INTO "appointment_step" ("appointment", "version", "time", "actor", "role", "verb", "from_state", "to_state", "start_time", "end_time", "reason", "seal") VALUES (x'01a3ffe38d80c47afa449fadb2dc1285', 3, 1803893100000000, x'01a3ffe38d8017d08d70bcbba3cd855a', 2, 'arrive', 'approved', 'arrived', 1803893400000000, 1803895200000000, '', x'61b8a4fb11941d75db840a58c8608baf');
INSERT INTO "appointment_step" ("appointment", "version", "time", "actor", "role", "verb", "from_state", "to_state", "start_time", "end_time", "reason", "seal") VALUES (x'01a3ffe38d80c47afa449fadb2dc1285', 4, 1803893100000000, x'01a3ffe38d80835314c53d69eeb928b7', 4, 'start', 'arrived', 'in_visit', 1803893400000000, 1803895200000000, '', x'421b4b9b2059935077d9e907ba8ea7aa');
INSERT INTO "appointment_step" ("appointment", "version", "time", "actor", "role", "verb", "from_state", "to_state", "start_time", "end_time", "reason", "seal") VALUES (x'01a3ffe38d80c47afa449fadb2dc1285', 5, 1803893100000000, x'01a3ffe38d80835314c53d69eeb928b7', 4, 'complete', 'in_visit', 'completed', 1803893400000000, 1803895200000000, '', x'6eae2750bf7cb9077b3869b55fd63dd6');
INSERT INTO "appointment_step" ("appointment", "version", "time", "actor", "role", "verb", "from_state", "to_state", "start_time", "end_time", "reason", "seal") VALUES (x'01a3ffe38d80e562f916f03305d82bb0', 1, 1803884400000000, x'01a3ffe38d80b207dc0a97b3b677738a', 8, 'book', NULL, 'requested', 1804240800000000, 1804242600000000, '', x'bbce251dccad81a3ca87413d08b4e051');
INSERT INTO "appointment_step" ("appointment", "version", "time", "actor", "role", "verb", "from_state", "to_state", "start_time", "end_time", "reason", "seal") VALUES (x'01a3ffe38d80e562f916f03305d82bb0', 2, 1803884400000000, x'01a3ffe38d80b207dc0a97b3b677738a', 8, 'cancel', 'requested', 'cancelled', 1804240800000000, 1804242600000000, 'cannot come', x'fdc9d3849dd2232c2f463a20cda4e8c9');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (1, 1803884400000000, x'01a3ffe38d80df5ec11751b6f69e8386', x'01a3ffe38d80aeaf97b54579ebd24ad5', 'SessionService/Activate', 'users/01mfzy73c0vxfc25thpvv9x0w6', NULL, 'ok', x'a83223c468b1e1afbe0e6d02334f28b33a8bdd275bb720f0efcb29ba5aa84edf', 1, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (2, 1803884400000000, x'01a3ffe38d80df5ec11751b6f69e8386', x'01a3ffe38d80aeaf97b54579ebd24ad5', 'UserService/CreateUser', 'users/01mfzy73c02z88tw5wqehwv1at', NULL, 'ok', x'9a0c19edb6eeab859df2233caa8f707261f5eb966914eca5846df589c888e52a', 1, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (3, 1803884400000000, x'01a3ffe38d8017d08d70bcbba3cd855a', x'01a3ffe38d80e2ee7fc6d84f341635df', 'SessionService/Activate', 'users/01mfzy73c02z88tw5wqehwv1at', NULL, 'ok', x'41dbe28ae55a4968c255af7d281cb06b9b5f93d698fbc0dd8beb059d0efa5d77', 2, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (4, 1803884400000000, x'01a3ffe38d80df5ec11751b6f69e8386', x'01a3ffe38d80aeaf97b54579ebd24ad5', 'UserService/CreateUser', 'users/01mfzy73c0p83xr2mqpev7ewwa', x'01a3ffe38d80a236fa264b82cfdaf110', 'ok', x'cef024314ff5f5afdf8c14759eb084545944fd69f8151b083d8f293ec0407d49', 1, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (5, 1803884400000000, x'01a3ffe38d80b207dc0a97b3b677738a', x'01a3ffe38d8016d6aa7f085cd0477ddd', 'SessionService/Activate', 'users/01mfzy73c0p83xr2mqpev7ewwa', x'01a3ffe38d80a236fa264b82cfdaf110', 'ok', x'82f318d5f386150c7b3f06fc9794800d1fcb9bf2b8e789085e9cd1e3dd4ab2e7', 8, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (6, 1803884400000000, x'01a3ffe38d80df5ec11751b6f69e8386', x'01a3ffe38d80aeaf97b54579ebd24ad5', 'UserService/CreateUser', 'users/01mfzy73c0gd9h9h9xd7qbja5q', NULL, 'ok', x'3db9d2f506e2a92aa81885eeeb710a06c7bfd075d88799deb5be62f8d8c442cc', 1, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (7, 1803884400000000, x'01a3ffe38d80835314c53d69eeb928b7', x'01a3ffe38d80f908cd6968cae4df8a24', 'SessionService/Activate', 'users/01mfzy73c0gd9h9h9xd7qbja5q', NULL, 'ok', x'0224ff8c1d383a2a883ff7ac2cb827d0f3603dc1deb4a4c34e4ec540a1d84b61', 4, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (8, 1803884400000000, x'01a3ffe38d80df5ec11751b6f69e8386', x'01a3ffe38d80aeaf97b54579ebd24ad5', 'UserService/CreateUser', 'users/01mfzy73c004pkaeqtc6qknb47', x'01a3ffe38d80a101dec74010d8c304cf', 'ok', x'8c8c942c748b9af51b4e0564471dba2e8840b4d3e5f42532c8aa51e7737c227b', 1, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (9, 1803884400000000, x'01a3ffe38d80012d353afa61af3aac87', x'01a3ffe38d80636cc5e195ead470c3c8', 'SessionService/Activate', 'users/01mfzy73c004pkaeqtc6qknb47', x'01a3ffe38d80a101dec74010d8c304cf', 'ok', x'f773e54b2c112f8f2b9133ca1921912317a3cb87b7a9a35d8b6b20159736d281', 8, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (10, 1803884400000000, x'01a3ffe38d80df5ec11751b6f69e8386', x'01a3ffe38d80aeaf97b54579ebd24ad5', 'UserService/CreateUser', 'users/01mfzy73c0h0x383sv2nasjk6q', NULL, 'ok', x'34580aa52c63abd882efb4678feff1b5323704899e32d7af35b7584deaa3ad93', 1, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (11, 1803884400000000, x'01a3ffe38d80883a340f3b1555994cd7', x'01a3ffe38d808005a2d0bac40b235f77', 'SessionService/Activate', 'users/01mfzy73c0h0x383sv2nasjk6q', NULL, 'ok', x'03c8e2064ce2b72d0826b23d3737c0a2f981653e709dcce07c0f68874e7ba030', 4, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (12, 1803884400000000, x'01a3ffe38d80df5ec11751b6f69e8386', x'01a3ffe38d80aeaf97b54579ebd24ad5', 'ScheduleService/UpdateWorkingHours', 'doctors/01mfzy73c03kmht6e8kmezm5h5', NULL, 'ok', x'16edeebae322a4be50e7f449a83919fbaeebe4ad1d9cdfc6bdb704d98ec3ee85', 1, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (13, 1803884400000000, x'01a3ffe38d80df5ec11751b6f69e8386', x'01a3ffe38d80aeaf97b54579ebd24ad5', 'ScheduleService/UpdateWorkingHours', 'doctors/01mfzy73c0ccy0cscqbvhb5244', NULL, 'ok', x'1ff4029cb3beeb72119471c2011a6e36eee65c5a0a96cb3a61b0414270f76879', 1, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (14, 1803884400000000, NULL, NULL, 'SessionService/SignUp', 'users/01mfzy73c03xv676wthwmgnn0v', NULL, 'ok', x'f1db3f541851113eaf220adaf92ea23debf5c8665a0f51f938e179505b446f8d', 0, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (15, 1803884400000000, x'01a3ffe38d80b207dc0a97b3b677738a', x'01a3ffe38d8016d6aa7f085cd0477ddd', 'AppointmentService/BookAppointment', 'appointments/01mfzy73c0nr3jnjkqbn8kxva4', x'01a3ffe38d80a236fa264b82cfdaf110', 'ok', x'e0850a571b6fcced19c429c345ebbc4feca61064efdce6419c1b3fc7cd7cb50b', 8, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (16, 1803884400000000, x'01a3ffe38d80835314c53d69eeb928b7', x'01a3ffe38d80f908cd6968cae4df8a24', 'AppointmentService/ApproveAppointment', 'appointments/01mfzy73c0nr3jnjkqbn8kxva4', x'01a3ffe38d80a236fa264b82cfdaf110', 'ok', x'9259e44261fa917ba40ba7b7fb1e0384085a4f2b5b63bea7ffe263c2154be8ab', 4, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (17, 1803884400000000, x'01a3ffe38d80012d353afa61af3aac87', x'01a3ffe38d80636cc5e195ead470c3c8', 'AppointmentService/BookAppointment', 'appointments/01mfzy73c0f79tfsvbd40wb9ve', x'01a3ffe38d80a101dec74010d8c304cf', 'ok', x'dc916754808dfbebb71a226385a648b005e3ec41f71c1b9b9c99806e99da2a93', 8, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (18, 1803884400000000, x'01a3ffe38d80883a340f3b1555994cd7', x'01a3ffe38d808005a2d0bac40b235f77', 'AppointmentService/ApproveAppointment', 'appointments/01mfzy73c0f79tfsvbd40wb9ve', x'01a3ffe38d80a101dec74010d8c304cf', 'ok', x'b5c8678f891f1877df95a9c996d28007179b6341b276903fb1380d80514d45f1', 4, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (19, 1803884400000000, x'01a3ffe38d80012d353afa61af3aac87', x'01a3ffe38d80636cc5e195ead470c3c8', 'ConversationService/OpenConversation', 'conversations/01mfzy73c05y5rh6ttkhmrchz4', x'01a3ffe38d80a101dec74010d8c304cf', 'ok', x'442dcb97c094728fa7b4e14a8a0c481a4c9d8ca34d75ccfd418bdeb3f1c35645', 8, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (20, 1803884400000000, x'01a3ffe38d80012d353afa61af3aac87', x'01a3ffe38d80636cc5e195ead470c3c8', 'ConversationService/SendMessage', 'conversations/01mfzy73c05y5rh6ttkhmrchz4', x'01a3ffe38d80a101dec74010d8c304cf', 'ok', x'af3bca8d5f743a9daa80cc3c5a34cca34cfba28260eac0a7841d34276a08d979', 8, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (21, 1803884400000000, x'01a3ffe38d80df5ec11751b6f69e8386', x'01a3ffe38d80aeaf97b54579ebd24ad5', 'ApiTokenService/CreateApiToken', 'apiTokens/01mfzy73c0hpnzff37fnbw24z6', NULL, 'ok', x'7c648b75d591d8b64d034997e57bf37d0a46f89cb2024c3f068abdcafaaad2f7', 1, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (22, 1803884400000000, x'01a3ffe38d8017d08d70bcbba3cd855a', x'01a3ffe38d80e2ee7fc6d84f341635df', 'ApiTokenService/CreateApiToken', 'apiTokens/01mfzy73c04wnb231q3yqjm7ve', NULL, 'ok', x'98b18617c6c558b0ba3c651aa79fa7e3ad6a8717c1f3f1451df93e642640c634', 2, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (23, 1803884400000000, x'01a3ffe38d80835314c53d69eeb928b7', x'01a3ffe38d80f908cd6968cae4df8a24', 'ApiTokenService/CreateApiToken', 'apiTokens/01mfzy73c0k21dpfvm5fq44mae', NULL, 'ok', x'002070afcd2fd3bd2e87cb5203b1669d81494624423b9c7116a12891b60334d6', 4, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (24, 1803884400000000, x'01a3ffe38d80b207dc0a97b3b677738a', x'01a3ffe38d8016d6aa7f085cd0477ddd', 'ApiTokenService/CreateApiToken', 'apiTokens/01mfzy73c0ksmrp88xk8gwzjgj', NULL, 'ok', x'e19f2b6fcdc088caad48c1cf4d8a3401b5b006a123ccb411eed038b8bc54f838', 8, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (25, 1803884400000000, x'01a3ffe38d80b207dc0a97b3b677738a', x'01a3ffe38d8016d6aa7f085cd0477ddd', 'ConversationService/OpenConversation', 'conversations/01mfzy73c0kaeyv6wj81xwebh2', x'01a3ffe38d80a236fa264b82cfdaf110', 'ok', x'be3f66d8a8be9655ca3c9196a6263715a97cb33f352601806f1c9cfe6f78f626', 8, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (26, 1803884400000000, x'01a3ffe38d80b207dc0a97b3b677738a', x'01a3ffe38d8016d6aa7f085cd0477ddd', 'ConversationService/OpenConversation', 'conversations/01mfzy73c0px0xnnqfzcq9nm3m', x'01a3ffe38d80a236fa264b82cfdaf110', 'ok', x'013033b9c793903fa152fc0fd7c24e0af573777ff26b7e119027f94f034229c0', 8, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (27, 1803884400000000, x'01a3ffe38d80df5ec11751b6f69e8386', x'01a3ffe38d80aeaf97b54579ebd24ad5', 'ConversationService/OpenConversation', 'conversations/01mfzy73c03nmmwj67146nech5', NULL, 'ok', x'67e8ea891bfd8902663eea521a516e67d1c8df2575f14156346fc4c63b7ebc17', 1, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (28, 1803884400000000, x'01a3ffe38d80b207dc0a97b3b677738a', x'01a3ffe38d8016d6aa7f085cd0477ddd', 'ConversationService/SendMessage', 'conversations/01mfzy73c0kaeyv6wj81xwebh2', x'01a3ffe38d80a236fa264b82cfdaf110', 'ok', x'622bc3d7f4a113cd01f148c365df07c90551732cce9d43a06c417eedda56cc62', 8, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (29, 1803884400000000, x'01a3ffe38d80b207dc0a97b3b677738a', x'01a3ffe38d8016d6aa7f085cd0477ddd', 'ConversationService/SendMessage', 'conversations/01mfzy73c0px0xnnqfzcq9nm3m', x'01a3ffe38d80a236fa264b82cfdaf110', 'ok', x'7b2f2835ea1212cd96e19b2a19f57043cbad2440bcfb31b6e6b6427153287691', 8, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (30, 1803884400000000, x'01a3ffe38d80835314c53d69eeb928b7', x'01a3ffe38d80f908cd6968cae4df8a24', 'ConversationService/SendMessage', 'conversations/01mfzy73c0kaeyv6wj81xwebh2', x'01a3ffe38d80a236fa264b82cfdaf110', 'ok', x'1095fdb636cc4ff3813809cf4e45ef64e27fa7461590654f6453a21552cd90e0', 4, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (31, 1803884400000000, x'01a3ffe38d80835314c53d69eeb928b7', x'01a3ffe38d80f908cd6968cae4df8a24', 'ConversationService/SendMessage', 'conversations/01mfzy73c03nmmwj67146nech5', NULL, 'ok', x'd38723e0c34495a28b9fe007a4674f6dc0452d885524ab23b52966b116bb8013', 4, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (32, 1803884400000000, x'01a3ffe38d80835314c53d69eeb928b7', x'01a3ffe38d80f908cd6968cae4df8a24', 'ScheduleService/CreateScheduleException', 'doctors/01mfzy73c03kmht6e8kmezm5h5', NULL, 'ok', x'7efb053a215a104d001694e36df6c48e3434b1919c0929c923e4ab0939412593', 4, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (33, 1803884400000000, x'01a3ffe38d80df5ec11751b6f69e8386', x'01a3ffe38d80aeaf97b54579ebd24ad5', 'EventService/ListNotices', 'notices', NULL, 'ok', x'ad68d1cf1a6e9dca841984d590d4d1fd4c099ab2fcc52b3041a1ca0a8ec5f86b', 1, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (34, 1803884400000000, x'01a3ffe38d8017d08d70bcbba3cd855a', x'01a3ffe38d80e2ee7fc6d84f341635df', 'EventService/ListNotices', 'notices', NULL, 'ok', x'26d2ef63d420f37653ca4f2fc164554348223e90fa973e034687c6fd77c725a9', 2, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (35, 1803884400000000, x'01a3ffe38d80835314c53d69eeb928b7', x'01a3ffe38d80f908cd6968cae4df8a24', 'EventService/ListNotices', 'notices', NULL, 'ok', x'0d547946931527b3276da893ca0cf4ee0ee7459f6035bd28ee1b4550824600d9', 4, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (36, 1803884400000000, x'01a3ffe38d80b207dc0a97b3b677738a', x'01a3ffe38d8016d6aa7f085cd0477ddd', 'EventService/ListNotices', 'notices', NULL, 'ok', x'c497846fdd21f4e2a8881fb5f7b16550c9edb141f8e8de8a23ca9052c3823b86', 8, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (37, 1803884400000000, x'01a3ffe38d80012d353afa61af3aac87', x'01a3ffe38d80636cc5e195ead470c3c8', 'ApiTokenService/CreateApiToken', 'apiTokens/01mfzy73c0njke4hq4q9f9zd8m', NULL, 'ok', x'c9263a361168ac1118795f49322c4d5843e116b0529e2b0d8c5cc8dc997f5e03', 8, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (38, 1803884400000000, x'01a3ffe38d80883a340f3b1555994cd7', x'01a3ffe38d808005a2d0bac40b235f77', 'ScheduleService/CreateScheduleException', 'doctors/01mfzy73c0ccy0cscqbvhb5244', NULL, 'ok', x'd04ceee6005c977fd4b2324d3079f879c970da5bab0b34e1c8be6fbf179b40a8', 4, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (39, 1803884400000000, x'01a3ffe38d80012d353afa61af3aac87', x'01a3ffe38d80636cc5e195ead470c3c8', 'EventService/ListNotices', 'notices', NULL, 'ok', x'5165ef35c8e86a9717473cc8c13678f6acf051416fd7b717895730e4d716c51d', 8, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (40, 1803884400000000, x'01a3ffe38d80b207dc0a97b3b677738a', x'01a3ffe38d8016d6aa7f085cd0477ddd', 'PatientService/UpdatePatientChart', 'patients/01mfzy73c0m8vfm9jbgb7xnw8g/chart', x'01a3ffe38d80a236fa264b82cfdaf110', 'ok', x'd72ba8ed846909e08ec3e17a9985ffc923ec68fabfe96d175c084431545af945', 8, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (41, 1803884400000000, x'01a3ffe38d80b207dc0a97b3b677738a', x'01a3ffe38d8016d6aa7f085cd0477ddd', 'AppointmentService/BookAppointment', 'appointments/01mfzy73c0wnhfj5qg6c2xgaxg', x'01a3ffe38d80a236fa264b82cfdaf110', 'ok', x'f17ae25885e69608a8d92d78f67066183165aadc468c3904332bd7775f63aa2c', 8, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (42, 1803884400000000, x'01a3ffe38d80b207dc0a97b3b677738a', x'01a3ffe38d8016d6aa7f085cd0477ddd', 'AppointmentService/CancelAppointment', 'appointments/01mfzy73c0wnhfj5qg6c2xgaxg', x'01a3ffe38d80a236fa264b82cfdaf110', 'ok', x'7acfc4f5edf153f3c60c0674cb538aaed3a41c483fe4046a819c08efc625074c', 8, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (43, 1803884400000000, x'01a3ffe38d80b207dc0a97b3b677738a', x'01a3ffe38d8016d6aa7f085cd0477ddd', 'AppointmentService/BookAppointment', 'appointments/01mfzy73c0rhxfmh4znpsdr4m5', x'01a3ffe38d80a236fa264b82cfdaf110', 'ok', x'87a374be0e18d287b48b2514a6da65a94770335c9bef62f217685a6c895a0a3e', 8, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (44, 1803884400000000, x'01a3ffe38d80835314c53d69eeb928b7', x'01a3ffe38d80f908cd6968cae4df8a24', 'AppointmentService/ApproveAppointment', 'appointments/01mfzy73c0rhxfmh4znpsdr4m5', x'01a3ffe38d80a236fa264b82cfdaf110', 'ok', x'dbfd617396ba260878ca74a9c95c80aee3d4ab7e040dddb60811328c3501d1b0', 4, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (45, 1803893100000000, x'01a3ffe38d8017d08d70bcbba3cd855a', x'01a400684de0df3eb4a1e62d7dab5c6f', 'SessionService/SignIn', '', NULL, 'ok', x'2cf40bbd67d6046f75c96f9e91fc15c72dae077705262eccc7d4ab587482613f', 2, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (46, 1803893100000000, x'01a3ffe38d80835314c53d69eeb928b7', x'01a400684de0d793795a263a3a158451', 'SessionService/SignIn', '', NULL, 'ok', x'bc390187c8fd31af8d2e695b7640728e01fc7443bf71ea9d0a11ec5669f2df67', 4, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (47, 1803893100000000, x'01a3ffe38d8017d08d70bcbba3cd855a', x'01a400684de0df3eb4a1e62d7dab5c6f', 'AppointmentService/CheckInAppointment', 'appointments/01mfzy73c0rhxfmh4znpsdr4m5', x'01a3ffe38d80a236fa264b82cfdaf110', 'ok', x'ca0354be838a5f5a855efab7788b69bce409b054350a3fdd12e12cff8ab08859', 2, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (48, 1803893100000000, x'01a3ffe38d80835314c53d69eeb928b7', x'01a400684de0d793795a263a3a158451', 'AppointmentService/StartVisit', 'appointments/01mfzy73c0rhxfmh4znpsdr4m5', x'01a3ffe38d80a236fa264b82cfdaf110', 'ok', x'1260a3e25e8de32f0ca3596f8cbb600d814b08d6d9d53222efeb2a1152964ffe', 4, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (49, 1803893100000000, x'01a3ffe38d80835314c53d69eeb928b7', x'01a400684de0d793795a263a3a158451', 'AppointmentService/CompleteVisit', 'appointments/01mfzy73c0rhxfmh4znpsdr4m5', x'01a3ffe38d80a236fa264b82cfdaf110', 'ok', x'62f7719eb08276fd4b61cfd61aa4e795bdb91e1532f62b6d6a6c10b30a5f197b', 4, NULL, 'unix', '');
INSERT INTO "clinic" ("id", "display_name", "time_zone", "lead_time_minutes", "horizon_days", "cancel_cutoff_minutes", "reschedule_cutoff_minutes", "emergency_phone", "update_time", "version") VALUES (1, 'Clinic under test', 'Europe/Berlin', 60, 90, 1440, 1440, '', 1803884400000000, 1);
INSERT INTO "conversation" ("id", "parties", "desk_for", "last_seq", "create_time", "update_time") VALUES (x'01a3ffe38d801d694e48c7090d573225', x'737301a3ffe38d80835314c53d69eeb928b701a3ffe38d80df5ec11751b6f69e8386', NULL, 1, 1803884400000000, 1803884400000000);
INSERT INTO "conversation" ("id", "parties", "desk_for", "last_seq", "create_time", "update_time") VALUES (x'01a3ffe38d802f8b889b5a9c698647e4', x'706401a3ffe38d80a101dec74010d8c304cf01a3ffe38d80633c0665975ee2b28884', NULL, 1, 1803884400000000, 1803884400000000);
INSERT INTO "conversation" ("id", "parties", "desk_for", "last_seq", "create_time", "update_time") VALUES (x'01a3ffe38d809a9ded9b92407bc72e22', x'706401a3ffe38d80a236fa264b82cfdaf11001a3ffe38d801ce91d19c89d1dfa1625', NULL, 2, 1803884400000000, 1803884400000000);
INSERT INTO "conversation" ("id", "parties", "desk_for", "last_seq", "create_time", "update_time") VALUES (x'01a3ffe38d80b741dad6effb2e9ad074', x'706b01a3ffe38d80a236fa264b82cfdaf110', x'01a3ffe38d80a236fa264b82cfdaf110', 1, 1803884400000000, 1803884400000000);
INSERT INTO "conversation_member" ("conversation", "user", "side", "joined", "delivered_seq", "read_seq", "since_seq", "unread_from", "unread", "unread_since", "update_time") VALUES (x'01a3ffe38d801d694e48c7090d573225', x'01a3ffe38d80835314c53d69eeb928b7', 7, 1, 1, 1, 0, NULL, 0, NULL, 1803884400000000);
INSERT INTO "conversation_member" ("conversation", "user", "side", "joined", "delivered_seq", "read_seq", "since_seq", "unread_from", "unread", "unread_since", "update_time") VALUES (x'01a3ffe38d801d694e48c7090d573225', x'01a3ffe38d80df5ec11751b6f69e8386', 7, 1, 0, 0, 0, NULL, 1, 1803884400000000, 1803884400000000);
INSERT INTO "conversation_member" ("conversation", "user", "side", "joined", "delivered_seq", "read_seq", "since_seq", "unread_from", "unread", "unread_since", "update_time") VALUES (x'01a3ffe38d802f8b889b5a9c698647e4', x'01a3ffe38d80012d353afa61af3aac87', 8, 1, 1, 1, 0, NULL, 0, NULL, 1803884400000000);
INSERT INTO "conversation_member" ("conversation", "user", "side", "joined", "delivered_seq", "read_seq", "since_seq", "unread_from", "unread", "unread_since", "update_time") VALUES (x'01a3ffe38d802f8b889b5a9c698647e4', x'01a3ffe38d80883a340f3b1555994cd7', 4, 1, 0, 0, 0, NULL, 1, 1803884400000000, 1803884400000000);
INSERT INTO "conversation_member" ("conversation", "user", "side", "joined", "delivered_seq", "read_seq", "since_seq", "unread_from", "unread", "unread_since", "update_time") VALUES (x'01a3ffe38d809a9ded9b92407bc72e22', x'01a3ffe38d80835314c53d69eeb928b7', 4, 1, 2, 2, 0, NULL, 0, NULL, 1803884400000000);
INSERT INTO "conversation_member" ("conversation", "user", "side", "joined", "delivered_seq", "read_seq", "since_seq", "unread_from", "unread", "unread_since", "update_time") VALUES (x'01a3ffe38d809a9ded9b92407bc72e22', x'01a3ffe38d80b207dc0a97b3b677738a', 8, 1, 1, 1, 0, NULL, 1, 1803884400000000, 1803884400000000);
INSERT INTO "conversation_member" ("conversation", "user", "side", "joined", "delivered_seq", "read_seq", "since_seq", "unread_from", "unread", "unread_since", "update_time") VALUES (x'01a3ffe38d80b741dad6effb2e9ad074', x'01a3ffe38d8017d08d70bcbba3cd855a', 2, 0, 0, 0, 0, NULL, 1, 1803884400000000, 1803884400000000);
INSERT INTO "conversation_member" ("conversation", "user", "side", "joined", "delivered_seq", "read_seq", "since_seq", "unread_from", "unread", "unread_since", "update_time") VALUES (x'01a3ffe38d80b741dad6effb2e9ad074', x'01a3ffe38d80b207dc0a97b3b677738a', 8, 1, 1, 1, 0, NULL, 0, NULL, 1803884400000000);
INSERT INTO "device" ("token_hash", "user", "create_time", "last_used") VALUES (x'33ca2e2bf98a92e08dfa7a525464c4743174c48dce60cca27cdf86dcb1fce4cb', x'01a3ffe38d80012d353afa61af3aac87', 1803884400000000, 1803884400000000);
INSERT INTO "device" ("token_hash", "user", "create_time", "last_used") VALUES (x'3ea787fb5989943a7d3cf2fa935ed5b9f8bcdb5e1525164fe4b469cc34133036', x'01a3ffe38d8017d08d70bcbba3cd855a', 1803884400000000, 1803884400000000);
INSERT INTO "device" ("token_hash", "user", "create_time", "last_used") VALUES (x'532890aee46ecc4c8414f683772884d38e2436792d5c6859271dfc29008b5d49', x'01a3ffe38d80df5ec11751b6f69e8386', 1803884400000000, 1803884400000000);
INSERT INTO "device" ("token_hash", "user", "create_time", "last_used") VALUES (x'6d95ff5de6973171e85baf4b7eea76fb467d56093ec0ad8a2957f2e664cb5e67', x'01a3ffe38d80835314c53d69eeb928b7', 1803884400000000, 1803884400000000);
INSERT INTO "device" ("token_hash", "user", "create_time", "last_used") VALUES (x'8a6c3357ba484fb4b6ff276ec547a3be5301fd79dac97f057e64cb4aa2007824', x'01a3ffe38d8017d08d70bcbba3cd855a', 1803893100000000, 1803893100000000);
INSERT INTO "device" ("token_hash", "user", "create_time", "last_used") VALUES (x'ca212307bbf03ffafab08886c4de6504087e06296bd675b8a4b7d5b6e8fa7e59', x'01a3ffe38d80883a340f3b1555994cd7', 1803884400000000, 1803884400000000);
INSERT INTO "device" ("token_hash", "user", "create_time", "last_used") VALUES (x'd2e11e201f521824a8bfad3b21b618ac3a9481797cb58d43181bd45d25c5844c', x'01a3ffe38d80b207dc0a97b3b677738a', 1803884400000000, 1803884400000000);
INSERT INTO "device" ("token_hash", "user", "create_time", "last_used") VALUES (x'd5e0fad9c76c2ccbe2c55472fe9198765e8232daaad4da59083430cd3c5b803a', x'01a3ffe38d80835314c53d69eeb928b7', 1803893100000000, 1803893100000000);
INSERT INTO "doctor" ("id", "user", "specializations", "qualification", "years_of_experience", "clinic_name", "clinic_address", "room", "contact_number", "bio", "consultation_fee", "on_duty", "registration_number", "auto_approve", "create_time", "update_time", "version") VALUES (x'01a3ffe38d801ce91d19c89d1dfa1625', x'01a3ffe38d80835314c53d69eeb928b7', '["General medicine"]', '', 0, '', '{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""}', '', '', '', NULL, 1, 'REG-12345', 0, 1803884400000000, 1803884400000000, 1);
INSERT INTO "doctor" ("id", "user", "specializations", "qualification", "years_of_experience", "clinic_name", "clinic_address", "room", "contact_number", "bio", "consultation_fee", "on_duty", "registration_number", "auto_approve", "create_time", "update_time", "version") VALUES (x'01a3ffe38d80633c0665975ee2b28884', x'01a3ffe38d80883a340f3b1555994cd7', '["General medicine"]', '', 0, '', '{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""}', '', '', '', NULL, 1, 'REG-12345', 0, 1803884400000000, 1803884400000000, 1);
INSERT INTO "doctor" ("id", "user", "specializations", "qualification", "years_of_experience", "clinic_name", "clinic_address", "room", "contact_number", "bio", "consultation_fee", "on_duty", "registration_number", "auto_approve", "create_time", "update_time", "version") VALUES (x'01a3ffe38d80c74ea31f57f108389cef', x'01a3ffe38d801f76639b9a8f290ad41b', '["Dermatology"]', '', 0, '', '{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""}', '', '', '', NULL, 1, 'REG-7', 0, 1803884400000000, 1803884400000000, 1);
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (1, 1803884400000000, '{"User":{"id":"users/01mfzy73c0vxfc25thpvv9x0w6","user_name":"admin","email":"admin@example.org","first_name":"Ada","last_name":"Admin","phone":"","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":1,"requested_role":null,"state":"Active","second_factor":false,"short_password":false,"doctor":null,"patient":null,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}}', '["7501A3FFE38D80DF5EC11751B6F69E8386","7201"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (2, 1803884400000000, '{"User":{"id":"users/01mfzy73c02z88tw5wqehwv1at","user_name":"ida","email":"ida@example.org","first_name":"Ida","last_name":"Ida-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":2,"requested_role":null,"state":"Invited","second_factor":false,"short_password":false,"doctor":null,"patient":null,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}}', '["7501A3FFE38D8017D08D70BCBBA3CD855A","7201"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (3, 1803884400000000, '{"User":{"id":"users/01mfzy73c02z88tw5wqehwv1at","user_name":"ida","email":"ida@example.org","first_name":"Ida","last_name":"Ida-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":2,"requested_role":null,"state":"Active","second_factor":false,"short_password":false,"doctor":null,"patient":null,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":2}}', '["7501A3FFE38D8017D08D70BCBBA3CD855A","7201"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (4, 1803884400000000, '{"Patient":{"id":"patients/01mfzy73c0m8vfm9jbgb7xnw8g","number":10001,"user":"users/01mfzy73c0p83xr2mqpev7ewwa","first_name":"Ana","last_name":"Ana-Test","birth_date":"1980-05-17","gender":"unspecified","phone":"+49 30 1234567","email":"ana@example.org","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"emergency_contact":{"full_name":"","relation":"","phone":""},"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}}', '["7501A3FFE38D80B207DC0A97B3B677738A","7202","7201"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (5, 1803884400000000, '{"User":{"id":"users/01mfzy73c0p83xr2mqpev7ewwa","user_name":"ana","email":"ana@example.org","first_name":"Ana","last_name":"Ana-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":8,"requested_role":null,"state":"Invited","second_factor":false,"short_password":false,"doctor":null,"patient":"patients/01mfzy73c0m8vfm9jbgb7xnw8g","create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}}', '["7501A3FFE38D80B207DC0A97B3B677738A","7201"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (6, 1803884400000000, '{"User":{"id":"users/01mfzy73c0p83xr2mqpev7ewwa","user_name":"ana","email":"ana@example.org","first_name":"Ana","last_name":"Ana-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":8,"requested_role":null,"state":"Active","second_factor":false,"short_password":false,"doctor":null,"patient":"patients/01mfzy73c0m8vfm9jbgb7xnw8g","create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":2}}', '["7501A3FFE38D80B207DC0A97B3B677738A","7201"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (7, 1803884400000000, '{"User":{"id":"users/01mfzy73c0gd9h9h9xd7qbja5q","user_name":"moreau","email":"moreau@example.org","first_name":"Moreau","last_name":"Moreau-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":4,"requested_role":null,"state":"Invited","second_factor":false,"short_password":false,"doctor":"doctors/01mfzy73c03kmht6e8kmezm5h5","patient":null,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}}', '["7501A3FFE38D80835314C53D69EEB928B7","7201"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (8, 1803884400000000, '{"Doctor":{"id":"doctors/01mfzy73c03kmht6e8kmezm5h5","user":"users/01mfzy73c0gd9h9h9xd7qbja5q","first_name":"Moreau","last_name":"Moreau-Test","specializations":["General medicine"],"qualification":"","years_of_experience":0,"clinic_name":"","clinic_address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"room":"","contact_number":"","bio":"","consultation_fee":null,"duty":"on_duty","registration_number":"REG-12345","auto_approve":false,"active":true,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}}', '["65"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (9, 1803884400000000, '{"User":{"id":"users/01mfzy73c0gd9h9h9xd7qbja5q","user_name":"moreau","email":"moreau@example.org","first_name":"Moreau","last_name":"Moreau-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":4,"requested_role":null,"state":"Active","second_factor":false,"short_password":false,"doctor":"doctors/01mfzy73c03kmht6e8kmezm5h5","patient":null,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":2}}', '["7501A3FFE38D80835314C53D69EEB928B7","7201"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (10, 1803884400000000, '{"Doctor":{"id":"doctors/01mfzy73c03kmht6e8kmezm5h5","user":"users/01mfzy73c0gd9h9h9xd7qbja5q","first_name":"Moreau","last_name":"Moreau-Test","specializations":["General medicine"],"qualification":"","years_of_experience":0,"clinic_name":"","clinic_address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"room":"","contact_number":"","bio":"","consultation_fee":null,"duty":"on_duty","registration_number":"REG-12345","auto_approve":false,"active":true,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}}', '["65"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (11, 1803884400000000, '{"Patient":{"id":"patients/01mfzy73c0m40xxht023cc616f","number":10002,"user":"users/01mfzy73c004pkaeqtc6qknb47","first_name":"Bob","last_name":"Bob-Test","birth_date":"1980-05-17","gender":"unspecified","phone":"+49 30 1234567","email":"bob@example.org","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"emergency_contact":{"full_name":"","relation":"","phone":""},"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}}', '["7501A3FFE38D80012D353AFA61AF3AAC87","7202","7201"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (12, 1803884400000000, '{"User":{"id":"users/01mfzy73c004pkaeqtc6qknb47","user_name":"bob","email":"bob@example.org","first_name":"Bob","last_name":"Bob-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":8,"requested_role":null,"state":"Invited","second_factor":false,"short_password":false,"doctor":null,"patient":"patients/01mfzy73c0m40xxht023cc616f","create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}}', '["7501A3FFE38D80012D353AFA61AF3AAC87","7201"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (13, 1803884400000000, '{"User":{"id":"users/01mfzy73c004pkaeqtc6qknb47","user_name":"bob","email":"bob@example.org","first_name":"Bob","last_name":"Bob-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":8,"requested_role":null,"state":"Active","second_factor":false,"short_password":false,"doctor":null,"patient":"patients/01mfzy73c0m40xxht023cc616f","create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":2}}', '["7501A3FFE38D80012D353AFA61AF3AAC87","7201"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (14, 1803884400000000, '{"User":{"id":"users/01mfzy73c0h0x383sv2nasjk6q","user_name":"braun","email":"braun@example.org","first_name":"Braun","last_name":"Braun-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":4,"requested_role":null,"state":"Invited","second_factor":false,"short_password":false,"doctor":"doctors/01mfzy73c0ccy0cscqbvhb5244","patient":null,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}}', '["7501A3FFE38D80883A340F3B1555994CD7","7201"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (15, 1803884400000000, '{"Doctor":{"id":"doctors/01mfzy73c0ccy0cscqbvhb5244","user":"users/01mfzy73c0h0x383sv2nasjk6q","first_name":"Braun","last_name":"Braun-Test","specializations":["General medicine"],"qualification":"","years_of_experience":0,"clinic_name":"","clinic_address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"room":"","contact_number":"","bio":"","consultation_fee":null,"duty":"on_duty","registration_number":"REG-12345","auto_approve":false,"active":true,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}}', '["65"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (16, 1803884400000000, '{"User":{"id":"users/01mfzy73c0h0x383sv2nasjk6q","user_name":"braun","email":"braun@example.org","first_name":"Braun","last_name":"Braun-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":4,"requested_role":null,"state":"Active","second_factor":false,"short_password":false,"doctor":"doctors/01mfzy73c0ccy0cscqbvhb5244","patient":null,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":2}}', '["7501A3FFE38D80883A340F3B1555994CD7","7201"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (17, 1803884400000000, '{"Doctor":{"id":"doctors/01mfzy73c0ccy0cscqbvhb5244","user":"users/01mfzy73c0h0x383sv2nasjk6q","first_name":"Braun","last_name":"Braun-Test","specializations":["General medicine"],"qualification":"","years_of_experience":0,"clinic_name":"","clinic_address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"room":"","contact_number":"","bio":"","consultation_fee":null,"duty":"on_duty","registration_number":"REG-12345","auto_approve":false,"active":true,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}}', '["65"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (18, 1803884400000000, '{"ScheduleChanged":"doctors/01mfzy73c03kmht6e8kmezm5h5"}', '["65"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (19, 1803884400000000, '{"ScheduleChanged":"doctors/01mfzy73c0ccy0cscqbvhb5244"}', '["65"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (20, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c08t3fcr8z8z4pp611","user":"users/01mfzy73c0vxfc25thpvv9x0w6","kind":"approval_wanted","text":"Pia-Test, Pia signed up and waits for approval","subject":"users/01mfzy73c03xv676wthwmgnn0v","created_at":"2027-03-01T07:00:00Z","read":false}}', '["7501A3FFE38D80DF5EC11751B6F69E8386"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (21, 1803884400000000, '{"User":{"id":"users/01mfzy73c03xv676wthwmgnn0v","user_name":"pia","email":"pia@example.org","first_name":"Pia","last_name":"Pia-Test","phone":"","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":0,"requested_role":"Doctor","state":"Pending","second_factor":false,"short_password":false,"doctor":"doctors/01mfzy73c0rx7a67tqy443h77f","patient":null,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}}', '["7501A3FFE38D801F76639B9A8F290AD41B","7201"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (22, 1803884400000000, '{"Doctor":{"id":"doctors/01mfzy73c0rx7a67tqy443h77f","user":"users/01mfzy73c03xv676wthwmgnn0v","first_name":"Pia","last_name":"Pia-Test","specializations":["Dermatology"],"qualification":"","years_of_experience":0,"clinic_name":"","clinic_address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"room":"","contact_number":"","bio":"","consultation_fee":null,"duty":"on_duty","registration_number":"REG-7","auto_approve":false,"active":false,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}}', '["65"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (23, 1803884400000000, '{"Appointment":{"id":"appointments/01mfzy73c0nr3jnjkqbn8kxva4","version":1,"state":"requested","patient":{"id":"patients/01mfzy73c0m8vfm9jbgb7xnw8g","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c03kmht6e8kmezm5h5","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-02T09:00:00Z","end":"2027-03-02T09:30:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c0p83xr2mqpev7ewwa","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":null}}', '["7202","7201","7501A3FFE38D80835314C53D69EEB928B7","7501A3FFE38D80B207DC0A97B3B677738A"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (24, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c0annexkeqh8tyycah","user":"users/01mfzy73c0gd9h9h9xd7qbja5q","kind":"visit_requested","text":"Visit with Ana-Test, Ana, Tue 2 Mar 2027 10:00: asked for.","subject":"appointments/01mfzy73c0nr3jnjkqbn8kxva4","created_at":"2027-03-01T07:00:00Z","read":false}}', '["7501A3FFE38D80835314C53D69EEB928B7"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (25, 1803884400000000, '{"Appointment":{"id":"appointments/01mfzy73c0nr3jnjkqbn8kxva4","version":2,"state":"approved","patient":{"id":"patients/01mfzy73c0m8vfm9jbgb7xnw8g","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c03kmht6e8kmezm5h5","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-02T09:00:00Z","end":"2027-03-02T09:30:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c0p83xr2mqpev7ewwa","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":{"verb":"approve","actor":{"user":"users/01mfzy73c0gd9h9h9xd7qbja5q","role":"Doctor"},"time":"2027-03-01T07:00:00Z","before":{"state":"requested","doctor":{"id":"doctors/01mfzy73c03kmht6e8kmezm5h5","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-02T09:00:00Z","end":"2027-03-02T09:30:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null}}}}', '["7202","7201","7501A3FFE38D80835314C53D69EEB928B7","7501A3FFE38D80B207DC0A97B3B677738A"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (26, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c0xs09fv3jv75xp5b0","user":"users/01mfzy73c0p83xr2mqpev7ewwa","kind":"visit_approved","text":"Visit with Moreau-Test, Moreau, Tue 2 Mar 2027 10:00: approved.","subject":"appointments/01mfzy73c0nr3jnjkqbn8kxva4","created_at":"2027-03-01T07:00:00Z","read":false}}', '["7501A3FFE38D80B207DC0A97B3B677738A"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (27, 1803884400000000, '{"Appointment":{"id":"appointments/01mfzy73c0f79tfsvbd40wb9ve","version":1,"state":"requested","patient":{"id":"patients/01mfzy73c0m40xxht023cc616f","name":"Bob-Test, Bob","number":10002,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0ccy0cscqbvhb5244","name":"Braun-Test, Braun"},"span":{"start":"2027-03-02T09:00:00Z","end":"2027-03-02T09:30:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c004pkaeqtc6qknb47","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":null}}', '["7202","7201","7501A3FFE38D80883A340F3B1555994CD7","7501A3FFE38D80012D353AFA61AF3AAC87"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (28, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c0y20zc6454svw1wt3","user":"users/01mfzy73c0h0x383sv2nasjk6q","kind":"visit_requested","text":"Visit with Bob-Test, Bob, Tue 2 Mar 2027 10:00: asked for.","subject":"appointments/01mfzy73c0f79tfsvbd40wb9ve","created_at":"2027-03-01T07:00:00Z","read":false}}', '["7501A3FFE38D80883A340F3B1555994CD7"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (29, 1803884400000000, '{"Appointment":{"id":"appointments/01mfzy73c0f79tfsvbd40wb9ve","version":2,"state":"approved","patient":{"id":"patients/01mfzy73c0m40xxht023cc616f","name":"Bob-Test, Bob","number":10002,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0ccy0cscqbvhb5244","name":"Braun-Test, Braun"},"span":{"start":"2027-03-02T09:00:00Z","end":"2027-03-02T09:30:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c004pkaeqtc6qknb47","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":{"verb":"approve","actor":{"user":"users/01mfzy73c0h0x383sv2nasjk6q","role":"Doctor"},"time":"2027-03-01T07:00:00Z","before":{"state":"requested","doctor":{"id":"doctors/01mfzy73c0ccy0cscqbvhb5244","name":"Braun-Test, Braun"},"span":{"start":"2027-03-02T09:00:00Z","end":"2027-03-02T09:30:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null}}}}', '["7202","7201","7501A3FFE38D80883A340F3B1555994CD7","7501A3FFE38D80012D353AFA61AF3AAC87"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (30, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c09ngjce2dva3x0pbr","user":"users/01mfzy73c004pkaeqtc6qknb47","kind":"visit_approved","text":"Visit with Braun-Test, Braun, Tue 2 Mar 2027 10:00: approved.","subject":"appointments/01mfzy73c0f79tfsvbd40wb9ve","created_at":"2027-03-01T07:00:00Z","read":false}}', '["7501A3FFE38D80012D353AFA61AF3AAC87"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (31, 1803884400000000, '{"Message":{"conversation":"conversations/01mfzy73c05y5rh6ttkhmrchz4","seq":1,"author":"users/01mfzy73c004pkaeqtc6qknb47","author_name":"Bob-Test, Bob","body":"Good morning","time":"2027-03-01T07:00:00Z","request_id":"c950ccd49232c29535a40fb920ab23e6"}}', '["7501A3FFE38D80012D353AFA61AF3AAC87","7501A3FFE38D80883A340F3B1555994CD7"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (32, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c0w9rv9f3rr9pth49s","user":"users/01mfzy73c0h0x383sv2nasjk6q","kind":"message","text":"Bob-Test, Bob wrote to you.","subject":"conversations/01mfzy73c05y5rh6ttkhmrchz4","created_at":"2027-03-01T07:00:00Z","read":false}}', '["7501A3FFE38D80883A340F3B1555994CD7"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (33, 1803884400000000, '{"Message":{"conversation":"conversations/01mfzy73c0kaeyv6wj81xwebh2","seq":1,"author":"users/01mfzy73c0p83xr2mqpev7ewwa","author_name":"Ana-Test, Ana","body":"Good morning","time":"2027-03-01T07:00:00Z","request_id":"275a3c8ccccb7b1fa8fef7772c197848"}}', '["7501A3FFE38D80835314C53D69EEB928B7","7501A3FFE38D80B207DC0A97B3B677738A"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (34, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c0anpa6ny7r4x2kj7k","user":"users/01mfzy73c0gd9h9h9xd7qbja5q","kind":"message","text":"Ana-Test, Ana wrote to you.","subject":"conversations/01mfzy73c0kaeyv6wj81xwebh2","created_at":"2027-03-01T07:00:00Z","read":false}}', '["7501A3FFE38D80835314C53D69EEB928B7"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (35, 1803884400000000, '{"Message":{"conversation":"conversations/01mfzy73c0px0xnnqfzcq9nm3m","seq":1,"author":"users/01mfzy73c0p83xr2mqpev7ewwa","author_name":"Ana-Test, Ana","body":"Good morning","time":"2027-03-01T07:00:00Z","request_id":"5653782598b8454131b496deb549ba0d"}}', '["7501A3FFE38D80B207DC0A97B3B677738A","7202"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (36, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c08pm6ng01xskwdhh3","user":"users/01mfzy73c02z88tw5wqehwv1at","kind":"message","text":"Ana-Test, Ana wrote to the front desk.","subject":"conversations/01mfzy73c0px0xnnqfzcq9nm3m","created_at":"2027-03-01T07:00:00Z","read":false}}', '["7501A3FFE38D8017D08D70BCBBA3CD855A"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (37, 1803884400000000, '{"Message":{"conversation":"conversations/01mfzy73c0kaeyv6wj81xwebh2","seq":2,"author":"users/01mfzy73c0gd9h9h9xd7qbja5q","author_name":"Moreau-Test, Moreau","body":"Good morning","time":"2027-03-01T07:00:00Z","request_id":"0e093dd0ba5e90838c8cf209231f9523"}}', '["7501A3FFE38D80835314C53D69EEB928B7","7501A3FFE38D80B207DC0A97B3B677738A"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (38, 1803884400000000, '{"CursorMoved":{"conversation":"conversations/01mfzy73c0kaeyv6wj81xwebh2","member":{"user":"users/01mfzy73c0gd9h9h9xd7qbja5q","display_name":"Moreau-Test, Moreau","delivered":2,"read":2,"at_desk":false,"takes_part":true},"unread":0}}', '["7501A3FFE38D80835314C53D69EEB928B7","7501A3FFE38D80B207DC0A97B3B677738A"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (39, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c0anpa6ny7r4x2kj7k","user":"users/01mfzy73c0gd9h9h9xd7qbja5q","kind":"message","text":"Ana-Test, Ana wrote to you.","subject":"conversations/01mfzy73c0kaeyv6wj81xwebh2","created_at":"2027-03-01T07:00:00Z","read":true}}', '["7501A3FFE38D80835314C53D69EEB928B7"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (40, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c0vs3hbpm8mexb8zhk","user":"users/01mfzy73c0p83xr2mqpev7ewwa","kind":"message","text":"Moreau-Test, Moreau wrote to you.","subject":"conversations/01mfzy73c0kaeyv6wj81xwebh2","created_at":"2027-03-01T07:00:00Z","read":false}}', '["7501A3FFE38D80B207DC0A97B3B677738A"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (41, 1803884400000000, '{"Message":{"conversation":"conversations/01mfzy73c03nmmwj67146nech5","seq":1,"author":"users/01mfzy73c0gd9h9h9xd7qbja5q","author_name":"Moreau-Test, Moreau","body":"Good morning","time":"2027-03-01T07:00:00Z","request_id":"982f4a672b19d6e676877b72cf4248bb"}}', '["7501A3FFE38D80835314C53D69EEB928B7","7501A3FFE38D80DF5EC11751B6F69E8386"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (42, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c0m9s6xtamnt5p7ej1","user":"users/01mfzy73c0vxfc25thpvv9x0w6","kind":"message","text":"Moreau-Test, Moreau wrote to you.","subject":"conversations/01mfzy73c03nmmwj67146nech5","created_at":"2027-03-01T07:00:00Z","read":false}}', '["7501A3FFE38D80DF5EC11751B6F69E8386"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (43, 1803884400000000, '{"ScheduleChanged":"doctors/01mfzy73c03kmht6e8kmezm5h5"}', '["65"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (44, 1803884400000000, '{"ScheduleChanged":"doctors/01mfzy73c0ccy0cscqbvhb5244"}', '["65"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (45, 1803884400000000, '{"PatientChart":"patients/01mfzy73c0m8vfm9jbgb7xnw8g"}', '["7501A3FFE38D80B207DC0A97B3B677738A","7501A3FFE38D80835314C53D69EEB928B7"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (46, 1803884400000000, '{"Appointment":{"id":"appointments/01mfzy73c0wnhfj5qg6c2xgaxg","version":1,"state":"requested","patient":{"id":"patients/01mfzy73c0m8vfm9jbgb7xnw8g","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c03kmht6e8kmezm5h5","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-05T10:00:00Z","end":"2027-03-05T10:30:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c0p83xr2mqpev7ewwa","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":null}}', '["7202","7201","7501A3FFE38D80835314C53D69EEB928B7","7501A3FFE38D80B207DC0A97B3B677738A"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (47, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c02v7h85xa582f139k","user":"users/01mfzy73c0gd9h9h9xd7qbja5q","kind":"visit_requested","text":"Visit with Ana-Test, Ana, Fri 5 Mar 2027 11:00: asked for.","subject":"appointments/01mfzy73c0wnhfj5qg6c2xgaxg","created_at":"2027-03-01T07:00:00Z","read":false}}', '["7501A3FFE38D80835314C53D69EEB928B7"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (48, 1803884400000000, '{"Appointment":{"id":"appointments/01mfzy73c0wnhfj5qg6c2xgaxg","version":2,"state":"cancelled","patient":{"id":"patients/01mfzy73c0m8vfm9jbgb7xnw8g","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c03kmht6e8kmezm5h5","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-05T10:00:00Z","end":"2027-03-05T10:30:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c0p83xr2mqpev7ewwa","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":{"by":"patient","reason":"cannot come","time":"2027-03-01T07:00:00Z","late":false},"last":{"verb":"cancel","actor":{"user":"users/01mfzy73c0p83xr2mqpev7ewwa","role":"Patient"},"time":"2027-03-01T07:00:00Z","before":{"state":"requested","doctor":{"id":"doctors/01mfzy73c03kmht6e8kmezm5h5","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-05T10:00:00Z","end":"2027-03-05T10:30:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null}}}}', '["7202","7201","7501A3FFE38D80835314C53D69EEB928B7","7501A3FFE38D80B207DC0A97B3B677738A"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (49, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c0p0n6wysjp0s4n87k","user":"users/01mfzy73c0gd9h9h9xd7qbja5q","kind":"visit_cancelled","text":"Visit with Ana-Test, Ana, Fri 5 Mar 2027 11:00: cancelled by the patient.","subject":"appointments/01mfzy73c0wnhfj5qg6c2xgaxg","created_at":"2027-03-01T07:00:00Z","read":false}}', '["7501A3FFE38D80835314C53D69EEB928B7"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (50, 1803884400000000, '{"Appointment":{"id":"appointments/01mfzy73c0rhxfmh4znpsdr4m5","version":1,"state":"requested","patient":{"id":"patients/01mfzy73c0m8vfm9jbgb7xnw8g","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c03kmht6e8kmezm5h5","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c0p83xr2mqpev7ewwa","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":null}}', '["7202","7201","7501A3FFE38D80835314C53D69EEB928B7","7501A3FFE38D80B207DC0A97B3B677738A"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (51, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c0henk7rsvmewnsz91","user":"users/01mfzy73c0gd9h9h9xd7qbja5q","kind":"visit_requested","text":"Visit with Ana-Test, Ana, Mon 1 Mar 2027 10:30: asked for.","subject":"appointments/01mfzy73c0rhxfmh4znpsdr4m5","created_at":"2027-03-01T07:00:00Z","read":false}}', '["7501A3FFE38D80835314C53D69EEB928B7"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (52, 1803884400000000, '{"Appointment":{"id":"appointments/01mfzy73c0rhxfmh4znpsdr4m5","version":2,"state":"approved","patient":{"id":"patients/01mfzy73c0m8vfm9jbgb7xnw8g","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c03kmht6e8kmezm5h5","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c0p83xr2mqpev7ewwa","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":{"verb":"approve","actor":{"user":"users/01mfzy73c0gd9h9h9xd7qbja5q","role":"Doctor"},"time":"2027-03-01T07:00:00Z","before":{"state":"requested","doctor":{"id":"doctors/01mfzy73c03kmht6e8kmezm5h5","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null}}}}', '["7202","7201","7501A3FFE38D80835314C53D69EEB928B7","7501A3FFE38D80B207DC0A97B3B677738A"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (53, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c00f2rn51pqb3faqvc","user":"users/01mfzy73c0p83xr2mqpev7ewwa","kind":"visit_approved","text":"Visit with Moreau-Test, Moreau, Mon 1 Mar 2027 10:30: approved.","subject":"appointments/01mfzy73c0rhxfmh4znpsdr4m5","created_at":"2027-03-01T07:00:00Z","read":false}}', '["7501A3FFE38D80B207DC0A97B3B677738A"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (54, 1803893100000000, '{"Appointment":{"id":"appointments/01mfzy73c0rhxfmh4znpsdr4m5","version":3,"state":"arrived","patient":{"id":"patients/01mfzy73c0m8vfm9jbgb7xnw8g","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c03kmht6e8kmezm5h5","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c0p83xr2mqpev7ewwa","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T09:25:00Z","arrived_at":"2027-03-01T09:25:00Z","ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":{"verb":"arrive","actor":{"user":"users/01mfzy73c02z88tw5wqehwv1at","role":"Desk"},"time":"2027-03-01T09:25:00Z","before":{"state":"approved","doctor":{"id":"doctors/01mfzy73c03kmht6e8kmezm5h5","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null}}}}', '["7202","7201","7501A3FFE38D80835314C53D69EEB928B7","7501A3FFE38D80B207DC0A97B3B677738A"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (55, 1803893100000000, '{"Appointment":{"id":"appointments/01mfzy73c0rhxfmh4znpsdr4m5","version":4,"state":"in_visit","patient":{"id":"patients/01mfzy73c0m8vfm9jbgb7xnw8g","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c03kmht6e8kmezm5h5","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c0p83xr2mqpev7ewwa","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T09:25:00Z","arrived_at":"2027-03-01T09:25:00Z","ready_at":null,"started_at":"2027-03-01T09:25:00Z","ended_at":null,"closed":null,"last":{"verb":"start","actor":{"user":"users/01mfzy73c0gd9h9h9xd7qbja5q","role":"Doctor"},"time":"2027-03-01T09:25:00Z","before":{"state":"arrived","doctor":{"id":"doctors/01mfzy73c03kmht6e8kmezm5h5","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":"2027-03-01T09:25:00Z","ready_at":null,"started_at":null,"ended_at":null,"closed":null}}}}', '["7202","7201","7501A3FFE38D80835314C53D69EEB928B7","7501A3FFE38D80B207DC0A97B3B677738A"]');
INSERT INTO "event" ("seq", "time", "payload", "audiences") VALUES (56, 1803893100000000, '{"Appointment":{"id":"appointments/01mfzy73c0rhxfmh4znpsdr4m5","version":5,"state":"completed","patient":{"id":"patients/01mfzy73c0m8vfm9jbgb7xnw8g","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c03kmht6e8kmezm5h5","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c0p83xr2mqpev7ewwa","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T09:25:00Z","arrived_at":"2027-03-01T09:25:00Z","ready_at":null,"started_at":"2027-03-01T09:25:00Z","ended_at":"2027-03-01T09:25:00Z","closed":null,"last":{"verb":"complete","actor":{"user":"users/01mfzy73c0gd9h9h9xd7qbja5q","role":"Doctor"},"time":"2027-03-01T09:25:00Z","before":{"state":"in_visit","doctor":{"id":"doctors/01mfzy73c03kmht6e8kmezm5h5","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":"2027-03-01T09:25:00Z","ready_at":null,"started_at":"2027-03-01T09:25:00Z","ended_at":null,"closed":null}}}}', '["7202","7201","7501A3FFE38D80835314C53D69EEB928B7","7501A3FFE38D80B207DC0A97B3B677738A"]');
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
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80012d353afa61af3aac87', 11);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80012d353afa61af3aac87', 12);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80012d353afa61af3aac87', 13);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80012d353afa61af3aac87', 27);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80012d353afa61af3aac87', 29);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80012d353afa61af3aac87', 30);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80012d353afa61af3aac87', 31);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d8017d08d70bcbba3cd855a', 2);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d8017d08d70bcbba3cd855a', 3);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d8017d08d70bcbba3cd855a', 36);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d801f76639b9a8f290ad41b', 21);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80835314c53d69eeb928b7', 7);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80835314c53d69eeb928b7', 9);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80835314c53d69eeb928b7', 23);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80835314c53d69eeb928b7', 24);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80835314c53d69eeb928b7', 25);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80835314c53d69eeb928b7', 33);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80835314c53d69eeb928b7', 34);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80835314c53d69eeb928b7', 37);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80835314c53d69eeb928b7', 38);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80835314c53d69eeb928b7', 39);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80835314c53d69eeb928b7', 41);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80835314c53d69eeb928b7', 45);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80835314c53d69eeb928b7', 46);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80835314c53d69eeb928b7', 47);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80835314c53d69eeb928b7', 48);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80835314c53d69eeb928b7', 49);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80835314c53d69eeb928b7', 50);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80835314c53d69eeb928b7', 51);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80835314c53d69eeb928b7', 52);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80835314c53d69eeb928b7', 54);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80835314c53d69eeb928b7', 55);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80835314c53d69eeb928b7', 56);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80883a340f3b1555994cd7', 14);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80883a340f3b1555994cd7', 16);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80883a340f3b1555994cd7', 27);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80883a340f3b1555994cd7', 28);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80883a340f3b1555994cd7', 29);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80883a340f3b1555994cd7', 31);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80883a340f3b1555994cd7', 32);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80b207dc0a97b3b677738a', 4);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80b207dc0a97b3b677738a', 5);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80b207dc0a97b3b677738a', 6);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80b207dc0a97b3b677738a', 23);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80b207dc0a97b3b677738a', 25);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80b207dc0a97b3b677738a', 26);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80b207dc0a97b3b677738a', 33);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80b207dc0a97b3b677738a', 35);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80b207dc0a97b3b677738a', 37);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80b207dc0a97b3b677738a', 38);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80b207dc0a97b3b677738a', 40);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80b207dc0a97b3b677738a', 45);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80b207dc0a97b3b677738a', 46);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80b207dc0a97b3b677738a', 48);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80b207dc0a97b3b677738a', 50);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80b207dc0a97b3b677738a', 52);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80b207dc0a97b3b677738a', 53);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80b207dc0a97b3b677738a', 54);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80b207dc0a97b3b677738a', 55);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80b207dc0a97b3b677738a', 56);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80df5ec11751b6f69e8386', 1);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80df5ec11751b6f69e8386', 20);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80df5ec11751b6f69e8386', 41);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80df5ec11751b6f69e8386', 42);
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
INSERT INTO "message" ("conversation", "seq", "author", "request_id", "body", "time", "seal") VALUES (x'01a3ffe38d801d694e48c7090d573225', 1, x'01a3ffe38d80835314c53d69eeb928b7', '982f4a672b19d6e676877b72cf4248bb', 'Good morning', 1803884400000000, x'c32a486d9eb63b77644e9d7e90d8a58c');
INSERT INTO "message" ("conversation", "seq", "author", "request_id", "body", "time", "seal") VALUES (x'01a3ffe38d802f8b889b5a9c698647e4', 1, x'01a3ffe38d80012d353afa61af3aac87', 'c950ccd49232c29535a40fb920ab23e6', 'Good morning', 1803884400000000, x'74805947fc6122a86b98281d79bde92d');
INSERT INTO "message" ("conversation", "seq", "author", "request_id", "body", "time", "seal") VALUES (x'01a3ffe38d809a9ded9b92407bc72e22', 1, x'01a3ffe38d80b207dc0a97b3b677738a', '275a3c8ccccb7b1fa8fef7772c197848', 'Good morning', 1803884400000000, x'9e0ff0302e803a22648b45742619ec58');
INSERT INTO "message" ("conversation", "seq", "author", "request_id", "body", "time", "seal") VALUES (x'01a3ffe38d809a9ded9b92407bc72e22', 2, x'01a3ffe38d80835314c53d69eeb928b7', '0e093dd0ba5e90838c8cf209231f9523', 'Good morning', 1803884400000000, x'2b0cee8380eae3c5993e868d40dcaa1a');
INSERT INTO "message" ("conversation", "seq", "author", "request_id", "body", "time", "seal") VALUES (x'01a3ffe38d80b741dad6effb2e9ad074', 1, x'01a3ffe38d80b207dc0a97b3b677738a', '5653782598b8454131b496deb549ba0d', 'Good morning', 1803884400000000, x'ef5e861e8d24b90d930b59591f80a23b');
INSERT INTO "notice" ("id", "user", "kind", "text", "subject", "create_time", "read_time") VALUES (x'01a3ffe38d8003c58a9436bac6f55f6c', x'01a3ffe38d80b207dc0a97b3b677738a', 'visit_approved', 'Visit with Moreau-Test, Moreau, Mon 1 Mar 2027 10:30: approved.', 'appointments/01mfzy73c0rhxfmh4znpsdr4m5', 1803884400000000, NULL);
INSERT INTO "notice" ("id", "user", "kind", "text", "subject", "create_time", "read_time") VALUES (x'01a3ffe38d8016cf1417aa2a04f08d33', x'01a3ffe38d80835314c53d69eeb928b7', 'visit_requested', 'Visit with Ana-Test, Ana, Fri 5 Mar 2027 11:00: asked for.', 'appointments/01mfzy73c0wnhfj5qg6c2xgaxg', 1803884400000000, NULL);
INSERT INTO "notice" ("id", "user", "kind", "text", "subject", "create_time", "read_time") VALUES (x'01a3ffe38d8045a86ac001ee67c6c623', x'01a3ffe38d8017d08d70bcbba3cd855a', 'message', 'Ana-Test, Ana wrote to the front desk.', 'conversations/01mfzy73c0px0xnnqfzcq9nm3m', 1803884400000000, NULL);
INSERT INTO "notice" ("id", "user", "kind", "text", "subject", "create_time", "read_time") VALUES (x'01a3ffe38d804686f6611f47c96b1821', x'01a3ffe38d80df5ec11751b6f69e8386', 'approval_wanted', 'Pia-Test, Pia signed up and waits for approval', 'users/01mfzy73c03xv676wthwmgnn0v', 1803884400000000, NULL);
INSERT INTO "notice" ("id", "user", "kind", "text", "subject", "create_time", "read_time") VALUES (x'01a3ffe38d804d6126384dda87d05978', x'01a3ffe38d80012d353afa61af3aac87', 'visit_approved', 'Visit with Braun-Test, Braun, Tue 2 Mar 2027 10:00: approved.', 'appointments/01mfzy73c0f79tfsvbd40wb9ve', 1803884400000000, NULL);
INSERT INTO "notice" ("id", "user", "kind", "text", "subject", "create_time", "read_time") VALUES (x'01a3ffe38d80556aeecdd78a35ef3151', x'01a3ffe38d80835314c53d69eeb928b7', 'visit_requested', 'Visit with Ana-Test, Ana, Tue 2 Mar 2027 10:00: asked for.', 'appointments/01mfzy73c0nr3jnjkqbn8kxva4', 1803884400000000, NULL);
INSERT INTO "notice" ("id", "user", "kind", "text", "subject", "create_time", "read_time") VALUES (x'01a3ffe38d80556ca357c7c13a29c8f3', x'01a3ffe38d80835314c53d69eeb928b7', 'message', 'Ana-Test, Ana wrote to you.', 'conversations/01mfzy73c0kaeyv6wj81xwebh2', 1803884400000000, 1803884400000000);
INSERT INTO "notice" ("id", "user", "kind", "text", "subject", "create_time", "read_time") VALUES (x'01a3ffe38d808bab33e33ba3b95cfd21', x'01a3ffe38d80835314c53d69eeb928b7', 'visit_requested', 'Visit with Ana-Test, Ana, Mon 1 Mar 2027 10:30: asked for.', 'appointments/01mfzy73c0rhxfmh4znpsdr4m5', 1803884400000000, NULL);
INSERT INTO "notice" ("id", "user", "kind", "text", "subject", "create_time", "read_time") VALUES (x'01a3ffe38d80a2726ee954ae8b63ba41', x'01a3ffe38d80df5ec11751b6f69e8386', 'message', 'Moreau-Test, Moreau wrote to you.', 'conversations/01mfzy73c03nmmwj67146nech5', 1803884400000000, NULL);
INSERT INTO "notice" ("id", "user", "kind", "text", "subject", "create_time", "read_time") VALUES (x'01a3ffe38d80b02a6e7b32b0324aa0f3', x'01a3ffe38d80835314c53d69eeb928b7', 'visit_cancelled', 'Visit with Ana-Test, Ana, Fri 5 Mar 2027 11:00: cancelled by the patient.', 'appointments/01mfzy73c0wnhfj5qg6c2xgaxg', 1803884400000000, NULL);
INSERT INTO "notice" ("id", "user", "kind", "text", "subject", "create_time", "read_time") VALUES (x'01a3ffe38d80de4715da88a3bab47e33', x'01a3ffe38d80b207dc0a97b3b677738a', 'message', 'Moreau-Test, Moreau wrote to you.', 'conversations/01mfzy73c0kaeyv6wj81xwebh2', 1803884400000000, NULL);
INSERT INTO "notice" ("id", "user", "kind", "text", "subject", "create_time", "read_time") VALUES (x'01a3ffe38d80e271b4bc78c26da89139', x'01a3ffe38d80883a340f3b1555994cd7', 'message', 'Bob-Test, Bob wrote to you.', 'conversations/01mfzy73c05y5rh6ttkhmrchz4', 1803884400000000, NULL);
INSERT INTO "notice" ("id", "user", "kind", "text", "subject", "create_time", "read_time") VALUES (x'01a3ffe38d80ee4097ec72d9cbdb1560', x'01a3ffe38d80b207dc0a97b3b677738a', 'visit_approved', 'Visit with Moreau-Test, Moreau, Tue 2 Mar 2027 10:00: approved.', 'appointments/01mfzy73c0nr3jnjkqbn8kxva4', 1803884400000000, NULL);
INSERT INTO "notice" ("id", "user", "kind", "text", "subject", "create_time", "read_time") VALUES (x'01a3ffe38d80f081f618852677c0f343', x'01a3ffe38d80883a340f3b1555994cd7', 'visit_requested', 'Visit with Bob-Test, Bob, Tue 2 Mar 2027 10:00: asked for.', 'appointments/01mfzy73c0f79tfsvbd40wb9ve', 1803884400000000, NULL);
INSERT INTO "patient" ("id", "number", "user", "first_name", "last_name", "sort_key", "birth_date", "gender", "phone", "phone_digits", "email", "address", "emergency_contact", "create_time", "update_time", "version", "seal", "brief_seal") VALUES (x'01a3ffe38d80a101dec74010d8c304cf', 10002, x'01a3ffe38d80012d353afa61af3aac87', 'Bob', 'Bob-Test', 'bob test bob', '1980-05-17', '', '+49 30 1234567', '49301234567', 'bob@example.org', '{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""}', '{"full_name":"","relation":"","phone":""}', 1803884400000000, 1803884400000000, 1, x'0a1f4146e2b8e7ada30c8d4d7f61db34', x'5a9afb4294932e2a96c1d41423cd19c0');
INSERT INTO "patient" ("id", "number", "user", "first_name", "last_name", "sort_key", "birth_date", "gender", "phone", "phone_digits", "email", "address", "emergency_contact", "create_time", "update_time", "version", "seal", "brief_seal") VALUES (x'01a3ffe38d80a236fa264b82cfdaf110', 10001, x'01a3ffe38d80b207dc0a97b3b677738a', 'Ana', 'Ana-Test', 'ana test ana', '1980-05-17', '', '+49 30 1234567', '49301234567', 'ana@example.org', '{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""}', '{"full_name":"","relation":"","phone":""}', 1803884400000000, 1803884400000000, 1, x'9c2dd7e6c2e58bc69b4d728436123d40', x'593842a54ac9fec601c2ccb8035cf418');
INSERT INTO "patient_chart" ("patient", "blood_group", "allergies", "medical_history", "update_time", "version", "seal") VALUES (x'01a3ffe38d80a101dec74010d8c304cf', '', '', '', 1803884400000000, 1, x'eab64dc2779065ca189feb08c115c512');
INSERT INTO "patient_chart" ("patient", "blood_group", "allergies", "medical_history", "update_time", "version", "seal") VALUES (x'01a3ffe38d80a236fa264b82cfdaf110', '', 'penicillin', 'asthma as a child; it''s gone', 1803884400000000, 2, x'c29d760d89f42e9da50d6913079c9778');
INSERT INTO "patient_key" ("key", "sort_key", "patient") VALUES ('ana', 'ana test ana', x'01a3ffe38d80a236fa264b82cfdaf110');
INSERT INTO "patient_key" ("key", "sort_key", "patient") VALUES ('bob', 'bob test bob', x'01a3ffe38d80a101dec74010d8c304cf');
INSERT INTO "patient_key" ("key", "sort_key", "patient") VALUES ('test', 'ana test ana', x'01a3ffe38d80a236fa264b82cfdaf110');
INSERT INTO "patient_key" ("key", "sort_key", "patient") VALUES ('test', 'bob test bob', x'01a3ffe38d80a101dec74010d8c304cf');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('01234567', 'ana test ana', x'01a3ffe38d80a236fa264b82cfdaf110');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('01234567', 'bob test bob', x'01a3ffe38d80a101dec74010d8c304cf');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('1234567', 'ana test ana', x'01a3ffe38d80a236fa264b82cfdaf110');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('1234567', 'bob test bob', x'01a3ffe38d80a101dec74010d8c304cf');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('234567', 'ana test ana', x'01a3ffe38d80a236fa264b82cfdaf110');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('234567', 'bob test bob', x'01a3ffe38d80a101dec74010d8c304cf');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('301234567', 'ana test ana', x'01a3ffe38d80a236fa264b82cfdaf110');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('301234567', 'bob test bob', x'01a3ffe38d80a101dec74010d8c304cf');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('34567', 'ana test ana', x'01a3ffe38d80a236fa264b82cfdaf110');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('34567', 'bob test bob', x'01a3ffe38d80a101dec74010d8c304cf');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('4567', 'ana test ana', x'01a3ffe38d80a236fa264b82cfdaf110');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('4567', 'bob test bob', x'01a3ffe38d80a101dec74010d8c304cf');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('49301234567', 'ana test ana', x'01a3ffe38d80a236fa264b82cfdaf110');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('49301234567', 'bob test bob', x'01a3ffe38d80a101dec74010d8c304cf');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('9301234567', 'ana test ana', x'01a3ffe38d80a236fa264b82cfdaf110');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('9301234567', 'bob test bob', x'01a3ffe38d80a101dec74010d8c304cf');
INSERT INTO "refinery_schema_history" ("version", "name", "applied_on", "checksum") VALUES (1, 'init', '2026-11-21T19:34:39.038Z', '11501889577431548426');
INSERT INTO "refinery_schema_history" ("version", "name", "applied_on", "checksum") VALUES (2, 'people', '2026-11-21T19:34:39.039Z', '11944894933020729242');
INSERT INTO "refinery_schema_history" ("version", "name", "applied_on", "checksum") VALUES (3, 'hours', '2026-11-21T19:34:39.039Z', '14265584525615905096');
INSERT INTO "refinery_schema_history" ("version", "name", "applied_on", "checksum") VALUES (4, 'visits', '2026-11-21T19:34:39.040Z', '15000238520144784049');
INSERT INTO "refinery_schema_history" ("version", "name", "applied_on", "checksum") VALUES (5, 'notices', '2026-11-21T19:34:39.041Z', '6038894603047405456');
INSERT INTO "refinery_schema_history" ("version", "name", "applied_on", "checksum") VALUES (6, 'conversations', '2026-11-21T19:34:39.042Z', '9899320006508245652');
INSERT INTO "refinery_schema_history" ("version", "name", "applied_on", "checksum") VALUES (7, 'sessions', '2026-11-21T19:34:39.043Z', '5906753474464169864');
INSERT INTO "refinery_schema_history" ("version", "name", "applied_on", "checksum") VALUES (8, 'second_factor', '2026-11-21T19:34:39.045Z', '18099269814869445624');
INSERT INTO "refinery_schema_history" ("version", "name", "applied_on", "checksum") VALUES (9, 'api_tokens', '2026-11-21T19:34:39.045Z', '13676790938036863214');
INSERT INTO "refinery_schema_history" ("version", "name", "applied_on", "checksum") VALUES (10, 'audit_chain', '2026-11-21T19:34:39.048Z', '5870166621284067654');
INSERT INTO "refinery_schema_history" ("version", "name", "applied_on", "checksum") VALUES (11, 'emergency_access', '2026-11-21T19:34:39.048Z', '15489694207070287460');
INSERT INTO "refinery_schema_history" ("version", "name", "applied_on", "checksum") VALUES (12, 'integrity', '2026-11-21T19:34:39.053Z', '2876295239795089723');
INSERT INTO "refinery_schema_history" ("version", "name", "applied_on", "checksum") VALUES (13, 'requests_in_order', '2026-11-21T19:34:39.054Z', '3045612092370055787');
INSERT INTO "refinery_schema_history" ("version", "name", "applied_on", "checksum") VALUES (14, 'growth', '2026-11-21T19:34:39.054Z', '15410887915702854464');
INSERT INTO "refinery_schema_history" ("version", "name", "applied_on", "checksum") VALUES (15, 'notices_of_messages', '2026-11-21T19:34:39.055Z', '18180799939962304281');
INSERT INTO "refinery_schema_history" ("version", "name", "applied_on", "checksum") VALUES (16, 'acts', '2026-11-21T19:34:39.060Z', '16159011092674695679');
INSERT INTO "request" ("seq", "scope", "request_id", "fingerprint", "answer", "time") VALUES (2, x'01a3ffe38d80df5ec11751b6f69e8386', 'd3e20d893de86a10099a4e7935bb13b2', x'f9a35efedefe50acdb2a4f31a114b1164a4b8cc6ece33ca6428d0b42ec01d7ef', '{"user":{"id":"users/01mfzy73c02z88tw5wqehwv1at","user_name":"ida","email":"ida@example.org","first_name":"Ida","last_name":"Ida-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":2,"requested_role":null,"state":"Invited","second_factor":false,"short_password":false,"doctor":null,"patient":null,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1},"code_hash":[107,55,17,27,67,241,163,175,153,18,126,99,116,246,208,179,186,27,247,151,123,47,53,66,200,63,185,143,216,189,26,11],"expire_time":"2027-03-02T07:00:00Z"}', 1803884400000000);
INSERT INTO "request" ("seq", "scope", "request_id", "fingerprint", "answer", "time") VALUES (4, x'01a3ffe38d80df5ec11751b6f69e8386', '7ff7592776ae4dda2820e0a1d844a744', x'155ff4c62f4e511c11a6cb6f36f46c8cdc81eae33ebc40cb2ed0d4b113b3570c', '{"user":{"id":"users/01mfzy73c0p83xr2mqpev7ewwa","user_name":"ana","email":"ana@example.org","first_name":"Ana","last_name":"Ana-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":8,"requested_role":null,"state":"Invited","second_factor":false,"short_password":false,"doctor":null,"patient":"patients/01mfzy73c0m8vfm9jbgb7xnw8g","create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1},"code_hash":[181,39,40,234,166,64,79,228,205,25,30,155,231,36,106,89,76,60,237,171,20,245,78,1,77,80,125,55,69,220,151,173],"expire_time":"2027-03-02T07:00:00Z"}', 1803884400000000);
INSERT INTO "request" ("seq", "scope", "request_id", "fingerprint", "answer", "time") VALUES (6, x'01a3ffe38d80df5ec11751b6f69e8386', '4c1b8665c2d3876a95067b80d41a3e72', x'088032b1c76db8117eae973616de7a156feffeb13359cf7def4924e81e5e3251', '{"user":{"id":"users/01mfzy73c0gd9h9h9xd7qbja5q","user_name":"moreau","email":"moreau@example.org","first_name":"Moreau","last_name":"Moreau-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":4,"requested_role":null,"state":"Invited","second_factor":false,"short_password":false,"doctor":"doctors/01mfzy73c03kmht6e8kmezm5h5","patient":null,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1},"code_hash":[228,50,82,67,234,79,78,197,218,88,87,171,52,26,68,91,111,54,13,184,19,178,46,187,99,213,54,65,47,86,56,42],"expire_time":"2027-03-02T07:00:00Z"}', 1803884400000000);
INSERT INTO "request" ("seq", "scope", "request_id", "fingerprint", "answer", "time") VALUES (8, x'01a3ffe38d80df5ec11751b6f69e8386', 'cc00d846e2231008cca2181b567054cd', x'd099fbfcc4fe29c71f879bbb0cf0813de2fcb4cc4f5c84e35333676a99239a00', '{"user":{"id":"users/01mfzy73c004pkaeqtc6qknb47","user_name":"bob","email":"bob@example.org","first_name":"Bob","last_name":"Bob-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":8,"requested_role":null,"state":"Invited","second_factor":false,"short_password":false,"doctor":null,"patient":"patients/01mfzy73c0m40xxht023cc616f","create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1},"code_hash":[89,81,156,252,120,226,174,9,47,108,1,252,100,247,141,37,24,135,115,98,118,212,189,253,180,238,201,180,152,40,33,220],"expire_time":"2027-03-02T07:00:00Z"}', 1803884400000000);
INSERT INTO "request" ("seq", "scope", "request_id", "fingerprint", "answer", "time") VALUES (10, x'01a3ffe38d80df5ec11751b6f69e8386', '7650101d72c59506cbd1f91fc9667fac', x'853419246d848d823a900f40c823b82940d7b1002aed361e612661f0c67ee9d0', '{"user":{"id":"users/01mfzy73c0h0x383sv2nasjk6q","user_name":"braun","email":"braun@example.org","first_name":"Braun","last_name":"Braun-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":4,"requested_role":null,"state":"Invited","second_factor":false,"short_password":false,"doctor":"doctors/01mfzy73c0ccy0cscqbvhb5244","patient":null,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1},"code_hash":[18,31,75,173,148,26,101,15,230,4,179,113,231,77,17,41,207,180,115,237,63,202,36,238,41,215,131,237,13,2,65,228],"expire_time":"2027-03-02T07:00:00Z"}', 1803884400000000);
INSERT INTO "request" ("seq", "scope", "request_id", "fingerprint", "answer", "time") VALUES (12, x'01a3ffe38d80df5ec11751b6f69e8386', '5a3b7c3646a463a180d2369b42b8d55e', x'894cae4bc9c9fc401b893eda8ba82f61ece4e28d9580bf7cff75b0f711a371ce', '{"value":{"doctor":"doctors/01mfzy73c03kmht6e8kmezm5h5","rules":[{"weekday":"Mon","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Tue","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Wed","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Thu","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Fri","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Sat","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Sun","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]}],"update_time":"2027-03-01T07:00:00Z","version":1},"stranded":[],"token":"e3b0c44298fc1c14"}', 1803884400000000);
INSERT INTO "request" ("seq", "scope", "request_id", "fingerprint", "answer", "time") VALUES (13, x'01a3ffe38d80df5ec11751b6f69e8386', 'a1653b39cbf472ecf66148fc1c30f90e', x'a883fe050f7838ef1471402a683237b13c2ced9625aee175473b79039acba7fe', '{"value":{"doctor":"doctors/01mfzy73c0ccy0cscqbvhb5244","rules":[{"weekday":"Mon","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Tue","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Wed","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Thu","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Fri","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Sat","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Sun","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]}],"update_time":"2027-03-01T07:00:00Z","version":1},"stranded":[],"token":"e3b0c44298fc1c14"}', 1803884400000000);
INSERT INTO "request" ("seq", "scope", "request_id", "fingerprint", "answer", "time") VALUES (14, x'00000000000000000000000000000000', '9eea84d9b1abf02c6e9ea211b91ded64', x'1b0e5e791a1d8ed907dc0d89a5aa4174622e96d87a87886fd29d780231aeb02f', '{"id":"users/01mfzy73c03xv676wthwmgnn0v","user_name":"pia","email":"pia@example.org","first_name":"Pia","last_name":"Pia-Test","phone":"","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":0,"requested_role":"Doctor","state":"Pending","second_factor":false,"short_password":false,"doctor":"doctors/01mfzy73c0rx7a67tqy443h77f","patient":null,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}', 1803884400000000);
INSERT INTO "request" ("seq", "scope", "request_id", "fingerprint", "answer", "time") VALUES (15, x'01a3ffe38d80b207dc0a97b3b677738a', 'a2b309c40274e9fb52e434ce1ec9cf3d', x'cc0113e0c4aa947b0071e7f98c364db8a67e31f35be1bad3154957f63d1b2423', '{"id":"appointments/01mfzy73c0nr3jnjkqbn8kxva4","version":1,"state":"requested","patient":{"id":"patients/01mfzy73c0m8vfm9jbgb7xnw8g","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c03kmht6e8kmezm5h5","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-02T09:00:00Z","end":"2027-03-02T09:30:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c0p83xr2mqpev7ewwa","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":null}', 1803884400000000);
INSERT INTO "request" ("seq", "scope", "request_id", "fingerprint", "answer", "time") VALUES (16, x'01a3ffe38d80835314c53d69eeb928b7', '73576f2ff3bcc221d1abf97e9716a67b', x'97342e016aa12422805d3f00b435252a90d11d2bcb761ca83a55c50370af5576', '{"id":"appointments/01mfzy73c0nr3jnjkqbn8kxva4","version":2,"state":"approved","patient":{"id":"patients/01mfzy73c0m8vfm9jbgb7xnw8g","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c03kmht6e8kmezm5h5","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-02T09:00:00Z","end":"2027-03-02T09:30:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c0p83xr2mqpev7ewwa","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":{"verb":"approve","actor":{"user":"users/01mfzy73c0gd9h9h9xd7qbja5q","role":"Doctor"},"time":"2027-03-01T07:00:00Z","before":{"state":"requested","doctor":{"id":"doctors/01mfzy73c03kmht6e8kmezm5h5","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-02T09:00:00Z","end":"2027-03-02T09:30:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null}}}', 1803884400000000);
INSERT INTO "request" ("seq", "scope", "request_id", "fingerprint", "answer", "time") VALUES (17, x'01a3ffe38d80012d353afa61af3aac87', 'd0ddd9577d25ce91d8922637a191782f', x'1d6279479178a10d99da75f1aa3a1a23159767b047e8ea1dd14ca0c986ebc6d3', '{"id":"appointments/01mfzy73c0f79tfsvbd40wb9ve","version":1,"state":"requested","patient":{"id":"patients/01mfzy73c0m40xxht023cc616f","name":"Bob-Test, Bob","number":10002,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0ccy0cscqbvhb5244","name":"Braun-Test, Braun"},"span":{"start":"2027-03-02T09:00:00Z","end":"2027-03-02T09:30:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c004pkaeqtc6qknb47","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":null}', 1803884400000000);
INSERT INTO "request" ("seq", "scope", "request_id", "fingerprint", "answer", "time") VALUES (18, x'01a3ffe38d80883a340f3b1555994cd7', '2b62916d6a53d09d4c4d352d5f4bbc83', x'a516a7a67206c82bf064457f0784e2407a24139d3db30baf9a9c0fb278bba4c5', '{"id":"appointments/01mfzy73c0f79tfsvbd40wb9ve","version":2,"state":"approved","patient":{"id":"patients/01mfzy73c0m40xxht023cc616f","name":"Bob-Test, Bob","number":10002,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0ccy0cscqbvhb5244","name":"Braun-Test, Braun"},"span":{"start":"2027-03-02T09:00:00Z","end":"2027-03-02T09:30:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c004pkaeqtc6qknb47","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":{"verb":"approve","actor":{"user":"users/01mfzy73c0h0x383sv2nasjk6q","role":"Doctor"},"time":"2027-03-01T07:00:00Z","before":{"state":"requested","doctor":{"id":"doctors/01mfzy73c0ccy0cscqbvhb5244","name":"Braun-Test, Braun"},"span":{"start":"2027-03-02T09:00:00Z","end":"2027-03-02T09:30:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null}}}', 1803884400000000);
INSERT INTO "request" ("seq", "scope", "request_id", "fingerprint", "answer", "time") VALUES (19, x'01a3ffe38d80012d353afa61af3aac87', '65929274fa0ecc31c177c2d1844fb335', x'15ac3ee8cb418b02d0248729946fdc7641a6554b20d1f247ab7fbd4bfb4f247f', '{"conversation":{"id":"conversations/01mfzy73c05y5rh6ttkhmrchz4","parties":{"PatientDoctor":{"patient":"patients/01mfzy73c0m40xxht023cc616f","doctor":"doctors/01mfzy73c0ccy0cscqbvhb5244"}},"last_seq":0,"created_at":"2027-03-01T07:00:00Z","updated_at":null},"title":"Braun-Test, Braun","members":[{"user":"users/01mfzy73c004pkaeqtc6qknb47","display_name":"Bob-Test, Bob","delivered":0,"read":0,"at_desk":false,"takes_part":true},{"user":"users/01mfzy73c0h0x383sv2nasjk6q","display_name":"Braun-Test, Braun","delivered":0,"read":0,"at_desk":false,"takes_part":true}],"last":null,"unread":0}', 1803884400000000);
INSERT INTO "request" ("seq", "scope", "request_id", "fingerprint", "answer", "time") VALUES (20, x'01a3ffe38d80012d353afa61af3aac87', 'c950ccd49232c29535a40fb920ab23e6', x'b03446c74182acea1cf892f096242290c589b69e54a45cf9023bcf18dae1ef00', '{"conversation":"conversations/01mfzy73c05y5rh6ttkhmrchz4","seq":1,"author":"users/01mfzy73c004pkaeqtc6qknb47","author_name":"Bob-Test, Bob","body":"Good morning","time":"2027-03-01T07:00:00Z","request_id":"c950ccd49232c29535a40fb920ab23e6"}', 1803884400000000);
INSERT INTO "request" ("seq", "scope", "request_id", "fingerprint", "answer", "time") VALUES (21, x'01a3ffe38d80df5ec11751b6f69e8386', 'd6509acdf114c7374e96c3d713d769e4', x'7f60ea8225646533db1a835a61a1a203850d70f63b02f9cb1258444b369ed3c4', '{"token":{"id":"apiTokens/01mfzy73c0hpnzff37fnbw24z6","user":"users/01mfzy73c0vxfc25thpvv9x0w6","display_name":"nightly export","scopes":["DoctorService/GetDoctor","DoctorService/ListDoctors","DoctorService/ListSpecializations","DoctorService/SetDutyStatus","DoctorService/UpdateDoctor"],"source_networks":[],"create_time":"2027-03-01T07:00:00Z","expire_time":"2027-03-01T08:00:00Z","last_used":null,"last_source":"","end_time":null},"owner":{"id":"users/01mfzy73c0vxfc25thpvv9x0w6","user_name":"admin","email":"admin@example.org","first_name":"Ada","last_name":"Admin","phone":"","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":1,"requested_role":null,"state":"Active","second_factor":false,"short_password":false,"doctor":null,"patient":null,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1},"token_hash":[7,104,185,196,49,142,3,147,37,126,156,52,71,195,149,12,189,66,47,211,18,74,197,5,220,95,33,46,30,252,104,115]}', 1803884400000000);
INSERT INTO "request" ("seq", "scope", "request_id", "fingerprint", "answer", "time") VALUES (22, x'01a3ffe38d8017d08d70bcbba3cd855a', '3c005de254240641701f9a9f7d63571d', x'd4a13cbe282fca87ac0dd1bf47898ed08a2119c2ad78fc47867faee1b03acc69', '{"token":{"id":"apiTokens/01mfzy73c04wnb231q3yqjm7ve","user":"users/01mfzy73c02z88tw5wqehwv1at","display_name":"nightly export","scopes":["DoctorService/GetDoctor","DoctorService/ListDoctors","DoctorService/ListSpecializations","DoctorService/SetDutyStatus"],"source_networks":[],"create_time":"2027-03-01T07:00:00Z","expire_time":"2027-03-01T08:00:00Z","last_used":null,"last_source":"","end_time":null},"owner":{"id":"users/01mfzy73c02z88tw5wqehwv1at","user_name":"ida","email":"ida@example.org","first_name":"Ida","last_name":"Ida-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":2,"requested_role":null,"state":"Active","second_factor":false,"short_password":false,"doctor":null,"patient":null,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":2},"token_hash":[31,119,121,229,78,45,34,6,167,72,157,86,171,170,14,59,223,64,140,36,231,76,85,166,230,196,129,69,142,88,206,177]}', 1803884400000000);
INSERT INTO "request" ("seq", "scope", "request_id", "fingerprint", "answer", "time") VALUES (23, x'01a3ffe38d80835314c53d69eeb928b7', 'b04932de82c0338cb7fc7795caa8cca3', x'f315261b6812fd641ab565c59cf01887a3bcb70a031304a0f23d3e471167c5cc', '{"token":{"id":"apiTokens/01mfzy73c0k21dpfvm5fq44mae","user":"users/01mfzy73c0gd9h9h9xd7qbja5q","display_name":"nightly export","scopes":["DoctorService/GetDoctor","DoctorService/ListDoctors","DoctorService/ListSpecializations","DoctorService/SetDutyStatus","DoctorService/UpdateDoctor"],"source_networks":[],"create_time":"2027-03-01T07:00:00Z","expire_time":"2027-03-01T08:00:00Z","last_used":null,"last_source":"","end_time":null},"owner":{"id":"users/01mfzy73c0gd9h9h9xd7qbja5q","user_name":"moreau","email":"moreau@example.org","first_name":"Moreau","last_name":"Moreau-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":4,"requested_role":null,"state":"Active","second_factor":false,"short_password":false,"doctor":"doctors/01mfzy73c03kmht6e8kmezm5h5","patient":null,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":2},"token_hash":[94,21,19,196,85,137,1,167,141,190,118,178,194,110,216,159,180,144,41,215,214,193,209,113,48,103,91,210,47,71,2,109]}', 1803884400000000);
INSERT INTO "request" ("seq", "scope", "request_id", "fingerprint", "answer", "time") VALUES (24, x'01a3ffe38d80b207dc0a97b3b677738a', '574c63b763d75a883ce720b49da9064c', x'6cb568bb69e9b831fab70d2b1795338d0ab85f66d0db309fc14614ce5fe53693', '{"token":{"id":"apiTokens/01mfzy73c0ksmrp88xk8gwzjgj","user":"users/01mfzy73c0p83xr2mqpev7ewwa","display_name":"nightly export","scopes":["DoctorService/GetDoctor","DoctorService/ListDoctors","DoctorService/ListSpecializations"],"source_networks":[],"create_time":"2027-03-01T07:00:00Z","expire_time":"2027-03-01T08:00:00Z","last_used":null,"last_source":"","end_time":null},"owner":{"id":"users/01mfzy73c0p83xr2mqpev7ewwa","user_name":"ana","email":"ana@example.org","first_name":"Ana","last_name":"Ana-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":8,"requested_role":null,"state":"Active","second_factor":false,"short_password":false,"doctor":null,"patient":"patients/01mfzy73c0m8vfm9jbgb7xnw8g","create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":2},"token_hash":[227,70,107,227,104,95,52,92,69,95,245,105,171,116,186,1,146,254,166,209,63,201,30,84,16,195,131,146,50,123,203,66]}', 1803884400000000);
INSERT INTO "request" ("seq", "scope", "request_id", "fingerprint", "answer", "time") VALUES (25, x'01a3ffe38d80b207dc0a97b3b677738a', '8c24e5cffddcbc0ff5ecee229f01d17c', x'0910b7f945a2516959518ec317205ff89094f5d3f90fa1d49d10dbe3bb313c7d', '{"conversation":{"id":"conversations/01mfzy73c0kaeyv6wj81xwebh2","parties":{"PatientDoctor":{"patient":"patients/01mfzy73c0m8vfm9jbgb7xnw8g","doctor":"doctors/01mfzy73c03kmht6e8kmezm5h5"}},"last_seq":0,"created_at":"2027-03-01T07:00:00Z","updated_at":null},"title":"Moreau-Test, Moreau","members":[{"user":"users/01mfzy73c0p83xr2mqpev7ewwa","display_name":"Ana-Test, Ana","delivered":0,"read":0,"at_desk":false,"takes_part":true},{"user":"users/01mfzy73c0gd9h9h9xd7qbja5q","display_name":"Moreau-Test, Moreau","delivered":0,"read":0,"at_desk":false,"takes_part":true}],"last":null,"unread":0}', 1803884400000000);
INSERT INTO "request" ("seq", "scope", "request_id", "fingerprint", "answer", "time") VALUES (26, x'01a3ffe38d80b207dc0a97b3b677738a', '22923908d4e22ba2bc1dadabb0227df8', x'6f94853d2d6cf355e098cb9f4990b190e4fbb1698c0633ca8bdf13261b043c74', '{"conversation":{"id":"conversations/01mfzy73c0px0xnnqfzcq9nm3m","parties":{"PatientDesk":{"patient":"patients/01mfzy73c0m8vfm9jbgb7xnw8g"}},"last_seq":0,"created_at":"2027-03-01T07:00:00Z","updated_at":null},"title":"Front desk","members":[{"user":"users/01mfzy73c0p83xr2mqpev7ewwa","display_name":"Ana-Test, Ana","delivered":0,"read":0,"at_desk":false,"takes_part":true}],"last":null,"unread":0}', 1803884400000000);
INSERT INTO "request" ("seq", "scope", "request_id", "fingerprint", "answer", "time") VALUES (27, x'01a3ffe38d80df5ec11751b6f69e8386', 'fe07041bc1faa0c30c3ab6cd1cfa0387', x'f78331d3a8aa15a76d78e1b6ed5c1166a71ad90fc7a83e5007c76c9eb6222737', '{"conversation":{"id":"conversations/01mfzy73c03nmmwj67146nech5","parties":{"Staff":["users/01mfzy73c0gd9h9h9xd7qbja5q","users/01mfzy73c0vxfc25thpvv9x0w6"]},"last_seq":0,"created_at":"2027-03-01T07:00:00Z","updated_at":null},"title":"Moreau-Test, Moreau","members":[{"user":"users/01mfzy73c0gd9h9h9xd7qbja5q","display_name":"Moreau-Test, Moreau","delivered":0,"read":0,"at_desk":false,"takes_part":true},{"user":"users/01mfzy73c0vxfc25thpvv9x0w6","display_name":"Admin, Ada","delivered":0,"read":0,"at_desk":false,"takes_part":true}],"last":null,"unread":0}', 1803884400000000);
INSERT INTO "request" ("seq", "scope", "request_id", "fingerprint", "answer", "time") VALUES (28, x'01a3ffe38d80b207dc0a97b3b677738a', '275a3c8ccccb7b1fa8fef7772c197848', x'1818e3b93f5efa2e0bd7443ccf3efad634cc1578aa02934ef96a80cd5e6cc4a0', '{"conversation":"conversations/01mfzy73c0kaeyv6wj81xwebh2","seq":1,"author":"users/01mfzy73c0p83xr2mqpev7ewwa","author_name":"Ana-Test, Ana","body":"Good morning","time":"2027-03-01T07:00:00Z","request_id":"275a3c8ccccb7b1fa8fef7772c197848"}', 1803884400000000);
INSERT INTO "request" ("seq", "scope", "request_id", "fingerprint", "answer", "time") VALUES (29, x'01a3ffe38d80b207dc0a97b3b677738a', '5653782598b8454131b496deb549ba0d', x'ff61842bd6c37be68e446bb686d40099a976bd9865c2f591cf8c550efb86e873', '{"conversation":"conversations/01mfzy73c0px0xnnqfzcq9nm3m","seq":1,"author":"users/01mfzy73c0p83xr2mqpev7ewwa","author_name":"Ana-Test, Ana","body":"Good morning","time":"2027-03-01T07:00:00Z","request_id":"5653782598b8454131b496deb549ba0d"}', 1803884400000000);
INSERT INTO "request" ("seq", "scope", "request_id", "fingerprint", "answer", "time") VALUES (30, x'01a3ffe38d80835314c53d69eeb928b7', '0e093dd0ba5e90838c8cf209231f9523', x'a3389eb1fd7b151ea54036f5e482e5b659566f31bb077bb33670991c9ee59e9d', '{"conversation":"conversations/01mfzy73c0kaeyv6wj81xwebh2","seq":2,"author":"users/01mfzy73c0gd9h9h9xd7qbja5q","author_name":"Moreau-Test, Moreau","body":"Good morning","time":"2027-03-01T07:00:00Z","request_id":"0e093dd0ba5e90838c8cf209231f9523"}', 1803884400000000);
INSERT INTO "request" ("seq", "scope", "request_id", "fingerprint", "answer", "time") VALUES (31, x'01a3ffe38d80835314c53d69eeb928b7', '982f4a672b19d6e676877b72cf4248bb', x'0226bfdf09f1db0cd155248a5a4e4e0fb383a20fbeb02a615249647e6e8905b7', '{"conversation":"conversations/01mfzy73c03nmmwj67146nech5","seq":1,"author":"users/01mfzy73c0gd9h9h9xd7qbja5q","author_name":"Moreau-Test, Moreau","body":"Good morning","time":"2027-03-01T07:00:00Z","request_id":"982f4a672b19d6e676877b72cf4248bb"}', 1803884400000000);
INSERT INTO "request" ("seq", "scope", "request_id", "fingerprint", "answer", "time") VALUES (32, x'01a3ffe38d80835314c53d69eeb928b7', 'fe063fdaec7426b052be23988a4655fd', x'503f8a64fc290a4fec4523c0d22f686f9c56b1a23de0f3d8bcf71ea8bdd24265', '{"value":{"id":"scheduleExceptions/01mfzy73c0tf0secb799kdrf4z","doctor":"doctors/01mfzy73c03kmht6e8kmezm5h5","kind":"TimeOff","from_date":"2027-03-20","to_date":"2027-03-21","from_minute":0,"to_minute":1440,"note":"","cancelled":false,"create_time":"2027-03-01T07:00:00Z"},"stranded":[],"token":"e3b0c44298fc1c14"}', 1803884400000000);
INSERT INTO "request" ("seq", "scope", "request_id", "fingerprint", "answer", "time") VALUES (37, x'01a3ffe38d80012d353afa61af3aac87', '319f7d6640658d262749c3076d2ef527', x'2c188244ded870fa13937deb718e1316f12b80a38a02444d3c0a521d84c1cc0f', '{"token":{"id":"apiTokens/01mfzy73c0njke4hq4q9f9zd8m","user":"users/01mfzy73c004pkaeqtc6qknb47","display_name":"nightly export","scopes":["DoctorService/GetDoctor","DoctorService/ListDoctors","DoctorService/ListSpecializations"],"source_networks":[],"create_time":"2027-03-01T07:00:00Z","expire_time":"2027-03-01T08:00:00Z","last_used":null,"last_source":"","end_time":null},"owner":{"id":"users/01mfzy73c004pkaeqtc6qknb47","user_name":"bob","email":"bob@example.org","first_name":"Bob","last_name":"Bob-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":8,"requested_role":null,"state":"Active","second_factor":false,"short_password":false,"doctor":null,"patient":"patients/01mfzy73c0m40xxht023cc616f","create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":2},"token_hash":[101,254,66,236,160,77,21,236,43,146,30,20,164,113,202,169,231,206,141,6,240,233,90,7,68,55,184,68,165,107,237,157]}', 1803884400000000);
INSERT INTO "request" ("seq", "scope", "request_id", "fingerprint", "answer", "time") VALUES (38, x'01a3ffe38d80883a340f3b1555994cd7', 'bdf65ab2f12feb3bf2094ea7686ce9ee', x'483ffcbcdbdbaf17436b689c006b91fc22563c3a412dec71e62fbfd2e3a1332a', '{"value":{"id":"scheduleExceptions/01mfzy73c0qrg2aytkh1p0ja4e","doctor":"doctors/01mfzy73c0ccy0cscqbvhb5244","kind":"TimeOff","from_date":"2027-03-20","to_date":"2027-03-21","from_minute":0,"to_minute":1440,"note":"","cancelled":false,"create_time":"2027-03-01T07:00:00Z"},"stranded":[],"token":"e3b0c44298fc1c14"}', 1803884400000000);
INSERT INTO "request" ("seq", "scope", "request_id", "fingerprint", "answer", "time") VALUES (40, x'01a3ffe38d80b207dc0a97b3b677738a', 'a05554abbf825b7b2b88b20ba41c7b1c', x'ecdcf1946c099edd446a913bd278e90d5e9fb6d42298dde105abfafec84e6725', '{"patient":"patients/01mfzy73c0m8vfm9jbgb7xnw8g","blood_group":"unknown","allergies":"penicillin","medical_history":"asthma as a child; it''s gone","update_time":"2027-03-01T07:00:00Z","version":2,"doctors":["doctors/01mfzy73c03kmht6e8kmezm5h5"]}', 1803884400000000);
INSERT INTO "request" ("seq", "scope", "request_id", "fingerprint", "answer", "time") VALUES (41, x'01a3ffe38d80b207dc0a97b3b677738a', '1d7ae7d6107e8c772a5682c2ea778511', x'd512892ce40aa5347b34ccf7a455e36a15c9e03e9082aa76b7e9cd30c2961c4a', '{"id":"appointments/01mfzy73c0wnhfj5qg6c2xgaxg","version":1,"state":"requested","patient":{"id":"patients/01mfzy73c0m8vfm9jbgb7xnw8g","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c03kmht6e8kmezm5h5","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-05T10:00:00Z","end":"2027-03-05T10:30:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c0p83xr2mqpev7ewwa","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":null}', 1803884400000000);
INSERT INTO "request" ("seq", "scope", "request_id", "fingerprint", "answer", "time") VALUES (42, x'01a3ffe38d80b207dc0a97b3b677738a', '66590b80054486b097d457ee3b650844', x'a36bb5ae0b5855238d8c37f254821529eca313d9d1c52f0f18d08cbabc7c670a', '{"id":"appointments/01mfzy73c0wnhfj5qg6c2xgaxg","version":2,"state":"cancelled","patient":{"id":"patients/01mfzy73c0m8vfm9jbgb7xnw8g","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c03kmht6e8kmezm5h5","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-05T10:00:00Z","end":"2027-03-05T10:30:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c0p83xr2mqpev7ewwa","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":{"by":"patient","reason":"cannot come","time":"2027-03-01T07:00:00Z","late":false},"last":{"verb":"cancel","actor":{"user":"users/01mfzy73c0p83xr2mqpev7ewwa","role":"Patient"},"time":"2027-03-01T07:00:00Z","before":{"state":"requested","doctor":{"id":"doctors/01mfzy73c03kmht6e8kmezm5h5","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-05T10:00:00Z","end":"2027-03-05T10:30:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null}}}', 1803884400000000);
INSERT INTO "request" ("seq", "scope", "request_id", "fingerprint", "answer", "time") VALUES (43, x'01a3ffe38d80b207dc0a97b3b677738a', '8e729a38409855cb1093b83dd20ba0d3', x'5d31aafbbd94a68496671a8bedc01853cb430f6e71d40a70938c8fb17beb7340', '{"id":"appointments/01mfzy73c0rhxfmh4znpsdr4m5","version":1,"state":"requested","patient":{"id":"patients/01mfzy73c0m8vfm9jbgb7xnw8g","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c03kmht6e8kmezm5h5","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c0p83xr2mqpev7ewwa","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":null}', 1803884400000000);
INSERT INTO "request" ("seq", "scope", "request_id", "fingerprint", "answer", "time") VALUES (44, x'01a3ffe38d80835314c53d69eeb928b7', '43491d7a912425aa182e2ec773108a4c', x'c23f2411e267b5f1c4f95538e54108127ad5ac37ec4e4dc291db49d1ee554eb8', '{"id":"appointments/01mfzy73c0rhxfmh4znpsdr4m5","version":2,"state":"approved","patient":{"id":"patients/01mfzy73c0m8vfm9jbgb7xnw8g","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c03kmht6e8kmezm5h5","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c0p83xr2mqpev7ewwa","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":{"verb":"approve","actor":{"user":"users/01mfzy73c0gd9h9h9xd7qbja5q","role":"Doctor"},"time":"2027-03-01T07:00:00Z","before":{"state":"requested","doctor":{"id":"doctors/01mfzy73c03kmht6e8kmezm5h5","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null}}}', 1803884400000000);
INSERT INTO "request" ("seq", "scope", "request_id", "fingerprint", "answer", "time") VALUES (47, x'01a3ffe38d8017d08d70bcbba3cd855a', '410cda38898bf25228a062aa2123b9a5', x'a6f2a1a2ef4bc0ee22398d7c2a50d4dd4c5dba776f9fe0d4632d4355114718e9', '{"id":"appointments/01mfzy73c0rhxfmh4znpsdr4m5","version":3,"state":"arrived","patient":{"id":"patients/01mfzy73c0m8vfm9jbgb7xnw8g","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c03kmht6e8kmezm5h5","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c0p83xr2mqpev7ewwa","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T09:25:00Z","arrived_at":"2027-03-01T09:25:00Z","ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":{"verb":"arrive","actor":{"user":"users/01mfzy73c02z88tw5wqehwv1at","role":"Desk"},"time":"2027-03-01T09:25:00Z","before":{"state":"approved","doctor":{"id":"doctors/01mfzy73c03kmht6e8kmezm5h5","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null}}}', 1803893100000000);
INSERT INTO "request" ("seq", "scope", "request_id", "fingerprint", "answer", "time") VALUES (48, x'01a3ffe38d80835314c53d69eeb928b7', '2f56a802b5da82e57fc47fa4d268bba4', x'1d22b520a449f09a8d741a27965d9e1a4426741579a3fc0e7e5f78081ce322aa', '{"id":"appointments/01mfzy73c0rhxfmh4znpsdr4m5","version":4,"state":"in_visit","patient":{"id":"patients/01mfzy73c0m8vfm9jbgb7xnw8g","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c03kmht6e8kmezm5h5","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c0p83xr2mqpev7ewwa","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T09:25:00Z","arrived_at":"2027-03-01T09:25:00Z","ready_at":null,"started_at":"2027-03-01T09:25:00Z","ended_at":null,"closed":null,"last":{"verb":"start","actor":{"user":"users/01mfzy73c0gd9h9h9xd7qbja5q","role":"Doctor"},"time":"2027-03-01T09:25:00Z","before":{"state":"arrived","doctor":{"id":"doctors/01mfzy73c03kmht6e8kmezm5h5","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":"2027-03-01T09:25:00Z","ready_at":null,"started_at":null,"ended_at":null,"closed":null}}}', 1803893100000000);
INSERT INTO "request" ("seq", "scope", "request_id", "fingerprint", "answer", "time") VALUES (49, x'01a3ffe38d80835314c53d69eeb928b7', '2023bdba9d182f2bea46edc19b9e80b3', x'f899d1b24e4af36cd1ddb5280a065fa84ca67a20b9021993136d2f79480362ff', '{"id":"appointments/01mfzy73c0rhxfmh4znpsdr4m5","version":5,"state":"completed","patient":{"id":"patients/01mfzy73c0m8vfm9jbgb7xnw8g","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c03kmht6e8kmezm5h5","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c0p83xr2mqpev7ewwa","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T09:25:00Z","arrived_at":"2027-03-01T09:25:00Z","ready_at":null,"started_at":"2027-03-01T09:25:00Z","ended_at":"2027-03-01T09:25:00Z","closed":null,"last":{"verb":"complete","actor":{"user":"users/01mfzy73c0gd9h9h9xd7qbja5q","role":"Doctor"},"time":"2027-03-01T09:25:00Z","before":{"state":"in_visit","doctor":{"id":"doctors/01mfzy73c03kmht6e8kmezm5h5","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":"2027-03-01T09:25:00Z","ready_at":null,"started_at":"2027-03-01T09:25:00Z","ended_at":null,"closed":null}}}', 1803893100000000);
INSERT INTO "schedule_exception" ("id", "doctor", "kind", "from_date", "to_date", "from_minute", "to_minute", "note", "slot_minutes", "room", "create_time", "cancel_time") VALUES (x'01a3ffe38d80be20257b53886c09288e', x'01a3ffe38d80633c0665975ee2b28884', 'time_off', '2027-03-20', '2027-03-21', 0, 1440, '', NULL, '', 1803884400000000, NULL);
INSERT INTO "schedule_exception" ("id", "doctor", "kind", "from_date", "to_date", "from_minute", "to_minute", "note", "slot_minutes", "room", "create_time", "cancel_time") VALUES (x'01a3ffe38d80d3c19731674a66dc3c9f', x'01a3ffe38d801ce91d19c89d1dfa1625', 'time_off', '2027-03-20', '2027-03-21', 0, 1440, '', NULL, '', 1803884400000000, NULL);
INSERT INTO "session" ("id", "token_hash", "user", "client_label", "create_time", "last_used", "expire_time", "end_time", "factor_time", "lock_time", "source", "code_time") VALUES (x'01a3ffe38d8016d6aa7f085cd0477ddd', x'8efb7e2929cc47569547ec4f785dba95d85e55c3b5ddb847b89e4c5c23fbca1a', x'01a3ffe38d80b207dc0a97b3b677738a', 'under test', 1803884400000000, 1803884400000000, 1803927600000000, NULL, 1803884400000000, NULL, 'unix', NULL);
INSERT INTO "session" ("id", "token_hash", "user", "client_label", "create_time", "last_used", "expire_time", "end_time", "factor_time", "lock_time", "source", "code_time") VALUES (x'01a3ffe38d80636cc5e195ead470c3c8', x'a932aee7faad71e752e89878c7c95baa2f9444ad020249778551c859cd60500c', x'01a3ffe38d80012d353afa61af3aac87', 'under test', 1803884400000000, 1803884400000000, 1803927600000000, NULL, 1803884400000000, NULL, 'unix', NULL);
INSERT INTO "session" ("id", "token_hash", "user", "client_label", "create_time", "last_used", "expire_time", "end_time", "factor_time", "lock_time", "source", "code_time") VALUES (x'01a3ffe38d808005a2d0bac40b235f77', x'762303e806d2da0ab632095a4a4df47bc6b63477141ae104db795ec49b8f632c', x'01a3ffe38d80883a340f3b1555994cd7', 'under test', 1803884400000000, 1803884400000000, 1803927600000000, NULL, 1803884400000000, NULL, 'unix', NULL);
INSERT INTO "session" ("id", "token_hash", "user", "client_label", "create_time", "last_used", "expire_time", "end_time", "factor_time", "lock_time", "source", "code_time") VALUES (x'01a3ffe38d80aeaf97b54579ebd24ad5', x'e73804fdfc8cabad46f3ca08ca5adb1e9c2dd3cf24c9ca1462aed28171d8c5ef', x'01a3ffe38d80df5ec11751b6f69e8386', 'the first terminal', 1803884400000000, 1803884400000000, 1803927600000000, NULL, 1803884400000000, NULL, 'unix', NULL);
INSERT INTO "session" ("id", "token_hash", "user", "client_label", "create_time", "last_used", "expire_time", "end_time", "factor_time", "lock_time", "source", "code_time") VALUES (x'01a3ffe38d80e2ee7fc6d84f341635df', x'cd7769db3bd39035654392c13f514d6851e5ab18e0c3604ed174cef989a7819d', x'01a3ffe38d8017d08d70bcbba3cd855a', 'under test', 1803884400000000, 1803884400000000, 1803927600000000, NULL, 1803884400000000, NULL, 'unix', NULL);
INSERT INTO "session" ("id", "token_hash", "user", "client_label", "create_time", "last_used", "expire_time", "end_time", "factor_time", "lock_time", "source", "code_time") VALUES (x'01a3ffe38d80f908cd6968cae4df8a24', x'711ca62642b5cbe4b56057004b23154054cdcb26e7c0d1133acd2be6e26ed9c6', x'01a3ffe38d80835314c53d69eeb928b7', 'under test', 1803884400000000, 1803884400000000, 1803927600000000, NULL, 1803884400000000, NULL, 'unix', NULL);
INSERT INTO "session" ("id", "token_hash", "user", "client_label", "create_time", "last_used", "expire_time", "end_time", "factor_time", "lock_time", "source", "code_time") VALUES (x'01a400684de0d793795a263a3a158451', x'083e4f0dab4e264f484996a44d17a7b23a98cbebd53bfa2b055ae8dfa8d7ae37', x'01a3ffe38d80835314c53d69eeb928b7', 'another terminal', 1803893100000000, 1803893100000000, 1803936300000000, NULL, 1803893100000000, NULL, 'unix', NULL);
INSERT INTO "session" ("id", "token_hash", "user", "client_label", "create_time", "last_used", "expire_time", "end_time", "factor_time", "lock_time", "source", "code_time") VALUES (x'01a400684de0df3eb4a1e62d7dab5c6f', x'1ec69119f5a83770f5c84a8f18db33f95ba23d9b8836e24975261e866e590cf7', x'01a3ffe38d8017d08d70bcbba3cd855a', 'another terminal', 1803893100000000, 1803893100000000, 1803936300000000, NULL, 1803893100000000, NULL, 'unix', NULL);
INSERT INTO "sqlite_sequence" ("name", "seq") VALUES ('audit', 49);
INSERT INTO "sqlite_sequence" ("name", "seq") VALUES ('event', 56);
INSERT INTO "user" ("id", "user_name", "email", "password", "first_name", "last_name", "sort_key", "phone", "address", "picture", "roles", "requested_role", "state", "create_time", "update_time", "version", "short_password") VALUES (x'01a3ffe38d80012d353afa61af3aac87', 'bob', 'bob@example.org', '$argon2id$v=19$m=64,t=1,p=1$A2BgJBivxWnJGo50RHwqVQ$unBxlAmxdsrFoaRT8IDUzR2UUsIcLetvZVXUmvYqFMY', 'Bob', 'Bob-Test', 'bob test bob', '+49 30 1234567', '{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""}', x'', 8, 0, 1, 1803884400000000, 1803884400000000, 2, 0);
INSERT INTO "user" ("id", "user_name", "email", "password", "first_name", "last_name", "sort_key", "phone", "address", "picture", "roles", "requested_role", "state", "create_time", "update_time", "version", "short_password") VALUES (x'01a3ffe38d8017d08d70bcbba3cd855a', 'ida', 'ida@example.org', '$argon2id$v=19$m=64,t=1,p=1$/SizIyW9vXImyLSRts8ZEw$IcoJ4D5H8GEljh3cTp26Hukjw2eV2QxF5yiYqLuE8/o', 'Ida', 'Ida-Test', 'ida test ida', '+49 30 1234567', '{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""}', x'', 2, 0, 1, 1803884400000000, 1803884400000000, 2, 0);
INSERT INTO "user" ("id", "user_name", "email", "password", "first_name", "last_name", "sort_key", "phone", "address", "picture", "roles", "requested_role", "state", "create_time", "update_time", "version", "short_password") VALUES (x'01a3ffe38d801f76639b9a8f290ad41b', 'pia', 'pia@example.org', '$argon2id$v=19$m=64,t=1,p=1$c3bNFm45nHoD9d0o1tpreg$xCuDr8anDqDYDQQQvoe8DtY5AfTgL5wFYJpYvZCN0Hs', 'Pia', 'Pia-Test', 'pia test pia', '', '{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""}', x'', 0, 4, 2, 1803884400000000, 1803884400000000, 1, 0);
INSERT INTO "user" ("id", "user_name", "email", "password", "first_name", "last_name", "sort_key", "phone", "address", "picture", "roles", "requested_role", "state", "create_time", "update_time", "version", "short_password") VALUES (x'01a3ffe38d80835314c53d69eeb928b7', 'moreau', 'moreau@example.org', '$argon2id$v=19$m=64,t=1,p=1$4uWV3qeGZbKtf/6DUaTNWw$ac+a8r/+SaeKBt3pwOzrZ9pFi45DSkvM9tx72rymIqE', 'Moreau', 'Moreau-Test', 'moreau test moreau', '+49 30 1234567', '{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""}', x'', 4, 0, 1, 1803884400000000, 1803884400000000, 2, 0);
INSERT INTO "user" ("id", "user_name", "email", "password", "first_name", "last_name", "sort_key", "phone", "address", "picture", "roles", "requested_role", "state", "create_time", "update_time", "version", "short_password") VALUES (x'01a3ffe38d80883a340f3b1555994cd7', 'braun', 'braun@example.org', '$argon2id$v=19$m=64,t=1,p=1$D74HooQmCTgmr7+WXKJGgw$/ayxKqmmC17KsFvr2TNmFnZa0U4QRKfjG42ybW22cLk', 'Braun', 'Braun-Test', 'braun test braun', '+49 30 1234567', '{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""}', x'', 4, 0, 1, 1803884400000000, 1803884400000000, 2, 0);
INSERT INTO "user" ("id", "user_name", "email", "password", "first_name", "last_name", "sort_key", "phone", "address", "picture", "roles", "requested_role", "state", "create_time", "update_time", "version", "short_password") VALUES (x'01a3ffe38d80b207dc0a97b3b677738a', 'ana', 'ana@example.org', '$argon2id$v=19$m=64,t=1,p=1$b1n5617hM/JUgH0yldUAAg$gNW6UbDzhnebPEPW8Q+NvzMRtPmNGojiKprAf69bVss', 'Ana', 'Ana-Test', 'ana test ana', '+49 30 1234567', '{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""}', x'', 8, 0, 1, 1803884400000000, 1803884400000000, 2, 0);
INSERT INTO "user" ("id", "user_name", "email", "password", "first_name", "last_name", "sort_key", "phone", "address", "picture", "roles", "requested_role", "state", "create_time", "update_time", "version", "short_password") VALUES (x'01a3ffe38d80df5ec11751b6f69e8386', 'admin', 'admin@example.org', '$argon2id$v=19$m=64,t=1,p=1$U5yIREH/tOkge63iZiN7aQ$OcHGgo3NNc11ewpsQyC+iZ8vqdMl6mls7W9Rp+xa2YQ', 'Ada', 'Admin', 'admin ada', '', '{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""}', x'', 1, 0, 1, 1803884400000000, 1803884400000000, 1, 0);
INSERT INTO "working_hours" ("doctor", "rules", "update_time", "version") VALUES (x'01a3ffe38d801ce91d19c89d1dfa1625', '[{"weekday":"Mon","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Tue","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Wed","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Thu","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Fri","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Sat","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Sun","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]}]', 1803884400000000, 1);
INSERT INTO "working_hours" ("doctor", "rules", "update_time", "version") VALUES (x'01a3ffe38d80633c0665975ee2b28884', '[{"weekday":"Mon","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Tue","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Wed","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Thu","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Fri","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Sat","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Sun","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]}]', 1803884400000000, 1);
CREATE INDEX activation_by_expiry ON activation (expire_time);
CREATE INDEX activation_by_user ON activation (user) WHERE use_time IS NULL;
CREATE INDEX api_token_by_expiry ON api_token (expire_time);
CREATE INDEX api_token_by_user ON api_token (user, id) WHERE end_time IS NULL;
CREATE INDEX appointment_between ON appointment (doctor, patient)
    WHERE state NOT IN ('rejected', 'entered_in_error');
CREATE INDEX appointment_by_doctor ON appointment (doctor, start_time, id);
CREATE INDEX appointment_by_patient ON appointment (patient, start_time, id);
CREATE INDEX appointment_by_start ON appointment (start_time, id);
CREATE TRIGGER appointment_is_never_deleted BEFORE DELETE ON appointment
BEGIN SELECT RAISE(ABORT, 'visits are never deleted'); END;
CREATE TRIGGER appointment_needs_the_doctor AFTER INSERT ON appointment
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
CREATE INDEX appointment_open ON appointment (start_time, id)
    WHERE state IN ('requested', 'approved', 'arrived', 'ready', 'in_visit');
CREATE TRIGGER appointment_step_is_never_changed BEFORE UPDATE ON appointment_step
BEGIN SELECT RAISE(ABORT, 'steps of a visit are never changed'); END;
CREATE TRIGGER appointment_step_is_never_deleted BEFORE DELETE ON appointment_step
BEGIN SELECT RAISE(ABORT, 'steps of a visit are never deleted'); END;
CREATE TRIGGER appointment_still_needs_the_doctor
AFTER UPDATE OF state, doctor, start_time, end_time, buffer_before, buffer_after, visit_end_time ON appointment
WHEN NEW.taken_until > NEW.start_time AND EXISTS (
    SELECT 1 FROM appointment AS other
    WHERE other.doctor = NEW.doctor AND other.taken_until > other.start_time AND other.id <> NEW.id
      AND other.block_from > NEW.block_from - 28800000000
      AND other.block_from < NEW.block_until AND NEW.block_from < other.block_until)
BEGIN SELECT RAISE(ABORT, 'the doctor has another visit then'); END;
CREATE TRIGGER appointment_still_needs_the_patient
AFTER UPDATE OF state, patient, start_time, end_time, visit_end_time ON appointment
WHEN NEW.taken_until > NEW.start_time AND EXISTS (
    SELECT 1 FROM appointment AS other
    WHERE other.patient = NEW.patient AND other.taken_until > other.start_time AND other.id <> NEW.id
      AND other.start_time > NEW.start_time - 14400000000
      AND other.start_time < NEW.taken_until AND NEW.start_time < other.taken_until)
BEGIN SELECT RAISE(ABORT, 'the patient has another visit then'); END;
CREATE INDEX appointment_takes_doctor ON appointment (doctor, block_from, block_until, id) WHERE taken_until > start_time;
CREATE INDEX appointment_takes_patient ON appointment (patient, start_time, taken_until, id) WHERE taken_until > start_time;
CREATE INDEX audit_by_object ON audit (object, seq);
CREATE INDEX audit_by_patient ON audit (patient, seq) WHERE patient IS NOT NULL;
CREATE INDEX audit_by_time ON audit (time, seq);
CREATE INDEX audit_by_user ON audit (user, seq);
CREATE TRIGGER audit_is_chained BEFORE INSERT ON audit
WHEN NEW.hash IS NULL OR length(NEW.hash) <> 32
BEGIN SELECT RAISE(ABORT, 'audit rows carry the hash of the chain'); END;
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
WHEN OLD.hash IS NOT NULL OR NEW.hash IS NULL OR length(NEW.hash) <> 32 OR NEW.seq <> OLD.seq OR NEW.time <> OLD.time
  OR NEW.user IS NOT OLD.user OR NEW.session IS NOT OLD.session OR NEW.token IS NOT OLD.token OR NEW.roles <> OLD.roles
  OR NEW.method <> OLD.method OR NEW.object <> OLD.object OR NEW.patient IS NOT OLD.patient
  OR NEW.outcome <> OLD.outcome OR NEW.source <> OLD.source OR NEW.reason <> OLD.reason
BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END;
CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'audit rows are never deleted'); END;
CREATE TRIGGER conversation_cursor_never_goes_back BEFORE UPDATE OF delivered_seq, read_seq ON conversation_member
WHEN NEW.delivered_seq < OLD.delivered_seq OR NEW.read_seq < OLD.read_seq
BEGIN SELECT RAISE(ABORT, 'a cursor never goes back'); END;
CREATE INDEX conversation_member_latest ON conversation_member (user, update_time, conversation)
    WHERE update_time IS NOT NULL;
CREATE INDEX conversation_member_unread ON conversation_member (user, unread_since, conversation, side, unread)
    WHERE unread_since IS NOT NULL;
CREATE INDEX conversation_of_desk ON conversation (update_time, id)
    WHERE desk_for IS NOT NULL AND update_time IS NOT NULL;
CREATE INDEX device_by_user ON device (user, last_used);
CREATE INDEX emergency_access_by_doctor ON emergency_access (doctor, expire_time) WHERE end_time IS NULL;
CREATE INDEX emergency_access_by_patient ON emergency_access (patient, expire_time) WHERE end_time IS NULL;
CREATE UNIQUE INDEX message_by_request ON message (author, request_id);
CREATE TRIGGER message_is_never_changed BEFORE UPDATE ON message
BEGIN SELECT RAISE(ABORT, 'messages are never changed'); END;
CREATE INDEX notice_by_user ON notice (user, id);
CREATE INDEX notice_of_messages ON notice (user, subject) WHERE read_time IS NULL AND kind = 'message';
CREATE INDEX notice_unread ON notice (user, id) WHERE read_time IS NULL;
CREATE INDEX patient_by_birth_date ON patient (birth_date, sort_key, id);
CREATE INDEX patient_by_email ON patient (email COLLATE NOCASE) WHERE email <> '';
CREATE INDEX patient_by_name ON patient (sort_key, id);
CREATE INDEX patient_key_by_patient ON patient_key (patient, key);
CREATE INDEX patient_phone_by_patient ON patient_phone (patient);
CREATE INDEX schedule_exception_by_date ON schedule_exception (doctor, from_date, id);
CREATE INDEX schedule_exception_by_end ON schedule_exception (to_date) WHERE cancel_time IS NULL;
CREATE INDEX schedule_exception_in_force ON schedule_exception (doctor, to_date) WHERE cancel_time IS NULL;
CREATE INDEX session_by_expiry ON session (expire_time);
CREATE INDEX session_by_user ON session (user, id) WHERE end_time IS NULL;
CREATE INDEX throttle_by_time ON throttle (last_failure);
CREATE INDEX user_at_desk ON user (id) WHERE roles & 2 <> 0;
CREATE INDEX user_by_name ON user (sort_key, id);
CREATE INDEX user_by_state ON user (state, sort_key, id);
CREATE INDEX user_on_staff ON user (sort_key, id) WHERE roles & 7 <> 0;
COMMIT;

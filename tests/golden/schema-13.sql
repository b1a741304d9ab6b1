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
) STRICT;
CREATE TABLE event_audience (
    -- 'u' + user id, 'r' + role bit, or 'e' for everyone
    audience BLOB    NOT NULL,
    seq      INTEGER NOT NULL REFERENCES event (seq),
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
CREATE TABLE request (
    -- the user; 16 zero bytes for strangers
    scope       BLOB    NOT NULL,
    request_id  TEXT    NOT NULL,
    fingerprint BLOB    NOT NULL,
    answer      TEXT    NOT NULL,
    time        INTEGER NOT NULL, seq INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (scope, request_id)
) STRICT, WITHOUT ROWID;
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
INSERT INTO "activation" ("code_hash", "user", "create_time", "expire_time", "use_time") VALUES (x'49c054b1a7b20c7ae2096c7d627ee904b399263a8f34cda0c2612ba7c0228284', NULL, 1803884400000000, 1803970800000000, 1803884400000000);
INSERT INTO "activation" ("code_hash", "user", "create_time", "expire_time", "use_time") VALUES (x'59b0114a0da0e750f6739c44dfa9be0a32dd8d883089d8d69f97bf5c832f3dfe', x'01a3ffe38d80b772085e7331bc6b4d14', 1803884400000000, 1803970800000000, 1803884400000000);
INSERT INTO "activation" ("code_hash", "user", "create_time", "expire_time", "use_time") VALUES (x'b4221b027e924f75e65ef7c4d5691f3dac65c989beba39a17d5ad0217bdfeb30', x'01a3ffe38d803a9f7c669769b9ce65e3', 1803884400000000, 1803970800000000, 1803884400000000);
INSERT INTO "activation" ("code_hash", "user", "create_time", "expire_time", "use_time") VALUES (x'bd1649e0b016f9710e5d24fb709df7d3f6492029899f734af8d003ac00c69509', x'01a3ffe38d809f8cfea732ebe09d3d63', 1803884400000000, 1803970800000000, 1803884400000000);
INSERT INTO "activation" ("code_hash", "user", "create_time", "expire_time", "use_time") VALUES (x'cf45766c8619327f8d04a74405c56b1594a5882a1f4c9eacef7048e6d59bf757', x'01a3ffe38d809901bac9faaeba28c97e', 1803884400000000, 1803970800000000, 1803884400000000);
INSERT INTO "activation" ("code_hash", "user", "create_time", "expire_time", "use_time") VALUES (x'e205ebbd00d95207f3434556f778e589cb5c0c42c2d0ad146c92d939901c0c16', x'01a3ffe38d80074e92e91e7a2a12c910', 1803884400000000, 1803970800000000, 1803884400000000);
INSERT INTO "api_token" ("id", "token_hash", "user", "display_name", "scopes", "source_networks", "create_time", "expire_time", "last_used", "last_source", "end_time") VALUES (x'01a3ffe38d802454d41c2d412e158a3b', x'f0ecb4cee6708442d70af515570d36e546f3c8b1edac501c5b63ac5a1fa4a6f4', x'01a3ffe38d809901bac9faaeba28c97e', 'nightly export', '["DoctorService/GetDoctor","DoctorService/ListDoctors","DoctorService/ListSpecializations"]', '[]', 1803884400000000, 1803888000000000, NULL, '', NULL);
INSERT INTO "api_token" ("id", "token_hash", "user", "display_name", "scopes", "source_networks", "create_time", "expire_time", "last_used", "last_source", "end_time") VALUES (x'01a3ffe38d80393df1de407f038d86ae', x'21457a518cf47914ca15e03714ff8742ff319f5eba5d22143c0952fd2a6e6b6f', x'01a3ffe38d80074e92e91e7a2a12c910', 'nightly export', '["DoctorService/GetDoctor","DoctorService/ListDoctors","DoctorService/ListSpecializations"]', '[]', 1803884400000000, 1803888000000000, NULL, '', NULL);
INSERT INTO "api_token" ("id", "token_hash", "user", "display_name", "scopes", "source_networks", "create_time", "expire_time", "last_used", "last_source", "end_time") VALUES (x'01a3ffe38d804fd2275d9d78ced5c668', x'8a5059b3175b2da4e5b4cbb305f978cb6e792bcffb7ec2de226e969c0aa767ff', x'01a3ffe38d80d5dbac665d1f556d52c5', 'nightly export', '["DoctorService/GetDoctor","DoctorService/ListDoctors","DoctorService/ListSpecializations","DoctorService/SetDutyStatus","DoctorService/UpdateDoctor"]', '[]', 1803884400000000, 1803888000000000, NULL, '', NULL);
INSERT INTO "api_token" ("id", "token_hash", "user", "display_name", "scopes", "source_networks", "create_time", "expire_time", "last_used", "last_source", "end_time") VALUES (x'01a3ffe38d805ae855c20df46740b704', x'01343243558e6ac8b5384cfae49a7c5369cece56c3150e42193f19d50cd875fe', x'01a3ffe38d80b772085e7331bc6b4d14', 'nightly export', '["DoctorService/GetDoctor","DoctorService/ListDoctors","DoctorService/ListSpecializations","DoctorService/SetDutyStatus","DoctorService/UpdateDoctor"]', '[]', 1803884400000000, 1803888000000000, NULL, '', NULL);
INSERT INTO "api_token" ("id", "token_hash", "user", "display_name", "scopes", "source_networks", "create_time", "expire_time", "last_used", "last_source", "end_time") VALUES (x'01a3ffe38d80796d7bedbf5db2348c24', x'3b42699b6d2a5fe972f5e50a29fd2cd63514c42a6bdf3b7ee4a58e4cd05b3085', x'01a3ffe38d809f8cfea732ebe09d3d63', 'nightly export', '["DoctorService/GetDoctor","DoctorService/ListDoctors","DoctorService/ListSpecializations","DoctorService/SetDutyStatus"]', '[]', 1803884400000000, 1803888000000000, NULL, '', NULL);
INSERT INTO "appointment" ("id", "version", "state", "patient", "doctor", "start_time", "end_time", "buffer_before", "buffer_after", "room", "kind", "note", "reason", "late", "walk_in", "overridden", "requested_by", "create_time", "update_time", "arrive_time", "ready_time", "visit_start_time", "visit_end_time", "closed", "last_step", "seal", "reason_seal") VALUES (x'01a3ffe38d80065c11d054c39690e508', 2, 'approved', x'01a3ffe38d80713f4eaf2fd957e81980', x'01a3ffe38d80c3c09720a49981e631ce', 1803978000000000, 1803979800000000, 0, 0, '', 'follow_up', '', 'A cough that stays', 0, 0, NULL, x'01a3ffe38d80074e92e91e7a2a12c910', 1803884400000000, 1803884400000000, NULL, NULL, NULL, NULL, NULL, '{"verb":"approve","actor":{"user":"users/01mfzy73c0pxs0gqkk66y6pk8m","role":"Doctor"},"time":"2027-03-01T07:00:00Z","before":{"state":"requested","doctor":{"id":"doctors/01mfzy73c0rf09e854k60yccee","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-02T09:00:00Z","end":"2027-03-02T09:30:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null}}', x'0b4e6851c5daa3002c9ac4871fc62d85', x'fbf9a48e69e6c9d0769a7fc8b4cec65f');
INSERT INTO "appointment" ("id", "version", "state", "patient", "doctor", "start_time", "end_time", "buffer_before", "buffer_after", "room", "kind", "note", "reason", "late", "walk_in", "overridden", "requested_by", "create_time", "update_time", "arrive_time", "ready_time", "visit_start_time", "visit_end_time", "closed", "last_step", "seal", "reason_seal") VALUES (x'01a3ffe38d80384b65d16996e29f3b9a', 2, 'approved', x'01a3ffe38d80aeeb6b5970d4c519236a', x'01a3ffe38d80412f5c3d10829958aa9c', 1803978000000000, 1803979800000000, 0, 0, '', 'follow_up', '', 'A cough that stays', 0, 0, NULL, x'01a3ffe38d809901bac9faaeba28c97e', 1803884400000000, 1803884400000000, NULL, NULL, NULL, NULL, NULL, '{"verb":"approve","actor":{"user":"users/01mfzy73c07afqrsmqd6wwwsf3","role":"Doctor"},"time":"2027-03-01T07:00:00Z","before":{"state":"requested","doctor":{"id":"doctors/01mfzy73c084qnrf8ggacnhamw","name":"Braun-Test, Braun"},"span":{"start":"2027-03-02T09:00:00Z","end":"2027-03-02T09:30:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null}}', x'd35cd82e9ab755b94624a83c99cc1e37', x'd77220237834adb1095d9d12fc41561d');
INSERT INTO "appointment" ("id", "version", "state", "patient", "doctor", "start_time", "end_time", "buffer_before", "buffer_after", "room", "kind", "note", "reason", "late", "walk_in", "overridden", "requested_by", "create_time", "update_time", "arrive_time", "ready_time", "visit_start_time", "visit_end_time", "closed", "last_step", "seal", "reason_seal") VALUES (x'01a3ffe38d80732bf77e8f74e0dc5a19', 5, 'completed', x'01a3ffe38d80713f4eaf2fd957e81980', x'01a3ffe38d80c3c09720a49981e631ce', 1803893400000000, 1803895200000000, 0, 0, '', 'follow_up', '', 'A cough that stays', 0, 0, NULL, x'01a3ffe38d80074e92e91e7a2a12c910', 1803884400000000, 1803893100000000, 1803893100000000, NULL, 1803893100000000, 1803893100000000, NULL, '{"verb":"complete","actor":{"user":"users/01mfzy73c0pxs0gqkk66y6pk8m","role":"Doctor"},"time":"2027-03-01T09:25:00Z","before":{"state":"in_visit","doctor":{"id":"doctors/01mfzy73c0rf09e854k60yccee","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":"2027-03-01T09:25:00Z","ready_at":null,"started_at":"2027-03-01T09:25:00Z","ended_at":null,"closed":null}}', x'971da0381efe62c9b3dfc4be9c6b9075', x'52b257a56d1b4ea7fe0e29a8d5c75c09');
INSERT INTO "appointment" ("id", "version", "state", "patient", "doctor", "start_time", "end_time", "buffer_before", "buffer_after", "room", "kind", "note", "reason", "late", "walk_in", "overridden", "requested_by", "create_time", "update_time", "arrive_time", "ready_time", "visit_start_time", "visit_end_time", "closed", "last_step", "seal", "reason_seal") VALUES (x'01a3ffe38d8082474c5edaca963caca9', 2, 'cancelled', x'01a3ffe38d80713f4eaf2fd957e81980', x'01a3ffe38d80c3c09720a49981e631ce', 1804240800000000, 1804242600000000, 0, 0, '', 'follow_up', '', 'A cough that stays', 0, 0, NULL, x'01a3ffe38d80074e92e91e7a2a12c910', 1803884400000000, 1803884400000000, NULL, NULL, NULL, NULL, '{"by":"patient","reason":"cannot come","time":"2027-03-01T07:00:00Z","late":false}', '{"verb":"cancel","actor":{"user":"users/01mfzy73c00x795t8yf8n15j8g","role":"Patient"},"time":"2027-03-01T07:00:00Z","before":{"state":"requested","doctor":{"id":"doctors/01mfzy73c0rf09e854k60yccee","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-05T10:00:00Z","end":"2027-03-05T10:30:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null}}', x'1a2be42144bcca18d0d16b75a608bae0', x'34e8950a6613c338edf7748d0c43e78c');
INSERT INTO "appointment_step" ("appointment", "version", "time", "actor", "role", "verb", "from_state", "to_state", "start_time", "end_time", "reason", "seal") VALUES (x'01a3ffe38d80065c11d054c39690e508', 1, 1803884400000000, x'01a3ffe38d80074e92e91e7a2a12c910', 8, 'book', NULL, 'requested', 1803978000000000, 1803979800000000, '', x'c41123e44afe829d787e53b38685db53');
INSERT INTO "appointment_step" ("appointment", "version", "time", "actor", "role", "verb", "from_state", "to_state", "start_time", "end_time", "reason", "seal") VALUES (x'01a3ffe38d80065c11d054c39690e508', 2, 1803884400000000, x'01a3ffe38d80b772085e7331bc6b4d14', 4, 'approve', 'requested', 'approved', 1803978000000000, 1803979800000000, '', x'b4b5cc3a3644f0ac22a9f3a31f88c12a');
INSERT INTO "appointment_step" ("appointment", "version", "time", "actor", "role", "verb", "from_state", "to_state", "start_time", "end_time", "reason", "seal") VALUES (x'01a3ffe38d80384b65d16996e29f3b9a', 1, 1803884400000000, x'01a3ffe38d809901bac9faaeba28c97e', 8, 'book', NULL, 'requested', 1803978000000000, 1803979800000000, '', x'5f7c557142e6248b63b0333883d9d842');
INSERT INTO "appointment_step" ("appointment", "version", "time", "actor", "role", "verb", "from_state", "to_state", "start_time", "end_time", "reason", "seal") VALUES (x'01a3ffe38d80384b65d16996e29f3b9a', 2, 1803884400000000, x'01a3ffe38d803a9f7c669769b9ce65e3', 4, 'approve', 'requested', 'approved', 1803978000000000, 1803979800000000, '', x'c6595b32beda781ad073e9fda2317e8f');
INSERT INTO "appointment_step" ("appointment", "version", "time", "actor", "role", "verb", "from_state", "to_state", "start_time", "end_time", "reason", "seal") VALUES (x'01a3ffe38d80732bf77e8f74e0dc5a19', 1, 1803884400000000, x'01a3ffe38d80074e92e91e7a2a12c910', 8, 'book', NULL, 'requested', 1803893400000000, 1803895200000000, '', x'f430e543bccb6f45c913178f2225b61f');
INSERT INTO "appointment_step" ("appointment", "version", "time", "actor", "role", "verb", "from_state", "to_state", "start_time", "end_time", "reason", "seal") VALUES (x'01a3ffe38d80732bf77e8f74e0dc5a19', 2, 1803884400000000, x'01a3ffe38d80b772085e7331bc6b4d14', 4, 'approve', 'requested', 'approved', 1803893400000000, 1803895200000000, '', x'3bddc98a1f08757580eeb2fb5a3a5413');
INSERT INTO "appointment_step" ("appointment", "version", "time", "actor", "role", "verb", "from_state", "to_state", "start_time", "end_time", "reason", "seal") VALUES (x'01a3ffe38d80732bf77e8f74e0dc5a19', 3, 1803893100000000, x'01a3ffe38d809f8cfea732ebe09d3d63', 2, 'arrive', 'approved', 'arrived', 1803893400000000, 1803895200000000, '', x'30f0fd2cf9d994c35cd2a29a3745cd76');
INSERT INTO "appointment_step" ("appointment", "version", "time", "actor", "role", "verb", "from_state", "to_state", "start_time", "end_time", "reason", "seal") VALUES (x'01a3ffe38d80732bf77e8f74e0dc5a19', 4, 1803893100000000, x'01a3ffe38d80b772085e7331bc6b4d14', 4, 'start', 'arrived', 'in_visit', 1803893400000000, 1803895200000000, '', x'54d6c43124f731269ec9fb8c22e559ca');
INSERT INTO "appointment_step" ("appointment", "version", "time", "actor", "role", "verb", "from_state", "to_state", "start_time", "end_time", "reason", "seal") VALUES (x'01a3ffe38d80732bf77e8f74e0dc5a19', 5, 1803893100000000, x'01a3ffe38d80b772085e7331bc6b4d14', 4, 'complete', 'in_visit', 'completed', 1803893400000000, 1803895200000000, '', x'698c3121ceacb49a661460b006a3beaa');
INSERT INTO "appointment_step" ("appointment", "version", "time", "actor", "role", "verb", "from_state", "to_state", "start_time", "end_time", "reason", "seal") VALUES (x'01a3ffe38d8082474c5edaca963caca9', 1, 1803884400000000, x'01a3ffe38d80074e92e91e7a2a12c910', 8, 'book', NULL, 'requested', 1804240800000000, 1804242600000000, '', x'135ad5087d6921ac1e0883ea30a5b6aa');
INSERT INTO "appointment_step" ("appointment", "version", "time", "actor", "role", "verb", "from_state", "to_state", "start_time", "end_time", "reason", "seal") VALUES (x'01a3ffe38d8082474c5edaca963caca9', 2, 1803884400000000, x'01a3ffe38d80074e92e91e7a2a12c910', 8, 'cancel', 'requested', 'cancelled', 1804240800000000, 1804242600000000, 'cannot come', x'c72b253fb87946f0eb04fa67e4301ded');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (1, 1803884400000000, x'01a3ffe38d80d5dbac665d1f556d52c5', x'01a3ffe38d8037151cbad2ac02489fda', 'SessionService/Activate', 'users/01mfzy73c0tqdtrsjx3xaptmp5', NULL, 'ok', x'342a7bd42e9c726fd2a05a6b778624e7ab3a2084461947ddbeee3cf451e320c7', 1, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (2, 1803884400000000, x'01a3ffe38d80d5dbac665d1f556d52c5', x'01a3ffe38d8037151cbad2ac02489fda', 'UserService/CreateUser', 'users/01mfzy73c0ky6fx9sjxfg9tfb3', NULL, 'ok', x'5b4027e83d7de1161847c5e6ab5b7d1966c5107dba117b536ca17428955d9b9a', 1, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (3, 1803884400000000, x'01a3ffe38d809f8cfea732ebe09d3d63', x'01a3ffe38d80acfa013a63cfe08da14d', 'SessionService/Activate', 'users/01mfzy73c0ky6fx9sjxfg9tfb3', NULL, 'ok', x'04e98ba2690b0a45d6d12029e3356472daa5bb89531318c08e92788b750adc1b', 2, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (4, 1803884400000000, x'01a3ffe38d80d5dbac665d1f556d52c5', x'01a3ffe38d8037151cbad2ac02489fda', 'UserService/CreateUser', 'users/01mfzy73c00x795t8yf8n15j8g', x'01a3ffe38d80713f4eaf2fd957e81980', 'ok', x'dcf18b18248f1bbe44961b7b4db38144265f4ed4f55a7b2e185bb5e63a4d09cb', 1, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (5, 1803884400000000, x'01a3ffe38d80074e92e91e7a2a12c910', x'01a3ffe38d8041caf6d3d7c7da3f6f92', 'SessionService/Activate', 'users/01mfzy73c00x795t8yf8n15j8g', x'01a3ffe38d80713f4eaf2fd957e81980', 'ok', x'39fb101d99079ed943f1ff43d063da15cea9de1d078e8f7691eaf63da18342c5', 8, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (6, 1803884400000000, x'01a3ffe38d80d5dbac665d1f556d52c5', x'01a3ffe38d8037151cbad2ac02489fda', 'UserService/CreateUser', 'users/01mfzy73c0pxs0gqkk66y6pk8m', NULL, 'ok', x'87ce622b9f4b32e1b7950690418234c34dd56c26dbb1861bd8a74b82aa7abf32', 1, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (7, 1803884400000000, x'01a3ffe38d80b772085e7331bc6b4d14', x'01a3ffe38d80cea1809c7572e57ba3b2', 'SessionService/Activate', 'users/01mfzy73c0pxs0gqkk66y6pk8m', NULL, 'ok', x'39c72bbaf9cfad0aedcbfed844fe875be4438cc358746588f38f5d799787a327', 4, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (8, 1803884400000000, x'01a3ffe38d80d5dbac665d1f556d52c5', x'01a3ffe38d8037151cbad2ac02489fda', 'UserService/CreateUser', 'users/01mfzy73c0k40vnjftntx2hjby', x'01a3ffe38d80aeeb6b5970d4c519236a', 'ok', x'd83abe672ddc45969c6869311d653b02fed538326fd74a13d4581a7b0c3310bb', 1, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (9, 1803884400000000, x'01a3ffe38d809901bac9faaeba28c97e', x'01a3ffe38d80095d95168e7c1c7314ae', 'SessionService/Activate', 'users/01mfzy73c0k40vnjftntx2hjby', x'01a3ffe38d80aeeb6b5970d4c519236a', 'ok', x'9bfc0806e5339f635250995ed246e3f2da3c34c4a790f2f6426dd2e61e1f0b57', 8, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (10, 1803884400000000, x'01a3ffe38d80d5dbac665d1f556d52c5', x'01a3ffe38d8037151cbad2ac02489fda', 'UserService/CreateUser', 'users/01mfzy73c07afqrsmqd6wwwsf3', NULL, 'ok', x'36c0cc4459f66647bd05bec7210cda9249f09b14e620766f4c13cf3021fb6b64', 1, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (11, 1803884400000000, x'01a3ffe38d803a9f7c669769b9ce65e3', x'01a3ffe38d80d791117642851fc78e6e', 'SessionService/Activate', 'users/01mfzy73c07afqrsmqd6wwwsf3', NULL, 'ok', x'bfa8fd91147e91b6a4b1be5dc4605a18be5f11013da444345c52883c32194744', 4, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (12, 1803884400000000, x'01a3ffe38d80d5dbac665d1f556d52c5', x'01a3ffe38d8037151cbad2ac02489fda', 'ScheduleService/UpdateWorkingHours', 'doctors/01mfzy73c0rf09e854k60yccee', NULL, 'ok', x'dc11ac24272ec645dd85bd0106f377eb1da6fbc541c333b818633098f32612e6', 1, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (13, 1803884400000000, x'01a3ffe38d80d5dbac665d1f556d52c5', x'01a3ffe38d8037151cbad2ac02489fda', 'ScheduleService/UpdateWorkingHours', 'doctors/01mfzy73c084qnrf8ggacnhamw', NULL, 'ok', x'4a4f6b136b996d600ddc1c93d3d925e3d6eb614eec187284e7c028dab0193c77', 1, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (14, 1803884400000000, NULL, NULL, 'SessionService/SignUp', 'users/01mfzy73c0gsb2b0cywk8mqcwn', NULL, 'ok', x'9c5b762c90911071ff47d445e4b83a57a1976223c9938617b5615f5dc663e9d9', 0, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (15, 1803884400000000, x'01a3ffe38d80074e92e91e7a2a12c910', x'01a3ffe38d8041caf6d3d7c7da3f6f92', 'AppointmentService/BookAppointment', 'appointments/01mfzy73c00se13m2mreb91s88', x'01a3ffe38d80713f4eaf2fd957e81980', 'ok', x'a1fda52453fb026f9392ab7ebfecfe31b921a43815d26a808257b36120d6741d', 8, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (16, 1803884400000000, x'01a3ffe38d80b772085e7331bc6b4d14', x'01a3ffe38d80cea1809c7572e57ba3b2', 'AppointmentService/ApproveAppointment', 'appointments/01mfzy73c00se13m2mreb91s88', x'01a3ffe38d80713f4eaf2fd957e81980', 'ok', x'89e94b4bce7547974a25c404f409fbc080b9fab73e6d8e611877c3105160f5c6', 4, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (17, 1803884400000000, x'01a3ffe38d809901bac9faaeba28c97e', x'01a3ffe38d80095d95168e7c1c7314ae', 'AppointmentService/BookAppointment', 'appointments/01mfzy73c0715pbmb9jvh9yewt', x'01a3ffe38d80aeeb6b5970d4c519236a', 'ok', x'898c4efe5f6545acb1f13c1980b238bd687e1aad9c474ede8b4048aaf8c5b276', 8, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (18, 1803884400000000, x'01a3ffe38d803a9f7c669769b9ce65e3', x'01a3ffe38d80d791117642851fc78e6e', 'AppointmentService/ApproveAppointment', 'appointments/01mfzy73c0715pbmb9jvh9yewt', x'01a3ffe38d80aeeb6b5970d4c519236a', 'ok', x'86d2219790fdd24e51f1ddf41c6bababceb5b5fa4d7aa343f320c0bdf682174e', 4, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (19, 1803884400000000, x'01a3ffe38d809901bac9faaeba28c97e', x'01a3ffe38d80095d95168e7c1c7314ae', 'ConversationService/OpenConversation', 'conversations/01mfzy73c06e55j4by6rcfbdq4', x'01a3ffe38d80aeeb6b5970d4c519236a', 'ok', x'90692df451490da026f62282a06c496cac869d794a5127aa0fc2c1d68396d50f', 8, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (20, 1803884400000000, x'01a3ffe38d809901bac9faaeba28c97e', x'01a3ffe38d80095d95168e7c1c7314ae', 'ConversationService/SendMessage', 'conversations/01mfzy73c06e55j4by6rcfbdq4', x'01a3ffe38d80aeeb6b5970d4c519236a', 'ok', x'63633abdfed980aac31011a0d94c357fdd2a58d529330e23921167df71bb24eb', 8, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (21, 1803884400000000, x'01a3ffe38d80d5dbac665d1f556d52c5', x'01a3ffe38d8037151cbad2ac02489fda', 'ApiTokenService/CreateApiToken', 'apiTokens/01mfzy73c09z92eqcxf37dbhk8', NULL, 'ok', x'068d358a26a01be7818fc33cec89a4fd3f64d9c67a7914ee0091fc87e118cfe0', 1, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (22, 1803884400000000, x'01a3ffe38d809f8cfea732ebe09d3d63', x'01a3ffe38d80acfa013a63cfe08da14d', 'ApiTokenService/CreateApiToken', 'apiTokens/01mfzy73c0f5pqqvdzbps39314', NULL, 'ok', x'35be88b12b89c3852d37dcc877aeed6fdb10eb2b28f9d97fd4fdfa93e4f73469', 2, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (23, 1803884400000000, x'01a3ffe38d80b772085e7331bc6b4d14', x'01a3ffe38d80cea1809c7572e57ba3b2', 'ApiTokenService/CreateApiToken', 'apiTokens/01mfzy73c0bbm5bggdyhkm1dr4', NULL, 'ok', x'f5b0d2b38523309ae515e16efce6dea54890714710de6f70613e853dc2dcf202', 4, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (24, 1803884400000000, x'01a3ffe38d80074e92e91e7a2a12c910', x'01a3ffe38d8041caf6d3d7c7da3f6f92', 'ApiTokenService/CreateApiToken', 'apiTokens/01mfzy73c074yz3qj0fw1rv1ne', NULL, 'ok', x'bac928836d1d5d8e6e85175b708c982b89ce02f598f4bfb9608d80bbc253e418', 8, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (25, 1803884400000000, x'01a3ffe38d80074e92e91e7a2a12c910', x'01a3ffe38d8041caf6d3d7c7da3f6f92', 'ConversationService/OpenConversation', 'conversations/01mfzy73c0227wz1f79v8km4kg', x'01a3ffe38d80713f4eaf2fd957e81980', 'ok', x'760ca29f0adba84c2df012ef2a20182c3cc561c9b1252b22cfca56fdd7383421', 8, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (26, 1803884400000000, x'01a3ffe38d80074e92e91e7a2a12c910', x'01a3ffe38d8041caf6d3d7c7da3f6f92', 'ConversationService/OpenConversation', 'conversations/01mfzy73c0pzjgqpq3v7ma5npg', x'01a3ffe38d80713f4eaf2fd957e81980', 'ok', x'63062a763f785805efb074ca301bfd430d2997ef31947715c709d411fdddd511', 8, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (27, 1803884400000000, x'01a3ffe38d80d5dbac665d1f556d52c5', x'01a3ffe38d8037151cbad2ac02489fda', 'ConversationService/OpenConversation', 'conversations/01mfzy73c08e151qbzc2j3h9x2', NULL, 'ok', x'f1c3e21418e28e2fe6189579952dd89c771d27ad6e9d377b87b77fef944a09ff', 1, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (28, 1803884400000000, x'01a3ffe38d80074e92e91e7a2a12c910', x'01a3ffe38d8041caf6d3d7c7da3f6f92', 'ConversationService/SendMessage', 'conversations/01mfzy73c0227wz1f79v8km4kg', x'01a3ffe38d80713f4eaf2fd957e81980', 'ok', x'bcea17d32e0d56ea55fa374c1956990d5bcf437ecd49cb88dd5a28816fc44473', 8, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (29, 1803884400000000, x'01a3ffe38d80074e92e91e7a2a12c910', x'01a3ffe38d8041caf6d3d7c7da3f6f92', 'ConversationService/SendMessage', 'conversations/01mfzy73c0pzjgqpq3v7ma5npg', x'01a3ffe38d80713f4eaf2fd957e81980', 'ok', x'8a90e5ed5fbab7ce56daca9acc8c31837b9d15ba45c488accb75f550f555e8bc', 8, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (30, 1803884400000000, x'01a3ffe38d80b772085e7331bc6b4d14', x'01a3ffe38d80cea1809c7572e57ba3b2', 'ConversationService/SendMessage', 'conversations/01mfzy73c0227wz1f79v8km4kg', x'01a3ffe38d80713f4eaf2fd957e81980', 'ok', x'6020042a7c5245ccefb25b9f848fa4be3cb8ddd698d97555e44118003759f5f0', 4, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (31, 1803884400000000, x'01a3ffe38d80b772085e7331bc6b4d14', x'01a3ffe38d80cea1809c7572e57ba3b2', 'ConversationService/SendMessage', 'conversations/01mfzy73c08e151qbzc2j3h9x2', NULL, 'ok', x'73e14975f15d53903f3c1643daa2c0ff259e9984ee70db5b849a2edf505b59f4', 4, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (32, 1803884400000000, x'01a3ffe38d80b772085e7331bc6b4d14', x'01a3ffe38d80cea1809c7572e57ba3b2', 'ScheduleService/CreateScheduleException', 'doctors/01mfzy73c0rf09e854k60yccee', NULL, 'ok', x'055acdd5887ee47fe86f759ebd25beafd1761206d1dd125f2b270794e6e0cf52', 4, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (33, 1803884400000000, x'01a3ffe38d80d5dbac665d1f556d52c5', x'01a3ffe38d8037151cbad2ac02489fda', 'EventService/ListNotices', 'notices', NULL, 'ok', x'9c5a236b862f13426286ceace9775b1efccdfffea4bdc18a019a20c5fb129fed', 1, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (34, 1803884400000000, x'01a3ffe38d809f8cfea732ebe09d3d63', x'01a3ffe38d80acfa013a63cfe08da14d', 'EventService/ListNotices', 'notices', NULL, 'ok', x'10126fb669e7d6a6bea85448f67c81d3ac633770f48b249f0996f5f3b777f7cf', 2, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (35, 1803884400000000, x'01a3ffe38d80b772085e7331bc6b4d14', x'01a3ffe38d80cea1809c7572e57ba3b2', 'EventService/ListNotices', 'notices', NULL, 'ok', x'861b84f979d9c0d09a921b81a080b146797d2fcd48e17b9df984c51dffea2898', 4, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (36, 1803884400000000, x'01a3ffe38d80074e92e91e7a2a12c910', x'01a3ffe38d8041caf6d3d7c7da3f6f92', 'EventService/ListNotices', 'notices', NULL, 'ok', x'82b453065b4bafed2eff89ac6cbdc6a423ec3263bdffa264f5152e4d4949c0d6', 8, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (37, 1803884400000000, x'01a3ffe38d809901bac9faaeba28c97e', x'01a3ffe38d80095d95168e7c1c7314ae', 'ApiTokenService/CreateApiToken', 'apiTokens/01mfzy73c04had871d84q1b2hv', NULL, 'ok', x'84e889def7d8946d00e8b86c51b208780ba6999e1728a1957b99d773091aad1c', 8, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (38, 1803884400000000, x'01a3ffe38d803a9f7c669769b9ce65e3', x'01a3ffe38d80d791117642851fc78e6e', 'ScheduleService/CreateScheduleException', 'doctors/01mfzy73c084qnrf8ggacnhamw', NULL, 'ok', x'2683ade65132e2a2fbf6a60c2d2692f2d5b5c59f832fbf0a2ed470ab00ef9dc1', 4, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (39, 1803884400000000, x'01a3ffe38d809901bac9faaeba28c97e', x'01a3ffe38d80095d95168e7c1c7314ae', 'EventService/ListNotices', 'notices', NULL, 'ok', x'3bc5bae505e246ad015e7bc00e0c8273c2e03cee6d75fda40283eebbda1a30f2', 8, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (40, 1803884400000000, x'01a3ffe38d80074e92e91e7a2a12c910', x'01a3ffe38d8041caf6d3d7c7da3f6f92', 'PatientService/UpdatePatientChart', 'patients/01mfzy73c0e4zmxbsfv5byg6c0/chart', x'01a3ffe38d80713f4eaf2fd957e81980', 'ok', x'a0fcb950b001ff1cca86c90c6d8db35d710a54aa3224c0f8545a4de2b98af13a', 8, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (41, 1803884400000000, x'01a3ffe38d80074e92e91e7a2a12c910', x'01a3ffe38d8041caf6d3d7c7da3f6f92', 'AppointmentService/BookAppointment', 'appointments/01mfzy73c0g93mrqptsab3sb59', x'01a3ffe38d80713f4eaf2fd957e81980', 'ok', x'5c67b020ce20dfa5982b1b31f4ca92ef6ef5e965e54ef0d07966bd3bd3bd23aa', 8, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (42, 1803884400000000, x'01a3ffe38d80074e92e91e7a2a12c910', x'01a3ffe38d8041caf6d3d7c7da3f6f92', 'AppointmentService/CancelAppointment', 'appointments/01mfzy73c0g93mrqptsab3sb59', x'01a3ffe38d80713f4eaf2fd957e81980', 'ok', x'a0d4043fa90c3b952bc43edd666b3eef73042d60fc0a7d2e734ec8c1a0f3db51', 8, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (43, 1803884400000000, x'01a3ffe38d80074e92e91e7a2a12c910', x'01a3ffe38d8041caf6d3d7c7da3f6f92', 'AppointmentService/BookAppointment', 'appointments/01mfzy73c0ecnzezmfekgdrpgs', x'01a3ffe38d80713f4eaf2fd957e81980', 'ok', x'1888575560712bfe97e81fa60e2c294a1a958193f6855e912e447d74cc27ffe9', 8, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (44, 1803884400000000, x'01a3ffe38d80b772085e7331bc6b4d14', x'01a3ffe38d80cea1809c7572e57ba3b2', 'AppointmentService/ApproveAppointment', 'appointments/01mfzy73c0ecnzezmfekgdrpgs', x'01a3ffe38d80713f4eaf2fd957e81980', 'ok', x'c5ce41c8916efc006bc37351e9f22b57bf507eae59a8fcf860f1543f6f6fa806', 4, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (45, 1803893100000000, x'01a3ffe38d809f8cfea732ebe09d3d63', x'01a400684de064c38af016f5cbcdb5d5', 'SessionService/SignIn', '', NULL, 'ok', x'4779db15fef9b9285d2602df936f82bb94c7719efe7a6f02049b1940606fe1c2', 2, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (46, 1803893100000000, x'01a3ffe38d80b772085e7331bc6b4d14', x'01a400684de0cf1d8a71c424d676af66', 'SessionService/SignIn', '', NULL, 'ok', x'b3f7b47287881eb76a9ec46d60918bdaedcbdadaf7088f30ab6138887ed6e24d', 4, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (47, 1803893100000000, x'01a3ffe38d809f8cfea732ebe09d3d63', x'01a400684de064c38af016f5cbcdb5d5', 'AppointmentService/CheckInAppointment', 'appointments/01mfzy73c0ecnzezmfekgdrpgs', x'01a3ffe38d80713f4eaf2fd957e81980', 'ok', x'a3318811704d62794d653d6ac7e3849692b3ddd45b52cadbcf2edd50e21f1c71', 2, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (48, 1803893100000000, x'01a3ffe38d80b772085e7331bc6b4d14', x'01a400684de0cf1d8a71c424d676af66', 'AppointmentService/StartVisit', 'appointments/01mfzy73c0ecnzezmfekgdrpgs', x'01a3ffe38d80713f4eaf2fd957e81980', 'ok', x'06b4214fdc97a5550290f77598428668a1b97d69e41b43eee19a76ff3342743f', 4, NULL, 'unix', '');
INSERT INTO "audit" ("seq", "time", "user", "session", "method", "object", "patient", "outcome", "hash", "roles", "token", "source", "reason") VALUES (49, 1803893100000000, x'01a3ffe38d80b772085e7331bc6b4d14', x'01a400684de0cf1d8a71c424d676af66', 'AppointmentService/CompleteVisit', 'appointments/01mfzy73c0ecnzezmfekgdrpgs', x'01a3ffe38d80713f4eaf2fd957e81980', 'ok', x'eddacce778c7e2f9572827d13ca82a90b73b064ffd04b204eee25393a9d016f4', 4, NULL, 'unix', '');
INSERT INTO "clinic" ("id", "display_name", "time_zone", "lead_time_minutes", "horizon_days", "cancel_cutoff_minutes", "reschedule_cutoff_minutes", "emergency_phone", "update_time", "version") VALUES (1, 'Clinic under test', 'Europe/Berlin', 60, 90, 1440, 1440, '', 1803884400000000, 1);
INSERT INTO "conversation" ("id", "parties", "desk_for", "last_seq", "create_time", "update_time") VALUES (x'01a3ffe38d80108fcf85e74ed13a1270', x'706401a3ffe38d80713f4eaf2fd957e8198001a3ffe38d80c3c09720a49981e631ce', NULL, 2, 1803884400000000, 1803884400000000);
INSERT INTO "conversation" ("id", "parties", "desk_for", "last_seq", "create_time", "update_time") VALUES (x'01a3ffe38d80338a59117e3618f5b6e4', x'706401a3ffe38d80aeeb6b5970d4c519236a01a3ffe38d80412f5c3d10829958aa9c', NULL, 1, 1803884400000000, 1803884400000000);
INSERT INTO "conversation" ("id", "parties", "desk_for", "last_seq", "create_time", "update_time") VALUES (x'01a3ffe38d80438250dd7f60a438a7a2', x'737301a3ffe38d80b772085e7331bc6b4d1401a3ffe38d80d5dbac665d1f556d52c5', NULL, 1, 1803884400000000, 1803884400000000);
INSERT INTO "conversation" ("id", "parties", "desk_for", "last_seq", "create_time", "update_time") VALUES (x'01a3ffe38d80b7e50bdae3d9e8a2d6d0', x'706b01a3ffe38d80713f4eaf2fd957e81980', x'01a3ffe38d80713f4eaf2fd957e81980', 1, 1803884400000000, 1803884400000000);
INSERT INTO "conversation_member" ("conversation", "user", "side", "joined", "delivered_seq", "read_seq", "since_seq", "unread_from", "unread", "unread_since", "update_time") VALUES (x'01a3ffe38d80108fcf85e74ed13a1270', x'01a3ffe38d80074e92e91e7a2a12c910', 8, 1, 1, 1, 0, NULL, 1, 1803884400000000, 1803884400000000);
INSERT INTO "conversation_member" ("conversation", "user", "side", "joined", "delivered_seq", "read_seq", "since_seq", "unread_from", "unread", "unread_since", "update_time") VALUES (x'01a3ffe38d80108fcf85e74ed13a1270', x'01a3ffe38d80b772085e7331bc6b4d14', 4, 1, 2, 2, 0, NULL, 0, NULL, 1803884400000000);
INSERT INTO "conversation_member" ("conversation", "user", "side", "joined", "delivered_seq", "read_seq", "since_seq", "unread_from", "unread", "unread_since", "update_time") VALUES (x'01a3ffe38d80338a59117e3618f5b6e4', x'01a3ffe38d803a9f7c669769b9ce65e3', 4, 1, 0, 0, 0, NULL, 1, 1803884400000000, 1803884400000000);
INSERT INTO "conversation_member" ("conversation", "user", "side", "joined", "delivered_seq", "read_seq", "since_seq", "unread_from", "unread", "unread_since", "update_time") VALUES (x'01a3ffe38d80338a59117e3618f5b6e4', x'01a3ffe38d809901bac9faaeba28c97e', 8, 1, 1, 1, 0, NULL, 0, NULL, 1803884400000000);
INSERT INTO "conversation_member" ("conversation", "user", "side", "joined", "delivered_seq", "read_seq", "since_seq", "unread_from", "unread", "unread_since", "update_time") VALUES (x'01a3ffe38d80438250dd7f60a438a7a2', x'01a3ffe38d80b772085e7331bc6b4d14', 7, 1, 1, 1, 0, NULL, 0, NULL, 1803884400000000);
INSERT INTO "conversation_member" ("conversation", "user", "side", "joined", "delivered_seq", "read_seq", "since_seq", "unread_from", "unread", "unread_since", "update_time") VALUES (x'01a3ffe38d80438250dd7f60a438a7a2', x'01a3ffe38d80d5dbac665d1f556d52c5', 7, 1, 0, 0, 0, NULL, 1, 1803884400000000, 1803884400000000);
INSERT INTO "conversation_member" ("conversation", "user", "side", "joined", "delivered_seq", "read_seq", "since_seq", "unread_from", "unread", "unread_since", "update_time") VALUES (x'01a3ffe38d80b7e50bdae3d9e8a2d6d0', x'01a3ffe38d80074e92e91e7a2a12c910', 8, 1, 1, 1, 0, NULL, 0, NULL, 1803884400000000);
INSERT INTO "conversation_member" ("conversation", "user", "side", "joined", "delivered_seq", "read_seq", "since_seq", "unread_from", "unread", "unread_since", "update_time") VALUES (x'01a3ffe38d80b7e50bdae3d9e8a2d6d0', x'01a3ffe38d809f8cfea732ebe09d3d63', 2, 0, 0, 0, 0, NULL, 1, 1803884400000000, 1803884400000000);
INSERT INTO "device" ("token_hash", "user", "create_time", "last_used") VALUES (x'2fa94a11daeed74cfd8efabeefb2b22f91fecb061f4f5a74146eb77403fc7f5d', x'01a3ffe38d80b772085e7331bc6b4d14', 1803884400000000, 1803884400000000);
INSERT INTO "device" ("token_hash", "user", "create_time", "last_used") VALUES (x'6d3a6b558f18503cda5b40d42d03d3c5f6abd0944fabc798cc9bc7fa911ab459', x'01a3ffe38d80d5dbac665d1f556d52c5', 1803884400000000, 1803884400000000);
INSERT INTO "device" ("token_hash", "user", "create_time", "last_used") VALUES (x'754677bd3a14714335baf3601b7819bc764a3ff119770683b72cb5b4c4cbdf44', x'01a3ffe38d80074e92e91e7a2a12c910', 1803884400000000, 1803884400000000);
INSERT INTO "device" ("token_hash", "user", "create_time", "last_used") VALUES (x'78ca0a9dd73e11107d96fe2027a9914f9b2147d3cd807d0ddb6406afd043c324', x'01a3ffe38d809f8cfea732ebe09d3d63', 1803884400000000, 1803884400000000);
INSERT INTO "device" ("token_hash", "user", "create_time", "last_used") VALUES (x'8139221ab7dbdd7e99ce57dba0933d20bdfac3677213c9bdc6ef9f309e13e045', x'01a3ffe38d809f8cfea732ebe09d3d63', 1803893100000000, 1803893100000000);
INSERT INTO "device" ("token_hash", "user", "create_time", "last_used") VALUES (x'aa2130464fd191f9e300049d8c0aa6d5d61315ebfc9f685110b48026c59ad21a', x'01a3ffe38d80b772085e7331bc6b4d14', 1803893100000000, 1803893100000000);
INSERT INTO "device" ("token_hash", "user", "create_time", "last_used") VALUES (x'af4d8b0c912d0cd894476cb9f2b438c52d7f10cd718355e679b2fa0c49ef9b85', x'01a3ffe38d809901bac9faaeba28c97e', 1803884400000000, 1803884400000000);
INSERT INTO "device" ("token_hash", "user", "create_time", "last_used") VALUES (x'f7a3db0778ce49a9743750a08f1561a8829370c8fb81d5fbeadcdcaf9418f0c1', x'01a3ffe38d803a9f7c669769b9ce65e3', 1803884400000000, 1803884400000000);
INSERT INTO "doctor" ("id", "user", "specializations", "qualification", "years_of_experience", "clinic_name", "clinic_address", "room", "contact_number", "bio", "consultation_fee", "on_duty", "registration_number", "auto_approve", "create_time", "update_time", "version") VALUES (x'01a3ffe38d80412f5c3d10829958aa9c', x'01a3ffe38d803a9f7c669769b9ce65e3', '["General medicine"]', '', 0, '', '{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""}', '', '', '', NULL, 1, 'REG-12345', 0, 1803884400000000, 1803884400000000, 1);
INSERT INTO "doctor" ("id", "user", "specializations", "qualification", "years_of_experience", "clinic_name", "clinic_address", "room", "contact_number", "bio", "consultation_fee", "on_duty", "registration_number", "auto_approve", "create_time", "update_time", "version") VALUES (x'01a3ffe38d80c3c09720a49981e631ce', x'01a3ffe38d80b772085e7331bc6b4d14', '["General medicine"]', '', 0, '', '{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""}', '', '', '', NULL, 1, 'REG-12345', 0, 1803884400000000, 1803884400000000, 1);
INSERT INTO "doctor" ("id", "user", "specializations", "qualification", "years_of_experience", "clinic_name", "clinic_address", "room", "contact_number", "bio", "consultation_fee", "on_duty", "registration_number", "auto_approve", "create_time", "update_time", "version") VALUES (x'01a3ffe38d80dc770f0dc4d469b2553c', x'01a3ffe38d80865625819ee4d14bb395', '["Dermatology"]', '', 0, '', '{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""}', '', '', '', NULL, 1, 'REG-7', 0, 1803884400000000, 1803884400000000, 1);
INSERT INTO "event" ("seq", "time", "payload") VALUES (1, 1803884400000000, '{"User":{"id":"users/01mfzy73c0tqdtrsjx3xaptmp5","user_name":"admin","email":"admin@example.org","first_name":"Ada","last_name":"Admin","phone":"","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":1,"requested_role":null,"state":"Active","second_factor":false,"short_password":false,"doctor":null,"patient":null,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (2, 1803884400000000, '{"User":{"id":"users/01mfzy73c0ky6fx9sjxfg9tfb3","user_name":"ida","email":"ida@example.org","first_name":"Ida","last_name":"Ida-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":2,"requested_role":null,"state":"Invited","second_factor":false,"short_password":false,"doctor":null,"patient":null,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (3, 1803884400000000, '{"User":{"id":"users/01mfzy73c0ky6fx9sjxfg9tfb3","user_name":"ida","email":"ida@example.org","first_name":"Ida","last_name":"Ida-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":2,"requested_role":null,"state":"Active","second_factor":false,"short_password":false,"doctor":null,"patient":null,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":2}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (4, 1803884400000000, '{"Patient":{"id":"patients/01mfzy73c0e4zmxbsfv5byg6c0","number":10001,"user":"users/01mfzy73c00x795t8yf8n15j8g","first_name":"Ana","last_name":"Ana-Test","birth_date":"1980-05-17","gender":"unspecified","phone":"+49 30 1234567","email":"ana@example.org","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"emergency_contact":{"full_name":"","relation":"","phone":""},"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (5, 1803884400000000, '{"User":{"id":"users/01mfzy73c00x795t8yf8n15j8g","user_name":"ana","email":"ana@example.org","first_name":"Ana","last_name":"Ana-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":8,"requested_role":null,"state":"Invited","second_factor":false,"short_password":false,"doctor":null,"patient":"patients/01mfzy73c0e4zmxbsfv5byg6c0","create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (6, 1803884400000000, '{"User":{"id":"users/01mfzy73c00x795t8yf8n15j8g","user_name":"ana","email":"ana@example.org","first_name":"Ana","last_name":"Ana-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":8,"requested_role":null,"state":"Active","second_factor":false,"short_password":false,"doctor":null,"patient":"patients/01mfzy73c0e4zmxbsfv5byg6c0","create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":2}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (7, 1803884400000000, '{"User":{"id":"users/01mfzy73c0pxs0gqkk66y6pk8m","user_name":"moreau","email":"moreau@example.org","first_name":"Moreau","last_name":"Moreau-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":4,"requested_role":null,"state":"Invited","second_factor":false,"short_password":false,"doctor":"doctors/01mfzy73c0rf09e854k60yccee","patient":null,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (8, 1803884400000000, '{"Doctor":{"id":"doctors/01mfzy73c0rf09e854k60yccee","user":"users/01mfzy73c0pxs0gqkk66y6pk8m","first_name":"Moreau","last_name":"Moreau-Test","specializations":["General medicine"],"qualification":"","years_of_experience":0,"clinic_name":"","clinic_address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"room":"","contact_number":"","bio":"","consultation_fee":null,"duty":"on_duty","registration_number":"REG-12345","auto_approve":false,"active":true,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (9, 1803884400000000, '{"User":{"id":"users/01mfzy73c0pxs0gqkk66y6pk8m","user_name":"moreau","email":"moreau@example.org","first_name":"Moreau","last_name":"Moreau-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":4,"requested_role":null,"state":"Active","second_factor":false,"short_password":false,"doctor":"doctors/01mfzy73c0rf09e854k60yccee","patient":null,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":2}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (10, 1803884400000000, '{"Doctor":{"id":"doctors/01mfzy73c0rf09e854k60yccee","user":"users/01mfzy73c0pxs0gqkk66y6pk8m","first_name":"Moreau","last_name":"Moreau-Test","specializations":["General medicine"],"qualification":"","years_of_experience":0,"clinic_name":"","clinic_address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"room":"","contact_number":"","bio":"","consultation_fee":null,"duty":"on_duty","registration_number":"REG-12345","auto_approve":false,"active":true,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (11, 1803884400000000, '{"Patient":{"id":"patients/01mfzy73c0nvnpppbgtk2hj8va","number":10002,"user":"users/01mfzy73c0k40vnjftntx2hjby","first_name":"Bob","last_name":"Bob-Test","birth_date":"1980-05-17","gender":"unspecified","phone":"+49 30 1234567","email":"bob@example.org","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"emergency_contact":{"full_name":"","relation":"","phone":""},"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (12, 1803884400000000, '{"User":{"id":"users/01mfzy73c0k40vnjftntx2hjby","user_name":"bob","email":"bob@example.org","first_name":"Bob","last_name":"Bob-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":8,"requested_role":null,"state":"Invited","second_factor":false,"short_password":false,"doctor":null,"patient":"patients/01mfzy73c0nvnpppbgtk2hj8va","create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (13, 1803884400000000, '{"User":{"id":"users/01mfzy73c0k40vnjftntx2hjby","user_name":"bob","email":"bob@example.org","first_name":"Bob","last_name":"Bob-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":8,"requested_role":null,"state":"Active","second_factor":false,"short_password":false,"doctor":null,"patient":"patients/01mfzy73c0nvnpppbgtk2hj8va","create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":2}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (14, 1803884400000000, '{"User":{"id":"users/01mfzy73c07afqrsmqd6wwwsf3","user_name":"braun","email":"braun@example.org","first_name":"Braun","last_name":"Braun-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":4,"requested_role":null,"state":"Invited","second_factor":false,"short_password":false,"doctor":"doctors/01mfzy73c084qnrf8ggacnhamw","patient":null,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (15, 1803884400000000, '{"Doctor":{"id":"doctors/01mfzy73c084qnrf8ggacnhamw","user":"users/01mfzy73c07afqrsmqd6wwwsf3","first_name":"Braun","last_name":"Braun-Test","specializations":["General medicine"],"qualification":"","years_of_experience":0,"clinic_name":"","clinic_address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"room":"","contact_number":"","bio":"","consultation_fee":null,"duty":"on_duty","registration_number":"REG-12345","auto_approve":false,"active":true,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (16, 1803884400000000, '{"User":{"id":"users/01mfzy73c07afqrsmqd6wwwsf3","user_name":"braun","email":"braun@example.org","first_name":"Braun","last_name":"Braun-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":4,"requested_role":null,"state":"Active","second_factor":false,"short_password":false,"doctor":"doctors/01mfzy73c084qnrf8ggacnhamw","patient":null,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":2}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (17, 1803884400000000, '{"Doctor":{"id":"doctors/01mfzy73c084qnrf8ggacnhamw","user":"users/01mfzy73c07afqrsmqd6wwwsf3","first_name":"Braun","last_name":"Braun-Test","specializations":["General medicine"],"qualification":"","years_of_experience":0,"clinic_name":"","clinic_address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"room":"","contact_number":"","bio":"","consultation_fee":null,"duty":"on_duty","registration_number":"REG-12345","auto_approve":false,"active":true,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (18, 1803884400000000, '{"ScheduleChanged":"doctors/01mfzy73c0rf09e854k60yccee"}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (19, 1803884400000000, '{"ScheduleChanged":"doctors/01mfzy73c084qnrf8ggacnhamw"}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (20, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c0z8wt7br296q5p5pf","user":"users/01mfzy73c0tqdtrsjx3xaptmp5","kind":"approval_wanted","text":"Pia-Test, Pia signed up and waits for approval","subject":"users/01mfzy73c0gsb2b0cywk8mqcwn","created_at":"2027-03-01T07:00:00Z","read":false}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (21, 1803884400000000, '{"User":{"id":"users/01mfzy73c0gsb2b0cywk8mqcwn","user_name":"pia","email":"pia@example.org","first_name":"Pia","last_name":"Pia-Test","phone":"","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":0,"requested_role":"Doctor","state":"Pending","second_factor":false,"short_password":false,"doctor":"doctors/01mfzy73c0vhvgy3e4thmv4n9w","patient":null,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (22, 1803884400000000, '{"Doctor":{"id":"doctors/01mfzy73c0vhvgy3e4thmv4n9w","user":"users/01mfzy73c0gsb2b0cywk8mqcwn","first_name":"Pia","last_name":"Pia-Test","specializations":["Dermatology"],"qualification":"","years_of_experience":0,"clinic_name":"","clinic_address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"room":"","contact_number":"","bio":"","consultation_fee":null,"duty":"on_duty","registration_number":"REG-7","auto_approve":false,"active":false,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (23, 1803884400000000, '{"Appointment":{"id":"appointments/01mfzy73c00se13m2mreb91s88","version":1,"state":"requested","patient":{"id":"patients/01mfzy73c0e4zmxbsfv5byg6c0","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0rf09e854k60yccee","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-02T09:00:00Z","end":"2027-03-02T09:30:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c00x795t8yf8n15j8g","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":null}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (24, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c0k5q0n2wv2ptp1g3y","user":"users/01mfzy73c0pxs0gqkk66y6pk8m","kind":"visit_requested","text":"Visit with Ana-Test, Ana, Tue 2 Mar 2027 10:00: asked for.","subject":"appointments/01mfzy73c00se13m2mreb91s88","created_at":"2027-03-01T07:00:00Z","read":false}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (25, 1803884400000000, '{"Appointment":{"id":"appointments/01mfzy73c00se13m2mreb91s88","version":2,"state":"approved","patient":{"id":"patients/01mfzy73c0e4zmxbsfv5byg6c0","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0rf09e854k60yccee","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-02T09:00:00Z","end":"2027-03-02T09:30:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c00x795t8yf8n15j8g","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":{"verb":"approve","actor":{"user":"users/01mfzy73c0pxs0gqkk66y6pk8m","role":"Doctor"},"time":"2027-03-01T07:00:00Z","before":{"state":"requested","doctor":{"id":"doctors/01mfzy73c0rf09e854k60yccee","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-02T09:00:00Z","end":"2027-03-02T09:30:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null}}}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (26, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c0141v01dhbk5et0gp","user":"users/01mfzy73c00x795t8yf8n15j8g","kind":"visit_approved","text":"Visit with Moreau-Test, Moreau, Tue 2 Mar 2027 10:00: approved.","subject":"appointments/01mfzy73c00se13m2mreb91s88","created_at":"2027-03-01T07:00:00Z","read":false}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (27, 1803884400000000, '{"Appointment":{"id":"appointments/01mfzy73c0715pbmb9jvh9yewt","version":1,"state":"requested","patient":{"id":"patients/01mfzy73c0nvnpppbgtk2hj8va","name":"Bob-Test, Bob","number":10002,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c084qnrf8ggacnhamw","name":"Braun-Test, Braun"},"span":{"start":"2027-03-02T09:00:00Z","end":"2027-03-02T09:30:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c0k40vnjftntx2hjby","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":null}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (28, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c08qaj791twvx4dgsy","user":"users/01mfzy73c07afqrsmqd6wwwsf3","kind":"visit_requested","text":"Visit with Bob-Test, Bob, Tue 2 Mar 2027 10:00: asked for.","subject":"appointments/01mfzy73c0715pbmb9jvh9yewt","created_at":"2027-03-01T07:00:00Z","read":false}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (29, 1803884400000000, '{"Appointment":{"id":"appointments/01mfzy73c0715pbmb9jvh9yewt","version":2,"state":"approved","patient":{"id":"patients/01mfzy73c0nvnpppbgtk2hj8va","name":"Bob-Test, Bob","number":10002,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c084qnrf8ggacnhamw","name":"Braun-Test, Braun"},"span":{"start":"2027-03-02T09:00:00Z","end":"2027-03-02T09:30:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c0k40vnjftntx2hjby","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":{"verb":"approve","actor":{"user":"users/01mfzy73c07afqrsmqd6wwwsf3","role":"Doctor"},"time":"2027-03-01T07:00:00Z","before":{"state":"requested","doctor":{"id":"doctors/01mfzy73c084qnrf8ggacnhamw","name":"Braun-Test, Braun"},"span":{"start":"2027-03-02T09:00:00Z","end":"2027-03-02T09:30:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null}}}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (30, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c08zj5vx63yx3573ca","user":"users/01mfzy73c0k40vnjftntx2hjby","kind":"visit_approved","text":"Visit with Braun-Test, Braun, Tue 2 Mar 2027 10:00: approved.","subject":"appointments/01mfzy73c0715pbmb9jvh9yewt","created_at":"2027-03-01T07:00:00Z","read":false}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (31, 1803884400000000, '{"Message":{"conversation":"conversations/01mfzy73c06e55j4by6rcfbdq4","seq":1,"author":"users/01mfzy73c0k40vnjftntx2hjby","author_name":"Bob-Test, Bob","body":"Good morning","time":"2027-03-01T07:00:00Z","request_id":"ac2833d7a5cf1c0fc54b921f29f14f60"}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (32, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c0wkf4757gtmbstwvf","user":"users/01mfzy73c07afqrsmqd6wwwsf3","kind":"message","text":"Bob-Test, Bob wrote to you.","subject":"conversations/01mfzy73c06e55j4by6rcfbdq4","created_at":"2027-03-01T07:00:00Z","read":false}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (33, 1803884400000000, '{"Message":{"conversation":"conversations/01mfzy73c0227wz1f79v8km4kg","seq":1,"author":"users/01mfzy73c00x795t8yf8n15j8g","author_name":"Ana-Test, Ana","body":"Good morning","time":"2027-03-01T07:00:00Z","request_id":"ead497a15d16aba866d77f81c86036b0"}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (34, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c0arkjx2zp04rfm1ms","user":"users/01mfzy73c0pxs0gqkk66y6pk8m","kind":"message","text":"Ana-Test, Ana wrote to you.","subject":"conversations/01mfzy73c0227wz1f79v8km4kg","created_at":"2027-03-01T07:00:00Z","read":false}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (35, 1803884400000000, '{"Message":{"conversation":"conversations/01mfzy73c0pzjgqpq3v7ma5npg","seq":1,"author":"users/01mfzy73c00x795t8yf8n15j8g","author_name":"Ana-Test, Ana","body":"Good morning","time":"2027-03-01T07:00:00Z","request_id":"38335437eef1e46827412d0bab2ed179"}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (36, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c0hwq11acrtgh6r7pf","user":"users/01mfzy73c0ky6fx9sjxfg9tfb3","kind":"message","text":"Ana-Test, Ana wrote to the front desk.","subject":"conversations/01mfzy73c0pzjgqpq3v7ma5npg","created_at":"2027-03-01T07:00:00Z","read":false}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (37, 1803884400000000, '{"Message":{"conversation":"conversations/01mfzy73c0227wz1f79v8km4kg","seq":2,"author":"users/01mfzy73c0pxs0gqkk66y6pk8m","author_name":"Moreau-Test, Moreau","body":"Good morning","time":"2027-03-01T07:00:00Z","request_id":"b6ca68e4d2b53986f8354a2aa5e54745"}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (38, 1803884400000000, '{"CursorMoved":{"conversation":"conversations/01mfzy73c0227wz1f79v8km4kg","member":{"user":"users/01mfzy73c0pxs0gqkk66y6pk8m","display_name":"Moreau-Test, Moreau","delivered":2,"read":2,"at_desk":false,"takes_part":true},"unread":0}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (39, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c0arkjx2zp04rfm1ms","user":"users/01mfzy73c0pxs0gqkk66y6pk8m","kind":"message","text":"Ana-Test, Ana wrote to you.","subject":"conversations/01mfzy73c0227wz1f79v8km4kg","created_at":"2027-03-01T07:00:00Z","read":true}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (40, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c0m420rsdtfs9a79pf","user":"users/01mfzy73c00x795t8yf8n15j8g","kind":"message","text":"Moreau-Test, Moreau wrote to you.","subject":"conversations/01mfzy73c0227wz1f79v8km4kg","created_at":"2027-03-01T07:00:00Z","read":false}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (41, 1803884400000000, '{"Message":{"conversation":"conversations/01mfzy73c08e151qbzc2j3h9x2","seq":1,"author":"users/01mfzy73c0pxs0gqkk66y6pk8m","author_name":"Moreau-Test, Moreau","body":"Good morning","time":"2027-03-01T07:00:00Z","request_id":"d96c3fc99c7d3cebb2bc242c1d65d7f4"}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (42, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c0csnn96rqz74s8502","user":"users/01mfzy73c0tqdtrsjx3xaptmp5","kind":"message","text":"Moreau-Test, Moreau wrote to you.","subject":"conversations/01mfzy73c08e151qbzc2j3h9x2","created_at":"2027-03-01T07:00:00Z","read":false}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (43, 1803884400000000, '{"ScheduleChanged":"doctors/01mfzy73c0rf09e854k60yccee"}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (44, 1803884400000000, '{"ScheduleChanged":"doctors/01mfzy73c084qnrf8ggacnhamw"}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (45, 1803884400000000, '{"PatientChart":"patients/01mfzy73c0e4zmxbsfv5byg6c0"}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (46, 1803884400000000, '{"Appointment":{"id":"appointments/01mfzy73c0g93mrqptsab3sb59","version":1,"state":"requested","patient":{"id":"patients/01mfzy73c0e4zmxbsfv5byg6c0","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0rf09e854k60yccee","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-05T10:00:00Z","end":"2027-03-05T10:30:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c00x795t8yf8n15j8g","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":null}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (47, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c0sjswy6f2s166ztfg","user":"users/01mfzy73c0pxs0gqkk66y6pk8m","kind":"visit_requested","text":"Visit with Ana-Test, Ana, Fri 5 Mar 2027 11:00: asked for.","subject":"appointments/01mfzy73c0g93mrqptsab3sb59","created_at":"2027-03-01T07:00:00Z","read":false}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (48, 1803884400000000, '{"Appointment":{"id":"appointments/01mfzy73c0g93mrqptsab3sb59","version":2,"state":"cancelled","patient":{"id":"patients/01mfzy73c0e4zmxbsfv5byg6c0","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0rf09e854k60yccee","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-05T10:00:00Z","end":"2027-03-05T10:30:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c00x795t8yf8n15j8g","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":{"by":"patient","reason":"cannot come","time":"2027-03-01T07:00:00Z","late":false},"last":{"verb":"cancel","actor":{"user":"users/01mfzy73c00x795t8yf8n15j8g","role":"Patient"},"time":"2027-03-01T07:00:00Z","before":{"state":"requested","doctor":{"id":"doctors/01mfzy73c0rf09e854k60yccee","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-05T10:00:00Z","end":"2027-03-05T10:30:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null}}}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (49, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c050dzs28hcbyc5tp9","user":"users/01mfzy73c0pxs0gqkk66y6pk8m","kind":"visit_cancelled","text":"Visit with Ana-Test, Ana, Fri 5 Mar 2027 11:00: cancelled by the patient.","subject":"appointments/01mfzy73c0g93mrqptsab3sb59","created_at":"2027-03-01T07:00:00Z","read":false}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (50, 1803884400000000, '{"Appointment":{"id":"appointments/01mfzy73c0ecnzezmfekgdrpgs","version":1,"state":"requested","patient":{"id":"patients/01mfzy73c0e4zmxbsfv5byg6c0","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0rf09e854k60yccee","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c00x795t8yf8n15j8g","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":null}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (51, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c0xtrt2nc17ha59tkv","user":"users/01mfzy73c0pxs0gqkk66y6pk8m","kind":"visit_requested","text":"Visit with Ana-Test, Ana, Mon 1 Mar 2027 10:30: asked for.","subject":"appointments/01mfzy73c0ecnzezmfekgdrpgs","created_at":"2027-03-01T07:00:00Z","read":false}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (52, 1803884400000000, '{"Appointment":{"id":"appointments/01mfzy73c0ecnzezmfekgdrpgs","version":2,"state":"approved","patient":{"id":"patients/01mfzy73c0e4zmxbsfv5byg6c0","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0rf09e854k60yccee","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c00x795t8yf8n15j8g","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":{"verb":"approve","actor":{"user":"users/01mfzy73c0pxs0gqkk66y6pk8m","role":"Doctor"},"time":"2027-03-01T07:00:00Z","before":{"state":"requested","doctor":{"id":"doctors/01mfzy73c0rf09e854k60yccee","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null}}}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (53, 1803884400000000, '{"Notice":{"id":"notices/01mfzy73c04kscc4sm79ke0wmn","user":"users/01mfzy73c00x795t8yf8n15j8g","kind":"visit_approved","text":"Visit with Moreau-Test, Moreau, Mon 1 Mar 2027 10:30: approved.","subject":"appointments/01mfzy73c0ecnzezmfekgdrpgs","created_at":"2027-03-01T07:00:00Z","read":false}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (54, 1803893100000000, '{"Appointment":{"id":"appointments/01mfzy73c0ecnzezmfekgdrpgs","version":3,"state":"arrived","patient":{"id":"patients/01mfzy73c0e4zmxbsfv5byg6c0","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0rf09e854k60yccee","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c00x795t8yf8n15j8g","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T09:25:00Z","arrived_at":"2027-03-01T09:25:00Z","ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":{"verb":"arrive","actor":{"user":"users/01mfzy73c0ky6fx9sjxfg9tfb3","role":"Desk"},"time":"2027-03-01T09:25:00Z","before":{"state":"approved","doctor":{"id":"doctors/01mfzy73c0rf09e854k60yccee","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null}}}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (55, 1803893100000000, '{"Appointment":{"id":"appointments/01mfzy73c0ecnzezmfekgdrpgs","version":4,"state":"in_visit","patient":{"id":"patients/01mfzy73c0e4zmxbsfv5byg6c0","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0rf09e854k60yccee","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c00x795t8yf8n15j8g","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T09:25:00Z","arrived_at":"2027-03-01T09:25:00Z","ready_at":null,"started_at":"2027-03-01T09:25:00Z","ended_at":null,"closed":null,"last":{"verb":"start","actor":{"user":"users/01mfzy73c0pxs0gqkk66y6pk8m","role":"Doctor"},"time":"2027-03-01T09:25:00Z","before":{"state":"arrived","doctor":{"id":"doctors/01mfzy73c0rf09e854k60yccee","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":"2027-03-01T09:25:00Z","ready_at":null,"started_at":null,"ended_at":null,"closed":null}}}}');
INSERT INTO "event" ("seq", "time", "payload") VALUES (56, 1803893100000000, '{"Appointment":{"id":"appointments/01mfzy73c0ecnzezmfekgdrpgs","version":5,"state":"completed","patient":{"id":"patients/01mfzy73c0e4zmxbsfv5byg6c0","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0rf09e854k60yccee","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c00x795t8yf8n15j8g","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T09:25:00Z","arrived_at":"2027-03-01T09:25:00Z","ready_at":null,"started_at":"2027-03-01T09:25:00Z","ended_at":"2027-03-01T09:25:00Z","closed":null,"last":{"verb":"complete","actor":{"user":"users/01mfzy73c0pxs0gqkk66y6pk8m","role":"Doctor"},"time":"2027-03-01T09:25:00Z","before":{"state":"in_visit","doctor":{"id":"doctors/01mfzy73c0rf09e854k60yccee","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":"2027-03-01T09:25:00Z","ready_at":null,"started_at":"2027-03-01T09:25:00Z","ended_at":null,"closed":null}}}}');
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
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80074e92e91e7a2a12c910', 4);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80074e92e91e7a2a12c910', 5);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80074e92e91e7a2a12c910', 6);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80074e92e91e7a2a12c910', 23);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80074e92e91e7a2a12c910', 25);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80074e92e91e7a2a12c910', 26);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80074e92e91e7a2a12c910', 33);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80074e92e91e7a2a12c910', 35);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80074e92e91e7a2a12c910', 37);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80074e92e91e7a2a12c910', 38);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80074e92e91e7a2a12c910', 40);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80074e92e91e7a2a12c910', 45);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80074e92e91e7a2a12c910', 46);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80074e92e91e7a2a12c910', 48);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80074e92e91e7a2a12c910', 50);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80074e92e91e7a2a12c910', 52);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80074e92e91e7a2a12c910', 53);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80074e92e91e7a2a12c910', 54);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80074e92e91e7a2a12c910', 55);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80074e92e91e7a2a12c910', 56);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d803a9f7c669769b9ce65e3', 14);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d803a9f7c669769b9ce65e3', 16);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d803a9f7c669769b9ce65e3', 27);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d803a9f7c669769b9ce65e3', 28);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d803a9f7c669769b9ce65e3', 29);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d803a9f7c669769b9ce65e3', 31);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d803a9f7c669769b9ce65e3', 32);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80865625819ee4d14bb395', 21);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d809901bac9faaeba28c97e', 11);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d809901bac9faaeba28c97e', 12);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d809901bac9faaeba28c97e', 13);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d809901bac9faaeba28c97e', 27);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d809901bac9faaeba28c97e', 29);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d809901bac9faaeba28c97e', 30);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d809901bac9faaeba28c97e', 31);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d809f8cfea732ebe09d3d63', 2);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d809f8cfea732ebe09d3d63', 3);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d809f8cfea732ebe09d3d63', 36);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80b772085e7331bc6b4d14', 7);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80b772085e7331bc6b4d14', 9);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80b772085e7331bc6b4d14', 23);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80b772085e7331bc6b4d14', 24);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80b772085e7331bc6b4d14', 25);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80b772085e7331bc6b4d14', 33);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80b772085e7331bc6b4d14', 34);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80b772085e7331bc6b4d14', 37);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80b772085e7331bc6b4d14', 38);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80b772085e7331bc6b4d14', 39);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80b772085e7331bc6b4d14', 41);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80b772085e7331bc6b4d14', 45);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80b772085e7331bc6b4d14', 46);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80b772085e7331bc6b4d14', 47);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80b772085e7331bc6b4d14', 48);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80b772085e7331bc6b4d14', 49);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80b772085e7331bc6b4d14', 50);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80b772085e7331bc6b4d14', 51);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80b772085e7331bc6b4d14', 52);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80b772085e7331bc6b4d14', 54);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80b772085e7331bc6b4d14', 55);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80b772085e7331bc6b4d14', 56);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80d5dbac665d1f556d52c5', 1);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80d5dbac665d1f556d52c5', 20);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80d5dbac665d1f556d52c5', 41);
INSERT INTO "event_audience" ("audience", "seq") VALUES (x'7501a3ffe38d80d5dbac665d1f556d52c5', 42);
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
INSERT INTO "message" ("conversation", "seq", "author", "request_id", "body", "time", "seal") VALUES (x'01a3ffe38d80108fcf85e74ed13a1270', 1, x'01a3ffe38d80074e92e91e7a2a12c910', 'ead497a15d16aba866d77f81c86036b0', 'Good morning', 1803884400000000, x'e5ef8fac4c3c7503280160e9b79ae031');
INSERT INTO "message" ("conversation", "seq", "author", "request_id", "body", "time", "seal") VALUES (x'01a3ffe38d80108fcf85e74ed13a1270', 2, x'01a3ffe38d80b772085e7331bc6b4d14', 'b6ca68e4d2b53986f8354a2aa5e54745', 'Good morning', 1803884400000000, x'b1761802a92d2b58277428c500f6848f');
INSERT INTO "message" ("conversation", "seq", "author", "request_id", "body", "time", "seal") VALUES (x'01a3ffe38d80338a59117e3618f5b6e4', 1, x'01a3ffe38d809901bac9faaeba28c97e', 'ac2833d7a5cf1c0fc54b921f29f14f60', 'Good morning', 1803884400000000, x'fbbedd0cc854c4334deae7b1f0d57a21');
INSERT INTO "message" ("conversation", "seq", "author", "request_id", "body", "time", "seal") VALUES (x'01a3ffe38d80438250dd7f60a438a7a2', 1, x'01a3ffe38d80b772085e7331bc6b4d14', 'd96c3fc99c7d3cebb2bc242c1d65d7f4', 'Good morning', 1803884400000000, x'71b0e92e1ff815d39436954305bd3e24');
INSERT INTO "message" ("conversation", "seq", "author", "request_id", "body", "time", "seal") VALUES (x'01a3ffe38d80b7e50bdae3d9e8a2d6d0', 1, x'01a3ffe38d80074e92e91e7a2a12c910', '38335437eef1e46827412d0bab2ed179', 'Good morning', 1803884400000000, x'21e0a4f147ce8893dfe033381cb7dae0');
INSERT INTO "notice" ("id", "user", "kind", "text", "subject", "create_time", "read_time") VALUES (x'01a3ffe38d800903b005b15ccaed0216', x'01a3ffe38d80074e92e91e7a2a12c910', 'visit_approved', 'Visit with Moreau-Test, Moreau, Tue 2 Mar 2027 10:00: approved.', 'appointments/01mfzy73c00se13m2mreb91s88', 1803884400000000, NULL);
INSERT INTO "notice" ("id", "user", "kind", "text", "subject", "create_time", "read_time") VALUES (x'01a3ffe38d8024f2c613343a66e07295', x'01a3ffe38d80074e92e91e7a2a12c910', 'visit_approved', 'Visit with Moreau-Test, Moreau, Mon 1 Mar 2027 10:30: approved.', 'appointments/01mfzy73c0ecnzezmfekgdrpgs', 1803884400000000, NULL);
INSERT INTO "notice" ("id", "user", "kind", "text", "subject", "create_time", "read_time") VALUES (x'01a3ffe38d80281bfc891162fcc2eac9', x'01a3ffe38d80b772085e7331bc6b4d14', 'visit_cancelled', 'Visit with Ana-Test, Ana, Fri 5 Mar 2027 11:00: cancelled by the patient.', 'appointments/01mfzy73c0g93mrqptsab3sb59', 1803884400000000, NULL);
INSERT INTO "notice" ("id", "user", "kind", "text", "subject", "create_time", "read_time") VALUES (x'01a3ffe38d8045d523a43ae6fa46c33e', x'01a3ffe38d803a9f7c669769b9ce65e3', 'visit_requested', 'Visit with Bob-Test, Bob, Tue 2 Mar 2027 10:00: asked for.', 'appointments/01mfzy73c0715pbmb9jvh9yewt', 1803884400000000, NULL);
INSERT INTO "notice" ("id", "user", "kind", "text", "subject", "create_time", "read_time") VALUES (x'01a3ffe38d8047e45df4c3f746538d8a', x'01a3ffe38d809901bac9faaeba28c97e', 'visit_approved', 'Visit with Braun-Test, Braun, Tue 2 Mar 2027 10:00: approved.', 'appointments/01mfzy73c0715pbmb9jvh9yewt', 1803884400000000, NULL);
INSERT INTO "notice" ("id", "user", "kind", "text", "subject", "create_time", "read_time") VALUES (x'01a3ffe38d8056272e8bf60130fa0699', x'01a3ffe38d80b772085e7331bc6b4d14', 'message', 'Ana-Test, Ana wrote to you.', 'conversations/01mfzy73c0227wz1f79v8km4kg', 1803884400000000, 1803884400000000);
INSERT INTO "notice" ("id", "user", "kind", "text", "subject", "create_time", "read_time") VALUES (x'01a3ffe38d80666b549b17f9c9941402', x'01a3ffe38d80d5dbac665d1f556d52c5', 'message', 'Moreau-Test, Moreau wrote to you.', 'conversations/01mfzy73c08e151qbzc2j3h9x2', 1803884400000000, NULL);
INSERT INTO "notice" ("id", "user", "kind", "text", "subject", "create_time", "read_time") VALUES (x'01a3ffe38d808f2e10a998d4226c1ecf', x'01a3ffe38d809f8cfea732ebe09d3d63', 'message', 'Ana-Test, Ana wrote to the front desk.', 'conversations/01mfzy73c0pzjgqpq3v7ma5npg', 1803884400000000, NULL);
INSERT INTO "notice" ("id", "user", "kind", "text", "subject", "create_time", "read_time") VALUES (x'01a3ffe38d80996e0a8b9b15b560c07e', x'01a3ffe38d80b772085e7331bc6b4d14', 'visit_requested', 'Visit with Ana-Test, Ana, Tue 2 Mar 2027 10:00: asked for.', 'appointments/01mfzy73c00se13m2mreb91s88', 1803884400000000, NULL);
INSERT INTO "notice" ("id", "user", "kind", "text", "subject", "create_time", "read_time") VALUES (x'01a3ffe38d80a1040c65ba7e52a3a6cf', x'01a3ffe38d80074e92e91e7a2a12c910', 'message', 'Moreau-Test, Moreau wrote to you.', 'conversations/01mfzy73c0227wz1f79v8km4kg', 1803884400000000, NULL);
INSERT INTO "notice" ("id", "user", "kind", "text", "subject", "create_time", "read_time") VALUES (x'01a3ffe38d80ccb3cf19e2c84c6fe9f0', x'01a3ffe38d80b772085e7331bc6b4d14', 'visit_requested', 'Visit with Ana-Test, Ana, Fri 5 Mar 2027 11:00: asked for.', 'appointments/01mfzy73c0g93mrqptsab3sb59', 1803884400000000, NULL);
INSERT INTO "notice" ("id", "user", "kind", "text", "subject", "create_time", "read_time") VALUES (x'01a3ffe38d80e4de4394f0d5179d736f', x'01a3ffe38d803a9f7c669769b9ce65e3', 'message', 'Bob-Test, Bob wrote to you.', 'conversations/01mfzy73c06e55j4by6rcfbdq4', 1803884400000000, NULL);
INSERT INTO "notice" ("id", "user", "kind", "text", "subject", "create_time", "read_time") VALUES (x'01a3ffe38d80eeb1a155813c5454ea7b', x'01a3ffe38d80b772085e7331bc6b4d14', 'visit_requested', 'Visit with Ana-Test, Ana, Mon 1 Mar 2027 10:30: asked for.', 'appointments/01mfzy73c0ecnzezmfekgdrpgs', 1803884400000000, NULL);
INSERT INTO "notice" ("id", "user", "kind", "text", "subject", "create_time", "read_time") VALUES (x'01a3ffe38d80fa39a3af0249ae5b16cf', x'01a3ffe38d80d5dbac665d1f556d52c5', 'approval_wanted', 'Pia-Test, Pia signed up and waits for approval', 'users/01mfzy73c0gsb2b0cywk8mqcwn', 1803884400000000, NULL);
INSERT INTO "patient" ("id", "number", "user", "first_name", "last_name", "sort_key", "birth_date", "gender", "phone", "phone_digits", "email", "address", "emergency_contact", "create_time", "update_time", "version", "seal", "brief_seal") VALUES (x'01a3ffe38d80713f4eaf2fd957e81980', 10001, x'01a3ffe38d80074e92e91e7a2a12c910', 'Ana', 'Ana-Test', 'ana test ana', '1980-05-17', '', '+49 30 1234567', '49301234567', 'ana@example.org', '{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""}', '{"full_name":"","relation":"","phone":""}', 1803884400000000, 1803884400000000, 1, x'458198d9ef4853141e184bab279d2b36', x'0c605d9638d49d62dd3ac2d9cc5e3b9b');
INSERT INTO "patient" ("id", "number", "user", "first_name", "last_name", "sort_key", "birth_date", "gender", "phone", "phone_digits", "email", "address", "emergency_contact", "create_time", "update_time", "version", "seal", "brief_seal") VALUES (x'01a3ffe38d80aeeb6b5970d4c519236a', 10002, x'01a3ffe38d809901bac9faaeba28c97e', 'Bob', 'Bob-Test', 'bob test bob', '1980-05-17', '', '+49 30 1234567', '49301234567', 'bob@example.org', '{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""}', '{"full_name":"","relation":"","phone":""}', 1803884400000000, 1803884400000000, 1, x'cdc28daa575ccbf2b2fb31d0c7b58c88', x'e429b3194ae241469f9134d50e1f41bf');
INSERT INTO "patient_chart" ("patient", "blood_group", "allergies", "medical_history", "update_time", "version", "seal") VALUES (x'01a3ffe38d80713f4eaf2fd957e81980', '', 'penicillin', 'asthma as a child; it''s gone', 1803884400000000, 2, x'5b56c524358f427c02d9ba320f19cf6e');
INSERT INTO "patient_chart" ("patient", "blood_group", "allergies", "medical_history", "update_time", "version", "seal") VALUES (x'01a3ffe38d80aeeb6b5970d4c519236a', '', '', '', 1803884400000000, 1, x'0ef8fdac83f2a0bcfc7eff9619937b4f');
INSERT INTO "patient_key" ("key", "sort_key", "patient") VALUES ('ana', 'ana test ana', x'01a3ffe38d80713f4eaf2fd957e81980');
INSERT INTO "patient_key" ("key", "sort_key", "patient") VALUES ('bob', 'bob test bob', x'01a3ffe38d80aeeb6b5970d4c519236a');
INSERT INTO "patient_key" ("key", "sort_key", "patient") VALUES ('test', 'ana test ana', x'01a3ffe38d80713f4eaf2fd957e81980');
INSERT INTO "patient_key" ("key", "sort_key", "patient") VALUES ('test', 'bob test bob', x'01a3ffe38d80aeeb6b5970d4c519236a');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('01234567', 'ana test ana', x'01a3ffe38d80713f4eaf2fd957e81980');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('01234567', 'bob test bob', x'01a3ffe38d80aeeb6b5970d4c519236a');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('1234567', 'ana test ana', x'01a3ffe38d80713f4eaf2fd957e81980');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('1234567', 'bob test bob', x'01a3ffe38d80aeeb6b5970d4c519236a');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('234567', 'ana test ana', x'01a3ffe38d80713f4eaf2fd957e81980');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('234567', 'bob test bob', x'01a3ffe38d80aeeb6b5970d4c519236a');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('301234567', 'ana test ana', x'01a3ffe38d80713f4eaf2fd957e81980');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('301234567', 'bob test bob', x'01a3ffe38d80aeeb6b5970d4c519236a');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('34567', 'ana test ana', x'01a3ffe38d80713f4eaf2fd957e81980');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('34567', 'bob test bob', x'01a3ffe38d80aeeb6b5970d4c519236a');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('4567', 'ana test ana', x'01a3ffe38d80713f4eaf2fd957e81980');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('4567', 'bob test bob', x'01a3ffe38d80aeeb6b5970d4c519236a');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('49301234567', 'ana test ana', x'01a3ffe38d80713f4eaf2fd957e81980');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('49301234567', 'bob test bob', x'01a3ffe38d80aeeb6b5970d4c519236a');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('9301234567', 'ana test ana', x'01a3ffe38d80713f4eaf2fd957e81980');
INSERT INTO "patient_phone" ("ending", "sort_key", "patient") VALUES ('9301234567', 'bob test bob', x'01a3ffe38d80aeeb6b5970d4c519236a');
INSERT INTO "refinery_schema_history" ("version", "name", "applied_on", "checksum") VALUES (1, 'init', '2026-11-21T15:23:32.271Z', '11501889577431548426');
INSERT INTO "refinery_schema_history" ("version", "name", "applied_on", "checksum") VALUES (2, 'people', '2026-11-21T15:23:32.304Z', '11944894933020729242');
INSERT INTO "refinery_schema_history" ("version", "name", "applied_on", "checksum") VALUES (3, 'hours', '2026-11-21T15:23:32.306Z', '14265584525615905096');
INSERT INTO "refinery_schema_history" ("version", "name", "applied_on", "checksum") VALUES (4, 'visits', '2026-11-21T15:23:32.315Z', '15000238520144784049');
INSERT INTO "refinery_schema_history" ("version", "name", "applied_on", "checksum") VALUES (5, 'notices', '2026-11-21T15:23:32.345Z', '6038894603047405456');
INSERT INTO "refinery_schema_history" ("version", "name", "applied_on", "checksum") VALUES (6, 'conversations', '2026-11-21T15:23:32.355Z', '9899320006508245652');
INSERT INTO "refinery_schema_history" ("version", "name", "applied_on", "checksum") VALUES (7, 'sessions', '2026-11-21T15:23:32.364Z', '5906753474464169864');
INSERT INTO "refinery_schema_history" ("version", "name", "applied_on", "checksum") VALUES (8, 'second_factor', '2026-11-21T15:23:32.435Z', '18099269814869445624');
INSERT INTO "refinery_schema_history" ("version", "name", "applied_on", "checksum") VALUES (9, 'api_tokens', '2026-11-21T15:23:32.507Z', '13676790938036863214');
INSERT INTO "refinery_schema_history" ("version", "name", "applied_on", "checksum") VALUES (10, 'audit_chain', '2026-11-21T15:23:32.560Z', '5870166621284067654');
INSERT INTO "refinery_schema_history" ("version", "name", "applied_on", "checksum") VALUES (11, 'emergency_access', '2026-11-21T15:23:32.825Z', '15489694207070287460');
INSERT INTO "refinery_schema_history" ("version", "name", "applied_on", "checksum") VALUES (12, 'integrity', '2026-11-21T15:23:33.105Z', '2876295239795089723');
INSERT INTO "refinery_schema_history" ("version", "name", "applied_on", "checksum") VALUES (13, 'requests_in_order', '2026-11-21T15:23:33.332Z', '3045612092370055787');
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time", "seq") VALUES (x'00000000000000000000000000000000', 'e20596efc82130931fb8a7c1f9436397', x'3539d6287749f61577eb6cd08121da0c0e5e65135b54158ad8d17eeee5bfc0af', '{"id":"users/01mfzy73c0gsb2b0cywk8mqcwn","user_name":"pia","email":"pia@example.org","first_name":"Pia","last_name":"Pia-Test","phone":"","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":0,"requested_role":"Doctor","state":"Pending","second_factor":false,"short_password":false,"doctor":"doctors/01mfzy73c0vhvgy3e4thmv4n9w","patient":null,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1}', 1803884400000000, 14);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time", "seq") VALUES (x'01a3ffe38d80074e92e91e7a2a12c910', '10ce6dbd18a6f7780ae8195d1f205dbb', x'fe2582a920c8245f2dc745c2bae3c5648dfe7cbd67028ac35703bb59a5ea9a1d', '{"patient":"patients/01mfzy73c0e4zmxbsfv5byg6c0","blood_group":"unknown","allergies":"penicillin","medical_history":"asthma as a child; it''s gone","update_time":"2027-03-01T07:00:00Z","version":2,"doctors":["doctors/01mfzy73c0rf09e854k60yccee"]}', 1803884400000000, 40);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time", "seq") VALUES (x'01a3ffe38d80074e92e91e7a2a12c910', '2b1c033c7ec7412eb6edbddfeefa16d4', x'8db7d0ef3e209903b273111c0917ae5cad6d932d5002e03f2cf31c59db0d29e3', '{"conversation":{"id":"conversations/01mfzy73c0pzjgqpq3v7ma5npg","parties":{"PatientDesk":{"patient":"patients/01mfzy73c0e4zmxbsfv5byg6c0"}},"last_seq":0,"created_at":"2027-03-01T07:00:00Z","updated_at":null},"title":"Front desk","members":[{"user":"users/01mfzy73c00x795t8yf8n15j8g","display_name":"Ana-Test, Ana","delivered":0,"read":0,"at_desk":false,"takes_part":true}],"last":null,"unread":0}', 1803884400000000, 26);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time", "seq") VALUES (x'01a3ffe38d80074e92e91e7a2a12c910', '38335437eef1e46827412d0bab2ed179', x'd663d50e63443bc0c7c1aa3abb68d54e6adbb977762033f2cfb46eaaaddfb6fb', '{"conversation":"conversations/01mfzy73c0pzjgqpq3v7ma5npg","seq":1,"author":"users/01mfzy73c00x795t8yf8n15j8g","author_name":"Ana-Test, Ana","body":"Good morning","time":"2027-03-01T07:00:00Z","request_id":"38335437eef1e46827412d0bab2ed179"}', 1803884400000000, 29);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time", "seq") VALUES (x'01a3ffe38d80074e92e91e7a2a12c910', '5310723e8de682f29c4a3bcbd2dbf6dd', x'55a1929be0fd5eaf11206d5ab8e8e042cb56fa908317823e89e249a4082b2041', '{"token":{"id":"apiTokens/01mfzy73c074yz3qj0fw1rv1ne","user":"users/01mfzy73c00x795t8yf8n15j8g","display_name":"nightly export","scopes":["DoctorService/GetDoctor","DoctorService/ListDoctors","DoctorService/ListSpecializations"],"source_networks":[],"create_time":"2027-03-01T07:00:00Z","expire_time":"2027-03-01T08:00:00Z","last_used":null,"last_source":""},"owner":{"id":"users/01mfzy73c00x795t8yf8n15j8g","user_name":"ana","email":"ana@example.org","first_name":"Ana","last_name":"Ana-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":8,"requested_role":null,"state":"Active","second_factor":false,"short_password":false,"doctor":null,"patient":"patients/01mfzy73c0e4zmxbsfv5byg6c0","create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":2},"token_hash":[33,69,122,81,140,244,121,20,202,21,224,55,20,255,135,66,255,49,159,94,186,93,34,20,60,9,82,253,42,110,107,111]}', 1803884400000000, 24);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time", "seq") VALUES (x'01a3ffe38d80074e92e91e7a2a12c910', 'b4d0105fc181df96c925b143551477e0', x'c26c62ff453e32b488dc9eeb50b4a3a5d159a58b6d078a17e30c78478ff79450', '{"id":"appointments/01mfzy73c0ecnzezmfekgdrpgs","version":1,"state":"requested","patient":{"id":"patients/01mfzy73c0e4zmxbsfv5byg6c0","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0rf09e854k60yccee","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c00x795t8yf8n15j8g","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":null}', 1803884400000000, 43);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time", "seq") VALUES (x'01a3ffe38d80074e92e91e7a2a12c910', 'be1e2a47b6bee545428bbf5a064d72c1', x'ba16c092b1d75a8d8890b07c716e903405addd744ca69b7c845d020d5c8672c2', '{"id":"appointments/01mfzy73c0g93mrqptsab3sb59","version":1,"state":"requested","patient":{"id":"patients/01mfzy73c0e4zmxbsfv5byg6c0","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0rf09e854k60yccee","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-05T10:00:00Z","end":"2027-03-05T10:30:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c00x795t8yf8n15j8g","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":null}', 1803884400000000, 41);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time", "seq") VALUES (x'01a3ffe38d80074e92e91e7a2a12c910', 'c9047e9e7423904517d60f862ec1fec7', x'ddc7d34b12de94051f0e461aa7b6800ab46252ee9df3c4d938642ffe5a4c94f9', '{"conversation":{"id":"conversations/01mfzy73c0227wz1f79v8km4kg","parties":{"PatientDoctor":{"patient":"patients/01mfzy73c0e4zmxbsfv5byg6c0","doctor":"doctors/01mfzy73c0rf09e854k60yccee"}},"last_seq":0,"created_at":"2027-03-01T07:00:00Z","updated_at":null},"title":"Moreau-Test, Moreau","members":[{"user":"users/01mfzy73c00x795t8yf8n15j8g","display_name":"Ana-Test, Ana","delivered":0,"read":0,"at_desk":false,"takes_part":true},{"user":"users/01mfzy73c0pxs0gqkk66y6pk8m","display_name":"Moreau-Test, Moreau","delivered":0,"read":0,"at_desk":false,"takes_part":true}],"last":null,"unread":0}', 1803884400000000, 25);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time", "seq") VALUES (x'01a3ffe38d80074e92e91e7a2a12c910', 'dbcb50bee6de1ecce141b61624a744e3', x'115743c6acb82e0c4a9173924002db21c2ccd8a3028102e66053c2a9e268daf6', '{"id":"appointments/01mfzy73c0g93mrqptsab3sb59","version":2,"state":"cancelled","patient":{"id":"patients/01mfzy73c0e4zmxbsfv5byg6c0","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0rf09e854k60yccee","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-05T10:00:00Z","end":"2027-03-05T10:30:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c00x795t8yf8n15j8g","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":{"by":"patient","reason":"cannot come","time":"2027-03-01T07:00:00Z","late":false},"last":{"verb":"cancel","actor":{"user":"users/01mfzy73c00x795t8yf8n15j8g","role":"Patient"},"time":"2027-03-01T07:00:00Z","before":{"state":"requested","doctor":{"id":"doctors/01mfzy73c0rf09e854k60yccee","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-05T10:00:00Z","end":"2027-03-05T10:30:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null}}}', 1803884400000000, 42);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time", "seq") VALUES (x'01a3ffe38d80074e92e91e7a2a12c910', 'ead497a15d16aba866d77f81c86036b0', x'84beeef55f7c9e5088907d382b955268346551705ee8b5a5472a3cde031c5964', '{"conversation":"conversations/01mfzy73c0227wz1f79v8km4kg","seq":1,"author":"users/01mfzy73c00x795t8yf8n15j8g","author_name":"Ana-Test, Ana","body":"Good morning","time":"2027-03-01T07:00:00Z","request_id":"ead497a15d16aba866d77f81c86036b0"}', 1803884400000000, 28);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time", "seq") VALUES (x'01a3ffe38d80074e92e91e7a2a12c910', 'ff4c066e653a01c43d85a5ea10ce7acd', x'8a650a92f11d5edc9dc36d8caa9819a749830578dcf47a21aefd427a134d01d1', '{"id":"appointments/01mfzy73c00se13m2mreb91s88","version":1,"state":"requested","patient":{"id":"patients/01mfzy73c0e4zmxbsfv5byg6c0","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0rf09e854k60yccee","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-02T09:00:00Z","end":"2027-03-02T09:30:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c00x795t8yf8n15j8g","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":null}', 1803884400000000, 15);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time", "seq") VALUES (x'01a3ffe38d803a9f7c669769b9ce65e3', '375e50b3d541c8165359472d1df0d978', x'0b1b994c41d395030cadd48f5d6ec98ac8f5ce5ea3ea10ec759d5fbf36e88a14', '{"value":{"id":"scheduleExceptions/01mfzy73c0jym3g7d3qq5j854z","doctor":"doctors/01mfzy73c084qnrf8ggacnhamw","kind":"TimeOff","from_date":"2027-03-20","to_date":"2027-03-21","from_minute":0,"to_minute":1440,"note":"","cancelled":false,"create_time":"2027-03-01T07:00:00Z"},"stranded":[],"token":"e3b0c44298fc1c14"}', 1803884400000000, 38);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time", "seq") VALUES (x'01a3ffe38d803a9f7c669769b9ce65e3', 'ce21f126eba1fcb47a1b37135c6258e4', x'f9ecc68204e135c953343b335e568cca06ee5d393d90e97e48d36778607b55c4', '{"id":"appointments/01mfzy73c0715pbmb9jvh9yewt","version":2,"state":"approved","patient":{"id":"patients/01mfzy73c0nvnpppbgtk2hj8va","name":"Bob-Test, Bob","number":10002,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c084qnrf8ggacnhamw","name":"Braun-Test, Braun"},"span":{"start":"2027-03-02T09:00:00Z","end":"2027-03-02T09:30:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c0k40vnjftntx2hjby","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":{"verb":"approve","actor":{"user":"users/01mfzy73c07afqrsmqd6wwwsf3","role":"Doctor"},"time":"2027-03-01T07:00:00Z","before":{"state":"requested","doctor":{"id":"doctors/01mfzy73c084qnrf8ggacnhamw","name":"Braun-Test, Braun"},"span":{"start":"2027-03-02T09:00:00Z","end":"2027-03-02T09:30:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null}}}', 1803884400000000, 18);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time", "seq") VALUES (x'01a3ffe38d809901bac9faaeba28c97e', '44d168bff767e3619a5087a219c8f04c', x'9f3199d1069af1087aa5bca68531699c0c4b490ea78d5726d910ff9ca460a035', '{"conversation":{"id":"conversations/01mfzy73c06e55j4by6rcfbdq4","parties":{"PatientDoctor":{"patient":"patients/01mfzy73c0nvnpppbgtk2hj8va","doctor":"doctors/01mfzy73c084qnrf8ggacnhamw"}},"last_seq":0,"created_at":"2027-03-01T07:00:00Z","updated_at":null},"title":"Braun-Test, Braun","members":[{"user":"users/01mfzy73c0k40vnjftntx2hjby","display_name":"Bob-Test, Bob","delivered":0,"read":0,"at_desk":false,"takes_part":true},{"user":"users/01mfzy73c07afqrsmqd6wwwsf3","display_name":"Braun-Test, Braun","delivered":0,"read":0,"at_desk":false,"takes_part":true}],"last":null,"unread":0}', 1803884400000000, 19);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time", "seq") VALUES (x'01a3ffe38d809901bac9faaeba28c97e', 'ac2833d7a5cf1c0fc54b921f29f14f60', x'dcd9743e8fcb0adfbd55db351e837b40758d60d4a3cddb24168e728842470932', '{"conversation":"conversations/01mfzy73c06e55j4by6rcfbdq4","seq":1,"author":"users/01mfzy73c0k40vnjftntx2hjby","author_name":"Bob-Test, Bob","body":"Good morning","time":"2027-03-01T07:00:00Z","request_id":"ac2833d7a5cf1c0fc54b921f29f14f60"}', 1803884400000000, 20);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time", "seq") VALUES (x'01a3ffe38d809901bac9faaeba28c97e', 'bc6ba9876c5cfdd08b22cfbd7a744bf6', x'a46fd25180f4c6d3ebb9ac0ac2da2ad4af6b2eb54080fedca958fee732df015b', '{"id":"appointments/01mfzy73c0715pbmb9jvh9yewt","version":1,"state":"requested","patient":{"id":"patients/01mfzy73c0nvnpppbgtk2hj8va","name":"Bob-Test, Bob","number":10002,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c084qnrf8ggacnhamw","name":"Braun-Test, Braun"},"span":{"start":"2027-03-02T09:00:00Z","end":"2027-03-02T09:30:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c0k40vnjftntx2hjby","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":null}', 1803884400000000, 17);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time", "seq") VALUES (x'01a3ffe38d809901bac9faaeba28c97e', 'f458063fa8316ad3f878317e4ebb0fd9', x'b049314c5bc31c02cd756bc7b6615bdadbd29c656309cf15d121a5e099951a05', '{"token":{"id":"apiTokens/01mfzy73c04had871d84q1b2hv","user":"users/01mfzy73c0k40vnjftntx2hjby","display_name":"nightly export","scopes":["DoctorService/GetDoctor","DoctorService/ListDoctors","DoctorService/ListSpecializations"],"source_networks":[],"create_time":"2027-03-01T07:00:00Z","expire_time":"2027-03-01T08:00:00Z","last_used":null,"last_source":""},"owner":{"id":"users/01mfzy73c0k40vnjftntx2hjby","user_name":"bob","email":"bob@example.org","first_name":"Bob","last_name":"Bob-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":8,"requested_role":null,"state":"Active","second_factor":false,"short_password":false,"doctor":null,"patient":"patients/01mfzy73c0nvnpppbgtk2hj8va","create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":2},"token_hash":[240,236,180,206,230,112,132,66,215,10,245,21,87,13,54,229,70,243,200,177,237,172,80,28,91,99,172,90,31,164,166,244]}', 1803884400000000, 37);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time", "seq") VALUES (x'01a3ffe38d809f8cfea732ebe09d3d63', 'd1e75ce0c54351d9fc65ab0cb660f248', x'b3e14ef709979b8603791de2427e5e98bffc6002f8d1ce4843c8f438740aa48d', '{"token":{"id":"apiTokens/01mfzy73c0f5pqqvdzbps39314","user":"users/01mfzy73c0ky6fx9sjxfg9tfb3","display_name":"nightly export","scopes":["DoctorService/GetDoctor","DoctorService/ListDoctors","DoctorService/ListSpecializations","DoctorService/SetDutyStatus"],"source_networks":[],"create_time":"2027-03-01T07:00:00Z","expire_time":"2027-03-01T08:00:00Z","last_used":null,"last_source":""},"owner":{"id":"users/01mfzy73c0ky6fx9sjxfg9tfb3","user_name":"ida","email":"ida@example.org","first_name":"Ida","last_name":"Ida-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":2,"requested_role":null,"state":"Active","second_factor":false,"short_password":false,"doctor":null,"patient":null,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":2},"token_hash":[59,66,105,155,109,42,95,233,114,245,229,10,41,253,44,214,53,20,196,42,107,223,59,126,228,165,142,76,208,91,48,133]}', 1803884400000000, 22);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time", "seq") VALUES (x'01a3ffe38d809f8cfea732ebe09d3d63', 'dd0d643628e1a7b488f785c238a0cb48', x'51ad3d88000fb0a2309df38d653a5da1e94f0e9cb92daa8ef40f355e6d5a0b14', '{"id":"appointments/01mfzy73c0ecnzezmfekgdrpgs","version":3,"state":"arrived","patient":{"id":"patients/01mfzy73c0e4zmxbsfv5byg6c0","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0rf09e854k60yccee","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c00x795t8yf8n15j8g","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T09:25:00Z","arrived_at":"2027-03-01T09:25:00Z","ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":{"verb":"arrive","actor":{"user":"users/01mfzy73c0ky6fx9sjxfg9tfb3","role":"Desk"},"time":"2027-03-01T09:25:00Z","before":{"state":"approved","doctor":{"id":"doctors/01mfzy73c0rf09e854k60yccee","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null}}}', 1803893100000000, 47);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time", "seq") VALUES (x'01a3ffe38d80b772085e7331bc6b4d14', '29eea370414d0dd2d8f6a9ca85c66c47', x'891fd80a03797f437af8b50c813ab1c5358a045e2b72c885422059229cf74c8a', '{"id":"appointments/01mfzy73c00se13m2mreb91s88","version":2,"state":"approved","patient":{"id":"patients/01mfzy73c0e4zmxbsfv5byg6c0","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0rf09e854k60yccee","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-02T09:00:00Z","end":"2027-03-02T09:30:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c00x795t8yf8n15j8g","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":{"verb":"approve","actor":{"user":"users/01mfzy73c0pxs0gqkk66y6pk8m","role":"Doctor"},"time":"2027-03-01T07:00:00Z","before":{"state":"requested","doctor":{"id":"doctors/01mfzy73c0rf09e854k60yccee","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-02T09:00:00Z","end":"2027-03-02T09:30:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null}}}', 1803884400000000, 16);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time", "seq") VALUES (x'01a3ffe38d80b772085e7331bc6b4d14', '350d6613161a1223ca88fdea34fe5ab9', x'36c03c475ba5ccdf8e2a56e13edc51e72961962f06dcdb4b476ef2e52df73730', '{"id":"appointments/01mfzy73c0ecnzezmfekgdrpgs","version":5,"state":"completed","patient":{"id":"patients/01mfzy73c0e4zmxbsfv5byg6c0","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0rf09e854k60yccee","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c00x795t8yf8n15j8g","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T09:25:00Z","arrived_at":"2027-03-01T09:25:00Z","ready_at":null,"started_at":"2027-03-01T09:25:00Z","ended_at":"2027-03-01T09:25:00Z","closed":null,"last":{"verb":"complete","actor":{"user":"users/01mfzy73c0pxs0gqkk66y6pk8m","role":"Doctor"},"time":"2027-03-01T09:25:00Z","before":{"state":"in_visit","doctor":{"id":"doctors/01mfzy73c0rf09e854k60yccee","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":"2027-03-01T09:25:00Z","ready_at":null,"started_at":"2027-03-01T09:25:00Z","ended_at":null,"closed":null}}}', 1803893100000000, 49);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time", "seq") VALUES (x'01a3ffe38d80b772085e7331bc6b4d14', '45b147c76d957457988128c68525741b', x'34428596a38edb703e8b963779b50ddd68d3870c33ec3add030faa4499df8b4e', '{"id":"appointments/01mfzy73c0ecnzezmfekgdrpgs","version":4,"state":"in_visit","patient":{"id":"patients/01mfzy73c0e4zmxbsfv5byg6c0","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0rf09e854k60yccee","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c00x795t8yf8n15j8g","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T09:25:00Z","arrived_at":"2027-03-01T09:25:00Z","ready_at":null,"started_at":"2027-03-01T09:25:00Z","ended_at":null,"closed":null,"last":{"verb":"start","actor":{"user":"users/01mfzy73c0pxs0gqkk66y6pk8m","role":"Doctor"},"time":"2027-03-01T09:25:00Z","before":{"state":"arrived","doctor":{"id":"doctors/01mfzy73c0rf09e854k60yccee","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":"2027-03-01T09:25:00Z","ready_at":null,"started_at":null,"ended_at":null,"closed":null}}}', 1803893100000000, 48);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time", "seq") VALUES (x'01a3ffe38d80b772085e7331bc6b4d14', 'b6ca68e4d2b53986f8354a2aa5e54745', x'25e19bf456ac2711c2887be360b431a2ab2c6c4fd09cbe4bc6f5d91c0507ab4b', '{"conversation":"conversations/01mfzy73c0227wz1f79v8km4kg","seq":2,"author":"users/01mfzy73c0pxs0gqkk66y6pk8m","author_name":"Moreau-Test, Moreau","body":"Good morning","time":"2027-03-01T07:00:00Z","request_id":"b6ca68e4d2b53986f8354a2aa5e54745"}', 1803884400000000, 30);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time", "seq") VALUES (x'01a3ffe38d80b772085e7331bc6b4d14', 'd96c3fc99c7d3cebb2bc242c1d65d7f4', x'5d1dfa9bd81cf4f76df0183244f5e24fc2377de200d8e1e390e860f364fa5e25', '{"conversation":"conversations/01mfzy73c08e151qbzc2j3h9x2","seq":1,"author":"users/01mfzy73c0pxs0gqkk66y6pk8m","author_name":"Moreau-Test, Moreau","body":"Good morning","time":"2027-03-01T07:00:00Z","request_id":"d96c3fc99c7d3cebb2bc242c1d65d7f4"}', 1803884400000000, 31);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time", "seq") VALUES (x'01a3ffe38d80b772085e7331bc6b4d14', 'eb710ac6f22423967993e2fb44e25f9f', x'9aff48c24de9c736c5ef0d922884ac075bfd4faa79dfe2ccff149b33eebe6200', '{"id":"appointments/01mfzy73c0ecnzezmfekgdrpgs","version":2,"state":"approved","patient":{"id":"patients/01mfzy73c0e4zmxbsfv5byg6c0","name":"Ana-Test, Ana","number":10001,"birth_date":"1980-05-17","gender":"unspecified"},"doctor":{"id":"doctors/01mfzy73c0rf09e854k60yccee","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","kind":"follow_up","note":"","late":false,"walk_in":false,"overridden":null,"requested_by":"users/01mfzy73c00x795t8yf8n15j8g","created_at":"2027-03-01T07:00:00Z","updated_at":"2027-03-01T07:00:00Z","arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null,"last":{"verb":"approve","actor":{"user":"users/01mfzy73c0pxs0gqkk66y6pk8m","role":"Doctor"},"time":"2027-03-01T07:00:00Z","before":{"state":"requested","doctor":{"id":"doctors/01mfzy73c0rf09e854k60yccee","name":"Moreau-Test, Moreau"},"span":{"start":"2027-03-01T09:30:00Z","end":"2027-03-01T10:00:00Z"},"buffers":{"before":0,"after":0},"room":"","late":false,"overridden":null,"arrived_at":null,"ready_at":null,"started_at":null,"ended_at":null,"closed":null}}}', 1803884400000000, 44);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time", "seq") VALUES (x'01a3ffe38d80b772085e7331bc6b4d14', 'ec04e88f81ebb77b75d240509ac84483', x'6c4f3210f6788828c39a86f6f8605fa24ecd72aca14ad84fadb50cf2be47bdae', '{"token":{"id":"apiTokens/01mfzy73c0bbm5bggdyhkm1dr4","user":"users/01mfzy73c0pxs0gqkk66y6pk8m","display_name":"nightly export","scopes":["DoctorService/GetDoctor","DoctorService/ListDoctors","DoctorService/ListSpecializations","DoctorService/SetDutyStatus","DoctorService/UpdateDoctor"],"source_networks":[],"create_time":"2027-03-01T07:00:00Z","expire_time":"2027-03-01T08:00:00Z","last_used":null,"last_source":""},"owner":{"id":"users/01mfzy73c0pxs0gqkk66y6pk8m","user_name":"moreau","email":"moreau@example.org","first_name":"Moreau","last_name":"Moreau-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":4,"requested_role":null,"state":"Active","second_factor":false,"short_password":false,"doctor":"doctors/01mfzy73c0rf09e854k60yccee","patient":null,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":2},"token_hash":[1,52,50,67,85,142,106,200,181,56,76,250,228,154,124,83,105,206,206,86,195,21,14,66,25,63,25,213,12,216,117,254]}', 1803884400000000, 23);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time", "seq") VALUES (x'01a3ffe38d80b772085e7331bc6b4d14', 'f69187867bf867013b89a2a4a255d872', x'13d86ab2d4fb9d6c57ebb69da0876685118327848959b218f5d948d7b2765bc6', '{"value":{"id":"scheduleExceptions/01mfzy73c08hgbqb11ynnaa7hb","doctor":"doctors/01mfzy73c0rf09e854k60yccee","kind":"TimeOff","from_date":"2027-03-20","to_date":"2027-03-21","from_minute":0,"to_minute":1440,"note":"","cancelled":false,"create_time":"2027-03-01T07:00:00Z"},"stranded":[],"token":"e3b0c44298fc1c14"}', 1803884400000000, 32);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time", "seq") VALUES (x'01a3ffe38d80d5dbac665d1f556d52c5', '05d4d3a0f72a43c357f9fcc35b470164', x'77881561c30a889632661f223f10d20f3034387c2158e8e5a5bcadc487339365', '{"user":{"id":"users/01mfzy73c0pxs0gqkk66y6pk8m","user_name":"moreau","email":"moreau@example.org","first_name":"Moreau","last_name":"Moreau-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":4,"requested_role":null,"state":"Invited","second_factor":false,"short_password":false,"doctor":"doctors/01mfzy73c0rf09e854k60yccee","patient":null,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1},"code_hash":[89,176,17,74,13,160,231,80,246,115,156,68,223,169,190,10,50,221,141,136,48,137,216,214,159,151,191,92,131,47,61,254],"expire_time":"2027-03-02T07:00:00Z"}', 1803884400000000, 6);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time", "seq") VALUES (x'01a3ffe38d80d5dbac665d1f556d52c5', '0ee1f8c4343ce857556a3b9d26b0aabc', x'4a80ab5972791d299f12cb301b244437964c527cadbdc6bf0478e609fec1a493', '{"user":{"id":"users/01mfzy73c00x795t8yf8n15j8g","user_name":"ana","email":"ana@example.org","first_name":"Ana","last_name":"Ana-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":8,"requested_role":null,"state":"Invited","second_factor":false,"short_password":false,"doctor":null,"patient":"patients/01mfzy73c0e4zmxbsfv5byg6c0","create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1},"code_hash":[226,5,235,189,0,217,82,7,243,67,69,86,247,120,229,137,203,92,12,66,194,208,173,20,108,146,217,57,144,28,12,22],"expire_time":"2027-03-02T07:00:00Z"}', 1803884400000000, 4);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time", "seq") VALUES (x'01a3ffe38d80d5dbac665d1f556d52c5', '0f13beb8de29c46afed09b34157f4b78', x'e98bf9c4471e91675517639e53f5d13bb6d1747664c2d5eb461409a3ee14763c', '{"user":{"id":"users/01mfzy73c0ky6fx9sjxfg9tfb3","user_name":"ida","email":"ida@example.org","first_name":"Ida","last_name":"Ida-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":2,"requested_role":null,"state":"Invited","second_factor":false,"short_password":false,"doctor":null,"patient":null,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1},"code_hash":[189,22,73,224,176,22,249,113,14,93,36,251,112,157,247,211,246,73,32,41,137,159,115,74,248,208,3,172,0,198,149,9],"expire_time":"2027-03-02T07:00:00Z"}', 1803884400000000, 2);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time", "seq") VALUES (x'01a3ffe38d80d5dbac665d1f556d52c5', '270ca160db8fa2c7af4a7391aa8d69f2', x'962f47c9697ba80ac87e788ddc2ca32cc4e1384db39f666df14e6c615f53fd8c', '{"user":{"id":"users/01mfzy73c0k40vnjftntx2hjby","user_name":"bob","email":"bob@example.org","first_name":"Bob","last_name":"Bob-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":8,"requested_role":null,"state":"Invited","second_factor":false,"short_password":false,"doctor":null,"patient":"patients/01mfzy73c0nvnpppbgtk2hj8va","create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1},"code_hash":[207,69,118,108,134,25,50,127,141,4,167,68,5,197,107,21,148,165,136,42,31,76,158,172,239,112,72,230,213,155,247,87],"expire_time":"2027-03-02T07:00:00Z"}', 1803884400000000, 8);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time", "seq") VALUES (x'01a3ffe38d80d5dbac665d1f556d52c5', '32c197eda4f8bbff4a433a4cc46b15ad', x'dd2f641440469e71c7b7525c7cfe338745935382dae45e9b47908f63a8731ac1', '{"value":{"doctor":"doctors/01mfzy73c0rf09e854k60yccee","rules":[{"weekday":"Mon","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Tue","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Wed","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Thu","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Fri","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Sat","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Sun","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]}],"update_time":"2027-03-01T07:00:00Z","version":1},"stranded":[],"token":"e3b0c44298fc1c14"}', 1803884400000000, 12);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time", "seq") VALUES (x'01a3ffe38d80d5dbac665d1f556d52c5', '45dcb5d9f9a7160fa12bc8a7c2f0b372', x'f7968fe64b9f073bb259f9a5f6e3410af218e50122f324b963d5d7ee984fba80', '{"value":{"doctor":"doctors/01mfzy73c084qnrf8ggacnhamw","rules":[{"weekday":"Mon","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Tue","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Wed","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Thu","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Fri","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Sat","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Sun","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]}],"update_time":"2027-03-01T07:00:00Z","version":1},"stranded":[],"token":"e3b0c44298fc1c14"}', 1803884400000000, 13);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time", "seq") VALUES (x'01a3ffe38d80d5dbac665d1f556d52c5', '5aa7c755e338440685727327754c0df8', x'387d210ceb80d9701853fae00bcd08ab2210367c201d0aa8c2a3dd653ac188ea', '{"token":{"id":"apiTokens/01mfzy73c09z92eqcxf37dbhk8","user":"users/01mfzy73c0tqdtrsjx3xaptmp5","display_name":"nightly export","scopes":["DoctorService/GetDoctor","DoctorService/ListDoctors","DoctorService/ListSpecializations","DoctorService/SetDutyStatus","DoctorService/UpdateDoctor"],"source_networks":[],"create_time":"2027-03-01T07:00:00Z","expire_time":"2027-03-01T08:00:00Z","last_used":null,"last_source":""},"owner":{"id":"users/01mfzy73c0tqdtrsjx3xaptmp5","user_name":"admin","email":"admin@example.org","first_name":"Ada","last_name":"Admin","phone":"","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":1,"requested_role":null,"state":"Active","second_factor":false,"short_password":false,"doctor":null,"patient":null,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1},"token_hash":[138,80,89,179,23,91,45,164,229,180,203,179,5,249,120,203,110,121,43,207,251,126,194,222,34,110,150,156,10,167,103,255]}', 1803884400000000, 21);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time", "seq") VALUES (x'01a3ffe38d80d5dbac665d1f556d52c5', '97ce2a659b5dfd18d21dc97faca299cd', x'a8d229890295d08fa3b8114756e6d1c63cfa8db766b85f03d2f07f5dc333b797', '{"conversation":{"id":"conversations/01mfzy73c08e151qbzc2j3h9x2","parties":{"Staff":["users/01mfzy73c0pxs0gqkk66y6pk8m","users/01mfzy73c0tqdtrsjx3xaptmp5"]},"last_seq":0,"created_at":"2027-03-01T07:00:00Z","updated_at":null},"title":"Moreau-Test, Moreau","members":[{"user":"users/01mfzy73c0pxs0gqkk66y6pk8m","display_name":"Moreau-Test, Moreau","delivered":0,"read":0,"at_desk":false,"takes_part":true},{"user":"users/01mfzy73c0tqdtrsjx3xaptmp5","display_name":"Admin, Ada","delivered":0,"read":0,"at_desk":false,"takes_part":true}],"last":null,"unread":0}', 1803884400000000, 27);
INSERT INTO "request" ("scope", "request_id", "fingerprint", "answer", "time", "seq") VALUES (x'01a3ffe38d80d5dbac665d1f556d52c5', 'c51827e685ed4c17806f8b892ec8656b', x'67f9fff49e08554e28df9a04328abc96c6620730029ce3ffeedb5ece82d86916', '{"user":{"id":"users/01mfzy73c07afqrsmqd6wwwsf3","user_name":"braun","email":"braun@example.org","first_name":"Braun","last_name":"Braun-Test","phone":"+49 30 1234567","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""},"roles":4,"requested_role":null,"state":"Invited","second_factor":false,"short_password":false,"doctor":"doctors/01mfzy73c084qnrf8ggacnhamw","patient":null,"create_time":"2027-03-01T07:00:00Z","update_time":"2027-03-01T07:00:00Z","version":1},"code_hash":[180,34,27,2,126,146,79,117,230,94,247,196,213,105,31,61,172,101,201,137,190,186,57,161,125,90,208,33,123,223,235,48],"expire_time":"2027-03-02T07:00:00Z"}', 1803884400000000, 10);
INSERT INTO "schedule_exception" ("id", "doctor", "kind", "from_date", "to_date", "from_minute", "to_minute", "note", "slot_minutes", "room", "create_time", "cancel_time") VALUES (x'01a3ffe38d804460bbac21f56aa51e2b', x'01a3ffe38d80c3c09720a49981e631ce', 'time_off', '2027-03-20', '2027-03-21', 0, 1440, '', NULL, '', 1803884400000000, NULL);
INSERT INTO "schedule_exception" ("id", "doctor", "kind", "from_date", "to_date", "from_minute", "to_minute", "note", "slot_minutes", "room", "create_time", "cancel_time") VALUES (x'01a3ffe38d8097a8381da3bdcb24149f', x'01a3ffe38d80412f5c3d10829958aa9c', 'time_off', '2027-03-20', '2027-03-21', 0, 1440, '', NULL, '', 1803884400000000, NULL);
INSERT INTO "session" ("id", "token_hash", "user", "client_label", "create_time", "last_used", "expire_time", "end_time", "factor_time", "lock_time", "source", "code_time") VALUES (x'01a3ffe38d80095d95168e7c1c7314ae', x'e293fc3dfdbce366a971879d856317cc134ad1208271c869f222fd7e7c644e81', x'01a3ffe38d809901bac9faaeba28c97e', 'under test', 1803884400000000, 1803884400000000, 1803927600000000, NULL, 1803884400000000, NULL, 'unix', NULL);
INSERT INTO "session" ("id", "token_hash", "user", "client_label", "create_time", "last_used", "expire_time", "end_time", "factor_time", "lock_time", "source", "code_time") VALUES (x'01a3ffe38d8037151cbad2ac02489fda', x'3bad863710571174439ba225672d4230066690b61755af2032c629c981c52975', x'01a3ffe38d80d5dbac665d1f556d52c5', 'the first terminal', 1803884400000000, 1803884400000000, 1803927600000000, NULL, 1803884400000000, NULL, 'unix', NULL);
INSERT INTO "session" ("id", "token_hash", "user", "client_label", "create_time", "last_used", "expire_time", "end_time", "factor_time", "lock_time", "source", "code_time") VALUES (x'01a3ffe38d8041caf6d3d7c7da3f6f92', x'7f9d39c8522e1a2e22f841c65a400abca992ef55f980701bc323948f74045700', x'01a3ffe38d80074e92e91e7a2a12c910', 'under test', 1803884400000000, 1803884400000000, 1803927600000000, NULL, 1803884400000000, NULL, 'unix', NULL);
INSERT INTO "session" ("id", "token_hash", "user", "client_label", "create_time", "last_used", "expire_time", "end_time", "factor_time", "lock_time", "source", "code_time") VALUES (x'01a3ffe38d80acfa013a63cfe08da14d', x'fc1205670bdb17e078a234bbc46b191c0221df1380b02884268d1cf4e602154a', x'01a3ffe38d809f8cfea732ebe09d3d63', 'under test', 1803884400000000, 1803884400000000, 1803927600000000, NULL, 1803884400000000, NULL, 'unix', NULL);
INSERT INTO "session" ("id", "token_hash", "user", "client_label", "create_time", "last_used", "expire_time", "end_time", "factor_time", "lock_time", "source", "code_time") VALUES (x'01a3ffe38d80cea1809c7572e57ba3b2', x'b7b1066714b6dba0386526d2e6df5508d86a833facd2d3b2523f974ded88f5e7', x'01a3ffe38d80b772085e7331bc6b4d14', 'under test', 1803884400000000, 1803884400000000, 1803927600000000, NULL, 1803884400000000, NULL, 'unix', NULL);
INSERT INTO "session" ("id", "token_hash", "user", "client_label", "create_time", "last_used", "expire_time", "end_time", "factor_time", "lock_time", "source", "code_time") VALUES (x'01a3ffe38d80d791117642851fc78e6e', x'dedd5e4e5ff1a519fadab8452e7e0334ee2e1374cd2dd3650db43627f9189bf3', x'01a3ffe38d803a9f7c669769b9ce65e3', 'under test', 1803884400000000, 1803884400000000, 1803927600000000, NULL, 1803884400000000, NULL, 'unix', NULL);
INSERT INTO "session" ("id", "token_hash", "user", "client_label", "create_time", "last_used", "expire_time", "end_time", "factor_time", "lock_time", "source", "code_time") VALUES (x'01a400684de064c38af016f5cbcdb5d5', x'419472a607f825ae8c8aadc822ee5115bc894044ed45c857e266b02e6aa556a2', x'01a3ffe38d809f8cfea732ebe09d3d63', 'another terminal', 1803893100000000, 1803893100000000, 1803936300000000, NULL, 1803893100000000, NULL, 'unix', NULL);
INSERT INTO "session" ("id", "token_hash", "user", "client_label", "create_time", "last_used", "expire_time", "end_time", "factor_time", "lock_time", "source", "code_time") VALUES (x'01a400684de0cf1d8a71c424d676af66', x'd031741754e6d76fd0a365bec0261b2602813b9840a802278de1df6270114868', x'01a3ffe38d80b772085e7331bc6b4d14', 'another terminal', 1803893100000000, 1803893100000000, 1803936300000000, NULL, 1803893100000000, NULL, 'unix', NULL);
INSERT INTO "sqlite_sequence" ("name", "seq") VALUES ('audit', 49);
INSERT INTO "sqlite_sequence" ("name", "seq") VALUES ('event', 56);
INSERT INTO "user" ("id", "user_name", "email", "password", "first_name", "last_name", "sort_key", "phone", "address", "picture", "roles", "requested_role", "state", "create_time", "update_time", "version", "short_password") VALUES (x'01a3ffe38d80074e92e91e7a2a12c910', 'ana', 'ana@example.org', '$argon2id$v=19$m=64,t=1,p=1$wDK8YTP1hDtHtnXKyuq0Mg$Iw11ria0Gs451KTLqIwBj+WW+Op3WKfjVVn70449jSg', 'Ana', 'Ana-Test', 'ana test ana', '+49 30 1234567', '{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""}', x'', 8, 0, 1, 1803884400000000, 1803884400000000, 2, 0);
INSERT INTO "user" ("id", "user_name", "email", "password", "first_name", "last_name", "sort_key", "phone", "address", "picture", "roles", "requested_role", "state", "create_time", "update_time", "version", "short_password") VALUES (x'01a3ffe38d803a9f7c669769b9ce65e3', 'braun', 'braun@example.org', '$argon2id$v=19$m=64,t=1,p=1$iEh7Jn16i30PqGqiIGF3ZQ$NAABRlqJ4487W27iyMnzQQKd4rVhGH1G4JAkKUHvrlA', 'Braun', 'Braun-Test', 'braun test braun', '+49 30 1234567', '{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""}', x'', 4, 0, 1, 1803884400000000, 1803884400000000, 2, 0);
INSERT INTO "user" ("id", "user_name", "email", "password", "first_name", "last_name", "sort_key", "phone", "address", "picture", "roles", "requested_role", "state", "create_time", "update_time", "version", "short_password") VALUES (x'01a3ffe38d80865625819ee4d14bb395', 'pia', 'pia@example.org', '$argon2id$v=19$m=64,t=1,p=1$OkS5m2dqMqvVT6ZRhY0pkA$/eyYzJ4osCANhKHHnwkPnySHvj728n4jmXSTj+G3Q2U', 'Pia', 'Pia-Test', 'pia test pia', '', '{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""}', x'', 0, 4, 2, 1803884400000000, 1803884400000000, 1, 0);
INSERT INTO "user" ("id", "user_name", "email", "password", "first_name", "last_name", "sort_key", "phone", "address", "picture", "roles", "requested_role", "state", "create_time", "update_time", "version", "short_password") VALUES (x'01a3ffe38d809901bac9faaeba28c97e', 'bob', 'bob@example.org', '$argon2id$v=19$m=64,t=1,p=1$qcrKoWFOoD9rRkpZuH0rPQ$dLkdGQOgDl5H2U4W8a4/D7ZrgqgcWbnkn4sBzJD+t00', 'Bob', 'Bob-Test', 'bob test bob', '+49 30 1234567', '{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""}', x'', 8, 0, 1, 1803884400000000, 1803884400000000, 2, 0);
INSERT INTO "user" ("id", "user_name", "email", "password", "first_name", "last_name", "sort_key", "phone", "address", "picture", "roles", "requested_role", "state", "create_time", "update_time", "version", "short_password") VALUES (x'01a3ffe38d809f8cfea732ebe09d3d63', 'ida', 'ida@example.org', '$argon2id$v=19$m=64,t=1,p=1$m2azNj5HxA5uuPrSsQ/XRg$0aFUbEcPZ/ot7X1ky3IyFi7/w1gxSoohuPq6Eao5Rbk', 'Ida', 'Ida-Test', 'ida test ida', '+49 30 1234567', '{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""}', x'', 2, 0, 1, 1803884400000000, 1803884400000000, 2, 0);
INSERT INTO "user" ("id", "user_name", "email", "password", "first_name", "last_name", "sort_key", "phone", "address", "picture", "roles", "requested_role", "state", "create_time", "update_time", "version", "short_password") VALUES (x'01a3ffe38d80b772085e7331bc6b4d14', 'moreau', 'moreau@example.org', '$argon2id$v=19$m=64,t=1,p=1$StVQPw+A4pDZVKxTieh/IA$mBMxGUsSGWEyWxy3m0t0tVRpV9y15BTBtDIzLIMNyno', 'Moreau', 'Moreau-Test', 'moreau test moreau', '+49 30 1234567', '{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""}', x'', 4, 0, 1, 1803884400000000, 1803884400000000, 2, 0);
INSERT INTO "user" ("id", "user_name", "email", "password", "first_name", "last_name", "sort_key", "phone", "address", "picture", "roles", "requested_role", "state", "create_time", "update_time", "version", "short_password") VALUES (x'01a3ffe38d80d5dbac665d1f556d52c5', 'admin', 'admin@example.org', '$argon2id$v=19$m=64,t=1,p=1$F0ydPlXi+ZuDrwpj2txdWw$U7zefwy0anohrXJhCzrKHf1CDyo4FliIUiGUgaeoAl8', 'Ada', 'Admin', 'admin ada', '', '{"line1":"","line2":"","city":"","state":"","postal_code":"","country":""}', x'', 1, 0, 1, 1803884400000000, 1803884400000000, 1, 0);
INSERT INTO "working_hours" ("doctor", "rules", "update_time", "version") VALUES (x'01a3ffe38d80412f5c3d10829958aa9c', '[{"weekday":"Mon","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Tue","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Wed","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Thu","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Fri","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Sat","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Sun","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]}]', 1803884400000000, 1);
INSERT INTO "working_hours" ("doctor", "rules", "update_time", "version") VALUES (x'01a3ffe38d80c3c09720a49981e631ce', '[{"weekday":"Mon","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Tue","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Wed","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Thu","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Fri","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Sat","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]},{"weekday":"Sun","from_minute":540,"to_minute":1020,"effective_from":"2027-03-01","effective_until":null,"cycle_weeks":1,"cycle_week":0,"room":"","slot_minutes":30,"buffer_before":0,"buffer_after":0,"breaks":[]}]', 1803884400000000, 1);
CREATE INDEX activation_by_user ON activation (user) WHERE use_time IS NULL;
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
CREATE INDEX appointment_takes_doctor ON appointment (doctor, block_from) WHERE taken_until > start_time;
CREATE INDEX appointment_takes_patient ON appointment (patient, start_time) WHERE taken_until > start_time;
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
CREATE INDEX event_audience_by_seq ON event_audience (seq);
CREATE UNIQUE INDEX message_by_request ON message (author, request_id);
CREATE TRIGGER message_is_never_changed BEFORE UPDATE ON message
BEGIN SELECT RAISE(ABORT, 'messages are never changed'); END;
CREATE INDEX notice_by_user ON notice (user, id);
CREATE INDEX notice_unread ON notice (user, id) WHERE read_time IS NULL;
CREATE INDEX notice_unread_about ON notice (user, subject) WHERE read_time IS NULL;
CREATE INDEX patient_by_birth_date ON patient (birth_date, sort_key, id);
CREATE INDEX patient_by_email ON patient (email COLLATE NOCASE) WHERE email <> '';
CREATE INDEX patient_by_name ON patient (sort_key, id);
CREATE INDEX patient_key_by_patient ON patient_key (patient, key);
CREATE INDEX patient_phone_by_patient ON patient_phone (patient);
CREATE INDEX request_by_seq ON request (seq, time);
CREATE INDEX schedule_exception_by_date ON schedule_exception (doctor, from_date, id);
CREATE INDEX schedule_exception_in_force ON schedule_exception (doctor, to_date) WHERE cancel_time IS NULL;
CREATE INDEX session_by_user ON session (user, id) WHERE end_time IS NULL;
CREATE INDEX throttle_by_time ON throttle (last_failure);
CREATE INDEX user_at_desk ON user (id) WHERE roles & 2 <> 0;
CREATE INDEX user_by_name ON user (sort_key, id);
CREATE INDEX user_by_state ON user (state, sort_key, id);
CREATE INDEX user_on_staff ON user (sort_key, id) WHERE roles & 7 <> 0;
COMMIT;

-- Accounts, sessions, settings, and the logs that every change writes.
-- Ids are 16-byte blobs, instants microseconds since the epoch, civil dates 'YYYY-MM-DD'.

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
CREATE INDEX user_by_name ON user (sort_key, id);
CREATE INDEX user_by_state ON user (state, sort_key, id);

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
CREATE INDEX session_by_user ON session (user, id) WHERE end_time IS NULL;

CREATE TABLE activation (
    code_hash   BLOB    PRIMARY KEY CHECK (length(code_hash) = 32),
    -- NULL: makes the first administrator
    user        BLOB    REFERENCES user (id),
    create_time INTEGER NOT NULL,
    expire_time INTEGER NOT NULL,
    use_time    INTEGER
) STRICT;
CREATE INDEX activation_by_user ON activation (user) WHERE use_time IS NULL;

-- Answers given, replayed when the same request comes again.
CREATE TABLE request (
    -- the user; 16 zero bytes for strangers
    scope       BLOB    NOT NULL,
    request_id  TEXT    NOT NULL,
    fingerprint BLOB    NOT NULL,
    answer      TEXT    NOT NULL,
    time        INTEGER NOT NULL,
    PRIMARY KEY (scope, request_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX request_by_time ON request (time);

-- The durable log of changes. With one writer, order of seq is order of commit.
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
CREATE INDEX audit_by_user ON audit (user, seq);
CREATE INDEX audit_by_patient ON audit (patient, seq) WHERE patient IS NOT NULL;
CREATE INDEX audit_by_object ON audit (object, seq);
CREATE INDEX audit_by_time ON audit (time, seq);

-- whatever the code forgets: the log of acts is only ever added to
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END;
CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'audit rows are never deleted'); END;

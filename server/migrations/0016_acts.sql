-- What an act writes goes to fewer places.

-- Answers lie in the order in which they were given, each under the number of its act; what finds them is slim.
-- Those from before the number was kept come first.
CREATE TABLE answer (
    seq         INTEGER PRIMARY KEY,
    -- the user; 16 zero bytes for strangers
    scope       BLOB    NOT NULL,
    request_id  TEXT    NOT NULL,
    fingerprint BLOB    NOT NULL,
    answer      TEXT    NOT NULL,
    time        INTEGER NOT NULL,
    UNIQUE (scope, request_id)
) STRICT;
INSERT INTO answer (seq, scope, request_id, fingerprint, answer, time)
    SELECT CASE WHEN seq > 0 THEN seq ELSE -row_number() OVER (ORDER BY time DESC) END,
           scope, request_id, fingerprint, answer, time
    FROM request;
DROP TABLE request;
ALTER TABLE answer RENAME TO request;

-- Whether a time is taken shows in the index alone.
DROP INDEX appointment_takes_doctor;
DROP INDEX appointment_takes_patient;
CREATE INDEX appointment_takes_doctor ON appointment (doctor, block_from, block_until, id) WHERE taken_until > start_time;
CREATE INDEX appointment_takes_patient ON appointment (patient, start_time, taken_until, id) WHERE taken_until > start_time;

-- An event says itself for whom it is, so that its places in the lists of those are found when it goes.
ALTER TABLE event ADD COLUMN audiences TEXT NOT NULL DEFAULT '[]';
UPDATE event SET audiences =
    (SELECT json_group_array(hex(audience)) FROM event_audience WHERE event_audience.seq = event.seq);
CREATE TABLE audience (
    -- 'u' + user id, 'r' + role bit, or 'e' for everyone
    audience BLOB    NOT NULL,
    seq      INTEGER NOT NULL,
    PRIMARY KEY (audience, seq)
) STRICT, WITHOUT ROWID;
INSERT INTO audience (audience, seq) SELECT audience, seq FROM event_audience;
DROP TABLE event_audience;
ALTER TABLE audience RENAME TO event_audience;

-- A notice is found by its id alone, or by whose it is.
CREATE TABLE inbox (
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
INSERT INTO inbox (id, user, kind, text, subject, create_time, read_time)
    SELECT id, user, kind, text, subject, create_time, read_time FROM notice ORDER BY id;
DROP TABLE notice;
ALTER TABLE inbox RENAME TO notice;
CREATE INDEX notice_by_user ON notice (user, id);
CREATE INDEX notice_unread ON notice (user, id) WHERE read_time IS NULL;
CREATE INDEX notice_of_messages ON notice (user, subject) WHERE read_time IS NULL AND kind = 'message';

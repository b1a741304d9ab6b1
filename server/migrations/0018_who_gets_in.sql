-- Who gets in: what is known of an account beside its roles, who confirmed it, and which relations a visit makes.

-- The same accounts. An e-mail signs in, and is nobody else's, only once it is confirmed.
CREATE TABLE account (
    id               BLOB    PRIMARY KEY CHECK (length(id) = 16),
    user_name        TEXT    NOT NULL UNIQUE,
    email            TEXT    NOT NULL,
    -- the e-mail, once it is confirmed
    login_email      TEXT    UNIQUE,
    -- NULL until an activation code is redeemed
    password         TEXT,
    -- the password is long enough only beside a second factor
    short_password   INTEGER NOT NULL DEFAULT 0 CHECK (short_password IN (0, 1)),
    first_name       TEXT    NOT NULL,
    last_name        TEXT    NOT NULL,
    -- folded "last first", for order and search
    sort_key         TEXT    NOT NULL,
    phone            TEXT    NOT NULL,
    -- JSON, read and written whole
    address          TEXT    NOT NULL,
    picture          BLOB    NOT NULL DEFAULT x'',
    -- bit set: 1 admin, 2 desk, 4 doctor, 8 patient
    roles            INTEGER NOT NULL,
    -- every role that it ever held
    roles_ever       INTEGER NOT NULL,
    requested_role   INTEGER NOT NULL DEFAULT 0,
    -- 1 active, 2 pending, 3 invited, 4 disabled
    state            INTEGER NOT NULL,
    -- when a code or a reset last reached it, until somebody confirms that it is the patient's
    unconfirmed_time INTEGER,
    -- when an account of staff was reset, until somebody confirms it
    recovering_time  INTEGER,
    -- who reset it then
    doubted_by       BLOB    REFERENCES user (id),
    -- when it signed up by itself, until somebody of the clinic confirms it
    new_time         INTEGER,
    -- streams of events begin behind this one
    relist_seq       INTEGER NOT NULL DEFAULT 0,
    create_time      INTEGER NOT NULL,
    update_time      INTEGER NOT NULL,
    version          INTEGER NOT NULL,
    CHECK (login_email IS NULL OR login_email = email),
    CHECK (roles & ~roles_ever = 0)
) STRICT;
-- who has a doctor's data was a doctor once
INSERT INTO account (id, user_name, email, login_email, password, short_password, first_name, last_name, sort_key, phone,
        address, picture, roles, roles_ever, requested_role, state, create_time, update_time, version)
    SELECT id, user_name, email, email, password, short_password, first_name, last_name, sort_key, phone, address, picture,
        roles, roles | CASE WHEN state IN (1, 4) AND requested_role = 0
                             AND EXISTS (SELECT 1 FROM doctor WHERE doctor.user = user.id) THEN 4 ELSE 0 END,
        requested_role, state, create_time, update_time, version
    FROM user ORDER BY id;
DROP TABLE user;
ALTER TABLE account RENAME TO user;
CREATE INDEX user_by_name ON user (sort_key, id);
CREATE INDEX user_by_state ON user (state, sort_key, id);
CREATE INDEX user_at_desk ON user (id) WHERE roles & 2 <> 0;
CREATE INDEX user_on_staff ON user (sort_key, id) WHERE roles & 7 <> 0;
-- who ever was an administrator or a doctor
CREATE INDEX user_once_guarded ON user (id) WHERE roles_ever & 5 <> 0;
-- whether an e-mail stands on two accounts
CREATE INDEX user_by_email ON user (email);

-- Roles that open clinical text, granted by one administrator and confirmed by somebody else. What was granted stays here:
-- it says who admitted whom.
CREATE TABLE role_grant (
    id          BLOB    PRIMARY KEY CHECK (length(id) = 16),
    user        BLOB    NOT NULL REFERENCES user (id),
    -- bit set
    roles       INTEGER NOT NULL CHECK (roles <> 0),
    granter     BLOB    NOT NULL REFERENCES user (id),
    create_time INTEGER NOT NULL,
    -- NULL while it waits
    decide_time INTEGER,
    -- 1 if it took effect, 0 if it was withdrawn
    in_force    INTEGER CHECK (in_force IN (0, 1)),
    -- who confirmed or withdrew it; NULL: it took effect at once
    decider     BLOB    REFERENCES user (id),
    CHECK ((decide_time IS NULL) = (in_force IS NULL))
) STRICT;
CREATE UNIQUE INDEX role_grant_waiting ON role_grant (user) WHERE decide_time IS NULL;
CREATE INDEX role_grant_by_user ON role_grant (user, granter, decide_time);

-- Codes of the server's console that were used: each is good once.
CREATE TABLE console_code (
    code_hash   BLOB    PRIMARY KEY CHECK (length(code_hash) = 32),
    use_time    INTEGER NOT NULL,
    expire_time INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX console_code_by_expiry ON console_code (expire_time);

-- The device that a session was opened on, and the one on which a code was issued.
ALTER TABLE session ADD COLUMN device BLOB;
ALTER TABLE activation ADD COLUMN device BLOB;
ALTER TABLE activation ADD COLUMN issuer BLOB;

-- Under which roles and doubts an answer was given: it is replayed under the same alone. NULL: from before this was kept.
ALTER TABLE request ADD COLUMN reach TEXT;

-- In which of its roles somebody is told: bit set of roles any of which opens it, 0 for what is the account's own.
ALTER TABLE notice ADD COLUMN roles INTEGER NOT NULL DEFAULT 0;
-- how many things of one kind it stands for
ALTER TABLE notice ADD COLUMN joined INTEGER NOT NULL DEFAULT 1;
-- Who was only ever the one is told as that; -1 is looked at one by one.
UPDATE notice SET roles = CASE kind
    WHEN 'account' THEN 0
    WHEN 'approval_wanted' THEN 1
    ELSE CASE WHEN EXISTS (SELECT 1 FROM user WHERE user.id = notice.user AND roles_ever = 8) THEN 8 ELSE -1 END
    END;
DROP INDEX notice_by_user;
CREATE INDEX notice_by_user ON notice (user, unread, id, roles);
-- whether an administrator has an unread notice that the next sign-up joins
CREATE INDEX notice_of_approvals ON notice (user, id) WHERE read_time IS NULL AND kind = 'approval_wanted';

-- Whether the visit makes a relation of care between its patient and its doctor of now: the patient, or staff other than
-- this doctor, booked it, approved it or noted the arrival while it was with this doctor.
ALTER TABLE appointment ADD COLUMN care INTEGER NOT NULL DEFAULT 0 CHECK (care IN (0, 1));
-- Kept are: visits that took place, those of doctors who are desk or administrator as well, and those in which somebody else
-- took such a step since the visit came to this doctor.
UPDATE appointment SET care = 1
WHERE state = 'completed'
   OR EXISTS (SELECT 1 FROM doctor JOIN user ON user.id = doctor.user
              WHERE doctor.id = appointment.doctor AND user.roles & 3 <> 0)
   OR EXISTS (SELECT 1 FROM appointment_step AS step JOIN doctor ON doctor.id = appointment.doctor
              WHERE step.appointment = appointment.id AND step.actor <> doctor.user
                AND (step.verb = 'book' OR step.verb = 'approve' OR step.verb = 'arrive')
                AND step.version >= coalesce((SELECT max(version) FROM appointment_step AS moved
                                              WHERE moved.appointment = appointment.id AND moved.verb = 'reschedule'), 0)
                AND NOT EXISTS (SELECT 1 FROM appointment_step AS undone
                                WHERE undone.appointment = appointment.id AND undone.verb = 'undo'
                                  AND undone.version = (SELECT min(version) FROM appointment_step AS later
                                                        WHERE later.appointment = appointment.id
                                                          AND later.version > step.version)));
DROP INDEX appointment_by_patient;
CREATE INDEX appointment_by_patient ON appointment (patient, takes, start_time, id, taken_until, doctor, state, care);

-- For whom an event is says more than before: whoever was away lists anew once.
CREATE TABLE place AS SELECT max(seq) + 1 AS seq FROM event;
DELETE FROM event;
-- one for nobody holds the place
INSERT INTO event (seq, time, audiences, payload) SELECT seq, 0, '[]', 'null' FROM place WHERE seq IS NOT NULL;
DROP TABLE place;

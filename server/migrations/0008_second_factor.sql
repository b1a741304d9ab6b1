-- What makes guessing slow, and what stands beside a password.

-- Wrong guesses of one day, counted by what they have in common: the name they were for, the person, the device, or
-- where they came from. Nobody reads names or addresses out of it.
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
CREATE INDEX throttle_by_time ON throttle (last_failure);

-- Devices from which a person has signed in before: what strangers do elsewhere does not lock them out.
CREATE TABLE device (
    -- SHA-256 of what the device keeps
    token_hash  BLOB    NOT NULL CHECK (length(token_hash) = 32),
    user        BLOB    NOT NULL REFERENCES user (id),
    create_time INTEGER NOT NULL,
    last_used   INTEGER NOT NULL,
    PRIMARY KEY (token_hash, user)
) STRICT, WITHOUT ROWID;
CREATE INDEX device_by_user ON device (user, last_used);

-- Authenticators. The secrets stand as they are, because codes are computed from them: whoever can read the file can
-- make codes, which is one more reason to keep it encrypted.
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

CREATE TABLE recovery_code (
    user        BLOB    NOT NULL REFERENCES user (id),
    -- SHA-256; the code itself is never stored
    code_hash   BLOB    NOT NULL CHECK (length(code_hash) = 32),
    create_time INTEGER NOT NULL,
    use_time    INTEGER,
    PRIMARY KEY (user, code_hash)
) STRICT, WITHOUT ROWID;

-- the password is long enough only beside a second factor
ALTER TABLE user ADD COLUMN short_password INTEGER NOT NULL DEFAULT 0 CHECK (short_password IN (0, 1));
-- when the second factor was last shown in this session
ALTER TABLE session ADD COLUMN code_time INTEGER;

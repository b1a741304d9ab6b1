-- Tokens with which scripts act for a person: within named methods, for a time, from named networks.

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
CREATE INDEX api_token_by_user ON api_token (user, id) WHERE end_time IS NULL;

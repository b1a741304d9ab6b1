-- Inboxes: what happened for one person while they looked elsewhere.

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
CREATE INDEX notice_by_user ON notice (user, id);
CREATE INDEX notice_unread ON notice (user, id) WHERE read_time IS NULL;

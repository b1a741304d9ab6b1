-- Chat: who talks with whom, how far each of them got, and what was said.

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
CREATE INDEX conversation_of_desk ON conversation (update_time, id)
    WHERE desk_for IS NOT NULL AND update_time IS NOT NULL;

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
CREATE INDEX conversation_member_latest ON conversation_member (user, update_time, conversation)
    WHERE update_time IS NOT NULL;
CREATE INDEX conversation_member_unread ON conversation_member (user, unread_since, conversation, side, unread)
    WHERE unread_since IS NOT NULL;

CREATE TRIGGER conversation_cursor_never_goes_back BEFORE UPDATE OF delivered_seq, read_seq ON conversation_member
WHEN NEW.delivered_seq < OLD.delivered_seq OR NEW.read_seq < OLD.read_seq
BEGIN SELECT RAISE(ABORT, 'a cursor never goes back'); END;

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
CREATE UNIQUE INDEX message_by_request ON message (author, request_id);

CREATE TRIGGER message_is_never_changed BEFORE UPDATE ON message
BEGIN SELECT RAISE(ABORT, 'messages are never changed'); END;

-- Everybody at the desk and all staff, without a look at the many patients' accounts.
CREATE INDEX user_at_desk ON user (id) WHERE roles & 2 <> 0;
CREATE INDEX user_on_staff ON user (sort_key, id) WHERE roles & 7 <> 0;

-- Who has or had a visit with whom.
CREATE INDEX appointment_between ON appointment (doctor, patient)
    WHERE state NOT IN ('rejected', 'entered_in_error');

-- At most one unread notice for a conversation.
CREATE INDEX notice_unread_about ON notice (user, subject) WHERE read_time IS NULL;

-- Old events are forgotten from the front.
CREATE INDEX event_audience_by_seq ON event_audience (seq);

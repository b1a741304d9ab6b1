-- Answers are forgotten by how long ago they were given and by how much was done since: a clock that jumps must not
-- make the server forget what was asked a moment ago, and do it twice.

-- the act's number in the log of acts; 0 for answers from before it was kept
ALTER TABLE request ADD COLUMN seq INTEGER NOT NULL DEFAULT 0;
DROP INDEX request_by_time;
CREATE INDEX request_by_seq ON request (seq, time);

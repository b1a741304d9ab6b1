-- Whether somebody was told already that there is a message is asked with each message, and they may have let many
-- notices lie.
CREATE INDEX notice_of_messages ON notice (user, subject) WHERE read_time IS NULL AND kind = 'message';

-- When the person behind a session last proved who they are, whether the session is locked, and where it came from.

-- the last password check; sign-in is the first
ALTER TABLE session ADD COLUMN factor_time INTEGER NOT NULL DEFAULT 0;
UPDATE session SET factor_time = create_time;
-- NULL while it is open: set by the person who locks it, cleared by the next password check
ALTER TABLE session ADD COLUMN lock_time INTEGER;
-- the address it was opened from, or 'local' on the server's own machine
ALTER TABLE session ADD COLUMN source TEXT NOT NULL DEFAULT '';

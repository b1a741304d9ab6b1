-- Who acted as what and from where, and the chain that shows whether a row was changed.

-- bit set, as in user
ALTER TABLE audit ADD COLUMN roles  INTEGER NOT NULL DEFAULT 0;
-- the script token, where one was used instead of a session
ALTER TABLE audit ADD COLUMN token  BLOB;
-- an address, 'unix', or 'local'; empty for rows from before it was kept
ALTER TABLE audit ADD COLUMN source TEXT    NOT NULL DEFAULT '';
-- why, where somebody had to say
ALTER TABLE audit ADD COLUMN reason TEXT    NOT NULL DEFAULT '';

-- rows from before the chain get their hash once, when the server opens the database; nothing else ever changes
DROP TRIGGER audit_is_never_changed;
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
WHEN OLD.hash IS NOT NULL OR NEW.hash IS NULL OR length(NEW.hash) <> 32 OR NEW.seq <> OLD.seq OR NEW.time <> OLD.time
  OR NEW.user IS NOT OLD.user OR NEW.session IS NOT OLD.session OR NEW.token IS NOT OLD.token OR NEW.roles <> OLD.roles
  OR NEW.method <> OLD.method OR NEW.object <> OLD.object OR NEW.patient IS NOT OLD.patient
  OR NEW.outcome <> OLD.outcome OR NEW.source <> OLD.source OR NEW.reason <> OLD.reason
BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END;
CREATE TRIGGER audit_is_chained BEFORE INSERT ON audit
WHEN NEW.hash IS NULL OR length(NEW.hash) <> 32
BEGIN SELECT RAISE(ABORT, 'audit rows carry the hash of the chain'); END;

-- A seal over what must never be served wrong: SHA-256 of the row's contents, 16 bytes. It is written with the row and
-- checked whenever the row is read, because a file does not notice by itself that a bit of it has turned.
-- Rows from before get theirs in the transaction of this version; from then on no row is without.

ALTER TABLE patient ADD COLUMN seal BLOB NOT NULL DEFAULT x'';
-- over what stands beside a visit: number, name, birth date, gender
ALTER TABLE patient ADD COLUMN brief_seal BLOB NOT NULL DEFAULT x'';
ALTER TABLE patient_chart ADD COLUMN seal BLOB NOT NULL DEFAULT x'';
ALTER TABLE appointment ADD COLUMN seal BLOB NOT NULL DEFAULT x'';
-- the reason is read by fewer than the rest
ALTER TABLE appointment ADD COLUMN reason_seal BLOB NOT NULL DEFAULT x'';
ALTER TABLE appointment_step ADD COLUMN seal BLOB NOT NULL DEFAULT x'';
ALTER TABLE message ADD COLUMN seal BLOB NOT NULL DEFAULT x'';

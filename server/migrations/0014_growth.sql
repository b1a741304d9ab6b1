-- What is over goes from the front, found without a look at the rest.

CREATE INDEX session_by_expiry ON session (expire_time);
CREATE INDEX activation_by_expiry ON activation (expire_time);
CREATE INDEX api_token_by_expiry ON api_token (expire_time);

-- Exceptions of everybody from a date on, without those of years past.
CREATE INDEX schedule_exception_by_end ON schedule_exception (to_date) WHERE cancel_time IS NULL;

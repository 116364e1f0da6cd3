-- When a prompt was asked for is known by Safaricom's clock where our own acknowledgement tells it, in the
-- id of the prompt: ws_CO_DDMMYYYYHHMMSS…, in Nairobi's time. A till's own clock may be wrong for years.

ALTER TABLE attempt ADD COLUMN asked_at_ms INTEGER NOT NULL DEFAULT 0;

UPDATE attempt SET asked_at_ms = CASE
    WHEN checkout GLOB 'ws_CO_[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]*'
    THEN coalesce(1000 * unixepoch(
        substr(checkout, 11, 4) || '-' || substr(checkout, 9, 2) || '-' || substr(checkout, 7, 2) || ' '
        || substr(checkout, 15, 2) || ':' || substr(checkout, 17, 2) || ':' || substr(checkout, 19, 2),
        '-3 hours'), drafted_at_ms)
    ELSE drafted_at_ms END;

CREATE INDEX attempt_by_asking ON attempt (asked_at_ms);

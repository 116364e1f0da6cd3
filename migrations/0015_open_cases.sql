-- Keeps what somebody says of a payment that must be looked into, what was noted of it since, and what
-- came of it.

CREATE TABLE payment_case (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    attempt BLOB REFERENCES attempt (id),
    receipt TEXT REFERENCES receipt (number),
    opened_at_ms INTEGER NOT NULL,
    closed_at_ms INTEGER,
    CHECK ((attempt IS NULL) <> (receipt IS NULL))
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX one_open_case_per_attempt ON payment_case (attempt)
    WHERE closed_at_ms IS NULL AND attempt IS NOT NULL;
CREATE UNIQUE INDEX one_open_case_per_receipt ON payment_case (receipt)
    WHERE closed_at_ms IS NULL AND receipt IS NOT NULL;
CREATE INDEX case_by_attempt ON payment_case (attempt) WHERE attempt IS NOT NULL;
CREATE INDEX case_by_receipt ON payment_case (receipt) WHERE receipt IS NOT NULL;

CREATE TABLE case_note (
    seq INTEGER PRIMARY KEY REFERENCES journal (seq),
    of_case BLOB NOT NULL REFERENCES payment_case (id),
    note TEXT
) STRICT;

CREATE INDEX note_by_case ON case_note (of_case, seq);

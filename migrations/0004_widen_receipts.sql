-- Lets a receipt be heard of by every way, be held for an attempt, and belong to nobody yet.

CREATE TABLE inbox_anew (
    id INTEGER PRIMARY KEY,
    received_at_ms INTEGER NOT NULL,
    way TEXT NOT NULL CHECK (way IN ('counter', 'acknowledgement', 'callback', 'query',
        'confirmation', 'pull', 'status', 'statement')),
    attempt BLOB,
    body BLOB,
    personal TEXT,
    salt BLOB,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    same BLOB,
    UNIQUE (attempt, same)
) STRICT;

INSERT INTO inbox_anew SELECT * FROM inbox;
DROP TABLE inbox;
ALTER TABLE inbox_anew RENAME TO inbox;

CREATE UNIQUE INDEX inbox_without_attempt ON inbox (way, same)
    WHERE attempt IS NULL AND same IS NOT NULL;

DROP TABLE receipt;

CREATE TABLE receipt (
    number TEXT PRIMARY KEY,
    attempt BLOB UNIQUE REFERENCES attempt (id),
    held_for BLOB REFERENCES attempt (id),
    amount_cents INTEGER CHECK (amount_cents > 0),
    state TEXT NOT NULL CHECK (state IN ('claimed', 'reported', 'proved', 'held', 'conflicting',
        'disproved', 'part_reversed', 'reversed')),
    paid_at_ms INTEGER NOT NULL,
    proved_at_ms INTEGER,
    payee INTEGER,
    posted_cents INTEGER NOT NULL DEFAULT 0 CHECK (posted_cents >= 0),
    returned_cents INTEGER NOT NULL DEFAULT 0 CHECK (returned_cents BETWEEN 0 AND posted_cents),
    CHECK (attempt IS NULL OR held_for IS NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX receipt_free ON receipt (amount_cents, paid_at_ms)
    WHERE attempt IS NULL AND held_for IS NULL;
CREATE INDEX receipt_held ON receipt (held_for) WHERE held_for IS NOT NULL;

CREATE TABLE receipt_source (
    receipt TEXT NOT NULL REFERENCES receipt (number),
    source TEXT NOT NULL CHECK (source IN ('callback', 'confirmation', 'query', 'pull', 'status',
        'statement')),
    seq INTEGER NOT NULL REFERENCES journal (seq),
    heard_at_ms INTEGER NOT NULL,
    attempt BLOB REFERENCES attempt (id),
    amount_cents INTEGER CHECK (amount_cents > 0),
    payee INTEGER NOT NULL,
    paid_at_ms INTEGER,
    kind TEXT NOT NULL CHECK (kind IN ('customer', 'organization')),
    payer TEXT,
    reference TEXT,
    PRIMARY KEY (receipt, source, seq)
) STRICT, WITHOUT ROWID;

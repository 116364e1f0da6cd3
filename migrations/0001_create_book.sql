-- Creates the book: the journal and its evidence, and all that is projected from them.

CREATE TABLE book (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    environment TEXT NOT NULL CHECK (environment IN ('practice', 'sandbox', 'production')),
    created_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE inbox (
    id INTEGER PRIMARY KEY,
    received_at_ms INTEGER NOT NULL,
    way TEXT NOT NULL CHECK (way IN ('counter', 'acknowledgement', 'callback', 'query')),
    attempt BLOB,
    body BLOB,
    personal TEXT,
    salt BLOB,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    same BLOB,
    UNIQUE (attempt, same)
) STRICT;

CREATE TABLE journal (
    seq INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    actor TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject BLOB,
    body TEXT NOT NULL,
    inbox INTEGER REFERENCES inbox (id),
    inbox_digest BLOB,
    previous_hash BLOB NOT NULL CHECK (length(previous_hash) = 32),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    CHECK ((inbox IS NULL) = (inbox_digest IS NULL))
) STRICT;

CREATE INDEX journal_by_subject ON journal (subject, seq) WHERE subject IS NOT NULL;

CREATE TRIGGER journal_is_never_changed BEFORE UPDATE ON journal
BEGIN
    SELECT RAISE(ABORT, 'the journal is never changed');
END;

CREATE TRIGGER journal_is_never_shortened BEFORE DELETE ON journal
BEGIN
    SELECT RAISE(ABORT, 'the journal is never shortened');
END;

CREATE TABLE person (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('cashier', 'supervisor', 'owner'))
) STRICT, WITHOUT ROWID;

CREATE TABLE shift (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    number INTEGER NOT NULL UNIQUE CHECK (number > 0),
    person BLOB NOT NULL REFERENCES person (id),
    opened_at_ms INTEGER,
    closed_at_ms INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sale (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    number INTEGER NOT NULL UNIQUE CHECK (number > 0),
    shift BLOB NOT NULL REFERENCES shift (id),
    total_cents INTEGER NOT NULL CHECK (total_cents > 0),
    opened_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE leg (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    sale BLOB NOT NULL REFERENCES sale (id),
    tender TEXT NOT NULL CHECK (tender IN ('prompt', 'received', 'cash', 'card', 'other')),
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    covered_cents INTEGER NOT NULL DEFAULT 0 CHECK (covered_cents BETWEEN 0 AND amount_cents)
) STRICT, WITHOUT ROWID;

CREATE INDEX leg_by_sale ON leg (sale);

CREATE TABLE attempt (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    leg BLOB NOT NULL REFERENCES leg (id),
    ordinal INTEGER NOT NULL CHECK (ordinal > 0),
    shortcode TEXT NOT NULL,
    tag_digest BLOB NOT NULL CHECK (length(tag_digest) = 32),
    phone TEXT,
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    state TEXT NOT NULL CHECK (state IN ('drafted', 'sending', 'prompted', 'refused', 'unsure',
        'reported', 'paid', 'failed', 'lapsed', 'conflicting')),
    live INTEGER NOT NULL CHECK (live IN (0, 1)),
    open INTEGER NOT NULL CHECK (open IN (0, 1)),
    receipt TEXT,
    checkout TEXT UNIQUE,
    drafted_at_ms INTEGER NOT NULL,
    UNIQUE (leg, ordinal)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX one_live_attempt_per_leg ON attempt (leg) WHERE live = 1;
CREATE UNIQUE INDEX one_live_prompt_per_phone ON attempt (phone) WHERE live = 1;
CREATE INDEX attempt_open ON attempt (drafted_at_ms) WHERE open = 1;
CREATE INDEX attempt_by_time ON attempt (drafted_at_ms);
CREATE INDEX attempt_by_receipt ON attempt (receipt) WHERE receipt IS NOT NULL;
CREATE INDEX attempt_by_phone ON attempt (phone);

CREATE TABLE receipt (
    number TEXT PRIMARY KEY,
    attempt BLOB NOT NULL UNIQUE REFERENCES attempt (id),
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    state TEXT NOT NULL CHECK (state IN ('claimed', 'reported', 'proved', 'held', 'conflicting',
        'disproved', 'part_reversed', 'reversed')),
    proved_at_ms INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE account (
    name TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE transfer (
    id INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL REFERENCES journal (seq),
    debit TEXT NOT NULL REFERENCES account (name),
    credit TEXT NOT NULL REFERENCES account (name),
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    CHECK (debit <> credit)
) STRICT;

CREATE INDEX transfer_by_debit ON transfer (debit);
CREATE INDEX transfer_by_credit ON transfer (credit);

CREATE TRIGGER transfers_are_never_changed BEFORE UPDATE ON transfer
BEGIN
    SELECT RAISE(ABORT, 'transfers are never changed');
END;

CREATE TRIGGER transfers_are_never_removed BEFORE DELETE ON transfer
BEGIN
    SELECT RAISE(ABORT, 'transfers are never removed');
END;

INSERT INTO person (id, name, role) VALUES (x'00000000000070008000000000000001', 'Owner', 'owner');
INSERT INTO shift (id, number, person)
    VALUES (x'00000000000070008000000000000002', 1, x'00000000000070008000000000000001');

-- Keeps what M-PESA is asked or told to do with a result to come, and the results.

CREATE TABLE inbox_anew (
    id INTEGER PRIMARY KEY,
    received_at_ms INTEGER NOT NULL,
    way TEXT NOT NULL CHECK (way IN ('counter', 'acknowledgement', 'callback', 'query',
        'confirmation', 'pull', 'status', 'statement', 'result')),
    attempt BLOB,
    command BLOB,
    body BLOB,
    personal TEXT,
    salt BLOB,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    same BLOB,
    UNIQUE (attempt, same),
    UNIQUE (command, same)
) STRICT;

INSERT INTO inbox_anew SELECT id, received_at_ms, way, attempt, NULL, body, personal, salt, digest,
    same FROM inbox;
DROP TABLE inbox;
-- The views that read the inbox stay as they are.
PRAGMA legacy_alter_table = ON;
ALTER TABLE inbox_anew RENAME TO inbox;
PRAGMA legacy_alter_table = OFF;

CREATE UNIQUE INDEX inbox_of_nobody ON inbox (way, same)
    WHERE attempt IS NULL AND command IS NULL AND same IS NOT NULL;

CREATE TABLE command (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    kind TEXT NOT NULL CHECK (kind IN ('status', 'reversal')),
    receipt TEXT NOT NULL REFERENCES receipt (number),
    amount_cents INTEGER CHECK (amount_cents > 0),
    tag_digest BLOB NOT NULL CHECK (length(tag_digest) = 32),
    state TEXT NOT NULL CHECK (state IN ('drafted', 'sending', 'accepted', 'refused', 'unsure',
        'done', 'failed')),
    open INTEGER NOT NULL CHECK (open IN (0, 1)),
    may_be_done INTEGER NOT NULL CHECK (may_be_done IN (0, 1)),
    originator TEXT UNIQUE,
    conversation TEXT UNIQUE,
    drafted_at_ms INTEGER NOT NULL,
    CHECK ((kind = 'reversal') = (amount_cents IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX command_open ON command (drafted_at_ms) WHERE open = 1;
CREATE INDEX command_by_receipt ON command (receipt);
CREATE UNIQUE INDEX one_reversal_per_receipt ON command (receipt)
    WHERE kind = 'reversal' AND may_be_done = 1;

DROP TABLE alarm;

CREATE TABLE alarm (
    seq INTEGER NOT NULL REFERENCES journal (seq),
    kind TEXT NOT NULL CHECK (kind IN ('late_proof', 'conflict', 'unreadable', 'went_back',
        'taken_from_sale', 'strange_result')),
    attempt BLOB REFERENCES attempt (id),
    receipt TEXT REFERENCES receipt (number),
    raised_at_ms INTEGER NOT NULL,
    seen_at_ms INTEGER,
    seen_by BLOB REFERENCES person (id),
    PRIMARY KEY (seq, kind),
    CHECK ((seen_at_ms IS NULL) = (seen_by IS NULL)),
    CHECK ((attempt IS NULL) <> (receipt IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX alarm_unseen ON alarm (seq, kind) WHERE seen_at_ms IS NULL;

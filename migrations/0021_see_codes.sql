-- Lets a sale be paid by a code that was seen on a phone and can't be verified, once in its life.

DROP TABLE leg;

CREATE TABLE leg (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    sale BLOB NOT NULL REFERENCES sale (id),
    tender TEXT NOT NULL
        CHECK (tender IN ('prompt', 'received', 'cash', 'card', 'other', 'credit', 'seen')),
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    covered_cents INTEGER NOT NULL DEFAULT 0 CHECK (covered_cents BETWEEN 0 AND amount_cents),
    ordinal INTEGER NOT NULL DEFAULT 1 CHECK (ordinal > 0),
    handed_cents INTEGER CHECK (handed_cents >= 0),
    change_cents INTEGER NOT NULL DEFAULT 0 CHECK (change_cents >= 0),
    withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
    freed_cents INTEGER NOT NULL DEFAULT 0 CHECK (freed_cents >= 0)
) STRICT, WITHOUT ROWID;

CREATE INDEX leg_by_sale ON leg (sale);

CREATE TABLE seen_code (
    leg BLOB PRIMARY KEY REFERENCES leg (id),
    code TEXT NOT NULL,
    seq INTEGER NOT NULL REFERENCES journal (seq)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX one_sale_per_seen_code
    ON seen_code (replace(replace(code, 'O', '0'), 'I', '1'));

DROP TABLE alarm;

CREATE TABLE alarm (
    seq INTEGER NOT NULL REFERENCES journal (seq),
    kind TEXT NOT NULL CHECK (kind IN ('late_proof', 'conflict', 'unreadable', 'went_back',
        'taken_from_sale', 'strange_result', 'claim_denied', 'money_left', 'money_untold',
        'two_balances', 'not_sent_back', 'maybe_sent_back', 'seen_code_came')),
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

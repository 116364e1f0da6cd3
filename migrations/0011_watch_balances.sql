-- Keeps what confirmations tell of the shop's account, and the gaps between two of them.

ALTER TABLE receipt_source ADD COLUMN balance_cents INTEGER;

-- How often its sources contradict each other: each time more is one more thing to see.
ALTER TABLE receipt ADD COLUMN contradictions INTEGER NOT NULL DEFAULT 0
    CHECK (contradictions >= 0);

CREATE INDEX receipt_source_by_account ON receipt_source (payee, paid_at_ms)
    WHERE balance_cents IS NOT NULL;
CREATE INDEX receipt_by_time ON receipt (paid_at_ms);
CREATE INDEX receipt_returned ON receipt (paid_at_ms) WHERE returned_cents > 0;

CREATE TABLE balance_gap (
    before TEXT PRIMARY KEY REFERENCES receipt (number),
    after TEXT NOT NULL REFERENCES receipt (number),
    change_cents INTEGER NOT NULL CHECK (change_cents <> 0),
    since_ms INTEGER NOT NULL,
    until_ms INTEGER NOT NULL,
    finding TEXT NOT NULL CHECK (finding IN ('taken_back', 'taken_back_together', 'left',
        'untold')),
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    named TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waits', 'stands', 'explained'))
) STRICT, WITHOUT ROWID;

CREATE INDEX balance_gap_open ON balance_gap (until_ms) WHERE state <> 'explained';

DROP TABLE alarm;

CREATE TABLE alarm (
    seq INTEGER NOT NULL REFERENCES journal (seq),
    kind TEXT NOT NULL CHECK (kind IN ('late_proof', 'conflict', 'unreadable', 'went_back',
        'taken_from_sale', 'strange_result', 'claim_denied', 'money_left', 'money_untold',
        'two_balances')),
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

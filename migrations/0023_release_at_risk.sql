-- Keeps of each sale whose goods were given before its money was proved by whom that was, what of it
-- no money covers, and for which of its legs they were given.

DROP TABLE sale;

CREATE TABLE sale (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    number INTEGER NOT NULL UNIQUE CHECK (number > 0),
    shift BLOB NOT NULL REFERENCES shift (id),
    total_cents INTEGER NOT NULL CHECK (total_cents > 0),
    opened_at_ms INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'open'
        CHECK (state IN ('open', 'short', 'over', 'covered', 'at_risk', 'returned', 'repaid',
            'void')),
    void_reason TEXT,
    returned_cents INTEGER NOT NULL DEFAULT 0 CHECK (returned_cents >= 0),
    paid_out_cents INTEGER NOT NULL DEFAULT 0 CHECK (paid_out_cents >= 0),
    debtor BLOB REFERENCES debtor (id),
    repays INTEGER NOT NULL DEFAULT 0 CHECK (repays IN (0, 1)),
    debt_cents INTEGER NOT NULL DEFAULT 0,
    forfeited_cents INTEGER NOT NULL DEFAULT 0 CHECK (forfeited_cents >= 0),
    at_risk_cents INTEGER NOT NULL DEFAULT 0 CHECK (at_risk_cents BETWEEN 0 AND total_cents),
    released_by BLOB REFERENCES person (id),
    CHECK (debtor IS NOT NULL OR (repays = 0 AND debt_cents = 0)),
    CHECK (at_risk_cents = 0 OR released_by IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX sale_open ON sale (number) WHERE state IN ('open', 'short');
CREATE INDEX sale_by_time ON sale (opened_at_ms);
CREATE INDEX sale_by_debtor ON sale (debtor, number) WHERE debtor IS NOT NULL;
CREATE INDEX sale_at_risk ON sale (number) WHERE at_risk_cents > 0;

ALTER TABLE leg ADD COLUMN released_cents INTEGER NOT NULL DEFAULT 0 CHECK (released_cents >= 0);

-- Lets goods be given on credit to debtors, who repay what they owe by sales without goods.

CREATE TABLE debtor (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    name TEXT,
    phone TEXT UNIQUE,
    limit_cents INTEGER NOT NULL DEFAULT 0 CHECK (limit_cents >= 0),
    added_at_ms INTEGER NOT NULL,
    erased_at_ms INTEGER,
    CHECK ((name IS NULL) = (phone IS NULL)),
    CHECK (erased_at_ms IS NULL OR name IS NULL)
) STRICT, WITHOUT ROWID;

DROP TABLE sale;

CREATE TABLE sale (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    number INTEGER NOT NULL UNIQUE CHECK (number > 0),
    shift BLOB NOT NULL REFERENCES shift (id),
    total_cents INTEGER NOT NULL CHECK (total_cents > 0),
    opened_at_ms INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'open'
        CHECK (state IN ('open', 'short', 'over', 'covered', 'returned', 'repaid', 'void')),
    void_reason TEXT,
    returned_cents INTEGER NOT NULL DEFAULT 0 CHECK (returned_cents >= 0),
    paid_out_cents INTEGER NOT NULL DEFAULT 0 CHECK (paid_out_cents >= 0),
    debtor BLOB REFERENCES debtor (id),
    repays INTEGER NOT NULL DEFAULT 0 CHECK (repays IN (0, 1)),
    debt_cents INTEGER NOT NULL DEFAULT 0,
    forfeited_cents INTEGER NOT NULL DEFAULT 0 CHECK (forfeited_cents >= 0),
    CHECK (debtor IS NOT NULL OR (repays = 0 AND debt_cents = 0))
) STRICT, WITHOUT ROWID;

CREATE INDEX sale_open ON sale (number) WHERE state IN ('open', 'short');
CREATE INDEX sale_by_time ON sale (opened_at_ms);
CREATE INDEX sale_by_debtor ON sale (debtor, number) WHERE debtor IS NOT NULL;

DROP TABLE leg;

CREATE TABLE leg (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    sale BLOB NOT NULL REFERENCES sale (id),
    tender TEXT NOT NULL
        CHECK (tender IN ('prompt', 'received', 'cash', 'card', 'other', 'credit')),
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    covered_cents INTEGER NOT NULL DEFAULT 0 CHECK (covered_cents BETWEEN 0 AND amount_cents),
    ordinal INTEGER NOT NULL DEFAULT 1 CHECK (ordinal > 0),
    handed_cents INTEGER CHECK (handed_cents >= 0),
    change_cents INTEGER NOT NULL DEFAULT 0 CHECK (change_cents >= 0),
    withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
    freed_cents INTEGER NOT NULL DEFAULT 0 CHECK (freed_cents >= 0)
) STRICT, WITHOUT ROWID;

CREATE INDEX leg_by_sale ON leg (sale);

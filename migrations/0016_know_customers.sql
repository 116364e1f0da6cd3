-- Keeps who paid before, as far as M-PESA shows him or the cashier typed his phone. All of it goes when
-- he is forgotten.

CREATE TABLE customer (
    id INTEGER PRIMARY KEY,
    hash TEXT UNIQUE,
    phone TEXT,
    mask TEXT,
    name TEXT,
    CHECK ((hash IS NULL) <> (mask IS NULL)),
    CHECK (hash IS NOT NULL OR phone IS NULL)
) STRICT;

CREATE UNIQUE INDEX customer_by_mask ON customer (mask, name) WHERE mask IS NOT NULL;
CREATE INDEX customer_by_name ON customer (name) WHERE name IS NOT NULL;

CREATE TABLE customer_payment (
    receipt TEXT PRIMARY KEY REFERENCES receipt (number),
    customer INTEGER REFERENCES customer (id)
) STRICT, WITHOUT ROWID;

CREATE INDEX payment_by_customer ON customer_payment (customer) WHERE customer IS NOT NULL;

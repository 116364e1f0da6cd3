-- Lets payments that came by themselves be given to sales, and taken back.

ALTER TABLE receipt ADD COLUMN given_cents INTEGER NOT NULL DEFAULT 0 CHECK (given_cents >= 0);
ALTER TABLE receipt ADD COLUMN left_cents INTEGER NOT NULL DEFAULT 0 CHECK (left_cents >= 0);

CREATE INDEX receipt_waiting ON receipt (paid_at_ms) WHERE left_cents > 0;

CREATE TABLE allocation (
    leg BLOB PRIMARY KEY REFERENCES leg (id),
    receipt TEXT NOT NULL REFERENCES receipt (number),
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    seq INTEGER NOT NULL REFERENCES journal (seq),
    taken_back_seq INTEGER REFERENCES journal (seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX allocation_by_receipt ON allocation (receipt);

CREATE TRIGGER payments_are_not_given_beyond_themselves BEFORE INSERT ON allocation
WHEN NEW.amount_cents > (SELECT left_cents FROM receipt WHERE number = NEW.receipt)
BEGIN
    SELECT RAISE(ABORT, 'payments are not given beyond themselves');
END;

DROP TABLE fill;

CREATE TABLE fill (
    id INTEGER PRIMARY KEY,
    attempt BLOB UNIQUE REFERENCES attempt (id),
    leg BLOB NOT NULL REFERENCES leg (id),
    to_leg_cents INTEGER NOT NULL CHECK (to_leg_cents >= 0),
    to_customer_cents INTEGER NOT NULL CHECK (to_customer_cents >= 0)
) STRICT;

CREATE INDEX fill_by_leg ON fill (leg);
CREATE UNIQUE INDEX one_received_payment_per_leg ON fill (leg) WHERE attempt IS NULL;

DROP TABLE alarm;

CREATE TABLE alarm (
    seq INTEGER NOT NULL REFERENCES journal (seq),
    kind TEXT NOT NULL CHECK (kind IN ('late_proof', 'conflict', 'unreadable', 'went_back',
        'taken_from_sale')),
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

DROP VIEW mpesa_c2b_requests;

CREATE VIEW mpesa_c2b_requests AS
SELECT
    CAST(source.seq AS TEXT) AS id,
    source.body ->> '$.TransactionType' AS transaction_type,
    source.receipt AS trans_id,
    strftime('%Y%m%d%H%M%S', source.paid_at_ms / 1000 + 10800, 'unixepoch') AS trans_time,
    CASE WHEN source.amount_cents IS NOT NULL THEN
        printf('%d.%02d', source.amount_cents / 100, source.amount_cents % 100)
        END AS trans_amount,
    CAST(source.payee AS TEXT) AS business_short_code,
    coalesce(source.reference, '') AS bill_ref_number,
    source.body ->> '$.InvoiceNumber' AS invoice_number,
    source.body ->> '$.OrgAccountBalance' AS org_account_balance,
    source.body ->> '$.ThirdPartyTransID' AS third_party_trans_id,
    source.payer AS msisdn,
    source.body ->> '$.FirstName' AS first_name,
    source.body ->> '$.MiddleName' AS middle_name,
    source.body ->> '$.LastName' AS last_name,
    'confirmation' AS request_type,
    CASE WHEN receipt.proved_at_ms IS NULL THEN 'pending' ELSE 'completed' END AS status,
    CASE WHEN sale.id IS NULL THEN 'unmatched' ELSE 'matched' END AS reconciliation_status,
    CASE WHEN sale.id IS NOT NULL THEN
        lower(substr(hex(sale.id), 1, 8) || '-' || substr(hex(sale.id), 9, 4) || '-'
        || substr(hex(sale.id), 13, 4) || '-' || substr(hex(sale.id), 17, 4) || '-'
        || substr(hex(sale.id), 21))
        END AS matched_order_id,
    strftime('%Y-%m-%d %H:%M:%S', source.heard_at_ms / 1000, 'unixepoch') AS created_at
FROM (
    SELECT receipt_source.*, min(receipt_source.seq),
        CASE WHEN json_valid(CAST(inbox.body AS TEXT)) THEN CAST(inbox.body AS TEXT) END AS body
    FROM receipt_source
    JOIN journal ON journal.seq = receipt_source.seq
    LEFT JOIN inbox ON inbox.id = journal.inbox
    WHERE receipt_source.source = 'confirmation'
    GROUP BY receipt_source.receipt
) AS source
JOIN receipt ON receipt.number = source.receipt
LEFT JOIN attempt ON attempt.id = receipt.attempt
LEFT JOIN leg ON leg.id = coalesce(attempt.leg, (SELECT allocation.leg FROM allocation
    WHERE allocation.receipt = receipt.number AND allocation.taken_back_seq IS NULL
    ORDER BY allocation.seq LIMIT 1))
LEFT JOIN sale ON sale.id = leg.sale;

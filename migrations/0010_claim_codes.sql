-- Lets codes be claimed for sales before anybody has heard of the payment.

ALTER TABLE allocation ADD COLUMN claimed INTEGER NOT NULL DEFAULT 0 CHECK (claimed IN (0, 1));

CREATE UNIQUE INDEX one_claim_per_code ON allocation (receipt)
    WHERE claimed = 1 AND taken_back_seq IS NULL;

DROP TRIGGER payments_are_not_given_beyond_themselves;

CREATE TRIGGER payments_are_not_given_beyond_themselves BEFORE INSERT ON allocation
WHEN NEW.claimed = 0
    AND NEW.amount_cents > (SELECT left_cents FROM receipt WHERE number = NEW.receipt)
BEGIN
    SELECT RAISE(ABORT, 'payments are not given beyond themselves');
END;

CREATE INDEX receipt_by_look ON receipt (replace(replace(number, 'O', '0'), 'I', '1'));

DROP TABLE alarm;

CREATE TABLE alarm (
    seq INTEGER NOT NULL REFERENCES journal (seq),
    kind TEXT NOT NULL CHECK (kind IN ('late_proof', 'conflict', 'unreadable', 'went_back',
        'taken_from_sale', 'strange_result', 'claim_denied')),
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

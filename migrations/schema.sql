-- The map of the book: its final schema, each table and column explained. Never executed; a test
-- holds it against what the migrations make. Money is in cents of KES, times are milliseconds since
-- 1970 in UTC, ids are the sixteen bytes of a UUIDv7.

-- What kind of book this is: one row, written when the book is made.
CREATE TABLE book (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    -- Practice, sandbox and production money never stand in one book.
    environment TEXT NOT NULL CHECK (environment IN ('practice', 'sandbox', 'production')),
    created_at_ms INTEGER NOT NULL
) STRICT;

-- Evidence: raw bodies as they came, and what of them tells of a person. Erasing a row sets body,
-- personal, salt and same to NULL; the digest stays, so the journal's chain still holds.
CREATE TABLE inbox (
    id INTEGER PRIMARY KEY,
    received_at_ms INTEGER NOT NULL,
    way TEXT NOT NULL CHECK (way IN ('counter', 'acknowledgement', 'callback', 'query',
        'confirmation', 'pull', 'status', 'statement', 'result')),
    -- The attempt that it tells of; NULL when it tells of none.
    attempt BLOB,
    -- The command that it tells of; NULL when it tells of none.
    command BLOB,
    -- The bytes as they came, JSON or not; NULL when erased.
    body BLOB,
    -- JSON of ours: phone and ids read from the body; NULL when there are none, or erased.
    personal TEXT,
    -- Sixteen random bytes of the digest; NULL when erased.
    salt BLOB,
    -- SHA-256 of salt, body and personal part, each of the last two with its length.
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    -- SHA-256 of a callback's, confirmation's or result's body: the same bytes on the same path
    -- are taken once. NULL otherwise.
    same BLOB,
    UNIQUE (attempt, same),
    UNIQUE (command, same)
) STRICT;

CREATE UNIQUE INDEX inbox_of_nobody ON inbox (way, same)
    WHERE attempt IS NULL AND command IS NULL AND same IS NOT NULL;

-- What happened, in the order in which it was written: append-only, chained by hashes.
CREATE TABLE journal (
    -- From 1 without gaps. This, never the clock, is the order of things.
    seq INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    -- person:<id>, till, or safaricom.
    actor TEXT NOT NULL,
    -- What happened, as attempt.reported.
    kind TEXT NOT NULL,
    -- The id of the sale or attempt that it happened to, or a receipt's number; NULL when to none.
    subject BLOB,
    -- JSON of ours without a name, a phone or an id that holds one.
    body TEXT NOT NULL,
    -- The evidence that it rests on, and that row's digest; both NULL when it rests on none.
    inbox INTEGER REFERENCES inbox (id),
    inbox_digest BLOB,
    -- The hash of the row before; 32 zero bytes in the first.
    previous_hash BLOB NOT NULL CHECK (length(previous_hash) = 32),
    -- SHA-256 of all the columns above but inbox, each with its length.
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    CHECK ((inbox IS NULL) = (inbox_digest IS NULL))
) STRICT;

-- The facts of one sale or attempt, from which its state is folded.
CREATE INDEX journal_by_subject ON journal (subject, seq) WHERE subject IS NOT NULL;

-- What one person let go alone on a day.
CREATE INDEX journal_let_alone ON journal (actor, body ->> 'day') WHERE kind = 'sale.let_alone';

-- The prompts in their order.
CREATE INDEX journal_of_prompts ON journal (seq) WHERE kind = 'attempt.drafted';

CREATE TRIGGER journal_is_never_changed BEFORE UPDATE ON journal
BEGIN
    SELECT RAISE(ABORT, 'the journal is never changed');
END;

CREATE TRIGGER journal_is_never_shortened BEFORE DELETE ON journal
BEGIN
    SELECT RAISE(ABORT, 'the journal is never shortened');
END;

-- Who works at the till, or did. Every book begins with an owner, who is at the counter. Projected
-- from person.*.
CREATE TABLE person (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    -- NULL when erased.
    name TEXT,
    role TEXT NOT NULL CHECK (role IN ('cashier', 'supervisor', 'owner')),
    -- 1 when he ever got a PIN.
    has_pin INTEGER NOT NULL DEFAULT 0 CHECK (has_pin IN (0, 1)),
    -- The PIN's argon2 hash as a PHC string; NULL without a PIN, or when erased.
    pin TEXT,
    -- Wrong PINs since the last right one, and when the last was typed, by the steady time: NULL
    -- when none ever was.
    wrong_pins INTEGER NOT NULL DEFAULT 0 CHECK (wrong_pins >= 0),
    last_wrong_at_ms INTEGER,
    -- NULL of the owner whom the book begins with.
    added_at_ms INTEGER,
    -- When he was let go; NULL while he works here.
    left_at_ms INTEGER,
    -- 1 of the one whose acts the till's are.
    at_counter INTEGER NOT NULL DEFAULT 0 CHECK (at_counter IN (0, 1)),
    CHECK (has_pin = 1 OR pin IS NULL)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX one_person_at_the_counter ON person (at_counter) WHERE at_counter = 1;

-- Cashiers' sessions at the counter. Every book begins with one.
CREATE TABLE shift (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    number INTEGER NOT NULL UNIQUE CHECK (number > 0),
    person BLOB NOT NULL REFERENCES person (id),
    -- NULL for the shift that the book begins with.
    opened_at_ms INTEGER,
    -- NULL while it is open.
    closed_at_ms INTEGER
) STRICT, WITHOUT ROWID;

-- Settings of the shop as they are now. Projected from setting.changed.
CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Who has goods on credit, or had. Projected from debtor.*.
CREATE TABLE debtor (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    -- What he is called, and the phone by which his payments are known: 254 and nine digits. Both
    -- NULL when erased.
    name TEXT,
    phone TEXT UNIQUE,
    -- How much he may owe without a second person's agreement: nothing until an owner says more.
    limit_cents INTEGER NOT NULL DEFAULT 0 CHECK (limit_cents >= 0),
    added_at_ms INTEGER NOT NULL,
    -- NULL while he is known.
    erased_at_ms INTEGER,
    CHECK ((name IS NULL) = (phone IS NULL)),
    CHECK (erased_at_ms IS NULL OR name IS NULL)
) STRICT, WITHOUT ROWID;

-- What one customer takes away and pays for. Projected from sale.* and from proved money.
CREATE TABLE sale (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    -- From 1 in each book: the number that the cashier sees.
    number INTEGER NOT NULL UNIQUE CHECK (number > 0),
    shift BLOB NOT NULL REFERENCES shift (id),
    total_cents INTEGER NOT NULL CHECK (total_cents > 0),
    opened_at_ms INTEGER NOT NULL,
    -- Read off the facts by the core's step function, never set by anything else.
    state TEXT NOT NULL DEFAULT 'open'
        CHECK (state IN ('open', 'short', 'over', 'covered', 'at_risk', 'returned', 'repaid',
            'void')),
    -- Why it was called off; NULL when it was not, or when erased.
    void_reason TEXT,
    -- What of it is owed again since goods were brought back.
    returned_cents INTEGER NOT NULL DEFAULT 0 CHECK (returned_cents >= 0),
    -- What of the owed money was handed out, or kept as a tip.
    paid_out_cents INTEGER NOT NULL DEFAULT 0 CHECK (paid_out_cents >= 0),
    -- Who has goods of it on credit, or repays by it what he owes; NULL when nobody does.
    debtor BLOB REFERENCES debtor (id),
    -- 1 of a repayment: it has no goods.
    repays INTEGER NOT NULL DEFAULT 0 CHECK (repays IN (0, 1)),
    -- What it adds to what the debtor owes; below zero, what a repayment kept.
    debt_cents INTEGER NOT NULL DEFAULT 0,
    -- What of a repayment went back by M-PESA without being owed, and is owed again.
    forfeited_cents INTEGER NOT NULL DEFAULT 0 CHECK (forfeited_cents >= 0),
    -- What of its goods is given, and covered by no money.
    at_risk_cents INTEGER NOT NULL DEFAULT 0 CHECK (at_risk_cents BETWEEN 0 AND total_cents),
    -- Who gave its goods before their money was proved; NULL when nobody did.
    released_by BLOB REFERENCES person (id),
    -- What of the money that was paid out is a tip.
    tips_cents INTEGER NOT NULL DEFAULT 0
        CHECK (tips_cents BETWEEN 0 AND paid_out_cents),
    CHECK (debtor IS NOT NULL OR (repays = 0 AND debt_cents = 0)),
    CHECK (at_risk_cents = 0 OR released_by IS NOT NULL)
) STRICT, WITHOUT ROWID;

-- The sales that wait for money.
CREATE INDEX sale_open ON sale (number) WHERE state IN ('open', 'short');
CREATE INDEX sale_by_time ON sale (opened_at_ms);
CREATE INDEX sale_by_debtor ON sale (debtor, number) WHERE debtor IS NOT NULL;
-- The sales whose goods are given, and covered by no money.
CREATE INDEX sale_at_risk ON sale (number) WHERE at_risk_cents > 0;

-- The tenders of a sale. Projected from sale.leg_* and from proved money.
CREATE TABLE leg (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    sale BLOB NOT NULL REFERENCES sale (id),
    tender TEXT NOT NULL
        CHECK (tender IN ('prompt', 'received', 'cash', 'card', 'other', 'credit', 'seen')),
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    -- Proved money that covers it: never more than it asks for. What is owed of another payment can
    -- cover more than it asked for at first.
    covered_cents INTEGER NOT NULL DEFAULT 0 CHECK (covered_cents BETWEEN 0 AND amount_cents),
    -- The how-manieth leg of its sale, from 1.
    ordinal INTEGER NOT NULL DEFAULT 1 CHECK (ordinal > 0),
    -- What was handed over the counter for it, change included; NULL while nothing was.
    handed_cents INTEGER CHECK (handed_cents >= 0),
    -- What of it was too much and went back at once.
    change_cents INTEGER NOT NULL DEFAULT 0 CHECK (change_cents >= 0),
    -- 1 when another way to pay was chosen for it.
    withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
    -- What covered it before its payment was taken back.
    freed_cents INTEGER NOT NULL DEFAULT 0 CHECK (freed_cents >= 0),
    -- For so much of it goods were given before it was proved.
    released_cents INTEGER NOT NULL DEFAULT 0 CHECK (released_cents >= 0)
) STRICT, WITHOUT ROWID;

CREATE INDEX leg_by_sale ON leg (sale);

-- Codes that were seen on customers' phones and can't be verified, by the legs that they pay for.
-- Projected from sale.code_seen.
CREATE TABLE seen_code (
    leg BLOB PRIMARY KEY REFERENCES leg (id),
    -- As it was typed.
    code TEXT NOT NULL,
    -- The fact that tells it.
    seq INTEGER NOT NULL REFERENCES journal (seq)
) STRICT, WITHOUT ROWID;

-- A code pays once, as it looks: people take O for 0 and I for 1.
CREATE UNIQUE INDEX one_sale_per_seen_code
    ON seen_code (replace(replace(code, 'O', '0'), 'I', '1'));

-- Prompts (STK pushes), each for one leg. Projected from attempt.*.
CREATE TABLE attempt (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    leg BLOB NOT NULL REFERENCES leg (id),
    -- The how-manieth attempt for its sale, from 1.
    ordinal INTEGER NOT NULL CHECK (ordinal > 0),
    -- paybill:<number>, or till:<store>/<till>.
    shortcode TEXT NOT NULL,
    -- SHA-256 of the secret tag of its callback path.
    tag_digest BLOB NOT NULL CHECK (length(tag_digest) = 32),
    -- 254 and nine digits; NULL when erased.
    phone TEXT,
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    -- Read off the facts by the core's step function, never set by anything else.
    state TEXT NOT NULL CHECK (state IN ('drafted', 'sending', 'prompted', 'refused', 'unsure',
        'reported', 'paid', 'failed', 'lapsed', 'conflicting')),
    -- 1 while a prompt may be on the phone.
    live INTEGER NOT NULL CHECK (live IN (0, 1)),
    -- 1 while something is still to be found out.
    open INTEGER NOT NULL CHECK (open IN (0, 1)),
    -- The M-PESA code that a body named, proved or not; NULL when none did.
    receipt TEXT,
    -- CheckoutRequestID of our own acknowledgement; NULL without one.
    checkout TEXT UNIQUE,
    drafted_at_ms INTEGER NOT NULL,
    -- 1 while Safaricom is asked about an earlier prompt that stood in its way on that phone.
    awaits_earlier INTEGER NOT NULL DEFAULT 0 CHECK (awaits_earlier IN (0, 1)),
    -- When it was asked for: by Safaricom's clock where that told, else by the till's.
    asked_at_ms INTEGER NOT NULL DEFAULT 0,
    UNIQUE (leg, ordinal)
) STRICT, WITHOUT ROWID;

-- Nobody is asked twice by accident.
CREATE UNIQUE INDEX one_live_attempt_per_leg ON attempt (leg) WHERE live = 1;
CREATE UNIQUE INDEX one_live_prompt_per_phone ON attempt (phone) WHERE live = 1;
CREATE INDEX attempt_open ON attempt (drafted_at_ms) WHERE open = 1;
CREATE INDEX attempt_by_time ON attempt (drafted_at_ms);
CREATE INDEX attempt_by_asking ON attempt (asked_at_ms);
CREATE INDEX attempt_by_receipt ON attempt (receipt) WHERE receipt IS NOT NULL;
CREATE INDEX attempt_by_phone ON attempt (phone);

-- What a person must see, kept until one has. Projected from the facts that raise it and from
-- alarm.seen.
CREATE TABLE alarm (
    -- The fact that raised it.
    seq INTEGER NOT NULL REFERENCES journal (seq),
    kind TEXT NOT NULL CHECK (kind IN ('late_proof', 'conflict', 'unreadable', 'went_back',
        'taken_from_sale', 'strange_result', 'claim_denied', 'money_left', 'money_untold',
        'two_balances', 'not_sent_back', 'maybe_sent_back', 'seen_code_came')),
    -- What it is about: an attempt, or a payment: one that was given to a sale, or the one at which
    -- money_left and money_untold showed.
    attempt BLOB REFERENCES attempt (id),
    receipt TEXT REFERENCES receipt (number),
    raised_at_ms INTEGER NOT NULL,
    -- When and by whom it was seen; both NULL until then.
    seen_at_ms INTEGER,
    seen_by BLOB REFERENCES person (id),
    PRIMARY KEY (seq, kind),
    CHECK ((seen_at_ms IS NULL) = (seen_by IS NULL)),
    CHECK ((attempt IS NULL) <> (receipt IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX alarm_unseen ON alarm (seq, kind) WHERE seen_at_ms IS NULL;

-- What somebody says of a payment that must be looked into. Projected from case.*.
CREATE TABLE payment_case (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    -- What it is about: a prompt, or a payment that is no prompt's code.
    attempt BLOB REFERENCES attempt (id),
    receipt TEXT REFERENCES receipt (number),
    opened_at_ms INTEGER NOT NULL,
    -- NULL while it is open.
    closed_at_ms INTEGER,
    CHECK ((attempt IS NULL) <> (receipt IS NULL))
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX one_open_case_per_attempt ON payment_case (attempt)
    WHERE closed_at_ms IS NULL AND attempt IS NOT NULL;
CREATE UNIQUE INDEX one_open_case_per_receipt ON payment_case (receipt)
    WHERE closed_at_ms IS NULL AND receipt IS NOT NULL;
CREATE INDEX case_by_attempt ON payment_case (attempt) WHERE attempt IS NOT NULL;
CREATE INDEX case_by_receipt ON payment_case (receipt) WHERE receipt IS NOT NULL;

-- All that was said in a case: why it was opened, notes, the outcome.
CREATE TABLE case_note (
    -- The fact that says it: its kind, time and actor stand there.
    seq INTEGER PRIMARY KEY REFERENCES journal (seq),
    of_case BLOB NOT NULL REFERENCES payment_case (id),
    -- NULL when erased.
    note TEXT
) STRICT;

CREATE INDEX note_by_case ON case_note (of_case, seq);

-- Money that M-PESA says moved: one row a receipt number, for ever. Projected from receipt.*, and
-- from what the facts of attempts name and prove.
CREATE TABLE receipt (
    number TEXT PRIMARY KEY,
    -- The proved attempt whose code it is; NULL while it is nobody's.
    attempt BLOB UNIQUE REFERENCES attempt (id),
    -- The attempt that it is kept for and offered to alone; NULL when it is free, or its code.
    held_for BLOB REFERENCES attempt (id),
    -- By the source that knows best; NULL when none names one.
    amount_cents INTEGER CHECK (amount_cents > 0),
    -- Read off its facts by the core, never set by anything else.
    state TEXT NOT NULL CHECK (state IN ('claimed', 'reported', 'proved', 'held', 'conflicting',
        'disproved', 'part_reversed', 'reversed')),
    -- By Safaricom's clock: the earliest source, a pull only when alone. Where no source tells a
    -- time, when it was first heard of.
    paid_at_ms INTEGER NOT NULL,
    -- When an answer to our own question first proved it; NULL while it is not proved.
    proved_at_ms INTEGER,
    -- The number under which it is posted; NULL while nothing is.
    payee INTEGER,
    -- What of it is posted, and what of that went back to the payer.
    posted_cents INTEGER NOT NULL DEFAULT 0 CHECK (posted_cents >= 0),
    returned_cents INTEGER NOT NULL DEFAULT 0 CHECK (returned_cents BETWEEN 0 AND posted_cents),
    -- What of it fills legs of sales that it was given to.
    given_cents INTEGER NOT NULL DEFAULT 0 CHECK (given_cents >= 0),
    -- What of it belongs to nobody, and may be given to a sale; proved or not.
    left_cents INTEGER NOT NULL DEFAULT 0 CHECK (left_cents >= 0),
    -- How often what is told of it contradicts what was told before.
    contradictions INTEGER NOT NULL DEFAULT 0 CHECK (contradictions >= 0),
    CHECK (attempt IS NULL OR held_for IS NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX receipt_free ON receipt (amount_cents, paid_at_ms)
    WHERE attempt IS NULL AND held_for IS NULL;
CREATE INDEX receipt_held ON receipt (held_for) WHERE held_for IS NOT NULL;
-- Codes as they look: people take O for 0 and I for 1.
CREATE INDEX receipt_by_look ON receipt (replace(replace(number, 'O', '0'), 'I', '1'));
-- The payments that wait for a sale.
CREATE INDEX receipt_waiting ON receipt (paid_at_ms) WHERE left_cents > 0;
CREATE INDEX receipt_by_time ON receipt (paid_at_ms);
-- Those that are no prompt's code.
CREATE INDEX receipt_by_itself ON receipt (paid_at_ms) WHERE attempt IS NULL;
CREATE INDEX receipt_unproved ON receipt (number)
    WHERE state IN ('claimed', 'reported', 'held', 'conflicting', 'disproved');
CREATE INDEX receipt_returned ON receipt (paid_at_ms) WHERE returned_cents > 0;

-- Customers as they are known from what they paid. Projected from proved payments, while the setting
-- customers is not off, and from customers.forgotten.
CREATE TABLE customer (
    id INTEGER PRIMARY KEY,
    -- SHA-256 of the phone's twelve digits, in hex; NULL of whom only a mask is told.
    hash TEXT UNIQUE,
    -- The phone, where it was typed or shown; NULL where only its hash is told.
    phone TEXT,
    -- The digits before and after the hidden part, with a star between; NULL where the hash is known.
    mask TEXT,
    -- What M-PESA calls him; NULL when it did not tell.
    name TEXT,
    CHECK ((hash IS NULL) <> (mask IS NULL)),
    CHECK (hash IS NOT NULL OR phone IS NULL)
) STRICT;

CREATE UNIQUE INDEX customer_by_mask ON customer (mask, name) WHERE mask IS NOT NULL;
CREATE INDEX customer_by_name ON customer (name) WHERE name IS NOT NULL;

-- Which customer paid a proved payment.
CREATE TABLE customer_payment (
    receipt TEXT PRIMARY KEY REFERENCES receipt (number),
    -- NULL when he was forgotten: it teaches nothing again.
    customer INTEGER REFERENCES customer (id)
) STRICT, WITHOUT ROWID;

CREATE INDEX payment_by_customer ON customer_payment (customer) WHERE customer IS NOT NULL;

-- By which ways a receipt was heard of: each with what it tells.
CREATE TABLE receipt_source (
    receipt TEXT NOT NULL REFERENCES receipt (number),
    source TEXT NOT NULL CHECK (source IN ('callback', 'confirmation', 'query', 'pull', 'status',
        'statement')),
    -- The fact that told it.
    seq INTEGER NOT NULL REFERENCES journal (seq),
    heard_at_ms INTEGER NOT NULL,
    -- The attempt on whose path it came, or whose query proves it; NULL otherwise.
    attempt BLOB REFERENCES attempt (id),
    -- NULL when it names none.
    amount_cents INTEGER CHECK (amount_cents > 0),
    -- The number that was paid; of a till, always the till number.
    payee INTEGER NOT NULL,
    -- By Safaricom's clock; NULL when it tells none.
    paid_at_ms INTEGER,
    kind TEXT NOT NULL CHECK (kind IN ('customer', 'organization')),
    -- What is shown of the payer's phone; NULL when nothing is, or erased.
    payer TEXT,
    -- What the customer typed as account, or our own reference; NULL without one, or erased.
    reference TEXT,
    -- What the payer is called; NULL when nothing tells, or erased.
    name TEXT,
    -- What the shop's account held after the payment; NULL when it does not tell.
    balance_cents INTEGER,
    PRIMARY KEY (receipt, source, seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX source_by_payer ON receipt_source (name, payer);

-- What M-PESA was asked or told to do with a result to come. Projected from command.*.
CREATE TABLE command (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    kind TEXT NOT NULL CHECK (kind IN ('status', 'reversal')),
    -- The payment that it is about.
    receipt TEXT NOT NULL REFERENCES receipt (number),
    -- How much a reversal sends back; NULL of a question.
    amount_cents INTEGER CHECK (amount_cents > 0),
    -- SHA-256 of the secret tag of its paths.
    tag_digest BLOB NOT NULL CHECK (length(tag_digest) = 32),
    -- Read off the facts by the core's step function, never set by anything else.
    state TEXT NOT NULL CHECK (state IN ('drafted', 'sending', 'accepted', 'refused', 'unsure',
        'done', 'failed')),
    -- 1 while its result is waited for.
    open INTEGER NOT NULL CHECK (open IN (0, 1)),
    -- 0 when M-PESA surely did not do it, and never will.
    may_be_done INTEGER NOT NULL CHECK (may_be_done IN (0, 1)),
    -- Both ids of our own acknowledgement; NULL without one.
    originator TEXT UNIQUE,
    conversation TEXT UNIQUE,
    drafted_at_ms INTEGER NOT NULL,
    CHECK ((kind = 'reversal') = (amount_cents IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX command_open ON command (drafted_at_ms) WHERE open = 1;
CREATE INDEX command_by_receipt ON command (receipt);
CREATE INDEX receipt_source_by_account ON receipt_source (payee, paid_at_ms)
    WHERE balance_cents IS NOT NULL;

-- Where the account changed between two confirmations by more than the later payment. Projected from
-- balance.*.
CREATE TABLE balance_gap (
    -- The later payment, at whose confirmation it shows, and the earlier one.
    before TEXT PRIMARY KEY REFERENCES receipt (number),
    after TEXT NOT NULL REFERENCES receipt (number),
    -- What came beyond the later payment; below zero, what left.
    change_cents INTEGER NOT NULL CHECK (change_cents <> 0),
    -- When each of the two was paid, by Safaricom's clock.
    since_ms INTEGER NOT NULL,
    until_ms INTEGER NOT NULL,
    -- What it most likely was, as the core says: the name of the finding, how much of the change
    -- nothing explains, and the payments that it names, with a blank between two.
    finding TEXT NOT NULL CHECK (finding IN ('taken_back', 'taken_back_together', 'left',
        'untold')),
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    named TEXT NOT NULL,
    -- waits while something that is still to come may explain it; stands with an alarm.
    state TEXT NOT NULL CHECK (state IN ('waits', 'stands', 'explained'))
) STRICT, WITHOUT ROWID;

CREATE INDEX balance_gap_open ON balance_gap (until_ms) WHERE state <> 'explained';

-- To which legs payments were given that came by themselves, by whom and when stands in the journal.
-- A leg gets one payment in its life, a payment may be given to several legs. Projected from
-- receipt.allocated and receipt.unallocated.
CREATE TABLE allocation (
    leg BLOB PRIMARY KEY REFERENCES leg (id),
    receipt TEXT NOT NULL REFERENCES receipt (number),
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    -- The fact that gave it.
    seq INTEGER NOT NULL REFERENCES journal (seq),
    -- The fact that took it back; NULL while it stands.
    taken_back_seq INTEGER REFERENCES journal (seq),
    -- 1 when it was claimed by its code, before anybody had heard of it: the amount is what was
    -- claimed, and what came once that is known.
    claimed INTEGER NOT NULL DEFAULT 0 CHECK (claimed IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE INDEX allocation_by_receipt ON allocation (receipt);
CREATE UNIQUE INDEX one_claim_per_code ON allocation (receipt)
    WHERE claimed = 1 AND taken_back_seq IS NULL;

CREATE TRIGGER payments_are_not_given_beyond_themselves BEFORE INSERT ON allocation
WHEN NEW.claimed = 0
    AND NEW.amount_cents > (SELECT left_cents FROM receipt WHERE number = NEW.receipt)
BEGIN
    SELECT RAISE(ABORT, 'payments are not given beyond themselves');
END;

-- What became of the money of each proved payment. Projected from proof.
CREATE TABLE fill (
    id INTEGER PRIMARY KEY,
    -- The prompt; NULL when the customer paid by himself, and then the leg has this one payment.
    attempt BLOB UNIQUE REFERENCES attempt (id),
    leg BLOB NOT NULL REFERENCES leg (id),
    -- What leg and sale still lacked of it.
    to_leg_cents INTEGER NOT NULL CHECK (to_leg_cents >= 0),
    -- What they did not: owed to the customer.
    to_customer_cents INTEGER NOT NULL CHECK (to_customer_cents >= 0),
    -- What of it went back by M-PESA because it was owed.
    sent_back_cents INTEGER NOT NULL DEFAULT 0 CHECK (sent_back_cents >= 0)
) STRICT;

CREATE INDEX fill_by_leg ON fill (leg);
CREATE UNIQUE INDEX one_received_payment_per_leg ON fill (leg) WHERE attempt IS NULL;

-- Accounts of the double entry: mpesa:<number>, receipt_awaited, suspense, cash:<shift>, card,
-- other, seen, customers_credit, sales, refunds, owed_to_customers, tips; and beside money, what somebody answers
-- for of goods that were given before they were paid: claims_outstanding:<person>, goods_at_risk.
CREATE TABLE account (
    name TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- Money from one account to another. Never changed: what was wrong is put right by another.
CREATE TABLE transfer (
    id INTEGER PRIMARY KEY,
    -- The fact because of which it was made.
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

-- Every prompt, by the names of the guide that the project began with: for whoever reads the book
-- with other programs. Read only, as all of the book.
CREATE VIEW mpesa_transactions AS
SELECT
    lower(substr(hex(attempt.id), 1, 8) || '-' || substr(hex(attempt.id), 9, 4) || '-'
        || substr(hex(attempt.id), 13, 4) || '-' || substr(hex(attempt.id), 17, 4) || '-'
        || substr(hex(attempt.id), 21)) AS id,
    attempt.checkout AS checkout_request_id,
    -- NULL without an acknowledgement of our own, or when erased.
    (SELECT inbox.personal ->> 'merchant' FROM journal JOIN inbox ON inbox.id = journal.inbox
        WHERE journal.subject = attempt.id AND journal.kind = 'attempt.acknowledged'
        LIMIT 1) AS merchant_request_id,
    -- The sale.
    lower(substr(hex(sale.id), 1, 8) || '-' || substr(hex(sale.id), 9, 4) || '-'
        || substr(hex(sale.id), 13, 4) || '-' || substr(hex(sale.id), 17, 4) || '-'
        || substr(hex(sale.id), 21)) AS order_id,
    attempt.phone AS phone_number,
    -- Asked for, and what moved by the best source: KES with two decimals.
    printf('%d.%02d', attempt.amount_cents / 100, attempt.amount_cents % 100) AS amount,
    CASE WHEN receipt.amount_cents IS NOT NULL THEN
        printf('%d.%02d', receipt.amount_cents / 100, receipt.amount_cents % 100)
        END AS actual_amount,
    printf('%04d-%d', sale.number, attempt.ordinal) AS account_reference,
    printf('Sale %04d', sale.number) AS transaction_desc,
    -- Only a code that is proved.
    receipt.number AS mpesa_receipt_number,
    -- YYYYMMDDHHmmss in East Africa Time, by Safaricom's clock.
    strftime('%Y%m%d%H%M%S', receipt.paid_at_ms / 1000 + 10800, 'unixepoch') AS transaction_date,
    -- pending while it is not known for certain.
    CASE attempt.state WHEN 'paid' THEN 'completed' WHEN 'failed' THEN 'failed'
        WHEN 'refused' THEN 'failed' ELSE 'pending' END AS status,
    -- Text where Safaricom's code is no number.
    CASE WHEN attempt.state = 'paid' THEN 0
        WHEN ended.code GLOB '*[^0-9]*' THEN ended.code ELSE CAST(ended.code AS INTEGER)
        END AS result_code,
    ended.description AS result_desc,
    CASE attempt.state WHEN 'failed' THEN ended.description WHEN 'refused' THEN
        (SELECT journal.body ->> 'refusal' FROM journal
            WHERE journal.subject = attempt.id AND journal.kind = 'attempt.refused' LIMIT 1)
        END AS error_message,
    -- UTC.
    strftime('%Y-%m-%d %H:%M:%S', attempt.drafted_at_ms / 1000, 'unixepoch') AS created_at,
    (SELECT strftime('%Y-%m-%d %H:%M:%S', max(journal.at_ms) / 1000, 'unixepoch') FROM journal
        WHERE journal.subject = attempt.id) AS updated_at
FROM attempt
JOIN leg ON leg.id = attempt.leg
JOIN sale ON sale.id = leg.sale
LEFT JOIN receipt ON receipt.attempt = attempt.id
LEFT JOIN (
    SELECT journal.subject, max(journal.seq), journal.body ->> 'code' AS code,
        CASE WHEN json_valid(CAST(inbox.body AS TEXT)) THEN coalesce(
            CAST(inbox.body AS TEXT) ->> '$.Body.stkCallback.ResultDesc',
            CAST(inbox.body AS TEXT) ->> '$.ResultDesc') END AS description
    FROM journal LEFT JOIN inbox ON inbox.id = journal.inbox
    WHERE journal.kind IN ('attempt.reported', 'attempt.reported_end', 'attempt.answered_end')
    GROUP BY journal.subject
) AS ended ON ended.subject = attempt.id;

-- Every payment of which a C2B confirmation told, by the names of the same guide: one row a
-- receipt, with what its first confirmation says.
CREATE VIEW mpesa_c2b_requests AS
SELECT
    -- The number of the journal's row.
    CAST(source.seq AS TEXT) AS id,
    source.body ->> '$.TransactionType' AS transaction_type,
    source.receipt AS trans_id,
    -- YYYYMMDDHHmmss in East Africa Time.
    strftime('%Y%m%d%H%M%S', source.paid_at_ms / 1000 + 10800, 'unixepoch') AS trans_time,
    -- KES with two decimals.
    CASE WHEN source.amount_cents IS NOT NULL THEN
        printf('%d.%02d', source.amount_cents / 100, source.amount_cents % 100)
        END AS trans_amount,
    -- Of a till, the till number, whichever of its two was told.
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
    -- completed when an answer to our own question proves it.
    CASE WHEN receipt.proved_at_ms IS NULL THEN 'pending' ELSE 'completed' END AS status,
    CASE WHEN sale.id IS NULL THEN 'unmatched' ELSE 'matched' END AS reconciliation_status,
    -- The sale.
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

-- What sales wait for is looked up every few minutes: not by a walk through all that was ever given.

CREATE INDEX receipt_unproved ON receipt (number)
    WHERE state IN ('claimed', 'reported', 'held', 'conflicting', 'disproved');

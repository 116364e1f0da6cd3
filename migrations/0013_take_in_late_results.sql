-- Lets a failed reversal turn out to be done while another one of the same payment is under way: what
-- M-PESA tells is never refused. Whether a reversal may be ordered is decided when it is drafted.

DROP INDEX one_reversal_per_receipt;

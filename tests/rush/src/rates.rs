//! Every rate of the corpus, each with the reason for it. "Our estimate" means that nobody measured
//! it: argue with it. `docs/matching.md` has the same table; a test compares them.
//!
//! Shares are of ten thousand: `Share(450)` is 4.5 %.

use crate::chance::{Count, Share, Span};

/// A line of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The constant's name.
    pub name: &'static str,
    /// Its value, for people.
    pub value: String,
    /// Why it is so.
    pub why: &'static str,
}

macro_rules! rates {
    ($($name:ident: $kind:ident($($value:literal),+), $why:literal;)+) => {
        $(#[doc = $why] pub const $name: $kind = $kind($($value),+);)+

        /// Returns every rate, in the order of this file.
        pub fn table() -> Vec<Row> {
            vec![$(Row { name: stringify!($name), value: $name.to_string(), why: $why }),+]
        }
    };
}

rates! {
    // The shop.
    PAY_BILL_SHOP: Share(3000), "our estimate: counters show till numbers more often than others";
    LANES: Count(1, 4), "cashiers at once: a duka has one, a minimart up to four (our estimate)";
    OPEN_HOURS: Count(8, 8), "a day long enough for a quiet and a busy part";
    RUSH_HOURS: Count(2, 3), "lunch or the way home from work (our estimate)";
    RUSH_ARRIVALS: Count(30, 50), "customers an hour and lane: near what a cashier can serve";
    QUIET_ARRIVALS: Count(4, 12), "customers an hour and lane outside the rush (our estimate)";
    BURSTS: Count(2, 8), "matatus or classes that empty at once, in each rush hour (our estimate)";
    BURST_SIZE: Count(3, 8), "customers that come together (our estimate)";
    BURST_WIDTH: Span(0, 60), "they come within a minute (our estimate)";
    RINGING: Span(10, 60), "from the first article to the total (our estimate)";
    PATIENCE_IN_QUEUE: Span(600, 600), "who would queue longer goes elsewhere (our estimate)";
    REGULARS: Count(30, 120), "people who come again and again (our estimate)";
    REGULAR: Share(4000), "customers who are regulars: a neighbourhood shop (our estimate)";
    PHONE_ON_FILE: Share(5000), "regulars whose phone the shop has typed before (our estimate)";
    VISITS: Count(1, 40), "how often a known customer paid here before (our estimate)";

    // What is bought.
    FAVOURITE: Share(1500), "sales of one of the shop's three usual baskets (our estimate)";
    ROUND_PRICE: Share(4000), "totals like 50, 100, 200, 500: many goods cost that (our estimate)";
    TENS: Share(3000), "other totals in tens; the rest is odd shillings (our estimate)";
    TENS_OF: Count(3, 150), "30 to 1,500 shillings, small ones more often (our estimate)";
    ODD_SHILLINGS: Count(15, 3000), "other totals, small ones more often (our estimate)";

    // How it is paid.
    BY_HIMSELF: Share(4500), "issue 5: the customer's own payment is the most common way in Kenya";
    BY_PROMPT: Share(1500), "sales where the cashier asks by prompt (our estimate)";
    NOT_AT_ALL: Share(400),
        "sales that are left behind: forgot the money, comes back (our estimate)";
    STEPS_ASIDE: Share(5000), "who pays by phone lets the next one through (our estimate)";
    PHONE_TYPED: Share(1000),
        "sales with the customer's phone: receipt by SMS, points (our estimate)";
    PHONE_TYPED_REGULAR: Share(3000),
        "the same for a customer whose phone is on file (our estimate)";
    PHONE_MISTYPED: Share(100), "one digit wrong in a typed phone (our estimate)";
    AT_THE_TILL: Span(3, 30), "from the total to the cash in the drawer (our estimate)";
    PAYING: Span(12, 75), "SIM menu or app: number, amount, PIN (our estimate)";
    OPENED_AFTER: Share(500), "cashier rings it up only after the customer's SMS (our estimate)";
    OPENED_LATER_BY: Span(5, 60), "how long after the payment (our estimate)";
    NEVER_RUNG: Share(100), "goods sold in the rush without ringing them up (our estimate)";
    VOID_AFTER: Span(600, 7200), "when a sale that was left behind is called off (our estimate)";
    LEFT_OPEN: Share(3000),
        "left-behind sales that nobody calls off before midnight (our estimate)";

    // How a customer errs who pays by himself.
    SHORT: Share(200), "pays less than the total: misheard, or has no more (our estimate)";
    SHORT_BY: Count(1, 10), "by so many fives of shillings (our estimate)";
    TOPPED_UP: Share(5000),
        "sends the rest as a second payment; others pay it in cash (our estimate)";
    TOP_UP_AFTER: Span(30, 150), "when the rest is sent (our estimate)";
    REST_IN_CASH_AFTER: Span(120, 240),
        "when the rest is paid in cash, once the first part was told";
    OVER: Share(100), "pays more: rounds up, or mishears (our estimate)";
    OVER_BY: Count(1, 20), "by so many fives of shillings (our estimate)";
    TWICE: Share(50), "pays again because no SMS came at once (our estimate)";
    TWICE_AFTER: Span(20, 180), "when (our estimate)";
    TYPO_IN_REFERENCE: Share(300),
        "one sign of the account wrong, missing or doubled (our estimate)";
    NEIGHBOURS_REFERENCE: Share(50), "reads the number of the customer beside him (our estimate)";
    NO_REFERENCE: Share(1000), "types a name, a phone or anything as account (our estimate)";
    LOOSE_REFERENCE: Share(1500), "the right number with blanks, a sign or a word (reference 4)";
    ANOTHER_PHONE: Share(500), "pays with the phone of a spouse or friend (our estimate)";
    FOR_ANOTHER: Share(50), "pays the sale of somebody beside him, too or only (our estimate)";
    HOURS_LATE: Share(100), "takes the goods on trust and sends it later (our estimate)";
    HOURS_LATE_BY: Span(3600, 18000), "how much later (our estimate)";

    // Prompts.
    PROMPT_AFTER: Span(3, 15), "typing the phone (our estimate)";
    PROMPT_PAID: Share(8000),
        "our estimate: cancelled, wrong PIN, no money and no phone are common";
    PROMPT_PIN: Span(6, 50), "until the PIN is entered (our estimate)";
    PROMPT_PROOF: Span(1, 8), "callback, then our own question about it (docs/payments.md)";
    PROMPT_CODE_TO_FOLLOW: Share(400), "callbacks that never come: many reports (reference 8)";
    PROMPT_UNSURE: Share(100), "no result in 180 s, the proof comes later (reference 8: late)";
    PROMPT_LATE_PROOF: Span(200, 1800), "when it comes then (our estimate)";
    PROMPT_IGNORED: Share(400),
        "of prompts not paid: he pays by himself meanwhile (our estimate)";
    PROMPT_ENDS: Span(5, 90), "when a prompt ends that is not paid (1032, 1037: reference 2)";
    THEN_BY_HIMSELF: Share(4000), "what comes after: he pays by himself (our estimate)";
    THEN_PROMPT: Share(3000), "or is asked again; the rest pays in cash (our estimate)";

    // Payments that no sale of the day is waiting for, a day and shop.
    DEBTORS: Share(1500), "known customers who owe something (our estimate)";
    OWES: Count(5, 200), "so many tens of shillings (our estimate)";
    PAYS_DEBT: Share(1000), "debtors who pay today (our estimate)";
    PAYS_ALL: Share(6000), "of those, all of it; others a round part (our estimate)";
    SUPPLIERS: Count(0, 1), "organisation transfers (reference 4 has two real ones)";
    STRANGERS: Count(0, 1),
        "wrong till number, or paid for something that is no sale (our estimate)";
    OWNERS_TEST: Share(500), "days on which the owner sends himself a little (our estimate)";
    OWNERS_TEST_OF: Count(1, 10), "shillings (reference 2: use KES 1)";

    // How a payment is told.
    POLL_ONLY_SHOP: Share(800), "shops without an address for confirmations (issue 5: poll-only)";
    AT_ONCE: Span(1, 4), "a confirmation is told in seconds (our estimate; FEATURES row 22)";
    LATE: Share(200), "late confirmations are reported, nobody counted them (reference 8)";
    LATE_BY: Span(30, 1800), "how late (our estimate)";
    LOST: Share(50), "the gateway seldom repeats what it could not deliver (reference 8)";
    TWICE_TOLD: Share(4), "measured: 7,838 rows for 7,835 receipts (reference 8)";
    TWICE_TOLD_AFTER: Span(1, 60), "when (our estimate)";
    PULL_EVERY: Span(600, 600), "FEATURES row 41: every ten minutes while open";
    PULL_LAG: Span(2, 20), "how old a payment is before a pull has it (our estimate)";
    PULL_AGAIN: Share(1000),
        "told by the next pull too: an hour's overlap, thinned out to be short";
    PULL_FORM_PLAIN: Share(3000),
        "shops whose pull shows the phone: a number, or cut (reference 6)";
    PULL_ZONE_OFF: Share(3000), "shops whose pull is three hours early: nobody knows (reference 6)";
    PAID_CASH_AFTER_ALL: Share(500),
        "not told in a minute: pays cash, is owed the other (our estimate)";
    FORM_MASKED: Share(4500), "`2547 ***** 126`: v2, the current way (reference 4)";
    FORM_MASKED_TIGHT: Share(1000), "`2547*****126` (reference 4)";
    FORM_MASKED_SHORT: Share(500), "`25470****149`: the docs' own sample (reference 4)";
    FORM_HASHED: Share(2500), "SHA-256, v1: older registrations (reference 4)";
    FORM_HASH_MASKED: Share(1000), "the hash with its middle hidden: a till, 2024 (reference 4)";
    FORM_PLAIN: Share(500), "full numbers: until 2022, and some feeds still (reference 4)";
    FORM_OTHER: Share(50), "payments told without any phone in such a shop (our estimate)";
    ALL_NAMES: Share(3000), "first name only since November 2023, but some still all (reference 4)";
    NO_NAME: Share(200), "payments without any name (reference 4: keys are often absent)";
    TOLD_BY_STORE_NUMBER: Share(3000),
        "which of a till's two numbers is told, is open (reference 13)";
    SKEW: Span(0, 5), "how far Safaricom's clock and the till's differ (our estimate)";
    NEW_PREFIX: Share(1000), "numbers that begin with 01 (reference 10; share is our estimate)";

    // The model cashier, who sees what the matcher offers.
    LOOKS_AFTER: Span(2, 8), "a candidate is on the screen until he looks (our estimate)";
    WRONG_KEY: Share(500), "presses the key though his customer has not paid (our estimate)";
    WRONG_KEY_WAITING: Share(5000), "the same when that customer says he paid (our estimate)";
    CHOOSES_WRONG: Share(200), "takes another of several, the right one shown (our estimate)";
    BY_HAND_AFTER: Span(45, 90),
        "customer asks why he must wait: looks it up by hand (our estimate)";
    ASIDE_AFTER: Span(300, 3600), "when somebody looks at money that is for no sale (our estimate)";
}

/// Totals that many sales come to, the most common ones twice.
///
/// Our estimate: notes and coins are 5, 10, 20, 40, 50, 100, 200, 500 and 1,000.
pub const ROUND_PRICES: [u64; 18] = [
    20, 30, 50, 50, 100, 100, 120, 150, 200, 200, 250, 300, 350, 400, 500, 500, 600, 1000,
];

//! What is true of a day. The judge alone sees it.

use std::collections::BTreeMap;
use std::fmt;

use domain::clock::Timestamp;
use domain::ids::{AttemptId, SaleId};
use domain::money::Money;
use domain::phone::Msisdn;
use domain::receipt::Receipt;

/// What is true of every payment of a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Truth {
    /// By receipt.
    pub payments: BTreeMap<Receipt, Paid>,
}

/// What is true of a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paid {
    /// Whose phone paid.
    pub payer: Msisdn,
    /// How much.
    pub amount: Money,
    /// When, by the till's clock.
    pub at: Timestamp,
    /// What for.
    pub meant: Meant,
    /// What is special about it.
    pub situations: Situations,
}

/// What a payment is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meant {
    /// A sale, which waits for it.
    Sale(SaleId),
    /// A prompt, and so its sale.
    Prompt(AttemptId, SaleId),
    /// A sale that another payment, or cash, has covered: it is owed back.
    OwedBack(SaleId),
    /// What this known customer owes.
    Debt(Msisdn),
    /// No sale of the till's.
    NoSale,
}

/// A set of situations.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Situations(u64);

macro_rules! situations {
    ($($(#[$doc:meta])+ $name:ident: $text:literal;)+) => {
        /// Something special about a payment. A payment has several.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Situation { $($(#[$doc])+ $name),+ }

        impl Situation {
            /// Every situation.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// Returns its name in reports.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }
        }
    };
}

situations! {
    /// The shop has a `PayBill`.
    PayBill: "PayBill";
    /// The shop has a Buy Goods till.
    Till: "till";
    /// For an open sale, by its own customer, for its total, right reference, told at once.
    Plain: "plain";
    /// Another sale was open that comes to the same, when it was first told.
    EqualOpen: "equal amounts open";
    /// One of those was rung up within two minutes of its own.
    EqualTogether: "equal amounts rung up together";
    /// The right phone was typed for its sale.
    PhoneTyped: "phone typed";
    /// A wrong phone was typed for its sale.
    PhoneMistyped: "phone mistyped";
    /// The payer's phone is on file.
    Known: "known customer";
    /// Its sale was opened after it was paid.
    OpenedAfter: "sale opened after";
    /// Less than the total.
    Short: "short";
    /// The rest of a short one.
    TopUp: "top-up";
    /// More than the total.
    Over: "over";
    /// The second payment for a sale.
    Twice: "paid twice";
    /// One sign of the reference is wrong.
    TypoInReference: "typo in reference";
    /// The reference of another open sale.
    NeighboursReference: "neighbour's reference";
    /// The reference of another open sale that lacks the same amount.
    NeighboursAll: "neighbour's reference and amount";
    /// Some other text as reference.
    NoReference: "no reference";
    /// The right number among blanks, signs or words.
    LooseReference: "loose reference";
    /// Paid from a phone of somebody else.
    AnotherPhone: "another's phone";
    /// Paid by the customer of another sale.
    ForAnother: "for another's sale";
    /// Sent hours after the sale.
    HoursLate: "hours late";
    /// The sale was paid in cash because nothing was told.
    PaidCashAfterAll: "cash after all";
    /// Paid by himself while a prompt was out for the same sale.
    PromptIgnored: "prompt ignored";
    /// Paid by himself after a prompt had failed.
    AfterPrompt: "after a prompt";
    /// The payment of a prompt.
    PromptsOwn: "prompt's own";
    /// Told before the prompt was proved.
    ToldBeforeProof: "prompt's own, told first";
    /// The prompt was proved without its code.
    CodeToFollow: "prompt's own, code to follow";
    /// The prompt was proved after its time was over.
    ProvedLate: "prompt's own, proved late";
    /// A debt.
    Debt: "debt";
    /// From a business.
    Supplier: "supplier";
    /// The owner's test.
    OwnersTest: "owner's test";
    /// By a stranger, for nothing here.
    Stranger: "stranger";
    /// For goods that were not rung up.
    NeverRung: "never rung up";
    /// Confirmed at once.
    AtOnce: "told at once";
    /// Confirmed late.
    ToldLate: "told late";
    /// Confirmed twice.
    ToldTwice: "told twice";
    /// Told by a pull alone.
    PullOnly: "told by pull only";
    /// Told after a payment that was paid later.
    OutOfOrder: "told out of order";
    /// The phone is told plainly.
    PayerPlain: "payer plain";
    /// The phone is told masked.
    PayerMasked: "payer masked";
    /// The phone is told as a hash.
    PayerHashed: "payer hashed";
    /// The phone is told as a hash with a hidden part.
    PayerHashMasked: "payer's hash masked";
    /// No phone is told.
    PayerAbsent: "payer not told";
    /// No name is told.
    NoName: "no name";
}

const _: () = assert!(Situation::ALL.len() <= 64, "each needs a bit");

impl Situations {
    /// Adds one.
    pub fn add(&mut self, situation: Situation) {
        self.0 |= Self::bit(situation);
    }

    /// Takes one away.
    pub(crate) fn remove(&mut self, situation: Situation) {
        self.0 &= !Self::bit(situation);
    }

    /// Tells whether it has one.
    pub const fn has(self, situation: Situation) -> bool {
        self.0 & Self::bit(situation) != 0
    }

    /// Returns all that it has.
    pub fn iter(self) -> impl Iterator<Item = Situation> {
        let all = Situation::ALL.iter().copied();
        all.filter(move |situation| self.has(*situation))
    }

    const fn bit(situation: Situation) -> u64 {
        1 << situation as u32
    }
}

impl FromIterator<Situation> for Situations {
    fn from_iter<I: IntoIterator<Item = Situation>>(all: I) -> Self {
        let mut set = Self::default();
        all.into_iter().for_each(|situation| set.add(situation));
        set
    }
}

impl fmt::Debug for Situations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.iter().map(Situation::name))
            .finish()
    }
}

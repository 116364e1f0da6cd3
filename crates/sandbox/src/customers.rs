//! The practice customers: who they are, what their wallets hold, how they behave.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ids::CheckoutRequestId;
use crate::outcomes::Act;
use crate::phone::Phone;

/// What a wallet may hold at most, in shillings. Source: reference section 2, amounts.
const FULL_WALLET_KES: u64 = 500_000;

/// Safaricom's public test number: it is acknowledged and never pays by itself.
///
/// Source: reference section 10.
const PUBLIC_TEST_PHONE: &str = "254708374149";

/// A customer with a phone and a wallet.
#[derive(Clone, Serialize, Deserialize)]
pub struct Customer {
    /// The phone.
    pub phone: Phone,
    /// The name that the wallet is registered in.
    pub name: String,
    /// What the wallet holds, in whole shillings.
    pub balance_kes: u64,
    /// What the wallet held at first, for the audit: the difference was paid to the shop.
    pub opened_with_kes: u64,
    /// What Fuliza lends beyond the wallet, in whole shillings.
    #[serde(default)]
    pub fuliza_limit_kes: u64,
    /// What Fuliza has lent so far, in whole shillings.
    #[serde(default)]
    pub fuliza_owed_kes: u64,
    /// The PIN.
    #[serde(default = "usual_pin")]
    pub pin: String,
    /// How many wrong PINs in a row were entered; three lock it.
    #[serde(default)]
    pub wrong_pins: u8,
    /// What the customer always does, if not decided by a person each time.
    pub standing: Option<Act>,
    /// The prompt on the screen.
    pub(crate) prompt: Option<CheckoutRequestId>,
}

/// Hides the name and the PIN.
impl fmt::Debug for Customer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Customer")
            .field("phone", &self.phone)
            .field("balance_kes", &self.balance_kes)
            .field("standing", &self.standing)
            .finish_non_exhaustive()
    }
}

impl Customer {
    fn new(phone: Phone, name: &str, balance_kes: u64) -> Self {
        Self {
            phone,
            name: name.to_owned(),
            balance_kes,
            opened_with_kes: balance_kes,
            fuliza_limit_kes: 0,
            fuliza_owed_kes: 0,
            pin: usual_pin(),
            wrong_pins: 0,
            standing: None,
            prompt: None,
        }
    }

    /// Whether wallet and Fuliza together hold an amount.
    pub(crate) fn can_pay(&self, amount_kes: u64) -> bool {
        let can_borrow = self.fuliza_limit_kes.saturating_sub(self.fuliza_owed_kes);
        amount_kes <= self.balance_kes + can_borrow
    }

    /// Takes an amount that can be paid; returns how much of it was lent.
    pub(crate) fn take(&mut self, amount_kes: u64) -> u64 {
        let own = amount_kes.min(self.balance_kes);
        self.balance_kes -= own;
        self.fuliza_owed_kes += amount_kes - own;
        amount_kes - own
    }

    /// Gives money back; what was lent is paid off first.
    pub(crate) fn give_back(&mut self, amount_kes: u64) {
        let owed = amount_kes.min(self.fuliza_owed_kes);
        self.fuliza_owed_kes -= owed;
        self.balance_kes += amount_kes - owed;
    }

    /// Sets what the wallet holds; the audit starts from there.
    pub(crate) fn fill(&mut self, balance_kes: u64) {
        let paid = self.opened_with_kes + self.fuliza_owed_kes - self.balance_kes;
        self.balance_kes = balance_kes;
        self.opened_with_kes = (balance_kes + paid).saturating_sub(self.fuliza_owed_kes);
    }

    /// Whether the PIN is locked. Source: reference section 2, result code 2001.
    pub(crate) fn is_locked(&self) -> bool {
        self.wrong_pins >= 3
    }

    /// Makes a customer of a phone that was pushed to for the first time.
    pub(crate) fn stranger(phone: Phone) -> Self {
        if phone.as_str() == PUBLIC_TEST_PHONE {
            let mut customer = Self::new(phone, "Safaricom Test Number", FULL_WALLET_KES);
            customer.standing = Some(Act::Ignore);
            return customer;
        }
        let name = format!("Mteja {}", &phone.as_str()[9..]);
        Self::new(phone, &name, FULL_WALLET_KES)
    }
}

fn usual_pin() -> String {
    "1234".to_owned()
}

/// Returns the six customers that every stand-in starts with: one is short of money, and
/// one may borrow by Fuliza.
pub(crate) fn practice_customers() -> impl Iterator<Item = Customer> {
    [
        ("254712345678", "Wanjiku Kamau", 50_000),
        ("254722000111", "Otieno Odhiambo", 20_000),
        ("254733222333", "Amina Hassan", 120_000),
        ("254701444555", "Kiprono Cheruiyot", 8_000),
        ("254110666777", "Mutua Musyoka", 300_000),
        ("254798888999", "Njeri Mwangi", 50),
    ]
    .into_iter()
    .map(|(phone, name, balance_kes)| {
        let phone = phone
            .parse()
            .expect("the practice phones are written in the wire's form");
        let mut customer = Customer::new(phone, name, balance_kes);
        if name == "Kiprono Cheruiyot" {
            customer.fuliza_limit_kes = 5_000;
        }
        customer
    })
}

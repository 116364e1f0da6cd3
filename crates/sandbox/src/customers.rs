//! The practice customers: who they are, what their wallets hold, how they behave.

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
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Customer {
    /// The phone.
    pub phone: Phone,
    /// The name that the wallet is registered in.
    pub name: String,
    /// What the wallet holds, in whole shillings.
    pub balance_kes: u64,
    /// What the wallet held at first, for the audit: the difference was paid to the shop.
    pub opened_with_kes: u64,
    /// What the customer always does, if not decided by a person each time.
    pub standing: Option<Act>,
    /// The prompt on the screen.
    pub(crate) prompt: Option<CheckoutRequestId>,
}

impl Customer {
    fn new(phone: Phone, name: &str, balance_kes: u64) -> Self {
        Self {
            phone,
            name: name.to_owned(),
            balance_kes,
            opened_with_kes: balance_kes,
            standing: None,
            prompt: None,
        }
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

/// Returns the six customers that every stand-in starts with, one of them short of money.
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
        Customer::new(phone, name, balance_kes)
    })
}

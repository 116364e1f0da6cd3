//! The result of an account balance: what the shop's accounts hold.

use domain::clock::Timestamp;
use domain::eat;
use domain::money::Balance;

use super::ResultBody;
use crate::text::Text;

/// What the shop's accounts hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BalanceResult {
    /// The accounts, in Safaricom's order: `Utility Account` of a `PayBill`, `Merchant Account` of
    /// a till, and others.
    pub accounts: Vec<Account>,
    /// When they held it, in whole seconds.
    pub completed_at: Option<Timestamp>,
}

/// One account, in cents of KES; an amount that can't be read is absent.
///
/// Source: Account balance page, 2025; the order of the last three is by an old guide, confidence
/// medium.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// What it is called: `Utility Account`.
    pub name: Text,
    /// `KES`.
    pub currency: Text,
    /// What it holds.
    pub balance: Option<Balance>,
    /// What can be used of it.
    pub available: Option<Balance>,
    /// What is set aside.
    pub reserved: Option<Balance>,
    /// What has not cleared.
    pub uncleared: Option<Balance>,
}

impl BalanceResult {
    pub(super) fn of(body: &ResultBody) -> Self {
        let accounts = body
            .parameters
            .text("AccountBalance")
            .map_or("", Text::as_str);
        let completed_at = body.parameters.text("BOCompletedTime").map(Text::as_str);
        Self {
            accounts: accounts.split('&').filter_map(Account::read).collect(),
            completed_at: completed_at.and_then(eat::from_wire),
        }
    }
}

impl Account {
    /// Reads `Name|KES|balance|available|reserved|uncleared`, or nothing without a name and a
    /// currency. What follows the sixth part is left out.
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('|').map(str::trim);
        let (name, currency) = (parts.next()?, parts.next()?);
        if name.is_empty() || currency.is_empty() {
            return None;
        }
        let mut amount = || parts.next()?.parse().ok();
        Some(Self {
            name: name.to_owned().into(),
            currency: currency.to_owned().into(),
            balance: amount(),
            available: amount(),
            reserved: amount(),
            uncleared: amount(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_keeps_what_can_be_read_of_it() {
        let cents = |amount: Option<Balance>| amount.map(Balance::cents);
        let broken = Account::read("Utility Account|KES|0.008|-5.00|x").unwrap();
        assert_eq!(
            (cents(broken.balance), cents(broken.available)),
            (None, Some(-500))
        );
        assert_eq!(
            (cents(broken.reserved), cents(broken.uncleared)),
            (None, None)
        );
        for text in ["", "|", "Working Account", "|KES|1"] {
            assert_eq!(Account::read(text), None, "{text}");
        }
    }
}

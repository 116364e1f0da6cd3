//! How a customer pays by himself at the counter: what he types, and what a plain QR code says.
//!
//! Absent on purpose: what Safaricom's own QR codes hold, which only the M-PESA app knows. A plain
//! one holds the same words that a customer can be told: a text to act on, no payment.

use crate::money::Shillings;
use crate::sale::Said;
use crate::shortcode::Shortcode;

/// What a customer needs to know to pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToPay {
    /// Whom he pays: he is told the number that is paid, never a till's store number.
    pub shortcode: Shortcode,
    /// How much.
    pub amount: Shillings,
    /// What he types as account, if he pays a `PayBill`; a till asks for none.
    pub account: String,
}

impl ToPay {
    /// Says it to the customer.
    pub fn says(&self) -> Said {
        let (number, amount) = (self.shortcode.payee(), self.amount.money());
        let account = &self.account;
        match self.shortcode {
            Shortcode::Till { .. } => Said {
                en: format!(
                    "Lipa na M-PESA, then Buy Goods. Till number {number}, amount KES {amount}."
                ),
                sw: format!(
                    "Lipa na M-PESA, kisha Buy Goods. Nambari ya till {number}, kiasi KES {amount}."
                ),
            },
            Shortcode::PayBill { .. } => Said {
                en: format!(
                    "Lipa na M-PESA, then PayBill. Business number {number}, account {account}, \
                     amount KES {amount}."
                ),
                sw: format!(
                    "Lipa na M-PESA, kisha PayBill. Nambari ya biashara {number}, akaunti \
                     {account}, kiasi KES {amount}."
                ),
            },
        }
    }

    /// Returns the text of a plain QR code: what any phone's camera shows. In the words of
    /// M-PESA's own menu, which are those of both languages.
    pub fn text(&self) -> String {
        let (number, amount) = (self.shortcode.payee(), self.amount.money());
        match self.shortcode {
            Shortcode::Till { .. } => {
                format!("Lipa na M-PESA > Buy Goods > Till {number} > KES {amount}")
            }
            Shortcode::PayBill { .. } => {
                let account = &self.account;
                format!("Lipa na M-PESA > PayBill {number} > Account {account} > KES {amount}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to_pay(shortcode: &str) -> ToPay {
        ToPay {
            shortcode: shortcode.parse().expect("a shortcode"),
            amount: "1240".parse().expect("an amount"),
            account: "0214".to_owned(),
        }
    }

    #[test]
    fn a_customer_of_a_till_is_told_its_till_number_and_never_its_store_number() {
        let to_pay = to_pay("till:7654321/5123456");
        let said = to_pay.says();
        for text in [&said.en, &said.sw, &to_pay.text()] {
            assert!(text.contains("5123456") && text.contains("1,240"), "{text}");
            assert!(
                text.contains("Buy Goods") && !text.contains("7654321"),
                "{text}"
            );
            assert!(!text.contains("0214"), "a till asks for no account: {text}");
        }
    }

    #[test]
    fn a_customer_of_a_pay_bill_is_told_the_account_too() {
        let to_pay = to_pay("paybill:600123");
        let said = to_pay.says();
        for text in [&said.en, &said.sw, &to_pay.text()] {
            for told in ["PayBill", "600123", "0214", "1,240"] {
                assert!(text.contains(told), "{told} in {text}");
            }
        }
    }

    #[test]
    fn nobody_is_told_to_withdraw() {
        for shortcode in ["till:7654321/5123456", "paybill:600123"] {
            let (said, text) = (to_pay(shortcode).says(), to_pay(shortcode).text());
            let all = format!("{} {} {text}", said.en, said.sw).to_lowercase();
            let wrong = ["withdraw", "kutoa", "toa pesa", "agent", "wakala"];
            assert!(!wrong.iter().any(|word| all.contains(word)), "{all}");
        }
    }
}

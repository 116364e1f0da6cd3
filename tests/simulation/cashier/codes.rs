//! What a cashier does with a code that a customer shows on his phone: types it, right or wrong,
//! and gives or claims the payment. Some show codes that are not theirs, or were of another use.

use app::{AttemptRecord, TypedCode};
use domain::ids::SaleId;
use domain::receipt::{Looked, Receipt};
use domain::sale::Heed;
use ledger::SaleRecord;

use super::Cashier;
use crate::world::attempt_of;

impl Cashier {
    /// Types the code on a customer's phone for his sale.
    pub(super) async fn types_a_code(&mut self, record: &SaleRecord) {
        let Some(code) = self.code_on_the_phone(record) else {
            return;
        };
        let Ok(typed) = Receipt::typed(&code) else {
            return;
        };
        self.types(typed, record.id).await;
    }

    /// The till says that a prompt was not paid, and the customer shows the code by which he paid
    /// it: tells whether the cashier took it for the same sale.
    pub(super) async fn shows_his_code(&mut self, record: &AttemptRecord) -> bool {
        if !self.world.hears.at_all() {
            return false;
        }
        let money = self.world.sandbox().money();
        let mut pushes = money.pushes.iter();
        let push = pushes.find(|push| attempt_of(&push.callback_url) == Some(record.id));
        let id = push.map(|push| &push.checkout_request_id);
        let mut paid = money.receipts.iter();
        let paid = paid.find(|paid| id.is_some() && paid.checkout_request_id.as_ref() == id);
        let Some(Ok(code)) = paid.map(|paid| Receipt::typed(&paid.number)) else {
            return false;
        };
        self.world.came("paid a prompt that the till calls unpaid");
        self.types(code, record.sale).await
    }

    async fn types(&mut self, typed: Receipt, sale: SaleId) -> bool {
        let Ok(TypedCode { receipt, looked }) = self.till.look_up(typed) else {
            return false;
        };
        self.note("typed", &format!("{receipt}: {looked:?}"));
        match looked {
            Looked::Found { .. } => {
                self.world.came("typed a code that had come");
                self.settle(&receipt, sale, Heed::Stop).await.is_ok()
            }
            Looked::Unknown(_) => {
                let claimed = self.claim(&receipt, sale).await;
                if claimed {
                    self.world.came("claimed a code");
                }
                claimed
            }
            _ => false,
        }
    }

    /// What the customer shows: the code of what he paid, another's, one of money that he sent to a
    /// friend, or one that he made up; and what the cashier reads of it.
    fn code_on_the_phone(&mut self, record: &SaleRecord) -> Option<String> {
        let number = record.number.to_string();
        let own = self.world.street.code_of(&number);
        let code = match self.hands.throw() % 20 {
            0..11 => own?,
            11..14 => self.world.street.any_code(&mut self.hands)?,
            14..17 => self.sent_to_a_friend(record),
            _ => self.invented(),
        };
        if !self.hands.percent(12) {
            return Some(code);
        }
        self.world.came("mistyped a code");
        Some(code.replace('0', "O").replace('5', "6"))
    }

    /// A customer sent money to a friend, as much as the goods cost, and shows the code of that.
    fn sent_to_a_friend(&mut self, record: &SaleRecord) -> String {
        let code = self.invented();
        let kes = record.sale.unasked().cents() / 100;
        let mut diary = self.world.diary();
        diary
            .asked_later
            .to_friends
            .insert(code.clone(), kes.max(1));
        code
    }

    fn invented(&mut self) -> String {
        let number = self.hands.throw() % 1_000_000;
        format!("UKOX{number:06}")
    }
}

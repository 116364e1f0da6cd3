//! A cashier who gives payments to sales, whole or in part, and claims codes for them.

use app::AppError;
use domain::ids::SaleId;
use domain::money::Money;
use domain::receipt::Receipt;
use domain::sale::{Heed, Objection};

use super::Cashier;
use super::received::leg_of;
use crate::diary::Deed;

impl Cashier {
    /// Gives a payment to a sale; sometimes another hand gives it at the same moment, perhaps to
    /// another sale.
    pub(super) async fn give(&mut self, receipt: Receipt, sale: SaleId) {
        if self.hands.percent(20) {
            let other = self.another_open_sale(sale).unwrap_or(sale);
            let both = (
                self.settle(&receipt, sale, Heed::Stop),
                self.settle(&receipt, other, Heed::Stop),
            );
            let (first, second) = tokio::join!(both.0, both.1);
            if first.is_ok() != second.is_ok() {
                self.world.came("two hands gave one payment");
            }
            return;
        }
        let given = self.settle(&receipt, sale, Heed::Stop).await;
        let is_warned = matches!(given, Err(AppError::Sale(Objection::MayStillBePaid)));
        if is_warned && self.hands.percent(50) {
            self.world.came("given in spite of a warning");
            drop(self.settle(&receipt, sale, Heed::GoOn).await);
        }
    }

    pub(super) async fn settle(
        &self,
        receipt: &Receipt,
        sale: SaleId,
        heed: Heed,
    ) -> Result<(), AppError> {
        let gives = Deed::Gives {
            receipt: receipt.clone(),
            sale,
        };
        let act = self.begins(gives);
        let done = match self.part_of(receipt, sale) {
            None => self.till.settle(receipt.clone(), sale, heed, None).await,
            Some(part) => {
                self.world.came("gave a part of a payment");
                let part = (receipt.clone(), part);
                self.till.settle_part(part, sale, heed, None).await
            }
        };
        let leg = leg_of(&done, receipt);
        self.ends(act, "gave", &done, leg);
        done.map(drop)
    }

    /// What a sale lacks of a payment that comes to more: half of the payments can be shared.
    fn part_of(&self, receipt: &Receipt, sale: SaleId) -> Option<Money> {
        let is_shared = receipt.as_str().bytes().last()? % 2 == 0;
        let lacks = self.till.sale(sale).ok()?.sale.lacks();
        let free = self.till.free_receipts().ok()?;
        let left = free.iter().find(|free| free.number == *receipt)?.left;
        (is_shared && Money::ZERO < lacks && lacks < left).then_some(lacks)
    }

    /// Claims a code that nobody has heard of for a sale: it is given to it when it comes.
    pub(super) async fn claim(&self, receipt: &Receipt, sale: SaleId) -> bool {
        let gives = Deed::Gives {
            receipt: receipt.clone(),
            sale,
        };
        let act = self.begins(gives);
        let done = self
            .till
            .claim(receipt.clone(), sale, Heed::Stop, None)
            .await;
        let leg = leg_of(&done, receipt);
        self.ends(act, "claimed", &done, leg)
    }
}

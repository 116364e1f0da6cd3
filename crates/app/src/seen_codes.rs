//! Codes that a cashier sees on the customer's phone and nobody can verify, since the money was
//! paid where the till can't ask: a bank's `PayBill`, Pochi la Biashara, Send Money. The owner says
//! whether such a code pays for a sale, and where the money goes.

use domain::ids::{LegId, SaleId};
use domain::money::Money;
use domain::people::Person;
use domain::receipt::{Looked, Receipt};
use domain::sale::PaidTo;
use ledger::{Actor, SaleRecord, SeenCode, Tx};

use crate::codes::TypedCode;
use crate::error::AppError;
use crate::limits::agreed_by;
use crate::people::{Approval, Badge};
use crate::till::Till;

impl Till {
    /// Returns where money goes that the till can't ask about; nothing where no code is taken on
    /// sight.
    ///
    /// # Errors
    /// When the book can't be read.
    pub fn paid_to(&self) -> Result<Option<PaidTo>, AppError> {
        Ok(self.clerk().readers().paid_to()?)
    }

    /// Says where such money goes; nowhere: no code is taken on sight from now on.
    ///
    /// # Errors
    /// [`AppError::Denied`] unless the badge is an owner's; or the book can't be written.
    pub async fn set_paid_to(&self, owner: Badge, paid_to: Option<PaidTo>) -> Result<(), AppError> {
        let by = Actor::Person(owner.person);
        let set = move |tx: &Tx<'_>, now| tx.set_paid_to(now, by, paid_to.as_ref());
        self.let_do(owner, Person::may_manage_people, set).await
    }

    /// Lets a code that was seen on the customer's phone pay for so much of a sale. Nothing ever
    /// verifies it.
    ///
    /// # Errors
    /// [`AppError::PaymentUsed`] says which sale has the code; [`AppError::PaymentNotFree`];
    /// [`AppError::Denied`] beyond the owner's limits without an approval; [`AppError::Sale`], also
    /// where the owner takes no such code; there is no such sale; or the book can't be written.
    pub async fn take_seen_code(
        &self,
        sale: SaleId,
        code: Receipt,
        money: Money,
        approval: Option<Approval>,
    ) -> Result<SaleRecord, AppError> {
        let now = self.now();
        let leg = LegId::new(now, self.0.ports.entropy.as_ref());
        self.change_sale(move |tx| {
            let by = agreed_by(tx, approval)?;
            tx.see_code(now, by, (sale, leg), (code, money))?;
            Ok(sale)
        })
        .await
    }
}

impl From<SeenCode> for TypedCode {
    fn from(SeenCode { code, sale, at, .. }: SeenCode) -> Self {
        let sale = sale.to_string();
        Self {
            receipt: code,
            looked: Looked::Seen { sale, at },
        }
    }
}

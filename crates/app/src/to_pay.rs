//! What is shown to a customer who pays by himself: what he types, and a QR code.
//!
//! Nothing is asked of a phone here and nothing is written down: what he pays is heard of like any
//! other payment that came by itself.

use std::time::Duration;

use daraja::{AccountReference, Outcome, Pixels, Png, QrRequest, Text};
use domain::ids::SaleId;
use domain::money::Shillings;
use domain::to_pay::ToPay;
use ledger::LedgerError;

use crate::error::AppError;
use crate::till::Till;

/// How long the customer is kept waiting for Safaricom's picture.
const PATIENCE: Duration = Duration::from_secs(5);

/// Large enough to be read off a screen at arm's length.
const SIZE: Pixels = Pixels(480);

/// What a customer is shown.
#[derive(Clone, Debug)]
pub struct PayCode {
    /// What he pays, and to whom.
    pub to_pay: ToPay,
    /// Safaricom's picture for the M-PESA app; none when Safaricom gave none: then the words of
    /// [`ToPay::text`] are drawn, which pay nothing by themselves.
    pub picture: Option<Png>,
}

impl Till {
    /// Returns what is shown to the customer of a sale: for a part of it, or for all that no leg
    /// asks for yet.
    ///
    /// # Errors
    /// [`AppError::NotSetUp`] when the shop has no number yet; [`AppError::Sale`],
    /// [`AppError::AlreadyPaid`]; [`AppError::Amount`] when it has cents or is too much for M-PESA;
    /// there is no such sale; or the book can't be read.
    pub async fn pay_code(
        &self,
        sale: SaleId,
        part: Option<Shillings>,
    ) -> Result<PayCode, AppError> {
        let record = self.sale(sale)?;
        let to_pay = ToPay {
            shortcode: self.shop_number()?.ok_or(AppError::NotSetUp)?,
            amount: match part {
                Some(part) => {
                    let fits = record.sale.may_add(part.money());
                    fits.map(|()| part).map_err(LedgerError::Objected)?
                }
                None => record
                    .sale
                    .rest()
                    .map_err(LedgerError::Objected)?
                    .try_into()?,
            },
            account: record.number.to_string(),
        };
        Ok(PayCode {
            picture: self.picture_of(&to_pay).await,
            to_pay,
        })
    }

    /// Asks Safaricom for a picture; whatever keeps it from coming is no fault of the sale's.
    async fn picture_of(&self, to_pay: &ToPay) -> Option<Png> {
        let line = self.line().ok()?;
        let request = QrRequest {
            shortcode: to_pay.shortcode,
            merchant_name: merchant_name(&line.business, to_pay),
            reference: to_pay.account.parse::<AccountReference>().ok()?,
            amount: to_pay.amount,
            size: SIZE,
        };
        tokio::select! {
            reply = line.client.draw_qr(&request) => match reply.said {
                Outcome::Accepted(picture) => Some(picture),
                Outcome::Refused { .. } | Outcome::Unsure(_) => None,
            },
            () = self.0.time.sleep(PATIENCE) => None,
        }
    }
}

/// The shop's name; of one that never told its name, the number that is paid.
fn merchant_name(business: &str, to_pay: &ToPay) -> Text {
    match business {
        "" => Text::from(to_pay.shortcode.payee().to_string()),
        name => Text::from(name.to_owned()),
    }
}

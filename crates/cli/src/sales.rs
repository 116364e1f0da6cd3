//! Orders about sales, of a running till.

use app::{AppError, SaleRecord, Till};
use domain::ids::{LegId, SaleId};
use domain::money::Money;
use domain::receipt::Receipt;
use domain::sale::{Heed, Payout, Tender};
use serde::Deserialize;

use crate::charge::resolve;
use crate::exit::Failure;
use crate::views::Event;
use crate::views::sales::SaleView;

/// What a running till can be told about sales. Amounts are texts, as a cashier types them.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum SaleOrder {
    /// Opens a sale and parks it.
    Open { total: String },
    /// Agrees on a shilling less or more, so that its payment can be told from another's.
    Agree { sale: String, total: String },
    /// Takes cash; what was handed may be more, and is the amount when nothing is said.
    Cash {
        sale: String,
        amount: String,
        handed: Option<String>,
    },
    /// Takes `card`, or `other`.
    Other {
        sale: String,
        tender: String,
        amount: String,
    },
    /// Lets a code that was seen on the customer's phone pay; nothing verifies it, ever.
    Seen {
        sale: String,
        code: String,
        amount: String,
    },
    /// Asks on a phone: for all that no leg asks for yet when no amount is named, and on the phone
    /// that was prompted last when none is.
    Prompt {
        sale: String,
        amount: Option<String>,
        phone: Option<String>,
        #[serde(default)]
        anyway: bool,
    },
    /// Chooses another way to pay for a leg.
    Withdraw {
        leg: String,
        #[serde(default)]
        anyway: bool,
    },
    /// Calls a sale off.
    Void {
        sale: String,
        reason: String,
        #[serde(default)]
        anyway: bool,
    },
    /// Pays out what is owed to the customer: in `cash`, or as a `tip`.
    PayOut {
        sale: String,
        amount: String,
        how: String,
    },
    /// Takes back what was paid out too much: the customer brings it, or it was no tip.
    HandBack {
        sale: String,
        amount: String,
        how: String,
    },
    /// Gives back cash for goods that came back; `returned` is what was given back for such before.
    Refund {
        sale: String,
        amount: String,
        returned: String,
        reason: String,
    },
    /// Tells of one sale.
    Show { sale: String },
    /// Tells of the sales whose goods were given and are covered by no money.
    AtRisk {},
    /// Tells of the sales that wait for money.
    List {},
}

impl SaleOrder {
    /// Carries it out. What changes is told as a change; what is looked at is returned.
    pub(crate) async fn carry_out(self, till: &Till) -> Result<Option<Event>, Failure> {
        match self {
            Self::Open { total } => till.open_sale(money(&total)?).await?,
            Self::Agree { sale, total } => {
                till.agree_total(sale_id(&sale)?, money(&total)?).await?
            }
            Self::Cash {
                sale,
                amount,
                handed,
            } => take_cash(till, &sale, &amount, handed.as_deref()).await?,
            Self::Other {
                sale,
                tender,
                amount,
            } => {
                let tender = Tender::named(&tender)
                    .ok_or_else(|| Failure::bad_input("bad_tender", "card or other"))?;
                till.take_other(sale_id(&sale)?, tender, money(&amount)?)
                    .await?
            }
            Self::Seen { sale, code, amount } => see_code(till, &sale, &code, &amount).await?,
            Self::Prompt {
                sale,
                amount,
                phone,
                anyway,
            } => prompt(till, &sale, (amount, phone), anyway).await?,
            Self::Withdraw { leg, anyway } => {
                till.withdraw_leg(leg_id(&leg)?, heed(anyway)).await?
            }
            Self::Void {
                sale,
                reason,
                anyway,
            } => {
                let reason = reason.parse().map_err(AppError::from)?;
                till.void_sale(sale_id(&sale)?, reason, heed(anyway), None)
                    .await?
            }
            Self::PayOut { sale, amount, how } => {
                till.pay_out(sale_id(&sale)?, money(&amount)?, way(&how)?, None)
                    .await?
            }
            Self::HandBack { sale, amount, how } => {
                till.hand_back(sale_id(&sale)?, money(&amount)?, way(&how)?)
                    .await?
            }
            Self::Refund {
                sale,
                amount,
                returned,
                reason,
            } => {
                let money = (money(&amount)?, money(&returned)?);
                refund(till, &sale, money, &reason).await?
            }
            Self::Show { sale } => {
                let record = till.sale(sale_id(&sale)?)?;
                return Ok(Some(Event::Sale(SaleView::of(&record))));
            }
            Self::AtRisk {} => return Ok(Some(listed(&till.sales_at_risk()?))),
            Self::List {} => return Ok(Some(listed(&till.open_sales()?))),
        };
        Ok(None)
    }
}

fn listed(sales: &[SaleRecord]) -> Event {
    Event::Sales(sales.iter().map(SaleView::of).collect())
}

async fn take_cash(
    till: &Till,
    sale: &str,
    amount: &str,
    handed: Option<&str>,
) -> Result<SaleRecord, Failure> {
    let amount = money(amount)?;
    let handed = handed.map_or(Ok(amount), money)?;
    Ok(till.take_cash(sale_id(sale)?, amount, handed).await?)
}

async fn prompt(
    till: &Till,
    sale: &str,
    (amount, phone): (Option<String>, Option<String>),
    anyway: bool,
) -> Result<SaleRecord, Failure> {
    let sale = sale_id(sale)?;
    let phone = phone.map(|phone| phone.parse()).transpose();
    let phone = phone.map_err(AppError::from)?;
    let Some(amount) = amount else {
        return Ok(till.prompt_rest(sale, phone, resolve(anyway)).await?);
    };
    let amount = amount.parse().map_err(AppError::from)?;
    let phone = phone.ok_or(AppError::NoPhone)?;
    Ok(till
        .prompt_leg(sale, amount, phone, resolve(anyway))
        .await?)
}

fn way(name: &str) -> Result<Payout, Failure> {
    Payout::named(name).ok_or_else(|| Failure::bad_input("bad_way", "cash or tip"))
}

async fn refund(
    till: &Till,
    sale: &str,
    (amount, returned): (Money, Money),
    reason: &str,
) -> Result<SaleRecord, Failure> {
    let (sale, reason) = (sale_id(sale)?, reason.parse().map_err(AppError::from)?);
    Ok(till
        .refund_in_cash(sale, amount, returned, reason, None)
        .await?)
}

async fn see_code(
    till: &Till,
    sale: &str,
    code: &str,
    amount: &str,
) -> Result<SaleRecord, Failure> {
    let (sale, money) = (sale_id(sale)?, money(amount)?);
    let code = Receipt::typed(code).map_err(AppError::from)?;
    Ok(till.take_seen_code(sale, code, money, None).await?)
}

fn leg_id(text: &str) -> Result<LegId, Failure> {
    text.parse().map_err(|_| unknown())
}

fn sale_id(text: &str) -> Result<SaleId, Failure> {
    text.parse().map_err(|_| unknown())
}

fn unknown() -> Failure {
    Failure::bad_input(
        "no_such_payment",
        "a sale's and a leg's id are as they were told",
    )
}

fn money(text: &str) -> Result<Money, Failure> {
    Ok(text.parse().map_err(AppError::from)?)
}

const fn heed(anyway: bool) -> Heed {
    match anyway {
        true => Heed::GoOn,
        false => Heed::Stop,
    }
}

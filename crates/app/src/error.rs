//! Why the till did not do what it was asked.

use domain::case::{CaseClosed, NoteError};
use domain::clock::Timestamp;
use domain::command::NotInDoubt;
use domain::debt::DebtRefused;
use domain::money::MoneyError;
use domain::people::{Denied, NameError, PinError};
use domain::phone::PhoneError;
use domain::receipt::{NotFree, NotReversible, ReceiptError};
use domain::sale::{NotReleasable, Objection, PaidToError, ReasonError};
use domain::shortcode::Shortcode;
use ledger::{LedgerError, SaleNumber};
use thiserror::Error;
use vault::VaultError;

/// Why the till did not do what it was asked. In every case no customer was asked for money.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum AppError {
    /// The amount can't be asked for.
    #[error(transparent)]
    Amount(#[from] MoneyError),
    /// The phone number can't be one.
    #[error(transparent)]
    Phone(#[from] PhoneError),
    /// What was typed is no M-PESA code.
    #[error(transparent)]
    Code(#[from] ReceiptError),
    /// The shop's M-PESA number and keys are not known yet.
    #[error("the shop is not set up for M-PESA")]
    NotSetUp,
    /// The shop has no API user at M-PESA, or no public address for results.
    #[error("the shop has no API user at M-PESA, or no public address for its results")]
    NoCommands,
    /// The sale is paid already.
    #[error("the sale is paid already")]
    AlreadyPaid,
    /// Prompts under the number that the shop has now are still being asked about: nobody could do
    /// that any more under another number.
    #[error("prompts to pay {} are still being asked about", .0.payee())]
    StillAsking(Shortcode),
    /// The sale as it is does not allow it.
    #[error(transparent)]
    Sale(Objection),
    /// It can't be put on credit, or repaid.
    #[error(transparent)]
    Debt(DebtRefused),
    /// The payment was given to a sale already.
    #[error("the payment was given to sale {sale} already")]
    PaymentUsed {
        /// The sale.
        sale: SaleNumber,
        /// When.
        at: Timestamp,
    },
    /// The payment can't be given to a sale.
    #[error(transparent)]
    PaymentNotFree(NotFree),
    /// The payment can't be sent back.
    #[error(transparent)]
    NotReversible(NotReversible),
    /// Goods of the sale are not given before its money is proved.
    #[error(transparent)]
    NotReleasable(NotReleasable),
    /// The payment is being sent back already, was, or may have been.
    #[error("the payment was sent back already, or may have been")]
    ReversalUnderWay,
    /// Nobody can say what became of an order.
    #[error(transparent)]
    NotInDoubt(NotInDoubt),
    /// No phone was named, and none was prompted for this sale before.
    #[error("no phone was prompted for this sale before")]
    NoPhone,
    /// No reason was given, or a very long one.
    #[error(transparent)]
    Reason(#[from] ReasonError),
    /// A note says nothing, or is very long.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// What the owner says of where customers pay is no such place.
    #[error(transparent)]
    PaidTo(#[from] PaidToError),
    /// The case is closed.
    #[error(transparent)]
    CaseClosed(CaseClosed),
    /// Somebody is not let do it: his PIN is wrong, or he has no right to it.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The PIN can't be one, or none to keep.
    #[error(transparent)]
    Pin(#[from] PinError),
    /// The name of a person can't be one.
    #[error(transparent)]
    Name(#[from] NameError),
    /// A field of the set-up can't be right.
    #[error("{field}: {why}")]
    SetUp {
        /// Which field.
        field: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// Safaricom gave no token for the keys.
    #[error("safaricom did not take the keys ({})", .0.as_str())]
    KeysRefused(domain::refusal::Refusal),
    /// Safaricom did not take the addresses for what customers pay by themselves.
    #[error("safaricom did not take the addresses ({})", .0.as_str())]
    NotRegistered(domain::refusal::Refusal),
    /// Nothing clear came back: Safaricom may have taken the addresses.
    #[error("safaricom may or may not have taken the addresses")]
    MaybeRegistered,
    /// Safaricom did not sign the shop up for pulls.
    #[error("safaricom did not sign the shop up for pulls ({})", .0.as_str())]
    NotSignedUp(domain::refusal::Refusal),
    /// Nothing clear came back: Safaricom may have signed the shop up. Asking again does no harm.
    #[error("safaricom may or may not have signed the shop up for pulls")]
    MaybeSignedUp,
    /// A secret can't be kept or read.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// Nothing can listen on the address on which Safaricom's calls are expected.
    #[error("nothing can listen on {address}")]
    Listen {
        /// The address.
        address: std::net::SocketAddr,
        /// Why.
        #[source]
        error: std::io::Error,
    },
    /// The till's folder can't be read or written.
    #[error("the till's folder can't be read or written")]
    Folder(#[from] std::io::Error),
    /// The book can't do it.
    #[error(transparent)]
    Book(LedgerError),
    /// The client for Safaricom can't be made.
    #[error(transparent)]
    Daraja(#[from] daraja::Error),
}

impl From<LedgerError> for AppError {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Objected(Objection::Paid) => Self::AlreadyPaid,
            LedgerError::Objected(objection) => Self::Sale(objection),
            LedgerError::Denied(why) => Self::Denied(why),
            LedgerError::Debt(why) => Self::Debt(why),
            LedgerError::CaseClosed(why) => Self::CaseClosed(why),
            LedgerError::Used { sale, at } => Self::PaymentUsed { sale, at },
            LedgerError::NotFree(why) => Self::PaymentNotFree(why),
            LedgerError::NotReversible(why) => Self::NotReversible(why),
            LedgerError::NotReleasable(why) => Self::NotReleasable(why),
            LedgerError::ReversalUnderWay => Self::ReversalUnderWay,
            LedgerError::NotInDoubt(why) => Self::NotInDoubt(why),
            error => Self::Book(error),
        }
    }
}

impl AppError {
    /// Tells whether it may pass by itself: somebody unlocks the keyring, or its service starts.
    pub(crate) fn is_of_the_moment(&self) -> bool {
        matches!(
            self,
            Self::Vault(
                VaultError::NoKeyring(_) | VaultError::Locked(_) | VaultError::NobodyToAsk(_)
            )
        )
    }
}

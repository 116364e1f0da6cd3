//! What a screen learns of an error: a code that it acts on, a sentence, and a reference that
//! finds the rest in the log. Internal text has no path to the screen.

use std::sync::atomic::{AtomicU32, Ordering};

use app::{AppError, LedgerError};
use domain::command::NotInDoubt;
use domain::debt::DebtRefused;
use domain::people::{Denied, PinError};
use domain::refusal::Refusal;
use domain::sale::Objection;
use practice::PracticeError;
use serde::Serialize;
use specta::Type;
use specta_typescript::Number;
use vault::VaultError;

use crate::set_up::KeyringState;
use crate::views::notices::Cause;
use crate::views::people::TriesView;

/// An error as the screens see it.
#[derive(Clone, Debug, Serialize, Type)]
pub(crate) struct CommandError {
    /// What the screen acts on.
    pub(crate) code: ErrorCode,
    /// A sentence for the log of support; the screens have their own words for each code.
    pub(crate) message: String,
    /// Finds the whole chain of causes in the log.
    pub(crate) reference: String,
    /// What a payment was used for, when that is why.
    #[specta(optional)]
    pub(crate) used: Option<UseView>,
    /// How it stands with somebody's wrong PINs, when that is why.
    #[specta(optional)]
    pub(crate) tries: Option<TriesView>,
    /// Why Safaricom did not register the shop or sign it up, when that is what it refused.
    #[specta(optional)]
    pub(crate) cause: Option<Cause>,
}

/// The sale that a payment was given to, and when.
#[derive(Clone, Copy, Debug, Serialize, Type)]
#[serde(rename = "PaymentUse")]
pub(crate) struct UseView {
    pub(crate) sale_number: u32,
    #[specta(type = Number)]
    pub(crate) at_ms: i64,
}

/// A variant exists only while a screen acts on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ErrorCode {
    BadAmount,
    BadPhone,
    PromptLiveOnPhone,
    PromptLiveOnSale,
    UnresolvedOnPhone,
    NoAmount,
    BeyondSale,
    TooLittleHanded,
    TooManyPrompts,
    MayStillBePaid,
    LegWithdrawn,
    SalePaid,
    SaleVoid,
    SaleBegun,
    NotPaid,
    GoodsGiven,
    NoGoods,
    BeyondCredit,
    OtherDebtor,
    MoreThanDebt,
    DebtNotSettled,
    DebtorErased,
    PhoneTaken,
    GoodsCameBack,
    MoreThanPaid,
    MoreThanOwed,
    MoreThanOverpaid,
    ReturnedMeanwhile,
    PaidOut,
    BeingSentBack,
    NotReversible,
    NotReleasable,
    NotInDoubt,
    OwnCode,
    NoApiUser,
    PaymentUsed,
    PaymentNotFree,
    BadCode,
    BadReason,
    BadNote,
    BadPlace,
    CaseClosed,
    WrongPin,
    PinLocked,
    NoPin,
    BadPin,
    EasyPin,
    BadName,
    NameTaken,
    SamePerson,
    SecondWanted,
    NoRight,
    LastOwner,
    PersonLeft,
    NotSetUp,
    KeyringMissing,
    KeyringLocked,
    PassphraseWanted,
    WrongPassphrase,
    SealedFileUnusable,
    BadSetUp,
    StillAsking,
    SafaricomRefused,
    SafaricomUnreachable,
    NoSuchPayment,
    BookBusy,
    BookUnusable,
    DiskFull,
    DiskReadOnly,
    Internal,
}

impl CommandError {
    /// Makes an error that has no cause of its own.
    pub(crate) fn plain(code: ErrorCode, message: impl std::fmt::Display) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(1);
        let reference = format!("E{}", COUNT.fetch_add(1, Ordering::Relaxed));
        Self {
            code,
            message: message.to_string(),
            reference,
            used: None,
            tries: None,
            cause: None,
        }
    }

    /// Says why the book can't be written.
    pub(crate) fn book(error: &LedgerError) -> Self {
        Self::plain(book_code(error), error)
    }

    /// Tells what the error says of the keyring.
    pub(crate) fn keyring_state(&self) -> KeyringState {
        match self.code {
            ErrorCode::KeyringMissing => KeyringState::Missing,
            ErrorCode::KeyringLocked => KeyringState::Locked,
            ErrorCode::PassphraseWanted
            | ErrorCode::WrongPassphrase
            | ErrorCode::SealedFileUnusable => KeyringState::Sealed,
            _ => KeyringState::Ready,
        }
    }
}

impl UseView {
    fn of(error: &AppError) -> Option<Self> {
        match error {
            AppError::PaymentUsed { sale, at } => Some(Self {
                sale_number: sale.get(),
                at_ms: at.ms(),
            }),
            _ => None,
        }
    }
}

impl From<AppError> for CommandError {
    fn from(error: AppError) -> Self {
        let shown = Self {
            used: UseView::of(&error),
            tries: TriesView::of(&error),
            cause: Cause::of(&error),
            ..Self::plain(code_of(&error), &error)
        };
        tracing::warn!(reference = shown.reference, ?error, "refused");
        shown
    }
}

impl From<PracticeError> for CommandError {
    fn from(error: PracticeError) -> Self {
        match error {
            PracticeError::App(error) => error.into(),
            error => Self::plain(ErrorCode::Internal, error),
        }
    }
}

impl From<VaultError> for CommandError {
    fn from(error: VaultError) -> Self {
        AppError::from(error).into()
    }
}

fn code_of(error: &AppError) -> ErrorCode {
    match error {
        AppError::Amount(_) => ErrorCode::BadAmount,
        AppError::Phone(_) | AppError::NoPhone => ErrorCode::BadPhone,
        AppError::NotSetUp => ErrorCode::NotSetUp,
        AppError::NoCommands => ErrorCode::NoApiUser,
        AppError::NotReversible(_) => ErrorCode::NotReversible,
        AppError::NotReleasable(_) => ErrorCode::NotReleasable,
        AppError::ReversalUnderWay => ErrorCode::BeingSentBack,
        AppError::NotInDoubt(NotInDoubt::OwnCode) => ErrorCode::OwnCode,
        AppError::NotInDoubt(_) => ErrorCode::NotInDoubt,
        AppError::StillAsking(_) => ErrorCode::StillAsking,
        AppError::AlreadyPaid => ErrorCode::SalePaid,
        AppError::PaymentUsed { .. } => ErrorCode::PaymentUsed,
        AppError::PaymentNotFree(_) => ErrorCode::PaymentNotFree,
        AppError::Code(_) => ErrorCode::BadCode,
        AppError::Sale(objection) => sale_code(*objection),
        AppError::Debt(why) => debt_code(*why),
        AppError::Reason(_) => ErrorCode::BadReason,
        AppError::Note(_) => ErrorCode::BadNote,
        AppError::PaidTo(_) => ErrorCode::BadPlace,
        AppError::CaseClosed(_) => ErrorCode::CaseClosed,
        AppError::Denied(why) => person_code(*why),
        AppError::Pin(PinError::Guessable) => ErrorCode::EasyPin,
        AppError::Pin(_) => ErrorCode::BadPin,
        AppError::Name(_) => ErrorCode::BadName,
        AppError::SetUp { .. } | AppError::Daraja(_) => ErrorCode::BadSetUp,
        AppError::KeysRefused(Refusal::NotReached | Refusal::NoToken) => {
            ErrorCode::SafaricomUnreachable
        }
        AppError::KeysRefused(_) | AppError::NotRegistered(_) | AppError::NotSignedUp(_) => {
            ErrorCode::SafaricomRefused
        }
        AppError::MaybeRegistered | AppError::MaybeSignedUp => ErrorCode::SafaricomUnreachable,
        AppError::Vault(error) => keyring_code(error),
        AppError::Book(error) => book_code(error),
        _ => ErrorCode::Internal,
    }
}

const fn sale_code(objection: Objection) -> ErrorCode {
    match objection {
        Objection::NoAmount => ErrorCode::NoAmount,
        Objection::Void => ErrorCode::SaleVoid,
        Objection::Paid => ErrorCode::SalePaid,
        Objection::Begun => ErrorCode::SaleBegun,
        Objection::Beyond { .. } => ErrorCode::BeyondSale,
        Objection::TooLittleHanded => ErrorCode::TooLittleHanded,
        Objection::TooManyPrompts => ErrorCode::TooManyPrompts,
        Objection::Withdrawn => ErrorCode::LegWithdrawn,
        Objection::MayStillBePaid => ErrorCode::MayStillBePaid,
        Objection::GoodsGiven => ErrorCode::GoodsGiven,
        Objection::NotPaid => ErrorCode::NotPaid,
        Objection::NoGoods => ErrorCode::NoGoods,
        Objection::GoodsCameBack => ErrorCode::GoodsCameBack,
        Objection::MoreThanPaid { .. } => ErrorCode::MoreThanPaid,
        Objection::MoreThanOwed { .. } => ErrorCode::MoreThanOwed,
        Objection::MoreThanOverpaid { .. } => ErrorCode::MoreThanOverpaid,
        Objection::ReturnedMeanwhile { .. } => ErrorCode::ReturnedMeanwhile,
        Objection::PaidOut => ErrorCode::PaidOut,
        Objection::BeingSentBack => ErrorCode::BeingSentBack,
        _ => ErrorCode::Internal,
    }
}

const fn debt_code(why: DebtRefused) -> ErrorCode {
    match why {
        DebtRefused::BeyondLimit { .. } => ErrorCode::BeyondCredit,
        DebtRefused::OtherDebtor => ErrorCode::OtherDebtor,
        DebtRefused::MoreThanOwed { .. } => ErrorCode::MoreThanDebt,
        DebtRefused::NotSettled => ErrorCode::DebtNotSettled,
        DebtRefused::Erased => ErrorCode::DebtorErased,
        DebtRefused::PhoneTaken => ErrorCode::PhoneTaken,
        _ => ErrorCode::Internal,
    }
}

const fn person_code(why: Denied) -> ErrorCode {
    match why {
        Denied::WrongPin { .. } | Denied::PinWanted => ErrorCode::WrongPin,
        Denied::Locked { .. } => ErrorCode::PinLocked,
        Denied::NoPin => ErrorCode::NoPin,
        Denied::NameTaken => ErrorCode::NameTaken,
        Denied::SamePerson => ErrorCode::SamePerson,
        Denied::SecondWanted => ErrorCode::SecondWanted,
        Denied::NoRight => ErrorCode::NoRight,
        Denied::LastOwner => ErrorCode::LastOwner,
        Denied::Left => ErrorCode::PersonLeft,
        _ => ErrorCode::Internal,
    }
}

fn keyring_code(error: &VaultError) -> ErrorCode {
    match error {
        VaultError::NoKeyring(_) => ErrorCode::KeyringMissing,
        VaultError::Absent => ErrorCode::NotSetUp,
        VaultError::PassphraseWanted => ErrorCode::PassphraseWanted,
        VaultError::WrongPassphrase => ErrorCode::WrongPassphrase,
        VaultError::Damaged | VaultError::NewerFile { .. } | VaultError::File(_) => {
            ErrorCode::SealedFileUnusable
        }
        _ => ErrorCode::KeyringLocked,
    }
}

fn book_code(error: &LedgerError) -> ErrorCode {
    match error {
        LedgerError::PromptLiveOnPhone => ErrorCode::PromptLiveOnPhone,
        LedgerError::PromptLiveOnLeg => ErrorCode::PromptLiveOnSale,
        LedgerError::UnresolvedOnPhone => ErrorCode::UnresolvedOnPhone,
        LedgerError::NotFound(_) => ErrorCode::NoSuchPayment,
        LedgerError::InUse { .. } | LedgerError::Busy => ErrorCode::BookBusy,
        LedgerError::DiskFull => ErrorCode::DiskFull,
        LedgerError::ReadOnly => ErrorCode::DiskReadOnly,
        _ => ErrorCode::BookUnusable,
    }
}

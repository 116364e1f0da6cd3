//! How a command ends: the exit codes, and failures with what a program needs to know of them.

use std::error::Error;
use std::fmt::Write;
use std::process::ExitCode;

use app::{AppError, LedgerError};
use domain::attempt::State;
use domain::people::Denied;
use domain::sale::Objection;
use practice::PracticeError;

/// What the exit code says. Documented in `docs/cli.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Paid, or done.
    Fine = 0,
    /// A fault of the program, the machine or the book's file.
    Fault = 1,
    /// Bad input.
    BadInput = 2,
    /// The customer did not pay.
    NotPaid = 3,
    /// No prompt went out.
    NotSent = 4,
    /// It is not known yet whether the customer paid.
    NotKnown = 5,
    /// Facts contradict each other: a supervisor must look.
    Conflicting = 6,
    /// The book is damaged.
    Damaged = 7,
}

/// Why a command was not done. Whatever it is: by it, no customer was asked for money.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    /// A name that stays the same.
    pub(crate) code: &'static str,
    /// Why, and what cures it.
    pub(crate) why: String,
}

impl Exit {
    /// Tells how a charge ends in a state.
    pub(crate) const fn of(state: &State) -> Self {
        match state {
            State::Paid(_) => Self::Fine,
            State::Failed(_) => Self::NotPaid,
            State::Refused(_) => Self::NotSent,
            State::Conflicting(_) => Self::Conflicting,
            State::Drafted
            | State::Sending
            | State::Prompted
            | State::Unsure
            | State::Reported
            | State::Lapsed => Self::NotKnown,
        }
    }

    /// Returns the number.
    pub(crate) const fn number(self) -> u8 {
        self as u8
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.number())
    }
}

impl Failure {
    /// Makes a failure for bad input.
    pub(crate) fn bad_input(code: &'static str, why: impl Into<String>) -> Self {
        let (exit, why) = (Exit::BadInput, why.into());
        Self { exit, code, why }
    }

    fn because(exit: Exit, code: &'static str, error: &dyn Error) -> Self {
        let mut why = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            write!(why, ": {cause}").expect("a text takes every text");
            source = cause.source();
        }
        Self { exit, code, why }
    }

    fn with_cure(mut self, cure: &str) -> Self {
        write!(self.why, "; {cure}").expect("a text takes every text");
        self
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Book(error) => error.into(),
            AppError::SetUp { field, why } => {
                let flag = field.replace('_', "-");
                Self::bad_input("bad_setting", format!("--{flag}: {why}"))
            }
            AppError::NotSetUp => {
                Self::because(Exit::BadInput, "not_set_up", &error).with_cure(SET_IT_UP)
            }
            AppError::Amount(_) => Self::because(Exit::BadInput, "bad_amount", &error),
            AppError::Phone(_) | AppError::NoPhone => {
                Self::because(Exit::BadInput, "bad_phone", &error)
            }
            AppError::Daraja(_) => Self::because(Exit::BadInput, "bad_setting", &error),
            AppError::StillAsking(_) => Self::because(Exit::NotSent, "still_asking", &error),
            AppError::AlreadyPaid => Self::because(Exit::NotSent, "already_paid", &error),
            AppError::Sale(objection) => {
                Self::because(objected(objection), name(objection), &error)
            }
            AppError::Denied(why) => Self::because(Exit::BadInput, denied(why), &error),
            AppError::Pin(_) => Self::because(Exit::BadInput, "bad_pin", &error),
            AppError::Name(_) => Self::because(Exit::BadInput, "bad_name", &error),
            AppError::NotReversible(_) => Self::because(Exit::BadInput, "not_reversible", &error),
            AppError::NotReleasable(_) => Self::because(Exit::NotSent, "not_releasable", &error),
            AppError::ReversalUnderWay => {
                Self::because(Exit::NotSent, "reversal_under_way", &error)
            }
            AppError::NotInDoubt(_) => Self::because(Exit::NotSent, "not_in_doubt", &error),
            AppError::PaymentUsed { .. } => Self::because(Exit::NotSent, "payment_used", &error),
            AppError::PaymentNotFree(_) => Self::because(Exit::NotSent, "payment_not_free", &error),
            AppError::Code(_) => Self::because(Exit::BadInput, "bad_code", &error),
            AppError::PaidTo(_) => Self::because(Exit::BadInput, "bad_place", &error),
            AppError::Reason(_) => Self::because(Exit::BadInput, "bad_reason", &error),
            AppError::KeysRefused(_) => Self::because(Exit::NotSent, "keys_refused", &error),
            AppError::NotRegistered(_) => Self::because(Exit::NotSent, "not_registered", &error),
            AppError::MaybeRegistered => {
                Self::because(Exit::Fault, "maybe_registered", &error).with_cure(MAYBE_REGISTERED)
            }
            AppError::NotSignedUp(_) => Self::because(Exit::NotSent, "not_signed_up", &error),
            AppError::MaybeSignedUp => Self::because(Exit::Fault, "maybe_signed_up", &error)
                .with_cure("sign up again: it does no harm"),
            AppError::Vault(_) => Self::because(Exit::Fault, "keyring", &error),
            AppError::Listen { .. } => Self::because(Exit::Fault, "cannot_listen", &error),
            error => Self::because(Exit::Fault, "internal", &error),
        }
    }
}

/// Tells whether a sale does not allow something as it was typed, or as it stands.
const fn objected(objection: Objection) -> Exit {
    match objection {
        Objection::NoAmount
        | Objection::Beyond { .. }
        | Objection::TooLittleHanded
        | Objection::MoreThanPaid { .. }
        | Objection::MoreThanOwed { .. }
        | Objection::MoreThanOverpaid { .. }
        | Objection::NotOverTheCounter(_)
        | Objection::NotApart => Exit::BadInput,
        _ => Exit::NotSent,
    }
}

const fn name(objection: Objection) -> &'static str {
    match objection {
        Objection::NoAmount => "no_amount",
        Objection::Void => "sale_void",
        Objection::Paid => "already_paid",
        Objection::Beyond { .. } => "beyond_sale",
        Objection::TooLittleHanded => "too_little_handed",
        Objection::NotOverTheCounter(_) => "bad_tender",
        Objection::TooManyPrompts => "too_many_prompts",
        Objection::Withdrawn => "leg_withdrawn",
        Objection::MayStillBePaid => "may_still_be_paid",
        Objection::Begun => "sale_begun",
        Objection::NotApart => "not_apart",
        Objection::GoodsGiven => "goods_given",
        Objection::NotPaid => "not_paid",
        Objection::GoodsCameBack => "goods_came_back",
        Objection::MoreThanPaid { .. } => "more_than_paid",
        Objection::MoreThanOwed { .. } => "more_than_owed",
        Objection::MoreThanOverpaid { .. } => "more_than_overpaid",
        Objection::ReturnedMeanwhile { .. } => "returned_meanwhile",
        Objection::PaidOut => "paid_out",
        Objection::BeingSentBack => "being_sent_back",
        _ => "objected",
    }
}

const fn denied(why: Denied) -> &'static str {
    match why {
        Denied::WrongPin { .. } | Denied::PinWanted => "wrong_pin",
        Denied::Locked { .. } => "pin_locked",
        Denied::NoPin => "no_pin",
        Denied::Left => "person_left",
        Denied::SamePerson => "same_person",
        Denied::NoRight => "no_right",
        Denied::LastOwner => "last_owner",
        Denied::NameTaken => "name_taken",
        Denied::SecondWanted => "second_wanted",
        _ => "denied",
    }
}

const SET_IT_UP: &str = "set it up in the window, or give its keys (`kaunta-cli charge --help`)";

const MAYBE_REGISTERED: &str = "in the sandbox register again, it does no harm; in production ask \
                                apisupport@safaricom.co.ke first";

impl From<LedgerError> for Failure {
    fn from(error: LedgerError) -> Self {
        let because = |exit, code| Self::because(exit, code, &error);
        match &error {
            LedgerError::PromptLiveOnPhone => because(Exit::NotSent, "prompt_live_on_phone")
                .with_cure("wait until it ends, three minutes at the most"),
            LedgerError::PromptLiveOnLeg => because(Exit::NotSent, "prompt_live_on_sale"),
            LedgerError::UnresolvedOnPhone => because(Exit::NotSent, "unresolved_on_phone")
                .with_cure("see if it was paid; --anyway asks all the same"),
            LedgerError::NotFound(_) => because(Exit::BadInput, "no_such_payment"),
            LedgerError::WrongEnvironment { .. } => because(Exit::BadInput, "wrong_environment"),
            LedgerError::Newer { .. } => because(Exit::Fault, "book_newer"),
            LedgerError::NotABook { .. } => because(Exit::BadInput, "no_book"),
            LedgerError::InUse { .. } => because(Exit::Fault, "book_in_use"),
            LedgerError::Busy => because(Exit::Fault, "book_in_use")
                .with_cure("close what looks into it, a backup or a virus scanner too"),
            LedgerError::Damaged { .. } | LedgerError::Unreadable { .. } => {
                because(Exit::Damaged, "book_damaged")
                    .with_cure("it was left as it is; `kaunta-cli book verify` says more")
            }
            LedgerError::DiskFull => because(Exit::Fault, "disk_full")
                .with_cure("free some space; nothing is lost, and it goes on by itself"),
            LedgerError::ReadOnly => because(Exit::Fault, "disk_read_only")
                .with_cure("let this user write the book's folder; it goes on by itself"),
            _ => because(Exit::Fault, "book_unusable"),
        }
    }
}

impl From<PracticeError> for Failure {
    fn from(error: PracticeError) -> Self {
        match error {
            PracticeError::App(error) => error.into(),
            error => Self::because(Exit::Fault, "practice", &error),
        }
    }
}

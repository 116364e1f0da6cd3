//! How payments become news: receipts, balances, who tells of them, when, and in which words.

use std::collections::{BTreeMap, BTreeSet};

use disk::Dice;
use domain::clock::Timestamp;
use domain::eat::TradingDay;
use domain::ids::{AttemptId, SaleId};
use domain::money::Money;
use domain::party::Name;
use domain::receipt::Receipt;
use domain::receipt::life::{Hearing, Kind, Reference, Source};

use crate::chance::one_of;
use crate::cohort::{Cohort, at};
use crate::day::{Event, Heard, What};
use crate::people::Person;
use crate::rates;
use crate::shop::Form;
use crate::truth::{Meant, Paid, Situation, Situations, Truth};

/// What Safaricom's times of a pull may be early by.
const ZONE_MS: i64 = 3 * 3_600_000;
const COMPANY: &str = "SAMPLE WHOLESALERS LIMITED";

/// What is written of a day while it is made.
#[derive(Default)]
pub(crate) struct Script {
    pub(crate) events: Vec<Event>,
    pub(crate) payments: Vec<Payment>,
    /// When a sale ceased to wait for money, where something else than a payment ended it.
    pub(crate) ends: BTreeMap<SaleId, i64>,
}

/// A payment before it has its code.
#[derive(Clone, Debug)]
pub(crate) struct Payment {
    pub(crate) payer: Person,
    pub(crate) amount: Money,
    pub(crate) paid_at: i64,
    pub(crate) told: Told,
    pub(crate) reference: Option<String>,
    pub(crate) kind: Kind,
    pub(crate) meant: Meant,
    pub(crate) situations: Situations,
    pub(crate) proof: Option<Proof>,
}

/// When a prompt was proved.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Proof {
    pub(crate) attempt: AttemptId,
    pub(crate) at_ms: i64,
    pub(crate) with_code: bool,
}

/// When a payment is told of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Told {
    confirmed: Option<i64>,
    again: Option<i64>,
    late: bool,
    pulled: i64,
    pulled_again: Option<i64>,
}

impl Told {
    /// Returns when the till hears of it for the first time.
    pub(crate) fn first(&self) -> i64 {
        self.confirmed.map_or(self.pulled, |at| at.min(self.pulled))
    }
}

impl Cohort {
    /// Draws when a payment is told of.
    pub(crate) fn tell(&self, paid_at: i64, dice: &mut Dice) -> Told {
        let silent = self.wire.poll_only || rates::LOST.happens(dice);
        let late = rates::LATE.happens(dice);
        let by = if late { rates::LATE_BY } else { rates::AT_ONCE };
        let confirmed = (!silent).then(|| paid_at + by.ms(dice));
        let twice = rates::TWICE_TOLD.happens(dice);
        let again = confirmed.filter(|_| twice);
        let pulled = self.pulled_at(paid_at, dice);
        let pulled_again = rates::PULL_AGAIN.happens(dice);
        Told {
            confirmed,
            again: again.map(|at| at + rates::TWICE_TOLD_AFTER.ms(dice)),
            late,
            pulled,
            pulled_again: pulled_again.then(|| pulled + rates::PULL_EVERY.ms(dice)),
        }
    }
}

impl Script {
    /// Writes an event down.
    pub(crate) fn tell(&mut self, at: Timestamp, what: What) {
        self.events.push(Event { at, what });
    }

    /// Gives every payment its code and tells of it; returns what is true.
    pub(crate) fn tell_all(&mut self, cohort: &Cohort, dice: &mut Dice) -> Truth {
        let mut payments = std::mem::take(&mut self.payments);
        payments.sort_by_key(|payment| payment.paid_at);
        let mut balance = Money::from_cents(dice.between(0, 20_000_000)).expect("small");
        let mut codes = BTreeSet::new();
        let mut truth = Truth::default();
        let mut told_at = i64::MAX;
        for payment in payments.iter_mut().rev() {
            // Whatever was paid later and told before.
            if told_at < payment.told.first() {
                payment.situations.add(Situation::OutOfOrder);
            }
            told_at = told_at.min(payment.told.first());
        }
        for payment in payments {
            balance = balance.saturating_add(payment.amount);
            let receipt = code(cohort.day, &mut codes, dice);
            let paid = self.tell_one(cohort, &receipt, &payment, balance, dice);
            truth.payments.insert(receipt, paid);
        }
        truth
    }

    fn tell_one(
        &mut self,
        cohort: &Cohort,
        receipt: &Receipt,
        payment: &Payment,
        balance: Money,
        dice: &mut Dice,
    ) -> Paid {
        let mut situations = payment.situations;
        let told = payment.told;
        let form = if payment.kind == Kind::Organization || rates::FORM_OTHER.happens(dice) {
            Form::Absent
        } else {
            cohort.wire.form
        };
        let by_pull = told.first() == told.pulled;
        let seen = if by_pull { cohort.wire.pull_form } else { form };
        situations.add(form_situation(seen));
        situations.add(told_situation(&told));
        if told.again.is_some() {
            situations.add(Situation::ToldTwice);
        }
        let name = name(cohort, payment).filter(|_| !rates::NO_NAME.happens(dice));
        if name.is_none() {
            situations.add(Situation::NoName);
        }
        let teller = Teller {
            cohort,
            receipt,
            payment,
            name,
        };
        for at_ms in [told.confirmed, told.again].into_iter().flatten() {
            let heard = teller.confirmation(form, balance);
            self.tell(at(at_ms), What::PaymentHeard(heard));
        }
        for at_ms in [Some(told.pulled), told.pulled_again].into_iter().flatten() {
            self.tell(at(at_ms), What::PaymentHeard(teller.pull()));
        }
        if let Some(proof) = payment.proof {
            let receipt = proof.with_code.then(|| receipt.clone());
            let attempt = proof.attempt;
            self.tell(at(proof.at_ms), What::PromptProved { attempt, receipt });
        }
        Paid {
            payer: payment.payer.phone,
            amount: payment.amount,
            at: at(payment.paid_at),
            meant: payment.meant,
            situations,
        }
    }
}

struct Teller<'a> {
    cohort: &'a Cohort,
    receipt: &'a Receipt,
    payment: &'a Payment,
    name: Option<Name>,
}

impl Teller<'_> {
    fn confirmation(&self, form: Form, balance: Money) -> Heard {
        let is_pay_bill = self.cohort.is_pay_bill();
        Heard {
            transaction_type: match self.payment.kind {
                Kind::Organization => "Organization To Organization Transfer",
                Kind::Customer if is_pay_bill => "Pay Bill",
                Kind::Customer => "Customer Merchant Payment",
            },
            balance: Some(balance.balance()),
            ..self.heard(Source::C2bBody, form, 0)
        }
    }

    fn pull(&self) -> Heard {
        let wire = &self.cohort.wire;
        let organisation = self.payment.kind == Kind::Organization;
        let form = if organisation {
            Form::Absent
        } else {
            wire.pull_form
        };
        let early_ms = if wire.pull_zone { ZONE_MS } else { 0 };
        Heard {
            transaction_type: match self.cohort.is_pay_bill() {
                _ if organisation => "Organization To Organization Transfer",
                true => "c2b-pay-bill-debit",
                false => "c2b-buy-goods-debit",
            },
            ..self.heard(Source::Pull, form, early_ms)
        }
    }

    fn heard(&self, source: Source, form: Form, early_ms: i64) -> Heard {
        let by_safaricom = self.payment.paid_at + self.cohort.wire.skew_ms - early_ms;
        let reference = self.payment.reference.as_deref();
        Heard {
            receipt: self.receipt.clone(),
            hearing: Hearing {
                source,
                amount: Some(self.payment.amount),
                payee: self.cohort.wire.payee,
                paid_at: Some(at(by_safaricom.div_euclid(1000) * 1000)),
                payer: form.show(&self.payment.payer),
                kind: self.payment.kind,
                reference: reference.and_then(Reference::read),
                name: None,
                balance: None,
            },
            transaction_type: "",
            name: self.name.clone(),
            balance: None,
        }
    }
}

fn name(cohort: &Cohort, payment: &Payment) -> Option<Name> {
    match payment.kind {
        Kind::Organization => Name::of([COMPANY]),
        Kind::Customer if cohort.wire.all_names => Some(payment.payer.name()),
        Kind::Customer => payment.payer.first_name(),
    }
}

fn form_situation(form: Form) -> Situation {
    match form {
        Form::Plain => Situation::PayerPlain,
        Form::Masked | Form::MaskedTight | Form::MaskedShort => Situation::PayerMasked,
        Form::Hashed => Situation::PayerHashed,
        Form::HashMasked => Situation::PayerHashMasked,
        Form::Absent => Situation::PayerAbsent,
    }
}

fn told_situation(told: &Told) -> Situation {
    match told.confirmed {
        None => Situation::PullOnly,
        Some(_) if told.late => Situation::ToldLate,
        Some(_) => Situation::AtOnce,
    }
}

/// Makes a code of that day that nobody has yet.
///
/// Source: reference section 10, "Receipt number form".
fn code(day: TradingDay, taken: &mut BTreeSet<Receipt>, dice: &mut Dice) -> Receipt {
    const SIGNS: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const MONTHS: &[u8; 12] = b"ABCDEFGHIJKL";
    let date = day.to_string();
    let place = |from: usize| date[from..from + 2].parse::<usize>().expect("two digits");
    let begins = [
        'U',
        char::from(MONTHS[place(5) - 1]),
        char::from(SIGNS[place(8)]),
    ];
    loop {
        let ends = (0..7).map(|_| char::from(*one_of(SIGNS, dice)));
        let text: String = begins.into_iter().chain(ends).collect();
        let receipt: Receipt = text.parse().expect("ten letters and digits");
        if taken.insert(receipt.clone()) {
            return receipt;
        }
    }
}

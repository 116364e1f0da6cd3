//! A cashier who sends money back by M-PESA, with a second person, and does not wait long enough.

use app::{Approval, Badge, NewPerson};
use domain::attempt::{Code, State};
use domain::ids::{PersonId, SaleId};
use domain::money::{Money, Shillings};
use domain::people::{Pin, Role};
use domain::receipt::Receipt;
use ledger::{OWNER, SaleRecord};

use super::Cashier;

const OWNERS: &str = "4711";
const SECONDS: &str = "8026";

impl Cashier {
    /// What a sale by prompt owes is given back; now and then the customer wants all of it back.
    pub(super) async fn settles_up(&mut self, sale: SaleId) {
        let Ok(mut record) = self.till.sale(sale) else {
            return;
        };
        if record.sale.standing().gives_goods() && self.slips.percent(30) {
            self.call_off(sale).await;
            match self.till.sale(sale) {
                Ok(void) => record = void,
                Err(_) => return,
            }
        }
        if record.sale.owed() > Money::ZERO {
            self.give_what_is_owed(&record).await;
        }
    }

    /// Sends back what a sale owes of a payment, perhaps pressing twice; who can't wait for the
    /// result then tries to pay it out in cash.
    pub(super) async fn send_back(&mut self, record: &SaleRecord) {
        let owed = record.sale.owed();
        let Some((receipt, paid)) = payment_of(record) else {
            return self.pay_out(record).await;
        };
        let kes = u32::try_from(owed.min(paid).cents() / 100).unwrap_or(0);
        let Ok(amount) = Shillings::new(kes) else {
            return self.pay_out(record).await;
        };
        let times = 1 + usize::from(self.slips.percent(20));
        for _ in 0..times {
            let Some(approval) = self.approval().await else {
                return;
            };
            if self.slips.percent(70) {
                self.world.pull_the_plug(self.slips.throw() % 50);
            }
            let ordered = self
                .till
                .send_back(receipt.clone(), amount, Some(approval))
                .await;
            let why = ordered.as_ref().err();
            self.note("sends back", &format!("{amount:?} of {receipt}: {why:?}"));
            match ordered {
                Ok(_) => self.world.came("ordered back"),
                Err(_) => self.world.came("not ordered back"),
            }
        }
        let pause = [1_000, 90_000, 1_500_000]
            [usize::from(self.slips.percent(50)) + usize::from(self.slips.percent(50))];
        self.world.time.sleep(pause).await;
        if let Ok(record) = self.till.sale(record.id)
            && record.sale.owed() > Money::ZERO
        {
            self.pay_out(&record).await;
        }
    }

    /// Has a second person agree, who is taken on first.
    async fn approval(&self) -> Option<Approval> {
        let known = self.world.diary().asked_later.second;
        let person = match known {
            Some(person) => person,
            None => self.take_on().await?,
        };
        self.till.approve(badge(person, SECONDS)).await.ok()
    }

    async fn take_on(&self) -> Option<PersonId> {
        let first = Badge {
            person: OWNER,
            pin: None,
        };
        let owners = Pin::try_from(OWNERS.to_owned()).ok()?;
        // Another cashier may have done so.
        drop(self.till.set_pin(first, OWNER, owners).await);
        let second = NewPerson {
            name: "Achieng".parse().ok()?,
            role: Role::Supervisor,
            pin: Pin::try_from(SECONDS.to_owned()).ok()?,
        };
        let added = self.till.add_person(badge(OWNER, OWNERS), second).await;
        let person = added.ok()?.person.id;
        self.world.diary().asked_later.second = Some(person);
        Some(person)
    }
}

/// The payment that a sale has most of, with how much it came to.
fn payment_of(record: &SaleRecord) -> Option<(Receipt, Money)> {
    let received = record.legs.iter().filter_map(|leg| leg.received.as_ref());
    let own = received.filter(|one| one.taken_back.is_none() && one.proved);
    let own = own.map(|one| (one.receipt.clone(), one.amount));
    let attempts = record.legs.iter().flat_map(|leg| &leg.attempts);
    let prompts = attempts.filter_map(|one| {
        let State::Paid(Code::Known(code)) = one.attempt.state() else {
            return None;
        };
        Some((code, one.attempt.terms.amount.money()))
    });
    own.chain(prompts).max_by_key(|(_, money)| *money)
}

fn badge(person: PersonId, digits: &str) -> Badge {
    let pin = Pin::try_from(digits.to_owned()).ok();
    Badge { person, pin }
}

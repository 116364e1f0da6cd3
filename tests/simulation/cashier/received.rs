//! What a cashier does with payments that come by themselves: gives them to sales as the till
//! offers, and now and then wrongly; takes them back, gives them elsewhere; takes cash and cards;
//! calls sales off. Two hands give one payment at the same moment.

use std::collections::BTreeSet;

use app::{AppError, Change, Offers, Resolve, WaitingPayment};
use domain::ids::{LegId, SaleId};
use domain::money::Money;
use domain::receipt::Receipt;
use domain::sale::{Heed, Payout, Standing, Tender};
use ledger::SaleRecord;
use tokio::sync::broadcast::Receiver;

use super::{Cashier, Glance};
use crate::diary::{Deed, End};
use crate::phones;
use crate::street::{Errand, amount};
use crate::world::World;

/// Notes what the till tells of a sale, and holds it against what is proved: nobody is told that a
/// payment counts before an answer of Safaricom listed it.
pub(crate) fn hears_of_sale(world: &World, record: &SaleRecord) {
    let now = world.time.now_ms();
    let mut wrong = Vec::new();
    let mut diary = world.diary();
    let received = record.legs.iter().filter_map(|leg| leg.received.as_ref());
    let counts = received.filter(|received| received.proved && received.taken_back.is_none());
    for payment in counts.clone() {
        let (code, cents) = (payment.receipt.as_str(), payment.amount.balance().cents());
        let proved = diary.is_proved(code, now);
        if proved.is_none_or(|proved| proved < cents) {
            wrong.push(format!(
                "I5: {code} counts for {}, and {proved:?} of {cents} cents are proved",
                record.id
            ));
        }
    }
    if record.sale.standing().gives_goods() {
        diary.unasked.released.entry(record.id).or_insert(now);
        if counts.count() > 0 {
            diary.sometimes.count("covered by what came by itself");
        }
    }
    drop(diary);
    for what in wrong {
        world.found(what);
    }
}

impl Cashier {
    /// Serves a customer who pays by himself: he is told what, or has paid before.
    pub(super) async fn serve_who_pays_himself(&mut self) {
        let (phone, amount_kes) = (phones::any(&mut self.hands), amount(&mut self.hands));
        let errand = |number: String| Errand {
            phone,
            amount_kes,
            number,
        };
        let paid_before = self.hands.percent(15);
        if paid_before {
            self.world.street.tell(errand("goods".to_owned()));
            let pause = self.hands.throw() % 90_000;
            self.world.time.sleep(pause).await;
            self.world.came("paid before it was rung up");
        }
        let total = Money::from_cents(amount_kes * 100).expect("a small amount");
        self.world.diary().unasked.opening += 1;
        let opened = self.till.open_sale(total).await;
        match opened {
            Ok(record) => {
                self.refused = 0;
                self.world.ring();
                self.note("opened", &format!("{} over {amount_kes}", record.id));
                self.world.diary().unasked.parked.insert(record.id);
                self.world.diary().unasked.opening -= 1;
                if !paid_before {
                    self.world.street.tell(errand(record.number.to_string()));
                }
                self.attend(record.id).await;
            }
            Err(error) => {
                self.note("may not open a sale", &format!("{error:?}"));
                self.goes_away_at_last();
            }
        }
    }

    /// Some who are asked on the phone pay by themselves, too or instead, or have just paid as much
    /// for something else.
    pub(super) async fn perhaps_pays_himself(&mut self, phone: &'static str, amount: u32) {
        if !self.world.hears.at_all() {
            return;
        }
        let chance = self.hands.throw() % 20;
        if chance < 7 {
            self.world.came("asked and pays by himself");
            self.world.street.tell(Errand {
                phone,
                amount_kes: u64::from(amount),
                number: "goods".to_owned(),
            });
        }
        if chance < 2 {
            self.world.came("asked for as much as he has paid before");
            let pause = self.hands.between(200_000, 900_000);
            self.world.time.sleep(pause).await;
        }
    }

    /// Waits for the money of a sale, and gives it what comes.
    async fn attend(&mut self, sale: SaleId) {
        let mut changes = self.till.changes();
        let mut tried = BTreeSet::new();
        let patience = self.hands.between(20_000, 300_000);
        let mut until = self.world.time.now_ms().saturating_add_unsigned(patience);
        loop {
            let Ok(record) = self.till.sale(sale) else {
                return;
            };
            match record.sale.standing() {
                Standing::Covered | Standing::Over(_) => return self.perhaps_regret(&record).await,
                Standing::Void if record.sale.owed() > Money::ZERO => {
                    return self.give_what_is_owed(&record).await;
                }
                Standing::Void
                | Standing::Returned(_)
                | Standing::AtRisk(_)
                | Standing::Repaid(_) => return,
                Standing::Open | Standing::Short(_) => {}
            }
            if let Some(receipt) = self.choose(&record, &tried) {
                tried.insert(receipt.clone());
                self.give(receipt, sale).await;
                continue;
            }
            tokio::select! {
                () = change_of_money(&mut changes) => {}
                () = self.world.time.sleep_until(until) => match self.tire(&record).await {
                    Some(more_ms) => {
                        until = self.world.time.now_ms().saturating_add_unsigned(more_ms);
                    }
                    None => return,
                }
            }
        }
    }

    /// Chooses a payment for a sale: one that the till offers for it, or by mistake any other.
    fn choose(&mut self, record: &SaleRecord, tried: &BTreeSet<Receipt>) -> Option<Receipt> {
        if record.sale.room() == Money::ZERO {
            return None;
        }
        let waiting = self.till.waiting_payments().ok()?;
        let offered = waiting.iter().find(|payment| {
            is_offered(payment, record.id) && !tried.contains(&payment.record.number)
        });
        if let Some(payment) = offered {
            self.world.came("offered for a sale");
            return Some(payment.record.number.clone());
        }
        let others = waiting.iter().map(|payment| &payment.record.number);
        let others: Vec<_> = others.filter(|number| !tried.contains(number)).collect();
        let place = self.hands.throw().checked_rem(others.len() as u64)?;
        let is_mistaken = self.hands.percent(8);
        let other = others.get(usize::try_from(place).ok()?)?;
        is_mistaken.then(|| {
            self.world
                .came("given to a sale that it was not offered for");
            (*other).clone()
        })
    }

    /// What a cashier does who has waited long enough; goes on waiting, perhaps.
    async fn tire(&mut self, record: &SaleRecord) -> Option<u64> {
        if self.world.is_calm() {
            return None;
        }
        match self.hands.throw() % 12 {
            10 | 11 => self.types_a_code(record).await,
            0 | 1 => self.take_the_rest(record).await,
            2 | 3 => self.prompt_the_rest(record).await,
            4 => self.call_off(record.id).await,
            5 | 6 => self.take_something_back(record, Heed::Stop).await,
            7 => self.withdraw_something(record).await,
            8 => {}
            _ => return None,
        }
        Some(40_000)
    }

    /// Takes cash or a card for what the sale lacks.
    async fn take_the_rest(&mut self, record: &SaleRecord) {
        let (sale, rest) = (record.id, record.sale.unasked());
        let cents = rest.balance().cents();
        let act = self.begins(Deed::TakesMoney { sale, cents });
        let taken = if self.hands.percent(70) {
            let more = Money::from_cents(self.hands.throw() % 300 * 100).unwrap_or_default();
            let handed = rest.saturating_add(more);
            self.till.take_cash(sale, rest, handed).await
        } else {
            self.till.take_other(sale, Tender::Card, rest).await
        };
        if self.ends(act, "took over the counter", &taken, None) {
            self.world.came("rest taken over the counter");
        }
    }

    /// Asks for what the sale lacks on a phone.
    async fn prompt_the_rest(&mut self, record: &SaleRecord) {
        let phone = phones::any(&mut self.hands).parse().expect("a phone");
        let mut changes = self.till.changes();
        let (glance, resolve): (Glance, _) = (self.glance(&phone), Resolve::Refuse);
        let asked = self.till.prompt_rest(record.id, Some(phone), resolve).await;
        self.note("asked for the rest", &format!("{:?}", asked.as_ref().err()));
        let Ok(asked) = asked else {
            return;
        };
        let mut legs = asked.legs.iter().rev();
        let Some(attempt) = legs.find_map(|leg| leg.attempts.last()) else {
            return;
        };
        self.world.came("rest asked for on a phone");
        self.asked(attempt);
        self.was_free(attempt, resolve, &glance);
        self.follow(attempt.id, &mut changes).await;
    }

    pub(super) async fn call_off(&mut self, sale: SaleId) {
        for heed in [Heed::Stop, Heed::GoOn] {
            let act = self.begins(Deed::Voids { sale });
            let reason = "the customer left".parse().expect("a reason");
            let void = self.till.void_sale(sale, reason, heed, None).await;
            if self.ends(act, "called off", &void, None) {
                self.world.came("sale called off");
            }
            if void.is_ok() || self.hands.percent(50) {
                return;
            }
        }
    }

    /// Takes a payment back from a sale, and gives it to another one, or to the same.
    async fn take_something_back(&mut self, record: &SaleRecord, heed: Heed) {
        let given = record.legs.iter().filter_map(|leg| {
            let received = leg
                .received
                .as_ref()
                .filter(|one| one.taken_back.is_none())?;
            Some((leg.id, received.receipt.clone()))
        });
        let given: Vec<_> = given.collect();
        let Some(place) = self.hands.throw().checked_rem(given.len() as u64) else {
            return;
        };
        let (leg, receipt) = given[usize::try_from(place).expect("few")].clone();
        if self.take_back(leg, heed).await && self.hands.percent(60) {
            let to = self.another_open_sale(record.id).unwrap_or(record.id);
            if self.settle(&receipt, to, Heed::Stop).await.is_ok() {
                self.world.came("moved to another sale");
            }
        }
    }

    async fn take_back(&self, leg: LegId, heed: Heed) -> bool {
        let act = self.begins(Deed::TakesBack { leg });
        let why = "wrong sale".parse().expect("a reason");
        let taken = self.till.take_back((leg, why), heed, None).await;
        let is_done = self.ends(act, "took back", &taken, None);
        if let Ok(record) = &taken {
            self.world.came("taken back");
            // Its goods may be given for another payment now.
            self.world.diary().told_to_give.remove(&record.id);
        }
        is_done
    }

    async fn withdraw_something(&mut self, record: &SaleRecord) {
        let waits =
            |leg: &&ledger::LegRecord| !leg.leg.withdrawn && leg.leg.tender == Tender::Prompt;
        let heed = if self.hands.percent(50) {
            Heed::Stop
        } else {
            Heed::GoOn
        };
        if let Some(leg) = record.legs.iter().find(waits) {
            let withdrawn = self.till.withdraw_leg(leg.id, heed).await;
            self.note("withdrew", &format!("{:?}", withdrawn.as_ref().err()));
            if withdrawn.is_ok() {
                self.world.came("leg withdrawn");
            }
        }
    }

    /// Pays out what a sale owes; where the shop can, it is sent back by M-PESA as often.
    pub(super) async fn give_what_is_owed(&mut self, record: &SaleRecord) {
        if self.world.api_user.is_there() && self.slips.percent(60) {
            self.send_back(record).await;
        } else {
            self.pay_out(record).await;
        }
    }

    /// Pays out what a sale owes; sometimes two hands do so at the same moment.
    pub(super) async fn pay_out(&mut self, record: &SaleRecord) {
        let (sale, owed) = (record.id, record.sale.owed());
        let how = if self.hands.percent(70) {
            Payout::Cash
        } else {
            Payout::Tip
        };
        let once = async || {
            let cents = owed.balance().cents();
            let act = self.begins(Deed::PaysOut { sale, cents });
            let paid = self.till.pay_out(sale, owed, how, None).await;
            self.ends(act, "paid out", &paid, None)
        };
        let times = if sale.as_bytes()[15].is_multiple_of(4) {
            let (first, second) = tokio::join!(once(), once());
            u32::from(first) + u32::from(second)
        } else {
            u32::from(once().await)
        };
        match times {
            0 => {}
            1 => self.world.came("what was owed is paid out"),
            _ => self
                .world
                .found(format!("I2: what {sale} owes was paid out twice")),
        }
    }

    /// Gives cash for goods that are brought back.
    async fn refund(&mut self, record: &SaleRecord) {
        let (sale, kept) = (record.id, record.sale.kept());
        let most = kept.cents() / if self.hands.percent(50) { 1 } else { 3 };
        let money = Money::from_cents(1 + self.hands.throw() % most.max(1)).unwrap_or_default();
        let is_hurried = self.hands.percent(30);
        let (money, returned) = (money.min(kept), record.sale.returned);
        let cents = money.balance().cents();
        *self.world.diary().unasked.brought.entry(sale).or_default() += cents;
        let once = async || {
            let act = self.begins(Deed::PaysOut { sale, cents });
            let reason = "the goods are broken".parse().expect("a reason");
            let refund = self
                .till
                .refund_in_cash(sale, money, returned, reason, None);
            let paid = refund.await;
            self.ends(act, "refunded", &paid, None)
        };
        if once().await {
            self.world.came("goods brought back");
        }
        if is_hurried {
            self.world.came("pressed twice for goods");
            once().await;
        }
    }

    /// A sale is covered: what it owes is paid out; sometimes the payment was another's, or the
    /// customer brings the goods back.
    async fn perhaps_regret(&mut self, record: &SaleRecord) {
        if record.sale.owed() > Money::ZERO && self.hands.percent(60) {
            self.give_what_is_owed(record).await;
            if self.hands.percent(30) {
                // The payment was another customer's after all.
                return self.take_something_back(record, Heed::GoOn).await;
            }
        }
        match self.hands.throw() % 15 {
            3 | 4 => self.refund(record).await,
            5 => {
                self.refund(record).await;
                self.take_something_back(record, Heed::GoOn).await;
            }
            0 => self.take_something_back(record, Heed::Stop).await,
            1 => self.take_something_back(record, Heed::GoOn).await,
            2 => self.call_off(record.id).await,
            _ => {}
        }
    }

    pub(super) fn another_open_sale(&mut self, than: SaleId) -> Option<SaleId> {
        let open = self.till.open_sales().ok()?;
        let others: Vec<_> = open
            .iter()
            .map(|sale| sale.id)
            .filter(|id| *id != than)
            .collect();
        let place = self.hands.throw().checked_rem(others.len() as u64)?;
        others.get(usize::try_from(place).ok()?).copied()
    }

    pub(super) fn begins(&self, what: Deed) -> usize {
        let now = self.world.time.now_ms();
        self.world.diary().unasked.begins(now, what)
    }

    /// Notes what came of an act; tells whether it was done.
    pub(super) fn ends(
        &self,
        act: usize,
        did: &str,
        done: &Result<SaleRecord, AppError>,
        leg: Option<LegId>,
    ) -> bool {
        let at_ms = self.world.time.now_ms();
        let end = match done {
            Ok(record) => {
                hears_of_sale(&self.world, record);
                End::Done { at_ms, leg }
            }
            Err(error) => End::of_error(error),
        };
        let why = done.as_ref().err();
        self.world.diary().unasked.ends(act, end);
        let what = self.world.diary().unasked.acts[act].what.clone();
        self.note(did, &format!("{what:?}: {end:?} {why:?}"));
        end.is_done()
    }
}

/// The leg of a sale that has a payment.
pub(super) fn leg_of(done: &Result<SaleRecord, AppError>, receipt: &Receipt) -> Option<LegId> {
    let has = |leg: &&ledger::LegRecord| {
        let received = leg.received.as_ref();
        received.is_some_and(|one| one.receipt == *receipt && one.taken_back.is_none())
    };
    let legs = done.as_ref().ok()?.legs.iter();
    legs.rev().find(has).map(|leg| leg.id)
}

fn is_offered(payment: &WaitingPayment, sale: SaleId) -> bool {
    match &payment.offers {
        Offers::None => false,
        Offers::One(offer) => offer.sale() == Some(sale),
        Offers::Several(offers) => offers.iter().any(|offer| offer.sale() == Some(sale)),
    }
}

/// Waits until money may have come or moved.
async fn change_of_money(changes: &mut Receiver<Change>) {
    while let Ok(change) = changes.recv().await {
        if matches!(
            change,
            Change::Sale(_) | Change::Receipt(_) | Change::Attempt(_)
        ) {
            return;
        }
    }
}

//! A shop with a few prompts of KES 350, and what comes in for them.

pub(crate) mod debts;
mod handing;
mod orders;
mod risks;

use std::time::Duration;

use domain::attempt::{Alarm, Answer, Fact, Ids, Report, State};
use domain::clock::Timestamp;
use domain::ids::{AttemptId, CommandId, LegId, SaleId};
use domain::money::Shillings;
use domain::phone::PayerHint;
use domain::receipt::Receipt;
use domain::receipt::life::{Hearing, Kind, Source};
use domain::sale::{Heed, Payout, Tender};
use ledger::{
    Account, Actor, AlarmRecord, Allocation, AttemptRecord, Evidence, LedgerError, OWNER, Rebuilt,
    ReceiptRecord, Recorded, SaleRecord, Takings, Told, Tx, Way,
};

pub(crate) use self::risks::later;
use crate::shop::{NOW, Shop, evidence, proof};

const BY: Actor = Actor::Person(OWNER);

pub(crate) struct Scene {
    pub(crate) shop: Shop,
    prompts: Vec<AttemptId>,
    sales: Vec<SaleId>,
    given: Vec<LegId>,
    /// The orders to send payments back, in the order in which they were given.
    sent_back: Vec<(CommandId, Receipt, Shillings)>,
}

impl Scene {
    /// Opens a shop in which these phones have been prompted.
    pub(crate) fn open(phones: &[&str]) -> Self {
        let mut scene = Self::drafted(phones);
        for prompt in 0..phones.len() {
            scene.send(prompt);
            scene.acknowledge(prompt);
        }
        scene
    }

    /// Opens a shop in which prompts to these phones are drafted.
    pub(crate) fn drafted(phones: &[&str]) -> Self {
        let mut scene = Self {
            shop: Shop::open(),
            prompts: Vec::new(),
            sales: Vec::new(),
            given: Vec::new(),
            sent_back: Vec::new(),
        };
        for phone in phones {
            scene.draft(phone);
        }
        scene
    }

    /// Parks a sale that comes to so much.
    pub(crate) fn park(&mut self, shillings: u64) {
        let id = SaleId::from_bytes([100 + u8::try_from(self.sales.len()).expect("few"); 16]);
        let total = shillings.to_string().parse().expect("an amount");
        let parked = self.shop.write(move |tx| tx.park_sale(NOW, BY, id, total));
        parked.expect("a sale");
        self.sales.push(id);
    }

    /// The sales that were parked, and those of the prompts.
    pub(crate) fn sales(&self) -> Vec<SaleRecord> {
        let readers = &self.shop.book.readers;
        let of_prompt = |id| readers.attempt(id).expect("an attempt").sale;
        let prompted = self.prompts.iter().map(|id| of_prompt(*id));
        let all = self.sales.iter().copied().chain(prompted);
        all.map(|id| readers.sale(id).expect("a sale")).collect()
    }

    /// Gives a payment to a parked sale.
    pub(crate) fn give(&mut self, receipt: &str, sale: usize) -> Result<Recorded, LedgerError> {
        self.give_to(receipt, self.sales[sale])
    }

    /// Gives so much of a payment to a parked sale.
    pub(crate) fn give_part(
        &mut self,
        receipt: &str,
        sale: usize,
        shillings: u64,
    ) -> Result<Recorded, LedgerError> {
        let part = Allocation {
            money: shillings.to_string().parse().ok(),
            ..self.allocation(receipt, self.sales[sale])
        };
        self.allocate(part)
    }

    /// Gives a payment to the sale of a prompt.
    pub(crate) fn give_to_prompt_s_sale(&mut self, receipt: &str, prompt: usize) {
        let record = self.shop.book.readers.attempt(self.prompts[prompt]);
        let sale = record.expect("an attempt").sale;
        self.give_to(receipt, sale).expect("given");
    }

    fn give_to(&mut self, receipt: &str, sale: SaleId) -> Result<Recorded, LedgerError> {
        self.allocate(self.allocation(receipt, sale))
    }

    fn allocate(&mut self, allocation: Allocation) -> Result<Recorded, LedgerError> {
        let leg = allocation.leg;
        let write = move |tx: &Tx<'_>| tx.allocate(NOW, BY, allocation, Heed::GoOn);
        let recorded = self.shop.write(write)?;
        self.given.push(leg);
        Ok(recorded)
    }

    /// Claims a code for a parked sale.
    pub(crate) fn claim(&mut self, receipt: &str, sale: usize) -> Result<Recorded, LedgerError> {
        let claim = self.allocation(receipt, self.sales[sale]);
        let leg = claim.leg;
        let write = move |tx: &Tx<'_>| tx.claim(NOW, BY, claim, Heed::GoOn);
        let recorded = self.shop.write(write)?;
        self.given.push(leg);
        Ok(recorded)
    }

    /// Says where money goes that the till can't ask about.
    pub(crate) fn take_on_sight(&mut self, paid_to: Option<&str>) {
        let paid_to = paid_to.map(|text| text.parse().expect("a place"));
        let set = move |tx: &Tx<'_>| tx.set_paid_to(NOW, BY, paid_to.as_ref());
        self.shop.write(set).expect("set");
    }

    /// Lets a code that was seen pay for so much of a parked sale.
    pub(crate) fn see(
        &mut self,
        receipt: &str,
        sale: usize,
        shillings: u64,
    ) -> Result<(), LedgerError> {
        let number = u8::try_from(self.sales().iter().map(|one| one.legs.len()).sum::<usize>());
        let leg = LegId::from_bytes([220 + number.expect("few"); 16]);
        let (sale, receipt) = (self.sales[sale], code(receipt));
        let money = shillings.to_string().parse().expect("an amount");
        let write = move |tx: &Tx<'_>| tx.see_code(NOW, BY, (sale, leg), (receipt, money));
        self.shop.write(write)
    }

    fn allocation(&self, receipt: &str, sale: SaleId) -> Allocation {
        let number = u8::try_from(self.given.len()).expect("few");
        Allocation {
            receipt: code(receipt),
            money: None,
            sale,
            leg: LegId::from_bytes([150 + number; 16]),
        }
    }

    /// M-PESA answers that it does not know a code.
    pub(crate) fn disprove(&mut self, receipt: &str) {
        let (receipt, told) = (code(receipt), evidence(Way::Status, b"2032"));
        let write = move |tx: &Tx<'_>| tx.disprove_receipt(NOW, &receipt, &told);
        self.shop.write(write).expect("disproved");
    }

    /// How many payments were given to sales, taken back or not.
    pub(crate) fn count_given(&self) -> usize {
        self.given.len()
    }

    /// Takes the payment back that was given as the n-th.
    pub(crate) fn take_back(&mut self, nth: usize) -> Result<(), LedgerError> {
        let leg = self.given[nth];
        let typed = evidence(Way::Counter, b"wrong sale");
        let write = move |tx: &Tx<'_>| tx.unallocate(NOW, BY, (leg, &typed), Heed::GoOn);
        self.shop.write(write).map(drop)
    }

    /// Takes so much cash for a parked sale.
    pub(crate) fn take_cash(&mut self, sale: usize, shillings: u64) -> Result<(), LedgerError> {
        let leg = self.next_leg();
        let (sale, amount) = (self.sales[sale], shillings.to_string().parse());
        let amount = amount.expect("an amount");
        let takings = Takings {
            tender: Tender::Cash,
            amount,
            handed: amount,
        };
        let write = move |tx: &Tx<'_>| tx.take(NOW, BY, (sale, leg), takings);
        self.shop.write(write)
    }

    /// Calls a parked sale off.
    pub(crate) fn void(&mut self, sale: usize) -> Result<(), LedgerError> {
        self.void_sale(self.sales[sale])
    }

    /// Calls any sale off.
    pub(crate) fn void_sale(&mut self, sale: SaleId) -> Result<(), LedgerError> {
        let typed = evidence(Way::Counter, b"he left");
        let reason = "he left".parse().expect("a reason");
        let write = move |tx: &Tx<'_>| tx.void_sale(NOW, BY, sale, (reason, &typed), Heed::GoOn);
        self.shop.write(write)
    }

    /// Pays out so much of what a parked sale owes.
    pub(crate) fn pay_out(
        &mut self,
        sale: usize,
        shillings: u64,
        how: Payout,
    ) -> Result<(), LedgerError> {
        let (sale, money) = (self.sales[sale], shillings.to_string().parse());
        let money = money.expect("an amount");
        let write = move |tx: &Tx<'_>| tx.pay_out(NOW, BY, sale, (money, how));
        self.shop.write(write)
    }

    /// Gives so much in cash for goods of a parked sale that are brought back.
    pub(crate) fn refund(&mut self, sale: usize, shillings: u64) -> Result<(), LedgerError> {
        let returned = self.sales()[sale].sale.returned;
        let (sale, money) = (self.sales[sale], shillings.to_string().parse());
        let money = money.expect("an amount");
        let typed = evidence(Way::Counter, b"broken");
        let reason = "broken".parse().expect("a reason");
        self.shop
            .write(move |tx| tx.refund_in_cash(NOW, BY, sale, (money, returned), (reason, &typed)))
    }

    /// Closes the book and builds its projections anew.
    pub(crate) fn rebuild(&mut self) -> Rebuilt {
        self.shop.close();
        ledger::rebuild(&self.shop.path()).expect("a book")
    }

    /// What nobody has seen yet: what it is about, and what it says.
    pub(crate) fn alarms(&self) -> Vec<(String, Alarm)> {
        let alarms = self.shop.book.readers.alarms().expect("a book");
        let shown = |record: AlarmRecord| (record.about.to_string(), record.id.alarm());
        alarms.into_iter().map(shown).collect()
    }

    /// Somebody sees every alarm.
    pub(crate) fn see_alarms(&mut self) {
        for alarm in self.shop.book.readers.alarms().expect("a book") {
            let see = move |tx: &Tx<'_>| tx.see_alarm(NOW, OWNER, alarm.id);
            self.shop.write(see).expect("seen");
        }
    }

    /// Closes the book and opens it again.
    pub(crate) fn reopen(&mut self) {
        self.shop.reopen();
    }

    /// Sends one more prompt, whose answer gets lost.
    pub(crate) fn add(&mut self, phone: &str) {
        self.draft(phone);
        self.send(self.prompts.len() - 1);
    }

    fn draft(&mut self, phone: &str) {
        let id = self.shop.draft(phone, 350).expect("a draft").id;
        self.prompts.push(id);
    }

    pub(crate) fn send(&mut self, prompt: usize) {
        self.record(prompt, Fact::Sending { at: NOW });
    }

    pub(crate) fn acknowledge(&mut self, prompt: usize) {
        let ids = ids_of(prompt);
        self.record(prompt, Fact::Acknowledged { at: NOW, ids });
    }

    pub(crate) fn unclear(&mut self, prompt: usize) {
        self.record(prompt, Fact::Unclear);
    }

    /// A callback on the prompt's own path says that it was paid.
    pub(crate) fn report(&mut self, prompt: usize, receipt: &str) {
        self.report_by(prompt, receipt, Some(ids_of(prompt)));
    }

    /// Whoever knows the prompt's path, and not its ids, says that it was paid.
    pub(crate) fn report_without_ids(&mut self, prompt: usize, receipt: &str) {
        self.report_by(prompt, receipt, None);
    }

    fn report_by(&mut self, prompt: usize, receipt: &str, ids: Option<Ids>) {
        let report = Report {
            at: NOW,
            ids,
            amount: "350".parse().ok(),
            receipt: receipt.parse().ok(),
            payer: PayerHint::Absent,
            paid_at: Some(NOW),
        };
        self.record(prompt, Fact::Reported(report));
    }

    /// Safaricom answers our own question.
    pub(crate) fn answer_paid(&mut self, prompt: usize) {
        self.record(prompt, proof());
    }

    /// Safaricom answers our own question; returns what came of it.
    pub(crate) fn prove_paid(&mut self, prompt: usize) -> (Recorded, AttemptRecord) {
        let (id, answer) = (self.prompts[prompt], evidence(Way::Query, b"{}"));
        let recorded = self
            .shop
            .write(move |tx| tx.record_fact(NOW, Actor::Till, id, proof(), Some(&answer)));
        recorded.expect("a recorded fact")
    }

    pub(crate) fn id(&self, prompt: usize) -> AttemptId {
        self.prompts[prompt]
    }

    pub(crate) fn fail(&mut self, prompt: usize) {
        let answer = Answer::Ended("1032".parse().expect("a code"));
        self.record(prompt, Fact::Answered { at: NOW, answer });
        self.record(prompt, Fact::PromptOver { at: NOW });
    }

    /// Safaricom answers a second time, while the prompt may still be on the phone.
    pub(crate) fn fail_twice(&mut self, prompt: usize) {
        for seconds in [0, 10] {
            let at = NOW.plus(Duration::from_secs(seconds));
            let answer = Answer::Ended("1032".parse().expect("a code"));
            self.record(prompt, Fact::Answered { at, answer });
        }
    }

    pub(crate) fn record(&mut self, prompt: usize, fact: Fact) {
        self.shop.record(self.prompts[prompt], fact);
    }

    pub(crate) fn hear(&mut self, receipt: &str, hearing: Hearing) {
        let is_body = !hearing.source.is_proof();
        let told = told(receipt, hearing);
        if is_body {
            self.take(Ok(told.clone()), body(format!("{told:?}").as_bytes()));
        } else {
            self.pull(vec![told]);
        }
    }

    /// Tells whether the body was new.
    pub(crate) fn take(&mut self, told: Result<Told, String>, body: Evidence) -> bool {
        let taken = self.shop.write(move |tx| tx.take_body(NOW, told, &body));
        taken.expect("taken").is_some()
    }

    /// Returns how many facts were news.
    pub(crate) fn pull(&mut self, rows: Vec<Told>) -> usize {
        let answer = evidence(Way::Pull, b"{}");
        let taken = self
            .shop
            .write(move |tx| tx.take_answer(NOW, rows, 0, &answer));
        taken.expect("taken").len()
    }

    pub(crate) fn free_from(&mut self, receipt: &str, prompt: usize) -> Result<(), LedgerError> {
        let (receipt, prompt) = (code(receipt), self.prompts[prompt]);
        self.shop
            .write(move |tx| tx.free_receipt(NOW, BY, &receipt, prompt))
            .map(drop)
    }

    pub(crate) fn reverse(&mut self, receipt: &str, by: &str, shillings: u64) {
        let (receipt, by) = (code(receipt), code(by));
        let amount = shillings.to_string().parse().expect("an amount");
        let told = evidence(Way::Statement, b"row");
        let write = self
            .shop
            .write(move |tx| tx.reverse_receipt(NOW, &receipt, (by, amount), &told));
        write.expect("reversed");
    }

    pub(crate) fn attempt(&self, prompt: usize) -> State {
        let record = self.shop.book.readers.attempt(self.prompts[prompt]);
        record.expect("an attempt").attempt.state()
    }

    /// Tells whether Safaricom's answer proves a prompt.
    pub(crate) fn is_proved(&self, prompt: usize) -> bool {
        let record = self.shop.book.readers.attempt(self.prompts[prompt]);
        let evidence = record.expect("an attempt").attempt.evidence;
        evidence.proved_at().is_some()
    }

    pub(crate) fn receipt(&self, receipt: &str) -> Option<ReceiptRecord> {
        self.shop
            .book
            .readers
            .receipt(&code(receipt))
            .expect("a book")
    }

    pub(crate) fn state_of(&self, receipt: &str) -> String {
        self.receipt(receipt).expect("a receipt").state
    }

    /// The prompt that a receipt is held for.
    pub(crate) fn holder(&self, receipt: &str) -> Option<usize> {
        let held_for = self.receipt(receipt)?.held_for?;
        self.prompts.iter().position(|id| *id == held_for)
    }

    pub(crate) fn free(&self) -> Vec<Receipt> {
        let free = self.shop.book.readers.free_receipts().expect("a book");
        free.into_iter().map(|record| record.number).collect()
    }

    /// What an account holds, in shillings.
    pub(crate) fn balance(&self, account: Account) -> i64 {
        self.shop
            .book
            .readers
            .balance(account)
            .expect("a balance")
            .cents()
            / 100
    }

    /// What of all payments went back by no order of the shop's, or was a prompt's, in shillings.
    pub(crate) fn may_be_lost(&self) -> i64 {
        let conn = rusqlite::Connection::open(self.shop.path()).expect("the file");
        let sum = "SELECT coalesce(sum(returned_cents), 0) / 100 FROM receipt
            WHERE attempt IS NOT NULL OR returned_cents <> (SELECT coalesce(sum(amount_cents), 0)
                FROM command WHERE receipt = number AND kind = 'reversal' AND state = 'done')";
        conn.query_row(sum, [], |row| row.get(0)).expect("a sum")
    }

    /// Checks M-PESA, receipt awaited, suspense, sales and refunds, in shillings.
    pub(crate) fn check(&self, expected: [i64; 5]) {
        let accounts = [
            mpesa(),
            Account::ReceiptAwaited,
            Account::Suspense,
            Account::Sales,
            Account::Refunds,
        ];
        assert_eq!(accounts.map(|account| self.balance(account)), expected);
    }

    /// Proves the book: chain and projections.
    pub(crate) fn prove(&self) {
        let report = ledger::verify(&self.shop.path()).expect("a book");
        assert_eq!(report.findings, []);
    }
}

pub(crate) fn mpesa() -> Account {
    Account::Mpesa("paybill:174379".parse().expect("a shortcode"))
}

pub(crate) fn code(text: &str) -> Receipt {
    text.parse().expect("a receipt")
}

pub(crate) fn body(bytes: &[u8]) -> Evidence {
    evidence(Way::Confirmation, bytes)
}

pub(crate) fn told(receipt: &str, hearing: Hearing) -> Told {
    let receipt = code(receipt);
    Told { receipt, hearing }
}

/// KES 350, paid now to the shop's number by somebody who is not shown.
pub(crate) fn hearing(source: Source) -> Hearing {
    Hearing {
        source,
        amount: "350".parse().ok(),
        payee: "174379".parse().expect("a number"),
        paid_at: Some(Timestamp::from_ms(NOW.ms())),
        payer: PayerHint::Absent,
        kind: Kind::Customer,
        reference: None,
        name: None,
        balance: None,
    }
}

fn ids_of(prompt: usize) -> Ids {
    Ids {
        merchant: format!("29115-34620561-{prompt}").parse().expect("an id"),
        checkout: format!("ws_CO_24112026190271234567{prompt}")
            .parse()
            .expect("an id"),
    }
}

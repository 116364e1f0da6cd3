//! What holds of receipts whatever comes in which order.

use domain::attempt::{Code, State};
use domain::money::Money;
use domain::receipt::Receipt;
use domain::receipt::life::{Hearing, Source};
use domain::sale::{Payout, Sale};
use ledger::{Account, ReceiptRecord, SaleFact, SaleRecord, ShiftNumber};
use proptest::prelude::*;

use super::scene::{Scene, hearing, mpesa};

const PHONES: [&str; 3] = ["0712345678", "0722000000", "0733000000"];
const CODES: [&str; 4] = ["UKO5T0I7QA", "UKO5T0I7QB", "UKO5T0I7QC", "UKO5T0I7QD"];

/// What the sales come to that wait for customers who pay by themselves.
const TOTALS: [u64; 3] = [350, 350, 500];

/// With one of which a part is on credit, and a repayment.
const SALES: usize = TOTALS.len() + 2;

/// Goods for so much may be at risk at once.
const MAY_BE_AT_RISK: i64 = 700;

/// Something that comes in, or that somebody does.
#[derive(Clone, Copy, Debug)]
enum Event {
    Report(usize, usize),
    Answer(usize),
    Fail(usize),
    Hear(Source, usize),
    Forge(usize),
    Free(usize, usize),
    Reverse(usize, u64),
    Give(usize, usize),
    GivePart(usize, usize, u64),
    Claim(usize, usize),
    Disprove(usize),
    TakeBack(usize),
    Cash(usize, u64),
    Lend(usize, u64),
    Void(usize),
    PayOut(usize, u64, Payout),
    HandBack(usize, u64, Payout),
    Refund(usize, u64),
    SendBack(usize, u32),
    Ended(usize, Ending),
    Settle(usize, bool),
    Release(usize),
    Restart,
}

/// How M-PESA ends an order, or does not.
#[derive(Clone, Copy, Debug)]
enum Ending {
    Done,
    Failed,
    Unsure,
}

impl Ending {
    const ALL: [Self; 3] = [Self::Done, Self::Failed, Self::Unsure];
}

fn any_event() -> impl Strategy<Value = Event> {
    let (prompt, code) = (0..PHONES.len(), 0..CODES.len());
    let sources = [
        Source::C2bBody,
        Source::Pull,
        Source::Status,
        Source::Statement,
    ];
    prop_oneof![
        3 => (prompt.clone(), code.clone()).prop_map(|(prompt, code)| Event::Report(prompt, code)),
        3 => prompt.clone().prop_map(Event::Answer),
        1 => prompt.clone().prop_map(Event::Fail),
        4 => (prop::sample::select(sources.to_vec()), code.clone())
            .prop_map(|(source, code)| Event::Hear(source, code)),
        1 => code.clone().prop_map(Event::Forge),
        1 => (code.clone(), prompt).prop_map(|(code, prompt)| Event::Free(code, prompt)),
        1 => (code.clone(), prop::sample::select(vec![100, 350, 400]))
            .prop_map(|(code, shillings)| Event::Reverse(code, shillings)),
        5 => (code.clone(), 0..SALES).prop_map(|(code, sale)| Event::Give(code, sale)),
        3 => (code.clone(), 0..SALES, prop::sample::select(vec![50, 100, 300]))
            .prop_map(|(code, sale, shillings)| Event::GivePart(code, sale, shillings)),
        4 => (code.clone(), 0..SALES)
            .prop_map(|(code, sale)| Event::Claim(code, sale)),
        1 => code.prop_map(Event::Disprove),
        3 => (0..6usize).prop_map(Event::TakeBack),
        1 => (0..SALES, prop::sample::select(vec![100, 300, 350]))
            .prop_map(|(sale, shillings)| Event::Cash(sale, shillings)),
        1 => (0..SALES, prop::sample::select(vec![100, 200]))
            .prop_map(|(sale, shillings)| Event::Lend(sale, shillings)),
        1 => (0..SALES).prop_map(Event::Void),
        3 => (0..SALES, 0..4usize, prop::sample::select(Payout::ALL.to_vec())).prop_map(
            |(sale, much, how)| Event::PayOut(sale, [50, 100, 250, 350][much], how)
        ),
        2 => (0..SALES, prop::sample::select(vec![50, 100]),
            prop::sample::select(Payout::ALL.to_vec()))
            .prop_map(|(sale, shillings, how)| Event::HandBack(sale, shillings, how)),
        2 => (0..SALES, prop::sample::select(vec![100, 350]))
            .prop_map(|(sale, shillings)| Event::Refund(sale, shillings)),
        3 => (0..CODES.len(), prop::sample::select(vec![50, 100, 350]))
            .prop_map(|(code, shillings)| Event::SendBack(code, shillings)),
        3 => (0..3usize, prop::sample::select(Ending::ALL.to_vec()))
            .prop_map(|(nth, ending)| Event::Ended(nth, ending)),
        2 => (0..3usize, any::<bool>()).prop_map(|(nth, back)| Event::Settle(nth, back)),
        3 => (0..TOTALS.len() + PHONES.len()).prop_map(Event::Release),
        1 => Just(Event::Restart),
    ]
}

fn live(scene: &mut Scene, event: Event) {
    match event {
        Event::Report(prompt, code) => scene.report(prompt, CODES[code]),
        Event::Answer(prompt) => scene.answer_paid(prompt),
        Event::Fail(prompt) => scene.fail(prompt),
        Event::Hear(source, code) => scene.hear(CODES[code], hearing(source)),
        Event::Forge(code) => {
            let forged = Hearing {
                amount: "500".parse().ok(),
                ..hearing(Source::C2bBody)
            };
            scene.hear(CODES[code], forged);
        }
        // Of what is not kept for that prompt nothing is freed.
        Event::Free(code, prompt) => drop(scene.free_from(CODES[code], prompt)),
        Event::Reverse(code, shillings) => scene.reverse(CODES[code], "UKN5T0I7QX", shillings),
        // What a person may not do is refused, and the law looks at what is left.
        Event::Give(code, sale) => drop(scene.give(CODES[code], sale)),
        Event::GivePart(code, sale, shillings) => {
            drop(scene.give_part(CODES[code], sale, shillings));
        }
        Event::Claim(code, sale) => drop(scene.claim(CODES[code], sale)),
        Event::Disprove(code) => scene.disprove(CODES[code]),
        Event::TakeBack(nth) => drop((nth < scene.count_given()).then(|| scene.take_back(nth))),
        Event::Cash(sale, shillings) => drop(scene.take_cash(sale, shillings)),
        Event::Lend(sale, shillings) => drop(scene.lend(sale, shillings)),
        Event::Void(sale) => drop(scene.void(sale)),
        Event::PayOut(sale, shillings, how) => drop(scene.pay_out(sale, shillings, how)),
        Event::HandBack(sale, shillings, how) => drop(scene.hand_back(sale, shillings, how)),
        Event::Refund(sale, shillings) => drop(scene.refund(sale, shillings)),
        Event::SendBack(code, shillings) => drop(scene.send_back(CODES[code], shillings)),
        Event::Ended(nth, Ending::Done) => scene.end_reversal(nth, Some("0")),
        Event::Ended(nth, Ending::Failed) => scene.end_reversal(nth, Some("1")),
        Event::Ended(nth, Ending::Unsure) => scene.end_reversal(nth, None),
        Event::Settle(nth, is_back) => scene.settle(nth, is_back),
        Event::Release(sale) => {
            let (sale, before) = (scene.sales()[sale].clone(), scene.at_risk());
            let released = scene.release(&sale).is_ok();
            assert!(!released || scene.at_risk() <= MAY_BE_AT_RISK, "{before}");
        }
        Event::Restart => scene.reopen(),
    }
}

fn shillings(money: Money) -> i64 {
    money.balance().cents() / 100
}

/// Checks that no shilling of a payment settles two sales or vanishes.
fn audit_sales(scene: &Scene, records: &[ReceiptRecord]) -> Result<(), TestCaseError> {
    let sales = scene.sales();
    let received = |receipt: &Receipt| {
        let legs = sales.iter().flat_map(|sale| &sale.legs);
        let given = legs.filter_map(|leg| leg.received.as_ref());
        let standing = given.filter(|one| one.receipt == *receipt && one.taken_back.is_none());
        standing.cloned().collect::<Vec<_>>()
    };
    for record in records {
        let given = received(&record.number);
        let sum: i64 = given.iter().map(|one| shillings(one.amount)).sum();
        let proved = given.iter().filter(|one| one.proved);
        let filled: i64 = proved.map(|one| shillings(one.amount)).sum();
        prop_assert!(
            sum <= 500 && filled <= 350,
            "given beyond itself: {:?}",
            given
        );
        prop_assert!(
            given.is_empty() || record.attempt.is_none(),
            "a prompt's and a sale's: {:?} {:?}",
            record,
            given
        );
        let is_free = record.attempt.is_none() && record.held_for.is_none();
        if is_free && matches!(record.state.as_str(), "reported" | "proved") {
            let amount = record.amount.map_or(0, shillings);
            let left = (amount - sum).max(0);
            prop_assert_eq!(shillings(record.left), left, "what is left of {:?}", record);
        }
    }
    let of_all = |part: fn(&Sale) -> Money| -> i64 {
        sales.iter().map(|sale| shillings(part(&sale.sale))).sum()
    };
    // What went back although it had paid for goods is lost, and nothing else is. What the shop
    // itself had sent back was owed or nobody's, unless a prompt's own path names it since.
    let on_credit = of_all(Sale::on_credit);
    let owed_to_us = scene.balance(Account::CustomersCredit);
    let repaid = on_credit - owed_to_us;
    let earned = repaid - scene.balance(Account::Sales) - scene.balance(Account::Refunds);
    let told_lost = of_all(Sale::lost);
    // Of goods that came back and were paid out, a customer can take the payment back as well.
    let kept = sales.iter().map(|record| match &record.sale {
        sale if sale.void => 0,
        sale => shillings(sale.covered()) - shillings(sale.returned) - shillings(sale.lost()),
    });
    let lost = kept.sum::<i64>() + told_lost - earned;
    let most = scene.may_be_lost();
    prop_assert!((0..=most).contains(&lost), "{} lost of {}", lost, most);
    prop_assert!((0..=most).contains(&told_lost), "{} of {}", told_lost, most);
    let owed = of_all(Sale::owed) - of_all(Sale::overpaid);
    prop_assert_eq!(-scene.balance(Account::OwedToCustomers), owed);
    audit_debts(scene, &sales)?;
    audit_drawer(scene, &sales)?;
    prop_assert_eq!(scene.at_risk(), of_all(Sale::at_risk));
    prop_assert!(
        scene.balance(Account::Suspense) <= 0,
        "more was given to sales than came: {}",
        scene.balance(Account::Suspense)
    );
    Ok(())
}

/// Checks that no shilling of a debt vanishes: what is owed, what each sale adds to it, and what
/// the book has as customers' credit are one.
fn audit_debts(scene: &Scene, sales: &[SaleRecord]) -> Result<(), TestCaseError> {
    let owes = scene.debtor().account.owes.cents() / 100;
    let added = sales.iter().map(|one| one.sale.adds_to_debt().cents());
    prop_assert_eq!(owes, added.sum::<i64>() / 100);
    prop_assert_eq!(owes, scene.balance(Account::CustomersCredit));
    Ok(())
}

/// Checks that the drawer holds what was put into it and not taken out again.
fn audit_drawer(scene: &Scene, sales: &[SaleRecord]) -> Result<(), TestCaseError> {
    let legs = sales.iter().flat_map(|sale| &sale.legs);
    let handed = legs.filter(|leg| leg.leg.tender.is_handed());
    let taken =
        handed.filter_map(|leg| Some(shillings(leg.leg.handed?) - shillings(leg.leg.change)));
    let given_back = sales.iter().map(|sale| shillings(sale.sale.gives_back()));
    let paid_out = |way| -> i64 {
        let refunds = sales.iter().flat_map(|sale| &sale.refunds);
        let out = refunds.filter_map(|refund| match refund.fact {
            SaleFact::PaidOut { money, how, .. } if how == way => Some(shillings(money)),
            SaleFact::HandedBack { money, how, .. } if how == way => Some(-shillings(money)),
            _ => None,
        });
        out.sum()
    };
    let drawer = taken.sum::<i64>() - given_back.sum::<i64>() - paid_out(Payout::Cash);
    prop_assert_eq!(scene.balance(Account::Cash(ShiftNumber::OPENING)), drawer);
    prop_assert_eq!(-scene.balance(Account::Tips), paid_out(Payout::Tip));
    Ok(())
}

/// Checks all that must hold of the money.
fn audit(scene: &Scene) -> Result<(), TestCaseError> {
    let records: Vec<_> = CODES
        .iter()
        .filter_map(|code| scene.receipt(code))
        .collect();
    let posted: i64 = records
        .iter()
        .map(|record| record.posted.balance().cents() / 100)
        .sum();
    prop_assert_eq!(scene.balance(mpesa()), posted, "each receipt once");
    for record in &records {
        // Said anew here: the law must not believe what it judges.
        let is_body = |source| matches!(source, Source::StkBody | Source::C2bBody);
        let proved = record
            .sources
            .iter()
            .any(|one| !is_body(one.hearing.source));
        prop_assert!(
            proved || record.posted.cents() == 0,
            "posted on hearsay: {:?}",
            record
        );
        prop_assert!(
            record.posted.cents() <= 35_000,
            "posted twice: {:?}",
            record
        );
    }
    let paid = |prompt: &usize| matches!(scene.attempt(*prompt), State::Paid(_));
    let prompts: Vec<_> = (0..PHONES.len()).collect();
    let codes: Vec<_> = prompts
        .iter()
        .filter_map(|prompt| match scene.attempt(*prompt) {
            State::Paid(Code::Known(receipt)) => Some(receipt),
            _ => None,
        })
        .collect();
    let mut once = codes.clone();
    once.sort();
    once.dedup();
    prop_assert_eq!(once.len(), codes.len(), "one code for two: {:?}", codes);
    prop_assert!(prompts.iter().filter(|one| paid(one)).count() >= codes.len());
    let is_proved = |prompt: &&usize| scene.is_proved(**prompt);
    let proved = prompts.iter().filter(is_proved).count();
    let codes = records.iter().filter(|one| one.attempt.is_some()).count();
    let awaited = 350 * i64::try_from(proved - codes).expect("few");
    prop_assert_eq!(scene.balance(Account::ReceiptAwaited), awaited);
    let accounts = [
        mpesa(),
        Account::ReceiptAwaited,
        Account::Suspense,
        Account::CustomersCredit,
        Account::Sales,
        Account::OwedToCustomers,
        Account::Refunds,
        Account::Tips,
        Account::Cash(ShiftNumber::OPENING),
    ];
    let sum: i64 = accounts.into_iter().map(|one| scene.balance(one)).sum();
    prop_assert_eq!(sum, 0, "every shilling has two sides");
    audit_sales(scene, &records)
}

/// Each case writes a book to the disk: few in an ordinary run, more where they are asked for.
fn cases() -> ProptestConfig {
    match std::env::var("PROPTEST_CASES") {
        Ok(_) => ProptestConfig::default(),
        Err(_) => ProptestConfig::with_cases(24),
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn whatever_comes_in_the_accounts_hold_each_receipt_once(
        events in prop::collection::vec(any_event(), 1..32),
    ) {
        let mut scene = Scene::open(&PHONES);
        scene.let_risk(MAY_BE_AT_RISK.unsigned_abs());
        for total in TOTALS {
            scene.park(total);
        }
        scene.add_debtor(600);
        scene.park(700);
        scene.lend(TOTALS.len(), 400).expect("on credit");
        scene.park_repayment(350);
        for event in &events {
            live(&mut scene, *event);
            audit(&scene)?;
        }
        let rebuilt = scene.rebuild();
        prop_assert_eq!(rebuilt.before.findings, []);
        prop_assert!(rebuilt.copy.is_some() && rebuilt.after.findings.is_empty());
    }

    // Payments as they are: each prompt has its own receipt, told of by every way at any time.
    #[test]
    fn one_payment_that_comes_by_every_way_in_any_order_is_one_sale(
        order in Just((0..8usize).collect::<Vec<_>>()).prop_shuffle(),
        other in Just((0..8usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let mut scene = Scene::open(&PHONES[..2]);
        for (one, two) in order.iter().zip(&other) {
            for (prompt, step) in [(0, one), (1, two)] {
                let phone = format!("254{}", &PHONES[prompt][1..]);
                let mut heard = hearing(match step {
                    0 | 1 => Source::C2bBody,
                    2 => Source::Pull,
                    3 => Source::Status,
                    _ => Source::Statement,
                });
                heard.payer = domain::phone::PayerHint::read(&phone);
                match step {
                    0..=4 => scene.hear(CODES[prompt], heard),
                    5 | 6 => scene.report(prompt, CODES[prompt]),
                    _ => scene.answer_paid(prompt),
                }
            }
        }
        for (prompt, code) in CODES[..2].iter().enumerate() {
            let known = Code::Known(code.parse().expect("a code"));
            prop_assert_eq!(scene.attempt(prompt), State::Paid(known));
        }
        scene.check([700, 0, 0, -700, 0]);
        scene.prove();
    }
}

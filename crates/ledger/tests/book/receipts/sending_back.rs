//! Payments that the shop has M-PESA send back, and prompts that would have had them.

use domain::attempt::{Alarm, Code, State};
use domain::money::Money;
use domain::phone::PayerHint;
use domain::receipt::life::{Hearing, Source};
use domain::receipt::{NotFree, NotReversible};
use domain::sale::Standing;
use ledger::LedgerError;

use super::scene::{Scene, hearing};

const CODE: &str = "UKN5T0I7QA";
const PHONE: &str = "0712345678";
const WHOLE: &str = "254712345678";

fn kes(shillings: u64) -> Money {
    Money::from_cents(shillings * 100).expect("an amount")
}

fn standing(scene: &Scene) -> Standing {
    scene.sales()[0].sale.standing()
}

fn paid_by(payer: &str, source: Source) -> Hearing {
    Hearing {
        payer: PayerHint::read(payer),
        ..hearing(source)
    }
}

#[test]
fn a_late_proof_of_money_that_went_back_gives_no_goods_and_is_told() {
    for done_first in [true, false] {
        let mut scene = Scene::open(&[PHONE]);
        scene.fail(0);
        scene.hear(CODE, hearing(Source::Pull));
        scene.send_back(CODE, 350).expect("nobody's");
        if done_first {
            scene.end_reversal(0, Some("0"));
        }
        scene.report(0, CODE);
        scene.answer_paid(0);
        if !done_first {
            scene.end_reversal(0, Some("0"));
        }
        assert_eq!(standing(&scene), Standing::Short(kes(350)), "{done_first}");
        let record = scene.shop.book.readers.attempt(scene.id(0));
        assert!(!record.expect("an attempt").gives_goods());
        let told: Vec<_> = scene.alarms().into_iter().map(|(_, alarm)| alarm).collect();
        assert!(told.contains(&Alarm::WentBack), "{told:?}");
        scene.check([0, 0, 0, -350, 350]);
        scene.prove();
        let rebuilt = scene.rebuild();
        assert_eq!(
            (rebuilt.before.findings, rebuilt.after.findings),
            (vec![], vec![])
        );
    }
}

#[test]
fn money_that_the_shop_sends_back_becomes_no_prompt_s() {
    for payer in ["", WHOLE] {
        let mut scene = Scene::open(&[]);
        scene.hear(CODE, paid_by(payer, Source::Pull));
        scene.send_back(CODE, 350).expect("nobody's");
        scene.add(PHONE);
        scene.acknowledge(0);
        scene.answer_paid(0);
        assert_eq!(scene.attempt(0), State::Paid(Code::ToFollow), "{payer}");
        scene.end_reversal(0, Some("0"));
        let record = scene.receipt(CODE).expect("a receipt");
        assert_eq!((record.attempt, record.held_for), (None, None), "{payer}");
        assert_eq!(standing(&scene), Standing::Covered);
        scene.check([0, 350, 0, -350, 0]);
        scene.prove();
    }
}

#[test]
fn money_that_the_shop_sends_back_proves_no_prompt_that_nobody_can_ask_about() {
    for named in [true, false] {
        let mut scene = Scene::open(&[]);
        scene.hear(CODE, paid_by(WHOLE, Source::Pull));
        scene.send_back(CODE, 350).expect("nobody's");
        scene.add(PHONE);
        scene.unclear(0);
        if named {
            scene.report_without_ids(0, CODE);
        }
        assert!(!scene.is_proved(0), "named: {named}");
        scene.end_reversal(0, Some("0"));
        assert!(!scene.is_proved(0), "named: {named}");
        scene.check([0, 0, 0, 0, 0]);
        scene.prove();
    }
}

#[test]
fn a_prompt_s_code_goes_back_only_to_whom_it_surely_is() {
    let check = |payer: &str, named: bool, is_sure: bool| {
        let mut scene = Scene::open(&[PHONE]);
        if named {
            scene.report(0, CODE);
        }
        scene.answer_paid(0);
        scene.hear(CODE, paid_by(payer, Source::C2bBody));
        scene.hear(CODE, paid_by(payer, Source::Pull));
        let code = scene.receipt(CODE).expect("a receipt").attempt;
        assert_eq!(code, Some(scene.id(0)));
        let sale = scene.sales()[0].id;
        scene.void_sale(sale).expect("void");
        let ordered = scene.send_back(CODE, 350);
        let refused = matches!(
            ordered,
            Err(LedgerError::NotReversible(NotReversible::MaybeAnothers))
        );
        assert_eq!((ordered.is_ok(), refused), (is_sure, !is_sure), "{payer}");
        scene.prove();
    };
    check("", false, false);
    check("2547 ***** 678", false, false);
    check(WHOLE, false, true);
    check("", true, true);
}

#[test]
fn what_is_left_after_an_order_was_done_is_free_again() {
    let mut scene = Scene::open(&[]);
    scene.park(350);
    scene.hear(CODE, hearing(Source::Pull));
    scene.send_back(CODE, 50).expect("nobody's");
    assert_eq!(scene.free(), []);
    let refused = scene.give(CODE, 0).expect_err("under way");
    assert!(matches!(
        refused,
        LedgerError::NotFree(NotFree::BeingSentBack)
    ));
    scene.end_reversal(0, Some("0"));
    assert_eq!(scene.free(), [super::scene::code(CODE)]);
    scene.give(CODE, 0).expect("given");
    assert_eq!(standing(&scene), Standing::Short(kes(50)));
    scene.check([300, 0, 0, -300, 0]);
    scene.prove();
}

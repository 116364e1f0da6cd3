//! Payments that the shop has M-PESA send back, and prompts that would have had them.

use domain::attempt::Alarm;
use domain::money::Money;
use domain::receipt::life::Source;
use domain::sale::Standing;

use super::scene::{Scene, hearing};

const CODE: &str = "UKN5T0I7QA";
const PHONE: &str = "0712345678";

fn kes(shillings: u64) -> Money {
    Money::from_cents(shillings * 100).expect("an amount")
}

fn standing(scene: &Scene) -> Standing {
    scene.sales()[0].sale.standing()
}

#[test]
fn a_late_proof_of_money_that_went_back_gives_no_goods_and_is_told() {
    for done_first in [true, false] {
        let mut scene = Scene::open(&[PHONE]);
        scene.fail(0);
        scene.hear(CODE, hearing(Source::Pull));
        scene.send_back(CODE, 350).expect("nobody's");
        if done_first {
            scene.end_reversal(Some("0"));
        }
        scene.report(0, CODE);
        scene.answer_paid(0);
        if !done_first {
            scene.end_reversal(Some("0"));
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

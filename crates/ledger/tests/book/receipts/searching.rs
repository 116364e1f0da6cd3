//! Payments that came by themselves are found by any part of them, and each payment once.

use domain::eat::TradingDay;
use domain::party::Name;
use domain::phone::PayerHint;
use domain::receipt::life::{Hearing, Source};
use ledger::Search;

use super::scene::{Scene, hearing};
use crate::shop::NOW;

const WANJIKU: &str = "UKN5T0I7QO";
const OTIENO: &str = "UKN5T0I7QB";

fn told(payer: &str, name: &str, shillings: &str) -> Hearing {
    Hearing {
        payer: PayerHint::read(payer),
        name: Name::of([name]),
        amount: shillings.parse().ok(),
        ..hearing(Source::C2bBody)
    }
}

fn scene() -> Scene {
    let mut scene = Scene::open(&[]);
    scene.park(1_240);
    scene.hear(WANJIKU, told("2547 ***** 678", "WANJIKU", "1240"));
    scene.hear(OTIENO, told("254722000111", "Otieno", "77"));
    scene.give(WANJIKU, 0).expect("given");
    scene
}

fn found(scene: &Scene, search: &Search) -> Vec<String> {
    let found = scene.shop.book.readers.payments(search).expect("a search");
    found.iter().map(|one| one.number.to_string()).collect()
}

#[test]
fn a_payment_that_came_by_itself_is_found_by_code_phone_name_amount_sale_and_day() {
    let scene = scene();
    let check = |text: &str, expected: &[&str]| {
        assert_eq!(
            found(&scene, &Search::read(text, NOW)),
            expected,
            "{text:?}"
        );
    };
    check("", &[OTIENO, WANJIKU]);
    check("ukn5toi7qo", &[WANJIKU]);
    check("I7QB", &[OTIENO]);
    check("0712 345 678", &[WANJIKU]);
    check("0712 345 679", &[]);
    check("678", &[WANJIKU]);
    check("722000", &[OTIENO]);
    check("anji", &[WANJIKU]);
    check("OTIENO", &[OTIENO]);
    check("1,240", &[WANJIKU]);
    check("77", &[OTIENO]);
    check("1", &[WANJIKU]);
    check("%%%", &[]);
    let today = TradingDay::of(NOW).to_string();
    check(&today, &[OTIENO, WANJIKU]);
    check("1/1/2026", &[]);
}

#[test]
fn what_is_a_prompts_or_was_only_typed_is_no_payment_that_came_by_itself() {
    let mut scene = Scene::open(&["0712345678", "0722000000"]);
    scene.park(350);
    scene.report(0, WANJIKU);
    scene.answer_paid(0);
    scene.hear(OTIENO, told("2547 ***** 000", "Otieno", "350"));
    assert_eq!(scene.holder(OTIENO), Some(1));
    scene.claim("UKO5T0I7QZ", 0).expect("claimed");
    assert_eq!(
        found(&scene, &Search::Latest),
        [OTIENO],
        "kept, and no row has it"
    );
    scene.report(1, OTIENO);
    assert!(
        found(&scene, &Search::Latest).is_empty(),
        "the prompt names it"
    );
    let by_name = Search::Text("otieno".to_owned());
    scene.answer_paid(1);
    let prompts = scene.shop.book.readers.history(&by_name).expect("a search");
    assert_eq!(prompts.len(), 1, "a prompt is found by its payer's name");
}

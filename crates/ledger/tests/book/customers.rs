//! Customers as they are known from what they paid, and forgotten.

use domain::party::Name;
use domain::phone::PayerHint;
use domain::receipt::Receipt;
use domain::receipt::life::{Hearing, Kind, Source};
use ledger::{Actor, CustomerRecord, KNOWS_CUSTOMERS, NOT_KNOWN, OWNER};
use rusqlite::Connection;

use crate::receipts::scene::{Scene, code, hearing};
use crate::shop::NOW;

const BY: Actor = Actor::Person(OWNER);
const PHONE: &str = "254712345678";
/// SHA-256 of [`PHONE`].
const HASH: &str = "7132104d6aae9c3fac82095a42c2817952bca48e09d98d5bf4ac08218982fb90";
const FIRST: &str = "UKN5T0I7QA";
const SECOND: &str = "UKN5T0I7QB";
const THIRD: &str = "UKN5T0I7QC";

/// A payment by whoever shows so much of his phone and is called so.
fn paid_by(source: Source, payer: &str, name: &str) -> Hearing {
    Hearing {
        payer: PayerHint::read(payer),
        name: Name::of([name]),
        ..hearing(source)
    }
}

fn customers(scene: &Scene) -> Vec<CustomerRecord> {
    scene.shop.book.readers.customers().expect("the customers")
}

fn times(scene: &Scene) -> Vec<u32> {
    customers(scene).iter().map(|one| one.times).collect()
}

/// How often whoever paid this did so before.
fn before(scene: &Scene, receipt: &str) -> u32 {
    let record = scene.receipt(receipt).expect("a payment");
    scene
        .shop
        .book
        .readers
        .visits_before(&record)
        .expect("a count")
}

fn forget(scene: &mut Scene, of: Option<&str>) {
    let of: Option<Receipt> = of.map(code);
    let forgotten = scene.shop.write(move |tx| tx.forget_customers(NOW, BY, of));
    forgotten.expect("forgotten");
}

fn know(scene: &mut Scene, value: &'static str) {
    let set = scene
        .shop
        .write(move |tx| tx.set(NOW, BY, KNOWS_CUSTOMERS, value));
    set.expect("set");
}

fn check_rebuilt(scene: &mut Scene) {
    let known = customers(scene);
    scene.prove();
    let rebuilt = scene.rebuild();
    assert!(rebuilt.after.is_good(), "{:?}", rebuilt.after.findings);
    scene.reopen();
    assert_eq!(customers(scene), known);
}

#[test]
fn only_what_is_proved_teaches_who_paid_and_each_payment_counts_once() {
    let mut scene = Scene::open(&[]);
    scene.hear(FIRST, paid_by(Source::C2bBody, PHONE, "WANJIKU"));
    assert_eq!(times(&scene), [] as [u32; 0]);
    for source in [Source::Pull, Source::Status] {
        scene.hear(FIRST, paid_by(source, PHONE, "WANJIKU"));
        assert_eq!(times(&scene), [1]);
    }
    scene.hear(SECOND, paid_by(Source::C2bBody, PHONE, "WANJIKU"));
    assert_eq!((before(&scene, FIRST), before(&scene, SECOND)), (0, 1));
    scene.hear(SECOND, paid_by(Source::Pull, PHONE, "WANJIKU"));
    assert_eq!((before(&scene, FIRST), times(&scene)), (1, vec![2]));
    let known = &customers(&scene)[0];
    assert_eq!(known.name.as_ref().map(Name::as_str), Some("WANJIKU"));
    assert_eq!(known.phone, PayerHint::read(PHONE));
    check_rebuilt(&mut scene);
}

#[test]
fn a_prompt_s_customer_is_whose_phone_was_typed() {
    let mut scene = Scene::open(&["0712345678"]);
    scene.report(0, FIRST);
    scene.answer_paid(0);
    assert_eq!(times(&scene), [1]);
    scene.hear(SECOND, paid_by(Source::C2bBody, HASH, "WANJIKU"));
    assert_eq!(before(&scene, SECOND), 1, "known by the hash of his phone");
    let masked = paid_by(Source::C2bBody, "2547 ***** 678", "WANJIKU");
    scene.hear(THIRD, masked.clone());
    assert_eq!(before(&scene, THIRD), 0, "no name is known yet");
    scene.hear(SECOND, paid_by(Source::Pull, HASH, "WANJIKU"));
    assert_eq!(before(&scene, THIRD), 2, "now mask and name are his");
    scene.hear(
        THIRD,
        Hearing {
            source: Source::Pull,
            ..masked
        },
    );
    assert_eq!(times(&scene), [3]);
    check_rebuilt(&mut scene);
}

#[test]
fn a_business_and_a_mask_without_a_name_are_nobody() {
    let mut scene = Scene::open(&[]);
    let business = Hearing {
        kind: Kind::Organization,
        ..paid_by(Source::Pull, PHONE, "WANJIKU")
    };
    scene.hear(FIRST, business);
    scene.hear(SECOND, paid_by(Source::Pull, "2547 ***** 678", ""));
    assert_eq!(times(&scene), [] as [u32; 0]);
    check_rebuilt(&mut scene);
}

#[test]
fn who_is_forgotten_stands_in_no_table_and_what_he_paid_teaches_nothing_again() {
    let mut scene = Scene::open(&[]);
    scene.hear(FIRST, paid_by(Source::Pull, PHONE, "WANJIKU"));
    scene.hear(SECOND, paid_by(Source::Pull, "254722000111", "OTIENO"));
    forget(&mut scene, Some(FIRST));
    let names = |scene: &Scene| -> Vec<String> {
        let names = customers(scene).into_iter().filter_map(|one| one.name);
        names.map(|name| name.as_str().to_owned()).collect()
    };
    assert_eq!(names(&scene), ["OTIENO"]);
    scene.hear(FIRST, paid_by(Source::Status, PHONE, "WANJIKU"));
    assert_eq!(names(&scene), ["OTIENO"]);
    let conn = Connection::open(scene.shop.path()).expect("the file");
    let kept = "SELECT count(*) FROM customer WHERE name = 'WANJIKU' OR phone = '254712345678'";
    let kept: i64 = conn.query_row(kept, [], |row| row.get(0)).expect("a count");
    assert_eq!(kept, 0);
    drop(conn);
    check_rebuilt(&mut scene);
    forget(&mut scene, None);
    assert_eq!(times(&scene), [] as [u32; 0]);
    assert!(scene.receipt(FIRST).is_some(), "the payments stay");
    scene.hear(THIRD, paid_by(Source::Pull, PHONE, "WANJIKU"));
    assert_eq!(
        names(&scene),
        ["WANJIKU"],
        "a new payment makes him known again"
    );
    check_rebuilt(&mut scene);
}

#[test]
fn nothing_is_learnt_or_used_while_customers_are_not_to_be_known() {
    let mut scene = Scene::open(&[]);
    scene.hear(FIRST, paid_by(Source::Pull, PHONE, "WANJIKU"));
    know(&mut scene, NOT_KNOWN);
    scene.hear(SECOND, paid_by(Source::Pull, PHONE, "WANJIKU"));
    assert_eq!((before(&scene, SECOND), times(&scene)), (0, vec![1]));
    know(&mut scene, "on");
    assert_eq!(before(&scene, SECOND), 1);
    check_rebuilt(&mut scene);
}

//! Cases on payments: opened, noted, closed, and told from the journal again.

use domain::case::Note;
use domain::ids::CaseId;
use domain::receipt::life::Source;
use ledger::{About, Actor, CaseRecord, LedgerError, OWNER, Way, rebuild, verify};

use crate::receipts::scene::{Scene, hearing};
use crate::shop::{NOW, Shop, evidence, proof, reported};

const BY: Actor = Actor::Person(OWNER);
const CODE: &str = "UKN5T0I7QO";
const HOSTILE: &str = "<img src=x> '; DROP TABLE leg; -- \u{202e}=1+1";

fn id(number: u8) -> CaseId {
    CaseId::from_bytes([number; 16])
}

fn note(text: &str) -> Note {
    text.parse().expect("a note")
}

fn open(shop: &mut Shop, number: u8, about: &About, why: &str) -> Result<CaseId, LedgerError> {
    let (about, why) = (about.clone(), note(why));
    let typed = evidence(Way::Counter, b"typed");
    shop.write(move |tx| tx.open_case(NOW, BY, (id(number), about), (why, &typed)))
}

fn add(shop: &mut Shop, number: u8, text: &str) -> Result<(), LedgerError> {
    let (said, typed) = (note(text), evidence(Way::Counter, b"typed"));
    shop.write(move |tx| tx.note_case(NOW, BY, id(number), (said, &typed)))
}

fn close(shop: &mut Shop, number: u8, outcome: &str) -> Result<(), LedgerError> {
    let (said, typed) = (note(outcome), evidence(Way::Counter, b"typed"));
    shop.write(move |tx| tx.close_case(NOW, BY, id(number), (said, &typed)))
}

fn open_cases(shop: &Shop) -> Vec<CaseRecord> {
    shop.book.readers.open_cases().expect("the open cases")
}

fn said(case: &CaseRecord) -> Vec<&str> {
    let said = case.notes.iter().map(|note| note.said.as_ref());
    said.map(|said| said.map_or("", Note::as_str)).collect()
}

#[test]
fn a_case_is_open_until_somebody_closes_it_and_says_who_said_what() {
    let mut shop = Shop::open();
    let prompt = About::Attempt(shop.prompted());
    open(&mut shop, 1, &prompt, "says he paid twice").expect("opened");
    add(&mut shop, 1, HOSTILE).expect("noted");
    let found = open_cases(&shop);
    assert_eq!(said(&found[0]), ["says he paid twice", HOSTILE]);
    let by = found[0].notes[0].by.as_ref().expect("a name");
    assert_eq!((by.as_str(), found[0].notes[0].at), ("Owner", NOW));
    assert_eq!(found[0].amount.cents(), 35_000);
    assert!(found[0].sale.is_some());
    close(&mut shop, 1, "paid once; shown on his phone").expect("closed");
    assert_eq!(open_cases(&shop), []);
    let all = shop.book.readers.cases_of(&prompt).expect("its cases");
    assert_eq!((all.len(), all[0].closed_at), (1, Some(NOW)));
    let path = shop.path();
    shop.close();
    assert!(verify(&path).expect("a report").is_good());
    assert!(rebuild(&path).expect("rebuilt").after.is_good());
}

#[test]
fn a_second_case_on_one_payment_is_a_note_on_the_first_until_that_is_closed() {
    let mut shop = Shop::open();
    let prompt = About::Attempt(shop.prompted());
    let first = open(&mut shop, 1, &prompt, "paid twice").expect("opened");
    assert_eq!(open(&mut shop, 2, &prompt, "again").expect("noted"), first);
    assert_eq!(said(&open_cases(&shop)[0]), ["paid twice", "again"]);
    close(&mut shop, 1, "settled").expect("closed");
    assert_eq!(open(&mut shop, 2, &prompt, "back").expect("opened"), id(2));
    let all = shop.book.readers.cases_of(&prompt).expect("its cases");
    assert_eq!(all.len(), 2);
}

#[test]
fn nothing_is_added_to_a_case_that_is_closed_and_none_is_about_nothing() {
    let mut shop = Shop::open();
    let prompt = About::Attempt(shop.prompted());
    open(&mut shop, 1, &prompt, "paid twice").expect("opened");
    close(&mut shop, 1, "settled").expect("closed");
    let late = add(&mut shop, 1, "but");
    assert!(matches!(late, Err(LedgerError::CaseClosed(_))), "{late:?}");
    let twice = close(&mut shop, 1, "settled");
    assert!(
        matches!(twice, Err(LedgerError::CaseClosed(_))),
        "{twice:?}"
    );
    let nobody = About::Receipt("UKN5T0I7ZZ".parse().expect("a code"));
    let unknown = open(&mut shop, 3, &nobody, "what");
    assert!(matches!(unknown, Err(LedgerError::NotFound("payment"))));
}

#[test]
fn a_case_on_a_code_that_is_a_prompt_s_is_one_on_the_prompt() {
    let mut shop = Shop::open();
    let attempt = shop.prompted();
    shop.record(attempt, reported(CODE));
    shop.record(attempt, proof());
    let code = About::Receipt(CODE.parse().expect("a code"));
    open(&mut shop, 1, &code, "paid twice").expect("opened");
    let found = open_cases(&shop);
    assert_eq!(found[0].about, About::Attempt(attempt));
    assert_eq!(found[0].code, CODE.parse().ok());
    assert_eq!(shop.book.readers.cases_of(&code).expect("its cases"), found);
}

#[test]
fn a_case_on_a_payment_that_came_by_itself_names_the_sale_that_has_it() {
    let mut scene = Scene::open(&[]);
    scene.park(350);
    scene.hear(CODE, hearing(Source::Pull));
    let code = About::Receipt(CODE.parse().expect("a code"));
    open(&mut scene.shop, 1, &code, "not his").expect("opened");
    assert_eq!(open_cases(&scene.shop)[0].sale, None);
    scene.give(CODE, 0).expect("given");
    let found = open_cases(&scene.shop);
    assert_eq!(found[0].sale.map(|(id, _)| id), Some(scene.sales()[0].id));
    assert_eq!(found[0].amount.cents(), 35_000);
    scene.prove();
}

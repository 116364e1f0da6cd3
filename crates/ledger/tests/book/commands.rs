//! Commands to M-PESA: what their results tell, and what is never sent twice.

use domain::attempt::Alarm;
use domain::callback_path::{ShopId, Tag};
use domain::command::{Fact, Found, Ids, NotInDoubt, Order, Outcome, State};
use domain::ids::{CommandId, PersonId};
use domain::money::{Money, Shillings};
use domain::people::{Denied, Employment, Role};
use domain::receipt::NotFree;
use domain::receipt::life::{self, Source};
use domain::refusal::Refusal;
use domain::sale::{Objection, Payout};
use ledger::{Account, Actor, By, CommandDraft, LedgerError, OWNER, PersonChange, Recorded, Way};

use crate::receipts::scene::{Scene, code, hearing};
use crate::shop::{NOW, evidence};

const CODE: &str = "UKN5T0I7QA";

fn status() -> Order {
    let receipt = code(CODE);
    Order::Status { receipt }
}

fn reversal() -> Order {
    Order::Reversal {
        receipt: code(CODE),
        amount: Shillings::new(350).expect("an amount"),
    }
}

fn ids() -> Ids {
    Ids {
        originator: "10571-7910404-1".parse().expect("an id"),
        conversation: "AG_20261124_00004e48cf7e3533f581".parse().expect("an id"),
    }
}

fn id(number: u8) -> CommandId {
    CommandId::from_bytes([number; 16])
}

fn tag(number: u8) -> Tag {
    let shop: ShopId = "duka".parse().expect("a name");
    Tag::of_command(b"key", &shop, id(number))
}

fn order(scene: &mut Scene, number: u8, order: Order) -> Result<(), LedgerError> {
    draft(scene, number, order, None)
}

fn draft(
    scene: &mut Scene,
    number: u8,
    order: Order,
    agreed: Option<PersonId>,
) -> Result<(), LedgerError> {
    let tag_digest = tag(number).digest();
    let draft = CommandDraft {
        order,
        tag_digest,
        approved_by: None,
    };
    let by = By {
        actor: Actor::Person(OWNER),
        agreed,
    };
    let write = scene
        .shop
        .write(move |tx| tx.draft_command(NOW, by, id(number), draft));
    write.map(drop)
}

fn record(scene: &mut Scene, number: u8, fact: Fact) -> Recorded {
    let write =
        move |tx: &ledger::Tx<'_>| tx.record_command(NOW, Actor::Till, id(number), fact, None);
    scene.shop.write(write).expect("recorded").0
}

fn send(scene: &mut Scene, number: u8) {
    record(scene, number, Fact::Sending { at: NOW });
}

fn acknowledge(scene: &mut Scene, number: u8) -> Recorded {
    let (at, ids) = (NOW, ids());
    record(scene, number, Fact::Acknowledged { at, ids })
}

fn result(with: &str, ids: Option<Ids>, tells: Option<life::Fact>) -> Fact {
    let code = with.parse().expect("a code");
    Fact::Ended(Outcome {
        at: NOW,
        ids,
        code,
        tells,
    })
}

/// Takes a body in on the command's path; nothing when the same bytes came before.
fn take(scene: &mut Scene, number: u8, fact: Fact, body: &[u8]) -> Option<Recorded> {
    let body = evidence(Way::Result, body);
    let write = move |tx: &ledger::Tx<'_>| tx.take_news(NOW, id(number), Ok(fact), &body);
    scene.shop.write(write).expect("taken")
}

fn state(scene: &Scene, number: u8) -> State {
    let record = scene.shop.book.readers.command(id(number));
    record.expect("a command").command.state()
}

fn paid() -> Scene {
    let mut scene = Scene::open(&[]);
    scene.park(350);
    scene.hear(CODE, hearing(Source::C2bBody));
    scene
}

#[test]
fn a_status_proves_a_given_payment_and_covers_its_sale() {
    let mut scene = paid();
    scene.give(CODE, 0).expect("given");
    order(&mut scene, 1, status()).expect("drafted");
    send(&mut scene, 1);
    acknowledge(&mut scene, 1);
    let proof = life::Fact::Heard(hearing(Source::Status));
    let told = take(&mut scene, 1, result("0", Some(ids()), Some(proof)), b"{}");
    let told = told.expect("new");
    assert_eq!((told.receipt, told.sales.len()), (Some(code(CODE)), 1));
    assert_eq!(state(&scene, 1), State::Done);
    assert_eq!(scene.state_of(CODE), "proved");
    scene.check([350, 0, 0, -350, 0]);
    scene.prove();
    assert!(scene.rebuild().after.is_good());
}

#[test]
fn a_result_that_comes_before_the_acknowledgement_counts_once_the_ids_are_known() {
    let mut scene = paid();
    order(&mut scene, 1, status()).expect("drafted");
    send(&mut scene, 1);
    let told = result("2032", Some(ids()), Some(life::Fact::Disproved));
    take(&mut scene, 1, told, b"{}").expect("new");
    assert_eq!(
        scene.state_of(CODE),
        "reported",
        "whose result it is, nobody knows"
    );
    acknowledge(&mut scene, 1);
    assert_eq!(scene.state_of(CODE), "disproved");
    assert_eq!(
        state(&scene, 1),
        State::Failed("2032".parse().expect("a code"))
    );
    scene.prove();
}

#[test]
fn a_result_with_other_ids_counts_for_nothing_and_raises_an_alarm_once() {
    let mut scene = paid();
    scene.give(CODE, 0).expect("given");
    order(&mut scene, 1, status()).expect("drafted");
    send(&mut scene, 1);
    acknowledge(&mut scene, 1);
    let proof = life::Fact::Heard(hearing(Source::Status));
    let forged = result("0", None, Some(proof));
    let taken = take(&mut scene, 1, forged.clone(), b"forged").expect("new");
    assert_eq!(taken.alarms, [Alarm::StrangeResult]);
    assert_eq!(take(&mut scene, 1, forged.clone(), b"forged"), None);
    let again = take(&mut scene, 1, forged, b"forged again").expect("new");
    assert_eq!(again.alarms, []);
    assert_eq!(scene.alarms(), [(CODE.to_owned(), Alarm::StrangeResult)]);
    assert_eq!(scene.state_of(CODE), "reported");
    scene.prove();
}

#[test]
fn a_reversal_is_sent_once_unless_it_surely_was_not_done() {
    let mut scene = Scene::open(&[]);
    scene.hear(CODE, hearing(Source::Pull));
    order(&mut scene, 1, reversal()).expect("drafted");
    let refused = order(&mut scene, 2, reversal()).expect_err("one is under way");
    assert!(
        matches!(refused, LedgerError::ReversalUnderWay),
        "{refused:?}"
    );
    record(&mut scene, 1, Fact::Refused(Refusal::NotReached));
    order(&mut scene, 3, reversal()).expect("the first was not taken");
    send(&mut scene, 3);
    record(&mut scene, 3, Fact::Unclear);
    record(&mut scene, 3, Fact::GaveUp { at: NOW });
    let refused = order(&mut scene, 4, reversal()).expect_err("it may have been done");
    assert!(
        matches!(refused, LedgerError::ReversalUnderWay),
        "{refused:?}"
    );
    assert_eq!(state(&scene, 3), State::Unsure);
    for number in 5..7 {
        order(&mut scene, number, status()).expect("a question may be asked again");
    }
    let readers = &scene.shop.book.readers;
    assert_eq!(readers.open_commands().expect("a book"), [id(5), id(6)]);
    scene.prove();
}

#[test]
fn a_reversal_s_result_takes_the_money_out_once() {
    let mut scene = Scene::open(&[]);
    scene.hear(CODE, hearing(Source::Pull));
    order(&mut scene, 1, reversal()).expect("drafted");
    send(&mut scene, 1);
    acknowledge(&mut scene, 1);
    let back = life::Fact::Reversed {
        by: code("UKN5T0I7QX"),
        amount: "350".parse().expect("an amount"),
    };
    for body in [b"{}", b"[]"] {
        let told = result("0", Some(ids()), Some(back.clone()));
        take(&mut scene, 1, told, body).expect("other bytes");
    }
    assert_eq!(scene.state_of(CODE), "reversed");
    scene.check([0, 0, 0, 0, 0]);
    scene.reopen();
    assert_eq!(state(&scene, 1), State::Done);
    scene.prove();
}

fn back(shillings: u64) -> life::Fact {
    life::Fact::Reversed {
        by: code("UKN5T0I7QX"),
        amount: shillings.to_string().parse().expect("an amount"),
    }
}

/// A void sale that owes all that a customer paid for it, which is being sent back to him.
fn sending_back() -> Scene {
    let mut scene = Scene::open(&[]);
    scene.park(350);
    scene.park(350);
    scene.hear(CODE, hearing(Source::Pull));
    scene.give(CODE, 0).expect("given");
    let early = order(&mut scene, 9, reversal()).expect_err("nothing is owed");
    let not_owed = matches!(early, LedgerError::NotReversible(_));
    assert!(not_owed, "{early:?}");
    scene.void(0).expect("void");
    order(&mut scene, 1, reversal()).expect("drafted");
    send(&mut scene, 1);
    acknowledge(&mut scene, 1);
    scene
}

fn check_being_sent_back<T: std::fmt::Debug>(outcome: &Result<T, LedgerError>) {
    let why = Objection::BeingSentBack;
    let refused = matches!(outcome, Err(LedgerError::Objected(found)) if *found == why);
    assert!(refused, "{outcome:?}");
}

#[test]
fn what_is_being_sent_back_leaves_by_no_other_way_and_settles_what_is_owed_without_alarm() {
    let mut scene = sending_back();
    check_being_sent_back(&scene.pay_out(0, 350, Payout::Cash));
    check_being_sent_back(&scene.take_back(0));
    let told = result("0", Some(ids()), Some(back(350)));
    take(&mut scene, 1, told, b"{}").expect("new");
    assert_eq!(scene.sales()[0].sale.owed(), Money::ZERO);
    assert_eq!(scene.balance(Account::OwedToCustomers), 0);
    assert_eq!(scene.alarms(), []);
    assert!(scene.pay_out(0, 350, Payout::Cash).is_err(), "it went back");
    scene.prove();
    assert!(scene.rebuild().after.is_good());
}

#[test]
fn what_m_pesa_did_not_send_back_is_owed_as_before_and_the_cashier_is_told() {
    let mut scene = sending_back();
    let told = result("1", Some(ids()), None);
    take(&mut scene, 1, told, b"{}").expect("new");
    assert_eq!(scene.alarms(), [(CODE.to_owned(), Alarm::NotSentBack)]);
    scene.pay_out(0, 350, Payout::Cash).expect("paid out");
    let refused = order(&mut scene, 2, reversal()).expect_err("it was paid out");
    assert!(matches!(refused, LedgerError::NotReversible(_)));
    scene.prove();
}

#[test]
fn what_was_sent_back_before_or_nobody_knows_of_stays_reserved() {
    for told in [result("R000001", Some(ids()), None), Fact::Unclear] {
        let mut scene = sending_back();
        record(&mut scene, 1, told);
        assert_eq!(scene.alarms(), [(CODE.to_owned(), Alarm::MaybeSentBack)]);
        check_being_sent_back(&scene.pay_out(0, 350, Payout::Cash));
        let again = order(&mut scene, 2, reversal()).expect_err("never by itself");
        assert!(matches!(again, LedgerError::ReversalUnderWay));
        scene.prove();
    }
}

fn settle(scene: &mut Scene, found: Found, agreed: Option<PersonId>) -> Result<(), LedgerError> {
    let (actor, typed) = (Actor::Person(OWNER), evidence(Way::Counter, b"portal"));
    let by = By { actor, agreed };
    scene.shop.write(move |tx| {
        let settled = tx.settle_order(NOW, by, id(1), found, &typed);
        settled.map(drop)
    })
}

fn in_portal() -> Found {
    let by = code("UKP5T0I7QZ");
    Found::Back { by }
}

#[test]
fn what_a_person_found_to_be_here_is_free_again_and_a_late_proof_raises_an_alarm() {
    let mut scene = sending_back();
    let early = settle(&mut scene, Found::Here, None).expect_err("M-PESA may still do it");
    let why = matches!(early, LedgerError::NotInDoubt(NotInDoubt::Known));
    assert!(why, "{early:?}");
    record(&mut scene, 1, Fact::GaveUp { at: NOW });
    scene.see_alarms();
    settle(&mut scene, Found::Here, None).expect("settled");
    assert_eq!(scene.alarms(), []);
    settle(&mut scene, Found::Here, None).expect_err("settled before");
    scene
        .pay_out(0, 350, Payout::Cash)
        .expect("it is still here");
    let told = result("0", Some(ids()), Some(back(350)));
    take(&mut scene, 1, told, b"{}").expect("new");
    let told: Vec<_> = scene.alarms().into_iter().map(|(_, alarm)| alarm).collect();
    assert!(
        told.contains(&Alarm::Conflict) && told.contains(&Alarm::WentBack),
        "{told:?}"
    );
    assert_eq!(state(&scene, 1), State::Done);
    scene.prove();
    assert!(scene.rebuild().after.is_good());
}

#[test]
fn what_a_person_found_to_be_gone_settles_what_is_owed_until_m_pesa_says_otherwise() {
    let mut scene = sending_back();
    record(&mut scene, 1, Fact::GaveUp { at: NOW });
    scene.see_alarms();
    settle(&mut scene, in_portal(), None).expect("settled");
    assert_eq!(scene.sales()[0].sale.owed(), Money::ZERO);
    assert_eq!(scene.balance(Account::OwedToCustomers), 0);
    assert_eq!(scene.receipt(CODE).expect("a receipt").posted, Money::ZERO);
    assert_eq!(scene.alarms(), []);
    let again = order(&mut scene, 2, reversal()).expect_err("it went back");
    assert!(matches!(again, LedgerError::ReversalUnderWay), "{again:?}");
    scene.prove();
    take(&mut scene, 1, result("1", Some(ids()), None), b"{}").expect("new");
    assert_eq!(scene.alarms(), [(CODE.to_owned(), Alarm::NotSentBack)]);
    assert_eq!(scene.balance(Account::OwedToCustomers), -350);
    scene
        .pay_out(0, 350, Payout::Cash)
        .expect("it is still here");
    scene.prove();
    assert!(scene.rebuild().after.is_good());
}

#[test]
fn m_pesa_s_own_receipt_takes_the_place_of_the_one_that_a_person_read() {
    let mut scene = sending_back();
    record(&mut scene, 1, Fact::GaveUp { at: NOW });
    settle(&mut scene, in_portal(), None).expect("settled");
    let told = result("0", Some(ids()), Some(back(350)));
    take(&mut scene, 1, told, b"{}").expect("new");
    assert_eq!(scene.receipt(CODE).expect("a receipt").posted, Money::ZERO);
    assert_eq!(scene.balance(Account::OwedToCustomers), 0);
    scene.prove();
    assert!(scene.rebuild().after.is_good());
}

#[test]
fn an_alarm_of_an_order_says_the_part_that_was_ordered() {
    let mut scene = Scene::open(&[]);
    scene.hear(CODE, hearing(Source::Pull));
    scene.send_back(CODE, 100).expect("nobody's");
    scene.end_reversal(0, Some("1"));
    let alarms = scene.shop.book.readers.alarms().expect("a book");
    let told: Vec<_> = alarms.iter().map(|one| (one.amount, one.sale)).collect();
    assert_eq!(told, [("100".parse().expect("an amount"), None)]);
}

#[test]
fn a_failed_order_that_turns_out_to_be_done_is_taken_in_while_another_is_under_way() {
    let mut scene = Scene::open(&[]);
    scene.park(350);
    scene.hear(CODE, hearing(Source::Pull));
    scene.give(CODE, 0).expect("given");
    scene.void(0).expect("void");
    scene.send_back(CODE, 100).expect("ordered");
    scene.end_reversal(0, Some("1"));
    scene.send_back(CODE, 200).expect("the first was not done");
    scene.see_alarms();
    scene.end_reversal(0, Some("0"));
    let alarms = [Alarm::MaybeSentBack, Alarm::StrangeResult];
    assert_eq!(scene.alarms(), alarms.map(|alarm| (CODE.to_owned(), alarm)));
    check_being_sent_back(&scene.pay_out(0, 51, Payout::Cash));
    scene.end_reversal(1, Some("1"));
    check_being_sent_back(&scene.pay_out(0, 251, Payout::Cash));
    scene.pay_out(0, 250, Payout::Cash).expect("still here");
    scene.prove();
}

#[test]
fn nobody_agrees_to_his_own_order_to_send_money_back() {
    let mut scene = Scene::open(&[]);
    scene.hear(CODE, hearing(Source::Pull));
    let refused = draft(&mut scene, 1, reversal(), Some(OWNER)).expect_err("alone");
    let why = matches!(refused, LedgerError::Denied(Denied::SamePerson));
    assert!(why, "{refused:?}");
    draft(&mut scene, 1, status(), None).expect("a question moves no money");
    draft(&mut scene, 2, reversal(), None).expect("nobody else is there");
    scene.prove();
}

#[test]
fn whoever_was_let_go_or_made_a_cashier_since_he_agreed_agrees_to_no_order() {
    let mut scene = Scene::open(&[]);
    let (achieng, otieno) = (PersonId::from_bytes([7; 16]), PersonId::from_bytes([8; 16]));
    scene.shop.employ(achieng, Role::Supervisor, "Achieng");
    scene.shop.employ(otieno, Role::Supervisor, "Otieno");
    scene.hear(CODE, hearing(Source::Pull));
    let mut check = |change: PersonChange, denied: Denied| {
        scene.shop.change(achieng, change).expect("changed");
        let refused = draft(&mut scene, 1, reversal(), Some(achieng)).expect_err("not by her");
        assert!(
            matches!(&refused, LedgerError::Denied(why) if *why == denied),
            "{refused:?}"
        );
    };
    check(PersonChange::Role(Role::Cashier), Denied::NoRight);
    check(PersonChange::Employment(Employment::Left), Denied::Left);
    draft(&mut scene, 1, reversal(), Some(otieno)).expect("two people");
    record(&mut scene, 1, Fact::Unclear);
    record(&mut scene, 1, Fact::GaveUp { at: NOW });
    for (agreed, denied) in [(Some(achieng), Denied::Left), (None, Denied::SecondWanted)] {
        let refused = settle(&mut scene, Found::Here, agreed).expect_err("not alone");
        assert!(
            matches!(&refused, LedgerError::Denied(why) if *why == denied),
            "{refused:?}"
        );
    }
    settle(&mut scene, Found::Here, Some(otieno)).expect("two people");
    scene.prove();
}

#[test]
fn a_free_payment_that_is_being_sent_back_is_given_to_no_sale() {
    let mut scene = Scene::open(&[]);
    scene.park(350);
    scene.hear(CODE, hearing(Source::Pull));
    order(&mut scene, 1, reversal()).expect("drafted");
    let refused = scene.give(CODE, 0).expect_err("on its way back");
    let why = matches!(refused, LedgerError::NotFree(NotFree::BeingSentBack));
    assert!(why, "{refused:?}");
    record(&mut scene, 1, Fact::Refused(Refusal::NotReached));
    scene.give(CODE, 0).expect("it is still here");
    scene.prove();
}

#[test]
fn a_command_is_told_by_its_own_tag_alone_and_is_about_a_known_payment() {
    let mut scene = paid();
    order(&mut scene, 1, status()).expect("drafted");
    order(&mut scene, 2, status()).expect("drafted");
    let admits = |number, tag| {
        let readers = &scene.shop.book.readers;
        readers.admits_news(id(number), &tag).expect("a book")
    };
    assert!(admits(1, tag(1)));
    assert!(!admits(1, tag(2)));
    assert!(!admits(9, tag(9)), "there is no such command");
    let receipt = code("UKN5T0I7QZ");
    let refused = order(&mut scene, 3, Order::Status { receipt }).expect_err("unknown");
    assert!(
        matches!(refused, LedgerError::NotFound("payment")),
        "{refused:?}"
    );
}

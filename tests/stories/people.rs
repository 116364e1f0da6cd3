//! People: who is at the counter, what each may do, and a second person's agreement.

use std::time::Duration;

use app::{AppError, Badge, NewPerson, PersonChange, Till};
use domain::ids::PersonId;
use domain::money::Money;
use domain::people::{Denied, Employment, Pin, PinError, Role};
use ledger::OWNER;

use crate::shop::Shop;

const OWNERS: &str = "4711";
const ACHIENGS: &str = "8026";

fn pin(digits: &str) -> Pin {
    Pin::try_from(digits.to_owned()).unwrap()
}

fn badge(person: PersonId, digits: &str) -> Badge {
    let pin = Some(pin(digits));
    Badge { person, pin }
}

fn no_pin(person: PersonId) -> Badge {
    Badge { person, pin: None }
}

fn of_owner() -> Badge {
    badge(OWNER, OWNERS)
}

async fn add(till: &Till, name: &str, role: Role, digits: &str) -> Result<PersonId, AppError> {
    let (name, pin) = (name.parse().unwrap(), pin(digits));
    let added = till.add_person(of_owner(), NewPerson { name, role, pin });
    Ok(added.await?.person.id)
}

/// A shop with an owner who has a PIN, and Achieng, who is no owner.
async fn with_achieng(role: Role) -> (Shop, PersonId) {
    let shop = Shop::open().await;
    let till = &shop.till;
    till.set_pin(no_pin(OWNER), OWNER, pin(OWNERS))
        .await
        .unwrap();
    let achieng = add(till, "Achieng", role, ACHIENGS).await.unwrap();
    (shop, achieng)
}

fn check_denied<T: std::fmt::Debug>(outcome: Result<T, AppError>, why: Denied) {
    match outcome {
        Err(AppError::Denied(found)) => assert_eq!(found, why),
        outcome => panic!("{outcome:?} and not {why:?}"),
    }
}

/// Counts the facts of a kind that the journal has of an actor.
fn count(shop: &Shop, kind: &str, actor: &str) -> usize {
    let book = rusqlite::Connection::open(shop.book()).unwrap();
    let count = "SELECT count(*) FROM journal WHERE kind = ?1 AND actor = ?2";
    let found: i64 = book
        .query_row(count, (kind, actor), |row| row.get(0))
        .unwrap();
    usize::try_from(found).unwrap()
}

#[tokio::test]
async fn a_shop_of_one_is_not_bothered_with_pins() {
    let shop = Shop::open().await;
    shop.prompt().await;
    let owner = shop.till.sign_in(no_pin(OWNER)).await.unwrap();
    assert!(owner.at_counter);
    assert_eq!(count(&shop, "sale.opened", &format!("person:{OWNER}")), 1);
    check_denied(shop.till.approve(no_pin(OWNER)).await, Denied::SamePerson);
    let pin = pin(ACHIENGS);
    let (name, role) = ("Achieng".parse().unwrap(), Role::Cashier);
    let new = NewPerson { name, role, pin };
    check_denied(
        shop.till.add_person(no_pin(OWNER), new).await,
        Denied::NoPin,
    );
    shop.prove();
}

#[tokio::test]
async fn whoever_is_at_the_counter_sells_under_his_name_also_after_a_restart() {
    let (shop, achieng) = with_achieng(Role::Cashier).await;
    shop.till.sign_in(badge(achieng, ACHIENGS)).await.unwrap();
    let shop = shop.reopen().await;
    assert_eq!(shop.till.at_counter().unwrap().person.id, achieng);
    let total = Money::from_cents(35_000).unwrap();
    let sale = shop.till.open_sale(total).await.unwrap().id;
    shop.till.take_cash(sale, total, total).await.unwrap();
    let her = format!("person:{achieng}");
    for kind in ["sale.opened", "sale.leg_added", "sale.leg_taken"] {
        assert_eq!(count(&shop, kind, &her), 1, "{kind}");
    }
    shop.prove();
}

#[tokio::test]
async fn a_cashier_neither_approves_nor_says_who_works_here() {
    let (shop, achieng) = with_achieng(Role::Cashier).await;
    let her = || badge(achieng, ACHIENGS);
    check_denied(shop.till.approve(her()).await, Denied::NoRight);
    let promotion = PersonChange::Role(Role::Owner);
    let promoted = shop.till.change_person(her(), achieng, promotion).await;
    check_denied(promoted, Denied::NoRight);
    let owners = shop.till.set_pin(her(), OWNER, pin("9035")).await;
    check_denied(owners, Denied::NoRight);
    shop.till
        .set_pin(her(), achieng, pin("9035"))
        .await
        .unwrap();
    let former = shop.till.sign_in(her()).await;
    check_denied(former, Denied::WrongPin { left: 4 });
    shop.till.sign_in(badge(achieng, "9035")).await.unwrap();
}

#[tokio::test]
async fn a_second_person_agrees_and_never_the_one_who_asks() {
    let (shop, achieng) = with_achieng(Role::Supervisor).await;
    let approval = shop.till.approve(badge(achieng, ACHIENGS)).await.unwrap();
    assert_eq!(approval.to_act_of(OWNER), Ok(achieng));
    let own = shop.till.approve(of_owner()).await;
    check_denied(own, Denied::SamePerson);
    let agreed = shop.till.approve(badge(achieng, ACHIENGS)).await.unwrap();
    shop.till.sign_in(badge(achieng, ACHIENGS)).await.unwrap();
    let now_hers = agreed.to_act_of(shop.till.at_counter().unwrap().person.id);
    assert_eq!(
        now_hers,
        Err(Denied::SamePerson),
        "she came after she had agreed"
    );
    assert!(shop.till.approve(of_owner()).await.is_ok());
}

#[tokio::test]
async fn of_many_guesses_at_once_five_are_looked_at_and_the_wait_outlasts_a_restart() {
    let (shop, achieng) = with_achieng(Role::Supervisor).await;
    let guess = |number: u32| {
        let (till, guess) = (
            shop.till.clone(),
            badge(achieng, &format!("{}", 5000 + number)),
        );
        tokio::spawn(async move { till.approve(guess).await.map(drop) })
    };
    let guesses: Vec<_> = (0..40).map(guess).collect();
    let mut looked_at = 0;
    for guess in guesses {
        match guess.await.unwrap() {
            Err(AppError::Denied(Denied::WrongPin { .. })) => looked_at += 1,
            outcome => check_denied(
                outcome,
                Denied::Locked {
                    wait: Duration::from_mins(1),
                },
            ),
        }
    }
    assert_eq!(looked_at, 5);
    assert_eq!(count(&shop, "person.pin_refused", "till"), 5);
    shop.advance(Duration::from_secs(50));
    let shop = shop.reopen().await;
    let wait = Duration::from_secs(10);
    let right = shop.till.sign_in(badge(achieng, ACHIENGS)).await;
    check_denied(right, Denied::Locked { wait });
    shop.advance(wait);
    shop.till.sign_in(badge(achieng, ACHIENGS)).await.unwrap();
    shop.prove();
}

#[tokio::test]
async fn a_clock_that_is_set_ends_no_wait() {
    let (shop, achieng) = with_achieng(Role::Cashier).await;
    for _ in 0..5 {
        shop.till.sign_in(badge(achieng, "5000")).await.unwrap_err();
    }
    shop.till_clock.set(48 * 3_600_000);
    let right = shop.till.sign_in(badge(achieng, ACHIENGS)).await;
    check_denied(
        right,
        Denied::Locked {
            wait: Duration::from_mins(1),
        },
    );
}

#[tokio::test]
async fn of_two_who_come_at_once_the_last_one_is_there_and_no_act_is_nobody_s() {
    let (shop, achieng) = with_achieng(Role::Cashier).await;
    let otieno = add(&shop.till, "Otieno", Role::Cashier, "9035")
        .await
        .unwrap();
    let total = Money::from_cents(100).unwrap();
    let (first, second) = (badge(achieng, ACHIENGS), badge(otieno, "9035"));
    let race = tokio::join!(
        shop.till.sign_in(first),
        shop.till.open_sale(total),
        shop.till.sign_in(second),
        shop.till.open_sale(total),
    );
    assert!(race.0.is_ok() && race.1.is_ok() && race.2.is_ok() && race.3.is_ok());
    let there = shop
        .till
        .people()
        .unwrap()
        .into_iter()
        .filter(|one| one.at_counter);
    assert_eq!(there.count(), 1);
    shop.prove();
}

#[tokio::test]
async fn whoever_was_let_go_comes_no_more_and_what_he_did_keeps_his_name() {
    let (shop, achieng) = with_achieng(Role::Supervisor).await;
    shop.till.sign_in(badge(achieng, ACHIENGS)).await.unwrap();
    let attempt = shop.prompt().await;
    let leaves = PersonChange::Employment(Employment::Left);
    let left = shop
        .till
        .change_person(of_owner(), achieng, leaves)
        .await
        .unwrap();
    assert!(!left.person.works_here());
    assert_eq!(
        shop.till.at_counter().unwrap().person.id,
        OWNER,
        "who lets go, takes over"
    );
    check_denied(
        shop.till.sign_in(badge(achieng, ACHIENGS)).await,
        Denied::Left,
    );
    check_denied(
        shop.till.approve(badge(achieng, ACHIENGS)).await,
        Denied::Left,
    );
    let timeline = shop.till.timeline(attempt).unwrap();
    let drafted = timeline
        .iter()
        .find(|moment| moment.kind == "attempt.drafted");
    assert_eq!(drafted.unwrap().by.as_ref().unwrap().as_str(), "Achieng");
    let returns = PersonChange::Employment(Employment::Works);
    shop.till
        .change_person(of_owner(), achieng, returns)
        .await
        .unwrap();
    shop.till.sign_in(badge(achieng, ACHIENGS)).await.unwrap();
    shop.prove();
}

#[tokio::test]
async fn the_owner_neither_lets_himself_go_nor_gives_his_role_away_alone() {
    let (shop, _) = with_achieng(Role::Cashier).await;
    let leaves = PersonChange::Employment(Employment::Left);
    let left = shop.till.change_person(of_owner(), OWNER, leaves).await;
    check_denied(left, Denied::SamePerson);
    let less = PersonChange::Role(Role::Cashier);
    check_denied(
        shop.till.change_person(of_owner(), OWNER, less).await,
        Denied::LastOwner,
    );
}

#[tokio::test]
async fn a_pin_that_is_easily_guessed_is_not_kept() {
    let (shop, achieng) = with_achieng(Role::Cashier).await;
    let guessed = shop.till.set_pin(of_owner(), achieng, pin("1234")).await;
    assert!(matches!(guessed, Err(AppError::Pin(PinError::Guessable))));
    shop.till.sign_in(badge(achieng, ACHIENGS)).await.unwrap();
}

#[tokio::test]
async fn a_pin_that_has_one_is_wanted() {
    let (shop, achieng) = with_achieng(Role::Cashier).await;
    check_denied(shop.till.sign_in(no_pin(achieng)).await, Denied::PinWanted);
    check_denied(shop.till.sign_in(no_pin(OWNER)).await, Denied::PinWanted);
}

#[tokio::test]
async fn no_pin_is_in_any_file_of_the_shop() {
    let (shop, achieng) = with_achieng(Role::Cashier).await;
    let digits = "804591";
    shop.till
        .set_pin(of_owner(), achieng, pin(digits))
        .await
        .unwrap();
    shop.till.sign_in(badge(achieng, digits)).await.unwrap();
    shop.till
        .sign_in(badge(achieng, "804592"))
        .await
        .unwrap_err();
    for typed in [digits, "804592"] {
        assert!(!shop.folder_holds(typed.as_bytes()), "{typed}");
    }
    assert!(shop.folder_holds(b"$argon2id$"));
}

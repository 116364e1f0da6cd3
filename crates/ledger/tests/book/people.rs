use std::time::Duration;

use domain::clock::Timestamp;
use domain::ids::{PersonId, SaleId};
use domain::money::Money;
use domain::people::{Denied, Employment, PinHash, Role};
use ledger::{
    Actor, Finding, LedgerError, OWNER, PersonChange, PersonRecord, Shown, Way, rebuild, verify,
};
use rusqlite::Connection;

use crate::shop::{NOW, Shop, evidence};

const BY: Actor = Actor::Person(OWNER);
const ACHIENG: PersonId = PersonId::from_bytes([7; 16]);
const PHC: &str = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA";

impl Shop {
    fn add(&mut self, id: PersonId, role: Role, name: &str) -> Result<(), LedgerError> {
        let (typed, name) = (evidence(Way::Counter, name.as_bytes()), name.parse());
        let name = name.expect("a name");
        self.write(move |tx| tx.add_person(NOW, BY, (id, role), (name, &typed)))
    }

    fn set_pin(&mut self, id: PersonId) {
        let (typed, hash) = (evidence(Way::Counter, b""), PinHash::of_phc(PHC.to_owned()));
        let set = self.write(move |tx| tx.set_pin(NOW, BY, id, (hash, &typed)));
        set.expect("a PIN");
    }

    /// Takes somebody on who shows himself by a PIN.
    pub(crate) fn employ(&mut self, id: PersonId, role: Role, name: &str) {
        self.add(id, role, name).expect("added");
        self.set_pin(id);
    }

    pub(crate) fn change(&mut self, id: PersonId, change: PersonChange) -> Result<(), LedgerError> {
        let typed = evidence(Way::Counter, b"typed");
        self.write(move |tx| tx.change_person(NOW, BY, id, (change, &typed)))
    }

    fn show(&mut self, steady: Timestamp, shown: Shown) -> Result<(), Denied> {
        self.write(move |tx| tx.show_pin(NOW, steady, ACHIENG, shown))
            .expect("the book can be written")
    }

    fn who(&self, id: PersonId) -> PersonRecord {
        self.book.readers.person(id).expect("somebody")
    }

    fn called(&self, id: PersonId) -> Option<String> {
        let name = self.who(id).name;
        name.map(|name| name.as_str().to_owned())
    }
}

/// A shop in which Achieng sells beside the owner, and has a PIN.
fn with_achieng() -> Shop {
    let mut shop = Shop::open();
    shop.employ(ACHIENG, Role::Cashier, "Achieng");
    shop
}

fn after(seconds: u64) -> Timestamp {
    NOW.plus(Duration::from_secs(seconds))
}

#[test]
fn every_book_begins_with_an_owner_without_a_pin_at_the_counter() {
    let shop = Shop::open();
    let owner = shop.book.readers.at_counter().expect("somebody");
    assert_eq!(owner.person.id, OWNER);
    assert_eq!(
        (owner.person.role, owner.person.has_pin),
        (Role::Owner, false)
    );
    assert_eq!(shop.book.readers.people().expect("people"), [owner]);
}

#[test]
fn what_is_done_at_the_counter_is_done_by_who_is_there_also_after_a_restart() {
    let mut shop = with_achieng();
    shop.write(move |tx| tx.come(NOW, ACHIENG)).expect("there");
    shop.reopen();
    let total = Money::from_cents(35_000).expect("an amount");
    let sold = shop.write(move |tx| {
        let sale = SaleId::from_bytes([9; 16]);
        tx.park_sale(NOW, tx.actor()?, sale, total)
    });
    sold.expect("a sale");
    let rows = Connection::open(shop.path()).expect("the file");
    let actor = "SELECT actor FROM journal WHERE kind = 'sale.opened'";
    let actor: String = rows.query_row(actor, [], |row| row.get(0)).expect("a row");
    assert_eq!(actor, format!("person:{ACHIENG}"));
}

#[test]
fn coming_to_where_one_is_writes_nothing() {
    let mut shop = with_achieng();
    for _ in 0..3 {
        shop.write(move |tx| tx.come(NOW, ACHIENG)).expect("there");
    }
    let rows = verify(&shop.path()).expect("a report").rows;
    assert_eq!(rows, 3, "added, PIN set, came");
}

#[test]
fn two_who_work_here_are_not_called_the_same() {
    let mut shop = with_achieng();
    let other = PersonId::from_bytes([8; 16]);
    let twice = shop.add(other, Role::Cashier, "ACHIENG");
    assert!(matches!(twice, Err(LedgerError::Denied(Denied::NameTaken))));
    shop.add(other, Role::Cashier, "Otieno").expect("added");
    let taken = shop.change(
        other,
        PersonChange::Name("achieng".parse().expect("a name")),
    );
    assert!(matches!(taken, Err(LedgerError::Denied(Denied::NameTaken))));
    let leave = PersonChange::Employment(Employment::Left);
    shop.change(ACHIENG, leave).expect("let go");
    let free = PersonChange::Name("Achieng".parse().expect("a name"));
    shop.change(other, free).expect("nobody is called so now");
    let back = shop.change(ACHIENG, PersonChange::Employment(Employment::Works));
    assert!(matches!(back, Err(LedgerError::Denied(Denied::NameTaken))));
}

#[test]
fn the_last_owner_stays_the_owner_and_nothing_of_the_try_is_written() {
    let mut shop = with_achieng();
    let rows = verify(&shop.path()).expect("a report").rows;
    for change in [
        PersonChange::Employment(Employment::Left),
        PersonChange::Role(Role::Supervisor),
    ] {
        let refused = shop.change(OWNER, change);
        assert!(matches!(
            refused,
            Err(LedgerError::Denied(Denied::LastOwner))
        ));
    }
    assert_eq!(verify(&shop.path()).expect("a report").rows, rows);
    shop.change(ACHIENG, PersonChange::Role(Role::Owner))
        .expect("a second owner");
    shop.change(OWNER, PersonChange::Employment(Employment::Left))
        .expect("let go");
}

#[test]
fn a_right_pin_counts_for_nothing_while_somebody_is_locked_out_also_after_a_restart() {
    let mut shop = with_achieng();
    let mut left = Vec::new();
    for _ in 0..5 {
        let Err(Denied::WrongPin { left: more }) = shop.show(NOW, Shown::Wrong) else {
            panic!("a wrong PIN was taken");
        };
        left.push(more);
    }
    assert_eq!(left, [4, 3, 2, 1, 0]);
    shop.reopen();
    let rows = verify(&shop.path()).expect("a report").rows;
    let wait = Duration::from_secs(30);
    for shown in [Shown::Right, Shown::Wrong] {
        assert_eq!(shop.show(after(30), shown), Err(Denied::Locked { wait }));
    }
    assert_eq!(
        verify(&shop.path()).expect("a report").rows,
        rows,
        "not even looked at"
    );
    assert_eq!(shop.book.readers.last_instant().expect("a book"), Some(NOW));
    assert_eq!(shop.show(after(60), Shown::Right), Ok(()));
    assert_eq!(shop.who(ACHIENG).person.wrong_pins.count, 0);
}

#[test]
fn a_new_pin_ends_the_wait() {
    let mut shop = with_achieng();
    for _ in 0..5 {
        shop.show(NOW, Shown::Wrong).expect_err("wrong");
    }
    shop.set_pin(ACHIENG);
    assert_eq!(shop.show(NOW, Shown::Right), Ok(()));
}

/// A closed book in which everything happened to people that can.
fn eventful() -> Shop {
    let mut shop = with_achieng();
    let owner = PersonChange::Name("Mama Njeri".parse().expect("a name"));
    shop.change(OWNER, owner).expect("a name of her own");
    shop.change(ACHIENG, PersonChange::Role(Role::Supervisor))
        .expect("promoted");
    shop.show(NOW, Shown::Wrong).expect_err("wrong");
    shop.show(NOW, Shown::Right).expect("right");
    shop.show(NOW, Shown::Wrong).expect_err("wrong again");
    shop.write(move |tx| tx.come(NOW, ACHIENG)).expect("there");
    shop.change(ACHIENG, PersonChange::Employment(Employment::Left))
        .expect("let go");
    let again = PersonId::from_bytes([8; 16]);
    shop.add(again, Role::Cashier, "Otieno").expect("added");
    shop.change(again, PersonChange::Employment(Employment::Left))
        .expect("let go");
    shop.change(again, PersonChange::Employment(Employment::Works))
        .expect("back");
    shop.close();
    shop
}

fn harm(shop: &Shop, sql: &str) {
    let conn = Connection::open(shop.path()).expect("the file");
    conn.execute_batch(sql).expect("harm");
}

#[test]
fn people_are_built_anew_from_the_journal() {
    let shop = eventful();
    let path = shop.path();
    assert!(verify(&path).expect("a report").is_good());
    harm(
        &shop,
        "UPDATE person SET role = 'owner', left_at_ms = NULL, pin = NULL WHERE name = 'Achieng';
         DELETE FROM person WHERE name = 'Otieno';",
    );
    let rebuilt = rebuild(&path).expect("rebuilt");
    let [Finding::ProjectionDiffers { table, rows: 3 }] = &rebuilt.before.findings[..] else {
        panic!("{:?}", rebuilt.before.findings);
    };
    assert_eq!(table, "person");
    assert!(rebuilt.after.is_good(), "{:?}", rebuilt.after.findings);
}

#[test]
fn no_name_and_no_pin_stands_in_the_journal() {
    let shop = eventful();
    let conn = Connection::open(shop.path()).expect("the file");
    let all = "SELECT group_concat(actor || kind || body, char(10)) FROM journal";
    let all: String = conn.query_row(all, [], |row| row.get(0)).expect("rows");
    for word in ["Achieng", "Otieno", "Njeri", "argon2", "aGFzaA"] {
        assert!(!all.contains(word), "{word} in {all}");
    }
}

#[test]
fn whoever_is_erased_leaves_a_book_that_proves_and_can_t_show_a_pin() {
    let mut shop = eventful();
    harm(
        &shop,
        "UPDATE inbox SET body = NULL, personal = NULL, salt = NULL, same = NULL;
         UPDATE person SET name = NULL, pin = NULL WHERE added_at_ms IS NOT NULL;
         UPDATE person SET name = NULL WHERE added_at_ms IS NULL;",
    );
    let report = verify(&shop.path()).expect("a report");
    assert_eq!(report.findings, []);
    assert_eq!(report.erased, 4, "two names, a new name, a PIN");
    let rebuilt = rebuild(&shop.path()).expect("rebuilt");
    assert!(rebuilt.after.is_good(), "{:?}", rebuilt.after.findings);
    shop.reopen();
    let erased = shop.who(ACHIENG);
    assert_eq!((erased.name, erased.pin), (None, None));
    assert!(erased.person.has_pin, "nobody comes as her without a PIN");
    assert!(!erased.person.works_here());
    assert_eq!(shop.called(OWNER), None);
}

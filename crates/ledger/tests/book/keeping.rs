use std::time::Duration;

use domain::attempt::{Alarm, Code, Conflict, Fact, Ids, Report, Sentences, State};
use domain::callback_path::Tag;
use domain::ids::AttemptId;
use domain::phone::PayerHint;
use domain::receipt::Receipt;
use domain::refusal::Refusal;
use domain::sale::Standing;
use ledger::{Account, Book, Environment, LedgerError, Search, Way};

use crate::shop::{NOW, Shop, evidence, job, open, proof, reported};

fn balances(shop: &Shop) -> [i64; 5] {
    let mpesa = Account::Mpesa("paybill:174379".parse().expect("a shortcode"));
    let accounts = [
        mpesa,
        Account::ReceiptAwaited,
        Account::Suspense,
        Account::Sales,
        Account::OwedToCustomers,
    ];
    accounts.map(|account| {
        shop.book
            .readers
            .balance(account)
            .expect("a balance")
            .cents()
    })
}

#[test]
fn a_paid_prompt_is_posted_under_its_receipt_and_survives_a_restart() {
    let mut shop = Shop::open();
    let id = shop.prompted();
    shop.record(id, reported("UKN5T0I7QO"));
    assert_eq!(balances(&shop), [0; 5], "a report posts nothing");
    let paid = shop.record(id, proof());
    assert_eq!(paid.standing, Standing::Covered);
    assert_eq!(balances(&shop), [35_000, 0, 0, -35_000, 0]);
    let path = shop.path();
    drop(shop.book);
    let book = open(&path).expect("the same book");
    assert_eq!(book.readers.attempt(id).expect("the attempt"), paid);
}

#[test]
fn a_closed_book_is_whole_in_its_file_alone() {
    let mut shop = Shop::open();
    let id = shop.prompted();
    let paid = shop.record(id, proof());
    let Book {
        path,
        writer,
        readers,
        ..
    } = shop.book;
    assert_eq!(readers.attempt(id).expect("the attempt"), paid);
    writer.close();
    let copy = shop.folder.path().join("copy.book");
    std::fs::copy(path, &copy).expect("a copy");
    let book = open(&copy).expect("a whole book");
    assert_eq!(book.readers.attempt(id).expect("the attempt"), paid);
}

#[test]
fn proof_without_a_code_awaits_its_receipt() {
    let mut shop = Shop::open();
    let id = shop.prompted();
    shop.record(id, proof());
    assert_eq!(balances(&shop), [0, 35_000, 0, -35_000, 0]);
    shop.record(id, reported("UKN5T0I7QO"));
    assert_eq!(balances(&shop), [35_000, 0, 0, -35_000, 0]);
}

/// Prompts another phone; returns the prompt, and a report with its own ids that names a code.
fn prompted_beside(shop: &mut Shop, code: &str) -> (AttemptId, Fact) {
    let id = shop.draft("0722000000", 350).expect("a draft").id;
    shop.record(id, Fact::Sending { at: NOW });
    let ids = Ids {
        checkout: "ws_CO_other".parse().expect("an id"),
        ..crate::shop::ids()
    };
    let acknowledged = Fact::Acknowledged {
        at: NOW,
        ids: ids.clone(),
    };
    shop.record(id, acknowledged);
    let report = Fact::Reported(Report {
        at: NOW,
        ids: Some(ids),
        amount: "350".parse().ok(),
        receipt: code.parse().ok(),
        payer: PayerHint::Absent,
        paid_at: None,
    });
    (id, report)
}

#[test]
fn one_receipt_is_posted_once_whoever_names_it() {
    let mut shop = Shop::open();
    let first = shop.prompted();
    shop.record(first, reported("UKN5T0I7QO"));
    shop.record(first, proof());
    let (second, replayed) = prompted_beside(&mut shop, "UKN5T0I7QO");
    let alarms = shop.alarms(second, replayed);
    assert_eq!(alarms, [Alarm::Conflict], "a person must see it");
    let record = shop.record(second, proof());
    let taken = State::Conflicting(Conflict::ReceiptTaken);
    assert_eq!(record.attempt.state(), taken, "the code is another's");
    assert!(!record.gives_goods());
    assert_eq!(
        balances(&shop),
        [35_000, 35_000, -35_000, -35_000, 0],
        "its own receipt is awaited, and its money fills no leg"
    );
    let first = shop.book.readers.attempt(first).expect("the first");
    assert!(first.gives_goods(), "who came first keeps it");
    assert!(ledger::verify(&shop.path()).expect("a report").is_good());
}

#[test]
fn who_has_a_code_keeps_it_when_another_proved_prompt_names_it() {
    let mut shop = Shop::open();
    let first = shop.prompted();
    shop.record(first, reported("UKN5T0I7QO"));
    shop.record(first, proof());
    let (second, replayed) = prompted_beside(&mut shop, "UKN5T0I7QO");
    shop.record(second, proof());
    let alarms = shop.alarms(second, replayed);
    assert_eq!(alarms, [Alarm::Conflict], "a person must see it");
    let readers = &shop.book.readers;
    let second = readers.attempt(second).expect("the second");
    let taken = State::Conflicting(Conflict::ReceiptTaken);
    assert_eq!(second.attempt.state(), taken, "the code is another's");
    let first = readers.attempt(first).expect("the first");
    let code = "UKN5T0I7QO".parse().expect("a code");
    assert_eq!(first.attempt.state(), State::Paid(Code::Known(code)));
    assert_eq!(
        balances(&shop),
        [35_000, 35_000, 0, -70_000, 0],
        "the receipt of the second is awaited"
    );
    assert!(ledger::verify(&shop.path()).expect("a report").is_good());
}

#[test]
fn money_that_a_leg_does_not_need_any_more_is_owed_to_the_customer() {
    let mut shop = Shop::open();
    let (first, again) = shop.asked_twice();
    let paid = shop.record(again, proof());
    assert!(paid.gives_goods());
    let paid_again = shop.record(first, proof());
    assert_eq!(balances(&shop), [0, 70_000, 0, -35_000, -35_000]);
    assert!(!paid_again.gives_goods(), "the goods were given before");
    assert_eq!(paid_again.sentences(), Sentences::PAID_AGAIN);
    let paid = shop.book.readers.attempt(again).expect("the attempt");
    assert!(paid.gives_goods(), "the first payment stays what it was");
    assert_ne!(paid.sentences(), Sentences::PAID_AGAIN);
}

#[test]
fn a_phone_and_a_leg_hold_one_live_prompt() {
    let mut shop = Shop::open();
    let first = shop.prompted();
    assert!(matches!(
        shop.draft("0712345678", 80),
        Err(LedgerError::PromptLiveOnPhone)
    ));
    assert!(
        shop.draft("0722000000", 80).is_ok(),
        "another phone is free"
    );
    shop.record(first, Fact::PromptOver { at: NOW });
    assert!(matches!(
        shop.draft("0712345678", 80),
        Err(LedgerError::UnresolvedOnPhone)
    ));
    shop.record(first, proof());
    assert!(
        shop.draft("0712345678", 80).is_ok(),
        "the phone is free again"
    );
}

#[test]
fn a_phone_that_an_earlier_prompt_kept_busy_is_free_once_safaricom_was_asked() {
    let mut shop = Shop::open();
    let busy = shop.draft("0712345678", 350).expect("a draft").id;
    shop.record(busy, Fact::Sending { at: NOW });
    let refused = shop.record(busy, Fact::Refused(Refusal::PhoneBusy));
    assert_eq!(refused.sentences(), Sentences::ASKING_EARLIER);
    let again = shop.draft("0712345678", 80);
    assert!(matches!(again, Err(LedgerError::UnresolvedOnPhone)));
    let on_phone = |shop: &Shop| {
        let phone = "0712345678".parse().expect("a phone");
        shop.book.readers.open_on_phone(&phone).expect("rows").len()
    };
    assert_eq!(on_phone(&shop), 1);
    let asked = shop.record(busy, Fact::EarlierAsked);
    assert_ne!(asked.sentences(), Sentences::ASKING_EARLIER);
    assert_eq!(on_phone(&shop), 0);
    assert!(shop.draft("0712345678", 80).is_ok());
    assert!(ledger::verify(&shop.path()).expect("a report").is_good());
}

#[test]
fn the_same_body_is_taken_once_and_an_unreadable_one_is_kept() {
    let mut shop = Shop::open();
    let id = shop.prompted();
    let mut take = |body: &'static [u8], told: Result<Fact, String>| {
        shop.write(move |tx| tx.take_callback(NOW, id, told, &evidence(Way::Callback, body)))
            .expect("taken")
            .map(|taken| taken.record.expect("a readable attempt").attempt.state())
    };
    let (prompted, reported) = (Some(State::Prompted), || Ok(reported("UKN5T0I7QO")));
    assert_eq!(take(b"{broken", Err("not JSON".to_owned())), prompted);
    assert_eq!(take(b"{broken", Err("not JSON".to_owned())), None);
    assert_eq!(take(b"{paid}", reported()), Some(State::Reported));
    assert_eq!(take(b"{paid}", reported()), None);
    let kinds = shop.book.readers.timeline(id).expect("a timeline");
    let count = |kind| kinds.iter().filter(|moment| moment.kind == kind).count();
    assert_eq!(
        (count("attempt.body_unread"), count("attempt.reported")),
        (1, 1)
    );
}

#[test]
fn a_path_admits_its_own_tag_alone_and_that_of_no_unknown_attempt() {
    let mut shop = Shop::open();
    let id = shop.draft("0712345678", 350).expect("a draft").id;
    let name = "duka".parse().expect("a name");
    let admits = |attempt, tag_of, key| {
        let tag = Tag::of(key, &name, tag_of);
        shop.book.readers.admits(attempt, &tag).expect("an answer")
    };
    let unknown = AttemptId::from_bytes([250; 16]);
    assert!(admits(id, id, b"key"));
    assert!(!admits(id, id, b"guess"));
    assert!(!admits(id, unknown, b"key"));
    assert!(!admits(unknown, unknown, b"key"));
}

#[test]
fn each_row_says_who_did_it() {
    let mut shop = Shop::open();
    let id = shop.prompted();
    let told = Ok(reported("UKN5T0I7QO"));
    let body = evidence(Way::Callback, b"{paid}");
    let taken = shop.write(move |tx| tx.take_callback(NOW, id, told, &body));
    taken.expect("taken");
    let moments = shop.book.readers.timeline(id).expect("a timeline");
    let mut actors: Vec<_> = moments.into_iter().map(|moment| moment.actor).collect();
    actors.dedup();
    let owner = format!("person:{}", ledger::OWNER);
    assert_eq!(actors, [&owner, "till", "safaricom"]);
}

#[test]
fn a_job_that_fails_takes_nothing_of_the_others_with_it() {
    let mut shop = Shop::open();
    let set = |name: &'static str, fails: bool| {
        job(move |tx| {
            tx.set(NOW, ledger::Actor::Till, name, "1")?;
            if fails {
                Err(LedgerError::NotFound("anything"))
            } else {
                Ok(())
            }
        })
    };
    let (jobs, replies): (Vec<_>, Vec<_>) = [set("a", false), set("b", true), set("c", false)]
        .into_iter()
        .unzip();
    shop.book.writer.commit_batch(jobs);
    let kept: Vec<_> = replies
        .iter()
        .map(|reply| reply.recv().expect("a reply").is_ok())
        .collect();
    assert_eq!(kept, [true, false, true]);
    let value = |name| {
        shop.book
            .readers
            .setting(name)
            .expect("a setting")
            .is_some()
    };
    assert_eq!([value("a"), value("b"), value("c")], [true, false, true]);
    assert!(ledger::verify(&shop.path()).expect("a report").is_good());
}

#[test]
fn a_job_that_nobody_can_do_is_answered_with_why() {
    let (job, reply) = job(|tx| tx.set(NOW, ledger::Actor::Till, "a", "1"));
    job.refuse(&LedgerError::DiskFull);
    let refused = reply.recv().expect("a reply");
    assert!(matches!(refused, Err(LedgerError::DiskFull)), "{refused:?}");
}

#[test]
fn a_book_opens_although_nobody_can_note_who_holds_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("till.book");
    // A folder in its place can't be written as a file, as on a full disk.
    std::fs::create_dir(path.with_added_extension("holder")).expect("a folder");
    let _book = open(&path).expect("an open book");
    let second = open(&path).map(drop);
    assert!(matches!(second, Err(LedgerError::InUse { .. })));
}

#[test]
fn a_second_program_is_told_who_holds_the_book() {
    let shop = Shop::open();
    match open(&shop.path()) {
        Err(LedgerError::InUse { holder, .. }) => assert!(holder.contains("process")),
        other => panic!("opened twice: {other:?}"),
    }
}

#[test]
fn a_book_of_another_environment_and_a_file_that_is_none_are_left_as_they_are() {
    let shop = Shop::open();
    let path = shop.path();
    drop(shop.book);
    let refused = Book::open(&path, Environment::Production, NOW);
    assert!(matches!(refused, Err(LedgerError::WrongEnvironment { .. })));
    let letter = shop.folder.path().join("letter.book");
    std::fs::write(&letter, "Dear shop, this is no book. ".repeat(100)).expect("written");
    assert!(matches!(open(&letter), Err(LedgerError::Unreadable { .. })));
    assert!(
        std::fs::read_to_string(letter)
            .expect("still there")
            .starts_with("Dear shop")
    );
}

#[test]
fn history_is_found_by_code_phone_amount_and_sale() {
    let mut shop = Shop::open();
    let id = shop.prompted();
    shop.record(id, reported("UKN5T0I7QO"));
    shop.record(id, proof());
    let other = shop.draft("0110987204", 1240).expect("a draft").id;
    let check = |text: &str, expected: &[AttemptId]| {
        let search = Search::Text(text.to_owned());
        let found = shop.book.readers.history(&search).expect("a search");
        let found: Vec<_> = found.iter().map(|record| record.id).collect();
        assert_eq!(found, expected, "{text:?}");
    };
    check("ukn5t0", &[id]);
    check("0712 345 678", &[id]);
    check("987204", &[other]);
    check("1,240", &[other]);
    check("0002", &[other]);
    check("35", &[]);
    check("nothing", &[]);
    check("%", &[]);
    check("", &[]);
    assert_eq!(
        shop.book
            .readers
            .history(&Search::Latest)
            .expect("rows")
            .len(),
        2
    );
    let today = Search::Day(domain::eat::TradingDay::of(NOW));
    assert_eq!(shop.book.readers.history(&today).expect("rows").len(), 2);
    let state = |id| {
        shop.book
            .readers
            .attempt(id)
            .expect("an attempt")
            .attempt
            .state()
    };
    let receipt: Receipt = "UKN5T0I7QO".parse().expect("a receipt");
    assert_eq!(
        state(id),
        State::Paid(domain::attempt::Code::Known(receipt))
    );
}

#[test]
fn the_newest_payment_comes_first_whatever_the_clock_says() {
    let mut shop = Shop::open();
    let ahead = shop.draft_at(NOW.plus(Duration::from_hours(3)), "0712345678");
    let set_back = shop.draft_at(NOW, "0722000000");
    let latest = shop.book.readers.history(&Search::Latest);
    let found: Vec<_> = latest.expect("rows").iter().map(|row| row.id).collect();
    assert_eq!(found, [set_back, ahead]);
}

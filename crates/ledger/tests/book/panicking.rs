//! A fault of the program in one job: it takes nothing of the others with it.

use domain::attempt::{Fact, State};
use domain::ids::AttemptId;
use ledger::{Actor, Job, LedgerError, Tx};

use crate::shop::{NOW, Shop, job};

/// Writes down that a prompt is being sent.
fn sending(id: AttemptId) -> impl FnOnce(&Tx<'_>) -> Result<(), LedgerError> + Send + 'static {
    let fact = Fact::Sending { at: NOW };
    move |tx| tx.record_fact(NOW, Actor::Till, id, fact, None).map(drop)
}

#[test]
fn a_job_that_panics_after_it_wrote_is_undone_alone() {
    let mut shop = Shop::open();
    let [first, broken, last] =
        ["0712000001", "0712000002", "0712000003"].map(|phone| sending(shop.draft_at(NOW, phone)));
    let (first, first_done) = job(first);
    let (broken, broken_done) = job(move |tx| -> Result<(), LedgerError> {
        broken(tx)?;
        panic!("a fault of the program")
    });
    let (last, last_done) = job(last);
    shop.book.writer.commit_batch(vec![first, broken, last]);

    assert!(first_done.recv().expect("a reply").is_ok());
    let refused = broken_done.recv().expect("a reply");
    assert!(matches!(refused, Err(LedgerError::NotCommitted(_))));
    assert!(last_done.recv().expect("a reply").is_ok());
    let states = shop.book.readers.open_attempts().expect("attempts");
    let drafted = states
        .iter()
        .filter(|one| one.attempt.state() == State::Drafted);
    assert_eq!((states.len(), drafted.count()), (3, 1));
    assert!(ledger::verify(&shop.path()).expect("a report").is_good());
}

#[test]
fn a_reply_that_panics_keeps_no_other_from_being_given() {
    let mut shop = Shop::open();
    let [first, last] =
        ["0712000001", "0712000002"].map(|phone| sending(shop.draft_at(NOW, phone)));
    let broken = Job::new(first, |_| panic!("a fault of the program"));
    let (last, last_done) = job(last);
    shop.book.writer.commit_batch(vec![broken, last]);
    assert!(last_done.recv().expect("a reply").is_ok());
    assert!(shop.draft("0712000003", 350).is_ok(), "the writer goes on");
}

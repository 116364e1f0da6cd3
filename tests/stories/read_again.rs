//! A body that a former program could not read is read again by a later one.

use domain::attempt::State;
use ledger::{Evidence, Way};
use sandbox::Act;

use crate::body::Body;
use crate::shop::{AMOUNT, PHONE, Shop};

#[tokio::test]
async fn a_body_that_a_former_program_could_not_read_is_listed_and_told_anew() {
    let shop = Shop::open().await;
    let id = shop.prompt().await;
    let body = Body::paid(AMOUNT, PHONE).about(shop.own_ids(id)).text();
    let (now, why) = (
        shop.till.now(),
        "too clever for a former program".to_owned(),
    );
    let evidence = Evidence {
        way: Way::Callback,
        body: body.into_bytes(),
        salt: [7; 16],
    };
    let taken = shop
        .till
        .clerk()
        .write(move |tx| tx.take_callback(now, id, Err(why), &evidence));
    taken.await.expect("written");
    assert_eq!(shop.state(id), State::Prompted);

    let listed = app::replay(shop.till.clerk().readers()).expect("a book");
    assert_eq!(listed.len(), 1);
    assert!(listed[0].then.contains("body_unread"), "{}", listed[0]);
    assert!(listed[0].now.contains("attempt.reported"), "{}", listed[0]);
    assert!(
        !listed[0].to_string().contains(PHONE),
        "nothing of a person"
    );
    assert_eq!(shop.state(id), State::Prompted, "looking changes nothing");

    let told = shop.till.replay_and_write().await.expect("written");
    assert_eq!(told.len(), 1);
    assert_eq!(shop.state(id), State::Reported);
    let again = app::replay(shop.till.clerk().readers()).expect("a book");
    assert_eq!(again.len(), 0, "what was told anew is told");
    shop.prove();
    shop.answer(Act::Accept);
    shop.until_paid(id).await;
    shop.prove();
}

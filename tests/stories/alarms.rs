//! What a person must see: raised, kept, shown until somebody has seen it.

use std::time::Duration;

use app::{About, AlarmRecord, Change, Resolve, Search};
use domain::attempt::{Alarm, State};
use domain::ids::AttemptId;
use domain::sale::Standing;
use sandbox::Act;

use crate::body::Body;
use crate::shop::{AMOUNT, PHONE, POOR_PHONE, Shop};

const HORIZON: Duration = Duration::from_hours(24);

fn alarms(shop: &Shop) -> Vec<AlarmRecord> {
    shop.till.alarms().unwrap()
}

#[tokio::test]
async fn a_success_that_is_reported_after_the_till_gave_up_is_asked_about_and_raises_an_alarm() {
    let shop = Shop::with(|config| config.rules.prompt_life = HORIZON * 3).await;
    shop.connect(shop.line());
    let id = shop.prompt().await;
    shop.advance(HORIZON);
    shop.until_state(id, &State::Lapsed).await;
    assert!(alarms(&shop).is_empty());
    shop.advance(HORIZON);
    shop.answer(Act::Accept);
    shop.until_paid(id).await;
    assert_eq!(shop.record(id).standing, Standing::Covered);

    let found = alarms(&shop);
    assert_eq!(found.len(), 1, "{found:?}");
    let alarm = &found[0];
    let about = About::Attempt(id);
    assert_eq!((&alarm.about, alarm.id.alarm()), (&about, Alarm::LateProof));
    assert_eq!(alarm.amount.cents(), u64::from(AMOUNT) * 100);
    assert_eq!(alarm.phone, PHONE.parse().ok());

    let mut changes = shop.till.changes();
    shop.till.alarm_seen(alarm.id).await.unwrap();
    let mut told = std::iter::from_fn(|| changes.try_recv().ok());
    assert!(told.any(|change| matches!(change, Change::AlarmSeen(seen) if seen == alarm.id)));
    assert!(alarms(&shop).is_empty());
    shop.prove();
}

#[tokio::test]
async fn a_report_that_nobody_confirms_is_given_up_a_day_later() {
    let shop = Shop::with(|config| config.rules.prompt_life = HORIZON * 9).await;
    shop.connect(shop.line());
    let id = shop.prompt().await;
    shop.advance(HORIZON);
    shop.until_state(id, &State::Lapsed).await;
    shop.advance(HORIZON);
    let forged = Body::paid(AMOUNT, PHONE).about(shop.own_ids(id));
    shop.report(id, &forged.with_receipt("UKN5T0I7QO").text())
        .await;
    assert_eq!(shop.state(id), State::Reported);
    shop.advance(HORIZON);
    shop.until_state(id, &State::Lapsed).await;
    assert!(!shop.record(id).attempt.evidence.is_open());
    shop.prove();
}

/// Spoils what a closed book says of the acknowledgement of an attempt.
fn spoil(shop: &Shop, id: AttemptId) {
    let mut bytes = std::fs::read(shop.book()).unwrap();
    let row = [
        b"attempt.acknowledged",
        id.as_bytes().as_slice(),
        b"{\"at_ms\"",
    ]
    .concat();
    let place = bytes.windows(row.len()).position(|some| some == row);
    let end = place.expect("an acknowledgement in the book") + row.len();
    bytes[end - 2] = b'z';
    std::fs::write(shop.book(), bytes).unwrap();
}

#[tokio::test]
async fn one_attempt_that_can_not_be_read_keeps_no_other_from_being_resumed() {
    let shop = Shop::open().await;
    let broken = shop.prompt().await;
    let other = shop.charge_at(POOR_PHONE, 40, Resolve::Refuse).await;
    let other = other.unwrap().id;
    shop.until_state(other, &State::Prompted).await;
    shop.till.close().await;
    spoil(&shop, broken);

    let shop = shop.reopen().await;
    shop.connect(shop.line());
    shop.answer_on(POOR_PHONE, Act::Accept);
    shop.advance(Duration::from_secs(10));
    shop.until_paid(other).await;
    let history = shop.till.history(&Search::Latest).unwrap();
    assert_eq!(history.len(), 1, "the other is shown");
    let found = alarms(&shop);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].about, About::Attempt(broken));
    assert_eq!(found[0].id.alarm(), Alarm::Unreadable);
    assert_eq!(found[0].phone, PHONE.parse().ok());
}

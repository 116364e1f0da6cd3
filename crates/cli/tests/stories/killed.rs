//! A till that is killed in the middle of a payment.

use anyhow::Result;
use sandbox::{Act, CallbackFault, Faults};
use serde_json::json;

use crate::program::Serving;
use crate::shop::{CUSTOMER, Shop};

#[tokio::test]
async fn a_payment_made_after_the_till_was_killed_is_found_by_asking_back() -> Result<()> {
    let shop = Shop::open(None).await?;
    shop.sandbox.set_faults(Faults {
        callbacks: CallbackFault::Lose,
        ..Faults::default()
    })?;
    let mut till = Serving::start(shop.connected(&["serve", "--stdin"]))?;
    till.hear("ready", |_| true).await?;
    let order = json!({ "charge": { "phone": CUSTOMER, "amount": "350" } });
    till.order(&order).await?;
    let prompted = till
        .hear("changed", |payment| payment["state"] == "prompted")
        .await?;
    till.kill().await?;
    shop.sandbox.answer(&"254712345678".parse()?, Act::Accept)?;

    let mut till = Serving::start(shop.connected(&["serve", "--stdin"]))?;
    let ready = till.hear("ready", |_| true).await?;
    assert_eq!(ready["open_attempts"], 1);
    let paid = till
        .hear("changed", |payment| payment["state"] == "paid")
        .await?;
    assert_eq!(paid["id"], prompted["id"]);
    assert_eq!(paid["give_goods"], true);
    assert_eq!(shop.sandbox.money().pushes.len(), 1);
    till.kill().await?;
    assert_eq!(shop.verify().await?.exit, 0);
    Ok(())
}

//! Sales by orders to a running till: what each answers, and how it is refused.

use anyhow::Result;
use sandbox::Act;
use serde_json::{Value, json};

use crate::program::{Serving, run};
use crate::shop::{CUSTOMER, Shop};

/// Gives an order about sales.
async fn order(till: &mut Serving, order: Value) -> Result<()> {
    till.order(&json!({ "sale": order })).await
}

/// Opens a sale; returns its id.
async fn open(till: &mut Serving, total: &str) -> Result<Value> {
    order(till, json!({ "open": { "total": total } })).await?;
    let opened = till.hear("sale", |sale| sale["legs"] == json!([])).await?;
    Ok(opened["id"].clone())
}

/// Gives an order that is refused with a code.
async fn check_refused(till: &mut Serving, refused: Value, code: &str) -> Result<()> {
    order(till, refused).await?;
    let error = till.hear("error", |_| true).await?;
    assert_eq!(error["code"], code, "{error}");
    Ok(())
}

#[tokio::test]
async fn a_sale_is_paid_by_cash_and_a_prompt_for_the_rest() -> Result<()> {
    let shop = Shop::open(Some(Act::Accept)).await?;
    let mut till = Serving::start(shop.connected(&["serve", "--stdin"]))?;
    till.hear("ready", |_| true).await?;
    let sale = open(&mut till, "500").await?;

    let cash = json!({ "sale": sale, "amount": "200", "handed": "1000" });
    order(&mut till, json!({ "cash": cash })).await?;
    let short = till.hear("sale", |sale| sale["state"] == "short").await?;
    assert_eq!(short["change_due_cents"], 80_000);
    assert_eq!(short["says"]["en"], "KES 300 is still missing. Ask for it.");
    let again = json!({ "cash": { "sale": sale, "amount": "301" } });
    check_refused(&mut till, again, "beyond_sale").await?;

    let rest = json!({ "sale": sale, "phone": CUSTOMER });
    order(&mut till, json!({ "prompt": rest })).await?;
    let paid = till.hear("sale", |sale| sale["state"] == "covered").await?;
    assert_eq!(paid["give_goods"], true);
    assert_eq!(paid["legs"][1]["attempts"][0]["state"], "paid");
    order(&mut till, json!({ "list": {} })).await?;
    assert_eq!(till.hear("sales", |_| true).await?, json!([]));
    let void = json!({ "void": { "sale": sale, "reason": "by mistake" } });
    check_refused(&mut till, void, "already_paid").await?;
    till.kill().await?;
    assert_eq!(shop.verify().await?.exit, 0);
    Ok(())
}

#[tokio::test]
async fn a_total_is_agreed_on_by_a_shilling_and_stands_once_money_came() -> Result<()> {
    let shop = Shop::open(None).await?;
    let mut till = Serving::start(shop.connected(&["serve", "--stdin"]))?;
    till.hear("ready", |_| true).await?;
    let sale = open(&mut till, "350").await?;
    let agree = |total: &str| json!({ "agree": { "sale": sale, "total": total } });
    check_refused(&mut till, agree("300"), "not_apart").await?;
    order(&mut till, agree("349")).await?;
    let agreed = |sale: &Value| sale["total_cents"] == 34_900;
    assert_eq!(till.hear("sale", agreed).await?["lacking_cents"], 34_900);
    let cash = json!({ "cash": { "sale": sale, "amount": "349" } });
    order(&mut till, cash).await?;
    till.hear("sale", |sale| sale["state"] == "covered").await?;
    check_refused(&mut till, agree("350"), "sale_begun").await?;
    till.kill().await?;
    assert_eq!(shop.verify().await?.exit, 0);
    Ok(())
}

#[tokio::test]
async fn goods_that_come_back_are_paid_out_of_the_drawer_once() -> Result<()> {
    let shop = Shop::open(None).await?;
    let mut till = Serving::start(shop.connected(&["serve", "--stdin"]))?;
    till.hear("ready", |_| true).await?;
    let sale = open(&mut till, "500").await?;
    let refund = |amount: &str, returned: &str| {
        json!({ "refund": {
            "sale": sale, "amount": amount, "returned": returned, "reason": "broken",
        } })
    };
    check_refused(&mut till, refund("200", "0"), "not_paid").await?;
    order(
        &mut till,
        json!({ "cash": { "sale": sale, "amount": "500" } }),
    )
    .await?;
    order(&mut till, refund("200", "0")).await?;
    let refunded = till
        .hear("sale", |sale| sale["state"] == "returned")
        .await?;
    assert_eq!(refunded["give_goods"], false);
    assert_eq!(refunded["refunds"][0]["reason"], "broken");
    let told: Vec<_> = (0..2).map(|n| &refunded["refunds"][n]["what"]).collect();
    assert_eq!(told, ["returned", "cash"]);
    check_refused(&mut till, refund("200", "0"), "returned_meanwhile").await?;
    check_refused(&mut till, refund("301", "200"), "more_than_paid").await?;
    let tip = json!({ "pay_out": { "sale": sale, "amount": "1", "how": "tip" } });
    check_refused(&mut till, tip, "more_than_owed").await?;
    till.kill().await?;
    assert_eq!(shop.verify().await?.exit, 0);
    Ok(())
}

#[tokio::test]
async fn another_way_to_pay_and_calling_off_are_done_knowingly_while_a_prompt_is_out() -> Result<()>
{
    let shop = Shop::open(None).await?;
    let mut till = Serving::start(shop.connected(&["serve", "--stdin"]))?;
    till.hear("ready", |_| true).await?;
    let sale = open(&mut till, "350").await?;
    let prompt = json!({ "sale": sale, "phone": CUSTOMER, "amount": "350" });
    order(&mut till, json!({ "prompt": prompt })).await?;
    let asked = till.hear("sale", |sale| sale["legs"] != json!([])).await?;
    // Nothing more happens to it: what is shown in the end is what was told.
    till.hear("changed", |attempt| attempt["state"] == "prompted")
        .await?;
    let leg = &asked["legs"][0]["id"];

    let withdraw = json!({ "withdraw": { "leg": leg } });
    check_refused(&mut till, withdraw, "may_still_be_paid").await?;
    let void = json!({ "void": { "sale": sale, "reason": "left" } });
    check_refused(&mut till, void, "may_still_be_paid").await?;
    let knowingly = json!({ "withdraw": { "leg": leg, "anyway": true } });
    order(&mut till, knowingly).await?;
    let card = json!({ "sale": sale, "tender": "card", "amount": "100" });
    order(&mut till, json!({ "other": card })).await?;
    let void = json!({ "sale": sale, "reason": "left", "anyway": true });
    order(&mut till, json!({ "void": void })).await?;
    let void = till.hear("sale", |sale| sale["state"] == "void").await?;
    assert_eq!(void["give_back_cents"], 10_000);
    assert_eq!(void["void_reason"], "left");
    order(&mut till, json!({ "show": { "sale": sale } })).await?;
    assert_eq!(till.hear("sale", |_| true).await?, void);
    till.kill().await?;
    assert_eq!(shop.verify().await?.exit, 0);
    Ok(())
}

#[tokio::test]
async fn a_code_pays_on_sight_where_the_owner_lets_it_and_once() -> Result<()> {
    let shop = Shop::open(None).await?;
    let seen = async |words: &[&str]| {
        let words = [&["seen"], words].concat();
        run(shop.command(&words)).await
    };
    let mut till = Serving::start(shop.connected(&["serve", "--stdin"]))?;
    till.hear("ready", |_| true).await?;
    let sale = open(&mut till, "350").await?;
    let code = |code: &str| json!({ "seen": { "sale": sale, "code": code, "amount": "350" } });
    check_refused(&mut till, code("UKN5T0I7QX"), "bad_tender").await?;
    till.kill().await?;
    assert_eq!(
        seen(&["on", " "]).await?.lines[0]["error"]["code"],
        "bad_place"
    );
    let on = seen(&["on", "Pochi 0712 345 678"]).await?;
    assert_eq!(on.lines, seen(&["show"]).await?.lines);
    assert_eq!(on.lines[0]["paid_to"], "Pochi 0712 345 678");

    let mut till = Serving::start(shop.connected(&["serve", "--stdin"]))?;
    till.hear("ready", |_| true).await?;
    check_refused(&mut till, code("UKN5"), "bad_code").await?;
    order(&mut till, code("UKN5T0I7QX")).await?;
    let covered = till.hear("sale", |sale| sale["state"] == "covered").await?;
    assert_eq!(covered["legs"][0]["tender"], "seen");
    assert_eq!(covered["legs"][0]["seen_code"], "UKN5T0I7QX");
    let said = covered["says"]["en"].as_str().unwrap_or_default();
    assert!(said.contains("seen, not verified"), "{said}");
    let other = open(&mut till, "350").await?;
    let again = json!({ "seen": { "sale": other, "code": "UKN5TOI7QX", "amount": "350" } });
    check_refused(&mut till, again, "payment_used").await?;
    till.kill().await?;
    assert_eq!(seen(&["off"]).await?.lines[0]["paid_to"], json!(null));
    assert_eq!(shop.verify().await?.exit, 0);
    Ok(())
}

//! Texts that attack whoever shows them, in every field of a confirmation: what a screen shows of
//! one is the text that it is, and adds nothing to the page. Signs that can't be seen, or that turn
//! a line round, are shown as U+FFFD: that is a decision of ours, so that nobody is deceived.

use anyhow::{Result, ensure};
use fantoccini::key::Key;
use serde_json::{Value, json};

use crate::driver::Keyring;
use crate::looks::photograph;
use crate::shop::Shop;
use crate::till_window::TillWindow;

/// What is typed, and what is shown of it: signs that hide, turn round or break a line are seen.
const TEXTS: [(&str, &str); 8] = [
    ("0001", "0001"),
    (
        "<img src=x onerror=alert(1)>",
        "<img src=x onerror=alert(1)>",
    ),
    ("'); DROP TABLE receipt; --", "'); DROP TABLE receipt; --"),
    (
        "=HYPERLINK(\"http://x\",\"1\")",
        "=HYPERLINK(\"http://x\",\"1\")",
    ),
    ("\u{202e}4120", "\u{fffd}4120"),
    ("\u{1b}[2J\u{1b}[31m0214", "\u{fffd}[2J\u{fffd}[31m0214"),
    ("0214\r\npaid", "0214 paid"),
    ("\u{1b}@\u{1d}V\u{1}cut", "\u{fffd}@\u{fffd}V\u{fffd}cut"),
];

/// More signs of a stranger's text are not shown in one line.
const LONGEST: usize = 40;

/// How many elements each row has, what is shown of what was typed, and what else there is.
const SHOWN: &str = "const rows = [...document.querySelectorAll('[data-testid=payment-row]')];
    const of = (row) => row.querySelector('[data-testid=payment-reference]');
    return {
        elements: rows.map((row) => row.querySelectorAll('*').length),
        texts: rows.map((row) => of(row)?.innerText ?? ''),
        strangers: document.querySelectorAll('img, script:not([src]), iframe, object').length,
        title: document.title,
    };";

/// What is written where a screen shows a name or an account, and what else there is.
const WRITTEN: &str = "return {
        texts: [...document.querySelectorAll('bdi')].map((one) => one.innerText),
        within: document.querySelectorAll('bdi *').length,
        strangers: document.querySelectorAll('img, script:not([src]), iframe, object').length,
        title: document.title,
    };";

/// Who made the payment whose page is open, as History's list calls him.
const LISTED: &str = "[data-testid=history-row][aria-expanded=true] bdi";

/// Checks that a text stands somewhere as it is, and that the page is what it was.
async fn check_written(window: &TillWindow, expected: &str, before: &Value) -> Result<()> {
    let found = window.run(WRITTEN).await?;
    let texts = found["texts"].as_array().into_iter().flatten();
    let is_it = |text: &Value| text.as_str().is_some_and(|text| text.contains(expected));
    ensure!(texts.clone().any(is_it), "{expected:?} is not in {found}");
    for part in ["within", "strangers", "title"] {
        ensure!(
            found[part] == before[part],
            "{expected:?} changed {part}: {found}"
        );
    }
    Ok(())
}

/// A text as first, middle and last name: blanks in it are one, as in every name, and it is cut.
fn named(shown: &str) -> String {
    let words = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = [words.as_str(); 3].join(" ");
    match name.chars().count() {
        ..=LONGEST => name,
        _ => name.chars().take(LONGEST - 1).chain(['…']).collect(),
    }
}

/// A shop with a `PayBill` that is told of what customers pay by themselves.
async fn told_of_payments() -> Result<(Shop, TillWindow)> {
    let shop = Shop::empty(Keyring::OfTheDesk, &[]).await?;
    let window = shop.open_first().await?;
    shop.fill_in_set_up(&window).await?;
    window.click("kind-pay_bill").await?;
    let number = shop.sandbox.told("PayBill");
    window.fill("pay-bill", number).await?;
    shop.prove(&window).await?;
    window.press(Key::F7).await?;
    window.click("register-notices").await?;
    window
        .see("[data-testid=registration][data-status=registered]")
        .await?;
    Ok((shop, window))
}

/// Sees the alarms one by one, as whoever is at the counter does.
async fn see_every_alarm(window: &TillWindow) -> Result<()> {
    const LEFT: &str = "return document.querySelectorAll('[data-testid=alarm]').length";
    while let Some(left) = window.run(LEFT).await?.as_u64().filter(|left| *left > 0) {
        window.press(Key::F5).await?;
        window
            .lose(&format!("li[data-testid=alarm]:nth-of-type({left})"))
            .await?;
    }
    Ok(())
}

/// Rings up a sale of 35 and gives it the payment that came by a code.
async fn give_by_code(window: &TillWindow, code: &str) -> Result<()> {
    window.see("[data-testid=amount]").await?;
    window.keys("35").await?;
    window.click("type-code").await?;
    window.see("[data-testid=code-dialog]").await?;
    window.fill("typed-code", code).await?;
    window.click("use-code").await?;
    window.see("[data-testid=code-answer]").await?;
    window.click("use-code").await?;
    window
        .see("[data-testid=leg][data-tender=received]")
        .await
        .map(drop)
}

#[tokio::test]
async fn every_field_of_a_confirmation_is_text_on_every_screen_that_shows_it() -> Result<()> {
    let (shop, window) = told_of_payments().await?;
    let number = shop.sandbox.told("PayBill");
    window.press(Key::F1).await?;
    window.see("[data-testid=amount]").await?;
    let before = window.run(WRITTEN).await?;
    for (nth, (text, shown)) in TEXTS.iter().enumerate() {
        let code = format!("UKN5T0I7Q{nth}");
        let body = |balance: usize| {
            json!({
                "TransID": code, "TransTime": format!("20261124180{nth:03}"),
                "TransAmount": "35.00", "BusinessShortCode": number, "TransactionType": text,
                "BillRefNumber": text, "InvoiceNumber": text, "ThirdPartyTransID": text,
                "OrgAccountBalance": format!("{balance}.00"), "MSISDN": text,
                "FirstName": text, "MiddleName": text, "LastName": text,
            })
        };
        let both = [named(shown), (*shown).to_owned()];
        let check = async |window: &TillWindow| -> Result<()> {
            for expected in &both {
                check_written(window, expected, &before).await?;
            }
            Ok(())
        };
        shop.sandbox.confirm(&body(35 * (nth + 1))).await?;
        window.press(Key::F2).await?;
        let row = format!("[data-testid=payment-row][data-receipt={code}]");
        window.click_on(&row).await?;
        check(&window).await?;
        window.press(Key::F1).await?;
        window.see("[data-testid=waiting-notice]").await?;
        check_written(&window, &both[0], &before).await?;

        shop.sandbox.confirm(&body(35 * (nth + 1) + 7)).await?;
        let alarm = "[data-testid=alarm][data-kind=two_balances]";
        window
            .click_on(&format!("{alarm} [data-testid=show-alarm]"))
            .await?;
        window.see("[data-testid=page-name]").await?;
        check(&window).await?;
        let listed = window.see(LISTED).await?;
        ensure!(listed == both[0], "{listed:?} is not {:?}", both[0]);
        if nth == 1 {
            photograph(&window, "hostile_page").await?;
        }
        window.press(Key::F1).await?;
        see_every_alarm(&window).await?;

        give_by_code(&window, &code).await?;
        check_written(&window, &both[0], &before).await?;
        if nth == 1 {
            photograph(&window, "hostile_leg").await?;
        }
        window.press(Key::Escape).await?;
        window.see("[data-testid=amount]").await?;
    }
    window.close().await
}

#[tokio::test]
async fn hostile_names_and_accounts_are_shown_as_text_and_add_nothing_to_the_page() -> Result<()> {
    let (shop, window) = told_of_payments().await?;
    window.press(Key::F2).await?;
    let before = window.run(SHOWN).await?;
    for (number, (typed, _)) in TEXTS.iter().enumerate() {
        shop.sandbox.rename(typed).await?;
        shop.sandbox.pay_to(10, typed).await?;
        let row = format!("li:nth-of-type({}) > [data-testid=payment-row]", number + 1);
        window.see(&row).await?;
    }
    let after = window.run(SHOWN).await?;
    ensure!(after["strangers"] == before["strangers"], "{after}");
    ensure!(after["title"] == before["title"], "{after}");
    let counts = after["elements"].as_array().into_iter().flatten();
    let counts: std::collections::BTreeSet<_> = counts.filter_map(Value::as_u64).collect();
    ensure!(counts.len() == 1, "a text made elements: {after}");
    for (typed, shown) in TEXTS {
        let texts = after["texts"].as_array().into_iter().flatten();
        let quoted = json!(format!("“{shown}”"));
        ensure!(
            texts.clone().any(|text| *text == quoted),
            "{typed:?} is not in {after}"
        );
    }
    photograph(&window, "hostile").await?;
    window.close().await
}

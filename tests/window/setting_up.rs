//! Setting a shop up where it is less easy: two numbers of a till, and no keyring.

use anyhow::{Result, ensure};
use fantoccini::key::Key;

use crate::driver::Keyring;
use crate::looks::photograph;
use crate::shop::{Shop, ring_up};

const PASSPHRASE: &str = "kahawa chungu ya asubuhi";

#[tokio::test]
async fn a_till_is_set_up_with_both_numbers_and_shows_the_one_that_customers_pay() -> Result<()> {
    let numbers = ["--till", "5123456", "--store", "7654321"];
    let shop = Shop::empty(Keyring::OfTheDesk, &numbers).await?;
    let window = shop.open_first().await?;
    shop.fill_in_set_up(&window).await?;
    window.click("kind-till").await?;
    window.fill("store", "7654321").await?;
    window.fill("till", "5123456").await?;
    shop.prove(&window).await?;
    ring_up(&window, "350").await?;
    shop.sandbox.answer("accept").await?;
    window.state("paid").await?;
    let seen = window.run("return document.body.innerText").await?;
    ensure!(
        !seen.to_string().contains("7654321"),
        "the store number is shown: {seen}"
    );
    window.close().await
}

#[tokio::test]
async fn without_a_keyring_an_encrypted_file_keeps_the_keys_and_wants_its_passphrase() -> Result<()>
{
    let shop = Shop::empty(Keyring::Missing, &[]).await?;
    let window = shop.open_first().await?;
    shop.fill_in_set_up(&window).await?;
    let number = shop.sandbox.told("PayBill");
    window.fill("pay-bill", number).await?;
    window.click("prove-and-save").await?;
    window
        .see("[data-testid=error][data-code=keyring_missing]")
        .await?;
    window
        .see("[data-testid=keyring-cure][data-keyring=missing]")
        .await?;
    window.click("file-chosen").await?;
    window.fill("passphrase", PASSPHRASE).await?;
    shop.prove(&window).await?;
    window.close().await?;

    let window = shop.open().await?;
    window
        .see("[data-testid=error][data-code=passphrase_wanted]")
        .await?;
    window.press(Key::F7).await?;
    window.fill("passphrase", "another one altogether").await?;
    window.click("unlock").await?;
    window
        .see("[data-testid=error][data-code=wrong_passphrase]")
        .await?;
    photograph(&window, "set-up-sealed").await?;
    window.fill("passphrase", PASSPHRASE).await?;
    window.click("unlock").await?;
    ring_up(&window, "350").await?;
    shop.sandbox.answer("accept").await?;
    window.state("paid").await?;
    window.close().await
}

#[tokio::test]
async fn a_forgotten_passphrase_costs_typing_the_keys_again_and_nothing_else() -> Result<()> {
    let shop = Shop::empty(Keyring::Missing, &[]).await?;
    let window = shop.open_first().await?;
    shop.fill_in_set_up(&window).await?;
    window
        .fill("pay-bill", shop.sandbox.told("PayBill"))
        .await?;
    window.click("prove-and-save").await?;
    window.click("file-chosen").await?;
    window.fill("passphrase", PASSPHRASE).await?;
    shop.prove(&window).await?;
    window.close().await?;

    let window = shop.open().await?;
    window.press(Key::F7).await?;
    window
        .see("[data-testid=keyring-cure][data-keyring=sealed]")
        .await?;
    shop.fill_in_keys(&window).await?;
    window.click("file-chosen").await?;
    window
        .fill("passphrase", "chai ya maziwa na tangawizi")
        .await?;
    shop.prove(&window).await?;
    ring_up(&window, "350").await?;
    shop.sandbox.answer("accept").await?;
    window.state("paid").await?;
    ensure!(
        shop.data().join("secrets.sealed.1").exists(),
        "the old file is gone"
    );
    window.close().await
}

#[tokio::test]
async fn addresses_are_registered_in_the_window_and_once_more_shows_the_portal_s_steps()
-> Result<()> {
    let shop = Shop::empty(Keyring::OfTheDesk, &["--production"]).await?;
    let window = shop.open_first().await?;
    shop.fill_in_set_up(&window).await?;
    window
        .fill("pay-bill", shop.sandbox.told("PayBill"))
        .await?;
    shop.prove(&window).await?;
    window.press(Key::F7).await?;
    window.click("register-notices").await?;
    let registered = window.see(&registration("registered")).await?;
    ensure!(registered.contains("Registered."), "{registered}");
    window.click("register-notices").await?;
    let before = window.see(&registration("before")).await?;
    ensure!(before.contains("URL Management"), "{before}");
    photograph(&window, "set-up-registered").await?;
    window.click("registration-answer-open").await?;
    let answer = window.see("[data-testid=registration-answer]").await?;
    ensure!(answer.contains("already registered"), "{answer}");

    window.fill("pull-phone", "0722000000").await?;
    window.keys("\n").await?;
    window
        .see("[data-testid=pulls][data-signed-up=true]")
        .await?;
    window.fill("limit-least", "10").await?;
    window.fill("limit-most", "70000").await?;
    window.keys("\n").await?;
    window.see("[data-testid=limits][data-status=done]").await?;
    photograph(&window, "set-up-pulls").await?;
    shop.sandbox.pay(350).await?;
    let waiting = window.see("[data-testid=waiting-count]").await?;
    ensure!(waiting == "1", "{waiting} payments wait");
    window.close().await
}

fn registration(status: &str) -> String {
    format!("[data-testid=registration][data-status={status}]")
}

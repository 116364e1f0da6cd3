//! Who works at the till, from the command line.

use anyhow::Result;
use sandbox::Act;
use serde_json::json;

use crate::program::{Run, run};
use crate::shop::Shop;

impl Shop {
    async fn people(&self, words: &[&str], owner: Option<&str>, new: Option<&str>) -> Result<Run> {
        let words: Vec<_> = ["people"].iter().chain(words).copied().collect();
        let mut command = self.command(&words);
        for (name, pin) in [("KAUNTA_OWNER_PIN", owner), ("KAUNTA_NEW_PIN", new)] {
            match pin {
                Some(pin) => command.env(name, pin),
                None => command.env_remove(name),
            };
        }
        run(command).await
    }
}

fn check_refused(run: &Run, code: &str) {
    let error = &run.lines[0]["error"];
    assert_eq!((run.exit, &error["code"]), (2, &json!(code)), "{error}");
    let said = error["message"].as_str().unwrap_or_default();
    assert!(said.starts_with("Nothing was changed"), "{said}");
}

#[tokio::test]
async fn a_cashier_is_taken_on_gets_a_pin_and_is_let_go_by_the_owner_alone() -> Result<()> {
    let shop = Shop::open(Some(Act::Accept)).await?;
    assert_eq!(shop.charge("350").await?.exit, 0);
    let add = ["add", "Achieng", "--role", "cashier"];
    let early = shop.people(&add, None, Some("8026")).await?;
    check_refused(&early, "no_pin");
    let own = shop.people(&["pin", "owner"], None, Some("4711")).await?;
    assert_eq!(own.exit, 0, "{}", own.stderr);
    check_refused(&shop.people(&add, None, Some("8026")).await?, "wrong_pin");
    check_refused(
        &shop.people(&add, Some("4712"), Some("8026")).await?,
        "wrong_pin",
    );
    check_refused(
        &shop.people(&add, Some("4711"), Some("1234")).await?,
        "bad_pin",
    );
    let added = shop.people(&add, Some("4711"), Some("8026")).await?;
    assert_eq!(added.exit, 0, "{}", added.stderr);
    assert_eq!(added.lines[0]["people"][0]["role"], "cashier");
    let unknown = shop
        .people(&["let-go", "Otieno"], Some("4711"), None)
        .await?;
    check_refused(&unknown, "no_such_person");
    for (words, works) in [
        (&["let-go", "achieng"][..], false),
        (&["take-back", "achieng"][..], true),
    ] {
        let changed = shop.people(words, Some("4711"), None).await?;
        assert_eq!(changed.exit, 0, "{}", changed.stderr);
        assert_eq!(changed.lines[0]["people"][0]["works_here"], works);
    }
    let listed = shop.people(&["list"], None, None).await?;
    let people = listed.lines[0]["people"].as_array().map(Vec::len);
    assert_eq!(people, Some(2));
    assert_eq!(shop.verify().await?.exit, 0);
    Ok(())
}

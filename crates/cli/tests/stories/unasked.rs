//! What customers pay by themselves: registering for it, its rules, and asking for it.

use anyhow::Result;
use sandbox::{Canned, Fault, Mishap, Place, When};
use serde_json::json;

use crate::program::{Run, run};
use crate::shop::Shop;

const REGISTER: [&str; 2] = ["notices", "register"];

impl Shop {
    async fn register(&self) -> Result<Run> {
        run(self.connected(&REGISTER)).await
    }

    fn refuse(&self, at: Place, with: Canned) -> Result<()> {
        let what = Mishap::Refuse {
            with,
            accepted: false,
        };
        let (when, seen) = (When::Always, 0);
        let rule = Fault {
            at,
            what,
            when,
            seen,
        };
        Ok(self.sandbox.set_script(vec![rule])?)
    }
}

#[tokio::test]
async fn addresses_are_registered_once_and_the_answer_is_kept() -> Result<()> {
    let shop = Shop::in_production().await?;
    let first = shop.register().await?;
    assert_eq!(first.exit, 0, "{}", first.stderr);
    assert_eq!(first.lines[0]["now"], true);
    assert_eq!(first.lines[0]["version"], 2);
    let urls = shop.sandbox.urls();
    let again = shop.register().await?;
    assert_eq!((again.exit, &again.lines[0]["now"]), (0, &false.into()));
    assert_eq!(again.lines[0]["version"], json!(null));
    assert_eq!(shop.sandbox.urls(), urls);
    let shown = run(shop.command(&["notices", "show"])).await?;
    assert_eq!(shown.lines[0]["answer"], again.lines[0]["answer"]);
    let answer = shown.lines[0]["answer"].as_str().unwrap_or_default();
    assert!(answer.contains("already registered"), "{answer}");
    Ok(())
}

#[tokio::test]
async fn a_refusal_a_doubt_and_a_till_that_nobody_can_reach_are_told_apart() -> Result<()> {
    let check = async |run: Run, exit, code| -> Result<()> {
        let error = &run.lines[0]["error"];
        assert_eq!((run.exit, &error["code"]), (exit, &json!(code)), "{error}");
        let said = error["message"].as_str().unwrap_or_default();
        assert!(said.starts_with("No money has moved"), "{said}");
        Ok(())
    };
    let shop = Shop::in_production().await?;
    shop.refuse(Place::Register, Canned::NoProduct)?;
    check(shop.register().await?, 4, "not_registered").await?;
    shop.refuse(Place::Register, Canned::BadGateway)?;
    check(shop.register().await?, 1, "maybe_registered").await?;
    shop.sandbox.set_script(Vec::new())?;
    let mut unreachable = shop.command(&REGISTER);
    unreachable.args(["--base-url", &shop.sandbox.base_url()]);
    check(run(unreachable).await?, 2, "bad_setting").await?;
    assert_eq!(shop.sandbox.urls(), None);
    Ok(())
}

#[tokio::test]
async fn rules_stay_until_they_are_said_anew_or_cleared() -> Result<()> {
    let shop = Shop::open(None).await?;
    let rules = async |flags: &[&str]| {
        let words = [&["notices", "rules"], flags].concat();
        run(shop.command(&words)).await
    };
    assert_eq!(rules(&["--least", "10"]).await?.exit, 2, "there is no book");
    assert_eq!(shop.register().await?.exit, 0);
    let check = async |flags: &[&str], expected: [Option<u64>; 2]| -> Result<()> {
        let set = rules(flags).await?;
        assert_eq!(set.exit, 0, "{flags:?}: {}", set.stderr);
        let shown = run(shop.command(&["notices", "show"])).await?;
        assert_eq!(shown.lines, set.lines);
        let [least, most] = ["least_cents", "most_cents"].map(|name| &shown.lines[0][name]);
        assert_eq!([least, most], expected.map(|cents| json!(cents)).each_ref());
        Ok(())
    };
    check(
        &["--least", "10", "--most", "70,000"],
        [Some(1_000), Some(7_000_000)],
    )
    .await?;
    check(&["--most", "500.50"], [Some(1_000), Some(50_050)]).await?;
    let swapped = rules(&["--least", "600"]).await?;
    assert_eq!(swapped.exit, 2);
    assert_eq!(swapped.lines[0]["error"]["code"], "bad_setting");
    check(&["--least", "20"], [Some(2_000), Some(50_050)]).await?;
    check(&["--clear"], [None, None]).await?;
    assert_eq!(rules(&["--least", "much"]).await?.exit, 2);
    assert_eq!(rules(&[]).await?.exit, 2);
    assert_eq!(rules(&["--clear", "--most", "5"]).await?.exit, 2);
    Ok(())
}

#[tokio::test]
async fn a_number_is_signed_up_for_pulls_and_says_so() -> Result<()> {
    let shop = Shop::open(None).await?;
    let sign_up = ["pulls", "sign-up", "--phone", "0722000000"];
    shop.refuse(Place::Pull, Canned::NoProduct)?;
    let refused = run(shop.connected(&sign_up)).await?;
    assert_eq!(refused.exit, 4, "{}", refused.stderr);
    assert_eq!(refused.lines[0]["error"]["code"], "not_signed_up");
    let shown = run(shop.command(&["pulls", "show"])).await?;
    assert_eq!(
        shown.lines,
        [json!({ "signed_up": false, "covered_until_ms": null, "gaps": [] })]
    );
    shop.sandbox.set_script(Vec::new())?;
    let signed_up = run(shop.connected(&sign_up)).await?;
    assert_eq!(signed_up.exit, 0, "{}", signed_up.stderr);
    assert_eq!(signed_up.lines[0]["signed_up"], true);
    let shown = run(shop.command(&["pulls", "show"])).await?;
    assert_eq!(shown.lines[0]["signed_up"], true);
    let odd = run(shop.connected(&["pulls", "sign-up", "--phone", "0722"])).await?;
    assert_eq!(odd.exit, 2);
    Ok(())
}

//! A stand-in that goes on where its folder left off.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sandbox::{Act, Config, Error, Life, ManualClock, Sandbox};

use crate::till::{ANYWHERE, NOON, PHONE, POOR_PHONE, Till, phone};

async fn open(folder: &Path) -> Till {
    Till::with(|config| config.folder = Some(folder.to_owned())).await
}

/// Stops a till's stand-in and starts another one on its folder, `later` by the clock.
pub(crate) async fn restart(till: Till, folder: &Path, later: Duration) -> Till {
    till.sandbox.stop().await;
    let Till {
        sandbox,
        clock,
        http,
        token,
        ear,
    } = till;
    drop(sandbox);
    clock.advance(later);
    let folder = Some(folder.to_owned());
    let config = Config {
        clock: clock.clone(),
        folder,
        ..Config::default()
    };
    let sandbox = Sandbox::start(config, ANYWHERE).await.unwrap();
    Till {
        sandbox,
        clock,
        http,
        token,
        ear,
    }
}

#[tokio::test]
async fn an_open_prompt_can_be_paid_after_a_restart_and_the_token_still_holds() {
    let folder = tempfile::tempdir().unwrap();
    let till = open(folder.path()).await;
    let id = till.push(PHONE, 20).await;
    let mut till = restart(till, folder.path(), Duration::from_secs(30)).await;
    till.sandbox.answer(&phone(PHONE), Act::Accept).unwrap();
    assert_eq!(
        till.ear.hear().await["Body"]["stkCallback"]["ResultCode"],
        0
    );
    assert_eq!(till.query(&id).await.1["ResultCode"], "0");
}

#[tokio::test]
async fn what_was_paid_stays_paid_and_is_not_told_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut till = open(folder.path()).await;
    let id = till.push(PHONE, 20).await;
    till.sandbox.answer(&phone(PHONE), Act::Accept).unwrap();
    till.ear.hear().await;
    let before = serde_json::to_value(till.sandbox.money()).unwrap();
    let mut till = restart(till, folder.path(), Duration::from_mins(2)).await;
    let after = serde_json::to_value(till.sandbox.money()).unwrap();
    assert_eq!(after["receipts"], before["receipts"]);
    assert_eq!(after["wallets"], before["wallets"]);
    assert_eq!(till.query(&id).await.1["ResultCode"], "0");
    let again = till.sandbox.answer(&phone(PHONE), Act::Cancel);
    assert!(matches!(again, Err(Error::NoPrompt(_))));
    till.sandbox.stop().await;
    assert!(till.ear.is_silent());
}

#[tokio::test]
async fn a_prompt_whose_time_ran_out_meanwhile_ends_at_the_restart() {
    let folder = tempfile::tempdir().unwrap();
    let till = open(folder.path()).await;
    let id = till.push(PHONE, 20).await;
    let mut till = restart(till, folder.path(), Duration::from_mins(5)).await;
    assert_eq!(
        till.ear.hear().await["Body"]["stkCallback"]["ResultCode"],
        1037
    );
    let money = till
        .until(&id, |push| matches!(push.life, Life::Ended { .. }))
        .await;
    let Life::Ended { at, .. } = money.pushes[0].life else {
        unreachable!()
    };
    assert_eq!(at, NOON.plus(Duration::from_mins(1)));
}

#[tokio::test]
async fn receipts_go_on_after_a_restart_and_do_not_repeat() {
    let folder = tempfile::tempdir().unwrap();
    let mut till = open(folder.path()).await;
    for phone_number in [PHONE, POOR_PHONE, "254722000111"] {
        till.push(phone_number, 10).await;
        till.sandbox
            .answer(&phone(phone_number), Act::Accept)
            .unwrap();
        till = restart(till, folder.path(), Duration::ZERO).await;
    }
    let resumed = till.sandbox.money();
    let through = crate::seeds::pay(1, &[PHONE, POOR_PHONE, "254722000111"]).await;
    let numbers = |money: &sandbox::Money| -> Vec<_> {
        money
            .receipts
            .iter()
            .map(|receipt| receipt.number.clone())
            .collect()
    };
    assert_eq!(numbers(&resumed), numbers(&through));
}

#[tokio::test]
async fn two_stand_ins_cannot_share_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let _first = open(folder.path()).await;
    let config = Config {
        folder: Some(folder.path().to_owned()),
        ..Config::default()
    };
    let second = Sandbox::start(config, ANYWHERE).await;
    assert!(matches!(second, Err(Error::FolderInUse { .. })));
}

#[tokio::test]
async fn a_file_that_is_not_ours_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sandbox.json");
    for foreign in ["", "{}", r#"{"version":"3"}"#] {
        std::fs::write(&file, foreign).unwrap();
        let clock = Arc::new(ManualClock::at(NOON));
        let folder = Some(folder.path().to_owned());
        let config = Config {
            clock,
            folder,
            ..Config::default()
        };
        let refused = Sandbox::start(config, ANYWHERE).await;
        assert!(
            matches!(refused, Err(Error::Unreadable { .. })),
            "{foreign}"
        );
        assert_eq!(std::fs::read_to_string(&file).unwrap(), foreign);
    }
}

/// As the first version wrote it: pushes and their receipts, and no account of the shop.
const FIRST_VERSION: &str = r#"{
    "version": "1",
    "dice": {"seed": 1, "thrown": [1, 1, 2, 1]},
    "tokens": {},
    "customers": {"254712345678": {
        "phone": "254712345678", "name": "Wanjiku Kamau", "balance_kes": 49980,
        "opened_with_kes": 50000, "standing": null, "prompt": "ws_CO_24112026115940002712345678"
    }},
    "pushes": {"ws_CO_24112026115940002712345678": {
        "merchant_request_id": "1-2-3", "business_short_code": "174379",
        "checkout_request_id": "ws_CO_24112026115940002712345678",
        "phone": "254712345678", "amount_kes": 30, "account_reference": "S-2",
        "callback_url": "http://127.0.0.1:1/h", "asked_at": 1795510780000,
        "life": {"state": "open", "ends_at": 1795510840000, "ends_in": "no_answer"},
        "callbacks": []
    }},
    "due": [[1795510840000, "ws_CO_24112026115940002712345678"]],
    "receipts": {"UKO1234567": {
        "number": "UKO1234567", "checkout_request_id": "ws_CO_24112026115840001712345678",
        "phone": "254712345678", "amount_kes": 20, "account_reference": "S-1",
        "paid_at": 1795510720000
    }},
    "shop_balance_kes": 20,
    "faults": {
        "callbacks": "deliver", "push_reply": "answer", "busy_phone": "refuse",
        "new_token": "keeps_others"
    }
}"#;

#[tokio::test]
async fn a_file_of_the_first_version_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("sandbox.json"), FIRST_VERSION).unwrap();
    let till = open(folder.path()).await;
    let money = till.sandbox.money();
    assert_eq!(
        (money.shop_balance_kes, money.accounts.utility_cents),
        (20, 2_000)
    );
    assert_eq!(money.receipts[0].number, "UKO1234567");
    till.sandbox.answer(&phone(PHONE), Act::Accept).unwrap();
    assert_eq!(till.sandbox.money().shop_balance_kes, 50);
    let till = restart(till, folder.path(), Duration::ZERO).await;
    assert_eq!(till.sandbox.money().shop_balance_kes, 50);
    assert_eq!(till.sandbox.money().receipts.len(), 2);
}

#[tokio::test]
async fn what_cannot_be_saved_does_not_happen() {
    let folder = tempfile::tempdir().unwrap();
    let till = open(folder.path()).await;
    till.push(PHONE, 20).await;
    // A folder in the successor's place cannot be written as a file.
    std::fs::create_dir(folder.path().join("sandbox.json.new")).unwrap();
    let refused = till.sandbox.answer(&phone(PHONE), Act::Accept);
    assert!(matches!(refused, Err(Error::Folder { .. })), "{refused:?}");
    assert_eq!(till.sandbox.money().shop_balance_kes, 0);
    std::fs::remove_dir(folder.path().join("sandbox.json.new")).unwrap();
    till.sandbox.answer(&phone(PHONE), Act::Accept).unwrap();
    assert_eq!(till.sandbox.money().shop_balance_kes, 20);
}

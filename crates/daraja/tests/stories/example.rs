//! The example, which is the README's as a program, against the stand-in.

use std::net::{Ipv4Addr, SocketAddr};

use sandbox::{Act, Config, Rules, Sandbox};
use tokio::process::Command;

/// Runs the example where every customer does the same; returns its exit code and last line.
async fn charge(act: Act) -> (Option<i32>, String) {
    let config = Config {
        rules: Rules {
            standing: Some(act),
            ..Rules::default()
        },
        ..Config::default()
    };
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let sandbox = Sandbox::start(config, address).await.unwrap();
    let shop = sandbox.shop();
    // Cargo builds the examples beside the tests.
    let test = std::env::current_exe().unwrap();
    let built = test.ancestors().nth(2).unwrap();
    let program = built.join("examples").join("charge");
    let output = Command::new(program)
        .env("DARAJA_URL", sandbox.base_url())
        .env("DARAJA_KEY", &shop.consumer_key)
        .env("DARAJA_SECRET", &shop.consumer_secret)
        .env("DARAJA_PHONE", "0712 345 678")
        .env("DARAJA_AMOUNT", "350")
        .output()
        .await
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let last = said.lines().last().unwrap_or_default().to_owned();
    (output.status.code(), last)
}

#[tokio::test]
async fn the_example_charges_a_phone_and_tells_how_it_ended() {
    let (paid, cancelled) = tokio::join!(charge(Act::Accept), charge(Act::Cancel));
    assert_eq!(paid, (Some(0), "Paid.".to_owned()));
    assert_eq!(cancelled.0, Some(1));
    assert!(cancelled.1.starts_with("Not paid."), "{}", cancelled.1);
}

//! Every sample of a query's answer, and of the errors that stand for one.

use daraja::Asked;

use crate::script::{Scene, json, prompt, sample};

/// Answers to a query, the ids that were asked for, and the judgement.
pub(crate) const QUERIES: &[(&str, &str, &str, &str)] = &[
    (
        "stkq_ok_docs.json",
        "22205-34066-1",
        "ws_CO_13012021093521236557",
        "paid",
    ),
    ("stkq_ok_2017.json", "", "", "paid"),
    (
        "stkq_1_2017.json",
        "16761-2730-1",
        "ws_CO_25102017153023394",
        "failed 1",
    ),
    ("stkq_1032_docs_2017.json", "", "", "failed 1032"),
    ("stkq_1037_sandbox.json", "", "", "failed 1037"),
    ("stkq_4999_under_processing.json", "", "", "still open"),
    (
        "stkq_ok_docs.json",
        "22205-34066-1",
        "ws_CO_13012021093521236558",
        "no answer other_prompt",
    ),
    (
        "stkq_ok_docs.json",
        "22205-34066-2",
        "ws_CO_13012021093521236557",
        "no answer other_prompt",
    ),
    ("stk_ack_2023.json", "", "", "no answer incomplete"),
    (
        "err_500_001_1001_processing.json",
        "a-1",
        "ws_CO_1",
        "still open",
    ),
    (
        "err_500_001_1001_not_exist.json",
        "a-1",
        "ws_CO_1",
        "does not exist",
    ),
    (
        "err_500_001_1001_wrong_credentials.json",
        "a-1",
        "ws_CO_1",
        "no answer not_asked",
    ),
    (
        "err_500_003_02_spike.json",
        "a-1",
        "ws_CO_1",
        "no answer not_asked",
    ),
    (
        "err_500_003_02_busy.json",
        "a-1",
        "ws_CO_1",
        "no answer unlisted",
    ),
    (
        "err_500_003_1001_internal.json",
        "a-1",
        "ws_CO_1",
        "no answer unlisted",
    ),
    (
        "err_gateway_503_empty.http",
        "a-1",
        "ws_CO_1",
        "no answer not_json",
    ),
    (
        "err_token_404_001_03_stk.json",
        "a-1",
        "ws_CO_1",
        "no answer not_asked",
    ),
];

#[tokio::test]
async fn every_answer_to_a_query_is_judged_for_the_prompt_that_was_asked_for() {
    for (name, merchant, checkout, expected) in QUERIES {
        let status = if name.starts_with("stk") { 200 } else { 500 };
        let scene = Scene::new(vec![sample(name, status), sample(name, status)]);
        let (merchant, checkout) = ids(name, merchant, checkout);
        let prompt = prompt(&merchant, &checkout);
        let reply = scene.client.ask(&crate::script::merchant(), &prompt).await;
        assert_eq!(asked(&reply.said), *expected, "{name}");
        assert_eq!(
            reply.received.body,
            sample(name, status).unwrap().body,
            "{name}"
        );
    }
}

/// The ids to ask for: as given, or those of the sample itself.
fn ids(name: &str, merchant: &str, checkout: &str) -> (String, String) {
    if !merchant.is_empty() {
        return (merchant.to_owned(), checkout.to_owned());
    }
    let sample = json(name);
    let id = |key: &str| sample[key].as_str().unwrap().to_owned();
    (id("MerchantRequestID"), id("CheckoutRequestID"))
}

fn asked(said: &Asked) -> String {
    match said {
        Asked::Paid => "paid".to_owned(),
        Asked::Failed(code) => format!("failed {code}"),
        Asked::StillOpen => "still open".to_owned(),
        Asked::DoesNotExist => "does not exist".to_owned(),
        Asked::NoAnswer(why) => format!("no answer {why}"),
    }
}

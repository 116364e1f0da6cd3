//! The JSON that programs are given.

use serde_json::{Value, json};

use crate::program::{explained, explained_from_stdin, sample};

fn only(name: &str) -> Value {
    let (_, mut told) = explained(&sample(name));
    assert_eq!(told.len(), 1, "{name}");
    told.remove(0)
}

#[test]
fn a_callback_has_every_name_and_exact_values() {
    assert_eq!(
        only("stk_cb_ok_docs_2019.json"),
        json!({
            "kind": "stk_callback",
            "money": "paid",
            "worth": "report",
            "contradictory": false,
            "code": "0",
            "receipt": "NLJ7RT61SV",
            "amount_cents": 100,
            "at": "2019-12-19T10:21:15+03:00",
            "payer": "0708 374 149",
            "ids": {
                "checkout_request": "ws_CO_191220191020363925",
                "merchant_request": "29115-34620561-1",
            },
            "details": {"text": "The service request is processed successfully."},
            "payments": [],
            "accounts": [],
            "says": [{
                "en": "This callback says paid; it is not signed: \
                       ask Safaricom before you give the goods.",
                "sw": "Callback hii inasema imelipwa; haina sahihi: \
                       iulize Safaricom kabla ya kutoa bidhaa.",
            }],
        })
    );
}

#[test]
fn a_payer_is_shown_as_far_as_he_is_known() {
    let payer = |name| only(name)["payer"].clone();
    assert_eq!(payer("ts_result_2024_production.json"), "0700 000 016");
    assert_eq!(payer("c2b_cf_docs_v2_masked.json"), "2547•••••126");
    assert_eq!(payer("c2b_cf_v1_hashed.json"), "hashed");
    assert_eq!(payer("stk_cb_1032_docs_2024.json"), Value::Null);
}

#[test]
fn what_is_worth_a_proof_is_told_from_what_only_reports() {
    let worth = |name| only(name)["worth"].clone();
    assert_eq!(worth("c2b_cf_docs_v2_masked.json"), "report");
    assert_eq!(worth("stkq_ok_docs.json"), "answer");
    assert_eq!(worth("err_500_003_02_spike.json"), "answer");
    assert_eq!(worth("qr_response.json"), "nothing");
}

#[test]
fn every_row_of_a_pull_and_every_account_of_a_balance_is_told() {
    let pull = only("pull_query_ok.json");
    assert_eq!(pull["payments"].as_array().unwrap().len(), 2);
    assert_eq!(pull["payments"][0]["receipt"], "YZLYRESRG1");
    assert_eq!(pull["payments"][1]["amount_cents"], 64_700);
    let details = &pull["payments"][0]["details"];
    assert_eq!(details["at_if_eat"], "2020-08-05T10:13:00+03:00");
    assert_eq!(details["at_if_utc"], "2020-08-05T13:13:00+03:00");
    let balance = only("ab_result_docs_strings.json");
    assert_eq!(balance["accounts"].as_array().unwrap().len(), 5);
    assert_eq!(balance["accounts"][3]["name"], "Charges Paid Account");
    assert_eq!(balance["accounts"][3]["balance_cents"], -154_000);
}

#[test]
fn a_reversal_names_its_own_code_and_that_of_the_payment() {
    let reversal = only("rv_result_ok_2021.json");
    assert_eq!(reversal["money"], "returned");
    assert_eq!(reversal["receipt"], "SKE52PAWR9");
    assert_eq!(reversal["details"]["original"], "SKC82PACB8");
    assert_eq!(only("rv_result_r000002.json")["receipt"], Value::Null);
}

#[test]
fn a_contradictory_body_is_marked_and_not_called_paid() {
    let body = br#"{"stkCallback":{"ResultCode":0,"ResultDesc":"a","ResultDesc":"b"}}"#;
    let (exit, told) = explained_from_stdin(body);
    assert_eq!((exit, told.len()), (0, 1));
    assert_eq!(
        (&told[0]["money"], &told[0]["contradictory"]),
        (&json!("unknown"), &json!(true))
    );
}

#[test]
fn a_refused_token_that_an_error_repeats_is_not_told() {
    let body = br#"{"requestId":"1","errorCode":"401.002.01",
        "errorMessage":"Error Occurred - Invalid Access Token - c9SQxWWhmdVRlyh0"}"#;
    let (_, told) = explained_from_stdin(body);
    assert_eq!(told[0]["details"]["text"], "Invalid Access Token");
    assert!(!told[0].to_string().contains("c9SQx"));
}

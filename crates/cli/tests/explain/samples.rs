//! Every sample of the reference, given to the program as a file.

use std::collections::BTreeSet;
use std::path::Path;

use crate::program::{explained, run, sample, samples};

/// A kind, what it says about the money, and the samples that are so.
type Row = (&'static str, &'static str, &'static [&'static str]);

const SAMPLES: &[Row] = &[
    (
        "acknowledgement",
        "unknown",
        &["ab_ack.json", "c2b_simulate_ack.json", "ts_ack.json"],
    ),
    (
        "balance_result",
        "none",
        &["ab_result_2017_numbers.json", "ab_result_docs_strings.json"],
    ),
    (
        "c2b_confirmation",
        "paid",
        &[
            "c2b_bad_amount_thousands.json",
            "c2b_bad_billref_spaces.json",
            "c2b_cf_2017_a.json",
            "c2b_cf_2021_01_pair_of_stk.json",
            "c2b_cf_2023_masked_short.json",
            "c2b_cf_2024_after_stk_push.json",
            "c2b_cf_2024_till_hash_then_masked.json",
            "c2b_cf_2026_org_to_org_a.json",
            "c2b_cf_2026_org_to_org_b.json",
            "c2b_cf_billref_slashes.json",
            "c2b_cf_docs_v2_masked.json",
            "c2b_cf_v1_hashed.json",
        ],
    ),
    (
        "c2b_confirmation",
        "unknown",
        &["c2b_bad_amount_missing.json"],
    ),
    (
        "c2b_payment",
        "unknown",
        &["c2b_cf_2026_till_missing_keys.json"],
    ),
    (
        "c2b_validation",
        "none",
        &[
            "c2b_val_2017_a.json",
            "c2b_val_2017_b.json",
            "c2b_val_docs_masked.json",
        ],
    ),
    (
        "empty",
        "unknown",
        &["auth_err_400_empty_body.http", "err_gateway_503_empty.http"],
    ),
    (
        "error",
        "none",
        &[
            "auth_err_400_008_01.json",
            "auth_err_400_008_02.json",
            "err_500_003_1001_duplicate_notification.json",
        ],
    ),
    (
        "error",
        "refused",
        &[
            "err_400_002_02_amount.json",
            "err_400_002_02_phone.json",
            "err_400_002_02_timestamp.json",
            "err_400_002_02_transactionid.json",
            "err_400_002_02_transactiontype.json",
            "err_400_002_05_payload.json",
            "err_404_001_01_resource.json",
            "err_500_001_1001_no_iccid.json",
            "err_500_001_1001_wrong_credentials.json",
            "err_500_003_02_spike.json",
            "err_token_400_003_01_c2b.json",
            "err_token_404_001_03_empty_requestid.json",
            "err_token_404_001_03_stk.json",
        ],
    ),
    (
        "error",
        "unknown",
        &[
            "err_500_001_1001_not_exist.json",
            "err_500_001_1001_processing.json",
            "err_500_002_1001_duplicate_originator.json",
            "err_500_002_1001_maintenance.json",
            "err_500_003_02_busy.json",
            "err_500_003_1001_internal.json",
            "err_500_003_1001_unreachable.json",
        ],
    ),
    (
        "not_json",
        "unknown",
        &[
            "c2b_val_docs_as_printed_invalid.txt",
            "stk_cb_ok_2023_07_invalid_json.txt",
            "statement_2017_flat_row.csv",
            "statement_paybill_2020_layout.csv",
            "statement_paybill_2025_layout.csv",
        ],
    ),
    (
        "our_reply",
        "none",
        &[
            "c2b_reply_validation_accept_with_thirdparty.json",
            "c2b_reply_validation_reject_11.json",
            "c2b_reply_validation_reject_12.json",
            "c2b_reply_validation_reject_13.json",
            "c2b_reply_validation_reject_14.json",
        ],
    ),
    (
        "pull_registration",
        "none",
        &[
            "pull_register_ack_docs.json",
            "pull_register_ack_spaced_keys.json",
        ],
    ),
    ("pull_reply", "paid", &["pull_query_ok.json"]),
    (
        "push_acknowledgement",
        "unknown",
        &[
            "stk_ack_2023.json",
            "stk_ack_docs_2024.json",
            "stk_ack_mock_numeric_responsecode.json",
        ],
    ),
    (
        "qr_code",
        "none",
        &["qr_response.json", "qr_response_code_00.json"],
    ),
    (
        "query_reply",
        "not_paid",
        &[
            "stkq_1032_docs_2017.json",
            "stkq_1037_sandbox.json",
            "stkq_1_2017.json",
        ],
    ),
    (
        "query_reply",
        "paid",
        &["stkq_ok_2017.json", "stkq_ok_docs.json"],
    ),
    (
        "query_reply",
        "unknown",
        &["stkq_4999_under_processing.json"],
    ),
    (
        "registration_acknowledgement",
        "none",
        &[
            "c2b_register_ack_2024.json",
            "c2b_register_ack_v1.json",
            "c2b_register_ack_v2.json",
        ],
    ),
    (
        "request",
        "none",
        &[
            "ab_request.json",
            "c2b_register_request_v2.json",
            "c2b_simulate_request_paybill.json",
            "c2b_simulate_request_till.json",
            "pull_query_request.json",
            "pull_register_request.json",
            "qr_request.json",
            "rv_request.json",
            "stk_request_docs_2025.json",
            "stk_request_simulator_2023_numbers.json",
            "stk_request_till_buygoods.json",
            "stkq_request.json",
            "ts_request.json",
        ],
    ),
    (
        "result",
        "unknown",
        &[
            "async_b2b_ok_2017_basicamount.json",
            "async_b2c_ok_2017.json",
            "ts_result_2001_single_object.json",
        ],
    ),
    (
        "reversal_result",
        "refused",
        &[
            "rv_result_2018_code21_success_text.json",
            "rv_result_r000001_already.json",
            "rv_result_r000002.json",
        ],
    ),
    (
        "reversal_result",
        "returned",
        &["rv_result_2017_no_params.json", "rv_result_ok_2021.json"],
    ),
    (
        "status_result",
        "not_paid",
        &["ts_result_2032_not_found.json"],
    ),
    (
        "status_result",
        "paid",
        &[
            "ts_result_2017_spaced_keys.json",
            "ts_result_2022_many_keys_without_value.json",
            "ts_result_2024_production.json",
        ],
    ),
    (
        "stk_callback",
        "not_paid",
        &[
            "stk_cb_1019_2022.json",
            "stk_cb_1019_2023.json",
            "stk_cb_1031_2021_05.json",
            "stk_cb_1032_2019_prefix.json",
            "stk_cb_1032_2021_04.json",
            "stk_cb_1032_docs_2024.json",
            "stk_cb_1037_2021.json",
            "stk_cb_1037_2023.json",
            "stk_cb_1037_2026_no_response.json",
            "stk_cb_constructed_1025.json",
            "stk_cb_constructed_17.json",
            "stk_cb_constructed_2028.json",
            "stk_cb_constructed_4.json",
            "stk_cb_constructed_sfc_ic0003.json",
        ],
    ),
    (
        "stk_callback",
        "paid",
        &[
            "stk_cb_ok_2017_07_balance_novalue.json",
            "stk_cb_ok_2019_03_dmz.json",
            "stk_cb_ok_2020_05_amount_1_0.json",
            "stk_cb_ok_2021_01_pair_of_c2b.json",
            "stk_cb_ok_2021_05_b.json",
            "stk_cb_ok_all_strings.json",
            "stk_cb_ok_docs_2019.json",
            "stk_cb_ok_large_amount_with_balance_value.json",
            "stk_cb_ok_unwrapped_mock.json",
        ],
    ),
    (
        "stk_callback",
        "unknown",
        &[
            "stk_cb_1036_2019.json",
            "stk_cb_constructed_31337.json",
            "stk_cb_constructed_9999.json",
        ],
    ),
    ("token", "none", &["auth_ok_expires_string.json"]),
];

/// A list of two bodies.
const TWICE: &str = "stk_cb_1032_2023_07_delivered_twice.json";

/// Files that are no bodies.
const NO_BODIES: [&str; 3] = [
    "INDEX.md",
    "certs/ProductionCertificate.cer",
    "certs/SandBoxCertificate.cer",
];

#[test]
fn every_sample_is_explained_for_what_it_is_and_says_of_the_money() {
    for (kind, money, names) in SAMPLES {
        for name in *names {
            let (exit, told) = explained(&sample(name));
            assert_eq!(told.len(), 1, "{name}");
            assert_eq!(told[0]["kind"], *kind, "{name}");
            assert_eq!(told[0]["money"], *money, "{name}");
            let known = *kind != "not_json";
            assert_eq!(exit, if known { 0 } else { 2 }, "{name}");
            assert!(says_something(&told[0]), "{name}: {}", told[0]);
        }
    }
}

#[test]
fn a_callback_that_came_twice_is_explained_twice() {
    let (exit, told) = explained(&sample(TWICE));
    assert_eq!((exit, told.len()), (0, 2));
    assert_eq!(told[0], told[1]);
    assert_eq!(told[0]["kind"], "stk_callback");
    assert_eq!(told[0]["money"], "not_paid");
}

#[test]
fn no_sample_is_left_without_a_name() {
    let rows = SAMPLES.iter().flat_map(|(_, _, names)| names.iter());
    let named: Vec<_> = rows.copied().chain([TWICE]).chain(NO_BODIES).collect();
    let named_once: BTreeSet<_> = named.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(named.len(), named_once.len(), "a name stands twice");
    assert_eq!(files(&samples(), ""), named_once);
}

#[test]
fn no_secret_of_a_sample_is_told() {
    let text = std::fs::read_to_string(sample("auth_ok_expires_string.json")).unwrap();
    let body: serde_json::Value = serde_json::from_str(&text).unwrap();
    let token = body["access_token"].as_str().unwrap();
    for json in [&["--json"][..], &[]] {
        let path = sample("auth_ok_expires_string.json");
        let arguments: Vec<_> = ["explain", path.to_str().unwrap()]
            .iter()
            .chain(json)
            .copied()
            .collect();
        let said = run(&arguments, b"");
        assert!(!said.out.contains(token), "{}", said.out);
    }
}

/// Sentences in both languages, each a whole one.
fn says_something(told: &serde_json::Value) -> bool {
    let says = told["says"].as_array().unwrap();
    let whole = |text: &serde_json::Value| text.as_str().unwrap().ends_with('.');
    !says.is_empty()
        && says
            .iter()
            .all(|said| whole(&said["en"]) && whole(&said["sw"]))
}

fn files(folder: &Path, prefix: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().into_string().unwrap());
        if entry.file_type().unwrap().is_dir() {
            found.extend(files(&entry.path(), &format!("{name}/")));
        } else {
            found.insert(name);
        }
    }
    found
}

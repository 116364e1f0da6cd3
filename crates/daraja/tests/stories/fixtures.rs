//! Every sample of the reference, by name: what it is, and what it says about the money.

use std::collections::BTreeMap;
use std::path::Path;

use daraja::{Body, Inbound, Other};

use crate::script::samples;

/// Each file, its kind, and what it says about the money.
const BODIES: &[(&str, &str, &str)] = &[
    ("ab_ack.json", "acknowledgement", "unknown"),
    ("ab_request.json", "request", "none"),
    ("ab_result_2017_numbers.json", "balance_result", "none"),
    ("ab_result_docs_strings.json", "balance_result", "none"),
    ("async_b2b_ok_2017_basicamount.json", "result", "unknown"),
    ("async_b2c_ok_2017.json", "result", "unknown"),
    ("auth_err_400_008_01.json", "error", "none"),
    ("auth_err_400_008_02.json", "error", "none"),
    ("auth_err_400_empty_body.http", "empty", "unknown"),
    ("auth_ok_expires_string.json", "token", "none"),
    ("c2b_bad_amount_missing.json", "c2b_confirmation", "unknown"),
    ("c2b_bad_amount_thousands.json", "c2b_confirmation", "paid"),
    ("c2b_bad_billref_spaces.json", "c2b_confirmation", "paid"),
    ("c2b_cf_2017_a.json", "c2b_confirmation", "paid"),
    (
        "c2b_cf_2021_01_pair_of_stk.json",
        "c2b_confirmation",
        "paid",
    ),
    ("c2b_cf_2023_masked_short.json", "c2b_confirmation", "paid"),
    (
        "c2b_cf_2024_after_stk_push.json",
        "c2b_confirmation",
        "paid",
    ),
    (
        "c2b_cf_2024_till_hash_then_masked.json",
        "c2b_confirmation",
        "paid",
    ),
    ("c2b_cf_2026_org_to_org_a.json", "c2b_confirmation", "paid"),
    ("c2b_cf_2026_org_to_org_b.json", "c2b_confirmation", "paid"),
    (
        "c2b_cf_2026_till_missing_keys.json",
        "c2b_payment",
        "unknown",
    ),
    ("c2b_cf_billref_slashes.json", "c2b_confirmation", "paid"),
    ("c2b_cf_docs_v2_masked.json", "c2b_confirmation", "paid"),
    ("c2b_cf_v1_hashed.json", "c2b_confirmation", "paid"),
    (
        "c2b_register_ack_2024.json",
        "registration_acknowledgement",
        "none",
    ),
    (
        "c2b_register_ack_v1.json",
        "registration_acknowledgement",
        "none",
    ),
    (
        "c2b_register_ack_v2.json",
        "registration_acknowledgement",
        "none",
    ),
    ("c2b_register_request_v2.json", "request", "none"),
    (
        "c2b_reply_validation_accept_with_thirdparty.json",
        "our_reply",
        "none",
    ),
    ("c2b_reply_validation_reject_11.json", "our_reply", "none"),
    ("c2b_reply_validation_reject_12.json", "our_reply", "none"),
    ("c2b_reply_validation_reject_13.json", "our_reply", "none"),
    ("c2b_reply_validation_reject_14.json", "our_reply", "none"),
    ("c2b_simulate_ack.json", "acknowledgement", "unknown"),
    ("c2b_simulate_request_paybill.json", "request", "none"),
    ("c2b_simulate_request_till.json", "request", "none"),
    ("c2b_val_2017_a.json", "c2b_validation", "none"),
    ("c2b_val_2017_b.json", "c2b_validation", "none"),
    ("c2b_val_docs_as_printed_invalid.txt", "not_json", "unknown"),
    ("c2b_val_docs_masked.json", "c2b_validation", "none"),
    ("err_400_002_02_amount.json", "error", "refused"),
    ("err_400_002_02_phone.json", "error", "refused"),
    ("err_400_002_02_timestamp.json", "error", "refused"),
    ("err_400_002_02_transactionid.json", "error", "refused"),
    ("err_400_002_02_transactiontype.json", "error", "refused"),
    ("err_400_002_05_payload.json", "error", "refused"),
    ("err_404_001_01_resource.json", "error", "refused"),
    ("err_500_001_1001_no_iccid.json", "error", "refused"),
    ("err_500_001_1001_not_exist.json", "error", "unknown"),
    ("err_500_001_1001_processing.json", "error", "unknown"),
    (
        "err_500_001_1001_wrong_credentials.json",
        "error",
        "refused",
    ),
    (
        "err_500_002_1001_duplicate_originator.json",
        "error",
        "unknown",
    ),
    ("err_500_002_1001_maintenance.json", "error", "unknown"),
    ("err_500_003_02_busy.json", "error", "unknown"),
    ("err_500_003_02_spike.json", "error", "refused"),
    (
        "err_500_003_1001_duplicate_notification.json",
        "error",
        "none",
    ),
    ("err_500_003_1001_internal.json", "error", "unknown"),
    ("err_500_003_1001_unreachable.json", "error", "unknown"),
    ("err_gateway_503_empty.http", "empty", "unknown"),
    ("err_token_400_003_01_c2b.json", "error", "refused"),
    (
        "err_token_404_001_03_empty_requestid.json",
        "error",
        "refused",
    ),
    ("err_token_404_001_03_stk.json", "error", "refused"),
    ("pull_query_ok.json", "pull_reply", "paid"),
    ("pull_query_request.json", "request", "none"),
    ("pull_register_ack_docs.json", "pull_registration", "none"),
    (
        "pull_register_ack_spaced_keys.json",
        "pull_registration",
        "none",
    ),
    ("pull_register_request.json", "request", "none"),
    ("qr_request.json", "request", "none"),
    ("qr_response.json", "qr_code", "none"),
    ("qr_response_code_00.json", "qr_code", "none"),
    ("rv_request.json", "request", "none"),
    (
        "rv_result_2017_no_params.json",
        "reversal_result",
        "returned",
    ),
    (
        "rv_result_2018_code21_success_text.json",
        "reversal_result",
        "refused",
    ),
    ("rv_result_ok_2021.json", "reversal_result", "returned"),
    (
        "rv_result_r000001_already.json",
        "reversal_result",
        "refused",
    ),
    ("rv_result_r000002.json", "reversal_result", "refused"),
    ("stk_ack_2023.json", "push_acknowledgement", "unknown"),
    ("stk_ack_docs_2024.json", "push_acknowledgement", "unknown"),
    (
        "stk_ack_mock_numeric_responsecode.json",
        "push_acknowledgement",
        "unknown",
    ),
    ("stk_cb_1019_2022.json", "stk_callback", "not_paid"),
    ("stk_cb_1019_2023.json", "stk_callback", "not_paid"),
    ("stk_cb_1031_2021_05.json", "stk_callback", "not_paid"),
    ("stk_cb_1032_2019_prefix.json", "stk_callback", "not_paid"),
    ("stk_cb_1032_2021_04.json", "stk_callback", "not_paid"),
    (
        "stk_cb_1032_2023_07_delivered_twice.json",
        "list",
        "unknown",
    ),
    ("stk_cb_1032_docs_2024.json", "stk_callback", "not_paid"),
    ("stk_cb_1036_2019.json", "stk_callback", "unknown"),
    ("stk_cb_1037_2021.json", "stk_callback", "not_paid"),
    ("stk_cb_1037_2023.json", "stk_callback", "not_paid"),
    (
        "stk_cb_1037_2026_no_response.json",
        "stk_callback",
        "not_paid",
    ),
    ("stk_cb_constructed_1025.json", "stk_callback", "not_paid"),
    ("stk_cb_constructed_17.json", "stk_callback", "not_paid"),
    ("stk_cb_constructed_2028.json", "stk_callback", "not_paid"),
    ("stk_cb_constructed_31337.json", "stk_callback", "unknown"),
    ("stk_cb_constructed_4.json", "stk_callback", "not_paid"),
    ("stk_cb_constructed_9999.json", "stk_callback", "unknown"),
    (
        "stk_cb_constructed_sfc_ic0003.json",
        "stk_callback",
        "not_paid",
    ),
    (
        "stk_cb_ok_2017_07_balance_novalue.json",
        "stk_callback",
        "paid",
    ),
    ("stk_cb_ok_2019_03_dmz.json", "stk_callback", "paid"),
    ("stk_cb_ok_2020_05_amount_1_0.json", "stk_callback", "paid"),
    ("stk_cb_ok_2021_01_pair_of_c2b.json", "stk_callback", "paid"),
    ("stk_cb_ok_2021_05_b.json", "stk_callback", "paid"),
    ("stk_cb_ok_2023_07_invalid_json.txt", "not_json", "unknown"),
    ("stk_cb_ok_all_strings.json", "stk_callback", "paid"),
    ("stk_cb_ok_docs_2019.json", "stk_callback", "paid"),
    (
        "stk_cb_ok_large_amount_with_balance_value.json",
        "stk_callback",
        "paid",
    ),
    ("stk_cb_ok_unwrapped_mock.json", "stk_callback", "paid"),
    ("stk_request_docs_2025.json", "request", "none"),
    ("stk_request_simulator_2023_numbers.json", "request", "none"),
    ("stk_request_till_buygoods.json", "request", "none"),
    ("stkq_1032_docs_2017.json", "query_reply", "not_paid"),
    ("stkq_1037_sandbox.json", "query_reply", "not_paid"),
    ("stkq_1_2017.json", "query_reply", "not_paid"),
    ("stkq_4999_under_processing.json", "query_reply", "unknown"),
    ("stkq_ok_2017.json", "query_reply", "paid"),
    ("stkq_ok_docs.json", "query_reply", "paid"),
    ("stkq_request.json", "request", "none"),
    ("statement_2017_flat_row.csv", "not_json", "unknown"),
    ("statement_paybill_2020_layout.csv", "not_json", "unknown"),
    ("statement_paybill_2025_layout.csv", "not_json", "unknown"),
    ("ts_ack.json", "acknowledgement", "unknown"),
    ("ts_request.json", "request", "none"),
    ("ts_result_2001_single_object.json", "result", "unknown"),
    ("ts_result_2017_spaced_keys.json", "status_result", "paid"),
    (
        "ts_result_2022_many_keys_without_value.json",
        "status_result",
        "paid",
    ),
    ("ts_result_2024_production.json", "status_result", "paid"),
    ("ts_result_2032_not_found.json", "status_result", "not_paid"),
];

/// Files that are no bodies. The certificates are read in the tests of the security credential.
const NO_BODIES: [&str; 3] = [
    "INDEX.md",
    "certs/ProductionCertificate.cer",
    "certs/SandBoxCertificate.cer",
];

#[test]
fn no_sample_is_left_without_a_name() {
    let mut named: BTreeMap<&str, bool> = BODIES.iter().map(|(name, ..)| (*name, false)).collect();
    named.extend(NO_BODIES.map(|name| (name, false)));
    assert_eq!(
        named.len(),
        BODIES.len() + NO_BODIES.len(),
        "a name stands twice"
    );
    for name in files(&samples(), "") {
        let seen = named.get_mut(name.as_str());
        *seen.unwrap_or_else(|| panic!("{name} has no test")) = true;
    }
    let gone: Vec<_> = named.iter().filter(|(_, seen)| !**seen).collect();
    assert!(gone.is_empty(), "{gone:?}");
}

#[test]
fn every_sample_is_known_for_what_it_is_and_says_of_the_money() {
    for (name, kind, says) in BODIES {
        let bytes = body(name);
        let read = Inbound::read(&bytes);
        let told = (read.body.kind(), read.says().as_str());
        assert_eq!(told, (*kind, *says), "{name}");
        assert!(!read.contradictory && read.raw == bytes, "{name}");
    }
}

#[test]
fn every_request_is_known_for_what_it_asks() {
    let check = |name: &str, asks: &str| {
        let bytes = body(name);
        let read = Inbound::read(&bytes).body;
        let Body::Other(Other::Request(told)) = read else {
            panic!("{name}: {read:?}")
        };
        assert_eq!(told, asks, "{name}");
    };
    check("ab_request.json", "status or balance");
    check("c2b_register_request_v2.json", "registration");
    check("c2b_simulate_request_paybill.json", "simulated payment");
    check("c2b_simulate_request_till.json", "simulated payment");
    check("pull_query_request.json", "pull");
    check("pull_register_request.json", "registration for pulls");
    check("qr_request.json", "QR code");
    check("rv_request.json", "reversal");
    check("stk_request_docs_2025.json", "push");
    check("stkq_request.json", "query");
    check("ts_request.json", "status or balance");
}

#[test]
fn no_secret_and_no_person_of_a_sample_is_in_debug_texts() {
    for (name, ..) in BODIES.iter().filter(|(name, ..)| !name.starts_with("err_")) {
        let bytes = body(name);
        let shown = format!("{:?}", Inbound::read(&bytes));
        for hidden in [
            "DOE",
            "Doe",
            "JOHN",
            "JANE",
            "NICHOLAS",
            "SAMPLE",
            "254700",
            "708374149",
        ] {
            assert!(!shown.contains(hidden), "{name}: {hidden} in {shown}");
        }
    }
    let token = body("auth_ok_expires_string.json");
    let secret = crate::script::json("auth_ok_expires_string.json")["access_token"].clone();
    let shown = format!("{:?}", Inbound::read(&token));
    assert!(!shown.contains(secret.as_str().unwrap()), "{shown}");
}

/// The body of a sample; files of raw HTTP have a head before it.
fn body(name: &str) -> Vec<u8> {
    let text = std::fs::read(samples().join(name)).unwrap();
    if !text.starts_with(b"HTTP/") {
        return text;
    }
    let head = text.windows(2).position(|end| end == b"\n\n");
    head.map_or_else(Vec::new, |end| text[end + 2..].to_vec())
}

fn files(folder: &Path, prefix: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().into_string().unwrap());
        if entry.file_type().unwrap().is_dir() {
            found.extend(files(&entry.path(), &format!("{name}/")));
        } else {
            found.push(name);
        }
    }
    found
}

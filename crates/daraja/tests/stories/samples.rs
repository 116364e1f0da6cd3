//! No sample of ours may be without a test.

use std::collections::BTreeSet;

use crate::callbacks::{PAID, UNPAID};
use crate::pushes::{PUSHES, TOKENS};
use crate::queries::QUERIES;
use crate::script::samples;

/// Samples that are requests, or that no parser takes: each has a test of its own.
const OTHERS: [&str; 6] = [
    "stk_request_docs_2025.json",
    "stk_request_simulator_2023_numbers.json",
    "stk_request_till_buygoods.json",
    "stkq_request.json",
    "stk_cb_1032_2023_07_delivered_twice.json",
    "stk_cb_ok_2023_07_invalid_json.txt",
];

#[test]
fn no_sample_is_left_out() {
    let mut named: BTreeSet<String> = OTHERS.map(str::to_owned).into();
    named.extend(
        PUSHES
            .iter()
            .chain(TOKENS)
            .map(|(name, _)| (*name).to_owned()),
    );
    named.extend(QUERIES.iter().map(|(name, ..)| (*name).to_owned()));
    named.extend(
        PAID.iter()
            .map(|(name, ..)| format!("stk_cb_ok_{name}.json")),
    );
    named.extend(UNPAID.iter().map(|(name, _)| format!("stk_cb_{name}.json")));
    for entry in std::fs::read_dir(samples()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let ours = ["stk_", "stkq_", "err_", "auth_"]
            .iter()
            .any(|kind| name.starts_with(kind));
        assert!(!ours || named.contains(&name), "{name} has no test");
    }
}

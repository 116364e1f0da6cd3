//! Every sample of an acknowledgement and an error, as the answer to a push or to its token.

use daraja::Pushed;

use crate::script::{Scene, merchant, push, sample};

/// Answers to a push, and their judgement.
pub(crate) const PUSHES: &[(&str, &str)] = &[
    ("stk_ack_2023.json", "accepted"),
    ("stk_ack_docs_2024.json", "accepted"),
    ("stk_ack_mock_numeric_responsecode.json", "accepted"),
    ("err_400_002_02_amount.json", "refused bad_amount"),
    ("err_400_002_02_phone.json", "refused bad_phone"),
    ("err_400_002_02_timestamp.json", "refused bad_timestamp"),
    ("err_400_002_02_transactionid.json", "refused bad_receipt"),
    (
        "err_400_002_02_transactiontype.json",
        "refused wrong_shortcode",
    ),
    ("err_400_002_05_payload.json", "refused bad_payload"),
    ("err_404_001_01_resource.json", "refused wrong_path"),
    ("err_500_001_1001_no_iccid.json", "refused not_safaricom"),
    ("err_500_001_1001_not_exist.json", "unsure unlisted"),
    ("err_500_001_1001_processing.json", "unsure unlisted"),
    (
        "err_500_001_1001_wrong_credentials.json",
        "refused wrong_passkey",
    ),
    (
        "err_500_002_1001_duplicate_originator.json",
        "unsure unlisted",
    ),
    ("err_500_002_1001_maintenance.json", "unsure unlisted"),
    ("err_500_003_02_busy.json", "unsure unlisted"),
    ("err_500_003_02_spike.json", "refused too_fast"),
    (
        "err_500_003_1001_duplicate_notification.json",
        "unsure unlisted",
    ),
    ("err_500_003_1001_internal.json", "unsure unlisted"),
    ("err_500_003_1001_unreachable.json", "unsure unlisted"),
    ("err_gateway_503_empty.http", "unsure not_json"),
    ("err_token_400_003_01_c2b.json", "refused token_rejected"),
    (
        "err_token_404_001_03_empty_requestid.json",
        "refused token_rejected",
    ),
    ("err_token_404_001_03_stk.json", "refused token_rejected"),
    ("auth_err_400_empty_body.http", "unsure not_json"),
    ("stkq_ok_docs.json", "unsure incomplete"),
];

/// Answers to a token request, and what becomes of the push that needed it.
pub(crate) const TOKENS: &[(&str, &str)] = &[
    ("auth_ok_expires_string.json", "accepted"),
    ("auth_err_400_empty_body.http", "refused wrong_keys"),
    ("auth_err_400_008_01.json", "refused wrong_keys"),
    ("auth_err_400_008_02.json", "refused bad_payload"),
    ("err_token_404_001_03_stk.json", "refused wrong_keys"),
    ("err_500_003_02_spike.json", "refused too_fast"),
    ("err_500_003_1001_internal.json", "refused no_token"),
    ("err_gateway_503_empty.http", "refused no_token"),
];

#[tokio::test]
async fn every_answer_to_a_push_is_judged_by_its_text_whatever_the_status() {
    for (name, expected) in PUSHES {
        for status in [200, 400, 404, 500] {
            let scene = Scene::new(vec![sample(name, status), sample(name, status)]);
            let reply = scene.client.push(&merchant(), &push()).await;
            assert_eq!(pushed(&reply.said), *expected, "{name} with {status}");
            assert_eq!(
                reply.received.body,
                sample(name, status).unwrap().body,
                "{name}"
            );
        }
    }
}

#[tokio::test]
async fn every_answer_to_a_token_request_has_a_cause() {
    for (name, expected) in TOKENS {
        let status = if name.starts_with("auth_ok") {
            200
        } else {
            400
        };
        let calls = vec![sample("stk_ack_2023.json", 200)];
        let scene = Scene::with_tokens(calls, vec![sample(name, status)]);
        let reply = scene.client.push(&merchant(), &push()).await;
        assert_eq!(pushed(&reply.said), *expected, "{name}");
        assert_eq!(
            scene.script.counts().1,
            usize::from(*expected == "accepted"),
            "{name}"
        );
    }
}

fn pushed(said: &Pushed) -> String {
    match said {
        Pushed::Accepted(_) => "accepted".to_owned(),
        Pushed::Refused { refusal, .. } => format!("refused {refusal}"),
        Pushed::Unsure(why) => format!("unsure {why}"),
    }
}

//! What every call comes to: each sample of an answer, for each call.

use std::time::Duration;

use daraja::{
    BalanceRequest, C2bVersion, Client, OnSilence, Outcome, Pixels, PullRequest, PullSignUp,
    PullWindow, QrRequest, Registration, Remarks, ReversalRequest, Simulation, StatusOf,
    StatusRequest,
};
use domain::clock::Timestamp;

use crate::requests::{initiator, urls};
use crate::script::{Answer, Scene, maybe_sent, not_sent, ok, sample};

const CALLS: [&str; 8] = [
    "register", "simulate", "status", "reverse", "balance", "sign up", "pull", "qr",
];

#[tokio::test]
async fn a_good_answer_is_accepted_by_the_call_it_belongs_to_and_by_no_other() {
    let c2b = &["register", "simulate"];
    let ordered = &["register", "simulate", "status", "reverse", "balance"];
    for (name, calls) in [
        ("c2b_register_ack_v2.json", &c2b[..]),
        ("c2b_register_ack_v1.json", c2b),
        ("c2b_register_ack_2024.json", c2b),
        ("c2b_simulate_ack.json", c2b),
        ("ts_ack.json", ordered),
        ("ab_ack.json", ordered),
        ("pull_register_ack_docs.json", &["sign up"]),
        ("pull_register_ack_spaced_keys.json", &["sign up"]),
        ("pull_query_ok.json", &["pull"]),
        ("qr_response.json", &["qr"]),
        ("qr_response_code_00.json", &["qr"]),
        ("stk_ack_docs_2024.json", &[]),
        ("stkq_ok_docs.json", &[]),
        ("rv_result_ok_2021.json", &[]),
        ("auth_ok_expires_string.json", &[]),
    ] {
        for call in CALLS {
            let said = said(call, vec![sample(name, 200)]).await;
            let expected = if calls.contains(&call) {
                "accepted"
            } else {
                "unsure incomplete"
            };
            assert_eq!(said, expected, "{call}: {name}");
        }
    }
}

#[tokio::test]
async fn an_error_is_refused_only_where_nothing_was_sent() {
    for (name, expected) in [
        ("err_400_002_02_amount.json", "refused bad_amount"),
        ("err_400_002_02_transactionid.json", "refused bad_receipt"),
        ("err_400_002_05_payload.json", "refused bad_payload"),
        ("err_404_001_01_resource.json", "refused wrong_path"),
        ("err_500_001_1001_not_exist.json", "unsure unlisted"),
        (
            "err_500_002_1001_duplicate_originator.json",
            "unsure unlisted",
        ),
        ("err_500_002_1001_maintenance.json", "unsure unlisted"),
        ("err_500_003_02_busy.json", "unsure unlisted"),
        ("err_500_003_02_spike.json", "refused too_fast"),
        ("err_500_003_1001_internal.json", "unsure unlisted"),
        ("err_500_003_1001_unreachable.json", "unsure unlisted"),
        ("err_gateway_503_empty.http", "unsure not_json"),
        ("err_token_400_003_01_c2b.json", "refused token_rejected"),
    ] {
        for call in CALLS {
            let said = said(call, vec![sample(name, 500), sample(name, 500)]).await;
            assert_eq!(said, expected, "{call}: {name}");
        }
    }
}

#[tokio::test]
async fn addresses_that_are_registered_already_have_answers_of_their_own() {
    let already = r#"{"requestId":"1","errorCode":"500.003.1001",
        "errorMessage":"Urls are already registered."}"#;
    assert_eq!(
        said("register", vec![ok(500, already)]).await,
        "refused already_registered"
    );
    let held = "err_500_003_1001_duplicate_notification.json";
    assert_eq!(
        said("register", vec![sample(held, 500)]).await,
        "refused held_elsewhere"
    );
    for call in CALLS.iter().filter(|call| **call != "register") {
        assert_eq!(
            said(call, vec![ok(500, already)]).await,
            "unsure unlisted",
            "{call}"
        );
        assert_eq!(
            said(call, vec![sample(held, 500)]).await,
            "unsure unlisted",
            "{call}"
        );
    }
}

#[tokio::test]
async fn what_may_have_left_is_unsure_and_never_repeated() {
    for answer in [
        maybe_sent,
        || ok(200, ""),
        || ok(502, "<html>Bad Gateway</html>"),
        || ok(200, "{}"),
        || ok(200, r#"{"ConversationID":"AG_1","ResponseCode":"1"}"#),
        || {
            ok(
                200,
                r#"{"ConversationID":"AG_1","ResponseCode":"0","ResponseCode":"1"}"#,
            )
        },
        || ok(200, r#"{"ResponseCode":"0"}"#),
        || {
            let twice = r#""OriginatorConversationID":"1","OriginatorConversationID":"2""#;
            let rest = r#""ConversationID":"AG_1","ResponseCode":"0""#;
            ok(200, &format!("{{{twice},{rest}}}"))
        },
        || ok(200, r#"{"ResponseRefID":"1","ResponseCode":"1000"}"#),
        || ok(200, r#"{"ResponseRefID":"1","ResponseStatus":"1002"}"#),
        || ok(200, r#"{"ResponseCode":"00","QRCode":"PGh0bWw+"}"#),
    ] {
        for call in CALLS {
            let scene = Scene::new(vec![answer()]);
            let said = call_on(&scene.client, call).await;
            assert!(said.starts_with("unsure"), "{call}: {:?}: {said}", answer());
            assert_eq!(scene.script.counts(), (1, 1), "{call}");
        }
    }
}

#[tokio::test]
async fn what_never_left_is_refused() {
    for call in CALLS {
        assert_eq!(
            said(call, vec![not_sent()]).await,
            "refused not_reached",
            "{call}"
        );
    }
}

#[tokio::test]
async fn pages_follow_each_other_until_one_is_empty() {
    let empty = r#"{"ResponseRefID":"1","ResponseCode":"1001","Transaction":"[[]]"}"#;
    let scene = Scene::new(vec![sample("pull_query_ok.json", 200), ok(200, empty)]);
    let mut offsets = Vec::new();
    let mut next = Some(0);
    while let Some(offset) = next {
        offsets.push(offset);
        let Outcome::Accepted(page) = scene.client.pull(&pull(offset)).await.said else {
            panic!("no page at {offset}")
        };
        assert_eq!(page.rows.len(), if offset == 0 { 2 } else { 0 });
        next = page.next;
    }
    assert_eq!(offsets, [0, 2]);
}

async fn said(call: &str, answers: Vec<Answer>) -> String {
    call_on(&Scene::new(answers).client, call).await
}

async fn call_on(client: &Client, call: &str) -> String {
    let initiator = initiator("testapi", "600782");
    let remarks = Remarks::of("ok");
    match call {
        "register" => name(&client.register(C2bVersion::V2, &registration()).await.said),
        "simulate" => name(&client.simulate(C2bVersion::V2, &simulation()).await.said),
        "status" => {
            let about = StatusOf::Receipt("NEF61H8J60".parse().unwrap());
            let asked = StatusRequest {
                about,
                urls: urls("status"),
                remarks,
            };
            name(&client.status(&initiator, &asked).await.said)
        }
        "reverse" => {
            let (receipt, amount) = ("NEF61H8J60".parse().unwrap(), "1".parse().unwrap());
            let order = ReversalRequest {
                receipt,
                amount,
                urls: urls("reversal"),
                remarks,
            };
            name(&client.reverse(&initiator, &order).await.said)
        }
        "balance" => {
            let asked = BalanceRequest {
                urls: urls("balance"),
                remarks,
            };
            name(&client.balance(&initiator, &asked).await.said)
        }
        "sign up" => name(&client.sign_up_for_pulls(&sign_up()).await.said),
        "pull" => name(&client.pull(&pull(0)).await.said),
        _ => name(&client.draw_qr(&qr()).await.said),
    }
}

fn name<T>(outcome: &Outcome<T>) -> String {
    match outcome {
        Outcome::Accepted(_) => "accepted".to_owned(),
        Outcome::Refused { refusal, .. } => format!("refused {refusal}"),
        Outcome::Unsure(why) => format!("unsure {why}"),
    }
}

fn registration() -> Registration {
    Registration {
        shortcode: "600984".parse().unwrap(),
        on_silence: OnSilence::Completed,
        confirmation: "https://pos.example.co.ke/c2b/confirm/9f3c"
            .parse()
            .unwrap(),
        validation: "https://pos.example.co.ke/c2b/check/9f3c".parse().unwrap(),
    }
}

fn simulation() -> Simulation {
    Simulation {
        shortcode: "paybill:600984".parse().unwrap(),
        amount: "1".parse().unwrap(),
        phone: "254708374149".parse().unwrap(),
        bill_reference: None,
    }
}

fn sign_up() -> PullSignUp {
    PullSignUp {
        shortcode: "600984".parse().unwrap(),
        nominated: "0722000000".parse().unwrap(),
        callback: "https://pos.example.co.ke/pull/9f3c".parse().unwrap(),
    }
}

fn pull(offset: u32) -> PullRequest {
    let now = Timestamp::from_ms(1_800_000_000_000);
    let window = PullWindow::last(Duration::from_hours(1), now);
    PullRequest {
        shortcode: "600984".parse().unwrap(),
        window,
        offset,
    }
}

fn qr() -> QrRequest {
    QrRequest {
        shortcode: "paybill:600984".parse().unwrap(),
        merchant_name: "DUKA".parse().unwrap(),
        reference: "S-000123".parse().unwrap(),
        amount: "1".parse().unwrap(),
        size: Pixels::default(),
    }
}

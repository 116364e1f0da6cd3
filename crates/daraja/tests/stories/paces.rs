//! How fast calls leave, and who leaves first.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use daraja::{Asked, Client, Pace, Pushed, Unclear, WireStyle};
use domain::refusal::Refusal;
use tokio::sync::Semaphore;
use tokio::task::{JoinHandle, JoinSet};

use crate::script::{Answer, Counting, Scene, Script, merchant, ok, prompt, push};

const STEP: Duration = Duration::from_millis(100);
const POLLS: usize = 1000;

const SLOW: Pace = Pace {
    burst: 1,
    interval: STEP,
    prompt_patience: Duration::from_secs(10),
    patience: Duration::from_mins(10),
    first_pause: Duration::from_secs(1),
    longest_pause: Duration::from_secs(8),
};

const BUSY: &str = r#"{"requestId":"1","errorCode":"500.001.1001","errorMessage":""}"#;
const SPIKE: &str = r#"{"requestId":"1","errorCode":"500.003.02",
    "errorMessage":"Error Occurred: Spike Arrest Violation"}"#;
const QUOTA: &str = r#"{"requestId":"1","errorCode":"500.003.03",
    "errorMessage":"Error Occurred: Quota Violation"}"#;

#[tokio::test]
async fn a_prompt_leaves_before_a_thousand_polls_that_came_earlier() {
    let scene = scene(SLOW, busy(POLLS + 2));
    let client = Arc::new(scene.client);
    poll(&client).await;
    let mut waiting = JoinSet::new();
    for _ in 0..POLLS {
        let client = Arc::clone(&client);
        waiting.spawn(async move { drop(poll(&client).await) });
    }
    settle().await;
    let prompt = tokio::spawn(async move { client.push(&merchant(), &push()).await.said });
    settle().await;
    assert_eq!(scene.script.counts().1, 1, "nobody leaves before his time");
    scene.clock.advance(STEP);
    assert!(matches!(done(prompt).await, Pushed::Unsure(_)));
    let second = scene
        .script
        .seen
        .lock()
        .unwrap()
        .last()
        .unwrap()
        .url
        .clone();
    assert!(second.ends_with("/stkpush/v1/processrequest"), "{second}");
    for left in 1..=POLLS {
        scene.clock.advance(STEP);
        settle().await;
        assert_eq!(scene.script.counts().1, left + 2, "one leaves at each step");
    }
    assert_eq!(waiting.join_all().await.len(), POLLS);
}

#[tokio::test]
async fn as_many_as_a_burst_leave_at_once_and_the_next_one_waits() {
    let pace = Pace { burst: 3, ..SLOW };
    let scene = scene(pace, busy(8));
    let client = Arc::new(scene.client);
    let polls: Vec<_> = (0..8).map(|_| poll_soon(&client)).collect();
    for left in [3, 4, 5, 6, 7, 8] {
        settle().await;
        assert_eq!(scene.script.counts().1, left);
        scene.clock.advance(STEP);
    }
    for poll in polls {
        poll.await.unwrap();
    }
}

#[tokio::test]
async fn a_prompt_that_would_wait_too_long_is_given_up_and_was_not_sent() {
    let pace = Pace {
        first_pause: Duration::from_mins(1),
        ..SLOW
    };
    let scene = scene(pace, vec![ok(429, "")]);
    let said = scene.client.push(&merchant(), &push()).await.said;
    assert!(matches!(said, Pushed::Unsure(_)), "{said:?}");
    let said = scene.client.push(&merchant(), &push()).await.said;
    let refused = Pushed::Refused {
        refusal: Refusal::TooFast,
        error: None,
    };
    assert_eq!(said, refused);
    assert_eq!(scene.script.counts().1, 1);
}

#[tokio::test]
async fn who_never_becomes_first_is_given_up_at_the_end_of_his_patience() {
    let pace = Pace {
        patience: Duration::from_millis(250),
        ..SLOW
    };
    let scene = scene(pace, busy(3));
    let client = Arc::new(scene.client);
    poll(&client).await;
    let polls: Vec<_> = (0..4).map(|_| poll_soon(&client)).collect();
    for _ in 0..3 {
        settle().await;
        scene.clock.advance(STEP);
    }
    let mut given_up = 0;
    for poll in polls {
        let said = poll.await.unwrap();
        given_up += u8::from(said == Asked::NoAnswer(Unclear::NotAsked(Refusal::TooFast)));
    }
    assert_eq!((given_up, scene.script.counts().1), (2, 3));
}

#[tokio::test]
async fn each_answer_that_says_too_fast_pauses_all_calls_and_longer_each_time() {
    let mut answers = vec![ok(500, SPIKE), ok(429, ""), ok(500, SPIKE), ok(500, SPIKE)];
    answers.extend([ok(500, SPIKE), ok(500, BUSY), ok(500, SPIKE), ok(500, BUSY)]);
    let scene = scene(SLOW, answers);
    let client = Arc::new(scene.client);
    poll(&client).await;
    // Up to half of a pause is taken off by chance; 8 s is the longest.
    for (left, longest) in [(2, 1), (3, 2), (4, 4), (5, 8), (6, 8)] {
        let waiting = poll_soon(&client);
        settle().await;
        scene
            .clock
            .advance(Duration::from_millis(longest * 500 - 1));
        settle().await;
        assert_eq!(
            scene.script.counts().1,
            left - 1,
            "a pause of {longest} s is over too soon"
        );
        scene
            .clock
            .advance(Duration::from_millis(longest * 500 + 1));
        done(waiting).await;
        assert_eq!(
            scene.script.counts().1,
            left,
            "a pause of {longest} s goes on too long"
        );
    }
    // The last answer was another one, so the next strike is a first one.
    scene.clock.advance(STEP);
    poll(&client).await;
    let waiting = poll_soon(&client);
    settle().await;
    scene.clock.advance(Duration::from_secs(1));
    done(waiting).await;
}

#[tokio::test]
async fn calls_that_are_turned_away_together_pause_once() {
    let pace = Pace { burst: 3, ..SLOW };
    let answers = vec![
        ok(500, SPIKE),
        ok(500, SPIKE),
        ok(500, SPIKE),
        ok(500, BUSY),
    ];
    let scene = scene(pace, answers);
    let client = Arc::new(scene.client);
    let script = scene.script.clone();
    script.gate.forget_permits(Semaphore::MAX_PERMITS);
    let polls: Vec<_> = (0..3).map(|_| poll_soon(&client)).collect();
    settle().await;
    assert_eq!(script.counts(), (1, 0), "all three wait for their token");
    script.gate.add_permits(4);
    for poll in polls {
        poll.await.unwrap();
    }
    let waiting = poll_soon(&client);
    settle().await;
    scene.clock.advance(Duration::from_secs(1));
    done(waiting).await;
}

#[tokio::test]
async fn tills_that_share_a_key_do_not_come_back_together() {
    let mut pauses = BTreeSet::new();
    for seed in 0..8 {
        let answers = vec![ok(500, SPIKE), ok(500, BUSY)];
        let scene = scene(SLOW, answers);
        let client = Arc::new(
            scene
                .client
                .paced(SLOW, Arc::new(Counting::from(seed * 31))),
        );
        poll(&client).await;
        let waiting = poll_soon(&client);
        let mut pause = 0;
        while !waiting.is_finished() {
            pause += 10;
            scene.clock.advance(Duration::from_millis(10));
            settle().await;
        }
        pauses.insert(pause);
    }
    assert!(pauses.len() > 4, "{pauses:?}");
    assert!(
        pauses.iter().all(|pause| (500..=1000).contains(pause)),
        "{pauses:?}"
    );
}

#[tokio::test]
async fn a_quota_and_a_firewall_pause_longer_than_a_spike() {
    for answer in [
        ok(500, QUOTA),
        ok(403, "<html>Request Rejected</html>"),
        ok(403, ""),
    ] {
        let scene = scene(SLOW, vec![answer, ok(500, BUSY)]);
        let client = Arc::new(scene.client);
        poll(&client).await;
        let waiting = poll_soon(&client);
        settle().await;
        scene.clock.advance(Duration::from_secs(14));
        settle().await;
        assert_eq!(scene.script.counts().1, 1);
        scene.clock.advance(Duration::from_secs(16));
        done(waiting).await;
    }
}

#[tokio::test]
async fn other_answers_pause_nobody() {
    for answer in [
        ok(403, r#"{"errorCode":"403"}"#),
        ok(503, ""),
        ok(500, BUSY),
        ok(200, "{}"),
    ] {
        let scene = scene(SLOW, vec![answer, ok(500, BUSY)]);
        poll(&scene.client).await;
        scene.clock.advance(STEP);
        poll(&scene.client).await;
        assert_eq!(scene.script.counts().1, 2);
    }
}

#[tokio::test]
async fn a_caller_who_gives_up_gives_his_place_to_the_next() {
    let scene = scene(SLOW, busy(2));
    let client = Arc::new(scene.client);
    poll(&client).await;
    let (first, second) = (poll_soon(&client), poll_soon(&client));
    settle().await;
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    scene.clock.advance(STEP);
    done(second).await;
}

#[tokio::test]
async fn a_clock_that_somebody_sets_neither_holds_up_nor_hurries() {
    for wire in ["20210628082408", "20310628092408"] {
        let scene = scene(SLOW, busy(2));
        let client = Arc::new(scene.client);
        poll(&client).await;
        scene.clock.set(domain::eat::from_wire(wire).unwrap());
        let waiting = poll_soon(&client);
        settle().await;
        assert_eq!(scene.script.counts().1, 1, "hurried by {wire}");
        scene.clock.advance(STEP);
        done(waiting).await;
        assert_eq!(scene.script.counts().1, 2, "held up by {wire}");
    }
}

fn scene(pace: Pace, calls: Vec<Answer>) -> Scene {
    Scene::paced(Script::new(calls, Vec::new()), WireStyle::Strings, pace)
}

fn busy(count: usize) -> Vec<Answer> {
    (0..count).map(|_| ok(500, BUSY)).collect()
}

async fn poll(client: &Client) -> Asked {
    client
        .ask(&merchant(), &prompt("m-1", "ws_CO_1"))
        .await
        .said
}

fn poll_soon(client: &Arc<Client>) -> JoinHandle<Asked> {
    let client = Arc::clone(client);
    tokio::spawn(async move { poll(&client).await })
}

/// Takes the end of a call that must have come by now.
async fn done<T>(call: JoinHandle<T>) -> T {
    settle().await;
    assert!(call.is_finished(), "the call still waits");
    call.await.unwrap()
}

/// Lets all others on this runtime of one thread come as far as they can; between two yields it
/// runs up to 61 of them.
async fn settle() {
    for _ in 0..64 {
        tokio::task::yield_now().await;
    }
}

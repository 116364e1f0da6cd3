//! Prompts that are out, by the thousand, and how each is reported paid.

use std::time::Duration;

use app::Till;
use domain::attempt::{Answer, Fact, Ids, Patience, Terms};
use domain::callback_path::{CallbackPath, ShopId, Tag};
use domain::clock::Timestamp;
use domain::ids::{AttemptId, LegId, SaleId};
use domain::money::Shillings;
use domain::sale::Tender;
use ledger::{Actor, Draft, Evidence, LedgerError, OWNER, Tx, Way};

use crate::caller::Call;

const KEY: &[u8] = b"a key of the benchmark";
/// Prompts drafted in one transaction.
const AT_ONCE: usize = 500;

/// Prompts that are out, and how each is reported paid.
pub(crate) struct Prompts(Vec<AttemptId>);

impl Prompts {
    /// Writes so many prompts into a till's book, as if they had been sent this long ago. Nobody
    /// waits for one that is older than a prompt lives, and the till seldom asks for it.
    pub(crate) async fn write(till: &Till, count: usize, age: Duration) -> Self {
        let ids: Vec<_> = (0..count)
            .map(|n| AttemptId::from_bytes(bytes(n)))
            .collect();
        let numbered: Vec<_> = ids.iter().copied().enumerate().collect();
        for some in numbered.chunks(AT_ONCE) {
            let (now, some) = (till.now(), some.to_vec());
            let age_ms = i64::try_from(age.as_millis()).expect("a short time");
            let sent = Timestamp::from_ms(now.ms() - age_ms);
            let draft = move |tx: &Tx<'_>| {
                some.iter().try_for_each(|(n, id)| {
                    prompt(tx, sent, *id, *n)?;
                    let over = now >= sent.plus(Patience::LEAST_PROMPT);
                    if over { leave(tx, now, *id) } else { Ok(()) }
                })
            };
            let written = till.clerk().write(draft).await;
            written.expect("prompts in the book");
        }
        Self(ids)
    }

    /// Returns one callback for each prompt.
    pub(crate) fn calls(&self) -> Vec<Call> {
        let numbered = self.0.iter().enumerate();
        numbered.map(|(n, id)| call(*id, n)).collect()
    }

    /// Returns the prompts' attempts, in the order of their calls.
    pub(crate) fn attempts(&self) -> &[AttemptId] {
        &self.0
    }
}

fn prompt(tx: &Tx<'_>, now: Timestamp, id: AttemptId, n: usize) -> Result<(), LedgerError> {
    let (sale, leg) = (SaleId::from_bytes(bytes(n)), LegId::from_bytes(bytes(n)));
    let amount = Shillings::new(350).expect("within limits");
    let actor = Actor::Person(OWNER);
    tx.open_sale(now, actor, (sale, leg), Tender::Prompt, amount.money())?;
    let draft = Draft {
        leg,
        shortcode: "paybill:174379".parse().expect("a shortcode"),
        tag_digest: Tag::of(KEY, &shop(), id).digest(),
        terms: Terms {
            amount,
            phone: phone(n).parse().expect("a phone"),
        },
    };
    let evidence = |way| Evidence {
        way,
        body: b"{}".to_vec(),
        salt: [1; 16],
    };
    tx.draft_attempt(now, actor, id, draft, &evidence(Way::Counter), false)?;
    let ids = Ids {
        merchant: format!("29115-{n}-1").parse().expect("an id"),
        checkout: format!("ws_CO_24112026{n:08}").parse().expect("an id"),
    };
    tx.record_fact(now, Actor::Till, id, Fact::Sending { at: now }, None)?;
    let acknowledged = Fact::Acknowledged { at: now, ids };
    let answer = evidence(Way::Acknowledgement);
    tx.record_fact(now, Actor::Safaricom, id, acknowledged, Some(&answer))
        .map(drop)
}

/// Ends a prompt without a result, as time does and a cashier who goes on.
fn leave(tx: &Tx<'_>, now: Timestamp, id: AttemptId) -> Result<(), LedgerError> {
    let facts = [
        Fact::PromptOver { at: now },
        Fact::Answered {
            at: now,
            answer: Answer::Open,
        },
        Fact::Left,
    ];
    facts
        .into_iter()
        .try_for_each(|fact| tx.record_fact(now, Actor::Till, id, fact, None).map(drop))
}

fn call(id: AttemptId, n: usize) -> Call {
    let path = CallbackPath {
        shop: shop(),
        attempt: id,
        tag: Tag::of(KEY, &shop(), id),
    };
    let items = format!(
        r#"[{{"Name":"Amount","Value":350.00}},{{"Name":"MpesaReceiptNumber","Value":"UK{n:08}"}},
        {{"Name":"TransactionDate","Value":20261124190211}},
        {{"Name":"PhoneNumber","Value":{}}}]"#,
        phone(n)
    );
    let body = format!(
        r#"{{"Body":{{"stkCallback":{{"MerchantRequestID":"29115-{n}-1",
        "CheckoutRequestID":"ws_CO_24112026{n:08}","ResultCode":0,
        "ResultDesc":"The service request is processed successfully.",
        "CallbackMetadata":{{"Item":{items}}}}}}}}}"#
    );
    Call {
        path: path.to_string(),
        body,
    }
}

fn shop() -> ShopId {
    "bench".parse().expect("a name")
}

fn phone(n: usize) -> String {
    format!("2547{n:08}")
}

fn bytes(n: usize) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[8..].copy_from_slice(&(n as u64).to_be_bytes());
    bytes
}

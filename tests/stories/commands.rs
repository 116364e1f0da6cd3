//! Questions and orders to M-PESA whose result comes later, on a secret path of their own.

use std::time::Duration;

use app::{AppError, Change, CommandRecord, LineSetUp, ReceiptRecord};
use domain::callback_path::{CommandPath, News, Tag};
use domain::command::State;
use domain::receipt::Receipt;
use domain::sale::Heed;
use ledger::Account;
use sandbox::{Fault, Mishap, Place, When};

use crate::shop::{AMOUNT, PHONE, Shop};

/// How long the stand-in takes for a result.
pub(crate) const RESULT_AFTER: Duration = Duration::from_secs(2);

impl Shop {
    /// Opens a shop that has an API user, and is told of what customers pay by themselves.
    pub(crate) async fn with_api_user() -> Self {
        let shop = Self::with(|_| ()).await;
        shop.connect(shop.line_with_api_user());
        shop.till.register_notices().await.unwrap();
        shop
    }

    pub(crate) fn line_with_api_user(&self) -> LineSetUp {
        let (mut line, user) = (self.line(), self.sandbox.initiator());
        let credentials = line.credentials.with_api_user(&user.name, &user.password);
        line.credentials = credentials.unwrap();
        line
    }

    /// Lets the customer pay by himself, and waits until the till has heard of it.
    pub(crate) async fn paid_by_himself(&self) -> Receipt {
        let phone = PHONE.parse().unwrap();
        let paid = self.sandbox.pay(&phone, u64::from(AMOUNT), "0001").unwrap();
        let receipt: Receipt = paid.receipt.number.parse().unwrap();
        self.until_told(|shop| shop.known(&receipt).is_some()).await;
        receipt
    }

    pub(crate) fn commands(&self, receipt: &Receipt) -> Vec<CommandRecord> {
        self.till.commands_about(receipt).unwrap()
    }

    pub(crate) fn last_state(&self, receipt: &Receipt) -> State {
        let last = self.commands(receipt).pop();
        last.expect("a command").command.state()
    }

    /// Waits until the last command about a payment stands so.
    pub(crate) async fn until_command(&self, receipt: &Receipt, state: &State) {
        self.until_told(|shop| shop.last_state(receipt) == *state)
            .await;
    }

    /// Looks again whenever the till tells of a change.
    pub(crate) async fn until_told(&self, fits: impl Fn(&Self) -> bool) {
        let mut changes = self.till.changes();
        let wait = async {
            while !fits(self) {
                drop(changes.recv().await);
            }
        };
        let waited = tokio::time::timeout(Duration::from_mins(2), wait).await;
        waited.expect("the till tells of it");
    }

    pub(crate) fn news_path(&self, record: &CommandRecord, news: News) -> CommandPath {
        let line = self.line();
        let (shop, key) = (line.profile.shop, line.shop_key);
        CommandPath {
            tag: Tag::of_command(key.expose().as_bytes(), &shop, record.id),
            shop,
            command: record.id,
            news,
        }
    }

    fn state_of(&self, receipt: &Receipt) -> String {
        self.known(receipt).expect("heard of").state
    }

    fn known(&self, receipt: &Receipt) -> Option<ReceiptRecord> {
        self.till.clerk().readers().receipt(receipt).unwrap()
    }
}

pub(crate) fn always(at: Place, what: Mishap) -> Vec<Fault> {
    let (when, seen) = (When::Always, 0);
    vec![Fault {
        at,
        what,
        when,
        seen,
    }]
}

/// A completed status of KES 350 with these ids.
fn completed(receipt: &Receipt, ids: &str) -> String {
    format!(
        r#"{{"Result":{{"ResultType":0,"ResultCode":0,{ids}"TransactionID":"0000000000",
            "ResultParameters":{{"ResultParameter":[{{"Key":"ReceiptNo","Value":"{receipt}"}},
            {{"Key":"Amount","Value":350.0}},{{"Key":"TransactionStatus","Value":"Completed"}},
            {{"Key":"CreditPartyName","Value":"174379 - DUKA"}}]}}}}}}"#
    )
}

#[tokio::test]
async fn a_status_proves_a_payment_and_covers_the_sale_that_has_it() {
    let shop = Shop::with_api_user().await;
    let receipt = shop.paid_by_himself().await;
    let sale = shop.till.open_sale("350".parse().unwrap()).await.unwrap();
    shop.till
        .settle(receipt.clone(), sale.id, Heed::Stop, None)
        .await
        .unwrap();
    assert!(
        !shop
            .till
            .sale(sale.id)
            .unwrap()
            .sale
            .standing()
            .gives_goods()
    );
    shop.till.ask_status(receipt.clone()).await.unwrap();
    shop.until_command(&receipt, &State::Accepted).await;
    shop.advance(RESULT_AFTER);
    shop.until_command(&receipt, &State::Done).await;
    assert!(
        shop.till
            .sale(sale.id)
            .unwrap()
            .sale
            .standing()
            .gives_goods()
    );
    shop.check_account(Account::Sales, -350);
    shop.prove();
}

#[tokio::test]
async fn without_an_api_user_or_an_address_for_results_nothing_is_asked() {
    let shop = Shop::with(|_| ()).await;
    shop.connect(shop.line());
    shop.till.register_notices().await.unwrap();
    let receipt = shop.paid_by_himself().await;
    let refused = shop.till.ask_status(receipt.clone()).await;
    assert!(matches!(refused, Err(AppError::NoCommands)), "{refused:?}");
    let mut line = shop.line_with_api_user();
    line.profile.callback_base = app::NOWHERE.to_owned();
    shop.connect(line);
    assert!(!shop.till.has_commands());
    shop.connect(shop.line_with_api_user());
    assert!(shop.till.has_commands());
    shop.till.ask_status(receipt).await.unwrap();
}

#[tokio::test]
async fn a_result_without_our_ids_proves_nothing_and_a_wrong_tag_is_not_let_in() {
    let shop = Shop::with_api_user().await;
    let receipt = shop.paid_by_himself().await;
    let asked = shop.till.ask_status(receipt.clone()).await.unwrap();
    shop.until_command(&receipt, &State::Accepted).await;
    let path = shop.news_path(&asked, News::Result);
    let forged = completed(
        &receipt,
        r#""ConversationID":"AG_1","OriginatorConversationID":"1","#,
    );
    assert_eq!(shop.post(&path, &forged).await, 200);
    assert_eq!(shop.post(&path, &completed(&receipt, "")).await, 200);
    assert_eq!(shop.post(&path, "<html>").await, 200);
    assert_eq!(shop.state_of(&receipt), "reported");
    let other = shop.till.ask_status(receipt.clone()).await.unwrap();
    let mixed = CommandPath {
        command: other.id,
        ..path
    };
    assert_eq!(shop.post(&mixed, &forged).await, 404);
    shop.advance(RESULT_AFTER);
    shop.until_command(&receipt, &State::Done).await;
    assert_eq!(shop.state_of(&receipt), "proved");
    shop.prove();
}

#[tokio::test]
async fn an_order_whose_answer_got_lost_stays_unsure_and_is_never_sent_again() {
    let shop = Shop::with_api_user().await;
    let receipt = shop.paid_by_himself().await;
    let silence = Mishap::HangUp { accepted: true };
    shop.sandbox
        .set_script(always(Place::Status, silence))
        .unwrap();
    shop.till.ask_status(receipt.clone()).await.unwrap();
    shop.until_command(&receipt, &State::Unsure).await;
    shop.sandbox.set_script(Vec::new()).unwrap();
    // The result comes on its path, with ids that nobody told us.
    let mut changes = shop.till.changes();
    shop.advance(RESULT_AFTER);
    while !matches!(changes.recv().await.unwrap(), Change::Receipt(_)) {}
    assert_eq!(shop.last_state(&receipt), State::Unsure);
    assert_eq!(shop.state_of(&receipt), "reported");
    let shop = shop.reopen().await;
    shop.connect(shop.line_with_api_user());
    assert_eq!(shop.commands(&receipt).len(), 1);
    assert_eq!(shop.last_state(&receipt), State::Unsure);
    shop.prove();
}

#[tokio::test]
async fn a_question_without_an_answer_is_given_up_and_a_late_answer_counts() {
    let shop = Shop::with_api_user().await;
    let receipt = shop.paid_by_himself().await;
    shop.sandbox
        .set_script(always(Place::Result, Mishap::TimeOut))
        .unwrap();
    let asked = shop.till.ask_status(receipt.clone()).await.unwrap();
    shop.until_command(&receipt, &State::Accepted).await;
    shop.advance(RESULT_AFTER);
    shop.until_command(&receipt, &State::Unsure).await;
    let given_up = |shop: &Shop| !shop.commands(&receipt)[0].command.is_open();
    shop.advance(Duration::from_mins(10));
    shop.until_told(given_up).await;
    let ids = shop.commands(&receipt)[0]
        .command
        .evidence
        .own_ids()
        .cloned();
    let ids = ids.expect("it was acknowledged");
    let late = format!(
        r#""ConversationID":"{}","OriginatorConversationID":"{}","#,
        ids.conversation.as_str(),
        ids.originator.as_str()
    );
    let path = shop.news_path(&asked, News::Result);
    assert_eq!(shop.post(&path, &completed(&receipt, &late)).await, 200);
    assert_eq!(shop.last_state(&receipt), State::Done);
    assert_eq!(shop.state_of(&receipt), "proved");
    shop.prove();
}

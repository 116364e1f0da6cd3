//! Payments that the shop sends back by M-PESA: once, with a second person, and whatever becomes of
//! the answer.

use std::time::Duration;

use app::{AppError, Approval, Badge, NewPerson};
use domain::attempt::Alarm;
use domain::callback_path::News;
use domain::command::{Found, NotInDoubt, SentBack, State};
use domain::ids::{PersonId, SaleId};
use domain::limits::Limits;
use domain::money::{Money, Shillings};
use domain::people::{Denied, Employment, Pin, Role};
use domain::receipt::{NotReversible, Receipt};
use domain::sale::{Heed, Objection, Payout};
use ledger::{Account, OWNER, PersonChange};
use sandbox::{Mishap, Place};

use crate::commands::{RESULT_AFTER, always};
use crate::shop::{AMOUNT, PHONE, Shop};

const OWNERS: &str = "4711";
const ACHIENGS: &str = "8026";

fn badge(person: PersonId, digits: &str) -> Badge {
    let pin = Some(Pin::try_from(digits.to_owned()).unwrap());
    Badge { person, pin }
}

fn all() -> Shillings {
    Shillings::new(AMOUNT).unwrap()
}

/// A sale that was paid by a payment and called off: it owes all of it.
struct Owing {
    shop: Shop,
    achieng: PersonId,
    sale: SaleId,
    receipt: Receipt,
}

impl Owing {
    async fn open() -> Self {
        let shop = Shop::with_api_user().await;
        // Safaricom's charge of a payment does not come back: the shop needs some money of its own.
        let phone = PHONE.parse().unwrap();
        shop.sandbox.pay(&phone, 1_000, "0002").unwrap();
        Self::of(shop).await
    }

    async fn of(shop: Shop) -> Self {
        let pin = |digits: &str| Pin::try_from(digits.to_owned()).unwrap();
        let first = Badge {
            person: OWNER,
            pin: None,
        };
        shop.till.set_pin(first, OWNER, pin(OWNERS)).await.unwrap();
        let achieng = NewPerson {
            name: "Achieng".parse().unwrap(),
            role: Role::Supervisor,
            pin: pin(ACHIENGS),
        };
        let added = shop.till.add_person(badge(OWNER, OWNERS), achieng).await;
        let achieng = added.unwrap().person.id;
        let receipt = shop.paid_by_himself().await;
        let sale = shop.till.open_sale(all().money()).await.unwrap().id;
        let settled = shop
            .till
            .settle(receipt.clone(), sale, Heed::Stop, None)
            .await;
        settled.unwrap();
        shop.till.ask_status(receipt.clone()).await.unwrap();
        shop.until_command(&receipt, &State::Accepted).await;
        shop.advance(RESULT_AFTER);
        shop.until_command(&receipt, &State::Done).await;
        let owing = Self {
            shop,
            achieng,
            sale,
            receipt,
        };
        let early = owing.send_back().await;
        let left = Money::ZERO;
        let not_owed = NotReversible::MoreThanOwed { left };
        assert!(matches!(early, Err(AppError::NotReversible(why)) if why == not_owed));
        let reason = "wrong goods".parse().unwrap();
        let void = owing
            .shop
            .till
            .void_sale(sale, reason, Heed::GoOn, None)
            .await;
        assert_eq!(void.unwrap().sale.owed(), all().money());
        owing
    }

    async fn approval(&self) -> Approval {
        let of_achieng = badge(self.achieng, ACHIENGS);
        self.shop.till.approve(of_achieng).await.unwrap()
    }

    async fn send_back(&self) -> Result<app::CommandRecord, AppError> {
        let approval = self.approval().await;
        let receipt = self.receipt.clone();
        self.shop
            .till
            .send_back(receipt, all(), Some(approval))
            .await
    }

    fn owed(&self) -> Money {
        self.shop.till.sale(self.sale).unwrap().sale.owed()
    }

    fn alarms(&self) -> Vec<Alarm> {
        let alarms = self.shop.till.alarms().unwrap().into_iter();
        alarms.map(|alarm| alarm.id.alarm()).collect()
    }

    async fn pay_in_cash(&self) -> Result<Money, AppError> {
        let till = &self.shop.till;
        let second = if till.at_counter().unwrap().person.id == self.achieng {
            badge(OWNER, OWNERS)
        } else {
            badge(self.achieng, ACHIENGS)
        };
        let approval = till.approve(second).await.ok();
        let paying = till.pay_out(self.sale, all().money(), Payout::Cash, approval);
        Ok(paying.await?.sale.owed())
    }

    /// Checks how it stands with sending the payment back, and that both languages say it.
    fn check_says(&self, expected: Option<SentBack>, can: bool, en: &str) {
        let found = self.shop.till.sending_back(&self.receipt).unwrap();
        let came_of_it = found.came_of_it().map(|(how, _)| how);
        assert_eq!((came_of_it, found.may.is_ok()), (expected, can));
        assert_eq!(found.asks().is_some(), can);
        let said = found.says();
        assert!(said.en.starts_with(en) && said.sw != said.en, "{said:?}");
    }

    async fn check_reserved(&self) {
        let why = Objection::BeingSentBack;
        let refused = self.pay_in_cash().await;
        assert!(
            matches!(refused, Err(AppError::Sale(found)) if found == why),
            "{refused:?}"
        );
        let again = self.send_back().await;
        assert!(
            matches!(again, Err(AppError::ReversalUnderWay)),
            "{again:?}"
        );
    }
}

#[tokio::test]
async fn what_is_owed_goes_back_once_by_two_people_and_however_often_it_is_pressed() {
    let owing = Owing::open().await;
    owing.check_says(None, true, "KES 350 can go back");
    let asks = owing.shop.till.sending_back(&owing.receipt).unwrap().asks();
    assert!(asks.is_some_and(|asks| asks.en.contains("KES 350 of")));
    let (one, other) = tokio::join!(owing.send_back(), owing.send_back());
    let refused = [one, other].into_iter().find_map(Result::err);
    assert!(
        matches!(refused, Some(AppError::ReversalUnderWay)),
        "{refused:?}"
    );
    owing.check_reserved().await;
    owing.check_says(
        Some(SentBack::Asked),
        false,
        "M-PESA is asked to send KES 350",
    );
    let shop = &owing.shop;
    shop.until_command(&owing.receipt, &State::Accepted).await;
    shop.advance(RESULT_AFTER);
    shop.until_command(&owing.receipt, &State::Done).await;
    owing.check_says(Some(SentBack::Done), false, "KES 350 went back");
    assert_eq!((owing.owed(), owing.alarms()), (Money::ZERO, vec![]));
    shop.check_account(Account::OwedToCustomers, 0);
    let book = rusqlite::Connection::open(shop.book()).unwrap();
    let who = "SELECT actor, body ->> 'approved_by' FROM journal
        WHERE kind = 'command.drafted' AND body ->> 'order' = 'reversal'";
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let found: (String, String) = book.query_row(who, [], read).unwrap();
    let expected = (format!("person:{OWNER}"), owing.achieng.to_string());
    assert_eq!(found, expected);
    shop.prove();
}

#[tokio::test]
async fn what_m_pesa_does_not_send_back_is_still_here_and_is_paid_in_cash() {
    let owing = Owing::of(Shop::with_api_user().await).await;
    owing.send_back().await.unwrap();
    let shop = &owing.shop;
    shop.until_command(&owing.receipt, &State::Accepted).await;
    shop.advance(RESULT_AFTER);
    let too_little = State::Failed("1".parse().unwrap());
    shop.until_command(&owing.receipt, &too_little).await;
    assert_eq!(owing.alarms(), [Alarm::NotSentBack]);
    owing.check_says(
        Some(SentBack::NotDone),
        true,
        "Not sent back: KES 350 is still here.",
    );
    assert_eq!(owing.pay_in_cash().await.unwrap(), Money::ZERO);
    owing.check_says(
        None,
        false,
        "Not sent back: nothing of this payment is owed",
    );
    shop.prove();
}

#[tokio::test]
async fn above_the_owner_s_limit_nobody_sends_money_back_alone() {
    let owing = Owing::open().await;
    let till = &owing.shop.till;
    let limits = Limits {
        alone: Money::ZERO,
        ..Limits::default()
    };
    till.set_limits(badge(OWNER, OWNERS), limits).await.unwrap();
    let refused = till.send_back(owing.receipt.clone(), all(), None).await;
    assert!(
        matches!(refused, Err(AppError::Denied(Denied::SecondWanted))),
        "{refused:?}"
    );
    let limits = Limits {
        alone: all().money(),
        ..limits
    };
    till.set_limits(badge(OWNER, OWNERS), limits).await.unwrap();
    let ordered = till.send_back(owing.receipt.clone(), all(), None).await;
    ordered.unwrap();
    owing.shop.prove();
}

#[tokio::test]
async fn whoever_asks_for_it_can_not_agree_to_it() {
    let owing = Owing::open().await;
    let till = &owing.shop.till;
    let early = owing.approval().await;
    till.sign_in(badge(owing.achieng, ACHIENGS)).await.unwrap();
    let refused = till
        .send_back(owing.receipt.clone(), all(), Some(early))
        .await;
    assert!(
        matches!(refused, Err(AppError::Denied(Denied::SamePerson))),
        "{refused:?}"
    );
    assert_eq!(owing.pay_in_cash().await.unwrap(), Money::ZERO);
    owing.shop.prove();
}

#[tokio::test]
async fn an_order_whose_answer_got_lost_is_not_repeated_after_a_restart_either() {
    let mut owing = Owing::open().await;
    let silence = Mishap::HangUp { accepted: true };
    let script = always(Place::Reversal, silence);
    owing.shop.sandbox.set_script(script).unwrap();
    owing.send_back().await.unwrap();
    owing
        .shop
        .until_command(&owing.receipt, &State::Unsure)
        .await;
    owing.shop.sandbox.set_script(Vec::new()).unwrap();
    assert_eq!(owing.alarms(), [Alarm::MaybeSentBack]);
    owing.check_reserved().await;
    owing.check_says(
        Some(SentBack::Unknown),
        false,
        "Not known yet if KES 350 went back.",
    );
    owing.shop = owing.shop.reopen().await;
    let line = owing.shop.line_with_api_user();
    owing.shop.connect(line);
    assert_eq!(owing.shop.last_state(&owing.receipt), State::Unsure);
    owing.check_reserved().await;
    owing.shop.prove();
}

#[tokio::test]
async fn what_nobody_knows_is_settled_by_two_people_who_looked() {
    let owing = Owing::open().await;
    let (till, receipt) = (&owing.shop.till, &owing.receipt);
    let script = always(Place::Reversal, Mishap::HangUp { accepted: false });
    owing.shop.sandbox.set_script(script).unwrap();
    owing.send_back().await.unwrap();
    owing.shop.until_command(receipt, &State::Unsure).await;
    let settle = async |found: Found| {
        let looked_in = "portal".parse().unwrap();
        let approval = owing.approval().await;
        let settled = till.settle_order(receipt.clone(), found, looked_in, Some(approval));
        settled.await
    };
    let early = settle(Found::Here).await;
    let why = NotInDoubt::MayComeYet;
    assert!(
        matches!(early, Err(AppError::NotInDoubt(found)) if found == why),
        "{early:?}"
    );
    owing.check_reserved().await;
    let found = till.sending_back(receipt).unwrap();
    assert!(found.settles_here().is_none() && found.settles_gone().is_some());
    owing.shop.advance(Duration::from_hours(25));
    let given_up = |shop: &Shop| {
        shop.till
            .sending_back(receipt)
            .unwrap()
            .settles_here()
            .is_some()
    };
    owing.shop.until_told(given_up).await;
    settle(Found::Here).await.unwrap();
    owing.check_says(
        Some(SentBack::NotDone),
        true,
        "Not sent back: KES 350 is still here.",
    );
    assert_eq!(owing.pay_in_cash().await.unwrap(), Money::ZERO);
    owing.shop.prove();
}

#[tokio::test]
async fn an_owner_whom_nobody_can_agree_with_settles_it_alone() {
    let owing = Owing::open().await;
    let (till, receipt) = (&owing.shop.till, &owing.receipt);
    let script = always(Place::Reversal, Mishap::HangUp { accepted: true });
    owing.shop.sandbox.set_script(script).unwrap();
    owing.send_back().await.unwrap();
    owing.shop.until_command(receipt, &State::Unsure).await;
    let settle = async |by: &Receipt| {
        let found = Found::Back { by: by.clone() };
        let looked_in = "statement".parse().unwrap();
        let settled = till.settle_order(receipt.clone(), found, looked_in, None);
        settled.await
    };
    let by = Receipt::typed("UKP5T0I7QZ").unwrap();
    let alone = settle(&by).await;
    assert!(
        matches!(alone, Err(AppError::Denied(Denied::SecondWanted))),
        "{alone:?}"
    );
    let left = PersonChange::Employment(Employment::Left);
    let changed = till.change_person(badge(OWNER, OWNERS), owing.achieng, left);
    changed.await.unwrap();
    let own = settle(receipt).await;
    assert!(
        matches!(own, Err(AppError::NotInDoubt(NotInDoubt::OwnCode))),
        "{own:?}"
    );
    settle(&by).await.unwrap();
    owing.check_says(Some(SentBack::Done), false, "KES 350 went back");
    assert_eq!(owing.owed(), Money::ZERO);
    owing.shop.prove();
}

#[tokio::test]
async fn a_shop_without_an_api_user_is_told_what_set_up_lacks() {
    let mut owing = Owing::open().await;
    owing.shop = owing.shop.reopen().await;
    owing.shop.connect(owing.shop.line());
    owing.check_says(
        None,
        false,
        "M-PESA sends nothing back yet: Set-up lacks the API user",
    );
    let refused = owing.send_back().await;
    assert!(matches!(refused, Err(AppError::NoCommands)), "{refused:?}");
    assert_eq!(owing.pay_in_cash().await.unwrap(), Money::ZERO);
}

#[tokio::test]
async fn a_payment_is_asked_about_before_it_goes_back() {
    let shop = Shop::with_api_user().await;
    let receipt = shop.paid_by_himself().await;
    let found = shop.till.sending_back(&receipt).unwrap();
    assert!(found.lacks_proof() && found.asks().is_none());
    for _ in 0..2 {
        shop.till.ask_about(receipt.clone()).await.unwrap();
    }
    assert_eq!(shop.commands(&receipt).len(), 1, "one question at a time");
    shop.until_command(&receipt, &State::Accepted).await;
    shop.advance(RESULT_AFTER);
    shop.until_command(&receipt, &State::Done).await;
    let found = shop.till.sending_back(&receipt).unwrap();
    assert_eq!(found.may.unwrap(), all());
}

#[tokio::test]
async fn a_forged_result_on_a_leaked_path_moves_nothing() {
    let owing = Owing::open().await;
    let (shop, receipt) = (&owing.shop, &owing.receipt);
    let ordered = owing.send_back().await.unwrap();
    shop.until_command(receipt, &State::Accepted).await;
    let path = shop.news_path(&ordered, News::Result);
    let forged = format!(
        r#"{{"Result":{{"ResultType":0,"ResultCode":0,"ConversationID":"AG_1",
            "OriginatorConversationID":"1","TransactionID":"UKN5T0I7QX",
            "ResultParameters":{{"ResultParameter":[{{"Key":"Amount","Value":350}},
            {{"Key":"OriginalTransactionID","Value":"{receipt}"}}]}}}}}}"#
    );
    assert_eq!(shop.post(&path, &forged).await, 200);
    assert_eq!(shop.last_state(receipt), State::Accepted);
    assert_eq!(owing.owed(), all().money());
    assert_eq!(owing.alarms(), [Alarm::StrangeResult]);
    shop.advance(RESULT_AFTER);
    shop.until_command(receipt, &State::Done).await;
    assert_eq!(owing.owed(), Money::ZERO);
    shop.prove();
}

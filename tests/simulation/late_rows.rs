//! What pulls list wrongly: rows come late, Safaricom knowing of the payment; an answer says that
//! it lists payments, and has no list. In some worlds a business's payment is told as such.

use std::sync::Mutex;

use disk::Dice;
use serde_json::Value;

use daraja::Response;

use crate::diary::{BUSINESS, row};
use crate::world::World;

/// What keeps rows back, in a world that has it.
pub(crate) struct LateRows(Mutex<Inner>);

struct Inner {
    dice: Dice,
    /// How old a payment is when it is listed for sure.
    listed_after_ms: i64,
    /// How often an answer lacks its list, in a hundred.
    listless_percent: u64,
}

impl LateRows {
    /// Draws it: in half of the worlds each row is there at once.
    pub(crate) fn draw(mut dice: Dice) -> Self {
        let listed_after_ms = match dice.throw() % 12 {
            0..3 => 20_000,
            3 | 4 => 300_000,
            5 => 2_400_000,
            // So late that a till has stopped asking for the time of it.
            6 => 4 * 3_600_000,
            _ => 0,
        };
        let listless_percent = [0, 0, 0, 10, 40][usize::try_from(dice.throw() % 5).expect("few")];
        Self(Mutex::new(Inner {
            dice,
            listed_after_ms,
            listless_percent,
        }))
    }

    /// Keeps rows back from an answer, each by chance.
    pub(crate) fn keep_back(&self, world: &World, answer: &mut Response) {
        let mut inner = self.0.lock().expect("nobody panics in between");
        let Ok(mut object) = serde_json::from_slice::<Value>(&answer.body) else {
            return;
        };
        let now = world.time.now_ms();
        let is_listless = inner.dice.throw() % 100 < inner.listless_percent;
        if object["ResponseCode"] == "1000" && is_listless {
            object
                .as_object_mut()
                .map(|object| object.remove("Response"));
            answer.body = object.to_string().into_bytes();
            world.came("a list that is none");
            return;
        }
        let list = object.pointer_mut("/Response/0");
        let Some(list) = list.and_then(Value::as_array_mut) else {
            return;
        };
        let before = list.len();
        list.retain(|listed| {
            let code = row(listed).map_or_else(String::new, |(code, _)| code);
            let paid_at = world.sandbox().payment(&code);
            let age_ms = paid_at.map(|payment| now - payment.receipt.paid_at.unix_ms());
            let is_young = age_ms.is_some_and(|age| age < inner.listed_after_ms);
            let is_late = is_young && inner.dice.percent(70);
            if is_late {
                world.diary().unasked.kept_back.insert(code, now);
            }
            !is_late
        });
        if list.len() < before {
            answer.body = object.to_string().into_bytes();
            world.came("row not listed yet");
        }
    }

    /// Tells what a business moved as such.
    pub(crate) fn tell_businesses(world: &World, answer: &mut Response) {
        let Ok(mut object) = serde_json::from_slice::<Value>(&answer.body) else {
            return;
        };
        let list = object.pointer_mut("/Response/0");
        let rows = list.and_then(Value::as_array_mut).into_iter().flatten();
        let of_business = |listed: &&mut Value| {
            let code = row(listed).map_or_else(String::new, |(code, _)| code);
            let paid = world.sandbox().payment(&code);
            paid.is_some_and(|payment| payment.receipt.phone.is_none())
        };
        for listed in rows.filter(of_business) {
            listed["transactiontype"] = BUSINESS.into();
            world.came("a business is told by a pull");
        }
        answer.body = object.to_string().into_bytes();
    }
}

//! What goes wrong with questions and orders whose result comes later, and what M-PESA answers to
//! the codes of money that went to somebody else.

use disk::Dice;
use sandbox::{Canned, Fault, Mishap, Place, When};
use serde_json::{Value, json};

use super::below;
use crate::world::World;

/// Draws it: in one of three worlds, nothing.
pub(super) fn draw(dice: &mut Dice) -> Vec<Fault> {
    let rules = match dice.throw() % 3 {
        0 => 0,
        _ => 1 + below(dice, 3),
    };
    (0..rules).map(|_| fault(dice)).collect()
}

fn fault(dice: &mut Dice) -> Fault {
    let seconds = [5, 65, 700, 3_600, 26 * 3_600][below(dice, 5)];
    let accepted = dice.percent(60);
    let (at, what) = match dice.throw() % 10 {
        0 => (Place::Result, Mishap::Lose),
        1 => (Place::Result, Mishap::Twice),
        2 | 3 => (Place::Result, Mishap::Late { seconds }),
        4 => (Place::Result, Mishap::Shuffle { seconds }),
        5 => (Place::Result, Mishap::TimeOut),
        6 => (place(dice), Mishap::Silence { accepted }),
        7 => (place(dice), Mishap::HangUp { accepted }),
        8 => (place(dice), Mishap::Cut),
        _ => {
            let with = [Canned::Internal, Canned::Busy, Canned::SpikeArrest][below(dice, 3)];
            let accepted = accepted && with == Canned::Internal;
            (place(dice), Mishap::Refuse { with, accepted })
        }
    };
    Fault {
        at,
        what,
        when: When::OneIn([1, 2, 3][below(dice, 3)]),
        seen: 0,
    }
}

fn place(dice: &mut Dice) -> Place {
    [Place::Status, Place::Reversal][below(dice, 2)]
}

/// Changes a result as M-PESA would tell it: the code of money that went to a friend is not unknown
/// to it, and it is too busy now and then.
pub(crate) fn as_told(world: &World, path: &str, body: &str) -> Option<String> {
    let mut told: Value = serde_json::from_str(body).ok()?;
    let is_unknown = told["Result"]["ResultCode"] == 2032;
    let (code, is_question) = {
        let diary = world.diary();
        let mut requests = diary.asked_later.requests.iter();
        let request = requests.find(|request| request.path == path)?;
        (request.code.clone(), request.cents.is_none())
    };
    let sent_kes = world.diary().asked_later.to_friends.get(&code).copied();
    if is_question && world.is_too_busy(path) {
        world.came("too busy to tell");
        told["Result"]["ResultCode"] = 26.into();
        told["Result"]["ResultDesc"] = "System busy. The service request is rejected.".into();
        told["Result"].as_object_mut()?.remove("ResultParameters");
        return Some(told.to_string());
    }
    let sent_kes = sent_kes.filter(|_| is_unknown)?;
    world.came("the code of a friend's money");
    let amount = serde_json::Number::from_f64(f64::from(u32::try_from(sent_kes).ok()?))?;
    told["Result"]["ResultCode"] = 0.into();
    told["Result"]["ResultParameters"] = json!({ "ResultParameter": [
        { "Key": "DebitPartyName", "Value": "254712345678 - JANE WANJIKU" },
        { "Key": "CreditPartyName", "Value": "254722000111 - PETER OTIENO" },
        { "Key": "InitiatedTime", "Value": 20_261_124_090_500_u64 },
        { "Key": "TransactionStatus", "Value": "Completed" },
        { "Key": "FinalisedTime", "Value": 20_261_124_090_500_u64 },
        { "Key": "Amount", "Value": amount },
        { "Key": "ReceiptNo", "Value": code },
    ] });
    Some(told.to_string())
}

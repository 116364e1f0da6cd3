//! Something between the till and Safaricom that spoils answers to questions about prompts: they
//! are those to another question, or to none, or Safaricom does not know the prompt yet.

use disk::Dice;
use serde_json::{Value, json};

use daraja::Response;

/// What it does, in a world that has one.
#[derive(Clone, Copy, Debug)]
enum Spoils {
    /// It gives an answer of before, which may be about another prompt.
    GivesAnother,
    /// It says that the question was not taken, and tells a result all the same.
    TakesNone,
    /// It says that there is no such prompt, as Safaricom does in the first minute.
    KnowsNone,
}

/// A proxy in the line.
pub(crate) struct Proxy {
    spoils: Option<Spoils>,
    dice: Dice,
    /// The last answer that told a result.
    before: Option<Vec<u8>>,
}

impl Proxy {
    /// Draws it: three worlds of four have none.
    pub(crate) fn draw(mut dice: Dice) -> Self {
        let spoils = match dice.throw() % 12 {
            0 => Some(Spoils::GivesAnother),
            1 => Some(Spoils::TakesNone),
            2 => Some(Spoils::KnowsNone),
            _ => None,
        };
        Self {
            spoils,
            dice,
            before: None,
        }
    }

    /// Passes an answer on, spoilt or not; tells what was done to it.
    pub(crate) fn pass(&mut self, answer: &mut Response) -> Option<&'static str> {
        let spoils = self.spoils?;
        let object: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let now = answer.body.clone();
        let done = match spoils {
            _ if !self.dice.percent(40) => None,
            Spoils::GivesAnother => self.before.clone().map(|before| {
                answer.status = 200;
                answer.body = before;
                "answer to another question"
            }),
            Spoils::TakesNone => object["ResultCode"].is_string().then(|| {
                let mut object = object.clone();
                object["ResponseCode"] = "1".into();
                object["ResultCode"] = "0".into();
                answer.body = object.to_string().into_bytes();
                "answer to no question"
            }),
            Spoils::KnowsNone => {
                answer.status = 500;
                let error = json!({
                    "requestId": "1-1-1",
                    "errorCode": "500.001.1001",
                    "errorMessage": "The transaction does not Exist",
                });
                answer.body = error.to_string().into_bytes();
                Some("prompt not known yet")
            }
        };
        if object["ResultCode"].is_string() {
            self.before = Some(now);
        }
        done
    }
}

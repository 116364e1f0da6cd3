//! Orders on stdin of a running till: one JSON object to a line.

use std::io::BufRead;

use app::Till;
use practice::Practice;
use serde::Deserialize;
use tokio::sync::mpsc::{Receiver, channel};

use crate::charge::Ask;
use crate::exit::Failure;
use crate::sales::SaleOrder;
use crate::views::Event;

/// How many orders may wait to be read.
const WAITING: usize = 64;

/// What a running till can be told to do.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Order {
    /// Asks a customer for money.
    Charge {
        phone: String,
        amount: String,
        #[serde(default)]
        anyway: bool,
    },
    /// Does something about a sale.
    Sale(SaleOrder),
    /// Does on a practice phone what a customer does.
    Answer { phone: String, act: String },
    /// Says that a person has seen an alarm, whose id is as `alarms` shows it.
    AlarmSeen { alarm: String },
}

/// Reads stdin in a thread of its own, which nobody waits for: a read of stdin can't be called
/// off. Each line comes with its number, from 1.
pub(crate) fn read_stdin() -> Receiver<(u64, String)> {
    let (sender, lines) = channel(WAITING);
    std::thread::spawn(move || {
        let numbered = (1..).zip(std::io::stdin().lock().lines().map_while(Result::ok));
        for (number, line) in numbered {
            if sender.blocking_send((number, line)).is_err() {
                return;
            }
        }
    });
    lines
}

impl Order {
    /// Reads a line. What is wrong with it is told by its place: the error's own text may repeat a
    /// phone.
    pub(crate) fn read(line: &str) -> Result<Self, Failure> {
        serde_json::from_str(line).map_err(|error| {
            let place = error.column();
            Failure::bad_input(
                "bad_order",
                format!("the order can't be read at sign {place}"),
            )
        })
    }

    /// Carries it out. What comes of it is told as changes; what is looked at is returned.
    pub(crate) async fn carry_out(
        self,
        till: &Till,
        practice: Option<&Practice>,
    ) -> Result<Option<Event>, Failure> {
        match self {
            Self::Charge {
                phone,
                amount,
                anyway,
            } => {
                let ask = Ask::read(&amount, &phone, anyway)?;
                ask.send(till).await?;
                Ok(None)
            }
            Self::Sale(order) => order.carry_out(till).await,
            Self::Answer { phone, act } => answer(practice, &phone, &act).map(|()| None),
            Self::AlarmSeen { alarm } => {
                let bad = |_| {
                    Failure::bad_input("no_such_alarm", "an alarm's id is as `alarms` shows it")
                };
                till.alarm_seen(alarm.parse().map_err(bad)?).await?;
                Ok(None)
            }
        }
    }
}

fn answer(practice: Option<&Practice>, phone: &str, act: &str) -> Result<(), Failure> {
    let bad = |why: String| Failure::bad_input("bad_answer", why);
    let practice = practice.ok_or_else(|| bad("this is no practice".to_owned()))?;
    let act = act
        .parse()
        .map_err(|_| bad(format!("no customer can {act}")))?;
    practice
        .answer(phone, act)
        .map_err(|error| bad(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_that_can_not_be_read_is_not_repeated() {
        for line in [
            r#"{"charge": {"phone": 254712345678, "amount": "350"}}"#,
            r#"{"charge": {"0712345678": "350"}}"#,
            r#"{"0712345678": {}}"#,
            r#"{"sale": {"prompt": {"phone": 254712345678}}}"#,
        ] {
            let failure = Order::read(line).map(drop).unwrap_err();
            assert!(!failure.why.contains("712345678"), "{}", failure.why);
        }
    }
}

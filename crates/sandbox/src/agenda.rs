//! What happens by itself, and when: prompts lapse, requests are carried out, letters leave.
//!
//! The agenda is not saved: it follows from what is, and is made anew at a start.

use std::collections::BTreeSet;

use crate::clock::Moment;
use crate::ids::CheckoutRequestId;
use crate::mail::CallbackNote;
use crate::payments::Stage;
use crate::prompts::Life;
use crate::state::State;

/// What is due. At one moment they come in this order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Due {
    /// A prompt ends by itself.
    Prompt(CheckoutRequestId),
    /// The shop's time to validate a payment is over; known by its receipt number.
    Validation(String),
    /// A request is carried out, and its result sent.
    Request(u64),
    /// A letter leaves.
    Letter(u64),
}

/// The first one is the next to come.
pub(crate) type Agenda = BTreeSet<(Moment, Due)>;

impl State {
    /// Lets everything happen whose time has come.
    pub(crate) fn settle(&mut self, now: Moment) {
        while self.agenda.first().is_some_and(|(at, _)| *at <= now) {
            let (at, due) = self.agenda.pop_first().expect("it was looked at just now");
            match due {
                Due::Prompt(id) => self.lapse(&id, at),
                Due::Validation(number) => self.miss_validation(&number, at),
                Due::Request(number) => self.carry_out(number, at),
                Due::Letter(number) => self.send_off(number),
            }
        }
    }

    /// Makes the agenda anew from what is open.
    pub(crate) fn draw_up_agenda(&mut self) {
        let waiting = self
            .payments
            .values()
            .filter_map(|payment| match payment.stage {
                Stage::Validating { until } => Some((until, &payment.receipt)),
                Stage::Ended { .. } => None,
            });
        // A prompt whose payment is validated is off its screen and lapses no more.
        let answered: BTreeSet<_> = waiting
            .clone()
            .filter_map(|(_, receipt)| receipt.checkout_request_id.as_ref())
            .collect();
        let validations =
            waiting.map(|(until, receipt)| (until, Due::Validation(receipt.number.clone())));
        let prompts = self.pushes.iter().filter_map(|(id, push)| match push.life {
            Life::Open { ends_at, .. } if !answered.contains(id) => {
                Some((ends_at, Due::Prompt(id.clone())))
            }
            _ => None,
        });
        let letters = self.mail.iter().filter_map(|(number, mail)| {
            let waits = mail.note == CallbackNote::Waiting;
            waits.then_some((mail.at, Due::Letter(*number)))
        });
        let requests = self.requests.iter();
        let requests = requests.map(|(number, asked)| (asked.due_at, Due::Request(*number)));
        let agenda = validations.chain(prompts).chain(letters).chain(requests);
        self.agenda = agenda.collect();
    }
}

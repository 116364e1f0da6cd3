//! Every call that the stand-in makes to the shop: callbacks, validations, confirmations, results.
//!
//! Each goes out once and is not repeated when the receiver fails, as with Safaricom (reference
//! section 8). Faults may lose, double or delay it. What became of the newest is kept for people
//! who look for why nothing arrived.

use serde::{Deserialize, Serialize};

use crate::agenda::Due;
use crate::clock::Moment;
use crate::error::Error;
use crate::ids::CheckoutRequestId;
use crate::post::{Letter, Reply};
use crate::script::{Mishap, Place};
use crate::state::State;

/// How many letters are remembered; those that have not left yet are never forgotten.
const REMEMBERED: usize = 100;

/// What became of one sending of a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "callback", rename_all = "snake_case")]
pub enum CallbackNote {
    /// It was never sent, since a fault was asked for.
    Lost,
    /// It leaves later, since a fault was asked for.
    Waiting,
    /// It is under way.
    Posting,
    /// The receiver answered.
    Answered {
        /// The HTTP status.
        status: u16,
    },
    /// It found no receiver, or got no answer.
    Failed {
        /// Why.
        why: String,
    },
}

/// A letter and what became of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Mail {
    /// What it tells.
    pub kind: Kind,
    /// Where it goes and what it says.
    pub letter: Letter,
    /// When it leaves or left.
    pub at: Moment,
    /// What became of it.
    pub note: CallbackNote,
}

/// What a letter tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    /// What a push came to.
    Callback {
        /// The push.
        checkout_request_id: CheckoutRequestId,
        /// Which of the push's notes is this one's.
        note: usize,
    },
    /// That a payment is to be checked.
    Validation {
        /// The receipt number that the payment will have.
        receipt: String,
    },
    /// That a payment was made.
    Confirmation {
        /// Its receipt number.
        receipt: String,
    },
    /// What a status, reversal or balance request came to.
    Result {
        /// The request.
        conversation_id: String,
    },
}

impl State {
    /// Hands a letter in: it leaves at once, or as the faults that are on have it.
    pub(crate) fn hand_in(&mut self, kind: &Kind, letter: &Letter, now: Moment) {
        let mishaps = self.mishaps(Place::of_letter(kind));
        self.hand_in_with(&mishaps, kind, letter, now);
    }

    /// Hands a letter in to which something happens.
    pub(crate) fn hand_in_with(
        &mut self,
        mishaps: &[Mishap],
        kind: &Kind,
        letter: &Letter,
        now: Moment,
    ) {
        let delays = self.delays(mishaps);
        if delays.is_empty() {
            self.keep(kind, letter, now, CallbackNote::Lost);
        }
        for delay in delays {
            let at = now.plus(delay);
            let number = self.keep(kind, letter, at, CallbackNote::Waiting);
            self.agenda.insert((at, Due::Letter(number)));
        }
    }

    /// Puts a letter whose time has come into the outbox.
    pub(crate) fn send_off(&mut self, number: u64) {
        let letter = self.mail[&number].letter.clone();
        self.note(number, CallbackNote::Posting);
        self.outbox.push((number, letter));
    }

    /// Notes what became of a letter; the reply to a validation decides its payment.
    pub(crate) fn note_reply(&mut self, number: u64, reply: &Result<Reply, Error>, now: Moment) {
        let note = match reply {
            Ok(reply) => CallbackNote::Answered {
                status: reply.status,
            },
            Err(error) => CallbackNote::Failed {
                why: error.to_string(),
            },
        };
        self.note(number, note);
        if let Kind::Validation { receipt } = self.mail[&number].kind.clone() {
            self.hear_validation(&receipt, reply.as_ref().ok(), now);
        }
        self.forget_the_oldest();
    }

    /// Notes, after a restart, which letters were under way when the stand-in stopped.
    pub(crate) fn note_interrupted_mail(&mut self) {
        let letters = self.mail.values_mut().map(|mail| &mut mail.note);
        let callbacks = self
            .pushes
            .values_mut()
            .flat_map(|push| &mut push.callbacks);
        for note in letters
            .chain(callbacks)
            .filter(|note| **note == CallbackNote::Posting)
        {
            *note = CallbackNote::Failed {
                why: "the stand-in stopped meanwhile".to_owned(),
            };
        }
    }

    fn keep(&mut self, kind: &Kind, letter: &Letter, at: Moment, note: CallbackNote) -> u64 {
        let mut kind = kind.clone();
        if let Kind::Callback {
            checkout_request_id,
            note: place,
        } = &mut kind
        {
            let callbacks = &mut self.push_mut(checkout_request_id).callbacks;
            *place = callbacks.len();
            callbacks.push(note.clone());
        }
        let number = self.mail.last_key_value().map_or(1, |(last, _)| last + 1);
        let letter = letter.clone();
        self.mail.insert(
            number,
            Mail {
                kind,
                letter,
                at,
                note,
            },
        );
        number
    }

    fn note(&mut self, number: u64, note: CallbackNote) {
        let mail = self
            .mail
            .get_mut(&number)
            .expect("open mail is not forgotten");
        mail.note = note.clone();
        if let Kind::Callback {
            checkout_request_id,
            note: place,
        } = mail.kind.clone()
        {
            self.push_mut(&checkout_request_id).callbacks[place] = note;
        }
    }

    fn forget_the_oldest(&mut self) {
        let is_open =
            |mail: &Mail| matches!(mail.note, CallbackNote::Waiting | CallbackNote::Posting);
        let is_last = self.mail.last_key_value().map(|(number, _)| *number);
        while self.mail.len() > REMEMBERED {
            let oldest = self.mail.iter().find(|(_, mail)| !is_open(mail));
            match oldest.map(|(number, _)| *number) {
                Some(number) if Some(number) != is_last => self.mail.remove(&number),
                _ => return,
            };
        }
    }
}

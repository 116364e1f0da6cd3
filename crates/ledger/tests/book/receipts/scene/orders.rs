//! Orders to send payments back, how M-PESA ends them, and what people find of them.

use domain::callback_path::TagDigest;
use domain::command::{self, Fact as Command, Order, Outcome};
use domain::ids::CommandId;
use domain::money::Shillings;
use domain::receipt::life;
use ledger::{Actor, CommandDraft, LedgerError, Tx, Way};

use super::{BY, Scene, code};
use crate::shop::{NOW, evidence};

impl Scene {
    /// Orders M-PESA to send so much of a payment back, and is told that it will.
    pub(crate) fn send_back(&mut self, receipt: &str, shillings: u32) -> Result<(), LedgerError> {
        let number = u8::try_from(self.sent_back.len()).expect("few");
        let (id, receipt) = (CommandId::from_bytes([number; 16]), code(receipt));
        let amount = Shillings::new(shillings).expect("an amount");
        let draft = CommandDraft {
            order: Order::Reversal {
                receipt: receipt.clone(),
                amount,
            },
            tag_digest: TagDigest::from_bytes([number; 32]),
            approved_by: None,
        };
        let write = move |tx: &Tx<'_>| tx.draft_command(NOW, BY, id, draft);
        self.shop.write(write)?;
        let ids = conversation(number);
        self.tell_of(id, Command::Sending { at: NOW });
        self.tell_of(id, Command::Acknowledged { at: NOW, ids });
        self.sent_back.push((id, receipt, amount));
        Ok(())
    }

    /// Tells how the n-th order ended, by the code of its result; or that nobody knows.
    pub(crate) fn end_reversal(&mut self, nth: usize, with: Option<&str>) {
        let Some((id, receipt, amount)) = self.sent_back.get(nth).cloned() else {
            return;
        };
        let Some(with) = with else {
            return self.tell_of(id, Command::GaveUp { at: NOW });
        };
        let own = format!("R{nth}{}", receipt.as_str());
        let back = life::Fact::Reversed {
            by: own.parse().expect("a receipt"),
            amount: amount.money(),
        };
        let outcome = Outcome {
            at: NOW,
            ids: Some(conversation(u8::try_from(nth).expect("few"))),
            code: with.parse().expect("a code"),
            tells: (with == "0").then_some(back),
        };
        self.tell_of(id, Command::Ended(outcome));
    }

    /// A person says what became of the n-th order, if that is in doubt.
    pub(crate) fn settle(&mut self, nth: usize, is_back: bool) {
        let Some((id, receipt, _)) = self.sent_back.get(nth).cloned() else {
            return;
        };
        let by = format!("S{nth}{}", receipt.as_str());
        let found = if is_back {
            command::Found::Back { by: code(&by) }
        } else {
            command::Found::Here
        };
        let typed = evidence(Way::Counter, b"portal");
        let write = move |tx: &Tx<'_>| tx.settle_order(NOW, BY, id, found, &typed);
        // What is known can't be settled.
        drop(self.shop.write(write));
    }

    fn tell_of(&mut self, id: CommandId, fact: Command) {
        let write = move |tx: &Tx<'_>| tx.record_command(NOW, Actor::Safaricom, id, fact, None);
        self.shop.write(write).expect("recorded");
    }
}

fn conversation(number: u8) -> command::Ids {
    command::Ids {
        originator: format!("10571-7910404-{number}").parse().expect("an id"),
        conversation: format!("AG_20261124_{number:020}").parse().expect("an id"),
    }
}

//! Prompts: paid, ignored, ended without money, proved with their code or without it.

use disk::Dice;
use domain::receipt::life::Kind;

use crate::chance::{Share, weighed};
use crate::cohort::{Cohort, at, money};
use crate::counter::Visit;
use crate::day::{Closing, Prompt, What};
use crate::paying::Payer;
use crate::rates;
use crate::telling::{Payment, Proof, Script};
use crate::truth::{Meant, Situation, Situations};

/// What the time of a prompt ends with, when nobody answered it.
const PROMPT_LIFE_MS: i64 = 180_000;

/// A sale that is to be paid by prompt.
pub(crate) struct Asked<'a> {
    pub(crate) cohort: &'a Cohort,
    pub(crate) visits: &'a [Visit],
    pub(crate) visit: &'a Visit,
}

impl Asked<'_> {
    /// Asks, and once more when that came to nothing.
    pub(crate) fn ask(&self, script: &mut Script, dice: &mut Dice) {
        let first = self.visit.done_at;
        let Some(ended_at) = self.prompt(1, first, script, dice) else {
            return;
        };
        let then_at = ended_at + rates::PAYING.ms(dice);
        let then = [
            (rates::THEN_BY_HIMSELF, 0),
            (rates::THEN_PROMPT, 1),
            (Share(0), 2),
        ];
        match weighed(&then, dice) {
            0 => self.himself(Situation::AfterPrompt, then_at, script, dice),
            1 if self.prompt(2, then_at, script, dice).is_none() => {}
            _ => {
                let closes_at = then_at + 100_000 + rates::AT_THE_TILL.ms(dice);
                script.close(self.visit.sale, closes_at, Closing::OtherTender);
            }
        }
    }

    /// Sends a prompt. Returns when it ended without money, if nothing else pays the sale yet.
    fn prompt(&self, ordinal: u64, out: i64, script: &mut Script, dice: &mut Dice) -> Option<i64> {
        let prompt = Prompt {
            attempt: self.cohort.attempt(self.visit.number, ordinal),
            sale: self.visit.sale,
            phone: self.visit.person.phone,
            amount: money(self.visit.total),
            reference: format!("{}-{ordinal}", self.visit.number),
        };
        script.tell(at(out), What::PromptOut(prompt.clone()));
        if rates::PROMPT_PAID.happens(dice) {
            self.paid(prompt, out, script, dice);
            return None;
        }
        let ended_at = out + rates::PROMPT_ENDS.ms(dice);
        script.tell(at(ended_at), What::PromptFailed(prompt.attempt));
        if rates::PROMPT_IGNORED.happens(dice) {
            let paid_at = out + rates::PAYING.ms(dice);
            self.himself(Situation::PromptIgnored, paid_at, script, dice);
            return None;
        }
        Some(ended_at)
    }

    fn paid(&self, prompt: Prompt, out: i64, script: &mut Script, dice: &mut Dice) {
        let paid_at = out + rates::PROMPT_PIN.ms(dice);
        let mut situations = Situations::from_iter([Situation::PromptsOwn]);
        let mut proved_at = paid_at + rates::PROMPT_PROOF.ms(dice);
        let with_code = !rates::PROMPT_CODE_TO_FOLLOW.happens(dice);
        if !with_code {
            situations.add(Situation::CodeToFollow);
        }
        if rates::PROMPT_UNSURE.happens(dice) {
            script.tell(at(out + PROMPT_LIFE_MS), What::PromptUnsure(prompt.attempt));
            proved_at = out + rates::PROMPT_LATE_PROOF.ms(dice);
            situations.add(Situation::ProvedLate);
        }
        let told = self.cohort.tell(paid_at, dice);
        if told.first() < proved_at {
            situations.add(Situation::ToldBeforeProof);
        }
        script.ends.insert(prompt.sale, proved_at);
        script.payments.push(Payment {
            payer: self.visit.person.clone(),
            amount: prompt.amount,
            paid_at,
            told,
            reference: self.cohort.is_pay_bill().then_some(prompt.reference),
            kind: Kind::Customer,
            meant: Meant::Prompt(prompt.attempt, prompt.sale),
            situations,
            proof: Some(Proof {
                attempt: prompt.attempt,
                at_ms: proved_at,
                with_code,
            }),
        });
    }

    fn himself(&self, because: Situation, paid_at: i64, script: &mut Script, dice: &mut Dice) {
        let payer = Payer {
            cohort: self.cohort,
            visits: self.visits,
            visit: self.visit,
            paid_at,
            because: Situations::from_iter([because]),
        };
        payer.pay(script, dice);
    }
}

//! What results tell: of transaction status, reversal and balance.

use daraja::{Conversation, ResultBody, ResultKind};

use super::Facts;
use crate::explain::labels;
use crate::explain::spelling::{code, kes, name, party, payer, shown, state};

impl Facts {
    pub(super) fn of_result(result: &ResultBody) -> Self {
        let told = match result.kind() {
            ResultKind::Status => Self::of_status(result),
            ResultKind::Reversal => Self::of_reversal(result),
            ResultKind::Balance => Self::of_balance(result),
            ResultKind::NotTold => Self::default(),
        };
        let conversation = Conversation {
            originator: result.originator.clone(),
            id: result.conversation.clone(),
        };
        let told = Self {
            code: code(result.result.as_ref()),
            ..told
        };
        told.with_conversation(&conversation)
            .and(&labels::TEXT, shown(result.description.as_ref()))
    }

    fn of_status(result: &ResultBody) -> Self {
        let status = result.status();
        let told = Self {
            receipt: status.receipt,
            amount: status.amount,
            at: status.finalised_at.or(status.initiated_at),
            payer: status.debit.as_ref().and_then(|party| payer(&party.phone)),
            ..Self::default()
        };
        told.and(&labels::STATE, status.state.map(state))
            .and(
                &labels::NAME,
                status.debit.and_then(|party| party.name.as_ref().map(name)),
            )
            .and(&labels::PAYEE, status.credit.as_ref().map(party))
            .and(&labels::REASON, shown(status.reason_type.as_ref()))
    }

    /// A failed reversal names a placeholder for its receipt.
    fn of_reversal(result: &ResultBody) -> Self {
        let reversal = result.reversal();
        let told = Self {
            receipt: reversal.receipt.filter(|_| result.is_done()),
            amount: reversal.amount,
            at: reversal.completed_at,
            accounts: reversal.account.into_iter().collect(),
            ..Self::default()
        };
        told.and(
            &labels::ORIGINAL,
            reversal.original.map(|code| code.to_string()),
        )
        .and(&labels::PAYEE, reversal.credit.as_ref().map(party))
        .and(
            &labels::CHARGE,
            reversal.charge.map(|charge| kes(charge.balance())),
        )
    }

    fn of_balance(result: &ResultBody) -> Self {
        let balance = result.balance();
        Self {
            at: balance.completed_at,
            accounts: balance.accounts,
            ..Self::default()
        }
    }
}

//! What is said of the answers to a request: taken, or not.

use daraja::{Acknowledgement, AcknowledgementKind, ErrorBody};
use domain::words::Words;

pub(super) fn of_acknowledgement(taken: &Acknowledgement) -> Words {
    match taken.kind {
        _ if !taken.is_taken() => Words::new(
            "Not known. Safaricom answered, but not that it took the request. Do not send again.",
            "Haijulikani. Safaricom imejibu, lakini si kwamba imepokea. Usitume tena.",
        ),
        AcknowledgementKind::Push => Words::new(
            "Not known yet. A prompt is on its way. This is no payment: wait for what comes of it.",
            "Bado haijulikani. Ombi liko njiani. Haya si malipo: subiri matokeo yake.",
        ),
        AcknowledgementKind::Registration => Words::new(
            "The shop's addresses for C2B are registered. No payment is concerned.",
            "Anwani za duka za C2B zimesajiliwa. Hakuna malipo yanayohusika.",
        ),
        AcknowledgementKind::Request => Words::new(
            "Not known yet. The request was taken; its result comes later to the shop's address.",
            "Bado haijulikani. Maombi yamepokelewa; matokeo huja baadaye kwa anwani ya duka.",
        ),
    }
}

pub(super) fn of_error(error: &ErrorBody) -> Words {
    let text = error.message.to_lowercase();
    match error.refusal() {
        Some(refusal) => refusal.cashier(),
        None if error.code.starts_with("400.008.") => Words::new(
            "No token was given, so nothing was sent. The keys or their header are wrong.",
            "Token haikutolewa, kwa hiyo hakuna kilichotumwa. Funguo au header si sahihi.",
        ),
        None if text.contains("already registered") || text.contains("duplicate notification") => {
            Words::new(
                "The shop's addresses for C2B stand already. No payment is concerned.",
                "Anwani za duka za C2B zipo tayari. Hakuna malipo yanayohusika.",
            )
        }
        None if text.contains("is being processed") => Words::new(
            "Not known yet. The prompt is still open. Wait, do not ask the customer again.",
            "Bado haijulikani. Ombi bado liko wazi. Subiri, usimwombe mteja tena.",
        ),
        None if text.contains("does not exist") => Words::new(
            "Not known. Safaricom does not know this prompt: too old, or not yet. Ask later.",
            "Haijulikani. Safaricom hailijui ombi hili: la zamani mno, au bado. Uliza baadaye.",
        ),
        None => Words::new(
            "Not known. It does not tell whether a prompt went out. Do not ask again: look first.",
            "Haijulikani. Haisemi kama ombi lilitumwa. Usiombe tena: angalia kwanza.",
        ),
    }
}

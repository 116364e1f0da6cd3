//! What is said of a body: what happened to the money, why, and what to do next.
//!
//! Words about result codes and refusals are the domain's. Those of codes speak of prompts, so
//! results of other requests have their own in `requests.rs`.

mod other;
mod requests;
mod taken;

use daraja::{
    Body, C2b, C2bKind, Inbound, PullReply, QueryReply, Says, Stage, StkCallback, Text, Weight,
};
use domain::words::Words;

use super::pieces::Piece;

/// Says it, the money first.
pub(crate) fn of(read: &Inbound<'_>, piece: &Piece<'_>) -> Vec<Words> {
    let mut said = Vec::new();
    let says = read.says();
    if read.contradictory && read.body.says() != Says::Nothing {
        said.push(CONTRADICTORY);
    } else {
        said.extend(about(&read.body, says, piece));
    }
    said.extend(worth(read.body.weight(), says));
    said
}

const CONTRADICTORY: Words = Words::new(
    "Not known. A name in it has two values, so it is not to be trusted: ask Safaricom.",
    "Haijulikani. Jina moja lina thamani mbili, usiiamini: iulize Safaricom.",
);

/// What its word is worth; what says "paid" has said so already.
const fn worth(weight: Weight, says: Says) -> Option<Words> {
    match (weight, says) {
        (Weight::Report, Says::Paid) => None,
        (Weight::Report, _) => Some(Words::new(
            "It is not signed: it reports, and proves nothing.",
            "Haina sahihi: inaarifu tu, haithibitishi.",
        )),
        (Weight::Answer, Says::Paid | Says::NotPaid) => Some(Words::new(
            "It proves this only if you asked Safaricom yourself, over your own connection.",
            "Inathibitisha tu kama uliiuliza Safaricom mwenyewe, kwa muunganisho wako.",
        )),
        (Weight::Answer | Weight::Neither, _) => None,
    }
}

fn about(body: &Body, says: Says, piece: &Piece<'_>) -> Vec<Words> {
    match body {
        Body::StkCallback(callback) => vec![of_callback(callback, says)],
        Body::C2b(payment) => of_c2b(payment, says),
        Body::Result(result) => requests::result(result, says),
        Body::QueryReply(reply) => vec![of_query_reply(reply, says)],
        Body::Acknowledgement(taken) => vec![taken::of_acknowledgement(taken)],
        Body::Error(error) => vec![taken::of_error(error)],
        Body::PullReply(reply) => vec![of_pull(reply, says)],
        Body::PullRegistration(answer) if answer.is_registered() => vec![REGISTERED_FOR_PULLS],
        Body::PullRegistration(_) => vec![NOT_REGISTERED_FOR_PULLS],
        Body::Qr(reply) if reply.picture.is_some() => vec![PICTURE],
        Body::Qr(_) => vec![NO_PICTURE],
        Body::Token(_) => vec![TOKEN],
        Body::Other(other) => vec![other::of_other(*other, piece)],
        _ => vec![other::UNKNOWN],
    }
}

fn of_callback(callback: &StkCallback, says: Says) -> Words {
    match &callback.result {
        _ if says == Says::Paid => Words::new(
            "This callback says paid; it is not signed: ask Safaricom before you give the goods.",
            "Callback hii inasema imelipwa; haina sahihi: iulize Safaricom kabla ya kutoa bidhaa.",
        ),
        Some(code) => code.meaning().cashier,
        None => Words::new(
            "Not known yet. The callback has no result code. Ask Safaricom, not the customer.",
            "Bado haijulikani. Callback haina msimbo wa matokeo. Iulize Safaricom, si mteja.",
        ),
    }
}

fn of_query_reply(reply: &QueryReply, says: Says) -> Words {
    match &reply.result {
        _ if says == Says::Paid => Words::new(
            "Paid. Safaricom answers that this prompt was paid. The M-PESA code comes elsewhere.",
            "Imelipwa. Safaricom inajibu kuwa ombi hili lililipwa. Code ya M-PESA huja kwingine.",
        ),
        Some(code) if reply.response.as_ref().map(Text::as_str) == Some("0") => {
            code.meaning().cashier
        }
        _ => Words::new(
            "Not known yet. Safaricom did not take the question. Ask it again.",
            "Bado haijulikani. Safaricom haikupokea swali. Iulize tena.",
        ),
    }
}

fn of_c2b(payment: &C2b, says: Says) -> Vec<Words> {
    let first = match payment.stage {
        Stage::Validation => Words::new(
            "Nothing has moved yet. Safaricom asks whether the shop takes this payment.",
            "Hakuna pesa zilizotumwa bado. Safaricom inauliza kama duka linakubali malipo haya.",
        ),
        _ if says == Says::Paid => Words::new(
            "This payment says paid; it is not signed: ask Safaricom before you give the goods.",
            "Inasema imelipwa; haina sahihi: iulize Safaricom kabla ya kutoa bidhaa.",
        ),
        Stage::Confirmation => Words::new(
            "Not known. Its code or its amount is missing or unreadable. Ask Safaricom.",
            "Haijulikani. Code au kiasi hakipo au hakisomeki. Iulize Safaricom.",
        ),
        Stage::NotTold => Words::new(
            "Not known. It lacks the balance that tells a payment from a question. Ask Safaricom.",
            "Haijulikani. Haina salio linaloonyesha kama ni malipo au swali. Iulize Safaricom.",
        ),
    };
    let business = Words::new(
        "A business sent this money to the shop: it belongs to no sale.",
        "Biashara nyingine imetuma pesa hizi kwa duka: si za mauzo yoyote.",
    );
    let is_business = payment.kind == Some(C2bKind::Organization);
    [first]
        .into_iter()
        .chain(is_business.then_some(business))
        .collect()
}

fn of_pull(reply: &PullReply, says: Says) -> Words {
    match says {
        Says::Paid => Words::new(
            "Paid. Safaricom lists these payments.",
            "Imelipwa. Safaricom inaorodhesha malipo haya.",
        ),
        _ if reply.is_empty() => Words::new(
            "Safaricom lists no payment in the time that was asked for.",
            "Safaricom haioni malipo yoyote katika muda ulioulizwa.",
        ),
        _ => Words::new(
            "Not known. Payments in this list are missing or unreadable. Ask for them again.",
            "Haijulikani. Malipo mengine hayapo au hayasomeki kwenye orodha. Uliza tena.",
        ),
    }
}

const REGISTERED_FOR_PULLS: Words = Words::new(
    "The shop's number is registered for pulls. No payment is concerned.",
    "Nambari ya duka imesajiliwa kwa pull. Hakuna malipo yanayohusika.",
);
const NOT_REGISTERED_FOR_PULLS: Words = Words::new(
    "The shop's number is not registered for pulls. No payment is concerned.",
    "Nambari ya duka haijasajiliwa kwa pull. Hakuna malipo yanayohusika.",
);
const PICTURE: Words = Words::new(
    "A picture that the customer's app can pay by. No money has moved.",
    "Picha ambayo app ya mteja inaweza kulipia. Hakuna pesa zilizotumwa.",
);
const NO_PICTURE: Words = Words::new(
    "No picture was made that could be paid by. No money has moved.",
    "Hakuna picha ya kulipia iliyotengenezwa. Hakuna pesa zilizotumwa.",
);
const TOKEN: Words = Words::new(
    "It opens the shop's account at Safaricom for an hour. Show it to nobody.",
    "Hufungua akaunti ya duka kwa Safaricom kwa saa moja. Usimwonyeshe mtu.",
);
#[cfg(test)]
mod tests {
    use super::*;
    use crate::explain::pieces;

    fn check(body: &str, begins: &[&str]) {
        let pieces = pieces::of(body);
        let read = Inbound::read(pieces[0].body.as_bytes());
        let said = of(&read, &pieces[0]);
        assert_eq!(said.len(), begins.len(), "{body}: {said:?}");
        for (words, begin) in said.iter().zip(begins) {
            assert!(words.en.starts_with(begin), "{body}: {:?}", words.en);
        }
    }

    #[test]
    fn what_contradicts_itself_is_never_called_paid() {
        check(
            r#"{"stkCallback":{"ResultCode":0,"CheckoutRequestID":"a","CheckoutRequestID":"b"}}"#,
            &["Not known. A name in it has two values", "It is not signed"],
        );
        check(
            r#"{"ResponseCode":"0","ResultCode":"0","ResultCode":"1032"}"#,
            &["Not known. A name in it has two values"],
        );
    }

    #[test]
    fn an_unclear_answer_never_advises_to_ask_the_customer_again() {
        check(
            r#"{"requestId":"1","errorCode":"500.003.1001","errorMessage":"Internal"}"#,
            &["Not known. It does not tell whether a prompt went out. Do not ask again"],
        );
        check(
            r#"{"ResponseCode":"1","CheckoutRequestID":"a"}"#,
            &["Not known. Safaricom answered, but not that it took the request. Do not send"],
        );
        check(
            "<html>502</html>",
            &["Not known. A gateway or firewall answered"],
        );
        check(
            r#"{"CheckoutRequestID":"a","ResponseCode":"1","ResultCode":"1032"}"#,
            &["Not known yet. Safaricom did not take the question"],
        );
    }

    #[test]
    fn money_between_businesses_is_kept_from_sales() {
        check(
            r#"{"TransID":"UH4SP1L7W6","TransAmount":"152.00","OrgAccountBalance":"1.00",
            "TransactionType":"Organization To Organization Transfer"}"#,
            &[
                "This payment says paid; it is not signed",
                "A business sent this money",
            ],
        );
    }

    #[test]
    fn lists_with_holes_and_failed_registrations_say_so() {
        let pull = r#""ResponseRefID":"1","ResponseCode":"1000""#;
        check(
            &format!(r#"{{{pull},"Response":[[7]]}}"#),
            &["Not known. Payments in this list"],
        );
        check(
            &format!(r#"{{{pull},"Response":[[]]}}"#),
            &["Safaricom lists no payment"],
        );
        check(
            r#"{"ResponseStatus":"1002"}"#,
            &["The shop's number is not registered"],
        );
        check(r#"{"QRCode":"x"}"#, &["No picture was made"]);
    }
}

//! What is said of results: of transaction status, reversal and balance.
//!
//! A code speaks of the request here. The same 2001 that means a wrong PIN in a callback means
//! that the shop's own M-PESA user is wrong.

use daraja::{ResultBody, ResultKind, Says, TransactionState};
use domain::result_code::ResultCode;
use domain::words::Words;

pub(super) fn result(result: &ResultBody, says: Says) -> Vec<Words> {
    let first = match result.kind() {
        ResultKind::Status => status(result, says),
        ResultKind::Reversal => reversal(result, says),
        ResultKind::Balance if result.is_done() => Words::new(
            "What the shop's accounts hold. It tells of no customer's payment.",
            "Kilicho kwenye akaunti za duka. Haielezi malipo ya mteja yeyote.",
        ),
        ResultKind::Balance => Words::new(
            "Safaricom did not tell what the shop's accounts hold.",
            "Safaricom haikusema kilicho kwenye akaunti za duka.",
        ),
        ResultKind::NotTold => Words::new(
            "Not known. It does not say what had been asked: find that by the ids.",
            "Haijulikani. Haisemi kilichoombwa: kitafute kwa namba za maombi.",
        ),
    };
    let code = result.result.as_ref().map(ResultCode::as_str);
    [first].into_iter().chain(code.and_then(cause)).collect()
}

fn status(result: &ResultBody, says: Says) -> Words {
    match (says, result.status().state) {
        (Says::Paid, _) => Words::new(
            "It says paid; it is not signed: compare its ids to your question, then give goods.",
            "Inasema imelipwa; haina sahihi: linganisha namba na swali lako kabla ya kutoa bidhaa.",
        ),
        (Says::NotPaid, Some(TransactionState::Ended)) => Words::new(
            "Not paid. This payment was cancelled, declined or ran out of time.",
            "Haijalipwa. Malipo haya yalighairiwa, yalikataliwa au muda uliisha.",
        ),
        (Says::NotPaid, _) => Words::new(
            "Not proved. M-PESA knows no payment with this code. Read it again from the SMS.",
            "Haijathibitishwa. M-PESA haina malipo yenye code hii. Isome tena kwenye SMS.",
        ),
        (_, Some(TransactionState::Open)) if result.is_done() => Words::new(
            "Not known yet. M-PESA has not finished this payment. Ask for its state again.",
            "Bado haijulikani. M-PESA haijamaliza malipo haya. Uliza hali yake tena.",
        ),
        _ => Words::new(
            "Not known. The question about this payment was not answered. Ask it again.",
            "Haijulikani. Swali kuhusu malipo haya halikujibiwa. Uliza tena.",
        ),
    }
}

fn reversal(result: &ResultBody, says: Says) -> Words {
    let listed = result
        .result
        .as_ref()
        .filter(|code| code.as_str().starts_with("R0000"));
    match (says, listed) {
        (Says::Returned, _) => Words::new(
            "It says that the money went back to the customer.",
            "Inasema pesa zimerudishwa kwa mteja.",
        ),
        (Says::Refused, Some(code)) => code.meaning().cashier,
        (Says::Refused, None) => Words::new(
            "Not reversed. The money stayed with the shop.",
            "Haijarudishwa. Pesa zimebaki kwa duka.",
        ),
        _ => Words::new(
            "Not known whether the money went back. Do not send it again: look first.",
            "Haijulikani kama pesa zilirudi. Usirudishe tena: angalia kwanza.",
        ),
    }
}

/// Why a request failed.
///
/// Source: Transaction status, Reversal and Account balance pages, 2025 (the project's reference,
/// section 5).
fn cause(code: &str) -> Option<Words> {
    Some(match code {
        "2001" | "18" => Words::new(
            "The name or the password of the shop's M-PESA user is wrong. Call the owner.",
            "Jina au nenosiri la mtumiaji wa M-PESA wa duka si sahihi. Mwite mwenye duka.",
        ),
        "20" | "21" | "22" => Words::new(
            "The shop's M-PESA user may not do this. The owner gives it the role on the portal.",
            "Mtumiaji wa M-PESA wa duka hana ruhusa. Mwenye duka ampe kwenye portal.",
        ),
        "8006" => Words::new(
            "The password of the shop's M-PESA user is locked. Call the owner.",
            "Nenosiri la mtumiaji wa M-PESA wa duka limefungwa. Mwite mwenye duka.",
        ),
        "1" => Words::new(
            "There is too little money in the shop's M-PESA account.",
            "Salio la akaunti ya M-PESA ya duka halitoshi.",
        ),
        "2006" | "2028" | "SFC_IC0003" => Words::new(
            "The shop's M-PESA account or number does not fit. Call the owner.",
            "Akaunti au nambari ya M-PESA ya duka hailingani. Mwite mwenye duka.",
        ),
        "26" | "100000001" | "100000002" | "100000011" => Words::new(
            "Safaricom is too busy. Wait a minute, then ask again.",
            "Safaricom ina shughuli nyingi. Subiri dakika moja, kisha uliza tena.",
        ),
        "24" | "25" | "29" => Words::new(
            "A field of the request is missing or wrong.",
            "Sehemu ya maombi haipo au si sahihi.",
        ),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(body: &str) -> Vec<&'static str> {
        let read = ResultBody::parse(body.as_bytes()).unwrap();
        let says = daraja::Inbound::read(body.as_bytes()).says();
        result(&read, says).iter().map(|words| words.en).collect()
    }

    #[test]
    fn a_code_of_a_result_never_blames_the_customer() {
        for code in ["2001", "8006", "1", "21", "2028", "SFC_IC0003", "26", "25"] {
            let body = format!(
                r#"{{"Result":{{"ResultCode":"{code}","ResultParameters":{{"ResultParameter":
                {{"Key":"OriginalTransactionID","Value":"SKC82PACB8"}}}}}}}}"#
            );
            let said = said(&body);
            assert_eq!(said.len(), 2, "{code}: {said:?}");
            assert!(
                said.iter().all(|text| !text.contains("PIN")),
                "{code}: {said:?}"
            );
        }
    }

    #[test]
    fn a_state_that_is_not_final_is_not_known() {
        let body = |state: &str| {
            format!(
                r#"{{"Result":{{"ResultCode":0,"ResultParameters":{{"ResultParameter":
                {{"Key":"TransactionStatus","Value":"{state}"}}}}}}}}"#
            )
        };
        assert!(said(&body("Authorized"))[0].starts_with("Not known yet. M-PESA has not"));
        assert!(said(&body("Strange"))[0].starts_with("Not known. The question"));
        assert!(said(&body("Declined"))[0].starts_with("Not paid."));
    }
}

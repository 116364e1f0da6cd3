//! The attacker on the path of a question or an order, which leaked: he says that all went well,
//! and names no ids, or those of something else. What the till's own were, nobody told him.

use serde_json::json;

use super::Attacker;
use crate::network::post;

impl Attacker {
    pub(super) async fn forge_a_result(&mut self) {
        let places: Vec<_> = {
            let diary = self.world.diary();
            (0..diary.asked_later.requests.len()).collect()
        };
        let Some(place) = self.one_of_unasked(&places) else {
            return;
        };
        let (path, code, cents) = {
            let diary = self.world.diary();
            let request = &diary.asked_later.requests[place];
            (request.path.clone(), request.code.clone(), request.cents)
        };
        let kes = cents.map_or_else(
            || crate::street::amount(&mut self.unasked) * 5,
            |cents| u64::try_from(cents / 100).unwrap_or(1),
        );
        let shop = self.world.hears.shop();
        let mut result = json!({
            "ResultType": 0,
            "ResultCode": 0,
            "ResultDesc": "The service request is processed successfully.",
            "TransactionID": "UKOFORGED1",
            "ResultParameters": { "ResultParameter": [
                { "Key": "DebitPartyName", "Value": "254712345678 - JANE WANJIKU" },
                { "Key": "CreditPartyName",
                  "Value": format!("{} - {}", shop.shortcode.receiving(), shop.name) },
                { "Key": "InitiatedTime", "Value": 20_261_124_091_500_u64 },
                { "Key": "TransactionStatus", "Value": "Completed" },
                { "Key": "FinalisedTime", "Value": 20_261_124_091_500_u64 },
                { "Key": "Amount", "Value": kes },
                { "Key": "ReceiptNo", "Value": code },
                { "Key": "OriginalTransactionID", "Value": code },
            ] },
        });
        let what = if self.unasked.percent(50) {
            "forged a result without ids"
        } else {
            result["OriginatorConversationID"] = "1-2-3".into();
            result["ConversationID"] = "AG_20261124_forged".into();
            "forged a result with other ids"
        };
        let body = json!({ "Result": result }).to_string();
        let status = post(&self.world, &path, &body).await;
        self.world.saw_letter(&path, &body, status);
        self.world.note(format_args!("attacker: {what}"));
        self.world.came(what);
    }
}

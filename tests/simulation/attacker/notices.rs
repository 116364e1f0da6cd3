//! The attacker on the shop's own path for confirmations, which leaked: he replays what was told
//! there, invents payments that open sales wait for, and names true codes with other amounts, other
//! numbers, as a business's.

use serde_json::{Value, json};

use super::Attacker;
use crate::network::post;
use crate::world::{KEY, path_of_confirmations};

impl Attacker {
    pub(super) async fn forge_a_notice(&mut self) {
        let told = self.world.diary().unasked.notices.clone();
        let true_one = self.one_of_unasked(&(0..told.len()).collect::<Vec<_>>());
        let true_one = true_one.map(|place| told[place].clone());
        match (self.unasked.throw() % 8, true_one) {
            (0, _) => self.guess_the_path().await,
            (1, Some(body)) => self.tell(&body, "replayed a confirmation").await,
            (2 | 3, Some(body)) => {
                let body = changed(&body, "TransAmount", "999.00");
                self.tell(&body, "forged another amount of a true code")
                    .await;
            }
            (4, Some(body)) => {
                let business = "Organization To Organization Transfer";
                let body = changed(&body, "TransactionType", business);
                self.tell(&body, "forged that a business paid").await;
            }
            (5, Some(body)) => {
                let body = changed(&body, "BusinessShortCode", "600966");
                self.tell(&body, "forged another number that was paid")
                    .await;
            }
            (_, _) => {
                let body = self.invented();
                self.tell(&body, "invented a payment").await;
            }
        }
    }

    async fn guess_the_path(&self) {
        let path = path_of_confirmations("a guess").to_string();
        let status = post(&self.world, &path, &self.body("UKOGUESSED", 1)).await;
        self.world.came("guessed path of the shop turned away");
        if status == Some(200) {
            self.world
                .found("I5: a guessed path of the shop was taken".to_owned());
        }
    }

    /// A payment that never was, often over what customers are asked for.
    fn invented(&mut self) -> String {
        let number = self.unasked.throw() % 1_000_000;
        let amount = crate::street::amount(&mut self.unasked);
        self.body(&format!("UKO{number:07}"), amount)
    }

    fn body(&self, code: &str, amount_kes: u64) -> String {
        let shortcode = self.world.hears.shop().shortcode;
        let body = json!({
            "TransactionType": "Pay Bill",
            "TransID": code,
            "TransTime": "20261124091500",
            "TransAmount": format!("{amount_kes}.00"),
            "BusinessShortCode": shortcode.asking(),
            "BillRefNumber": "0001",
            "InvoiceNumber": "",
            "OrgAccountBalance": "4711.00",
            "ThirdPartyTransID": "",
            "MSISDN": "2547 ***** 678",
            "FirstName": "WANJIKU",
        });
        body.to_string()
    }

    async fn tell(&self, body: &str, what: &'static str) {
        let path = path_of_confirmations(KEY).to_string();
        let status = post(&self.world, &path, body).await;
        self.world.saw_letter(&path, body, status);
        self.world.note(format_args!("attacker: {what}"));
        self.world.came(what);
    }

    pub(super) fn one_of_unasked(&mut self, many: &[usize]) -> Option<usize> {
        let place = self.unasked.throw().checked_rem(many.len() as u64)?;
        many.get(usize::try_from(place).ok()?).copied()
    }
}

fn changed(body: &str, name: &str, value: &str) -> String {
    let mut body: Value = serde_json::from_str(body).unwrap_or_default();
    if body.is_object() {
        body[name] = value.into();
    }
    body.to_string()
}

//! Payments that need no prompt, what the shop's account holds, and the shop's own portal.

use std::sync::Arc;

use axum::extract::{Path, Query, State as Shared};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use chrono::NaiveDate;
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde::{Deserialize, Serialize};

use crate::account::{Accounts, Entry};
use crate::clock::Moment;
use crate::error::Error;
use crate::network::Network;
use crate::payments::{Payer, Payment, Stage, Wish};
use crate::phone::Phone;
use crate::statement::{Layout, Statement};
use crate::urls::Urls;

pub(super) fn routes() -> Router<Arc<Network>> {
    Router::new()
        .route("/payments", post(pay))
        .route("/payments/{number}/take_back", post(take_back))
        .route("/account", get(account))
        .route("/settlements", post(settle))
        .route("/statement.csv", get(statement))
        .route("/urls", get(urls).delete(forget_urls))
}

/// Either a phone pays or an organisation.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    phone: Option<String>,
    organisation: Option<String>,
    amount_kes: u64,
    #[serde(default)]
    account: String,
}

#[derive(Deserialize)]
struct Settlement {
    amount_kes: u64,
}

#[derive(Serialize)]
struct Account {
    #[serde(flatten)]
    accounts: Accounts,
    entries: Vec<Entry>,
}

/// Answers when it is known whether the money moved: a validation may take some seconds.
async fn pay(
    Shared(network): Shared<Arc<Network>>,
    Json(order): Json<Order>,
) -> Result<Json<Payment>, Error> {
    let wish = order.wish()?;
    let mut changes = network.subscribe();
    let mut payment = network.change(|state, now| state.pay(wish, now))?;
    let number = payment.receipt.number.clone();
    while matches!(payment.stage, Stage::Validating { .. }) && changes.changed().await.is_ok() {
        payment = network.look(|state, _| state.payments[&number].clone());
    }
    Ok(Json(payment))
}

impl Order {
    fn wish(self) -> Result<Wish, Error> {
        let payer = match (self.phone, self.organisation) {
            (Some(phone), None) => Payer::Customer(phone.parse::<Phone>()?),
            (None, Some(name)) => Payer::Organisation(name),
            _ => return Err(Error::NoPayer),
        };
        Ok(Wish {
            checkout_request_id: None,
            payer,
            amount_kes: self.amount_kes,
            account_reference: self.account,
        })
    }
}

/// What a customer does who says that his payment went astray.
async fn take_back(
    Shared(network): Shared<Arc<Network>>,
    Path(number): Path<String>,
) -> Result<StatusCode, Error> {
    network.change(|state, now| state.take_back(&number, now))??;
    Ok(StatusCode::NO_CONTENT)
}

async fn account(Shared(network): Shared<Arc<Network>>) -> Json<Account> {
    Json(network.look(|state, _| Account {
        accounts: state.accounts(),
        entries: state.account.clone(),
    }))
}

async fn settle(
    Shared(network): Shared<Arc<Network>>,
    Json(Settlement { amount_kes }): Json<Settlement>,
) -> Result<Json<Accounts>, Error> {
    let accounts = network.change(|state, now| {
        let is_there = state.settle_money(amount_kes, now);
        is_there.then(|| state.accounts())
    })?;
    accounts.map(Json).ok_or(Error::TooLittle)
}

async fn urls(Shared(network): Shared<Arc<Network>>) -> Json<Option<Urls>> {
    Json(network.look(|state, _| state.urls.clone()))
}

/// What the portal's statement is asked for; a day is one of Nairobi's.
#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    layout: Layout,
    /// The first day; that of the first entry, if it is left out.
    from: Option<NaiveDate>,
    /// The last day; today, if it is left out.
    to: Option<NaiveDate>,
}

async fn statement(
    Shared(network): Shared<Arc<Network>>,
    Query(wanted): Query<Wanted>,
) -> impl IntoResponse {
    let csv = network.look(|state, now| {
        let first = state.account.first().map_or(now, |entry| entry.at);
        let from = wanted.from.unwrap_or(first.in_nairobi().date_naive());
        let to = wanted.to.unwrap_or(now.in_nairobi().date_naive());
        let (from, to) = (Moment::begin_of(from), Moment::end_of(to));
        Statement::new(wanted.layout, from, to, now, state).csv()
    });
    ([(CONTENT_TYPE, "text/csv; charset=utf-8")], csv)
}

/// What two operators do in the portal's URL management.
async fn forget_urls(Shared(network): Shared<Arc<Network>>) -> Result<StatusCode, Error> {
    network.change(|state, _| state.urls = None)?;
    Ok(StatusCode::NO_CONTENT)
}

//! `GET /`: the customers' phones as a page, for people who develop without a till.
//!
//! One file without any framework, which uses the control like everybody else.

use axum::response::Html;

const PAGE: &str = include_str!("page.html");

pub(crate) async fn page() -> Html<&'static str> {
    Html(PAGE)
}

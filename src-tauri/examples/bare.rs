//! A bare Tauri window: nothing but a page with one word. The till's window is measured against it.

use std::io::Write as _;

use tauri::http::{Response, Uri};
use tauri::{WebviewUrl, WebviewWindowBuilder};

const PAGE: &str = "<!doctype html><title>bare</title>bare<script>
  requestAnimationFrame(() => requestAnimationFrame(() => fetch('/painted')));
</script>";

fn main() {
    tauri::Builder::default()
        .register_uri_scheme_protocol("bare", |_, request| answer(request.uri()))
        .setup(|app| {
            let page = "bare://localhost/".parse()?;
            WebviewWindowBuilder::new(app, "bare", WebviewUrl::CustomProtocol(page))
                .inner_size(1280.0, 800.0)
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!())
        .expect("a window can be opened");
}

/// Gives the page, or hears from it that it has painted.
fn answer(uri: &Uri) -> Response<Vec<u8>> {
    if uri.path() == "/painted" {
        // Nobody left to read it is no fault of the window's.
        drop(writeln!(std::io::stderr(), "bare: painted first"));
    }
    let page = Response::builder().header("content-type", "text/html");
    page.body(PAGE.into()).expect("a page is an answer")
}

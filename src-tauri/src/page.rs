//! The process that paints the page. Where the system ends it, for want of memory or by mistake,
//! the page is loaded again: the till beside it went on, and the page reads from it where all
//! stands. Absent: macOS and Windows, where the web view is another one.

use tauri::WebviewWindow;

/// Loads the page again whenever its process ends.
#[cfg(target_os = "linux")]
pub(crate) fn revive(window: &WebviewWindow) -> tauri::Result<()> {
    use webkit2gtk::WebViewExt as _;

    window.with_webview(|webview| {
        webview.inner().connect_web_process_terminated(|page, why| {
            tracing::error!(?why, "the page's process ended; the page is loaded again");
            page.reload();
        });
    })
}

/// Does nothing: see above.
#[cfg(not(target_os = "linux"))]
pub(crate) fn revive(_window: &WebviewWindow) -> tauri::Result<()> {
    Ok(())
}

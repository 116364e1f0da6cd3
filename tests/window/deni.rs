//! Goods on credit (*deni*), by keys: a debtor is written down, the owner sets his limit, he takes
//! goods and repays a part of them in cash.

use anyhow::{Result, ensure};
use fantoccini::key::Key;

use crate::cases::control;
use crate::looks::{photograph, photograph_once};
use crate::till_window::TillWindow;

#[tokio::test]
async fn goods_are_sold_on_credit_and_repaid_without_a_mouse() -> Result<()> {
    let data = tempfile::tempdir()?;
    let window = TillWindow::open(data.path(), &["--practice"]).await?;
    window.see("[data-testid^=practice-phone]").await?;
    control(&window, "b").await?;
    photograph(&window, "debts-none").await?;
    window.press(Key::F9).await?;
    window.fill("debtor-name", "Mama Njeri").await?;
    window.fill("debtor-phone", "0712 345 678").await?;
    photograph_once(&window, "debtor-new").await?;
    window.keys("\n").await?;
    window.see("[data-testid=debtor-desk]").await?;

    window.press(Key::F1).await?;
    window.keys("350").await?;
    control(&window, "d").await?;
    window.see("[data-testid=credit-left]").await?;
    window.keys("\n").await?;
    window
        .see("[data-testid=error][data-code=beyond_credit]")
        .await?;
    photograph_once(&window, "credit-beyond").await?;
    window.press(Key::Escape).await?;
    window.lose("[data-testid=credit-dialog]").await?;

    control(&window, "b").await?;
    window.fill("debtor-limit", "1000").await?;
    window.click("keep-limit").await?;
    window.lose("[data-testid=keep-limit]").await?;
    window.press(Key::F1).await?;
    control(&window, "d").await?;
    let left = window.see("[data-testid=credit-left]").await?;
    ensure!(left.contains("KES 1,000 left of KES 1,000"), "{left}");
    photograph_once(&window, "credit-dialog").await?;
    window.keys("\n").await?;
    let sold = "[data-testid=sale-card][data-state=covered]";
    let said = window.see(sold).await?;
    ensure!(
        said.contains("KES 350 is on credit. Give the goods."),
        "{said}"
    );
    photograph(&window, "credit-sold").await?;

    control(&window, "b").await?;
    let owes = window.see("[data-testid=debtor-says]").await?;
    ensure!(owes.contains("KES 350 is still owed."), "{owes}");
    window.see("[data-testid=statement-line]").await?;
    photograph(&window, "debts").await?;
    window.fill("repay-amount", "200").await?;
    window.keys("\n").await?;
    window
        .see("[data-testid=sale-card][data-state=open]")
        .await?;
    photograph(&window, "repayment").await?;
    window.press(Key::F4).await?;
    window.keys("\n").await?;
    let repaid = window
        .see("[data-testid=sale-card][data-state=repaid]")
        .await?;
    ensure!(
        repaid.contains("KES 200 is repaid. KES 150 is still owed."),
        "{repaid}"
    );
    photograph(&window, "repaid").await?;
    control(&window, "b").await?;
    let owes = window.see("[data-testid=debtor-says]").await?;
    ensure!(owes.contains("KES 150 is still owed."), "{owes}");
    window.close().await
}

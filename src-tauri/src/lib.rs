//! The shell: a window, and glue between its commands and the till. No logic of money lives here.

mod alarms;
mod commands;
mod counter;
mod errors;
mod events;
mod keyrings;
mod page;
mod paint;
mod phones;
mod set_up;
mod views;

use app::{DATA_DIR, DataFolder, Environment};
use tauri::{App, Manager, RunEvent, WebviewUrl, WebviewWindowBuilder};
use tauri_specta::{Builder, Events, collect_commands, collect_events};

use crate::counter::Counter;
use crate::paint::Paints;

/// How the till was started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// With the environment that was chosen last.
    AsChosen,
    /// In practice mode.
    Practice,
}

/// Runs the till until its window is closed.
///
/// # Panics
/// When the system gives no window at all.
pub fn run(start: Start) {
    let builder = ipc();
    tauri::Builder::default()
        .invoke_handler(builder.invoke_handler())
        .setup(move |app| {
            builder.mount_events(app);
            open(app, start)
        })
        .build(tauri::generate_context!())
        .expect("a window can be opened")
        .run(|app, event| {
            if let RunEvent::Exit = event {
                tauri::async_runtime::block_on(app.state::<Counter>().close());
            }
        });
}

/// The commands and events of the window, from which `ui/src/ipc/bindings.ts` is written.
#[expect(clippy::too_many_lines, reason = "a list of all commands")]
pub fn ipc() -> Builder<tauri::Wry> {
    Builder::<tauri::Wry>::new()
        .disable_serde_phases()
        .commands(collect_commands![
            commands::till,
            commands::charge,
            commands::prompt_again,
            commands::stop_waiting,
            commands::check_now,
            commands::waiting,
            commands::payments_today,
            commands::history,
            commands::timeline,
            commands::sales::release_goods,
            commands::sales::sales_at_risk,
            commands::sales::open_sale,
            commands::sales::prompt_leg,
            commands::sales::prompt_rest,
            commands::sales::take_cash,
            commands::sales::take_other,
            commands::sales::withdraw_leg,
            commands::sales::void_sale,
            commands::sales::apart,
            commands::sales::agree_total,
            commands::sales::pay_out,
            commands::sales::hand_back,
            commands::sales::refund_in_cash,
            commands::sales::open_sales,
            commands::sales::sales_today,
            commands::sales::sale,
            commands::to_pay::pay_code,
            commands::codes::look_up_code,
            commands::codes::claim_code,
            commands::seen_codes::paid_to,
            commands::seen_codes::set_paid_to,
            commands::seen_codes::take_seen_code,
            commands::payments::waiting_payments,
            commands::payments::settle_payment,
            commands::payments::take_back_payment,
            commands::sending_back::payment_page,
            commands::sending_back::ask_about_payment,
            commands::sending_back::send_payment_back,
            commands::sending_back::settle_order,
            commands::kept::kept_payments,
            commands::kept::free_payment,
            commands::payments::practice_pay,
            commands::payments::practice_take_back,
            commands::cases::open_cases,
            commands::cases::cases_of,
            commands::cases::open_case,
            commands::cases::note_case,
            commands::cases::close_case,
            commands::customers::customers,
            commands::customers::know_customers,
            commands::customers::forget_customers,
            commands::debtors::debtors,
            commands::debtors::debtor_sales,
            commands::debtors::add_debtor,
            commands::debtors::change_debtor,
            commands::debtors::limit_debtor,
            commands::debtors::erase_debtor,
            commands::debtors::put_on_credit,
            commands::debtors::open_repayment,
            commands::debtors::settle_debt,
            commands::people::people,
            commands::people::sign_in,
            commands::people::add_person,
            commands::people::change_person,
            commands::people::set_pin,
            commands::limits::limits,
            commands::limits::set_limits,
            commands::notices::notices,
            commands::notices::register_notices,
            commands::notices::set_validation_rules,
            commands::notices::sign_up_for_pulls,
            commands::alarms,
            commands::alarm_seen,
            commands::practice_phones,
            commands::practice_answer,
            commands::set_up,
            commands::prove_set_up,
            commands::unlock,
            commands::painted,
        ])
        .events(changes())
}

/// What the window hears without asking.
fn changes() -> Events {
    collect_events![
        events::AttemptChanged,
        events::SaleChanged,
        events::PaymentsChanged,
        events::AlarmsChanged,
        events::CasesChanged,
        events::PeopleChanged,
        events::PhonesChanged,
        events::TillChanged,
    ]
}

fn open(app: &mut App, start: Start) -> Result<(), Box<dyn std::error::Error>> {
    let folder = match std::env::var_os(DATA_DIR) {
        Some(folder) => DataFolder::at(folder),
        None => DataFolder::at(app.path().app_local_data_dir()?),
    };
    std::fs::create_dir_all(folder.path())?;
    let environment = match start {
        Start::Practice => Environment::Practice,
        Start::AsChosen => folder.chosen(),
    };
    let window_data = folder.path().join("window");
    app.manage(Counter::new(folder));
    let paints = Paints::from_env();
    app.manage(paints);
    let opening = app.handle().clone();
    tauri::async_runtime::spawn(
        async move { opening.state::<Counter>().open_first(environment).await },
    );
    let (width, height) = fitting_size(app);
    let window = WebviewWindowBuilder::new(app, "till", WebviewUrl::default())
        .title("Kaunta")
        .inner_size(width, height)
        .min_inner_size(1024.0, 700.0)
        .data_directory(window_data)
        .initialization_script(paints.script())
        .build()?;
    page::revive(&window)?;
    tauri::async_runtime::spawn(events::tell(app.handle().clone()));
    Ok(())
}

/// Returns the window's usual size, or the screen's where that is smaller.
fn fitting_size(app: &App) -> (f64, f64) {
    const USUAL: (f64, f64) = (1280.0, 800.0);
    let screen = app.primary_monitor().ok().flatten();
    screen.map_or(USUAL, |screen| {
        let size = screen.size().to_logical::<f64>(screen.scale_factor());
        (size.width.min(USUAL.0), size.height.min(USUAL.1))
    })
}

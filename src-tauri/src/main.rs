//! The till's window. `--practice` opens practice mode whatever was chosen before.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use kaunta::{Start, run};

fn main() {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_env("KAUNTA_LOG"))
        .with_writer(std::io::stderr)
        .init();
    let practice = std::env::args().any(|argument| argument == "--practice");
    run(if practice {
        Start::Practice
    } else {
        Start::AsChosen
    });
}

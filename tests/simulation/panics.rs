//! Panics of this process: also those of a task, which ends silently, and those that were caught.

use std::sync::Mutex;

static PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Notes every panic from now on.
pub(crate) fn note() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let mut panics = PANICS.lock().expect("nobody panics noting");
        panics.push(panic.to_string());
        drop(panics);
        usual(panic);
    }));
}

/// Returns the panics since the last time.
pub(crate) fn take() -> Vec<String> {
    std::mem::take(&mut *PANICS.lock().expect("nobody panics noting"))
}

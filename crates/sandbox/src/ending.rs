//! How the tasks of a stand-in learn that it stops: by word, or because it was dropped.

use tokio::sync::watch;

/// The stand-in's side.
#[derive(Debug)]
pub(crate) struct End(watch::Sender<bool>);

/// A task's side.
#[derive(Debug, Clone)]
pub(crate) struct Ending(watch::Receiver<bool>);

impl End {
    pub(crate) fn new() -> Self {
        Self(watch::Sender::new(false))
    }

    /// Tells every task to end.
    pub(crate) fn begin(&self) {
        self.0.send_replace(true);
    }

    pub(crate) fn ending(&self) -> Ending {
        Ending(self.0.subscribe())
    }
}

impl Ending {
    /// Waits for the end.
    pub(crate) async fn come(&mut self) {
        // An error says that the stand-in was dropped, which is an end as well.
        self.0.wait_for(|begun| *begun).await.ok();
    }
}

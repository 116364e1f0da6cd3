//! Lets calls go wrong as the script has it, around their handlers.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State as Shared};
use axum::middleware::Next;
use axum::response::Response;

use crate::dice::Purpose;
use crate::ending::Ending;
use crate::half::cut;
use crate::network::Network;
use crate::outcomes::Outcome;
use crate::script::{Mishap, Place};
use crate::serve::hang_up;

/// What a push is to come to, or a query to tell, as a part of the request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dictated(pub(crate) Outcome);

/// Carries a call out, before and after which something may go wrong.
pub(crate) async fn around(
    Shared((network, ending)): Shared<(Arc<Network>, Ending)>,
    mut request: Request,
    next: Next,
) -> Response {
    let mishaps = network.mishaps_of(request.uri().path());
    for mishap in &mishaps {
        if let Mishap::End { outcome } | Mishap::Tell { outcome } = mishap {
            request.extensions_mut().insert(Dictated(*outcome));
        }
        if let Some(instead) = before(&network, &ending, mishap).await {
            return instead;
        }
    }
    let mut response = next.run(request).await;
    for mishap in &mishaps {
        response = after(&network, &ending, mishap, response).await;
    }
    response
}

impl Network {
    fn mishaps_of(self: &Arc<Self>, path: &str) -> Vec<Mishap> {
        let Some(place) = Place::of_path(path) else {
            return Vec::new();
        };
        if !self.look(|state, _| state.has_mishaps(place)) {
            return Vec::new();
        }
        // What cannot be saved does not happen, and faults are no exception.
        self.change(|state, _| state.mishaps(place))
            .unwrap_or_default()
    }

    fn request_id(self: &Arc<Self>) -> String {
        self.look(|state, _| state.dice.throw(Purpose::Request).gateway_id())
    }
}

/// Returns what a call is answered instead of being carried out.
async fn before(network: &Arc<Network>, ending: &Ending, mishap: &Mishap) -> Option<Response> {
    match mishap {
        Mishap::EndTokens => {
            let ended = network.change(|state, _| state.tokens.clear());
            ended.is_err().then(hang_up)
        }
        Mishap::Refuse {
            with,
            accepted: false,
        } => Some(with.reply(network.request_id())),
        Mishap::Lie {
            with,
            accepted: false,
        } => Some(with.reply()),
        Mishap::Silence { accepted: false } => Some(silence(ending).await),
        Mishap::HangUp { accepted: false } => Some(hang_up()),
        _ => None,
    }
}

/// Spoils the answer of a call that was carried out; a refusal by itself stays as it is.
async fn after(
    network: &Arc<Network>,
    ending: &Ending,
    mishap: &Mishap,
    response: Response,
) -> Response {
    if !response.status().is_success() {
        return response;
    }
    match mishap {
        Mishap::Refuse {
            with,
            accepted: true,
        } => with.reply(network.request_id()),
        Mishap::Lie {
            with,
            accepted: true,
        } => with.reply(),
        Mishap::Silence { accepted: true } => silence(ending).await,
        Mishap::HangUp { accepted: true } => hang_up(),
        Mishap::Cut => cut(response).await,
        Mishap::Slow { seconds } => {
            let clock = &network.config.clock;
            let until = clock.now().plus(Duration::from_secs(*seconds));
            let mut ending = ending.clone();
            tokio::select! {
                () = clock.sleep_until(until) => {}
                () = ending.come() => {}
            }
            response
        }
        _ => response,
    }
}

/// Says nothing until the stand-in stops, or until the caller has gone.
async fn silence(ending: &Ending) -> Response {
    ending.clone().come().await;
    hang_up()
}

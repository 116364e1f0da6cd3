//! Every call besides prompts and their queries.

use std::fmt::Debug;

use tracing::Instrument;

use super::{Client, tell};
use crate::acknowledgement::Conversation;
use crate::initiator::Initiator;
use crate::outcome::{self, Outcome};
use crate::pace::Priority;
use crate::qr::Png;
use crate::reply::{Delivery, Received, Reply};
use crate::request::{
    BalanceRequest, C2bVersion, PullPage, PullRequest, PullSignUp, QrRequest, Registration,
    ReversalRequest, SignedUp, Simulation, StatusRequest, balance, ordered, pull, qr, registration,
    reversal, simulation, status, taken,
};
use crate::wire::Object;

/// What is sent, and when.
struct Call {
    api: &'static str,
    priority: Priority,
    path: &'static str,
    body: Vec<u8>,
}

impl Client {
    /// Registers the addresses of C2B: in production once.
    pub async fn register(
        &self,
        version: C2bVersion,
        registration: &Registration,
    ) -> Reply<Outcome<Conversation>> {
        let body = registration::body(registration);
        let call = Call::act("register", version.register_path(), body);
        self.call(call, registration::judge).await
    }

    /// Plays a customer who pays by himself, in the sandbox.
    pub async fn simulate(
        &self,
        version: C2bVersion,
        simulation: &Simulation,
    ) -> Reply<Outcome<Conversation>> {
        let body = simulation::body(simulation);
        let call = Call::act("simulate", version.simulate_path(), body);
        self.call(call, |sent, received| outcome::judge(sent, received, taken))
            .await
    }

    /// Asks what M-PESA knows of a payment; the answer comes later, as a
    /// [`StatusResult`](crate::StatusResult).
    pub async fn status(
        &self,
        initiator: &Initiator,
        request: &StatusRequest,
    ) -> Reply<Outcome<Conversation>> {
        let body = status::body(initiator, request);
        let call = Call::question("status", status::PATH, body);
        self.call(call, |sent, received| {
            outcome::judge(sent, received, ordered)
        })
        .await
    }

    /// Orders to send a payment back, once: what came of it comes later, as a
    /// [`ReversalResult`](crate::ReversalResult).
    ///
    /// Store the intent before calling. [`Outcome::Unsure`] may have moved money: never repeat it
    /// before a status, a pull or a statement tells.
    pub async fn reverse(
        &self,
        initiator: &Initiator,
        request: &ReversalRequest,
    ) -> Reply<Outcome<Conversation>> {
        let body = reversal::body(initiator, request);
        let call = Call::act("reversal", reversal::PATH, body);
        self.call(call, |sent, received| {
            outcome::judge(sent, received, ordered)
        })
        .await
    }

    /// Asks what the shop's accounts hold; the answer comes later, as a
    /// [`BalanceResult`](crate::BalanceResult).
    pub async fn balance(
        &self,
        initiator: &Initiator,
        request: &BalanceRequest,
    ) -> Reply<Outcome<Conversation>> {
        let body = balance::body(initiator, request);
        let call = Call::question("balance", balance::PATH, body);
        self.call(call, |sent, received| {
            outcome::judge(sent, received, ordered)
        })
        .await
    }

    /// Signs a number up for pulls: once.
    pub async fn sign_up_for_pulls(&self, sign_up: &PullSignUp) -> Reply<Outcome<SignedUp>> {
        let body = pull::sign_up_body(sign_up);
        let call = Call::act("pull register", pull::REGISTER, body);
        self.call(call, |sent, received| {
            outcome::judge(sent, received, pull::signed_up)
        })
        .await
    }

    /// Asks for a page of what customers paid by themselves.
    pub async fn pull(&self, request: &PullRequest) -> Reply<Outcome<PullPage>> {
        let call = Call::question("pull", pull::QUERY, pull::body(request));
        let page = |object: &Object<'_>| pull::page(object, request.offset);
        self.call(call, |sent, received| outcome::judge(sent, received, page))
            .await
    }

    /// Asks for a picture to pay by.
    pub async fn draw_qr(&self, request: &QrRequest) -> Reply<Outcome<Png>> {
        let call = Call::act("qr", qr::PATH, qr::body(request));
        self.call(call, |sent, received| {
            outcome::judge(sent, received, qr::accepted)
        })
        .await
    }

    async fn call<T: Debug>(
        &self,
        call: Call,
        judge: impl FnOnce(Delivery, &Received) -> Outcome<T>,
    ) -> Reply<Outcome<T>> {
        let span = self.span(call.api);
        let sent = self
            .post(call.priority, call.path, call.body)
            .instrument(span.clone());
        let reply = sent.await.judge(judge);
        tell(&span, "called", &reply);
        reply
    }
}

impl Call {
    const fn act(api: &'static str, path: &'static str, body: Vec<u8>) -> Self {
        Self {
            api,
            priority: Priority::Act,
            path,
            body,
        }
    }

    const fn question(api: &'static str, path: &'static str, body: Vec<u8>) -> Self {
        Self {
            api,
            priority: Priority::Question,
            path,
            body,
        }
    }
}

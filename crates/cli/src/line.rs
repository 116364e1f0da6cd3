//! The line to Safaricom: what set-up kept, with what was typed put over it.

use std::net::SocketAddr;

use app::{
    AppError, Environment, LineSetUp, NOWHERE, Ports, Profile, ProfileForm, Till, new_shop,
    wire_name,
};

use crate::args::Network;
use crate::credentials::Given;
use crate::exit::Failure;
use crate::place::Place;

/// Safaricom's public test number.
///
/// Source: reference section 10, "Sandbox".
const TEST_NUMBER: &str = "paybill:174379";

/// A line that takes calls, and is not connected yet.
pub(crate) struct Line {
    /// Where it takes calls; nothing when it works by asking.
    pub(crate) address: Option<SocketAddr>,
    profile: Profile,
    given: Option<Given>,
}

impl Line {
    /// Opens the way in, before any secret is asked for: a locked keyring loses no callback.
    pub(crate) async fn listen(
        till: &Till,
        network: &Network,
        ports: &Ports,
    ) -> Result<Self, Failure> {
        let (given, kept) = (Given::of(network)?, till.profile()?);
        if given.is_none() && kept.is_none() {
            return Err(AppError::NotSetUp.into());
        }
        must_reach_a_stand_in(till.environment(), network, kept.as_ref())?;
        let mut form = kept.as_ref().map_or_else(|| blank(till, ports), form_of);
        overlay(&mut form, network);
        must_be_reachable(&form, network)?;
        Profile::parse(&form, till.environment())?;
        let wanted = network
            .listen
            .or_else(|| usual_address(network, kept.as_ref()));
        let address = match wanted {
            Some(address) => Some(listen(till, address).await?),
            None => None,
        };
        if let (Some(own), "") = (address, form.callback_base.as_str()) {
            form.callback_base = format!("http://{own}");
        }
        let profile = Profile::parse(&form, till.environment())?;
        Ok(Self {
            address,
            profile,
            given,
        })
    }

    /// Finds the secrets and connects; whatever was waiting in the book is taken up.
    pub(crate) async fn connect(
        self,
        till: &Till,
        place: &Place,
        ports: &Ports,
    ) -> Result<(), Failure> {
        let Some(given) = &self.given else {
            return Ok(till.connect_with(self.profile, place.keyring()?).await?);
        };
        let (credentials, shop_key) = given.read(ports)?;
        let set_up = LineSetUp {
            profile: self.profile,
            credentials,
            shop_key,
        };
        Ok(till.connect(set_up)?)
    }
}

async fn listen(till: &Till, address: SocketAddr) -> Result<SocketAddr, AppError> {
    let listening = till.listen(address).await;
    listening.map_err(|error| AppError::Listen { address, error })
}

/// Nobody can answer practice prompts here but a stand-in that runs somewhere else.
fn must_reach_a_stand_in(
    environment: Environment,
    network: &Network,
    kept: Option<&Profile>,
) -> Result<(), Failure> {
    if environment != Environment::Practice || network.base_url.is_some() || kept.is_some() {
        return Ok(());
    }
    let why = "practice customers answer in the window, or in `kaunta-cli serve --practice`; \
               else say --base-url of a running kaunta-sandbox, or another --environment";
    Err(Failure::bad_input("practice", why))
}

/// Safaricom can call a till on a public address alone, a stand-in one on this machine too.
fn must_be_reachable(form: &ProfileForm, network: &Network) -> Result<(), Failure> {
    match network.listen {
        Some(own) if !own.ip().is_loopback() && form.callback_base.is_empty() => {
            let why = format!("--listen {own}: say with --callback-base how it is reached");
            Err(Failure::bad_input("bad_setting", why))
        }
        _ => Ok(()),
    }
}

/// Returns where set-up has the till listen, unless its calls were sent elsewhere.
fn usual_address(network: &Network, kept: Option<&Profile>) -> Option<SocketAddr> {
    let kept = kept.filter(|_| network.callback_base.is_none());
    kept.and_then(Profile::listening_address)
}

fn blank(till: &Till, ports: &Ports) -> ProfileForm {
    let shortcode = match till.environment() {
        Environment::Production => "",
        Environment::Sandbox | Environment::Practice => TEST_NUMBER,
    };
    ProfileForm {
        shop: new_shop(ports).to_string(),
        shortcode: shortcode.to_owned(),
        ..ProfileForm::default()
    }
}

fn form_of(kept: &Profile) -> ProfileForm {
    let callback_base = match kept.callback_base.as_str() {
        NOWHERE => "",
        base => base,
    };
    ProfileForm {
        shop: kept.shop.to_string(),
        business: kept.business.clone(),
        shortcode: kept.shortcode.to_string(),
        callback_base: callback_base.to_owned(),
        base_url: kept.base.to_string(),
        wire: wire_name(kept.wire).to_owned(),
        certificate: kept.certificate.clone(),
    }
}

fn overlay(form: &mut ProfileForm, network: &Network) {
    let over = |field: &mut String, typed: &Option<String>| {
        if let Some(typed) = typed {
            field.clone_from(typed);
        }
    };
    over(&mut form.shortcode, &network.shortcode);
    over(&mut form.callback_base, &network.callback_base);
    over(&mut form.base_url, &network.base_url);
    over(&mut form.wire, &network.wire);
}

//! Practice mode: the till and the stand-in for Safaricom, wired together over loopback HTTP.
//!
//! Nothing is faked on the till's side: the same engine, the same book, the same way in for
//! callbacks. The stand-in keeps its state beside the practice book, so a restart goes on like the
//! real thing. No keyring is needed: the keys are the stand-in's own and worth nothing.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use app::{
    AppError, Credentials, Environment, LineSetUp, Ports, Profile, ProfileForm, ShopKey, Till,
};
use sandbox::{Act, Config, Handset, Phone, Sandbox, Shop};
use thiserror::Error;
use tokio::sync::watch;

pub use sandbox::{Act as PracticeAct, Handset as PracticePhone};

/// Any free port of this machine alone.
const LOOPBACK: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// The phone of the practice shop's papers; the stand-in takes any.
const NOMINATED: &str = "0722000000";

/// Why practice mode can't go on.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PracticeError {
    /// The stand-in can't start, or has no such phone or prompt.
    #[error(transparent)]
    Sandbox(#[from] sandbox::Error),
    /// The till can't open.
    #[error(transparent)]
    App(#[from] AppError),
    /// No port of this machine could be opened.
    #[error("the way in for callbacks could not be opened")]
    Listen(#[from] std::io::Error),
}

/// A till in practice mode.
pub struct Practice {
    till: Till,
    sandbox: Sandbox,
}

impl Practice {
    /// Opens the practice book in `folder`, starts the stand-in beside it, and connects the two.
    ///
    /// # Errors
    /// When the book or the stand-in's state can't be opened, or no port is free.
    pub async fn open(folder: &Path, book: &Path, ports: Ports) -> Result<Self, PracticeError> {
        let config = Config {
            folder: Some(folder.join("safaricom")),
            ..Config::default()
        };
        let sandbox = Sandbox::start(config, LOOPBACK).await?;
        let shop_key = ShopKey::random(ports.entropy.as_ref());
        let till = Till::open(book, Environment::Practice, ports)?;
        let address = till.listen(LOOPBACK).await?;
        till.connect(line(&sandbox, address, shop_key)?)?;
        // A full disk, say, must not keep anybody from looking at the book.
        if let Err(error) = till.register_notices().await {
            tracing::warn!(?error, "customers who pay by themselves are not heard of");
        }
        let nominated = NOMINATED.parse().map_err(AppError::from)?;
        if let Err(error) = till.sign_up_for_pulls(nominated).await {
            tracing::warn!(
                ?error,
                "customers who pay by themselves are not asked about"
            );
        }
        Ok(Self { till, sandbox })
    }

    /// Returns the till.
    pub fn till(&self) -> &Till {
        &self.till
    }

    /// Returns the name of the practice shop.
    pub fn business(&self) -> &str {
        &self.sandbox.shop().name
    }

    /// Returns the customers' phones as they are now.
    pub fn phones(&self) -> Vec<Handset> {
        self.sandbox.phones()
    }

    /// Does on a phone what a customer does.
    ///
    /// # Errors
    /// When there is no such phone, or no prompt on it.
    pub fn answer(&self, phone: &str, act: Act) -> Result<(), PracticeError> {
        let phone: Phone = phone.parse()?;
        Ok(self.sandbox.answer(&phone, act).map(drop)?)
    }

    /// Lets a customer pay the shop by himself, without a prompt; a till has no account.
    ///
    /// # Errors
    /// When the stand-in can't keep it.
    pub fn pay(&self, phone: &str, shillings: u32, account: &str) -> Result<(), PracticeError> {
        let (phone, amount_kes): (Phone, _) = (phone.parse()?, shillings.into());
        Ok(self.sandbox.pay(&phone, amount_kes, account).map(drop)?)
    }

    /// Lets a customer take a payment back, as somebody does who tells M-PESA that it went astray.
    /// The shop is told nothing.
    ///
    /// # Errors
    /// When no customer made such a payment, or it went back before.
    pub fn take_back(&self, code: &str) -> Result<(), PracticeError> {
        Ok(self.sandbox.take_back(code)?)
    }

    /// Counts the changes of the phones.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.sandbox.subscribe()
    }

    /// Closes the till and the stand-in.
    pub async fn close(&self) {
        self.till.close().await;
        self.sandbox.stop().await;
    }
}

/// The line to the stand-in, in the name of its own shop.
fn line(sandbox: &Sandbox, address: SocketAddr, shop_key: ShopKey) -> Result<LineSetUp, AppError> {
    let Shop {
        name,
        shortcode,
        consumer_key,
        consumer_secret,
        passkey,
    } = sandbox.shop();
    let form = ProfileForm {
        shop: "practice".to_owned(),
        business: name.clone(),
        shortcode: match shortcode {
            sandbox::Shortcode::PayBill { number } => format!("paybill:{number}"),
            sandbox::Shortcode::Till { store, till } => format!("till:{store}/{till}"),
        },
        callback_base: format!("http://{address}"),
        base_url: sandbox.base_url(),
        wire: String::new(),
        certificate: String::new(),
    };
    let profile = Profile::parse(&form, Environment::Practice)?;
    let sandbox::Initiator { name, password } = sandbox.initiator();
    let credentials = Credentials::parse(consumer_key, consumer_secret, passkey)?
        .with_api_user(name, password)?;
    Ok(LineSetUp {
        profile,
        credentials,
        shop_key,
    })
}

//! The counter: which till is open in this window, and how another is opened in its place.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use app::{AppError, Credentials, DataFolder, Environment, Ports, Profile, Till, new_shop, prove};
use domain::clock::Clock;
use domain::money::Shillings;
use practice::{Practice, PracticeAct};
use tokio::sync::watch;

use crate::errors::{CommandError, ErrorCode};
use crate::keyrings::Keyrings;
use crate::phones::PhoneView;
use crate::set_up::{KeyringState, Proof, SetUpForm, SetUpView, ShortcodeKind};
use crate::views::TillView;

/// How long to wait before a book that is in use is tried again.
const BETWEEN_TRIES: Duration = Duration::from_secs(1);

/// The till that is open in this window.
pub(crate) struct Counter {
    folder: DataFolder,
    keyrings: Keyrings,
    open: RwLock<Open>,
    /// Held while a till is opened: one at a time.
    opening: tokio::sync::Mutex<()>,
    turns: watch::Sender<u64>,
}

/// What is open: a practice till with its stand-in, a real one, or none and why.
#[derive(Clone)]
pub(crate) enum Open {
    /// Practice mode.
    Practice(Arc<Practice>),
    /// Safaricom's sandbox or Safaricom itself, and why it can't prompt, if so.
    Real(Till, Option<CommandError>),
    /// The book can't be opened.
    Closed(Environment, CommandError),
}

impl Counter {
    /// Makes a counter at which nothing is open yet.
    pub(crate) fn new(folder: DataFolder) -> Self {
        let nothing = Open::Closed(folder.chosen(), AppError::NotSetUp.into());
        let keyrings = Keyrings::of(&folder);
        Self {
            folder,
            keyrings,
            open: RwLock::new(nothing),
            opening: tokio::sync::Mutex::default(),
            turns: watch::Sender::new(0),
        }
    }

    /// Counts how often another till was opened here.
    pub(crate) fn turns(&self) -> watch::Receiver<u64> {
        self.turns.subscribe()
    }

    /// Opens the till of an environment. A book that another program has is tried again until that
    /// one is gone: a till that was killed may take a moment to die.
    pub(crate) async fn open_first(&self, environment: Environment) {
        self.open(environment).await;
        while self.is_in_use() {
            tokio::time::sleep(BETWEEN_TRIES).await;
            let _turn = self.opening.lock().await;
            if self.is_in_use()
                && let Ok(open) = self.try_to_open(environment).await
            {
                self.put(open);
            }
        }
    }

    /// Closes what is open and opens the till of an environment.
    pub(crate) async fn open(&self, environment: Environment) {
        let _turn = self.opening.lock().await;
        self.now_open().close().await;
        let open = self.try_to_open(environment).await;
        self.put(open.unwrap_or_else(|why| Open::Closed(environment, why)));
    }

    fn is_in_use(&self) -> bool {
        matches!(self.now_open(), Open::Closed(_, why) if why.code == ErrorCode::BookBusy)
    }

    async fn try_to_open(&self, environment: Environment) -> Result<Open, CommandError> {
        match environment {
            Environment::Practice => self.open_practice().await,
            real => self.open_real(real).await,
        }
    }

    /// Closes what is open, at the end of the program.
    pub(crate) async fn close(&self) {
        self.now_open().close().await;
    }

    /// Returns what is open.
    pub(crate) fn now_open(&self) -> Open {
        self.open
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Waits until the first till is open, or its book turned out not to open: the window comes up
    /// beside it.
    pub(crate) async fn first_opened(&self) {
        // The sender lives as long as the counter.
        drop(self.turns().wait_for(|turns| *turns > 0).await);
    }

    /// Returns the open till.
    pub(crate) async fn till(&self) -> Result<Till, CommandError> {
        self.first_opened().await;
        match self.now_open() {
            Open::Practice(practice) => Ok(practice.till().clone()),
            Open::Real(till, _) => Ok(till),
            Open::Closed(_, why) => Err(why),
        }
    }

    /// Shows what is open.
    pub(crate) async fn view(&self) -> TillView {
        self.first_opened().await;
        self.now_open().view()
    }

    /// Shows the practice customers' phones; none outside practice mode.
    pub(crate) async fn phones(&self) -> Vec<PhoneView> {
        self.first_opened().await;
        match self.now_open() {
            Open::Practice(practice) => {
                practice.phones().into_iter().map(PhoneView::from).collect()
            }
            Open::Real(..) | Open::Closed(..) => Vec::new(),
        }
    }

    /// Does on a practice phone what a customer does.
    pub(crate) fn answer(&self, phone: &str, act: PracticeAct) -> Result<(), CommandError> {
        let no_prompt = |error| CommandError::plain(ErrorCode::NoSuchPayment, error);
        let practice = self.practice()?;
        practice.answer(phone, act).map_err(no_prompt)
    }

    /// Lets a practice customer pay by himself.
    pub(crate) fn pay(&self, phone: &str, amount: Shillings) -> Result<(), CommandError> {
        let no_phone = |error| CommandError::plain(ErrorCode::NoSuchPayment, error);
        let practice = self.practice()?;
        practice.pay(phone, amount.get(), "").map_err(no_phone)
    }

    /// Lets a practice customer take a payment back.
    pub(crate) fn customer_takes_back(&self, code: &str) -> Result<(), CommandError> {
        let not_his = |error| CommandError::plain(ErrorCode::NoSuchPayment, error);
        self.practice()?.take_back(code).map_err(not_his)
    }

    /// Shows how the shop is set up.
    pub(crate) async fn set_up_view(&self) -> Result<SetUpView, CommandError> {
        self.first_opened().await;
        let keyring = match self.now_open() {
            Open::Real(till, Some(trouble)) if !till.can_prompt() => trouble.keyring_state(),
            _ => KeyringState::Ready,
        };
        match self.now_open() {
            Open::Closed(environment, _) => Ok(SetUpView::blank(environment, keyring)),
            Open::Practice(practice) => Ok(SetUpView::of(practice.till(), keyring)?),
            Open::Real(till, _) => Ok(SetUpView::of(&till, keyring)?),
        }
    }

    /// Proves a set-up by a real call, keeps it, and opens its till. Until it is proved and kept,
    /// the till that is open stays.
    pub(crate) async fn prove_set_up(&self, form: SetUpForm) -> Result<Proof, CommandError> {
        self.first_opened().await;
        let environment = Environment::from(form.environment);
        let ports = Ports::system()?;
        if environment == Environment::Practice {
            self.folder.choose(environment).map_err(AppError::from)?;
            // One that is open already has the stand-in's folder, so no other could be opened.
            if !matches!(self.now_open(), Open::Practice(_)) {
                self.open(environment).await;
            }
            return Ok(Proof::default());
        }
        let (profile, credentials) = form.read(new_shop(&ports).to_string())?;
        let lifetime = prove(&ports, &profile, &credentials).await?;
        match &form.passphrase {
            Some(passphrase) if form.new_file => self.keyrings.begin_file_anew(passphrase)?,
            Some(passphrase) => self.keyrings.choose_file(passphrase)?,
            None => {}
        }
        let proof = Proof::by(&profile, lifetime);
        self.keep(environment, profile, credentials, ports).await?;
        self.open(environment).await;
        Ok(proof)
    }

    /// Opens the encrypted file of secrets, and with it the line to Safaricom.
    pub(crate) async fn unlock(&self, passphrase: &str) -> Result<(), CommandError> {
        self.first_opened().await;
        self.keyrings.open_file(passphrase)?;
        self.open(self.folder.chosen()).await;
        Ok(())
    }

    /// Keeps a proved set-up in the book of its environment, and chooses that one.
    async fn keep(
        &self,
        environment: Environment,
        profile: Profile,
        credentials: Credentials,
        ports: Ports,
    ) -> Result<(), AppError> {
        let keyring = self.keyrings.current();
        match self.now_open() {
            Open::Real(till, _) if till.environment() == environment => {
                till.set_up(keyring, profile, credentials).await?;
            }
            _ => {
                let till = Till::open(&self.folder.book(environment), environment, ports)?;
                let kept = till.set_up(keyring, profile, credentials).await;
                till.close().await;
                kept?;
            }
        }
        Ok(self.folder.choose(environment)?)
    }

    async fn open_practice(&self) -> Result<Open, CommandError> {
        let environment = Environment::Practice;
        let (folder, book) = (self.folder.of(environment), self.folder.book(environment));
        let practice = Practice::open(&folder, &book, Ports::system()?).await?;
        Ok(Open::Practice(Arc::new(practice)))
    }

    async fn open_real(&self, environment: Environment) -> Result<Open, CommandError> {
        let till = Till::open(
            &self.folder.book(environment),
            environment,
            Ports::system()?,
        )?;
        let connected = till.connect_as_kept(self.keyrings.current()).await;
        let unwritable = till.clerk().trouble().map(|why| CommandError::book(&why));
        let trouble = connected.err().map(CommandError::from).or(unwritable);
        Ok(Open::Real(till, trouble))
    }

    fn practice(&self) -> Result<Arc<Practice>, CommandError> {
        match self.now_open() {
            Open::Practice(practice) => Ok(practice),
            Open::Real(..) | Open::Closed(..) => Err(CommandError::plain(
                ErrorCode::NoSuchPayment,
                "this is no practice",
            )),
        }
    }

    fn put(&self, open: Open) {
        *self.open.write().unwrap_or_else(PoisonError::into_inner) = open;
        self.turns.send_modify(|turns| *turns += 1);
    }
}

impl Open {
    async fn close(&self) {
        match self {
            Self::Practice(practice) => practice.close().await,
            Self::Real(till, _) => till.close().await,
            Self::Closed(..) => {}
        }
    }

    fn view(&self) -> TillView {
        let (business, trouble, till) = match self {
            Self::Practice(practice) => {
                (practice.business().to_owned(), None, Some(practice.till()))
            }
            Self::Real(till, trouble) => (String::new(), still(trouble.as_ref(), till), Some(till)),
            Self::Closed(_, why) => (String::new(), Some(why.clone()), None),
        };
        let environment = match self {
            Self::Practice(_) => Environment::Practice,
            Self::Real(till, _) => till.environment(),
            Self::Closed(environment, _) => *environment,
        };
        TillView {
            environment: environment.into(),
            business,
            shortcode: till.and_then(Till::payee),
            shortcode_kind: till.and_then(ShortcodeKind::of),
            shift_number: 1,
            can_prompt: till.is_some_and(Till::can_prompt),
            trouble,
            now_ms: app::SystemClock::new().now().ms(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}

/// What still troubles a till: a keyring that was locked at the start may be open by now.
fn still(trouble: Option<&CommandError>, till: &Till) -> Option<CommandError> {
    let over = |why: &CommandError| till.can_prompt() && why.keyring_state() != KeyringState::Ready;
    trouble.filter(|why| !over(why)).cloned()
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;
    use crate::set_up::WireStyle;
    use crate::views::EnvironmentView;

    /// Gives a token to everybody, and returns where.
    async fn give_tokens() -> String {
        const TOKEN: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 40\r\n\r\n\
            {\"access_token\":\"t\",\"expires_in\":\"3599\"}";
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("its address");
        tokio::spawn(async move {
            while let Ok((mut caller, _)) = listener.accept().await {
                drop(caller.read(&mut [0; 1024]).await);
                drop(caller.write_all(TOKEN).await);
            }
        });
        format!("http://{address}")
    }

    async fn form(environment: EnvironmentView) -> SetUpForm {
        SetUpForm {
            environment,
            kind: ShortcodeKind::PayBill,
            pay_bill: "174379".to_owned(),
            store: String::new(),
            till: String::new(),
            callback_base: String::new(),
            base_url: give_tokens().await,
            wire: WireStyle::Strings,
            certificate: String::new(),
            consumer_key: "key".to_owned(),
            consumer_secret: "secret".to_owned(),
            passkey: "passkey".to_owned(),
            initiator_name: String::new(),
            initiator_password: String::new(),
            passphrase: None,
            new_file: false,
        }
    }

    /// Opens a counter with a practice till, sets up another environment, and checks that the
    /// practice till is still at work.
    async fn check_stays_at_work(environment: EnvironmentView, expected: Option<ErrorCode>) {
        let home = tempfile::tempdir().expect("a folder");
        let folder = DataFolder::at(home.path());
        let counter = Counter::new(folder.clone());
        counter.open(Environment::Practice).await;
        let ports = Ports::system().expect("ports");
        let book = folder.book(Environment::Sandbox);
        let other = Till::open(&book, Environment::Sandbox, ports).expect("a new book");
        let proved = counter.prove_set_up(form(environment).await).await;
        assert_eq!(proved.err().map(|error| error.code), expected);
        let till = counter.till().await.expect("the practice till");
        assert!(till.clerk().is_open() && till.can_prompt());
        other.close().await;
        counter.close().await;
    }

    #[tokio::test]
    async fn a_set_up_that_can_not_be_kept_leaves_the_open_till_at_work() {
        check_stays_at_work(EnvironmentView::Sandbox, Some(ErrorCode::BookBusy)).await;
    }

    #[tokio::test]
    async fn practice_that_is_chosen_in_practice_goes_on() {
        check_stays_at_work(EnvironmentView::Practice, None).await;
    }
}

//! Hashing PINs by argon2: slow on purpose, and so never where the book is written (ADR 0013).

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use domain::people::{Denied, Pin, PinHash};
use ledger::{LedgerError, Shown};
use tokio::runtime::{Handle, RuntimeFlavor};

use crate::error::AppError;

/// What OWASP asks for at the least: a PIN is shown many times a day, also on an old machine.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;

/// Returns what the book keeps of a PIN.
pub(super) async fn hash(pin: Pin, salt: [u8; 16]) -> Result<PinHash, AppError> {
    aside(move || {
        let params = Params::new(MEMORY_KIB, PASSES, 1, None).expect("within argon2's ranges");
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let salt = SaltString::encode_b64(&salt).expect("sixteen bytes are a salt");
        let hashed = argon2.hash_password(pin.expose().as_bytes(), &salt);
        let phc = hashed.expect("a PIN is far shorter than argon2 takes");
        PinHash::of_phc(phc.to_string())
    })
    .await
}

/// Holds a PIN against what the book keeps.
pub(super) async fn compare(pin: Pin, kept: PinHash) -> Result<Shown, AppError> {
    let compared = aside(move || {
        let kept = PasswordHash::new(kept.expose()).map_err(|_| Denied::NoPin)?;
        let told = Argon2::default().verify_password(pin.expose().as_bytes(), &kept);
        Ok(told.map_or(Shown::Wrong, |()| Shown::Right))
    });
    compared.await?
}

/// Does slow work away from everything else; in the simulation, which has one thread, at once.
async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, AppError> {
    if Handle::current().runtime_flavor() == RuntimeFlavor::CurrentThread {
        return Ok(work());
    }
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|why| LedgerError::NotCommitted(why.to_string()).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pin(digits: &str) -> Pin {
        Pin::try_from(digits.to_owned()).expect("a PIN")
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_pin_fits_its_own_hash_alone() {
        let kept = hash(pin("4711"), [1; 16]).await.expect("a hash");
        assert!(kept.expose().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        let shown = |digits| compare(pin(digits), kept.clone());
        assert_eq!(shown("4711").await.expect("compared"), Shown::Right);
        assert_eq!(shown("4712").await.expect("compared"), Shown::Wrong);
        assert_eq!(shown("47110").await.expect("compared"), Shown::Wrong);
    }

    #[tokio::test]
    async fn the_same_pin_of_two_people_looks_different() {
        let first = hash(pin("4711"), [1; 16]).await.expect("a hash");
        let second = hash(pin("4711"), [2; 16]).await.expect("a hash");
        assert_ne!(first, second);
    }

    #[tokio::test]
    async fn what_is_no_hash_fits_no_pin() {
        let compared = compare(pin("4711"), PinHash::of_phc("4711".to_owned())).await;
        assert!(matches!(compared, Err(AppError::Denied(Denied::NoPin))));
    }
}

use std::cell::OnceCell;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use musubi_wire::StoreId;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use tokio::time::Instant;

use super::random;

/// How long a client may wait with the first byte of a file.
const VALID: Duration = Duration::from_secs(600);

const MAC_LENGTH: usize = 32;

/// Where an entry is in its page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EntryAddress {
    pub(crate) store_id: StoreId,
    pub(crate) upload: String,
    pub(crate) entry_ref: String,
}

/// Which entry a token is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Claim {
    /// The number of the page on its connection.
    pub(crate) page: u64,
    pub(crate) entry: EntryAddress,
}

#[derive(Serialize, Deserialize)]
struct Dated<T> {
    claim: T,
    /// In milliseconds after the signer was made.
    until: u64,
}

/// Makes and checks the tokens of one connection. Its key never leaves it, so a token is worth
/// nothing on any other.
pub(crate) struct Signer {
    /// Made for the first token.
    key: OnceCell<[u8; MAC_LENGTH]>,
    start: Instant,
}

impl Signer {
    pub(crate) fn new() -> Self {
        Self {
            key: OnceCell::new(),
            start: Instant::now(),
        }
    }

    /// A token for this claim, for ten minutes. Opaque to clients.
    pub(crate) fn sign(&self, claim: &Claim) -> String {
        let until = self.start.elapsed() + VALID;
        let dated = Dated {
            claim,
            until: u64::try_from(until.as_millis()).unwrap_or(u64::MAX),
        };
        let claim = serde_json::to_vec(&dated).expect("texts and numbers are JSON");
        let mut token = self.mac(&claim).finalize().into_bytes().to_vec();
        token.extend_from_slice(&claim);
        URL_SAFE_NO_PAD.encode(token)
    }

    /// The claim of a token that this signer has made, and that is still good.
    pub(crate) fn verify(&self, token: &str) -> Option<Claim> {
        let token = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (mac, claim) = token.split_first_chunk::<MAC_LENGTH>()?;
        self.mac(claim).verify_slice(mac).ok()?;
        let dated: Dated<Claim> = serde_json::from_slice(claim).ok()?;
        let is_good = self.start.elapsed() <= Duration::from_millis(dated.until);
        is_good.then_some(dated.claim)
    }

    fn mac(&self, claim: &[u8]) -> Hmac<Sha256> {
        let key = self.key.get_or_init(random::bytes);
        let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length will do");
        mac.update(b"musubi_upload");
        mac.update(claim);
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim() -> Claim {
        Claim {
            page: 7,
            entry: EntryAddress {
                store_id: StoreId::root().child(&["form"]),
                upload: "avatar".into(),
                entry_ref: "u_1".into(),
            },
        }
    }

    #[test]
    fn a_token_gives_its_claim_back_to_the_connection_that_made_it() {
        let signer = Signer::new();
        let token = signer.sign(&claim());
        assert_eq!(signer.verify(&token), Some(claim()));
        assert_eq!(Signer::new().verify(&token), None);
    }

    #[test]
    fn a_token_with_any_other_letter_is_worth_nothing() {
        let signer = Signer::new();
        let token = signer.sign(&claim());
        for index in 0..token.len() {
            let mut forged = token.clone().into_bytes();
            forged[index] = if forged[index] == b'A' { b'B' } else { b'A' };
            let forged = String::from_utf8(forged).expect("ASCII stays ASCII");
            assert_eq!(signer.verify(&forged), None, "{index}");
        }
        for text in ["", "A", "é", &token[..40], &format!("{token}A")] {
            assert_eq!(signer.verify(text), None, "{text}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_is_good_for_ten_minutes() {
        let signer = Signer::new();
        let token = signer.sign(&claim());
        tokio::time::advance(VALID).await;
        assert_eq!(signer.verify(&token), Some(claim()));
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(signer.verify(&token), None);
    }
}

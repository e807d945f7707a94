//! Login with Amazon: access tokens, fetched rarely and by one caller at a time.

use super::access::SellerAccess;
use super::header;
use super::problem::{AmazonError, Refusal};
use super::redact;
use super::transport::{HeaderText, HttpRequest, HttpResponse, Method, Transport};
use crate::clock::{SharedClock, SharedEntropy};
use crate::domain::moment::{Moment, Span};
use crate::domain::retry::{self, Trouble};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Credentials that are remembered at most; the rest is forgotten and fetched again.
const MOST_SLOTS: usize = 256;

type Key = [u8; 32];
type SharedSlot = Arc<tokio::sync::Mutex<Slot>>;

/// Keeps the access tokens of all accounts.
pub struct Login {
    transport: Arc<dyn Transport>,
    clock: SharedClock,
    entropy: SharedEntropy,
    slots: Mutex<HashMap<Key, SharedSlot>>,
}

#[derive(Default)]
struct Slot {
    token: Option<Token>,
    /// The last failure, and until when it stands for every caller.
    failure: Option<(Moment, AmazonError)>,
    failures: u32,
    /// No fresh token in exchange for a refused one before this moment.
    no_exchange_before: Option<Moment>,
}

struct Token {
    text: SecretString,
    fetched: Moment,
    refresh_at: Moment,
}

#[derive(Deserialize)]
struct Granted {
    #[serde(deserialize_with = "secret")]
    access_token: SecretString,
    #[serde(default)]
    expires_in: Option<i64>,
}

fn secret<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<SecretString, D::Error> {
    String::deserialize(deserializer).map(SecretString::from)
}

#[derive(Deserialize)]
struct Denied {
    error: String,
    #[serde(default)]
    request_id: Option<String>,
}

impl Login {
    /// A keeper without any token yet.
    pub fn new(transport: Arc<dyn Transport>, clock: SharedClock, entropy: SharedEntropy) -> Login {
        Login {
            transport,
            clock,
            entropy,
            slots: Mutex::default(),
        }
    }

    /// An access token that is good for a while. Concurrent callers share one fetch, and its failure.
    ///
    /// After a permanent refusal Amazon is not asked again for five minutes, unless the credentials change; after
    /// trouble not before a growing pause.
    pub async fn token(&self, access: &SellerAccess) -> Result<SecretString, AmazonError> {
        let slot = self.slot(access);
        let mut slot = slot.lock().await;
        let now = self.clock.now();
        if let Some(token) = slot.good_token(now) {
            return Ok(token);
        }
        self.fetch(access, &mut slot).await
    }

    /// Another token than `refused`, which Amazon did not accept; `None` when exchanging has not helped just now.
    pub async fn token_instead_of(
        &self,
        access: &SellerAccess,
        refused: &SecretString,
    ) -> Result<Option<SecretString>, AmazonError> {
        let slot = self.slot(access);
        let mut slot = slot.lock().await;
        let now = self.clock.now();
        if let Some(token) = slot.good_token(now)
            && token.expose_secret() != refused.expose_secret()
        {
            return Ok(Some(token));
        }
        if slot
            .no_exchange_before
            .is_some_and(|until| still(until, now, retry::REFUSED_PAUSE))
        {
            return Ok(None);
        }
        slot.token = None;
        self.fetch(access, &mut slot).await.map(Some)
    }

    /// Notes that a token fetched in exchange was refused too: exchanging is no use for five minutes.
    pub async fn exchange_was_no_use(&self, access: &SellerAccess) {
        let slot = self.slot(access);
        let until = self.clock.now().plus(retry::REFUSED_PAUSE);
        slot.lock().await.no_exchange_before = Some(until);
    }

    fn slot(&self, access: &SellerAccess) -> SharedSlot {
        let key = key_of(access);
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        if slots.len() >= MOST_SLOTS && !slots.contains_key(&key) {
            slots.retain(|_, slot| Arc::strong_count(slot) > 1);
        }
        Arc::clone(slots.entry(key).or_default())
    }

    async fn fetch(
        &self,
        access: &SellerAccess,
        slot: &mut Slot,
    ) -> Result<SecretString, AmazonError> {
        let asked = self.clock.now();
        if let Some((until, error)) = &slot.failure
            && still(*until, asked, retry::REFUSED_PAUSE)
        {
            return Err(error.clone());
        }
        match self.ask(access).await {
            Ok(granted) => {
                let token = Token::new(granted, asked);
                let text = token.text.clone();
                slot.token = Some(token);
                slot.failure = None;
                slot.failures = 0;
                Ok(text)
            }
            Err(error) => {
                let kind = if error.needs_a_person() {
                    Trouble::Refused
                } else {
                    Trouble::Login
                };
                let pause = retry::pause(kind, slot.failures, self.entropy.fraction());
                slot.failures = slot.failures.saturating_add(1);
                slot.failure = Some((self.clock.now().plus(pause), error.clone()));
                Err(error)
            }
        }
    }

    async fn ask(&self, access: &SellerAccess) -> Result<Granted, AmazonError> {
        let credentials = &access.credentials;
        let body = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "refresh_token")
            .append_pair("refresh_token", credentials.refresh_token.expose_secret())
            .append_pair("client_id", &credentials.client_id)
            .append_pair("client_secret", credentials.client_secret.expose_secret())
            .finish();
        let plain = |text: &str| HeaderText::Plain(text.to_owned());
        let request = HttpRequest {
            method: Method::Post,
            url: access.token_url().to_owned(),
            headers: vec![
                (
                    "content-type",
                    plain("application/x-www-form-urlencoded;charset=UTF-8"),
                ),
                ("accept", plain("application/json")),
                ("user-agent", HeaderText::Plain(header::user_agent())),
            ],
            body: body.into_bytes(),
            timeout: None,
        };
        let response = self.transport.send(request).await?;
        if response.status == 200 {
            return serde_json::from_slice::<Granted>(&response.body)
                .ok()
                .filter(|granted| !granted.access_token.expose_secret().is_empty())
                .ok_or_else(|| {
                    let what = "Login with Amazon answered something that can't be read";
                    AmazonError::trouble(what, Some(&response))
                });
        }
        Err(denied(&response))
    }
}

impl Slot {
    fn good_token(&self, now: Moment) -> Option<SecretString> {
        let token = self.token.as_ref()?;
        // A clock that was set back makes the age unknown.
        (token.fetched <= now && now < token.refresh_at).then(|| token.text.clone())
    }
}

impl Token {
    /// Good for four fifths of its life, counted from when we asked.
    fn new(granted: Granted, asked: Moment) -> Token {
        let life = granted.expires_in.unwrap_or(3_600).clamp(1, 86_400);
        Token {
            text: granted.access_token,
            fetched: asked,
            refresh_at: asked.plus(Span::millis(life * 800)),
        }
    }
}

/// Whether a pause is still on; a clock that was set back does not make it longer than `longest`.
fn still(until: Moment, now: Moment, longest: Span) -> bool {
    now < until && until.since(now) <= longest
}

/// Sorts Amazon's refusal by its code (RFC 6749 and Amazon's own client library), never by its text.
fn denied(response: &HttpResponse) -> AmazonError {
    let told = serde_json::from_slice::<Denied>(&response.body).ok();
    let code = told.as_ref().map_or("", |t| t.error.as_str());
    let refusal = match code {
        "invalid_grant" => Refusal::Authorisation,
        "invalid_client" => Refusal::Client,
        "unauthorized_client" => Refusal::ClientNotAllowed,
        "access_denied" => Refusal::AccessDenied,
        "invalid_request" | "invalid_scope" | "unsupported_grant_type" => Refusal::Request,
        _ => {
            let status = response.status;
            let what = format!("Login with Amazon has trouble (HTTP {status})");
            return AmazonError::trouble(what, Some(response));
        }
    };
    let id = told.and_then(|t| t.request_id);
    AmazonError::Credentials {
        refusal,
        request_id: id
            .map(|id| redact::identifier(&id))
            .filter(|id| !id.is_empty())
            .or_else(|| header::request_id(response)),
    }
}

fn key_of(access: &SellerAccess) -> Key {
    let mut hash = ring::digest::Context::new(&ring::digest::SHA256);
    let secrets = &access.credentials;
    for part in [
        access.token_url(),
        &secrets.client_id,
        secrets.client_secret.expose_secret(),
        secrets.refresh_token.expose_secret(),
    ] {
        hash.update(&(part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    let mut key = [0; 32];
    key.copy_from_slice(hash.finish().as_ref());
    key
}

//! `POST /auth/o2/token`: Login with Amazon hands out access tokens.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::dice::Dice;
use super::sellers::Seller;

/// Scopes that an application may ask for without a seller.
const SCOPES: [&str; 2] = [
    "sellingpartnerapi::notifications",
    "sellingpartnerapi::client_credential:rotation",
];

/// Whom an access token stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bearer {
    /// A seller, by place.
    Seller(usize),
    /// An application without a seller.
    Application,
}

/// What an access token is worth now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    Good(Bearer),
    Expired,
    Unknown,
}

/// A refused token request.
#[derive(Debug)]
pub(crate) struct LoginError {
    pub(crate) status: u16,
    error: &'static str,
    description: String,
}

impl LoginError {
    fn new(status: u16, error: &'static str, description: &str) -> Self {
        Self {
            status,
            error,
            description: description.to_owned(),
        }
    }

    /// Login with Amazon is in trouble itself.
    pub(crate) fn trouble(status: u16) -> Self {
        let error = if status == 503 {
            "temporarily_unavailable"
        } else {
            "server_error"
        };
        Self::new(
            status,
            error,
            "The authorization server met an unexpected condition",
        )
    }

    pub(crate) fn body(&self, request_id: &str) -> Value {
        json!({"error": self.error, "error_description": self.description, "request_id": request_id})
    }
}

/// All access tokens that were handed out.
#[derive(Debug)]
pub(crate) struct Grants {
    dice: Dice,
    /// Life of a token in milliseconds.
    life: i64,
    /// Token, bearer, Unix milliseconds of its end.
    tokens: HashMap<String, (Bearer, i64)>,
    /// Places of sellers that took their authorisation back.
    revoked: Vec<usize>,
}

impl Grants {
    /// `life` in milliseconds.
    pub(crate) fn new(seed: u64, life: i64) -> Self {
        Self {
            dice: Dice::new(seed, 0, 91),
            life,
            tokens: HashMap::new(),
            revoked: Vec::new(),
        }
    }

    /// Answers a token request whose fields have been read. `now` in Unix milliseconds.
    pub(crate) fn answer(
        &mut self,
        fields: &HashMap<String, String>,
        sellers: &[Seller],
        now: i64,
    ) -> Result<Value, LoginError> {
        let field = |name: &str| {
            fields
                .get(name)
                .map(String::as_str)
                .filter(|text| !text.is_empty())
        };
        let need = |name: &str| {
            let text = format!("The request is missing a required parameter : {name}");
            field(name).ok_or_else(|| LoginError::new(400, "invalid_request", &text))
        };
        let grant = need("grant_type")?;
        if !["refresh_token", "client_credentials", "authorization_code"].contains(&grant) {
            let text = "The authorization grant type is not supported by the authorization server";
            return Err(LoginError::new(400, "unsupported_grant_type", text));
        }
        let (client, secret) = (need("client_id")?, need("client_secret")?);
        let known = |seller: &&Seller| seller.client_id == client && seller.client_secret == secret;
        let application = sellers.iter().find(known);
        let text = "Client authentication failed";
        let application =
            application.ok_or_else(|| LoginError::new(401, "invalid_client", text))?;
        match grant {
            "refresh_token" => {
                if field("scope").is_some() {
                    let text = "scope cannot be combined with refresh_token";
                    return Err(LoginError::new(400, "invalid_request", text));
                }
                let token = need("refresh_token")?;
                let place = sellers
                    .iter()
                    .position(|seller| seller.refresh_token == token);
                let own = place.filter(|place| {
                    sellers
                        .get(*place)
                        .is_some_and(|seller| seller.client_id == application.client_id)
                        && !self.revoked.contains(place)
                });
                let text = "The request has an invalid grant parameter : refresh_token";
                let place = own.ok_or_else(|| LoginError::new(400, "invalid_grant", text))?;
                let mut answer = self.grant(Bearer::Seller(place), now);
                answer["refresh_token"] = json!(token);
                Ok(answer)
            }
            "client_credentials" => {
                let scope = need("scope")?;
                if !scope.split(' ').all(|scope| SCOPES.contains(&scope)) {
                    let text = "The requested scope is invalid, unknown, or malformed";
                    return Err(LoginError::new(400, "invalid_scope", text));
                }
                Ok(self.grant(Bearer::Application, now))
            }
            _ => {
                let text = "The request has an invalid grant parameter : code";
                Err(LoginError::new(400, "invalid_grant", text))
            }
        }
    }

    /// What a token is worth. `now` in Unix milliseconds.
    pub(crate) fn standing(&self, token: &str, now: i64) -> Standing {
        match self.tokens.get(token) {
            None => Standing::Unknown,
            Some((_, end)) if *end <= now => Standing::Expired,
            Some((Bearer::Seller(place), _)) if self.revoked.contains(place) => Standing::Unknown,
            Some((bearer, _)) => Standing::Good(*bearer),
        }
    }

    /// Ends a token before its time.
    pub(crate) fn expire(&mut self, token: &str, now: i64) {
        if let Some(entry) = self.tokens.get_mut(token) {
            entry.1 = now;
        }
    }

    /// The seller takes the authorisation back.
    pub(crate) fn revoke(&mut self, seller: usize) {
        self.revoked.push(seller);
    }

    fn grant(&mut self, bearer: Bearer, now: i64) -> Value {
        // expired tokens are kept for a day, so that their bearers hear "expired", not "unknown"
        self.tokens.retain(|_, (_, end)| now - *end < 86_400_000);
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let token = format!("Atza|{}", self.dice.text(alphabet, 350));
        self.tokens.insert(token.clone(), (bearer, now + self.life));
        json!({"access_token": token, "token_type": "bearer", "expires_in": self.life / 1000})
    }
}

/// Reads the fields of a token request, form or JSON.
pub(crate) fn read_fields(
    content_type: &str,
    body: &[u8],
) -> Result<HashMap<String, String>, LoginError> {
    let kind = content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let malformed = || LoginError::new(400, "invalid_request", "The request body is malformed");
    match kind.as_str() {
        "application/x-www-form-urlencoded" => {
            Ok(url::form_urlencoded::parse(body).into_owned().collect())
        }
        "application/json" => serde_json::from_slice(body).map_err(|_| malformed()),
        _ => {
            let text = "The content type is not supported";
            Err(LoginError::new(400, "invalid_request", text))
        }
    }
}

//! What is needed to speak to Amazon for a seller.

use crate::domain::ids::AccountId;
use crate::domain::marketplace::Region;
use secrecy::SecretString;
use std::fmt;

/// The secrets of a seller's authorisation. Never written by `Debug`.
#[derive(Clone)]
pub struct Credentials {
    /// Login with Amazon client id.
    pub client_id: String,
    /// Login with Amazon client secret.
    pub client_secret: SecretString,
    /// The seller's refresh token.
    pub refresh_token: SecretString,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(…)")
    }
}

/// An account as the client sees it.
#[derive(Clone, Debug)]
pub struct SellerAccess {
    /// Whose call budget is used.
    pub account: AccountId,
    /// Region.
    pub region: Region,
    /// Amazon's seller id.
    pub seller_id: String,
    /// The secrets.
    pub credentials: Credentials,
    /// Replaces Amazon's API host.
    pub endpoint: Option<String>,
    /// Replaces Amazon's full token URL.
    pub lwa_endpoint: Option<String>,
}

/// Login with Amazon: one token URL for all regions.
pub const LWA_ENDPOINT: &str = "https://api.amazon.com/auth/o2/token";

impl SellerAccess {
    /// The API host, without a slash at its end.
    pub fn host(&self) -> &str {
        self.endpoint
            .as_deref()
            .unwrap_or(self.region.endpoint())
            .trim_end_matches('/')
    }

    /// The token URL.
    pub fn token_url(&self) -> &str {
        self.lwa_endpoint.as_deref().unwrap_or(LWA_ENDPOINT)
    }
}

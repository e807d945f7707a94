//! Amazon's marketplaces and regions.

use super::ids::MarketplaceId;
use super::money::Currency;
use serde::{Deserialize, Serialize};
use std::fmt;

/// One of Amazon's three regions: an endpoint, an authorisation, a set of marketplaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Region {
    /// North America and Brazil.
    Na,
    /// Europe, the Middle East, India, South Africa.
    Eu,
    /// The Far East and Australia.
    Fe,
}

impl Region {
    /// `na`, `eu` or `fe`.
    pub fn as_str(self) -> &'static str {
        match self {
            Region::Na => "na",
            Region::Eu => "eu",
            Region::Fe => "fe",
        }
    }

    /// Reads `na`, `eu` or `fe`, in any case.
    pub fn parse(text: &str) -> Option<Region> {
        match text.to_ascii_lowercase().as_str() {
            "na" => Some(Region::Na),
            "eu" => Some(Region::Eu),
            "fe" => Some(Region::Fe),
            _ => None,
        }
    }

    /// Amazon's production endpoint of the region.
    pub fn endpoint(self) -> &'static str {
        match self {
            Region::Na => "https://sellingpartnerapi-na.amazon.com",
            Region::Eu => "https://sellingpartnerapi-eu.amazon.com",
            Region::Fe => "https://sellingpartnerapi-fe.amazon.com",
        }
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A marketplace that a seller takes part in, as an account synchronises it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marketplace {
    /// Amazon's id.
    pub id: MarketplaceId,
    /// Short code for people: the country, such as `DE`.
    pub code: String,
    /// Amazon's name, such as `Amazon.de`.
    pub name: String,
    /// Country, ISO 3166-1 alpha-2.
    pub country: String,
    /// The currency that Amazon answered.
    pub currency: Currency,
    /// Whether item amounts contain the tax, where Amazon's own sums do not tell. Editable.
    pub tax_included: bool,
}

/// What we know of a marketplace without asking Amazon.
#[derive(Clone, Copy, Debug)]
pub struct KnownMarketplace {
    /// Amazon's id.
    pub id: &'static str,
    /// Country, ISO 3166-1 alpha-2.
    pub country: &'static str,
    /// Region.
    pub region: Region,
    /// Name of its time zone (IANA).
    pub time_zone: &'static str,
    /// Whether prices are shown with tax there.
    pub tax_included: bool,
}

const fn known(
    id: &'static str,
    country: &'static str,
    region: Region,
    time_zone: &'static str,
    tax_included: bool,
) -> KnownMarketplace {
    KnownMarketplace {
        id,
        country,
        region,
        time_zone,
        tax_included,
    }
}

/// Amazon's marketplaces. Ids and countries as Amazon's developer documentation lists them (Marketplace IDs);
/// anything else that the Sellers API names is a pseudo marketplace and dropped.
pub const KNOWN: &[KnownMarketplace] = &[
    known("A2EUQ1WTGCTBG2", "CA", Region::Na, "America/Toronto", false),
    known(
        "ATVPDKIKX0DER",
        "US",
        Region::Na,
        "America/Los_Angeles",
        false,
    ),
    known(
        "A1AM78C64UM0Y8",
        "MX",
        Region::Na,
        "America/Mexico_City",
        true,
    ),
    known(
        "A2Q3Y263D00KWC",
        "BR",
        Region::Na,
        "America/Sao_Paulo",
        true,
    ),
    known("A28R8C7NBKEWEA", "IE", Region::Eu, "Europe/Dublin", true),
    known("A1RKKUPIHCS9HS", "ES", Region::Eu, "Europe/Madrid", true),
    known("A1F83G8C2ARO7P", "GB", Region::Eu, "Europe/London", true),
    known("A13V1IB3VIYZZH", "FR", Region::Eu, "Europe/Paris", true),
    known("AMEN7PMS3EDWL", "BE", Region::Eu, "Europe/Brussels", true),
    known("A1805IZSGTT6HS", "NL", Region::Eu, "Europe/Amsterdam", true),
    known("A1PA6795UKMFR9", "DE", Region::Eu, "Europe/Berlin", true),
    known("APJ6JRA9NG5V4", "IT", Region::Eu, "Europe/Rome", true),
    known("A2NODRKZP88ZB9", "SE", Region::Eu, "Europe/Stockholm", true),
    known(
        "AE08WJ6YKNBMC",
        "ZA",
        Region::Eu,
        "Africa/Johannesburg",
        true,
    ),
    known("A1C3SOZRARQ6R3", "PL", Region::Eu, "Europe/Warsaw", true),
    known("ARBP9OOSHTCHU", "EG", Region::Eu, "Africa/Cairo", true),
    known("A33AVAJ2PDY3EV", "TR", Region::Eu, "Europe/Istanbul", true),
    known("A17E79C6D8DWNP", "SA", Region::Eu, "Asia/Riyadh", true),
    known("A2VIGQ35RCS4UG", "AE", Region::Eu, "Asia/Dubai", true),
    known("A21TJRUUN4KGV", "IN", Region::Eu, "Asia/Kolkata", true),
    known("A19VAU5U5O7RUS", "SG", Region::Fe, "Asia/Singapore", true),
    known("A39IBJ37TRP1C6", "AU", Region::Fe, "Australia/Sydney", true),
    known("A1VC38T7YXB528", "JP", Region::Fe, "Asia/Tokyo", true),
];

/// What is known of a marketplace by its id.
pub fn by_id(id: &str) -> Option<&'static KnownMarketplace> {
    KNOWN.iter().find(|m| m.id == id)
}

/// What is known of a marketplace by its id or its country code (`UK` counts as `GB`), in any case.
pub fn by_code(text: &str) -> Option<&'static KnownMarketplace> {
    let code = text.trim().to_ascii_uppercase();
    let country = if code == "UK" { "GB" } else { code.as_str() };
    KNOWN.iter().find(|m| m.id == code || m.country == country)
}

/// The short code of a marketplace id: its country, or the id itself where we don't know it.
pub fn code_of(id: &MarketplaceId) -> &str {
    by_id(id.as_str()).map_or(id.as_str(), |m| m.country)
}

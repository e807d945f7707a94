//! The marketplaces that a seller takes part in (Sellers API v1).

use crate::domain::ids::MarketplaceId;
use crate::domain::marketplace::{self, Marketplace, Region};
use crate::domain::money::Currency;
use crate::domain::text::clean_short;
use serde::Deserialize;

/// A marketplace that the seller takes part in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participation {
    /// The marketplace, with Amazon's name, country and currency.
    pub marketplace: Marketplace,
    /// Some listings are suspended there.
    pub has_suspended_listings: bool,
}

#[derive(Deserialize)]
struct Answer {
    payload: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    marketplace: Place,
    participation: Part,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    id: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    country_code: Option<String>,
    #[serde(default)]
    default_currency_code: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Part {
    #[serde(default)]
    is_participating: Option<bool>,
    #[serde(default)]
    has_suspended_listings: Option<bool>,
}

/// Reads Amazon's answer. Pseudo marketplaces, those of other regions and those without participation are dropped.
/// The error is a sentence without a full stop.
pub fn read_participations(body: &[u8], region: Region) -> Result<Vec<Participation>, String> {
    let answer: Answer = serde_json::from_slice(body)
        .map_err(|_| "Amazon's list of marketplaces can't be read".to_owned())?;
    let mut list: Vec<Participation> = Vec::new();
    for entry in answer.payload {
        let place = entry.marketplace;
        let Some(known) = marketplace::by_id(&place.id).filter(|m| m.region == region) else {
            continue;
        };
        let listed = list.iter().any(|p| p.marketplace.id.as_str() == known.id);
        if entry.participation.is_participating != Some(true) || listed {
            continue;
        }
        let currency = place
            .default_currency_code
            .as_deref()
            .and_then(Currency::parse)
            .ok_or_else(|| format!("Amazon named no currency for the marketplace {}", known.id))?;
        let text = |told: Option<String>, other: &str, most: usize| match told {
            Some(told) if !told.trim().is_empty() => clean_short(told.trim(), most),
            _ => other.to_owned(),
        };
        list.push(Participation {
            marketplace: Marketplace {
                id: MarketplaceId::from(known.id),
                code: known.country.to_owned(),
                name: text(place.name, known.country, 60),
                country: text(place.country_code, known.country, 2),
                currency,
                tax_included: known.tax_included,
            },
            has_suspended_listings: entry.participation.has_suspended_listings == Some(true),
        });
    }
    Ok(list)
}

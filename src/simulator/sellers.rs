//! The selling partners of the simulated world and their credentials.

use super::dice::Dice;
use super::marketplaces::{MARKETPLACES, by_country};

/// What is fixed about a seller.
pub(crate) struct SellerPlan {
    pub(crate) name: &'static str,
    pub(crate) region: &'static str,
    pub(crate) seller_id: &'static str,
    /// Countries and their share of the seller's orders in percent.
    pub(crate) marketplaces: &'static [(&'static str, u64)],
    /// A real marketplace that the seller is listed in but does not sell in.
    pub(crate) dormant: &'static str,
    pub(crate) home: &'static str,
}

/// All sellers.
pub(crate) const SELLERS: &[SellerPlan] = &[
    SellerPlan {
        name: "Nordlicht Handel",
        region: "eu",
        seller_id: "A2NORDLICHT9EU",
        marketplaces: &[
            ("DE", 40),
            ("FR", 14),
            ("IT", 10),
            ("ES", 9),
            ("GB", 15),
            ("NL", 5),
            ("SE", 3),
            ("PL", 4),
        ],
        dormant: "A33AVAJ2PDY3EV",
        home: "DE",
    },
    SellerPlan {
        name: "Juniper & Oak",
        region: "na",
        seller_id: "A3JUNIPEROAKNA",
        marketplaces: &[("US", 74), ("CA", 16), ("MX", 10)],
        dormant: "A2Q3Y263D00KWC",
        home: "US",
    },
    SellerPlan {
        name: "Kawasemi Trading",
        region: "fe",
        seller_id: "A1KAWASEMI77FE",
        marketplaces: &[("JP", 78), ("AU", 22)],
        dormant: "A19VAU5U5O7RUS",
        home: "JP",
    },
];

/// A simulated selling partner, with all that a client needs to call as this seller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seller {
    /// Store name.
    pub name: String,
    /// Region of the endpoint: `na`, `eu` or `fe`.
    pub region: String,
    /// Merchant token.
    pub seller_id: String,
    /// Client id of the seller's own application.
    pub client_id: String,
    /// Client secret of that application.
    pub client_secret: String,
    /// Refresh token that Login with Amazon takes.
    pub refresh_token: String,
    /// Ids of the marketplaces that the seller sells in.
    pub marketplaces: Vec<String>,
}

/// Sellers with credentials that depend on the seed only.
pub(crate) fn roster(seed: u64) -> Vec<Seller> {
    let make = |(place, plan): (usize, &SellerPlan)| {
        let mut dice = Dice::new(seed, place as u64, 90);
        let hex = "0123456789abcdef";
        let wide = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        Seller {
            name: plan.name.to_owned(),
            region: plan.region.to_owned(),
            seller_id: plan.seller_id.to_owned(),
            client_id: format!("amzn1.application-oa2-client.{}", dice.text(hex, 32)),
            client_secret: format!("amzn1.oa2-cs.v1.{}", dice.text(hex, 64)),
            refresh_token: format!("Atzr|{}", dice.text(wide, 320)),
            marketplaces: marketplace_ids(plan),
        }
    };
    SELLERS.iter().enumerate().map(make).collect()
}

fn marketplace_ids(plan: &SellerPlan) -> Vec<String> {
    let place = |entry: &(&str, u64)| by_country(entry.0);
    let places = plan.marketplaces.iter().filter_map(place);
    places
        .map(|place| MARKETPLACES[place].id.to_owned())
        .collect()
}

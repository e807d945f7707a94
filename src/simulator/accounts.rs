//! `GET /sellers/v1/...`: the marketplaces and the account of a seller.

use serde_json::{Value, json};

use super::marketplaces::{MARKETPLACES, OTHERS, by_country};
use super::sellers::{SELLERS, SellerPlan};

/// Answers getMarketplaceParticipations.
pub(crate) fn marketplace_participations(seller: usize) -> Value {
    json!({"payload": participations(&SELLERS[seller])})
}

/// Answers getAccount.
pub(crate) fn account(seller: usize) -> Value {
    let plan = &SELLERS[seller];
    let address = json!({"addressLine1": "1 Warehouse Way", "city": "Port", "postalCode": "10115", "countryCode": plan.home});
    json!({"payload": {
        "marketplaceParticipationList": participations(plan),
        "businessType": "PRIVATE_LIMITED",
        "sellingPlan": "PROFESSIONAL",
        "business": {"name": plan.name, "registeredBusinessAddress": address},
        "primaryContact": {"name": "Office", "address": address},
    }})
}

fn participations(plan: &SellerPlan) -> Vec<Value> {
    let mut list = Vec::new();
    for place in plan
        .marketplaces
        .iter()
        .filter_map(|entry| by_country(entry.0))
    {
        let m = &MARKETPLACES[place];
        let real = entry(m.id, m.name, m.country, m.currency, m.language, m.domain);
        list.push(participation(real, true, plan.name));
        // Amazon lists two shadow stores beside a real one: multi-channel orders and a test store
        let name = format!("Non-Amazon {}", m.country);
        let shadow = entry(
            &shadow_id(m.id, 'N'),
            &name,
            m.country,
            m.currency,
            m.language,
            "",
        );
        list.push(participation(shadow, true, plan.name));
        if place % 3 == 0 {
            let name = format!("SI {} Prod Marketplace", m.country);
            let domain = format!(
                "si-prod-marketplace.{}",
                m.domain.trim_start_matches("www.")
            );
            let store = entry(
                &shadow_id(m.id, 'S'),
                &name,
                m.country,
                m.currency,
                m.language,
                &domain,
            );
            list.push(participation(store, true, plan.name));
        }
    }
    for other in OTHERS.iter().filter(|other| other.0 == plan.dormant) {
        let domain = format!("www.{}", other.3.to_lowercase());
        let dormant = entry(other.0, other.3, other.2, other.4, other.5, &domain);
        list.push(participation(dormant, false, plan.name));
    }
    list
}

fn participation(marketplace: Value, active: bool, store: &str) -> Value {
    json!({
        "marketplace": marketplace,
        "participation": {"isParticipating": active, "hasSuspendedListings": false},
        "storeName": store,
    })
}

fn entry(
    id: &str,
    name: &str,
    country: &str,
    currency: &str,
    language: &str,
    domain: &str,
) -> Value {
    json!({
        "id": id,
        "name": name,
        "countryCode": country,
        "defaultCurrencyCode": currency,
        "defaultLanguageCode": language,
        "domainName": domain,
    })
}

/// An id that looks like a marketplace's and is none.
fn shadow_id(id: &str, mark: char) -> String {
    let tail: String = id
        .chars()
        .skip(2)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    format!("A{mark}{tail}")
}

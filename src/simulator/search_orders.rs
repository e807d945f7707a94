//! `GET /orders/2026-01-01/orders`: searchOrders.

use serde_json::{Map, Value, json};

use super::clock::iso;
use super::fault::Fault;
use super::house::{House, lock};
use super::marketplaces::region_of;
use super::order_json::View;
use super::order_vitals::Status;
use super::page_runs::Run;
use super::query::Query;
use super::refusal::Refusal;
use super::shop::{Selection, TimeFamily};
use super::spoil;

/// Parameters that the model declares.
pub(crate) const DECLARED: &[&str] = &[
    "createdAfter",
    "createdBefore",
    "lastUpdatedAfter",
    "lastUpdatedBefore",
    "fulfillmentStatuses",
    "marketplaceIds",
    "fulfilledBy",
    "maxResultsPerPage",
    "paginationToken",
    "includedData",
];

/// What a caller searches for, checked.
struct Search {
    selection: Selection,
    /// The parameters that a page token is bound to.
    bound: String,
    view: View,
    page_size: usize,
    token: Option<String>,
}

/// Answers a search of the seller at `seller`.
pub(crate) fn answer(
    house: &House,
    seller: usize,
    query: &Query,
    faults: &[Fault],
) -> Result<Value, Refusal> {
    let now = house.now();
    let search = read(house, seller, query, now)?;
    if search.token.is_some() && faults.contains(&Fault::PageTokenExpires) {
        return Err(bad_token());
    }
    let (run, offset) = match &search.token {
        Some(token) => {
            let opened = lock(&house.page_runs).open(token, now);
            let fitting =
                opened.filter(|(run, _)| run.seller == seller && run.parameters == search.bound);
            fitting.ok_or_else(bad_token)?
        }
        None => {
            let orders = lock(&house.shop).select(seller, &search.selection);
            let until = search.selection.until;
            (
                lock(&house.page_runs).begin(seller, search.bound, until, orders, now),
                0,
            )
        }
    };
    let mut orders = render(house, &run, offset, search.page_size, search.view);
    spoil::orders(house, &mut orders, faults);
    let mut next = offset.saturating_add(search.page_size);
    if faults.contains(&Fault::RepeatPageToken) {
        next = offset;
    }
    let mut body = Map::new();
    body.insert("orders".to_owned(), Value::Array(orders));
    if next < run.len() {
        let mut runs = lock(&house.page_runs);
        runs.keep(&run);
        let token = runs.token(&run, next);
        body.insert("pagination".to_owned(), json!({"nextToken": token}));
    }
    let bound = match search.selection.family {
        TimeFamily::Created => "createdBefore",
        TimeFamily::LastUpdated => "lastUpdatedBefore",
    };
    body.insert(bound.to_owned(), json!(iso(run.until)));
    Ok(Value::Object(body))
}

fn render(house: &House, run: &Run, offset: usize, size: usize, view: View) -> Vec<Value> {
    let shop = lock(&house.shop);
    let page = run.page(offset, size);
    page.into_iter()
        .map(|index| shop.render(index, view))
        .collect()
}

fn read(house: &House, seller: usize, query: &Query, now: i64) -> Result<Search, Refusal> {
    let (family, after, before) = time_bounds(query)?;
    let latest = now - house.visibility_lag;
    let names = match family {
        TimeFamily::Created => ("createdAfter", "createdBefore"),
        TimeFamily::LastUpdated => ("lastUpdatedAfter", "lastUpdatedBefore"),
    };
    if let Some(before) = before {
        if before < after {
            let message = format!("{} must be equal to or after {}.", names.1, names.0);
            return Err(Refusal::invalid(&message));
        }
        if before > latest {
            let message = format!(
                "{} must be at least two minutes before the time of the request.",
                names.1
            );
            return Err(Refusal::invalid(&message));
        }
    } else if after > now {
        return Err(Refusal::invalid(&format!(
            "{} must not be in the future.",
            names.0
        )));
    }
    let statuses: Vec<&str> = Status::ALL.iter().map(|entry| entry.1).collect();
    let mut statuses = query.choices("fulfillmentStatuses", &statuses)?;
    let mut fulfilled_by = query.choices("fulfilledBy", &["MERCHANT", "AMAZON"])?;
    let mut marketplaces = query.list("marketplaceIds");
    check_marketplaces(house, seller, &marketplaces)?;
    let sets = query.data_sets()?;
    let page_size = page_size(query)?;
    for list in [&mut statuses, &mut fulfilled_by, &mut marketplaces] {
        list.sort();
        list.dedup();
    }
    let bound =
        format!("{family:?} {after} {before:?} {statuses:?} {fulfilled_by:?} {marketplaces:?}");
    Ok(Search {
        selection: Selection {
            family,
            from: after.div_euclid(1000) + i64::from(after.rem_euclid(1000) > 0),
            until: before.unwrap_or(latest).div_euclid(1000),
            statuses,
            marketplaces,
            fulfilled_by,
        },
        bound,
        view: house.view(seller, sets, now),
        page_size,
        token: query.one("paginationToken")?.map(str::to_owned),
    })
}

/// The family, its lower and its upper bound in Unix milliseconds.
fn time_bounds(query: &Query) -> Result<(TimeFamily, i64, Option<i64>), Refusal> {
    let created = (query.time("createdAfter")?, query.time("createdBefore")?);
    let updated = (
        query.time("lastUpdatedAfter")?,
        query.time("lastUpdatedBefore")?,
    );
    match (created, updated) {
        ((Some(after), before), (None, None)) => Ok((TimeFamily::Created, after, before)),
        ((None, None), (Some(after), before)) => Ok((TimeFamily::LastUpdated, after, before)),
        ((None, _), (None, _)) => {
            let message = "Exactly one of createdAfter and lastUpdatedAfter is required.";
            Err(Refusal::invalid(message))
        }
        _ => {
            let message = "createdAfter and createdBefore cannot be combined with lastUpdatedAfter or lastUpdatedBefore.";
            Err(Refusal::invalid(message))
        }
    }
}

fn check_marketplaces(house: &House, seller: usize, ids: &[String]) -> Result<(), Refusal> {
    if ids.len() > 50 {
        return Err(Refusal::invalid("marketplaceIds takes at most 50 values."));
    }
    let own = house
        .sellers
        .get(seller)
        .map_or("", |seller| seller.region.as_str());
    for id in ids {
        match region_of(id) {
            None => return Err(super::query::invalid_value("marketplaceIds", id)),
            Some(region) if region != own => return Err(Refusal::unauthorized("")),
            Some(_) => {}
        }
    }
    Ok(())
}

fn page_size(query: &Query) -> Result<usize, Refusal> {
    let Some(text) = query.one("maxResultsPerPage")? else {
        return Ok(100);
    };
    match text.parse() {
        Ok(size) if (1..=100).contains(&size) => Ok(size),
        _ => Err(Refusal::invalid(
            "maxResultsPerPage must be between 1 and 100.",
        )),
    }
}

fn bad_token() -> Refusal {
    Refusal::invalid(
        "The paginationToken is invalid, has expired, or does not belong to these parameters.",
    )
}

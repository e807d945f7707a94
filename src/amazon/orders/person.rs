//! The personal side of an order: buyer and delivery address.

use super::scalar::Scalar;
use super::wire;
use crate::domain::address::Address;
use crate::domain::amazon_order::Buyer;
use crate::domain::text::{clean_lines, clean_short, folded};

/// Longest name, street line, city and the like, in characters.
const SHORT: usize = 200;

/// One clean line of at most `most` characters; printable ASCII, the most of it, is taken as it is.
pub(super) fn tidy(text: &str, most: usize) -> String {
    let plain = text.bytes().all(|b| (0x20..0x7f).contains(&b));
    if plain && text.len() <= most {
        text.trim().to_owned()
    } else {
        clean_short(text.trim(), most)
    }
}

/// As [`tidy`], but line breaks stay.
pub(super) fn tidy_lines(text: &str, most: usize) -> String {
    if !text.contains(['\n', '\r']) {
        return tidy(text, most);
    }
    let cleaned = clean_lines(&text.replace("\r\n", "\n"));
    match cleaned.char_indices().nth(most) {
        None => cleaned,
        Some((at, _)) => format!("{}…", &cleaned[..at]),
    }
}

fn part(scalar: &Scalar<'_>) -> String {
    tidy(&scalar.loose(), SHORT)
}

/// Buyer, recipient and the buyer's tax number.
pub(super) fn buyer(order: &wire::Order<'_>) -> Buyer {
    let mut buyer = Buyer::default();
    if let Some(told) = &order.buyer {
        buyer.name = part(&told.buyer_name);
        buyer.email = part(&told.buyer_email);
        buyer.company = part(&told.buyer_company_name);
        buyer.po_number = part(&told.buyer_purchase_order_number);
    }
    if let Some(tax) = &order.tax {
        buyer.vat_number = wire::each(&tax.tax_registrations)
            .filter(|registration| registration.entity_type.text() == "BUYER")
            .map(|registration| part(&registration.tax_registration_number))
            .find(|number| !number.is_empty())
            .unwrap_or_default();
    }
    if let Some(told) = order
        .recipient
        .as_ref()
        .and_then(|r| r.delivery_address.as_ref())
    {
        buyer.address = address(told);
    }
    buyer
}

fn address(told: &wire::Address<'_>) -> Address {
    let name = part(&told.name);
    let company = part(&told.company_name);
    let district = part(&told.district_or_county);
    let municipality = part(&told.municipality);
    let mut lines = Vec::with_capacity(4);
    if !company.is_empty() && folded(&company) != folded(&name) {
        lines.push(company);
    }
    lines.push(part(&told.address_line1));
    lines.push(part(&told.address_line2));
    lines.push(part(&told.address_line3));
    if let Some(more) = &told.extended_fields {
        add_brazilian(&mut lines, more);
    }
    let first = |one: String, other: &str| match one.is_empty() {
        true => other.to_owned(),
        false => one,
    };
    let city = first(part(&told.city), &municipality);
    let state = first(part(&told.state_or_region), &district);
    for place in [district, municipality] {
        if place.is_empty() || place == city || place == state {
            continue;
        }
        let known = [&city, &state].map(|p| folded(p));
        if !known.contains(&folded(&place)) {
            add_new(&mut lines, place);
        }
    }
    lines.retain(|line| !line.is_empty());
    Address {
        name,
        lines,
        city,
        state,
        postal_code: part(&told.postal_code),
        country: tidy(&told.country_code.loose(), 2),
        phone: part(&told.phone),
    }
}

/// Street and number, complement, neighbourhood, as far as the lines before do not say them already.
fn add_brazilian(lines: &mut Vec<String>, more: &wire::ExtendedFields<'_>) {
    let (street, number) = (part(&more.street_name), part(&more.street_number));
    let said = |text: &str| {
        lines
            .iter()
            .any(|line| folded(line).contains(&folded(text)))
    };
    if !(said(&street) && said(&number)) {
        let both = [street, number].into_iter().filter(|p| !p.is_empty());
        lines.push(both.collect::<Vec<_>>().join(", "));
    }
    add_new(lines, part(&more.complement));
    add_new(lines, part(&more.neighborhood));
}

fn add_new(lines: &mut Vec<String>, text: String) {
    let said = |line: &String| folded(line).contains(&folded(&text));
    if !text.is_empty() && !lines.iter().any(said) {
        lines.push(text);
    }
}

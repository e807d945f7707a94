//! Addresses as they are written on parcels and letters.

use crate::domain::address::Address;
use crate::domain::text::clean;

/// The lines of an address in the order of its country, without empty ones. The phone is the carrier's business.
pub(super) fn address_lines(address: &Address) -> Vec<String> {
    let mut lines = vec![address.name.clone()];
    lines.extend(address.lines.iter().cloned());
    let place: &[&str] = match address.country.as_str() {
        "US" | "CA" | "AU" | "IN" => &[&address.city, &address.state, &address.postal_code],
        "GB" | "IE" => &[&address.city, &address.state],
        "JP" => &[&address.postal_code, &address.state, &address.city],
        _ => &[&address.postal_code, &address.city],
    };
    lines.push(joined(place));
    match address.country.as_str() {
        "US" | "CA" | "AU" | "IN" | "JP" => {}
        "GB" | "IE" => lines.push(address.postal_code.clone()),
        _ => lines.push(address.state.clone()),
    }
    lines.push(address.country.clone());
    lines
        .iter()
        .map(|line| clean(line))
        .filter(|line| !line.is_empty())
        .collect()
}

/// The parts that there are, with blanks between.
fn joined(parts: &[&str]) -> String {
    let known: Vec<&str> = parts.iter().copied().filter(|p| !p.is_empty()).collect();
    known.join(" ")
}

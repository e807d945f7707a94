//! Delivery addresses.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Where an order goes. Any part may be empty: what Amazon tells depends on the roles of the application.
///
/// Personal data: it is kept encrypted, and never written by `Debug`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// The recipient.
    pub name: String,
    /// Company, street, further lines; no empty ones.
    pub lines: Vec<String>,
    /// City.
    pub city: String,
    /// State, region, prefecture.
    pub state: String,
    /// Postal code.
    pub postal_code: String,
    /// Country, ISO 3166-1 alpha-2.
    pub country: String,
    /// Phone, for the carrier.
    pub phone: String,
}

impl Address {
    /// Whether a parcel with this address would arrive: a street line, a city or postal code, and a country.
    pub fn is_complete(&self) -> bool {
        let street = !self.lines.is_empty();
        let place = !self.city.is_empty() || !self.postal_code.is_empty();
        street && place && !self.country.is_empty()
    }

    /// Whether nothing is known at all.
    pub fn is_empty(&self) -> bool {
        *self == Address::default()
    }

    /// This address, with the parts that `newer` knows; a blank never overwrites what is known.
    ///
    /// A newer address that is complete by itself replaces the older one as a whole, so that the lines of two
    /// addresses never mix; its blank name and phone are filled from the older one.
    pub fn updated_by(&self, newer: &Address) -> Address {
        fn first_known(first: &str, second: &str) -> String {
            if first.is_empty() { second } else { first }.to_owned()
        }
        let (leading, filling) = if self.is_complete() && !newer.is_complete() {
            (self, newer)
        } else {
            (newer, self)
        };
        if leading.is_complete() {
            return Address {
                name: first_known(&leading.name, &filling.name),
                phone: first_known(&leading.phone, &filling.phone),
                ..leading.clone()
            };
        }
        Address {
            name: first_known(&leading.name, &filling.name),
            lines: if leading.lines.is_empty() {
                filling.lines.clone()
            } else {
                leading.lines.clone()
            },
            city: first_known(&leading.city, &filling.city),
            state: first_known(&leading.state, &filling.state),
            postal_code: first_known(&leading.postal_code, &filling.postal_code),
            country: first_known(&leading.country, &filling.country),
            phone: first_known(&leading.phone, &filling.phone),
        }
    }

    /// A text that is equal for equal addresses; never shown, only compared or hashed.
    pub fn fingerprint(&self) -> String {
        let mut text = super::text::folded(&self.name);
        for part in
            self.lines
                .iter()
                .chain([&self.city, &self.state, &self.postal_code, &self.country])
        {
            text.push('\n');
            text.push_str(&super::text::folded(part));
        }
        text
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Address(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full() -> Address {
        Address {
            name: "Ana".into(),
            lines: vec!["Hauptstr. 1".into()],
            city: "Berlin".into(),
            postal_code: "10115".into(),
            country: "DE".into(),
            phone: "030".into(),
            ..Address::default()
        }
    }

    #[test]
    fn blanks_never_overwrite() {
        let blank = Address {
            city: "Berlin".into(),
            country: "DE".into(),
            ..Address::default()
        };
        assert_eq!(full().updated_by(&blank), full());
        assert_eq!(full().updated_by(&Address::default()), full());
        assert_eq!(Address::default().updated_by(&full()), full());
        assert!(blank.updated_by(&full()).is_complete());
    }

    #[test]
    fn a_complete_new_address_replaces_the_whole() {
        let moved = Address {
            lines: vec!["Rue 2".into()],
            city: "Paris".into(),
            postal_code: "75001".into(),
            country: "FR".into(),
            ..Address::default()
        };
        let result = full().updated_by(&moved);
        assert_eq!(
            (
                result.city.as_str(),
                result.name.as_str(),
                result.phone.as_str()
            ),
            ("Paris", "Ana", "030")
        );
        assert_eq!(result.lines, ["Rue 2"]);
    }
}

//! Finding a carrier by what people type.

use super::{Carrier, CarrierCode, codes, key};

/// What a typed name of a carrier stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// This carrier.
    Carrier(Carrier),
    /// Some other carrier: its name is needed.
    NeedsName,
    /// No known carrier; those that look much like it, the most alike first, at most three.
    Unknown {
        /// "Did you mean …?"
        near: Vec<Carrier>,
    },
}

/// Suggestions that are made at most.
const MOST_NEAR: usize = 3;

/// Finds a carrier by its name: case, blanks and punctuation do not matter. `own` are the names of the carriers that
/// were made here on purpose; a carrier of Amazon's list goes before one of them.
pub fn find(text: &str, own: &[String]) -> Found {
    if let Some(code) = CarrierCode::exact(text.trim()) {
        return Found::Carrier(Carrier::Listed(code));
    }
    let wanted = key(text);
    if wanted.is_empty() {
        return Found::Unknown { near: Vec::new() };
    }
    if codes::is_free(text) {
        return Found::NeedsName;
    }
    if let Some(code) = codes::all().find(|code| key(code.as_str()) == wanted) {
        return Found::Carrier(Carrier::Listed(code));
    }
    if let Some(name) = own.iter().find(|name| key(name) == wanted) {
        return Found::Carrier(Carrier::Own(name.clone()));
    }
    Found::Unknown {
        near: near(&wanted, own),
    }
}

fn near(wanted: &str, own: &[String]) -> Vec<Carrier> {
    let listed = CarrierCode::carriers().into_iter().map(Carrier::Listed);
    let own = own.iter().cloned().map(Carrier::Own);
    let mut alike: Vec<(usize, Carrier)> = listed
        .chain(own)
        .filter_map(|carrier| Some((unlike(wanted, &key(&carrier.to_string()))?, carrier)))
        .collect();
    alike.sort_by_key(|(unlike, _)| *unlike);
    let alike = alike.into_iter().map(|(_, carrier)| carrier);
    alike.take(MOST_NEAR).collect()
}

/// How unlike two keys are; `None` if they have too little in common. Slips of the keyboard come before names of which
/// one begins with the other.
fn unlike(wanted: &str, other: &str) -> Option<usize> {
    let (long, other_long) = (wanted.chars().count(), other.chars().count());
    let slips = strsim::osa_distance(wanted, other);
    let bearable = match long.max(other_long) {
        0..=2 => 0,
        3..=4 => 1,
        5..=9 => 2,
        _ => 3,
    };
    if slips <= bearable {
        return Some(slips);
    }
    let begins = wanted.starts_with(other) || other.starts_with(wanted);
    (begins && long.min(other_long) >= 3).then(|| 100 + long.abs_diff(other_long))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Option<&'static str> {
        match find(text, &[]) {
            Found::Carrier(Carrier::Listed(code)) => Some(code.as_str()),
            _ => None,
        }
    }

    fn suggestions(text: &str) -> Vec<String> {
        match find(text, &["Mario Kurier".to_owned()]) {
            Found::Unknown { near } => near.iter().map(Carrier::to_string).collect(),
            other => vec![format!("{other:?}")],
        }
    }

    #[test]
    fn the_list_is_whole() {
        assert_eq!(codes::all().count(), 377 - 5);
        let once = CarrierCode::carriers();
        assert_eq!(once.len(), codes::all().count() - 17);
        assert!(once.contains(&CarrierCode::SELF_DELIVERY));
        for code in codes::all() {
            assert_eq!(CarrierCode::exact(code.as_str()), Some(code));
            assert!(
                matches!(find(code.as_str(), &[]), Found::Carrier(Carrier::Listed(c)) if c == code)
            );
        }
    }

    #[test]
    fn case_blanks_and_punctuation_do_not_matter() {
        for (typed, meant) in [
            ("ups", "UPS"),
            (" fed-ex ", "FedEx"),
            ("dhl paket", "DHL-Paket"),
            ("DHLPAKET", "DHL-Paket"),
            ("royalmail", "Royal Mail"),
            ("ROYAL MAIL", "Royal Mail"),
            ("ROYAL_MAIL", "ROYAL_MAIL"),
            ("post nl", "PostNL"),
            ("Post NL", "Post NL"),
            ("colis prive", "Colis Prive"),
            ("trans o flex", "Trans-o-Flex"),
            ("SELF-DELIVERY", "Self Delivery"),
            ("r+l", "R+L"),
            ("go", "GO!"),
            ("kuehne & nagel", "Kuehne+Nagel"),
        ] {
            assert_eq!(code(typed), Some(meant), "{typed}");
        }
    }

    #[test]
    fn near_misses_are_suggested() {
        for (typed, meant) in [
            ("Colisimo", "Colissimo"),
            ("Fedx", "FedEx"),
            ("Royal Mial", "Royal Mail"),
            ("Hermes Logistic Gruppe", "Hermes Logistik Gruppe"),
            ("USPA", "USPS"),
            ("Deutsche Psot", "Deutsche Post"),
            ("Mario Curier", "Mario Kurier"),
            ("Royal Mail Tracked 24", "Royal Mail"),
            ("self deliver", "Self Delivery"),
            ("colis privé", "Colis Prive"),
        ] {
            let near = suggestions(typed);
            assert_eq!(near.first().map(String::as_str), Some(meant), "{near:?}");
            assert!(near.len() <= MOST_NEAR);
        }
        for nothing in ["", " - ", "q", "Uncle Bob's Van", "東京急行"] {
            assert_eq!(suggestions(nothing), Vec::<String>::new(), "{nothing}");
        }
    }

    #[test]
    fn other_carriers_need_a_name() {
        for free in ["Other", "OTHER", "otro", "Sonstige", "andere"] {
            assert_eq!(find(free, &[]), Found::NeedsName);
        }
        assert!(matches!(find("HS code", &[]), Found::Unknown { .. }));
        let own = vec!["Mario Kurier".to_owned(), "U.P.S.".to_owned()];
        let Found::Carrier(mario) = find("mario-kurier", &own) else {
            unreachable!("not found")
        };
        assert_eq!(
            (mario.code(), mario.own_name()),
            ("Other", Some("Mario Kurier"))
        );
        assert_eq!(code("u.p.s."), Some("UPS"));
        assert!(
            matches!(find("u.p.s.", &own), Found::Carrier(Carrier::Listed(c)) if c.as_str() == "UPS")
        );
    }

    #[test]
    fn a_code_is_read_back_as_it_was_written() {
        let told = serde_json::to_string(&CarrierCode::SELF_DELIVERY).unwrap_or_default();
        assert_eq!(told, "\"Self Delivery\"");
        assert_eq!(
            serde_json::from_str(&told).ok(),
            Some(CarrierCode::SELF_DELIVERY)
        );
        assert!(serde_json::from_str::<CarrierCode>("\"self delivery\"").is_err());
    }
}

//! What a line of the line mode means: a word that says what to do, or a scanned code.

use crate::domain::cancellation::CancelReason;
use crate::domain::control_code::ControlCode;
use crate::domain::text::clean;

/// What was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// Which words there are.
    Help,
    /// What is open, and what is missing.
    Show,
    /// Take the last step back.
    Undo,
    /// So many pieces of an item are in the parcel; of the one that was counted last, if none is named.
    Quantity {
        /// SKU or barcode.
        item: Option<String>,
        /// Pieces.
        pieces: u32,
    },
    /// Everything is in the parcel.
    All,
    /// The rest goes later.
    Backorder,
    /// The rest is cancelled.
    NoBackorder(CancelReason),
    /// This carrier takes it.
    Carrier(String),
    /// This is the tracking reference.
    Tracking(String),
    /// Confirm it.
    Confirm,
    /// Lay it aside and open the next one.
    Next,
    /// Close it.
    Back,
    /// Take or pack it all the same.
    Force,
    /// End.
    Quit,
    /// A word was meant, but something is wrong with it; what to say instead.
    Wrong(String),
    /// A scanned code.
    Code(String),
}

/// The words, for people.
pub(super) const HELP: &str = "Scan a picking, order or product to open it; then the goods, the carrier, the tracking label: it is \
    confirmed by itself. Words: next, show, undo, quantity 3, quantity SKU 3, all, backorder, no backorder REASON, carrier NAME, \
    tracking NUMBER, confirm, skip, back, force, quit.";

impl Said {
    /// Reads a line; `None` if there is nothing on it.
    pub(super) fn read(line: &str) -> Option<Said> {
        let line = clean(line);
        let line = line.trim();
        if line.is_empty() {
            return None;
        }
        if let Some(control) = ControlCode::parse(line) {
            return Some(Said::of(control));
        }
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let (word, rest) = (word.to_lowercase(), rest.trim());
        let said = match (word.as_str(), rest) {
            ("help" | "?", "") => Said::Help,
            ("show", "") => Said::Show,
            ("undo", "") => Said::Undo,
            ("all", "") => Said::All,
            ("backorder", "") => Said::Backorder,
            ("confirm", "") => Said::Confirm,
            ("next" | "skip", "") => Said::Next,
            ("back", "") => Said::Back,
            ("force", "") => Said::Force,
            ("quit" | "exit", "") => Said::Quit,
            ("quantity", _) => quantity(rest),
            ("no", _) if rest.to_lowercase().starts_with("backorder") => {
                no_backorder(rest["backorder".len()..].trim())
            }
            ("carrier", name) if !name.is_empty() => Said::Carrier(name.to_owned()),
            ("tracking", number) if !number.is_empty() => Said::Tracking(number.to_owned()),
            _ => Said::Code(line.to_owned()),
        };
        Some(said)
    }

    fn of(control: ControlCode) -> Said {
        match control {
            ControlCode::Confirm => Said::Confirm,
            ControlCode::Backorder => Said::Backorder,
            ControlCode::Undo => Said::Undo,
            ControlCode::Next => Said::Next,
            ControlCode::Back => Said::Back,
            ControlCode::Carrier(name) => Said::Carrier(name),
        }
    }
}

fn quantity(rest: &str) -> Said {
    let (item, pieces) = match rest.rsplit_once(' ') {
        Some((item, pieces)) => (Some(item.trim().to_owned()), pieces),
        None => (None, rest),
    };
    match pieces.parse() {
        Ok(pieces) => Said::Quantity { item, pieces },
        Err(_) => Said::Wrong("Say quantity 3, or quantity SKU 3.".to_owned()),
    }
}

fn no_backorder(reason: &str) -> Said {
    if reason.is_empty() {
        return Said::NoBackorder(CancelReason::NoInventory);
    }
    match CancelReason::parse(reason) {
        Some(reason) => Said::NoBackorder(reason),
        None => {
            let reasons = CancelReason::ALL.iter().map(|reason| reason.as_str());
            let reasons: Vec<&str> = reasons.collect();
            Said::Wrong(format!("Amazon's reasons are {}.", reasons.join(", ")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_codes() {
        let read = |line: &str| Said::read(line);
        assert_eq!(read("  \u{e}\r"), None);
        assert_eq!(read("HELP"), Some(Said::Help));
        assert_eq!(read("skip"), Some(Said::Next));
        assert_eq!(read("od:next"), Some(Said::Next));
        assert_eq!(
            read("OD:CARRIER:Royal Mail"),
            Some(Said::Carrier("Royal Mail".to_owned()))
        );
        assert_eq!(
            read("quantity SKU 1 3"),
            Some(Said::Quantity {
                item: Some("SKU 1".to_owned()),
                pieces: 3
            })
        );
        assert_eq!(
            read("no backorder buyercanceled"),
            Some(Said::NoBackorder(CancelReason::BuyerCanceled))
        );
        assert_eq!(
            read("No Backorder"),
            Some(Said::NoBackorder(CancelReason::NoInventory))
        );
        for wrong in ["quantity", "quantity x", "quantity -1", "no backorder why"] {
            assert!(matches!(read(wrong), Some(Said::Wrong(_))), "{wrong}");
        }
        for code in [
            "4006381333931",
            "WH/OUT/00001",
            "OD:FLY",
            "all in one",
            "carrier",
            "no",
            "no ÄÖÜ",
        ] {
            assert_eq!(read(code), Some(Said::Code(code.to_owned())), "{code}");
        }
        assert_eq!(
            read("\u{e}400\u{1d}638"),
            Some(Said::Code("400638".to_owned()))
        );
    }
}

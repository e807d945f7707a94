//! Barcodes that say what to do, so that a warehouse can work with the scanner alone.
//!
//! They are printed as Code 128 and read as typed text; case does not matter.

use std::fmt;

/// What all control barcodes begin with.
pub const PREFIX: &str = "OD:";
/// What comes between the prefix and a carrier's name.
const CARRIER: &str = "CARRIER:";

/// What a control barcode says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ControlCode {
    /// Confirm the open picking.
    Confirm,
    /// What is not packed becomes a backorder.
    Backorder,
    /// Take the last scan back, or the last confirmation.
    Undo,
    /// Lay this picking aside and open the next one.
    Next,
    /// Back: leave a question, or the picking.
    Back,
    /// This carrier takes the parcel.
    Carrier(String),
}

/// Every control barcode but the carriers': what it says, its word, and what to print beside it.
pub const TABLE: [(ControlCode, &str, &str); 5] = [
    (ControlCode::Confirm, "CONFIRM", "Confirm"),
    (
        ControlCode::Backorder,
        "BACKORDER",
        "The rest later (backorder)",
    ),
    (ControlCode::Undo, "UNDO", "Take back"),
    (ControlCode::Next, "NEXT", "Next picking"),
    (ControlCode::Back, "BACK", "Back"),
];

impl ControlCode {
    /// Reads a scanned code; `None` if it is no control barcode.
    pub fn parse(code: &str) -> Option<ControlCode> {
        let code = code.trim();
        let said = after(code, PREFIX)?;
        if let Some(name) = after(said, CARRIER) {
            let name = name.trim();
            return (!name.is_empty()).then(|| ControlCode::Carrier(name.to_owned()));
        }
        TABLE
            .iter()
            .find(|(_, word, _)| said.eq_ignore_ascii_case(word))
            .map(|(control, ..)| control.clone())
    }

    /// Whether a code is meant as a control barcode, even if there is none like it.
    pub fn is_meant(code: &str) -> bool {
        after(code.trim(), PREFIX).is_some()
    }

    /// What to print as its barcode. A carrier whose name Code 128 can't write (letters beyond ASCII) has none.
    pub fn to_print(&self) -> Option<String> {
        let text = self.to_string();
        text.bytes()
            .all(|b| (0x20..0x7f).contains(&b))
            .then_some(text)
    }

    /// What it does, for people.
    pub fn title(&self) -> &str {
        match self {
            ControlCode::Carrier(name) => name,
            other => TABLE
                .iter()
                .find(|(control, ..)| control == other)
                .map_or("", |(.., title)| title),
        }
    }
}

fn after<'a>(text: &'a str, lead: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(lead.len())?;
    start.eq_ignore_ascii_case(lead).then_some(rest)
}

impl fmt::Display for ControlCode {
    /// As printed: `OD:CONFIRM`, `OD:CARRIER:DHL`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ControlCode::Carrier(name) => write!(f, "{PREFIX}{CARRIER}{name}"),
            other => {
                let word = TABLE.iter().find(|(control, ..)| control == other);
                write!(f, "{PREFIX}{}", word.map_or("", |(_, word, _)| word))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_control_barcode_reads_back() {
        let carrier = ControlCode::Carrier("Royal Mail".to_owned());
        for control in TABLE.iter().map(|(c, ..)| c).chain([&carrier]) {
            let printed = control.to_print().unwrap_or_default();
            assert!(printed.starts_with(PREFIX) && printed.len() > PREFIX.len());
            assert_eq!(ControlCode::parse(&printed).as_ref(), Some(control));
            assert!(ControlCode::parse(&printed.to_lowercase()).is_some());
            assert!(!control.title().is_empty());
        }
    }

    #[test]
    fn what_is_no_control_barcode() {
        for code in [
            "",
            "OD",
            "OD:",
            "OD:FLY",
            "OD:CARRIER:",
            "OD:CARRIER: ",
            "ÖD:NEXT",
            "CONFIRM",
            "4006381333931",
        ] {
            assert_eq!(ControlCode::parse(code), None, "{code}");
        }
        assert!(ControlCode::is_meant("od:fly"));
        assert!(!ControlCode::is_meant("ODD:1"));
        assert_eq!(
            ControlCode::Carrier("Česká pošta".to_owned()).to_print(),
            None
        );
    }
}

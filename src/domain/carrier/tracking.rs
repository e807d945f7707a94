//! What tracking numbers look like, by carrier. Never a reason to refuse one: carriers change their formats.
//!
//! The shapes are those that the carriers publish for their customers (UPS, USPS, FedEx, DHL, La Poste, Canada Post, Royal Mail and
//! others) and the standard S10 of the Universal Postal Union; only those widely agreed on are listed.

use super::{Carrier, key};
use crate::domain::reference::AmazonOrderRef;

/// Why a tracking number looks wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrackingDoubt {
    /// It is the reference of an Amazon order: the wrong barcode was scanned.
    #[error("This is the reference of an Amazon order, not a tracking number.")]
    OrderReference,
    /// It is not of the carrier's form.
    #[error("This does not look like a tracking number of the carrier, which is {0}.")]
    Shape(&'static str),
    /// It has the right form, but its check digit is wrong: a slip of the keyboard, most likely.
    #[error("The check digit of the tracking number is wrong: one of its digits is mistyped.")]
    CheckDigit,
}

/// One form of a tracking number.
enum Shape {
    /// So many digits.
    Digits(&'static [usize]),
    /// So many letters or digits.
    Length(usize, usize),
    /// Begins like this and is so long in all.
    Begins(&'static str, usize, usize),
    /// `1Z` and sixteen letters or digits, the last one a check digit.
    Ups,
    /// Two letters, eight digits, a check digit, the country's two letters.
    S10,
}

use Shape::{Begins, Digits, Length, S10, Ups};

/// Keys of the carriers, the forms, and the forms in words.
type Format = (&'static [&'static str], &'static [Shape], &'static str);

const FORMATS: &[Format] = &[
    (
        &["ups"],
        &[Ups, Digits(&[9, 12, 26]), Begins("T", 11, 11)],
        "1Z and 16 letters or digits, or 9, 12 or 26 digits",
    ),
    (
        &["usps"],
        &[Digits(&[10, 16, 20, 22, 24, 26, 30, 34]), S10],
        "20 or 22 digits as a rule, or such as EA123456785US",
    ),
    (
        &["fedex", "fedexsmartpost"],
        &[Digits(&[12, 15, 20, 22, 34])],
        "12, 15, 20, 22 or 34 digits",
    ),
    (
        &["dhlexpress"],
        &[
            Digits(&[10]),
            Begins("JJD", 10, 39),
            Begins("JVGL", 10, 39),
            Begins("000", 10, 39),
        ],
        "10 digits, or begins with JJD, JVGL or 000",
    ),
    (
        &["dhlpaket"],
        &[Digits(&[12, 20]), Begins("JJD", 10, 39), S10],
        "12 or 20 digits, or begins with JJD",
    ),
    (
        &["dhl"],
        &[
            Digits(&[10, 12, 20]),
            Begins("JJD", 10, 39),
            Begins("JVGL", 10, 39),
            Begins("3S", 10, 39),
            Begins("000", 10, 39),
            S10,
        ],
        "10, 12 or 20 digits, or begins with JJD, JVGL or 3S",
    ),
    (
        &["dpd", "dpdlocal"],
        &[Digits(&[10]), Length(14, 15)],
        "14 digits, perhaps with a check character",
    ),
    (
        &["gls"],
        &[Length(8, 8), Length(11, 12), Digits(&[14])],
        "11, 12 or 14 digits, or a track id of 8 characters",
    ),
    (
        &["hermes", "hermeslogistikgruppe", "hermesuk"],
        &[Length(11, 20)],
        "11 to 20 characters, 14 or 16 as a rule",
    ),
    (
        &["royalmail"],
        &[S10, Length(9, 12), Length(14, 27)],
        "such as AB123456785GB, or 9 to 27 characters",
    ),
    (
        &["colissimo", "coliposte", "laposte"],
        &[S10, Length(11, 12), Length(13, 15)],
        "11 to 15 characters, 13 as a rule",
    ),
    (
        &["chronopost"],
        &[Length(13, 13), Length(15, 15)],
        "13 or 15 characters",
    ),
    (
        &["canadapost"],
        &[Digits(&[12, 16]), S10],
        "16 digits, or such as RB123456785CA",
    ),
    (
        &["postnl"],
        &[Begins("3S", 11, 17), S10],
        "3S and further characters, or such as RB123456785NL",
    ),
    (
        &["yamato", "yamatotransport", "sagawa", "sagawaexpress"],
        &[Digits(&[12])],
        "12 digits",
    ),
    (
        &["japanpost"],
        &[Digits(&[11, 12, 13]), S10],
        "11 to 13 digits, or such as RB123456785JP",
    ),
];

/// What is odd about a tracking number, if anything. Blanks, hyphens and case do not matter. Carriers of one's own and those
/// whose form is not known are taken at their word.
pub fn doubt(carrier: &Carrier, tracking: &str) -> Option<TrackingDoubt> {
    if tracking.parse::<AmazonOrderRef>().is_ok() {
        return Some(TrackingDoubt::OrderReference);
    }
    let Carrier::Listed(code) = carrier else {
        return None;
    };
    let carrier = key(code.as_str());
    let (_, shapes, words) = FORMATS
        .iter()
        .find(|(keys, _, _)| keys.contains(&carrier.as_str()))?;
    let plain: Vec<u8> = tracking
        .bytes()
        .filter(|byte| !matches!(byte, b' ' | b'-' | b'.'))
        .map(|byte| byte.to_ascii_uppercase())
        .collect();
    let shape = shapes.iter().find(|shape| shape.fits(&plain));
    match shape {
        None => Some(TrackingDoubt::Shape(words)),
        Some(shape) => (!shape.check_digit_is_right(&plain)).then_some(TrackingDoubt::CheckDigit),
    }
}

impl Shape {
    fn fits(&self, text: &[u8]) -> bool {
        let long = text.len();
        text.iter().all(u8::is_ascii_alphanumeric)
            && match self {
                Digits(lengths) => lengths.contains(&long) && text.iter().all(u8::is_ascii_digit),
                Length(least, most) => (*least..=*most).contains(&long) && has_digits(text),
                Begins(start, least, most) => {
                    text.starts_with(start.as_bytes()) && (*least..=*most).contains(&long)
                }
                Ups => long == 18 && text.starts_with(b"1Z") && text[17].is_ascii_digit(),
                S10 => {
                    long == 13
                        && text[2..11].iter().all(u8::is_ascii_digit)
                        && text[..2]
                            .iter()
                            .chain(&text[11..])
                            .all(u8::is_ascii_alphabetic)
                }
            }
    }

    /// For a text that fits.
    fn check_digit_is_right(&self, text: &[u8]) -> bool {
        match self {
            Ups => {
                // Letters count as their place after `A`, plus two, without tens; every second one twice.
                let sum: u32 = text[2..17]
                    .iter()
                    .zip([1, 2].into_iter().cycle())
                    .map(|(byte, weight)| weight * (ups_value(*byte) % 10))
                    .sum();
                (10 - sum % 10) % 10 == u32::from(text[17] - b'0')
            }
            S10 => {
                let sum: u32 = text[2..10]
                    .iter()
                    .zip([8, 6, 4, 2, 3, 5, 9, 7])
                    .map(|(byte, weight)| weight * u32::from(byte - b'0'))
                    .sum();
                let check = match 11 - sum % 11 {
                    10 => 0,
                    11 => 5,
                    check => check,
                };
                check == u32::from(text[10] - b'0')
            }
            _ => true,
        }
    }
}

fn ups_value(byte: u8) -> u32 {
    match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        letter => u32::from(letter - b'A') + 2,
    }
}

/// A word is no tracking number.
fn has_digits(text: &[u8]) -> bool {
    text.iter().filter(|byte| byte.is_ascii_digit()).count() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::carrier::{CarrierCode, Found, find};

    fn told(carrier: &str, tracking: &str) -> Option<TrackingDoubt> {
        let carrier = match find(carrier, &["Mario Kurier".to_owned()]) {
            Found::Carrier(carrier) => carrier,
            other => unreachable!("{carrier}: {other:?}"),
        };
        doubt(&carrier, tracking)
    }

    #[test]
    fn what_carriers_give_out_is_not_doubted() {
        for (carrier, tracking) in [
            ("UPS", "1Z5R89390357567127"),
            ("UPS", "1z 5r8 939 03 5756 712 7"),
            ("UPS", "T1234567890"),
            ("USPS", "9400 1000 0000 0000 0000 00"),
            ("USPS", "EA123456785US"),
            ("FedEx", "9999 9999 9999"),
            ("FedEx", "999999999999999"),
            ("DHL Express", "1234567890"),
            ("DHL Express", "JJD0099999999"),
            ("DHL-Paket", "00340434161094000001"),
            ("DHL", "3SBCC000123456"),
            ("DPD", "01015026003653c"),
            ("DPD", "01015026003653"),
            ("GLS", "50346007538"),
            ("GLS", "ZG7K29QX"),
            ("Hermes", "09133131530724"),
            ("Royal Mail", "RB123456785GB"),
            ("Royal Mail", "0123456789ABCDEF01234"),
            ("Colissimo", "6A12345678901"),
            ("Chronopost", "XX123456789FR"),
            ("Canada Post", "1234 5678 9012 3456"),
            ("PostNL", "3SABCD1234567"),
            ("Sagawa", "1234-5678-9012"),
            ("Japan Post", "RB123456785JP"),
            ("Self Delivery", "round 3"),
            ("Mario Kurier", "whatever he wrote"),
            ("TNT", "GE123"),
        ] {
            assert_eq!(told(carrier, tracking), None, "{carrier} {tracking}");
        }
    }

    #[test]
    fn what_looks_wrong_is_told() {
        let shape = |told| matches!(told, Some(TrackingDoubt::Shape(_)));
        for (carrier, tracking) in [
            ("UPS", "1Z5R8939035756712"),
            ("UPS", "9400100000000000000000"),
            ("USPS", "1Z5R89390357567127"),
            ("FedEx", "12345"),
            ("DHL Express", "12345678901"),
            ("DHL", "GERMANY"),
            ("DPD", "none"),
            ("GLS", "PARCELNO"),
            ("Royal Mail", "posted"),
            ("Colissimo", "ABCDEFGHIJKLM"),
            ("Yamato", "RB123456785JP"),
            ("Canada Post", "１２３４"),
            ("FedEx", ""),
        ] {
            assert!(shape(told(carrier, tracking)), "{carrier} {tracking}");
        }
        for (carrier, tracking) in [
            ("UPS", "1Z5R89390357567128"),
            ("USPS", "EA123456758US"),
            ("Royal Mail", "RB123456784GB"),
        ] {
            assert_eq!(
                told(carrier, tracking),
                Some(TrackingDoubt::CheckDigit),
                "{tracking}"
            );
        }
        for carrier in ["UPS", "Self Delivery", "Mario Kurier"] {
            let doubt = told(carrier, "302-1234567-7654321");
            assert_eq!(doubt, Some(TrackingDoubt::OrderReference));
        }
    }

    #[test]
    fn the_table_names_carriers_of_the_list() {
        let known: Vec<String> = CarrierCode::carriers()
            .into_iter()
            .map(|code| key(code.as_str()))
            .collect();
        for name in FORMATS.iter().flat_map(|(keys, _, _)| *keys) {
            assert!(known.iter().any(|key| key == name), "{name}");
        }
    }
}

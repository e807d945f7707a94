//! The carrier codes that Amazon takes, and what a tracking number of some carriers looks like.

/// One code a line, spelt exactly as Amazon wants it.
const CODES: &str = include_str!("carrier_codes.txt");
/// Codes that stand for any other carrier, which then has to be named.
const FREE: [&str; 4] = ["Other", "Otro", "Sonstige", "Andere"];

/// Whether Amazon lists the code. Case and blanks count.
pub(crate) fn is_listed(code: &str) -> bool {
    CODES.lines().any(|line| line == code)
}

/// Whether the code needs the carrier's name beside it.
pub(crate) fn needs_name(code: &str) -> bool {
    FREE.contains(&code)
}

/// Whether a tracking number can be one of this carrier. Only carriers with well-known forms are checked.
pub(crate) fn tracking_fits(code: &str, tracking: &str) -> bool {
    let text: String = tracking.chars().filter(|c| !c.is_whitespace()).collect();
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let alphanumeric = text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    match code {
        "UPS" => {
            let own = text.len() == 18 && alphanumeric && text.to_uppercase().starts_with("1Z");
            own || (digits && matches!(text.len(), 9 | 12 | 18 | 22 | 26))
        }
        "FedEx" => digits && matches!(text.len(), 12 | 14 | 15 | 18 | 20 | 22 | 34),
        "USPS" => {
            let letters = |part: &[u8]| part.iter().all(u8::is_ascii_uppercase);
            let abroad = text.len() == 13
                && alphanumeric
                && letters(&text.as_bytes()[..2])
                && letters(&text.as_bytes()[11..]);
            abroad || (digits && matches!(text.len(), 20 | 22 | 26 | 30 | 34))
        }
        _ => true,
    }
}

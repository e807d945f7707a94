//! Article numbers in barcodes (GTIN: EAN-8, EAN-13, UPC-A, ITF-14) and their check digits, after the GS1 General Specifications.

/// An article number whose check digit is right, in its form of fourteen digits: a UPC-A and the EAN-13 that begins with a
/// zero are the same article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Gtin(u64);

impl Gtin {
    /// Reads 8, 12, 13 or 14 digits with a right check digit, or a GS1 element string that begins with one.
    pub fn parse(code: &str) -> Option<Gtin> {
        let code = without_symbology(code.trim());
        if matches!(code.len(), 8 | 12 | 13 | 14) && has_right_check_digit(code) {
            return code.parse().ok().map(Gtin);
        }
        // Application identifier 01, then fourteen digits.
        let number = code.strip_prefix("01")?.get(..14)?;
        if has_right_check_digit(number) {
            number.parse().ok().map(Gtin)
        } else {
            None
        }
    }

    /// Its fourteen digits.
    pub fn digits(self) -> String {
        format!("{:014}", self.0)
    }
}

/// Whether this is clearly an article number (12, 13 or 14 digits) that was misread: its check digit is wrong. Eight digits
/// are not looked at, since so many sellers number their articles like that.
pub fn is_misread(code: &str) -> bool {
    let code = without_symbology(code.trim());
    matches!(code.len(), 12..=14) && is_digits(code) && !has_right_check_digit(code)
}

/// Whether two codes mean the same: letter by letter, or as the same article number.
pub fn same_code(a: &str, b: &str) -> bool {
    let (a, b) = (a.trim(), b.trim());
    if a.is_empty() || b.is_empty() {
        return false;
    }
    a.eq_ignore_ascii_case(b) || Gtin::parse(a).is_some_and(|a| Gtin::parse(b) == Some(a))
}

/// Scanners may be set to tell the kind of barcode first, as in `]E0` or `]C1` (AIM symbology identifiers).
fn without_symbology(code: &str) -> &str {
    let told = code.strip_prefix(']').and_then(|rest| rest.get(..2));
    match told.map(str::as_bytes) {
        Some([kind, modifier])
            if kind.is_ascii_alphabetic() && modifier.is_ascii_alphanumeric() =>
        {
            code.get(3..).unwrap_or(code)
        }
        _ => code,
    }
}

fn is_digits(code: &str) -> bool {
    !code.is_empty() && code.bytes().all(|b| b.is_ascii_digit())
}

/// From the right, weights of 1 (the check digit itself) and 3 in turn: the sum is a multiple of ten.
fn has_right_check_digit(code: &str) -> bool {
    let sum: u32 = code
        .bytes()
        .rev()
        .zip([1u32, 3].into_iter().cycle())
        .map(|(digit, weight)| u32::from(digit.wrapping_sub(b'0')) * weight)
        .sum();
    is_digits(code) && sum.is_multiple_of(10)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn published_examples() {
        for right in [
            "4006381333931",
            "73513537",
            "036000291452",
            "10614141000415",
        ] {
            assert!(Gtin::parse(right).is_some(), "{right}");
            assert!(!is_misread(right), "{right}");
        }
        for wrong in ["4006381333930", "036000291453", "10614141000416"] {
            assert_eq!(Gtin::parse(wrong), None, "{wrong}");
            assert!(is_misread(wrong), "{wrong}");
        }
        for other in [
            "",
            "12345678",
            "TEA-EARL-GREY",
            "00340434161094015902",
            "４００６３８１３３３９３１",
        ] {
            assert!(!is_misread(other), "{other}");
        }
    }

    #[test]
    fn one_article_in_several_forms() {
        for (a, b) in [
            ("036000291452", "0036000291452"),
            ("036000291452", "00036000291452"),
            ("4006381333931", "]E04006381333931"),
            ("4006381333931", "]C10104006381333931"),
            ("4006381333931", "010400638133393110LOT7"),
            ("tea-1", "TEA-1 "),
        ] {
            assert!(same_code(a, b), "{a} {b}");
        }
        assert!(!same_code("", ""));
        assert!(!same_code("4006381333931", "4006381333930"));
        assert!(!same_code("0123", "123"));
    }

    proptest! {
        #[test]
        fn any_single_wrong_digit_is_seen(body in "[0-9]{11,13}", at in 0usize..14, by in 1u8..10) {
            let check = (0..10).map(|d| format!("{body}{d}")).find(|code| has_right_check_digit(code)).unwrap();
            prop_assert!(Gtin::parse(&check).is_some());
            let at = at % check.len();
            let mut digits = check.into_bytes();
            digits[at] = b'0' + (digits[at] - b'0' + by) % 10;
            prop_assert!(is_misread(&String::from_utf8(digits).unwrap()));
        }

        #[test]
        fn nothing_scanned_is_a_crash(code in "\\PC{0,40}") {
            let _ = (Gtin::parse(&code), is_misread(&code), same_code(&code, &code));
        }
    }
}

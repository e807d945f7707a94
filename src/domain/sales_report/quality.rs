//! Amazon's thresholds for orders that the seller sends (product rule R4).
//!
//! Source: Amazon's Seller Central help on shipping performance (account health). Late shipment rate: orders whose shipment
//! was confirmed after the expected ship date, in percent of all seller-fulfilled orders, under 4 % over 10 days and over
//! 30 days. Pre-fulfilment cancel rate: orders that the seller cancelled before confirming a shipment, in percent of all
//! seller-fulfilled orders, under 2.5 % over 7 days; cancellations that the buyer asked for with Amazon's own means do not
//! count.

/// Hundredths of a percent below which the late shipment rate must stay.
pub const LATE_SHIPMENT: u32 = 400;
/// The days over which Amazon measures it.
pub const LATE_SHIPMENT_DAYS: [u32; 2] = [10, 30];
/// Hundredths of a percent below which the pre-fulfilment cancel rate must stay.
pub const CANCELLED: u32 = 250;
/// The days over which Amazon measures it.
pub const CANCELLED_DAYS: u32 = 7;

/// Some of many, as a share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Some.
    pub some: u64,
    /// Of so many.
    pub of: u64,
}

impl Share {
    /// Counts one more, and whether it is among the some.
    pub fn count(&mut self, is_one: bool) {
        self.some += u64::from(is_one);
        self.of += 1;
    }

    /// In percent with two decimals, halves up; none of nothing.
    pub fn percent(self) -> Option<String> {
        let hundredths = (self.some.checked_mul(20_000)? + self.of).checked_div(2 * self.of)?;
        Some(hundredths_text(hundredths))
    }

    /// Whether it is below so many hundredths of a percent, exactly; nothing is.
    pub fn is_below(self, hundredths: u32) -> bool {
        self.of == 0
            || u128::from(self.some) * 10_000 < u128::from(hundredths) * u128::from(self.of)
    }
}

/// Hundredths of a percent as decimal text.
pub fn hundredths_text(hundredths: u64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_is_exact() {
        let share = |some, of| Share { some, of };
        assert!(!share(4, 100).is_below(LATE_SHIPMENT));
        assert!(share(3, 100).is_below(LATE_SHIPMENT));
        assert!(share(399, 9_976).is_below(LATE_SHIPMENT));
        assert!(share(0, 0).is_below(CANCELLED));
        assert!(!share(1, 40).is_below(CANCELLED));
        assert_eq!(share(1, 3).percent().as_deref(), Some("33.33"));
        assert_eq!(share(2, 3).percent().as_deref(), Some("66.67"));
        assert_eq!(share(0, 3).percent().as_deref(), Some("0.00"));
        assert_eq!(share(3, 3).percent().as_deref(), Some("100.00"));
        assert_eq!(share(0, 0).percent(), None);
    }
}

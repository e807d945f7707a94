//! Counting: what was found against what we thought (product rule K5).

use super::ids::{Location, MoveId, ProductId};
use super::moment::Moment;
use super::stock_move::{MoveKind, StockMove};

/// What a person counted of a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The product.
    pub product: ProductId,
    /// Pieces found. Below zero only to set Amazon's own figures aside, never from a shelf.
    pub found: i64,
    /// What our figure was when the count began; none if the person did not look.
    pub seen: Option<i64>,
}

/// A count that can't be applied: goods moved since it began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfDate {
    /// The product.
    pub product: ProductId,
    /// Our figure when the count began.
    pub seen: i64,
    /// Our figure now.
    pub now: i64,
}

/// Whether a count still fits our figure.
pub fn check(counted: &Counted, now: i64) -> Result<(), OutOfDate> {
    match counted.seen {
        Some(seen) if seen != now => Err(OutOfDate {
            product: counted.product,
            seen,
            now,
        }),
        _ => Ok(()),
    }
}

/// The move that makes our figure what was found; none if it is that already. `None` as well where the difference is more
/// than a move can carry.
pub fn adjustment(
    counted: &Counted,
    now: i64,
    location: &Location,
    reason: &str,
    id: MoveId,
    at: Moment,
) -> Option<StockMove> {
    let difference = counted.found.checked_sub(now).filter(|d| *d != 0)?;
    let quantity = u32::try_from(difference.unsigned_abs()).ok()?;
    let loss = Location::from(Location::INVENTORY_LOSS);
    let (from, to) = if difference > 0 {
        (loss, location.clone())
    } else {
        (location.clone(), loss)
    };
    Some(StockMove {
        id,
        at,
        product: counted.product,
        from,
        to,
        quantity,
        reference: None,
        order: None,
        picking: None,
        kind: MoveKind::Adjustment,
        account: None,
        transfer: None,
        reason: reason.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn afterwards_our_figure_is_what_was_found(found in -9_000i64..9_000, now in -9_000i64..9_000) {
            let counted = Counted { product: ProductId(7), found, seen: Some(now) };
            prop_assert_eq!(check(&counted, now), Ok(()));
            let place = Location::from(Location::STOCK);
            let made = adjustment(&counted, now, &place, "count", MoveId(1), Moment::from_seconds(1));
            let change = made.map_or(0, |m| {
                let pieces = i64::from(m.quantity);
                if m.to == place { pieces } else { -pieces }
            });
            prop_assert_eq!(now + change, found);
        }
    }

    #[test]
    fn a_count_that_is_out_of_date_says_both_figures() {
        let counted = Counted {
            product: ProductId(7),
            found: 4,
            seen: Some(5),
        };
        let refused = OutOfDate {
            product: ProductId(7),
            seen: 5,
            now: 3,
        };
        assert_eq!(check(&counted, 3), Err(refused));
        assert_eq!(
            check(
                &Counted {
                    seen: None,
                    ..counted
                },
                3
            ),
            Ok(())
        );
    }
}

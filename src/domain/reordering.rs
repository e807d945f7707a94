//! Reordering rules: how much of a product a location is to hold, and what to bring there (product rule K6).

use super::ids::{Location, ProductId};
use serde::{Deserialize, Serialize};

/// How much of a product a location is to hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReorderingRule {
    /// The product.
    pub product: ProductId,
    /// The location.
    pub location: Location,
    /// Below this it is replenished.
    pub minimum: u32,
    /// Up to this.
    pub maximum: u32,
    /// In multiples of this, such as a carton; at least 1.
    pub multiple: u32,
    /// Where the goods come from.
    pub source: Location,
    /// Whether the engine plans the transfer by itself.
    pub automatic: bool,
}

/// How a rule's product stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Pieces at the rule's location.
    pub on_hand: i64,
    /// Pieces that open transfers bring there, less those that they take from there.
    pub planned: i64,
}

/// What a rule proposes to bring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The rule.
    pub rule: ReorderingRule,
    /// How its product stands.
    pub standing: Standing,
    /// Pieces that would fill the location.
    pub wanted: u32,
    /// Pieces to bring: what is wanted, as far as the source has it.
    pub quantity: u32,
}

impl Proposal {
    /// Pieces that are wanted and not there.
    pub fn shortfall(&self) -> u32 {
        self.wanted.saturating_sub(self.quantity)
    }
}

impl ReorderingRule {
    /// Pieces to bring, whatever the source has; 0 as long as on hand and planned reach the minimum.
    ///
    /// As many multiples as fit below the maximum, but at least as many as reach the minimum.
    pub fn wanted(&self, standing: Standing) -> u32 {
        let there = standing.on_hand.saturating_add(standing.planned);
        if there >= i64::from(self.minimum) {
            return 0;
        }
        let most = i64::from(self.maximum.max(self.minimum)).saturating_sub(there);
        let multiple = i64::from(self.multiple.max(1));
        let least = i64::from(self.minimum).saturating_sub(there);
        let reach = least / multiple + i64::from(least % multiple > 0);
        let wanted = (most / multiple).max(reach).saturating_mul(multiple);
        u32::try_from(wanted).unwrap_or(u32::MAX)
    }
}

/// What the rules propose, in their order. `available` says what a source has left of a product, none if it never runs out;
/// what one proposal takes is not there for the next.
pub fn propose(
    rules: &[(ReorderingRule, Standing)],
    available: impl Fn(&Location, ProductId) -> Option<i64>,
) -> Vec<Proposal> {
    let mut taken: Vec<(Location, ProductId, i64)> = Vec::new();
    let mut proposals = Vec::new();
    for (rule, standing) in rules {
        let wanted = rule.wanted(*standing);
        if wanted == 0 {
            continue;
        }
        let quantity = match available(&rule.source, rule.product) {
            None => wanted,
            Some(has) => {
                let gone: i64 = taken
                    .iter()
                    .filter(|(place, product, _)| *place == rule.source && *product == rule.product)
                    .map(|(_, _, pieces)| pieces)
                    .sum();
                let left = u32::try_from(has.saturating_sub(gone).max(0)).unwrap_or(u32::MAX);
                let multiple = rule.multiple.max(1);
                wanted.min(left / multiple * multiple)
            }
        };
        taken.push((rule.source.clone(), rule.product, i64::from(quantity)));
        proposals.push(Proposal {
            rule: rule.clone(),
            standing: *standing,
            wanted,
            quantity,
        });
    }
    proposals
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rule(minimum: u32, maximum: u32, multiple: u32) -> ReorderingRule {
        ReorderingRule {
            product: ProductId(1),
            location: Location::from(Location::AMAZON),
            minimum,
            maximum,
            multiple,
            source: Location::from(Location::STOCK),
            automatic: false,
        }
    }

    fn standing(on_hand: i64, planned: i64) -> Standing {
        Standing { on_hand, planned }
    }

    #[test]
    fn below_the_minimum_it_fills_up_to_the_maximum_in_multiples() {
        assert_eq!(rule(10, 30, 1).wanted(standing(10, 0)), 0);
        assert_eq!(rule(10, 30, 1).wanted(standing(9, 0)), 21);
        assert_eq!(rule(10, 30, 6).wanted(standing(9, 0)), 18);
        assert_eq!(rule(10, 12, 24).wanted(standing(9, 0)), 24);
        // The maximum is no multiple: the minimum is reached all the same.
        assert_eq!(rule(46, 46, 12).wanted(standing(0, 0)), 48);
        assert_eq!(rule(10, 30, 1).wanted(standing(-4, 0)), 34);
        assert_eq!(rule(10, 30, 1).wanted(standing(0, 10)), 0, "planned counts");
    }

    #[test]
    fn two_rules_share_what_the_warehouse_has() {
        let other = ReorderingRule {
            location: Location::from("Amazon JP"),
            ..rule(5, 20, 1)
        };
        let rules = [(rule(5, 20, 1), standing(0, 0)), (other, standing(0, 0))];
        let made = propose(&rules, |_, _| Some(25));
        let seen: Vec<(u32, u32)> = made.iter().map(|p| (p.quantity, p.shortfall())).collect();
        assert_eq!(seen, [(20, 0), (5, 15)]);
        let endless = propose(&rules, |_, _| None);
        assert!(endless.iter().all(|p| p.shortfall() == 0));
    }

    proptest! {
        #[test]
        fn what_was_proposed_is_not_proposed_again(
            minimum in 0u32..200, more in 0u32..200, multiple in 1u32..30, on_hand in -50i64..200, planned in 0i64..100, has in -10i64..500,
        ) {
            let rule = rule(minimum, minimum + more, multiple);
            let now = standing(on_hand, planned);
            let made = propose(&[(rule.clone(), now)], |_, _| Some(has));
            let quantity = made.first().map_or(0, |p| p.quantity);
            prop_assert!(i64::from(quantity) <= has.max(0));
            prop_assert_eq!(quantity % multiple, 0);
            let then = standing(on_hand, planned + i64::from(quantity));
            let again = propose(&[(rule, then)], |_, _| Some(has - i64::from(quantity)));
            let short = made.first().is_some_and(|p| p.shortfall() > 0);
            prop_assert!(short || again.is_empty());
            prop_assert_eq!(again.first().map_or(0, |p| p.quantity), 0);
        }
    }
}

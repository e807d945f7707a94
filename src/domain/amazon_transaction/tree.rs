//! Breakdown trees: which of their nodes count.

use super::leaf::{Leaf, LeafKind, LeafPart, Side, letters};
use crate::domain::ids::Sku;
use crate::domain::money::Amount;

/// A node of a breakdown tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Node {
    /// Amazon's name of it.
    pub name: String,
    /// How much.
    pub amount: Amount,
    /// What it is made of, as far as Amazon tells.
    pub below: Vec<Node>,
}

/// The trees of a transaction. Those of its items and its own describe the same money.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trees {
    /// Of each item: its article, its total, its trees.
    pub items: Vec<(Option<Sku>, Option<Amount>, Vec<Node>)>,
    /// Of the transaction as a whole.
    pub whole: Vec<Node>,
}

/// The leaves that count, and what of the total they leave open.
///
/// Items tell more than the whole, so they count if they tell anything; where only the whole adds up to the total, it
/// counts instead. Never both.
pub fn leaves_of(trees: &Trees, total: Amount) -> (Vec<Leaf>, Amount) {
    let by_item = items(trees);
    let whole: Vec<Leaf> = trees
        .whole
        .iter()
        .flat_map(|node| walk(node, None))
        .collect();
    let rest = |leaves: &[Leaf]| {
        let sum = Amount::sum(leaves.iter().map(|leaf| leaf.amount));
        sum.and_then(|sum| total.minus(sum))
    };
    let (of_items, of_whole) = (rest(&by_item), rest(&whole));
    let adds_up = |rest: Option<Amount>| rest.is_some_and(Amount::is_zero);
    let items_count = match (by_item.is_empty(), whole.is_empty()) {
        (true, _) => false,
        (false, true) => true,
        (false, false) => adds_up(of_items) || !adds_up(of_whole),
    };
    match items_count {
        true => (by_item, of_items.unwrap_or(total)),
        false => (whole, of_whole.unwrap_or(total)),
    }
}

fn items(trees: &Trees) -> Vec<Leaf> {
    let mut leaves = Vec::new();
    for (sku, total, nodes) in &trees.items {
        if nodes.is_empty()
            && let Some(amount) = total.filter(|amount| !amount.is_zero())
        {
            leaves.push(Leaf {
                what: LeafKind::Unknown(String::new()),
                part: LeafPart::Whole,
                side: Side::None,
                amount,
                sku: sku.clone(),
            });
        }
        leaves.extend(nodes.iter().flat_map(|node| walk(node, sku.as_ref())));
    }
    leaves
}

fn walk(top: &Node, sku: Option<&Sku>) -> Vec<Leaf> {
    let mut leaves = Vec::new();
    let side = Side::parse(&top.name);
    // Parents stay known, since "Base" and "Tax" mean nothing without them.
    let mut open: Vec<(&Node, Option<&Node>)> = vec![(top, None)];
    while let Some((node, parent)) = open.pop() {
        if explained(node) {
            open.extend(node.below.iter().rev().map(|below| (below, Some(node))));
        } else if !node.amount.is_zero() {
            let (what, part) = named(node, parent);
            leaves.push(Leaf {
                what,
                part,
                side,
                amount: node.amount,
                sku: sku.cloned(),
            });
        }
    }
    leaves
}

/// Whether what lies below a node is all of it.
fn explained(node: &Node) -> bool {
    let below = node.below.iter().map(|below| below.amount);
    !node.below.is_empty() && Amount::sum(below) == Some(node.amount)
}

fn named(node: &Node, parent: Option<&Node>) -> (LeafKind, LeafPart) {
    let part = match letters(&node.name).as_str() {
        "base" => LeafPart::Base,
        "tax" => LeafPart::Tax,
        _ => LeafPart::Whole,
    };
    match parent.filter(|parent| part != LeafPart::Whole && is_fee(parent)) {
        Some(fee) => (LeafKind::parse(&fee.name), part),
        None => (LeafKind::parse(&node.name), LeafPart::Whole),
    }
}

/// Whether a node is a fee that is split, not a container: a base stands beside the tax.
fn is_fee(node: &Node) -> bool {
    node.below
        .iter()
        .all(|below| matches!(letters(&below.name).as_str(), "base" | "tax"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn amount(cents: i64) -> Amount {
        Amount(rust_decimal::Decimal::new(cents, 2))
    }

    fn leaf(name: &str, cents: i64) -> Node {
        Node {
            name: name.to_owned(),
            amount: amount(cents),
            below: Vec::new(),
        }
    }

    fn node(name: &str, cents: i64, below: Vec<Node>) -> Node {
        Node {
            below,
            ..leaf(name, cents)
        }
    }

    fn told(leaves: &[Leaf]) -> Vec<(&str, LeafPart, String)> {
        let one = |leaf: &Leaf| {
            let name: &str = match &leaf.what {
                LeafKind::Commission => "Commission",
                LeafKind::OurPricePrincipal => "Principal",
                LeafKind::FbaFees => "FBAFees",
                LeafKind::Tax => "Tax",
                LeafKind::Unknown(_) => "?",
                _ => "other",
            };
            (name, leaf.part, leaf.amount.to_string())
        };
        leaves.iter().map(one).collect()
    }

    fn sale() -> Node {
        let goods = node(
            "ProductCharges",
            1000,
            vec![leaf("OurPricePrincipal", 1000)],
        );
        node("Sales", 1190, vec![goods, leaf("Tax", 190)])
    }

    fn fees() -> Node {
        let commission = node(
            "Commission",
            -179,
            vec![leaf("Base", -150), leaf("Tax", -29)],
        );
        node(
            "Expenses",
            -179,
            vec![node("AmazonFees", -179, vec![commission])],
        )
    }

    #[test]
    fn base_and_tax_belong_to_their_fee() {
        let trees = Trees {
            items: vec![(None, None, vec![sale(), fees()])],
            whole: Vec::new(),
        };
        let (leaves, rest) = leaves_of(&trees, amount(1011));
        assert!(rest.is_zero());
        let told = told(&leaves);
        assert_eq!(told[0], ("Principal", LeafPart::Whole, "10.00".to_owned()));
        assert_eq!(told[1], ("Tax", LeafPart::Whole, "1.90".to_owned()));
        assert_eq!(told[2], ("Commission", LeafPart::Base, "-1.50".to_owned()));
        assert_eq!(told[3], ("Commission", LeafPart::Tax, "-0.29".to_owned()));
    }

    #[test]
    fn items_and_the_whole_are_the_same_money() {
        let trees = Trees {
            items: vec![(
                Some(Sku::from("A")),
                Some(amount(1011)),
                vec![sale(), fees()],
            )],
            whole: vec![leaf("Sales", 1190), leaf("Expenses", -179)],
        };
        let (leaves, rest) = leaves_of(&trees, amount(1011));
        assert_eq!(leaves.len(), 4);
        assert!(rest.is_zero());
        assert!(leaves.iter().all(|leaf| leaf.sku == Some(Sku::from("A"))));
    }

    #[test]
    fn the_whole_counts_where_items_do_not_add_up_and_it_does() {
        let trees = Trees {
            items: vec![(None, None, vec![leaf("Sales", 5)])],
            whole: vec![leaf("Sales", 7)],
        };
        let (leaves, rest) = leaves_of(&trees, amount(7));
        assert_eq!((leaves[0].amount, rest), (amount(7), Amount::ZERO));
        // If neither does, items tell more, and the rest is told.
        let (leaves, rest) = leaves_of(&trees, amount(9));
        assert_eq!((leaves[0].amount, rest), (amount(5), amount(4)));
    }

    #[test]
    fn a_container_counts_where_its_children_do_not_add_up() {
        let bare = node("Expenses", -700, vec![leaf("FBAFees", -700)]);
        let odd = node("FBAFees", -700, vec![leaf("FBAStorageFee", -650)]);
        for tree in [bare, node("Expenses", -700, vec![odd])] {
            let trees = Trees {
                items: Vec::new(),
                whole: vec![tree],
            };
            let (leaves, rest) = leaves_of(&trees, amount(-700));
            assert_eq!(
                told(&leaves),
                [("FBAFees", LeafPart::Whole, "-7.00".to_owned())]
            );
            assert!(rest.is_zero());
        }
    }

    #[test]
    fn an_item_without_a_tree_counts_by_its_total() {
        let trees = Trees {
            items: vec![
                (None, Some(amount(5)), Vec::new()),
                (None, None, Vec::new()),
            ],
            whole: Vec::new(),
        };
        assert_eq!(
            told(&leaves_of(&trees, amount(5)).0),
            [("?", LeafPart::Whole, "0.05".to_owned())]
        );
        let (leaves, rest) = leaves_of(&Trees::default(), amount(5));
        assert!(leaves.is_empty() && rest == amount(5));
    }

    fn any_node() -> impl Strategy<Value = Node> {
        let name = prop_oneof![
            Just("Sales"),
            Just("Base"),
            Just("Tax"),
            Just("Commission"),
            Just("")
        ];
        let single = (name.clone(), -9_999i64..9_999).prop_map(|(n, c)| leaf(n, c));
        single.prop_recursive(5, 40, 4, move |inner| {
            let below = proptest::collection::vec(inner, 0..4);
            (name.clone(), -9_999i64..9_999, any::<bool>(), below).prop_map(
                |(n, c, fits, below)| {
                    let sum = Amount::sum(below.iter().map(|b| b.amount)).unwrap_or_default();
                    let mut made = node(n, c, below);
                    if fits && !made.below.is_empty() {
                        made.amount = sum;
                    }
                    made
                },
            )
        })
    }

    proptest! {
        #[test]
        fn leaves_and_rest_are_always_the_total(
            items in proptest::collection::vec(proptest::collection::vec(any_node(), 0..3), 0..3),
            whole in proptest::collection::vec(any_node(), 0..3),
            cents in -99_999i64..99_999,
        ) {
            let items = items.into_iter().map(|nodes| (None, None, nodes)).collect();
            let (leaves, rest) = leaves_of(&Trees { items, whole }, amount(cents));
            let sum = Amount::sum(leaves.iter().map(|leaf| leaf.amount)).and_then(|sum| sum.plus(rest));
            prop_assert_eq!(sum, Some(amount(cents)));
        }

        #[test]
        fn a_tree_weighs_what_its_root_says(root in any_node()) {
            let leaves = walk(&root, None);
            prop_assert_eq!(Amount::sum(leaves.iter().map(|leaf| leaf.amount)), Some(root.amount));
        }
    }
}

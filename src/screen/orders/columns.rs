//! The columns of the order list, as data: what they are called, how wide they are, which go first when room is short.

use crate::domain::amazon_status::AmazonStatus;
use crate::domain::order::{Delivery, Flags};
use crate::domain::order_query::SortColumn;

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Our number.
    Number,
    /// Amazon's reference.
    Reference,
    /// When it was placed.
    Purchased,
    /// Who bought it.
    Customer,
    /// Pieces.
    Units,
    /// Total with currency.
    Total,
    /// Channel.
    Channel,
    /// Marketplace code.
    Market,
    /// Amazon's status.
    Status,
    /// How far the delivery is.
    Delivery,
    /// When it must be shipped.
    ShipBy,
    /// What is special about it.
    Flags,
    /// Account.
    Account,
    /// When Amazon changed it last.
    Updated,
}

/// How a column is laid out.
#[derive(Debug)]
pub struct Spec {
    /// Which.
    pub column: Column,
    /// Heading.
    pub title: &'static str,
    /// Columns of the terminal that it takes at least.
    pub width: u16,
    /// How much it may grow where there is room.
    pub grow: u16,
    /// Figures stand at the right.
    pub right: bool,
    /// The smallest comes first when room is short.
    pub rank: u8,
    /// What the list is sorted by through it.
    pub sort: Option<SortColumn>,
}

const fn spec(
    column: Column,
    title: &'static str,
    width: u16,
    grow: u16,
    right: bool,
    rank: u8,
    sort: Option<SortColumn>,
) -> Spec {
    Spec {
        column,
        title,
        width,
        grow,
        right,
        rank,
        sort,
    }
}

/// All columns in the order in which they stand.
pub static COLUMNS: &[Spec] = &[
    spec(Column::Number, "Order", 8, 0, false, 9, None),
    spec(Column::Reference, "Amazon reference", 19, 0, false, 2, None),
    spec(
        Column::Purchased,
        "Purchased",
        12,
        0,
        false,
        8,
        Some(SortColumn::Purchased),
    ),
    spec(Column::Customer, "Customer", 12, 20, false, 3, None),
    spec(Column::Units, "Units", 5, 0, true, 11, None),
    spec(
        Column::Total,
        "Total",
        13,
        0,
        true,
        4,
        Some(SortColumn::Total),
    ),
    spec(Column::Channel, "Ch.", 3, 0, false, 7, None),
    spec(Column::Market, "Mk", 2, 0, false, 6, None),
    spec(Column::Status, "Amazon", 9, 0, false, 5, None),
    spec(Column::Delivery, "Delivery", 9, 0, false, 12, None),
    spec(
        Column::ShipBy,
        "Ship by",
        11,
        0,
        false,
        1,
        Some(SortColumn::ShipBy),
    ),
    spec(Column::Flags, "Notes", 9, 18, false, 10, None),
    spec(Column::Account, "Account", 10, 8, false, 13, None),
    spec(
        Column::Updated,
        "Updated",
        12,
        0,
        false,
        14,
        Some(SortColumn::Updated),
    ),
];

/// Columns of a terminal too narrow for references.
const NARROW: [Column; 3] = [Column::Number, Column::Customer, Column::ShipBy];
/// Below this width the narrow set is shown.
const NARROW_BELOW: u16 = 56;

/// A column at its place.
#[derive(Clone, Copy, Debug)]
pub struct Placed {
    /// What it is.
    pub spec: &'static Spec,
    /// Where it begins, from the left edge of the list.
    pub x: u16,
    /// How wide it is.
    pub width: u16,
}

/// Which columns fit into so much room behind the marks, and where they stand.
///
/// The column that the list is sorted by is always among them.
pub fn layout(room: u16, sorted_by: SortColumn) -> Vec<Placed> {
    let mut chosen: Vec<&'static Spec> = Vec::new();
    let narrow = room < NARROW_BELOW;
    let mut ranked: Vec<&'static Spec> = COLUMNS
        .iter()
        .filter(|s| !narrow || NARROW.contains(&s.column) || s.sort == Some(sorted_by))
        .collect();
    let first = |s: &Spec| s.sort == Some(sorted_by) && sorted_by != SortColumn::Purchased;
    // Where there is room for one column only, it says which order this is.
    let names = |s: &Spec| narrow && s.column == Column::Number;
    ranked.sort_by_key(|s| (!names(s), !first(s), s.rank));
    let mut used = 0;
    for spec in ranked {
        let needed = spec.width + u16::from(used > 0);
        if used + needed <= room {
            used += needed;
            chosen.push(spec);
        }
    }
    let mut spare = room.saturating_sub(used);
    let mut x = 0;
    let mut placed = Vec::new();
    for spec in COLUMNS
        .iter()
        .filter(|s| chosen.iter().any(|c| c.column == s.column))
    {
        let grown = spare.min(spec.grow);
        spare -= grown;
        let width = spec.width + grown;
        placed.push(Placed { spec, x, width });
        x += width + 1;
    }
    if placed.is_empty()
        && let Some(spec) = COLUMNS.first()
    {
        placed.push(Placed {
            spec,
            x: 0,
            width: room,
        });
    }
    placed
}

/// Amazon's status in nine letters.
pub fn status_word(status: &AmazonStatus) -> String {
    match status {
        AmazonStatus::PendingAvailability => "preorder".to_owned(),
        AmazonStatus::PartiallyShipped => "partly".to_owned(),
        AmazonStatus::Unfulfillable => "refused".to_owned(),
        other => super::super::words::plain(other.as_str()),
    }
}

/// How far the delivery is, in nine letters.
pub fn delivery_word(delivery: Delivery) -> &'static str {
    match delivery {
        Delivery::ToShip => "to ship",
        Delivery::PartlyShipped => "partly",
        Delivery::Shipped => "shipped",
        Delivery::Cancelled => "cancelled",
    }
}

/// A mark as people read it: short for the list, and as a sentence for the details.
pub struct FlagWords {
    /// The mark.
    pub flag: Flags,
    /// Short word.
    pub short: &'static str,
    /// Sentence.
    pub long: &'static str,
    /// Somebody should look.
    pub pressing: bool,
}

const fn flag(flag: Flags, short: &'static str, long: &'static str, pressing: bool) -> FlagWords {
    FlagWords {
        flag,
        short,
        long,
        pressing,
    }
}

/// All marks in words, the pressing ones first.
pub static FLAGS: &[FlagWords] = &[
    flag(
        Flags::CANCELLED_AFTER_SHIPMENT,
        "return",
        "Cancelled after goods had left: expect a return.",
        true,
    ),
    flag(
        Flags::CANCEL_REQUESTED,
        "cancel?",
        "The buyer asks to cancel: the picking is held.",
        true,
    ),
    flag(
        Flags::TOTAL_MISMATCH,
        "total?",
        "Our total and Amazon's differ.",
        true,
    ),
    flag(
        Flags::ADDRESS_INCOMPLETE,
        "address?",
        "The address is too incomplete to ship to.",
        true,
    ),
    flag(Flags::PRIME, "Prime", "Prime.", false),
    flag(Flags::PREMIUM, "Premium", "Premium shipping.", false),
    flag(Flags::BUSINESS, "Business", "A business buyer.", false),
    flag(
        Flags::REPLACEMENT,
        "Replacement",
        "Replaces another order and carries no money.",
        false,
    ),
    flag(Flags::GIFT, "Gift", "Has a gift message or wrap.", false),
    flag(
        Flags::OTHER_CHANNEL,
        "Other channel",
        "Sold elsewhere, fulfilled by Amazon.",
        false,
    ),
    flag(
        Flags::RETURNED,
        "returned",
        "Its goods came back after it was cancelled.",
        false,
    ),
    flag(
        Flags::SHIPPED_ELSEWHERE,
        "Elsewhere",
        "Shipped by other means than us.",
        false,
    ),
    flag(
        Flags::TAX_SPLIT,
        "Tax split",
        "Amazon told the tax as one sum; it is split over the lines.",
        false,
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_never_overlap_and_never_leave_their_room() {
        for sort in SortColumn::ALL {
            for room in 0..300 {
                let placed = layout(room, sort);
                let mut next = 0;
                for column in &placed {
                    assert!(column.x >= next);
                    next = column.x + column.width;
                }
                assert!(next <= room.max(8), "{room} {next}");
            }
        }
    }

    #[test]
    fn every_flag_has_words() {
        for (flag, word) in Flags::ALL {
            assert!(FLAGS.iter().any(|f| f.flag == *flag), "{word}");
        }
    }
}

//! Transfers: goods brought from one location to another, such as from the warehouse to Amazon, directly or through transit
//! with a receipt (product rule K4).

use super::ids::{Location, MoveId, ProductId, TransferNumber};
use super::moment::Moment;
use super::stock_move::{MoveKind, StockMove};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Goods that go from one location to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// Our number.
    pub number: TransferNumber,
    /// From where.
    pub from: Location,
    /// To where.
    pub to: Location,
    /// Where they lie while under way; none if they go directly.
    pub through: Option<Location>,
    /// State.
    pub state: TransferState,
    /// What goes; each product once.
    pub lines: Vec<TransferLine>,
    /// When it was planned.
    pub created: Moment,
    /// By whom: a person's user name, or `engine` for reordering rules that work by themselves.
    pub by: String,
}

/// A product of a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferLine {
    /// The product.
    pub product: ProductId,
    /// Pieces to bring.
    pub quantity: u32,
    /// Pieces that arrived.
    pub received: u32,
    /// Pieces that left and will not arrive: lost, or brought back.
    pub short: u32,
}

impl TransferLine {
    /// Pieces that neither arrived nor are given up.
    pub fn open(&self) -> u32 {
        self.quantity
            .saturating_sub(self.received.saturating_add(self.short))
    }
}

/// State of a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferState {
    /// Nothing has left.
    Planned,
    /// It has left and is not received whole.
    InTransit,
    /// Over.
    Done,
    /// Given up before anything left.
    Cancelled,
}

impl TransferState {
    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            TransferState::Planned => "planned",
            TransferState::InTransit => "in_transit",
            TransferState::Done => "done",
            TransferState::Cancelled => "cancelled",
        }
    }

    /// Whether something is still to happen.
    pub fn is_open(self) -> bool {
        matches!(self, TransferState::Planned | TransferState::InTransit)
    }
}

/// What becomes of goods that did not arrive with a receipt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rest {
    /// They are still expected.
    #[default]
    Expected,
    /// They are lost.
    Lost,
    /// They come back to where they came from.
    Back,
}

/// A transfer after something happened to it, with the moves that it made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transferred {
    /// The transfer now.
    pub transfer: Transfer,
    /// New stock moves.
    pub moves: Vec<StockMove>,
}

/// Why nothing is done with a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotTransferred {
    /// From and to are the same.
    SamePlace,
    /// No product, or none with a quantity.
    Empty,
    /// It has left already, or was cancelled.
    NotPlanned,
    /// It is not under way.
    NotUnderWay,
    /// A product that is not part of it.
    NotPartOfIt(ProductId),
    /// More than is under way.
    TooMany {
        /// The product.
        product: ProductId,
        /// Pieces under way.
        open: u32,
    },
}

impl fmt::Display for NotTransferred {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotTransferred::SamePlace => {
                f.write_str("goods can't go from a location to the same one")
            }
            NotTransferred::Empty => f.write_str("nothing is to go"),
            NotTransferred::NotPlanned => f.write_str("it has left already, or was cancelled"),
            NotTransferred::NotUnderWay => f.write_str("it is not under way"),
            NotTransferred::NotPartOfIt(_) => f.write_str("the product is not part of it"),
            NotTransferred::TooMany { open, .. } => write!(f, "only {open} are under way"),
        }
    }
}

/// Plans a transfer; a product named twice goes once with both quantities.
pub fn plan(
    number: TransferNumber,
    (from, to): (Location, Location),
    through: Option<Location>,
    goods: &[(ProductId, u32)],
    by: &str,
    now: Moment,
) -> Result<Transfer, NotTransferred> {
    if from == to || through.as_ref().is_some_and(|t| *t == from || *t == to) {
        return Err(NotTransferred::SamePlace);
    }
    let mut lines: Vec<TransferLine> = Vec::new();
    for (product, quantity) in goods.iter().filter(|(_, quantity)| *quantity > 0) {
        match lines.iter_mut().find(|line| line.product == *product) {
            Some(line) => line.quantity = line.quantity.saturating_add(*quantity),
            None => lines.push(TransferLine {
                product: *product,
                quantity: *quantity,
                received: 0,
                short: 0,
            }),
        }
    }
    if lines.is_empty() {
        return Err(NotTransferred::Empty);
    }
    Ok(Transfer {
        number,
        from,
        to,
        through,
        state: TransferState::Planned,
        lines,
        created: now,
        by: by.to_owned(),
    })
}

/// Lets the goods leave: to where they go, or into transit.
pub fn send(
    transfer: &Transfer,
    first: MoveId,
    now: Moment,
) -> Result<Transferred, NotTransferred> {
    if transfer.state != TransferState::Planned {
        return Err(NotTransferred::NotPlanned);
    }
    let mut transfer = transfer.clone();
    let next = transfer.through.clone().unwrap_or(transfer.to.clone());
    let mut moves = Moves::of(&transfer, first, now);
    for line in &transfer.lines {
        let way = (&transfer.from, &next);
        moves.add(line.product, way, line.quantity, MoveKind::Transfer);
    }
    let moves = moves.made;
    if transfer.through.is_some() {
        transfer.state = TransferState::InTransit;
    } else {
        for line in &mut transfer.lines {
            line.received = line.quantity;
        }
        transfer.state = TransferState::Done;
    }
    Ok(Transferred { transfer, moves })
}

/// Takes in what arrived; without quantities all that is under way. What becomes of the rest is said with it.
pub fn receive(
    transfer: &Transfer,
    arrived: Option<&[(ProductId, u32)]>,
    rest: Rest,
    first: MoveId,
    now: Moment,
) -> Result<Transferred, NotTransferred> {
    let (TransferState::InTransit, Some(through)) = (transfer.state, transfer.through.clone())
    else {
        return Err(NotTransferred::NotUnderWay);
    };
    let mut transfer = transfer.clone();
    let mut moves = Moves::of(&transfer, first, now);
    let everything: Vec<(ProductId, u32)> = transfer
        .lines
        .iter()
        .map(|l| (l.product, l.open()))
        .collect();
    for (product, quantity) in arrived.unwrap_or(&everything) {
        let line = transfer
            .lines
            .iter_mut()
            .find(|line| line.product == *product)
            .ok_or(NotTransferred::NotPartOfIt(*product))?;
        let open = line.open();
        if *quantity > open {
            return Err(NotTransferred::TooMany {
                product: *product,
                open,
            });
        }
        line.received = line.received.saturating_add(*quantity);
        moves.add(
            *product,
            (&through, &transfer.to),
            *quantity,
            MoveKind::Receipt,
        );
    }
    let goes_to = match rest {
        Rest::Expected => None,
        Rest::Lost => Some(Location::from(Location::INVENTORY_LOSS)),
        Rest::Back => Some(transfer.from.clone()),
    };
    if let Some(place) = goes_to {
        for line in &mut transfer.lines {
            let open = line.open();
            line.short = line.short.saturating_add(open);
            moves.add(
                line.product,
                (&through, &place),
                open,
                MoveKind::ReceiptShort,
            );
        }
    }
    if moves.made.is_empty() {
        return Err(NotTransferred::Empty);
    }
    let moves = moves.made;
    if transfer.lines.iter().all(|line| line.open() == 0) {
        transfer.state = TransferState::Done;
    }
    Ok(Transferred { transfer, moves })
}

/// Gives up a transfer before anything has left.
pub fn cancel(transfer: &Transfer) -> Result<Transfer, NotTransferred> {
    match transfer.state {
        TransferState::Planned => Ok(Transfer {
            state: TransferState::Cancelled,
            ..transfer.clone()
        }),
        _ => Err(NotTransferred::NotPlanned),
    }
}

/// The moves of a transfer as they are made.
struct Moves {
    number: TransferNumber,
    first: MoveId,
    now: Moment,
    made: Vec<StockMove>,
}

impl Moves {
    fn of(transfer: &Transfer, first: MoveId, now: Moment) -> Moves {
        Moves {
            number: transfer.number,
            first,
            now,
            made: Vec::new(),
        }
    }

    fn add(
        &mut self,
        product: ProductId,
        (from, to): (&Location, &Location),
        quantity: u32,
        kind: MoveKind,
    ) {
        if quantity == 0 {
            return;
        }
        self.made.push(StockMove {
            id: MoveId(self.first.0 + self.made.len() as u64),
            at: self.now,
            product,
            from: from.clone(),
            to: to.clone(),
            quantity,
            reference: None,
            order: None,
            picking: None,
            kind,
            account: None,
            transfer: Some(self.number),
            reason: String::new(),
        });
    }
}

#[cfg(test)]
#[path = "transfer_tests.rs"]
mod tests;

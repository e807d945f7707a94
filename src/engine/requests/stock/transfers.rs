//! Transfers from one location to another.

use super::{allowed, invalid, place, stocked};
use crate::domain::ids::{Location, MoveId, ProductId, TransferNumber};
use crate::domain::location::LocationKind;
use crate::domain::transfer::{self, NotTransferred, Rest, Transfer, Transferred};
use crate::engine::Who;
use crate::engine::activity::entry;
use crate::engine::core::Core;
use crate::engine::stock_views::{self, Products};
use crate::protocol::stock::{Goods, NewTransfer, StockReply};
use crate::protocol::upkeep::Level;
use crate::protocol::{Failure, FailureCode};
use crate::store::writing::Sequence;
use crate::store::{StoreError, Writing};
use std::sync::Arc;

/// Most transfers in an answer.
const MOST: u32 = 1_000;
/// Most products in a transfer.
const MOST_LINES: usize = 5_000;

/// Transfers, newest first, those with something still to happen before the others.
pub(super) async fn list(core: &Arc<Core>, open: bool, limit: u32) -> Result<StockReply, Failure> {
    let limit = limit.clamp(1, MOST) as usize;
    let views = core
        .read(move |reading| {
            let mut found = reading.open_transfers()?;
            found.reverse();
            found.truncate(limit);
            if !open && found.len() < limit {
                reading.newest_transfers(|transfer| {
                    if !transfer.state.is_open() {
                        found.push(transfer);
                    }
                    found.len() < limit
                })?;
            }
            let mut products = Products::of(reading);
            found
                .iter()
                .map(|transfer| stock_views::transfer(transfer, &mut products))
                .collect::<Result<Vec<_>, StoreError>>()
        })
        .await?;
    Ok(StockReply::Transfers(views))
}

/// These transfers as they are now.
pub(super) async fn shown(
    core: &Arc<Core>,
    numbers: Vec<TransferNumber>,
) -> Result<StockReply, Failure> {
    let views = core
        .read(move |reading| {
            let mut products = Products::of(reading);
            let mut views = Vec::with_capacity(numbers.len());
            for number in numbers {
                if let Some(transfer) = reading.transfer(number)? {
                    views.push(stock_views::transfer(&transfer, &mut products)?);
                }
            }
            Ok(views)
        })
        .await?;
    Ok(StockReply::Transfers(views))
}

/// Plans a transfer, or lets it leave at once.
pub(super) async fn create(
    core: &Arc<Core>,
    who: &Who,
    new: NewTransfer,
) -> Result<StockReply, Failure> {
    if new.goods.len() > MOST_LINES {
        return Err(invalid(format!(
            "A transfer has at most {MOST_LINES} products."
        )));
    }
    let (who, now) = (who.name.clone(), core.now());
    let number = core
        .writer
        .change(move |writing| {
            let (from, from_kind) = allowed!(place(writing, &new.from)?);
            let (to, to_kind) = allowed!(place(writing, &new.to)?);
            allowed!(may_go(&from, from_kind, &to, to_kind));
            let goods = allowed!(products_of(writing, &new.goods)?);
            let number = TransferNumber(writing.peek(Sequence::Transfer)? as u32);
            let through = new
                .through_transit
                .then(|| Location::from(Location::TRANSIT));
            let planned = match transfer::plan(number, (from, to), through, &goods, &who, now) {
                Ok(planned) => planned,
                Err(refused) => return Ok(Err(not_transferred(refused))),
            };
            let mut what = "Planned";
            if new.send {
                allowed!(enough(writing, &planned, new.force)?);
                let first = MoveId(writing.peek(Sequence::Move)?);
                match transfer::send(&planned, first, now) {
                    Ok(sent) => {
                        writing.take(Sequence::Transfer, 1)?;
                        writing.write_transferred(&sent)?;
                        what = "Sent";
                    }
                    Err(refused) => return Ok(Err(not_transferred(refused))),
                }
            } else {
                writing.take(Sequence::Transfer, 1)?;
                writing.put_transfer(&planned)?;
            }
            let told = format!(
                "{what} {number} from {} to {}: {}.",
                planned.from,
                planned.to,
                pieces(&planned)
            );
            writing.note(entry(now, &who, Level::Info, None, told))?;
            Ok(Ok(number))
        })
        .await??;
    shown(core, vec![number]).await
}

/// Between which kinds of locations people bring goods. What customers have and what was lost comes back by a return or a
/// count.
fn may_go(
    from: &Location,
    from_kind: LocationKind,
    to: &Location,
    to_kind: LocationKind,
) -> Result<(), Failure> {
    let refused = |place: &Location| {
        Err(invalid(format!(
            "Goods are not transferred by hand from or to {place}."
        ))
        .hint("Transfers go between warehouses, Amazon and suppliers."))
    };
    if !(from_kind.is_stock() || from_kind == LocationKind::Suppliers) {
        return refused(from);
    }
    if !(to_kind.is_stock() || to_kind == LocationKind::Suppliers) {
        return refused(to);
    }
    Ok(())
}

fn products_of(
    writing: &Writing<'_>,
    goods: &[Goods],
) -> Result<Result<Vec<(ProductId, u32)>, Failure>, StoreError> {
    let mut found = Vec::with_capacity(goods.len());
    for line in goods {
        let product = allowed!(stocked(writing, &line.product)?);
        found.push((product.id, line.quantity));
    }
    Ok(Ok(found))
}

/// Refuses to let more leave a place than is there, as far as nobody insists; suppliers never run out.
fn enough(
    writing: &mut Writing<'_>,
    transfer: &Transfer,
    force: bool,
) -> Result<Result<(), Failure>, StoreError> {
    if force || writing.location_kind(&transfer.from)? == Some(LocationKind::Suppliers) {
        return Ok(Ok(()));
    }
    for line in &transfer.lines {
        let there = writing.level(&transfer.from, line.product)?;
        if i64::from(line.quantity) > there {
            let name = writing
                .product(line.product)?
                .map_or_else(String::new, |p| p.reference);
            return Ok(Err(Failure::new(
                FailureCode::Conflict,
                format!(
                    "{} of {name} are to leave {}, and {} are there.",
                    line.quantity, transfer.from, there
                ),
            )
            .hint(
                "Count what is there (`orderdeck stock adjust`), or insist with --force.",
            )));
        }
    }
    Ok(Ok(()))
}

fn pieces(transfer: &Transfer) -> String {
    let total: u64 = transfer.lines.iter().map(|l| u64::from(l.quantity)).sum();
    match transfer.lines.len() {
        1 => format!("{total} pieces of 1 product"),
        many => format!("{total} pieces of {many} products"),
    }
}

/// Lets a planned transfer leave.
pub(super) async fn send(
    core: &Arc<Core>,
    who: &Who,
    number: TransferNumber,
    force: bool,
) -> Result<StockReply, Failure> {
    act(
        core,
        who,
        number,
        "Sent",
        move |writing, known, first, now| {
            allowed!(enough(writing, known, force)?);
            Ok(transfer::send(known, first, now).map_err(not_transferred))
        },
    )
    .await
}

/// Takes in what arrived.
pub(super) async fn receive(
    core: &Arc<Core>,
    who: &Who,
    number: TransferNumber,
    arrived: Option<Vec<Goods>>,
    rest: Rest,
) -> Result<StockReply, Failure> {
    act(
        core,
        who,
        number,
        "Received",
        move |writing, known, first, now| {
            let arrived = match &arrived {
                Some(goods) => Some(allowed!(products_of(writing, goods)?)),
                None => None,
            };
            let received = transfer::receive(known, arrived.as_deref(), rest, first, now);
            Ok(received.map_err(not_transferred))
        },
    )
    .await
}

/// Gives up a planned transfer.
pub(super) async fn cancel(
    core: &Arc<Core>,
    who: &Who,
    number: TransferNumber,
) -> Result<StockReply, Failure> {
    act(core, who, number, "Cancelled", |_, known, _, _| {
        let cancelled = transfer::cancel(known).map(|transfer| Transferred {
            transfer,
            moves: Vec::new(),
        });
        Ok(cancelled.map_err(not_transferred))
    })
    .await
}

/// Does something with a transfer in one change.
async fn act(
    core: &Arc<Core>,
    who: &Who,
    number: TransferNumber,
    what: &'static str,
    work: impl Fn(
        &mut Writing<'_>,
        &Transfer,
        MoveId,
        crate::domain::moment::Moment,
    ) -> Result<Result<Transferred, Failure>, StoreError>
    + Send
    + 'static,
) -> Result<StockReply, Failure> {
    let (who, now) = (who.name.clone(), core.now());
    core.writer
        .change(move |writing| {
            let Some(known) = writing.transfer(number)? else {
                return Ok(Err(Failure::new(
                    FailureCode::NotFound,
                    format!("There is no transfer {number}."),
                )));
            };
            let first = MoveId(writing.peek(Sequence::Move)?);
            let done = allowed!(work(writing, &known, first, now)?);
            writing.write_transferred(&done)?;
            let told = format!("{what} {number} from {} to {}.", known.from, known.to);
            writing.note(entry(now, &who, Level::Info, None, told))?;
            Ok(Ok(()))
        })
        .await??;
    shown(core, vec![number]).await
}

fn not_transferred(refused: NotTransferred) -> Failure {
    let code = match refused {
        NotTransferred::SamePlace | NotTransferred::Empty | NotTransferred::NotPartOfIt(_) => {
            FailureCode::Invalid
        }
        NotTransferred::NotPlanned
        | NotTransferred::NotUnderWay
        | NotTransferred::TooMany { .. } => FailureCode::Conflict,
    };
    Failure::new(code, format!("Nothing was moved: {refused}."))
}

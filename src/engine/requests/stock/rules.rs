//! Reordering rules, what they propose, and the transfers that come of it.

use super::transfers::shown;
use super::{allowed, invalid, place, stocked};
use crate::domain::ids::{Location, MoveId, ProductId, TransferNumber};
use crate::domain::location::LocationKind;
use crate::domain::moment::Moment;
use crate::domain::reordering::{Proposal, ReorderingRule, Standing, propose};
use crate::domain::transfer::{self, Transfer, TransferState};
use crate::engine::Who;
use crate::engine::activity::entry;
use crate::engine::core::Core;
use crate::engine::stock_views::{self, Products};
use crate::protocol::stock::{NewRule, Replenish, StockReply};
use crate::protocol::upkeep::Level;
use crate::protocol::{Failure, FailureCode};
use crate::store::writing::Sequence;
use crate::store::{Reading, StoreError, Writing};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What rules are decided by, at one moment.
struct Figures {
    rules: Vec<(ReorderingRule, Standing)>,
    /// What each source of a rule has left of its product; suppliers never run out and are not in here.
    left: HashMap<(Location, ProductId), i64>,
}

/// Where the figures come from: inside or outside of a change.
trait Shelf {
    fn level(&self, place: &Location, product: ProductId) -> Result<i64, StoreError>;
    fn reserved(&self, product: ProductId) -> Result<i64, StoreError>;
}

impl Shelf for Reading<'_> {
    fn level(&self, place: &Location, product: ProductId) -> Result<i64, StoreError> {
        Reading::level(self, place, product)
    }
    fn reserved(&self, product: ProductId) -> Result<i64, StoreError> {
        self.reserved_of(product)
    }
}

impl Shelf for Writing<'_> {
    fn level(&self, place: &Location, product: ProductId) -> Result<i64, StoreError> {
        Writing::level(self, place, product)
    }
    fn reserved(&self, product: ProductId) -> Result<i64, StoreError> {
        Writing::reserved(self, product)
    }
}

fn figures(
    shelf: &impl Shelf,
    rules: Vec<ReorderingRule>,
    open: &[Transfer],
) -> Result<Figures, StoreError> {
    let mut planned: HashMap<(&Location, ProductId), i64> = HashMap::new();
    for transfer in open {
        for line in &transfer.lines {
            let pieces = i64::from(line.open());
            *planned.entry((&transfer.to, line.product)).or_default() += pieces;
            // What is under way has left its source already.
            if transfer.state == TransferState::Planned {
                *planned.entry((&transfer.from, line.product)).or_default() -= pieces;
            }
        }
    }
    let planned_at = |place: &Location, product| planned.get(&(place, product)).copied();
    let mut figures = Figures {
        rules: Vec::with_capacity(rules.len()),
        left: HashMap::new(),
    };
    for rule in rules {
        let standing = Standing {
            on_hand: shelf.level(&rule.location, rule.product)?,
            planned: planned_at(&rule.location, rule.product).unwrap_or(0),
        };
        if rule.source.as_str() != Location::SUPPLIERS {
            let leaving = planned_at(&rule.source, rule.product).unwrap_or(0).min(0);
            let needed = match rule.source.as_str() {
                Location::STOCK => shelf.reserved(rule.product)?,
                _ => 0,
            };
            let left = shelf.level(&rule.source, rule.product)? + leaving - needed;
            figures
                .left
                .insert((rule.source.clone(), rule.product), left);
        }
        figures.rules.push((rule, standing));
    }
    Ok(figures)
}

impl Figures {
    fn proposals(&self) -> Vec<Proposal> {
        propose(&self.rules, |source, product| {
            self.left.get(&(source.clone(), product)).copied()
        })
    }
}

/// All rules, with how their products stand.
pub(super) async fn list(core: &Arc<Core>) -> Result<StockReply, Failure> {
    let views = core
        .read(|reading| {
            let figures = figures(reading, reading.rules()?, &reading.open_transfers()?)?;
            let mut products = Products::of(reading);
            figures
                .rules
                .iter()
                .map(|(rule, standing)| stock_views::rule(rule, *standing, &mut products))
                .collect::<Result<Vec<_>, StoreError>>()
        })
        .await?;
    Ok(StockReply::Rules(views))
}

/// What the rules propose.
pub(super) async fn proposed(core: &Arc<Core>) -> Result<StockReply, Failure> {
    let views = core
        .read(|reading| {
            let figures = figures(reading, reading.rules()?, &reading.open_transfers()?)?;
            let mut products = Products::of(reading);
            figures
                .proposals()
                .iter()
                .map(|proposal| stock_views::proposal(proposal, &mut products))
                .collect::<Result<Vec<_>, StoreError>>()
        })
        .await?;
    Ok(StockReply::Proposals(views))
}

/// Makes or changes a rule.
pub(super) async fn set(core: &Arc<Core>, who: &Who, new: NewRule) -> Result<StockReply, Failure> {
    if new.maximum < new.minimum {
        return Err(invalid("The maximum must not be below the minimum."));
    }
    if new.multiple == 0 {
        return Err(invalid("Goods come in multiples of at least 1."));
    }
    let (who, now) = (who.name.clone(), core.now());
    core.writer
        .change(move |writing| {
            let product = allowed!(stocked(writing, &new.product)?);
            let (location, kind) = allowed!(place(writing, &new.location)?);
            let usual = match kind {
                LocationKind::Warehouse => Location::SUPPLIERS,
                _ => Location::STOCK,
            };
            let source = new.source.as_deref().unwrap_or(usual);
            let (source, source_kind) = allowed!(place(writing, source)?);
            let sends = source_kind.is_stock() || source_kind == LocationKind::Suppliers;
            if !kind.is_stock() || !sends || source == location {
                return Ok(Err(invalid(format!(
                    "{location} can't be replenished from {source}."
                ))
                .hint("Rules are for warehouses and locations at Amazon.")));
            }
            let rule = ReorderingRule {
                product: product.id,
                location,
                minimum: new.minimum,
                maximum: new.maximum,
                multiple: new.multiple,
                source,
                automatic: new.automatic,
            };
            writing.put_rule(&rule)?;
            let told = format!(
                "{} at {} is kept between {} and {}.",
                product.reference, rule.location, rule.minimum, rule.maximum
            );
            writing.note(entry(now, &who, Level::Info, None, told))?;
            Ok(Ok(()))
        })
        .await??;
    list(core).await
}

/// Takes a rule away.
pub(super) async fn remove(
    core: &Arc<Core>,
    who: &Who,
    product: &str,
    location: &str,
) -> Result<StockReply, Failure> {
    let (who, now) = (who.name.clone(), core.now());
    let (product, location) = (product.to_owned(), location.to_owned());
    core.writer
        .change(move |writing| {
            let product = allowed!(stocked(writing, &product)?);
            let (location, _) = allowed!(place(writing, &location)?);
            if !writing.remove_rule(&location, product.id)? {
                return Ok(Err(Failure::new(
                    FailureCode::NotFound,
                    format!("There is no rule for {} at {location}.", product.reference),
                )));
            }
            let told = format!("{} at {location} has no rule any more.", product.reference);
            writing.note(entry(now, &who, Level::Info, None, told))?;
            Ok(Ok(()))
        })
        .await??;
    list(core).await
}

/// Makes the transfers that are proposed, for some or all of the rules.
pub(super) async fn replenish(
    core: &Arc<Core>,
    who: &Who,
    wanted: Replenish,
) -> Result<StockReply, Failure> {
    let (who, now) = (who.name.clone(), core.now());
    let numbers = core
        .writer
        .change(move |writing| {
            let mut which = Vec::with_capacity(wanted.which.len());
            for (product, location) in &wanted.which {
                let product = allowed!(stocked(writing, product)?);
                let (location, _) = allowed!(place(writing, location)?);
                which.push((product.id, location));
            }
            let mut proposals = proposals(writing)?;
            proposals.retain(|p| {
                which.is_empty() || which.contains(&(p.rule.product, p.rule.location.clone()))
            });
            let how = How {
                through_transit: wanted.through_transit,
                send: wanted.send,
            };
            let made = put_proposed(writing, &proposals, &who, how, now)?;
            if made.is_empty() {
                return Ok(Err(Failure::new(
                    FailureCode::Conflict,
                    "There is nothing to bring.",
                )
                .hint(
                    "Either nothing is below its minimum, or the source has nothing left.",
                )));
            }
            Ok(Ok(made))
        })
        .await??;
    shown(core, numbers).await
}

/// What the rules propose, inside of a change.
pub(in crate::engine) fn proposals(writing: &Writing<'_>) -> Result<Vec<Proposal>, StoreError> {
    Ok(figures(writing, writing.rules()?, &writing.open_transfers()?)?.proposals())
}

/// How proposals become transfers.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::engine) struct How {
    pub(in crate::engine) through_transit: bool,
    pub(in crate::engine) send: bool,
}

/// Makes transfers of proposals: one for each way from a source to a location.
pub(in crate::engine) fn put_proposed(
    writing: &mut Writing<'_>,
    proposals: &[Proposal],
    who: &str,
    how: How,
    now: Moment,
) -> Result<Vec<TransferNumber>, StoreError> {
    let mut ways: BTreeMap<(Location, Location), Vec<(ProductId, u32)>> = BTreeMap::new();
    for proposal in proposals.iter().filter(|p| p.quantity > 0) {
        let way = (proposal.rule.source.clone(), proposal.rule.location.clone());
        let goods = (proposal.rule.product, proposal.quantity);
        ways.entry(way).or_default().push(goods);
    }
    let mut numbers = Vec::with_capacity(ways.len());
    for (way, goods) in ways {
        let number = TransferNumber(writing.peek(Sequence::Transfer)? as u32);
        let to_amazon = writing.location_kind(&way.1)? == Some(LocationKind::Amazon);
        let through = (how.through_transit && to_amazon).then(|| Location::from(Location::TRANSIT));
        let Ok(planned) = transfer::plan(number, way, through, &goods, who, now) else {
            continue;
        };
        writing.take(Sequence::Transfer, 1)?;
        let mut what = "Planned";
        let first = MoveId(writing.peek(Sequence::Move)?);
        match transfer::send(&planned, first, now) {
            Ok(sent) if how.send => {
                writing.write_transferred(&sent)?;
                what = "Sent";
            }
            _ => writing.put_transfer(&planned)?,
        }
        let told = format!(
            "{what} {number} from {} to {}, as its reordering rules propose.",
            planned.from, planned.to
        );
        writing.note(entry(now, who, Level::Info, None, told))?;
        numbers.push(number);
    }
    Ok(numbers)
}

//! Counts: quantities are set to what was found.

use super::{allowed, invalid, no_location, place, stocked};
use crate::domain::ids::{Location, MoveId, ProductId};
use crate::domain::location::LocationKind;
use crate::domain::moment::Moment;
use crate::domain::stock_count::{Counted, adjustment, check};
use crate::domain::text::clean_short;
use crate::engine::Who;
use crate::engine::activity::entry;
use crate::engine::core::Core;
use crate::protocol::stock::{Adjusted, AdjustedLine, Count, StockReply};
use crate::protocol::upkeep::Level;
use crate::protocol::{Failure, FailureCode};
use crate::store::writing::Sequence;
use crate::store::{StoreError, Writing};
use std::collections::HashSet;
use std::sync::Arc;

/// Most products in one count.
const MOST_LINES: usize = 20_000;
/// Examples in a refusal.
const EXAMPLES: usize = 5;

/// Sets quantities to what was counted: all of them in one go, or none.
pub(super) async fn adjust(
    core: &Arc<Core>,
    who: &Who,
    count: Count,
) -> Result<StockReply, Failure> {
    let reason = clean_short(count.reason.trim(), 120);
    if reason.is_empty() {
        return Err(invalid("A count needs a reason, such as \"yearly count\"."));
    }
    if count.lines.is_empty() || count.lines.len() > MOST_LINES {
        return Err(invalid(format!("A count has 1 to {MOST_LINES} products.")));
    }
    let (who, now) = (who.name.clone(), core.now());
    let adjusted = core
        .writer
        .change(move |writing| {
            let (location, kind) = allowed!(place(writing, &count.location)?);
            if !kind.is_stock() && kind != LocationKind::Transit {
                return Ok(Err(no_stock_there(&location)));
            }
            let counted = allowed!(looked_up(writing, &count)?);
            allowed!(up_to_date(writing, &location, &counted)?);
            let done = allowed!(put_counted(writing, &location, &counted, &reason, now)?);
            writing.note(entry(
                now,
                &who,
                Level::Info,
                None,
                format!(
                    "Counted {} at {location}, {} differed: {reason}.",
                    products(counted.len()),
                    done.adjusted.len()
                ),
            ))?;
            Ok(Ok(done))
        })
        .await??;
    Ok(StockReply::Adjusted(adjusted))
}

/// Records the moves that make our figures what was found.
pub(super) fn put_counted(
    writing: &mut Writing<'_>,
    location: &Location,
    counted: &[(String, Counted)],
    reason: &str,
    now: Moment,
) -> Result<Result<Adjusted, Failure>, StoreError> {
    let first = writing.peek(Sequence::Move)?;
    let mut moves = Vec::new();
    let mut done = Adjusted {
        location: location.0.clone(),
        ..Adjusted::default()
    };
    for (reference, counted) in counted {
        let before = writing.level(location, counted.product)?;
        let id = MoveId(first + moves.len() as u64);
        match adjustment(counted, before, location, reason, id, now) {
            Some(made) => {
                moves.push(made);
                done.adjusted.push(AdjustedLine {
                    sku: reference.clone(),
                    before,
                    counted: counted.found,
                    difference: counted.found.saturating_sub(before),
                });
            }
            None if counted.found == before => done.unchanged += 1,
            None => {
                return Ok(Err(invalid(format!(
                    "{reference} differs by more than a stock move can carry."
                ))));
            }
        }
    }
    writing.take(Sequence::Move, moves.len() as u64)?;
    for made in &moves {
        writing.record_move(made)?;
    }
    Ok(Ok(done))
}

fn no_stock_there(location: &Location) -> Failure {
    let mut failure = no_location(location.as_str());
    failure.message = format!("Nothing of ours lies at {location}, so there is nothing to count.");
    failure
}

fn products(many: usize) -> String {
    match many {
        1 => "1 product".to_owned(),
        many => format!("{many} products"),
    }
}

/// The products of a count; one that is named twice is a mistake.
fn looked_up(
    writing: &Writing<'_>,
    count: &Count,
) -> Result<Result<Vec<(String, Counted)>, Failure>, StoreError> {
    let mut seen: HashSet<ProductId> = HashSet::new();
    let mut counted = Vec::with_capacity(count.lines.len());
    for line in &count.lines {
        let product = allowed!(stocked(writing, &line.product)?);
        if !seen.insert(product.id) {
            return Ok(Err(invalid(format!(
                "{} is counted twice.",
                product.reference
            ))));
        }
        let line = Counted {
            product: product.id,
            found: i64::from(line.found),
            seen: line.seen,
        };
        counted.push((product.reference, line));
    }
    Ok(Ok(counted))
}

/// Refuses a count of products that moved since it began, and names them with both figures.
fn up_to_date(
    writing: &Writing<'_>,
    location: &Location,
    counted: &[(String, Counted)],
) -> Result<Result<(), Failure>, StoreError> {
    let mut moved = Vec::new();
    for (reference, line) in counted {
        if let Err(stale) = check(line, writing.level(location, line.product)?) {
            moved.push(format!(
                "{reference} was {} and is {}",
                stale.seen, stale.now
            ));
        }
    }
    if moved.is_empty() {
        return Ok(Ok(()));
    }
    let more = moved.len().saturating_sub(EXAMPLES);
    moved.truncate(EXAMPLES);
    if more > 0 {
        moved.push(format!("and {more} more"));
    }
    Ok(Err(Failure::new(
        FailureCode::Conflict,
        format!("Goods moved since the count began: {}.", moved.join(", ")),
    )
    .hint("Look again, and count what moved once more.")))
}

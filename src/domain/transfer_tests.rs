use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

const MUG: ProductId = ProductId(1);
const LAMP: ProductId = ProductId(2);

fn planned(through: bool, goods: &[(ProductId, u32)]) -> Result<Transfer, NotTransferred> {
    let way = (
        Location::from(Location::STOCK),
        Location::from(Location::AMAZON),
    );
    let through = through.then(|| Location::from(Location::TRANSIT));
    plan(
        TransferNumber(1),
        way,
        through,
        goods,
        "anna",
        Moment::from_seconds(1),
    )
}

fn levels(moves: &[StockMove]) -> BTreeMap<(String, u32), i64> {
    let mut levels = BTreeMap::new();
    for m in moves {
        let pieces = i64::from(m.quantity);
        *levels.entry((m.from.0.clone(), m.product.0)).or_default() -= pieces;
        *levels.entry((m.to.0.clone(), m.product.0)).or_default() += pieces;
    }
    levels
}

#[test]
fn a_direct_transfer_is_over_when_it_leaves() -> Result<(), NotTransferred> {
    let transfer = planned(false, &[(MUG, 3), (LAMP, 1), (MUG, 2)])?;
    let sent = send(&transfer, MoveId(10), Moment::from_seconds(2))?;
    assert_eq!(sent.transfer.state, TransferState::Done);
    let ids: Vec<u64> = sent.moves.iter().map(|m| m.id.0).collect();
    assert_eq!(ids, [10, 11]);
    let levels = levels(&sent.moves);
    assert_eq!(levels.get(&(Location::AMAZON.to_owned(), 1)), Some(&5));
    assert_eq!(levels.get(&(Location::STOCK.to_owned(), 2)), Some(&-1));
    let again = send(&sent.transfer, MoveId(12), Moment::from_seconds(3));
    assert_eq!(again, Err(NotTransferred::NotPlanned));
    Ok(())
}

#[test]
fn a_receipt_may_be_partial_and_the_rest_is_lost_or_comes_back() -> Result<(), NotTransferred> {
    let now = Moment::from_seconds(2);
    let sent = send(&planned(true, &[(MUG, 5)])?, MoveId(1), now)?.transfer;
    assert_eq!(sent.state, TransferState::InTransit);
    let part = receive(&sent, Some(&[(MUG, 3)]), Rest::Expected, MoveId(2), now)?.transfer;
    assert_eq!(
        (part.state, part.lines[0].open()),
        (TransferState::InTransit, 2)
    );
    let too_many = receive(&part, Some(&[(MUG, 3)]), Rest::Expected, MoveId(3), now);
    assert_eq!(
        too_many,
        Err(NotTransferred::TooMany {
            product: MUG,
            open: 2
        })
    );
    for (rest, place) in [
        (Rest::Lost, Location::INVENTORY_LOSS),
        (Rest::Back, Location::STOCK),
    ] {
        let over = receive(&part, Some(&[(MUG, 1)]), rest, MoveId(3), now)?;
        assert_eq!(over.transfer.state, TransferState::Done);
        assert_eq!(over.moves[1].to.as_str(), place);
        assert_eq!(over.moves[1].quantity, 1);
    }
    Ok(())
}

#[test]
fn what_makes_no_sense_is_refused() -> Result<(), NotTransferred> {
    assert_eq!(planned(false, &[(MUG, 0)]), Err(NotTransferred::Empty));
    let transfer = planned(true, &[(MUG, 1)])?;
    let now = Moment::from_seconds(2);
    let not_under_way = receive(&transfer, None, Rest::Expected, MoveId(1), now);
    assert_eq!(not_under_way, Err(NotTransferred::NotUnderWay));
    let sent = send(&transfer, MoveId(1), now)?.transfer;
    let stranger = receive(&sent, Some(&[(LAMP, 1)]), Rest::Expected, MoveId(2), now);
    assert_eq!(stranger, Err(NotTransferred::NotPartOfIt(LAMP)));
    assert_eq!(cancel(&sent), Err(NotTransferred::NotPlanned));
    let nothing = receive(&sent, Some(&[]), Rest::Expected, MoveId(2), now);
    assert_eq!(nothing, Err(NotTransferred::Empty));
    Ok(())
}

proptest! {
    #[test]
    fn nothing_is_lost_on_the_way(
        goods in proptest::collection::vec((1u32..4, 1u32..50), 1..6),
        receipts in proptest::collection::vec((1u32..4, 0u32..30), 0..8),
        lost in any::<bool>(),
    ) {
        let goods: Vec<(ProductId, u32)> = goods.into_iter().map(|(p, n)| (ProductId(p), n)).collect();
        let now = Moment::from_seconds(2);
        let Ok(transfer) = planned(true, &goods) else { return Ok(()) };
        let Ok(sent) = send(&transfer, MoveId(1), now) else { return Err(TestCaseError::fail("not sent")) };
        let (mut transfer, mut moves) = (sent.transfer, sent.moves);
        for (product, pieces) in receipts {
            if let Ok(part) = receive(&transfer, Some(&[(ProductId(product), pieces)]), Rest::Expected, MoveId(moves.len() as u64 + 1), now) {
                transfer = part.transfer;
                moves.extend(part.moves);
            }
        }
        let rest = if lost { Rest::Lost } else { Rest::Back };
        if let Ok(over) = receive(&transfer, Some(&[]), rest, MoveId(moves.len() as u64 + 1), now) {
            transfer = over.transfer;
            moves.extend(over.moves);
        }
        prop_assert_eq!(transfer.state, TransferState::Done);
        let levels = levels(&moves);
        for line in &transfer.lines {
            let at = |place: &str| levels.get(&(place.to_owned(), line.product.0)).copied().unwrap_or(0);
            prop_assert_eq!(at(Location::TRANSIT), 0);
            prop_assert_eq!(at(Location::AMAZON), i64::from(line.received));
            prop_assert_eq!(at(Location::AMAZON) + at(Location::STOCK) + at(Location::INVENTORY_LOSS), 0);
            prop_assert_eq!(line.received + line.short, line.quantity);
        }
    }
}

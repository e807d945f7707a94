//! Keys whose bytes sort like what they stand for.

use crate::domain::ids::{
    AccountId, FeedAttemptId, NoticeId, OrderNumber, PickingNumber, TransactionId,
};
use crate::domain::moment::Moment;
use crate::domain::notice::{NoticeKind, Place};
use crate::domain::order::OrderKey;
use crate::domain::picking::Picking;

/// A moment as eight bytes that sort by time.
pub fn moment(at: Moment) -> [u8; 8] {
    ((at.as_millis() as u64) ^ (1 << 63)).to_be_bytes()
}

/// The moment of eight such bytes.
pub fn moment_of(bytes: [u8; 8]) -> Moment {
    Moment::from_millis((u64::from_be_bytes(bytes) ^ (1 << 63)) as i64)
}

/// Place of an order: by purchase, then by number.
pub fn order(key: OrderKey) -> [u8; 12] {
    join(moment(key.purchased), key.number.0)
}

/// The order key of twelve such bytes; `None` if there are not twelve.
pub fn order_of(bytes: &[u8]) -> Option<OrderKey> {
    let (at, number) = bytes.split_first_chunk::<8>()?;
    Some(OrderKey {
        purchased: moment_of(*at),
        number: OrderNumber(u32::from_be_bytes(number.try_into().ok()?)),
    })
}

/// Place of an open picking: by urgency, then by number. Without a ship-by moment it comes last.
pub fn open_picking(ship_by: Option<Moment>, number: PickingNumber) -> [u8; 12] {
    join(
        moment(ship_by.unwrap_or(Moment::from_millis(i64::MAX))),
        number.0,
    )
}

/// The place of a picking's order.
pub fn of_picking(picking: &Picking) -> OrderKey {
    OrderKey {
        purchased: picking.purchased,
        number: picking.order,
    }
}

/// Place of a notice in the lists of work: by place, account, then in the order of writing down.
pub fn notice_place(place: Place, account: AccountId, notice: NoticeId) -> [u8; 11] {
    let mut key = [0; 11];
    key[..3].copy_from_slice(&notice_places(place, account));
    key[3..].copy_from_slice(&notice.0.to_be_bytes());
    key
}

/// What the places of an account's notices begin with.
pub fn notice_places(place: Place, account: AccountId) -> [u8; 3] {
    let [high, low] = account.0.to_be_bytes();
    [place as u8, high, low]
}

/// Place of a try to hand in a feed: by account, kind, then in the order of writing down.
pub fn feed_attempt(account: AccountId, kind: NoticeKind, id: FeedAttemptId) -> [u8; 11] {
    let [high, low] = account.0.to_be_bytes();
    let mut key = [high, low, kind as u8, 0, 0, 0, 0, 0, 0, 0, 0];
    key[3..].copy_from_slice(&id.0.to_be_bytes());
    key
}

/// An account and an SKU.
pub fn offer(account: AccountId, sku: &str) -> Vec<u8> {
    let mut key = account.0.to_be_bytes().to_vec();
    key.extend_from_slice(sku.as_bytes());
    key
}

/// Place of a financial transaction: by account, by posting, then by id.
pub fn posted(account: AccountId, at: Moment, id: &TransactionId) -> Vec<u8> {
    let mut key = posted_from(account, Some(at));
    key.extend_from_slice(id.as_str().as_bytes());
    key
}

/// Where an account's transactions posted from a moment on begin; all of them without one.
pub fn posted_from(account: AccountId, at: Option<Moment>) -> Vec<u8> {
    let mut key = account.0.to_be_bytes().to_vec();
    key.extend(at.map(moment).into_iter().flatten());
    key
}

/// Where an account's transactions posted before a moment end; all of them without one.
pub fn posted_until(account: AccountId, at: Option<Moment>) -> Vec<u8> {
    let mut key = posted_from(account, at);
    if at.is_none() {
        // Behind every moment and whatever id follows it: no text has such a byte.
        key.extend([u8::MAX; 9]);
    }
    key
}

/// An account and an operation.
pub fn budget(account: AccountId, operation: &str) -> Vec<u8> {
    offer(account, operation)
}

/// A location and a product.
pub fn level(location: &str, product: u32) -> Vec<u8> {
    let mut key = location.as_bytes().to_vec();
    key.push(0);
    key.extend_from_slice(&product.to_be_bytes());
    key
}

/// The location and the product of such bytes.
pub fn level_of(key: &[u8]) -> Option<(&str, u32)> {
    let (rest, product) = key.split_last_chunk::<4>()?;
    let location = rest.strip_suffix(&[0])?;
    Some((
        std::str::from_utf8(location).ok()?,
        u32::from_be_bytes(*product),
    ))
}

fn join(head: [u8; 8], tail: u32) -> [u8; 12] {
    let mut key = [0; 12];
    key[..8].copy_from_slice(&head);
    key[8..].copy_from_slice(&tail.to_be_bytes());
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn keys_sort_like_orders(a in any::<i64>(), b in any::<i64>(), m in any::<u32>(), n in any::<u32>()) {
            let key = |at, number| OrderKey { purchased: Moment::from_millis(at), number: OrderNumber(number) };
            let (x, y) = (key(a, m), key(b, n));
            prop_assert_eq!(order(x).cmp(&order(y)), x.cmp(&y));
            prop_assert_eq!(order_of(&order(x)), Some(x));
        }
    }
}

//! How records lie in the store: the number of their layout, the record, and a checksum over table, key and record.
//!
//! redb does not check its pages on ordinary reads, so each record brings its own check: a flipped bit, or a record that
//! lies under another's key, is noticed when it is read.

use super::StoreError;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Tables whose records have another layout than at first, each with the store format that changed it last. Whoever
/// changes one also adds the step to `migrate` that rewrites its records.
const LAYOUTS: &[(&str, u8)] = &[("moves", 3), ("products", 3)];

/// The layout of a table's records that this build reads and writes. Older ones are brought up to date by `migrate`.
fn layout(table: &str) -> u8 {
    let changed = LAYOUTS.iter().find(|(name, _)| *name == table);
    changed.map_or(1, |(_, layout)| *layout)
}

/// The bytes of a record.
pub fn encode<T: Serialize>(
    table: &'static str,
    key: &[u8],
    record: &T,
) -> Result<Vec<u8>, StoreError> {
    let bytes = postcard::to_extend(record, vec![layout(table)])
        .map_err(|_| StoreError::Damaged { table })?;
    Ok(signed(table, key, bytes))
}

/// The bytes of a record that is there in the form of this layout.
pub(super) fn encode_raw(table: &str, key: &[u8], layout: u8, record: &[u8]) -> Vec<u8> {
    signed(table, key, [&[layout], record].concat())
}

fn signed(table: &str, key: &[u8], mut bytes: Vec<u8>) -> Vec<u8> {
    let sum = checksum(table, key, &bytes);
    bytes.extend_from_slice(&sum.to_le_bytes());
    bytes
}

/// The record of the bytes; fails if they are not exactly what was written here.
pub fn decode<T: DeserializeOwned>(
    table: &'static str,
    key: &[u8],
    bytes: &[u8],
) -> Result<T, StoreError> {
    let (found, record) = decode_raw(table, key, bytes)?;
    if found != layout(table) {
        return Err(StoreError::Damaged { table });
    }
    postcard::from_bytes(record).map_err(|_| StoreError::Damaged { table })
}

/// The layout of a record and the record itself, whatever layout that is; fails if they are not exactly what was written
/// here.
pub(super) fn decode_raw<'b>(
    table: &'static str,
    key: &[u8],
    bytes: &'b [u8],
) -> Result<(u8, &'b [u8]), StoreError> {
    let damaged = || StoreError::Damaged { table };
    let (body, sum) = bytes.split_last_chunk::<4>().ok_or_else(damaged)?;
    if checksum(table, key, body) != u32::from_le_bytes(*sum) {
        return Err(damaged());
    }
    let (layout, record) = body.split_first().ok_or_else(damaged)?;
    Ok((*layout, record))
}

/// Whether the bytes are what was written under this key, whatever they hold.
pub fn is_whole(table: &'static str, key: &[u8], bytes: &[u8]) -> bool {
    bytes
        .split_last_chunk::<4>()
        .is_some_and(|(body, sum)| checksum(table, key, body) == u32::from_le_bytes(*sum))
}

/// CRC-32 over table, key and bytes.
pub(super) fn checksum(table: &str, key: &[u8], body: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(table.as_bytes());
    hasher.update(key);
    hasher.update(body);
    hasher.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flipped_bit_and_every_other_place_is_noticed() {
        let record = ("S00001".to_owned(), 42u32);
        let bytes = encode("orders", b"key", &record).unwrap_or_default();
        assert!(decode::<(String, u32)>("orders", b"key", &bytes).is_ok());
        assert!(decode::<(String, u32)>("orders", b"kez", &bytes).is_err());
        assert!(decode::<(String, u32)>("seen", b"key", &bytes).is_err());
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(
                decode::<(String, u32)>("orders", b"key", &flipped).is_err(),
                "bit {bit}"
            );
        }
        for length in 0..bytes.len() {
            assert!(decode::<(String, u32)>("orders", b"key", &bytes[..length]).is_err());
        }
    }
}

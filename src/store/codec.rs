//! How records lie in the store: a format number, the record, and a checksum over table, key and record.
//!
//! redb does not check its pages on ordinary reads, so each record brings its own check: a flipped bit, or a record that
//! lies under another's key, is noticed when it is read.

use super::StoreError;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Format of the records that this build writes. Older ones are brought up to date by `migrate`.
const RECORD_FORMAT: u8 = 1;

/// The bytes of a record.
pub fn encode<T: Serialize>(
    table: &'static str,
    key: &[u8],
    record: &T,
) -> Result<Vec<u8>, StoreError> {
    let mut bytes = postcard::to_extend(record, vec![RECORD_FORMAT])
        .map_err(|_| StoreError::Damaged { table })?;
    let sum = checksum(table, key, &bytes);
    bytes.extend_from_slice(&sum.to_le_bytes());
    Ok(bytes)
}

/// The record of the bytes; fails if they are not exactly what was written here.
pub fn decode<T: DeserializeOwned>(
    table: &'static str,
    key: &[u8],
    bytes: &[u8],
) -> Result<T, StoreError> {
    let damaged = || StoreError::Damaged { table };
    let (body, sum) = bytes.split_last_chunk::<4>().ok_or_else(damaged)?;
    if checksum(table, key, body) != u32::from_le_bytes(*sum) {
        return Err(damaged());
    }
    match body.split_first() {
        Some((&RECORD_FORMAT, record)) => postcard::from_bytes(record).map_err(|_| damaged()),
        _ => Err(damaged()),
    }
}

/// Whether the bytes are what was written under this key, whatever they hold.
pub fn is_whole(table: &'static str, key: &[u8], bytes: &[u8]) -> bool {
    bytes
        .split_last_chunk::<4>()
        .is_some_and(|(body, sum)| checksum(table, key, body) == u32::from_le_bytes(*sum))
}

fn checksum(table: &str, key: &[u8], body: &[u8]) -> u32 {
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

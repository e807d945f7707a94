//! Unpacking reports.

use super::super::problem::AmazonError;
use flate2::read::MultiGzDecoder;
use std::io::Read;

/// An unpacked report at most: three times the largest feed.
pub(super) const MOST_BYTES: usize = 32 * 1024 * 1024;

/// Unpacks gzip, as far as [`MOST_BYTES`]: no more is held in memory, whatever the packed bytes promise.
pub(super) fn gunzip(packed: &[u8]) -> Result<Vec<u8>, AmazonError> {
    let mut bytes = Vec::new();
    let mut reader = MultiGzDecoder::new(packed).take(MOST_BYTES as u64 + 1);
    match reader.read_to_end(&mut bytes) {
        Ok(_) if bytes.len() > MOST_BYTES => Err(AmazonError::TooLarge(MOST_BYTES)),
        Ok(_) => Ok(bytes),
        Err(_) => Err(AmazonError::trouble("A report can't be unpacked", None)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write;

    fn pack(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
        written.unwrap_or_default()
    }

    #[test]
    fn whole_or_nothing() {
        let text = b"<a>some text, some text</a>".repeat(50);
        let packed = pack(&text);
        assert_eq!(gunzip(&packed), Ok(text.clone()));
        let twice = [packed.clone(), packed.clone()].concat();
        assert_eq!(gunzip(&twice), Ok([text.clone(), text].concat()));
        for end in 0..packed.len() {
            assert!(gunzip(&packed[..end]).is_err(), "cut at {end}");
        }
        for at in 10..packed.len() {
            let mut wrong = packed.clone();
            wrong[at] ^= 0x10;
            assert!(gunzip(&wrong).is_err(), "flipped at {at}");
        }
        assert!(gunzip(b"<xml/>").is_err());
    }

    #[test]
    fn a_bomb_does_not_go_off() {
        let bomb = pack(&vec![0; MOST_BYTES + 1]);
        assert!(bomb.len() < 40_000);
        assert_eq!(gunzip(&bomb), Err(AmazonError::TooLarge(MOST_BYTES)));
        assert_eq!(
            gunzip(&pack(&vec![0; MOST_BYTES])).map(|b| b.len()),
            Ok(MOST_BYTES)
        );
    }
}

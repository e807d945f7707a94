//! All keys of a vault, and how they are written to the key file.

use super::epoch::Epoch;
use super::error::VaultError;
use crate::clock::Entropy;
use crate::domain::moment::Moment;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::hmac;
use secrecy::zeroize::Zeroizing;
use std::collections::{BTreeMap, BTreeSet};

/// Bytes of a key.
pub(super) const KEY: usize = 32;
/// Bytes of a nonce: 96 bits.
pub(super) const NONCE: usize = 12;
/// Bytes by which a sealed text is longer than the text.
pub(super) const TAG: usize = 16;

/// The key file begins with this; the last two digits are its form.
const MAGIC: &[u8; 16] = b"orderdeck key 01";
const FORM: usize = 14;
const WRAPPED: usize = NONCE + KEY + TAG;
const CHECK: usize = 32;

/// Key bytes that are overwritten when they are no longer needed.
pub(super) type KeyBytes = Zeroizing<[u8; KEY]>;

/// The root key, what is derived of it, and the epoch keys.
pub(super) struct Keyring {
    root: KeyBytes,
    created: Moment,
    epochs: BTreeMap<Epoch, EpochKey>,
    destroyed: BTreeSet<Epoch>,
    wrapping: LessSafeKey,
    secrets: LessSafeKey,
    index: hmac::Key,
    check: hmac::Key,
}

struct EpochKey {
    /// As it stands in the key file: nonce, encrypted key, tag.
    wrapped: [u8; WRAPPED],
    /// Ready for use.
    ready: LessSafeKey,
}

impl Keyring {
    /// New keys: a random root key and no epochs.
    pub(super) fn generate(now: Moment, entropy: &dyn Entropy) -> Result<Keyring, VaultError> {
        let mut root = KeyBytes::default();
        random(entropy, &mut root[..])?;
        Keyring::with_root(root, now)
    }

    fn with_root(root: KeyBytes, created: Moment) -> Result<Keyring, VaultError> {
        Ok(Keyring {
            wrapping: cipher(&derive(&root, b"wrap epoch keys")[..])?,
            secrets: cipher(&derive(&root, b"seal secrets")[..])?,
            index: hmac::Key::new(hmac::HMAC_SHA256, &derive(&root, b"blind index")[..]),
            check: hmac::Key::new(hmac::HMAC_SHA256, &derive(&root, b"check key file")[..]),
            root,
            created,
            epochs: BTreeMap::new(),
            destroyed: BTreeSet::new(),
        })
    }

    pub(super) fn created(&self) -> Moment {
        self.created
    }

    pub(super) fn secrets_key(&self) -> &LessSafeKey {
        &self.secrets
    }

    pub(super) fn same_root(&self, other: &Keyring) -> bool {
        // Compares keyed digests of nothing, so that no time tells about the root itself.
        let digest = hmac::sign(&other.check, b"");
        hmac::verify(&self.check, b"", digest.as_ref()).is_ok()
    }

    /// The key of an epoch, ready for use.
    pub(super) fn epoch_key(&self, epoch: Epoch) -> Result<&LessSafeKey, VaultError> {
        match self.epochs.get(&epoch) {
            Some(key) => Ok(&key.ready),
            None if self.destroyed.contains(&epoch) => Err(VaultError::Erased { epoch }),
            None => Err(VaultError::NoEpochKey { epoch }),
        }
    }

    /// Whether an epoch has a key.
    pub(super) fn has(&self, epoch: Epoch) -> bool {
        self.epochs.contains_key(&epoch)
    }

    /// The first epoch from this one on whose key was not destroyed.
    pub(super) fn not_destroyed(&self, from: Epoch) -> Epoch {
        let mut epoch = from;
        while self.destroyed.contains(&epoch) && epoch.0 < u32::MAX {
            epoch.0 += 1;
        }
        epoch
    }

    pub(super) fn live(&self) -> impl Iterator<Item = Epoch> {
        self.epochs.keys().copied()
    }

    /// Makes the random key of an epoch.
    pub(super) fn add(&mut self, epoch: Epoch, entropy: &dyn Entropy) -> Result<(), VaultError> {
        let mut fresh = Zeroizing::new([0u8; KEY + NONCE]);
        random(entropy, &mut fresh[..])?;
        let (key, nonce) = fresh.split_at(KEY);
        let mut wrapped = [0u8; WRAPPED];
        wrapped[..NONCE].copy_from_slice(nonce);
        wrapped[NONCE..NONCE + KEY].copy_from_slice(key);
        // Random 96-bit nonces: a few hundred epochs under one root are far below the 2^32 of NIST SP 800-38D, 8.3.
        let tag = self
            .wrapping
            .seal_in_place_separate_tag(
                nonce_of(&wrapped)?,
                Aad::from(epoch.0.to_be_bytes()),
                &mut wrapped[NONCE..NONCE + KEY],
            )
            .map_err(|_| VaultError::Damaged)?;
        wrapped[NONCE + KEY..].copy_from_slice(tag.as_ref());
        self.hold(epoch, wrapped)
    }

    /// Forgets the key of an epoch for good.
    pub(super) fn destroy(&mut self, epoch: Epoch) {
        self.epochs.remove(&epoch);
        self.destroyed.insert(epoch);
    }

    /// HMAC-SHA-256 over the purpose, its length and the text, cut to twelve bytes.
    pub(super) fn blind_index(&self, purpose: &str, text: &str) -> [u8; 12] {
        let mut context = hmac::Context::with_key(&self.index);
        context.update(&(purpose.len() as u64).to_be_bytes());
        context.update(purpose.as_bytes());
        context.update(text.as_bytes());
        let mut cut = [0u8; 12];
        cut.copy_from_slice(&context.sign().as_ref()[..12]);
        cut
    }

    fn hold(&mut self, epoch: Epoch, wrapped: [u8; WRAPPED]) -> Result<(), VaultError> {
        let mut open = Zeroizing::new([0u8; KEY + TAG]);
        open.copy_from_slice(&wrapped[NONCE..]);
        let key = self
            .wrapping
            .open_in_place(
                nonce_of(&wrapped)?,
                Aad::from(epoch.0.to_be_bytes()),
                &mut open[..],
            )
            .map_err(|_| VaultError::Damaged)?;
        let ready = cipher(key)?;
        self.epochs.insert(epoch, EpochKey { wrapped, ready });
        Ok(())
    }

    /// The content of the key file:
    /// magic, root key, time of making, count and list of epoch keys, count and list of destroyed epochs, HMAC of all that.
    pub(super) fn encode(&self) -> Zeroizing<Vec<u8>> {
        // The whole size at once: a buffer that grows would leave copies of the root key behind.
        let size = MAGIC.len()
            + KEY
            + 8
            + 8
            + self.epochs.len() * (4 + WRAPPED)
            + self.destroyed.len() * 4
            + CHECK;
        let mut out = Zeroizing::new(Vec::with_capacity(size));
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&self.root[..]);
        out.extend_from_slice(&self.created.as_millis().to_be_bytes());
        out.extend_from_slice(&(self.epochs.len() as u32).to_be_bytes());
        for (epoch, key) in &self.epochs {
            out.extend_from_slice(&epoch.0.to_be_bytes());
            out.extend_from_slice(&key.wrapped);
        }
        out.extend_from_slice(&(self.destroyed.len() as u32).to_be_bytes());
        for epoch in &self.destroyed {
            out.extend_from_slice(&epoch.0.to_be_bytes());
        }
        let check = hmac::sign(&self.check, &out);
        out.extend_from_slice(check.as_ref());
        out
    }

    /// Reads what [`Keyring::encode`] wrote; [`VaultError::Damaged`] if a single bit differs.
    pub(super) fn decode(bytes: &[u8]) -> Result<Keyring, VaultError> {
        let body_len = bytes.len().checked_sub(CHECK).ok_or(VaultError::Damaged)?;
        let (body, check) = bytes.split_at(body_len);
        let mut rest = body;
        if take::<16>(&mut rest)? != *MAGIC {
            return Err(VaultError::Damaged);
        }
        let root = KeyBytes::new(take(&mut rest)?);
        let created = Moment::from_millis(i64::from_be_bytes(take(&mut rest)?));
        let mut keys = Keyring::with_root(root, created)?;
        hmac::verify(&keys.check, body, check).map_err(|_| VaultError::Damaged)?;
        for _ in 0..u32::from_be_bytes(take(&mut rest)?) {
            let epoch = Epoch(u32::from_be_bytes(take(&mut rest)?));
            keys.hold(epoch, take(&mut rest)?)?;
        }
        for _ in 0..u32::from_be_bytes(take(&mut rest)?) {
            let epoch = Epoch(u32::from_be_bytes(take(&mut rest)?));
            keys.destroyed.insert(epoch);
        }
        if !rest.is_empty() {
            return Err(VaultError::Damaged);
        }
        Ok(keys)
    }
}

/// Whether this is a key file of a form that only newer versions know.
pub(super) fn is_newer(bytes: &[u8]) -> bool {
    bytes.get(..FORM) == Some(&MAGIC[..FORM])
        && bytes
            .get(FORM..MAGIC.len())
            .is_some_and(|form| form.iter().all(u8::is_ascii_digit) && form > &MAGIC[FORM..])
}

/// A key for one use, derived from the root key: the first block of HKDF-Expand with SHA-256 (RFC 5869, 2.3).
///
/// The root key is uniformly random, so the extract step is not needed (RFC 5869, 3.3).
fn derive(root: &KeyBytes, purpose: &[u8]) -> KeyBytes {
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, &root[..]));
    context.update(b"orderdeck vault 1: ");
    context.update(purpose);
    context.update(&[1]);
    let mut key = KeyBytes::default();
    key.copy_from_slice(context.sign().as_ref());
    key
}

/// A key ready for AES-256-GCM.
pub(super) fn cipher(key: &[u8]) -> Result<LessSafeKey, VaultError> {
    UnboundKey::new(&AES_256_GCM, key)
        .map(LessSafeKey::new)
        .map_err(|_| VaultError::Damaged)
}

/// Fills the buffer with random bytes.
pub(super) fn random(entropy: &dyn Entropy, buffer: &mut [u8]) -> Result<(), VaultError> {
    if entropy.fill(buffer) {
        Ok(())
    } else {
        Err(VaultError::NoRandomness)
    }
}

/// The nonce at the beginning of these bytes.
pub(super) fn nonce_of(bytes: &[u8]) -> Result<Nonce, VaultError> {
    bytes
        .get(..NONCE)
        .and_then(|nonce| Nonce::try_assume_unique_for_key(nonce).ok())
        .ok_or(VaultError::Damaged)
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], VaultError> {
    let (head, tail) = rest.split_first_chunk::<N>().ok_or(VaultError::Damaged)?;
    *rest = tail;
    Ok(*head)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::clock::SeededEntropy;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|b| format!("{b:02x}")).collect()
    }

    /// The expected values come from an independent HMAC (Python's `hmac` module).
    #[test]
    fn derivation_and_blind_index_give_known_answers() {
        let root = KeyBytes::new(std::array::from_fn(|i| i as u8));
        assert_eq!(
            hex(&derive(&root, b"wrap epoch keys")[..]),
            "5fb94aa4e83ba4494a4fc31db72a61966582ee550ab25701fb9252a91973501f"
        );
        let keys = Keyring::with_root(root, Moment::from_millis(0)).unwrap();
        assert_eq!(
            hex(&keys.blind_index("email", "a@example.com")),
            "62ff2e5125844977c4aa6540"
        );
    }

    #[test]
    fn purpose_and_text_can_not_be_shifted_into_each_other() {
        let keys = Keyring::generate(Moment::from_millis(0), &SeededEntropy::new(1)).unwrap();
        assert_ne!(keys.blind_index("ab", "c"), keys.blind_index("a", "bc"));
    }

    #[test]
    fn every_flipped_or_missing_byte_of_the_file_is_noticed() {
        let mut keys = Keyring::generate(Moment::from_seconds(7), &SeededEntropy::new(1)).unwrap();
        keys.add(Epoch(2_960), &SeededEntropy::new(2)).unwrap();
        keys.destroy(Epoch(2_950));
        let good = keys.encode();
        let read = Keyring::decode(&good).unwrap();
        assert!(read.same_root(&keys));
        assert_eq!(read.created(), Moment::from_seconds(7));
        assert!(read.has(Epoch(2_960)));
        assert!(matches!(
            read.epoch_key(Epoch(2_950)),
            Err(VaultError::Erased { .. })
        ));
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 0x10;
            assert!(Keyring::decode(&bad).is_err(), "byte {at}");
            assert!(Keyring::decode(&good[..at]).is_err(), "cut at {at}");
        }
        assert!(Keyring::decode(&[&good[..], &[0]].concat()).is_err());
    }
}

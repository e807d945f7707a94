//! The form of a sealed record, and how it is made and opened.
//!
//! ```text
//! record: 1 form | 4 epoch | 12 nonce | 32 data key, encrypted | 16 tag | content, encrypted | 16 tag
//! secret: 1 form | 12 nonce | content, encrypted | 16 tag
//! ```
//!
//! All encryption is AES-256-GCM. The data key is bound to its place and epoch; the content to its place only, so that a record can
//! move to another epoch without being encrypted again.

use super::epoch::Epoch;
use super::error::VaultError;
use super::keyring::{KEY, NONCE, TAG, cipher, nonce_of, random};
use crate::clock::Entropy;
use ring::aead::{Aad, LessSafeKey, Nonce};
use secrecy::zeroize::Zeroizing;

const RECORD: u8 = 1;
const SECRET: u8 = 2;
const EPOCH_AT: usize = 1;
const NONCE_AT: usize = EPOCH_AT + 4;
const DATA_KEY_AT: usize = NONCE_AT + NONCE;
const CONTENT_AT: usize = DATA_KEY_AT + KEY + TAG;

/// Where a sealed record belongs. It can be opened only there, so records can't be exchanged for each other.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Name of the table.
    pub table: &'static str,
    /// Key of the record in that table.
    pub id: &'a [u8],
}

impl Place<'_> {
    /// What the seal covers beside the content: form, table, id and, for data keys, the epoch.
    ///
    /// Every part has a fixed or a stated length, so that no two places give the same bytes.
    fn bound(&self, form: u8, epoch: Option<Epoch>) -> Vec<u8> {
        let mut out = Vec::with_capacity(1 + 4 + self.table.len() + 4 + self.id.len() + 5);
        out.push(form);
        out.extend_from_slice(&(self.table.len() as u32).to_be_bytes());
        out.extend_from_slice(self.table.as_bytes());
        out.extend_from_slice(&(self.id.len() as u32).to_be_bytes());
        out.extend_from_slice(self.id);
        if let Some(epoch) = epoch {
            out.push(b'k');
            out.extend_from_slice(&epoch.0.to_be_bytes());
        }
        out
    }
}

/// The nonce of the content.
///
/// It may be the same for all records: every data key is random, encrypts one content once, and is then only wrapped.
/// Sealing again takes a new data key, and moving to another epoch copies the encrypted content as it is.
fn content_nonce() -> Nonce {
    Nonce::assume_unique_for_key([0; NONCE])
}

/// The epoch under which a record is sealed.
pub(super) fn epoch_of(sealed: &[u8]) -> Result<Epoch, VaultError> {
    match (sealed.first(), sealed.get(EPOCH_AT..NONCE_AT)) {
        (Some(&RECORD), Some(&[a, b, c, d])) => Ok(Epoch(u32::from_be_bytes([a, b, c, d]))),
        _ => Err(VaultError::Damaged),
    }
}

pub(super) fn seal(
    epoch_key: &LessSafeKey,
    place: &Place<'_>,
    epoch: Epoch,
    plain: &[u8],
    entropy: &dyn Entropy,
) -> Result<Vec<u8>, VaultError> {
    let mut fresh = Zeroizing::new([0u8; KEY + NONCE]);
    random(entropy, &mut fresh[..])?;
    let (data_key, nonce) = fresh.split_at(KEY);
    let mut out = Vec::with_capacity(CONTENT_AT + plain.len() + TAG);
    push_wrapped(&mut out, epoch_key, place, epoch, data_key, nonce)?;
    out.extend_from_slice(plain);
    let tag = cipher(data_key)?
        .seal_in_place_separate_tag(
            content_nonce(),
            Aad::from(place.bound(RECORD, None)),
            &mut out[CONTENT_AT..],
        )
        .map_err(|_| VaultError::Damaged)?;
    out.extend_from_slice(tag.as_ref());
    Ok(out)
}

pub(super) fn open(
    epoch_key: &LessSafeKey,
    place: &Place<'_>,
    sealed: &[u8],
) -> Result<Vec<u8>, VaultError> {
    let data_key = unwrap_key(epoch_key, place, sealed)?;
    let mut content = sealed[CONTENT_AT..].to_vec();
    let len = cipher(&data_key[..KEY])?
        .open_in_place(
            content_nonce(),
            Aad::from(place.bound(RECORD, None)),
            &mut content,
        )
        .map_err(|_| VaultError::Damaged)?
        .len();
    content.truncate(len);
    Ok(content)
}

pub(super) fn rewrap(
    from: &LessSafeKey,
    to: &LessSafeKey,
    place: &Place<'_>,
    sealed: &[u8],
    epoch: Epoch,
    entropy: &dyn Entropy,
) -> Result<Vec<u8>, VaultError> {
    let data_key = unwrap_key(from, place, sealed)?;
    let mut nonce = [0u8; NONCE];
    random(entropy, &mut nonce)?;
    let mut out = Vec::with_capacity(sealed.len());
    push_wrapped(&mut out, to, place, epoch, &data_key[..KEY], &nonce)?;
    out.extend_from_slice(&sealed[CONTENT_AT..]);
    Ok(out)
}

pub(super) fn seal_secret(
    key: &LessSafeKey,
    place: &Place<'_>,
    plain: &[u8],
    entropy: &dyn Entropy,
) -> Result<Vec<u8>, VaultError> {
    let mut nonce = [0u8; NONCE];
    random(entropy, &mut nonce)?;
    let mut out = Vec::with_capacity(1 + NONCE + plain.len() + TAG);
    out.push(SECRET);
    out.extend_from_slice(&nonce);
    out.extend_from_slice(plain);
    let tag = key
        .seal_in_place_separate_tag(
            nonce_of(&nonce)?,
            Aad::from(place.bound(SECRET, None)),
            &mut out[1 + NONCE..],
        )
        .map_err(|_| VaultError::Damaged)?;
    out.extend_from_slice(tag.as_ref());
    Ok(out)
}

pub(super) fn open_secret(
    key: &LessSafeKey,
    place: &Place<'_>,
    sealed: &[u8],
) -> Result<Vec<u8>, VaultError> {
    let (SECRET, rest) = sealed.split_first().map_or((0, sealed), |(f, r)| (*f, r)) else {
        return Err(VaultError::Damaged);
    };
    let nonce = nonce_of(rest)?;
    let mut content = rest[NONCE..].to_vec();
    let len = key
        .open_in_place(nonce, Aad::from(place.bound(SECRET, None)), &mut content)
        .map_err(|_| VaultError::Damaged)?
        .len();
    content.truncate(len);
    Ok(content)
}

/// Writes everything that stands before the content.
///
/// The nonce is random: by NIST SP 800-38D, 8.3 one key may so be used 2^32 times, more than 7,000 records a second
/// for a whole week.
fn push_wrapped(
    out: &mut Vec<u8>,
    epoch_key: &LessSafeKey,
    place: &Place<'_>,
    epoch: Epoch,
    data_key: &[u8],
    nonce: &[u8],
) -> Result<(), VaultError> {
    let mut wrapped = Zeroizing::new([0u8; KEY]);
    wrapped.copy_from_slice(data_key);
    let tag = epoch_key
        .seal_in_place_separate_tag(
            nonce_of(nonce)?,
            Aad::from(place.bound(RECORD, Some(epoch))),
            &mut wrapped[..],
        )
        .map_err(|_| VaultError::Damaged)?;
    out.push(RECORD);
    out.extend_from_slice(&epoch.0.to_be_bytes());
    out.extend_from_slice(nonce);
    out.extend_from_slice(&wrapped[..]);
    out.extend_from_slice(tag.as_ref());
    Ok(())
}

/// The data key of a record in the first [`KEY`] bytes. That there is content after it is checked, too.
fn unwrap_key(
    epoch_key: &LessSafeKey,
    place: &Place<'_>,
    sealed: &[u8],
) -> Result<Zeroizing<[u8; KEY + TAG]>, VaultError> {
    if sealed.len() < CONTENT_AT + TAG {
        return Err(VaultError::Damaged);
    }
    let epoch = epoch_of(sealed)?;
    let mut key = Zeroizing::new([0u8; KEY + TAG]);
    key.copy_from_slice(&sealed[DATA_KEY_AT..CONTENT_AT]);
    epoch_key
        .open_in_place(
            nonce_of(&sealed[NONCE_AT..])?,
            Aad::from(place.bound(RECORD, Some(epoch))),
            &mut key[..],
        )
        .map_err(|_| VaultError::Damaged)?;
    Ok(key)
}

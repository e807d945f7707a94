//! Encryption of personal data and secrets at rest.
//!
//! ```text
//! root key (key file) ── derives ──> key of the key file's seal, of secrets, of blind indexes, of epoch keys
//!     └─ wraps ──> epoch keys (one a week) ── wrap ──> data keys (one a record) ── encrypt ──> the record
//! ```
//!
//! What a record holds can be read only while its epoch key exists. Once that key is destroyed, everything sealed
//! under it is erased wherever its bytes still lie: in free pages of the store, in old backups, on swap.

mod envelope;
mod epoch;
mod error;
mod key_file;
mod keyring;

pub use envelope::Place;
pub use epoch::Epoch;
pub use error::VaultError;

use crate::clock::SharedEntropy;
use crate::domain::moment::Moment;
use key_file::{KeyFile, Mark};
use keyring::Keyring;
use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

/// Seals and opens what must not lie readable on a disk. Cheap to clone; all clones share their keys.
#[derive(Clone)]
pub struct Vault {
    shared: Arc<Shared>,
}

struct Shared {
    /// Where the keys are kept; none for a vault in memory.
    file: Option<KeyFile>,
    entropy: SharedEntropy,
    keys: RwLock<Keyring>,
    /// Held while the keys change, so that reading keys never waits for the disk.
    changing: Mutex<()>,
    /// The key file that the keys were read from.
    read_as: Mutex<Option<Mark>>,
}

impl Vault {
    /// Opens the key file, or makes one with a new root key if there is none and `may_create` allows it.
    ///
    /// Once a store exists `may_create` must be `false`: with a new key nothing in that store could be read again. The
    /// key file has mode 0600 and belongs to the user who runs the program; anything else is refused. `now` is noted
    /// in a new key file. Errors are sentences about the key file, for people.
    pub fn create_or_open(
        key_file: &Path,
        may_create: bool,
        now: Moment,
        entropy: SharedEntropy,
    ) -> Result<Vault, VaultError> {
        let file = KeyFile::at(key_file);
        let mark = file.mark();
        let keys = match file.read() {
            Err(VaultError::KeyFileMissing { .. }) if may_create => {
                file.create(&Keyring::generate(now, &*entropy)?)?
            }
            read => read?,
        };
        file.tidy();
        Ok(Vault::new(Some(file), keys, mark, entropy))
    }

    /// A vault whose keys live in memory only and end with it, for tests and the demo.
    ///
    /// Fails only if there is no randomness.
    pub fn ephemeral(entropy: SharedEntropy) -> Result<Vault, VaultError> {
        let keys = Keyring::generate(Moment::from_millis(0), &*entropy)?;
        Ok(Vault::new(None, keys, None, entropy))
    }

    fn new(
        file: Option<KeyFile>,
        keys: Keyring,
        mark: Option<Mark>,
        entropy: SharedEntropy,
    ) -> Vault {
        Vault {
            shared: Arc::new(Shared {
                file,
                entropy,
                keys: RwLock::new(keys),
                changing: Mutex::new(()),
                read_as: Mutex::new(mark),
            }),
        }
    }

    /// When the root key was made.
    pub fn created(&self) -> Moment {
        self.keys().created()
    }

    /// Encrypts `plain` for one place in the store, under an epoch that [`Vault::epoch_for`] gave.
    ///
    /// Sealing the same content twice gives different bytes. Fails if the epoch key is destroyed or was never made, or
    /// if there is no randomness.
    pub fn seal(
        &self,
        place: &Place<'_>,
        epoch: Epoch,
        plain: &[u8],
    ) -> Result<Vec<u8>, VaultError> {
        envelope::seal(
            self.keys().epoch_key(epoch)?,
            place,
            epoch,
            plain,
            &*self.shared.entropy,
        )
    }

    /// Decrypts what was sealed for this place.
    ///
    /// [`VaultError::Erased`] if its epoch key was destroyed, [`VaultError::NoEpochKey`] if the key file does not know
    /// its epoch, [`VaultError::Damaged`] if a bit of it is changed or it was sealed for another place.
    pub fn open(&self, place: &Place<'_>, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        let epoch = envelope::epoch_of(sealed)?;
        envelope::open(self.keys().epoch_key(epoch)?, place, sealed)
    }

    /// The epoch for what is sealed at a moment, with its key: made and written to the key file if this is the first of
    /// its week.
    ///
    /// A week whose key was destroyed never gets a second one. What comes in such a week all the same, as after a clock
    /// that was set back, belongs to the next week that is not destroyed. What another process changed in the key file is
    /// known from here on.
    pub fn epoch_for(&self, at: Moment) -> Result<Epoch, VaultError> {
        self.follow_file()?;
        let week = Epoch::of(at);
        let epoch = self.keys().not_destroyed(week);
        if self.keys().has(epoch) {
            return Ok(epoch);
        }
        let mut made = epoch;
        self.change(|keys| {
            // Another process may have made or destroyed it since we read the file.
            made = keys.not_destroyed(week);
            if !keys.has(made) {
                keys.add(made, &*self.shared.entropy)?;
            }
            Ok(())
        })?;
        Ok(made)
    }

    /// The epoch under which something is sealed; says nothing about whether it can be opened.
    pub fn epoch_of(&self, sealed: &[u8]) -> Result<Epoch, VaultError> {
        envelope::epoch_of(sealed)
    }

    /// The epochs that have a key, oldest first.
    pub fn live_epochs(&self) -> Vec<Epoch> {
        self.keys().live().collect()
    }

    /// Moves a sealed record to another epoch. Its content is not encrypted again, only its data key is wrapped anew.
    ///
    /// The old bytes can still be opened until their epoch is destroyed. Errors as of [`Vault::open`] and
    /// [`Vault::seal`]; whether the content itself is whole shows when it is opened.
    pub fn rewrap(
        &self,
        place: &Place<'_>,
        sealed: &[u8],
        to: Epoch,
    ) -> Result<Vec<u8>, VaultError> {
        let keys = self.keys();
        let from = keys.epoch_key(envelope::epoch_of(sealed)?)?;
        envelope::rewrap(
            from,
            keys.epoch_key(to)?,
            place,
            sealed,
            to,
            &*self.shared.entropy,
        )
    }

    /// Destroys the key of an epoch: nobody can read again what is sealed under it.
    ///
    /// The key file is on the disk without the key before this returns. Destroying twice does nothing more; an epoch
    /// that never had a key will not get one.
    pub fn destroy_epoch(&self, epoch: Epoch) -> Result<(), VaultError> {
        self.change(|keys| {
            keys.destroy(epoch);
            Ok(())
        })
    }

    /// Twelve bytes that are equal for equal texts and tell nothing else without the key: HMAC-SHA-256, cut.
    ///
    /// For looking up personal data by its whole value. The caller brings the text into its one form (case, blanks)
    /// first. Indexes of different purposes can't be compared with each other.
    pub fn blind_index(&self, purpose: &'static str, text: &str) -> [u8; 12] {
        self.keys().blind_index(purpose, text)
    }

    /// Encrypts a credential for one place: readable as long as the root key exists, whatever happens to epochs.
    ///
    /// Fails only if there is no randomness.
    pub fn seal_secret(&self, place: &Place<'_>, plain: &[u8]) -> Result<Vec<u8>, VaultError> {
        envelope::seal_secret(
            self.keys().secrets_key(),
            place,
            plain,
            &*self.shared.entropy,
        )
    }

    /// Decrypts what [`Vault::seal_secret`] made for this place; [`VaultError::Damaged`] for anything else.
    pub fn open_secret(&self, place: &Place<'_>, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        envelope::open_secret(self.keys().secrets_key(), place, sealed)
    }

    /// Reads the key file again if another process replaced it. A file that is gone is no reason to forget keys.
    fn follow_file(&self) -> Result<(), VaultError> {
        let Some(file) = &self.shared.file else {
            return Ok(());
        };
        let there = file.mark();
        if there.is_none() || there == *self.read_as() {
            return Ok(());
        }
        let _one_at_a_time = self.one_at_a_time();
        let there = file.mark();
        let read = file.read()?;
        if !read.same_root(&self.keys()) {
            return Err(VaultError::KeyFileExchanged {
                path: file.path().to_owned(),
            });
        }
        self.hold(read);
        *self.read_as() = there;
        Ok(())
    }

    /// Which key file was read; looked at before the reading, so that whatever comes later is noticed.
    fn read_as(&self) -> MutexGuard<'_, Option<Mark>> {
        (self.shared.read_as.lock()).unwrap_or_else(PoisonError::into_inner)
    }

    fn one_at_a_time(&self) -> MutexGuard<'_, ()> {
        (self.shared.changing.lock()).unwrap_or_else(PoisonError::into_inner)
    }

    fn hold(&self, changed: Keyring) {
        let mut keys = (self.shared.keys.write()).unwrap_or_else(PoisonError::into_inner);
        *keys = changed;
    }

    fn keys(&self) -> RwLockReadGuard<'_, Keyring> {
        self.shared
            .keys
            .read()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the keys: on the disk first, then in memory. If the disk refuses, nothing has changed in memory.
    fn change(
        &self,
        change: impl FnOnce(&mut Keyring) -> Result<(), VaultError>,
    ) -> Result<(), VaultError> {
        let _one_at_a_time = self.one_at_a_time();
        let changed = match &self.shared.file {
            Some(file) => file.replace(|on_disk| {
                if !on_disk.same_root(&self.keys()) {
                    return Err(VaultError::KeyFileExchanged {
                        path: file.path().to_owned(),
                    });
                }
                change(on_disk)
            })?,
            None => {
                let mut keys = Keyring::decode(&self.keys().encode())?;
                change(&mut keys)?;
                keys
            }
        };
        self.hold(changed);
        Ok(())
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vault(…)")
    }
}

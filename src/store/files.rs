//! The store's files: opened, or made in such an order that a crash at any moment leaves nothing that looks like a
//! damaged store, and that a damaged or missing one is never replaced by an empty one.

use super::{StoreError, StorePlace, builder};
use crate::clock::SharedEntropy;
use crate::domain::moment::Moment;
use crate::vault::Vault;
use redb::backends::FileBackend;
use redb::{Database, DatabaseError, StorageError};
use std::fs::{File, OpenOptions, Permissions, TryLockError};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

/// Opens the store's file with its keys; makes both if there is neither.
pub(super) fn open_or_make(
    place: &StorePlace,
    now: Moment,
    entropy: SharedEntropy,
) -> Result<(Database, Vault), StoreError> {
    make_private_folder(&place.folder)?;
    // In this order: another process may be making them now.
    let has_key = place.key_file().exists();
    let half_made = place.fresh_file().exists();
    if place.file().exists() {
        let database = open(place)?;
        let vault = Vault::create_or_open(&place.key_file(), false, now, entropy)?;
        return Ok((database, vault));
    }
    if has_key && !half_made {
        return Err(StoreError::Missing {
            folder: place.folder.clone(),
        });
    }
    make(place, now, entropy)
}

/// Why there is no store's file: lost, or never made.
pub(super) fn absence(place: &StorePlace) -> StoreError {
    if place.key_file().exists() && !place.fresh_file().exists() && !place.file().exists() {
        StoreError::Missing {
            folder: place.folder.clone(),
        }
    } else {
        StoreError::Absent
    }
}

/// Takes from everybody else what they may do with it; refuses what is not ours to change.
fn make_private(path: &Path, mode: u32) -> Result<(), StoreError> {
    let about = std::fs::metadata(path)?;
    let found = about.mode() & 0o7777;
    if found & 0o077 == 0 {
        return Ok(());
    }
    let exposed = || StoreError::Exposed {
        path: path.to_owned(),
        mode: found,
    };
    if about.uid() != rustix::process::geteuid().as_raw() {
        return Err(exposed());
    }
    std::fs::set_permissions(path, Permissions::from_mode(mode)).map_err(|_| exposed())?;
    tracing::warn!(
        "{} had mode {found:04o}; it has {mode:04o} now",
        path.display()
    );
    Ok(())
}

/// Opens a store's file that is there.
pub(super) fn open(place: &StorePlace) -> Result<Database, StoreError> {
    let file = place.file();
    make_private(&file, 0o600)?;
    builder(place).open(&file).map_err(|error| {
        let why = match &error {
            DatabaseError::Storage(StorageError::Io(io))
                if matches!(io.kind(), ErrorKind::InvalidData | ErrorKind::UnexpectedEof) =>
            {
                "it is no whole store file".to_owned()
            }
            DatabaseError::Storage(StorageError::Corrupted(why)) => why.clone(),
            DatabaseError::RepairAborted | DatabaseError::UpgradeRequired(_) => error.to_string(),
            _ => return error.into(),
        };
        StoreError::Unopenable { file, why }
    })
}

/// Makes the store under another name first, then its key, and then gives it its name: a store that has its name is
/// whole, and a key without any store means that the store was lost.
fn make(
    place: &StorePlace,
    now: Moment,
    entropy: SharedEntropy,
) -> Result<(Database, Vault), StoreError> {
    let fresh = place.fresh_file();
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .mode(0o600)
        .open(&fresh)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(StoreError::InUse),
        Err(TryLockError::Error(error)) => return Err(error.into()),
    }
    // Under the lock nobody else makes or renames it; but that may have happened just before.
    let named = std::fs::metadata(&fresh).is_ok_and(|there| {
        file.metadata()
            .is_ok_and(|ours| (ours.dev(), ours.ino()) == (there.dev(), there.ino()))
    });
    if !named || place.file().exists() {
        return Err(StoreError::InUse);
    }
    // What a crash left of an earlier try.
    file.set_len(0)?;
    let database = builder(place).create_with_backend(FileBackend::new(file)?)?;
    let vault = Vault::create_or_open(&place.key_file(), true, now, entropy)?;
    std::fs::rename(&fresh, place.file())?;
    File::open(&place.folder)?.sync_all()?;
    Ok((database, vault))
}

fn make_private_folder(folder: &Path) -> Result<(), StoreError> {
    if folder.is_dir() {
        return make_private(folder, 0o700);
    }
    Ok(std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)?)
}

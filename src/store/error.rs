//! Why the store could not do something, as sentences.

use crate::vault::VaultError;
use std::path::PathBuf;

/// Why the store could not do something.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process has it open.
    #[error("another orderdeck process has the store open")]
    InUse,
    /// There is no store yet.
    #[error("there is no store yet")]
    Absent,
    /// The key file is there and the store is not.
    #[error("the store is missing from {}, though its key file is there", folder.display())]
    Missing {
        /// The folder.
        folder: PathBuf,
    },
    /// Others may look at it, and it is not ours to change that.
    #[error("{} has mode {mode:04o} and belongs to another user: nobody but you may be able to look into it", path.display())]
    Exposed {
        /// The folder or file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The file can't be opened, whatever the disk does.
    #[error("the store {} is damaged and can't be opened: {why}", file.display())]
    Unopenable {
        /// The file.
        file: PathBuf,
        /// What redb found.
        why: String,
    },
    /// redb broke off: what it read makes no sense.
    #[error("the store's file is damaged")]
    Broken,
    /// A write failed before: whether it is on the disk is not known, so nothing more is written before
    /// [`super::Store::reopen`] has read what the disk really holds.
    #[error(
        "an earlier write to the store failed, so nothing more is written until the store could be opened again"
    )]
    Stopped,
    /// It was closed before.
    #[error("the store is closed")]
    Closed,
    /// A record does not read back as it was written.
    #[error("a record in {table} is damaged")]
    Damaged {
        /// The table.
        table: &'static str,
    },
    /// It was written by a newer orderdeck.
    #[error("the store was written by a newer orderdeck (format {found}, this one knows {known})")]
    TooNew {
        /// Its format.
        found: u32,
        /// The newest format that we know.
        known: u32,
    },
    /// Keys or encryption.
    #[error("{0}")]
    Vault(#[from] VaultError),
    /// redb or the disk.
    #[error("the store can't be read or written: {0}")]
    Disk(String),
    /// There are no numbers left, or a figure is too large.
    #[error("{0}")]
    Exhausted(&'static str),
}

macro_rules! disk_errors {
    ($($error:ty),+) => {
        $(impl From<$error> for StoreError {
            fn from(error: $error) -> StoreError {
                StoreError::of(error.into())
            }
        })+
    };
}
disk_errors!(
    redb::StorageError,
    redb::TableError,
    redb::TransactionError,
    redb::CommitError,
    redb::SetDurabilityError
);

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> StoreError {
        StoreError::Disk(error.to_string())
    }
}

impl StoreError {
    fn of(error: redb::Error) -> StoreError {
        match error {
            redb::Error::DatabaseAlreadyOpen => StoreError::InUse,
            redb::Error::PreviousIo => StoreError::Stopped,
            redb::Error::Corrupted(_) | redb::Error::LockPoisoned(_) => StoreError::Broken,
            other => StoreError::Disk(other.to_string()),
        }
    }
}

impl From<redb::DatabaseError> for StoreError {
    fn from(error: redb::DatabaseError) -> StoreError {
        StoreError::of(error.into())
    }
}

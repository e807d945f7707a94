//! What can go wrong with keys and sealed records.

use super::epoch::Epoch;
use std::io;
use std::path::PathBuf;

/// Why something can't be sealed or opened. Never holds a key or content.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VaultError {
    /// There is no key file and none may be made.
    #[error(
        "The key file {} is missing. Put it back: without it personal data and credentials can't be read, and a new \
         key can't read them either.", path.display()
    )]
    KeyFileMissing {
        /// Where it should be.
        path: PathBuf,
    },
    /// Others may read the key file.
    #[error(
        "The key file {} has mode {mode:04o}; it must be 0600. Once nobody else can have read it, run: chmod 600 {}",
        path.display(), path.display()
    )]
    KeyFileMode {
        /// The key file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The key file belongs to somebody else.
    #[error(
        "The key file {} belongs to user {owner}, but this program runs as user {user}. Both must be the same.",
        path.display()
    )]
    KeyFileOwner {
        /// The key file.
        path: PathBuf,
        /// Who owns it, by number.
        owner: u32,
        /// Who runs this program, by number.
        user: u32,
    },
    /// The key file is a folder, a link or something else.
    #[error("The key file {} is not a regular file; links are not followed.", path.display())]
    KeyFileKind {
        /// What is there.
        path: PathBuf,
    },
    /// The key file was changed by something else than this program.
    #[error("The key file {} is damaged. Put back a good copy of it.", path.display())]
    KeyFileDamaged {
        /// The key file.
        path: PathBuf,
    },
    /// The key file was written by a newer version.
    #[error("The key file {} was written by a newer version of orderdeck; use that version.", path.display())]
    KeyFileNewer {
        /// The key file.
        path: PathBuf,
    },
    /// The key file was exchanged for one with another root key while it was in use.
    #[error(
        "The key file {} was exchanged for another one while it was in use. Put back the one that belongs to the \
         store and start again.", path.display()
    )]
    KeyFileExchanged {
        /// The key file.
        path: PathBuf,
    },
    /// The system refused something with the key file.
    #[error("Can't {doing} the key file {}: {source}", path.display())]
    KeyFileIo {
        /// The key file.
        path: PathBuf,
        /// What was tried, such as `read`.
        doing: &'static str,
        /// What the system answered.
        source: io::Error,
    },
    /// The system gave no random bytes.
    #[error("The system gives no random bytes, so nothing can be encrypted.")]
    NoRandomness,
    /// The bytes were changed, cut, or sealed for another place.
    #[error("An encrypted record is damaged or does not belong where it lies.")]
    Damaged,
    /// The key was destroyed on purpose.
    #[error("This was erased: the key of week {epoch} is destroyed.")]
    Erased {
        /// The week.
        epoch: Epoch,
    },
    /// The key file does not know this week.
    #[error(
        "The key of week {epoch} is not in the key file. If the key file was put back from a copy, that copy is too old."
    )]
    NoEpochKey {
        /// The week.
        epoch: Epoch,
    },
}

//! Backups: a copy of the file, taken while nothing is written, and opened to see that it is good.

use super::{Reading, Store, StoreError, counters, guard};
use redb::ReadableDatabase;
use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

/// A copy that was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Size in bytes.
    pub bytes: u64,
    /// Orders in it.
    pub orders: u64,
}

impl Store {
    /// Copies the store's file beside `target`, with mode 0600.
    ///
    /// To be called by the writer between two transactions: a copy of a file that is being written can't be opened. Then
    /// [`Store::finish_copy`] is to be called, while others may write again.
    pub fn begin_copy(&self, target: &Path) -> Result<u64, StoreError> {
        use std::os::unix::fs::OpenOptionsExt;
        let part = part_of(target);
        // What a crash left of an earlier try.
        let _ = std::fs::remove_file(&part);
        let copied = File::open(self.place.file()).and_then(|mut from| {
            let mut to = OpenOptions::new()
                .create_new(true)
                .write(true)
                .mode(0o600)
                .open(&part)?;
            std::io::copy(&mut from, &mut to)
        });
        if copied.is_err() {
            let _ = std::fs::remove_file(&part);
        }
        Ok(copied?)
    }

    /// Opens the copy to check it, and gives it its name, which must be free. It gets that only when it is known to be
    /// good: whatever breaks off leaves no file that looks like a backup.
    ///
    /// The copy is encrypted as the store is and needs the store's key file to be read.
    pub fn finish_copy(&self, target: &Path, bytes: u64) -> Result<Copied, StoreError> {
        let part = part_of(target);
        let done = self.check_copy(&part).and_then(|orders| {
            // A link is refused where the name is taken; renaming would replace what is there.
            std::fs::hard_link(&part, target)?;
            let folder = target.parent().filter(|f| !f.as_os_str().is_empty());
            File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
            Ok(Copied { bytes, orders })
        });
        let _ = std::fs::remove_file(&part);
        done
    }

    fn check_copy(&self, part: &Path) -> Result<u64, StoreError> {
        File::open(part)?.sync_all()?;
        guard::guarded(|| {
            let mut database = redb::Database::builder()
                .set_cache_size(16 << 20)
                .open(part)?;
            let intact = database
                .check_integrity()
                .map_err(|e| StoreError::Disk(e.to_string()))?;
            if !intact {
                return Err(StoreError::Disk("the copy is not intact".to_owned()));
            }
            let reading = Reading {
                transaction: database.begin_read()?,
                vault: &self.vault,
            };
            let counts = reading.counts()?;
            Ok(counters::figure(&counts, counters::Counter::Orders))
        })
    }
}

/// The name of a copy that is not known to be good.
fn part_of(target: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(".part");
    target.with_file_name(name)
}

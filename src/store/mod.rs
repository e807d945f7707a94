//! The embedded store: one redb file, owned by one process, written by one writer.
//!
//! Every write goes through [`Store::write`], which makes one transaction of whatever belongs together: records,
//! secondary indexes, counters, watermark. Reads are short; nobody holds a read transaction across a screen frame.

pub mod accounts;
pub mod activity;
pub mod amazon_stock;
pub mod backup;
pub mod books;
pub mod carriers;
pub mod codec;
pub mod counters;
pub mod customers;
pub mod deliveries;
mod error;
pub mod failed_orders;
mod files;
pub mod finances;
mod guard;
pub mod intake;
pub mod keys;
pub mod layered_index;
mod levels;
pub mod migrate;
pub mod notices;
pub mod orders;
pub mod pickings;
pub mod products;
pub mod reports;
pub mod stock;
pub mod tables;
pub mod transfers;
pub mod verify;
mod verify_finances;
mod verify_notices;
mod verify_stock;
pub mod writing;

use crate::clock::SharedEntropy;
use crate::domain::moment::Moment;
use crate::vault::Vault;
use redb::{Database, ReadTransaction, ReadableDatabase};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError, RwLock};

pub use error::StoreError;
pub use guard::quiet_panics;
pub use writing::{Changes, Writing};

/// What opening a store takes.
#[derive(Clone, Debug)]
pub struct StorePlace {
    /// The folder; made with mode 0700 if it is not there.
    pub folder: PathBuf,
    /// Most memory for cached pages, in bytes.
    pub cache_bytes: usize,
}

impl StorePlace {
    /// The store of this folder, with the usual cache of 64 MiB.
    pub fn of(folder: &Path) -> StorePlace {
        StorePlace {
            folder: folder.to_owned(),
            cache_bytes: 64 << 20,
        }
    }

    /// The store's file.
    pub fn file(&self) -> PathBuf {
        self.folder.join("store.redb")
    }

    /// Where a new store's file is made before it gets its name.
    pub(crate) fn fresh_file(&self) -> PathBuf {
        self.folder.join(".store.redb.new")
    }

    /// The key file: outside the store, and never part of a backup.
    pub fn key_file(&self) -> PathBuf {
        self.folder.join("store.key")
    }
}

/// Opens the store's file, or whatever holds it, once more.
type Source = Box<dyn Fn(&StorePlace) -> Result<Database, StoreError> + Send + Sync>;

/// The open store.
pub struct Store {
    /// There until it is closed.
    database: RwLock<Option<Database>>,
    source: Source,
    write_failed: AtomicBool,
    vault: Vault,
    place: StorePlace,
}

impl Store {
    /// Opens the store, or makes it with its key file if there is none.
    pub fn open(
        place: StorePlace,
        now: Moment,
        entropy: SharedEntropy,
    ) -> Result<Store, StoreError> {
        guard::guarded(|| {
            let (database, vault) = files::open_or_make(&place, now, entropy)?;
            Store::finish(database, vault, place, Box::new(files::open))
        })
    }

    /// A store on any backend, such as memory. It can't be opened again after a failed write.
    pub fn on_backend(
        backend: impl redb::StorageBackend,
        vault: Vault,
    ) -> Result<Store, StoreError> {
        let once = Mutex::new(Some(backend));
        Store::with_source(vault, move |place| {
            let mut once = once.lock().unwrap_or_else(PoisonError::into_inner);
            let backend = once.take().ok_or(StoreError::Stopped)?;
            Ok(builder(place).create_with_backend(backend)?)
        })
    }

    /// A store on a backend whose clones are the same disk, such as one that fails on purpose.
    pub fn on_disk(
        disk: impl redb::StorageBackend + Clone,
        vault: Vault,
    ) -> Result<Store, StoreError> {
        Store::with_source(vault, move |place| {
            Ok(builder(place).create_with_backend(disk.clone())?)
        })
    }

    fn with_source(
        vault: Vault,
        source: impl Fn(&StorePlace) -> Result<Database, StoreError> + Send + Sync + 'static,
    ) -> Result<Store, StoreError> {
        let place = StorePlace::of(Path::new(""));
        guard::guarded(|| Store::finish(source(&place)?, vault, place, Box::new(source)))
    }

    fn finish(
        database: Database,
        vault: Vault,
        place: StorePlace,
        source: Source,
    ) -> Result<Store, StoreError> {
        let store = Store {
            database: RwLock::new(Some(database)),
            source,
            write_failed: AtomicBool::new(false),
            vault,
            place,
        };
        migrate::bring_up_to_date(&store)?;
        Ok(store)
    }

    /// Where it lies.
    pub fn place(&self) -> &StorePlace {
        &self.place
    }

    /// Keys.
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// One write transaction: what `work` does is there as a whole once this returns, or not at all.
    ///
    /// Always with quick repair, so that reopening after a crash takes milliseconds whatever the size. An error of
    /// `work` gives everything up.
    pub fn write<T>(
        &self,
        work: impl FnOnce(&mut Writing<'_>) -> Result<T, StoreError>,
    ) -> Result<(T, Changes), StoreError> {
        let written = self.with(|database| {
            let mut transaction = database.begin_write()?;
            transaction.set_quick_repair(true);
            let outcome = {
                let mut writing = Writing::open(&transaction, &self.vault)?;
                let outcome = work(&mut writing)?;
                (outcome, writing.finish()?)
            };
            transaction.commit()?;
            Ok(outcome)
        });
        match &written {
            Ok(_) => self.write_failed.store(false, Ordering::Relaxed),
            Err(StoreError::Disk(_) | StoreError::Stopped | StoreError::Broken) => {
                self.write_failed.store(true, Ordering::Relaxed);
            }
            Err(_) => {}
        }
        written
    }

    /// Whether the disk refused the last write.
    pub fn write_failed(&self) -> bool {
        self.write_failed.load(Ordering::Relaxed)
    }

    /// Nobody closes it meanwhile, and redb's panics are errors.
    fn with<T>(
        &self,
        work: impl FnOnce(&Database) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let slot = self.database.read().unwrap_or_else(PoisonError::into_inner);
        let database = match slot.as_ref() {
            Some(database) => database,
            None if self.write_failed() => return Err(StoreError::Stopped),
            None => return Err(StoreError::Closed),
        };
        guard::guarded(|| work(database))
    }

    /// One short read transaction.
    pub fn read<T>(
        &self,
        work: impl FnOnce(&Reading<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.with(|database| {
            work(&Reading {
                transaction: database.begin_read()?,
                vault: &self.vault,
            })
        })
    }

    /// After a failed write: closes the file and opens it again, as a new start would, and writes to see that it can
    /// be written. It then holds what the last acknowledged write left, or also what the failed one brought. Until this
    /// has worked, everything is refused with [`StoreError::Stopped`].
    pub fn reopen(&self) -> Result<(), StoreError> {
        {
            let mut slot = self
                .database
                .write()
                .unwrap_or_else(PoisonError::into_inner);
            if let Some(broken) = slot.take()
                && let Err(error) = guard::guarded(|| Ok(broken.close()?))
            {
                tracing::debug!("after a failed write: {error}");
            }
            *slot = Some(guard::guarded(|| (self.source)(&self.place))?);
        }
        self.write(|_| Ok(())).map(|_| ())
    }

    /// Closes it once nobody reads or writes any more, and says whether everything reached the disk. From then on all
    /// work with it is refused.
    pub fn close(&self) -> Result<(), StoreError> {
        let mut slot = self
            .database
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        match slot.take() {
            Some(database) => guard::guarded(|| Ok(database.close()?)),
            None => Ok(()),
        }
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        if let Err(error) = self.close() {
            tracing::error!("the store was not closed well: {error}");
        }
    }
}

/// A short look at the store.
pub struct Reading<'s> {
    pub(crate) transaction: ReadTransaction,
    pub(crate) vault: &'s Vault,
}

/// A look at a store that nobody has open, without becoming its owner. Fails with [`StoreError::InUse`] if an engine
/// has it, and with [`StoreError::Absent`] if there is none.
pub fn glance<T>(
    place: &StorePlace,
    now: Moment,
    entropy: SharedEntropy,
    work: impl FnOnce(&Reading<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let file = place.file();
    if !file.exists() {
        return Err(files::absence(place));
    }
    let vault = Vault::create_or_open(&place.key_file(), false, now, entropy.clone())?;
    let mut work = Some(work);
    let looked = guard::guarded(|| match builder(place).open_read_only(&file) {
        Ok(database) => {
            let reading = Reading {
                transaction: database.begin_read()?,
                vault: &vault,
            };
            migrate::check(&reading)?;
            work.take().map(|work| work(&reading)).transpose()
        }
        Err(redb::DatabaseError::DatabaseAlreadyOpen) => Err(StoreError::InUse),
        // A file that was not closed cleanly must be opened for writing once.
        Err(_) => Ok(None),
    })?;
    match (looked, work) {
        (Some(value), _) => Ok(value),
        (None, Some(work)) => Store::open(place.clone(), now, entropy)?.read(work),
        (None, None) => Err(StoreError::Broken),
    }
}

fn builder(place: &StorePlace) -> redb::Builder {
    let mut builder = Database::builder();
    builder.set_cache_size(place.cache_bytes);
    builder
}

/// Where a sealed value lies, so that it can't be read from anywhere else.
pub(crate) fn keys_place<'k>(table: &'static str, key: &'k [u8]) -> crate::vault::Place<'k> {
    crate::vault::Place { table, id: key }
}

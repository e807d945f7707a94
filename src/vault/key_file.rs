//! The key file: one small file, never half written, readable by its owner only.

use super::error::VaultError;
use super::keyring::{Keyring, is_newer};
use rustix::fs::OFlags;
use secrecy::zeroize::Zeroizing;
use std::ffi::OsString;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Seek, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// A key for every week of a thousand years takes 3.3 MB; anything larger is no key file.
const MOST_BYTES: u64 = 4 << 20;
const OWNER_ONLY: u32 = 0o600;

/// Where the keys are kept.
pub(super) struct KeyFile {
    path: PathBuf,
    folder: PathBuf,
    /// Where a new content is written before it takes the place of the old.
    fresh: PathBuf,
}

/// One content of the key file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    inode: (u64, u64),
    changed: (i64, i64),
}

impl KeyFile {
    pub(super) fn at(path: &Path) -> KeyFile {
        let folder = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        let mut name = OsString::from(".");
        name.push(path.file_name().unwrap_or_default());
        name.push(".new");
        KeyFile {
            fresh: folder.join(name),
            path: path.to_owned(),
            folder,
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// What tells this key file from the one that takes its place; `None` if it can't be looked at.
    pub(super) fn mark(&self) -> Option<Mark> {
        let about = fs::symlink_metadata(&self.path).ok()?;
        Some(Mark {
            inode: (about.dev(), about.ino()),
            changed: (about.ctime(), about.ctime_nsec()),
        })
    }

    /// Reads the keys, while nobody replaces them.
    pub(super) fn read(&self) -> Result<Keyring, VaultError> {
        let folder = match File::open(&self.folder) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                return Err(VaultError::KeyFileMissing {
                    path: self.path.clone(),
                });
            }
            folder => folder.map_err(|e| self.failed("open the folder of", e))?,
        };
        folder.lock_shared().map_err(|e| self.failed("lock", e))?;
        self.read_locked()
    }

    fn read_locked(&self) -> Result<Keyring, VaultError> {
        let mut file = self.open()?;
        let size = self.check(&file)?;
        // Room for everything at once: a buffer that grows would leave copies of the root key behind.
        let mut bytes = Zeroizing::new(Vec::with_capacity(size.saturating_add(1)));
        file.read_to_end(&mut bytes)
            .map_err(|e| self.failed("read", e))?;
        let path = self.path.clone();
        if is_newer(&bytes) {
            return Err(VaultError::KeyFileNewer { path });
        }
        Keyring::decode(&bytes).map_err(|_| VaultError::KeyFileDamaged { path })
    }

    /// Writes a new key file. If another process made one in the meantime, that one is read and stands.
    pub(super) fn create(&self, keys: &Keyring) -> Result<Keyring, VaultError> {
        make_folder(&self.folder).map_err(|e| self.failed("make the folder of", e))?;
        let folder = self.lock()?;
        match self.read_locked() {
            Err(VaultError::KeyFileMissing { .. }) => {}
            there => return there,
        }
        self.write_fresh(keys)?;
        // A link is refused if the name is taken, where renaming would replace what is there.
        fs::hard_link(&self.fresh, &self.path).map_err(|e| self.failed("create", e))?;
        fs::remove_file(&self.fresh).map_err(|e| self.failed("create", e))?;
        self.sync(&folder)?;
        self.read_locked()
    }

    /// Reads the keys, changes them and puts them in the place of the old, so that a crash at any moment leaves either.
    ///
    /// Once this has returned, the new content is on the disk and the old bytes are overwritten.
    pub(super) fn replace(
        &self,
        change: impl FnOnce(&mut Keyring) -> Result<(), VaultError>,
    ) -> Result<Keyring, VaultError> {
        let folder = self.lock()?;
        let mut keys = self.read_locked()?;
        change(&mut keys)?;
        // Opened for writing only after reading has checked what it is; nobody else changes it while we hold the lock.
        let old = OpenOptions::new()
            .write(true)
            .custom_flags(OFlags::NOFOLLOW.bits() as i32)
            .open(&self.path);
        self.write_fresh(&keys)?;
        fs::rename(&self.fresh, &self.path).map_err(|e| self.failed("replace", e))?;
        self.sync(&folder)?;
        if let Ok(old) = old {
            let _ = overwrite(old);
        }
        Ok(keys)
    }

    /// Removes what a crash left behind. Nothing depends on it, so it is no error if that fails.
    pub(super) fn tidy(&self) {
        if fs::symlink_metadata(&self.fresh).is_ok()
            && let Ok(_folder) = self.lock()
        {
            let _ = fs::remove_file(&self.fresh);
        }
    }

    /// Keeps other processes from changing the key file until the answer is dropped.
    ///
    /// The lock is on the folder, since the file itself is replaced.
    fn lock(&self) -> Result<File, VaultError> {
        let folder = File::open(&self.folder).map_err(|e| self.failed("open the folder of", e))?;
        folder.lock().map_err(|e| self.failed("lock", e))?;
        Ok(folder)
    }

    fn open(&self) -> Result<File, VaultError> {
        let path = || self.path.clone();
        OpenOptions::new()
            .read(true)
            .custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits() as i32)
            .open(&self.path)
            .map_err(|e| match e.raw_os_error() {
                Some(code) if code == rustix::io::Errno::NOENT.raw_os_error() => {
                    VaultError::KeyFileMissing { path: path() }
                }
                // What NOFOLLOW answers for a symbolic link.
                Some(code) if code == rustix::io::Errno::LOOP.raw_os_error() => {
                    VaultError::KeyFileKind { path: path() }
                }
                _ => self.failed("open", e),
            })
    }

    /// Refuses what others can read or have put there; gives the size in bytes.
    fn check(&self, file: &File) -> Result<usize, VaultError> {
        let path = || self.path.clone();
        let about = file.metadata().map_err(|e| self.failed("read", e))?;
        if !about.is_file() {
            return Err(VaultError::KeyFileKind { path: path() });
        }
        let user = rustix::process::geteuid().as_raw();
        if about.uid() != user {
            return Err(VaultError::KeyFileOwner {
                path: path(),
                owner: about.uid(),
                user,
            });
        }
        let mode = about.mode() & 0o7777;
        if mode & !OWNER_ONLY != 0 {
            return Err(VaultError::KeyFileMode { path: path(), mode });
        }
        if about.len() > MOST_BYTES {
            return Err(VaultError::KeyFileDamaged { path: path() });
        }
        usize::try_from(about.len()).map_err(|_| VaultError::KeyFileDamaged { path: path() })
    }

    fn write_fresh(&self, keys: &Keyring) -> Result<(), VaultError> {
        match fs::remove_file(&self.fresh) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(self.failed("write", e)),
            _ => {}
        }
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(OWNER_ONLY)
            .open(&self.fresh)
            .map_err(|e| self.failed("write", e))?;
        file.write_all(&keys.encode())
            .and_then(|()| file.sync_all())
            .map_err(|e| self.failed("write", e))
    }

    fn sync(&self, folder: &File) -> Result<(), VaultError> {
        folder.sync_all().map_err(|e| self.failed("write", e))
    }

    fn failed(&self, doing: &'static str, source: io::Error) -> VaultError {
        VaultError::KeyFileIo {
            path: self.path.clone(),
            doing,
            source,
        }
    }
}

/// Makes a folder and those above it that are missing, for the owner only, and has their names on the disk.
fn make_folder(folder: &Path) -> io::Result<()> {
    let missing: Vec<&Path> = (folder.ancestors())
        .take_while(|path| !path.as_os_str().is_empty() && !path.exists())
        .collect();
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)?;
    for made in missing {
        let above = made.parent().filter(|path| !path.as_os_str().is_empty());
        File::open(above.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    Ok(())
}

/// Overwrites a file that has lost its name, so that its blocks on the disk don't keep destroyed keys.
///
/// A file with another name is left alone: somebody linked it, maybe as a copy to keep. On file systems that never
/// write in place (btrfs, ZFS, flash with wear levelling) this does not reach the old blocks.
fn overwrite(mut old: File) -> io::Result<()> {
    let about = old.metadata()?;
    if about.nlink() == 0 {
        old.rewind()?;
        io::copy(&mut io::repeat(0).take(about.len()), &mut old)?;
        old.sync_all()?;
    }
    Ok(())
}

//! The listening socket: one per store, private, never left behind and never taken from somebody who uses it.

use crate::client::place::is_trusted;
use crate::protocol::{Failure, FailureCode};
use rustix::fs::{FlockOperation, flock};
use std::fs::{DirBuilder, File, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use tokio::net::{UnixListener, UnixStream};

/// A listening socket, and the claim to its path.
#[derive(Debug)]
pub struct Listener {
    inner: UnixListener,
    path: PathBuf,
    /// Device and inode of our socket: the file may be replaced while we live.
    identity: (u64, u64),
    /// Locked for as long as we listen; the kernel gives it back whatever happens to us.
    _claim: File,
}

impl Listener {
    /// Listens at this path, as nobody but this user. Whoever holds the claim or answers there already makes it fail
    /// with [`FailureCode::Busy`]; a socket that nobody listens to any more is replaced.
    pub fn bind(path: &Path) -> Result<Listener, Failure> {
        let trouble = |error: io::Error| {
            Failure::new(
                FailureCode::Connection,
                format!("The socket {} can't be made: {error}.", path.display()),
            )
        };
        let folder = path.parent().unwrap_or(Path::new("/"));
        private_folder(folder, path).map_err(trouble)?;
        let claim = claim(path).map_err(trouble)?.ok_or_else(|| busy(path))?;
        if std::os::unix::net::UnixStream::connect(path).is_ok() {
            return Err(busy(path));
        }
        let inner = bind_private(folder, path).map_err(trouble)?;
        let identity = identity(path).map_err(trouble)?;
        Ok(Listener {
            inner,
            path: path.to_owned(),
            identity,
            _claim: claim,
        })
    }

    /// The next terminal.
    pub async fn accept(&self) -> io::Result<UnixStream> {
        self.inner.accept().await.map(|(stream, _)| stream)
    }

    /// Stops listening and removes the socket, if it still is ours.
    pub fn close(self) {
        drop(self);
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        if identity(&self.path).is_ok_and(|found| found == self.identity) {
            // Nothing is lost if it stays: nobody answers at it, so the next engine replaces it.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// Makes the folder of the socket if it is not there; one in which anybody else has a hand is refused.
fn private_folder(folder: &Path, path: &Path) -> io::Result<()> {
    DirBuilder::new()
        .mode(0o700)
        .recursive(true)
        .create(folder)?;
    if !is_trusted(path) {
        return Err(io::Error::other(format!(
            "{} belongs to somebody else or is open to others",
            folder.display()
        )));
    }
    Ok(())
}

/// The lock beside the socket; `None` while somebody else has it.
fn claim(path: &Path) -> io::Result<Option<File>> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(PathBuf::from(name))?;
    match flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(Some(file)),
        Err(rustix::io::Errno::WOULDBLOCK) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Binds in a folder that only we can enter, and moves the socket to its place once its mode is right: at no moment can
/// anybody else connect, and a stale socket is replaced in one step.
fn bind_private(folder: &Path, path: &Path) -> io::Result<UnixListener> {
    // Ten bytes: no longer than `engine.sock`, so the path still fits into an address.
    let room = tempfile::Builder::new()
        .prefix(".e")
        .rand_bytes(6)
        .permissions(Permissions::from_mode(0o700))
        .tempdir_in(folder)?;
    let first = room.path().join("s");
    let inner = UnixListener::bind(&first)?;
    std::fs::set_permissions(&first, Permissions::from_mode(0o600))?;
    std::fs::rename(&first, path)?;
    Ok(inner)
}

fn identity(path: &Path) -> io::Result<(u64, u64)> {
    std::fs::symlink_metadata(path).map(|meta| (meta.dev(), meta.ino()))
}

fn busy(path: &Path) -> Failure {
    Failure::new(
        FailureCode::Busy,
        format!("Another engine serves {} already.", path.display()),
    )
}

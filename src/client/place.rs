//! Where the socket of an engine is: both ends find it by the same rule.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Longest path that a Unix socket address holds on Linux, without the closing zero.
const LONGEST: usize = 107;

/// The socket of the engine that owns the store in this folder: `engine.sock` in it.
///
/// A socket address holds 107 bytes. Where the folder's path is too long for that, the socket is
/// `/tmp/orderdeck-<uid>/<hash>.sock`, with the folder's owner and a hash of its absolute path. It is always `/tmp`, not
/// `$TMPDIR` or `$XDG_RUNTIME_DIR`, because those may differ between an engine that the system starts and a terminal.
pub fn socket_path(data_dir: &Path) -> PathBuf {
    let beside = data_dir.join("engine.sock");
    if beside.as_os_str().len() <= LONGEST {
        return beside;
    }
    let owner = std::fs::metadata(data_dir)
        .map_or_else(|_| rustix::process::geteuid().as_raw(), |meta| meta.uid());
    let digest = ring::digest::digest(
        &ring::digest::SHA256,
        data_dir.as_os_str().as_encoded_bytes(),
    );
    let hash: String = digest.as_ref()[..12]
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    PathBuf::from(format!("/tmp/orderdeck-{owner}/{hash}.sock"))
}

/// Whether a socket at this path can only be one that its data folder's owner made.
///
/// In the data folder it can. Elsewhere the folder must belong to whom it is named after and be closed to everybody
/// else: in `/tmp` anybody could have made it before, to be told secrets.
pub fn is_trusted(path: &Path) -> bool {
    if path.file_name().is_some_and(|name| name == "engine.sock") {
        return true;
    }
    let Some(folder) = path.parent() else {
        return false;
    };
    std::fs::symlink_metadata(folder).is_ok_and(|meta| {
        let named = folder.file_name().and_then(|name| name.to_str());
        meta.is_dir()
            && meta.mode() & 0o077 == 0
            && named == Some(&format!("orderdeck-{}", meta.uid()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_folder_has_its_socket_elsewhere() {
        let short = Path::new("/home/ana/.local/share/orderdeck");
        assert_eq!(socket_path(short), short.join("engine.sock"));
        let long = PathBuf::from(format!("/{}", "x".repeat(120)));
        let path = socket_path(&long);
        assert!(path.as_os_str().len() <= LONGEST);
        assert_eq!(path, socket_path(&long));
        assert_ne!(path, socket_path(&long.join("y")));
    }
}

//! Who holds the store, for the sentence that says so.

use crate::client::blocking;
use crate::client::place::socket_path;
use crate::domain::text::clean_short;
use crate::protocol::{Failure, FailureCode};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// A failure because the store is held, with the process that holds it where the system tells.
pub fn named(failure: Failure, data_dir: &Path) -> Failure {
    if failure.code != FailureCode::Busy {
        return failure;
    }
    match holder(data_dir) {
        Some((pid, name)) => failure.hint(format!(
            "Process {pid} ({name}) holds it; stop that one, or wait until it is done."
        )),
        None => failure,
    }
}

/// The process that answers at the socket, or else has a lock on a file in the folder.
fn holder(data_dir: &Path) -> Option<(u32, String)> {
    let pid = blocking::greeting(&socket_path(data_dir))
        .map(|hello| hello.pid)
        .or_else(|| {
            let locks = std::fs::read_to_string("/proc/locks").ok()?;
            let entries = std::fs::read_dir(data_dir).ok()?.flatten();
            let inodes: Vec<u64> = entries
                .filter_map(|entry| entry.metadata().ok().map(|meta| meta.ino()))
                .collect();
            locker(&locks, &inodes)
        })?;
    let name = std::fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default();
    Some((pid, clean_short(&name, 30)))
}

/// The process with a lock on one of these files: `1: FLOCK ADVISORY WRITE 4242 08:01:131 0 EOF`.
fn locker(locks: &str, inodes: &[u64]) -> Option<u32> {
    locks.lines().find_map(|line| {
        let mut words = line.split_whitespace().filter(|word| *word != "->");
        let pid: u32 = words.nth(4)?.parse().ok()?;
        let inode: u64 = words.next()?.rsplit(':').next()?.parse().ok()?;
        (inodes.contains(&inode) && pid != std::process::id()).then_some(pid)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locks_name_their_process() {
        let locks = "1: POSIX  ADVISORY  READ 17 08:01:99 0 EOF\n\
                     2: FLOCK  ADVISORY  WRITE 4242 08:01:131 0 EOF\n\
                     2: -> FLOCK  ADVISORY  WRITE 4343 08:01:131 0 EOF\n";
        assert_eq!(locker(locks, &[5, 131]), Some(4242));
        assert_eq!(locker(locks, &[7]), None);
        assert_eq!(locker("nonsense", &[7]), None);
    }
}

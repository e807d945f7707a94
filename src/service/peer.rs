//! Who is at the other end, from the system.

use crate::domain::text::clean_short;
use crate::engine::Who;
use tokio::net::UnixStream;

/// Who has connected. The kernel knows; the other end can't lie about it.
pub fn who(stream: &UnixStream) -> Who {
    match stream.peer_cred() {
        Ok(credentials) => Who {
            name: user_name(credentials.uid()),
        },
        Err(_) => Who {
            name: "unknown".to_owned(),
        },
    }
}

/// The person who runs this process.
pub fn ourselves() -> Who {
    Who {
        name: user_name(rustix::process::getuid().as_raw()),
    }
}

/// The user's name, or `uid 1000` where the system's list has none.
pub fn user_name(uid: u32) -> String {
    std::fs::read_to_string("/etc/passwd")
        .ok()
        .and_then(|list| name_in(&list, uid))
        .unwrap_or_else(|| format!("uid {uid}"))
}

fn name_in(list: &str, uid: u32) -> Option<String> {
    list.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next().filter(|name| !name.is_empty())?;
        let found: u32 = fields.nth(1)?.parse().ok()?;
        (found == uid).then(|| clean_short(name, 32))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_from_the_list() {
        let list = "root:x:0:0:root:/root:/bin/sh\nbroken\nana:x:1000:1000::/home/ana:/bin/sh\n";
        assert_eq!(name_in(list, 1000).as_deref(), Some("ana"));
        assert_eq!(name_in(list, 7), None);
    }
}

//! The credentials file. Nothing of what it holds is ever repeated, not even in an error.

use super::settings::line_of;
use crate::protocol::accounts::Credentials;
use crate::protocol::{Failure, FailureCode};
use std::fs::File;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// A file with three tokens has no reason to be longer than this.
const LONGEST: u64 = 64 * 1024;

const KEYS: [&str; 3] = ["client_id", "client_secret", "refresh_token"];

/// Reads a credentials file: TOML, readable by its owner alone, three texts and nothing else.
pub fn read(path: &Path) -> Result<Credentials, Failure> {
    let name = path.display();
    let unreadable = |error: std::io::Error| {
        invalid(format!(
            "The credentials file {name} can't be read: {error}."
        ))
    };
    let file = File::open(path).map_err(unreadable)?;
    // The mode of the file that is open, not of whatever has this name a moment later.
    let mode = file.metadata().map_err(unreadable)?.permissions().mode() & 0o777;
    if mode & !0o600 != 0 {
        return Err(invalid(format!(
            "The credentials file {name} has mode {mode:04o}; others could read it. It must be 0600."
        ))
        .hint(format!("chmod 600 {name}")));
    }
    let mut text = String::new();
    let read = file.take(LONGEST + 1).read_to_string(&mut text);
    read.map_err(unreadable)?;
    if text.len() as u64 > LONGEST {
        return Err(invalid(format!(
            "{name} is too long for a credentials file."
        )));
    }
    parse(&text, &name.to_string())
}

/// The words of the TOML reader quote what they stumble over, so only the line is passed on.
fn parse(text: &str, name: &str) -> Result<Credentials, Failure> {
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        let line = line_of(text, error.span().map_or(0, |span| span.start));
        invalid(format!("{name}, line {line}: this is not TOML."))
            .hint("Write client_id = \"…\", client_secret = \"…\" and refresh_token = \"…\".")
    })?;
    if let Some(unknown) = table.keys().find(|key| !KEYS.contains(&key.as_str())) {
        let line = text
            .lines()
            .position(|line| {
                line.trim_start()
                    .trim_start_matches('[')
                    .starts_with(unknown)
            })
            .map_or(1, |at| at + 1);
        return Err(invalid(format!(
            "{name}, line {line}: there is a key that does not belong in a credentials file."
        ))
        .hint(format!("It holds {} and nothing else.", KEYS.join(", "))));
    }
    let value = |key: &str| match table.get(key) {
        Some(toml::Value::String(text)) if !text.trim().is_empty() => Ok(text.trim().to_owned()),
        Some(toml::Value::String(_)) => Err(invalid(format!("{name}: {key} is empty."))),
        Some(_) => Err(invalid(format!("{name}: {key} must be a text in quotes."))),
        None => Err(invalid(format!("{name}: {key} is missing."))),
    };
    Ok(Credentials {
        client_id: value("client_id")?,
        client_secret: value("client_secret")?,
        refresh_token: value("refresh_token")?,
    })
}

/// The same file as text, for credentials that are no secrets: those of the simulator.
pub fn file_text(client_id: &str, client_secret: &str, refresh_token: &str) -> String {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    format!(
        "client_id = {}\nclient_secret = {}\nrefresh_token = {}\n",
        quoted(client_id),
        quoted(client_secret),
        quoted(refresh_token)
    )
}

fn invalid(message: String) -> Failure {
    Failure::new(FailureCode::Invalid, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> String {
        parse(text, "c.toml").map_or_else(|f| f.to_string(), |_| String::new())
    }

    #[test]
    fn what_is_written_reads_back() {
        let text = file_text("amzn1.client", "a\"b\\c", "Atzr|x");
        let read = parse(&text, "c.toml").unwrap_or_default();
        assert_eq!(read.client_secret, "a\"b\\c");
        assert_eq!(read.refresh_token, "Atzr|x");
    }

    #[test]
    fn refusals_never_repeat_what_is_in_the_file() {
        for text in [
            "client_id = \"a\"\nclient_secret = hunter2\n",
            "client_id = \"a\"\nclient_secret = 772244\nrefresh_token = \"r\"\n",
            "client_id = \"a\"\nclient_secret = \"\"\nrefresh_token = \"hunter2\"\n",
            "hunter2 = \"x\"\nclient_id = \"a\"\n",
            "client_id = \"a\"\nclient_secret = \"hunter2\n",
        ] {
            let message = refusal(text);
            assert!(message.starts_with("c.toml"), "{message}");
            assert!(
                !message.contains("hunter2") && !message.contains("772244"),
                "{message}"
            );
        }
        assert!(refusal("a = 1\nclient_id = \"x\"").contains("line 1"));
        assert!(refusal("client_id = \"x\"").contains("client_secret is missing"));
    }
}

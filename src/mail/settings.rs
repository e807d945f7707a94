//! What can be set about e-mail.

use lettre::message::Mailbox;
use serde::Deserialize;
use std::net::IpAddr;
use std::path::PathBuf;

/// How e-mail is delivered. Without a server it is written into the outbox folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Table")]
pub struct MailSettings {
    /// The server.
    pub server: Option<Server>,
    /// Who it is from; a name of this machine without a server.
    pub from: Option<Mailbox>,
    /// Whom it is to; the sender itself if none.
    pub to: Vec<Mailbox>,
}

/// An SMTP server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// Host name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// How the connection is protected.
    pub tls: Tls,
    /// User name and the file with the password.
    pub login: Option<(String, PathBuf)>,
    /// Certificates to trust beside those of the system, as PEM.
    pub ca_file: Option<PathBuf>,
}

/// How the connection to a server is protected. There is no unprotected one to another machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tls {
    /// From the first byte on.
    #[default]
    Implicit,
    /// It begins in the clear, and nothing is sent before it is protected.
    Starttls,
    /// Not at all; only to this machine itself.
    NoneOnLoopback,
}

/// As written in the configuration file.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Table {
    server: Option<String>,
    port: Option<u16>,
    tls: Option<Tls>,
    user: Option<String>,
    password_file: Option<PathBuf>,
    ca_file: Option<PathBuf>,
    from: Option<String>,
    to: Vec<String>,
}

impl Tls {
    /// The port that such servers usually listen on (RFC 8314).
    fn usual_port(self) -> u16 {
        match self {
            Tls::Implicit => 465,
            Tls::Starttls => 587,
            Tls::NoneOnLoopback => 25,
        }
    }
}

impl TryFrom<Table> for MailSettings {
    type Error = String;

    fn try_from(table: Table) -> Result<MailSettings, String> {
        let of_server = table.port.is_some()
            || table.tls.is_some()
            || table.user.is_some()
            || table.password_file.is_some()
            || table.ca_file.is_some();
        let from = table.from.as_deref().map(mailbox).transpose()?;
        let to = table
            .to
            .iter()
            .map(|address| mailbox(address))
            .collect::<Result<Vec<Mailbox>, String>>()?;
        let Some(host) = table.server else {
            return match of_server {
                true => Err("[mail] needs a server".to_owned()),
                false => Ok(MailSettings {
                    server: None,
                    from,
                    to,
                }),
            };
        };
        if from.is_none() || to.is_empty() {
            return Err("[mail] needs from and to".to_owned());
        }
        let host = host.trim().to_owned();
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._:[]".contains(c);
        if host.is_empty() || !host.chars().all(plain) {
            return Err("[mail] server is no host name".to_owned());
        }
        let tls = table.tls.unwrap_or_default();
        if tls == Tls::NoneOnLoopback && !is_loopback(&host) {
            return Err(format!(
                "[mail] tls = \"none-on-loopback\" is only for a server on this machine, and {host} is another"
            ));
        }
        let login = match (table.user, table.password_file) {
            (Some(user), Some(file)) => Some((user, file)),
            (None, None) => None,
            _ => return Err("[mail] user and password_file belong together".to_owned()),
        };
        Ok(MailSettings {
            server: Some(Server {
                port: table.port.unwrap_or_else(|| tls.usual_port()),
                host,
                tls,
                login,
                ca_file: table.ca_file,
            }),
            from,
            to,
        })
    }
}

fn mailbox(text: &str) -> Result<Mailbox, String> {
    text.parse()
        .map_err(|_| format!("[mail] {text:?} is no e-mail address"))
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<MailSettings, String> {
        toml::from_str(text).map_err(|e| e.message().to_owned())
    }

    const WHOLE: &str = "server = \"mail.example.com\"\nfrom = \"Shop <shop@example.com>\"\nto = [\"ops@example.com\"]\n";

    #[test]
    fn what_is_not_said_is_as_usual() {
        assert_eq!(read(""), Ok(MailSettings::default()));
        let server = read(WHOLE).ok().and_then(|s| s.server);
        let seen = server.map(|s| (s.port, s.tls, s.login));
        assert_eq!(seen, Some((465, Tls::Implicit, None)));
        let port = |text: &str| read(&format!("{WHOLE}{text}")).ok()?.server.map(|s| s.port);
        assert_eq!(port("tls = \"starttls\""), Some(587));
        assert_eq!(port("port = 2525"), Some(2525));
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for (text, part) in [
            (
                format!("{WHOLE}tls = \"none-on-loopback\""),
                "on this machine",
            ),
            (format!("{WHOLE}tls = \"none\""), "unknown variant"),
            (format!("{WHOLE}user = \"u\""), "belong together"),
            (format!("{WHOLE}password = \"p\""), "unknown field"),
            ("server = \"mail.example.com\"".to_owned(), "from and to"),
            ("port = 25".to_owned(), "needs a server"),
            (
                "to = [\"a@b.example\\r\\nBcc: x@y.example\"]".to_owned(),
                "no e-mail address",
            ),
            ("from = \"nobody\"".to_owned(), "no e-mail address"),
            (
                WHOLE.replace("mail.example.com", "mail example"),
                "no host name",
            ),
        ] {
            let refused = read(&text).err().unwrap_or_default();
            assert!(refused.contains(part), "{text}: {refused}");
        }
    }

    #[test]
    fn this_machine_needs_no_tls() {
        for host in ["localhost", "127.0.0.1", "::1", "[::1]"] {
            let text = WHOLE.replace("mail.example.com", host) + "tls = \"none-on-loopback\"";
            assert!(read(&text).is_ok(), "{host}");
        }
    }
}

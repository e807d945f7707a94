//! Delivering an e-mail.

use super::letter::Letter;
use super::settings::{MailSettings, Server, Tls};
use crate::domain::text::clean_short;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls as Protection, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use std::fmt;
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

/// A server that takes longer for a whole e-mail is given up.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// So long a check waits for one.
const CHECK_WAIT: Duration = Duration::from_secs(15);
/// No password and no bundle of certificates is longer, in bytes.
const LONGEST_FILE: u64 = 1 << 20;

/// Where an e-mail went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivered {
    /// This server took it.
    Server(String),
    /// It lies in this file.
    File(PathBuf),
}

/// Why an e-mail was not delivered, as a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailError(pub String);

impl fmt::Display for MailError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for MailError {}

/// Delivers an e-mail: to the server, or into `outbox` where there is none.
pub async fn deliver(
    settings: &MailSettings,
    outbox: &Path,
    letter: &Letter,
) -> Result<Delivered, MailError> {
    let message = written(settings, letter)?;
    let Some(server) = &settings.server else {
        let file = outbox.join(format!("{}.eml", file_name(letter)));
        let target = file.clone();
        let stored = tokio::task::spawn_blocking(move || store(&target, &message.formatted()));
        return match stored.await {
            Ok(Ok(())) => Ok(Delivered::File(file)),
            Ok(Err(error)) => Err(MailError(format!(
                "The e-mail can't be written to {}: {error}.",
                file.display()
            ))),
            Err(_) => Err(MailError("Writing the e-mail broke off.".to_owned())),
        };
    };
    let transport = transport(server)?;
    within(server, LONGEST_WAIT, async {
        transport.send(message).await.map(|_| ())
    })
    .await?;
    Ok(Delivered::Server(server.host.clone()))
}

/// Connects and logs in, and sends nothing; says what there is to say about the settings, as a sentence.
pub async fn check(settings: &MailSettings) -> Result<String, MailError> {
    let Some(server) = &settings.server else {
        return Ok(
            "There is no mail server: e-mails are written into the outbox folder.".to_owned(),
        );
    };
    let transport = transport(server)?;
    let mut answers = false;
    within(server, CHECK_WAIT, async {
        answers = transport.test_connection().await?;
        Ok(())
    })
    .await?;
    match answers {
        true => Ok(format!("The mail server {} takes e-mails.", server.host)),
        false => Err(MailError(format!(
            "The mail server {} does not answer as one.",
            server.host
        ))),
    }
}

async fn within(
    server: &Server,
    wait: Duration,
    work: impl Future<Output = Result<(), lettre::transport::smtp::Error>>,
) -> Result<(), MailError> {
    let name = format!("The mail server {}:{}", server.host, server.port);
    match tokio::time::timeout(wait, work).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(MailError(format!("{name}: {}.", reason(&error)))),
        Err(_) => Err(MailError(format!(
            "{name} did not answer within {} seconds.",
            wait.as_secs()
        ))),
    }
}

/// An error with its causes, on one line.
fn reason(error: &lettre::transport::smtp::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text = format!("{text}: {inner_text}");
        }
        cause = inner.source();
    }
    // Layers of a library that only wrap each other say the same.
    let mut parts: Vec<&str> = text.split(": ").collect();
    parts.dedup();
    clean_short(&parts.join(": "), 300)
        .trim_end_matches('.')
        .to_owned()
}

fn written(settings: &MailSettings, letter: &Letter) -> Result<Message, MailError> {
    let broken = |_| MailError("The e-mail can't be written.".to_owned());
    let from = match &settings.from {
        Some(from) => from.clone(),
        None => Mailbox::new(
            None,
            Address::new("orderdeck", "localhost")
                .map_err(|_| MailError("The e-mail has no sender.".to_owned()))?,
        ),
    };
    let id = format!("<{}@{}>", letter.id, from.email.domain());
    let millis = u64::try_from(letter.at.as_millis()).unwrap_or(0);
    let mut message = Message::builder()
        .date(UNIX_EPOCH + Duration::from_millis(millis))
        .message_id(Some(id))
        .subject(letter.subject.clone())
        // Nobody's holiday notice needs to answer it (RFC 3834).
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ))
        .header(ContentType::TEXT_PLAIN);
    for to in &settings.to {
        message = message.to(to.clone());
    }
    if settings.to.is_empty() {
        message = message.to(from.clone());
    }
    message.from(from).body(letter.text.clone()).map_err(broken)
}

fn transport(server: &Server) -> Result<AsyncSmtpTransport<Tokio1Executor>, MailError> {
    let protection = match server.tls {
        Tls::Implicit => Protection::Wrapper(parameters(server)?),
        Tls::Starttls => Protection::Required(parameters(server)?),
        Tls::NoneOnLoopback => Protection::None,
    };
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&*server.host)
        .port(server.port)
        .tls(protection)
        .timeout(Some(LONGEST_WAIT));
    if let Some((user, file)) = &server.login {
        builder = builder.credentials(Credentials::new(user.clone(), password(file)?));
    }
    Ok(builder.build())
}

fn parameters(server: &Server) -> Result<TlsParameters, MailError> {
    let host = server.host.trim_start_matches('[').trim_end_matches(']');
    let mut builder = TlsParameters::builder(host.to_owned());
    if let Some(file) = &server.ca_file {
        let shown = file.display();
        let mut pem = Vec::new();
        File::open(file)
            .and_then(|open| open.take(LONGEST_FILE).read_to_end(&mut pem))
            .map_err(|error| MailError(format!("The file {shown} can't be read: {error}.")))?;
        let certificate = Certificate::from_pem(&pem)
            .map_err(|_| MailError(format!("The file {shown} holds no certificate.")))?;
        builder = builder.add_root_certificate(certificate);
    }
    builder
        .build_rustls()
        .map_err(|error| MailError(format!("TLS can't be set up: {}.", reason(&error))))
}

/// The password: the first line of a file that nobody else can read.
fn password(file: &Path) -> Result<String, MailError> {
    let shown = file.display();
    let unreadable = |error: std::io::Error| {
        MailError(format!("The password file {shown} can't be read: {error}."))
    };
    let open = File::open(file).map_err(unreadable)?;
    // The mode of the file that is open, not of whatever has this name a moment later.
    let mode = open.metadata().map_err(unreadable)?.permissions().mode() & 0o777;
    if mode & !0o600 != 0 {
        return Err(MailError(format!(
            "The password file {shown} has mode {mode:04o}; others could read it. chmod 600 {shown}"
        )));
    }
    let mut text = String::new();
    open.take(LONGEST_FILE)
        .read_to_string(&mut text)
        .map_err(unreadable)?;
    match text.lines().next().map(str::trim_end) {
        Some(password) if !password.is_empty() => Ok(password.to_owned()),
        _ => Err(MailError(format!("The password file {shown} is empty."))),
    }
}

fn file_name(letter: &Letter) -> String {
    let at = letter.at.to_utc().format("%Y%m%d-%H%M%S");
    let plain = |c: &char| c.is_ascii_alphanumeric();
    let id: String = letter.id.chars().filter(plain).take(16).collect();
    format!("{at}-{id}")
}

/// Writes a file under another name first, so that whoever takes e-mails from the folder finds whole ones only.
fn store(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = file.parent()
        && !folder.is_dir()
    {
        DirBuilder::new().mode(0o700).create(folder)?;
    }
    let fresh = file.with_extension("new");
    let mut open = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&fresh)?;
    open.write_all(bytes)?;
    open.sync_all()?;
    std::fs::rename(&fresh, file)
}

//! A mail server (RFC 5321) as small as it can be: it records what it is told.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// How the server treats e-mails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    Takes,
    /// Says 451 to the text.
    Refuses,
    /// Never says a word after the greeting.
    Hangs,
    /// Takes them from `shop` with its password only.
    WantsLogin,
}

/// An e-mail that was taken.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    pub from: String,
    pub to: Vec<String>,
    pub login: Option<String>,
    pub text: String,
}

impl Taken {
    /// Its head with folded lines joined, and its text decoded.
    pub fn parts(&self) -> (String, String) {
        let (head, body) = self.text.split_once("\n\n").unwrap();
        let head = head.replace("\n ", " ");
        let body = if head.contains("Content-Transfer-Encoding: base64") {
            let bare: String = body.split_whitespace().collect();
            String::from_utf8(STANDARD.decode(bare).unwrap()).unwrap()
        } else if head.contains("Content-Transfer-Encoding: quoted-printable") {
            body.replace("=\n", "").replace("=3D", "=")
        } else {
            body.to_owned()
        };
        (head, body)
    }
}

struct State {
    manner: Manner,
    tries: usize,
    heard: String,
    mails: Vec<Taken>,
}

pub struct SmtpServer {
    port: u16,
    state: Arc<Mutex<State>>,
}

impl SmtpServer {
    pub async fn start(manner: Manner) -> SmtpServer {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new(State {
            manner,
            tries: 0,
            heard: String::new(),
            mails: Vec::new(),
        }));
        let shared = state.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let state = shared.clone();
                // A client that leaves in the middle is no failure of the server.
                tokio::spawn(async move { serve(stream, state).await.ok() });
            }
        });
        SmtpServer { port, state }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn behave(&self, manner: Manner) {
        self.state.lock().unwrap().manner = manner;
    }

    pub fn mails(&self) -> Vec<Taken> {
        self.state.lock().unwrap().mails.clone()
    }

    /// Connections so far.
    pub fn tries(&self) -> usize {
        self.state.lock().unwrap().tries
    }

    /// All lines that it was told.
    pub fn heard(&self) -> String {
        self.state.lock().unwrap().heard.clone()
    }
}

async fn serve(stream: TcpStream, state: Arc<Mutex<State>>) -> std::io::Result<()> {
    let manner = {
        let mut state = state.lock().unwrap();
        state.tries += 1;
        state.manner
    };
    let (reading, mut writing) = stream.into_split();
    let mut reading = BufReader::new(reading);
    let mut mail = Taken::default();
    writing.write_all(b"220 made by hand\r\n").await?;
    loop {
        let mut bytes = Vec::new();
        if reading.read_until(b'\n', &mut bytes).await? == 0 {
            return Ok(());
        }
        let line = String::from_utf8_lossy(&bytes).trim_end().to_owned();
        state.lock().unwrap().heard.push_str(&format!("{line}\n"));
        if manner == Manner::Hangs {
            std::future::pending::<()>().await;
        }
        let address = || {
            let inner = line.split_once('<').unwrap().1;
            inner.split_once('>').unwrap().0.to_owned()
        };
        let upper = line.to_uppercase();
        let answer = if upper.starts_with("EHLO") {
            match manner {
                Manner::WantsLogin => "250-made by hand\r\n250 AUTH PLAIN",
                _ => "250 made by hand",
            }
        } else if let Some(told) = line.strip_prefix("AUTH PLAIN ") {
            let login = String::from_utf8(STANDARD.decode(told).unwrap()).unwrap();
            let right = login.contains("hunter2");
            mail.login = right.then_some(login);
            if right { "235 come in" } else { "535 go away" }
        } else if manner == Manner::WantsLogin && mail.login.is_none() && !upper.starts_with("QUIT")
        {
            "530 who are you"
        } else if upper.starts_with("MAIL FROM") {
            mail.from = address();
            "250 ok"
        } else if upper.starts_with("RCPT TO") {
            mail.to.push(address());
            "250 ok"
        } else if upper == "DATA" {
            writing.write_all(b"354 go on\r\n").await?;
            loop {
                let mut bytes = Vec::new();
                if reading.read_until(b'\n', &mut bytes).await? == 0 {
                    return Ok(());
                }
                if bytes == b".\r\n" {
                    break;
                }
                let line = String::from_utf8(bytes).unwrap();
                let line = line.strip_suffix("\r\n").unwrap();
                mail.text.push_str(line.strip_prefix('.').unwrap_or(line));
                mail.text.push('\n');
            }
            if manner == Manner::Refuses {
                "451 come later"
            } else {
                state.lock().unwrap().mails.push(std::mem::take(&mut mail));
                "250 taken"
            }
        } else if upper.starts_with("QUIT") {
            writing.write_all(b"221 bye\r\n").await?;
            return Ok(());
        } else {
            "250 ok"
        };
        writing
            .write_all(format!("{answer}\r\n").as_bytes())
            .await?;
    }
}

//! A small web server under the control of a test: every request is kept, every answer is written byte by byte.

use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A request as it came in.
#[derive(Clone, Debug)]
pub struct Seen {
    /// `GET /path?query`
    pub line: String,
    /// Head in lower case.
    pub head: String,
    pub body: String,
}

impl Seen {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .find_map(|line| line.strip_prefix(&format!("{name}: ")))
    }
}

/// What the server does with a request.
pub enum Answer {
    /// Writes these bytes and closes.
    Raw(Vec<u8>),
    /// Keeps the connection open and says nothing.
    Silence,
}

pub struct Server {
    pub url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    /// Answers each request by what `answer` makes of it and its number, counted from 0.
    pub async fn start(answer: impl Fn(usize, &Seen) -> Answer + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (list, answer) = (seen.clone(), Arc::new(answer));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, list.clone(), answer.clone()));
            }
        });
        Server { url, seen }
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    pub fn count(&self) -> usize {
        self.seen.lock().unwrap().len()
    }
}

async fn serve(
    mut stream: TcpStream,
    list: Arc<Mutex<Vec<Seen>>>,
    answer: Arc<impl Fn(usize, &Seen) -> Answer>,
) {
    let Some(seen) = receive(&mut stream).await else {
        return;
    };
    let number = {
        let mut list = list.lock().unwrap();
        list.push(seen.clone());
        list.len() - 1
    };
    match answer(number, &seen) {
        Answer::Raw(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
        }
        Answer::Silence => {
            let mut rest = [0; 1];
            let _ = stream.read(&mut rest).await;
        }
    }
}

async fn receive(stream: &mut TcpStream) -> Option<Seen> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        if let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") {
            let text = String::from_utf8_lossy(&bytes[..end]).into_owned();
            let line = text
                .lines()
                .next()?
                .trim_end_matches(" HTTP/1.1")
                .to_owned();
            let head = text.to_lowercase();
            let length: usize = head
                .lines()
                .find_map(|l| l.strip_prefix("content-length: "))
                .map_or(0, |n| n.parse().unwrap_or(0));
            while bytes.len() < end + 4 + length {
                let n = stream.read(&mut chunk).await.ok().filter(|n| *n > 0)?;
                bytes.extend_from_slice(&chunk[..n]);
            }
            let body = String::from_utf8_lossy(&bytes[end + 4..]).into_owned();
            return Some(Seen { line, head, body });
        }
        let n = stream.read(&mut chunk).await.ok().filter(|n| *n > 0)?;
        bytes.extend_from_slice(&chunk[..n]);
    }
}

/// A whole answer with a JSON body.
pub fn json(status: u16, headers: &str, body: &str) -> Answer {
    page(
        status,
        &format!("content-type: application/json\r\n{headers}"),
        body,
    )
}

/// A whole answer; `headers` are lines that end with CRLF.
pub fn page(status: u16, headers: &str, body: &str) -> Answer {
    Answer::Raw(
        format!(
            "HTTP/1.1 {status} X\r\nconnection: close\r\nx-amzn-RequestId: req-{status}\r\n{headers}content-length: {}\r\n\r\n{body}",
            body.len()
        )
        .into_bytes(),
    )
}

/// Amazon's error body.
pub fn error(status: u16, code: &str, message: &str, details: &str) -> Answer {
    let body = format!(
        r#"{{"errors":[{{"code":"{code}","message":"{message}","details":"{details}"}}]}}"#
    );
    json(status, "", &body)
}

/// A token that says which one it is.
pub fn token(number: usize) -> Answer {
    json(
        200,
        "",
        &format!(r#"{{"access_token":"Atza|{number}","token_type":"bearer","expires_in":3600}}"#),
    )
}

//! A plain HTTP server that answers like Amazon, as fast as it goes: pages from memory, no checks, no limits.

use super::pages::Pages;
use chrono::{DateTime, SecondsFormat, Utc};
use orderdeck::domain::marketplace::{KNOWN, Region};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Calls a second that it allows, by header.
const RATE: &str = "10.0";
/// Always the same, because the store remembers it.
pub const PORT: u16 = 47_811;

/// What it serves.
pub struct Offer {
    /// The pages.
    pub pages: Pages,
    /// The first and the end of those that a search finds.
    pub range: (usize, usize),
    /// Up to when they changed.
    pub until: DateTime<Utc>,
    /// Pages served so far.
    pub served: AtomicUsize,
}

/// The address of the API.
pub fn url() -> String {
    format!("http://127.0.0.1:{PORT}")
}

static OFFER: OnceLock<Mutex<Arc<Offer>>> = OnceLock::new();

/// Serves this from now on, on a thread of its own until the process ends.
pub fn serve(offer: Arc<Offer>) {
    if let Some(served) = OFFER.get() {
        *served.lock().unwrap() = offer;
        return;
    }
    OFFER
        .set(Mutex::new(offer))
        .unwrap_or_else(|_| panic!("one server is enough"));
    let (ready, started) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async move {
            let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], PORT))).await;
            ready
                .send(listener.as_ref().map(|_| ()).map_err(|e| e.to_string()))
                .unwrap();
            let listener = listener.unwrap();
            while let Ok((stream, _)) = listener.accept().await {
                let _ = stream.set_nodelay(true);
                tokio::spawn(talk(stream));
            }
        });
    });
    started
        .recv()
        .unwrap()
        .expect("the port of the bench's server is free");
}

async fn talk(mut stream: TcpStream) {
    let mut buffer = Vec::new();
    loop {
        let end = loop {
            if let Some(at) = buffer.windows(4).position(|w| w == b"\r\n\r\n") {
                break at + 4;
            }
            match stream.read_buf(&mut buffer).await {
                Ok(n) if n > 0 => {}
                _ => return,
            }
        };
        let head = String::from_utf8_lossy(&buffer[..end]).into_owned();
        let length = head
            .lines()
            .find_map(|line| {
                line.to_ascii_lowercase()
                    .strip_prefix("content-length:")?
                    .trim()
                    .parse()
                    .ok()
            })
            .unwrap_or(0usize);
        while buffer.len() < end + length {
            match stream.read_buf(&mut buffer).await {
                Ok(n) if n > 0 => {}
                _ => return,
            }
        }
        buffer.drain(..end + length);
        let offer = OFFER.get().unwrap().lock().unwrap().clone();
        let body = answer(head.split_whitespace().nth(1).unwrap_or_default(), &offer);
        let date = Utc::now().format("%a, %d %b %Y %H:%M:%S GMT");
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\ndate: {date}\r\nx-amzn-RateLimit-Limit: {RATE}\r\nx-amzn-RequestId: bench\r\n\r\n",
            body.len()
        );
        if stream.write_all(head.as_bytes()).await.is_err()
            || stream.write_all(&body).await.is_err()
        {
            return;
        }
    }
}

fn answer(path: &str, offer: &Offer) -> Vec<u8> {
    if path.starts_with("/auth") {
        return br#"{"access_token":"Atza|bench","token_type":"bearer","expires_in":864000}"#
            .to_vec();
    }
    if path.starts_with("/sellers") {
        return participations().into_bytes();
    }
    let (first, last) = offer.range;
    let page = path
        .split_once("paginationToken=page-")
        .and_then(|(_, rest)| rest.split('&').next()?.parse().ok())
        .unwrap_or(first);
    offer.served.fetch_add(1, Ordering::Relaxed);
    let until = offer.until.to_rfc3339_opts(SecondsFormat::Secs, true);
    offer.pages.render(page, last, &until)
}

fn participations() -> String {
    let currency = |country: &str| match country {
        "GB" => "GBP",
        "SE" => "SEK",
        "PL" => "PLN",
        "TR" => "TRY",
        _ => "EUR",
    };
    let all = KNOWN.iter().filter(|m| m.region == Region::Eu).map(|m| {
        format!(
            r#"{{"marketplace":{{"id":"{}","name":"{}","countryCode":"{}","defaultCurrencyCode":"{}","defaultLanguageCode":"en_GB","domainName":"x"}},"participation":{{"isParticipating":true,"hasSuspendedListings":false}},"storeName":"Bench"}}"#,
            m.id, m.country, m.country, currency(m.country)
        )
    });
    format!("{{\"payload\":[{}]}}", all.collect::<Vec<_>>().join(","))
}

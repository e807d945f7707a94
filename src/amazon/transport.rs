//! The way to the network, as a seam: one request out, one answer back.

use futures_util::future::BoxFuture;
use secrecy::{ExposeSecret, SecretString};
use std::fmt;
use std::time::Duration;

/// Carries a request to Amazon and the answer back.
pub trait Transport: Send + Sync {
    /// Sends the request. Redirects are answers, not followed.
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>>;
}

/// How a request asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Sends a body.
    Post,
    /// Puts a body in its place.
    Put,
}

/// The value of a request header.
#[derive(Clone)]
pub enum HeaderText {
    /// May be written anywhere.
    Plain(String),
    /// Must never be written anywhere.
    Secret(SecretString),
}

impl HeaderText {
    /// The text itself, to be sent.
    pub fn expose(&self) -> &str {
        match self {
            HeaderText::Plain(text) => text,
            HeaderText::Secret(text) => text.expose_secret(),
        }
    }
}

/// A request. Its `Debug` form shows the method and nothing else: the rest may be secret.
#[derive(Clone)]
pub struct HttpRequest {
    /// How it asks.
    pub method: Method,
    /// The whole address.
    pub url: String,
    /// Names in lower case, and values.
    pub headers: Vec<(&'static str, HeaderText)>,
    /// The body; empty for none.
    pub body: Vec<u8>,
    /// Limit for the whole exchange; the transport's own if absent.
    pub timeout: Option<Duration>,
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HttpRequest({:?} …)", self.method)
    }
}

/// An answer.
#[derive(Clone)]
pub struct HttpResponse {
    /// HTTP status.
    pub status: u16,
    /// Names and values; see [`Self::header`].
    pub headers: Vec<(String, String)>,
    /// The whole body.
    pub body: Vec<u8>,
}

impl HttpResponse {
    /// The first header of this name, in whatever case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
    }
}

impl fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "HttpResponse({}, {} bytes)",
            self.status,
            self.body.len()
        )
    }
}

/// Why there is no answer. The texts hold no address and no secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// The request surely did not reach Amazon: no name, no connection, no TLS. Anything may be tried again.
    #[error("{0}")]
    NotSent(String),
    /// The request may have reached Amazon. Only reads may be tried again.
    #[error("{0}")]
    MaybeSent(String),
    /// Amazon answered more than we take, in bytes.
    #[error("the answer is larger than {0} bytes")]
    TooLarge(usize),
    /// The address is not allowed: plain HTTP is, on this machine only. Nothing was sent.
    #[error("{0}")]
    Refused(String),
}

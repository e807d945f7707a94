//! The transport of production: HTTPS with timeouts, without redirects and without proxies.

use super::transport::{HeaderText, HttpRequest, HttpResponse, Method, Transport, TransportError};
use futures_util::future::BoxFuture;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use std::net::IpAddr;
use std::sync::OnceLock;
use std::time::Duration;
use url::{Host, Url};

/// What an exchange may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Until the connection stands, TLS included.
    pub connect: Duration,
    /// Between two pieces of the answer.
    pub read: Duration,
    /// For the whole exchange.
    pub total: Duration,
    /// Size of an answer's body, in bytes.
    pub body: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            connect: Duration::from_secs(10),
            read: Duration::from_secs(30),
            total: Duration::from_secs(120),
            body: 16 * 1024 * 1024,
        }
    }
}

/// HTTPS by `reqwest` and `rustls`; connections are kept and used again.
pub struct HttpsTransport {
    limits: Limits,
    secure: OnceLock<Result<reqwest::Client, String>>,
    plain: OnceLock<Result<reqwest::Client, String>>,
}

impl HttpsTransport {
    /// A transport with these limits. Nothing is opened before the first request.
    pub fn new(limits: Limits) -> HttpsTransport {
        HttpsTransport {
            limits,
            secure: OnceLock::new(),
            plain: OnceLock::new(),
        }
    }

    fn client(&self, url: &Url) -> Result<&reqwest::Client, TransportError> {
        let secure = url.scheme() == "https";
        let slot = if secure { &self.secure } else { &self.plain };
        slot.get_or_init(|| build(self.limits, secure))
            .as_ref()
            .map_err(|reason| TransportError::NotSent(reason.clone()))
    }

    async fn exchange(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let url = allowed(&request.url).map_err(TransportError::Refused)?;
        let client = self.client(&url)?;
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
        };
        let total = request.timeout.unwrap_or(self.limits.total);
        let mut call = client
            .request(method, url)
            .headers(headers(&request.headers)?)
            .timeout(total);
        if !request.body.is_empty() {
            call = call.body(request.body);
        }
        let mut answer = call.send().await.map_err(failed)?;
        let status = answer.status().as_u16();
        let headers = answer
            .headers()
            .iter()
            .map(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
                (name.as_str().to_owned(), value)
            })
            .collect();
        let too_large = TransportError::TooLarge(self.limits.body);
        let told = answer.content_length().unwrap_or(0);
        if told > self.limits.body as u64 {
            return Err(too_large);
        }
        let mut body = Vec::with_capacity(told as usize);
        while let Some(chunk) = answer.chunk().await.map_err(failed)? {
            if body.len() + chunk.len() > self.limits.body {
                return Err(too_large);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(HttpResponse {
            status,
            headers,
            body,
        })
    }
}

impl Default for HttpsTransport {
    fn default() -> Self {
        HttpsTransport::new(Limits::default())
    }
}

impl Transport for HttpsTransport {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(self.exchange(request))
    }
}

/// Whether we may send to this address, as a parsed address or a sentence why not: HTTPS anywhere, plain HTTP to this
/// machine only, no user name in it.
pub fn allowed(url: &str) -> Result<Url, String> {
    let url = Url::parse(url).map_err(|_| "The address is not a URL.".to_owned())?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("The address must not hold a user name or password.".to_owned());
    }
    let loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    match url.scheme() {
        "https" => Ok(url),
        "http" if loopback => Ok(url),
        "http" => Err("Plain HTTP is allowed to this machine only; use https.".to_owned()),
        _ => Err("The address must begin with https.".to_owned()),
    }
}

fn build(limits: Limits, secure: bool) -> Result<reqwest::Client, String> {
    // A provider that another part has installed before is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let here = [
        IpAddr::from([127, 0, 0, 1]),
        IpAddr::from([0, 0, 0, 0, 0, 0, 0, 1]),
    ]
    .map(|ip| std::net::SocketAddr::new(ip, 0));
    let mut builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .referer(false)
        .connect_timeout(limits.connect)
        .read_timeout(limits.read)
        .timeout(limits.total)
        .pool_idle_timeout(Duration::from_secs(60))
        .resolve_to_addrs("localhost", &here);
    builder = if secure {
        builder
            .https_only(true)
            .tls_version_min(reqwest::tls::Version::TLS_1_2)
    } else {
        // Never speaks TLS, so it needs no certificates of the system either.
        builder.tls_certs_only([]).http1_only()
    };
    builder
        .build()
        .map_err(|error| format!("TLS can't be set up: {}", causes(&error)))
}

fn headers(list: &[(&'static str, HeaderText)]) -> Result<HeaderMap, TransportError> {
    let mut map = HeaderMap::with_capacity(list.len());
    for (name, text) in list {
        let mut value = HeaderValue::from_str(text.expose()).map_err(|_| {
            TransportError::NotSent(format!("The value of the header {name} can't be sent."))
        })?;
        value.set_sensitive(matches!(text, HeaderText::Secret(_)));
        map.insert(HeaderName::from_static(name), value);
    }
    Ok(map)
}

fn failed(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    if error.is_builder() {
        TransportError::NotSent("the request could not be built".to_owned())
    } else if error.is_connect() && error.is_timeout() {
        TransportError::NotSent("no connection within the time limit".to_owned())
    } else if error.is_connect() {
        TransportError::NotSent(format!("no connection: {}", causes(&error)))
    } else if error.is_timeout() {
        TransportError::MaybeSent("no answer within the time limit".to_owned())
    } else {
        TransportError::MaybeSent(format!("the connection broke: {}", causes(&error)))
    }
}

/// The innermost cause, which never holds the address.
fn causes(error: &dyn std::error::Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    super::redact::sentence(&innermost.to_string())
}

#[cfg(test)]
mod tests {
    use super::allowed;

    #[test]
    fn plain_http_stays_on_this_machine() {
        for url in [
            "https://sellingpartnerapi-eu.amazon.com/x",
            "http://127.0.0.1:8080/x",
            "http://127.9.9.9/",
            "http://localhost:1/",
            "http://[::1]:5/",
        ] {
            assert!(allowed(url).is_ok(), "{url}");
        }
        for url in [
            "http://sellingpartnerapi-eu.amazon.com/x",
            "http://128.0.0.1/",
            "http://localhost.evil.example/",
            "http://127.0.0.1.evil.example/",
            "http://localhost@evil.example/",
            "https://user:word@amazon.com/",
            "ftp://127.0.0.1/",
            "nothing",
            "",
        ] {
            assert!(allowed(url).is_err(), "{url}");
        }
    }
}

//! The documents of feeds: places with a presigned address, good for five minutes, that take or hold the bytes.

use super::super::access::SellerAccess;
use super::super::budget::Priority;
use super::super::client::AmazonClient;
use super::super::exchange::Call;
use super::super::operations::Operation;
use super::super::problem::AmazonError;
use super::super::transport::{HeaderText, HttpRequest, HttpResponse, Method};
use super::super::{header, redact};
use super::wire::DocumentPlace;
use super::{escaped, unpack, wire};
use crate::domain::retry;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use std::fmt;

/// What a feed is uploaded as. Amazon compares it byte for byte with what the document was made for.
pub const FEED_CONTENT_TYPE: &str = "text/xml; charset=UTF-8";

const DOCUMENTS: &str = "/feeds/2021-06-30/documents";

/// A place to upload a feed to. The address is secret: whoever has it may write there.
pub struct UploadDocument {
    /// Amazon's id of the document.
    pub id: String,
    url: SecretString,
}

/// A report that can be downloaded. The address is secret: whoever has it may read it.
pub struct ResultDocument {
    url: SecretString,
    is_gzip: bool,
}

/// A downloaded report, unpacked.
#[derive(Clone, PartialEq, Eq)]
pub struct DownloadedDocument {
    /// The content type that came with it.
    pub content_type: Option<String>,
    /// The bytes, in the charset that it says.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for UploadDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UploadDocument({})", self.id)
    }
}

impl fmt::Debug for ResultDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResultDocument(…)")
    }
}

impl fmt::Debug for DownloadedDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DownloadedDocument({} bytes)", self.bytes.len())
    }
}

impl AmazonClient {
    /// Makes a place for a feed (`createFeedDocument`). One that is not used does no harm.
    pub async fn create_feed_document(
        &self,
        access: &SellerAccess,
    ) -> Result<UploadDocument, AmazonError> {
        let body = json!({"contentType": FEED_CONTENT_TYPE});
        let operation = Operation::CreateFeedDocument;
        let path = DOCUMENTS.to_owned();
        let call = Call::post(access, operation, Priority::High, path, &body);
        self.repeatable(&call, |response| {
            let DocumentPlace { id, url, .. } = wire::read_document(&response.body)?;
            Ok(UploadDocument { id, url })
        })
        .await
    }

    /// Uploads a feed. Until it is handed in, nothing happens with it: after an error, make another document.
    pub async fn upload_feed(
        &self,
        document: &UploadDocument,
        feed: &[u8],
    ) -> Result<(), AmazonError> {
        let content_type = HeaderText::Plain(FEED_CONTENT_TYPE.to_owned());
        let request = HttpRequest {
            method: Method::Put,
            url: document.url.expose_secret().to_owned(),
            headers: vec![("content-type", content_type), user_agent()],
            body: feed.to_vec(),
            timeout: None,
        };
        self.presigned(&request, "upload").await.map(|_| ())
    }

    /// Where a report is (`getFeedDocument`).
    pub async fn get_feed_document(
        &self,
        access: &SellerAccess,
        document: &str,
    ) -> Result<ResultDocument, AmazonError> {
        let path = format!("{DOCUMENTS}/{}", escaped(document));
        let operation = Operation::GetFeedDocument;
        let call = Call::get(access, operation, Priority::Normal, path);
        self.repeatable(&call, |response| {
            let place = wire::read_document(&response.body)?;
            if place.id != document {
                return Err("Amazon answered with another document than the one asked for".into());
            }
            let is_gzip = match place.compression.as_deref() {
                None => false,
                Some("GZIP") => true,
                Some(_) => return Err("the report is compressed in an unknown way".to_owned()),
            };
            Ok(ResultDocument {
                url: place.url,
                is_gzip,
            })
        })
        .await
    }

    /// Downloads a report and unpacks it. After an error, ask for the document again: its address may have expired.
    pub async fn download_report(
        &self,
        document: &ResultDocument,
    ) -> Result<DownloadedDocument, AmazonError> {
        let request = HttpRequest {
            method: Method::Get,
            url: document.url.expose_secret().to_owned(),
            headers: vec![user_agent()],
            body: Vec::new(),
            timeout: None,
        };
        let response = self.presigned(&request, "download").await?;
        let content_type = response.header("content-type").map(str::to_owned);
        let bytes = match document.is_gzip {
            true => unpack::gunzip(&response.body)?,
            false => response.body,
        };
        Ok(DownloadedDocument {
            content_type,
            bytes,
        })
    }

    /// Sends a request to a presigned address: without a token, outside the call budgets. Both kinds may be repeated.
    async fn presigned(
        &self,
        request: &HttpRequest,
        what: &str,
    ) -> Result<HttpResponse, AmazonError> {
        let mut failures = 0;
        loop {
            let error = match self.transport.send(request.clone()).await {
                Ok(response) if response.status == 200 => return Ok(response),
                Ok(response) => {
                    let error = refused(&response, what);
                    if response.status < 500 {
                        return Err(error);
                    }
                    error
                }
                Err(error) => match AmazonError::from(error) {
                    error @ AmazonError::Trouble { .. } => error,
                    error => return Err(error),
                },
            };
            failures += 1;
            if failures >= retry::READ_TRIES {
                return Err(error);
            }
            self.pause_after(failures).await;
        }
    }
}

fn user_agent() -> (&'static str, HeaderText) {
    ("user-agent", HeaderText::Plain(header::user_agent()))
}

/// The store behind the address answers in XML of its own; only its code is of use.
fn refused(response: &HttpResponse, what: &str) -> AmazonError {
    let text = String::from_utf8_lossy(&response.body);
    let code = text
        .split_once("<Code>")
        .and_then(|(_, rest)| rest.split_once("</Code>"))
        .map(|(code, _)| redact::identifier(code))
        .filter(|code| !code.is_empty());
    let status = response.status;
    let code = code.map_or(String::new(), |code| format!(", {code}"));
    AmazonError::trouble(
        format!("The {what} of a feed's document was refused (HTTP {status}{code})"),
        Some(response),
    )
}

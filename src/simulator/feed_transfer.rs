//! `/feed-documents/...`: documents are sent to and fetched from signed addresses, as from Amazon's storage service.

use std::sync::Arc;

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{ConnectInfo, Path, Request, State};
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use axum::routing::get;

use super::answers::text_answer;
use super::api_call::{before_acting, break_answer, header};
use super::breakable_line::Breaker;
use super::fault::Fault;
use super::feed_document::{Address, BadAddress};
use super::house::{House, lock};
use super::query::Query;
use super::rate_bucket::Operation;

/// Where the addresses lead.
pub(crate) const PATH: &str = "/feed-documents";
/// A feed is no larger than this, in bytes.
const LARGEST_FEED: usize = 10 * 1024 * 1024;

/// A request that the storage service refuses: status, code, message.
struct Denial(u16, &'static str, &'static str);

const BAD_SIGNATURE: Denial = Denial(
    403,
    "SignatureDoesNotMatch",
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
);

/// What a request brings back.
struct Content {
    bytes: Vec<u8>,
    content_type: String,
    encoding: Option<&'static str>,
}

/// Routes below [`PATH`].
pub(crate) fn router() -> Router<Arc<House>> {
    Router::new().route("/{document_id}", get(download).put(upload))
}

async fn upload(
    State(house): State<Arc<House>>,
    ConnectInfo(line): ConnectInfo<Breaker>,
    Path(document): Path<String>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, LARGEST_FEED).await.ok();
    serve(&house, &line, Operation::UploadFeedDocument, || {
        put(&house, &document, &parts, body)
    })
    .await
}

async fn download(
    State(house): State<Arc<House>>,
    ConnectInfo(line): ConnectInfo<Breaker>,
    Path(document): Path<String>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    serve(&house, &line, Operation::DownloadFeedDocument, || {
        fetch(&house, &document, &parts)
    })
    .await
}

async fn serve(
    house: &House,
    line: &Breaker,
    operation: Operation,
    act: impl FnOnce() -> Result<Content, Denial>,
) -> Response {
    house.live();
    let faults = house.draw_faults(operation);
    before_acting(line, &faults).await;
    let outcome = match struck(&faults) {
        Some(denial) => Err(denial),
        None => act(),
    };
    let (status, content) = match outcome {
        Ok(content) => (200, content),
        Err(Denial(status, code, message)) => {
            let text = format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>{message}</Message></Error>"
            );
            let content = Content {
                bytes: text.into_bytes(),
                content_type: "application/xml".to_owned(),
                encoding: None,
            };
            (status, content)
        }
    };
    lock(&house.tally).count(operation.name(), "-", status);
    let length = content.bytes.len();
    let mut answer = text_answer(house, status, &content.content_type, content.bytes);
    if let Some(encoding) = content.encoding {
        let encoding = HeaderValue::from_static(encoding);
        answer.headers_mut().insert(CONTENT_ENCODING, encoding);
    }
    break_answer(house, answer, length, line, &faults).await
}

fn struck(faults: &[Fault]) -> Option<Denial> {
    faults.iter().find_map(|fault| match fault {
        Fault::Internal | Fault::DropBefore => Some(Denial(
            500,
            "InternalError",
            "We encountered an internal error. Please try again.",
        )),
        Fault::Unavailable | Fault::Throttled => {
            Some(Denial(503, "SlowDown", "Please reduce your request rate."))
        }
        Fault::Denied | Fault::BadRequest => Some(Denial(403, "AccessDenied", "Access Denied")),
        _ => None,
    })
}

fn put(house: &House, id: &str, parts: &Parts, body: Option<Bytes>) -> Result<Content, Denial> {
    if parts.headers.contains_key(TRANSFER_ENCODING) {
        let message = "A header you provided implies functionality that is not implemented";
        return Err(Denial(501, "NotImplemented", message));
    }
    if !parts.headers.contains_key(CONTENT_LENGTH) {
        let message = "You must provide the Content-Length HTTP header.";
        return Err(Denial(411, "MissingContentLength", message));
    }
    let address = Address {
        method: "PUT",
        document: id,
        encoded: false,
    };
    check(house, &address, parts)?;
    let mut desk = lock(&house.feeds);
    let document = desk.documents.get_mut(id).ok_or(BAD_SIGNATURE)?;
    if header(&parts.headers, CONTENT_TYPE.as_str()) != Some(&document.content_type) {
        return Err(BAD_SIGNATURE);
    }
    let body = body.ok_or(Denial(
        400,
        "EntityTooLarge",
        "Your proposed upload exceeds the maximum allowed size",
    ))?;
    if document.content.is_some() {
        return Err(Denial(403, "AccessDenied", "Access Denied"));
    }
    document.content = Some(body.to_vec());
    Ok(Content {
        bytes: Vec::new(),
        content_type: "application/xml".to_owned(),
        encoding: None,
    })
}

fn fetch(house: &House, id: &str, parts: &Parts) -> Result<Content, Denial> {
    let query = Query::parse(parts.uri.query().unwrap_or_default());
    let encoded = !query.list("response-content-encoding").is_empty();
    let address = Address {
        method: "GET",
        document: id,
        encoded,
    };
    check(house, &address, parts)?;
    let mut desk = lock(&house.feeds);
    let document = desk.documents.get_mut(id).ok_or(BAD_SIGNATURE)?;
    let mut bytes = document.content.clone().ok_or(BAD_SIGNATURE)?;
    if document.garbled > 0 {
        document.garbled -= 1;
        garble(&mut bytes);
    }
    Ok(Content {
        bytes,
        content_type: document.content_type.clone(),
        encoding: document.gzip.then_some(match encoded {
            true => "gzip",
            false => "identity",
        }),
    })
}

/// The first half stays, the rest is noise that is no text in any encoding of Unicode.
fn garble(bytes: &mut [u8]) {
    let half = bytes.len() / 2;
    for byte in bytes.iter_mut().skip(half) {
        *byte = !*byte;
    }
}

fn check(house: &House, address: &Address<'_>, parts: &Parts) -> Result<(), Denial> {
    let unsigned = |headers: &HeaderMap| {
        let mut names = headers.keys();
        names.any(|name| name.as_str().starts_with("x-amz-") || name == "authorization")
    };
    if unsigned(&parts.headers) {
        let message = "There were headers present in the request which were not signed";
        return Err(Denial(403, "AccessDenied", message));
    }
    let query = Query::parse(parts.uri.query().unwrap_or_default());
    let one = |name: &str| {
        query
            .one(name)
            .ok()
            .flatten()
            .unwrap_or_default()
            .to_owned()
    };
    let seed = lock(&house.feeds).seed;
    let (stamp, signature) = (one("X-Amz-Date"), one("X-Amz-Signature"));
    let checked = address.check(&stamp, &signature, seed, house.now());
    checked.map_err(|bad| match bad {
        BadAddress::Signature => BAD_SIGNATURE,
        BadAddress::Expired => Denial(403, "AccessDenied", "Request has expired"),
    })
}

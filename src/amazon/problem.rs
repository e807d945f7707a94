//! What can go wrong when we speak to Amazon, sorted by what helps.

use super::header;
use super::operations::Operation;
use super::told::Told;
use super::transport::{HttpResponse, TransportError};
use crate::domain::moment::Moment;

/// Why Amazon gave us no answer that we can use. Every text is fit to be shown: no address, no token, nothing personal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmazonError {
    /// The call limit is used up.
    #[error("Amazon's limit for {operation} is used up; the next call is possible at {until}.")]
    Throttled {
        /// Whose limit.
        operation: Operation,
        /// From when on a call is possible.
        until: Moment,
    },
    /// The credentials are refused: a person must act.
    #[error("{refusal}{}", id_text(.request_id))]
    Credentials {
        /// What is wrong with them.
        refusal: Refusal,
        /// Amazon's id of the request.
        request_id: Option<String>,
    },
    /// The access is refused (role, region, account): a person must act.
    #[error("Amazon refuses the access: {message}{}. Check the roles of the application and the region, or authorise again.", id_text(.request_id))]
    AccessDenied {
        /// Amazon's code; empty when there was none.
        code: String,
        /// Amazon's sentence.
        message: String,
        /// Amazon's id of the request.
        request_id: Option<String>,
    },
    /// Amazon does not know it: another seller's or region's, or older than two years.
    #[error("Amazon does not know it: {message}{}.", id_text(.request_id))]
    NotFound {
        /// Amazon's sentence.
        message: String,
        /// Amazon's id of the request.
        request_id: Option<String>,
    },
    /// Amazon does not take the request as it is. It happened that the same request was taken again hours later.
    #[error("Amazon refused the request ({code}): {message}{}.", id_text(.request_id))]
    BadRequest {
        /// Amazon's code; empty when there was none.
        code: String,
        /// Amazon's sentence.
        message: String,
        /// Amazon's id of the request.
        request_id: Option<String>,
        /// It is the page token that Amazon refuses: it expired, or does not belong to the search.
        page_token: bool,
    },
    /// It may work the next time: network, server error, an answer that can't be read.
    #[error("{what}{}.", id_text(.request_id))]
    Trouble {
        /// What happened, without the full stop.
        what: String,
        /// HTTP status, if there was an answer.
        status: Option<u16>,
        /// Amazon's id of the request.
        request_id: Option<String>,
    },
    /// The answer is larger than we take.
    #[error("Amazon's answer is too large: more than {0} bytes.")]
    TooLarge(usize),
    /// The call could not be written down, so it was not sent.
    #[error("Amazon was not asked: {0}")]
    NotKept(String),
    /// The address in the settings is not allowed; nothing was sent.
    #[error("The address of the account is not allowed: {0}")]
    NotAllowed(String),
}

/// What is wrong with credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The refresh token is revoked, expired, or of another client.
    #[error(
        "The seller's authorisation is not valid any more: authorise the application again and enter the new refresh token"
    )]
    Authorisation,
    /// The client id or secret is wrong, or the secret expired.
    #[error(
        "Amazon does not accept the client id and secret: they are wrong, or the secret was not rotated within 180 days"
    )]
    Client,
    /// The client may not log in this way.
    #[error("Amazon does not allow this application to log in")]
    ClientNotAllowed,
    /// Seller or policy refused.
    #[error("The access was refused by the seller or by Amazon's policy")]
    AccessDenied,
    /// The login request was not taken: a credential has a wrong form, or we have a bug.
    #[error(
        "Amazon did not take the login request: check that the credentials were entered completely"
    )]
    Request,
    /// Fresh access tokens are refused with 401.
    #[error(
        "Amazon refuses access tokens that it has just given out: authorise the application again"
    )]
    FreshToken,
}

impl AmazonError {
    /// Amazon's id of the request, if it told one.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            AmazonError::Credentials { request_id, .. }
            | AmazonError::AccessDenied { request_id, .. }
            | AmazonError::NotFound { request_id, .. }
            | AmazonError::BadRequest { request_id, .. }
            | AmazonError::Trouble { request_id, .. } => request_id.as_deref(),
            _ => None,
        }
    }

    /// Whether only a person can help: credentials, access, address.
    pub fn needs_a_person(&self) -> bool {
        matches!(
            self,
            AmazonError::Credentials { .. }
                | AmazonError::AccessDenied { .. }
                | AmazonError::NotAllowed(_)
        )
    }

    /// Trouble without an answer, or with one that can't be read.
    pub(super) fn trouble(what: impl Into<String>, response: Option<&HttpResponse>) -> AmazonError {
        AmazonError::Trouble {
            what: what.into(),
            status: response.map(|r| r.status),
            request_id: response.and_then(header::request_id),
        }
    }
}

impl From<TransportError> for AmazonError {
    fn from(error: TransportError) -> Self {
        match error {
            TransportError::NotSent(what) => {
                AmazonError::trouble(format!("Amazon could not be reached: {what}"), None)
            }
            TransportError::MaybeSent(what) => {
                AmazonError::trouble(format!("Amazon did not answer: {what}"), None)
            }
            TransportError::TooLarge(limit) => AmazonError::TooLarge(limit),
            TransportError::Refused(why) => AmazonError::NotAllowed(why),
        }
    }
}

fn id_text(id: &Option<String>) -> String {
    id.as_ref()
        .map(|id| format!(" (request {id})"))
        .unwrap_or_default()
}

/// What is to be done about an answer that is not a success.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// 429.
    Throttled,
    /// The access token may be the cause: once more with a fresh one; the error if that does not help.
    FreshToken(AmazonError),
    /// A blip, perhaps.
    Again(AmazonError),
    /// For good.
    Final(AmazonError),
}

/// Sorts an answer that is not a success. `paged` says whether the request carried a page token.
pub(super) fn judge(response: &HttpResponse, paged: bool) -> Verdict {
    let told = Told::read(&response.body);
    let request_id = header::request_id(response);
    let (code, message) = (told.code.clone(), told.message(response.status));
    match response.status {
        429 => Verdict::Throttled,
        401 => Verdict::FreshToken(AmazonError::Credentials {
            refusal: Refusal::FreshToken,
            request_id,
        }),
        403 if told.is_foreign => Verdict::Again(AmazonError::trouble(
            "Something before Amazon's API refused the call with 403",
            Some(response),
        )),
        403 => {
            let token = told.is_about_the_token();
            let error = AmazonError::AccessDenied {
                code,
                message,
                request_id,
            };
            if token {
                Verdict::FreshToken(error)
            } else {
                Verdict::Final(error)
            }
        }
        404 if !told.is_foreign => Verdict::Final(AmazonError::NotFound {
            message,
            request_id,
        }),
        400..=407 | 409..=499 if !told.is_foreign => Verdict::Final(AmazonError::BadRequest {
            page_token: paged && told.is_about_the_page(),
            code,
            message,
            request_id,
        }),
        300..=399 => Verdict::Final(AmazonError::trouble(
            format!(
                "Amazon's address answered with a redirect ({}), which is not followed",
                response.status
            ),
            Some(response),
        )),
        status => Verdict::Again(AmazonError::trouble(
            format!(
                "Amazon has trouble of its own (HTTP {status}{})",
                told.code_text()
            ),
            Some(response),
        )),
    }
}

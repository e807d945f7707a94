//! The ways in which the Selling Partner API says no.

use serde_json::{Value, json};

/// A refused call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) details: String,
}

impl Refusal {
    fn new(status: u16, code: &'static str, message: &str, details: &str) -> Self {
        Self {
            status,
            code,
            message: message.to_owned(),
            details: details.to_owned(),
        }
    }

    /// 400: the request breaks a rule, which `message` names.
    pub(crate) fn invalid(message: &str) -> Self {
        Self::new(400, "InvalidInput", message, "")
    }

    /// 403: the access token, the region or the role do not fit.
    pub(crate) fn unauthorized(details: &str) -> Self {
        Self::new(
            403,
            "Unauthorized",
            "Access to requested resource is denied.",
            details,
        )
    }

    /// 403: the application may not use the operation for this seller, whatever the reason.
    pub(crate) fn denied() -> Self {
        Self::new(
            403,
            "AccessDeniedException",
            "Access to requested resource is denied.",
            "",
        )
    }

    /// 404: nothing is there.
    pub(crate) fn not_found(message: &str) -> Self {
        Self::new(404, "NotFound", message, "")
    }

    /// 413: the body is too large.
    pub(crate) fn too_large() -> Self {
        Self::new(
            413,
            "RequestTooLarge",
            "The request size exceeded the maximum accepted size.",
            "",
        )
    }

    /// 415: the body is of a type that the operation does not read.
    pub(crate) fn unsupported_media_type() -> Self {
        let message =
            "The entity of the request is in a format not supported by the requested resource.";
        Self::new(415, "UnsupportedMediaType", message, "")
    }

    /// 429: the bucket is empty.
    pub(crate) fn quota() -> Self {
        let message = "You exceeded your quota for the requested resource.";
        Self::new(429, "QuotaExceeded", message, "")
    }

    /// 500: something broke at Amazon.
    pub(crate) fn internal() -> Self {
        let message = "We encountered an internal error. Please try again.";
        Self::new(500, "InternalFailure", message, "")
    }

    /// 503: Amazon is busy.
    pub(crate) fn unavailable() -> Self {
        let message = "Service is temporarily unavailable. Please try again.";
        Self::new(503, "ServiceUnavailable", message, "")
    }

    /// The error list that is sent.
    pub(crate) fn body(&self) -> Value {
        json!({"errors": [{"code": self.code, "message": self.message, "details": self.details}]})
    }
}

//! The headers that Amazon's answers are read for, and those that every call carries.

use super::transport::HttpResponse;
use crate::domain::moment::Moment;

/// `orderdeck/VERSION (Language=Rust; Platform=...)`, as Amazon asks for.
pub(super) const USER_AGENT: &str = concat!("orderdeck/", env!("CARGO_PKG_VERSION"));

/// The name and version of the program, its language and platform.
pub(super) fn user_agent() -> String {
    format!(
        "{USER_AGENT} (Language=Rust; Platform={}/{})",
        std::env::consts::OS,
        std::env::consts::ARCH
    )
}

/// `YYYYMMDDTHHMMSSZ`.
pub(super) fn amz_date(now: Moment) -> String {
    now.to_utc().format("%Y%m%dT%H%M%SZ").to_string()
}

/// Amazon's id of the request, for its support.
pub(super) fn request_id(response: &HttpResponse) -> Option<String> {
    response
        .header("x-amzn-requestid")
        .or_else(|| response.header("x-amz-request-id"))
        .map(super::redact::identifier)
        .filter(|id| !id.is_empty())
}

/// The rate in force, calls a second.
pub(super) fn rate_limit(response: &HttpResponse) -> Option<f64> {
    response.header("x-amzn-ratelimit-limit")?.parse().ok()
}

/// Amazon's clock when it answered.
pub(super) fn date(response: &HttpResponse) -> Option<Moment> {
    let at = chrono::DateTime::parse_from_rfc2822(response.header("date")?).ok()?;
    Some(Moment::from_millis(at.timestamp_millis()))
}

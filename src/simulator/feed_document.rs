//! Documents of feeds, and the signed addresses at which they are sent and fetched.

use chrono::NaiveDateTime;

use super::dice::mix;
use super::ledger::time;

/// An address is good for so many milliseconds.
const ADDRESS_LIFE: i64 = 5 * 60 * 1000;
/// A sent document has to be used within so many milliseconds.
pub(crate) const INPUT_LIFE: i64 = 2 * 24 * 3600 * 1000;
/// A report is kept for so many milliseconds.
pub(crate) const REPORT_LIFE: i64 = 28 * 24 * 3600 * 1000;
/// How Amazon's signed addresses write a time.
const STAMP: &str = "%Y%m%dT%H%M%SZ";

/// One document.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    pub(crate) seller: usize,
    /// As it was declared; for a report as it is served.
    pub(crate) content_type: String,
    /// Unix milliseconds.
    pub(crate) created: i64,
    /// `None` until it is sent.
    pub(crate) content: Option<Vec<u8>>,
    /// A feed was created with it.
    pub(crate) used: bool,
    /// The content is compressed.
    pub(crate) gzip: bool,
    /// How many times yet it is served garbled.
    pub(crate) garbled: u32,
    /// It is a report.
    pub(crate) report: bool,
}

/// What is signed of an address besides the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Address<'a> {
    /// `PUT` or `GET`.
    pub(crate) method: &'a str,
    pub(crate) document: &'a str,
    /// Download with `Content-Encoding: gzip`.
    pub(crate) encoded: bool,
}

/// Why an address does not lead to a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BadAddress {
    Signature,
    Expired,
}

impl Address<'_> {
    /// Path and query of the address, good from `now` (Unix milliseconds) on.
    pub(crate) fn sign(&self, path: &str, seed: u64, now: i64) -> String {
        let stamp = time(now).format(STAMP).to_string();
        let headers = match self.method {
            "PUT" => "content-type%3Bhost",
            _ => "host",
        };
        let encoded = match self.encoded {
            true => "&response-content-encoding=gzip",
            false => "",
        };
        format!(
            "{path}/{}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date={stamp}&X-Amz-SignedHeaders={headers}\
             &X-Amz-Expires={}{encoded}&X-Amz-Signature={}",
            self.document,
            ADDRESS_LIFE / 1000,
            self.signature(&stamp, seed),
        )
    }

    /// Whether the stamp and signature of a request are right and still good.
    pub(crate) fn check(
        &self,
        stamp: &str,
        signature: &str,
        seed: u64,
        now: i64,
    ) -> Result<(), BadAddress> {
        if self.signature(stamp, seed) != signature {
            return Err(BadAddress::Signature);
        }
        let signed = NaiveDateTime::parse_from_str(stamp, STAMP).map_err(|_| BadAddress::Signature);
        let signed = signed?.and_utc().timestamp_millis();
        match now - signed {
            0..=ADDRESS_LIFE => Ok(()),
            // the stamp has whole seconds
            -999..0 => Ok(()),
            _ => Err(BadAddress::Expired),
        }
    }

    fn signature(&self, stamp: &str, seed: u64) -> String {
        let signed = format!("{} {} {} {stamp}", self.method, self.document, self.encoded);
        let mut state = mix(seed ^ 0x5163);
        for byte in signed.bytes() {
            state = mix(state ^ u64::from(byte));
        }
        (0..4)
            .map(|part| format!("{:016x}", mix(state ^ part)))
            .collect()
    }
}

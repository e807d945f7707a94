//! Telling Amazon something that must not be told twice by accident, and what came of it.

use super::client::AmazonClient;
use super::exchange::Call;
use super::header;
use super::problem::{self, AmazonError, Verdict};
use super::told::Told;
use super::transport::{HttpResponse, TransportError};
use crate::domain::moment::Moment;
use crate::domain::retry;

/// What came of telling Amazon something. A call that is dropped before it returns has an unknown outcome too.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Outcome<T> {
    /// Amazon has it.
    Accepted(T),
    /// Amazon does not take it as it is, for good.
    Refused(Refused),
    /// The call limit is used up; nothing was done.
    Throttled {
        /// From when on it may be told.
        until: Moment,
    },
    /// It was sent, and Amazon may have done it: no answer, a server error, an answer that can't be read. It must not
    /// be told again before Amazon's side was read.
    Unknown(AmazonError),
    /// Amazon surely did nothing, and not because of what was told: no connection, no access.
    NotDone(AmazonError),
}

/// Why Amazon does not take something. The texts are Amazon's, cleaned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// HTTP status.
    pub status: u16,
    /// Amazon's code; empty when there was none.
    pub code: String,
    /// Amazon's text; never empty.
    pub text: String,
    /// More of it; empty for none.
    pub details: String,
    /// Amazon's id of the request.
    pub request_id: Option<String>,
}

impl Refused {
    fn read(response: &HttpResponse) -> Refused {
        let told = Told::read(&response.body);
        let (text, details) = told.explanation();
        Refused {
            status: response.status,
            text: match text.is_empty() {
                true => format!("HTTP {} without an explanation", response.status),
                false => text,
            },
            code: told.code,
            details,
            request_id: header::request_id(response),
        }
    }
}

/// What an answer means for something that was told.
enum Answer {
    Outcome(Outcome<std::convert::Infallible>),
    /// Not looked at, because of the token.
    FreshToken(AmazonError),
    Throttled,
}

fn judge(response: &HttpResponse) -> Answer {
    Answer::Outcome(match problem::judge(response, false) {
        Verdict::Throttled => return Answer::Throttled,
        Verdict::FreshToken(error) => return Answer::FreshToken(error),
        Verdict::Final(AmazonError::BadRequest { .. } | AmazonError::NotFound { .. }) => {
            Outcome::Refused(Refused::read(response))
        }
        Verdict::Final(error @ AmazonError::AccessDenied { .. }) => Outcome::NotDone(error),
        Verdict::Final(error) | Verdict::Again(error) => Outcome::Unknown(error),
    })
}

impl<T> Outcome<T> {
    fn of(never: Outcome<std::convert::Infallible>) -> Outcome<T> {
        match never {
            Outcome::Accepted(never) => match never {},
            Outcome::Refused(refused) => Outcome::Refused(refused),
            Outcome::Throttled { until } => Outcome::Throttled { until },
            Outcome::Unknown(error) => Outcome::Unknown(error),
            Outcome::NotDone(error) => Outcome::NotDone(error),
        }
    }
}

impl AmazonClient {
    /// Makes a call that must not be made twice. It is sent again only where Amazon surely has not seen it (no
    /// connection) or not looked at it (the token). `parse` reads an answer of status 200 to 299.
    pub(super) async fn once<T>(
        &self,
        call: &Call<'_>,
        parse: impl Fn(&HttpResponse) -> Result<T, String>,
    ) -> Outcome<T> {
        let mut token = match self.token(call.access).await {
            Ok(token) => token,
            Err(error) => return Outcome::NotDone(error),
        };
        let mut exchanged = false;
        let mut failures = 0;
        let mut blip: Option<AmazonError> = None;
        loop {
            match self.reserve(call).await {
                Ok(()) => {}
                Err(AmazonError::Throttled { until, .. }) => {
                    return blip.map_or(Outcome::Throttled { until }, Outcome::NotDone);
                }
                Err(error) => return Outcome::NotDone(error),
            }
            let response = match self.send(call, &token).await {
                Ok(response) => response,
                Err(error @ TransportError::NotSent(_)) => {
                    failures += 1;
                    if failures >= retry::READ_TRIES {
                        return Outcome::NotDone(error.into());
                    }
                    blip = Some(error.into());
                    self.pause_after(failures).await;
                    continue;
                }
                Err(error @ TransportError::Refused(_)) => return Outcome::NotDone(error.into()),
                Err(error @ (TransportError::MaybeSent(_) | TransportError::TooLarge(_))) => {
                    return Outcome::Unknown(error.into());
                }
            };
            if (200..=299).contains(&response.status) {
                self.learn(call, &response).await;
                return match parse(&response) {
                    Ok(value) => Outcome::Accepted(value),
                    Err(what) => Outcome::Unknown(AmazonError::trouble(what, Some(&response))),
                };
            }
            match judge(&response) {
                Answer::Throttled => {
                    let until = self.throttled(call).await;
                    return Outcome::Throttled { until };
                }
                Answer::FreshToken(error) if exchanged => {
                    self.login.exchange_was_no_use(call.access).await;
                    return Outcome::NotDone(error);
                }
                Answer::FreshToken(error) => {
                    self.learn(call, &response).await;
                    exchanged = true;
                    token = match self.other_token(call, &token, error).await {
                        Ok(token) => token,
                        Err(error) => return Outcome::NotDone(error),
                    };
                }
                Answer::Outcome(outcome) => {
                    self.learn(call, &response).await;
                    return Outcome::of(outcome);
                }
            }
        }
    }
}

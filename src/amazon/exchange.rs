//! One call to Amazon's API as it is sent: token, headers, call limits.

use super::access::SellerAccess;
use super::budget::{NoCall, Observation, Priority};
use super::client::AmazonClient;
use super::operations::Operation;
use super::problem::{self, AmazonError, Verdict};
use super::transport::{HeaderText, HttpRequest, HttpResponse, Method, TransportError};
use super::{header, https};
use crate::domain::moment::Moment;
use crate::domain::retry::{self, Trouble};
use secrecy::SecretString;

/// A call, as it is sent and sent again.
pub(super) struct Call<'a> {
    pub access: &'a SellerAccess,
    pub operation: Operation,
    pub priority: Priority,
    /// Path and query.
    pub path: String,
    /// JSON to be sent with `POST`; a `GET` if absent.
    pub body: Option<Vec<u8>>,
    /// Whether it carries a page token.
    pub paged: bool,
}

impl<'a> Call<'a> {
    pub fn get(
        access: &'a SellerAccess,
        operation: Operation,
        priority: Priority,
        path: String,
    ) -> Call<'a> {
        Call {
            access,
            operation,
            priority,
            path,
            body: None,
            paged: false,
        }
    }

    pub fn post(
        access: &'a SellerAccess,
        operation: Operation,
        priority: Priority,
        path: String,
        body: &serde_json::Value,
    ) -> Call<'a> {
        Call {
            body: Some(body.to_string().into_bytes()),
            ..Call::get(access, operation, priority, path)
        }
    }
}

impl AmazonClient {
    /// A token for calls to addresses that are allowed.
    pub(super) async fn token(&self, access: &SellerAccess) -> Result<SecretString, AmazonError> {
        allowed(access.host())?;
        allowed(access.token_url())?;
        self.login.token(access).await
    }

    /// Makes a call that may be made twice, until it succeeds, is refused, or has failed [`retry::READ_TRIES`] times.
    pub(super) async fn repeatable<T>(
        &self,
        call: &Call<'_>,
        parse: impl Fn(&HttpResponse) -> Result<T, String>,
    ) -> Result<T, AmazonError> {
        let mut token = self.token(call.access).await?;
        let mut exchanged = false;
        let mut failures = 0;
        let mut blip: Option<AmazonError> = None;
        loop {
            match self.reserve(call).await {
                Err(error @ AmazonError::Throttled { .. }) => return Err(blip.unwrap_or(error)),
                reserved => reserved?,
            }
            let error = match self.send(call, &token).await {
                Ok(response) if (200..=299).contains(&response.status) => {
                    self.learn(call, &response).await;
                    match parse(&response) {
                        Ok(value) => return Ok(value),
                        Err(what) => AmazonError::trouble(what, Some(&response)),
                    }
                }
                Ok(response) => match problem::judge(&response, call.paged) {
                    Verdict::Throttled => {
                        return Err(AmazonError::Throttled {
                            operation: call.operation,
                            until: self.throttled(call).await,
                        });
                    }
                    Verdict::FreshToken(error) if exchanged => {
                        self.login.exchange_was_no_use(call.access).await;
                        return Err(error);
                    }
                    Verdict::FreshToken(error) => {
                        self.learn(call, &response).await;
                        exchanged = true;
                        token = self.other_token(call, &token, error).await?;
                        continue;
                    }
                    Verdict::Again(error) => {
                        self.learn(call, &response).await;
                        error
                    }
                    Verdict::Final(error) => {
                        self.learn(call, &response).await;
                        return Err(error);
                    }
                },
                Err(error) => match AmazonError::from(error) {
                    error @ AmazonError::Trouble { .. } => error,
                    error => return Err(error),
                },
            };
            failures += 1;
            if failures >= retry::READ_TRIES {
                return Err(error);
            }
            blip = Some(error);
            self.pause_after(failures).await;
        }
    }

    /// Takes the call out of the budget. Otherwise it must not be sent: [`AmazonError::Throttled`] until it is possible,
    /// [`AmazonError::NotKept`] if it could not be written down.
    pub(super) async fn reserve(&self, call: &Call<'_>) -> Result<(), AmazonError> {
        let account = call.access.account;
        let budgets = &self.budgets;
        budgets
            .reserve(account, call.operation, call.priority)
            .await
            .map_err(|no_call| match no_call {
                NoCall::Before(until) => AmazonError::Throttled {
                    operation: call.operation,
                    until,
                },
                NoCall::NotKept(why) => AmazonError::NotKept(why),
            })
    }

    pub(super) async fn send(
        &self,
        call: &Call<'_>,
        token: &SecretString,
    ) -> Result<HttpResponse, TransportError> {
        let plain = |text: &str| HeaderText::Plain(text.to_owned());
        let mut headers = vec![
            ("x-amz-access-token", HeaderText::Secret(token.clone())),
            (
                "x-amz-date",
                HeaderText::Plain(header::amz_date(self.clock.now())),
            ),
            ("accept", plain("application/json")),
            ("user-agent", HeaderText::Plain(header::user_agent())),
        ];
        if call.body.is_some() {
            headers.push(("content-type", plain("application/json")));
        }
        let request = HttpRequest {
            method: match call.body {
                Some(_) => Method::Post,
                None => Method::Get,
            },
            url: format!("{}{}", call.access.host(), call.path),
            headers,
            body: call.body.clone().unwrap_or_default(),
            timeout: None,
        };
        self.transport.send(request).await
    }

    /// A token instead of one that Amazon refused with `error`.
    pub(super) async fn other_token(
        &self,
        call: &Call<'_>,
        refused: &SecretString,
        error: AmazonError,
    ) -> Result<SecretString, AmazonError> {
        let other = self.login.token_instead_of(call.access, refused).await?;
        other.ok_or(error)
    }

    pub(super) async fn pause_after(&self, failures: u32) {
        let pause = retry::pause(Trouble::Blip, failures - 1, self.entropy.fraction());
        self.clock.sleep(pause).await;
    }

    pub(super) async fn learn(&self, call: &Call<'_>, response: &HttpResponse) {
        if let Some(rate) = header::rate_limit(response) {
            self.budgets
                .observe(
                    call.access.account,
                    call.operation,
                    Observation::Limit(rate),
                )
                .await;
        }
    }

    /// Notes a 429; from when on the next call is possible.
    pub(super) async fn throttled(&self, call: &Call<'_>) -> Moment {
        let until = self
            .budgets
            .observe(call.access.account, call.operation, Observation::Throttled)
            .await;
        until.unwrap_or_else(|| self.clock.now())
    }
}

pub(super) fn allowed(url: &str) -> Result<(), AmazonError> {
    https::allowed(url)
        .map(|_| ())
        .map_err(AmazonError::NotAllowed)
}

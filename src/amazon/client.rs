//! The calls to Amazon.

use super::access::SellerAccess;
use super::budget::{BudgetKeeper, Observation, Priority};
use super::header;
use super::https;
use super::login::Login;
use super::operations::Operation;
use super::orders::{self, ReadOrder};
use super::participation::{self, Participation};
use super::problem::{self, AmazonError, Verdict};
use super::search::{DATA_SETS, SearchPage, SearchParams};
use super::transport::{HeaderText, HttpRequest, HttpResponse, Method, Transport};
use crate::clock::{SharedClock, SharedEntropy};
use crate::domain::reference::AmazonOrderRef;
use crate::domain::retry::{self, Trouble};
use secrecy::SecretString;
use std::sync::Arc;

/// Asks Amazon. Every call, repeated ones too, is taken out of the budget before it is sent.
pub struct AmazonClient {
    transport: Arc<dyn Transport>,
    clock: SharedClock,
    entropy: SharedEntropy,
    budgets: Arc<dyn BudgetKeeper>,
    login: Login,
}

/// A read, as it is sent and sent again.
struct Read<'a> {
    access: &'a SellerAccess,
    operation: Operation,
    priority: Priority,
    path: String,
    paged: bool,
}

impl AmazonClient {
    /// A client that speaks through `transport` and keeps to `budgets`.
    pub fn new(
        transport: Arc<dyn Transport>,
        clock: SharedClock,
        entropy: SharedEntropy,
        budgets: Arc<dyn BudgetKeeper>,
    ) -> AmazonClient {
        AmazonClient {
            login: Login::new(transport.clone(), clock.clone(), entropy.clone()),
            transport,
            clock,
            entropy,
            budgets,
        }
    }

    /// One page of the orders that changed (`searchOrders`).
    pub async fn search_orders(
        &self,
        access: &SellerAccess,
        params: &SearchParams,
        priority: Priority,
    ) -> Result<SearchPage, AmazonError> {
        let read = Read {
            access,
            operation: Operation::SearchOrders,
            priority,
            path: format!("/orders/2026-01-01/orders?{}", params.query()),
            paged: params.page_token.is_some(),
        };
        self.read(&read, |response| {
            let page = orders::read_page(&response.body)?;
            Ok(SearchPage {
                orders: page.orders,
                next_token: page.next_token,
                last_updated_before: page.last_updated_before,
                server_date: header::date(response),
                request_id: header::request_id(response),
            })
        })
        .await
    }

    /// One order by its reference (`getOrder`).
    pub async fn get_order(
        &self,
        access: &SellerAccess,
        reference: AmazonOrderRef,
        priority: Priority,
    ) -> Result<ReadOrder, AmazonError> {
        let read = Read {
            access,
            operation: Operation::GetOrder,
            priority,
            path: format!("/orders/2026-01-01/orders/{reference}?includedData={DATA_SETS}"),
            paged: false,
        };
        self.read(&read, |response| {
            let order = orders::read_single(&response.body)?;
            match &order {
                Ok(order) if order.reference != reference => {
                    Err("Amazon answered with another order than the one asked for".to_owned())
                }
                _ => Ok(order),
            }
        })
        .await
    }

    /// The known marketplaces of the region that the seller takes part in (`getMarketplaceParticipations`).
    pub async fn marketplace_participations(
        &self,
        access: &SellerAccess,
    ) -> Result<Vec<Participation>, AmazonError> {
        let read = Read {
            access,
            operation: Operation::GetMarketplaceParticipations,
            priority: Priority::Normal,
            path: "/sellers/v1/marketplaceParticipations".to_owned(),
            paged: false,
        };
        self.read(&read, |response| {
            participation::read_participations(&response.body, access.region)
        })
        .await
    }

    /// Whether Login with Amazon takes the credentials. Costs nothing of the call budgets.
    pub async fn check_login(&self, access: &SellerAccess) -> Result<(), AmazonError> {
        allowed(access.token_url())?;
        self.login.token(access).await.map(|_| ())
    }

    /// Sends a read until it succeeds, is refused, or has failed [`retry::READ_TRIES`] times.
    async fn read<T>(
        &self,
        read: &Read<'_>,
        parse: impl Fn(&HttpResponse) -> Result<T, String>,
    ) -> Result<T, AmazonError> {
        allowed(read.access.host())?;
        allowed(read.access.token_url())?;
        let mut token = self.login.token(read.access).await?;
        let mut exchanged = false;
        let mut failures = 0;
        let mut blip: Option<AmazonError> = None;
        loop {
            let account = read.access.account;
            if let Err(until) = self
                .budgets
                .reserve(account, read.operation, read.priority)
                .await
            {
                return Err(blip.unwrap_or(AmazonError::Throttled {
                    operation: read.operation,
                    until,
                }));
            }
            let error = match self.send(read, &token).await {
                Ok(response) if response.status == 200 => {
                    self.learn(read, &response).await;
                    match parse(&response) {
                        Ok(value) => return Ok(value),
                        Err(what) => AmazonError::trouble(what, Some(&response)),
                    }
                }
                Ok(response) => match problem::judge(&response, read.paged) {
                    Verdict::Throttled => return Err(self.throttled(read).await),
                    Verdict::FreshToken(error) if exchanged => {
                        self.login.exchange_was_no_use(read.access).await;
                        return Err(error);
                    }
                    Verdict::FreshToken(error) => {
                        self.learn(read, &response).await;
                        exchanged = true;
                        token = self
                            .login
                            .token_instead_of(read.access, &token)
                            .await?
                            .ok_or(error)?;
                        continue;
                    }
                    Verdict::Again(error) => {
                        self.learn(read, &response).await;
                        error
                    }
                    Verdict::Final(error) => {
                        self.learn(read, &response).await;
                        return Err(error);
                    }
                },
                Err(error @ AmazonError::Trouble { .. }) => error,
                Err(error) => return Err(error),
            };
            failures += 1;
            if failures >= retry::READ_TRIES {
                return Err(error);
            }
            let pause = retry::pause(Trouble::Blip, failures - 1, self.entropy.fraction());
            blip = Some(error);
            self.clock.sleep(pause).await;
        }
    }

    async fn send(
        &self,
        read: &Read<'_>,
        token: &SecretString,
    ) -> Result<HttpResponse, AmazonError> {
        let request = HttpRequest {
            method: Method::Get,
            url: format!("{}{}", read.access.host(), read.path),
            headers: vec![
                ("x-amz-access-token", HeaderText::Secret(token.clone())),
                (
                    "x-amz-date",
                    HeaderText::Plain(header::amz_date(self.clock.now())),
                ),
                ("accept", HeaderText::Plain("application/json".to_owned())),
                ("user-agent", HeaderText::Plain(header::user_agent())),
            ],
            body: Vec::new(),
            timeout: None,
        };
        Ok(self.transport.send(request).await?)
    }

    async fn learn(&self, read: &Read<'_>, response: &HttpResponse) {
        if let Some(rate) = header::rate_limit(response) {
            self.budgets
                .observe(
                    read.access.account,
                    read.operation,
                    Observation::Limit(rate),
                )
                .await;
        }
    }

    async fn throttled(&self, read: &Read<'_>) -> AmazonError {
        let until = self
            .budgets
            .observe(read.access.account, read.operation, Observation::Throttled)
            .await;
        AmazonError::Throttled {
            operation: read.operation,
            until: until.unwrap_or_else(|| self.clock.now()),
        }
    }
}

fn allowed(url: &str) -> Result<(), AmazonError> {
    https::allowed(url)
        .map(|_| ())
        .map_err(AmazonError::NotAllowed)
}

//! The calls to Amazon.

use super::access::SellerAccess;
use super::budget::{BudgetKeeper, Priority};
use super::exchange::{self, Call};
use super::header;
use super::login::Login;
use super::operations::Operation;
use super::orders::{self, ReadOrder};
use super::participation::{self, Participation};
use super::problem::AmazonError;
use super::search::{DATA_SETS, SearchPage, SearchParams};
use super::transport::Transport;
use crate::clock::{SharedClock, SharedEntropy};
use crate::domain::reference::AmazonOrderRef;
use std::sync::Arc;

/// Asks Amazon. Every call, repeated ones too, is taken out of the budget before it is sent.
pub struct AmazonClient {
    pub(super) transport: Arc<dyn Transport>,
    pub(super) clock: SharedClock,
    pub(super) entropy: SharedEntropy,
    pub(super) budgets: Arc<dyn BudgetKeeper>,
    pub(super) login: Login,
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
        let path = format!("/orders/2026-01-01/orders?{}", params.query());
        let call = Call {
            paged: params.page_token.is_some(),
            ..Call::get(access, Operation::SearchOrders, priority, path)
        };
        self.repeatable(&call, |response| {
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
        let path = format!("/orders/2026-01-01/orders/{reference}?includedData={DATA_SETS}");
        let call = Call::get(access, Operation::GetOrder, priority, path);
        self.repeatable(&call, |response| {
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
        let operation = Operation::GetMarketplaceParticipations;
        let path = "/sellers/v1/marketplaceParticipations".to_owned();
        let call = Call::get(access, operation, Priority::Normal, path);
        self.repeatable(&call, |response| {
            participation::read_participations(&response.body, access.region)
        })
        .await
    }

    /// Whether Login with Amazon takes the credentials. Costs nothing of the call budgets.
    pub async fn check_login(&self, access: &SellerAccess) -> Result<(), AmazonError> {
        exchange::allowed(access.token_url())?;
        self.login.token(access).await.map(|_| ())
    }
}

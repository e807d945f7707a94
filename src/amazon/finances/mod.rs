//! Financial transactions (Finances API 2024-06-19), page by page.

mod read;
mod wire;

pub use read::read_page;

use super::access::SellerAccess;
use super::budget::Priority;
use super::client::AmazonClient;
use super::exchange::Call;
use super::operations::Operation;
use super::problem::AmazonError;
use crate::domain::amazon_transaction::AmazonTransaction;
use crate::domain::moment::Moment;

/// Which transactions. With a page token, everything else must be as it was when the token was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FinanceSearch {
    /// Posted at this moment or later; at least two minutes ago. Sent in whole seconds.
    pub posted_after: Moment,
    /// Posted before this moment, at most 180 days later: beyond, Amazon answers with nothing.
    pub posted_before: Moment,
    /// The page to go on with; the first one if absent.
    pub page_token: Option<String>,
}

/// A page of transactions; may be empty although others follow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FinancePage {
    /// Those that could be read.
    pub transactions: Vec<AmazonTransaction>,
    /// Those that could not.
    pub unreadable: Vec<UnreadableTransaction>,
    /// The token of the next page; the last one has none.
    pub next_token: Option<String>,
}

/// A transaction that can't be read. The others of its page are not touched by that.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("The transaction {id} can't be read: {reason}.")]
pub struct UnreadableTransaction {
    /// Amazon's id, as far as it can be read.
    pub id: String,
    /// Which field is wrong and how, without the full stop.
    pub reason: String,
}

impl AmazonClient {
    /// One page of transactions (`listTransactions`) of all marketplaces of the region: with a marketplace named, Amazon
    /// leaves out what merchants of the United States sent themselves.
    pub async fn transactions(
        &self,
        access: &SellerAccess,
        search: &FinanceSearch,
        priority: Priority,
    ) -> Result<FinancePage, AmazonError> {
        let call = Call {
            paged: search.page_token.is_some(),
            ..Call::get(access, Operation::ListTransactions, priority, path(search))
        };
        self.repeatable(&call, |response| read_page(&response.body))
            .await
    }
}

fn path(search: &FinanceSearch) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    let time = |moment: Moment| moment.whole_second().to_rfc3339();
    query.append_pair("postedAfter", &time(search.posted_after));
    query.append_pair("postedBefore", &time(search.posted_before));
    if let Some(token) = &search.page_token {
        query.append_pair("nextToken", token);
    }
    format!("/finances/2024-06-19/transactions?{}", query.finish())
}

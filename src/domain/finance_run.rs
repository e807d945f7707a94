//! Fetching financial transactions: in windows, page by page, so that it goes on where it was stopped.

use super::account::Account;
use super::amazon_transaction::AmazonTransaction;
use super::moment::{Moment, Span};
use serde::{Deserialize, Serialize};

/// Amazon may show orders of the last 48 hours late: so much is read again.
pub const OVERLAP: Span = Span::hours(48);
/// The longest window of one search. Amazon answers with nothing beyond 180 days.
const WINDOW: Span = Span::days(60);
/// Amazon wants both ends more than two minutes ago; a little more allows for clocks that differ.
const YOUNGEST: Span = Span::minutes(3);
/// How far before its registration an account's first run begins.
const FIRST: Span = Span::days(30);

/// A run over a range of time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FinanceRun {
    /// Where the run began.
    pub began: Moment,
    /// The window that is being read, from here ...
    pub from: Moment,
    /// ... until before here.
    pub to: Moment,
    /// Where the run ends.
    pub goal: Moment,
    /// The page to go on with; the first of the window if absent.
    pub page_token: Option<String>,
    /// Empty or not, so many pages of the window were read.
    pub pages: u32,
}

impl FinanceRun {
    /// A run from `from` up to what Amazon shows now; none if that is nothing.
    pub fn over(from: Moment, now: Moment) -> Option<FinanceRun> {
        let goal = now.minus(YOUNGEST).whole_second();
        let from = from.whole_second();
        (from < goal).then(|| FinanceRun {
            began: from,
            from,
            to: from.plus(WINDOW).min(goal),
            goal,
            page_token: None,
            pages: 0,
        })
    }

    /// What is due for an account: from where the last run ended, less the overlap; at first from some time before its
    /// registration.
    pub fn due(
        account: &Account,
        fetched_until: Option<Moment>,
        now: Moment,
    ) -> Option<FinanceRun> {
        let from = match fetched_until {
            Some(until) => until.minus(OVERLAP),
            None => account.registered.minus(FIRST),
        };
        FinanceRun::over(from, now)
    }

    /// After a page: the run goes on with the next one or with the next window, or is at its end.
    pub fn after_page(mut self, next: Option<String>) -> Option<FinanceRun> {
        self.pages = self.pages.saturating_add(1);
        if next.is_some() {
            self.page_token = next;
            return Some(self);
        }
        (self.to < self.goal).then(|| FinanceRun {
            from: self.to,
            to: self.to.plus(WINDOW).min(self.goal),
            page_token: None,
            pages: 0,
            ..self
        })
    }

    /// The window once more from its first page: Amazon takes the page token no more.
    pub fn begin_window_anew(self) -> FinanceRun {
        FinanceRun {
            page_token: None,
            pages: 0,
            ..self
        }
    }
}

/// Whether a transaction is this account's, among all. Where several registrations share a seller, each has those of its
/// own marketplaces, and the first of them what belongs to no marketplace of any.
pub fn belongs(transaction: &AmazonTransaction, account: &Account, all: &[Account]) -> bool {
    let place = transaction.marketplace.as_ref();
    let has = |one: &Account| place.is_some_and(|id| one.marketplace(id).is_some());
    if has(account) {
        return true;
    }
    let others = || {
        all.iter().filter(|one| {
            one.id != account.id
                && !one.archived
                && one.seller_id == account.seller_id
                && one.region == account.region
        })
    };
    !others().any(has) && others().all(|one| one.id > account.id)
}

#[cfg(test)]
mod tests {
    use super::super::amazon_transaction::{TransactionKind, TransactionStatus};
    use super::super::ids::{AccountId, Location, MarketplaceId, TransactionId};
    use super::super::marketplace::{Marketplace, Region};
    use super::super::money::{Amount, Currency};
    use super::*;

    fn at(text: &str) -> Moment {
        Moment::parse(text).unwrap_or_default()
    }

    fn account(id: u16, marketplaces: &[&str]) -> Account {
        let known = marketplaces.iter().map(|id| Marketplace {
            id: MarketplaceId::from(*id),
            code: (*id).to_owned(),
            name: String::new(),
            country: (*id).to_owned(),
            currency: Currency::NONE,
            tax_included: true,
        });
        Account {
            id: AccountId(id),
            name: format!("account {id}"),
            region: Region::Eu,
            seller_id: "S".to_owned(),
            marketplaces: known.collect(),
            team: String::new(),
            salesperson: None,
            location: Location::from("Amazon"),
            endpoint: None,
            lwa_endpoint: None,
            archived: false,
            import_shipped_elsewhere: false,
            other_channels_are_sales: false,
            sync_interval: Account::DEFAULT_INTERVAL,
            registered: at("2026-11-01T00:00:00Z"),
            secret_entered: at("2026-11-01T00:00:00Z"),
            authorised: at("2026-11-01T00:00:00Z"),
        }
    }

    #[test]
    fn registrations_of_one_seller_share_nothing_and_miss_nothing() {
        let mut all = vec![account(1, &["DE"]), account(2, &["FR"])];
        let owners = |all: &[Account], place: Option<&str>| -> Vec<u16> {
            let told = AmazonTransaction {
                id: TransactionId::from("T"),
                posted: at("2026-11-01T00:00:00Z"),
                kind: TransactionKind::ServiceFee,
                status: TransactionStatus::Released,
                order: None,
                marketplace: place.map(MarketplaceId::from),
                currency: Currency::NONE,
                total: Amount::ZERO,
                leaves: Vec::new(),
                unexplained: Amount::ZERO,
                description: String::new(),
                releases: None,
                released_by: None,
                deferral: None,
                related: Vec::new(),
            };
            let own = all.iter().filter(|one| belongs(&told, one, all));
            own.map(|one| one.id.0).collect()
        };
        assert_eq!(owners(&all, Some("DE")), [1]);
        assert_eq!(owners(&all, Some("FR")), [2]);
        assert_eq!(
            owners(&all, Some("IT")),
            [1],
            "nobody's, so the first one's"
        );
        assert_eq!(owners(&all, None), [1]);
        all[0].archived = true;
        assert!(owners(&all, None).contains(&2));
        all[1].seller_id = "T".to_owned();
        assert_eq!(owners(&all, None), [1, 2], "two sellers");
    }

    #[test]
    fn a_run_goes_through_its_windows_and_pages() {
        let now = at("2026-11-22T10:00:00.5Z");
        let run = FinanceRun::over(at("2026-08-01T00:00:00Z"), now);
        let mut run = match run {
            Some(run) => run,
            None => unreachable!("there is something to read"),
        };
        assert_eq!(run.goal, at("2026-11-22T09:57:00Z"));
        let mut windows = Vec::new();
        loop {
            windows.push((run.from, run.to));
            let Some(next) = run.clone().after_page(Some("more".to_owned())) else {
                unreachable!("there is another page")
            };
            assert_eq!(next.page_token.as_deref(), Some("more"));
            assert_eq!(next.clone().begin_window_anew().page_token, None);
            match next.after_page(None) {
                Some(next) => run = next,
                None => break,
            }
        }
        assert_eq!(windows.len(), 2);
        assert_eq!(windows[0].1, windows[1].0);
        assert_eq!(windows[1].1, at("2026-11-22T09:57:00Z"));
        assert_eq!(FinanceRun::over(now, now), None);
        assert_eq!(FinanceRun::over(now.plus(Span::days(3)), now), None);
    }
}

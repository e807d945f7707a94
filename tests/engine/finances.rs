//! Amazon's financial transactions: fetched once, found late, counted once, and beside our orders.

use crate::bookkeeping::everything_open;
use crate::house::House;
use orderdeck::domain::amazon_transaction::{Counted, Group, TransactionStatus};
use orderdeck::domain::bill_proposal::Month;
use orderdeck::domain::books::explain::Explanation;
use orderdeck::domain::moment::{Moment, Span};
use orderdeck::domain::money::Amount;
use orderdeck::domain::settlement::Misfit;
use orderdeck::protocol::books::bills::{
    BillAcceptance, BillProposalView, BillReply, BillRequest, BillView,
};
use orderdeck::protocol::books::payments::NewPayments;
use orderdeck::protocol::books::{BooksReply, BooksRequest};
use orderdeck::protocol::finances::{
    FinanceReply, FinanceRequest, FinancesSynced, SettlementReport, SettlementRequest,
    SettlementRow, TransactionView, TransactionsRequest,
};
use orderdeck::protocol::upkeep::AccountSync;
use orderdeck::protocol::{Failure, FailureCode, Reply, Request};
use orderdeck::simulator::{Fault, Faults};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const SELLER: &str = "Nordlicht Handel";

impl House {
    pub async fn sync_finances(&self, from: Option<Moment>) -> AccountSync {
        let request = Request::SyncFinances {
            account: Some("eu".to_owned()),
            from,
        };
        match self.client.call(request).await.unwrap() {
            Reply::Sync(mut report) => report.accounts.remove(0),
            other => panic!("{other:?}"),
        }
    }

    pub async fn finance(&self, request: FinanceRequest) -> Result<FinanceReply, Failure> {
        match self.client.call(Request::Finance(request)).await? {
            Reply::Finance(reply) => Ok(reply),
            other => panic!("{other:?}"),
        }
    }

    pub async fn transactions(&self, wanted: TransactionsRequest) -> Vec<TransactionView> {
        let limit = match wanted.limit {
            0 => 10_000,
            limit => limit,
        };
        let request = FinanceRequest::Transactions(TransactionsRequest { limit, ..wanted });
        match self.finance(request).await.unwrap() {
            FinanceReply::Transactions(list) => list.transactions,
            other => panic!("{other:?}"),
        }
    }

    async fn settlement(&self, from: Moment, to: Option<Moment>) -> SettlementReport {
        let request = FinanceRequest::Settlement(SettlementRequest {
            account: None,
            from,
            to,
        });
        match self.finance(request).await.unwrap() {
            FinanceReply::Settlement(report) => report,
            other => panic!("{other:?}"),
        }
    }

    async fn ask_bill(&self, request: BillRequest) -> Result<BillReply, Failure> {
        match self
            .client
            .call(Request::Books(BooksRequest::Bill(request)))
            .await?
        {
            Reply::Books(BooksReply::Bill(reply)) => Ok(reply),
            other => panic!("{other:?}"),
        }
    }

    async fn proposed_bills(&self) -> Vec<BillProposalView> {
        match self
            .ask_bill(BillRequest::Propose { account: None })
            .await
            .unwrap()
        {
            BillReply::Proposals(all) => all.proposals,
            other => panic!("{other:?}"),
        }
    }

    async fn accept(&self, month: Month, early: bool) -> Result<Vec<BillView>, Failure> {
        let wanted = BillAcceptance {
            month,
            account: None,
            currency: None,
            early,
        };
        match self.ask_bill(BillRequest::Accept(wanted)).await? {
            BillReply::List(list) => Ok(list.bills),
            other => panic!("{other:?}"),
        }
    }

    /// The European seller with all of its orders and transactions.
    pub async fn with_finances(orders: usize) -> House {
        let clock = crate::house::TestClock::start();
        let mut settings = crate::house::shop(orders, &clock);
        settings.finance_page = 25;
        let house = House::with(settings, clock).await;
        house.register("eu").await;
        house.clock.advance(Span::hours(1));
        house.sync("eu").await;
        house
    }

    /// What Amazon has posted, whether it shows it yet or not.
    fn posted(&self) -> Vec<Value> {
        self.simulator.shop().transactions(SELLER)
    }

    /// The same, as far as it shows it by now: two days later everything is seen.
    async fn everything(&self) -> FinancesSynced {
        self.clock.advance(Span::hours(50));
        let synced = self.sync_finances(None).await;
        assert_eq!((synced.error, synced.throttled_until), (None, None));
        synced.finances.unwrap()
    }

    fn now(&self) -> Moment {
        orderdeck::clock::Clock::now(&*self.clock)
    }
}

fn sum(amounts: impl IntoIterator<Item = Amount>) -> Amount {
    Amount::sum(amounts).unwrap()
}

fn of(row: &SettlementRow, group: Group) -> Amount {
    let found = row.groups.iter().find(|sum| sum.group == group);
    found.map_or(Amount::ZERO, |sum| sum.amount)
}

#[tokio::test]
async fn everything_that_amazon_shows_is_here_once() {
    let house = House::with_finances(600).await;
    let first = house.sync_finances(None).await;
    assert_eq!((first.error, first.throttled_until), (None, None));
    let synced = first.finances.unwrap();
    assert!(synced.created > 150, "{synced:?}");
    assert_eq!((synced.fetched, synced.updated), (synced.created, 0));
    // The same pages once more change nothing.
    let month = Some(house.now().minus(Span::days(29)));
    let again = house.sync_finances(month).await.finances.unwrap();
    assert!(again.fetched > 100);
    assert_eq!((again.created, again.updated), (0, 0), "{again:?}");
    let late = house.posted().len() as u64 - synced.created;
    assert!(late > 0, "some show up later");
    house.everything().await;
    let here = house.transactions(TransactionsRequest::default()).await;
    let mut there: BTreeMap<String, Value> = BTreeMap::new();
    for told in house.posted() {
        there.insert(told["transactionId"].as_str().unwrap().to_owned(), told);
    }
    assert!(here.is_sorted_by(|a, b| a.posted >= b.posted));
    for told in &here {
        let shown = there.remove(told.id.as_str()).unwrap();
        let total: Amount = shown["totalAmount"]["currencyAmount"]
            .to_string()
            .parse()
            .unwrap();
        assert_eq!(told.total, total);
        let parts = told.groups.iter().map(|part| part.amount);
        assert_eq!(sum(parts), total, "{told:?}");
        assert_eq!(shown["transactionType"], told.kind.as_str());
        assert!(
            told.groups.iter().all(|part| part.group != Group::Other),
            "{told:?}"
        );
    }
    // What was posted in the last minutes, Amazon does not show yet.
    let young = |told: &Value| {
        let posted = Moment::parse(told["postedDate"].as_str().unwrap()).unwrap();
        house.now().since(posted) < Span::minutes(4)
    };
    assert!(there.values().all(young), "{:#?}", there.values());
    house.verify().await;
}

#[tokio::test]
async fn held_money_counts_once_and_finds_its_release_in_any_order() {
    let house = House::with_finances(1_200).await;
    house.everything().await;
    let before = house.transactions(TransactionsRequest::default()).await;
    let held: Vec<&TransactionView> = before
        .iter()
        .filter(|told| told.counted == Counted::Held)
        .collect();
    assert!(held.len() > 3);
    assert!(
        held.iter()
            .all(|told| told.status == TransactionStatus::Deferred && told.held_until.is_some())
    );
    let released = before
        .iter()
        .filter(|told| told.counted == Counted::Superseded)
        .count();
    assert!(released > 3, "{released}");
    // A month later all of it is released; the run reads the last days only, and each meets the other all the same.
    house.clock.advance(Span::days(31));
    house.sync("eu").await;
    house.sync_finances(None).await;
    let after = house.transactions(TransactionsRequest::default()).await;
    let by_id: BTreeMap<&str, &TransactionView> =
        after.iter().map(|told| (told.id.as_str(), told)).collect();
    for told in held {
        let now = by_id[told.id.as_str()];
        assert_eq!(now.counted, Counted::Superseded);
        let release = by_id[now.released_by.as_ref().unwrap().as_str()];
        assert_eq!(
            (release.counted, release.releases.as_ref()),
            (Counted::Available, Some(&told.id))
        );
        assert_eq!(release.total, told.total);
    }
    house.verify().await;
    // The other way round: the release is read before what it releases.
    let other = House::with_finances(1_200).await;
    let late = other.now().minus(Span::days(5));
    other.sync_finances(Some(late)).await;
    let some = other.transactions(TransactionsRequest::default()).await;
    let alone: Vec<&TransactionView> = some.iter().filter(|told| told.releases.is_some()).collect();
    assert!(!alone.is_empty());
    other
        .sync_finances(Some(other.now().minus(Span::days(60))))
        .await;
    let all = other.transactions(TransactionsRequest::default()).await;
    for told in alone {
        let held = all
            .iter()
            .find(|held| Some(&held.id) == told.releases.as_ref())
            .unwrap();
        assert_eq!(
            (held.counted, held.released_by.as_ref()),
            (Counted::Superseded, Some(&told.id))
        );
    }
    other.verify().await;
}

#[tokio::test]
async fn sales_fit_our_orders_to_the_cent() {
    let house = House::with_finances(800).await;
    house.everything().await;
    house.sync("eu").await;
    let from = house.now().minus(Span::days(45));
    let report = house.settlement(from, None).await;
    // Orders shipped elsewhere are not brought in: Amazon paid for them, and that is no trouble.
    assert!(report.misfits.is_empty(), "{:#?}", report.misfits);
    assert!(report.rows.iter().any(|row| row.orders_left_out > 0));
    let fitting: u64 = report.rows.iter().map(|row| row.orders_fitting).sum();
    assert!(fitting > 60, "{fitting}");
    assert!(report.rows.len() >= 4, "each currency for itself");
    let here = house.transactions(TransactionsRequest::default()).await;
    for row in &report.rows {
        let own = || here.iter().filter(|told| told.currency == row.currency);
        let available =
            own().filter(|told| told.counted == Counted::Available && told.posted >= from);
        assert_eq!(row.total, sum(available.map(|told| told.total)), "{row:?}");
        assert_eq!(row.total, sum(row.groups.iter().map(|part| part.amount)));
        let held = own().filter(|told| told.counted == Counted::Held);
        assert_eq!(row.held, sum(held.map(|told| told.total)));
        assert_eq!(
            row.reserve,
            of(row, Group::Reserve).turned(),
            "all of it lies in the period"
        );
        assert_eq!(row.transfers, of(row, Group::Transfer));
        assert!(row.fees <= Amount::ZERO && row.refunds <= Amount::ZERO);
    }
    let euros = report
        .rows
        .iter()
        .find(|row| row.currency.code() == "EUR")
        .unwrap();
    assert!(euros.transfers < Amount::ZERO && euros.reserve > Amount::ZERO);
}

/// An order of two mugs for 23.80 with 3.80 tax in it, which Amazon is to send.
fn mugs() -> Value {
    let total = "23.80";
    let euro = |amount: &str| json!({"amount": amount, "currencyCode": "EUR"});
    let now = chrono::Utc::now();
    json!({
        "orderId": "302-1111111-2222222",
        "createdTime": (now - chrono::Duration::hours(3)).to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        "lastUpdatedTime": (now - chrono::Duration::hours(1)).to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        "salesChannel": {"channelName": "AMAZON", "marketplaceId": "A1PA6795UKMFR9"},
        "fulfillment": {"fulfillmentStatus": "UNSHIPPED", "fulfilledBy": "AMAZON"},
        "proceeds": {"grandTotal": euro(total)},
        "orderItems": [{
            "orderItemId": "12345678901234", "quantityOrdered": 2,
            "product": {"asin": "B000000001", "sellerSku": "MUG", "title": "Mug"},
            "fulfillment": {"quantityFulfilled": 0, "quantityUnfulfilled": 2},
            "proceeds": {"proceedsTotal": euro(total), "breakdowns": [
                {"type": "ITEM", "subtotal": euro(total)},
                {"type": "TAX", "subtotal": euro("3.80"), "detailedBreakdowns": [{"subtype": "ITEM", "value": euro("3.80")}]},
            ]},
        }],
    })
}

#[tokio::test]
async fn an_order_that_does_not_fit_is_named() {
    let house = House::with_finances(0).await;
    let shop = house.simulator.shop();
    shop.put_order(SELLER, mugs()).unwrap();
    shop.ship("302-1111111-2222222").unwrap();
    house.everything().await;
    let from = house.now().minus(Span::days(30));
    let unknown = house.settlement(from, None).await;
    let row = &unknown.misfits[0];
    assert_eq!((row.reason, unknown.misfitting), (Misfit::UnknownOrder, 1));
    assert_eq!(
        (row.amazon.unwrap().to_string(), row.ours),
        ("23.80".to_owned(), None)
    );
    house.sync("eu").await;
    let fits = house.settlement(from, None).await;
    let euros = fits
        .rows
        .iter()
        .find(|row| row.currency.code() == "EUR")
        .unwrap();
    assert_eq!(
        (euros.orders_fitting, euros.orders_total.to_string()),
        (1, "23.80".to_owned())
    );
    assert!(fits.misfits.is_empty());
    assert!(shop.refund("302-1111111-2222222"));
    house.everything().await;
    let order = TransactionsRequest {
        order: Some("302-1111111-2222222".to_owned()),
        ..TransactionsRequest::default()
    };
    let told = house.transactions(order).await;
    let kinds: Vec<&str> = told.iter().map(|told| told.kind.as_str()).collect();
    assert!(
        kinds.starts_with(&["Refund"]) && kinds.ends_with(&["Shipment"]),
        "{kinds:?}"
    );
    assert!(told.iter().all(|told| told.order.is_some()));
    let refunds = TransactionsRequest {
        kind: Some("refund".to_owned()),
        ..TransactionsRequest::default()
    };
    let refund = house.transactions(refunds).await;
    let went_back = refund[0]
        .groups
        .iter()
        .find(|part| part.group == Group::Refund)
        .unwrap();
    assert_eq!(went_back.amount.to_string(), "-23.80");
    let bad = TransactionsRequest {
        order: Some("nonsense".to_owned()),
        limit: 1,
        ..TransactionsRequest::default()
    };
    let refused = house
        .finance(FinanceRequest::Transactions(bad))
        .await
        .unwrap_err();
    assert_eq!(refused.code, FailureCode::BadReference);
}

#[tokio::test]
async fn a_run_that_was_cut_goes_on_where_it_was() {
    let house = House::with_finances(800).await;
    let shop = house.simulator.shop();
    for call in 4..=6 {
        assert!(shop.script_fault("listTransactions", call, Fault::Internal));
    }
    let cut = house.sync_finances(None).await;
    assert!(cut.error.is_some());
    let some = cut.finances.unwrap().created;
    assert!(some > 0);
    let calls = || house.simulator.shop().tally();
    let before = format!("{:?}", calls());
    let house = house.restart().await;
    let rest = house.sync_finances(None).await;
    assert_eq!(rest.error, None);
    let rest = rest.finances.unwrap();
    assert_eq!(rest.updated, 0);
    let all = house.transactions(TransactionsRequest::default()).await;
    assert_eq!(all.len() as u64, some + rest.created);
    assert_ne!(before, format!("{:?}", house.simulator.shop().tally()));
    // A page token that died in between costs its window once more, and nothing twice.
    let other = House::with_finances(800).await;
    let shop = other.simulator.shop();
    assert!(shop.script_fault("listTransactions", 3, Fault::PageTokenExpires));
    let synced = other.sync_finances(None).await;
    assert_eq!(synced.error, None);
    let synced = synced.finances.unwrap();
    assert!(synced.fetched > synced.created, "{synced:?}");
    let here = other.transactions(TransactionsRequest::default()).await;
    assert_eq!(here.len() as u64, synced.created);
    assert_eq!(here.len(), all.len());
    house.verify().await;
    other.verify().await;
}

#[tokio::test]
async fn trouble_is_told_and_what_can_not_be_read_spoils_nothing() {
    let house = House::with_finances(300).await;
    let shop = house.simulator.shop();
    shop.set_faults(Faults::parse("repeat-page-token@listTransactions=1").unwrap());
    let round = house.sync_finances(None).await;
    assert!(round.error.unwrap().contains("round in a circle"));
    shop.set_faults(Faults::parse("transactions-odd@listTransactions=1").unwrap());
    let odd = house
        .sync_finances(Some(house.now().minus(Span::days(30))))
        .await;
    let synced = odd.finances.unwrap();
    assert_eq!(odd.error, None);
    assert!(synced.unreadable > 0 && synced.created > synced.unreadable);
    let from = house.now().minus(Span::days(30));
    assert!(house.settlement(from, None).await.accounts[0].unreadable > 0);
    shop.set_faults(Faults::none());
    house.sync_finances(Some(from)).await;
    assert_eq!(house.settlement(from, None).await.accounts[0].unreadable, 0);
    shop.set_faults(Faults::parse("500@listTransactions=1").unwrap());
    assert!(house.sync_finances(None).await.error.is_some());
    let problems = house.status().await.problems;
    assert!(
        problems
            .iter()
            .any(|problem| problem.code == "finance_sync_failed"),
        "{problems:?}"
    );
    shop.set_faults(Faults::none());
    assert_eq!(house.sync_finances(None).await.error, None);
    assert!(
        house
            .status()
            .await
            .problems
            .iter()
            .all(|p| p.code != "finance_sync_failed")
    );
    house.verify().await;
}

#[tokio::test]
async fn an_application_without_the_role_is_no_alarm() {
    let house = House::with_finances(50).await;
    let shop = house.simulator.shop();
    shop.set_faults(Faults::parse("403@listTransactions=1").unwrap());
    assert!(
        house
            .sync_finances(None)
            .await
            .error
            .unwrap()
            .contains("refuses the access")
    );
    assert!(
        house
            .status()
            .await
            .problems
            .iter()
            .all(|p| p.code != "finance_sync_failed")
    );
    let Reply::Doctor(doctor) = house.client.call(Request::Doctor).await.unwrap() else {
        panic!("no answer of the doctor");
    };
    let finances = doctor
        .findings
        .iter()
        .find(|f| f.check == "eu: finances")
        .unwrap();
    assert!(
        finances.message.contains("Finance and Accounting"),
        "{finances:?}"
    );
}

/// The month before the newest that has a proposal.
async fn newest_but_one(house: &House, newest: Month) -> Month {
    let earlier = house
        .proposed_bills()
        .await
        .into_iter()
        .map(|bill| bill.month);
    earlier.filter(|month| *month < newest).max().unwrap()
}

#[tokio::test]
async fn fees_become_bills_once() {
    let house = House::with_finances(700).await;
    house.everything().await;
    let proposed = house.proposed_bills().await;
    let here = house.transactions(TransactionsRequest::default()).await;
    // Every fee of what is available is in one of them, and no other.
    let fees = |told: &TransactionView| {
        sum(told
            .groups
            .iter()
            .filter(|g| g.group.is_fee())
            .map(|g| g.amount))
    };
    let euros = |currency: &str| currency == "EUR";
    let due = here
        .iter()
        .filter(|told| told.counted == Counted::Available && euros(told.currency.code()));
    let bills = proposed.iter().filter(|bill| euros(bill.currency.code()));
    assert_eq!(
        sum(bills.map(|bill| bill.total)),
        sum(due.map(fees)).turned()
    );
    assert!(proposed.iter().all(|bill| {
        let parts = bill.lines.iter().flat_map(|line| [line.untaxed, line.tax]);
        sum(parts) == bill.total && bill.total > Amount::ZERO
    }));
    assert!(
        proposed
            .iter()
            .any(|bill| bill.lines.iter().any(|line| line.tax > Amount::ZERO))
    );
    let newest = proposed.iter().map(|bill| bill.month).max().unwrap();
    let refused = house.accept(newest, false).await.unwrap_err();
    assert_eq!(refused.code, FailureCode::Conflict);
    assert_eq!(house.proposed_bills().await, proposed, "nothing is written");
    let of_month: Vec<&BillProposalView> = proposed
        .iter()
        .filter(|bill| bill.month == newest)
        .collect();
    let posted = house.accept(newest, true).await.unwrap();
    assert_eq!(posted.len(), of_month.len());
    for (bill, proposal) in posted.iter().zip(&of_month) {
        assert_eq!(
            (bill.total, bill.currency),
            (proposal.total, proposal.currency)
        );
        assert_eq!(bill.lines, proposal.lines);
    }
    let marked = house.transactions(TransactionsRequest::default()).await;
    let count = marked.iter().filter(|told| told.bill.is_some()).count() as u64;
    assert_eq!(
        count,
        of_month.iter().map(|bill| bill.transactions).sum::<u64>()
    );
    assert!(
        house
            .proposed_bills()
            .await
            .iter()
            .all(|bill| bill.month != newest)
    );
    assert!(house.accept(newest, true).await.is_err());
    // Fetched once more, they stay billed.
    house
        .sync_finances(Some(house.now().minus(Span::days(40))))
        .await;
    assert!(
        house
            .proposed_bills()
            .await
            .iter()
            .all(|bill| bill.month != newest)
    );
    house.verify().await;
    // A bill that is taken back gives its fees free again.
    let reverse = BillRequest::Reverse {
        bill: posted[0].number,
        reason: "typed twice".to_owned(),
        day: None,
    };
    house.ask_bill(reverse).await.unwrap();
    let again = house.proposed_bills().await;
    let again: Vec<&BillProposalView> = again.iter().filter(|bill| bill.month == newest).collect();
    assert_eq!(again.len(), 1);
    assert_eq!(
        (again[0].total, again[0].currency),
        (posted[0].total, posted[0].currency)
    );
    house.verify().await;
    // A month that is over is billed without more ado, once its beginning is here and nothing can come late.
    house.everything().await;
    house
        .sync_finances(Some(house.now().minus(Span::days(100))))
        .await;
    let earlier = newest_but_one(&house, newest).await;
    assert!(!house.accept(earlier, false).await.unwrap().is_empty());
}

/// What is left on the intermediary account is explained by what Amazon's own transactions say.
#[tokio::test]
async fn the_intermediary_account_tells_what_amazon_still_holds() {
    let house = House::with_finances(300).await;
    house.invoice_all(true).await;
    house.pay(everything_open()).await.unwrap();
    let of_euros = |all: Vec<Explanation>| {
        let mut own = all.into_iter().filter(|rest| rest.currency.code() == "EUR");
        own.next().unwrap()
    };
    assert_eq!(of_euros(house.open_at_amazon().await).at_amazon, None);
    house.everything().await;
    let rest = of_euros(house.open_at_amazon().await);
    let told = rest.at_amazon.unwrap();
    let settled = house.settlement(Moment::from_millis(0), None).await;
    let row = settled
        .rows
        .iter()
        .find(|row| row.currency == rest.currency);
    let row = row.unwrap();
    assert_eq!((told.held, told.reserve), (row.held, row.reserve));
    let proposed = house.proposed_bills().await;
    let own = proposed
        .iter()
        .filter(|bill| bill.currency == rest.currency);
    assert_eq!(told.unbilled_fees, sum(own.map(|bill| bill.total)));
    assert!(told.unbilled_fees > Amount::ZERO);
    // Billed and paid, fees are off the account and no longer missing.
    let months: std::collections::BTreeSet<Month> = proposed.iter().map(|b| b.month).collect();
    for month in months {
        house.accept(month, true).await.unwrap();
    }
    let bills = match house
        .ask_bill(BillRequest::List {
            open: true,
            limit: 500,
        })
        .await
        .unwrap()
    {
        BillReply::List(list) => list.bills.iter().map(|bill| bill.number).collect(),
        other => panic!("{other:?}"),
    };
    let pay = NewPayments {
        bills,
        all_open: false,
        ..everything_open()
    };
    assert_eq!(house.pay(pay).await.unwrap().skipped, []);
    let after = of_euros(house.open_at_amazon().await);
    assert_eq!(after.at_amazon.unwrap().unbilled_fees, Amount::ZERO);
    assert_eq!(
        after.balance,
        rest.balance.minus(told.unbilled_fees).unwrap()
    );
    house.verify().await;
}

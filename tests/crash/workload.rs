//! A small sync against the store alone: an account, page runs, orders that come and change, budgets, failed orders.

use orderdeck::amazon::orders::{ReadOrder, read_page};
use orderdeck::clock::SeededEntropy;
use orderdeck::domain::account::Account;
use orderdeck::domain::failed_order::FailedOrder;
use orderdeck::domain::ids::{AccountId, Location, MoveId, PickingNumber};
use orderdeck::domain::marketplace::{Marketplace, Region};
use orderdeck::domain::moment::{Moment, Span};
use orderdeck::domain::money::Currency;
use orderdeck::domain::order::SalesOrder;
use orderdeck::domain::page_run::{PageRun, RunStep};
use orderdeck::domain::picking::Picking;
use orderdeck::domain::rate_bucket::RateBucket;
use orderdeck::domain::reference::AmazonOrderRef;
use orderdeck::domain::seen_order::SeenOrder;
use orderdeck::domain::stock_move::StockMove;
use orderdeck::simulator::{self, Settings, SteppedClock};
use orderdeck::store::accounts::{AccountSyncState, Secrets};
use orderdeck::store::activity::Activity;
use orderdeck::store::intake::IntakeContext;
use orderdeck::store::{Reading, Store, StoreError};
use orderdeck::vault::Vault;
use serde_json::{Value, json};
use std::sync::Arc;

pub const ACCOUNT: AccountId = AccountId(1);
const PAGE: usize = 6;

/// When all of it happens.
pub fn start() -> Moment {
    Moment::parse("2026-11-20T08:00:00Z").unwrap()
}

pub fn vault() -> Vault {
    Vault::ephemeral(Arc::new(SeededEntropy::new(5))).unwrap()
}

/// The pages that are read: orders as they come, and then some of them changed.
pub struct Pages {
    pub first: Vec<Vec<ReadOrder>>,
    pub second: Vec<Vec<ReadOrder>>,
    pub references: Vec<AmazonOrderRef>,
}

impl Pages {
    /// So many orders of the simulated shop, of every status, some of them changed later, and one that can't be read.
    pub fn of(orders: usize) -> Pages {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let mut all: Vec<Value> = runtime.block_on(async {
            let clock = SteppedClock::at(start().to_utc());
            let simulator = simulator::start(Settings {
                orders: orders * 6,
                seed: 11,
                clock: Arc::new(clock),
                ..Settings::standard()
            })
            .await
            .unwrap();
            let shop = simulator.shop();
            let european = |order: &Value| {
                order["salesChannel"]["marketplaceId"]
                    .as_str()
                    .is_none_or(|id| MARKETPLACES.contains(&id))
            };
            shop.order_ids()
                .iter()
                .filter_map(|id| shop.order_json(id))
                .filter(european)
                .take(orders)
                .collect()
        });
        assert!(all.len() >= orders / 2, "only {} orders", all.len());
        let references = all
            .iter()
            .map(|o| o["orderId"].as_str().unwrap().parse().unwrap())
            .collect();
        let mut changed: Vec<Value> = all.iter().step_by(2).cloned().collect();
        for (place, order) in changed.iter_mut().enumerate() {
            order["lastUpdatedTime"] = json!(start().plus(Span::minutes(30)).to_rfc3339());
            let status = ["CANCELLED", "SHIPPED", "UNSHIPPED"][place % 3];
            order["fulfillment"]["fulfillmentStatus"] = json!(status);
        }
        all.insert(
            3,
            json!({"orderId": "302-0000000-0000000", "createdTime": 7}),
        );
        Pages {
            first: pages(&all),
            second: pages(&changed),
            references,
        }
    }
}

const MARKETPLACES: [&str; 4] = [
    "A1PA6795UKMFR9",
    "A13V1IB3VIYZZH",
    "A1F83G8C2ARO7P",
    "APJ6JRA9NG5V4",
];

fn pages(orders: &[Value]) -> Vec<Vec<ReadOrder>> {
    orders
        .chunks(PAGE)
        .map(|chunk| {
            read_page(json!({ "orders": chunk }).to_string().as_bytes())
                .unwrap()
                .orders
        })
        .collect()
}

pub fn account() -> Account {
    Account {
        id: ACCOUNT,
        name: "EU".into(),
        region: Region::Eu,
        seller_id: "A1".into(),
        marketplaces: MARKETPLACES
            .iter()
            .map(|id| Marketplace {
                id: (*id).into(),
                code: (*id).to_owned(),
                name: (*id).to_owned(),
                country: "DE".into(),
                currency: Currency::parse("EUR").unwrap(),
                tax_included: true,
            })
            .collect(),
        team: "Amazon".into(),
        salesperson: None,
        location: Location("Amazon".into()),
        endpoint: None,
        lwa_endpoint: None,
        archived: false,
        import_shipped_elsewhere: true,
        other_channels_are_sales: false,
        sync_interval: Span::minutes(5),
        registered: start(),
        secret_entered: start(),
        authorised: start(),
    }
}

fn pause(_: u32) -> Span {
    Span::minutes(5)
}

/// One transaction of the workload.
type Step<'p> = Box<dyn Fn(&Store) -> Result<(), StoreError> + 'p>;

/// All transactions in their order.
pub fn steps(pages: &Pages) -> Vec<Step<'_>> {
    let mut steps: Vec<Step<'_>> = vec![Box::new(|store| {
        let secrets = Secrets {
            client_id: "id".into(),
            client_secret: "secret".into(),
            refresh_token: "token".into(),
        };
        store
            .write(|w| {
                w.put_account(&account())?;
                w.put_secrets(ACCOUNT, &secrets)?;
                let state = AccountSyncState {
                    watermark: Some(start().minus(Span::days(30))),
                    ..AccountSyncState::default()
                };
                w.put_sync_state(ACCOUNT, &state)
            })
            .map(|_| ())
    })];
    let runs = [(&pages.first, 10), (&pages.second, 40)];
    for (run, minute) in runs {
        let at = start().plus(Span::minutes(minute));
        steps.push(Box::new(move |store| begin(store, at)));
        for (place, page) in run.iter().enumerate() {
            let last = place + 1 == run.len();
            let token = (!last).then(|| format!("token {minute} {place}"));
            let now = at.plus(Span::minutes(place as i64));
            steps.push(Box::new(move |store| spend(store, now)));
            steps.push(Box::new(move |store| {
                take_in(store, page, token.clone(), at, now)
            }));
        }
    }
    steps
}

fn begin(store: &Store, now: Moment) -> Result<(), StoreError> {
    store
        .write(|w| {
            let mut state = w.sync_state(ACCOUNT)?;
            let from = state.watermark.unwrap();
            state.run = Some(PageRun::begin(from, Vec::new(), now, None));
            w.put_sync_state(ACCOUNT, &state)
        })
        .map(|_| ())
}

fn spend(store: &Store, now: Moment) -> Result<(), StoreError> {
    store
        .write(|w| {
            let mut bucket = RateBucket::full(0.0056, 20, now);
            let _ = bucket.take(now);
            w.put_budget(ACCOUNT, "searchOrders", &bucket)
        })
        .map(|_| ())
}

fn take_in(
    store: &Store,
    page: &[ReadOrder],
    token: Option<String>,
    upper: Moment,
    now: Moment,
) -> Result<(), StoreError> {
    store
        .write(|w| {
            let all = w.all_accounts()?;
            let context = IntakeContext {
                account: &all[0],
                now,
                pause: &pause,
            };
            for order in page {
                match order {
                    Ok(order) => {
                        w.take_in(order, &context)?;
                    }
                    Err(e) => {
                        w.take_in_unreadable(&e.reference, &e.reason, e.updated, &context)?;
                    }
                }
            }
            let mut state = w.sync_state(ACCOUNT)?;
            let mut run = state.run.take().unwrap();
            match run.after_page(page.len() as u64, Some(upper), token.clone(), now) {
                RunStep::More => state.run = Some(run),
                RunStep::Done(watermark) => {
                    state.watermark = watermark;
                    state.last_success = Some(now);
                    w.note(Activity {
                        id: 0,
                        at: now,
                        who: "engine".into(),
                        level: 0,
                        account: Some(ACCOUNT),
                        record: None,
                        what: "Orders synced.".into(),
                    })?;
                }
                RunStep::Looping => unreachable!(),
            }
            w.put_sync_state(ACCOUNT, &state)
        })
        .map(|_| ())
}

/// Everything that the store can tell.
#[derive(Clone, PartialEq)]
pub struct Told {
    accounts: Vec<Account>,
    secret: Option<String>,
    sync: AccountSyncState,
    budgets: Vec<(String, RateBucket)>,
    counts: Vec<i64>,
    failed: Vec<FailedOrder>,
    activity: Vec<Activity>,
    pub orders: Vec<SalesOrder>,
    pickings: Vec<Option<Picking>>,
    moves: Vec<Option<StockMove>>,
    seen: Vec<Option<SeenOrder>>,
}

pub fn told(store: &Store, references: &[AmazonOrderRef]) -> Result<Told, StoreError> {
    store.read(|r| told_by(r, references))
}

fn told_by(r: &Reading<'_>, references: &[AmazonOrderRef]) -> Result<Told, StoreError> {
    let mut orders = Vec::new();
    for listed in r.walk_orders(None, false, usize::MAX, usize::MAX, |_| true)? {
        let head = listed.head.ok_or(StoreError::Damaged { table: "orders" })?;
        orders.extend(r.order(head.key())?);
    }
    let pickings = (1..=orders.len() as u32 * 3)
        .map(|n| r.picking(PickingNumber(n)))
        .collect::<Result<_, _>>()?;
    let moves = (1..=orders.len() as u64 * 3)
        .map(|n| r.stock_move(MoveId(n)))
        .collect::<Result<_, _>>()?;
    Ok(Told {
        accounts: r.all_accounts()?,
        secret: r.secrets(ACCOUNT)?.map(|s| s.refresh_token),
        sync: r.sync_state(ACCOUNT)?,
        budgets: r.account_budgets(ACCOUNT)?,
        counts: r.counts()?.to_vec(),
        failed: r.failed_orders()?,
        activity: r.activity_before(None, 1_000)?,
        orders,
        pickings,
        moves,
        seen: references
            .iter()
            .map(|reference| r.seen(*reference))
            .collect::<Result<_, _>>()?,
    })
}

/// What is wrong by the store's own check.
pub fn wrong(store: &Store) -> Result<Vec<String>, StoreError> {
    let verified = store.verify()?;
    Ok(verified
        .checks
        .into_iter()
        .filter(|(_, wrong)| !wrong.is_empty())
        .map(|(check, wrong)| format!("{check}: {}", wrong.join("; ")))
        .collect())
}

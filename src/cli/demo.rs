//! `orderdeck demo`: a shop to try, without Amazon and without credentials.

use super::args::{DemoArguments, SimulatorArguments};
use super::demo_stock;
use super::logging;
use super::output::{Done, Trouble};
use super::paths;
use super::screen;
use super::session::{Context, Host, HostSettings, reply, stop_signal};
use super::simulator::{ReadySeller, Running, Shop};
use super::status::is_set_up;
use crate::client::Client;
use crate::domain::marketplace::Region;
use crate::domain::moment::Span;
use crate::protocol::accounts::{Credentials, NewAccount, SellerLogin};
use crate::protocol::{Failure, FailureCode, Request};
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use tokio::task::JoinHandle;

/// The simulated shops have a history of 30 days; the first sync reads all of it.
const HISTORY: Span = Span::days(31);
/// The demo's accounts are synced this often, so that one sees it live; Amazon itself would not allow it.
const SYNC_SECONDS: u32 = 3;
/// Marks a data folder as a demo's, and keeps what its simulator needs to be the same again.
const MARK: &str = "demo.json";

/// What the screen says of itself.
const WORDS: &str = "demo: a simulated shop, nothing here is real";

/// What a demo's folder was made with.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Mark {
    listen: SocketAddr,
    orders: Option<u64>,
    seed: Option<u64>,
}

/// What `demo --headless` tells.
#[derive(Serialize)]
struct Told<'a> {
    simulator: &'a str,
    token_url: &'a str,
    data_dir: &'a Path,
    accounts: Vec<DemoAccount<'a>>,
}

#[derive(Serialize)]
struct DemoAccount<'a> {
    name: &'a str,
    region: Region,
    seller_id: &'a str,
    marketplaces: &'a [String],
}

/// Runs the demo until it is told to stop, or the screen is left.
pub async fn run(arguments: DemoArguments, context: &Context) -> Done {
    if arguments.headless {
        logging::to_stderr();
    } else if !super::can_show_a_screen() {
        return Err(Trouble::Usage(
            "The demo's screen needs a terminal; without one use `orderdeck demo --headless`."
                .to_owned(),
        ));
    } else {
        logging::to_file(&paths::state_dir()?)?;
    }
    let words = Some(WORDS.to_owned());
    let options = screen::options(&context.settings.file, &context.output, words)?;
    let folder = Folder::open(context)?;
    // However early it is stopped, a temporary folder goes with it.
    let mut stopping = std::pin::pin!(stop_signal());
    let demo = tokio::select! {
        demo = Demo::begin(&arguments, &folder, context) => demo?,
        () = &mut stopping => return Ok(0),
    };
    let done = if arguments.headless {
        headless(&demo.simulator, folder.path(), context, stopping).await
    } else {
        screen::show(demo.host.client(), context, options).await
    };
    demo.opening.abort();
    demo.host.stop().await;
    demo.simulator.stop().await;
    done
}

/// What runs while the demo does.
struct Demo {
    simulator: Running,
    host: Host,
    /// Fills the shelves beside everything else.
    opening: JoinHandle<()>,
}

impl Demo {
    async fn begin(
        arguments: &DemoArguments,
        folder: &Folder,
        context: &Context,
    ) -> Result<Demo, Failure> {
        let simulator = start_simulator(arguments, folder.path()).await?;
        folder.mark(arguments, &simulator)?;
        let settings = HostSettings::lasting(folder.path()).with(&context.settings.file);
        let host = Host::start(&settings, context.clock.clone()).await?;
        register(&host.client(), &simulator, context).await?;
        let seed = read_mark(folder.path()).and_then(|mark| mark.seed);
        let seed = arguments.seed.or(seed).unwrap_or(1);
        let opening = tokio::spawn(demo_stock::open(host.client(), seed));
        Ok(Demo {
            simulator,
            host,
            opening,
        })
    }
}

async fn headless(
    simulator: &Running,
    data_dir: &Path,
    context: &Context,
    stopping: impl Future<Output = ()>,
) -> Done {
    let accounts = simulator.sellers.iter().map(|seller| DemoAccount {
        name: &seller.name,
        region: seller.region,
        seller_id: &seller.seller_id,
        marketplaces: &seller.marketplaces,
    });
    context.output.document(&Told {
        simulator: &simulator.address,
        token_url: &simulator.token_url,
        data_dir,
        accounts: accounts.collect(),
    })?;
    stopping.await;
    Ok(0)
}

/// The same simulator as the last time where the folder remembers one, unless something else was typed.
async fn start_simulator(arguments: &DemoArguments, data_dir: &Path) -> Result<Running, Failure> {
    let kept = read_mark(data_dir);
    let wanted = SimulatorArguments {
        listen: kept.map(|mark| mark.listen),
        orders: arguments.orders.or(kept.and_then(|mark| mark.orders)),
        seed: arguments.seed.or(kept.and_then(|mark| mark.seed)),
        faults: None,
    };
    Running::start(Shop::Living, &wanted).await
}

/// Registers the sellers that are not there yet, with all their history before them.
async fn register(client: &Client, simulator: &Running, context: &Context) -> Result<(), Failure> {
    let known = reply!(client.call(Request::AccountList).await?, Accounts)?;
    let start = context.clock.now().minus(HISTORY);
    for seller in &simulator.sellers {
        if known.iter().any(|account| account.name == seller.name) {
            continue;
        }
        let new = NewAccount {
            name: seller.name.clone(),
            login: login(seller, simulator),
            marketplaces: Vec::new(),
            team: None,
            location: None,
            start: Some(start),
            sync_seconds: Some(SYNC_SECONDS),
        };
        client.call(Request::AccountAdd(new)).await?;
    }
    Ok(())
}

fn login(seller: &ReadySeller, simulator: &Running) -> SellerLogin {
    SellerLogin {
        region: seller.region,
        seller_id: seller.seller_id.clone(),
        credentials: Credentials {
            client_id: seller.client_id.clone(),
            client_secret: seller.client_secret.clone(),
            refresh_token: seller.refresh_token.clone(),
        },
        endpoint: Some(simulator.address.clone()),
        lwa_endpoint: Some(simulator.token_url.clone()),
    }
}

/// Where the demo keeps its store: a folder that goes with it, or one that was named.
enum Folder {
    Temporary(tempfile::TempDir),
    Named(PathBuf),
}

impl Folder {
    /// Only a folder that was typed is used, never the one that real orders are in.
    fn open(context: &Context) -> Result<Folder, Failure> {
        if !context.settings.data_dir_typed {
            let folder = tempfile::Builder::new()
                .prefix("orderdeck-demo-")
                .permissions(std::fs::Permissions::from_mode(0o700))
                .tempdir();
            return folder
                .map(Folder::Temporary)
                .map_err(|error| unusable("a temporary folder", &error));
        }
        let path = context.settings.data_dir.clone();
        if is_set_up(&path) && read_mark(&path).is_none() {
            return Err(Failure::new(
                FailureCode::Conflict,
                format!("{} is not empty and is no demo's folder.", path.display()),
            )
            .hint(
                "Use an empty folder, or none: the demo then makes one and removes it at the end.",
            ));
        }
        Ok(Folder::Named(path))
    }

    fn path(&self) -> &Path {
        match self {
            Folder::Temporary(folder) => folder.path(),
            Folder::Named(path) => path,
        }
    }

    fn mark(&self, arguments: &DemoArguments, simulator: &Running) -> Result<(), Failure> {
        let Folder::Named(path) = self else {
            return Ok(());
        };
        let authority = simulator
            .address
            .rsplit('/')
            .next()
            .and_then(|text| text.parse().ok());
        let Some(listen) = authority else {
            return Ok(());
        };
        let kept = read_mark(path);
        let mark = Mark {
            listen,
            orders: arguments.orders.or(kept.and_then(|mark| mark.orders)),
            seed: arguments.seed.or(kept.and_then(|mark| mark.seed)),
        };
        let write = || -> std::io::Result<()> {
            use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
            std::fs::DirBuilder::new()
                .mode(0o700)
                .recursive(true)
                .create(path)?;
            let mut options = std::fs::OpenOptions::new();
            options.create(true).truncate(true).write(true).mode(0o600);
            serde_json::to_writer(options.open(path.join(MARK))?, &mark)?;
            Ok(())
        };
        write().map_err(|error| unusable(&path.display().to_string(), &error))
    }
}

fn read_mark(folder: &Path) -> Option<Mark> {
    let text = std::fs::read(folder.join(MARK)).ok()?;
    serde_json::from_slice(&text).ok()
}

fn unusable(what: &str, error: &std::io::Error) -> Failure {
    Failure::new(
        FailureCode::Store,
        format!("The demo can't use {what}: {error}."),
    )
}

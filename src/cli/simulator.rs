//! `orderdeck simulator`, and the way to a simulator for the demo.

use super::args::SimulatorArguments;
use super::credentials::file_text;
use super::output::{Done, Output};
use super::session::{Context, stop_signal};
use super::table::{Facts, heading};
use crate::domain::marketplace::Region;
use crate::protocol::{Failure, FailureCode};
use crate::simulator::{self, Faults, Settings, Simulator};
use serde::Serialize;

/// A seller of the simulated world. Its secrets open nothing but the simulator.
#[derive(Clone, Debug, Serialize)]
pub struct ReadySeller {
    /// Store name.
    pub name: String,
    /// Region.
    pub region: Region,
    /// Seller id.
    pub seller_id: String,
    /// Client id.
    pub client_id: String,
    /// Client secret.
    pub client_secret: String,
    /// Refresh token.
    pub refresh_token: String,
    /// Ids of the marketplaces that it sells in.
    pub marketplaces: Vec<String>,
}

/// A simulator that runs in this process.
pub struct Running {
    /// Address of the API.
    pub address: String,
    /// Full URL for tokens.
    pub token_url: String,
    /// Sellers with their credentials.
    pub sellers: Vec<ReadySeller>,
    simulator: Simulator,
}

/// How lively the shop is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shop {
    /// As strict as Amazon; nothing happens by itself.
    Strict,
    /// Lively, with fast rates.
    Living,
}

impl Running {
    /// Starts a simulator.
    pub async fn start(shop: Shop, arguments: &SimulatorArguments) -> Result<Running, Failure> {
        let mut settings = match shop {
            Shop::Strict => Settings::standard(),
            Shop::Living => Settings::demo(),
        };
        if let Some(listen) = arguments.listen {
            settings.listen = listen;
        }
        if let Some(orders) = arguments.orders {
            settings.orders = usize::try_from(orders).unwrap_or(usize::MAX);
        }
        if let Some(seed) = arguments.seed {
            settings.seed = seed;
        }
        if let Some(faults) = &arguments.faults {
            settings.faults = Faults::parse(faults)
                .map_err(|error| Failure::new(FailureCode::Invalid, error.to_string()))?;
        }
        let simulator = simulator::start(settings).await.map_err(|error| {
            let failure = Failure::new(FailureCode::Conflict, format!("{error}."));
            match arguments.listen {
                Some(_) => failure.hint("Does the same simulator or demo run already?"),
                None => failure,
            }
        })?;
        Ok(Running {
            address: simulator.base_url(),
            token_url: simulator.lwa_url(),
            sellers: simulator.sellers().into_iter().filter_map(ready).collect(),
            simulator,
        })
    }

    /// Ends it.
    pub async fn stop(self) {
        self.simulator.stop().await;
    }
}

fn ready(seller: simulator::Seller) -> Option<ReadySeller> {
    Some(ReadySeller {
        region: Region::parse(&seller.region)?,
        name: seller.name,
        seller_id: seller.seller_id,
        client_id: seller.client_id,
        client_secret: seller.client_secret,
        refresh_token: seller.refresh_token,
        marketplaces: seller.marketplaces,
    })
}

/// What `simulator` tells.
#[derive(Serialize)]
struct Told<'a> {
    simulator: &'a str,
    token_url: &'a str,
    sellers: &'a [ReadySeller],
}

/// Runs the simulator alone until it is told to stop.
pub async fn run(arguments: SimulatorArguments, context: &Context) -> Done {
    let stopping = stop_signal();
    let running = Running::start(Shop::Strict, &arguments).await?;
    let told = Told {
        simulator: &running.address,
        token_url: &running.token_url,
        sellers: &running.sellers,
    };
    context
        .output
        .answer(&told, || text(&told, &context.output))?;
    stopping.await;
    running.stop().await;
    Ok(0)
}

fn text(told: &Told<'_>, output: &Output) -> String {
    let mut facts = Facts::new();
    facts
        .add("API", told.simulator)
        .add("Tokens", told.token_url);
    let mut text = facts.render(output);
    for (place, seller) in told.sellers.iter().enumerate() {
        text.push_str(&heading(output, &seller.name));
        let mut facts = Facts::new();
        facts
            .add("Region", seller.region.as_str())
            .add("Seller id", seller.seller_id.as_str())
            .add("Marketplaces", seller.marketplaces.join(" "));
        text.push_str(&facts.render(output));
        let file = format!("seller{}.toml", place + 1);
        let words = file_text(
            &seller.client_id,
            &seller.client_secret,
            &seller.refresh_token,
        );
        text.push_str(&format!(
            "\n(umask 077; cat > {file} <<'EOF'\n{words}EOF\n)\n\
             orderdeck account add seller{} --region {} --seller-id {} --credentials {file} \\\n  \
             --endpoint {} --lwa-endpoint {}\n",
            place + 1,
            seller.region,
            seller.seller_id,
            told.simulator,
            told.token_url,
        ));
    }
    text.push_str("\nCtrl-C ends the simulator.\n");
    text
}

//! The program is killed at any moment, again and again: it goes on where it was, and nothing is lost or there twice.

use super::program::{Home, Shop, to_import, until};
use orderdeck::simulator::{Settings, UsagePlan};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

fn shop(orders: usize) -> Shop {
    Shop::open(Settings {
        orders,
        seed: 21,
        usage_plan: UsagePlan::Fast,
        ..Settings::standard()
    })
}

/// The references of all sales orders; none may be there twice.
fn imported(home: &Home) -> BTreeSet<String> {
    let list = home.well(&["order", "list", "--limit", "100000"]);
    let orders = list["orders"].as_array().unwrap();
    let references: BTreeSet<String> = orders
        .iter()
        .map(|o| o["amazon_order_ref"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(references.len(), orders.len(), "an order is there twice");
    references
}

#[test]
fn a_sync_that_is_killed_goes_on_where_it_was() {
    let seed = super::seed();
    let mut rng = fastrand::Rng::with_seed(seed);
    let shop = shop(2_400);
    let home = Home::new();
    home.add(&shop);
    let mut kills = 0;
    let mut kept = BTreeSet::new();
    while kills < 6 {
        let before = shop.calls();
        // Some of the rounds the engine alone, which syncs by itself; the others a single command.
        let arguments: &[&str] = if rng.bool() {
            &["engine"]
        } else {
            &["sync", "orders"]
        };
        let mut running = home.start(arguments);
        // At least one page is asked for; the kill comes at any moment of what follows.
        until(|| shop.calls() > before || running.ended());
        let until_killed = Instant::now() + Duration::from_micros(rng.u64(..400_000));
        while Instant::now() < until_killed && !running.ended() {
            std::thread::sleep(Duration::from_millis(1));
        }
        running.kill();
        kills += 1;
        let opened = Instant::now();
        let (code, verified) = home.json(&["verify"]);
        assert_eq!(code, 0, "ORDERDECK_SEED={seed}: {verified}");
        assert!(
            opened.elapsed() < Duration::from_secs(10),
            "opening took {:?}",
            opened.elapsed()
        );
        let now = imported(&home);
        assert!(
            now.is_superset(&kept),
            "ORDERDECK_SEED={seed}: orders are gone"
        );
        kept = now;
    }
    home.sync_to_the_end();
    assert_eq!(imported(&home), to_import(&shop), "ORDERDECK_SEED={seed}");
    home.well(&["verify"]);
    // Each page was paid once, but for the one on its way at each kill; and one more for a run that an engine of a later
    // round began when the first was done.
    let handle = shop.simulator.shop();
    let marketplaces = shop.seller().marketplaces;
    let shown = handle
        .order_ids()
        .iter()
        .filter_map(|id| handle.order_json(id))
        .filter(|o| {
            let id = o["salesChannel"]["marketplaceId"].as_str();
            id.is_some_and(|id| marketplaces.iter().any(|m| m == id))
        })
        .count() as u64;
    let pages = shown.div_ceil(100);
    assert!(
        shop.calls() <= pages + 2 * kills + 2,
        "ORDERDECK_SEED={seed}: {} calls for {pages} pages and {kills} kills",
        shop.calls()
    );
    assert_eq!(handle.tally().throttled_of("searchOrders"), 0);
}

#[test]
fn a_setup_that_is_killed_can_be_done_again() {
    let seed = super::seed();
    let mut rng = fastrand::Rng::with_seed(seed);
    let shop = shop(50);
    // Amazon answers 15 look-ups of a seller's marketplaces at once; a round takes up to two.
    for round in 0..7 {
        let home = Home::new();
        let arguments = home.adding(&shop);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let mut running = home.start(&arguments);
        // From the first file on, since what comes before can't break anything.
        until(|| home.data_dir().exists() || running.ended());
        let until_killed = Instant::now() + Duration::from_micros(rng.u64(..60_000));
        while Instant::now() < until_killed {
            std::hint::spin_loop();
        }
        running.kill();
        let (code, listed) = home.json(&["account", "list"]);
        assert_eq!(code, 0, "ORDERDECK_SEED={seed}, round {round}: {listed}");
        if listed["accounts"].as_array().unwrap().is_empty() {
            home.well(&arguments);
        }
        home.well(&["verify"]);
    }
}

#[test]
fn a_backup_that_is_killed_is_a_good_one_or_none() {
    let seed = super::seed();
    let mut rng = fastrand::Rng::with_seed(seed);
    let shop = shop(400);
    let home = Home::new();
    home.add(&shop);
    home.sync_to_the_end();
    let orders = imported(&home);
    let (mut good, mut none) = (0, 0);
    for round in 0..8 {
        let file = home.path().join(format!("copy{round}.redb"));
        let running = home.start(&["backup", file.to_str().unwrap()]);
        let part = home.path().join(format!(".copy{round}.redb.part"));
        until(|| part.exists() || file.exists());
        let until_killed = Instant::now() + Duration::from_micros(rng.u64(..300_000));
        while Instant::now() < until_killed {
            std::hint::spin_loop();
        }
        running.kill();
        home.well(&["verify"]);
        if !file.exists() {
            none += 1;
            // And it can be taken again, whatever was left.
            home.well(&["backup", file.to_str().unwrap()]);
            assert!(!part.exists());
        } else {
            good += 1;
        }
        let other = Home::new();
        std::fs::create_dir_all(other.data_dir()).unwrap();
        std::fs::copy(&file, other.data_dir().join("store.redb")).unwrap();
        std::fs::copy(
            home.data_dir().join("store.key"),
            other.data_dir().join("store.key"),
        )
        .unwrap();
        other.well(&["verify"]);
        assert_eq!(
            imported(&other),
            orders,
            "ORDERDECK_SEED={seed}, round {round}"
        );
    }
    println!("{good} were done when the kill came, {none} were not");
}

#[test]
fn of_two_engines_one_has_the_store() {
    let home = Home::new();
    let mut engines = [home.start(&["engine"]), home.start(&["engine"])];
    // One of them gives up; the other answers.
    until(|| engines.iter_mut().any(|engine| engine.ended()));
    let over = usize::from(engines[0].ended());
    assert!(!engines[over].ended(), "both have ended");
    until(|| home.json(&["account", "list"]).0 == 0);
    let [first, second] = engines;
    let holder = if over == 0 { first } else { second };
    let refused = home.run(&["engine"]);
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains(&holder.0.id().to_string()), "{said}");
    holder.kill();
    // The next one takes over at once, whatever the other left.
    home.well(&["verify"]);
    let mut next = home.start(&["engine"]);
    until(|| {
        let (code, _) = home.json(&["account", "list"]);
        code == 0 && !next.ended()
    });
}

#[test]
fn an_engine_that_is_asked_to_stop_at_any_moment_stops_well() {
    let seed = super::seed();
    let mut rng = fastrand::Rng::with_seed(seed);
    let home = Home::new();
    home.well(&["verify"]);
    for round in 0..8 {
        let mut engine = home.start(&["engine"]);
        let socket = home.data_dir().join("engine.sock");
        // Once it answers, it also hears that it is to stop.
        until(|| std::os::unix::net::UnixStream::connect(&socket).is_ok());
        std::thread::sleep(Duration::from_micros(rng.u64(..3_000)));
        let pid = engine.0.id().to_string();
        let asked = std::process::Command::new("kill")
            .args(["-TERM", &pid])
            .status()
            .unwrap();
        assert!(asked.success());
        until(|| engine.ended());
        let code = engine.0.wait().unwrap().code();
        assert_eq!(code, Some(0), "ORDERDECK_SEED={seed}, round {round}");
    }
    home.well(&["verify"]);
}

//! What happens when the machine, the disk or the process fails: nothing that was acknowledged is lost, nothing is
//! there by halves, and a damaged store is never mistaken for a good one.
//!
//! Random choices come from a seed that a failure prints; `ORDERDECK_SEED` sets it, `ORDERDECK_CUTS` how many cases.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod bit_rot;
#[allow(dead_code)]
#[path = "../engine/bookkeeping.rs"]
mod bookkeeping;
mod books;
mod broken_disk;
mod disk;
mod engine_on;
mod exactly_once;
mod fail_nth;
mod files;
mod hostile;
#[allow(dead_code)]
#[path = "../engine/house.rs"]
mod house;
mod kill;
#[allow(dead_code)]
#[path = "../engine/made_orders.rs"]
mod made_orders;
mod power_loss;
mod program;
mod rules;
mod seeded;
mod stock;
mod verify;
#[allow(dead_code)]
#[path = "../engine/warehouse.rs"]
mod warehouse;
mod workload;

/// The seed of this run: given, or another one each time.
pub fn seed() -> u64 {
    match std::env::var("ORDERDECK_SEED") {
        Ok(text) => text.parse().expect("ORDERDECK_SEED is a number"),
        Err(_) => fastrand::u64(..1_000_000),
    }
}

/// How many random cases: given, or so many as fit into a usual test run.
pub fn cuts(usual: usize) -> usize {
    match std::env::var("ORDERDECK_CUTS") {
        Ok(text) => text.parse().expect("ORDERDECK_CUTS is a number"),
        Err(_) => usual,
    }
}

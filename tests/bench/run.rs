//! The benches: real data, real size, each beside the floor that it is measured against in the same run.
//!
//! `cargo bench --bench figures -- [intake|list|moves|report|writes|start|frame]… [--orders N]`; a million orders and all of them, if not told
//! otherwise. The store is made once and kept in `target/bench-data`. Timings are those of this machine now: compare ratios.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod amazon;
mod floor;
mod frame;
mod intake;
mod list;
mod moves;
mod pages;
mod report;
mod start;
mod stock;
mod table;
mod writes;

use table::Table;

/// What to measure, and with how many orders.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Orders in the store.
    pub orders: usize,
    /// Names of the benches; all if empty.
    wanted: Vec<String>,
}

impl Plan {
    fn read() -> Plan {
        let mut plan = Plan {
            orders: std::env::var("ORDERDECK_BENCH_ORDERS")
                .ok()
                .and_then(|n| n.parse().ok())
                .unwrap_or(1_000_000),
            wanted: Vec::new(),
        };
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--orders" => {
                    let text = arguments.next().expect("--orders needs a number");
                    plan.orders = text.parse().expect("--orders needs a number");
                }
                // What cargo adds.
                "--bench" => {}
                name => plan.wanted.push(name.to_owned()),
            }
        }
        plan
    }

    fn wants(&self, name: &str) -> bool {
        self.wanted.is_empty() || self.wanted.iter().any(|w| w == name)
    }
}

/// A bench: measures and tells.
type Bench = fn(&Plan) -> Table;

fn main() {
    let plan = Plan::read();
    println!(
        "{} orders; load {}",
        plan.orders,
        std::fs::read_to_string("/proc/loadavg")
            .unwrap_or_default()
            .trim()
    );
    let benches: [(&str, Bench); 7] = [
        ("intake", intake::run),
        ("list", list::run),
        ("moves", moves::run),
        ("report", report::run),
        ("writes", writes::run),
        ("start", start::run),
        ("frame", frame::run),
    ];
    for (name, bench) in benches {
        if plan.wants(name) {
            bench(&plan).print(name);
        }
    }
}

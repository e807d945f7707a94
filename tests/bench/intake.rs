//! W1, W11: HTTP page to committed sales orders, against a program that only fetches, parses and commits.

use super::table::Table;
use super::{Plan, floor, stock};

/// Makes the store anew, and the floor's from the same server.
pub fn run(plan: &Plan) -> Table {
    let made = stock::make(plan);
    let scratch = stock::scratch("floor");
    let floor = floor::intake(&scratch, made.orders / super::pages::PAGE);
    let _ = std::fs::remove_dir_all(&scratch);
    let rate = |orders: usize, span: std::time::Duration| orders as f64 / span.as_secs_f64();
    let floor_rate = rate(floor.orders, floor.whole);
    let orders = made.orders as f64;
    let mut table = Table::default();
    table.at_least(
        "orders/s taken in (W1)",
        rate(made.orders, made.took),
        Some(floor_rate),
        Some((floor_rate / 2.0).max(5_000.0)),
    );
    table.at_least("orders/s, first tenth", made.first_tenth, None, None);
    table.at_least("orders/s, last tenth", made.last_tenth, None, None);
    table.at_least(
        "floor: orders/s fetched and parsed only",
        rate(floor.orders, floor.fetch),
        None,
        None,
    );
    table.at_least(
        "sales orders of all orders",
        made.created as f64,
        Some(orders),
        None,
    );
    table.at_most(
        "bytes on the wire per order",
        floor.wire as f64 / floor.orders as f64,
        None,
        None,
    );
    table.at_most(
        "bytes on disk per order (W11)",
        made.bytes as f64 / orders,
        Some(floor.bytes as f64 / floor.orders as f64),
        Some(1_536.0),
    );
    let mib = 1_048_576.0;
    let [tenth, half, end, peak] = made.memory;
    table.at_most("MiB more resident after a tenth", tenth / mib, None, None);
    table.at_most("MiB more resident after half", half / mib, None, None);
    table.at_most("MiB more resident at the end", end / mib, None, None);
    table.at_most("MiB at most (W12)", peak / mib, None, Some(256.0));
    table
}

//! The power goes at any moment: what was acknowledged is there, what was not is there as a whole or not at all
//! (reliability invariants I6, I20, I21).

use super::disk::{self, ALL_KINDS, Disk, Op, Survives};
use super::workload::{self, Pages, Told, told, vault};
use orderdeck::store::Store;

/// The workload as it goes without any failure: the disk's log, how long it was after each transaction, and what the
/// store told then.
struct Recorded {
    log: Vec<Op>,
    marks: Vec<usize>,
    told: Vec<Told>,
    vault: orderdeck::vault::Vault,
}

fn recorded(pages: &Pages) -> Recorded {
    let (disk, vault) = (Disk::default(), vault());
    let store = Store::on_backend(disk.clone(), vault.clone()).unwrap();
    let mut recorded = Recorded {
        log: Vec::new(),
        marks: vec![disk.log_len()],
        told: vec![told(&store, &pages.references).unwrap()],
        vault,
    };
    for step in workload::steps(pages) {
        step(&store).unwrap();
        recorded.marks.push(disk.log_len());
        recorded.told.push(told(&store, &pages.references).unwrap());
    }
    assert_eq!(workload::wrong(&store).unwrap(), Vec::<String>::new());
    store.close().unwrap();
    recorded.log = disk.log();
    recorded
}

struct Case<'r> {
    recorded: &'r Recorded,
    pages: &'r Pages,
    seed: u64,
}

impl Case<'_> {
    /// Opens what is left after the power went behind `at` operations, and looks whether it is in order.
    fn check(&self, at: usize, survives: Survives, image: Vec<u8>, again: bool) {
        let context = format!(
            "ORDERDECK_SEED={}, cut behind operation {at} of {}, {survives:?} survives",
            self.seed,
            self.recorded.log.len()
        );
        let disk = Disk::holding(image.clone());
        let store = Store::on_backend(disk.clone(), self.recorded.vault.clone())
            .unwrap_or_else(|e| panic!("{context}: {e}"));
        let told =
            told(&store, &self.pages.references).unwrap_or_else(|e| panic!("{context}: {e}"));
        // Transactions whose end lies before the cut were acknowledged.
        let sure = self.recorded.marks.iter().filter(|m| **m <= at).count() - 1;
        let known = self
            .recorded
            .told
            .iter()
            .position(|t| *t == told)
            .unwrap_or_else(|| panic!("{context}: a state that never was"));
        assert!(
            known == sure || known == sure + 1,
            "{context}: {sure} were acknowledged and {known} are there"
        );
        let wrong = workload::wrong(&store).unwrap_or_else(|e| panic!("{context}: {e}"));
        assert!(wrong.is_empty(), "{context}: {wrong:?}");
        if again {
            // And once more while it is being opened, with whatever opening wrote.
            let mut rng = fastrand::Rng::with_seed(self.seed ^ at as u64);
            let log = disk.log();
            drop(store);
            let cut = rng.usize(..=log.len());
            let (durable, pending) = split(&log[..cut], image);
            let image = disk::after_power_loss(&durable, &pending, Survives::Sectors, &mut rng);
            self.check(at, Survives::Sectors, image, false);
        }
    }
}

/// What is synced, and what is pending.
fn split(log: &[Op], mut durable: Vec<u8>) -> (Vec<u8>, Vec<Op>) {
    let synced = log
        .iter()
        .rposition(|op| matches!(op, Op::Sync))
        .map_or(0, |at| at + 1);
    for op in &log[..synced] {
        disk::apply(&mut durable, op);
    }
    (durable, log[synced..].to_vec())
}

#[test]
fn nothing_acknowledged_is_lost_and_nothing_is_there_by_halves() {
    let pages = Pages::of(24);
    let recorded = recorded(&pages);
    let seed = super::seed();
    let mut rng = fastrand::Rng::with_seed(seed);
    let case = Case {
        recorded: &recorded,
        pages: &pages,
        seed,
    };
    // A store gets its name once it is made; before that moment there is none to lose.
    let first = recorded.marks[0];
    let mut points: Vec<usize> = (first..=recorded.log.len()).collect();
    rng.shuffle(&mut points);
    points.truncate(super::cuts(110));
    points.sort_unstable();
    let (mut durable, mut applied) = (Vec::new(), 0);
    for at in points {
        let synced = recorded.log[..at]
            .iter()
            .rposition(|op| matches!(op, Op::Sync))
            .map_or(0, |place| place + 1);
        for op in &recorded.log[applied..synced.max(applied)] {
            disk::apply(&mut durable, op);
        }
        applied = synced.max(applied);
        let survives = ALL_KINDS[rng.usize(..ALL_KINDS.len())];
        let image =
            disk::after_power_loss(&durable, &recorded.log[applied..at], survives, &mut rng);
        case.check(at, survives, image, rng.u8(..4) == 0);
    }
}

/// The check itself: on a disk that calls synced what is not, something is found missing.
#[test]
fn a_disk_that_lies_is_found_out() {
    let pages = Pages::of(8);
    let recorded = recorded(&pages);
    let case = Case {
        recorded: &recorded,
        pages: &pages,
        seed: 1,
    };
    let mut rng = fastrand::Rng::with_seed(1);
    let syncs: Vec<usize> = (recorded.marks[0]..recorded.log.len())
        .filter(|at| matches!(recorded.log[*at], Op::Sync))
        .collect();
    let found = syncs.windows(9).step_by(9).any(|of| {
        let mut durable = Vec::new();
        recorded.log[..of[0]]
            .iter()
            .for_each(|op| disk::apply(&mut durable, op));
        let cut = of[8] + 1;
        let pending = &recorded.log[of[0]..cut];
        let image = disk::after_power_loss(&durable, pending, Survives::Nothing, &mut rng);
        let check = || case.check(cut, Survives::Nothing, image, false);
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(check)).is_err()
    });
    assert!(found);
}

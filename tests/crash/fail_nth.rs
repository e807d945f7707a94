//! The n-th operation of the disk fails, for every n: an error, no panic, and a store that opens again and is whole.

use super::disk::{self, Disk, Survives};
use super::workload::{self, Pages, Told, told, vault};
use orderdeck::store::{Store, StoreError};

/// The file of an empty store.
fn empty_store(vault: &orderdeck::vault::Vault) -> Vec<u8> {
    let disk = Disk::default();
    let store = Store::on_backend(disk.clone(), vault.clone()).unwrap();
    store.close().unwrap();
    disk.bytes()
}

#[test]
fn a_failing_operation_is_an_error_and_the_store_opens_again_whole() {
    let pages = Pages::of(8);
    let vault = vault();
    let empty = empty_store(&vault);
    // Once without a failure: how many operations there are, and what the store tells after each transaction.
    let disk = Disk::holding(empty.clone());
    let store = Store::on_backend(disk.clone(), vault.clone()).unwrap();
    let mut states: Vec<Told> = vec![told(&store, &pages.references).unwrap()];
    for step in workload::steps(&pages) {
        step(&store).unwrap();
        states.push(told(&store, &pages.references).unwrap());
    }
    store.close().unwrap();
    let operations = disk.count();
    let seed = super::seed();
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut chosen: Vec<u64> = (0..operations).collect();
    rng.shuffle(&mut chosen);
    chosen.truncate(super::cuts(110));
    for nth in chosen {
        let context = format!("ORDERDECK_SEED={seed}, operation {nth} of {operations}");
        let disk = Disk::holding(empty.clone());
        disk.fail_at(nth);
        let done = attempt(&disk, &vault, &pages, &context);
        assert!(disk.has_failed(), "{context}");
        // The process ends; what it wrote and did not sync may be on the disk or not.
        let log = disk.log();
        let synced = log
            .iter()
            .rposition(|op| matches!(op, disk::Op::Sync))
            .map_or(0, |at| at + 1);
        let mut durable = empty.clone();
        log[..synced]
            .iter()
            .for_each(|op| disk::apply(&mut durable, op));
        let lossy = disk::after_power_loss(&durable, &log[synced..], Survives::Sectors, &mut rng);
        for image in [disk.bytes(), lossy] {
            let store = Store::on_backend(Disk::holding(image), vault.clone())
                .unwrap_or_else(|e| panic!("{context}: {e}"));
            let now = told(&store, &pages.references).unwrap();
            let at = states
                .iter()
                .position(|s| *s == now)
                .unwrap_or_else(|| panic!("{context}: a state that never was"));
            assert!(
                at == done || at == done + 1,
                "{context}: {done} were acknowledged and {at} are there"
            );
            let wrong = workload::wrong(&store).unwrap();
            assert!(wrong.is_empty(), "{context}: {wrong:?}");
        }
    }
}

/// Runs the workload on a disk that fails somewhere; gives how many transactions were acknowledged.
fn attempt(disk: &Disk, vault: &orderdeck::vault::Vault, pages: &Pages, context: &str) -> usize {
    let no_panic = |error: &StoreError| {
        assert!(!matches!(error, StoreError::Broken), "{context}: {error}");
    };
    let store = match Store::on_backend(disk.clone(), vault.clone()) {
        Ok(store) => store,
        Err(error) => {
            no_panic(&error);
            return 0;
        }
    };
    let mut done = 0;
    for step in workload::steps(pages) {
        match step(&store) {
            Ok(()) => done += 1,
            Err(error) => {
                no_panic(&error);
                // Nothing more is written once the disk has failed, and it says why.
                let next = step(&store).unwrap_err();
                assert!(matches!(next, StoreError::Stopped), "{context}: {next:?}");
                assert!(next.to_string().contains("opened again"));
                if let Err(unread) = told(&store, &pages.references) {
                    assert!(
                        matches!(unread, StoreError::Stopped),
                        "{context}: {unread:?}"
                    );
                }
                assert!(store.write_failed());
                break;
            }
        }
    }
    if let Err(error) = store.close() {
        no_panic(&error);
    }
    done
}

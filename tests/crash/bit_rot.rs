//! Bits of a store at rest change: it is noticed, or it changed nothing that the store tells. Nothing panics.

use super::disk::Disk;
use super::workload::{self, Pages, told, vault};
use orderdeck::store::Store;

#[test]
fn a_flipped_bit_is_never_silently_believed() {
    // Only to keep the output readable.
    orderdeck::store::quiet_panics();
    let pages = Pages::of(24);
    let (disk, vault) = (Disk::default(), vault());
    let store = Store::on_backend(disk.clone(), vault.clone()).unwrap();
    for step in workload::steps(&pages) {
        step(&store).unwrap();
    }
    let good = told(&store, &pages.references).unwrap();
    store.close().unwrap();
    let image = disk.bytes();
    // The most of the file is empty; bits are flipped where something is.
    let used: Vec<usize> = (0..image.len()).filter(|at| image[*at] != 0).collect();
    let seed = super::seed();
    let mut rng = fastrand::Rng::with_seed(seed);
    let (mut refused, mut noticed, mut harmless) = (0, 0, 0);
    let mut silent = Vec::new();
    for _ in 0..super::cuts(300) {
        let at = used[rng.usize(..used.len())];
        let bit = rng.u8(..8);
        let mut flipped = image.clone();
        flipped[at] ^= 1 << bit;
        let Ok(store) = Store::on_backend(Disk::holding(flipped), vault.clone()) else {
            refused += 1;
            continue;
        };
        let wrong = workload::wrong(&store);
        let now = told(&store, &pages.references);
        match (wrong, now) {
            (_, Ok(now)) if now == good => harmless += 1,
            (Ok(wrong), Ok(_)) if wrong.is_empty() => silent.push((at, bit)),
            _ => noticed += 1,
        }
    }
    println!(
        "{refused} refused, {noticed} noticed, {harmless} harmless, {} silent",
        silent.len()
    );
    assert!(
        silent.is_empty(),
        "ORDERDECK_SEED={seed}: believed although (byte, bit) changed: {silent:?}"
    );
}

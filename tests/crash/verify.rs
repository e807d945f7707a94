//! The self-check beside a writer: what is being changed is not called wrong.

use super::disk::Disk;
use super::workload::{self, ACCOUNT, Pages, vault};
use orderdeck::domain::moment::Span;
use orderdeck::store::Store;
use std::sync::atomic::{AtomicBool, Ordering};

#[test]
fn a_check_beside_a_writer_is_right() {
    let pages = Pages::of(24);
    let store = Store::on_backend(Disk::default(), vault()).unwrap();
    let steps = workload::steps(&pages);
    let (first, rest) = steps.split_at(1);
    first[0](&store).unwrap();
    let done = AtomicBool::new(false);
    let pause = |_: u32| Span::minutes(5);
    std::thread::scope(|scope| {
        let checking = scope.spawn(|| {
            let mut checks = 0;
            loop {
                let last = done.load(Ordering::Acquire);
                assert_eq!(workload::wrong(&store).unwrap(), Vec::<String>::new());
                checks += 1;
                if last {
                    return checks;
                }
            }
        });
        for step in rest {
            step(&store).unwrap();
            // Counters go up and down all the time.
            for _ in 0..20 {
                let (reference, now) = ("302-0000000-0000001", workload::start());
                store
                    .write(|w| w.keep_failed(reference, ACCOUNT, "x", true, &pause, now))
                    .unwrap();
                store.write(|w| w.forget_failed(reference)).unwrap();
            }
        }
        done.store(true, Ordering::Release);
        assert!(checking.join().unwrap() > 5);
    });
}

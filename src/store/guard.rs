//! Where redb breaks off on a damaged file, the piece of work ends with an error, not the process with a panic.

use super::StoreError;
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static DEPTH: Cell<u32> = const { Cell::new(0) };
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Does a piece of work with the file; if it panics, that is a [`StoreError::Broken`].
///
/// redb trusts its pages: reading a damaged one may panic. Whatever the work held is given up, and redb refuses what
/// can't go on.
pub(super) fn guarded<T>(work: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
    DEPTH.set(DEPTH.get() + 1);
    let outcome = catch_unwind(AssertUnwindSafe(work));
    DEPTH.set(DEPTH.get() - 1);
    outcome.unwrap_or_else(|_| {
        let place = PLACE.take().unwrap_or_default();
        tracing::error!("work with the store broke off {place}");
        Err(StoreError::Broken)
    })
}

/// Lets panics that [`StoreError::Broken`] reports go without the usual report on standard error: that one is for
/// faults of the program, and would fill the screen. To be called once, after other hooks are in place.
pub fn quiet_panics() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if DEPTH.get() == 0 {
            before(info);
        } else if let Some(at) = info.location() {
            PLACE.set(Some(format!("at {}:{}", at.file(), at.line())));
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(clippy::panic)]
    fn a_panic_is_an_error() {
        let broken: Result<(), StoreError> = guarded(|| panic!("a page is not what it should be"));
        assert!(matches!(broken, Err(StoreError::Broken)));
        assert_eq!(DEPTH.get(), 0);
        assert!(matches!(guarded(|| Ok(7)), Ok(7)));
    }
}

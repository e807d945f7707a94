//! A panic: the terminal is given back before a word of it is said. The screen that panics is the real one, run by
//! this test's own program in a terminal, with a clock that fails.

use crate::home::Home;
use crate::pty::{End, Pty, Start, count};
use futures_util::future::BoxFuture;
use orderdeck::client::Client;
use orderdeck::clock::{Clock, SystemClock};
use orderdeck::domain::moment::{Moment, Span};
use orderdeck::screen::{Options, run};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::{broadcast, mpsc};

const PART: &str = "ORDERDECK_TEST_PANIC";

/// A clock that panics when it is told to.
#[derive(Default)]
struct Fuse(Arc<AtomicBool>);

impl Clock for Fuse {
    fn now(&self) -> Moment {
        assert!(
            !self.0.load(Ordering::SeqCst),
            "the clock fell from the wall"
        );
        SystemClock.now()
    }

    fn sleep(&self, span: Span) -> BoxFuture<'static, ()> {
        SystemClock.sleep(span)
    }
}

/// Not a test: what runs inside the terminal of the tests below.
#[test]
fn inside() {
    let Ok(part) = std::env::var(PART) else {
        return;
    };
    let fuse = Fuse::default();
    let lit = fuse.0.clone();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let (calls, mut asked) = mpsc::channel::<orderdeck::client::Call>(16);
        let (events, _) = broadcast::channel(16);
        // An engine that answers nothing; the first question tells that the screen is there.
        tokio::spawn(async move {
            let first = asked.recv().await;
            match part.as_str() {
                "screen" => lit.store(true, Ordering::SeqCst),
                _ => {
                    let fallen = std::thread::spawn(|| panic!("a worker fell"));
                    assert!(fallen.join().is_err());
                }
            }
            let mut kept = vec![first];
            while let Some(call) = asked.recv().await {
                kept.push(Some(call));
            }
        });
        run(
            Client::new(calls, events),
            Arc::new(fuse),
            Options::default(),
        )
        .await
        .unwrap();
    });
}

fn panicking(home: &Home, part: &str) -> Pty {
    let program = std::env::current_exe().unwrap();
    let arguments = ["--exact", "panicking::inside", "--nocapture"];
    Start::new(program.to_str().unwrap(), &arguments, home.environment())
        .env(PART, part)
        .spawn()
}

#[test]
fn a_panic_of_the_screen_is_read_on_a_terminal_as_it_was() {
    let home = Home::new();
    let mut pty = panicking(&home, "screen");
    pty.until("the screen", |pty| count(&pty.raw(), "1 Orders") > 0);
    // Whatever wakes the screen now makes it fall.
    pty.keys("j");
    assert_eq!(pty.end(), End::Code(101));
    pty.until_shows("the clock fell from the wall");
    pty.until_given_back();
    let raw = String::from_utf8_lossy(&pty.raw()).into_owned();
    let (left, said) = (raw.find("\x1b[?1049l"), raw.find("the clock fell"));
    assert!(left < said, "the words are on the terminal's own screen");
}

#[test]
fn a_panic_beside_the_screen_leaves_it_alone() {
    let home = Home::new();
    let mut pty = panicking(&home, "beside");
    pty.until_shows("1 Orders");
    for _ in 0..2 {
        pty.keys("?");
        pty.until_shows("Keys that work here");
        pty.keys("\x1b");
        pty.until_gone("Keys that work here");
    }
    assert!(pty.is_taken());
    assert_eq!(count(&pty.raw(), "a worker fell"), 0);
    pty.keys("q");
    assert_eq!(pty.end(), End::Code(0));
    pty.until_given_back();
}

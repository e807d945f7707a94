//! Several terminals on one folder: what one does, the other shows; an engine that dies takes no screen with it.

use crate::home::Home;
use crate::pty::{End, Pty};
use std::time::Duration;

#[test]
fn what_a_command_does_appears_by_itself() {
    let home = Home::new();
    let shop = home.shop("60");
    // A second house reads the whole shop, to know an order that this one has not taken in.
    let other = Home::new();
    other.fill(&shop);
    let references = other.references();
    home.add(&shop);
    let first = home.screen().size(120, 40).spawn();
    first.until_shows("There are no orders yet");
    let mut second = home.screen().size(120, 40).spawn();
    second.until_shows("There are no orders yet");
    home.well(&["order", "recover", &references[0], "--account", "EU"]);
    for pty in [&first, &second] {
        pty.until_shows(&references[0]);
    }
    second.keys("8");
    second.until_shows("EU");
    home.well(&["account", "set", "EU", "--team", "Nordlicht"]);
    second.until_shows("Nordlicht");
    second.keys("q");
    assert_eq!(second.end(), End::Code(0));
    second.until_given_back();
    // The first one was the engine all the time, and still is.
    home.well(&["order", "recover", &references[1], "--account", "EU"]);
    first.until_shows(&references[1]);
}

#[test]
fn a_screen_outlives_its_engine_and_takes_its_place() {
    let home = Home::new();
    let shop = home.shop("60");
    home.fill(&shop);
    let newest = home.references().swap_remove(0);
    let mut engine = home.engine();
    let one = home.open(home.screen());
    let two = home.open(home.screen());
    engine.kill();
    for pty in [&one, &two] {
        pty.until_shows("engine is gone");
        assert!(
            pty.text().contains(&newest),
            "the list stays\n{}",
            pty.text()
        );
    }
    for pty in [&one, &two] {
        pty.until("it is back", is_connected);
    }
    home.well(&["account", "set", "EU", "--team", "Abendrot"]);
    for mut pty in [one, two] {
        pty.keys("8");
        pty.until_shows("Abendrot");
        pty.keys("q");
        assert_eq!(pty.end(), End::Code(0));
        pty.until_given_back();
    }
    assert_eq!(home.well(&["verify"])["ok"], true);
}

#[test]
fn a_screen_outlives_the_screen_that_was_its_engine() {
    let home = Home::new();
    let shop = home.shop("60");
    home.fill(&shop);
    let host = home.open(home.screen());
    let mut guest = home.open(home.screen());
    // Killed: nothing is said, nothing is tidied up.
    host.signal(rustix::process::Signal::KILL);
    guest.until_shows("engine is gone");
    guest.until("it is back", is_connected);
    guest.keys("R");
    guest.until_quiet(Duration::from_millis(300));
    // Left by `q`: the rest is told, and one of them takes over.
    let mut third = home.open(home.screen());
    guest.keys("q");
    assert_eq!(guest.end(), End::Code(0));
    guest.until_given_back();
    third.until("it is back", is_connected);
    home.well(&["account", "set", "EU", "--team", "Morgenrot"]);
    third.keys("8");
    third.until_shows("Morgenrot");
    third.keys("q");
    assert_eq!(third.end(), End::Code(0));
    assert_eq!(home.well(&["verify"])["ok"], true);
}

fn is_connected(pty: &Pty) -> bool {
    !pty.text().contains("engine is gone")
}

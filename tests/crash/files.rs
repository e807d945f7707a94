//! Store files that are cut, empty, replaced or gone: a sentence, and never a new store in place of the old.

use super::program::{Home, Shop, until};
use orderdeck::clock::{SeededEntropy, SharedEntropy};
use orderdeck::domain::moment::Moment;
use orderdeck::simulator::{Settings, UsagePlan};
use orderdeck::store::{Store, StoreError, StorePlace};
use std::fs;
use std::path::Path;
use std::sync::Arc;

fn open(folder: &Path) -> Result<Store, StoreError> {
    let entropy: SharedEntropy = Arc::new(SeededEntropy::new(3));
    Store::open(StorePlace::of(folder), Moment::from_seconds(1), entropy)
}

fn refused(folder: &Path) -> String {
    match open(folder) {
        Ok(_) => panic!("it was opened"),
        Err(error) => error.to_string(),
    }
}

fn made() -> (tempfile::TempDir, StorePlace) {
    let folder = tempfile::tempdir().unwrap();
    open(folder.path()).unwrap().close().unwrap();
    let place = StorePlace::of(folder.path());
    (folder, place)
}

#[test]
fn a_store_that_is_no_whole_store_is_refused_and_left_as_it_is() {
    let (folder, place) = made();
    let whole = fs::read(place.file()).unwrap();
    let mut no_header = whole.clone();
    no_header[..4096].fill(0);
    let half_garbage: Vec<u8> = whole.iter().map(|b| b ^ 0x55).collect();
    for content in [
        Vec::new(),
        b"hello".to_vec(),
        whole[..whole.len() / 2].to_vec(),
        whole[..4096].to_vec(),
        whole[..100].to_vec(),
        no_header,
        half_garbage,
    ] {
        fs::write(place.file(), &content).unwrap();
        let said = refused(folder.path());
        assert!(
            said.contains("damaged") && !said.contains("panic"),
            "{} bytes: {said}",
            content.len()
        );
        assert_eq!(fs::read(place.file()).unwrap(), content, "left as it was");
    }
    fs::write(place.file(), &whole).unwrap();
    open(folder.path()).unwrap();
}

#[test]
fn a_missing_store_is_not_replaced_by_an_empty_one() {
    let (folder, place) = made();
    fs::remove_file(place.file()).unwrap();
    let said = refused(folder.path());
    assert!(said.contains("missing"), "{said}");
    assert!(!place.file().exists());
}

#[test]
fn a_missing_key_is_not_replaced_by_a_new_one() {
    let (folder, place) = made();
    fs::remove_file(place.key_file()).unwrap();
    refused(folder.path());
    assert!(!place.key_file().exists());
}

#[test]
fn a_crash_while_the_store_is_made_is_got_over() {
    // Before the key, after the key, with half a header in the file.
    for (key, content) in [(false, 0), (true, 0), (true, 700), (false, 4096)] {
        let (folder, place) = made();
        let whole = fs::read(place.file()).unwrap();
        fs::remove_file(place.file()).unwrap();
        if !key {
            fs::remove_file(place.key_file()).unwrap();
        }
        fs::write(folder.path().join(".store.redb.new"), &whole[..content]).unwrap();
        open(folder.path()).unwrap().close().unwrap();
        open(folder.path()).unwrap();
        assert!(!folder.path().join(".store.redb.new").exists());
    }
}

#[test]
fn two_that_make_the_store_at_once_end_with_one() {
    for _ in 0..20 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        let barrier = std::sync::Barrier::new(4);
        let results: Vec<Result<Store, StoreError>> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4)
                .map(|_| {
                    scope.spawn(|| {
                        barrier.wait();
                        open(path)
                    })
                })
                .collect();
            threads.into_iter().map(|t| t.join().unwrap()).collect()
        });
        let opened = results.iter().filter(|r| r.is_ok()).count();
        assert!(opened <= 1);
        for error in results.iter().filter_map(|r| r.as_ref().err()) {
            assert!(matches!(error, StoreError::InUse), "{error}");
        }
        drop(results);
        open(path).unwrap();
    }
}

#[test]
fn a_store_of_a_newer_orderdeck_is_refused() {
    let (folder, place) = made();
    newer(&place);
    for _ in 0..2 {
        let said = refused(folder.path());
        assert!(said.contains("newer orderdeck"), "{said}");
    }
}

/// Writes the format number that the next build might write, as this build would.
fn newer(place: &StorePlace) {
    use orderdeck::store::codec;
    let table: redb::TableDefinition<'_, &[u8], &[u8]> = redb::TableDefinition::new("meta");
    let database = redb::Database::open(place.file()).unwrap();
    let transaction = database.begin_write().unwrap();
    let bytes = codec::encode("meta", b"format", &99u32).unwrap();
    transaction
        .open_table(table)
        .unwrap()
        .insert(b"format".as_slice(), bytes.as_slice())
        .unwrap();
    transaction.commit().unwrap();
}

/// The program on a store with whole pages of garbage in it: every command ends with a sentence, none breaks off.
#[test]
fn commands_on_a_damaged_store_say_so() {
    let shop = Shop::open(Settings {
        orders: 150,
        seed: 41,
        usage_plan: UsagePlan::Fast,
        ..Settings::standard()
    });
    let home = Home::new();
    home.add(&shop);
    home.sync_to_the_end();
    let place = StorePlace::of(&home.data_dir());
    let whole = fs::read(place.file()).unwrap();
    let seed = super::seed();
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut noticed = 0;
    for round in 0..10 {
        let mut damaged = whole.clone();
        // The roots are in the first page; most of the rest is in the first half.
        let pages = match round {
            0 => vec![0],
            1 => Vec::new(),
            _ => (0..8).map(|_| rng.usize(1..whole.len() / 8_192)).collect(),
        };
        for page in pages {
            let bytes = &mut damaged[page * 4_096..(page + 1) * 4_096];
            bytes.iter_mut().for_each(|byte| *byte = rng.u8(..));
        }
        if round == 1 {
            damaged.truncate(whole.len() / 2);
        }
        let restore = || fs::write(place.file(), &damaged).unwrap();
        for words in [
            &["verify"][..],
            &["status"],
            &["order", "list"],
            &["account", "list"],
            &["sync", "orders"],
        ] {
            restore();
            let output = home.run(words);
            let context = format!("ORDERDECK_SEED={seed}, round {round}, {words:?}: {output:?}");
            let code = output.status.code().unwrap_or_else(|| panic!("{context}"));
            assert!((0..=2).contains(&code), "{context}");
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(
                !said.contains("panicked") && !said.contains("RUST_BACKTRACE"),
                "{context}"
            );
            let silent = said.is_empty() && output.stdout.is_empty();
            assert!(!silent, "{context}");
            if words == ["verify"] && code != 0 {
                noticed += 1;
            }
        }
        // An engine does not fall over either: it refuses to start, or it answers.
        restore();
        let mut engine = home.start(&["engine"]);
        until(|| engine.ended() || home.run(&["account", "list"]).status.code().is_some());
        engine.kill();
    }
    assert!(
        noticed >= 5,
        "ORDERDECK_SEED={seed}: only {noticed} of 10 were noticed"
    );
}

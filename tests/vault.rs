//! Sealed records and the key file: what must open, and everything that must not.
#![allow(clippy::unwrap_used, clippy::panic)]

use orderdeck::clock::{Entropy, SeededEntropy, SharedEntropy, SystemEntropy};
use orderdeck::domain::moment::{Moment, Span};
use orderdeck::vault::{Epoch, Place, Vault, VaultError};
use std::collections::HashSet;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

const PLAIN: &[u8] = b"Agatha Canary, 1 Birdcage Walk, London";
/// What a sealed record is longer than its content: form, epoch, nonce, data key and tag, tag.
const OVERHEAD: usize = 1 + 4 + 12 + 32 + 16 + 16;

fn now() -> Moment {
    Moment::parse("2026-11-22T19:00:00Z").unwrap()
}

fn system() -> SharedEntropy {
    Arc::new(SystemEntropy)
}

fn seeded(seed: u64) -> SharedEntropy {
    Arc::new(SeededEntropy::new(seed))
}

fn place(id: &[u8]) -> Place<'_> {
    Place {
        table: "orders",
        id,
    }
}

/// A vault in memory with the key of this week.
fn vault() -> (Vault, Epoch) {
    let vault = Vault::ephemeral(seeded(7)).unwrap();
    let epoch = vault.epoch_for(now()).unwrap();
    (vault, epoch)
}

fn key_path(dir: &TempDir) -> PathBuf {
    dir.path().join("orderdeck.key")
}

fn open_file(path: &Path, may_create: bool) -> Result<Vault, VaultError> {
    Vault::create_or_open(path, may_create, now(), system())
}

fn files_in(dir: &TempDir) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(dir.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn epochs_are_weeks_from_monday_to_sunday() {
    let at = |text| Epoch::of(Moment::parse(text).unwrap());
    assert_eq!(at("1970-01-01T00:00:00Z"), Epoch(0));
    assert_eq!(at("1970-01-04T23:59:59.999Z"), Epoch(0));
    assert_eq!(at("1970-01-05T00:00:00Z"), Epoch(1));
    assert_eq!(at("2026-11-22T23:59:59Z"), Epoch(2968));
    assert_eq!(at("2026-11-23T00:00:00Z"), Epoch(2969));
    assert_eq!(at("1969-06-01T00:00:00Z"), Epoch(0));
    let end = Epoch(2968).ends();
    assert_eq!(end.to_rfc3339(), "2026-11-23T00:00:00Z");
    assert_eq!(Epoch::of(end.minus(Span::millis(1))), Epoch(2968));
}

#[test]
fn what_is_sealed_opens_again() {
    let (vault, epoch) = vault();
    for len in [0, 1, 15, 16, 17, 300, 70_000] {
        let plain: Vec<u8> = (0..len).map(|i| i as u8).collect();
        let sealed = vault.seal(&place(b"S00001"), epoch, &plain).unwrap();
        assert_eq!(sealed.len(), plain.len() + OVERHEAD);
        assert_eq!(vault.epoch_of(&sealed).unwrap(), epoch);
        assert_eq!(vault.open(&place(b"S00001"), &sealed).unwrap(), plain);
    }
}

#[test]
fn a_record_opens_only_in_its_own_place() {
    let (vault, epoch) = vault();
    let sealed = vault.seal(&place(b"S00001"), epoch, PLAIN).unwrap();
    let secret = vault.seal_secret(&place(b"S00001"), PLAIN).unwrap();
    let elsewhere = [
        place(b"S00002"),
        place(b"S0000"),
        place(b""),
        Place {
            table: "customers",
            id: b"S00001",
        },
        Place {
            table: "ordersS",
            id: b"00001",
        },
    ];
    for other in elsewhere {
        assert!(
            matches!(vault.open(&other, &sealed), Err(VaultError::Damaged)),
            "{other:?}"
        );
        assert!(matches!(
            vault.rewrap(&other, &sealed, epoch),
            Err(VaultError::Damaged)
        ));
        assert!(matches!(
            vault.open_secret(&other, &secret),
            Err(VaultError::Damaged)
        ));
    }
    // A record is no secret and a secret is no record.
    assert!(vault.open_secret(&place(b"S00001"), &sealed).is_err());
    assert!(vault.open(&place(b"S00001"), &secret).is_err());
}

#[test]
fn data_keys_and_contents_of_two_records_can_not_be_combined() {
    let (vault, epoch) = vault();
    let one = vault.seal(&place(b"S00001"), epoch, PLAIN).unwrap();
    let two = vault.seal(&place(b"S00001"), epoch, PLAIN).unwrap();
    let content_at = OVERHEAD - 16;
    let mixed = [&one[..content_at], &two[content_at..]].concat();
    assert!(matches!(
        vault.open(&place(b"S00001"), &mixed),
        Err(VaultError::Damaged)
    ));
}

#[test]
fn every_changed_bit_and_every_cut_is_noticed() {
    let (vault, epoch) = vault();
    let here = place(b"S00001");
    let sealed = vault.seal(&here, epoch, PLAIN).unwrap();
    let secret = vault.seal_secret(&here, PLAIN).unwrap();
    for at in 0..sealed.len() {
        for bit in 0..8 {
            let mut bad = sealed.clone();
            bad[at] ^= 1 << bit;
            assert!(vault.open(&here, &bad).is_err(), "bit {bit} of byte {at}");
        }
        assert!(vault.open(&here, &sealed[..at]).is_err(), "cut at {at}");
        assert!(
            vault
                .rewrap(&here, &sealed[..at.min(OVERHEAD - 1)], epoch)
                .is_err()
        );
    }
    for at in 0..secret.len() {
        let mut bad = secret.clone();
        bad[at] ^= 1;
        assert!(vault.open_secret(&here, &bad).is_err(), "byte {at}");
        assert!(
            vault.open_secret(&here, &secret[..at]).is_err(),
            "cut at {at}"
        );
    }
    assert!(vault.open(&here, &[&sealed[..], &[0]].concat()).is_err());
}

#[test]
fn another_week_or_another_vault_opens_nothing() {
    let (vault, epoch) = vault();
    let next = vault.epoch_for(now().plus(Span::days(7))).unwrap();
    let sealed = vault.seal(&place(b"1"), epoch, PLAIN).unwrap();
    let mut moved = sealed.clone();
    moved[1..5].copy_from_slice(&next.0.to_be_bytes());
    assert!(matches!(
        vault.open(&place(b"1"), &moved),
        Err(VaultError::Damaged)
    ));
    moved[1..5].copy_from_slice(&9u32.to_be_bytes());
    assert!(matches!(
        vault.open(&place(b"1"), &moved),
        Err(VaultError::NoEpochKey { epoch: Epoch(9) })
    ));
    assert!(matches!(
        vault.seal(&place(b"1"), Epoch(9), PLAIN),
        Err(VaultError::NoEpochKey { .. })
    ));
    let other = Vault::ephemeral(seeded(8)).unwrap();
    other.epoch_for(now()).unwrap();
    assert!(matches!(
        other.open(&place(b"1"), &sealed),
        Err(VaultError::Damaged)
    ));
}

#[test]
fn a_destroyed_week_is_erased_for_good() {
    let dir = TempDir::new().unwrap();
    let path = key_path(&dir);
    let vault = open_file(&path, true).unwrap();
    let epoch = vault.epoch_for(now()).unwrap();
    let sealed = vault.seal(&place(b"1"), epoch, PLAIN).unwrap();
    let secret = vault.seal_secret(&place(b"1"), PLAIN).unwrap();
    vault.destroy_epoch(epoch).unwrap();
    vault.destroy_epoch(epoch).unwrap();
    let reopened = open_file(&path, false).unwrap();
    for vault in [vault, reopened] {
        let erased = |error| matches!(error, VaultError::Erased { epoch: e } if e == epoch);
        assert!(erased(vault.open(&place(b"1"), &sealed).unwrap_err()));
        assert!(erased(vault.seal(&place(b"1"), epoch, PLAIN).unwrap_err()));
        assert!(erased(
            vault.rewrap(&place(b"1"), &sealed, epoch).unwrap_err()
        ));
        assert!(vault.live_epochs().is_empty());
        // What is no personal data stays.
        assert_eq!(vault.open_secret(&place(b"1"), &secret).unwrap(), PLAIN);
    }
}

#[test]
fn what_comes_in_a_destroyed_week_is_sealed_under_the_next() {
    let (vault, epoch) = vault();
    vault.destroy_epoch(epoch).unwrap();
    vault.destroy_epoch(Epoch(epoch.0 + 1)).unwrap();
    let next = vault.epoch_for(now()).unwrap();
    assert_eq!(next, Epoch(epoch.0 + 2), "a week gets no second key");
    let sealed = vault.seal(&place(b"1"), next, PLAIN).unwrap();
    assert_eq!(vault.open(&place(b"1"), &sealed).unwrap(), PLAIN);
    assert_eq!(vault.live_epochs(), [next]);
}

#[test]
fn a_week_that_another_process_destroyed_is_not_sealed_under() {
    let dir = TempDir::new().unwrap();
    let path = key_path(&dir);
    let ours = open_file(&path, true).unwrap();
    let epoch = ours.epoch_for(now()).unwrap();
    let sealed = ours.seal(&place(b"1"), epoch, PLAIN).unwrap();
    open_file(&path, false)
        .unwrap()
        .destroy_epoch(epoch)
        .unwrap();
    let next = ours.epoch_for(now()).unwrap();
    assert_eq!(next, Epoch(epoch.0 + 1));
    assert!(matches!(
        ours.open(&place(b"1"), &sealed),
        Err(VaultError::Erased { epoch: e }) if e == epoch
    ));
    let kept = ours.seal(&place(b"2"), next, PLAIN).unwrap();
    let reopened = open_file(&path, false).unwrap();
    assert_eq!(reopened.open(&place(b"2"), &kept).unwrap(), PLAIN);
}

#[test]
fn rewrapping_keeps_the_content_when_the_old_week_goes() {
    let (vault, epoch) = vault();
    let later = vault.epoch_for(now().plus(Span::days(37))).unwrap();
    let here = place(b"1");
    let sealed = vault.seal(&here, epoch, PLAIN).unwrap();
    let moved = vault.rewrap(&here, &sealed, later).unwrap();
    assert_eq!(vault.epoch_of(&moved).unwrap(), later);
    assert_eq!(moved.len(), sealed.len());
    // Neither the nonce nor the wrapped key is seen twice; the content is the same bytes.
    assert_ne!(moved[5..17], sealed[5..17]);
    assert_ne!(moved[17..65], sealed[17..65]);
    assert_eq!(moved[65..], sealed[65..]);
    let again = vault.rewrap(&here, &moved, later).unwrap();
    assert_ne!(again[5..65], moved[5..65]);
    assert_eq!(vault.open(&here, &sealed).unwrap(), PLAIN);
    vault.destroy_epoch(epoch).unwrap();
    assert!(matches!(
        vault.open(&here, &sealed),
        Err(VaultError::Erased { .. })
    ));
    assert_eq!(vault.open(&here, &moved).unwrap(), PLAIN);
    assert_eq!(vault.open(&here, &again).unwrap(), PLAIN);
    // Damaged content stays damaged.
    let mut bad = sealed;
    bad[70] ^= 1;
    assert!(vault.open(&here, &bad).is_err());
}

#[test]
fn nothing_readable_is_in_the_sealed_bytes() {
    let (vault, epoch) = vault();
    let sealed = vault.seal(&place(b"1"), epoch, PLAIN).unwrap();
    let secret = vault.seal_secret(&place(b"1"), PLAIN).unwrap();
    for word in PLAIN.split(|b| *b == b' ').filter(|w| w.len() > 3) {
        for bytes in [&sealed, &secret] {
            assert!(!bytes.windows(word.len()).any(|w| w == word));
        }
    }
    assert_eq!(format!("{vault:?}"), "Vault(…)");
}

#[test]
fn nonces_and_data_keys_never_come_twice() {
    let vault = Vault::ephemeral(system()).unwrap();
    let epoch = vault.epoch_for(now()).unwrap();
    let mut nonces = HashSet::new();
    let mut wrapped = HashSet::new();
    let mut first = vault.seal(&place(b"1"), epoch, b"x").unwrap();
    for n in 0..50_000 {
        // Moving a record to the same week again and again must not repeat a nonce either.
        let sealed = if n % 2 == 0 {
            vault.seal(&place(b"1"), epoch, b"x").unwrap()
        } else {
            first = vault.rewrap(&place(b"1"), &first, epoch).unwrap();
            first.clone()
        };
        assert!(nonces.insert(sealed[5..17].to_vec()));
        assert!(wrapped.insert(sealed[17..49].to_vec()));
    }
    let mut secrets = HashSet::new();
    for _ in 0..1_000 {
        let secret = vault.seal_secret(&place(b"1"), b"x").unwrap();
        assert!(secrets.insert(secret[1..13].to_vec()));
    }
}

#[test]
fn blind_indexes_are_equal_for_equal_texts_only() {
    let (one, _) = vault();
    let two = Vault::ephemeral(seeded(8)).unwrap();
    let index = one.blind_index("email", "a@example.com");
    assert_eq!(index, one.clone().blind_index("email", "a@example.com"));
    assert_ne!(index, one.blind_index("email", "b@example.com"));
    assert_ne!(index, one.blind_index("name", "a@example.com"));
    assert_ne!(index, two.blind_index("email", "a@example.com"));
}

#[test]
fn the_key_file_is_made_once_and_read_again() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("keys/orderdeck.key");
    let vault = open_file(&path, true).unwrap();
    let epoch = vault.epoch_for(now()).unwrap();
    let sealed = vault.seal(&place(b"1"), epoch, PLAIN).unwrap();
    let secret = vault.seal_secret(&place(b"account"), PLAIN).unwrap();
    let index = vault.blind_index("email", "a@example.com");
    assert_eq!(fs::metadata(&path).unwrap().mode() & 0o7777, 0o600);
    assert_eq!(
        fs::metadata(path.parent().unwrap()).unwrap().mode() & 0o777,
        0o700
    );

    for may_create in [false, true] {
        let vault = open_file(&path, may_create).unwrap();
        assert_eq!(vault.created(), now());
        assert_eq!(vault.live_epochs(), [epoch]);
        assert_eq!(vault.epoch_for(now()).unwrap(), epoch);
        assert_eq!(vault.open(&place(b"1"), &sealed).unwrap(), PLAIN);
        assert_eq!(
            vault.open_secret(&place(b"account"), &secret).unwrap(),
            PLAIN
        );
        assert_eq!(vault.blind_index("email", "a@example.com"), index);
    }
}

#[test]
fn a_missing_key_file_is_never_made_anew_for_a_store() {
    let dir = TempDir::new().unwrap();
    let path = key_path(&dir);
    let error = open_file(&path, false).unwrap_err();
    assert!(matches!(error, VaultError::KeyFileMissing { .. }));
    let sentence = error.to_string();
    assert!(sentence.contains("is missing. Put it back"), "{sentence}");
    assert!(sentence.contains(path.to_str().unwrap()));
    assert!(files_in(&dir).is_empty());

    // It vanishes while in use: no new one either, and what was there stays usable.
    let vault = open_file(&path, true).unwrap();
    let epoch = vault.epoch_for(now()).unwrap();
    fs::remove_file(&path).unwrap();
    let next = now().plus(Span::days(7));
    assert!(matches!(
        vault.epoch_for(next),
        Err(VaultError::KeyFileMissing { .. })
    ));
    assert!(matches!(
        vault.destroy_epoch(epoch),
        Err(VaultError::KeyFileMissing { .. })
    ));
    assert!(vault.seal(&place(b"1"), epoch, PLAIN).is_ok());
    assert!(files_in(&dir).is_empty());

    // Another one in its place belongs to nothing here.
    open_file(&path, true).unwrap();
    assert!(matches!(
        vault.epoch_for(next),
        Err(VaultError::KeyFileExchanged { .. })
    ));
}

#[test]
fn a_key_file_that_others_can_read_or_own_is_refused() {
    let dir = TempDir::new().unwrap();
    let path = key_path(&dir);
    open_file(&path, true).unwrap();
    for mode in [0o640, 0o604, 0o660, 0o644, 0o700, 0o4600] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let error = open_file(&path, true).unwrap_err();
        assert!(matches!(error, VaultError::KeyFileMode { mode: m, .. } if m == mode));
        assert!(error.to_string().contains("must be 0600"), "{error}");
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
    assert!(open_file(&path, false).is_ok());

    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    // Only the superuser can give files away; elsewhere there is nothing to test.
    if chown(&path, Some(12_345), None).is_ok() {
        let error = open_file(&path, true).unwrap_err();
        assert!(matches!(
            error,
            VaultError::KeyFileOwner { owner: 12_345, .. }
        ));
        assert!(
            error.to_string().contains("belongs to user 12345"),
            "{error}"
        );
    }
}

#[test]
fn folders_and_links_are_no_key_files() {
    let dir = TempDir::new().unwrap();
    let path = key_path(&dir);
    fs::create_dir(&path).unwrap();
    let error = open_file(&path, true).unwrap_err();
    assert!(matches!(error, VaultError::KeyFileKind { .. }), "{error}");
    let real = dir.path().join("real.key");
    open_file(&real, true).unwrap();
    let link = dir.path().join("link.key");
    symlink(&real, &link).unwrap();
    let error = open_file(&link, true).unwrap_err();
    assert!(matches!(error, VaultError::KeyFileKind { .. }), "{error}");
}

#[test]
fn a_damaged_key_file_is_refused_at_every_byte() {
    let dir = TempDir::new().unwrap();
    let path = key_path(&dir);
    let vault = open_file(&path, true).unwrap();
    vault.epoch_for(now()).unwrap();
    let good = fs::read(&path).unwrap();
    for at in 0..good.len() {
        let mut bad = good.clone();
        bad[at] ^= 0x80;
        fs::write(&path, &bad).unwrap();
        let error = open_file(&path, true).unwrap_err();
        assert!(
            matches!(error, VaultError::KeyFileDamaged { .. }),
            "byte {at}: {error}"
        );
        fs::write(&path, &good[..at]).unwrap();
        assert!(open_file(&path, true).is_err(), "cut at {at}");
    }
    assert!(
        open_file(&path, true)
            .unwrap_err()
            .to_string()
            .contains("is damaged")
    );

    let mut newer = good.clone();
    newer[14..16].copy_from_slice(b"02");
    fs::write(&path, &newer).unwrap();
    assert!(matches!(
        open_file(&path, true),
        Err(VaultError::KeyFileNewer { .. })
    ));
    fs::write(&path, &good).unwrap();
    assert!(open_file(&path, true).is_ok());
}

#[test]
fn two_that_make_a_key_file_at_once_get_the_same_key() {
    for _ in 0..20 {
        let dir = TempDir::new().unwrap();
        let path = key_path(&dir);
        let indexes: Vec<[u8; 12]> = std::thread::scope(|scope| {
            let path = &path;
            let makers: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| open_file(path, true).unwrap().blind_index("x", "y")))
                .collect();
            makers
                .into_iter()
                .map(|maker| maker.join().unwrap())
                .collect()
        });
        assert!(indexes.iter().all(|index| *index == indexes[0]));
        assert_eq!(files_in(&dir), ["orderdeck.key"]);
    }
}

#[test]
fn weeks_that_several_add_at_once_are_all_kept() {
    let dir = TempDir::new().unwrap();
    let path = key_path(&dir);
    // Each has the file open for itself, as two processes would.
    let vaults: Vec<Vault> = (0..4).map(|_| open_file(&path, true).unwrap()).collect();
    std::thread::scope(|scope| {
        for (n, vault) in (0i64..).zip(&vaults) {
            scope.spawn(move || {
                for week in 0..5 {
                    vault
                        .epoch_for(now().plus(Span::days(7 * (week + n))))
                        .unwrap();
                }
            });
        }
    });
    assert_eq!(open_file(&path, false).unwrap().live_epochs().len(), 8);
}

#[test]
fn reading_while_others_replace_finds_whole_files_only() {
    let dir = TempDir::new().unwrap();
    let path = key_path(&dir);
    let vault = open_file(&path, true).unwrap();
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            for _ in 0..300 {
                open_file(&path, false).unwrap();
            }
        });
        for week in 0.. {
            let epoch = vault.epoch_for(now().plus(Span::days(7 * week))).unwrap();
            vault.destroy_epoch(epoch).unwrap();
            if reader.is_finished() {
                break;
            }
        }
    });
}

#[test]
fn a_crash_while_the_key_file_is_replaced_leaves_a_good_one() {
    let dir = TempDir::new().unwrap();
    let path = key_path(&dir);
    let fresh = dir.path().join(".orderdeck.key.new");
    let vault = open_file(&path, true).unwrap();
    let epoch = vault.epoch_for(now()).unwrap();
    let sealed = vault.seal(&place(b"1"), epoch, PLAIN).unwrap();
    let before = fs::read(&path).unwrap();
    let next = vault.epoch_for(now().plus(Span::days(7))).unwrap();
    let after = fs::read(&path).unwrap();

    // The new content half or wholly written, not yet renamed.
    for written in [0, 1, after.len() / 2, after.len()] {
        fs::write(&path, &before).unwrap();
        fs::write(&fresh, &after[..written]).unwrap();
        let vault = open_file(&path, false).unwrap();
        assert_eq!(files_in(&dir), ["orderdeck.key"], "what is left over goes");
        assert_eq!(vault.live_epochs(), [epoch]);
        assert_eq!(vault.open(&place(b"1"), &sealed).unwrap(), PLAIN);
        // It may also be left over while the vault is in use.
        fs::write(&fresh, &after[..written]).unwrap();
        assert_eq!(vault.epoch_for(now().plus(Span::days(7))).unwrap(), next);
        assert_eq!(files_in(&dir), ["orderdeck.key"]);
    }

    // A new key file that has its name already, and the temporary one still.
    fs::hard_link(&path, &fresh).unwrap();
    let vault = open_file(&path, true).unwrap();
    assert_eq!(vault.live_epochs(), [epoch, next]);
    assert_eq!(files_in(&dir), ["orderdeck.key"]);

    // A first key file that was written, but never got its name: it was never used.
    let dir = TempDir::new().unwrap();
    let path = key_path(&dir);
    fs::write(dir.path().join(".orderdeck.key.new"), &after).unwrap();
    assert!(matches!(
        open_file(&path, false),
        Err(VaultError::KeyFileMissing { .. })
    ));
    open_file(&path, true).unwrap().epoch_for(now()).unwrap();
    assert_eq!(files_in(&dir), ["orderdeck.key"]);
}

#[test]
fn destroying_a_week_overwrites_the_old_key_file() {
    use std::io::Read;
    let dir = TempDir::new().unwrap();
    let path = key_path(&dir);
    let vault = open_file(&path, true).unwrap();
    let epoch = vault.epoch_for(now()).unwrap();
    let mut old = fs::File::open(&path).unwrap();
    let len = fs::metadata(&path).unwrap().len();
    vault.destroy_epoch(epoch).unwrap();
    let mut bytes = Vec::new();
    old.read_to_end(&mut bytes).unwrap();
    assert_eq!(bytes, vec![0; len as usize]);

    // A copy that somebody made by linking is left alone.
    let linked = dir.path().join("kept.key");
    fs::hard_link(&path, &linked).unwrap();
    let kept = fs::read(&linked).unwrap();
    vault.epoch_for(now().plus(Span::days(7))).unwrap();
    assert_eq!(fs::read(&linked).unwrap(), kept);
}

#[test]
fn without_randomness_nothing_is_sealed() {
    struct Dry;
    impl Entropy for Dry {
        fn fill(&self, _: &mut [u8]) -> bool {
            false
        }
    }
    assert!(matches!(
        Vault::ephemeral(Arc::new(Dry)),
        Err(VaultError::NoRandomness)
    ));
    let dir = TempDir::new().unwrap();
    let path = key_path(&dir);
    assert!(matches!(
        Vault::create_or_open(&path, true, now(), Arc::new(Dry)),
        Err(VaultError::NoRandomness)
    ));
    assert!(files_in(&dir).is_empty());
    let epoch = open_file(&path, true).unwrap().epoch_for(now()).unwrap();
    let dry = Vault::create_or_open(&path, false, now(), Arc::new(Dry)).unwrap();
    assert!(matches!(
        dry.seal(&place(b"1"), epoch, PLAIN),
        Err(VaultError::NoRandomness)
    ));
    assert!(matches!(
        dry.seal_secret(&place(b"1"), PLAIN),
        Err(VaultError::NoRandomness)
    ));
}

#[test]
fn errors_and_debug_tell_nothing_that_is_sealed() {
    let (vault, epoch) = vault();
    let sealed = vault.seal(&place(b"1"), epoch, PLAIN).unwrap();
    let error = vault.open(&place(b"2"), &sealed).unwrap_err();
    for text in [error.to_string(), format!("{error:?}")] {
        assert!(
            !text.contains("Canary") && !text.contains("Agatha"),
            "{text}"
        );
    }
}

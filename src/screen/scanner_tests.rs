#![allow(clippy::unwrap_used)]

use super::*;
use proptest::prelude::*;

fn key(text: &str) -> Key {
    Key::parse(text).unwrap()
}

/// Keys with the milliseconds since the one before; what was heard, with what comes due at the end.
fn hear(listen: Listen, keys: &[(&str, i64)]) -> Vec<Heard> {
    let mut scanner = Scanner::default();
    let mut now = Moment::from_millis(1_000_000);
    let mut heard = Vec::new();
    for (text, gap) in keys {
        let next = now.plus(Span::millis(*gap));
        while let Some(due) = scanner.next_due().filter(|due| *due <= next) {
            heard.push(scanner.due(due));
        }
        now = next;
        heard.push(scanner.key(key(text), listen, now));
    }
    while let Some(due) = scanner.next_due() {
        heard.push(scanner.due(due));
    }
    heard.retain(|h| *h != Heard::Nothing);
    heard
}

/// Every letter so many milliseconds after the one before, then a last key.
fn at_pace(code: &str, gap: i64, end: &str) -> Vec<(String, i64)> {
    let letters = code.chars().map(|c| match c {
        ' ' => "<space>".to_owned(),
        '<' => "<lt>".to_owned(),
        c => c.to_string(),
    });
    letters.chain([end.to_owned()]).map(|k| (k, gap)).collect()
}

fn heard_at_pace(listen: Listen, code: &str, gap: i64, end: &str) -> Vec<Heard> {
    let keys = at_pace(code, gap, end);
    let keys: Vec<(&str, i64)> = keys.iter().map(|(k, gap)| (k.as_str(), *gap)).collect();
    hear(listen, &keys)
}

fn typed(keys: &[&str]) -> Heard {
    Heard::Typed(keys.iter().map(|k| key(k)).collect())
}

fn scan(code: &str) -> Vec<Heard> {
    vec![Heard::Scan(code.to_owned())]
}

#[test]
fn a_burst_with_an_end_is_a_scan() {
    for gap in [0, 1, 5, 20, 35] {
        for end in ["<enter>", "<tab>"] {
            for listen in [Listen::Keys, Listen::Text] {
                assert_eq!(
                    heard_at_pace(listen, "4006381333931", gap, end),
                    scan("4006381333931")
                );
                assert_eq!(
                    heard_at_pace(listen, "WH/OUT/00012", gap, end),
                    scan("WH/OUT/00012")
                );
                assert_eq!(
                    heard_at_pace(listen, "AB 12 <X", gap, end),
                    scan("AB 12 <X")
                );
            }
        }
    }
}

#[test]
fn slower_keys_are_typed_one_by_one() {
    let one_by_one: Vec<Heard> = ["j", "k", "g", "g", "d", "x", "<enter>"]
        .map(|k| typed(&[k]))
        .to_vec();
    for gap in [36, 37, 60, 200] {
        assert_eq!(
            heard_at_pace(Listen::Keys, "jkggdx", gap, "<enter>"),
            one_by_one,
            "{gap}"
        );
    }
    // Few fast keys and Enter are a quick hand: nothing is lost and the order stays.
    assert_eq!(
        heard_at_pace(Listen::Keys, "jkgg", 10, "<enter>"),
        [typed(&["j", "k", "g", "g", "<enter>"])]
    );
    assert_eq!(
        hear(Listen::Keys, &[("a", 9), ("b", 9), ("<esc>", 9)]),
        [typed(&["a", "b", "<esc>"])]
    );
    assert_eq!(
        hear(Listen::Keys, &[("<down>", 9), ("<down>", 9)]),
        [typed(&["<down>"]), typed(&["<down>"])]
    );
}

#[test]
fn a_pause_in_the_line_breaks_no_scan() {
    let keys: Vec<(String, i64)> = at_pace("4006381333931", 2, "<enter>");
    let mut keys: Vec<(&str, i64)> = keys.iter().map(|(k, g)| (k.as_str(), *g)).collect();
    keys[8].1 = 290;
    assert_eq!(hear(Listen::Keys, &keys), scan("4006381333931"));
    // So late it is no scan, and its keys do nothing.
    keys[8].1 = 400;
    let heard = hear(Listen::Keys, &keys);
    assert_eq!(
        heard.first(),
        Some(&Heard::Unfinished("40063813".to_owned()))
    );
}

#[test]
fn a_burst_without_an_end_does_nothing_but_is_text_where_text_is_typed() {
    let keys: Vec<(String, i64)> = "dxqqjkR".chars().map(|c| (c.to_string(), 2)).collect();
    let keys: Vec<(&str, i64)> = keys.iter().map(|(k, g)| (k.as_str(), *g)).collect();
    assert_eq!(
        hear(Listen::Keys, &keys),
        [Heard::Unfinished("dxqqjkR".to_owned())]
    );
    assert_eq!(
        hear(Listen::Text, &keys),
        [typed(&["d", "x", "q", "q", "j", "k", "R"])]
    );
}

#[test]
fn a_held_key_is_no_scan() {
    let keys = vec![("j", 30); 40];
    let heard = hear(Listen::Keys, &keys);
    let all: usize = heard
        .iter()
        .map(|h| match h {
            Heard::Typed(keys) => keys.len(),
            other => unreachable!("{other:?}"),
        })
        .sum();
    assert_eq!(all, 40);
    assert_eq!(heard[1], typed(&["j"]), "after the first it flows");
    let mut keys = keys;
    keys.push(("<enter>", 300));
    assert_eq!(hear(Listen::Keys, &keys).last(), Some(&typed(&["<enter>"])));
}

#[test]
fn after_ctrl_n_everything_is_a_scan() {
    for listen in [Listen::Prefix, Listen::Keys, Listen::Text] {
        let keys = [
            ("<c-n>", 500),
            ("j", 20),
            ("3", 150),
            ("<enter>", 9),
            ("j", 500),
        ];
        let heard = hear(listen, &keys);
        assert_eq!(
            heard,
            [Heard::Scan("j3".to_owned()), typed(&["j"])],
            "{listen:?}"
        );
        let stopped = [("<c-n>", 500), ("j", 20), ("<esc>", 9), ("k", 90)];
        assert_eq!(hear(listen, &stopped), [typed(&["k"])]);
        assert_eq!(hear(listen, &[("<c-n>", 1), ("<enter>", 1)]), []);
        assert_eq!(
            hear(listen, &[("<c-n>", 1), ("A", 1)]),
            [Heard::Unfinished("A".to_owned())]
        );
    }
    // Elsewhere bursts are keys.
    assert_eq!(
        heard_at_pace(Listen::Prefix, "abcdefg", 1, "<enter>").len(),
        8
    );
}

#[test]
fn separators_of_gs1_codes_are_kept() {
    let keys = [
        ("<c-n>", 1),
        ("0", 1),
        ("1", 1),
        ("<c-5>", 1),
        ("2", 1),
        ("<enter>", 1),
    ];
    assert_eq!(hear(Listen::Keys, &keys), scan("01\u{1d}2"));
}

#[test]
fn pastes() {
    assert_eq!(
        pasted("4006381333931\r\n"),
        Pasted::Scan("4006381333931".to_owned())
    );
    assert_eq!(pasted(" \n"), Pasted::Text);
    let several = Pasted::Several(vec!["A1".to_owned(), "B2".to_owned()]);
    assert_eq!(pasted("A1\nB2\n"), several);
    assert_eq!(pasted(&"x".repeat(300)), Pasted::Text);
}

proptest! {
    /// Whatever the pace, nothing is lost and nothing comes twice: all that went in comes out once, in its order.
    #[test]
    fn nothing_is_lost(keys in proptest::collection::vec(("[a-f]", 0i64..90), 1..60), text in any::<bool>()) {
        let listen = if text { Listen::Text } else { Listen::Keys };
        let keys: Vec<(&str, i64)> = keys.iter().map(|(k, g)| (k.as_str(), *g)).collect();
        let out: String = hear(listen, &keys)
            .into_iter()
            .map(|heard| match heard {
                Heard::Typed(keys) => keys.into_iter().filter_map(Key::letter).collect(),
                Heard::Scan(code) | Heard::Unfinished(code) => code,
                Heard::Nothing => String::new(),
            })
            .collect();
        let whole: String = keys.iter().map(|(k, _)| *k).collect();
        prop_assert_eq!(out, whole);
    }

    /// At a scanner's pace a code comes as one scan, whatever is in it.
    #[test]
    fn a_code_at_a_scanners_pace(code in "[!-~]{6,40}", gap in 0i64..=35) {
        prop_assume!(code.chars().any(|c| !code.starts_with(c)));
        let head: String = code.chars().take(6).collect();
        prop_assume!(head.chars().any(|c| !head.starts_with(c)));
        prop_assert_eq!(heard_at_pace(Listen::Keys, &code, gap, "<enter>"), scan(&code));
    }
}

#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::control_code::ControlCode;
use crate::domain::moment::Moment;
use proptest::prelude::*;

fn line(item: &str, sku: &str, asked: u32, barcodes: &[(&str, u32)]) -> PackingLine {
    PackingLine {
        item: item.into(),
        sku: (!sku.is_empty()).then(|| sku.to_owned()),
        title: format!("The {sku}"),
        asked,
        packed: 0,
        barcodes: barcodes
            .iter()
            .map(|(code, pieces)| Barcode {
                code: (*code).to_owned(),
                pieces: *pieces,
            })
            .collect(),
    }
}

/// Tea (4, also in boxes of 3 and of 6), a mug (1), and the tea once more as another item (2).
fn packing() -> Packing {
    let tea: &[(&str, u32)] = &[("4006381333931", 1), ("10614141000415", 3), ("BOX6", 6)];
    Packing::new(
        PickingNumber(12),
        OrderNumber(7),
        "302-1234567-7654321".parse().unwrap(),
        vec![
            line("1", "TEA", 4, tea),
            line("2", "MUG", 1, &[("036000291452", 1)]),
            line("3", "TEA", 2, tea),
        ],
    )
}

fn counted(line: usize, pieces: u32, packed: u32, asked: u32) -> Scanned {
    Scanned::Counted(Count {
        line,
        pieces,
        packed,
        asked,
    })
}

fn scan(packing: &mut Packing, code: &str) -> Scanned {
    packing.scan(code, &["Mario Kurier".to_owned()])
}

fn done(packing: &Packing) -> Vec<u32> {
    packing.lines().iter().map(|l| l.packed).collect()
}

#[test]
fn goods_then_carrier_then_tracking() {
    let mut p = packing();
    let flow: [(&str, Scanned, Step); 9] = [
        ("TEA", counted(0, 1, 1, 6), Step::Goods),
        ("10614141000415", counted(0, 3, 4, 6), Step::Goods),
        ("4006381333931", counted(2, 1, 5, 6), Step::Goods),
        ("0036000291452", counted(1, 1, 1, 1), Step::Goods),
        ("tea", counted(2, 1, 6, 6), Step::Carrier),
        (
            "Colisimo",
            Scanned::UnknownCarrier(vec!["Colissimo".to_owned()]),
            Step::Carrier,
        ),
        (
            "mario kurier",
            Scanned::Carrier("Mario Kurier".to_owned()),
            Step::Tracking,
        ),
        (
            "OD:CARRIER:royal mail",
            Scanned::Carrier("Royal Mail".to_owned()),
            Step::Tracking,
        ),
        (
            "AB 123456785 GB",
            Scanned::Tracking("AB 123456785 GB".to_owned()),
            Step::Confirm,
        ),
    ];
    for (code, meant, then) in flow {
        assert_eq!((scan(&mut p, code), p.step()), (meant, then), "{code}");
    }
    assert_eq!(p.missing(), 0);
    assert_eq!(done(&p), [4, 1, 2]);
}

#[test]
fn what_is_refused_changes_nothing() {
    let mut p = packing();
    scan(&mut p, "MUG");
    let before = p.clone();
    for (code, meant) in [
        ("KETTLE", Scanned::WrongItem),
        ("4006381333930", Scanned::Misread),
        (
            "MUG",
            Scanned::TooMany(Count {
                line: 1,
                pieces: 1,
                packed: 1,
                asked: 1,
            }),
        ),
        ("WH/OUT/00012", Scanned::Itself),
        ("s00007", Scanned::Itself),
        ("302-1234567-7654321", Scanned::Itself),
        ("WH/OUT/00013", Scanned::Another),
        ("302-1234567-0000000", Scanned::Another),
        ("OD:FLY", Scanned::UnknownControl),
        (
            "OD:CARRIER:Nobody at all",
            Scanned::UnknownCarrier(Vec::new()),
        ),
        ("od:next", Scanned::Control(ControlCode::Next)),
        // A carrier's name alone is no carrier while goods are missing.
        ("Royal Mail", Scanned::WrongItem),
    ] {
        assert_eq!(scan(&mut p, code), meant, "{code}");
        assert_eq!(p, before, "{code}");
    }
    // A box of six does not fit beside one piece: none of it is counted.
    scan(&mut p, "TEA");
    let too_many = Scanned::TooMany(Count {
        line: 0,
        pieces: 6,
        packed: 1,
        asked: 6,
    });
    assert_eq!(scan(&mut p, "BOX6"), too_many);
    assert_eq!(done(&p), [1, 1, 0]);
}

#[test]
fn goods_are_no_tracking_reference_and_no_carrier() {
    let mut p = packing();
    p.pack_all();
    assert!(matches!(scan(&mut p, "TEA"), Scanned::TooMany(_)));
    scan(&mut p, "UPS");
    assert!(matches!(scan(&mut p, "036000291452"), Scanned::TooMany(_)));
    assert_eq!(scan(&mut p, "302-1234567-7654321"), Scanned::Itself);
    assert_eq!(p.tracking, "");
    assert_eq!(scan(&mut p, "dhl"), Scanned::Carrier("DHL".to_owned()));
}

#[test]
fn the_rest_may_go_later() {
    let mut p = packing();
    p.leave_rest_for_later();
    assert_eq!(p.step(), Step::Goods, "an empty parcel goes nowhere");
    scan(&mut p, "MUG");
    assert_eq!(p.step(), Step::Carrier);
    assert!(p.rest_goes_later());
    assert_eq!(
        scan(&mut p, "TEA"),
        counted(0, 1, 1, 6),
        "goods go on counting"
    );
    p.pack_all();
    assert!(!p.rest_goes_later());
}

#[test]
fn steps_are_taken_back_from_the_last() {
    let mut p = packing();
    for code in ["TEA", "10614141000415", "BOX6", "MUG"] {
        scan(&mut p, code);
    }
    p.leave_rest_for_later();
    scan(&mut p, "UPS");
    scan(&mut p, "1Z999AA10123456784");
    let tracking = "1Z999AA10123456784".to_owned();
    for back in [
        TakenBack::Tracking(tracking),
        TakenBack::Carrier("UPS".to_owned()),
        TakenBack::RestLater,
        TakenBack::Goods { line: 1, pieces: 1 },
        TakenBack::Goods { line: 0, pieces: 3 },
        TakenBack::Goods { line: 0, pieces: 1 },
    ] {
        assert_eq!(p.take_back(), Some(back));
    }
    assert_eq!((p.take_back(), p.packed()), (None, 0));
}

#[test]
fn a_changed_picking_keeps_what_was_packed() {
    let mut p = packing();
    p.pack_all();
    p.renew(vec![line("3", "TEA", 1, &[]), line("9", "NEW", 1, &[])]);
    assert_eq!(done(&p), [1, 0]);
    assert_eq!(p.take_back(), None, "steps of the picking as it was");
    let same = p.clone();
    p.renew(vec![line("3", "TEA", 1, &[]), line("9", "NEW", 1, &[])]);
    assert_eq!(p, same);
}

#[test]
fn an_echo_counts_once() {
    let at = |ms: i64| Moment::from_millis(1_000_000 + ms);
    let mut echo = Echo::default();
    for (ms, code, again) in [
        (0, "A", false),
        (300, "A", true),
        (799, "A", true),
        (800, "A", false),
        (900, "B", false),
        (950, "A", false),
        // A clock that was set back makes no echo.
        (-5_000, "A", false),
    ] {
        assert_eq!(echo.is_echo(code, at(ms)), again, "{code} at {ms}");
    }
}

#[derive(Clone, Debug)]
enum Act {
    Scan(&'static str),
    Up(usize),
    Down(usize),
    Set(usize, u32),
    All,
    Back,
    Later,
}

fn act() -> impl Strategy<Value = Act> {
    let codes = [
        "TEA",
        "MUG",
        "BOX6",
        "10614141000415",
        "UPS",
        "1Z999AA10123456784",
        "OD:CARRIER:UPS",
        "KETTLE",
    ];
    prop_oneof![
        8 => proptest::sample::select(codes.to_vec()).prop_map(Act::Scan),
        1 => (0usize..4).prop_map(Act::Up),
        1 => (0usize..4).prop_map(Act::Down),
        1 => (0usize..4, 0u32..9).prop_map(|(l, n)| Act::Set(l, n)),
        1 => Just(Act::All),
        2 => Just(Act::Back),
        1 => Just(Act::Later),
    ]
}

proptest! {
    /// Whatever is done: never more than asked for, and what a scan says is what is in the parcel.
    #[test]
    fn never_more_than_asked_for(acts in proptest::collection::vec(act(), 0..60)) {
        let mut p = packing();
        for act in acts {
            let before = p.packed();
            match act {
                Act::Scan(code) => match scan(&mut p, code) {
                    Scanned::Counted(count) => prop_assert_eq!(p.packed(), before + count.pieces),
                    _ => prop_assert_eq!(p.packed(), before),
                },
                Act::Up(line) => { p.count_up(line); }
                Act::Down(line) => { p.count_down(line); }
                Act::Set(line, pieces) => p.set(line, pieces),
                Act::All => p.pack_all(),
                Act::Back => {
                    let goods = match p.take_back() {
                        Some(TakenBack::Goods { pieces, .. }) => pieces,
                        _ => 0,
                    };
                    prop_assert_eq!(p.packed() + goods, before);
                }
                Act::Later => p.leave_rest_for_later(),
            }
            prop_assert!(p.lines().iter().all(|l| l.packed <= l.asked));
            prop_assert_eq!(p.packed() + p.missing(), p.asked());
            if p.step() != Step::Goods {
                prop_assert!(p.missing() == 0 || p.rest_goes_later());
            }
        }
    }
}

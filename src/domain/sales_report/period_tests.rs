use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_default()
}

fn period(from: &str, to: &str) -> Period {
    Period {
        from: day(from),
        to: day(to),
    }
}

fn on(at: &str, marketplace: &str) -> String {
    let at = Moment::parse(at).unwrap_or_default();
    day_of(at, &MarketplaceId::from(marketplace)).to_string()
}

const DE: &str = "A1PA6795UKMFR9";
const US: &str = "ATVPDKIKX0DER";
const JP: &str = "A1VC38T7YXB528";

#[test]
fn a_day_is_the_marketplaces_own() {
    // Winter: Berlin is an hour ahead of UTC, Los Angeles eight behind, Tokyo nine ahead.
    assert_eq!(on("2026-11-22T23:30:00Z", DE), "2026-11-23");
    assert_eq!(on("2026-11-22T22:59:59Z", DE), "2026-11-22");
    assert_eq!(on("2026-11-22T07:59:59Z", US), "2026-11-21");
    assert_eq!(on("2026-11-22T08:00:00Z", US), "2026-11-22");
    assert_eq!(on("2026-11-22T15:00:00Z", JP), "2026-11-23");
    assert_eq!(on("2026-11-22T23:59:59Z", "UNKNOWN"), "2026-11-22");
}

#[test]
fn summer_time_moves_the_edge_of_a_day() {
    // Berlin is two hours ahead in summer; it changes on 29 March and 25 October 2026.
    assert_eq!(on("2026-03-28T22:59:59Z", DE), "2026-03-28");
    assert_eq!(on("2026-03-28T23:00:00Z", DE), "2026-03-29");
    assert_eq!(on("2026-03-29T21:59:59Z", DE), "2026-03-29");
    assert_eq!(on("2026-03-29T22:00:00Z", DE), "2026-03-30");
    assert_eq!(on("2026-10-24T22:00:00Z", DE), "2026-10-25");
    assert_eq!(on("2026-10-25T22:59:59Z", DE), "2026-10-25");
    assert_eq!(on("2026-10-25T23:00:00Z", DE), "2026-10-26");
    // Los Angeles changes on 8 March and 1 November 2026.
    assert_eq!(on("2026-03-08T07:59:59Z", US), "2026-03-07");
    assert_eq!(on("2026-03-09T06:59:59Z", US), "2026-03-08");
    assert_eq!(on("2026-03-09T07:00:00Z", US), "2026-03-09");
    assert_eq!(on("2026-11-02T07:59:59Z", US), "2026-11-01");
}

#[test]
fn whole_months_stand_against_months() {
    let before = |from, to| period(from, to).before();
    let is = |from, to| Some(period(from, to));
    assert_eq!(
        before("2026-03-01", "2026-03-31"),
        is("2026-02-01", "2026-02-28")
    );
    assert_eq!(
        before("2024-03-01", "2024-03-31"),
        is("2024-02-01", "2024-02-29")
    );
    assert_eq!(
        before("2026-01-01", "2026-12-31"),
        is("2025-01-01", "2025-12-31")
    );
    assert_eq!(
        before("2026-10-01", "2026-12-31"),
        is("2026-07-01", "2026-09-30")
    );
    assert_eq!(
        before("2026-11-01", "2026-11-10"),
        is("2026-10-22", "2026-10-31")
    );
    assert_eq!(
        before("2026-11-27", "2026-11-27"),
        is("2026-11-26", "2026-11-26")
    );
    assert_eq!(
        before("2026-02-15", "2026-03-14"),
        is("2026-01-18", "2026-02-14")
    );
}

#[test]
fn a_period_falls_into_parts() {
    let (weeks, of_day) = period("2026-12-27", "2027-01-04").parts(Dimension::Week);
    assert_eq!(weeks, ["2026-W52", "2026-W53", "2027-W01"]);
    assert_eq!(of_day, [0, 1, 1, 1, 1, 1, 1, 1, 2]);
    let (quarters, _) = period("2025-12-31", "2026-07-01").parts(Dimension::Quarter);
    assert_eq!(quarters, ["2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"]);
    let (months, of_day) = period("2026-01-31", "2026-02-01").parts(Dimension::Month);
    assert_eq!((months.len(), of_day), (2, vec![0, 1]));
    assert_eq!(
        period("2026-01-31", "2026-02-01").parts(Dimension::Year).0,
        ["2026"]
    );
    let (days, _) = period("2026-03-28", "2026-03-30").parts(Dimension::Day);
    assert_eq!(days, ["2026-03-28", "2026-03-29", "2026-03-30"]);
}

#[test]
fn presets_move_with_today() {
    let today = day("2026-11-27");
    let is = |preset: Preset| (preset.period(today), preset.before(today));
    assert_eq!(
        is(Preset::ThisMonth),
        (
            Some(period("2026-11-01", "2026-11-27")),
            Some(period("2026-10-01", "2026-10-27"))
        )
    );
    assert_eq!(
        is(Preset::LastMonth),
        (
            Some(period("2026-10-01", "2026-10-31")),
            Some(period("2026-09-01", "2026-09-30"))
        )
    );
    assert_eq!(
        is(Preset::ThisQuarter).0,
        Some(period("2026-10-01", "2026-11-27"))
    );
    assert_eq!(
        is(Preset::Last12Months).0,
        Some(period("2025-12-01", "2026-11-27"))
    );
    assert_eq!(
        is(Preset::LastYear).1,
        Some(period("2024-01-01", "2024-12-31"))
    );
    assert_eq!(
        is(Preset::Last7Days).1,
        Some(period("2026-11-14", "2026-11-20"))
    );
    for preset in Preset::ALL {
        let (period, before) = is(preset);
        assert!(
            period.zip(before).is_some_and(|(p, b)| b.to < p.from),
            "{preset:?}"
        );
    }
}

#[test]
fn typed_days_are_read() {
    let read = |text: &str| text.parse::<Days>();
    let is = |from, to| Ok(Days::from(period(from, to)));
    assert_eq!(read("2026-10"), is("2026-10-01", "2026-10-31"));
    assert_eq!(read(" 2024-02 "), is("2024-02-01", "2024-02-29"));
    assert_eq!(read("2026"), is("2026-01-01", "2026-12-31"));
    assert_eq!(
        read("2026-10-05 to 2026-11"),
        is("2026-10-05", "2026-11-30")
    );
    assert_eq!(read("2026-10-05"), is("2026-10-05", "2026-10-05"));
    assert_eq!(read(""), Ok(Days::default()));
    for bad in [
        "soon",
        "2026-13",
        "2026-02-30",
        "2026-11 2026-10",
        "1 2 3",
        "26",
    ] {
        assert!(read(bad).is_err(), "{bad}");
    }
}

//! When an order has to be sent and has to arrive.

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeZone, Weekday};

use super::order_maker::Blueprint;

/// Promised times, Unix seconds, earliest and latest.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Windows {
    pub(crate) ship_by: (i64, i64),
    pub(crate) deliver_by: (i64, i64),
}

/// Days are working days (fast services: all days) in the marketplace's own time zone; a window ends with the last second of its day there.
pub(crate) fn windows(order: &Blueprint) -> Windows {
    let zone = order.marketplace().zone;
    let created = DateTime::from_timestamp(order.vitals.created, 0).unwrap_or_default();
    let placed = created.with_timezone(&zone).date_naive();
    let ship_day = match order.service {
        // fast services are promised on weekends too
        "NEXT_DAY" | "SECOND_DAY" => {
            let days = Days::new(order.handling_days.unsigned_abs());
            placed.checked_add_days(days).unwrap_or(placed)
        }
        _ => working_days_after(placed, order.handling_days),
    };
    let travel = match order.service {
        "NEXT_DAY" => (1, 1),
        "SECOND_DAY" => (1, 2),
        "EXPEDITED" => (1, 3),
        "FREE_ECONOMY" => (4, 9),
        _ => (2, 5),
    };
    let start_of = |day: NaiveDate| {
        let midnight = day.and_hms_opt(0, 0, 0).unwrap_or_default();
        // a clock change can skip midnight; any instant of the day will do then
        zone.from_local_datetime(&midnight)
            .earliest()
            .map_or(midnight.and_utc().timestamp(), |time| time.timestamp())
    };
    let end_of = |day: NaiveDate| start_of(day.checked_add_days(Days::new(1)).unwrap_or(day)) - 1;
    Windows {
        ship_by: (order.vitals.created, end_of(ship_day)),
        deliver_by: (
            start_of(working_days_after(ship_day, travel.0)),
            end_of(working_days_after(ship_day, travel.1)),
        ),
    }
}

fn working_days_after(day: NaiveDate, count: i64) -> NaiveDate {
    let mut day = day;
    let mut left = count;
    let is_rest = |day: NaiveDate| matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    while left > 0 || is_rest(day) {
        day = day.checked_add_days(Days::new(1)).unwrap_or(day);
        if !is_rest(day) {
            left -= 1;
        }
    }
    day
}

//! From Amazon's order to ours: checked, cleaned, exact.

use super::MOST_ENTRIES;
use super::amounts::OneCurrency;
use super::items::{items, packages};
use super::person::{buyer, tidy};
use super::scalar::Scalar;
use super::wire::{self, each};
use crate::domain::amazon_order::{AmazonOrder, Window};
use crate::domain::amazon_status::{AmazonStatus, Channel};
use crate::domain::ids::MarketplaceId;
use crate::domain::moment::Moment;

/// Longest code, id and other short text, in characters.
pub(super) const SHORT: usize = 100;

/// Which field is wrong, and how; no full stop.
pub(super) type Reason = String;

/// Converts one order; the error names the field.
pub(super) fn order(told: &wire::Order<'_>) -> Result<AmazonOrder, Reason> {
    let reference = told
        .order_id
        .text()
        .parse()
        .map_err(|_| "orderId is not of the form 302-1234567-7654321")?;
    let channel = told
        .sales_channel
        .as_ref()
        .ok_or("salesChannel is missing")?;
    if channel.channel_name.text().is_empty() {
        return Err("salesChannel.channelName is missing".to_owned());
    }
    let mut money = OneCurrency::default();
    let (grand_total, breakdowns) = match &told.proceeds {
        Some(proceeds) => (
            money
                .read_optional(proceeds.grand_total.as_ref(), "grandTotal")
                .map_err(|bad| bad.at("proceeds"))?,
            money
                .breakdowns(&proceeds.breakdowns)
                .map_err(|bad| bad.at("proceeds"))?,
        ),
        None => (None, Vec::new()),
    };
    let fulfillment = told.fulfillment.as_ref();
    let ship_by = fulfillment.and_then(|f| f.ship_by_window.as_ref());
    let deliver_by = fulfillment.and_then(|f| f.deliver_by_window.as_ref());
    Ok(AmazonOrder {
        reference,
        created: required_moment(&told.created_time, "createdTime")?,
        updated: required_moment(&told.last_updated_time, "lastUpdatedTime")?,
        status: fulfillment
            .map(|f| f.fulfillment_status.text())
            .filter(|status| !status.is_empty())
            .map(AmazonStatus::parse),
        channel: match fulfillment.map(|f| f.fulfilled_by.text()) {
            Some("MERCHANT") => Some(Channel::Fbm),
            Some("AMAZON") => Some(Channel::Fba),
            _ => None,
        },
        marketplace: some_text(&channel.marketplace_id, SHORT).map(MarketplaceId),
        sold_on_amazon: channel.channel_name.text() != "NON_AMAZON",
        programs: each(&told.programs)
            .take(MOST_ENTRIES)
            .filter_map(|program| some_text(program, SHORT))
            .collect(),
        replaces: each(&told.associated_orders)
            .filter(|order| {
                let kind = order.association_type.text();
                matches!(kind, "REPLACEMENT_ORIGINAL_ID" | "EXCHANGE_ORIGINAL_ID")
            })
            .find_map(|order| order.order_id.text().parse().ok()),
        service_level: fulfillment.and_then(|f| some_text(&f.fulfillment_service_level, SHORT)),
        ship_by: strict_window(ship_by, "fulfillment.shipByWindow")?,
        deliver_by: Window {
            earliest: deliver_by.and_then(|w| moment(w.earliest_date_time.text())),
            latest: deliver_by.and_then(|w| moment(w.latest_date_time.text())),
        },
        buyer: buyer(told),
        grand_total,
        breakdowns,
        items: items(told, &mut money)?,
        packages: packages(told)?,
    })
}

/// A tidy text; nothing for an empty one.
pub(super) fn some_text(told: &Scalar<'_>, most: usize) -> Option<String> {
    Some(tidy(&told.loose(), most)).filter(|text| !text.is_empty())
}

/// A deadline that can't be read must not get lost in silence.
fn strict_window(told: Option<&wire::Window<'_>>, field: &str) -> Result<Window, Reason> {
    let Some(told) = told else {
        return Ok(Window::default());
    };
    let end = |told: &Scalar<'_>, name: &str| match told.is_absent() {
        true => Ok(None),
        false => moment(told.text())
            .map(Some)
            .ok_or_else(|| format!("{field}.{name} is not a date and time")),
    };
    Ok(Window {
        earliest: end(&told.earliest_date_time, "earliestDateTime")?,
        latest: end(&told.latest_date_time, "latestDateTime")?,
    })
}

fn required_moment(told: &Scalar<'_>, field: &str) -> Result<Moment, Reason> {
    match told.is_absent() {
        true => Err(format!("{field} is missing")),
        false => moment(told.text()).ok_or_else(|| format!("{field} is not a date and time")),
    }
}

/// A date and time. The usual form, `2026-11-22T10:00:00Z`, is read by hand: it is most of what Amazon sends.
pub(super) fn moment(text: &str) -> Option<Moment> {
    usual_moment(text.as_bytes()).or_else(|| Moment::parse(text))
}

fn usual_moment(text: &[u8]) -> Option<Moment> {
    let form = text.len() == 20
        && [text[4], text[7], text[10], text[13], text[16], text[19]] == *b"--T::Z";
    if !form {
        return None;
    }
    let number = |from: usize, to: usize| {
        text[from..to].iter().try_fold(0i64, |sum, byte| {
            byte.is_ascii_digit()
                .then(|| sum * 10 + i64::from(byte - b'0'))
        })
    };
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    // Days up to 28 exist in every month; the rest, and leap seconds, are left to the calendar.
    let simple = (1..=12).contains(&month)
        && (1..=28).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60;
    if !simple {
        return None;
    }
    // Days since 1970-01-01 by counting years from March on, so that the leap day is the last of a year.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let days = year * 365 + year.div_euclid(4) - year.div_euclid(100)
        + year.div_euclid(400)
        + (month * 153 + 2) / 5
        + day
        - 719_469;
    Some(Moment::from_seconds(
        days * 86_400 + hour * 3_600 + minute * 60 + second,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_moments_are_those_of_the_calendar() {
        for year in [0, 1, 1900, 1969, 1970, 1999, 2000, 2024, 2026, 2100, 9999] {
            for month in 1..=12 {
                for day in 1..=28 {
                    let text = format!("{year:04}-{month:02}-{day:02}T23:59:58Z");
                    assert_eq!(
                        usual_moment(text.as_bytes()),
                        Moment::parse(&text),
                        "{text}"
                    );
                }
            }
        }
        assert_eq!(moment("2026-02-30T00:00:00Z"), None);
        assert_eq!(
            moment("2024-02-29T12:00:00+01:00"),
            Moment::parse("2024-02-29T11:00:00Z")
        );
        assert_eq!(moment("2026-11-22"), None);
        assert_eq!(moment(""), None);
    }
}

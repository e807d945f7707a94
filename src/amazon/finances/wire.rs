//! The fields of Amazon's finance model (`finances_2024-06-19`) that we read. Everything may be absent or `null`.

use crate::amazon::orders::scalar::Scalar;
use serde::Deserialize;
use serde_json::value::RawValue;

/// A list that may be absent, `null`, or hold `null`.
pub(super) type Many<T> = Option<Vec<Option<T>>>;

macro_rules! wire {
    ($($name:ident { $($field:ident: $type:ty,)* })*) => {
        $(
            #[derive(Deserialize, Default)]
            #[serde(rename_all = "camelCase", default, bound(deserialize = "'de: 'a"))]
            pub(super) struct $name<'a> {
                $(#[serde(borrow)] pub(super) $field: $type,)*
            }
        )*
    };
}

wire! {
    Answer {
        payload: Option<Payload<'a>>,
    }
    Payload {
        next_token: Scalar<'a>,
        transactions: Many<&'a RawValue>,
    }
    OnlyId {
        transaction_id: Scalar<'a>,
    }
    Transaction {
        selling_partner_metadata: Option<Marketplace<'a>>,
        marketplace_details: Option<Marketplace<'a>>,
        related_identifiers: Many<Related<'a>>,
        transaction_type: Scalar<'a>,
        transaction_id: Scalar<'a>,
        transaction_status: Scalar<'a>,
        description: Scalar<'a>,
        posted_date: Scalar<'a>,
        total_amount: Option<Money<'a>>,
        items: Many<Item<'a>>,
        contexts: Many<Context<'a>>,
        breakdowns: Option<&'a RawValue>,
    }
    Marketplace {
        marketplace_id: Scalar<'a>,
    }
    Related {
        related_identifier_name: Scalar<'a>,
        related_identifier_value: Scalar<'a>,
    }
    // The number itself is read from its literal text, never through a binary fraction.
    Money {
        currency_amount: Option<&'a RawValue>,
        currency_code: Scalar<'a>,
    }
    Item {
        total_amount: Option<Money<'a>>,
        breakdowns: Option<&'a RawValue>,
        contexts: Many<Context<'a>>,
    }
    Context {
        context_type: Scalar<'a>,
        sku: Scalar<'a>,
        deferral_reason: Scalar<'a>,
        maturity_date: Scalar<'a>,
    }
    Breakdown {
        breakdown_type: Scalar<'a>,
        breakdown_amount: Option<Money<'a>>,
        breakdowns: Option<&'a RawValue>,
    }
    // Where a list of breakdowns is wrapped once more, as Amazon's own example has it.
    Wrapped {
        breakdowns: Option<&'a RawValue>,
    }
}

//! The fields of Amazon's order model (`orders_2026-01-01`) that we read. Everything may be absent or `null` here;
//! what is required is checked where it is converted, by name.

use super::scalar::Scalar;
use serde::Deserialize;

/// A list that may be absent, `null`, or hold `null`.
pub(super) type Many<T> = Option<Vec<Option<T>>>;

/// The entries of such a list.
pub(super) fn each<T>(list: &Many<T>) -> impl Iterator<Item = &T> {
    list.iter().flatten().flatten()
}

macro_rules! wire {
    ($($(#[$doc:meta])* $name:ident { $($field:ident: $type:ty,)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Deserialize, Default)]
            #[serde(rename_all = "camelCase", default, bound(deserialize = "'de: 'a"))]
            pub(super) struct $name<'a> {
                $(pub(super) $field: $type,)*
                #[serde(skip)]
                _borrowed: std::marker::PhantomData<&'a ()>,
            }
        )*
    };
}

wire! {
    Order {
        order_id: Scalar<'a>,
        created_time: Scalar<'a>,
        last_updated_time: Scalar<'a>,
        programs: Many<Scalar<'a>>,
        associated_orders: Many<AssociatedOrder<'a>>,
        sales_channel: Option<SalesChannel<'a>>,
        buyer: Option<Buyer<'a>>,
        recipient: Option<Recipient<'a>>,
        proceeds: Option<OrderProceeds<'a>>,
        tax: Option<OrderTax<'a>>,
        fulfillment: Option<OrderFulfillment<'a>>,
        order_items: Many<Item<'a>>,
        packages: Many<Package<'a>>,
    }
    AssociatedOrder {
        order_id: Scalar<'a>,
        association_type: Scalar<'a>,
    }
    SalesChannel {
        channel_name: Scalar<'a>,
        marketplace_id: Scalar<'a>,
    }
    Buyer {
        buyer_name: Scalar<'a>,
        buyer_email: Scalar<'a>,
        buyer_company_name: Scalar<'a>,
        buyer_purchase_order_number: Scalar<'a>,
    }
    Recipient {
        delivery_address: Option<Address<'a>>,
    }
    Address {
        name: Scalar<'a>,
        company_name: Scalar<'a>,
        address_line1: Scalar<'a>,
        address_line2: Scalar<'a>,
        address_line3: Scalar<'a>,
        city: Scalar<'a>,
        district_or_county: Scalar<'a>,
        state_or_region: Scalar<'a>,
        municipality: Scalar<'a>,
        postal_code: Scalar<'a>,
        country_code: Scalar<'a>,
        phone: Scalar<'a>,
        extended_fields: Option<ExtendedFields<'a>>,
    }
    ExtendedFields {
        street_name: Scalar<'a>,
        street_number: Scalar<'a>,
        complement: Scalar<'a>,
        neighborhood: Scalar<'a>,
    }
    OrderProceeds {
        grand_total: Option<Money<'a>>,
        breakdowns: Many<Breakdown<'a>>,
    }
    Money {
        amount: Scalar<'a>,
        currency_code: Scalar<'a>,
    }
    Breakdown {
        r#type: Scalar<'a>,
        subtotal: Option<Money<'a>>,
        detailed_breakdowns: Many<Detail<'a>>,
    }
    Detail {
        subtype: Scalar<'a>,
        value: Option<Money<'a>>,
    }
    OrderTax {
        tax_registrations: Many<TaxRegistration<'a>>,
    }
    TaxRegistration {
        entity_type: Scalar<'a>,
        tax_registration_number: Scalar<'a>,
    }
    OrderFulfillment {
        fulfillment_status: Scalar<'a>,
        fulfilled_by: Scalar<'a>,
        fulfillment_service_level: Scalar<'a>,
        ship_by_window: Option<Window<'a>>,
        deliver_by_window: Option<Window<'a>>,
    }
    Window {
        earliest_date_time: Scalar<'a>,
        latest_date_time: Scalar<'a>,
    }
    Item {
        order_item_id: Scalar<'a>,
        quantity_ordered: Scalar<'a>,
        product: Option<Product<'a>>,
        proceeds: Option<ItemProceeds<'a>>,
        cancellation: Option<Cancellation<'a>>,
        fulfillment: Option<ItemFulfillment<'a>>,
        tax: Option<ItemTax<'a>>,
    }
    Product {
        asin: Scalar<'a>,
        title: Scalar<'a>,
        seller_sku: Scalar<'a>,
        customization: Option<Customization<'a>>,
    }
    Customization {
        customized_url: Scalar<'a>,
    }
    ItemProceeds {
        proceeds_total: Option<Money<'a>>,
        breakdowns: Many<Breakdown<'a>>,
    }
    Cancellation {
        cancellation_request: Option<CancellationRequest<'a>>,
        cancellation_execution: Option<CancellationExecution<'a>>,
    }
    CancellationRequest {
        requester: Scalar<'a>,
        cancel_reason: Scalar<'a>,
    }
    CancellationExecution {
        cancelled_by: Scalar<'a>,
    }
    ItemFulfillment {
        quantity_fulfilled: Scalar<'a>,
        quantity_unfulfilled: Scalar<'a>,
        packing: Option<Packing<'a>>,
    }
    Packing {
        gift_option: Option<GiftOption<'a>>,
    }
    GiftOption {
        gift_message: Scalar<'a>,
        gift_wrap_level: Scalar<'a>,
    }
    ItemTax {
        tax_collections: Many<TaxCollection<'a>>,
    }
    TaxCollection {
        model: Scalar<'a>,
    }
    Package {
        package_reference_id: Scalar<'a>,
        package_status: Option<PackageStatus<'a>>,
        carrier: Scalar<'a>,
        ship_time: Scalar<'a>,
        tracking_number: Scalar<'a>,
        package_items: Many<PackageItem<'a>>,
    }
    PackageStatus {
        status: Scalar<'a>,
    }
    PackageItem {
        order_item_id: Scalar<'a>,
        quantity: Scalar<'a>,
    }
}

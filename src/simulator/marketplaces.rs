//! The marketplaces that the simulated sellers sell in, and the ids of the others.

use chrono_tz::Tz;

/// How a marketplace's answers show tax.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TaxForm {
    /// Sales tax is added to net prices; breakdowns with TAX add up to the total.
    SalesTax,
    /// Prices hold the tax, but amounts are sent without it and TAX beside them; breakdowns with TAX add up.
    VatApart,
    /// Amounts are sent with the tax inside; breakdowns without TAX add up.
    VatContained,
}

/// One marketplace.
#[derive(Debug)]
pub(crate) struct Marketplace {
    pub(crate) id: &'static str,
    pub(crate) region: &'static str,
    pub(crate) country: &'static str,
    pub(crate) name: &'static str,
    pub(crate) domain: &'static str,
    pub(crate) currency: &'static str,
    /// Digits behind the decimal point.
    pub(crate) digits: u32,
    pub(crate) language: &'static str,
    pub(crate) zone: Tz,
    pub(crate) tax_per_mille: i64,
    pub(crate) tax: TaxForm,
    /// Whether discounts are sent as positive amounts.
    pub(crate) positive_discounts: bool,
    /// Price here in minor units for one euro of the catalogue.
    pub(crate) units_per_euro: i64,
    /// Whether Amazon itself collects and pays the tax.
    pub(crate) facilitator: bool,
    /// First three characters that order ids of this marketplace begin with.
    pub(crate) prefixes: [&'static str; 3],
}

macro_rules! marketplaces {
    ($($id:literal $region:literal $country:literal $name:literal $domain:literal $currency:literal $digits:literal
       $language:literal $zone:ident $tax_per_mille:literal $tax:ident $positive:literal $units:literal
       $facilitator:literal [$a:literal $b:literal $c:literal];)*) => {
        &[$(Marketplace {
            id: $id, region: $region, country: $country, name: $name, domain: $domain, currency: $currency,
            digits: $digits, language: $language, zone: Tz::$zone, tax_per_mille: $tax_per_mille,
            tax: TaxForm::$tax, positive_discounts: $positive, units_per_euro: $units, facilitator: $facilitator,
            prefixes: [$a, $b, $c],
        }),*]
    };
}

/// Marketplaces with orders.
pub(crate) const MARKETPLACES: &[Marketplace] = marketplaces! {
    "A1PA6795UKMFR9" "eu" "DE" "Amazon.de" "www.amazon.de" "EUR" 2 "de_DE" Europe__Berlin 190 VatContained true 100 false ["302" "303" "028"];
    "A13V1IB3VIYZZH" "eu" "FR" "Amazon.fr" "www.amazon.fr" "EUR" 2 "fr_FR" Europe__Paris 200 VatApart false 102 false ["402" "403" "405"];
    "APJ6JRA9NG5V4" "eu" "IT" "Amazon.it" "www.amazon.it" "EUR" 2 "it_IT" Europe__Rome 220 VatApart true 103 false ["404" "405" "406"];
    "A1RKKUPIHCS9HS" "eu" "ES" "Amazon.es" "www.amazon.es" "EUR" 2 "es_ES" Europe__Madrid 210 VatContained false 101 false ["407" "408" "171"];
    "A1F83G8C2ARO7P" "eu" "GB" "Amazon.co.uk" "www.amazon.co.uk" "GBP" 2 "en_GB" Europe__London 200 VatApart true 86 false ["202" "203" "204"];
    "A1805IZSGTT6HS" "eu" "NL" "Amazon.nl" "www.amazon.nl" "EUR" 2 "nl_NL" Europe__Amsterdam 210 VatContained true 101 false ["402" "406" "407"];
    "A2NODRKZP88ZB9" "eu" "SE" "Amazon.se" "www.amazon.se" "SEK" 2 "sv_SE" Europe__Stockholm 250 VatContained false 1140 false ["403" "408" "171"];
    "A1C3SOZRARQ6R3" "eu" "PL" "Amazon.pl" "www.amazon.pl" "PLN" 2 "pl_PL" Europe__Warsaw 230 VatApart false 430 false ["404" "406" "408"];
    "ATVPDKIKX0DER" "na" "US" "Amazon.com" "www.amazon.com" "USD" 2 "en_US" America__Los_Angeles 82 SalesTax true 108 true ["111" "112" "113"];
    "A2EUQ1WTGCTBG2" "na" "CA" "Amazon.ca" "www.amazon.ca" "CAD" 2 "en_CA" America__Toronto 130 SalesTax false 148 true ["701" "702" "703"];
    "A1AM78C64UM0Y8" "na" "MX" "Amazon.com.mx" "www.amazon.com.mx" "MXN" 2 "es_MX" America__Mexico_City 160 VatContained true 1980 false ["701" "702" "706"];
    "A1VC38T7YXB528" "fe" "JP" "Amazon.co.jp" "www.amazon.co.jp" "JPY" 0 "ja_JP" Asia__Tokyo 100 VatContained true 162 false ["249" "250" "503"];
    "A39IBJ37TRP1C6" "fe" "AU" "Amazon.com.au" "www.amazon.com.au" "AUD" 2 "en_AU" Australia__Sydney 100 VatApart false 164 true ["249" "250" "503"];
};

/// Real marketplaces without orders here: id, region, country, name, currency, language.
pub(crate) const OTHERS: &[(&str, &str, &str, &str, &str, &str)] = &[
    (
        "A2Q3Y263D00KWC",
        "na",
        "BR",
        "Amazon.com.br",
        "BRL",
        "pt_BR",
    ),
    ("A28R8C7NBKEWEA", "eu", "IE", "Amazon.ie", "EUR", "en_IE"),
    ("AMEN7PMS3EDWL", "eu", "BE", "Amazon.com.be", "EUR", "fr_BE"),
    ("AE08WJ6YKNBMC", "eu", "ZA", "Amazon.co.za", "ZAR", "en_ZA"),
    ("ARBP9OOSHTCHU", "eu", "EG", "Amazon.eg", "EGP", "ar_AE"),
    (
        "A33AVAJ2PDY3EV",
        "eu",
        "TR",
        "Amazon.com.tr",
        "TRY",
        "tr_TR",
    ),
    ("A17E79C6D8DWNP", "eu", "SA", "Amazon.sa", "SAR", "ar_AE"),
    ("A2VIGQ35RCS4UG", "eu", "AE", "Amazon.ae", "AED", "en_AE"),
    ("A21TJRUUN4KGV", "eu", "IN", "Amazon.in", "INR", "en_IN"),
    ("A19VAU5U5O7RUS", "fe", "SG", "Amazon.sg", "SGD", "en_SG"),
];

/// The region of a marketplace id, or `None` for an id that Amazon does not know.
pub(crate) fn region_of(id: &str) -> Option<&'static str> {
    let with_orders = MARKETPLACES.iter().find(|m| m.id == id).map(|m| m.region);
    with_orders.or_else(|| {
        OTHERS
            .iter()
            .find(|other| other.0 == id)
            .map(|other| other.1)
    })
}

/// The place of a country's marketplace in [`MARKETPLACES`].
pub(crate) fn by_country(country: &str) -> Option<usize> {
    MARKETPLACES.iter().position(|m| m.country == country)
}

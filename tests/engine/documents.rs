//! Documents of what is really in the store.

use super::warehouse::Warehouse;
use orderdeck::domain::ids::PickingNumber;
use orderdeck::protocol::documents::{Document, DocumentFormat, DocumentKind, DocumentRequest};
use orderdeck::protocol::{Failure, FailureCode, Reply, Request};

async fn print(
    warehouse: &Warehouse,
    kind: DocumentKind,
    pickings: Vec<PickingNumber>,
    carriers: &[&str],
    format: DocumentFormat,
) -> Result<Document, Failure> {
    let asked = DocumentRequest {
        kind,
        pickings,
        carriers: carriers.iter().map(|c| (*c).to_owned()).collect(),
        format,
        paper: None,
    };
    match warehouse.call(Request::Document(asked)).await? {
        Reply::Document(document) => Ok(document),
        other => panic!("{other:?}"),
    }
}

fn text(document: Document) -> String {
    String::from_utf8(document.bytes.0).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_say_what_the_store_says() {
    let warehouse = Warehouse::with_orders(60).await;
    let mut ready = warehouse.ready().await;
    ready.truncate(5);
    assert!(ready.len() >= 3, "{}", ready.len());
    let numbers: Vec<PickingNumber> = ready.iter().map(|p| p.picking).collect();

    let list = print(
        &warehouse,
        DocumentKind::PickList,
        numbers.clone(),
        &[],
        DocumentFormat::Text,
    )
    .await
    .unwrap();
    assert!(list.name.starts_with("pick-list-") && list.name.ends_with(".txt"));
    let list = text(list);
    let slips = print(
        &warehouse,
        DocumentKind::PackingSlip,
        numbers.clone(),
        &[],
        DocumentFormat::Text,
    )
    .await
    .unwrap();
    let slips = text(slips);
    let pieces: u32 = ready.iter().map(|p| p.units).sum();
    assert!(
        list.contains(&format!("{pieces}\n")),
        "{pieces} pieces in {list}"
    );
    for picking in &ready {
        assert!(list.contains(&format!("for {}", picking.picking)), "{list}");
        assert!(
            slips.contains(&picking.amazon_order_ref.to_string()),
            "{slips}"
        );
        assert!(slips.contains(&picking.order.to_string()), "{slips}");
    }
    assert!(!slips.contains('€') && !slips.contains("EUR"), "no prices");

    let pdf = print(
        &warehouse,
        DocumentKind::PackingSlip,
        numbers,
        &[],
        DocumentFormat::Pdf,
    )
    .await
    .unwrap();
    assert!(pdf.name.ends_with(".pdf") && pdf.bytes.0.starts_with(b"%PDF-"));
    let json = serde_json::to_string(&pdf).unwrap();
    assert_eq!(serde_json::from_str::<Document>(&json).unwrap(), pdf);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_not_be_printed_is_refused_with_its_reason() {
    let warehouse = Warehouse::with_orders(5).await;
    let slips = DocumentKind::PackingSlip;
    let none = print(&warehouse, slips, Vec::new(), &[], DocumentFormat::Text).await;
    assert_eq!(none.unwrap_err().code, FailureCode::Invalid);
    let unknown = print(
        &warehouse,
        slips,
        vec![PickingNumber(999)],
        &[],
        DocumentFormat::Text,
    )
    .await;
    assert_eq!(unknown.unwrap_err().code, FailureCode::NotFound);
    let codes = DocumentKind::ControlCodes;
    let sheet = print(
        &warehouse,
        codes,
        Vec::new(),
        &["dhl"],
        DocumentFormat::Text,
    )
    .await
    .unwrap();
    assert!(text(sheet).contains("OD:CARRIER:DHL"));
    let carrier = print(
        &warehouse,
        codes,
        Vec::new(),
        &["Nobody Knows It"],
        DocumentFormat::Text,
    )
    .await;
    assert_eq!(carrier.unwrap_err().code, FailureCode::UnknownCarrier);
}

//! Documents of what is really in the store.

use super::house::House;
use orderdeck::domain::ids::PickingNumber;
use orderdeck::domain::picking::PickingState;
use orderdeck::protocol::documents::{Document, DocumentFormat, DocumentKind, DocumentRequest};
use orderdeck::protocol::pickings::{PickingPageRequest, PickingView};
use orderdeck::protocol::{Failure, FailureCode, Reply, Request};

async fn ready(house: &House) -> Vec<PickingView> {
    let asked = PickingPageRequest {
        state: Some(PickingState::Ready),
        limit: 5,
        ..PickingPageRequest::default()
    };
    match house
        .client
        .call(Request::PickingPage(asked))
        .await
        .unwrap()
    {
        Reply::Pickings(page) => page.pickings,
        other => panic!("{other:?}"),
    }
}

async fn print(
    house: &House,
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
    match house.client.call(Request::Document(asked)).await? {
        Reply::Document(document) => Ok(document),
        other => panic!("{other:?}"),
    }
}

fn text(document: Document) -> String {
    String::from_utf8(document.bytes.0).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_say_what_the_store_says() {
    let house = House::with_orders(400).await;
    house.register("eu").await;
    house.sync("eu").await;
    let ready = ready(&house).await;
    assert!(ready.len() >= 2, "{}", ready.len());
    let numbers: Vec<PickingNumber> = ready.iter().map(|p| p.picking).collect();

    let list = print(
        &house,
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
        &house,
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
        &house,
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
    let house = House::with_orders(5).await;
    let slips = DocumentKind::PackingSlip;
    let none = print(&house, slips, Vec::new(), &[], DocumentFormat::Text).await;
    assert_eq!(none.unwrap_err().code, FailureCode::Invalid);
    let unknown = print(
        &house,
        slips,
        vec![PickingNumber(999)],
        &[],
        DocumentFormat::Text,
    )
    .await;
    assert_eq!(unknown.unwrap_err().code, FailureCode::NotFound);
    let codes = DocumentKind::ControlCodes;
    let sheet = print(&house, codes, Vec::new(), &["dhl"], DocumentFormat::Text)
        .await
        .unwrap();
    assert!(text(sheet).contains("OD:CARRIER:DHL"));
    let carrier = print(
        &house,
        codes,
        Vec::new(),
        &["Nobody Knows It"],
        DocumentFormat::Text,
    )
    .await;
    assert_eq!(carrier.unwrap_err().code, FailureCode::UnknownCarrier);
}

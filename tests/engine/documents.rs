//! Documents of what is really in the store.

use super::house::{House, who};
use orderdeck::clock::SeededEntropy;
use orderdeck::domain::ids::PickingNumber;
use orderdeck::domain::moment::Span;
use orderdeck::domain::picking::PickingState;
use orderdeck::engine::{DocumentSettings, Engine, EngineSettings};
use orderdeck::protocol::documents::{
    Document, DocumentFormat, DocumentKind, DocumentRequest, Printed,
};
use orderdeck::protocol::pickings::{PickingPageRequest, PickingView};
use orderdeck::protocol::{Failure, FailureCode, Reply, Request};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

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

/// The engine of this house, started anew with these settings about documents.
async fn with_documents(house: House, documents: DocumentSettings) -> House {
    started_anew(house, documents, false).await
}

async fn started_anew(house: House, documents: DocumentSettings, schedule: bool) -> House {
    let House {
        folder,
        clock,
        simulator,
        engine,
        client,
    } = house;
    drop(client);
    engine.stop().await;
    let settings = EngineSettings {
        data_dir: folder.path().join("data"),
        schedule,
        deliveries: Default::default(),
        mail: Default::default(),
        documents,
        clock: clock.clone(),
        entropy: Arc::new(SeededEntropy::new(4)),
    };
    let engine = Engine::start(settings).await.unwrap();
    let client = engine.client(who());
    House {
        folder,
        clock,
        simulator,
        engine,
        client,
    }
}

async fn printed(house: &House) -> Result<Printed, Failure> {
    let asked = DocumentRequest {
        kind: DocumentKind::ControlCodes,
        pickings: Vec::new(),
        carriers: Vec::new(),
        format: DocumentFormat::Pdf,
        paper: None,
    };
    match house.client.call(Request::Print(asked)).await? {
        Reply::Printed(printed) => Ok(printed),
        other => panic!("{other:?}"),
    }
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test(flavor = "multi_thread")]
async fn a_printed_document_is_the_owners_alone_and_goes_after_its_days() {
    let house = House::with_orders(0).await;
    let folder = house.folder.path().join("data/documents");
    let first = printed(&house).await.unwrap();
    let second = printed(&house).await.unwrap();
    assert!(!first.printed);
    assert_ne!(first.file, second.file, "the same second");
    let file = Path::new(&first.file);
    assert!(file.is_absolute() && file.starts_with(&folder));
    assert_eq!((mode(file), mode(&folder)), (0o600, 0o700));
    assert!(std::fs::read(file).unwrap().starts_with(b"%PDF"));
    std::fs::write(folder.join("notes.txt"), "of somebody else").unwrap();
    house.clock.advance(Span::days(4));
    printed(&house).await.unwrap();
    let mut left: Vec<bool> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().ends_with("notes.txt"))
        .collect();
    left.sort_unstable();
    assert_eq!(left, [false, true], "the new one, and what is not ours");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_printers_command_gets_the_file_or_its_failure_is_told() {
    let house = House::with_orders(0).await;
    let copy = house.folder.path().join("tray");
    let command = |line: &[&str]| DocumentSettings {
        print_command: line.iter().map(|word| (*word).to_owned()).collect(),
        ..DocumentSettings::default()
    };
    // A script gets its own name as $0, and the file as $1.
    let script = format!("cat \"$1\" > {}", copy.display());
    let house = with_documents(house, command(&["sh", "-c", &script, "printer"])).await;
    let done = printed(&house).await.unwrap();
    assert!(done.printed);
    assert_eq!(
        std::fs::read(&copy).unwrap(),
        std::fs::read(&done.file).unwrap()
    );
    let script = "echo the tray is empty >&2; exit 3";
    let house = with_documents(house, command(&["sh", "-c", script])).await;
    let failed = printed(&house).await.unwrap_err();
    assert_eq!(failed.code, FailureCode::Printer);
    assert!(
        failed.message.contains("says: the tray is empty"),
        "{failed}"
    );
    let told = activity(&house).await;
    let said = "Wrote control barcodes; the printer's command failed.";
    assert!(told.iter().any(|what| what == said), "{told:?}");
    let house = with_documents(house, command(&["no-such-printer-here"])).await;
    let failed = printed(&house).await.unwrap_err();
    assert!(failed.message.contains("could not be run"), "{failed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_kept_long_enough_goes_when_the_engine_starts() {
    let house = House::with_orders(0).await;
    let file = printed(&house).await.unwrap().file;
    house.clock.advance(Span::days(4));
    let house = started_anew(house, DocumentSettings::default(), true).await;
    let gone = async {
        while Path::new(&file).exists() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let gone = tokio::time::timeout(Duration::from_secs(30), gone).await;
    assert!(gone.is_ok(), "{file} is still there");
    house.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_configuration_says_where_documents_lie_and_how_long() {
    let house = House::with_orders(0).await;
    let folder = house.folder.path().join("a/tray");
    let settings = DocumentSettings {
        folder: Some(folder.clone()),
        keep_days: 10,
        ..DocumentSettings::default()
    };
    let house = with_documents(house, settings).await;
    let first = printed(&house).await.unwrap().file;
    assert!(Path::new(&first).starts_with(&folder), "{first}");
    assert_eq!(mode(&folder), 0o700);
    house.clock.advance(Span::days(9));
    printed(&house).await.unwrap();
    assert!(Path::new(&first).exists());
    house.clock.advance(Span::days(2));
    printed(&house).await.unwrap();
    assert!(!Path::new(&first).exists());
}

async fn activity(house: &House) -> Vec<String> {
    let asked = Request::Activity {
        before: None,
        limit: 50,
    };
    match house.client.call(asked).await.unwrap() {
        Reply::Activity(page) => page.entries.into_iter().map(|e| e.what).collect(),
        other => panic!("{other:?}"),
    }
}

use super::*;
use crate::domain::ids::ProductId;
use proptest::prelude::*;

fn text(most: usize) -> impl Strategy<Value = String> {
    let hostile = "[=+@'\"\t,;%* \r\n\u{1b}a-zÄ日ن0-9-]{0,12}";
    hostile.prop_map(move |text| clean_short(text.trim(), most).trim().to_owned())
}

fn product() -> impl Strategy<Value = Product> {
    let code = text(LONGEST_CODE).prop_filter("no code", |code| !code.is_empty());
    let barcodes = proptest::collection::vec((code, 1u32..9), 0..4);
    let weight = proptest::option::of((0u32..9_000).prop_map(|grams| Weight { grams }));
    let named = || {
        text(60).prop_filter("no name", |t| {
            !t.is_empty() && t != Product::PLACEHOLDER_NAME
        })
    };
    (named(), named(), barcodes, text(LONGEST_BIN), weight).prop_map(
        |(reference, name, barcodes, bin, weight)| Product {
            barcodes: barcodes
                .into_iter()
                .map(|(code, pieces)| Barcode { code, pieces })
                .collect(),
            bin,
            weight,
            ..Product::from_sku(ProductId(1), &reference, &name)
        },
    )
}

proptest! {
    #[test]
    fn what_is_written_reads_back(made in proptest::collection::vec(product(), 0..5)) {
        let mut products: Vec<Product> = Vec::new();
        for product in made {
            let codes: Vec<&str> = product.barcodes.iter().map(|b| b.code.as_str()).collect();
            let twice = (1..codes.len()).any(|at| codes[..at].contains(&codes[at]));
            let taken = products.iter().any(|p| p.reference == product.reference
                || p.barcodes.iter().any(|b| codes.contains(&b.code.as_str())));
            if !twice && !taken {
                products.push(product);
            }
        }
        let csv = write(&products);
        let lines = read(&csv).map_err(|bad| TestCaseError::fail(format!("{bad}\n{csv}")))?;
        prop_assert_eq!(lines.len(), products.len());
        for (line, product) in lines.iter().zip(&products) {
            prop_assert_eq!(&line.reference, &product.reference);
            prop_assert_eq!(&line.name, &product.name);
            prop_assert_eq!(&line.barcodes, &product.barcodes);
            prop_assert_eq!(&line.bin, &product.bin);
            prop_assert_eq!(line.weight, product.weight);
        }
        // Nothing that a spreadsheet would reckon with.
        let mut records = csv::Reader::from_reader(csv.as_bytes());
        for record in records.records().flatten() {
            for field in &record {
                prop_assert!(!field.starts_with(['=', '+', '-', '@', '\t', '\r']), "{}", field);
            }
        }
    }
}

#[test]
fn what_people_write_by_hand() {
    let csv = "\u{feff}Reference,Name,Barcodes,Bin,Weight\r\nMUG-1,\"Mug, blue\",4006381333931 10614141000415*6,A-1,0.35\r\n'=SUM(A1),Odd,,,\r\n";
    let lines = read(csv).unwrap_or_default();
    assert_eq!(lines.len(), 2);
    assert_eq!((lines[0].line, lines[0].barcodes.len()), (2, 2));
    assert_eq!(lines[0].barcodes[1].pieces, 6);
    assert_eq!(lines[1].reference, "=SUM(A1)");
}

#[test]
fn what_makes_no_sense_is_told_with_its_line() {
    let header = HEADER.join(",");
    for (rows, line, why) in [
        ("A,Name,,\n", 2, "five fields"),
        (",Name,,,\n", 2, "no reference"),
        ("A,,,,\n", 2, "no name"),
        ("A,N,*6,,\n", 2, "no barcode"),
        ("A,N,400*0,,\n", 2, "no barcode"),
        ("A,N,,,heavy\n", 2, "weight"),
        ("A,N,,,\nA,N,,,\n", 3, "in line 2"),
        ("A,N,400,,\nB,N,400,,\n", 3, "barcode 400 is in line 2"),
        ("A\u{1b}[2J,N,,,\n", 2, "invisible"),
        ("Amazon Sale,N,,,\n", 2, "stays as it is"),
    ] {
        let told = read(&format!("{header}\n{rows}")).map_err(|bad| (bad.line, bad.why));
        let fits = told
            .as_ref()
            .is_err_and(|(at, told)| *at == line && told.contains(why));
        assert!(fits, "{rows:?}: {told:?}");
    }
    assert!(read("sku,name\nA,B\n").is_err());
    assert!(read("").is_err());
    let large = format!("{header}\n{}", "A,N,,,\n".repeat(LARGEST / 6));
    assert!(read(&large).is_err_and(|bad| bad.why.contains("10 MB")));
}

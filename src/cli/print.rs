//! `orderdeck print`.

use super::args::{PrintArguments, PrintCommand};
use super::files;
use super::output::{Done, Trouble};
use super::session::{Context, ask, reply};
use crate::domain::ids::PickingNumber;
use crate::domain::picking::PickingState;
use crate::domain::text::clean_lines;
use crate::protocol::documents::{Document, DocumentFormat, DocumentKind, DocumentRequest};
use crate::protocol::pickings::PickingPageRequest;
use crate::protocol::{Failure, FailureCode, Request};
use serde::Serialize;
use std::io::Write;
use std::path::PathBuf;

/// Ready pickings that are asked for at a time.
const AT_ONCE: u32 = 1_000;

/// A file that was written.
#[derive(Serialize)]
struct Written {
    file: String,
    bytes: usize,
}

/// Makes a document and writes it where it is wanted.
pub async fn run(command: PrintCommand, context: &Context) -> Done {
    let (kind, pickings, ready, carriers, how) = match command {
        PrintCommand::PickList(what) => (
            DocumentKind::PickList,
            what.pickings,
            what.ready,
            Vec::new(),
            what.how,
        ),
        PrintCommand::PackingSlip(what) => (
            DocumentKind::PackingSlip,
            what.pickings,
            what.ready,
            Vec::new(),
            what.how,
        ),
        PrintCommand::ControlCodes { carriers, how } => {
            (DocumentKind::ControlCodes, Vec::new(), false, carriers, how)
        }
    };
    let mut wanted = numbers(&pickings)?;
    if ready {
        wanted.extend(ready_to_pack(context).await?);
    }
    if wanted.is_empty() && kind != DocumentKind::ControlCodes {
        return match ready {
            true => Err(Failure::new(FailureCode::NotFound, "No picking is ready.").into()),
            false => Err(Trouble::Usage(
                "Name pickings (WH/OUT/00001), or use --ready.".to_owned(),
            )),
        };
    }
    let request = Request::Document(DocumentRequest {
        kind,
        pickings: wanted,
        carriers,
        format: how.format,
        paper: how.paper,
    });
    let document = reply!(ask(context, request).await?, Document)?;
    put(&document, &how, context)
}

fn put(document: &Document, how: &PrintArguments, context: &Context) -> Done {
    let file = match &how.out {
        Some(file) if file.as_os_str() == "-" => None,
        Some(file) => Some(file.clone()),
        // Nobody wants a PDF on a terminal.
        None if how.format == DocumentFormat::Pdf && !context.output.json => {
            Some(PathBuf::from(&document.name))
        }
        None => None,
    };
    let bytes = &document.bytes.0;
    let Some(file) = file else {
        if context.output.json && how.out.is_none() {
            context.output.document(document)?;
        } else if how.format == DocumentFormat::Text {
            context
                .output
                .text(&clean_lines(&String::from_utf8_lossy(bytes)))?;
            context.output.text("\n")?;
        } else {
            let mut out = std::io::stdout().lock();
            out.write_all(bytes)?;
            out.flush()?;
        }
        return Ok(0);
    };
    files::write(&file, bytes, how.force)?;
    let written = Written {
        file: file.display().to_string(),
        bytes: bytes.len(),
    };
    context.output.answer(&written, || {
        format!(
            "{}, {} bytes.\n",
            crate::domain::text::clean(&written.file),
            written.bytes
        )
    })?;
    Ok(0)
}

fn numbers(texts: &[String]) -> Result<Vec<PickingNumber>, Failure> {
    texts
        .iter()
        .map(|text| {
            text.trim().parse().map_err(|()| {
                let shown = crate::domain::text::clean_short(text, 60);
                Failure::new(
                    FailureCode::BadReference,
                    format!("{shown:?} is not a picking (WH/OUT/00001)."),
                )
            })
        })
        .collect()
}

/// Everything that can be packed now, by urgency. What is held is told of and left out.
async fn ready_to_pack(context: &Context) -> Result<Vec<PickingNumber>, Trouble> {
    let request = Request::PickingPage(PickingPageRequest {
        state: Some(PickingState::Ready),
        limit: AT_ONCE,
        ..PickingPageRequest::default()
    });
    let page = reply!(ask(context, request).await?, Pickings)?;
    let (held, free): (Vec<_>, Vec<_>) = page.pickings.into_iter().partition(|p| p.hold.is_some());
    if !held.is_empty() {
        let numbers: Vec<String> = held.iter().map(|p| p.picking.to_string()).collect();
        context
            .output
            .note(&format!("note: Held, so left out: {}.", numbers.join(", ")));
    }
    if page.total > u64::from(AT_ONCE) {
        context.output.note(&format!(
            "note: {} are ready; these are the {AT_ONCE} most urgent.",
            page.total
        ));
    }
    Ok(free.into_iter().map(|p| p.picking).collect())
}

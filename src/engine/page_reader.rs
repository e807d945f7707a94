//! Reading the pages of a run ahead of their being taken in: while the store commits, Amazon is already asked for more.

use super::account_sync::search;
use super::core::Core;
use super::page_intake::Page;
use crate::amazon::access::SellerAccess;
use crate::amazon::budget::Priority;
use crate::amazon::problem::AmazonError;
use crate::domain::moment::Moment;
use crate::domain::page_run::{PageRun, RunStep};
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Pages that one commit takes in at most: with more, whoever else writes would wait for long.
pub(super) const PAGES_A_COMMIT: usize = 4;

/// A page with the run that it continues.
pub(super) struct ReadPage {
    pub page: Page,
    /// The run before this page: the store must have come exactly so far when the page is taken in.
    pub run: PageRun,
    /// When it came.
    pub at: Moment,
    /// Amazon's time then.
    pub amazon_time: Option<Moment>,
}

/// Why no page came.
pub(super) struct NoPage {
    pub error: AmazonError,
    /// Whether it was asked for by a page token.
    pub by_token: bool,
}

/// Reads the pages of a run, a few ahead, until it is dropped. What was read and not taken in is lost: the store's run
/// has not come so far, and goes on from there.
pub(super) struct PageReader {
    pages: mpsc::Receiver<Result<ReadPage, NoPage>>,
    no_more: Option<NoPage>,
    task: JoinHandle<()>,
}

impl PageReader {
    /// Goes on with this run.
    pub(super) fn start(
        core: Arc<Core>,
        access: SellerAccess,
        run: PageRun,
        priority: Priority,
    ) -> PageReader {
        let (told, pages) = mpsc::channel(PAGES_A_COMMIT);
        let task = tokio::spawn(async move {
            let mut next = Some(run);
            while let Some(run) = next.take() {
                let Ok(place) = told.reserve().await else {
                    return;
                };
                let read = read(&core, &access, run, priority).await;
                next = read.as_ref().ok().and_then(ReadPage::run_after);
                place.send(read);
            }
        });
        PageReader {
            pages,
            no_more: None,
            task,
        }
    }

    /// The pages that are there, in their order: at least one, but none after the last.
    pub(super) async fn next(&mut self) -> Result<Vec<ReadPage>, NoPage> {
        let mut pages = Vec::new();
        let mut read = match self.no_more.take() {
            Some(trouble) => Some(Err(trouble)),
            None => self.pages.recv().await,
        };
        while let Some(next) = read.take() {
            match next {
                Ok(page) => pages.push(page),
                Err(trouble) if pages.is_empty() => return Err(trouble),
                // What came before it is taken in first.
                Err(trouble) => self.no_more = Some(trouble),
            }
            if pages.len() < PAGES_A_COMMIT && self.no_more.is_none() {
                read = self.pages.try_recv().ok();
            }
        }
        Ok(pages)
    }
}

impl Drop for PageReader {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl ReadPage {
    /// The run as it goes on after this page; `None` if it does not.
    fn run_after(&self) -> Option<PageRun> {
        let mut run = self.run.clone();
        match self.page.move_run(&mut run, self.at) {
            RunStep::More => Some(run),
            RunStep::Done(_) | RunStep::Looping => None,
        }
    }
}

async fn read(
    core: &Arc<Core>,
    access: &SellerAccess,
    run: PageRun,
    priority: Priority,
) -> Result<ReadPage, NoPage> {
    match search(core, access, &run, priority).await {
        Ok(found) => Ok(ReadPage {
            amazon_time: found.server_date,
            page: Page::from(found),
            run,
            at: core.now(),
        }),
        Err(error) => Err(NoPage {
            error,
            by_token: run.token.is_some(),
        }),
    }
}

//! What can be done now.

use super::App;
use crate::screen::command::Command;

impl App {
    /// Whether a command can be done now, and if not why.
    pub(super) fn enabled(&self, command: Command) -> Result<(), &'static str> {
        if asks_engine(command) && self.facts.link.is_lost() {
            return Err("The engine is gone; this works again when it is back.");
        }
        let accounts = self.facts.accounts.as_deref().unwrap_or(&[]);
        match command {
            Command::SyncAll | Command::Recover if self.facts.active().next().is_none() => {
                Err("There is no active account: add one on the Accounts tab.")
            }
            Command::AccountEdit
            | Command::AccountSync
            | Command::AccountCheck
            | Command::AccountFrom
            | Command::AccountArchive
                if accounts.is_empty() =>
            {
                Err("There is no account yet.")
            }
            Command::AccountSync | Command::AccountFrom
                if self
                    .accounts
                    .current(&self.facts)
                    .is_some_and(|a| !a.active) =>
            {
                Err("This account is archived.")
            }
            Command::RunPause | Command::RunStop if self.facts.running().next().is_none() => {
                Err("No sync is running.")
            }
            _ => Ok(()),
        }
    }
}

/// Whether a command means nothing without the engine.
fn asks_engine(command: Command) -> bool {
    matches!(
        command,
        Command::SyncAll
            | Command::SyncDeliveries
            | Command::SyncCancellations
            | Command::SyncFeeds
            | Command::OrderCancel
            | Command::OrderReturn
            | Command::OrderInvoice
            | Command::InvoicePost
            | Command::InvoicePay
            | Command::InvoicePrint
            | Command::InvoiceCredit
            | Command::InvoiceVat
            | Command::InvoiceDrop
            | Command::InvoiceCreate
            | Command::InvoiceCreateAll
            | Command::EntryReverse
            | Command::PaymentBatch
            | Command::PaymentUndo
            | Command::BatchValidate
            | Command::BatchUndo
            | Command::BillPost
            | Command::BillFetch
            | Command::BillAdd
            | Command::BillImport
            | Command::BillPay
            | Command::BillReverse
            | Command::BankImport
            | Command::BankAdd
            | Command::BankMatch
            | Command::BankUnmatch
            | Command::SheetApply
            | Command::ReplenishCreate
            | Command::ReplenishSend
            | Command::TransferSend
            | Command::TransferReceive
            | Command::TransferCancel
            | Command::LevelBring
            | Command::RuleSet
            | Command::RuleRemove
            | Command::FiguresTake
            | Command::FiguresTakeAll
            | Command::FiguresFetch
            | Command::FiguresAccept
            | Command::ReportExport
            | Command::ReportSave
            | Command::ReportKept
            | Command::ReportForget
            | Command::ReportTeams
            | Command::NoticeRetry
            | Command::NoticeRetryAll
            | Command::NoticeCarrier
            | Command::NoticeTracking
            | Command::NoticeSolve
            | Command::Recover
            | Command::Carriers
            | Command::Products
            | Command::PickingPrint
            | Command::Why
            | Command::AccountAdd
            | Command::AccountEdit
            | Command::AccountSync
            | Command::AccountCheck
            | Command::AccountFrom
            | Command::AccountArchive
    )
}

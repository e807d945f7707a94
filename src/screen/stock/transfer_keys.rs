//! What keys do on the list of transfers.

use super::keys::{ask, awaited};
use super::sheet::Of;
use super::transfers::is_planned;
use super::views::View;
use super::wanted::Wanted;
use super::{Stock, asks};
use crate::domain::ids::TransferNumber;
use crate::domain::transfer::{Rest, TransferState};
use crate::protocol::stock::{StockRequest, TransferView};
use crate::protocol::upkeep::Level;
use crate::screen::command::Command;
use crate::screen::context::Hand;

impl Stock {
    /// Shows a transfer among all transfers.
    pub(super) fn show_transfer(&mut self, transfer: TransferNumber, hand: &mut Hand) {
        self.transfers.all = true;
        self.transfers.rows.restart();
        self.transfers.rows.go(transfer);
        self.go(View::Transfers, hand);
    }

    pub(super) fn transfers_command(&mut self, command: Command, hand: &mut Hand) -> bool {
        if self.transfers.rows.moved(command) {
            return true;
        }
        let verb = matches!(
            command,
            Command::TransferSend
                | Command::TransferReceive
                | Command::TransferPart
                | Command::TransferCancel
        );
        match (command, self.transfers.rows.current().cloned()) {
            (Command::TransferAll, _) => {
                self.transfers.all = !self.transfers.all;
                self.transfers.ask(hand);
            }
            (_, Some(row)) if verb => self.transfer_verb(command, &row, hand),
            (_, None) if verb => hand.say(Level::Info, "No transfer is open."),
            (Command::StockOpen, Some(row)) => {
                let text = row.transfer.to_string();
                self.go(View::Moves, hand);
                self.moves.set_filter(&text, hand);
            }
            _ => return false,
        }
        true
    }

    fn transfer_verb(&mut self, command: Command, row: &TransferView, hand: &mut Hand) {
        let transfer = row.transfer;
        if awaited(&Wanted::Send(transfer), hand) || awaited(&Wanted::Receive(transfer), hand) {
            return hand.say(Level::Info, "The engine is still at work on the last step.");
        }
        let fits = match command {
            Command::TransferSend | Command::TransferCancel => is_planned(row),
            _ => row.state == TransferState::InTransit,
        };
        if !fits {
            let state = crate::screen::words::plain(row.state.as_str());
            let needed = match command {
                Command::TransferSend => "Only what is planned can leave",
                Command::TransferCancel => "Only what has not left can be given up",
                _ => "Only what is under way can be received",
            };
            return hand.say(Level::Info, format!("{needed}: {transfer} is {state}."));
        }
        match command {
            Command::TransferSend => {
                let force = false;
                let request = StockRequest::Send { transfer, force };
                ask(Wanted::Send(transfer), request, hand);
            }
            Command::TransferReceive => {
                let request = StockRequest::Receive {
                    transfer,
                    arrived: None,
                    rest: Rest::Expected,
                };
                ask(Wanted::Receive(transfer), request, hand);
            }
            Command::TransferPart => self.begin_sheet(Of::Receipt(transfer), hand),
            _ => hand.open(asks::cancel_transfer(transfer)),
        }
    }
}

//! A disk in memory that remembers every write, can fail at any of them, and can lose those that were not synced.

use redb::StorageBackend;
use std::io::{Error, ErrorKind};
use std::sync::{Arc, Mutex};

/// Disks keep or lose this much at a time.
const SECTOR: usize = 512;

/// Something that was done to the disk.
#[derive(Clone, Debug)]
pub enum Op {
    Write(usize, Vec<u8>),
    Length(usize),
    Sync,
}

#[derive(Debug, Default)]
struct State {
    bytes: Vec<u8>,
    log: Vec<Op>,
    /// Operations that may fail so far: reads are not among them.
    count: u64,
    fail_at: Option<u64>,
    broken: bool,
}

/// The disk; clones are the same disk.
#[derive(Clone, Debug, Default)]
pub struct Disk(Arc<Mutex<State>>);

impl Disk {
    pub fn holding(bytes: Vec<u8>) -> Disk {
        let disk = Disk::default();
        disk.0.lock().unwrap().bytes = bytes;
        disk
    }

    /// The n-th operation from now (0 is the next) fails, and only that one.
    pub fn fail_at(&self, nth: u64) {
        let mut state = self.0.lock().unwrap();
        state.fail_at = Some(state.count + nth);
    }

    /// From now on every operation fails, or none any more.
    pub fn set_broken(&self, broken: bool) {
        self.0.lock().unwrap().broken = broken;
    }

    pub fn has_failed(&self) -> bool {
        let state = self.0.lock().unwrap();
        state.fail_at.is_some_and(|at| at < state.count)
    }

    pub fn count(&self) -> u64 {
        self.0.lock().unwrap().count
    }

    pub fn bytes(&self) -> Vec<u8> {
        self.0.lock().unwrap().bytes.clone()
    }

    pub fn log(&self) -> Vec<Op> {
        self.0.lock().unwrap().log.clone()
    }

    pub fn log_len(&self) -> usize {
        self.0.lock().unwrap().log.len()
    }

    fn step(&self, op: Op) -> Result<(), Error> {
        let mut state = self.0.lock().unwrap();
        let at = state.count;
        state.count += 1;
        if state.fail_at == Some(at) || state.broken {
            return Err(Error::new(ErrorKind::StorageFull, "no space is left"));
        }
        apply(&mut state.bytes, &op);
        state.log.push(op);
        Ok(())
    }
}

pub fn apply(bytes: &mut Vec<u8>, op: &Op) {
    match op {
        Op::Write(at, data) => {
            if bytes.len() < at + data.len() {
                bytes.resize(at + data.len(), 0);
            }
            bytes[*at..at + data.len()].copy_from_slice(data);
        }
        Op::Length(length) => bytes.resize(*length, 0),
        Op::Sync => {}
    }
}

/// What of the writes since the last sync reached the disk.
#[derive(Clone, Copy, Debug)]
pub enum Survives {
    Nothing,
    Everything,
    /// Each write by chance.
    Writes,
    /// Each sector of each write by chance.
    Sectors,
    /// Only the start of the file, where the roots are.
    Header,
    /// Only the last write.
    Last,
}

pub const ALL_KINDS: [Survives; 6] = [
    Survives::Nothing,
    Survives::Everything,
    Survives::Writes,
    Survives::Sectors,
    Survives::Header,
    Survives::Last,
];

/// The disk after the power went, from what was synced and what was pending.
pub fn after_power_loss(
    durable: &[u8],
    pending: &[Op],
    survives: Survives,
    rng: &mut fastrand::Rng,
) -> Vec<u8> {
    let mut bytes = durable.to_vec();
    for (place, op) in pending.iter().enumerate() {
        match (survives, op) {
            (Survives::Nothing, _) => {}
            (Survives::Everything, op) => apply(&mut bytes, op),
            (Survives::Writes, op) => {
                if rng.bool() {
                    apply(&mut bytes, op);
                }
            }
            (Survives::Sectors, Op::Write(at, data)) => {
                let mut start = 0;
                while start < data.len() {
                    let end = (start + SECTOR - (at + start) % SECTOR).min(data.len());
                    if rng.bool() {
                        apply(
                            &mut bytes,
                            &Op::Write(at + start, data[start..end].to_vec()),
                        );
                    }
                    start = end;
                }
            }
            (Survives::Sectors, op) => {
                if rng.bool() {
                    apply(&mut bytes, op);
                }
            }
            (Survives::Header, Op::Write(at, _)) if *at < SECTOR => apply(&mut bytes, op),
            (Survives::Header, _) => {}
            (Survives::Last, op) => {
                if place + 1 == pending.len() {
                    apply(&mut bytes, op);
                }
            }
        }
    }
    bytes
}

impl StorageBackend for Disk {
    fn len(&self) -> Result<u64, Error> {
        Ok(self.0.lock().unwrap().bytes.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> Result<(), Error> {
        let state = self.0.lock().unwrap();
        let start = usize::try_from(offset).unwrap_or(usize::MAX);
        let bytes = start
            .checked_add(out.len())
            .and_then(|end| state.bytes.get(start..end))
            .ok_or(ErrorKind::UnexpectedEof)?;
        out.copy_from_slice(bytes);
        Ok(())
    }

    fn set_len(&self, len: u64) -> Result<(), Error> {
        self.step(Op::Length(len as usize))
    }

    fn sync_data(&self) -> Result<(), Error> {
        self.step(Op::Sync)
    }

    fn write(&self, offset: u64, data: &[u8]) -> Result<(), Error> {
        self.step(Op::Write(offset as usize, data.to_vec()))
    }
}

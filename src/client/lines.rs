//! Lines on a socket, never longer than allowed.

use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};

/// Reads lines. Waiting for one may be given up at any time without losing a part of it.
#[derive(Debug)]
pub struct Lines<R> {
    inner: BufReader<R>,
    line: Vec<u8>,
    longest: usize,
}

/// What came next.
#[derive(Debug, PartialEq, Eq)]
pub enum Line {
    /// A line, without its end.
    Whole(Vec<u8>),
    /// More than a line may be.
    TooLong,
    /// The other end is gone.
    End,
}

impl<R: AsyncRead + Unpin> Lines<R> {
    /// Lines of at most so many bytes.
    pub fn new(inner: R, longest: usize) -> Lines<R> {
        Lines {
            inner: BufReader::new(inner),
            line: Vec::new(),
            longest,
        }
    }

    /// The next line.
    pub async fn next(&mut self) -> Line {
        loop {
            let Ok(chunk) = self.inner.fill_buf().await else {
                return Line::End;
            };
            if chunk.is_empty() {
                return Line::End;
            }
            let end = memchr::memchr(b'\n', chunk);
            let part = &chunk[..end.unwrap_or(chunk.len())];
            if self.line.len() + part.len() > self.longest {
                return Line::TooLong;
            }
            self.line.extend_from_slice(part);
            let used = part.len() + usize::from(end.is_some());
            self.inner.consume(used);
            if end.is_some() {
                return Line::Whole(std::mem::take(&mut self.line));
            }
        }
    }
}

/// A value as one line.
pub fn line_of(value: &impl serde::Serialize) -> Option<Vec<u8>> {
    let mut line = serde_json::to_vec(value).ok()?;
    line.push(b'\n');
    Some(line)
}
